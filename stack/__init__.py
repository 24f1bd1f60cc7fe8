"""The whole service on one machine: embedded Temporal, PostgreSQL and mail sink."""
