"""Answering an invitation, and the personal calendar feed."""
