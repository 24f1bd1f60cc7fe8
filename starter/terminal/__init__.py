"""The terminal: printing, asking, options, bars, calendars."""
