"""The Python client and what a command works with: settings, keys, who acts, and calls to the service."""
