"""The machine door against its own schema."""
