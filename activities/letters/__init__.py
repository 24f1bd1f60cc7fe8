"""The letters of the procedure: what each needs (`kinds.py`) and its text and HTML templates."""
