"""The front's short way gives what the route gives: same status, same headers, same body."""

import pytest

from tests.instance import Instance

QUERIES = [
    "SELECT ?o { GRAPH <http://example.org/g> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { GRAPH <http://example.org/g> { ?s ?p ?o } }",
    "ASK {}",
    "SELECT (RAND() > 2 AS ?x) {}",
    "SELECT * { VALUES ?x { " + "1 " * 800 + "} }",
    "SELEC",
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
]
ACCEPTS = [None, "text/csv", "text/turtle", "image/png", "application/sparql-results+xml;q=0.5"]
_OF_THE_MOMENT = {"maillage-query-id", "date"}


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_short_way_and_the_route_answer_alike(
    instance: Instance, query: str, accept: str | None, encoding: str
) -> None:
    headers = {"Accept": accept, "Accept-Encoding": encoding, "Accept-Language": "en"}
    # A header that the short way leaves to the route.
    by_route = instance.get("/sparql", params={"query": query, "format": ""}, headers={**headers, "Authorization": "x"})
    by_lane = instance.get("/sparql", params={"query": query, "format": ""}, headers=headers)
    assert by_lane.status_code == by_route.status_code
    if by_lane.status_code == 200:
        assert by_lane.content == by_route.content
    else:
        assert {**by_lane.json(), "instance": ""} == {**by_route.json(), "instance": ""}
    sent = [{name.lower(): value for name, value in response.headers.items()} for response in (by_lane, by_route)]
    for name in sent[0].keys() | sent[1].keys():
        if name in ("vary", "content-length"):
            continue
        if name not in _OF_THE_MOMENT:
            assert sent[0].get(name) == sent[1].get(name), name


def test_the_short_way_answers_304_for_its_own_validators(instance: Instance) -> None:
    for encoding in ("identity", "gzip"):
        first = instance.get("/sparql", params={"query": QUERIES[4]}, headers={"Accept-Encoding": encoding})
        etag = {"If-None-Match": f'W/"other", {first.headers["ETag"]}', "Accept-Encoding": encoding}
        for _ in range(2):
            again = instance.get("/sparql", params={"query": QUERIES[4]}, headers=etag)
            assert again.status_code == 304
            assert again.headers["ETag"] == first.headers["ETag"]


def test_more_clients_than_readers_wait_in_line_and_are_all_answered(instance: Instance) -> None:
    import threading

    statuses: list[int] = []

    def ask(number: int) -> None:
        # A graph of its own size: what other tests wrote must not make it slow.
        query = f"SELECT (COUNT(*) AS ?n{number}) {{ GRAPH <http://example.org/g> {{ ?a ?b ?c . ?d ?e ?f }} }}"
        statuses.append(instance.request("GET", "/sparql", params={"query": query}).status_code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 30
