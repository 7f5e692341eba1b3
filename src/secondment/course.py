"""The course that terms and policy foresee: what time makes happen, and how a placement ends.

Whether somebody may do a thing does not belong here: see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Final

from attrs import frozen

from secondment.clauses import ConsentRule, ReturnDay, Silence
from secondment.dates import ONE_DAY, Day, Period, day_after, next_working_day, span_after
from secondment.events import (
    Agreed,
    ChangeDropped,
    ChangeSettled,
    ClosingRevoked,
    Completed,
    Consented,
    Converted,
    Declined,
    DropKind,
    EndedEarly,
    EndingAgreed,
    Escalated,
    Event,
    Lapsed,
    Left,
    Started,
)
from secondment.lifecycle import Verb
from secondment.limits import blocking, extension_window, overloads_on_table, waivers_missing
from secondment.negotiation import Offer, Table, ahead_of, missing, rules_for
from secondment.outcome import Route, forfeited_from
from secondment.parties import PersonId, Role, Seat
from secondment.placement import (
    Agreement,
    Closing,
    End,
    Placement,
    Proposal,
    State,
    Work,
    evolve,
)
from secondment.policy import Policy
from secondment.readings import conversions_refused, missing_before_start
from secondment.service import ServiceRecord
from secondment.terms import ConversionRoute, Ending, EndKind, ReturnRight, Terms


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


def planned_end(state: Work | Closing, policy: Policy) -> PlannedEnd:
    """Return how the placement in *state* ends unless something else is settled.

    Source:
        Terms with an automatic conversion end in the host role: Birkbeck, "Returning after
        secondment end date".
    """
    if isinstance(state, Closing):
        return PlannedEnd(_VERB_OF_END[state.ending.kind], state.ending.last_day)
    last_day = state.terms.period.last_day
    automatic = state.terms.conversion_route is ConversionRoute.AUTOMATIC
    return PlannedEnd(Verb.CONVERT if automatic else Verb.COMPLETE, last_day)


def return_right(terms: Terms, policy: Policy, on: Day) -> ReturnRight:
    """Return what home owes on the way back: what *terms* say, or else what *policy* says on *on*.

    What is lost to a long stay is not asked here; see `return_lost_on`.
    """
    return terms.return_right or policy.on(on).returning.right.value


def return_lost_on(period: Period, policy: Policy) -> Day | None:
    """Return the first day on which a stay has lost the way back; None where it is never lost.

    Args:
        period: From the first day worked to the last day in force.
        policy: The rules; those of the first day count.

    Source:
        Birkbeck, "Returning after secondment end date": it is lost by staying on after a year.
    """
    rules = policy.on(period.first_day).returning
    if rules.lost_after is None:
        return None
    lost_on = forfeited_from(period.first_day, rules.lost_after.value)
    if rules.lost_by_staying_on is not None and rules.lost_by_staying_on.value:
        return max(lost_on, returns_on(period.last_day + ONE_DAY, policy) + ONE_DAY)
    return lost_on


def conversion_is_excluded(terms: Terms, policy: Policy, on: Day) -> bool:
    """Return whether nobody may stay for good under *terms*, or else under *policy* on *on*."""
    if terms.conversion_route is not None:
        return terms.conversion_route is ConversionRoute.EXCLUDED
    clause = policy.on(on).conversion.excluded
    return clause is not None and clause.value


def may_ask_again_on(placement: Placement, policy: Policy, on: Day) -> Day | None:
    """Return the first day on which staying for good can be asked for once more.

    None where it was never refused, or may be asked for at any time.
    """
    clause, refused = policy.on(on).conversion.repeat_every, conversions_refused(placement)
    return day_after(refused[-1], clause.value) if clause is not None and refused else None


def returns_on(on: Day, policy: Policy) -> Day:
    """Return the first day back at work when *on* is the first day after the placement.

    Source:
        The policy's clause on the return day.
    """
    if policy.on(on).return_day.value is ReturnDay.NEXT_DAY:
        return on
    return next_working_day(on, policy.calendar)


def back_on(state: State, last_day: Day, policy: Policy) -> Day | None:
    """Return the first day back at work after *last_day*; None when the person does not come back.

    Of a placement that is over, it is the day on record.
    """
    if isinstance(state, End):
        return state.returns_on
    if isinstance(state, Work | Closing):
        homewards = planned_end(state, policy).verb in (Verb.COMPLETE, Verb.END_EARLY)
        return returns_on(last_day + ONE_DAY, policy) if homewards else None
    return returns_on(last_day + ONE_DAY, policy)


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

    An offer that nobody answers in time counts as refused or as accepted, or is put to others,
    where the policy says so; otherwise it lapses on the day after the last on which it could be
    consented to. The start is on the first day of the terms. The end is on the day after the last
    day, or, where the policy lets a long stay turn into staying for good, on the day after the
    return was due. A placement that nobody started lapses on the day after its last day.
    """
    due = _next_steps(placement, policy, on)
    return due[0] if due else None


def _next_steps(placement: Placement, policy: Policy, on: Day) -> tuple[Event, ...]:
    """Return the first thing that time makes happen by *on*, with all that happens at once."""
    state, event = placement.state, None
    if placement.offer is not None:
        return _answers_due(placement, policy, on)
    if isinstance(state, Agreement):
        event = _start_due(placement, state.terms, policy, on)
    elif isinstance(state, Work | Closing):
        event = _end_due(state, policy, on)
    return () if event is None else (event,)


# offers


def clock_of(
    offer: Offer, table: Table, policy: Policy, since: Day
) -> tuple[Day, ConsentRule, Silence | None] | None:
    """Return the last day for an answer to *offer*, the rule that says so, and what silence means.

    Of several kinds of change the most cautious meaning counts: a no before a lapse, a lapse before
    others are asked, and consent only where every kind says so. Of those with that meaning the
    shortest time counts. None where no rule sets one.

    Args:
        offer: What is on the table.
        table: What it is held against.
        policy: The rules; those of the day of the offer count.
        since: The day of the last step, from which the time runs where people consent in turn.
    """
    rules = rules_for(offer.subject, table, policy.on(offer.made_on))
    timed = [rule for rule in rules if rule.answer_within is not None]
    if not timed:
        return None
    meaning = min((rule.on_silence for rule in rules), key=_CAUTION.index)
    clocks = [
        (
            span_after(since if rule.order else offer.made_on, rule.answer_within, policy.calendar),
            rule,
        )
        for rule in timed
        if rule.answer_within is not None and (rule.on_silence is meaning or meaning is None)
    ]
    day, rule = min(clocks, key=lambda clock: clock[0])
    return day, rule, meaning


_CAUTION: Final = (Silence.DEEMED_REFUSED, None, Silence.ESCALATE, Silence.DEEMED_ACCEPTED)
"""What silence can mean, the most cautious first; None for a lapse."""


def _answers_due(placement: Placement, policy: Policy, on: Day) -> tuple[Event, ...]:
    """Return what comes of an offer that waits for too long; nothing while it may wait."""
    offer = placement.offer
    assert offer is not None, "asked for an offer on the table"
    clock = clock_of(offer, placement.table, policy, placement.moved_on)
    if clock is not None and clock[0] <= offer.expires_on:
        due = max(clock[0] + ONE_DAY, placement.moved_on)
        if clock[2] is Silence.DEEMED_ACCEPTED:
            due = max(due, _settled_from(placement, offer, policy))
        in_time = clock[2] is not Silence.DEEMED_ACCEPTED or due <= _settled_until(placement, offer)
        said = _silence(placement, clock[1], clock[2], due, policy) if in_time else ()
        if said and due <= on:
            return said
    lapses_on = offer.expires_on + ONE_DAY
    if on < lapses_on:
        return ()
    if isinstance(placement.state, Proposal):
        return (Lapsed(on=lapses_on, by=None),)
    return (ChangeDropped(on=lapses_on, by=None, kind=DropKind.LAPSED),)


def _settled_from(placement: Placement, offer: Offer, policy: Policy) -> Day:
    """Return the first day on which *offer* may be settled: an extension has its window."""
    held, subject = placement.terms, offer.subject
    if held is None or placement.started_on is None or isinstance(subject, Ending):
        return offer.made_on
    if subject.period.last_day <= held.period.last_day:
        return offer.made_on
    opens, _ = extension_window(policy, "decided", held.period.last_day, offer.made_on)
    return offer.made_on if opens is None else opens[0]


def _settled_until(placement: Placement, offer: Offer) -> Day:
    """Return the last day on which settling *offer* still makes sense: later nothing could come."""
    if placement.started_on is None and isinstance(offer.subject, Terms):
        return offer.subject.period.first_day
    return placement.last_day or Day.max


def _silence(
    placement: Placement, rule: ConsentRule, silence: Silence | None, on: Day, policy: Policy
) -> tuple[Event, ...]:
    """Return what the silence of those who are waited for means; empty when it means nothing."""
    offer, thread = placement.offer, placement.thread
    assert offer is not None, "asked for an offer on the table"
    assert thread is not None, "an offer on the table has a thread"
    edition = policy.on(offer.made_on)
    waiting = missing(thread, placement.table, edition)
    if not waiting:
        return ()
    match silence:
        case None:
            return ()
        case Silence.DEEMED_ACCEPTED:
            silent = _silent(placement, rule, waiting, edition)
            return tuple(
                Consented(on=on, by=person, number=offer.number, deemed=True)
                for person in dict.fromkeys(seat.person for seat in silent)
            )
        case Silence.ESCALATE:
            asked = placement.parties.holding(rule.escalates_to)
            others = [seat for seat in asked if seat not in thread.consents]
            if thread.is_escalated or not set(others) - set(waiting):
                return ()  # there is nobody else whom one could ask
            return (Escalated(on=on, by=None, number=offer.number),)
        case Silence.DEEMED_REFUSED:
            if isinstance(placement.state, Proposal):
                return (Declined(on=on, by=None),)
            return (ChangeDropped(on=on, by=None, kind=DropKind.DEEMED_REFUSED),)


def silence_counts(rule: ConsentRule, silence: Silence | None, role: Role) -> bool:
    """Return whether the silence of somebody in *role* means what *silence* says under *rule*.

    Silence is consent of nobody but those whom the rule names, and never of the secondee unless
    named.
    """
    if silence is not Silence.DEEMED_ACCEPTED:
        return True
    return role in (rule.silence_of or frozenset(Role) - {Role.SECONDEE})


def _silent(
    placement: Placement, rule: ConsentRule, waiting: tuple[Seat, ...], policy: Policy
) -> tuple[Seat, ...]:
    """Return those of *waiting* whose silence is consent: whose turn it is, and not the secondee.

    Where the rule names whose silence counts, the secondee may be among them.
    """
    subject = placement.offer.subject if placement.offer is not None else None
    assert subject is not None, "asked for an offer on the table"
    rules = rules_for(subject, placement.table, policy)
    return tuple(
        seat
        for seat in waiting
        if silence_counts(rule, Silence.DEEMED_ACCEPTED, seat.role)
        and not ahead_of([seat], [each for each in waiting if each is not seat], rules)
    )


def settlement(
    placement: Placement, on: Day, by: PersonId, policy: Policy, service: ServiceRecord | None
) -> Event | None:
    """Return the fact that comes with the last consent or waiver needed; None while one is missing.

    Args:
        placement: What is known once that consent or waiver is on record.
        on: The day of it.
        by: Who gave it.
        policy: The rules to judge by.
        service: What is known of the secondee's service; None for what came with the proposal.
    """
    thread = placement.thread
    if thread is None or missing(thread, placement.table, policy.on(on)):
        return None
    if waivers_missing(placement, policy, service) or blocking(placement, policy, service, on):
        return None
    if overloads_on_table(placement, policy, service):
        return None
    subject = thread.offer.subject
    if isinstance(subject, Ending):
        return EndingAgreed(on=on, by=by, ending=subject)
    match placement.state:
        case Proposal():
            return Agreed(on=on, by=by, terms=subject)
        case Closing():
            return ClosingRevoked(on=on, by=by, terms=subject)
        case _:
            return ChangeSettled(on=on, by=by, terms=subject)


# start and end


def _start_due(placement: Placement, terms: Terms, policy: Policy, on: Day) -> Event | None:
    """Return the start if time starts it and nothing is missing, the lapse once it is too late."""
    first_day, last_day = terms.period.first_day, terms.period.last_day
    in_time = placement.moved_on <= first_day <= on
    automatic = policy.on(first_day).automatic_start.value
    if in_time and automatic and not missing_before_start(placement, policy):
        return Started(on=first_day, by=None)
    lapses_on = max(last_day + ONE_DAY, placement.moved_on)
    return Lapsed(on=lapses_on, by=None) if lapses_on <= on else None


def _end_due(state: Work | Closing, policy: Policy, on: Day) -> Event | None:
    planned = planned_end(state, policy)
    if on <= planned.last_day:
        return None
    ended_on = planned.last_day + ONE_DAY
    if policy.on(ended_on).automatic_end.value:
        return end_fact(state, planned.verb, ended_on, None, policy)
    stays_from = stays_for_good_on(state, policy)
    if stays_from is not None and stays_from <= on:
        return Converted(on=stays_from, by=None)
    return None


def stays_for_good_on(state: Work | Closing, policy: Policy) -> Day | None:
    """Return the day on which a stay that nobody ends turns into staying for good.

    It is the day after the return was due, and never before the stay is as long as the policy says.
    None where it does not, or where it is fixed how the placement ends, or agreed how to stay.

    Source:
        Birkbeck, "Returning after secondment end date": who stays on after a year keeps the host
        role.
    """
    if isinstance(state, Closing) or state.terms.conversion_route is not None:
        return None
    ended_on = state.terms.period.last_day + ONE_DAY
    edition = policy.on(ended_on)
    rules = edition.conversion
    if rules.route.value is not Route.LAPSE_OF_TIME or rules.after is None:
        return None
    after = forfeited_from(state.started_on, rules.after.value)
    return max(after, returns_on(ended_on, policy) + ONE_DAY)


def steps_due(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> Iterator[Event]:
    """Yield everything that time makes happen by *on*, in order; nothing when nothing is due."""
    known = placement
    while due := _next_steps(known, policy, on):
        yield from due
        known = reduce(evolve, due, known)
        last = due[-1]
        if isinstance(last, Consented):
            settled = settlement(known, last.on, last.by, policy, service)
            if settled is not None:
                yield settled
                known = evolve(known, settled)
