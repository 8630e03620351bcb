"""Agreements, progress, evaluation dates and terug naar 3."""
