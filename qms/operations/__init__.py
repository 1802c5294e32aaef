"""What the program does, a module a verb: joins the pure work to the store."""
