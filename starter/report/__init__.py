"""The forms of a report: at the terminal, as CSV files, and as a page."""
