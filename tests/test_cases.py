"""What other systems' tests, documents and statutes say, asked of this library.

The docstring of a test names the origin of its case. What the case says, and why an answer differs,
stands in `docs/cases.md`; the last tests here hold the two against each other.
"""

import ast
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from attrs import evolve

from secondment import (
    Advance,
    Clause,
    Command,
    Consent,
    Counter,
    Decline,
    DutyState,
    EndEarly,
    Ending,
    EndKind,
    Fulfilment,
    InvalidValue,
    Leave,
    Length,
    MakeRecord,
    MemoryStore,
    Objection,
    OpenChange,
    Period,
    Placement,
    Policy,
    Propose,
    Reassign,
    Register,
    Role,
    ServiceRecord,
    Side,
    Start,
    Status,
    Terms,
    Void,
    Withdraw,
    WorkingWeek,
    agenda,
    day_after,
    in_force,
    last_day_of,
    next_working_day,
    options,
    read_policy,
    why_not,
)
from secondment.workload import Claim, overloads
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    LAST_DAY,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
    lived,
    proposed,
    scheduled,
    underway,
)

ONE_DAY = timedelta(days=1)
IN_MAY = date(2027, 5, 10)
HALF = evolve(TERMS, host_share=Decimal("0.5"))
BY_HAND = evolve(
    HOUSE,
    automatic_start=Clause(False, HOUSE.automatic_start.source),
    automatic_end=Clause(False, HOUSE.automatic_end.source),
)
"""The house policy, but somebody has to say that a placement has started or ended."""


def refused(placement: Placement | None, command: Command, policy: Policy = HOUSE) -> list[str]:
    """Return the code of every objection to *command*."""
    return [each.code for each in why_not(placement, command, policy)]


def the_objection(placement: Placement | None, command: Command) -> Objection:
    """Return the one objection to *command*."""
    (objection,) = why_not(placement, command, HOUSE)
    return objection


def register_of(periods: dict[str, Period]) -> Register:
    """Return a register in which Sam has an agreed placement for each of *periods*."""
    register = Register(MemoryStore(), policy=INFORMAL)
    for name, period in periods.items():
        early = period.first_day - 5 * ONE_DAY
        terms = Terms(period=period, host_share=Decimal("0.5"))
        register.do(name, Propose(by=HANA, on=early, parties=PARTIES, terms=terms))
        for person in (SAM, OTTO):
            register.do(name, Consent(by=person, on=early))
    return register


def settled(subject: Terms, on: date) -> Placement:
    """Return the running placement after everybody has consented to *subject* on one day."""
    opened = OpenChange(by=SAM, on=on, subject=subject)
    needed = (HANA, OTTO) if subject.period == TERMS.period else (HANA, OTTO, PETRA)
    return lived(opened, *consents(on, needed), after=underway())


# days


def test_ca01_a_length_whose_first_day_counts_ends_before_the_same_number() -> None:
    """BGB sections 187(2) and 188(2), github:bundestag/gesetze@77abca2c b/bgb/index.md."""
    assert last_day_of(date(2025, 1, 15), Length.parse("P6M")) == date(2025, 7, 14)


def test_ca03_a_month_from_the_31st_runs_out_with_a_shorter_month() -> None:
    """BGB section 188(3), github:bundestag/gesetze@77abca2c b/bgb/index.md."""
    assert day_after(date(2025, 1, 31), Length(months=1)) == date(2025, 2, 28)
    assert day_after(date(2024, 1, 31), Length(months=1)) == date(2024, 2, 29)


def test_ca05_an_extension_is_counted_from_the_end_of_the_old_term() -> None:
    """BGB section 190, github:bundestag/gesetze@77abca2c b/bgb/index.md."""
    running = Period(date(2025, 1, 15), date(2025, 7, 14))
    assert running.extended(Length(months=1)) == Period(running.first_day, date(2025, 8, 14))


def test_ca07_a_free_day_gives_way_to_the_next_working_day() -> None:
    """BGB section 193, github:bundestag/gesetze@77abca2c b/bgb/index.md."""
    calendar = WorkingWeek(holidays=frozenset({date(2025, 10, 3)}))
    assert next_working_day(date(2025, 6, 28), calendar) == date(2025, 6, 30)
    assert next_working_day(date(2025, 6, 29), calendar) == date(2025, 6, 30)
    assert next_working_day(date(2025, 10, 3), calendar) == date(2025, 10, 6)


def test_ca09_the_days_of_a_period_are_counted_with_both_ends() -> None:
    """openfisca-core test_period.py, https://github.com/openfisca/openfisca-core."""
    assert Period.of(date(2020, 2, 3), Length(months=1)).days == 29
    assert Period.of(date(2022, 1, 3), Length(months=3)).days == 90
    assert Period.of(date(2012, 1, 3), Length(months=3)).days == 91


# where it stands


def test_hr02_a_start_before_the_first_day_is_refused_and_accepted_on_it() -> None:
    """frappe/hrms@80f17c99 test_employee_promotion.py::test_submit_before_promotion_date."""
    early = Start(by=OTTO, on=FIRST_DAY - ONE_DAY)
    assert refused(scheduled(), early, BY_HAND) == ["not_first_day"]
    assert the_objection(scheduled(), early).text == (
        "the start is on the first day, 2027-03-01, not on 2027-02-28"
    )
    started = lived(Start(by=OTTO, on=FIRST_DAY), after=scheduled(), policy=BY_HAND)
    assert started.status is Status.UNDERWAY
    assert lived(Advance(on=FIRST_DAY - ONE_DAY), after=scheduled()) == scheduled()


def test_hr34_a_proposal_that_is_agreed_is_one_placement_and_withdrawn_as_one() -> None:
    """frappe/hrms@80f17c99 hrms/hr/doctype/shift_request::test_make_shift_request."""
    register = register_of({"P-7": TERMS.period})
    assert register.find(day=FIRST_DAY) == ("P-7",)
    withdrawn = register.do("P-7", Withdraw(by=OTTO, on=FIRST_DAY - 2 * ONE_DAY))
    assert withdrawn.status is Status.WITHDRAWN
    assert (register.find(day=FIRST_DAY), register.find()) == ((), ("P-7",))


def test_od09_an_end_in_the_past_is_refused_but_an_end_found_late_has_its_own_day() -> None:
    """odoo/odoo addons/hr_contract/tests/test_auto_status.py::test_contract_auto_expire."""
    ended = evolve(TERMS, period=Period(FIRST_DAY, IN_MAY - 3 * ONE_DAY))
    objection = the_objection(underway(), OpenChange(by=HANA, on=IN_MAY, subject=ended))
    assert objection.text == "the last day 2027-05-07 lies before 2027-05-10"
    assert objection.remedy is not None
    assert objection.remedy.text == "last_day 2027-05-10"
    late = lived(Advance(on=LAST_DAY + 3 * ONE_DAY), after=underway())
    assert (late.status, late.moved_on) == (Status.COMPLETED, LAST_DAY + ONE_DAY)


def test_oc03_the_last_consent_schedules_and_the_first_day_starts() -> None:
    """OCA/hr@10.0 hr_transfer confirm2pending / confirm2done."""
    assert scheduled().status is Status.SCHEDULED
    soon = evolve(PROPOSE, on=FIRST_DAY - 3 * ONE_DAY)
    on_the_day = lived(soon, *consents(FIRST_DAY, (SAM, OTTO, PETRA)))
    assert on_the_day.status is Status.SCHEDULED
    assert lived(Advance(on=FIRST_DAY), after=on_the_day).status is Status.UNDERWAY
    too_late = Consent(by=SAM, on=FIRST_DAY + ONE_DAY)
    assert the_objection(lived(soon), too_late).text == "offer 1 expired after 2027-03-01"


def test_oc05_a_placement_is_withdrawn_before_its_start_only() -> None:
    """OCA/hr@10.0 hr_transfer *2cancel, flow_stop."""
    withdraw = Withdraw(by=HANA, on=AGREED_ON)
    assert lived(withdraw, after=proposed()).status is Status.WITHDRAWN
    assert lived(withdraw, after=scheduled()).status is Status.WITHDRAWN
    assert the_objection(underway(), Withdraw(by=HANA, on=IN_MAY)).text == (
        "no such step while underway; possible from here: open change, give notice, complete, "
        "convert, end early, leave, record absence, arrange cover, reassign, note claim, name "
        "buddy, plan research, record finding, ask, answer, record progress, check in, note extra, "
        "raise demand, answer demand, note home change, request feedback, decline request, give "
        "feedback, withdraw feedback, review, waive, fulfil, void"
    )


FEEDBACK = "request_feedback decline_request give_feedback withdraw_feedback"


@pytest.mark.parametrize(
    ("placement", "on", "may"),
    [
        (
            proposed(),
            AGREED_ON,
            {
                SAM: "counter consent decline reassign note_claim plan_research record_finding ask "
                "fulfil",
                HANA: "counter withdraw leave arrange_cover reassign note_claim answer waive "
                "fulfil",
                OTTO: "counter consent decline reassign note_claim name_buddy answer waive fulfil",
                PETRA: "counter consent decline leave arrange_cover reassign note_claim "
                "name_buddy answer waive fulfil",
                "vera": "",
            },
        ),
        (
            underway(),
            IN_MAY,
            {
                SAM: "open_change give_notice record_absence reassign note_claim plan_research "
                f"record_finding ask record_progress check_in note_extra answer_demand {FEEDBACK} "
                "fulfil",
                HANA: "open_change give_notice end_early leave record_absence arrange_cover "
                "reassign note_claim answer record_progress check_in note_extra raise_demand "
                f"note_home_change {FEEDBACK} review waive fulfil",
                OTTO: "open_change give_notice end_early record_absence reassign note_claim "
                "name_buddy answer record_progress check_in note_extra answer_demand "
                f"{FEEDBACK} review waive fulfil",
                PETRA: "open_change give_notice end_early leave record_absence arrange_cover "
                "reassign note_claim name_buddy answer record_progress note_home_change "
                f"{FEEDBACK} review waive fulfil void",
                "vera": "",
            },
        ),
        (
            lived(Decline(by=OTTO, on=AGREED_ON), after=proposed()),
            AGREED_ON,
            {SAM: "", HANA: "", OTTO: "", PETRA: "void", "vera": ""},
        ),
    ],
    ids=lambda value: value.status if isinstance(value, Placement) else "",
)
def test_or02_what_this_person_may_do_now(
    placement: Placement, on: date, may: dict[str, str]
) -> None:
    """orangehrm/orangehrm@194a751e PerformanceReviewAllowedActionsAPITestCases.yaml."""
    open_to = {
        person: [each.verb for each in options(placement, person, on, HOUSE) if each.is_open]
        for person in may
    }
    assert open_to == {person: verbs.split() for person, verbs in may.items()}


def test_or06_only_the_programme_office_brings_an_ended_placement_back() -> None:
    """orangehrm/orangehrm@194a751e employment WorkflowStateMachine 81-85."""
    left = lived(Leave(by=HANA, on=IN_MAY), after=underway())
    back = Void(by=PETRA, on=IN_MAY, position=left.latest, reason="mistake")
    assert lived(back, after=left).status is Status.UNDERWAY
    assert the_objection(left, evolve(back, by=HANA)).text == (
        "hana is home manager, and this is for programme office"
    )


def test_eg02_a_proposal_without_somebody_the_policy_needs_is_refused() -> None:
    """EGAS@ce41ee95 services/api/test/secondment-workflow.test.ts."""
    nobody = evolve(PROPOSE, parties=evolve(PARTIES, programme_office=None))
    assert the_objection(None, nobody).text == (
        "nobody is named as programme office, whom the policy requires"
    )


def test_eg06_a_replaced_manager_loses_the_say_and_the_new_one_gets_it() -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #5,#6."""
    handed = lived(
        Reassign(by=OTTO, on=AGREED_ON, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida"),
        after=proposed(),
    )
    assert the_objection(handed, Consent(by=OTTO, on=AGREED_ON)).text == (
        "otto is no party to this placement"
    )
    assert lived(*consents(AGREED_ON, (SAM, "ida", PETRA)), after=handed).status is Status.SCHEDULED


@pytest.mark.parametrize("unit", ["", "   "])
def test_eg08_an_id_may_be_long_but_not_blank(unit: str) -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #8,#9."""
    with pytest.raises(InvalidValue) as caught:
        Side(unit, HANA)
    assert str(caught.value) == (
        f"cannot make Side: unit: must be an id, a text that is not blank, not {unit!r}"
    )
    assert Side(241 * "x", HANA).unit == 241 * "x"


def test_eg10_offers_keep_number_and_place_since_none_is_edited() -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #12,#13."""
    quarter = evolve(TERMS, host_share=Decimal("0.25"))
    countered = lived(
        Counter(by=OTTO, on=AGREED_ON, subject=HALF),
        Counter(by=HANA, on=AGREED_ON, subject=quarter),
        after=proposed(),
    )
    assert countered.thread is not None
    assert [(each.number, each.author, each.subject) for each in countered.thread.offers] == [
        (1, HANA, TERMS),
        (2, OTTO, HALF),
        (3, HANA, quarter),
    ]


def test_eg12_terms_opened_again_are_a_new_offer_and_the_old_facts_stay() -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #16,#29."""
    register = register_of({"P-7": TERMS.period})
    register.do("P-7", OpenChange(by=SAM, on=FIRST_DAY - 4 * ONE_DAY, subject=TERMS))
    before = register.history("P-7")
    register.do("P-7", Consent(by=HANA, on=FIRST_DAY - 4 * ONE_DAY))
    register.do("P-7", Consent(by=OTTO, on=FIRST_DAY - 4 * ONE_DAY))
    opened = register.do("P-7", OpenChange(by=SAM, on=FIRST_DAY - 3 * ONE_DAY, subject=HALF))
    assert opened.offer is not None
    assert opened.offer.number == 3
    assert register.history("P-7")[: len(before)] == before


def test_eg14_nobody_consents_twice_to_one_offer() -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #27."""
    consented = lived(Consent(by=SAM, on=AGREED_ON), after=proposed())
    assert the_objection(consented, Consent(by=SAM, on=AGREED_ON)).text == (
        "sam has consented to offer 1 already"
    )
    instead = lived(Counter(by=SAM, on=AGREED_ON, subject=HALF), after=consented)
    assert instead.offers == 2


def test_eg16_what_is_agreed_is_the_offer_as_it_was_made() -> None:
    """EGAS@ce41ee95 services/api/test/phase5 #34-36."""
    on_the_table = lived(Counter(by=OTTO, on=AGREED_ON, subject=HALF), after=proposed())
    agreed = lived(*consents(AGREED_ON, (SAM, HANA, PETRA)), after=on_the_table)
    assert on_the_table.offer is not None
    assert agreed.terms is on_the_table.offer.subject is HALF


def test_eg18_a_declined_proposal_is_final_but_for_the_programme_office() -> None:
    """EGAS@ce41ee95 services/api/test/phase3-core #17-21."""
    declined = lived(Decline(by=OTTO, on=AGREED_ON), after=proposed())
    assert the_objection(declined, PROPOSE).text == (
        "no such step while declined; possible from here: void"
    )
    void = Void(by=HANA, on=AGREED_ON, position=2, reason="mistake")
    assert refused(declined, void) == ["role_may_not"]
    back = lived(evolve(void, by=PETRA), after=declined)
    assert (back.status, back.position) == (Status.PROPOSED, 3)


def test_eg20_a_consent_to_a_superseded_offer_is_refused() -> None:
    """EGAS@ce41ee95 services/api/test/phase3-core #25,26."""
    countered = lived(Counter(by=OTTO, on=AGREED_ON, subject=HALF), after=proposed())
    objection = the_objection(countered, Consent(by=SAM, on=AGREED_ON, offer=1))
    assert objection.text == "offer 1 is no longer on the table; offer 2 is"
    assert objection.remedy is not None
    assert objection.remedy.text == "offer 2"


def test_oa01_an_early_end_brings_the_person_home_on_the_next_working_day() -> None:
    """docs.oracle.com/en/cloud/saas/human-resources/farws/End_an_Assignment.html."""
    on = date(2018, 8, 1)
    terms = Terms(period=Period(date(2018, 3, 1), date(2018, 12, 31)))
    running = lived(
        Propose(by=HANA, on=date(2018, 2, 1), parties=PARTIES, terms=terms),
        *consents(date(2018, 2, 1), (SAM, OTTO, PETRA)),
        Advance(on=on),
    )
    ending = Ending(EndKind.EARLY_END, date(2018, 8, 31))
    closing = lived(
        OpenChange(by=HANA, on=on, subject=ending),
        *consents(on, (SAM, OTTO, PETRA)),
        after=running,
    )
    end = lived(EndEarly(by=HANA, on=date(2018, 9, 1)), after=closing, policy=BY_HAND).state
    assert (end.status, getattr(end, "on", None), getattr(end, "returns_on", None)) == (
        Status.ENDED_EARLY,
        date(2018, 9, 1),
        date(2018, 9, 3),
    )


@pytest.mark.parametrize(
    ("before", "commands"),
    [
        pytest.param(proposed(), consents(AGREED_ON, (SAM, OTTO, PETRA)), id="agree"),
        pytest.param(proposed(), [Decline(by=OTTO, on=AGREED_ON)], id="decline"),
        pytest.param(scheduled(), [Withdraw(by=HANA, on=AGREED_ON)], id="cancel"),
        pytest.param(scheduled(), [Advance(on=FIRST_DAY)], id="start"),
        pytest.param(
            scheduled(),
            [
                OpenChange(
                    by=SAM,
                    on=AGREED_ON,
                    subject=evolve(TERMS, period=Period(date(2027, 4, 1), LAST_DAY)),
                )
            ],
            id="change-start",
        ),
        pytest.param(underway(), [Leave(by=HANA, on=IN_MAY)], id="terminate"),
        pytest.param(
            underway(), [EndEarly(by=HANA, on=IN_MAY, trigger="host_closed")], id="end-at-once"
        ),
        pytest.param(underway(), [Advance(on=LAST_DAY + ONE_DAY)], id="end"),
    ],
)
def test_oa05_every_step_is_taken_back_by_voiding_it(
    before: Placement, commands: list[Command]
) -> None:
    """docs.oracle.com/en/cloud/saas/human-resources/23d/farws/Manage_Employment_Information.html."""
    *first, last = commands
    almost = lived(*first, after=before)
    done = lived(last, after=almost)
    void = Void(by=PETRA, on=date(2027, 9, 1), position=done.latest, reason="mistake")
    back = lived(void, after=done)
    assert done.status is not almost.status
    assert (back.state, back.moved_on) == (almost.state, almost.moved_on)


# what held when


def test_hr04_a_voided_move_leaves_one_line_of_what_holds_and_its_trace() -> None:
    """frappe/hrms@80f17c99 hrms/hr/doctype/employee_transfer::test_employee_history (cancel)."""
    register = register_of({"P-7": TERMS.period})
    before = register.history("P-7")
    moved = register.do("P-7", Advance(on=FIRST_DAY))
    void = Void(by=HANA, on=FIRST_DAY, position=moved.latest, reason="mistake")
    back = register.do("P-7", void)
    facts = [each.event for each in register.history("P-7")]
    assert back.status is Status.SCHEDULED
    assert in_force(facts) == tuple(each.event for each in before)
    assert [type(each).__name__ for each in facts[len(before) :]] == ["Started", "Voided"]


def test_hr06_a_change_holds_from_its_day_until_it_is_voided() -> None:
    """frappe/hrms@80f17c99 hrms/hr/doctype/employee_promotion::test_employee_history."""
    register = Register(MemoryStore(), policy=HOUSE)
    register.do("P-7", PROPOSE)
    for consent in consents(AGREED_ON, (SAM, OTTO, PETRA)):
        register.do("P-7", consent)
    register.do("P-7", Advance(on=FIRST_DAY))
    promoted = evolve(TERMS, team="blue", host_share=Decimal("0.5"))
    register.do("P-7", OpenChange(by=SAM, on=IN_MAY, subject=promoted))
    register.do("P-7", Consent(by=HANA, on=IN_MAY))
    after = register.do("P-7", Consent(by=OTTO, on=IN_MAY))
    assert after.terms == promoted
    assert register.placement("P-7", as_of=IN_MAY).terms == promoted
    assert register.placement("P-7", as_of=IN_MAY - ONE_DAY).terms == TERMS
    register.do("P-7", Void(by=PETRA, on=IN_MAY, position=after.latest, reason="mistake"))
    assert register.placement("P-7").terms == TERMS
    assert register.placement("P-7", as_of=IN_MAY).terms == TERMS


def claim(name: str, first_day: date, last_day: date | None, share: str = "0.5") -> Claim:
    """Return a claim on Sam."""
    return Claim(
        id=name,
        person=SAM,
        claimant=name,
        first_day=first_day,
        last_day=last_day,
        share=Decimal(share),
    )


def test_hr28_two_claims_on_one_day_are_too_much_when_their_shares_are() -> None:
    """frappe/hrms@80f17c99 shift_assignment::test_multiple_shift_assignments_for_same_date."""
    day = date(2027, 3, 1)
    assert overloads([claim("A", day, day), claim("B", day, day)]) == ()
    assert [
        str(each) for each in overloads([claim("A", day, day), claim("B", day, day, "0.6")])
    ] == ["sam has 0.1 too much from 2027-03-01 to 2027-03-01: A, B"]


def test_hr30_an_open_claim_meets_a_fixed_one_as_long_as_that_lasts() -> None:
    """frappe/hrms@80f17c99 shift_assignment::..._fixed_period_shift_and_ongoing_shift."""
    day = date(2027, 3, 1)
    fixed, ongoing = claim("A", day, day + 30 * ONE_DAY), claim("B", day, None, "0.6")
    assert [str(each) for each in overloads([fixed, ongoing])] == [
        "sam has 0.1 too much from 2027-03-01 to 2027-03-31: A, B"
    ]


def test_hr32_a_period_has_days_and_no_hours() -> None:
    """frappe/hrms@80f17c99 shift_assignment::test_overlap_for_midnight_shifts."""
    ten_at_night = datetime(2027, 3, 1, 22)  # noqa: DTZ001 - a naive instant is what is refused
    with pytest.raises(InvalidValue) as caught:
        Period(ten_at_night, date(2027, 3, 2))
    assert str(caught.value) == (
        "cannot make Period: first_day: must be a day (datetime.date), not the instant "
        "2027-03-01T22:00:00; use .date()"
    )


NOVEMBER = Period(date(2015, 11, 1), date(2015, 11, 30))
INCOMING = Period(date(2015, 11, 15), date(2015, 12, 30))


def test_od01_two_placements_of_one_person_may_overlap_and_are_both_found() -> None:
    """odoo/odoo addons/hr_contract/tests/test_contract.py::test_incoming_overlapping_contract."""
    register = register_of({"A": NOVEMBER, "B": INCOMING})
    assert NOVEMBER.overlaps(INCOMING)
    found = [
        register.find(person=SAM, day=day)
        for day in (
            date(2015, 11, 14),
            date(2015, 11, 15),
            date(2015, 11, 30),
            date(2015, 12, 1),
        )
    ]
    assert found == [("A",), ("A", "B"), ("A", "B"), ("B",)]


def test_od03_a_proposal_occupies_no_days() -> None:
    """odoo/odoo addons/hr_contract/tests/test_contract.py::test_draft_overlapping_contract."""
    register = register_of({"A": NOVEMBER})
    draft = Propose(by=HANA, on=date(2015, 11, 2), parties=PARTIES, terms=Terms(period=INCOMING))
    register.do("B", draft)
    assert register.find(person=SAM, day=date(2015, 11, 20)) == ("A",)
    assert register.find(person=SAM) == ("A", "B")


def test_od05_there_are_no_open_ended_terms() -> None:
    """odoo/odoo addons/hr_contract/tests/test_contract.py::test_overlapping_contract_no_end2."""
    with pytest.raises(InvalidValue) as caught:
        Period(date(2015, 1, 1), None)  # type: ignore[arg-type]  # an open end is what is refused
    assert str(caught.value) == (
        "cannot make Period: last_day: must be a day (datetime.date), not None"
    )
    with pytest.raises(InvalidValue) as caught:
        Terms(period=Period(FIRST_DAY, date(9999, 12, 31)))
    assert str(caught.value) == (
        "cannot make Terms: period.last_day: must lie between 1000-01-01 and 9000-12-31, "
        "not on 9999-12-31"
    )
    far_away = Terms(period=Period(FIRST_DAY, date(9000, 12, 31)))
    assert the_objection(None, evolve(PROPOSE, terms=far_away)).text == (
        "2027-03-01 to 9000-12-31 is 2546411 days longer than the maximum of 24 months"
    )


def test_od11_periods_overlap_by_their_days_and_a_withdrawn_placement_has_none() -> None:
    """odoo/odoo addons/hr/tests/test_hr_version.py::test_contracts_no_overlap."""
    year = Period(date(2020, 1, 1), date(2020, 12, 31))
    others = [
        Period(date(2019, 6, 1), date(2020, 5, 31)),
        Period(date(2020, 6, 1), date(2021, 5, 31)),
        Period(date(2020, 2, 1), date(2020, 10, 31)),
    ]
    assert [year.overlaps(other) for other in others] == [True, True, True]
    register = register_of({"A": NOVEMBER, "B": INCOMING})
    register.do("B", Withdraw(by=OTTO, on=date(2015, 11, 14)))
    assert register.find(person=SAM, day=date(2015, 11, 20)) == ("A",)


def test_od13_a_change_keeps_the_first_day_and_there_is_none_after_the_last() -> None:
    """odoo/odoo addons/hr/tests/test_hr_version.py::test_dates_new_version_in/out_of_contract."""
    changed = settled(HALF, IN_MAY)
    assert changed.terms is not None
    assert changed.terms.period == TERMS.period
    after = OpenChange(by=SAM, on=LAST_DAY + ONE_DAY, subject=HALF)
    assert refused(underway(), after, BY_HAND) == ["period_over", "last_day_passed"]
    assert refused(lived(Advance(on=LAST_DAY + ONE_DAY), after=underway()), after) == [
        "not_allowed_here"
    ]


def test_od15_both_ends_of_a_period_belong_to_it() -> None:
    """odoo/odoo addons/hr/tests/test_hr_version.py::test_in_out_contract."""
    twenties = Period(date(2020, 1, 1), date(2029, 12, 31))
    asked = (date(2010, 1, 1), date(2020, 1, 1), date(2029, 12, 31), date(2030, 1, 1))
    assert [day in twenties for day in asked] == [False, True, True, False]


def test_od17_terms_of_a_later_day_are_those_of_the_whole_period() -> None:
    """odoo/odoo test_hr_version_contract_overlap.py::test_single_version_covers_whole_contract."""
    register = register_of({"P-7": Period(date(2026, 1, 1), date(2026, 6, 30))})
    register.do("P-7", Advance(on=date(2026, 1, 1)))
    shorter = Terms(period=Period(date(2026, 1, 1), date(2026, 6, 30)), host_share=Decimal("0.25"))
    on = date(2026, 3, 1)
    register.do("P-7", OpenChange(by=SAM, on=on, subject=shorter))
    for person in (HANA, OTTO):
        register.do("P-7", Consent(by=person, on=on))
    asked = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))
    assert [register.find(day=day) for day in asked] == [(), ("P-7",), ("P-7",), ()]
    shares = [
        terms.host_share
        for day in (date(2026, 1, 15), on)
        if (terms := register.placement("P-7", as_of=day).terms)
    ]
    assert shares == [Decimal("0.5"), Decimal("0.25")]


def test_od19_placements_that_touch_are_two_and_do_not_overlap() -> None:
    """odoo/odoo test_hr_version_contract_overlap.py::test_two_contracts_not_collapsed."""
    winter = Period(date(2026, 1, 1), date(2026, 3, 31))
    spring = Period(date(2026, 4, 1), date(2026, 6, 30))
    register = register_of({"A": winter, "B": spring})
    assert register.find(day=date(2026, 1, 15)) == ("A",)
    assert register.find(day=date(2026, 4, 15)) == ("B",)
    assert register.find(person=SAM) == ("A", "B")
    assert not winter.overlaps(spring)


def test_oc07_new_terms_hold_from_the_day_they_are_settled_with_a_trial_of_their_own() -> None:
    """OCA/hr@10.0 hr_transfer/transfer_contract."""
    register = register_of({"P-7": TERMS.period})
    register.do("P-7", Advance(on=FIRST_DAY))
    placement = register.placement("P-7")
    assert placement.terms is not None
    tried = evolve(placement.terms, team="blue", trial=None)
    register.do("P-7", OpenChange(by=SAM, on=IN_MAY, subject=tried))
    for person in (HANA, OTTO):
        register.do("P-7", Consent(by=person, on=IN_MAY))
    assert register.placement("P-7", as_of=IN_MAY - ONE_DAY).terms == placement.terms
    assert register.placement("P-7", as_of=IN_MAY).terms == tried


# who agrees


def test_ic01_consents_are_asked_for_in_the_order_of_roles_and_given_in_any() -> None:
    """gamonoid/icehrm@ef8c2350 test/integration/ApprovalStatusIntegration.php."""
    register = Register(MemoryStore(), policy=HOUSE)
    register.do("P-7", PROPOSE)
    waiting = register.standing("P-7", on=PROPOSED_ON).missing
    assert [str(seat) for seat in waiting] == [
        "sam (secondee)",
        "otto (host manager)",
        "petra (programme office)",
    ]
    for people in permutations((SAM, OTTO, PETRA)):
        assert lived(*consents(AGREED_ON, people), after=proposed()).status is Status.SCHEDULED


def test_ic03_somebody_who_is_no_party_cannot_consent() -> None:
    """gamonoid/icehrm@ef8c2350 test/integration/ApprovalStatusIntegration.php."""
    objection = the_objection(proposed(), Consent(by="vera", on=AGREED_ON))
    assert objection.text == "vera is no party to this placement"
    assert objection.remedy is not None
    assert objection.remedy.by == (SAM, OTTO, PETRA)


# what a policy allows

ACME = """
name = "acme"
extends = "house"
source = "handbook"
sources.handbook = { title = "Handbook" }
documents.agreement = { stage = "start", owed_by = ["home_manager"] }
duties.renew_permit = { owed_by = ["home_manager"], when = "30 days before the contract end" }
"""


def test_hr36_a_start_waits_for_the_documents_and_comes_once_they_are_there() -> None:
    """frappe/hrms@80f17c99 employee_onboarding::test_employee_onboarding_incomplete_task."""
    acme = read_policy(ACME)
    agreed = lived(PROPOSE, *consents(AGREED_ON, (SAM, OTTO, PETRA)), policy=acme)
    waiting = lived(Advance(on=FIRST_DAY), after=agreed, policy=acme)
    assert waiting.status is Status.SCHEDULED
    (objection,) = why_not(waiting, Start(by=OTTO, on=FIRST_DAY), acme)
    assert objection.code == "not_ready"
    signed = Fulfilment(by=HANA, on=FIRST_DAY, duty="document agreement")
    ready = MakeRecord(by=HANA, on=FIRST_DAY, record=signed)
    started = lived(ready, Advance(on=FIRST_DAY), after=waiting, policy=acme)
    assert started.status is Status.UNDERWAY


def test_od07_what_ends_soon_is_on_the_agenda_and_closes_nothing() -> None:
    """odoo/odoo hr_contract test_auto_status.py::test_contract_pending_work_permit_expire."""
    acme = read_policy(ACME)
    known = ServiceRecord(contract_ends_on=date(2027, 6, 30))
    signed = Fulfilment(by=HANA, on=AGREED_ON, duty="document agreement")
    running = lived(
        evolve(PROPOSE, service=known),
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        MakeRecord(by=HANA, on=AGREED_ON, record=signed),
        Advance(on=date(2027, 7, 5)),
        policy=acme,
    )
    assert running.status is Status.UNDERWAY
    states = {
        on: duty.state
        for on in (date(2027, 5, 30), date(2027, 5, 31), date(2027, 7, 5))
        for duty in agenda(running, acme, on)
        if duty.key == "duty renew_permit"
    }
    assert list(states.values()) == [DutyState.AHEAD, DutyState.DUE, DutyState.OVERDUE]


# the page

PAGE = Path(__file__).parent.parent / "docs" / "cases.md"
CASE = re.compile(r"test_([a-z]{2}\d\d)_")


def rows_of_the_page() -> list[list[str]]:
    """Return the cells of every row of the tables: id, what it says, answer, where."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| [A-Z]{2}\d\d ", line)
    ]


@cache
def origins() -> dict[str, str]:
    """Return the tests, here and of the limits, that are about a case, with their docstrings."""
    files = (Path(__file__), Path(__file__).with_name("test_limits.py"))
    bodies = [ast.parse(file.read_text(encoding="utf-8")).body for file in files]
    functions = [each for body in bodies for each in body if isinstance(each, ast.FunctionDef)]
    return {each.name: ast.get_docstring(each) or "" for each in functions if CASE.match(each.name)}


def test_the_page_and_the_tests_name_the_same_cases() -> None:
    linked = {row[0]: row[3].strip("`") for row in rows_of_the_page() if row[3] != "none"}
    assert {name: name in origins() for name in linked.values()} == dict.fromkeys(
        linked.values(), True
    )
    assert linked.keys() == {name[5:9].upper() for name in origins()}
    assert {name[5:9].upper(): name for name in linked.values()} == linked


def test_every_case_stands_on_the_page_once() -> None:
    ids = [row[0] for row in rows_of_the_page()]
    assert len(ids) == len(set(ids)) == 49


def test_a_case_without_a_test_is_one_that_is_not_answered_yet() -> None:
    verdicts = {row[0]: row[2].partition(":")[0] for row in rows_of_the_page()}
    assert set(verdicts.values()) == {"same", "differs", "not yet"}
    unanswered = {"OC01", "EG22"}
    assert {name for name, verdict in verdicts.items() if verdict == "not yet"} == unanswered
    assert {row[0] for row in rows_of_the_page() if row[3] == "none"} == unanswered


def test_every_case_has_its_origin() -> None:
    assert [name for name, origin in origins().items() if not origin.endswith(".")] == []
