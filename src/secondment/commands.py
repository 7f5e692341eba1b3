"""What somebody wishes to happen: imperative, with who (`by`) and the day (`on`).

Whether it may happen does not belong here: see `rules` and `decide`.

A command says who gives it. The roles of that person are known to the placement; nobody can claim
one. A *record* may be dated earlier than the day it is given.

Raises:
    InvalidValue: A value of any of these commands has another type, or an id is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, get_args

from attrs import AttrsInstance, field, fields, frozen
from attrs.converters import optional

from secondment.dates import Day, Period, plain_day, workable_day_fault
from secondment.errors import Fault, InvalidValue
from secondment.faults import id_fault, ordinal_fault
from secondment.lifecycle import Verb
from secondment.negotiation import Subject
from secondment.parties import Parties, PersonId, Role
from secondment.records import VERB_OF, Entry
from secondment.service import ServiceRecord
from secondment.terms import Ending, NoticeKind, Terms


class _Checked:
    """A command that names everything that is wrong with it at once."""

    __slots__ = ()

    def __attrs_post_init__(self: AttrsInstance) -> None:
        faults = [
            Fault(each.name, text)
            for each in fields(type(self))
            if (value := getattr(self, each.name)) is not None or each.default is not None
            if (text := each.metadata[_FAULT](value))
        ]
        if faults:
            raise InvalidValue(type(self).__name__, *faults)


_FAULT: Final = "fault"
_Check = Mapping[str, Callable[[object], str | None]]
_DAY: Final[_Check] = {_FAULT: workable_day_fault}
_ID: Final[_Check] = {_FAULT: id_fault}
_NUMBER: Final[_Check] = {_FAULT: ordinal_fault}


def _is(*types: type) -> _Check:
    """Return the check for a value of one of *types*."""
    wanted = " or ".join(each.__name__ for each in types)

    def fault(value: object) -> str | None:
        if isinstance(value, types):
            return None
        return f"must be a {wanted}, not {value!r}"

    return {_FAULT: fault}


@frozen(kw_only=True)
class Propose(_Checked):
    """Put terms on the table for the first time; whoever proposes consents to them.

    Attributes:
        parties: Everybody who takes part.
        terms: What is proposed.
        expires_on: The last day on which it can be consented to; None for as long as the policy
            allows, and no later than the first day of the terms.
        service: What is known of the secondee, to be kept with the proposal; None where the
            register is told of it each time, or no rule asks for it.
    """

    verb: ClassVar = Verb.PROPOSE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    parties: Parties = field(metadata=_is(Parties))
    terms: Terms = field(metadata=_is(Terms))
    expires_on: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)
    service: ServiceRecord | None = field(default=None, metadata=_is(ServiceRecord))


@frozen(kw_only=True)
class Counter(_Checked):
    """Put another offer in the place of the one on the table; consents given so far are void.

    Attributes:
        subject: Other terms, or an ending.
        offer: The number of the offer that is countered; None for the one on the table. Name it
            where somebody else might counter at the same time.
        expires_on: As in `Propose`.
    """

    verb: ClassVar = Verb.COUNTER
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    subject: Subject = field(metadata=_is(Terms, Ending))
    offer: int | None = field(default=None, metadata=_NUMBER)
    expires_on: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)


@frozen(kw_only=True)
class Consent(_Checked):
    """Consent to an offer. The last consent needed settles it.

    Attributes:
        offer: The number of the offer; None for the one on the table. Name it where somebody else
            might counter at the same time.
    """

    verb: ClassVar = Verb.CONSENT
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    offer: int | None = field(default=None, metadata=_NUMBER)


@frozen(kw_only=True)
class Decline(_Checked):
    """Decline the proposal that somebody else has put on the table; that is its end.

    Attributes:
        offer: As in `Consent`.
        reason: Why, as a code of the embedding tool; needed where the policy wants one.
    """

    verb: ClassVar = Verb.DECLINE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    offer: int | None = field(default=None, metadata=_NUMBER)
    reason: str | None = field(default=None, metadata=_ID)


@frozen(kw_only=True)
class Withdraw(_Checked):
    """Take back the own proposal, or step back from what is agreed before it starts."""

    verb: ClassVar = Verb.WITHDRAW
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)


@frozen(kw_only=True)
class OpenChange(_Checked):
    """Put a change of the terms, or an ending, on the table; what holds still holds meanwhile.

    Attributes:
        subject: The new terms as a whole, or how to end. While it is closing, terms mean to go on
            after all.
        expires_on: As in `Propose`, and no later than the last day in force.
    """

    verb: ClassVar = Verb.OPEN_CHANGE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    subject: Subject = field(metadata=_is(Terms, Ending))
    expires_on: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)


@frozen(kw_only=True)
class DropChange(_Checked):
    """Take the change from the table: its author withdraws it, anybody else declines it.

    Attributes:
        offer: As in `Consent`.
        reason: As in `Decline`.
    """

    verb: ClassVar = Verb.DROP_CHANGE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    offer: int | None = field(default=None, metadata=_NUMBER)
    reason: str | None = field(default=None, metadata=_ID)


@frozen(kw_only=True)
class Start(_Checked):
    """Start on the first day, where the policy leaves that to people."""

    verb: ClassVar = Verb.START
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)


@frozen(kw_only=True)
class GiveNotice(_Checked):
    """Announce a one-sided end.

    Attributes:
        kind: Which end.
        last_day: The last day of the placement.
        reason: Why, as a code of the embedding tool; needed where the terms want a cause.
    """

    verb: ClassVar = Verb.GIVE_NOTICE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    kind: NoticeKind = field(metadata=_is(NoticeKind))
    last_day: Day = field(converter=plain_day, metadata=_DAY)
    reason: str | None = field(default=None, metadata=_ID)


@frozen(kw_only=True)
class Complete(_Checked):
    """Say that the person has returned; `on` is the first day after the placement."""

    verb: ClassVar = Verb.COMPLETE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)


@frozen(kw_only=True)
class Convert(_Checked):
    """Say that the person stays for good, as agreed; `on` is the first day after the placement."""

    verb: ClassVar = Verb.CONVERT
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)


@frozen(kw_only=True)
class EndEarly(_Checked):
    """End the placement early, as fixed or at once; `on` is the first day after it.

    Attributes:
        trigger: One of the policy's reasons to end at once; None to carry out the early end that is
            fixed.
    """

    verb: ClassVar = Verb.END_EARLY
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    trigger: str | None = field(default=None, metadata=_ID)


@frozen(kw_only=True)
class Leave(_Checked):
    """Say that the person has left the employer; `on` is the first day no longer employed.

    Attributes:
        reason: Why, as a code of the embedding tool.
    """

    verb: ClassVar = Verb.LEAVE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    reason: str | None = field(default=None, metadata=_ID)


@frozen(kw_only=True)
class RecordAbsence(_Checked):
    """Record leave or sickness; the same first day again corrects the last day or the reason.

    Attributes:
        period: First to last day away; may lie ahead.
        reason: A code of the embedding tool.
        dated: The day the record is about; None for the day it is given.
    """

    verb: ClassVar = Verb.RECORD_ABSENCE
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    period: Period = field(metadata=_is(Period))
    reason: str = field(metadata=_ID)
    dated: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)


@frozen(kw_only=True)
class ArrangeCover(_Checked):
    """Record who does the home job; the same person and first day again corrects the last day.

    Attributes:
        person: Who.
        period: From when to when; may lie ahead.
        dated: As in `RecordAbsence`.
    """

    verb: ClassVar = Verb.ARRANGE_COVER
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    person: PersonId = field(metadata=_ID)
    period: Period = field(metadata=_is(Period))
    dated: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)


@frozen(kw_only=True)
class Reassign(_Checked):
    """Pass a role on, any but the secondee's; consents of the one who leaves it no longer count.

    Attributes:
        role: Which.
        outgoing: Who holds it.
        incoming: Who is to hold it.
        dated: As in `RecordAbsence`.
    """

    verb: ClassVar = Verb.REASSIGN
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    role: Role = field(metadata=_is(Role))
    outgoing: PersonId = field(metadata=_ID)
    incoming: PersonId = field(metadata=_ID)
    dated: Day | None = field(default=None, converter=optional(plain_day), metadata=_DAY)


@frozen(kw_only=True)
class MakeRecord(_Checked):
    """Put something on record: progress, a check-in, feedback, a demand and so on.

    Attributes:
        record: What; its own day is the day it is about.
    """

    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    record: Entry = field(metadata=_is(*get_args(Entry)))

    @property
    def verb(self) -> Verb:
        """What it amounts to: see `records.VERB_OF`."""
        return VERB_OF[type(self.record)]


@frozen(kw_only=True)
class Void(_Checked):
    """Void what was recorded last, because it was a mistake.

    Attributes:
        position: The position of that fact in the history, counted from 1. What the same command
            brought goes with it.
        reason: Why, as a code of the embedding tool.
    """

    verb: ClassVar = Verb.VOID
    by: PersonId = field(metadata=_ID)
    on: Day = field(converter=plain_day, metadata=_DAY)
    position: int = field(metadata=_NUMBER)
    reason: str = field(metadata=_ID)


@frozen(kw_only=True)
class Advance(_Checked):
    """Let time pass: whatever terms and policy make happen by themselves up to `on` happens.

    Nobody gives it; the embedding tool does, as often as it likes.
    """

    on: Day = field(converter=plain_day, metadata=_DAY)


Record = RecordAbsence | ArrangeCover | Reassign | MakeRecord | Void
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
