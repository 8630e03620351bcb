"""The rights of who is spoken about: the log, terms, requests, words that give away, and how all is kept."""
