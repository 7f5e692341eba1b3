"""Onboarding: buddy, research plan, reverse interview, 30-60-90 plan, and what is still missing.

Nothing here judges an answer or a finding, and whether a placement may start does not belong here:
see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from secondment.dates import Day, Length, check_day, day_after, day_fault, length_fault
from secondment.decimals import exact
from secondment.faults import (
    Each,
    check_fields,
    flag_fault,
    id_fault,
    of_kind,
    one_or_several,
    or_none,
    raise_faults,
    repeated_id_faults,
    several,
    text_fault,
    whole_number,
)
from secondment.parties import PersonId

QuestionId = str
"""Names a question; opaque text of the embedding tool."""


# buddy


@frozen(kw_only=True)
class Buddy:
    """Record: somebody is the buddy from a day on, until the next one is.

    Attributes:
        on: The first day.
        person: Who; None when there is nobody from that day on.

    Raises:
        InvalidValue: *on* is no day or *person* is blank.
    """

    on: Day
    person: PersonId | None

    def __attrs_post_init__(self) -> None:
        check_fields(self, on=day_fault, person=or_none(id_fault))


def buddy_on(buddies: Iterable[Buddy], day: Day) -> PersonId | None:
    """Return who is the buddy on *day*, None for nobody; of two from one day the later given.

    Example:
        >>> bea = Buddy(on=Day(2027, 3, 1), person="bea")
        >>> ben = Buddy(on=Day(2027, 5, 1), person="ben")
        >>> buddy_on([ben, bea], Day(2027, 4, 30)), buddy_on([ben, bea], Day(2027, 5, 1))
        ('bea', 'ben')
    """
    check_day(day)
    so_far = sorted((each for each in buddies if each.on <= day), key=lambda each: each.on)
    return so_far[-1].person if so_far else None


def buddy_fault(person: PersonId, secondee: PersonId, reviewers: Iterable[PersonId]) -> str | None:
    """Return why *person* cannot be the buddy of *secondee*, or None.

    Args:
        person: The buddy to be.
        secondee: Whose buddy.
        reviewers: Everybody who reviews the secondee.

    Source:
        Cambridge PPD, "Managing a secondment": the buddy is an impartial sounding board and must
        not be linked to the formal progress review,
        https://www.ppd.admin.cam.ac.uk/professional-development/secondments/manage-secondment.
    """
    if person == secondee:
        return f"{person} cannot be the own buddy"
    if person in one_or_several(reviewers):
        return f"{person} reviews {secondee}, and a buddy stays outside the review"
    return None


# research plan


class Topic(StrEnum):
    """What the research is about."""

    DEPARTMENT = "department"
    """The host's department: what it does, with whom, how it decides."""
    CUSTOMERS = "customers"
    STAKEHOLDERS = "stakeholders"
    MARKET = "market"
    """Market opportunities."""


class Confidence(StrEnum):
    """How far a finding can be relied on, in the finder's own view."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


_RANK: Final = {each: rank for rank, each in enumerate(Confidence)}


@frozen(kw_only=True)
class ResearchQuestion:
    """Record: something to find out.

    Attributes:
        id: An id of the embedding tool.
        on: The day it was put on the plan.
        topic: What it is about.
        text: The question.

    Raises:
        InvalidValue: A field has another type or is blank.
    """

    id: QuestionId
    on: Day
    topic: Topic
    text: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, id=id_fault, on=day_fault, topic=of_kind(Topic), text=text_fault)


@frozen(kw_only=True)
class Finding:
    """Record: what was found out about a question of the plan.

    Attributes:
        on: The day it was found.
        question: The id of the question.
        text: What was found.
        confidence: How far it can be relied on.
        sources: Where it comes from, as the finder names it; may be empty.

    Raises:
        InvalidValue: A field has another type or is blank.
    """

    on: Day
    question: QuestionId
    text: str
    confidence: Confidence
    sources: tuple[str, ...] = field(default=(), converter=one_or_several)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            on=day_fault,
            question=id_fault,
            text=text_fault,
            confidence=of_kind(Confidence),
            sources=Each(text_fault),
        )


@frozen
class Coverage:
    """How far one topic of a research plan is covered.

    Attributes:
        topic: Which.
        answered: How many of its questions have a finding.
        total: How many questions it has.
    """

    topic: Topic
    answered: int
    total: int

    @property
    def share(self) -> Decimal | None:
        """Answered by total, from 0 to 1, rounded to four places; None without a question."""
        if not self.total:
            return None
        return exact(round(Fraction(self.answered, self.total), 4))


def coverage(
    questions: Iterable[ResearchQuestion],
    findings: Iterable[Finding],
    on: Day,
    *,
    at_least: Confidence = Confidence.LOW,
) -> tuple[Coverage, ...]:
    """Return how far each topic is covered on *on*, in the order of `Topic`.

    Args:
        questions: The plan; those put on it after *on* do not count yet.
        findings: What was found; those of questions not on the plan count for nothing.
        on: The day to look at.
        at_least: The confidence from which a finding answers its question.

    Raises:
        InvalidValue: Two questions have one id.
    """
    check_day(on, "on")
    plan = [each for each in questions if each.on <= on]
    raise_faults("the research plan", repeated_id_faults("", (each.id for each in plan)))
    found = {
        each.question
        for each in findings
        if each.on <= on and _RANK[each.confidence] >= _RANK[at_least]
    }
    return tuple(
        Coverage(
            topic,
            sum(each.topic is topic and each.id in found for each in plan),
            sum(each.topic is topic for each in plan),
        )
        for topic in Topic
    )


# reverse interview


@frozen(kw_only=True)
class Question:
    """Record: the secondee asks something about the organisation or its culture.

    Attributes:
        id: An id of the embedding tool.
        on: The day it was asked.
        text: The question.
        to: Who is asked; None for the host as a whole.

    Raises:
        InvalidValue: A field has another type or is blank.
    """

    id: QuestionId
    on: Day
    text: str
    to: PersonId | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, id=id_fault, on=day_fault, text=text_fault, to=or_none(id_fault))


@frozen(kw_only=True)
class Answer:
    """Record: a question of the reverse interview was answered; a later answer adds to it.

    Attributes:
        question: The id of the question.
        on: The day of the answer.
        text: The answer.

    Raises:
        InvalidValue: A field has another type or is blank.
    """

    question: QuestionId
    on: Day
    text: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, question=id_fault, on=day_fault, text=text_fault)


def open_questions(
    questions: Iterable[Question], answers: Iterable[Answer], on: Day
) -> tuple[Question, ...]:
    """Return the questions asked by *on* that have no answer by then, the oldest first.

    Raises:
        InvalidValue: Two questions have one id.
    """
    check_day(on, "on")
    asked = [each for each in questions if each.on <= on]
    raise_faults("the reverse interview", repeated_id_faults("", (each.id for each in asked)))
    answered = {each.question for each in answers if each.on <= on}
    waiting = (each for each in asked if each.id not in answered)
    return tuple(sorted(waiting, key=lambda each: each.on))


# 30-60-90 plan


@frozen
class Phase:
    """One phase of a plan for the first weeks.

    Attributes:
        title: A short label.
        after: When it is reviewed, counted from the first day.
        outcomes: What should have come of it by then.

    Raises:
        InvalidValue: A text is blank, or *after* is no `Length` or shorter than a day.
    """

    title: str
    after: Length
    outcomes: tuple[str, ...] = field(default=(), converter=one_or_several)

    def __attrs_post_init__(self) -> None:
        check_fields(self, title=text_fault, after=length_fault, outcomes=Each(text_fault))

    def review_on(self, first_day: Day) -> Day:
        """Return the day of the review of a plan that begins on *first_day*.

        Source:
            Milestones 30, 60 and 90 days after the start: S. Van Tyne, "30-60-90 day plan",
            https://seanvantyne.com/2018/03/18/.

        Example:
            >>> PLAN_30_60_90[0].review_on(Day(2027, 3, 1))
            datetime.date(2027, 3, 31)
        """
        return day_after(first_day, self.after)


PLAN_30_60_90: Final = (
    Phase("learn", Length(days=30), ("the research plan is covered", "every stakeholder is met")),
    Phase("plan", Length(days=60), ("the goals are confirmed or changed", "first work is done")),
    Phase("execute", Length(days=90), ("the goals are on track", "the outcome is discussed")),
)
"""A template: learn, plan, execute. A tool takes it as it is, changes a phase with
``attrs.evolve``, or writes its own."""


# readiness


class Gate(StrEnum):
    """Something that has to be in place before the first day."""

    GOALS = "goals"
    """At least one goal is agreed."""
    SCOPE = "scope"
    """At least one item of scope is agreed."""
    CHECK_INS = "check_ins"
    """It is agreed how often secondee and host manager meet."""
    BUDDY = "buddy"
    """Somebody is named as the buddy."""
    RESEARCH_PLAN = "research_plan"
    """Every topic of the research plan has a question."""
    REVERSE_INTERVIEW = "reverse_interview"
    """The secondee has asked, and every question has an answer."""
    COVER = "cover"
    """Somebody does the home job."""
    DOCUMENTS = "documents"
    """The documents that the policy wants before the start are there."""


def _buddies(given: Iterable[Buddy]) -> tuple[Buddy, ...]:
    return several(given)


def _research(given: Iterable[ResearchQuestion]) -> tuple[ResearchQuestion, ...]:
    return several(given)


def _questions(given: Iterable[Question]) -> tuple[Question, ...]:
    return several(given)


def _answers(given: Iterable[Answer]) -> tuple[Answer, ...]:
    return several(given)


@frozen(kw_only=True)
class Preparation:
    """What is in place, for `missing_gates`; everything may be left out.

    Attributes:
        goals: How many goals are agreed.
        scope: How many items of scope are agreed.
        check_ins: Whether it is agreed how often secondee and host manager meet.
        cover: Whether somebody does the home job, or nobody needs to.
        buddies: The buddies named.
        research: The research plan.
        questions: The questions of the reverse interview.
        answers: The answers to them.
        documents: The documents that are wanted and not there.

    Raises:
        InvalidValue: A field has another type, or a number is negative.
    """

    goals: int = 0
    scope: int = 0
    check_ins: bool = False
    cover: bool = False
    buddies: tuple[Buddy, ...] = field(default=(), converter=_buddies)
    research: tuple[ResearchQuestion, ...] = field(default=(), converter=_research)
    questions: tuple[Question, ...] = field(default=(), converter=_questions)
    answers: tuple[Answer, ...] = field(default=(), converter=_answers)
    documents: tuple[str, ...] = field(default=(), converter=one_or_several)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            goals=whole_number(0),
            scope=whole_number(0),
            check_ins=flag_fault,
            cover=flag_fault,
            buddies=Each(of_kind(Buddy)),
            research=Each(of_kind(ResearchQuestion)),
            questions=Each(of_kind(Question)),
            answers=Each(of_kind(Answer)),
            documents=Each(id_fault),
        )


@frozen
class Missing:
    """Something that has to be in place and is not.

    Attributes:
        gate: What.
        detail: What exactly: topics without a question, ids of open questions; empty when the whole
            is missing.
    """

    gate: Gate
    detail: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = self.gate.value.replace("_", " ")
        return f"{words} ({', '.join(self.detail)})" if self.detail else words


def missing_gates(gates: Iterable[Gate], preparation: Preparation, on: Day) -> tuple[Missing, ...]:
    """Return what *gates* ask for and *preparation* lacks on *on*, in the order of `Gate`.

    Raises:
        InvalidValue: *gates* holds something else, or is no list.

    Example:
        >>> wanted = {Gate.GOALS, Gate.BUDDY}
        >>> [str(each) for each in missing_gates(wanted, Preparation(goals=2), Day(2027, 3, 1))]
        ['buddy']
    """
    check_day(on, "on")
    wanted = several(gates)
    raise_faults("gates", Each(of_kind(Gate)).faults("", wanted))
    return tuple(each for each in _all_missing(preparation, on) if each.gate in wanted)


def _all_missing(preparation: Preparation, on: Day) -> Iterator[Missing]:
    if not preparation.goals:
        yield Missing(Gate.GOALS)
    if not preparation.scope:
        yield Missing(Gate.SCOPE)
    if not preparation.check_ins:
        yield Missing(Gate.CHECK_INS)
    if buddy_on(preparation.buddies, on) is None:
        yield Missing(Gate.BUDDY)
    bare = [each.topic.value for each in coverage(preparation.research, (), on) if not each.total]
    if bare:
        yield Missing(Gate.RESEARCH_PLAN, tuple(bare) if len(bare) < len(Topic) else ())
    asked = any(each.on <= on for each in preparation.questions)
    waiting = open_questions(preparation.questions, preparation.answers, on)
    if not asked or waiting:
        yield Missing(Gate.REVERSE_INTERVIEW, tuple(each.id for each in waiting))
    if not preparation.cover:
        yield Missing(Gate.COVER)
    if preparation.documents:
        yield Missing(Gate.DOCUMENTS, preparation.documents)
