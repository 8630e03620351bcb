"""Giving, refusing and withdrawing consent."""
