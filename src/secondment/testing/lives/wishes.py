"""What somebody may wish for: a strategy for the command of each verb, in a situation.

Records other than absences, cover and new holders of roles do not belong here: see `recording`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Final

from secondment.commands import (
    Advance,
    ArrangeCover,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    GiveNotice,
    Leave,
    OpenChange,
    PersonCommand,
    Reassign,
    RecordAbsence,
    Start,
    Void,
    Withdraw,
)
from secondment.course import clock_of, next_step, planned_end
from secondment.dates import ONE_DAY, Day, Period, span_after
from secondment.lifecycle import Verb
from secondment.limits import service_of
from secondment.negotiation import Thread, ahead_of, missing, needed, rules_for
from secondment.notice import notice_rule
from secondment.parties import PersonId, Role
from secondment.placement import Closing, Placement, Proposal, Work
from secondment.policy import Policy
from secondment.terms import NoticeKind
from secondment.testing.lives.offers import REASONS, expiry_for, subject_for
from secondment.testing.lives.recording import RECORDINGS
from secondment.testing.lives.situation import (
    Situation,
    beside,
    days_around,
    turning_days,
    waits_for_time,
)

_SUCCESSORS: Final = ("nora", "otto", "hana", "nils")


def _counter(situation: Situation) -> Counter:
    on = situation.day
    return Counter(
        by=situation.permitted(Verb.COUNTER),
        on=on,
        subject=subject_for(situation, on),
        offer=situation.offer_number,
        expires_on=expiry_for(situation, on),
    )


def _open_change(situation: Situation) -> OpenChange:
    on = situation.day
    return OpenChange(
        by=situation.permitted(Verb.OPEN_CHANGE),
        on=on,
        subject=subject_for(situation, on),
        expires_on=expiry_for(situation, on),
    )


def _consent(situation: Situation) -> Consent:
    placement, thread = situation.placement, situation.placement.thread
    awaited = (
        () if thread is None else _in_turn(placement, thread, situation.policy.on(situation.on))
    )
    speaking = placement.parties.holders(situation.policy.permission(Verb.CONSENT).roles)
    by = situation.pick((*awaited, *awaited, *awaited, *speaking), situation.everybody)
    return Consent(by=by, on=situation.day, offer=situation.offer_number)


def _in_turn(placement: Placement, thread: Thread, policy: Policy) -> tuple[PersonId, ...]:
    """Return whose consent is missing and need not wait for that of others."""
    lacking = missing(thread, placement.table, policy)
    rules = rules_for(thread.offer.subject, placement.table, policy)
    people = dict.fromkeys(seat.person for seat in lacking)
    return tuple(
        person
        for person in people
        if not ahead_of(
            [seat for seat in lacking if seat.person == person],
            [seat for seat in lacking if seat.person != person],
            rules,
        )
    )


def _reason(situation: Situation) -> str | None:
    """Return why somebody says no, where the policy wants to know it."""
    placement, offer = situation.placement, situation.placement.offer
    if offer is not None:
        rules = rules_for(offer.subject, placement.table, situation.policy.on(situation.on))
        if any(rule.refused_with_reason for rule in rules):
            return situation.pick(("budget", "budget", None))
    return situation.pick(REASONS)


def _asked(situation: Situation) -> tuple[list[PersonId], list[PersonId]]:
    """Return the author of the offer on the table, and the others whose consent it needs."""
    placement, offer = situation.placement, situation.placement.offer
    if offer is None:
        return [], []
    seats = needed(offer.subject, placement.table, situation.policy)
    return [offer.author], [seat.person for seat in seats if seat.person != offer.author]


def _decline(situation: Situation) -> Decline:
    _, others = _asked(situation)
    return Decline(
        by=situation.pick(others, situation.everybody),
        on=situation.day,
        offer=situation.offer_number,
        reason=_reason(situation),
    )


def _drop_change(situation: Situation) -> DropChange:
    author, others = _asked(situation)
    by = situation.pick(author + others, situation.everybody)
    return DropChange(
        by=by, on=situation.day, offer=situation.offer_number, reason=_reason(situation)
    )


def _withdraw(situation: Situation) -> Withdraw:
    if isinstance(situation.placement.state, Proposal):
        author, _ = _asked(situation)
        return Withdraw(by=situation.pick(author, situation.everybody), on=situation.day)
    return Withdraw(by=situation.permitted(Verb.WITHDRAW), on=situation.day)


# start and end


def _start(situation: Situation) -> Start:
    first_day = situation.terms.period.first_day
    on = situation.pick((max(first_day, situation.on),), days_around(situation.placement))
    return Start(by=situation.permitted(Verb.START), on=on)


def _give_notice(situation: Situation) -> GiveNotice:
    on, parties = situation.day, situation.placement.parties
    fitting = [
        (rule.kind, person)
        for rule in situation.policy.notices
        for person in parties.holders(rule.roles)
    ]
    kind, by = situation.pick(fitting, list(product(NoticeKind, situation.everybody)))
    rule = notice_rule(kind, situation.policy.on(on), service_of(situation.placement, None), on)
    earliest = span_after(on, rule.length, situation.policy.calendar)
    agreed = situation.terms.period.last_day
    days = (earliest, agreed - ONE_DAY, agreed)
    return GiveNotice(
        by=by,
        on=on,
        kind=kind,
        last_day=situation.pick(
            [day for day in days if earliest <= day <= agreed], (on, agreed, agreed + ONE_DAY)
        ),
        reason=situation.pick(REASONS),
    )


def _end(
    kind: Callable[..., Complete | Convert | EndEarly], situation: Situation
) -> Complete | Convert | EndEarly:
    after_last_day = max(situation.last_day + ONE_DAY, situation.on)
    on = situation.pick((after_last_day,), days_around(situation.placement))
    verb = Verb.COMPLETE if kind is Complete else Verb.CONVERT
    return kind(by=situation.permitted(verb), on=on)


def _end_early(situation: Situation) -> EndEarly:
    state, by = situation.placement.state, situation.permitted(Verb.END_EARLY)
    planned = planned_end(state, situation.policy) if isinstance(state, Work | Closing) else None
    if planned is not None and planned.verb is Verb.END_EARLY and situation.pick((True, False)):
        on = situation.pick((max(planned.last_day + ONE_DAY, situation.on),), (situation.on,))
        return EndEarly(by=by, on=on)
    triggers = sorted(situation.policy.immediate_triggers.value)
    return EndEarly(by=by, on=situation.day, trigger=situation.pick(triggers, (None, "storm")))


def _leave(situation: Situation) -> Leave:
    return Leave(
        by=situation.permitted(Verb.LEAVE), on=situation.day, reason=situation.pick(REASONS)
    )


def _dated(situation: Situation, on: Day, *since: Day) -> Day | None:
    """Return a day for a record made on *on* that follows what was on the days *since*."""
    proposed_on = situation.placement.proposed_on
    return situation.pick(
        (None, max((proposed_on, *since)), on), (on + ONE_DAY, proposed_on, proposed_on - ONE_DAY)
    )


def _record_absence(situation: Situation) -> RecordAbsence:
    on, period = situation.day, Period(situation.terms.period.first_day, situation.last_day)
    starts = [period.first_day, on, on + ONE_DAY, period.last_day]
    days = situation.pick((1, 5, 20))
    first_day = situation.pick(
        [day for day in starts if day in period], (period.last_day + ONE_DAY,) * 3
    )
    return RecordAbsence(
        by=situation.permitted(Verb.RECORD_ABSENCE),
        on=on,
        period=Period(first_day, first_day + (days - 1) * ONE_DAY),
        reason=situation.pick(("sick", "leave")),
        dated=_dated(situation, on),
    )


def _arrange_cover(situation: Situation) -> ArrangeCover:
    on, period = situation.day, situation.terms.period
    return ArrangeCover(
        by=situation.permitted(Verb.ARRANGE_COVER),
        on=on,
        person=situation.pick(("cora", "otto"), (situation.placement.parties.secondee,)),
        period=situation.pick((period, Period(period.last_day, period.last_day))),
        dated=_dated(situation, on),
    )


def _reassign(situation: Situation) -> Reassign:
    on, parties, handovers = (
        situation.day,
        situation.placement.parties,
        situation.placement.handovers,
    )
    passing = [seat for seat in parties.seats if seat.role is not Role.SECONDEE]
    passed_on = [seat for seat in passing if any(each.role is seat.role for each in handovers)]
    seat = situation.pick([*passing, *passed_on, *passed_on], parties.seats)
    holders = [each.person for each in parties.seats if each.role is seat.role]
    office = situation.policy.permission(Verb.REASSIGN).roles & {Role.PROGRAMME_OFFICE}
    appointing = parties.holders(office) or (parties.home.manager, parties.host.manager)
    left = [each.outgoing for each in handovers]
    held_since = [each.on for each in handovers if each.role is seat.role]
    return Reassign(
        by=situation.pick((seat.person, *appointing), situation.everybody),
        on=on,
        role=seat.role,
        outgoing=situation.pick((seat.person,), situation.everybody),
        incoming=situation.pick(
            [person for person in (*_SUCCESSORS, *left) if person not in holders],
            situation.everybody,
        ),
        dated=_dated(situation, on, *held_since),
    )


def _void(situation: Situation) -> Void:
    latest = situation.placement.latest
    return Void(
        by=situation.permitted(Verb.VOID),
        on=situation.day,
        position=situation.pick((latest,), (latest - 1, latest + 1)),
        reason="mistake",
    )


def advance(situation: Situation) -> Advance:
    """Let time pass to a day on which something happens, the plainest, or may, or for a while."""
    turning, thread = turning_days(situation.placement), situation.placement.thread
    if thread is not None and waits_for_time(situation.placement, situation.policy):
        clock = clock_of(
            thread.offer, situation.placement.table, situation.policy, situation.placement.moved_on
        )
        turning += [] if clock is None else [clock[0]]
    ahead = [day for day in beside(turning) if day > situation.on]
    ahead.sort(key=lambda day: next_step(situation.placement, situation.policy, day) is None)
    soon = [situation.on + timedelta(days=days) for days in (1, 30)]
    return Advance(on=situation.pick((*ahead[:3], *soon), days_around(situation.placement)))


WISHES: Final[Mapping[Verb, Callable[[Situation], PersonCommand]]] = {
    Verb.COUNTER: _counter,
    Verb.CONSENT: _consent,
    Verb.DECLINE: _decline,
    Verb.WITHDRAW: _withdraw,
    Verb.OPEN_CHANGE: _open_change,
    Verb.DROP_CHANGE: _drop_change,
    Verb.START: _start,
    Verb.GIVE_NOTICE: _give_notice,
    Verb.COMPLETE: partial(_end, Complete),
    Verb.CONVERT: partial(_end, Convert),
    Verb.END_EARLY: _end_early,
    Verb.LEAVE: _leave,
    Verb.RECORD_ABSENCE: _record_absence,
    Verb.ARRANGE_COVER: _arrange_cover,
    Verb.REASSIGN: _reassign,
    Verb.VOID: _void,
    **RECORDINGS,
}
"""How a command is drawn for each verb but the proposal's, which needs no placement."""
