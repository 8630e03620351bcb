"""Mail that comes in, handed on as a signal."""
