"""Every number and choice of the packs of the United Kingdom, written out by hand with its source.

The tables hold what a pack says by itself; all else is as in the frame that it extends. A number
that changes here changes what people may do, and needs the document to say so.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve as altered

from secondment import (
    EarlyEndMode,
    EndKind,
    Gate,
    Length,
    NoticeKind,
    ReturnDay,
    ReturnRight,
    Role,
    ServiceRecord,
    Source,
    load_policy,
)
from secondment.clauses import (
    Anchor,
    Clause,
    CostBand,
    DocumentRule,
    DutyRule,
    Moment,
    Payer,
    PayLevel,
    Recharge,
    ServiceStep,
    Stage,
)
from secondment.notice import notice_length, notice_rule
from secondment.outcome import Route
from secondment.policy import ROWS, Policy, clauses_of, row_key
from secondment.terms import ChangeKind, Cover

Place = tuple[str, str]
"""Title of a document, and the place in it."""

LOAN = "Civil Service loan policy, combined HR and finance policy (third-party copy)"
HOW_TO_APPLY = "GOV.UK, Civil Service secondments and loans: how to apply"
ANALYSTS = "Government Analysis Function, Loans and secondments"
ANSWER = "Parliamentary question 7987, Attorney General: Secondment"
TEMPLATE = "Civil Service, Appendix 2, Inward secondment agreement template"
JUSTICE = "Ministry of Justice, Loan Policy and Procedure, July 2025"
BIRKBECK = "Birkbeck, University of London, Secondment Policy"
CARMARTHENSHIRE = "Carmarthenshire County Council, Secondment Policy, January 2023"
EXETER = "University of Exeter, Secondment guidance"
EXETER_LEAVING = "University of Exeter, Information for staff who are leaving"
EXETER_CONDITIONS = "University of Exeter, Conditions of employment"
DUNDEE_INTERNAL = "University of Dundee, Internal Secondment Policy and Procedure"
DUNDEE_EXTERNAL = "University of Dundee, External Secondment Policy and Procedure"
CAMBRIDGE = "University of Cambridge, Secondment policy"
CAMBRIDGE_GUIDANCE = "University of Cambridge, Personal and Professional Development, Secondments"
LINCOLNSHIRE = "Lincolnshire County Council, Learning and development policy"
WYCOMBE = "Wycombe District Council, Secondment policy"
MERSEY_INTERNAL = "Mersey Care NHS Foundation Trust, Internal secondments"
MERSEY_EXTERNAL = "Mersey Care NHS Foundation Trust, External secondment (outgoing)"
GLASGOW = "NHS Greater Glasgow and Clyde, Secondments guidance"
GLASGOW_TOOLS = "NHS Greater Glasgow and Clyde, Secondments tools and templates"

LOAN_PRINCIPLES = (LOAN, "General HR Principles")
LOAN_FINANCE = (LOAN, "General principle of finance; Loans within six months")
APPLY = (HOW_TO_APPLY, "Apply for the secondment or loan")
BUSINESS_CASE = (HOW_TO_APPLY, "Prepare a business case")
BY_ANALYSTS = (ANALYSTS, "Loans and secondments")
BY_ANSWER = (ANSWER, "the answer")
BY_TEMPLATE = (TEMPLATE, "Secondment and duration")
JUSTICE_SCOPE = (JUSTICE, "Scope")
JUSTICE_PRINCIPLES = (JUSTICE, "Principles")
JUSTICE_CONTENTS = (JUSTICE, "Contents")
JUSTICE_AGREEMENTS = (JUSTICE, "Loan agreements")
BIRKBECK_4 = (BIRKBECK, "4.0 Returning After Secondment End Date")
BIRKBECK_3 = (BIRKBECK, "3.0 Early Termination")
BIRKBECK_6 = (BIRKBECK, "6.0 Early Termination")
BIRKBECK_INTERNAL = (BIRKBECK, "Internal Secondments")
BIRKBECK_1 = (BIRKBECK, "1.1 Responsibilities for All Parties")
BIRKBECK_EXTERNAL = (BIRKBECK, "Part 2, 1.0 External Outward Secondments")
CARMARTHENSHIRE_1 = (CARMARTHENSHIRE, "1. Introduction")
CARMARTHENSHIRE_7 = (CARMARTHENSHIRE, "7. Duration of Secondments")
CARMARTHENSHIRE_9 = (CARMARTHENSHIRE, "9. Secondment Application Procedure")
CARMARTHENSHIRE_12 = (CARMARTHENSHIRE, "12. Fixed Term or Temporary Employees Approved Secondments")
EXETER_DEFINITIONS = (EXETER, "Definitions")
EXETER_CONTENTS = (EXETER, "Contents")
EXETER_APPOINTING = (EXETER, "Appointing secondees")
EXETER_CONTRACT = (EXETER, "Contractual arrangements, External secondments")
EXETER_DURATION = (EXETER, "Duration of secondments, External secondments")
EXETER_RETURN = (EXETER, "Right to return to substantive post")
EXETER_NOTICE = (EXETER_LEAVING, "Duration and termination of appointments")
EXETER_TWO_JOBS = (EXETER_CONDITIONS, "two jobs at the University")
DUNDEE_ELIGIBILITY = (DUNDEE_INTERNAL, "Eligibility")
DUNDEE_DEFINITION = (DUNDEE_INTERNAL, "Definition of a Secondment")
DUNDEE_DURATION = (DUNDEE_EXTERNAL, "Duration of Secondment")
CAMBRIDGE_DURATION = (CAMBRIDGE, "Statement of policy, Duration")
CAMBRIDGE_HOURS = (CAMBRIDGE, "Change to hours and working pattern")
CAMBRIDGE_QUESTIONS = (CAMBRIDGE_GUIDANCE, "Frequently asked questions")
CAMBRIDGE_START = (CAMBRIDGE_GUIDANCE, "Manage a secondment, Start of a secondment")
CAMBRIDGE_DURING = (CAMBRIDGE_GUIDANCE, "Manage a secondment, During a secondment")
CAMBRIDGE_END = (CAMBRIDGE_GUIDANCE, "On completion of the secondment; Return to substantive post")
LINCOLNSHIRE_ALL = (LINCOLNSHIRE, "Secondment")
LINCOLNSHIRE_TYPES = (LINCOLNSHIRE, "Types of secondment")
LINCOLNSHIRE_PERMANENT = (LINCOLNSHIRE, "Secondment to permanent post")
BY_WYCOMBE = (WYCOMBE, "as a whole")
BY_MERSEY = (MERSEY_INTERNAL, "as a whole")
BY_MERSEY_EXTERNAL = (MERSEY_EXTERNAL, "as a whole")
GLASGOW_LENGTH = (GLASGOW, "How long can I request a Secondment for?")
GLASGOW_ENTITLED = (GLASGOW, "Who is entitled to request a Secondment?")
BY_GLASGOW_TOOLS = (GLASGOW_TOOLS, "as a whole")
"""Title and place of each source: the words of the document for the place."""

HOSTS = {
    LOAN: "fkleotar.com",
    HOW_TO_APPLY: "www.gov.uk",
    ANALYSTS: "analysisfunction.civilservice.gov.uk",
    ANSWER: "www.parallelparliament.co.uk",
    TEMPLATE: "docsbay.net",
    JUSTICE: "jobs.justice.gov.uk",
    BIRKBECK: "www.bbk.ac.uk",
    CARMARTHENSHIRE: "ourpeople.carmarthenshire.gov.wales",
    EXETER: "www.exeter.ac.uk",
    EXETER_LEAVING: "www.exeter.ac.uk",
    EXETER_CONDITIONS: "www.exeter.ac.uk",
    DUNDEE_INTERNAL: "www.dundee.ac.uk",
    DUNDEE_EXTERNAL: "www.dundee.ac.uk",
    CAMBRIDGE: "www.hr.admin.cam.ac.uk",
    CAMBRIDGE_GUIDANCE: "www.ppd.admin.cam.ac.uk",
    LINCOLNSHIRE: "www.lincolnshire.gov.uk",
    WYCOMBE: None,
    MERSEY_INTERNAL: "yourspace.merseycare.nhs.uk",
    MERSEY_EXTERNAL: "yourspace.merseycare.nhs.uk",
    GLASGOW: "www.nhsggc.org.uk",
    GLASGOW_TOOLS: "www.nhsggc.org.uk",
}
"""Title of a document -> where it stands; None where only a part of the address is known."""

ROLES = {
    "S": Role.SECONDEE,
    "H": Role.HOME_MANAGER,
    "O": Role.HOST_MANAGER,
    "P": Role.PROGRAMME_OFFICE,
    "A": Role.AUTHORITY,
    "K": Role.STAKEHOLDER,
}
"""S secondee, H home manager, O host manager, P programme office, A authority, K stakeholder."""


def roles(letters: str) -> frozenset[Role]:
    """Return the roles that *letters* stand for."""
    return frozenset(ROLES[letter] for letter in letters)


def codes(*names: str) -> frozenset[str]:
    return frozenset(names)


YEAR, TWO_YEARS = Length(months=12), Length(months=24)
INVOICED = CostBand(Payer.HOST, recharge=Recharge.INVOICE, kinds=codes("external"))
NO_RECHARGE = "recharging_bears_tax_and_administration"

VALUES: dict[str, dict[str, tuple[object, Place]]] = {
    "uk-cs-loan": {
        "max_length": (TWO_YEARS, LOAN_PRINCIPLES),
        "extension.new_agreement": (True, LOAN_PRINCIPLES),
        "eligibility.released_first": (True, APPLY),
        "eligibility.probation_passed": (True, LOAN_PRINCIPLES),
        "eligibility.performance_acceptable": (True, LOAN_PRINCIPLES),
        "eligibility.criteria": (
            codes("recruited_on_merit", "attendance_acceptable", "no_visa_tied_to_a_workplace"),
            LOAN_PRINCIPLES,
        ),
        "returning.right": (ReturnRight.SUITABLE_ALTERNATIVE, BY_ANALYSTS),
        "cost": (
            (
                CostBand(
                    Payer.HOME,
                    shorter_than=Length(months=6),
                    recharge=Recharge.NONE,
                    reason=NO_RECHARGE,
                ),
                CostBand(Payer.HOST, recharge=Recharge.HOST_PAYROLL, reason=NO_RECHARGE),
            ),
            LOAN_FINANCE,
        ),
        "gates": (frozenset({Gate.DOCUMENTS}), LOAN_PRINCIPLES),
    },
    "uk-cs-secondment": {
        "kinds": (codes("inward", "outward", "outward_to_charity"), BY_ANSWER),
        "min_length": (YEAR, BY_ANSWER),
        "normal_length": (TWO_YEARS, BY_ANSWER),
        "returning.right": (ReturnRight.SUITABLE_ALTERNATIVE, BY_ANALYSTS),
        "cost": (
            (
                CostBand(Payer.HOST, recharge=Recharge.INVOICE, kinds=codes("outward")),
                CostBand(
                    Payer.HOME,
                    recharge=Recharge.NONE,
                    reason="charity",
                    kinds=codes("outward_to_charity"),
                ),
            ),
            BY_ANALYSTS,
        ),
        "gates": (frozenset({Gate.DOCUMENTS}), APPLY),
    },
    "uk-moj-loan": {
        "eligibility.contracts": (codes("permanent", "fixed_term"), JUSTICE_SCOPE),
        "eligibility.released_first": (True, JUSTICE_PRINCIPLES),
    },
    "uk-birkbeck": {
        "kinds": (codes("internal", "external"), BIRKBECK_INTERNAL),
        "required_roles": (roles("SHOA"), BIRKBECK_4),
        "max_first_length": (YEAR, BIRKBECK_4),
        "extension.max_length": (Length(months=6), BIRKBECK_4),
        "extension.decided.opens_before_end": (Length(weeks=6), BIRKBECK_4),
        "eligibility.released_first": (True, BIRKBECK_INTERNAL),
        "eligibility.criteria": (codes("post_or_equivalent_can_be_kept"), BIRKBECK_INTERNAL),
        "early_end_mode": (EarlyEndMode.MUTUAL, BIRKBECK_6),
        "agreed_end_notice": (Length(weeks=4), BIRKBECK_6),
        "return_day": (ReturnDay.NEXT_WORKING_DAY, BIRKBECK_4),
        "returning.right": (ReturnRight.SAME_POST, BIRKBECK_4),
        "returning.same_terms": (True, BIRKBECK_4),
        "automatic_end": (False, BIRKBECK_4),
        "returning.lost_after": (YEAR, BIRKBECK_4),
        "returning.lost_by_staying_on": (True, BIRKBECK_4),
        "conversion.route": (Route.LAPSE_OF_TIME, BIRKBECK_4),
        "conversion.after": (YEAR, BIRKBECK_4),
        "gates": (frozenset({Gate.GOALS, Gate.DOCUMENTS}), BIRKBECK_1),
        "cost": ((INVOICED,), BIRKBECK_EXTERNAL),
    },
    "uk-carmarthenshire": {
        "max_first_length": (TWO_YEARS, CARMARTHENSHIRE_7),
        "normal_length": (TWO_YEARS, CARMARTHENSHIRE_7),
        "extension.min_length": (Length(months=6), CARMARTHENSHIRE_7),
        "extension.review_every": (Length(months=3), CARMARTHENSHIRE_7),
        "eligibility.released_first": (True, CARMARTHENSHIRE_9),
        "returning.right": (ReturnRight.SAME_POST, CARMARTHENSHIRE_1),
        "covers": (
            frozenset({Cover.BACKFILL, Cover.ACTING_UP, Cover.NONE}),
            CARMARTHENSHIRE_9,
        ),
    },
    "uk-exeter-external": {
        "kinds": (codes("external", "internal", "incoming"), EXETER_DEFINITIONS),
        "required_roles": (roles("SHOP"), EXETER_CONTRACT),
        "normal_length": (TWO_YEARS, EXETER_DURATION),
        "extension.asked.closes_before_end": (Length(months=3), EXETER_DURATION),
        "early_end_mode": (EarlyEndMode.NOTICE, EXETER_NOTICE),
        "returning.right": (ReturnRight.SUITABLE_ALTERNATIVE, EXETER_RETURN),
        "returning.same_terms": (True, EXETER_RETURN),
        "returning.home_change_notice": (Length(days=1), EXETER_RETURN),
        "capacity": (Decimal(1), EXETER_TWO_JOBS),
        "overload_refused": (True, EXETER_TWO_JOBS),
        "share.full_time_hours": (Decimal("36.5"), EXETER_TWO_JOBS),
        "cost": ((INVOICED,), EXETER_CONTRACT),
        "gates": (frozenset({Gate.DOCUMENTS}), EXETER_CONTRACT),
    },
    "uk-dundee": {
        "normal_length": (YEAR, DUNDEE_DURATION),
        "max_length": (TWO_YEARS, DUNDEE_DURATION),
        "eligibility.service": (TWO_YEARS, DUNDEE_ELIGIBILITY),
        "eligibility.not_on_secondment": (True, DUNDEE_ELIGIBILITY),
        "eligibility.probation_passed": (True, DUNDEE_ELIGIBILITY),
        "eligibility.no_live_warning": (True, DUNDEE_ELIGIBILITY),
        "returning.right": (ReturnRight.SUITABLE_ALTERNATIVE, DUNDEE_DURATION),
    },
    "uk-cambridge": {
        "normal_min_length": (Length(months=3), CAMBRIDGE_QUESTIONS),
        "normal_length": (YEAR, CAMBRIDGE_DURATION),
        "max_length": (TWO_YEARS, CAMBRIDGE_DURATION),
        "extension.max_count": (1, CAMBRIDGE_DURATION),
        "returning.right": (ReturnRight.SAME_POST, CAMBRIDGE_QUESTIONS),
        "capacity": (Decimal(1), CAMBRIDGE_HOURS),
        "overload_refused": (False, CAMBRIDGE_HOURS),
    },
    "uk-lincolnshire": {
        "kinds": (
            codes("internal_sideways", "internal_promotion", "outgoing", "incoming"),
            LINCOLNSHIRE_TYPES,
        ),
        "max_first_length": (YEAR, LINCOLNSHIRE_ALL),
        "normal_length": (YEAR, LINCOLNSHIRE_ALL),
        "eligibility.released_first": (True, LINCOLNSHIRE_TYPES),
        "returning.right": (ReturnRight.SAME_POST, LINCOLNSHIRE_ALL),
        "conversion.route": (Route.PRIORITY, LINCOLNSHIRE_PERMANENT),
        "conversion.priority": (codes("at_risk_staff"), LINCOLNSHIRE_PERMANENT),
        "cost": ((CostBand(pay=PayLevel.HOST_POST),), LINCOLNSHIRE_ALL),
    },
    "uk-wycombe": {
        "eligibility.criteria": (codes("advertised_internally"), BY_WYCOMBE),
        "conversion.route": (Route.SLOTTING, BY_WYCOMBE),
        "conversion.after": (Length(months=6), BY_WYCOMBE),
        "conversion.grades": (codes("1", "2", "3", "4", "5", "6", "7"), BY_WYCOMBE),
        "conversion.criteria": (
            codes(
                "entered_by_competition",
                "nobody_is_disadvantaged",
                "budget",
                "satisfactory_performance_review",
                "officer_agrees",
            ),
            BY_WYCOMBE,
        ),
        "conversion.route_for_others": (Route.COMPETITION, BY_WYCOMBE),
    },
    "uk-nhs-mersey": {
        "kinds": (codes("internal", "external"), BY_MERSEY),
        "eligibility.released_first": (True, BY_MERSEY),
        "returning.right": (ReturnRight.SAME_OR_EQUIVALENT, BY_MERSEY),
        "returning.same_terms": (True, BY_MERSEY),
        "conversion.route": (Route.COMPETITION, BY_MERSEY),
        "cost": (
            (
                INVOICED,
                CostBand(pay=PayLevel.HOST_POST, kinds=codes("internal")),
            ),
            BY_MERSEY_EXTERNAL,
        ),
    },
    "uk-nhs-ggc": {
        "normal_min_length": (Length(months=3), GLASGOW_LENGTH),
        "normal_length": (TWO_YEARS, GLASGOW_LENGTH),
        "returning.right": (ReturnRight.SUITABLE_ALTERNATIVE, BY_GLASGOW_TOOLS),
        "gates": (frozenset({Gate.DOCUMENTS}), BY_GLASGOW_TOOLS),
    },
}
"""Pack -> path of a clause -> value, title and place of the source."""

CONSENTS: dict[tuple[str, str], tuple[str, str, Place]] = {
    ("uk-cs-loan", "beginning"): ("SHOK", "", LOAN_PRINCIPLES),
    ("uk-cs-secondment", "beginning"): ("SHOK", "", APPLY),
    ("uk-moj-loan", "beginning"): ("SHOK", "", JUSTICE_PRINCIPLES),
    ("uk-birkbeck", "extension"): ("SHOPAK", "", BIRKBECK_4),
    ("uk-birkbeck", "early_end"): ("SHOPK", "", BIRKBECK_3),
    ("uk-carmarthenshire", "extension"): ("SHOK", "A", CARMARTHENSHIRE_7),
    ("uk-exeter-external", "beginning"): ("SHOPK", "", EXETER_CONTRACT),
    ("uk-exeter-external", "extension"): ("SHOPK", "", EXETER_DURATION),
    ("uk-dundee", "beginning"): ("SHOK", "", DUNDEE_DEFINITION),
    ("uk-lincolnshire", "beginning"): ("SHOK", "", LINCOLNSHIRE_TYPES),
    ("uk-lincolnshire", "extension"): ("SHOK", "", LINCOLNSHIRE_ALL),
    ("uk-nhs-ggc", "beginning"): ("SHOK", "", GLASGOW_ENTITLED),
}
"""Pack and matter -> who must consent, who may object, title and place of the source."""

REFUSED_WITH_REASON = {
    ("uk-moj-loan", "beginning"),
    ("uk-birkbeck", "early_end"),
    ("uk-nhs-ggc", "beginning"),
}
"""Pack and matter where the document wants no refusal that is unreasonable."""

WAIVERS: dict[tuple[str, str], tuple[str, Place]] = {
    ("uk-cs-loan", "max_length"): ("A", LOAN_PRINCIPLES),
    ("uk-exeter-external", "capacity"): ("A", EXETER_TWO_JOBS),
    ("uk-dundee", "eligibility.service"): ("H", DUNDEE_ELIGIBILITY),
    ("uk-dundee", "eligibility.not_on_secondment"): ("H", DUNDEE_ELIGIBILITY),
    ("uk-cambridge", "extension.max_count"): ("P", CAMBRIDGE_DURATION),
}
"""Pack and limit -> who may set it aside, title and place of the source."""

BEFORE_AN_EXTENSION = Moment(Anchor.EXTENSION, Length(days=1), is_before=True)

DUTIES: dict[tuple[str, str], tuple[str, Moment, Place]] = {
    ("uk-cs-secondment", "tell_secondee_and_home_of_the_new_manager"): (
        "O",
        Moment(Anchor.MANAGER_CHANGE, Length()),
        BY_TEMPLATE,
    ),
    ("uk-birkbeck", "evaluation_against_objectives"): (
        "H",
        Moment(Anchor.END, Length()),
        BIRKBECK_4,
    ),
    ("uk-birkbeck", "re_induction"): ("H", Moment(Anchor.RETURN, Length()), BIRKBECK_6),
    ("uk-carmarthenshire", "decide_how_the_post_is_covered"): (
        "H",
        Moment(Anchor.AGREEMENT, Length()),
        CARMARTHENSHIRE_9,
    ),
    ("uk-carmarthenshire", "consider_a_permanent_post"): (
        "HO",
        BEFORE_AN_EXTENSION,
        CARMARTHENSHIRE_7,
    ),
    ("uk-carmarthenshire", "take_advice_of_human_resources"): (
        "O",
        BEFORE_AN_EXTENSION,
        CARMARTHENSHIRE_7,
    ),
    ("uk-carmarthenshire", "host_takes_over_until_the_end_of_the_secondment"): (
        "HO",
        Moment(Anchor.CONTRACT_END, Length()),
        CARMARTHENSHIRE_12,
    ),
    ("uk-cambridge", "name_a_buddy_or_mentor"): (
        "O",
        Moment(Anchor.FIRST_DAY, Length()),
        CAMBRIDGE_START,
    ),
    ("uk-cambridge", "personal_development_plan"): (
        "SO",
        Moment(Anchor.FIRST_DAY, Length()),
        CAMBRIDGE_START,
    ),
    ("uk-cambridge", "progress_review_in_the_middle"): (
        "O",
        Moment(Anchor.MIDDLE, Length()),
        CAMBRIDGE_DURING,
    ),
    ("uk-cambridge", "progress_review_at_the_end"): (
        "O",
        Moment(Anchor.LAST_DAY, Length()),
        CAMBRIDGE_DURING,
    ),
    ("uk-cambridge", "evaluation_by_secondee_and_both_managers"): (
        "O",
        Moment(Anchor.LAST_DAY, Length()),
        CAMBRIDGE_END,
    ),
    ("uk-cambridge", "talk_about_coming_back"): (
        "H",
        Moment(Anchor.RETURN, Length()),
        CAMBRIDGE_END,
    ),
    ("uk-nhs-mersey", "arrange_regular_contact"): (
        "H",
        Moment(Anchor.FIRST_DAY, Length()),
        BY_MERSEY_EXTERNAL,
    ),
    ("uk-nhs-mersey", "meeting_before_the_end"): (
        "H",
        Moment(Anchor.LAST_DAY, Length()),
        BY_MERSEY_EXTERNAL,
    ),
    ("uk-nhs-ggc", "agree_on_return_if_the_post_is_gone"): (
        "H",
        Moment(Anchor.HOME_CHANGE, Length()),
        BY_GLASGOW_TOOLS,
    ),
}
"""Pack and duty -> who owes it, by when, title and place of the source."""

DUTIES_OF_KINDS = {
    ("uk-cs-secondment", "tell_secondee_and_home_of_the_new_manager"): codes("inward"),
    ("uk-birkbeck", "re_induction"): codes("external"),
}
"""Pack and duty -> the kinds of placement that it is for; the other duties are for all."""

ANY = Source("any", "any")


def paper(code: str, stage: Stage, owed_by: str = "HO", **rest: Any) -> DocumentRule:
    return DocumentRule(code, stage, ANY, owed_by=roles(owed_by), **rest)


SHORT = Length(months=2, days=1)
"""The first length that is no longer "up to two months"."""

DOCUMENTS: dict[str, tuple[tuple[DocumentRule, Place], ...]] = {
    "uk-cs-loan": (
        (paper("business_case", Stage.START, "S"), BUSINESS_CASE),
        *(
            (paper("loan_agreement", stage, signed_by=roles("SHO")), LOAN_PRINCIPLES)
            for stage in (Stage.START, Stage.EXTENSION, Stage.CHANGE)
        ),
    ),
    "uk-cs-secondment": (
        (
            paper("business_case", Stage.START, "S", kinds=codes("outward", "outward_to_charity")),
            BUSINESS_CASE,
        ),
        (
            paper(
                "proof_of_fair_and_open_competition",
                Stage.START,
                "O",
                kinds=codes("inward"),
                from_length=Length(months=24, days=1),
            ),
            BY_TEMPLATE,
        ),
        (
            paper(
                "secondment_agreement",
                Stage.START,
                kinds=codes("inward"),
                signed_by=roles("SHO"),
                clauses=(
                    "post",
                    "first_and_last_day",
                    "line_manager_and_notice_of_a_new_one",
                    "supervision_and_instructions",
                    "insurance",
                    "limits_of_authority",
                ),
            ),
            BY_TEMPLATE,
        ),
        (
            paper(
                "secondment_agreement", Stage.START, kinds=codes("outward", "outward_to_charity")
            ),
            APPLY,
        ),
    ),
    "uk-moj-loan": ((paper("loan_agreement", Stage.START), JUSTICE_AGREEMENTS),),
    "uk-birkbeck": (
        (
            paper(
                "terms_of_secondment",
                Stage.START,
                clauses=(
                    "objectives",
                    "trial_period",
                    "review_meetings",
                    "supervision",
                    "pay_and_conditions",
                    "performance_and_conduct",
                    "return",
                ),
            ),
            BIRKBECK_1,
        ),
        (paper("letter_of_extension", Stage.EXTENSION, "P"), BIRKBECK_4),
    ),
    "uk-carmarthenshire": tuple(
        (paper("secondment_agreement", stage, clauses=("last_day",)), CARMARTHENSHIRE_7)
        for stage in (Stage.START, Stage.EXTENSION)
    ),
    "uk-exeter-external": (
        (
            paper(
                "secondment_agreement",
                Stage.START,
                "P",
                kinds=codes("external"),
                signed_by=roles("SPO"),
                clauses=(
                    "pay_by_the_university",
                    "quarterly_invoices",
                    "employers_liability_insurance",
                ),
            ),
            EXETER_CONTRACT,
        ),
        (
            paper(
                "secondment_agreement",
                Stage.START,
                "P",
                kinds=codes("incoming"),
                signed_by=roles("SPO"),
            ),
            EXETER_APPOINTING,
        ),
        (paper("secondment_agreement", Stage.EXTENSION, "P"), EXETER_DURATION),
        (
            paper(
                "letter_on_short_term_changes",
                Stage.START,
                "P",
                kinds=codes("internal"),
                shorter_than=SHORT,
            ),
            EXETER_APPOINTING,
        ),
        (
            paper(
                "letter_on_change_of_contract",
                Stage.START,
                "P",
                kinds=codes("internal"),
                from_length=SHORT,
                signed_by=roles("S"),
            ),
            EXETER_APPOINTING,
        ),
    ),
    "uk-cambridge": ((paper("secondee_achievement_record", Stage.END, "SO"), CAMBRIDGE_END),),
    "uk-lincolnshire": (
        (
            paper(
                "secondment_agreement",
                Stage.START,
                signed_by=roles("SHO"),
                clauses=("last_day",),
            ),
            LINCOLNSHIRE_ALL,
        ),
    ),
    "uk-nhs-ggc": (
        (
            paper(
                "secondment_agreement",
                Stage.START,
                "H",
                clauses=(
                    "reasons",
                    "first_and_last_day",
                    "return_if_the_post_is_gone",
                    "changes_of_terms",
                    "training_during_and_after",
                    "appraisal",
                    "professional_registration",
                    "keeping_in_touch_and_consultation",
                    "return",
                ),
            ),
            BY_GLASGOW_TOOLS,
        ),
        (
            paper(
                "secondment_agreement",
                Stage.EXTENSION,
                "H",
                clauses=("return_if_the_post_is_gone",),
            ),
            BY_GLASGOW_TOOLS,
        ),
    ),
}
"""Pack -> the documents it wants, each with title and place of the source."""

REMARKS: dict[str, tuple[Place, ...]] = {
    "uk-moj-loan": (JUSTICE_CONTENTS,),
    "uk-birkbeck": (BIRKBECK_6,),
    "uk-exeter-external": (EXETER_CONTENTS,),
}
"""Pack -> title and place of what it says that nothing can judge; other packs say nothing such."""

NOTICES = ("uk-exeter-external",)
"""The packs that say something of notice; see the test of it."""

each_pack = pytest.mark.parametrize("name", VALUES)


def is_own(source: Source) -> bool:
    """Return whether *source* is of the pack, not of the frame."""
    return source.title != "frame, a plain default of secondment and not law"


def own_rows(policy: Policy, table: str) -> Iterator[Any]:
    yield from (row for row in getattr(policy, table) if is_own(row.source))


def own_sources(policy: Policy) -> Iterator[Source]:
    yield from (each.source for _, each in clauses_of(policy) if is_own(each.source))
    for table in (*ROWS, "remarks"):
        yield from (row.source for row in own_rows(policy, table))


def place(source: Source) -> tuple[str, str]:
    return source.title, source.clause


def value(clause: Clause[Any] | None) -> object:
    return clause and clause.value


def kinds_of_duty(name: str, code: str) -> frozenset[str]:
    return DUTIES_OF_KINDS.get((name, code), frozenset())


def of_pack(table: dict[tuple[str, str], Any], name: str) -> dict[str, Any]:
    return {key: value for (pack, key), value in table.items() if pack == name}


# all packs


@each_pack
def test_the_numbers_and_choices_are_those_of_the_document(name: str) -> None:
    own = {
        path: (clause.value, place(clause.source))
        for path, clause in clauses_of(load_policy(name))
        if is_own(clause.source)
    }
    assert own == VALUES[name]


@each_pack
def test_everything_else_is_as_in_the_frame(name: str) -> None:
    frame = dict(clauses_of(load_policy("frame")))
    others = {
        path: clause for path, clause in clauses_of(load_policy(name)) if path not in VALUES[name]
    }
    assert others == {path: each for path, each in frame.items() if path not in VALUES[name]}


@each_pack
def test_who_must_consent_is_as_the_document_says(name: str) -> None:
    own = {
        rule.matter.value: (rule.roles, rule.may_object, place(rule.source))
        for rule in own_rows(load_policy(name), "consents")
    }
    assert own == {
        matter: (roles(must), roles(may), where)
        for matter, (must, may, where) in of_pack(CONSENTS, name).items()
    }


@each_pack
def test_who_may_set_a_limit_aside_is_as_the_document_says(name: str) -> None:
    own = {row.rule: (row.roles, place(row.source)) for row in load_policy(name).waivers}
    assert own == {
        rule: (roles(who), where) for rule, (who, where) in of_pack(WAIVERS, name).items()
    }


@each_pack
def test_the_duties_are_those_of_the_document(name: str) -> None:
    wanted = [
        (DutyRule(code, roles(who), when, ANY, kinds=kinds_of_duty(name, code)), where)
        for code, (who, when, where) in of_pack(DUTIES, name).items()
    ]
    duties = load_policy(name).duties
    assert [(altered(row, source=ANY), place(row.source)) for row in duties] == wanted


@each_pack
def test_the_papers_are_those_of_the_document(name: str) -> None:
    found = [(altered(row, source=ANY), place(row.source)) for row in load_policy(name).documents]
    assert found == list(DOCUMENTS.get(name, ()))


@each_pack
def test_what_nothing_can_judge_is_kept_as_a_remark(name: str) -> None:
    remarks = load_policy(name).remarks
    assert tuple(place(each.source) for each in remarks) == REMARKS.get(name, ())


@each_pack
def test_nothing_but_these_rows_is_the_packs_own(name: str) -> None:
    policy = load_policy(name)
    own = {table for table in ROWS if any(own_rows(policy, table))}
    wanted = {
        "consents": any(pack == name for pack, _ in CONSENTS),
        "waivers": any(pack == name for pack, _ in WAIVERS),
        "duties": any(pack == name for pack, _ in DUTIES),
        "documents": name in DOCUMENTS,
        "notices": name in NOTICES,
    }
    assert own == {table for table, is_wanted in wanted.items() if is_wanted}


@each_pack
def test_no_row_has_a_field_that_these_tables_do_not_look_at(name: str) -> None:
    policy = load_policy(name)
    for rule in own_rows(policy, "consents"):
        assert rule.refused_with_reason is ((name, rule.matter.value) in REFUSED_WITH_REASON)
        assert (rule.order, rule.tiers, rule.answer_within, rule.on_silence) == ((), (), None, None)
    assert {row_key(row) for row in own_rows(policy, "consents")} <= {
        "beginning",
        ChangeKind.EXTENSION,
        EndKind.EARLY_END,
    }
    assert policy.service_owed is None
    assert policy.calendar == load_policy("frame").calendar


@each_pack
def test_every_source_is_a_known_document_read_on_one_day(name: str) -> None:
    own = list(own_sources(load_policy(name)))
    assert own
    for source in own:
        host = HOSTS[source.title]
        assert (source.link or "").startswith(f"https://{host}/" if host else "")
        assert (source.link is None) is (host is None)
        assert source.read_on == date(2026, 11, 26)


@each_pack
def test_it_says_of_itself_that_it_is_a_reading_and_no_legal_advice(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert policy.title
    assert policy.about
    assert policy.about.startswith("A reading of ")
    assert policy.about.endswith("; not legal advice.")


# lengths


def test_birkbeck_allows_a_year_and_six_months_more() -> None:
    """4.0: a maximum of one year; an extension should not exceed six months."""
    policy = load_policy("uk-birkbeck")
    assert value(policy.max_first_length) == Length(months=12)
    assert value(policy.extension.max_length) == Length(months=6)
    assert policy.max_length is None


def test_carmarthenshire_and_lincolnshire_may_extend_beyond_their_maximum() -> None:
    """7: normally two years. Secondment: twelve months in general. Managers may extend both."""
    for name, length in (("uk-carmarthenshire", TWO_YEARS), ("uk-lincolnshire", YEAR)):
        policy = load_policy(name)
        assert policy.max_length is None
        assert value(policy.max_first_length) == length
        assert value(policy.normal_length) == length


@pytest.mark.parametrize("name", ["uk-cs-secondment", "uk-exeter-external", "uk-nhs-ggc"])
def test_what_is_only_normal_is_no_maximum(name: str) -> None:
    policy = load_policy(name)
    assert value(policy.normal_length) == TWO_YEARS
    assert policy.max_length is None
    assert policy.max_first_length is None


@pytest.mark.parametrize("name", ["uk-moj-loan", "uk-wycombe", "uk-nhs-mersey"])
def test_where_no_length_was_seen_there_is_no_limit(name: str) -> None:
    policy = load_policy(name)
    assert (policy.min_length, policy.normal_length, policy.max_length) == (None, None, None)


# notice


def test_nobody_leaves_birkbeck_early_without_four_weeks_and_consent() -> None:
    """6.0: not unilaterally; agreement in writing, with four weeks' written notice."""
    policy = load_policy("uk-birkbeck")
    assert policy.early_end_mode.value is EarlyEndMode.MUTUAL
    assert value(policy.agreed_end_notice) == Length(weeks=4)
    assert policy.notices == load_policy("frame").notices


def test_exeter_counts_notice_by_grade_probation_and_service() -> None:
    """Duration and termination of appointments, the tables for probation and for the University.

    Support staff: a week, after a month two weeks, after six months a month; once probation is
    over a month, and from the University a week for each year if that is longer, at most twelve.
    All others a month on probation, education and research staff three; three months once
    probation is over. Whoever is not known to be on probation is taken to be over it.
    """
    support = codes("A", "B", "C", "D")
    academic = codes("education_and_research")
    steps = (
        ServiceStep(Length(months=1), Length(weeks=2)),
        ServiceStep(Length(months=6), Length(months=1)),
    )
    on_probation = [
        (support, True, Length(weeks=1), steps, None, None),
        (academic, True, Length(months=3), (), None, None),
        (codes(), True, Length(months=1), (), None, None),
    ]
    policy = load_policy("uk-exeter-external")
    found = {
        kind: [
            (row.grades, row.on_probation, row.length, row.by_service, row.per_year, row.at_most)
            for row in policy.notice_rules(kind)
        ]
        for kind in (NoticeKind.RECALL, NoticeKind.RESIGNATION)
    }
    assert found == {
        NoticeKind.RECALL: [
            *on_probation,
            (support, None, Length(months=1), (), Length(weeks=1), Length(weeks=12)),
            (codes(), None, Length(months=3), (), None, None),
        ],
        NoticeKind.RESIGNATION: [
            *on_probation,
            (support, None, Length(months=1), (), None, None),
            (codes(), None, Length(months=3), (), None, None),
        ],
    }
    own = list(own_rows(policy, "notices"))
    assert {row.kind for row in own} == set(found)
    assert {place(row.source) for row in own} == {EXETER_NOTICE}
    assert {row.kind: row.roles for row in own} == {
        NoticeKind.RECALL: roles("HP"),
        NoticeKind.RESIGNATION: roles("S"),
    }


@pytest.mark.parametrize(
    ("grade", "probation_until", "from_the_university", "from_the_employee"),
    [
        ("C", date(2028, 1, 31), Length(months=1), Length(months=1)),
        ("E", date(2028, 1, 31), Length(months=1), Length(months=1)),
        ("education_and_research", date(2028, 1, 31), Length(months=3), Length(months=3)),
        ("C", date(2018, 1, 31), Length(weeks=9), Length(months=1)),
        ("C", None, Length(weeks=9), Length(months=1)),
        ("E", date(2018, 1, 31), Length(months=3), Length(months=3)),
        ("E", None, Length(months=3), Length(months=3)),
        ("education_and_research", None, Length(months=3), Length(months=3)),
    ],
)
def test_notice_at_exeter_after_nine_years(
    grade: str, probation_until: date | None, from_the_university: Length, from_the_employee: Length
) -> None:
    """The same tables, asked on a day: nine weeks are longer than the month of January."""
    policy, on = load_policy("uk-exeter-external"), date(2027, 1, 11)
    service = ServiceRecord(
        employed_since=date(2018, 1, 1), grade=grade, probation_until=probation_until
    )
    found = [
        notice_length(notice_rule(kind, policy, service, on), service, on, policy)
        for kind in (NoticeKind.RECALL, NoticeKind.RESIGNATION)
    ]
    assert found == [from_the_university, from_the_employee]


# the way back and staying for good


def test_only_birkbeck_takes_the_right_to_return_away_with_time() -> None:
    """4.0: in an open-ended arrangement after a year the new role is the substantive one."""
    losing = {name for name in VALUES if load_policy(name).returning.lost_after}
    lapsing = {
        name for name in VALUES if load_policy(name).conversion.route.value is Route.LAPSE_OF_TIME
    }
    assert losing == lapsing == {"uk-birkbeck"}


def test_the_buddy_is_named_beside_the_reviews_at_cambridge() -> None:
    """Start of a secondment: an impartial sounding board, not linked to the progress reviews."""
    duties = {row.code for row in load_policy("uk-cambridge").duties}
    reviews = {"progress_review_in_the_middle", "progress_review_at_the_end"}
    assert {"name_a_buddy_or_mentor", *reviews} <= duties
