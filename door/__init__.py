"""The front door: Temporal's Web UI for people who have signed in, and who may read what they look at."""
