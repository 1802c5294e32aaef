"""How a kind looks as tables: its columns, a record as rows of cells, and rows back as data.

A workbook has a main table with a row a record, and a further table for each list of lines
inside the form. Both directions share one description, so what is exported reads back equal.
"""
