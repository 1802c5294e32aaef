"""Paper forms: a kind's blank form, or one record filled in, as an office prints it (7.5)."""
