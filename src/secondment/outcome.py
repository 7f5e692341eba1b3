"""Outcome: the way back, staying for good, how it ended, what follows, and what was achieved.

Everything is resolved on the day it is asked about, against what there is on that day: a return
planned a year ago says nothing about the posts of today. Who decides does not belong here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from secondment.dates import (
    ONE_DAY,
    Day,
    Length,
    Period,
    check_day,
    day_after,
    day_fault,
    last_day_of,
    length_fault,
    workable_length_fault,
)
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    Each,
    check_fields,
    decimal_within,
    flag_fault,
    id_fault,
    named_faults,
    of_kind,
    one_or_several,
    or_none,
    raise_faults,
)
from secondment.feedback import FeedbackId, Note, not_withdrawn
from secondment.feedback import Record as FeedbackRecord
from secondment.goals import Goal, GoalRecord, GoalState, states_on
from secondment.parties import PersonId, UnitId
from secondment.terms import ReturnRight

PostId = str
"""Names a post; opaque text of the embedding tool."""


_MOST_RATIO: Final = 100
"""Days of service for a day away: far more than any rule asks for."""
_ratio_fault: Final = decimal_within(
    "above 0 and at most 100", lambda ratio: 0 < ratio <= _MOST_RATIO, places=18
)


# the way back


@frozen(kw_only=True)
class HomePosts:
    """What the home side still has on the day of the return.

    Attributes:
        same: The post the person came from; None when it is gone or given away.
        equivalent: Posts of the same kind and grade, the nearest first.
        suitable: Other posts that would do, the nearest first.

    Raises:
        InvalidValue: A post is blank.
    """

    same: PostId | None = None
    equivalent: tuple[PostId, ...] = field(default=(), converter=one_or_several)
    suitable: tuple[PostId, ...] = field(default=(), converter=one_or_several)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self, same=or_none(id_fault), equivalent=Each(id_fault), suitable=Each(id_fault)
        )


class Rung(StrEnum):
    """A rung of the ladder of return, from the top down."""

    SAME_POST = "same_post"
    EQUIVALENT_POST = "equivalent_post"
    SUITABLE_POST = "suitable_post"


class Owed(StrEnum):
    """What the home side owes on the day of the return."""

    POST = "post"
    """The post found: the right is met."""
    CONSULTATION = "consultation"
    """A talk about what else there is: the right cannot be met."""
    REDEPLOYMENT = "redeployment"
    """What the rules on lost posts say: the right ended with the post."""
    NOTHING = "nothing"
    """No right was agreed, or it is forfeited."""


@frozen
class Return:
    """Where a return leads.

    Attributes:
        owed: What the home side owes.
        rung: The highest rung on which there is a post; None when there is none. With a
            consultation it is what could be talked about.
        post: The post on that rung; None when there is none.
    """

    owed: Owed
    rung: Rung | None
    post: PostId | None


_REACH: Final[Mapping[ReturnRight, tuple[Rung, ...]]] = MappingProxyType(
    {
        ReturnRight.SAME_POST: (Rung.SAME_POST,),
        ReturnRight.SAME_OR_EQUIVALENT: (Rung.SAME_POST, Rung.EQUIVALENT_POST),
        ReturnRight.SUITABLE_ALTERNATIVE: tuple(Rung),
        ReturnRight.IF_POST_EXISTS: (Rung.SAME_POST,),
        ReturnRight.NONE: (),
    }
)


def resolve_return(right: ReturnRight, home: HomePosts, *, forfeited: bool = False) -> Return:
    """Return where *right* leads, given what the home side still has.

    Args:
        right: What was agreed.
        home: What there is on the day of the return.
        forfeited: Whether the right has been lost meanwhile.

    Source:
        The same or an equivalent post: Pub. L. 117-149. "Substantive post unless not practical",
        then consultation and a suitable alternative: Exeter, "Right to return". "Guaranteed if the
        post still exists", otherwise the layoff article: a Canadian collective agreement,
        "Secondments for full-time continuing employees". Resolved at the return, not stored at the
        start: undoing a move by writing back what was there before is a known fault of others.

    Example:
        >>> home = HomePosts(equivalent=("analyst-2",))
        >>> resolve_return(ReturnRight.SAME_OR_EQUIVALENT, home).post
        'analyst-2'
        >>> resolve_return(ReturnRight.SAME_POST, home).owed.value
        'consultation'
    """
    if forfeited or right is ReturnRight.NONE:
        return Return(Owed.NOTHING, None, None)
    found = _highest(home)
    if found is not None and found[0] in _REACH[right]:
        return Return(Owed.POST, *found)
    if right is ReturnRight.IF_POST_EXISTS:
        return Return(Owed.REDEPLOYMENT, None, None)
    return Return(Owed.CONSULTATION, *(found or (None, None)))


def _highest(home: HomePosts) -> tuple[Rung, PostId] | None:
    same = () if home.same is None else (home.same,)
    ladder = zip(Rung, (same, home.equivalent, home.suitable), strict=True)
    return next(((rung, posts[0]) for rung, posts in ladder if posts), None)


def forfeited_from(first_day: Day, after: Length) -> Day:
    """Return the first day on which the right to return is lost to a stay longer than *after*.

    Args:
        first_day: Of the placement.
        after: How long the person may stay and keep the right, as a policy says.

    Source:
        Birkbeck, "Returning after secondment end date": who stays on after a year keeps the host
        role, and the right to return ends.

    Example:
        >>> forfeited_from(Day(2026, 9, 1), Length(months=12))
        datetime.date(2027, 9, 1)
    """
    return last_day_of(first_day, after) + ONE_DAY


# staying for good


class Route(StrEnum):
    """How people come to stay for good, as real policies have it."""

    LAPSE_OF_TIME = "lapse_of_time"
    """By itself after a time (Birkbeck)."""
    REQUEST = "request"
    """On request, with a time to decide (Queensland directive 13/20)."""
    SLOTTING = "slotting"
    """Directly, when criteria are met (Wycombe)."""
    COMPETITION = "competition"
    """By the normal recruitment (NHS Mersey Care)."""
    PRIORITY = "priority"
    """After those whose posts are at risk (Lincolnshire)."""
    AGREEMENT = "agreement"
    """When everybody concerned agrees (Australian Public Service)."""


@frozen
class Criterion:
    """One thing that has to be true before somebody can stay for good.

    Attributes:
        code: What, a code of the embedding tool: ``grade_at_most_7``, ``budget``.
        is_met: Whether it is; None when nobody has said so.

    Raises:
        InvalidValue: The code is blank, or *is_met* is neither a bool nor None.
    """

    code: str
    is_met: bool | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, code=id_fault, is_met=or_none(flag_fault))


@frozen
class Holding:
    """Somebody holds a post, and may be working in another one meanwhile.

    Attributes:
        post: The post held for good.
        person: Who holds it.
        works_in: The post the person works in meanwhile; None when at the own post.

    Raises:
        InvalidValue: A field is blank, or somebody is away in the own post.
    """

    post: PostId
    person: PersonId
    works_in: PostId | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, post=id_fault, person=id_fault, works_in=or_none(id_fault))
        if self.works_in == self.post:
            text = f"{self.person} cannot be away in {self.post}, the own post"
            raise InvalidValue("Holding", Fault("works_in", text))


def holders_of(post: PostId, holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """Return who stands between somebody and *post*, along the chain of people who are away.

    First its holder, then, if that person works in another post, the holder of that one, and so on:
    the post becomes free only if each of them stays where they are. Empty when nobody holds the
    post. A swap ends the chain.

    Raises:
        InvalidValue: Two people hold one post.

    Source:
        Queensland Industrial Relations Commission on directive 13/20: a conversion is refused while
        somebody who is away holds the post.

    Example:
        >>> ann = Holding("lead", "ann", works_in="head")
        >>> ben = Holding("head", "ben", works_in="director")
        >>> [each.person for each in holders_of("lead", (ben, ann))]
        ['ann', 'ben']
    """
    by_post: dict[PostId, Holding] = {}
    for holding in holdings:
        other = by_post.setdefault(holding.post, holding)
        if other.person != holding.person:
            fault = Fault(holding.post, f"is held by both {other.person} and {holding.person}")
            raise InvalidValue("the posts", fault)
    chain: dict[PostId, Holding] = {}
    wanted: PostId | None = post
    while wanted is not None and wanted in by_post and wanted not in chain:
        chain[wanted] = by_post[wanted]
        wanted = by_post[wanted].works_in
    return tuple(chain.values())


@frozen
class Conversion:
    """Whether somebody can stay for good, and what stands against it.

    Attributes:
        route: How.
        unmet: Codes of the criteria that are not met.
        unknown: Codes of the criteria of which nobody has said.
        held_by: Who holds the post; see `holders_of`.
        waiting: Who has to be considered first.
    """

    route: Route
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    held_by: tuple[PersonId, ...]
    waiting: tuple[PersonId, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it; what is not known does."""
        return not (self.unmet or self.unknown or self.held_by or self.waiting)


def assess_conversion(
    route: Route,
    post: PostId,
    person: PersonId,
    *,
    criteria: Iterable[Criterion] = (),
    holdings: Iterable[Holding] = (),
    waiting: Iterable[PersonId] = (),
) -> Conversion:
    """Return whether *person* can stay in *post* for good, with everything that stands against it.

    Args:
        route: How. Only on the route PRIORITY do those who are *waiting* come first.
        post: The host's post.
        person: The secondee, who is not in the own way.
        criteria: What has to be true.
        holdings: Who holds which post for good.
        waiting: People whose posts are at risk.

    Raises:
        InvalidValue: Two people hold one post.
    """
    given = tuple(criteria)
    chain = holders_of(post, holdings)
    first = (each for each in waiting if each != person)
    return Conversion(
        route=route,
        unmet=tuple(each.code for each in given if each.is_met is False),
        unknown=tuple(each.code for each in given if each.is_met is None),
        held_by=tuple(each.person for each in chain if each.person != person),
        waiting=tuple(first) if route is Route.PRIORITY else (),
    )


# how it ended


class ExitKind(StrEnum):
    """Where the person went."""

    RETURNED = "returned"
    CONVERTED = "converted"
    ENDED_EARLY = "ended_early"
    LEFT = "left"
    NEVER_STARTED = "never_started"


EXIT_REASONS: Final[Mapping[ExitKind, frozenset[str]]] = MappingProxyType(
    {
        ExitKind.RETURNED: frozenset({"same_post", "equivalent_post", "different_post"}),
        ExitKind.CONVERTED: frozenset(route.value for route in Route),
        ExitKind.ENDED_EARLY: frozenset(
            {"recall", "host_withdrawal", "stepping_back", "mutual", "cause", "immediate"}
        ),
        ExitKind.LEFT: frozenset(
            {"resigned", "redundant", "contract_expired", "retired", "died", "moved_elsewhere"}
        ),
        ExitKind.NEVER_STARTED: frozenset({"declined", "withdrawn", "lapsed"}),
    }
)
"""The reasons that go with each kind of exit, so that exits can be counted across placements."""


@frozen
class Exit:
    """How one placement ended, in words that can be counted.

    Attributes:
        kind: Where the person went.
        on: The first day after the placement.
        reason: One of `EXIT_REASONS` of that kind; None when nobody said.

    Raises:
        InvalidValue: A field has another type, or the reason belongs to another kind.
    """

    kind: ExitKind
    on: Day
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, kind=of_kind(ExitKind), on=day_fault)
        reasons = EXIT_REASONS[self.kind]
        if self.reason is not None and self.reason not in reasons:
            known = ", ".join(sorted(reasons))
            text = f"of {self.kind.replace('_', ' ')} must be one of {known}, not {self.reason!r}"
            raise InvalidValue("Exit", Fault("reason", text))


# what follows


@frozen
class Obligation:
    """Something owed after the end.

    Attributes:
        code: What, a code of the embedding tool: ``service``, ``keep_records``.
        owed_by: The person or unit that owes it.
        period: From when to when.

    Raises:
        InvalidValue: A field has another type or is blank.
    """

    code: str
    owed_by: str
    period: Period

    def __attrs_post_init__(self) -> None:
        check_fields(self, code=id_fault, owed_by=id_fault, period=of_kind(Period))

    def days_unserved(self, left_on: Day) -> int:
        """Return how many days of it are left for somebody who leaves on *left_on*.

        *left_on* is the first day no longer employed.
        """
        first = max(check_day(left_on, "left_on"), self.period.first_day)
        return max(0, (self.period.last_day - first).days + 1)


def service_obligation(person: PersonId, served: Period, ratio: Decimal = Decimal(1)) -> Obligation:
    """Return the obligation to stay with the home side after the placement *served*.

    Args:
        person: The secondee.
        served: The placement.
        ratio: Days owed for each day served, above 0; part of a day counts as a day.

    Raises:
        InvalidValue: *ratio* is not above 0 and up to 100, or the service would last beyond the
            year 9999.

    Source:
        5 CFR 334.105: service for a period equal to the length of the assignment.

    Example:
        >>> str(service_obligation("sam", Period(Day(2027, 1, 1), Day(2027, 12, 31))).period)
        '2028-01-01 to 2028-12-30'
    """
    raise_faults("service", named_faults(ratio=_ratio_fault(ratio)))
    days = ceil(served.days * Fraction(ratio))
    first_day = day_after(served.last_day, Length(days=1))
    return Obligation("service", person, Period.of(first_day, Length(days=days)))


def open_obligations(obligations: Iterable[Obligation], on: Day) -> tuple[Obligation, ...]:
    """Return the obligations that hold on *on*, the one that ends first first."""
    check_day(on, "on")
    holding = (each for each in obligations if on in each.period)
    return tuple(sorted(holding, key=lambda each: (each.period.last_day, each.code)))


FOLLOW_UPS: Final = (Length(days=30), Length(days=90), Length(days=365))
"""When to ask how it went on, counted from the first day after the placement.

Source: the practice of returning people, of whom 78 % of employers did not know whether they lose
them (Cartus, in the Financial Times).
"""


@frozen(kw_only=True)
class FollowUp:
    """Record: somebody asked how it went on.

    Attributes:
        on: The day of it.
        after: Which one: how long after the end it was meant to be.
        is_employed: Whether the person still works for the employer.
        uses_skills: Whether what was learnt is of use now; None when not asked.

    Raises:
        InvalidValue: A field has another type, or *after* is shorter than a day or longer than a
            hundred years.
    """

    on: Day
    after: Length
    is_employed: bool
    uses_skills: bool | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            on=day_fault,
            after=_after_fault,
            is_employed=flag_fault,
            uses_skills=or_none(flag_fault),
        )


def _after_fault(value: object) -> str | None:
    """Return why no day lies *value* after any end, or None."""
    fault = length_fault(value)
    if fault is None and isinstance(value, Length):
        fault = workable_length_fault(value)
    return fault


@frozen
class DueFollowUp:
    """One follow-up, and whether it was done.

    Attributes:
        after: Which one.
        due_on: When.
        done_on: When it was done; None when it was not.
    """

    after: Length
    due_on: Day
    done_on: Day | None

    def days_overdue(self, on: Day) -> int:
        """Return how many days it has been overdue on *on*; 0 when done or not due before."""
        if self.done_on is not None and self.done_on <= on:
            return 0
        return max(0, (check_day(on, "on") - self.due_on).days)


def follow_ups(
    ended_on: Day, held: Iterable[FollowUp], *, after: Iterable[Length] = FOLLOW_UPS
) -> tuple[DueFollowUp, ...]:
    """Return every follow-up of a placement that ended on *ended_on*, with the day it was done.

    Args:
        ended_on: The first day after the placement.
        held: The follow-ups on record; of several of one kind the first counts.
        after: Which are wanted.
    """
    done: dict[Length, Day] = {}
    for each in sorted(held, key=lambda each: each.on):
        done.setdefault(each.after, each.on)
    return tuple(
        DueFollowUp(length, day_after(ended_on, length), done.get(length)) for length in after
    )


# what was achieved


@frozen(kw_only=True)
class Skill:
    """A skill gained, as a reference into somebody else's catalogue; this library ships none.

    Attributes:
        scheme: The catalogue with its version: ``esco-1.2``, ``sfia-9``.
        id: Names the skill there.
        label: What people call it.
        level: The level reached, in the words of the scheme; None where it has none.

    Raises:
        InvalidValue: A field is blank.

    Source:
        ESCO, O*NET and SFIA each name a skill by an id, a label and, some, a level.
    """

    scheme: str
    id: str
    label: str
    level: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, scheme=id_fault, id=id_fault, label=id_fault, level=or_none(id_fault))


@frozen(kw_only=True)
class AchievementRecord:
    """What somebody takes along from a placement; made by `achievement_record`.

    Attributes:
        person: The secondee.
        host: The unit of the host.
        period: The placement.
        goals: The goals reached, in the order they were agreed.
        skills: The skills gained.
        feedback: The notes that the person agreed to share, the oldest first.
    """

    person: PersonId
    host: UnitId
    period: Period
    goals: tuple[Goal, ...]
    skills: tuple[Skill, ...]
    feedback: tuple[Note, ...]


def achievement_record(
    person: PersonId,
    host: UnitId,
    period: Period,
    *,
    goals: Iterable[Goal] = (),
    progress: Iterable[GoalRecord] = (),
    skills: Iterable[Skill] = (),
    feedback: Iterable[FeedbackRecord] = (),
    shared: Iterable[FeedbackId] = (),
) -> AchievementRecord:
    """Return what *person* takes along, as it stood on the last day of *period*.

    Args:
        person: The secondee.
        host: The unit of the host.
        period: The placement.
        goals: The goals agreed.
        progress: What is on record about them.
        skills: The skills gained.
        feedback: What is on record as feedback; nothing of it is taken along unasked.
        shared: The notes that the person agreed to share.

    Raises:
        InvalidValue: A note to be shared is not on record, is withdrawn, or is for somebody else.

    Source:
        Cambridge PPD, "End of a secondment": the Secondee Achievement Record.
    """
    agreed = tuple(goals)
    states = states_on(agreed, progress, period.last_day)
    return AchievementRecord(
        person=person,
        host=host,
        period=period,
        goals=tuple(goal for goal in agreed if states[goal.id] is GoalState.REACHED),
        skills=tuple(skills),
        feedback=_shared(person, tuple(feedback), frozenset(shared)),
    )


def _shared(
    person: PersonId, feedback: tuple[FeedbackRecord, ...], shared: frozenset[FeedbackId]
) -> tuple[Note, ...]:
    own = {
        note.id: note
        for note in not_withdrawn(feedback)
        if isinstance(note, Note) and note.to == person
    }
    text = f"is no note for {person} that still stands, so {person} cannot share it"
    strange = sorted(shared - own.keys())
    raise_faults("an achievement record", (Fault(f"shared {each}", text) for each in strange))
    return tuple(sorted((own[each] for each in shared), key=lambda note: (note.on, note.id)))
