"""Commands about cases: refer one, and see where each stands."""
