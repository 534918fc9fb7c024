"""What the words mean: frozen values, no files, no clock, no third-party package."""
