"""The outside world to datasets: asks read-only, keeps named fields, decides nothing."""
