"""A stand-in for Heroku on loopback: an estate, served as the published schemas describe it."""
