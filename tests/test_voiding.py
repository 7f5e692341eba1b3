"""Taking back what was recorded by mistake: the latest first, and the history keeps both."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from attrs import evolve as altered

from secondment import (
    FINAL_STATUSES,
    Advance,
    ArrangeCover,
    Command,
    Completed,
    Consent,
    Counter,
    Cover,
    Decline,
    DropChange,
    EndEarly,
    Ending,
    EndKind,
    GiveNotice,
    Leave,
    MemoryStore,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Reassign,
    RecordAbsence,
    Register,
    Role,
    Status,
    Void,
    Voided,
    Withdraw,
    decide,
    in_force,
    replay,
    standing,
    why_not,
)
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    LONGER,
    OTTO,
    PETRA,
    PROPOSE,
    SAM,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    reconsidering,
    scheduled,
    underway,
)

APRIL = date(2027, 4, 1)
JULY = date(2027, 7, 5)
SEPTEMBER = date(2027, 9, 1)


def void(position: int, on: date = APRIL, by: str = PETRA) -> Void:
    """Return the wish to void a fact."""
    return Void(by=by, on=on, position=position, reason="mistake")


def voided(placement: Placement) -> Placement:
    """Return the placement once its latest fact is voided."""
    return lived(void(placement.latest), after=placement)


def as_before(before: Placement, after: Placement) -> Placement:
    """Return *before* with the counts of *after*, which never go back."""
    return altered(before, position=after.position, offers=after.offers)


# the latest fact


def test_voiding_is_a_fact_of_its_own() -> None:
    assert decide(underway(), void(6), HOUSE) == (
        Voided(on=APRIL, by=PETRA, position=6, reason="mistake"),
    )


COMMANDS: list[tuple[str, Callable[[], Placement], Command]] = [
    ("a counter-offer", proposed, Counter(by=OTTO, on=AGREED_ON, subject=LONGER)),
    ("a consent", proposed, Consent(by=OTTO, on=AGREED_ON)),
    ("a change", underway, OpenChange(by=SAM, on=JULY, subject=LONGER)),
    ("the drop of a change", changing, DropChange(by=OTTO, on=JULY)),
    ("the start", scheduled, Advance(on=FIRST_DAY)),
    (
        "a notice",
        underway,
        GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=date(2027, 4, 30)),
    ),
    (
        "a notice that took a change from the table",
        changing,
        GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 30)),
    ),
    (
        "an absence",
        underway,
        RecordAbsence(by=SAM, on=APRIL, period=Period(APRIL, APRIL), reason="leave"),
    ),
    ("cover", underway, ArrangeCover(by=HANA, on=APRIL, person="ida", period=TERMS.period)),
    (
        "an appointment",
        changing,
        Reassign(by=PETRA, on=JULY, role=Role.HOME_MANAGER, outgoing=HANA, incoming="ida"),
    ),
    # the ends
    ("a refusal", proposed, Decline(by=OTTO, on=AGREED_ON)),
    ("a withdrawal", scheduled, Withdraw(by=SAM, on=AGREED_ON)),
    ("a lapse", proposed, Advance(on=date(2027, 2, 9))),
    ("a return", underway, Advance(on=SEPTEMBER)),
    ("an early end", handing_over, Advance(on=date(2027, 5, 1))),
    ("an end at once", underway, EndEarly(by=HANA, on=APRIL, trigger="host_closed")),
    ("leaving", changing, Leave(by=HANA, on=JULY)),
    (
        "a conversion",
        lambda: lived(
            OpenChange(by=OTTO, on=JULY, subject=Ending(EndKind.CONVERSION, LAST_DAY)),
            *consents(JULY, (SAM, HANA, PETRA)),
            after=underway(),
        ),
        Advance(on=SEPTEMBER),
    ),
]


@pytest.mark.parametrize(
    ("given", "command"), [pytest.param(*row, id=name) for name, *row in COMMANDS]
)
def test_what_is_voided_leaves_everything_as_before(
    given: Callable[[], Placement], command: Command
) -> None:
    before = given()
    after = lived(command, after=before)
    back = voided(after)
    assert after != before
    assert back == as_before(before, back)
    assert back.position == before.position + 2


def test_every_end_can_be_voided() -> None:
    ends = {lived(command, after=given()).status for _, given, command in COMMANDS}
    assert ends >= FINAL_STATUSES


def test_the_time_before_counts_again() -> None:
    back = voided(lived(Advance(on=SEPTEMBER), after=underway()))
    assert back.moved_on == FIRST_DAY
    assert why_not(back, OpenChange(by=SAM, on=JULY, subject=LONGER), HOUSE) == ()


def test_what_time_brought_comes_again_with_time() -> None:
    back = voided(lived(Advance(on=SEPTEMBER), after=underway()))
    assert decide(back, Advance(on=SEPTEMBER), HOUSE) == (
        Completed(on=SEPTEMBER, by=None, returns_on=SEPTEMBER),
    )


def test_what_time_brought_at_once_is_voided_one_by_one() -> None:
    changed_late = OpenChange(by=SAM, on=date(2027, 8, 16), subject=LONGER)
    before = lived(changed_late, after=underway())
    after = lived(Advance(on=SEPTEMBER), after=before)
    once, twice = voided(after), voided(voided(after))
    assert [each.status for each in (after, once, twice)] == [
        Status.COMPLETED,
        Status.UNDERWAY,
        Status.NEGOTIATED_CHANGE,
    ]


def test_a_voided_appointment_brings_the_consent_back() -> None:
    ida = Reassign(by=PETRA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=HANA, incoming="ida")
    passed_on = lived(ida, after=proposed())
    asked = [
        [seat.person for seat in standing(each, HOUSE, AGREED_ON).missing]
        for each in (passed_on, voided(passed_on))
    ]
    assert asked == [[SAM, "ida", OTTO, PETRA], [SAM, OTTO, PETRA]]


# what came with it

TOGETHER: list[tuple[str, Callable[[], Placement], tuple[Command, ...], str]] = [
    ("what is agreed", proposed, consents(AGREED_ON, (SAM, OTTO, PETRA)), "Agreed"),
    ("a change settled", changing, consents(JULY, (HANA, OTTO, PETRA)), "ChangeSettled"),
    (
        "going on after all",
        reconsidering,
        consents(date(2027, 4, 6), (SAM, HANA, PETRA)),
        "ClosingRevoked",
    ),
    (
        "an ending agreed",
        lambda: lived(
            OpenChange(by=OTTO, on=JULY, subject=Ending(EndKind.RETURN, LAST_DAY)),
            after=underway(),
        ),
        consents(JULY, (SAM, HANA, PETRA)),
        "EndingAgreed",
    ),
    (
        "a change that its author settled alone",
        underway,
        (OpenChange(by=HANA, on=JULY, subject=altered(TERMS, cover=Cover.SHARED)),),
        "ChangeSettled",
    ),
]


@pytest.mark.parametrize(
    ("given", "commands", "fact"), [pytest.param(*row, id=name) for name, *row in TOGETHER]
)
def test_what_came_with_a_consent_is_voided_with_it(
    given: Callable[[], Placement], commands: tuple[Command, ...], fact: str
) -> None:
    *first, last = commands
    before = lived(*first, after=given()) if first else given()
    assert [type(event).__name__ for event in decide(before, last, HOUSE)][1:] == [fact]
    after = lived(last, after=before)
    assert after.latest == after.position - 1
    back = voided(after)
    assert back == as_before(before, back)


def test_what_came_with_a_consent_is_not_voided_alone() -> None:
    (objection,) = why_not(scheduled(), void(5), HOUSE)
    assert objection.text == "fact 5 is not the latest in force, which is 4"


def test_a_consent_that_is_voided_can_be_given_again() -> None:
    back = voided(scheduled())
    assert [str(each) for each in standing(back, HOUSE, AGREED_ON).missing] == [
        "petra (programme office)"
    ]
    again = lived(Consent(by=PETRA, on=date(2027, 1, 18)), after=back)
    assert (again.status, again.terms, again.position) == (Status.SCHEDULED, TERMS, 8)


# the latest first


def test_facts_are_voided_from_the_latest_back_to_the_proposal() -> None:
    placement, positions, statuses = underway(), [], []
    for _ in range(4):
        positions.append(placement.latest)
        placement = voided(placement)
        statuses.append(placement.status)
    assert positions == [6, 4, 3, 2]
    assert statuses == [Status.SCHEDULED, Status.PROPOSED, Status.PROPOSED, Status.PROPOSED]
    assert placement == as_before(proposed(), placement)


def test_the_proposal_cannot_be_voided() -> None:
    (objection,) = why_not(proposed(), void(1, on=AGREED_ON), HOUSE)
    assert str(objection) == (
        "the proposal itself cannot be voided "
        "(secondment: the latest fact is voided first; would pass: withdraw given by hana)"
    )


def test_neither_can_the_proposal_be_voided_once_everything_after_it_is() -> None:
    back = voided(lived(Consent(by=SAM, on=AGREED_ON), after=proposed()))
    assert [each.code for each in why_not(back, void(1), HOUSE)] == ["proposal_not_voidable"]


@pytest.mark.parametrize("position", [6, 7])
def test_nothing_is_voided_twice_and_no_voiding_is_voided(position: int) -> None:
    """Fact 6 is the start; fact 7 is its voiding."""
    back = voided(underway())
    assert [str(each) for each in why_not(back, void(position), HOUSE)] == [
        f"fact {position} is not the latest in force, which is 4 "
        "(secondment: the latest fact is voided first; would pass: position 4)"
    ]


def test_a_fact_after_a_voiding_has_the_next_position_and_can_be_voided() -> None:
    again = lived(Advance(on=FIRST_DAY), after=voided(underway()))
    assert (again.status, again.position, again.latest) == (Status.UNDERWAY, 8, 8)
    assert voided(again).status is Status.SCHEDULED


@pytest.mark.parametrize("position", [-1, 0, 99])
def test_a_position_that_no_fact_has_is_not_the_latest(position: int) -> None:
    assert [each.code for each in why_not(underway(), void(position), HOUSE)] == ["not_latest"]


# the history


def mistaken() -> Register:
    """Return a register in which Otto's refusal was a mistake, noticed the day after."""
    instants = iter(datetime(2027, 1, day, 9, tzinfo=UTC) for day in (11, 15, 16, 18))
    register = Register(MemoryStore(), policy=HOUSE, clock=lambda: next(instants))
    register.do("P-7", PROPOSE)
    register.do("P-7", Decline(by=OTTO, on=AGREED_ON))
    register.do("P-7", void(2, on=date(2027, 1, 16)))
    register.do("P-7", Consent(by=OTTO, on=date(2027, 1, 18)))
    return register


def test_the_history_keeps_the_mistake_and_its_voiding() -> None:
    history = mistaken().history("P-7")
    assert [(each.position, type(each.event).__name__) for each in history] == [
        (1, "Proposed"),
        (2, "Declined"),
        (3, "Voided"),
        (4, "Consented"),
    ]


def test_what_was_believed_meanwhile_can_still_be_seen() -> None:
    nine, ten = datetime(2027, 1, 15, 9, tzinfo=UTC), datetime(2027, 1, 16, 10, tzinfo=UTC)
    believed = [mistaken().placement("P-7", known_at=each).status for each in (nine, ten)]
    assert believed == [Status.DECLINED, Status.PROPOSED]


def test_as_of_that_day_the_mistake_is_left_out() -> None:
    assert mistaken().placement("P-7", as_of=AGREED_ON).status is Status.PROPOSED


def test_what_is_in_force_tells_the_same_as_the_whole_history() -> None:
    events = [each.event for each in mistaken().history("P-7")]
    left = in_force(events)
    assert [type(each).__name__ for each in left] == ["Proposed", "Consented"]
    whole, rest = replay(events), replay(left)
    assert whole is not None
    assert rest is not None
    assert (whole.position, rest.position) == (4, 2)
    assert as_before(rest, whole) == altered(whole, latest=rest.latest)


def test_a_consent_to_an_offer_that_was_countered_by_mistake_can_be_told_without_the_mistake() -> (
    None
):
    """The consent names the offer that is on the table, not the last number given."""
    register = Register(
        MemoryStore(), policy=HOUSE, clock=lambda: datetime(2027, 1, 20, tzinfo=UTC)
    )
    register.do("P-7", PROPOSE)
    register.do("P-7", Counter(by=OTTO, on=AGREED_ON, subject=LONGER))
    register.do("P-7", void(2, on=AGREED_ON))
    for person in (SAM, OTTO, PETRA):
        register.do("P-7", Consent(by=person, on=AGREED_ON, offer=1))
    assert register.placement("P-7").terms == TERMS
    assert register.placement("P-7", as_of=AGREED_ON).terms == TERMS
