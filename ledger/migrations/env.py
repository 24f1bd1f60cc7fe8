"""Alembic's entry: run the versions on the connection that ledger.schema hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
