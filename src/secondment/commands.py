"""What somebody wishes to happen: imperative, with who (`by`) and the day (`on`).

Whether it may happen does not belong here: see `rules` and `decide`.

A command says who gives it. The roles of that person are known to the placement; nobody can claim
one. A *record* may be dated earlier than the day it is given.

Raises:
    InvalidValue: A value of any of these commands has another type, or an id is blank.
"""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from secondment.dates import Day, Period, day_fault
from secondment.errors import Fault, InvalidValue
from secondment.lifecycle import Verb
from secondment.negotiation import Subject
from secondment.parties import Parties, PersonId, Role, id_fault
from secondment.terms import Ending, NoticeKind, Terms


def _day(command: object, attribute: Attribute[Any], value: object) -> None:
    if fault := day_fault(value):
        raise InvalidValue(type(command).__name__, Fault(attribute.name, fault))


def _optional_day(command: object, attribute: Attribute[Any], value: object) -> None:
    if value is not None:
        _day(command, attribute, value)


def _id(command: object, attribute: Attribute[Any], value: object) -> None:
    if fault := id_fault(value):
        raise InvalidValue(type(command).__name__, Fault(attribute.name, fault))


def _optional_id(command: object, attribute: Attribute[Any], value: object) -> None:
    if value is not None:
        _id(command, attribute, value)


def _is(*types: type) -> Any:
    """Return a validator for a value of one of *types*."""
    wanted = " or ".join("None" if each is type(None) else each.__name__ for each in types)

    def check(command: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            fault = Fault(attribute.name, f"must be a {wanted}, not {value!r}")
            raise InvalidValue(type(command).__name__, fault)

    return check


@frozen(kw_only=True)
class Propose:
    """Put terms on the table for the first time; whoever proposes consents to them.

    Attributes:
        parties: Everybody who takes part.
        terms: What is proposed.
        expires_on: The last day on which it can be consented to; None for as long as the policy
            allows, and no later than the first day of the terms.
    """

    verb: ClassVar = Verb.PROPOSE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    parties: Parties = field(validator=_is(Parties))
    terms: Terms = field(validator=_is(Terms))
    expires_on: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class Counter:
    """Put another offer in the place of the one on the table; consents given so far are void.

    Attributes:
        subject: Other terms, or an ending.
        offer: The number of the offer that is countered; None for the one on the table. Name it
            where somebody else might counter at the same time.
        expires_on: As in `Propose`.
    """

    verb: ClassVar = Verb.COUNTER
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    subject: Subject = field(validator=_is(Terms, Ending))
    offer: int | None = field(default=None, validator=_is(int, type(None)))
    expires_on: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class Consent:
    """Consent to an offer. The last consent needed settles it.

    Attributes:
        offer: The number of the offer; None for the one on the table. Name it where somebody else
            might counter at the same time.
    """

    verb: ClassVar = Verb.CONSENT
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    offer: int | None = field(default=None, validator=_is(int, type(None)))


@frozen(kw_only=True)
class Decline:
    """Decline the proposal that somebody else has put on the table; that is its end.

    Attributes:
        offer: As in `Consent`.
    """

    verb: ClassVar = Verb.DECLINE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    offer: int | None = field(default=None, validator=_is(int, type(None)))


@frozen(kw_only=True)
class Withdraw:
    """Take back the own proposal, or step back from what is agreed before it starts."""

    verb: ClassVar = Verb.WITHDRAW
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)


@frozen(kw_only=True)
class OpenChange:
    """Put a change of the terms, or an ending, on the table; what holds still holds meanwhile.

    Attributes:
        subject: The new terms as a whole, or how to end. While it is closing, terms mean to go on
            after all.
        expires_on: As in `Propose`, and no later than the last day in force.
    """

    verb: ClassVar = Verb.OPEN_CHANGE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    subject: Subject = field(validator=_is(Terms, Ending))
    expires_on: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class DropChange:
    """Take the change from the table: its author withdraws it, anybody else declines it.

    Attributes:
        offer: As in `Consent`.
    """

    verb: ClassVar = Verb.DROP_CHANGE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    offer: int | None = field(default=None, validator=_is(int, type(None)))


@frozen(kw_only=True)
class Start:
    """Start on the first day, where the policy leaves that to people."""

    verb: ClassVar = Verb.START
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)


@frozen(kw_only=True)
class GiveNotice:
    """Announce a one-sided end.

    Attributes:
        kind: Which end.
        last_day: The last day of the placement.
        reason: Why, as a code of the embedding tool; needed where the terms want a cause.
    """

    verb: ClassVar = Verb.GIVE_NOTICE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    kind: NoticeKind = field(validator=_is(NoticeKind))
    last_day: Day = field(validator=_day)
    reason: str | None = field(default=None, validator=_optional_id)


@frozen(kw_only=True)
class Complete:
    """Say that the person has returned; `on` is the first day after the placement."""

    verb: ClassVar = Verb.COMPLETE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)


@frozen(kw_only=True)
class Convert:
    """Say that the person stays for good, as agreed; `on` is the first day after the placement."""

    verb: ClassVar = Verb.CONVERT
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)


@frozen(kw_only=True)
class EndEarly:
    """End the placement early, as fixed or at once; `on` is the first day after it.

    Attributes:
        trigger: One of the policy's reasons to end at once; None to carry out the early end that is
            fixed.
    """

    verb: ClassVar = Verb.END_EARLY
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    trigger: str | None = field(default=None, validator=_optional_id)


@frozen(kw_only=True)
class Leave:
    """Say that the person has left the employer; `on` is the first day no longer employed.

    Attributes:
        reason: Why, as a code of the embedding tool.
    """

    verb: ClassVar = Verb.LEAVE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    reason: str | None = field(default=None, validator=_optional_id)


@frozen(kw_only=True)
class RecordAbsence:
    """Record leave or sickness; the same first day again corrects the last day or the reason.

    Attributes:
        period: First to last day away; may lie ahead.
        reason: A code of the embedding tool.
        dated: The day the record is about; None for the day it is given.
    """

    verb: ClassVar = Verb.RECORD_ABSENCE
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    period: Period = field(validator=_is(Period))
    reason: str = field(validator=_id)
    dated: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class ArrangeCover:
    """Record who does the home job; the same person and first day again corrects the last day.

    Attributes:
        person: Who.
        period: From when to when; may lie ahead.
        dated: As in `RecordAbsence`.
    """

    verb: ClassVar = Verb.ARRANGE_COVER
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    person: PersonId = field(validator=_id)
    period: Period = field(validator=_is(Period))
    dated: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class Reassign:
    """Pass a role on, any but the secondee's; consents of the one who leaves it no longer count.

    Attributes:
        role: Which.
        outgoing: Who holds it.
        incoming: Who is to hold it.
        dated: As in `RecordAbsence`.
    """

    verb: ClassVar = Verb.REASSIGN
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    role: Role = field(validator=_is(Role))
    outgoing: PersonId = field(validator=_id)
    incoming: PersonId = field(validator=_id)
    dated: Day | None = field(default=None, validator=_optional_day)


@frozen(kw_only=True)
class Void:
    """Void what was recorded last, because it was a mistake.

    Attributes:
        position: The position of that fact in the history, counted from 1. What the same command
            brought goes with it.
        reason: Why, as a code of the embedding tool.
    """

    verb: ClassVar = Verb.VOID
    by: PersonId = field(validator=_id)
    on: Day = field(validator=_day)
    position: int = field(validator=_is(int))
    reason: str = field(validator=_id)


@frozen(kw_only=True)
class Advance:
    """Let time pass: whatever terms and policy make happen by themselves up to `on` happens.

    Nobody gives it; the embedding tool does, as often as it likes.
    """

    on: Day = field(validator=_day)


Record = RecordAbsence | ArrangeCover | Reassign | Void
"""The commands that do not move the status."""

PersonCommand = (
    Propose
    | Counter
    | Consent
    | Decline
    | Withdraw
    | OpenChange
    | DropChange
    | Start
    | GiveNotice
    | Complete
    | Convert
    | EndEarly
    | Leave
    | Record
)
"""What people give."""

Command = PersonCommand | Advance
"""Everything that can be asked of a placement."""
