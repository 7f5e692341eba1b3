"""A policy as the kit is given it: itself, by its name, or by the path of its pack.

What a pack says does not belong here: see `secondment.pack`.
"""

from __future__ import annotations

from os import PathLike
from typing import TypeAlias

from secondment.pack import load_policy
from secondment.policy import Policy

NamedPolicy: TypeAlias = Policy | str | PathLike[str]
"""The rules, or the name or path of a pack."""


def policy_of(given: NamedPolicy) -> Policy:
    """Return the policy that is *given*, or named.

    Raises:
        InvalidValue: There is none of that name, or something is wrong with it.
    """
    return given if isinstance(given, Policy) else load_policy(given)
