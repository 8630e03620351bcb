"""The year-plan solver: plain Python, NumPy and OR-Tools, runnable without Django.

Door: `solve.solve`. `instance` and `plan` are the two file formats, `check` judges a plan without the search code.
"""
