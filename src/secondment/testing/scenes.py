"""Scenes that fit a policy, and their parts: parties, terms, periods and a service record.

What somebody tries once there is a placement does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from attrs import evolve as altered
from attrs import field, frozen

from secondment.commands import Propose
from secondment.dates import ONE_DAY, Day, Length, Period, last_day_of, last_day_of_span, span_after
from secondment.decide import decide
from secondment.errors import own_rule
from secondment.explain import why_not
from secondment.goals import Goal
from secondment.lifecycle import Verb
from secondment.limits import WON, considered, waivers_missing
from secondment.onboarding import Gate
from secondment.outcome import Criterion
from secondment.parties import Parties, PersonId, Role, Say, Side, Stakeholder
from secondment.placement import evolve
from secondment.policy import Policy
from secondment.scope import ScopeItem
from secondment.service import ServiceRecord
from secondment.terms import ChangeKind, Cover, Terms
from secondment.testing.named import NamedPolicy, policy_of

STRANGER: Final = "stranger"
"""Somebody who does not take part."""


@frozen(kw_only=True)
class Scene:
    """What is tried: who takes part, when, and on which terms.

    Attributes:
        parties: Everybody who takes part.
        proposed_on: The day of the proposal.
        terms: What is proposed at first.
        periods: Every period that is offered, by a name of its own; that of `terms` among them.
        changes: What else is offered, field by field of the terms: what stands in the place of what
            `terms` say.
        service: What is known of the secondee.
    """

    parties: Parties
    proposed_on: Day
    terms: Terms
    periods: Mapping[str, Period]
    changes: Mapping[str, Any] = field(factory=dict)
    service: ServiceRecord | None = None

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everybody who takes part, each once."""
        return tuple(dict.fromkeys(seat.person for seat in self.parties.seats))

    def proposal(self, by: PersonId) -> Propose:
        """Return what *by* proposes at first."""
        return Propose(
            by=by,
            on=self.proposed_on,
            parties=self.parties,
            terms=self.terms,
            service=self.service,
        )


_LENGTHS: Final = (
    *(Length(weeks=weeks) for weeks in (2, 3)),
    *(Length(months=1, days=days) for days in (0, 7, 14)),
    *(Length(months=months) for months in (2, 3, 4, 5, 6)),
    Length(days=180),
    Length(months=6, days=14),
    *(Length(months=months) for months in (7, 9, 12, 13, 18, 24, 30, 36, 48, 60)),
)
"""Lengths to choose from, the shortest first."""
_STARTS: Final = (date(2027, 1, 4), date(2026, 11, 30), date(2026, 1, 5), date(2024, 1, 8))
"""Days of a proposal, for a policy that has not begun or is over."""
_LEAD: Final = Length(weeks=1)


def scene_for(
    policy: NamedPolicy, service: ServiceRecord | None = None, *, small: bool = False
) -> Scene:
    """Return short terms that *policy* allows, with everybody it asks for.

    The secondee meets every criterion that the policy knows of. The terms are offered for up to
    four periods: as proposed, shorter, longer, and too long, where a limit can be set aside.

    Args:
        policy: The rules, or the name or path of a pack.
        service: What is known of the secondee; None for somebody of whom everything is as it should
            be.
        small: Whether to do with two people, since one speaks for everybody but the secondee, with
            two periods, and with no other change. It takes seconds where all of it takes a minute,
            and nobody but the secondee can be of another mind.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
        ValueError: No terms were found that could be proposed.
    """
    rules = policy_of(policy)
    parties = cast_of(rules)
    for proposed_on in _STARTS:
        known = able(rules, proposed_on) if service is None else service
        first_day = span_after(proposed_on, _LEAD, rules.calendar)
        terms = terms_for(rules, Period.of(first_day, _LENGTHS[-1]))
        fitting, waiting = _periods_for(rules, parties, proposed_on, terms, known)
        if fitting or waiting:
            found = _named_periods(rules, fitting, waiting)
            scene = Scene(
                parties=parties,
                proposed_on=proposed_on,
                terms=within(terms, found["as proposed"]),
                periods=found,
                changes=_changes(rules),
                service=known,
            )
            return _made_small(scene) if small else scene
    against = _against(rules, parties, service)
    raise ValueError(f"{rules.name}: found no terms that could be proposed: {against}")


def _against(policy: Policy, parties: Parties, service: ServiceRecord | None) -> str:
    """Return what stands against a proposal of half a year, as an example."""
    on = _STARTS[0]
    period = Period.of(span_after(on, _LEAD, policy.calendar), Length(months=6))
    proposers = parties.holders(policy.on(on).permission(Verb.PROPOSE).roles)
    if not proposers:
        return "nobody who takes part may propose"
    proposal = Propose(
        by=proposers[0],
        on=on,
        parties=parties,
        terms=terms_for(policy, period),
        service=service or able(policy, on),
    )
    objections = why_not(None, proposal, policy)
    return f"of {period} it would be said that " + "; ".join(each.text for each in objections)


def _made_small(scene: Scene) -> Scene:
    """Return *scene* with two people, and no more than two periods."""
    parties, manager = scene.parties, scene.parties.home.manager
    return altered(
        scene,
        parties=altered(
            parties,
            host=altered(parties.host, manager=manager),
            programme_office=parties.programme_office and manager,
            authority=parties.authority and manager,
        ),
        periods=dict([*scene.periods.items()][:2]),
        changes={},
    )


def cast_of(policy: Policy) -> Parties:
    """Return somebody in every role that the policy gives something to decide."""
    asked = policy.required_roles.value.union(
        *(rule.escalates_to | rule.may_object for rule in policy.consents),
        *(tier.roles for rule in policy.consents for tier in rule.tiers),
    )
    enabled = [row.roles for row in policy.waivers] + [policy.permission(Verb.PROPOSE).roles]
    present = {Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER, *asked}
    asked = asked.union(*(roles for roles in enabled if not roles & present))
    stakeholders = (Stakeholder("mona", Say.MUST_CONSENT),) if Role.STAKEHOLDER in asked else ()
    return Parties(
        secondee="sam",
        home=Side("platform", "hana"),
        host=Side("payments", "otto"),
        programme_office="petra" if Role.PROGRAMME_OFFICE in asked else None,
        authority="ada" if Role.AUTHORITY in asked else None,
        stakeholders=stakeholders,
    )


def able(policy: Policy, on: Day) -> ServiceRecord:
    """Return somebody who meets every criterion of *policy*."""
    who, conversion = policy.eligibility, policy.conversion
    codes: set[str] = {WON}
    for clause in (who.criteria, conversion.criteria):
        codes |= set() if clause is None else clause.value
    groups = conversion.priority.value if conversion.priority else frozenset[str]()
    grades = who.grades or conversion.grades
    return ServiceRecord(
        employed_since=date(on.year - 30, 1, 1),
        in_role_since=date(on.year - 20, 1, 1),
        probation_until=date(on.year - 29, 1, 1),
        has_live_warning=False,
        performance_acceptable=True,
        contract=None if who.contracts is None else min(who.contracts.value),
        grade=None if grades is None else min(grades.value),
        released_on=on - ONE_DAY,
        criteria=tuple(
            Criterion(code, is_met=True) for code in sorted(codes | set(map(considered, groups)))
        ),
    )


def terms_for(policy: Policy, period: Period) -> Terms:
    """Return terms that name everything that *policy* wants named, for *period*."""
    edition = policy.on(period.first_day)
    gates, share, trial = edition.gates.value, edition.share, edition.reviews.trial
    part = share.max or share.min
    given: dict[str, Any] = {
        "kind": None if edition.kinds is None else min(edition.kinds.value),
        "purpose": None if edition.purposes is None else min(edition.purposes.value),
        "trial": None if trial is None else trial_within(trial.value, period),
    }
    if edition.covers is not None:
        given["cover"] = min(edition.covers.value)
    if Gate.GOALS in gates:
        given["goals"] = (Goal("g1", "First release"),)
    if Gate.SCOPE in gates:
        given["scope"] = (ScopeItem("s1", "Ledger", Decimal(1)),)
    if Gate.CHECK_INS in gates:
        given["check_in_every"] = Length(weeks=1)
    return Terms(period=period, host_share=part.value if part else Decimal(1), **given)


def within(terms: Terms, period: Period) -> Terms:
    """Return *terms* for another *period*, without a trial where that would be too long."""
    return altered(terms, period=period, trial=trial_within(terms.trial, period))


def trial_within(trial: Length | None, period: Period) -> Length | None:
    """Return *trial*, or None where *period* has no room for it."""
    if trial is None or last_day_of(period.first_day, trial) > period.last_day:
        return None
    return trial


def _periods_for(
    policy: Policy, parties: Parties, on: Day, terms: Terms, service: ServiceRecord
) -> tuple[list[Period], list[Period]]:
    """Return the periods that can be agreed on, and those that wait for a waiver, in order."""
    first_day = terms.period.first_day
    edition = policy.on(first_day)
    ends = {Period.of(first_day, length).last_day for length in _LENGTHS}
    for limit in (edition.min_length, edition.max_length, edition.max_first_length):
        if limit is not None:
            last_day = last_day_of_span(first_day, limit.value, policy.calendar)
            ends |= {last_day, last_day + ONE_DAY}
    proposers = parties.holders(policy.on(on).permission(Verb.PROPOSE).roles)
    fitting: list[Period] = []
    waiting: list[Period] = []
    for last_day in sorted(ends):
        offered = within(terms, Period(first_day, last_day))
        proposals = (
            Propose(by=by, on=on, parties=parties, terms=offered, service=service)
            for by in proposers
        )
        command = next((each for each in proposals if not why_not(None, each, policy)), None)
        if command is None:
            continue
        placement = reduce(evolve, decide(None, command, policy), None)
        assert placement is not None, "a proposal was made"
        waits = placement.thread is not None and waivers_missing(placement, policy, None)
        (waiting if waits else fitting).append(offered.period)
    return fitting, waiting


def _named_periods(
    policy: Policy, fitting: Sequence[Period], waiting: Sequence[Period]
) -> Mapping[str, Period]:
    """Return the second shortest period as it is proposed, and one of each other sort beside it."""
    if not fitting:
        return {"as proposed": waiting[0]}
    proposed = fitting[min(1, len(fitting) - 1)]
    found = {"as proposed": proposed}
    if fitting[0] != proposed:
        found["shorter"] = fitting[0]
    least, added_from = policy.extension.min_length, proposed.last_day + ONE_DAY
    last_day = added_from
    if least is not None:
        last_day = last_day_of_span(added_from, least.value, policy.calendar)
    longer = [each for each in (*fitting, *waiting) if each.last_day >= last_day]
    if longer:
        found["longer"] = longer[0]
    if waiting and waiting[0] not in found.values():
        found["too long"] = waiting[0]
    return found


_CHANGES: Final[Mapping[ChangeKind, tuple[str, Any]]] = {
    ChangeKind.TEAM: ("team", "ledger"),
    ChangeKind.SHARE: ("host_share", Decimal("0.5")),
    ChangeKind.CHECK_INS: ("check_in_every", Length(weeks=2)),
    ChangeKind.COVER: ("cover", Cover.SHARED),
}
"""Changes that leave the days as they are: kind -> field of the terms, another value for it."""


def _changes(policy: Policy) -> Mapping[str, Any]:
    """Return one change of each sort, of those that fall under rules of consent that differ."""
    found: dict[object, tuple[str, Any]] = {}
    for kind, change in _CHANGES.items():
        rule = altered(policy.consent_rule(kind), matter=ChangeKind.TEAM, source=_NO_SOURCE)
        found.setdefault(rule, change)
    return dict(found.values())


_NO_SOURCE: Final = own_rule("any")
