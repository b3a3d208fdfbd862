"""What Alembic runs: the caller hands in the connection, with its transaction already begun."""

from alembic import context

from mingbian.rebuttals.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
