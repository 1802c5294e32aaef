"""Key figures: what the records add up to, computed from the snapshot alone."""
