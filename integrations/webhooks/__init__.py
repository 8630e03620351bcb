"""Telling another system that something happened: rows first, signed, tried again, told to staff."""
