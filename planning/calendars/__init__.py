"""The calendars that professionals connected: when they are busy there, and what we write into them."""
