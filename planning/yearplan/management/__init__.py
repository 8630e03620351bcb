"""Commands of the year plan."""
