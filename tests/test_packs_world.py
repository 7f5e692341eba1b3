"""The packs from outside the United Kingdom: every number and choice, beside the place it is from.

A change to a table here is a change of what people may do: it needs a note in `changelog.d/`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from secondment import (
    Clause,
    ConsentRule,
    Day,
    EarlyEndMode,
    EndKind,
    Length,
    NoticeKind,
    NoticeRule,
    Occasion,
    Permission,
    Policy,
    ReturnRight,
    Role,
    Source,
    Verb,
    load_policy,
)
from secondment.clauses import (
    Anchor,
    CostBand,
    CountedFrom,
    DocumentRule,
    DutyRule,
    Moment,
    Payer,
    Recharge,
    Remark,
    Silence,
    Stage,
    WaiverRule,
)
from secondment.dates import WorkingDays, last_day_of_span
from secondment.outcome import Route
from secondment.policy import ROWS, clauses_of, row_key
from secondment.terms import ChangeKind

PACKS = (
    "au-aps-s26",
    "au-qld-higher-duties",
    "au-une",
    "ca-collective",
    "ca-interchange",
    "eu-posting",
    "eu-sne-commission",
    "eu-sne-eda",
    "nz-psa-s64",
    "us-cyber-rotation",
    "us-detail-120",
    "us-intl-detail",
    "us-ipa",
    "us-ipa-non-federal",
)
FRAME = load_policy("frame")

every_pack = pytest.mark.parametrize("name", PACKS)

HOME, HOST = frozenset({Role.HOME_MANAGER}), frozenset({Role.HOST_MANAGER})
SECONDEE, AUTHORITY = frozenset({Role.SECONDEE}), frozenset({Role.AUTHORITY})
STAKEHOLDER, OFFICE = frozenset({Role.STAKEHOLDER}), frozenset({Role.PROGRAMME_OFFICE})
ALL_THREE = SECONDEE | HOME | HOST
YEAR, YEARS_2, YEARS_3 = Length(months=12), Length(months=24), Length(months=36)
YEARS_4, YEARS_5, YEARS_6, YEARS_8 = (Length(months=12 * years) for years in (4, 5, 6, 8))


def cite(title: str, link: str | None = None) -> Callable[[str], Source]:
    """Return what makes sources of the clauses of one document."""
    return lambda clause: Source(title, clause, link, date(2026, 11, 26))


def own(policy: Policy) -> Mapping[str, Any]:
    """Return what *policy* says by itself: clauses by their paths, rows by their keys, remarks."""
    found: dict[str, Any] = {
        path: clause for path, clause in clauses_of(policy) if is_own(clause.source)
    }
    for name in ROWS:
        for row in getattr(policy, name):
            if is_own(row.source):
                key = f"{name}.{row_key(row)}"
                found[key] = (*found.get(key, ()), row)
    return found | ({"remarks": policy.remarks} if policy.remarks else {})


def several(said: Any) -> tuple[Any, ...]:
    return said if isinstance(said, tuple) else (said,)


def is_own(source: Source) -> bool:
    return not source.title.startswith("frame, ")


@every_pack
def test_a_pack_says_that_it_is_a_reading_and_no_advice(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert policy.title
    assert policy.about is not None
    assert policy.about.startswith("A reading of ")
    assert policy.about.endswith("not legal advice.")


@every_pack
def test_what_a_pack_does_not_say_is_as_in_the_frame(name: str) -> None:
    policy = load_policy(name)
    frame = dict(clauses_of(FRAME))
    said = own(policy)
    for path, clause in clauses_of(policy):
        assert path in said or clause == frame[path]
    for table in ROWS:
        rows, default = getattr(policy, table), getattr(FRAME, table)
        kept = [row for row in rows if not is_own(row.source)]
        replaced = {row_key(row) for row in rows if is_own(row.source)}
        assert kept == [row for row in default if row_key(row) not in replaced]
    assert policy.calendar == FRAME.calendar


@every_pack
def test_every_source_was_read_on_a_day_and_has_a_safe_link(name: str) -> None:
    said = own(load_policy(name)).values()
    assert said
    for source in [row.source for each in said for row in several(each)]:
        assert source.read_on == Day(2026, 11, 26)
        assert source.link is None or source.link.startswith("https://")


# the United States


def test_the_ipa_allows_two_years_and_two_more() -> None:
    """Source: 5 CFR 334.104; the guidance of three agencies; the federal catalogue, 27.011."""
    cfr = cite(
        "5 CFR part 334, Temporary Assignments under the Intergovernmental Personnel Act",
        "https://lexbuild.dev/ecfr/title-05/chapter-I/part-334/section-334.104",
    )
    epa = cite(
        "US Environmental Protection Agency, IPA course",
        "https://www3.epa.gov/ogc/IPACourse/24.html",
    )("termination")
    fws = cite(
        "US Fish and Wildlife Service Manual, 223 FW 11",
        "https://www.fws.gov/policy-library/223fw11",
    )("11.2")
    usgs = cite(
        "US Geological Survey Manual, 370.334.2",
        "https://www.usgs.gov/usgs-manual/370/370-3342.html",
    )
    catalogue = cite(
        "Catalog of Federal Domestic Assistance, 27.011",
        "https://topgovernmentgrants.com/cfda.php?CFDANumber=27.011",
    )("uses and use restrictions")
    month = Length(days=30)
    reason = "negotiated_for_salary_supplemental_pay_travel_and_employer_contributions"
    assert own(load_policy("us-ipa")) == {
        "kinds": Clause(frozenset({"detail", "leave_without_pay"}), usgs("1.A(4)")),
        "required_roles": Clause(ALL_THREE, usgs("1")),
        "max_first_length": Clause(YEARS_2, cfr("334.104(a)")),
        "extension.total": Clause(YEARS_2, cfr("334.104(a)")),
        "max_length": Clause(YEARS_4, cfr("334.104(c)")),
        "caps.continuous.length": Clause(YEARS_4, cfr("334.104(c)")),
        "caps.continuous.gap_tolerance": Clause(Length(days=60), cfr("334.104(c)")),
        "caps.continuous.reset_after": Clause(YEAR, cfr("334.104(c)")),
        "caps.lifetime": Clause(YEARS_6, cfr("334.104(b)")),
        "waivers.caps.lifetime": (WaiverRule("caps.lifetime", AUTHORITY, cfr("334.104(b)")),),
        "eligibility.criteria": Clause(frozenset({"in_a_career_position"}), fws),
        "consents.beginning": (
            ConsentRule(Occasion.BEGINNING, ALL_THREE | STAKEHOLDER, usgs("1.B")),
        ),
        "consents.extension": (
            ConsentRule(ChangeKind.EXTENSION, ALL_THREE | STAKEHOLDER, cfr("334.104(a)")),
        ),
        "early_end_mode": Clause(EarlyEndMode.AT_WILL, epa),
        "immediate_triggers": Clause(frozenset({"left_home_employer", "rules_broken"}), epa),
        "notices.recall": (
            NoticeRule(
                NoticeKind.RECALL, HOME | OFFICE, month, epa, is_courtesy=True, needs_reason=True
            ),
        ),
        "notices.host_withdrawal": (
            NoticeRule(
                NoticeKind.HOST_WITHDRAWAL,
                HOST | OFFICE,
                month,
                epa,
                is_courtesy=True,
                needs_reason=True,
            ),
        ),
        "permissions.end_early": (
            Permission(Verb.END_EARLY, HOME | HOST | OFFICE | AUTHORITY, epa),
        ),
        "returning.right": Clause(ReturnRight.SAME_OR_EQUIVALENT, cfr("334.104(c)")),
        "cost": Clause((CostBand(Payer.SHARED, reason=reason),), usgs("1.A(7)")),
        "service_owed.ratio": Clause(Decimal(1), catalogue),
        "service_owed.repaid": Clause(
            frozenset({"assignment_expenses", "travel_expenses"}), catalogue
        ),
        "documents.assignment_agreement": (
            DocumentRule(
                "assignment_agreement",
                Stage.START,
                usgs("1.A"),
                clauses=(
                    "purpose_and_objectives",
                    "supervision_split",
                    "employee_rights_and_benefits",
                    "method_and_period",
                    "conflict_of_interest",
                    "leave_records",
                    "cost_sharing",
                ),
            ),
        ),
    }


def test_90_days_are_asked_of_people_from_outside_and_neither_six_years_nor_service() -> None:
    """Source: 223 FW 11, 11.2; 5 CFR 334.104(b) and the federal catalogue are of federal employees.

    The money for travel is paid back by anybody: US Geological Survey Manual, 370.334.2, 1.B.
    """
    fws = cite(
        "US Fish and Wildlife Service Manual, 223 FW 11",
        "https://www.fws.gov/policy-library/223fw11",
    )("11.2")
    usgs = cite(
        "US Geological Survey Manual, 370.334.2",
        "https://www.usgs.gov/usgs-manual/370/370-3342.html",
    )("1.B")
    federal = {"caps.lifetime", "waivers.caps.lifetime"}
    federal |= {"service_owed.ratio", "service_owed.repaid"}
    ipa = own(load_policy("us-ipa"))
    assert federal <= ipa.keys()
    assert own(load_policy("us-ipa-non-federal")) == {
        **{path: said for path, said in ipa.items() if path not in federal},
        "eligibility.service_in_role": Clause(Length(days=90), fws),
        "service_owed.repaid": Clause(frozenset({"travel_expenses"}), usgs),
    }


def test_a_federal_detail_is_renewed_by_120_days_and_a_written_order_each() -> None:
    """Source: 5 USC 3341; State Department, 3 FAM 2411.3 and 2412.2."""
    law = cite("United States Code, title 5", "https://law.onecle.com/uscode/5/3341.html")(
        "section 3341"
    )
    fam = cite(
        "US Department of State, Foreign Affairs Manual, 3 FAM 2410",
        "https://fam.state.gov/fam/03fam/03fam2410.html",
    )
    assert own(load_policy("us-detail-120")) == {
        "max_first_length": Clause(Length(days=120), law),
        "extension.max_length": Clause(Length(days=120), law),
        "extension.new_agreement": Clause(True, law),
        "eligibility.service": Clause(Length(days=90), fam("3 FAM 2412.2")),
        "returning.right": Clause(ReturnRight.SAME_POST, fam("3 FAM 2411.3")),
        "conversion.route": Clause(Route.AGREEMENT, fam("3 FAM 2411.3")),
        "cost": Clause((CostBand(Payer.HOME),), fam("3 FAM 2411.3")),
        "documents.written_order": (
            DocumentRule("written_order", Stage.START, law, owed_by=HOME),
            DocumentRule("written_order", Stage.EXTENSION, law, owed_by=HOME),
        ),
    }


def test_details_abroad_come_to_five_years_and_to_eight_in_a_career() -> None:
    """Source: 5 CFR 352.306; more than five consecutive years by the Secretary of State."""
    cfr = cite(
        "5 CFR part 352, Reemployment Rights",
        "https://govregs.com/regulations/title5_chapterI_part352_subpartC_section352.306",
    )("352.306")
    assert own(load_policy("us-intl-detail")) == {
        "max_first_length": Clause(YEARS_5, cfr),
        "extension.total": Clause(YEARS_3, cfr),
        "caps.continuous.length": Clause(YEARS_5, cfr),
        "caps.lifetime": Clause(YEARS_8, cfr),
        "waivers.caps.continuous": (WaiverRule("caps.continuous", AUTHORITY, cfr),),
    }


def test_a_cyber_rotation_is_180_days_to_a_year_and_60_days_unless_home_objects() -> None:
    """Source: Public Law 117-149, section 4; the end of the programme from a page on it."""
    law = cite(
        "Public Law 117-149, Federal Rotational Cyber Workforce Program Act of 2021",
        "https://www.govinfo.gov/bulkdata/PLAW/117/public/PLAW-117publ149.xml",
    )("section 4")
    page = cite(
        "Federal Rotational Cyber Workforce Program",
        "https://www.dodemergingtech.com/federal-rotational-cyber-workforce-program/",
    )
    last_day, end = Moment(Anchor.LAST_DAY, Length()), Moment(Anchor.END, Length())
    host_input, appraisal = "host_input_to_appraisal", "appraisal_with_host_input"
    text = "Agencies may work together so that the old job is covered meanwhile."
    assert own(load_policy("us-cyber-rotation")) == {
        "min_length": Clause(Length(days=180), law),
        "max_first_length": Clause(YEAR, law),
        "extension.total": Clause(Length(days=60), law),
        "ends_by": Clause(Day(2027, 6, 30), page("opening")),
        "eligibility.criteria": Clause(
            frozenset({"cyber_coded_post"}), page("eligibility for rotations")
        ),
        "eligibility.released_first": Clause(True, law),
        "consents.beginning": (ConsentRule(Occasion.BEGINNING, ALL_THREE | STAKEHOLDER, law),),
        "consents.extension": (
            ConsentRule(ChangeKind.EXTENSION, SECONDEE | HOST | STAKEHOLDER, law, may_object=HOME),
        ),
        "returning.right": Clause(ReturnRight.SAME_OR_EQUIVALENT, law),
        "returning.same_terms": Clause(True, law),
        "cost": Clause((CostBand(Payer.HOME, recharge=Recharge.NONE),), law),
        "documents.written_service_agreement": (
            DocumentRule("written_service_agreement", Stage.START, law),
        ),
        f"duties.{host_input}": (DutyRule(host_input, HOST, last_day, law),),
        f"duties.{appraisal}": (DutyRule(appraisal, HOME, end, law),),
        "duties.exit_survey": (DutyRule("exit_survey", SECONDEE, end, law),),
        "remarks": (Remark(text, law),),
    }


# Canada


def test_an_interchange_lasts_three_years_and_the_next_is_two_years_off() -> None:
    """Source: the page on Interchange Canada, and the opening of the guidance on its use."""
    canada = "https://www.canada.ca/en/treasury-board-secretariat/services"
    page = cite("Interchange Canada", f"{canada}/professional-development/interchange-canada.html")
    opening = cite(
        "Guidance on the use of Interchange Canada assignments",
        f"{canada}/information-notice/guidance-use-interchange-canada-assignments.html",
    )("opening")
    anyone, corporation = HOME | HOST | OFFICE, frozenset({"personal_corporation"})
    days = Length(days=30)
    band = CostBand(Payer.SHARED, recharge=Recharge.INVOICE, reason="host_usually_reimburses_home")
    assert own(load_policy("ca-interchange")) == {
        "max_length": Clause(YEARS_3, page("duration")),
        "share.max": Clause(Decimal(1), page("duration")),
        "caps.cooling_off.length": Clause(YEARS_2, page("participant eligibility")),
        "caps.cooling_off.counted_from": Clause(CountedFrom.END, page("participant eligibility")),
        "eligibility.service_in_role": Clause(Length(months=6), page("participant eligibility")),
        "eligibility.criteria": Clause(frozenset({"at_own_level"}), opening),
        "early_end_mode": Clause(EarlyEndMode.NOTICE, opening),
        "returning.same_terms": Clause(True, page("how it works")),
        "cost": Clause((band,), page("how it works")),
        "documents.assignment_agreement": (
            DocumentRule(
                "assignment_agreement",
                Stage.START,
                opening,
                clauses=(
                    "employment_stays_with_home",
                    "no_employment_with_host",
                    "business_expenses_paid_by_host",
                    "hours_and_vacation_schedule_of_the_host",
                    "review",
                    "conditions_for_ending_early",
                ),
            ),
        ),
        "duties.record_agreement": (
            DutyRule("record_agreement", anyone, Moment(Anchor.AGREEMENT, days), opening),
        ),
        "duties.record_change": (
            DutyRule("record_change", anyone, Moment(Anchor.CHANGE, days), opening),
        ),
        "duties.keep_files": (
            DutyRule("keep_files", anyone, Moment(Anchor.END, YEARS_6), opening, kinds=corporation),
        ),
    }


def test_a_canadian_collective_agreement_wants_20_working_days_to_24_months() -> None:
    """Source: a sample clause that several collective agreements share, a) to c)."""
    sample = cite(
        "Secondments for full-time continuing employees, sample clause of collective agreements",
        "https://lawinsider.com/clause/secondments-for-full-time-continuing-employees/_1",
    )
    assert own(load_policy("ca-collective")) == {
        "min_length": Clause(WorkingDays(20), sample("a)")),
        "max_length": Clause(YEARS_2, sample("a)")),
        "consents.beginning": (
            ConsentRule(
                Occasion.BEGINNING,
                ALL_THREE | STAKEHOLDER,
                sample("a)"),
                refused_with_reason=True,
            ),
        ),
        "returning.right": Clause(ReturnRight.IF_POST_EXISTS, sample("b)")),
        "returning.same_terms": Clause(True, sample("c)")),
    }


# the European Union


def test_a_commission_expert_stays_six_months_to_four_years_and_then_waits_six() -> None:
    """Source: the Commission's public summary."""
    summary = cite(
        "European Commission, seconded national experts",
        "https://www.keybot.com/translate/luni.htm?site=ec.europa.eu",
    )
    criterion = "works_for_a_public_administration_or_an_intergovernmental_organisation"
    reason = "employer_pays_salary_and_commission_pays_allowances"
    band = CostBand(Payer.SHARED, recharge=Recharge.NONE, reason=reason)
    assert own(load_policy("eu-sne-commission")) == {
        "required_roles": Clause(ALL_THREE, summary("parties")),
        "min_length": Clause(Length(months=6), summary("length")),
        "max_length": Clause(YEARS_4, summary("length")),
        "caps.cooling_off.length": Clause(YEARS_6, summary("length")),
        "caps.cooling_off.counted_from": Clause(CountedFrom.END, summary("length")),
        "eligibility.criteria": Clause(frozenset({criterion}), summary("who may be seconded")),
        "cost": Clause((band,), summary("pay")),
    }


def test_a_defence_agency_expert_stayed_two_months_to_three_years_and_four_in_all() -> None:
    """Source: Decision 2004/677/EC, and Decision 2007/216/EC that changed its lengths."""
    link = "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/0EGYWY"
    rules = cite("Council Decision 2004/677/EC", link)
    change = cite("Council Decision 2007/216/EC", link)("Article 1")
    criterion = "seconded_by_a_participating_member_state"
    assert own(load_policy("eu-sne-eda")) == {
        "min_length": Clause(Length(months=2), change),
        "max_first_length": Clause(YEARS_3, change),
        "max_length": Clause(YEARS_4, change),
        "eligibility.criteria": Clause(frozenset({criterion}), rules("Article 1(1)")),
        "returning.same_terms": Clause(True, rules("Article 1(2)")),
        "cost": Clause((CostBand(Payer.HOME),), rules("Article 1(2)")),
    }


def test_a_posting_is_twelve_months_and_six_more_once_notified() -> None:
    """Source: Directive 96/71/EC as amended, Article 3(1a); prior notification from guidance."""
    directive = cite(
        "Directive 96/71/EC, as amended by Directive (EU) 2018/957",
        "https://publications.europa.eu/resource/cellar/"
        "fe8beacc-8343-11e8-ac6a-01aa75ed71a1.0006.03/DOC_1",
    )("Article 3(1a)")
    guidance = cite("KPMG, EU posted worker compliance")("notification")
    longer = "notification_of_the_extension"
    text = "A longer stay is allowed; almost all labour law of the host country then applies to it."
    assert own(load_policy("eu-posting")) == {
        "max_first_length": Clause(YEAR, directive),
        "max_length": Clause(Length(months=18), directive),
        "extension.total": Clause(Length(months=6), directive),
        "caps.same_post": Clause(Length(months=18), directive),
        "documents.prior_notification": (
            DocumentRule("prior_notification", Stage.START, guidance, owed_by=HOME),
        ),
        f"documents.{longer}": (DocumentRule(longer, Stage.EXTENSION, directive, owed_by=HOME),),
        "remarks": (Remark(text, directive),),
    }


# Australia and New Zealand


def test_the_vice_chancellor_allows_more_than_twelve_months() -> None:
    """Source: University of New England, collective agreement 2014-2017, 49.2 to 49.5."""
    agreement = cite(
        "University of New England, professional staff collective agreement 2014-2017",
        "https://www.une.edu.au/documents/hr/professional-staff-collective-agreement-2014-2017/"
        "part-g-managing-performance/49.-secondment",
    )
    criteria = {
        "redeployees_considered_first",
        "advertised_by_expression_of_interest_unless_filled_before",
    }
    register, longer = "secondment_register_considered", Length(months=12, days=1)
    assert own(load_policy("au-une")) == {
        "max_length": Clause(YEAR, agreement("49.4")),
        "waivers.max_length": (WaiverRule("max_length", AUTHORITY, agreement("49.4")),),
        "eligibility.criteria": Clause(frozenset(criteria), agreement("49.2 and 49.3")),
        "returning.right": Clause(ReturnRight.SAME_POST, agreement("49.5")),
        f"documents.{register}": (
            DocumentRule(
                register,
                Stage.START,
                agreement("49.2"),
                owed_by=HOST,
                shorter_than=Length(months=6, days=1),
            ),
        ),
        "documents.strong_case": tuple(
            DocumentRule("strong_case", stage, agreement("49.4"), from_length=longer)
            for stage in (Stage.START, Stage.EXTENSION)
        ),
    }


def test_an_australian_move_needs_three_consents_and_that_of_home_first() -> None:
    """Source: Public Service Regulations 1999, 3.9A; the commission's page on moves."""
    regulation = cite(
        "Public Service Regulations 1999 (Australia)",
        "https://www.austlii.edu.au/au/legis/cth/consol_reg/psr1999261/s3.9a.html",
    )
    page = cite(
        "Australian Public Service Commission, movement between APS agencies",
        "https://www.apsc.gov.au/movement-between-aps-agencies",
    )("temporary moves")
    approval, tell = "written_approval_of_the_period", "tell_home_of_a_move_for_good"
    movers = SECONDEE | HOST
    assert own(load_policy("au-aps-s26")) == {
        "required_roles": Clause(ALL_THREE, regulation("3.9A(1) and (2)")),
        "eligibility.contracts": Clause(frozenset({"ongoing"}), regulation("3.9A(1)")),
        "consents.beginning": (
            ConsentRule(
                Occasion.BEGINNING,
                ALL_THREE | STAKEHOLDER,
                regulation("3.9A(2) and (3)"),
                order=(HOME, movers),
            ),
        ),
        "consents.extension": (ConsentRule(ChangeKind.EXTENSION, ALL_THREE | STAKEHOLDER, page),),
        "consents.conversion": (ConsentRule(EndKind.CONVERSION, movers | STAKEHOLDER, page),),
        "returning.right": Clause(ReturnRight.SAME_OR_EQUIVALENT, page),
        "conversion.route": Clause(Route.AGREEMENT, page),
        f"documents.{approval}": (
            DocumentRule(
                approval, Stage.START, regulation("3.9A(2)"), owed_by=HOME, signed_by=HOME
            ),
        ),
        "documents.written_agreement": (
            DocumentRule(
                "written_agreement",
                Stage.START,
                regulation("3.9A(1)"),
                owed_by=movers,
                signed_by=movers,
                clauses=("period",),
            ),
        ),
        f"duties.{tell}": (
            DutyRule(
                tell,
                SECONDEE,
                Moment(Anchor.END, Length(weeks=4), is_before=True),
                regulation("3.9A(4)"),
            ),
        ),
    }


def test_a_queensland_request_to_stay_is_deemed_refused_after_28_days() -> None:
    """Source: directive 13/20, what has changed."""
    directive = cite(
        "Queensland directive 13/20",
        "https://www.forgov.qld.gov.au/employment-policy-career-and-wellbeing/"
        "directives-policies-circulars-and-guidelines/appointing-a-public-service-employee-to-a-"
        "higher-classification-level-directive-1320",
    )("what has changed")
    criteria = {
        "not_casual",
        "not_senior_executive",
        "post_not_held_by_somebody_else",
        "no_genuine_operational_need_against_it",
    }
    decision = "written_decision_on_a_request_to_stay"
    text = "A refusal can be appealed against after two years."
    assert own(load_policy("au-qld-higher-duties")) == {
        "conversion.route": Clause(Route.REQUEST, directive),
        "conversion.after": Clause(YEAR, directive),
        "conversion.repeat_every": Clause(YEAR, directive),
        "conversion.again_when": Clause(frozenset({"post_falls_vacant"}), directive),
        "conversion.criteria": Clause(frozenset(criteria), directive),
        "consents.conversion": (
            ConsentRule(
                EndKind.CONVERSION,
                FRAME.consent_rule(EndKind.CONVERSION).roles,
                directive,
                answer_within=Length(days=28),
                on_silence=Silence.DEEMED_REFUSED,
            ),
        ),
        f"documents.{decision}": (DocumentRule(decision, Stage.END, directive, from_length=YEAR),),
        "remarks": (Remark(text, directive),),
    }


def test_a_new_zealand_secondment_serves_one_of_three_purposes() -> None:
    """Source: Public Service Act 2020, section 64; the Public Service Commission's page."""
    act = cite(
        "Public Service Act 2020 (New Zealand)",
        "https://plainlanguagelaw.ackama.com/acts/LMS106157/LMS356911.html",
    )
    page = cite(
        "New Zealand Public Service Commission, developing your career across the public service",
        "https://www.publicservice.govt.nz/working-in-public-service/"
        "developing-your-career-across-public-service",
    )
    purposes = {"leadership_development", "need_of_an_agency", "need_of_the_public_service"}
    criterion = "chosen_on_merit_unless_for_leadership_development"
    reason = "home_normally_pays_and_host_reimburses_longer_ones_by_agreement"
    moving = page("moving around the public service")
    assert own(load_policy("nz-psa-s64")) == {
        "purposes": Clause(frozenset(purposes), act("section 64(1)")),
        "eligibility.contracts": Clause(frozenset({"permanent"}), moving),
        "eligibility.criteria": Clause(frozenset({criterion}), act("section 64(2)")),
        "consents.beginning": (
            ConsentRule(Occasion.BEGINNING, ALL_THREE | STAKEHOLDER, act("section 64(1)")),
        ),
        "returning.same_terms": Clause(True, moving),
        "cost": Clause((CostBand(Payer.SHARED, reason=reason),), page("assignment types")),
    }


# what comes of the numbers


@pytest.mark.parametrize(
    ("name", "path", "first_day", "last_day"),
    [
        ("us-cyber-rotation", "min_length", Day(2026, 6, 1), Day(2026, 11, 27)),
        ("us-cyber-rotation", "max_first_length", Day(2026, 6, 1), Day(2027, 5, 31)),
        ("us-cyber-rotation", "extension.total", Day(2027, 6, 1), Day(2027, 7, 30)),
        ("us-detail-120", "max_first_length", Day(2027, 1, 1), Day(2027, 4, 30)),
        ("us-ipa", "max_first_length", Day(2026, 9, 1), Day(2028, 8, 31)),
        ("us-ipa", "max_length", Day(2026, 9, 1), Day(2030, 8, 31)),
        ("ca-collective", "min_length", Day(2026, 9, 1), Day(2026, 9, 28)),
        ("eu-posting", "max_length", Day(2026, 9, 1), Day(2028, 2, 29)),
    ],
)
def test_the_last_day_of_a_limit(name: str, path: str, first_day: Day, last_day: Day) -> None:
    policy = load_policy(name)
    limit = dict(clauses_of(policy))[path].value
    assert last_day_of_span(first_day, limit, policy.calendar) == last_day
