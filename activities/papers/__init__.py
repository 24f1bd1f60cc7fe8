"""Papers that the service assembles from what is on record."""
