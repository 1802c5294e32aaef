"""Work on records: new, edit, close, correct, import, export, forms (clause 7.5)."""
