"""Commands, called without a process of their own."""
