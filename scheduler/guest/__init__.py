"""Pages behind a personal link, without an account: parents, pupil, external partners."""
