"""An engineer gives 40 % of the time to an incubation; the home role wants some of it back.

The demand is more than a week can hold, so the terms are renegotiated. In the end the engineer
leaves to be a product manager elsewhere.
"""

from datetime import date
from decimal import Decimal

import attrs

from secondment import (
    Advance,
    Consent,
    Counter,
    GiveNotice,
    Leave,
    MakeRecord,
    MemoryStore,
    NoticeKind,
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
)
from secondment.workload import Demand, DemandAnswer, Verdict

register = Register(MemoryStore(), policy=load_policy("informal"))
parties = Parties("ines", Side("platform", "hana"), Side("incubation", "otto"))
two_days = Terms(period=Period(date(2027, 1, 11), date(2027, 6, 30)), host_share=Decimal("0.4"))

print("Ines is to work two days a week for Otto's incubation. All agree; the policy is informal.")
register.do("I-4", Propose(by="ines", on=date(2027, 1, 4), parties=parties, terms=two_days))
for person in ("hana", "otto"):
    register.do("I-4", Consent(by=person, on=date(2027, 1, 5)))
register.do("I-4", Advance(on=date(2027, 1, 11)))

print(
    "\nIn March the platform has outages every week. Hana demands seven days in ten, and gets them:"
)
asked_on, spring = date(2027, 3, 4), Period(date(2027, 3, 8), date(2027, 4, 30))
demand = Demand(
    id="outages", on=asked_on, by="hana", period=spring, share=Decimal("0.7"), reason="outages"
)
yes = DemandAnswer(demand="outages", on=asked_on, by="ines", verdict=Verdict.ACCEPTED)
for record in (demand, yes):
    register.do("I-4", MakeRecord(by=record.by, on=asked_on, record=record))
(warning,) = register.overview("I-4", on=asked_on).warnings
print(f"  {warning.text}")

print("\nSo she wants all of Ines back next Monday:")
recall = GiveNotice(
    by="hana", on=date(2027, 3, 5), kind=NoticeKind.RECALL, last_day=date(2027, 3, 8)
)
try:
    register.do("I-4", recall)
except Refused as refusal:
    for each in refusal.objections:
        print(f"  {each.text}")
        print(f"  would pass: {each.remedy.text if each.remedy else 'nothing'}")

print("\nThey talk instead. Hana offers one day a week; Otto counters with three in two weeks:")
one_day = attrs.evolve(two_days, host_share=Decimal("0.2"))
register.do("I-4", OpenChange(by="hana", on=date(2027, 3, 8), subject=one_day))
three_in_ten = attrs.evolve(two_days, host_share=Decimal("0.3"))
register.do("I-4", Counter(by="otto", on=date(2027, 3, 9), subject=three_in_ten))
print(f"  {register.standing('I-4', on=date(2027, 3, 9))}")
for person in ("hana", "ines"):
    placement = register.do("I-4", Consent(by=person, on=date(2027, 3, 10), offer=3))
print("  All consent, and what Ines has to do fits into a week again.")
assert placement.terms == three_in_ten
assert register.overview("I-4", on=date(2027, 3, 10)).warnings == ()

print("\nInes has found her trade: she resigns to be a product manager elsewhere.")
resign = GiveNotice(
    by="ines",
    on=date(2027, 4, 12),
    kind=NoticeKind.RESIGNATION,
    last_day=date(2027, 5, 14),
    reason="product_manager_elsewhere",
)
register.do("I-4", resign)
print(f"  2027-04-12  {register.standing('I-4', on=date(2027, 4, 12))}")
print(f"  2027-05-17  {register.standing('I-4', on=date(2027, 5, 17))}")
print("\nUnder the informal policy somebody has to say that it is over. Hana does:")
placement = register.do("I-4", Leave(by="hana", on=date(2027, 5, 15), reason=resign.reason))
for fact in register.history("I-4"):
    print(f"  {fact.event.on}  {fact.event.verb:14} {fact.event.by or 'time'}")

assert placement.status is Status.LEFT
assert placement.last_day == date(2027, 5, 14)
in_february = register.placement("I-4", as_of=date(2027, 2, 1))
assert in_february.terms == two_days
