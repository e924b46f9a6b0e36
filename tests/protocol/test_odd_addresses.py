"""Odd addresses and headers on every page and API: an answer or a refusal, never a failure of the service."""

import pytest

from tests.instance import Instance

PATHS = [
    "/id/x/%ff", "/doc/commune/" + "9" * 5000, "/doc/commune/35360?page=999999999999", "/doc/commune/35360?version=abc",
    "/doc/commune/35360?version=999", "/doc/commune/35360?lang=%00", "/doc/commune/35360?lang=fr&lang=en",
    "/doc/commune/35360.ttl.ttl", "/doc/commune/.ttl", "/doc/.ttl", "/scheme/", "/scheme/..%2f", "/queries/", "/queries/.csv",
    "/queries/open-calls.", "/queries/open-calls.csv?page=1&limit=99999999999", "/queries/open-calls.csv?asOf=2026-13-45",
    "/queries/open-calls.html?asOf=0000-00-00", "/queries/open-calls?token=x", "/queries/white-zones.html?page=100000",
    "/queries/equipment-nearby.csv?latitude=999&longitude=abc", "/queries/who-can-help.html?theme=nothing",
    "/queries/equipment-nearby.html?latitude=%22%3E%3Cscript%3E", "/queries/%00", "/doc/a/b%0d%0aX: y",
    "/queries/who-can-help.csv?" + "&".join(["theme=legal"] * 1100), "/id/%E2%80%AE/x",
    "/doc/commune/35360?content=%0a,<script>", "/queries/open-calls.csv?asOf=2026-03-01&asOf=2026-04-01",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {},
    {"Accept": "text/html"},
    {"Accept": "application/ld+json"},
    {"Accept": "text/html;q=abc, */*"},
    {"Accept": ","},
    {"If-None-Match": "*"},
    {"Accept": "text/html", "Accept-Language": "xx-" + "y" * 4000},
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:50])
def test_an_odd_address_is_answered_or_refused_below_500(france: Instance, path: str) -> None:
    for headers in HEADERS:
        answer = france.get(path, headers=headers, allow_redirects=False)
        assert answer.status_code < 500, (headers, answer.text[:300])
        assert "<script>" not in answer.text.replace('<script type="application/ld+json">', "")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/id/commune/35360", "/doc/commune/35360", "/scheme/theme", "/queries", "/queries/open-calls"]
)
def test_a_page_is_only_read_405(france: Instance, method: str, path: str) -> None:
    assert france.request(method, path).status_code == 405
