"""One proposed placement, judged under eight published policies, as a table worth keeping."""

from datetime import date
from typing import Any

from secondment import (
    Clause,
    Criterion,
    Parties,
    Period,
    Policy,
    Propose,
    ServiceRecord,
    Side,
    Spell,
    Terms,
    agenda,
    decide,
    evolve,
    load_policy,
    why_not,
)

KINDS = {
    "us-ipa": "detail",
    "us-detail-120": None,
    "ca-interchange": None,
    "eu-sne-commission": None,
    "uk-birkbeck": "internal",
    "uk-carmarthenshire": None,
    "uk-dundee": "internal",
    "au-une": None,
}
"""The packs, each with the kind of placement that this case would be there."""

parties = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
    authority="vera",
)
eighteen_months = Period(date(2027, 3, 1), date(2028, 8, 31))
once_before = Spell(period=Period(date(2022, 1, 1), date(2022, 12, 31)))


def case_under(policy: Policy) -> Propose:
    """Return the case with everything taken as met that is neither a number nor a day."""
    asked = policy.eligibility.criteria
    service = ServiceRecord(
        employed_since=date(2025, 6, 1),
        in_role_since=date(2026, 1, 5),
        probation_until=date(2025, 11, 30),
        has_live_warning=False,
        performance_acceptable=True,
        released_on=date(2026, 12, 14),
        criteria=[Criterion(code, is_met=True) for code in (asked.value if asked else ())],
        placements=[once_before],
    )
    terms = Terms(period=eighteen_months, kind=KINDS[policy.name])
    return Propose(by="hana", on=date(2027, 1, 11), parties=parties, terms=terms, service=service)


def judged(policy: Policy) -> tuple[str, str, list[str]]:
    """Return the verdict, who has to consent, and what stands against it or is waited for."""
    case = case_under(policy)
    if refused := why_not(None, case, policy):
        return "refused", "", [str(objection) for objection in refused]
    duties = agenda(evolve(None, decide(None, case, policy)[0]), policy, case.on)
    asked = [person for duty in duties if duty.code == "answer_offer" for person in duty.owed_by]
    waivers = [duty for duty in duties if duty.code == "waive_limit"]
    verdict = "waits for a waiver" if waivers else "open to consent"
    return verdict, ", ".join(asked), [str(duty) for duty in waivers]


def said(clause: Clause[Any] | None) -> str:
    """Return what a clause says, or a dash where the document is silent."""
    if clause is None or clause.source.title.startswith("frame"):
        return "-"
    return str(clause.value)


print(f"Sam, with the employer since June 2025, is offered {eighteen_months}.\n")
print(f"{'policy':<20}{'first terms':<13}{'in all':<11}{'early end':<11}{'verdict':<20}asks")
verdicts: dict[str, str] = {}
notes: list[str] = []
for name in KINDS:
    policy = load_policy(name)
    verdict, asked, why = judged(policy)
    verdicts[name] = verdict
    notes += [f"- {name}: {each}" for each in why]
    first, whole = said(policy.max_first_length), said(policy.max_length)
    mode = said(policy.early_end_mode)
    print(f"{name:<20}{first:<13}{whole:<11}{mode:<11}{verdict:<20}{asked}".rstrip())
print("\nWhy not, where that stands, and what would pass:", *notes, sep="\n")

assert verdicts["us-ipa"] == verdicts["uk-carmarthenshire"] == "open to consent"
assert verdicts["uk-dundee"] == "waits for a waiver"  # of two years of service
assert verdicts["au-une"] == "waits for a waiver"  # of the limit of a year
assert [name for name, verdict in verdicts.items() if verdict == "refused"] == [
    "us-detail-120",  # 120 days
    "eu-sne-commission",  # six years between two
    "uk-birkbeck",  # a year
]
