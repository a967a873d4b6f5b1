"""Alembic's entry point: the connection comes from tandem.ledger.migrate, inside its transaction."""

from alembic import context

from tandem.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
