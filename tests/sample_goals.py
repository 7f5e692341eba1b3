"""Goals that the tests of goals, scores, gaps and trajectories are about."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from secondment import InvalidValue
from secondment.goals import AttainmentScale, Goal, KeyResult, Milestone, Progress

ONE_DAY = timedelta(days=1)
DAY = date(2027, 4, 1)

SCALE = AttainmentScale(
    much_less="cannot run a release",
    less="runs a release with help",
    expected="runs a release alone",
    more="runs two releases a week",
    much_more="teaches others to run releases",
)
FROM_BELOW = evolve(SCALE, baseline=Decimal(-1))
PERCENT = KeyResult(start=Decimal(0), target=Decimal(100), unit="percent")
PLAIN = KeyResult(start=Decimal(3), target=Decimal(13))
DEMO = Milestone("gave the demo alone")


def scaled(name: str = "g", *, baseline: int | None = None, **more: Any) -> Goal:
    """Return a goal with an attainment scale."""
    start = None if baseline is None else Decimal(baseline)
    return Goal(name, name.upper(), measure=evolve(SCALE, baseline=start), **more)


def percent(name: str = "g", **more: Any) -> Goal:
    """Return a goal that is measured from 0 to 100."""
    return Goal(name, name.upper(), measure=PERCENT, **more)


def group(name: str, **more: Any) -> Goal:
    """Return a goal without a measure of its own."""
    return Goal(name, name.upper(), **more)


def reported(goal: str, value: int | str, on: date = DAY) -> Progress:
    """Return progress of *goal*."""
    return Progress(goal, on, Decimal(value))


def refusal(attempt: Callable[[], object]) -> str:
    """Return what *attempt* is refused with."""
    with pytest.raises(InvalidValue) as caught:
        attempt()
    return str(caught.value)
