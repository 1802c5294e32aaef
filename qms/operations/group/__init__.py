"""Several companies' repositories as one: work by site, results travel, records do not (9.2)."""
