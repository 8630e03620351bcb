"""The agenda of a SOT: what waits, one point, the day's picture and its order."""
