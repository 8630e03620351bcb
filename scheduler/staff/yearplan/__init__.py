"""The year plan: rules, solving, the year on one page, sign-off and publication."""
