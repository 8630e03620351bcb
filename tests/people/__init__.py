"""The people room and its pages."""
