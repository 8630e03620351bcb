"""The rights of who is spoken about: who looked, what is kept how long, copy, correction, freeze."""
