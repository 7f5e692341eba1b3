"""What has to be in place before the first day, and what becomes of a placement that is not ready.

What each gate asks for is in `test_onboarding`; here it meets the terms, the policy and the days.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve as altered

from secondment import (
    Advance,
    ArrangeCover,
    Clause,
    Command,
    Consent,
    DropChange,
    Event,
    Gate,
    Lapsed,
    Length,
    MakeRecord,
    Objection,
    OpenChange,
    Period,
    Placement,
    Policy,
    Refused,
    Remedy,
    Start,
    Started,
    Status,
    Terms,
    Verb,
    Void,
    Withdraw,
    decide,
    options,
    standing,
    why_not,
)
from secondment.errors import Source
from secondment.goals import Goal
from secondment.onboarding import Answer, Buddy, Missing, Question, ResearchQuestion, Topic
from secondment.readings import PREPARED_BY, missing_before_start
from secondment.rules import GATES
from secondment.scope import ScopeItem
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    OTTO,
    PETRA,
    SAM,
    TERMS,
    consents,
    lived,
    proposed,
    scheduled,
    scheduled_under,
    underway,
)

FEBRUARY = date(2027, 2, 1)
ONE_DAY = timedelta(days=1)
CLAUSE = Source(title="Staff handbook", clause="4.2")

NEEDS_A_BUDDY = altered(TERMS, gates=(Gate.BUDDY,))
BUDDY = MakeRecord(by=OTTO, on=FEBRUARY, record=Buddy(on=FEBRUARY, person="bea"))


def demanding(*gates: Gate, policy: Policy = HOUSE) -> Policy:
    """Return *policy* with *gates*, as a handbook has them."""
    return altered(policy, gates=Clause(frozenset(gates), CLAUSE))


def buddy(person: str | None, on: date, given: date | None = None) -> MakeRecord:
    """Return Otto's wish to name a buddy from *on* on."""
    return MakeRecord(by=OTTO, on=given or on, record=Buddy(on=on, person=person))


def question(id: str, on: date = FEBRUARY) -> MakeRecord:
    """Return Sam's wish to ask."""
    return MakeRecord(by=SAM, on=on, record=Question(id=id, on=on, text="Who decides?"))


def answer(id: str, on: date = FEBRUARY) -> MakeRecord:
    """Return Hana's wish to answer."""
    return MakeRecord(by=HANA, on=on, record=Answer(question=id, on=on, text="The team."))


def plan(topics: Iterable[Topic]) -> tuple[MakeRecord, ...]:
    """Return Sam's wishes to put one question on the plan for each of *topics*."""
    return tuple(
        MakeRecord(
            by=SAM,
            on=FEBRUARY,
            record=ResearchQuestion(id=topic, on=FEBRUARY, topic=topic, text="Who?"),
        )
        for topic in topics
    )


def cover(first_day: date, last_day: date) -> ArrangeCover:
    """Return Hana's wish to have Cora cover."""
    return ArrangeCover(by=HANA, on=FEBRUARY, person="cora", period=Period(first_day, last_day))


def not_ready(placement: Placement, policy: Policy = HOUSE) -> list[Objection]:
    """Return what Otto is told on the first day when he wants to start."""
    found = why_not(placement, Start(by=OTTO, on=FIRST_DAY), policy)
    return [each for each in found if each.code == "not_ready"]


def brought(placement: Placement, on: date, policy: Policy = HOUSE) -> tuple[Event, ...]:
    """Return what time brings by *on*."""
    return decide(placement, Advance(on=on), policy)


STARTED = Started(on=FIRST_DAY, by=None)


# the start is refused with what is missing


@pytest.mark.parametrize(
    ("gate", "verb", "by"),
    [
        (Gate.GOALS, Verb.OPEN_CHANGE, (SAM, HANA, OTTO, PETRA)),
        (Gate.SCOPE, Verb.OPEN_CHANGE, (SAM, HANA, OTTO, PETRA)),
        (Gate.CHECK_INS, Verb.OPEN_CHANGE, (SAM, HANA, OTTO, PETRA)),
        (Gate.BUDDY, Verb.NAME_BUDDY, (OTTO, PETRA)),
        (Gate.RESEARCH_PLAN, Verb.PLAN_RESEARCH, (SAM,)),
        (Gate.REVERSE_INTERVIEW, Verb.ASK, (SAM,)),
        (Gate.COVER, Verb.ARRANGE_COVER, (HANA, PETRA)),
    ],
)
def test_a_start_is_refused_with_what_is_missing_and_who_can_put_it_in_place(
    gate: Gate, verb: Verb, by: tuple[str, ...]
) -> None:
    words = gate.value.replace("_", " ")
    remedy = Remedy("prepare", verb, by=by)
    agreed = scheduled_under(altered(TERMS, gates=(gate,)))
    demanded = why_not(scheduled(), Start(by=OTTO, on=FIRST_DAY), demanding(gate))
    for found, source in ((not_ready(agreed, BY_HAND), GATES), (demanded, CLAUSE)):
        (objection,) = found
        assert objection.text == f"missing before the first day, 2027-03-01: {words}"
        assert (objection.source, objection.remedy) == (source, remedy)


def test_every_gate_has_a_command_that_prepares_for_it() -> None:
    assert set(PREPARED_BY) == set(Gate)


def test_a_refused_start_says_everything_that_is_missing_and_where_that_stands() -> None:
    placement = scheduled_under(altered(TERMS, gates=(Gate.COVER, Gate.BUDDY)))
    with pytest.raises(Refused) as caught:
        decide(placement, Start(by=OTTO, on=FIRST_DAY), demanding(Gate.GOALS, policy=BY_HAND))
    assert str(caught.value) == (
        "cannot start on 2027-03-01 while scheduled: "
        "missing before the first day, 2027-03-01: goals "
        "(Staff handbook: 4.2; would pass: open change first); "
        "missing before the first day, 2027-03-01: buddy "
        "(the terms of the placement: before the first day; would pass: name buddy first); "
        "missing before the first day, 2027-03-01: cover "
        "(the terms of the placement: before the first day; would pass: arrange cover first)"
    )


def test_what_both_demand_is_missing_once_and_the_policy_is_its_source() -> None:
    (objection,) = not_ready(scheduled_under(NEEDS_A_BUDDY), demanding(Gate.BUDDY, policy=BY_HAND))
    assert objection.source == CLAUSE


def test_the_option_to_start_tells_what_is_missing() -> None:
    placement = scheduled_under(NEEDS_A_BUDDY)
    (option,) = (
        each for each in options(placement, OTTO, FIRST_DAY, BY_HAND) if each.verb is Verb.START
    )
    assert [each.code for each in option.objections] == ["not_ready"]


def test_the_remedy_is_given_by_whom_it_names_and_the_start_passes() -> None:
    placement = scheduled_under(NEEDS_A_BUDDY)
    (objection,) = not_ready(placement, BY_HAND)
    assert objection.remedy is not None
    for person in objection.remedy.by:
        named = altered(BUDDY, by=person)
        assert not_ready(lived(named, after=placement, policy=BY_HAND), BY_HAND) == []


# what is in place


IN_PLACE: list[tuple[Gate, Terms, tuple[Command, ...]]] = [
    (Gate.GOALS, altered(TERMS, goals=(Goal("g", "First release"),)), ()),
    (Gate.SCOPE, altered(TERMS, scope=(ScopeItem("s", "Ledger", Decimal(3)),)), ()),
    (Gate.CHECK_INS, altered(TERMS, check_in_every=Length(weeks=2)), ()),
    (Gate.BUDDY, TERMS, (BUDDY,)),
    (Gate.RESEARCH_PLAN, TERMS, plan(Topic)),
    (Gate.REVERSE_INTERVIEW, TERMS, (question("q1"), answer("q1"))),
    (Gate.COVER, TERMS, (cover(FIRST_DAY, LAST_DAY),)),
]


@pytest.mark.parametrize(("gate", "terms", "records"), IN_PLACE)
def test_with_everything_in_place_time_starts_the_placement_on_its_first_day(
    gate: Gate, terms: Terms, records: tuple[Command, ...]
) -> None:
    bare = scheduled_under(altered(TERMS, gates=(gate,)))
    ready = lived(*records, after=scheduled_under(altered(terms, gates=(gate,))))
    assert brought(bare, FIRST_DAY) == ()
    assert brought(ready, FIRST_DAY) == (STARTED,)
    assert not_ready(ready, BY_HAND) == []


def test_what_no_one_asks_for_is_not_missing() -> None:
    assert standing(scheduled(), HOUSE, FIRST_DAY).missing_before_start == ()


def test_a_plan_that_leaves_topics_out_says_which() -> None:
    placement = scheduled_under(altered(TERMS, gates=(Gate.RESEARCH_PLAN,)))
    partly = lived(*plan((Topic.CUSTOMERS, Topic.MARKET)), after=placement)
    (objection,) = not_ready(partly, BY_HAND)
    assert objection.text.endswith(": research plan (department, stakeholders)")


def test_questions_without_an_answer_are_for_those_who_answer() -> None:
    placement = scheduled_under(altered(TERMS, gates=(Gate.REVERSE_INTERVIEW,)))
    open_ones = lived(question("q1"), question("q2"), answer("q2"), question("q3"), after=placement)
    (objection,) = not_ready(open_ones, BY_HAND)
    assert objection.text.endswith(": reverse interview (q1, q3)")
    assert objection.remedy == Remedy("prepare", Verb.ANSWER, by=(HANA, OTTO, PETRA))


@pytest.mark.parametrize(
    ("first_day", "last_day", "missing"),
    [
        (FEBRUARY, FIRST_DAY - ONE_DAY, [Gate.COVER]),
        (FEBRUARY, FIRST_DAY, []),
        (FIRST_DAY, LAST_DAY, []),
        (FIRST_DAY + ONE_DAY, LAST_DAY, [Gate.COVER]),
    ],
)
def test_cover_counts_if_it_is_there_on_the_first_day(
    first_day: date, last_day: date, missing: list[Gate]
) -> None:
    placement = scheduled_under(altered(TERMS, gates=(Gate.COVER,)))
    covered = lived(cover(first_day, last_day), after=placement)
    found = standing(covered, HOUSE, FEBRUARY).missing_before_start
    assert [each.gate for each in found] == missing


# by the first day


@pytest.mark.parametrize(
    ("days", "events"), [(-1, (STARTED,)), (0, (STARTED,)), (1, ())], ids=["before", "on", "after"]
)
def test_what_is_in_place_by_the_first_day_is_in_time(days: int, events: tuple[Event, ...]) -> None:
    named = buddy("bea", FIRST_DAY + days * ONE_DAY)
    after = lived(named, after=scheduled_under(NEEDS_A_BUDDY))
    assert brought(after, FIRST_DAY + 7 * ONE_DAY) == events


def test_a_buddy_who_is_gone_by_the_first_day_is_missing_again() -> None:
    gone = buddy(None, FIRST_DAY - ONE_DAY)
    placement = lived(BUDDY, gone, after=scheduled_under(NEEDS_A_BUDDY))
    assert brought(placement, FIRST_DAY) == ()
    assert [each.gate for each in standing(placement, HOUSE, FIRST_DAY).missing_before_start] == [
        Gate.BUDDY
    ]


def test_a_question_from_after_the_first_day_holds_nothing_up() -> None:
    placement = lived(
        question("q1"),
        answer("q1"),
        question("q2", on=FIRST_DAY + ONE_DAY),
        after=scheduled_under(altered(TERMS, gates=(Gate.REVERSE_INTERVIEW,))),
    )
    assert brought(placement, FIRST_DAY + ONE_DAY) == (STARTED,)


def test_an_answer_from_after_the_first_day_is_late() -> None:
    placement = lived(
        question("q1"),
        answer("q1", on=FIRST_DAY + ONE_DAY),
        after=scheduled_under(altered(TERMS, gates=(Gate.REVERSE_INTERVIEW,))),
    )
    assert brought(placement, FIRST_DAY + ONE_DAY) == ()


def test_preparation_that_was_only_recorded_late_starts_it_on_its_first_day_after_all() -> None:
    march = FIRST_DAY + 9 * ONE_DAY
    placement = scheduled_under(NEEDS_A_BUDDY)
    late = lived(Advance(on=march), buddy("bea", FEBRUARY, given=march), after=placement)
    assert late.status is Status.SCHEDULED
    assert standing(late, HOUSE, march).due == STARTED
    assert lived(Advance(on=march), after=late).started_on == FIRST_DAY


def test_a_start_by_hand_is_backdated_to_the_first_day_too() -> None:
    march = FIRST_DAY + 9 * ONE_DAY
    placement = lived(
        buddy("bea", FEBRUARY, given=march), after=scheduled_under(NEEDS_A_BUDDY), policy=BY_HAND
    )
    assert decide(placement, Start(by=OTTO, on=FIRST_DAY), BY_HAND) == (
        Started(on=FIRST_DAY, by=OTTO),
    )


def test_preparation_that_is_voided_is_missing_again() -> None:
    named = lived(BUDDY, after=scheduled_under(NEEDS_A_BUDDY))
    void = Void(by=PETRA, on=FEBRUARY, position=named.latest, reason="mistake")
    assert brought(lived(void, after=named), FIRST_DAY) == ()


# what the standing says


def test_the_standing_says_what_is_missing_before_the_first_day() -> None:
    placement = scheduled_under(altered(TERMS, gates=(Gate.REVERSE_INTERVIEW, Gate.BUDDY)))
    asked = lived(question("q1"), after=placement)
    found = standing(asked, HOUSE, FEBRUARY)
    assert found.missing_before_start == (
        Missing(Gate.BUDDY),
        Missing(Gate.REVERSE_INTERVIEW, ("q1",)),
    )
    assert str(found) == "scheduled; missing before the first day: buddy, reverse interview (q1)"


def test_while_terms_are_reopened_the_standing_goes_by_those_in_force() -> None:
    reopening = OpenChange(by=OTTO, on=FEBRUARY, subject=altered(TERMS, gates=()))
    placement = lived(reopening, after=scheduled_under(NEEDS_A_BUDDY))
    assert standing(placement, HOUSE, FEBRUARY).missing_before_start == (Missing(Gate.BUDDY),)
    agreed = lived(Consent(by=SAM, on=FEBRUARY), after=placement)
    assert standing(agreed, HOUSE, FEBRUARY).missing_before_start == ()
    assert brought(agreed, FIRST_DAY) == (STARTED,)


def test_nothing_is_missing_once_it_has_started() -> None:
    assert standing(underway(), demanding(Gate.BUDDY), FIRST_DAY).missing_before_start == ()


def test_nothing_is_missing_of_what_is_not_agreed_or_withdrawn() -> None:
    withdrawn = lived(Withdraw(by=SAM, on=FEBRUARY), after=scheduled_under(NEEDS_A_BUDDY))
    assert standing(withdrawn, HOUSE, FEBRUARY).missing_before_start == ()
    assert missing_before_start(proposed(), demanding(Gate.BUDDY)) == ()


# when the first day has passed


LATER = altered(NEEDS_A_BUDDY, period=Period(date(2027, 4, 1), LAST_DAY))
MARCH = date(2027, 3, 10)


def test_what_was_not_ready_can_be_put_off_when_the_first_day_has_passed() -> None:
    put_off = OpenChange(by=OTTO, on=MARCH, subject=LATER)
    placement = lived(
        put_off,
        *consents(MARCH, (SAM, HANA, PETRA)),
        buddy("bea", MARCH),
        after=scheduled_under(NEEDS_A_BUDDY),
    )
    assert placement.status is Status.SCHEDULED
    assert brought(placement, date(2027, 3, 31)) == ()
    assert brought(placement, date(2027, 4, 1)) == (Started(on=date(2027, 4, 1), by=None),)


def test_terms_with_a_first_day_that_has_passed_cannot_be_offered() -> None:
    command = OpenChange(by=OTTO, on=MARCH, subject=altered(NEEDS_A_BUDDY, gates=()))
    (objection,) = why_not(scheduled_under(NEEDS_A_BUDDY), command, HOUSE)
    assert str(objection) == (
        "the first day 2027-03-01 lies before 2027-03-10 (secondment: an offer changes something "
        "that can still be changed; would pass: first_day 2027-03-10)"
    )


def test_cover_of_the_days_before_it_was_put_off_does_not_count() -> None:
    covered = scheduled_under(altered(TERMS, gates=(Gate.COVER,)))
    later = altered(TERMS, gates=(Gate.COVER,), period=Period(date(2027, 4, 1), LAST_DAY))
    placement = lived(
        cover(FIRST_DAY, date(2027, 3, 31)),
        OpenChange(by=OTTO, on=FEBRUARY, subject=later),
        *consents(FEBRUARY, (SAM, HANA, PETRA)),
        after=covered,
    )
    assert standing(placement, HOUSE, FEBRUARY).missing_before_start == (Missing(Gate.COVER),)


@pytest.mark.parametrize(
    ("on", "events"),
    [
        (LAST_DAY - ONE_DAY, ()),
        (LAST_DAY, ()),
        (LAST_DAY + ONE_DAY, (Lapsed(on=LAST_DAY + ONE_DAY, by=None),)),
        (LAST_DAY + 30 * ONE_DAY, (Lapsed(on=LAST_DAY + ONE_DAY, by=None),)),
    ],
)
def test_what_is_never_ready_lapses_after_its_last_day(on: date, events: tuple[Event, ...]) -> None:
    assert brought(scheduled_under(NEEDS_A_BUDDY), on) == events


def test_what_became_ready_by_record_after_its_last_day_ran_its_course() -> None:
    """Nobody let time pass meanwhile, and the buddy had been there since February."""
    october = date(2027, 10, 1)
    placement = lived(
        buddy("bea", FEBRUARY, given=october),
        Advance(on=october),
        after=scheduled_under(NEEDS_A_BUDDY),
    )
    assert (placement.status, placement.started_on) == (Status.COMPLETED, FIRST_DAY)


def test_the_policy_of_the_day_says_what_is_missing() -> None:
    """A policy is no part of the history: who demands a buddy later, demands it of all."""
    assert brought(scheduled(), FIRST_DAY) == (STARTED,)
    assert brought(scheduled(), FIRST_DAY, demanding(Gate.BUDDY)) == ()


def test_gates_that_terms_name_twice_are_one() -> None:
    assert altered(TERMS, gates=(Gate.BUDDY, Gate.BUDDY)) == NEEDS_A_BUDDY


def test_an_unfinished_change_does_not_hold_up_a_start_that_is_ready() -> None:
    reopening = OpenChange(by=OTTO, on=FEBRUARY, subject=altered(TERMS, gates=()))
    dropped = DropChange(by=OTTO, on=FEBRUARY)
    placement = lived(BUDDY, reopening, dropped, after=scheduled_under(NEEDS_A_BUDDY))
    assert brought(placement, FIRST_DAY) == (STARTED,)
    assert placement.moved_on == FEBRUARY > AGREED_ON


LAST_DAY = NEEDS_A_BUDDY.period.last_day


@pytest.mark.parametrize(
    ("on", "remedy"),
    [
        (FIRST_DAY, Remedy("prepare", Verb.NAME_BUDDY, by=(OTTO, PETRA))),
        (
            FIRST_DAY + ONE_DAY,
            Remedy("first", Verb.OPEN_CHANGE, (("first_day", FIRST_DAY + ONE_DAY),)),
        ),
        (LAST_DAY, Remedy("first", Verb.OPEN_CHANGE, (("first_day", LAST_DAY),))),
    ],
)
def test_once_the_first_day_has_passed_only_another_one_helps(on: date, remedy: Remedy) -> None:
    placement = scheduled_under(NEEDS_A_BUDDY)
    found = why_not(placement, Start(by=OTTO, on=on), HOUSE)
    assert {each.code: each.remedy for each in found}["not_ready"] == remedy
    if on > FIRST_DAY:
        assert {each.code: each.remedy for each in found}["not_first_day"] == remedy
