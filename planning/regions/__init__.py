"""What an SWV makes its own: copies of routes, drafts, and the versions it publishes."""
