"""What is reached, as values to draw: what happens to goals, and where they are heading.

Goals themselves do not belong here: see `agreed`. What follows from goals is drawn by asking the
library, from goals and records that lead to something.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.goals import (
    AttainmentScale,
    Goal,
    GoalClosed,
    GoalLog,
    GoalRecord,
    GoalReopened,
    GoalTree,
    KeyResult,
    Milestone,
    Progress,
)
from secondment.overview import GoalLine
from secondment.smart import SmartGap, smart_gaps
from secondment.testing.values.agreed import goals, trees
from secondment.testing.values.made import field_of
from secondment.testing.values.pools import days, decimals, kept, periods, several
from secondment.trajectory import Trajectory, trajectory


def _values_of(goal: Goal) -> SearchStrategy[Decimal]:
    """Return a strategy for values that fit the measure of *goal*."""
    match goal.measure:
        case AttainmentScale():
            return decimals("0", "-1", "1", "-2", "2")
        case Milestone():
            return decimals("1", "0")
        case KeyResult(start=start, target=target):
            return st.sampled_from((target, start, (start + target) / 2, 2 * start - target))
        case _:
            return field_of(Progress, "value")


@st.composite
def records_of(draw: DrawFn, goal: Goal) -> tuple[GoalRecord, ...]:
    """Draw what has happened to *goal*, in the order it was given."""
    found: list[GoalRecord] = [
        Progress(goal.id, on, draw(_values_of(goal))) for on in draw(several(days()))
    ]
    if draw(st.sampled_from((False, False, False, True))):
        found.append(GoalClosed(goal.id, draw(days()), draw(field_of(GoalClosed, "reason"))))
        found += [GoalReopened(goal.id, on) for on in draw(several(days(), most=1))]
    return tuple(found)


@kept
@st.composite
def goal_logs(draw: DrawFn) -> GoalLog:
    """Draw what was recorded of some goals up to a day."""
    records = [record for goal in draw(trees()) for record in draw(records_of(goal))]
    return GoalLog.until(draw(days()), records)


def goal_trees() -> SearchStrategy[GoalTree]:
    """Return a strategy for goals of which each has its place."""
    return trees().map(GoalTree.of)


@st.composite
def goal_lines(draw: DrawFn, *, measured: bool = True) -> GoalLine:
    """Draw a goal and where it is heading; with a measure, unless *measured* is False."""
    goal, period = draw(goals()), draw(periods())
    if measured and goal.measure is None:
        goal = altered(goal, measure=draw(st.from_type(Milestone)))
    if goal.due is not None:
        goal = altered(goal, due=draw(days(period.first_day)))
    on = draw(days(period.first_day) | days())
    return GoalLine(goal, trajectory(goal, draw(records_of(goal)), period, on))


def trajectories() -> SearchStrategy[Trajectory]:
    """Return a strategy for where a goal is heading, one without a measure too."""
    return goal_lines(measured=False).map(lambda line: line.trajectory)


@kept
@st.composite
def gaps(draw: DrawFn) -> SmartGap:
    """Draw something that a goal does not say."""
    goal = altered(draw(goals()), parent=None)
    found = smart_gaps([goal]) or smart_gaps([altered(goal, description=None)])
    return draw(st.sampled_from(found))
