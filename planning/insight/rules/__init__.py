"""Pure decisions of this room: what is hidden, how months and waiting times are counted, what comes first."""
