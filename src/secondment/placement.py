"""What is known of a placement after each fact: the fold.

Whether a fact may happen does not belong here: see `rules`. `evolve` refuses only what no valid
history can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, TypeVar

from attrs import asdict, field, frozen
from attrs import evolve as altered

from secondment.dates import Day, Period
from secondment.errors import BrokenHistory, InvalidValue
from secondment.events import (
    RECORDS,
    AbsenceRecorded,
    Agreed,
    ChangeDropped,
    ChangeOpened,
    ChangeSettled,
    ClosingRevoked,
    Completed,
    Consented,
    Converted,
    Countered,
    CoverArranged,
    Declined,
    EndedEarly,
    EndingAgreed,
    Escalated,
    Event,
    Lapsed,
    Left,
    NoticeGiven,
    Proposed,
    Reassigned,
    RecordMade,
    Started,
    Voided,
    Withdrawn,
)
from secondment.lifecycle import ACTIVE, CLOSING, FINAL_STATUSES, STEPS, Status
from secondment.negotiation import Offer, Subject, Table, Thread
from secondment.parties import Parties, PersonId, Role, Seat
from secondment.records import Entry
from secondment.scope import Baseline, Priority, ScopeItem
from secondment.service import ServiceRecord
from secondment.terms import Ending, NoticeKind, Terms


@frozen
class Proposal:
    """Nothing is agreed yet.

    Attributes:
        thread: The negotiation of the first terms.
    """

    thread: Thread

    @property
    def status(self) -> Status:
        """Where the placement stands."""
        return Status.PROPOSED


@frozen
class Agreement:
    """Terms are agreed and the first day is ahead.

    Attributes:
        terms: What is agreed.
        thread: The negotiation that re-opens them; None when there is none.
    """

    terms: Terms
    thread: Thread | None = None

    @property
    def status(self) -> Status:
        """Where the placement stands."""
        return Status.SCHEDULED if self.thread is None else Status.REVISING


@frozen
class Work:
    """The person works for the host.

    Attributes:
        terms: What holds.
        started_on: The first day worked.
        thread: The negotiation of a change or an ending; None when there is none.
    """

    terms: Terms
    started_on: Day
    thread: Thread | None = None

    @property
    def status(self) -> Status:
        """Where the placement stands."""
        return Status.UNDERWAY if self.thread is None else Status.NEGOTIATED_CHANGE


@frozen
class Closing:
    """It is fixed how and when it ends.

    Attributes:
        terms: What holds until then.
        started_on: The first day worked.
        ending: How and when it ends.
        notice: The kind of notice that fixed it; None for an ending agreed by all.
        thread: The negotiation of going on after all, or of another ending; None when there is
            none.
    """

    terms: Terms
    started_on: Day
    ending: Ending
    notice: NoticeKind | None
    thread: Thread | None = None

    @property
    def status(self) -> Status:
        """Where the placement stands."""
        return Status.HANDOVER if self.thread is None else Status.RECONSIDERING


@frozen
class End:
    """It is over.

    Attributes:
        status: Which end.
        on: The first day after it.
        terms: The last terms in force; None when none were ever agreed.
        started_on: The first day worked; None when it never started.
        reason: Why, where the end has a reason.
        returns_on: The first day back at work; None when the person does not come back.
        next_post: The post that follows, where one was agreed.
    """

    status: Status
    on: Day
    terms: Terms | None = None
    started_on: Day | None = None
    reason: str | None = None
    returns_on: Day | None = None
    next_post: str | None = None


State = Proposal | Agreement | Work | Closing | End
"""What is known, by where the placement stands: each shape holds what it must and nothing else."""


@frozen
class Absence:
    """Days away: leave or sickness.

    Attributes:
        period: First to last day away.
        reason: A code of the embedding tool.
    """

    period: Period
    reason: str


@frozen
class CoverSpell:
    """Somebody does the home job for a while.

    Attributes:
        person: Who.
        period: From when to when.
    """

    person: PersonId
    period: Period


Kind = TypeVar("Kind")


@frozen
class Handover:
    """A role passed on.

    Attributes:
        role: Which.
        outgoing: Who held it.
        incoming: Who holds it from then on.
        on: The first day of that.
    """

    role: Role
    outgoing: PersonId
    incoming: PersonId
    on: Day


@frozen(kw_only=True)
class Placement:
    """One placement as its facts tell it; made by `evolve` and `replay` only.

    Attributes:
        parties: Everybody who takes part now.
        state: What is known, by where it stands.
        proposed_on: The day of the first proposal.
        moved_on: The day on which the last step in force took effect.
        offers: The number of the last offer made; never given twice.
        position: How many facts are on record, voided ones included.
        latest: The position of the latest fact in force, the one that can be voided; where one
            command brought several, of the first of them.
        absences: Days away, by first day.
        cover: Who does the home job meanwhile, by first day.
        handovers: Roles that passed on, in the order it was recorded.
        records: Everything else on record, in the order it was recorded.
        service: What was known of the secondee at the proposal; None when nothing was given.
        baseline: The scope as last agreed, with the day it was; None while nothing has been agreed.
        before: The placement before the latest fact in force; None for the proposal itself. Not
            compared.
    """

    parties: Parties
    state: State
    proposed_on: Day
    moved_on: Day
    offers: int
    position: int
    latest: int
    absences: tuple[Absence, ...] = ()
    cover: tuple[CoverSpell, ...] = ()
    handovers: tuple[Handover, ...] = ()
    records: tuple[Entry, ...] = ()
    service: ServiceRecord | None = None
    baseline: Baseline | None = None
    before: Placement | None = field(default=None, eq=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., Placement], tuple[Any, ...]]:
        """Pickle the chain of earlier placements as a list, since a deep chain would not pickle."""
        chain: list[dict[str, Any]] = []
        link: Placement | None = self
        while link is not None:
            chain.append(asdict(link, recurse=False, filter=lambda each, _: each.name != "before"))
            link = link.before
        return _relinked, (tuple(reversed(chain)),)

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """Whether it has not come to an end."""
        return self.status not in FINAL_STATUSES

    @property
    def terms(self) -> Terms | None:
        """The terms in force, or last in force; None while nothing has been agreed."""
        return None if isinstance(self.state, Proposal) else self.state.terms

    @property
    def thread(self) -> Thread | None:
        """The negotiation on the table; None when there is none."""
        return None if isinstance(self.state, End) else self.state.thread

    @property
    def offer(self) -> Offer | None:
        """The offer on the table; None when there is none."""
        return None if self.thread is None else self.thread.offer

    @property
    def ending(self) -> Ending | None:
        """How and when it ends, while it is closing; None otherwise."""
        return self.state.ending if isinstance(self.state, Closing) else None

    @property
    def started_on(self) -> Day | None:
        """The first day worked; None when it has not started."""
        return self.state.started_on if isinstance(self.state, Work | Closing | End) else None

    @property
    def last_day(self) -> Day | None:
        """The last day in force, of the ending or else of the terms; None while nothing is agreed.

        Of an ended placement that started it is the day before the end.
        """
        match self.state:
            case Closing(ending=ending):
                return ending.last_day
            case End(started_on=day, on=on) if day is not None:
                return Day.fromordinal(on.toordinal() - 1)
            case _:
                return None if self.terms is None else self.terms.period.last_day

    @property
    def table(self) -> Table:
        """What an offer is held against now."""
        terms = self.terms
        return Table(self.parties, terms, isinstance(self.state, Closing))

    def recorded(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return what is on record of *kind*, in the order it was recorded.

        Example:
            >>> from secondment.feedback import CheckIn
            >>> def confidence(placement: Placement) -> list[int | None]:
            ...     return [each.confidence for each in placement.recorded(CheckIn)]
        """
        return tuple(each for each in self.records if isinstance(each, kind))

    def days_overrunning(self, on: Day) -> int:
        """Return how many days past its last day it is on *on* with no end recorded, or 0."""
        last_day = self.last_day
        if last_day is None or self.status not in ACTIVE | CLOSING:
            return 0
        return max(0, on.toordinal() - last_day.toordinal())


def _relinked(chain: Sequence[dict[str, Any]]) -> Placement:
    link: Placement | None = None
    for values in chain:
        link = Placement(**values, before=link)
    assert link is not None
    return link


def evolve(placement: Placement | None, event: Event) -> Placement:
    """Return the placement after *event*.

    Args:
        placement: What was known before; None before the proposal.
        event: What happened.

    Raises:
        BrokenHistory: No valid history has *event* there.
    """
    if placement is None:
        return _proposed(event)
    if isinstance(event, RECORDS):
        return _recorded(placement, event)
    _check(placement, event)
    position = placement.position + 1
    follows = isinstance(event, _CONSEQUENCES)
    return Placement(
        parties=placement.parties,
        state=_moved(placement, event),
        proposed_on=placement.proposed_on,
        moved_on=event.on,
        offers=event.number if isinstance(event, _OFFERS) else placement.offers,
        position=position,
        latest=placement.latest if follows else position,
        absences=placement.absences,
        cover=placement.cover,
        handovers=placement.handovers,
        records=placement.records,
        service=placement.service,
        baseline=_baseline(placement.baseline, event),
        before=placement.before if follows else placement,
    )


def _baseline(known: Baseline | None, event: Event) -> Baseline | None:
    """Return the scope as agreed after *event*: another version only if the scope is another."""
    if not isinstance(event, Agreed | ChangeSettled | ClosingRevoked):
        return known
    items = event.terms.scope
    if known is None:
        return Baseline(on=event.on, items=items)
    if set(known.items) == set(items):
        return known
    if _work(known.items) == _work(items):
        return altered(known, items=items)
    return known.replaced_by(items, on=event.on)


def _work(items: Iterable[ScopeItem]) -> frozenset[tuple[str, Decimal, Priority]]:
    """Return what is to be done in *items*, whatever it is called."""
    return frozenset((item.id, item.effort, item.priority) for item in items)


_CONSEQUENCES = (Agreed, ChangeSettled, EndingAgreed, ClosingRevoked)
"""Facts that come with the last consent needed, and are voided with it."""

_OFFERS = (Countered, ChangeOpened)
"""Facts that put an offer on the table."""


def replay(events: Iterable[Event]) -> Placement | None:
    """Return the placement that *events* tell, None for no events.

    Raises:
        BrokenHistory: They are no valid history.
    """
    return reduce(evolve, events, None)


def in_force(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return *events* without the voided ones and without the facts that voided them.

    Their fold is the same as of all *events*, apart from positions and offer numbers.
    """
    standing: list[tuple[int, Event]] = []
    for position, event in enumerate(events, start=1):
        if isinstance(event, Voided):
            standing = [each for each in standing if each[0] < event.position]
        else:
            standing.append((position, event))
    return tuple(event for _, event in standing)


def _proposed(event: Event) -> Placement:
    if not isinstance(event, Proposed):
        raise BrokenHistory(f"{type(event).__name__} comes before any proposal", 1)
    offer = _offer(event, event.terms)
    thread = Thread.opened(offer, event.parties.seats_of(event.by))
    return Placement(
        parties=event.parties,
        state=Proposal(thread),
        proposed_on=event.on,
        moved_on=event.on,
        offers=event.number,
        position=1,
        latest=1,
        service=event.service,
    )


def _offer(event: Proposed | Countered | ChangeOpened, subject: Subject) -> Offer:
    return Offer(event.number, event.by, event.on, event.expires_on, subject)


def _check(placement: Placement, event: Event) -> None:
    """Raise `BrokenHistory` if *event*, which moves the status, cannot follow."""
    name, offer = type(event).__name__, placement.offer
    reason = None
    if (placement.status, event.verb) not in STEPS:
        reason = f"{name} cannot follow while {placement.status.replace('_', ' ')}"
    elif event.on < placement.moved_on:
        reason = f"{name} of {event.on} comes after a step of {placement.moved_on}"
    elif isinstance(event, _OFFERS) and event.number <= placement.offers:
        reason = f"{name} repeats offer {event.number} of {placement.offers}"
    elif (
        isinstance(event, Consented | Escalated)
        and offer is not None
        and event.number != offer.number
    ):
        reason = f"{name} is about offer {event.number} while offer {offer.number} is on the table"
    if reason:
        raise BrokenHistory(reason, placement.position + 1)


def _moved(placement: Placement, event: Event) -> State:
    """Return the state after *event*, which the chart allows in the state before."""
    seats = placement.parties.seats_of
    match placement.state, event:
        case (Agreement() | Work() | Closing()) as state, ChangeOpened():
            offer = _offer(event, event.subject)
            return altered(state, thread=Thread.opened(offer, seats(event.by)))
        case (Proposal() | Agreement() | Work() | Closing()) as state, Countered() if state.thread:
            offer = _offer(event, event.subject)
            return altered(state, thread=state.thread.countered(offer, seats(event.by)))
        case (Proposal() | Agreement() | Work() | Closing()) as state, Consented() if state.thread:
            return altered(state, thread=state.thread.consented(seats(event.by)))
        case (Proposal() | Agreement() | Work() | Closing()) as state, Escalated() if state.thread:
            return altered(state, thread=state.thread.escalated())
        case Proposal(), Agreed():
            return Agreement(event.terms)
        case (Agreement() | Work()) as state, ChangeSettled():
            return altered(state, terms=event.terms, thread=None)
        case (Agreement() | Work() | Closing()) as state, ChangeDropped():
            return altered(state, thread=None)
        case Agreement() as state, Started():
            return Work(state.terms, event.on)
        case Work() as state, NoticeGiven():
            return Closing(state.terms, state.started_on, event.ending, event.kind)
        case (Work() | Closing()) as state, EndingAgreed():
            return Closing(state.terms, state.started_on, event.ending, notice=None)
        case Closing() as state, ClosingRevoked():
            return Work(event.terms, state.started_on)
        case _:
            return _ended(placement, event)


def _ended(placement: Placement, event: Event) -> End:
    end = End(
        status=STEPS[placement.status, event.verb],
        on=event.on,
        terms=placement.terms,
        started_on=placement.started_on,
        next_post=None if placement.ending is None else placement.ending.next_post,
    )
    match event:
        case Completed():
            return altered(end, returns_on=event.returns_on)
        case EndedEarly():
            return altered(end, returns_on=event.returns_on, reason=event.reason)
        case Left():
            return altered(end, reason=event.reason)
        case Declined() | Withdrawn() | Lapsed() | Converted():
            return end
        case _:
            name = type(event).__name__
            raise BrokenHistory(f"{name} finds nothing on the table", placement.position + 1)


def _recorded(placement: Placement, event: Event) -> Placement:
    """Return the placement with a record added, whatever its status."""
    if isinstance(event, Voided):
        return _voided(placement, event)
    position = placement.position + 1
    after = altered(placement, position=position, latest=position, before=placement)
    match event:
        case AbsenceRecorded():
            absence = Absence(event.period, event.reason)
            others = [each for each in after.absences if _first_day(each) != _first_day(absence)]
            return altered(after, absences=_in_order([*others, absence]))
        case CoverArranged():
            spell = CoverSpell(event.person, event.period)
            spells = [
                each
                for each in after.cover
                if (each.person, _first_day(each)) != (spell.person, _first_day(spell))
            ]
            return altered(after, cover=_in_order([*spells, spell]))
        case RecordMade():
            return altered(after, records=(*after.records, event.record))
        case Reassigned():
            try:
                parties = after.parties.reassigned(event.role, event.outgoing, event.incoming)
            except InvalidValue as cause:
                raise BrokenHistory(str(cause), position) from cause
            handover = Handover(event.role, event.outgoing, event.incoming, event.on)
            return altered(
                after,
                parties=parties,
                state=_without_consent(after.state, event),
                handovers=(*after.handovers, handover),
            )
        case _:
            raise BrokenHistory(f"{type(event).__name__} cannot follow a proposal", position)


def _without_consent(state: State, event: Reassigned) -> State:
    """Return *state* without the consent that was given from the role that passes on."""
    if isinstance(state, End) or state.thread is None:
        return state
    left = state.thread.consents - {Seat(event.role, event.outgoing)}
    return altered(state, thread=altered(state.thread, consents=left))


Spell = TypeVar("Spell", Absence, CoverSpell)


def _first_day(spell: Absence | CoverSpell) -> Day:
    return spell.period.first_day


def _in_order(spells: list[Spell]) -> tuple[Spell, ...]:
    return tuple(sorted(spells, key=_first_day))


def _voided(placement: Placement, event: Voided) -> Placement:
    position = placement.position + 1
    if placement.before is None or event.position != placement.latest:
        reason = (
            f"Voided names fact {event.position}, and the latest that can be is {placement.latest}"
        )
        raise BrokenHistory(reason, position)
    return altered(placement.before, position=position, offers=placement.offers)
