"""The archive: histories of workflows that have ended, for longer than Temporal keeps them; and rows of the ledger."""
