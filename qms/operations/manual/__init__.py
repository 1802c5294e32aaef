"""Work on the manual: change requests, signatures, releases, study (clauses 2.2.3 to 2.2.7)."""
