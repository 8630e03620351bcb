"""Agreements and evaluations."""
