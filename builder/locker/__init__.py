"""The evidence locker: the one room that writes below ``evidence/``, and only ever adds to it."""
