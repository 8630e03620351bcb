"""One pupil’s casus: consent, its gate, and the pages of both sides."""
