"""The integrations, each against the real thing or an independent reader."""
