"""Two jobs, one week: the old job asks for Sam again, and the two together are more than a week.

The house policy refuses what would be too much, and says what would pass.
"""

from datetime import date
from decimal import Decimal

import attrs

from secondment import (
    Advance,
    Consent,
    MakeRecord,
    MemoryStore,
    OpenChange,
    Parties,
    Period,
    Propose,
    Refused,
    Register,
    Side,
    Status,
    Terms,
    load_policy,
    remedied,
)
from secondment.workload import Claim, Demand, DemandAnswer, Verdict, overloads, resolutions

register = Register(MemoryStore(), policy=load_policy("house"))
parties = Parties("sam", Side("platform", "hana"), Side("payments", "otto"), "petra")
period = Period(date(2027, 3, 1), date(2027, 8, 31))
three_days = Terms(period=period, host_share=Decimal("0.6"))
register.do("P-7", Propose(by="hana", on=date(2027, 1, 11), parties=parties, terms=three_days))
for person in ("sam", "otto", "petra"):
    register.do("P-7", Consent(by=person, on=date(2027, 1, 15)))
register.do("P-7", Advance(on=date(2027, 3, 1)))
print("Sam works three days a week for Otto, and two for Hana.")

demand = Demand(
    id="migration",
    on=date(2027, 5, 24),
    by="hana",
    period=Period(date(2027, 6, 7), date(2027, 7, 30)),
    share=Decimal("0.6"),
    reason="migration",
)
register.do("P-7", MakeRecord(by="hana", on=demand.on, record=demand))
print("\nIn May Hana needs Sam for a migration, and puts a demand on record:")
print(f"  {register.overview('P-7', on=demand.on)}".replace("\n", "\n  "))

print("\nSam does not like to say no. The house policy does:")
day = date(2027, 5, 25)
answer = DemandAnswer(demand="migration", on=day, by="sam", verdict=Verdict.ACCEPTED)
accept = MakeRecord(by="sam", on=day, record=answer)
try:
    register.do("P-7", accept)
except Refused as refusal:
    (objection,) = refusal.objections
assert objection.remedy is not None
print(f"  {objection.text}\n  would pass: {objection.remedy.text}")
register.do("P-7", remedied(accept, objection.remedy))

print("\nWhat would make room? Any one of these is enough:")
host = Claim(
    id="otto's three days",
    person="sam",
    claimant="payments",
    first_day=period.first_day,
    last_day=period.last_day,
    share=three_days.host_share,
)
claims = (host, demand.as_claim(person="sam", claimant="platform"))
(overload,) = overloads(claims)
for resolution in resolutions(overload, claims):
    print(f"  {resolution}")

print("\nOtto takes the first, and two months more in return. Everybody consents:")
two_days = attrs.evolve(
    three_days, host_share=Decimal("0.4"), period=Period(period.first_day, date(2027, 10, 29))
)
register.do("P-7", OpenChange(by="otto", on=date(2027, 5, 26), subject=two_days))
for person in ("sam", "hana", "petra"):
    placement = register.do("P-7", Consent(by=person, on=date(2027, 5, 28)))
later = date(2027, 5, 31)
register.do("P-7", attrs.evolve(accept, on=later, record=attrs.evolve(answer, on=later)))
print(f"  {register.standing('P-7', on=later)}, two days a week, to {placement.last_day}")
print("  Now Sam can say yes to the migration, and does.")

assert placement.status is Status.UNDERWAY
assert placement.terms == two_days
assert dict(objection.figures)["over"] == Decimal("0.2")
assert register.overview("P-7", on=later).overloads == ()
again = OpenChange(by="otto", on=date(2027, 6, 14), subject=three_days)
assert [each.code for each in register.why_not("P-7", again)] == ["overload"]
