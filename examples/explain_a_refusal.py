"""Four things that are not allowed, what the library says, and the same things done right."""

from datetime import date

import attrs

from secondment import (
    Advance,
    ArrangeCover,
    Command,
    Consent,
    Counter,
    EndEarly,
    Ending,
    EndKind,
    MemoryStore,
    OpenChange,
    Parties,
    Period,
    Propose,
    Refused,
    Register,
    Remedy,
    Side,
    Status,
    Terms,
    load_policy,
    remedied,
)

register = Register(MemoryStore(), policy=load_policy("house"))
parties = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
)


def refused(command: Command) -> list[Remedy]:
    """Try *command*, show every reason why not, and return what would pass."""
    try:
        register.do("R-9", command)
    except Refused as refusal:
        for each in refusal.objections:
            print(f"   no, because  {each.text}\n   rule         {each.source}")
            print(f"   would pass   {each.remedy.text if each.remedy else 'nothing'}")
        return [each.remedy for each in refusal.objections if each.remedy]
    raise AssertionError("nothing objects")


print("1. Hana offers Sam for three years, and wants an answer by the end of March.")
three_years = Terms(period=Period(date(2027, 4, 1), date(2030, 3, 31)))
on, until = date(2027, 1, 11), date(2027, 3, 31)
propose = Propose(by="hana", on=on, parties=parties, terms=three_years, expires_on=until)
last_day, expires_on = refused(propose)
better = remedied(remedied(propose, last_day), expires_on)
assert isinstance(better, Propose)
placement = register.do("R-9", better)
print(f"   so           she offers {better.terms.period}: {placement.status}")

print("\n2. Sam consents to that offer, but Otto has just put another in its place.")
ledger_team = attrs.evolve(better.terms, team="ledger")
register.do("R-9", Counter(by="otto", on=date(2027, 1, 13), subject=ledger_team))
consent = Consent(by="sam", on=date(2027, 1, 14), offer=1)
(offer,) = refused(consent)
placement = register.do("R-9", remedied(consent, offer))
for person in ("hana", "petra"):
    placement = register.do("R-9", Consent(by=person, on=date(2027, 1, 15), offer=2))
print(f"   so           he consents to offer 2, and so do Hana and Petra: {placement.status}")

print("\n3. Otto has heard of somebody who could do Sam's job at home.")
cover = ArrangeCover(by="otto", on=date(2027, 3, 8), person="cleo", period=better.terms.period)
(ask,) = refused(cover)
placement = register.do("R-9", attrs.evolve(cover, by=ask.by[0]))
print(f"   so           he asks {ask.by[0]}, and the cover is {placement.cover[0].person}")

print("\n4. In September Otto's budget is cut, and he wants to end it from one day to the next.")
register.do("R-9", Advance(on=date(2027, 4, 1)))
(instead,) = refused(EndEarly(by="otto", on=date(2027, 9, 6), trigger="budget_cut"))
early_end = Ending(EndKind.EARLY_END, date(2027, 9, 6), reason="budget_cut")
assert instead.fields == (("kind", early_end.kind), ("last_day", early_end.last_day))
register.do("R-9", OpenChange(by="otto", on=date(2027, 9, 6), subject=early_end))
for person in ("sam", "hana", "petra"):
    placement = register.do("R-9", Consent(by=person, on=date(2027, 9, 6)))
print(f"   so           he asks everybody to agree to it, and they do: {placement.status}")

assert placement.ending == early_end
assert register.do("R-9", Advance(on=date(2027, 9, 7))).status is Status.ENDED_EARLY
