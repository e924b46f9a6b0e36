"""National files as they come; damaged ones stop at their row and load nothing."""

import zipfile
from pathlib import Path

import pytest

from graph_service.errors import UnreadableTable, UsageError
from loaders.tables import expand, header, rows

CONTENT = 'id;titre\n1;"a;b"\n2;"é ""x""\nsuite"\n'


def read(path: Path) -> list[dict[str, str]]:
    """Every row's values."""
    return [row.values for row in rows(path, lambda _bytes: None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_encodings_and_separators_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    text = CONTENT if delimiter == ";" else 'id,titre\n1,"a;b"\n2,"é ""x""\nsuite"\n'
    path.write_bytes(text.encode(encoding))
    assert read(path) == [{"id": "1", "titre": "a;b"}, {"id": "2", "titre": 'é "x"\nsuite'}]


def test_an_archive_and_a_folder_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../escape.csv", CONTENT)
        archive.writestr("notes.txt", "x")
    (tmp_path / "b.csv").write_text(CONTENT)
    files = expand((tmp_path,))
    assert [file.name for file in files] == ["a.zip", "b.csv"]
    assert sum(len(read(file)) for file in files) == 4
    assert header(tmp_path / "a.zip") == ["id", "titre"]
    assert not (tmp_path.parent.parent / "escape.csv").exists()


def test_a_row_of_another_length_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;titre\n1;a;b;c\n2\n")
    assert [row[""] for row in read(path)] == ["4", "1"]


BOMBS = {
    "one line of 5 MB": b"id;titre\n1;" + b"a" * 5_000_000,
    "a million columns": b";".join(b"c" for _ in range(1_000_000)),
    "NUL": b"id;titre\n1;a\x00b\n",
    "an unclosed quote to the end": b'id;titre\n1;"a\n' + b"2;b\n" * 600_000,
    "UTF-16": "id;titre\n1;a\n".encode("utf-16"),
    "one column": b"<html>\n<p>Error\n",
    "empty": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_damaged_file_stops_with_its_name_and_row(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb.csv"
    path.write_bytes(BOMBS[name])
    with pytest.raises(UnreadableTable, match=r"bomb\.csv, row \d"):
        read(path)


def test_a_broken_archive_and_a_missing_path_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nonsense")
    with pytest.raises(UnreadableTable):
        read(tmp_path / "a.zip")
    with pytest.raises(UsageError):
        expand((tmp_path / "none",))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        expand((tmp_path / "empty",))


def test_a_first_accent_after_many_megabytes_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"id;titre\n" + b"1;a\n" * 400_000 + "2;été\n".encode("iso-8859-1"))
    *_, last = rows(path, lambda _bytes: None)
    assert last.values == {"id": "2", "titre": "été"}
