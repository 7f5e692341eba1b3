"""Placements wherever they can stand, their histories and their parts, drawn from whole lives.

A placement is made by its facts only, so that none is built here that could not have come about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.agenda import Duty, Moved, agenda
from secondment.course import PlannedEnd, planned_end
from secondment.dates import Day
from secondment.events import Event
from secondment.explain import (
    Option,
    Outlook,
    Standing,
    WhatIf,
    options,
    outlook,
    standing,
    what_if,
)
from secondment.lifecycle import FINAL_STATUSES, Status
from secondment.negotiation import Offer, Thread
from secondment.overview import Overview, overview
from secondment.pack import load_policy
from secondment.parties import Role
from secondment.placement import (
    Absence,
    Agreement,
    Closing,
    CoverSpell,
    End,
    Handover,
    Placement,
    Proposal,
    Work,
)
from secondment.policy import Policy
from secondment.provisions import Provision, explain_policy
from secondment.testing.lives.drawn import commands, lives
from secondment.testing.named import NamedPolicy, policy_of
from secondment.testing.values.pools import days, people, periods


def placements(policy: NamedPolicy = "house", *statuses: Status) -> SearchStrategy[Placement]:
    """Return a strategy for placements; the simplest has just been proposed.

    Args:
        policy: The rules, or the name or path of a pack.
        statuses: Where they stand, one as often as another; none for anywhere.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
        ValueError: One of *statuses* is none. When drawing: as `lives` says.

    Example:
        >>> from hypothesis import find
        >>> placement = find(placements("informal", Status.UNDERWAY), lambda found: True)
        >>> str(placement.status)
        'underway'
    """
    if not statuses:
        return lives(policy).flatmap(lambda life: st.sampled_from(life.placements))
    rules, wanted = policy_of(policy), dict.fromkeys(map(Status, statuses))
    return st.one_of(*(_standing(rules, status) for status in wanted))


def _standing(policy: Policy, status: Status) -> SearchStrategy[Placement]:
    return lives(policy, to=status).map(lambda life: life.placement)


def histories(policy: NamedPolicy = "house") -> SearchStrategy[tuple[Event, ...]]:
    """Return a strategy for what happened to one placement; the simplest is a proposal alone.

    Args:
        policy: The rules, or the name or path of a pack.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
        ValueError: No terms were found that could be proposed; when drawing.
    """
    return lives(policy).map(lambda life: life.events)


# what else needs a history, for `hypothesis.strategies.from_type`; all of it under the house policy

_HOUSE: Final = "house"
_NEGOTIATED: Final = (
    Status.PROPOSED,
    Status.REVISING,
    Status.NEGOTIATED_CHANGE,
    Status.RECONSIDERING,
)
_AGREED: Final = (Status.SCHEDULED, Status.REVISING)
_AT_WORK: Final = (Status.UNDERWAY, Status.NEGOTIATED_CHANGE)
_ENDING: Final = (Status.HANDOVER, Status.RECONSIDERING)


def _part(told: Callable[[Placement], Any], *statuses: Status) -> SearchStrategy[Any]:
    """Return a strategy for what is *told* of a placement."""
    return placements(_HOUSE, *statuses).map(told)


def _one(told: Callable[[Placement, Policy, Day], Sequence[Any]]) -> SearchStrategy[Any]:
    """Return a strategy for one of the things *told* of a placement on the day of its last step."""
    policy = load_policy(_HOUSE)
    found = placements(policy).map(lambda known: tuple(told(known, policy, known.moved_on)))
    return found.filter(bool).flatmap(st.sampled_from)


def _options(placement: Placement, policy: Policy, on: Day) -> Sequence[Option]:
    people = dict.fromkeys(seat.person for seat in placement.parties.seats)
    return [each for by in people for each in options(placement, by, on, policy)]


@st.composite
def _questions(draw: DrawFn) -> WhatIf:
    """Draw what would come of a command of a life, or of any."""
    life = draw(lives(_HOUSE))
    turn = draw(st.sampled_from(life.turns))
    command = draw(st.one_of(st.just(turn.command), commands(turn.before, life.policy)))
    return what_if(turn.before, command, life.policy)


def _moved() -> SearchStrategy[Moved]:
    """Return a strategy for duties that a command of a life moves; the proposal brings some."""
    return lives(_HOUSE).flatmap(
        lambda life: st.sampled_from(
            [
                duty
                for turn in life.turns
                for duty in what_if(turn.before, turn.command, life.policy).duties
            ]
        )
    )


def _planned(placement: Placement) -> PlannedEnd:
    assert isinstance(placement.state, Work | Closing), "that is what was asked for"
    return planned_end(placement.state, load_policy(_HOUSE))


OF_A_HISTORY: Final[Mapping[type, Callable[[], SearchStrategy[Any]]]] = MappingProxyType(
    {
        Placement: placements,
        Proposal: lambda: _part(lambda placement: placement.state, Status.PROPOSED),
        Agreement: lambda: _part(lambda placement: placement.state, *_AGREED),
        Work: lambda: _part(lambda placement: placement.state, *_AT_WORK),
        Closing: lambda: _part(lambda placement: placement.state, *_ENDING),
        End: lambda: _part(lambda placement: placement.state, *sorted(FINAL_STATUSES)),
        Thread: lambda: _part(lambda placement: placement.thread, *_NEGOTIATED),
        Offer: lambda: _part(lambda placement: placement.offer, *_NEGOTIATED),
        PlannedEnd: lambda: _part(_planned, *_AT_WORK, *_ENDING),
        Absence: lambda: st.builds(Absence, periods(), st.sampled_from(["sick", "leave"])),
        CoverSpell: lambda: st.builds(CoverSpell, people(), periods()),
        Handover: lambda: st.builds(Handover, st.sampled_from(Role), people(), people(), days()),
        Duty: lambda: _one(agenda),
        Moved: _moved,
        Option: lambda: _one(_options),
        Standing: lambda: _one(lambda placement, policy, on: [standing(placement, policy, on)]),
        Outlook: lambda: _one(lambda placement, policy, _: [outlook(placement, policy)]),
        WhatIf: _questions,
        Overview: lambda: _one(lambda placement, policy, on: [overview(placement, policy, on)]),
        Provision: lambda: _one(explain_policy),
    }
)
"""What only a history makes, or what the library says of a placement: how it is drawn."""


def _strategy_for(kind: type) -> SearchStrategy[Any]:
    """Return the strategy for *kind*, made when it is first asked for."""
    return OF_A_HISTORY[kind]()


def _register() -> None:
    """Tell Hypothesis which strategy is for which class; nothing is made before it is asked for."""
    for kind in OF_A_HISTORY:
        st.register_type_strategy(kind, _strategy_for)


_register()
