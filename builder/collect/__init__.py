"""The outside world to datasets: asks read-only, keeps named fields, decides nothing."""

PROVIDERS = ("heroku",)
"""Whom the collectors of this package ask."""
