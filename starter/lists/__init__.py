"""Commands about lists over all cases that are made from the record."""
