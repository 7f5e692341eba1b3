"""Where a goal is heading: on track or not, and the day it is reached."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment import Period
from secondment.goals import Goal, GoalClosed, GoalRecord
from secondment.trajectory import Trajectory, Unsaid, trajectory
from tests.cast import FIRST_DAY, LAST_DAY
from tests.sample_goals import DAY, DEMO, ONE_DAY, group, percent, refusal, reported, scaled

PERIOD = Period(FIRST_DAY, LAST_DAY)
TEN_DAYS = Period(DAY, DAY + 9 * ONE_DAY)
BEFORE = DAY - ONE_DAY


def heading(goal: Goal, *records: GoalRecord, after: int, period: Period = TEN_DAYS) -> Trajectory:
    """Return where *goal* is heading on the day *after* days from the first."""
    return trajectory(goal, records, period, DAY + after * ONE_DAY)


@pytest.mark.parametrize(
    ("figure", "after", "elapsed", "on_track", "completion"),
    [
        (50, 4, "0.5", True, DAY + 9 * ONE_DAY),
        (49, 4, "0.5", False, DAY + 10 * ONE_DAY),
        (51, 4, "0.5", True, DAY + 9 * ONE_DAY),
        (100, 4, "0.5", True, DAY),
        (10, 0, "0.1", True, DAY + 9 * ONE_DAY),
        (9, 0, "0.1", False, DAY + 11 * ONE_DAY),
        (99, 9, "1", False, DAY + 10 * ONE_DAY),
        (50, 19, "1", False, DAY + 39 * ONE_DAY),
    ],
)
def test_a_key_result_is_on_track_when_as_much_is_attained_as_time_has_gone_by(
    figure: int, after: int, elapsed: str, on_track: bool, completion: date
) -> None:
    assert heading(percent(), reported("g", figure), after=after) == Trajectory(
        elapsed=Decimal(elapsed),
        attained=Decimal(figure) / 100,
        on_track=on_track,
        completion=completion,
    )


def test_the_due_day_of_the_goal_goes_before_the_last_day_of_the_period() -> None:
    goal = percent(due=DAY + 4 * ONE_DAY)
    found = heading(goal, reported("g", 50), after=4)
    assert (found.elapsed, found.on_track) == (Decimal(1), False)


def test_a_goal_due_before_the_first_day_is_refused() -> None:
    goal = percent(due=DAY - ONE_DAY)
    assert refusal(lambda: heading(goal, after=0)) == (
        "cannot make the trajectory: goal.due: "
        "g is due on 2027-03-31, before the first day 2027-04-01"
    )


def test_elapsed_and_attained_are_given_by_name() -> None:
    with pytest.raises(TypeError, match="positional argument"):
        Trajectory(Decimal(0), Decimal(0))  # type: ignore[call-arg] # both are parts from 0 to 1


DEMO_GOAL = Goal("g", "G", measure=DEMO)


@pytest.mark.parametrize(
    ("goal", "records", "after", "told"),
    [
        (percent(), [GoalClosed("g", DAY)], 4, ("0.5", "0", None, Unsaid.CLOSED)),
        (group("g"), [reported("g", 1)], 4, ("0.5", None, None, Unsaid.NO_MEASURE)),
        (scaled(), [], 4, ("0.5", None, None, Unsaid.NO_VALUE)),
        (percent(), [], -1, ("0", "0", None, Unsaid.NOT_BEGUN)),
        (percent(), [reported("g", 4, BEFORE)], -1, ("0", "0.04", None, Unsaid.NOT_BEGUN)),
        (scaled(), [reported("g", -1)], 8, ("0.9", "0.5", None, Unsaid.NO_PACE)),
        (scaled(), [reported("g", -1)], 9, ("1", "0.5", False, Unsaid.NO_PACE)),
        (DEMO_GOAL, [], 8, ("0.9", "0", None, Unsaid.NO_PACE)),
        (DEMO_GOAL, [], 9, ("1", "0", False, Unsaid.NO_PACE)),
        (percent(), [], 0, ("0.1", "0", False, Unsaid.NO_MOVEMENT)),
        (percent(), [reported("g", -5)], 9, ("1", "0", False, Unsaid.NO_MOVEMENT)),
        (percent(), [reported("g", "1E-6")], 0, ("0.1", "1E-8", False, Unsaid.NO_MOVEMENT)),
    ],
)
def test_what_cannot_be_said_comes_with_the_reason(
    goal: Goal,
    records: list[GoalRecord],
    after: int,
    told: tuple[str, str | None, bool | None, Unsaid],
) -> None:
    elapsed, attained, on_track, unsaid = told
    assert heading(goal, *records, after=after) == Trajectory(
        elapsed=Decimal(elapsed),
        attained=None if attained is None else Decimal(attained),
        on_track=on_track,
        completion=None,
        unsaid=unsaid,
    )


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ([(0, 1)], 0),
        ([(0, 0), (2, 1), (3, 1)], 2),
        ([(0, 1), (1, 0), (3, 1)], 3),
        ([(2, 1), (2, 0), (2, 1)], 2),
        ([(0, 1), (2, 0), (2, 1)], 0),
    ],
    ids=["at-once", "later", "lost-and-found", "same-day", "taken-back-the-same-day"],
)
def test_what_is_reached_is_on_track_since_it_was_last_reached(
    values: list[tuple[int, int]], since: int
) -> None:
    records = [reported("g", value, DAY + later * ONE_DAY) for later, value in values]
    for after in (3, 30):
        found = heading(Goal("g", "G", measure=DEMO), *records, after=after)
        assert found.on_track is True
        assert found.completion == DAY + since * ONE_DAY
        assert found.unsaid is None


def test_a_part_of_the_way_is_not_yet_reached() -> None:
    halfway, there = reported("g", 50), reported("g", 100, DAY + 2 * ONE_DAY)
    assert heading(percent(), halfway, there, after=4).completion == DAY + 2 * ONE_DAY


def test_a_goal_reached_before_the_first_day_is_on_track() -> None:
    found = heading(percent(), reported("g", 100, DAY - 5 * ONE_DAY), after=-2)
    assert found == Trajectory(
        elapsed=Decimal(0), attained=Decimal(1), on_track=True, completion=DAY - 5 * ONE_DAY
    )


@given(figure=st.integers(1, 99), after=st.integers(0, 400), length=st.integers(1, 400))
def test_on_track_means_that_the_projected_day_is_not_past_the_due_day(
    figure: int, after: int, length: int
) -> None:
    period = Period(DAY, DAY + (length - 1) * ONE_DAY)
    found = heading(percent(), reported("g", figure), after=after, period=period)
    assert found.completion is not None
    assert found.on_track is (found.completion <= period.last_day)


@given(figure=st.integers(1, 99), after=st.integers(0, 60))
def test_the_projected_day_is_the_first_on_which_the_same_pace_has_brought_all(
    figure: int, after: int
) -> None:
    a_day = Fraction(figure, 100) / (after + 1)
    days = 1
    while days * a_day < 1:
        days += 1
    found = heading(percent(), reported("g", figure), after=after)
    assert found.completion == DAY + (days - 1) * ONE_DAY


def test_over_the_whole_period_of_a_placement_every_day_counts_the_same() -> None:
    found = trajectory(percent(), [reported("g", 50)], PERIOD, date(2027, 5, 31))
    assert found.elapsed == Decimal("0.5")
    assert found.completion == LAST_DAY
