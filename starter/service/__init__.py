"""Commands that run the service, or look after it."""
