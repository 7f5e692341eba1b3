"""The one door for a tool: commands in, placements out, facts kept; the only room with a clock.

What is allowed does not belong here: see `rules`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import reduce
from typing import Final, TypeVar

from attrs import evolve as altered

from secondment.agenda import Duty
from secondment.agenda import agenda as agenda_of
from secondment.codec import command_from_data, command_to_json
from secondment.commands import (
    Advance,
    Command,
    Consent,
    Counter,
    GiveNotice,
    MakeRecord,
    OpenChange,
    Propose,
)
from secondment.dates import Day, Period, check_day
from secondment.decide import decide
from secondment.errors import (
    BrokenHistory,
    Fault,
    InvalidValue,
    KeyReused,
    Objection,
    Refused,
    UnknownPlacement,
    VersionConflict,
)
from secondment.events import Event
from secondment.explain import Option, Standing, WhatIf
from secondment.explain import options as options_of
from secondment.explain import standing as standing_of
from secondment.explain import what_if as what_if_of
from secondment.explain import why_not as why_not_of
from secondment.faults import id_fault, one_or_several, ordinal_fault
from secondment.lifecycle import Status
from secondment.overview import Overview
from secondment.overview import overview as overview_of
from secondment.parties import PersonId, PlacementId, Role
from secondment.placement import End, Placement, evolve, in_force, replay
from secondment.policy import Policy
from secondment.provisions import Provision
from secondment.provisions import explain_policy as explain_policy_of
from secondment.service import UNKNOWN, ServiceRecord, Spell
from secondment.stores import Batch, Query, Receipt, Recorded, Store, Summary

Listener = Callable[[PlacementId, tuple[Recorded, ...]], None]
"""Told of facts after they are committed, in order, once; of none when nothing was written.

It is told by the thread that gave the command. Where several threads give commands, two tellings
may overlap or change places; the positions say the order.
"""


ServiceResolver = Callable[[PersonId, Day], ServiceRecord | None]
"""Tells what is known of a secondee's service on a day; None where nothing is."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Register:
    """Placements under one policy in one store.

    Args:
        store: Where facts are kept.
        policy: The rules that commands are judged by.
        clock: Gives the instant that is recorded with a fact, with a time zone. No decision depends
            on it.
        listener: Told of committed facts. What it raises reaches the caller with a note; the facts
            stay committed.
        service: Tells what is known of the secondee's service, whenever a rule may ask for it; None
            to go by what came with the proposal. The person's other placements in the store are
            added.

    Raises:
        InvalidValue: *policy* is no `Policy`.

    Example:
        >>> from secondment.pack import load_policy
        >>> from secondment.stores import MemoryStore
        >>> Register(MemoryStore(), policy=load_policy("house")).find()
        ()
    """

    def __init__(
        self,
        store: Store,
        *,
        policy: Policy,
        clock: Callable[[], datetime] = _utc_now,
        listener: Listener | None = None,
        service: ServiceResolver | None = None,
    ) -> None:
        """Put the four together."""
        if not isinstance(policy, Policy):
            text = f"must be a Policy, such as load_policy('house'), not {policy!r}"
            raise InvalidValue("a Register", Fault("policy", text))
        self._store = store
        self._policy = policy
        self._clock = clock
        self._listener = listener
        self._resolver = service

    @property
    def policy(self) -> Policy:
        """The rules that commands are judged by."""
        return self._policy

    def do(
        self,
        placement_id: str,
        command: Command,
        *,
        key: str | None = None,
        expected: int | None = None,
    ) -> Placement:
        """Carry out *command* and return the placement after it; all of it happens, or nothing.

        Args:
            placement_id: Which placement; an id of the embedding tool.
            command: What is wished.
            key: An idempotency key. The same command under the same key is done once and answered
                every time.
            expected: The `Placement.position` that the wish was based on; None to go by what is on
                record.

        Raises:
            Refused: Rules object; see `decide`.
            UnknownPlacement: Nothing has been proposed under that id.
            VersionConflict: Somebody else wrote meanwhile, or *expected* is not what is on record.
            KeyReused: *key* stands for another command.
            InvalidValue: *placement_id* or *key* is blank, or *command* is no command.
        """
        subject = _placement_id(placement_id)
        _check_expected(expected)
        _check_command(command)
        receipt = None if key is None else Receipt(_key(key), command_to_json(command))
        if receipt is not None and self._was_done(subject, receipt):
            return self.placement(subject)
        try:
            return self._carry_out(subject, command, receipt, expected)
        except (Refused, VersionConflict, KeyReused):
            # somebody may have done the same under the same key a moment ago
            if receipt is not None and self._was_done(subject, receipt):
                return self.placement(subject)
            raise

    def _carry_out(
        self,
        subject: PlacementId,
        command: Command,
        receipt: Receipt | None,
        expected: int | None,
    ) -> Placement:
        recorded = self._store.load(subject)
        placement = _replayed(subject, (each.event for each in recorded))
        if expected not in (None, len(recorded)):
            raise VersionConflict(subject, expected or 0, len(recorded))
        if placement is None and not isinstance(command, Propose):
            raise UnknownPlacement(subject)
        try:
            service = self._service(subject, placement, command, command.on)
            events = decide(placement, command, self._policy, service)
        except Refused as refusal:
            raise refusal.about(subject) from None
        after = reduce(evolve, events, placement)
        assert after is not None, "a proposal brings a fact, and everything else has one before"
        if events:
            facts = self._facts(recorded, events)
            self._store.append(subject, Batch(len(recorded), facts, _summary(after), receipt))
            self._tell(subject, facts)
        return after

    def placement(
        self,
        placement_id: str,
        *,
        as_of: Day | None = None,
        known_at: datetime | None = None,
    ) -> Placement:
        """Return a placement as it stands, or as it stood.

        Args:
            placement_id: Which placement.
            as_of: What held on that day, as far as is known: facts that took effect by then,
                without those voided since. None for all.
            known_at: What was on record at that instant. None for all.

        Raises:
            UnknownPlacement: Nothing is on record, or was by then.
            InvalidValue: *placement_id* is blank, *as_of* is no day, or *known_at* has no time
                zone.
            BrokenHistory: The facts on record are no valid history.
        """
        subject = _placement_id(placement_id)
        recorded = self._store.load(subject)
        if known_at is not None:
            instant = _instant("known_at", known_at)
            recorded = tuple(each for each in recorded if each.recorded_at <= instant)
        if as_of is None:
            found = _replayed(subject, (each.event for each in recorded))
        else:
            day = check_day(as_of, "as_of")
            standing = in_force(each.event for each in recorded)
            found = _replayed(subject, (event for event in standing if event.on <= day))
        if found is None:
            when = [each.isoformat() for each in (as_of, known_at) if each is not None]
            raise UnknownPlacement(subject, " and ".join(when) or None)
        return found

    def history(self, placement_id: str) -> tuple[Recorded, ...]:
        """Return every fact of a placement in order, the voided ones too.

        Raises:
            UnknownPlacement: Nothing is on record.
            InvalidValue: *placement_id* is blank.
        """
        subject = _placement_id(placement_id)
        recorded = self._store.load(subject)
        if not recorded:
            raise UnknownPlacement(subject)
        return recorded

    def find(
        self,
        *,
        person: str | None = None,
        role: Role | None = None,
        status: Iterable[Status] | None = None,
        day: Day | None = None,
    ) -> tuple[PlacementId, ...]:
        """Return the placements for which everything given holds, in the order of their ids.

        Args:
            person: Somebody who takes part now.
            role: In which role; with *person* None, anybody in it.
            status: One status or several; None for any.
            day: A day of the period in force; a proposal occupies no days.

        Raises:
            InvalidValue: *person* is blank, *day* is no day, or a status or *role* is none.
        """
        query = Query(
            person=None if person is None else _person(person),
            role=None if role is None else _choice("role", Role, role),
            statuses=_statuses(status),
            day=None if day is None else check_day(day, "day"),
        )
        return self._store.find(query)

    def options(self, placement_id: str, *, by: str, on: Day) -> tuple[Option, ...]:
        """Return what *by* may ask on *on*, and why not the rest; see `explain.options`."""
        placement = self.placement(placement_id)
        service = self._service(placement_id, placement, None, check_day(on, "on"))
        return options_of(placement, by, on, self._policy, service)

    def why_not(self, placement_id: str, command: Command) -> tuple[Objection, ...]:
        """Return every reason why *command* would be refused; see `explain.why_not`."""
        placement = self._known(placement_id, command)
        service = self._service(placement_id, placement, command, command.on)
        return why_not_of(placement, command, self._policy, service)

    def what_if(self, placement_id: str, command: Command) -> WhatIf:
        """Return what *command* would bring; see `explain.what_if`."""
        placement = self._known(placement_id, command)
        proposed = command if placement is None else None  # the agenda may ask in any case
        service = self._service(placement_id, placement, proposed, command.on)
        return what_if_of(placement, command, self._policy, service)

    def standing(self, placement_id: str, *, on: Day) -> Standing:
        """Return where a placement stands on *on*; see `explain.standing`."""
        placement = self.placement(placement_id)
        service = self._service(placement_id, placement, None, check_day(on, "on"))
        return standing_of(placement, self._policy, on, service)

    def agenda(self, placement_id: str, *, on: Day) -> tuple[Duty, ...]:
        """Return every duty of a placement as it stands on *on*; see `agenda.agenda`."""
        placement = self.placement(placement_id)
        service = self._service(placement_id, placement, None, check_day(on, "on"))
        return agenda_of(placement, self._policy, on, service)

    def explain_policy(self, placement_id: str, *, on: Day) -> tuple[Provision, ...]:
        """Return the rules that apply to a placement on *on*, in words; see `explain_policy`."""
        placement = self.placement(placement_id)
        service = self._service(placement_id, placement, None, check_day(on, "on"))
        return explain_policy_of(placement, self._policy, on, service)

    def overview(self, placement_id: str, *, on: Day) -> Overview:
        """Return how a placement is going on *on*, by all that is known today.

        For how it went on a day in the past, give `overview.overview` what held then:
        ``placement(placement_id, as_of=on)``.
        """
        placement = self.placement(placement_id)
        service = self._service(placement_id, placement, None, check_day(on, "on"))
        return overview_of(placement, self._policy, on, service)

    def _service(
        self, placement_id: str, placement: Placement | None, command: Command | None, on: Day
    ) -> ServiceRecord | None:
        """Return what is known of the secondee: from the tool, else the proposal, and the store.

        Commands that no rule on service is about are not asked for.
        """
        if command is not None and not isinstance(command, _ASKING):
            return None
        proposed = command if isinstance(command, Propose) else None
        if placement is not None:
            person, known = placement.parties.secondee, placement.service
        elif proposed is not None:
            person, known = proposed.parties.secondee, proposed.service
        else:
            return None
        if self._resolver is not None:
            told = self._resolver(person, on)
            if told is not None and not isinstance(told, ServiceRecord):
                text = f"must tell a ServiceRecord or None, not {told!r}"
                raise InvalidValue("a service record", Fault("service", text))
            known = told or known
        spells = self._other_placements(placement_id, person)
        record = known or UNKNOWN
        in_store = {placement_id, *spells}
        own = [each for each in record.placements if each.placement not in in_store]
        placements = (*own, *spells.values())
        return known if placements == record.placements else altered(record, placements=placements)

    def _other_placements(self, placement_id: str, person: PersonId) -> dict[str | None, Spell]:
        """Return the other placements of *person* in the store that are agreed or were started."""
        found: dict[str | None, Spell] = {}
        for other in self._store.find(Query(person=person, role=Role.SECONDEE)):
            if other == placement_id:
                continue
            known = _replayed(other, (each.event for each in self._store.load(other)))
            spell = None if known is None else _spell(other, known)
            if spell is not None:
                found[other] = spell
        return found

    def _known(self, placement_id: str, command: Command) -> Placement | None:
        subject = _placement_id(placement_id)
        _check_command(command)
        placement = _replayed(subject, (each.event for each in self._store.load(subject)))
        if placement is None and not isinstance(command, Propose):
            raise UnknownPlacement(subject)
        return placement

    def _was_done(self, placement_id: PlacementId, receipt: Receipt) -> bool:
        known = self._store.receipt(placement_id, receipt.key)
        if known is not None and not _is_same_command(known.command, receipt.command):
            raise KeyReused(placement_id, receipt.key)
        return known is not None

    def _facts(
        self, recorded: tuple[Recorded, ...], events: tuple[Event, ...]
    ) -> tuple[Recorded, ...]:
        instant = _instant("the clock's answer", self._clock())
        if recorded:
            instant = max(instant, recorded[-1].recorded_at)
        positions = range(len(recorded) + 1, len(recorded) + len(events) + 1)
        return tuple(
            Recorded(position, event, instant)
            for position, event in zip(positions, events, strict=True)
        )

    def _tell(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        if self._listener is None:
            return
        try:
            self._listener(placement_id, facts)
        except Exception as error:
            last = facts[-1].position
            error.add_note(f"the facts of placement {placement_id} up to {last} are committed")
            raise


_ASKING: Final = (
    Propose,
    Counter,
    OpenChange,
    Consent,
    GiveNotice,
    MakeRecord,
    Advance,
)
"""The commands that rules on service are about."""


def _spell(placement_id: PlacementId, placement: Placement) -> Spell | None:
    """Return *placement* as another one sees it; None where it occupies no days."""
    terms, last_day = placement.terms, placement.last_day
    if terms is None or last_day is None or _never_started(placement):
        return None
    first_day = placement.started_on or terms.period.first_day
    if last_day < first_day:
        return None
    return Spell(
        period=Period(first_day, last_day),
        host_share=terms.host_share,
        placement=placement_id,
    )


def _is_same_command(known: str, given: str) -> bool:
    """Return whether two commands on record are the same, even if an earlier release wrote one."""
    if known == given:
        return True
    try:
        return command_from_data(json.loads(known)) == command_from_data(json.loads(given))
    except (InvalidValue, ValueError):
        return False


def _placement_id(value: str) -> PlacementId:
    if fault := id_fault(value):
        raise InvalidValue("a placement id", Fault("", fault))
    return str.__str__(value)  # and no subclass of it, which may be written in another way


def _key(value: str) -> str:
    if fault := id_fault(value):
        raise InvalidValue("an idempotency key", Fault("", fault))
    return str.__str__(value)


def _person(value: str) -> PersonId:
    if fault := id_fault(value):
        raise InvalidValue("person", Fault("", fault))
    return str.__str__(value)


def _check_expected(value: object) -> None:
    if value is not None and (fault := ordinal_fault(value)):
        raise InvalidValue("expected", Fault("", fault))


def _check_command(value: object) -> None:
    if not isinstance(value, Command):
        text = f"must be a command, not {value!r}; `command_from_data` makes one of plain data"
        raise InvalidValue("a command", Fault("", text))


Choice = TypeVar("Choice", Role, Status)


def _statuses(given: Iterable[Status] | None) -> frozenset[Status]:
    if given is None:
        return frozenset()
    if not isinstance(given, Iterable):
        fault = Fault("", f"must be one status or several, not {given!r}")
        raise InvalidValue("status", fault)
    return frozenset(_choice("status", Status, each) for each in one_or_several(given))


def _choice(name: str, kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        fault = Fault("", f"must be one of {', '.join(kind)}, not {value!r}")
        raise InvalidValue(name, fault) from None


def _instant(name: str, value: datetime) -> datetime:
    """Return *value* in UTC."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        text = f"must be an instant with a time zone, not {value!r}"
        raise InvalidValue(name, Fault("", text))
    try:
        return value.astimezone(UTC)
    except OverflowError as cause:
        fault = Fault("", f"{value} lies outside the years 1 to 9999 in UTC")
        raise InvalidValue(name, fault) from cause


def _replayed(placement_id: PlacementId, events: Iterable[Event]) -> Placement | None:
    try:
        return replay(events)
    except BrokenHistory as cause:
        raise BrokenHistory(cause.reason, cause.position, placement_id) from cause


def _summary(placement: Placement) -> Summary:
    occupied = placement.terms is not None and not _never_started(placement)
    first_day = placement.terms.period.first_day if occupied and placement.terms else None
    return Summary(
        status=placement.status,
        seats=placement.parties.seats,
        first_day=first_day,
        last_day=placement.last_day if occupied else None,
    )


def _never_started(placement: Placement) -> bool:
    return isinstance(placement.state, End) and placement.state.started_on is None
