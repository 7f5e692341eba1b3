"""What would it change? Four ideas about one placement, tried out before anybody is asked."""

from datetime import date

import attrs

from secondment import (
    Advance,
    Command,
    Consent,
    Ending,
    EndKind,
    GiveNotice,
    MemoryStore,
    NoticeKind,
    OpenChange,
    Parties,
    Period,
    Propose,
    Register,
    ReturnRight,
    Side,
    Terms,
    WhatIf,
    read_policy,
)

ACME = """
name = "acme"
extends = "house"
source = "handbook"
sources.handbook = { title = "Staff handbook", clause = "7", read_on = 2026-11-02 }

max_length = "2 years"
returning.lost_after = "18 months"
conversion.after = "12 months"
reviews.every = "3 months"

[extension]
max_length = "8 months"
asked.closes_before_end = "2 months"

[duties]
exit_interview = { owed_by = ["home_manager"], when = "2 weeks before the last day" }
"""

register = Register(MemoryStore(), policy=read_policy(ACME))
parties = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
)
terms = Terms(period=Period(date(2027, 3, 1), date(2028, 2, 29)))
register.do("P-7", Propose(by="hana", on=date(2027, 1, 11), parties=parties, terms=terms))
for person in ("sam", "otto", "petra"):
    register.do("P-7", Consent(by=person, on=date(2027, 1, 15)))
register.do("P-7", Advance(on=date(2027, 3, 1)))
today = date(2027, 12, 1)


def tried(idea: str, command: Command) -> WhatIf:
    """Show what *command* would bring, and change nothing."""
    found = register.what_if("P-7", command)
    print(f"\n{idea}")
    for objection in found.objections:
        print(f"   no: {objection}")
    if found.then is not None and found.today is not None:
        for field in attrs.fields(type(found.then)):
            before, after = (getattr(each, field.name) for each in (found.today, found.then))
            if before != after:
                print(f"   {field.name.replace('_', ' '):<17}{before} -> {after}")
        for moved in found.duties:
            print(f"   agenda           {moved}")
        print(f"   waits for        {', '.join(map(str, found.waits_for)) or 'nobody'}")
    return found


def until(last_day: date) -> OpenChange:
    """Return Otto's wish for the same terms up to *last_day*."""
    longer = attrs.evolve(terms, period=Period(terms.period.first_day, last_day))
    return OpenChange(by="otto", on=today, subject=longer)


print(f"Sam is with payments for {terms.period}; today is {today}.")
far = tried("Otto would like to keep Sam for a year more.", until(date(2029, 2, 28)))
near = tried("For eight months, then.", until(date(2028, 10, 31)))
stay = Ending(EndKind.CONVERSION, date(2028, 2, 29))
early = tried("Or for good? He could ask today.", OpenChange(by="otto", on=today, subject=stay))
recall = GiveNotice(by="hana", on=today, kind=NoticeKind.RECALL, last_day=date(2027, 12, 31))
back = tried("Hana could still call Sam back by the end of the year.", recall)

assert [each.code for each in far.objections] == ["extension_too_long"]
assert near.then is not None
assert near.then.return_right is ReturnRight.NONE  # a stay of 18 months costs the way back
assert early.then is not None
assert early.then.returns_on is None
assert back.then is not None
assert back.then.returns_on == date(2028, 1, 3)  # a Monday
assert register.placement("P-7").last_day == date(2028, 2, 29)  # nothing has changed
