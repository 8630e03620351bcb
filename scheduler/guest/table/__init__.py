"""At the table: the code on the screen becomes one's own page to answer a poll (R86)."""
