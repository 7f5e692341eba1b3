"""What a goal leaves unsaid."""

from typing import Any

import pytest
from attrs import evolve

from secondment.goals import Goal
from secondment.smart import SmartGap, SmartLetter, smart_gaps
from tests.cast import LAST_DAY, SAM
from tests.sample_goals import DEMO, FROM_BELOW, PERCENT, PLAIN, SCALE, group

SMART = Goal(
    "g",
    "Releases",
    description="Sam runs the releases of the payments team",
    measure=FROM_BELOW,
    due=LAST_DAY,
    owner=SAM,
)


@pytest.mark.parametrize(
    ("fields", "gaps"),
    [
        ({}, []),
        (
            {"description": None},
            [(SmartLetter.SPECIFIC, "a description: what exactly will be different")],
        ),
        (
            {"measure": None},
            [
                (
                    SmartLetter.MEASURABLE,
                    "a measure: how anybody can tell how far it is reached",
                )
            ],
        ),
        (
            {"measure": PLAIN},
            [
                (
                    SmartLetter.MEASURABLE,
                    "the unit of the key result: what the figures count",
                )
            ],
        ),
        ({"measure": PERCENT}, []),
        ({"measure": DEMO}, []),
        ({"owner": None}, [(SmartLetter.ASSIGNABLE, "an owner: who sees to it")]),
        (
            {"measure": SCALE},
            [(SmartLetter.REALISTIC, "the baseline of the scale: how far there is to go")],
        ),
        (
            {"due": None},
            [(SmartLetter.TIME_RELATED, "a due day: by when it is to be reached")],
        ),
    ],
)
def test_each_gap_of_a_goal_is_named(
    fields: dict[str, Any], gaps: list[tuple[SmartLetter, str]]
) -> None:
    """Doran 1981: specific, measurable, assignable, realistic, time-related."""
    expected = tuple(SmartGap("g", letter, missing) for letter, missing in gaps)
    assert smart_gaps([evolve(SMART, **fields)]) == expected


def test_a_bare_goal_has_every_gap_that_a_goal_without_a_measure_can_have() -> None:
    assert [gap.letter for gap in smart_gaps([group("g")])] == [
        SmartLetter.SPECIFIC,
        SmartLetter.MEASURABLE,
        SmartLetter.ASSIGNABLE,
        SmartLetter.TIME_RELATED,
    ]


def test_a_goal_with_others_below_it_needs_no_measure() -> None:
    parent = evolve(SMART, id="top", measure=None)
    assert smart_gaps([parent, evolve(SMART, parent="top")]) == ()


def test_gaps_come_goal_by_goal_in_the_order_given() -> None:
    goals = [evolve(SMART, id=name, owner=None) for name in ("b", "a")]
    assert [gap.goal for gap in smart_gaps(goals)] == ["b", "a"]
