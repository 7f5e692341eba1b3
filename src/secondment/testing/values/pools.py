"""What drawn values are made of: people, days, lengths, periods, texts and figures.

The plainest of each comes first, so that what is drawn shrinks to something that reads like a
story; what often goes wrong comes after it: month ends, 29 February, single days, texts that are
not ASCII. Values of classes of this library do not belong here, but for lengths and periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import compress, pairwise
from typing import Final, ParamSpec, TypeVar, cast

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.dates import ONE_DAY, Day, Length, Period, Span, WorkingDays, last_day_of
from secondment.parties import PersonId

T = TypeVar("T")
P = ParamSpec("P")


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """Return *function* with what it has returned lately: making a strategy takes a while."""
    return cast(Callable[P, T], lru_cache(maxsize=2000)(function))


def _marked_or_any(
    marked: Sequence[T], any_other: Callable[[int], T], count: int
) -> SearchStrategy[T]:
    """Return a strategy for the *marked*, the first being the simplest, and as often any other.

    It is a single choice, so that whatever is drawn can shrink to what stands before it.

    Args:
        marked: What is most worth trying.
        any_other: Returns one of the others, by its number from 0.
        count: How many of them there are.
    """
    first = len(marked)

    def drawn(number: int) -> T:
        if number < first:
            return marked[number]
        among_others, is_marked = divmod(number - first, 2)
        return marked[among_others % first] if is_marked else any_other(among_others)

    return st.integers(0, first + 2 * count - 1).map(drawn)


# who

PEOPLE: Final = (
    *("sam", "hana", "otto", "petra", "mira", "carl", "inga", "bea", "ada", "ben"),
    *("zoë", "李雷", "o'neil", "p-0042", "user 7@example.org"),
)
"""The secondee first, then who speaks for home and for the host; ids of any other form last."""


@kept
def people() -> SearchStrategy[PersonId]:
    """Return a strategy for people: short names, and ids of other forms now and then.

    Example:
        >>> from hypothesis import find
        >>> find(people(), lambda person: person != "sam")
        'hana'
    """
    return st.sampled_from(PEOPLE)


@kept
def besides(*others: PersonId, first: PersonId) -> SearchStrategy[PersonId]:
    """Return a strategy for people other than *others*, the simplest being *first*."""
    pool = dict.fromkeys((first, *PEOPLE))
    return st.sampled_from([each for each in pool if each not in others])


@kept
def units() -> SearchStrategy[str]:
    """Return a strategy for units, teams, posts and places."""
    return st.sampled_from(("platform", "payments", "checkout", "hr-lisbon", "größe/7", "財務部"))


# when

_PLAINEST: Final = Day(2027, 3, 1)
"""The simplest day, a Monday."""

_MARKED: Final = (
    _PLAINEST,
    *(Day(2027, 2, 28), Day(2027, 8, 31), Day(2028, 2, 29), Day(2027, 1, 31), Day(2027, 12, 31)),
    *(Day(2028, 1, 1), Day(2027, 10, 31), Day(2028, 3, 1), Day(2027, 3, 28), Day(2026, 12, 31)),
)
"""Ends of months and years, days on which clocks change, and what lies around 29 February."""

_AHEAD: Final = 1500
"""How many days after the simplest one are drawn; a leap year is among them."""
_BACK: Final = 800
"""How many days before it."""


@kept
def days(earliest: Day | None = None, latest: Day | None = None) -> SearchStrategy[Day]:
    """Return a strategy for days within some years, many of them ends of months.

    Args:
        earliest: The first day there may be, then also the simplest; None for no bound.
        latest: The last day there may be; None for no bound.

    Example:
        >>> from hypothesis import find
        >>> find(days(), lambda day: True)
        datetime.date(2027, 3, 1)
        >>> find(days(), lambda day: (day.month, day.day) == (2, 29))
        datetime.date(2028, 2, 29)
    """
    plainest = earliest or min(_PLAINEST, latest or _PLAINEST)
    low = earliest or plainest - min(_BACK, (plainest - Day.min).days) * ONE_DAY
    high = latest or plainest + min(_AHEAD, (Day.max - plainest).days) * ONE_DAY
    marked = dict.fromkeys(day for day in (plainest, *_MARKED, high) if low <= day <= high)
    ahead = (high - plainest).days

    def any_day(count: int) -> Day:
        return plainest + (count if count <= ahead else ahead - count) * ONE_DAY

    return _marked_or_any(tuple(marked), any_day, (high - low).days + 1)


_USUAL_LENGTHS: Final = tuple(
    map(Length.parse, ("P6M", "P3M", "P1M", "P2W", "P1D", "P12M", "P30D", "P24M", "P1M15D", "P4W"))
)


@kept
def lengths() -> SearchStrategy[Length]:
    """Return a strategy for lengths of a day or more, up to some years.

    Example:
        >>> from hypothesis import find
        >>> str(find(lengths(), lambda length: True))
        '6 months'
    """
    return _marked_or_any(_USUAL_LENGTHS, _any_length, 12_000)


def _any_length(count: int) -> Length:
    """Return the length number *count*: months alone, then with weeks, then with days as well."""
    rest, months = divmod(count, 40)
    more_days, weeks = divmod(rest, 6)
    return Length(months=months, weeks=weeks, days=more_days if months or weeks else 1 + more_days)


@kept
def spans(*usual: Span) -> SearchStrategy[Span]:
    """Return a strategy for spans of a day or more; of *usual* if they are given."""
    if usual:
        return st.sampled_from(usual)
    return lengths() | st.sampled_from((20, 5, 1, 65)).map(WorkingDays)


@st.composite
def _periods(draw: DrawFn, earliest: Day | None, latest: Day | None) -> Period:
    first_day = draw(days(earliest, latest))
    last_day = _last_day(first_day, draw(lengths()))
    return Period(first_day, last_day if latest is None else min(last_day, latest))


def _last_day(first_day: Day, length: Length) -> Day:
    """Return the last day of *length* from *first_day*, or the last day there is."""
    return last_day_of(first_day, length) if first_day.year < Day.max.year - 9 else Day.max


@kept
def periods(earliest: Day | None = None, latest: Day | None = None) -> SearchStrategy[Period]:
    """Return a strategy for periods, from a single day to some years.

    Args:
        earliest: The first day there may be, then also the simplest; None for no bound.
        latest: The last day there may be; None for no bound.

    Example:
        >>> from hypothesis import find
        >>> str(find(periods(), lambda period: True))
        '2027-03-01 to 2027-08-31'
        >>> str(find(periods(), lambda period: period.days == 1))
        '2027-03-01 to 2027-03-01'
    """
    return _periods(earliest, latest)


# what is written


@kept
def codes(*plainest: str) -> SearchStrategy[str]:
    """Return a strategy for codes and ids of an embedding tool, *plainest* first."""
    return st.sampled_from((*plainest, "x-1", "two words", "naïve", "部門 7", "a/b:c"))


_SENTENCES: Final = (
    "as agreed",
    "know the product",
    "runs a release alone",
    "what do we ship first?",
    "Zoë prüft, ob es läuft; 5 % fehlen",
    "支払いは毎月動く",
    'two lines,\nand a "quote"',
    "🚀 {braces} & <tags>",
)


@kept
def texts() -> SearchStrategy[str]:
    """Return a strategy for what people write: sentences, and now and then anything at all."""
    anything = st.text(st.characters(codec="utf-8"), max_size=12).map("so: {}".format)
    return st.sampled_from(_SENTENCES) | st.sampled_from(_SENTENCES) | anything


# how much


@kept
def decimals(*plainest: str) -> SearchStrategy[Decimal]:
    """Return a strategy for the decimals that *plainest* writes, in this order."""
    return st.sampled_from(tuple(map(Decimal, plainest)))


@kept
def shares() -> SearchStrategy[Decimal]:
    """Return a strategy for parts of the working time, above 0 and up to 1.

    Example:
        >>> from hypothesis import find
        >>> find(shares(), lambda share: True), find(shares(), lambda share: share < Decimal("0.5"))
        (Decimal('1'), Decimal('0.4'))
    """
    usual = ("1", "0.8", "0.6", "0.5", "0.4", "0.2", "0.05")
    odd = tuple(map(Decimal, ("0.50", f"0.{'3' * 28}")))

    def any_share(count: int) -> Decimal:
        return Decimal(1 + count) / 100 if count < _PERCENT else odd[count % len(odd)]

    return _marked_or_any(tuple(map(Decimal, usual)), any_share, _PERCENT + 10 * len(odd))


_PERCENT: Final = 100


# how many


@kept
@st.composite
def maybe(draw: DrawFn, strategy: SearchStrategy[T]) -> T | None:
    """Draw nothing, or from *strategy*, as often."""
    return draw(strategy) if draw(_YES_OR_NO) else None


_YES_OR_NO: Final = st.booleans()


def several(
    strategy: SearchStrategy[T], *, least: int = 0, most: int = 3
) -> SearchStrategy[tuple[T, ...]]:
    """Return a strategy for some of what *strategy* draws, in any order."""
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


def different(pool: Iterable[T], *, least: int = 0, most: int = 3) -> SearchStrategy[tuple[T, ...]]:
    """Return a strategy for some of *pool*, each once and in any order."""
    items = tuple(pool)
    places = st.integers(0, len(items) - 1)
    chosen = st.lists(places, min_size=least, max_size=min(most, len(items)))
    return chosen.map(lambda places: _each_once(items, places, least))


def _each_once(items: tuple[T, ...], places: Iterable[int], least: int) -> tuple[T, ...]:
    """Return what stands at *places*, each once, and then the first ones until they are enough.

    So nothing has to be drawn again, and one can be left out without moving the others.
    """
    first = dict.fromkeys(places)
    enough = dict.fromkeys((*first, *range(len(items))))
    return tuple(items[place] for place in tuple(enough)[: max(least, len(first))])


def sets_of(pool: Iterable[T], *, least: int = 0) -> SearchStrategy[frozenset[T]]:
    """Return a strategy for some of *pool*: none unless *least* is 1, a few, or all of them."""
    items = tuple(pool)
    pairs = [*pairwise(items), *zip(items, items[2:], strict=False)]
    most = [(*items[:place], *items[place + 1 :]) for place in range(len(items))]
    chosen = [(), *((each,) for each in items), *pairs, *most, items]
    sets = dict.fromkeys(map(frozenset, chosen))
    return st.sampled_from([each for each in sets if len(each) >= least])


def part_of(items: Sequence[T]) -> SearchStrategy[tuple[T, ...]]:
    """Return a strategy for some of *items*, none or all of them, in their order."""
    chosen = st.lists(st.booleans(), min_size=len(items), max_size=len(items))
    return chosen.map(lambda chosen: tuple(compress(items, chosen)))
