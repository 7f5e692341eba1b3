"""The rules that apply to one placement, in words; and the service that a register knows of."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve as altered
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from secondment import (
    Advance,
    Agreement,
    ArrangeCover,
    Command,
    Consent,
    ConversionRoute,
    Counter,
    EarlyEndMode,
    EndEarly,
    Ending,
    EndKind,
    Fulfilment,
    GiveNotice,
    InvalidValue,
    Leave,
    Length,
    MakeRecord,
    MemoryStore,
    NoticeKind,
    OpenChange,
    Period,
    Placement,
    Policy,
    Proposal,
    Propose,
    Provision,
    Reassign,
    Refused,
    Register,
    ReturnRight,
    Role,
    ServiceRecord,
    Spell,
    Terms,
    Waiver,
    Withdraw,
    agenda,
    explain,
    explain_policy,
    load_policy,
    pack_names,
    read_policy,
)
from secondment.clauses import Clause
from secondment.feedback import CheckIn
from secondment.limits import Case, breaches
from secondment.outcome import Route
from secondment.policy import clauses_of
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
    PROPOSED_ON,
    SAM,
    TERMS,
    changing,
    consents,
    lived,
    proposed,
    scheduled,
    underway,
    underway_under,
)
from tests.test_clocks import Life, any_life, under

ONE_DAY = timedelta(days=1)
JULY = date(2027, 7, 5)

COLLEGE = read_policy(
    """
    name = "college"
    extends = "frame"
    source = "rules"

    required_roles = { value = ["secondee", "home_manager", "host_manager"], clause = "1" }
    kinds = { value = ["internal", "external"], clause = "2" }
    max_first_length = { value = "1 year", clause = "3" }
    offer_validity = { value = "4 weeks", clause = "4" }
    automatic_start = { value = true, clause = "5" }
    automatic_end = { value = false, clause = "6" }
    return_day = { value = "next_working_day", clause = "7" }
    gates = { value = ["goals", "buddy"], clause = "8" }
    capacity = { value = 1, clause = "9" }
    drift_threshold = { value = 0.2, clause = "10" }
    early_end_mode = { value = "mutual", clause = "11" }

    [extension]
    clause = "12"
    max_length = "6 months"
    decided.opens_before_end = "6 weeks"

    [eligibility]
    clause = "13"
    released_first = true

    [returning]
    clause = "14"
    right = "same_post"
    same_terms = true
    lost_after = "1 year"
    lost_by_staying_on = true

    [conversion]
    clause = "15"
    route = "lapse_of_time"
    after = "1 year"

    [cost]
    clause = "16"
    value = [{ kinds = ["external"], payer = "host", recharge = "invoice" }]

    [consents]
    clause = "17"
    extension = ["secondee", "home_manager", "host_manager"]
    early_end = ["secondee", "home_manager", "host_manager"]
    conversion = ["home_manager", "host_manager"]

    [notices]
    clause = "18"
    resignation = { length = "1 month" }

    [documents]
    clause = "19"
    agreement = { stage = "start" }
    invoice_plan = { stage = "start", kinds = ["external"] }

    [duties]
    clause = "20"
    evaluation = { owed_by = ["home_manager"], when = "on the end" }

    [[remarks]]
    text = "Consent is not to be withheld unreasonably."
    clause = "21"

    [sources.rules]
    title = "College rules"
    """
)


def of_the_college() -> Placement:
    terms = Terms(period=Period(date(2026, 9, 1), date(2027, 8, 31)), kind="internal")
    return lived(
        Propose(by=HANA, on=date(2026, 7, 1), parties=PARTIES, terms=terms),
        *consents(date(2026, 7, 8), (SAM, OTTO, PETRA)),
        Advance(on=date(2026, 9, 1)),
    )


def told(found: Iterable[Provision]) -> list[str]:
    """Return each provision in one line, the title of its source left out."""
    return [f"{each.rule}: {each}".replace(f"({each.source.title}: ", "(") for each in found]


def test_the_rules_of_a_college_in_words() -> None:
    assert told(explain_policy(of_the_college(), COLLEGE, JULY)) == [
        "required_roles: named before anything is proposed: home manager, host manager, secondee"
        " (1)",
        "offer_validity: an offer stands for 4 weeks (4)",
        "gates: in place before the first day: buddy, goals (8)",
        "automatic_start: it starts by itself on the first day (5)",
        "max_first_length: its first terms last 12 months at most; the last day 2027-08-31 is just"
        " that day (3)",
        "extension.max_length: an extension is for 6 months at most; the next one up to 2028-02-29"
        " (12)",
        "extension.decided: an extension is agreed from 2027-07-20; in 15 days, on 2027-07-20 (12)",
        "eligibility.released_first: home allows it before anything is proposed; not known (13)",
        "consents.extension: extension needs the consent of home manager, host manager, secondee"
        " (17)",
        "consents.early_end: early end needs the consent of home manager, host manager, secondee"
        " (17)",
        "consents.conversion: conversion needs the consent of home manager, host manager (17)",
        "early_end_mode: it ends early: by consent of all only (11)",
        "notices.resignation: resignation, by secondee: notice of 1 month (18)",
        "automatic_end: somebody says that it has ended (6)",
        "return_day: back at work on the next working day after the last day (7)",
        "returning.right: home owes on the return: same post, on the terms from before; back at"
        " work in 58 days, on 2027-09-01 (14)",
        "returning.lost_after: the right to return is lost after 12 months, from 2027-09-02 on, by"
        " staying on past the last day; in 59 days, on 2027-09-02 (14)",
        "conversion.route: staying for good: by lapse of time (15)",
        "conversion.after: staying for good is open after 12 months; in 59 days, on 2027-09-02"
        " (15)",
        "kinds: kinds of placement that are open: external, internal (2)",
        "capacity: more than 1 of full time in all is warned of (9)",
        "drift_threshold: extra work above 0.2 of what was agreed calls for a change of the scope"
        " (10)",
        "duties.evaluation: evaluation, by home manager: on the end (20)",
        "documents.agreement: in writing by the start: agreement (19)",
        "remarks[0]: Consent is not to be withheld unreasonably. (21)",
    ]


AGENCY = read_policy(
    """
    name = "agency"
    extends = "frame"
    source = "act"

    required_roles = { value = ["secondee", "home_manager", "host_manager"], clause = "1" }
    max_first_length = { value = "2 years", clause = "2" }
    max_length = { value = "4 years", clause = "3" }
    offer_validity = { value = "28 days", clause = "4" }
    automatic_start = { value = false, clause = "5" }
    automatic_end = { value = true, clause = "6" }
    return_day = { value = "next_day", clause = "7" }
    capacity = { value = 1, clause = "8" }
    overload_refused = { value = true, clause = "8" }
    drift_threshold = { value = 0.2, clause = "9" }
    early_end_mode = { value = "at_will", clause = "10" }
    immediate_triggers = { value = ["left_employer", "rules_broken"], clause = "11" }

    [extension]
    clause = "12"
    total = "2 years"
    new_agreement = true

    [caps]
    clause = "13"
    lifetime = "6 years"

    [caps.continuous]
    clause = "14"
    length = "4 years"
    gap_tolerance = "60 days"
    reset_after = "12 months"

    [eligibility]
    clause = "15"
    service = "90 days"
    criteria = ["in_a_career_position"]

    [returning]
    clause = "16"
    right = "same_or_equivalent"

    [conversion]
    clause = "17"
    excluded = true

    [consents]
    clause = "18"
    extension = ["secondee", "home_manager", "host_manager"]
    early_end = ["secondee", "home_manager", "host_manager"]
    conversion = ["home_manager", "host_manager"]

    [notices]
    clause = "19"
    recall = { length = "30 days", is_courtesy = true, needs_reason = true }
    host_withdrawal = { length = "30 days" }
    stepping_back = { length = "30 days" }
    resignation = { length = "0 days" }

    [service_owed]
    clause = "20"
    ratio = 1
    repaid = ["travel_expenses"]

    [cost]
    clause = "21"
    value = [{ payer = "shared", reason = "as_negotiated" }]

    [waivers]
    clause = "22"
    "caps.lifetime" = { roles = ["programme_office"] }

    [sources.act]
    title = "The act"
    """
)
SENT_BEFORE = ServiceRecord(
    employed_since=date(2027, 1, 4),
    placements=[
        Spell(period=Period(date(2020, 1, 1), date(2022, 12, 31))),
        Spell(period=Period(date(2026, 1, 1), date(2027, 1, 31))),
    ],
)


def for_the_agency() -> Placement:
    """Return an agreed placement for which the cap for a lifetime is set aside."""
    aside = Waiver(by=PETRA, on=AGREED_ON, rule="caps.lifetime", reason="need")
    return under(AGENCY, MakeRecord(by=PETRA, on=AGREED_ON, record=aside), after=scheduled())


def test_the_rules_of_an_agency_in_words() -> None:
    assert told(explain_policy(for_the_agency(), AGENCY, AGREED_ON, SENT_BEFORE)) == [
        "required_roles: named before anything is proposed: home manager, host manager, secondee"
        " (1)",
        "offer_validity: an offer stands for 28 days (4)",
        "automatic_start: somebody says that it starts (5)",
        "max_first_length: its first terms last 24 months at most; the last day 2027-08-31 is 547"
        " days before 2029-02-28 (2)",
        "max_length: it lasts 48 months at most, extensions included; the last day 2027-08-31 is"
        " 1277 days before 2031-02-28 (3)",
        "extension.total: all extensions together last 24 months at most; the last day 2027-08-31"
        " is 731 days before 2029-08-31 (12)",
        "extension.new_agreement: an extension takes a new agreement, with all consents that the"
        " first one needs (12)",
        "caps.continuous: 48 months away without a break at most, breaks of up to 60 days included,"
        " counted from 2026-01-01; the last day 2027-08-31 is 853 days before 2029-12-31 (14)",
        "caps.continuous.reset_after: whoever has reached the cap is at home for 12 months before"
        " the next one (14)",
        "caps.lifetime: 72 months in all at most; 1492 days in other placements count; the last day"
        " 2027-08-31 is 516 days before 2029-01-28; set aside for this placement (13)",
        "eligibility.service: it is open after 90 days of service; completed in 79 days, on"
        " 2027-04-04 (15)",
        "eligibility.criteria: asked for: in a career position (15)",
        "consents.extension: extension needs the consent of home manager, host manager, secondee"
        " (18)",
        "consents.early_end: early end needs the consent of home manager, host manager, secondee"
        " (18)",
        "consents.conversion: conversion needs the consent of home manager, host manager (18)",
        "early_end_mode: it ends early: any side may end it from one day to the next (10)",
        "notices.recall: recall, by home manager, programme office: notice of 30 days, where"
        " possible, with a reason (19)",
        "notices.host_withdrawal: host withdrawal, by host manager, programme office: notice of"
        " 0 days (19)",
        "notices.stepping_back: stepping back, by secondee: notice of 0 days (19)",
        "notices.resignation: resignation, by secondee: notice of 0 days (19)",
        "immediate_triggers: it ends at once for: left employer, rules broken (11)",
        "automatic_end: it ends by itself after the last day (6)",
        "return_day: back at work on the next day after the last day (7)",
        "returning.right: home owes on the return: same or equivalent; back at work in 229 days, on"
        " 2027-09-01 (16)",
        "conversion.excluded: nobody stays for good (17)",
        "capacity: more than 1 of full time in all is refused (8)",
        "drift_threshold: extra work above 0.2 of what was agreed calls for a change of the scope"
        " (9)",
        "cost: home and host share the cost, reason: as negotiated (21)",
        "service_owed.ratio: days of service owed to home afterwards for each day: 1 (20)",
        "service_owed.repaid: whoever does not serve as agreed pays back: travel expenses (20)",
        "waivers.caps.lifetime: caps.lifetime may be set aside by programme office (22)",
    ]


def told_of(placement: Placement, rule: str, policy: Policy, on: date = JULY) -> list[str]:
    return [
        line.removeprefix(f"{rule}: ")
        for line in told(explain_policy(placement, policy, on))
        if line.startswith(f"{rule}: ")
    ]


def strict(clauses: str) -> Policy:
    """Return the house rules with *clauses*."""
    return read_policy(
        f"""
        name = "strict"
        extends = "house"
        source = "handbook"
        {clauses}
        [sources.handbook]
        title = "Handbook"
        clause = "1"
        """
    )


def test_only_limits_that_are_set_aside_are_marked() -> None:
    found = explain_policy(for_the_agency(), AGENCY, AGREED_ON, SENT_BEFORE)
    assert [each.rule for each in found if each.is_waived] == ["caps.lifetime"]
    assert not any(each.is_waived for each in explain_policy(scheduled(), AGENCY, AGREED_ON))


def test_of_a_proposal_the_terms_on_the_table_count() -> None:
    countered = lived(Counter(by=OTTO, on=AGREED_ON, subject=LONGER), after=proposed())
    found = {each.rule: each for each in explain_policy(countered, AGENCY, AGREED_ON)}
    assert found["max_first_length"].distance == (
        "the last day 2027-10-31 is 486 days before 2029-02-28"
    )
    assert told_of(countered, "consents.beginning", HOUSE, AGREED_ON) == [
        "beginning needs the consent of home manager, host manager, programme office, secondee,"
        " stakeholder (consents)"
    ]


def test_of_what_was_declined_before_it_was_agreed_no_rule_applies() -> None:
    lapsed = lived(Advance(on=JULY), after=proposed())
    assert explain_policy(lapsed, HOUSE, JULY) == ()


def test_the_matters_on_the_table_come_before_those_that_may_come_up() -> None:
    rules = [each.rule for each in explain_policy(changing(), HOUSE, JULY)]
    consents_told = [rule for rule in rules if rule.startswith("consents.")]
    assert consents_told == ["consents.extension", "consents.early_end", "consents.conversion"]
    lighter = altered(TERMS, host_share=Decimal("0.5"))
    asked = lived(OpenChange(by=SAM, on=JULY, subject=lighter), after=underway())
    rules = [each.rule for each in explain_policy(asked, HOUSE, JULY)]
    assert [rule for rule in rules if rule.startswith("consents.")] == [
        "consents.share",
        "consents.extension",
        "consents.early_end",
        "consents.conversion",
    ]


def test_after_the_end_nothing_is_said_of_consents_and_early_ends() -> None:
    ended = lived(Advance(on=date(2027, 9, 1)), after=underway())
    rules = {each.rule.split(".")[0] for each in explain_policy(ended, HOUSE, JULY)}
    assert rules.isdisjoint({"consents", "early_end_mode", "notices", "immediate_triggers"})
    assert {"max_length", "returning", "capacity"} <= rules


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            'extension = { answer_within = "2 weeks" }',
            "; answered within 2 weeks, then it lapses",
            id="lapse",
        ),
        pytest.param(
            'extension = { answer_within = "2 weeks", on_silence = "deemed_refused" }',
            "; answered within 2 weeks, silence is a no",
            id="no",
        ),
        pytest.param(
            'extension = { answer_within = "2 weeks", on_silence = "deemed_accepted" }',
            "; answered within 2 weeks, silence is consent, but not of the secondee",
            id="consent",
        ),
        pytest.param(
            'extension = { answer_within = "2 weeks", on_silence = "escalate",'
            ' escalates_to = ["programme_office"] }',
            "; answered within 2 weeks, then programme office is asked",
            id="others",
        ),
        pytest.param(
            'extension = { tiers = [{ above = "1 year", roles = ["programme_office"] }] }',
            "; above 12 months of programme office too",
            id="tiers",
        ),
        pytest.param(
            'extension = { order = [["home_manager"], ["host_manager", "secondee"]] }',
            "; in this order: home manager, then host manager, secondee",
            id="order",
        ),
        pytest.param(
            'extension = { may_object = ["programme_office"], refused_with_reason = true }',
            "; programme office may object; a no gives a reason",
            id="objections",
        ),
    ],
)
def test_what_a_consent_takes_is_said_in_words(rows: str, text: str) -> None:
    policy = strict(
        f"""
        [consents]
        shortening = ["secondee"]
        {rows.replace("{ ", '{ roles = ["secondee", "home_manager", "host_manager"], ', 1)}
        """
    )
    assert told_of(underway(), "consents.extension", policy) == [
        f"extension needs the consent of home manager, host manager, secondee{text} (1)"
    ]


# what the terms say


@pytest.mark.parametrize(
    ("mode", "text", "notices"),
    [
        (
            EarlyEndMode.AT_WILL,
            "any side may end it from one day to the next, as the terms say",
            ["0 days", "0 days", "0 days", "0 days"],
        ),
        (
            EarlyEndMode.NOTICE,
            "any side may give notice, as the terms say",
            ["4 weeks", "4 weeks", "4 weeks", "0 days"],
        ),
        (
            EarlyEndMode.FOR_CAUSE,
            "any side may give notice with a cause, as the terms say",
            ["4 weeks", "4 weeks", "4 weeks", "0 days"],
        ),
        (EarlyEndMode.MUTUAL, "by consent of all only, as the terms say", ["0 days"]),
        (None, "any side may give notice", ["4 weeks", "4 weeks", "4 weeks", "0 days"]),
    ],
)
def test_how_it_ends_early_is_as_the_terms_say(
    mode: EarlyEndMode | None, text: str, notices: list[str]
) -> None:
    placement = underway_under(altered(TERMS, early_end_mode=mode))
    found = explain_policy(placement, HOUSE, JULY)
    (said,) = [each.text for each in found if each.rule == "early_end_mode"]
    assert said == f"it ends early: {text}"
    lengths = [each.text.split("notice of ")[1] for each in found if "notices." in each.rule]
    assert lengths == notices


@pytest.mark.parametrize("length", [Length(weeks=2), Length()])
def test_the_notice_that_the_terms_agree_on_is_named(length: Length) -> None:
    placement = underway_under(altered(TERMS, notice=length))
    assert told_of(placement, "notices.recall", HOUSE) == [
        f"recall, by home manager, programme office: notice of {length} (notice)"
    ]
    assert told_of(placement, "notices.resignation", HOUSE) == [
        "resignation, by secondee: notice of 0 days (notice)"
    ]


def test_the_return_right_that_the_terms_agree_on_is_named() -> None:
    placement = underway_under(altered(TERMS, return_right=ReturnRight.IF_POST_EXISTS))
    assert told_of(placement, "returning.right", HOUSE) == [
        "home owes on the return: if post exists; back at work in 58 days, on 2027-09-01 (return)"
    ]


@pytest.mark.parametrize(
    ("route", "rule", "text"),
    [
        (None, "conversion.excluded", "nobody stays for good"),
        (
            ConversionRoute.EXCLUDED,
            "conversion.excluded",
            "nobody stays for good, as the terms say",
        ),
        (ConversionRoute.BY_AGREEMENT, "conversion.route", "staying for good: by agreement"),
        (
            ConversionRoute.AUTOMATIC,
            "conversion.route",
            "staying for good: by itself after the last day, as the terms say",
        ),
    ],
)
def test_the_way_of_staying_that_the_terms_agree_on_counts(
    route: ConversionRoute | None, rule: str, text: str
) -> None:
    placement = underway_under(altered(TERMS, conversion_route=route))
    found = explain_policy(placement, strict("conversion.excluded = true"), JULY)
    staying = [(each.rule, each.text) for each in found if each.rule.startswith("conversion.")]
    assert staying == [(rule, text)]


def test_where_the_terms_alone_exclude_it_nobody_stays_either() -> None:
    placement = underway_under(altered(TERMS, conversion_route=ConversionRoute.EXCLUDED))
    assert told_of(placement, "conversion.excluded", HOUSE) == [
        "nobody stays for good, as the terms say (staying for good)"
    ]


# distances


@pytest.mark.parametrize(
    ("on", "distance"),
    [
        (date(2027, 7, 19), "in 1 day, on 2027-07-20"),
        (date(2027, 7, 20), "today, 2027-07-20"),
        (date(2027, 7, 21), "since 2027-07-20"),
    ],
)
def test_how_far_a_day_is_away(on: date, distance: str) -> None:
    found = {each.rule: each for each in explain_policy(of_the_college(), COLLEGE, on)}
    assert found["extension.decided"].limit == date(2027, 7, 20)
    assert found["extension.decided"].distance == distance


@pytest.mark.parametrize(
    ("length", "distance"),
    [
        ("6 months", "the last day 2027-08-31 is just that day"),
        ("5 months", "the last day 2027-08-31 is 31 days past 2027-07-31"),
        ("185 days", "the last day 2027-08-31 is 1 day before 2027-09-01"),
    ],
)
def test_how_far_the_last_day_is_from_a_limit(length: str, distance: str) -> None:
    found = explain_policy(underway(), strict(f'max_length = "{length}"'), JULY)
    (longest,) = [each for each in found if each.rule == "max_length"]
    assert longest.distance == distance


def test_an_early_end_moves_the_last_day_and_leaves_an_extension_where_it_was() -> None:
    policy = strict(
        """
        extension.max_length = "2 months"
        extension.asked.closes_before_end = "1 month"
        """
    )
    recall = GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6))
    given = lived(recall, after=underway())
    found = {each.rule: each for each in explain_policy(given, policy, JULY)}
    assert found["max_length"].distance == "the last day 2027-08-06 is 572 days before 2029-02-28"
    assert found["extension.max_length"].limit == date(2027, 10, 31)
    assert found["extension.asked"].limit == date(2027, 7, 31)
    assert found["returning.right"].limit == date(2027, 8, 9)


def test_extensions_so_far_are_counted() -> None:
    policy = strict(
        """
        extension.max_count = 2
        extension.total = "6 months"
        """
    )
    longer = lived(*consents(JULY, (HANA, OTTO, PETRA)), after=changing())
    found = {each.rule: each for each in explain_policy(longer, policy, JULY)}
    assert found["extension.max_count"].text == "extensions: 2 at most"
    assert found["extension.max_count"].distance == "1 so far"
    assert found["extension.total"].limit == date(2028, 2, 29)
    assert found["extension.total"].distance == (
        "the last day 2027-10-31 is 121 days before 2028-02-29"
    )


def test_a_rule_has_the_version_of_the_day_that_it_speaks_about() -> None:
    policy = strict(
        """
        extension.max_length = [{ value = "2 months" }, { value = "3 months", since = 2027-09-01 }]
        max_length = [{ value = "1 year" }, { value = "2 years", since = 2027-03-02 }]
        capacity = [{ value = 1 }, { value = 0.9, since = 2027-07-05 }]
        caps.lifetime = [{ value = "2 years" }, { value = "1 year", since = 2027-03-02 }]
        """
    )
    found = {each.rule: each for each in explain_policy(underway(), policy, date(2027, 7, 4))}
    assert found["extension.max_length"].limit == date(2027, 11, 30)
    assert found["max_length"].limit == date(2028, 2, 29)
    assert found["caps.lifetime"].limit == date(2029, 2, 28)
    assert found["capacity"].text == "more than 1 of full time in all is refused"
    later = {each.rule: each for each in explain_policy(underway(), policy, JULY)}
    assert later["capacity"].text == "more than 0.9 of full time in all is refused"


def test_documents_and_duties_of_other_placements_are_not_named() -> None:
    policy = strict(
        """
        [duties]
        for_all = { owed_by = ["secondee"], when = "on the first day", every = "1 month" }
        for_others = { owed_by = ["secondee"], when = "on the first day", kinds = ["external"] }
        [documents]
        short_form = { stage = "start", shorter_than = "2 months" }
        long_form = { stage = "start", from_length = "2 months" }
        visa = { stage = "end", kinds = ["external"] }
        """
    )
    found = told(explain_policy(underway(), policy, JULY))
    assert [line for line in found if line.startswith(("duties", "documents"))] == [
        "duties.for_all: for all, by secondee: on the first day, and every 1 month (1)",
        "documents.long_form: in writing by the start: long form (1)",
    ]


def test_the_other_name_of_it_says_the_same() -> None:
    given = for_the_agency()
    assert explain.policy(given, AGENCY, AGREED_ON, SENT_BEFORE) == explain_policy(
        given, AGENCY, AGREED_ON, SENT_BEFORE
    )


# every clause of every policy

SAID_WITH: dict[str, str] = {
    "caps.continuous.length": "caps.continuous",
    "caps.continuous.gap_tolerance": "caps.continuous",
    "caps.cooling_off.length": "caps.cooling_off",
    "caps.cooling_off.counted_from": "caps.cooling_off",
    "conversion.again_when": "conversion.repeat_every",
    "extension.asked.closes_before_end": "extension.asked",
    "extension.asked.opens_before_end": "extension.asked",
    "extension.decided.closes_before_end": "extension.decided",
    "extension.decided.opens_before_end": "extension.decided",
    "overload_refused": "capacity",
    "returning.lost_by_staying_on": "returning.lost_after",
    "returning.same_terms": "returning.right",
    "share.full_time_hours": "capacity",
}
"""Clauses that are said along with another one."""


def applies(path: str, clause: Clause[object], placement: Placement, policy: Policy) -> bool:
    """Return whether the clause at *path* says anything of *placement*."""
    excluded = policy.conversion.excluded
    if path.startswith("conversion.") and excluded is not None and excluded.value:
        return path == "conversion.excluded"
    if path == "cost":
        bands = policy.cost.value if policy.cost else ()
        kind = None if placement.terms is None else placement.terms.kind
        return any(not band.kinds or kind in band.kinds for band in bands)
    return clause.value is not False or path in (
        "automatic_start",
        "automatic_end",
        "overload_refused",
    )


def of_kind(kind: str | None) -> Placement:
    return underway_under(altered(TERMS, kind=kind))


@pytest.mark.parametrize("name", pack_names())
def test_every_clause_of_a_pack_that_applies_is_said_with_its_source(name: str) -> None:
    policy = load_policy(name)
    kinds = sorted(policy.kinds.value) if policy.kinds else [None]
    for placement in map(of_kind, kinds):
        found = explain_policy(placement, policy, JULY)
        sources = {(each.rule, each.source) for each in found}
        edition = policy.on(JULY)
        said = set()
        for path, clause in clauses_of(edition):
            said.add(SAID_WITH.get(path, path))
            if not applies(path, clause, placement, edition) or clause.value == frozenset():
                continue
            if path in SAID_WITH:
                assert SAID_WITH[path] in {rule for rule, _ in sources}
            else:
                assert (path, clause.source) in sources
        rows = {
            f"{table}.{key}": row.source
            for table, key_of in (
                ("consents", "matter"),
                ("notices", "kind"),
                ("duties", "code"),
                ("documents", "code"),
                ("waivers", "rule"),
            )
            for row in getattr(edition, table)
            for key in [getattr(row, key_of)]
        }
        told_rows = {each.rule for each in found} - said
        assert {rule for rule in told_rows if not rule.startswith("remarks[")} <= rows.keys()
        assert [each.text for each in found if each.rule.startswith("remarks[")] == [
            each.text for each in policy.remarks
        ]
        assert {f"waivers.{each.rule}" for each in edition.waivers} <= told_rows
        terms = placement.terms
        assert terms is not None
        wanted = {
            f"duties.{each.code}"
            for each in edition.duties
            if not each.kinds or terms.kind in each.kinds
        }
        assert wanted == {rule for rule in told_rows if rule.startswith("duties.")}


# limits

TIGHT = strict(
    """
    min_length = "3 weeks"
    max_length = "400 days"
    max_first_length = "13 months"
    ends_by = 2028-06-30
    extension.min_length = "2 weeks"
    extension.max_length = "3 months"
    extension.total = "5 months"
    extension.asked.opens_before_end = "3 months"
    extension.asked.closes_before_end = "5 working days"
    caps.lifetime = "30 months"
    caps.same_post = "20 months"
    caps.continuous.length = "2 years"
    caps.continuous.gap_tolerance = "60 days"
    eligibility.service = "1 year"
    eligibility.service_in_role = "3 months"
    conversion.route = "request"
    conversion.after = "10 weeks"
    """
)
CHANGING = strict(
    """
    max_length = [{ value = "400 days" }, { value = "8 months", since = 2027-02-01 }]
    extension.max_length = [{ value = "3 months" }, { value = "20 days", since = 2027-09-15 }]
    caps.lifetime = [{ value = "30 months" }, { value = "14 months", since = 2027-04-30 }]
    [extension.asked]
    closes_before_end = [{ value = "1 month" }, { value = "1 week", since = 2027-08-01 }]
    """
)
POLICIES = {each.name: each for each in map(load_policy, pack_names())} | {
    "tight": TIGHT,
    "changing": CHANGING,
    "agency": AGENCY,
    "college": COLLEGE,
}


@st.composite
def services(draw: st.DrawFn) -> ServiceRecord:
    """Draw what is known of somebody, with placements that all came before."""
    last_day = date(2027, 1, 10)
    spells = []
    for _ in range(draw(st.integers(0, 3))):
        length, pause = draw(st.integers(1, 400)), draw(st.integers(0, 100))
        last_day -= pause * ONE_DAY
        spells.append(Spell(period=Period(last_day - length * ONE_DAY, last_day)))
        last_day -= (length + 1) * ONE_DAY
    known = st.dates(date(2025, 1, 1), date(2027, 6, 1))
    return ServiceRecord(
        employed_since=draw(known),
        in_role_since=draw(known),
        placements=draw(st.permutations(spells)),
        same_post=spells,
    )


LONGEST = {
    "max_length",
    "max_first_length",
    "ends_by",
    "extension.max_length",
    "extension.total",
    "caps.continuous",
    "caps.lifetime",
    "caps.same_post",
}
SHORTEST = {"min_length", "extension.min_length"}
SERVICE = {"eligibility.service", "eligibility.service_in_role"}


@frozen
class View:
    """A placement held against a policy.

    Attributes:
        placement: The placement.
        policy: The rules.
        service: What is known of the secondee.
        terms: The terms in force, or offered while none are; None for neither.
    """

    placement: Placement
    policy: Policy
    service: ServiceRecord
    terms: Terms

    @property
    def is_ahead(self) -> bool:
        """Whether it has not started."""
        return isinstance(self.placement.state, Proposal | Agreement)

    def limits(self) -> Iterator[tuple[Provision, date]]:
        """Yield every provision with a limit that an offer is held against."""
        found = explain_policy(self.placement, self.policy, self.placement.moved_on, self.service)
        for each in found:
            early = each.rule.startswith("extension.") and self.is_ahead
            late = each.rule == "max_first_length" and not self.is_ahead
            if each.limit is not None and not (early or late or each.is_waived):
                yield each, each.limit

    def broken(self, subject: Terms | Ending, on: date | None = None) -> set[str]:
        """Return the limits that an offer of *subject* on *on* does not keep to."""
        case = Case(
            subject=subject,
            on=on or self.placement.moved_on,
            verb="open_change",
            placement=self.placement,
            by=HANA,
            parties=self.placement.parties,
            policy=self.policy,
            service=self.service,
        )
        return {each.rule for each in breaches(case)}

    def broken_by(self, first_day: date, last_day: date, on: date | None = None) -> set[str]:
        """Return the limits that an offer of other days does not keep to."""
        bare = altered(
            self.terms, trial=None, decision_day=None, period=Period(first_day, last_day)
        )
        return self.broken(bare, on)


@st.composite
def views(draw: st.DrawFn) -> View:
    """Draw an open placement, and a policy that it is held against."""
    life = draw(any_life((HOUSE,)))
    placement = [each for each in life.placements if each.is_open][-1]
    offer, terms = placement.offer, placement.terms
    if terms is None and offer is not None and isinstance(offer.subject, Terms):
        terms = offer.subject
    assert terms is not None
    name = draw(st.sampled_from((*["tight"] * 20, *["changing"] * 8, *sorted(POLICIES))))
    return View(placement, POLICIES[name], draw(services()), terms)


@settings(max_examples=100)
@given(views())
def test_a_limit_is_the_last_day_that_keeps_to_the_rule(view: View) -> None:
    for each, limit in view.limits():
        if each.rule in LONGEST | SHORTEST:
            _check_length(view, each, limit)
        if each.rule in SERVICE and view.is_ahead:
            later = limit + 99 * ONE_DAY
            assert each.rule not in view.broken_by(limit, later)
            assert each.rule in view.broken_by(limit - ONE_DAY, later)
        if each.rule in ("extension.asked", "conversion.after"):
            _check_day(view, each, limit)


def _check_length(view: View, provision: Provision, limit: date) -> None:
    rule, period = provision.rule, view.terms.period
    earliest = period.last_day if rule.startswith("extension.") else period.first_day
    beyond = limit + (ONE_DAY if rule in LONGEST else -ONE_DAY)
    if min(limit, beyond) <= earliest:
        return
    assert rule not in view.broken_by(period.first_day, limit)
    if beyond != period.last_day or view.placement.terms is None:
        assert rule in view.broken_by(period.first_day, beyond)


def _check_day(view: View, provision: Provision, limit: date) -> None:
    rule, period = provision.rule, view.terms.period
    closes = " by " in provision.text
    beyond = limit + (ONE_DAY if closes else -ONE_DAY)
    known = view.policy.on(view.placement.moved_on)
    if view.policy.on(limit) is not known or view.policy.on(beyond) is not known:
        return
    if rule == "extension.asked":
        longer = period.last_day + ONE_DAY
        assert rule not in view.broken_by(period.first_day, longer, limit)
        assert rule in view.broken_by(period.first_day, longer, beyond)
    elif known.conversion.route.value is Route.REQUEST and not view.is_ahead:
        stay = Ending(EndKind.CONVERSION, period.last_day)
        assert rule not in view.broken(stay, limit)
        assert rule in view.broken(stay, beyond)


@settings(max_examples=40)
@given(any_life((HOUSE,)), st.sampled_from(sorted(POLICIES)), services(), st.integers(0, 400))
def test_every_provision_is_whole(life: Life, name: str, service: ServiceRecord, days: int) -> None:
    policy, on = POLICIES[name], life.placement.proposed_on + days * ONE_DAY
    for placement in life.placements:
        for each in explain_policy(placement, policy, on, service):
            assert each.text
            assert "_" not in each.text.replace(each.rule.removeprefix("waivers."), "")
            assert each.source.title
            assert (each.limit is None) or (each.distance is not None)


# what a register knows of somebody's service


def proposing(
    first_day: date = FIRST_DAY,
    last_day: date = LAST_DAY,
    share: str = "0.8",
    secondee: str = SAM,
) -> Propose:
    return Propose(
        by=HANA,
        on=PROPOSED_ON,
        parties=altered(PARTIES, secondee=secondee),
        terms=Terms(period=Period(first_day, last_day), host_share=Decimal(share)),
    )


class Asked:
    """A resolver that remembers what it was asked, and says what it was told to say."""

    def __init__(self, said: ServiceRecord | None = None) -> None:
        self.said = said
        self.questions: list[tuple[str, date]] = []

    def __call__(self, person: str, on: date) -> ServiceRecord | None:
        self.questions.append((person, on))
        return self.said


class Counting(MemoryStore):
    """A store that counts how often it is searched and read."""

    searches: int = 0
    reads: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.reads = []

    def find(self, query: object) -> tuple[str, ...]:
        self.searches += 1
        return super().find(query)  # type: ignore[arg-type]

    def load(self, placement_id: str):  # type: ignore[no-untyped-def]
        self.reads.append(placement_id)
        return super().load(placement_id)


CAPPED = strict('caps.lifetime = "2 years"')


def elsewhere(register: Register, placement_id: str = "P-1", on: date = AGREED_ON) -> str:
    """Return what the register knows of other placements, as the cap for a lifetime tells it."""
    (cap,) = [
        each
        for each in register.explain_policy(placement_id, on=on)
        if each.rule == "caps.lifetime"
    ]
    return cap.text.removeprefix("24 months in all at most; ").removesuffix(
        " in other placements count"
    )


def with_another(*commands: Command, other: Propose | None = None) -> Register:
    """Return a register with a proposal and another placement of the same person before it."""
    register = Register(MemoryStore(), policy=CAPPED)
    register.do("P-1", proposing(date(2027, 9, 1), date(2027, 12, 31)))
    register.do("P-2", other or proposing())
    for command in commands:
        register.do("P-2", command)
    return register


ALL = consents(AGREED_ON, (SAM, OTTO, PETRA))


@pytest.mark.parametrize(
    ("commands", "days"),
    [
        pytest.param((), "0 days", id="proposed"),
        pytest.param(ALL[:2], "0 days", id="not agreed by all"),
        pytest.param(ALL, "184 days", id="agreed"),
        pytest.param((*ALL, Withdraw(by=HANA, on=AGREED_ON)), "0 days", id="never started"),
        pytest.param((*ALL, Advance(on=FIRST_DAY)), "184 days", id="under way"),
        pytest.param(
            (
                *ALL,
                Advance(on=FIRST_DAY),
                GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6)),
            ),
            "159 days",
            id="closing",
        ),
        pytest.param(
            (*ALL, Advance(on=FIRST_DAY), Leave(by=HANA, on=date(2027, 3, 11))),
            "10 days",
            id="left",
        ),
        pytest.param((*ALL, Advance(on=date(2027, 9, 1))), "184 days", id="completed"),
    ],
)
def test_other_placements_in_the_store_count_once_they_are_agreed(
    commands: tuple[Command, ...], days: str
) -> None:
    assert elsewhere(with_another(*commands)) == days


def test_the_own_placement_does_not_count_as_another() -> None:
    register = Register(MemoryStore(), policy=CAPPED)
    register.do("P-1", proposing())
    for command in ALL:
        register.do("P-1", command)
    assert elsewhere(register) == "0 days"


def test_the_own_placement_does_not_count_even_where_the_tool_names_it() -> None:
    own = Spell(period=Period(FIRST_DAY, LAST_DAY), placement="P-1")
    resolver = Asked(ServiceRecord(placements=[own]))
    register = Register(MemoryStore(), policy=CAPPED, service=resolver)
    register.do("P-1", proposing())
    for command in ALL:
        register.do("P-1", command)
    assert elsewhere(register) == "0 days"


def test_placements_of_other_people_do_not_count() -> None:
    other = proposing(secondee="sue")
    assert elsewhere(with_another(*consents(AGREED_ON, ("sue", OTTO, PETRA)), other=other)) == (
        "0 days"
    )
    as_host = altered(
        proposing(secondee="sue"),
        parties=altered(PARTIES, secondee="sue", home=altered(PARTIES.home, manager=SAM)),
        by=OTTO,
    )
    assert elsewhere(with_another(*consents(AGREED_ON, ("sue", SAM, PETRA)), other=as_host)) == (
        "0 days"
    )


def test_what_the_tool_knows_and_what_the_store_knows_count_together() -> None:
    before = Spell(period=Period(date(2020, 1, 1), date(2020, 1, 31)))
    also = Spell(period=Period(date(2021, 1, 1), date(2021, 1, 10)), placement="P-0")
    resolver = Asked(ServiceRecord(placements=[before, also]))
    register = Register(MemoryStore(), policy=CAPPED, service=resolver)
    register.do("P-1", proposing(date(2027, 9, 1), date(2027, 12, 31)))
    register.do("P-2", proposing())
    assert elsewhere(register) == "41 days"
    for command in ALL:
        register.do("P-2", command)
    assert elsewhere(register) == "225 days"


def test_the_store_knows_better_than_the_tool_about_its_own_placements() -> None:
    stale = Spell(period=Period(date(2025, 1, 1), date(2025, 12, 31)), placement="P-2")
    register = Register(
        MemoryStore(), policy=CAPPED, service=Asked(ServiceRecord(placements=[stale]))
    )
    register.do("P-1", proposing(date(2027, 9, 1), date(2027, 12, 31)))
    register.do("P-2", proposing())
    for command in ALL:
        register.do("P-2", command)
    assert elsewhere(register) == "184 days"


def test_what_the_tool_knows_counts_before_what_came_with_the_proposal() -> None:
    came = ServiceRecord(placements=[Spell(period=Period(date(2020, 1, 1), date(2020, 1, 31)))])
    propose = altered(proposing(), service=came)
    register = Register(MemoryStore(), policy=CAPPED)
    register.do("P-1", propose)
    assert elsewhere(register) == "31 days"
    nothing = Register(MemoryStore(), policy=CAPPED, service=Asked(None))
    nothing.do("P-1", propose)
    assert elsewhere(nothing) == "31 days"
    nothing.do("P-2", proposing(date(2027, 9, 1), date(2027, 12, 31)))
    for command in ALL:
        nothing.do("P-2", command)
    assert elsewhere(nothing) == "153 days"  # 31 of the proposal, 122 of the other placement
    known = Register(MemoryStore(), policy=CAPPED, service=Asked(ServiceRecord()))
    known.do("P-1", propose)
    assert elsewhere(known) == "0 days"


def test_the_tool_is_asked_for_the_secondee_and_the_day() -> None:
    resolver = Asked()
    register = Register(MemoryStore(), policy=HOUSE, service=resolver)
    register.do("P-1", PROPOSE)
    register.do("P-1", Consent(by=SAM, on=AGREED_ON))
    register.agenda("P-1", on=JULY)
    register.why_not("P-1", Consent(by=OTTO, on=FIRST_DAY))
    assert resolver.questions == [
        (SAM, PROPOSED_ON),
        (SAM, AGREED_ON),
        (SAM, JULY),
        (SAM, FIRST_DAY),
    ]


def test_only_commands_that_rules_on_service_are_about_search_the_store() -> None:
    store, resolver = Counting(), Asked()
    register = Register(store, policy=HOUSE, service=resolver)
    register.do("P-1", PROPOSE)
    register.do("P-2", proposing(date(2027, 9, 1), date(2027, 12, 31)))
    searched: list[Command] = [
        Consent(by=SAM, on=AGREED_ON),
        Consent(by=OTTO, on=AGREED_ON),
        Consent(by=PETRA, on=AGREED_ON),
        Advance(on=FIRST_DAY),
        MakeRecord(by=SAM, on=FIRST_DAY, record=CheckIn(by=SAM, on=FIRST_DAY)),
        GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6)),
    ]
    for command in searched:
        before, asked = store.searches, len(resolver.questions)
        store.reads.clear()
        register.do("P-1", command)
        assert (store.searches - before, len(resolver.questions) - asked) == (1, 1)
        assert store.reads == ["P-1", "P-2"]
    other: list[Command] = [
        Reassign(by=OTTO, on=JULY, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora"),
        ArrangeCover(by=HANA, on=JULY, person="kim", period=Period(JULY, LAST_DAY)),
        EndEarly(by=HANA, on=JULY, trigger="host_closed"),
    ]
    for each in other:
        before, asked = store.searches, len(resolver.questions)
        store.reads.clear()
        register.do("P-1", each)
        assert (store.searches - before, len(resolver.questions) - asked) == (0, 0)
        assert store.reads == ["P-1"]


def test_a_person_cannot_be_promised_twice_on_the_same_days() -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    register.do("P-1", proposing())
    register.do("P-2", proposing(date(2027, 8, 31), date(2027, 12, 31), "0.3"))
    for command in ALL:
        register.do("P-1", command)
    with pytest.raises(Refused) as refused:
        register.do("P-3", proposing(date(2027, 8, 31), date(2027, 12, 31), "0.3"))
    (objection,) = refused.value.objections
    assert objection.text == (
        "0.1 too much to do for sam from 2027-08-31 to 2027-08-31: placement P-1, host"
    )
    assert objection.remedy is not None
    assert objection.remedy.fields == (("host_share", Decimal("0.2")),)
    for passing in (
        proposing(date(2027, 8, 31), date(2027, 12, 31), "0.2"),
        proposing(date(2027, 9, 1), date(2027, 12, 31), "0.3"),
        proposing(date(2027, 8, 31), date(2027, 12, 31), "0.3", secondee="sue"),
    ):
        assert register.why_not("P-3", passing) == ()
    with pytest.raises(Refused) as too_late:
        register.do("P-2", Consent(by=SAM, on=AGREED_ON))
    assert [each.code for each in too_late.value.objections] == ["overload"]


def test_a_placement_that_has_ended_is_no_load_any_more() -> None:
    register = Register(MemoryStore(), policy=HOUSE)
    register.do("P-1", proposing())
    commands: list[Command] = [*ALL, Advance(on=FIRST_DAY), Leave(by=HANA, on=JULY)]
    for command in commands:
        register.do("P-1", command)
    again = altered(proposing(JULY, date(2027, 12, 31), "1"), on=JULY)
    assert register.why_not("P-3", again) == ()


def test_the_answers_of_a_register_know_of_the_service() -> None:
    policy = strict(
        """
        [duties]
        renew = { owed_by = ["home_manager"], when = "6 weeks before the contract end" }
        """
    )
    resolver = Asked(ServiceRecord(contract_ends_on=date(2027, 6, 30)))
    register = Register(MemoryStore(), policy=policy, service=resolver)
    register.do("P-1", PROPOSE)
    for command in ALL:
        register.do("P-1", command)
    assert "duty renew" in {each.key for each in register.agenda("P-1", on=AGREED_ON)}
    gone = register.what_if("P-1", Withdraw(by=HANA, on=AGREED_ON))
    assert "duty renew" in {each.before.key for each in gone.duties if each.before}
    done = Fulfilment(by=HANA, on=AGREED_ON, duty="duty renew")
    register.do("P-1", MakeRecord(by=HANA, on=AGREED_ON, record=done))
    (renewed,) = [each for each in register.agenda("P-1", on=JULY) if each.key == "duty renew"]
    assert renewed.done_on == AGREED_ON


def test_a_register_says_the_same_as_the_function() -> None:
    register = Register(MemoryStore(), policy=AGENCY, service=Asked(SENT_BEFORE))
    met = altered(PROPOSE, on=PROPOSED_ON)
    store = Register(MemoryStore(), policy=HOUSE, service=Asked(SENT_BEFORE))
    store.do("P-1", met)
    assert store.explain_policy("P-1", on=JULY) == explain_policy(
        store.placement("P-1"), HOUSE, JULY, SENT_BEFORE
    )
    assert store.agenda("P-1", on=JULY) == agenda(store.placement("P-1"), HOUSE, JULY, SENT_BEFORE)
    assert register.find() == ()


def test_the_least_that_an_extension_may_be_and_a_window_that_is_over_are_told_as_such() -> None:
    policy = read_policy(
        """
        name = "windowed"
        extends = "house"
        source = "handbook"
        extension.min_length = "1 month"
        extension.asked.closes_before_end = "2 months"
        [sources.handbook]
        title = "Handbook"
        """
    )
    found = {each.rule: each for each in explain_policy(underway(), policy, date(2027, 7, 1))}
    assert found["extension.min_length"].distance == "the next one at least up to 2027-09-30"
    assert found["extension.asked"].distance == "over since 2027-06-30"
    found = {each.rule: each for each in explain_policy(underway(), policy, date(2027, 6, 30))}
    assert found["extension.asked"].distance == "today, 2027-06-30"


def test_a_tool_that_tells_something_else_than_a_service_record_hears_so() -> None:
    register = Register(MemoryStore(), policy=HOUSE, service=lambda person, on: {})  # type: ignore[arg-type, return-value]  # on purpose
    with pytest.raises(InvalidValue) as caught:
        register.do("P-1", PROPOSE)
    assert str(caught.value) == (
        "cannot make a service record: service: must tell a ServiceRecord or None, not {}"
    )
    assert register.find() == ()


@pytest.mark.parametrize(
    ("clauses", "rule", "words"),
    [
        ('increment = "1 month"', "increment", "its length is a whole multiple of 1 month (1)"),
        (
            "share = { min = 0.5, max = 0.9 }",
            "share.min",
            "the host share is 0.5 at least; it is 0.8 (1)",
        ),
        (
            "share = { min = 0.5, max = 0.9 }",
            "share.max",
            "the host share is 0.9 at most; it is 0.8 (1)",
        ),
        ('causes = ["fraud"]', "causes", "causes for an early end: fraud (1)"),
        (
            'cost.value = [{ payer = "home", shorter_than = "1 year", host_part = 0, '
            'recharge = "invoice", tax = "out_of_scope", pay = "home_post", reason = "short_stay" '
            '}, { payer = "host" }]',
            "cost",
            "home pays, as it is shorter than 12 months, host's part 0, recharge: invoice, value "
            "added tax: out of scope, pay goes by the home post, reason: short stay (1)",
        ),
        (
            'consents.extension = { answer_within = "1 week", on_silence = "deemed_accepted", '
            'silence_of = ["host_manager"] }',
            "consents.extension",
            "extension needs the consent of home manager, host manager, programme office, secondee,"
            " stakeholder; answered within 1 week, silence is consent of host manager (1)",
        ),
    ],
)
def test_more_clauses_are_told_in_words(clauses: str, rule: str, words: str) -> None:
    policy = read_policy(
        f"""
        name = "told"
        extends = "house"
        source = "book"
        {clauses}
        [sources.book]
        title = "Book"
        clause = "1"
        """
    )
    (found,) = [each for each in explain_policy(underway(), policy, JULY) if each.rule == rule]
    assert str(found) == words.replace("(1)", "(Book: 1)")
