"""What validation found: each finding a sentence in both languages, the whole also as a SHACL report in Turtle."""

from dataclasses import dataclass
from typing import Any, Literal, Self

from graph_service.languages import Text

Severity = Literal["violation", "warning", "info"]

MOST = 500
"""Findings of one report; the most severe come first."""

_VALUE_LENGTH = 200


def visible(text: str) -> str:
    """A text that a terminal and a page show as it is: bounded, no control, no direction mark."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:_VALUE_LENGTH])


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: where it is, which rule says so, and what to do."""

    severity: Severity
    focus: str
    """IRI of the thing, or `_:` and the label of a blank node."""
    path: str
    """Property, shortened by the project's prefixes; `-` when the rule is about the thing itself."""
    value: str
    shape: str
    """IRI of the property shape, or of the SPARQL constraint."""
    message: Text
    name: Text
    """What a form calls the property; empty when the rule is about the thing itself."""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one validation, most severe first, and on which version of the graph."""

    findings: tuple[Finding, ...]
    turtle: str
    version: int
    statements: int

    @property
    def conforms(self) -> bool:
        """Whether nothing blocks publication: warnings do not."""
        return all(finding.severity != "violation" for finding in self.findings)

    @classmethod
    def from_message(cls, header: dict[str, Any], blob: bytes, version: int) -> Self:
        """Read what the worker sent."""
        findings = tuple(
            Finding(**{**found, "message": Text(*found["message"]), "name": Text(*found["name"])})
            for found in header["findings"]
        )
        return cls(findings, blob.decode(), version, header["statements"])
