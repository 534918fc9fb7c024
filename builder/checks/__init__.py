"""Checks over datasets: expressions in, results out; pure, and without a clock."""
