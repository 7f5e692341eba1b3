"""What would be, side by side with today: the days, the rights that hang on them, the duties."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from attrs import evolve as altered
from hypothesis import given, settings
from hypothesis import strategies as st

from secondment import (
    Advance,
    Consent,
    ConversionRoute,
    EndEarly,
    Ending,
    EndKind,
    GiveNotice,
    HomeChange,
    Leave,
    Length,
    MakeRecord,
    MemoryStore,
    Moved,
    NoticeKind,
    OpenChange,
    Outlook,
    Period,
    Placement,
    Policy,
    Reassign,
    Register,
    ReturnRight,
    Role,
    Seat,
    Status,
    Void,
    Waiver,
    Withdraw,
    agenda,
    outlook,
    read_policy,
    what_if,
)
from secondment.agenda import compared
from secondment.feedback import CheckIn
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
    scheduled,
    underway,
    underway_under,
)
from tests.test_clocks import TIMED, Life, any_life, under, working

JULY = date(2027, 7, 5)
SEPTEMBER = date(2027, 9, 1)
OCTOBER = date(2027, 10, 31)
OFFERS = "house, a plain default of secondment and not law: offers"

AHEAD = Outlook(
    status=Status.UNDERWAY,
    first_day=FIRST_DAY,
    last_day=LAST_DAY,
    returns_on=SEPTEMBER,
    return_right=ReturnRight.SAME_OR_EQUIVALENT,
    return_lost_on=None,
    conversion_from=FIRST_DAY,
)
"""Where the placement under way is heading."""
LONGER_AHEAD = altered(AHEAD, last_day=OCTOBER, returns_on=date(2027, 11, 1))
NOTHING_AGREED = Outlook(Status.PROPOSED, None, None, None, None, None, None)


def strict(clauses: str) -> Policy:
    """Return the house rules with *clauses*."""
    return read_policy(
        f"""
        name = "strict"
        extends = "house"
        source = "handbook"
        {clauses}
        [sources.handbook]
        title = "Handbook"
        """
    )


FORGETFUL = strict('returning.lost_after = "7 months"')
"""The way back is lost after seven months, on 1 October."""
LENIENT = strict(
    """
    returning.lost_after = "7 months"
    returning.lost_by_staying_on = true
    """
)
"""As that, but it is lost only by staying on past the last day agreed."""


def said(found: tuple[Moved, ...]) -> list[str]:
    return [str(each) for each in found]


# where it is heading


def ending(kind: EndKind, last_day: date = LAST_DAY, policy: Policy = HOUSE) -> Placement:
    """Return a placement of which all have agreed how it ends."""
    offered = OpenChange(by=HANA, on=JULY, subject=Ending(kind, last_day))
    return under(policy, offered, *consents(JULY, (SAM, OTTO, PETRA)), after=working(policy))


def resigned() -> Placement:
    notice = GiveNotice(by=SAM, on=JULY, kind=NoticeKind.RESIGNATION, last_day=date(2027, 7, 30))
    return lived(notice, after=underway())


def recalled() -> Placement:
    recall = GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6))
    return lived(recall, after=underway())


OUTLOOKS: list[tuple[str, Callable[[], Placement], Outlook]] = [
    ("proposed", proposed, NOTHING_AGREED),
    (
        "declined",
        lambda: lived(Advance(on=JULY), after=proposed()),
        altered(NOTHING_AGREED, status=Status.LAPSED),
    ),
    (
        "scheduled",
        scheduled,
        altered(AHEAD, status=Status.SCHEDULED, conversion_from=None),
    ),
    ("under way", underway, AHEAD),
    ("a change on the table", changing, altered(AHEAD, status=Status.NEGOTIATED_CHANGE)),
    (
        "recalled to a weekend",
        recalled,
        altered(
            AHEAD,
            status=Status.HANDOVER,
            last_day=date(2027, 8, 6),
            returns_on=date(2027, 8, 9),
        ),
    ),
    (
        "to stay for good",
        lambda: ending(EndKind.CONVERSION),
        altered(AHEAD, status=Status.HANDOVER, returns_on=None, return_right=None),
    ),
    (
        "to stay for good by itself",
        lambda: underway_under(altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC)),
        altered(AHEAD, returns_on=None, return_right=None),
    ),
    (
        "never to stay",
        lambda: underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED)),
        altered(AHEAD, conversion_from=None),
    ),
    (
        "with another right",
        lambda: underway_under(altered(TERMS, return_right=ReturnRight.SAME_POST)),
        altered(AHEAD, return_right=ReturnRight.SAME_POST),
    ),
    (
        "to leave",
        resigned,
        altered(
            AHEAD,
            status=Status.HANDOVER,
            last_day=date(2027, 7, 30),
            returns_on=None,
            return_right=None,
        ),
    ),
    (
        "completed",
        lambda: lived(Advance(on=SEPTEMBER), after=underway()),
        altered(AHEAD, status=Status.COMPLETED, conversion_from=None),
    ),
    (
        "ended early",
        lambda: lived(
            EndEarly(by=HANA, on=date(2027, 7, 3), trigger="host_closed"), after=underway()
        ),
        altered(
            AHEAD,
            status=Status.ENDED_EARLY,
            last_day=date(2027, 7, 2),
            returns_on=JULY,
            conversion_from=None,
        ),
    ),
    (
        "left",
        lambda: lived(Leave(by=HANA, on=JULY), after=underway()),
        altered(
            AHEAD,
            status=Status.LEFT,
            last_day=date(2027, 7, 4),
            returns_on=None,
            return_right=None,
            conversion_from=None,
        ),
    ),
]


@pytest.mark.parametrize(
    ("given", "wanted"), [each[1:] for each in OUTLOOKS], ids=[each[0] for each in OUTLOOKS]
)
def test_where_it_is_heading_if_nothing_else_is_settled(
    given: Callable[[], Placement], wanted: Outlook
) -> None:
    assert outlook(given(), HOUSE) == wanted


def test_staying_for_good_is_open_from_the_day_that_the_policy_says() -> None:
    policy = strict('conversion.after = "3 months"')
    assert outlook(underway(), policy).conversion_from == date(2027, 6, 1)
    excluded = strict("conversion.excluded = true")
    assert outlook(underway(), excluded).conversion_from is None
    agreed = underway_under(altered(TERMS, conversion_route=ConversionRoute.BY_AGREEMENT))
    assert outlook(agreed, excluded).conversion_from == FIRST_DAY


@pytest.mark.parametrize(
    ("last_day", "right"),
    [
        (date(2027, 9, 30), ReturnRight.SAME_OR_EQUIVALENT),
        (date(2027, 10, 1), ReturnRight.NONE),
        (OCTOBER, ReturnRight.NONE),
    ],
)
def test_a_longer_stay_than_the_policy_allows_loses_the_way_back(
    last_day: date, right: ReturnRight
) -> None:
    terms = altered(TERMS, period=Period(FIRST_DAY, last_day))
    found = outlook(underway_under(terms), FORGETFUL)
    assert (found.return_right, found.return_lost_on) == (right, date(2027, 10, 1))


@pytest.mark.parametrize(
    ("last_day", "lost_on"),
    [
        (LAST_DAY, date(2027, 10, 1)),
        (date(2027, 9, 30), date(2027, 10, 2)),
        (OCTOBER, date(2027, 11, 2)),
    ],
)
def test_where_only_staying_on_loses_the_way_back_an_agreed_stay_does_not(
    last_day: date, lost_on: date
) -> None:
    terms = altered(TERMS, period=Period(FIRST_DAY, last_day))
    found = outlook(underway_under(terms), LENIENT)
    assert found.return_right is ReturnRight.SAME_OR_EQUIVALENT
    assert found.return_lost_on == lost_on


# what if it were refused, settled, or put on the table


def test_what_would_be_refused_moves_nothing_and_leads_nowhere() -> None:
    before = underway()
    found = what_if(before, OpenChange(by=SAM, on=JULY, subject=TERMS), HOUSE)
    assert [each.code for each in found.objections] == ["no_change"]
    assert (found.before, found.after, found.events) == (before, None, ())
    assert (found.today, found.then) == (AHEAD, None)
    assert (found.duties, found.waits_for, found.waivers) == ((), (), ())


def test_an_offer_shows_what_would_be_once_everybody_has_consented() -> None:
    found = what_if(underway(), OpenChange(by=SAM, on=JULY, subject=LONGER), HOUSE)
    assert found.after is not None
    assert found.after.status is Status.NEGOTIATED_CHANGE
    assert (found.today, found.then) == (AHEAD, LONGER_AHEAD)
    assert found.waits_for == (
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, OTTO),
        Seat(Role.PROGRAMME_OFFICE, PETRA),
    )
    assert [(each.field, each.old, each.new) for each in found.differences] == [
        ("last_day", LAST_DAY, OCTOBER)
    ]
    assert said(found.duties) == [
        "last day with the host: 2027-08-31 becomes 2027-10-31",
        "say that the placement is completed: 2027-09-01 becomes 2027-11-01",
        "back at work at home: 2027-09-01 becomes 2027-11-01",
    ]


def test_the_last_consent_shows_what_it_settles() -> None:
    asked = lived(*consents(JULY, (HANA, OTTO)), after=changing())
    found = what_if(asked, Consent(by=PETRA, on=JULY), HOUSE)
    assert found.after is not None
    assert found.after.status is Status.UNDERWAY
    assert found.waits_for == ()
    assert (found.today, found.then) == (
        altered(AHEAD, status=Status.NEGOTIATED_CHANGE),
        LONGER_AHEAD,
    )
    assert said(found.duties) == [
        "falls away: 2027-08-02 due     answer offer 2, as petra (programme office)"
        f" (petra; {OFFERS})",
        "last day with the host: 2027-08-31 becomes 2027-10-31",
        "say that the placement is completed: 2027-09-01 becomes 2027-11-01",
        "back at work at home: 2027-09-01 becomes 2027-11-01",
    ]


def test_a_consent_that_leaves_others_missing_names_them() -> None:
    found = what_if(changing(), Consent(by=PETRA, on=JULY), HOUSE)
    assert found.waits_for == (Seat(Role.HOME_MANAGER, HANA), Seat(Role.HOST_MANAGER, OTTO))
    assert found.then == LONGER_AHEAD


def test_the_first_proposal_shows_the_placement_that_would_come_of_it() -> None:
    found = what_if(None, PROPOSE, HOUSE)
    assert (found.today, found.then) == (
        None,
        altered(AHEAD, status=Status.SCHEDULED, conversion_from=None),
    )
    assert [each.before for each in found.duties] == [None] * 3
    house = "house, a plain default of secondment and not law"
    assert said(found.duties) == [
        f"new: 2027-03-01 ahead   start (by itself; {house}: start)",
        "new: 2027-08-31 ahead   last day with the host (sam; the terms of the placement:"
        " as agreed)",
        f"new: 2027-09-01 ahead   back at work at home (sam; {house}: return)",
    ]


def test_an_early_end_brings_the_return_forward() -> None:
    subject = Ending(EndKind.EARLY_END, date(2027, 8, 13))
    found = what_if(underway(), OpenChange(by=HANA, on=JULY, subject=subject), HOUSE)
    assert found.then == altered(
        AHEAD,
        status=Status.HANDOVER,
        last_day=date(2027, 8, 13),
        returns_on=date(2027, 8, 16),
    )
    assert found.differences == ()
    assert said(found.duties) == [
        "last day with the host: 2027-08-31 becomes 2027-08-13",
        "say that the placement is completed, 2027-09-01: becomes say that the placement has ended"
        " early, 2027-08-14",
        "back at work at home: 2027-09-01 becomes 2027-08-16",
    ]


def test_staying_for_good_takes_the_return_away() -> None:
    subject = Ending(EndKind.CONVERSION, LAST_DAY)
    found = what_if(underway(), OpenChange(by=HANA, on=JULY, subject=subject), HOUSE)
    assert found.then == altered(AHEAD, status=Status.HANDOVER, returns_on=None, return_right=None)
    assert said(found.duties) == [
        "say that the placement is completed, 2027-09-01: becomes say that the person stays for"
        " good, 2027-09-01",
        "falls away: 2027-09-01 ahead   back at work at home"
        " (sam; house, a plain default of secondment and not law: return)",
    ]


def test_a_notice_decides_how_it_ends() -> None:
    decided = working(HOUSE, altered(TERMS, decision_day=date(2027, 7, 15)))
    recall = GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6))
    found = what_if(decided, recall, HOUSE)
    assert found.then == altered(
        AHEAD, status=Status.HANDOVER, last_day=date(2027, 8, 6), returns_on=date(2027, 8, 9)
    )
    assert said(found.duties) == [
        "decide how it ends: due becomes done",
        "last day with the host: 2027-08-31 becomes 2027-08-06",
        "say that the placement is completed, 2027-09-01: becomes say that the placement has ended"
        " early, 2027-08-07",
        "back at work at home: 2027-09-01 becomes 2027-08-09",
    ]


def test_going_on_after_all_brings_the_old_days_back() -> None:
    found = what_if(handing_over(), OpenChange(by=OTTO, on=date(2027, 4, 5), subject=TERMS), HOUSE)
    assert found.then == AHEAD
    assert "back at work at home: 2027-05-03 becomes 2027-09-01" in said(found.duties)


def test_an_extension_that_costs_the_way_back_says_so() -> None:
    found = what_if(working(FORGETFUL), OpenChange(by=SAM, on=JULY, subject=LONGER), FORGETFUL)
    assert found.today is not None
    assert found.then is not None
    assert (found.today.return_right, found.then.return_right) == (
        ReturnRight.SAME_OR_EQUIVALENT,
        ReturnRight.NONE,
    )
    assert found.today.return_lost_on == found.then.return_lost_on == date(2027, 10, 1)


def test_an_extension_that_only_staying_on_would_cost_the_way_back_moves_the_day() -> None:
    found = what_if(working(LENIENT), OpenChange(by=SAM, on=JULY, subject=LONGER), LENIENT)
    assert found.then is not None
    assert found.then.return_right is ReturnRight.SAME_OR_EQUIVALENT
    assert (
        "go back with the right to return, which is lost on 2027-10-01, 2027-09-30: becomes go"
        " back with the right to return, which is lost on 2027-11-02, 2027-11-01"
    ) in said(found.duties)


def test_time_shows_what_it_would_bring() -> None:
    found = what_if(underway(), Advance(on=SEPTEMBER), HOUSE)
    assert found.then == altered(AHEAD, status=Status.COMPLETED, conversion_from=None)
    assert said(found.duties)[:3] == [
        "last day with the host: overdue becomes done",
        "falls away: 2027-09-01 due     say that the placement is completed"
        " (by itself; house, a plain default of secondment and not law: end)",
        "back at work at home: due becomes done",
    ]
    assert [each.after.code for each in found.duties[3:] if each.after] == ["follow_up"] * 3


def test_stepping_back_takes_every_duty_away() -> None:
    found = what_if(scheduled(), Withdraw(by=HANA, on=AGREED_ON), HOUSE)
    assert [each.after for each in found.duties] == [None] * 3
    assert found.then is not None
    assert found.then.status is Status.WITHDRAWN


def test_a_record_shows_the_duties_that_it_does() -> None:
    meeting = altered(TERMS, check_in_every=Length(weeks=4))
    checked = MakeRecord(by=SAM, on=date(2027, 3, 29), record=CheckIn(by=SAM, on=date(2027, 3, 29)))
    found = what_if(working(HOUSE, meeting), checked, HOUSE)
    assert said(found.duties) == ["check-in 1: due becomes done"]


def test_a_change_at_home_brings_a_duty() -> None:
    policy = strict('returning.home_change_notice = "4 weeks"')
    change = HomeChange(id="H1", on=JULY, effective_on=date(2027, 8, 16), what="regraded")
    found = what_if(working(policy), MakeRecord(by=HANA, on=JULY, record=change), policy)
    assert said(found.duties) == [
        "new: 2027-07-19 due     discuss the change of the home post (regraded) of 2027-08-16"
        " (hana; Handbook: as a whole)"
    ]


def test_somebody_new_owes_what_the_other_owed() -> None:
    handed = Reassign(by=HANA, on=JULY, role=Role.HOME_MANAGER, outgoing=HANA, incoming="nora")
    decided = working(HOUSE, altered(TERMS, decision_day=date(2027, 7, 15)))
    found = what_if(decided, handed, HOUSE)
    (moved,) = found.duties
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.owed_by, moved.after.owed_by) == ((HANA, OTTO), ("nora", OTTO))
    assert str(moved) == (
        "otherwise: 2027-07-15 due     decide how it ends"
        " (nora, otto; the terms of the placement: as agreed)"
    )


def test_voiding_the_latest_fact_shows_what_was_before() -> None:
    recall = recalled()
    found = what_if(recall, Void(by=PETRA, on=JULY, position=recall.latest, reason="slip"), HOUSE)
    assert found.then == AHEAD
    assert "last day with the host: 2027-08-06 becomes 2027-08-31" in said(found.duties)


# limits that somebody can set aside

WAIVABLE = strict(
    """
    max_length = "7 months"
    [waivers]
    max_length = { roles = ["programme_office"] }
    """
)


def test_what_has_to_be_set_aside_is_named() -> None:
    found = what_if(working(WAIVABLE), OpenChange(by=SAM, on=JULY, subject=LONGER), WAIVABLE)
    assert found.waivers == ("max_length",)
    assert found.then is not None
    assert found.then.last_day == OCTOBER
    assert what_if(underway(), OpenChange(by=SAM, on=JULY, subject=LONGER), HOUSE).waivers == ()


def test_the_last_consent_waits_for_what_has_to_be_set_aside() -> None:
    asked = under(
        WAIVABLE,
        OpenChange(by=SAM, on=JULY, subject=LONGER),
        *consents(JULY, (HANA, OTTO)),
        after=working(WAIVABLE),
    )
    found = what_if(asked, Consent(by=PETRA, on=JULY), WAIVABLE)
    assert (found.waits_for, found.waivers) == ((), ("max_length",))
    assert found.after is not None
    assert found.after.status is Status.NEGOTIATED_CHANGE
    consented = under(WAIVABLE, Consent(by=PETRA, on=JULY), after=asked)
    aside = Waiver(by=PETRA, on=JULY, rule="max_length", reason="need")
    last = what_if(consented, MakeRecord(by=PETRA, on=JULY, record=aside), WAIVABLE)
    assert last.after is not None
    assert last.after.status is Status.UNDERWAY
    assert last.waivers == ()
    assert last.then == altered(LONGER_AHEAD)


# what asking does


def test_to_ask_what_if_writes_nothing() -> None:
    store = MemoryStore()
    told: list[object] = []
    register = Register(
        store,
        policy=HOUSE,
        clock=lambda: datetime(2027, 1, 11, 9, tzinfo=UTC),
        listener=lambda *given: told.append(given),
    )
    assert register.what_if("P-7", PROPOSE).then is not None
    assert (store.load("P-7"), register.find(), told) == ((), (), [])
    register.do("P-7", PROPOSE)
    before = register.history("P-7")
    register.what_if("P-7", Consent(by=SAM, on=AGREED_ON))
    register.what_if("P-7", Advance(on=SEPTEMBER))
    assert register.history("P-7") == before
    assert len(told) == 1


def test_a_day_before_the_last_step_can_be_asked_about() -> None:
    asked = changing()
    noted = date(2027, 7, 1)
    meeting = MakeRecord(by=SAM, on=noted, record=CheckIn(by=SAM, on=noted))
    for command in (meeting, Advance(on=noted)):
        found = what_if(asked, command, HOUSE)
        assert found.objections == ()
        assert found.then == LONGER_AHEAD


@settings(max_examples=100)
@given(any_life(TIMED), st.data())
def test_what_if_agrees_with_what_is_done(life: Life, data: st.DataObject) -> None:
    """Asked before a command, it tells the placement, the duties and the days that come of it."""
    index = data.draw(st.integers(0, len(life.commands) - 1))
    before = life.placements[index - 1] if index else None
    command, after = life.commands[index], life.placements[index]
    kept = repr(before)
    found = what_if(before, command, life.policy)
    assert repr(before) == kept
    assert found.after == after
    assert found.objections == ()
    assert found.today == (None if before is None else outlook(before, life.policy))
    if after.thread is None:
        assert found.then == outlook(after, life.policy)
        own = () if before is None else agenda(before, life.policy, command.on)
        assert found.duties == compared(own, agenda(after, life.policy, command.on))
        assert (found.waits_for, found.waivers) == ((), ())


# duties side by side


def test_duties_that_are_the_same_are_no_difference() -> None:
    duties = agenda(underway(), HOUSE, JULY)
    assert compared(duties, duties) == ()
    assert compared(reversed(duties), duties) == ()


def test_differences_are_in_the_order_of_the_days_that_come() -> None:
    early, late = agenda(recalled(), HOUSE, JULY), agenda(underway(), HOUSE, JULY)
    moved = compared(early, late)
    days = [(each.after or each.before) for each in moved]
    assert [each.due_on for each in days if each] == sorted(each.due_on for each in days if each)
    assert {each.after.key for each in moved if each.after} == {"last day", "end", "return"}


def test_a_duty_that_moves_stands_where_it_moves_to() -> None:
    _, last, end, back = agenda(underway(), HOUSE, JULY)
    later = altered(last, due_on=date(2027, 12, 1))
    sooner = altered(back, due_on=date(2027, 11, 1))
    assert compared([last, end, back], [later, sooner]) == (
        Moved(end, None),
        Moved(back, sooner),
        Moved(last, later),
    )
