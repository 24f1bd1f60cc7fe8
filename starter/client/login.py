"""Whose account of this machine runs the command."""

import getpass
import os


def account() -> str:
    """Its name, or its number where it has none, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
