"""Values of a class from the fields it has: drawn by their types, and by their names.

A text or a figure does not say what it is about, its name does: one word stands for one concept.
What two fields have to do with each other does not belong here, but for the order of their days.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import fields
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.dates import Day, Length
from secondment.testing.values.pools import (
    besides,
    codes,
    days,
    decimals,
    lengths,
    maybe,
    people,
    sets_of,
    several,
    shares,
    texts,
    units,
)

T = TypeVar("T")
Strategy = SearchStrategy[Any]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return what the fields of *kind* may hold, by their names."""
    return get_type_hints(kind)


def made(kind: type[T], **given: Strategy) -> SearchStrategy[T]:
    """Return a strategy for values of *kind*.

    Args:
        kind: A class of attrs.
        given: Strategies for fields of which type and name do not say enough.
    """
    return st.builds(kind, **_drawn_by(kind, given))


def _drawn_by(kind: Any, given: Mapping[str, Strategy]) -> dict[str, Strategy]:
    """Return a strategy for every field of *kind* that can be given."""
    strange = given.keys() - {each.name for each in fields(kind)}
    assert not strange, f"{kind.__name__} has no {', '.join(sorted(strange))}"
    return {
        each.name: given[each.name] if each.name in given else field_of(kind, each.name)
        for each in fields(kind)
        if each.init
    }


@cache
def any_of(union: Any) -> Strategy:
    """Return a strategy for values of any class of *union*."""
    return st.one_of(*map(st.from_type, get_args(union)))


@cache
def some(kind: Any, *names: str) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for the fields *names* of *kind*, where the others need more thought."""
    return st.fixed_dictionaries({name: field_of(kind, name) for name in names})


def in_order(kind: Callable[..., T], *ordered: str, **given: Strategy) -> SearchStrategy[T]:
    """Return a strategy as `made` does, with the days in the fields *ordered* none before another.

    Args:
        kind: A class of attrs.
        ordered: The fields, the earliest day first. One that may be None may be.
        given: As for `made`.
    """
    drawn = _drawn_by(kind, dict.fromkeys(ordered, st.nothing()) | given)
    rest = {name: strategy for name, strategy in drawn.items() if name not in ordered}
    hints = _hints(kind)
    optional = {name for name in ordered if _may_be_none(hints[name])}

    @st.composite
    def drawing(draw: DrawFn) -> T:
        earliest: Day | None = None
        found: dict[str, Day | None] = {}
        for name in ordered:
            later = days(earliest)
            found[name] = draw(maybe(later) if name in optional else later)
            earliest = found[name] or earliest
        return kind(**found, **{name: draw(strategy) for name, strategy in rest.items()})

    return drawing()


def field_of(kind: Any, name: str) -> Strategy:
    """Return a strategy for what the field *name* of *kind* can hold."""
    if name == "id":
        return codes(*_IDS[kind.__name__])
    return _of(_hints(kind)[name], name)


def _may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _of(hint: Any, name: str) -> Strategy:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        kinds = [each for each in get_args(hint) if each is not type(None)]
        held = st.one_of(*(_of(each, name) for each in kinds))
        return maybe(held) if _may_be_none(hint) else held
    if origin is tuple:
        return several(_of(get_args(hint)[0], name))
    if origin is frozenset:
        (item,) = get_args(hint)
        if issubclass(item, Enum):
            return sets_of(item)
        return st.frozensets(_of(item, name), max_size=3)
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]()
    if hint in (str, int, Decimal):
        return _NAMED[name]()
    is_choice = isinstance(hint, type) and issubclass(hint, Enum)
    return st.sampled_from(hint) if is_choice else st.from_type(hint)


_BY_TYPE: Final[Mapping[Any, Callable[[], Strategy]]] = {
    bool: st.booleans,
    Day: days,
    Length: lengths,
}
"""What a type alone says enough about."""


def _codes(*plainest: str) -> Callable[[], Strategy]:
    return lambda: codes(*plainest)


_IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Note": ("n1", "n2"),
    "Request": ("r1", "r2"),
    "Review": ("v1", "v2"),
    "Round": ("mid-2027", "end-2027"),
    "Demand": ("d1", "d2"),
    "ResearchQuestion": ("q1", "q2"),
    "Question": ("q1", "q2"),
    "HomeChange": ("h1", "h2"),
    "Skill": ("S1.2", "http://data.europa.eu/esco/skill/7"),
}
"""Ids, by what they name; others speak of them in fields that are called after it."""

_NAMED: Final[Mapping[str, Callable[[], Strategy]]] = {
    # people and units
    **dict.fromkeys(("by", "about", "person", "owner", "owed_by", "audience"), people),
    **dict.fromkeys(("to", "outgoing", "wanted_by"), lambda: besides(first="otto")),
    "incoming": lambda: besides(first="ada"),
    "manager": lambda: besides(first="hana"),
    **dict.fromkeys(("unit", "team", "place", "claimant"), units),
    **dict.fromkeys(("next_post", "same", "equivalent", "suitable"), units),
    # ids and codes of the embedding tool
    "goal": _codes("calls", "demo"),
    "question": _codes("q1", "q2"),
    "demand": _codes("d1", "d2"),
    "claim": _codes("home", "talk"),
    **dict.fromkeys(("request", "answers"), _codes("r1", "r2")),
    "of": _codes("n1", "r1", "v1"),
    "round": _codes("mid-2027", "end-2027"),
    "placement": _codes("P-7", "P-3"),
    "duty": _codes("check-in 1", "last day"),
    "kind": _codes("loan", "detail"),
    "purpose": _codes("learning", "cover"),
    "contract": _codes("permanent", "fixed_term"),
    "grade": _codes("g6", "g7"),
    **dict.fromkeys(("reason", "grounds", "trigger"), _codes("reorganised", "workload", "leave")),
    "what": _codes("regraded", "new_manager"),
    "rule": _codes("caps.lifetime", "max_length"),
    "code": _codes("budget", "essential_skills"),
    "documents": _codes("agreement", "risk_form"),
    "scheme": _codes("esco-1.2", "sfia-9"),
    "label": _codes("Python", "facilitation"),
    "level": _codes("3", "advanced"),
    "path": _codes("terms.period.last_day", "by", ""),
    "key": _codes("req-41", "req-42"),
    # texts
    **dict.fromkeys(("title", "description", "text", "done_when", "words", "outcomes"), texts),
    **dict.fromkeys(("behaviour", "situation", "impact"), texts),
    **dict.fromkeys(("blockers", "asks", "decisions", "sources"), texts),
    # figures
    "confidence": lambda: st.integers(1, 5),
    **dict.fromkeys(("number", "position", "offer"), lambda: st.integers(1, 9)),
    **dict.fromkeys(("goals", "scope"), lambda: st.integers(0, 3)),
    **dict.fromkeys(("share", "host_share"), shares),
    "value": lambda: decimals("0", "1", "5", "20", "-1", "0.5", "3.50", "1E+2"),
    "effort": lambda: decimals("5", "1", "0.5", "30", "0.25", "2.50", "0", "1E+2"),
    "weight": lambda: decimals("1", "2", "0.5", "40", "2.50", "0"),
    "capacity": lambda: decimals("1", "0.8", "0.5", "0", "1.2"),
    "host_part": lambda: decimals("1", "0", "0.5", "0.50", "0.05"),
}
"""What a text, a whole number or a decimal holds, by the name of the field."""
