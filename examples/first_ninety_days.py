"""The first ninety days: what has to be in place before the first one, and what is said after 90.

The terms want a buddy, a research plan and a reverse interview. The start waits for them.
"""

from datetime import date, timedelta
from decimal import Decimal

from secondment import (
    Advance,
    Consent,
    Entry,
    Gate,
    Goal,
    KeyResult,
    Length,
    MakeRecord,
    MemoryStore,
    Parties,
    Period,
    Propose,
    Refused,
    Register,
    Side,
    Start,
    Status,
    Terms,
    load_policy,
)
from secondment.feedback import CheckIn, Review, ReviewKind
from secondment.goals import Progress
from secondment.onboarding import (
    PLAN_30_60_90,
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.ratings import Scale

register = Register(MemoryStore(), policy=load_policy("house"))
first_day = date(2027, 3, 1)


def put(by: str, *records: Entry) -> None:
    """Put each of *records* on record on its own day."""
    for record in records:
        register.do("N-3", MakeRecord(by=by, on=record.on, record=record))


parties = Parties("nils", Side("platform", "hana"), Side("payments", "otto"), "petra")
calls = KeyResult(start=Decimal(0), target=Decimal(20), unit="calls")
terms = Terms(
    period=Period(first_day, date(2027, 8, 31)),
    goals=[Goal("calls", "Talk to customers", measure=calls)],
    check_in_every=Length(weeks=2),
    gates=[Gate.BUDDY, Gate.RESEARCH_PLAN, Gate.REVERSE_INTERVIEW],
)
agreed_on, ahead = date(2027, 1, 25), date(2027, 2, 15)
register.do("N-3", Propose(by="otto", on=agreed_on, parties=parties, terms=terms))
for person in ("nils", "hana", "petra"):
    register.do("N-3", Consent(by=person, on=agreed_on))
print(f"{agreed_on}  {register.standing('N-3', on=agreed_on)}")

try:
    put("otto", Buddy(on=ahead, person="otto"))
except Refused as refusal:
    print(f"{ahead}  {refusal.objections[0].text}")
put("otto", Buddy(on=ahead, person="bea"))
plan = {
    Topic.DEPARTMENT: "Who decides on a release?",
    Topic.CUSTOMERS: "Who left last year, and why?",
    Topic.STAKEHOLDERS: "Who would notice if payments stood still for an hour?",
    Topic.MARKET: "What do banks buy instead?",
}
for topic, text in plan.items():
    put("nils", ResearchQuestion(id=topic, on=ahead, topic=topic, text=text))
put("nils", Question(id="mistakes", on=ahead, text="What happens here after a mistake?"))

placement = register.do("N-3", Advance(on=first_day))
print(f"{first_day}  {register.standing('N-3', on=first_day)}")
assert placement.status is Status.SCHEDULED
(objection,) = register.why_not("N-3", Start(by="otto", on=first_day))
assert objection.remedy is not None
print(
    f"            would help: {objection.remedy.text}, by one of {', '.join(objection.remedy.by)}"
)
put("otto", Answer(question="mistakes", on=first_day, text="We tell it on Friday, without blame."))
placement = register.do("N-3", Advance(on=first_day))
print(f"            Otto answers, and it starts: {placement.status}\n")

talks = ((14, 2, 2), (28, 3, 3), (42, 9, 4), (70, 10, 4), (84, 12, 5))
for days, count, confidence in talks:
    day = first_day + timedelta(days=days)
    put("nils", CheckIn(by="nils", on=day, confidence=confidence, audience=["otto"]))
    put("nils", Progress("calls", day, Decimal(count)))
findings = (
    (10, Topic.DEPARTMENT, "Otto, on Thursdays."),
    (25, Topic.CUSTOMERS, "Two banks, for want of an audit trail."),
    (40, Topic.STAKEHOLDERS, "Every branch, at its till."),
)
for days, topic, text in findings:
    day = first_day + timedelta(days=days)
    put("nils", Finding(on=day, question=topic, text=text, confidence=Confidence.MEDIUM))

words = ("Asks well, calls too few.", "Knows whom to ask.", "Ready to lead a trial.")
for phase, said in zip(PLAN_30_60_90, words, strict=True):
    day = phase.review_on(first_day)
    review = Review(
        id=phase.title,
        by="otto",
        about="nils",
        on=day,
        kind=ReviewKind.MID,
        round=phase.title,
        scale=Scale(Decimal(1), Decimal(5)),
        words=said,
    )
    put("otto", review)
    print(f"After {phase.after}: {phase.title}. Otto's review: {said}")
    print(f"{register.overview('N-3', on=day)}\n")

overview = register.overview("N-3", on=day)
assert [(each.topic, each.answered) for each in overview.research][-1] == (Topic.MARKET, 0)
assert overview.attained == Decimal("0.6")
assert overview.check_ins is not None
assert (overview.check_ins.done, overview.check_ins.due) == (5, 6)
assert register.placement("N-3", as_of=day).recorded(Buddy)[0].person == "bea"
