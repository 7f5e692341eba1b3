"""Six weeks of small favours: each is nothing, together they are a quarter of what was agreed.

Nothing is refused. A warning says when they call for a change, and brings the change with it.
"""

from datetime import date, timedelta
from decimal import Decimal

import attrs

from secondment import (
    Advance,
    Consent,
    Counter,
    MakeRecord,
    MemoryStore,
    OpenChange,
    Parties,
    Period,
    Priority,
    Propose,
    Register,
    ScopeItem,
    Side,
    Terms,
    Verb,
    load_policy,
)
from secondment.scope import Extra, compare_baselines, drift

register = Register(MemoryStore(), policy=load_policy("informal"))
parties = Parties("mara", Side("design", "hana"), Side("mobile", "otto"))
terms = Terms(
    period=Period(date(2027, 3, 1), date(2027, 7, 30)),
    scope=(
        ScopeItem("flow", "New sign-up flow", Decimal(24), Priority.MUST),
        ScopeItem("icons", "Icons", Decimal(10)),
        ScopeItem("tablet", "Layout for tablets", Decimal(6), Priority.COULD),
    ),
)
register.do("M-1", Propose(by="otto", on=date(2027, 2, 8), parties=parties, terms=terms))
for person in ("mara", "hana"):
    register.do("M-1", Consent(by=person, on=date(2027, 2, 10)))
placement = register.do("M-1", Advance(on=date(2027, 3, 1)))
assert placement.baseline is not None
agreed = placement.baseline
print(f"Mara designs for Otto's team. Agreed: {agreed.effort} days of work.\n")

favours = (
    ("poster", "1", None),
    ("sign-up flow again", "2", "flow"),
    ("slides", "0.5", None),
    ("sign-up flow once more", "1.5", "flow"),
    ("icons for a partner", "2", "icons"),
    ("just a logo", "2.5", None),
)
for week, (name, days, item) in enumerate(favours, start=1):
    day, effort = date(2027, 3, 5) + timedelta(weeks=week), Decimal(days)
    extra = Extra(id=name, on=day, title=name, effort=effort, by="mara", item=item)
    placement = register.do("M-1", MakeRecord(by="mara", on=day, record=extra))
    so_far = drift(agreed, placement.recorded(Extra), day)
    print(f"{day}  {name:22} {effort:.1f} days, altogether {so_far.share:.1%} of what was agreed")

options = register.options("M-1", by="mara", on=day)
(option,) = (each for each in options if each.verb is Verb.OPEN_CHANGE)
(warning,) = option.warnings
assert warning.remedy is not None
print(f"\n  {warning.text}\n  would help: {warning.remedy.text}")

wider = dict(warning.remedy.fields)["subject"]
assert isinstance(wider, Terms)
print("\nThe warning brings the new terms with it, and Mara puts them on the table as they are:")
register.do("M-1", OpenChange(by="mara", on=day, subject=wider))
print(f"  {register.standing('M-1', on=day)}")

print("\nOtto looks at the list for the first time. He counters: the work is agreed, but then no")
print("layout for tablets. Scope is between the two of them, so Mara's consent settles it:")
scope = [
    attrs.evolve(each, priority=Priority.WONT) if each.id == "tablet" else each
    for each in wider.scope
]
settled_on = date(2027, 4, 20)
register.do("M-1", Counter(by="otto", on=settled_on, subject=attrs.evolve(wider, scope=scope)))
placement = register.do("M-1", Consent(by="mara", on=settled_on))
assert placement.baseline is not None
for each in compare_baselines(agreed, placement.baseline):
    print(f"  {', '.join(each.kinds):14} {each.id:11} {each.days:+.1f} days")
print(f"  {placement.baseline.effort} days agreed instead of {agreed.effort}")

assert dict(warning.figures)["share"] == Decimal("0.24")
assert placement.baseline.version == 2
assert placement.baseline.effort == Decimal("43.5")
found = register.overview("M-1", on=settled_on)
assert found.drift is not None
assert found.drift.extra == 0
assert found.warnings == ()
