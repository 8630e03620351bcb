"""The year-plan solver: formats, judge, series, bound, search, explanations, command."""
