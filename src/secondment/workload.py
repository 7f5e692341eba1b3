"""Workload: claims on a person's time, the days on which they are too much, and what would help.

What was agreed does not belong here, and neither does leave: a claim stands whether or not the
person is away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeVar, get_args

from attrs import evolve, field, frozen

from secondment.dates import Day, Length, Period, check_day, day_after, day_fault
from secondment.decimals import exact
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    check_fields,
    decimal_within,
    entry_faults,
    id_fault,
    item_faults,
    named_faults,
    of_kind,
    or_none,
    raise_faults,
    repeated,
)
from secondment.parties import PersonId

ClaimId = str
"""Names a claim; opaque text of the embedding tool."""
ClaimantId = str
"""Names whose claim it is: a placement, a unit, a job; opaque text of the embedding tool."""
DemandId = str
"""Names a demand; opaque text of the embedding tool."""

_MOST_CAPACITY: Final = 1000
_MOST_PLACES: Final = 40
_NEVER: Final = Day.max.toordinal() + 1

_share_fault: Final = decimal_within(
    "above 0 and at most 1, the whole working time", lambda share: 0 < share <= 1, _MOST_PLACES
)
_capacity_fault: Final = decimal_within(
    f"from 0 to {_MOST_CAPACITY}, where 1 is full time",
    lambda capacity: 0 <= capacity <= _MOST_CAPACITY,
    _MOST_PLACES,
)


def _check_order(span: Claim | Availability) -> None:
    if span.last_day is not None and span.last_day < span.first_day:
        text = f"{span.last_day} lies before the first day {span.first_day}"
        raise InvalidValue(type(span).__name__, Fault("last_day", text))


# claims


@frozen(kw_only=True)
class Claim:
    """A claim on a part of a person's time: a home job, a host, a project.

    Attributes:
        id: An id of the embedding tool.
        person: Whose time it is.
        claimant: Whose claim it is: a placement, a unit, a job.
        first_day: The first day.
        share: The part of the working time, a Decimal above 0 and up to 1.
        last_day: The last day; None for an open end. The last day there is, 9999-12-31, counts as
            an open end as well, since some systems write it so.

    Raises:
        InvalidValue: An id is blank, an end is no day, the last day lies before the first, or the
            share is no such number.
    """

    id: ClaimId
    person: PersonId
    claimant: ClaimantId
    first_day: Day
    share: Decimal
    last_day: Day | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            person=id_fault,
            claimant=id_fault,
            first_day=day_fault,
            share=_share_fault,
            last_day=or_none(day_fault),
        )
        _check_order(self)


@frozen(kw_only=True)
class Availability:
    """How much working time a person has, on days on which it is not the usual capacity.

    Attributes:
        person: Whose time it is.
        first_day: The first day.
        capacity: The working time there is, a Decimal of 0 or more; 1 is full time.
        last_day: The last day; None for an open end.

    Raises:
        InvalidValue: The id is blank, an end is no day, the last day lies before the first, or the
            capacity is no such number.
    """

    person: PersonId
    first_day: Day
    capacity: Decimal
    last_day: Day | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            person=id_fault,
            first_day=day_fault,
            capacity=_capacity_fault,
            last_day=or_none(day_fault),
        )
        _check_order(self)


def _start(span: Claim | Availability) -> int:
    return span.first_day.toordinal()


def _end(span: Claim | Availability) -> int:
    """Return the ordinal of the day after the last."""
    return _NEVER if span.last_day is None else span.last_day.toordinal() + 1


# overloads


@frozen(kw_only=True)
class Overload:
    """Days in a row on which the claims on a person are too much, by the same amount throughout.

    Attributes:
        person: Whose time it is.
        first_day: The first of these days.
        last_day: The last of them; None when there is no end to it.
        over: By how much the claims exceed the capacity, in parts of full time.
        claims: The claims in force on these days, by first day.
    """

    person: PersonId
    first_day: Day
    last_day: Day | None
    over: Decimal
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        ids = ", ".join(claim.id for claim in self.claims)
        until = f"to {self.last_day}" if self.last_day else "without an end"
        return f"{self.person} has {self.over} too much from {self.first_day} {until}: {ids}"


_Stretch = tuple[int, int, Fraction, Mapping[ClaimId, Claim]]
"""First ordinal, ordinal after the last, load less capacity, claims in force."""


def _stretches(
    claims: Iterable[Claim], usual: Decimal, availability: Iterable[Availability]
) -> Iterator[_Stretch]:
    """Yield the days between one change and the next, in order, from before the first to the end.

    The claims in force are one mapping throughout: it tells of a stretch only until the next.
    """
    starting: dict[int, list[Claim]] = defaultdict(list)
    ending: dict[int, list[Claim]] = defaultdict(list, {_NEVER: []})
    for claim in claims:
        starting[_start(claim)].append(claim)
        ending[_end(claim)].append(claim)
    limits = {_end(each): Fraction(usual) for each in availability}
    limits |= {_start(each): Fraction(each.capacity) for each in availability}
    in_force: dict[ClaimId, Claim] = {}
    since, load, limit = 0, Fraction(0), Fraction(usual)
    for day in sorted(starting.keys() | ending.keys() | limits.keys()):
        following = limits.get(day, limit)
        if following == limit and day not in starting and day not in ending:
            continue
        yield since, day, load - limit, in_force
        for claim in ending.get(day, ()):
            load -= Fraction(claim.share)
            del in_force[claim.id]
        for claim in starting.get(day, ()):
            load += Fraction(claim.share)
            in_force[claim.id] = claim
        since, limit = day, following


def _overloads_of(
    person: PersonId, claims: Iterable[Claim], usual: Decimal, availability: Iterable[Availability]
) -> Iterator[Overload]:
    for since, until, excess, in_force in _stretches(claims, usual, availability):
        if excess > 0:
            yield Overload(
                person=person,
                first_day=Day.fromordinal(since),
                last_day=None if until == _NEVER else Day.fromordinal(until - 1),
                over=exact(excess),
                claims=tuple(sorted(in_force.values(), key=_by_first_day)),
            )


def _by_first_day(claim: Claim) -> tuple[Day, ClaimId]:
    return claim.first_day, claim.id


def overloads(
    claims: Iterable[Claim],
    capacity: Decimal = Decimal(1),
    *,
    availability: Iterable[Availability] = (),
) -> tuple[Overload, ...]:
    """Return the days on which claims exceed the capacity, by how much, and whose claims they are.

    Both ends of a claim are included, so one that starts on the day after another ends does not
    overlap it. Each overload is as long as it can be: on the day before it and the day after it
    the amount or the claims are others.

    Args:
        claims: Claims on one person or on many, in any order; ids are unique.
        capacity: The usual working time of a person; 1 is full time. A load of exactly this much is
            no overload.
        availability: Days on which a person has more or less than that; those of one person do not
            overlap.

    Returns:
        The overloads by person, and by day for each; empty when there is none. The work is that of
        sorting the claims, plus the length of the answer.

    Raises:
        InvalidValue: A claim is none or stands twice, the capacity is no such number, or a person
            has two capacities on one day.

    Source:
        This library. Secondees are known to do the new job and the old one at once
        (https://davidberzin.com/?p=111). Whether more than 1 is to be refused outright is disputed
        (wiltonn/productfolio-v2, issue 8), so this says how much it is and leaves the rest open.

    Example:
        >>> home = Claim(
        ...     id="home", person="sam", claimant="platform",
        ...     first_day=Day(2027, 1, 1), share=Decimal("0.4"),
        ... )
        >>> host = Claim(
        ...     id="P-7", person="sam", claimant="payments",
        ...     first_day=Day(2027, 3, 1), last_day=Day(2027, 8, 31), share=Decimal("0.8"),
        ... )
        >>> [str(each) for each in overloads([home, host])]
        ['sam has 0.2 too much from 2027-03-01 to 2027-08-31: home, P-7']
    """
    listed, spells = tuple(claims), tuple(availability)
    _check("a workload", listed, capacity, spells)
    claims_of, spells_of = _by_person(listed), _by_person(spells)
    return tuple(
        overload
        for person in sorted(claims_of)
        for overload in _overloads_of(
            person, claims_of[person], capacity, spells_of.get(person, ())
        )
    )


_Span = TypeVar("_Span", Claim, Availability)


def _by_person(spans: Iterable[_Span]) -> dict[PersonId, list[_Span]]:
    found: dict[PersonId, list[_Span]] = defaultdict(list)
    for span in spans:
        found[span.person].append(span)
    return found


def _check(
    what: str, claims: tuple[Claim, ...], capacity: Decimal, availability: tuple[Availability, ...]
) -> None:
    faults = [
        *entry_faults("claims", claims, Claim),
        *_availability_faults(availability),
        *named_faults(capacity=_capacity_fault(capacity)),
    ]
    raise_faults(what, faults)


def _availability_faults(availability: tuple[Availability, ...]) -> Iterator[Fault]:
    yield from item_faults("availability", availability, of_kind(Availability))
    known = (each for each in availability if isinstance(each, Availability))
    for person, spells in sorted(_by_person(known).items()):
        for before, after in pairwise(sorted(spells, key=_start)):
            if _start(after) < _end(before):
                text = f"{person} has two capacities on {after.first_day}; there can be one"
                yield Fault("availability", text)


# what would help


@frozen
class Trim:
    """Give a claim a smaller share, on all its days.

    Attributes:
        claim: Which claim.
        share: The share that it may keep, above 0.

    Raises:
        InvalidValue: The id is blank, or the share is no Decimal above 0 and up to 1.
    """

    claim: ClaimId
    share: Decimal

    def __attrs_post_init__(self) -> None:
        check_fields(self, claim=id_fault, share=_share_fault)

    def __str__(self) -> str:
        return f"trim {self.claim} to {self.share}"


@frozen
class Shift:
    """Let a claim start on another day, with as many days as before; an open end stays open.

    Attributes:
        claim: Which claim.
        first_day: Its new first day.

    Raises:
        InvalidValue: The id is blank, or *first_day* is no day.
    """

    claim: ClaimId
    first_day: Day

    def __attrs_post_init__(self) -> None:
        check_fields(self, claim=id_fault, first_day=day_fault)

    def __str__(self) -> str:
        return f"shift {self.claim} to {self.first_day}"


@frozen
class Refuse:
    """Do without a claim.

    Attributes:
        claim: Which claim.

    Raises:
        InvalidValue: The id is blank.
    """

    claim: ClaimId

    def __attrs_post_init__(self) -> None:
        check_fields(self, claim=id_fault)

    def __str__(self) -> str:
        return f"refuse {self.claim}"


Step = Trim | Shift | Refuse
"""One thing done to one claim."""


def _steps(given: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(given)


@frozen
class Resolution:
    """What would resolve an overload.

    Attributes:
        steps: What to do, all of it; mostly one step, never two for the same claim.

    Raises:
        InvalidValue: There is no step, one is none, or two are for the same claim.
    """

    steps: tuple[Step, ...] = field(converter=_steps)

    def __attrs_post_init__(self) -> None:
        if not self.steps:
            raise InvalidValue("Resolution", Fault("steps", "must be one or more"))
        raise_faults("Resolution", item_faults("steps", self.steps, of_kind(*get_args(Step))))
        twice = repeated(step.claim for step in self.steps).items()
        texts = (f"{claim} has {count} steps; one is enough" for claim, count in twice)
        raise_faults("Resolution", (Fault("steps", text) for text in texts))

    def __str__(self) -> str:
        return ", ".join(map(str, self.steps))


def resolutions(
    overload: Overload,
    claims: Iterable[Claim],
    capacity: Decimal = Decimal(1),
    *,
    availability: Iterable[Availability] = (),
) -> tuple[Resolution, ...]:
    """Return the smallest things that would resolve *overload*, each of them enough by itself.

    Each clears every day of the overload and raises the load on no day above the capacity. For each
    claim of the overload, as far as the claim is large enough:

    - trim it: to the largest share that is no longer too much;
    - shift it: to the first later day from which it fits on all its days. Fitting means that no day
      of it is over; other claims stay where they are;
    - refuse it.

    Where no single claim is large enough, the one answer is to refuse the fewest claims that
    together are, largest first and of equals the latest; the last of them is trimmed if that will
    do.

    Other overloads may remain; ask again with the claims as `applied`.

    Args:
        overload: One of `overloads` for the same claims, capacity and availability.
        claims: As for `overloads`; the claims on that person are enough.
        capacity: As for `overloads`.
        availability: As for `overloads`.

    Returns:
        The resolutions in the order of the claims of *overload*, never empty. Which claims have
        begun already, and cannot be shifted any more, is for the tool to know.

    Raises:
        InvalidValue: As for `overloads`, or *overload* is not one of theirs.

    Source:
        This library.

    Example:
        >>> home = Claim(
        ...     id="home", person="sam", claimant="platform",
        ...     first_day=Day(2027, 1, 1), share=Decimal("0.2"),
        ... )
        >>> host = Claim(
        ...     id="P-7", person="sam", claimant="payments",
        ...     first_day=Day(2027, 3, 1), last_day=Day(2027, 8, 31), share=Decimal("0.8"),
        ... )
        >>> talk = Claim(
        ...     id="talk", person="sam", claimant="platform",
        ...     first_day=Day(2027, 8, 30), last_day=Day(2027, 9, 5), share=Decimal("0.5"),
        ... )
        >>> (found,) = overloads([home, host, talk])
        >>> for resolution in resolutions(found, [home, host, talk]):
        ...     print(resolution)
        trim P-7 to 0.3
        shift P-7 to 2027-09-06
        refuse P-7
        shift talk to 2027-09-01
        refuse talk
    """
    listed, spells = tuple(claims), tuple(availability)
    _check("the resolutions of an overload", listed, capacity, spells)
    own = [claim for claim in listed if claim.person == overload.person]
    own_spells = [each for each in spells if each.person == overload.person]
    if overload not in _overloads_of(overload.person, own, capacity, own_spells):
        text = f"{overload} is not what these claims come to; ask for their overloads again"
        raise InvalidValue("the resolutions of an overload", Fault("overload", text))
    profile = [stretch[:3] for stretch in _stretches(own, capacity, own_spells)]
    single = tuple(
        Resolution((step,))
        for claim in overload.claims
        if claim.share >= overload.over
        for step in _single_steps(claim, overload, profile)
    )
    return single or (Resolution(_fewest(overload)),)


def _single_steps(
    claim: Claim, overload: Overload, profile: Sequence[tuple[int, int, Fraction]]
) -> Iterator[Step]:
    if claim.share > overload.over:
        yield Trim(claim.id, exact(Fraction(claim.share) - Fraction(overload.over)))
    if fits_on := _first_fit(claim, overload, profile):
        yield Shift(claim.id, fits_on)
    yield Refuse(claim.id)


def _first_fit(
    claim: Claim, overload: Overload, profile: Sequence[tuple[int, int, Fraction]]
) -> Day | None:
    """Return the first day after *overload* from which *claim* fits, None when there is none.

    No earlier day can be it: the claim would still cover a part of the overload.
    """
    start, length = overload.first_day.toordinal(), _end(claim) - _start(claim)
    is_open = _end(claim) == _NEVER
    for since, until, excess in profile:
        if until <= start:
            continue
        counted_in = since < _end(claim)
        if (excess if counted_in else excess + Fraction(claim.share)) > 0:
            start = until
        elif until - start >= length or (is_open and until == _NEVER):
            return Day.fromordinal(start)
    return None


def _fewest(overload: Overload) -> Iterator[Step]:
    left = Fraction(overload.over)
    for claim in sorted(overload.claims, key=_by_share, reverse=True):
        share = Fraction(claim.share)
        if share > left:
            yield Trim(claim.id, exact(share - left))
            return
        yield Refuse(claim.id)
        left -= share
        if not left:
            return


def _by_share(claim: Claim) -> tuple[Decimal, Day, ClaimId]:
    return claim.share, claim.first_day, claim.id


def applied(resolution: Resolution, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return *claims* as they would be after *resolution*, in the same order.

    Raises:
        InvalidValue: A claim is none or stands twice, a step is for none of them, or a shifted
            claim would end after the year 9999.
    """
    listed = tuple(claims)
    steps = {step.claim: step for step in resolution.steps}
    unknown = sorted(steps.keys() - {claim.id for claim in listed if isinstance(claim, Claim)})
    faults = [
        *entry_faults("claims", listed, Claim),
        *(Fault("steps", f"{each} is none of the claims") for each in unknown),
    ]
    raise_faults("the claims after a resolution", faults)
    changed = (_after(claim, steps.get(claim.id)) for claim in listed)
    return tuple(claim for claim in changed if claim is not None)


def _after(claim: Claim, step: Step | None) -> Claim | None:
    match step:
        case None:
            return claim
        case Trim():
            return evolve(claim, share=step.share)
        case Shift():
            return evolve(claim, first_day=step.first_day, last_day=_shifted_end(claim, step))
        case Refuse():
            return None


def _shifted_end(claim: Claim, shift: Shift) -> Day | None:
    if _end(claim) == _NEVER:
        return claim.last_day
    return day_after(shift.first_day, Length(days=_end(claim) - _start(claim) - 1))


# demands of the home side


@frozen(kw_only=True)
class Demand:
    """A record of somebody, mostly of the home side, who wants a part of a secondee's time.

    Attributes:
        id: An id of the embedding tool.
        on: The day it is made.
        by: Who makes it.
        period: The days it is about, both ends included. What has no end is a change of terms.
        share: The part of the working time, a Decimal above 0 and up to 1.
        reason: Why, as a code of the embedding tool.

    Raises:
        InvalidValue: An id or the reason is blank, *on* is no day, *period* is no `Period`, or the
            share is no such number.

    Source:
        The old role keeps asking: https://davidberzin.com/?p=111.
    """

    id: DemandId
    on: Day
    by: PersonId
    period: Period
    share: Decimal
    reason: str

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            on=day_fault,
            by=id_fault,
            period=of_kind(Period),
            share=_share_fault,
            reason=id_fault,
        )

    def as_claim(self, *, person: PersonId, claimant: ClaimantId) -> Claim:
        """Return the claim that it is when it is accepted, with the same id.

        Args:
            person: The secondee.
            claimant: Whose claim it is then, such as the home unit.
        """
        return Claim(
            id=self.id,
            person=person,
            claimant=claimant,
            first_day=self.period.first_day,
            last_day=self.period.last_day,
            share=self.share,
        )


class Verdict(StrEnum):
    """What is said to a demand."""

    ACCEPTED = "accepted"
    """It is a claim from now on."""
    REFUSED = "refused"
    TO_BE_A_CHANGE = "to_be_a_change"
    """It goes beyond the terms, so a change of them is to be negotiated."""


@frozen(kw_only=True)
class DemandAnswer:
    """A record of what was said to a demand.

    Attributes:
        demand: Which demand.
        on: The day of the answer.
        by: Who answers.
        verdict: The answer.
        reason: Why, as a code of the embedding tool; None when nothing needs saying.

    Raises:
        InvalidValue: An id or the reason is blank, *on* is no day, or the verdict is no `Verdict`.
    """

    demand: DemandId
    on: Day
    by: PersonId
    verdict: Verdict
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            demand=id_fault,
            on=day_fault,
            by=id_fault,
            verdict=of_kind(Verdict),
            reason=or_none(id_fault),
        )


def answer_to(demand: Demand, answers: Iterable[DemandAnswer], on: Day) -> DemandAnswer | None:
    """Return the answer that stands on the day *on*, None while the demand is open.

    The latest answer stands, of several from one day the last of them as given. Answers to other
    demands are passed over, and so are answers from before the demand.

    Args:
        demand: The demand.
        answers: Answers, of any day and to any demand.
        on: The day asked about.

    Raises:
        InvalidValue: *on* is no day.
    """
    check_day(on, "on")
    standing = [
        answer for answer in answers if answer.demand == demand.id and demand.on <= answer.on <= on
    ]
    return max(reversed(standing), key=lambda answer: answer.on, default=None)
