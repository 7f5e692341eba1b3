"""What is wrong with a field: the checks, the places, and what is raised."""

from collections.abc import Callable, Iterable
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from secondment import Fault, InvalidValue, Role, Say, Seat
from secondment.faults import (
    Check,
    Each,
    check_fields,
    decimal_of_digits,
    decimal_within,
    entry_faults,
    field_faults,
    flag_fault,
    id_fault,
    item_faults,
    named_faults,
    of_kind,
    one_or_several,
    or_none,
    raise_faults,
    repeated,
    repeated_id_faults,
    several,
    text_fault,
    whole_number,
)

# one value


@pytest.mark.parametrize("value", ["P-7", " x", "é"])
@pytest.mark.parametrize("check", [id_fault, text_fault])
def test_text_that_is_not_blank_is_an_id_and_a_text(check: Check, value: str) -> None:
    assert check(value) is None


@pytest.mark.parametrize("value", ["", " \n", 7, None, b"P-7"])
def test_what_is_no_id_is_shown(value: object) -> None:
    assert id_fault(value) == f"must be an id, a text that is not blank, not {value!r}"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("", "must not be blank"),
        (" \n", "must not be blank"),
        (["he was late"], "must be a text, not of type list"),
        (b"he was late", "must be a text, not of type bytes"),
        (None, "must be a text, not of type NoneType"),
    ],
)
def test_what_was_written_in_the_place_of_a_text_is_not_shown(value: object, fault: str) -> None:
    assert text_fault(value) == fault


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1, "1"), ("yes", "'yes'"), (None, "None")])
def test_only_true_and_false_are_a_yes_and_a_no(value: object, shown: str) -> None:
    assert flag_fault(value) == f"must be True or False, not {shown}"
    assert (flag_fault(True), flag_fault(False)) == (None, None)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ((Say,), "a Say"),
        ((InvalidValue,), "an InvalidValue"),
        ((Say, Seat), "a Say or Seat"),
        ((InvalidValue, Say, Seat), "an InvalidValue, Say or Seat"),
    ],
)
def test_what_is_of_another_kind_is_told_which_are_wanted(
    kinds: tuple[type, ...], wanted: str
) -> None:
    assert of_kind(*kinds)("informed") == f"must be {wanted}, not 'informed'"


@pytest.mark.parametrize("value", [Say.INFORMED, Seat(Role.SECONDEE, "sam")])
def test_what_is_of_one_of_the_kinds_is_fine(value: object) -> None:
    assert of_kind(Say, Seat)(value) is None


@pytest.mark.parametrize(("value", "fits"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_whole_number_lies_between_both_ends(value: int, fits: bool) -> None:
    fault = f"must be a whole number from 1 to 5, not {value}"
    assert whole_number(1, 5)(value) == (None if fits else fault)


@pytest.mark.parametrize("value", [True, 3.0, Decimal(3), "3", None, 0])
def test_a_whole_number_is_an_int_and_no_bool(value: object) -> None:
    assert whole_number(1)(value) == f"must be a whole number of 1 or more, not {value!r}"


def test_a_whole_number_without_a_most_may_be_as_large_as_it_likes() -> None:
    assert whole_number(3)(10**400) is None


def is_part(number: Decimal) -> bool:
    return 0 <= number <= 1


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (Decimal(0), None),
        (Decimal(1), None),
        (Decimal("0.25"), None),
        (Decimal("0.2500"), None),
        (Decimal("1E+0"), None),
        (0.5, "must be a Decimal from 0 to 1, not 0.5"),
        (1, "must be a Decimal from 0 to 1, not 1"),
        (True, "must be a Decimal from 0 to 1, not True"),
        ("0.5", "must be a Decimal from 0 to 1, not '0.5'"),
        (Decimal("-0.01"), "must be from 0 to 1, not -0.01"),
        (Decimal("1.01"), "must be from 0 to 1, not 1.01"),
        (Decimal("NaN"), "must be from 0 to 1, not NaN"),
        (Decimal("sNaN"), "must be from 0 to 1, not sNaN"),
        (Decimal("Infinity"), "must be from 0 to 1, not Infinity"),
        (Decimal("0.125"), "must have at most 2 decimal places, not 0.125"),
        (Decimal("1E-9999"), "must have at most 2 decimal places, not 1E-9999"),
    ],
    ids=str,
)
def test_a_decimal_keeps_to_its_bounds_and_places(value: object, fault: str | None) -> None:
    assert decimal_within("from 0 to 1", is_part, 2)(value) == fault


def test_a_decimal_of_no_places_is_whole() -> None:
    check = decimal_within("from 0 to 1", is_part, 0)
    assert check(Decimal("0.5")) == "must have at most 0 decimal places, not 0.5"
    assert check(Decimal("1.0")) is None


def test_without_a_number_of_places_a_decimal_may_have_any() -> None:
    assert decimal_within("from 0 to 1", is_part)(Decimal("1E-9999")) is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (Decimal("999.99"), None),
        (Decimal("-999.99"), None),
        (Decimal("1000"), "must be of at most 3 digits before the point, not 1000"),
        (Decimal("-1E+3"), "must be of at most 3 digits before the point, not -1E+3"),
        (Decimal("0.001"), "must have at most 2 decimal places, not 0.001"),
        (5, "must be a Decimal of at most 3 digits before the point, not 5"),
    ],
    ids=str,
)
def test_a_decimal_of_so_many_digits_has_no_more(value: object, fault: str | None) -> None:
    assert decimal_of_digits(3, 2)(value) == fault


def test_checking_a_decimal_does_not_depend_on_the_callers_decimal_context() -> None:
    with localcontext(Context(prec=2)):
        assert decimal_of_digits(3, 2)(Decimal("999.99")) is None


def test_what_may_be_left_out_is_checked_when_it_is_there() -> None:
    assert or_none(text_fault)(None) is None
    assert or_none(text_fault)("") == "must not be blank"


# where it is wrong


def test_named_faults_leave_out_what_is_fine() -> None:
    assert named_faults(a="is late", b=None, c="is early") == [
        Fault("a", "is late"),
        Fault("c", "is early"),
    ]


@frozen
class Card:
    """A value of three fields."""

    id: str
    value: object = "fine"
    tags: tuple[str, ...] = field(default=(), converter=several)


def test_a_field_is_checked_under_its_own_name_in_the_order_asked_for() -> None:
    found = field_faults(Card("", 7), value=text_fault, id=id_fault)
    assert found == [
        Fault("value", "must be a text, not of type int"),
        Fault("id", "must be an id, a text that is not blank, not ''"),
    ]


@pytest.mark.parametrize(
    ("tags", "faults"),
    [
        (("a", "b"), []),
        ((), []),
        (("a", "", "c", " "), ["tags[1]: must not be blank", "tags[3]: must not be blank"]),
        ("a", ["tags: must be a list, not of type str"]),
        (None, ["tags: must be a list, not of type NoneType"]),
    ],
)
def test_each_item_of_a_list_is_checked(tags: Any, faults: list[str]) -> None:
    assert list(map(str, field_faults(Card("c", tags=tags), tags=Each(text_fault)))) == faults


def test_items_are_named_by_their_place() -> None:
    assert list(item_faults("goals", ["", "a", 1], text_fault)) == [
        Fault("goals[0]", "must not be blank"),
        Fault("goals[2]", "must be a text, not of type int"),
    ]


@given(st.lists(st.sampled_from("abc")))
def test_what_stands_more_than_once_is_counted_in_order(names: list[str]) -> None:
    expected = {name: names.count(name) for name in "abc" if names.count(name) > 1}
    assert list(repeated(names).items()) == list(expected.items())


def test_an_id_that_stands_twice_is_named_once() -> None:
    assert list(repeated_id_faults("claims", ["b", "a", "b", "c", "c", "c"])) == [
        Fault("claims", "b stands 2 times; ids are unique"),
        Fault("claims", "c stands 3 times; ids are unique"),
    ]


def test_entries_are_of_one_kind_and_have_ids_of_their_own() -> None:
    entries: Iterable[object] = iter([Card("a"), "b", Card("a"), Card("b")])
    assert list(entry_faults("cards", entries, Card)) == [
        Fault("cards[1]", "must be a Card, not 'b'"),
        Fault("cards", "a stands 2 times; ids are unique"),
    ]


# what comes of it


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (
            lambda: raise_faults("a deck", iter([Fault("id", "is odd"), Fault("", "is torn")])),
            "cannot make a deck: id: is odd; is torn",
        ),
        (
            lambda: check_fields(Card("c"), id=lambda _: "is odd", value=lambda _: "is worn"),
            "cannot make Card: id: is odd; value: is worn",
        ),
    ],
)
def test_all_faults_are_raised_at_once(attempt: Callable[[], None], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        attempt()
    assert str(caught.value) == message


def test_without_faults_nothing_is_raised() -> None:
    raise_faults("Card", [])
    check_fields(Card("c"), id=id_fault, value=text_fault)


# what is given as a list


def test_what_is_given_in_any_way_becomes_a_tuple() -> None:
    assert several(["a", "b"]) == several(each for each in "ab") == ("a", "b")


@pytest.mark.parametrize("value", ["ab", 7, None])
def test_what_is_no_list_is_left_as_it_is_for_a_check_to_find(value: Any) -> None:
    assert several(value) is value


@pytest.mark.parametrize(
    ("given", "taken"), [("ab", ("ab",)), (["a", "b"], ("a", "b")), ((), ()), (None, None)]
)
def test_one_text_may_stand_for_a_list_of_one(given: Any, taken: Any) -> None:
    assert one_or_several(given) == taken
