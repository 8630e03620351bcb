"""The year plan: rules, the problem it gives the solver, agreeing, publishing, pages."""
