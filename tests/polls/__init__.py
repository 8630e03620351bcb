"""Polling a date: proposing, asking, answering, settling."""
