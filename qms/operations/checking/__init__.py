"""The check of a repository against its own manual."""
