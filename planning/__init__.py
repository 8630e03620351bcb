"""The domain: who meets whom, about what, when, allowed by whom, and what follows."""
