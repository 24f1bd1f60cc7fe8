"""Everything that touches the world: e-mail, documents, ledger appends, rules resolved once per case."""
