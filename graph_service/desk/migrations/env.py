"""Alembic's entry: runs the migrations on the connection that `desk.database` hands over."""

from alembic import context

from graph_service.desk.tables import access, delivery, editorial, exchange
from graph_service.desk.tables.moments import metadata

TABLES = (access, delivery, editorial, exchange)
"""Read so that `metadata` knows every table."""

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
