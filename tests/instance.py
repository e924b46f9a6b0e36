"""A real instance of the service, started as a user would, on a loopback port of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self, cast

import requests
from click.testing import CliRunner

from graph_service.cli import main
from graph_service.desk.database import open_desk
from graph_service.desk.tokens import Role, create_token


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


_TERMINAL = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "PYTHONPATH", "PYTHONSAFEPATH")
"""What this process may have in its environment and an instance's commands must not."""

STARTED: list[subprocess.Popen[bytes]] = []
"""Every service that this test process started: the end of the session ends those that a failed test left."""


class Instance:
    """A `maillage serve` process with its data folder, an administrator's token and a client."""

    def __init__(self, root: Path, **settings: object) -> None:
        self.root = root
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")},
            "MAILLAGE_DATA_DIR": str(root),
            "MAILLAGE_PORT": str(self.port),
            "MAILLAGE_BASE_IRI": self.base,
            "LANG": "en_GB.UTF-8",
            # The hosts that tests talk to are on the loopback.
            "MAILLAGE_PRIVATE_NETWORKS": "true",
            # What derives from each version costs time that only the tests about it want to spend.
            "MAILLAGE_SEARCH": "false",
            "MAILLAGE_DUMP_HOURS": "0",
            **{f"MAILLAGE_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self.inside = False
        """Whether `load` and `withdraw` run in this process: the same command, without the start of an interpreter."""
        self.session = requests.Session()
        self.session.trust_env = False
        self.process: subprocess.Popen[bytes] | None = None
        self.log = root.with_name(root.name + ".log")

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "graph_service.cli", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        STARTED.append(self.process)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self.get("/health").status_code == 200:
                    return self
            except requests.ConnectionError:
                time.sleep(0.05)
            assert self.process.poll() is None, self.log.read_text()[-4000:]
        raise AssertionError(self.log.read_text()[-4000:])

    def stop(self) -> int:
        """Ask the server to end; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    def command(self, *arguments: str, code: int = 0) -> str:
        """Run `maillage …` on this instance's data; what it printed."""
        if self.inside and arguments[0] in ("load", "withdraw") and "PYTHONPATH" not in self.environment:
            return self._inside(arguments, code)
        done = subprocess.run(
            [sys.executable, "-m", "graph_service.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def _inside(self, arguments: tuple[str, ...], code: int) -> str:
        done = CliRunner().invoke(main, arguments, env={**dict.fromkeys(_TERMINAL), **self.environment})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, f"exit {done.exit_code}\n{done.output}"
        return done.output

    def wait_for_search(self) -> None:
        """Wait until the search has read the published version."""
        deadline = time.monotonic() + 100
        while time.monotonic() < deadline:
            answer = self.get("/search.json", params={"limit": "1"})
            if answer.status_code == 200 and answer.json()["behind"] == 0:
                return
            time.sleep(0.1)
        raise AssertionError(answer.text + self.log.read_text()[-4000:])

    def token(self, name: str = "test", role: str = "administrator", prefix: str | None = None) -> str:
        """Make a token, as the command does without its start."""
        desk = open_desk(self.root / "desk.sqlite")
        try:
            return create_token(desk, name, cast("Role", role), prefix)
        finally:
            desk.dispose()

    def authorise(self) -> Self:
        """Give the client an administrator's token for `write` and `update`."""
        self.bearer = {"Authorization": f"Bearer {self.token()}"}
        return self

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path."""
        return self.session.get(self.base + path, timeout=60, **options)

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Any request, without a token."""
        return self.session.request(method, self.base + path, timeout=60, **options)

    def write(self, method: str, path: str, data: bytes | str = b"", **headers: str) -> requests.Response:
        """A request with the administrator's token; header names take underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = data.encode() if isinstance(data, str) else data
        return self.request(method, path, data=body, headers={**self.bearer, **sent})

    def update(self, text: str, **headers: str) -> requests.Response:
        """Send an update with the administrator's token."""
        return self.write("POST", "/update", text, Content_Type="application/sparql-update", **headers)

    def query(self, text: str, accept: str = "application/sparql-results+json", **parameters: str) -> requests.Response:
        """Send a query by POST form."""
        return self.request("POST", "/sparql", data={"query": text, **parameters}, headers={"Accept": accept})

    def rows(self, text: str, **parameters: str) -> list[dict[str, str]]:
        """The rows of a SELECT, values as text."""
        answer = self.query(text, **parameters)
        assert answer.status_code == 200, answer.text
        return [{name: cell["value"] for name, cell in row.items()} for row in answer.json()["results"]["bindings"]]

    def ask(self, text: str) -> bool:
        """The answer of an ASK."""
        answer = self.query(text)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])

    def health(self) -> dict[str, Any]:
        """The health document."""
        document: dict[str, Any] = json.loads(self.get("/health").text)
        return document
