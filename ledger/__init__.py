"""The event-sourced record in PostgreSQL: schema, append, read, and the lists that are made from it."""
