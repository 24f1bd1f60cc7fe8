"""Scripted cases, played through the real workflows in skipped time: what `cspr simulate` does."""
