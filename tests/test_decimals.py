"""Exact figures, whatever decimal context the embedding tool has set."""

from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment.decimals import cut_off, exact, rounded, sum_of

narrow = Context(prec=2, traps=[Inexact])
figures = st.decimals(-(10**6), 10**6, places=12)


@given(st.lists(figures, max_size=6))
def test_a_sum_has_all_its_digits(numbers: list[Decimal]) -> None:
    with localcontext(Context(prec=60)):
        expected = sum(numbers, Decimal(0))
    with localcontext(narrow):
        assert exact(sum_of(numbers)) == expected


def test_the_sum_of_nothing_is_0() -> None:
    assert sum_of([]) == 0


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Fraction(5, 2), "2.5"),
        (Fraction(100), "100"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(0), "0"),
        (Fraction(1, 10**40), "1E-40"),
    ],
)
def test_a_figure_is_shown_without_zeros_that_it_does_not_need(
    figure: Fraction, shown: str
) -> None:
    assert str(exact(figure)) == str(rounded(figure)) == str(cut_off(figure)) == shown


def test_a_figure_of_150_digits_is_still_exact() -> None:
    digits = 10**150 - 1
    assert exact(Fraction(digits, 10**150)) == Decimal(f"0.{digits}")


@pytest.mark.parametrize("figure", [Fraction(1, 3), Fraction(10**151 - 1, 10**151)])
def test_a_figure_without_an_end_is_never_passed_off_as_exact(figure: Fraction) -> None:
    with pytest.raises(Inexact):
        exact(figure)


@pytest.mark.parametrize(
    ("figure", "nearest", "below"),
    [
        (Fraction(2, 3), "0." + 27 * "6" + "7", "0." + 28 * "6"),
        (Fraction(-2, 3), "-0." + 27 * "6" + "7", "-0." + 28 * "6"),
        (Fraction(10**29 - 1, 10**29), "1." + 27 * "0", "0." + 28 * "9"),
        (Fraction(5, 10**29) + 1, "1." + 27 * "0", "1." + 27 * "0"),
        (Fraction(15, 10**28) + 1, "1." + 26 * "0" + "2", "1." + 26 * "0" + "1"),
    ],
    ids=str,
)
def test_28_digits_are_rounded_to_the_nearest_or_cut_off(
    figure: Fraction, nearest: str, below: str
) -> None:
    with localcontext(narrow):
        assert (str(rounded(figure)), str(cut_off(figure))) == (nearest, below)
