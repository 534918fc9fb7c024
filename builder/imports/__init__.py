"""Results that other tools wrote: bytes to rows, without a file, a clock or a network."""
