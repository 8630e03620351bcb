"""Whole jobs in a real browser, as the people who do them."""
