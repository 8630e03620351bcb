"""Letters, links and bells, against a real mail server."""
