"""What a quality-management system is: frozen data and derivations, without input or output."""
