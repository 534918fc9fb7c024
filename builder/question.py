"""A question in everyday English as the words that matter: filler dropped, endings taken off.

The same cut is made of what is searched, so that *reviews* finds *review* and *encrypted* finds
*encryption*. Only the language is known here: what a term of a rule or of a provider means is
catalog data.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_FILLER_WORDS = """
a about all an and any anybody anyone are as at be been before by can could did do does doing done
each every for from get gets give given go goes had happen happened happens has have having how i if
in into is it its keep keeps kept list long many may me much must my need needed needs nobody not of
often on one or our ours own owned owner owns please put responsible shall she should show shows so
somebody someone tell than that the their them then there these they this those to under us use used
uses using was we were what when where which who whom whose why will with within would you your
"""
_FILLER = frozenset(_FILLER_WORDS.split())
"""Words that a question is made of and that tell nothing of what it is about."""

_ENDINGS = (
    "ations", "ation", "ating", "ators", "ator", "ates", "ated", "ions", "ings", "ment",
    "ies", "ied", "ion", "ing", "ers", "ors", "ate", "als", "es", "ed", "er", "or", "al", "ly",
    "s", "e", "y",
)  # fmt: skip
"""Taken off a word, the first that fits; the longer ones stand first."""
_SHORTEST = 3
"""Letters that are left of a word at least."""
_DOUBLED = re.compile(r"([b-df-hj-kmnp-rt-z])\1$")
"""A consonant that English doubles before an ending: *logging*, *scanned*; not *access*."""


def stem(word: str) -> str:
    """The word in lower case without its ending, so that its forms are one."""
    word = word.lower()
    if word.endswith(("ss", "us", "is")) or not word.isascii():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _DOUBLED.sub(r"\1", word[: -len(ending)])
    return word


def stems(text: str) -> list[str]:
    """Every word of a text by its stem; a letter alone is none, a number is."""
    return [stem(word) for word in _WORD.findall(text) if len(word) > 1 or word.isdigit()]


def without_filler(question: str) -> str:
    """The question without the words that tell nothing; itself if it has no others."""
    words = [word.strip("?!,;:\"'") for word in question.split()]
    telling = [word for word in words if word and word.lower() not in _FILLER]
    return " ".join(telling) or question
