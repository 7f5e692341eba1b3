"""Goals: what is to be reached, how far it is reached on a day, and how goals stand under goals.

A goal is a definition and never changes. What happens to it is a record with a day: `Progress`,
`GoalClosed`, `GoalReopened`. Everything else is a function of goals, records and a day. Who may
record what, and how goals may change, does not belong here. Nor do figures made of them: see
`scores`, `smart` and `trajectory`.

Of several records of one day, the one given last counts. Records of goals that are not asked about
are passed over: what was recorded of a goal that has since been removed does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, Self, get_args

from attrs import field, frozen

from secondment.dates import Day, check_day, day_fault
from secondment.decimals import cut_off, sum_of
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    check_fields,
    decimal_of_digits,
    field_faults,
    id_fault,
    item_faults,
    of_kind,
    or_none,
    raise_faults,
    repeated_id_faults,
    text_fault,
)
from secondment.parties import PersonId

GoalId = str
"""Names a goal. Ids are opaque text of the embedding tool; this library makes none."""

number_fault: Final = decimal_of_digits(18, 18)
"""Returns what is wrong with a value as a number to keep of a goal, or None."""


# what is to be reached


_LEVELS: Final = ("much_less", "less", "expected", "more", "much_more")
_BASELINES: Final = (Decimal(-2), Decimal(-1))


@frozen(kw_only=True)
class AttainmentScale:
    """A measure of five levels, each described in words beforehand.

    Progress is reported as the level: a whole number from -2 to +2, where 0 is what is expected.

    Attributes:
        much_less: Level -2, much less than expected.
        less: Level -1, less than expected.
        expected: Level 0, what is to be reached.
        more: Level +1, more than expected.
        much_more: Level +2, much more than expected.
        baseline: The level at the outset, -2 or -1; None when nobody has said.

    Raises:
        InvalidValue: A description is blank or stands twice, or the baseline is another level: what
            is there at the outset need not be reached.

    Source:
        Turner-Stokes, "Goal Attainment Scaling in Rehabilitation: a practical guide",
        https://studylib.net/doc/27300761/tools-gas-practical-guide, after Kiresuk and Sherman.
    """

    much_less: str
    less: str
    expected: str
    more: str
    much_more: str
    baseline: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        levels = field_faults(self, **dict.fromkeys(_LEVELS, text_fault)) or self._twin_faults()
        baseline = field_faults(self, baseline=or_none(_baseline_fault))
        raise_faults("AttainmentScale", [*levels, *baseline])

    def _twin_faults(self) -> list[Fault]:
        seen = dict[str, str]()
        return [
            Fault(name, f"reads the same as {first}: nobody can tell them apart")
            for name in _LEVELS
            if (first := seen.setdefault(getattr(self, name), name)) != name
        ]


def _baseline_fault(value: object) -> str | None:
    if not number_fault(value) and value in _BASELINES:
        return None
    return f"must be Decimal(-2) or Decimal(-1), a level below expected, not {value!r}"


class Commitment(StrEnum):
    """How a key result is meant.

    Source:
        Doerr, "Dear Andy: how to grade committed OKRs",
        https://www.whatmatters.com/faqs/dear-andy-how-to-grade-committed-okrs.
    """

    ASPIRATIONAL = "aspirational"
    """A stretch: most of the way is a success."""
    COMMITTED = "committed"
    """A promise: only the whole of it will do."""


@frozen(kw_only=True)
class KeyResult:
    """A measure by a figure that is to move from where it starts to a target, up or down.

    Progress is reported as the current figure, in the same unit.

    Attributes:
        start: The figure at the outset.
        target: The figure to be reached; another than *start*.
        unit: What the figures count, a short label; None when nobody has said.
        commitment: How it is meant.

    Raises:
        InvalidValue: A field has another type, or *start* and *target* are equal: there would be
            nothing to reach, and no part of it could be told.
    """

    start: Decimal
    target: Decimal
    unit: str | None = None
    commitment: Commitment = Commitment.ASPIRATIONAL

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            start=number_fault,
            target=self._target_fault,
            unit=or_none(text_fault),
            commitment=of_kind(Commitment),
        )

    def _target_fault(self, value: object) -> str | None:
        fault = number_fault(value)
        if fault or number_fault(self.start) or value != self.start:
            return fault
        return f"is {value}, where it starts: nothing would be left to reach"


@frozen
class Milestone:
    """A measure by something that is reached or not; there is no halfway.

    Progress is reported as 1, reached, or 0, not reached. What can be reached in part is a key
    result, or a goal with several milestones below it.

    Attributes:
        done_when: How anybody can tell that it is reached.

    Raises:
        InvalidValue: *done_when* is blank.

    Source:
        Google re:Work, "Grade OKRs": some key results are either 0 or 1, launched or not;
        https://rework.withgoogle.com/guides/set-goals-with-okrs/steps/grade-OKRs/.
    """

    done_when: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, done_when=text_fault)


Measure = AttainmentScale | KeyResult | Milestone
"""By what anybody can tell how far a goal is reached."""


@frozen
class Goal:
    """One goal: a definition, part of what is agreed.

    Attributes:
        id: An id of the embedding tool.
        title: A short label.
        description: What exactly is to be different, in a sentence or two; None when not said.
        measure: How to tell how far it is reached; None for a goal that is reached through the
            goals below it, or that nobody can measure yet.
        weight: How much it counts beside the goals next to it, 0 or more; only the ratio matters.
        parent: The goal that it is a part of; None at the top.
        due: The day by which it is to be reached, that day included; None when not said.
        owner: Who sees to it; None when not said.

    Raises:
        InvalidValue: A field has another type, a text or id is blank, the weight is negative, or
            the goal is its own parent.

    Example:
        >>> Goal("onboarded", "Know the product", measure=Milestone("gave the demo alone")).weight
        Decimal('1')
    """

    id: GoalId
    title: str
    description: str | None = field(default=None, kw_only=True)
    measure: AttainmentScale | KeyResult | Milestone | None = field(default=None, kw_only=True)
    weight: Decimal = field(default=Decimal(1), kw_only=True)
    parent: GoalId | None = field(default=None, kw_only=True)
    due: Day | None = field(default=None, kw_only=True)
    owner: PersonId | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            title=text_fault,
            description=or_none(text_fault),
            measure=or_none(of_kind(*get_args(Measure))),
            weight=_weight_fault,
            parent=or_none(self._parent_fault),
            due=or_none(day_fault),
            owner=or_none(id_fault),
        )

    def _parent_fault(self, value: object) -> str | None:
        same = f"{self.id} cannot be a part of itself" if value == self.id else None
        return id_fault(value) or same


def _weight_fault(value: object) -> str | None:
    fault = number_fault(value)
    if fault or not isinstance(value, Decimal) or value >= 0:
        return fault
    return f"must be 0 or more, not {value}"


# what happened


@frozen
class Progress:
    """A record of how far a goal has come.

    Attributes:
        goal: Which goal.
        on: The day it is about.
        value: On an attainment scale the level, of a key result the current figure, of a milestone
            1 when it is reached and 0 when it is not.

    Raises:
        InvalidValue: A field has another type. Whether the value fits the measure of the goal is
            for `value_fault` to say.
    """

    goal: GoalId
    on: Day
    value: Decimal

    def __attrs_post_init__(self) -> None:
        check_fields(self, goal=id_fault, on=day_fault, value=number_fault)


@frozen
class GoalClosed:
    """A record that a goal is no longer pursued from a day on, and with it all goals below it.

    Attributes:
        goal: Which goal.
        on: The first day on which it is closed.
        reason: Why, as a code of the embedding tool; None when nothing needs saying.

    Raises:
        InvalidValue: An id is blank, or *on* is no day.
    """

    goal: GoalId
    on: Day
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, goal=id_fault, on=day_fault, reason=or_none(id_fault))


@frozen
class GoalReopened:
    """A record that a closed goal is pursued again from a day on.

    Attributes:
        goal: Which goal.
        on: The first day on which it is pursued again.

    Raises:
        InvalidValue: The id is blank, or *on* is no day.
    """

    goal: GoalId
    on: Day

    def __attrs_post_init__(self) -> None:
        check_fields(self, goal=id_fault, on=day_fault)


GoalRecord = Progress | GoalClosed | GoalReopened
"""What can happen to a goal."""


# one goal on a day


_WHOLE_LEVELS: Final = frozenset(map(Decimal, range(-2, 3)))


def value_fault(measure: Measure, value: Decimal) -> str | None:
    """Return why *value* is no progress by *measure*, or None when it is.

    Example:
        >>> value_fault(Milestone("the demo is given"), Decimal("0.9"))
        'must be 1 (reached) or 0 (not reached) for a milestone, not 0.9'
    """
    if fault := number_fault(value):
        return fault
    match measure:
        case AttainmentScale() if value not in _WHOLE_LEVELS:
            return f"must be a whole level from -2 to 2 on an attainment scale, not {value}"
        case Milestone() if value not in (0, 1):
            return f"must be 1 (reached) or 0 (not reached) for a milestone, not {value}"
        case _:
            return None


def attainment(measure: Measure, value: Decimal) -> Decimal:
    """Return which part of the way to what was agreed *value* is, from 0 to 1.

    Of a key result it is the part of the way from start to target. On a scale it is the part of the
    way from the baseline, or from -2 where there is none, to the expected level. More than agreed
    counts as 1 and a step back behind the outset as 0. The result is cut off after 28 digits.

    Raises:
        InvalidValue: *value* does not fit *measure*; see `value_fault`.

    Source:
        Key results: Doerr, "Measure What Matters": 0 to 1.0,
        https://okr.associates/how-strictly-should-okrs-be-graded. Scales: this library, so that
        measures of different kinds can be rolled up; the T-score is the published figure.

    Example:
        >>> attainment(KeyResult(start=Decimal(20), target=Decimal(4)), Decimal(8))
        Decimal('0.75')
    """
    if fault := value_fault(measure, value):
        raise InvalidValue("the attainment", Fault("value", fault))
    return cut_off(_attained(measure, value))


def _attained(measure: Measure, value: Decimal) -> Fraction:
    outset, agreed = _way(measure)
    start = Fraction(outset)
    part = (Fraction(value) - start) / (Fraction(agreed) - start)
    return min(max(part, Fraction(0)), Fraction(1))


def _way(measure: Measure) -> tuple[Decimal, Decimal]:
    """Return the values at which nothing, and all that was agreed, is attained."""
    match measure:
        case AttainmentScale(baseline=baseline):
            return (_BASELINES[0] if baseline is None else baseline), Decimal(0)
        case KeyResult(start=start, target=target):
            return start, target
        case Milestone():
            return Decimal(0), Decimal(1)


def _outset(measure: Measure) -> Decimal | None:
    """Return what *measure* itself says of the value before anything is recorded."""
    return measure.baseline if isinstance(measure, AttainmentScale) else _way(measure)[0]


@frozen
class GoalLog:
    """What was recorded of goals up to a day.

    Attributes:
        records: The records by goal, oldest first.
    """

    records: Mapping[GoalId, Sequence[GoalRecord]]

    @classmethod
    def until(cls, on: Day, records: Iterable[GoalRecord]) -> Self:
        """Return what *records* say up to the day *on*, this day included.

        Raises:
            InvalidValue: *on* is no day, or one of *records* is no record of a goal.
        """
        given = tuple(records)
        faults = item_faults("records", given, of_kind(*get_args(GoalRecord)))
        raise_faults("the history of the goals", faults)
        check_day(on, "the day asked about")
        found: dict[GoalId, list[GoalRecord]] = {}
        for record in sorted(given, key=lambda record: record.on):
            if record.on <= on:
                found.setdefault(record.goal, []).append(record)
        return cls(found)

    def is_closed(self, goal: GoalId) -> bool:
        """Whether *goal* itself is closed."""
        moves = [each for each in self.records.get(goal, ()) if not isinstance(each, Progress)]
        return bool(moves) and isinstance(moves[-1], GoalClosed)

    def values(self, goal: Goal) -> Mapping[Day, Decimal]:
        """Return what was reported of *goal*, oldest first, the last word of each day.

        Raises:
            InvalidValue: A value does not fit the measure.
        """
        found: dict[Day, Decimal] = {}
        for record in self.records.get(goal.id, ()):
            if isinstance(record, Progress) and goal.measure is not None:
                if fault := value_fault(goal.measure, record.value):
                    what = f"the progress of {goal.id} on {record.on}"
                    raise InvalidValue(what, Fault("value", fault))
                found[record.on] = record.value
        return found

    def value(self, goal: Goal) -> Decimal | None:
        """Return the value of *goal*; see `value_on`.

        Raises:
            InvalidValue: A value does not fit the measure.
        """
        values = tuple(self.values(goal).values())
        if values or goal.measure is None:
            return values[-1] if values else None
        return _outset(goal.measure)

    def attained(self, goal: Goal) -> Fraction | None:
        """Return the attainment of *goal* to the last digit, None where it cannot be said.

        Raises:
            InvalidValue: A value does not fit the measure.
        """
        value = self.value(goal)
        return None if goal.measure is None or value is None else _attained(goal.measure, value)


def value_on(goal: Goal, records: Iterable[GoalRecord], on: Day) -> Decimal | None:
    """Return the value of *goal* on a day: what was last reported, otherwise the agreed outset.

    The outset is the start of a key result, the baseline of a scale, and 0 for a milestone.

    Returns:
        The value in the terms of the measure; None for a goal without a measure, and before the
        first report on a scale without a baseline.

    Raises:
        InvalidValue: A value reported by that day does not fit the measure.
    """
    return GoalLog.until(on, records).value(goal)


# goals under goals


def tree_faults(goals: Iterable[Goal]) -> tuple[Fault, ...]:
    """Return what is wrong with *goals* as a set: whether each has one place in one tree.

    Ids are unique, a parent is one of the goals, parents do not lead round in a circle, and a goal
    with goals below it has no measure of its own. The functions below refuse goals with faults.
    """
    given = tuple(goals)
    return tuple(item_faults("goals", given, of_kind(Goal))) or tuple(_place_faults(given))


def _place_faults(goals: Sequence[Goal]) -> Iterator[Fault]:
    yield from repeated_id_faults("goals", (goal.id for goal in goals))
    parents = {goal.id: goal.parent for goal in goals}
    divided, circling = set(parents.values()), _in_circles(parents)
    for index, goal in enumerate(goals):
        if goal.parent is not None and goal.parent not in parents:
            yield Fault(f"goals[{index}].parent", f"{goal.parent} is none of the goals")
        if goal.id in circling:
            yield Fault(f"goals[{index}].parent", f"{goal.id} would be a part of itself")
        if goal.measure is not None and goal.id in divided:
            text = f"{goal.id} is reached through the goals below it; only those are measured"
            yield Fault(f"goals[{index}].measure", text)


def _in_circles(parents: Mapping[GoalId, GoalId | None]) -> set[GoalId]:
    """Return every goal whose *parents* lead back to it; each goal is looked at once."""
    found: set[GoalId] = set()
    seen: set[GoalId] = set()
    for goal in parents:
        way: list[GoalId] = []
        at: GoalId | None = goal
        while at is not None and at not in seen:
            seen.add(at)
            way.append(at)
            at = parents.get(at)
        if at in way:
            found.update(way[way.index(at) :])
    return found


@frozen
class GoalTree:
    """Goals of which each has its place.

    Attributes:
        given: The goals in the order given.
        below: Which goals are right below one; None stands for the top.
    """

    given: tuple[Goal, ...]
    below: Mapping[GoalId | None, Sequence[Goal]]

    @classmethod
    def of(cls, goals: Iterable[Goal]) -> Self:
        """Return *goals* as a tree.

        Raises:
            InvalidValue: They are none; see `tree_faults`.
        """
        given = tuple(goals)
        raise_faults("the tree of goals", tree_faults(given))
        below: dict[GoalId | None, list[Goal]] = {}
        for goal in given:
            below.setdefault(goal.parent, []).append(goal)
        return cls(given, below)

    def downwards(self) -> Sequence[Goal]:
        """Return all goals, each after its parent."""
        found = list(self.below.get(None, ()))
        for goal in found:  # grows on the way
            found += self.below.get(goal.id, ())
        return found

    def counted(self, parent: GoalId | None, log: GoalLog) -> Sequence[Goal]:
        """Return the goals right below *parent* that count: open, and of some weight."""
        return [
            goal
            for goal in self.below.get(parent, ())
            if goal.weight and not log.is_closed(goal.id)
        ]

    def closed(self, log: GoalLog) -> set[GoalId]:
        """Return the goals that are closed, or a part of a closed one."""
        found: set[GoalId] = set()
        for goal in self.downwards():
            if goal.parent in found or log.is_closed(goal.id):
                found.add(goal.id)
        return found

    def attained(self, log: GoalLog) -> Mapping[GoalId, Fraction | None]:
        """Return how far each goal is reached, None where it cannot be said.

        Raises:
            InvalidValue: A value does not fit its measure.
        """
        found: dict[GoalId, Fraction | None] = {}
        for goal in reversed(self.downwards()):
            if goal.id in self.below:
                found[goal.id] = _mean(self.counted(goal.id, log), found)
            else:
                found[goal.id] = log.attained(goal)
        return found

    def shares(self, log: GoalLog) -> Mapping[GoalId | None, Fraction]:
        """Return which part of the whole each goal is, 0 for one that does not count."""
        found: dict[GoalId | None, Fraction] = {goal.id: Fraction(0) for goal in self.given}
        found[None] = Fraction(1)
        for parent in (None, *(goal.id for goal in self.downwards())):
            counted = self.counted(parent, log)
            whole = sum_of(goal.weight for goal in counted)
            for goal in counted:
                found[goal.id] = found[parent] * Fraction(goal.weight) / whole
        return found


def _mean(goals: Sequence[Goal], attained: Mapping[GoalId, Fraction | None]) -> Fraction | None:
    """Return the weighted mean of *goals*; None without goals, or where one cannot be said."""
    parts = [(Fraction(goal.weight), attained[goal.id]) for goal in goals]
    known = [(weight, part) for weight, part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return sum_of(weight * part for weight, part in known) / sum_of(weight for weight, _ in known)


def weight_faults(goals: Iterable[Goal], total: Decimal = Decimal(100)) -> tuple[Fault, ...]:
    """Return where weights that are meant as percentages do not add up.

    The functions of this module only look at ratios. A tool whose people hand out 100 percent among
    the goals side by side asks here.

    Args:
        goals: The goals.
        total: What the weights right below each parent, and at the top, must add up to.

    Raises:
        InvalidValue: The goals are no tree; see `tree_faults`.

    Example:
        >>> halves = [Goal(id, "Half", weight=Decimal(45)) for id in ("a", "b")]
        >>> [fault.text for fault in weight_faults(halves)]
        ['the weights at the top add up to 90, not 100: a 45, b 45']
    """
    faults = []
    for parent, side_by_side in GoalTree.of(goals).below.items():
        found = sum_of(goal.weight for goal in side_by_side)
        if found != Fraction(total):
            where = "at the top" if parent is None else f"below {parent}"
            each = ", ".join(f"{goal.id} {goal.weight}" for goal in side_by_side)
            text = f"the weights {where} add up to {cut_off(found)}, not {total}: {each}"
            faults.append(Fault("goals", text))
    return tuple(faults)


def roll_up(
    goals: Iterable[Goal], records: Iterable[GoalRecord], on: Day
) -> Mapping[GoalId, Decimal | None]:
    """Return how far each goal is reached on a day, from 0 to 1.

    A goal that is measured stands where `attainment` puts its value. A goal with others below it is
    the mean of those right below it, by weight, leaving out the closed ones. A closed goal itself
    stands where it stands.

    Returns:
        One entry a goal, in the order given, cut off after 28 digits. None where it cannot be said:
        nothing measures the goal, nothing has been reported on a scale without a baseline, one of
        the goals that count below it cannot be said, or none counts because all are closed or
        without weight.

    Raises:
        InvalidValue: The goals are no tree, or a value does not fit its measure.

    Source:
        Mean and weights: Google re:Work, "Grade OKRs", as `Milestone`. Closed goals: frappe/hrms
        80f17c9, hrms/hr/doctype/goal.
    """
    tree = GoalTree.of(goals)
    attained = tree.attained(GoalLog.until(on, records))
    return {goal.id: _said(attained[goal.id]) for goal in tree.given}


def _said(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else cut_off(exact)


def overall_on(goals: Iterable[Goal], records: Iterable[GoalRecord], on: Day) -> Decimal | None:
    """Return how far the goals as a whole are reached: the mean of those at the top, as `roll_up`.

    Returns:
        A number from 0 to 1; None where one of the goals that count cannot be said.

    Raises:
        InvalidValue: As `roll_up`; or no goal at the top counts, so that there is no whole: there
            are none, all are closed, or all weights are 0.
    """
    tree, log = GoalTree.of(goals), GoalLog.until(on, records)
    counted = tree.counted(None, log)
    if not counted:
        text = "no goal at the top is open and has a weight, so there is nothing to reach"
        raise InvalidValue("the overall attainment", Fault("goals", text))
    return _said(_mean(counted, tree.attained(log)))


class GoalState(StrEnum):
    """Where a goal stands on a day.

    Source:
        frappe/hrms 80f17c9, hrms/hr/doctype/goal: pending, in progress, completed, archived.
    """

    PENDING = "pending"
    """Nothing of it is reached."""
    IN_PROGRESS = "in_progress"
    """A part of it is reached."""
    REACHED = "reached"
    """All that was agreed is reached."""
    CLOSED = "closed"
    """It is no longer pursued, or a goal that it is a part of is not."""


def states_on(
    goals: Iterable[Goal], records: Iterable[GoalRecord], on: Day
) -> Mapping[GoalId, GoalState | None]:
    """Return the state of each goal on a day; None for an open goal where it cannot be said.

    The state follows from the records, so a goal that is reopened is again where it was.

    Raises:
        InvalidValue: As `roll_up`.
    """
    tree, log = GoalTree.of(goals), GoalLog.until(on, records)
    attained, closed = tree.attained(log), tree.closed(log)
    return {
        goal.id: GoalState.CLOSED if goal.id in closed else _state(attained[goal.id])
        for goal in tree.given
    }


def _state(attained: Fraction | None) -> GoalState | None:
    if attained is None:
        return None
    if attained == 1:
        return GoalState.REACHED
    return GoalState.IN_PROGRESS if attained else GoalState.PENDING
