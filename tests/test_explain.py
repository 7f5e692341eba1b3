"""What could be asked, why not, what if, and where it stands: questions that change nothing."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve as altered

from secondment import (
    Advance,
    ChangeDropped,
    ChangeKind,
    ChangeSettled,
    ClaimNoted,
    Consent,
    Consented,
    ConversionRoute,
    Decline,
    Difference,
    DropKind,
    Ending,
    EndKind,
    Gate,
    GiveNotice,
    InvalidValue,
    Leave,
    MakeRecord,
    NoticeKind,
    OpenChange,
    Option,
    Period,
    Placement,
    PlannedEnd,
    Policy,
    Proposed,
    Remedy,
    Role,
    ScopeItem,
    Seat,
    Standing,
    Status,
    Terms,
    Verb,
    Void,
    WhatIf,
    Withdraw,
    options,
    remedied,
    standing,
    warnings,
    what_if,
    why_not,
)
from secondment.commands import PersonCommand
from secondment.explain import Outlook
from secondment.feedback import CheckIn
from secondment.onboarding import Missing, Question
from secondment.scope import Extra
from secondment.terms import ReturnRight
from secondment.workload import Claim, Demand, DemandAnswer, Verdict
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    LAST_DAY,
    LONGER,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    reconsidering,
    revising,
    scheduled,
    scheduled_under,
    underway,
    underway_informally,
    underway_under,
)

ONE_DAY = timedelta(days=1)
JULY = date(2027, 7, 5)
SEPTEMBER = date(2027, 9, 1)


def completed() -> Placement:
    """Return a placement from which the person has returned."""
    return lived(Advance(on=SEPTEMBER), after=underway())


def reasons(found: Iterable[Option]) -> dict[str, list[str]]:
    """Return the codes of the objections to each command, by verb."""
    return {each.verb.value: [one.code for one in each.objections] for each in found}


# why not


def test_nothing_objects_to_what_would_be_carried_out() -> None:
    assert why_not(proposed(), Consent(by=SAM, on=AGREED_ON), HOUSE) == ()


def test_before_the_proposal_the_same_question_can_be_asked() -> None:
    assert why_not(None, PROPOSE, HOUSE) == ()
    (objection,) = why_not(None, Withdraw(by=HANA, on=AGREED_ON), HOUSE)
    assert objection.text == "no such step while nothing is proposed; possible from here: propose"


@pytest.mark.parametrize("given", [lambda: None, proposed, scheduled, underway])
def test_time_is_never_refused(given: Callable[[], Placement | None]) -> None:
    assert why_not(given(), Advance(on=date(2020, 1, 1)), HOUSE) == ()


# options


def test_every_command_has_its_option_in_order() -> None:
    found = options(underway(), SAM, JULY, HOUSE)
    assert [each.verb for each in found] == [
        Verb.PROPOSE,
        Verb.COUNTER,
        Verb.CONSENT,
        Verb.DECLINE,
        Verb.WITHDRAW,
        Verb.OPEN_CHANGE,
        Verb.DROP_CHANGE,
        Verb.START,
        Verb.GIVE_NOTICE,
        Verb.COMPLETE,
        Verb.CONVERT,
        Verb.END_EARLY,
        Verb.LEAVE,
        Verb.RECORD_ABSENCE,
        Verb.ARRANGE_COVER,
        Verb.REASSIGN,
        Verb.NOTE_CLAIM,
        Verb.NAME_BUDDY,
        Verb.PLAN_RESEARCH,
        Verb.RECORD_FINDING,
        Verb.ASK,
        Verb.ANSWER,
        Verb.RECORD_PROGRESS,
        Verb.CHECK_IN,
        Verb.NOTE_EXTRA,
        Verb.RAISE_DEMAND,
        Verb.ANSWER_DEMAND,
        Verb.NOTE_HOME_CHANGE,
        Verb.REQUEST_FEEDBACK,
        Verb.DECLINE_REQUEST,
        Verb.GIVE_FEEDBACK,
        Verb.WITHDRAW_FEEDBACK,
        Verb.REVIEW,
        Verb.FOLLOW_UP,
        Verb.WAIVE,
        Verb.FULFIL,
        Verb.VOID,
    ]


FEEDBACK = "request_feedback decline_request give_feedback withdraw_feedback"

OPEN: list[tuple[str, Callable[[], Placement], str, date, str]] = [
    # who may give what, on which day, from where
    (
        "the proposer",
        proposed,
        HANA,
        AGREED_ON,
        "counter withdraw leave arrange_cover reassign note_claim answer waive fulfil",
    ),
    (
        "the secondee asked",
        proposed,
        SAM,
        AGREED_ON,
        "counter consent decline reassign note_claim plan_research record_finding ask fulfil",
    ),
    (
        "the programme office asked",
        proposed,
        PETRA,
        AGREED_ON,
        "counter consent decline leave arrange_cover reassign note_claim name_buddy answer waive "
        "fulfil",
    ),
    ("nobody in particular", proposed, "zoe", AGREED_ON, ""),
    (
        "home before the start",
        scheduled,
        HANA,
        date(2027, 2, 1),
        "withdraw open_change leave record_absence arrange_cover reassign note_claim answer "
        f"record_progress check_in raise_demand note_home_change {FEEDBACK} waive fulfil",
    ),
    (
        "the author of a change before the start",
        revising,
        OTTO,
        date(2027, 2, 1),
        "counter withdraw drop_change record_absence reassign note_claim name_buddy answer "
        f"record_progress check_in answer_demand {FEEDBACK} waive fulfil",
    ),
    (
        "the secondee underway",
        underway,
        SAM,
        JULY,
        "open_change give_notice record_absence reassign note_claim plan_research record_finding "
        f"ask record_progress check_in note_extra answer_demand {FEEDBACK} fulfil",
    ),
    (
        "home underway",
        underway,
        HANA,
        JULY,
        "open_change give_notice end_early leave record_absence arrange_cover reassign note_claim "
        f"answer record_progress check_in note_extra raise_demand note_home_change {FEEDBACK} "
        "review waive fulfil",
    ),
    (
        "the programme office underway",
        underway,
        PETRA,
        JULY,
        "open_change give_notice end_early leave record_absence arrange_cover reassign note_claim "
        f"name_buddy answer record_progress note_home_change {FEEDBACK} review waive fulfil void",
    ),
    (
        "the host asked for a change",
        changing,
        OTTO,
        JULY,
        "counter consent drop_change give_notice end_early record_absence reassign note_claim "
        f"name_buddy answer record_progress check_in note_extra answer_demand {FEEDBACK} review "
        "waive fulfil",
    ),
    (
        "home in the handover",
        handing_over,
        HANA,
        date(2027, 4, 5),
        "open_change end_early leave record_absence arrange_cover reassign note_claim answer "
        f"record_progress check_in note_extra raise_demand note_home_change {FEEDBACK} review "
        "waive fulfil",
    ),
    (
        "home asked to go on",
        reconsidering,
        HANA,
        date(2027, 4, 5),
        "counter consent drop_change end_early leave record_absence arrange_cover reassign "
        "note_claim answer record_progress check_in note_extra raise_demand note_home_change "
        f"{FEEDBACK} review waive fulfil",
    ),
    ("the secondee after the end", completed, SAM, SEPTEMBER, f"{FEEDBACK} follow_up fulfil"),
    ("home after the end", completed, HANA, SEPTEMBER, f"{FEEDBACK} review follow_up fulfil"),
    ("the host after the end", completed, OTTO, SEPTEMBER, f"{FEEDBACK} review fulfil"),
    (
        "the programme office after the end",
        completed,
        PETRA,
        SEPTEMBER,
        f"{FEEDBACK} review follow_up fulfil void",
    ),
]


@pytest.mark.parametrize(
    ("given", "by", "on", "verbs"), [pytest.param(*row, id=name) for name, *row in OPEN]
)
def test_what_somebody_may_ask(
    given: Callable[[], Placement], by: str, on: date, verbs: str
) -> None:
    found = options(given(), by, on, HOUSE)
    assert [each.verb.value for each in found if each.is_open] == verbs.split()


def test_why_the_rest_may_not_be_asked() -> None:
    assert reasons(options(underway(), OTTO, JULY, HOUSE)) == {
        "propose": ["not_allowed_here"],
        "counter": ["not_allowed_here"],
        "consent": ["not_allowed_here"],
        "decline": ["not_allowed_here"],
        "withdraw": ["not_allowed_here"],
        "open_change": [],
        "drop_change": ["not_allowed_here"],
        "start": ["not_allowed_here"],
        "give_notice": [],
        "complete": ["not_over_yet"],
        "convert": ["conversion_not_agreed"],
        "end_early": [],
        "leave": ["role_may_not"],
        "record_absence": [],
        "arrange_cover": ["role_may_not"],
        "reassign": [],
        "note_claim": [],
        "name_buddy": [],
        "plan_research": ["role_may_not"],
        "record_finding": ["role_may_not"],
        "ask": ["role_may_not"],
        "answer": [],
        "record_progress": [],
        "check_in": [],
        "note_extra": [],
        "raise_demand": ["role_may_not"],
        "answer_demand": [],
        "note_home_change": ["role_may_not"],
        "request_feedback": [],
        "decline_request": [],
        "give_feedback": [],
        "withdraw_feedback": [],
        "review": [],
        "follow_up": ["not_allowed_here"],
        "waive": [],
        "fulfil": [],
        "void": ["role_may_not"],
    }


def test_why_not_is_said_in_words() -> None:
    found = {each.verb: each.objections for each in options(proposed(), HANA, AGREED_ON, HOUSE)}
    assert [str(each) for each in found[Verb.CONSENT]] == [
        "hana has consented to offer 1 already (secondment: a consent counts for one offer only; "
        "would pass: consent given by sam, otto, petra)"
    ]
    assert [str(each) for each in found[Verb.DECLINE]] == [
        "offer 1 is hana's own (secondment: a consent counts for one offer only; "
        "would pass: withdraw instead)"
    ]


def test_past_its_last_day_an_offer_is_open_to_nobody() -> None:
    found = reasons(options(proposed(), SAM, date(2027, 2, 9), HOUSE))
    assert {verb: found[verb] for verb in ("counter", "consent", "decline", "withdraw")} == {
        "counter": ["offer_expired"],
        "consent": ["offer_expired"],
        "decline": ["offer_expired"],
        "withdraw": ["step_due", "not_your_offer"],
    }


def test_past_the_last_day_only_ends_and_records_are_left() -> None:
    found = options(underway_informally(), HANA, SEPTEMBER, INFORMAL)
    assert [each.verb.value for each in found if each.is_open] == [
        "complete",
        "leave",
        "record_absence",
        "arrange_cover",
        "reassign",
        "note_claim",
        "answer",
        "record_progress",
        "check_in",
        "note_extra",
        "raise_demand",
        "note_home_change",
        *FEEDBACK.split(),
        "review",
        "waive",
        "fulfil",
        "void",
    ]


def test_without_a_reason_to_end_at_once_an_early_end_must_be_fixed() -> None:
    """The house has such reasons, so that there it depends on what the command says."""
    assert reasons(options(underway_informally(), HANA, JULY, INFORMAL))["end_early"] == [
        "other_ending"
    ]
    assert reasons(options(underway(), HANA, JULY, HOUSE))["end_early"] == []


def test_a_start_by_hand_is_open_on_the_first_day_only() -> None:
    days = (FIRST_DAY - ONE_DAY, FIRST_DAY, FIRST_DAY + ONE_DAY)
    assert [reasons(options(scheduled(), OTTO, on, BY_HAND))["start"] for on in days] == [
        ["not_first_day"],
        [],
        ["not_first_day"],
    ]


def test_what_was_recorded_last_can_be_voided_and_a_proposal_cannot() -> None:
    assert reasons(options(scheduled(), PETRA, AGREED_ON, HOUSE))["void"] == []
    assert reasons(options(proposed(), PETRA, AGREED_ON, HOUSE))["void"] == [
        "proposal_not_voidable"
    ]


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param(Decline(by=OTTO, on=AGREED_ON), id="declined"),
        pytest.param(Withdraw(by=HANA, on=AGREED_ON), id="withdrawn"),
        pytest.param(Advance(on=date(2027, 2, 9)), id="lapsed"),
    ],
)
def test_of_what_never_came_about_only_voiding_is_left(
    ended: Decline | Withdraw | Advance,
) -> None:
    found = {
        by: [
            each.verb
            for each in options(lived(ended, after=proposed()), by, AGREED_ON, HOUSE)
            if each.is_open
        ]
        for by in (SAM, HANA, OTTO, PETRA)
    }
    assert found == {SAM: [], HANA: [], OTTO: [], PETRA: [Verb.VOID]}


def test_options_are_asked_for_a_day() -> None:
    with pytest.raises(InvalidValue, match=r"^cannot make on: must be a day \(datetime.date\)"):
        options(underway(), SAM, datetime(2027, 7, 5, 9, 0, tzinfo=UTC), HOUSE)


# what is not as it should be

API = ScopeItem("api", "Ship the API", Decimal(30))
SCOPED = altered(TERMS, scope=(API,))
"""The terms, with thirty days of work agreed."""

MAY = date(2027, 5, 3)


def extra(effort: str, **others: Any) -> MakeRecord:
    """Return the note of so many days of work outside the scope, of 3 May."""
    noted = Extra(id="x1", on=MAY, title="Batch jobs", effort=Decimal(effort), by=SAM, **others)
    return MakeRecord(by=SAM, on=MAY, record=noted)


def claimed(share: str, last_day: date | None = None) -> MakeRecord:
    """Return the note that the union claims so much of Sam's time from 3 May on."""
    claim = Claim(
        id="union",
        person=SAM,
        claimant="union",
        first_day=MAY,
        last_day=last_day,
        share=Decimal(share),
    )
    return MakeRecord(by=SAM, on=AGREED_ON, record=ClaimNoted(on=AGREED_ON, claim=claim))


def drifting(effort: str = "6.5") -> Placement:
    """Return a placement with so many days of extra work to 30 agreed."""
    return lived(extra(effort), after=underway_under(SCOPED))


def overloaded() -> Placement:
    """Return a placement beside which the union claims more than what is left."""
    return lived(claimed("0.3"), after=underway_under(SCOPED))


DRIFT = (
    "6.5 days of extra work are 0.22 of the 30 days agreed, more than 0.2 "
    "(house, a plain default of secondment and not law: extra work; "
    "would pass: {verb} that takes the extra work into the scope)"
)
OVERLOAD = (
    "0.1 too much to do for sam from 2027-05-03 to 2027-08-31: host, claim union "
    "(house, a plain default of secondment and not law: working time; "
    "would pass: {verb} with host share 0.7)"
)


def warned(placement: Placement, on: date = MAY, policy: Policy = HOUSE) -> list[str]:
    """Return what is warned of, in words."""
    return [str(each) for each in warnings(placement, policy, on)]


def test_extra_work_above_the_threshold_is_warned_of() -> None:
    assert warned(drifting()) == [DRIFT.format(verb="open change")]


@pytest.mark.parametrize(("effort", "codes"), [("6", []), ("6.01", ["scope_drift"])])
def test_extra_work_up_to_the_threshold_is_not(effort: str, codes: list[str]) -> None:
    placement = lived(extra(effort), after=underway_under(SCOPED))
    assert [each.code for each in warnings(placement, HOUSE, MAY)] == codes


@pytest.mark.parametrize(
    ("on", "codes"),
    [(MAY - ONE_DAY, []), (MAY, ["scope_drift"]), (MAY + ONE_DAY, ["scope_drift"])],
)
def test_extra_work_counts_from_its_day_on(on: date, codes: list[str]) -> None:
    assert [each.code for each in warnings(drifting(), HOUSE, on)] == codes


def test_a_policy_without_a_threshold_lets_the_work_grow() -> None:
    assert warned(drifting(), policy=altered(HOUSE, drift_threshold=None)) == []


def test_extra_work_where_no_effort_was_agreed_is_no_part_of_any() -> None:
    assert warned(lived(extra("6.5"), after=underway())) == []


def test_too_much_to_do_is_warned_of_as_soon_as_it_is_known() -> None:
    assert warned(overloaded(), FIRST_DAY) == [OVERLOAD.format(verb="open change")]


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2027, 5, 30), ["overload"]),
        (date(2027, 5, 31), ["overload"]),
        (date(2027, 6, 1), []),
    ],
)
def test_too_much_to_do_is_warned_of_until_it_is_over(on: date, codes: list[str]) -> None:
    for_a_while = lived(claimed("0.3", date(2027, 5, 31)), after=underway())
    assert [each.code for each in warnings(for_a_while, HOUSE, on)] == codes


def test_all_that_there_is_to_do_is_not_too_much() -> None:
    assert warned(lived(claimed("0.2"), after=underway())) == []


def test_too_much_to_do_that_no_share_puts_right_is_warned_of_all_the_same() -> None:
    assert warned(lived(claimed("1"), after=underway())) == [
        "0.8 too much to do for sam from 2027-05-03 to 2027-08-31: host, claim union "
        "(house, a plain default of secondment and not law: working time)"
    ]


def test_both_are_warned_of_at_once() -> None:
    both = lived(extra("6.5"), after=overloaded())
    assert warned(both) == [
        DRIFT.format(verb="open change"),
        OVERLOAD.format(verb="open change"),
    ]


def test_while_a_change_is_on_the_table_a_counter_offer_puts_it_right() -> None:
    opened = OpenChange(by=SAM, on=MAY, subject=altered(SCOPED, place="york"))
    changing_both = lived(extra("6.5"), opened, after=overloaded())
    assert warned(changing_both) == [
        DRIFT.format(verb="counter"),
        OVERLOAD.format(verb="counter"),
    ]


def test_before_the_start_what_will_be_too_much_is_warned_of() -> None:
    assert warned(lived(claimed("0.3"), after=scheduled()), AGREED_ON) == [
        OVERLOAD.format(verb="open change")
    ]


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param(Leave(by=HANA, on=MAY), id="over"),
        pytest.param(
            GiveNotice(by=HANA, on=MAY, kind=NoticeKind.RECALL, last_day=date(2027, 6, 30)),
            id="closing",
        ),
    ],
)
def test_once_it_is_closing_nothing_is_warned_of(closed: Leave | GiveNotice) -> None:
    assert warned(lived(closed, after=lived(extra("6.5"), after=overloaded()))) == []


def test_before_anything_is_agreed_nothing_is_warned_of() -> None:
    assert warned(lived(claimed("1"), after=proposed()), AGREED_ON) == []


def test_on_a_day_before_the_scope_was_agreed_no_work_is_extra() -> None:
    assert warned(drifting(), AGREED_ON - ONE_DAY) == []


def test_while_the_very_change_is_on_the_table_the_consent_to_it_puts_it_right() -> None:
    (warning,) = warnings(overloaded(), HOUSE, MAY)
    assert warning.remedy is not None
    subject = dict(warning.remedy.fields)["subject"]
    assert isinstance(subject, Terms)
    offered = lived(OpenChange(by=SAM, on=MAY, subject=subject), after=overloaded())
    assert [each.remedy for each in warnings(offered, HOUSE, MAY)] == [
        Remedy("ask", Verb.CONSENT, by=(HANA, OTTO))
    ]


def test_what_nobody_could_offer_any_more_is_warned_of_without_a_remedy() -> None:
    """It overruns: the time for changes is over."""
    found = warnings(drifting(), BY_HAND, SEPTEMBER)
    assert [(each.code, each.remedy) for each in found] == [("scope_drift", None)]


@pytest.mark.parametrize(
    ("given", "terms"),
    [
        pytest.param(
            lambda: drifting("15"),
            altered(SCOPED, scope=(API, ScopeItem("x1", "Batch jobs", Decimal(15)))),
            id="work that is new",
        ),
        pytest.param(
            lambda: lived(extra("15", item="api"), after=underway_under(SCOPED)),
            altered(SCOPED, scope=(altered(API, effort=Decimal(45)),)),
            id="an item that grew",
        ),
        pytest.param(overloaded, altered(SCOPED, host_share=Decimal("0.7")), id="a lower share"),
    ],
)
def test_the_change_that_a_warning_holds_passes_and_ends_the_warning(
    given: Callable[[], Placement], terms: Terms
) -> None:
    placement = given()
    (warning,) = warnings(placement, HOUSE, MAY)
    assert warning.remedy is not None
    assert (warning.remedy.command, warning.remedy.fields) == ("open_change", (("subject", terms),))
    opened = lived(OpenChange(by=OTTO, on=MAY, subject=terms), after=placement)
    asked = [seat.person for seat in standing(opened, HOUSE, MAY).missing]
    settled = lived(*consents(MAY, asked), after=opened)
    assert (settled.status, settled.terms) == (Status.UNDERWAY, terms)
    assert warned(settled, MAY + ONE_DAY) == []


def test_an_option_has_the_warnings_that_it_would_put_right() -> None:
    placement = lived(extra("6.5"), after=overloaded())
    found = {each.verb: each.warnings for each in options(placement, OTTO, MAY, HOUSE)}
    assert found.pop(Verb.OPEN_CHANGE) == warnings(placement, HOUSE, MAY)
    assert set(found.values()) == {()}


# what if


def test_what_a_proposal_would_bring() -> None:
    found = what_if(None, PROPOSE, HOUSE)
    assert found == WhatIf(
        before=None,
        after=proposed(),
        events=(
            Proposed(
                on=PROPOSED_ON,
                by=HANA,
                parties=PARTIES,
                terms=TERMS,
                number=1,
                expires_on=date(2027, 2, 8),
            ),
        ),
        differences=(),
        objections=(),
        duties=found.duties,
        today=None,
        then=ONCE_AGREED,
        waits_for=WAITED_FOR,
        waivers=(),
    )
    assert [str(each) for each in found.duties] == COMING


ONCE_AGREED = Outlook(
    status=Status.SCHEDULED,
    first_day=FIRST_DAY,
    last_day=LAST_DAY,
    returns_on=SEPTEMBER,
    return_right=ReturnRight.SAME_OR_EQUIVALENT,
    return_lost_on=None,
    conversion_from=None,
)
WAITED_FOR = (
    Seat(Role.SECONDEE, SAM),
    Seat(Role.HOST_MANAGER, OTTO),
    Seat(Role.PROGRAMME_OFFICE, PETRA),
)
HOUSE_RULES = "house, a plain default of secondment and not law"
COMING = [
    f"new: 2027-03-01 ahead   start (by itself; {HOUSE_RULES}: start)",
    "new: 2027-08-31 ahead   last day with the host (sam; the terms of the placement: as agreed)",
    f"new: 2027-09-01 ahead   back at work at home (sam; {HOUSE_RULES}: return)",
]
"""The duties that the first terms bring once everybody has consented."""


def test_what_a_first_consent_would_bring_is_no_difference_to_the_terms() -> None:
    before = proposed()
    found = what_if(before, Consent(by=SAM, on=AGREED_ON), HOUSE)
    assert found == WhatIf(
        before=before,
        after=lived(Consent(by=SAM, on=AGREED_ON), after=before),
        events=(Consented(on=AGREED_ON, by=SAM, number=1),),
        differences=(),
        objections=(),
        duties=found.duties,
        today=Outlook(Status.PROPOSED, None, None, None, None, None, None),
        then=ONCE_AGREED,
        waits_for=WAITED_FOR[1:],
        waivers=(),
    )
    assert [str(each) for each in found.duties] == [
        *(
            f"falls away: 2027-02-08 due     answer offer 1, as {seat} ({seat.person}; "
            f"{HOUSE_RULES}: offers)"
            for seat in (*WAITED_FOR[1:], WAITED_FOR[0])
        ),
        *COMING,
    ]


def test_the_first_terms_differ_from_nothing() -> None:
    before = lived(*consents(AGREED_ON, (SAM, OTTO)), after=proposed())
    found = what_if(before, Consent(by=PETRA, on=AGREED_ON), HOUSE)
    assert [type(each).__name__ for each in found.events] == ["Consented", "Agreed"]
    assert (found.after, found.differences) == (scheduled(), ())


def test_the_first_terms_voided_differ_from_nothing() -> None:
    void = Void(by=PETRA, on=AGREED_ON, position=4, reason="mistake")
    found = what_if(scheduled(), void, HOUSE)
    assert [type(each).__name__ for each in found.events] == ["Voided"]
    assert (found.after, found.differences) == (lived(void, after=scheduled()), ())


def test_what_the_last_consent_would_change_in_the_terms() -> None:
    before = lived(*consents(JULY, (HANA, OTTO)), after=changing())
    found = what_if(before, Consent(by=PETRA, on=JULY), HOUSE)
    assert found.events == (
        Consented(on=JULY, by=PETRA, number=2),
        ChangeSettled(on=JULY, by=PETRA, terms=LONGER),
    )
    assert found.differences == (
        Difference(ChangeKind.EXTENSION, "last_day", LAST_DAY, date(2027, 10, 31)),
    )
    assert found.after is not None
    assert (found.after.status, found.after.last_day) == (Status.UNDERWAY, date(2027, 10, 31))
    assert found.objections == ()
    assert [str(each) for each in found.duties] == [
        "falls away: 2027-08-02 due     answer offer 2, as petra (programme office) (petra; "
        f"{HOUSE_RULES}: offers)",
        "last day with the host: 2027-08-31 becomes 2027-10-31",
        "say that the placement is completed: 2027-09-01 becomes 2027-11-01",
        "back at work at home: 2027-09-01 becomes 2027-11-01",
    ]
    assert found.today is not None
    assert found.then == altered(
        found.today,
        status=Status.UNDERWAY,
        last_day=date(2027, 10, 31),
        returns_on=date(2027, 11, 1),
    )
    assert found.waits_for == ()


def test_what_time_would_bring() -> None:
    before = changing()
    found = what_if(before, Advance(on=SEPTEMBER), HOUSE)
    assert [type(each).__name__ for each in found.events] == ["ChangeDropped", "Completed"]
    assert found.after == lived(Advance(on=SEPTEMBER), after=before)
    assert (found.differences, found.objections) == ((), ())


def test_before_a_proposal_time_would_bring_nothing() -> None:
    assert what_if(None, Advance(on=JULY), HOUSE) == WhatIf(None, None, (), (), ())


def test_time_that_brings_nothing_leaves_it_as_it_is() -> None:
    before = underway()
    heading = altered(ONCE_AGREED, status=Status.UNDERWAY, conversion_from=FIRST_DAY)
    assert what_if(before, Advance(on=JULY), HOUSE) == WhatIf(
        before, before, (), (), (), today=heading, then=heading
    )


def test_what_would_be_refused_would_bring_nothing() -> None:
    before, consent = proposed(), Consent(by=HANA, on=AGREED_ON)
    assert what_if(before, consent, HOUSE) == WhatIf(
        before=before,
        after=None,
        events=(),
        differences=(),
        objections=why_not(before, consent, HOUSE),
        today=Outlook(Status.PROPOSED, None, None, None, None, None, None),
    )


def test_to_ask_what_if_changes_nothing() -> None:
    before = proposed()
    what_if(before, Decline(by=SAM, on=AGREED_ON), HOUSE)
    assert before == proposed()


# where it stands


def unprepared() -> Placement:
    """Return an agreed placement without the buddy that the terms ask for, nor an answer to q1."""
    gated = altered(TERMS, gates=(Gate.REVERSE_INTERVIEW, Gate.BUDDY))
    asked = Question(id="q1", on=AGREED_ON, text="Who decides?")
    return lived(MakeRecord(by=SAM, on=AGREED_ON, record=asked), after=scheduled_under(gated))


STANDS: list[tuple[Callable[[], Placement], date, str, Policy]] = [
    (
        proposed,
        AGREED_ON,
        "proposed; offer 1 open until 2027-02-08, waits for sam (secondee), otto (host manager), "
        "petra (programme office)",
        HOUSE,
    ),
    (
        proposed,
        date(2027, 2, 9),
        "proposed; offer 1 open until 2027-02-08, waits for sam (secondee), otto (host manager), "
        "petra (programme office); lapse due since 2027-02-09",
        HOUSE,
    ),
    (scheduled, AGREED_ON, "scheduled", HOUSE),
    (scheduled, date(2027, 3, 3), "scheduled; start due since 2027-03-01", HOUSE),
    (
        unprepared,
        date(2027, 3, 3),
        "scheduled; missing before the first day: buddy, reverse interview (q1)",
        HOUSE,
    ),
    (
        lambda: lived(OpenChange(by=OTTO, on=date(2027, 2, 1), subject=LONGER), after=unprepared()),
        date(2027, 2, 1),
        "revising; offer 2 open until 2027-02-28, waits for sam (secondee), hana (home manager), "
        "petra (programme office); missing before the first day: buddy, reverse interview (q1)",
        HOUSE,
    ),
    (
        unprepared,
        SEPTEMBER,
        "scheduled; missing before the first day: buddy, reverse interview (q1); "
        "lapse due since 2027-09-01",
        HOUSE,
    ),
    (
        revising,
        date(2027, 2, 2),
        "revising; offer 2 open until 2027-02-28, waits for sam (secondee), hana (home manager), "
        "petra (programme office)",
        HOUSE,
    ),
    (underway, LAST_DAY, "underway", HOUSE),
    (
        underway,
        date(2027, 9, 3),
        "underway; overrunning by 3 days; complete due since 2027-09-01",
        HOUSE,
    ),
    (underway, date(2027, 9, 3), "underway; overrunning by 3 days", BY_HAND),
    (
        changing,
        JULY,
        "negotiated change; offer 2 open until 2027-08-02, waits for hana (home manager), "
        "otto (host manager), petra (programme office)",
        HOUSE,
    ),
    (
        changing,
        date(2027, 8, 3),
        "negotiated change; offer 2 open until 2027-08-02, waits for hana (home manager), "
        "otto (host manager), petra (programme office); drop change due since 2027-08-03",
        HOUSE,
    ),
    (handing_over, date(2027, 4, 2), "handover; last day 2027-04-30, then end early", HOUSE),
    (
        handing_over,
        date(2027, 5, 3),
        "handover; overrunning by 3 days; last day 2027-04-30, then end early; "
        "end early due since 2027-05-01",
        HOUSE,
    ),
    (
        reconsidering,
        date(2027, 4, 5),
        "reconsidering; offer 2 open until 2027-04-30, waits for sam (secondee), "
        "hana (home manager), petra (programme office); last day 2027-04-30, then end early",
        HOUSE,
    ),
    (lambda: lived(Advance(on=SEPTEMBER), after=underway()), SEPTEMBER, "completed", HOUSE),
]


@pytest.mark.parametrize(
    ("given", "on", "words", "policy"), STANDS, ids=[row[2][:40] for row in STANDS]
)
def test_where_it_stands_is_said_in_words(
    given: Callable[[], Placement], on: date, words: str, policy: Policy
) -> None:
    assert str(standing(given(), policy, on)) == words


def test_where_it_stands_comes_as_data() -> None:
    placement = changing()
    assert standing(placement, HOUSE, date(2027, 8, 3)) == Standing(
        on=date(2027, 8, 3),
        status=Status.NEGOTIATED_CHANGE,
        offer=placement.offer,
        missing=(
            Seat(Role.HOME_MANAGER, HANA),
            Seat(Role.HOST_MANAGER, OTTO),
            Seat(Role.PROGRAMME_OFFICE, PETRA),
        ),
        waivers=(),
        due=ChangeDropped(on=date(2027, 8, 3), by=None, kind=DropKind.LAPSED),
        missing_before_start=(),
        planned_end=PlannedEnd(Verb.COMPLETE, LAST_DAY),
        days_overrunning=0,
    )


def test_what_is_missing_before_the_start_comes_as_data() -> None:
    assert standing(unprepared(), HOUSE, FIRST_DAY).missing_before_start == (
        Missing(Gate.BUDDY),
        Missing(Gate.REVERSE_INTERVIEW, ("q1",)),
    )


def test_what_starts_or_ends_is_not_asked_any_more_what_is_missing() -> None:
    """The same of a placement that somebody had started before the policy asked for more."""
    stricter = altered(HOUSE, gates=altered(HOUSE.gates, value=frozenset(Gate)))
    lapsed = lived(Advance(on=SEPTEMBER), after=unprepared())
    found = [
        standing(each, stricter, SEPTEMBER).missing_before_start
        for each in (proposed(), underway(), changing(), handing_over(), completed(), lapsed)
    ]
    assert found == [(), (), (), (), (), ()]


def with_ending(kind: EndKind, last_day: date) -> Placement:
    """Return a placement about whose ending all have consented."""
    offered = OpenChange(by=HANA, on=JULY, subject=Ending(kind, last_day))
    return lived(offered, *consents(JULY, (SAM, OTTO, PETRA)), after=underway())


def converting() -> Placement:
    """Return a placement whose terms let the person stay by themselves."""
    return underway_under(altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC))


def resigned() -> Placement:
    """Return a placement from which Sam leaves the employer."""
    notice = GiveNotice(by=SAM, on=JULY, kind=NoticeKind.RESIGNATION, last_day=date(2027, 7, 30))
    return lived(notice, after=underway())


PLANNED: list[tuple[Callable[[], Placement], PlannedEnd | None]] = [
    (scheduled, None),
    (underway, PlannedEnd(Verb.COMPLETE, LAST_DAY)),
    (converting, PlannedEnd(Verb.CONVERT, LAST_DAY)),
    (changing, PlannedEnd(Verb.COMPLETE, LAST_DAY)),
    (handing_over, PlannedEnd(Verb.END_EARLY, date(2027, 4, 30))),
    (reconsidering, PlannedEnd(Verb.END_EARLY, date(2027, 4, 30))),
    (resigned, PlannedEnd(Verb.LEAVE, date(2027, 7, 30))),
    (
        lambda: with_ending(EndKind.CONVERSION, date(2027, 7, 31)),
        PlannedEnd(Verb.CONVERT, date(2027, 7, 31)),
    ),
    (lambda: with_ending(EndKind.RETURN, LAST_DAY), PlannedEnd(Verb.COMPLETE, LAST_DAY)),
]


@pytest.mark.parametrize(("given", "planned_end"), PLANNED)
def test_how_it_ends_unless_something_else_is_settled(
    given: Callable[[], Placement], planned_end: PlannedEnd | None
) -> None:
    assert standing(given(), HOUSE, given().moved_on).planned_end == planned_end


@pytest.mark.parametrize(
    ("on", "days", "overrunning"), [(LAST_DAY, 0, False), (SEPTEMBER, 1, True)]
)
def test_it_overruns_from_the_day_after_the_last(on: date, days: int, overrunning: bool) -> None:
    found = standing(underway(), BY_HAND, on)
    assert (found.days_overrunning, found.is_overrunning) == (days, overrunning)


def test_where_it_stands_is_asked_for_a_day() -> None:
    with pytest.raises(InvalidValue, match=r"^cannot make on: must be a day \(datetime.date\)"):
        standing(underway(), HOUSE, datetime(2027, 7, 5, 9, 0, tzinfo=UTC))


# mending a command


def change(subject: Terms | Ending, expires_on: date | None = None) -> OpenChange:
    """Return Hana's wish for a change."""
    return OpenChange(by=HANA, on=JULY, subject=subject, expires_on=expires_on)


def period(first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> Terms:
    """Return the terms with another period."""
    return altered(TERMS, period=Period(first_day, last_day))


def remedy_for(placement: Placement, command: PersonCommand) -> Remedy:
    """Return what would pass instead of *command*."""
    (objection,) = why_not(placement, command, HOUSE)
    assert objection.remedy is not None
    return objection.remedy


DEMAND = Demand(
    id="d1",
    on=MAY,
    by=HANA,
    period=Period(date(2027, 6, 1), date(2027, 6, 30)),
    share=Decimal("0.4"),
    reason="outage",
)
ACCEPTED = DemandAnswer(demand="d1", on=MAY, by=OTTO, verdict=Verdict.ACCEPTED)


def demanded() -> Placement:
    """Return a placement to whose secondee Hana has put a demand."""
    return lived(MakeRecord(by=HANA, on=MAY, record=DEMAND), after=underway())


MENDED: list[tuple[str, Callable[[], Placement | None], PersonCommand, PersonCommand]] = [
    (
        "a field of the command",
        proposed,
        Consent(by=SAM, on=AGREED_ON, offer=2),
        Consent(by=SAM, on=AGREED_ON, offer=1),
    ),
    (
        "the last day of the terms proposed",
        lambda: None,
        altered(PROPOSE, terms=period(last_day=date(2027, 3, 20))),
        altered(PROPOSE, terms=period(last_day=date(2027, 3, 31))),
    ),
    (
        "both days of the terms proposed",
        lambda: None,
        altered(PROPOSE, on=date(2027, 9, 1)),
        altered(PROPOSE, on=date(2027, 9, 1), terms=period(SEPTEMBER, date(2028, 3, 2))),
    ),
    (
        "a field of the proposal itself",
        lambda: None,
        altered(PROPOSE, expires_on=date(2027, 3, 1)),
        altered(PROPOSE, expires_on=date(2027, 2, 8)),
    ),
    (
        "the last day of the terms of a change",
        underway,
        change(period(last_day=date(2027, 7, 1))),
        change(period(last_day=JULY)),
    ),
    (
        "the first day of the terms of a change",
        underway,
        change(period(date(2027, 3, 8), date(2027, 9, 30))),
        change(period(FIRST_DAY, date(2027, 9, 30))),
    ),
    (
        "the last day of an ending",
        underway,
        change(Ending(EndKind.RETURN, date(2027, 9, 30), reason="done")),
        change(Ending(EndKind.RETURN, LAST_DAY, reason="done")),
    ),
    (
        "the kind of an ending",
        underway,
        change(Ending(EndKind.RETURN, date(2027, 7, 30))),
        change(Ending(EndKind.EARLY_END, date(2027, 7, 30))),
    ),
    (
        "the last day of a notice",
        underway,
        GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 7, 9)),
        GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 2)),
    ),
    (
        "the share of a change",
        lambda: lived(claimed("0.15"), after=underway()),
        change(altered(LONGER, host_share=Decimal(1))),
        change(altered(LONGER, host_share=Decimal("0.85"))),
    ),
    (
        "the day of a record that looks ahead",
        underway,
        MakeRecord(by=SAM, on=MAY, record=CheckIn(by=SAM, on=JULY, confidence=4)),
        MakeRecord(by=SAM, on=MAY, record=CheckIn(by=SAM, on=MAY, confidence=4)),
    ),
    (
        "the day of a record from before the proposal",
        underway,
        MakeRecord(by=SAM, on=MAY, record=CheckIn(by=SAM, on=date(2027, 1, 10), confidence=4)),
        MakeRecord(by=SAM, on=MAY, record=CheckIn(by=SAM, on=PROPOSED_ON, confidence=4)),
    ),
    (
        "the answer to a demand",
        demanded,
        MakeRecord(by=OTTO, on=MAY, record=ACCEPTED),
        MakeRecord(by=OTTO, on=MAY, record=altered(ACCEPTED, verdict=Verdict.TO_BE_A_CHANGE)),
    ),
]


@pytest.mark.parametrize(
    ("given", "command", "mended"), [pytest.param(*row, id=name) for name, *row in MENDED]
)
def test_a_remedy_mends(
    given: Callable[[], Placement | None], command: PersonCommand, mended: PersonCommand
) -> None:
    (objection,) = why_not(given(), command, HOUSE)
    assert objection.remedy is not None
    assert remedied(command, objection.remedy) == mended
    assert why_not(given(), mended, HOUSE) == ()


def test_two_remedies_mend_one_after_the_other() -> None:
    tried = change(period(last_day=date(2027, 7, 1)), date(2027, 9, 30))
    once = remedied(tried, remedy_for(underway(), tried))
    twice = remedied(once, remedy_for(underway(), once))
    assert once == change(period(last_day=JULY), date(2027, 9, 30))
    assert twice == change(period(last_day=JULY), JULY)
    assert why_not(underway(), twice, HOUSE) == ()


def test_a_remedy_for_another_command_mends_nothing() -> None:
    withdraw = Withdraw(by=OTTO, on=AGREED_ON)
    with pytest.raises(InvalidValue) as caught:
        remedied(withdraw, remedy_for(proposed(), withdraw))
    assert str(caught.value) == (
        "cannot make a mended command: a remedy for decline does not mend withdraw"
    )


def test_another_change_that_comes_first_does_not_mend_this_one() -> None:
    excluded = underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED))
    conversion = change(Ending(EndKind.CONVERSION, LAST_DAY))
    remedy = remedy_for(excluded, conversion)
    with pytest.raises(InvalidValue) as caught:
        remedied(conversion, remedy)
    assert str(caught.value) == (
        "cannot make a mended command: nothing can be put into it that would mend it; "
        "would pass: open change first: conversion_route by agreement"
    )


def test_somebody_to_ask_is_nothing_to_put_into_a_command() -> None:
    again = Consent(by=HANA, on=AGREED_ON)
    with pytest.raises(InvalidValue) as caught:
        remedied(again, remedy_for(proposed(), again))
    assert str(caught.value) == (
        "cannot make a mended command: nothing can be put into it that would mend it; "
        "would pass: consent given by sam, otto, petra"
    )


def test_a_last_day_that_does_not_fit_the_other_terms_is_refused() -> None:
    terms = altered(
        TERMS,
        period=Period(FIRST_DAY, date(2029, 3, 31)),
        decision_day=date(2029, 3, 15),
    )
    proposal = altered(PROPOSE, terms=terms)
    (objection,) = why_not(None, proposal, HOUSE)
    assert objection.remedy is not None
    with pytest.raises(InvalidValue) as caught:
        remedied(proposal, objection.remedy)
    assert str(caught.value) == (
        "cannot make Terms: decision_day: 2029-03-15 lies after the last day 2029-02-28"
    )
