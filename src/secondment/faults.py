"""What is wrong with a field, in words that a manager understands; shared by all values.

What is wrong between two fields, or with one kind of value only, does not belong here: see the
module of that value. What is wrong with a day: see `dates`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal
from math import inf
from typing import Final, Protocol, TypeVar, cast

from attrs import frozen

from secondment.errors import Fault, InvalidValue

Check = Callable[[object], str | None]
"""Returns what is wrong with a value, and None when nothing is."""


@frozen
class Each:
    """Asks for a tuple, and has every item of it checked.

    Attributes:
        check: What every item has to pass.
    """

    check: Check

    def faults(self, path: str, given: object) -> Iterator[Fault]:
        """Yield what is wrong with *given*, which stands at *path*."""
        if isinstance(given, tuple):
            yield from item_faults(path, given, self.check)
        else:
            yield Fault(path, f"must be a list, not of type {type(given).__name__}")


# what can be wrong with one value

LARGEST: Final = 2**63 - 1
"""What a whole number may be at most, here as in SQLite and most other systems."""


def ordinal_fault(value: object) -> str | None:
    """Return what is wrong with *value* as the number of an offer or a fact, or None."""
    if not isinstance(value, int) or isinstance(value, bool):
        return f"must be a whole number, not {value!r}"
    return None if abs(value) <= LARGEST else "must be a whole number that fits into 64 bits"


def id_fault(value: object) -> str | None:
    """Return what is wrong with *value* as an id, or None: ids are text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        return f"must be an id, a text that is not blank, not {value!r}"
    if not _can_be_written(value):
        return f"must be a text that can be written as UTF-8, not {value!r}"
    return None


def _can_be_written(text: str) -> bool:
    """Return whether *text* is whole: half a surrogate pair cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a text; what was written is never repeated."""
    if not isinstance(value, str):
        return f"must be a text, not of type {type(value).__name__}"
    if not _can_be_written(value):
        return "must be a text that can be written as UTF-8"
    return None if value.strip() else "must not be blank"


def flag_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a yes or no, or None; 0 and 1 are neither."""
    return None if isinstance(value, bool) else f"must be True or False, not {value!r}"


def of_kind(*kinds: type) -> Check:
    """Return a check for a value of one of *kinds*.

    Example:
        >>> of_kind(Decimal, tuple, str)(None)
        'must be a Decimal, tuple or str, not None'
    """

    def fault(value: object) -> str | None:
        if isinstance(value, kinds):
            return None
        *others, last = (kind.__name__ for kind in kinds)
        wanted = f"{', '.join(others)} or {last}" if others else last
        return f"must be {'an' if wanted[0] in 'AEIOU' else 'a'} {wanted}, not {value!r}"

    return fault


def whole_number(least: int, most: int | None = None) -> Check:
    """Return a check for a whole number from *least* to *most*; without *most* there is no end.

    Example:
        >>> whole_number(1, 5)(Decimal(3))
        "must be a whole number from 1 to 5, not Decimal('3')"
    """
    top = inf if most is None else most

    def fault(value: object) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= top:
            return None
        wanted = f"of {least} or more" if most is None else f"from {least} to {most}"
        return f"must be a whole number {wanted}, not {value!r}"

    return fault


_WIDE: Final = Context(prec=150, traps=[])  # more than any bound and number of places asked for


def decimal_within(
    wanted: str, fits: Callable[[Decimal], bool], places: int | None = None
) -> Check:
    """Return a check for a Decimal.

    Args:
        wanted: The bounds in words, to follow "must be".
        fits: Whether a finite number keeps to them.
        places: How many decimal places it may need; None for any number.

    Example:
        >>> part = decimal_within("from 0 to 1", lambda number: 0 <= number <= 1, places=2)
        >>> part(0.5), part(Decimal("1.5"))
        ('must be a Decimal from 0 to 1, not 0.5', 'must be from 0 to 1, not 1.5')
        >>> part(Decimal("0.125")), part(Decimal("0.500"))
        ('must have at most 2 decimal places, not 0.125', None)
    """

    def fault(value: object) -> str | None:
        if not isinstance(value, Decimal):
            return f"must be a Decimal {wanted}, not {value!r}"
        if not value.is_finite() or not fits(value):
            return f"must be {wanted}, not {value}"
        if places is not None and value != value.quantize(Decimal((0, (1,), -places)), None, _WIDE):
            return f"must have at most {places} decimal places, not {value}"
        return None

    return fault


def decimal_of_digits(before: int, after: int) -> Check:
    """Return a check for a Decimal of so many digits at most *before* and *after* the point."""
    wanted, end = f"of at most {before} digits before the point", 10**before
    return decimal_within(wanted, lambda number: -end < number < end, after)


def or_none(check: Check) -> Check:
    """Return *check* for a value that may be left out."""
    return lambda value: None if value is None else check(value)


# where it is wrong


def named_faults(**found: str | None) -> list[Fault]:
    """Return the faults *found*, each under its name; None stands for no fault."""
    return [Fault(name, text) for name, text in found.items() if text]


def field_faults(value: object, /, **checks: Check | Each) -> list[Fault]:
    """Return what *checks* find in the fields of *value* that they are named for."""
    faults: list[Fault] = []
    for name, check in checks.items():
        held = getattr(value, name)
        if isinstance(check, Each):
            faults += check.faults(name, held)
        elif text := check(held):
            faults.append(Fault(name, text))
    return faults


def item_faults(path: str, items: Iterable[object], check: Check) -> Iterator[Fault]:
    """Yield what *check* finds in each of *items*, as ``path[0]``, ``path[1]`` and so on."""
    for index, item in enumerate(items):
        if text := check(item):
            yield Fault(f"{path}[{index}]", text)


def repeated(names: Iterable[str]) -> dict[str, int]:
    """Return how often each of *names* stands that stands more than once, in order."""
    return {name: count for name, count in sorted(Counter(names).items()) if count > 1}


def repeated_id_faults(path: str, ids: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault at *path* for each of *ids* that stands more than once."""
    for each, count in repeated(ids).items():
        yield Fault(path, f"{each} stands {count} times; ids are unique")


class HasId(Protocol):
    """Something that is one of several, and has an id of its own."""

    @property
    def id(self) -> str:
        """The id."""


def entry_faults(path: str, entries: Iterable[object], kind: type[HasId]) -> Iterator[Fault]:
    """Yield what is wrong with *entries*: each is one of *kind*, and no two share an id."""
    given = tuple(entries)
    yield from item_faults(path, given, of_kind(kind))
    yield from repeated_id_faults(path, (each.id for each in given if isinstance(each, kind)))


# what comes of it


def raise_faults(what: str, faults: Iterable[Fault]) -> None:
    """Do nothing if there are no *faults*.

    Raises:
        InvalidValue: There are some; *what* cannot be made, and all of them are named.
    """
    if found := tuple(faults):
        raise InvalidValue(what, *found)


def check_fields(value: object, /, **checks: Check | Each) -> None:
    """Do nothing if *checks* find nothing in the fields of *value*; see `field_faults`.

    Raises:
        InvalidValue: They find something; all of it is named.
    """
    raise_faults(type(value).__name__, field_faults(value, **checks))


# what is given as a list

_Item = TypeVar("_Item")


def several(given: Iterable[_Item]) -> tuple[_Item, ...]:
    """Return *given* as a tuple; leave a text, or what is no list, for `Each` to find."""
    whole = not isinstance(given, Iterable) or isinstance(given, str)
    return cast(tuple[_Item, ...], given) if whole else tuple(given)


def one_or_several(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return *given* as `several` does; one text is taken as a list of one."""
    return (given,) if isinstance(given, str) else several(given)
