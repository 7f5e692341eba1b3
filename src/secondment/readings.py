"""What goals, feedback, scope, workload and onboarding say of a placement on a day.

Here the records of a placement meet the functions of those rooms. What follows from an answer does
not belong here: see `course`, `rules` and `overview`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from attrs import evolve as altered

from secondment.clauses import DocumentRule, Stage
from secondment.dates import ONE_DAY, Day, Length, Period, last_day_of
from secondment.feedback import CheckIn, Review
from secondment.feedback import Record as FeedbackRecord
from secondment.goals import GoalId, Measure, Progress, value_fault
from secondment.lifecycle import Verb
from secondment.onboarding import (
    Answer,
    Buddy,
    Gate,
    Missing,
    Preparation,
    Question,
    ResearchQuestion,
    missing_gates,
)
from secondment.parties import Parties, PersonId, Role
from secondment.placement import Placement, Work
from secondment.policy import Policy
from secondment.records import ClaimNoted, Entry, Fulfilment
from secondment.scope import Baseline, Drift, Extra, drift
from secondment.service import ServiceRecord
from secondment.terms import EndKind, Terms
from secondment.workload import (
    Claim,
    Demand,
    DemandAnswer,
    Overload,
    Trim,
    Verdict,
    answer_to,
    overloads,
    resolutions,
)

HOST: Final = "host"
"""The id of the host's own claim among the claims on the secondee's time."""


PREPARED_BY: Final[Mapping[Gate, Verb]] = MappingProxyType(
    {
        Gate.GOALS: Verb.OPEN_CHANGE,
        Gate.SCOPE: Verb.OPEN_CHANGE,
        Gate.CHECK_INS: Verb.OPEN_CHANGE,
        Gate.BUDDY: Verb.NAME_BUDDY,
        Gate.RESEARCH_PLAN: Verb.PLAN_RESEARCH,
        Gate.REVERSE_INTERVIEW: Verb.ASK,
        Gate.COVER: Verb.ARRANGE_COVER,
        Gate.DOCUMENTS: Verb.FULFIL,
    }
)
"""By which command a gate is put in place that nothing has been done about."""


def prepared_by(missing: Missing) -> Verb:
    """Return by which command what is *missing* before the first day is put in place."""
    is_asked = missing.gate is Gate.REVERSE_INTERVIEW and bool(missing.detail)
    return Verb.ANSWER if is_asked else PREPARED_BY[missing.gate]


def feedback_on_record(placement: Placement) -> tuple[FeedbackRecord, ...]:
    """Return what is on record as feedback, in the order it was recorded."""
    return tuple(each for each in placement.records if isinstance(each, FeedbackRecord))


def _noted_when(placement: Placement) -> Iterator[tuple[Entry, Placement]]:
    """Yield each record with the placement as it was once it was made, the latest first."""
    known = placement
    while (before := known.before) is not None:
        if len(known.records) > len(before.records):
            yield known.records[-1], known
        known = before


def progress_that_counts(placement: Placement) -> tuple[Progress, ...]:
    """Return the progress of the goals as they are measured now, in the order it was recorded.

    What was reported by another kind of measure, before a change of the goals, says nothing by the
    one that took its place: a first call of twenty is no milestone reached.
    """
    measures = _measures(placement)
    counting = [
        record
        for record, then in _noted_when(placement)
        if isinstance(record, Progress)
        and _still_says(record, _measures(then).get(record.goal), measures.get(record.goal))
    ]
    return tuple(reversed(counting))


def _measures(placement: Placement) -> Mapping[GoalId, Measure | None]:
    goals = () if placement.terms is None else placement.terms.goals
    return {goal.id: goal.measure for goal in goals}


def _still_says(progress: Progress, old: Measure | None, new: Measure | None) -> bool:
    """Return whether what was reported by the *old* measure can be read by the *new* one."""
    return type(old) is type(new) and new is not None and not value_fault(new, progress.value)


def check_in_days(placement: Placement) -> tuple[Day, ...]:
    """Return the days on which secondee and host manager, the one of the day, put one down."""
    handed_over = (each for each in placement.handovers if each.role is Role.HOST_MANAGER)
    hosts = {placement.parties.host.manager, *(each.outgoing for each in handed_over)}
    meeting = {placement.parties.secondee, *hosts}
    return tuple(each.on for each in placement.recorded(CheckIn) if each.by in meeting)


def buddies(placement: Placement) -> frozenset[PersonId]:
    """Return everybody who is or has been the buddy."""
    return frozenset(each.person for each in placement.recorded(Buddy) if each.person is not None)


def reviewers(placement: Placement, policy: Policy) -> frozenset[PersonId]:
    """Return everybody who may review the secondee, and whoever has done so."""
    done = (each.by for each in placement.recorded(Review))
    able = placement.parties.holders(policy.permission(Verb.REVIEW).roles)
    return frozenset((*able, *done))


def missing_before_start(placement: Placement, policy: Policy) -> tuple[Missing, ...]:
    """Return what terms and policy want before the first day and is not in place by then.

    Nothing is missing of a placement that has no terms.
    """
    terms = placement.terms
    if terms is None:
        return ()
    edition = policy.on(terms.period.first_day)
    wanted = edition.gates.value.union(terms.gates)
    documents = _missing_documents(placement, terms, edition)
    if documents:
        wanted |= {Gate.DOCUMENTS}
    if not wanted:
        return ()
    preparation = _preparation(placement, terms, documents)
    return missing_gates(wanted, preparation, terms.period.first_day)


def _preparation(placement: Placement, terms: Terms, documents: tuple[str, ...]) -> Preparation:
    return Preparation(
        documents=documents,
        goals=len(terms.goals),
        scope=len(terms.scope),
        check_ins=terms.check_in_every is not None,
        cover=any(terms.period.first_day in spell.period for spell in placement.cover),
        buddies=placement.recorded(Buddy),
        research=placement.recorded(ResearchQuestion),
        questions=placement.recorded(Question),
        answers=placement.recorded(Answer),
    )


def documents_for(terms: Terms, stage: Stage, policy: Policy) -> tuple[DocumentRule, ...]:
    """Return the documents that a placement under *terms* has to have by *stage*.

    Args:
        terms: What is agreed; its kind and its length decide.
        stage: By when.
        policy: The rules, in the version of the day.
    """
    return tuple(
        rule
        for rule in policy.documents
        if rule.stage is stage
        and (not rule.kinds or terms.kind in rule.kinds)
        and not _is_shorter(terms.period, rule.from_length)
        and (rule.shorter_than is None or _is_shorter(terms.period, rule.shorter_than))
    )


def _is_shorter(period: Period, length: Length | None) -> bool:
    return length is not None and period.last_day < last_day_of(period.first_day, length)


def document_key(code: str, day: Day | None = None) -> str:
    """Return what the duty to have the document *code* is called; *day* tells it from others.

    Example:
        >>> document_key("agreement"), document_key("letter", Day(2027, 9, 1))
        ('document agreement', 'document letter 2027-09-01')
    """
    return f"document {code}" if day is None else f"document {code} {day}"


def fulfilled(placement: Placement) -> Mapping[str, Day]:
    """Return the duties that are on record as done, by their keys, with the first day of each."""
    done: dict[str, Day] = {}
    for each in placement.recorded(Fulfilment):
        done[each.duty] = min(each.on, done.get(each.duty, each.on))
    return done


def _missing_documents(placement: Placement, terms: Terms, policy: Policy) -> tuple[str, ...]:
    if not policy.documents:
        return ()
    done, first_day = fulfilled(placement), terms.period.first_day
    wanted = documents_for(terms, Stage.START, policy)
    return tuple(
        rule.code for rule in wanted if done.get(document_key(rule.code), Day.max) > first_day
    )


def _lived(placement: Placement) -> tuple[Placement, ...]:
    """Return the placement as it was after each fact in force, the first first."""
    chain = [placement]
    while (before := chain[-1].before) is not None:
        chain.append(before)
    return tuple(reversed(chain))


def terms_agreed(placement: Placement) -> tuple[tuple[Day, Terms], ...]:
    """Return the terms that were ever in force, each with the day they were agreed, in order."""
    found: list[tuple[Day, Terms]] = []
    for each in _lived(placement):
        if each.terms is not None and (not found or found[-1][1] != each.terms):
            found.append((each.moved_on, each.terms))
    return tuple(found)


def terms_at_start(placement: Placement) -> Terms | None:
    """Return the terms under which it started, or those in force while it has not."""
    started = (each.terms for each in _lived(placement) if each.started_on is not None)
    return next(started, placement.terms)


def extensions(placement: Placement) -> tuple[Period, ...]:
    """Return the days that each extension of a placement under way has added, in order."""
    found: list[Period] = []
    held: Day | None = None
    for each in _lived(placement):
        if each.terms is None or each.started_on is None:
            continue
        last_day = each.terms.period.last_day
        if held is not None and last_day > held:
            found.append(Period(held + ONE_DAY, last_day))
        held = last_day
    return tuple(found)


def conversions_refused(placement: Placement) -> tuple[Day, ...]:
    """Return the days on which an offer to stay for good came to nothing, in order."""
    found = []
    for before, after in pairwise(_lived(placement)):
        offer = before.offer
        asked = offer is not None and getattr(offer.subject, "kind", None) is EndKind.CONVERSION
        if asked and after.thread is None and isinstance(after.state, Work):
            found.append(after.moved_on)
    return tuple(found)


def open_demands(placement: Placement) -> tuple[Demand, ...]:
    """Return the demands of the home side that nobody has answered, in the order raised."""
    answers = placement.recorded(DemandAnswer)
    demands = placement.recorded(Demand)
    return tuple(each for each in demands if answer_to(each, answers, Day.max) is None)


def claims_under(
    placement: Placement,
    terms: Terms | None,
    granted: Iterable[Demand] = (),
    service: ServiceRecord | None = None,
) -> tuple[Claim, ...]:
    """Return the claims on the secondee's time if *terms* hold, the host's own first.

    The host claims its share. Home keeps what remains, which is never too much by itself; what home
    has demanded for sure, and was granted, is a claim. So are those of others that were noted, and
    the person's other placements.

    Args:
        placement: Whose secondee.
        terms: What would hold; None for what does, up to the last day in force.
        granted: Demands to be taken as granted as well.
        service: What is known of the person's other placements; None for nothing.

    Returns:
        The claims; none when no terms hold.
    """
    held = placement.terms if terms is None else terms
    if held is None or not placement.is_open:
        return ()
    last_day = held.period.last_day
    if terms is None and placement.last_day is not None:
        last_day = placement.last_day
    own, *elsewhere = claims_of_proposal(placement.parties, held, service)
    host = altered(own, last_day=last_day)
    return (host, *_demanded(placement, granted), *_noted(placement), *elsewhere)


def claims_of_proposal(
    parties: Parties, terms: Terms, service: ServiceRecord | None = None
) -> tuple[Claim, ...]:
    """Return the host's claim under *terms*, and those of the secondee's other placements."""
    host = Claim(
        id=HOST,
        person=parties.secondee,
        claimant=parties.host.unit,
        first_day=terms.period.first_day,
        last_day=terms.period.last_day,
        share=terms.host_share,
    )
    spells = () if service is None else service.placements
    elsewhere = (
        Claim(
            id=f"placement {spell.placement or number}",
            person=parties.secondee,
            claimant=spell.placement or "another placement",
            first_day=spell.period.first_day,
            last_day=spell.period.last_day,
            share=spell.host_share,
        )
        for number, spell in enumerate(spells, start=1)
    )
    return (host, *elsewhere)


def _demanded(placement: Placement, granted: Iterable[Demand]) -> Iterator[Claim]:
    answers, parties = placement.recorded(DemandAnswer), placement.parties
    accepted = [
        demand
        for demand in placement.recorded(Demand)
        if (answer := answer_to(demand, answers, Day.max)) and answer.verdict is Verdict.ACCEPTED
    ]
    for demand in (*accepted, *granted):
        claim = demand.as_claim(person=parties.secondee, claimant=parties.home.unit)
        yield _named("demand", claim)


def _noted(placement: Placement) -> Iterator[Claim]:
    latest = {each.claim.id: each.claim for each in placement.recorded(ClaimNoted)}
    for claim in latest.values():
        yield _named("claim", claim)


def _named(kind: str, claim: Claim) -> Claim:
    """Return *claim* with an id that no claim of another kind can have."""
    return altered(claim, id=f"{kind} {claim.id}")


def overloads_ahead(
    placement: Placement,
    terms: Terms | None,
    policy: Policy,
    on: Day,
    granted: Iterable[Demand] = (),
    service: ServiceRecord | None = None,
) -> tuple[Overload, ...]:
    """Return where the secondee would have too much to do from *on* on; see `claims_under`.

    Only days of the period count: on others the placement claims nothing.
    """
    capacity = policy.on(on).capacity.value
    others = service is not None and service.placements
    if not placement.records and capacity >= 1 and not others:
        return ()  # the host's claim is the only one
    return overloads_of(claims_under(placement, terms, granted, service), capacity, on)


def overloads_of(claims: Sequence[Claim], capacity: Decimal, on: Day) -> tuple[Overload, ...]:
    """Return where *claims* exceed *capacity* from *on* on, on days of the first of them."""
    if sum(Fraction(claim.share) for claim in claims) <= Fraction(capacity):
        return ()  # whatever the days
    found = overloads(claims, capacity)
    return tuple(
        each for each in found if claims[0] in each.claims and on <= (each.last_day or Day.max)
    )


def new_overloads(
    placement: Placement,
    terms: Terms | None,
    policy: Policy,
    on: Day,
    granted: Iterable[Demand] = (),
    service: ServiceRecord | None = None,
) -> tuple[Overload, ...]:
    """Return those of `overloads_ahead` that *terms* and *granted* bring or make worse."""
    found = overloads_ahead(placement, terms, policy, on, granted, service)
    if not found:
        return ()
    before = overloads_ahead(placement, None, policy, on, service=service)
    return tuple(each for each in found if not any(_covers(known, each) for known in before))


def _covers(known: Overload, other: Overload) -> bool:
    """Return whether *known* is as much as *other* on all its days."""
    ends_later = (other.last_day or Day.max) <= (known.last_day or Day.max)
    return known.first_day <= other.first_day and ends_later and other.over <= known.over


def fitting_share(
    claims: Iterable[Claim], capacity: Decimal, found: Iterable[Overload]
) -> Decimal | None:
    """Return the largest host share that resolves every overload *found* among *claims*.

    None when there is none to resolve, or when no share above 0 would do.
    """
    given = tuple(claims)
    shares = []
    for overload in found:
        steps = (
            step
            for resolution in resolutions(overload, given, capacity)
            for step in resolution.steps
            if isinstance(step, Trim) and step.claim == HOST and len(resolution.steps) == 1
        )
        trim = next(steps, None)
        if trim is None:
            return None
        shares.append(trim.share)
    return min(shares, default=None)


def drift_on(placement: Placement, on: Day) -> Drift | None:
    """Return how far the work has moved from the scope agreed; None before anything was agreed.

    What was on record when the scope was last offered does not count: who agreed knew of it. What
    was noted later counts, whatever its day, since nobody could know.
    """
    baseline = placement.baseline
    if baseline is None or on < baseline.on:
        return None
    extras = (
        record
        for record, then in _noted_when(placement)
        if isinstance(record, Extra) and _was_known_late(then, baseline)
    )
    return drift(altered(baseline, on=placement.proposed_on), extras, on)


def _was_known_late(then: Placement, baseline: Baseline) -> bool:
    """Return whether *baseline* was agreed, or on the table, when something was noted *then*."""
    if then.baseline is not None and then.baseline.version == baseline.version:
        return True
    offered = None if then.offer is None else then.offer.subject
    return isinstance(offered, Terms) and set(offered.scope) == set(baseline.items)
