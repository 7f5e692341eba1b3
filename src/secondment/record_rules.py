"""Why something cannot go on record: the objections to records, and to voiding a fact.

Which records there are, and in which status, does not belong here: see `records` and `lifecycle`.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from attrs import evolve as altered

from secondment import feedback
from secondment.agenda import agenda
from secondment.commands import (
    ArrangeCover,
    MakeRecord,
    Reassign,
    Record,
    RecordAbsence,
    Void,
)
from secondment.dates import Day, Period, day_after
from secondment.errors import InvalidValue, Objection, Remedy, Source, figures, own_rule
from secondment.feedback import CheckIn, Note, Request, Review, ReviewKind, Withdrawal
from secondment.goals import Progress, value_fault
from secondment.lifecycle import Verb
from secondment.limits import overload_objection, waived
from secondment.onboarding import (
    Answer,
    Buddy,
    Finding,
    Question,
    ResearchQuestion,
    buddy_fault,
    buddy_on,
)
from secondment.outcome import FollowUp
from secondment.parties import Parties, PersonId, Role
from secondment.placement import End, Placement, Proposal
from secondment.policy import LIMITS, Policy
from secondment.readings import buddies, feedback_on_record, new_overloads, reviewers
from secondment.records import ClaimNoted, Entry, Fulfilment, HomeChange, Waiver
from secondment.scope import Extra
from secondment.service import ServiceRecord
from secondment.workload import Demand, DemandAnswer, Verdict, answer_to

Objections = Iterator[Objection]

RECORDS_LOOK_BACK: Final = own_rule("records may be dated earlier, not later")
PARTIES_ONLY: Final = own_rule("only parties act on a placement")
RECORD_KEEPING: Final = own_rule("records agree with each other")
OWN_WORDS: Final = own_rule("everybody speaks in the own name")
NO_WAIVER: Final = own_rule("a limit is set aside only where the policy says by whom")
VOIDING: Final = own_rule("the latest fact is voided first")
OUTSIDE_THE_REVIEW: Final = Source(
    title="Cambridge PPD, Secondments",
    clause="Managing the secondment",
    link="https://www.ppd.admin.cam.ac.uk/professional-development/secondments/manage-secondment",
)


def about_record(
    placement: Placement, command: Record, policy: Policy, service: ServiceRecord
) -> Objections:
    """Yield every reason why *command* cannot go on record, whoever gives it.

    Args:
        placement: What is known.
        command: What is wished.
        policy: The rules, in all their versions.
        service: What is known of the secondee's service.
    """
    edition = policy.on(command.on)
    match command:
        case RecordAbsence():
            yield from _about_dating(placement, command)
            yield from _about_absence(placement, command)
        case ArrangeCover():
            yield from _about_dating(placement, command)
            yield from _about_cover(placement, command)
        case Reassign():
            yield from _about_dating(placement, command)
            yield from _about_reassigning(placement, command, edition)
        case Void():
            yield from _about_voiding(placement, command)
        case MakeRecord():
            yield from _about_its_day(placement, command)
            yield from _about_author(placement, command, edition)
            yield from _about_people(placement, command, edition)
            if isinstance(command.record, Fulfilment):
                yield from _about_fulfilment(placement, command.record, policy, service)
            else:
                yield from _about_entry(placement, command, command.record, edition, service)


def _about_dating(
    placement: Placement, command: RecordAbsence | ArrangeCover | Reassign
) -> Objections:
    dated, proposed_on = command.dated or command.on, placement.proposed_on
    if dated > command.on:
        remedy = Remedy("change_fields", command.verb, figures(dated=command.on))
        named = figures(on=command.on, dated=dated)
        yield Objection("record_in_the_future", named, RECORDS_LOOK_BACK, remedy)
    if dated < proposed_on:
        days = (("on", command.on), ("dated", command.dated))
        early = {name: proposed_on for name, day in days if day is not None and day < proposed_on}
        remedy = Remedy("change_fields", command.verb, figures(**early))
        named = figures(dated=dated, proposed_on=proposed_on)
        yield Objection("record_before_proposal", named, RECORDS_LOOK_BACK, remedy)


def _about_absence(placement: Placement, command: RecordAbsence) -> Objections:
    terms, last_day = placement.terms, placement.last_day
    assert terms is not None, "absences are recorded of agreed placements"
    assert last_day is not None, "agreed placements have a last day"
    whole = Period(terms.period.first_day, last_day)
    if not whole.overlaps(command.period):
        named = figures(absence=command.period, period=whole)
        yield Objection("absence_outside", named, RECORD_KEEPING)
    for absence in placement.absences:
        other = absence.period
        if other.first_day != command.period.first_day and other.overlaps(command.period):
            named = figures(absence=command.period, other=other)
            yield Objection("absence_overlaps", named, RECORD_KEEPING)


def _about_cover(placement: Placement, command: ArrangeCover) -> Objections:
    if command.person == placement.parties.secondee:
        yield Objection("secondee_cannot_cover", figures(person=command.person), RECORD_KEEPING)


def _about_reassigning(placement: Placement, command: Reassign, policy: Policy) -> Objections:
    parties, role = placement.parties, command.role
    if role is Role.SECONDEE:
        yield Objection("secondee_fixed", (), PARTIES_ONLY)
        return
    holders = tuple(seat.person for seat in parties.seats if seat.role is role)
    if command.outgoing not in holders:
        remedy = (
            Remedy("change_fields", command.verb, figures(outgoing=holders[0])) if holders else None
        )
        named = figures(person=command.outgoing, role=role)
        yield Objection("not_in_role", named, PARTIES_ONLY, remedy)
    yield from _about_order_of_handovers(placement, command)
    buddy = buddy_on(placement.recorded(Buddy), command.on)
    if command.incoming == buddy and role in policy.permission(Verb.REVIEW).roles:
        text = f"{command.incoming} is the buddy, and a buddy stays outside the review"
        yield from _unfit(text, OUTSIDE_THE_REVIEW)
    if command.incoming == parties.secondee:
        named = figures(person=command.incoming, role=role)
        yield Objection("incoming_is_secondee", named, PARTIES_ONLY)
    elif command.incoming in holders:
        named = figures(person=command.incoming, role=role)
        yield Objection("already_in_role", named, PARTIES_ONLY)
    if holders:
        holder = command.outgoing if command.outgoing in holders else holders[0]
        yield from _about_appointing(parties, holder, command, policy)


def _about_order_of_handovers(placement: Placement, command: Reassign) -> Objections:
    """Object to a hand-over dated before another one of the same role."""
    days = [each.on for each in placement.handovers if each.role is command.role]
    since, dated = max(days, default=None), command.dated or command.on
    if since is not None and dated < since:
        changed = figures(on=max(command.on, since), dated=since)
        named = figures(role=command.role, since=since, dated=dated)
        remedy = Remedy("change_fields", command.verb, changed)
        yield Objection("before_handover", named, RECORD_KEEPING, remedy)


def _about_appointing(
    parties: Parties, holder: PersonId, command: Reassign, policy: Policy
) -> Objections:
    """Object unless the holder hands over, or whoever may appoint.

    That is the programme office if the policy lets it pass roles on; otherwise a side's manager.
    """
    roles = policy.permission(Verb.REASSIGN).roles
    managers = frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER})
    appointing = parties.holders(roles & {Role.PROGRAMME_OFFICE}) or parties.holders(managers)
    able = [
        person
        for person in dict.fromkeys((holder, *appointing))
        if person in parties.holders(roles) and (person != command.incoming or person == holder)
    ]
    remedy = Remedy("ask", Verb.REASSIGN, by=tuple(able)) if able else None
    if command.by not in (holder, *appointing):
        named = figures(role=command.role, holder=holder, person=command.by)
        yield Objection("not_your_role", named, PARTIES_ONLY, remedy)
    if command.by == command.incoming != holder:
        named = figures(person=command.by, role=command.role)
        yield Objection("own_appointment", named, PARTIES_ONLY, remedy)


def giving_up(placement: Placement, by: PersonId) -> Remedy:
    """Return how *by* gets rid of what has not started: only its author withdraws a proposal.

    Once the author takes part no more, anybody else declines it.
    """
    offer = placement.offer
    if not isinstance(placement.state, Proposal) or offer is None or offer.author == by:
        return Remedy("instead_plain", Verb.WITHDRAW)
    if placement.parties.seats_of(offer.author):
        return Remedy("ask", Verb.WITHDRAW, by=(offer.author,))
    return Remedy("instead", Verb.DECLINE, figures(offer=offer.number))


def _about_voiding(placement: Placement, command: Void) -> Objections:
    proposed_on = placement.proposed_on
    if command.on < proposed_on:
        remedy = Remedy("change_fields", Verb.VOID, figures(on=proposed_on))
        named = figures(dated=command.on, proposed_on=proposed_on)
        yield Objection("record_before_proposal", named, RECORDS_LOOK_BACK, remedy)
    if placement.before is None:
        remedy = giving_up(placement, command.by)
        yield Objection("proposal_not_voidable", (), VOIDING, remedy)
    elif command.position != placement.latest:
        named = figures(position=command.position, latest=placement.latest)
        remedy = Remedy("change_fields", Verb.VOID, figures(position=placement.latest))
        yield Objection("not_latest", named, VOIDING, remedy)


# records of goals, feedback, scope, workload, onboarding and outcome


def _about_its_day(placement: Placement, command: MakeRecord) -> Objections:
    dated, proposed_on = command.record.on, placement.proposed_on
    if dated > command.on:
        remedy = _dated(command, command.on)
        named = figures(on=command.on, dated=dated)
        yield Objection("record_in_the_future", named, RECORDS_LOOK_BACK, remedy)
    if dated < proposed_on:
        remedy = _dated(command, proposed_on)
        named = figures(dated=dated, proposed_on=proposed_on)
        yield Objection("record_before_proposal", named, RECORDS_LOOK_BACK, remedy)


def _dated(command: MakeRecord, day: Day) -> Remedy | None:
    """Return the remedy of another day for the record, and for the command if that was earlier.

    None where the record cannot be of that day: a request has to be answered after it is made.
    """
    try:
        record = altered(command.record, on=day)
    except InvalidValue:
        return None
    changed = figures(record=record)
    if command.on < day:
        changed = (*figures(on=day), *changed)
    return Remedy("date_record", command.verb, changed, figures=figures(on=day))


def _author(record: Entry) -> PersonId | None:
    return None if isinstance(record, _ANONYMOUS) else record.by


_ANONYMOUS = (
    Progress,
    Buddy,
    ResearchQuestion,
    Finding,
    Question,
    Answer,
    ClaimNoted,
    FollowUp,
    HomeChange,
)


def _about_author(placement: Placement, command: MakeRecord, policy: Policy) -> Objections:
    author = _author(command.record)
    if author is not None and author != command.by:
        named = figures(person=command.by, author=author)
        allowed = placement.parties.holders(policy.permission(command.verb).roles)
        remedy = Remedy("ask", command.verb, by=(author,)) if author in allowed else None
        yield Objection("not_the_author", named, OWN_WORDS, remedy)


def _people(record: Entry) -> tuple[PersonId, ...]:
    """Return everybody whom *record* speaks of or is for, beside its author."""
    match record:
        case Note():
            return (record.to, *record.audience)
        case Request():
            return record.to, record.about
        case Review():
            return (record.about, *record.audience)
        case CheckIn():
            return record.audience
        case Question() if record.to is not None:
            return (record.to,)
        case _:
            return ()


def _about_people(placement: Placement, command: MakeRecord, policy: Policy) -> Objections:
    known = {seat.person for seat in placement.parties.seats} | buddies(placement)
    if isinstance(command.record, Request):  # whom it is put to has to be able to answer
        answering = policy.permission(Verb.GIVE_FEEDBACK).roles
        known = set(placement.parties.holders(answering))
    for person in dict.fromkeys(_people(command.record)):
        if person not in known:
            named = figures(person=person, known=tuple(sorted(known)))
            yield Objection("stranger_named", named, PARTIES_ONLY)


def _about_entry(
    placement: Placement,
    command: MakeRecord,
    record: Entry,
    policy: Policy,
    service: ServiceRecord,
) -> Objections:
    match record:
        case Progress() as progress:
            yield from _about_progress(placement, progress)
        case Buddy() as buddy:
            yield from _about_buddy(placement, buddy, policy)
        case DemandAnswer() as answer:
            yield from _about_answer_to_demand(placement, answer, command, policy, service)
        case Waiver() as waiver:
            yield from _about_waiver(placement, waiver, policy)
        case Note() | Request() | Review() | feedback.Decline() | Withdrawal() as words:
            yield from _about_feedback(placement, words)
        case CheckIn() | Fulfilment():
            return
        case other:
            yield from _unfit(_fault(placement, other))


def _fault(
    placement: Placement,
    record: Extra
    | ResearchQuestion
    | Finding
    | Question
    | Answer
    | Demand
    | ClaimNoted
    | FollowUp
    | HomeChange,
) -> str | None:
    """Return why *record* does not go with what is on record, or None."""
    match record:
        case Extra() | ResearchQuestion() | Question() | HomeChange():
            return _id_fault(placement, record)
        case Finding():
            return _reply_fault(placement, ResearchQuestion, record)
        case Answer():
            return _reply_fault(placement, Question, record)
        case Demand():
            return _id_fault(placement, record) or _period_fault(placement, record)
        case FollowUp():
            return _follow_up_fault(placement, record)
        case ClaimNoted() if record.claim.person != placement.parties.secondee:
            return f"the claim is on {record.claim.person}, who is not the secondee"
        case ClaimNoted():
            return None


def _unfit(text: str | None, source: Source = RECORD_KEEPING) -> Objections:
    if text is not None:
        yield Objection("record_unfit", figures(fault=text), source)


def _id_fault(
    placement: Placement, record: ResearchQuestion | Question | Extra | Demand | HomeChange
) -> str | None:
    if any(each.id == record.id for each in placement.recorded(type(record))):
        return f"{record.id} is on record already"
    return None


def _reply_fault(
    placement: Placement,
    kind: type[ResearchQuestion | Question],
    reply: Finding | Answer,
) -> str | None:
    asked = [each for each in placement.recorded(kind) if each.id == reply.question]
    if not asked:
        return f"there is no question {reply.question}"
    if reply.on < asked[0].on:
        return f"{reply.on} lies before the day of the question, {asked[0].on}"
    return None


def _about_progress(placement: Placement, progress: Progress) -> Objections:
    terms = placement.terms
    assert terms is not None, "progress is recorded of agreed placements"
    goals = {goal.id: goal for goal in terms.goals}
    if progress.goal not in goals:
        known = tuple(goals) or ("none",)
        named = figures(goal=progress.goal, goals=known)
        remedy = Remedy("agree_goal", _offering(placement))
        yield Objection("unknown_goal", named, RECORD_KEEPING, remedy)
        return
    measure = goals[progress.goal].measure
    if measure is None:
        yield from _unfit(f"nothing is agreed that tells how far {progress.goal} is reached")
    elif text := value_fault(measure, progress.value):
        yield from _unfit(f"the value {text}")


def _offering(placement: Placement) -> Verb:
    """Return the verb that puts something on the table, on which there is one offer at most."""
    return Verb.OPEN_CHANGE if placement.thread is None else Verb.COUNTER


def _about_buddy(placement: Placement, buddy: Buddy, policy: Policy) -> Objections:
    if buddy.person is not None:
        reviewing = reviewers(placement, policy)
        fault = buddy_fault(buddy.person, placement.parties.secondee, reviewing)
        yield from _unfit(fault, OUTSIDE_THE_REVIEW)


def _about_feedback(
    placement: Placement, words: Note | Request | Review | feedback.Decline | Withdrawal
) -> Objections:
    if isinstance(words, Review):
        yield from _about_review(placement, words)
    for fault in feedback.record_faults(words, feedback_on_record(placement)):
        yield from _unfit(fault.text)


def _about_review(placement: Placement, review: Review) -> Objections:
    for fault in feedback.reviewer_faults(review, buddies(placement)):
        yield from _unfit(fault.text, OUTSIDE_THE_REVIEW)
    if review.about != placement.parties.secondee:
        yield from _unfit(f"a review is about the secondee, not about {review.about}")
    terms = placement.terms
    if review.kind is ReviewKind.TRIAL and (terms is None or terms.trial is None):
        yield from _unfit("no trial is agreed that could be reviewed")


def _follow_up_fault(placement: Placement, follow_up: FollowUp) -> str | None:
    state = placement.state
    assert isinstance(state, End), "the chart of records has follow-ups after the end only"
    if follow_up.on < state.on:
        return f"{follow_up.on} lies before the end, {state.on}"
    due_on = day_after(state.on, follow_up.after)
    if 2 * (follow_up.on - state.on) < due_on - state.on:
        return f"the follow-up after {follow_up.after} is for {due_on}, and that is far ahead"
    if any(each.after == follow_up.after for each in placement.recorded(FollowUp)):
        return f"the follow-up after {follow_up.after} is on record already"
    return None


def _period_fault(placement: Placement, demand: Demand) -> str | None:
    terms, last_day = placement.terms, placement.last_day
    assert terms is not None, "demands are raised in agreed placements"
    assert last_day is not None, "agreed placements have a last day"
    whole = Period(terms.period.first_day, last_day)
    if not whole.overlaps(demand.period):
        return f"{demand.period} lies outside the placement, {whole}"
    return None


# demands, and what they come to


def _about_answer_to_demand(
    placement: Placement,
    answer: DemandAnswer,
    command: MakeRecord,
    policy: Policy,
    service: ServiceRecord,
) -> Objections:
    demands = [each for each in placement.recorded(Demand) if each.id == answer.demand]
    if not demands:
        yield from _unfit(f"there is no demand {answer.demand}")
        return
    (demand,) = demands
    if answer.on < demand.on:
        yield from _unfit(f"{answer.on} lies before the day of the demand, {demand.on}")
    known = answer_to(demand, placement.recorded(DemandAnswer), Day.max)
    if known is not None and answer.on < known.on:
        yield from _unfit(f"demand {demand.id} was answered later, on {known.on}")
    elif known is not None and known.verdict is answer.verdict:
        yield from _unfit(f"demand {demand.id} was answered so already, on {known.on}")
    elif answer.verdict is Verdict.ACCEPTED and (fault := _period_fault(placement, demand)):
        yield from _unfit(fault)
    elif answer.verdict is not Verdict.ACCEPTED or "capacity" in waived(placement):
        return
    elif policy.overload_refused.value:
        remedy = _otherwise(placement, answer, known)
        found = new_overloads(
            placement, None, policy, command.on, granted=(demand,), service=service
        )
        for overload in found:
            yield overload_objection(overload, policy, remedy)


def _otherwise(placement: Placement, answer: DemandAnswer, known: DemandAnswer | None) -> Remedy:
    """Return what to do instead of granting a demand: say that it is to be a change, or make it."""
    if known is not None and known.verdict is Verdict.TO_BE_A_CHANGE:
        return Remedy("instead_plain", _offering(placement))
    to_be_a_change = altered(answer, verdict=Verdict.TO_BE_A_CHANGE)
    return Remedy("answer_change", Verb.ANSWER_DEMAND, figures(record=to_be_a_change))


# waivers and duties


def _about_waiver(placement: Placement, waiver: Waiver, policy: Policy) -> Objections:
    if waiver.rule not in LIMITS:
        close = get_close_matches(waiver.rule, LIMITS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"those are: {', '.join(LIMITS)}"
        yield from _unfit(f"{waiver.rule} is no limit; {hint}")
        return
    row = policy.waiver_rule(waiver.rule)
    if row is None:
        rules = tuple(sorted(each.rule for each in policy.waivers)) or ("none",)
        yield Objection("not_waivable", figures(rule=waiver.rule, rules=rules), NO_WAIVER)
        return
    able = placement.parties.holders(row.roles)
    if waiver.by not in able:
        named = figures(rule=waiver.rule, person=waiver.by, roles=row.roles)
        remedy = Remedy("ask", Verb.WAIVE, by=able) if able else None
        yield Objection("waiver_not_yours", named, row.source, remedy)
    if any(each.rule == waiver.rule for each in placement.recorded(Waiver)):
        yield from _unfit(f"{waiver.rule} is set aside already")


def _about_fulfilment(
    placement: Placement, fulfilment: Fulfilment, policy: Policy, service: ServiceRecord
) -> Objections:
    duties = {duty.key: duty for duty in agenda(placement, policy, fulfilment.on, service)}
    duty = duties.get(fulfilment.duty)
    if duty is None or not duty.by_record:
        open_ones = tuple(
            each.key for each in duties.values() if each.by_record and each.done_on is None
        )
        named = figures(duty=fulfilment.duty, duties=open_ones or ("none",))
        yield Objection("unknown_duty", named, RECORD_KEEPING)
    elif duty.done_on is not None:
        yield from _unfit(f"{fulfilment.duty} was done on {duty.done_on} already")
