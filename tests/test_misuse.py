"""What careless and hostile callers do: wrong types, endless numbers, damaged files, odd turns.

Each of these once led somewhere else than to one clear error, or than to an answer.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial, reduce
from itertools import product
from pathlib import Path
from typing import Any, Final

import pendulum
import pytest
from attrs import evolve as altered
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from secondment import (
    AbsenceRecorded,
    Advance,
    BrokenHistory,
    ChangeDropped,
    ChangeKind,
    Clause,
    Command,
    Complete,
    Completed,
    Consent,
    Consented,
    Converted,
    Counter,
    CoverArranged,
    Decline,
    Declined,
    DropKind,
    EarlyEndMode,
    EndedEarly,
    Ending,
    EndKind,
    Event,
    Fault,
    Gate,
    GiveNotice,
    InvalidValue,
    Lapsed,
    Left,
    Length,
    MakeRecord,
    MemoryStore,
    NoticeKind,
    OpenChange,
    Period,
    PersonCommand,
    Placement,
    Policy,
    Propose,
    Reassign,
    Reassigned,
    RecordAbsence,
    RecordMade,
    Refused,
    Register,
    Remedy,
    Role,
    RuleUnmet,
    Say,
    Side,
    SqliteStore,
    Stakeholder,
    Start,
    Status,
    StoreFailure,
    Terms,
    UnreadableEvent,
    Verb,
    Void,
    Withdrawn,
    WorkingWeek,
    command_from_data,
    command_to_data,
    decide,
    evolve,
    from_data,
    from_json,
    load_policy,
    options,
    overview,
    placement_to_data,
    remedied,
    replay,
    standing,
    to_data,
    to_json,
    what_if,
    why_not,
)
from secondment import feedback as fb
from secondment.clauses import COMMAND_VERBS
from secondment.codec import command_to_json, version_of
from secondment.dates import (
    EARLIEST,
    LATEST,
    ONE_DAY,
    Rounding,
    add_months,
    day_after,
    day_before,
    last_day_of,
    latest_notice_day,
    next_working_day,
)
from secondment.onboarding import Buddy, Preparation, missing_gates
from secondment.outcome import FollowUp
from secondment.pack import pack_names
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    INGA,
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
    handing_over,
    lived,
    proposed,
    proposed_to_more,
    reconsidering,
    revising,
    scheduled,
    underway,
    underway_informally,
    underway_under,
)
from tests.test_codec import RECORDS

SOURCE: Final = HOUSE.automatic_start.source
APRIL: Final = date(2027, 4, 1)
JUNE: Final = date(2027, 6, 10)
OVER: Final = date(2027, 9, 1)
"""The day after the last."""


def reasons(
    placement: Placement | None, command: PersonCommand, policy: Policy = HOUSE
) -> list[tuple[str, str | None]]:
    """Return why *command* would be refused, each reason with what would pass instead."""
    found = why_not(placement, command, policy)
    return [(each.text, each.remedy.text if each.remedy else None) for each in found]


def faults(make: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(InvalidValue) as caught:
        make()
    return caught.value.faults


def refusal(make: Callable[[], object]) -> str:
    with pytest.raises(InvalidValue) as caught:
        make()
    return str(caught.value)


# ---------------------------------------------------------------- a start that nobody gave

STARTED_BY_HAND: Final = altered(INFORMAL, automatic_start=Clause(False, SOURCE))
TEN_DAYS: Final = Terms(period=Period(FIRST_DAY, date(2027, 3, 10)))
IN_APRIL: Final = Terms(period=Period(APRIL, date(2027, 4, 30)))


def late_change(expires_on: date) -> Placement:
    """Return ten days in March that nobody has started, with a change to April on the table."""
    propose = Propose(by=HANA, on=date(2027, 2, 15), parties=PARTIES, terms=TEN_DAYS)
    change = OpenChange(by=OTTO, on=FIRST_DAY, subject=IN_APRIL, expires_on=expires_on)
    agreed_on = date(2027, 2, 16)
    return lived(propose, *consents(agreed_on, (SAM, OTTO)), change, policy=STARTED_BY_HAND)


def dropped(on: date) -> ChangeDropped:
    return ChangeDropped(on=on, by=None, kind=DropKind.LAPSED)


@pytest.mark.parametrize(
    ("on", "events"),
    [
        (date(2027, 3, 11), ()),
        (date(2027, 3, 15), ()),
        (date(2027, 3, 16), (dropped(date(2027, 3, 16)), Lapsed(on=date(2027, 3, 16), by=None))),
        (date(2027, 5, 1), (dropped(date(2027, 3, 16)), Lapsed(on=date(2027, 3, 16), by=None))),
    ],
)
def test_what_never_started_lapses_with_the_change_that_lapsed_after_its_last_day(
    on: date, events: tuple[Event, ...]
) -> None:
    placement = late_change(expires_on=date(2027, 3, 15))
    assert decide(placement, Advance(on=on), STARTED_BY_HAND) == events


@pytest.mark.parametrize(
    ("expires_on", "lapses_on"),
    [
        (date(2027, 3, 9), date(2027, 3, 11)),
        (date(2027, 3, 10), date(2027, 3, 11)),
        (date(2027, 3, 11), date(2027, 3, 12)),
    ],
)
def test_what_never_started_lapses_after_its_last_day_and_no_earlier_than_its_last_step(
    expires_on: date, lapses_on: date
) -> None:
    placement = lived(
        Advance(on=date(2027, 3, 31)), after=late_change(expires_on), policy=STARTED_BY_HAND
    )
    assert (placement.status, placement.moved_on) == (Status.LAPSED, lapses_on)
    assert decide(placement, Advance(on=date(2027, 4, 1)), STARTED_BY_HAND) == ()


def unstarted() -> Placement:
    """Return what nobody has started, since a change lapsed after the first day only."""
    elsewhere = altered(TERMS, place="lisbon")
    opened = OpenChange(by=OTTO, on=date(2027, 2, 28), subject=elsewhere, expires_on=FIRST_DAY)
    agreed = lived(PROPOSE, *consents(AGREED_ON, (SAM, OTTO)), policy=STARTED_BY_HAND)
    return lived(opened, Advance(on=date(2027, 3, 4)), after=agreed, policy=STARTED_BY_HAND)


def test_a_start_missed_on_the_first_day_calls_for_another_first_day() -> None:
    not_first = "the start is on the first day, 2027-03-01, not on"
    assert reasons(unstarted(), Start(by=OTTO, on=date(2027, 3, 4)), STARTED_BY_HAND) == [
        (f"{not_first} 2027-03-04", "open change first: first_day 2027-03-04")
    ]
    assert reasons(unstarted(), Start(by=OTTO, on=FIRST_DAY), STARTED_BY_HAND) == [
        (
            "2027-03-01 lies before the last step in force, which took effect on 2027-03-02",
            "on 2027-03-02",
        )
    ]
    assert reasons(unstarted(), Start(by=OTTO, on=date(2027, 3, 2)), STARTED_BY_HAND) == [
        (f"{not_first} 2027-03-02", "open change first: first_day 2027-03-02")
    ]


def test_the_change_of_the_first_day_that_a_missed_start_calls_for_works() -> None:
    on = date(2027, 3, 4)
    later = altered(TERMS, period=Period(on, LAST_DAY))
    started = lived(
        OpenChange(by=OTTO, on=on, subject=later),
        *consents(on, (SAM, HANA)),
        Start(by=OTTO, on=on),
        after=unstarted(),
        policy=STARTED_BY_HAND,
    )
    assert (started.status, started.started_on) == (Status.UNDERWAY, on)


@pytest.mark.parametrize(
    ("on", "events"), [(LAST_DAY, ()), (JUNE, ()), (OVER, (Lapsed(on=OVER, by=None),))]
)
def test_a_policy_that_comes_to_start_by_itself_does_not_start_in_hindsight(
    on: date, events: tuple[Event, ...]
) -> None:
    assert decide(unstarted(), Advance(on=on), INFORMAL) == events


def test_after_the_last_day_no_other_first_day_is_proposed() -> None:
    missed = lived(
        Advance(on=date(2027, 3, 9)), after=late_change(date(2027, 3, 8)), policy=STARTED_BY_HAND
    )
    assert reasons(missed, Start(by=OTTO, on=date(2027, 3, 10)), STARTED_BY_HAND) == [
        (
            "the start is on the first day, 2027-03-01, not on 2027-03-10",
            "open change first: first_day 2027-03-10",
        )
    ]
    assert reasons(missed, Start(by=OTTO, on=date(2027, 3, 11)), STARTED_BY_HAND) == [
        (
            "the step lapse was due on 2027-03-11 and comes first",
            "advance first: on 2027-03-11",
        ),
        ("the start is on the first day, 2027-03-01, not on 2027-03-11", None),
    ]


def test_before_the_first_day_a_start_that_time_brings_is_awaited() -> None:
    on = date(2027, 2, 28)
    reason = "the start is on the first day, 2027-03-01, not on 2027-02-28"
    assert reasons(scheduled(), Start(by=OTTO, on=on)) == [
        (reason, "advance instead: on 2027-03-01")
    ]
    assert reasons(scheduled(), Start(by=OTTO, on=on), BY_HAND) == [(reason, "on 2027-03-01")]
    assert reasons(scheduled(), Start(by=OTTO, on=FIRST_DAY), BY_HAND) == []


# ---------------------------------------------------------------- classes of the caller's own


class OwnTerms(Terms):
    pass


class OwnEnding(Ending):
    pass


class OwnConsent(Consent):
    pass


class OwnConsented(Consented):
    pass


class Name(str, Enum):  # noqa: UP042 - an f-string shows the member and not its text
    """Ids as an older code base keeps them."""

    PLACEMENT = "P-7"
    SECONDEE = "sam"
    KEY = "req-41"


@pytest.fixture(params=["memory", "sqlite"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    if request.param == "memory":
        yield Register(MemoryStore(), policy=HOUSE)
        return
    store = SqliteStore(tmp_path / "placements.db")
    yield Register(store, policy=HOUSE)
    store.close()


EARLY: Final = (EndKind.EARLY_END, date(2027, 6, 30), "budget")


def own_way(register: Register) -> None:
    """Live through a placement with classes and ids of the caller's own."""
    terms = OwnTerms(period=TERMS.period, host_share=TERMS.host_share)
    do = partial(register.do, Name.PLACEMENT)
    do(altered(PROPOSE, terms=terms))
    do(OwnConsent(by=Name.SECONDEE, on=AGREED_ON), key=Name.KEY)
    do(OwnConsent(by=OTTO, on=AGREED_ON))
    do(OwnConsent(by=PETRA, on=AGREED_ON))
    do(Advance(on=FIRST_DAY))
    do(OpenChange(by=OTTO, on=APRIL, subject=OwnEnding(*EARLY)))


def plainly() -> list[Event]:
    commands: tuple[Command, ...] = (
        PROPOSE,
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        Advance(on=FIRST_DAY),
        OpenChange(by=OTTO, on=APRIL, subject=Ending(*EARLY)),
    )
    found: list[Event] = []
    for command in commands:
        found += decide(replay(found), command, HOUSE)
    return found


def test_classes_of_the_callers_own_are_written_like_those_of_the_library(
    register: Register,
) -> None:
    own_way(register)
    written = [to_json(each.event) for each in register.history("P-7")]
    assert written == [to_json(event) for event in plainly()]


def test_what_was_written_of_classes_of_the_callers_own_can_be_read(register: Register) -> None:
    own_way(register)
    read = [from_json(to_json(each.event)) for each in register.history("P-7")]
    assert read == plainly()
    assert register.placement("P-7").status is Status.NEGOTIATED_CHANGE


def test_a_fact_of_the_callers_own_class_says_the_type_of_the_librarys() -> None:
    own = OwnConsented(on=APRIL, by=OTTO, number=1)
    assert from_data(to_data(own)) == Consented(on=APRIL, by=OTTO, number=1)


def test_an_id_that_is_a_member_of_an_enum_is_its_text(register: Register) -> None:
    own_way(register)
    assert [*map(repr, register.find(person=Name.SECONDEE))] == ["'P-7'"]
    assert register.history(Name.PLACEMENT) == register.history("P-7")
    with pytest.raises(Refused) as caught:
        register.do(Name.PLACEMENT, Void(by=Name.SECONDEE, on=APRIL, position=1, reason="mistake"))
    assert str(caught.value) == (
        "P-7: cannot void on 2027-04-01 while negotiated change: sam is secondee, and this is for "
        "programme office (house, a plain default of secondment and not law: who may do what; "
        "would pass: void given by petra); fact 1 is not the latest in force, which is 7 "
        "(secondment: the latest fact is voided first; would pass: position 7)"
    )


def test_a_command_of_the_callers_own_class_is_the_same_under_its_key(register: Register) -> None:
    own_way(register)
    before = register.history("P-7")
    register.do("P-7", Consent(by=SAM, on=AGREED_ON), key="req-41")
    assert register.history("P-7") == before


@pytest.mark.parametrize(
    ("own", "plain"),
    [
        (OwnConsent(by=SAM, on=AGREED_ON), Consent(by=SAM, on=AGREED_ON)),
        (
            OpenChange(by=OTTO, on=APRIL, subject=OwnTerms(period=TERMS.period)),
            OpenChange(by=OTTO, on=APRIL, subject=Terms(period=TERMS.period)),
        ),
        (
            Counter(by=OTTO, on=APRIL, subject=OwnEnding(*EARLY)),
            Counter(by=OTTO, on=APRIL, subject=Ending(*EARLY)),
        ),
    ],
    ids=["OwnConsent", "OwnTerms", "OwnEnding"],
)
def test_a_command_of_the_callers_own_class_says_the_type_of_the_librarys(
    own: Command, plain: Command
) -> None:
    assert command_from_data(command_to_data(own)) == plain


# ---------------------------------------------------------------- hand-overs in hindsight


def hand_over(role: Role, outgoing: str, incoming: str, dated: date) -> Reassign:
    return Reassign(
        by=PETRA, on=date(2027, 6, 14), role=role, outgoing=outgoing, incoming=incoming, dated=dated
    )


@pytest.mark.parametrize(
    ("role", "outgoing"),
    [
        (Role.HOME_MANAGER, HANA),
        (Role.HOST_MANAGER, OTTO),
        (Role.STAKEHOLDER, MIRA),
    ],
)
def test_a_role_cannot_pass_on_before_it_was_taken_over(role: Role, outgoing: str) -> None:
    placement = lived(
        *consents(AGREED_ON, (SAM, OTTO, PETRA, MIRA)),
        hand_over(role, outgoing, "ulf", JUNE),
        after=proposed_to_more(),
    )
    words = role.value.replace("_", " ")
    assert reasons(placement, hand_over(role, "ulf", "ida", date(2027, 6, 9))) == [
        (
            f"{words} passed on as of 2027-06-10, so it cannot pass on as of 2027-06-09",
            "on 2027-06-14, dated 2027-06-10",
        )
    ]
    assert reasons(placement, hand_over(role, "ulf", "ida", JUNE)) == []


def test_the_programme_office_cannot_pass_on_before_it_was_taken_over_either() -> None:
    first = hand_over(Role.PROGRAMME_OFFICE, PETRA, "ulf", JUNE)
    placement = lived(first, after=underway())
    again = hand_over(Role.PROGRAMME_OFFICE, "ulf", "ida", date(2027, 6, 1))
    assert reasons(placement, altered(again, by="ulf")) == [
        (
            "programme office passed on as of 2027-06-10, so it cannot pass on as of 2027-06-01",
            "on 2027-06-14, dated 2027-06-10",
        )
    ]


def two_stakeholders(register: Register) -> None:
    """Uma has handed over to Ulf as of 10 June; Ida is a stakeholder beside."""
    both = (Stakeholder("uma", Say.CONSULTED), Stakeholder("ida", Say.CONSULTED))
    register.do("P-7", altered(PROPOSE, parties=altered(PARTIES, stakeholders=both)))
    register.do("P-7", hand_over(Role.STAKEHOLDER, "uma", "ulf", JUNE))


def test_nobody_becomes_a_stakeholder_twice_by_a_hand_over_in_hindsight() -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    two_stakeholders(register)
    with pytest.raises(RuleUnmet) as caught:
        register.do("P-7", hand_over(Role.STAKEHOLDER, "ida", "uma", date(2027, 6, 1)))
    assert str(caught.value) == (
        "P-7: cannot reassign on 2027-06-14 while proposed: stakeholder passed on as of "
        "2027-06-10, so it cannot pass on as of 2027-06-01 (secondment: records agree with each "
        "other; would pass: on 2027-06-14, dated 2027-06-10)"
    )


def test_after_hand_overs_in_order_every_day_can_be_looked_back_to() -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    two_stakeholders(register)
    register.do("P-7", hand_over(Role.STAKEHOLDER, "ida", "uma", JUNE))
    held = {
        day: [each.person for each in register.placement("P-7", as_of=day).parties.stakeholders]
        for day in (PROPOSED_ON, date(2027, 6, 9), JUNE, date(2027, 6, 14))
    }
    assert held == {
        PROPOSED_ON: ["uma", "ida"],
        date(2027, 6, 9): ["uma", "ida"],
        JUNE: ["ulf", "uma"],
        date(2027, 6, 14): ["ulf", "uma"],
    }


# ---------------------------------------------------------------- a policy that asks fewer people


def consented_by_all_but_petra() -> Placement:
    return lived(*consents(AGREED_ON, (SAM, OTTO)), after=proposed())


@pytest.mark.parametrize("by", [SAM, HANA, OTTO])
def test_under_a_looser_policy_any_further_consent_settles(by: str) -> None:
    """All whom the informal policy asks have consented under the formal one."""
    placement = consented_by_all_but_petra()
    consent = Consent(by=by, on=AGREED_ON)
    assert lived(consent, after=placement, policy=INFORMAL).status is Status.SCHEDULED


def test_the_consent_that_settles_still_has_to_be_of_somebody_with_a_say() -> None:
    placement = consented_by_all_but_petra()
    assert reasons(placement, Consent(by="zoe", on=AGREED_ON), INFORMAL) == [
        ("zoe is no party to this placement", "consent given by sam, hana, otto")
    ]
    assert reasons(placement, Consent(by=PETRA, on=AGREED_ON), INFORMAL) == [
        (
            "petra is programme office, and this is for home manager, host manager, secondee, "
            "stakeholder",
            "consent given by sam, hana, otto",
        )
    ]


def test_where_nobody_is_waited_for_the_standing_says_what_settles() -> None:
    assert str(standing(consented_by_all_but_petra(), INFORMAL, AGREED_ON)) == (
        "proposed; offer 1 open until 2027-02-08, settled by any consent"
    )


def test_where_nobody_is_waited_for_the_same_offer_again_is_to_be_consented_to() -> None:
    again = Counter(by=PETRA, on=AGREED_ON, subject=TERMS)
    same = "what is offered is what offer 1 says already"
    by_hana = altered(again, by=HANA)
    placement = consented_by_all_but_petra()
    assert reasons(placement, again, INFORMAL)[-1] == (same, "consent given by sam, hana, otto")
    assert reasons(placement, by_hana, INFORMAL) == [(same, "consent instead: offer 1")]


# ---------------------------------------------------------------- policies made by hand

_A_CLAUSE: Final = "must be a Clause with a value and a Source, not"
_A_VALUE: Final = "must have as its value"
FOUR_WEEKS: Final = Length(weeks=4)


def first_row(name: str, **changes: Any) -> dict[str, Any]:
    """Return the rows *name* of the house with the first of them changed."""
    first, *others = getattr(HOUSE, name)
    return {name: (altered(first, **changes), *others)}


HAND_MADE: Final[tuple[tuple[dict[str, Any], str, str], ...]] = (
    (
        {"early_end_mode": EarlyEndMode.NOTICE},
        "early_end_mode",
        f"{_A_CLAUSE} {EarlyEndMode.NOTICE!r}",
    ),
    (
        {"early_end_mode": Clause("notice", SOURCE)},
        "early_end_mode",
        f"{_A_VALUE} an EarlyEndMode, not 'notice'",
    ),
    (
        {"immediate_triggers": Clause("gross_misconduct", SOURCE)},
        "immediate_triggers",
        f"{_A_VALUE} a frozenset of codes, not 'gross_misconduct'",
    ),
    (
        {"automatic_start": Clause("yes", SOURCE)},
        "automatic_start",
        f"{_A_VALUE} True or False, not 'yes'",
    ),
    ({"automatic_end": Clause(1, SOURCE)}, "automatic_end", f"{_A_VALUE} True or False, not 1"),
    ({"offer_validity": FOUR_WEEKS}, "offer_validity", f"{_A_CLAUSE} {FOUR_WEEKS!r}"),
    ({"offer_validity": None}, "offer_validity", f"{_A_CLAUSE} None"),
    (
        {"min_length": Clause(None, SOURCE)},
        "min_length",
        f"{_A_VALUE} a Length or WorkingDays, not None",
    ),
    ({"capacity": Clause(1.0, SOURCE)}, "capacity", f"{_A_VALUE} a Decimal, not 1.0"),
    (
        {"gates": Clause(frozenset({"buddy"}), SOURCE)},
        "gates",
        f"{_A_VALUE} a frozenset of Gates, not frozenset({{'buddy'}})",
    ),
    ({"calendar": None}, "calendar", "must be a Calendar, not None"),
    ({"calendar": WorkingWeek}, "calendar", f"must be a Calendar, not {WorkingWeek!r}"),
    ({"permissions": None}, "permissions", "must be a tuple of Permissions, not None"),
    (
        {"permissions": HOUSE.notices},
        "permissions",
        f"must be a tuple of Permissions, not {HOUSE.notices!r}",
    ),
    (
        {"consents": list(HOUSE.consents)},
        "consents",
        f"must be a tuple of ConsentRules, not {list(HOUSE.consents)!r}",
    ),
    (
        first_row("permissions", verb="propose"),
        "permissions[0].verb",
        "must be a Verb, not 'propose'",
    ),
    (first_row("permissions", verb=[]), "permissions[0].verb", "must be a Verb, not []"),
    (
        first_row("permissions", roles="secondee"),
        "permissions[0].roles",
        "must be a frozenset of Roles, not 'secondee'",
    ),
    (first_row("consents", source=None), "consents[0].source", "must be a Source, not None"),
    (
        first_row("consents", matter={}),
        "consents[0].matter",
        "must be an Occasion or ChangeKind or EndKind, not {}",
    ),
    (first_row("notices", kind=[]), "notices[0].kind", "must be a NoticeKind, not []"),
    (first_row("notices", length=4), "notices[0].length", "must be a Length or WorkingDays, not 4"),
    ({"name": ""}, "name", "must be an id, a text that is not blank, not ''"),
    ({"name": " \t"}, "name", "must be an id, a text that is not blank, not ' \\t'"),
    (
        {
            "min_length": Clause(Length(days=31), SOURCE),
            "max_length": Clause(Length(months=1), SOURCE),
        },
        "min_length",
        "31 days can be more than the maximum, 1 month",
    ),
)


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    HAND_MADE,
    ids=[f"{path}: {text:.60}" for _, path, text in HAND_MADE],
)
def test_a_policy_of_the_wrong_values_is_refused_with_the_path(
    changes: dict[str, Any], path: str, text: str
) -> None:
    assert faults(lambda: altered(HOUSE, **changes)) == (Fault(path, text),)


@pytest.mark.parametrize("longest", [Length(days=31), Length(months=2), Length(days=32)])
def test_a_minimum_that_is_never_above_the_maximum_will_do(longest: Length) -> None:
    policy = altered(
        HOUSE,
        min_length=Clause(Length(months=1), SOURCE),
        max_length=Clause(longest, SOURCE),
    )
    assert policy.max_length == Clause(longest, SOURCE)


def test_a_register_wants_a_policy_and_not_its_name() -> None:
    with pytest.raises(InvalidValue) as caught:
        Register(MemoryStore(), policy="house")  # type: ignore[arg-type] # what a caller does
    assert str(caught.value) == (
        "cannot make a Register: policy: must be a Policy, such as load_policy('house'), "
        "not 'house'"
    )


# ---------------------------------------------------------------- days and lengths off all bounds

_BETWEEN: Final = "must lie between 1000-01-01 and 9000-12-31, not on"


def command_of(day: date) -> GiveNotice:
    return GiveNotice(by=HANA, on=day, kind=NoticeKind.RECALL, last_day=day)


DATED: Final[dict[str, tuple[Callable[[date], object], tuple[str, ...]]]] = {
    "Advance": (lambda day: Advance(on=day), ("on",)),
    "GiveNotice": (command_of, ("on", "last_day")),
    "Propose": (lambda day: altered(PROPOSE, expires_on=day), ("expires_on",)),
    "RecordAbsence": (
        lambda day: RecordAbsence(
            by=SAM, on=APRIL, period=Period(APRIL, APRIL), reason="leave", dated=day
        ),
        ("dated",),
    ),
    "Terms": (lambda day: Terms(period=Period(day, day)), ("period.first_day", "period.last_day")),
    "Ending": (lambda day: Ending(EndKind.RETURN, day), ("last_day",)),
}


@pytest.mark.parametrize("name", DATED)
@pytest.mark.parametrize("day", [date(999, 12, 31), date(9001, 1, 1)])
def test_a_day_beyond_the_limits_is_refused_with_its_path(name: str, day: date) -> None:
    make, paths = DATED[name]
    expected = tuple(Fault(path, f"{_BETWEEN} {day.isoformat()}") for path in paths)
    assert faults(lambda: make(day)) == expected


@pytest.mark.parametrize("name", DATED)
@pytest.mark.parametrize("day", [date(1000, 1, 1), date(9000, 12, 31)])
def test_the_limits_themselves_are_days_like_any_other(name: str, day: date) -> None:
    make, _ = DATED[name]
    assert make(day) == make(day)


def test_a_decision_day_beyond_the_limits_is_refused_with_its_path() -> None:
    day = date(9001, 1, 1)
    assert faults(lambda: altered(TERMS, decision_day=day)) == (
        Fault("decision_day", f"{_BETWEEN} 9001-01-01"),
    )


_A_CENTURY: Final = "must be at most 100 years or 36525 days, not"

LASTING: Final[dict[str, Callable[[Length], object]]] = {
    "notice": lambda length: altered(TERMS, notice=length),
    "check_in_every": lambda length: altered(TERMS, check_in_every=length),
    "trial": lambda length: Terms(period=Period(EARLIEST, LATEST), trial=length),
    "max_length": lambda length: altered(HOUSE, max_length=Clause(length, SOURCE)),
    "min_length": lambda length: altered(HOUSE, min_length=Clause(length, SOURCE), max_length=None),
    "offer_validity": lambda length: altered(HOUSE, offer_validity=Clause(length, SOURCE)),
    "notices.recall.length": lambda length: altered(HOUSE, **first_row("notices", length=length)),
    "after": lambda length: FollowUp(on=APRIL, after=length, is_employed=True),
}


@pytest.mark.parametrize("path", LASTING)
@pytest.mark.parametrize(
    ("length", "words"),
    [
        (Length(months=1201), "1201 months"),
        (Length(days=36_526), "36526 days"),
        (Length(weeks=5218), "5218 weeks"),
        (Length(months=1199, days=31), "1199 months 31 days"),
        (Length(weeks=100_000_000), "100000000 weeks"),
    ],
)
def test_a_length_of_more_than_a_hundred_years_is_refused_with_its_path(
    path: str, length: Length, words: str
) -> None:
    assert faults(lambda: LASTING[path](length)) == (Fault(path, f"{_A_CENTURY} {words}"),)


@pytest.mark.parametrize("path", LASTING)
@pytest.mark.parametrize(
    "length", [Length(months=1200), Length(days=36_525), Length(months=1199, days=30)]
)
def test_a_length_of_a_hundred_years_will_do(path: str, length: Length) -> None:
    make = LASTING[path]
    assert make(length) == make(length)


CENTURY: Final = Length(months=1200)
BOUNDLESS: Final = altered(
    HOUSE,
    min_length=None,
    max_length=None,
    offer_validity=Clause(CENTURY, SOURCE),
    notices=tuple(altered(row, length=CENTURY) for row in HOUSE.notices),
)
"""No minimum and no maximum, and everything may take a century."""


def commands_on(day: date, last_day: date) -> Iterator[Command]:
    shorter = Terms(period=Period(min(day, last_day), max(day, last_day)))
    yield Advance(on=day)
    yield Consent(by=SAM, on=day)
    yield Start(by=OTTO, on=day)
    yield Complete(by=SAM, on=day)
    yield OpenChange(by=OTTO, on=day, subject=shorter)
    yield Counter(by=OTTO, on=day, subject=Ending(EndKind.EARLY_END, last_day))
    yield GiveNotice(by=HANA, on=day, kind=NoticeKind.RECALL, last_day=last_day)
    yield RecordAbsence(by=SAM, on=day, period=shorter.period, reason="leave")


@given(
    from_earliest=st.booleans(),
    offsets=st.lists(st.integers(0, 40), min_size=4, max_size=4).map(sorted),
)
def test_between_the_limits_nothing_is_counted_off_the_calendar(
    *, from_earliest: bool, offsets: list[int]
) -> None:
    start = EARLIEST if from_earliest else LATEST - 40 * ONE_DAY
    days = [start + offset * ONE_DAY for offset in offsets]
    proposed_on, first_day, between, last_day = days
    terms = Terms(
        period=Period(first_day, last_day),
        check_in_every=CENTURY,
        notice=CENTURY,
    )
    lives: list[Placement] = [
        lived(Propose(by=HANA, on=proposed_on, parties=PARTIES, terms=terms), policy=BOUNDLESS)
    ]
    agreeing = consents(proposed_on, (SAM, OTTO, PETRA))
    lives.append(lived(*agreeing, after=lives[-1], policy=BOUNDLESS))
    for on in (first_day, between, LATEST):
        time = Advance(on=on)
        lives.append(lived(time, after=lives[-1], policy=BOUNDLESS))
    assert lives[-1].status is (Status.UNDERWAY if last_day == LATEST else Status.COMPLETED)
    for placement, on in product(lives, (*days, EARLIEST, LATEST)):
        assert len(options(placement, SAM, on, BOUNDLESS)) == len(COMMAND_VERBS)
        assert standing(placement, BOUNDLESS, on) == overview(placement, BOUNDLESS, on).standing
        for command in commands_on(on, last_day):
            found = what_if(placement, command, BOUNDLESS)
            assert (found.after is None) is bool(found.objections)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_options_on_a_day_beyond_the_limits_are_refused_with_the_path(day: date) -> None:
    assert faults(lambda: options(underway(), SAM, day, HOUSE)) == (
        Fault("on", f"{_BETWEEN} {day.isoformat()}"),
    )


# ---------------------------------------------------------------- damage to the file


def damaged(path: Path, place: bytes) -> SqliteStore:
    """Return a store with one proposal, after one byte at the end of *place* was damaged."""
    store = SqliteStore(path)
    Register(store, policy=HOUSE).do("P-7", PROPOSE)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    before, after = path.read_bytes().split(place)
    path.write_bytes(before + place[:-1] + b"\xf3" + after)
    return store


@pytest.mark.parametrize(
    "place", [b"CREATE INDEX placements_by_status O", b"CREATE INDEX placements_by_s"]
)
def test_a_damaged_description_of_the_tables_is_a_failure_of_the_store(
    tmp_path: Path, place: bytes
) -> None:
    """SQLite quotes the damage in its own message, which Python then cannot read."""
    path = tmp_path / "placements.db"
    store = damaged(path, place)
    for use in (partial(store.load, "P-7"), partial(SqliteStore, path)):
        with pytest.raises(StoreFailure) as caught:
            use()
        assert str(caught.value) == (
            f"cannot use the store {path}: {caught.value.__cause__}; nothing was written"
        )


def test_a_fact_that_is_no_text_any_more_is_a_broken_history(tmp_path: Path) -> None:
    store = damaged(tmp_path / "placements.db", b'"by":"hana')
    with pytest.raises(BrokenHistory) as caught:
        store.load("P-7")
    assert str(caught.value) == (
        "the history of placement P-7 is broken at fact 1: it was changed after it was written"
    )
    store.close()


# ---------------------------------------------------------------- what is no list, length or text

NO_LIST: Final = (None, 3, "text", Gate.BUDDY, date(2027, 1, 1))
"""What is given where several values are meant."""


def no_list(path: str, value: object) -> tuple[Fault, ...]:
    return (Fault(path, f"must be a list, not of type {type(value).__name__}"),)


@pytest.mark.parametrize("value", NO_LIST, ids=repr)
def test_stakeholders_that_are_no_list_are_refused_with_the_path(value: Any) -> None:
    assert faults(lambda: altered(PARTIES, stakeholders=value)) == no_list("stakeholders", value)


def test_a_single_stakeholder_is_no_list() -> None:
    inga: Any = Stakeholder(INGA, Say.INFORMED)
    assert faults(lambda: altered(PARTIES, stakeholders=inga)) == no_list("stakeholders", inga)


@pytest.mark.parametrize("value", NO_LIST, ids=repr)
@pytest.mark.parametrize("path", ["goals", "scope", "gates"])
def test_terms_with_what_is_no_list_are_refused_with_the_path(path: str, value: Any) -> None:
    assert faults(lambda: altered(TERMS, **{path: value})) == no_list(path, value)


@pytest.mark.parametrize(
    ("path", "kind"), [("goals", "a Goal"), ("scope", "a ScopeItem"), ("gates", "a Gate")]
)
def test_terms_with_items_that_no_set_can_hold_name_the_item(path: str, kind: str) -> None:
    unhashable: dict[str, Any] = {path: [[1]]}
    assert faults(lambda: altered(TERMS, **unhashable)) == (
        Fault(f"{path}[0]", f"must be {kind}, not [1]"),
    )


@pytest.mark.parametrize("value", NO_LIST, ids=repr)
@pytest.mark.parametrize("path", ["buddies", "research", "questions", "answers"])
def test_a_preparation_with_what_is_no_list_is_refused_with_the_path(path: str, value: Any) -> None:
    assert faults(lambda: Preparation(**{path: value})) == no_list(path, value)


def test_everything_wrong_with_a_preparation_is_named_at_once() -> None:
    spoilt: dict[str, Any] = {"goals": -1, "scope": None, "check_ins": 1, "answers": [3]}
    assert faults(lambda: Preparation(**spoilt)) == (
        Fault("goals", "must be a whole number of 0 or more, not -1"),
        Fault("scope", "must be a whole number of 0 or more, not None"),
        Fault("check_ins", "must be True or False, not 1"),
        Fault("answers[0]", "must be an Answer, not 3"),
    )


def test_a_preparation_may_be_given_lists() -> None:
    bea = Buddy(on=APRIL, person="bea")
    assert Preparation(buddies=[bea]) == Preparation(buddies=(bea,))


@pytest.mark.parametrize(
    ("gates", "text"),
    [
        (None, "cannot make gates: must be a list, not of type NoneType"),
        (Gate.BUDDY, "cannot make gates: must be a list, not of type Gate"),
        (["buddy"], "cannot make gates: [0]: must be a Gate, not 'buddy'"),
    ],
)
def test_gates_that_are_none_are_refused(gates: Any, text: str) -> None:
    assert refusal(lambda: missing_gates(gates, Preparation(), APRIL)) == text


@pytest.mark.parametrize("value", [None, "2027-01-01", date(2027, 1, 1), 3, [[1]]], ids=repr)
def test_holidays_that_are_no_list_of_days_are_refused(value: Any) -> None:
    assert faults(lambda: WorkingWeek(holidays=value)) == (
        Fault("holidays", f"must be a list of days, not {value!r}"),
    )


@pytest.mark.parametrize("value", [None, "67", 6, [[6]], ["6"]], ids=repr)
def test_a_weekend_that_is_no_list_of_numbers_is_refused(value: Any) -> None:
    assert faults(lambda: WorkingWeek(weekend=value)) == (
        Fault("weekend", "must be some, not all, of the numbers 1 (Monday) to 7 (Sunday)"),
    )


COUNTED: Final[dict[str, Callable[[Any], object]]] = {
    "Period.of": lambda length: Period.of(APRIL, length),
    "extended": lambda length: Period(APRIL, JUNE).extended(length),
    "last_day_of": lambda length: last_day_of(APRIL, length),
    "day_after": lambda length: day_after(APRIL, length),
    "day_before": lambda length: day_before(APRIL, length),
    "latest_notice_day": lambda length: latest_notice_day(APRIL, length),
}


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("length", [None, "P6M", "", 6], ids=repr)
def test_a_length_that_is_none_is_refused_wherever_days_are_counted(name: str, length: Any) -> None:
    assert refusal(lambda: COUNTED[name](length)) == (
        f"cannot make length: must be a Length, not {length!r}"
    )


@pytest.mark.parametrize("months", [1.5, "1", None, True, Decimal(1)], ids=repr)
def test_only_whole_months_can_be_added(months: Any) -> None:
    assert refusal(lambda: add_months(APRIL, months, rounding=Rounding.LAST_DAY)) == (
        f"cannot make months: must be a whole number, not {months!r}"
    )


def test_how_to_round_months_is_said_by_a_rounding() -> None:
    last_day: Any = "last_day"
    assert refusal(lambda: add_months(date(2027, 1, 31), 1, rounding=last_day)) == (
        "cannot make rounding: must be a Rounding, not 'last_day'"
    )


def test_a_working_day_is_looked_for_in_a_calendar() -> None:
    nothing: Any = None
    assert refusal(lambda: next_working_day(APRIL, nothing)) == (
        "cannot make calendar: must be a Calendar, not None"
    )


@pytest.mark.parametrize("value", [None, (), [], frozenset()], ids=repr)
def test_placements_are_found_in_any_status_where_none_is_named(value: Any) -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    register.do("P-7", PROPOSE)
    assert register.find(status=value) == ("P-7",)
    assert register.find(status=[Status.LAPSED]) == ()


@pytest.mark.parametrize("value", [0, 3, date(2027, 1, 1)], ids=repr)
def test_what_is_no_status_finds_nothing_and_says_so(value: Any) -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    assert refusal(lambda: register.find(status=value)) == (
        f"cannot make status: must be one status or several, not {value!r}"
    )


@pytest.mark.parametrize("name", [[], None, 3], ids=repr)
def test_a_policy_is_loaded_by_its_name(name: Any) -> None:
    assert refusal(lambda: load_policy(name)) == (
        f"cannot make a policy: name: must be one of {', '.join(pack_names())}, an entry point "
        f"secondment.policies, or a path, not {name!r}"
    )


@pytest.mark.parametrize("path", [None, 3, b"placements.db"], ids=repr)
def test_a_store_is_opened_by_its_path(path: Any) -> None:
    assert refusal(lambda: SqliteStore(path)) == (
        f"cannot make SqliteStore: path: must name a file, not {path!r}; MemoryStore keeps facts "
        "in memory"
    )


@pytest.mark.parametrize(("text", "shown"), [(None, "null"), (3, "3"), ([], "a list")])
def test_a_fact_is_read_from_text(text: Any, shown: str) -> None:
    with pytest.raises(UnreadableEvent) as caught:
        from_json(text)
    assert str(caught.value) == f"cannot read a fact: must be a text, not {shown}"


NO_DATA: Final[dict[str, tuple[Callable[[Any], object], str]]] = {
    "to_data": (to_data, "a fact"),
    "to_json": (to_json, "a fact"),
    "command_to_data": (command_to_data, "a command"),
    "command_to_json": (command_to_json, "a command"),
    "placement_to_data": (placement_to_data, "a placement"),
}


@pytest.mark.parametrize("name", NO_DATA)
@pytest.mark.parametrize(
    ("value", "shown"), [("x", '"x"'), (None, "null"), (Consent, "a Python type")]
)
def test_data_is_made_of_values_of_the_library_only(name: str, value: Any, shown: str) -> None:
    write, what = NO_DATA[name]
    assert refusal(lambda: write(value)) == f"cannot make {what}: must be {what}, not {shown}"


CONSENTED: Final = to_data(Consented(on=APRIL, by=OTTO, number=1))


@pytest.mark.parametrize(
    ("versions", "missing"), [((2,), "1 to 2"), ((1, 3), "2 to 3"), ((1, 2, 4, 5), "3 to 4")]
)
def test_ways_to_a_later_version_with_a_gap_are_refused(
    versions: tuple[int, ...], missing: str
) -> None:
    gap = {("Consented", version): dict[str, Any] for version in versions}
    assert refusal(lambda: from_data(CONSENTED, gap)) == (
        f"cannot make upcasters: Consented: there is no way from version {missing}"
    )


def test_a_gap_in_the_ways_of_another_fact_does_not_matter() -> None:
    gap = {("Agreed", 2): dict[str, Any]}
    assert from_data(CONSENTED, gap) == Consented(on=APRIL, by=OTTO, number=1)
    assert version_of("Consented", gap) == 1


# ---------------------------------------------------------------- commands out of all proportion

ENDLESS: Final = 10**5000
"""More digits than Python prints."""


@pytest.mark.parametrize("number", [ENDLESS, -ENDLESS, 2**63], ids=["+", "-", "64 bits"])
def test_a_number_that_nothing_can_hold_is_refused_in_words_that_can_be_printed(
    number: int,
) -> None:
    too_large = "must be a whole number that fits into 64 bits"
    void = partial(Void, by=PETRA, on=AGREED_ON, reason="mistake")
    consent = partial(Consent, by=OTTO, on=AGREED_ON)
    register = Register(MemoryStore(), policy=HOUSE)
    assert refusal(lambda: void(position=number)) == f"cannot make Void: position: {too_large}"
    assert refusal(lambda: consent(offer=number)) == f"cannot make Consent: offer: {too_large}"
    assert refusal(lambda: register.do("P-7", PROPOSE, expected=number)) == (
        f"cannot make expected: {too_large}"
    )


def test_the_largest_number_there_is_names_no_fact() -> None:
    void = Void(by=PETRA, on=AGREED_ON, position=2**63 - 1, reason="mistake")
    assert reasons(scheduled(), void) == [
        ("fact 9223372036854775807 is not the latest in force, which is 4", "position 4")
    ]


@pytest.mark.parametrize("expected", ["6", True, 1.0], ids=repr)
def test_what_is_expected_on_record_is_a_whole_number(expected: Any) -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    assert refusal(lambda: register.do("P-7", PROPOSE, expected=expected)) == (
        f"cannot make expected: must be a whole number, not {expected!r}"
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (
            date(2027, 1, 10),
            [
                (
                    "a record cannot be dated 2027-01-10, before the proposal of 2027-01-11",
                    "on 2027-01-11",
                )
            ],
        ),
        (date(2027, 1, 11), []),
    ],
)
def test_nothing_is_voided_before_the_proposal(
    on: date, expected: list[tuple[str, str | None]]
) -> None:
    void = Void(by=PETRA, on=on, position=4, reason="mistake")
    assert reasons(scheduled(), void) == expected


@pytest.mark.parametrize(
    ("remedy", "would_pass"),
    [
        (Remedy("ask", Verb.GIVE_NOTICE, by=(OTTO, PETRA)), "give notice given by otto, petra"),
        (Remedy("name_reason", Verb.GIVE_NOTICE), "give notice with a reason"),
        (
            Remedy("name_party", Verb.GIVE_NOTICE, figures=(("role", Role.PROGRAMME_OFFICE),)),
            "name somebody as programme office among the parties",
        ),
        (
            Remedy("first", Verb.GIVE_NOTICE, (("last_day", LAST_DAY),)),
            "give notice first: last_day 2027-08-31",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Remedy) else None,
)
def test_a_remedy_that_no_field_can_hold_mends_nothing_and_says_so(
    remedy: Remedy, would_pass: str
) -> None:
    assert refusal(lambda: remedied(command_of(APRIL), remedy)) == (
        "cannot make a mended command: nothing can be put into it that would mend it; would pass: "
        f"{would_pass}"
    )


HALF: Final = "sam\ud800"
"""A text with half of a surrogate pair, which no file can hold."""


def unwritable(path: str) -> tuple[Fault, ...]:
    return (Fault(path, f"must be a text that can be written as UTF-8, not {HALF!r}"),)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Consent(by=HALF, on=AGREED_ON), "by"),
        (lambda: altered(PARTIES, secondee=HALF), "secondee"),
        (lambda: Side(unit=HALF, manager=HANA), "unit"),
        (lambda: Stakeholder(HALF, Say.INFORMED), "person"),
        (lambda: altered(TERMS, team=HALF), "team"),
        (lambda: Ending(EndKind.RETURN, LAST_DAY, reason=HALF), "reason"),
        (lambda: Buddy(on=APRIL, person=HALF), "person"),
    ],
)
def test_an_id_that_no_file_can_hold_is_refused_with_its_path(
    make: Callable[[], object], path: str
) -> None:
    assert faults(make) == unwritable(path)


def test_words_that_no_file_can_hold_are_refused_and_not_repeated() -> None:
    assert faults(lambda: fb.Observation(behaviour=HALF)) == (
        Fault("behaviour", "must be a text that can be written as UTF-8"),
    )


def test_both_stores_are_kept_from_ids_that_no_file_can_hold(register: Register) -> None:
    assert faults(lambda: register.do(HALF, PROPOSE)) == unwritable("")
    assert faults(lambda: register.do("P-7", PROPOSE, key=HALF)) == unwritable("")
    assert faults(lambda: register.find(person=HALF)) == unwritable("")
    assert register.find() == ()


def test_a_day_of_another_library_becomes_a_plain_one() -> None:
    day = pendulum.date(2027, 4, 1)
    days = (
        Advance(on=day).on,
        command_of(day).last_day,
        altered(PROPOSE, expires_on=day).expires_on,
        RecordAbsence(by=SAM, on=day, period=Period(day, day), reason="leave", dated=day).dated,
        Period(day, day).first_day,
        altered(TERMS, decision_day=day).decision_day,
        Ending(EndKind.EARLY_END, day).last_day,
    )
    assert [(type(each), each) for each in days] == [(date, APRIL)] * len(days)


def test_an_instant_of_another_library_is_no_day() -> None:
    instant = pendulum.datetime(2027, 4, 1)
    assert faults(lambda: Advance(on=instant)) == (
        Fault(
            "on",
            "must be a day (datetime.date), not the instant 2027-04-01T00:00:00+00:00; use .date()",
        ),
    )


# ---------------------------------------------------------------- remedies that lead somewhere


def half_agreed() -> Placement:
    """Return a proposal to more people, of whom Sam, Hana and Mira have consented."""
    return lived(*consents(AGREED_ON, (SAM, MIRA)), after=proposed_to_more())


def test_who_cannot_consent_hears_whose_consent_is_still_missing() -> None:
    asked = "consent given by otto, petra"
    zoe = Consent(by="zoe", on=AGREED_ON)
    assert reasons(half_agreed(), zoe) == [("zoe is no party to this placement", asked)]
    assert reasons(half_agreed(), altered(zoe, by=CARL)) == [
        ("carl is a stakeholder who is not asked for consent", asked)
    ]
    assert reasons(half_agreed(), altered(zoe, by=MIRA)) == [
        ("mira has consented to offer 1 already", asked)
    ]


def permitting(verb: Verb, *roles: Role) -> Policy:
    """Return the house policy with *verb* for *roles* alone; nobody else is asked to consent."""
    rows = (
        altered(row, roles=frozenset(roles)) if row.verb is verb else row
        for row in HOUSE.permissions
    )
    asked = HOUSE.consents
    if verb is Verb.CONSENT:
        asked = tuple(altered(row, roles=row.roles & {*roles}) for row in asked)
    return altered(HOUSE, permissions=tuple(rows), consents=asked)


def test_only_those_who_may_consent_are_named_to_do_so() -> None:
    hosts = permitting(Verb.CONSENT, Role.HOST_MANAGER, Role.SECONDEE)
    assert reasons(proposed(), Consent(by=PETRA, on=AGREED_ON), hosts) == [
        (
            "petra is programme office, and this is for host manager, secondee",
            "consent given by sam, otto",
        )
    ]
    again = Counter(by=HANA, on=AGREED_ON, subject=TERMS)
    assert reasons(proposed(), again, hosts) == [
        ("what is offered is what offer 1 says already", "consent given by sam, otto")
    ]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Consent(by="zoe", on=AGREED_ON), "zoe is no party to this placement"),
        (Consent(by=SAM, on=AGREED_ON), "sam is secondee, and this is for nobody"),
        (
            Counter(by=HANA, on=AGREED_ON, subject=TERMS),
            "what is offered is what offer 1 says already",
        ),
    ],
)
def test_where_nobody_may_consent_nobody_is_named(command: PersonCommand, reason: str) -> None:
    assert reasons(proposed(), command, permitting(Verb.CONSENT)) == [(reason, None)]


def test_where_nobody_may_pass_a_role_on_nobody_is_named() -> None:
    to_ida = Reassign(by=SAM, on=AGREED_ON, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida")
    assert reasons(proposed(), to_ida, permitting(Verb.REASSIGN)) == [
        ("sam is secondee, and this is for nobody", None),
        ("host manager is held by otto, not by sam", None),
    ]


def test_who_may_not_consent_cannot_be_asked_to() -> None:
    secondee = permitting(Verb.CONSENT, Role.SECONDEE)
    cover = next(row for row in HOUSE.consents if row.matter is ChangeKind.COVER)
    rest = tuple(row for row in secondee.consents if row.matter is not ChangeKind.COVER)
    assert faults(lambda: altered(secondee, consents=(*rest, cover))) == (
        Fault(
            "consents.cover",
            "asks the home_manager, who may not consent; see permissions.consent",
        ),
    )


@pytest.mark.parametrize(
    ("others", "would_pass"),
    [
        ((Role.HOST_MANAGER, Role.SECONDEE), "decline given by sam, otto"),
        ((Role.HOST_MANAGER, Role.HOME_MANAGER), "decline given by otto"),
        ((), None),
    ],
)
def test_only_those_who_may_decline_are_named_to_do_so(
    others: tuple[Role, ...], would_pass: str | None
) -> None:
    three = frozenset({Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER})
    policy = altered(
        permitting(Verb.DECLINE, Role.PROGRAMME_OFFICE, *others),
        **first_row("consents", roles=three),
    )
    assert reasons(proposed(), Decline(by=PETRA, on=AGREED_ON), policy) == [
        ("offer 1 needs the consent of sam, hana, otto, not of petra", would_pass)
    ]


@pytest.mark.parametrize(
    ("last_day", "would_pass"),
    [
        (date(2027, 2, 28), "first_day 2027-03-01, last_day 2027-08-31"),
        # a day is shorter than a month, and the month has passed
        (FIRST_DAY, "first_day 2027-03-01, last_day 2027-04-01"),
        (date(2027, 3, 31), "first_day 2027-03-01"),
    ],
)
def test_a_period_before_the_first_day_worked_is_moved_as_a_whole(
    last_day: date, would_pass: str
) -> None:
    earlier = altered(TERMS, period=Period(date(2027, 1, 1), last_day))
    assert reasons(underway(), OpenChange(by=SAM, on=APRIL, subject=earlier)) == [
        ("the placement started on 2027-03-01, so the first day cannot move", would_pass),
        (f"the last day {last_day.isoformat()} lies before 2027-04-01", "last_day 2027-04-01"),
    ]


def test_a_period_that_reaches_into_the_one_worked_keeps_its_last_day() -> None:
    earlier = altered(LONGER, period=Period(date(2027, 1, 1), LONGER.period.last_day))
    change = OpenChange(by=SAM, on=APRIL, subject=earlier)
    assert reasons(underway(), change) == [
        (
            "the placement started on 2027-03-01, so the first day cannot move",
            "first_day 2027-03-01",
        )
    ]
    (objection,) = why_not(underway(), change, HOUSE)
    assert objection.remedy
    assert remedied(change, objection.remedy) == altered(change, subject=LONGER)


def test_notice_with_a_last_day_that_has_passed_is_given_with_a_later_one() -> None:
    recall = GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=date(2027, 3, 10))
    assert reasons(underway(), recall) == [
        (
            "notice of 4 weeks given on 2027-04-01 ends on 2027-04-29, after the last day "
            "2027-03-10",
            "last_day 2027-04-29",
        )
    ]
    late = altered(recall, on=date(2027, 8, 20))
    assert reasons(underway(), late) == [
        (
            "notice of 4 weeks given on 2027-08-20 ends on 2027-09-17, after the last day "
            "2027-03-10",
            None,
        )
    ]


@pytest.mark.parametrize(
    ("last_day", "would_pass"),
    [
        (date(2027, 3, 31), None),
        (APRIL, "open change instead: kind early end, last_day 2027-04-01"),
        (date(2027, 8, 30), "open change instead: kind early end, last_day 2027-08-30"),
    ],
)
def test_an_early_end_that_has_passed_is_not_proposed_to_all(
    last_day: date, would_pass: str | None
) -> None:
    mutual = underway_under(altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL, notice=Length()))
    recall = GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=last_day)
    assert reasons(mutual, recall)[0] == ("an early end needs the consent of all", would_pass)


@pytest.mark.parametrize(
    ("by", "would_pass"),
    [
        (HANA, "consent given by sam, petra"),
        (OTTO, "consent given by sam, petra"),
        (SAM, "consent instead: offer 1"),
        (PETRA, "consent instead: offer 1"),
    ],
)
def test_the_same_offer_again_is_to_be_consented_to_by_whoever_has_not(
    by: str, would_pass: str
) -> None:
    placement = lived(*consents(AGREED_ON, (OTTO,)), after=proposed())
    assert reasons(placement, Counter(by=by, on=AGREED_ON, subject=TERMS)) == [
        ("what is offered is what offer 1 says already", would_pass)
    ]


RETURN: Final = Ending(EndKind.RETURN, LAST_DAY)
VOID_1: Final = Void(by=PETRA, on=AGREED_ON, position=1, reason="mistake")
NOTHING_TO_END: Final = "nothing has started that could end"
NOT_VOIDABLE: Final = "the proposal itself cannot be voided"


def author_gone() -> Placement:
    """Return a proposal whose author has handed the role on to Ulf."""
    gone = Reassign(by=PETRA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=HANA, incoming="ulf")
    return lived(gone, after=proposed())


@pytest.mark.parametrize(
    ("placement", "command", "expected"),
    [
        (proposed, Counter(by=HANA, on=AGREED_ON, subject=RETURN), "withdraw instead"),
        (proposed, Counter(by=OTTO, on=AGREED_ON, subject=RETURN), "withdraw given by hana"),
        (author_gone, Counter(by=OTTO, on=AGREED_ON, subject=RETURN), "decline instead: offer 1"),
        (scheduled, OpenChange(by=OTTO, on=AGREED_ON, subject=RETURN), "withdraw instead"),
        (revising, Counter(by=HANA, on=date(2027, 2, 1), subject=RETURN), "withdraw instead"),
    ],
)
def test_what_has_not_started_is_given_up_by_whoever_can(
    placement: Callable[[], Placement], command: PersonCommand, expected: str
) -> None:
    assert reasons(placement(), command) == [(NOTHING_TO_END, expected)]


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (PROPOSE, "withdraw given by hana"),
        (altered(PROPOSE, by=PETRA), "withdraw instead"),
    ],
)
def test_a_proposal_is_withdrawn_by_its_author_and_not_voided(
    proposal: Propose, expected: str
) -> None:
    assert reasons(lived(proposal), VOID_1) == [(NOT_VOIDABLE, expected)]


def test_a_proposal_of_somebody_who_is_gone_is_declined() -> None:
    decline = Decline(by=OTTO, on=AGREED_ON, offer=1)
    assert lived(decline, after=author_gone()).status is Status.DECLINED


# ---------------------------------------------------------------- a placement as plain data

ENDS: Final[tuple[tuple[Callable[[], Placement], Event], ...]] = (
    (underway, Completed(on=JUNE, by=None, returns_on=JUNE)),
    (underway, Converted(on=JUNE, by=HANA)),
    (underway, EndedEarly(on=JUNE, by=OTTO, reason="host_closed", returns_on=JUNE)),
    (handing_over, Left(on=JUNE, by=SAM, reason=None)),
    (proposed, Declined(on=JUNE, by=OTTO)),
    (scheduled, Withdrawn(on=JUNE, by=SAM)),
    (proposed, Lapsed(on=JUNE, by=None)),
)
OPEN: Final[dict[str, Callable[[], Placement]]] = {
    "proposal": proposed,
    "agreement": scheduled,
    "agreement, re-opened": revising,
    "work": underway,
    "work, re-opened": changing,
    "closing": handing_over,
    "closing, re-opened": reconsidering,
}
LIVED: Final = (
    *((name.split(",")[0], given()) for name, given in OPEN.items()),
    *(("end", evolve(given(), event)) for given, event in ENDS),
)
ON_RECORD: Final[tuple[Event, ...]] = (
    AbsenceRecorded(on=JUNE, by=SAM, period=Period(JUNE, JUNE), reason="leave"),
    CoverArranged(on=JUNE, by=HANA, person="cleo", period=Period(JUNE, JUNE)),
    Reassigned(on=JUNE, by=PETRA, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="olga"),
    *(RecordMade(on=JUNE, by=PETRA, record=record) for record in RECORDS),
)
"""One record of each kind, which the fold takes in any status."""


def test_the_placements_that_become_data_are_of_every_status() -> None:
    assert {placement.status for _, placement in LIVED} == set(Status)


@pytest.mark.parametrize(
    ("shape", "placement"), LIVED, ids=[placement.status.value for _, placement in LIVED]
)
def test_a_placement_of_any_status_and_with_any_record_becomes_data_for_json(
    shape: str, placement: Placement
) -> None:
    data = placement_to_data(reduce(evolve, ON_RECORD, placement))
    assert json.loads(json.dumps(data)) == data
    assert list(data) == ["status", *(each.name for each in fields(Placement))][:-1]
    assert (data["status"], data["state"]["type"]) == (placement.status.value, shape)
    assert [each["type"] for each in data["records"]] == [
        "progress",
        "check_in",
        "note",
        "note",
        "note",
        "request",
        "decline",
        "withdrawal",
        "review",
        "extra",
        "buddy",
        "research_question",
        "finding",
        "question",
        "answer",
        "demand",
        "demand_answer",
        "claim_noted",
        "follow_up",
        "home_change",
        "waiver",
        "fulfilment",
    ]


def test_the_data_of_an_offer_says_whether_it_is_about_terms_or_an_ending() -> None:
    early_end = OpenChange(by=OTTO, on=APRIL, subject=Ending(EndKind.EARLY_END, JUNE))
    about = {
        name: placement_to_data(placement)["state"]["thread"]["offers"][0]["subject"]["type"]
        for name, placement in (
            ("change", changing()),
            ("ending", lived(early_end, after=underway())),
        )
    }
    assert about == {"change": "terms", "ending": "ending"}


def test_a_long_history_becomes_data_like_a_short_one() -> None:
    """Each placement holds the one before it, deeper than Python would follow."""
    check_in = RecordMade(on=APRIL, by=SAM, record=fb.CheckIn(by=SAM, on=APRIL))
    placement = reduce(evolve, [check_in] * 1500, underway())
    data = placement_to_data(placement)
    assert json.loads(json.dumps(data)) == data
    assert (len(data["records"]), data["position"]) == (1500, placement.position)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (
            date(2029, 3, 1),
            "2027-03-01 to 2029-03-01 is 1 day longer than the maximum of 24 months",
        ),
        (
            date(2029, 3, 2),
            "2027-03-01 to 2029-03-02 is 2 days longer than the maximum of 24 months",
        ),
    ],
)
def test_one_day_is_no_days(last_day: date, words: str) -> None:
    longer = altered(PROPOSE, terms=altered(TERMS, period=Period(FIRST_DAY, last_day)))
    assert reasons(None, longer) == [(words, "last_day 2029-02-28")]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (LAST_DAY, "underway"),
        (OVER, "underway; overrunning by 1 day"),
        (date(2027, 9, 2), "underway; overrunning by 2 days"),
    ],
)
def test_an_overrun_of_one_day_is_of_one_day(on: date, words: str) -> None:
    assert str(standing(underway_informally(), INFORMAL, on)) == words


def test_the_standing_in_handover_names_the_last_day() -> None:
    assert str(standing(handing_over(), HOUSE, APRIL)) == (
        "handover; last day 2027-04-30, then end early"
    )


# ---------------------------------------------------------------- the buddy and feedback


def with_buddy() -> Placement:
    bea = MakeRecord(by=OTTO, on=APRIL, record=Buddy(on=APRIL, person="bea"))
    return lived(bea, after=underway())


@pytest.mark.parametrize(("to", "about"), [("bea", SAM), (OTTO, "bea")])
def test_a_request_for_feedback_is_among_parties_and_the_buddy_is_none(to: str, about: str) -> None:
    asking = fb.Request(id="r1", by=HANA, to=to, about=about, on=APRIL)
    assert reasons(with_buddy(), MakeRecord(by=HANA, on=APRIL, record=asking)) == [
        (
            "bea takes no part in this placement; those who do: hana, otto, petra, sam",
            None,
        )
    ]


def test_feedback_may_be_given_to_the_buddy_unasked() -> None:
    note = fb.Note(
        id="n1", by=SAM, to="bea", on=APRIL, body=fb.Observation(behaviour="You showed me around")
    )
    assert reasons(with_buddy(), MakeRecord(by=SAM, on=APRIL, record=note)) == []
