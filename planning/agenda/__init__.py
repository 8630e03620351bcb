"""The agenda of a SOT: what is spoken of, prepared by whom, and who comes when (R66, R88–R90, R94, R152)."""
