"""The source that the README shows is a source: discovered by its file alone, loaded, judged, told."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instance import Instance
from tests.loaders.graphs import said, statements

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shown(france: Instance, tmp_path: Path) -> Iterator[str]:
    """The README's source, as one more file of a copy of the loaders."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    shutil.copytree(ROOT / "loaders", tmp_path / "code" / "loaders")
    (tmp_path / "code" / "loaders" / "sources" / "town_rooms.py").write_text(code, encoding="utf-8")
    # The copy comes before the checkout, whose folder `python -m` would put first.
    france.environment |= {"PYTHONPATH": str(tmp_path / "code"), "PYTHONSAFEPATH": "1"}
    yield code
    del france.environment["PYTHONPATH"], france.environment["PYTHONSAFEPATH"]


def test_the_readme_s_source_works_as_it_stands(france: Instance, tmp_path: Path, shown: str) -> None:
    assert len(shown.splitlines()) < 60
    path = tmp_path / "salles.csv"
    path.write_text("nom;insee;places\nSalle verte;35360;40\n;35360;12\nSalle bleue;99999;x\n", encoding="utf-8")
    assert "town-rooms" in france.command("load", "--list")
    told = said(france.command("load", "town-rooms", str(path), code=3))
    assert "3 lignes lues, 1 refusées" in told
    lines = statements(france, "town-rooms")
    assert any('"Salle verte"@fr' in line for line in lines)
    assert any('maximumAttendeeCapacity> "40"' in line for line in lines)
    assert not any('""@fr' in line for line in lines)
    france.command("withdraw", "town-rooms")
    assert statements(france, "town-rooms") == set()
