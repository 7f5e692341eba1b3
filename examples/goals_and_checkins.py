"""Goals and feedback alone: a coaching bot that knows no placements, and keeps its own records.

Mina wants to become an analyst, and Joan coaches her. Everything here is values and functions.
"""

from datetime import date
from decimal import Decimal

from secondment.dates import Length, Period
from secondment.feedback import (
    Cadence,
    CheckIn,
    Note,
    Observation,
    Request,
    adherence,
    readable,
    record_faults,
    request_status,
    sbi_lint,
)
from secondment.goals import Goal, KeyResult, Milestone, Progress, overall_on
from secondment.smart import smart_gaps
from secondment.trajectory import trajectory

spring = Period(date(2027, 3, 1), date(2027, 5, 31))
questions = Goal(
    "questions",
    "Answer what sales asks",
    description="Twelve questions, each answered with a query of her own",
    measure=KeyResult(start=Decimal(0), target=Decimal(12), unit="questions"),
    weight=Decimal(3),
    owner="mina",
    due=spring.last_day,
)
talk = Goal("talk", "Give a talk", measure=Milestone("the team has heard it"), owner="mina")
goals = (questions, talk)

print("Mina writes down two goals. The bot asks about what they leave unsaid:")
for gap in smart_gaps(goals):
    print(f"  {gap.goal}: {gap.missing}")

# What the bot hears it keeps, each with its day, in lists of its own.
progress = [
    Progress("questions", date(2027, 3, 19), Decimal(2)),
    Progress("questions", date(2027, 4, 9), Decimal(5)),
    Progress("talk", date(2027, 4, 15), Decimal(1)),
]
check_ins = [
    CheckIn(by="mina", on=date(2027, 3, 12), confidence=2, blockers=["no access to the data"]),
    CheckIn(by="mina", on=date(2027, 3, 26), confidence=4, decisions=["one question a week"]),
]
today = date(2027, 4, 16)
print(f"\nOn {today} the bot shows both of them the same page:")
for goal in goals:
    found = trajectory(goal, progress, spring, today)
    when = "reached on" if found.attained == 1 else "at this pace reached on"
    print(f"  {goal.title}: {found.attained:.0%} after {found.elapsed:.0%} of the time;", end=" ")
    print(f"{when} {found.completion}")
print(f"  Both together, the first counting three times: {overall_on(goals, progress, today):.0%}")

kept = adherence(Cadence(spring, Length(weeks=2)), [each.on for each in check_ins], on=today)
assert kept is not None
print(f"  Check-ins: {kept.done} of {kept.due} kept; the next is {kept.overdue_days} days overdue")
said = " and then ".join(str(each.confidence) for each in check_ins)
print(f"  How sure Mina is, from 1 to 5, as she said herself: {said}")

print("\nMina asks Joan how the talk went. Joan drafts an answer, and the bot looks at its form:")
request = Request(id="Q1", by="mina", to="joan", about="mina", on=today)
draft = Observation(behaviour="You began with the answer", impact="Everybody followed the rest")
for fault in sbi_lint(draft):
    print(f"  {fault}")
words = Observation(
    situation="In your talk on Thursday", behaviour=draft.behaviour, impact=draft.impact
)
note = Note(id="N1", by="joan", to="mina", on=date(2027, 4, 19), body=words, answers="Q1")
assert record_faults(note, [request]) == ()
feedback = (request, note)
print(f"  {words.situation}: {words.behaviour}. {words.impact}.")
print(f"  The request is {request_status(request, feedback, on=note.on)}.")
for reader in ("mina", "joan", "max"):
    print(f"  {reader} may read {len(readable(feedback, reader))} of {len(feedback)} records")

assert [gap.goal for gap in smart_gaps(goals)] == ["talk", "talk"]
assert trajectory(questions, progress, spring, today).completion == date(2027, 6, 21)
assert overall_on(goals, progress, today) == Decimal("0.5625")
assert (sbi_lint(words), readable(feedback, "max")) == ((), ())
