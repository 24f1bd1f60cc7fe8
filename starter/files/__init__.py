"""Files that people hand in: a referral, a history, what is attached; each read strictly, all faults told at once."""
