"""The procedure as pure Python: no Temporal, no database, no e-mail, no wall clock."""
