"""Exact figures: fractions while counting, decimals in what is handed out.

Nothing here depends on the decimal context that the embedding tool has set. Which figures are right
does not belong here: see `faults` and the module of each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from typing import Final

_WHOLE: Final = Context(prec=150, traps=[Inexact])  # room for any sum and product of our values
_ROUNDED: Final = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[])
_CUT_OFF: Final = Context(prec=28, rounding=ROUND_DOWN, traps=[])


def sum_of(numbers: Iterable[Decimal | Fraction | float]) -> Fraction:
    """Return the exact sum of *numbers*; 0 when there are none."""
    return sum((Fraction(number) for number in numbers), Fraction())


def exact(figure: Fraction) -> Decimal:
    """Return *figure* with all its digits and no more zeros than it needs.

    It is for sums and products of decimals, which have an end.

    Raises:
        decimal.Inexact: It has no end, or more than 150 digits.

    Example:
        >>> exact(sum_of([Decimal("2.50"), Decimal("1E+1"), Decimal("7.5")]))
        Decimal('20')
    """
    return _quotient(figure, _WHOLE)


def rounded(figure: Fraction) -> Decimal:
    """Return *figure* in 28 digits: exact where they are enough, otherwise rounded to the nearest.

    Example:
        >>> rounded(Fraction(2, 3)), rounded(Fraction(1, 2))
        (Decimal('0.6666666666666666666666666667'), Decimal('0.5'))
    """
    return _quotient(figure, _ROUNDED)


def cut_off(figure: Fraction) -> Decimal:
    """Return *figure* in 28 digits, cut off towards 0: what is not reached is not shown as reached.

    Example:
        >>> cut_off(Fraction(2, 3))
        Decimal('0.6666666666666666666666666666')
    """
    return _quotient(figure, _CUT_OFF)


def _quotient(figure: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(figure.numerator), Decimal(figure.denominator))
