"""One file format for the whole graph each; a module offers `write(graph) -> str`."""
