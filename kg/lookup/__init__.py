"""Papers looked up by what the world calls them: services asked over the network, and compared."""
