"""Preparing for one overleg."""
