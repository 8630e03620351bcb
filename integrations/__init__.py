"""Other people's systems. Knows nothing of the domain."""
