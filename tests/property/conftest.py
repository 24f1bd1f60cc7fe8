"""How examples are searched for."""

from hypothesis import settings

# No time limit per example: two busy cores are no fault of the code.
settings.register_profile("cspr", deadline=None)
settings.load_profile("cspr")
