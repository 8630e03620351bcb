"""Insight: the whole picture, in numbers without names and in what waits for whom."""
