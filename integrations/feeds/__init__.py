"""Calendar feeds and files with many meetings."""
