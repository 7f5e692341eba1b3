"""Weighted scores against published figures, and what a summary of many raters cannot give away."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import combinations, cycle, permutations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from secondment import InvalidValue, Period
from secondment.errors import Fault
from secondment.ratings import (
    FEWEST,
    Cell,
    Rater,
    Rating,
    Relation,
    Response,
    Round,
    Scale,
    Score,
    Summary,
    average,
    rating_faults,
    response_faults,
    summarise,
    weighted_score,
)
from tests.cast import HANA, OTTO, SAM

STARS = Scale(Decimal(0), Decimal(5), step=Decimal("0.5"))
SHARES = Scale(Decimal(0), Decimal(1), step=Decimal("0.001"))
FIVE = Scale(Decimal(1), Decimal(5))
OPENED_ON = date(2027, 6, 1)
LAST_DAY = date(2027, 6, 30)
CLOSED_ON = date(2027, 7, 1)
OPEN = Period(OPENED_ON, LAST_DAY)


def faults_of(build: Callable[[], object]) -> list[str]:
    """Return every fault of the value that *build* tries to build."""
    with pytest.raises(InvalidValue) as caught:
        build()
    return [str(fault) for fault in caught.value.faults]


def rated(score: str, weight: str, item: str = "care") -> Rating:
    return Rating(item, Decimal(score), weight=Decimal(weight))


# scales and weighted scores


@pytest.mark.parametrize(
    ("build", "faults"),
    [
        (
            lambda: Scale(0.5, Decimal("NaN"), Decimal("0.0000001")),  # type: ignore[arg-type]  # wrong on purpose
            [
                "lowest: must be a Decimal of at most 6 digits before the point, not 0.5",
                "highest: must be of at most 6 digits before the point, not NaN",
                "step: must have at most 6 decimal places, not 1E-7",
            ],
        ),
        (
            lambda: Scale(Decimal(5), Decimal(5)),
            ["highest: must lie above the lowest value 5, not at 5"],
        ),
        (
            lambda: Scale(Decimal(1), Decimal(5), Decimal(3)),
            ["step: must lead from 1 to 5 in whole steps, not 3"],
        ),
        (
            lambda: Scale(Decimal(1), Decimal(5), Decimal(-1)),
            ["step: must lead from 1 to 5 in whole steps, not -1"],
        ),
        (
            lambda: Scale(Decimal(1), Decimal(5), Decimal(0)),
            ["step: must lead from 1 to 5 in whole steps, not 0"],
        ),
        (
            lambda: Scale(Decimal(1), Decimal(1_000_000)),
            ["highest: must be of at most 6 digits before the point, not 1000000"],
        ),
        (
            lambda: Rating(" ", 4, weight=True),  # type: ignore[arg-type]  # wrong on purpose
            [
                "item: must be an id, a text that is not blank, not ' '",
                "score: must be a Decimal of at most 6 digits before the point, not 4",
                "weight: must be a Decimal above 0 and at most 1, not True",
            ],
        ),
        (lambda: rated("4", "0"), ["weight: must be above 0 and at most 1, not 0"]),
        (lambda: rated("4", "1.1"), ["weight: must be above 0 and at most 1, not 1.1"]),
        (
            lambda: Score("", "4"),  # type: ignore[arg-type]  # wrong on purpose
            [
                "item: must be an id, a text that is not blank, not ''",
                "value: must be a Decimal of at most 6 digits before the point, not '4'",
            ],
        ),
        (
            lambda: Rater("", "peer"),  # type: ignore[arg-type]  # wrong on purpose
            [
                "person: must be an id, a text that is not blank, not ''",
                "relation: must be a Relation, not 'peer'",
            ],
        ),
    ],
)
def test_a_value_that_cannot_be_says_everything_that_is_wrong(
    build: Callable[[], object], faults: list[str]
) -> None:
    assert faults_of(build) == faults


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (Decimal(0), None),
        (Decimal("3.50"), None),
        (Decimal(5), None),
        (Decimal("-0.5"), "must be one of 0 to 5 in steps of 0.5, not -0.5"),
        (Decimal("5.5"), "must be one of 0 to 5 in steps of 0.5, not 5.5"),
        (Decimal("3.3"), "must be one of 0 to 5 in steps of 0.5, not 3.3"),
        (3, "must be a Decimal of at most 6 digits before the point, not 3"),
    ],
)
def test_a_scale_has_its_steps_and_both_ends(value: Any, fault: str | None) -> None:
    assert STARS.fault(value) == fault


@pytest.mark.parametrize(
    ("share", "value"), [("0", "1"), ("0.5", "3"), ("0.123456", "1.493824"), ("1", "5")]
)
def test_a_share_lies_between_the_ends_of_a_scale(share: str, value: str) -> None:
    assert FIVE.at(Decimal(share)) == Decimal(value)


@pytest.mark.parametrize(
    ("share", "fault"),
    [
        (Decimal("-0.1"), "share: must be from 0 to 1, not -0.1"),
        (Decimal("1.1"), "share: must be from 0 to 1, not 1.1"),
        (0.5, "share: must be a Decimal from 0 to 1, not 0.5"),
    ],
)
def test_a_share_outside_a_scale_is_refused(share: Any, fault: str) -> None:
    assert faults_of(lambda: STARS.at(share)) == [fault]


def test_frappe_weighs_ratings_by_percent() -> None:
    """frappe/hrms@80f17c9, employee_performance_feedback, test_set_total_score (HR16)."""
    ratings = [
        Rating("speed", STARS.at(Decimal("0.8")), weight=Decimal("0.7")),
        Rating("care", STARS.at(Decimal("0.7")), weight=Decimal("0.3")),
    ]
    assert weighted_score(ratings, STARS) == Decimal("3.85")


def test_frappe_adds_up_rated_areas() -> None:
    """frappe/hrms@80f17c9, appraisal, test_manual_kra_rating (HR20): 1.5 + 2.1."""
    ratings = [rated("5", "0.3", "speed"), rated("3", "0.7")]
    assert weighted_score(ratings, STARS) == Decimal("3.6")


def test_frappe_turns_completion_into_a_score_and_a_final_score() -> None:
    """frappe/hrms@80f17c9, appraisal, test_goal_score (HR22): 38.75 %, 1.938 of 5, 0.646 final.

    The final score is the mean of goals, own rating and feedback; the latter two are 0 there.
    """
    completion = weighted_score([rated("0.125", "0.3", "a"), rated("0.5", "0.7", "b")], SHARES)
    goals = STARS.at(completion)
    final = average([goals, Decimal(0), Decimal(0)])
    assert (completion, goals) == (Decimal("0.3875"), Decimal("1.9375"))
    assert final == Decimal("0.6458333333333333333333333333")


@pytest.mark.parametrize(
    ("ratings", "faults"),
    [
        ([], ["ratings: the weights add up to 0; they must add up to 1"]),
        (
            [rated("3", "0.3", "a"), rated("4", "0.699999", "b")],
            ["ratings: the weights add up to 0.999999; they must add up to 1"],
        ),
        (
            [rated("3", "0.3", "a"), rated("4", "0.700001", "b")],
            ["ratings: the weights add up to 1.000001; they must add up to 1"],
        ),
        (
            [rated("3.3", "0.2"), rated("4", "0.2"), rated("9", "0.5")],
            [
                "ratings[0].score: must be one of 0 to 5 in steps of 0.5, not 3.3",
                "ratings[2].score: must be one of 0 to 5 in steps of 0.5, not 9",
                "ratings: care is rated 3 times; once is meant",
                "ratings: the weights add up to 0.9; they must add up to 1",
            ],
        ),
    ],
)
def test_ratings_that_make_no_whole_have_no_score(ratings: list[Rating], faults: list[str]) -> None:
    assert faults_of(lambda: weighted_score(ratings, STARS)) == faults
    assert [str(fault) for fault in rating_faults(tuple(ratings), STARS)] == faults


@st.composite
def weighted(draw: st.DrawFn) -> list[Rating]:
    """Draw ratings whose weights, in thousandths, add up to one."""
    cuts = sorted(draw(st.sets(st.integers(1, 999), max_size=8)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    return [
        Rating(f"item {index}", Decimal(draw(st.integers(1, 5))), weight=Decimal(weight) / 1000)
        for index, weight in enumerate(weights)
    ]


@given(weighted(), st.randoms(use_true_random=False))
def test_a_weighted_score_is_exact_and_knows_no_order(ratings: list[Rating], random: Any) -> None:
    exact = sum(Fraction(each.score) * Fraction(each.weight) for each in ratings)
    shuffled = random.sample(ratings, len(ratings))
    assert Fraction(weighted_score(shuffled, FIVE)) == exact


@given(weighted(), st.integers(1, 5))
def test_equal_ratings_score_the_same_whatever_the_weights(
    ratings: list[Rating], score: int
) -> None:
    equal = [evolve(each, score=Decimal(score)) for each in ratings]
    assert weighted_score(equal, FIVE) == score


def test_figures_do_not_follow_the_decimal_settings_of_the_tool() -> None:
    with localcontext(Context(prec=2, traps=[])):
        score = weighted_score([rated("3.5", "0.333"), rated("4.5", "0.667", "b")], STARS)
        mean = average([Decimal(1), Decimal(1), Decimal(0)])
        top = Scale(Decimal("0.001"), Decimal("0.101"), Decimal("0.001")).at(Decimal("0.999"))
    assert (score, top) == (Decimal("4.167"), Decimal("0.1009"))
    assert mean == Decimal("0.6666666666666666666666666667")


@pytest.mark.parametrize(
    ("scores", "mean"),
    [([], None), (["0"], "0"), (["3.5", "4"], "3.75"), (["1", "2", "5", "8"], "4")],
)
def test_an_average_of_nothing_is_none_and_not_0(scores: list[str], mean: str | None) -> None:
    assert average(map(Decimal, scores)) == (None if mean is None else Decimal(mean))


def test_an_average_of_what_is_no_figure_is_refused() -> None:
    scores: Any = [Decimal(3), 4.0, Decimal("Infinity")]
    assert faults_of(lambda: average(scores)) == [
        "scores[1]: must be a Decimal of at most 6 digits before the point, not 4.0",
        "scores[2]: must be of at most 6 digits before the point, not Infinity",
    ]


# rounds and responses


def asked(
    groups: Mapping[Relation, int], items: Iterable[str] = ("care",), scale: Scale = FIVE
) -> Round:
    """Return a round about Sam that asks so many raters of each relation: peer 0, peer 1 …"""
    raters = [
        Rater(SAM if relation is Relation.SELF else f"{relation.value} {index}", relation)
        for relation, size in groups.items()
        for index in range(size)
    ]
    return Round(id="R1", about=SAM, period=OPEN, items=items, scale=scale, raters=raters)


def answered(by: str, on: date = OPENED_ON, round_id: str = "R1", **scores: int) -> Response:
    given = [Score(item, Decimal(value)) for item, value in scores.items()]
    return Response(round=round_id, by=by, on=on, scores=given)


def published(given: Round, responses: Iterable[Response]) -> Summary:
    return summarise(given, responses, on=CLOSED_ON, published=None)


PEERS = asked({Relation.PEER: 4})


def test_a_round_that_cannot_be_says_everything_that_is_wrong() -> None:
    def build(**wrong: Any) -> Callable[[], Round]:
        return lambda: evolve(PEERS, **wrong)

    assert faults_of(
        build(id="", about=3, period=LAST_DAY, scale=5, items="care", raters=[SAM], fewest=2)
    ) == [
        "id: must be an id, a text that is not blank, not ''",
        "about: must be an id, a text that is not blank, not 3",
        "period: must be a Period, not datetime.date(2027, 6, 30)",
        "scale: must be a Scale, not 5",
        "fewest: must be a whole number of 3 or more, not 2",
        "items: must be a list, not of type str",
        "raters[0]: must be a Rater, not 'sam'",
    ]
    assert faults_of(build(items=[], audience=7, fewest=True)) == [
        "fewest: must be a whole number of 3 or more, not True",
        "audience: must be a list, not of type int",
    ]
    assert faults_of(build(items=["care", "care"], raters=[*PEERS.raters, PEERS.raters[1]])) == [
        "items: care is named 2 times; once is meant",
        "raters: peer 1 is named 2 times; once is meant",
    ]
    assert faults_of(build(items=[])) == ["items: must name at least one item"]


def test_the_person_rated_is_asked_as_self_and_nobody_else_is() -> None:
    raters = [Rater(SAM, Relation.PEER), Rater(OTTO, Relation.SELF)]
    assert faults_of(lambda: evolve(PEERS, raters=raters)) == [
        "raters: sam is the person rated and can only be asked as self",
        "raters: otto is not the person rated, sam",
    ]


def test_an_anonymous_rater_cannot_be_in_the_audience_but_a_manager_can() -> None:
    raters = [Rater(OTTO, Relation.MANAGER), Rater(HANA, Relation.PEER)]
    both = [OTTO, HANA]
    assert faults_of(lambda: evolve(PEERS, raters=raters, audience=both)) == [
        "audience: hana is asked as peer and cannot read the summary"
    ]
    assert evolve(PEERS, raters=raters, audience=[OTTO]).audience == (OTTO,)


def test_the_relations_of_a_round_are_in_one_order() -> None:
    given = asked({Relation.REPORT: 1, Relation.PEER: 2, Relation.SELF: 1})
    assert given.relations == (Relation.SELF, Relation.PEER, Relation.REPORT)


def test_a_response_that_cannot_be_says_everything_that_is_wrong() -> None:
    noon: Any = datetime(2027, 6, 1, 12, tzinfo=UTC)
    scores: Any = ["care"]
    assert faults_of(lambda: Response(round="", by=" ", on=noon, scores=scores)) == [
        "round: must be an id, a text that is not blank, not ''",
        "by: must be an id, a text that is not blank, not ' '",
        "on: must be a day (datetime.date), not the instant 2027-06-01T12:00:00+00:00; use .date()",
        "scores[0]: must be a Score, not 'care'",
    ]
    assert faults_of(lambda: answered("peer 0")) == [
        "scores: must hold at least one; without an opinion, do not answer"
    ]
    twice = [Score("care", Decimal(3)), Score("care", Decimal(4))]
    assert faults_of(lambda: Response(round="R1", by="ann", on=OPENED_ON, scores=twice)) == [
        "scores: care is rated more than once"
    ]


@pytest.mark.parametrize(
    ("response", "faults"),
    [
        (answered("peer 0", care=1), []),
        (answered("peer 0", on=LAST_DAY, care=5), []),
        (
            answered("peer 0", round_id="R2", care=3),
            ["responses[0].round: answers round R2, not R1"],
        ),
        (answered("otto", care=3), ["responses[0].by: otto is not asked in R1"]),
        (
            answered("peer 0", on=date(2027, 5, 31), care=3),
            [
                "responses[0].on: 2027-05-31 lies outside the days for answers, "
                "2027-06-01 to 2027-06-30"
            ],
        ),
        (
            answered("peer 0", on=CLOSED_ON, care=3),
            [
                "responses[0].on: 2027-07-01 lies outside the days for answers, "
                "2027-06-01 to 2027-06-30"
            ],
        ),
        (
            answered("peer 0", speed=3, care=6),
            [
                "responses[0].scores[0].item: speed is no item of R1",
                "responses[0].scores[1].value: must be one of 1 to 5 in steps of 1, not 6",
            ],
        ),
    ],
)
def test_an_answer_fits_its_round(response: Response, faults: list[str]) -> None:
    assert [str(fault) for fault in response_faults(PEERS, [response])] == faults


def test_a_second_answer_by_the_same_rater_is_refused() -> None:
    """frappe/hrms@80f17c9, appraisal, test_validate_duplicate (HR24)."""
    twice = [answered("peer 0", care=3), answered("peer 1", care=3), answered("peer 0", care=4)]
    assert response_faults(PEERS, twice) == (
        Fault("responses", "peer 0 has answered more than once in R1"),
    )


# summaries


def peers(*values: int) -> list[Response]:
    return [answered(f"peer {index}", care=value) for index, value in enumerate(values)]


def test_the_means_the_overall_mean_and_the_gap() -> None:
    given = asked({Relation.SELF: 1, Relation.MANAGER: 1, Relation.PEER: 4}, ["care", "speed"])
    summary = published(
        evolve(given, audience=[OTTO]),
        [
            answered(SAM, care=5, speed=2),
            answered("manager 0", care=4, speed=3),
            answered("peer 0", care=1, speed=2),
            answered("peer 1", care=3, speed=2),
            answered("peer 2", care=4, speed=4),
            answered("peer 3", care=3),
        ],
    )
    assert (summary.round, summary.about, summary.on) == ("R1", SAM, CLOSED_ON)
    assert (summary.audience, summary.items) == ((OTTO,), ("care", "speed"))
    assert summary.cells == (
        Cell(relation=Relation.SELF, item="care", raters=1, total=Decimal(5)),
        Cell(relation=Relation.SELF, item="speed", raters=1, total=Decimal(2)),
        Cell(relation=Relation.MANAGER, item="care", raters=1, total=Decimal(4)),
        Cell(relation=Relation.MANAGER, item="speed", raters=1, total=Decimal(3)),
        Cell(relation=Relation.PEER, item="care", raters=4, total=Decimal(11)),
        Cell(relation=Relation.PEER, item="speed", raters=3, total=Decimal(8)),
    )
    thirds = Decimal("2.666666666666666666666666667")
    assert summary.mean(Relation.PEER, "care") == Decimal("2.75")
    assert [cell.mean for cell in summary.cells[-2:]] == [Decimal("2.75"), thirds]
    assert summary.mean(Relation.PEER, "speed") == thirds
    assert summary.mean(Relation.PEER) == Decimal("2.708333333333333333333333333")
    assert summary.mean(item="care") == 3
    assert summary.mean(item="speed") == Decimal("2.75")
    assert summary.mean() == Decimal("2.875")
    assert summary.gap("care") == 2
    assert summary.gap("speed") == Decimal("-0.75")
    assert summary.gap() == Decimal("0.625")
    assert summary.mean(Relation.SELF) == Decimal("3.5")


@pytest.mark.parametrize(("size", "mean"), [(0, None), (1, None), (2, None), (3, 3), (4, 3)])
def test_fewer_than_three_are_not_shown(size: int, mean: int | None) -> None:
    """SIGMA Assessment Systems, https://www.sigmaassessmentsystems.com/?p=36120."""
    summary = published(PEERS, peers(*[3] * size))
    assert FEWEST == 3
    assert summary.mean(Relation.PEER, "care") == mean
    assert summary.mean() == mean
    assert summary.cells[0].raters == (None if mean is None else size)


@pytest.mark.parametrize("size", [1, 2])
def test_managers_are_shown_whatever_their_number(size: int) -> None:
    """SIGMA Assessment Systems excepts the manager from the threshold."""
    given = asked({Relation.MANAGER: 2})
    summary = published(given, [answered(f"manager {each}", care=5) for each in range(size)])
    assert summary.cells == (
        Cell(relation=Relation.MANAGER, item="care", raters=size, total=Decimal(5 * size)),
    )


def test_everybody_but_self_and_manager_is_anonymous() -> None:
    named = {relation for relation in Relation if not relation.is_anonymous}
    assert named == {Relation.SELF, Relation.MANAGER}


def test_a_round_may_ask_for_more_than_three() -> None:
    assert published(evolve(PEERS, fewest=4), peers(2, 2, 3)).mean() is None
    assert published(evolve(PEERS, fewest=4), peers(2, 2, 3, 1)).mean() == 2


def test_a_group_that_is_not_shown_is_not_rolled_up() -> None:
    """Glint, 360 report: a category under the threshold is omitted and not rolled up."""
    given = asked({Relation.PEER: 3, Relation.REPORT: 2})
    reports = [answered("report 0", care=5), answered("report 1", care=5)]
    summary = published(given, [*peers(2, 2, 2), *reports])
    assert summary.mean() == summary.mean(Relation.PEER) == 2
    assert summary.mean(Relation.REPORT) is None


def test_what_is_shown_of_one_item_only_has_no_mean_over_all() -> None:
    given = asked({Relation.SELF: 1, Relation.PEER: 3}, ["care", "speed"])
    responses = [
        answered(SAM, care=4, speed=4),
        answered("peer 0", care=3, speed=3),
        answered("peer 1", care=3, speed=3),
        answered("peer 2", care=3),
    ]
    summary = published(given, responses)
    assert (summary.mean(item="care"), summary.mean(item="speed")) == (Decimal(3), None)
    assert (summary.mean(), summary.mean(Relation.PEER), summary.gap()) == (None, None, None)
    assert (summary.gap("care"), summary.gap("speed")) == (Decimal(1), None)


def test_there_is_no_gap_when_the_person_did_not_answer() -> None:
    assert published(PEERS, peers(3, 3, 3)).gap() is None


def test_an_item_that_was_not_asked_has_no_mean() -> None:
    summary = published(PEERS, peers(3, 3, 3))
    assert faults_of(lambda: summary.mean(item="speed")) == ["item: speed is no item of R1"]
    assert faults_of(lambda: summary.gap("speed")) == ["item: speed is no item of R1"]


@pytest.mark.parametrize(
    ("values", "total", "is_edge"),
    [
        ((1, 1, 1), 4, True),
        ((1, 1, 2), 4, True),
        ((1, 2, 2), 5, False),
        ((5, 4, 4), 13, False),
        ((5, 5, 4), 14, True),
        ((5, 5, 5), 14, True),
    ],
)
def test_a_total_stops_one_step_short_of_the_end_of_the_scale(
    values: tuple[int, ...], total: int, is_edge: bool
) -> None:
    """Three raters who all gave the most would otherwise be known, each of them."""
    (cell,) = published(PEERS, peers(*values)).cells
    assert (cell.total, cell.is_edge) == (Decimal(total), is_edge)


def test_the_step_short_of_the_end_is_the_scales() -> None:
    given = asked({Relation.PEER: 3}, scale=STARS)
    assert published(given, peers(5, 5, 5)).cells[0].total == Decimal("14.5")
    assert published(given, peers(0, 0, 0)).cells[0].total == Decimal("0.5")


def test_a_cell_of_fewer_than_three_unknown_raters_cannot_even_be_built() -> None:
    def cell(**wrong: Any) -> Callable[[], Cell]:
        return lambda: Cell(**{"relation": Relation.PEER, "item": "care", **wrong})

    assert faults_of(cell(raters=2, total=Decimal(4))) == [
        "raters: must be a whole number of 3 or more, not 2"
    ]
    assert faults_of(cell(relation=Relation.MANAGER, raters=0, total=Decimal(4))) == [
        "raters: must be a whole number of 1 or more, not 0"
    ]
    assert faults_of(cell(relation=Relation.MANAGER, raters=True, total=Decimal(4))) == [
        "raters: must be a whole number of 1 or more, not True"
    ]
    assert faults_of(cell(raters=3)) == ["total: must be None when raters is None, and only then"]
    assert faults_of(cell(total=Decimal(3))) == [
        "total: must be None when raters is None, and only then"
    ]
    assert faults_of(cell(relation="peer", item="", total=Decimal("Inf"), is_edge=1)) == [
        "relation: must be a Relation, not 'peer'",
        "item: must be an id, a text that is not blank, not ''",
        "total: must be of at most 15 digits before the point, not Infinity",
        "is_edge: must be True or False, not 1",
    ]


def test_a_summary_that_cannot_be_says_everything_that_is_wrong() -> None:
    wrong: Any = {"round": "", "about": "", "on": 3, "audience": "sam", "items": [""], "cells": [1]}
    assert faults_of(lambda: Summary(**wrong)) == [
        "round: must be an id, a text that is not blank, not ''",
        "about: must be an id, a text that is not blank, not ''",
        "on: must be a day (datetime.date), not 3",
        "audience: must be a list, not of type str",
        "items[0]: must be an id, a text that is not blank, not ''",
        "cells[0]: must be a Cell, not 1",
    ]


def test_many_raters_at_the_bounds_of_the_scale_still_have_a_total() -> None:
    most = Scale(Decimal(0), Decimal("999999.999999"), step=Decimal("0.000001"))
    given = asked({Relation.PEER: 50}, scale=most)
    responses = [
        evolve(answered(rater.person, care=1), scores=[Score("care", most.highest)])
        for rater in given.raters
    ]
    assert published(given, responses).cells[0].total == Decimal("49999999.999949")


# one summary of a round, ever


@pytest.mark.parametrize("on", [OPENED_ON, LAST_DAY])
def test_an_open_round_has_no_summary(on: date) -> None:
    assert faults_of(lambda: summarise(PEERS, peers(3, 3, 3), on=on, published=None)) == [
        "on: R1 takes answers until 2027-06-30; it can be summarised from the day after"
    ]


def test_an_instant_is_no_day_of_publication() -> None:
    noon: Any = datetime(2027, 7, 1, 12, tzinfo=UTC)
    assert faults_of(lambda: summarise(PEERS, [], on=noon, published=None)) == [
        "on: must be a day (datetime.date), not the instant 2027-07-01T12:00:00+00:00; use .date()"
    ]


def test_answers_that_do_not_fit_are_not_summarised() -> None:
    late = answered("peer 0", on=CLOSED_ON, care=3)
    assert faults_of(lambda: published(PEERS, [late])) == [
        "responses[0].on: 2027-07-01 lies outside the days for answers, 2027-06-01 to 2027-06-30"
    ]


FIRST = published(PEERS, peers(3, 3, 4))
IT_STAYS = ["published: another summary of R1 was published on 2027-07-01; it stays"]


def test_asked_again_the_published_summary_comes_back_with_its_day() -> None:
    again = summarise(PEERS, peers(3, 3, 4)[::-1], on=date(2027, 9, 1), published=FIRST)
    assert again is FIRST


@pytest.mark.parametrize(
    "responses",
    [
        pytest.param(peers(3, 3, 4, 5), id="one more rater"),
        pytest.param(peers(3, 3), id="one withdrawn"),
        pytest.param(peers(3, 3, 5), id="one changed"),
        pytest.param([], id="all withdrawn"),
    ],
)
def test_a_second_summary_beside_the_first_is_refused(responses: list[Response]) -> None:
    """Before and after one more rater, the difference would be that rater's score."""

    def second() -> Summary:
        return summarise(PEERS, responses, on=CLOSED_ON, published=FIRST)

    assert faults_of(second) == IT_STAYS


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(evolve(PEERS, fewest=4), id="another threshold"),
        pytest.param(evolve(PEERS, about=OTTO), id="another person"),
        pytest.param(
            evolve(PEERS, raters=[Rater("peer 0", Relation.MANAGER), *PEERS.raters[1:]]),
            id="a rater moved to another relation",
        ),
        pytest.param(evolve(PEERS, items=["care", "speed"]), id="another item"),
    ],
)
def test_another_cut_of_the_same_answers_is_refused(other: Round) -> None:
    def second() -> Summary:
        return summarise(other, peers(3, 3, 4), on=CLOSED_ON, published=FIRST)

    assert faults_of(second) == IT_STAYS


def test_the_audience_of_what_is_published_may_change() -> None:
    """A manager may be replaced: that shows nothing that was not shown before."""
    wider = evolve(PEERS, audience=[HANA])
    assert summarise(wider, peers(3, 3, 4), on=CLOSED_ON, published=FIRST) is FIRST


arrivals = st.lists(st.tuples(st.sampled_from(range(4)), st.integers(1, 5) | st.none()))


@given(arrivals, st.lists(st.booleans(), min_size=1))
def test_however_answers_come_and_go_a_round_gives_one_summary(
    changes: list[tuple[int, int | None]], closed: list[bool]
) -> None:
    """Ask for a summary after every answer that comes, changes or goes, open or closed."""
    held: dict[int, int] = {}
    seen: list[Summary] = []
    for is_closed, (index, value) in zip(cycle(closed), [*changes, (0, 3)], strict=False):
        held.pop(index, None)
        held |= {} if value is None else {index: value}
        responses = [answered(f"peer {each}", care=score) for each, score in held.items()]
        on = CLOSED_ON if is_closed else LAST_DAY
        with suppress(InvalidValue):
            known = seen[-1] if seen else None
            seen.append(summarise(PEERS, responses, on=on, published=known))
    assert len(set(seen)) == (1 if seen else 0)
    assert bool(seen) is any(is_closed for is_closed, _ in zip(cycle(closed), [*changes, 0]))


# what cannot be worked out: by linear algebra, from all figures at once

Unknown = tuple[str, str]
"""A rater and an item: one score that nobody but the rater knows."""


def figures(summary: Summary) -> list[Fraction | None]:
    """Return every figure that a reader may ever ask of *summary*."""
    places = product((None, *Relation), (None, *summary.items))
    means = [summary.mean(relation, item) for relation, item in places]
    gaps = [summary.gap(item) for item in (None, *summary.items)]
    cells = [each for cell in summary.cells for each in (cell.total, cell.mean)]
    return [None if each is None else Fraction(each) for each in (*means, *gaps, *cells)]


Row = list[Fraction]


def reduced(row: Row, basis: Mapping[int, Row]) -> Row:
    """Return what is left of *row* once every row of *basis* is taken out of it; exact."""
    for pivot in sorted(basis):
        if factor := row[pivot]:
            row = [a - factor * b for a, b in zip(row, basis[pivot], strict=True)]
    return row


def echelon(rows: Iterable[Row]) -> dict[int, Row]:
    """Return rows that span the same, by their leading column, each leading with 1."""
    basis: dict[int, Row] = {}
    for row in rows:
        left = reduced(row, basis)
        lead = next((column for column, each in enumerate(left) if each), None)
        if lead is not None:
            basis[lead] = [each / left[lead] for each in left]
    return basis


def can_be_worked_out(wanted: Row, basis: Mapping[int, Row]) -> bool:
    """Return whether *wanted* is a combination of the rows that *basis* spans."""
    return not any(reduced(wanted, basis))


@pytest.mark.parametrize(
    ("rows", "wanted", "found"),
    [
        ([], [0, 0], True),
        ([], [1, 0], False),
        ([[1, 2], [2, 4]], [3, 6], True),
        ([[1, 2], [2, 4]], [3, 5], False),
        ([[1, 1, 1], [1, 1, 0]], [0, 0, 1], True),
        ([[1, 1, 1], [1, 1, 0]], [1, 0, 0], False),
        ([[0, 1, 1], [1, 0, 1], [1, 1, 0]], [0, 1, 0], True),
    ],
)
def test_subtraction_is_found_where_it_works(
    rows: list[list[int]], wanted: list[int], found: bool
) -> None:
    """The test of the tests: the third last is a total beside the total of all groups but one."""
    basis = echelon([Fraction(each) for each in row] for row in rows)
    assert can_be_worked_out([Fraction(each) for each in wanted], basis) is found


WIDE = Scale(Decimal(-100), Decimal(100))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Round, list[Unknown]]:
    """Draw a round with 1 to 3 items, groups of 0 to 4, and who answered what."""
    groups = {relation: draw(st.integers(0, 4)) for relation in Relation}
    groups |= {Relation.SELF: draw(st.integers(0, 1)), Relation.MANAGER: draw(st.integers(0, 2))}
    items = ["care", "speed", "tact"][: draw(st.integers(1, 3))]
    given = asked(groups, items, WIDE)
    every = [(rater.person, item) for rater in given.raters for item in items]
    skipped = draw(st.sets(st.sampled_from(every), max_size=6)) if every else set()
    return given, [each for each in every if each not in skipped]


def observed(given: Round, scores: Mapping[Unknown, int]) -> list[Fraction | None]:
    raters = dict.fromkeys(person for person, _ in scores)
    responses = [
        Response(
            round=given.id,
            by=rater,
            on=OPENED_ON,
            scores=[
                Score(item, Decimal(value)) for (who, item), value in scores.items() if who == rater
            ],
        )
        for rater in raters
    ]
    return figures(published(given, responses))


def released(given: Round, unknowns: Sequence[Unknown]) -> dict[int, Row]:
    """Return the space of all figures, found by moving one score at a time by one step.

    Away from the ends of the scale every figure is linear in the scores, so the move shows its
    coefficient: one over a small number, exact but for the rounding of means to 28 digits.
    """
    before = observed(given, dict.fromkeys(unknowns, 0))
    columns = []
    for unknown in unknowns:
        after = observed(given, {**dict.fromkeys(unknowns, 0), unknown: 1})
        assert [each is None for each in after] == [each is None for each in before]
        columns.append(
            [
                Fraction(0) if a is None or b is None else (b - a).limit_denominator(10**6)
                for a, b in zip(before, after, strict=True)
            ]
        )
    return echelon(list(row) for row in zip(*columns, strict=True))


def groups_of(given: Round, unknowns: Sequence[Unknown]) -> dict[tuple[Relation, str], set[int]]:
    """Return the columns of each relation and item."""
    relation_of = {rater.person: rater.relation for rater in given.raters}
    found: dict[tuple[Relation, str], set[int]] = {}
    for column, (person, item) in enumerate(unknowns):
        found.setdefault((relation_of[person], item), set()).add(column)
    return found


def indicator(columns: Iterable[int], width: int) -> Row:
    chosen = set(columns)
    return [Fraction(column in chosen) for column in range(width)]


@given(worlds())
def test_no_combination_of_figures_gives_a_hidden_group_or_fewer_than_three_raters(
    world: tuple[Round, list[Unknown]],
) -> None:
    """The mean of a hidden group, or of one or two raters, is not in the space of the figures."""
    given, unknowns = world
    width = len(unknowns)
    basis = released(given, unknowns)
    for (relation, _), columns in groups_of(given, unknowns).items():
        is_shown = not relation.is_anonymous or len(columns) >= FEWEST
        assert can_be_worked_out(indicator(columns, width), basis) is is_shown
        if not is_shown:
            assert {row[column] for row in basis.values() for column in columns} <= {0}
        if relation.is_anonymous:
            for few in (*combinations(columns, 1), *combinations(columns, 2)):
                assert not can_be_worked_out(indicator(few, width), basis)


@given(worlds())
def test_a_rater_who_sees_the_summary_after_all_knows_no_other_score(
    world: tuple[Round, list[Unknown]],
) -> None:
    """Summaries get passed on. Hence three and not two: one's own score may be subtracted."""
    given, unknowns = world
    width = len(unknowns)
    basis = released(given, unknowns)
    anonymous = {
        column
        for (relation, _), columns in groups_of(given, unknowns).items()
        if relation.is_anonymous
        for column in columns
    }
    for person in {unknowns[column][0] for column in anonymous}:
        own = {column for column in anonymous if unknowns[column][0] == person}
        inside = echelon([*basis.values(), *(indicator([column], width) for column in own)])
        for column in anonymous - own:
            assert not can_be_worked_out(indicator([column], width), inside)


@given(worlds(), st.data())
def test_hidden_answers_change_nothing_that_is_published(
    world: tuple[Round, list[Unknown]], data: st.DataObject
) -> None:
    given, unknowns = world
    scores = {each: data.draw(st.integers(-100, 100)) for each in unknowns}
    hidden = [
        unknowns[column]
        for (relation, _), columns in groups_of(given, unknowns).items()
        if relation.is_anonymous and len(columns) < FEWEST
        for column in columns
    ]
    others = {**scores, **{each: data.draw(st.integers(-100, 100)) for each in hidden}}
    assert observed(given, scores) == observed(given, others)


# what cannot be worked out: by trying every answer there could be


def every_answer(
    unknowns: Sequence[Unknown], values: Sequence[int]
) -> Iterator[dict[Unknown, int]]:
    for chosen in product(values, repeat=len(unknowns)):
        yield dict(zip(unknowns, chosen, strict=True))


@pytest.mark.parametrize(
    ("groups", "items", "most"),
    [
        pytest.param({Relation.PEER: 3}, 1, 4, id="three"),
        pytest.param({Relation.PEER: 4}, 1, 2, id="four"),
        pytest.param({Relation.PEER: 3, Relation.REPORT: 2}, 1, 2, id="three and two"),
        pytest.param({Relation.PEER: 3, Relation.REPORT: 1}, 1, 4, id="three and one"),
        pytest.param({Relation.PEER: 3, Relation.REPORT: 3}, 1, 1, id="three and three, yes or no"),
        pytest.param({Relation.PEER: 2, Relation.REPORT: 2, Relation.MANAGER: 1}, 1, 2, id="two"),
        pytest.param({Relation.SELF: 1, Relation.MANAGER: 1, Relation.PEER: 3}, 1, 2, id="named"),
        pytest.param({Relation.PEER: 3, Relation.REPORT: 1}, 2, 1, id="two items"),
    ],
)
def test_everything_published_leaves_each_unknown_score_open(
    groups: dict[Relation, int], items: int, most: int
) -> None:
    """Whoever reads all figures, and knows the scale, the people and who answered, cannot tell.

    For each thing that can be published, collect all answers that lead to it. In every such class
    each anonymous score takes at least two values, and a hidden group takes all that it could.
    """
    given = asked(groups, ["care", "speed"][:items], Scale(Decimal(0), Decimal(most)))
    unknowns = [(rater.person, item) for rater in given.raters for item in given.items]
    classes: dict[tuple[Fraction | None, ...], list[dict[Unknown, int]]] = {}
    for answer in every_answer(unknowns, range(most + 1)):
        classes.setdefault(tuple(observed(given, answer)), []).append(answer)
    for answers in classes.values():
        for (relation, _), columns in groups_of(given, unknowns).items():
            group = [unknowns[column] for column in columns]
            seen = {tuple(answer[each] for each in group) for answer in answers}
            if relation.is_anonymous:
                assert all(len(set(values)) > 1 for values in zip(*seen, strict=True))
            if relation.is_anonymous and len(group) < FEWEST:
                assert seen == set(product(range(most + 1), repeat=len(group)))


def test_who_is_who_in_a_group_does_not_matter() -> None:
    summaries = {published(PEERS, peers(*values)) for values in permutations((1, 2, 3, 5))}
    assert len(summaries) == 1
