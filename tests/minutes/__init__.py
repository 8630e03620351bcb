"""The minutes: two who write at once, the order of the conversation, and the page."""
