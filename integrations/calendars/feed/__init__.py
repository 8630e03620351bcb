"""Calendars behind an address that can only be read (RFC 5545 objects over HTTP, webcal)."""
