"""`maillage erase` of a contributed thing: nothing of it is left in any file of the instance."""

import gzip
from pathlib import Path

from tests.desk import contribute, decide, furnish, ring, settled
from tests.instance import Instance
from tests.waiting import eventually

WORD = "Zwetschgenkuchen"


def mentions(root: Path, word: str) -> list[str]:
    """The files that hold a word, those that gzip packs too."""
    return [str(path) for path in root.rglob("*") if path.is_file() and word.encode() in plain(path)]


def plain(path: Path) -> bytes:
    """What a file says."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_an_erased_thing_is_in_no_file_of_store_versions_search_dumps_desk_or_log_410(tmp_path: Path) -> None:
    desk = furnish(Instance(tmp_path / "data", search=True, dump_hours=24).start().authorise())
    token = desk.bearer["Authorization"].split()[1]
    made = contribute(desk, ring(WORD), token).headers["Location"]
    decide(desk, made, "accept")
    thing = settled(desk, made)["things"][0]["iri"]
    read = desk.get("/contributions", params={"thing": thing}).headers["ETag"]
    again = contribute(desk, ring(f"{WORD} bis", iri=thing), token, If_Match=read).headers["Location"]
    decide(desk, again, "accept")
    settled(desk, again)
    waiting = contribute(desk, ring(f"{WORD} ter", iri=thing), token, If_Match="*").headers["Location"]
    desk.request("POST", "/report", data={"thing": thing, "message": WORD})
    desk.wait_for_search()
    before = mentions(desk.root, WORD)
    # The desk writes to its log first.
    assert {"desk.sqlite-wal", "changes.nq.gz"} <= {Path(one).name for one in before}
    desk.command("erase", thing, "--yes")
    desk.wait_for_search()
    eventually(lambda: desk.health()["dump"] > 0)
    assert mentions(desk.root, WORD) == []
    assert WORD not in desk.log.read_text()
    for address in (made, again, waiting):
        assert desk.get(address.removeprefix(desk.base), headers=desk.bearer).status_code == 404
    assert contribute(desk, ring("Revenue", iri=thing), token).status_code == 410
    desk.stop()
