"""The versions of the ledger's schema. A version that has been released is never edited."""
