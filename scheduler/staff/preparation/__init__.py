"""What was said before a meeting, side by side."""
