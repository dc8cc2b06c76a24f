"""The site: pages rendered from the graph, and the plugin that hands them to MkDocs."""
