"""Commands that prove the record: audit, replay, verify, rebuild, archive."""
