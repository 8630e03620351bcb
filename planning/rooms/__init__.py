"""Rooms of a school where people meet: name, place, seats. When one is taken stands with the meetings."""
