"""Personal links: tokens bound to a person, a purpose and an object."""
