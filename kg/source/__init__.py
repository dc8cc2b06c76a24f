"""Files and YAML, with the place of everything in them."""
