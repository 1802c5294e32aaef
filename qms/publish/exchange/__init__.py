"""Records as a workbook or a CSV file that comes back equal (clause 7.5)."""
