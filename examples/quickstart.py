"""Six months with another team: offer, counter-offer, consents, start, extension, return."""

from datetime import date
from decimal import Decimal

import attrs

from secondment import (
    Advance,
    Consent,
    Counter,
    MemoryStore,
    OpenChange,
    Parties,
    Period,
    Propose,
    Register,
    Side,
    Status,
    Terms,
    load_policy,
)

register = Register(MemoryStore(), policy=load_policy("house"))

parties = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
)
full_time = Terms(period=Period(date(2027, 3, 1), date(2027, 8, 31)))

# Hana offers Sam to Otto for six months, and thereby consents herself.
register.do("P-7", Propose(by="hana", on=date(2027, 1, 11), parties=parties, terms=full_time))

# Otto can only use four days a week. His counter-offer takes the place of hers.
four_days = attrs.evolve(full_time, host_share=Decimal("0.8"))
register.do("P-7", Counter(by="otto", on=date(2027, 1, 13), subject=four_days))
print(f"After the counter-offer: {register.standing('P-7', on=date(2027, 1, 13))}.\n")

# Everybody else consents to offer 2; the last consent settles it.
for person in ("sam", "hana", "petra"):
    placement = register.do("P-7", Consent(by=person, on=date(2027, 1, 15), offer=2))
assert placement.status is Status.SCHEDULED

# Time moves a placement only when the tool says so.
placement = register.do("P-7", Advance(on=date(2027, 3, 1)))
assert placement.status is Status.UNDERWAY

# It goes well: Sam asks for two months more. The old terms hold until everybody agrees.
longer = attrs.evolve(four_days, period=Period(date(2027, 3, 1), date(2027, 10, 31)))
register.do("P-7", OpenChange(by="sam", on=date(2027, 7, 5), subject=longer))
for person in ("hana", "otto", "petra"):
    register.do("P-7", Consent(by=person, on=date(2027, 7, 9), offer=3))

# The last day passes, and Sam is back on the next working day.
placement = register.do("P-7", Advance(on=date(2027, 11, 1)))

print("The whole history, each fact with its day and who caused it:")
for fact in register.history("P-7"):
    event = fact.event
    print(f"{fact.position:2}  {event.on}  {type(event).__name__:14} {event.by or 'time'}")

assert placement.status is Status.COMPLETED
assert register.placement("P-7", as_of=date(2027, 8, 1)).last_day == date(2027, 10, 31)
assert register.placement("P-7", as_of=date(2027, 7, 1)).last_day == date(2027, 8, 31)
