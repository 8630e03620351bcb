"""What people say before one overleg: parents in own words, professionals the seven questions (R95, R100, R104)."""
