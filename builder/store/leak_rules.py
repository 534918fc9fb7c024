"""Reads the rules that recognize secrets and PHI: data of the package, in the form of our YAML."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from builder.model.issues import Issue, Origin
from builder.model.leaks import LeakRule
from builder.store.decoding import Decoder
from builder.store.yaml_nodes import read_yaml

_FILES = ("phi.yml", "secrets.yml")


@cache
def leak_rules() -> tuple[LeakRule, ...]:
    """Every rule, in the order in which they are tried.

    Raises `ValueError` when the package's own data is damaged.
    """
    rules: list[LeakRule] = []
    issues: list[Issue] = []
    for name in _FILES:
        data = files("builder.leaks").joinpath("rules", name).read_bytes()
        value, problems = read_yaml(data, name)
        issues.extend(problems)
        for position, entry in enumerate((value or {}).get("rules", ())):
            rule = Decoder().decode(entry, LeakRule, Origin(name, ("rules", position)), issues)
            rules.extend([] if rule is None else [rule])
    if issues:
        raise ValueError(f"the rules of the package are damaged: {issues[0]}")
    return tuple(rules)
