"""The own time in a SOT, by the link of the letter or of the invitation."""
