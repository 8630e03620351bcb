"""The texts of all letters, one source for text and HTML."""

from notifications.letters.rendering import Rendered, render

__all__ = ["Rendered", "render"]
