"""Cijfers en overzicht: numbers without names, the picture of a school, and one's own schools."""
