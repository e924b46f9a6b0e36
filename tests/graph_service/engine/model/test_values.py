"""What shapes ask, in words."""

from graph_service.engine.model.shapes import PropertyShape, places, shapes
from graph_service.engine.model.values import Words
from graph_service.languages import Text


def asked(name: str) -> PropertyShape:
    """A property shape by its name."""
    return next(one for several in shapes().values() for s in several for one in s.properties if one.name == name)


def french(words: tuple[Words, ...]) -> list[str]:
    """The words in French."""
    return [" ".join(filter(None, (one.before.fr, one.text.fr))) for one in words]


def test_a_cardinality_is_written_as_in_a_diagram() -> None:
    names = ("PooledThing-owner", "PooledThing-price", "PooledThing-terms", "JointProject-partner", "FreeText-label")
    assert [asked(name).cardinality for name in names] == ["1", "0..1", "1..*", "2..*", "0..*"]


def test_kinds_of_value_are_words() -> None:
    assert french(asked("PooledThing-price").kinds) == ["nombre"]
    assert french(asked("Event-startDate").kinds) == ["jour", "jour et heure"]
    assert french(asked("PooledThing-url").kinds) == ["adresse (IRI)"]
    assert french(asked("JobShare-user").kinds) == ["organisation"]
    assert french(asked("PoolingPractice-practiceState").kinds) == ["en cours", "passée", "à l’étude"]
    assert asked("Equipment-type").kinds[0].iri == "https://w3id.org/maillage/scheme/equipment-kind"
    assert asked("DemonstrationThing-rna").kinds == (Words(Text("jamais", "never")),)


def test_limits_are_words() -> None:
    assert french(asked("PooledThing-label").limits) == [
        "en français au moins", "un seul par langue", "300 signes au plus"
    ]  # fmt: skip
    assert french(asked("Call-opensOn").limits) == ["jamais après date limite"]
    assert french(asked("JobShare-percent").limits) == ["au moins 1", "au plus 100"]
    (refused,) = asked("FreeText-label").limits
    assert (refused.before.fr, refused.code) == ("sans", True)


def test_every_property_rule_and_group_has_its_place() -> None:
    assert places()["Event-order"] == "agenda"
    assert places()["group-when"] == "core"
    assert asked("PooledThing-owner").iri.rpartition("/")[2] in places()
