"""A literature and knowledge-graph curation tool: YAML entries in, findings, a graph and a site out."""

__version__ = "0.1.0"
