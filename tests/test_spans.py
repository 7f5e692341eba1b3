"""Working days, and distances of either kind: after a day, before a day, and as a period."""

import pickle
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment import InvalidValue, Length, WorkingWeek
from secondment.dates import (
    Span,
    WorkingDays,
    day_after,
    day_before,
    last_day_of,
    last_day_of_span,
    span_after,
    span_before,
    span_fault,
)

WEEK = WorkingWeek()
EASTER = WorkingWeek(holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29)}))
"""Good Friday and Easter Monday of 2027."""
FRIDAY_FREE = WorkingWeek(weekend=frozenset({5, 6}))

MONDAY, FRIDAY, SATURDAY, SUNDAY = (
    date(2027, 3, 15),
    date(2027, 3, 19),
    date(2027, 3, 20),
    date(2027, 3, 21),
)


# how many


def test_working_days_are_told_in_words() -> None:
    assert [str(WorkingDays(count)) for count in (0, 1, 2, 9999)] == [
        "0 working days",
        "1 working day",
        "2 working days",
        "9999 working days",
    ]


def test_no_working_days_are_no_time() -> None:
    assert not WorkingDays(0)
    assert WorkingDays(1)


def test_working_days_are_a_value() -> None:
    assert WorkingDays(5) == WorkingDays(5) != WorkingDays(6)
    assert len({WorkingDays(5), WorkingDays(5)}) == 1
    assert {WorkingDays(5)}.isdisjoint({Length(days=5)})
    assert pickle.loads(pickle.dumps(WorkingDays(5))) == WorkingDays(5)


@pytest.mark.parametrize("count", [-1, 10_000, 1.0, "5", None, True])
def test_a_number_of_working_days_is_a_whole_number_from_0_to_9999(count: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        WorkingDays(count)
    assert str(caught.value) == (
        f"cannot make WorkingDays: count: must be a whole number from 0 to 9999, not {count!r}"
    )


# after and before

AFTER: list[tuple[date, int, WorkingWeek, date]] = [
    (MONDAY, 0, WEEK, MONDAY),
    (MONDAY, 1, WEEK, date(2027, 3, 16)),
    (MONDAY, 4, WEEK, FRIDAY),
    (MONDAY, 5, WEEK, date(2027, 3, 22)),
    (FRIDAY, 1, WEEK, date(2027, 3, 22)),
    (SATURDAY, 0, WEEK, SATURDAY),
    (SATURDAY, 1, WEEK, date(2027, 3, 22)),
    (SUNDAY, 1, WEEK, date(2027, 3, 22)),
    (SUNDAY, 10, WEEK, date(2027, 4, 2)),
    (date(2027, 3, 25), 1, EASTER, date(2027, 3, 30)),
    (date(2027, 3, 26), 1, EASTER, date(2027, 3, 30)),
    (date(2027, 3, 24), 2, EASTER, date(2027, 3, 30)),
    (date(2027, 3, 24), 2, WEEK, date(2027, 3, 26)),
    (date(2027, 12, 31), 1, WEEK, date(2028, 1, 3)),
    (date(2027, 3, 18), 1, FRIDAY_FREE, SUNDAY),
    (MONDAY, 260, WEEK, date(2028, 3, 13)),
]


@pytest.mark.parametrize(("day", "count", "calendar", "wanted"), AFTER)
def test_working_days_are_counted_on_one_by_one(
    day: date, count: int, calendar: WorkingWeek, wanted: date
) -> None:
    assert span_after(day, WorkingDays(count), calendar) == wanted


BEFORE: list[tuple[date, int, WorkingWeek, date]] = [
    (FRIDAY, 0, WEEK, FRIDAY),
    (FRIDAY, 1, WEEK, date(2027, 3, 18)),
    (FRIDAY, 4, WEEK, MONDAY),
    (FRIDAY, 5, WEEK, date(2027, 3, 12)),
    (MONDAY, 1, WEEK, date(2027, 3, 12)),
    (SUNDAY, 0, WEEK, SUNDAY),
    (SUNDAY, 1, WEEK, FRIDAY),
    (SATURDAY, 1, WEEK, FRIDAY),
    (date(2027, 3, 30), 1, EASTER, date(2027, 3, 25)),
    (date(2027, 3, 29), 1, EASTER, date(2027, 3, 25)),
    (date(2027, 3, 30), 2, EASTER, date(2027, 3, 24)),
    (date(2028, 1, 3), 1, WEEK, date(2027, 12, 31)),
    (SUNDAY, 1, FRIDAY_FREE, date(2027, 3, 18)),
]


@pytest.mark.parametrize(("day", "count", "calendar", "wanted"), BEFORE)
def test_working_days_are_counted_back_one_by_one(
    day: date, count: int, calendar: WorkingWeek, wanted: date
) -> None:
    assert span_before(day, WorkingDays(count), calendar) == wanted


PERIODS: list[tuple[date, int, WorkingWeek, date]] = [
    (MONDAY, 1, WEEK, MONDAY),
    (MONDAY, 5, WEEK, FRIDAY),
    (MONDAY, 6, WEEK, date(2027, 3, 22)),
    (SATURDAY, 1, WEEK, date(2027, 3, 22)),
    (SUNDAY, 5, WEEK, date(2027, 3, 26)),
    (date(2027, 3, 26), 1, EASTER, date(2027, 3, 30)),
    (date(2027, 3, 25), 2, EASTER, date(2027, 3, 30)),
]


@pytest.mark.parametrize(("first_day", "count", "calendar", "wanted"), PERIODS)
def test_a_period_of_working_days_counts_its_first_day_if_it_is_one(
    first_day: date, count: int, calendar: WorkingWeek, wanted: date
) -> None:
    assert last_day_of_span(first_day, WorkingDays(count), calendar) == wanted


def test_a_period_of_no_working_days_is_none() -> None:
    for span in (WorkingDays(0), Length()):
        with pytest.raises(InvalidValue) as caught:
            last_day_of_span(MONDAY, span, WEEK)
        assert (
            str(caught.value) == "cannot make a period: a period has at least one day, not 0 days"
        )


# what cannot be counted


@pytest.mark.parametrize("count", [span_after, span_before, last_day_of_span])
@pytest.mark.parametrize("span", [WorkingDays(1), Length(days=1)])
def test_an_instant_is_no_day_to_count_from(count: Any, span: Span) -> None:
    with pytest.raises(InvalidValue, match=r"must be a day \(datetime\.date\), not the instant"):
        count(datetime(2027, 3, 15), span, WEEK)  # noqa: DTZ001


@pytest.mark.parametrize("count", [span_after, span_before])
def test_an_instant_is_no_day_even_where_nothing_is_counted(count: Any) -> None:
    for span in (WorkingDays(0), Length()):
        with pytest.raises(InvalidValue, match="not the instant"):
            count(datetime(2027, 3, 15), span, WEEK)  # noqa: DTZ001


class Never:
    """A calendar of somebody who never works."""

    def is_working_day(self, day: date) -> bool:
        return False


def test_a_calendar_without_working_days_is_given_up_after_a_year() -> None:
    with pytest.raises(InvalidValue) as caught:
        span_after(MONDAY, WorkingDays(1), Never())
    assert str(caught.value) == (
        "cannot make the working day after 2027-03-16: the calendar has none within a year"
    )
    with pytest.raises(InvalidValue) as caught:
        span_before(MONDAY, WorkingDays(1), Never())
    assert str(caught.value) == (
        "cannot make the working day before 2027-03-15: the calendar has none within a year"
    )


class OneDay:
    """A calendar with a single working day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def is_working_day(self, day: date) -> bool:
        return day == self.day


def test_a_year_is_searched_to_its_end() -> None:
    after, before = MONDAY + timedelta(days=366), MONDAY - timedelta(days=366)
    assert span_after(MONDAY, WorkingDays(1), OneDay(after)) == after
    assert span_before(MONDAY, WorkingDays(1), OneDay(before)) == before
    with pytest.raises(InvalidValue):
        span_after(MONDAY, WorkingDays(1), OneDay(after + timedelta(days=1)))
    with pytest.raises(InvalidValue):
        span_before(MONDAY, WorkingDays(1), OneDay(before - timedelta(days=1)))


def test_what_is_no_calendar_is_refused() -> None:
    calendar: Any = "weekdays"
    for count in (span_after, span_before, last_day_of_span):
        with pytest.raises(InvalidValue) as caught:
            count(MONDAY, WorkingDays(1), calendar)
        assert str(caught.value) == "cannot make calendar: must be a Calendar, not 'weekdays'"


@pytest.mark.parametrize("count", [span_after, span_before, last_day_of_span])
@pytest.mark.parametrize("span", [5, None, "5 days", timedelta(days=5)])
def test_what_is_no_distance_is_refused(count: Any, span: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        count(MONDAY, span, WEEK)
    assert str(caught.value) == (f"cannot make span: must be a Length or WorkingDays, not {span!r}")


def test_nothing_is_counted_past_the_ends_of_time() -> None:
    with pytest.raises(InvalidValue):
        span_after(date(9999, 12, 31), WorkingDays(1), WEEK)
    with pytest.raises(InvalidValue):
        span_before(date(1, 1, 1), WorkingDays(1), WEEK)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (WorkingDays(0), None),
        (WorkingDays(9999), None),
        (Length(), None),
        (Length(months=1200), None),
        (Length(days=36_525), None),
        (Length(months=1201), "must be at most 100 years or 36525 days, not 1201 months"),
        (Length(days=36_526), "must be at most 100 years or 36525 days, not 36526 days"),
        (7, "must be a Length or WorkingDays, not 7"),
        (None, "must be a Length or WorkingDays, not None"),
        (timedelta(days=1), "must be a Length or WorkingDays, not datetime.timedelta(days=1)"),
    ],
)
def test_a_distance_that_can_be_counted_with(value: object, fault: str | None) -> None:
    assert span_fault(value) == fault


# laws

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
lengths = st.builds(Length, st.integers(0, 30), st.integers(0, 9), st.integers(0, 99))
calendars = st.builds(
    WorkingWeek,
    st.sets(st.integers(1, 7), max_size=6).map(frozenset),
    st.sets(st.dates(date(2027, 1, 1), date(2027, 6, 30)), max_size=9).map(frozenset),
)
counts = st.integers(1, 40)


@given(days, lengths, calendars)
def test_a_length_is_counted_as_without_a_calendar(
    day: date, length: Length, calendar: WorkingWeek
) -> None:
    assert span_after(day, length, calendar) == day_after(day, length)
    assert span_before(day, length, calendar) == day_before(day, length)
    if length:
        assert last_day_of_span(day, length, calendar) == last_day_of(day, length)


@given(st.dates(date(2026, 11, 1), date(2027, 8, 31)), counts, calendars)
def test_working_days_lie_between_a_day_and_the_day_so_many_after(
    day: date, count: int, calendar: WorkingWeek
) -> None:
    after = span_after(day, WorkingDays(count), calendar)
    passed = [day + timedelta(days=number) for number in range(1, (after - day).days + 1)]
    assert calendar.is_working_day(after)
    assert sum(map(calendar.is_working_day, passed)) == count


@given(st.dates(date(2026, 11, 1), date(2027, 8, 31)), counts, calendars)
def test_counting_back_undoes_counting_on_between_working_days(
    day: date, count: int, calendar: WorkingWeek
) -> None:
    start = span_after(day, WorkingDays(1), calendar)
    there = span_after(start, WorkingDays(count), calendar)
    assert span_before(there, WorkingDays(count), calendar) == start


@given(st.dates(date(2026, 11, 1), date(2027, 8, 31)), counts, calendars)
def test_a_period_of_working_days_has_so_many(
    first_day: date, count: int, calendar: WorkingWeek
) -> None:
    last = last_day_of_span(first_day, WorkingDays(count), calendar)
    period = [first_day + timedelta(days=number) for number in range((last - first_day).days + 1)]
    assert sum(map(calendar.is_working_day, period)) == count
    assert calendar.is_working_day(last)
