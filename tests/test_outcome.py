"""Outcome: the way back, staying for good, how it ended, what follows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment.dates import Length, Period
from secondment.errors import InvalidValue
from secondment.feedback import Feedforward, Note, Withdrawal
from secondment.goals import Goal, GoalClosed, Milestone, Progress
from secondment.outcome import (
    EXIT_REASONS,
    FOLLOW_UPS,
    AchievementRecord,
    Conversion,
    Criterion,
    DueFollowUp,
    Exit,
    ExitKind,
    FollowUp,
    Holding,
    HomePosts,
    Obligation,
    Owed,
    Return,
    Route,
    Rung,
    Skill,
    achievement_record,
    assess_conversion,
    follow_ups,
    forfeited_from,
    holders_of,
    open_obligations,
    resolve_return,
    service_obligation,
)
from secondment.terms import ReturnRight

NOON = datetime(2027, 9, 1, 12, tzinfo=UTC)
ENDED = date(2027, 9, 1)

# the way back

SAME, EQUIVALENT, SUITABLE = "own", "twin", "cousin"
EVERYTHING = HomePosts(same=SAME, equivalent=(EQUIVALENT, "twin-2"), suitable=(SUITABLE,))
NO_OWN_POST = HomePosts(equivalent=(EQUIVALENT, "twin-2"), suitable=(SUITABLE,))
ONLY_SUITABLE = HomePosts(suitable=(SUITABLE,))
NOTHING_LEFT = HomePosts()

TO_SAME = Return(Owed.POST, Rung.SAME_POST, SAME)
TO_EQUIVALENT = Return(Owed.POST, Rung.EQUIVALENT_POST, EQUIVALENT)
TO_SUITABLE = Return(Owed.POST, Rung.SUITABLE_POST, SUITABLE)
TALK = Return(Owed.CONSULTATION, None, None)
TALK_EQUIVALENT = Return(Owed.CONSULTATION, Rung.EQUIVALENT_POST, EQUIVALENT)
TALK_SUITABLE = Return(Owed.CONSULTATION, Rung.SUITABLE_POST, SUITABLE)
LOST = Return(Owed.REDEPLOYMENT, None, None)
NO_RIGHT = Return(Owed.NOTHING, None, None)

LADDER = {
    ReturnRight.SAME_POST: (TO_SAME, TALK_EQUIVALENT, TALK_SUITABLE, TALK),
    ReturnRight.SAME_OR_EQUIVALENT: (TO_SAME, TO_EQUIVALENT, TALK_SUITABLE, TALK),
    ReturnRight.SUITABLE_ALTERNATIVE: (TO_SAME, TO_EQUIVALENT, TO_SUITABLE, TALK),
    ReturnRight.IF_POST_EXISTS: (TO_SAME, LOST, LOST, LOST),
    ReturnRight.NONE: (NO_RIGHT,) * 4,
}


@pytest.mark.parametrize("right", ReturnRight)
def test_each_right_is_resolved_against_what_home_still_has(right: ReturnRight) -> None:
    homes = (EVERYTHING, NO_OWN_POST, ONLY_SUITABLE, NOTHING_LEFT)
    assert tuple(resolve_return(right, home) for home in homes) == LADDER[right]


@pytest.mark.parametrize("right", ReturnRight)
def test_a_forfeited_right_is_worth_nothing(right: ReturnRight) -> None:
    assert resolve_return(right, EVERYTHING, forfeited=True) == NO_RIGHT


def test_a_blank_post_is_refused_wherever_it_stands() -> None:
    with pytest.raises(InvalidValue) as caught:
        HomePosts(same="", equivalent=("twin", " "), suitable=("",))
    assert [str(fault) for fault in caught.value.faults] == [
        "same: must be an id, a text that is not blank, not ''",
        "equivalent[1]: must be an id, a text that is not blank, not ' '",
        "suitable[0]: must be an id, a text that is not blank, not ''",
    ]


def test_one_post_is_taken_as_a_list_of_one() -> None:
    assert HomePosts(suitable="clerk").suitable == ("clerk",)


def test_the_right_is_lost_on_the_day_after_the_longest_stay() -> None:
    """Birkbeck: more than a year; domain vector 2026-09-01 + 1 y ends 2027-08-31."""
    assert forfeited_from(date(2026, 9, 1), Length(months=12)) == date(2027, 9, 1)
    assert forfeited_from(date(2028, 2, 29), Length(months=12)) == date(2029, 3, 1)


# staying for good


def test_a_post_that_nobody_holds_is_held_by_nobody() -> None:
    assert holders_of("lead", ()) == ()
    assert holders_of("lead", (Holding("head", "ben"),)) == ()


def test_the_chain_ends_with_a_holder_who_is_at_the_own_post() -> None:
    ann, ben = Holding("lead", "ann", works_in="head"), Holding("head", "ben")
    cara = Holding("clerk", "cara", works_in="lead")
    assert holders_of("lead", (cara, ben, ann)) == (ann, ben)
    assert holders_of("head", (cara, ben, ann)) == (ben,)


def test_a_swap_ends_the_chain() -> None:
    ann, ben = Holding("lead", "ann", works_in="head"), Holding("head", "ben", works_in="lead")
    assert holders_of("lead", (ann, ben)) == (ann, ben)


def test_two_holders_of_one_post_are_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        holders_of("lead", (Holding("lead", "ann"), Holding("lead", "ben")))
    assert str(caught.value) == "cannot make the posts: lead: is held by both ann and ben"


def test_nobody_is_away_in_the_own_post() -> None:
    with pytest.raises(InvalidValue) as caught:
        Holding("lead", "ann", works_in="lead")
    assert str(caught.value) == (
        "cannot make Holding: works_in: ann cannot be away in lead, the own post"
    )


def test_everything_that_stands_against_staying_is_named_at_once() -> None:
    """Queensland: the post is held by somebody away; Wycombe: criteria; Lincolnshire: at risk."""
    criteria = (
        Criterion("competitive_entry", is_met=True),
        Criterion("grade_at_most_7", is_met=False),
        Criterion("budget"),
    )
    holdings = (Holding("lead", "ann", works_in="head"), Holding("head", "ben", works_in="chief"))
    found = assess_conversion(
        Route.PRIORITY, "lead", "sam", criteria=criteria, holdings=holdings, waiting=("dora", "sam")
    )
    assert found == Conversion(
        route=Route.PRIORITY,
        unmet=("grade_at_most_7",),
        unknown=("budget",),
        held_by=("ann", "ben"),
        waiting=("dora",),
    )
    assert not found.is_open


@pytest.mark.parametrize("route", Route)
def test_those_at_risk_come_first_on_the_route_of_priority_only(route: Route) -> None:
    found = assess_conversion(route, "lead", "sam", waiting=("dora",))
    assert found.waiting == (("dora",) if route is Route.PRIORITY else ())
    assert found.is_open is (route is not Route.PRIORITY)


@pytest.mark.parametrize(
    ("against", "is_open"),
    [
        ({}, True),
        ({"criteria": (Criterion("budget", is_met=True),)}, True),
        ({"criteria": (Criterion("budget"),)}, False),
        ({"criteria": (Criterion("budget", is_met=False),)}, False),
        ({"holdings": (Holding("lead", "sam"),)}, True),
        ({"holdings": (Holding("lead", "ann"),)}, False),
        ({"waiting": ("sam",)}, True),
    ],
)
def test_staying_is_open_when_nothing_stands_against_it(
    against: dict[str, Any], is_open: bool
) -> None:
    assert assess_conversion(Route.PRIORITY, "lead", "sam", **against).is_open is is_open


# how it ended


def test_every_reason_goes_with_its_kind_of_exit_only() -> None:
    reasons = {reason for each in EXIT_REASONS.values() for reason in each}
    for kind in ExitKind:
        for reason in EXIT_REASONS[kind]:
            assert Exit(kind, ENDED, reason).reason == reason
        for reason in reasons - EXIT_REASONS[kind]:
            with pytest.raises(InvalidValue, match=f"must be one of .*, not '{reason}'"):
                Exit(kind, ENDED, reason)


def test_an_exit_of_another_kind_names_the_reasons_that_fit() -> None:
    with pytest.raises(InvalidValue) as caught:
        Exit(ExitKind.NEVER_STARTED, ENDED, "retired")
    assert str(caught.value) == (
        "cannot make Exit: reason: of never started must be one of declined, lapsed, withdrawn, "
        "not 'retired'"
    )


# what follows


def test_service_is_owed_for_as_long_as_the_assignment_lasted() -> None:
    """5 CFR 334.105: a period equal to the length of the assignment."""
    served = Period(date(2027, 3, 1), date(2027, 8, 31))
    owed = service_obligation("sam", served)
    assert owed == Obligation("service", "sam", Period(date(2027, 9, 1), date(2028, 3, 2)))
    assert owed.period.days == served.days == 184


def test_part_of_a_day_of_service_counts_as_a_day() -> None:
    served = Period(date(2027, 3, 1), date(2027, 3, 3))
    days = [service_obligation("sam", served, Decimal(each)).period.days for each in ("0.1", "1.5")]
    assert days == [1, 5]


def test_days_of_service_do_not_depend_on_the_callers_decimal_context() -> None:
    served = Period(date(2027, 3, 1), date(2027, 8, 31))
    with localcontext(Context(prec=2)):
        assert service_obligation("sam", served).period.days == 184


@pytest.mark.parametrize(
    ("ratio", "fault"),
    [
        (Decimal(0), "must be above 0 and at most 100, not 0"),
        (Decimal(-1), "must be above 0 and at most 100, not -1"),
        (Decimal("NaN"), "must be above 0 and at most 100, not NaN"),
        (1, "must be a Decimal above 0 and at most 100, not 1"),
        (Decimal("100.1"), "must be above 0 and at most 100, not 100.1"),
        (Decimal("1E+999999999"), "must be above 0 and at most 100, not 1E+999999999"),
        (Decimal("1E-19"), "must have at most 18 decimal places, not 1E-19"),
        (Decimal("1E-999999999"), "must have at most 18 decimal places, not 1E-999999999"),
    ],
)
def test_a_ratio_is_a_decimal_that_can_be_counted_with(ratio: Any, fault: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        service_obligation("sam", Period(ENDED, ENDED), ratio)
    assert str(caught.value) == f"cannot make service: ratio: {fault}"


@given(st.integers(-5, 15))
def test_unserved_days_are_the_days_left_counted_one_by_one(offset: int) -> None:
    owed = Obligation("service", "sam", Period(ENDED, ENDED + timedelta(days=9)))
    left_on = ENDED + timedelta(days=offset)
    days = [owed.period.first_day + timedelta(days=each) for each in range(10)]
    assert owed.days_unserved(left_on) == sum(day >= left_on for day in days)


def test_an_obligation_is_open_from_its_first_to_its_last_day() -> None:
    long = Obligation("keep_records", "platform", Period(ENDED, date(2033, 8, 31)))
    short = Obligation("service", "sam", Period(date(2027, 9, 2), date(2027, 9, 3)))
    days = [date(2027, 8, 31), ENDED, date(2027, 9, 2), date(2027, 9, 3), date(2027, 9, 4)]
    assert [open_obligations((long, short), day) for day in days] == [
        (),
        (long,),
        (short, long),
        (short, long),
        (long,),
    ]


def test_follow_ups_fall_due_30_90_and_365_days_after_the_end() -> None:
    assert follow_ups(ENDED, ()) == (
        DueFollowUp(FOLLOW_UPS[0], date(2027, 10, 1), None),
        DueFollowUp(FOLLOW_UPS[1], date(2027, 11, 30), None),
        DueFollowUp(FOLLOW_UPS[2], date(2028, 8, 31), None),  # 2028 has 29 February
    )


def test_the_first_follow_up_of_a_kind_counts_as_done() -> None:
    held = [
        FollowUp(on=date(2027, 10, 9), after=Length(days=30), is_employed=True),
        FollowUp(on=date(2027, 10, 4), after=Length(days=30), is_employed=True),
    ]
    (first,) = follow_ups(ENDED, held, after=[Length(days=30)])
    assert first.done_on == date(2027, 10, 4)


def test_a_follow_up_is_overdue_from_the_day_after_until_it_is_done() -> None:
    due = DueFollowUp(Length(days=30), date(2027, 10, 1), date(2027, 10, 4))
    days = [date(2027, 9, 30), date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 3)]
    assert [due.days_overdue(day) for day in (*days, date(2027, 10, 4))] == [0, 0, 1, 2, 0]


def test_service_beyond_the_last_day_there_is_cannot_be_owed() -> None:
    with pytest.raises(InvalidValue, match="9999"):
        service_obligation("sam", Period(ENDED, date(9999, 12, 31)))


# what was achieved

STAY = Period(date(2027, 3, 1), date(2027, 8, 31))
DEMO = Goal("demo", "Give the demo", measure=Milestone("it was given alone"))
HIRE = Goal("hire", "Hire an engineer", measure=Milestone("the contract is signed"))
PYTHON = Skill(scheme="esco-1.2", id="ccd0a1d9", label="Python", level="independent")


def note(id: str, to: str = "sam", on: date = date(2027, 5, 3)) -> Note:
    return Note(id=id, by="otto", to=to, on=on, body=Feedforward(("Start with the customer.",)))


def test_an_achievement_record_holds_what_was_reached_and_what_may_be_shared() -> None:
    late = note("n1", on=date(2027, 6, 1))
    found = achievement_record(
        "sam",
        "payments",
        STAY,
        goals=(DEMO, HIRE),
        progress=(Progress("demo", date(2027, 8, 31), Decimal(1)),),
        skills=(PYTHON,),
        feedback=(late, note("n2"), note("n3")),
        shared=("n1", "n2"),
    )
    assert found == AchievementRecord(
        person="sam",
        host="payments",
        period=STAY,
        goals=(DEMO,),
        skills=(PYTHON,),
        feedback=(note("n2"), late),
    )


def test_what_is_reached_the_day_after_or_closed_is_not_taken_along() -> None:
    records = (
        Progress("demo", date(2027, 9, 1), Decimal(1)),
        Progress("hire", date(2027, 5, 3), Decimal(1)),
        GoalClosed("hire", date(2027, 6, 1)),
    )
    found = achievement_record("sam", "payments", STAY, goals=(DEMO, HIRE), progress=records)
    assert (found.goals, found.feedback) == ((), ())


def test_only_the_own_notes_that_still_stand_can_be_shared() -> None:
    records = (
        note("n1"),
        note("n2", to="hana"),
        Withdrawal(of="n1", by="otto", on=date(2027, 6, 1)),
    )
    with pytest.raises(InvalidValue) as caught:
        achievement_record("sam", "payments", STAY, feedback=records, shared=("n1", "n2", "n9"))
    text = "is no note for sam that still stands, so sam cannot share it"
    assert [str(fault) for fault in caught.value.faults] == [
        f"shared {each}: {text}" for each in ("n1", "n2", "n9")
    ]


# types


DAY = Period(ENDED, ENDED)


@pytest.mark.parametrize(
    ("kind", "given_values", "fault"),
    [
        (Criterion, ("", None), "code: must be an id"),
        (Criterion, ("budget", 1), "is_met: must be True or False, not 1"),
        (Exit, ("left", ENDED), "kind: must be an ExitKind, not 'left'"),
        (Exit, (ExitKind.LEFT, NOON), "must be a day"),
        (Obligation, ("service", "sam", "a year"), "period: must be a Period, not 'a year'"),
        (Obligation, ("", "sam", DAY), "code: must be an id"),
        (Obligation, ("service", "", DAY), "owed_by: must be an id"),
        (Obligation("service", "sam", DAY).days_unserved, (NOON,), "must be a day"),
        (Holding, ("", "ann", ""), "post: must be an id"),
        (partial(Skill, scheme="", id="a", label="b"), (), "scheme: must be an id"),
        (partial(Skill, scheme="s", id="a", label="b", level=""), (), "level: must be an id"),
        (open_obligations, ((), NOON), "must be a day"),
    ],
)
def test_a_value_of_another_type_is_refused(kind: Any, given_values: Any, fault: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind(*given_values)
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"on": NOON}, "must be a day"),
        ({"after": 30}, "after: must be a Length of a day or more, not 30"),
        ({"after": Length()}, "after: must be a Length of a day or more, not Length("),
        ({"is_employed": 1}, "is_employed: must be True or False, not 1"),
        ({"uses_skills": "yes"}, "uses_skills: must be True or False, not 'yes'"),
    ],
)
def test_a_follow_up_names_the_field_that_is_wrong(wrong: dict[str, Any], fault: str) -> None:
    good = {"on": ENDED, "after": Length(days=30), "is_employed": True}
    with pytest.raises(InvalidValue) as caught:
        FollowUp(**{**good, **wrong})
    assert fault in str(caught.value)
