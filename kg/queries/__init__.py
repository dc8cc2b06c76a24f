"""Questions to the graph, each answered with plain values: the command line and the site ask the same ones."""
