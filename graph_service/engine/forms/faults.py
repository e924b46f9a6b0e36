"""From what the validator found to the input it concerns, so that its sentence stands beside it."""

import re

from graph_service.engine.forms.fields import Field, Form
from graph_service.engine.forms.statements import Values
from graph_service.engine.profile import short
from graph_service.engine.validation.report import Finding

_SAID_FROM = {("obstacle", "dct:description"): "subject"}
"""What a form says by itself from another answer: the kind and the property, and the field of that answer."""
_PART = re.compile(r"#([A-Za-z]+-[0-9]+)\Z")


def field_of(form: Form, finding: Finding, values: Values) -> str | None:
    """The name of the input that a finding is about; None when it is about the whole.

    By the shape first, then by the property; a finding about a link by the answer that holds it.
    """
    part = _PART.search(finding.focus)
    for whole in (one for one in form.said if one.part and part):
        if part is not None and part[1].startswith(f"{whole.name}-"):
            found = _of(whole.fields, finding)
            return f"{part[1]}.{found.name}" if found else whole.name
    direct = _of(form.said, finding)
    if direct is not None:
        return direct.name
    if own := _SAID_FROM.get((form.kind.key, finding.path)):
        return own
    return next((name for name, given in values.items() if finding.focus in [value.strip() for value in given]), None)


def _of(fields: tuple[Field, ...], finding: Finding) -> Field | None:
    paths = finding.path.split("|")
    return next((one for one in fields if one.shape and one.shape == finding.shape), None) or next(
        (one for one in fields if short(one.path) in paths), None
    )
