"""Reporting progress on an agreement."""
