"""Facts that tests compare with: independent lists, and shapes of interfaces."""
