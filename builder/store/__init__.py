"""Text on disk to model: reads controls/ and evidence/, never the clock or the network."""
