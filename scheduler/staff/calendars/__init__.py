"""Mijn agenda: everybody connects the own calendar, sees how it is, and lets go of it."""
