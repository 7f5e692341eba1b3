"""What now: the facts that a command brings, or a refusal with every reason.

Which reasons there are does not belong here: see `rules`.
"""

from __future__ import annotations

from secondment.commands import (
    Advance,
    ArrangeCover,
    Command,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    GiveNotice,
    Leave,
    MakeRecord,
    OpenChange,
    PersonCommand,
    Propose,
    Reassign,
    RecordAbsence,
    Start,
    Void,
    Withdraw,
)
from secondment.course import end_fact, returns_on, settlement, steps_due
from secondment.errors import NotAllowedHere, RuleUnmet
from secondment.events import (
    AbsenceRecorded,
    ChangeDropped,
    ChangeOpened,
    Consented,
    Countered,
    CoverArranged,
    Declined,
    DropKind,
    EndedEarly,
    Event,
    Left,
    NoticeGiven,
    Proposed,
    Reassigned,
    RecordMade,
    Started,
    Voided,
    Withdrawn,
)
from secondment.parties import PersonId
from secondment.placement import Closing, Placement, Work, evolve
from secondment.policy import Policy
from secondment.records import Waiver
from secondment.rules import latest_expiry, objections
from secondment.service import ServiceRecord
from secondment.terms import Ending


def decide(
    placement: Placement | None,
    command: Command,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> tuple[Event, ...]:
    """Return the facts that *command* brings, in order; nothing is changed.

    Args:
        placement: What is known; None before the proposal.
        command: What is wished.
        policy: The rules to judge it by.
        service: What is known of the secondee's service; None for what came with the proposal.

    Returns:
        One or more facts; none only for `Advance` when nothing is due.

    Raises:
        NotAllowedHere: There is no such step from where the placement stands.
        RuleUnmet: One or more rules object.

    Example:
        >>> from secondment.pack import load_policy
        >>> from secondment.dates import Day
        >>> decide(None, Advance(on=Day(2025, 1, 1)), load_policy("house"))
        ()
    """
    if isinstance(command, Advance):
        if placement is None:
            return ()
        return tuple(steps_due(placement, policy, command.on, service))
    found = objections(placement, command, policy, service)
    if found:
        refusal = NotAllowedHere if found[0].code == NotAllowedHere.code else RuleUnmet
        status = None if placement is None else placement.status
        raise refusal(command.verb, status, command.on, found)
    fact = _fact(placement, command, policy)
    if not _may_settle(command):
        return (fact,)
    settled = settlement(evolve(placement, fact), command.on, command.by, policy, service)
    return (fact,) if settled is None else (fact, settled)


def _may_settle(command: PersonCommand) -> bool:
    """Return whether *command* can be the last that an offer on the table waits for."""
    if isinstance(command, MakeRecord):
        return isinstance(command.record, Waiver)
    return isinstance(command, Propose | Counter | OpenChange | Consent)


def _fact(placement: Placement | None, command: PersonCommand, policy: Policy) -> Event:
    """Return the fact of *command*, to which nothing objects."""
    if isinstance(command, Propose):
        latest, _ = latest_expiry(None, command.terms, command.on, policy, command.parties)
        return Proposed(
            on=command.on,
            by=command.by,
            parties=command.parties,
            terms=command.terms,
            number=1,
            expires_on=command.expires_on or latest,
            service=command.service,
        )
    assert placement is not None, "only a proposal comes first"
    if isinstance(command, Counter | OpenChange):
        return _offer_fact(placement, command, policy)
    return _plain_fact(placement, command, policy)


def _offer_fact(placement: Placement, command: Counter | OpenChange, policy: Policy) -> Event:
    kind = Countered if isinstance(command, Counter) else ChangeOpened
    latest, _ = latest_expiry(placement, command.subject, command.on, policy)
    return kind(
        on=command.on,
        by=command.by,
        number=placement.offers + 1,
        subject=command.subject,
        expires_on=command.expires_on or latest,
    )


def _plain_fact(placement: Placement, command: PersonCommand, policy: Policy) -> Event:
    on, by = command.on, command.by
    match command:
        case Consent():
            offer = placement.offer
            assert offer is not None, "the chart has consents only where an offer is on the table"
            return Consented(on=on, by=by, number=offer.number)
        case Decline():
            return Declined(on=on, by=by, reason=command.reason)
        case Withdraw():
            return Withdrawn(on=on, by=by)
        case DropChange():
            kind = _drop_kind(placement, by)
            return ChangeDropped(on=on, by=by, kind=kind, reason=command.reason)
        case Start():
            return Started(on=on, by=by)
        case GiveNotice():
            ending = Ending(command.kind.end_kind, command.last_day, command.reason)
            return NoticeGiven(on=on, by=by, kind=command.kind, ending=ending)
        case EndEarly() if command.trigger is not None:
            back_on = returns_on(on, policy)
            return EndedEarly(on=on, by=by, reason=command.trigger, returns_on=back_on)
        case Complete() | Convert() | EndEarly():
            state = placement.state
            assert isinstance(state, Work | Closing), "the chart has ends for these states only"
            return end_fact(state, command.verb, on, by, policy)
        case Leave():
            return Left(on=on, by=by, reason=command.reason)
        case Void():
            return Voided(on=on, by=by, position=command.position, reason=command.reason)
        case RecordAbsence() | ArrangeCover() | Reassign() | MakeRecord():
            return _record_fact(command)
        case _:
            raise AssertionError(f"no fact for {type(command).__name__}")


def _drop_kind(placement: Placement, by: PersonId) -> DropKind:
    offer = placement.offer
    own = offer is not None and offer.author == by
    return DropKind.WITHDRAWN if own else DropKind.DECLINED


def _record_fact(command: RecordAbsence | ArrangeCover | Reassign | MakeRecord) -> Event:
    if isinstance(command, MakeRecord):
        return RecordMade(on=command.record.on, by=command.by, record=command.record)
    on, by = command.dated or command.on, command.by
    match command:
        case RecordAbsence():
            return AbsenceRecorded(on=on, by=by, period=command.period, reason=command.reason)
        case ArrangeCover():
            return CoverArranged(on=on, by=by, person=command.person, period=command.period)
        case Reassign():
            return Reassigned(
                on=on,
                by=by,
                role=command.role,
                outgoing=command.outgoing,
                incoming=command.incoming,
            )
