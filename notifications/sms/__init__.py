"""A short message to a phone, where an SMS gateway is configured; off by default."""
