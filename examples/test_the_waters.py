"""A support engineer tries product management for a trial, and stays in the product role for good.

A listener tells the payroll what has been decided; an achievement record says what Tara can show.
"""

from datetime import date
from decimal import Decimal

from secondment import (
    Advance,
    Consent,
    Convert,
    Converted,
    End,
    Ending,
    EndingAgreed,
    EndKind,
    Goal,
    Length,
    MakeRecord,
    MemoryStore,
    Milestone,
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
from secondment.feedback import Review, ReviewKind
from secondment.goals import Progress
from secondment.outcome import Skill, achievement_record
from secondment.ratings import Rating, Scale


def payroll(placement_id: str, facts: tuple[Recorded, ...]) -> None:
    for fact in facts:
        if isinstance(fact.event, EndingAgreed | Converted):
            name = type(fact.event).__name__
            print(f"  payroll hears: {name}, {placement_id}, on {fact.event.on}")


register = Register(MemoryStore(), policy=load_policy("house"), listener=payroll)
parties = Parties("tara", Side("support", "hana"), Side("product", "otto"), "petra")
terms = Terms(
    period=Period.of(date(2027, 2, 1), Length(months=6)),
    trial=Length(months=2),
    decision_day=date(2027, 6, 30),
    goals=[Goal("launch", "Launch a feature", measure=Milestone("customers use it"))],
)
print(
    f"Tara tests the waters in product, {terms.period}; the trial lasts to {terms.last_trial_day}."
)
register.do("T-2", Propose(by="tara", on=date(2027, 1, 4), parties=parties, terms=terms))
for person in ("hana", "otto", "petra"):
    register.do("T-2", Consent(by=person, on=date(2027, 1, 8)))
register.do("T-2", Advance(on=date(2027, 2, 1)))

trial_over = date(2027, 4, 1)
print(f"\nOn {trial_over} Otto reviews the trial:")
review = Review(
    id="trial",
    by="otto",
    about="tara",
    on=trial_over,
    kind=ReviewKind.TRIAL,
    round="trial",
    scale=Scale(Decimal(1), Decimal(5)),
    ratings=[
        Rating("judgement", Decimal(4), Decimal("0.6")),
        Rating("craft", Decimal(3), Decimal("0.4")),
    ],
)
register.do("T-2", MakeRecord(by="otto", on=trial_over, record=review))
print(f"  {review.score} of {review.scale.highest}; more judgement than craft so far")

launched = Progress("launch", date(2027, 5, 31), Decimal(1))
register.do("T-2", MakeRecord(by="tara", on=launched.on, record=launched))
print("\nIn May Tara launches a feature. Otto would like to keep her, and tries the short way:")
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
record = achievement_record(
    "tara",
    parties.host.unit,
    terms.period,
    goals=terms.goals,
    progress=placement.recorded(Progress),
    skills=[Skill(scheme="sfia-9", id="PROD", label="Product management", level="4")],
)
print(f"  {record.person} takes along: {record.goals[0].title}, {record.skills[0].label}")

assert placement.status is Status.CONVERTED
assert record.goals == terms.goals
assert (placement.state.on, placement.state.returns_on) == (date(2027, 8, 1), None)
