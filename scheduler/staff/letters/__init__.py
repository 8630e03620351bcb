"""Post that went out, and the demo mailbox."""
