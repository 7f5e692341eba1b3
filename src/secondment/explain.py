"""What could be asked, why not, and what if: questions about a placement that change nothing.

The reasons come from `rules`, the same that `decide` raises, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import partial, reduce
from typing import Any

from attrs import evolve as altered
from attrs import fields, frozen

from secondment.agenda import Moved, agenda, compared
from secondment.clauses import COMMAND_VERBS
from secondment.commands import (
    Advance,
    Command,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    Leave,
    OpenChange,
    PersonCommand,
    Propose,
    Start,
    Void,
    Withdraw,
)
from secondment.course import (
    PlannedEnd,
    back_on,
    conversion_is_excluded,
    may_ask_again_on,
    next_step,
    planned_end,
    return_lost_on,
    return_right,
)
from secondment.dates import (
    Day,
    Length,
    Period,
    check_day,
    day_after,
    last_day_of_span,
)
from secondment.decide import decide
from secondment.errors import (
    Fault,
    InvalidValue,
    Objection,
    Refused,
    Remedy,
    figures,
    plain,
)
from secondment.events import Agreed, ChangeSettled, ClosingRevoked, EndingAgreed, Event
from secondment.lifecycle import CLOSING, Status, Verb
from secondment.limits import overload_objection, service_of, waivers_missing
from secondment.negotiation import Offer, missing
from secondment.onboarding import Missing
from secondment.parties import PersonId, Seat
from secondment.placement import Agreement, Closing, Placement, Work, evolve
from secondment.policy import Policy
from secondment.provisions import Provision, explain_policy
from secondment.readings import (
    claims_under,
    drift_on,
    fitting_share,
    missing_before_start,
    overloads_ahead,
)
from secondment.rules import objections, standing_objections
from secondment.scope import scope_with_extras
from secondment.service import ServiceRecord
from secondment.terms import Difference, Ending, ReturnRight, Terms, diff


def why_not(
    placement: Placement | None,
    command: Command,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> tuple[Objection, ...]:
    """Return every reason why *command* would be refused, empty when it would be carried out.

    Time is never refused.
    """
    return () if isinstance(command, Advance) else objections(placement, command, policy, service)


@frozen
class Option:
    """One command that somebody might give.

    Attributes:
        verb: The command.
        objections: Why not; empty when it may be given. What it would say (terms, days, kinds) is
            judged only when it is given: see `why_not`.
        warnings: Those of `warnings` that this command would put right.
    """

    verb: Verb
    objections: tuple[Objection, ...]
    warnings: tuple[Objection, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it may be given."""
        return not self.objections


def options(
    placement: Placement,
    by: str,
    on: Day,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> tuple[Option, ...]:
    """Return every command, in the order of `Verb`, with why *by* may not give it on *on*."""
    day = check_day(on, "on")
    found = warnings(placement, policy, day, service)
    return tuple(
        Option(
            verb,
            _objections_to(placement, verb, by, day, policy, service),
            tuple(each for each in found if each.remedy and each.remedy.command == verb),
        )
        for verb in COMMAND_VERBS
    )


def warnings(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> tuple[Objection, ...]:
    """Return what is not as it should be on *on*, although nothing refused it.

    Extra work above the policy's threshold, days on which the secondee has too much to do, and a
    placement that is longer than the policy calls normal. The
    remedy holds the whole command where one would put it right: the new terms to open a change
    with, or to counter with where a change is on the table, or the consent to an offer that says
    just that. Once it is closing, nothing is warned of.
    """
    state = placement.state
    if not isinstance(state, Agreement | Work):
        return ()
    edition = policy.on(on)
    return (
        *_drift_warnings(placement, state.terms, edition, on),
        *_overload_warnings(placement, state.terms, edition, on, service),
        *_length_warnings(state.terms, policy),
    )


def _length_warnings(terms: Terms, policy: Policy) -> Iterator[Objection]:
    period = terms.period
    edition = policy.on(period.first_day)
    least, clause = edition.normal_min_length, edition.normal_length
    if least is not None:
        earliest = last_day_of_span(period.first_day, least.value, policy.calendar)
        if period.last_day < earliest:
            named = figures(
                first_day=period.first_day, last_day=period.last_day, normal=least.value
            )
            yield Objection("shorter_than_normal", named, least.source)
    if clause is None:
        return
    latest = last_day_of_span(period.first_day, clause.value, policy.calendar)
    if period.last_day > latest:
        named = figures(
            first_day=period.first_day,
            last_day=period.last_day,
            over=Length(days=(period.last_day - latest).days),
            normal=clause.value,
        )
        yield Objection("longer_than_normal", named, clause.source)


def _offered(
    placement: Placement, terms: Terms, policy: Policy, on: Day, code: str, **named: Hashable
) -> Remedy | None:
    """Return the remedy *code* that offers *terms*; None where nobody could offer them now."""
    kind = OpenChange if placement.thread is None else Counter
    people = placement.parties.holders(policy.permission(kind.verb).roles)
    if not people:
        return None
    found = objections(placement, kind(by=people[0], on=on, subject=terms), policy)
    if found:
        return next((each.remedy for each in found if each.code == "same_offer"), None)
    return Remedy(code, kind.verb, figures(subject=terms), figures=figures(**named))


def _drift_warnings(
    placement: Placement, terms: Terms, policy: Policy, on: Day
) -> Iterator[Objection]:
    drift, threshold = drift_on(placement, on), policy.drift_threshold
    if drift is None or drift.share is None or threshold is None or drift.share <= threshold.value:
        return
    named = figures(
        extra=drift.extra,
        agreed=drift.agreed,
        share=round(drift.share, 2),
        threshold=threshold.value,
    )
    remedy = None
    try:
        wider = altered(terms, scope=scope_with_extras(terms.scope, drift))
    except InvalidValue:
        pass  # so much extra work that no item could hold it
    else:
        remedy = _offered(placement, wider, policy, on, "agree_extras")
    yield Objection("scope_drift", named, threshold.source, remedy)


def _overload_warnings(
    placement: Placement,
    terms: Terms,
    policy: Policy,
    on: Day,
    service: ServiceRecord | None,
) -> Iterator[Objection]:
    known = service_of(placement, service)
    found = overloads_ahead(placement, terms, policy, on, service=known)
    claims = claims_under(placement, terms, service=known)
    share = fitting_share(claims, policy.capacity.value, found)
    remedy = None
    if share is not None:
        lighter = altered(terms, host_share=share)
        remedy = _offered(placement, lighter, policy, on, "lower_share", host_share=share)
    for overload in found:
        yield overload_objection(overload, policy, remedy)


_BARE: dict[Verb, Any] = {
    Verb.CONSENT: Consent,
    Verb.DECLINE: partial(Decline, reason="unsaid"),
    Verb.WITHDRAW: Withdraw,
    Verb.DROP_CHANGE: partial(DropChange, reason="unsaid"),
    Verb.START: Start,
    Verb.COMPLETE: Complete,
    Verb.CONVERT: Convert,
    Verb.LEAVE: Leave,
}
"""Commands that say nothing but who and when, or why, so that all about them can be judged."""


def _objections_to(
    placement: Placement,
    verb: Verb,
    by: PersonId,
    on: Day,
    policy: Policy,
    service: ServiceRecord | None,
) -> tuple[Objection, ...]:
    command: PersonCommand
    if verb in _BARE:
        command = _BARE[verb](by=by, on=on)
    elif verb is Verb.VOID:
        command = Void(by=by, on=on, position=placement.latest, reason="mistake")
    elif verb is Verb.END_EARLY and not policy.on(on).immediate_triggers.value:
        command = EndEarly(by=by, on=on)
    else:
        return standing_objections(placement, verb, by, on, policy)
    return objections(placement, command, policy, service)


@frozen
class Outlook:
    """Where a placement is heading: its days, and the rights that hang on them.

    Attributes:
        status: Where it stands.
        first_day: The first day agreed; None while nothing is agreed.
        last_day: The last day in force; None while nothing is agreed.
        returns_on: The first day back at work at home; None when the person does not come back.
        return_right: What home owes then; None when nothing is agreed, or nobody comes back.
        return_lost_on: The first day on which that right is lost; None for never.
        conversion_from: The first day on which staying for good can be asked for; None when it is
            excluded, or before the start.
    """

    status: Status
    first_day: Day | None
    last_day: Day | None
    returns_on: Day | None
    return_right: ReturnRight | None
    return_lost_on: Day | None
    conversion_from: Day | None


def outlook(placement: Placement, policy: Policy) -> Outlook:
    """Return where *placement* is heading if nothing else is settled."""
    terms, last_day, state = placement.terms, placement.last_day, placement.state
    if terms is None or last_day is None:
        return Outlook(placement.status, None, None, None, None, None, None)
    started_on = placement.started_on or terms.period.first_day
    returns_on = back_on(state, last_day, policy)
    lost_on = return_lost_on(Period(started_on, max(started_on, last_day)), policy)
    right = None
    if returns_on is not None:
        right = return_right(terms, policy, returns_on)
        if lost_on is not None and lost_on <= last_day:
            right = ReturnRight.NONE
    return Outlook(
        status=placement.status,
        first_day=started_on,
        last_day=last_day,
        returns_on=returns_on,
        return_right=right,
        return_lost_on=lost_on,
        conversion_from=_conversion_from(placement, terms, policy),
    )


def _conversion_from(placement: Placement, terms: Terms, policy: Policy) -> Day | None:
    started_on = placement.started_on
    if started_on is None or not placement.is_open:
        return None
    rules = policy.on(started_on).conversion
    if conversion_is_excluded(terms, policy, started_on):
        return None
    opens_on = started_on if rules.after is None else day_after(started_on, rules.after.value)
    again_on = may_ask_again_on(placement, policy, started_on)
    return opens_on if again_on is None else max(opens_on, again_on)


@frozen
class WhatIf:
    """What a command would bring, side by side with what there is today.

    Attributes:
        before: What is known now; None before the proposal.
        after: What would be known then; None when the command would be refused.
        events: The facts it would bring.
        differences: Between the terms in force before and after; empty when there were none before.
            Of an offer that would stay on the table, between those in force and those offered.
        objections: Why it would be refused.
        duties: The duties that would be moved, come or fall away; of an offer that would stay on
            the table, once everybody has consented to it.
        today: Where it is heading now; None before the proposal.
        then: Where it would be heading then; None when the command would be refused. Of an offer
            that would stay on the table, once everybody has consented to it.
        waits_for: Whose consent would still be missing; empty when none would be.
        waivers: The limits that would have to be set aside.
    """

    before: Placement | None
    after: Placement | None
    events: tuple[Event, ...]
    differences: tuple[Difference, ...]
    objections: tuple[Objection, ...]
    duties: tuple[Moved, ...] = ()
    today: Outlook | None = None
    then: Outlook | None = None
    waits_for: tuple[Seat, ...] = ()
    waivers: tuple[str, ...] = ()


def what_if(
    placement: Placement | None,
    command: Command,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> WhatIf:
    """Return what *command* would bring, without doing it."""
    today = None if placement is None else outlook(placement, policy)
    try:
        events = decide(placement, command, policy, service)
    except Refused as refusal:
        return WhatIf(placement, None, (), (), refusal.objections, today=today)
    after = reduce(evolve, events, placement)
    if after is None:
        return WhatIf(None, None, (), (), ())  # time brings nothing before the proposal
    settled = _as_settled(after, max(command.on, after.moved_on))
    before_terms = None if placement is None else placement.terms
    differences = diff(before_terms, settled.terms) if before_terms and settled.terms else ()
    own = () if placement is None else agenda(placement, policy, command.on, service)
    return WhatIf(
        before=placement,
        after=after,
        events=events,
        differences=differences,
        objections=(),
        duties=compared(own, agenda(settled, policy, command.on, service)),
        today=today,
        then=outlook(settled, policy),
        waits_for=standing(after, policy, command.on).missing,
        waivers=waivers_missing(after, policy, service),
    )


def policy(
    placement: Placement, rules: Policy, on: Day, service: ServiceRecord | None = None
) -> tuple[Provision, ...]:
    """Return the rules that apply to *placement*, in words; see `provisions.explain_policy`."""
    return explain_policy(placement, rules, on, service)


def _as_settled(placement: Placement, on: Day) -> Placement:
    """Return *placement* as it would be once everybody has consented to the offer on the table."""
    thread = placement.thread
    if thread is None:
        return placement
    subject, by = thread.offer.subject, thread.offer.author
    fact: Event
    if isinstance(subject, Ending):
        fact = EndingAgreed(on=on, by=by, ending=subject)
    elif isinstance(placement.state, Closing):
        fact = ClosingRevoked(on=on, by=by, terms=subject)
    elif placement.terms is None:
        fact = Agreed(on=on, by=by, terms=subject)
    else:
        fact = ChangeSettled(on=on, by=by, terms=subject)
    return evolve(placement, fact)


@frozen
class Standing:
    """Where a placement stands on a day.

    Attributes:
        on: The day.
        status: Where it stands.
        offer: What is on the table; None when nothing is.
        missing: Whose consent to it is missing.
        waivers: The limits that have to be set aside before it is settled.
        due: The first thing that time has made due and that has not been recorded; None when there
            is none. `Advance` records it.
        missing_before_start: What keeps it from starting; empty once it has started.
        planned_end: How it ends unless something else is settled; None before the start and after
            the end.
        days_overrunning: Days past the last day with no end recorded; 0 when it is not overrunning.
    """

    on: Day
    status: Status
    offer: Offer | None
    missing: tuple[Seat, ...]
    waivers: tuple[str, ...]
    due: Event | None
    missing_before_start: tuple[Missing, ...]
    planned_end: PlannedEnd | None
    days_overrunning: int

    @property
    def is_overrunning(self) -> bool:
        """Whether the last day has passed with no end recorded."""
        return self.days_overrunning > 0

    def __str__(self) -> str:
        words = [self.status.replace("_", " ")]
        if self.is_overrunning:
            words.append(f"overrunning by {Length(days=self.days_overrunning)}")
        if self.offer is not None:
            seats = ", ".join(map(str, self.missing))
            waits = f"waits for {seats}" if seats else "settled by any consent"
            if self.waivers:
                aside = f"a waiver of {', '.join(self.waivers)}"
                waits = f"{waits} and {aside}" if seats else f"waits for {aside}"
            words.append(f"offer {self.offer.number} open until {self.offer.expires_on}, {waits}")
        if self.status in CLOSING and self.planned_end is not None:
            verb = self.planned_end.verb.replace("_", " ")
            words.append(f"last day {self.planned_end.last_day}, then {verb}")
        if self.missing_before_start:
            listed = ", ".join(map(str, self.missing_before_start))
            words.append(f"missing before the first day: {listed}")
        if self.due is not None:
            words.append(f"{self.due.verb.replace('_', ' ')} due since {self.due.on}")
        return "; ".join(words)


def standing(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> Standing:
    """Return where *placement* stands on *on*."""
    state, thread = placement.state, placement.thread
    day = check_day(on, "on")
    return Standing(
        on=day,
        status=placement.status,
        offer=placement.offer,
        missing=() if thread is None else missing(thread, placement.table, policy.on(day)),
        waivers=waivers_missing(placement, policy, service),
        due=next_step(placement, policy, on),
        missing_before_start=(
            missing_before_start(placement, policy) if isinstance(state, Agreement) else ()
        ),
        planned_end=planned_end(state, policy) if isinstance(state, Work | Closing) else None,
        days_overrunning=placement.days_overrunning(on),
    )


def remedied(command: PersonCommand, remedy: Remedy) -> PersonCommand:
    """Return *command* with the fields of *remedy* put in, or put into its terms or ending.

    Args:
        command: What was tried.
        remedy: A remedy for the same command: ``remedy.command == command.verb``.

    Raises:
        InvalidValue: The remedy is for another command, or says what no field can hold: something
            that comes first, somebody to ask, a name or a reason to give. Or the terms hold
            something else that does not fit, such as a decision day after the new last day.
    """
    if remedy.command != command.verb:
        text = f"a remedy for {plain(remedy.command)} does not mend {plain(command.verb)}"
        raise InvalidValue("a mended command", Fault("", text))
    if remedy.code == "first" or not remedy.fields:
        text = f"nothing can be put into it that would mend it; would pass: {remedy.text}"
        raise InvalidValue("a mended command", Fault("", text))
    own = {each.name for each in fields(type(command))}
    given: dict[str, Any] = dict(remedy.fields)
    changes = {name: value for name, value in given.items() if name in own}
    inner = {name: value for name, value in given.items() if name not in own}
    if inner:
        holder = "terms" if isinstance(command, Propose) else "subject"
        changes[holder] = _with(getattr(command, holder), inner)
    return altered(command, **changes)


def _with(subject: Terms | Ending, values: dict[str, Any]) -> Terms | Ending:
    if isinstance(subject, Ending):
        return altered(subject, **values)
    period = Period(
        values.pop("first_day", subject.period.first_day),
        values.pop("last_day", subject.period.last_day),
    )
    return altered(subject, period=period, **values)
