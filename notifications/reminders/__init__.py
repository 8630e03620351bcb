"""Bells: a row that rings a Django signal when its time comes."""
