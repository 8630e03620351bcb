"""Cases: opening, parties, consent, regie."""
