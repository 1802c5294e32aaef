"""The system in a browser: the third front end, as thin as the command line.

A route calls an operation and a template shows what came back; nothing is decided here. Nobody
who uses it sees a file, a commit or the name of a field.
"""
