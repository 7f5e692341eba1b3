"""The laws that a step of a placement is held against, written from the clauses of the policy.

What takes more than one step to see, such as a dead end, does not belong here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from secondment.clauses import ConsentRule, Matter, Occasion, Silence
from secondment.commands import Advance, Void
from secondment.course import next_step
from secondment.dates import last_day_of_span, span_after
from secondment.decide import decide
from secondment.events import (
    RECORDS,
    Agreed,
    ChangeSettled,
    ClosingRevoked,
    Completed,
    Consented,
    Converted,
    EndedEarly,
    EndingAgreed,
    Event,
    Left,
    NoticeGiven,
    Started,
)
from secondment.lifecycle import STEPS, Status
from secondment.limits import waivers_missing
from secondment.negotiation import Offer
from secondment.outcome import Route
from secondment.parties import Role, Seat
from secondment.placement import Closing, Placement, Work, evolve, in_force
from secondment.policy import Policy
from secondment.terms import (
    ChangeKind,
    ConversionRoute,
    EarlyEndMode,
    Ending,
    EndKind,
    NoticeKind,
    Terms,
    diff,
)
from secondment.testing.exploration.nodes import Node, name_of, plain
from secondment.testing.written import names_of


def broken(step: Node, policy: Policy) -> Iterator[str]:
    """Yield every law that *step* breaks."""
    assert step.before is not None, "a step leads from somewhere"
    yield from _broken_by_whom(step, policy)
    if isinstance(step.command, Void):
        yield from _broken_by_voiding(step)
        return
    yield from _broken_by_time(step, policy)
    known, earlier = step.before.placement, tuple(in_force(step.before.history))
    for count, event in enumerate(step.events):
        after = evolve(known, event)
        if known is not None:
            told = (*earlier, *step.events[:count])
            yield from _broken_by_status(known, event, after)
            yield from _broken_by_fact(known, event, after, told, policy)
        known = after


def _broken_by_whom(step: Node, policy: Policy) -> Iterator[str]:
    """Only who takes part changes anything, in a role that may, and in the own name."""
    command, placement = step.command, step.placement
    assert placement is not None, "a step leads somewhere"
    if command is None or isinstance(command, Advance):
        for event in step.events:
            if event.by is not None and not _is_deemed(event, step.events):
                yield f"time brings {type(event).__name__} in the name of somebody"
        return
    brought, name = names_of(step.events), name_of(command)
    if not step.events:
        yield f"{name} is carried out and brings nothing"
    earlier = None if step.before is None else step.before.placement
    parties = (earlier or placement).parties
    if not parties.seats_of(command.by):
        yield f"somebody outside the parties brings {brought}"
    elif command.by not in parties.holders(policy.on(command.on).permission(command.verb).roles):
        yield f"somebody in a role that may not {name} brings {brought}"
    if any(event.by != command.by for event in step.events):
        yield f"{name} brings {brought} in the name of somebody else"


def _broken_by_voiding(step: Node) -> Iterator[str]:
    """Once the latest fact is void, what was before it holds again."""
    assert step.before is not None, "a step leads from somewhere"
    assert step.before.placement is not None, "there was a fact to void"
    after, before = step.placement, step.before.placement.before
    if after is None or before is None or after.state != before.state:
        yield "Voided does not bring back what was before"


def _is_deemed(event: Event, events: Sequence[Event]) -> bool:
    """Return whether *event* is the consent of who is silent, or what came with it."""
    deemed = [each.by for each in events if isinstance(each, Consented) and each.deemed]
    settled = Consented | Agreed | ChangeSettled | EndingAgreed | ClosingRevoked
    return isinstance(event, settled) and event.by in deemed


def _broken_by_time(step: Node, policy: Policy) -> Iterator[str]:
    """Once time has passed, nothing more is due."""
    placement, command = step.placement, step.command
    if isinstance(command, Advance) and placement is not None:
        due = next_step(placement, policy, command.on)
        again = decide(placement, command, policy)
        if due is not None or again:
            more = names_of(again) if again else type(due).__name__
            yield f"time brings {more} the second time it passes"


def _broken_by_status(before: Placement, event: Event, after: Placement) -> Iterator[str]:
    """The status moves as the chart has it, and not by a record."""
    target: Status | None = before.status
    if not isinstance(event, RECORDS):
        target = STEPS.get((before.status, event.verb))
    if after.status is not target:
        yield f"{type(event).__name__} leads from {before.status} to {after.status}"


def _broken_by_fact(
    before: Placement, event: Event, after: Placement, told: Sequence[Event], policy: Policy
) -> Iterator[str]:
    """Terms and endings change by full consent, or as a clause says."""
    name = type(event).__name__
    edition = policy.on(event.on)
    match event:
        case Consented():
            yield from _broken_by_consent(before, event, told, edition)
        case Agreed() | ChangeSettled() | ClosingRevoked() | EndingAgreed():
            yield from _broken_by_settling(before, event, told, policy)
        case NoticeGiven():
            yield from _broken_by_notice(before, event, edition)
        case Completed() | Converted() | EndedEarly() | Left():
            if not _may_end(before, event, edition):
                yield f"{name} while {plain(before.status)}, and nothing says so"
        case Started() if before.terms is None or event.on != before.terms.period.first_day:
            yield "Started on another day than the first"
        case _:
            pass
    if not isinstance(event, _SETTLING) and after.terms != before.terms:
        yield f"the terms in force change by {name}"
    fixing = NoticeGiven | EndingAgreed
    if not isinstance(event, fixing) and after.ending not in (None, before.ending):
        yield f"it is fixed how it ends by {name}"


_SETTLING: Final = (Agreed, ChangeSettled, ClosingRevoked)


def _broken_by_settling(
    before: Placement,
    event: Agreed | ChangeSettled | ClosingRevoked | EndingAgreed,
    told: Sequence[Event],
    policy: Policy,
) -> Iterator[str]:
    name, offer = type(event).__name__, before.offer
    settled = event.ending if isinstance(event, EndingAgreed) else event.terms
    if offer is None or offer.subject != settled:
        yield f"{name} settles what is not on the table"
        return
    edition = policy.on(event.on)
    lacking = _asked(before, offer, edition) - _consents(before, offer, told)
    if lacking:
        names = ", ".join(sorted(str(seat.role) for seat in lacking))
        yield f"{name} without the consent of {plain(names)}"
    rules = waivers_missing(before, policy, None)
    if rules:
        yield f"{name} although nobody has set {', '.join(rules)} aside"


def _consents(placement: Placement, offer: Offer, told: Sequence[Event]) -> set[Seat]:
    """Return who has consented to *offer*, its author first, as the facts *told* have it."""
    by = [offer.author]
    by += [each.by for each in told if isinstance(each, Consented) and each.number == offer.number]
    return {seat for person in by for seat in placement.parties.seats_of(person)}


def _rules(placement: Placement, offer: Offer, policy: Policy) -> list[ConsentRule]:
    """Return the clauses that *offer* falls under, worked out from what it says."""
    subject, held = offer.subject, placement.terms
    about: list[Matter]
    if isinstance(subject, Ending):
        about = [subject.kind]
    elif held is None:
        about = [Occasion.BEGINNING]
    else:
        about = [each.kind for each in diff(held, subject)]
        about += [Occasion.RESUMPTION] if isinstance(placement.state, Closing) else []
        renewed = policy.extension.new_agreement
        if ChangeKind.EXTENSION in about and renewed is not None and renewed.value:
            about.append(Occasion.BEGINNING)
    return [rule for rule in policy.consents if rule.matter in about]


def _asked(placement: Placement, offer: Offer, policy: Policy) -> set[Seat]:
    """Return whose consent *offer* needs; once it is escalated, others are asked instead."""
    thread = placement.thread
    roles: set[Role] = set()
    for rule in _rules(placement, offer, policy):
        if thread is not None and thread.is_escalated and rule.escalates_to:
            roles |= rule.escalates_to
            continue
        roles |= rule.roles
        if isinstance(offer.subject, Terms):
            period = offer.subject.period
            for tier in rule.tiers:
                longest = last_day_of_span(period.first_day, tier.above, policy.calendar)
                roles |= tier.roles if period.last_day > longest else frozenset()
    return set(placement.parties.holding(frozenset(roles)))


def _broken_by_consent(
    before: Placement, event: Consented, told: Sequence[Event], policy: Policy
) -> Iterator[str]:
    """Silence is consent where every clause says so; consents come in the order of the clause."""
    offer = before.offer
    if offer is None or offer.number != event.number:
        yield "Consented to what is not on the table"
        return
    rules = _rules(before, offer, policy)
    own = {seat.role for seat in before.parties.seats_of(event.by)}
    if event.deemed:
        counting = [rule for rule in rules if rule.on_silence is Silence.DEEMED_ACCEPTED]
        clocks = [
            span_after(start, rule.answer_within, policy.calendar)
            for rule in counting
            for start in [before.moved_on if rule.order else offer.made_on]
            if rule.answer_within is not None
        ]
        if len(clocks) < len(rules) or event.on <= min(clocks):
            yield "Consented by silence, and no clause says so"
        elif not any(own & (rule.silence_of or _ALL_BUT_THE_SECONDEE) for rule in counting):
            yield "Consented by the silence of somebody whose silence is none"
    given = {seat.role for seat in _consents(before, offer, told)} | own
    asked = {seat.role for seat in _asked(before, offer, policy)}
    for rule in rules:
        places = [place for place, stage in enumerate(rule.order) if stage & own & asked]
        for stage in rule.order[: max(places, default=0)]:
            if not asked & stage <= given:
                yield "Consented before those who come first"


_ALL_BUT_THE_SECONDEE: Final = frozenset(Role) - {Role.SECONDEE}


def _broken_by_notice(before: Placement, event: NoticeGiven, policy: Policy) -> Iterator[str]:
    """One side alone ends it in a role, and in a mode, in which that can be."""
    roles = frozenset[Role]().union(
        *(row.roles for row in policy.notices if row.kind is event.kind)
    )
    if event.by not in before.parties.holders(roles):
        yield f"NoticeGiven of {plain(event.kind)} by somebody whose notice it is not"
    own = None if before.terms is None else before.terms.early_end_mode
    mode = own or policy.early_end_mode.value
    if event.kind is NoticeKind.RESIGNATION:
        return
    causes = policy.causes.value if policy.causes else None
    without_cause = event.ending.reason is None or (
        causes is not None and event.ending.reason not in causes
    )
    if mode is EarlyEndMode.MUTUAL or (mode is EarlyEndMode.FOR_CAUSE and without_cause):
        yield f"NoticeGiven although it ends early in the mode {plain(mode)}"


def _may_end(
    before: Placement, event: Completed | Converted | EndedEarly | Left, policy: Policy
) -> bool:
    """Return whether *event* ends it as fixed or agreed and in time, or as a clause says."""
    state, by_time = before.state, event.by is None
    if isinstance(event, Left) and not by_time:
        return True  # somebody says that it has happened
    if not isinstance(state, Work | Closing):
        return False
    triggers = policy.immediate_triggers.value
    if isinstance(event, EndedEarly) and not by_time and event.reason in triggers:
        return True
    last_day, route = state.terms.period.last_day, state.terms.conversion_route
    kind = EndKind.CONVERSION if route is ConversionRoute.AUTOMATIC else EndKind.RETURN
    if isinstance(state, Closing):
        kind, last_day = state.ending.kind, state.ending.last_day
    if event.on <= last_day:
        return False
    if isinstance(event, Converted) and by_time and isinstance(state, Work):
        lapsed = policy.conversion.route.value is Route.LAPSE_OF_TIME
        return lapsed or kind is EndKind.CONVERSION
    return _END_OF[type(event)] is kind and (policy.automatic_end.value or not by_time)


_END_OF: Final[Mapping[type, EndKind]] = {
    Completed: EndKind.RETURN,
    Converted: EndKind.CONVERSION,
    EndedEarly: EndKind.EARLY_END,
    Left: EndKind.LEAVING,
}
