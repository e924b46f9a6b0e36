"""What the build takes from npm for the pages: whole, licensed, and silent about where it was fetched."""

import json
from pathlib import Path

from graph_service.assets import build

ROOT = Path(__file__).parents[3]
VENDOR = ROOT / "graph_service/web/static/vendor"
LOCK = ROOT / "graph_service/assets/package-lock.json"


def test_every_front_end_file_is_laid_out_without_a_source_map() -> None:
    for name in (name for names in build.FRONT_END.values() for name in names):
        text = (VENDOR / name).read_text("utf-8")
        assert text
        assert "sourceMappingURL" not in text, name


def test_every_package_that_is_shipped_tells_its_licence() -> None:
    told = (VENDOR / "licences.txt").read_text("utf-8")
    for path, package in json.loads(LOCK.read_text("utf-8"))["packages"].items():
        if path and not package.get("optional"):
            assert f"{path.removeprefix('node_modules/')} {package['version']}" in told, path


def test_the_lock_names_no_address_and_pins_a_hash_for_each_package() -> None:
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for path, package in packages.items() if path)
