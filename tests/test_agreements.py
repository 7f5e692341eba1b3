"""Fourteen agreements in use, field by field, beside the place in a pack where each field stands.

The agreements are told in our own words; what was not seen of a document has no field here. Each
field has one row or more: the path in the pack, as in the pack itself, and the value there.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from secondment import (
    EarlyEndMode,
    Length,
    Policy,
    ReturnRight,
    Role,
    load_policy,
    pack_names,
)
from secondment.clauses import (
    Anchor,
    Clause,
    CountedFrom,
    Moment,
    Payer,
    PayLevel,
    Recharge,
    ServiceStep,
)
from secondment.onboarding import Gate
from secondment.outcome import Route
from secondment.policy import ROWS, clauses_of, row_key
from secondment.terms import Cover

AGREEMENTS: dict[str, dict[str, str]] = {
    "us-ipa": {
        "name": "mobility assignments under the Intergovernmental Personnel Act, US",
        "kind": "a regulation",
        "source": "5 CFR 334.104; the EPA's course, on termination; the USGS manual, 370.334.2",
        "seen": "334.104 and the page of the course in full, the opening of the manual",
        "parties": "the employee, the organisation that sends and the one that receives",
        "max_duration": "two years",
        "extension": "one or more, up to two further years, if the parties agree",
        "total_cap": "four years without a break; six years in a federal career, unless waived",
        "cooling_off": "after four years twelve months back; a break of up to 60 days is none",
        "notice": "30 days where possible, written, with reasons, by whichever side ends it",
        "consent": "the assignee and both organisations",
        "cost": "shares are negotiated; who does not serve the agreed period refunds travel",
        "termination_grounds": "either organisation at any time; at once when the assignee leaves "
        "the employer; the Office of Personnel Management when rules are broken",
        "other": "a detail or leave without pay; purpose and supervision have to be settled",
        "clauses": "purpose, supervision, rights, method and period, conflicts of interest, leave "
        "records, cost sharing",
    },
    "eu-sne-commission": {
        "name": "national experts seconded to the European Commission",
        "kind": "a scheme",
        "source": "the Commission's public summary",
        "seen": "one passage of the summary, in several languages",
        "parties": "the expert, the employer and the Commission",
        "min_duration": "six months",
        "max_duration": "four years in principle",
        "cooling_off": "a second one six years after the first at the earliest",
        "cost": "the employer keeps paying the salary, the Commission pays allowances",
        "eligibility": "staff of a public administration or an intergovernmental organisation",
    },
    "au-aps-s26": {
        "name": "temporary moves in the Australian Public Service, section 26",
        "kind": "a regulation",
        "source": "Public Service Regulations 1999, 3.9A",
        "seen": "the regulation in full",
        "parties": "the employee and the heads of both agencies",
        "notice": "takes effect four weeks after home is told, or on another day that all agree on",
        "consent": "home approves the period in writing first; then employee and host agree in "
        "writing. Without the approval the move would be for good",
        "return_right": "yes, at the end of the period approved",
    },
    "ca-interchange": {
        "name": "Interchange Canada",
        "kind": "a directive",
        "source": "the guidance on the use of assignments",
        "seen": "the opening",
        "cost": "home stays the employer; the host may pay business expenses",
        "termination_grounds": "it is reviewed; either party may end it as the appendix says",
        "other": "on record when signed and within 30 days of a change; files of those who come by "
        "a personal corporation are kept six years; at level; no employment with the host",
    },
    "uk-cs-loan": {
        "name": "loans of staff between UK departments",
        "kind": "a policy",
        "source": "a third party's copy",
        "seen": "the opening",
        "max_duration": "two years, unless an exceptional case is accepted",
        "extension": "an extension or a promotion takes a new agreement",
        "consent": "a written agreement that all accept before the start",
        "cost": "shorter than six months on home's payroll and not recharged; recharging is "
        "avoided for its tax and administration",
        "eligibility": "recruited on merit, probation completed, performance and attendance "
        "acceptable, no visa tied to a workplace",
    },
    "uk-moj-loan": {
        "name": "loans of the UK Ministry of Justice, July 2025",
        "kind": "a policy",
        "source": "the policy, attached to an advert",
        "seen": "contents and opening",
        "consent": "the home department approves before anybody applies",
        "eligibility": "permanent and fixed-term staff",
        "clauses": "terms during a loan, allowances, eligibility, loans on promotion, consecutive "
        "loans, fixed-term staff, senior staff, deciding and telling, adverts, agreements",
    },
    "uk-carmarthenshire": {
        "name": "secondments of Carmarthenshire County Council, 2023",
        "kind": "a policy",
        "source": "the policy, sections 7, 9 and 12",
        "seen": "these sections",
        "max_duration": "two years normally",
        "extension": "six months at least; all parties; an updated agreement with a new last day; "
        "advice of human resources",
        "consent": "the line manager before anybody applies; both departments to an extension, "
        "which the director may refuse for good",
        "review": "every three months at least during an extension",
        "return_right": "back to the own post, or a further period is agreed",
        "other": "the post is filled for the time, acted up into or left vacant; who has a "
        "fixed-term contract that ends first is taken over by the host until the end",
    },
    "uk-lincolnshire": {
        "name": "secondments of Lincolnshire County Council",
        "kind": "a policy",
        "source": "a section of the learning and development policy",
        "seen": "the section",
        "max_duration": "twelve months in general",
        "extension": "managers may extend",
        "consent": "all parties sign the agreement, with an exact last day",
        "cost": "the pay of the new post where it differs",
        "other": "sideways, on promotion, outgoing, incoming; for a permanent post staff at risk "
        "are considered first",
    },
    "uk-exeter-external": {
        "name": "secondment guidance of the University of Exeter",
        "kind": "guidance",
        "source": "the guidance, the pages for leavers and the conditions of employment",
        "seen": "most of these pages",
        "parties": "the secondee, the University with its HR business partner, the host",
        "max_duration": "normally two years or less",
        "extension": "a rationale three months before the end; papers before it starts",
        "notice": "of the employment: by grade, probation and service",
        "consent": "all sign before the start; host, home, HR and secondee to an extension",
        "cost": "the University pays, invoices the host quarterly, and insures",
        "return_right": "to the post and its terms, or else, after consultation, a suitable one; "
        "changes of the post are discussed before they take effect",
        "eligibility": "two jobs at the University are not above 36.5 hours, unless justified in "
        "writing",
        "other": "external and internal, full or part time; internal up to two months by letter; "
        "other papers for other kinds",
        "clauses": "why, definitions, duration, establishing, applying, appointing, contract, "
        "abroad, return, notice, end, records, safety, responsibilities, checklists",
    },
    "uk-dundee": {
        "name": "secondments of the University of Dundee, 2023",
        "kind": "a policy",
        "source": "the internal and the external policy",
        "seen": "the opening",
        "parties": "the secondee, the employer that seconds, the host",
        "max_duration": "two years",
        "normal_duration": "up to twelve months",
        "return_right": "employment goes on with the University",
        "eligibility": "two years of service, exceptions case by case; not on secondment, not on "
        "probation, no live warning",
    },
    "uk-cambridge": {
        "name": "secondments of the University of Cambridge",
        "kind": "a policy",
        "source": "the statement of policy",
        "seen": "the section on duration",
        "max_duration": "two years",
        "normal_duration": "up to twelve months",
        "extension": "renewable; after one a second needs a review of the terms and legal advice",
        "other": "part time is partial leave; the hours together stay the same unless it is said",
    },
    "nz-psa-s64": {
        "name": "secondments under the Public Service Act 2020 of New Zealand",
        "kind": "a statute",
        "source": "section 64",
        "seen": "the section in full",
        "consent": "the employee and both chief executives or boards",
        "other": "for leadership development, the need of an agency or of the service; merit and "
        "notices of vacancies are waived for some of these",
    },
    "uk-nhs-ggc": {
        "name": "secondments of NHS Greater Glasgow and Clyde",
        "kind": "a policy",
        "source": "the guidance and the tools",
        "seen": "both pages",
        "min_duration": "three months, usually",
        "max_duration": "two years, usually",
        "consent": "the approving manager; no application is refused unreasonably",
        "review": "regular contact; appraisal is settled in writing",
        "return_right": "the post or a suitable alternative; that the post may go is agreed before "
        "the start, at an extension or at a reorganisation",
        "clauses": "reasons, first and last day, return if the post is gone, terms, training, "
        "appraisal, registration, contact and consultation, return",
    },
    "uk-nhs-mersey": {
        "name": "secondments of Mersey Care NHS",
        "kind": "a policy",
        "source": "the pages on internal and on outgoing ones",
        "seen": "both pages",
        "review": "regular contact by the home manager, and a meeting before the end",
        "cost": "outgoing: the Trust pays and invoices the host",
        "return_right": "the post, or else a suitable equivalent on the terms from before",
        "other": "for what goes on after the end normal recruitment, no conversion by itself",
    },
}
"""Pack -> field of the agreement -> what it says."""

LETTERS = {
    "S": Role.SECONDEE,
    "H": Role.HOME_MANAGER,
    "O": Role.HOST_MANAGER,
    "P": Role.PROGRAMME_OFFICE,
    "A": Role.AUTHORITY,
    "K": Role.STAKEHOLDER,
}
"""S secondee, H home manager, O host manager, P programme office, A authority, K stakeholder."""


def who(letters: str) -> frozenset[Role]:
    """Return the roles that *letters* stand for."""
    return frozenset(LETTERS[letter] for letter in letters)


def codes(*names: str) -> frozenset[str]:
    return frozenset(names)


DAYS_30, DAYS_60 = Length(days=30), Length(days=60)
WEEK, WEEKS_2, WEEKS_12 = Length(weeks=1), Length(weeks=2), Length(weeks=12)
MONTH, MONTHS_3, MONTHS_6 = Length(months=1), Length(months=3), Length(months=6)
YEAR, YEARS_2, YEARS_4, YEARS_6 = (Length(months=12 * years) for years in (1, 2, 4, 6))
SUPPORT, ACADEMIC = codes("A", "B", "C", "D"), codes("education_and_research")
STEPS = (ServiceStep(MONTH, WEEKS_2), ServiceStep(MONTHS_6, MONTH))
"""Of support staff on probation: a week, after a month two weeks, after six months a month."""
LOAN_COST = "recharging_bears_tax_and_administration"
IPA_COST = "negotiated_for_salary_supplemental_pay_travel_and_employer_contributions"
SNE_COST = "employer_pays_salary_and_commission_pays_allowances"
CHAPTERS_OF_EXETER = (
    "The guidance also speaks of why to second, establishing and applying, international "
    "secondments, the notice period, the end, record keeping, health and safety, responsibilities "
    "and checklists."
)
CHAPTERS_OF_JUSTICE = (
    "The policy also speaks of terms and conditions during a loan, allowances, loans on promotion, "
    "consecutive loans, the Senior Civil Service, decision making, communicating decisions, "
    "advertising and direct placement."
)


def about(text: str) -> str:
    return f"A reading of {text}; not legal advice."


def links(*pages: str) -> frozenset[str]:
    return frozenset(f"https://{page}" for page in pages)


def on(anchor: Anchor) -> Moment:
    return Moment(anchor, Length())


CANADA = "www.canada.ca/en/treasury-board-secretariat/services"
CARMARTHENSHIRE = "ourpeople.carmarthenshire.gov.wales/our-people/hr/jobs-careers/secondment-policy"
CAMBRIDGE = "www.ppd.admin.cam.ac.uk"
EXETER = "www.exeter.ac.uk/staff/employment"
DUNDEE = "www.dundee.ac.uk/corporate-information"
GLASGOW = (
    "www.nhsggc.org.uk/working-with-us/hr-connect/policies-and-staff-governance/policies/"
    "secondments-policy-overview"
)
MERSEY = "yourspace.merseycare.nhs.uk"

TABLE: dict[str, dict[str, dict[str, object]]] = {
    "us-ipa": {
        "name": {"title": "Intergovernmental Personnel Act assignments"},
        "kind": {"about": about("5 CFR part 334 and of guidance on it")},
        "source": {
            "links": links(
                "lexbuild.dev/ecfr/title-05/chapter-I/part-334/section-334.104",
                "www3.epa.gov/ogc/IPACourse/24.html",
                "www.usgs.gov/usgs-manual/370/370-3342.html",
                "www.fws.gov/policy-library/223fw11",
                "topgovernmentgrants.com/cfda.php?CFDANumber=27.011",
            )
        },
        "seen": {"about": about("5 CFR part 334 and of guidance on it")},
        "parties": {"required_roles": who("SHO")},
        "max_duration": {"max_first_length": YEARS_2},
        "extension": {
            "extension.total": YEARS_2,
            "extension.max_count": None,
            "consents.extension.roles": who("SHOK"),
            "max_length": YEARS_4,
        },
        "total_cap": {
            "caps.continuous.length": YEARS_4,
            "caps.lifetime": YEARS_6,
            "waivers.caps.lifetime.roles": who("A"),
        },
        "cooling_off": {
            "caps.continuous.reset_after": YEAR,
            "caps.continuous.gap_tolerance": DAYS_60,
        },
        "notice": {
            "notices.recall.length": DAYS_30,
            "notices.recall.is_courtesy": True,
            "notices.recall.needs_reason": True,
            "notices.host_withdrawal.length": DAYS_30,
            "notices.host_withdrawal.is_courtesy": True,
            "notices.host_withdrawal.needs_reason": True,
        },
        "consent": {"consents.beginning.roles": who("SHOK")},
        "cost": {
            "cost[0].payer": Payer.SHARED,
            "cost[0].host_part": None,
            "cost[0].reason": IPA_COST,
            "service_owed.repaid": codes("assignment_expenses", "travel_expenses"),
        },
        "termination_grounds": {
            "early_end_mode": EarlyEndMode.AT_WILL,
            "immediate_triggers": codes("left_home_employer", "rules_broken"),
            "permissions.end_early.roles": who("HOPA"),
        },
        "other": {
            "kinds": codes("detail", "leave_without_pay"),
            "documents.assignment_agreement.stage": "start",
        },
        "clauses": {
            "documents.assignment_agreement.clauses": (
                "purpose_and_objectives",
                "supervision_split",
                "employee_rights_and_benefits",
                "method_and_period",
                "conflict_of_interest",
                "leave_records",
                "cost_sharing",
            )
        },
    },
    "eu-sne-commission": {
        "name": {"title": "Seconded national experts at the European Commission"},
        "kind": {"about": about("the Commission's public summary")},
        "source": {"links": links("www.keybot.com/translate/luni.htm?site=ec.europa.eu")},
        "seen": {"about": about("the Commission's public summary")},
        "parties": {"required_roles": who("SHO")},
        "min_duration": {"min_length": MONTHS_6},
        "max_duration": {"max_length": YEARS_4},
        "cooling_off": {
            "caps.cooling_off.length": YEARS_6,
            "caps.cooling_off.counted_from": CountedFrom.END,
        },
        "cost": {
            "cost[0].payer": Payer.SHARED,
            "cost[0].recharge": Recharge.NONE,
            "cost[0].reason": SNE_COST,
        },
        "eligibility": {
            "eligibility.criteria": codes(
                "works_for_a_public_administration_or_an_intergovernmental_organisation"
            )
        },
    },
    "au-aps-s26": {
        "name": {"title": "Australian Public Service, temporary moves under section 26"},
        "kind": {"about": about("regulation 3.9A and of the commission's page on moves")},
        "source": {
            "links": links(
                "www.austlii.edu.au/au/legis/cth/consol_reg/psr1999261/s3.9a.html",
                "www.apsc.gov.au/movement-between-aps-agencies",
            )
        },
        "seen": {"about": about("regulation 3.9A and of the commission's page on moves")},
        "parties": {"required_roles": who("SHO")},
        "notice": {
            "duties.tell_home_of_a_move_for_good.when": Moment(
                Anchor.END, Length(weeks=4), is_before=True
            ),
            "duties.tell_home_of_a_move_for_good.owed_by": who("S"),
        },
        "consent": {
            "consents.beginning.roles": who("SHOK"),
            "consents.beginning.order": (who("H"), who("SO")),
            "documents.written_approval_of_the_period.signed_by": who("H"),
            "documents.written_agreement.signed_by": who("SO"),
        },
        "return_right": {"returning.right": ReturnRight.SAME_OR_EQUIVALENT},
    },
    "ca-interchange": {
        "name": {"title": "Interchange Canada"},
        "kind": {"about": about("the pages on Interchange Canada")},
        "source": {
            "links": links(
                f"{CANADA}/professional-development/interchange-canada.html",
                f"{CANADA}/information-notice/guidance-use-interchange-canada-assignments.html",
            )
        },
        "seen": {"about": about("the pages on Interchange Canada")},
        "cost": {
            "cost[0].payer": Payer.SHARED,
            "cost[0].recharge": Recharge.INVOICE,
            "returning.same_terms": True,
            "documents.assignment_agreement.clauses[0]": "employment_stays_with_home",
            "documents.assignment_agreement.clauses[2]": "business_expenses_paid_by_host",
        },
        "termination_grounds": {
            "early_end_mode": EarlyEndMode.NOTICE,
            "documents.assignment_agreement.clauses[4]": "review",
            "documents.assignment_agreement.clauses[5]": "conditions_for_ending_early",
        },
        "other": {
            "duties.record_agreement.when": Moment(Anchor.AGREEMENT, DAYS_30),
            "duties.record_change.when": Moment(Anchor.CHANGE, DAYS_30),
            "duties.keep_files.when": Moment(Anchor.END, YEARS_6),
            "duties.keep_files.kinds": codes("personal_corporation"),
            "eligibility.criteria": codes("at_own_level"),
            "documents.assignment_agreement.clauses[1]": "no_employment_with_host",
        },
    },
    "uk-cs-loan": {
        "name": {"title": "Civil Service loan policy"},
        "kind": {"about": about("the Civil Service loan policy, in a third party's copy")},
        "source": {
            "links": links(
                "fkleotar.com/2021/04/07/loan-policy-combined-hr-and-finance-policy-and-process/",
                "www.gov.uk/guidance/civil-service-secondments-and-loans-how-to-apply",
                "analysisfunction.civilservice.gov.uk/careers/loans-and-secondments/",
            )
        },
        "seen": {"about": about("the Civil Service loan policy, in a third party's copy")},
        "max_duration": {"max_length": YEARS_2, "waivers.max_length.roles": who("A")},
        "extension": {
            "extension.new_agreement": True,
            "documents.loan_agreement[1].stage": "extension",
            "documents.loan_agreement[2].stage": "change",
        },
        "consent": {
            "consents.beginning.roles": who("SHOK"),
            "documents.loan_agreement[0].stage": "start",
            "documents.loan_agreement[0].signed_by": who("SHO"),
            "gates": frozenset({Gate.DOCUMENTS}),
        },
        "cost": {
            "cost[0].shorter_than": MONTHS_6,
            "cost[0].payer": Payer.HOME,
            "cost[0].recharge": Recharge.NONE,
            "cost[0].reason": LOAN_COST,
            "cost[1].payer": Payer.HOST,
            "cost[1].recharge": Recharge.HOST_PAYROLL,
            "cost[1].reason": LOAN_COST,
        },
        "eligibility": {
            "eligibility.probation_passed": True,
            "eligibility.performance_acceptable": True,
            "eligibility.criteria": codes(
                "recruited_on_merit", "attendance_acceptable", "no_visa_tied_to_a_workplace"
            ),
        },
    },
    "uk-moj-loan": {
        "name": {"title": "Ministry of Justice loan policy"},
        "kind": {"about": about("the opening of the Ministry of Justice loan policy")},
        "source": {
            "links": links(
                "jobs.justice.gov.uk/careers/JobDetail/15125/attachmentPreview/"
                "42f9c7c2-f781-4b91-a408-2a74468e8d7b"
            )
        },
        "seen": {"about": about("the opening of the Ministry of Justice loan policy")},
        "consent": {
            "eligibility.released_first": True,
            "consents.beginning.roles": who("SHOK"),
            "consents.beginning.refused_with_reason": True,
        },
        "eligibility": {"eligibility.contracts": codes("permanent", "fixed_term")},
        "clauses": {
            "documents.loan_agreement.stage": "start",
            "eligibility.contracts": codes("permanent", "fixed_term"),
            "eligibility.released_first": True,
            "remarks[0].text": CHAPTERS_OF_JUSTICE,
        },
    },
    "uk-carmarthenshire": {
        "name": {"title": "Carmarthenshire secondment policy"},
        "kind": {"about": about("the secondment policy of Carmarthenshire County Council")},
        "source": {
            "links": links(
                f"{CARMARTHENSHIRE}/print-page/",
                f"{CARMARTHENSHIRE}/7duration-of-secondments/",
                f"{CARMARTHENSHIRE}/9secondment-application-prodcedure/",
                f"{CARMARTHENSHIRE}/12fixed-term-or-temporary-employees-approved-secondments/",
            )
        },
        "seen": {"about": about("the secondment policy of Carmarthenshire County Council")},
        "max_duration": {"max_first_length": YEARS_2, "normal_length": YEARS_2, "max_length": None},
        "extension": {
            "extension.min_length": MONTHS_6,
            "consents.extension.roles": who("SHOK"),
            "documents.secondment_agreement[1].stage": "extension",
            "documents.secondment_agreement[1].clauses": ("last_day",),
            "duties.take_advice_of_human_resources.when": Moment(
                Anchor.EXTENSION, Length(days=1), is_before=True
            ),
        },
        "consent": {
            "eligibility.released_first": True,
            "consents.extension.may_object": who("A"),
        },
        "review": {"extension.review_every": MONTHS_3},
        "return_right": {"returning.right": ReturnRight.SAME_POST, "extension.max_count": None},
        "other": {
            "covers": frozenset({Cover.BACKFILL, Cover.ACTING_UP, Cover.NONE}),
            "duties.host_takes_over_until_the_end_of_the_secondment.when": on(Anchor.CONTRACT_END),
            "duties.host_takes_over_until_the_end_of_the_secondment.owed_by": who("HO"),
        },
    },
    "uk-lincolnshire": {
        "name": {"title": "Lincolnshire secondment policy"},
        "kind": {"about": about("what Lincolnshire County Council says of secondments")},
        "source": {
            "links": links(
                "www.lincolnshire.gov.uk/employment-policies/learning-development-policy/3"
            )
        },
        "seen": {"about": about("what Lincolnshire County Council says of secondments")},
        "max_duration": {"max_first_length": YEAR, "normal_length": YEAR},
        "extension": {"consents.extension.roles": who("SHOK"), "max_length": None},
        "consent": {
            "consents.beginning.roles": who("SHOK"),
            "documents.secondment_agreement.signed_by": who("SHO"),
            "documents.secondment_agreement.clauses": ("last_day",),
        },
        "cost": {"cost[0].pay": PayLevel.HOST_POST, "cost[0].payer": None},
        "other": {
            "kinds": codes("internal_sideways", "internal_promotion", "outgoing", "incoming"),
            "conversion.route": Route.PRIORITY,
            "conversion.priority": codes("at_risk_staff"),
        },
    },
    "uk-exeter-external": {
        "name": {"title": "Exeter secondment guidance"},
        "kind": {"about": about("the secondment guidance of the University of Exeter")},
        "source": {
            "links": links(
                f"{EXETER}/hrpoliciesatoz/secondment/",
                f"{EXETER}/hrpoliciesatoz/secondment/definitions/",
                f"{EXETER}/hrpoliciesatoz/secondment/duration/",
                f"{EXETER}/hrpoliciesatoz/secondment/appoint/",
                f"{EXETER}/hrpoliciesatoz/secondment/contract/",
                f"{EXETER}/hrpoliciesatoz/secondment/return/",
                f"{EXETER}/leaving/staff/",
                f"{EXETER}/payandconditions/conditions/",
            )
        },
        "seen": {"about": about("the secondment guidance of the University of Exeter")},
        "parties": {"required_roles": who("SHOP")},
        "max_duration": {"normal_length": YEARS_2, "max_length": None},
        "extension": {
            "extension.asked.closes_before_end": MONTHS_3,
            "documents.secondment_agreement[2].stage": "extension",
        },
        "notice": {
            "early_end_mode": EarlyEndMode.NOTICE,
            # on probation
            "notices.recall[0].grades": SUPPORT,
            "notices.recall[0].on_probation": True,
            "notices.recall[0].length": WEEK,
            "notices.recall[0].by_service": STEPS,
            "notices.recall[1].grades": ACADEMIC,
            "notices.recall[1].on_probation": True,
            "notices.recall[1].length": MONTHS_3,
            "notices.recall[2].grades": codes(),
            "notices.recall[2].on_probation": True,
            "notices.recall[2].length": MONTH,
            # after it
            "notices.recall[3].grades": SUPPORT,
            "notices.recall[3].length": MONTH,
            "notices.recall[3].per_year": WEEK,
            "notices.recall[3].at_most": WEEKS_12,
            "notices.recall[4].grades": codes(),
            "notices.recall[4].on_probation": None,
            "notices.recall[4].length": MONTHS_3,
            # either side, so of the employee too
            "notices.resignation[0].by_service": STEPS,
            "notices.resignation[1].length": MONTHS_3,
            "notices.resignation[2].length": MONTH,
            "notices.resignation[3].length": MONTH,
            "notices.resignation[4].length": MONTHS_3,
        },
        "consent": {
            "consents.beginning.roles": who("SHOPK"),
            "consents.extension.roles": who("SHOPK"),
            "documents.secondment_agreement[0].signed_by": who("SPO"),
            "gates": frozenset({Gate.DOCUMENTS}),
        },
        "cost": {
            "cost[0].payer": Payer.HOST,
            "cost[0].recharge": Recharge.INVOICE,
            "cost[0].kinds": codes("external"),
            "documents.secondment_agreement[0].clauses": (
                "pay_by_the_university",
                "quarterly_invoices",
                "employers_liability_insurance",
            ),
        },
        "return_right": {
            "returning.right": ReturnRight.SUITABLE_ALTERNATIVE,
            "returning.same_terms": True,
            "returning.home_change_notice": Length(days=1),
        },
        "eligibility": {
            "capacity": Decimal(1),
            "overload_refused": True,
            "share.full_time_hours": Decimal("36.5"),
            "waivers.capacity.roles": who("A"),
        },
        "other": {
            "kinds": codes("external", "internal", "incoming"),
            "share.min": None,
            "share.max": None,
            "documents.letter_on_short_term_changes.kinds": codes("internal"),
            "documents.letter_on_short_term_changes.shorter_than": Length(months=2, days=1),
            "documents.letter_on_change_of_contract.from_length": Length(months=2, days=1),
            "documents.secondment_agreement[1].kinds": codes("incoming"),
        },
        "clauses": {
            "kinds": codes("external", "internal", "incoming"),
            "normal_length": YEARS_2,
            "gates": frozenset({Gate.DOCUMENTS}),
            "returning.right": ReturnRight.SUITABLE_ALTERNATIVE,
            "remarks[0].text": CHAPTERS_OF_EXETER,
        },
    },
    "uk-dundee": {
        "name": {"title": "Dundee secondment policy"},
        "kind": {"about": about("the secondment policies of the University of Dundee")},
        "source": {
            "links": links(
                f"{DUNDEE}/external-secondment-policy-and-procedure",
                f"{DUNDEE}/internal-secondment-policy-and-procedure",
            )
        },
        "seen": {"about": about("the secondment policies of the University of Dundee")},
        "parties": {"required_roles": who("SHO"), "consents.beginning.roles": who("SHOK")},
        "max_duration": {"max_length": YEARS_2},
        "normal_duration": {"normal_length": YEAR},
        "return_right": {"returning.right": ReturnRight.SUITABLE_ALTERNATIVE},
        "eligibility": {
            "eligibility.service": YEARS_2,
            "waivers.eligibility.service.roles": who("H"),
            "eligibility.not_on_secondment": True,
            "waivers.eligibility.not_on_secondment.roles": who("H"),
            "eligibility.probation_passed": True,
            "eligibility.no_live_warning": True,
        },
    },
    "uk-cambridge": {
        "name": {"title": "Cambridge secondment policy"},
        "kind": {
            "about": about("the secondment policy and guidance of the University of Cambridge")
        },
        "source": {
            "links": links(
                "www.hr.admin.cam.ac.uk/policies-procedures/secondment-policy/statement-policy",
                f"{CAMBRIDGE}/professional-development/secondments/faq",
                f"{CAMBRIDGE}/professional-development/secondments/manage-secondment",
                f"{CAMBRIDGE}/career-development/secondment-development-initiative/departments/"
                "managing-secondment/end-secondment",
            )
        },
        "seen": {
            "about": about("the secondment policy and guidance of the University of Cambridge")
        },
        "max_duration": {"max_length": YEARS_2},
        "normal_duration": {"normal_length": YEAR},
        "extension": {
            "extension.max_count": 1,
            "waivers.extension.max_count.roles": who("P"),
        },
        "other": {"capacity": Decimal(1), "overload_refused": False},
    },
    "nz-psa-s64": {
        "name": {
            "title": "New Zealand, secondments under section 64 of the Public Service Act 2020"
        },
        "kind": {"about": about("section 64 and of the Public Service Commission's page")},
        "source": {
            "links": links(
                "plainlanguagelaw.ackama.com/acts/LMS106157/LMS356911.html",
                "www.publicservice.govt.nz/working-in-public-service/"
                "developing-your-career-across-public-service",
            )
        },
        "seen": {"about": about("section 64 and of the Public Service Commission's page")},
        "consent": {"consents.beginning.roles": who("SHOK")},
        "other": {
            "purposes": codes(
                "leadership_development", "need_of_an_agency", "need_of_the_public_service"
            ),
            "eligibility.criteria": codes("chosen_on_merit_unless_for_leadership_development"),
        },
    },
    "uk-nhs-ggc": {
        "name": {"title": "Greater Glasgow and Clyde secondments"},
        "kind": {"about": about("the secondment guidance of NHS Greater Glasgow and Clyde")},
        "source": {
            "links": links(
                f"{GLASGOW}/secondments-guidance/", f"{GLASGOW}/secondments-tools-and-templates/"
            )
        },
        "seen": {"about": about("the secondment guidance of NHS Greater Glasgow and Clyde")},
        "min_duration": {"normal_min_length": MONTHS_3, "min_length": None},
        "max_duration": {"normal_length": YEARS_2, "max_length": None},
        "consent": {
            "consents.beginning.roles": who("SHOK"),
            "consents.beginning.refused_with_reason": True,
        },
        "review": {
            "documents.secondment_agreement[0].clauses[5]": "appraisal",
            "documents.secondment_agreement[0].clauses[7]": "keeping_in_touch_and_consultation",
        },
        "return_right": {
            "returning.right": ReturnRight.SUITABLE_ALTERNATIVE,
            "documents.secondment_agreement[0].clauses[2]": "return_if_the_post_is_gone",
            "documents.secondment_agreement[1].stage": "extension",
            "documents.secondment_agreement[1].clauses": ("return_if_the_post_is_gone",),
            "duties.agree_on_return_if_the_post_is_gone.when": on(Anchor.HOME_CHANGE),
        },
        "clauses": {
            "documents.secondment_agreement[0].clauses": (
                "reasons",
                "first_and_last_day",
                "return_if_the_post_is_gone",
                "changes_of_terms",
                "training_during_and_after",
                "appraisal",
                "professional_registration",
                "keeping_in_touch_and_consultation",
                "return",
            )
        },
    },
    "uk-nhs-mersey": {
        "name": {"title": "Mersey Care secondments"},
        "kind": {"about": about("what Mersey Care NHS Foundation Trust says of secondments")},
        "source": {
            "links": links(
                f"{MERSEY}/mid-mersey-internal-secondments",
                f"{MERSEY}/mid-mersey-external-secondment-outgoing",
            )
        },
        "seen": {"about": about("what Mersey Care NHS Foundation Trust says of secondments")},
        "review": {
            "duties.arrange_regular_contact.when": on(Anchor.FIRST_DAY),
            "duties.arrange_regular_contact.owed_by": who("H"),
            "duties.meeting_before_the_end.when": on(Anchor.LAST_DAY),
            "duties.meeting_before_the_end.owed_by": who("H"),
        },
        "cost": {
            "cost[0].payer": Payer.HOST,
            "cost[0].recharge": Recharge.INVOICE,
            "cost[0].kinds": codes("external"),
            "cost[1].pay": PayLevel.HOST_POST,
            "cost[1].kinds": codes("internal"),
        },
        "return_right": {
            "returning.right": ReturnRight.SAME_OR_EQUIVALENT,
            "returning.same_terms": True,
        },
        "other": {"conversion.route": Route.COMPETITION, "conversion.after": None},
    },
}
"""Pack -> field of the agreement -> path in the pack -> value there; None for no such limit."""

REMARKS: tuple[tuple[str, str, str], ...] = (
    (
        "au-qld-higher-duties",
        "A refusal can be appealed against after two years.",
        "a placement has no appeals: they are decided by others, elsewhere",
    ),
    (
        "eu-posting",
        "A longer stay is allowed; almost all labour law of the host country then applies to it.",
        "a policy limits a stay; which law holds for it is not among its values",
    ),
    (
        "uk-birkbeck",
        "A request to end early is weighed by the obligations to the other organisation, the cost "
        "of ending contracts with third parties, gross misconduct and long absence through ill "
        "health, among others.",
        "what is weighed is no condition: no number says how much of it is enough",
    ),
    (
        "uk-exeter-external",
        CHAPTERS_OF_EXETER,
        "these chapters were not read, or hold advice and no rule",
    ),
    (
        "uk-moj-loan",
        CHAPTERS_OF_JUSTICE,
        "these chapters were not read",
    ),
    (
        "us-cyber-rotation",
        "Agencies may work together so that the old job is covered meanwhile.",
        "it allows and closes nothing, whereas `covers` names the only ways that are open",
    ),
)
"""Pack, what it says that the language cannot say, and why it cannot."""

PLAIN_DEFAULTS = {"frame", "house", "informal"}
"""The packs that read no document."""

PAGE = Path(__file__).parent.parent / "docs" / "agreements.md"

EVERY_ROW = [
    pytest.param(pack, path, value, id=f"{pack} {field} {path}")
    for pack, fields in TABLE.items()
    for field, rows in fields.items()
    for path, value in rows.items()
]


# where a value stands


def standing_at(policy: Policy, path: str) -> object:
    """Return what stands in *policy* at *path*; of several rows of a key the one with the index."""
    if path == "links":
        return frozenset(links_of(policy))
    at: Any = policy
    name, _, rest = path.partition(".")
    if name in ROWS:
        rows = {row_key(row): () for row in getattr(policy, name)}
        key = max((key for key in rows if f"{rest}.".startswith((f"{key}.", f"{key}["))), key=len)
        found = tuple(row for row in getattr(policy, name) if row_key(row) == key)
        at, path = found, rest.removeprefix(key)
        if not path.startswith("["):
            (at,) = found
    for step in re.findall(r"\w+", path):
        at = at[int(step)] if step.isdecimal() else getattr(at, step)
        at = at.value if isinstance(at, Clause) else at
    found_at: object = at
    return found_at


def links_of(policy: Policy) -> Iterator[str]:
    sources = [each.source for _, each in clauses_of(policy)]
    sources += [row.source for table in (*ROWS, "remarks") for row in getattr(policy, table)]
    yield from (source.link for source in sources if source.link)


@pytest.mark.parametrize(("pack", "path", "value"), EVERY_ROW)
def test_what_the_agreement_says_stands_in_its_pack(pack: str, path: str, value: object) -> None:
    found = standing_at(load_policy(pack), path)
    assert found == value
    assert isinstance(found, bool) is isinstance(value, bool)


def test_there_are_fourteen_agreements_and_each_has_its_pack() -> None:
    assert len(AGREEMENTS) == 14
    assert AGREEMENTS.keys() <= set(pack_names())


def test_no_field_of_an_agreement_is_without_a_place() -> None:
    said = {pack: list(fields) for pack, fields in AGREEMENTS.items()}
    assert {pack: list(fields) for pack, fields in TABLE.items()} == said
    assert all(rows for fields in TABLE.values() for rows in fields.values())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("max_length", YEARS_4),
        ("waivers.caps.lifetime.roles", who("A")),
        ("documents.assignment_agreement.clauses[1]", "supervision_split"),
        ("cost[0].payer", Payer.SHARED),
        ("remarks", ()),
    ],
)
def test_a_path_leads_to_a_value_of_the_policy(path: str, value: object) -> None:
    assert standing_at(load_policy("us-ipa"), path) == value


@pytest.mark.parametrize("path", ["max_lenght", "waivers.caps", "cost[1].payer", "duties.none"])
def test_a_path_that_leads_nowhere_is_no_value(path: str) -> None:
    with pytest.raises((AttributeError, IndexError, ValueError)):
        standing_at(load_policy("us-ipa"), path)


# what the language cannot say


def test_what_the_language_cannot_say_is_a_remark_and_nothing_else_is() -> None:
    found = [(name, each.text) for name in pack_names() for each in load_policy(name).remarks]
    assert found == [(pack, text) for pack, text, _ in REMARKS]


def test_rules_for_some_people_only_are_a_pack_that_extends_the_other() -> None:
    """Six years and service afterwards are of federal employees, 90 days of all others."""
    federal, others = load_policy("us-ipa"), load_policy("us-ipa-non-federal")
    paths = ("caps.lifetime", "service_owed.ratio", "eligibility.service_in_role")
    assert [standing_at(federal, path) for path in paths] == [
        YEARS_6,
        Decimal(1),
        None,
    ]
    assert [standing_at(others, path) for path in paths] == [None, None, Length(days=90)]
    assert standing_at(others, "max_length") == YEARS_4


# the page


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_of_page(*heading: str) -> list[list[str]]:
    """Return the rows of the one table of the page that has *heading*."""
    found = []
    for block in PAGE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        if lines and cells(lines[0]) == list(heading):
            found.append([cells(line) for line in lines[2:]])
    (rows,) = found
    return rows


def test_the_page_has_every_pack_that_reads_a_document_once() -> None:
    rows = table_of_page("pack", "what it is", "what was read", "confidence")
    named = [row[0] for row in rows]
    assert named == [f"`{name}`" for name in pack_names() if name not in PLAIN_DEFAULTS]
    assert all(row[1] and row[2] for row in rows)
    assert {row[3] for row in rows} <= {"A", "B", "A/B"}


def test_the_page_gives_every_remark_with_its_reason() -> None:
    rows = table_of_page("pack", "what it says", "why it is a remark")
    assert rows == [[f"`{pack}`", text, why] for pack, text, why in REMARKS]
