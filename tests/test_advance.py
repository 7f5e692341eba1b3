"""What time brings, on which day, and that it brings it once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

import pytest
from attrs import evolve as altered
from attrs import frozen

from secondment import (
    Advance,
    ChangeDropped,
    Complete,
    Completed,
    ConversionRoute,
    Converted,
    Counter,
    DropChange,
    DropKind,
    End,
    EndEarly,
    EndedEarly,
    Ending,
    EndKind,
    Event,
    Gate,
    GiveNotice,
    Goal,
    Lapsed,
    Leave,
    Left,
    MakeRecord,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Policy,
    RecordAbsence,
    ReturnDay,
    Start,
    Started,
    Status,
    WorkingWeek,
    decide,
    evolve,
    why_not,
)
from secondment.onboarding import Buddy
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
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
    revising,
    scheduled,
    scheduled_under,
    underway,
    underway_informally,
    underway_under,
)

ONE_DAY = timedelta(days=1)
JULY = date(2027, 7, 5)
NEXT_YEAR = date(2028, 1, 1)


def given_notice(kind: NoticeKind, by: str, reason: str | None = None) -> Placement:
    """Return a placement that ends on Friday, 30 April, by notice of *kind*."""
    notice = GiveNotice(
        by=by, on=date(2027, 4, 1), kind=kind, last_day=date(2027, 4, 30), reason=reason
    )
    return lived(notice, after=underway())


def ending_agreed(ending: Ending) -> Placement:
    """Return a placement about whose ending all have consented."""
    offered = OpenChange(by=HANA, on=JULY, subject=ending)
    return lived(offered, *consents(JULY, (SAM, OTTO, PETRA)), after=underway())


WITH_BUDDY = altered(TERMS, gates=(Gate.BUDDY,))
"""The terms, under which nothing starts before there is a buddy."""


def with_buddy(given: date, since: date) -> Placement:
    """Return a placement whose buddy is named on the day *given*, from the day *since* on."""
    named = MakeRecord(by=OTTO, on=given, record=Buddy(on=since, person="bea"))
    return lived(named, after=scheduled_under(WITH_BUDDY))


def changing_late() -> Placement:
    """Return a placement that Sam wants longer two weeks before its last day."""
    longer = OpenChange(by=SAM, on=date(2027, 8, 16), subject=LONGER)
    return lived(longer, after=underway())


@frozen
class Due:
    """What time brings on a day, and not the day before.

    Attributes:
        what: In a few words.
        given: From where.
        day: The day.
        events: The facts.
        policy: By which rules.
    """

    what: str
    given: Callable[[], Placement]
    day: date
    events: tuple[Event, ...]
    policy: Policy = HOUSE


def ended_early(reason: str, on: date, returns_on: date) -> EndedEarly:
    """Return the fact that time has ended a placement early."""
    return EndedEarly(on=on, by=None, reason=reason, returns_on=returns_on)


SEPTEMBER = date(2027, 9, 1)
RETURNED = Completed(on=SEPTEMBER, by=None, returns_on=SEPTEMBER)
MAY_DAY = date(2027, 5, 1)
MONDAY = date(2027, 5, 3)

DUES = [
    Due(
        "a proposal lapses",
        proposed,
        date(2027, 2, 9),
        (Lapsed(on=date(2027, 2, 9), by=None),),
    ),
    Due(
        "a proposal lapses sooner informally",
        lambda: lived(PROPOSE, policy=INFORMAL),
        date(2027, 1, 26),
        (Lapsed(on=date(2027, 1, 26), by=None),),
        INFORMAL,
    ),
    Due(
        "a counter-offer lapses by its own day",
        lambda: lived(
            Counter(by=OTTO, on=AGREED_ON, subject=LONGER, expires_on=date(2027, 1, 22)),
            after=proposed(),
        ),
        date(2027, 1, 23),
        (Lapsed(on=date(2027, 1, 23), by=None),),
    ),
    Due(
        "the first day comes",
        scheduled,
        FIRST_DAY,
        (Started(on=FIRST_DAY, by=None),),
    ),
    Due(
        "the first day comes, and what had to be in place is",
        lambda: with_buddy(date(2027, 2, 26), date(2027, 2, 26)),
        FIRST_DAY,
        (Started(on=FIRST_DAY, by=None),),
    ),
    Due(
        "what had to be in place was missing to the last day",
        lambda: scheduled_under(WITH_BUDDY),
        SEPTEMBER,
        (Lapsed(on=SEPTEMBER, by=None),),
    ),
    Due(
        "what had to be in place came a day late",
        lambda: with_buddy(date(2027, 3, 2), date(2027, 3, 2)),
        SEPTEMBER,
        (Lapsed(on=SEPTEMBER, by=None),),
    ),
    Due(
        "nobody has started it by its last day",
        scheduled,
        SEPTEMBER,
        (Lapsed(on=SEPTEMBER, by=None),),
        BY_HAND,
    ),
    Due(
        "a change before the start lapses",
        lambda: lived(
            OpenChange(by=OTTO, on=AGREED_ON, subject=LONGER, expires_on=date(2027, 2, 5)),
            after=scheduled(),
        ),
        date(2027, 2, 6),
        (ChangeDropped(on=date(2027, 2, 6), by=None, kind=DropKind.LAPSED),),
    ),
    Due(
        "a change lapses for the start",
        revising,
        FIRST_DAY,
        (
            ChangeDropped(on=FIRST_DAY, by=None, kind=DropKind.LAPSED),
            Started(on=FIRST_DAY, by=None),
        ),
    ),
    Due(
        "a change lapses",
        changing,
        date(2027, 8, 3),
        (ChangeDropped(on=date(2027, 8, 3), by=None, kind=DropKind.LAPSED),),
    ),
    Due(
        "the period ends while a change is on the table",
        changing_late,
        SEPTEMBER,
        (ChangeDropped(on=SEPTEMBER, by=None, kind=DropKind.LAPSED), RETURNED),
    ),
    Due(
        "the period ends while a change is on the table, and somebody has to say so",
        changing_late,
        SEPTEMBER,
        (ChangeDropped(on=SEPTEMBER, by=None, kind=DropKind.LAPSED),),
        BY_HAND,
    ),
    Due(
        "the notice runs out while going on is on the table",
        reconsidering,
        MAY_DAY,
        (
            ChangeDropped(on=MAY_DAY, by=None, kind=DropKind.LAPSED),
            ended_early("recall", MAY_DAY, MONDAY),
        ),
    ),
    Due("the person returns", underway, SEPTEMBER, (RETURNED,)),
    Due(
        "the person stays with the host, as the terms have it",
        lambda: underway_under(altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC)),
        SEPTEMBER,
        (Converted(on=SEPTEMBER, by=None),),
    ),
    Due(
        "a return agreed",
        lambda: ending_agreed(Ending(EndKind.RETURN, LAST_DAY)),
        SEPTEMBER,
        (RETURNED,),
    ),
    Due(
        "a conversion agreed",
        lambda: ending_agreed(Ending(EndKind.CONVERSION, date(2027, 7, 31))),
        date(2027, 8, 1),
        (Converted(on=date(2027, 8, 1), by=None),),
    ),
    Due(
        "an early end agreed, with a reason",
        lambda: ending_agreed(Ending(EndKind.EARLY_END, date(2027, 7, 31), "reorganisation")),
        date(2027, 8, 1),
        (ended_early("reorganisation", date(2027, 8, 1), date(2027, 8, 2)),),
    ),
    Due(
        "an early end agreed, without a reason",
        lambda: ending_agreed(Ending(EndKind.EARLY_END, date(2027, 7, 31))),
        date(2027, 8, 1),
        (ended_early("mutual", date(2027, 8, 1), date(2027, 8, 2)),),
    ),
    Due(
        "a recall",
        lambda: given_notice(NoticeKind.RECALL, HANA),
        MAY_DAY,
        (ended_early("recall", MAY_DAY, MONDAY),),
    ),
    Due(
        "a recall with a reason",
        lambda: given_notice(NoticeKind.RECALL, HANA, "flood"),
        MAY_DAY,
        (ended_early("flood", MAY_DAY, MONDAY),),
    ),
    Due(
        "a withdrawal by the host",
        lambda: given_notice(NoticeKind.HOST_WITHDRAWAL, OTTO),
        MAY_DAY,
        (ended_early("host_withdrawal", MAY_DAY, MONDAY),),
    ),
    Due(
        "the secondee steps back",
        lambda: given_notice(NoticeKind.STEPPING_BACK, SAM),
        MAY_DAY,
        (ended_early("stepping_back", MAY_DAY, MONDAY),),
    ),
    Due(
        "a resignation",
        lambda: given_notice(NoticeKind.RESIGNATION, SAM),
        MAY_DAY,
        (Left(on=MAY_DAY, by=None, reason=None),),
    ),
    Due(
        "a resignation with a reason",
        lambda: given_notice(NoticeKind.RESIGNATION, SAM, "family"),
        MAY_DAY,
        (Left(on=MAY_DAY, by=None, reason="family"),),
    ),
]


@pytest.mark.parametrize("due", DUES, ids=lambda each: each.what)
def test_time_brings_it_on_the_day(due: Due) -> None:
    assert decide(due.given(), Advance(on=due.day), due.policy) == due.events


@pytest.mark.parametrize("due", DUES, ids=lambda each: each.what)
def test_time_does_not_bring_it_the_day_before(due: Due) -> None:
    assert decide(due.given(), Advance(on=due.day - ONE_DAY), due.policy) == ()


@pytest.mark.parametrize("due", DUES, ids=lambda each: each.what)
def test_who_looks_later_finds_it_under_the_same_day(due: Due) -> None:
    events = decide(due.given(), Advance(on=NEXT_YEAR), due.policy)
    assert events[: len(due.events)] == due.events


@pytest.mark.parametrize("due", DUES, ids=lambda each: each.what)
def test_time_brings_it_once(due: Due) -> None:
    after = lived(Advance(on=due.day), after=due.given(), policy=due.policy)
    assert decide(after, Advance(on=due.day), due.policy) == ()


@pytest.mark.parametrize("due", DUES, ids=lambda each: each.what)
def test_day_by_day_brings_the_same_as_all_at_once(due: Due) -> None:
    placement, found = due.given(), list[Event]()
    day = placement.moved_on
    while day <= NEXT_YEAR:
        events = decide(placement, Advance(on=day), due.policy)
        placement, day = reduce(evolve, events, placement), day + ONE_DAY
        found += events
    assert tuple(found) == decide(due.given(), Advance(on=NEXT_YEAR), due.policy)


# several at once


def test_a_placement_that_nobody_looked_at_is_caught_up_with_in_order() -> None:
    assert decide(revising(), Advance(on=NEXT_YEAR), HOUSE) == (
        ChangeDropped(on=FIRST_DAY, by=None, kind=DropKind.LAPSED),
        Started(on=FIRST_DAY, by=None),
        RETURNED,
    )


def test_a_change_that_lapsed_weeks_before_the_end_has_its_own_day() -> None:
    assert decide(changing(), Advance(on=SEPTEMBER), HOUSE) == (
        ChangeDropped(on=date(2027, 8, 3), by=None, kind=DropKind.LAPSED),
        RETURNED,
    )


def test_what_people_do_comes_after_what_time_brings() -> None:
    tried = RecordAbsence(
        by=SAM,
        on=date(2027, 3, 2),
        period=Period(date(2027, 3, 2), date(2027, 3, 2)),
        reason="sickness",
    )
    leave = Leave(by=HANA, on=date(2027, 3, 2))
    assert [each.code for each in why_not(scheduled(), leave, HOUSE)] == ["step_due"]
    assert why_not(scheduled(), tried, HOUSE) == ()
    assert why_not(lived(Advance(on=date(2027, 3, 2)), after=scheduled()), leave, HOUSE) == ()


# nothing


def test_before_a_proposal_time_brings_nothing() -> None:
    assert decide(None, Advance(on=NEXT_YEAR), HOUSE) == ()


def test_after_the_end_time_brings_nothing() -> None:
    after = lived(Advance(on=SEPTEMBER), after=underway())
    assert after.status is Status.COMPLETED
    assert decide(after, Advance(on=NEXT_YEAR), HOUSE) == ()


@pytest.mark.parametrize("given", [proposed, scheduled, underway, changing, handing_over])
@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2027, 1, 1)])
def test_time_that_goes_back_brings_nothing(given: Callable[[], Placement], on: date) -> None:
    assert decide(given(), Advance(on=on), HOUSE) == ()


@pytest.mark.parametrize(
    ("dropped_on", "events"),
    [
        (FIRST_DAY, (Started(on=FIRST_DAY, by=None), RETURNED)),
        (FIRST_DAY + ONE_DAY, (Lapsed(on=SEPTEMBER, by=None),)),
    ],
)
def test_time_starts_nothing_once_a_step_has_been_taken_after_the_first_day(
    dropped_on: date, events: tuple[Event, ...]
) -> None:
    """Under the old policy nobody had started it; another first day is a change of the terms."""
    other = altered(TERMS, period=Period(date(2027, 3, 15), LAST_DAY))
    late = lived(
        OpenChange(by=SAM, on=FIRST_DAY, subject=other),
        DropChange(by=OTTO, on=dropped_on),
        after=scheduled(),
        policy=BY_HAND,
    )
    assert decide(late, Advance(on=NEXT_YEAR), HOUSE) == events


def test_what_never_started_lapses_no_earlier_than_the_last_step() -> None:
    """A change before the start that nobody looked at until long after the last day."""
    long_after = date(2027, 9, 15)
    next_winter = altered(TERMS, period=Period(date(2027, 10, 4), date(2028, 3, 31)))
    late = lived(
        OpenChange(by=SAM, on=date(2027, 8, 30), subject=next_winter),
        DropChange(by=OTTO, on=long_after),
        after=scheduled(),
        policy=BY_HAND,
    )
    assert decide(late, Advance(on=long_after - ONE_DAY), BY_HAND) == ()
    assert decide(late, Advance(on=long_after), BY_HAND) == (Lapsed(on=long_after, by=None),)


# what has to be in place before


def test_a_buddy_who_is_recorded_late_and_was_there_in_time_lets_it_start_on_its_day() -> None:
    recorded_late = with_buddy(date(2027, 3, 2), FIRST_DAY)
    assert decide(recorded_late, Advance(on=date(2027, 3, 2)), HOUSE) == (
        Started(on=FIRST_DAY, by=None),
    )


def test_a_buddy_who_is_gone_by_the_first_day_is_missing() -> None:
    gone = MakeRecord(
        by=OTTO, on=date(2027, 2, 27), record=Buddy(on=date(2027, 2, 27), person=None)
    )
    left_alone = lived(gone, after=with_buddy(AGREED_ON, AGREED_ON))
    assert decide(left_alone, Advance(on=FIRST_DAY), HOUSE) == ()


def test_what_the_policy_asks_for_keeps_it_from_starting_as_well() -> None:
    with_goals = altered(HOUSE, gates=altered(HOUSE.gates, value=frozenset({Gate.GOALS})))
    aimed = scheduled_under(altered(TERMS, goals=(Goal("api", "Ship the API"),)))
    assert decide(scheduled(), Advance(on=FIRST_DAY), with_goals) == ()
    assert decide(aimed, Advance(on=FIRST_DAY), with_goals) == (Started(on=FIRST_DAY, by=None),)


def test_a_change_that_drops_what_is_missing_lets_it_start() -> None:
    dropped = lived(
        OpenChange(by=OTTO, on=date(2027, 2, 1), subject=TERMS),
        *consents(date(2027, 2, 1), (SAM,)),
        after=scheduled_under(WITH_BUDDY),
    )
    assert decide(dropped, Advance(on=FIRST_DAY), HOUSE) == (Started(on=FIRST_DAY, by=None),)


# by hand


def test_where_people_start_it_time_does_not() -> None:
    assert decide(scheduled(), Advance(on=LAST_DAY), BY_HAND) == ()
    assert decide(scheduled(), Start(by=OTTO, on=FIRST_DAY), BY_HAND) == (
        Started(on=FIRST_DAY, by=OTTO),
    )


@pytest.mark.parametrize(
    ("on", "days"), [(date(2027, 8, 30), 0), (LAST_DAY, 0), (SEPTEMBER, 1), (NEXT_YEAR, 123)]
)
def test_where_people_end_it_it_overruns(on: date, days: int) -> None:
    after = lived(Advance(on=on), after=underway_informally(), policy=INFORMAL)
    assert after.status is Status.UNDERWAY
    assert after.days_overrunning(on) == days


@pytest.mark.parametrize(("on", "days"), [(date(2027, 4, 30), 0), (MAY_DAY, 1), (MONDAY, 3)])
def test_a_notice_that_ran_out_overruns_by_its_own_last_day(on: date, days: int) -> None:
    after = lived(Advance(on=on), after=handing_over(), policy=BY_HAND)
    assert after.status is Status.HANDOVER
    assert after.days_overrunning(on) == days


def test_what_has_not_started_does_not_overrun() -> None:
    assert scheduled().days_overrunning(NEXT_YEAR) == 0
    assert proposed().days_overrunning(NEXT_YEAR) == 0


def test_who_says_that_it_is_over_ends_the_overrun() -> None:
    over = Complete(by=HANA, on=date(2027, 9, 6))
    after = lived(over, after=underway_informally(), policy=INFORMAL)
    assert after.status is Status.COMPLETED
    assert after.days_overrunning(NEXT_YEAR) == 0
    assert after.last_day == date(2027, 9, 5)


# back at work

CLOSED_ON_MONDAY = altered(HOUSE, calendar=WorkingWeek(holidays={MONDAY}))
CLOSED_TILL_WEDNESDAY = altered(HOUSE, calendar=WorkingWeek(holidays={MONDAY, date(2027, 5, 4)}))
NEXT_DAY = altered(HOUSE, return_day=altered(HOUSE.return_day, value=ReturnDay.NEXT_DAY))
SUNDAY_TO_THURSDAY = altered(HOUSE, calendar=WorkingWeek(weekend={5, 6}))


@pytest.mark.parametrize(
    ("policy", "returns_on"),
    [
        (HOUSE, MONDAY),
        (CLOSED_ON_MONDAY, date(2027, 5, 4)),
        (CLOSED_TILL_WEDNESDAY, date(2027, 5, 5)),
        (NEXT_DAY, MAY_DAY),
        (SUNDAY_TO_THURSDAY, date(2027, 5, 2)),
    ],
    ids=["the next working day", "a holiday", "two holidays", "the next day", "other weekends"],
)
def test_the_last_day_a_friday_the_person_is_back(policy: Policy, returns_on: date) -> None:
    ended = lived(Advance(on=NEXT_YEAR), after=handing_over(), policy=policy)
    assert ended.state == End(
        Status.ENDED_EARLY, MAY_DAY, TERMS, FIRST_DAY, reason="recall", returns_on=returns_on
    )


@pytest.mark.parametrize(
    ("command", "returns_on"),
    [
        (EndEarly(by=HANA, on=MAY_DAY, trigger="host_closed"), MONDAY),
        (EndEarly(by=HANA, on=MONDAY, trigger="host_closed"), MONDAY),
    ],
)
def test_who_is_sent_back_at_once_is_back_on_a_working_day(
    command: EndEarly, returns_on: date
) -> None:
    assert decide(underway(), command, HOUSE) == (
        EndedEarly(on=command.on, by=HANA, reason="host_closed", returns_on=returns_on),
    )


def test_who_says_that_it_is_over_on_a_saturday_has_the_person_back_on_monday() -> None:
    over = Complete(by=SAM, on=date(2027, 9, 4))
    assert decide(underway(), over, BY_HAND) == (
        Completed(on=date(2027, 9, 4), by=SAM, returns_on=date(2027, 9, 6)),
    )


def test_an_end_that_was_agreed_leads_to_the_post_that_was_agreed() -> None:
    ending = Ending(EndKind.CONVERSION, date(2027, 7, 31), next_post="post-9")
    ended = lived(Advance(on=NEXT_YEAR), after=ending_agreed(ending))
    assert ended.state == End(
        Status.CONVERTED, date(2027, 8, 1), TERMS, FIRST_DAY, next_post="post-9"
    )
