"""What happened: facts in the past tense. A storage format: a changed shape needs an upcaster.

What a fact means for a placement does not belong here: see `placement`.

Every fact has the day it takes effect (`on`) and who caused it (`by`; None for time).
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from secondment.dates import Day, Period
from secondment.lifecycle import Verb
from secondment.negotiation import Subject
from secondment.parties import Parties, PersonId, Role
from secondment.records import VERB_OF, Entry
from secondment.service import ServiceRecord
from secondment.terms import Ending, NoticeKind, Terms


class DropKind(StrEnum):
    """How a change left the table without being settled."""

    DECLINED = "declined"
    """Somebody whose consent was needed said no."""
    WITHDRAWN = "withdrawn"
    """Its author took it back."""
    LAPSED = "lapsed"
    """It ran out."""
    DEEMED_REFUSED = "deemed_refused"
    """It was not answered in time, and silence counts as a no."""


@frozen(kw_only=True)
class Proposed:
    """Terms were put on the table for the first time.

    Attributes:
        number: Of the offer, always 1.
        expires_on: The last day on which it can be consented to.
        service: What was known of the secondee; None when nothing was given.
    """

    verb: ClassVar = Verb.PROPOSE
    on: Day
    by: PersonId
    parties: Parties
    terms: Terms
    number: int
    expires_on: Day
    service: ServiceRecord | None = None


@frozen(kw_only=True)
class Countered:
    """Another offer took the place of the one on the table.

    Attributes:
        number: Of the new offer.
        subject: What it is about.
        expires_on: The last day on which it can be consented to.
    """

    verb: ClassVar = Verb.COUNTER
    on: Day
    by: PersonId
    number: int
    subject: Subject
    expires_on: Day


@frozen(kw_only=True)
class Consented:
    """Somebody consented to the offer on the table.

    Attributes:
        by: Who; the one whose silence counts where it is deemed.
        number: Of the offer.
        deemed: Whether the consent is deemed, since the time for an answer ran out.
    """

    verb: ClassVar = Verb.CONSENT
    on: Day
    by: PersonId
    number: int
    deemed: bool = False


@frozen(kw_only=True)
class Escalated:
    """The time for an answer ran out, and others are asked in the place of those who are silent.

    Attributes:
        number: Of the offer.
    """

    verb: ClassVar = Verb.ESCALATE
    on: Day
    by: PersonId | None
    number: int


@frozen(kw_only=True)
class Agreed:
    """The last consent needed was given, and the first terms hold."""

    verb: ClassVar = Verb.AGREE
    on: Day
    by: PersonId
    terms: Terms


@frozen(kw_only=True)
class Declined:
    """The proposal was declined; by time, where silence counts as a no.

    Attributes:
        reason: Why, as a code of the embedding tool; None when nothing was said.
    """

    verb: ClassVar = Verb.DECLINE
    on: Day
    by: PersonId | None
    reason: str | None = None


@frozen(kw_only=True)
class Withdrawn:
    """The proposal, or the agreement before its start, was withdrawn."""

    verb: ClassVar = Verb.WITHDRAW
    on: Day
    by: PersonId


@frozen(kw_only=True)
class Lapsed:
    """The proposal ran out, or the placement never started by its last day."""

    verb: ClassVar = Verb.LAPSE
    on: Day
    by: PersonId | None


@frozen(kw_only=True)
class ChangeOpened:
    """A change of the terms, or an ending, was put on the table.

    Attributes:
        number: Of the offer.
        subject: What it is about.
        expires_on: The last day on which it can be consented to.
    """

    verb: ClassVar = Verb.OPEN_CHANGE
    on: Day
    by: PersonId
    number: int
    subject: Subject
    expires_on: Day


@frozen(kw_only=True)
class ChangeSettled:
    """The last consent needed was given, and the new terms hold."""

    verb: ClassVar = Verb.SETTLE_CHANGE
    on: Day
    by: PersonId
    terms: Terms


@frozen(kw_only=True)
class ChangeDropped:
    """The change left the table; what held before still holds.

    Attributes:
        kind: How it left the table.
        reason: Why, as a code of the embedding tool; None when nothing was said.
    """

    verb: ClassVar = Verb.DROP_CHANGE
    on: Day
    by: PersonId | None
    kind: DropKind
    reason: str | None = None


@frozen(kw_only=True)
class Started:
    """The first day came, and the person works for the host."""

    verb: ClassVar = Verb.START
    on: Day
    by: PersonId | None


@frozen(kw_only=True)
class NoticeGiven:
    """One side announced the end.

    Attributes:
        kind: Which end, by whom.
        ending: How and when it ends.
    """

    verb: ClassVar = Verb.GIVE_NOTICE
    on: Day
    by: PersonId
    kind: NoticeKind
    ending: Ending


@frozen(kw_only=True)
class EndingAgreed:
    """The last consent needed was given, and it is fixed how and when it ends."""

    verb: ClassVar = Verb.AGREE_ENDING
    on: Day
    by: PersonId
    ending: Ending


@frozen(kw_only=True)
class ClosingRevoked:
    """The last consent needed was given, and it goes on after all under these terms."""

    verb: ClassVar = Verb.REVOKE_CLOSING
    on: Day
    by: PersonId
    terms: Terms


@frozen(kw_only=True)
class Completed:
    """The person returned; `on` is the first day after the placement.

    Attributes:
        returns_on: The first day back at work, on or after `on`.
    """

    verb: ClassVar = Verb.COMPLETE
    on: Day
    by: PersonId | None
    returns_on: Day


@frozen(kw_only=True)
class Converted:
    """The person stays with the host for good; `on` is the first day after the placement."""

    verb: ClassVar = Verb.CONVERT
    on: Day
    by: PersonId | None


@frozen(kw_only=True)
class EndedEarly:
    """The placement ended before the last day agreed; `on` is the first day after it.

    Attributes:
        reason: Why: the notice's kind or its reason, or what made it end at once.
        returns_on: The first day back at work, on or after `on`.
    """

    verb: ClassVar = Verb.END_EARLY
    on: Day
    by: PersonId | None
    reason: str
    returns_on: Day


@frozen(kw_only=True)
class Left:
    """The person left the employer; `on` is the first day no longer employed.

    Attributes:
        reason: Why, as a code of the embedding tool; None when nothing was said.
    """

    verb: ClassVar = Verb.LEAVE
    on: Day
    by: PersonId | None
    reason: str | None


@frozen(kw_only=True)
class AbsenceRecorded:
    """The person is away: leave or sickness. The same first day again corrects the one on record.

    Attributes:
        period: First to last day away.
        reason: A code of the embedding tool.
    """

    verb: ClassVar = Verb.RECORD_ABSENCE
    on: Day
    by: PersonId
    period: Period
    reason: str


@frozen(kw_only=True)
class CoverArranged:
    """Somebody does the home job for a while. The same person and first day again corrects it.

    Attributes:
        person: Who.
        period: From when to when.
    """

    verb: ClassVar = Verb.ARRANGE_COVER
    on: Day
    by: PersonId
    person: PersonId
    period: Period


@frozen(kw_only=True)
class Reassigned:
    """A role passed on: the one who held it loses the say, the other gets it."""

    verb: ClassVar = Verb.REASSIGN
    on: Day
    by: PersonId
    role: Role
    outgoing: PersonId
    incoming: PersonId


@frozen(kw_only=True)
class RecordMade:
    """Something was put on record.

    Attributes:
        record: What; its own day is the day it is about.
    """

    on: Day
    by: PersonId
    record: Entry

    @property
    def verb(self) -> Verb:
        """What it amounts to: see `records.VERB_OF`."""
        return VERB_OF[type(self.record)]


@frozen(kw_only=True)
class Voided:
    """What was recorded last was a mistake; the fold leaves it out, the history keeps both.

    Attributes:
        position: The first fact left out, with all that the same command brought.
        reason: Why, as a code of the embedding tool.
    """

    verb: ClassVar = Verb.VOID
    on: Day
    by: PersonId
    position: int
    reason: str


Event = (
    Proposed
    | Countered
    | Consented
    | Escalated
    | Agreed
    | Declined
    | Withdrawn
    | Lapsed
    | ChangeOpened
    | ChangeSettled
    | ChangeDropped
    | Started
    | NoticeGiven
    | EndingAgreed
    | ClosingRevoked
    | Completed
    | Converted
    | EndedEarly
    | Left
    | AbsenceRecorded
    | CoverArranged
    | Reassigned
    | RecordMade
    | Voided
)
"""Everything that can have happened."""

RECORDS = (AbsenceRecorded, CoverArranged, Reassigned, RecordMade, Voided)
"""The facts that do not move the status."""
