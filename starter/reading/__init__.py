"""Look at one case: as it stands, as it was, what happened, and the words for it."""
