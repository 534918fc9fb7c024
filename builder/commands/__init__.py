"""One module a command: each takes parsed arguments, prints, and returns the exit code."""
