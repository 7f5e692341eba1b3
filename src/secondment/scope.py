"""Scope: what is to be done, what was done outside it, and how far the work has drifted from it.

How much of an item has been done does not belong here, and neither does what a tool does about a
drift: see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final, Self

from attrs import field, frozen

from secondment.dates import Day, check_day, day_fault
from secondment.decimals import exact, rounded, sum_of
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    check_fields,
    decimal_within,
    entry_faults,
    field_faults,
    id_fault,
    named_faults,
    of_kind,
    or_none,
    raise_faults,
    text_fault,
    whole_number,
)
from secondment.parties import PersonId

ScopeItemId = str
"""Names an item of the scope; opaque text of the embedding tool."""
ExtraId = str
"""Names a piece of work outside the scope; opaque text of the embedding tool."""

_MOST_DAYS: Final = 1_000_000
_MOST_PLACES: Final = 40

_effort_fault: Final = decimal_within(
    f"from 0 to {_MOST_DAYS} days", lambda days: 0 <= days <= _MOST_DAYS, _MOST_PLACES
)
_limit_fault: Final = decimal_within("from 0 to 1", lambda part: 0 <= part <= 1, _MOST_PLACES)


class Priority(StrEnum):
    """How much an item matters (MoSCoW).

    Source:
        The DSDM Agile Project Framework Handbook, 10.2,
        https://www.agilebusiness.org/content/moscow-prioritisation.
    """

    MUST = "must"
    """Without it there is no point in doing the rest."""
    SHOULD = "should"
    """Important; without it the rest is still worth doing."""
    COULD = "could"
    """Wanted; the first to be dropped when time runs short."""
    WONT = "wont"
    """Agreed not to be done this time, and listed so that nobody brings it back unnoticed."""


@frozen
class ScopeItem:
    """One item of the scope.

    Attributes:
        id: An id of the embedding tool.
        title: A short label.
        effort: In days, a Decimal of 0 or more.
        priority: How much it matters; SHOULD unless said otherwise.

    Raises:
        InvalidValue: The id or the title is blank, the effort is no such number, or the priority is
            no `Priority`.

    Source:
        The DSDM handbook, 10.8, asks what happens if a Must is not met, so nothing is a Must unless
        somebody says so; an item without priority is agreed work, so it is no Won't either.
    """

    id: ScopeItemId
    title: str
    effort: Decimal
    priority: Priority = Priority.SHOULD

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            title=text_fault,
            effort=_effort_fault,
            priority=of_kind(Priority),
        )

    @property
    def agreed_effort(self) -> Decimal:
        """The days agreed for it: its effort, and 0 for what is agreed not to be done."""
        return Decimal(0) if self.priority is Priority.WONT else self.effort


# the 60/20 rule


@frozen(kw_only=True)
class Imbalance:
    """One thing that is off in how the effort is spread over the priorities.

    Attributes:
        priority: MUST when it takes too much, COULD when it has too little.
        effort: The days of that priority.
        total: The days of Must, Should and Could together.
        share: The effort as a part of the total, from 0 to 1.
        limit: What it should be at most (MUST) or at least (COULD), from 0 to 1.
        days: By how many days it is off.
    """

    priority: Priority
    effort: Decimal
    total: Decimal
    share: Decimal
    limit: Decimal
    days: Decimal

    def __str__(self) -> str:
        bound = "more" if self.priority is Priority.MUST else "less"
        percent = exact(Fraction(self.limit) * 100)
        return (
            f"{self.priority.value} items take {self.effort} of {self.total} days, "
            f"{self.days} {bound} than {percent} %"
        )


def imbalances(
    items: Iterable[ScopeItem],
    *,
    most_must: Decimal = Decimal("0.6"),
    least_could: Decimal = Decimal("0.2"),
) -> tuple[Imbalance, ...] | None:
    """Return what is off in how the effort of *items* is spread; empty when nothing is.

    What is agreed not to be done has no part in it.

    Args:
        items: The scope.
        most_must: How much of the effort Must items may take, from 0 to 1.
        least_could: How much of the effort Could items should have, from 0 to 1, so that there is
            something to drop.

    Returns:
        The Musts before the Coulds; None when the items have no effort to spread.

    Raises:
        InvalidValue: An item is none, or a limit is no Decimal from 0 to 1.

    Source:
        The DSDM Agile Project Framework Handbook, 10.4.1: Must effort above 60 % is a risk of
        failure; Could Haves are typically around 20 % of the effort, and too few leave no
        contingency (10.5). Won't Haves are not part of the time (10.2.4).
        https://www.agilebusiness.org/content/moscow-prioritisation

    Example:
        >>> items = [
        ...     ScopeItem("api", "Payments API", Decimal(15), Priority.MUST),
        ...     ScopeItem("docs", "Handbook", Decimal(5), Priority.COULD),
        ... ]
        >>> [str(each) for each in imbalances(items)]
        ['must items take 15 of 20 days, 3 more than 60 %']
    """
    listed = _items("the balance of a scope", items)
    faults = named_faults(most_must=_limit_fault(most_must), least_could=_limit_fault(least_could))
    raise_faults("the balance of a scope", faults)
    total = sum_of(item.agreed_effort for item in listed)
    if not total:
        return None
    both = (
        _imbalance(Priority.MUST, listed, total, most_must),
        _imbalance(Priority.COULD, listed, total, least_could),
    )
    return tuple(each for each in both if each.days > 0)


def _imbalance(
    priority: Priority, items: Iterable[ScopeItem], total: Fraction, limit: Decimal
) -> Imbalance:
    """Return how far *priority* is off; its days are 0 or less when it is not."""
    effort = sum_of(item.effort for item in items if item.priority is priority)
    over = effort - Fraction(limit) * total
    return Imbalance(
        priority=priority,
        effort=exact(effort),
        total=exact(total),
        share=rounded(effort / total),
        limit=limit,
        days=exact(over if priority is Priority.MUST else -over),
    )


def _items(what: str, given: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    """Return *given* if they are items, each once."""
    items = tuple(given)
    raise_faults(what, entry_faults("items", items, ScopeItem))
    return items


# the baseline and its versions


def _tuple(given: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    return tuple(given)


@frozen(kw_only=True)
class Baseline:
    """The scope as agreed: what later work is compared with.

    Attributes:
        on: The day from which it holds.
        items: What was agreed; ids are unique.
        version: 1 for the first, one more for each that replaces it.

    Raises:
        InvalidValue: *on* is no day, an item is none or stands twice, or *version* is no whole
            number of 1 or more.

    Example:
        >>> first = Baseline(on=Day(2027, 3, 1), items=[ScopeItem("api", "API", Decimal(30))])
        >>> second = first.replaced_by([], on=Day(2027, 5, 1))
        >>> first.effort, second.version, second.effort
        (Decimal('30'), 2, Decimal('0'))
    """

    on: Day
    items: tuple[ScopeItem, ...] = field(converter=_tuple)
    version: int = 1

    def __attrs_post_init__(self) -> None:
        faults = field_faults(self, on=day_fault, version=whole_number(1))
        raise_faults("Baseline", [*faults, *entry_faults("items", self.items, ScopeItem)])

    @property
    def effort(self) -> Decimal:
        """The days agreed: Must, Should and Could together."""
        return exact(sum_of(item.agreed_effort for item in self.items))

    def replaced_by(self, items: Iterable[ScopeItem], *, on: Day) -> Self:
        """Return the next version: *items*, from the day *on*.

        Raises:
            InvalidValue: *on* lies before the day from which this version holds, or as for any
                baseline.
        """
        following = type(self)(on=on, items=items, version=self.version + 1)
        if on < self.on:
            text = f"{on} lies before {self.on}, from which version {self.version} holds"
            raise InvalidValue("Baseline", Fault("on", text))
        return following


def baseline_on(versions: Iterable[Baseline], on: Day) -> Baseline | None:
    """Return the version that holds on the day *on*, None when there is none yet.

    Of several from one day, the highest version holds.

    Args:
        versions: The versions of one scope, in any order.
        on: The day asked about.

    Raises:
        InvalidValue: A version stands twice, or holds from an earlier day than one before it.
    """
    check_day(on, "on")
    ordered = sorted(versions, key=lambda each: each.version)
    for before, after in pairwise(ordered):
        if after.version == before.version or after.on < before.on:
            text = (
                f"version {after.version} from {after.on} cannot follow "
                f"version {before.version} from {before.on}"
            )
            raise InvalidValue("the versions of a scope", Fault("", text))
    return next((each for each in reversed(ordered) if each.on <= on), None)


# drift


@frozen(kw_only=True)
class Extra:
    """A record of work done outside the agreed scope.

    Attributes:
        id: An id of the embedding tool.
        on: The day it is about.
        title: A short label.
        effort: In days, a Decimal above 0.
        by: Who notes it.
        item: The agreed item that grew; None for something new.
        wanted_by: Who asked for it; None when nobody did, or it is not known.

    Raises:
        InvalidValue: A text is blank, *on* is no day, or the effort is no such number.
    """

    id: ExtraId
    on: Day
    title: str
    effort: Decimal
    by: PersonId
    item: ScopeItemId | None = None
    wanted_by: PersonId | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            on=day_fault,
            title=text_fault,
            effort=_extra_effort_fault,
            by=id_fault,
            item=or_none(id_fault),
            wanted_by=or_none(id_fault),
        )


def _extra_effort_fault(value: object) -> str | None:
    if text := _effort_fault(value):
        return text
    return None if value else "must be above 0 days: work that took no time is no extra"


class DriftKind(StrEnum):
    """How a piece of extra work stands to what was agreed."""

    NEW = "new"
    """Nothing of the kind was agreed."""
    GROWN = "grown"
    """An agreed item took more than was agreed."""
    BROUGHT_BACK = "brought_back"
    """It was agreed not to be done this time."""


@frozen
class DriftLine:
    """One piece of extra work as part of a drift.

    Attributes:
        extra: The record.
        kind: How it stands to what was agreed.
    """

    extra: Extra
    kind: DriftKind


@frozen(kw_only=True)
class Drift:
    """How far the work has moved from what was agreed.

    Attributes:
        on: The day up to which it counts.
        agreed: The days agreed.
        extra: The days worked outside.
        share: The days outside as a part of the days agreed, may be above 1; rounded to 28 digits.
            None when no effort was agreed.
        lines: What it consists of, by day.
    """

    on: Day
    agreed: Decimal
    extra: Decimal
    share: Decimal | None
    lines: tuple[DriftLine, ...]


def drift(baseline: Baseline, extras: Iterable[Extra], on: Day) -> Drift:
    """Return how far the work has moved from *baseline* by the day *on*, this day included.

    Extras from before the baseline do not count: who agreed to a new version knew of them. An extra
    to an item that the baseline does not have is new work.

    Args:
        baseline: The version that holds on the day *on*; see `baseline_on`.
        extras: Work noted outside, of any day and in any order.
        on: The day asked about.

    Raises:
        InvalidValue: *on* lies before the baseline, or an extra is none or stands twice.

    Source:
        This library. That work agreed not to be done is told apart: the DSDM handbook, 10.2.4, has
        Won't Haves listed so that they are not brought back informally.

    Example:
        >>> agreed = Baseline(on=Day(2027, 3, 1), items=[ScopeItem("api", "API", Decimal(30))])
        >>> talk = Extra(
        ...     id="x1", on=Day(2027, 4, 6), title="Talk", effort=Decimal("1.5"), by="sam"
        ... )
        >>> drift(agreed, [talk], Day(2027, 4, 30)).share
        Decimal('0.05')
    """
    listed = tuple(extras)
    raise_faults("the drift of a scope", _drift_faults(baseline, listed, on))
    counted = sorted(
        (extra for extra in listed if baseline.on <= extra.on <= on),
        key=lambda extra: (extra.on, extra.id),
    )
    items = {item.id: item for item in baseline.items}
    agreed, outside = baseline.effort, sum_of(extra.effort for extra in counted)
    return Drift(
        on=on,
        agreed=agreed,
        extra=exact(outside),
        share=rounded(outside / Fraction(agreed)) if agreed else None,
        lines=tuple(DriftLine(extra, _kind(extra, items)) for extra in counted),
    )


def _drift_faults(baseline: Baseline, extras: tuple[Extra, ...], on: Day) -> Iterator[Fault]:
    if fault := day_fault(on):
        yield Fault("on", fault)
    elif on < baseline.on:
        text = f"{on} lies before {baseline.on}, from which the baseline holds"
        yield Fault("on", text)
    yield from entry_faults("extras", extras, Extra)


def _kind(extra: Extra, items: Mapping[ScopeItemId, ScopeItem]) -> DriftKind:
    item = None if extra.item is None else items.get(extra.item)
    if item is None:
        return DriftKind.NEW
    return DriftKind.BROUGHT_BACK if item.priority is Priority.WONT else DriftKind.GROWN


def scope_with_extras(items: Iterable[ScopeItem], outside: Drift) -> tuple[ScopeItem, ...]:
    """Return the scope that would have agreed to the work of a drift.

    An item that grew has the extra effort as well, one that was brought back is a Should of that
    effort, and new work is an item of its own.

    Args:
        items: The scope agreed; ids are unique.
        outside: The drift from it.

    Raises:
        InvalidValue: An item is none or stands twice, or an effort grows beyond all bounds.

    Example:
        >>> agreed = Baseline(on=Day(2027, 3, 1), items=[ScopeItem("api", "API", Decimal(30))])
        >>> more = Extra(
        ...     id="x1", on=Day(2027, 4, 6), title="Batch", effort=Decimal(2), by="sam", item="api"
        ... )
        >>> scope_with_extras(agreed.items, drift(agreed, [more], Day(2027, 4, 30)))[0].effort
        Decimal('32')
    """
    grown = {item.id: item for item in _items("a scope", items)}
    for line in outside.lines:
        extra = line.extra
        known = grown.get(extra.item or extra.id, grown.get(extra.id))
        if known is None:
            grown[extra.id] = ScopeItem(extra.id, extra.title, extra.effort)
        else:
            effort = exact(sum_of((known.agreed_effort, extra.effort)))
            priority = Priority.SHOULD if known.priority is Priority.WONT else known.priority
            grown[known.id] = ScopeItem(known.id, known.title, effort, priority)
    return tuple(grown.values())


# from one baseline to another


class ItemDifferenceKind(StrEnum):
    """What differs in an item between two baselines."""

    ADDED = "added"
    REMOVED = "removed"
    GROWN = "grown"
    """More effort."""
    SHRUNK = "shrunk"
    """Less effort."""
    REPRIORITISED = "reprioritised"
    RENAMED = "renamed"


@frozen(kw_only=True)
class ItemDifference:
    """An item that is not the same in two baselines.

    Attributes:
        id: Which item.
        kinds: What differs, in the order of `ItemDifferenceKind`.
        old: The item before; None when it was added.
        new: The item after; None when it was removed.
    """

    id: ScopeItemId
    kinds: tuple[ItemDifferenceKind, ...]
    old: ScopeItem | None
    new: ScopeItem | None

    @property
    def days(self) -> Decimal:
        """How many days more are agreed for it; below 0 for less."""
        old, new = (item.agreed_effort if item else Decimal(0) for item in (self.old, self.new))
        return exact(Fraction(new) - Fraction(old))


def compare_baselines(old: Baseline, new: Baseline) -> tuple[ItemDifference, ...]:
    """Return every item that is not the same in *old* and *new*; empty when all are.

    The order of the items does not matter. The differences come in the order of *old*, the added
    ones last in the order of *new*. Their days add up to the difference in agreed effort.

    Example:
        >>> first = Baseline(on=Day(2027, 3, 1), items=[ScopeItem("api", "API", Decimal(30))])
        >>> second = first.replaced_by(
        ...     [ScopeItem("api", "API", Decimal(35), Priority.MUST)], on=Day(2027, 5, 1)
        ... )
        >>> [(e.id, ', '.join(e.kinds), e.days) for e in compare_baselines(first, second)]
        [('api', 'grown, reprioritised', Decimal('5'))]
    """
    before, after = ({item.id: item for item in each.items} for each in (old, new))
    return tuple(
        ItemDifference(id=id, kinds=kinds, old=before.get(id), new=after.get(id))
        for id in before | after
        if (kinds := tuple(_difference_kinds(before.get(id), after.get(id))))
    )


def _difference_kinds(old: ScopeItem | None, new: ScopeItem | None) -> Iterator[ItemDifferenceKind]:
    if old is None:
        yield ItemDifferenceKind.ADDED
    elif new is None:
        yield ItemDifferenceKind.REMOVED
    else:
        if new.effort > old.effort:
            yield ItemDifferenceKind.GROWN
        if new.effort < old.effort:
            yield ItemDifferenceKind.SHRUNK
        if new.priority is not old.priority:
            yield ItemDifferenceKind.REPRIORITISED
        if new.title != old.title:
            yield ItemDifferenceKind.RENAMED
