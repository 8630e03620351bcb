"""What the house may look like: floors, furniture, locks, settings."""
