"""What is said between who asks and who answers: relayed, so that neither has the other's address."""

from sqlalchemy import Connection

from graph_service.desk.ask_moves import ASK_STATES
from graph_service.desk.asks import Ask
from graph_service.desk.office import Office
from graph_service.desk.recipients import recipients
from graph_service.desk.zones import span
from graph_service.languages import Text

_PRIVATE = Text(
    "Répondez par ce lien, jamais à ce courriel : votre adresse n’est pas donnée.",
    "Answer by this link, never to this mail: your address is not given.",
)


def tell_asked(office: Office, connection: Connection, ask: Ask) -> None:
    """Tell the owner that something of theirs is asked for, and the asker where to follow it."""
    title = Text(f"Demande : {ask.title}", f"Request: {ask.title}")
    for address in recipients(connection, ask.owner):
        office.mailbox.post(connection, address, title, _asked(office, ask))
    office.mailbox.post(connection, ask.address, title, _followed(office, ask))


def tell_owner(office: Office, connection: Connection, ask: Ask, words: str) -> None:
    """Tell the owner what the asker decided."""
    for address in recipients(connection, ask.owner):
        office.mailbox.post(connection, address, _state(ask), _decided(ask, words, answer_link(office, ask.id)))


def tell_asker(office: Office, connection: Connection, ask: Ask, words: str) -> None:
    """Tell the asker what the owner decided."""
    office.mailbox.post(connection, ask.address, _state(ask), _decided(ask, words, asker_link(office, ask.id)))


def answer_link(office: Office, identity: str) -> str:
    """Where the owner answers."""
    return f"{office.base}/answer/{office.derived('answer', identity)}"


def asker_link(office: Office, identity: str) -> str:
    """Where the asker follows, accepts another date, cancels."""
    return f"{office.base}/asker/{office.derived('asker', identity)}"


def when(ask: Ask) -> Text:
    """The dates that a request is about now, as people say them; empty: none."""
    slot = ask.other if ask.state == "other" else ask.slot
    return span(slot.begins, slot.ends, ask.zone) if slot else Text("", "")


def _asked(office: Office, ask: Ask) -> Text:
    who, dates, link = _who(ask), when(ask), answer_link(office, ask.id)
    return Text(
        _lines(
            f"{who} demande « {ask.title} » {dates.fr}".strip() + ".", ask.message, f"Répondre : {link}", _PRIVATE.fr
        ),
        _lines(f"{who} asks for “{ask.title}” {dates.en}".strip() + ".", ask.message, f"Answer: {link}", _PRIVATE.en),
    )


def _followed(office: Office, ask: Ask) -> Text:
    dates, link = when(ask), asker_link(office, ask.id)
    return Text(
        _lines(f"Vous demandez « {ask.title} » {dates.fr}".strip() + ".", None, f"Suivre, annuler : {link}", ""),
        _lines(f"You ask for “{ask.title}” {dates.en}".strip() + ".", None, f"Follow, cancel: {link}", ""),
    )


def _decided(ask: Ask, words: str, link: str) -> Text:
    state, dates = ASK_STATES[ask.state], when(ask)
    return Text(
        _lines(f"« {ask.title} » {dates.fr} : {state.fr}.", words, f"Voir, décider : {link}", _PRIVATE.fr),
        _lines(f"“{ask.title}” {dates.en}: {state.en}.", words, f"See, decide: {link}", _PRIVATE.en),
    )


def _state(ask: Ask) -> Text:
    state = ASK_STATES[ask.state]
    return Text(f"{ask.title} : {state.fr}", f"{ask.title}: {state.en}")


def _who(ask: Ask) -> str:
    return f"{ask.name} ({ask.organisation})" if ask.organisation else str(ask.name)


def _lines(first: str, words: str | None, link: str, last: str) -> str:
    return "\n".join(part for part in (first, words, link, last) if part)
