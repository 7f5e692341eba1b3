"""The course that terms and policy foresee: what time makes happen, and how a placement ends.

Whether somebody may do a thing does not belong here: see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from secondment.dates import ONE_DAY, Day, next_working_day
from secondment.events import (
    ChangeDropped,
    Completed,
    Converted,
    DropReason,
    EndedEarly,
    Event,
    Lapsed,
    Left,
    Started,
)
from secondment.lifecycle import Verb
from secondment.parties import PersonId
from secondment.placement import Agreement, Closing, Placement, Proposal, Work, evolve
from secondment.policy import Policy, ReturnDay
from secondment.readings import missing_before_start
from secondment.terms import ConversionRoute, EndKind, Terms


@frozen
class PlannedEnd:
    """How a placement ends unless something else is settled.

    Attributes:
        verb: The step that ends it.
        last_day: Its last day.
    """

    verb: Verb
    last_day: Day


_VERB_OF_END: Final = {
    EndKind.RETURN: Verb.COMPLETE,
    EndKind.CONVERSION: Verb.CONVERT,
    EndKind.EARLY_END: Verb.END_EARLY,
    EndKind.LEAVING: Verb.LEAVE,
}


def planned_end(state: Work | Closing) -> PlannedEnd:
    """Return how the placement in *state* ends unless something else is settled.

    Source:
        Terms with an automatic conversion end in the host role: Birkbeck, "Returning after
        secondment end date".
    """
    if isinstance(state, Closing):
        return PlannedEnd(_VERB_OF_END[state.ending.kind], state.ending.last_day)
    automatic = state.terms.conversion_route is ConversionRoute.AUTOMATIC
    return PlannedEnd(Verb.CONVERT if automatic else Verb.COMPLETE, state.terms.period.last_day)


def returns_on(on: Day, policy: Policy) -> Day:
    """Return the first day back at work when *on* is the first day after the placement.

    Source:
        The policy's clause on the return day.
    """
    if policy.return_day.value is ReturnDay.NEXT_DAY:
        return on
    return next_working_day(on, policy.calendar)


def end_fact(
    state: Work | Closing, verb: Verb, on: Day, by: PersonId | None, policy: Policy
) -> Event:
    """Return the fact that ends the placement in *state* by *verb*, as planned.

    Args:
        state: What is known before.
        verb: One of the verbs of `planned_end`.
        on: The first day after the placement.
        by: Who says so; None for time.
        policy: Says when the person is back at work.
    """
    match verb:
        case Verb.COMPLETE:
            return Completed(on=on, by=by, returns_on=returns_on(on, policy))
        case Verb.CONVERT:
            return Converted(on=on, by=by)
        case Verb.END_EARLY:
            reason = _early_end_reason(state)
            return EndedEarly(on=on, by=by, reason=reason, returns_on=returns_on(on, policy))
        case _:
            reason_of_leaving = state.ending.reason if isinstance(state, Closing) else None
            return Left(on=on, by=by, reason=reason_of_leaving)


def _early_end_reason(state: Work | Closing) -> str:
    """Return the reason given, otherwise the kind of notice, otherwise ``mutual``."""
    if isinstance(state, Closing):
        if state.ending.reason:
            return state.ending.reason
        if state.notice:
            return state.notice.value
    return "mutual"


def next_step(placement: Placement, policy: Policy, on: Day) -> Event | None:
    """Return the first thing that time makes happen by *on*, None when nothing is due.

    An offer lapses on the day after the last on which it could be consented to. The start is on the
    first day of the terms. The end is on the day after the last day. A placement that nobody
    started lapses on the day after its last day.
    """
    state = placement.state
    if not isinstance(state, Proposal | Agreement | Work | Closing):
        return None
    offer = placement.offer
    if offer is not None:
        lapses_on = offer.expires_on + ONE_DAY
        if on < lapses_on:
            return None
        if isinstance(state, Proposal):
            return Lapsed(on=lapses_on, by=None)
        return ChangeDropped(on=lapses_on, by=None, reason=DropReason.LAPSED)
    if isinstance(state, Agreement):
        return _start_due(placement, state.terms, policy, on)
    if isinstance(state, Work | Closing):
        return _end_due(state, policy, on)
    return None


def _start_due(placement: Placement, terms: Terms, policy: Policy, on: Day) -> Event | None:
    """Return the start if time starts it and nothing is missing, the lapse once it is too late."""
    first_day, last_day = terms.period.first_day, terms.period.last_day
    in_time = placement.moved_on <= first_day <= on
    if in_time and policy.automatic_start.value and not missing_before_start(placement, policy):
        return Started(on=first_day, by=None)
    lapses_on = max(last_day + ONE_DAY, placement.moved_on)
    return Lapsed(on=lapses_on, by=None) if lapses_on <= on else None


def _end_due(state: Work | Closing, policy: Policy, on: Day) -> Event | None:
    planned = planned_end(state)
    if not policy.automatic_end.value or on <= planned.last_day:
        return None
    return end_fact(state, planned.verb, planned.last_day + ONE_DAY, None, policy)


def steps_due(placement: Placement, policy: Policy, on: Day) -> Iterator[Event]:
    """Yield everything that time makes happen by *on*, in order; nothing when nothing is due."""
    known = placement
    while (event := next_step(known, policy, on)) is not None:
        yield event
        known = evolve(known, event)
