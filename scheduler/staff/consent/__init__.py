"""Consent of one case: who is asked, what was said, other grounds, the proof, and the school's rules."""
