"""Every dated duty: who owes it, why, by when, and where it stands as the days go by."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from string import Formatter
from typing import Final

import pytest
from attrs import evolve as altered
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from secondment import (
    Advance,
    Command,
    Consent,
    ConversionRoute,
    Decline,
    DropChange,
    Duty,
    DutyState,
    EndEarly,
    Ending,
    EndKind,
    Fulfilment,
    Gate,
    GiveNotice,
    HomeChange,
    InvalidValue,
    Leave,
    Length,
    MakeRecord,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Policy,
    Reassign,
    RecordMade,
    Refused,
    Role,
    ServiceRecord,
    Source,
    Terms,
    Waiver,
    Withdraw,
    Work,
    agenda,
    decide,
    evolve,
    load_policy,
    next_duties,
    outlook,
    pack_names,
    read_policy,
)
from secondment.agenda import ASKED, FOLLOWING_UP, THE_TERMS
from secondment.clauses import Anchor, Window
from secondment.feedback import CheckIn, Note, Observation, Request, Review, ReviewKind
from secondment.messages import AGENDA
from secondment.onboarding import Answer, Buddy, Question
from secondment.outcome import FollowUp
from secondment.ratings import Scale
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    LAST_DAY,
    LONGER,
    MIRA,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    changing,
    consents,
    lived,
    proposed,
    proposed_to_more,
    scheduled,
    underway,
    underway_under,
)
from tests.test_clocks import (
    ACCEPTED,
    ESCALATED,
    FAR,
    TIMED,
    Life,
    any_life,
    at_birkbeck,
    clocked,
    escalated,
    under,
    working,
)

ONE_DAY = timedelta(days=1)
JULY = date(2027, 7, 5)
SEPTEMBER = date(2027, 9, 1)
MANAGERS = (HANA, OTTO)
ALL_FOUR = (SAM, HANA, OTTO, PETRA)
REVIEWERS = (HANA, OTTO, PETRA)

DECISION_DAY = date(2027, 7, 15)
FULL = altered(
    TERMS,
    kind="internal",
    trial=Length(months=1),
    check_in_every=Length(months=2),
    decision_day=DECISION_DAY,
)
"""The terms, with as much agreed as there may be."""

RICH = read_policy(
    """
    name = "rich"
    extends = "house"
    source = "handbook"

    returning.lost_after = { value = "5 months", clause = "return" }
    returning.home_change_notice = { value = "4 weeks", clause = "changes at home" }
    service_owed.ratio = { value = 0.5, clause = "service owed" }

    [extension]
    clause = "extensions"
    asked.closes_before_end = "2 months"
    decided.opens_before_end = "6 weeks"
    review_every = "1 month"

    [reviews]
    clause = "reviews"
    every = "2 months"
    before_end = "2 weeks"
    after_end = ["30 days", "6 months"]

    [conversion]
    clause = "staying"
    route = "request"
    after = "3 months"
    repeat_every = "1 month"

    [sources.handbook]
    title = "Handbook"
    """
)


OPEN = altered(RICH, extension=altered(RICH.extension, asked=Window(), decided=Window()))
"""The rich policy, under which an extension may be asked for and agreed at any time."""


def handbook(clause: str) -> Source:
    return Source("Handbook", clause)


HOUSE_TITLE = "house, a plain default of secondment and not law"


def house(clause: str) -> Source:
    return Source(HOUSE_TITLE, clause)


def rich(terms: Terms = FULL) -> Placement:
    """Return a placement under way under the rich policy."""
    return working(RICH, terms)


def small(axes: str) -> Policy:
    """Return the house rules with *axes* besides."""
    return read_policy(
        f'name = "small"\nextends = "house"\nsource = "handbook"\n{axes}\n'
        '[sources.handbook]\ntitle = "Handbook"\n'
    )


def found(placement: Placement, key: str, on: date, policy: Policy = HOUSE) -> Duty:
    """Return the one duty called *key* on *on*."""
    (duty,) = [each for each in agenda(placement, policy, on) if each.key == key]
    return duty


def state(placement: Placement, key: str, on: date, policy: Policy = HOUSE) -> DutyState:
    return found(placement, key, on, policy).state


def keys(placement: Placement, on: date, policy: Policy = HOUSE) -> list[str]:
    return [each.key for each in agenda(placement, policy, on)]


def dues(placement: Placement, policy: Policy, on: date = JULY) -> dict[str, date]:
    return {each.key: each.due_on for each in agenda(placement, policy, on)}


def record(by: str, on: date, entry: object) -> MakeRecord:
    return MakeRecord(by=by, on=on, record=entry)  # type: ignore[arg-type]


def reviewed(on: date, kind: ReviewKind, by: str = OTTO, number: int = 1) -> MakeRecord:
    review = Review(
        id=f"V{number}",
        by=by,
        about=SAM,
        on=on,
        kind=kind,
        round=f"{kind} {number}",
        scale=Scale(Decimal(1), Decimal(5)),
        words="It goes well.",
    )
    return record(by, on, review)


def checked_in(on: date, by: str = SAM) -> MakeRecord:
    return record(by, on, CheckIn(by=by, on=on))


def home_change(on: date, effective_on: date, name: str = "H1") -> MakeRecord:
    change = HomeChange(id=name, on=on, effective_on=effective_on, what="regraded")
    return record(HANA, on, change)


def settled(subject: Terms | Ending, on: date, after: Placement, policy: Policy) -> Placement:
    """Return *after* once all have consented to *subject* on *on*."""
    offered = under(policy, OpenChange(by=SAM, on=on, subject=subject), after=after)
    people = (HANA, OTTO, PETRA)
    for person in people:
        if offered.thread is not None:
            offered = under(policy, Consent(by=person, on=on), after=offered)
    assert offered.thread is None
    return offered


def until(last_day: date, terms: Terms = FULL) -> Terms:
    period = Period(terms.period.first_day, last_day)
    decision_day = terms.decision_day if last_day >= DECISION_DAY else None
    return altered(terms, period=period, decision_day=decision_day)


def extended(*last_days: date, on: date = JULY) -> Placement:
    """Return a placement under the open policy whose last day was moved to each of *last_days*."""
    placement = working(OPEN, FULL)
    for day in last_days:
        placement = settled(until(day), on, placement, OPEN)
    return placement


# every sort of duty


@frozen
class Row:
    """What the agenda says of one duty.

    Attributes:
        key: Its key.
        given: The placement.
        text: What is to be done.
        due_on: The last day for it.
        owed_by: Who may do it.
        source: Why.
        opens_on: The first day on which it can be done.
        policy: The rules.
        is_optional: Whether nobody has to.
        by_record: Whether it is done by a `Fulfilment`.
        shown_on: A day on which the placement has it.
        done_on: The day on which it is done in any case; None where it is left undone.
    """

    key: str
    given: Callable[[], Placement]
    text: str
    due_on: date
    owed_by: tuple[str, ...]
    source: Source
    opens_on: date | None = None
    policy: Policy = RICH
    is_optional: bool = False
    by_record: bool = False
    done_on: date | None = None


def asked_for_feedback() -> Placement:
    asked = Request(id="F1", by=SAM, to=OTTO, about=SAM, on=JULY, answer_by=date(2027, 7, 16))
    return under(RICH, record(SAM, JULY, asked), after=rich())


def with_gates() -> Placement:
    terms = altered(FULL, gates=(Gate.BUDDY, Gate.COVER, Gate.REVERSE_INTERVIEW))
    return lived(altered(PROPOSE, terms=terms), *consents(AGREED_ON, (SAM, OTTO, PETRA)))


WAIVABLE = read_policy(
    """
    name = "waivable"
    extends = "house"
    source = "handbook"
    max_length = { value = "5 months", clause = "length" }
    [waivers]
    max_length = { roles = ["home_manager", "programme_office"], clause = "exceptions" }
    [sources.handbook]
    title = "Handbook"
    """
)


def completed() -> Placement:
    return under(RICH, Advance(on=SEPTEMBER), after=rich())


def ending(kind: EndKind) -> Placement:
    """Return a placement of which all have agreed how it ends; it is to say so by hand."""
    last_day = LAST_DAY if kind is not EndKind.EARLY_END else date(2027, 8, 13)
    return settled(Ending(kind, last_day), JULY, working(BY_HAND), BY_HAND)


def resigned() -> Placement:
    notice = GiveNotice(by=SAM, on=JULY, kind=NoticeKind.RESIGNATION, last_day=date(2027, 7, 30))
    return under(BY_HAND, notice, after=working(BY_HAND))


STAYS = read_policy(
    """
    name = "stays"
    extends = "house"
    source = "handbook"
    automatic_end = { value = false, clause = "end" }
    conversion.route = { value = "lapse_of_time", clause = "staying" }
    conversion.after = { value = "6 months", clause = "half a year" }
    [sources.handbook]
    title = "Handbook"
    """
)

ROWS = [
    Row(
        "answer 1 host_manager otto",
        proposed,
        "answer offer 1, as otto (host manager)",
        date(2027, 2, 8),
        (OTTO,),
        house("offers"),
        opens_on=PROPOSED_ON,
        policy=HOUSE,
    ),
    Row(
        "answer 1 stakeholder mira",
        proposed_to_more,
        "answer offer 1, as mira (stakeholder)",
        date(2027, 2, 8),
        (MIRA,),
        house("offers"),
        opens_on=PROPOSED_ON,
        policy=HOUSE,
    ),
    Row(
        "answer 2 programme_office petra",
        changing,
        "answer offer 2, as petra (programme office)",
        date(2027, 8, 2),
        (PETRA,),
        house("offers"),
        opens_on=JULY,
        policy=HOUSE,
    ),
    Row(
        "answer 1 secondee sam",
        lambda: under(ACCEPTED, PROPOSE),
        "answer offer 1, as sam (secondee)",
        date(2027, 1, 21),
        (SAM,),
        handbook("silence"),
        opens_on=PROPOSED_ON,
        policy=ACCEPTED,
    ),
    Row(
        "answer 2 programme_office petra",
        escalated,
        "answer offer 2, as petra (programme office)",
        date(2027, 7, 19),
        (PETRA,),
        house("offers"),
        opens_on=JULY,
        policy=ESCALATED,
    ),
    Row(
        "waive max_length",
        lambda: under(WAIVABLE, PROPOSE),
        "set max_length aside for offer 1, or not: 2027-03-01 to 2027-08-31 is 31 days longer than"
        " the maximum of 5 months",
        date(2027, 2, 8),
        (HANA, PETRA),
        handbook("exceptions"),
        opens_on=PROPOSED_ON,
        policy=WAIVABLE,
    ),
    Row(
        "feedback F1",
        asked_for_feedback,
        "give the feedback that was asked for about sam",
        date(2027, 7, 16),
        (OTTO,),
        ASKED,
        opens_on=JULY,
    ),
    Row(
        "prepare buddy",
        with_gates,
        "put in place: buddy",
        FIRST_DAY,
        (OTTO, PETRA),
        THE_TERMS,
        opens_on=AGREED_ON,
        policy=HOUSE,
    ),
    Row(
        "prepare cover",
        with_gates,
        "put in place: cover",
        FIRST_DAY,
        (HANA, PETRA),
        THE_TERMS,
        opens_on=AGREED_ON,
        policy=HOUSE,
    ),
    Row(
        "prepare reverse_interview",
        with_gates,
        "put in place: reverse interview",
        FIRST_DAY,
        (SAM,),
        THE_TERMS,
        opens_on=AGREED_ON,
        policy=HOUSE,
    ),
    Row("start", scheduled, "start", FIRST_DAY, (), house("start"), policy=HOUSE),
    Row("start", scheduled, "start", FIRST_DAY, (OTTO, PETRA), house("start"), policy=BY_HAND),
    Row(
        "review trial",
        rich,
        "review the trial",
        date(2027, 3, 31),
        REVIEWERS,
        THE_TERMS,
    ),
    Row("check-in 1", rich, "check-in 1", date(2027, 5, 1), (SAM, OTTO), THE_TERMS),
    Row("check-in 2", rich, "check-in 2", date(2027, 7, 1), (SAM, OTTO), THE_TERMS),
    Row("review 1", rich, "review 1", date(2027, 5, 1), REVIEWERS, handbook("reviews")),
    Row("review 2", rich, "review 2", date(2027, 7, 1), REVIEWERS, handbook("reviews")),
    Row(
        "review of extension 1, 2",
        lambda: extended(date(2027, 12, 15)),
        "review 2",
        date(2027, 11, 1),
        REVIEWERS,
        handbook("extensions"),
        policy=OPEN,
    ),
    Row(
        "review end",
        rich,
        "review at the end",
        date(2027, 8, 17),
        REVIEWERS,
        handbook("reviews"),
    ),
    Row(
        "discuss home change H1",
        lambda: under(RICH, home_change(date(2027, 6, 1), date(2027, 8, 2)), after=rich()),
        "discuss the change of the home post (regraded) of 2027-08-02",
        JULY,
        (HANA,),
        handbook("changes at home"),
        opens_on=date(2027, 6, 1),
        by_record=True,
    ),
    Row(
        "decide the outcome",
        rich,
        "decide how it ends",
        date(2027, 7, 15),
        MANAGERS,
        THE_TERMS,
        opens_on=FIRST_DAY,
    ),
    Row(
        "extension asked",
        rich,
        "ask for an extension beyond 2027-08-31",
        date(2027, 6, 30),
        ALL_FOUR,
        handbook("extensions"),
        opens_on=FIRST_DAY,
        is_optional=True,
    ),
    Row(
        "extension decided",
        rich,
        "agree on an extension beyond 2027-08-31",
        LAST_DAY,
        ALL_FOUR,
        handbook("extensions"),
        opens_on=date(2027, 7, 20),
        is_optional=True,
    ),
    Row(
        "conversion",
        rich,
        "ask to stay for good",
        LAST_DAY,
        (SAM,),
        handbook("staying"),
        opens_on=date(2027, 6, 1),
        is_optional=True,
    ),
    Row(
        "stays for good",
        lambda: working(STAYS),
        "end it, or it turns into staying for good on 2027-09-02",
        SEPTEMBER,
        ALL_FOUR,
        handbook("staying"),
        opens_on=SEPTEMBER,
        policy=STAYS,
        is_optional=True,
    ),
    Row(
        "return right",
        rich,
        "go back with the right to return, which is lost on 2027-08-01",
        date(2027, 7, 31),
        (SAM,),
        handbook("return"),
        opens_on=FIRST_DAY,
        is_optional=True,
    ),
    Row("last day", rich, "last day with the host", LAST_DAY, (SAM,), THE_TERMS),
    Row("end", rich, "say that the placement is completed", SEPTEMBER, (), house("end")),
    Row(
        "end",
        lambda: working(BY_HAND),
        "say that the placement is completed",
        SEPTEMBER,
        ALL_FOUR,
        house("end"),
        policy=BY_HAND,
    ),
    Row(
        "end",
        lambda: ending(EndKind.CONVERSION),
        "say that the person stays for good",
        SEPTEMBER,
        REVIEWERS,
        house("end"),
        policy=BY_HAND,
    ),
    Row(
        "end",
        lambda: ending(EndKind.EARLY_END),
        "say that the placement has ended early",
        date(2027, 8, 14),
        REVIEWERS,
        house("end"),
        policy=BY_HAND,
    ),
    Row(
        "end",
        resigned,
        "say that the person has left",
        date(2027, 7, 31),
        (HANA, PETRA),
        house("end"),
        policy=BY_HAND,
    ),
    Row("return", rich, "back at work at home", SEPTEMBER, (SAM,), house("return")),
    Row(
        "follow-up P30D",
        completed,
        "ask how it went on, 30 days after the end",
        date(2027, 10, 1),
        (SAM, HANA, PETRA),
        handbook("reviews"),
    ),
    Row(
        "follow-up P6M",
        completed,
        "ask how it went on, 6 months after the end",
        date(2028, 3, 1),
        (SAM, HANA, PETRA),
        handbook("reviews"),
    ),
    Row(
        "follow-up P90D",
        lambda: lived(Advance(on=SEPTEMBER), after=underway()),
        "ask how it went on, 90 days after the end",
        date(2027, 11, 30),
        (SAM, HANA, PETRA),
        FOLLOWING_UP,
        policy=HOUSE,
    ),
    Row(
        "service owed",
        completed,
        "serve home, from 2027-09-01 on",
        date(2027, 12, 1),
        (SAM,),
        handbook("service owed"),
        opens_on=SEPTEMBER,
        done_on=date(2027, 12, 1),
    ),
]
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda each: f"{each.key}: {each.text}")


@every_row
def test_a_duty_says_what_by_when_who_owes_it_and_why(row: Row) -> None:
    duty = found(row.given(), row.key, row.due_on, row.policy)
    assert duty.text == row.text
    assert duty.due_on == row.due_on
    assert duty.owed_by == row.owed_by
    assert duty.source == row.source
    assert duty.opens_on == row.opens_on
    assert duty.is_optional is row.is_optional
    assert duty.by_record is row.by_record
    who = ", ".join(row.owed_by) or "by itself"
    assert str(duty) == f"{row.due_on} {duty.state:<7} {row.text} ({who}; {row.source})"


@every_row
def test_a_duty_lies_ahead_then_is_due_and_then_is_overdue(row: Row) -> None:
    placement, opens_on = row.given(), row.opens_on or row.due_on
    late = DutyState.PASSED if row.is_optional else DutyState.OVERDUE
    wanted = {
        opens_on - ONE_DAY: DutyState.AHEAD,
        opens_on: DutyState.DUE,
        row.due_on: DutyState.DUE,
        row.due_on + ONE_DAY: late,
        FAR: late,
    }
    if row.done_on is not None:
        wanted |= {day: DutyState.DONE for day in wanted if day >= row.done_on}
    for day, expected in wanted.items():
        duty = found(placement, row.key, day, row.policy)
        assert duty.state is expected
        assert duty.done_on == (row.done_on if expected is DutyState.DONE else None)


def test_every_code_of_the_catalogue_is_among_the_duties() -> None:
    seen = {found(row.given(), row.key, row.due_on, row.policy).code for row in ROWS}
    assert seen | {"duty", "document"} == set(AGENDA)


# done


def started() -> Placement:
    return lived(Advance(on=FIRST_DAY), after=scheduled())


def fulfilled_home_change() -> Placement:
    done = record(HANA, JULY, Fulfilment(by=HANA, on=JULY, duty="discuss home change H1"))
    return under(RICH, home_change(date(2027, 6, 1), date(2027, 8, 2)), done, after=rich())


def decided() -> Placement:
    terms = altered(TERMS, decision_day=DECISION_DAY)
    return settled(Ending(EndKind.RETURN, LAST_DAY), JULY, working(BY_HAND, terms), BY_HAND)


DONE: list[tuple[str, Callable[[], Placement], date, Policy]] = [
    ("start", started, FIRST_DAY, HOUSE),
    (
        "review trial",
        lambda: under(RICH, reviewed(date(2027, 3, 25), ReviewKind.TRIAL), after=rich()),
        date(2027, 3, 25),
        RICH,
    ),
    (
        "check-in 1",
        lambda: under(RICH, checked_in(date(2027, 4, 20)), after=rich()),
        date(2027, 4, 20),
        RICH,
    ),
    (
        "check-in 1",
        lambda: under(RICH, checked_in(FIRST_DAY, OTTO), after=rich()),
        FIRST_DAY,
        RICH,
    ),
    (
        "check-in 2",
        lambda: under(RICH, checked_in(date(2027, 5, 2)), after=rich()),
        date(2027, 5, 2),
        RICH,
    ),
    (
        "check-in 1",
        lambda: under(RICH, checked_in(date(2027, 5, 1)), after=rich()),
        date(2027, 5, 1),
        RICH,
    ),
    (
        "review 2",
        lambda: under(RICH, reviewed(date(2027, 6, 25), ReviewKind.MID), after=rich()),
        date(2027, 6, 25),
        RICH,
    ),
    (
        "review end",
        lambda: under(RICH, reviewed(date(2027, 8, 25), ReviewKind.END), after=rich()),
        date(2027, 8, 25),
        RICH,
    ),
    ("discuss home change H1", fulfilled_home_change, JULY, RICH),
    ("decide the outcome", decided, JULY, BY_HAND),
    ("last day", completed, LAST_DAY, RICH),
    ("return", completed, SEPTEMBER, RICH),
    (
        "follow-up P30D",
        lambda: under(
            RICH,
            record(
                HANA,
                date(2027, 9, 29),
                FollowUp(on=date(2027, 9, 29), after=Length(days=30), is_employed=True),
            ),
            after=completed(),
        ),
        date(2027, 9, 29),
        RICH,
    ),
]


@pytest.mark.parametrize(
    ("key", "given", "done_on", "policy"),
    DONE,
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_duty_is_done_from_the_day_on_which_it_was_done(
    key: str, given: Callable[[], Placement], done_on: date, policy: Policy
) -> None:
    placement = given()
    before = found(placement, key, done_on - ONE_DAY, policy)
    assert before.state is not DutyState.DONE
    assert before.done_on is None
    for day in (done_on, done_on + ONE_DAY, FAR):
        duty = found(placement, key, day, policy)
        assert (duty.state, duty.done_on) == (DutyState.DONE, done_on)


def test_of_several_reviews_the_first_counts() -> None:
    placement = under(
        RICH,
        reviewed(date(2027, 4, 2), ReviewKind.TRIAL, number=1),
        reviewed(date(2027, 4, 2), ReviewKind.TRIAL, by=HANA, number=2),
        after=rich(),
    )
    earlier = under(
        RICH,
        altered(
            reviewed(date(2027, 3, 20), ReviewKind.TRIAL, by=PETRA, number=3), on=date(2027, 4, 3)
        ),
        after=placement,
    )
    assert found(placement, "review trial", FAR, RICH).done_on == date(2027, 4, 2)
    assert found(earlier, "review trial", FAR, RICH).done_on == date(2027, 3, 20)


def test_a_review_of_another_kind_is_not_the_one_wanted() -> None:
    placement = under(RICH, reviewed(date(2027, 3, 25), ReviewKind.MID), after=rich())
    assert state(placement, "review trial", date(2027, 3, 26), RICH) is DutyState.AHEAD
    assert state(placement, "review end", date(2027, 3, 26), RICH) is DutyState.AHEAD
    assert state(placement, "review 1", date(2027, 3, 26), RICH) is DutyState.DONE


# what falls away, and what cannot be done any more


def test_an_answer_given_is_no_duty_any_more() -> None:
    assert [each for each in keys(proposed(), AGREED_ON) if each.startswith("answer")] == [
        "answer 1 host_manager otto",
        "answer 1 programme_office petra",
        "answer 1 secondee sam",
    ]
    answered = lived(Consent(by=OTTO, on=AGREED_ON), after=proposed())
    assert [each for each in keys(answered, AGREED_ON) if each.startswith("answer")] == [
        "answer 1 programme_office petra",
        "answer 1 secondee sam",
    ]
    assert [each for each in keys(scheduled(), AGREED_ON) if each.startswith("answer")] == []


def test_a_shorter_time_of_the_offers_own_is_what_counts_with_its_own_source() -> None:
    given = under(ACCEPTED, altered(PROPOSE, expires_on=AGREED_ON))
    duty = found(given, "answer 1 secondee sam", AGREED_ON, ACCEPTED)
    assert (duty.due_on, duty.source) == (AGREED_ON, house("offers"))


def test_whose_silence_counts_for_nothing_has_as_long_as_the_offer_stands() -> None:
    """The secondee is never taken to agree, unless a policy says so."""
    policy = small(
        """
        consents.beginning = { answer_within = "10 days", on_silence = "deemed_accepted" }
        """
    )
    given = under(policy, PROPOSE)
    assert given.offer is not None
    assert found(given, "answer 1 host_manager otto", AGREED_ON, policy).due_on == date(2027, 1, 21)
    sam = found(given, "answer 1 secondee sam", AGREED_ON, policy)
    assert sam.due_on == given.offer.expires_on == date(2027, 2, 8)


def test_of_several_kinds_of_change_the_shortest_time_is_named() -> None:
    policy = clocked(
        """
        extension = { answer_within = "14 days", clause = "longer" }
        share = { answer_within = "7 days", clause = "lighter" }
        """
    )
    both = altered(LONGER, host_share=Decimal("0.5"))
    given = under(policy, OpenChange(by=SAM, on=JULY, subject=both), after=working(policy))
    duty = found(given, "answer 2 home_manager hana", JULY, policy)
    assert (duty.due_on, duty.source) == (date(2027, 7, 12), handbook("lighter"))


def test_a_limit_set_aside_is_no_duty_any_more() -> None:
    aside = Waiver(by=PETRA, on=AGREED_ON, rule="max_length", reason="need")
    given = under(WAIVABLE, PROPOSE, record(PETRA, AGREED_ON, aside))
    assert "waive max_length" not in keys(given, AGREED_ON, WAIVABLE)


def test_a_limit_has_to_be_set_aside_by_what_is_known_of_the_service_today() -> None:
    policy = small(
        """
        eligibility.no_live_warning = true
        waivers."eligibility.no_live_warning" = ["programme_office"]
        """
    )
    given = under(policy, altered(PROPOSE, service=ServiceRecord(has_live_warning=False)))
    warned = ServiceRecord(has_live_warning=True)
    for service, waits in ((None, False), (warned, True)):
        names = [each.key for each in agenda(given, policy, AGREED_ON, service)]
        assert ("waive eligibility.no_live_warning" in names) is waits


def test_feedback_given_declined_or_not_wanted_any_more_is_no_duty() -> None:
    note = Note(
        id="N1", by=OTTO, to=SAM, on=JULY, body=Observation(behaviour="You asked"), answers="F1"
    )
    given = asked_for_feedback()
    assert "feedback F1" in keys(given, JULY, RICH)
    answered = under(RICH, record(OTTO, JULY, note), after=given)
    assert "feedback F1" not in keys(answered, JULY, RICH)


def test_a_request_without_a_day_is_no_duty() -> None:
    asked = Request(id="F1", by=SAM, to=OTTO, about=SAM, on=JULY)
    given = under(RICH, record(SAM, JULY, asked), after=rich())
    assert "feedback F1" not in keys(given, JULY, RICH)


def test_a_request_without_a_day_hides_no_other() -> None:
    without = Request(id="F0", by=SAM, to=OTTO, about=SAM, on=JULY)
    with_one = Request(id="F1", by=SAM, to=OTTO, about=SAM, on=JULY, answer_by=date(2027, 7, 9))
    records = (record(SAM, JULY, each) for each in (without, with_one))
    given = under(RICH, *records, after=rich())
    assert [each for each in keys(given, JULY, RICH) if each.startswith("feedback")] == [
        "feedback F1"
    ]


def test_whoever_takes_part_no_more_owes_no_feedback() -> None:
    handed = Reassign(by=OTTO, on=JULY, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")
    given = under(RICH, handed, after=asked_for_feedback())
    assert "feedback F1" not in keys(given, JULY, RICH)


def test_what_is_in_place_is_no_duty_any_more() -> None:
    named = record(OTTO, AGREED_ON, Buddy(on=AGREED_ON, person="bea"))
    assert "prepare buddy" not in keys(lived(named, after=with_gates()), AGREED_ON)


def test_open_questions_are_owed_by_those_who_answer_and_asking_by_the_secondee() -> None:
    asked = record(SAM, AGREED_ON, Question(id="Q1", on=AGREED_ON, text="Who decides?"))
    given = lived(asked, after=with_gates())
    duty = found(given, "prepare reverse_interview", AGREED_ON)
    assert duty.text == "put in place: reverse interview (Q1)"
    assert duty.owed_by == (HANA, OTTO, PETRA)
    answer = Answer(question="Q1", on=AGREED_ON, text="The board.")
    answered = lived(record(OTTO, AGREED_ON, answer), after=given)
    assert "prepare reverse_interview" not in keys(answered, AGREED_ON)


def test_what_the_policy_wants_in_place_has_the_source_of_the_policy() -> None:
    gates = altered(HOUSE.gates, value=frozenset({Gate.BUDDY}))
    careful = altered(HOUSE, gates=gates)
    assert found(scheduled(), "prepare buddy", AGREED_ON, careful).source == house(
        "before the first day"
    )


def test_a_trial_that_was_cut_short_cannot_be_reviewed_any_more() -> None:
    ended = under(
        RICH, EndEarly(by=HANA, on=date(2027, 3, 20), trigger="gross_misconduct"), after=rich()
    )
    assert state(ended, "review trial", date(2027, 3, 20), RICH) is DutyState.PASSED
    nearly = under(
        RICH, EndEarly(by=HANA, on=date(2027, 3, 31), trigger="gross_misconduct"), after=rich()
    )
    assert state(nearly, "review trial", date(2027, 3, 31), RICH) is DutyState.PASSED
    just_over = under(
        RICH, EndEarly(by=HANA, on=date(2027, 4, 1), trigger="gross_misconduct"), after=rich()
    )
    assert state(just_over, "review trial", date(2027, 4, 1), RICH) is DutyState.OVERDUE


def test_without_a_trial_a_decision_day_or_check_ins_there_are_no_such_duties() -> None:
    assert keys(underway(), JULY) == ["start", "last day", "end", "return"]


def test_a_missed_check_in_passes_once_a_later_one_was_held() -> None:
    weekly = altered(FULL, check_in_every=Length(weeks=2))
    days = [FIRST_DAY + count * timedelta(weeks=2) for count in range(1, 5)]
    given = under(RICH, checked_in(days[2]), after=rich(weekly))
    on = days[2] + ONE_DAY
    assert [state(given, f"check-in {number}", on, RICH) for number in (1, 2, 3, 4)] == [
        DutyState.PASSED,
        DutyState.PASSED,
        DutyState.DONE,
        DutyState.AHEAD,
    ]
    before = days[2] - ONE_DAY
    assert [state(given, f"check-in {number}", before, RICH) for number in (1, 2, 3)] == [
        DutyState.OVERDUE,
        DutyState.OVERDUE,
        DutyState.AHEAD,
    ]


def test_a_late_check_in_is_kept_for_the_next_one_and_the_one_missed_passes() -> None:
    late = under(RICH, checked_in(date(2027, 5, 2)), after=rich())
    assert state(late, "check-in 1", date(2027, 5, 2), RICH) is DutyState.PASSED
    assert state(late, "check-in 2", date(2027, 5, 2), RICH) is DutyState.DONE


def test_of_several_check_ins_in_one_span_the_first_counts() -> None:
    given = under(
        RICH,
        checked_in(date(2027, 3, 9)),
        altered(checked_in(date(2027, 3, 8), OTTO), on=date(2027, 3, 10)),
        after=rich(),
    )
    assert found(given, "check-in 1", FAR, RICH).done_on == date(2027, 3, 8)


def test_a_check_in_of_somebody_who_does_not_meet_keeps_none() -> None:
    given = under(RICH, checked_in(date(2027, 4, 20), HANA), after=rich())
    assert state(given, "check-in 1", date(2027, 4, 20), RICH) is DutyState.AHEAD


def test_a_check_in_before_the_first_day_keeps_none() -> None:
    agreed = lived(altered(PROPOSE, terms=FULL), *consents(AGREED_ON, (SAM, OTTO, PETRA)))
    early = lived(checked_in(date(2027, 2, 26)), after=agreed)
    given = lived(Advance(on=FIRST_DAY), after=early)
    assert state(given, "check-in 1", FIRST_DAY, RICH) is DutyState.AHEAD


def test_after_the_end_what_was_missed_of_what_repeats_has_passed() -> None:
    given = completed()
    assert state(given, "check-in 2", SEPTEMBER, RICH) is DutyState.PASSED
    assert state(given, "review 2", SEPTEMBER, RICH) is DutyState.PASSED
    assert state(given, "review end", SEPTEMBER, RICH) is DutyState.OVERDUE
    on = date(2027, 7, 1)
    days = {
        on - ONE_DAY: DutyState.AHEAD,
        on: DutyState.DUE,
        on + ONE_DAY: DutyState.PASSED,
    }
    assert {day: state(given, "check-in 2", day, RICH) for day in days} == days


def test_a_review_at_the_end_is_never_before_the_first_day() -> None:
    early = read_policy(
        """
        name = "early"
        extends = "house"
        source = "handbook"
        reviews.before_end = "7 months"
        [sources.handbook]
        title = "Handbook"
        """
    )
    assert found(underway(), "review end", JULY, early).due_on == FIRST_DAY


def test_after_the_end_there_is_nothing_to_decide_to_ask_for_or_to_say() -> None:
    assert keys(completed(), SEPTEMBER, RICH) == [
        "start",
        "review trial",
        "check-in 1",
        "review 1",
        "check-in 2",
        "review 2",
        "decide the outcome",
        "review end",
        "last day",
        "return",
        "follow-up P30D",
        "service owed",
        "follow-up P6M",
    ]


@pytest.mark.parametrize(
    "came_to_nothing",
    [
        lambda: lived(Decline(by=SAM, on=AGREED_ON), after=proposed()),
        lambda: lived(Withdraw(by=HANA, on=AGREED_ON), after=scheduled()),
        lambda: lived(Advance(on=FAR), after=proposed()),
    ],
    ids=["declined", "withdrawn", "lapsed"],
)
def test_what_came_to_nothing_has_no_duties(came_to_nothing: Callable[[], Placement]) -> None:
    assert agenda(came_to_nothing(), RICH, FAR) == ()


def test_of_what_came_to_nothing_no_change_at_home_has_to_be_discussed() -> None:
    told = under(RICH, home_change(AGREED_ON, date(2027, 5, 3)), after=scheduled())
    assert "discuss home change H1" in keys(told, AGREED_ON, RICH)
    given = under(RICH, Withdraw(by=HANA, on=AGREED_ON), after=told)
    assert agenda(given, RICH, AGREED_ON) == ()


def test_a_proposal_has_answers_alone() -> None:
    assert {each.code for each in agenda(proposed(), RICH, AGREED_ON)} == {"answer_offer"}


# closing, staying, leaving


def test_a_recall_moves_what_hangs_on_the_last_day() -> None:
    recall = GiveNotice(
        by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6), reason="need"
    )
    given = under(RICH, recall, after=rich())
    moved = dues(given, RICH)
    assert moved["last day"] == date(2027, 8, 6)
    assert moved["end"] == date(2027, 8, 7)
    assert moved["return"] == date(2027, 8, 9)  # the Monday after
    assert moved["review end"] == date(2027, 7, 23)
    assert {"extension asked", "extension decided", "conversion"}.isdisjoint(moved)
    assert found(given, "decide the outcome", JULY, RICH).done_on == JULY


def test_whoever_is_to_stay_or_to_leave_is_not_expected_back() -> None:
    for each in (ending(EndKind.CONVERSION), resigned()):
        assert "return" not in keys(each, JULY, BY_HAND)
    assert "return" in keys(ending(EndKind.EARLY_END), JULY, BY_HAND)
    automatic = working(BY_HAND, altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC))
    assert "return" not in keys(automatic, JULY, BY_HAND)
    assert found(automatic, "end", JULY, BY_HAND).code == "end_convert"


def test_whoever_stayed_or_left_does_not_serve_home_and_is_not_expected_back() -> None:
    left = under(RICH, Leave(by=HANA, on=JULY), after=rich())
    staying = settled(Ending(EndKind.CONVERSION, LAST_DAY), JULY, rich(), RICH)
    stayed = under(RICH, Advance(on=SEPTEMBER), after=staying)
    for each in (left, stayed):
        assert "return" not in keys(each, FAR, RICH)
        for day in (SEPTEMBER, FAR):
            assert state(each, "service owed", day, RICH) is DutyState.PASSED


def test_service_is_owed_for_the_days_worked_in_the_part_that_is_agreed() -> None:
    ended = under(
        RICH, EndEarly(by=HANA, on=date(2027, 3, 12), trigger="host_closed"), after=rich()
    )
    # eleven days, half of them, and part of a day is a day
    assert found(ended, "service owed", JULY, RICH).due_on == date(2027, 3, 17)


def test_where_nobody_may_stay_nobody_asks_to() -> None:
    closed = rich(altered(FULL, conversion_route=ConversionRoute.EXCLUDED))
    assert "conversion" not in keys(closed, JULY, RICH)


def test_a_placement_that_ends_before_staying_is_open_has_no_such_wish() -> None:
    shortest = rich(until(date(2027, 6, 1)))
    assert found(shortest, "conversion", JULY, RICH).opens_on == date(2027, 6, 1)
    shorter = rich(until(date(2027, 5, 31)))
    assert "conversion" not in keys(shorter, JULY, RICH)


def test_a_wish_to_stay_that_was_refused_may_be_asked_again_after_a_while() -> None:
    wish = OpenChange(by=SAM, on=date(2027, 6, 7), subject=Ending(EndKind.CONVERSION, LAST_DAY))
    given = under(RICH, wish, after=rich())
    refused = under(RICH, _refusal(date(2027, 6, 10)), after=given)
    assert found(refused, "conversion", JULY, RICH).opens_on == date(2027, 7, 10)
    assert outlook(refused, RICH).conversion_from == date(2027, 7, 10)
    again = altered(wish, on=date(2027, 7, 9))
    with pytest.raises(Refused) as too_early:
        decide(refused, again, RICH)
    assert [each.code for each in too_early.value.objections] == ["conversion_again_too_early"]
    assert decide(refused, altered(wish, on=date(2027, 7, 10)), RICH)


def test_of_several_refusals_the_last_one_counts() -> None:
    wish = OpenChange(by=SAM, on=date(2027, 6, 7), subject=Ending(EndKind.CONVERSION, LAST_DAY))
    again = altered(wish, on=date(2027, 7, 12))
    given = under(
        RICH, wish, _refusal(date(2027, 6, 10)), again, _refusal(date(2027, 7, 20)), after=rich()
    )
    assert found(given, "conversion", date(2027, 7, 20), RICH).opens_on == date(2027, 8, 20)


def _refusal(on: date) -> Command:
    return DropChange(by=HANA, on=on, reason="needed_at_home")


# home changes


@pytest.mark.parametrize(
    ("notice", "due_on"),
    [("4 weeks", date(2027, 7, 19)), ("3 working days", date(2027, 8, 11))],
)
def test_a_change_at_home_is_discussed_so_long_before(notice: str, due_on: date) -> None:
    policy = read_policy(
        f"""
        name = "home"
        extends = "house"
        source = "handbook"
        returning.home_change_notice = "{notice}"
        [sources.handbook]
        title = "Handbook"
        """
    )
    given = under(policy, home_change(JULY, date(2027, 8, 16)), after=working(policy))
    assert found(given, "discuss home change H1", JULY, policy).due_on == due_on


def test_each_change_at_home_is_discussed_by_itself() -> None:
    given = under(
        RICH,
        home_change(JULY, date(2027, 8, 16), "H1"),
        home_change(JULY, date(2027, 8, 16), "H2"),
        record(HANA, JULY, Fulfilment(by=HANA, on=JULY, duty="discuss home change H2")),
        after=rich(),
    )
    assert state(given, "discuss home change H1", JULY, RICH) is DutyState.DUE
    assert state(given, "discuss home change H2", JULY, RICH) is DutyState.DONE


def test_without_a_rule_a_change_at_home_is_no_duty() -> None:
    given = lived(home_change(JULY, date(2027, 8, 16)), after=underway())
    assert "discuss home change H1" not in keys(given, JULY)


# an extension


def test_an_extension_moves_duties_and_doubles_none() -> None:
    before, after = dues(working(OPEN, FULL), OPEN), dues(extended(date(2027, 10, 31)), OPEN)
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {
        "review end": (date(2027, 8, 17), date(2027, 10, 17)),
        "conversion": (LAST_DAY, date(2027, 10, 31)),
        "last day": (LAST_DAY, date(2027, 10, 31)),
        "end": (SEPTEMBER, date(2027, 11, 1)),
        "return": (SEPTEMBER, date(2027, 11, 1)),
    }
    assert {key: after[key] for key in after.keys() - before.keys()} == {
        "check-in 3": SEPTEMBER,
        "review 3": SEPTEMBER,
        "review of extension 1, 1": date(2027, 10, 1),
    }


def test_an_extension_that_was_taken_back_leaves_nothing_behind() -> None:
    back = extended(date(2027, 12, 15), LAST_DAY)
    assert dues(back, OPEN) == dues(working(OPEN, FULL), OPEN)


def test_an_extension_taken_back_and_given_again_is_one() -> None:
    once, twice = (
        extended(date(2027, 12, 15)),
        extended(date(2027, 12, 15), LAST_DAY, date(2027, 12, 15)),
    )
    assert dues(twice, OPEN) == dues(once, OPEN)


def test_an_extension_cut_short_is_reviewed_up_to_its_new_last_day() -> None:
    cut = extended(date(2027, 12, 15), date(2027, 10, 20))
    reviews = {key: day for key, day in dues(cut, OPEN).items() if "extension" in key}
    assert reviews == {"review of extension 1, 1": date(2027, 10, 1)}


@pytest.mark.parametrize(
    ("last_day", "hands_in"), [(LAST_DAY, []), (date(2027, 9, 1), [date(2027, 9, 1)])]
)
def test_an_extension_cut_short_to_its_first_day_is_still_one(
    last_day: date, hands_in: list[date]
) -> None:
    policy = besides('hand_in = { owed_by = ["secondee"], when = "on the extension" }')
    cut = extended(date(2027, 12, 15), last_day)
    assert [*wanted(cut, policy).values()] == hands_in


def test_each_extension_is_reviewed_from_its_own_first_day_on() -> None:
    two = extended(date(2027, 10, 15), date(2027, 12, 31))
    reviews = {key: day for key, day in dues(two, OPEN).items() if "extension" in key}
    assert reviews == {
        "review of extension 1, 1": date(2027, 10, 1),
        "review of extension 2, 1": date(2027, 11, 16),
        "review of extension 2, 2": date(2027, 12, 16),
    }


def test_a_later_last_day_before_the_start_is_no_extension() -> None:
    agreed = lived(altered(PROPOSE, terms=FULL), *consents(AGREED_ON, (SAM, OTTO, PETRA)))
    longer = settled(until(date(2027, 10, 31)), date(2027, 2, 1), agreed, OPEN)
    assert not [key for key in keys(longer, JULY, OPEN) if "extension" in key]


def test_an_extension_is_on_the_agenda_as_the_duty_to_answer_it_only() -> None:
    longer = until(date(2027, 10, 31))
    asked = under(OPEN, OpenChange(by=SAM, on=JULY, subject=longer), after=working(OPEN, FULL))
    assert found(asked, "last day", JULY, OPEN).due_on == LAST_DAY


def test_while_something_is_on_the_table_an_extension_is_agreed_and_not_asked_for() -> None:
    windows = {"extension asked", "extension decided"}
    assert windows <= {*keys(rich(), JULY, RICH)}
    asked = under(
        RICH, OpenChange(by=SAM, on=JULY, subject=altered(FULL, team="api")), after=rich()
    )
    assert windows & {*keys(asked, JULY, RICH)} == {"extension decided"}


WINDOW = 'extension.decided.opens_before_end = "6 weeks"\n'


@pytest.mark.parametrize(
    ("axes", "extensions", "is_open"),
    [
        ("extension.max_count = 1", 0, True),
        ("extension.max_count = 1", 1, False),
        # an extension begins on the day after the last day, and the rules of that day count
        ("extension.max_count = [{ value = 1 }, { value = 0, since = 2027-09-01 }]", 0, False),
        ("extension.max_count = [{ value = 1 }, { value = 0, since = 2027-09-02 }]", 0, True),
        ('max_length = "6 months"', 0, False),
        ('max_length = "184 days"', 0, False),
        ('max_length = "185 days"', 0, True),
    ],
)
def test_where_no_extension_can_be_there_is_no_window_for_one(
    axes: str, extensions: int, is_open: bool
) -> None:
    policy, given = small(WINDOW + axes), underway()
    for _ in range(extensions):
        given = settled(LONGER, JULY, given, HOUSE)
    assert ("extension decided" in keys(given, JULY, policy)) is is_open


@pytest.mark.parametrize(
    ("route", "last_day", "opens_on"),
    [
        # whoever is slotted in may say so at any time, if the time is full when it is over
        ("slotting", LAST_DAY, FIRST_DAY),
        ("slotting", LAST_DAY - ONE_DAY, None),
        # a request can be made once the time is full
        ("request", LAST_DAY, None),
        ("request", date(2027, 9, 1), date(2027, 9, 1)),
    ],
)
def test_the_wish_to_stay_is_open_from_a_day_that_the_route_decides(
    route: str, last_day: date, opens_on: date | None
) -> None:
    policy = small(f'conversion.after = "6 months"\nconversion.route = "{route}"')
    given = working(HOUSE, until(last_day, TERMS))
    opens = [each.opens_on for each in agenda(given, policy, JULY) if each.key == "conversion"]
    assert opens == ([] if opens_on is None else [opens_on])


# the windows of Birkbeck


def test_the_window_of_birkbeck_opens_six_weeks_before_the_last_day() -> None:
    policy = load_policy("uk-birkbeck")
    given = at_birkbeck()
    window = found(given, "extension decided", date(2027, 7, 20), policy)
    assert (window.opens_on, window.due_on) == (date(2027, 7, 20), date(2027, 8, 31))
    days = {
        date(2027, 7, 19): DutyState.AHEAD,
        date(2027, 7, 20): DutyState.DUE,
        date(2027, 8, 31): DutyState.DUE,
        date(2027, 9, 1): DutyState.PASSED,
    }
    assert {day: state(given, "extension decided", day, policy) for day in days} == days


def test_the_return_to_birkbeck_is_on_the_next_working_day() -> None:
    policy = load_policy("uk-birkbeck")
    given = at_birkbeck()
    assert found(given, "return", JULY, policy).due_on == date(2027, 9, 1)  # a Wednesday
    recall = Ending(EndKind.EARLY_END, date(2027, 8, 6))
    early = under(
        policy,
        OpenChange(by=HANA, on=JULY, subject=recall),
        *consents(JULY, (SAM, OTTO, PETRA)),
        after=given,
    )
    assert found(early, "return", JULY, policy).due_on == date(2027, 8, 9)


def test_at_birkbeck_the_last_day_for_ending_it_is_that_of_the_return() -> None:
    policy = load_policy("uk-birkbeck")
    duty = found(at_birkbeck(), "stays for good", date(2027, 9, 1), policy)
    assert (duty.opens_on, duty.due_on) == (date(2027, 9, 1), date(2027, 9, 1))
    assert duty.text == "end it, or it turns into staying for good on 2027-09-02"


# what a policy wants besides

EVERYTHING = read_policy(
    """
    name = "everything"
    extends = "house"
    source = "handbook"

    [duties]
    clause = "duties"
    note_wish = { owed_by = ["home_manager"], when = "on the proposal" }
    announce = { owed_by = ["home_manager", "host_manager"], when = "5 days after the agreement" }
    order_badge = { owed_by = ["host_manager"], when = "5 working days before the first day" }
    induct = { owed_by = ["host_manager"], when = "on the first day" }
    look_back = { owed_by = ["home_manager"], when = "on the middle" }
    plan_return = { owed_by = ["home_manager"], when = "3 months before the last day" }
    report_change = { owed_by = ["programme_office"], when = "30 days after the change" }
    budget = { owed_by = ["host_manager"], when = "2 weeks before the extension" }
    tell = { owed_by = ["home_manager"], when = "1 month before the home change" }
    hand_over = { owed_by = ["host_manager"], when = "3 working days after the manager change" }
    renew = { owed_by = ["home_manager"], when = "6 weeks before the contract end" }
    exit_survey = { owed_by = ["secondee"], when = "10 days after the end" }
    re_induct = { owed_by = ["home_manager"], when = "on the return" }

    [sources.handbook]
    title = "Handbook"
    """
)


def everything(*commands: Command) -> Placement:
    """Return a placement with a day for each anchor, but for extensions and the like."""
    known = ServiceRecord(contract_ends_on=date(2027, 6, 30))
    return under(
        EVERYTHING,
        altered(PROPOSE, service=known),
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        Advance(on=FIRST_DAY),
        *commands,
    )


def wanted(placement: Placement, policy: Policy = EVERYTHING, on: date = JULY) -> dict[str, date]:
    """Return the duties that the policy wants besides, with their days."""
    return {each.key: each.due_on for each in agenda(placement, policy, on) if each.code == "duty"}


def test_a_policy_counts_its_duties_from_any_day_of_a_placement() -> None:
    longer = settled(until(date(2027, 10, 31), TERMS), JULY, everything(), EVERYTHING)
    handed = Reassign(
        by=OTTO, on=date(2027, 7, 9), role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora"
    )
    given = under(EVERYTHING, home_change(JULY, date(2027, 9, 30)), handed, after=longer)
    assert wanted(given) == {
        "duty note_wish": PROPOSED_ON,
        "duty announce": date(2027, 1, 20),
        "duty order_badge": date(2027, 2, 22),
        "duty induct": FIRST_DAY,
        "duty look_back": date(2027, 7, 1),
        "duty plan_return": date(2027, 7, 31),
        "duty report_change 2027-07-05": date(2027, 8, 4),
        "duty budget 2027-09-01": date(2027, 8, 18),
        "duty tell 2027-09-30": date(2027, 8, 30),
        "duty hand_over 2027-07-09": date(2027, 7, 14),
        "duty renew": date(2027, 5, 19),
        "duty exit_survey": date(2027, 11, 11),
        "duty re_induct": date(2027, 11, 1),
    }


def test_every_anchor_is_among_them() -> None:
    assert {each.when.anchor for each in EVERYTHING.duties} == set(Anchor)


def test_a_proposal_has_the_duties_of_a_proposal() -> None:
    assert wanted(under(EVERYTHING, PROPOSE)) == {"duty note_wish": PROPOSED_ON}


def test_of_what_came_to_nothing_the_duties_have_passed() -> None:
    given = under(EVERYTHING, PROPOSE, Decline(by=SAM, on=AGREED_ON))
    assert wanted(given) == {"duty note_wish": PROPOSED_ON}
    assert state(given, "duty note_wish", AGREED_ON, EVERYTHING) is DutyState.PASSED


def test_without_such_days_there_are_no_such_duties() -> None:
    assert wanted(everything()).keys() == {
        "duty note_wish",
        "duty announce",
        "duty order_badge",
        "duty induct",
        "duty look_back",
        "duty plan_return",
        "duty renew",
        "duty exit_survey",
        "duty re_induct",
    }
    for contract_ends_on in (None, LAST_DAY):
        service = ServiceRecord(contract_ends_on=contract_ends_on)
        duties = agenda(everything(), EVERYTHING, JULY, service)
        assert "duty renew" not in [each.key for each in duties]


def test_what_is_known_of_the_service_today_counts_before_what_came_with_the_proposal() -> None:
    service = ServiceRecord(contract_ends_on=date(2027, 8, 30))
    duties = {each.key: each for each in agenda(everything(), EVERYTHING, JULY, service)}
    assert duties["duty renew"].due_on == date(2027, 7, 19)


def test_a_duty_after_a_day_opens_on_it_and_one_before_is_due_on_its_own() -> None:
    given = everything()
    opens = {
        each.key: each.opens_on for each in agenda(given, EVERYTHING, JULY) if each.code == "duty"
    }
    assert opens["duty announce"] == AGREED_ON
    assert opens["duty induct"] == FIRST_DAY
    assert opens["duty plan_return"] is None
    assert state(given, "duty announce", date(2027, 1, 14), EVERYTHING) is DutyState.AHEAD
    assert state(given, "duty announce", AGREED_ON, EVERYTHING) is DutyState.DUE
    assert state(given, "duty plan_return", date(2027, 5, 30), EVERYTHING) is DutyState.AHEAD
    assert state(given, "duty plan_return", date(2027, 5, 31), EVERYTHING) is DutyState.DUE
    assert state(given, "duty plan_return", date(2027, 6, 1), EVERYTHING) is DutyState.OVERDUE


def test_a_duty_has_the_words_of_its_code_and_the_people_of_its_roles() -> None:
    duty = found(everything(), "duty announce", JULY, EVERYTHING)
    assert (duty.text, duty.owed_by, duty.source) == ("announce", MANAGERS, handbook("duties"))
    assert found(everything(), "duty exit_survey", JULY, EVERYTHING).text == "exit survey"


def test_after_the_end_the_day_of_the_end_on_record_counts() -> None:
    ended = under(
        EVERYTHING,
        EndEarly(by=HANA, on=date(2027, 7, 3), trigger="host_closed"),
        after=everything(),
    )
    days = wanted(ended)
    assert days["duty exit_survey"] == date(2027, 7, 13)
    assert days["duty re_induct"] == date(2027, 7, 5)  # the Monday after
    assert days["duty plan_return"] == date(2027, 4, 2)


def test_whoever_stays_or_leaves_is_not_received_back() -> None:
    staying = settled(Ending(EndKind.CONVERSION, LAST_DAY), JULY, everything(), EVERYTHING)
    left = under(EVERYTHING, Leave(by=HANA, on=JULY), after=everything())
    stayed = under(EVERYTHING, Advance(on=SEPTEMBER), after=staying)
    for each in (staying, left, stayed):
        assert "duty re_induct" not in wanted(each)
        assert "duty exit_survey" in wanted(each)


def test_two_changes_of_one_day_are_reported_once() -> None:
    lighter = altered(TERMS, host_share=Decimal("0.5"))
    both = altered(lighter, team="blue")
    once = settled(lighter, JULY, everything(), EVERYTHING)
    twice = settled(both, JULY, once, EVERYTHING)
    another = settled(TERMS, date(2027, 7, 6), twice, EVERYTHING)
    changes = [
        [key for key in keys(each, JULY, EVERYTHING) if "change" in key]
        for each in (once, twice, another)
    ]
    assert changes[0] == changes[1] == ["duty report_change 2027-07-05"]
    assert changes[2] == [
        "duty report_change 2027-07-05",
        "duty report_change 2027-07-06",
    ]


def test_two_managers_who_change_on_one_day_hand_over_once() -> None:
    handed = [
        Reassign(by=by, on=JULY, role=role, outgoing=by, incoming=to)
        for by, role, to in (
            (OTTO, Role.HOST_MANAGER, "nora"),
            (HANA, Role.HOME_MANAGER, "noel"),
            (PETRA, Role.PROGRAMME_OFFICE, "pia"),
        )
    ]
    given = everything(*handed)
    found_here = [key for key in keys(given, JULY, EVERYTHING) if "hand_over" in key]
    assert found_here == ["duty hand_over 2027-07-05"]
    office = everything(handed[-1])
    assert [key for key in wanted(office) if "hand_over" in key] == []


def besides(duties: str, more: str = "") -> Policy:
    return read_policy(
        f"""
        name = "besides"
        extends = "house"
        source = "handbook"
        {more}
        [duties]
        {duties}
        [sources.handbook]
        title = "Handbook"
        """
    )


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        pytest.param(
            'when = "on the first day", every = "2 months"',
            [FIRST_DAY, date(2027, 5, 1), date(2027, 7, 1)],
            id="up to the last day",
        ),
        pytest.param(
            'when = "1 month after the first day", every = "2 months", times = 2',
            [date(2027, 4, 1), date(2027, 6, 1)],
            id="so often",
        ),
        pytest.param(
            'when = "on the end", every = "1 year", times = 3',
            [SEPTEMBER, date(2028, 9, 1), date(2029, 9, 1)],
            id="so often after the end",
        ),
        pytest.param('when = "on the end", every = "1 year"', [SEPTEMBER], id="after the end"),
        pytest.param(
            'when = "3 months before the last day", every = "45 days"',
            [date(2027, 5, 31), date(2027, 7, 15), date(2027, 8, 29)],
            id="before the last day",
        ),
        pytest.param(
            'when = "on the first day", every = "6 months"', [FIRST_DAY], id="beyond the last day"
        ),
        pytest.param(
            'when = "on the first day", every = "183 days"',
            [FIRST_DAY, LAST_DAY],
            id="on the last day",
        ),
    ],
)
def test_a_duty_comes_again_so_often(rule: str, days: list[date]) -> None:
    policy = besides(f'report = {{ owed_by = ["host_manager"], {rule} }}')
    numbered = {f"duty report {number}": day for number, day in enumerate(days, start=1)}
    assert wanted(underway(), policy) == numbered


def test_what_comes_again_opens_after_the_time_before() -> None:
    rule = 'when = "1 month after the first day", every = "1 month", times = 3'
    policy = besides(f'report = {{ owed_by = ["host_manager"], {rule} }}')
    given = underway()
    opens = [found(given, f"duty report {number}", JULY, policy).opens_on for number in (1, 2, 3)]
    assert opens == [FIRST_DAY, date(2027, 4, 2), date(2027, 5, 2)]


def test_what_comes_again_is_done_one_by_one_and_moved_by_no_extension() -> None:
    policy = besides(
        'report = { owed_by = ["host_manager"], when = "on the first day", every = "2 months" }'
    )
    done = record(OTTO, JULY, Fulfilment(by=OTTO, on=JULY, duty="duty report 2"))
    given = lived(done, after=underway(), policy=policy)
    longer = settled(LONGER, JULY, given, policy)
    for each in (given, longer):
        assert [state(each, f"duty report {number}", JULY, policy) for number in (1, 2, 3)] == [
            DutyState.OVERDUE,
            DutyState.DONE,
            DutyState.OVERDUE,
        ]
    assert wanted(longer, policy).keys() - wanted(given, policy).keys() == {"duty report 4"}


def test_what_comes_again_before_a_day_can_be_done_at_any_time() -> None:
    policy = besides(
        'report = { owed_by = ["host_manager"], when = "5 months before the last day", '
        'every = "1 month", times = 3 }'
    )
    duties = [found(underway(), f"duty report {number}", JULY, policy) for number in (1, 2, 3)]
    assert [each.opens_on for each in duties] == [None] * 3


def test_what_was_done_for_the_old_last_day_is_done_again_for_a_later_one() -> None:
    policy = besides(
        'plan = { owed_by = ["home_manager"], when = "3 months before the last day" }\n'
        'celebrate = { owed_by = ["home_manager"], when = "on the middle" }'
    )
    done = [
        record(HANA, date(2027, 6, 1), Fulfilment(by=HANA, on=date(2027, 6, 1), duty=key))
        for key in ("duty plan", "duty celebrate")
    ]
    given = lived(*done, after=underway(), policy=policy)
    assert state(given, "duty plan", JULY, policy) is DutyState.DONE
    elsewhere = settled(altered(TERMS, place="york"), JULY, given, policy)
    assert state(elsewhere, "duty plan", JULY, policy) is DutyState.DONE
    longer = settled(LONGER, JULY, given, policy)
    assert state(longer, "duty plan", JULY, policy) is DutyState.AHEAD
    assert state(longer, "duty celebrate", JULY, policy) is DutyState.DONE
    again = Fulfilment(by=HANA, on=JULY, duty="duty plan")
    planned = lived(record(HANA, JULY, again), after=longer, policy=policy)
    assert found(planned, "duty plan", JULY, policy).done_on == JULY


def test_what_a_change_asks_for_is_not_done_before_the_change() -> None:
    policy = besides('tell = { owed_by = ["home_manager"], when = "10 days after the change" }')
    given = settled(altered(TERMS, place="york"), JULY, underway(), policy)
    key, days = "duty tell 2027-07-05", (JULY - ONE_DAY, JULY)
    states = []
    for day in days:
        done = RecordMade(on=day, by=HANA, record=Fulfilment(by=HANA, on=day, duty=key))
        states.append(state(evolve(given, done), key, JULY, policy))
    assert states == [DutyState.DUE, DutyState.DONE]


def test_a_duty_of_some_kinds_is_for_those_alone() -> None:
    policy = besides(
        'report = { owed_by = ["host_manager"], when = "on the first day", kinds = ["external"] }'
    )
    for kind, has_it in (("external", True), ("internal", False), (None, False)):
        given = underway_under(altered(TERMS, kind=kind))
        assert ("duty report" in wanted(given, policy)) is has_it


def test_several_duties_of_one_code_are_told_apart_by_their_day() -> None:
    policy = besides(
        """
        survey = [
            { owed_by = ["secondee"], when = "30 days after the end" },
            { owed_by = ["secondee"], when = "90 days after the end" },
            { owed_by = ["secondee"], when = "on the first day" },
        ]
        """
    )
    assert wanted(underway(), policy) == {
        "duty survey, on the first day": FIRST_DAY,
        "duty survey, 30 days after the end": date(2027, 10, 1),
        "duty survey, 90 days after the end": date(2027, 11, 30),
    }


def test_a_duty_has_the_version_of_its_own_day() -> None:
    policy = besides(
        """
        survey = [
            { owed_by = ["secondee"], when = "30 days after the end" },
            { owed_by = ["host_manager"], when = "30 days after the end", since = 2027-09-01 },
        ]
        """
    )
    assert found(underway(), "duty survey", JULY, policy).owed_by == (OTTO,)
    shorter = underway_under(until(date(2027, 8, 30), TERMS))
    assert found(shorter, "duty survey", JULY, policy).owed_by == (SAM,)


def test_a_duty_that_nobody_holds_the_role_for_is_owed_by_nobody() -> None:
    without = altered(PARTIES, programme_office=None)
    policy = altered(
        besides('report = { owed_by = ["programme_office"], when = "on the first day" }'),
        required_roles=INFORMAL.required_roles,
    )
    given = under(
        policy,
        altered(PROPOSE, parties=without),
        *consents(AGREED_ON, (SAM, OTTO)),
        Advance(on=FIRST_DAY),
    )
    duty = found(given, "duty report", JULY, policy)
    assert duty.owed_by == ()
    assert duty.state is DutyState.OVERDUE
    assert "(nobody; " in str(duty)


# documents

PAPERS = read_policy(
    """
    name = "papers"
    extends = "house"
    source = "handbook"

    [documents]
    clause = "papers"
    letter = { stage = "extension", owed_by = ["programme_office"] }
    variation = { stage = "change", owed_by = ["host_manager"] }
    certificate = { stage = "end", owed_by = ["host_manager"] }
    visa = { stage = "start", kinds = ["external"] }
    short_form = { stage = "start", shorter_than = "2 months" }
    cost_plan = { stage = "start", from_length = "1 year" }

    [documents.agreement]
    stage = "start"
    signed_by = ["secondee", "host_manager"]
    clauses = ["pay", "line_management"]

    [sources.handbook]
    title = "Handbook"
    """
)


def agreed_on_paper(terms: Terms = TERMS) -> Placement:
    return under(
        PAPERS,
        altered(PROPOSE, terms=terms),
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
    )


def there(code: str, on: date = date(2027, 2, 1), by: str = OTTO) -> MakeRecord:
    return record(by, on, Fulfilment(by=by, on=on, duty=f"document {code}"))


def documents(placement: Placement, on: date = JULY, policy: Policy = PAPERS) -> dict[str, date]:
    return {
        each.key: each.due_on for each in agenda(placement, policy, on) if each.code == "document"
    }


def on_paper() -> Placement:
    return under(PAPERS, there("agreement"), Advance(on=FIRST_DAY), after=agreed_on_paper())


def test_a_document_says_what_it_has_to_bear_and_to_speak_of() -> None:
    duty = found(agreed_on_paper(), "document agreement", AGREED_ON, PAPERS)
    assert duty.text == (
        "have in writing: agreement, signed by sam, otto, with pay, line management"
    )
    assert (duty.due_on, duty.opens_on) == (FIRST_DAY, PROPOSED_ON)
    assert (duty.owed_by, duty.source, duty.by_record) == (MANAGERS, handbook("papers"), True)
    certificate = found(agreed_on_paper(), "document certificate", AGREED_ON, PAPERS)
    assert (certificate.text, certificate.opens_on) == ("have in writing: certificate", None)
    short = under(PAPERS, altered(PROPOSE, terms=until(date(2027, 4, 29), TERMS)))
    agreed = under(PAPERS, *consents(AGREED_ON, (SAM, OTTO, PETRA)), after=short)
    plan = found(agreed, "document short_form", AGREED_ON, PAPERS)
    assert plan.text == "have in writing: short form"


def test_the_start_waits_for_the_documents_of_the_start() -> None:
    agreed = agreed_on_paper()
    assert decide(agreed, Advance(on=FIRST_DAY), PAPERS) == ()
    ready = under(PAPERS, there("agreement"), after=agreed)
    (started_on,) = decide(ready, Advance(on=FIRST_DAY), PAPERS)
    assert started_on.on == FIRST_DAY
    assert "prepare documents" not in keys(agreed, AGREED_ON, PAPERS)


def test_each_stage_has_its_documents_on_its_day() -> None:
    given = on_paper()
    assert documents(given) == {
        "document agreement": FIRST_DAY,
        "document certificate": LAST_DAY,
    }
    longer = settled(LONGER, JULY, given, PAPERS)
    assert documents(longer) == {
        "document agreement": FIRST_DAY,
        "document variation 2027-07-05": JULY,
        "document letter 2027-09-01": LAST_DAY,
        "document certificate": date(2027, 10, 31),
    }
    lighter = settled(altered(LONGER, host_share=Decimal("0.5")), JULY, longer, PAPERS)
    assert documents(lighter) == documents(longer)


def test_a_document_that_is_there_is_done() -> None:
    given = under(PAPERS, there("certificate", JULY), after=on_paper())
    duty = found(given, "document certificate", JULY, PAPERS)
    assert (duty.state, duty.done_on) == (DutyState.DONE, JULY)
    assert state(given, "document agreement", date(2027, 1, 31), PAPERS) is DutyState.DUE
    assert state(given, "document agreement", date(2027, 2, 1), PAPERS) is DutyState.DONE
    longer = settled(LONGER, JULY, given, PAPERS)
    assert state(longer, "document certificate", JULY, PAPERS) is DutyState.DONE
    early = under(PAPERS, there("certificate", date(2027, 7, 1)), after=on_paper())
    assert state(early, "document certificate", JULY, PAPERS) is DutyState.DONE
    later = settled(LONGER, JULY, early, PAPERS)
    assert state(later, "document certificate", JULY, PAPERS) is DutyState.AHEAD


def test_a_document_about_a_change_is_not_there_before_the_change() -> None:
    changed = settled(altered(TERMS, place="york"), JULY, on_paper(), PAPERS)
    key = "document variation 2027-07-05"
    for day, expected in ((JULY - ONE_DAY, DutyState.DUE), (JULY, DutyState.DONE)):
        done = RecordMade(on=day, by=OTTO, record=Fulfilment(by=OTTO, on=day, duty=key))
        assert state(evolve(changed, done), key, JULY, PAPERS) is expected


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        pytest.param(TERMS, {"agreement"}, id="as it is"),
        pytest.param(altered(TERMS, kind="external"), {"agreement", "visa"}, id="of a kind"),
        pytest.param(until(date(2027, 4, 29), TERMS), {"agreement", "short_form"}, id="short"),
        pytest.param(until(date(2027, 4, 30), TERMS), {"agreement"}, id="not so short"),
        pytest.param(until(date(2028, 2, 29), TERMS), {"agreement", "cost_plan"}, id="long"),
        pytest.param(until(date(2028, 2, 28), TERMS), {"agreement"}, id="not so long"),
    ],
)
def test_a_document_is_for_placements_of_its_kind_and_length(terms: Terms, codes: set[str]) -> None:
    found_here = documents(agreed_on_paper(terms)).keys() - {"document certificate"}
    assert found_here == {f"document {code}" for code in codes}


def test_what_was_wanted_at_the_start_is_judged_by_the_terms_of_the_start() -> None:
    short = under(
        PAPERS,
        there("agreement"),
        there("short_form"),
        Advance(on=FIRST_DAY),
        after=agreed_on_paper(until(date(2027, 4, 15), TERMS)),
    )
    longer = settled(until(date(2028, 4, 30), TERMS), date(2027, 4, 1), short, PAPERS)
    assert state(longer, "document short_form", JULY, PAPERS) is DutyState.DONE
    assert "document cost_plan" not in documents(longer)


def test_documents_of_one_code_for_two_stages_are_told_apart() -> None:
    policy = read_policy(
        """
        name = "twice"
        extends = "house"
        source = "handbook"
        [documents]
        report = [
            { stage = "start" },
            { stage = "end" },
            { stage = "extension" },
            { stage = "change" },
        ]
        [sources.handbook]
        title = "Handbook"
        """
    )
    ready = under(policy, there("report"), after=scheduled())
    given = under(policy, Advance(on=FIRST_DAY), after=ready)
    longer = settled(LONGER, JULY, given, policy)
    again = settled(TERMS, SEPTEMBER - ONE_DAY, longer, policy)
    assert documents(longer, policy=policy) == {
        "document report": FIRST_DAY,
        "document report 2027-07-05 (change)": JULY,
        "document report 2027-09-01": LAST_DAY,
        "document report (end)": date(2027, 10, 31),
    }
    assert again.last_day == LAST_DAY


# what is put on record as done


def test_what_is_no_duty_cannot_be_put_on_record_as_done() -> None:
    with pytest.raises(Refused) as refused:
        decide(on_paper(), there("passport", JULY), PAPERS)
    (objection,) = refused.value.objections
    assert objection.text == (
        "document passport is no duty that is put on record as done; open ones:"
        " document certificate"
    )


@pytest.mark.parametrize("key", ["start", "last day", "return", "end"])
def test_what_is_done_in_another_way_cannot_be_put_on_record_as_done(key: str) -> None:
    done = record(OTTO, JULY, Fulfilment(by=OTTO, on=JULY, duty=key))
    with pytest.raises(Refused) as refused:
        decide(on_paper(), done, PAPERS)
    assert [each.code for each in refused.value.objections] == ["unknown_duty"]


def test_what_is_done_cannot_be_put_on_record_again() -> None:
    with pytest.raises(Refused) as refused:
        decide(on_paper(), there("agreement", JULY), PAPERS)
    (objection,) = refused.value.objections
    assert objection.text == "document agreement was done on 2027-02-01 already"


def test_of_a_duty_that_turns_out_to_have_been_done_earlier_the_earlier_day_counts() -> None:
    given = under(PAPERS, there("certificate", JULY), after=on_paper())
    earlier = altered(there("certificate", date(2027, 7, 1)), on=date(2027, 7, 6))
    corrected = under(PAPERS, earlier, after=given)
    assert found(corrected, "document certificate", FAR, PAPERS).done_on == date(2027, 7, 1)


# the next thing for each person


def test_the_next_thing_for_each_person_is_the_first_that_is_not_done() -> None:
    upcoming = next_duties(agenda(scheduled(), HOUSE, AGREED_ON))
    assert {person: duty.key for person, duty in upcoming.items()} == {SAM: "last day"}
    upcoming = next_duties(agenda(rich(), RICH, FIRST_DAY))
    assert {person: duty.key for person, duty in upcoming.items()} == {
        SAM: "check-in 1",
        HANA: "review trial",
        OTTO: "review trial",
        PETRA: "review trial",
    }


def test_what_is_overdue_comes_first_and_what_has_passed_not_at_all() -> None:
    duties = agenda(rich(), RICH, date(2027, 7, 6))
    upcoming = next_duties(duties)
    assert upcoming[HANA].key == "review trial"
    assert upcoming[HANA].state is DutyState.OVERDUE
    done = next_duties(agenda(completed(), RICH, FAR))
    assert done[SAM].key == "follow-up P30D"


def test_what_nobody_has_to_do_comes_next_only_for_those_with_nothing_else() -> None:
    optional = Duty(
        key="a",
        code="ask_to_stay",
        figures=(),
        due_on=JULY,
        opens_on=None,
        owed_by=(SAM, OTTO),
        source=THE_TERMS,
        state=DutyState.AHEAD,
        is_optional=True,
    )
    later = altered(optional, key="b", due_on=LAST_DAY, owed_by=(SAM,), is_optional=False)
    assert next_duties([optional, later]) == {SAM: later, OTTO: optional}
    assert next_duties([later, optional]) == {SAM: later, OTTO: optional}
    for over in (DutyState.DONE, DutyState.PASSED):
        assert next_duties([optional, altered(later, state=over)]) == {
            SAM: optional,
            OTTO: optional,
        }


# order, words, days


def test_the_agenda_is_in_the_order_of_the_days_and_then_of_the_keys() -> None:
    found_here = agenda(rich(), RICH, JULY)
    assert [(each.due_on, each.key) for each in found_here] == sorted(
        (each.due_on, each.key) for each in found_here
    )


def test_the_order_of_the_records_does_not_matter() -> None:
    entries = [
        home_change(JULY, date(2027, 8, 16), "H1"),
        home_change(JULY, date(2027, 8, 23), "H2"),
        reviewed(JULY, ReviewKind.MID),
        checked_in(JULY),
        checked_in(JULY, OTTO),
        record(SAM, JULY, Request(id="F2", by=SAM, to=OTTO, about=SAM, on=JULY, answer_by=JULY)),
    ]
    wanted_in_order = agenda(under(RICH, *entries, after=rich()), RICH, JULY)
    for seed in range(5):
        Random(seed).shuffle(entries)
        assert agenda(under(RICH, *entries, after=rich()), RICH, JULY) == wanted_in_order


def test_a_duty_speaks_another_language() -> None:
    german = {"check_in": "Gespräch Nr. {number}", "follow_up": "nachfragen nach {after}"}
    assert found(rich(), "check-in 2", JULY, RICH).render(german) == "Gespräch Nr. 2"
    duty = found(completed(), "follow-up P30D", JULY, RICH)
    words = {Length(days=30): "dreißig Tagen"}
    assert duty.render(german, lambda each: words.get(each, "?")) == (  # type: ignore[call-overload]
        "nachfragen nach dreißig Tagen"
    )


def test_an_agenda_is_asked_for_a_day() -> None:
    with pytest.raises(InvalidValue) as caught:
        agenda(rich(), RICH, "2027-07-05")  # type: ignore[arg-type]
    assert str(caught.value) == "cannot make on: must be a day (datetime.date), not '2027-07-05'"


# whatever is lived

ALL_AT_ONCE = read_policy(
    """
    name = "all at once"
    extends = "house"
    source = "handbook"

    returning.lost_after = "5 months"
    returning.home_change_notice = "10 working days"
    service_owed.ratio = 0.5
    extension.asked.closes_before_end = "1 month"
    extension.review_every = "1 month"
    reviews.every = "2 months"
    reviews.before_end = "2 weeks"
    reviews.after_end = ["30 days", "6 months"]
    conversion.route = "request"
    conversion.after = "1 month"
    max_length = "13 months"

    [consents]
    extension = { answer_within = "14 days", on_silence = "deemed_accepted" }

    [documents]
    letter = [
        { stage = "extension" },
        { stage = "change" },
        { stage = "end", kinds = ["external"] },
    ]
    cost_plan = { stage = "end", from_length = "1 year" }

    [waivers]
    max_length = { roles = ["programme_office"] }

    [duties]
    note_wish = { owed_by = ["home_manager"], when = "on the proposal" }
    announce = { owed_by = ["home_manager", "host_manager"], when = "5 days after the agreement" }
    order_badge = { owed_by = ["host_manager"], when = "5 working days before the first day" }
    look_back = { owed_by = ["authority", "programme_office"], when = "on the middle" }
    plan_return = { owed_by = ["home_manager"], when = "3 months before the last day" }
    report = { owed_by = ["secondee"], when = "on the first day", every = "1 month" }
    report_change = { owed_by = ["programme_office"], when = "30 days after the change" }
    tell = { owed_by = ["home_manager"], when = "1 month before the home change" }
    hand_over.owed_by = ["stakeholder", "host_manager"]
    hand_over.when = "3 working days after the manager change"
    renew = { owed_by = ["home_manager"], when = "6 weeks before the contract end" }
    survey = [
        { owed_by = ["secondee"], when = "10 days after the end" },
        { owed_by = ["secondee"], when = "10 days after the return", kinds = ["internal"] },
    ]

    [duties.budget]
    owed_by = ["host_manager"]
    when = "2 weeks before the extension"
    every = "1 month"
    times = 2

    [sources.handbook]
    title = "Handbook"
    """
)
LIVED_UNDER = (ALL_AT_ONCE, EVERYTHING, OPEN, STAYS, *TIMED)
days_on = st.integers(0, 500)

NAMES: Final[Mapping[str, set[str]]] = {
    code: {name for _, name, _, _ in Formatter().parse(text) if name}
    for code, text in AGENDA.items()
}


@settings(max_examples=100)
@given(any_life(LIVED_UNDER), days_on)
def test_every_duty_ever_seen_is_whole(life: Life, days: int) -> None:
    """Keys are unique, texts are filled, people take part, and states agree with the days."""
    _check_whole(life, life.policy, days)


@settings(max_examples=60)
@given(any_life((HOUSE,)), st.sampled_from(pack_names()), days_on)
def test_every_pack_makes_a_whole_agenda_of_any_life(life: Life, name: str, days: int) -> None:
    _check_whole(life, load_policy(name), days)


def _check_whole(life: Life, policy: Policy, days: int) -> None:
    for placement in life.placements:
        on = placement.proposed_on + days * ONE_DAY
        duties = agenda(placement, policy, on)
        assert len({each.key for each in duties}) == len(duties)
        assert [(each.due_on, each.key) for each in duties] == sorted(
            (each.due_on, each.key) for each in duties
        )
        people = {seat.person for seat in placement.parties.seats}
        for each in duties:
            assert people.issuperset(each.owed_by)
            assert len(set(each.owed_by)) == len(each.owed_by)
            assert {name for name, _ in each.figures} == NAMES[each.code]
            assert "{" not in each.text
            _check_state(each, on)
        _check_next(duties)


def _check_state(duty: Duty, on: date) -> None:
    opens_on = duty.opens_on or duty.due_on
    match duty.state:
        case DutyState.AHEAD:
            assert on < opens_on
        case DutyState.DUE:
            assert opens_on <= on <= duty.due_on
        case DutyState.OVERDUE:
            assert on > duty.due_on
            assert not duty.is_optional
        case DutyState.DONE:
            assert duty.done_on is not None
            assert duty.done_on <= on
        case DutyState.PASSED:
            assert duty.done_on is None
    assert (duty.done_on is not None) is (duty.state is DutyState.DONE)


def _check_next(duties: Iterable[Duty]) -> None:
    waiting = [
        each for each in duties if each.state in (DutyState.AHEAD, DutyState.DUE, DutyState.OVERDUE)
    ]
    upcoming = next_duties(duties)
    assert upcoming.keys() == {person for each in waiting for person in each.owed_by}
    for person, duty in upcoming.items():
        own = [each for each in waiting if person in each.owed_by]
        firm = [each for each in own if not each.is_optional] or own
        assert duty == min(firm, key=lambda each: (each.due_on, each.key))


@settings(max_examples=60)
@given(any_life(LIVED_UNDER), days_on, days_on)
def test_what_is_done_or_over_stays_so_on_later_days(life: Life, days: int, more: int) -> None:
    placement, on = life.placement, life.placement.proposed_on + days * ONE_DAY
    later = {each.key: each for each in agenda(placement, life.policy, on + more * ONE_DAY)}
    for each in agenda(placement, life.policy, on):
        if each.state is DutyState.DONE:
            assert later[each.key].done_on == each.done_on
        if each.state is DutyState.PASSED and each.key in later:
            assert later[each.key].state is DutyState.PASSED


@settings(max_examples=100)
@given(any_life((ALL_AT_ONCE, EVERYTHING, OPEN)), st.integers(-40, 200), days_on)
def test_a_settled_change_of_the_last_day_moves_duties_and_doubles_none(
    life: Life, shift: int, days: int
) -> None:
    """Of each sort there are as many as in a life that has had the new last day from the start."""
    before = life.placement
    if not isinstance(before.state, Work) or before.thread is not None:
        return
    terms, on = before.state.terms, before.moved_on
    last_day = max(terms.period.last_day + shift * ONE_DAY, on, terms.period.first_day)
    bare = altered(terms, trial=None, decision_day=None)
    subject = altered(bare, period=Period(terms.period.first_day, last_day))
    try:
        after = settled(subject, on, before, life.policy)
    except (Refused, AssertionError):
        return
    day = on + days * ONE_DAY
    old, new = agenda(before, life.policy, day), agenda(after, life.policy, day)
    for key in ("start", "last day", "end", "return", "duty announce", "duty plan_return"):
        counts = [sum(each.key == key for each in duties) for duties in (old, new)]
        assert counts[1] == counts[0] <= 1
    assert dues(after, life.policy, day)["last day"] == last_day
    for each in new:
        if each.key.startswith(("check-in", "review ")):
            assert each.due_on <= last_day
