"""Scores of goals: the T-score of attainment scales, and the grade of a key result.

How far a goal is reached does not belong here: see `goals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import inf, isfinite, sqrt
from typing import Final, TypeGuard

from attrs import frozen

from secondment.dates import Day
from secondment.decimals import sum_of
from secondment.errors import Fault
from secondment.faults import (
    Check,
    decimal_within,
    item_faults,
    named_faults,
    of_kind,
    raise_faults,
)
from secondment.goals import (
    AttainmentScale,
    Commitment,
    Goal,
    GoalLog,
    GoalRecord,
    GoalTree,
    number_fault,
)

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
    faults = named_faults(correlation=_number(0, 1)(correlation))
    faults += item_faults("weights", weighing, _number(0))
    for name, levels in series.items():
        faults += item_faults(name, levels, _number(-2, 2))
    counts = {name: len(numbers) for name, numbers in {**series, "weights": weighing}.items()}
    if len(set(counts.values())) > 1:
        named = ", ".join(f"{number} {name}" for name, number in counts.items())
        faults.append(Fault("", f"each goal needs one number of each kind, not {named}"))
    elif not faults and not any(weighing):
        text = "add up to 0" if count else "there is no level: without a goal nothing is scored"
        faults.append(Fault("weights" if count else "", text))
    raise_faults("the T-score", faults)
    return {name: _t_score(levels, weighing, correlation) for name, levels in series.items()}


def _t_score(levels: Sequence[Number], weights: Sequence[Number], correlation: Number) -> float:
    whole = sum_of(weights)
    shares = [Fraction(weight) / whole for weight in weights]
    level = sum_of(share * Fraction(each) for share, each in zip(shares, levels, strict=True))
    together = Fraction(correlation)
    spread = (1 - together) * sum_of(share * share for share in shares) + together
    return 50 + 10 * float(level) / sqrt(spread)


def _number(least: int, most: int | None = None) -> Check:
    """Return a check for a bare number from *least* to *most*."""
    top, wanted = (inf, f"{least} or more") if most is None else (most, f"from {least} to {most}")

    def fault(value: object) -> str | None:
        if _is_number(value) and least <= value <= top:
            return None
        return f"must be a number, {wanted}, not {value!r}"

    return fault


def _is_number(value: object) -> TypeGuard[Number]:
    if isinstance(value, Decimal):
        return number_fault(value) is None
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
    tree, log = GoalTree.of(goals), GoalLog.until(on, records)
    shares = tree.shares(log)
    return [
        _Rated(log.value(goal), goal.measure.baseline, shares[goal.id])
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
    faults = named_faults(
        attained=_part_fault(attained),
        yellow_from=_part_fault(yellow_from),
        green_from=_part_fault(green_from),
        commitment=of_kind(Commitment)(commitment),
    )
    if not faults and green_from < yellow_from:
        faults.append(Fault("green_from", f"{green_from} lies below yellow_from {yellow_from}"))
    raise_faults("the grade", faults)
    if commitment is Commitment.COMMITTED:
        return Band.GREEN if attained == 1 else Band.RED
    if attained < yellow_from:
        return Band.RED
    return Band.YELLOW if attained < green_from else Band.GREEN


_part_fault: Final = decimal_within("from 0 to 1", lambda part: 0 <= part <= 1)
