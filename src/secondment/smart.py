"""What a goal leaves unsaid: specific, measurable, assignable, realistic, time-related.

How good a goal is does not belong here, nor anywhere: nobody can tell that from a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from secondment.goals import AttainmentScale, Goal, GoalId, GoalTree, KeyResult


class SmartLetter(StrEnum):
    """One of the five things that a goal should say.

    Source:
        Doran, "There's a S.M.A.R.T. way to write management's goals and objectives", Management
        Review 70(11), 1981. Others read A and R as achievable and relevant, which nobody can tell
        from a record.
    """

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ASSIGNABLE = "assignable"
    REALISTIC = "realistic"
    TIME_RELATED = "time_related"


@frozen
class SmartGap:
    """Something that a goal does not say.

    Attributes:
        goal: Which goal.
        letter: Which of the five it concerns.
        missing: What is missing, and which field would say it.
    """

    goal: GoalId
    letter: SmartLetter
    missing: str


def smart_gaps(goals: Iterable[Goal]) -> tuple[SmartGap, ...]:
    """Return what *goals* leave unsaid, goal by goal, in the order of `SmartLetter`.

    It looks at what is there, never at how good it is, and gives no score. A goal with others below
    it needs no measure.

    Raises:
        InvalidValue: The goals are no tree; see `tree_faults`.

    Source:
        As `SmartLetter`.

    Example:
        >>> from secondment.goals import Milestone
        >>> goal = Goal("demo", "Demo", measure=Milestone("given alone"), owner="sam")
        >>> [gap.letter.value for gap in smart_gaps([goal])]
        ['specific', 'time_related']
    """
    tree = GoalTree.of(goals)
    return tuple(
        SmartGap(goal.id, letter, missing)
        for goal in tree.given
        for letter, missing in _missing(goal, divided=goal.id in tree.below)
    )


def _missing(goal: Goal, *, divided: bool) -> Iterator[tuple[SmartLetter, str]]:
    if goal.description is None:
        yield SmartLetter.SPECIFIC, "a description: what exactly will be different"
    if goal.measure is None and not divided:
        yield SmartLetter.MEASURABLE, "a measure: how anybody can tell how far it is reached"
    if isinstance(goal.measure, KeyResult) and goal.measure.unit is None:
        yield SmartLetter.MEASURABLE, "the unit of the key result: what the figures count"
    if goal.owner is None:
        yield SmartLetter.ASSIGNABLE, "an owner: who sees to it"
    if isinstance(goal.measure, AttainmentScale) and goal.measure.baseline is None:
        yield SmartLetter.REALISTIC, "the baseline of the scale: how far there is to go"
    if goal.due is None:
        yield SmartLetter.TIME_RELATED, "a due day: by when it is to be reached"
