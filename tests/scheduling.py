"""Which tests run in one worker, and in what order: what is costly to set up is set up once a run."""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
SHARED = {
    "france": re.compile(r"\b(?:france|site): Instance\b"),
    "network": re.compile(r"\b(?:network\(\)|copy_territories\()"),
}
"""What several modules share and takes long to make → how a module's text shows that it uses it."""

LONGEST = ("france", "tests/protocol/test_w3c.py", "network", "tests/loaders/test_territories.py")
"""What begins first, so that no worker ends alone."""


@cache
def scope(module: str) -> str:
    """What a module's tests belong to: the costly thing that it shares with other modules, or itself."""
    text = (ROOT / module).read_text(encoding="utf-8")
    return next((name for name, used in SHARED.items() if used.search(text)), module)


def rank(nodeid: str) -> int:
    """Where a test's scope stands in the order of the run."""
    name = scope(nodeid.partition("::")[0])
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


class Scheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """A scope's tests go to one worker: its fixtures are made once.

    The marks of xdist for groups do nothing with pytest 9.2 (pytest-xdist#1386), and say nothing of it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid.partition("::")[0])
