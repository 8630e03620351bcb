"""Pages of the routes: the list, and each drawn on one page."""
