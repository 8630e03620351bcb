"""The record of a meeting, written at the table."""
