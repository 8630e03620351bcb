"""Nothing is lost and nothing is doubled, whatever dies: `python -m bench.chaos`, or `make chaos`."""
