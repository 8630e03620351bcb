"""Pure decisions of the dossier, a file a topic: clocks, tlv, absence, safety, settings. No ORM, no clock."""
