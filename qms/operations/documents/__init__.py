"""Controlled documents other than the manual: their files, versions and changes (7.5)."""
