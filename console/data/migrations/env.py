"""Alembic environment: runs over the engine given by console.migrate."""

from alembic import context

from console.migrate import include, metadatas

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadatas(),
        include_name=lambda name, kind, parents: include(name, kind),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
