"""What could be asked, why not, and what if: questions about a placement that change nothing.

The reasons come from `rules`, the same that `decide` raises, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import reduce
from typing import Any

from attrs import evolve as altered
from attrs import fields, frozen

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
from secondment.course import PlannedEnd, next_step, planned_end
from secondment.dates import Day, Length, Period, check_day
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
from secondment.events import Event
from secondment.lifecycle import CLOSING, Status, Verb
from secondment.negotiation import Offer, missing
from secondment.onboarding import Missing
from secondment.parties import PersonId, Seat
from secondment.placement import Agreement, Closing, Placement, Work, evolve
from secondment.policy import COMMAND_VERBS, Policy
from secondment.readings import (
    drift_on,
    fitting_share,
    missing_before_start,
    overloads_ahead,
)
from secondment.record_rules import overload_objection
from secondment.rules import objections, standing_objections
from secondment.scope import scope_with_extras
from secondment.terms import Difference, Ending, Terms, diff


def why_not(placement: Placement | None, command: Command, policy: Policy) -> tuple[Objection, ...]:
    """Return every reason why *command* would be refused, empty when it would be carried out.

    Time is never refused.
    """
    return () if isinstance(command, Advance) else objections(placement, command, policy)


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


def options(placement: Placement, by: str, on: Day, policy: Policy) -> tuple[Option, ...]:
    """Return every command, in the order of `Verb`, with why *by* may not give it on *on*."""
    day = check_day(on, "on")
    found = warnings(placement, policy, day)
    return tuple(
        Option(
            verb,
            _objections_to(placement, verb, by, day, policy),
            tuple(each for each in found if each.remedy and each.remedy.command == verb),
        )
        for verb in COMMAND_VERBS
    )


def warnings(placement: Placement, policy: Policy, on: Day) -> tuple[Objection, ...]:
    """Return what is not as it should be on *on*, although nothing refused it.

    Extra work above the policy's threshold, and days on which the secondee has too much to do. The
    remedy holds the whole command where one would put it right: the new terms to open a change
    with, or to counter with where a change is on the table, or the consent to an offer that says
    just that. Once it is closing, nothing is warned of.
    """
    state = placement.state
    if not isinstance(state, Agreement | Work):
        return ()
    return (
        *_drift_warnings(placement, state.terms, policy, on),
        *_overload_warnings(placement, state.terms, policy, on),
    )


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
    placement: Placement, terms: Terms, policy: Policy, on: Day
) -> Iterator[Objection]:
    found = overloads_ahead(placement, terms, policy, on)
    share = fitting_share(placement, terms, policy, found)
    remedy = None
    if share is not None:
        lighter = altered(terms, host_share=share)
        remedy = _offered(placement, lighter, policy, on, "lower_share", host_share=share)
    for overload in found:
        yield overload_objection(overload, policy, remedy)


_BARE: dict[Verb, Any] = {
    Verb.CONSENT: Consent,
    Verb.DECLINE: Decline,
    Verb.WITHDRAW: Withdraw,
    Verb.DROP_CHANGE: DropChange,
    Verb.START: Start,
    Verb.COMPLETE: Complete,
    Verb.CONVERT: Convert,
    Verb.LEAVE: Leave,
}
"""Commands that say nothing but who and when, so that everything about them can be judged."""


def _objections_to(
    placement: Placement, verb: Verb, by: PersonId, on: Day, policy: Policy
) -> tuple[Objection, ...]:
    command: PersonCommand
    if verb in _BARE:
        command = _BARE[verb](by=by, on=on)
    elif verb is Verb.VOID:
        command = Void(by=by, on=on, position=placement.latest, reason="mistake")
    elif verb is Verb.END_EARLY and not policy.immediate_triggers.value:
        command = EndEarly(by=by, on=on)
    else:
        return standing_objections(placement, verb, by, on, policy)
    return objections(placement, command, policy)


@frozen
class WhatIf:
    """What a command would bring.

    Attributes:
        before: What is known now; None before the proposal.
        after: What would be known then; None when the command would be refused.
        events: The facts it would bring.
        differences: Between the terms in force before and after; empty when there were none before.
        objections: Why it would be refused.
    """

    before: Placement | None
    after: Placement | None
    events: tuple[Event, ...]
    differences: tuple[Difference, ...]
    objections: tuple[Objection, ...]


def what_if(placement: Placement | None, command: Command, policy: Policy) -> WhatIf:
    """Return what *command* would bring, without doing it."""
    try:
        events = decide(placement, command, policy)
    except Refused as refusal:
        return WhatIf(placement, None, (), (), refusal.objections)
    after = reduce(evolve, events, placement)
    before_terms = None if placement is None else placement.terms
    after_terms = None if after is None else after.terms
    differences = diff(before_terms, after_terms) if before_terms and after_terms else ()
    return WhatIf(placement, after, events, differences, ())


@frozen
class Standing:
    """Where a placement stands on a day.

    Attributes:
        on: The day.
        status: Where it stands.
        offer: What is on the table; None when nothing is.
        missing: Whose consent to it is missing.
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


def standing(placement: Placement, policy: Policy, on: Day) -> Standing:
    """Return where *placement* stands on *on*."""
    state, thread = placement.state, placement.thread
    return Standing(
        on=check_day(on, "on"),
        status=placement.status,
        offer=placement.offer,
        missing=() if thread is None else missing(thread, placement.table, policy),
        due=next_step(placement, policy, on),
        missing_before_start=(
            missing_before_start(placement, policy) if isinstance(state, Agreement) else ()
        ),
        planned_end=planned_end(state) if isinstance(state, Work | Closing) else None,
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
