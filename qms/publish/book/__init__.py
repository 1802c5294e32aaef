"""The printed manual: chapters set as a book in PDF (clause 2.2)."""
