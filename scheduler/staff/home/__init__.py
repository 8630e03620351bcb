"""Vandaag: what waits for whom, at one look."""
