"""The ledger's schema, one file a version, run by ledger.schema."""
