"""The event-sourced record in PostgreSQL: schema, append, read."""
