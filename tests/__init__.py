"""The tests, one folder per room and one per door."""
