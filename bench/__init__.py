"""How good and how quick the parts are that must be, measured side by side in one run. `make bench` runs it.

Nothing here is imported by the product. Figures of one machine say little: compare the rows of one run.
"""
