"""A source's graph as its statements, to compare it after each load."""

from tests.instance import Instance


def statements(instance: Instance, slug: str) -> set[str]:
    """The N-Triples lines of a source's graph, without what a load says of itself; empty if it is not published."""
    graph = f"{graph_base(instance)}{slug}"
    answer = instance.request("GET", "/graphs", params={"graph": graph}, headers={"Accept": "application/n-triples"})
    assert answer.status_code in (200, 404), answer.text
    lines = answer.text.splitlines() if answer.status_code == 200 else []
    return {line for line in lines if not line.startswith((f"<{graph}> ", f"<{graph}#load-"))}


def graph_base(instance: Instance) -> str:
    """What the names of the sources' graphs begin with."""
    return f"{instance.environment.get('MAILLAGE_BASE_IRI', 'http://localhost:8000')}/graph/source/"


def said(text: str) -> str:
    """What a command printed, its lines joined."""
    return " ".join(text.split())
