"""Rooms of a school: which there are, keeping them, the week of one, and the feed for the screen at its door."""
