"""SWV, organisations, schools, persons, roles, working hours, accounts and access."""
