"""`/`: what this instance is, what it holds now, and one question to copy and run."""

from flask import Blueprint, render_template, request

from graph_service.engine.dumps.datasets import demonstration_graph
from graph_service.languages import preferred_language
from graph_service.web.service import service

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    """The home page, in French or English. What is fictitious is told apart and never counted."""
    record = service().storage.version()
    fictitious = demonstration_graph(service().settings.base_iri)
    counted = {name: state for name, state in record.graphs.items() if name != fictitious}
    return render_template(
        "home.html",
        language=preferred_language(request.args.get("lang") or request.headers.get("Accept-Language")),
        record=record,
        address=request.host_url.rstrip("/"),
        has_associations=any("/source/rna" in name for name in record.graphs),
        statements=sum(state.count for state in counted.values()),
        fictitious=record.graphs.get(fictitious),
        graphs=sorted(counted.items(), key=lambda entry: -entry[1].count)[:20],
    )
