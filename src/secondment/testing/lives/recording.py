"""What somebody may put on record: a strategy for the record of each verb.

Whether a record fits the placement is up to the situation. Steps and offers do not belong here: see
`wishes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from secondment import feedback
from secondment.agenda import agenda
from secondment.commands import MakeRecord
from secondment.dates import ONE_DAY, Day, Length, Period
from secondment.feedback import (
    CheckIn,
    Feedforward,
    Note,
    Observation,
    Request,
    RequestStatus,
    Review,
    ReviewKind,
    StartStopContinue,
    Withdrawal,
    not_withdrawn,
    request_status,
)
from secondment.goals import AttainmentScale, KeyResult, Milestone, Progress
from secondment.lifecycle import Verb
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
    open_questions,
)
from secondment.outcome import FOLLOW_UPS, FollowUp
from secondment.parties import PersonId
from secondment.placement import Agreement, End
from secondment.ratings import Rating, Scale
from secondment.readings import feedback_on_record, open_demands
from secondment.records import ClaimNoted, Fulfilment, HomeChange, Waiver
from secondment.scope import Extra
from secondment.testing.lives.offers import REASONS
from secondment.testing.lives.situation import Situation, waiting_waivers, waiving
from secondment.testing.scenes import STRANGER
from secondment.workload import Claim, Demand, DemandAnswer, Verdict


def _day_of(situation: Situation, on: Day, *since: Day) -> Day:
    """Return a day for what is put on record on *on* and follows what was on the days *since*."""
    proposed_on = situation.placement.proposed_on
    earliest = max((proposed_on, *since))
    days = (on, earliest, situation.terms.period.first_day)
    return situation.pick(
        [day for day in days if earliest <= day <= on],
        (on + ONE_DAY, proposed_on, proposed_on - ONE_DAY),
    )


def _fresh(situation: Situation, letter: str, taken_ids: Sequence[str]) -> str:
    """Return an id that is not one of *taken_ids*, which count up from 1."""
    return situation.pick((f"{letter}{len(taken_ids) + 1}",), taken_ids)


def _audience(situation: Situation) -> tuple[PersonId, ...]:
    return situation.pick(((), (situation.placement.parties.home.manager,)), ((STRANGER,),))


def _note_claim(situation: Situation) -> MakeRecord:
    on, period = situation.day, situation.terms.period
    first_day = situation.pick((period.first_day, on + timedelta(days=14)))
    claim = Claim(
        id=situation.pick(("c1", "c2")),
        person=situation.pick((situation.placement.parties.secondee,), (STRANGER,)),
        claimant="union",
        first_day=first_day,
        share=situation.pick((Decimal("0.2"), Decimal("0.5"), Decimal(1))),
        last_day=situation.pick((first_day + timedelta(days=30), None)),
    )
    record = ClaimNoted(on=_day_of(situation, on), claim=claim)
    return MakeRecord(by=situation.permitted(Verb.NOTE_CLAIM), on=on, record=record)


def _name_buddy(situation: Situation) -> MakeRecord:
    on, parties = situation.day, situation.placement.parties
    person = situation.pick(
        ("bea", "ben", None), (parties.secondee, parties.host.manager, parties.home.manager)
    )
    record = Buddy(on=_day_of(situation, on), person=person)
    return MakeRecord(by=situation.permitted(Verb.NAME_BUDDY), on=on, record=record)


def _plan_research(situation: Situation) -> MakeRecord:
    on, known = situation.day, situation.placement.recorded(ResearchQuestion)
    topics = {each.topic for each in known}
    record = ResearchQuestion(
        id=_fresh(situation, "w", [each.id for each in known]),
        on=_day_of(situation, on),
        topic=situation.pick([each for each in Topic if each not in topics] or tuple(Topic)),
        text="How does it work?",
    )
    return MakeRecord(by=situation.permitted(Verb.PLAN_RESEARCH), on=on, record=record)


def _record_finding(situation: Situation) -> MakeRecord:
    on, plan = situation.day, situation.placement.recorded(ResearchQuestion)
    if situation.fits and not plan:
        return _plan_research(situation)
    days = {each.id: each.on for each in plan}
    question = situation.pick([*days], ("w0",))
    record = Finding(
        on=_day_of(situation, on, days.get(question, on)),
        question=question,
        text="As everywhere",
        confidence=situation.pick(tuple(Confidence)),
        sources=situation.pick(((), ("the handbook",))),
    )
    return MakeRecord(by=situation.permitted(Verb.RECORD_FINDING), on=on, record=record)


def _ask(situation: Situation) -> MakeRecord:
    on, known = situation.day, situation.placement.recorded(Question)
    record = Question(
        id=_fresh(situation, "q", [each.id for each in known]),
        on=_day_of(situation, on),
        text="Who decides?",
        to=situation.pick((None, situation.placement.parties.host.manager), (STRANGER,)),
    )
    return MakeRecord(by=situation.permitted(Verb.ASK), on=on, record=record)


def _answer(situation: Situation) -> MakeRecord:
    on, asked = situation.day, situation.placement.recorded(Question)
    waiting = open_questions(asked, situation.placement.recorded(Answer), Day.max)
    if situation.fits and not waiting:
        return _ask(situation)
    days = {each.id: each.on for each in asked}
    question = situation.pick([each.id for each in waiting], (*days, "q0"))
    record = Answer(
        question=question, on=_day_of(situation, on, days.get(question, on)), text="All"
    )
    return MakeRecord(by=situation.permitted(Verb.ANSWER), on=on, record=record)


_VALUES: Final[Mapping[type, tuple[Decimal, ...]]] = {
    Milestone: (Decimal(1), Decimal(0)),
    KeyResult: (Decimal(12), Decimal("3.50"), Decimal(24), Decimal(-4)),
    AttainmentScale: (Decimal(1), Decimal(0), Decimal(-2)),
}
"""What can be reported by each kind of measure."""


def _record_progress(situation: Situation) -> MakeRecord:
    on, goals = situation.day, situation.terms.goals
    measured = {each.id: each.measure for each in goals if each.measure is not None}
    if situation.fits and not measured:
        return _check_in(situation)
    goal = situation.pick([*measured], ("g0", *(each.id for each in goals)))
    values = _VALUES.get(type(measured.get(goal)), ())
    record = Progress(
        goal, _day_of(situation, on), situation.pick(values, (Decimal("0.5"), Decimal(7)))
    )
    return MakeRecord(by=situation.permitted(Verb.RECORD_PROGRESS), on=on, record=record)


def _check_in(situation: Situation) -> MakeRecord:
    on, by = situation.day, situation.permitted(Verb.CHECK_IN)
    record = CheckIn(
        by=situation.pick((by,), situation.everybody),
        on=_day_of(situation, on),
        confidence=situation.pick((4, None)),
        blockers=situation.pick(((), ("no access",))),
        audience=_audience(situation),
    )
    return MakeRecord(by=by, on=on, record=record)


def _note_extra(situation: Situation) -> MakeRecord:
    on, by, known = (
        situation.day,
        situation.permitted(Verb.NOTE_EXTRA),
        situation.placement.recorded(Extra),
    )
    record = Extra(
        id=_fresh(situation, "x", [each.id for each in known]),
        on=_day_of(situation, on),
        title="Batch",
        effort=situation.pick((Decimal("1.5"), Decimal("0.5"), Decimal(8))),
        by=situation.pick((by,), situation.everybody),
        item=situation.pick((None, *(each.id for each in situation.terms.scope))),
    )
    return MakeRecord(by=by, on=on, record=record)


def _raise_demand(situation: Situation) -> MakeRecord:
    on, by, known = (
        situation.day,
        situation.permitted(Verb.RAISE_DEMAND),
        situation.placement.recorded(Demand),
    )
    period = Period(situation.terms.period.first_day, situation.last_day)
    starts = [day for day in (on, period.first_day, period.last_day) if day in period]
    first_day = situation.pick(starts, (period.last_day + ONE_DAY,))
    record = Demand(
        id=_fresh(situation, "d", [each.id for each in known]),
        on=_day_of(situation, on),
        by=situation.pick((by,), situation.everybody),
        period=Period(first_day, first_day + timedelta(days=13)),
        share=situation.pick((Decimal("0.4"), Decimal("0.20"))),
        reason="outage",
    )
    return MakeRecord(by=by, on=on, record=record)


def _answer_demand(situation: Situation) -> MakeRecord:
    on, by, raised = (
        situation.day,
        situation.permitted(Verb.ANSWER_DEMAND),
        situation.placement.recorded(Demand),
    )
    if situation.fits and not raised:
        return _raise_demand(situation)
    waiting = [each.id for each in open_demands(situation.placement)]
    answers = situation.placement.recorded(DemandAnswer)
    demand = situation.pick(waiting or [each.id for each in raised], ("d0",))
    days = [each.on for each in raised if each.id == demand]
    said = {each.verdict: each.on for each in answers if each.demand == demand}
    record = DemandAnswer(
        demand=demand,
        on=_day_of(situation, on, *days, *said.values()),
        by=situation.pick((by,), situation.everybody),
        verdict=situation.pick([each for each in Verdict if each not in said], tuple(Verdict)),
        reason=situation.pick(REASONS),
    )
    return MakeRecord(by=by, on=on, record=record)


def _feedback_id(situation: Situation) -> str:
    records = feedback_on_record(situation.placement)
    named = [each.id for each in records if isinstance(each, Note | Request | Review)]
    return _fresh(situation, "f", named)


def _waiting_requests(situation: Situation) -> dict[str, Request]:
    records = feedback_on_record(situation.placement)
    return {
        each.id: each
        for each in situation.placement.recorded(Request)
        if request_status(each, records, on=Day.max) in (RequestStatus.OPEN, RequestStatus.OVERDUE)
    }


def _request_feedback(situation: Situation) -> MakeRecord:
    on, by = situation.day, situation.permitted(Verb.REQUEST_FEEDBACK)
    author = situation.pick((by,), situation.everybody)
    able = situation.placement.parties.holders(
        situation.policy.permission(Verb.GIVE_FEEDBACK).roles
    )
    day = _day_of(situation, on)
    record = Request(
        id=_feedback_id(situation),
        by=author,
        to=situation.pick(
            [each for each in able if each != author],
            [each for each in situation.everybody if each != author],
        ),
        about=situation.pick((author, situation.placement.parties.secondee), situation.everybody),
        on=day,
        answer_by=situation.pick((None, day + timedelta(days=14), day)),
    )
    return MakeRecord(by=by, on=on, record=record)


def _decline_request(situation: Situation) -> MakeRecord:
    on, waiting = situation.day, _waiting_requests(situation)
    if situation.fits and not waiting:
        return _request_feedback(situation)
    asked = situation.placement.recorded(Request)
    request = situation.pick([*waiting], ("f0", *(each.id for each in asked)))
    since = [each.on for each in asked if each.id == request]
    by = situation.pick([each.to for each in asked if each.id == request], situation.everybody)
    record = feedback.Decline(request=request, by=by, on=_day_of(situation, on, *since))
    return MakeRecord(by=by, on=on, record=record)


_BODIES: Final[tuple[Observation | Feedforward | StartStopContinue, ...]] = (
    Observation(behaviour="Summed up both views", situation="At the review"),
    Feedforward(("Ask earlier",)),
    StartStopContinue(to_start=("Demos",), to_stop=("Late changes",)),
)


def _give_feedback(situation: Situation) -> MakeRecord:
    on, waiting = situation.day, _waiting_requests(situation)
    answered = situation.pick((None, *waiting), ("f0", None))
    request = waiting.get(answered or "")
    by = situation.permitted(Verb.GIVE_FEEDBACK)
    to = situation.pick((situation.placement.parties.secondee,), situation.everybody)
    if request is not None:
        by, to = situation.pick((request.to,), (by,)), situation.pick((request.about,), (to,))
    record = Note(
        id=_feedback_id(situation),
        by=by,
        to=to,
        on=_day_of(situation, on, *(() if request is None else (request.on,))),
        body=situation.pick(_BODIES),
        audience=_audience(situation),
        answers=answered,
    )
    return MakeRecord(by=situation.pick((by,), situation.everybody), on=on, record=record)


def _withdraw_feedback(situation: Situation) -> MakeRecord:
    on, records = situation.day, feedback_on_record(situation.placement)
    standing = {
        each.id: each
        for each in not_withdrawn(records)
        if isinstance(each, Note | Request | Review)
    }
    if situation.fits and not standing:
        return _give_feedback(situation)
    withdrawn = [each.of for each in records if isinstance(each, Withdrawal)]
    of = situation.pick([*standing], (*withdrawn, "f0"))
    known = standing.get(of)
    by = situation.pick([] if known is None else [known.by], situation.everybody)
    since = [] if known is None else [known.on]
    record = Withdrawal(of=of, by=by, on=_day_of(situation, on, *since))
    return MakeRecord(by=by, on=on, record=record)


_STARS: Final = Scale(Decimal(1), Decimal(5))
_RATINGS: Final = (
    Rating("quality", Decimal(4), Decimal("0.75")),
    Rating("pace", Decimal(3), Decimal("0.25")),
)


def _review(situation: Situation) -> MakeRecord:
    on, secondee = situation.day, situation.placement.parties.secondee
    named = {each.person for each in situation.placement.recorded(Buddy)}
    able = situation.placement.parties.holders(situation.policy.permission(Verb.REVIEW).roles)
    by = situation.pick([each for each in able if each not in named], situation.everybody)
    author = situation.pick((by,), situation.everybody)
    rounds = [each.round for each in situation.placement.recorded(Review)]
    trial = () if situation.terms.trial is None else (ReviewKind.TRIAL,)
    record = Review(
        id=_feedback_id(situation),
        by=author,
        about=situation.pick(
            [secondee] if author != secondee else [],
            [each for each in situation.everybody if each != author],
        ),
        on=_day_of(situation, on),
        kind=situation.pick((*trial, ReviewKind.MID, ReviewKind.END), tuple(ReviewKind)),
        round=_fresh(situation, "r", rounds),
        scale=_STARS,
        ratings=situation.pick((_RATINGS, ())),
        words="Well begun",
        audience=_audience(situation),
    )
    return MakeRecord(by=by, on=on, record=record)


def _note_home_change(situation: Situation) -> MakeRecord:
    on, known = situation.day, situation.placement.recorded(HomeChange)
    record = HomeChange(
        id=_fresh(situation, "h", [each.id for each in known]),
        on=_day_of(situation, on),
        effective_on=on + situation.pick((30, 3, 0)) * ONE_DAY,
        what=situation.pick(("regraded", "deleted")),
    )
    return MakeRecord(by=situation.permitted(Verb.NOTE_HOME_CHANGE), on=on, record=record)


def _waive(situation: Situation) -> MakeRecord:
    on, placement, policy = situation.day, situation.placement, situation.policy.on(situation.on)
    aside = tuple(each.rule for each in placement.recorded(Waiver))
    waiting = waiting_waivers(placement, situation.policy)
    standing = [row.rule for row in policy.waivers if row.rule not in aside]
    rule = situation.pick(waiting or standing, (*standing, *aside, "min_length", "no_limit"))
    by = situation.pick(waiving(placement, rule, policy), situation.everybody)
    record = Waiver(
        by=situation.pick((by,), situation.everybody),
        on=_day_of(situation, on),
        rule=rule,
        reason="last_project",
    )
    return MakeRecord(by=by, on=on, record=record)


def _fulfil(situation: Situation) -> MakeRecord:
    on, placement = situation.day, situation.placement
    day = _day_of(situation, on)
    duties = [each for each in agenda(placement, situation.policy, day) if each.by_record]
    waiting = {each.key: each for each in duties if each.done_on is None}
    documents = [key for key in waiting if key.startswith("document")]
    starting = documents if isinstance(placement.state, Agreement) else []
    duty = situation.pick(starting or [*waiting], ("duty nothing", *(each.key for each in duties)))
    permitted = placement.parties.holders(situation.policy.permission(Verb.FULFIL).roles)
    owing = waiting[duty].owed_by if duty in waiting else ()
    by = situation.pick(
        [each for each in owing if each in permitted] or permitted, situation.everybody
    )
    record = Fulfilment(by=situation.pick((by,), situation.everybody), on=day, duty=duty)
    return MakeRecord(by=by, on=on, record=record)


def _follow_up(situation: Situation) -> MakeRecord:
    on, state = situation.day, situation.placement.state
    held = [each.after for each in situation.placement.recorded(FollowUp)]
    another = Length(days=10 * len(held) + 10)
    record = FollowUp(
        on=_day_of(situation, on, *([state.on] if isinstance(state, End) else [])),
        after=situation.pick([each for each in FOLLOW_UPS if each not in held] or [another], held),
        is_employed=situation.pick((True, False)),
        uses_skills=situation.pick((None, True)),
    )
    return MakeRecord(by=situation.permitted(Verb.FOLLOW_UP), on=on, record=record)


RECORDINGS: Final[Mapping[Verb, Callable[[Situation], MakeRecord]]] = {
    Verb.NOTE_CLAIM: _note_claim,
    Verb.NAME_BUDDY: _name_buddy,
    Verb.PLAN_RESEARCH: _plan_research,
    Verb.RECORD_FINDING: _record_finding,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.RECORD_PROGRESS: _record_progress,
    Verb.CHECK_IN: _check_in,
    Verb.NOTE_EXTRA: _note_extra,
    Verb.RAISE_DEMAND: _raise_demand,
    Verb.ANSWER_DEMAND: _answer_demand,
    Verb.REQUEST_FEEDBACK: _request_feedback,
    Verb.DECLINE_REQUEST: _decline_request,
    Verb.GIVE_FEEDBACK: _give_feedback,
    Verb.WITHDRAW_FEEDBACK: _withdraw_feedback,
    Verb.REVIEW: _review,
    Verb.FOLLOW_UP: _follow_up,
    Verb.NOTE_HOME_CHANGE: _note_home_change,
    Verb.WAIVE: _waive,
    Verb.FULFIL: _fulfil,
}
"""How a record is drawn for each verb that makes one."""
