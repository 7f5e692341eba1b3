"""Where a goal is heading: on track against the time gone by, and the day it will be reached.

How far it is reached on a day does not belong here: see `goals`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import ceil

from attrs import frozen

from secondment.dates import Day, Period
from secondment.decimals import cut_off
from secondment.errors import Fault, InvalidValue
from secondment.goals import Goal, GoalLog, GoalRecord, KeyResult, attainment


class Unsaid(StrEnum):
    """Why a trajectory cannot say something."""

    CLOSED = "closed"
    """The goal is no longer pursued."""
    NO_MEASURE = "no_measure"
    """Nothing tells how far the goal is reached."""
    NO_VALUE = "no_value"
    """Nothing has been reported on a scale without a baseline."""
    NOT_BEGUN = "not_begun"
    """The first day is still ahead."""
    NO_PACE = "no_pace"
    """A milestone is reached in one step and a scale in a few; neither grows with the days."""
    NO_MOVEMENT = "no_movement"
    """Nothing is reached yet, or so little that the day would lie after the year 9999."""


@frozen(kw_only=True)
class Trajectory:
    """Where a goal is heading.

    Attributes:
        elapsed: The part of the time that has gone by, from 0 to 1, the day asked about included.
        attained: The part of the way that is gone, from 0 to 1; None when it cannot be said.
        on_track: Whether at least as much is attained as time has gone by; None when it cannot be
            said.
        completion: The day on which it is, or at this pace will be, reached; None when it cannot be
            said.
        unsaid: Why something cannot be said; None when everything is.
    """

    elapsed: Decimal
    attained: Decimal | None
    on_track: bool | None = None
    completion: Day | None = None
    unsaid: Unsaid | None = None


def trajectory(goal: Goal, records: Iterable[GoalRecord], period: Period, on: Day) -> Trajectory:
    """Return where *goal* is heading on a day, if it goes on as it went on average so far.

    The time runs from the first day of *period* to the day on which the goal is due, both included,
    every day counting the same. What was last reported stands until the next report.

    A key result has a pace: it is on track while at least as much is attained as time has gone by,
    and is projected to be reached at that pace. Other measures have none: they are on track when
    reached, off track when not reached on the day they are due, and nobody can say before. What is
    reached is on track, even late; `completion` is then the day it was last reached.

    Args:
        goal: A goal with a measure of its own.
        records: What happened.
        period: When the work is done; its last day is the due day of a goal that has none.
        on: The day asked about, seen from its end.

    Raises:
        InvalidValue: The goal is due before the first day, or a value does not fit the measure.

    Source:
        This library; the straight line is the plainest assumption.

    Example:
        >>> from secondment.goals import Progress
        >>> goal = Goal("calls", "Talk to customers", measure=KeyResult(
        ...     start=Decimal(0), target=Decimal(20), unit="calls"))
        >>> found = trajectory(goal, [Progress("calls", Day(2027, 3, 5), Decimal(5))],
        ...     Period(Day(2027, 3, 1), Day(2027, 3, 31)), Day(2027, 3, 10))
        >>> found.on_track, found.completion
        (False, datetime.date(2027, 4, 9))
    """
    due = period.last_day if goal.due is None else goal.due
    if due < period.first_day:
        text = f"{goal.id} is due on {due}, before the first day {period.first_day}"
        raise InvalidValue("the trajectory", Fault("goal.due", text))
    log = GoalLog.until(on, records)
    gone = max((on - period.first_day).days + 1, 0)
    elapsed = min(Fraction(gone, Period(period.first_day, due).days), Fraction(1))
    attained = log.attained(goal)
    said = None if attained is None else cut_off(attained)
    told = partial(Trajectory, elapsed=cut_off(elapsed), attained=said)
    if log.is_closed(goal.id):
        return told(unsaid=Unsaid.CLOSED)
    if attained is None:
        return told(unsaid=Unsaid.NO_MEASURE if goal.measure is None else Unsaid.NO_VALUE)
    if attained == 1:
        return told(on_track=True, completion=_reached_on(goal, log))
    if not gone:
        return told(unsaid=Unsaid.NOT_BEGUN)
    if not isinstance(goal.measure, KeyResult):
        return told(on_track=False if elapsed == 1 else None, unsaid=Unsaid.NO_PACE)
    completion = _projected(period.first_day, gone, attained)
    unsaid = Unsaid.NO_MOVEMENT if completion is None else None
    return told(on_track=attained >= elapsed, completion=completion, unsaid=unsaid)


def _reached_on(goal: Goal, log: GoalLog) -> Day | None:
    """Return since when *goal* has been reached without a break; None when it is not."""
    since = None
    for day, value in log.values(goal).items():
        reached = goal.measure is not None and attainment(goal.measure, value) == 1
        since = (since or day) if reached else None
    return since


def _projected(first_day: Day, gone: int, attained: Fraction) -> Day | None:
    """Return the day on which all is attained if *gone* days brought *attained*."""
    try:
        return first_day + timedelta(days=ceil(gone / attained) - 1)
    except (ZeroDivisionError, OverflowError):
        return None
