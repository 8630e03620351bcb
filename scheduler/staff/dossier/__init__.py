"""The dossier of a case: clocks, observation, documents, LDOS, TLV, absence; and the meldcode, apart from it."""
