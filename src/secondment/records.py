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
from secondment.dates import Day, check_day
from secondment.errors import Fault, InvalidValue
from secondment.feedback import CheckIn, Note, Request, Review, Withdrawal
from secondment.goals import Progress
from secondment.lifecycle import Verb
from secondment.onboarding import Answer, Buddy, Finding, Question, ResearchQuestion
from secondment.outcome import FollowUp
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
    }
)
"""The verb of each kind of record."""
