"""Privacy for staff: per case who looked and what was asked, and for the privacy officer the whole house."""
