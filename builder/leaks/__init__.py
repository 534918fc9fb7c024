"""Recognizes secrets and PHI: bytes and rules in, leaks out. Opens no file and keeps no value."""
