"""Date polls, as the one who asks sees them."""
