"""Work on numbered copies: issue, amendment by pages, loss, return (clause 2.2.2)."""
