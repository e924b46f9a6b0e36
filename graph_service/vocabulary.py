"""Namespaces, read from `ontology/prefixes.ttl` (the only list of prefixes), and the paths of the model's files."""

import re
from functools import cache
from pathlib import Path

ONTOLOGY = "https://w3id.org/maillage/def#"
SHARED = "https://w3id.org/maillage/"
PROBLEMS = SHARED + "problem/"
LICENCE_OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
XSD = "http://www.w3.org/2001/XMLSchema#"

_DECLARATION = re.compile(r'sh:prefix\s+"([^"]*)"\s*;\s*sh:namespace\s+"([^"]+)"')


@cache
def model_folder() -> Path:
    """Where `ontology/`, `shapes/` and `queries/` lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    installed = package / "model"
    return installed if installed.is_dir() else package.parent


@cache
def prefixes() -> dict[str, str]:
    """Prefix → namespace, in the order of `ontology/prefixes.ttl`.

    The file is Turtle written one `sh:declare` a line; a test holds that an RDF parser reads the same pairs.
    A regular expression serves here because parsing RDF is left to sealed processes.
    """
    text = (model_folder() / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
    return dict(_DECLARATION.findall(text))
