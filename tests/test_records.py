"""Facts that do not move the status: absences, cover, and roles that pass on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve as altered

from secondment import (
    Absence,
    AbsenceRecorded,
    Advance,
    ArrangeCover,
    CoverArranged,
    CoverSpell,
    GiveNotice,
    MemoryStore,
    NoticeKind,
    Parties,
    Period,
    Placement,
    Policy,
    Reassign,
    Reassigned,
    RecordAbsence,
    Register,
    Remedy,
    Role,
    Say,
    Side,
    Stakeholder,
    Status,
    decide,
    why_not,
)
from secondment.commands import Record
from tests.cast import (
    AGREED_ON,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    INGA,
    LAST_DAY,
    MIRA,
    MORE_PARTIES,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    proposed_to_more,
    reconsidering,
    revising,
    scheduled,
    underway,
)

ONE_DAY = timedelta(days=1)
APRIL = date(2027, 4, 1)
EASTER = Period(date(2027, 4, 5), date(2027, 4, 9))
INFORMAL_PARTIES = altered(PARTIES, programme_office=None)


def absence(
    period: Period, reason: str = "leave", on: date = APRIL, dated: date | None = None
) -> RecordAbsence:
    """Return Sam's wish to record an absence."""
    return RecordAbsence(by=SAM, on=on, period=period, reason=reason, dated=dated)


def cover(person: str, period: Period, on: date = APRIL) -> ArrangeCover:
    """Return Hana's wish to record who covers."""
    return ArrangeCover(by=HANA, on=on, person=person, period=period)


def reassign(
    by: str, role: Role, outgoing: str, incoming: str, dated: date | None = None
) -> Reassign:
    """Return the wish of *by* to pass a role on, on 1 April."""
    return Reassign(by=by, on=APRIL, role=role, outgoing=outgoing, incoming=incoming, dated=dated)


def codes(placement: Placement, command: Record, policy: Policy = HOUSE) -> list[str]:
    """Return the objections to *command*."""
    return [each.code for each in why_not(placement, command, policy)]


# what a record does


def test_a_record_adds_a_fact_and_moves_nothing() -> None:
    before = underway()
    after = lived(absence(EASTER), after=before)
    assert decide(before, absence(EASTER), HOUSE) == (
        AbsenceRecorded(on=APRIL, by=SAM, period=EASTER, reason="leave"),
    )
    assert after == altered(
        before, absences=(Absence(EASTER, "leave"),), position=7, latest=7, before=before
    )


@pytest.mark.parametrize(
    "given", [scheduled, revising, underway, changing, handing_over, reconsidering]
)
def test_a_record_leaves_the_status_and_the_table_alone(given: Callable[[], Placement]) -> None:
    before = given()
    after = lived(absence(EASTER, on=before.moved_on), after=before)
    assert (after.state, after.moved_on) == (before.state, before.moved_on)


def test_of_what_is_not_agreed_no_absence_is_recorded() -> None:
    assert codes(proposed(), absence(EASTER, on=AGREED_ON)) == ["not_allowed_here"]


def test_of_what_is_over_nothing_is_recorded() -> None:
    ended = lived(Advance(on=date(2027, 9, 1)), after=underway())
    assert codes(ended, absence(EASTER)) == ["not_allowed_here"]


def test_a_record_may_be_given_on_a_day_before_the_last_step() -> None:
    assert codes(underway(), absence(EASTER, on=date(2027, 2, 1))) == []


# absences


def test_absences_are_kept_by_first_day() -> None:
    may = Period(date(2027, 5, 3), date(2027, 5, 4))
    after = lived(absence(may, "sickness"), absence(EASTER), after=underway())
    assert after.absences == (Absence(EASTER, "leave"), Absence(may, "sickness"))


def test_the_same_first_day_again_corrects_the_last_day_and_the_reason() -> None:
    longer = Period(EASTER.first_day, date(2027, 4, 16))
    after = lived(absence(EASTER), absence(longer, "sickness"), after=underway())
    assert after.absences == (Absence(longer, "sickness"),)


def test_a_correction_leaves_the_others_alone() -> None:
    may = Period(date(2027, 5, 3), date(2027, 5, 4))
    shorter = Period(EASTER.first_day, EASTER.first_day)
    after = lived(absence(EASTER), absence(may), absence(shorter), after=underway())
    assert after.absences == (Absence(shorter, "leave"), Absence(may, "leave"))


def test_a_correction_cannot_run_into_the_next_absence() -> None:
    next_week = Period(date(2027, 4, 12), date(2027, 4, 16))
    placement = lived(absence(EASTER), absence(next_week), after=underway())
    assert codes(placement, absence(Period(EASTER.first_day, date(2027, 4, 11)))) == []
    assert codes(placement, absence(Period(EASTER.first_day, date(2027, 4, 12)))) == [
        "absence_overlaps"
    ]


def test_another_first_day_is_another_absence() -> None:
    placement = lived(absence(EASTER), after=underway())
    inside = Period(date(2027, 4, 6), date(2027, 4, 7))
    around = Period(date(2027, 4, 4), date(2027, 4, 10))
    assert codes(placement, absence(inside)) == ["absence_overlaps"]
    assert codes(placement, absence(around)) == ["absence_overlaps"]


def test_an_absence_may_reach_out_of_the_placement() -> None:
    over_the_start = Period(date(2027, 2, 22), FIRST_DAY)
    over_the_end = Period(LAST_DAY, date(2027, 9, 10))
    after = lived(absence(over_the_end), absence(over_the_start), after=underway())
    assert after.absences == (Absence(over_the_start, "leave"), Absence(over_the_end, "leave"))


def test_an_absence_may_lie_ahead_even_before_the_start() -> None:
    after = lived(absence(EASTER, on=AGREED_ON), after=scheduled())
    assert after.absences == (Absence(EASTER, "leave"),)


def test_an_absence_is_kept_when_the_placement_ends_before_it() -> None:
    june = Period(date(2027, 6, 1), date(2027, 6, 11))
    recall = GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=date(2027, 4, 30))
    after = lived(absence(june), recall, after=underway())
    assert after.absences == (Absence(june, "leave"),)


LEAP_DAY = date(2028, 2, 29)


def placed_in(period: Period) -> Placement:
    """Return a placement agreed for *period*."""
    proposal = altered(PROPOSE, terms=altered(TERMS, period=period))
    return lived(proposal, *consents(AGREED_ON, (SAM, OTTO, PETRA)))


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period(LEAP_DAY, date(2028, 8, 31)), date(2028, 2, 28), ["absence_outside"]),
        (Period(LEAP_DAY, date(2028, 8, 31)), LEAP_DAY, []),
        (Period(date(2027, 9, 1), LEAP_DAY), LEAP_DAY, []),
        (Period(date(2027, 9, 1), LEAP_DAY), date(2028, 3, 1), ["absence_outside"]),
        (Period(date(2027, 9, 1), date(2028, 2, 28)), LEAP_DAY, ["absence_outside"]),
    ],
)
def test_the_leap_day_is_a_day_like_any_other(
    period: Period, day: date, expected: list[str]
) -> None:
    assert codes(placed_in(period), absence(Period(day, day))) == expected


def test_absences_touch_on_either_side_of_the_leap_day() -> None:
    placement = placed_in(Period(date(2027, 9, 1), date(2028, 8, 31)))
    before = absence(Period(date(2028, 2, 21), date(2028, 2, 28)))
    on_the_day = absence(Period(LEAP_DAY, LEAP_DAY))
    after = lived(before, on_the_day, after=placement)
    assert codes(after, absence(Period(date(2028, 3, 1), date(2028, 3, 3)))) == []


# cover


def test_cover_is_recorded_with_who_and_when() -> None:
    assert decide(underway(), cover("ida", TERMS.period), HOUSE) == (
        CoverArranged(on=APRIL, by=HANA, person="ida", period=TERMS.period),
    )
    after = lived(cover("ida", TERMS.period), after=underway())
    assert after.cover == (CoverSpell("ida", TERMS.period),)


def test_the_same_person_and_first_day_again_corrects_the_last_day_of_cover() -> None:
    shorter = Period(FIRST_DAY, date(2027, 5, 31))
    after = lived(cover("ida", TERMS.period), cover("ida", shorter), after=underway())
    assert after.cover == (CoverSpell("ida", shorter),)


def test_several_people_may_share_the_cover() -> None:
    june = Period(date(2027, 6, 1), LAST_DAY)
    after = lived(
        cover("jo", june), cover("ida", TERMS.period), cover("ida", june), after=underway()
    )
    assert after.cover == (
        CoverSpell("ida", TERMS.period),
        CoverSpell("jo", june),
        CoverSpell("ida", june),
    )


def test_cover_may_be_arranged_before_anything_is_agreed() -> None:
    after = lived(cover("ida", TERMS.period, on=PROPOSED_ON), after=proposed())
    assert (after.status, after.cover) == (Status.PROPOSED, (CoverSpell("ida", TERMS.period),))


def test_cover_may_begin_before_the_placement_and_end_after_it() -> None:
    longer = Period(date(2027, 2, 1), date(2027, 9, 30))
    assert codes(underway(), cover("ida", longer)) == []


def test_a_manager_may_cover() -> None:
    assert codes(underway(), cover(OTTO, TERMS.period)) == []


# roles that pass on


def underway_with_more() -> Placement:
    """Return a placement with stakeholders that has started."""
    return lived(
        *consents(AGREED_ON, (SAM, OTTO, PETRA, MIRA)),
        Advance(on=FIRST_DAY),
        after=proposed_to_more(),
    )


def underway_among_three() -> Placement:
    """Return a placement without a programme office that has started."""
    return lived(
        altered(PROPOSE, parties=INFORMAL_PARTIES),
        *consents(AGREED_ON, (SAM, OTTO)),
        Advance(on=FIRST_DAY),
        policy=INFORMAL,
    )


PASSED_ON: list[tuple[Role, str, Parties]] = [
    (
        Role.HOME_MANAGER,
        HANA,
        altered(MORE_PARTIES, home=Side(unit="platform", manager="ida")),
    ),
    (
        Role.HOST_MANAGER,
        OTTO,
        altered(MORE_PARTIES, host=Side(unit="payments", manager="ida")),
    ),
    (Role.PROGRAMME_OFFICE, PETRA, altered(MORE_PARTIES, programme_office="ida")),
    (
        Role.STAKEHOLDER,
        MIRA,
        altered(
            MORE_PARTIES,
            stakeholders=(
                Stakeholder("ida", Say.MUST_CONSENT),
                Stakeholder(CARL, Say.CONSULTED),
                Stakeholder(INGA, Say.INFORMED),
            ),
        ),
    ),
    (
        Role.STAKEHOLDER,
        INGA,
        altered(
            MORE_PARTIES,
            stakeholders=(
                Stakeholder(MIRA, Say.MUST_CONSENT),
                Stakeholder(CARL, Say.CONSULTED),
                Stakeholder("ida", Say.INFORMED),
            ),
        ),
    ),
]


@pytest.mark.parametrize(
    ("role", "outgoing", "parties"), PASSED_ON, ids=[f"{row[0]} {row[1]}" for row in PASSED_ON]
)
def test_a_role_passes_on_with_its_say(role: Role, outgoing: str, parties: Parties) -> None:
    before, command = underway_with_more(), reassign(PETRA, role, outgoing, "ida")
    assert decide(before, command, HOUSE) == (
        Reassigned(on=APRIL, by=PETRA, role=role, outgoing=outgoing, incoming="ida"),
    )
    after = lived(command, after=before)
    assert (after.parties, after.state) == (parties, before.state)


REASSIGNING: list[tuple[str, Reassign, list[str]]] = [
    # with a programme office
    ("the holder hands over", reassign(HANA, Role.HOME_MANAGER, HANA, "ida"), []),
    ("the office appoints", reassign(PETRA, Role.HOME_MANAGER, HANA, "ida"), []),
    ("the office hands over", reassign(PETRA, Role.PROGRAMME_OFFICE, PETRA, "ida"), []),
    ("a stakeholder hands over", reassign(MIRA, Role.STAKEHOLDER, MIRA, "ida"), []),
    ("a manager hands over to the other", reassign(HANA, Role.HOME_MANAGER, HANA, OTTO), []),
    (
        "the other side",
        reassign(OTTO, Role.HOME_MANAGER, HANA, "ida"),
        ["not_your_role"],
    ),
    (
        "the secondee",
        reassign(SAM, Role.HOST_MANAGER, OTTO, "ida"),
        ["not_your_role"],
    ),
    (
        "a stakeholder, about a manager",
        reassign(MIRA, Role.HOME_MANAGER, HANA, "ida"),
        ["not_your_role"],
    ),
    (
        "a manager, about the office",
        reassign(HANA, Role.PROGRAMME_OFFICE, PETRA, "ida"),
        ["not_your_role"],
    ),
    (
        "who is only kept posted",
        reassign(INGA, Role.STAKEHOLDER, INGA, "ida"),
        ["no_say"],
    ),
    (
        "a stranger",
        reassign("zoe", Role.HOME_MANAGER, HANA, "zoe"),
        ["not_a_party", "not_your_role", "own_appointment"],
    ),
    (
        "the other side, to the own person",
        reassign(OTTO, Role.HOME_MANAGER, HANA, OTTO),
        ["not_your_role", "own_appointment"],
    ),
    (
        "the office, to the own person",
        reassign(PETRA, Role.HOST_MANAGER, OTTO, PETRA),
        ["own_appointment"],
    ),
    (
        "who holds it, to the own person",
        reassign(HANA, Role.HOME_MANAGER, HANA, HANA),
        ["already_in_role"],
    ),
    (
        "to another who holds it",
        reassign(PETRA, Role.STAKEHOLDER, MIRA, INGA),
        ["already_in_role"],
    ),
    (
        "to the secondee",
        reassign(PETRA, Role.PROGRAMME_OFFICE, PETRA, SAM),
        ["incoming_is_secondee"],
    ),
    (
        "by the secondee to the own person",
        reassign(SAM, Role.HOST_MANAGER, OTTO, SAM),
        ["incoming_is_secondee", "not_your_role", "own_appointment"],
    ),
    ("the secondee's role", reassign(PETRA, Role.SECONDEE, SAM, "ida"), ["secondee_fixed"]),
    (
        "from somebody who does not hold it",
        reassign(PETRA, Role.HOME_MANAGER, OTTO, "ida"),
        ["not_in_role"],
    ),
    (
        "from the own person who does not hold it",
        reassign(OTTO, Role.HOME_MANAGER, OTTO, "ida"),
        ["not_in_role", "not_your_role"],
    ),
]


@pytest.mark.parametrize(
    ("command", "expected"), [pytest.param(*row, id=name) for name, *row in REASSIGNING]
)
def test_who_may_pass_a_role_on_to_whom(command: Reassign, expected: list[str]) -> None:
    assert codes(underway_with_more(), command) == expected


WITHOUT_OFFICE: list[tuple[str, Reassign, list[str]]] = [
    ("the other side appoints", reassign(OTTO, Role.HOME_MANAGER, HANA, "ida"), []),
    ("the secondee", reassign(SAM, Role.HOME_MANAGER, HANA, "ida"), ["not_your_role"]),
    (
        "the other side, to the own person",
        reassign(OTTO, Role.HOME_MANAGER, HANA, OTTO),
        ["own_appointment"],
    ),
    (
        "the office that there is not",
        reassign(HANA, Role.PROGRAMME_OFFICE, PETRA, "ida"),
        ["not_in_role"],
    ),
]


@pytest.mark.parametrize(
    ("command", "expected"), [pytest.param(*row, id=name) for name, *row in WITHOUT_OFFICE]
)
def test_without_a_programme_office_the_managers_appoint(
    command: Reassign, expected: list[str]
) -> None:
    assert codes(underway_among_three(), command, INFORMAL) == expected


def test_who_may_not_pass_a_role_on_hears_who_really_holds_it() -> None:
    """And not that it is held by the person who was named by mistake."""
    found = why_not(underway(), reassign(OTTO, Role.HOME_MANAGER, "zoe", "ida"), HOUSE)
    assert [str(each) for each in found] == [
        "zoe is not home manager "
        "(secondment: only parties act on a placement; would pass: outgoing hana)",
        "home manager is held by hana, not by otto "
        "(secondment: only parties act on a placement; "
        "would pass: reassign given by hana, petra)",
    ]


def test_who_appoints_the_own_person_hears_who_else_may() -> None:
    found = why_not(underway_among_three(), reassign(HANA, Role.HOST_MANAGER, OTTO, HANA), INFORMAL)
    assert [str(each) for each in found] == [
        "hana cannot appoint the own person as host manager "
        "(secondment: only parties act on a placement; would pass: reassign given by otto)"
    ]


def test_the_new_holder_may_what_the_old_one_may_no_more() -> None:
    after = lived(reassign(PETRA, Role.HOME_MANAGER, HANA, "ida"), after=underway())
    recall = GiveNotice(by="ida", on=APRIL, kind=NoticeKind.RECALL, last_day=date(2027, 4, 30))
    assert why_not(after, recall, HOUSE) == ()
    assert [each.code for each in why_not(after, altered(recall, by=HANA), HOUSE)] == [
        "not_a_party"
    ]


# dated earlier


def test_a_record_dated_earlier_holds_from_then() -> None:
    late = absence(EASTER, on=date(2027, 4, 12), dated=date(2027, 4, 5))
    assert decide(underway(), late, HOUSE) == (
        AbsenceRecorded(on=date(2027, 4, 5), by=SAM, period=EASTER, reason="leave"),
    )


@pytest.mark.parametrize(
    "command",
    [
        absence(EASTER, dated=PROPOSED_ON),
        altered(cover("ida", TERMS.period), dated=PROPOSED_ON),
        reassign(HANA, Role.HOME_MANAGER, HANA, "ida", dated=PROPOSED_ON),
    ],
    ids=["absence", "cover", "reassign"],
)
def test_any_record_may_be_dated_back_to_the_proposal_and_no_further(
    command: RecordAbsence | ArrangeCover | Reassign,
) -> None:
    assert [event.on for event in decide(underway(), command, HOUSE)] == [PROPOSED_ON]
    earlier = altered(command, dated=PROPOSED_ON - ONE_DAY)
    assert codes(underway(), earlier) == ["record_before_proposal"]


@pytest.mark.parametrize(
    "command",
    [
        absence(EASTER),
        cover("ida", TERMS.period),
        reassign(HANA, Role.HOME_MANAGER, HANA, "ida"),
    ],
    ids=["absence", "cover", "reassign"],
)
def test_a_record_given_before_the_proposal_is_one_dated_before_it(
    command: RecordAbsence | ArrangeCover | Reassign,
) -> None:
    early = altered(command, on=PROPOSED_ON - ONE_DAY)
    assert codes(underway(), early) == ["record_before_proposal"]
    assert codes(underway(), altered(early, on=PROPOSED_ON)) == []


@pytest.mark.parametrize(
    ("on", "fields"),
    [
        (PROPOSED_ON, {"dated": PROPOSED_ON}),
        (PROPOSED_ON - ONE_DAY, {"on": PROPOSED_ON, "dated": PROPOSED_ON}),
    ],
)
def test_only_the_days_before_the_proposal_are_to_be_moved(
    on: date, fields: dict[str, date]
) -> None:
    early = absence(EASTER, on=on, dated=date(2027, 1, 4))
    (objection,) = why_not(underway(), early, HOUSE)
    assert objection.remedy == Remedy("change_fields", early.verb, tuple(fields.items()))


def test_as_of_a_day_a_record_is_known_from_the_day_it_is_dated() -> None:
    register = Register(MemoryStore(), policy=HOUSE, clock=lambda: datetime(2027, 4, 1, tzinfo=UTC))
    register.do("P-7", PROPOSE)
    handed_over = altered(reassign(HANA, Role.HOME_MANAGER, HANA, "ida"), dated=date(2027, 1, 13))
    register.do("P-7", handed_over)
    speaks_for_home = [
        register.placement("P-7", as_of=day).parties.home.manager
        for day in (date(2027, 1, 12), date(2027, 1, 13))
    ]
    assert speaks_for_home == [HANA, "ida"]
