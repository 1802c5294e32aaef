"""Reference pages as Markdown: every rule, and every kind of record with its fields."""
