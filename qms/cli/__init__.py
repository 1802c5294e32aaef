"""The command line: a module a command; each parses, calls one operation, prints and exits."""
