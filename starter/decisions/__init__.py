"""The verbs: a decision is asked for, explained, confirmed, sent."""
