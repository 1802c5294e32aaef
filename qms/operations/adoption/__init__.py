"""How a company takes the system up."""
