"""The people and days that the tests are about, and a way to live through commands."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from string import Formatter

from attrs import evolve as altered

from secondment import (
    Advance,
    Clause,
    Command,
    Consent,
    GiveNotice,
    NoticeKind,
    OpenChange,
    Parties,
    Period,
    Placement,
    Policy,
    Propose,
    Say,
    Side,
    Stakeholder,
    Terms,
    decide,
    evolve,
    load_policy,
)

HOUSE = load_policy("house")
INFORMAL = load_policy("informal")

BY_HAND = altered(
    HOUSE,
    automatic_start=Clause(False, HOUSE.automatic_start.source),
    automatic_end=Clause(False, HOUSE.automatic_end.source),
)
"""As the house has it, but somebody has to say that a placement starts and that it is over."""

SAM = "sam"
"""The secondee."""
HANA = "hana"
"""Speaks for home."""
OTTO = "otto"
"""Speaks for the host."""
PETRA = "petra"
"""The programme office."""
MIRA = "mira"
"""A stakeholder who must consent."""
CARL = "carl"
"""A stakeholder who is consulted."""
INGA = "inga"
"""A stakeholder who is informed."""

PARTIES = Parties(
    secondee=SAM,
    home=Side(unit="platform", manager=HANA),
    host=Side(unit="payments", manager=OTTO),
    programme_office=PETRA,
)

MORE_PARTIES = altered(
    PARTIES,
    stakeholders=(
        Stakeholder(MIRA, Say.MUST_CONSENT),
        Stakeholder(CARL, Say.CONSULTED),
        Stakeholder(INGA, Say.INFORMED),
    ),
)
"""The same with a stakeholder of each kind."""

PROPOSED_ON = date(2027, 1, 11)
AGREED_ON = date(2027, 1, 15)
FIRST_DAY = date(2027, 3, 1)
LAST_DAY = date(2027, 8, 31)

TERMS = Terms(period=Period(FIRST_DAY, LAST_DAY), host_share=Decimal("0.8"))

LONGER = altered(TERMS, period=Period(FIRST_DAY, date(2027, 10, 31)))
"""The same terms for two months more."""

PROPOSE = Propose(by=HANA, on=PROPOSED_ON, parties=PARTIES, terms=TERMS)


SAME_COMMAND = {
    "change_fields",
    "date_record",
    "answer_change",
    "name_party",
    "name_reason",
    "offer_something_else",
}
"""The remedies that are about the command that was tried; a tool can fill in its form again."""


def names_in(text: str) -> set[str]:
    """Return the names of the figures that *text* of a catalogue speaks of."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def lived(*commands: Command, after: Placement | None = None, policy: Policy = HOUSE) -> Placement:
    """Return the placement once *commands* are carried out one after the other."""
    placement = after
    for command in commands:
        placement = reduce(evolve, decide(placement, command, policy), placement)
    assert placement is not None
    return placement


def consents(on: date, people: Iterable[str], offer: int | None = None) -> tuple[Consent, ...]:
    """Return one consent from each of *people*."""
    return tuple(Consent(by=person, on=on, offer=offer) for person in people)


def proposed() -> Placement:
    """Return a placement that Hana has proposed."""
    return lived(PROPOSE)


def proposed_to_more() -> Placement:
    """Return a proposal with stakeholders."""
    return lived(altered(PROPOSE, parties=MORE_PARTIES))


def scheduled() -> Placement:
    """Return a placement that everybody has consented to."""
    return lived(*consents(AGREED_ON, (SAM, OTTO, PETRA)), after=proposed())


def underway() -> Placement:
    """Return a placement that has started on its first day."""
    return lived(Advance(on=FIRST_DAY), after=scheduled())


def scheduled_under(terms: Terms) -> Placement:
    """Return a placement that everybody has consented to under *terms*."""
    return lived(altered(PROPOSE, terms=terms), *consents(AGREED_ON, (SAM, OTTO, PETRA)))


def underway_under(terms: Terms) -> Placement:
    """Return a placement that has started on its first day under *terms*."""
    return lived(Advance(on=terms.period.first_day), after=scheduled_under(terms))


def revising() -> Placement:
    """Return a placement whose terms Otto wants longer before it has started."""
    return lived(OpenChange(by=OTTO, on=date(2027, 2, 1), subject=LONGER), after=scheduled())


def changing() -> Placement:
    """Return a placement that Sam wants longer; everybody else's consent is missing."""
    return lived(OpenChange(by=SAM, on=date(2027, 7, 5), subject=LONGER), after=underway())


def handing_over() -> Placement:
    """Return a placement from which Hana recalls Sam; its last day is then 30 April."""
    recall = GiveNotice(
        by=HANA, on=date(2027, 4, 1), kind=NoticeKind.RECALL, last_day=date(2027, 4, 30)
    )
    return lived(recall, after=underway())


def reconsidering() -> Placement:
    """Return a placement about which Otto asks Hana, after the recall, to go on after all."""
    return lived(OpenChange(by=OTTO, on=date(2027, 4, 5), subject=TERMS), after=handing_over())


def underway_informally() -> Placement:
    """Return a placement among Sam, Hana and Otto alone, which only people can end."""
    return lived(PROPOSE, *consents(AGREED_ON, (SAM, OTTO)), Advance(on=FIRST_DAY), policy=INFORMAL)
