"""The archive: the histories of workflows that have ended, kept beyond what Temporal keeps them."""
