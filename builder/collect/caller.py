"""The account that collects: who it is, its keys, and the tokens that it holds."""

from __future__ import annotations

from typing import ClassVar

from builder.collect.collector import Fetch, Scope
from builder.collect.gathering import Held, OfAccount
from builder.collect.kept_fields import Shape, flag, number, text, texts
from builder.collect.spaces import VARIANT
from builder.model.datasets import Dataset


class Account(OfAccount):
    """Who collected."""

    name = "account"
    title = "Account of the collector"
    path = "/account"
    role = "anybody"
    scopes = ("identity",)
    accept = VARIANT
    shape: ClassVar[Shape] = {
        "email": text("email"),
        "federated": flag("federated"),
        "two_factor_authentication": flag("two_factor_authentication"),
        "mfa_enabled": flag("mfa_enabled"),
        "last_login": text("last_login"),
    }

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """One item."""
        del scope, held
        gathered, request = self.gathering(), self.request()
        value = gathered.saw(fetch.one(request), request, "")
        if value is not None:
            gathered.add(self.shape, value)
        return gathered.dataset()


class AccountKeys(OfAccount):
    """SSH keys of the caller by fingerprint; other people's are not shown to anybody."""

    name = "account-keys"
    title = "SSH keys of the collector's account"
    path = "/account/keys"
    role = "anybody, for the account's own keys"
    scopes = ("identity",)
    shape: ClassVar[Shape] = {
        "fingerprint": text("fingerprint"),
        "email": text("email"),
        "created_at": text("created_at"),
    }


class Authorizations(OfAccount):
    """Tokens of the caller by purpose, scope and lifetime; the tokens themselves are never kept."""

    name = "authorizations"
    title = "Tokens of the collector's account"
    path = "/oauth/authorizations"
    role = "anybody, for the account's own tokens"
    scopes = ("identity", "read")
    shape: ClassVar[Shape] = {
        "description": text("description"),
        "scope": texts("scope"),
        "client": text("client", "name"),
        "expires_in": number("access_token", "expires_in"),
        "created_at": text("created_at"),
    }
