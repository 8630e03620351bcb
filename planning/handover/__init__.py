"""What leaves a case for another system of the school: the OZA for LDOS, and what goes into the OPP."""
