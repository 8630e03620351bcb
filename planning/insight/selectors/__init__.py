"""What other rooms and the doors may ask here."""
