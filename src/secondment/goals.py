"""Goals: what is to be reached, how far it is reached on a day, and what is still missing.

A goal is a definition and never changes. What happens to it is a record with a day: `Progress`,
`GoalClosed`, `GoalReopened`. Everything else is a function of goals, records and a day. Who may
record what, and how goals may change, does not belong here.

Of several records of one day, the one given last counts. Records of goals that are not asked about
are passed over: what was recorded of a goal that has since been removed does no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_DOWN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import ceil, isfinite, sqrt
from typing import Final

from attrs import field, frozen

from secondment.dates import Day, Period, check_day, day_fault
from secondment.errors import Fault, InvalidValue
from secondment.parties import PersonId, id_fault

GoalId = str
"""Names a goal. Ids are opaque text of the embedding tool; this library makes none."""

_NO, _ALL = Fraction(0), Fraction(1)
_MOST_DIGITS: Final = 18


def _number_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a number to keep, or None."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return f"must be a Decimal, not {value!r}"
    digits = value.as_tuple()
    if value.adjusted() >= _MOST_DIGITS or -int(digits.exponent) > _MOST_DIGITS:
        return f"must have at most {_MOST_DIGITS} digits before and after the point, not {value}"
    return None


def _text_fault(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return f"must be a text that is not blank, not {value!r}"
    return None


def _optional(fault: Callable[[object], str | None], value: object) -> str | None:
    """Return what *fault* finds in *value*, nothing where there is no value."""
    return None if value is None else fault(value)


def _refuse(what: object, **found: str | None) -> None:
    """Raise with every fault in *found*, if there is any."""
    faults = [Fault(name, text) for name, text in found.items() if text]
    if faults:
        raise InvalidValue(type(what).__name__, *faults)


_DECIMALS: Final = Context(prec=28, rounding=ROUND_DOWN)


def _decimal(exact: Fraction) -> Decimal:
    """Return *exact* in 28 digits, cut off: never more than was reached."""
    return _DECIMALS.divide(Decimal(exact.numerator), Decimal(exact.denominator))


# what is to be reached


_LEVELS: Final = ("much_less", "less", "expected", "more", "much_more")
_BASELINES: Final = (Decimal(-2), Decimal(-1))
_HIGHEST: Final = 2


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
        found = {name: _text_fault(getattr(self, name)) for name in _LEVELS}
        if not any(found.values()):
            found = {name: self._twin_fault(name) for name in _LEVELS}
        found["baseline"] = self._baseline_fault()
        _refuse(self, **found)

    def _twin_fault(self, name: str) -> str | None:
        twins = (each for each in _LEVELS if getattr(self, each) == getattr(self, name))
        first = next(twins)
        return None if first == name else f"reads the same as {first}: nobody can tell them apart"

    def _baseline_fault(self) -> str | None:
        if self.baseline is None:
            return None
        if isinstance(self.baseline, Decimal) and self.baseline in _BASELINES:
            return None
        return f"must be Decimal(-2) or Decimal(-1), a level below expected, not {self.baseline!r}"


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


def _commitment_fault(value: object) -> str | None:
    return None if isinstance(value, Commitment) else f"must be a Commitment, not {value!r}"


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
        start, target = _number_fault(self.start), _number_fault(self.target)
        if not start and not target and self.start == self.target:
            target = f"is {self.target}, where it starts: nothing would be left to reach"
        _refuse(
            self,
            start=start,
            target=target,
            unit=_optional(_text_fault, self.unit),
            commitment=_commitment_fault(self.commitment),
        )


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
        _refuse(self, done_when=_text_fault(self.done_when))


Measure = AttainmentScale | KeyResult | Milestone
"""By what anybody can tell how far a goal is reached."""


def _measure_fault(value: object) -> str | None:
    if isinstance(value, Measure):
        return None
    return f"must be an AttainmentScale, a KeyResult, a Milestone or None, not {value!r}"


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
        _refuse(
            self,
            id=id_fault(self.id),
            title=_text_fault(self.title),
            description=_optional(_text_fault, self.description),
            measure=_optional(_measure_fault, self.measure),
            weight=self._weight_fault(),
            parent=self._parent_fault(),
            due=_optional(day_fault, self.due),
            owner=_optional(id_fault, self.owner),
        )

    def _weight_fault(self) -> str | None:
        fault = _number_fault(self.weight)
        return fault or (f"must be 0 or more, not {self.weight}" if self.weight < 0 else None)

    def _parent_fault(self) -> str | None:
        itself = self.parent is not None and self.parent == self.id
        same = f"{self.id} cannot be a part of itself" if itself else None
        return _optional(id_fault, self.parent) or same


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
        _refuse(
            self, goal=id_fault(self.goal), on=day_fault(self.on), value=_number_fault(self.value)
        )


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
        _refuse(
            self,
            goal=id_fault(self.goal),
            on=day_fault(self.on),
            reason=_optional(id_fault, self.reason),
        )


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
        _refuse(self, goal=id_fault(self.goal), on=day_fault(self.on))


GoalRecord = Progress | GoalClosed | GoalReopened
"""What can happen to a goal."""

_Log = Mapping[GoalId, Sequence[GoalRecord]]


def _log(records: Iterable[GoalRecord], on: Day) -> _Log:
    """Return the records up to *on* by goal, oldest first."""
    given = tuple(records)
    text = "must be a Progress, a GoalClosed or a GoalReopened, not"
    faults = [
        Fault(f"records[{index}]", f"{text} {record!r}")
        for index, record in enumerate(given)
        if not isinstance(record, GoalRecord)
    ]
    if faults:
        raise InvalidValue("the history of the goals", *faults)
    check_day(on, "the day asked about")
    log: dict[GoalId, list[GoalRecord]] = {}
    for record in sorted(given, key=lambda record: record.on):
        if record.on <= on:
            log.setdefault(record.goal, []).append(record)
    return log


def _is_closed(log: _Log, goal: GoalId) -> bool:
    moves = [record for record in log.get(goal, ()) if not isinstance(record, Progress)]
    return bool(moves) and isinstance(moves[-1], GoalClosed)


# one goal on a day


def value_fault(measure: Measure, value: Decimal) -> str | None:
    """Return why *value* is no progress by *measure*, or None when it is.

    Example:
        >>> value_fault(Milestone("the demo is given"), Decimal("0.9"))
        'must be 1 (reached) or 0 (not reached) for a milestone, not 0.9'
    """
    if fault := _number_fault(value):
        return fault
    match measure:
        case AttainmentScale() if not (abs(value) <= _HIGHEST and value == int(value)):
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
    return _decimal(_attained(measure, value))


def _attained(measure: Measure, value: Decimal) -> Fraction:
    outset, agreed = _way(measure)
    start = Fraction(outset)
    part = (Fraction(value) - start) / (Fraction(agreed) - start)
    return min(max(part, _NO), _ALL)


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


def _values(goal: Goal, log: _Log) -> Mapping[Day, Decimal]:
    """Return what was reported of *goal*, oldest first, the last word of each day."""
    found: dict[Day, Decimal] = {}
    for record in log.get(goal.id, ()):
        if isinstance(record, Progress) and goal.measure is not None:
            if fault := value_fault(goal.measure, record.value):
                what = f"the progress of {goal.id} on {record.on}"
                raise InvalidValue(what, Fault("value", fault))
            found[record.on] = record.value
    return found


def _value(goal: Goal, log: _Log) -> Decimal | None:
    values = tuple(_values(goal, log).values())
    if values or goal.measure is None:
        return values[-1] if values else None
    return _outset(goal.measure)


def _attained_by(goal: Goal, log: _Log) -> Fraction | None:
    value = _value(goal, log)
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
    return _value(goal, _log(records, on))


# goals under goals


def tree_faults(goals: Iterable[Goal]) -> tuple[Fault, ...]:
    """Return what is wrong with *goals* as a set: whether each has one place in one tree.

    Ids are unique, a parent is one of the goals, parents do not lead round in a circle, and a goal
    with goals below it has no measure of its own. The functions below refuse goals with faults.
    """
    given = tuple(goals)
    faults = [
        Fault(f"goals[{index}]", f"must be a Goal, not {goal!r}")
        for index, goal in enumerate(given)
        if not isinstance(goal, Goal)
    ]
    return tuple(faults or _place_faults(given))


def _place_faults(goals: Sequence[Goal]) -> Iterator[Fault]:
    for goal_id, count in Counter(goal.id for goal in goals).items():
        if count > 1:
            yield Fault("goals", f"{goal_id} stands {count} times; ids are unique")
    parents = {goal.id: goal.parent for goal in goals}
    divided = set(parents.values())
    for index, goal in enumerate(goals):
        if goal.parent is not None and goal.parent not in parents:
            yield Fault(f"goals[{index}].parent", f"{goal.parent} is none of the goals")
        if goal.id in _above(goal, parents):
            yield Fault(f"goals[{index}].parent", f"{goal.id} would be a part of itself")
        if goal.measure is not None and goal.id in divided:
            text = f"{goal.id} is reached through the goals below it; only those are measured"
            yield Fault(f"goals[{index}].measure", text)


def _above(goal: Goal, parents: Mapping[GoalId, GoalId | None]) -> set[GoalId]:
    """Return every goal that *goal* is a part of; itself too, if its parents form a circle."""
    found: set[GoalId] = set()
    parent = goal.parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


@frozen
class _Tree:
    """Goals of which each has its place.

    Attributes:
        given: The goals in the order given.
        below: Which goals are right below one; None stands for the top.
    """

    given: tuple[Goal, ...]
    below: Mapping[GoalId | None, Sequence[Goal]]

    @classmethod
    def of(cls, goals: Iterable[Goal]) -> _Tree:
        given = tuple(goals)
        if faults := tree_faults(given):
            raise InvalidValue("the tree of goals", *faults)
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

    def counted(self, parent: GoalId | None, log: _Log) -> Sequence[Goal]:
        """Return the goals right below *parent* that count: open, and of some weight."""
        return [
            goal
            for goal in self.below.get(parent, ())
            if goal.weight and not _is_closed(log, goal.id)
        ]

    def closed(self, log: _Log) -> set[GoalId]:
        """Return the goals that are closed, or a part of a closed one."""
        found: set[GoalId] = set()
        for goal in self.downwards():
            if goal.parent in found or _is_closed(log, goal.id):
                found.add(goal.id)
        return found

    def attained(self, log: _Log) -> Mapping[GoalId, Fraction | None]:
        """Return how far each goal is reached, None where it cannot be said."""
        found: dict[GoalId, Fraction | None] = {}
        for goal in reversed(self.downwards()):
            if goal.id in self.below:
                found[goal.id] = _mean(self.counted(goal.id, log), found)
            else:
                found[goal.id] = _attained_by(goal, log)
        return found

    def shares(self, log: _Log) -> Mapping[GoalId | None, Fraction]:
        """Return which part of the whole each goal is, 0 for one that does not count."""
        found: dict[GoalId | None, Fraction] = {goal.id: _NO for goal in self.given}
        found[None] = _ALL
        for parent in (None, *(goal.id for goal in self.downwards())):
            counted = self.counted(parent, log)
            total = sum((Fraction(goal.weight) for goal in counted), _NO)
            for goal in counted:
                found[goal.id] = found[parent] * Fraction(goal.weight) / total
        return found


def _mean(goals: Sequence[Goal], attained: Mapping[GoalId, Fraction | None]) -> Fraction | None:
    """Return the weighted mean of *goals*; None without goals, or where one cannot be said."""
    total, weight = _NO, _NO
    for goal in goals:
        part = attained[goal.id]
        if part is None:
            return None
        total += Fraction(goal.weight) * part
        weight += Fraction(goal.weight)
    return total / weight if weight else None


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
    for parent, side_by_side in _Tree.of(goals).below.items():
        found = sum((Fraction(goal.weight) for goal in side_by_side), _NO)
        if found != Fraction(total):
            where = "at the top" if parent is None else f"below {parent}"
            each = ", ".join(f"{goal.id} {goal.weight}" for goal in side_by_side)
            text = f"the weights {where} add up to {_decimal(found)}, not {total}: {each}"
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
    tree = _Tree.of(goals)
    attained = tree.attained(_log(records, on))
    return {goal.id: _said(attained[goal.id]) for goal in tree.given}


def _said(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else _decimal(exact)


def overall_on(goals: Iterable[Goal], records: Iterable[GoalRecord], on: Day) -> Decimal | None:
    """Return how far the goals as a whole are reached: the mean of those at the top, as `roll_up`.

    Returns:
        A number from 0 to 1; None where one of the goals that count cannot be said.

    Raises:
        InvalidValue: As `roll_up`; or no goal at the top counts, so that there is no whole: there
            are none, all are closed, or all weights are 0.
    """
    tree, log = _Tree.of(goals), _log(records, on)
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
    tree, log = _Tree.of(goals), _log(records, on)
    attained, closed = tree.attained(log), tree.closed(log)
    return {
        goal.id: GoalState.CLOSED if goal.id in closed else _state(attained[goal.id])
        for goal in tree.given
    }


def _state(attained: Fraction | None) -> GoalState | None:
    if attained is None:
        return None
    if attained == _ALL:
        return GoalState.REACHED
    return GoalState.IN_PROGRESS if attained else GoalState.PENDING


# the T-score


Number = Decimal | Fraction | int | float
"""A bare number: of another tool, or computed."""

CORRELATION: Final = Decimal("0.3")
"""How much the levels of one person's goals are taken to go together.

Source:
    Turner-Stokes, as `AttainmentScale`: 0.3 by convention.
"""


def t_score(
    levels: Iterable[Number],
    weights: Iterable[Number] | None = None,
    *,
    correlation: Number = CORRELATION,
) -> float:
    """Return the T-score of levels on attainment scales: 50 where all is as expected.

    With levels x, weights w and correlation r it is
    ``50 + 10 * sum(w * x) / sqrt((1 - r) * sum(w * w) + r * sum(w) ** 2)``. The sums are exact, so
    neither the order nor the size of the weights matters.

    Args:
        levels: One a goal, from -2 to 2; a mean of several raters may lie between two levels.
        weights: One a level, 0 or more; None for all the same.
        correlation: From 0 to 1.

    Raises:
        InvalidValue: There is no level, the weights add up to 0 or are not as many as the levels,
            or a number lies outside its range.

    Source:
        Kiresuk and Sherman, as given by Turner-Stokes; see `AttainmentScale`.

    Example:
        >>> t_score([0, 0, 0]), t_score([1])
        (50.0, 60.0)
    """
    return _t_scores({"levels": levels}, weights, correlation)["levels"]


def change_score(
    achieved: Iterable[Number],
    baseline: Iterable[Number],
    weights: Iterable[Number] | None = None,
    *,
    correlation: Number = CORRELATION,
) -> float:
    """Return by how much the T-score has risen since the outset; negative where it has fallen.

    Args:
        achieved: The levels now; see `t_score`.
        baseline: The levels at the outset, in the same order.
        weights: One a level, 0 or more; None for all the same.
        correlation: From 0 to 1.

    Raises:
        InvalidValue: As `t_score`.

    Source:
        Turner-Stokes, as `t_score`.

    Example:
        >>> change_score([0], [-1])
        10.0
    """
    scores = _t_scores({"achieved": achieved, "baseline": baseline}, weights, correlation)
    return scores["achieved"] - scores["baseline"]


def _t_scores(
    rated: Mapping[str, Iterable[Number]], weights: Iterable[Number] | None, correlation: Number
) -> Mapping[str, float]:
    """Return the T-score of each series of levels, all with the same weights."""
    series = {name: tuple(levels) for name, levels in rated.items()}
    count = len(next(iter(series.values())))
    weighing: Sequence[Number] = (1,) * count if weights is None else tuple(weights)
    faults = [*_outside("correlation", correlation, 0, 1)]
    for index, weight in enumerate(weighing):
        faults += _outside(f"weights[{index}]", weight, 0)
    for name, levels in series.items():
        for index, level in enumerate(levels):
            faults += _outside(f"{name}[{index}]", level, -2, 2)
    counts = {name: len(numbers) for name, numbers in {**series, "weights": weighing}.items()}
    if len(set(counts.values())) > 1:
        named = ", ".join(f"{number} {name}" for name, number in counts.items())
        faults.append(Fault("", f"each goal needs one number of each kind, not {named}"))
    elif not faults and not any(weighing):
        text = "add up to 0" if count else "there is no level: without a goal nothing is scored"
        faults.append(Fault("weights" if count else "", text))
    if faults:
        raise InvalidValue("the T-score", *faults)
    return {name: _t_score(levels, weighing, correlation) for name, levels in series.items()}


def _t_score(levels: Sequence[Number], weights: Sequence[Number], correlation: Number) -> float:
    total = sum((Fraction(weight) for weight in weights), _NO)
    shares = [Fraction(weight) / total for weight in weights]
    together = Fraction(correlation)
    level = sum((share * Fraction(each) for share, each in zip(shares, levels, strict=True)), _NO)
    spread = (1 - together) * sum((share * share for share in shares), _NO) + together
    return 50 + 10 * float(level) / sqrt(spread)


def _outside(path: str, value: Number, least: int, most: int | None = None) -> Iterator[Fault]:
    """Yield a fault if *value* is no number from *least* to *most*."""
    if not _is_number(value) or value < least or (most is not None and value > most):
        wanted = f"{least} or more" if most is None else f"from {least} to {most}"
        yield Fault(path, f"must be a number, {wanted}, not {value!r}")


def _is_number(value: object) -> bool:
    if isinstance(value, Decimal):
        return _number_fault(value) is None
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def t_score_on(
    goals: Iterable[Goal],
    records: Iterable[GoalRecord],
    on: Day,
    *,
    correlation: Number = CORRELATION,
) -> float | None:
    """Return the T-score of the goals with an attainment scale on a day; see `t_score`.

    Left out are goals with another measure, goals that are closed, and goals that are a part of a
    closed one. Below others a goal weighs what its weight makes of that of its parent.

    Returns:
        The T-score; None where a goal that counts has neither a report nor a baseline.

    Raises:
        InvalidValue: No goal with a scale counts: there is none, all are closed, or their weights
            are 0. Otherwise as `roll_up`.
    """
    rated = _rated(goals, records, on)
    levels = _all_known(each.level for each in rated)
    if levels is None:
        return None
    return t_score(levels, (each.weight for each in rated), correlation=correlation)


def change_score_on(
    goals: Iterable[Goal],
    records: Iterable[GoalRecord],
    on: Day,
    *,
    correlation: Number = CORRELATION,
) -> float | None:
    """Return by how much the T-score on a day lies above that of the baselines; see `t_score_on`.

    Returns:
        The difference; None where a goal that counts has no baseline.

    Raises:
        InvalidValue: As `t_score_on`.
    """
    rated = _rated(goals, records, on)
    levels = _all_known(each.level for each in rated)
    baseline = _all_known(each.baseline for each in rated)
    if levels is None or baseline is None:
        return None
    weights = (each.weight for each in rated)
    return change_score(levels, baseline, weights, correlation=correlation)


def _all_known(values: Iterable[Decimal | None]) -> Sequence[Decimal] | None:
    found = tuple(values)
    known = [value for value in found if value is not None]
    return known if len(known) == len(found) else None


@frozen
class _Rated:
    """A goal with a scale, as the T-score sees it."""

    level: Decimal | None
    baseline: Decimal | None
    weight: Fraction


def _rated(goals: Iterable[Goal], records: Iterable[GoalRecord], on: Day) -> Sequence[_Rated]:
    tree, log = _Tree.of(goals), _log(records, on)
    shares = tree.shares(log)
    return [
        _Rated(_value(goal, log), goal.measure.baseline, shares[goal.id])
        for goal in tree.given
        if isinstance(goal.measure, AttainmentScale) and shares[goal.id]
    ]


# the grade of a key result


class Band(StrEnum):
    """The colour of a grade."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


YELLOW_FROM: Final = Decimal("0.4")
"""Where yellow begins, as `grade` says."""
GREEN_FROM: Final = Decimal("0.7")
"""Where green begins, as `grade` says."""


def grade(
    attained: Decimal,
    commitment: Commitment = Commitment.ASPIRATIONAL,
    *,
    yellow_from: Decimal = YELLOW_FROM,
    green_from: Decimal = GREEN_FROM,
) -> Band:
    """Return the colour of an attainment.

    Each band holds its lower bound and not its upper one, so that no attainment falls between two:
    red up to 0.4, yellow from 0.4, green from 0.7. A committed result is green when the whole of it
    is reached, and otherwise red.

    Args:
        attained: From 0 to 1; see `attainment` and `roll_up`.
        commitment: How the result was meant.
        yellow_from: Where yellow begins.
        green_from: Where green begins; not below *yellow_from*.

    Raises:
        InvalidValue: A number is no Decimal from 0 to 1, or green begins below yellow.

    Source:
        Doerr, "Measure What Matters": 0.0 to 0.3 red, 0.4 to 0.6 yellow, 0.7 to 1.0 green, which
        leaves gaps; https://okr.associates/how-strictly-should-okrs-be-graded. Committed: "Dear
        Andy", https://www.whatmatters.com/faqs/dear-andy-how-to-grade-committed-okrs: 0.8 of a
        promise is a failure.

    Example:
        >>> grade(Decimal("0.69")).value, grade(Decimal("0.69"), Commitment.COMMITTED).value
        ('yellow', 'red')
    """
    named = {"attained": attained, "yellow_from": yellow_from, "green_from": green_from}
    faults = [Fault(name, text) for name, value in named.items() if (text := _part_fault(value))]
    if text := _commitment_fault(commitment):
        faults.append(Fault("commitment", text))
    if not faults and green_from < yellow_from:
        faults.append(Fault("green_from", f"{green_from} lies below yellow_from {yellow_from}"))
    if faults:
        raise InvalidValue("the grade", *faults)
    if commitment is Commitment.COMMITTED:
        return Band.GREEN if attained == 1 else Band.RED
    if attained < yellow_from:
        return Band.RED
    return Band.YELLOW if attained < green_from else Band.GREEN


def _part_fault(value: object) -> str | None:
    if isinstance(value, Decimal) and value.is_finite() and 0 <= value <= 1:
        return None
    return f"must be a Decimal from 0 to 1, not {value!r}"


# what a goal leaves unsaid


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
        >>> goal = Goal("demo", "Demo", measure=Milestone("given alone"), owner="sam")
        >>> [gap.letter.value for gap in smart_gaps([goal])]
        ['specific', 'time_related']
    """
    tree = _Tree.of(goals)
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


# where it is heading


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
    log = _log(records, on)
    gone = max((on - period.first_day).days + 1, 0)
    elapsed = min(Fraction(gone, Period(period.first_day, due).days), _ALL)
    attained = _attained_by(goal, log)
    told = partial(Trajectory, elapsed=_decimal(elapsed), attained=_said(attained))
    if _is_closed(log, goal.id):
        return told(unsaid=Unsaid.CLOSED)
    if attained is None:
        return told(unsaid=Unsaid.NO_MEASURE if goal.measure is None else Unsaid.NO_VALUE)
    if attained == _ALL:
        return told(on_track=True, completion=_reached_on(goal, log))
    if not gone:
        return told(unsaid=Unsaid.NOT_BEGUN)
    if not isinstance(goal.measure, KeyResult):
        return told(on_track=False if elapsed == _ALL else None, unsaid=Unsaid.NO_PACE)
    completion = _projected(period.first_day, gone, attained)
    unsaid = Unsaid.NO_MOVEMENT if completion is None else None
    return told(on_track=attained >= elapsed, completion=completion, unsaid=unsaid)


def _reached_on(goal: Goal, log: _Log) -> Day | None:
    """Return since when *goal* has been reached without a break; None when it is not."""
    since = None
    for day, value in _values(goal, log).items():
        reached = goal.measure is not None and _attained(goal.measure, value) == _ALL
        since = (since or day) if reached else None
    return since


def _projected(first_day: Day, gone: int, attained: Fraction) -> Day | None:
    """Return the day on which all is attained if *gone* days brought *attained*."""
    try:
        return first_day + timedelta(days=ceil(gone / attained) - 1)
    except (ZeroDivisionError, OverflowError):
        return None
