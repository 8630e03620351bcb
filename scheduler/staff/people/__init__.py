"""People, schools, import and the access matrix."""
