"""How a placement is going, in one value and in print, from the proposal to the follow-ups."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce

import pytest
from attrs import evolve as altered
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from secondment import (
    Advance,
    Command,
    Complete,
    Consent,
    EndedEarly,
    Gate,
    GiveNotice,
    InvalidValue,
    Leave,
    Length,
    MakeRecord,
    MemoryStore,
    NoticeKind,
    OpenChange,
    Overview,
    Period,
    Placement,
    Policy,
    Reassign,
    Refused,
    Register,
    Role,
    Terms,
    Void,
    Withdraw,
    decide,
    evolve,
    options,
    overview,
    standing,
)
from secondment import feedback as fb
from secondment.explain import warnings
from secondment.feedback import Adherence, CheckIn, Note, Observation, Request
from secondment.goals import (
    AttainmentScale,
    Goal,
    KeyResult,
    Measure,
    Milestone,
    Progress,
)
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Coverage,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import DueFollowUp, FollowUp
from secondment.overview import GoalLine
from secondment.readings import drift_on
from secondment.records import ClaimNoted, Entry
from secondment.scope import Extra, ScopeItem
from secondment.testing import Life, lives
from secondment.trajectory import Trajectory, Unsaid
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    LAST_DAY,
    OTTO,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
    handing_over,
    lived,
    proposed,
    scheduled_under,
    underway,
    underway_under,
)

APRIL = date(2027, 4, 1)
MAY = date(2027, 5, 3)
ONE_DAY = timedelta(days=1)

CALLS = Goal("calls", "Talk to customers", measure=KeyResult(start=Decimal(0), target=Decimal(20)))
DEMO = Goal("demo", "Give the demo", measure=Milestone("given alone"))
TRUST = Goal(
    "trust",
    "Be trusted",
    measure=AttainmentScale(
        much_less="nobody asks",
        less="one asks",
        expected="some ask",
        more="many ask",
        much_more="all ask",
    ),
)
RICH = altered(
    TERMS,
    goals=(CALLS, DEMO, TRUST),
    scope=(ScopeItem("api", "Payments API", Decimal(30)),),
    check_in_every=Length(weeks=2),
)


def put(by: str, entry: Entry, on: date | None = None) -> MakeRecord:
    """Return the wish of *by* to put *entry* on record, on its own day unless said otherwise."""
    return MakeRecord(by=by, on=on or entry.on, record=entry)


def reported(goal: str, value: int, on: date = APRIL) -> MakeRecord:
    """Return Sam's wish to report progress."""
    return put(SAM, Progress(goal, on, Decimal(value)))


def held(on: date) -> MakeRecord:
    """Return Sam's wish to put a check-in down."""
    return put(SAM, CheckIn(by=SAM, on=on))


def extra(effort: str, id: str = "x1") -> MakeRecord:
    """Return Sam's wish to note extra work of 1 April."""
    noted = Extra(id=id, on=APRIL, title="Batch", effort=Decimal(effort), by=SAM)
    return put(SAM, noted)


QUESTION = put(SAM, Question(id="q1", on=APRIL, text="Who decides?"))
ASKED = Request(id="f1", by=SAM, to=OTTO, about=SAM, on=APRIL)
RAISED = Demand(
    id="d1",
    on=APRIL,
    by=HANA,
    period=Period(MAY, date(2027, 5, 14)),
    share=Decimal("0.4"),
    reason="outage",
)
CLAIM = put(
    SAM,
    ClaimNoted(
        on=APRIL,
        claim=Claim(id="c1", person=SAM, claimant="union", first_day=MAY, share=Decimal("0.3")),
    ),
)
PLAN = tuple(
    put(SAM, ResearchQuestion(id=f"m{n}", on=APRIL, topic=topic, text="Who pays?"))
    for n, topic in enumerate((Topic.CUSTOMERS, Topic.MARKET, Topic.MARKET))
)
FINDING = put(SAM, Finding(on=APRIL, question="m1", text="The host.", confidence=Confidence.LOW))


def printed(placement: Placement, on: date, policy: Policy = HOUSE) -> list[str]:
    """Return the lines of the overview."""
    return str(overview(placement, policy, on)).splitlines()


def busy() -> Placement:
    """Return a placement with something on record of everything."""
    return lived(
        reported("calls", 8),
        reported("demo", 1),
        held(date(2027, 3, 12)),
        *PLAN,
        FINDING,
        QUESTION,
        put(SAM, ASKED),
        put(HANA, RAISED),
        CLAIM,
        extra("8"),
        after=underway_under(RICH),
    )


RECALL = GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=date(2027, 5, 31))


def recalled() -> Placement:
    """Return a busy placement that ends early on 31 May."""
    return lived(RECALL, Advance(on=date(2027, 6, 1)), after=busy())


OVER_CAPACITY = (
    "warning   0.1 too much to do for sam from 2027-05-03 to 2027-08-31: host, claim c1 "
    "(house, a plain default of secondment and not law: working time; "
    "would pass: open change with host share 0.7)"
)
DRIFTED = (
    "warning   8 days of extra work are 0.27 of the 30 days agreed, more than 0.2 "
    "(house, a plain default of secondment and not law: extra work; "
    "would pass: open change that takes the extra work into the scope)"
)


# in print


def test_of_a_proposal_only_the_standing_is_printed() -> None:
    placement = lived(altered(PROPOSE, terms=RICH))
    assert printed(placement, PROPOSED_ON) == [
        "2027-01-11: proposed; offer 1 open until 2027-02-08, waits for sam (secondee), "
        "otto (host manager), petra (programme office)"
    ]


def test_before_the_start_the_goals_and_what_is_missing_are_printed() -> None:
    placement = scheduled_under(altered(RICH, gates=(Gate.BUDDY, Gate.REVERSE_INTERVIEW)))
    asked = lived(
        put(SAM, Question(id="q1", on=AGREED_ON, text="Who decides?")),
        put(SAM, Question(id="q2", on=AGREED_ON, text="Who pays?")),
        put(HANA, Answer(question="q2", on=AGREED_ON, text="Payments.")),
        after=placement,
    )
    assert printed(asked, AGREED_ON) == [
        "2027-01-15: scheduled; missing before the first day: buddy, reverse interview (q1)",
        "goal      Talk to customers: 0 %, after 0 % of the time",
        "goal      Give the demo: 0 %, after 0 % of the time",
        "goal      Be trusted: cannot say, after 0 % of the time",
        "question  q1 of 2027-01-15 is open",
    ]


def test_underway_everything_is_printed() -> None:
    assert printed(busy(), MAY) == [
        "2027-05-03: underway",
        "goal      Talk to customers: 40 %, after 34 % of the time, on track, "
        "reached on 2027-08-07 at this pace",
        "goal      Give the demo: 100 %, after 34 % of the time, reached on 2027-04-01",
        "goal      Be trusted: cannot say, after 34 % of the time",
        "check-ins 1 of 4 kept, overdue for 35 days",
        "research  customers 0 of 1, market 1 of 2",
        "question  q1 of 2027-04-01 is open",
        "feedback  otto was asked on 2027-04-01",
        "demand    d1 of hana: 0.4 for 2027-05-03 to 2027-05-14",
        "scope     8 extra days to 30 agreed, 27 %",
        DRIFTED,
        OVER_CAPACITY,
    ]


def test_while_it_is_closing_the_time_runs_to_the_new_last_day_and_nothing_is_warned_of() -> None:
    assert printed(lived(RECALL, after=busy()), MAY) == [
        "2027-05-03: handover; last day 2027-05-31, then end early",
        "goal      Talk to customers: 40 %, after 69 % of the time, behind, "
        "reached on 2027-08-07 at this pace",
        "goal      Give the demo: 100 %, after 69 % of the time, reached on 2027-04-01",
        "goal      Be trusted: cannot say, after 69 % of the time",
        "check-ins 1 of 4 kept, overdue for 35 days",
        "research  customers 0 of 1, market 1 of 2",
        "question  q1 of 2027-04-01 is open",
        "feedback  otto was asked on 2027-04-01",
        "demand    d1 of hana: 0.4 for 2027-05-03 to 2027-05-14",
        "scope     8 extra days to 30 agreed, 27 %",
    ]


def test_once_it_has_ended_it_says_how_it_went_and_what_is_to_follow_up() -> None:
    placement = lived(
        put(HANA, FollowUp(on=date(2027, 7, 2), after=Length(days=30), is_employed=True)),
        after=recalled(),
    )
    assert printed(placement, date(2027, 8, 31)) == [
        "2027-08-31: ended early",
        "goal      Talk to customers: 40 %, after 100 % of the time, behind",
        "goal      Give the demo: 100 %, after 100 % of the time, reached on 2027-04-01",
        "goal      Be trusted: cannot say, after 100 % of the time",
        "check-ins 1 of 6 kept",
        "research  customers 0 of 1, market 1 of 2",
        "feedback  otto was asked on 2027-04-01",
        "scope     8 extra days to 30 agreed, 27 %",
        "follow-up after 90 days: due on 2027-08-30, overdue for 1 day",
        "follow-up after 365 days: due on 2028-05-31",
    ]


def test_of_what_ended_without_a_start_only_the_standing_is_printed() -> None:
    question = put(SAM, Question(id="q1", on=AGREED_ON, text="Who decides?"))
    asked = put(SAM, Request(id="f1", by=SAM, to=OTTO, about=SAM, on=AGREED_ON))
    demand = put(HANA, altered(RAISED, on=AGREED_ON))
    placement = lived(question, asked, demand, after=scheduled_under(RICH))
    assert len(printed(placement, MAY)) == 7
    assert printed(lived(Withdraw(by=SAM, on=AGREED_ON), after=placement), MAY) == [
        "2027-05-03: withdrawn"
    ]


def test_with_nothing_agreed_but_the_period_only_the_standing_is_printed() -> None:
    assert printed(underway(), MAY) == ["2027-05-03: underway"]


@pytest.mark.parametrize(
    ("effort", "line"),
    [
        ("1", "scope     1 extra day to 30 agreed, 3 %"),
        ("1.50", "scope     1.5 extra days to 30 agreed, 5 %"),
        ("6", "scope     6 extra days to 30 agreed, 20 %"),
    ],
)
def test_extra_work_is_printed_before_it_is_too_much(effort: str, line: str) -> None:
    agreed = altered(TERMS, scope=RICH.scope)
    assert printed(lived(extra(effort), after=underway_under(agreed)), MAY)[1:] == [line]


def test_extra_work_to_no_agreed_effort_is_no_part_of_it() -> None:
    placement = lived(extra("2"), after=underway())
    assert printed(placement, MAY)[1:] == ["scope     2 extra days to 0 agreed"]


# goals


def goal_lines(placement: Placement, on: date, policy: Policy = HOUSE) -> list[str]:
    """Return the goals as they are printed."""
    return [str(line) for line in overview(placement, policy, on).goals]


def pursued(goal: Goal, *commands: Command) -> Placement:
    """Return a placement with one goal after *commands*."""
    return lived(*commands, after=underway_under(altered(TERMS, goals=(goal,))))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (0, "0 %, after 17 % of the time, behind"),
        (3, "15 %, after 17 % of the time, behind, reached on 2027-09-30 at this pace"),
        (4, "20 %, after 17 % of the time, on track, reached on 2027-08-07 at this pace"),
        (19, "95 %, after 17 % of the time, on track, reached on 2027-04-03 at this pace"),
        (20, "100 %, after 17 % of the time, reached on 2027-04-01"),
        (25, "100 %, after 17 % of the time, reached on 2027-04-01"),
    ],
)
def test_a_key_result_says_where_it_is_heading(value: int, line: str) -> None:
    placement = pursued(CALLS, reported("calls", value))
    assert goal_lines(placement, APRIL) == [f"Talk to customers: {line}"]


def test_what_is_nearly_whole_is_not_printed_as_whole() -> None:
    many = altered(CALLS, measure=KeyResult(start=Decimal(0), target=Decimal(1000)))
    placement = pursued(many, reported("calls", 999))
    assert goal_lines(placement, LAST_DAY - ONE_DAY) == [
        "Talk to customers: 99 %, after 99 % of the time, on track, "
        "reached on 2027-08-31 at this pace"
    ]


def test_a_goal_missed_on_its_last_day_is_behind() -> None:
    demo = altered(DEMO, due=MAY)
    assert [goal_lines(pursued(demo), day) for day in (MAY - ONE_DAY, MAY)] == [
        ["Give the demo: 0 %, after 98 % of the time"],
        ["Give the demo: 0 %, after 100 % of the time, behind"],
    ]


def test_only_goals_with_a_measure_have_a_line_and_all_count_for_the_whole() -> None:
    whole = Goal("whole", "All of it")
    parts = (altered(CALLS, parent="whole"), altered(DEMO, parent="whole", weight=Decimal(3)))
    placement = lived(
        reported("calls", 8),
        reported("demo", 1),
        after=underway_under(altered(TERMS, goals=(whole, *parts))),
    )
    found = overview(placement, HOUSE, APRIL)
    assert [line.goal.id for line in found.goals] == ["calls", "demo"]
    assert found.attained == Decimal("0.85")


@pytest.mark.parametrize(
    ("goals", "attained"),
    [
        ((), None),
        ((CALLS, TRUST), None),
        ((CALLS, Goal("vague", "Do well")), None),
        ((altered(CALLS, weight=Decimal(0)),), None),
        ((Goal("whole", "All", weight=Decimal(0)), altered(CALLS, parent="whole")), None),
        ((CALLS,), Decimal("0.4")),
        ((CALLS, altered(TRUST, weight=Decimal(0))), Decimal("0.4")),
    ],
)
def test_how_far_the_whole_is_reached_cannot_always_be_said(
    goals: tuple[Goal, ...], attained: Decimal | None
) -> None:
    before = underway_under(altered(TERMS, goals=goals))
    placement = lived(reported("calls", 8), after=before) if goals else before
    assert overview(placement, HOUSE, APRIL).attained == attained


def changed(goals: Sequence[Goal], on: date, after: Placement) -> Placement:
    """Return *after* with other goals, which Sam and Otto agreed on."""
    assert after.terms is not None
    opened = OpenChange(by=SAM, on=on, subject=altered(after.terms, goals=tuple(goals)))
    return lived(opened, Consent(by=OTTO, on=on), after=after)


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        (Milestone("a call was made"), "0 %, after 34 % of the time"),
        (TRUST.measure, "cannot say, after 34 % of the time"),
        (
            KeyResult(start=Decimal(0), target=Decimal(2)),
            "50 %, after 34 % of the time, on track, reached on 2027-07-06 at this pace",
        ),
        (None, None),
    ],
)
def test_progress_counts_by_the_kind_of_measure_that_it_was_reported_by(
    measure: Measure | None, line: str | None
) -> None:
    """The one call reported would read as a milestone reached, or as more than expected."""
    before = pursued(CALLS, reported("calls", 1))
    placement = changed([altered(CALLS, measure=measure)], MAY, before)
    expected = [] if line is None else [f"Talk to customers: {line}"]
    assert goal_lines(placement, MAY) == expected


def test_progress_that_fits_no_other_measure_is_passed_over_after_a_change() -> None:
    before = pursued(CALLS, reported("calls", 8))
    placement = changed([altered(CALLS, measure=Milestone("a call was made"))], MAY, before)
    assert overview(placement, HOUSE, MAY).attained == 0
    reached = lived(reported("calls", 1, MAY), after=placement)
    assert overview(reached, HOUSE, MAY).attained == 1


def test_progress_counts_again_once_the_old_measure_is_back() -> None:
    before = pursued(CALLS, reported("calls", 8))
    other = changed([altered(CALLS, measure=Milestone("a call was made"))], APRIL, before)
    placement = changed([CALLS], MAY, lived(reported("calls", 1), after=other))
    assert overview(placement, HOUSE, MAY).attained == Decimal("0.4")


def test_of_two_reports_of_one_day_the_one_given_last_counts() -> None:
    placement = pursued(CALLS, reported("calls", 8), reported("calls", 6))
    assert overview(placement, HOUSE, APRIL).attained == Decimal("0.3")


def test_progress_of_a_goal_that_is_gone_does_no_harm() -> None:
    before = pursued(CALLS, reported("calls", 8))
    assert goal_lines(changed([DEMO], MAY, before), MAY) == [
        "Give the demo: 0 %, after 34 % of the time"
    ]


def test_as_of_a_day_before_the_change_progress_by_the_new_measure_is_passed_over() -> None:
    """It was dated back, to a day on which the old measure still held."""
    register = Register(MemoryStore(), policy=HOUSE)
    milestone = altered(CALLS, measure=Milestone("a call was made"))
    commands: tuple[Command, ...] = (
        altered(PROPOSE, terms=altered(TERMS, goals=(milestone,))),
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        Advance(on=FIRST_DAY),
        OpenChange(by=SAM, on=MAY, subject=altered(TERMS, goals=(CALLS,))),
        Consent(by=OTTO, on=MAY),
        put(SAM, Progress("calls", APRIL, Decimal(8)), on=MAY),
    )
    for command in commands:
        register.do("P-7", command)
    assert goal_lines(register.placement("P-7"), APRIL) == [
        "Talk to customers: 40 %, after 17 % of the time, on track, "
        "reached on 2027-05-19 at this pace"
    ]
    assert goal_lines(register.placement("P-7", as_of=APRIL), APRIL) == [
        "Talk to customers: 0 %, after 17 % of the time"
    ]


def test_a_goal_whose_day_was_overtaken_by_a_later_start_is_due_at_once() -> None:
    due = altered(TERMS, goals=(altered(DEMO, due=date(2027, 3, 31)),))
    later = altered(due, period=Period(APRIL, LAST_DAY))
    placement = lived(
        OpenChange(by=OTTO, on=AGREED_ON, subject=later),
        *consents(AGREED_ON, (SAM, HANA, PETRA)),
        Advance(on=APRIL),
        after=scheduled_under(due),
    )
    assert goal_lines(placement, APRIL) == ["Give the demo: 0 %, after 100 % of the time, behind"]


def test_before_the_start_no_time_has_gone_by_even_if_the_first_day_has_passed() -> None:
    placement = scheduled_under(altered(RICH, gates=(Gate.BUDDY,)))
    assert printed(placement, MAY) == [
        "2027-05-03: scheduled; missing before the first day: buddy",
        "goal      Talk to customers: 0 %, after 0 % of the time",
        "goal      Give the demo: 0 %, after 0 % of the time",
        "goal      Be trusted: cannot say, after 0 % of the time",
    ]


def test_after_the_end_nothing_is_projected_any_more() -> None:
    (calls, demo, _) = overview(recalled(), HOUSE, date(2028, 1, 1)).goals
    assert calls == GoalLine(
        CALLS,
        Trajectory(
            elapsed=Decimal(1), attained=Decimal("0.4"), on_track=False, unsaid=Unsaid.CLOSED
        ),
    )
    assert demo == GoalLine(
        DEMO,
        Trajectory(elapsed=Decimal(1), attained=Decimal(1), on_track=True, completion=APRIL),
    )


def test_what_was_reported_while_it_overran_counts_then_and_after_the_end() -> None:
    late = date(2027, 9, 10)
    report = reported("calls", 20, late)
    agreed = lived(
        altered(PROPOSE, terms=RICH),
        *consents(AGREED_ON, (SAM, OTTO)),
        Advance(on=FIRST_DAY),
        report,
        policy=INFORMAL,
    )
    ended = lived(Complete(by=SAM, on=late), after=agreed, policy=INFORMAL)
    for placement in (agreed, ended):
        assert goal_lines(placement, late, INFORMAL)[0] == (
            "Talk to customers: 100 %, after 100 % of the time, reached on 2027-09-10"
        )


def test_what_ended_on_its_first_day_went_by_without_a_check_in() -> None:
    """Nobody can end one so early, but a history may tell of it."""
    closed = EndedEarly(on=FIRST_DAY, by=HANA, reason="host_closed", returns_on=FIRST_DAY)
    found = overview(evolve(underway_under(RICH), closed), HOUSE, MAY)
    assert (found.check_ins, len(found.goals)) == (None, 3)


# check-ins


def test_check_ins_are_due_from_the_start_on() -> None:
    assert overview(scheduled_under(RICH), HOUSE, MAY).check_ins is None
    started = underway_under(RICH)
    days = (date(2027, 3, 14), date(2027, 3, 15), date(2027, 3, 16))
    found = [overview(started, HOUSE, day).check_ins for day in days]
    assert found == [
        None,
        Adherence(due=1, done=0, streak=0, overdue_days=0),
        Adherence(due=1, done=0, streak=0, overdue_days=1),
    ]


def test_what_either_of_them_puts_down_is_a_check_in() -> None:
    theirs = put(OTTO, CheckIn(by=OTTO, on=date(2027, 3, 12)))
    placement = lived(theirs, held(date(2027, 3, 26)), after=underway_under(RICH))
    assert overview(placement, HOUSE, date(2027, 3, 29)).check_ins == Adherence(
        due=2, done=2, streak=2, overdue_days=0
    )


def test_what_the_home_manager_puts_down_is_no_check_in_of_secondee_and_host() -> None:
    theirs = put(HANA, CheckIn(by=HANA, on=date(2027, 3, 12)))
    placement = lived(theirs, after=underway_under(RICH))
    assert overview(placement, HOUSE, date(2027, 3, 15)).check_ins == Adherence(
        due=1, done=0, streak=0, overdue_days=0
    )


def test_what_a_host_manager_put_down_counts_after_handing_over() -> None:
    theirs = put(OTTO, CheckIn(by=OTTO, on=date(2027, 3, 12)))
    placement = lived(theirs, host_passed_on(date(2027, 3, 14)), after=underway_under(RICH))
    assert overview(placement, HOUSE, date(2027, 3, 15)).check_ins == Adherence(
        due=1, done=1, streak=1, overdue_days=0
    )


@pytest.mark.parametrize(
    ("on", "line"),
    [
        (date(2027, 3, 15), "check-ins 0 of 1 kept"),
        (date(2027, 3, 16), "check-ins 0 of 1 kept, overdue for 1 day"),
        (date(2027, 3, 17), "check-ins 0 of 1 kept, overdue for 2 days"),
    ],
)
def test_overdue_check_ins_are_printed_with_the_days(on: date, line: str) -> None:
    placement = underway_under(altered(TERMS, check_in_every=Length(weeks=2)))
    assert printed(placement, on)[1:] == [line]


def test_no_check_in_is_due_after_the_last_day_in_force() -> None:
    found = overview(lived(RECALL, after=busy()), HOUSE, date(2027, 6, 30)).check_ins
    assert found == Adherence(due=6, done=1, streak=0, overdue_days=93)


# what waits for an answer


def host_passed_on(on: date) -> Reassign:
    """Return Otto's wish to hand over to Nora."""
    return Reassign(by=OTTO, on=on, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")


def test_a_request_to_somebody_who_takes_part_no_more_does_not_wait() -> None:
    assert overview(busy(), HOUSE, MAY).requests == (ASKED,)
    assert overview(lived(host_passed_on(MAY), after=busy()), HOUSE, MAY).requests == ()


def test_a_demand_waits_until_its_last_day_is_over() -> None:
    last_day = RAISED.period.last_day
    found = [overview(busy(), HOUSE, day).demands for day in (last_day, last_day + ONE_DAY)]
    assert found == [(RAISED,), ()]


def test_what_was_answered_no_longer_waits() -> None:
    placement = lived(
        put(HANA, Answer(question="q1", on=APRIL, text="Otto.")),
        put(OTTO, fb.Decline(request="f1", by=OTTO, on=APRIL)),
        put(
            SAM,
            DemandAnswer(demand="d1", on=APRIL, by=SAM, verdict=Verdict.REFUSED),
        ),
        after=busy(),
    )
    found = overview(placement, HOUSE, APRIL)
    assert (found.questions, found.requests, found.demands) == ((), (), ())


def test_a_request_is_answered_by_a_note_and_open_again_when_that_is_withdrawn() -> None:
    note = Note(
        id="n1",
        by=OTTO,
        to=SAM,
        on=APRIL,
        body=Observation(behaviour="You summed up both views"),
        answers="f1",
    )
    answered = lived(put(OTTO, note), after=busy())
    reopened = lived(put(OTTO, fb.Withdrawal(of="n1", by=OTTO, on=MAY)), after=answered)
    assert overview(answered, HOUSE, MAY).requests == ()
    assert overview(reopened, HOUSE, MAY).requests == (ASKED,)


def test_nothing_waits_before_its_day_and_everything_does_from_then_on() -> None:
    day_before = APRIL - ONE_DAY
    found = overview(busy(), HOUSE, day_before)
    assert (found.questions, found.requests, found.demands, found.research) == ((), (), (), ())
    found = overview(busy(), HOUSE, APRIL)
    assert (found.requests, found.demands) == ((ASKED,), (RAISED,))
    assert [each.id for each in found.questions] == ["q1"]
    assert [each.total for each in found.research] == [1, 2]


def test_after_the_end_only_feedback_is_still_to_be_answered() -> None:
    found = overview(recalled(), HOUSE, date(2027, 6, 2))
    assert (found.questions, found.demands) == ((), ())
    assert found.requests == (ASKED,)


def test_what_was_voided_does_not_wait() -> None:
    asked = lived(QUESTION, after=underway())
    void = Void(by=PETRA, on=APRIL, position=asked.latest, reason="mistake")
    assert printed(lived(void, after=asked), APRIL) == ["2027-04-01: underway"]


# the value


def test_every_field_says_what_it_is_named_for() -> None:
    placement = busy()
    found = overview(placement, HOUSE, MAY)
    assert found == Overview(
        on=MAY,
        standing=standing(placement, HOUSE, MAY),
        goals=found.goals,
        attained=None,
        check_ins=Adherence(due=4, done=1, streak=0, overdue_days=35),
        questions=(Question(id="q1", on=APRIL, text="Who decides?"),),
        research=(Coverage(Topic.CUSTOMERS, 0, 1), Coverage(Topic.MARKET, 1, 2)),
        requests=(ASKED,),
        demands=(RAISED,),
        drift=drift_on(placement, MAY),
        overloads=found.overloads,
        follow_ups=(),
        warnings=warnings(placement, HOUSE, MAY),
    )
    assert [line.goal for line in found.goals] == [CALLS, DEMO, TRUST]
    assert [str(each) for each in found.overloads] == [
        "sam has 0.1 too much from 2027-05-03 to 2027-08-31: host, claim c1"
    ]


def test_the_register_gives_the_same_overview() -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    placement = register.do("P-7", PROPOSE)
    assert register.overview("P-7", on=PROPOSED_ON) == overview(placement, HOUSE, PROPOSED_ON)


def test_an_overview_is_of_a_day() -> None:
    with pytest.raises(InvalidValue, match=r"^cannot make on: "):
        overview(proposed(), HOUSE, "2027-04-01")  # type: ignore[arg-type]  # on purpose


# follow-ups


def test_the_usual_follow_ups_and_those_held_besides_are_shown() -> None:
    first = FollowUp(on=date(2027, 9, 30), after=Length(days=30), is_employed=True)
    other = FollowUp(on=date(2027, 11, 2), after=Length(months=2), is_employed=True)
    ended = lived(Advance(on=LAST_DAY + ONE_DAY), after=underway())
    placement = lived(put(HANA, first), put(SAM, other), after=ended)
    assert overview(placement, HOUSE, date(2027, 12, 1)).follow_ups == (
        DueFollowUp(Length(days=30), date(2027, 10, 1), date(2027, 9, 30)),
        DueFollowUp(Length(days=90), date(2027, 11, 30), None),
        DueFollowUp(Length(days=365), date(2028, 8, 31), None),
        DueFollowUp(Length(months=2), date(2027, 11, 1), date(2027, 11, 2)),
    )


@pytest.mark.parametrize(
    "placement",
    [
        underway(),
        handing_over(),
        lived(PROPOSE, Leave(by=HANA, on=AGREED_ON)),
        lived(Withdraw(by=SAM, on=AGREED_ON), after=scheduled_under(RICH)),
    ],
)
def test_only_what_ran_and_ended_is_followed_up(placement: Placement) -> None:
    assert overview(placement, HOUSE, date(2028, 1, 1)).follow_ups == ()


# any history


LIVES: SearchStrategy[Life] = st.sampled_from((HOUSE, INFORMAL)).flatmap(lives)


@settings(max_examples=max(1, settings().max_examples // 4))
@given(LIVES)
def test_every_life_can_be_told_at_every_turn(life: Life) -> None:
    for placement in life.placements:
        on = placement.moved_on
        told = standing(placement, life.policy, on)
        assert printed(placement, on, life.policy)[0] == f"{on}: {told}"


DAYS = st.sampled_from([PROPOSED_ON + days * ONE_DAY for days in (0, 4, 30, 49, 80, 112, 200, 240)])
PEOPLE = st.sampled_from((SAM, SAM, HANA, OTTO, PETRA))
MEASURES = st.sampled_from((CALLS.measure, DEMO.measure, TRUST.measure, None))
GOALS = st.builds(
    lambda measure, due, weight: (altered(CALLS, measure=measure, due=due, weight=weight),),
    MEASURES,
    st.none() | DAYS,
    st.sampled_from((Decimal(0), Decimal(1))),
)
TERMS_DRAWN = st.builds(
    lambda goals, scope, first_day, share: altered(
        RICH,
        goals=goals,
        scope=scope,
        period=Period(first_day, date(2027, 12, 31)),
        host_share=share,
    ),
    GOALS | st.just(RICH.goals),
    st.sampled_from((RICH.scope, ())),
    st.sampled_from((FIRST_DAY, APRIL)),
    st.sampled_from((Decimal("0.5"), Decimal(1))),
)


@st.composite
def entries(draw: st.DrawFn) -> MakeRecord:
    """Draw a record of any kind, which may fit or not."""
    on, by, id = draw(DAYS), draw(PEOPLE), draw(st.sampled_from(("a", "b")))
    share = draw(st.sampled_from((Decimal("0.2"), Decimal("0.7"))))
    value = Decimal(draw(st.sampled_from((0, 1, 8))))
    period = Period(on, on + 40 * ONE_DAY)
    claim = Claim(id=id, person=SAM, claimant="union", first_day=on, share=share)
    topic = draw(st.sampled_from(Topic))
    verdict = draw(st.sampled_from(Verdict))
    choices: tuple[Entry, ...] = (
        Progress("calls", on, value),
        CheckIn(by=by, on=on),
        Request(id=id, by=SAM, to=OTTO, about=SAM, on=on),
        fb.Decline(request=id, by=OTTO, on=on),
        Extra(id=id, on=on, title="Batch", effort=value + 1, by=by, item="api"),
        Buddy(on=on, person="bea"),
        ResearchQuestion(id=id, on=on, topic=topic, text="Who pays?"),
        Finding(on=on, question=id, text="The host.", confidence=Confidence.LOW),
        Question(id=id, on=on, text="Who decides?"),
        Answer(question=id, on=on, text="Otto."),
        Demand(id=id, on=on, by=HANA, period=period, share=share, reason="outage"),
        DemandAnswer(demand=id, on=on, by=OTTO, verdict=verdict),
        ClaimNoted(on=on, claim=claim),
        FollowUp(on=on, after=Length(days=30), is_employed=True),
    )
    return put(by, draw(st.sampled_from(choices)), on=draw(DAYS))


@st.composite
def steps(draw: st.DrawFn) -> tuple[Command, ...]:
    """Draw a change that everybody consents to, an end, or time."""
    on = draw(DAYS)
    change = OpenChange(by=SAM, on=on, subject=draw(TERMS_DRAWN))
    recall = GiveNotice(by=HANA, on=on, kind=NoticeKind.RECALL, last_day=on + 40 * ONE_DAY)
    return draw(
        st.sampled_from(
            (
                (change, *consents(on, (HANA, OTTO, PETRA))),
                (change,),
                (recall,),
                (Withdraw(by=SAM, on=on),),
                (Leave(by=HANA, on=on),),
                (Advance(on=on),),
                (Advance(on=on),),
                (Advance(on=date(2028, 1, 1)),),
            )
        )
    )


def tried(placement: Placement, command: Command) -> Placement:
    """Return the placement after *command*, or as it was if that is refused."""
    try:
        return reduce(evolve, decide(placement, command, HOUSE), placement)
    except Refused:
        return placement


@given(
    TERMS_DRAWN,
    st.lists(entries().map(lambda entry: (entry,)) | steps(), max_size=12),
    DAYS,
)
def test_whatever_became_of_goals_and_days_it_can_be_told_how_it_is_going(
    terms: Terms, happened: list[tuple[Command, ...]], on: date
) -> None:
    """Goals change their measure and the first day moves, which lives seldom come to."""
    placement = scheduled_under(terms)
    for commands in happened:
        placement = reduce(tried, commands, placement)
    found = overview(placement, HOUSE, on)
    assert printed(placement, on)[0] == f"{on}: {standing(placement, HOUSE, on)}"
    warned = [each for option in options(placement, SAM, on, HOUSE) for each in option.warnings]
    assert [each for each in found.warnings if each.remedy] == warned
