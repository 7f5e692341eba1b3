"""Which fact a command brings when nothing objects: it carries all that the command says."""

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve as altered

from secondment import (
    ChangeDropped,
    Command,
    Complete,
    Completed,
    Consent,
    Consented,
    Convert,
    Converted,
    Decline,
    Declined,
    DropChange,
    DropKind,
    EarlyEndMode,
    EndEarly,
    EndedEarly,
    Ending,
    EndKind,
    Event,
    GiveNotice,
    Leave,
    Left,
    NoticeGiven,
    NoticeKind,
    OpenChange,
    Placement,
    Policy,
    Proposed,
    Start,
    Started,
    Void,
    Voided,
    Withdraw,
    Withdrawn,
    decide,
)
from secondment.service import ServiceRecord
from tests.cast import (
    AGREED_ON,
    BY_HAND,
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
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    scheduled,
    underway,
    underway_under,
)

STAYING = Ending(EndKind.CONVERSION, LAST_DAY)
MAY = date(2027, 5, 31)
JULY = date(2027, 7, 5)
APRIL = date(2027, 4, 1)
THE_DAY_AFTER = date(2027, 9, 1)


def unproposed() -> None:
    """Return what is known before the proposal: nothing."""


def at_will() -> Placement:
    """Return a placement that any side may end from one day to the next."""
    return underway_under(altered(TERMS, early_end_mode=EarlyEndMode.AT_WILL))


def staying() -> Placement:
    """Return a placement about which everybody has agreed that Sam stays with the host."""
    offer = OpenChange(by=SAM, on=JULY, subject=STAYING)
    return lived(offer, *consents(JULY, (HANA, OTTO, PETRA)), after=underway())


KNOWN = ServiceRecord(grade="7")
BRINGS: list[tuple[Callable[[], Placement | None], Command, Policy, Event]] = [
    (
        unproposed,
        altered(PROPOSE, service=KNOWN, expires_on=date(2027, 1, 20)),
        HOUSE,
        Proposed(
            on=PROPOSED_ON,
            by=HANA,
            parties=PARTIES,
            terms=TERMS,
            number=1,
            expires_on=date(2027, 1, 20),
            service=KNOWN,
        ),
    ),
    (
        proposed,
        Consent(by=OTTO, on=AGREED_ON),
        HOUSE,
        Consented(on=AGREED_ON, by=OTTO, number=1),
    ),
    (
        proposed,
        Decline(by=OTTO, on=AGREED_ON, reason="no_budget"),
        HOUSE,
        Declined(on=AGREED_ON, by=OTTO, reason="no_budget"),
    ),
    (proposed, Withdraw(by=HANA, on=AGREED_ON), HOUSE, Withdrawn(on=AGREED_ON, by=HANA)),
    (
        changing,
        DropChange(by=OTTO, on=JULY, reason="no_budget"),
        HOUSE,
        ChangeDropped(on=JULY, by=OTTO, kind=DropKind.DECLINED, reason="no_budget"),
    ),
    (
        changing,
        DropChange(by=SAM, on=JULY),
        HOUSE,
        ChangeDropped(on=JULY, by=SAM, kind=DropKind.WITHDRAWN, reason=None),
    ),
    (scheduled, Start(by=OTTO, on=FIRST_DAY), BY_HAND, Started(on=FIRST_DAY, by=OTTO)),
    (
        at_will,
        GiveNotice(by=HANA, on=APRIL, kind=NoticeKind.RECALL, last_day=MAY, reason="outage"),
        HOUSE,
        NoticeGiven(
            on=APRIL,
            by=HANA,
            kind=NoticeKind.RECALL,
            ending=Ending(EndKind.EARLY_END, MAY, "outage"),
        ),
    ),
    (
        underway,
        Complete(by=HANA, on=THE_DAY_AFTER),
        BY_HAND,
        Completed(on=THE_DAY_AFTER, by=HANA, returns_on=THE_DAY_AFTER),
    ),
    (
        staying,
        Convert(by=OTTO, on=THE_DAY_AFTER),
        BY_HAND,
        Converted(on=THE_DAY_AFTER, by=OTTO),
    ),
    (
        handing_over,
        EndEarly(by=HANA, on=date(2027, 5, 1)),
        BY_HAND,
        EndedEarly(on=date(2027, 5, 1), by=HANA, reason="recall", returns_on=date(2027, 5, 3)),
    ),
    (
        underway,
        Leave(by=HANA, on=JULY, reason="another_employer"),
        HOUSE,
        Left(on=JULY, by=HANA, reason="another_employer"),
    ),
    (
        changing,
        Void(by=PETRA, on=JULY, position=7, reason="mistake"),
        HOUSE,
        Voided(on=JULY, by=PETRA, position=7, reason="mistake"),
    ),
]


@pytest.mark.parametrize(("given", "command", "policy", "fact"), BRINGS)
def test_a_fact_says_what_its_command_said(
    given: Callable[[], Placement | None], command: Command, policy: Policy, fact: Event
) -> None:
    assert decide(given(), command, policy) == (fact,)
