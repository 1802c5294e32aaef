"""How a record comes onto file: its head, its number, its place, its commit."""
