"""One life of fourteen facts that every benchmark uses."""

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import evolve as altered

from secondment import (
    Advance,
    Command,
    Consent,
    Counter,
    Event,
    OpenChange,
    Parties,
    Period,
    Placement,
    Propose,
    Side,
    Terms,
    decide,
    evolve,
    load_policy,
)

POLICY: Final = load_policy("house")

_FULL_TIME: Final = Terms(period=Period(date(2027, 3, 1), date(2027, 8, 31)))
_FOUR_DAYS: Final = altered(_FULL_TIME, host_share=Decimal("0.8"))
_LONGER: Final = altered(_FOUR_DAYS, period=Period(date(2027, 3, 1), date(2027, 10, 31)))
_PARTIES: Final = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
)

COMMANDS: Final[tuple[Command, ...]] = (
    Propose(by="hana", on=date(2027, 1, 11), parties=_PARTIES, terms=_FULL_TIME),
    Counter(by="otto", on=date(2027, 1, 13), subject=_FOUR_DAYS),
    *(Consent(by=person, on=date(2027, 1, 15)) for person in ("sam", "hana", "petra")),
    Advance(on=date(2027, 3, 1)),
    OpenChange(by="sam", on=date(2027, 7, 5), subject=_LONGER),
    *(Consent(by=person, on=date(2027, 7, 9)) for person in ("hana", "otto", "petra")),
    Advance(on=date(2027, 11, 1)),
)


def live() -> tuple[Placement, tuple[Event, ...]]:
    """Decide and evolve the whole life."""
    placement: Placement | None = None
    events: list[Event] = []
    for command in COMMANDS:
        for event in decide(placement, command, POLICY):
            placement = evolve(placement, event)
            events.append(event)
    assert placement is not None
    return placement, tuple(events)
