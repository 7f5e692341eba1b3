"""The chart checked whole: every status with every verb, against a table written by hand.

`LEADS_TO` and `RECORDS` are written from what the statuses mean, not from the chart. Everything
else that knows the steps (the chart, its compiled table, `decide`, `evolve`, `why_not`) is held
against them.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args

import pytest
from attrs import evolve as altered
from hypothesis import given
from hypothesis import strategies as st
from statemachine import State, StateChart
from statemachine.exceptions import TransitionNotAllowed

from secondment import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    RECORDABLE,
    STEPS,
    AbsenceRecorded,
    Advance,
    Agreed,
    ArrangeCover,
    BrokenHistory,
    ChangeDropped,
    ChangeOpened,
    ChangeSettled,
    ClaimNoted,
    ClosingRevoked,
    Command,
    Complete,
    Completed,
    Consent,
    Consented,
    Convert,
    Converted,
    Counter,
    Countered,
    CoverArranged,
    Decline,
    Declined,
    DropChange,
    DropKind,
    EndEarly,
    EndedEarly,
    Ending,
    EndingAgreed,
    EndKind,
    Entry,
    Event,
    GiveNotice,
    Lapsed,
    Leave,
    Left,
    Length,
    Lifecycle,
    MakeRecord,
    NotAllowedHere,
    NoticeGiven,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Proposed,
    Reassign,
    Reassigned,
    RecordAbsence,
    RecordMade,
    Refused,
    Role,
    Start,
    Started,
    Status,
    Verb,
    Void,
    Voided,
    Withdraw,
    Withdrawn,
    decide,
    evolve,
    feedback,
    why_not,
)
from secondment.clauses import COMMAND_VERBS
from secondment.events import RECORDS as RECORD_FACTS
from secondment.events import Escalated
from secondment.feedback import CheckIn, Feedforward, Note, Request, Review, ReviewKind, Withdrawal
from secondment.goals import Progress
from secondment.lifecycle import ACTIVE, AGREED, CLOSING, FIRST_STATUS, compile_steps, is_possible
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import FollowUp
from secondment.ratings import Scale
from secondment.records import VERB_OF, Fulfilment, HomeChange, Waiver
from secondment.scope import Extra
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    SAM,
    TERMS,
    consents,
    lived,
    proposed,
    scheduled,
    underway,
)

LEADS_TO: dict[Status, dict[Verb, Status]] = {
    Status.PROPOSED: {
        Verb.COUNTER: Status.PROPOSED,
        Verb.CONSENT: Status.PROPOSED,
        Verb.ESCALATE: Status.PROPOSED,
        Verb.AGREE: Status.SCHEDULED,
        Verb.DECLINE: Status.DECLINED,
        Verb.WITHDRAW: Status.WITHDRAWN,
        Verb.LAPSE: Status.LAPSED,
        Verb.LEAVE: Status.LEFT,
    },
    Status.SCHEDULED: {
        Verb.OPEN_CHANGE: Status.REVISING,
        Verb.START: Status.UNDERWAY,
        Verb.WITHDRAW: Status.WITHDRAWN,
        Verb.LAPSE: Status.LAPSED,
        Verb.LEAVE: Status.LEFT,
    },
    Status.REVISING: {
        Verb.COUNTER: Status.REVISING,
        Verb.CONSENT: Status.REVISING,
        Verb.ESCALATE: Status.REVISING,
        Verb.SETTLE_CHANGE: Status.SCHEDULED,
        Verb.DROP_CHANGE: Status.SCHEDULED,
        Verb.WITHDRAW: Status.WITHDRAWN,
        Verb.LAPSE: Status.LAPSED,
        Verb.LEAVE: Status.LEFT,
    },
    Status.UNDERWAY: {
        Verb.OPEN_CHANGE: Status.NEGOTIATED_CHANGE,
        Verb.GIVE_NOTICE: Status.HANDOVER,
        Verb.COMPLETE: Status.COMPLETED,
        Verb.CONVERT: Status.CONVERTED,
        Verb.END_EARLY: Status.ENDED_EARLY,
        Verb.LEAVE: Status.LEFT,
    },
    Status.NEGOTIATED_CHANGE: {
        Verb.COUNTER: Status.NEGOTIATED_CHANGE,
        Verb.CONSENT: Status.NEGOTIATED_CHANGE,
        Verb.ESCALATE: Status.NEGOTIATED_CHANGE,
        Verb.SETTLE_CHANGE: Status.UNDERWAY,
        Verb.DROP_CHANGE: Status.UNDERWAY,
        Verb.AGREE_ENDING: Status.HANDOVER,
        Verb.GIVE_NOTICE: Status.HANDOVER,
        Verb.COMPLETE: Status.COMPLETED,
        Verb.CONVERT: Status.CONVERTED,
        Verb.END_EARLY: Status.ENDED_EARLY,
        Verb.LEAVE: Status.LEFT,
    },
    Status.HANDOVER: {
        Verb.OPEN_CHANGE: Status.RECONSIDERING,
        Verb.COMPLETE: Status.COMPLETED,
        Verb.CONVERT: Status.CONVERTED,
        Verb.END_EARLY: Status.ENDED_EARLY,
        Verb.LEAVE: Status.LEFT,
    },
    Status.RECONSIDERING: {
        Verb.COUNTER: Status.RECONSIDERING,
        Verb.CONSENT: Status.RECONSIDERING,
        Verb.ESCALATE: Status.RECONSIDERING,
        Verb.AGREE_ENDING: Status.HANDOVER,
        Verb.DROP_CHANGE: Status.HANDOVER,
        Verb.REVOKE_CLOSING: Status.UNDERWAY,
        Verb.COMPLETE: Status.COMPLETED,
        Verb.CONVERT: Status.CONVERTED,
        Verb.END_EARLY: Status.ENDED_EARLY,
        Verb.LEAVE: Status.LEFT,
    },
    Status.COMPLETED: {},
    Status.CONVERTED: {},
    Status.ENDED_EARLY: {},
    Status.LEFT: {},
    Status.DECLINED: {},
    Status.WITHDRAWN: {},
    Status.LAPSED: {},
}
"""Where each step leads from each status."""

GETTING_TO_KNOW = {
    Verb.NAME_BUDDY,
    Verb.PLAN_RESEARCH,
    Verb.RECORD_FINDING,
    Verb.ASK,
    Verb.ANSWER,
}
"""Preparation starts with the proposal, and goes on as long as the placement does."""
FEEDBACK = {
    Verb.REQUEST_FEEDBACK,
    Verb.DECLINE_REQUEST,
    Verb.GIVE_FEEDBACK,
    Verb.WITHDRAW_FEEDBACK,
}
"""Feedback needs people who have agreed to work together, and may come after the end."""

PROPOSED_RECORDS = {
    Verb.ARRANGE_COVER,
    Verb.REASSIGN,
    Verb.NOTE_CLAIM,
    *GETTING_TO_KNOW,
    Verb.WAIVE,
    Verb.FULFIL,
    Verb.VOID,
}
AGREED_RECORDS = {
    *PROPOSED_RECORDS,
    Verb.RECORD_ABSENCE,
    Verb.RECORD_PROGRESS,
    Verb.CHECK_IN,
    Verb.RAISE_DEMAND,
    Verb.ANSWER_DEMAND,
    Verb.NOTE_HOME_CHANGE,
    *FEEDBACK,
}
WORKING_RECORDS = {*AGREED_RECORDS, Verb.NOTE_EXTRA, Verb.REVIEW}
OVER_RECORDS = {*FEEDBACK, Verb.REVIEW, Verb.FOLLOW_UP, Verb.FULFIL, Verb.VOID}

RECORDS: dict[Status, set[Verb]] = {
    Status.PROPOSED: PROPOSED_RECORDS,
    Status.SCHEDULED: AGREED_RECORDS,
    Status.REVISING: AGREED_RECORDS,
    Status.UNDERWAY: WORKING_RECORDS,
    Status.NEGOTIATED_CHANGE: WORKING_RECORDS,
    Status.HANDOVER: WORKING_RECORDS,
    Status.RECONSIDERING: WORKING_RECORDS,
    Status.COMPLETED: OVER_RECORDS,
    Status.CONVERTED: OVER_RECORDS,
    Status.ENDED_EARLY: OVER_RECORDS,
    Status.LEFT: OVER_RECORDS,
    Status.DECLINED: {Verb.VOID},
    Status.WITHDRAWN: {Verb.VOID},
    Status.LAPSED: {Verb.VOID},
}
"""What may be recorded in each status."""

ENDS = {status for status, steps in LEADS_TO.items() if not steps}
MOVING = {verb for steps in LEADS_TO.values() for verb in steps}

NOT_GIVEN = {
    Verb.AGREE,
    Verb.SETTLE_CHANGE,
    Verb.AGREE_ENDING,
    Verb.REVOKE_CLOSING,
    Verb.LAPSE,
    Verb.ESCALATE,
}
"""These come with the last consent needed, or with time; the rest is given by people."""

LATER = date(2027, 4, 1)
SHORTER = altered(TERMS, period=Period(FIRST_DAY, date(2027, 7, 31)))
EARLY_END = Ending(EndKind.EARLY_END, date(2027, 6, 30))
CONVERSION = Ending(EndKind.CONVERSION, LAST_DAY)
OPEN = OpenChange(by=SAM, on=AGREED_ON, subject=SHORTER)


def _possible(status: Status | None) -> set[Verb]:
    """Return the verbs that exist in *status* according to the tables above."""
    return {Verb.PROPOSE} if status is None else {*LEADS_TO[status], *RECORDS[status]}


def _handover() -> Placement:
    notice = GiveNotice(by=HANA, on=LATER, kind=NoticeKind.RECALL, last_day=date(2027, 6, 30))
    return lived(notice, after=underway())


def _converted() -> Placement:
    staying = OpenChange(by=OTTO, on=LATER, subject=CONVERSION)
    after = lived(staying, *consents(LATER, (SAM, HANA, PETRA)), after=underway())
    return lived(Advance(on=date(2027, 9, 1)), after=after)


LIVES: dict[Status, Callable[[], Placement]] = {
    Status.PROPOSED: proposed,
    Status.SCHEDULED: scheduled,
    Status.REVISING: lambda: lived(OPEN, after=scheduled()),
    Status.UNDERWAY: underway,
    Status.NEGOTIATED_CHANGE: lambda: lived(altered(OPEN, on=LATER), after=underway()),
    Status.HANDOVER: _handover,
    Status.RECONSIDERING: lambda: lived(altered(OPEN, on=LATER, subject=TERMS), after=_handover()),
    Status.COMPLETED: lambda: lived(Advance(on=date(2027, 9, 1)), after=underway()),
    Status.CONVERTED: _converted,
    Status.ENDED_EARLY: lambda: lived(
        EndEarly(by=PETRA, on=LATER, trigger="host_closed"), after=underway()
    ),
    Status.LEFT: lambda: lived(Leave(by=HANA, on=AGREED_ON), after=proposed()),
    Status.DECLINED: lambda: lived(Decline(by=OTTO, on=AGREED_ON), after=proposed()),
    Status.WITHDRAWN: lambda: lived(Withdraw(by=HANA, on=AGREED_ON), after=proposed()),
    Status.LAPSED: lambda: lived(Advance(on=FIRST_DAY), after=proposed()),
}
"""How a placement comes to each status by commands."""


@cache
def _standing_in(status: Status | None) -> Placement | None:
    """Return a placement in *status*, None for the time before the proposal."""
    return None if status is None else LIVES[status]()


MADE_ON = date(2027, 3, 29)
ENTRIES: tuple[tuple[str, Entry], ...] = (
    (SAM, Progress("calls", MADE_ON, Decimal(3))),
    (SAM, CheckIn(by=SAM, on=MADE_ON)),
    (OTTO, Note(id="n1", by=OTTO, to=SAM, on=MADE_ON, body=Feedforward(("Ask earlier",)))),
    (SAM, Request(id="r1", by=SAM, to=OTTO, about=SAM, on=MADE_ON)),
    (OTTO, feedback.Decline(request="r1", by=OTTO, on=MADE_ON)),
    (SAM, Withdrawal(of="r1", by=SAM, on=MADE_ON)),
    (
        OTTO,
        Review(
            id="v1",
            by=OTTO,
            about=SAM,
            on=MADE_ON,
            kind=ReviewKind.MID,
            round="2027",
            scale=Scale(Decimal(1), Decimal(5)),
            words="Well begun",
        ),
    ),
    (SAM, Extra(id="x1", on=MADE_ON, title="Batch", effort=Decimal(2), by=SAM)),
    (OTTO, Buddy(on=MADE_ON, person="bea")),
    (SAM, ResearchQuestion(id="w1", on=MADE_ON, topic=Topic.MARKET, text="Who else sells it?")),
    (SAM, Finding(on=MADE_ON, question="w1", text="Nobody", confidence=Confidence.LOW)),
    (SAM, Question(id="q1", on=MADE_ON, text="Who decides?")),
    (HANA, Answer(question="q1", on=MADE_ON, text="The team")),
    (
        HANA,
        Demand(
            id="d1",
            on=MADE_ON,
            by=HANA,
            period=Period(LATER, LATER),
            share=Decimal("0.2"),
            reason="outage",
        ),
    ),
    (OTTO, DemandAnswer(demand="d1", on=MADE_ON, by=OTTO, verdict=Verdict.REFUSED)),
    (
        SAM,
        ClaimNoted(
            on=MADE_ON,
            claim=Claim(
                id="c1", person=SAM, claimant="union", first_day=LATER, share=Decimal("0.1")
            ),
        ),
    ),
    (HANA, FollowUp(on=MADE_ON, after=Length(months=3), is_employed=True)),
    (HANA, HomeChange(id="h1", on=MADE_ON, effective_on=LATER, what="regraded")),
    (HANA, Waiver(by=HANA, on=MADE_ON, rule="max_length", reason="last_project")),
    (HANA, Fulfilment(by=HANA, on=MADE_ON, duty="document agreement")),
)
"""One record of each kind, with somebody who may make it; they need not fit together."""

COMMANDS: dict[Verb, Command] = {
    Verb.PROPOSE: PROPOSE,
    Verb.COUNTER: Counter(by=OTTO, on=LATER, subject=SHORTER),
    Verb.CONSENT: Consent(by=OTTO, on=LATER),
    Verb.DECLINE: Decline(by=OTTO, on=LATER),
    Verb.WITHDRAW: Withdraw(by=HANA, on=LATER),
    Verb.OPEN_CHANGE: altered(OPEN, on=LATER),
    Verb.DROP_CHANGE: DropChange(by=SAM, on=LATER),
    Verb.START: Start(by=OTTO, on=FIRST_DAY),
    Verb.GIVE_NOTICE: GiveNotice(by=SAM, on=LATER, kind=NoticeKind.RESIGNATION, last_day=LATER),
    Verb.COMPLETE: Complete(by=SAM, on=LATER),
    Verb.CONVERT: Convert(by=OTTO, on=LATER),
    Verb.END_EARLY: EndEarly(by=PETRA, on=LATER, trigger="host_closed"),
    Verb.LEAVE: Leave(by=HANA, on=LATER),
    Verb.RECORD_ABSENCE: RecordAbsence(
        by=SAM, on=LATER, period=Period(LATER, LATER), reason="sick"
    ),
    Verb.ARRANGE_COVER: ArrangeCover(by=HANA, on=LATER, person="cora", period=TERMS.period),
    Verb.REASSIGN: Reassign(
        by=OTTO, on=LATER, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora"
    ),
    Verb.VOID: Void(by=PETRA, on=LATER, position=1, reason="mistake"),
    **{VERB_OF[type(entry)]: MakeRecord(by=by, on=LATER, record=entry) for by, entry in ENTRIES},
}
"""One command for each verb that people give; whether it is allowed otherwise does not matter."""


# the table and the chart


def test_the_compiled_table_holds_the_steps_written_by_hand() -> None:
    by_hand = {
        (status, verb): target
        for status, steps in LEADS_TO.items()
        for verb, target in steps.items()
    }
    assert dict(STEPS) == by_hand


def test_records_may_be_made_as_written_by_hand() -> None:
    by_status = {
        status: {verb for verb, allowed in RECORDABLE.items() if status in allowed}
        for status in Status
    }
    assert by_status == RECORDS


@pytest.mark.parametrize("status", [None, *Status])
def test_a_verb_is_possible_exactly_where_the_tables_say_so(status: Status | None) -> None:
    assert {verb for verb in Verb if is_possible(status, verb)} == _possible(status)


@pytest.mark.parametrize(
    ("group", "statuses"),
    [
        (FINAL_STATUSES, ENDS),
        (OPEN_STATUSES, set(Status) - ENDS),
        (AGREED, {Status.SCHEDULED, Status.REVISING}),
        (ACTIVE, {Status.UNDERWAY, Status.NEGOTIATED_CHANGE}),
        (CLOSING, {Status.HANDOVER, Status.RECONSIDERING}),
    ],
)
def test_the_statuses_are_grouped_as_the_words_for_them_say(
    group: frozenset[Status], statuses: set[Status]
) -> None:
    assert group == statuses


def test_a_placement_is_proposed_first() -> None:
    assert FIRST_STATUS is Status.PROPOSED


def _leaf(machine: Lifecycle) -> Status:
    (leaf,) = (state for state in machine.configuration if not state.states)
    return Status(leaf.id)


def _sent(machine: Lifecycle, verb: Verb) -> Status | None:
    """Return where *machine* stands after *verb*, None when it refuses."""
    try:
        machine.send(verb.value)
    except TransitionNotAllowed:
        return None
    return _leaf(machine)


@pytest.mark.parametrize("status", Status)
def test_a_live_machine_in_any_leaf_takes_the_steps_of_the_table_and_no_other(
    status: Status,
) -> None:
    taken = {verb: _sent(Lifecycle(start_value=status.value), verb) for verb in Verb}
    assert taken == {verb: STEPS.get((status, verb)) for verb in Verb}


@given(st.lists(st.integers(0, 9), max_size=12))
def test_a_live_machine_and_the_table_take_the_same_walk(turnings: list[int]) -> None:
    machine, status = Lifecycle(), FIRST_STATUS
    for turning in turnings:
        verbs = [verb for start, verb in STEPS if start is status]
        if not verbs:
            break
        verb = verbs[turning % len(verbs)]
        status = STEPS[status, verb]
        assert _sent(machine, verb) is status
    assert _leaf(machine) is status
    assert machine.is_terminated is (status in ENDS)


@pytest.mark.parametrize("status", sorted(OPEN_STATUSES))
def test_an_end_can_be_reached_from_every_open_status(status: Status) -> None:
    reached, ahead = {status}, [status]
    while ahead:
        found = set(LEADS_TO[ahead.pop()].values()) - reached
        reached |= found
        ahead += found
    assert reached & ENDS


def test_every_status_can_be_reached() -> None:
    reached = {Status.PROPOSED} | {
        target
        for status, steps in LEADS_TO.items()
        for target in steps.values()
        if target != status
    }
    assert reached == set(Status)


class _TwoTargets(StateChart[object]):
    proposed = State(initial=True)
    declined = State(final=True)
    lapsed = State(final=True)

    decline = proposed.to(declined) | proposed.to(lapsed)


def test_a_chart_with_two_targets_for_one_verb_does_not_compile() -> None:
    with pytest.raises(ValueError, match=r"^proposed has two targets for decline$"):
        compile_steps(_TwoTargets)


class _UnknownVerb(StateChart[object]):
    proposed = State(initial=True)
    declined = State(final=True)

    refuse = proposed.to(declined)


def test_a_chart_with_a_verb_that_is_none_does_not_compile() -> None:
    with pytest.raises(ValueError, match=r"^'refuse' is not a valid Verb$"):
        compile_steps(_UnknownVerb)


# commands


def test_every_verb_that_people_give_has_a_command_and_no_other_has() -> None:
    assert set(COMMAND_VERBS) == set(Verb) - NOT_GIVEN == set(COMMANDS)


@pytest.mark.parametrize("status", [None, *Status])
def test_a_placement_comes_to_every_status_by_commands(status: Status | None) -> None:
    placement = _standing_in(status)
    assert (None if placement is None else placement.status) is status


def _refused_as_not_allowed_here(status: Status | None, verb: Verb) -> bool:
    try:
        decide(_standing_in(status), COMMANDS[verb], HOUSE)
    except NotAllowedHere:
        return True
    except Refused:
        return False
    return False


@pytest.mark.parametrize("status", [None, *Status])
def test_decide_knows_no_such_step_exactly_where_there_is_none(status: Status | None) -> None:
    refused = {verb for verb in COMMAND_VERBS if _refused_as_not_allowed_here(status, verb)}
    assert refused == set(COMMAND_VERBS) - _possible(status)


@pytest.mark.parametrize("status", [None, *Status])
def test_why_not_knows_no_such_step_exactly_where_there_is_none(status: Status | None) -> None:
    codes = {
        verb: [each.code for each in why_not(_standing_in(status), COMMANDS[verb], HOUSE)]
        for verb in COMMAND_VERBS
    }
    refused = {verb for verb, found in codes.items() if found == ["not_allowed_here"]}
    assert refused == set(COMMAND_VERBS) - _possible(status)
    assert not any("not_allowed_here" in codes[verb] for verb in _possible(status) - NOT_GIVEN)


@pytest.mark.parametrize("status", [None, *Status])
def test_the_refusal_names_every_command_that_is_possible(status: Status | None) -> None:
    possible = tuple(verb for verb in COMMAND_VERBS if verb in _possible(status))
    for verb in set(COMMAND_VERBS) - _possible(status):
        with pytest.raises(NotAllowedHere) as caught:
            decide(_standing_in(status), COMMANDS[verb], HOUSE)
        assert (caught.value.verb, caught.value.status) == (verb, status)
        assert caught.value.possible == possible


# facts


def _facts(offers: int) -> tuple[Event, ...]:
    """Return one fact of each verb, as it would be after so many *offers*."""
    on, terms, number = date(2027, 10, 1), TERMS, offers + 1
    return (
        Proposed(on=on, by=HANA, parties=PARTIES, terms=terms, number=number, expires_on=on),
        Countered(on=on, by=OTTO, number=number, subject=terms, expires_on=on),
        Consented(on=on, by=OTTO, number=offers),
        Escalated(on=on, by=None, number=offers),
        Agreed(on=on, by=OTTO, terms=terms),
        Declined(on=on, by=OTTO),
        Withdrawn(on=on, by=HANA),
        Lapsed(on=on, by=None),
        ChangeOpened(on=on, by=SAM, number=number, subject=terms, expires_on=on),
        ChangeSettled(on=on, by=OTTO, terms=terms),
        ChangeDropped(on=on, by=None, kind=DropKind.LAPSED),
        Started(on=on, by=None),
        NoticeGiven(on=on, by=HANA, kind=NoticeKind.RECALL, ending=EARLY_END),
        EndingAgreed(on=on, by=OTTO, ending=EARLY_END),
        ClosingRevoked(on=on, by=OTTO, terms=terms),
        Completed(on=on, by=None, returns_on=on),
        Converted(on=on, by=None),
        EndedEarly(on=on, by=None, reason="recall", returns_on=on),
        Left(on=on, by=None, reason=None),
        AbsenceRecorded(on=on, by=SAM, period=terms.period, reason="sick"),
        CoverArranged(on=on, by=HANA, person="cora", period=terms.period),
        Reassigned(on=on, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora"),
        Voided(on=on, by=PETRA, position=1, reason="mistake"),
        *(RecordMade(on=entry.on, by=by, record=entry) for by, entry in ENTRIES),
    )


def test_every_verb_has_one_fact_and_every_fact_has_a_verb() -> None:
    assert sorted(fact.verb for fact in _facts(0)) == sorted(Verb)
    assert {type(fact) for fact in _facts(0)} == set(get_args(Event))


def test_every_kind_of_entry_has_a_verb_of_its_own() -> None:
    assert [type(entry) for _, entry in ENTRIES] == list(get_args(Entry))
    assert set(VERB_OF) == set(get_args(Entry))
    assert len({*VERB_OF.values()}) == len(VERB_OF)


def test_the_facts_that_move_the_status_are_those_of_the_chart() -> None:
    moving = {fact.verb for fact in _facts(0) if not isinstance(fact, RECORD_FACTS)}
    assert moving == MOVING | {Verb.PROPOSE}
    assert set(Verb) - moving == set(RECORDABLE)


def _status_after(status: Status | None, verb: Verb) -> Status | None:
    """Return the status after the fact of *verb*, None when it cannot follow."""
    placement = _standing_in(status)
    (fact,) = (each for each in _facts(placement.offers if placement else 0) if each.verb is verb)
    try:
        return evolve(placement, fact).status
    except BrokenHistory:
        return None


@pytest.mark.parametrize("status", Status)
def test_a_fact_follows_exactly_where_the_chart_has_its_step(status: Status) -> None:
    after = {verb: _status_after(status, verb) for verb in (Verb.PROPOSE, *MOVING)}
    assert after == {verb: LEADS_TO[status].get(verb) for verb in (Verb.PROPOSE, *MOVING)}


@pytest.mark.parametrize("verb", Verb)
def test_only_a_proposal_comes_first(verb: Verb) -> None:
    first = Status.PROPOSED if verb is Verb.PROPOSE else None
    assert _status_after(None, verb) is first


@pytest.mark.parametrize("status", Status)
def test_a_record_moves_no_status(status: Status) -> None:
    """Not even where it may no longer be made: the fold reads what was once allowed."""
    after = {verb: _status_after(status, verb) for verb in set(RECORDABLE) - {Verb.VOID}}
    assert after == dict.fromkeys(after, status)


@pytest.mark.parametrize("status", sorted(ENDS))
def test_an_end_is_left_by_voiding_it_and_in_no_other_way(status: Status) -> None:
    ended = _standing_in(status)
    assert ended is not None
    assert ended.before is not None
    void = Void(by=PETRA, on=LATER, position=ended.latest, reason="mistake")
    assert lived(void, after=ended).status is ended.before.status
    assert ended.before.is_open
    assert {verb for verb in Verb if is_possible(status, verb)} == RECORDS[status]
    assert RECORDS[status].isdisjoint(MOVING)


# a good guest


def test_importing_the_library_leaves_the_text_domain_of_gettext_alone() -> None:
    """Importing python-statemachine changes it for the whole process."""
    script = (
        "import gettext\n"
        "gettext.textdomain('host')\n"
        "import secondment\n"
        "import statemachine\n"
        "print(gettext.textdomain())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "host\n"
