"""Routes as data."""
