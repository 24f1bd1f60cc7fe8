"""Commands about how long records are kept, and their destruction."""
