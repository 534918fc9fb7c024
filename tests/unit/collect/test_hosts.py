"""Which hosts are asked, and which never."""

from __future__ import annotations

import pickle

import pytest

from builder.collect.collector import Service
from builder.collect.hosts import hosts
from builder.collect.token import Token
from builder.errors import UsageError


@pytest.mark.parametrize(
    ("environ", "platform", "data"),
    [
        ({}, "https://api.heroku.com", "https://api.data.heroku.com"),
        ({"HEROKU_HOST": "heroku.com"}, "https://api.heroku.com", "https://api.data.heroku.com"),
        (
            {"HEROKU_HOST": "staging.herokudev.com", "HEROKU_DATA_HOST": "data.herokudev.com"},
            "https://api.staging.herokudev.com",
            "https://data.herokudev.com",
        ),
        (
            {"HEROKU_HOST": "http://127.0.0.1:5000/"},
            "http://127.0.0.1:5000",
            "http://127.0.0.1:5000",
        ),
        (
            {"HEROKU_HOST": "http://localhost:5000", "HEROKU_DATA_HOST": "127.0.0.1"},
            "http://localhost:5000",
            "http://127.0.0.1:5000",
        ),
        ({"HEROKU_HOST": "http://[::1]:5000"}, "http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_the_variables_of_the_client_are_read(
    environ: dict[str, str], platform: str, data: str
) -> None:
    found = hosts(environ)
    assert found.of(Service.PLATFORM) == platform
    assert found.of(Service.DATA) == data


@pytest.mark.parametrize(
    "named",
    [
        "http://api.heroku.com",
        "https://api.heroku.com.example.org",
        "https://heroku.com@example.org",
        "https://user:word@api.heroku.com",
        "https://api.heroku.com/path",
        "https://api.heroku.com?next=1",
        "example.org",
        "ftp://api.heroku.com",
        "https://127.0.0.1.example.org",
        "http://10.0.0.1",
        "https://[::1",
        "https://api.heroku.com:99999",
    ],
)
@pytest.mark.parametrize("variable", ["HEROKU_HOST", "HEROKU_DATA_HOST"])
def test_no_other_host_is_asked(variable: str, named: str) -> None:
    bare = named.partition("://")[2] or named
    with pytest.raises(UsageError) as refused:
        hosts({variable: named if variable == "HEROKU_HOST" else f"{bare}.example.org"})
    assert "word" not in str(refused.value)


def test_a_token_does_not_show_itself() -> None:
    word = "the-word-itself"
    token = Token(word)
    assert word not in f"{token!r} {token}"
    with pytest.raises(TypeError):
        pickle.dumps(token)


@pytest.mark.parametrize(
    "word", ["", "short", "with a space in it", "with\nbreaks-in-it", "ü" * 20]
)
def test_what_can_be_no_token_is_refused_without_showing_it(word: str) -> None:
    with pytest.raises(ValueError, match=r"^not a token$"):
        Token(word)
