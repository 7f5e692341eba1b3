"""Values as one would write them in a test: what stands there by default is left out.

What a value means does not belong here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import fields, has

import secondment
from secondment.events import Event


def written(value: object) -> str:
    """Return *value* as it would be written next to ``from secondment import *``.

    Example:
        >>> written(secondment.Period(date(2027, 3, 1), date(2027, 8, 31)))
        'Period(first_day=date(2027, 3, 1), last_day=date(2027, 8, 31))'
    """
    kind: Any = type(value)
    if has(kind):
        given = [
            f"{each.name}={written(getattr(value, each.name))}"
            for each in fields(kind)
            if each.init and getattr(value, each.name) != each.default
        ]
        return f"{_name(kind)}({', '.join(given)})"
    if isinstance(value, tuple):
        return "(" + "".join(f"{written(each)}, " for each in value).rstrip() + ")"
    if isinstance(value, frozenset):
        return (
            f"frozenset({{{', '.join(sorted(map(written, value)))}}})" if value else "frozenset()"
        )
    if isinstance(value, Enum):
        return f"{_name(kind)}.{value.name}"
    if isinstance(value, Decimal):
        return f"Decimal('{value}')"
    return f"date({value:%Y, %-m, %-d})" if type(value) is date else repr(value)


def names_of(events: Iterable[Event]) -> str:
    """Return the kinds of *events* in order, as one text."""
    return ", ".join(type(event).__name__ for event in events) or "nothing"


def _name(kind: type) -> str:
    """Return what *kind* is called next to ``import *``: with its module if it is not in there."""
    name = kind.__name__
    if getattr(secondment, name, None) is kind:
        return name
    return f"{kind.__module__.rpartition('.')[2]}.{name}"
