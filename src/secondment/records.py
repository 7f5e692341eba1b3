"""What can be put on record of a placement besides its own steps: goals, feedback, scope and so on.

The records are the values of those rooms, as they are. Whether one may be made does not belong
here: see `record_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from secondment import feedback
from secondment.dates import Day, check_day, day_fault
from secondment.errors import Fault, InvalidValue
from secondment.faults import check_fields, id_fault
from secondment.feedback import CheckIn, Note, Request, Review, Withdrawal
from secondment.goals import Progress
from secondment.lifecycle import Verb
from secondment.onboarding import Answer, Buddy, Finding, Question, ResearchQuestion
from secondment.outcome import FollowUp
from secondment.parties import PersonId
from secondment.scope import Extra
from secondment.workload import Claim, Demand, DemandAnswer


@frozen(kw_only=True)
class ClaimNoted:
    """Record: somebody else claims the secondee's time too; the same id again corrects it.

    Attributes:
        on: The day it became known.
        claim: The claim, on the secondee; neither the host's nor a demand of the home side.

    Raises:
        InvalidValue: A field has another type.
    """

    on: Day
    claim: Claim

    def __attrs_post_init__(self) -> None:
        check_day(self.on, "on")
        if not isinstance(self.claim, Claim):
            text = f"must be a Claim, not {self.claim!r}"
            raise InvalidValue("ClaimNoted", Fault("claim", text))


@frozen(kw_only=True)
class HomeChange:
    """Record: the home post is about to change: restructured, regraded, deleted, a new manager.

    Attributes:
        id: Names the change.
        on: The day it became known.
        effective_on: The first day on which it holds.
        what: What changes, as a code of the embedding tool.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    id: str
    on: Day
    effective_on: Day
    what: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, id=id_fault, on=day_fault, effective_on=day_fault, what=id_fault)


@frozen(kw_only=True)
class Waiver:
    """Record: a limit of the policy is set aside for this placement.

    Attributes:
        by: Who sets it aside.
        on: The day of it.
        rule: The path of the limit: ``caps.lifetime``.
        reason: Why, as a code of the embedding tool.

    Raises:
        InvalidValue: A field has another type, or is blank.
    """

    by: PersonId
    on: Day
    rule: str
    reason: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, by=id_fault, on=day_fault, rule=id_fault, reason=id_fault)


@frozen(kw_only=True)
class Fulfilment:
    """Record: a duty of the agenda is done.

    Attributes:
        by: Who did it.
        on: The day of it.
        duty: The key of the duty, as the agenda names it.

    Raises:
        InvalidValue: A field has another type, or is blank.
    """

    by: PersonId
    on: Day
    duty: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, by=id_fault, on=day_fault, duty=id_fault)


Entry = (
    Progress
    | CheckIn
    | Note
    | Request
    | feedback.Decline
    | Withdrawal
    | Review
    | Extra
    | Buddy
    | ResearchQuestion
    | Finding
    | Question
    | Answer
    | Demand
    | DemandAnswer
    | ClaimNoted
    | FollowUp
    | HomeChange
    | Waiver
    | Fulfilment
)
"""Everything that can be put on record as it is."""

VERB_OF: Final[Mapping[type, Verb]] = MappingProxyType(
    {
        Progress: Verb.RECORD_PROGRESS,
        CheckIn: Verb.CHECK_IN,
        Note: Verb.GIVE_FEEDBACK,
        Request: Verb.REQUEST_FEEDBACK,
        feedback.Decline: Verb.DECLINE_REQUEST,
        Withdrawal: Verb.WITHDRAW_FEEDBACK,
        Review: Verb.REVIEW,
        Extra: Verb.NOTE_EXTRA,
        Buddy: Verb.NAME_BUDDY,
        ResearchQuestion: Verb.PLAN_RESEARCH,
        Finding: Verb.RECORD_FINDING,
        Question: Verb.ASK,
        Answer: Verb.ANSWER,
        Demand: Verb.RAISE_DEMAND,
        DemandAnswer: Verb.ANSWER_DEMAND,
        ClaimNoted: Verb.NOTE_CLAIM,
        FollowUp: Verb.FOLLOW_UP,
        HomeChange: Verb.NOTE_HOME_CHANGE,
        Waiver: Verb.WAIVE,
        Fulfilment: Verb.FULFIL,
    }
)
"""The verb of each kind of record."""
