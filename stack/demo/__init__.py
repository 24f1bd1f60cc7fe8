"""Three invented cases, played as an operations team would, through the client that they use."""
