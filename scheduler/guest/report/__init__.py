"""Reading the own part of the minutes, and giving a zienswijze, by the own link."""
