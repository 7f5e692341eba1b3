"""What goals, feedback, scope, workload and onboarding say of a placement on a day.

Here the records of a placement meet the functions of those rooms. What follows from an answer does
not belong here: see `course`, `rules` and `overview`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve as altered

from secondment.dates import Day
from secondment.feedback import Record as FeedbackRecord
from secondment.feedback import Review
from secondment.goals import GoalId, Measure, Progress, value_fault
from secondment.lifecycle import Verb
from secondment.onboarding import (
    Answer,
    Buddy,
    Missing,
    Preparation,
    Question,
    ResearchQuestion,
    missing_gates,
)
from secondment.parties import PersonId
from secondment.placement import Placement
from secondment.policy import Policy
from secondment.records import ClaimNoted, Entry
from secondment.scope import Baseline, Drift, Extra, drift
from secondment.terms import Terms
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
    wanted = policy.gates.value.union(terms.gates)
    if not wanted:
        return ()
    return missing_gates(wanted, _preparation(placement, terms), terms.period.first_day)


def _preparation(placement: Placement, terms: Terms) -> Preparation:
    return Preparation(
        goals=len(terms.goals),
        scope=len(terms.scope),
        check_ins=terms.check_in_every is not None,
        cover=any(terms.period.first_day in spell.period for spell in placement.cover),
        buddies=placement.recorded(Buddy),
        research=placement.recorded(ResearchQuestion),
        questions=placement.recorded(Question),
        answers=placement.recorded(Answer),
    )


def open_demands(placement: Placement) -> tuple[Demand, ...]:
    """Return the demands of the home side that nobody has answered, in the order raised."""
    answers = placement.recorded(DemandAnswer)
    demands = placement.recorded(Demand)
    return tuple(each for each in demands if answer_to(each, answers, Day.max) is None)


def claims_under(
    placement: Placement, terms: Terms | None, granted: Iterable[Demand] = ()
) -> tuple[Claim, ...]:
    """Return the claims on the secondee's time if *terms* hold, the host's own first.

    The host claims its share. Home keeps what remains, which is never too much by itself; what home
    has demanded for sure, and was granted, is a claim. So are those of others that were noted.

    Args:
        placement: Whose secondee.
        terms: What would hold; None for what does, up to the last day in force.
        granted: Demands to be taken as granted as well.

    Returns:
        The claims; none when no terms hold.
    """
    parties, held = placement.parties, placement.terms if terms is None else terms
    if held is None or not placement.is_open:
        return ()
    last_day = held.period.last_day
    if terms is None and placement.last_day is not None:
        last_day = placement.last_day
    host = Claim(
        id=HOST,
        person=parties.secondee,
        claimant=parties.host.unit,
        first_day=held.period.first_day,
        last_day=last_day,
        share=held.host_share,
    )
    return (host, *_demanded(placement, granted), *_noted(placement))


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
) -> tuple[Overload, ...]:
    """Return where the secondee would have too much to do from *on* on; see `claims_under`.

    Only days of the period count: on others the placement claims nothing.
    """
    capacity = policy.capacity.value
    if not placement.records and capacity >= 1:
        return ()  # the host's claim is the only one
    claims = claims_under(placement, terms, granted)
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
) -> tuple[Overload, ...]:
    """Return those of `overloads_ahead` that *terms* and *granted* bring or make worse."""
    found = overloads_ahead(placement, terms, policy, on, granted)
    if not found:
        return ()
    before = overloads_ahead(placement, None, policy, on)
    return tuple(each for each in found if not any(_covers(known, each) for known in before))


def _covers(known: Overload, other: Overload) -> bool:
    """Return whether *known* is as much as *other* on all its days."""
    ends_later = (other.last_day or Day.max) <= (known.last_day or Day.max)
    return known.first_day <= other.first_day and ends_later and other.over <= known.over


def fitting_share(
    placement: Placement, terms: Terms, policy: Policy, found: Iterable[Overload]
) -> Decimal | None:
    """Return the largest host share that resolves every overload *found* under *terms*.

    None when there is none to resolve, or when no share above 0 would do.
    """
    claims = claims_under(placement, terms)
    shares = []
    for overload in found:
        steps = (
            step
            for resolution in resolutions(overload, claims, policy.capacity.value)
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
