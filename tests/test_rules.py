"""Every reason to refuse: from where, what was tried, the exact words, and the day it turns."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve as altered
from attrs import frozen

from secondment import (
    Advance,
    ArrangeCover,
    ClaimNoted,
    Clause,
    Complete,
    Consent,
    ConversionRoute,
    Convert,
    Counter,
    Decline,
    DropChange,
    EarlyEndMode,
    EndEarly,
    Ending,
    EndKind,
    Entry,
    Gate,
    GiveNotice,
    Goal,
    KeyResult,
    Leave,
    Length,
    MakeRecord,
    NotAllowedHere,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Policy,
    Propose,
    Reassign,
    RecordAbsence,
    Refused,
    Remedy,
    Role,
    RuleUnmet,
    Say,
    ScopeItem,
    Source,
    Stakeholder,
    Start,
    Status,
    Terms,
    Verb,
    Void,
    Withdraw,
    decide,
    options,
    remedied,
    warnings,
    why_not,
)
from secondment import feedback as fb
from secondment.clauses import COMMAND_VERBS
from secondment.commands import PersonCommand
from secondment.goals import Progress
from secondment.messages import OBJECTIONS, REMEDIES
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import FollowUp
from secondment.records import Fulfilment, Waiver
from secondment.rules import standing_objections
from secondment.scope import Extra
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    INGA,
    LAST_DAY,
    LONGER,
    MIRA,
    MORE_PARTIES,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    SAME_COMMAND,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    names_in,
    proposed,
    proposed_to_more,
    reconsidering,
    revising,
    scheduled,
    scheduled_under,
    underway,
    underway_informally,
    underway_under,
)

ONE_DAY = timedelta(days=1)
APRIL = date(2027, 4, 1)
JULY = date(2027, 7, 5)


def unproposed() -> None:
    """Return what is known before the proposal: nothing."""


def countered() -> Placement:
    """Return a proposal that Otto has countered with offer 2."""
    return lived(Counter(by=OTTO, on=date(2027, 1, 13), subject=LONGER), after=proposed())


def declined() -> Placement:
    """Return a proposal that Otto has declined."""
    return lived(Decline(by=OTTO, on=AGREED_ON), after=proposed())


def away() -> Placement:
    """Return a placement with an absence on record, 5 to 9 April."""
    return lived(absence(date(2027, 4, 5), date(2027, 4, 9)), after=underway())


def completed() -> Placement:
    """Return a placement from which the person has returned."""
    return lived(Advance(on=date(2027, 9, 1)), after=underway())


def handed_on() -> Placement:
    """Return a placement in which Otto has handed his role to Ida on 1 April."""
    return lived(reassign(OTTO, Role.HOST_MANAGER, OTTO, "ida"), after=underway())


def unprepared() -> Placement:
    """Return an agreed placement without the buddy that the terms ask for."""
    return scheduled_under(altered(TERMS, gates=(Gate.BUDDY,)))


def claim(share: str, first_day: date = FIRST_DAY, last_day: date | None = None) -> MakeRecord:
    """Return the note that the union claims so much of Sam's time."""
    claimed = Claim(
        id="c1",
        person=SAM,
        claimant="union",
        first_day=first_day,
        last_day=last_day,
        share=Decimal(share),
    )
    return MakeRecord(by=SAM, on=AGREED_ON, record=ClaimNoted(on=AGREED_ON, claim=claimed))


def claimed_underway(
    share: str, first_day: date = FIRST_DAY, last_day: date | None = None
) -> Callable[[], Placement]:
    """Return how a placement starts beside such a claim."""
    noted = claim(share, first_day, last_day)
    return lambda: lived(noted, Advance(on=FIRST_DAY), after=scheduled())


def claimed_while_proposed() -> Placement:
    """Return a proposal beside which the union claims more than what is left."""
    return lived(claim("0.3"), after=proposed())


DEMAND = Demand(
    id="d1",
    on=APRIL,
    by=HANA,
    period=Period(date(2027, 6, 1), date(2027, 6, 30)),
    share=Decimal("0.4"),
    reason="outage",
)


def demanded() -> Placement:
    """Return a placement in which Hana wants Sam back for two days a week in June."""
    return lived(MakeRecord(by=HANA, on=APRIL, record=DEMAND), after=underway())


def asked() -> Placement:
    """Return a placement with a question, a request and a plan on record, all of 1 April."""
    return lived(
        record(SAM, Question(id="q1", on=APRIL, text="Who decides?")),
        record(SAM, ResearchQuestion(id="rq1", on=APRIL, topic=Topic.MARKET, text="Who pays?")),
        record(SAM, fb.Request(id="r1", by=SAM, to=OTTO, about=SAM, on=APRIL)),
        after=underway(),
    )


def record(by: str, entry: Entry, on: date = APRIL) -> MakeRecord:
    """Return the wish of *by* to put *entry* on record."""
    return MakeRecord(by=by, on=on, record=entry)


def check_in(by: str, on: date) -> fb.CheckIn:
    """Return a check-in of *by* about that day."""
    return fb.CheckIn(by=by, on=on, confidence=4)


def accepted(on: date = APRIL) -> DemandAnswer:
    """Return Otto's yes to Hana's demand."""
    return DemandAnswer(demand="d1", on=on, by=OTTO, verdict=Verdict.ACCEPTED)


def note(to: str) -> fb.Note:
    """Return Otto's suggestion to somebody."""
    return fb.Note(id="n1", by=OTTO, to=to, on=APRIL, body=fb.Feedforward(("Ask first",)))


def absence(first_day: date, last_day: date, dated: date | None = None) -> RecordAbsence:
    """Return the wish to record leave, given by Sam on 1 April."""
    period = Period(first_day, last_day)
    return RecordAbsence(by=SAM, on=APRIL, period=period, reason="leave", dated=dated)


def period(first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> Terms:
    """Return the terms with another period."""
    return altered(TERMS, period=Period(first_day, last_day))


def change(subject: Terms | Ending, on: date = JULY) -> OpenChange:
    """Return Hana's wish for a change."""
    return OpenChange(by=HANA, on=on, subject=subject)


def recall(on: date, last_day: date, reason: str | None = None) -> GiveNotice:
    """Return Hana's notice."""
    return GiveNotice(by=HANA, on=on, kind=NoticeKind.RECALL, last_day=last_day, reason=reason)


def reassign(by: str, role: Role, outgoing: str, incoming: str) -> Reassign:
    """Return the wish of *by* to pass *role* on, on 1 April."""
    return Reassign(by=by, on=APRIL, role=role, outgoing=outgoing, incoming=incoming)


@frozen
class Refusal:
    """A command that is refused for one reason.

    Attributes:
        code: Of the objection.
        given: From where.
        command: What is tried.
        words: What is said, with source and remedy.
        policy: By which rules.
    """

    code: str
    given: Callable[[], Placement | None]
    command: PersonCommand
    words: str
    policy: Policy = HOUSE


WHO_AND_WHEN = [
    Refusal(
        "not_allowed_here",
        unproposed,
        Consent(by=OTTO, on=AGREED_ON),
        "no such step while nothing is proposed; possible from here: propose "
        "(secondment: the chart of the lifecycle)",
    ),
    Refusal(
        "not_allowed_here",
        proposed,
        Start(by=OTTO, on=FIRST_DAY),
        "no such step while proposed; possible from here: counter, consent, decline, "
        "withdraw, leave, arrange cover, reassign, note claim, name buddy, plan research, "
        "record finding, ask, answer, waive, fulfil, void "
        "(secondment: the chart of the lifecycle)",
    ),
    Refusal(
        "not_allowed_here",
        declined,
        Withdraw(by=HANA, on=AGREED_ON),
        "no such step while declined; possible from here: void "
        "(secondment: the chart of the lifecycle)",
    ),
    Refusal(
        "not_a_party",
        proposed,
        Consent(by="zoe", on=AGREED_ON),
        "zoe is no party to this placement "
        "(secondment: only parties act on a placement; "
        "would pass: consent given by sam, otto, petra)",
    ),
    Refusal(
        "role_may_not",
        proposed,
        ArrangeCover(by=SAM, on=AGREED_ON, person="ida", period=TERMS.period),
        "sam is secondee, and this is for home manager, programme office "
        "(house, a plain default of secondment and not law: who may do what; "
        "would pass: arrange cover given by hana, petra)",
    ),
    Refusal(
        "no_say",
        proposed_to_more,
        Consent(by=INGA, on=AGREED_ON),
        "inga is a stakeholder who is not asked for consent "
        "(house, a plain default of secondment and not law: who may do what; "
        "would pass: consent given by sam, otto, petra, mira)",
    ),
    Refusal(
        "before_last_step",
        proposed,
        Consent(by=OTTO, on=date(2027, 1, 10)),
        "2027-01-10 lies before the last step in force, which took effect on 2027-01-11 "
        "(secondment: steps do not go back in time; "
        "would pass: on 2027-01-11)",
    ),
    Refusal(
        "step_due",
        proposed,
        Withdraw(by=HANA, on=date(2027, 2, 9)),
        "the step lapse was due on 2027-02-09 and comes first "
        "(secondment: what time brings comes first; "
        "would pass: advance first: on 2027-02-09)",
    ),
    Refusal(
        "step_due",
        scheduled,
        Withdraw(by=HANA, on=FIRST_DAY),
        "the step start was due on 2027-03-01 and comes first "
        "(secondment: what time brings comes first; "
        "would pass: advance first: on 2027-03-01)",
    ),
    Refusal(
        "step_due",
        changing,
        Leave(by=HANA, on=date(2027, 8, 3)),
        "the step drop change was due on 2027-08-03 and comes first "
        "(secondment: what time brings comes first; "
        "would pass: advance first: on 2027-08-03)",
    ),
    Refusal(
        "step_due",
        handing_over,
        Leave(by=HANA, on=date(2027, 5, 3)),
        "the step end early was due on 2027-05-01 and comes first "
        "(secondment: what time brings comes first; "
        "would pass: advance first: on 2027-05-03)",
    ),
    Refusal(
        "record_in_the_future",
        underway,
        absence(date(2027, 4, 5), date(2027, 4, 9), dated=date(2027, 4, 2)),
        "a record given on 2027-04-01 cannot be dated 2027-04-02 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: dated 2027-04-01)",
    ),
    Refusal(
        "record_before_proposal",
        underway,
        absence(date(2027, 4, 5), date(2027, 4, 9), dated=date(2027, 1, 10)),
        "a record cannot be dated 2027-01-10, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: dated 2027-01-11)",
    ),
    Refusal(
        "record_before_proposal",
        proposed,
        altered(reassign(HANA, Role.HOME_MANAGER, HANA, "ida"), on=date(2027, 1, 10)),
        "a record cannot be dated 2027-01-10, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: on 2027-01-11)",
    ),
    Refusal(
        "record_before_proposal",
        proposed,
        altered(
            reassign(HANA, Role.HOME_MANAGER, HANA, "ida"),
            on=date(2027, 1, 10),
            dated=date(2027, 1, 9),
        ),
        "a record cannot be dated 2027-01-09, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: on 2027-01-11, dated 2027-01-11)",
    ),
    Refusal(
        "record_before_proposal",
        lambda: lived(Consent(by=SAM, on=AGREED_ON), after=proposed()),
        Void(by=PETRA, on=date(2027, 1, 10), position=2, reason="mistake"),
        "a record cannot be dated 2027-01-10, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: on 2027-01-11)",
    ),
    Refusal(
        "record_in_the_future",
        underway,
        record(SAM, check_in(SAM, date(2027, 4, 2))),
        "a record given on 2027-04-01 cannot be dated 2027-04-02 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: the record dated 2027-04-01)",
    ),
    Refusal(
        "record_before_proposal",
        underway,
        record(SAM, check_in(SAM, date(2027, 1, 10))),
        "a record cannot be dated 2027-01-10, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: the record dated 2027-01-11)",
    ),
    Refusal(
        "record_before_proposal",
        proposed,
        record(OTTO, Buddy(on=date(2027, 1, 9), person="bea"), on=date(2027, 1, 10)),
        "a record cannot be dated 2027-01-09, before the proposal of 2027-01-11 "
        "(secondment: records may be dated earlier, not later; "
        "would pass: the record dated 2027-01-11)",
    ),
]

OFFERS = [
    Refusal(
        "role_missing",
        unproposed,
        altered(PROPOSE, parties=altered(PARTIES, programme_office=None)),
        "nobody is named as programme office, whom the policy requires "
        "(house, a plain default of secondment and not law: parties; "
        "would pass: name somebody as programme office among the parties)",
    ),
    Refusal(
        "too_short",
        unproposed,
        altered(PROPOSE, terms=period(last_day=date(2027, 3, 30))),
        "2027-03-01 to 2027-03-30 is shorter than the minimum of 1 month "
        "(house, a plain default of secondment and not law: minimum length; "
        "would pass: last_day 2027-03-31)",
    ),
    Refusal(
        "too_long",
        unproposed,
        altered(PROPOSE, terms=period(last_day=date(2029, 3, 2))),
        "2027-03-01 to 2029-03-02 is 2 days longer than the maximum of 24 months "
        "(house, a plain default of secondment and not law: maximum length; "
        "would pass: last_day 2029-02-28)",
    ),
    Refusal(
        "too_long",
        underway_informally,
        change(altered(LONGER, place="york")),
        "2027-03-01 to 2027-10-31 is 61 days longer than the maximum of 6 months "
        "(informal, a plain default of secondment and not law: maximum length; "
        "would pass: last_day 2027-08-31)",
        INFORMAL,
    ),
    Refusal(
        "first_day_passed",
        unproposed,
        altered(PROPOSE, on=date(2027, 3, 2)),
        "the first day 2027-03-01 lies before 2027-03-02 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: first_day 2027-03-02)",
    ),
    Refusal(
        "first_day_passed",
        unproposed,
        altered(PROPOSE, on=date(2027, 9, 1)),
        "the first day 2027-03-01 lies before 2027-09-01 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: first_day 2027-09-01, last_day 2028-03-02)",
    ),
    Refusal(
        "first_day_fixed",
        underway,
        change(period(date(2027, 3, 2), date(2027, 9, 30))),
        "the placement started on 2027-03-01, so the first day cannot move "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: first_day 2027-03-01)",
    ),
    Refusal(
        "last_day_passed",
        underway,
        change(period(last_day=date(2027, 7, 4))),
        "the last day 2027-07-04 lies before 2027-07-05 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: last_day 2027-07-05)",
    ),
    Refusal(
        "last_day_passed",
        underway,
        change(Ending(EndKind.EARLY_END, date(2027, 7, 4))),
        "the last day 2027-07-04 lies before 2027-07-05 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: last_day 2027-07-05)",
    ),
    Refusal(
        "period_over",
        underway,
        change(LONGER, on=date(2027, 9, 1)),
        "the last day was 2027-08-31, so there is nothing left to change "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: complete instead: on 2027-09-01)",
        BY_HAND,
    ),
    Refusal(
        "period_over",
        underway,
        EndEarly(by=HANA, on=date(2027, 9, 1), trigger="host_closed"),
        "the last day was 2027-08-31, so there is nothing left to change "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: complete instead: on 2027-09-01)",
        BY_HAND,
    ),
    Refusal(
        "no_change",
        underway,
        change(TERMS),
        "what is offered is what holds already "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: open change of something else)",
    ),
    Refusal(
        "no_change",
        handing_over,
        change(Ending(EndKind.EARLY_END, date(2027, 4, 30)), on=date(2027, 4, 2)),
        "what is offered is what holds already "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: open change of something else)",
    ),
    Refusal(
        "same_offer",
        proposed,
        Counter(by=OTTO, on=AGREED_ON, subject=TERMS),
        "what is offered is what offer 1 says already "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: consent instead: offer 1)",
    ),
    Refusal(
        "same_offer",
        proposed,
        Counter(by=HANA, on=AGREED_ON, subject=TERMS),
        "what is offered is what offer 1 says already "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: consent given by sam, otto, petra)",
    ),
    Refusal(
        "expiry_before_offer",
        unproposed,
        altered(PROPOSE, expires_on=date(2027, 1, 10)),
        "an offer of 2027-01-11 cannot expire on 2027-01-10 "
        "(secondment: a consent counts for one offer only; "
        "would pass: expires_on 2027-02-08)",
    ),
    Refusal(
        "expiry_too_late",
        unproposed,
        altered(PROPOSE, expires_on=date(2027, 2, 9)),
        "an offer of 2027-01-11 may stand until 2027-02-08, not until 2027-02-09 "
        "(house, a plain default of secondment and not law: offers; "
        "would pass: expires_on 2027-02-08)",
    ),
    Refusal(
        "nothing_to_end",
        scheduled,
        change(Ending(EndKind.EARLY_END, date(2027, 6, 30)), on=date(2027, 2, 1)),
        "nothing has started that could end "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: withdraw instead)",
    ),
    Refusal(
        "nothing_to_end",
        proposed,
        Counter(by=OTTO, on=AGREED_ON, subject=Ending(EndKind.EARLY_END, date(2027, 6, 30))),
        "nothing has started that could end "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: withdraw given by hana)",
    ),
    Refusal(
        "ending_after_period",
        underway,
        change(Ending(EndKind.RETURN, date(2027, 9, 1))),
        "2027-09-01 lies after the last day agreed, 2027-08-31 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: last_day 2027-08-31)",
    ),
    Refusal(
        "ending_after_period",
        underway,
        GiveNotice(by=SAM, on=APRIL, kind=NoticeKind.RESIGNATION, last_day=date(2027, 9, 1)),
        "2027-09-01 lies after the last day agreed, 2027-08-31 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: last_day 2027-08-31)",
    ),
    Refusal(
        "return_before_last_day",
        underway,
        change(Ending(EndKind.RETURN, date(2027, 8, 30))),
        "a return on 2027-08-30, before the last day 2027-08-31, is an early end "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: kind early end)",
    ),
    Refusal(
        "not_early",
        underway,
        change(Ending(EndKind.EARLY_END, LAST_DAY)),
        "2027-08-31 is no earlier than the last day agreed, 2027-08-31 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: kind return)",
    ),
    Refusal(
        "not_early",
        underway,
        recall(APRIL, LAST_DAY),
        "2027-08-31 is no earlier than the last day agreed, 2027-08-31 "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: last_day 2027-08-30)",
    ),
    Refusal(
        "leaving_not_offered",
        underway,
        change(Ending(EndKind.LEAVING, date(2027, 7, 31))),
        "nobody can be asked to consent to somebody's leaving "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: give notice instead: kind resignation, last_day 2027-07-31)",
    ),
    Refusal(
        "leaving_not_offered",
        handing_over,
        change(Ending(EndKind.LEAVING, date(2027, 4, 30)), on=APRIL),
        "nobody can be asked to consent to somebody's leaving "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: leave instead)",
    ),
    Refusal(
        "conversion_excluded",
        lambda: underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED)),
        change(Ending(EndKind.CONVERSION, LAST_DAY)),
        "the terms exclude a conversion "
        "(secondment: an offer changes something that can still be changed; "
        "would pass: open change first: conversion_route by agreement)",
    ),
    Refusal(
        "overload",
        claimed_underway("0.15"),
        change(altered(LONGER, host_share=Decimal("0.9"))),
        "0.05 too much to do for sam from 2027-03-01 to 2027-10-31: claim c1, host "
        "(house, a plain default of secondment and not law: working time; "
        "would pass: host_share 0.85)",
    ),
    Refusal(
        "overload",
        claimed_underway("1", date(2027, 9, 1)),
        change(LONGER),
        "0.8 too much to do for sam from 2027-09-01 to 2027-10-31: host, claim c1 "
        "(house, a plain default of secondment and not law: working time)",
    ),
]

CONSENTS = [
    Refusal(
        "stale_offer",
        countered,
        Consent(by=SAM, on=AGREED_ON, offer=1),
        "offer 1 is no longer on the table; offer 2 is "
        "(secondment: a consent counts for one offer only; "
        "would pass: offer 2)",
    ),
    Refusal(
        "unknown_offer",
        countered,
        Decline(by=SAM, on=AGREED_ON, offer=3),
        "there is no offer 3; offer 2 is on the table "
        "(secondment: a consent counts for one offer only; "
        "would pass: offer 2)",
    ),
    Refusal(
        "offer_expired",
        proposed,
        Consent(by=SAM, on=date(2027, 2, 9)),
        "offer 1 expired after 2027-02-08 "
        "(secondment: a consent counts for one offer only; "
        "would pass: advance first: on 2027-02-09)",
    ),
    Refusal(
        "already_consented",
        proposed,
        Consent(by=HANA, on=AGREED_ON),
        "hana has consented to offer 1 already "
        "(secondment: a consent counts for one offer only; "
        "would pass: consent given by sam, otto, petra)",
    ),
    Refusal(
        "consent_not_needed",
        lambda: lived(change(altered(TERMS, place="york")), after=underway()),
        Consent(by=PETRA, on=JULY),
        "offer 2 needs the consent of sam, hana, otto, not of petra "
        "(house, a plain default of secondment and not law: consents; "
        "would pass: consent given by sam, otto)",
    ),
    Refusal(
        "consent_not_needed",
        lambda: lived(change(altered(TERMS, place="york")), after=underway()),
        DropChange(by=PETRA, on=JULY),
        "offer 2 needs the consent of sam, hana, otto, not of petra "
        "(house, a plain default of secondment and not law: consents; "
        "would pass: drop change given by sam, hana, otto)",
    ),
    Refusal(
        "own_offer",
        proposed,
        Decline(by=HANA, on=AGREED_ON),
        "offer 1 is hana's own "
        "(secondment: a consent counts for one offer only; "
        "would pass: withdraw instead)",
    ),
    Refusal(
        "not_your_offer",
        proposed,
        Withdraw(by=OTTO, on=AGREED_ON),
        "offer 1 was made by hana, not by otto "
        "(secondment: a consent counts for one offer only; "
        "would pass: decline instead: offer 1)",
    ),
]

OVERLOAD_OF_AN_OFFER = Refusal(
    "overload",
    claimed_while_proposed,
    Consent(by=SAM, on=AGREED_ON),
    "0.1 too much to do for sam from 2027-03-01 to 2027-08-31: claim c1, host "
    "(house, a plain default of secondment and not law: working time; "
    "would pass: counter instead: host_share 0.7)",
)

START_AND_END = [
    Refusal(
        "not_ready",
        unprepared,
        Start(by=OTTO, on=FIRST_DAY),
        "missing before the first day, 2027-03-01: buddy "
        "(the terms of the placement: before the first day; "
        "would pass: name buddy first)",
    ),
    Refusal(
        "not_ready",
        scheduled,
        Start(by=OTTO, on=FIRST_DAY),
        "missing before the first day, 2027-03-01: goals "
        "(house, a plain default of secondment and not law: before the first day; "
        "would pass: open change first)",
        altered(HOUSE, gates=altered(HOUSE.gates, value=frozenset({Gate.GOALS}))),
    ),
    Refusal(
        "over_too_soon",
        underway,
        EndEarly(by=OTTO, on=FIRST_DAY, trigger="host_closed"),
        "it started on 2027-03-01, and is over on 2027-03-02 at the earliest "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: on 2027-03-02)",
    ),
    Refusal(
        "over_too_soon",
        underway,
        Leave(by=HANA, on=FIRST_DAY),
        "it started on 2027-03-01, and is over on 2027-03-02 at the earliest "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: on 2027-03-02)",
    ),
    Refusal(
        "not_first_day",
        scheduled,
        Start(by=OTTO, on=date(2027, 3, 2)),
        "the start is on the first day, 2027-03-01, not on 2027-03-02 "
        "(secondment: the start is on the first day of the terms; "
        "would pass: on 2027-03-01)",
        BY_HAND,
    ),
    Refusal(
        "not_first_day",
        scheduled,
        Start(by=OTTO, on=date(2027, 2, 28)),
        "the start is on the first day, 2027-03-01, not on 2027-02-28 "
        "(secondment: the start is on the first day of the terms; "
        "would pass: advance instead: on 2027-03-01)",
    ),
    Refusal(
        "not_first_day",
        lambda: lived(
            change(period(first_day=date(2027, 3, 15)), on=FIRST_DAY),
            DropChange(by=OTTO, on=date(2027, 3, 2)),
            after=scheduled(),
            policy=BY_HAND,
        ),
        Start(by=OTTO, on=date(2027, 3, 4)),
        "the start is on the first day, 2027-03-01, not on 2027-03-04 "
        "(secondment: the start is on the first day of the terms; "
        "would pass: open change first: first_day 2027-03-04)",
        BY_HAND,
    ),
    Refusal(
        "one_sided_end_excluded",
        lambda: underway_under(altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL)),
        recall(APRIL, date(2027, 4, 30)),
        "an early end needs the consent of all "
        "(the terms of the placement: early end; "
        "would pass: open change instead: kind early end, last_day 2027-04-30)",
    ),
    Refusal(
        "one_sided_end_excluded",
        underway,
        recall(APRIL, date(2027, 4, 30)),
        "an early end needs the consent of all "
        "(house, a plain default of secondment and not law: early end; "
        "would pass: open change instead: kind early end, last_day 2027-04-30)",
        altered(HOUSE, early_end_mode=Clause(EarlyEndMode.MUTUAL, HOUSE.early_end_mode.source)),
    ),
    Refusal(
        "notice_not_yours",
        underway,
        altered(recall(APRIL, date(2027, 4, 30)), by=OTTO),
        "otto is host manager, and a recall is for home manager, programme office "
        "(house, a plain default of secondment and not law: notice; "
        "would pass: give notice given by hana, petra)",
    ),
    Refusal(
        "notice_too_short",
        underway,
        recall(APRIL, date(2027, 4, 28)),
        "notice of 4 weeks given on 2027-04-01 ends on 2027-04-29, after the last day "
        "2027-04-28 "
        "(house, a plain default of secondment and not law: notice; "
        "would pass: last_day 2027-04-29)",
    ),
    Refusal(
        "notice_too_short",
        underway,
        recall(date(2027, 8, 10), date(2027, 8, 20)),
        "notice of 4 weeks given on 2027-08-10 ends on 2027-09-07, after the last day "
        "2027-08-20 "
        "(house, a plain default of secondment and not law: notice; "
        "would pass: open change instead: kind early end, last_day 2027-08-20)",
    ),
    Refusal(
        "notice_too_short",
        lambda: underway_under(altered(TERMS, notice=Length(months=2))),
        recall(APRIL, date(2027, 5, 31)),
        "notice of 2 months given on 2027-04-01 ends on 2027-06-01, after the last day "
        "2027-05-31 "
        "(the terms of the placement: early end; "
        "would pass: last_day 2027-06-01)",
    ),
    Refusal(
        "notice_too_short",
        lambda: underway_under(altered(TERMS, early_end_mode=EarlyEndMode.AT_WILL)),
        recall(APRIL, date(2027, 3, 31)),
        "notice of 0 days given on 2027-04-01 ends on 2027-04-01, after the last day "
        "2027-03-31 "
        "(the terms of the placement: early end; "
        "would pass: last_day 2027-04-01)",
    ),
    Refusal(
        "notice_too_short",
        underway,
        GiveNotice(by=SAM, on=APRIL, kind=NoticeKind.RESIGNATION, last_day=date(2027, 3, 31)),
        "notice of 0 days given on 2027-04-01 ends on 2027-04-01, after the last day "
        "2027-03-31 "
        "(house, a plain default of secondment and not law: notice; "
        "would pass: last_day 2027-04-01)",
    ),
    Refusal(
        "cause_needed",
        lambda: underway_under(altered(TERMS, early_end_mode=EarlyEndMode.FOR_CAUSE)),
        recall(APRIL, date(2027, 4, 30)),
        "an early end needs a cause, and none is named "
        "(the terms of the placement: early end; "
        "would pass: give notice with a reason)",
    ),
    Refusal(
        "not_immediate",
        underway,
        EndEarly(by=OTTO, on=APRIL, trigger="boredom"),
        "boredom is no reason to end at once; those are: gross_misconduct, host_closed "
        "(house, a plain default of secondment and not law: end at once; "
        "would pass: open change instead: kind early end, last_day 2027-04-01)",
    ),
    Refusal(
        "not_immediate",
        underway_informally,
        EndEarly(by=OTTO, on=APRIL, trigger="host_closed"),
        "host_closed is no reason to end at once; those are: none "
        "(informal, a plain default of secondment and not law: end at once; "
        "would pass: open change instead: kind early end, last_day 2027-04-01)",
        INFORMAL,
    ),
    Refusal(
        "not_over_yet",
        underway,
        Complete(by=SAM, on=LAST_DAY),
        "the last day is 2027-08-31 "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: on 2027-09-01)",
        BY_HAND,
    ),
    Refusal(
        "other_ending",
        handing_over,
        Complete(by=SAM, on=date(2027, 4, 30)),
        "what is fixed is to end early "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: end early instead: on 2027-05-01)",
    ),
    Refusal(
        "other_ending",
        underway,
        EndEarly(by=HANA, on=date(2027, 4, 30)),
        "what is fixed is to complete "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: complete instead: on 2027-09-01)",
    ),
    Refusal(
        "conversion_not_agreed",
        underway,
        Convert(by=OTTO, on=APRIL),
        "no conversion has been agreed "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: open change first: kind conversion, last_day 2027-08-31)",
    ),
    Refusal(
        "conversion_not_agreed",
        lambda: underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED)),
        Convert(by=OTTO, on=APRIL),
        "no conversion has been agreed "
        "(secondment: a placement ends as fixed, after its last day; "
        "would pass: open change first: conversion_route by agreement)",
    ),
]

RECORDS = [
    Refusal(
        "absence_outside",
        underway,
        absence(date(2027, 9, 1), date(2027, 9, 3)),
        "2027-09-01 to 2027-09-03 lies outside the placement, 2027-03-01 to 2027-08-31 "
        "(secondment: records agree with each other)",
    ),
    Refusal(
        "absence_overlaps",
        away,
        absence(date(2027, 4, 9), date(2027, 4, 12)),
        "2027-04-09 to 2027-04-12 overlaps an absence on record, 2027-04-05 to 2027-04-09 "
        "(secondment: records agree with each other)",
    ),
    Refusal(
        "secondee_cannot_cover",
        underway,
        ArrangeCover(by=HANA, on=APRIL, person=SAM, period=TERMS.period),
        "the secondee sam cannot cover the own home role "
        "(secondment: records agree with each other)",
    ),
    Refusal(
        "not_in_role",
        underway,
        reassign(PETRA, Role.HOST_MANAGER, "zoe", "ida"),
        "zoe is not host manager "
        "(secondment: only parties act on a placement; "
        "would pass: outgoing otto)",
    ),
    Refusal(
        "not_in_role",
        underway,
        reassign(PETRA, Role.STAKEHOLDER, "zoe", "ida"),
        "zoe is not stakeholder (secondment: only parties act on a placement)",
    ),
    Refusal(
        "not_your_role",
        underway,
        reassign(OTTO, Role.HOME_MANAGER, HANA, "ida"),
        "home manager is held by hana, not by otto "
        "(secondment: only parties act on a placement; "
        "would pass: reassign given by hana, petra)",
    ),
    Refusal(
        "own_appointment",
        underway,
        reassign(PETRA, Role.HOME_MANAGER, HANA, PETRA),
        "petra cannot appoint the own person as home manager "
        "(secondment: only parties act on a placement; "
        "would pass: reassign given by hana)",
    ),
    Refusal(
        "incoming_is_secondee",
        underway,
        reassign(PETRA, Role.HOST_MANAGER, OTTO, SAM),
        "the secondee sam cannot be host manager of the own placement "
        "(secondment: only parties act on a placement)",
    ),
    Refusal(
        "secondee_fixed",
        underway,
        reassign(PETRA, Role.SECONDEE, SAM, "ida"),
        "the secondee's role cannot pass to somebody else "
        "(secondment: only parties act on a placement)",
    ),
    Refusal(
        "already_in_role",
        underway,
        reassign(PETRA, Role.HOST_MANAGER, OTTO, OTTO),
        "otto is host manager already (secondment: only parties act on a placement)",
    ),
    Refusal(
        "not_latest",
        underway,
        Void(by=PETRA, on=APRIL, position=4, reason="mistake"),
        "fact 4 is not the latest in force, which is 6 "
        "(secondment: the latest fact is voided first; "
        "would pass: position 6)",
    ),
    Refusal(
        "proposal_not_voidable",
        proposed,
        Void(by=PETRA, on=AGREED_ON, position=1, reason="mistake"),
        "the proposal itself cannot be voided "
        "(secondment: the latest fact is voided first; "
        "would pass: withdraw given by hana)",
    ),
    Refusal(
        "proposal_not_voidable",
        proposed,
        Void(by=HANA, on=AGREED_ON, position=1, reason="mistake"),
        "the proposal itself cannot be voided "
        "(secondment: the latest fact is voided first; "
        "would pass: withdraw instead)",
        INFORMAL,
    ),
    Refusal(
        "before_handover",
        handed_on,
        altered(reassign(PETRA, Role.HOST_MANAGER, "ida", "jo"), dated=date(2027, 3, 31)),
        "host manager passed on as of 2027-04-01, so it cannot pass on as of 2027-03-31 "
        "(secondment: records agree with each other; "
        "would pass: on 2027-04-01, dated 2027-04-01)",
    ),
    Refusal(
        "not_the_author",
        underway,
        record(OTTO, check_in(SAM, APRIL)),
        "otto cannot speak for sam "
        "(secondment: everybody speaks in the own name; "
        "would pass: check in given by sam)",
    ),
    Refusal(
        "not_the_author",
        underway,
        record(HANA, altered(DEMAND, by=OTTO)),
        "hana cannot speak for otto (secondment: everybody speaks in the own name)",
    ),
    Refusal(
        "stranger_named",
        underway,
        record(OTTO, note("zoe")),
        "zoe takes no part in this placement; those who do: hana, otto, petra, sam "
        "(secondment: only parties act on a placement)",
    ),
    Refusal(
        "unknown_goal",
        underway,
        record(SAM, Progress("calls", APRIL, Decimal(3))),
        "calls is no goal of the terms; those are: none "
        "(secondment: records agree with each other; "
        "would pass: open change that adds the goal first)",
    ),
    Refusal(
        "unknown_goal",
        lambda: lived(
            change(LONGER),
            after=underway_under(altered(TERMS, goals=(Goal("api", "API"), Goal("docs", "Docs")))),
        ),
        record(SAM, Progress("calls", JULY, Decimal(3)), on=JULY),
        "calls is no goal of the terms; those are: api, docs "
        "(secondment: records agree with each other; "
        "would pass: counter that adds the goal first)",
    ),
    Refusal(
        "record_unfit",
        underway,
        record(HANA, Answer(question="q1", on=APRIL, text="The team")),
        "there is no question q1 (secondment: records agree with each other)",
    ),
    Refusal(
        "record_unfit",
        underway,
        record(PETRA, Buddy(on=APRIL, person=OTTO)),
        "otto reviews sam, and a buddy stays outside the review "
        "(Cambridge PPD, Secondments: Managing the secondment)",
    ),
    Refusal(
        "not_waivable",
        underway,
        record(HANA, Waiver(by=HANA, on=APRIL, rule="max_length", reason="last_project")),
        "max_length cannot be set aside; those that can: none "
        "(secondment: a limit is set aside only where the policy says by whom)",
    ),
    Refusal(
        "unknown_duty",
        underway,
        record(HANA, Fulfilment(by=HANA, on=APRIL, duty="duty exit_survey")),
        "duty exit_survey is no duty that is put on record as done; open ones: none "
        "(secondment: records agree with each other)",
    ),
    Refusal(
        "overload",
        demanded,
        record(OTTO, accepted()),
        "0.2 too much to do for sam from 2027-06-01 to 2027-06-30: host, demand d1 "
        "(house, a plain default of secondment and not law: working time; "
        "would pass: answer demand with the answer that it is to be a change)",
    ),
]

REFUSALS = [
    *WHO_AND_WHEN,
    *OFFERS,
    *CONSENTS,
    OVERLOAD_OF_AN_OFFER,
    *START_AND_END,
    *RECORDS,
]


def warned() -> Placement:
    """Return a placement with more extra work, and more claimed of the time, than there should be.

    What is warned of is refused to nobody: see `tests/test_explain.py` for the words.
    """
    scope = (ScopeItem("api", "Ship the API", Decimal(30)),)
    extra = Extra(id="x1", on=APRIL, title="Batch jobs", effort=Decimal(9), by=SAM)
    return lived(
        record(SAM, extra), claim("0.3"), after=underway_under(altered(TERMS, scope=scope))
    )


WARNINGS = warnings(warned(), HOUSE, APRIL)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.code)
def test_a_refusal_says_why_with_its_source_and_what_would_pass(refusal: Refusal) -> None:
    (objection,) = why_not(refusal.given(), refusal.command, refusal.policy)
    assert (objection.code, str(objection)) == (refusal.code, refusal.words)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.code)
def test_who_tries_it_anyway_hears_the_same_words(refusal: Refusal) -> None:
    with pytest.raises(Refused) as caught:
        decide(refusal.given(), refusal.command, refusal.policy)
    assert [str(each) for each in caught.value.objections] == [refusal.words]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.code)
def test_the_figures_of_a_refusal_are_those_of_its_text(refusal: Refusal) -> None:
    """Where it is about who may do what, the step that was tried is among them."""
    (objection,) = why_not(refusal.given(), refusal.command, refusal.policy)
    found = dict(objection.figures)
    if refusal.code in ("not_allowed_here", "role_may_not"):
        assert found.pop("verb") is refusal.command.verb
    assert set(found) == names_in(OBJECTIONS[refusal.code])


def test_a_remedy_about_what_was_tried_names_that_command() -> None:
    found = {
        (remedy.code, remedy.command is refusal.command.verb)
        for code in SAME_COMMAND
        for refusal, remedy in offered(code)
    }
    assert found == {(code, True) for code in SAME_COMMAND}


def test_only_a_command_that_is_too_early_itself_is_moved_with_its_record() -> None:
    days = {
        (refusal.code, dict(remedy.fields).get("on")) for refusal, remedy in offered("date_record")
    }
    assert days == {
        ("record_in_the_future", None),
        ("record_before_proposal", None),
        ("record_before_proposal", PROPOSED_ON),
    }


PROVED_IN_TEST_LIMITS = {
    # lengths, kinds and purposes
    "too_long_at_first",
    "not_in_steps",
    "programme_over",
    "code_not_open",
    "code_missing",
    "shorter_than_normal",
    "longer_than_normal",
    # extensions
    "too_many_extensions",
    "extension_too_short",
    "extension_too_long",
    "extensions_too_long",
    "asked_too_early",
    "asked_too_late",
    "decided_too_early",
    "decided_too_late",
    # several placements
    "over_continuous_cap",
    "home_too_short",
    "over_lifetime_cap",
    "over_post_cap",
    "still_cooling_off",
    # who may go
    "service_unknown",
    "service_too_short",
    "on_probation",
    "live_warning",
    "performance_not_acceptable",
    "already_seconded",
    "contract_not_open",
    "grade_not_open",
    "not_released",
    "criteria_unmet",
    # other terms
    "share_too_small",
    "share_too_large",
    "cost_differs",
    "trial_too_short",
    # ends
    "ending_too_soon",
    "conversion_too_early",
    "conversion_again_too_early",
    "conversion_not_for_grade",
    "reason_needed",
    "no_cause",
    # waivers and consents
    "waits_for_waiver",
    "waiver_not_yours",
    "out_of_order",
    "refusal_needs_reason",
}
"""What neither of the two policies here ever objects to: see `tests/test_limits.py`."""


def test_every_objection_of_the_catalogue_is_among_the_refusals_or_warned_of() -> None:
    refused_for = {refusal.code for refusal in REFUSALS}
    assert [each.code for each in WARNINGS] == ["scope_drift", "overload"]
    assert refused_for | {"scope_drift"} | PROVED_IN_TEST_LIMITS == set(OBJECTIONS)
    assert "scope_drift" not in refused_for
    assert PROVED_IN_TEST_LIMITS.isdisjoint(refused_for)


# what would pass


def offered(remedy_code: str) -> list[tuple[Refusal, Remedy]]:
    """Return every refusal that comes with a remedy of *remedy_code*, and the remedy."""
    found = []
    for refusal in REFUSALS:
        (objection,) = why_not(refusal.given(), refusal.command, refusal.policy)
        if objection.remedy is not None and objection.remedy.code == remedy_code:
            found.append((refusal, objection.remedy))
    return found


def test_every_remedy_of_the_catalogue_comes_with_a_refusal_or_a_warning() -> None:
    warned_with = [each.remedy.code for each in WARNINGS if each.remedy]
    assert warned_with == ["agree_extras", "lower_share"]
    assert [code for code in REMEDIES if not offered(code)] == [
        "lower_share",
        "agree_extras",
        *("after_home", "name_waiver", "tell_service"),  # see `tests/test_limits.py`
    ]


@pytest.mark.parametrize("code", ["change_fields", "date_record", "answer_change"])
def test_a_command_with_the_fields_changed_as_said_passes(code: str) -> None:
    still = [
        (refusal.code, objection.code)
        for refusal, remedy in offered(code)
        for objection in why_not(refusal.given(), remedied(refusal.command, remedy), refusal.policy)
    ]
    assert still == []


def test_nobody_who_is_named_instead_is_refused_for_the_same_reason() -> None:
    still = [
        (refusal.code, person)
        for refusal, remedy in offered("ask")
        if remedy.command == refusal.command.verb
        for person in remedy.by
        for objection in why_not(
            refusal.given(), altered(refusal.command, by=person), refusal.policy
        )
        if objection.code == refusal.code
    ]
    assert still == []


BARE: dict[str, type[Consent | Withdraw]] = {"consent": Consent, "withdraw": Withdraw}


def test_whoever_is_named_for_another_command_may_give_it() -> None:
    named = [
        (remedy.command, person, why_not(refusal.given(), command, refusal.policy))
        for refusal, remedy in offered("ask")
        if remedy.command != refusal.command.verb
        for person in remedy.by
        for command in (BARE[str(remedy.command)](by=person, on=AGREED_ON),)
    ]
    assert named == [
        ("consent", SAM, ()),
        ("consent", OTTO, ()),
        ("consent", PETRA, ()),
        ("withdraw", HANA, ()),
        ("withdraw", HANA, ()),
    ]


def early_end(on: date, last_day: date) -> OpenChange:
    """Return Hana's wish to end early by consent of all."""
    return change(Ending(EndKind.EARLY_END, last_day), on=on)


INSTEAD: list[tuple[str, PersonCommand]] = [
    ("period_over", Complete(by=HANA, on=date(2027, 9, 1))),
    ("same_offer", Consent(by=OTTO, on=AGREED_ON, offer=1)),
    ("nothing_to_end", Withdraw(by=HANA, on=date(2027, 2, 1))),
    (
        "leaving_not_offered",
        GiveNotice(by=SAM, on=JULY, kind=NoticeKind.RESIGNATION, last_day=date(2027, 7, 31)),
    ),
    ("own_offer", Withdraw(by=HANA, on=AGREED_ON)),
    ("not_your_offer", Decline(by=OTTO, on=AGREED_ON, offer=1)),
    ("one_sided_end_excluded", early_end(APRIL, date(2027, 4, 30))),
    ("not_immediate", early_end(APRIL, APRIL)),
    ("cause_needed", recall(APRIL, date(2027, 4, 30), reason="reorganisation")),
    ("conversion_not_agreed", change(Ending(EndKind.CONVERSION, LAST_DAY), on=APRIL)),
    (
        "not_ready",
        MakeRecord(by=OTTO, on=FIRST_DAY, record=Buddy(on=FIRST_DAY, person="bea")),
    ),
    (
        "unknown_goal",
        change(
            altered(
                TERMS,
                goals=(
                    Goal(
                        "calls",
                        "Talk to customers",
                        measure=KeyResult(start=Decimal(0), target=Decimal(20)),
                    ),
                ),
            ),
            on=APRIL,
        ),
    ),
]
"""Code of a refusal -> what its remedy says, as a command."""


@pytest.mark.parametrize(("code", "command"), INSTEAD, ids=[code for code, _ in INSTEAD])
def test_what_a_refusal_proposes_instead_passes(code: str, command: PersonCommand) -> None:
    refusal = next(each for each in REFUSALS if each.code == code)
    assert why_not(refusal.given(), command, refusal.policy) == ()


BY_CONSENT = Remedy(
    "instead",
    Verb.OPEN_CHANGE,
    (("kind", EndKind.EARLY_END), ("last_day", date(2027, 8, 29))),
)


@pytest.mark.parametrize(
    ("on", "remedy"),
    [
        (
            date(2027, 8, 2),
            Remedy("change_fields", Verb.GIVE_NOTICE, (("last_day", date(2027, 8, 30)),)),
        ),
        (date(2027, 8, 3), BY_CONSENT),
    ],
)
def test_notice_that_would_run_out_too_late_is_replaced_by_consent(
    on: date, remedy: Remedy
) -> None:
    (objection,) = why_not(underway(), recall(on, date(2027, 8, 29)), HOUSE)
    assert (objection.code, objection.remedy) == ("notice_too_short", remedy)


@pytest.mark.parametrize(
    ("on", "remedy"),
    [
        (
            date(2027, 8, 2),
            Remedy("change_fields", Verb.GIVE_NOTICE, (("last_day", date(2027, 8, 30)),)),
        ),
        (date(2027, 8, 3), None),
    ],
)
def test_a_recall_to_the_last_day_ends_a_day_earlier_if_there_is_notice_enough(
    on: date, remedy: Remedy | None
) -> None:
    found = {each.code: each.remedy for each in why_not(underway(), recall(on, LAST_DAY), HOUSE)}
    assert found["not_early"] == remedy


@pytest.mark.parametrize(
    ("on", "fields"),
    [
        (date(2027, 8, 1), (("first_day", date(2027, 8, 1)),)),
        # what is left of it is shorter than a month, the least there is
        (date(2027, 8, 2), (("first_day", date(2027, 8, 2)), ("last_day", date(2027, 9, 1)))),
        (LAST_DAY, (("first_day", LAST_DAY), ("last_day", date(2027, 9, 30)))),
        (
            date(2027, 9, 1),
            (("first_day", date(2027, 9, 1)), ("last_day", date(2028, 3, 2))),
        ),
    ],
)
def test_a_period_is_moved_as_a_whole_only_when_all_of_it_has_passed(
    on: date, fields: tuple[tuple[str, date], ...]
) -> None:
    (objection,) = why_not(None, altered(PROPOSE, on=on), HOUSE)
    assert objection.remedy == Remedy("change_fields", Verb.PROPOSE, fields)


# the day it turns


@frozen
class Edge:
    """A day on which a command begins or ceases to be refused.

    Attributes:
        what: Which day that is.
        given: From where.
        command: What is tried, with that day in it.
        day: The day.
        codes: Of the objections the day before, on the day and the day after; none when it passes.
        policy: By which rules.
    """

    what: str
    given: Callable[[], Placement | None]
    command: Callable[[date], PersonCommand]
    day: date
    codes: tuple[str, str, str]
    policy: Policy = HOUSE


def notice_by(person: str, kind: NoticeKind) -> Callable[[date], GiveNotice]:
    """Return the notice of *person* on 1 April, by last day."""
    return lambda day: GiveNotice(by=person, on=APRIL, kind=kind, last_day=day)


def ending(kind: EndKind) -> Callable[[date], OpenChange]:
    """Return Hana's wish for an ending, by last day."""
    return lambda day: change(Ending(kind, day))


EDGES = [
    Edge(
        "a month from the first day",
        unproposed,
        lambda day: altered(PROPOSE, terms=period(last_day=day)),
        date(2027, 3, 31),
        ("too_short", "", ""),
    ),
    Edge(
        "a month from the first day, in a counter-offer",
        proposed,
        lambda day: Counter(by=OTTO, on=AGREED_ON, subject=period(last_day=day)),
        date(2027, 3, 31),
        ("too_short", "", ""),
    ),
    Edge(
        "two years from the first day",
        unproposed,
        lambda day: altered(PROPOSE, terms=period(last_day=day)),
        date(2029, 2, 28),
        ("", "", "too_long"),
    ),
    Edge(
        "two years from the first day, in a change",
        underway,
        lambda day: change(period(last_day=day)),
        date(2029, 2, 28),
        ("", "", "too_long"),
    ),
    Edge(
        "six months from the first day",
        unproposed,
        lambda day: altered(PROPOSE, terms=period(last_day=day)),
        LAST_DAY,
        ("", "", "too_long"),
        INFORMAL,
    ),
    Edge(
        "the first day proposed",
        unproposed,
        lambda day: altered(PROPOSE, on=day),
        FIRST_DAY,
        ("", "", "first_day_passed"),
    ),
    Edge(
        "a first day countered with",
        proposed,
        lambda day: Counter(by=OTTO, on=AGREED_ON, subject=period(first_day=day)),
        AGREED_ON,
        ("first_day_passed", "", ""),
    ),
    Edge(
        "a first day, in a change before the start",
        scheduled,
        lambda day: change(period(first_day=day), on=date(2027, 2, 1)),
        date(2027, 2, 1),
        ("first_day_passed", "", ""),
    ),
    Edge(
        "the first day worked",
        underway,
        lambda day: change(period(day, date(2027, 9, 30))),
        FIRST_DAY,
        ("first_day_fixed", "", "first_day_fixed"),
    ),
    Edge(
        "a last day, in a change",
        underway,
        lambda day: change(period(last_day=day)),
        JULY,
        ("last_day_passed", "", ""),
    ),
    Edge(
        "the last day of an early end",
        underway,
        ending(EndKind.EARLY_END),
        JULY,
        ("last_day_passed", "", ""),
    ),
    Edge(
        "the last day in force, for a change",
        underway,
        lambda day: change(LONGER, on=day),
        LAST_DAY,
        ("", "", "period_over"),
        BY_HAND,
    ),
    Edge(
        "the last day in force, for a change while it is closing",
        handing_over,
        lambda day: change(LONGER, on=day),
        date(2027, 4, 30),
        ("", "", "period_over"),
        BY_HAND,
    ),
    Edge(
        "the last day in force, for an end at once",
        underway,
        lambda day: EndEarly(by=HANA, on=day, trigger="host_closed"),
        LAST_DAY,
        ("", "", "period_over"),
        BY_HAND,
    ),
    Edge(
        "the day of the offer, for its expiry",
        unproposed,
        lambda day: altered(PROPOSE, expires_on=day),
        PROPOSED_ON,
        ("expiry_before_offer", "", ""),
    ),
    Edge(
        "four weeks after the offer, for its expiry",
        unproposed,
        lambda day: altered(PROPOSE, expires_on=day),
        date(2027, 2, 8),
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "two weeks after the offer, for its expiry",
        unproposed,
        lambda day: altered(PROPOSE, expires_on=day),
        date(2027, 1, 25),
        ("", "", "expiry_too_late"),
        INFORMAL,
    ),
    Edge(
        "the first day proposed, for the expiry",
        unproposed,
        lambda day: altered(PROPOSE, on=date(2027, 2, 22), expires_on=day),
        FIRST_DAY,
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "a first day countered with, for the expiry",
        proposed,
        lambda day: Counter(
            by=OTTO,
            on=AGREED_ON,
            subject=period(first_day=date(2027, 1, 25)),
            expires_on=day,
        ),
        date(2027, 1, 25),
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "the day before an automatic start, for the expiry",
        scheduled,
        lambda day: altered(change(LONGER, on=date(2027, 2, 15)), expires_on=day),
        date(2027, 2, 28),
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "the new first day, for the expiry where somebody starts it",
        scheduled,
        lambda day: altered(
            change(period(first_day=date(2027, 3, 8)), on=date(2027, 2, 15)), expires_on=day
        ),
        date(2027, 3, 8),
        ("", "", "expiry_too_late"),
        BY_HAND,
    ),
    Edge(
        "the last day in force, for the expiry",
        underway,
        lambda day: altered(change(LONGER, on=date(2027, 8, 16)), expires_on=day),
        LAST_DAY,
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "the last day of an ending offered, for the expiry",
        underway,
        lambda day: altered(early_end(JULY, date(2027, 7, 12)), expires_on=day),
        date(2027, 7, 12),
        ("", "", "expiry_too_late"),
    ),
    Edge(
        "the last day agreed, for a return",
        underway,
        ending(EndKind.RETURN),
        LAST_DAY,
        ("return_before_last_day", "", "ending_after_period"),
    ),
    Edge(
        "the last day agreed, for an early end",
        underway,
        ending(EndKind.EARLY_END),
        LAST_DAY,
        ("", "not_early", "ending_after_period"),
    ),
    Edge(
        "the last day agreed, for a conversion",
        underway,
        ending(EndKind.CONVERSION),
        LAST_DAY,
        ("", "", "ending_after_period"),
    ),
    Edge(
        "the day an offer expires, for a consent",
        proposed,
        lambda day: Consent(by=SAM, on=day),
        date(2027, 2, 8),
        ("", "", "offer_expired"),
    ),
    Edge(
        "the day an offer expires, for a counter-offer",
        proposed,
        lambda day: Counter(by=OTTO, on=day, subject=LONGER),
        date(2027, 2, 8),
        ("", "", "offer_expired"),
    ),
    Edge(
        "the day an offer expires, for declining it",
        proposed,
        lambda day: Decline(by=SAM, on=day),
        date(2027, 2, 8),
        ("", "", "offer_expired"),
    ),
    Edge(
        "the day an offer expires, for dropping the change",
        changing,
        lambda day: DropChange(by=OTTO, on=day),
        date(2027, 8, 2),
        ("", "", "offer_expired"),
    ),
    Edge(
        "the day an offer expires, for withdrawing it",
        proposed,
        lambda day: Withdraw(by=HANA, on=day),
        date(2027, 2, 8),
        ("", "", "step_due"),
    ),
    Edge(
        "the day before an automatic start",
        scheduled,
        lambda day: Withdraw(by=SAM, on=day),
        date(2027, 2, 28),
        ("", "", "step_due"),
    ),
    Edge(
        "the last day of what nobody started",
        scheduled,
        lambda day: Withdraw(by=SAM, on=day),
        LAST_DAY,
        ("", "", "step_due"),
        BY_HAND,
    ),
    Edge(
        "the last day before an automatic return",
        underway,
        lambda day: Leave(by=HANA, on=day),
        LAST_DAY,
        ("", "", "step_due"),
    ),
    Edge(
        "the day of the last step",
        proposed,
        lambda day: Consent(by=SAM, on=day),
        PROPOSED_ON,
        ("before_last_step", "", ""),
    ),
    Edge(
        "the first day agreed",
        scheduled,
        lambda day: Start(by=OTTO, on=day),
        FIRST_DAY,
        ("not_first_day", "", "not_first_day"),
        BY_HAND,
    ),
    Edge(
        "four weeks after a recall",
        underway,
        notice_by(HANA, NoticeKind.RECALL),
        date(2027, 4, 29),
        ("notice_too_short", "", ""),
    ),
    Edge(
        "four weeks after a withdrawal by the host",
        underway,
        notice_by(OTTO, NoticeKind.HOST_WITHDRAWAL),
        date(2027, 4, 29),
        ("notice_too_short", "", ""),
    ),
    Edge(
        "four weeks after stepping back",
        underway,
        notice_by(SAM, NoticeKind.STEPPING_BACK),
        date(2027, 4, 29),
        ("notice_too_short", "", ""),
    ),
    Edge(
        "a week after a recall",
        underway_informally,
        notice_by(HANA, NoticeKind.RECALL),
        date(2027, 4, 8),
        ("notice_too_short", "", ""),
        INFORMAL,
    ),
    Edge(
        "two months after a recall, as the terms have it",
        lambda: underway_under(altered(TERMS, notice=Length(months=2))),
        notice_by(HANA, NoticeKind.RECALL),
        date(2027, 6, 1),
        ("notice_too_short", "", ""),
    ),
    Edge(
        "the day of a recall at will",
        lambda: underway_under(
            altered(TERMS, early_end_mode=EarlyEndMode.AT_WILL, notice=Length(months=2))
        ),
        notice_by(HANA, NoticeKind.RECALL),
        APRIL,
        ("notice_too_short", "", ""),
    ),
    Edge(
        "the day of a resignation, whatever the terms say",
        lambda: underway_under(
            altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL, notice=Length(months=2))
        ),
        notice_by(SAM, NoticeKind.RESIGNATION),
        APRIL,
        ("notice_too_short", "", ""),
    ),
    Edge(
        "the latest day to give four weeks of notice",
        underway,
        lambda day: recall(day, date(2027, 8, 30)),
        date(2027, 8, 2),
        ("", "", "notice_too_short"),
    ),
    Edge(
        "the last day agreed, for a recall",
        underway,
        notice_by(HANA, NoticeKind.RECALL),
        LAST_DAY,
        ("", "not_early", "ending_after_period"),
    ),
    Edge(
        "the last day agreed, for a resignation",
        underway,
        notice_by(SAM, NoticeKind.RESIGNATION),
        LAST_DAY,
        ("", "", "ending_after_period"),
    ),
    Edge(
        "the last day, for saying that it is over",
        underway,
        lambda day: Complete(by=SAM, on=day),
        LAST_DAY,
        ("not_over_yet", "not_over_yet", ""),
        BY_HAND,
    ),
    Edge(
        "the last day of an early end, for saying that it is over",
        handing_over,
        lambda day: EndEarly(by=HANA, on=day),
        date(2027, 4, 30),
        ("not_over_yet", "not_over_yet", ""),
        BY_HAND,
    ),
    Edge(
        "the first day, for an absence",
        underway,
        lambda day: absence(day, day),
        FIRST_DAY,
        ("absence_outside", "", ""),
    ),
    Edge(
        "the last day, for an absence",
        underway,
        lambda day: absence(day, day),
        LAST_DAY,
        ("", "", "absence_outside"),
    ),
    Edge(
        "the last day of an early end, for an absence",
        handing_over,
        lambda day: absence(day, day),
        date(2027, 4, 30),
        ("", "", "absence_outside"),
    ),
    Edge(
        "the first day of another absence, for the last of this",
        away,
        lambda day: absence(date(2027, 4, 1), day),
        date(2027, 4, 5),
        ("", "absence_overlaps", "absence_overlaps"),
    ),
    Edge(
        "the last day of another absence, for the first of this",
        away,
        lambda day: absence(day, date(2027, 4, 16)),
        date(2027, 4, 9),
        ("absence_overlaps", "absence_overlaps", ""),
    ),
    Edge(
        "the day a record is given",
        underway,
        lambda day: absence(date(2027, 4, 5), date(2027, 4, 9), dated=day),
        APRIL,
        ("", "", "record_in_the_future"),
    ),
    Edge(
        "the day of the proposal, for a record",
        underway,
        lambda day: absence(date(2027, 4, 5), date(2027, 4, 9), dated=day),
        PROPOSED_ON,
        ("record_before_proposal", "", ""),
    ),
    Edge(
        "the day a record is made, for the day it is about",
        underway,
        lambda day: record(SAM, check_in(SAM, day)),
        APRIL,
        ("", "", "record_in_the_future"),
    ),
    Edge(
        "the day of the proposal, for the day a record is about",
        underway,
        lambda day: record(SAM, check_in(SAM, day)),
        PROPOSED_ON,
        ("record_before_proposal", "", ""),
    ),
    Edge(
        "the day of the proposal, for voiding",
        lambda: lived(Consent(by=SAM, on=PROPOSED_ON), after=proposed()),
        lambda day: Void(by=PETRA, on=day, position=2, reason="mistake"),
        PROPOSED_ON,
        ("record_before_proposal", "", ""),
    ),
    Edge(
        "the day a role was taken over, for passing it on",
        handed_on,
        lambda day: altered(reassign(PETRA, Role.HOST_MANAGER, "ida", "jo"), on=JULY, dated=day),
        APRIL,
        ("before_handover", "", ""),
    ),
    Edge(
        "the day after the first, for an end at once",
        underway,
        lambda day: EndEarly(by=OTTO, on=day, trigger="host_closed"),
        date(2027, 3, 2),
        ("over_too_soon", "", ""),
    ),
    Edge(
        "the day after the first, for leaving",
        underway,
        lambda day: Leave(by=HANA, on=day),
        date(2027, 3, 2),
        ("over_too_soon", "", ""),
    ),
    Edge(
        "the day before somebody else's claim",
        claimed_underway("0.3", date(2027, 10, 1)),
        lambda day: change(period(last_day=day)),
        date(2027, 9, 30),
        ("", "", "overload"),
    ),
    Edge(
        "the day after somebody else's claim",
        lambda: lived(claim("0.3", PROPOSED_ON, date(2027, 2, 10)), after=scheduled()),
        lambda day: change(period(first_day=day), on=date(2027, 2, 1)),
        date(2027, 2, 11),
        ("overload", "", ""),
    ),
    Edge(
        "the last day of somebody else's claim, for a higher share",
        claimed_underway("0.15", date(2027, 6, 1), date(2027, 7, 9)),
        lambda day: change(altered(TERMS, host_share=Decimal("0.9")), on=day),
        date(2027, 7, 9),
        ("overload", "overload", ""),
    ),
    Edge(
        "the last day of a demand, for granting it",
        demanded,
        lambda day: record(OTTO, accepted(), on=day),
        date(2027, 6, 30),
        ("overload", "overload", ""),
    ),
    Edge(
        "the day of a question, for its answer",
        asked,
        lambda day: record(HANA, Answer(question="q1", on=day, text="The team"), on=JULY),
        APRIL,
        ("record_unfit", "", ""),
    ),
    Edge(
        "the day of a question of the plan, for a finding",
        asked,
        lambda day: record(
            SAM,
            Finding(on=day, question="rq1", text="Small shops", confidence=Confidence.LOW),
            on=JULY,
        ),
        APRIL,
        ("record_unfit", "", ""),
    ),
    Edge(
        "the day of a request, for declining it",
        asked,
        lambda day: record(OTTO, fb.Decline(request="r1", by=OTTO, on=day), on=JULY),
        APRIL,
        ("record_unfit", "", ""),
    ),
    Edge(
        "the day of a demand, for its answer",
        demanded,
        lambda day: record(OTTO, altered(accepted(day), verdict=Verdict.REFUSED), on=JULY),
        APRIL,
        ("record_unfit", "", ""),
    ),
    Edge(
        "the first day, for the last day of a demand",
        underway,
        lambda day: record(HANA, altered(DEMAND, period=Period(date(2027, 2, 1), day))),
        FIRST_DAY,
        ("record_unfit", "", ""),
    ),
    Edge(
        "the last day, for the first day of a demand",
        underway,
        lambda day: record(HANA, altered(DEMAND, period=Period(day, date(2027, 9, 30)))),
        LAST_DAY,
        ("", "", "record_unfit"),
    ),
    Edge(
        "half-way to the day it is for, for a follow-up",
        completed,
        lambda day: record(
            SAM,
            FollowUp(on=day, after=Length(months=3), is_employed=True),
            on=date(2027, 12, 1),
        ),
        date(2027, 10, 17),
        ("record_unfit", "", ""),
    ),
]

TURNS = [
    pytest.param(edge, edge.day + days * ONE_DAY, code, id=f"{edge.what}, {when}")
    for edge in EDGES
    for days, when, code in zip(
        (-1, 0, 1), ("the day before", "on the day", "the day after"), edge.codes, strict=True
    )
]


@pytest.mark.parametrize(("edge", "day", "code"), TURNS)
def test_a_rule_turns_on_its_day(edge: Edge, day: date, code: str) -> None:
    found = why_not(edge.given(), edge.command(day), edge.policy)
    assert [each.code for each in found] == ([code] if code else [])


def test_every_objection_that_a_day_decides_has_its_edge() -> None:
    decided_by_a_day = {
        "before_last_step",
        "step_due",
        "record_in_the_future",
        "record_before_proposal",
        "too_short",
        "too_long",
        "first_day_passed",
        "first_day_fixed",
        "last_day_passed",
        "period_over",
        "expiry_before_offer",
        "expiry_too_late",
        "ending_after_period",
        "return_before_last_day",
        "not_early",
        "offer_expired",
        "not_first_day",
        "notice_too_short",
        "not_over_yet",
        "absence_outside",
        "absence_overlaps",
        "before_handover",
        "over_too_soon",
        "overload",
        "record_unfit",
    }
    assert {code for edge in EDGES for code in edge.codes} - {""} == decided_by_a_day


@pytest.mark.parametrize(
    ("since", "codes"),
    [
        (FIRST_DAY - ONE_DAY, []),
        (FIRST_DAY, []),
        (FIRST_DAY + ONE_DAY, ["not_ready"]),
    ],
)
def test_what_has_to_be_in_place_has_to_be_on_the_first_day(since: date, codes: list[str]) -> None:
    named = record(OTTO, Buddy(on=since, person="bea"), on=date(2027, 3, 2))
    found = why_not(lived(named, after=unprepared()), Start(by=OTTO, on=FIRST_DAY), BY_HAND)
    assert [each.code for each in found] == codes


ALL_GATES = altered(TERMS, gates=tuple(Gate))
NOT_READY = [
    ("goals", "open_change", (SAM, HANA, OTTO, PETRA)),
    ("scope", "open_change", (SAM, HANA, OTTO, PETRA)),
    ("check ins", "open_change", (SAM, HANA, OTTO, PETRA)),
    ("buddy", "name_buddy", (OTTO, PETRA)),
    ("research plan", "plan_research", (SAM,)),
    ("reverse interview", "ask", (SAM,)),
    ("cover", "arrange_cover", (HANA, PETRA)),
]
"""What is missing, by which command it is put in place, and who may give that."""


def test_everything_missing_is_named_with_the_command_that_puts_it_in_place() -> None:
    found = why_not(scheduled_under(ALL_GATES), Start(by=OTTO, on=FIRST_DAY), HOUSE)
    assert [(each.code, each.text) for each in found] == [
        ("not_ready", f"missing before the first day, 2027-03-01: {what}")
        for what, _, _ in NOT_READY
    ]
    remedies = [Remedy("prepare", command, by=by) for _, command, by in NOT_READY]
    assert [each.remedy for each in found] == remedies


def test_a_question_without_an_answer_is_for_those_who_can_answer_it() -> None:
    question = record(SAM, Question(id="q1", on=AGREED_ON, text="Who decides?"), on=AGREED_ON)
    asking = scheduled_under(altered(TERMS, gates=(Gate.REVERSE_INTERVIEW,)))
    (objection,) = why_not(lived(question, after=asking), Start(by=OTTO, on=FIRST_DAY), HOUSE)
    assert (objection.text, objection.remedy) == (
        "missing before the first day, 2027-03-01: reverse interview (q1)",
        Remedy("prepare", "answer", by=(HANA, OTTO, PETRA)),
    )


def fewer_asked() -> Policy:
    """Return the house's rules where the beginning needs no programme office."""
    row = altered(
        HOUSE.consents[0],
        roles=HOUSE.consents[0].roles - {Role.PROGRAMME_OFFICE},
    )
    return altered(HOUSE, consents=(row, *HOUSE.consents[1:]))


def test_whoever_is_named_to_decline_instead_is_never_the_author() -> None:
    decline = Decline(by=PETRA, on=AGREED_ON)
    (objection,) = why_not(proposed(), decline, fewer_asked())
    assert (objection.code, objection.text) == (
        "consent_not_needed",
        "offer 1 needs the consent of sam, hana, otto, not of petra",
    )
    assert objection.remedy == Remedy("ask", Verb.DECLINE, by=(SAM, OTTO))


def test_an_offer_of_the_last_day_stands_for_that_day() -> None:
    offer = altered(change(LONGER, on=LAST_DAY), expires_on=LAST_DAY + ONE_DAY)
    (found,) = why_not(underway(), offer, HOUSE)
    assert (found.code, dict(found.figures)["latest"]) == ("expiry_too_late", LAST_DAY)
    assert why_not(underway(), altered(offer, expires_on=LAST_DAY), HOUSE) == ()


def test_while_a_change_is_on_the_table_an_early_end_is_a_counter_offer() -> None:
    mutual = underway_under(altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL))
    changing = lived(OpenChange(by=SAM, on=JULY, subject=LONGER), after=mutual)
    (found,) = why_not(changing, recall(JULY, date(2027, 8, 6)), HOUSE)
    assert str(found) == (
        "an early end needs the consent of all (the terms of the placement: early end; "
        "would pass: counter instead: kind early end, last_day 2027-08-06)"
    )


def test_what_was_agreed_on_the_first_day_could_start_on_it() -> None:
    """One day later only a start on that day, or a change, would do."""
    first_day = consents(FIRST_DAY, (SAM, OTTO, PETRA))
    policy = altered(BY_HAND, offer_validity=Clause(Length(weeks=8), BY_HAND.offer_validity.source))
    agreed = lived(PROPOSE, *first_day, policy=policy)
    (found,) = why_not(agreed, Start(by=OTTO, on=FIRST_DAY + ONE_DAY), policy)
    assert str(found) == (
        "the start is on the first day, 2027-03-01, not on 2027-03-02 "
        "(secondment: the start is on the first day of the terms; would pass: on 2027-03-01)"
    )


def test_where_nobody_is_waited_for_any_more_any_consent_passes() -> None:
    """Under the old policy the programme office was asked as well."""
    nearly = lived(*(Consent(by=person, on=AGREED_ON) for person in (SAM, OTTO)), after=proposed())
    found = [
        why_not(nearly, Consent(by=person, on=AGREED_ON), fewer_asked())
        for person in (SAM, HANA, OTTO, PETRA)
    ]
    assert found == [(), (), (), ()]


def test_a_whole_period_before_the_first_day_worked_is_replaced_as_a_whole() -> None:
    early = change(period(date(2027, 1, 1), date(2027, 2, 27)))
    found = {each.code: each.remedy for each in why_not(underway(), early, HOUSE)}
    assert found["first_day_fixed"] == Remedy(
        "change_fields", Verb.OPEN_CHANGE, (("first_day", FIRST_DAY), ("last_day", LAST_DAY))
    )


MUTUAL = altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL)


@pytest.mark.parametrize(
    ("last_day", "is_offered"),
    [
        (JULY - ONE_DAY, False),
        (JULY, True),
        (LAST_DAY - ONE_DAY, True),
        (LAST_DAY, False),
    ],
)
def test_an_early_end_by_consent_is_proposed_instead_where_it_could_be_offered(
    last_day: date, is_offered: bool
) -> None:
    found = why_not(underway_under(MUTUAL), recall(JULY, last_day), HOUSE)
    fields = (("kind", EndKind.EARLY_END), ("last_day", last_day))
    instead = Remedy("instead", Verb.OPEN_CHANGE, fields) if is_offered else None
    assert {each.code: each.remedy for each in found}["one_sided_end_excluded"] == instead


@pytest.mark.parametrize(
    ("on", "expires_on"),
    [
        (date(2027, 2, 27), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 2, 28)),
        (FIRST_DAY, date(2027, 3, 29)),
        (date(2027, 3, 2), date(2027, 3, 30)),
    ],
)
def test_a_start_that_time_does_not_bring_any_more_bounds_no_offer(
    on: date, expires_on: date
) -> None:
    """What was missing on the first day can be dropped, or another day be agreed, afterwards."""
    offered = lived(change(period(date(2027, 4, 5)), on=on), after=unprepared())
    assert offered.offer is not None
    assert offered.offer.expires_on == expires_on


def test_a_buddy_takes_part_as_far_as_feedback_goes_and_answers_no_request() -> None:
    bea = record(OTTO, Buddy(on=APRIL, person="bea"))
    with_bea = lived(bea, after=underway())
    asking = fb.Request(id="r1", by=SAM, to="bea", about=SAM, on=APRIL)
    assert why_not(with_bea, record(OTTO, note("bea")), HOUSE) == ()
    assert [each.code for each in why_not(with_bea, record(SAM, asking), HOUSE)] == [
        "stranger_named"
    ]


def test_a_hand_over_that_is_given_late_keeps_its_own_day() -> None:
    late = altered(
        reassign(PETRA, Role.HOST_MANAGER, "ida", "jo"), on=JULY, dated=date(2027, 3, 31)
    )
    (objection,) = why_not(handed_on(), late, HOUSE)
    assert objection.remedy == Remedy(
        "change_fields", Verb.REASSIGN, (("on", JULY), ("dated", APRIL))
    )


def test_hand_overs_of_other_roles_may_come_in_any_order() -> None:
    other = altered(reassign(PETRA, Role.HOME_MANAGER, HANA, "jo"), dated=date(2027, 3, 31))
    assert why_not(handed_on(), other, HOUSE) == ()


def test_where_the_policy_lets_people_have_too_much_to_do_it_refuses_nothing() -> None:
    lenient = altered(HOUSE, overload_refused=altered(HOUSE.overload_refused, value=False))
    commands: dict[Callable[[], Placement], PersonCommand] = {
        claimed_underway("0.3"): change(altered(LONGER, host_share=Decimal(1))),
        claimed_while_proposed: Consent(by=SAM, on=AGREED_ON),
        demanded: record(OTTO, accepted()),
    }
    assert [why_not(given(), command, lenient) for given, command in commands.items()] == [()] * 3


def test_a_change_that_makes_it_no_worse_is_not_refused_for_what_is_too_much_already() -> None:
    too_much = claimed_underway("0.3")()
    offers = {
        share: change(altered(TERMS, place="york", host_share=Decimal(share)))
        for share in ("0.7", "0.75", "0.8", "0.85")
    }
    found = {
        share: [each.code for each in why_not(too_much, offer, HOUSE)]
        for share, offer in offers.items()
    }
    assert found == {"0.7": [], "0.75": [], "0.8": [], "0.85": ["overload"]}


def test_a_period_that_holds_already_is_not_measured_again() -> None:
    """What was agreed under other rules stays as long as it is; nothing makes it longer."""
    eight_months = underway_under(LONGER)
    elsewhere = altered(LONGER, place="york")
    a_day_more = altered(LONGER, period=Period(FIRST_DAY, date(2027, 11, 1)))
    found = [why_not(eight_months, change(each), INFORMAL) for each in (elsewhere, a_day_more)]
    assert [[each.code for each in objections] for objections in found] == [[], ["too_long"]]


def test_without_a_maximum_a_placement_may_be_of_any_length() -> None:
    no_maximum = altered(HOUSE, max_length=None)
    proposal = altered(PROPOSE, terms=period(last_day=date(2047, 2, 28)))
    assert why_not(None, proposal, no_maximum) == ()


def test_the_same_goals_in_another_order_are_no_change() -> None:
    goals = (Goal("g-1", "close the books in a day"), Goal("g-2", "train a successor"))
    placement = underway_under(altered(TERMS, goals=goals))
    reordered = change(altered(TERMS, goals=goals[::-1]))
    assert [each.code for each in why_not(placement, reordered, HOUSE)] == ["no_change"]


def test_where_a_conversion_is_excluded_another_ending_is_not() -> None:
    excluded = underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED))
    assert why_not(excluded, early_end(JULY, date(2027, 7, 30)), HOUSE) == ()


def test_once_another_ending_is_fixed_there_is_no_conversion_to_agree_on_first() -> None:
    found = why_not(handing_over(), Convert(by=HANA, on=date(2027, 4, 30)), HOUSE)
    assert [each.code for each in found] == ["other_ending"]


@pytest.mark.parametrize(
    ("offer", "codes"),
    [(0, ["unknown_offer"]), (1, ["stale_offer"]), (2, []), (3, ["unknown_offer"])],
)
@pytest.mark.parametrize("verb", [Consent, Decline])
def test_only_the_number_of_the_offer_on_the_table_will_do(
    verb: type[Consent | Decline], offer: int, codes: list[str]
) -> None:
    named = verb(by=SAM, on=AGREED_ON, offer=offer)
    assert [each.code for each in why_not(countered(), named, HOUSE)] == codes


@pytest.mark.parametrize(("position", "codes"), [(5, ["not_latest"]), (6, []), (7, ["not_latest"])])
def test_only_the_latest_fact_in_force_can_be_voided(position: int, codes: list[str]) -> None:
    void = Void(by=PETRA, on=APRIL, position=position, reason="mistake")
    assert [each.code for each in why_not(underway(), void, HOUSE)] == codes


# several reasons at once

SEVERAL: list[tuple[Callable[[], Placement | None], PersonCommand, list[str]]] = [
    (
        unproposed,
        Propose(
            by="zoe",
            on=date(2027, 3, 4),
            parties=altered(PARTIES, programme_office=None),
            terms=period(last_day=date(2027, 3, 20)),
        ),
        ["not_a_party", "role_missing", "too_short", "first_day_passed"],
    ),
    (
        countered,
        Counter(
            by=INGA,
            on=date(2027, 2, 11),
            subject=period(date(2027, 2, 10), date(2027, 2, 20)),
            offer=1,
        ),
        ["not_a_party", "offer_expired", "stale_offer", "first_day_passed", "too_short"],
    ),
    (
        countered,
        Counter(by=SAM, on=AGREED_ON, subject=LONGER, offer=3, expires_on=date(2027, 3, 1)),
        ["unknown_offer", "same_offer", "expiry_too_late"],
    ),
    (
        underway,
        OpenChange(
            by="zoe", on=date(2027, 9, 2), subject=period(date(2027, 3, 2), date(2027, 3, 20))
        ),
        [
            "not_a_party",
            "step_due",
            "period_over",
            "first_day_fixed",
            "last_day_passed",
            "too_short",
        ],
    ),
    (
        handing_over,
        change(Ending(EndKind.LEAVING, date(2027, 9, 1)), on=date(2027, 3, 31)),
        ["before_last_step", "leaving_not_offered", "ending_after_period"],
    ),
    (
        changing,
        altered(recall(date(2027, 8, 10), LAST_DAY), by=OTTO),
        ["step_due", "notice_not_yours", "not_early", "notice_too_short"],
    ),
    (
        underway,
        Reassign(
            by=OTTO,
            on=date(2027, 4, 1),
            role=Role.HOME_MANAGER,
            outgoing="zoe",
            incoming=SAM,
            dated=date(2027, 4, 2),
        ),
        ["record_in_the_future", "not_in_role", "incoming_is_secondee", "not_your_role"],
    ),
    (
        away,
        RecordAbsence(
            by=MIRA,
            on=APRIL,
            period=Period(date(2027, 4, 6), date(2027, 4, 7)),
            reason="leave",
            dated=date(2027, 1, 1),
        ),
        ["not_a_party", "record_before_proposal", "absence_overlaps"],
    ),
    (
        underway,
        record("zoe", altered(note(INGA), answers="r1", audience=("jo", OTTO), on=JULY)),
        [
            "not_a_party",
            "record_in_the_future",
            "not_the_author",
            "stranger_named",
            "stranger_named",
            "record_unfit",
        ],
    ),
    (
        demanded,
        record(HANA, altered(accepted(PROPOSED_ON), demand="d1"), on=date(2027, 1, 9)),
        [
            "role_may_not",
            "record_in_the_future",
            "not_the_author",
            "record_unfit",
            "overload",
        ],
    ),
    (
        unprepared,
        Start(by=HANA, on=date(2027, 3, 2)),
        ["role_may_not", "not_ready", "not_first_day"],
    ),
]


@pytest.mark.parametrize(
    ("given", "command", "codes"), SEVERAL, ids=[command.verb for _, command, _ in SEVERAL]
)
def test_all_reasons_come_at_once_who_then_when_then_what(
    given: Callable[[], Placement | None], command: PersonCommand, codes: list[str]
) -> None:
    assert [each.code for each in why_not(given(), command, HOUSE)] == codes


def test_an_absence_can_overlap_several_on_record() -> None:
    second = absence(date(2027, 4, 12), date(2027, 4, 16))
    found = why_not(
        lived(second, after=away()), absence(date(2027, 4, 8), date(2027, 4, 13)), HOUSE
    )
    assert [each.text for each in found] == [
        "2027-04-08 to 2027-04-13 overlaps an absence on record, 2027-04-05 to 2027-04-09",
        "2027-04-08 to 2027-04-13 overlaps an absence on record, 2027-04-12 to 2027-04-16",
    ]


def test_of_what_never_started_no_last_day_has_passed() -> None:
    """It has no period that is over either: it lapses, or gets another first day."""
    shorter = change(period(last_day=date(2027, 7, 30)), on=date(2027, 9, 2))
    found = why_not(scheduled(), shorter, BY_HAND)
    assert [each.code for each in found] == ["step_due", "first_day_passed"]


def test_every_role_that_is_missing_is_named() -> None:
    roles = frozenset({Role.PROGRAMME_OFFICE, Role.STAKEHOLDER})
    policy = altered(HOUSE, required_roles=altered(HOUSE.required_roles, value=roles))
    proposal = altered(PROPOSE, parties=altered(PARTIES, programme_office=None))
    assert [each.text for each in why_not(None, proposal, policy)] == [
        "nobody is named as programme office, whom the policy requires",
        "nobody is named as stakeholder, whom the policy requires",
    ]


# the refusal as a whole

OTTO_RECALLS = altered(recall(date(2027, 7, 6), date(2027, 8, 2)), by=OTTO)


def refused(placement: Placement | None, command: PersonCommand) -> Refused:
    """Return the refusal of *command* by the house."""
    with pytest.raises(Refused) as caught:
        decide(placement, command, HOUSE)
    return caught.value


def test_a_step_that_does_not_exist_is_refused_with_what_does() -> None:
    refusal = refused(proposed(), Start(by=OTTO, on=FIRST_DAY))
    assert type(refusal) is NotAllowedHere
    assert str(refusal) == (
        "cannot start on 2027-03-01 while proposed: no such step while proposed; possible from "
        "here: counter, consent, decline, withdraw, leave, arrange cover, reassign, note claim, "
        "name buddy, plan research, record finding, ask, answer, waive, fulfil, void "
        "(secondment: the chart of the lifecycle)"
    )


def test_a_step_that_does_not_exist_is_as_impossible_before_anybody_says_more_about_it() -> None:
    command = Start(by=OTTO, on=FIRST_DAY)
    standing = standing_objections(proposed(), Verb.START, OTTO, FIRST_DAY, HOUSE)
    assert standing == why_not(proposed(), command, HOUSE)


def test_before_the_proposal_there_is_no_status_to_name() -> None:
    refusal = refused(None, Consent(by=OTTO, on=AGREED_ON))
    assert type(refusal) is NotAllowedHere
    assert str(refusal) == (
        "cannot consent on 2027-01-15: no such step while nothing is proposed; possible from "
        "here: propose (secondment: the chart of the lifecycle)"
    )


def test_an_unmet_rule_is_refused_with_every_reason() -> None:
    refusal = refused(changing(), OTTO_RECALLS)
    assert type(refusal) is RuleUnmet
    assert str(refusal) == (
        "cannot give notice on 2027-07-06 while negotiated change: otto is host manager, and a "
        "recall is for home manager, programme office (house, a plain default of secondment and "
        "not law: notice; would pass: give notice given by hana, petra); notice of 4 weeks given "
        "on 2027-07-06 ends on 2027-08-03, after the last day 2027-08-02 (house, a plain default "
        "of secondment and not law: notice; would pass: last_day 2027-08-03)"
    )


def test_a_refusal_holds_what_was_tried_and_where_the_placement_stands() -> None:
    refusal = refused(changing(), OTTO_RECALLS)
    assert refusal.verb is Verb.GIVE_NOTICE
    assert refusal.status is Status.NEGOTIATED_CHANGE
    assert refusal.on == date(2027, 7, 6)
    assert refusal.objections == why_not(changing(), OTTO_RECALLS, HOUSE)
    assert refusal.placement_id is None


def test_a_refusal_about_a_placement_names_it_and_leaves_the_other_alone() -> None:
    refusal = refused(proposed(), Consent(by="zoe", on=AGREED_ON))
    named = refusal.about("P-7")
    assert type(named) is RuleUnmet
    assert (named.placement_id, refusal.placement_id) == ("P-7", None)
    assert str(named) == f"P-7: {refusal}"


PREPARING = "arrange_cover reassign note_claim name_buddy plan_research record_finding ask answer"
SETTLED = f"record_absence {PREPARING} record_progress check_in"
DEMANDS = "raise_demand answer_demand note_home_change"
FEEDBACK = "request_feedback decline_request give_feedback withdraw_feedback"
WORKING = f"{SETTLED} note_extra {DEMANDS} {FEEDBACK} review waive fulfil"

POSSIBLE: list[tuple[Callable[[], Placement | None], str]] = [
    (unproposed, "propose"),
    (proposed, f"counter consent decline withdraw leave {PREPARING} waive fulfil void"),
    (
        scheduled,
        f"withdraw open_change start leave {SETTLED} {DEMANDS} {FEEDBACK} waive fulfil void",
    ),
    (
        revising,
        f"counter consent withdraw drop_change leave {SETTLED} {DEMANDS} {FEEDBACK} waive fulfil "
        "void",
    ),
    (
        underway,
        f"open_change give_notice complete convert end_early leave {WORKING} void",
    ),
    (
        changing,
        f"counter consent drop_change give_notice complete convert end_early leave {WORKING} void",
    ),
    (handing_over, f"open_change complete convert end_early leave {WORKING} void"),
    (
        reconsidering,
        f"counter consent drop_change complete convert end_early leave {WORKING} void",
    ),
    (completed, f"{FEEDBACK} review follow_up fulfil void"),
    (declined, "void"),
]


@pytest.mark.parametrize(
    ("given", "possible"), POSSIBLE, ids=[given.__name__ for given, _ in POSSIBLE]
)
def test_what_is_possible_comes_as_data(
    given: Callable[[], Placement | None], possible: str
) -> None:
    impossible = PROPOSE if given() else Start(by=OTTO, on=FIRST_DAY)
    refusal = refused(given(), impossible)
    assert isinstance(refusal, NotAllowedHere)
    assert refusal.possible == tuple(possible.split())


# who may

EVERYBODY = (SAM, HANA, OTTO, PETRA, MIRA, CARL, INGA, "zoe")

WHO_MAY: list[tuple[Callable[[], Placement | None], str, str, str]] = [
    # from where, command, who may in the house, who may informally
    (unproposed, "propose", "sam hana otto petra", "sam hana otto"),
    (proposed, "counter", "sam hana otto petra mira", "sam hana otto mira"),
    (proposed, "consent", "sam hana otto petra mira", "sam hana otto mira"),
    (proposed, "decline", "sam hana otto petra mira", "sam hana otto mira"),
    (proposed, "withdraw", "sam hana otto petra mira", "sam hana otto mira"),
    (scheduled, "open_change", "sam hana otto petra mira", "sam hana otto mira"),
    (changing, "drop_change", "sam hana otto petra mira", "sam hana otto mira"),
    (scheduled, "start", "otto petra", "otto"),
    (underway, "give_notice", "sam hana otto petra", "sam hana otto"),
    (underway, "complete", "sam hana otto petra", "sam hana otto"),
    (underway, "convert", "hana otto petra", "hana otto"),
    (underway, "end_early", "hana otto petra", "hana otto"),
    (underway, "leave", "hana petra", "sam hana"),
    (underway, "record_absence", "sam hana otto petra", "sam hana otto"),
    (underway, "arrange_cover", "hana petra", "hana"),
    (underway, "reassign", "sam hana otto petra mira", "sam hana otto mira"),
    (proposed, "note_claim", "sam hana otto petra", "sam hana otto"),
    (proposed, "name_buddy", "otto petra", "otto"),
    (proposed, "plan_research", "sam", "sam"),
    (proposed, "record_finding", "sam", "sam"),
    (proposed, "ask", "sam", "sam"),
    (proposed, "answer", "hana otto petra mira", "hana otto mira"),
    (scheduled, "record_progress", "sam hana otto petra", "sam hana otto"),
    (scheduled, "check_in", "sam hana otto", "sam hana otto"),
    (underway, "note_extra", "sam hana otto", "sam hana otto"),
    (scheduled, "raise_demand", "hana", "hana"),
    (scheduled, "answer_demand", "sam otto", "sam otto"),
    (underway, "note_home_change", "hana petra", "hana"),
    (completed, "request_feedback", "sam hana otto petra mira", "sam hana otto mira"),
    (completed, "decline_request", "sam hana otto petra mira", "sam hana otto mira"),
    (completed, "give_feedback", "sam hana otto petra mira", "sam hana otto mira"),
    (completed, "withdraw_feedback", "sam hana otto petra mira", "sam hana otto mira"),
    (completed, "review", "hana otto petra", "hana otto"),
    (completed, "follow_up", "sam hana petra", "sam hana"),
    (proposed, "waive", "hana otto petra", "hana otto"),
    (completed, "fulfil", "sam hana otto petra", "sam hana otto"),
    (underway, "void", "petra", "hana otto"),
]


def barred(given: Callable[[], Placement | None], verb: Verb, by: str, policy: Policy) -> list[str]:
    """Return the objections to who gives *verb*, to a placement with every kind of party."""
    placement = given()
    if placement is None:
        proposal = altered(PROPOSE, by=by, parties=MORE_PARTIES)
        found = why_not(None, proposal, policy)
    else:
        wider = altered(placement, parties=MORE_PARTIES)
        found = next(
            each.objections for each in options(wider, by, JULY, policy) if each.verb is verb
        )
    return [each.code for each in found if each.code in ("not_a_party", "role_may_not", "no_say")]


def test_who_may_is_written_down_for_every_command() -> None:
    assert sorted(verb for _, verb, _, _ in WHO_MAY) == sorted(COMMAND_VERBS)


@pytest.mark.parametrize(
    ("given", "verb", "in_the_house", "informally"), WHO_MAY, ids=[row[1] for row in WHO_MAY]
)
def test_those_may_and_nobody_else(
    given: Callable[[], Placement | None], verb: str, in_the_house: str, informally: str
) -> None:
    allowed = {
        policy.name: [by for by in EVERYBODY if not barred(given, Verb(verb), by, policy)]
        for policy in (HOUSE, INFORMAL)
    }
    assert allowed == {"house": in_the_house.split(), "informal": informally.split()}


@pytest.mark.parametrize(
    ("by", "verb", "code"),
    [
        ("zoe", Verb.CONSENT, "not_a_party"),
        (INGA, Verb.CONSENT, "no_say"),
        (CARL, Verb.CONSENT, "no_say"),
        (INGA, Verb.LEAVE, "role_may_not"),
        (MIRA, Verb.LEAVE, "role_may_not"),
        (SAM, Verb.LEAVE, "role_may_not"),
        ("zoe", Verb.ASK, "not_a_party"),
        (INGA, Verb.ANSWER, "no_say"),
        (INGA, Verb.ASK, "role_may_not"),
        (OTTO, Verb.ASK, "role_may_not"),
        (SAM, Verb.ANSWER, "role_may_not"),
    ],
)
def test_who_may_not_hears_which_it_is(by: str, verb: Verb, code: str) -> None:
    assert barred(proposed, verb, by, HOUSE) == [code]


def test_a_programme_office_that_has_no_say_informally_is_no_stakeholder() -> None:
    assert barred(proposed, Verb.CONSENT, PETRA, INFORMAL) == ["role_may_not"]


def test_whoever_holds_two_roles_may_what_either_may() -> None:
    both = altered(PARTIES, programme_office=OTTO)
    cover = ArrangeCover(by=OTTO, on=AGREED_ON, person="ida", period=TERMS.period)
    assert why_not(lived(altered(PROPOSE, parties=both)), cover, HOUSE) == ()


def test_whoever_holds_two_roles_in_vain_hears_both() -> None:
    both = altered(PARTIES, stakeholders=(Stakeholder(OTTO, Say.MUST_CONSENT),))
    cover = ArrangeCover(by=OTTO, on=AGREED_ON, person="ida", period=TERMS.period)
    (objection,) = why_not(lived(altered(PROPOSE, parties=both)), cover, HOUSE)
    assert objection.text == (
        "otto is host manager, stakeholder, and this is for home manager, programme office"
    )


def test_where_nobody_may_there_is_nobody_to_ask() -> None:
    """In the house the programme office voids, and these three have none."""
    among_three = altered(PROPOSE, parties=altered(PARTIES, programme_office=None))
    placement = lived(among_three, Consent(by=SAM, on=AGREED_ON), policy=INFORMAL)
    void = Void(by=HANA, on=AGREED_ON, position=2, reason="mistake")
    (objection,) = why_not(placement, void, HOUSE)
    assert (objection.code, objection.remedy) == ("role_may_not", None)


NOTICES = [
    (NoticeKind.RECALL, "hana petra", "hana"),
    (NoticeKind.HOST_WITHDRAWAL, "otto petra", "otto"),
    (NoticeKind.STEPPING_BACK, "sam", "sam"),
    (NoticeKind.RESIGNATION, "sam", "sam"),
]


@pytest.mark.parametrize(("kind", "in_the_house", "informally"), NOTICES)
def test_notice_of_each_kind_is_for_those_whose_end_it_is(
    kind: NoticeKind, in_the_house: str, informally: str
) -> None:
    notices = [
        GiveNotice(by=by, on=APRIL, kind=kind, last_day=date(2027, 4, 30))
        for by in (SAM, HANA, OTTO, PETRA)
    ]
    allowed = {
        policy.name: [each.by for each in notices if not why_not(underway(), each, policy)]
        for policy in (HOUSE, INFORMAL)
    }
    assert allowed == {"house": in_the_house.split(), "informal": informally.split()}


# where it stands


def stands_in(clause: str) -> Source:
    """Return a source that no built-in policy has."""
    return Source(title="the handbook", clause=clause)


HANDBOOK = altered(
    HOUSE,
    required_roles=altered(HOUSE.required_roles, source=stands_in("parties")),
    permissions=tuple(
        altered(row, source=stands_in(f"who may {row.verb}")) for row in HOUSE.permissions
    ),
    consents=tuple(
        altered(row, source=stands_in(f"consent to {row.matter}")) for row in HOUSE.consents
    ),
    notices=tuple(altered(row, source=stands_in(f"notice of {row.kind}")) for row in HOUSE.notices),
    min_length=Clause(Length(months=1), stands_in("minimum")),
    max_length=Clause(Length(months=24), stands_in("maximum")),
    early_end_mode=Clause(EarlyEndMode.MUTUAL, stands_in("early end")),
    immediate_triggers=altered(HOUSE.immediate_triggers, source=stands_in("at once")),
    offer_validity=altered(HOUSE.offer_validity, source=stands_in("offers")),
    gates=Clause(frozenset({Gate.COVER}), stands_in("before")),
    overload_refused=Clause(True, stands_in("working time")),
)
"""The house's rules out of a book, where an early end is by consent of all."""

STANDS: list[tuple[str, Source]] = [
    ("role_may_not", stands_in("who may arrange_cover")),
    ("no_say", stands_in("who may consent")),
    ("role_missing", stands_in("parties")),
    ("too_short", stands_in("minimum")),
    ("too_long", stands_in("maximum")),
    ("expiry_too_late", stands_in("offers")),
    ("consent_not_needed", stands_in("consent to place")),
    ("notice_not_yours", stands_in("notice of recall")),
    ("notice_too_short", stands_in("notice of recall")),
    ("not_immediate", stands_in("at once")),
    ("overload", stands_in("working time")),
]


@pytest.mark.parametrize(("code", "source"), STANDS, ids=[code for code, _ in STANDS])
def test_an_objection_of_the_policy_names_the_clause_of_the_policy(
    code: str, source: Source
) -> None:
    refusal = next(each for each in REFUSALS if each.code == code)
    found = why_not(refusal.given(), refusal.command, HANDBOOK)
    assert [each.source for each in found if each.code == code] == [source]


def test_a_mode_of_early_end_that_only_the_policy_has_names_the_policy() -> None:
    (objection,) = why_not(underway(), recall(APRIL, date(2027, 4, 30)), HANDBOOK)
    assert (objection.code, objection.source) == ("one_sided_end_excluded", stands_in("early end"))


def test_what_is_missing_names_the_policy_where_it_asks_for_it_and_otherwise_the_terms() -> None:
    terms = altered(TERMS, gates=(Gate.BUDDY, Gate.COVER))
    found = why_not(scheduled_under(terms), Start(by=OTTO, on=FIRST_DAY), HANDBOOK)
    assert [(each.figures[0], each.source) for each in found] == [
        (("missing", "buddy"), Source("the terms of the placement", "before the first day")),
        (("missing", "cover"), stands_in("before")),
    ]


THE_TERMS = Source(title="the terms of the placement", clause="early end")

OF_THE_TERMS = [
    (altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL), "one_sided_end_excluded"),
    (altered(TERMS, early_end_mode=EarlyEndMode.FOR_CAUSE), "cause_needed"),
    (
        altered(TERMS, early_end_mode=EarlyEndMode.NOTICE, notice=Length(weeks=6)),
        "notice_too_short",
    ),
]


@pytest.mark.parametrize(("terms", "code"), OF_THE_TERMS, ids=[code for _, code in OF_THE_TERMS])
def test_an_objection_of_the_terms_names_the_terms(terms: Terms, code: str) -> None:
    found = why_not(underway_under(terms), recall(APRIL, date(2027, 4, 30)), HANDBOOK)
    assert [(each.code, each.source) for each in found] == [(code, THE_TERMS)]


def test_notice_that_is_short_at_will_names_the_terms_that_say_so() -> None:
    terms = altered(TERMS, early_end_mode=EarlyEndMode.AT_WILL)
    found = why_not(underway_under(terms), recall(APRIL, date(2027, 3, 31)), HANDBOOK)
    assert [(each.code, each.source) for each in found] == [("notice_too_short", THE_TERMS)]
