"""Minutes in a minute: composing, correcting, fixing and sending them."""
