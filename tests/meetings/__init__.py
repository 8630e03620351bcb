"""Planning a meeting, inviting to it, moving it, answering it."""
