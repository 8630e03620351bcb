"""The school year: series, solver, sign-off and publication."""
