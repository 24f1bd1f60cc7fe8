"""The archive: the histories of workflows that have ended, kept beyond what Temporal keeps them; and rows of the ledger that none has."""
