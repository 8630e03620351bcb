"""Invitations by mail (RFC 5545, 5546, 6047): making them and reading replies."""
