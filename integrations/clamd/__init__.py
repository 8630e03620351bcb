"""A virus scanner on a socket: ClamAV's daemon, asked over its own protocol (INSTREAM)."""
