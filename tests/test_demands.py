"""Demands of the home side, claims of others, and what they leave of the secondee's time.

How overloads are found among claims as such is in `test_workload`; here they meet terms and policy.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve as altered
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from secondment import (
    Advance,
    ClaimNoted,
    Clause,
    Command,
    Consent,
    Counter,
    Ending,
    EndKind,
    Gate,
    MakeRecord,
    Objection,
    OpenChange,
    Period,
    Placement,
    Policy,
    Propose,
    RecordMade,
    Refused,
    Remedy,
    Side,
    Terms,
    Verb,
    Void,
    decide,
    evolve,
    options,
    overview,
    remedied,
    why_not,
)
from secondment.explain import warnings
from secondment.readings import claims_under, fitting_share, overloads_ahead
from secondment.records import Waiver
from secondment.service import ServiceRecord, Spell
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    LONGER,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    SAM,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    scheduled,
    scheduled_under,
    underway,
    underway_under,
)

MARCH = date(2027, 3, 22)
APRIL = Period(date(2027, 4, 1), date(2027, 4, 30))
ONE_DAY = timedelta(days=1)
WORKING_TIME = "house, a plain default of secondment and not law: working time"
AGREEING = "secondment: records agree with each other"

LENIENT = altered(
    HOUSE, name="lenient", overload_refused=Clause(False, HOUSE.overload_refused.source)
)
"""As the house has it, but too much to do is only warned of."""


def put(by: str, record: Demand | DemandAnswer | ClaimNoted, on: date | None = None) -> MakeRecord:
    """Return the wish of *by* to put *record* on record, on its own day unless said otherwise."""
    return MakeRecord(by=by, on=on or record.on, record=record)


def demand(
    share: str, period: Period = APRIL, *, id: str = "d1", on: date = MARCH, by: str = HANA
) -> MakeRecord:
    """Return Hana's wish to demand a part of Sam's time."""
    raised = Demand(id=id, on=on, by=by, period=period, share=Decimal(share), reason="outage")
    return put(by, raised)


def answer(
    verdict: Verdict, *, id: str = "d1", on: date = MARCH, by: str = OTTO, given: date | None = None
) -> MakeRecord:
    """Return Otto's wish to answer a demand."""
    return put(by, DemandAnswer(demand=id, on=on, by=by, verdict=verdict), on=given)


def claim(
    share: str,
    first_day: date = APRIL.first_day,
    last_day: date | None = APRIL.last_day,
    *,
    id: str = "c1",
    on: date = MARCH,
) -> MakeRecord:
    """Return Sam's wish to note a claim of the union."""
    claimed = Claim(
        id=id,
        person=SAM,
        claimant="union",
        first_day=first_day,
        last_day=last_day,
        share=Decimal(share),
    )
    return put(SAM, ClaimNoted(on=on, claim=claimed))


ACCEPTED = answer(Verdict.ACCEPTED)
REFUSED = answer(Verdict.REFUSED)
TO_BE_A_CHANGE = answer(Verdict.TO_BE_A_CHANGE)

HALF = altered(TERMS, host_share=Decimal("0.5"))


def said(placement: Placement, command: MakeRecord, policy: Policy = HOUSE) -> list[str]:
    """Return every objection to *command* in words."""
    return [str(each) for each in why_not(placement, command, policy)]


def unfit(fault: str) -> list[str]:
    """Return the one objection that *fault* makes."""
    return [f"{fault} ({AGREEING})"]


def too_much(placement: Placement, policy: Policy = HOUSE, on: date = MARCH) -> list[str]:
    """Return where Sam has too much to do, without his name."""
    found = overview(placement, policy, on).overloads
    return [str(each).removeprefix("sam has ") for each in found]


# raised


def test_a_demand_waits_for_an_answer_and_claims_nothing() -> None:
    placement = lived(demand("0.6"), after=underway())
    found = overview(placement, HOUSE, MARCH)
    assert [each.id for each in found.demands] == ["d1"]
    assert (found.overloads, found.warnings) == ((), ())


def test_only_home_raises_demands() -> None:
    raised = demand("0.2", by=OTTO)
    assert said(underway(), raised) == [
        "otto is host manager, and this is for home manager (house, a plain default of secondment "
        "and not law: who may do what; would pass: raise demand given by hana)"
    ]


def test_a_demand_has_an_id_of_its_own() -> None:
    placement = lived(demand("0.2"), after=underway())
    assert said(placement, demand("0.1")) == unfit("d1 is on record already")


@pytest.mark.parametrize(
    ("first_day", "last_day", "inside"),
    [
        (date(2027, 2, 1), FIRST_DAY - ONE_DAY, False),
        (date(2027, 2, 1), FIRST_DAY, True),
        (LAST_DAY, LAST_DAY + ONE_DAY, True),
        (LAST_DAY + ONE_DAY, date(2027, 9, 30), False),
    ],
)
def test_a_demand_is_about_days_of_the_placement(
    first_day: date, last_day: date, inside: bool
) -> None:
    period = Period(first_day, last_day)
    fault = f"{period} lies outside the placement, 2027-03-01 to 2027-08-31"
    assert said(underway(), demand("0.2", period)) == ([] if inside else unfit(fault))


def test_once_it_is_closing_a_demand_is_about_days_up_to_the_new_end() -> None:
    may = Period(date(2027, 5, 1), date(2027, 5, 31))
    assert said(handing_over(), demand("0.2", may, on=date(2027, 4, 2))) == unfit(
        "2027-05-01 to 2027-05-31 lies outside the placement, 2027-03-01 to 2027-04-30"
    )


def test_of_what_is_not_agreed_nothing_is_demanded() -> None:
    (objection,) = why_not(proposed(), demand("0.2", on=AGREED_ON), HOUSE)
    assert objection.code == "not_allowed_here"


# answered


def test_what_was_not_demanded_is_not_answered() -> None:
    assert said(underway(), ACCEPTED) == unfit("there is no demand d1")


@pytest.mark.parametrize("verdict", Verdict)
def test_a_demand_answered_no_longer_waits(verdict: Verdict) -> None:
    placement = lived(demand("0.2"), answer(verdict), after=underway())
    assert overview(placement, HOUSE, MARCH).demands == ()


@pytest.mark.parametrize("by", [SAM, OTTO])
def test_the_secondee_and_the_host_answer(by: str) -> None:
    placement = lived(demand("0.2"), after=underway())
    assert said(placement, answer(Verdict.ACCEPTED, by=by)) == []


def test_home_does_not_answer_its_own_demand() -> None:
    placement = lived(demand("0.2"), after=underway())
    assert said(placement, answer(Verdict.ACCEPTED, by=HANA)) == [
        "hana is home manager, and this is for host manager, secondee (house, a plain default of "
        "secondment and not law: who may do what; would pass: answer demand given by sam, otto)"
    ]


@pytest.mark.parametrize(
    ("days", "fault"),
    [(-1, ["2027-03-21 lies before the day of the demand, 2027-03-22"]), (0, []), (1, [])],
)
def test_no_answer_comes_before_its_demand(days: int, fault: list[str]) -> None:
    placement = lived(demand("0.2"), after=underway())
    given = answer(Verdict.REFUSED, on=MARCH + days * ONE_DAY)
    assert said(placement, given) == [f"{text} ({AGREEING})" for text in fault]


def test_the_same_answer_is_not_given_twice() -> None:
    placement = lived(demand("0.2"), ACCEPTED, after=underway())
    assert said(placement, answer(Verdict.ACCEPTED, on=MARCH + ONE_DAY)) == unfit(
        "demand d1 was answered so already, on 2027-03-22"
    )


def test_the_latest_answer_stands() -> None:
    placement = lived(demand("0.6"), ACCEPTED, REFUSED, after=underway(), policy=LENIENT)
    assert too_much(placement) == []
    again = answer(Verdict.ACCEPTED, on=MARCH + ONE_DAY)
    assert too_much(lived(again, after=placement, policy=LENIENT)) == [
        "0.4 too much from 2027-04-01 to 2027-04-30: host, demand d1"
    ]


def test_an_answer_from_before_the_one_that_stands_would_change_nothing_and_is_refused() -> None:
    placement = lived(
        demand("0.2"), answer(Verdict.ACCEPTED, on=date(2027, 3, 25)), after=underway()
    )
    late = answer(Verdict.REFUSED, on=date(2027, 3, 24), given=date(2027, 3, 26))
    assert said(placement, late) == unfit("demand d1 was answered later, on 2027-03-25")
    assert said(placement, answer(Verdict.REFUSED, on=date(2027, 3, 25))) == []


# accepted, where it is too much


@pytest.mark.parametrize(("share", "codes"), [("0.2", []), ("0.2000001", ["overload"])])
def test_what_just_fits_is_accepted_and_a_little_more_is_not(share: str, codes: list[str]) -> None:
    placement = lived(demand(share), after=underway())
    assert [each.code for each in why_not(placement, ACCEPTED, HOUSE)] == codes


@pytest.mark.parametrize("precision", [2, 28])
def test_the_least_too_much_is_too_much_in_whatever_decimal_context(precision: int) -> None:
    placement = lived(demand("0.2000000000000000000000000000000001"), after=underway())
    with localcontext(prec=precision):
        assert [each.code for each in why_not(placement, ACCEPTED, HOUSE)] == ["overload"]


def test_a_demand_for_too_much_is_refused_with_how_much_when_and_whose_claims() -> None:
    placement = lived(demand("0.4"), after=underway())
    with pytest.raises(Refused) as caught:
        decide(placement, ACCEPTED, HOUSE)
    assert str(caught.value) == (
        "cannot answer demand on 2027-03-22 while underway: 0.2 too much to do for sam from "
        f"2027-04-01 to 2027-04-30: host, demand d1 ({WORKING_TIME}; "
        "would pass: answer demand with the answer that it is to be a change)"
    )


def test_what_was_set_aside_is_no_reason_against_a_demand() -> None:
    placement = lived(demand("0.4"), after=underway())
    aside = Waiver(by=PETRA, on=MARCH, rule="capacity", reason="need")
    waived = evolve(placement, RecordMade(on=MARCH, by=PETRA, record=aside))
    other = altered(aside, rule="max_length")
    assert said(waived, ACCEPTED) == []
    not_that = evolve(placement, RecordMade(on=MARCH, by=PETRA, record=other))
    assert [each.code for each in why_not(not_that, ACCEPTED, HOUSE)] == ["overload"]


def test_other_placements_are_a_reason_against_a_demand() -> None:
    placement = lived(demand("0.2"), after=underway())
    assert why_not(placement, ACCEPTED, HOUSE, ServiceRecord()) == ()
    beside = ServiceRecord(
        placements=(Spell(period=APRIL, host_share=Decimal("0.1"), placement="P-9"),)
    )
    (objection,) = why_not(placement, ACCEPTED, HOUSE, beside)
    assert objection.text == (
        "0.1 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1, placement P-9"
    )


def test_the_answer_that_it_is_to_be_a_change_passes_as_the_remedy_has_it() -> None:
    placement = lived(demand("0.4"), after=underway())
    (objection,) = why_not(placement, ACCEPTED, HOUSE)
    assert objection.remedy is not None
    assert remedied(ACCEPTED, objection.remedy) == TO_BE_A_CHANGE
    assert said(placement, TO_BE_A_CHANGE) == []


def test_what_was_to_be_a_change_already_is_to_be_changed() -> None:
    placement = lived(demand("0.4"), TO_BE_A_CHANGE, after=underway())
    (objection,) = why_not(placement, ACCEPTED, HOUSE)
    assert objection.remedy == Remedy("instead_plain", Verb.OPEN_CHANGE)
    reopened = lived(
        OpenChange(by=SAM, on=MARCH, subject=altered(TERMS, place="lisbon")), after=placement
    )
    (objection,) = why_not(reopened, ACCEPTED, HOUSE)
    assert objection.remedy == Remedy("instead_plain", Verb.COUNTER)


def test_after_the_change_that_makes_room_the_demand_can_be_accepted() -> None:
    lighter = altered(TERMS, host_share=Decimal("0.6"))
    placement = lived(
        demand("0.4"),
        TO_BE_A_CHANGE,
        OpenChange(by=SAM, on=MARCH, subject=lighter),
        *consents(MARCH, (HANA, OTTO)),
        ACCEPTED,
        after=underway(),
    )
    assert too_much(placement) == []


def test_a_policy_that_does_not_refuse_warns() -> None:
    placement = lived(demand("0.4"), ACCEPTED, after=underway(), policy=LENIENT)
    (warning,) = warnings(placement, LENIENT, MARCH)
    assert str(warning) == (
        "0.2 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1 "
        f"({WORKING_TIME}; would pass: open change with host share 0.6)"
    )


def test_capacity_is_a_number_of_the_policy() -> None:
    part_time = altered(HOUSE, capacity=Clause(Decimal("0.9"), HOUSE.capacity.source))
    placement = lived(demand("0.2"), after=underway())
    assert [each.text for each in why_not(placement, ACCEPTED, part_time)] == [
        "0.1 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1"
    ]


def test_each_stretch_of_too_much_is_an_objection_of_its_own() -> None:
    spring = Period(date(2027, 4, 1), date(2027, 5, 31))
    placement = lived(demand("0.1"), ACCEPTED, demand("0.3", spring, id="d2"), after=underway())
    assert [each.text for each in why_not(placement, answer(Verdict.ACCEPTED, id="d2"), HOUSE)] == [
        "0.2 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1, demand d2",
        "0.1 too much to do for sam from 2027-05-01 to 2027-05-31: host, demand d2",
    ]


def test_too_much_that_is_known_already_is_no_reason_against_another_demand() -> None:
    placement = lived(
        claim("0.4"),
        demand("0.2", Period(date(2027, 5, 1), date(2027, 5, 31))),
        after=underway(),
    )
    assert said(placement, ACCEPTED) == []


def test_what_makes_it_worse_is_refused_even_on_days_that_are_too_much_already() -> None:
    placement = lived(claim("0.4"), demand("0.1"), after=underway())
    assert [each.text for each in why_not(placement, ACCEPTED, HOUSE)] == [
        "0.3 too much to do for sam from 2027-04-01 to 2027-04-30: host, claim c1, demand d1"
    ]


@pytest.mark.parametrize(
    ("on", "codes"),
    [(date(2027, 4, 29), ["overload"]), (date(2027, 4, 30), ["overload"]), (date(2027, 5, 1), [])],
)
def test_only_days_ahead_can_be_too_much(on: date, codes: list[str]) -> None:
    placement = lived(demand("0.4"), after=underway())
    found = why_not(placement, answer(Verdict.ACCEPTED, on=on), HOUSE)
    assert [each.code for each in found] == codes


def test_only_days_of_the_placement_can_be_too_much() -> None:
    """In September the host claims nothing, and home may have all there is."""
    period = Period(LAST_DAY, date(2027, 9, 30))
    placement = lived(demand("0.9", period), after=underway())
    assert [each.text for each in why_not(placement, ACCEPTED, HOUSE)] == [
        "0.7 too much to do for sam from 2027-08-31 to 2027-08-31: host, demand d1"
    ]


def test_once_it_is_closing_nothing_is_too_much_after_the_new_end() -> None:
    period = Period(date(2027, 4, 30), date(2027, 6, 30))
    placement = lived(demand("0.4", period), after=underway())
    closing = lived(answer(Verdict.ACCEPTED), after=placement, policy=LENIENT)
    assert too_much(closing) == ["0.2 too much from 2027-04-30 to 2027-06-30: host, demand d1"]
    assert too_much(lived(*RECALL, after=closing)) == [
        "0.2 too much from 2027-04-30 to 2027-04-30: host, demand d1"
    ]


def recall() -> tuple[Command, ...]:
    """Return the commands that fix an early end on 30 April by consent of all."""
    ending = Ending(EndKind.EARLY_END, date(2027, 4, 30))
    opened = OpenChange(by=HANA, on=MARCH, subject=ending)
    return (opened, *consents(MARCH, (SAM, OTTO, PETRA)))


RECALL = recall()


# terms that would be too much


FULL = altered(TERMS, host_share=Decimal(1), place="lisbon")


@pytest.fixture
def demanded() -> Placement:
    """A placement in which a fifth of April is home's, which just fits."""
    return lived(demand("0.2"), ACCEPTED, after=underway())


def test_a_change_to_terms_that_are_too_much_is_refused_with_the_share_that_fits(
    demanded: Placement,
) -> None:
    with pytest.raises(Refused) as caught:
        decide(demanded, OpenChange(by=OTTO, on=MARCH, subject=FULL), HOUSE)
    assert str(caught.value) == (
        "cannot open change on 2027-03-22 while underway: 0.2 too much to do for sam from "
        f"2027-04-01 to 2027-04-30: host, demand d1 ({WORKING_TIME}; would pass: host_share 0.8)"
    )


def test_a_change_with_the_share_that_fits_passes(demanded: Placement) -> None:
    longer = altered(LONGER, host_share=Decimal(1))
    command = OpenChange(by=OTTO, on=MARCH, subject=longer)
    (objection,) = why_not(demanded, command, HOUSE)
    assert objection.remedy is not None
    mended = remedied(command, objection.remedy)
    assert mended == altered(command, subject=LONGER)
    assert why_not(demanded, mended, HOUSE) == ()


def test_a_counter_offer_that_is_too_much_is_refused_with_the_share_that_fits(
    demanded: Placement,
) -> None:
    opened = lived(OpenChange(by=OTTO, on=MARCH, subject=LONGER), after=demanded)
    command = Counter(by=SAM, on=MARCH, subject=altered(LONGER, host_share=Decimal(1)))
    (objection,) = why_not(opened, command, HOUSE)
    assert str(objection) == (
        "0.2 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1 "
        f"({WORKING_TIME}; would pass: host_share 0.8)"
    )


def test_a_consent_to_what_has_become_too_much_is_refused() -> None:
    opened = lived(
        OpenChange(by=OTTO, on=MARCH, subject=FULL), demand("0.2"), ACCEPTED, after=underway()
    )
    (objection,) = why_not(opened, Consent(by=SAM, on=MARCH), HOUSE)
    assert str(objection) == (
        "0.2 too much to do for sam from 2027-04-01 to 2027-04-30: host, demand d1 "
        f"({WORKING_TIME}; would pass: counter instead: host_share 0.8)"
    )


def test_first_terms_can_be_too_much_as_well() -> None:
    """The claim became known between the proposal and the consents."""
    placement = lived(claim("0.3", on=AGREED_ON), after=proposed())
    (objection,) = why_not(placement, Consent(by=SAM, on=AGREED_ON), HOUSE)
    assert str(objection) == (
        "0.1 too much to do for sam from 2027-04-01 to 2027-04-30: host, claim c1 "
        f"({WORKING_TIME}; would pass: counter instead: host_share 0.7)"
    )
    lighter = Counter(by=SAM, on=AGREED_ON, subject=altered(TERMS, host_share=Decimal("0.7")))
    assert why_not(placement, lighter, HOUSE) == ()


def test_where_no_share_fits_there_is_no_remedy() -> None:
    placement = lived(claim("1", on=AGREED_ON), after=proposed())
    (objection,) = why_not(placement, Consent(by=SAM, on=AGREED_ON), HOUSE)
    assert objection.remedy is None


@pytest.mark.parametrize("subject", [FULL, LONGER, altered(LONGER, host_share=Decimal(1))])
def test_under_a_policy_that_only_warns_terms_may_be_too_much(
    demanded: Placement, subject: Terms
) -> None:
    opened = lived(OpenChange(by=OTTO, on=MARCH, subject=subject), after=demanded, policy=LENIENT)
    assert why_not(opened, Consent(by=SAM, on=MARCH), LENIENT) == ()


def test_terms_are_no_worse_than_what_holds_and_pass() -> None:
    """What is too much already is warned of; a change that leaves it as it is makes it no worse."""
    placement = lived(claim("0.4"), after=underway())
    elsewhere = OpenChange(by=SAM, on=MARCH, subject=altered(TERMS, place="lisbon"))
    assert why_not(placement, elsewhere, HOUSE) == ()
    lighter = OpenChange(by=SAM, on=MARCH, subject=altered(TERMS, host_share=Decimal("0.7")))
    assert why_not(placement, lighter, HOUSE) == ()
    heavier = OpenChange(by=SAM, on=MARCH, subject=altered(TERMS, host_share=Decimal("0.9")))
    assert [each.code for each in why_not(placement, heavier, HOUSE)] == ["overload"]


def test_terms_that_add_days_which_are_too_much_are_worse_than_what_holds() -> None:
    """The claim has no end and is too much already, but only until the last day."""
    placement = lived(claim("0.4", last_day=None), after=underway())
    (objection,) = why_not(placement, OpenChange(by=SAM, on=MARCH, subject=LONGER), HOUSE)
    assert objection.text == (
        "0.2 too much to do for sam from 2027-04-01 to 2027-10-31: host, claim c1"
    )


def test_terms_that_begin_earlier_on_days_that_are_too_much_are_worse_than_what_holds() -> None:
    placement = lived(claim("0.4", date(2027, 2, 1), on=AGREED_ON), after=scheduled())
    earlier = altered(TERMS, period=Period(date(2027, 2, 15), LAST_DAY))
    (objection,) = why_not(placement, OpenChange(by=SAM, on=AGREED_ON, subject=earlier), HOUSE)
    assert objection.text == (
        "0.2 too much to do for sam from 2027-02-15 to 2027-04-30: claim c1, host"
    )


def test_going_on_after_all_is_too_much_where_the_days_after_the_end_are_taken() -> None:
    """Sam was to go back on 30 April, so that others have taken half of him for May."""
    may = claim("0.5", date(2027, 5, 1), date(2027, 5, 31), on=date(2027, 4, 5))
    placement = lived(may, after=handing_over())
    resuming = OpenChange(by=OTTO, on=date(2027, 4, 5), subject=TERMS)
    (objection,) = why_not(placement, resuming, HOUSE)
    assert str(objection) == (
        "0.3 too much to do for sam from 2027-05-01 to 2027-05-31: host, claim c1 "
        f"({WORKING_TIME}; would pass: host_share 0.5)"
    )
    assert objection.remedy is not None
    assert why_not(placement, remedied(resuming, objection.remedy), HOUSE) == ()


# claims of others


def test_a_claim_is_a_fact_that_nothing_refuses_and_a_warning_follows() -> None:
    placement = lived(claim("0.4"), after=underway())
    (warning,) = warnings(placement, HOUSE, MARCH)
    assert str(warning) == (
        "0.2 too much to do for sam from 2027-04-01 to 2027-04-30: host, claim c1 "
        f"({WORKING_TIME}; would pass: open change with host share 0.6)"
    )


@pytest.mark.parametrize(
    ("corrected", "left"),
    [
        (claim("0.2"), []),
        (claim("0.3"), ["0.1 too much from 2027-04-01 to 2027-04-30: host, claim c1"]),
        (
            claim("0.3", last_day=None),
            ["0.1 too much from 2027-04-01 to 2027-08-31: host, claim c1"],
        ),
        (claim("0.4", date(2026, 1, 1), date(2026, 12, 31)), []),
        (
            claim("0.1", id="c2"),
            ["0.3 too much from 2027-04-01 to 2027-04-30: host, claim c1, claim c2"],
        ),
    ],
)
def test_the_same_id_again_corrects_a_claim(corrected: MakeRecord, left: list[str]) -> None:
    placement = lived(claim("0.4"), corrected, after=underway())
    assert too_much(placement) == left


def test_a_correction_counts_whatever_day_it_is_dated() -> None:
    earlier = claim("0.1", on=MARCH - ONE_DAY)
    placement = lived(claim("0.4"), altered(earlier, on=MARCH), after=underway())
    assert too_much(placement) == []


def test_a_claim_voided_claims_nothing() -> None:
    noted = lived(claim("0.4"), after=underway())
    void = Void(by=PETRA, on=MARCH, position=noted.latest, reason="mistake")
    assert too_much(lived(void, after=noted)) == []


def test_a_claim_and_a_demand_of_one_id_are_two() -> None:
    placement = lived(
        claim("0.1", id="one"),
        demand("0.1", id="one"),
        answer(Verdict.ACCEPTED, id="one"),
        claim("0.1", id="host"),
        after=underway(),
    )
    assert too_much(placement) == [
        "0.1 too much from 2027-04-01 to 2027-04-30: host, claim host, claim one, demand one"
    ]


def test_before_the_start_the_first_day_ahead_counts() -> None:
    placement = lived(claim("0.4", on=AGREED_ON), after=scheduled())
    assert too_much(placement, on=AGREED_ON) == [
        "0.2 too much from 2027-04-01 to 2027-04-30: host, claim c1"
    ]


def test_once_it_has_ended_nothing_is_too_much() -> None:
    placement = lived(claim("0.4", last_day=None), Advance(on=LAST_DAY + ONE_DAY), after=underway())
    assert too_much(placement) == []


# warnings


def test_while_a_change_is_on_the_table_a_counter_offer_would_put_it_right() -> None:
    july = date(2027, 7, 5)
    placement = lived(claim("0.4", last_day=None), after=changing())
    offered = {option.verb: option.warnings for option in options(placement, SAM, july, HOUSE)}
    (warning,) = offered.pop(Verb.COUNTER)
    assert set(offered.values()) == {()}
    lighter = altered(TERMS, host_share=Decimal("0.6"))
    assert warning.remedy == Remedy(
        "lower_share",
        Verb.COUNTER,
        (("subject", lighter),),
        figures=(("host_share", Decimal("0.6")),),
    )
    assert why_not(placement, Counter(by=SAM, on=july, subject=lighter), HOUSE) == ()


def test_when_the_first_day_has_passed_without_a_start_the_same_terms_are_no_remedy() -> None:
    """Only terms with another first day could be offered then."""
    waiting = scheduled_under(altered(TERMS, gates=(Gate.BUDDY,)))
    placement = lived(claim("0.4", on=AGREED_ON), after=waiting)
    found = [warnings(placement, HOUSE, day) for day in (FIRST_DAY, FIRST_DAY + ONE_DAY)]
    assert [each.remedy is None for (each,) in found] == [False, True]


def test_where_nobody_may_open_a_change_there_is_no_remedy() -> None:
    nobody = altered(
        HOUSE,
        permissions=tuple(
            altered(row, roles=frozenset()) if row.verb is Verb.OPEN_CHANGE else row
            for row in HOUSE.permissions
        ),
    )
    (warning,) = warnings(lived(claim("0.4"), after=underway()), nobody, MARCH)
    assert (warning.code, warning.remedy) == ("overload", None)


def test_once_it_is_closing_nothing_is_warned_of() -> None:
    placement = lived(claim("0.4", on=date(2027, 4, 2)), after=handing_over())
    assert overview(placement, HOUSE, date(2027, 4, 2)).warnings == ()
    assert too_much(placement, on=date(2027, 4, 2)) == [
        "0.2 too much from 2027-04-01 to 2027-04-30: host, claim c1"
    ]


# any claims and demands, counted day by day


TENTHS = st.integers(1, 10).map(lambda tenths: Decimal(tenths) / 10)
DAYS = st.integers(-40, 230).map(lambda days: FIRST_DAY + days * ONE_DAY)


@frozen
class Load:
    """Something that takes a part of Sam's time."""

    share: Decimal
    first_day: date
    last_day: date | None

    def on(self, day: date) -> Decimal:
        """Return what it takes on *day*."""
        taken = self.first_day <= day and (self.last_day is None or day <= self.last_day)
        return self.share if taken else Decimal(0)


@st.composite
def loads(draw: st.DrawFn) -> Load:
    """Draw something that takes a part of Sam's time, with an end or without."""
    first_day = draw(DAYS)
    days = draw(st.none() | st.integers(0, 120))
    last_day = None if days is None else first_day + days * ONE_DAY
    return Load(draw(TENTHS), first_day, last_day)


def taken_up(found: Iterable[Load], placement: Placement) -> Placement:
    """Return the placement with *found* on record: as demands that were accepted, or as claims."""
    for index, load in enumerate(found):
        id, in_march = f"l{index}", load.last_day is not None and index % 2 == 0
        period = Period(load.first_day, load.last_day or load.first_day)
        if in_march and period.overlaps(TERMS.period):
            raised = demand(str(load.share), period, id=id)
            placement = lived(
                raised, answer(Verdict.ACCEPTED, id=id), after=placement, policy=LENIENT
            )
        else:
            noted = claim(str(load.share), load.first_day, load.last_day, id=id)
            placement = lived(noted, after=placement)
    return placement


def days_of(period: Period, on: date) -> list[date]:
    """Return the days of *period* from *on* on."""
    first_day = max(period.first_day, on)
    return [first_day + n * ONE_DAY for n in range((period.last_day - first_day).days + 1)]


SOME_LOADS = st.lists(loads(), max_size=5)


@given(SOME_LOADS, st.sampled_from(("0.1", "0.5", "0.8", "1")))
def test_what_is_too_much_is_what_a_day_by_day_count_finds(found: list[Load], share: str) -> None:
    terms = altered(TERMS, host_share=Decimal(share))
    placement = taken_up(found, underway_under(terms))
    counted = {
        day: sum((load.on(day) for load in found), terms.host_share) - 1
        for day in days_of(TERMS.period, MARCH)
    }
    told = {
        day: each.over
        for each in overloads_ahead(placement, None, LENIENT, MARCH)
        for day in days_of(Period(each.first_day, each.last_day or each.first_day), MARCH)
    }
    assert told == {day: over for day, over in counted.items() if over > 0}


@given(SOME_LOADS, st.sampled_from(("0.3", "0.8", "1")))
def test_the_share_that_a_warning_names_is_the_largest_that_fits(
    found: list[Load], share: str
) -> None:
    terms = altered(TERMS, host_share=Decimal(share))
    placement = taken_up(found, underway_under(terms))
    days = days_of(TERMS.period, MARCH)
    others = max(sum((load.on(day) for load in found), Decimal(0)) for day in days)
    shares = {lowered(each) for each in warnings(placement, LENIENT, MARCH)}
    room = 1 - others
    if room >= terms.host_share:
        assert shares == set()
    else:
        assert shares == {room if room > 0 else None}


def lowered(warning: Objection) -> Decimal | None:
    """Return the host share of the terms that *warning* would pass with, None without any."""
    if warning.remedy is None:
        return None
    terms: Any = dict(warning.remedy.fields)["subject"]
    share: Decimal = terms.host_share
    return share


@given(SOME_LOADS)
def test_terms_with_the_share_that_fits_are_no_worse_on_any_day(found: list[Load]) -> None:
    heavier = altered(LONGER, host_share=Decimal(1))
    placement = taken_up(found, underway_under(HALF))
    command = OpenChange(by=OTTO, on=MARCH, subject=heavier)
    shares = {
        None if each.remedy is None else remedied(command, each.remedy)
        for each in why_not(placement, command, HOUSE)
        if each.code == "overload"
    }
    for mended in shares - {None}:
        assert isinstance(mended, OpenChange)
        assert isinstance(mended.subject, Terms)
        for day in days_of(LONGER.period, MARCH):
            others = sum((load.on(day) for load in found), Decimal(0))
            held = HALF.host_share if day in HALF.period else Decimal(0)
            assert others + mended.subject.host_share <= max(others + held, Decimal(1))


@given(SOME_LOADS)
def test_terms_are_refused_on_account_of_the_days_that_they_make_worse(found: list[Load]) -> None:
    heavier = altered(LONGER, host_share=Decimal(1))
    placement = taken_up(found, underway_under(HALF))
    command = OpenChange(by=OTTO, on=MARCH, subject=heavier)
    refused = [each for each in why_not(placement, command, HOUSE) if each.code == "overload"]
    worse = [
        day
        for day in days_of(LONGER.period, MARCH)
        if any(load.on(day) for load in found)  # the whole of Sam is the host's
    ]
    assert bool(refused) == bool(worse)


def test_no_share_fits_where_nothing_is_to_be_resolved() -> None:
    claims = claims_under(underway(), TERMS)
    assert [claim.share for claim in claims] == [TERMS.host_share]
    assert fitting_share(claims, HOUSE.capacity.value, ()) is None


def test_the_claim_of_the_host_is_that_of_its_unit() -> None:
    teams = altered(PARTIES, host=Side(unit="ledger", manager=OTTO))
    placement = lived(
        Propose(by=HANA, on=PROPOSE.on, parties=teams, terms=TERMS),
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        claim("0.3", on=AGREED_ON),
    )
    (found,) = overview(placement, HOUSE, AGREED_ON).overloads
    assert [each.claimant for each in found.claims] == ["ledger", "union"]


def test_no_share_is_proposed_that_holds_already() -> None:
    """Underway at 0.8 with 0.2 granted, only 0.8 would fit: that would be no change."""
    demand = Demand(id="d1", on=MARCH, by=HANA, period=APRIL, share=Decimal("0.2"), reason="audit")
    granted = DemandAnswer(demand="d1", on=MARCH, by=OTTO, verdict=Verdict.ACCEPTED)
    placement = lived(
        MakeRecord(by=HANA, on=MARCH, record=demand),
        MakeRecord(by=OTTO, on=MARCH, record=granted),
        after=underway(),
    )
    whole = altered(TERMS, host_share=Decimal(1))
    more = OpenChange(by=OTTO, on=MARCH, subject=whole)
    (objection,) = why_not(placement, more, HOUSE)
    assert (objection.code, objection.remedy) == ("overload", None)
    elsewhere = OpenChange(by=OTTO, on=MARCH, subject=altered(whole, place="lisbon"))
    (objection,) = why_not(placement, elsewhere, HOUSE)
    assert objection.remedy == Remedy(
        "change_fields", Verb.OPEN_CHANGE, (("host_share", Decimal("0.8")),)
    )


def test_what_a_shorter_placement_no_longer_covers_is_not_granted() -> None:
    """Raised for August, when it ran until then; it now ends in the middle of July."""
    august = Period(date(2027, 8, 1), date(2027, 8, 20))
    shorter = altered(TERMS, period=Period(FIRST_DAY, date(2027, 7, 15)))
    raised = lived(demand("0.1", august), after=underway())
    placement = lived(
        OpenChange(by=SAM, on=MARCH, subject=shorter),
        *consents(MARCH, (HANA, OTTO, PETRA)),
        after=raised,
    )
    assert said(raised, ACCEPTED) == []
    assert said(placement, ACCEPTED) == unfit(
        "2027-08-01 to 2027-08-20 lies outside the placement, 2027-03-01 to 2027-07-15"
    )
    assert said(placement, REFUSED) == []
