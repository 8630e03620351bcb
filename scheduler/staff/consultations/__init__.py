"""Short questions to an expert, without a pupil."""
