"""Given, when, then: exact, in order, and with failures that can be read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from secondment import (
    Advance,
    BrokenHistory,
    Consent,
    Consented,
    Proposed,
    Role,
    ServiceRecord,
    load_policy,
    read_policy,
)
from secondment.testing import given, written
from tests.cast import HANA, PARTIES, PROPOSE, PROPOSED_ON, SAM, TERMS

OFFER = Proposed(
    on=PROPOSED_ON, by=HANA, parties=PARTIES, terms=TERMS, number=1, expires_on=date(2027, 2, 8)
)
YES = Consent(by=SAM, on=date(2027, 1, 12))
SAID = Consented(on=date(2027, 1, 12), by=SAM, number=1)


def test_what_is_as_it_was_expected_passes() -> None:
    given().when(PROPOSE).then(OFFER)
    given(OFFER).when(YES).then(SAID)
    given(OFFER, SAID).when(YES).then_refused("already_consented")
    given(OFFER).when(Advance(on=date(2027, 1, 12))).then_nothing()


def test_a_policy_is_given_by_name_by_path_or_as_it_is() -> None:
    assert given(OFFER).policy is given(OFFER, policy="house").policy is load_policy("house")
    assert given(OFFER, policy=load_policy("informal")).policy.name == "informal"


def test_what_is_known_of_the_person_is_given_too() -> None:
    policy = read_policy(
        'name = "p"\nextends = "house"\nsource = "b"\neligibility.service = "1 year"\n'
        'sources.b = { title = "B" }'
    )
    given(policy=policy).when(PROPOSE).then_refused("service_unknown")
    since = ServiceRecord(employed_since=date(2020, 1, 1))
    given(policy=policy, service=since).when(PROPOSE).then(OFFER)


def test_what_cannot_have_happened_is_refused_before_anything_is_tried() -> None:
    with pytest.raises(BrokenHistory, match="Consented comes before any proposal"):
        given(SAID)


def test_what_came_of_a_command_can_be_looked_at() -> None:
    outcome = given(OFFER).when(YES)
    assert outcome.placement is not None
    assert outcome.placement.thread is not None
    assert {seat.role for seat in outcome.placement.thread.consents} == {
        Role.SECONDEE,
        Role.HOME_MANAGER,
    }


OTHER_DAY = Consented(on=date(2027, 1, 13), by=SAM, number=1)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (
            lambda: given(OFFER).when(YES).then(OTHER_DAY),
            [
                "Consent(by='sam', on=date(2027, 1, 12)) brought other facts",
                "  while proposed, under house",
                "  (- wanted, + came)",
                "    Consented",
                "  -   on 2027-01-13",
                "  +   on 2027-01-12",
                "      by sam",
                "      number 1",
                "      deemed False",
            ],
        ),
        (
            lambda: given(OFFER).when(YES).then_nothing(),
            [
                "Consent(by='sam', on=date(2027, 1, 12)) was to bring nothing",
                "  while proposed, under house",
                "  (- wanted, + came)",
                "  + Consented",
                "  +   on 2027-01-12",
                "  +   by sam",
                "  +   number 1",
                "  +   deemed False",
            ],
        ),
        (
            lambda: given(OFFER).when(YES).then_refused("not_a_party"),
            [
                "Consent(by='sam', on=date(2027, 1, 12)) was not refused",
                "  while proposed, under house",
                "  (- wanted, + came)",
                "  - refused: not_a_party",
                "  + Consented",
                "  +   on 2027-01-12",
                "  +   by sam",
                "  +   number 1",
                "  +   deemed False",
            ],
        ),
        (
            lambda: given().when(Advance(on=PROPOSED_ON)).then_refused("step_due"),
            [
                "Advance(on=date(2027, 1, 11)) was not refused",
                "  while nothing was proposed, under house",
                "  (- wanted, + came)",
                "  - refused: step_due",
            ],
        ),
        (
            lambda: given(OFFER, SAID).when(YES).then_refused("not_a_party"),
            [
                "Consent(by='sam', on=date(2027, 1, 12)) was refused for other reasons",
                "  while proposed, under house",
                "  (- wanted, + came)",
                "  - refused: not_a_party",
                "  + refused: already_consented",
                "  because sam has consented to offer 1 already (secondment: a consent counts for "
                "one offer only; would pass: consent given by otto, petra)",
            ],
        ),
    ],
)
def test_what_fails_says_what_was_wanted_and_what_came(
    check: Callable[[], None], message: list[str]
) -> None:
    with pytest.raises(AssertionError) as failed:
        check()
    assert [line.rstrip() for line in str(failed.value).splitlines()] == message


def test_an_expectation_of_nothing_in_particular_is_a_mistake_in_the_test() -> None:
    with pytest.raises(TypeError, match="then_nothing"):
        given(OFFER).when(YES).then()
    with pytest.raises(TypeError, match="one code or more"):
        given(OFFER).when(YES).then_refused()


def test_what_is_no_fact_or_no_command_is_a_mistake_in_the_test() -> None:
    wrong: Any = [OFFER]
    with pytest.raises(TypeError, match=r"^given\(\) takes facts, one by one, not \[Proposed"):
        given(wrong)
    with pytest.raises(TypeError, match=r"^when\(\) takes a command, not \[Proposed"):
        given(OFFER).when(wrong)
    with pytest.raises(TypeError, match=r"^then\(\) takes facts, not \[Proposed"):
        given(OFFER).when(YES).then(wrong)


def test_values_are_written_as_one_would_write_them() -> None:
    assert written(SAID) == "Consented(on=date(2027, 1, 12), by='sam', number=1)"
    assert written((Decimal("0.5"), Role.SECONDEE)) == "(Decimal('0.5'), Role.SECONDEE,)"
    assert written(frozenset({"b", "a"})) == "frozenset({'a', 'b'})"
    assert written(frozenset()) == "frozenset()"
