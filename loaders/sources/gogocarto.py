"""A GoGoCarto map as a source: a small mapping file says which sheet and columns its categories and fields fill."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graph_service.engine.formats.gogocarto import Element, read_elements
from graph_service.engine.formats.sheets.template import Template
from graph_service.engine.frequencies import MONTHLY
from graph_service.errors import UsageError
from graph_service.languages import Text
from loaders.cleaning import public_text
from loaders.report import Remark, Severity
from loaders.sheets.load import DIRECTORY, FileRow, lines
from loaders.sheets.mapping import SHEETS, Mapping, read_mapping
from loaders.source import Loading, Option, Part, Source
from loaders.tables import expand

_UNPUBLISHED = Text("pas publié sur la carte d’origine", "not published on the map it comes from")
_IGNORED = Text("catégories à ignorer, selon la correspondance", "categories to ignore, by the mapping")
_UNKNOWN = Text("catégorie absente de la correspondance", "category missing from the mapping")
_LOOKED_AT = Text(
    "à revoir sur la carte d’origine (modération)", "to be looked at on the map it comes from (moderation)"
)


_AGAIN = Text(
    "à corriger sur la carte, ou à charger à part (maillage load support-actors ou resources)",
    "to correct on the map, or to load apart (maillage load support-actors or resources)",
)


def rows(paths: tuple[Path, ...], mapping: Mapping, loading: Loading) -> Iterator[FileRow]:
    """The published elements as rows; what is left out is told."""
    for path in paths:
        for element in read_elements(path.read_bytes(), path.name):
            row = mapping.row(element)
            _tell(element, path.name, mapping, loading)
            if element.status < 1:
                _note(loading, path.name, element, "status", str(element.status), "listed", _UNPUBLISHED)
            elif row is None:
                _note(loading, path.name, element, "categories", " ; ".join(element.categories), "listed", _IGNORED)
            else:
                cells = {key: _public(loading, path.name, element, key, value) for key, value in row.cells.items()}
                row.cells.update(cells)
                yield path.name, row
        loading.tick(path.stat().st_size)


def _tell(element: Element, file: str, mapping: Mapping, loading: Loading) -> None:
    for name in mapping.unknown(element):
        _note(loading, file, element, "categories", name, "warning", _UNKNOWN)
    if element.moderation:
        _note(loading, file, element, "moderationState", str(element.moderation), "warning", _LOOKED_AT)


def _public(loading: Loading, file: str, element: Element, key: str, value: str) -> str:
    """The cell, emptied with a remark when it holds an e-mail or a telephone number."""
    cleaned = public_text(value)
    if cleaned.value is None and cleaned.remark is not None:
        _note(loading, file, element, key, "", "value", cleaned.remark)
    return cleaned.value or ""


def _note(
    loading: Loading, file: str, element: Element, column: str, value: str, severity: Severity, why: Text
) -> None:
    loading.report.note(Remark(file, element.number, column, value, severity, why))


def _parts(paths: tuple[Path, ...], loading: Loading) -> list[Part]:
    files = expand(paths, (".json", ".jsonld"))
    given = loading.options.get("mapping")
    if not given:
        raise _without_mapping(files)
    mapping, templates = read_mapping(Path(given)), _templates(Path(given))
    size = sum(file.stat().st_size for file in files)
    return [
        Part(
            loading.slug,
            (*files, Path(given)),
            lambda loading: lines(rows(files, mapping, loading), templates, loading, _AGAIN),
            size,
        )
    ]


def _templates(path: Path) -> tuple[Template, ...]:
    mapping = read_mapping(path)
    named = {entry["feuille"] for entry in mapping.categories.values() if entry and "feuille" in entry}
    return tuple(t for t in SHEETS.values() if t.name in named or t is mapping.sheet)


def _without_mapping(files: tuple[Path, ...]) -> UsageError:
    """What to write into a mapping, made from the categories and fields that are there."""
    elements = [element for path in files for element in read_elements(path.read_bytes(), path.name)]
    categories = Counter(name for element in elements for name in element.categories)
    fields = dict.fromkeys(name for element in elements for name in element.fields)
    known = "".join(f"\n  {name!r}: ignorer   # {count}" for name, count in categories.most_common(40))
    sheets = "".join(
        f"\n# {sheet.name} : {', '.join(column.header for column in sheet.columns)}" for sheet in SHEETS.values()
    )
    told = (
        f"\nfeuille: points d’appui\ncolonnes: {{}}\nchamps: {{}}   # {', '.join(fields)}\ncatégories:{known}"
        f"\n# Feuilles et colonnes / sheets and columns:{sheets}"
    )
    return UsageError(
        Text(
            "Il manque la correspondance entre cette carte et nos listes. Enregistrez ceci, complétez, "
            f"puis --mapping fichier.yml :{told}",
            "The mapping between this map and our lists is missing. Save this, complete it, "
            f"then --mapping file.yml:{told}",
        )
    )


SOURCE = Source(
    name="gogocarto",
    title=Text("Carte GoGoCarto", "GoGoCarto map"),
    licence="",
    publisher="",
    homepage="https://gogocarto.fr",
    frequency=Text("au choix de qui tient la carte", "as the map's keeper chooses"),
    parts=_parts,
    usage=Text(
        "le JSON de /api/elements.json, fichier ou adresse, et --mapping ; sans lui, un modèle est proposé",
        "the JSON of /api/elements.json, a file or an address, and --mapping; without it, one is suggested",
    ),
    validates=True,
    named=True,
    options=(
        Option("--mapping", Text("correspondance, en YAML", "mapping, in YAML")),
        *DIRECTORY,
    ),
    rhythm=MONTHLY,
)
