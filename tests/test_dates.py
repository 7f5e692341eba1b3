"""Days, lengths, periods and working days, against published figures and against plain counting."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from secondment import (
    InvalidValue,
    Length,
    Period,
    Rounding,
    WorkingWeek,
    add_months,
    day_after,
    day_before,
    last_day_of,
    latest_notice_day,
    next_working_day,
)
from secondment.dates import check_day, length_fault

ONE_DAY = timedelta(days=1)
FIRST = date(1, 1, 1)
LAST = date(9999, 12, 31)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
month_ends = days.map(lambda day: day.replace(day=monthrange(day.year, day.month)[1]))
anchors = days | month_ends | st.sampled_from([date(2024, 2, 29), date(2000, 2, 29)])
counts = st.integers(0, 40)
lengths = st.builds(Length, months=counts, weeks=st.integers(0, 6), days=st.integers(0, 40))
short_lengths = st.builds(
    Length, months=st.integers(0, 3), weeks=st.integers(0, 2), days=st.integers(0, 9)
)
periods = st.builds(
    lambda day, more: Period(day, day + more * ONE_DAY), anchors, st.integers(0, 40)
)


def days_of(period: Period) -> list[date]:
    """Return the days of *period*, counted one by one."""
    found = [period.first_day]
    while found[-1] < period.last_day:
        found.append(found[-1] + ONE_DAY)
    return found


# published figures


@pytest.mark.parametrize(
    ("first_day", "length", "last_day"),
    [
        # BGB sections 187(2) and 188(2), https://www.gesetze-im-internet.de/bgb/__188.html:
        # where the first day counts, it ends with the day before the one of the same number
        pytest.param(date(2025, 1, 15), "P6M", date(2025, 7, 14), id="bgb-188-2"),
        # Birkbeck, "Internal secondments", https://www.bbk.ac.uk: one year at most
        pytest.param(date(2026, 9, 1), "P1Y", date(2027, 8, 31), id="birkbeck-one-year"),
        # Federal Rotational Cyber Workforce Program Act, Public Law 117-149, section 4,
        # https://www.govinfo.gov/bulkdata/PLAW/117/public/PLAW-117publ149.xml: 180 days to a year
        pytest.param(date(2026, 6, 1), "P180D", date(2026, 11, 27), id="cyber-shortest"),
        pytest.param(date(2026, 6, 1), "P1Y", date(2027, 5, 31), id="cyber-longest"),
    ],
)
def test_a_period_ends_where_the_document_says(
    first_day: date, length: str, last_day: date
) -> None:
    assert last_day_of(first_day, Length.parse(length)) == last_day


@pytest.mark.parametrize(
    ("period", "length", "last_day"),
    [
        # BGB section 190, https://www.gesetze-im-internet.de/bgb/__190.html: the new term is
        # counted from the end of the old one. Birkbeck: by six months at most
        pytest.param(
            Period(date(2026, 9, 1), date(2027, 8, 31)), "P6M", date(2028, 2, 29), id="birkbeck"
        ),
        # Public Law 117-149, section 4: by up to 60 days
        pytest.param(
            Period(date(2026, 6, 1), date(2027, 5, 31)), "P60D", date(2027, 7, 30), id="cyber"
        ),
    ],
)
def test_an_extension_is_counted_from_the_end_of_the_old_term(
    period: Period, length: str, last_day: date
) -> None:
    assert period.extended(Length.parse(length)) == Period(period.first_day, last_day)


@pytest.mark.parametrize(
    ("given_on", "length", "runs_out"),
    [
        # BGB sections 187(1) and 188(3), https://www.gesetze-im-internet.de/bgb/__188.html: the
        # day of the event does not count, and a day that the month lacks is its last
        pytest.param(date(2025, 1, 31), "P1M", date(2025, 2, 28), id="bgb-188-3"),
        pytest.param(date(2024, 1, 31), "P1M", date(2024, 2, 29), id="bgb-188-3-leap"),
        pytest.param(date(2028, 2, 29), "P12M", date(2029, 2, 28), id="leap-day-plus-a-year"),
        # Birkbeck, "Early termination", https://www.bbk.ac.uk: four weeks' written notice
        pytest.param(date(2027, 1, 11), "P4W", date(2027, 2, 8), id="birkbeck-four-weeks"),
    ],
)
def test_a_notice_runs_out_where_the_document_says(
    given_on: date, length: str, runs_out: date
) -> None:
    assert day_after(given_on, Length.parse(length)) == runs_out


def test_six_weeks_before_the_end_is_where_birkbeck_decides_on_an_extension() -> None:
    """Birkbeck, "Internal secondments": within six weeks of the agreement's end date."""
    assert day_before(date(2027, 8, 31), Length(weeks=6)) == date(2027, 7, 20)


@pytest.mark.parametrize(
    ("due", "moved_to"),
    [
        # BGB section 193, https://www.gesetze-im-internet.de/bgb/__193.html: a Saturday, a Sunday
        # or a public holiday gives way to the next working day
        pytest.param(date(2025, 6, 28), date(2025, 6, 30), id="saturday"),
        pytest.param(date(2025, 6, 29), date(2025, 6, 30), id="sunday"),
        pytest.param(date(2025, 10, 3), date(2025, 10, 6), id="holiday-before-a-weekend"),
        pytest.param(date(2025, 12, 25), date(2025, 12, 29), id="two-holidays-and-a-weekend"),
        pytest.param(date(2025, 6, 30), date(2025, 6, 30), id="a-monday-stays"),
        # Birkbeck, "Returning after secondment end date": back on the next working day
        pytest.param(date(2027, 9, 1), date(2027, 9, 1), id="birkbeck-return"),
    ],
)
def test_a_day_that_is_free_gives_way_to_the_next_working_day(due: date, moved_to: date) -> None:
    german = WorkingWeek(
        holidays=frozenset({date(2025, 10, 3), date(2025, 12, 25), date(2025, 12, 26)})
    )
    assert next_working_day(due, german) == moved_to


@pytest.mark.parametrize(
    ("first_day", "months", "count"),
    [
        # openfisca-core, tests/core/test_period.py, https://github.com/openfisca/openfisca-core
        pytest.param(date(2020, 2, 3), 1, 29, id="a-month-over-a-leap-day"),
        pytest.param(date(2022, 1, 3), 3, 90, id="a-quarter"),
        pytest.param(date(2012, 1, 3), 3, 91, id="a-quarter-over-a-leap-day"),
    ],
)
def test_a_period_of_months_has_as_many_days_as_openfisca_counts(
    first_day: date, months: int, count: int
) -> None:
    assert Period.of(first_day, Length(months=months)).days == count


# months


@pytest.mark.parametrize(
    ("day", "months", "last_day", "next_month"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2024, 1, 30), 1, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2025, 8, 31), 1, date(2025, 9, 30), date(2025, 10, 1)),
        (date(2025, 3, 31), -1, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2025, 12, 31), -1, date(2025, 11, 30), date(2025, 12, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), -12, date(2023, 2, 28), date(2023, 3, 1)),
        (date(2000, 2, 29), 1200, date(2100, 2, 28), date(2100, 3, 1)),
        (date(2025, 10, 31), 4, date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_a_day_that_the_month_lacks_is_rounded_as_asked(
    day: date, months: int, last_day: date, next_month: date
) -> None:
    assert add_months(day, months, rounding=Rounding.LAST_DAY) == last_day
    assert add_months(day, months, rounding=Rounding.NEXT_MONTH) == next_month


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2025, 1, 28), 1, date(2025, 2, 28)),
        (date(2024, 1, 29), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2025, 1, 31), 0, date(2025, 1, 31)),
        (date(2025, 1, 31), -1, date(2024, 12, 31)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2000, 2, 29), 4800, date(2400, 2, 29)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 2, 28), 1, date(2025, 3, 28)),
    ],
)
def test_a_day_that_the_month_has_is_kept_whatever_the_rounding(
    day: date, months: int, found: date, rounding: Rounding
) -> None:
    assert add_months(day, months, rounding=rounding) == found


@pytest.mark.parametrize(
    ("day", "months", "message"),
    [
        (
            date(2025, 1, 31),
            1,
            "cannot make the day 1 month after 2025-01-31: there is no 2025-02-31",
        ),
        (
            date(2024, 2, 29),
            12,
            "cannot make the day 12 months after 2024-02-29: there is no 2025-02-29",
        ),
        (
            date(2025, 3, 30),
            -1,
            "cannot make the day -1 month after 2025-03-30: there is no 2025-02-30",
        ),
        (
            date(931, 1, 31),
            -2,
            "cannot make the day -2 months after 0931-01-31: there is no 0930-11-31",
        ),
    ],
)
def test_a_day_that_the_month_lacks_is_refused_if_asked(
    day: date, months: int, message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        add_months(day, months, rounding=Rounding.REFUSE)
    assert str(caught.value) == message


def test_months_are_counted_from_the_anchor_in_one_go() -> None:
    january = date(2025, 1, 31)
    february = add_months(january, 1, rounding=Rounding.LAST_DAY)
    assert add_months(february, 1, rounding=Rounding.LAST_DAY) == date(2025, 3, 28)
    assert add_months(january, 2, rounding=Rounding.LAST_DAY) == date(2025, 3, 31)


@given(anchors, st.integers(-1000, 1000))
@example(date(2024, 2, 29), -12)
def test_months_later_agree_with_counting_months(day: date, months: int) -> None:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    most = monthrange(year, month + 1)[1]
    kept = add_months(day, months, rounding=Rounding.LAST_DAY)
    assert kept == date(year, month + 1, min(day.day, most))
    moved = add_months(day, months, rounding=Rounding.NEXT_MONTH)
    assert moved == (kept if day.day <= most else date(year, month + 1, most) + ONE_DAY)


# the ends of the calendar


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        (lambda: add_months(date(9999, 11, 30), 1, rounding=Rounding.LAST_DAY), (9999, 12, 30)),
        (lambda: add_months(date(1, 2, 1), -1, rounding=Rounding.LAST_DAY), (1, 1, 1)),
        (lambda: day_after(LAST - ONE_DAY, Length(days=1)), (9999, 12, 31)),
        (lambda: day_before(FIRST + ONE_DAY, Length(days=1)), (1, 1, 1)),
        (lambda: last_day_of(LAST, Length(days=1)), (9999, 12, 31)),
        (lambda: latest_notice_day(LAST, Length()), (9999, 12, 31)),
        (lambda: latest_notice_day(LAST, Length(days=1)), (9999, 12, 30)),
        (lambda: latest_notice_day(LAST, Length(months=1)), (9999, 11, 30)),
        (lambda: latest_notice_day(date(1, 2, 1), Length(months=1)), (1, 1, 1)),
    ],
)
def test_the_first_and_the_last_day_of_the_calendar_can_be_reached(
    ask: Callable[[], date], found: tuple[int, int, int]
) -> None:
    assert ask() == date(*found)


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (
            lambda: add_months(date(9999, 12, 1), 1, rounding=Rounding.LAST_DAY),
            "the day 1 month from 9999-12-01",
        ),
        (
            lambda: add_months(date(1, 1, 31), -1, rounding=Rounding.LAST_DAY),
            "the day -1 month from 0001-01-31",
        ),
        (
            lambda: add_months(FIRST, 10**30, rounding=Rounding.LAST_DAY),
            f"the day {10**30} months from 0001-01-01",
        ),
        (lambda: day_after(LAST, Length(days=1)), "the day 1 day from 9999-12-31"),
        (lambda: day_before(FIRST, Length(days=1)), "the day 1 day from 0001-01-01"),
        (
            lambda: day_after(FIRST, Length(weeks=999_999_999)),
            "the day 999999999 weeks from 0001-01-01",
        ),
        (lambda: last_day_of(LAST, Length(days=2)), "the day 2 days from 9999-12-31"),
        (
            lambda: last_day_of(date(9999, 12, 1), Length(months=1)),
            "the day 1 month from 9999-12-01",
        ),
        (
            lambda: last_day_of(LAST, Length(weeks=999_999_999)),
            "the day 999999999 weeks from 9999-12-31",
        ),
        (lambda: latest_notice_day(FIRST, Length(days=1)), "the day 1 day from 0001-01-01"),
        (
            lambda: Period(FIRST, LAST).extended(Length(days=1)),
            "the day 1 day from 9999-12-31",
        ),
        (
            lambda: next_working_day(date(9999, 12, 31), WorkingWeek(weekend=frozenset({5}))),
            "the day 1 day from 9999-12-31",
        ),
    ],
)
def test_a_day_off_the_calendar_is_refused(ask: Callable[[], date], what: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        ask()
    assert str(caught.value) == f"cannot make {what}: it lies outside the years 1 to 9999"


# lengths


@pytest.mark.parametrize(
    ("text", "length", "iso", "words"),
    [
        ("P6M", Length(months=6), "P6M", "6 months"),
        ("P1M", Length(months=1), "P1M", "1 month"),
        ("P4W", Length(weeks=4), "P4W", "4 weeks"),
        ("P1W", Length(weeks=1), "P1W", "1 week"),
        ("P120D", Length(days=120), "P120D", "120 days"),
        ("P1D", Length(days=1), "P1D", "1 day"),
        ("P1Y", Length(months=12), "P12M", "12 months"),
        ("P1Y6M", Length(months=18), "P18M", "18 months"),
        ("P1Y2M3W4D", Length(14, 3, 4), "P14M3W4D", "14 months 3 weeks 4 days"),
        ("P1M14D", Length(months=1, days=14), "P1M14D", "1 month 14 days"),
        ("P0D", Length(), "P0D", "0 days"),
        ("P0Y0M0W0D", Length(), "P0D", "0 days"),
        ("P007D", Length(days=7), "P7D", "7 days"),
        ("P999999999M", Length(months=999_999_999), "P999999999M", "999999999 months"),
    ],
)
def test_a_length_is_read_and_written_in_iso_8601(
    text: str, length: Length, iso: str, words: str
) -> None:
    assert Length.parse(text) == length
    assert (length.isoformat(), str(length)) == (iso, words)


@given(st.builds(Length, *[st.integers(0, 999_999_999)] * 3))
def test_a_length_is_read_back_as_written(length: Length) -> None:
    assert Length.parse(length.isoformat()) == length


BAD_TEXTS = (
    "",
    "P",
    "P1",
    "P1Y2",
    "1M",
    "p1m",
    " P1M",
    "P1M ",
    "P1M\n",
    "P1D1M",
    "P1M1M",
    "P1W1M",
    "-P1M",
    "P-1M",
    "P+1M",
    "P1.5M",
    "P1,5M",
    "PT1H",
    "P1DT1H",
    "P1MT",
    "P1234567890D",
    "P\u0663M",
    "2025-01-31",
    "6 months",
)


@pytest.mark.parametrize("text", [*BAD_TEXTS, None, 6, b"P1M", Length(months=1)])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Length.parse(text)
    assert str(caught.value) == (
        f"cannot make Length: must be an ISO 8601 length like P6M or P4W, not {text!r}"
    )


@pytest.mark.parametrize("name", ["months", "weeks", "days"])
@pytest.mark.parametrize("count", [-1, True, False, 1.0, "1", None])
def test_a_count_that_is_no_whole_number_of_0_or_more_is_refused(name: str, count: int) -> None:
    with pytest.raises(InvalidValue) as caught:
        Length(**{name: count})
    assert str(caught.value) == (
        f"cannot make Length: {name}: must be a whole number of 0 or more, not {count!r}"
    )


@pytest.mark.parametrize("name", ["months", "weeks", "days"])
def test_a_count_of_ten_digits_is_refused(name: str) -> None:
    assert getattr(Length(**{name: 999_999_999}), name) == 999_999_999
    with pytest.raises(InvalidValue) as caught:
        Length(**{name: 1_000_000_000})
    assert str(caught.value) == f"cannot make Length: {name}: must be at most 999999999"


def test_years_that_make_too_many_months_are_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        Length.parse("P999999999Y")
    assert str(caught.value) == "cannot make Length: months: must be at most 999999999"


@pytest.mark.parametrize(
    ("length", "is_any"),
    [
        (Length(), False),
        (Length(months=1), True),
        (Length(weeks=1), True),
        (Length(days=1), True),
    ],
)
def test_only_the_length_of_nothing_is_false(length: Length, *, is_any: bool) -> None:
    assert bool(length) is is_any


@pytest.mark.parametrize("value", [Length(), 30, "P30D", timedelta(days=30), None])
def test_a_distance_is_a_length_of_a_day_or_more(value: object) -> None:
    assert length_fault(value) == f"must be a Length of a day or more, not {value!r}"
    assert length_fault(Length(days=1)) is None


def test_lengths_have_no_order() -> None:
    """A month is longer than four weeks in most months and not in others."""
    with pytest.raises(TypeError):
        assert Length(months=1) < Length(weeks=4)


def test_a_month_is_not_thirty_days() -> None:
    """It is in pendulum: ``duration(months=1) == duration(days=30)``."""
    assert Length(months=1) != Length(days=30)
    assert day_after(date(2025, 1, 31), Length(months=1)) == date(2025, 2, 28)
    assert day_after(date(2025, 1, 31), Length(days=30)) == date(2025, 3, 2)


# after and before


@pytest.mark.parametrize(
    ("length", "after", "before"),
    [
        (Length(), date(2025, 3, 31), date(2025, 3, 31)),
        (Length(days=1), date(2025, 4, 1), date(2025, 3, 30)),
        (Length(weeks=1), date(2025, 4, 7), date(2025, 3, 24)),
        (Length(weeks=1, days=1), date(2025, 4, 8), date(2025, 3, 23)),
        (Length(months=1), date(2025, 4, 30), date(2025, 2, 28)),
        (Length(months=1, days=1), date(2025, 5, 1), date(2025, 2, 27)),
        (Length(months=11, weeks=2, days=3), date(2026, 3, 17), date(2024, 4, 13)),
    ],
)
def test_a_length_is_laid_months_first_then_weeks_and_days(
    length: Length, after: date, before: date
) -> None:
    assert day_after(date(2025, 3, 31), length) == after
    assert day_before(date(2025, 3, 31), length) == before


@pytest.mark.parametrize("shift", [day_after, day_before])
def test_a_length_is_laid_with_the_rounding_asked_for(shift: Callable[..., date]) -> None:
    day, length = date(2025, 3, 31), Length(months=11 if shift is day_after else 1)
    year = 2026 if shift is day_after else 2025
    assert shift(day, length, rounding=Rounding.LAST_DAY) == date(year, 2, 28)
    assert shift(day, length, rounding=Rounding.NEXT_MONTH) == date(year, 3, 1)
    with pytest.raises(InvalidValue, match=f"there is no {year}-02-31$"):
        shift(day, length, rounding=Rounding.REFUSE)


@given(anchors, st.integers(0, 300), st.integers(0, 300))
def test_weeks_and_days_are_counted_one_by_one(day: date, weeks: int, more: int) -> None:
    later = day
    for _ in range(7 * weeks + more):
        later += ONE_DAY
    length = Length(weeks=weeks, days=more)
    assert day_after(day, length) == later
    assert day_before(later, length) == day


# notice


@given(anchors, short_lengths)
@example(date(2025, 2, 28), Length(months=1))
@example(date(2024, 2, 29), Length(months=1))
@example(date(2025, 3, 1), Length(months=1))
@example(date(2025, 3, 30), Length(months=1, days=1))
def test_the_latest_notice_day_is_the_last_one_whose_notice_runs_out_in_time(
    last_day: date, length: Length
) -> None:
    reach = 31 * length.months + 7 * length.weeks + length.days + 5
    window = [last_day - back * ONE_DAY for back in range(reach)]
    in_time = [day for day in window if day_after(day, length) <= last_day]
    assert latest_notice_day(last_day, length) == max(in_time)


@pytest.mark.parametrize(
    ("last_day", "length", "latest"),
    [
        (date(2025, 2, 28), Length(months=1), date(2025, 1, 31)),
        (date(2025, 2, 27), Length(months=1), date(2025, 1, 27)),
        (date(2025, 3, 1), Length(months=1), date(2025, 2, 1)),
        (date(2025, 3, 30), Length(months=1), date(2025, 2, 28)),
        (date(2025, 4, 30), Length(months=1), date(2025, 3, 31)),
        (date(2027, 8, 31), Length(weeks=4), date(2027, 8, 3)),
        (date(2027, 8, 31), Length(), date(2027, 8, 31)),
        # the month counted back is February with 28 days, the month counted on January with 31
        (date(2025, 3, 15), Length(months=1, days=20), date(2025, 1, 23)),
    ],
)
def test_the_latest_notice_day_at_the_ends_of_months(
    last_day: date, length: Length, latest: date
) -> None:
    assert latest_notice_day(last_day, length) == latest


# periods


@given(anchors, st.integers(1, 30))
@example(date(2025, 1, 31), 1)
@example(date(2025, 1, 30), 1)
@example(date(2025, 1, 29), 1)
@example(date(2024, 2, 29), 12)
def test_a_period_of_months_ends_before_the_day_of_the_same_number(
    first_day: date, months: int
) -> None:
    """Found by walking from day to day; where the month has no such number, with the month."""
    wanted = 12 * first_day.year + first_day.month + months
    day = first_day
    while 12 * day.year + day.month < wanted:
        day += ONE_DAY
    while day.day < first_day.day and (day + ONE_DAY).day != 1:
        day += ONE_DAY
    last_day = day - ONE_DAY if day.day == first_day.day else day
    assert last_day_of(first_day, Length(months=months)) == last_day


@pytest.mark.parametrize(
    ("first_day", "length", "last_day"),
    [
        (date(2025, 1, 31), Length(months=1), date(2025, 2, 28)),
        (date(2025, 1, 31), Length(months=1, days=1), date(2025, 3, 1)),
        (date(2025, 1, 31), Length(months=1, weeks=1), date(2025, 3, 7)),
        (date(2025, 1, 15), Length(months=1, days=1), date(2025, 2, 15)),
        (date(2025, 1, 15), Length(months=1, weeks=1, days=2), date(2025, 2, 23)),
        (date(2024, 2, 29), Length(months=12), date(2025, 2, 28)),
        (date(2024, 2, 29), Length(months=48), date(2028, 2, 28)),
        (date(2025, 3, 1), Length(months=12), date(2026, 2, 28)),
        (date(2027, 3, 1), Length(months=12), date(2028, 2, 29)),
        (date(2025, 1, 1), Length(days=1), date(2025, 1, 1)),
        (date(2025, 1, 1), Length(weeks=1), date(2025, 1, 7)),
    ],
)
def test_where_a_period_of_some_length_ends(
    first_day: date, length: Length, last_day: date
) -> None:
    assert last_day_of(first_day, length) == last_day
    assert Period.of(first_day, length) == Period(first_day, last_day)


@given(anchors, st.integers(0, 60), st.integers(0, 60))
def test_a_period_of_weeks_and_days_has_that_many_days(
    first_day: date, weeks: int, more: int
) -> None:
    assert Period.of(first_day, Length(weeks=weeks, days=more + 1)).days == 7 * weeks + more + 1


def test_a_period_of_no_length_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        last_day_of(date(2025, 1, 1), Length())
    assert str(caught.value) == "cannot make a period: a period has at least one day, not 0 days"


def test_a_period_whose_last_day_comes_first_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        Period(date(2025, 1, 2), date(2025, 1, 1))
    assert str(caught.value) == (
        "cannot make Period: last_day: 2025-01-01 lies before the first day 2025-01-02"
    )


def test_a_single_day_is_a_period() -> None:
    period = Period(date(2025, 1, 1), date(2025, 1, 1))
    assert (period.days, str(period)) == (1, "2025-01-01 to 2025-01-01")


@given(periods, periods)
def test_two_periods_overlap_when_they_have_a_day_in_common(one: Period, other: Period) -> None:
    common = set(days_of(one)) & set(days_of(other))
    assert one.overlaps(other) is other.overlaps(one) is bool(common)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Period(date(2025, 1, 1), date(2025, 2, 28)), False),
        (Period(date(2025, 1, 1), date(2025, 3, 1)), True),
        (Period(date(2025, 3, 1), date(2025, 3, 31)), True),
        (Period(date(2025, 3, 2), date(2025, 3, 2)), True),
        (Period(date(2025, 1, 1), date(2025, 12, 31)), True),
        (Period(date(2025, 3, 31), date(2025, 4, 30)), True),
        (Period(date(2025, 4, 1), date(2025, 4, 30)), False),
    ],
)
def test_periods_that_only_touch_do_not_overlap(other: Period, *, overlaps: bool) -> None:
    march = Period(date(2025, 3, 1), date(2025, 3, 31))
    assert march.overlaps(other) is other.overlaps(march) is overlaps


@given(periods)
def test_a_period_holds_the_days_counted_one_by_one_and_no_others(period: Period) -> None:
    counted = days_of(period)
    assert period.days == len(counted)
    around = [period.first_day - ONE_DAY, *counted, period.last_day + ONE_DAY]
    assert [day for day in around if day in period] == counted


@given(periods, lengths.filter(bool))
@example(Period(date(2026, 9, 1), date(2027, 8, 31)), Length(months=6))
def test_an_extended_period_is_the_old_one_and_one_of_that_length_after_it(
    period: Period, length: Length
) -> None:
    added = Period.of(period.last_day + ONE_DAY, length)
    longer = period.extended(length)
    assert longer == Period(period.first_day, added.last_day)
    assert longer.days == period.days + added.days


def test_an_extension_by_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        Period(date(2025, 1, 1), date(2025, 1, 31)).extended(Length())
    assert str(caught.value) == "cannot make a period: a period has at least one day, not 0 days"


# working days


@given(
    anchors,
    st.frozensets(st.integers(1, 7), max_size=6),
    st.frozensets(st.integers(0, 20), max_size=12),
)
def test_the_next_working_day_is_the_first_one_on_a_walk(
    day: date, weekend: frozenset[int], holidays: frozenset[int]
) -> None:
    calendar = WorkingWeek(weekend, frozenset(day + count * ONE_DAY for count in holidays))
    found = day
    while found.isoweekday() in weekend or found in calendar.holidays:
        found += ONE_DAY
    assert next_working_day(day, calendar) == found


@pytest.mark.parametrize(
    ("day", "is_working_day"),
    [
        (date(2025, 6, 26), True),
        (date(2025, 6, 27), False),
        (date(2025, 6, 28), False),
        (date(2025, 6, 29), True),
        (date(2025, 6, 30), False),
    ],
)
def test_a_tool_names_its_own_weekend_and_holidays(day: date, *, is_working_day: bool) -> None:
    friday_and_saturday = frozenset({5, 6})
    calendar = WorkingWeek(friday_and_saturday, frozenset({date(2025, 6, 30)}))
    assert calendar.is_working_day(day) is is_working_day


def test_weekend_and_holidays_may_be_given_as_any_collection() -> None:
    calendar = WorkingWeek(weekend=[7, 6], holidays=[date(2025, 1, 1)])
    assert calendar == WorkingWeek(holidays=frozenset({date(2025, 1, 1)}))
    assert hash(calendar) == hash(WorkingWeek(holidays=frozenset({date(2025, 1, 1)})))


@pytest.mark.parametrize("weekend", [range(1, 8), [0], [8], [6, 7, 8], ["6"]])
def test_a_weekend_of_all_days_or_of_none_that_exist_is_refused(weekend: list[int]) -> None:
    with pytest.raises(InvalidValue) as caught:
        WorkingWeek(weekend=weekend)
    assert str(caught.value) == (
        "cannot make WorkingWeek: weekend: "
        "must be some, not all, of the numbers 1 (Monday) to 7 (Sunday)"
    )


def test_holidays_that_are_no_list_are_refused() -> None:
    holidays: Any = "Epiphany"
    with pytest.raises(InvalidValue) as caught:
        WorkingWeek(holidays=holidays)
    assert str(caught.value) == (
        "cannot make WorkingWeek: holidays: must be a list of days, not 'Epiphany'"
    )


def test_every_day_may_be_a_working_day() -> None:
    saturday = date(2025, 6, 28)
    assert next_working_day(saturday, WorkingWeek(weekend=frozenset())) == saturday


class OneWorkingDay:
    """A calendar of a tool's own, with a single working day."""

    def __init__(self, only: date | None) -> None:
        self.only = only

    def is_working_day(self, day: date) -> bool:
        return day == self.only


def test_a_calendar_without_a_working_day_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        next_working_day(date(2025, 1, 1), OneWorkingDay(None))
    assert str(caught.value) == (
        "cannot make the working day after 2025-01-01: the calendar has none within a year"
    )


def test_a_working_day_is_looked_for_within_a_year() -> None:
    assert next_working_day(date(2025, 1, 1), OneWorkingDay(date(2026, 1, 1))) == date(2026, 1, 1)
    with pytest.raises(InvalidValue):
        next_working_day(date(2025, 1, 1), OneWorkingDay(date(2026, 1, 2)))


# what is no day

NOON = datetime(2025, 1, 31, 12, 0)  # noqa: DTZ001 - a naive instant is what is refused
NOT_DAYS = [
    pytest.param(
        NOON,
        "must be a day (datetime.date), not the instant 2025-01-31T12:00:00; use .date()",
        id="datetime",
    ),
    pytest.param(
        pendulum.datetime(2025, 1, 31, 12),
        "must be a day (datetime.date), not the instant 2025-01-31T12:00:00+00:00; use .date()",
        id="pendulum-DateTime",
    ),
    pytest.param("2025-01-31", "must be a day (datetime.date), not '2025-01-31'", id="text"),
    pytest.param(None, "must be a day (datetime.date), not None", id="nothing"),
    pytest.param(20250131, "must be a day (datetime.date), not 20250131", id="number"),
]
MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))


@pytest.mark.parametrize(("value", "fault"), NOT_DAYS)
@pytest.mark.parametrize(
    ("what", "ask"),
    [
        ("day", lambda day: add_months(day, 1, rounding=Rounding.LAST_DAY)),
        ("day", lambda day: day_after(day, Length(days=1))),
        ("day", lambda day: day_after(day, Length(months=1))),
        ("day", lambda day: day_before(day, Length())),
        ("day", lambda day: last_day_of(day, Length(days=1))),
        ("day", lambda day: latest_notice_day(day, Length(weeks=4))),
        ("day", lambda day: next_working_day(day, WorkingWeek())),
        ("day", lambda day: day in MARCH),
        ("as_of", lambda day: check_day(day, "as_of")),
        ("Period: first_day", lambda day: Period(day, date(2025, 3, 1))),
        ("Period: last_day", lambda day: Period(date(2025, 1, 1), day)),
        ("WorkingWeek: holidays", lambda day: WorkingWeek(holidays=[day])),
    ],
)
def test_what_is_no_day_is_refused_where_a_day_is_meant(
    what: str, ask: Callable[[object], object], value: object, fault: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        ask(value)
    assert str(caught.value) == f"cannot make {what}: {fault}"


def test_a_day_of_pendulum_is_taken_and_never_given_back() -> None:
    """Its differences are pendulum intervals, and its text form is its own."""
    day = pendulum.date(2025, 3, 31)
    period = Period(day, day)
    found = [
        check_day(day),
        add_months(day, 0, rounding=Rounding.REFUSE),
        day_after(day, Length()),
        day_after(day, Length(days=1)),
        day_before(day, Length(weeks=1)),
        last_day_of(day, Length(days=1)),
        latest_notice_day(day, Length(days=1)),
        next_working_day(day, WorkingWeek()),
        period.first_day,
        period.last_day,
        period.extended(Length(days=1)).last_day,
    ]
    assert {type(each) for each in found} == {date}
    assert period == Period(date(2025, 3, 31), date(2025, 3, 31))
    assert day in period
    assert not WorkingWeek(holidays=[day]).is_working_day(date(2025, 3, 31))
