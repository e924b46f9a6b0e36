"""A real browser: Debian's Chromium, which `.ci/run` installs where it can; skipped, and said, without it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps Chromium from calling anyone by itself."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, one a test worker."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*_QUIET, "--no-sandbox"])
        yield running
        running.close()
