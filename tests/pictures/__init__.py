"""The pictures of the README and the guides, made from the sample: `make pictures`."""
