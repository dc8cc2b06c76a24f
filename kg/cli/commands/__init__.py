"""One subcommand per file; each offers `command`. The group finds them by name and loads only the one that is called."""
