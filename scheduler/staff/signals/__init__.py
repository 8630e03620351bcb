"""Signals: what somebody noticed about a pupil, before there is a case."""
