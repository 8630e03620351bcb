"""What is written while people sit at the table: who is there, what everybody says, the goals, in the route's order."""
