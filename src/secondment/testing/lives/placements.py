"""Placements wherever they can stand, their histories and their parts, drawn from whole lives.

A placement is made by its facts only, so that none is built here that could not have come about.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from secondment.events import Event
from secondment.lifecycle import FINAL_STATUSES, Status
from secondment.negotiation import Offer, Thread
from secondment.placement import Agreement, Closing, End, Placement, Proposal, Work
from secondment.policy import Policy
from secondment.testing.lives.drawn import lives


def placements(policy: Policy | str = "house", *statuses: Status) -> SearchStrategy[Placement]:
    """Return a strategy for placements; the simplest has just been proposed.

    Args:
        policy: The rules, or the name or path of a pack.
        statuses: Where they stand; none for anywhere.

    Example:
        >>> from hypothesis import find
        >>> placement = find(placements("informal", Status.UNDERWAY), lambda found: True)
        >>> str(placement.status)
        'underway'
    """
    if not statuses:
        return lives(policy).flatmap(lambda life: st.sampled_from(life.placements))
    return st.one_of(*(_standing(policy, status) for status in statuses))


def _standing(policy: Policy | str, status: Status) -> SearchStrategy[Placement]:
    return lives(policy, to=status).map(lambda life: life.placement)


def histories(policy: Policy | str = "house") -> SearchStrategy[tuple[Event, ...]]:
    """Return a strategy for what happened to one placement; the simplest is a proposal alone.

    Args:
        policy: The rules, or the name or path of a pack.
    """
    return lives(policy).map(lambda life: life.events)


_NEGOTIATED: Final = (
    Status.PROPOSED,
    Status.REVISING,
    Status.NEGOTIATED_CHANGE,
    Status.RECONSIDERING,
)
_PARTS: Final[tuple[tuple[type, Callable[[Placement], Any], tuple[Status, ...]], ...]] = (
    (Placement, lambda placement: placement, ()),
    (Proposal, lambda placement: placement.state, (Status.PROPOSED,)),
    (Agreement, lambda placement: placement.state, (Status.SCHEDULED, Status.REVISING)),
    (Work, lambda placement: placement.state, (Status.UNDERWAY, Status.NEGOTIATED_CHANGE)),
    (Closing, lambda placement: placement.state, (Status.HANDOVER, Status.RECONSIDERING)),
    (End, lambda placement: placement.state, tuple(sorted(FINAL_STATUSES))),
    (Thread, lambda placement: placement.thread, _NEGOTIATED),
    (Offer, lambda placement: placement.offer, _NEGOTIATED),
)
"""What only a history makes: the type, where it is found in a placement, and while which status."""


def _part(
    told: Callable[[Placement], Any], statuses: tuple[Status, ...], _: type
) -> SearchStrategy[Any]:
    return placements("house", *statuses).map(told)


for kind, told, statuses in _PARTS:
    st.register_type_strategy(kind, partial(_part, told, statuses))
