"""A new organisation's policy in twenty-odd lines of TOML: its mistakes found, then read aloud."""

from datetime import date

from secondment import (
    Consent,
    InvalidValue,
    MemoryStore,
    Parties,
    Period,
    Propose,
    Register,
    ServiceRecord,
    Side,
    Terms,
    read_policy,
)

PACK = """
name = "riverside"
title = "Riverside Trust, secondment policy"
extends = "frame"                # who may do what; no limits
source = "policy"

min_length = "3 months"
max_length = [
    { value = "2 years" },       # and since 2027:
    { value = "18 months", since = 2027-01-01, clause = "2.1, as amended" },
]
early_end_mode = "notice"
return_day = "next_working_day"

[eligibility]
service = "1 year"
probation_passed = true

[extension]
max_count = 1
asked.closes_before_end = "2 months"

[notices]
recall = { length = "20 working days", needs_reason = true }
host_withdrawal = { length = "6 weeks" }

[consents]
conversion = { answer_within = "28 days", on_silence = "deemed_refused" }

[waivers]
"eligibility.service" = ["programme_office"]

[sources.policy]
title = "Riverside Trust, secondment policy"
clause = "2"
read_on = 2026-11-26
"""

MISTAKES = {
    '"3 months"': '"3 hours"',
    "max_count": "max_cuont",
    '"eligibility.service"': '"eligibility.sevrice"',
    'clause = "2"': 'claus = "2"',
}
wrong = PACK
for right, slip in MISTAKES.items():
    wrong = wrong.replace(right, slip)
print("With four slips of the pen, nothing is loaded, and all four are named:")
try:
    read_policy(wrong)
except InvalidValue as error:
    faults = error.faults
for fault in faults:
    print(f"   {str(fault)[:100]}")

riverside = read_policy(PACK)
register = Register(MemoryStore(), policy=riverside)
parties = Parties(
    secondee="sam",
    home=Side(unit="ward 3", manager="hana"),
    host=Side(unit="training", manager="otto"),
    programme_office="petra",
)
a_year = Terms(period=Period(date(2027, 3, 1), date(2028, 2, 29)))
service = ServiceRecord(employed_since=date(2024, 9, 1), probation_until=date(2025, 2, 28))
propose = Propose(by="hana", on=date(2027, 1, 11), parties=parties, terms=a_year, service=service)
register.do("R-1", propose)
for person in ("sam", "otto", "petra"):
    placement = register.do("R-1", Consent(by=person, on=date(2027, 1, 15)))

print("\nRight, it is read aloud for one placement:")
told = register.explain_policy("R-1", on=date(2027, 1, 15))
for provision in told:
    if provision.source.title == "Riverside Trust, secondment policy":
        print(f"   {provision}")

assert len(faults) == len(MISTAKES)
assert placement.status == "scheduled"
(longest,) = [each for each in told if each.rule == "max_length"]
assert longest.source.clause == "2.1, as amended"
assert longest.limit == date(2028, 8, 31)
