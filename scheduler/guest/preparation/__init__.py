"""Saying something before the conversation, by the link of the invitation."""
