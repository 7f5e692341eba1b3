"""What is known after each fact, and which facts no history can hold."""

import pickle
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest
from attrs import evolve as altered
from attrs import fields
from hypothesis import given, settings

from secondment import (
    STEPS,
    Absence,
    AbsenceRecorded,
    Advance,
    Agreed,
    Agreement,
    BrokenHistory,
    ChangeDropped,
    ChangeOpened,
    ChangeSettled,
    Closing,
    ClosingRevoked,
    Completed,
    Consented,
    ConversionRoute,
    Converted,
    Countered,
    CoverArranged,
    CoverSpell,
    Decline,
    Declined,
    DropKind,
    End,
    EndEarly,
    EndedEarly,
    Ending,
    EndingAgreed,
    EndKind,
    Entry,
    Event,
    Handover,
    Lapsed,
    Leave,
    Left,
    MakeRecord,
    NoticeGiven,
    NoticeKind,
    Offer,
    OpenChange,
    Parties,
    Period,
    Placement,
    Proposal,
    Proposed,
    Reassigned,
    RecordMade,
    Role,
    ScopeItem,
    Seat,
    Side,
    Started,
    Status,
    Terms,
    Thread,
    Voided,
    Withdraw,
    Withdrawn,
    Work,
    decide,
    evolve,
    in_force,
    replay,
)
from secondment.feedback import CheckIn, Note
from secondment.goals import Progress
from secondment.scope import Baseline
from secondment.testing import Life, lives
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
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
    lived,
    proposed,
    scheduled,
    underway,
)

IN_MAY = date(2027, 5, 3)
BACK_ON = date(2027, 9, 1)
LONGER = altered(TERMS, period=Period(FIRST_DAY, date(2027, 10, 31)))
RETURN = Ending(EndKind.RETURN, LAST_DAY)
EARLY = Ending(EndKind.EARLY_END, date(2027, 6, 30), "reorganisation", "post-9")
HANA_SEAT = Seat(Role.HOME_MANAGER, HANA)


def revising() -> Placement:
    """Return an agreed placement whose terms are on the table again."""
    return lived(OpenChange(by=SAM, on=AGREED_ON, subject=LONGER), after=scheduled())


def negotiated_change() -> Placement:
    """Return a running placement that Sam wants to be longer."""
    return lived(OpenChange(by=SAM, on=IN_MAY, subject=LONGER), after=underway())


def handover() -> Placement:
    """Return a placement that everybody has agreed to end on its last day."""
    opened = lived(OpenChange(by=SAM, on=IN_MAY, subject=RETURN), after=underway())
    return lived(*consents(IN_MAY, (HANA, OTTO, PETRA)), after=opened)


def reconsidering() -> Placement:
    """Return a closing placement that Sam wants to go on."""
    return lived(OpenChange(by=SAM, on=IN_MAY, subject=LONGER), after=handover())


def ended(verb: str) -> Placement:
    """Return a placement that came to the end that *verb* brings."""
    match verb:
        case "declined":
            return lived(Decline(by=OTTO, on=AGREED_ON), after=proposed())
        case "withdrawn":
            return lived(Withdraw(by=HANA, on=AGREED_ON), after=proposed())
        case "lapsed":
            return lived(Advance(on=FIRST_DAY), after=proposed())
        case "converted":
            stays = altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC)
            agreed = lived(altered(PROPOSE, terms=stays), *consents(AGREED_ON, (SAM, OTTO, PETRA)))
            return lived(Advance(on=BACK_ON), after=agreed)
        case "ended_early":
            return lived(EndEarly(by=HANA, on=IN_MAY, trigger="host_closed"), after=underway())
        case "left":
            return lived(Leave(by=HANA, on=IN_MAY), after=underway())
        case _:
            return lived(Advance(on=BACK_ON), after=underway())


IN_STATUS: dict[Status, Placement] = {
    Status.PROPOSED: proposed(),
    Status.SCHEDULED: scheduled(),
    Status.REVISING: revising(),
    Status.UNDERWAY: underway(),
    Status.NEGOTIATED_CHANGE: negotiated_change(),
    Status.HANDOVER: handover(),
    Status.RECONSIDERING: reconsidering(),
    Status.COMPLETED: ended("completed"),
    Status.CONVERTED: ended("converted"),
    Status.ENDED_EARLY: ended("ended_early"),
    Status.LEFT: ended("left"),
    Status.DECLINED: ended("declined"),
    Status.WITHDRAWN: ended("withdrawn"),
    Status.LAPSED: ended("lapsed"),
}

LATER = date(2027, 9, 1)
"""A day on which any of them may have moved already."""


def facts_after(placement: Placement) -> list[Event]:
    """Return one fact of each kind that moves the status, as fit for *placement* as may be."""
    number, until = placement.offers + 1, LATER
    return [
        Proposed(on=LATER, by=HANA, parties=PARTIES, terms=TERMS, number=number, expires_on=until),
        Countered(on=LATER, by=OTTO, number=number, subject=TERMS, expires_on=until),
        Consented(on=LATER, by=OTTO, number=placement.offers),
        Agreed(on=LATER, by=OTTO, terms=TERMS),
        Declined(on=LATER, by=OTTO),
        Withdrawn(on=LATER, by=HANA),
        Lapsed(on=LATER, by=None),
        ChangeOpened(on=LATER, by=OTTO, number=number, subject=TERMS, expires_on=until),
        ChangeSettled(on=LATER, by=OTTO, terms=TERMS),
        ChangeDropped(on=LATER, by=OTTO, kind=DropKind.DECLINED),
        Started(on=LATER, by=None),
        NoticeGiven(on=LATER, by=HANA, kind=NoticeKind.RECALL, ending=EARLY),
        EndingAgreed(on=LATER, by=OTTO, ending=RETURN),
        ClosingRevoked(on=LATER, by=OTTO, terms=TERMS),
        Completed(on=LATER, by=None, returns_on=LATER),
        Converted(on=LATER, by=None),
        EndedEarly(on=LATER, by=None, reason="mutual", returns_on=LATER),
        Left(on=LATER, by=None, reason=None),
    ]


def records_after(placement: Placement) -> list[Event]:
    """Return one record of each kind that fits *placement* in whatever status."""
    return [
        AbsenceRecorded(on=LATER, by=SAM, period=Period(IN_MAY, IN_MAY), reason="leave"),
        CoverArranged(on=LATER, by=HANA, person="cora", period=Period(IN_MAY, IN_MAY)),
        Reassigned(on=LATER, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida"),
        RecordMade(on=LATER, by=SAM, record=CheckIn(by=SAM, on=LATER)),
        *(
            [Voided(on=LATER, by=PETRA, position=placement.latest, reason="mistake")]
            if placement.before is not None
            else []
        ),
    ]


# which facts can follow


def test_there_is_a_placement_in_every_status() -> None:
    assert {status: each.status for status, each in IN_STATUS.items()} == {
        status: status for status in Status
    }


@pytest.mark.parametrize("status", Status)
def test_a_fact_moves_the_status_as_the_chart_says_or_breaks_the_history(status: Status) -> None:
    placement = IN_STATUS[status]
    for event in facts_after(placement):
        if (status, event.verb) in STEPS:
            after = evolve(placement, event)
            assert (after.status, after.moved_on) == (STEPS[status, event.verb], LATER)
            continue
        with pytest.raises(BrokenHistory) as caught:
            evolve(placement, event)
        words = status.value.replace("_", " ")
        assert str(caught.value) == (
            f"the history is broken at fact {placement.position + 1}: "
            f"{type(event).__name__} cannot follow while {words}"
        )


@pytest.mark.parametrize("status", Status)
def test_a_record_can_follow_in_every_status_and_does_not_move_it(status: Status) -> None:
    """Which may be recorded when is a rule, and rules may be tightened; history stays readable."""
    placement = IN_STATUS[status]
    for event in records_after(placement):
        after = evolve(placement, event)
        assert after.position == placement.position + 1
        if not isinstance(event, Voided):
            assert (after.status, after.moved_on) == (status, placement.moved_on)


def test_nothing_but_a_proposal_comes_first() -> None:
    for event in (*facts_after(proposed())[1:], *records_after(scheduled())):
        with pytest.raises(BrokenHistory) as caught:
            evolve(None, event)
        assert str(caught.value) == (
            f"the history is broken at fact 1: {type(event).__name__} comes before any proposal"
        )


@pytest.mark.parametrize(
    ("placement", "event", "message"),
    [
        pytest.param(
            underway(),
            ChangeOpened(on=date(2027, 2, 28), by=SAM, number=2, subject=LONGER, expires_on=IN_MAY),
            "at fact 7: ChangeOpened of 2027-02-28 comes after a step of 2027-03-01",
            id="back-in-time",
        ),
        pytest.param(
            proposed(),
            Countered(on=AGREED_ON, by=OTTO, number=1, subject=LONGER, expires_on=IN_MAY),
            "at fact 2: Countered repeats offer 1 of 1",
            id="offer-twice",
        ),
        pytest.param(
            negotiated_change(),
            Countered(on=IN_MAY, by=OTTO, number=1, subject=LONGER, expires_on=IN_MAY),
            "at fact 8: Countered repeats offer 1 of 2",
            id="older-offer",
        ),
        pytest.param(
            scheduled(),
            ChangeOpened(on=AGREED_ON, by=SAM, number=1, subject=LONGER, expires_on=IN_MAY),
            "at fact 6: ChangeOpened repeats offer 1 of 1",
            id="change-under-an-old-number",
        ),
        pytest.param(
            negotiated_change(),
            Consented(on=IN_MAY, by=OTTO, number=1),
            "at fact 8: Consented is about offer 1 while offer 2 is on the table",
            id="stale-consent",
        ),
        pytest.param(
            proposed(),
            Consented(on=AGREED_ON, by=OTTO, number=2),
            "at fact 2: Consented is about offer 2 while offer 1 is on the table",
            id="consent-to-nothing",
        ),
        pytest.param(
            scheduled(),
            Reassigned(
                on=AGREED_ON, by=OTTO, role=Role.HOST_MANAGER, outgoing=HANA, incoming="ida"
            ),
            "at fact 6: cannot make Parties: outgoing: hana is not host_manager, or the role "
            "cannot pass on",
            id="not-in-the-role",
        ),
        pytest.param(
            scheduled(),
            Reassigned(on=AGREED_ON, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming=SAM),
            "at fact 6: cannot make Parties: secondee: sam cannot be host_manager of the own "
            "placement",
            id="secondee-takes-over",
        ),
        pytest.param(
            scheduled(),
            Voided(on=AGREED_ON, by=PETRA, position=5, reason="mistake"),
            "at fact 6: Voided names fact 5, and the latest that can be is 4",
            id="consequence-alone",
        ),
        pytest.param(
            scheduled(),
            Voided(on=AGREED_ON, by=PETRA, position=3, reason="mistake"),
            "at fact 6: Voided names fact 3, and the latest that can be is 4",
            id="not-the-latest",
        ),
        pytest.param(
            proposed(),
            Voided(on=AGREED_ON, by=PETRA, position=1, reason="mistake"),
            "at fact 2: Voided names fact 1, and the latest that can be is 1",
            id="the-proposal",
        ),
    ],
)
def test_a_fact_that_no_valid_history_has_there_breaks_it(
    placement: Placement, event: Event, message: str
) -> None:
    with pytest.raises(BrokenHistory) as caught:
        evolve(placement, event)
    assert str(caught.value) == f"the history is broken {message}"
    assert caught.value.position == placement.position + 1


def test_a_fact_may_take_effect_on_the_day_of_the_step_before() -> None:
    dropped = ChangeDropped(on=IN_MAY, by=SAM, kind=DropKind.WITHDRAWN)
    assert evolve(negotiated_change(), dropped).moved_on == IN_MAY


def test_a_record_may_be_dated_before_the_last_step() -> None:
    absence = AbsenceRecorded(on=PROPOSED_ON, by=SAM, period=Period(IN_MAY, IN_MAY), reason="leave")
    assert evolve(underway(), absence).moved_on == FIRST_DAY


def test_no_facts_are_no_placement() -> None:
    assert replay([]) is None


# what is known


def test_after_a_proposal_one_offer_is_on_the_table_and_its_author_has_consented() -> None:
    event = Proposed(
        on=PROPOSED_ON, by=HANA, parties=PARTIES, terms=TERMS, number=1, expires_on=AGREED_ON
    )
    offer = Offer(1, HANA, PROPOSED_ON, AGREED_ON, TERMS)
    placement = evolve(None, event)
    assert placement == Placement(
        parties=PARTIES,
        state=Proposal(Thread((offer,), frozenset({HANA_SEAT}))),
        proposed_on=PROPOSED_ON,
        moved_on=PROPOSED_ON,
        offers=1,
        position=1,
        latest=1,
    )
    assert (placement.offer, placement.terms, placement.last_day) == (offer, None, None)
    assert placement.before is None


def test_a_counter_offer_supersedes_and_the_consents_given_so_far_are_void() -> None:
    before = lived(*consents(AGREED_ON, (SAM, PETRA)), after=proposed())
    event = Countered(on=AGREED_ON, by=OTTO, number=2, subject=LONGER, expires_on=IN_MAY)
    after = evolve(before, event)
    assert before.thread is not None
    assert after.thread == Thread(
        (*before.thread.offers, Offer(2, OTTO, AGREED_ON, IN_MAY, LONGER)),
        frozenset({Seat(Role.HOST_MANAGER, OTTO)}),
    )
    assert after.offers == 2


def test_a_consent_adds_every_seat_of_the_person() -> None:
    parties = altered(PARTIES, host=Side("payments", PETRA))
    before = lived(altered(PROPOSE, parties=parties))
    after = evolve(before, Consented(on=AGREED_ON, by=PETRA, number=1))
    assert after.thread is not None
    assert after.thread.consents == {
        HANA_SEAT,
        Seat(Role.HOST_MANAGER, PETRA),
        Seat(Role.PROGRAMME_OFFICE, PETRA),
    }


NOTICE = NoticeGiven(on=IN_MAY, by=HANA, kind=NoticeKind.RECALL, ending=EARLY)


@pytest.mark.parametrize(
    ("before", "event", "state"),
    [
        (proposed(), Agreed(on=IN_MAY, by=SAM, terms=LONGER), Agreement(LONGER)),
        (revising(), ChangeSettled(on=IN_MAY, by=SAM, terms=LONGER), Agreement(LONGER)),
        (
            revising(),
            ChangeDropped(on=IN_MAY, by=SAM, kind=DropKind.LAPSED),
            Agreement(TERMS),
        ),
        (scheduled(), Started(on=IN_MAY, by=None), Work(TERMS, IN_MAY)),
        (
            negotiated_change(),
            ChangeSettled(on=IN_MAY, by=SAM, terms=LONGER),
            Work(LONGER, FIRST_DAY),
        ),
        (
            negotiated_change(),
            ChangeDropped(on=IN_MAY, by=SAM, kind=DropKind.LAPSED),
            Work(TERMS, FIRST_DAY),
        ),
        (
            negotiated_change(),
            EndingAgreed(on=IN_MAY, by=SAM, ending=EARLY),
            Closing(TERMS, FIRST_DAY, EARLY, None),
        ),
        (underway(), NOTICE, Closing(TERMS, FIRST_DAY, EARLY, NoticeKind.RECALL)),
        (negotiated_change(), NOTICE, Closing(TERMS, FIRST_DAY, EARLY, NoticeKind.RECALL)),
        (
            reconsidering(),
            EndingAgreed(on=IN_MAY, by=SAM, ending=EARLY),
            Closing(TERMS, FIRST_DAY, EARLY, None),
        ),
        (
            reconsidering(),
            ChangeDropped(on=IN_MAY, by=SAM, kind=DropKind.DECLINED),
            Closing(TERMS, FIRST_DAY, RETURN, None),
        ),
        (
            reconsidering(),
            ClosingRevoked(on=IN_MAY, by=SAM, terms=LONGER),
            Work(LONGER, FIRST_DAY),
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, Placement) else value.status,
)
def test_what_holds_after_a_step(before: Placement, event: Event, state: object) -> None:
    assert evolve(before, event).state == state


@pytest.mark.parametrize(
    "before", [scheduled(), underway(), handover()], ids=lambda placement: placement.status
)
def test_while_a_change_is_on_the_table_the_old_terms_hold(before: Placement) -> None:
    opened = ChangeOpened(on=IN_MAY, by=OTTO, number=9, subject=LONGER, expires_on=BACK_ON)
    thread = Thread(
        (Offer(9, OTTO, IN_MAY, BACK_ON, LONGER),), frozenset({Seat(Role.HOST_MANAGER, OTTO)})
    )
    assert not isinstance(before.state, End)
    after = evolve(before, opened)
    assert after.state == altered(before.state, thread=thread)
    assert (after.terms, after.offers) == (TERMS, 9)


ENDINGS: list[tuple[Placement, Event, dict[str, Any]]] = [
    (proposed(), Declined(on=IN_MAY, by=OTTO), {"status": Status.DECLINED}),
    (proposed(), Withdrawn(on=IN_MAY, by=HANA), {"status": Status.WITHDRAWN}),
    (proposed(), Lapsed(on=IN_MAY, by=None), {"status": Status.LAPSED}),
    (
        proposed(),
        Left(on=IN_MAY, by=HANA, reason="new_job"),
        {"status": Status.LEFT, "reason": "new_job"},
    ),
    (
        scheduled(),
        Withdrawn(on=IN_MAY, by=OTTO),
        {"status": Status.WITHDRAWN, "terms": TERMS},
    ),
    (
        underway(),
        Completed(on=IN_MAY, by=None, returns_on=BACK_ON),
        {
            "status": Status.COMPLETED,
            "terms": TERMS,
            "started_on": FIRST_DAY,
            "returns_on": BACK_ON,
        },
    ),
    (
        underway(),
        Converted(on=IN_MAY, by=None),
        {"status": Status.CONVERTED, "terms": TERMS, "started_on": FIRST_DAY},
    ),
    (
        evolve(underway(), NOTICE),
        EndedEarly(on=IN_MAY, by=None, reason="reorganisation", returns_on=BACK_ON),
        {
            "status": Status.ENDED_EARLY,
            "terms": TERMS,
            "started_on": FIRST_DAY,
            "reason": "reorganisation",
            "returns_on": BACK_ON,
            "next_post": "post-9",
        },
    ),
    (
        reconsidering(),
        Left(on=IN_MAY, by=None, reason=None),
        {"status": Status.LEFT, "terms": TERMS, "started_on": FIRST_DAY},
    ),
]


@pytest.mark.parametrize(
    ("before", "event", "known"),
    ENDINGS,
    ids=[f"{row[0].status}-{row[2]['status']}" for row in ENDINGS],
)
def test_what_is_known_after_the_end(
    before: Placement, event: Event, known: dict[str, Any]
) -> None:
    after = evolve(before, event)
    assert after.state == End(on=IN_MAY, **known)
    assert (after.is_open, after.thread, after.offer, after.ending) == (False, None, None, None)


@pytest.mark.parametrize(
    ("placement", "last_day"),
    [
        (proposed(), None),
        (revising(), LAST_DAY),
        (negotiated_change(), LAST_DAY),
        (evolve(underway(), NOTICE), EARLY.last_day),
        (ended("completed"), LAST_DAY),
        (ended("ended_early"), IN_MAY - timedelta(days=1)),
        (lived(Withdraw(by=OTTO, on=AGREED_ON), after=scheduled()), LAST_DAY),
        (ended("declined"), None),
    ],
    ids=lambda value: value.status if isinstance(value, Placement) else "",
)
def test_the_last_day_in_force(placement: Placement, last_day: date | None) -> None:
    assert placement.last_day == last_day


@pytest.mark.parametrize(
    ("placement", "days"),
    [
        (proposed(), 0),
        (scheduled(), 0),
        (underway(), 10),
        (negotiated_change(), 10),
        (reconsidering(), 10),
        (evolve(underway(), NOTICE), 72),
        (ended("completed"), 0),
        (ended("left"), 0),
    ],
    ids=lambda value: value.status if isinstance(value, Placement) else "",
)
def test_past_its_last_day_a_placement_without_an_end_overruns(
    placement: Placement, days: int
) -> None:
    assert placement.days_overrunning(date(2027, 9, 10)) == days


def test_on_its_last_day_a_placement_does_not_overrun() -> None:
    assert [
        underway().days_overrunning(LAST_DAY + timedelta(days=days)) for days in (-1, 0, 1)
    ] == [0, 0, 1]


@pytest.mark.parametrize(
    ("placement", "terms", "closing"),
    [(proposed(), None, False), (underway(), TERMS, False), (handover(), TERMS, True)],
    ids=["proposed", "underway", "handover"],
)
def test_an_offer_is_held_against_what_holds_now(
    placement: Placement, terms: object, *, closing: bool
) -> None:
    table = placement.table
    assert (table.parties, table.terms, table.closing) == (PARTIES, terms, closing)


# records


def absence(first_day: int, last_day: int, reason: str = "leave") -> AbsenceRecorded:
    """Return an absence in May."""
    period = Period(date(2027, 5, first_day), date(2027, 5, last_day))
    return AbsenceRecorded(on=IN_MAY, by=SAM, period=period, reason=reason)


def test_an_absence_of_the_same_first_day_corrects_the_one_on_record() -> None:
    records = [absence(10, 14), absence(3, 5), absence(10, 12, "sickness")]
    assert reduce(evolve, records, underway()).absences == (
        Absence(Period(date(2027, 5, 3), date(2027, 5, 5)), "leave"),
        Absence(Period(date(2027, 5, 10), date(2027, 5, 12)), "sickness"),
    )


def cover(person: str, first_day: int, last_day: int) -> CoverArranged:
    """Return cover in May."""
    period = Period(date(2027, 5, first_day), date(2027, 5, last_day))
    return CoverArranged(on=IN_MAY, by=HANA, person=person, period=period)


def test_cover_by_the_same_person_from_the_same_day_corrects_the_one_on_record() -> None:
    records = [cover("dora", 10, 14), cover("cora", 3, 28), cover("dora", 3, 7)]
    corrected = reduce(evolve, [*records, cover("cora", 3, 31)], underway())
    assert corrected.cover == (
        CoverSpell("dora", Period(date(2027, 5, 3), date(2027, 5, 7))),
        CoverSpell("cora", Period(date(2027, 5, 3), date(2027, 5, 31))),
        CoverSpell("dora", Period(date(2027, 5, 10), date(2027, 5, 14))),
    )


def made(record: Entry) -> RecordMade:
    """Return the fact that Sam put *record* on record."""
    return RecordMade(on=record.on, by=SAM, record=record)


def test_records_stand_in_the_order_in_which_they_were_recorded() -> None:
    late, early = CheckIn(by=SAM, on=IN_MAY), CheckIn(by=SAM, on=FIRST_DAY)
    progress = Progress("api", IN_MAY, Decimal(1))
    facts = [made(late), made(progress), made(early), made(late)]
    after = reduce(evolve, facts, underway())
    assert after.records == (late, progress, early, late)
    assert after.recorded(CheckIn) == (late, early, late)
    assert after.recorded(Progress) == (progress,)
    assert after.recorded(Note) == ()


def test_a_record_takes_effect_on_its_own_day() -> None:
    given_later = MakeRecord(by=SAM, on=IN_MAY, record=CheckIn(by=SAM, on=FIRST_DAY))
    assert decide(underway(), given_later, HOUSE) == (
        RecordMade(on=FIRST_DAY, by=SAM, record=given_later.record),
    )


def test_records_and_the_scope_agreed_stay_when_the_status_moves() -> None:
    check_in = CheckIn(by=SAM, on=FIRST_DAY)
    after = evolve(evolve(underway(), made(check_in)), Left(on=IN_MAY, by=HANA, reason=None))
    assert (after.status, after.records) == (Status.LEFT, (check_in,))
    assert after.baseline == Baseline(on=AGREED_ON, items=())


def test_cover_and_the_roles_that_passed_on_stay_when_the_status_moves() -> None:
    to_ida = Reassigned(on=IN_MAY, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida")
    known = evolve(evolve(underway(), cover("cora", 3, 28)), to_ida)
    after = evolve(known, Left(on=IN_MAY, by=HANA, reason=None))
    assert after.status is Status.LEFT
    assert after.cover == known.cover != ()
    assert after.handovers == known.handovers != ()


def test_a_record_that_was_voided_is_gone() -> None:
    before = underway()
    recorded = evolve(before, made(CheckIn(by=SAM, on=FIRST_DAY)))
    void = Voided(on=IN_MAY, by=PETRA, position=recorded.latest, reason="mistake")
    assert evolve(recorded, void) == altered(before, position=recorded.position + 1)


API, DOCS = ScopeItem("api", "API", Decimal(30)), ScopeItem("docs", "Docs", Decimal(5))
SCOPED = altered(TERMS, scope=(API, DOCS))


def settled_as(terms: Terms, placement: Placement, on: date = IN_MAY) -> Placement:
    """Return *placement* after a change to *terms*, which everybody has agreed to on that day."""
    number = placement.offers + 1
    opened = ChangeOpened(on=on, by=SAM, number=number, subject=terms, expires_on=on)
    return evolve(evolve(placement, opened), ChangeSettled(on=on, by=OTTO, terms=terms))


def test_while_nothing_is_agreed_there_is_no_scope_to_compare_with() -> None:
    assert (proposed().baseline, ended("declined").baseline) == (None, None)


def test_the_scope_agreed_holds_from_the_day_of_the_agreement() -> None:
    agreed = evolve(proposed(), Agreed(on=AGREED_ON, by=PETRA, terms=SCOPED))
    assert agreed.baseline == Baseline(on=AGREED_ON, items=(API, DOCS))


def test_another_scope_is_another_version_from_its_own_day() -> None:
    first = settled_as(SCOPED, underway())
    second = settled_as(altered(SCOPED, scope=(DOCS,)), first, date(2027, 6, 1))
    assert first.baseline == Baseline(on=IN_MAY, items=(API, DOCS), version=2)
    assert second.baseline == Baseline(on=date(2027, 6, 1), items=(DOCS,), version=3)


@pytest.mark.parametrize(
    "terms",
    [altered(SCOPED, scope=(DOCS, API)), altered(SCOPED, place="york")],
    ids=["another order", "another place"],
)
def test_the_same_scope_is_no_other_version(terms: Terms) -> None:
    before = settled_as(SCOPED, underway())
    assert settled_as(terms, before, date(2027, 6, 1)).baseline == before.baseline


def test_the_same_work_under_another_title_is_no_other_version() -> None:
    """What is compared is the work; what is shown is how it is called now."""
    before = settled_as(SCOPED, underway())
    renamed = (altered(API, title="Interface"), DOCS)
    after = settled_as(altered(SCOPED, scope=renamed), before, date(2027, 6, 1))
    assert after.baseline == Baseline(on=IN_MAY, items=renamed, version=2)


def test_going_on_after_all_may_bring_another_scope() -> None:
    revoked = ClosingRevoked(on=IN_MAY, by=OTTO, terms=SCOPED)
    assert evolve(reconsidering(), revoked).baseline == Baseline(
        on=IN_MAY, items=(API, DOCS), version=2
    )


def test_a_change_that_was_dropped_leaves_the_scope_as_it_was() -> None:
    dropped = ChangeDropped(on=IN_MAY, by=OTTO, kind=DropKind.DECLINED)
    assert evolve(negotiated_change(), dropped).baseline == Baseline(on=AGREED_ON, items=())


def test_roles_that_passed_on_stand_in_the_order_in_which_it_was_recorded() -> None:
    to_ida = Reassigned(on=IN_MAY, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida")
    to_jo = Reassigned(
        on=IN_MAY, by=PETRA, role=Role.PROGRAMME_OFFICE, outgoing=PETRA, incoming="jo"
    )
    after = reduce(evolve, [to_ida, to_jo], underway())
    assert after.handovers == (
        Handover(Role.HOST_MANAGER, OTTO, "ida", IN_MAY),
        Handover(Role.PROGRAMME_OFFICE, PETRA, "jo", IN_MAY),
    )
    void = Voided(on=IN_MAY, by="jo", position=after.latest, reason="mistake")
    assert evolve(after, void).handovers == after.handovers[:1]


def test_the_consent_of_somebody_replaced_no_longer_counts() -> None:
    before = lived(*consents(AGREED_ON, (SAM, OTTO)), after=proposed())
    event = Reassigned(on=AGREED_ON, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida")
    after = evolve(before, event)
    assert after.thread is not None
    assert after.thread.consents == {HANA_SEAT, Seat(Role.SECONDEE, SAM)}
    assert after.parties == PARTIES.reassigned(Role.HOST_MANAGER, OTTO, "ida")


def test_a_consent_given_in_two_roles_stays_for_the_role_that_is_kept() -> None:
    parties = Parties(
        secondee=SAM,
        home=Side("platform", HANA),
        host=Side("payments", HANA),
        programme_office=PETRA,
    )
    before = lived(altered(PROPOSE, parties=parties))
    event = Reassigned(on=AGREED_ON, by=HANA, role=Role.HOST_MANAGER, outgoing=HANA, incoming=OTTO)
    after = evolve(before, event)
    assert after.thread is not None
    assert after.thread.consents == {HANA_SEAT}


@pytest.mark.parametrize(
    "before", [underway(), ended("completed")], ids=["no offer", "no thread any more"]
)
def test_where_nothing_is_on_the_table_only_the_parties_change(before: Placement) -> None:
    event = Reassigned(on=IN_MAY, by=OTTO, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida")
    after = evolve(before, event)
    assert after.state == before.state
    assert after.parties.host.manager == "ida"


# voiding


def test_a_voided_fact_is_as_if_it_had_never_been_but_for_the_positions() -> None:
    before = negotiated_change()
    consented = evolve(before, Consented(on=IN_MAY, by=OTTO, number=2))
    assert consented.latest == 8
    after = evolve(consented, Voided(on=IN_MAY, by=PETRA, position=8, reason="mistake"))
    assert after == altered(before, position=9)
    assert after.latest == 7


def test_what_came_with_the_last_consent_is_voided_with_it() -> None:
    agreed = scheduled()
    assert (agreed.position, agreed.latest) == (5, 4)
    after = evolve(agreed, Voided(on=AGREED_ON, by=PETRA, position=4, reason="mistake"))
    assert (after.status, after.position, after.latest) == (Status.PROPOSED, 6, 3)
    assert after.terms is None


@pytest.mark.parametrize(
    ("last_consent", "status"),
    [
        (scheduled(), Status.PROPOSED),
        (lived(*consents(AGREED_ON, (HANA, OTTO, PETRA)), after=revising()), Status.REVISING),
        (handover(), Status.NEGOTIATED_CHANGE),
        (
            lived(*consents(IN_MAY, (HANA, OTTO, PETRA)), after=reconsidering()),
            Status.RECONSIDERING,
        ),
    ],
    ids=["agreed", "settled", "ending-agreed", "closing-revoked"],
)
def test_voiding_the_last_consent_puts_the_offer_back_on_the_table(
    last_consent: Placement, status: Status
) -> None:
    voided = Voided(on=LATER, by=PETRA, position=last_consent.latest, reason="mistake")
    assert evolve(last_consent, voided).status is status


def test_the_number_of_a_voided_offer_is_never_given_again() -> None:
    opened = negotiated_change()
    voided = Voided(on=IN_MAY, by=PETRA, position=7, reason="mistake")
    after = evolve(opened, voided)
    assert (after.status, after.offers) == (Status.UNDERWAY, 2)
    again = OpenChange(by=SAM, on=IN_MAY, subject=LONGER)
    assert lived(again, after=after).offers == 3


def test_facts_are_voided_one_after_the_other_from_the_latest() -> None:
    placement = reduce(evolve, [absence(3, 4), absence(10, 11)], underway())
    first = Voided(on=IN_MAY, by=PETRA, position=8, reason="mistake")
    second = Voided(on=IN_MAY, by=PETRA, position=7, reason="mistake")
    after = reduce(evolve, [first, second], placement)
    assert after == altered(underway(), position=10)


# in force


def history() -> list[Event]:
    """Return a history in which a start was recorded by mistake, and so was an absence."""
    proposal = Proposed(
        on=PROPOSED_ON, by=HANA, parties=PARTIES, terms=TERMS, number=1, expires_on=FIRST_DAY
    )
    return [
        proposal,
        Consented(on=AGREED_ON, by=SAM, number=1),
        Agreed(on=AGREED_ON, by=SAM, terms=TERMS),
        Started(on=FIRST_DAY, by=OTTO),
        absence(3, 4),
        Voided(on=IN_MAY, by=PETRA, position=5, reason="wrong_person"),
        Voided(on=IN_MAY, by=PETRA, position=4, reason="wrong_day"),
        Voided(on=IN_MAY, by=PETRA, position=2, reason="not_said"),
        Consented(on=IN_MAY, by=OTTO, number=1),
    ]


def test_voided_facts_and_those_that_voided_them_are_not_in_force() -> None:
    events = history()
    assert in_force(events) == (events[0], events[8])
    assert in_force(events[:7]) == tuple(events[:3])
    assert in_force(events[:5]) == tuple(events[:5])
    assert in_force([]) == ()


def told(placement: Placement | None) -> dict[str, object] | None:
    """Return all that is known, apart from positions and offer numbers."""
    if placement is None:
        return None
    numbers = {"position", "latest", "offers", "before"}
    return {
        each.name: getattr(placement, each.name)
        for each in fields(Placement)
        if each.name not in numbers
    }


def test_facts_in_force_tell_the_same_as_the_whole_history() -> None:
    events = history()
    for count in range(len(events) + 1):
        assert told(replay(in_force(events[:count]))) == told(replay(events[:count]))


@settings(max_examples=50)
@given(lives(HOUSE))
def test_facts_in_force_of_any_life_tell_the_same_as_its_history(life: Life) -> None:
    assert told(replay(in_force(life.events))) == told(life.placement)


@settings(max_examples=50)
@given(lives(HOUSE))
def test_every_beginning_of_a_history_can_be_replayed(life: Life) -> None:
    for count, placement in enumerate(life.placements, start=1):
        again = replay(life.events[:count])
        assert again == placement
        assert placement.position == count


# placements as values


def test_how_it_came_about_is_not_compared_and_not_shown() -> None:
    one = scheduled()
    other = altered(one, before=None)
    assert (one, hash(one), repr(one)) == (other, hash(other), repr(other))


def test_placements_that_tell_something_else_differ() -> None:
    assert altered(scheduled(), position=6) != scheduled()
    assert underway() != scheduled()


def test_a_copy_keeps_every_placement_before_it_as_it_was() -> None:
    """Also values that are attrs values themselves, such as terms and parties."""
    placement = underway()
    back = pickle.loads(pickle.dumps(placement))
    while placement.before is not None:
        assert (back, type(back.parties), type(back.state)) == (
            placement,
            Parties,
            type(placement.state),
        )
        placement, back = placement.before, back.before
    assert (back, back.before) == (placement, None)


def long_life(facts: int) -> Placement:
    """Return a placement of that many facts, most of them a manager handing over and back."""
    placement = underway()
    pair = (HANA, "ida")
    while placement.position < facts:
        outgoing, incoming = pair
        handed = Reassigned(
            on=IN_MAY, by=HANA, role=Role.HOME_MANAGER, outgoing=outgoing, incoming=incoming
        )
        placement = evolve(placement, handed)
        pair = (incoming, outgoing)
    return placement


@pytest.mark.parametrize(
    "through",
    [lambda value: pickle.loads(pickle.dumps(value)), deepcopy],
    ids=["pickle", "deepcopy"],
)
def test_a_placement_of_5000_facts_comes_through_a_copy_with_all_that_came_before(
    through: Callable[[Placement], Placement],
) -> None:
    """A chain of 5,000 links is deeper than Python may recurse."""
    placement = long_life(5000)
    back = through(placement)
    assert back == placement
    count, link = 0, placement
    while link.before is not None:
        assert back.before is not None
        link, back, count = link.before, back.before, count + 1
        assert back == link
    assert (count, back.before) == (4998, None)


def test_a_life_is_replayed_without_a_limit_to_its_length() -> None:
    placement = long_life(5000)
    voids = [
        Voided(on=IN_MAY, by=PETRA, position=position, reason="mistake")
        for position in range(5000, 6, -1)
    ]
    after = reduce(evolve, voids, placement)
    assert after == altered(underway(), position=5000 + len(voids))
