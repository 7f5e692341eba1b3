"""Feedback between people: notes, requests, check-ins, reviews, and who may read which of them.

Ratings, and summaries of many raters, do not belong here: see `ratings`.

Nothing here reads a text for its meaning. Texts are checked for being there and for not being the
same twice; no sentiment, tone or quality is ever inferred from them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import count, takewhile

from attrs import field, frozen

from secondment.dates import Day, Length, Period, check_day, day_after, day_fault, length_fault
from secondment.decimals import rounded
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    Each,
    check_fields,
    id_fault,
    of_kind,
    one_or_several,
    or_none,
    raise_faults,
    several,
    text_fault,
    whole_number,
)
from secondment.parties import PersonId
from secondment.ratings import Rating, RoundId, Scale, average, rating_faults, weighted_score

FeedbackId = str
"""Names a note, a request or a review; no two of them share one."""


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return several(given)


# ---------------------------------------------------------------- what a note says


@frozen(kw_only=True)
class Observation:
    """Something seen, in the form situation, behaviour, impact.

    Only the behaviour is compulsory, so that an incomplete observation can be kept; `sbi_lint`
    names what is missing.

    Attributes:
        behaviour: What the person did or said, as anybody present could have seen or heard it.
        situation: When and where; None when not said.
        impact: What came of it; None when not said.
        request: What the author asks for; None when nothing is asked.

    Raises:
        InvalidValue: A part is no text, or blank.

    Source:
        Center for Creative Leadership, situation-behaviour-impact, as told in
        https://www.csbj.com/2012/03/16/feedback-feedforward-effective-leadership-tools/. The
        request is a common addition.
    """

    behaviour: str
    situation: str | None = None
    impact: str | None = None
    request: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            behaviour=text_fault,
            situation=or_none(text_fault),
            impact=or_none(text_fault),
            request=or_none(text_fault),
        )


def sbi_lint(observation: Observation) -> tuple[Fault, ...]:
    """Return what *observation* lacks as situation, behaviour, impact; empty when well-formed.

    A part is missing, or repeats an earlier one word for word. Whether a text is true, fair or kind
    is not judged: nothing is inferred from it.

    Source:
        As `Observation`: the three parts are told apart.

    Example:
        >>> found = sbi_lint(Observation(behaviour="You summed up both views", impact="We agreed"))
        >>> [str(fault) for fault in found]
        ['situation: is missing; say when and where it was']
    """
    missing = {
        "situation": "is missing; say when and where it was",
        "impact": "is missing; say what came of it",
    }
    faults, seen = [], dict[str, str]()
    for part in ("situation", "behaviour", "impact", "request"):
        text = getattr(observation, part)
        if text is None:
            faults += [Fault(part, missing[part])] if part in missing else []
        elif (earlier := seen.setdefault(_words(text), part)) != part:
            faults.append(Fault(part, f"repeats the {earlier}; say each thing once"))
    return tuple(faults)


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


@frozen
class Feedforward:
    """Suggestions for the future, without a verdict on the past.

    Attributes:
        suggestions: One or more.

    Raises:
        InvalidValue: There is none, or one is no text, or blank.

    Source:
        Marshall Goldsmith, feedforward, as told in
        https://www.csbj.com/2012/03/16/feedback-feedforward-effective-leadership-tools/. How many
        suggestions there should be could not be sourced and is not asked.
    """

    suggestions: tuple[str, ...] = field(converter=_texts)

    def __attrs_post_init__(self) -> None:
        check_fields(self, suggestions=Each(text_fault))
        if not self.suggestions:
            raise InvalidValue("Feedforward", Fault("suggestions", "must hold at least one"))


@frozen(kw_only=True)
class StartStopContinue:
    """What to start, what to stop, and what to continue doing.

    Attributes:
        to_start: What is not done yet.
        to_stop: What should end.
        to_continue: What should stay.

    Raises:
        InvalidValue: All lists are empty, an entry is no text, or blank, or stands twice.
    """

    to_start: tuple[str, ...] = field(default=(), converter=_texts)
    to_stop: tuple[str, ...] = field(default=(), converter=_texts)
    to_continue: tuple[str, ...] = field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        named = Each(text_fault)
        check_fields(self, to_start=named, to_stop=named, to_continue=named)
        if not (self.to_start or self.to_stop or self.to_continue):
            text = "must name something to start, to stop or to continue"
            raise InvalidValue("StartStopContinue", Fault("", text))
        raise_faults("StartStopContinue", self._repetitions())

    def _repetitions(self) -> Iterator[Fault]:
        seen = dict[str, str]()
        for name in ("to_start", "to_stop", "to_continue"):
            for index, text in enumerate(getattr(self, name)):
                place = f"{name}[{index}]"
                if (earlier := seen.setdefault(_words(text), place)) != place:
                    yield Fault(place, f"says the same as {earlier}")


# ---------------------------------------------------------------- records


@frozen(kw_only=True)
class Note:
    """Feedback that somebody writes for somebody.

    It is always about the person it is addressed to: nobody writes about others behind their back.

    Attributes:
        id: Names it.
        by: The author.
        to: The person it is for and about.
        on: The day it is given.
        body: What it says.
        audience: Who else may read it; nobody unless named.
        answers: The request that it answers; None when it was not asked for.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    id: FeedbackId
    by: PersonId
    to: PersonId
    on: Day
    body: Observation | Feedforward | StartStopContinue
    audience: tuple[PersonId, ...] = field(default=(), converter=_texts)
    answers: FeedbackId | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            by=id_fault,
            to=id_fault,
            on=day_fault,
            body=_body_fault,
            answers=or_none(id_fault),
            audience=Each(id_fault),
        )


def _body_fault(value: object) -> str | None:
    if isinstance(value, Observation | Feedforward | StartStopContinue):
        return None
    kind = type(value).__name__
    return f"must be an Observation, Feedforward or StartStopContinue, not of type {kind}"


@frozen(kw_only=True)
class Request:
    """Somebody is asked for feedback, and is free to decline.

    Attributes:
        id: Names it.
        by: Who asks.
        to: Who is asked.
        about: The person whom the feedback is to be for and about, often the one who asks.
        on: The day it is asked.
        answer_by: The day by which an answer is hoped for; None when there is no hurry.

    Raises:
        InvalidValue: A field has another type, somebody asks oneself, or *answer_by* lies before
            the day of the request.
    """

    id: FeedbackId
    by: PersonId
    to: PersonId
    about: PersonId
    on: Day
    answer_by: Day | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            by=id_fault,
            to=id_fault,
            about=id_fault,
            on=day_fault,
            answer_by=or_none(day_fault),
        )
        raise_faults("Request", _request_faults(self))


def _request_faults(request: Request) -> Iterator[Fault]:
    if request.by == request.to:
        yield Fault("to", f"{request.by} cannot ask themself for feedback")
    if request.answer_by is not None and request.answer_by < request.on:
        text = f"{request.answer_by} lies before the day of the request, {request.on}"
        yield Fault("answer_by", text)


@frozen(kw_only=True)
class Decline:
    """The person asked does not want to give feedback, and need not say why.

    Attributes:
        request: Which request.
        by: The person asked.
        on: The day of declining.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    request: FeedbackId
    by: PersonId
    on: Day

    def __attrs_post_init__(self) -> None:
        check_fields(self, request=id_fault, by=id_fault, on=day_fault)


@frozen(kw_only=True)
class Withdrawal:
    """The author takes a note, a request or a review back.

    Attributes:
        of: What is taken back.
        by: Its author.
        on: The day from which it no longer counts.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    of: FeedbackId
    by: PersonId
    on: Day

    def __attrs_post_init__(self) -> None:
        check_fields(self, of=id_fault, by=id_fault, on=day_fault)


@frozen(kw_only=True)
class CheckIn:
    """A short regular talk, as one of those who held it puts it down.

    Attributes:
        by: Whose words these are.
        on: The day of the talk.
        confidence: How sure the person is that it goes well, from 1 (not at all) to 5 (fully);
            None when not asked. It is said by the person, never worked out from the texts.
        blockers: What stands in the way.
        asks: What the person needs, and from whom.
        decisions: What was decided.
        audience: Who else may read it; nobody unless named.

    Raises:
        InvalidValue: A field has another type, or *confidence* is out of range.
    """

    by: PersonId
    on: Day
    confidence: int | None = None
    blockers: tuple[str, ...] = field(default=(), converter=_texts)
    asks: tuple[str, ...] = field(default=(), converter=_texts)
    decisions: tuple[str, ...] = field(default=(), converter=_texts)
    audience: tuple[PersonId, ...] = field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            by=id_fault,
            on=day_fault,
            confidence=or_none(whole_number(1, 5)),
            blockers=Each(text_fault),
            asks=Each(text_fault),
            decisions=Each(text_fault),
            audience=Each(id_fault),
        )


class ReviewKind(StrEnum):
    """At which point a review is held."""

    TRIAL = "trial"
    """At the end of the trial."""
    MID = "mid"
    END = "end"


def _ratings(given: Iterable[Rating]) -> tuple[Rating, ...]:
    return several(given)


@frozen(kw_only=True)
class Review:
    """A formal look at how it goes, by one reviewer; `reviewer_faults` says who may not be it.

    What several people think, the person among them, belongs in a `secondment.ratings.Round`.

    Attributes:
        id: Names it.
        by: The reviewer, never the person reviewed.
        about: The person reviewed.
        on: The day of the review.
        kind: At which point it is held.
        round: The occasion. A person has one review in a round.
        scale: The values that a rating may have.
        ratings: Weighted; the weights add up to 1. Empty for a review in words only.
        words: The review in words; None when there are only ratings.
        audience: Who else may read it; nobody unless named.

    Raises:
        InvalidValue: A field has another type, somebody reviews themself, the ratings do not make a
            whole, or there are neither ratings nor words.
    """

    id: FeedbackId
    by: PersonId
    about: PersonId
    on: Day
    kind: ReviewKind
    round: RoundId
    scale: Scale
    ratings: tuple[Rating, ...] = field(default=(), converter=_ratings)
    words: str | None = None
    audience: tuple[PersonId, ...] = field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            by=id_fault,
            about=id_fault,
            on=day_fault,
            kind=of_kind(ReviewKind),
            round=id_fault,
            scale=of_kind(Scale),
            words=or_none(text_fault),
            ratings=Each(of_kind(Rating)),
            audience=Each(id_fault),
        )
        raise_faults("Review", _review_faults(self))

    @property
    def score(self) -> Decimal | None:
        """The weighted score on `scale`; None for a review in words only."""
        return weighted_score(self.ratings, self.scale) if self.ratings else None


def _review_faults(review: Review) -> Iterator[Fault]:
    if review.by == review.about:
        yield Fault("by", f"{review.by} cannot review themself; somebody else must")
    if review.ratings:
        yield from rating_faults(review.ratings, review.scale)
    elif review.words is None:
        yield Fault("", "must have ratings, or words, or both")


Record = Note | Request | Decline | CheckIn | Review | Withdrawal
"""Something of this module that happened on a day."""

_Named = Note | Request | Review


# ---------------------------------------------------------------- what may follow what


def reviewer_faults(review: Review, buddies: Iterable[PersonId]) -> tuple[Fault, ...]:
    """Return why *review* may not be by its reviewer; empty when it may.

    Args:
        review: The review.
        buddies: Whoever is, or has been, the buddy of the person reviewed.

    Source:
        Cambridge PPD, Secondments, "Managing the secondment",
        https://www.ppd.admin.cam.ac.uk/professional-development/secondments/manage-secondment: the
        buddy is an impartial sounding board and not linked to the formal progress review.
    """
    if review.by not in one_or_several(buddies):
        return ()
    text = f"{review.by} is or was the buddy of {review.about} and cannot be the reviewer"
    return (Fault("by", text),)


def record_faults(record: Record, earlier: Iterable[Record]) -> tuple[Fault, ...]:
    """Return why *record* cannot be added to the *earlier* ones; empty when it can.

    - No two notes, requests and reviews share an id.
    - A request is answered or declined once, by the person asked, not before the day of the
      request; the answer is for the person whom the request is about.
    - Only the author withdraws, once, not before the day of what is withdrawn.
    - A person has one review in a round, unless the earlier one was withdrawn.

    Source:
        Frappe HRMS, appraisal, https://github.com/frappe/hrms (80f17c9), for the one review; and
        OrangeHRM, performance reviews, https://github.com/orangehrm/orangehrm (194a751), for not
        acting on what is unknown or completed.
    """
    known = tuple(earlier)
    match record:
        case Note():
            answer = () if record.answers is None else _reply_faults("answers", record, known)
            return (*_id_faults(record, known), *answer)
        case Request():
            return tuple(_id_faults(record, known))
        case Review():
            return (*_id_faults(record, known), *_duplicate_faults(record, known))
        case Decline():
            return tuple(_reply_faults("request", record, known))
        case Withdrawal():
            return tuple(_withdrawal_faults(record, known))
        case CheckIn():
            return ()


def _named(records: Iterable[Record]) -> dict[FeedbackId, _Named]:
    return {record.id: record for record in records if isinstance(record, _Named)}


def _id_faults(record: _Named, earlier: Iterable[Record]) -> Iterator[Fault]:
    if record.id in _named(earlier):
        yield Fault("id", f"{record.id} already names another record")


def _reply_faults(name: str, reply: Note | Decline, earlier: tuple[Record, ...]) -> Iterator[Fault]:
    asked_for = reply.answers if isinstance(reply, Note) else reply.request
    request = _named(earlier).get(asked_for or "")
    if not isinstance(request, Request):
        yield Fault(name, f"there is no request {asked_for}")
        return
    status = request_status(request, earlier, on=reply.on)
    if status not in {RequestStatus.OPEN, RequestStatus.OVERDUE}:
        yield Fault(name, f"request {request.id} is already {status.value}")
    if reply.by != request.to:
        yield Fault("by", f"request {request.id} was put to {request.to}, not to {reply.by}")
    if isinstance(reply, Note) and reply.to != request.about:
        yield Fault("to", f"request {request.id} is about {request.about}, not {reply.to}")
    if reply.on < request.on:
        yield Fault("on", f"{reply.on} lies before the day of the request, {request.on}")


def _withdrawal_faults(withdrawal: Withdrawal, earlier: tuple[Record, ...]) -> Iterator[Fault]:
    record = _named(earlier).get(withdrawal.of)
    if record is None:
        yield Fault("of", f"there is no note, request or review {withdrawal.of}")
        return
    if record not in not_withdrawn(earlier):
        yield Fault("of", f"{withdrawal.of} is already withdrawn")
    if withdrawal.by != record.by:
        yield Fault("by", f"{withdrawal.of} can only be withdrawn by {record.by}")
    if withdrawal.on < record.on:
        yield Fault("on", f"{withdrawal.on} lies before the day of {withdrawal.of}, {record.on}")


def _duplicate_faults(review: Review, earlier: Iterable[Record]) -> Iterator[Fault]:
    for other in not_withdrawn(earlier):
        if isinstance(other, Review) and (other.about, other.round) == (review.about, review.round):
            text = f"{review.about} already has review {other.id} in round {review.round}"
            yield Fault("round", text)


# ---------------------------------------------------------------- what follows from the records


def not_withdrawn(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records that still count: without withdrawals, and without what they withdraw."""
    known = tuple(records)
    withdrawn = _withdrawn(known)
    return tuple(
        record
        for record in known
        if not isinstance(record, Withdrawal)
        and not (isinstance(record, _Named) and record.id in withdrawn)
    )


def _withdrawn(records: Iterable[Record]) -> frozenset[FeedbackId]:
    return frozenset(record.of for record in records if isinstance(record, Withdrawal))


class RequestStatus(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Open, and the day for the answer has passed."""
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def request_status(request: Request, records: Iterable[Record], *, on: Day) -> RequestStatus:
    """Return where *request* stands on the day *on*, by the *records* up to that day.

    When an answer is withdrawn, the request is open again.
    """
    check_day(on, "on")
    known = tuple(record for record in records if record.on <= on)
    if request.id in _withdrawn(known):
        return RequestStatus.WITHDRAWN
    for record in not_withdrawn(known):
        if isinstance(record, Decline) and record.request == request.id:
            return RequestStatus.DECLINED
        if isinstance(record, Note) and record.answers == request.id:
            return RequestStatus.ANSWERED
    overdue = request.answer_by is not None and request.answer_by < on
    return RequestStatus.OVERDUE if overdue else RequestStatus.OPEN


def average_score(records: Iterable[Record], about: PersonId) -> Decimal | None:
    """Return the mean score of the reviews of *about* that still count.

    Returns:
        The mean to 28 digits; None when no review with ratings is left: "no average" is not 0.

    Raises:
        InvalidValue: The reviews are on different scales, which have no common mean.
    """
    reviews = [
        record
        for record in not_withdrawn(records)
        if isinstance(record, Review) and record.about == about
    ]
    rated = [(review.scale, review.score) for review in reviews if review.score is not None]
    if len({scale for scale, _ in rated}) > 1:
        text = f"the reviews of {about} are on different scales; compare them one by one"
        raise InvalidValue("an average", Fault("scale", text))
    return average(score for _, score in rated)


def readable(records: Iterable[Record], reader: PersonId) -> tuple[Record, ...]:
    """Return those of *records* that *reader* may read, in their order.

    Nothing is readable by role: a manager reads what names the manager. A note or a review can be
    read by its author, by the person it is about, and by its audience; a request by who asks and
    who is asked; a check-in by its author and its audience. What was withdrawn stays with its
    author alone. That a request was declined, or something withdrawn, may be known to those who
    could read it.

    Source:
        secondment: the narrow reading is the default, and each wider one is somebody's choice.
    """
    known = tuple(records)
    named, withdrawn = _named(known), _withdrawn(known)

    def may_read(record: Record) -> bool:
        if isinstance(record, _Named) and record.id in withdrawn:
            return reader == record.by
        if isinstance(record, Decline | Withdrawal):
            subject = named.get(record.request if isinstance(record, Decline) else record.of)
            return reader == record.by or (subject is not None and reader in readers(subject))
        return reader in readers(record)

    return tuple(filter(may_read, known))


def readers(record: Note | Request | Review | CheckIn) -> frozenset[PersonId]:
    """Return who may read *record* while it is not withdrawn; see `readable`."""
    match record:
        case Note():
            return frozenset((record.by, record.to, *record.audience))
        case Review():
            return frozenset((record.by, record.about, *record.audience))
        case Request():
            return frozenset((record.by, record.to))
        case CheckIn():
            return frozenset((record.by, *record.audience))


# ---------------------------------------------------------------- cadence


@frozen
class Cadence:
    """How often something is due over a period.

    Attributes:
        period: The days on which something can be due.
        every: The distance from one due day to the next, one day or more.

    Raises:
        InvalidValue: A field has another type, or *every* is 0 days.

    Example:
        >>> from datetime import date
        >>> monthly = Cadence(Period(date(2027, 1, 31), date(2027, 4, 30)), Length(months=1))
        >>> [day.isoformat() for day in monthly.due_days]
        ['2027-02-28', '2027-03-31', '2027-04-30']
    """

    period: Period
    every: Length

    def __attrs_post_init__(self) -> None:
        check_fields(self, period=of_kind(Period), every=length_fault)

    @property
    def due_days(self) -> tuple[Day, ...]:
        """The due days in order: once, twice, … `every` after the first day, up to the last day.

        Each is counted from the first day in one go, so that a short month shifts only itself.
        """
        return tuple(self.days())

    def days(self) -> Iterator[Day]:
        """Yield the due days one by one, where there may be too many to want them all."""
        return takewhile(lambda day: day <= self.period.last_day, self._endless())

    def _endless(self) -> Iterator[Day]:
        for times in count(1):
            try:
                yield day_after(self.period.first_day, self.every.times(times))
            except InvalidValue:
                return  # it lies after the year 9999


@frozen(kw_only=True)
class Adherence:
    """How well a cadence is kept, up to a day.

    Attributes:
        due: How many due days there were, that day included; one or more.
        done: How many of them were kept.
        streak: How many of the latest were kept in a row.
        overdue_days: How many days ago the first of those still waiting was due; 0 when none waits,
            or it is due today.
    """

    due: int
    done: int
    streak: int
    overdue_days: int

    @property
    def share(self) -> Decimal:
        """Done over due, from 0 to 1, to 28 digits."""
        return rounded(Fraction(self.done, self.due))


def adherence(cadence: Cadence, held: Iterable[Day], *, on: Day) -> Adherence | None:
    """Return how well *cadence* is kept on the day *on*; None when nothing was due yet.

    A due day is kept by what was held after the due day before it and up to itself. What comes late
    counts for the next due day, and nothing is overdue any more.

    Args:
        cadence: What is due when.
        held: The days on which it was held, in any order. Days before the period or after *on* do
            not count.
        on: The day to look from.

    Raises:
        InvalidValue: *on* or one of *held* is no day.

    Example:
        >>> from datetime import date
        >>> weekly = Cadence(Period(date(2027, 3, 1), date(2027, 5, 31)), Length(weeks=1))
        >>> adherence(weekly, [date(2027, 3, 5)], on=date(2027, 3, 17))
        Adherence(due=2, done=1, streak=0, overdue_days=2)
    """
    check_day(on, "on")
    due = [day for day in cadence.due_days if day <= on]
    if not due:
        return None
    first_day = cadence.period.first_day
    kept = {bisect_left(due, day) for day in held if first_day <= check_day(day, "held") <= on}
    waiting = due[max(kept, default=-1) + 1 :]
    return Adherence(
        due=len(due),
        done=len(kept - {len(due)}),
        streak=len(list(takewhile(kept.__contains__, reversed(range(len(due)))))),
        overdue_days=(on - waiting[0]).days if waiting else 0,
    )
