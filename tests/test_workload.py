"""Whose claims are too much for a person's time, on which days, and what would help."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from itertools import combinations, zip_longest
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from secondment.dates import Period
from secondment.errors import InvalidValue
from secondment.workload import (
    Availability,
    Claim,
    Demand,
    DemandAnswer,
    Overload,
    Refuse,
    Resolution,
    Shift,
    Step,
    Trim,
    Verdict,
    answer_to,
    applied,
    overloads,
    resolutions,
)
from tests.cast import FIRST_DAY, HANA, LAST_DAY, OTTO, SAM

ONE = Decimal(1)
NOON: Any = datetime(2027, 3, 1, 12)  # noqa: DTZ001  # an instant where a day is meant
NOON_FAULT = "must be a day (datetime.date), not the instant 2027-03-01T12:00:00; use .date()"


def claim(id: str, first: str, last: str | None, share: str, person: str = SAM) -> Claim:
    return Claim(
        id=id,
        person=person,
        claimant="platform",
        first_day=date.fromisoformat(first),
        last_day=None if last is None else date.fromisoformat(last),
        share=Decimal(share),
    )


def free(first: str, last: str | None, capacity: str, person: str = SAM) -> Availability:
    return Availability(
        person=person,
        first_day=date.fromisoformat(first),
        last_day=None if last is None else date.fromisoformat(last),
        capacity=Decimal(capacity),
    )


def told(found: Iterable[object]) -> list[str]:
    return [str(each) for each in found]


def faults_of(build: Callable[[], object]) -> dict[str, str]:
    """Return the faults of what cannot be built, by path."""
    with pytest.raises(InvalidValue) as caught:
        build()
    return {fault.path: fault.text for fault in caught.value.faults}


# claims


def test_everything_wrong_with_a_claim_is_said_at_once() -> None:
    wrong: Any = 0.5
    with pytest.raises(InvalidValue) as caught:
        Claim(id="", person=" ", claimant="", first_day=NOON, last_day=NOON, share=wrong)
    assert str(caught.value) == (
        "cannot make Claim: "
        "id: must be an id, a text that is not blank, not ''; "
        "person: must be an id, a text that is not blank, not ' '; "
        "claimant: must be an id, a text that is not blank, not ''; "
        f"first_day: {NOON_FAULT}; "
        "share: must be a Decimal above 0 and at most 1, the whole working time, not 0.5; "
        f"last_day: {NOON_FAULT}"
    )


SHARE_FAULTS = [
    (1, "must be a Decimal above 0 and at most 1, the whole working time, not 1"),
    (Decimal(0), "must be above 0 and at most 1, the whole working time, not 0"),
    (Decimal("-0.1"), "must be above 0 and at most 1, the whole working time, not -0.1"),
    (Decimal("1.01"), "must be above 0 and at most 1, the whole working time, not 1.01"),
    (Decimal("NaN"), "must be above 0 and at most 1, the whole working time, not NaN"),
    (Decimal("sNaN"), "must be above 0 and at most 1, the whole working time, not sNaN"),
    (Decimal("1E-41"), "must have at most 40 decimal places, not 1E-41"),
]


@pytest.mark.parametrize(("share", "text"), SHARE_FAULTS, ids=str)
def test_a_share_is_a_part_of_the_working_time(share: Any, text: str) -> None:
    period = Period(FIRST_DAY, LAST_DAY)
    whole = claim("home", "2027-03-01", None, "1")
    wanted = Demand(id="d1", on=FIRST_DAY, by=HANA, period=period, share=ONE, reason="outage")
    assert faults_of(lambda: evolve(whole, share=share)) == {"share": text}
    assert faults_of(lambda: evolve(wanted, share=share)) == {"share": text}
    assert faults_of(lambda: Trim("home", share)) == {"share": text}


@pytest.mark.parametrize("share", ["1", "1E-40", "0.3333333333333333333333333333"])
def test_a_share_at_the_edge_is_taken(share: str) -> None:
    assert claim("home", "2027-03-01", None, share).share == Decimal(share)


def test_a_claim_or_an_availability_does_not_end_before_it_starts() -> None:
    text = "2027-02-28 lies before the first day 2027-03-01"
    assert faults_of(lambda: claim("a", "2027-03-01", "2027-02-28", "1")) == {"last_day": text}
    assert faults_of(lambda: free("2027-03-01", "2027-02-28", "1")) == {"last_day": text}


def test_a_claim_or_an_availability_may_be_for_one_day() -> None:
    assert claim("a", "2027-03-01", "2027-03-01", "1").last_day == FIRST_DAY
    assert free("2027-03-01", "2027-03-01", "0").last_day == FIRST_DAY


CAPACITY_FAULTS = [
    (1, "must be a Decimal from 0 to 1000, where 1 is full time, not 1"),
    (Decimal("-0.1"), "must be from 0 to 1000, where 1 is full time, not -0.1"),
    (Decimal("1000.1"), "must be from 0 to 1000, where 1 is full time, not 1000.1"),
    (Decimal("Infinity"), "must be from 0 to 1000, where 1 is full time, not Infinity"),
    (Decimal("sNaN"), "must be from 0 to 1000, where 1 is full time, not sNaN"),
    (Decimal("1E-41"), "must have at most 40 decimal places, not 1E-41"),
]


@pytest.mark.parametrize(("capacity", "text"), CAPACITY_FAULTS, ids=str)
def test_a_capacity_is_a_number_of_full_times(capacity: Any, text: str) -> None:
    assert faults_of(lambda: overloads([], capacity)) == {"capacity": text}
    assert faults_of(lambda: evolve(free("2027-03-01", None, "1"), capacity=capacity)) == {
        "capacity": text
    }


@pytest.mark.parametrize("capacity", ["0", "1000", "1E-40"])
def test_a_capacity_at_the_edge_is_taken(capacity: str) -> None:
    assert free("2027-03-01", None, capacity).capacity == Decimal(capacity)


def test_everything_wrong_with_an_availability_is_said_at_once() -> None:
    wrong: Any = None
    assert faults_of(
        lambda: Availability(person="", first_day=NOON, last_day=NOON, capacity=wrong)
    ) == {
        "person": "must be an id, a text that is not blank, not ''",
        "first_day": NOON_FAULT,
        "capacity": "must be a Decimal from 0 to 1000, where 1 is full time, not None",
        "last_day": NOON_FAULT,
    }


# overloads


def test_claims_over_the_capacity_are_told_with_days_amount_and_whose_they_are() -> None:
    home = claim("home", "2027-01-01", None, "0.4")
    host = claim("P-7", "2027-03-01", "2027-08-31", "0.8")
    assert overloads([host, home]) == (
        Overload(
            person=SAM,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            over=Decimal("0.2"),
            claims=(home, host),
        ),
    )


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ([], []),
        (["2027-03-01 2027-03-31 1"], []),
        (["2027-03-01 2027-03-31 1", "2027-04-01 2027-04-30 1"], []),
        (
            ["2027-03-01 2027-03-31 1", "2027-03-31 2027-04-30 1"],
            ["sam has 1 too much from 2027-03-31 to 2027-03-31: c0, c1"],
        ),
        (
            ["2028-02-01 2028-02-29 1", "2028-02-29 2028-02-29 0.1"],
            ["sam has 0.1 too much from 2028-02-29 to 2028-02-29: c0, c1"],
        ),
        (["2028-02-01 2028-02-28 1", "2028-02-29 2028-02-29 0.1", "2028-03-01 - 1"], []),
        (
            ["2027-01-01 - 0.6", "2027-03-01 - 0.5"],
            ["sam has 0.1 too much from 2027-03-01 without an end: c0, c1"],
        ),
        (
            ["2027-01-01 9999-12-31 0.6", "2027-03-01 - 0.5"],
            ["sam has 0.1 too much from 2027-03-01 without an end: c0, c1"],
        ),
        (
            ["2027-01-01 9999-12-30 0.6", "2027-03-01 - 0.5"],
            ["sam has 0.1 too much from 2027-03-01 to 9999-12-30: c0, c1"],
        ),
        (
            ["0001-01-01 0001-01-02 1", "0001-01-01 - 1"],
            ["sam has 1 too much from 0001-01-01 to 0001-01-02: c0, c1"],
        ),
        (
            ["2027-03-01 2027-03-31 0.8", "2027-03-10 2027-03-20 0.8", "2027-03-15 - 0.8"],
            [
                "sam has 0.6 too much from 2027-03-10 to 2027-03-14: c0, c1",
                "sam has 1.4 too much from 2027-03-15 to 2027-03-20: c0, c1, c2",
                "sam has 0.6 too much from 2027-03-21 to 2027-03-31: c0, c2",
            ],
        ),
        (
            ["2027-03-01 2027-03-31 0.8", "2027-03-10 2027-03-14 0.8", "2027-03-15 - 0.8"],
            [
                "sam has 0.6 too much from 2027-03-10 to 2027-03-14: c0, c1",
                "sam has 0.6 too much from 2027-03-15 to 2027-03-31: c0, c2",
            ],
        ),
        (["2027-03-01 2027-03-31 0.1"] * 10, []),
        (
            ["2027-01-01 2027-02-01 0.125", "2027-03-01 - 0.60", "2027-03-31 2027-03-31 0.500"],
            ["sam has 0.1 too much from 2027-03-31 to 2027-03-31: c1, c2"],
        ),
        (
            [*["2027-03-01 2027-03-31 0.1"] * 10, "2027-03-31 - 0.0001"],
            [
                "sam has 0.0001 too much from 2027-03-31 to 2027-03-31: "
                "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10"
            ],
        ),
        (
            ["2027-03-01 2027-03-31 1"] * 11,
            [
                "sam has 10 too much from 2027-03-01 to 2027-03-31: "
                "c0, c1, c10, c2, c3, c4, c5, c6, c7, c8, c9"
            ],
        ),
    ],
)
def test_a_day_is_over_when_its_claims_exceed_1(claims: list[str], found: list[str]) -> None:
    given = []
    for number, words in enumerate(claims):
        first, last, share = words.split()
        given.append(claim(f"c{number}", first, None if last == "-" else last, share))
    assert told(overloads(given)) == found
    assert told(overloads(reversed(given))) == found


def test_each_person_has_a_workload_of_their_own() -> None:
    claims = [
        claim("b", "2027-03-01", None, "0.7"),
        claim("c", "2027-03-02", None, "0.7", person="ada"),
        claim("d", "2027-03-03", None, "0.7"),
        claim("a", "2027-03-04", None, "0.7", person="ada"),
        claim("e", "2027-03-01", None, "0.7", person="zoe"),
    ]
    assert told(overloads(claims)) == [
        "ada has 0.4 too much from 2027-03-04 without an end: c, a",
        "sam has 0.4 too much from 2027-03-03 without an end: b, d",
    ]


@pytest.mark.parametrize(
    ("capacity", "found"),
    [
        ("0", ["sam has 0.8 too much from 2027-03-01 to 2027-03-31: home"]),
        ("0.79", ["sam has 0.01 too much from 2027-03-01 to 2027-03-31: home"]),
        ("0.80", []),
    ],
)
def test_the_usual_capacity_is_for_the_tool_to_say(capacity: str, found: list[str]) -> None:
    home = claim("home", "2027-03-01", "2027-03-31", "0.8")
    assert told(overloads([home], Decimal(capacity))) == found


@pytest.mark.parametrize(
    ("availability", "found"),
    [
        (
            [free("2027-03-10", "2027-03-12", "0.5")],
            ["sam has 0.3 too much from 2027-03-10 to 2027-03-12: home"],
        ),
        (
            [free("2027-03-10", "2027-03-12", "0.5"), free("2027-03-13", None, "0.5")],
            ["sam has 0.3 too much from 2027-03-10 to 2027-03-31: home"],
        ),
        (
            [free("2027-03-13", "2027-03-31", "0"), free("2027-03-10", "2027-03-12", "0.5")],
            [
                "sam has 0.3 too much from 2027-03-10 to 2027-03-12: home",
                "sam has 0.8 too much from 2027-03-13 to 2027-03-31: home",
            ],
        ),
        ([free("2027-03-10", None, "0.8")], []),
        ([free("2027-03-10", None, "0.1", person="ada")], []),
        ([free("2027-04-01", None, "0")], []),
        ([free("2027-02-01", "2027-02-28", "0")], []),
    ],
)
def test_a_capacity_may_be_another_on_some_days(
    availability: list[Availability], found: list[str]
) -> None:
    home = claim("home", "2027-03-01", "2027-03-31", "0.8")
    assert told(overloads([home], availability=availability)) == found


def test_a_capacity_that_stays_the_same_splits_no_overload() -> None:
    claims = [claim("a", "2027-03-01", "2027-03-31", "1"), claim("b", "2027-03-01", None, "1")]
    assert told(overloads(claims, availability=[free("2027-03-10", "2027-03-12", "1.0")])) == [
        "sam has 1 too much from 2027-03-01 to 2027-03-31: a, b"
    ]


def test_more_capacity_makes_an_overload_smaller() -> None:
    claims = [claim("a", "2027-03-01", "2027-03-31", "1"), claim("b", "2027-03-01", None, "1")]
    assert told(overloads(claims, availability=[free("2027-03-10", None, "1.5")])) == [
        "sam has 1 too much from 2027-03-01 to 2027-03-09: a, b",
        "sam has 0.5 too much from 2027-03-10 to 2027-03-31: a, b",
    ]


def test_the_context_of_the_embedding_tool_changes_no_amount() -> None:
    claims = [claim("a", "2027-03-01", None, "0.777"), claim("b", "2027-03-01", None, "0.334")]
    with localcontext(Context(prec=2)):
        (found,) = overloads(claims)
        helping = told(resolutions(found, claims))
    assert found.over == Decimal("0.111")
    assert helping == ["trim a to 0.666", "refuse a", "trim b to 0.223", "refuse b"]


def test_the_finest_share_is_not_lost_beside_the_largest_capacity() -> None:
    claims = [claim(f"c{number}", "2027-03-01", None, "1") for number in range(1000)]
    finest = claim("finest", "2027-03-02", None, "1E-40")
    (found,) = overloads([*claims, finest], Decimal(1000))
    assert (found.first_day, found.over) == (date(2027, 3, 2), Decimal("1E-40"))


def test_everything_wrong_with_a_workload_is_said_at_once() -> None:
    claims: Any = [
        claim("a", "2027-03-01", None, "1"),
        "b",
        claim("a", "2027-04-01", None, "1", person="ada"),
    ]
    availability: Any = [
        free("2027-03-31", None, "1"),
        None,
        free("2027-03-01", "2027-03-31", "0.5"),
        free("2027-03-15", "2027-03-31", "0.5", person="ada"),
    ]
    capacity: Any = 1.0
    wrong = {
        "claims[1]": "must be a Claim, not 'b'",
        "claims": "a stands 2 times; ids are unique",
        "capacity": "must be a Decimal from 0 to 1000, where 1 is full time, not 1.0",
        "availability[1]": "must be an Availability, not None",
        "availability": "sam has two capacities on 2027-03-31; there can be one",
    }
    overload = Overload(person=SAM, first_day=FIRST_DAY, last_day=None, over=ONE, claims=())
    assert faults_of(lambda: overloads(claims, capacity, availability=availability)) == wrong
    assert (
        faults_of(lambda: resolutions(overload, claims, capacity, availability=availability))
        == wrong
    )


def test_claims_that_stand_twice_are_named_in_the_order_of_their_ids() -> None:
    claims = [claim(each, "2027-03-01", None, "0.1") for each in "bbaac"]
    with pytest.raises(InvalidValue) as caught:
        overloads(claims)
    assert str(caught.value) == (
        "cannot make a workload: claims: a stands 2 times; ids are unique; "
        "claims: b stands 2 times; ids are unique"
    )


def test_people_with_two_capacities_on_a_day_are_named_in_the_order_of_their_ids() -> None:
    twice = [free("2027-03-01", None, "1", person=each) for each in "bbcaa"]
    with pytest.raises(InvalidValue) as caught:
        overloads([], availability=twice)
    assert str(caught.value) == (
        "cannot make a workload: "
        "availability: a has two capacities on 2027-03-01; there can be one; "
        "availability: b has two capacities on 2027-03-01; there can be one"
    )


# what would help


HOME = claim("home", "2027-01-01", None, "0.2")
HOST = claim("P-7", "2027-03-01", "2027-08-31", "0.8")
TALK = claim("talk", "2027-08-30", "2027-09-05", "0.5")


def test_a_claim_can_be_trimmed_shifted_or_refused() -> None:
    (found,) = overloads([HOME, HOST, TALK])
    assert str(found) == "sam has 0.5 too much from 2027-08-30 to 2027-08-31: home, P-7, talk"
    assert resolutions(found, [HOME, HOST, TALK]) == (
        Resolution((Trim("P-7", Decimal("0.3")),)),
        Resolution((Shift("P-7", date(2027, 9, 6)),)),
        Resolution((Refuse("P-7"),)),
        Resolution((Shift("talk", date(2027, 9, 1)),)),
        Resolution((Refuse("talk"),)),
    )


def test_the_claims_after_a_resolution_can_be_asked_about_again() -> None:
    both = Resolution((Shift("talk", date(2028, 2, 29)), Trim("P-7", Decimal("0.6"))))
    assert applied(both, [HOME, HOST, TALK]) == (
        HOME,
        claim("P-7", "2027-03-01", "2027-08-31", "0.6"),
        claim("talk", "2028-02-29", "2028-03-06", "0.5"),
    )
    assert applied(Resolution((Refuse("P-7"),)), [HOME, HOST, TALK]) == (HOME, TALK)


@pytest.mark.parametrize("last", [None, "9999-12-31"])
def test_an_open_end_stays_open_when_shifted(last: str | None) -> None:
    host = claim("host", "2027-03-01", "2027-08-31", "1")
    follow = claim("follow", "2027-06-01", last, "1")
    (found,) = overloads([host, follow])
    assert told(resolutions(found, [host, follow])) == [
        "refuse host",
        "shift follow to 2027-09-01",
        "refuse follow",
    ]
    shift = Resolution((Shift("follow", date(2027, 9, 1)),))
    assert applied(shift, [follow]) == (claim("follow", "2027-09-01", last, "1"),)


def test_nothing_is_shifted_out_of_an_overload_without_an_end() -> None:
    claims = [claim("a", "2027-03-01", None, "0.70"), claim("b", "2027-03-01", None, "0.500")]
    (found,) = overloads(claims)
    assert told(resolutions(found, claims)) == [
        "trim a to 0.5",
        "refuse a",
        "trim b to 0.3",
        "refuse b",
    ]


def test_a_claim_is_shifted_past_days_without_capacity_and_into_the_first_gap_that_holds_it() -> (
    None
):
    claims = [
        claim("host", "2027-03-01", "2027-03-31", "1"),
        claim("task", "2027-03-30", "2027-04-01", "0.5"),
        claim("other", "2027-04-10", "2027-04-20", "0.6"),
    ]
    availability = [free("2027-04-03", "2027-04-07", "0")]
    (found,) = overloads(claims, availability=availability)
    assert Resolution((Shift("task", date(2027, 4, 21)),)) in resolutions(
        found, claims, availability=availability
    )
    short = [*claims[:1], claim("task", "2027-03-30", "2027-03-31", "0.5"), claims[2]]
    (found,) = overloads(short, availability=availability)
    assert Resolution((Shift("task", date(2027, 4, 1)),)) in resolutions(
        found, short, availability=availability
    )


def test_a_claim_is_not_shifted_out_of_the_calendar() -> None:
    claims = [
        claim("a", "9999-12-01", "9999-12-20", "1"),
        claim("b", "9999-12-10", "9999-12-21", "1"),
    ]
    (found,) = overloads(claims)
    assert told(resolutions(found, claims)) == ["refuse a", "refuse b"]
    fits = [claims[0], claim("b", "9999-12-10", "9999-12-20", "1")]
    (found,) = overloads(fits)
    assert told(resolutions(found, fits)) == ["refuse a", "shift b to 9999-12-21", "refuse b"]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        (["1", "1", "1"], ["refuse c2, refuse c1"]),
        (["0.5", "0.9", "0.5", "0.5"], ["refuse c1, refuse c3"]),
        (["0.5", "0.9", "0.8", "0.5"], ["refuse c1, refuse c2"]),
        (["0.7", "0.9", "0.8"], ["refuse c1, trim c2 to 0.3"]),
    ],
)
def test_where_no_claim_is_large_enough_the_fewest_are_refused(
    shares: list[str], found: list[str]
) -> None:
    """Largest first, of equals the latest; the last is trimmed if that will do."""
    claims = [
        claim(f"c{number}", f"2027-03-{number + 1:02}", "2027-03-31", share)
        for number, share in enumerate(shares)
    ]
    deepest = max(overloads(claims), key=lambda each: each.over)
    assert told(resolutions(deepest, claims)) == found


def test_an_overload_of_other_claims_is_not_resolved() -> None:
    (found,) = overloads([HOME, HOST, TALK])
    assert faults_of(lambda: resolutions(found, [HOME, HOST])) == {
        "overload": "sam has 0.5 too much from 2027-08-30 to 2027-08-31: home, P-7, talk "
        "is not what these claims come to; ask for their overloads again"
    }


def test_claims_of_other_people_change_no_resolution() -> None:
    (found,) = overloads([HOME, HOST, TALK])
    others = [claim("x", "2027-09-01", None, "1", person="ada")]
    spells = [free("2027-09-01", None, "0", person="ada")]
    assert resolutions(found, [*others, HOME, HOST, TALK], availability=spells) == resolutions(
        found, [HOME, HOST, TALK]
    )


def test_a_resolution_has_steps_for_different_claims() -> None:
    wrong: Any = ["refuse it", Refuse("a")]
    twice: list[Step] = [Refuse("b"), Trim("a", ONE), Refuse("a")]
    assert faults_of(lambda: Resolution(())) == {"steps": "must be one or more"}
    assert faults_of(lambda: Resolution(wrong)) == {
        "steps[0]": "must be a Trim, Shift or Refuse, not 'refuse it'"
    }
    assert faults_of(lambda: Resolution(twice)) == {"steps": "a has 2 steps; one is enough"}


def test_a_step_is_for_a_claim() -> None:
    text = "must be an id, a text that is not blank, not ' '"
    assert faults_of(lambda: Trim(" ", ONE)) == {"claim": text}
    assert faults_of(lambda: Refuse(" ")) == {"claim": text}
    assert faults_of(lambda: Shift(" ", NOON)) == {"claim": text, "first_day": NOON_FAULT}


def test_a_resolution_is_applied_to_its_claims_each_of_them_once() -> None:
    resolution = Resolution((Refuse("talk"), Refuse("a walk"), Refuse("P-7")))
    claims: Any = [HOME, "talk", HOST, HOME]
    assert faults_of(lambda: applied(resolution, claims)) == {
        "claims[1]": "must be a Claim, not 'talk'",
        "claims": "home stands 2 times; ids are unique",
        "steps": "talk is none of the claims",
    }


def test_steps_for_none_of_the_claims_are_named_in_the_order_of_their_ids() -> None:
    with pytest.raises(InvalidValue) as caught:
        applied(Resolution(Refuse(each) for each in "dbeca"), [])
    assert str(caught.value) == "cannot make the claims after a resolution: " + "; ".join(
        f"steps: {each} is none of the claims" for each in "abcde"
    )


def test_a_claim_shifted_out_of_the_calendar_by_hand_is_refused() -> None:
    late = Resolution((Shift("talk", date(9999, 12, 31)),))
    assert faults_of(lambda: applied(late, [TALK])) == {"": "it lies outside the years 1 to 9999"}


TWICE = (Refuse("a"), Refuse("a"))
NO_STEP: Any = ("refuse it",)
OF_OTHERS = Overload(person=SAM, first_day=FIRST_DAY, last_day=LAST_DAY, over=ONE, claims=(HOME,))


@pytest.mark.parametrize(
    ("build", "what"),
    [
        (lambda: claim("a", "2027-03-01", "2027-02-28", "1"), "Claim"),
        (lambda: free("2027-03-01", "2027-02-28", "1"), "Availability"),
        (lambda: Resolution(()), "Resolution"),
        (lambda: Resolution(NO_STEP), "Resolution"),
        (lambda: Resolution(TWICE), "Resolution"),
        (lambda: resolutions(OF_OTHERS, [HOME, HOME]), "the resolutions of an overload"),
        (lambda: resolutions(OF_OTHERS, [HOME]), "the resolutions of an overload"),
    ],
)
def test_an_error_names_what_could_not_be_made(build: Callable[[], object], what: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        build()
    assert caught.value.what == what


# laws, each against a count day by day

BEFORE, AFTER = date(2028, 2, 15), date(2028, 5, 12)
WINDOW = [BEFORE + timedelta(days=days) for days in range((AFTER - BEFORE).days + 1)]
"""Around a leap day, from before any claim to after the last that ends, even when shifted."""

STARTS = st.dates(date(2028, 2, 20), date(2028, 3, 20))
LENGTHS = st.integers(0, 30).map(lambda days: None if days > 25 else days)
SHARES = st.sampled_from(["0.05", "0.20", "0.33", "0.4", "0.5", "0.61", "0.8", "1"]).map(Decimal)


@st.composite
def workloads(draw: st.DrawFn, most: int = 6) -> list[Claim]:
    count = draw(st.integers(1, most))
    claims = []
    for number in range(count):
        first_day, length = draw(STARTS), draw(LENGTHS)
        last_day = None if length is None else first_day + timedelta(days=length)
        claims.append(
            Claim(
                id=f"c{number}",
                person=draw(st.sampled_from([SAM, SAM, SAM, SAM, "ada"])),
                claimant="platform",
                first_day=first_day,
                last_day=last_day,
                share=draw(SHARES),
            )
        )
    return claims


CAPACITIES = st.sampled_from(["1", "1.25", "0.80", "0.5", "0"]).map(Decimal)


@st.composite
def spells(draw: st.DrawFn) -> list[Availability]:
    """Return capacities of Sam that do not overlap, some of them touching, the last maybe open."""
    days = sorted(draw(st.sets(STARTS, max_size=4)))
    found = []
    for first_day, following in zip_longest(days, days[1:]):
        gap = draw(st.sampled_from([1, 3]))
        last_day = None if following is None else following - timedelta(days=gap)
        if last_day is None or first_day <= last_day:
            found.append(
                Availability(
                    person=SAM, first_day=first_day, last_day=last_day, capacity=draw(CAPACITIES)
                )
            )
    return found


def holds(span: Claim | Availability, on: date) -> bool:
    return span.first_day <= on and (span.last_day is None or on <= span.last_day)


def hundredths(number: Decimal) -> int:
    """Return a number of two places as a whole one, so that the count is exact and quick."""
    return int(number.scaleb(2))


def over(
    claims: Iterable[Claim], capacity: Decimal, spells: Iterable[Availability], on: date
) -> int:
    """Return how many hundredths Sam has too much on a day, below 0 for what is free."""
    limit = next((each.capacity for each in spells if holds(each, on)), capacity)
    load = sum(hundredths(each.share) for each in claims if each.person == SAM and holds(each, on))
    return load - hundredths(limit)


@given(workloads(most=8), CAPACITIES, spells())
def test_overloads_are_those_of_a_count_day_by_day(
    claims: list[Claim], capacity: Decimal, spells: list[Availability]
) -> None:
    counted = {}
    for on in WINDOW:
        amount = over(claims, capacity, spells, on)
        if amount > 0:
            held = {each.id for each in claims if each.person == SAM and holds(each, on)}
            counted[on] = (amount, held)
    told_of = [
        (on, (hundredths(each.over), {claim.id for claim in each.claims}))
        for each in overloads(claims, capacity, availability=spells)
        if each.person == SAM
        for on in WINDOW
        if each.first_day <= on <= (each.last_day or date.max)
    ]
    assert told_of == list(counted.items())


@given(workloads(most=8), CAPACITIES, spells())
def test_an_overload_is_open_when_the_load_stays_too_much(
    claims: list[Claim], capacity: Decimal, spells: list[Availability]
) -> None:
    found = [
        each for each in overloads(claims, capacity, availability=spells) if each.person == SAM
    ]
    stays = over(claims, capacity, spells, date.max) > 0
    assert [each.last_day is None for each in found] == [False] * (len(found) - stays) + (
        [True] * stays
    )


@given(workloads(most=8), CAPACITIES, spells(), st.randoms(use_true_random=False))
def test_overloads_are_as_long_as_can_be_and_the_same_in_any_order(
    claims: list[Claim], capacity: Decimal, spells: list[Availability], random: Any
) -> None:
    found = overloads(claims, capacity, availability=spells)
    ends = {(each.person, each.last_day, each.over, each.claims) for each in found}
    for each in found:
        the_day_before = each.first_day - timedelta(days=1)
        assert (each.person, the_day_before, each.over, each.claims) not in ends
    random.shuffle(claims)
    random.shuffle(spells)
    assert overloads(claims, capacity, availability=spells) == found


def fits(claim: Claim, others: list[Claim], capacity: Decimal, spells: list[Availability]) -> bool:
    return all(
        over([*others, claim], capacity, spells, on) <= 0
        for on in [*WINDOW, date.max]
        if holds(claim, on)
    )


def first_fit(
    claim: Claim, others: list[Claim], capacity: Decimal, spells: list[Availability]
) -> date | None:
    """Return the first day after its own from which *claim* fits, trying one after the other."""
    for days in range(1, (date(2028, 4, 20) - claim.first_day).days):
        shift = Shift(claim.id, claim.first_day + timedelta(days=days))
        (moved,) = applied(Resolution((shift,)), [claim])
        if fits(moved, others, capacity, spells):
            return shift.first_day
    return None


@given(workloads(), CAPACITIES, spells())
def test_resolutions_are_the_smallest_for_each_claim(
    claims: list[Claim], capacity: Decimal, spells: list[Availability]
) -> None:
    """The largest share that may stay, the first day that fits, and refusing where that is enough.

    A claim large enough is one without which the load is no longer too much.
    """
    for overload in overloads(claims, capacity, availability=spells):
        if overload.person != SAM:
            continue
        wanted: list[Resolution] = []
        for each in overload.claims:
            others = [other for other in claims if other != each]
            left = over(others, capacity, spells, overload.first_day)
            if left > 0:
                continue
            may_stay = max(share for share in range(101) if left + share <= 0)
            if may_stay:
                wanted.append(Resolution((Trim(each.id, Decimal(may_stay) / 100),)))
            if fits_on := first_fit(each, others, capacity, spells):
                wanted.append(Resolution((Shift(each.id, fits_on),)))
            wanted.append(Resolution((Refuse(each.id),)))
        found = resolutions(overload, claims, capacity, availability=spells)
        if wanted:
            assert list(found) == wanted
        else:
            assert len(found) == 1


@given(workloads(), CAPACITIES, spells())
def test_a_resolution_clears_its_overload_and_makes_no_other(
    claims: list[Claim], capacity: Decimal, spells: list[Availability]
) -> None:
    for overload in overloads(claims, capacity, availability=spells):
        if overload.person != SAM:
            continue
        for resolution in resolutions(overload, claims, capacity, availability=spells):
            after = applied(resolution, claims)
            for on in [*WINDOW, date.max]:
                excess = over(after, capacity, spells, on)
                if overload.first_day <= on <= (overload.last_day or date.max):
                    assert excess <= 0
                assert excess <= max(0, over(claims, capacity, spells, on))


@given(workloads(most=8), st.sampled_from([Decimal(0), Decimal("0.2"), Decimal("0.5")]))
def test_the_fewest_claims_are_refused_and_no_more_of_them_than_need_be(
    claims: list[Claim], capacity: Decimal
) -> None:
    for overload in overloads(claims, capacity):
        (first, *_) = resolutions(overload, claims, capacity)
        shares = [hundredths(each.share) for each in overload.claims]
        wanted = hundredths(overload.over)
        assert all(sum(some) < wanted for some in combinations(shares, len(first.steps) - 1))
        if len(first.steps) > 1:
            before = {each.id: each.share for each in overload.claims}
            *refused, last = first.steps
            assert all(isinstance(each, Refuse) for each in refused)
            kept = hundredths(last.share) if isinstance(last, Trim) else 0
            taken = sum(hundredths(before[step.claim]) for step in first.steps) - kept
            assert taken == wanted


# demands of the home side


def demand(on: date = FIRST_DAY) -> Demand:
    return Demand(
        id="d1",
        on=on,
        by=HANA,
        period=Period(date(2027, 4, 5), date(2027, 4, 9)),
        share=Decimal("0.5"),
        reason="outage",
    )


def answer(day: int, verdict: Verdict, to: str = "d1") -> DemandAnswer:
    return DemandAnswer(demand=to, on=date(2027, 3, day), by=OTTO, verdict=verdict)


def test_an_accepted_demand_is_a_claim() -> None:
    assert demand().as_claim(person=SAM, claimant="platform") == claim(
        "d1", "2027-04-05", "2027-04-09", "0.5"
    )


def test_everything_wrong_with_a_demand_is_said_at_once() -> None:
    wrong: Any = None
    assert faults_of(lambda: Demand(id="", on=NOON, by="", period=wrong, share=ONE, reason="")) == {
        "id": "must be an id, a text that is not blank, not ''",
        "on": NOON_FAULT,
        "by": "must be an id, a text that is not blank, not ''",
        "period": "must be a Period, not None",
        "reason": "must be an id, a text that is not blank, not ''",
    }


def test_everything_wrong_with_an_answer_is_said_at_once() -> None:
    wrong: Any = "accepted"
    assert faults_of(lambda: DemandAnswer(demand="", on=NOON, by="", verdict=wrong, reason="")) == {
        "demand": "must be an id, a text that is not blank, not ''",
        "on": NOON_FAULT,
        "by": "must be an id, a text that is not blank, not ''",
        "verdict": "must be a Verdict, not 'accepted'",
        "reason": "must be an id, a text that is not blank, not ''",
    }


EARLY, LATE = answer(4, Verdict.REFUSED), answer(8, Verdict.TO_BE_A_CHANGE)
SAME_DAY = answer(8, Verdict.ACCEPTED)


@pytest.mark.parametrize(
    ("answers", "on", "standing"),
    [
        ([], 31, None),
        ([EARLY, LATE], 3, None),
        ([EARLY, LATE], 4, EARLY),
        ([EARLY, LATE], 7, EARLY),
        ([EARLY, LATE], 8, LATE),
        ([LATE, EARLY], 8, LATE),
        ([LATE, SAME_DAY, EARLY], 8, SAME_DAY),
        ([SAME_DAY, LATE], 31, LATE),
        ([answer(4, Verdict.ACCEPTED, to="d2")], 31, None),
    ],
)
def test_the_latest_answer_to_a_demand_stands(
    answers: list[DemandAnswer], on: int, standing: DemandAnswer | None
) -> None:
    assert answer_to(demand(), answers, date(2027, 3, on)) == standing


@pytest.mark.parametrize(("made", "stands"), [(4, True), (5, False)])
def test_an_answer_from_before_the_demand_is_none(made: int, stands: bool) -> None:
    found = answer_to(demand(date(2027, 3, made)), [EARLY], LAST_DAY)
    assert found == (EARLY if stands else None)


def test_the_answer_is_asked_for_with_a_day() -> None:
    assert faults_of(lambda: answer_to(demand(), [], NOON)) == {"": NOON_FAULT}
    with pytest.raises(InvalidValue, match=r"^cannot make on: must be a day"):
        answer_to(demand(), [], NOON)
