"""What is agreed, as values to draw: parties, goals, scope, terms and their differences.

What happens afterwards does not belong here: see `reached`, `said`, `worked` and `recorded`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.dates import Length, Period, last_day_of
from secondment.goals import AttainmentScale, Goal, KeyResult
from secondment.onboarding import Gate
from secondment.parties import Parties, Say, Side, Stakeholder
from secondment.scope import ScopeItem
from secondment.terms import Difference, Terms, diff
from secondment.testing.values.made import field_of, made
from secondment.testing.values.pools import (
    PEOPLE,
    besides,
    codes,
    days,
    decimals,
    different,
    kept,
    lengths,
    maybe,
    people,
    periods,
    units,
)

# parties


@kept
@st.composite
def _parties(draw: DrawFn) -> Parties:
    secondee = draw(people())
    home = Side(draw(units()), draw(besides(secondee, first="hana")))
    unit = draw(st.sampled_from(("payments", "checkout", "財務部", home.unit)))
    host = Side(unit, draw(besides(secondee, first="otto")))
    office = draw(maybe(besides(secondee, first="petra")))
    others = dict.fromkeys(("mira", "carl", "inga", *PEOPLE))
    asked = draw(different(each for each in others if each != secondee))
    return Parties(
        secondee,
        home,
        host,
        office,
        [Stakeholder(each, draw(st.sampled_from(Say))) for each in asked],
        draw(maybe(besides(secondee, first="ada"))),
    )


def parties() -> SearchStrategy[Parties]:
    """Return a strategy for parties; one person may speak for both sides, or hold other roles.

    Example:
        >>> from hypothesis import find
        >>> from secondment.testing import written
        >>> print(written(find(parties(), lambda _: True)))
        Parties(secondee='sam', home=Side(unit='platform', manager='hana'), \
host=Side(unit='payments', manager='otto'))
    """
    return _parties()


# goals

_LEVELS: Final = (
    ("not at all", "with help", "alone", "twice a week", "teaches others"),
    ("a day", "an hour", "ten minutes", "a minute", "at once"),
    ("5", "10", "20", "25", "50"),
    ("gar nicht", "mit Hilfe", "selbständig", "zügig", "als Vorbild für andere"),
)


@kept
@st.composite
def attainment_scales(draw: DrawFn) -> AttainmentScale:
    """Draw a scale of five levels, each in words of its own."""
    levels = draw(st.sampled_from(_LEVELS) | st.permutations(_LEVELS[1]).map(tuple))
    much_less, less, expected, more, much_more = levels
    return AttainmentScale(
        much_less=much_less,
        less=less,
        expected=expected,
        more=more,
        much_more=much_more,
        baseline=draw(maybe(decimals("-2", "-1"))),
    )


@kept
@st.composite
def key_results(draw: DrawFn) -> KeyResult:
    """Draw a key result that goes up or down, a long way or hardly any."""
    start = draw(decimals("0", "3", "-5", "0.5", "100"))
    way = draw(decimals("20", "100", "-2", "0.05", "-0.01", "1E+6", f"0.{'0' * 16}1"))
    return KeyResult(
        start=start,
        target=start + way,
        unit=draw(maybe(codes("calls", "percent"))),
        commitment=draw(field_of(KeyResult, "commitment")),
    )


@kept
def goals() -> SearchStrategy[Goal]:
    """Return a strategy for goals, each by itself; see `trees` for several together."""
    return made(Goal, id=codes("calls", "demo"), parent=maybe(st.just("growth")))


_GOALS: Final = ("calls", "demo", "growth", "speed", "größe", "目標")


@kept
@st.composite
def trees(draw: DrawFn, period: Period | None = None) -> tuple[Goal, ...]:
    """Draw goals of which each has one place in one tree; parents stand before or after the rest.

    Args:
        draw: Given by Hypothesis.
        period: When goals are due; None for any day.
    """
    ids = draw(different(_GOALS, most=4))
    parents = {
        each: draw(maybe(st.sampled_from(ids[:place]))) if place else None
        for place, each in enumerate(ids)
    }
    drawn = []
    for each, parent in parents.items():
        goal = altered(draw(goals()), id=each, parent=parent)
        if each in parents.values():
            goal = altered(goal, measure=None)
        if goal.due is not None and period is not None:
            goal = altered(goal, due=draw(days(period.first_day, period.last_day)))
        drawn.append(goal)
    return tuple(draw(st.sampled_from((drawn, drawn[::-1]))))


# scope


@kept
def scope_items() -> SearchStrategy[ScopeItem]:
    """Return a strategy for items of scope."""
    return made(ScopeItem, id=codes("api", "docs"))


@kept
@st.composite
def scopes(draw: DrawFn, *, least: int = 0) -> tuple[ScopeItem, ...]:
    """Draw *least* items or more, each id once."""
    ids = draw(different(("api", "docs", "talk", "größe"), least=least))
    return tuple(altered(draw(scope_items()), id=each) for each in ids)


# terms


@kept
def _fields() -> Mapping[str, SearchStrategy[Any]]:
    """Return a strategy for each of the fields of terms that go with any period."""
    plain = ("host_share", "kind", "purpose", "team", "place", "check_in_every", "early_end_mode")
    more = ("return_right", "conversion_route", "cost", "cover")
    return {name: field_of(Terms, name) for name in (*plain, *more)} | {
        "scope": st.just(()) | scopes(),
        "gates": different(Gate, most=len(Gate)),
        "notice": maybe(lengths() | st.just(Length())),
    }


def _fields_in(period: Period) -> Mapping[str, SearchStrategy[Any]]:
    """Return a strategy for each of the fields of terms that have to do with their *period*."""
    return {
        "goals": st.just(()) | trees(period),
        "trial": maybe(_trials(period)),
        "decision_day": maybe(days(period.first_day, period.last_day)),
    }


@kept
@st.composite
def _terms(draw: DrawFn, period: Period | None) -> Terms:
    held = period or draw(periods())
    fields = {**_fields_in(held), **_fields()}
    return Terms(period=held, **{name: draw(drawn) for name, drawn in fields.items()})


def _trials(period: Period) -> SearchStrategy[Length]:
    """Return a strategy for lengths from the first day of *period* that end within it."""
    usual = (Length(months=1), Length(weeks=2), Length(months=3), Length(days=1))
    fitting = [each for each in usual if last_day_of(period.first_day, each) <= period.last_day]
    return st.sampled_from([*fitting, Length(days=period.days)])


def terms(period: Period | None = None) -> SearchStrategy[Terms]:
    """Return a strategy for terms: from a period with nothing else said to all that can be agreed.

    Args:
        period: Of the terms; None for any.

    Example:
        >>> from hypothesis import find
        >>> from secondment.testing import written
        >>> print(written(find(terms(), lambda each: 2 * each.host_share < 1)))
        Terms(period=Period(first_day=date(2027, 3, 1), last_day=date(2027, 8, 31)), \
host_share=Decimal('0.4'))
    """
    return _terms(period)


@kept
@st.composite
def differences(draw: DrawFn) -> Difference:
    """Draw a difference between two sets of terms; an extension where nothing else differs."""
    old = Terms(period=draw(periods()))
    fields = {"period": periods(), **_fields(), **_fields_in(old.period)}
    name = draw(st.sampled_from(tuple(fields)))
    if name != "period":
        old = altered(old, **{name: draw(fields[name])})
    new = altered(old, **{name: draw(fields[name])})
    longer = altered(old, period=old.period.extended(Length(months=2)))
    return draw(st.sampled_from(diff(old, new) or diff(old, longer)))
