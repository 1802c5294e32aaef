"""What a form is: its fields, numbers, answers and cells, and a company's own forms."""
