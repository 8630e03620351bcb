"""The follow-up room and its doors."""
