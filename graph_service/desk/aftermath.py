"""What follows a publication: offers put beside needs; a slot or hours that could not be published given back."""

from sqlalchemy import Connection

from graph_service.desk import answers, exchanges
from graph_service.desk.decisions import reopen
from graph_service.desk.office import Office
from graph_service.desk.proposals import propose_contribution
from graph_service.desk.reviewing import tell_fallen


class Aftermath:
    """Of the publisher of one desk."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def published(self, contribution: str) -> None:
        """Propose the offers that fit, now that the contribution can be found."""
        propose_contribution(self.office, contribution)

    def fallen(self, connection: Connection, identity: str) -> None:
        """Give back what the row took, and tell whoever counted on it."""
        answers.fall(self.office, connection, identity)
        exchanges.fall(connection, identity)
        reopen(connection, identity)
        tell_fallen(self.office, connection, identity)
