"""The only package that knows disk, git, keys, caches and the clock; one door a library."""
