"""The performance goals of the builder, measured as ratios against named peers."""
