"""Days, lengths, periods, working days: all that counts days; the only room that knows pendulum.

What a length is *for* (a notice, a maximum) does not belong here: see `policy` and `rules`.

Days come in and go out as `datetime.date`. A period includes both its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar, cast

import pendulum
from attrs import Attribute, field, frozen

from secondment.errors import Fault, InvalidValue
from secondment.faults import of_kind, whole_number

Day = date
"""A calendar day. A `datetime` is refused wherever a day is meant, although it is a subclass."""

ONE_DAY: Final = timedelta(days=1)


def day_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a day, or None when it is one.

    Source:
        `datetime.datetime` is a subclass of `datetime.date`, and comparing the two raises or is
        quietly False; hence the explicit refusal.
    """
    if isinstance(value, datetime):
        return f"must be a day (datetime.date), not the instant {value.isoformat()}; use .date()"
    if not isinstance(value, date):
        return f"must be a day (datetime.date), not {value!r}"
    return None


EARLIEST: Final = date(1000, 1, 1)
"""The first day that terms and commands may name; from there on there is room to count back."""
LATEST: Final = date(9000, 12, 31)
"""The last day that terms and commands may name; up to there there is room to count on."""


def workable_day_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a day to count from, or None: see `EARLIEST`."""
    fault = day_fault(value)
    if fault or (isinstance(value, date) and EARLIEST <= value <= LATEST):
        return fault
    return f"must lie between {EARLIEST} and {LATEST}, not on {value}"


def plain_day(day: Day) -> Day:
    """Return *day* as a `datetime.date` and no subclass of it; what is no day stays as it is."""
    if type(day) is date or day_fault(day):
        return day
    return date(day.year, day.month, day.day)


def check_day(value: object, name: str = "day") -> Day:
    """Return *value* if it is a day, as a `datetime.date`.

    Args:
        value: What was given.
        name: The name to use in the error.

    Raises:
        InvalidValue: It is a `datetime`, text, or anything else that is not a day.
    """
    fault = day_fault(value)
    if fault:
        raise InvalidValue(name, Fault("", fault))
    assert isinstance(value, date)
    return plain_day(value)


class Rounding(StrEnum):
    """What to do when a month has no such day: 31 January plus one month."""

    LAST_DAY = "last_day"
    """Stay in the month: 28 or 29 February."""
    NEXT_MONTH = "next_month"
    """Move to the first day of the month after: 1 March."""
    REFUSE = "refuse"
    """Raise `InvalidValue`."""


def add_months(day: Day, months: int, *, rounding: Rounding) -> Day:
    """Return the day *months* calendar months after *day*.

    The day of the month is kept where it exists. Where it does not, *rounding* decides. Months are
    always counted from the anchor in one go: 31 January plus two months is 31 March, while adding
    one month twice is 28 March.

    Args:
        day: The anchor.
        months: How many; negative counts back.
        rounding: What to do where the month has no such day.

    Raises:
        InvalidValue: *months* is no whole number, *rounding* no `Rounding`, the day does not exist
            and *rounding* is REFUSE, or the result lies outside the years 1 to 9999.

    Source:
        BGB section 188(3), https://www.gesetze-im-internet.de/bgb/__188.html, for LAST_DAY.

    Example:
        >>> add_months(Day(2025, 1, 31), 1, rounding=Rounding.LAST_DAY)
        datetime.date(2025, 2, 28)
    """
    check_day(day)
    if not isinstance(months, int) or isinstance(months, bool):
        raise InvalidValue("months", Fault("", f"must be a whole number, not {months!r}"))
    if fault := of_kind(Rounding)(rounding):
        raise InvalidValue("rounding", Fault("", fault))
    counted = f"{months} month{'s' * (abs(months) != 1)}"
    try:
        found = pendulum.date(day.year, day.month, day.day).add(months=months)
    except (ValueError, OverflowError) as cause:
        raise _outside(day, counted) from cause
    result = date(found.year, found.month, found.day)
    if result.day == day.day or rounding is Rounding.LAST_DAY:
        return result
    if rounding is Rounding.NEXT_MONTH:
        return result + ONE_DAY
    missing = f"{result.year:04}-{result.month:02}-{day.day:02}"
    raise InvalidValue(f"the day {counted} after {day}", Fault("", f"there is no {missing}"))


def _outside(day: Day, length: str) -> InvalidValue:
    return InvalidValue(
        f"the day {length} from {day}", Fault("", "it lies outside the years 1 to 9999")
    )


_ISO_LENGTH = re.compile(
    r"P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?", re.ASCII
)
_MOST: Final = 999_999_999


def _check_count(owner: object, attribute: Attribute[int], value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidValue(
            "Length",
            Fault(attribute.name, f"must be a whole number of 0 or more, not {value!r}"),
        )
    if value > _MOST:
        raise InvalidValue("Length", Fault(attribute.name, f"must be at most {_MOST}"))


@frozen
class Length:
    """A length on the calendar, independent of where it is laid.

    Lengths have no order: a month is longer than four weeks in most months and not in others.
    Compare the days that they lead to.

    Attributes:
        months: Calendar months.
        weeks: Weeks of seven days.
        days: Days.

    Raises:
        InvalidValue: A count is negative, no whole number, or has more than nine digits.

    Example:
        >>> str(Length(months=6)), str(Length.parse("P1M14D"))
        ('6 months', '1 month 14 days')
    """

    months: int = field(default=0, validator=_check_count)
    weeks: int = field(default=0, validator=_check_count)
    days: int = field(default=0, validator=_check_count)

    @classmethod
    def parse(cls, text: str) -> Length:
        """Return the length that *text* names in ISO 8601: ``P6M``, ``P4W``, ``P120D``, ``P1Y``.

        A year counts as twelve months.

        Raises:
            InvalidValue: *text* is no such length. Hours and fractions are none.
        """
        found = _ISO_LENGTH.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise InvalidValue(
                "Length", Fault("", f"must be an ISO 8601 length like P6M or P4W, not {text!r}")
            )
        years, months, weeks, days = (int(group or 0) for group in found.groups())
        return cls(months=12 * years + months, weeks=weeks, days=days)

    def times(self, count: int) -> Length:
        """Return this length *count* times over, unit by unit.

        Raises:
            InvalidValue: *count* is negative, or a unit gets more than nine digits.

        Example:
            >>> str(Length(months=1, days=15).times(2))
            '2 months 30 days'
        """
        return Length(months=count * self.months, weeks=count * self.weeks, days=count * self.days)

    def isoformat(self) -> str:
        """Return the length in ISO 8601; `parse` reads it back."""
        counts = ((self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in counts if count) or "0D")

    def __bool__(self) -> bool:
        return bool(self.months or self.weeks or self.days)

    def __str__(self) -> str:
        counts = ((self.months, "month"), (self.weeks, "week"), (self.days, "day"))
        words = [f"{count} {unit}{'s' * (count != 1)}" for count, unit in counts if count]
        return " ".join(words) or "0 days"


def length_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a distance, or None: a day is the least."""
    if isinstance(value, Length) and value:
        return None
    return f"must be a Length of a day or more, not {value!r}"


def _check_length(value: object) -> None:
    if fault := of_kind(Length)(value):
        raise InvalidValue("length", Fault("", fault))


_SINGLE_DAY: Final = Length(days=1)


_LONGEST_DAYS: Final = 36_525
_LONGEST_MONTHS: Final = 1200


def workable_length_fault(length: Length) -> str | None:
    """Return why *length* is too long to count with, or None: a hundred years are enough."""
    days = 7 * length.weeks + length.days
    if days * _LONGEST_MONTHS + length.months * _LONGEST_DAYS <= _LONGEST_DAYS * _LONGEST_MONTHS:
        return None
    return f"must be at most 100 years or {_LONGEST_DAYS} days, not {length}"


def day_after(day: Day, length: Length, *, rounding: Rounding = Rounding.LAST_DAY) -> Day:
    """Return the day *length* after *day*: months first, then weeks and days.

    *day* itself is not counted, so this is also the day on which a notice of *length* given on
    *day* runs out.

    Raises:
        InvalidValue: *length* is no `Length`, or the result lies outside the years 1 to 9999, or
            does not exist and *rounding* is REFUSE.

    Source:
        BGB sections 187(1) and 188(2), (3): the day of the event is not counted; a missing day is
        the last of its month.

    Example:
        >>> day_after(Day(2027, 1, 11), Length(weeks=4))
        datetime.date(2027, 2, 8)
    """
    return _shifted(day, length, 1, rounding)


def day_before(day: Day, length: Length, *, rounding: Rounding = Rounding.LAST_DAY) -> Day:
    """Return the day *length* before *day*: months first, then weeks and days.

    Raises:
        InvalidValue: As `day_after`.

    Example:
        >>> day_before(Day(2027, 8, 31), Length(weeks=6))
        datetime.date(2027, 7, 20)
    """
    return _shifted(day, length, -1, rounding)


def _shifted(day: Day, length: Length, sign: int, rounding: Rounding) -> Day:
    anchor = check_day(day)
    _check_length(length)
    shifted = (
        add_months(anchor, sign * length.months, rounding=rounding) if length.months else anchor
    )
    try:
        return shifted + timedelta(days=sign * (7 * length.weeks + length.days))
    except OverflowError as cause:
        raise _outside(day, str(length)) from cause


def last_day_of(first_day: Day, length: Length) -> Day:
    """Return the last day of a period of *length* that starts on *first_day*, both included.

    It is the day before the one with the same number; where the month has no such number, it is the
    last day of that month (31 January plus one month ends on 28 February, not on 27).

    Raises:
        InvalidValue: *length* is no `Length` or zero, or the result lies outside the years 1 to
            9999.

    Source:
        BGB sections 187(2) and 188(2), (3), https://www.gesetze-im-internet.de/bgb/__188.html.

    Example:
        >>> last_day_of(Day(2026, 9, 1), Length(months=12))
        datetime.date(2027, 8, 31)
    """
    _check_length(length)
    if not length:
        raise InvalidValue("a period", Fault("", "a period has at least one day, not 0 days"))
    months = Length(months=length.months)
    same_number = day_after(first_day, months)
    short_month = same_number.day != first_day.day
    rest = 7 * length.weeks + length.days
    try:
        return same_number + timedelta(days=rest if short_month else rest - 1)
    except OverflowError as cause:
        raise _outside(first_day, str(length)) from cause


def latest_notice_day(last_day: Day, length: Length) -> Day:
    """Return the latest day on which a notice of *length* still runs out by *last_day*.

    Raises:
        InvalidValue: As `day_after`.

    Example:
        >>> latest_notice_day(Day(2025, 2, 28), Length(months=1))
        datetime.date(2025, 1, 31)
    """
    candidate = day_before(last_day, length)
    while day_after(candidate, length) > last_day:
        candidate -= ONE_DAY
    while candidate < last_day and _runs_out_by(last_day, candidate + ONE_DAY, length):
        candidate += ONE_DAY
    return candidate


def _runs_out_by(last_day: Day, day: Day, length: Length) -> bool:
    try:
        return day_after(day, length) <= last_day
    except InvalidValue:
        return False  # it would run out after the year 9999


def _check_day_field(owner: object, attribute: Attribute[Day], value: object) -> None:
    fault = day_fault(value)
    if fault:
        raise InvalidValue(type(owner).__name__, Fault(attribute.name, fault))


@frozen
class Period:
    """Days in a row, both ends included.

    Attributes:
        first_day: The first day.
        last_day: The last day, the same as the first for a single day.

    Raises:
        InvalidValue: An end is no day, or the last lies before the first.

    Example:
        >>> period = Period(Day(2025, 1, 15), Day(2025, 7, 14))
        >>> period.days, Day(2025, 7, 14) in period, Day(2025, 7, 15) in period
        (181, True, False)
    """

    first_day: Day = field(converter=plain_day, validator=_check_day_field)
    last_day: Day = field(converter=plain_day, validator=_check_day_field)

    def __attrs_post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise InvalidValue(
                "Period",
                Fault(
                    "last_day",
                    f"{self.last_day} lies before the first day {self.first_day}",
                ),
            )

    @classmethod
    def of(cls, first_day: Day, length: Length) -> Period:
        """Return the period of *length* from *first_day*; see `last_day_of`."""
        return cls(first_day, last_day_of(first_day, length))

    @property
    def days(self) -> int:
        """How many days it has, one or more."""
        return self.last_day.toordinal() - self.first_day.toordinal() + 1

    def __contains__(self, day: Day) -> bool:
        return self.first_day <= check_day(day) <= self.last_day

    def overlaps(self, other: Period) -> bool:
        """Return whether the two have a day in common; touching periods have none."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def extended(self, length: Length) -> Period:
        """Return this period with *length* added, counted from its end.

        Source:
            BGB section 190: an extension is counted from the end of the old term.

        Example:
            >>> Period(Day(2026, 9, 1), Day(2027, 8, 31)).extended(Length(months=6)).last_day
            datetime.date(2028, 2, 29)
        """
        return Period(self.first_day, last_day_of(day_after(self.last_day, _SINGLE_DAY), length))

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class Calendar(Protocol):
    """Which days are working days; a tool brings its own where `WorkingWeek` is too plain."""

    def is_working_day(self, day: Day) -> bool:
        """Return whether *day* is a working day."""


_Item = TypeVar("_Item")


def _set_of(given: Iterable[_Item]) -> frozenset[_Item]:
    """Return *given* as a set; leave a text, and what makes no set, for the check to find."""
    try:
        return cast(frozenset[_Item], given) if isinstance(given, str) else frozenset(given)
    except TypeError:
        return cast(frozenset[_Item], given)


def _numbers(given: Iterable[int]) -> frozenset[int]:
    return _set_of(given)


def _days(given: Iterable[Day]) -> frozenset[Day]:
    return _set_of(given)


@frozen
class WorkingWeek:
    """A calendar of a weekend and a list of holidays.

    Attributes:
        weekend: ISO numbers of the days of the week that are free, Monday is 1; never all seven.
        holidays: Single free days.

    Raises:
        InvalidValue: The weekend is the whole week or names other numbers, or a holiday is no day.
    """

    weekend: frozenset[int] = field(default=frozenset({6, 7}), converter=_numbers)
    holidays: frozenset[Day] = field(default=frozenset(), converter=_days)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.weekend, frozenset) or not self.weekend < frozenset(range(1, 8)):
            text = "must be some, not all, of the numbers 1 (Monday) to 7 (Sunday)"
            raise InvalidValue("WorkingWeek", Fault("weekend", text))
        if not isinstance(self.holidays, frozenset):
            text = f"must be a list of days, not {self.holidays!r}"
            raise InvalidValue("WorkingWeek", Fault("holidays", text))
        for holiday in self.holidays:
            fault = day_fault(holiday)
            if fault:
                raise InvalidValue("WorkingWeek", Fault("holidays", fault))

    def is_working_day(self, day: Day) -> bool:
        """Return whether *day* is neither in the weekend nor a holiday."""
        return day.isoweekday() not in self.weekend and day not in self.holidays


def calendar_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a calendar, or None when it is one."""
    if callable(getattr(value, "is_working_day", None)) and not isinstance(value, type):
        return None
    return f"must be a Calendar, not {value!r}"


_LONGEST_BREAK: Final = 366


def next_working_day(day: Day, calendar: Calendar) -> Day:
    """Return *day* if it is a working day, otherwise the first working day after it.

    Raises:
        InvalidValue: *calendar* is no `Calendar`, or has no working day within a year or up to the
            year 9999.

    Source:
        BGB section 193, https://www.gesetze-im-internet.de/bgb/__193.html.

    Example:
        >>> next_working_day(Day(2025, 6, 28), WorkingWeek())
        datetime.date(2025, 6, 30)
    """
    candidate = check_day(day)
    if fault := calendar_fault(calendar):
        raise InvalidValue("calendar", Fault("", fault))
    for _ in range(_LONGEST_BREAK):
        if calendar.is_working_day(candidate):
            return candidate
        candidate = day_after(candidate, _SINGLE_DAY)
    raise InvalidValue(
        f"the working day after {day}", Fault("", "the calendar has none within a year")
    )


@frozen
class WorkingDays:
    """A number of working days, as a calendar counts them.

    Attributes:
        count: How many, 0 or more.

    Raises:
        InvalidValue: *count* is no whole number, negative, or more than 9,999.

    Example:
        >>> str(WorkingDays(20))
        '20 working days'
    """

    count: int

    def __attrs_post_init__(self) -> None:
        if fault := whole_number(0, _MOST_WORKING_DAYS)(self.count):
            raise InvalidValue("WorkingDays", Fault("count", fault))

    def __bool__(self) -> bool:
        return bool(self.count)

    def __str__(self) -> str:
        return f"{self.count} working day{'s' * (self.count != 1)}"


_MOST_WORKING_DAYS: Final = 9999

Span = Length | WorkingDays
"""A distance that a rule names: calendar months, weeks and days, or working days."""


def span_after(day: Day, span: Span, calendar: Calendar) -> Day:
    """Return the day *span* after *day*; *day* itself is not counted, see `day_after`.

    Working days are counted one by one: the first working day after *day* is one after it.

    Raises:
        InvalidValue: As `day_after` and `next_working_day`, or *span* is no `Span`.

    Example:
        >>> span_after(Day(2027, 1, 8), WorkingDays(1), WorkingWeek())
        datetime.date(2027, 1, 11)
    """
    if isinstance(span, Length):
        return day_after(day, span)
    found = _check_span(day, span, calendar)
    for _ in range(span.count):
        found = next_working_day(day_after(found, _SINGLE_DAY), calendar)
    return found


def span_before(day: Day, span: Span, calendar: Calendar) -> Day:
    """Return the day *span* before *day*; *day* itself is not counted, see `day_before`.

    Raises:
        InvalidValue: As `span_after`.

    Example:
        >>> span_before(Day(2027, 1, 11), WorkingDays(1), WorkingWeek())
        datetime.date(2027, 1, 8)
    """
    if isinstance(span, Length):
        return day_before(day, span)
    found = _check_span(day, span, calendar)
    for _ in range(span.count):
        found = _working_day_before(found, calendar)
    return found


def _check_span(day: Day, span: Span, calendar: Calendar) -> Day:
    """Return *day* if *span* can be counted from it by *calendar*."""
    if fault := of_kind(Length, WorkingDays)(span):
        raise InvalidValue("span", Fault("", fault))
    if fault := calendar_fault(calendar):
        raise InvalidValue("calendar", Fault("", fault))
    return check_day(day)


def _working_day_before(day: Day, calendar: Calendar) -> Day:
    candidate = day
    for _ in range(_LONGEST_BREAK):
        candidate = day_before(candidate, _SINGLE_DAY)
        if calendar.is_working_day(candidate):
            return candidate
    text = "the calendar has none within a year"
    raise InvalidValue(f"the working day before {day}", Fault("", text))


def last_day_of_span(first_day: Day, span: Span, calendar: Calendar) -> Day:
    """Return the last day of a period of *span* that starts on *first_day*; see `last_day_of`.

    Of working days it is the last of so many, *first_day* among them if it is one.

    Raises:
        InvalidValue: As `last_day_of` and `span_after`.

    Example:
        >>> last_day_of_span(Day(2027, 1, 9), WorkingDays(5), WorkingWeek())
        datetime.date(2027, 1, 15)
    """
    if isinstance(span, Length):
        return last_day_of(first_day, span)
    _check_span(first_day, span, calendar)
    if not span:
        raise InvalidValue("a period", Fault("", "a period has at least one day, not 0 days"))
    return span_after(day_before(first_day, _SINGLE_DAY), span, calendar)


def span_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a distance that can be counted with, or None."""
    if fault := of_kind(Length, WorkingDays)(value):
        return fault
    return workable_length_fault(value) if isinstance(value, Length) else None
