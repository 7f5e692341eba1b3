"""A support engineer tries product management for a trial, and stays in the product role for good.

A listener tells the payroll what has been decided.
"""

from datetime import date

from secondment import (
    Advance,
    Consent,
    Convert,
    Converted,
    End,
    Ending,
    EndingAgreed,
    EndKind,
    Length,
    MemoryStore,
    OpenChange,
    Parties,
    Period,
    Propose,
    Recorded,
    Refused,
    Register,
    Side,
    Status,
    Terms,
    load_policy,
)


def payroll(placement_id: str, facts: tuple[Recorded, ...]) -> None:
    for fact in facts:
        if isinstance(fact.event, EndingAgreed | Converted):
            name = type(fact.event).__name__
            print(f"  payroll hears: {name}, {placement_id}, on {fact.event.on}")


register = Register(MemoryStore(), policy=load_policy("house"), listener=payroll)
parties = Parties(
    secondee="tara",
    home=Side(unit="support", manager="hana"),
    host=Side(unit="product", manager="otto"),
    programme_office="petra",
)
terms = Terms(
    period=Period.of(date(2027, 2, 1), Length(months=6)),
    trial=Length(months=2),
    decision_day=date(2027, 6, 30),
)
print(
    f"Tara tests the waters in product, {terms.period}; the trial lasts to {terms.last_trial_day}."
)
register.do("T-2", Propose(by="tara", on=date(2027, 1, 4), parties=parties, terms=terms))
for person in ("hana", "otto", "petra"):
    register.do("T-2", Consent(by=person, on=date(2027, 1, 8)))
register.do("T-2", Advance(on=date(2027, 2, 1)))

print("\nThe trial is over and went well. What may Otto ask for on 2027-04-01?")
may = [
    each.verb for each in register.options("T-2", by="otto", on=date(2027, 4, 1)) if each.is_open
]
print(f"  {', '.join(may)}")

print("\nHe would like to keep Tara, and tries the short way:")
try:
    register.do("T-2", Convert(by="otto", on=date(2027, 6, 7)))
except Refused as refusal:
    for each in refusal.objections:
        print(f"  {each.text}")
        print(f"  would pass: {each.remedy.text if each.remedy else 'nothing'}")

print("\nSo he puts it on the table, with the post that is to follow. Everybody consents:")
for_good = Ending(EndKind.CONVERSION, terms.period.last_day, next_post="product-manager-3")
register.do("T-2", OpenChange(by="otto", on=date(2027, 6, 7), subject=for_good))
print(f"  {register.standing('T-2', on=date(2027, 6, 7))}")
for person in ("tara", "hana", "petra"):
    placement = register.do("T-2", Consent(by=person, on=date(2027, 6, 14)))
assert placement.status is Status.HANDOVER

print("\nOn 2027-08-02 the tool lets time pass:")
placement = register.do("T-2", Advance(on=date(2027, 8, 2)))
assert isinstance(placement.state, End)
print(f"  {placement.status} on {placement.state.on}, to {placement.state.next_post}")

assert placement.status is Status.CONVERTED
assert (placement.state.on, placement.state.returns_on) == (date(2027, 8, 1), None)
