"""Files that people hand in, each read strictly, all faults told at once; and those that they take away."""
