"""Commands about dates: why one is what it is, and the bank holidays behind it."""
