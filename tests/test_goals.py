"""Goals, against published figures, other systems' own tests, and plain ways to work them out."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from secondment.goals import (
    AttainmentScale,
    Goal,
    GoalClosed,
    GoalLog,
    GoalRecord,
    GoalReopened,
    GoalState,
    GoalTree,
    KeyResult,
    Measure,
    Milestone,
    Progress,
    attainment,
    overall_on,
    roll_up,
    states_on,
    tree_faults,
    value_fault,
    value_on,
    weight_faults,
)
from tests.sample_goals import (
    DAY,
    DEMO,
    FROM_BELOW,
    ONE_DAY,
    PERCENT,
    PLAIN,
    SCALE,
    group,
    percent,
    refusal,
    reported,
    scaled,
)

NOON = datetime(2027, 4, 1, 12)  # noqa: DTZ001 - an instant without a zone is what is refused


# what a value must be

BLANK = "must not be blank"
NO_TEXT = "must be a text, not of type"
ID = "must be an id, a text that is not blank, not"
INSTANT = "must be a day (datetime.date), not the instant 2027-04-01T12:00:00; use .date()"
NO_SCALE = "must be Decimal(-2) or Decimal(-1), a level below expected, not"
DIGITS = "of at most 18 digits before the point, not"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"id": " ", "title": ""}, f"id: {ID} ' '; title: {BLANK}"),
        ({"description": " "}, f"description: {BLANK}"),
        (
            {"measure": "five releases"},
            "measure: must be an AttainmentScale, KeyResult or Milestone, not 'five releases'",
        ),
        ({"weight": 0.5}, f"weight: must be a Decimal {DIGITS} 0.5"),
        ({"weight": 2}, f"weight: must be a Decimal {DIGITS} 2"),
        ({"weight": Decimal("NaN")}, f"weight: must be {DIGITS} NaN"),
        ({"weight": Decimal("Infinity")}, f"weight: must be {DIGITS} Infinity"),
        ({"weight": Decimal("-0.1")}, "weight: must be 0 or more, not -0.1"),
        ({"weight": Decimal("1E+18")}, f"weight: must be {DIGITS} 1E+18"),
        ({"weight": Decimal("1E-19")}, "weight: must have at most 18 decimal places, not 1E-19"),
        ({"parent": ""}, f"parent: {ID} ''"),
        ({"parent": "g"}, "parent: g cannot be a part of itself"),
        ({"id": "", "parent": ""}, f"id: {ID} ''; parent: {ID} ''"),
        ({"due": NOON}, f"due: {INSTANT}"),
        ({"owner": 7}, f"owner: {ID} 7"),
        ({"title": None, "due": NOON}, f"title: {NO_TEXT} NoneType; due: {INSTANT}"),
    ],
)
def test_a_goal_names_all_its_faults(fields: dict[str, Any], faults: str) -> None:
    given = {"id": "g", "title": "G", **fields}
    assert refusal(lambda: Goal(**given)) == f"cannot make Goal: {faults}"


def test_a_goal_needs_no_more_than_an_id_and_a_title() -> None:
    assert Goal(id="g", title="G") == Goal(
        "g",
        "G",
        description=None,
        measure=None,
        weight=Decimal(1),
        parent=None,
        due=None,
        owner=None,
    )


@pytest.mark.parametrize("weight", ["0", "999999999999999999", "0.000000000000000001"])
def test_a_weight_may_be_nothing_and_have_18_digits_on_either_side(weight: str) -> None:
    assert percent(weight=Decimal(weight)).weight == Decimal(weight)


@pytest.mark.parametrize("measure", [SCALE, FROM_BELOW, PERCENT, DEMO, None])
def test_goals_of_every_measure_can_stand_in_a_set(measure: Measure | None) -> None:
    """The differences between two terms compare their goals as sets."""
    assert {Goal("g", "G", measure=measure)} == {Goal("g", "G", measure=measure)}


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"expected": " ", "more": 1}, f"expected: {BLANK}; more: {NO_TEXT} int"),
        (
            {"much_more": SCALE.expected, "less": SCALE.much_less},
            "less: reads the same as much_less: nobody can tell them apart; "
            "much_more: reads the same as expected: nobody can tell them apart",
        ),
        ({"baseline": Decimal(0)}, f"baseline: {NO_SCALE} Decimal('0')"),
        ({"baseline": Decimal(-3)}, f"baseline: {NO_SCALE} Decimal('-3')"),
        ({"baseline": Decimal("-1.5")}, f"baseline: {NO_SCALE} Decimal('-1.5')"),
        ({"baseline": -1}, f"baseline: {NO_SCALE} -1"),
        ({"baseline": Decimal("sNaN")}, f"baseline: {NO_SCALE} Decimal('sNaN')"),
        ({"less": "", "baseline": 0}, f"less: {BLANK}; baseline: {NO_SCALE} 0"),
    ],
)
def test_an_attainment_scale_names_all_its_faults(fields: dict[str, Any], faults: str) -> None:
    assert refusal(lambda: evolve(SCALE, **fields)) == f"cannot make AttainmentScale: {faults}"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        (
            {"target": Decimal("0.0")},
            "target: is 0.0, where it starts: nothing would be left to reach",
        ),
        (
            {"start": 0, "target": 1.5},
            f"start: must be a Decimal {DIGITS} 0; target: must be a Decimal {DIGITS} 1.5",
        ),
        (
            {"start": Decimal("sNaN"), "target": Decimal(1)},
            f"start: must be {DIGITS} sNaN",
        ),
        ({"unit": ""}, f"unit: {BLANK}"),
        ({"commitment": "committed"}, "commitment: must be a Commitment, not 'committed'"),
    ],
)
def test_a_key_result_names_all_its_faults(fields: dict[str, Any], faults: str) -> None:
    assert refusal(lambda: evolve(PERCENT, **fields)) == f"cannot make KeyResult: {faults}"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (AttainmentScale, ("a", "b", "c", "d", "e")),
        (KeyResult, (Decimal(0), Decimal(1))),
        (Goal, ("g", "G", "what exactly")),
    ],
)
def test_what_could_be_mixed_up_is_given_by_name(kind: type, values: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        kind(*values)


def test_a_milestone_says_when_it_is_done() -> None:
    assert refusal(lambda: Milestone("")) == f"cannot make Milestone: done_when: {BLANK}"


@pytest.mark.parametrize(
    ("attempt", "faults"),
    [
        (
            lambda: Progress("", NOON, 5),  # type: ignore[arg-type] # a number of another type
            f"Progress: goal: {ID} ''; on: {INSTANT}; value: must be a Decimal {DIGITS} 5",
        ),
        (
            lambda: GoalClosed("", NOON, ""),
            f"GoalClosed: goal: {ID} ''; on: {INSTANT}; reason: {ID} ''",
        ),
        (lambda: GoalReopened("", NOON), f"GoalReopened: goal: {ID} ''; on: {INSTANT}"),
    ],
)
def test_a_record_names_all_its_faults(attempt: Callable[[], object], faults: str) -> None:
    assert refusal(attempt) == f"cannot make {faults}"


# one goal on a day

DOWNWARDS = KeyResult(start=Decimal(20), target=Decimal(4))


@pytest.mark.parametrize(
    ("measure", "value", "part"),
    [
        (PLAIN, "3", "0"),
        (PLAIN, "2", "0"),
        (PLAIN, "8", "0.5"),
        (PLAIN, "13", "1"),
        (PLAIN, "99", "1"),
        (DOWNWARDS, "20", "0"),
        (DOWNWARDS, "25", "0"),
        (DOWNWARDS, "16", "0.25"),
        (DOWNWARDS, "4", "1"),
        (DOWNWARDS, "-4", "1"),
        (SCALE, "-2", "0"),
        (SCALE, "-1", "0.5"),
        (SCALE, "0", "1"),
        (SCALE, "2", "1"),
        (FROM_BELOW, "-2", "0"),
        (FROM_BELOW, "-1", "0"),
        (FROM_BELOW, "0", "1"),
        (DEMO, "0", "0"),
        (DEMO, "1", "1"),
    ],
)
def test_attainment_is_the_part_of_the_way_to_what_was_agreed(
    measure: Measure, value: str, part: str
) -> None:
    assert attainment(measure, Decimal(value)) == Decimal(part)


def test_attainment_is_cut_off_so_that_what_is_nearly_reached_is_not_reached() -> None:
    nearly = KeyResult(start=Decimal("-999999999999999999"), target=Decimal("999999999999999999"))
    found = attainment(nearly, Decimal("999999999999999998.999999999999999999"))
    assert found == Decimal("0." + 28 * "9")
    third = KeyResult(start=Decimal(0), target=Decimal(3))
    assert attainment(third, Decimal(2)) == Decimal("0." + 28 * "6")


def test_attainment_does_not_depend_on_the_callers_decimal_context() -> None:
    with localcontext(Context(prec=3)):
        found = attainment(KeyResult(start=Decimal(0), target=Decimal(3)), Decimal(1))
    assert found == Decimal("0.3333333333333333333333333333")


finite = st.decimals(-1000, 1000, places=3)


@given(start=finite, target=finite, part=st.integers(0, 64))
def test_a_figure_placed_on_the_way_is_found_there(
    start: Decimal, target: Decimal, part: int
) -> None:
    assume(start != target)
    share = Decimal(part) / 64
    figure = start + share * (target - start)
    assert attainment(KeyResult(start=start, target=target), figure) == share


@pytest.mark.parametrize(
    ("measure", "value", "fault"),
    [
        (SCALE, Decimal(3), "must be a whole level from -2 to 2 on an attainment scale, not 3"),
        (SCALE, Decimal(-3), "must be a whole level from -2 to 2 on an attainment scale, not -3"),
        (
            SCALE,
            Decimal("0.5"),
            "must be a whole level from -2 to 2 on an attainment scale, not 0.5",
        ),
        (
            DEMO,
            Decimal("0.9"),
            "must be 1 (reached) or 0 (not reached) for a milestone, not 0.9",
        ),
        (DEMO, Decimal(2), "must be 1 (reached) or 0 (not reached) for a milestone, not 2"),
        (PLAIN, 8, f"must be a Decimal {DIGITS} 8"),
        (PLAIN, Decimal("1E+18"), f"must be {DIGITS} 1E+18"),
    ],
)
def test_a_value_that_does_not_fit_the_measure_is_refused(
    measure: Measure, value: Any, fault: str
) -> None:
    assert value_fault(measure, value) == fault
    assert refusal(lambda: attainment(measure, value)) == (
        f"cannot make the attainment: value: {fault}"
    )


@pytest.mark.parametrize(
    ("measure", "value"), [(SCALE, "-2"), (SCALE, "2.0"), (DEMO, "1.0"), (PLAIN, "-0.5")]
)
def test_a_value_that_fits_the_measure_has_no_fault(measure: Measure, value: str) -> None:
    assert value_fault(measure, Decimal(value)) is None


@pytest.mark.parametrize(
    ("measure", "outset"),
    [(PLAIN, Decimal(3)), (FROM_BELOW, Decimal(-1)), (DEMO, Decimal(0)), (SCALE, None)],
)
def test_before_the_first_report_the_measure_itself_says_where_a_goal_stands(
    measure: Measure, outset: Decimal | None
) -> None:
    goal = Goal("g", "G", measure=measure)
    assert value_on(goal, [reported("g", 1, on=DAY + ONE_DAY)], DAY) == outset


def test_a_goal_without_a_measure_has_no_value_whatever_was_reported() -> None:
    """A measure may have been taken away by a change of the goals; the records stay."""
    assert value_on(group("g"), [reported("g", 1)], DAY) is None


def test_a_goal_takes_no_notice_of_records_of_others_and_of_its_closing() -> None:
    records: list[GoalRecord] = [reported("g", 5), GoalClosed("g", DAY), reported("other", 7)]
    assert value_on(percent(), records, DAY) == 5


@given(
    entries=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 100)), max_size=8),
    on=st.integers(0, 5),
)
@example(entries=[(1, 10), (1, 20), (0, 30)], on=1)
def test_the_value_on_a_day_is_what_was_last_reported_by_then(
    entries: list[tuple[int, int]], on: int
) -> None:
    records = [reported("g", value, on=DAY + offset * ONE_DAY) for offset, value in entries]
    told = [(offset, index) for index, (offset, _) in enumerate(entries) if offset <= on]
    expected = entries[max(told)[1]][1] if told else 0
    assert value_on(percent(), records, DAY + on * ONE_DAY) == expected


def test_a_reported_value_that_does_not_fit_is_named_with_its_goal_and_day() -> None:
    records = [reported("g", 3), reported("g", 1, on=DAY + ONE_DAY)]
    assert refusal(lambda: value_on(scaled(), records, DAY + ONE_DAY)) == (
        "cannot make the progress of g on 2027-04-01: value: "
        "must be a whole level from -2 to 2 on an attainment scale, not 3"
    )


def test_the_day_asked_about_must_be_a_day() -> None:
    assert refusal(lambda: value_on(scaled(), [], NOON)) == (
        f"cannot make the day asked about: {INSTANT}"
    )


def test_what_is_no_record_is_refused() -> None:
    records: Any = [reported("g", 1), "done"]
    assert refusal(lambda: roll_up([scaled()], records, DAY)) == (
        "cannot make the history of the goals: records[1]: "
        "must be a Progress, GoalClosed or GoalReopened, not 'done'"
    )


# the tree


def test_goals_that_are_no_tree_are_refused_with_all_faults() -> None:
    goals: Any = [
        group("a", parent="b"),
        group("b", parent="c"),
        group("c", parent="a"),
        percent("d"),
        percent("d", parent="d0"),
        percent("e", parent="d"),
        group("f", parent="a"),
    ]
    faults = (
        "goals: d stands 2 times; ids are unique",
        "goals[0].parent: a would be a part of itself",
        "goals[1].parent: b would be a part of itself",
        "goals[2].parent: c would be a part of itself",
        "goals[3].measure: d is reached through the goals below it; only those are measured",
        "goals[4].parent: d0 is none of the goals",
        "goals[4].measure: d is reached through the goals below it; only those are measured",
    )
    assert tuple(map(str, tree_faults(goals))) == faults
    assert refusal(lambda: roll_up(goals, [], DAY)) == (
        f"cannot make the tree of goals: {'; '.join(faults)}"
    )


def test_what_is_no_goal_is_refused() -> None:
    goals: Any = [group("a"), "b"]
    assert tuple(map(str, tree_faults(goals))) == ("goals[1]: must be a Goal, not 'b'",)


def test_a_tree_may_be_deep() -> None:
    chain = [group("0"), *(group(str(n), parent=str(n - 1)) for n in range(1, 1500))]
    goals = [*chain[:-1], evolve(chain[-1], measure=PERCENT)]
    assert roll_up(goals, [reported("1499", 30)], DAY)["0"] == Decimal("0.3")


# other systems' own tests, as frappe/hrms 80f17c9, hrms/hr/doctype/goal has them


@pytest.mark.parametrize(
    ("figure", "state"),
    [(0, GoalState.PENDING), (50, GoalState.IN_PROGRESS), (100, GoalState.REACHED)],
)
def test_a_goal_is_pending_in_progress_or_reached(figure: int, state: GoalState) -> None:
    """HR08, test_set_status: progress 0, 50, 100."""
    assert states_on([percent()], [reported("g", figure)], DAY) == {"g": state}


def test_without_the_removed_goal_its_parent_stands_where_the_rest_stands() -> None:
    """HR10, on deletion of a goal: children 50 and 0, the latter is deleted."""
    goals = [group("top"), percent("a", parent="top"), percent("b", parent="top")]
    records = [reported("a", 50), reported("b", 0)]
    assert roll_up(goals, records, DAY)["top"] == Decimal("0.25")
    assert roll_up(goals[:2], records, DAY)["top"] == Decimal("0.5")


def test_a_goal_that_moves_counts_under_its_new_parent_only() -> None:
    """HR12, test_update_old_parent_progress: a subtree at 25 moves under child1 of parent1.

    There the parent that it leaves falls to 0. Here nothing is left to measure it by, so that it
    cannot be said.
    """
    goals = [
        group("parent1"),
        group("child1", parent="parent1"),
        percent("a", parent="child1"),
        percent("b", parent="child1"),
        group("parent2"),
        group("subtree", parent="parent2"),
        percent("c", parent="subtree"),
    ]
    records = [reported("a", 25), reported("b", 0), reported("c", 25)]
    before = roll_up(goals, records, DAY)
    assert (before["parent1"], before["parent2"]) == (Decimal("0.125"), Decimal("0.25"))

    moved = [evolve(goal, parent="child1") if goal.id == "subtree" else goal for goal in goals]
    after = roll_up(moved, records, DAY)
    sixth = Decimal("0.1666666666666666666666666666")
    assert (after["parent1"], after["child1"], after["parent2"]) == (sixth, sixth, None)


def test_a_closed_goal_is_reopened_where_it_was_and_two_are_reached_at_once() -> None:
    """HR14, test_update_status: archive, unarchive, complete two goals at once."""
    goals = [percent("a"), percent("b")]
    records: list[GoalRecord] = [
        GoalClosed("a", DAY),
        GoalClosed("b", DAY),
        GoalReopened("a", DAY + ONE_DAY),
        GoalReopened("b", DAY + ONE_DAY),
        reported("a", 100, on=DAY + 2 * ONE_DAY),
        reported("b", 100, on=DAY + 2 * ONE_DAY),
    ]
    states = [states_on(goals, records, DAY + later * ONE_DAY) for later in (-1, 0, 1, 2)]
    assert states == [
        dict.fromkeys("ab", state)
        for state in (GoalState.PENDING, GoalState.CLOSED, GoalState.PENDING, GoalState.REACHED)
    ]
    assert roll_up(goals, records, DAY + 2 * ONE_DAY) == {"a": 1, "b": 1}


# roll-up


def test_weights_decide_how_much_a_goal_counts() -> None:
    goals = [
        group("top"),
        percent("a", parent="top", weight=Decimal(70)),
        percent("b", parent="top", weight=Decimal(30)),
    ]
    assert roll_up(goals, [reported("a", 50), reported("b", 100)], DAY) == {
        "top": Decimal("0.65"),
        "a": Decimal("0.5"),
        "b": Decimal(1),
    }


def test_measures_of_every_kind_roll_up_together() -> None:
    goals = [
        group("top"),
        percent("figure", parent="top"),
        Goal("demo", "Demo", measure=DEMO, parent="top"),
        scaled("scale", parent="top"),
    ]
    records = [reported("figure", 25), reported("demo", 1), reported("scale", -1)]
    found = roll_up(goals, records, DAY)
    assert found["top"] == Decimal("0.5833333333333333333333333333")


def test_one_goal_that_cannot_be_said_leaves_all_above_it_unsaid() -> None:
    goals = [group("top"), group("mid", parent="top"), percent("a", parent="top"), scaled("b")]
    assert roll_up(goals, [], DAY) == {"top": None, "mid": None, "a": 0, "b": None}
    assert states_on(goals, [], DAY) == {
        "top": None,
        "mid": None,
        "a": GoalState.PENDING,
        "b": None,
    }


def test_a_goal_without_weight_is_shown_and_does_not_count() -> None:
    goals = [
        group("top"),
        percent("a", parent="top"),
        scaled("b", parent="top", weight=Decimal(0)),
    ]
    assert roll_up(goals, [reported("a", 40)], DAY) == {
        "top": Decimal("0.4"),
        "a": Decimal("0.4"),
        "b": None,
    }


def test_a_goal_of_which_all_parts_are_closed_cannot_be_said() -> None:
    goals = [group("top"), percent("a", parent="top")]
    records: list[GoalRecord] = [reported("a", 40), GoalClosed("a", DAY)]
    assert roll_up(goals, records, DAY) == {"top": None, "a": Decimal("0.4")}


def test_with_a_goal_all_goals_below_it_are_closed() -> None:
    goals = [group("top"), group("mid", parent="top"), percent("a", parent="mid"), percent("b")]
    records: list[GoalRecord] = [reported("a", 40), GoalClosed("top", DAY)]
    assert states_on(goals, records, DAY) == {
        "top": GoalState.CLOSED,
        "mid": GoalState.CLOSED,
        "a": GoalState.CLOSED,
        "b": GoalState.PENDING,
    }
    assert roll_up(goals, records, DAY)["top"] == Decimal("0.4")


def test_a_goal_nearly_reached_is_in_progress() -> None:
    goal = Goal("g", "G", measure=KeyResult(start=Decimal(0), target=Decimal("9" * 18)))
    records = [Progress("g", DAY, Decimal("9" * 17 + "8." + "9" * 18))]
    assert states_on([goal], records, DAY) == {"g": GoalState.IN_PROGRESS}


def test_records_of_removed_goals_are_passed_over() -> None:
    records: list[GoalRecord] = [reported("gone", 77), GoalClosed("gone", DAY), reported("g", 50)]
    assert roll_up([percent()], records, DAY) == {"g": Decimal("0.5")}


# the whole


def test_the_whole_is_the_mean_of_the_goals_at_the_top() -> None:
    goals = [
        group("top", weight=Decimal(3)),
        percent("a", parent="top"),
        percent("b"),
        percent("c"),
    ]
    records: list[GoalRecord] = [reported("a", 100), reported("b", 40), GoalClosed("c", DAY)]
    assert overall_on(goals, records, DAY) == Decimal("0.85")


def test_the_whole_cannot_be_said_where_one_goal_cannot() -> None:
    assert overall_on([percent("a"), scaled("b")], [], DAY) is None


@pytest.mark.parametrize(
    ("goals", "records"),
    [
        ([], []),
        ([percent()], [GoalClosed("g", DAY)]),
        ([percent(weight=Decimal(0))], []),
    ],
    ids=["no-goals", "closed", "no-weight"],
)
def test_without_a_goal_that_counts_there_is_no_whole(
    goals: list[Goal], records: list[GoalRecord]
) -> None:
    assert refusal(lambda: overall_on(goals, records, DAY)) == (
        "cannot make the overall attainment: goals: "
        "no goal at the top is open and has a weight, so there is nothing to reach"
    )


# laws of the tree


@st.composite
def trees(draw: st.DrawFn) -> tuple[Goal, ...]:
    """Return goals of random shape and weights; the parts are measured in percent."""
    count = draw(st.integers(1, 7))
    parents = [None if n == 0 else draw(st.none() | st.integers(0, n - 1)) for n in range(count)]
    return tuple(
        Goal(
            f"g{n}",
            f"G{n}",
            measure=None if n in parents else PERCENT,
            weight=Decimal(draw(st.integers(0, 4))),
            parent=None if parent is None else f"g{parent}",
        )
        for n, parent in enumerate(parents)
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[GoalRecord, ...]:
    """Return records of some days, in any order."""
    goal = st.integers(0, 6).map("g{}".format)
    on = st.integers(0, 3).map(lambda later: DAY + later * ONE_DAY)
    value = st.integers(-10, 110).map(Decimal)
    progress = st.builds(Progress, goal, on, value)
    moves = st.builds(GoalClosed, goal, on) | st.builds(GoalReopened, goal, on)
    return tuple(draw(st.lists(progress | progress | moves, max_size=10)))


LAST = DAY + 3 * ONE_DAY


def closed_by_record(goal: Goal, records: Iterable[GoalRecord]) -> bool:
    """Return whether the last move of *goal* closes it, read day by day."""
    closed = False
    for later in range(4):
        for record in records:
            if record.goal == goal.id and record.on == DAY + later * ONE_DAY:
                closed = isinstance(record, GoalClosed) or (
                    closed and not isinstance(record, GoalReopened)
                )
    return closed


def reached(goal: Goal, goals: Iterable[Goal], records: tuple[GoalRecord, ...]) -> Fraction | None:
    """Return how far *goal* is reached, straight from the definition."""
    if goal.measure is not None:
        figure = value_on(goal, records, LAST)
        assert figure is not None
        return min(max(Fraction(figure) / 100, Fraction(0)), Fraction(1))
    parts = [
        (each.weight, reached(each, goals, records))
        for each in goals
        if each.parent == goal.id and each.weight and not closed_by_record(each, records)
    ]
    known = [(Fraction(weight), part) for weight, part in parts if part is not None]
    if not parts or len(known) < len(parts):
        return None
    return sum((w * part for w, part in known), Fraction(0)) / sum(w for w, _ in known)


def as_fractions(found: Mapping[str, Decimal | None]) -> dict[str, Fraction | None]:
    """Return *found* with every cut-off fraction of percent weights restored."""
    return {
        name: None if part is None else Fraction(part).limit_denominator(10**12)
        for name, part in found.items()
    }


@given(goals=trees(), records=histories())
def test_the_roll_up_is_the_weighted_mean_of_the_open_goals_right_below(
    goals: tuple[Goal, ...], records: tuple[GoalRecord, ...]
) -> None:
    expected = {goal.id: reached(goal, goals, records) for goal in goals}
    assert as_fractions(roll_up(goals, records, LAST)) == expected


@given(goals=trees(), records=histories(), data=st.data())
def test_the_order_of_the_goals_does_not_matter(
    goals: tuple[Goal, ...], records: tuple[GoalRecord, ...], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(goals))
    assert roll_up(shuffled, records, LAST) == roll_up(goals, records, LAST)
    assert list(roll_up(shuffled, records, LAST)) == [goal.id for goal in shuffled]
    assert states_on(shuffled, records, LAST) == states_on(goals, records, LAST)


@given(goals=trees(), records=histories(), data=st.data())
def test_closing_a_goal_does_to_the_others_what_removing_it_does(
    goals: tuple[Goal, ...], records: tuple[GoalRecord, ...], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(goals))
    parents = {goal.id: goal.parent for goal in goals}

    def is_within(name: str | None) -> bool:
        return name is not None and (name == gone.id or is_within(parents[name]))

    rest = tuple(goal for goal in goals if not is_within(goal.id))
    closed = roll_up(goals, (*records, GoalClosed(gone.id, LAST)), LAST)
    assert roll_up(rest, records, LAST) == {goal.id: closed[goal.id] for goal in rest}


@given(goals=trees(), records=histories(), data=st.data())
def test_reopening_a_goal_undoes_its_closing(
    goals: tuple[Goal, ...], records: tuple[GoalRecord, ...], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(goals)).id
    opened = (*records, GoalReopened(name, LAST))
    again = (*records, GoalClosed(name, LAST), GoalReopened(name, LAST))
    assert roll_up(goals, again, LAST) == roll_up(goals, opened, LAST)
    assert states_on(goals, again, LAST) == states_on(goals, opened, LAST)


@given(goals=trees(), records=histories())
def test_a_goal_is_closed_when_it_or_a_goal_above_it_is(
    goals: tuple[Goal, ...], records: tuple[GoalRecord, ...]
) -> None:
    by_id = {goal.id: goal for goal in goals}

    def is_closed(goal: Goal) -> bool:
        above = by_id[goal.parent] if goal.parent else None
        return closed_by_record(goal, records) or (above is not None and is_closed(above))

    found = states_on(goals, records, LAST)
    closed = {name for name, state in found.items() if state is GoalState.CLOSED}
    assert closed == {goal.id for goal in goals if is_closed(goal)}


# percentages


def test_weights_meant_as_percentages_must_add_up_side_by_side() -> None:
    goals = [
        group("top", weight=Decimal(100)),
        percent("a", parent="top", weight=Decimal("33.3")),
        percent("b", parent="top", weight=Decimal("33.3")),
        percent("c", parent="top", weight=Decimal("33.3")),
    ]
    assert tuple(map(str, weight_faults(goals))) == (
        "goals: the weights below top add up to 99.9, not 100: a 33.3, b 33.3, c 33.3",
    )
    assert weight_faults([*goals[:3], evolve(goals[3], weight=Decimal("33.4"))]) == ()


def test_weights_may_be_meant_to_add_up_to_one() -> None:
    halves = [percent("a", weight=Decimal("0.5")), percent("b", weight=Decimal("0.4"))]
    assert tuple(map(str, weight_faults(halves, Decimal(1)))) == (
        "goals: the weights at the top add up to 0.9, not 1: a 0.5, b 0.4",
    )


def test_weights_of_goals_that_are_no_tree_are_not_added_up() -> None:
    assert refusal(lambda: weight_faults([group("a", parent="b")])) == (
        "cannot make the tree of goals: goals[0].parent: b is none of the goals"
    )


def test_a_goal_is_the_part_of_the_whole_that_its_weight_is_of_the_weights_beside_it() -> None:
    goals = [
        group("quality", weight=Decimal(3)),
        percent("speed"),
        percent("errors", parent="quality", weight=Decimal(2)),
        percent("coverage", parent="quality"),
        percent("style", parent="quality", weight=Decimal(0)),
    ]
    assert GoalTree.of(goals).shares(GoalLog.until(DAY, [])) == {
        None: 1,
        "quality": Fraction(3, 4),
        "speed": Fraction(1, 4),
        "errors": Fraction(1, 2),
        "coverage": Fraction(1, 4),
        "style": 0,
    }
