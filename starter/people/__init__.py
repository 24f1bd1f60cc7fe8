"""Commands about who is known here, and signing in."""
