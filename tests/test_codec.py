"""Facts and commands become JSON and come back; whatever else comes in gives one clear error."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, get_args

import pytest
from attrs import NOTHING, fields
from attrs import evolve as altered
from hypothesis import example, given
from hypothesis import strategies as st

from secondment import (
    AbsenceRecorded,
    Advance,
    Agreed,
    ArrangeCover,
    AttainmentScale,
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
    ConversionRoute,
    Convert,
    Converted,
    CostSplit,
    Counter,
    Countered,
    Cover,
    CoverArranged,
    Decline,
    Declined,
    DropChange,
    DropKind,
    EarlyEndMode,
    EndEarly,
    EndedEarly,
    Ending,
    EndingAgreed,
    EndKind,
    Entry,
    Event,
    Fault,
    Gate,
    GiveNotice,
    Goal,
    InvalidValue,
    KeyResult,
    Lapsed,
    Leave,
    Left,
    Length,
    MakeRecord,
    Milestone,
    NoticeGiven,
    NoticeKind,
    OpenChange,
    Period,
    Priority,
    Propose,
    Proposed,
    Reassign,
    Reassigned,
    RecordAbsence,
    RecordMade,
    ReturnRight,
    Role,
    Say,
    ScopeItem,
    Stakeholder,
    Start,
    Started,
    Terms,
    UnknownEvent,
    UnreadableEvent,
    Void,
    Voided,
    Withdraw,
    Withdrawn,
    command_from_data,
    command_to_data,
    from_data,
    from_json,
    to_data,
    to_json,
)
from secondment import feedback as fb
from secondment.codec import Data, Upcaster, command_to_json, version_of
from secondment.events import Escalated
from secondment.goals import Commitment, Progress
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import Criterion, FollowUp
from secondment.ratings import Rating, Scale
from secondment.records import Fulfilment, HomeChange, Waiver
from secondment.scope import Extra
from secondment.service import ServiceRecord, Spell
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    FIRST_DAY,
    HANA,
    LAST_DAY,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSED_ON,
    SAM,
    TERMS,
)

ON: Final = date(2027, 5, 3)
AWAY: Final = Period(date(2027, 5, 10), date(2027, 5, 21))

FULL_PARTIES: Final = altered(
    PARTIES,
    stakeholders=(Stakeholder("stella", Say.MUST_CONSENT), Stakeholder("igor", Say.INFORMED)),
    authority="ada",
)
FULL_TERMS: Final = Terms(
    period=Period(FIRST_DAY, LAST_DAY),
    host_share=Decimal("0.80"),
    kind="loan",
    purpose="cover",
    team="checkout",
    place="lisbon",
    check_in_every=Length(weeks=2),
    gates=(Gate.REVERSE_INTERVIEW, Gate.BUDDY),
    trial=Length(months=1, days=3),
    notice=Length(weeks=6),
    early_end_mode=EarlyEndMode.FOR_CAUSE,
    return_right=ReturnRight.SAME_POST,
    conversion_route=ConversionRoute.AUTOMATIC,
    cost=CostSplit(Decimal("0.5"), "shared_gain"),
    cover=Cover.BACKFILL,
    decision_day=date(2027, 7, 1),
)
RICH_TERMS: Final = altered(
    FULL_TERMS,
    scope=(
        ScopeItem("api", "Ship the API", Decimal("30.0"), Priority.MUST),
        ScopeItem("docs", "Write the handbook", Decimal("0.5"), Priority.WONT),
    ),
    goals=(
        Goal(
            "money",
            "Payments run",
            description="Every payment of the month goes out by itself",
            weight=Decimal("2.50"),
            due=date(2027, 8, 1),
            owner=OTTO,
        ),
        Goal(
            "speed",
            "They run fast",
            measure=AttainmentScale(
                much_less="a day",
                less="an hour",
                expected="ten minutes",
                more="a minute",
                much_more="at once",
                baseline=Decimal(-2),
            ),
            parent="money",
        ),
        Goal(
            "calls",
            "Talk to customers",
            measure=KeyResult(
                start=Decimal("0.0"),
                target=Decimal(20),
                unit="calls",
                commitment=Commitment.COMMITTED,
            ),
            parent="money",
        ),
        Goal("demo", "Show it", measure=Milestone("the demo is given")),
        Goal("calm", "Stay calm", measure=KeyResult(start=Decimal(5), target=Decimal(1))),
    ),
)
"""A goal of each measure, and one without; a scope item to be done, and one not to be."""

FULL_SERVICE: Final = ServiceRecord(
    employed_since=date(2018, 4, 1),
    in_role_since=date(2021, 4, 1),
    probation_until=date(2018, 9, 30),
    has_live_warning=False,
    performance_acceptable=True,
    contract="fixed_term",
    contract_ends_on=date(2027, 6, 30),
    grade="g6",
    released_on=date(2027, 1, 4),
    criteria=(Criterion("essential_skills", True),),
    placements=(Spell(period=AWAY, host_share=Decimal("0.50"), placement="P-3"),),
    same_post=(Spell(period=AWAY, host_share=Decimal("0.2"), placement="P-4"),),
)
"""Everything that can be known of somebody's service."""

ENDING: Final = Ending(EndKind.EARLY_END, date(2027, 6, 30), "reorganised", "post-9")

RECORDS: Final[tuple[Entry, ...]] = (
    Progress("calls", ON, Decimal("3.50")),
    fb.CheckIn(
        by=SAM,
        on=ON,
        confidence=4,
        blockers=("no laptop", "no access"),
        asks=("a seat near the team",),
        decisions=("move the demo",),
        audience=(OTTO, "bea"),
    ),
    fb.Note(
        id="n1",
        by=OTTO,
        to=SAM,
        on=ON,
        body=fb.Observation(
            behaviour="You summed up both views",
            situation="In the planning of 3 May",
            impact="We agreed within the hour",
            request="Do it again on Friday",
        ),
        audience=(HANA,),
        answers="r1",
    ),
    fb.Note(id="n2", by=OTTO, to=SAM, on=ON, body=fb.Feedforward(("Ask first", "Write less"))),
    fb.Note(
        id="n3",
        by=OTTO,
        to=SAM,
        on=ON,
        body=fb.StartStopContinue(
            to_start=("asking",), to_stop=("guessing", "waiting"), to_continue=("drawing",)
        ),
    ),
    fb.Request(id="r1", by=SAM, to=OTTO, about=SAM, on=ON, answer_by=date(2027, 5, 17)),
    fb.Decline(request="r1", by=OTTO, on=ON),
    fb.Withdrawal(of="n1", by=OTTO, on=ON),
    fb.Review(
        id="v1",
        by=OTTO,
        about=SAM,
        on=ON,
        kind=fb.ReviewKind.MID,
        round="mid-2027",
        scale=Scale(Decimal(1), Decimal(5), step=Decimal("0.5")),
        ratings=(
            Rating("speed", Decimal(4), weight=Decimal("0.3")),
            Rating("care", Decimal("3.0"), weight=Decimal("0.7")),
        ),
        words="Well on the way",
        audience=(HANA, PETRA),
    ),
    Extra(
        id="x1",
        on=ON,
        title="Batch jobs",
        effort=Decimal("6.5"),
        by=SAM,
        item="api",
        wanted_by=OTTO,
    ),
    Buddy(on=ON, person="bea"),
    ResearchQuestion(id="rq1", on=ON, topic=Topic.CUSTOMERS, text="Who pays late?"),
    Finding(
        on=ON,
        question="rq1",
        text="Small shops",
        confidence=Confidence.HIGH,
        sources=("ledger", "three calls"),
    ),
    Question(id="q1", on=ON, text="Who decides?", to=OTTO),
    Answer(question="q1", on=ON, text="The team"),
    Demand(id="d1", on=ON, by=HANA, period=AWAY, share=Decimal("0.40"), reason="outage"),
    DemandAnswer(demand="d1", on=ON, by=OTTO, verdict=Verdict.TO_BE_A_CHANGE, reason="too_much"),
    ClaimNoted(
        on=ON,
        claim=Claim(
            id="c1",
            person=SAM,
            claimant="union",
            first_day=ON,
            share=Decimal("0.3"),
            last_day=date(2027, 12, 31),
        ),
    ),
    FollowUp(on=ON, after=Length(months=3), is_employed=True, uses_skills=False),
    HomeChange(id="h1", on=ON, effective_on=date(2027, 6, 1), what="regraded"),
    Waiver(by=PETRA, on=ON, rule="caps.lifetime", reason="last_project"),
    Fulfilment(by=SAM, on=ON, duty="document agreement"),
)
"""One of each kind, and a note of each form, with everything said that can be said."""

BARE_RECORDS: Final[tuple[Entry, ...]] = (
    fb.CheckIn(by=SAM, on=ON),
    fb.Note(id="n1", by=OTTO, to=SAM, on=ON, body=fb.Observation(behaviour="You waited")),
    fb.Note(id="n2", by=OTTO, to=SAM, on=ON, body=fb.StartStopContinue(to_stop=("waiting",))),
    fb.Request(id="r1", by=SAM, to=OTTO, about=SAM, on=ON),
    fb.Review(
        id="v1",
        by=OTTO,
        about=SAM,
        on=ON,
        kind=fb.ReviewKind.END,
        round="end-2027",
        scale=Scale(Decimal(0), Decimal(5)),
        words="Done",
    ),
    Extra(id="x1", on=ON, title="Batch jobs", effort=Decimal("0.5"), by=SAM),
    Buddy(on=ON, person=None),
    Finding(on=ON, question="rq1", text="Small shops", confidence=Confidence.LOW),
    Question(id="q1", on=ON, text="Who decides?"),
    DemandAnswer(demand="d1", on=ON, by=OTTO, verdict=Verdict.REFUSED),
    ClaimNoted(
        on=ON,
        claim=Claim(id="c1", person=SAM, claimant="union", first_day=ON, share=Decimal(1)),
    ),
    FollowUp(on=ON, after=Length(days=90), is_employed=False),
)
"""Those of them that may leave something unsaid, with all of it left unsaid."""

EVENTS: Final[tuple[Event, ...]] = (
    Proposed(
        on=PROPOSED_ON,
        by=HANA,
        parties=FULL_PARTIES,
        terms=FULL_TERMS,
        number=1,
        expires_on=date(2027, 2, 8),
        service=FULL_SERVICE,
    ),
    Countered(on=ON, by=OTTO, number=2, subject=FULL_TERMS, expires_on=ON),
    Consented(on=ON, by=SAM, number=2, deemed=True),
    Escalated(on=ON, by=None, number=2),
    Agreed(on=ON, by=PETRA, terms=RICH_TERMS),
    Declined(on=ON, by=OTTO, reason="budget"),
    Withdrawn(on=ON, by=HANA),
    Lapsed(on=ON, by=None),
    ChangeOpened(on=ON, by=SAM, number=3, subject=ENDING, expires_on=ON),
    ChangeSettled(on=ON, by=PETRA, terms=FULL_TERMS),
    ChangeDropped(on=ON, by=OTTO, kind=DropKind.DECLINED, reason="budget"),
    Started(on=FIRST_DAY, by=None),
    NoticeGiven(on=ON, by=HANA, kind=NoticeKind.RECALL, ending=ENDING),
    EndingAgreed(on=ON, by=PETRA, ending=ENDING),
    ClosingRevoked(on=ON, by=PETRA, terms=FULL_TERMS),
    Completed(on=ON, by=None, returns_on=ON),
    Converted(on=ON, by=PETRA),
    EndedEarly(on=ON, by=OTTO, reason="host_closed", returns_on=ON),
    Left(on=ON, by=SAM, reason="pension"),
    AbsenceRecorded(on=ON, by=SAM, period=AWAY, reason="holiday"),
    CoverArranged(on=ON, by=HANA, person="cleo", period=AWAY),
    Reassigned(on=ON, by=PETRA, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="olga"),
    *(RecordMade(on=ON, by=PETRA, record=record) for record in RECORDS),
    Voided(on=ON, by=PETRA, position=4, reason="typing_error"),
)

COMMANDS: Final[tuple[Command, ...]] = (
    Propose(
        by=HANA,
        on=PROPOSED_ON,
        parties=FULL_PARTIES,
        terms=FULL_TERMS,
        expires_on=ON,
        service=FULL_SERVICE,
    ),
    Counter(by=OTTO, on=ON, subject=ENDING, offer=2, expires_on=ON),
    Consent(by=SAM, on=ON, offer=2),
    Decline(by=OTTO, on=ON, offer=1, reason="budget"),
    Withdraw(by=HANA, on=ON),
    OpenChange(by=SAM, on=ON, subject=RICH_TERMS, expires_on=ON),
    DropChange(by=OTTO, on=ON, offer=3, reason="budget"),
    Start(by=PETRA, on=FIRST_DAY),
    GiveNotice(by=HANA, on=ON, kind=NoticeKind.RECALL, last_day=ON, reason="project_cut"),
    Complete(by=SAM, on=ON),
    Convert(by=PETRA, on=ON),
    EndEarly(by=OTTO, on=ON, trigger="host_closed"),
    Leave(by=HANA, on=ON, reason="pension"),
    RecordAbsence(by=SAM, on=ON, period=AWAY, reason="holiday", dated=ON),
    ArrangeCover(by=HANA, on=ON, person="cleo", period=AWAY, dated=ON),
    Reassign(
        by=PETRA, on=ON, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="olga", dated=PROPOSED_ON
    ),
    *(MakeRecord(by=PETRA, on=ON, record=record) for record in RECORDS),
    Void(by=PETRA, on=ON, position=4, reason="typing_error"),
    Advance(on=ON),
)


def named(value: Event | Command | Entry) -> str:
    return type(value).__name__


def _unsaid(record: Entry) -> list[str]:
    """Return the fields of *record* that say nothing: None, or nothing at all."""
    return [each.name for each in fields(type(record)) if getattr(record, each.name) in (None, ())]


def _may_be_unsaid(kind: type[Any]) -> bool:
    return any(each.default is not NOTHING for each in fields(kind))


def kind_of(value: Event | Command) -> str:
    """Return the name of the kind of *value*, of a record that of what is recorded."""
    return named(value.record if isinstance(value, RecordMade | MakeRecord) else value)


# round trips


def test_the_examples_hold_every_fact_and_every_command() -> None:
    assert tuple(dict.fromkeys(map(type, EVENTS))) == get_args(Event)
    assert set(map(type, COMMANDS)) == set(get_args(Command))
    assert tuple(dict.fromkeys(map(type, RECORDS))) == get_args(Entry)


def test_the_examples_leave_nothing_unsaid_or_everything() -> None:
    """So that no field is left out of the tests below."""
    assert {type(record) for record in RECORDS if not _unsaid(record)} == set(get_args(Entry))
    may_be_unsaid = {kind for kind in get_args(Entry) if _may_be_unsaid(kind)}
    assert may_be_unsaid | {Buddy, ClaimNoted} == set(map(type, BARE_RECORDS))
    assert all(_unsaid(record) for record in BARE_RECORDS if type(record) is not ClaimNoted)


@pytest.mark.parametrize("event", EVENTS, ids=kind_of)
def test_a_fact_comes_back_copied(event: Event) -> None:
    assert from_json(to_json(event)) == event
    assert from_data(to_data(event)) == event


@pytest.mark.parametrize("command", COMMANDS, ids=kind_of)
def test_a_command_comes_back_copied(command: Command) -> None:
    assert command_from_data(command_to_data(command)) == command
    assert command_from_data(json.loads(command_to_json(command))) == command


@pytest.mark.parametrize("record", BARE_RECORDS, ids=named)
def test_a_record_that_leaves_things_unsaid_comes_back_copied(record: Entry) -> None:
    made = RecordMade(on=ON, by=SAM, record=record)
    assert from_json(to_json(made)) == made
    wished = MakeRecord(by=SAM, on=ON, record=record)
    assert command_from_data(json.loads(command_to_json(wished))) == wished


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_record_comes_back_with_every_digit(record: Entry) -> None:
    """Equal decimals may have another number of zeros."""
    back = from_json(to_json(RecordMade(on=ON, by=SAM, record=record)))
    assert isinstance(back, RecordMade)
    assert repr(back.record) == repr(record)


@pytest.mark.parametrize("goal", RICH_TERMS.goals, ids=[goal.id for goal in RICH_TERMS.goals])
def test_a_goal_comes_back_with_its_measure(goal: Goal) -> None:
    terms = altered(TERMS, goals=(altered(goal, parent=None),))
    back = from_json(to_json(Agreed(on=ON, by=SAM, terms=terms)))
    assert isinstance(back, Agreed)
    assert repr(back.terms) == repr(terms)


@pytest.mark.parametrize(
    "subject", [TERMS, FULL_TERMS, RICH_TERMS, ENDING, Ending(EndKind.RETURN, ON)]
)
def test_an_offer_of_terms_and_one_of_an_ending_are_told_apart(subject: Terms | Ending) -> None:
    opened = ChangeOpened(on=ON, by=SAM, number=2, subject=subject, expires_on=ON)
    assert from_json(to_json(opened)) == opened
    wished = OpenChange(by=SAM, on=ON, subject=subject)
    assert command_from_data(command_to_data(wished)) == wished


@pytest.mark.parametrize(
    "code",
    ["Zoë Müller", "日本", "\U0001f600", 'quote " and \\ and /', "a\nb\x00c\x7f", " padded "],
)
def test_an_id_comes_back_to_the_letter(code: str) -> None:
    event = Left(on=ON, by=code, reason=code)
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(
    "share", ["1", "0.8", "0.80", "0.0000001", "1E-7", "1.0", "0.123456789012345678901234567890"]
)
def test_a_decimal_comes_back_with_every_digit(share: str) -> None:
    event = Agreed(on=ON, by=SAM, terms=altered(TERMS, host_share=Decimal(share)))
    back = from_json(to_json(event))
    assert isinstance(back, Agreed)
    assert str(back.terms.host_share) == str(Decimal(share))


@pytest.mark.parametrize("on", [date.min, date(999, 12, 31), date(2028, 2, 29), date.max])
def test_a_day_comes_back_from_the_ends_of_the_calendar(on: date) -> None:
    assert from_json(to_json(Started(on=on, by=None))) == Started(on=on, by=None)


def test_a_fact_is_one_line_of_json_with_sorted_keys() -> None:
    """The seal of a stored fact is over this text: it must not change between two releases."""
    assert to_json(EVENTS[0]) == (
        '{"by":"hana","expires_on":"2027-02-08","number":1,"on":"2027-01-11","parties":'
        '{"authority":"ada","home":{"manager":"hana","unit":"platform"},"host":{"manager":"otto","unit":"payments"},'
        '"programme_office":"petra","secondee":"sam","stakeholders":[{"person":"stella","say":'
        '"must_consent"},{"person":"igor","say":"informed"}]},"service":{"contract":"fixed_term",'
        '"contract_ends_on":"2027-06-30","criteria":[{"code":"essential_skills","is_met":true}],'
        '"employed_since":"2018-04-01","grade":"g6","has_live_warning":false,"in_role_since":'
        '"2021-04-01","performance_acceptable":true,"placements":[{"host_share":"0.50","period":'
        '{"first_day":"2027-05-10","last_day":"2027-05-21"},"placement":"P-3"}],'
        '"probation_until":"2018-09-30","released_on":"2027-01-04","same_post":[{"host_share":'
        '"0.2","period":{"first_day":"2027-05-10","last_day":"2027-05-21"},"placement":"P-4"}]},'
        '"terms":{"check_in_every":"P2W",'
        '"conversion_route":"automatic","cost":{"host_part":"0.5","reason":"shared_gain"},"cover":'
        '"backfill","decision_day":"2027-07-01","early_end_mode":"for_cause","gates":'
        '["reverse_interview","buddy"],"goals":[],'
        '"host_share":"0.80","kind":"loan","notice":"P6W","period":'
        '{"first_day":"2027-03-01","last_day":"2027-08-31"},"place":"lisbon","purpose":"cover",'
        '"return_right":"same_post","scope":[],"team":'
        '"checkout","trial":"P1M3D"},"type":"Proposed","version":1}'
    )


def test_an_offer_says_what_it_is_about() -> None:
    opened = ChangeOpened(on=ON, by="Zoë", number=3, subject=ENDING, expires_on=ON)
    assert to_json(opened) == (
        '{"by":"Zoë","expires_on":"2027-05-03","number":3,"on":"2027-05-03","subject":{"kind":'
        '"early_end","last_day":"2027-06-30","next_post":"post-9","reason":"reorganised","type":'
        '"ending"},"type":"ChangeOpened","version":1}'
    )


GOLDEN_RECORDS: Final = {
    "CheckIn": (
        '{"by":"petra","on":"2027-05-03","record":{"asks":["a seat near the team"],"audience":'
        '["otto","bea"],"blockers":["no laptop","no access"],"by":"sam","confidence":4,'
        '"decisions":["move the demo"],"on":"2027-05-03","type":"check_in"},'
        '"type":"RecordMade","version":1}'
    ),
    "Review": (
        '{"by":"petra","on":"2027-05-03","record":{"about":"sam","audience":["hana","petra"],'
        '"by":"otto","id":"v1","kind":"mid","on":"2027-05-03","ratings":[{"item":"speed","score":'
        '"4","weight":"0.3"},{"item":"care","score":"3.0","weight":"0.7"}],"round":"mid-2027",'
        '"scale":{"highest":"5","lowest":"1","step":"0.5"},"type":"review","words":'
        '"Well on the way"},"type":"RecordMade","version":1}'
    ),
    "ClaimNoted": (
        '{"by":"petra","on":"2027-05-03","record":{"claim":{"claimant":"union","first_day":'
        '"2027-05-03","id":"c1","last_day":"2027-12-31","person":"sam","share":"0.3"},'
        '"on":"2027-05-03","type":"claim_noted"},"type":"RecordMade","version":1}'
    ),
}


@pytest.mark.parametrize(("kind", "text"), GOLDEN_RECORDS.items(), ids=list(GOLDEN_RECORDS))
def test_a_record_says_of_which_kind_it_is(kind: str, text: str) -> None:
    (made,) = (each for each in EVENTS if kind_of(each) == kind)
    assert to_json(made) == text


def test_a_note_says_in_which_form_it_is() -> None:
    note = fb.Note(id="n2", by=OTTO, to=SAM, on=ON, body=fb.Feedforward(("Ask first",)))
    assert to_json(RecordMade(on=ON, by=OTTO, record=note)) == (
        '{"by":"otto","on":"2027-05-03","record":{"answers":null,"audience":[],"body":'
        '{"suggestions":["Ask first"],"type":"feedforward"},"by":"otto","id":"n2","on":'
        '"2027-05-03","to":"sam","type":"note"},"type":"RecordMade","version":1}'
    )


def test_a_goal_says_by_what_it_is_measured() -> None:
    goals = RICH_TERMS.goals[2:4]
    terms = altered(TERMS, goals=(altered(goals[0], parent=None), goals[1]))
    assert to_data(Agreed(on=ON, by=SAM, terms=terms))["terms"]["goals"] == [
        {
            "id": "calls",
            "title": "Talk to customers",
            "description": None,
            "measure": {
                "type": "key_result",
                "start": "0.0",
                "target": "20",
                "unit": "calls",
                "commitment": "committed",
            },
            "weight": "1",
            "parent": None,
            "due": None,
            "owner": None,
        },
        {
            "id": "demo",
            "title": "Show it",
            "description": None,
            "measure": {"type": "milestone", "done_when": "the demo is given"},
            "weight": "1",
            "parent": None,
            "due": None,
            "owner": None,
        },
    ]


def test_the_wish_for_a_record_is_a_command_of_one_kind() -> None:
    buddy = MakeRecord(by=OTTO, on=ON, record=Buddy(on=ON, person=None))
    assert command_to_json(buddy) == (
        '{"by":"otto","on":"2027-05-03","record":{"on":"2027-05-03","person":null,"type":"buddy"},'
        '"type":"make_record"}'
    )


def test_what_is_not_said_is_written_as_null() -> None:
    dropped = ChangeDropped(on=ON, by=None, kind=DropKind.LAPSED)
    assert to_json(dropped) == (
        '{"by":null,"kind":"lapsed","on":"2027-05-03","reason":null,"type":"ChangeDropped",'
        '"version":2}'
    )


def test_a_command_is_one_line_of_json_with_sorted_keys() -> None:
    """Idempotency keys compare commands by this text."""
    assert command_to_json(Consent(by="Zoë", on=ON)) == (
        '{"by":"Zoë","offer":null,"on":"2027-05-03","type":"consent"}'
    )


# every field wrong in turn

Place = tuple[str | int, ...]
"""Where in plain data something stands, key by key."""

_DAY: Final = "an ISO day like 2025-01-31"
_TEXT: Final = "a text"
_WHOLE: Final = "a whole number"
_DECIMAL: Final = 'a decimal number as text, like "0.4"'
_LENGTH: Final = "an ISO 8601 length like P6M or P4W"
_TRUTH: Final = "true or false"
_OBJECT: Final = "an object"
_LIST: Final = "a list"


def _one_of(kind: Any) -> str:
    return "one of " + ", ".join(each.value for each in kind)


LISTS_OF_TEXTS: Final = (
    *("blockers", "asks", "decisions", "audience", "sources"),
    *("suggestions", "to_start", "to_stop", "to_continue"),
)

WANTED: Final = {
    **dict.fromkeys(("on", "expires_on", "first_day", "last_day", "returns_on", "dated"), _DAY),
    **dict.fromkeys(("decision_day", "answer_by", "due", "effective_on"), _DAY),
    **dict.fromkeys(("employed_since", "in_role_since", "probation_until"), _DAY),
    **dict.fromkeys(("contract_ends_on", "released_on"), _DAY),
    **dict.fromkeys(("by", "secondee", "unit", "manager", "programme_office", "person"), _TEXT),
    **dict.fromkeys(("team", "place", "reason", "next_post", "trigger"), _TEXT),
    **dict.fromkeys(("outgoing", "incoming", "authority", "purpose"), _TEXT),
    **dict.fromkeys(("contract", "grade", "code", "placement", "what", "rule", "duty"), _TEXT),
    **dict.fromkeys(("id", "title", "description", "parent", "owner", "unit", "done_when"), _TEXT),
    **dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), _TEXT),
    **dict.fromkeys(("goal", "to", "about", "request", "of", "round", "answers"), _TEXT),
    **dict.fromkeys(("behaviour", "situation", "impact", "words", "text", "question"), _TEXT),
    **dict.fromkeys(("item", "wanted_by", "demand", "claimant"), _TEXT),
    **dict.fromkeys(("number", "position", "offer", "CheckIn.confidence"), _WHOLE),
    **dict.fromkeys(("host_share", "host_part", "share", "effort", "value"), _DECIMAL),
    **dict.fromkeys(("weight", "baseline", "start", "target", "score"), _DECIMAL),
    **dict.fromkeys(("lowest", "highest", "step"), _DECIMAL),
    **dict.fromkeys(("check_in_every", "trial", "notice", "after"), _LENGTH),
    **dict.fromkeys(("is_employed", "uses_skills", "deemed", "is_met"), _TRUTH),
    **dict.fromkeys(("has_live_warning", "performance_acceptable"), _TRUTH),
    **dict.fromkeys(("parties", "home", "host", "terms", "period", "cost"), _OBJECT),
    **dict.fromkeys(("subject", "ending", "measure", "record", "body", "claim"), _OBJECT),
    **dict.fromkeys(("service", "criteria[]", "placements[]", "same_post[]"), _OBJECT),
    **dict.fromkeys(("criteria", "placements", "same_post"), _LIST),
    **dict.fromkeys(("scale", "stakeholders[]", "scope[]", "goals[]", "ratings[]"), _OBJECT),
    **dict.fromkeys(("stakeholders", "scope", "goals", "gates", "ratings", *LISTS_OF_TEXTS), _LIST),
    **dict.fromkeys((f"{name}[]" for name in LISTS_OF_TEXTS), _TEXT),
    "gates[]": _one_of(Gate),
    "priority": _one_of(Priority),
    "commitment": _one_of(Commitment),
    "topic": _one_of(Topic),
    "verdict": _one_of(Verdict),
    "Finding.confidence": _one_of(Confidence),
    "Review.kind": _one_of(fb.ReviewKind),
    "say": _one_of(Say),
    "role": _one_of(Role),
    "early_end_mode": _one_of(EarlyEndMode),
    "return_right": _one_of(ReturnRight),
    "conversion_route": _one_of(ConversionRoute),
    "cover": _one_of(Cover),
    "kind": _one_of(NoticeKind),
    **dict.fromkeys(("terms.kind", "Countered.subject.kind", "OpenChange.subject.kind"), _TEXT),
    "ending.kind": _one_of(EndKind),
    "subject.kind": _one_of(EndKind),
    "ChangeDropped.kind": _one_of(DropKind),
}
"""What each field wants, by its name, or by the name of what it stands in where that decides."""

OPTIONAL: Final = {
    *("programme_office", "stakeholders"),
    *("host_share", "team", "place", "scope", "goals", "check_in_every", "trial", "notice"),
    *("early_end_mode", "return_right", "conversion_route", "cost", "cover", "decision_day"),
    *("ending.reason", "subject.reason", "next_post", "gates"),
    *("description", "measure", "goals.weight", "parent", "due", "owner", "priority"),
    *("measure.baseline", "measure.unit", "commitment"),
    *("CheckIn.confidence", "blockers", "asks", "decisions", "audience", "answers", "answer_by"),
    *("situation", "impact", "body.request", "to_start", "to_stop", "to_continue"),
    *("ratings", "words", "scale.step", "Extra.item", "wanted_by", "sources", "Question.to"),
    *("DemandAnswer.reason", "claim.last_day", "uses_skills"),
    *("authority", "terms.kind", "Countered.subject.kind", "OpenChange.subject.kind", "purpose"),
    *("Consented.deemed", "Declined.reason", "ChangeDropped.reason", "Proposed.service"),
    *("employed_since", "in_role_since", "probation_until", "has_live_warning"),
    *("performance_acceptable", "contract", "contract_ends_on", "grade", "released_on"),
    *("criteria", "is_met", "placements", "same_post", "placement"),
}
"""The fields of a stored fact that may be left out, since they were given a default."""

OPTIONAL_IN_COMMANDS: Final = {
    *OPTIONAL,
    *("offer", "expires_on", "trigger", "dated", "GiveNotice.reason", "Leave.reason"),
    *("Decline.reason", "DropChange.reason", "Propose.service"),
}


def _places(data: Any, above: Place = ()) -> Iterator[Place]:
    """Yield where everything in *data* stands, the types and the version apart."""
    rows = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in rows:
        if key not in ("type", "version"):
            yield (*above, key)
            if isinstance(value, dict | list):
                yield from _places(value, (*above, key))


def _with(data: Data, place: Place, value: object) -> Data:
    """Return a copy of *data* with *value* put in *place*."""
    copy: Any = deepcopy(data)
    holder = copy
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    return dict(copy)


def _without(data: Data, place: Place) -> Data:
    copy: Any = deepcopy(data)
    holder = copy
    for key in place[:-1]:
        holder = holder[key]
    del holder[place[-1]]
    return dict(copy)


def _path(place: Place) -> str:
    """Return *place* as an error names it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).lstrip(".")


def _names(kind: str, place: Place) -> tuple[str, ...]:
    """Return the names that a field of *kind* goes by: with all it stands in, less, and alone."""
    above, last = place[:-1], place[-1]
    if isinstance(last, int):
        return (f"{above[-1]}[]",)
    holders = [key for key in above if isinstance(key, str) and key != "record"]
    return f"{kind}.{'.'.join(holders)}.{last}", f"{[kind, *holders][-1]}.{last}", last


def _want(kind: str, place: Place) -> str:
    return next(WANTED[name] for name in _names(kind, place) if name in WANTED)


def _cases(values: tuple[Any, ...], write: Any) -> list[Any]:
    return [
        pytest.param(value, place, id=f"{kind_of(value)}-{_path(place)}")
        for value in values
        for place in _places(write(value))
    ]


@pytest.mark.parametrize(("event", "place"), _cases(EVENTS, to_data))
def test_a_stored_fact_with_a_wrong_field_names_it(event: Event, place: Place) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_with(to_data(event), place, 3.5))
    text = f"must be {_want(kind_of(event), place)}, not 3.5"
    assert caught.value.faults == (Fault(_path(place), text),)
    assert str(caught.value) == f"cannot read {named(event)}: {_path(place)}: {text}"


@pytest.mark.parametrize(("command", "place"), _cases(COMMANDS, command_to_data))
def test_a_command_with_a_wrong_field_names_it(command: Command, place: Place) -> None:
    with pytest.raises(InvalidValue) as caught:
        command_from_data(_with(command_to_data(command), place, 3.5))
    text = f"must be {_want(kind_of(command), place)}, not 3.5"
    assert caught.value.faults == (Fault(_path(place), text),)
    assert str(caught.value) == f"cannot make {named(command)}: {_path(place)}: {text}"


def _fields(values: tuple[Any, ...], write: Any, optional: set[str], *, left_out: bool) -> Any:
    """Return the cases of the fields that may be left out, or of those that may not."""
    return [
        case
        for case in _cases(values, write)
        if isinstance(case.values[1][-1], str)
        and bool(optional.intersection(_names(kind_of(case.values[0]), case.values[1]))) is left_out
    ]


@pytest.mark.parametrize(("event", "place"), _fields(EVENTS, to_data, OPTIONAL, left_out=False))
def test_a_stored_fact_with_a_missing_field_names_it(event: Event, place: Place) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_without(to_data(event), place))
    assert str(caught.value) == f"cannot read {named(event)}: {_path(place)}: is missing"


@pytest.mark.parametrize(
    ("command", "place"),
    _fields(COMMANDS, command_to_data, OPTIONAL_IN_COMMANDS, left_out=False),
)
def test_a_command_with_a_missing_field_names_it(command: Command, place: Place) -> None:
    with pytest.raises(InvalidValue) as caught:
        command_from_data(_without(command_to_data(command), place))
    assert str(caught.value) == f"cannot make {named(command)}: {_path(place)}: is missing"


@pytest.mark.parametrize(
    ("command", "place"),
    _fields(COMMANDS, command_to_data, OPTIONAL_IN_COMMANDS, left_out=True),
)
def test_a_field_left_out_of_a_command_takes_its_default(command: Command, place: Place) -> None:
    read = command_from_data(_without(command_to_data(command), place))
    assert _at(command_to_data(read), place) == DEFAULTS.get(str(place[-1]))


DEFAULTS: Final = {
    "host_share": "1",
    "stakeholders": [],
    **{key: [] for key in ("scope", "goals", "gates", "ratings", *LISTS_OF_TEXTS)},
    **dict.fromkeys(("weight", "step"), "1"),
    "priority": "should",
    "commitment": "aspirational",
    **{key: [] for key in ("criteria", "placements", "same_post")},
    "deemed": False,
    "cover": "none",
}
"""What stands where a field was left out; null for all others."""


def _at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


@pytest.mark.parametrize(("event", "place"), _fields(EVENTS, to_data, OPTIONAL, left_out=True))
def test_a_field_that_an_old_fact_does_not_have_takes_its_default(
    event: Event, place: Place
) -> None:
    read = from_data(_without(to_data(event), place))
    assert _at(to_data(read), place) == DEFAULTS.get(str(place[-1]))


# what is wrong with a value


PROPOSED_DATA: Final = to_data(EVENTS[0])

ODD_VALUES: Final[list[tuple[str, object, str]]] = [
    ("on", "2027-02-30", f'must be {_DAY}, not "2027-02-30"'),
    ("on", "20270111", f'must be {_DAY}, not "20270111"'),
    ("on", "2027-W02-1", f'must be {_DAY}, not "2027-W02-1"'),
    ("on", "2027-01-11T00:00:00", f'must be {_DAY}, not "2027-01-11T00:00:00"'),
    ("on", "11.01.2027", f'must be {_DAY}, not "11.01.2027"'),
    ("on", " 2027-01-11", f'must be {_DAY}, not " 2027-01-11"'),
    ("on", "0000-01-01", f'must be {_DAY}, not "0000-01-01"'),
    ("on", "", f'must be {_DAY}, not ""'),
    ("on", None, f"must be {_DAY}, not null"),
    ("on", 20270111, f"must be {_DAY}, not 20270111"),
    ("on", date(2027, 1, 11), f"must be {_DAY}, not a Python date"),
    ("on", datetime(2027, 1, 11), f"must be {_DAY}, not a Python datetime"),  # noqa: DTZ001
    ("by", 5, f"must be {_TEXT}, not 5"),
    ("by", None, f"must be {_TEXT}, not null"),
    ("by", False, f"must be {_TEXT}, not false"),
    ("by", ["hana"], f"must be {_TEXT}, not a list"),
    ("by", ("hana",), f"must be {_TEXT}, not a list"),
    ("by", b"hana", f"must be {_TEXT}, not a Python bytes"),
    ("by", "hana\ud83d", f'must be {_TEXT}, not "hana\\ud83d"'),
    ("number", True, f"must be {_WHOLE}, not true"),
    ("number", 1.0, f"must be {_WHOLE}, not 1.0"),
    ("number", "1", f'must be {_WHOLE}, not "1"'),
    ("number", float("nan"), f"must be {_WHOLE}, not NaN"),
    ("number", float("-inf"), f"must be {_WHOLE}, not -Infinity"),
    ("number", 2**63, f"must be {_WHOLE}, not a number beyond all bounds"),
    ("number", -(2**63), f"must be {_WHOLE}, not a number beyond all bounds"),
    ("number", 10**5000, f"must be {_WHOLE}, not a number beyond all bounds"),
    ("terms.host_share", 0.8, f"must be {_DECIMAL}, not 0.8"),
    ("terms.host_share", 1, f"must be {_DECIMAL}, not 1"),
    ("terms.host_share", "0,8", f'must be {_DECIMAL}, not "0,8"'),
    ("terms.host_share", " 0.8", f'must be {_DECIMAL}, not " 0.8"'),
    ("terms.host_share", "0.8\n", f'must be {_DECIMAL}, not "0.8\\n"'),
    ("terms.host_share", "+0.8", f'must be {_DECIMAL}, not "+0.8"'),
    ("terms.host_share", ".8", f'must be {_DECIMAL}, not ".8"'),
    ("terms.host_share", "0_1", f'must be {_DECIMAL}, not "0_1"'),
    ("terms.host_share", "\u0660.\u0668", f'must be {_DECIMAL}, not "\u0660.\u0668"'),
    ("terms.host_share", "NaN", f'must be {_DECIMAL}, not "NaN"'),
    ("terms.host_share", "Infinity", f'must be {_DECIMAL}, not "Infinity"'),
    ("terms.host_share", "1E+" + "9" * 30, f'must be {_DECIMAL}, not "1E+{"9" * 30}"'),
    ("terms.host_share", "0", "must be above 0 and at most 1, not 0"),
    ("terms.host_share", "1.01", "must be above 0 and at most 1, not 1.01"),
    ("terms.trial", "P", f'must be {_LENGTH}, not "P"'),
    ("terms.trial", "PT4H", f'must be {_LENGTH}, not "PT4H"'),
    ("terms.trial", "P0.5M", f'must be {_LENGTH}, not "P0.5M"'),
    ("terms.trial", "p1m", f'must be {_LENGTH}, not "p1m"'),
    ("terms.trial", "P9999999999D", f'must be {_LENGTH}, not "P9999999999D"'),
    ("terms.trial", "P999999999Y", f'must be {_LENGTH}, not "P999999999Y"'),
    ("terms.trial", 1, f"must be {_LENGTH}, not 1"),
    ("terms.trial", "P0D", "must be one day or more, not 0 days; None for no trial"),
    ("terms.cover", "Backfill", f'must be {_one_of(Cover)}, not "Backfill"'),
    ("terms.cover", None, f"must be {_one_of(Cover)}, not null"),
    ("terms.cover", 1, f"must be {_one_of(Cover)}, not 1"),
    ("terms.period", [], f"must be {_OBJECT}, not a list"),
    (
        "terms.period",
        "2027-03-01 to 2027-08-31",
        f'must be {_OBJECT}, not "2027-03-01 to 2027-08-31"',
    ),
    ("terms.goals", {}, f"must be {_LIST}, not an object"),
    ("terms.goals", "g-1", f'must be {_LIST}, not "g-1"'),
    ("terms.goals", None, f"must be {_LIST}, not null"),
]


@pytest.mark.parametrize(
    ("path", "value", "text"),
    ODD_VALUES,
    ids=[f"{path}-{at}" for at, (path, _, _) in enumerate(ODD_VALUES)],
)
def test_a_value_that_does_not_fit_is_named_and_shown(path: str, value: object, text: str) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_with(PROPOSED_DATA, tuple(path.split(".")), value))
    assert caught.value.faults == (Fault(path, text),)


@pytest.mark.parametrize(
    ("length", "shown"), [(60, '"' + "x" * 60 + '"'), (61, "a text of 61 characters")]
)
def test_of_a_long_text_only_the_length_is_shown(length: int, shown: str) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_with(PROPOSED_DATA, ("on",), "x" * length))
    assert caught.value.faults == (Fault("on", f"must be {_DAY}, not {shown}"),)


def test_the_largest_whole_number_is_the_one_that_sqlite_can_hold() -> None:
    event = Voided(on=ON, by=PETRA, position=2**63 - 1, reason="typing_error")
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (
            "terms.period.last_day",
            "2027-02-28",
            Fault("terms.period.last_day", "2027-02-28 lies before the first day 2027-03-01"),
        ),
        (
            "terms.decision_day",
            "2027-09-01",
            Fault("terms.decision_day", "2027-09-01 lies after the last day 2027-08-31"),
        ),
        (
            "terms.trial",
            "P7M",
            Fault("terms.trial", "would end on 2027-09-30, after the last day 2027-08-31"),
        ),
        (
            "parties.host.manager",
            " ",
            Fault("parties.host.manager", "must be an id, a text that is not blank, not ' '"),
        ),
        (
            "parties.host.manager",
            "sam",
            Fault("parties.secondee", "sam cannot be host_manager of the own placement"),
        ),
    ],
)
def test_a_value_that_fits_and_makes_no_sense_is_named_by_its_whole_path(
    path: str, value: str, fault: Fault
) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_with(PROPOSED_DATA, tuple(path.split(".")), value))
    assert caught.value.faults == (fault,)


def test_every_fault_of_a_stored_fact_is_named_at_once() -> None:
    data = _with(PROPOSED_DATA, ("on",), None)
    data = _with(data, ("parties", "stakeholders", 1, "say"), "shouts")
    data = _with(data, ("terms", "cost", "host_part"), 0.5)
    data = _without(data, ("number",))
    with pytest.raises(UnreadableEvent) as caught:
        from_data(data)
    assert str(caught.value) == (
        "cannot read Proposed: on: must be an ISO day like 2025-01-31, not null; "
        "parties.stakeholders[1].say: must be one of informed, consulted, must_consent, not "
        '"shouts"; terms.cost.host_part: must be a decimal number as text, like "0.4", not 0.5; '
        "number: is missing"
    )


@pytest.mark.parametrize("kind", [None, 3.5, "Ending", "", ["terms"], {"terms": 1}])
def test_an_offer_about_nothing_known_names_what_there_is(kind: object) -> None:
    data = _with(to_data(EVENTS[1]), ("subject", "type"), kind)
    with pytest.raises(UnreadableEvent) as caught:
        from_data(data)
    assert caught.value.faults == (Fault("subject", "needs a type, one of terms, ending"),)


def test_an_offer_that_does_not_say_what_it_is_about_is_unreadable() -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_without(to_data(EVENTS[1]), ("subject", "type")))
    assert caught.value.faults == (Fault("subject", "needs a type, one of terms, ending"),)


# what is wrong with a record, and with a measure

_RECORD_TYPES: Final = (
    "progress, check_in, note, request, decline, withdrawal, review, extra, buddy, "
    "research_question, finding, question, answer, demand, demand_answer, claim_noted, follow_up, "
    "home_change, waiver, fulfilment"
)
_MEASURE_TYPES: Final = "attainment_scale, key_result, milestone"
_NOTE_TYPES: Final = "observation, feedforward, start_stop_continue"

MADE: Final = {kind_of(event): to_data(event) for event in EVENTS}
WRONG_INSIDE: Final[list[tuple[str, Place, object, Fault]]] = [
    (
        "CheckIn",
        ("record", "type"),
        "chat",
        Fault("record", f"needs a type, one of {_RECORD_TYPES}"),
    ),
    (
        "CheckIn",
        ("record", "type"),
        None,
        Fault("record", f"needs a type, one of {_RECORD_TYPES}"),
    ),
    (
        "CheckIn",
        ("record",),
        {},
        Fault("record", f"needs a type, one of {_RECORD_TYPES}"),
    ),
    ("CheckIn", ("record",), None, Fault("record", "must be an object, not null")),
    ("CheckIn", ("record",), ["check_in"], Fault("record", "must be an object, not a list")),
    (
        "CheckIn",
        ("record", "confidence"),
        6,
        Fault("record.confidence", "must be a whole number from 1 to 5, not 6"),
    ),
    (
        "CheckIn",
        ("record", "blockers", 1),
        " ",
        Fault("record.blockers[1]", "must not be blank"),
    ),
    (
        "Note",
        ("record", "body", "type"),
        "poem",
        Fault("record.body", f"needs a type, one of {_NOTE_TYPES}"),
    ),
    ("Note", ("record", "body"), None, Fault("record.body", "must be an object, not null")),
    (
        "Review",
        ("record", "ratings", 1, "weight"),
        "1.7",
        Fault("record.ratings[1].weight", "must be above 0 and at most 1, not 1.7"),
    ),
    (
        "Review",
        ("record", "ratings", 1, "weight"),
        "0.6",
        Fault("record.ratings", "the weights add up to 0.9; they must add up to 1"),
    ),
    (
        "Review",
        ("record", "by"),
        SAM,
        Fault("record.by", "sam cannot review themself; somebody else must"),
    ),
    (
        "ClaimNoted",
        ("record", "claim", "last_day"),
        "2027-05-02",
        Fault("record.claim.last_day", "2027-05-02 lies before the first day 2027-05-03"),
    ),
    (
        "Demand",
        ("record", "period", "last_day"),
        "2027-05-09",
        Fault("record.period.last_day", "2027-05-09 lies before the first day 2027-05-10"),
    ),
    (
        "FollowUp",
        ("record", "is_employed"),
        1,
        Fault("record.is_employed", "must be true or false, not 1"),
    ),
    (
        "Agreed",
        ("terms", "goals", 1, "measure", "type"),
        "thermometer",
        Fault("terms.goals[1].measure", f"needs a type, one of {_MEASURE_TYPES}"),
    ),
    (
        "Agreed",
        ("terms", "goals", 1, "measure", "more"),
        "an hour",
        Fault("terms.goals[1].measure.more", "reads the same as less: nobody can tell them apart"),
    ),
    (
        "Agreed",
        ("terms", "goals", 1, "measure", "baseline"),
        "0",
        Fault(
            "terms.goals[1].measure.baseline",
            "must be Decimal(-2) or Decimal(-1), a level below expected, not Decimal('0')",
        ),
    ),
    (
        "Agreed",
        ("terms", "goals", 2, "parent"),
        "fame",
        Fault("terms.goals[2].parent", "fame is none of the goals"),
    ),
    (
        "Agreed",
        ("terms", "gates", 0),
        "coffee",
        Fault("terms.gates[0]", f'must be {_one_of(Gate)}, not "coffee"'),
    ),
]


@pytest.mark.parametrize(
    ("kind", "place", "value", "fault"),
    WRONG_INSIDE,
    ids=[f"{kind}-{_path(place)}" for kind, place, _, _ in WRONG_INSIDE],
)
def test_what_is_wrong_inside_a_record_or_a_goal_is_named_by_its_whole_path(
    kind: str, place: Place, value: object, fault: Fault
) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_with(MADE[kind], place, value))
    assert caught.value.faults == (fault,)


@pytest.mark.parametrize(
    ("data", "place", "text"),
    [
        (MADE["CheckIn"], ("record", "type"), f"record: needs a type, one of {_RECORD_TYPES}"),
        (
            MADE["Note"],
            ("record", "body", "type"),
            f"record.body: needs a type, one of {_NOTE_TYPES}",
        ),
        (
            MADE["Agreed"],
            ("terms", "goals", 3, "measure", "type"),
            f"terms.goals[3].measure: needs a type, one of {_MEASURE_TYPES}",
        ),
    ],
    ids=["record", "note", "measure"],
)
def test_what_does_not_say_of_which_kind_it_is_is_unreadable(
    data: Data, place: Place, text: str
) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(_without(data, place))
    assert [str(fault) for fault in caught.value.faults] == [text]


def test_every_fault_of_a_record_is_named_at_once() -> None:
    data = {
        "type": "make_record",
        "by": OTTO,
        "on": "2027-05-03",
        "record": {
            "type": "review",
            "id": "v1",
            "by": 7,
            "about": "sam",
            "on": "3 May",
            "kind": "yearly",
            "round": "mid-2027",
            "scale": {"lowest": "1", "steps": "1"},
            "ratings": [{"item": "speed", "score": 4, "weight": "1"}],
            "mood": "good",
        },
    }
    with pytest.raises(InvalidValue) as caught:
        command_from_data(data)
    assert set(caught.value.faults) == {
        Fault("record.by", "must be a text, not 7"),
        Fault("record.on", f'must be {_DAY}, not "3 May"'),
        Fault("record.kind", 'must be one of trial, mid, end, not "yearly"'),
        Fault("record.scale.highest", "is missing"),
        Fault("record.scale.steps", "is not known here"),
        Fault("record.ratings[0].score", f"must be {_DECIMAL}, not 4"),
        Fault("record.mood", "is not known here"),
    }
    assert len(caught.value.faults) == 7


# keys that nobody knows


def _holders(data: Data) -> list[Place]:
    """Return where an object stands in *data*, the whole first."""
    return [(), *(place for place in _places(data) if isinstance(_at(data, place), dict))]


@pytest.mark.parametrize("event", EVENTS, ids=kind_of)
def test_a_stored_fact_may_hold_keys_of_a_later_release(event: Event) -> None:
    data = to_data(event)
    for place in _holders(data):
        data = _with(data, (*place, "colour"), {"deep": [1, None]})
    assert from_data(data) == event


@pytest.mark.parametrize("command", COMMANDS, ids=kind_of)
def test_a_command_may_not_hold_keys_that_nobody_knows(command: Command) -> None:
    data = command_to_data(command)
    for place in _holders(data):
        with pytest.raises(InvalidValue) as caught:
            command_from_data(_with(data, (*place, "colour"), None))
        path = _path((*place, "colour"))
        assert str(caught.value) == f"cannot make {named(command)}: {path}: is not known here"


def test_keys_that_nobody_knows_are_named_in_order() -> None:
    with pytest.raises(InvalidValue) as caught:
        command_from_data({"type": "start", "by": HANA, "on": "2027-03-01", "b": 1, "a": 2, 3: 4})
    assert caught.value.faults == tuple(
        Fault(name, "is not known here") for name in ("3", "a", "b")
    )


@pytest.mark.parametrize(
    ("key", "shown"),
    [("\ud800", '"\\ud800"'), ("x" * 61, "a text of 61 characters"), ("x" * 60, "x" * 60)],
)
def test_a_key_that_no_line_can_hold_is_described(key: str, shown: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        command_from_data({"type": "advance", "on": "2027-03-01", key: 1})
    assert caught.value.faults == (Fault(shown, "is not known here"),)


# what is no fact at all


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON: Expecting value: line 1 column 1 (char 0)"),
        ("{", "is no JSON: Expecting property name enclosed in double quotes: line 1 column 2"),
        ("{}{}", "is no JSON: Extra data: line 1 column 3 (char 2)"),
        ("{'type': 1}", "is no JSON: Expecting property name enclosed in double quotes: line 1"),
        ("\ufeff{}", "is no JSON: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1"),
        ('{"type":"Le\nft"}', "is no JSON: Invalid control character at: line 1 column 12"),
        ("[" * 100_000, "is no JSON: maximum recursion depth exceeded"),
        ('{"a":' * 100_000, "is no JSON: maximum recursion depth exceeded"),
        ("9" * 5000, "is no JSON: Exceeds the limit (4300 digits) for integer string conversion"),
    ],
)
def test_a_text_that_is_no_json_is_no_fact(text: str, message: str) -> None:
    """What follows the beginning of these messages is Python's and differs between versions."""
    with pytest.raises(UnreadableEvent) as caught:
        from_json(text)
    assert str(caught.value).startswith(f"cannot read a fact: {message}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "cannot read a fact: must be an object, not null"),
        ([], "cannot read a fact: must be an object, not a list"),
        ("Left", 'cannot read a fact: must be an object, not "Left"'),
        (float("nan"), "cannot read a fact: must be an object, not NaN"),
        ({}, "cannot read a fact: type: is missing; version: is missing"),
        ({"version": 1}, "cannot read a fact: type: is missing"),
        ({"type": 1, "version": 1}, "cannot read a fact: type: must be a text, not 1"),
        ({"type": [], "version": 1}, "cannot read a fact: type: must be a text, not a list"),
        (
            {"type": "\ud800"},
            'cannot read a fact: type: must be a text, not "\\ud800"; version: is missing',
        ),
        ({"type": "Left"}, "cannot read Left: version: is missing"),
        (
            {"type": "Left", "version": None},
            "cannot read Left: version: must be a whole number, not null",
        ),
        (
            {"type": "Left", "version": True},
            "cannot read Left: version: must be a whole number, not true",
        ),
        (
            {"type": "Left", "version": 1.0},
            "cannot read Left: version: must be a whole number, not 1.0",
        ),
        (
            {"type": "Left", "version": "1"},
            'cannot read Left: version: must be a whole number, not "1"',
        ),
        (
            {"type": "Left", "version": 2**63},
            "cannot read Left: version: must be a whole number, not a number beyond all bounds",
        ),
    ],
)
def test_data_without_a_type_and_a_version_is_no_fact(data: object, message: str) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(data)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "version"),
    [("Paused", 1), ("left", 1), ("", 1), ("Left", 2), ("Left", 0), ("Left", -1), ("Paused", 0)],
)
def test_a_fact_of_another_release_is_unknown(name: str, version: int) -> None:
    with pytest.raises(UnknownEvent) as caught:
        from_data({"type": name, "version": version})
    assert (caught.value.type_name, caught.value.version) == (name, version)
    assert str(caught.value) == (
        f"cannot read a fact of type {name}, version {version}: this release does not know it; "
        "read it with the release that wrote it or a later one"
    )


def test_of_a_key_that_stands_twice_the_last_counts() -> None:
    text = '{"type":"Left","version":1,"on":"2027-05-03","by":"hana","reason":null,"by":"sam"}'
    assert from_json(text) == Left(on=ON, by=SAM, reason=None)


def test_white_space_and_the_order_of_keys_do_not_matter() -> None:
    text = json.dumps(PROPOSED_DATA, indent=2, sort_keys=False)
    assert from_json(f"\n{text}\t") == EVENTS[0]


def test_reading_leaves_the_data_copied() -> None:
    data = to_data(EVENTS[1])
    before = deepcopy(data)
    from_data(data)
    assert data == before


def test_data_that_is_changed_afterwards_does_not_change_the_fact() -> None:
    data = deepcopy(PROPOSED_DATA)
    event = from_data(data)
    data["parties"]["stakeholders"].clear()
    data["terms"]["period"]["last_day"] = "2030-01-01"
    assert event == EVENTS[0]


# facts from before a field was there

OLD_TERMS: Final = (
    '{"check_in_every":"P2W","conversion_route":"automatic","cost":{"host_part":"0.5","reason":'
    '"shared_gain"},"cover":"backfill","decision_day":"2027-07-01","early_end_mode":"for_cause",'
    '"goals":[{"id":"g-1","title":"Close the books"}],"host_share":"0.80","notice":"P6W","period":'
    '{"first_day":"2027-03-01","last_day":"2027-08-31"},"place":"lisbon","return_right":'
    '"same_post","scope":[{"id":"s-1","title":"The ledger","effort":"20"}],"team":"checkout",'
    '"trial":"P1M3D"}'
)


def test_terms_from_before_there_were_gates_measures_and_priorities_are_read() -> None:
    text = f'{{"by":"petra","on":"2027-05-03","terms":{OLD_TERMS},"type":"Agreed","version":1}}'
    terms = altered(
        FULL_TERMS,
        kind=None,
        purpose=None,
        gates=(),
        goals=(Goal("g-1", "Close the books"),),
        scope=(ScopeItem("s-1", "The ledger", Decimal(20)),),
    )
    assert from_json(text) == Agreed(on=ON, by=PETRA, terms=terms)
    assert (terms.goals[0].measure, terms.goals[0].weight) == (None, Decimal(1))
    assert terms.scope[0].priority is Priority.SHOULD


def test_terms_from_before_there_were_goals_and_scope_are_read() -> None:
    text = (
        '{"by":"petra","on":"2027-05-03","terms":{"host_share":"0.8","period":'
        '{"first_day":"2027-03-01","last_day":"2027-08-31"}},"type":"Agreed","version":1}'
    )
    assert from_json(text) == Agreed(on=ON, by=PETRA, terms=TERMS)


# old versions


def _offer_to_number(body: Data) -> Data:
    """Turn version 1 of a consent, as it might have been, into version 2."""
    return {"number": body["offer"], "person": body["person"], "on": body["on"]}


def _person_to_by(body: Data) -> Data:
    return {"number": body["number"], "by": body["person"], "on": body["on"]}


CHAIN: Final[dict[tuple[str, int], Upcaster]] = {
    ("Consented", 1): _offer_to_number,
    ("Consented", 2): _person_to_by,
}
CONSENTED: Final = Consented(on=ON, by=SAM, number=2)


@pytest.mark.parametrize(
    "data",
    [
        {"type": "Consented", "version": 1, "on": "2027-05-03", "person": "sam", "offer": 2},
        {"type": "Consented", "version": 2, "on": "2027-05-03", "person": "sam", "number": 2},
        {"type": "Consented", "version": 3, "on": "2027-05-03", "by": "sam", "number": 2},
    ],
)
def test_a_fact_of_any_earlier_version_is_brought_to_the_current_one(data: Data) -> None:
    assert from_data(data, CHAIN) == CONSENTED


def test_the_current_version_is_one_more_than_the_ways_to_it() -> None:
    assert (version_of("Consented", CHAIN), version_of("Left", CHAIN)) == (3, 1)


def test_a_fact_of_a_later_version_than_the_current_one_is_unknown() -> None:
    data = {"type": "Consented", "version": 4, "on": "2027-05-03", "by": "sam", "number": 2}
    with pytest.raises(UnknownEvent) as caught:
        from_data(data, CHAIN)
    assert caught.value.version == 4


def test_the_ways_of_one_fact_leave_the_others_alone() -> None:
    assert from_data(to_data(EVENTS[17]), CHAIN) == EVENTS[17]


def test_a_way_to_the_next_version_gets_the_content_alone() -> None:
    seen: list[Data] = []

    def look(body: Data) -> Data:
        seen.append(body)
        return body

    data = {"type": "Consented", "version": 1, "on": "2027-05-03", "by": "sam", "number": 2}
    assert from_data(data, {("Consented", 1): look}) == CONSENTED
    assert seen == [{"on": "2027-05-03", "by": "sam", "number": 2}]
    assert data["version"] == 1


def _fail(body: Data) -> Data:
    raise ZeroDivisionError("no number")


def _nothing(body: Data) -> Any:
    return None


def _a_list(body: Data) -> Any:
    return [body]


def _half(body: Data) -> Data:
    return {"number": "two", "by": 7}


def _copied(body: Data) -> Data:
    return dict(body)


@pytest.mark.parametrize(
    ("upcaster", "message"),
    [
        (_nothing, "must be an object, not null"),
        (_a_list, "must be an object, not a list"),
        (_fail, "cannot be brought from version 1 to 2: ZeroDivisionError('no number')"),
        (_offer_to_number, "cannot be brought from version 1 to 2: KeyError('offer')"),
        (
            _half,
            'on: is missing; by: must be a text, not 7; number: must be a whole number, not "two"',
        ),
    ],
)
def test_a_way_that_leads_nowhere_makes_the_fact_unreadable(
    upcaster: Upcaster, message: str
) -> None:
    data = {"type": "Consented", "version": 1}
    upcasters = {("Consented", 1): upcaster, ("Consented", 2): _copied}
    with pytest.raises(UnreadableEvent) as caught:
        from_data(data, upcasters)
    assert str(caught.value) == f"cannot read Consented: {message}"


# a change that was dropped, which had a reason for its kind and grounds for its reason

DROPPED: Final = {"type": "ChangeDropped", "version": 1, "on": "2027-05-03", "by": "otto"}
"""What a fact of version 1 has in any case, but for its reason."""


@pytest.mark.parametrize("kind", DropKind)
@pytest.mark.parametrize(
    ("grounds", "reason"),
    [
        ({}, None),
        ({"grounds": None}, None),
        ({"grounds": "budget"}, "budget"),
        ({"grounds": "lapsed"}, "lapsed"),
    ],
    ids=["not there", "null", "a code", "a code that is also a kind"],
)
def test_a_dropped_change_of_version_1_has_a_kind_now(
    kind: DropKind, grounds: Data, reason: str | None
) -> None:
    now = ChangeDropped(on=ON, by=OTTO, kind=kind, reason=reason)
    old = {**DROPPED, "reason": kind.value, **grounds}
    assert from_data(old) == from_data(dict(reversed(old.items()))) == now
    assert to_data(now) == {**DROPPED, "version": 2, "kind": kind.value, "reason": reason}


@pytest.mark.parametrize("extra", [{"kind": "lapsed"}, {"colour": "green"}])
def test_a_key_that_version_1_of_a_dropped_change_never_had_is_passed_over(extra: Data) -> None:
    old = {**DROPPED, "reason": "declined"}
    now = ChangeDropped(on=ON, by=OTTO, kind=DropKind.DECLINED)
    assert from_data({**extra, **old}) == from_data({**old, **extra}) == now


def test_grounds_are_no_key_of_a_dropped_change_of_version_2() -> None:
    data = {**DROPPED, "version": 2, "kind": "declined", "grounds": "budget"}
    assert from_data(data) == ChangeDropped(on=ON, by=OTTO, kind=DropKind.DECLINED)


@pytest.mark.parametrize(
    ("old", "message"),
    [
        (DROPPED, "kind: is missing"),
        ({**DROPPED, "kind": "lapsed"}, "kind: is missing"),
        ({**DROPPED, "reason": None}, "kind: must be {kinds}, not null"),
        ({**DROPPED, "reason": "budget", "grounds": "x"}, 'kind: must be {kinds}, not "budget"'),
        (
            {**DROPPED, "reason": ["lapsed"], "grounds": 7},
            "kind: must be {kinds}, not a list; reason: must be a text, not 7",
        ),
        (
            {"type": "ChangeDropped", "version": 1},
            "on: is missing; by: is missing; kind: is missing",
        ),
    ],
)
def test_a_spoilt_dropped_change_of_version_1_says_what_is_wrong_with_it(
    old: Data, message: str
) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data(old)
    kinds = "one of declined, withdrawn, lapsed, deemed_refused"
    assert str(caught.value) == f"cannot read ChangeDropped: {message.format(kinds=kinds)}"
    assert caught.value.__notes__ == ["it is of version 1; the keys named are those of 2"]


def test_a_fact_of_the_current_version_that_cannot_be_read_has_no_note_of_another() -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_data({**DROPPED, "version": 2})
    assert not hasattr(caught.value, "__notes__")


def test_a_dropped_change_of_a_version_to_come_is_unknown() -> None:
    with pytest.raises(UnknownEvent) as caught:
        from_data({**DROPPED, "version": 3, "kind": "lapsed"})
    assert (caught.value.type_name, caught.value.version) == ("ChangeDropped", 3)


# commands from outside


def test_a_command_comes_from_the_body_of_a_request() -> None:
    body = """{
        "type": "counter",
        "by": "otto",
        "on": "2027-01-13",
        "subject": {
            "type": "terms",
            "period": {"first_day": "2027-03-01", "last_day": "2027-08-31"},
            "host_share": "0.8"
        }
    }"""
    assert command_from_data(json.loads(body)) == Counter(
        by=OTTO, on=date(2027, 1, 13), subject=TERMS
    )


def test_every_fault_of_a_command_is_named_at_once() -> None:
    body = {
        "type": "propose",
        "by": 7,
        "on": "tomorrow",
        "parties": {
            "secondee": "sam",
            "home": {"unit": "", "manager": " "},
            "host": "payments",
            "stakeholders": [{"person": "stella", "say": "must_consent"}, "igor", {"say": "all"}],
        },
        "terms": {
            "period": {"first_day": "2027-09-01", "last_day": "2027-08-31"},
            "host_share": 0.8,
            "colour": "green",
        },
        "urgent": True,
    }
    with pytest.raises(InvalidValue) as caught:
        command_from_data(body)
    assert set(caught.value.faults) == {
        Fault("by", "must be a text, not 7"),
        Fault("on", 'must be an ISO day like 2025-01-31, not "tomorrow"'),
        Fault("parties.home.unit", "must be an id, a text that is not blank, not ''"),
        Fault("parties.home.manager", "must be an id, a text that is not blank, not ' '"),
        Fault("parties.host", 'must be an object, not "payments"'),
        Fault("parties.stakeholders[1]", 'must be an object, not "igor"'),
        Fault("parties.stakeholders[2].person", "is missing"),
        Fault(
            "parties.stakeholders[2].say",
            'must be one of informed, consulted, must_consent, not "all"',
        ),
        Fault("terms.period.last_day", "2027-08-31 lies before the first day 2027-09-01"),
        Fault("terms.host_share", 'must be a decimal number as text, like "0.4", not 0.8'),
        Fault("terms.colour", "is not known here"),
        Fault("urgent", "is not known here"),
    }
    assert len(caught.value.faults) == 12


_VERBS: Final = (
    "propose, counter, consent, decline, withdraw, open_change, drop_change, start, give_notice, "
    "complete, convert, end_early, leave, record_absence, arrange_cover, reassign, make_record, "
    "void, advance"
)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, Fault("", "must be an object, not null")),
        ([], Fault("", "must be an object, not a list")),
        ("start", Fault("", 'must be an object, not "start"')),
        ({}, Fault("type", f"must be one of {_VERBS}")),
        ({"type": "agree"}, Fault("type", f"must be one of {_VERBS}")),
        ({"type": "Start"}, Fault("type", f"must be one of {_VERBS}")),
        ({"type": None}, Fault("type", f"must be one of {_VERBS}")),
        ({"type": ["start"]}, Fault("type", f"must be one of {_VERBS}")),
        ({"type": {}}, Fault("type", f"must be one of {_VERBS}")),
    ],
)
def test_data_without_a_known_verb_is_no_command(data: object, fault: Fault) -> None:
    with pytest.raises(InvalidValue) as caught:
        command_from_data(data)
    assert (caught.value.what, caught.value.faults) == ("a command", (fault,))


def test_nobody_can_put_a_version_on_a_command() -> None:
    with pytest.raises(InvalidValue, match=r"^cannot make Advance: version: is not known here$"):
        command_from_data({"type": "advance", "on": "2027-05-03", "version": 1})


# anything at all


_LEAVES: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(
        ["", " ", "2027-03-01", "2027-02-30", "0.5", "NaN", "1E+99", "P1M", "P999999999M", "sam"]
    ),
    st.sampled_from(["terms", "ending", "return", "stakeholder", "secondee", "\ud800"]),
    st.sampled_from([2**63, -(2**63), 10**400]),
)
_ANYTHING: Final = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def _spoilt(draw: st.DrawFn, valid: list[Data]) -> Data:
    """Draw one of *valid* with one to three things put in, taken out or added anywhere."""
    data = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(1, 3))):
        places = [*_places(data), ("type",), ("version",)]
        place = draw(st.sampled_from(places))
        match draw(st.sampled_from(["replace", "replace", "remove", "add"])):
            case "replace":
                data = _with(data, place, draw(_ANYTHING))
            case "remove" if _is_there(data, place):
                data = _without(data, place)
            case _:
                data = _with(data, (draw(st.text(max_size=4)),), draw(_ANYTHING))
    return data


def _is_there(data: Any, place: Place) -> bool:
    holder = _at(data, place[:-1])
    return isinstance(holder, list) or place[-1] in holder


def _check_message(error: UnreadableEvent | UnknownEvent | InvalidValue) -> None:
    """A message is worth nothing if it cannot be written to a log."""
    assert str(error).encode()
    assert isinstance(error, UnknownEvent) or error.faults


@given(_spoilt([to_data(event) for event in EVENTS]))
@example({"type": "Left", "version": 1, "on": "2027-05-03", "by": "sam", "reason": "\ud800"})
def test_a_spoilt_fact_is_read_as_a_fact_or_gives_an_error_of_this_library(data: Data) -> None:
    text = json.dumps(data)
    try:
        event = from_json(text)
    except (UnreadableEvent, UnknownEvent) as error:
        _check_message(error)
    else:
        assert from_json(to_json(event)) == event


@given(_spoilt([command_to_data(command) for command in COMMANDS]))
def test_a_spoilt_command_is_read_as_a_command_or_gives_an_error_of_this_library(
    data: Data,
) -> None:
    body = json.loads(json.dumps(data))
    try:
        command = command_from_data(body)
    except InvalidValue as error:
        _check_message(error)
    else:
        assert command_from_data(command_to_data(command)) == command


@given(st.sampled_from(EVENTS), st.integers(0, 400), st.integers(0, 3), st.text(max_size=3))
def test_a_spoilt_text_is_read_as_a_fact_or_gives_an_error_of_this_library(
    event: Event, at: int, removed: int, added: str
) -> None:
    text = to_json(event)
    try:
        read = from_json(text[:at] + added + text[at + removed :])
    except (UnreadableEvent, UnknownEvent) as error:
        _check_message(error)
    else:
        assert from_json(to_json(read)) == read


@given(_ANYTHING)
def test_anything_else_is_no_fact_and_no_command(data: object) -> None:
    with pytest.raises((UnreadableEvent, UnknownEvent)):
        from_data(data)
    with pytest.raises(InvalidValue):
        command_from_data(data)
