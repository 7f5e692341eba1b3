"""How a placement is going on a day, in one value that can be read and printed.

Nothing is decided here, and nothing new is found out: it gathers what `explain` and `readings` say.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import evolve as altered
from attrs import frozen

from secondment.dates import ONE_DAY, Day, Length, Period, check_day
from secondment.errors import Objection, plain
from secondment.explain import Standing, standing, warnings
from secondment.feedback import (
    Adherence,
    Cadence,
    Request,
    RequestStatus,
    adherence,
    request_status,
)
from secondment.goals import Goal, overall_on
from secondment.lifecycle import Verb, is_possible
from secondment.limits import service_of
from secondment.onboarding import (
    Answer,
    Coverage,
    Finding,
    Question,
    ResearchQuestion,
    coverage,
    open_questions,
)
from secondment.outcome import FOLLOW_UPS, DueFollowUp, FollowUp, follow_ups
from secondment.placement import End, Placement
from secondment.policy import Policy
from secondment.readings import (
    check_in_days,
    drift_on,
    feedback_on_record,
    open_demands,
    overloads_ahead,
    progress_that_counts,
)
from secondment.scope import Drift
from secondment.service import ServiceRecord
from secondment.terms import Terms
from secondment.trajectory import Trajectory, Unsaid, trajectory
from secondment.workload import Demand, Overload


@frozen
class GoalLine:
    """One goal that has a measure, and where it is heading.

    Attributes:
        goal: Which.
        trajectory: Where it is heading.
    """

    goal: Goal
    trajectory: Trajectory

    def __str__(self) -> str:
        found = self.trajectory
        words = ["cannot say" if found.attained is None else _percent(found.attained)]
        words.append(f"after {_percent(found.elapsed)} of the time")
        if found.completion is not None and found.attained == 1:
            words.append(f"reached on {found.completion}")
        elif found.on_track is not None:
            words.append("on track" if found.on_track else "behind")
            if found.completion is not None:
                words.append(f"reached on {found.completion} at this pace")
        return f"{self.goal.title}: {', '.join(words)}"


def _percent(part: Decimal) -> str:
    """Return *part* in whole percent, cut off: nothing is whole that is not."""
    return f"{int(100 * Fraction(part))} %"


@frozen(kw_only=True)
class Overview:
    """How a placement is going on a day.

    Attributes:
        on: The day.
        standing: Where it stands, and what time has made due.
        goals: The goals that have a measure; empty while nothing is agreed, and of what ended
            without a start.
        attained: How far the goals as a whole are reached, from 0 to 1; None when it cannot be
            said.
        check_ins: How well the agreed check-ins are kept; None when none was agreed or due, or
            before the start.
        questions: What the secondee has asked and somebody can still answer.
        research: How far the research plan is covered, by topic; empty without a plan.
        requests: Requests for feedback that wait for an answer.
        demands: Demands of the home side that wait for an answer.
        drift: How far the work has moved from the scope agreed; None when nothing is agreed.
        overloads: Where the secondee has too much to do, from this day on.
        follow_ups: The usual follow-ups after the end, and others that were held; empty before it.
        warnings: What is not as it should be, with what would put it right.
    """

    on: Day
    standing: Standing
    goals: tuple[GoalLine, ...]
    attained: Decimal | None
    check_ins: Adherence | None
    questions: tuple[Question, ...]
    research: tuple[Coverage, ...]
    requests: tuple[Request, ...]
    demands: tuple[Demand, ...]
    drift: Drift | None
    overloads: tuple[Overload, ...]
    follow_ups: tuple[DueFollowUp, ...]
    warnings: tuple[Objection, ...]

    def __str__(self) -> str:
        return "\n".join((f"{self.on}: {self.standing}", *self._lines()))

    def _lines(self) -> Iterator[str]:
        for line in self.goals:
            yield f"goal      {line}"
        if self.check_ins is not None:
            yield f"check-ins {_kept(self.check_ins)}"
        if self.research:
            topics = (
                f"{each.topic.value} {each.answered} of {each.total}" for each in self.research
            )
            yield f"research  {', '.join(topics)}"
        for question in self.questions:
            yield f"question  {question.id} of {question.on} is open"
        for request in self.requests:
            yield f"feedback  {request.to} was asked on {request.on}"
        for demand in self.demands:
            yield f"demand    {demand.id} of {demand.by}: {demand.share} for {demand.period}"
        if self.drift is not None and self.drift.lines:
            share = "" if self.drift.share is None else f", {_percent(round(self.drift.share, 2))}"
            agreed = plain(self.drift.agreed)
            extra = f"{plain(self.drift.extra)} extra {'day' if self.drift.extra == 1 else 'days'}"
            yield f"scope     {extra} to {agreed} agreed{share}"
        for due in self.follow_ups:
            if due.done_on is None:
                late = due.days_overdue(self.on)
                overdue = f", overdue for {Length(days=late)}" if late else ""
                yield f"follow-up after {due.after}: due on {due.due_on}{overdue}"
        for warning in self.warnings:
            yield f"warning   {warning}"


def _kept(found: Adherence) -> str:
    words = f"{found.done} of {found.due} kept"
    return (
        f"{words}, overdue for {Length(days=found.overdue_days)}" if found.overdue_days else words
    )


def overview(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> Overview:
    """Return how *placement* is going on *on*; once it is over, how it went until it ended."""
    check_day(on, "on")
    work = _work(placement, on)
    research = coverage(placement.recorded(ResearchQuestion), placement.recorded(Finding), on)
    return Overview(
        on=on,
        standing=standing(placement, policy, on, service),
        goals=() if work is None else tuple(_goal_lines(placement, work)),
        attained=None if work is None else _attained(placement, work),
        check_ins=None if work is None else _check_ins(placement, work),
        questions=_unanswered(placement, on),
        research=tuple(each for each in research if each.total),
        requests=_waiting(placement, on),
        demands=_undecided(placement, on),
        drift=drift_on(placement, on),
        overloads=overloads_ahead(
            placement, None, policy, on, service=service_of(placement, service)
        ),
        follow_ups=_follow_ups(placement, policy),
        warnings=warnings(placement, policy, on, service),
    )


@frozen
class _Work:
    """What is or was worked for, as seen from a day.

    Attributes:
        terms: What holds, or held last.
        period: The days of it, up to the last day in force.
        seen_on: The day to look from: as long as it has not started, the eve of the first day at
            the latest.
    """

    terms: Terms
    period: Period
    seen_on: Day


def _work(placement: Placement, on: Day) -> _Work | None:
    """Return the work as seen on *on*; None when nothing is agreed, or it ended without a start."""
    terms, last_day = placement.terms, placement.last_day
    if terms is None or last_day is None:
        return None
    first_day = terms.period.first_day
    period = Period(first_day, max(first_day, last_day))
    if placement.started_on is None:
        eve = first_day - ONE_DAY
        return _Work(terms, period, min(on, eve)) if placement.is_open else None
    return _Work(terms, period, on)


def _goal_lines(placement: Placement, work: _Work) -> Iterator[GoalLine]:
    progress, period = progress_that_counts(placement), work.period
    for goal in work.terms.goals:
        if goal.measure is None:
            continue
        # a later first day may have overtaken the day it was due
        due = max(goal.due or period.last_day, period.first_day)
        found = trajectory(altered(goal, due=due), progress, period, work.seen_on)
        if not placement.is_open and found.attained != 1:
            found = altered(found, completion=None, unsaid=Unsaid.CLOSED)
        yield GoalLine(goal, found)


def _attained(placement: Placement, work: _Work) -> Decimal | None:
    goals = work.terms.goals
    if not any(goal.weight for goal in goals if goal.parent is None):
        return None
    return overall_on(goals, progress_that_counts(placement), work.seen_on)


def _check_ins(placement: Placement, work: _Work) -> Adherence | None:
    if work.terms.check_in_every is None:
        return None
    cadence = Cadence(work.period, work.terms.check_in_every)
    found = adherence(cadence, check_in_days(placement), on=work.seen_on)
    if found is None or placement.is_open:
        return found
    return altered(found, overdue_days=0)  # what was missed cannot be made up for any more


def _unanswered(placement: Placement, on: Day) -> tuple[Question, ...]:
    if not is_possible(placement.status, Verb.ANSWER):
        return ()
    return open_questions(placement.recorded(Question), placement.recorded(Answer), on)


def _waiting(placement: Placement, on: Day) -> tuple[Request, ...]:
    if not is_possible(placement.status, Verb.GIVE_FEEDBACK):
        return ()
    records, waiting = feedback_on_record(placement), (RequestStatus.OPEN, RequestStatus.OVERDUE)
    return tuple(
        each
        for each in placement.recorded(Request)
        if each.on <= on
        and placement.parties.roles_of(each.to)  # nobody else can answer it any more
        and request_status(each, records, on=on) in waiting
    )


def _undecided(placement: Placement, on: Day) -> tuple[Demand, ...]:
    if not is_possible(placement.status, Verb.ANSWER_DEMAND):
        return ()
    return tuple(each for each in open_demands(placement) if each.on <= on <= each.period.last_day)


def _follow_ups(placement: Placement, policy: Policy) -> tuple[DueFollowUp, ...]:
    state = placement.state
    if not isinstance(state, End) or state.started_on is None:
        return ()
    held = placement.recorded(FollowUp)
    clause = policy.on(state.on).reviews.after_end
    usual = FOLLOW_UPS if clause is None else clause.value
    wanted = dict.fromkeys((*usual, *(each.after for each in held)))
    return follow_ups(state.on, held, after=wanted)
