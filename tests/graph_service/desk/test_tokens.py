"""Tokens: shown once, kept hashed, refused alike whatever is wrong."""

import sqlite3
import statistics
import threading
import time
from pathlib import Path

import pytest

from graph_service.desk.database import HEAD, open_desk
from graph_service.desk.oppositions import oppose, opposed
from graph_service.desk.tokens import authenticate, create_token, list_tokens, revoke_token
from graph_service.errors import Unauthorized, UsageError


def test_a_token_authenticates_until_it_is_revoked(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.sqlite")
    token = create_token(desk, "n", "editor", "http://e/")
    grant = authenticate(desk, token)
    assert (grant.name, grant.role, grant.graph_prefix, grant.may_write) == ("n", "editor", "http://e/", True)
    assert not authenticate(desk, create_token(desk, "c", "contributor")).may_write
    assert revoke_token(desk, "n") is True
    assert revoke_token(desk, "n") is False
    with pytest.raises(Unauthorized):
        authenticate(desk, token)
    with pytest.raises(UsageError):
        create_token(desk, "c", "editor")


def test_the_secret_is_nowhere_on_disk_nor_in_the_list(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.sqlite")
    secret = create_token(desk, "n", "administrator").split("_", 2)[2]
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    assert "digest" not in list_tokens(desk)[0]


def test_a_wrong_first_and_a_wrong_last_letter_take_the_same_time(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.sqlite")
    head, public, secret = create_token(desk, "n", "administrator").split("_", 2)
    flip = {True: "B", False: "A"}
    wrong_first = f"{head}_{public}_{flip[secret[0] == 'A']}{secret[1:]}"
    wrong_last = f"{head}_{public}_{secret[:-1]}{flip[secret[-1] == 'A']}"
    times: dict[str, list[float]] = {wrong_first: [], wrong_last: []}
    for token in (wrong_first, wrong_last) * 300:
        started = time.perf_counter()
        with pytest.raises(Unauthorized):
            authenticate(desk, token)
        times[token].append(time.perf_counter() - started)
    first, last = (statistics.median(values) for values in times.values())
    assert 0.5 < first / last < 2


def test_the_desk_migrates_once_even_when_opened_by_many(tmp_path: Path) -> None:
    threads = [threading.Thread(target=open_desk, args=(tmp_path / "desk.sqlite",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection = sqlite3.connect(tmp_path / "desk.sqlite")
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    connection.close()


def test_an_opposition_is_kept(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.sqlite")
    oppose(desk, "http://e/1", "asked")
    oppose(desk, "http://e/1", "asked again")
    assert opposed(desk) == {"http://e/1"}
