"""Changes to entry files, each whole or not at all."""
