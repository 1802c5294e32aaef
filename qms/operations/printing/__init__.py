"""Everything that is printed or shown: book, site, packs."""
