"""`maillage peer` and `maillage harvest`, as they are typed."""

import json
from pathlib import Path

from tests.graph_service.federation.test_client import hosting
from tests.graph_service.federation.test_harvest import tools
from tests.instance import Instance


def test_a_peer_is_added_harvested_paused_shown_and_removed_with_its_copy(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    with hosting() as host:
        host.body = tools(3).encode()
        added = instance.command(
            "peer",
            "add",
            "bretagne",
            host.address,
            "--title",
            "Bretagne",
            "--level",
            "regional",
            "--licence",
            "licence ouverte",
        )
        assert "peer added" in added
        assert "never harvested" in instance.command("peer", "list")
        assert "6 statements, published in version" in instance.command("peer", "harvest", "bretagne")
        assert "up to date" in instance.command("peer", "list")
        assert "No peer to harvest" in instance.command("harvest", "--due")
        instance.command("peer", "pause", "bretagne")
        assert "No peer to harvest" in instance.command("harvest")
        instance.command("peer", "pause", "bretagne", "--off")
        host.statuses = [500]
        assert "Nothing has changed" in instance.command("harvest", code=3)
        assert "stale" in instance.command("peer", "show", "bretagne")
        instance.start()
        told = instance.get("/network").json()[0]
        assert (told["title"], told["statements"], told["stale"]) == ("Bretagne", 6, True)
        # The address of a file may hold a secret.
        assert "file.ttl" not in json.dumps(told)
        assert "périmé" in instance.get("/network", headers={"Accept": "text/html", "Accept-Language": "fr"}).text
        assert instance.stop() == 0
        assert "withdrawn" in instance.command("peer", "remove", "bretagne")
        assert "is no peer" in instance.command("peer", "show", "bretagne", code=1)
