"""The code of six digits that opens what is sensitive behind a link (S4)."""
