"""The history of the database's schema, run by `rebuttals.store.database.migrate`."""
