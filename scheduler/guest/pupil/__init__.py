"""The pupil's own page."""
