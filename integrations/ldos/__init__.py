"""LDOS, the registration system of the SWV: references and links."""
