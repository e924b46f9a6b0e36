"""What is said to be canonical is written back by the engine letter for letter."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.formats.ntriples import decimal, describe, text, whole
from graph_service.engine.writer.canonical import is_canonical

XSD = "http://www.w3.org/2001/XMLSchema#"
YES = [
    '"a"',
    '"é"@fr',
    f'"12"^^<{XSD}integer>',
    f'"1.5"^^<{XSD}decimal>',
    "<http://e/x>",
    '"a\\"b\\n"',
    f'"2020-01-02"^^<{XSD}date>',
]
NO = [
    '"a"@FR',
    f'"01"^^<{XSD}integer>',
    f'"1.50"^^<{XSD}decimal>',
    '"a\tb"',
    '"\\u00e9"',
    f'"x"^^<{XSD}int>',
    '"x"^^<http://t> <http://g>',
    "_:b",
]


def line(value: str) -> str:
    """A statement with one object."""
    return f"<http://e/s> <http://e/p> {value} .\n"


def written_back(content: str) -> str:
    """What the engine makes of N-Triples."""
    store = ox.Store()
    store.load(content.encode(), format=ox.RdfFormat.N_TRIPLES)
    return str((store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b"").decode())


@pytest.mark.parametrize("value", YES)
def test_canonical_values_stay(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.nt").write_text(line(value), encoding="utf-8", newline="\n")
    assert is_canonical(tmp_path / "a.nt")
    assert written_back(line(value)) == line(value)


@pytest.mark.parametrize("value", NO)
def test_what_could_change_is_not_said_canonical(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.nt").write_text(line(value), encoding="utf-8", newline="\n")
    assert not is_canonical(tmp_path / "a.nt")


@given(st.text(max_size=40), st.integers(-(10**17), 10**17), st.floats(-180, 180))
def test_what_loaders_write_stays_letter_for_letter(value: str, number: int, degrees: float) -> None:
    value = value.encode("utf-8", "ignore").decode()
    pairs = [("<http://e/p>", text(value)), ("<http://e/q>", whole(number)), ("<http://e/r>", decimal(degrees, 5))]
    content = "".join(describe("<http://e/s>", *pairs))
    assert sorted(written_back(content).split("\n")) == sorted(content.split("\n"))


@given(st.text(max_size=30))
def test_canonical_is_never_said_of_what_changes(value: str) -> None:
    import tempfile

    value = value.encode("utf-8", "ignore").decode().replace("\n", "").replace("\r", "")
    content = line(f'"{value}"')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.nt"
        path.write_bytes(content.encode())
        if is_canonical(path):
            assert written_back(content) == content
