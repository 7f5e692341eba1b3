"""What is known of a person's service: what no record can hold, and when a length is completed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment import Criterion, InvalidValue, Length, Period, ServiceRecord, Spell
from secondment.dates import EARLIEST, LATEST, ONE_DAY, day_after
from secondment.service import UNKNOWN, completed_on, completed_years

YEAR = Period(date(2026, 3, 1), date(2027, 2, 28))

OTHER_YEAR = Period(date(9000, 1, 1), date(9001, 1, 1))
LONG_AGO = Period(date(999, 12, 31), date(1000, 1, 31))

FACTS = ("employed_since", "in_role_since", "probation_until", "contract_ends_on", "released_on")


def test_of_somebody_of_whom_nothing_is_said_nothing_is_known() -> None:
    assert ServiceRecord() == UNKNOWN
    assert all(
        getattr(UNKNOWN, name) is None
        for name in (*FACTS, "has_live_warning", "performance_acceptable", "contract", "grade")
    )
    assert (UNKNOWN.criteria, UNKNOWN.placements, UNKNOWN.same_post) == ((), (), ())


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2027-03-01", "must be a day (datetime.date), not '2027-03-01'"),
        (
            datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
            "must be a day (datetime.date), not the instant 2027-03-01T09:30:00+00:00; use .date()",
        ),
        (date(999, 12, 31), "must lie between 1000-01-01 and 9000-12-31, not on 0999-12-31"),
        (date(9001, 1, 1), "must lie between 1000-01-01 and 9000-12-31, not on 9001-01-01"),
    ],
)
def test_a_day_of_service_is_a_day_that_can_be_counted_with(
    name: str, value: Any, text: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        ServiceRecord(**{name: value})
    assert str(caught.value) == f"cannot make ServiceRecord: {name}: {text}"


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("value", [EARLIEST, LATEST])
def test_the_first_and_the_last_day_that_can_be_counted_with_are_known(
    name: str, value: date
) -> None:
    facts: dict[str, Any] = {name: value}
    assert getattr(ServiceRecord(**facts), name) == value


@pytest.mark.parametrize("name", FACTS)
def test_a_day_of_another_calendar_library_is_kept_as_a_plain_one(name: str) -> None:
    class Own(date):
        pass

    facts: dict[str, Any] = {name: Own(2027, 3, 1)}
    assert type(getattr(ServiceRecord(**facts), name)) is date


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"has_live_warning": 1}, "has_live_warning: must be True or False, not 1"),
        (
            {"performance_acceptable": "yes"},
            "performance_acceptable: must be True or False, not 'yes'",
        ),
        ({"contract": " "}, "contract: must be an id, a text that is not blank, not ' '"),
        ({"grade": 7}, "grade: must be an id, a text that is not blank, not 7"),
        ({"criteria": ["budget"]}, "criteria[0]: must be a Criterion, not 'budget'"),
        ({"placements": [YEAR]}, f"placements[0]: must be a Spell, not {YEAR!r}"),
        (
            {"same_post": [Spell(period=YEAR), None]},
            "same_post[1]: must be a Spell, not None",
        ),
        (
            {"grade": "", "contract": "", "has_live_warning": 0},
            "has_live_warning: must be True or False, not 0; "
            "contract: must be an id, a text that is not blank, not ''; "
            "grade: must be an id, a text that is not blank, not ''",
        ),
    ],
)
def test_every_fault_of_a_service_record_is_named(facts: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        ServiceRecord(**facts)
    assert str(caught.value) == f"cannot make ServiceRecord: {text}"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"period": "2027"},
            "period: must be a Period, not '2027'",
        ),
        (
            {"period": OTHER_YEAR},
            "period: must lie between 1000-01-01 and 9000-12-31, not on 9001-01-01",
        ),
        (
            {"period": LONG_AGO},
            "period: must lie between 1000-01-01 and 9000-12-31, not on 0999-12-31",
        ),
        (
            {"period": Period(date(9999, 12, 31), date(9999, 12, 31))},
            "period: must lie between 1000-01-01 and 9000-12-31, not on 9999-12-31",
        ),
        (
            {"period": YEAR, "host_share": 0.5},
            "host_share: must be a Decimal above 0 and at most 1, not 0.5",
        ),
        (
            {"period": YEAR, "host_share": Decimal(0)},
            "host_share: must be above 0 and at most 1, not 0",
        ),
        (
            {"period": YEAR, "host_share": Decimal("1.1")},
            "host_share: must be above 0 and at most 1, not 1.1",
        ),
        (
            {"period": YEAR, "placement": ""},
            "placement: must be an id, a text that is not blank, not ''",
        ),
    ],
)
def test_every_fault_of_a_spell_is_named(facts: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Spell(**facts)
    assert str(caught.value) == f"cannot make Spell: {text}"


def test_a_spell_takes_all_of_the_time_unless_it_says_otherwise() -> None:
    spell = Spell(period=Period(EARLIEST, LATEST))
    assert (spell.host_share, spell.placement) == (Decimal(1), None)
    assert Spell(period=YEAR, host_share=Decimal("0.01"), placement="p1").placement == "p1"


def test_lists_are_kept_as_tuples_in_the_order_given() -> None:
    spells = [Spell(period=YEAR, placement=name) for name in ("b", "a")]
    record = ServiceRecord(placements=spells, same_post=spells[:1], criteria=[Criterion("x")])
    assert record.placements == tuple(spells)
    assert record.same_post == (spells[0],)
    assert record.criteria == (Criterion("x"),)


def test_a_criterion_is_met_is_not_met_or_nobody_has_said_so() -> None:
    record = ServiceRecord(
        criteria=[Criterion("merit", True), Criterion("budget", False), Criterion("visa")]
    )
    assert record.is_met("merit") is True
    assert record.is_met("budget") is False
    assert record.is_met("visa") is None
    assert record.is_met("unheard_of") is None


def test_of_a_criterion_that_stands_twice_the_first_counts() -> None:
    assert ServiceRecord(criteria=[Criterion("a", True), Criterion("a", False)]).is_met("a") is True


@pytest.mark.parametrize(
    ("since", "length", "completed"),
    [
        (date(2025, 3, 1), Length(months=24), date(2027, 3, 1)),
        (date(2026, 12, 1), Length(days=90), date(2027, 3, 1)),
        (date(2027, 1, 31), Length(months=1), date(2027, 2, 28)),  # there is no 31 February
        (date(2028, 2, 29), Length(months=12), date(2029, 2, 28)),
        (date(2028, 2, 29), Length(months=48), date(2032, 2, 29)),
        (date(2027, 3, 1), Length(weeks=2), date(2027, 3, 15)),
        (date(2027, 3, 1), Length(), date(2027, 3, 1)),
    ],
)
def test_a_length_of_service_is_completed_on_the_day_with_the_same_number(
    since: date, length: Length, completed: date
) -> None:
    assert completed_on(since, length) == completed


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2018, 3, 1), date(2027, 2, 28), 8),
        (date(2018, 3, 1), date(2027, 3, 1), 9),
        (date(2018, 3, 1), date(2027, 3, 2), 9),
        (date(2018, 12, 31), date(2027, 1, 1), 8),
        (date(2018, 1, 1), date(2027, 12, 31), 9),
        (date(2018, 3, 1), date(2018, 3, 1), 0),
        (date(2018, 3, 1), date(2018, 12, 31), 0),
        (date(2018, 3, 1), date(2019, 2, 28), 0),
        (date(2018, 3, 1), date(2019, 3, 1), 1),
        # on 29 February
        (date(2020, 2, 29), date(2021, 2, 27), 0),
        (date(2020, 2, 29), date(2021, 2, 28), 1),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        # before it began
        (date(2018, 3, 1), date(2018, 2, 28), 0),
        (date(2018, 3, 1), date(2010, 3, 1), 0),
    ],
)
def test_years_of_service_are_completed_years(since: date, on: date, years: int) -> None:
    assert completed_years(since, on) == years


DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_so_many_years_are_completed_and_one_more_is_not(since: date, on: date) -> None:
    years = completed_years(since, on)
    assert years >= 0
    assert completed_on(since, Length(months=12 * (years + 1))) > on
    assert years == 0 or completed_on(since, Length(months=12 * years)) <= on


@given(DAYS, st.integers(1, 80))
def test_a_year_is_completed_on_its_day_and_not_on_the_day_before(since: date, years: int) -> None:
    day = day_after(since, Length(months=12 * years))
    assert completed_years(since, day) == years
    assert completed_years(since, day - ONE_DAY) == years - 1
