"""What people receive. Knows nothing of the domain."""
