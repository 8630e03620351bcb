"""The demo SWV: invented people, the real calendar. Exists only when AANTAFEL_MODE is demo."""
