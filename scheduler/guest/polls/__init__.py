"""Answering a date poll."""
