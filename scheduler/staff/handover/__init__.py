"""What leaves a case: the OZA for LDOS, and what goes into the OPP."""
