"""Imports only point down; Flask stays in web and app; the package's root imports nothing."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEVELS = {
    "graph_service.app": 4, "graph_service.cli": 4, "graph_service.commands": 4,
    "graph_service.web": 3, "loaders": 3,
    "graph_service.desk": 2, "graph_service.federation": 2,
    "graph_service.engine": 1,
    "graph_service": 0,
}  # fmt: skip
APART = {("graph_service.desk", "graph_service.federation"), ("graph_service.web", "loaders")}


def room(module: str) -> str:
    """The longest name of LEVELS that a module belongs to."""
    return max((name for name in LEVELS if module == name or module.startswith(name + ".")), key=len, default="")


def imports(path: Path) -> set[str]:
    """Every module that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def modules() -> dict[str, Path]:
    """Module name → file, assets' build hook left out."""
    files = [path for folder in ("graph_service", "loaders") for path in (ROOT / folder).rglob("*.py")]
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}
    return {name: path for name, path in names.items() if ".assets" not in name}


def test_imports_point_down() -> None:
    for name, path in modules().items():
        for used in map(room, imports(path)):
            if used:
                assert LEVELS[used] <= LEVELS[room(name)], f"{name} imports {used}"
                assert (room(name), used) not in APART | {(b, a) for a, b in APART}, f"{name} imports {used}"


def test_flask_stays_in_web_and_app() -> None:
    for name, path in modules().items():
        if room(name) not in ("graph_service.web", "graph_service.app"):
            assert not {used for used in imports(path) if used.split(".")[0] in ("flask", "werkzeug")}, name


def test_the_package_root_imports_nothing_and_sources_not_each_other() -> None:
    assert imports(ROOT / "graph_service/__init__.py") == set()
    for path in (ROOT / "loaders/sources").glob("*.py"):
        assert not {used for used in imports(path) if used.startswith("loaders.sources")}, path.name


def test_no_room_is_called_utils() -> None:
    for name in modules():
        assert not {"utils", "helpers", "common", "manager", "misc"} & set(name.split(".")), name
