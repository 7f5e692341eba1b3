"""The T-score and the grade, against published figures and plain ways to work them out."""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from secondment.goals import Commitment, Goal, GoalClosed, GoalRecord
from secondment.scores import Band, change_score, change_score_on, grade, t_score, t_score_on
from tests.sample_goals import DAY, ONE_DAY, group, percent, refusal, reported, scaled

# the T-score

levels = st.integers(-2, 2)
weights = st.integers(0, 9)
correlations = st.decimals(0, 1, places=2)
ratings = st.lists(st.tuples(levels, weights), min_size=1, max_size=8).filter(
    lambda pairs: any(weight for _, weight in pairs)
)


@pytest.mark.parametrize(
    ("given_levels", "given_weights", "score"),
    [
        # The formula of Kiresuk and Sherman with a correlation of 0.3, as given by Turner-Stokes,
        # https://studylib.net/doc/27300761/tools-gas-practical-guide; figures worked out apart
        pytest.param([0, 0, 0], None, 50, id="as-expected"),
        pytest.param([1], [7], 60, id="one-goal-weight-cancels"),
        pytest.param([1, 1, 1], None, 63.693063937629155, id="three-above"),
        pytest.param([2, 2, 2], None, 77.38612787525831, id="three-far-above"),
        pytest.param([-2, -2, -2], None, 22.613872124741693, id="three-far-below"),
        pytest.param([1, 0, -1], [3, 2, 1], 54.40652649239232, id="weights-3-2-1"),
        pytest.param([2, 1, 0, -1], [4, 3, 2, 1], 64.0028008402801, id="weights-4-3-2-1"),
    ],
)
def test_the_t_score_is_the_published_one(
    given_levels: list[int], given_weights: list[int] | None, score: float
) -> None:
    assert t_score(given_levels, given_weights) == pytest.approx(score, rel=0, abs=1e-12)


@given(pairs=ratings, correlation=correlations)
def test_the_t_score_follows_the_formula(
    pairs: list[tuple[int, int]], correlation: Decimal
) -> None:
    with localcontext(Context(prec=60)):
        total = sum(Decimal(weight) for _, weight in pairs)
        squares = sum(Decimal(weight) ** 2 for _, weight in pairs)
        reached = sum(Decimal(weight) * level for level, weight in pairs)
        spread = (1 - correlation) * squares + correlation * total**2
        expected = 50 + 10 * reached / spread.sqrt()
    found = t_score(*zip(*pairs, strict=True), correlation=correlation)
    assert found == pytest.approx(float(expected), rel=0, abs=1e-12)


@given(pairs=ratings, correlation=correlations)
def test_all_as_expected_is_50_whatever_the_weights(
    pairs: list[tuple[int, int]], correlation: Decimal
) -> None:
    found = t_score([0] * len(pairs), [weight for _, weight in pairs], correlation=correlation)
    assert found == 50


@given(pairs=ratings, factor=st.fractions(Fraction(1, 1000), 1000), data=st.data())
def test_neither_order_nor_size_of_the_weights_changes_the_t_score(
    pairs: list[tuple[int, int]], factor: Fraction, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pairs))
    levels_then, weights_then = zip(*shuffled, strict=True)
    scaled_weights = [factor * weight for weight in weights_then]
    assert t_score(levels_then, scaled_weights) == t_score(*zip(*pairs, strict=True))


@given(pairs=ratings, data=st.data())
def test_a_higher_level_of_a_goal_that_counts_is_a_higher_t_score(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(pairs) - 1))
    level, weight = pairs[index]
    assume(level < 2 and weight)
    better = [*pairs[:index], (level + 1, weight), *pairs[index + 1 :]]
    assert t_score(*zip(*better, strict=True)) > t_score(*zip(*pairs, strict=True))


@pytest.mark.parametrize("number", [Decimal("0.5"), Fraction(1, 2), 0.5])
def test_the_t_score_takes_numbers_of_any_exact_kind(number: Decimal | Fraction | float) -> None:
    assert t_score([number], [number], correlation=number) == 55


def test_the_t_score_bears_weights_beyond_all_floats() -> None:
    assert t_score([1, 0], [10**400, 1]) == 60


@pytest.mark.parametrize(
    ("attempt", "faults"),
    [
        (lambda: t_score([]), "there is no level: without a goal nothing is scored"),
        (lambda: t_score([], []), "there is no level: without a goal nothing is scored"),
        (lambda: t_score([1, 2], [0, 0]), "weights: add up to 0"),
        (
            lambda: t_score([1, 2], [1]),
            "each goal needs one number of each kind, not 2 levels, 1 weights",
        ),
        (
            lambda: t_score([3, 0, True, Decimal("NaN")]),
            "levels[0]: must be a number, from -2 to 2, not 3; "
            "levels[2]: must be a number, from -2 to 2, not True; "
            "levels[3]: must be a number, from -2 to 2, not Decimal('NaN')",
        ),
        (
            lambda: t_score([0], [-1], correlation=1.5),
            "correlation: must be a number, from 0 to 1, not 1.5; "
            "weights[0]: must be a number, 0 or more, not -1",
        ),
        (
            lambda: t_score([0], [float("inf")], correlation=-1),
            "correlation: must be a number, from 0 to 1, not -1; "
            "weights[0]: must be a number, 0 or more, not inf",
        ),
        (
            lambda: t_score([0], [Decimal("1E+99999")]),
            "weights[0]: must be a number, 0 or more, not Decimal('1E+99999')",
        ),
        (
            lambda: change_score([1, 1], [0]),
            "each goal needs one number of each kind, not 2 achieved, 1 baseline, 2 weights",
        ),
        (
            lambda: change_score([1], [-3]),
            "baseline[0]: must be a number, from -2 to 2, not -3",
        ),
    ],
)
def test_a_t_score_that_cannot_be_worked_out_is_refused(
    attempt: Callable[[], object], faults: str
) -> None:
    assert refusal(attempt) == f"cannot make the T-score: {faults}"


def test_change_is_the_difference_of_two_t_scores() -> None:
    """Turner-Stokes, as above: T achieved less T baseline."""
    found = change_score([0, 1, 0], [-2, -1, -1], [1, 2, 3], correlation=Decimal("0.5"))
    now = t_score([0, 1, 0], [1, 2, 3], correlation=Decimal("0.5"))
    then = t_score([-2, -1, -1], [1, 2, 3], correlation=Decimal("0.5"))
    assert found == now - then


# the T-score of goals on a day


def test_the_t_score_on_a_day_takes_the_levels_and_weights_of_that_day() -> None:
    goals = [scaled("a", weight=Decimal(3)), scaled("b", weight=Decimal(2)), scaled("c")]
    records = [reported("a", 1), reported("b", 0), reported("c", -1)]
    later = [*records, reported("c", 2, on=DAY + ONE_DAY)]
    assert t_score_on(goals, later, DAY) == t_score([1, 0, -1], [3, 2, 1])
    assert t_score_on(goals, later, DAY + ONE_DAY) == t_score([1, 0, 2], [3, 2, 1])


def test_before_the_first_report_the_t_score_is_that_of_the_baselines() -> None:
    goals = [scaled("a", baseline=-1), scaled("b", baseline=-2)]
    assert t_score_on(goals, [], DAY) == t_score([-1, -2])
    assert change_score_on(goals, [], DAY) == 0


def test_the_change_on_a_day_starts_from_the_baselines() -> None:
    goals = [scaled("a", baseline=-1), scaled("b", baseline=-2, weight=Decimal(3))]
    records = [reported("a", 0), reported("b", 1)]
    found = change_score_on(goals, records, DAY, correlation=0)
    assert found == change_score([0, 1], [-1, -2], [1, 3], correlation=0)


def test_a_goal_without_report_and_baseline_leaves_the_t_score_unsaid() -> None:
    goals = [scaled("a"), scaled("b", baseline=-1)]
    assert t_score_on(goals, [], DAY) is None
    assert change_score_on(goals, [], DAY) is None


def test_a_goal_without_a_baseline_leaves_the_change_unsaid() -> None:
    goals = [scaled("a"), scaled("b", baseline=-1)]
    assert t_score_on(goals, [reported("a", 1)], DAY) == t_score([1, -1])
    assert change_score_on(goals, [reported("a", 1)], DAY) is None


def test_only_scales_that_count_enter_the_t_score() -> None:
    goals = [
        scaled("counts"),
        scaled("closed"),
        scaled("below_closed", parent="shut"),
        scaled("weightless", weight=Decimal(0)),
        group("shut"),
        percent("figure"),
    ]
    records: list[GoalRecord] = [
        reported("counts", 1),
        GoalClosed("closed", DAY),
        GoalClosed("shut", DAY),
    ]
    assert t_score_on(goals, records, DAY) == t_score([1])


def test_below_others_a_goal_weighs_its_part_of_their_weight() -> None:
    goals = [
        group("top", weight=Decimal(2)),
        scaled("a", parent="top", weight=Decimal(3)),
        percent("figure", parent="top"),
        scaled("b"),
    ]
    records = [reported("a", 1), reported("b", -1)]
    assert t_score_on(goals, records, DAY, correlation=0) == t_score(
        [1, -1], [Fraction(2, 3) * Fraction(3, 4), Fraction(1, 3)], correlation=0
    )


@pytest.mark.parametrize(
    ("goals", "records"),
    [
        ([], []),
        ([percent()], [reported("g", 50)]),
        ([scaled(baseline=-1)], [GoalClosed("g", DAY)]),
        ([scaled(baseline=-1, weight=Decimal(0))], []),
    ],
    ids=["no-goals", "no-scale", "closed", "no-weight"],
)
@pytest.mark.parametrize("score", [t_score_on, change_score_on])
def test_without_a_scale_that_counts_there_is_no_t_score(
    score: Callable[..., float | None], goals: list[Goal], records: list[GoalRecord]
) -> None:
    assert refusal(lambda: score(goals, records, DAY)) == (
        "cannot make the T-score: there is no level: without a goal nothing is scored"
    )


# the grade


@pytest.mark.parametrize(
    ("attained", "aspirational", "committed"),
    [
        # Doerr, "Measure What Matters": red to 0.3, yellow from 0.4, green from 0.7, see
        # https://okr.associates/how-strictly-should-okrs-be-graded; what lies between belongs to
        # the lower band. https://www.whatmatters.com/faqs/dear-andy-how-to-grade-committed-okrs:
        # 0.8 of what was committed is a failure
        ("0", Band.RED, Band.RED),
        ("0.3", Band.RED, Band.RED),
        ("0.3999999999999999999999999999", Band.RED, Band.RED),
        ("0.4", Band.YELLOW, Band.RED),
        ("0.6", Band.YELLOW, Band.RED),
        ("0.6999999999999999999999999999", Band.YELLOW, Band.RED),
        ("0.7", Band.GREEN, Band.RED),
        ("0.8", Band.GREEN, Band.RED),
        ("0.9999999999999999999999999999", Band.GREEN, Band.RED),
        ("1", Band.GREEN, Band.GREEN),
    ],
)
def test_every_attainment_has_its_band(attained: str, aspirational: Band, committed: Band) -> None:
    assert grade(Decimal(attained)) is aspirational
    assert grade(Decimal(attained), Commitment.COMMITTED) is committed


@pytest.mark.parametrize(
    ("attained", "band"), [("0.49", Band.RED), ("0.5", Band.YELLOW), ("0.9", Band.GREEN)]
)
def test_the_bounds_of_the_bands_can_be_changed(attained: str, band: Band) -> None:
    found = grade(Decimal(attained), yellow_from=Decimal("0.5"), green_from=Decimal("0.9"))
    assert found is band


@pytest.mark.parametrize(("attained", "band"), [("0.49", Band.RED), ("0.5", Band.GREEN)])
def test_without_yellow_green_begins_where_red_ends(attained: str, band: Band) -> None:
    half = Decimal("0.5")
    assert grade(Decimal(attained), yellow_from=half, green_from=half) is band


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"attained": 0.7}, "attained: must be a Decimal from 0 to 1, not 0.7"),
        (
            {"attained": Decimal("1.1"), "green_from": Decimal("NaN")},
            "attained: must be from 0 to 1, not 1.1; green_from: must be from 0 to 1, not NaN",
        ),
        (
            {"yellow_from": Decimal("-0.1")},
            "yellow_from: must be from 0 to 1, not -0.1",
        ),
        (
            {"yellow_from": Decimal("0.71")},
            "green_from: 0.7 lies below yellow_from 0.71",
        ),
        ({"commitment": "committed"}, "commitment: must be a Commitment, not 'committed'"),
    ],
)
def test_a_grade_of_what_is_no_attainment_is_refused(fields: dict[str, Any], faults: str) -> None:
    given = {"attained": Decimal(1), **fields}
    assert refusal(lambda: grade(**given)) == f"cannot make the grade: {faults}"
