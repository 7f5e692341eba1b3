"""The limits of a policy held against an offer: lengths, caps, eligibility, windows, conversion.

Each rule finds one breach at the most, with the clause it rests on and every change of the offer
that would keep to it. Where that is another day, the nearest is looked for that every limit on days
allows, so that no limit refuses what another one advises. Who may offer, and what an offer means
for what is in force, does not belong here: see `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from attrs import evolve as altered
from attrs import frozen

from secondment.clauses import (
    Clause,
    ContinuousCap,
    ConversionRules,
    CostBand,
    CountedFrom,
    Payer,
    Window,
)
from secondment.dates import (
    LATEST,
    ONE_DAY,
    Day,
    Length,
    Period,
    Span,
    day_after,
    day_before,
    last_day_of,
    last_day_of_span,
    span_after,
    span_before,
)
from secondment.errors import Figures, InvalidValue, Objection, Remedy, Source, figures
from secondment.negotiation import Subject
from secondment.outcome import Route
from secondment.parties import Parties, PersonId, Role
from secondment.placement import Agreement, Placement, Proposal
from secondment.policy import Policy
from secondment.readings import conversions_refused, extensions, new_overloads
from secondment.records import Waiver
from secondment.service import UNKNOWN, ServiceRecord, Spell, completed_on
from secondment.terms import CostSplit, Cover, Ending, EndKind, Terms, diff
from secondment.workload import Overload


@frozen(kw_only=True)
class Case:
    """An offer as the limits see it.

    Attributes:
        subject: What is offered.
        on: The day of the offer.
        verb: The command that offers it.
        placement: What is known; None before the proposal.
        by: Whose offer it is.
        offered_from: The first day on which something else could be offered; None for `on`.
        parties: Everybody who takes part.
        policy: The rules, in all their versions.
        service: What is known of the secondee's service.
    """

    subject: Subject
    on: Day
    verb: str
    placement: Placement | None
    by: PersonId
    parties: Parties
    policy: Policy
    service: ServiceRecord
    offered_from: Day | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether the placement has not started."""
        return self.placement is None or isinstance(self.placement.state, Proposal | Agreement)

    @property
    def in_force(self) -> Terms | None:
        """The terms in force; None while nothing is agreed."""
        return None if self.placement is None else self.placement.terms

    @property
    def last_day(self) -> Day:
        """The last day that is offered."""
        subject = self.subject
        return subject.last_day if isinstance(subject, Ending) else subject.period.last_day

    @property
    def earliest(self) -> Day:
        """The first day that another offer could name."""
        return max(self.on, self.offered_from or self.on)


@frozen
class Breach:
    """A limit that an offer does not keep to.

    Attributes:
        rule: The path of the limit in the policy.
        objection: What it says.
    """

    rule: str
    objection: Objection


@frozen
class _Finding:
    """What a rule finds: the clause, and how the offer could be changed to keep to it."""

    code: str
    named: Figures
    source: Source
    ways: tuple[Remedy, ...] = ()

    @property
    def last_days(self) -> list[Day]:
        """The last days that would keep to the rule, where nothing else is changed."""
        return [each["last_day"] for each in self._changes if each.keys() == {"last_day"}]

    @property
    def first_days(self) -> list[Day]:
        """The first days that would keep to the rule."""
        return [each["first_day"] for each in self._changes if "first_day" in each]

    @property
    def _changes(self) -> list[dict[str, Any]]:
        return [dict(way.fields) for way in self.ways]


_Rule = Callable[[Case], _Finding | None]


def service_of(placement: Placement | None, service: ServiceRecord | None) -> ServiceRecord:
    """Return *service*, or else what came with the proposal, or else that nothing is known."""
    if service is not None:
        return service
    return (None if placement is None else placement.service) or UNKNOWN


def breaches(case: Case) -> tuple[Breach, ...]:
    """Return every limit that the offer does not keep to and that is not set aside."""
    found = []
    for path, rule in _rules(case):
        finding = rule(case) if path in case.policy.limits else None
        if finding is not None:
            found.append((path, rule, finding))
    if not found:
        return ()
    aside, kept = waived(case.placement), _kept(case, _ON_DAYS)
    return tuple(
        Breach(path, _objection(case, rule, finding, kept))
        for path, rule, finding in found
        if path not in aside
    )


def _rules(case: Case) -> tuple[tuple[str, _Rule], ...]:
    return _ENDING_RULES if isinstance(case.subject, Ending) else _TERMS_RULES


def _objection(case: Case, rule: _Rule, finding: _Finding, kept: tuple[_Rule, ...]) -> Objection:
    """Return what *finding* objects to, with those of its ways that really keep to the rule."""
    ways = (_passing(case, rule, way, kept) for way in finding.ways)
    true = [way for way in ways if way is not None]
    first = true[0] if true else None
    return Objection(finding.code, finding.named, finding.source, first, tuple(true[1:]))


def _passing(case: Case, rule: _Rule, way: Remedy, kept: tuple[_Rule, ...]) -> Remedy | None:
    """Return *way* with the nearest days that all of *kept* allow; None where it is no way."""
    if not way.fields:
        return way  # somebody else has to do something
    given: dict[str, Any] = dict(way.fields)
    try:
        changed = _changed(case, dict(given))
        if changed is not None and "first_day" in given:
            changed = _nearest(changed, (*kept, rule))
        elif given.keys() == {"last_day"}:
            changed = _towards(case, (*kept, rule), later=given["last_day"] > case.last_day)
    except InvalidValue:
        return None
    if changed is None or rule(changed) is not None or _is_known(changed):
        return None
    return altered(way, fields=_fields(case, given, changed))


def _fields(case: Case, given: dict[str, Any], changed: Case) -> Figures:
    """Return the fields *given* as they are in *changed*, and its last day if that is another."""
    fields = dict(given)
    if "first_day" in given:
        fields["first_day"] = _terms(changed).period.first_day
    if "last_day" in given or changed.last_day != case.last_day:
        fields["last_day"] = changed.last_day
    return figures(**fields)


# the nearest days that every limit allows


def nearest(case: Case, **given: Day) -> Figures | None:
    """Return the days *given*, or the nearest to them that every limit on days allows.

    Args:
        case: What is offered.
        given: Another last day, another first day, or both.

    Returns:
        The fields to change; None where no day would do.
    """
    changed = _changed(case, dict(given))
    found = None if changed is None else _nearest(changed, _kept(case, _ON_DAYS))
    return None if found is None else _fields(case, given, found)


def largest_share(case: Case, most: Decimal) -> Decimal | None:
    """Return the largest host share up to *most* that the limits on it allow; None without any."""
    share = most
    for rule in _kept(case, _ON_SHARE):
        finding = rule(altered(case, subject=altered(_terms(case), host_share=share)))
        if finding is not None:
            fields: dict[str, Any] = dict(finding.ways[0].fields)
            share = fields["host_share"]
    return share if share <= most else None


def _kept(case: Case, paths: frozenset[str]) -> tuple[_Rule, ...]:
    """Return the limits at *paths* that whatever is offered instead has to keep to.

    What the offer does not keep to and somebody can set aside waits for that.
    """
    aside = waived(case.placement)
    return tuple(
        rule
        for path, rule in _rules(case)
        if path in paths and path in case.policy.limits and path not in aside
        if rule(case) is None or not can_waive(case, path)
    )


def _nearest(case: Case, rules: tuple[_Rule, ...]) -> Case | None:
    """Return the offer with the nearest last day that *rules* allow.

    Where one of them wants a later first day, all of the period is that much later.
    """
    sides = (_towards(case, rules, later=later) for later in (False, True))
    found = min(
        (each for each in sides if each is not None),
        key=lambda each: abs(each.last_day - case.last_day),
        default=None,
    )
    if not case.is_ahead:
        return found
    objecting = filter(None, (rule(found or case) for rule in rules))
    later = max((day for each in objecting for day in each.first_days), default=Day.min)
    if later <= _terms(case).period.first_day:
        return found
    changed = _changed(case, dict(_starting(case, later).fields))
    return None if changed is None else _nearest(changed, rules)


def _towards(case: Case, rules: tuple[_Rule, ...], *, later: bool) -> Case | None:
    """Return the offer with the nearest last day, earlier or *later*, that *rules* allow.

    A rule names the days next to the one it objects to, so that going from one to the other leaves
    none out. What objects from the first and names no last day is not mended by any.
    """
    kept = [rule for rule in rules if (finding := rule(case)) is None or finding.last_days]
    found: Case | None = case
    while found is not None:
        finding = next(filter(None, (rule(found) for rule in kept)), None)
        if finding is None:
            return found
        reached, days = found.last_day, finding.last_days
        if later:
            day = min((max(each, found.earliest) for each in days if each > reached), default=None)
        else:
            day = max((each for each in days if each < reached), default=None)
        found = None if day is None else _changed(found, {"last_day": day})
    return None


def _is_known(case: Case) -> bool:
    """Return whether the offer is what holds already, or what is on the table."""
    placement = case.placement
    if placement is None:
        return False
    held = placement.terms if placement.ending is None else placement.ending
    offered = None if placement.offer is None else placement.offer.subject
    return any(_is_same(each, case.subject) for each in (held, offered))


def _is_same(known: Subject | None, subject: Subject) -> bool:
    if isinstance(known, Terms) and isinstance(subject, Terms):
        return not diff(known, subject)
    return known == subject


def _changed(case: Case, given: dict[str, Any]) -> Case | None:
    """Return the case with the fields *given* changed; None where they cannot be offered."""
    case = altered(case, on=given.pop("on", case.on))
    subject, earliest = case.subject, case.earliest
    if isinstance(subject, Ending):
        last_day, held = given.get("last_day", subject.last_day), case.in_force
        is_early = subject.kind is EndKind.EARLY_END
        latest = LATEST if held is None else held.period.last_day - is_early * ONE_DAY
        if not earliest <= last_day <= latest:
            return None
        return altered(case, subject=altered(subject, **given))
    first_day = given.pop("first_day", subject.period.first_day)
    last_day = given.pop("last_day", subject.period.last_day)
    old = subject.period
    if (
        first_day > last_day
        or last_day > LATEST
        or (last_day != old.last_day and last_day < earliest)
    ):
        return None
    if first_day != old.first_day and not _may_begin(case, first_day):
        return None
    period = Period(first_day, last_day)
    # only the period is judged here: a decision day or a trial may have to follow it
    trial, decided = subject.trial, subject.decision_day
    if trial is not None and last_day_of(period.first_day, trial) > last_day:
        trial = None
    if decided is not None and decided > last_day:
        decided = None
    fitted: dict[str, Any] = {"trial": trial, "decision_day": decided, **given}
    changed = altered(case, subject=altered(subject, period=period, **fitted))
    return None if _added(case) is None and _added(changed) is not None else changed


def _may_begin(case: Case, first_day: Day) -> bool:
    """Return whether *first_day* can be offered; once it has started, it is that in force."""
    held = case.in_force
    if case.is_ahead or held is None:
        return first_day >= case.earliest
    return first_day == held.period.first_day


def _change(case: Case, **fields: Any) -> Remedy:
    return Remedy("change_fields", case.verb, figures(**fields))


def _starting(case: Case, first_day: Day, length: Length | None = None) -> Remedy:
    """Return the way of the same period from *first_day* on, after *length* at home."""
    terms = _terms(case)
    last_day = min(first_day + (terms.period.days - 1) * ONE_DAY, LATEST)
    fields = figures(first_day=first_day, last_day=last_day)
    if length is None:
        return Remedy("change_fields", case.verb, fields)
    return Remedy("after_home", case.verb, fields, figures=figures(home=length))


def _terms(case: Case) -> Terms:
    assert isinstance(case.subject, Terms), "rules on terms are asked of terms"
    return case.subject


def _over(last_day: Day, limit: Day) -> Length:
    return Length(days=(last_day - limit).days)


# waivers


def waived(placement: Placement | None) -> frozenset[str]:
    """Return the paths of the limits that are set aside for *placement*."""
    if placement is None:
        return frozenset()
    return frozenset(each.rule for each in placement.recorded(Waiver))


def can_waive(case: Case, rule: str) -> tuple[str, ...]:
    """Return who may set *rule* aside; nobody where no one named for it takes part."""
    row = case.policy.on(case.on).waiver_rule(rule)
    return () if row is None else case.parties.holders(row.roles)


def refusing(case: Case, found: Iterable[Breach]) -> Iterator[Objection]:
    """Yield what refuses the offer: what nobody who takes part can set aside.

    The rest waits for a waiver, and the offer is not settled before.
    """
    edition = case.policy.on(case.on)
    for breach in found:
        refused = refusal(breach, edition, case.parties)
        if refused is not None:
            yield refused


def refusal(breach: Breach, policy: Policy, parties: Parties) -> Objection | None:
    """Return how *breach* refuses an offer; None where somebody who takes part can set it aside.

    Args:
        breach: What the offer does not keep to.
        policy: The rules, in the version of the day.
        parties: Everybody who takes part.
    """
    row = policy.waiver_rule(breach.rule)
    if row is None:
        return breach.objection
    if parties.holders(row.roles):
        return None
    name = Remedy("name_waiver", None, figures=figures(roles=row.roles, rule=breach.rule))
    return _with_way(breach.objection, name)


def _with_way(objection: Objection, way: Remedy) -> Objection:
    if objection.remedy is None:
        return altered(objection, remedy=way)
    return altered(objection, others=(*objection.others, way))


def _on_table(placement: Placement, policy: Policy, service: ServiceRecord | None) -> Case | None:
    """Return the offer on the table as a case; None when there is none."""
    offer = placement.offer
    if offer is None:
        return None
    return Case(
        subject=offer.subject,
        on=offer.made_on,
        verb="counter",
        placement=placement,
        by=offer.author,
        parties=placement.parties,
        policy=policy,
        service=service_of(placement, service),
    )


def breaches_on_table(
    placement: Placement, policy: Policy, service: ServiceRecord | None
) -> tuple[Breach, ...]:
    """Return the limits that the offer on the table breaks and that somebody can set aside."""
    case = _on_table(placement, policy, service) if policy.waivers else None
    if case is None:
        return ()
    found = (*breaches(case), *_overloads_on_table(case))
    return tuple(each for each in found if can_waive(case, each.rule))


def blocking(
    placement: Placement, policy: Policy, service: ServiceRecord | None, on: Day
) -> tuple[Objection, ...]:
    """Return why nobody could make the offer on the table on *on*, so that nobody can agree to it.

    It kept to the limits when it was made; what is known of the person may have changed since, such
    as another placement.
    """
    case = _on_table(placement, policy, service)
    if case is None:
        return ()
    today = altered(case, offered_from=on)
    return tuple(refusing(today, breaches(today)))


def overloads_on_table(placement: Placement, policy: Policy, service: ServiceRecord | None) -> bool:
    """Return whether the offer on the table is too much for the secondee, and that is refused."""
    case = _on_table(placement, policy, service)
    return case is not None and any(_overloads_on_table(case))


def _overloads_on_table(case: Case) -> Iterator[Breach]:
    """Yield what is too much for the secondee beside all other claims, where that is refused."""
    policy = case.policy.on(case.on)
    if case.placement is None or isinstance(case.subject, Ending):
        return
    if not policy.overload_refused.value or "capacity" in waived(case.placement):
        return
    for overload in new_overloads(
        case.placement, case.subject, policy, case.on, service=case.service
    ):
        yield Breach("capacity", overload_objection(overload, policy, None))


def waivers_missing(
    placement: Placement, policy: Policy, service: ServiceRecord | None
) -> tuple[str, ...]:
    """Return the limits that have to be set aside before the offer on the table is settled."""
    found = breaches_on_table(placement, policy, service)
    return tuple(dict.fromkeys(each.rule for each in found))


def overload_objection(overload: Overload, policy: Policy, remedy: Remedy | None) -> Objection:
    """Return the objection that the secondee would have too much to do."""
    named = figures(
        person=overload.person,
        over=overload.over,
        first_day=overload.first_day,
        last_day=overload.last_day,
        claims=tuple(claim.id for claim in overload.claims),
    )
    return Objection("overload", named, policy.overload_refused.source, remedy)


# lengths


def _min_length(case: Case) -> _Finding | None:
    period = _terms(case).period
    clause = _of_period(case).min_length
    if clause is None or not _is_new(case):
        return None
    earliest = last_day_of_span(period.first_day, clause.value, case.policy.calendar)
    if period.last_day >= earliest:
        return None
    named = figures(first_day=period.first_day, last_day=period.last_day, minimum=clause.value)
    return _Finding("too_short", named, clause.source, (_change(case, last_day=earliest),))


def _max_length(case: Case) -> _Finding | None:
    return _longest(case, _of_period(case).max_length, "too_long")


def _max_first_length(case: Case) -> _Finding | None:
    if not case.is_ahead:
        return None
    return _longest(case, _of_period(case).max_first_length, "too_long_at_first")


def _longest(case: Case, clause: Clause[Span] | None, code: str) -> _Finding | None:
    period = _terms(case).period
    if clause is None or not _is_new(case):
        return None
    latest = last_day_of_span(period.first_day, clause.value, case.policy.calendar)
    if period.last_day <= latest:
        return None
    named = figures(
        first_day=period.first_day,
        last_day=period.last_day,
        maximum=clause.value,
        over=_over(period.last_day, latest),
    )
    return _Finding(code, named, clause.source, (_change(case, last_day=latest),))


def _of_period(case: Case) -> Policy:
    """Return the policy of the first day: lengths are those of the day a placement begins."""
    return case.policy.on(_terms(case).period.first_day)


def _is_new(case: Case) -> bool:
    """Return whether the period offered is another than the one in force."""
    return case.in_force is None or case.in_force.period != _terms(case).period


def _increment(case: Case) -> _Finding | None:
    period, clause = _terms(case).period, _of_period(case).increment
    if clause is None or not _is_new(case):
        return None
    step = clause.value
    count = max(1, period.days // (31 * step.months + 7 * step.weeks + step.days))
    before, reached = None, last_day_of(period.first_day, step.times(count))
    while reached < period.last_day:
        before, count = reached, count + 1
        reached = last_day_of(period.first_day, step.times(count))
    if reached == period.last_day:
        return None
    named = figures(first_day=period.first_day, last_day=period.last_day, increment=step)
    days = [day for day in (before, reached) if day is not None]
    ways = tuple(_change(case, last_day=day) for day in days)
    return _Finding("not_in_steps", named, clause.source, ways)


def _ends_by(case: Case) -> _Finding | None:
    period, clause = _terms(case).period, _of_period(case).ends_by
    if clause is None or not _is_new(case) or period.last_day <= clause.value:
        return None
    named = figures(last_day=period.last_day, ends_by=clause.value)
    return _Finding("programme_over", named, clause.source, (_change(case, last_day=clause.value),))


# extensions


def _added(case: Case) -> Period | None:
    """Return the days that an extension of a placement under way adds; None if it is none."""
    held, offered = case.in_force, _terms(case)
    if case.is_ahead or held is None or offered.period.last_day <= held.period.last_day:
        return None
    return Period(held.period.last_day + ONE_DAY, offered.period.last_day)


def _of_extension(case: Case, added: Period) -> Policy:
    return case.policy.on(added.first_day)


def _extension_count(case: Case) -> _Finding | None:
    added = _added(case)
    if added is None or case.placement is None:
        return None
    clause = _of_extension(case, added).extension.max_count
    if clause is None:
        return None
    count = len(extensions(case.placement))
    if count < clause.value:
        return None
    named = figures(count=count, maximum=clause.value)
    return _Finding("too_many_extensions", named, clause.source)


def _extension_min(case: Case) -> _Finding | None:
    added = _added(case)
    clause = None if added is None else _of_extension(case, added).extension.min_length
    if added is None or clause is None:
        return None
    earliest = last_day_of_span(added.first_day, clause.value, case.policy.calendar)
    if added.last_day >= earliest:
        return None
    named = figures(first_day=added.first_day, last_day=added.last_day, minimum=clause.value)
    return _Finding(
        "extension_too_short", named, clause.source, (_change(case, last_day=earliest),)
    )


def _extension_max(case: Case) -> _Finding | None:
    added = _added(case)
    clause = None if added is None else _of_extension(case, added).extension.max_length
    if added is None or clause is None:
        return None
    latest = last_day_of_span(added.first_day, clause.value, case.policy.calendar)
    if added.last_day <= latest:
        return None
    named = figures(
        first_day=added.first_day,
        last_day=added.last_day,
        maximum=clause.value,
        over=_over(added.last_day, latest),
    )
    return _Finding("extension_too_long", named, clause.source, (_change(case, last_day=latest),))


def _extension_total(case: Case) -> _Finding | None:
    added = _added(case)
    clause = None if added is None else _of_extension(case, added).extension.total
    if added is None or clause is None or case.placement is None:
        return None
    earlier = extensions(case.placement)
    first_day = earlier[0].first_day if earlier else added.first_day
    latest = last_day_of(first_day, clause.value)
    if added.last_day <= latest:
        return None
    named = figures(
        first_day=first_day,
        last_day=added.last_day,
        maximum=clause.value,
        over=_over(added.last_day, latest),
    )
    nearest_day = max(latest, added.first_day - ONE_DAY)
    way = _change(case, last_day=nearest_day)
    return _Finding("extensions_too_long", named, clause.source, (way,))


def extension_window(
    policy: Policy, name: str, last_day: Day, on: Day
) -> tuple[tuple[Day, Source] | None, tuple[Day, Source] | None]:
    """Return from when and until when an extension may be ``asked`` or ``decided``, with sources.

    Args:
        policy: The rules, in all their versions.
        name: Which window.
        last_day: The last day in force.
        on: The day whose rules count.
    """
    window: Window = getattr(policy.on(on).extension, name)

    def bound(clause: Clause[Span] | None) -> tuple[Day, Source] | None:
        if clause is None:
            return None
        return span_before(last_day, clause.value, policy.calendar), clause.source

    return bound(window.opens_before_end), bound(window.closes_before_end)


def _extension_asked(case: Case) -> _Finding | None:
    if _added(case) is None or case.in_force is None:
        return None
    last_day = case.in_force.period.last_day
    opens, closes = extension_window(case.policy, "asked", last_day, case.on)
    if opens is not None and case.on < opens[0]:
        named = figures(last_day=last_day, opens=opens[0], on=case.on)
        return _Finding("asked_too_early", named, opens[1], (_change(case, on=opens[0]),))
    if closes is not None and case.on > closes[0]:
        named = figures(last_day=last_day, closes=closes[0], on=case.on)
        return _Finding("asked_too_late", named, closes[1])
    return None


def _extension_decided(case: Case) -> _Finding | None:
    """Find an extension that is offered when it is too late to agree on it."""
    if _added(case) is None or case.in_force is None:
        return None
    last_day = case.in_force.period.last_day
    _, closes = extension_window(case.policy, "decided", last_day, case.on)
    if closes is None or case.on <= closes[0]:
        return None
    named = figures(last_day=last_day, closes=closes[0], on=case.on)
    return _Finding("decided_too_late", named, closes[1])


# caps


def free_from(last_day: Day, home: Length) -> Day:
    """Return the first day after so long at home as *home* from the day after *last_day* on.

    Example:
        >>> free_from(Day(2030, 3, 14), Length(months=12))
        datetime.date(2031, 3, 15)
    """
    return last_day_of(last_day + ONE_DAY, home) + ONE_DAY


def _others(case: Case) -> list[Period]:
    return sorted(
        (spell.period for spell in case.service.placements), key=lambda each: each.first_day
    )


def _continuous(case: Case) -> _Finding | None:
    rules, period = _of_period(case).caps.continuous, _terms(case).period
    if rules is None or not _is_new(case):
        return None
    cap = rules.length
    tolerance = rules.gap_tolerance.value if rules.gap_tolerance else Length()
    run = continuous_run(period, case.service, rules)
    latest = last_day_of(run.first_day, cap.value)
    if run.last_day <= latest:
        return None
    named = figures(
        first_day=run.first_day,
        last_day=run.last_day,
        over=_over(run.last_day, latest),
        maximum=cap.value,
        tolerance=tolerance,
    )
    ways = [_change(case, last_day=day) for day in _under_cap(case, latest, tolerance)]
    before = [
        each.last_day
        for each in _others(case)
        if run.first_day <= each.first_day <= period.first_day
    ]
    reset = rules.reset_after if before and max(before) >= latest else None
    if reset is not None and _is_at_home(max(before), period, tolerance):
        free = free_from(max(before), reset.value)
        named = figures(maximum=cap.value, reached=max(before), home=reset.value, free_from=free)
        return _Finding(
            "home_too_short", named, reset.source, (_starting(case, free, reset.value),)
        )
    if before and case.is_ahead:
        home = altered(tolerance, days=tolerance.days + 1) if reset is None else reset.value
        ways.append(_starting(case, free_from(max(before), home), home))
    return _Finding("over_continuous_cap", named, cap.source, tuple(ways))


def _under_cap(case: Case, latest: Day, tolerance: Length) -> list[Day]:
    """Return the earlier last days next to which a cap that is reached on *latest* may be kept to.

    That is this day, or the one before, as a run that has reached the cap takes more to end; or a
    day after which the break is long enough for what comes later not to join.
    """
    period = _terms(case).period
    later = [each.first_day for each in _others(case) if each.first_day > period.first_day]
    apart = [
        _cooled_by(first_day - ONE_DAY, tolerance) if tolerance else first_day - 2 * ONE_DAY
        for first_day in later
    ]
    days = (latest, latest - ONE_DAY, *apart)
    return sorted((day for day in days if day < period.last_day), reverse=True)[:1]


def _is_at_home(last_day: Day, period: Period, tolerance: Length) -> bool:
    """Return whether the break from *last_day* to *period* is longer than the *tolerance*."""
    joined = free_from(last_day, tolerance) if tolerance else last_day + ONE_DAY
    return period.first_day > joined


def continuous_run(period: Period, service: ServiceRecord, rules: ContinuousCap) -> Period:
    """Return the days away without a break that *period* belongs to, breaks included.

    A break that is not longer than the tolerance joins; nor does any that is shorter than the reset
    end a run that has reached the cap.
    """
    tolerance = rules.gap_tolerance.value if rules.gap_tolerance else Length()
    reset = rules.reset_after.value if rules.reset_after else None
    run: Period | None = None
    others = [spell.period for spell in service.placements]
    for each in sorted([*others, period], key=lambda one: (one.first_day, one.last_day)):
        if run is not None and each.first_day <= _joined_until(
            run, tolerance, rules.length.value, reset
        ):
            run = Period(run.first_day, max(run.last_day, each.last_day))
        elif run is not None and run.first_day <= period.first_day <= run.last_day:
            break
        else:
            run = each
    assert run is not None, "the period itself is among them"
    return run


def _joined_until(run: Period, tolerance: Length, cap: Length, reset: Length | None) -> Day:
    """Return the last first day of what still belongs to *run*."""
    joined = free_from(run.last_day, tolerance) if tolerance else run.last_day + ONE_DAY
    if reset is not None and run.last_day >= last_day_of(run.first_day, cap):
        joined = max(joined, free_from(run.last_day, reset) - ONE_DAY)
    return joined


def _lifetime(case: Case) -> _Finding | None:
    clause = _of_period(case).caps.lifetime
    return _summed(case, clause, case.service.placements, "over_lifetime_cap")


def _same_post(case: Case) -> _Finding | None:
    clause = _of_period(case).caps.same_post
    return _summed(case, clause, case.service.same_post, "over_post_cap")


def _summed(
    case: Case, clause: Clause[Length] | None, spells: Iterable[Spell], code: str
) -> _Finding | None:
    """Find what is too long together with *spells*, as if they had come right before."""
    period = _terms(case).period
    if clause is None or not _is_new(case):
        return None
    days = days_elsewhere(period, spells)
    latest = last_day_of(period.first_day - days * ONE_DAY, clause.value)
    if period.last_day <= latest:
        return None
    named = figures(
        first_day=period.first_day,
        last_day=period.last_day,
        earlier=Length(days=days),
        over=_over(period.last_day, latest),
        maximum=clause.value,
    )
    return _Finding(code, named, clause.source, (_change(case, last_day=latest),))


def days_elsewhere(period: Period, spells: Iterable[Spell]) -> int:
    """Return how many days *spells* have that *period* has not, each day once."""
    days, reached = 0, Day.min
    others = (spell.period for spell in spells)
    for each in sorted(others, key=lambda one: one.first_day):
        first_day = max(each.first_day, reached)
        if first_day <= each.last_day:
            days += (each.last_day - first_day).days + 1
            shared_first = max(first_day, period.first_day)
            shared_last = min(each.last_day, period.last_day)
            days -= max(0, (shared_last - shared_first).days + 1)
            reached = each.last_day + ONE_DAY
    return days


def _cooling_off(case: Case) -> _Finding | None:
    rules, period = _of_period(case).caps.cooling_off, _terms(case).period
    if rules is None or not _is_new(case):
        return None
    counted = rules.counted_from.value if rules.counted_from else CountedFrom.END
    length, waiting = rules.length.value, []
    for other in _others(case):
        earlier, later = sorted((other, period), key=lambda each: each.first_day)
        free = _cooled_on(earlier, counted, length)
        if later.first_day < free:
            waiting.append((free, earlier, later))
    if not waiting:
        return None
    free, earlier, later = max(waiting, key=lambda each: each[0])
    named = figures(length=length, other=earlier, counted_from=counted, free_from=free)
    way = _starting(case, free, length)
    if earlier is period:
        way = _change(case, last_day=_cooled_by(later.first_day, length))
    return _Finding("still_cooling_off", named, rules.length.source, (way,))


def _cooled_by(first_day: Day, length: Length) -> Day:
    """Return the last day of a placement after which *length* at home is over on *first_day*."""
    last_day = day_before(first_day, length) + ONE_DAY
    while free_from(last_day, length) > first_day:
        last_day -= ONE_DAY
    return last_day


def _cooled_on(earlier: Period, counted: CountedFrom, length: Length) -> Day:
    if counted is CountedFrom.START:
        return day_after(earlier.first_day, length)
    return free_from(earlier.last_day, length)


# eligibility


def _for_beginning(case: Case) -> Policy | None:
    """Return the policy by which it is judged who may go; None once it is agreed that they go."""
    return _of_period(case) if case.is_ahead and _is_new(case) else None


def _unknown(case: Case, what: str, source: Source) -> _Finding:
    named = figures(person=case.parties.secondee, what=what)
    return _Finding("service_unknown", named, source, (Remedy("tell_service", None),))


def _service(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.service
    return _tenure(case, clause, case.service.employed_since, "service")


def _service_in_role(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.service_in_role
    return _tenure(case, clause, case.service.in_role_since, "service in the present role")


def _tenure(
    case: Case, clause: Clause[Length] | None, since: Day | None, what: str
) -> _Finding | None:
    if clause is None:
        return None
    if since is None:
        return _unknown(case, what, clause.source)
    completed = completed_on(since, clause.value)
    first_day = _terms(case).period.first_day
    if completed <= first_day:
        return None
    named = figures(
        person=case.parties.secondee,
        length=clause.value,
        what=what,
        completed_on=completed,
        first_day=first_day,
    )
    return _Finding("service_too_short", named, clause.source, (_starting(case, completed),))


def _probation(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.probation_passed
    if clause is None or not clause.value:
        return None
    until = case.service.probation_until
    if until is None:
        return _unknown(case, "probation", clause.source)
    if until < _terms(case).period.first_day:
        return None
    named = figures(
        person=case.parties.secondee, until=until, first_day=_terms(case).period.first_day
    )
    return _Finding("on_probation", named, clause.source, (_starting(case, until + ONE_DAY),))


def _warning(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.no_live_warning
    return _flag(case, clause, case.service.has_live_warning, False, "live_warning", "warnings")


def _performance(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.performance_acceptable
    known = case.service.performance_acceptable
    return _flag(case, clause, known, True, "performance_not_acceptable", "performance")


def _flag(
    case: Case,
    clause: Clause[bool] | None,
    known: bool | None,
    wanted: bool,
    code: str,
    what: str,
) -> _Finding | None:
    if clause is None or not clause.value or known is wanted:
        return None
    if known is None:
        return _unknown(case, what, clause.source)
    return _Finding(code, figures(person=case.parties.secondee), clause.source)


def _not_on_secondment(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.not_on_secondment
    if clause is None or not clause.value:
        return None
    period = _terms(case).period
    meeting = [each for each in _others(case) if each.overlaps(period) or case.on in each]
    if not meeting:
        return None
    named = figures(person=case.parties.secondee, other=meeting[0])
    over = max(each.last_day for each in meeting) + ONE_DAY
    later = max(over, period.first_day)
    moved = dict(_starting(case, later).fields)
    way = _change(case, **moved) if case.on not in meeting[0] else _change(case, on=over, **moved)
    return _Finding("already_seconded", named, clause.source, (way,))


def _contracts(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.contracts
    return _code_among(case, clause, case.service.contract, "contract_not_open", "contract")


def _grades(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.grades
    return _code_among(case, clause, case.service.grade, "grade_not_open", "grade")


def _code_among(
    case: Case, clause: Clause[frozenset[str]] | None, code: str | None, name: str, what: str
) -> _Finding | None:
    if clause is None or code in clause.value:
        return None
    if code is None:
        return _unknown(case, what, clause.source)
    named = figures(person=case.parties.secondee, code=code, known=tuple(sorted(clause.value)))
    return _Finding(name, named, clause.source)


def _released(case: Case) -> _Finding | None:
    """Find a proposal that home has not allowed before; home itself may propose at any time."""
    by, on, parties, policy = case.by, case.on, case.parties, _for_beginning(case)
    if case.placement is not None:
        proposal = _proposal_of(case.placement)
        if case.in_force is not None or proposal.offer is None:
            return None
        by, on, parties = proposal.offer.author, proposal.proposed_on, proposal.parties
    clause = None if policy is None else policy.eligibility.released_first
    if clause is None or not clause.value:
        return None
    released = case.service.released_on
    home = parties.holders(frozenset({Role.HOME_MANAGER}))
    if by in home or (released is not None and released <= on):
        return None
    named = figures(person=case.parties.secondee, home=home)
    way = _change(case, on=released) if released is not None else Remedy("tell_service", None)
    return _Finding("not_released", named, clause.source, (way,))


def _proposal_of(placement: Placement) -> Placement:
    """Return *placement* as it was proposed."""
    proposal = placement
    while proposal.before is not None:
        proposal = proposal.before
    return proposal


def _criteria(case: Case) -> _Finding | None:
    policy = _for_beginning(case)
    clause = None if policy is None else policy.eligibility.criteria
    if clause is None:
        return None
    return _unmet(case, clause.value, clause.source)


def _unmet(case: Case, codes: Iterable[str], source: Source) -> _Finding | None:
    met = {code: case.service.is_met(code) for code in sorted(codes)}
    unmet = tuple(code for code, is_met in met.items() if is_met is False)
    unknown = tuple(code for code, is_met in met.items() if is_met is None)
    if not unmet and not unknown:
        return None
    if not unmet:
        return _unknown(case, ", ".join(unknown).replace("_", " "), source)
    named = figures(person=case.parties.secondee, unmet=unmet)
    return _Finding("criteria_unmet", named, source)


# other terms


def _min_share(case: Case) -> _Finding | None:
    clause, share = _of_period(case).share.min, _terms(case).host_share
    if clause is None or share >= clause.value or not _has_new_share(case):
        return None
    named = figures(share=share, minimum=clause.value)
    return _Finding(
        "share_too_small", named, clause.source, (_change(case, host_share=clause.value),)
    )


def _max_share(case: Case) -> _Finding | None:
    clause, share = _of_period(case).share.max, _terms(case).host_share
    if clause is None or share <= clause.value or not _has_new_share(case):
        return None
    named = figures(share=share, maximum=clause.value)
    return _Finding(
        "share_too_large", named, clause.source, (_change(case, host_share=clause.value),)
    )


def _has_new_share(case: Case) -> bool:
    return case.in_force is None or case.in_force.host_share != _terms(case).host_share


def _kind(case: Case) -> _Finding | None:
    return _named_in_terms(case, "kind", _of_period(case).kinds)


def _purpose(case: Case) -> _Finding | None:
    return _named_in_terms(case, "purpose", _of_period(case).purposes)


def _named_in_terms(
    case: Case, name: str, clause: Clause[frozenset[str]] | Clause[frozenset[Cover]] | None
) -> _Finding | None:
    code = getattr(_terms(case), name)
    known = case.in_force is not None and getattr(case.in_force, name) == code
    if clause is None or code in clause.value or known:
        return None
    known_codes = tuple(sorted(clause.value))
    ways = tuple(_change(case, **{name: each}) for each in known_codes)
    if code is None:
        return _Finding("code_missing", figures(name=name, known=known_codes), clause.source, ways)
    named = figures(name=name, code=code, known=known_codes)
    return _Finding("code_not_open", named, clause.source, ways)


def _covers(case: Case) -> _Finding | None:
    return _named_in_terms(case, "cover", _of_period(case).covers)


def cost_band(terms: Terms, policy: Policy) -> tuple[CostBand, Source] | None:
    """Return who pays for a placement under *terms*; None where *policy* does not say so."""
    first_day, last_day = terms.period.first_day, terms.period.last_day
    clause = policy.on(first_day).cost
    if clause is None:
        return None
    own = [band for band in clause.value if terms.kind in band.kinds]
    for band in own or [band for band in clause.value if not band.kinds]:
        if band.shorter_than is None or last_day < last_day_of(first_day, band.shorter_than):
            return band, clause.source
    return None


def _cost(case: Case) -> _Finding | None:
    terms = _terms(case)
    found = cost_band(terms, case.policy)
    known = case.in_force is not None and case.in_force.cost == terms.cost and not _is_new(case)
    if found is None or terms.cost is None or known:
        return None
    band, source = found
    if band.payer is None:
        return None
    part = _FIXED.get(band.payer, band.host_part)
    if part is None or terms.cost.host_part == part:
        return None
    named = figures(host_part=terms.cost.host_part, wanted=part, payer=band.payer)
    split = CostSplit(part, band.reason or terms.cost.reason)
    return _Finding("cost_differs", named, source, (_change(case, cost=split),))


_FIXED: Final = {Payer.HOME: Decimal(0), Payer.HOST: Decimal(1)}


def _trial(case: Case) -> _Finding | None:
    terms, held, clause = _terms(case), case.in_force, _of_period(case).reviews.trial
    has_new_period = case.is_ahead and _is_new(case)
    known = held is not None and held.trial == terms.trial and not has_new_period
    if clause is None or known:
        return None
    first_day = terms.period.first_day
    least = last_day_of(first_day, clause.value)
    if terms.last_trial_day is not None and terms.last_trial_day >= least:
        return None
    named = figures(minimum=clause.value, trial=terms.trial or Length())
    return _Finding("trial_too_short", named, clause.source, (_change(case, trial=clause.value),))


# endings


def _agreed_end_notice(case: Case) -> _Finding | None:
    ending, clause = case.subject, case.policy.on(case.on).agreed_end_notice
    if not isinstance(ending, Ending) or ending.kind is not EndKind.EARLY_END or clause is None:
        return None
    earliest = span_after(case.on, clause.value, case.policy.calendar)
    if ending.last_day >= earliest:
        return None
    named = figures(length=clause.value, on=case.on, earliest=earliest, last_day=ending.last_day)
    return _Finding("ending_too_soon", named, clause.source, (_change(case, last_day=earliest),))


def _converting(case: Case) -> Ending | None:
    subject = case.subject
    is_conversion = isinstance(subject, Ending) and subject.kind is EndKind.CONVERSION
    return subject if is_conversion and isinstance(subject, Ending) else None


def _conversion_after(case: Case) -> _Finding | None:
    """Find a wish to stay that comes too soon: on request its day counts, else that of staying."""
    ending, rules = _converting(case), case.policy.on(case.on).conversion
    started_on = None if case.placement is None else case.placement.started_on
    if ending is None or rules.after is None or started_on is None:
        return None
    if rules.route_for_others is not None and _is_of_other_grade(case, rules):
        return None
    earliest = day_after(started_on, rules.after.value)
    by_request = rules.route.value is Route.REQUEST
    if (case.on if by_request else ending.last_day + ONE_DAY) >= earliest:
        return None
    named = figures(length=rules.after.value, earliest=earliest)
    way = _change(case, last_day=earliest - ONE_DAY)
    if by_request:
        way = _change(case, on=earliest, last_day=max(earliest, ending.last_day))
    return _Finding("conversion_too_early", named, rules.after.source, (way,))


def _conversion_repeated(case: Case) -> _Finding | None:
    ending, rules = _converting(case), case.policy.on(case.on).conversion
    if ending is None or rules.repeat_every is None or case.placement is None:
        return None
    refused = conversions_refused(case.placement)
    again = rules.again_when.value if rules.again_when else frozenset[str]()
    if not refused or any(case.service.is_met(code) for code in again):
        return None
    earliest = day_after(refused[-1], rules.repeat_every.value)
    if case.on >= earliest:
        return None
    named = figures(refused_on=refused[-1], length=rules.repeat_every.value, earliest=earliest)
    way = _change(case, on=earliest, last_day=max(earliest, ending.last_day))
    return _Finding("conversion_again_too_early", named, rules.repeat_every.source, (way,))


def _conversion_grade(case: Case) -> _Finding | None:
    rules = case.policy.on(case.on).conversion
    clause = rules.grades
    if _converting(case) is None:
        return None
    if rules.route_for_others is not None and case.service.grade is not None:
        return None
    return _code_among(case, clause, case.service.grade, "conversion_not_for_grade", "grade")


def _conversion_criteria(case: Case) -> _Finding | None:
    if _converting(case) is None:
        return None
    rules = case.policy.on(case.on).conversion
    route = rules.route
    codes = rules.criteria.value if rules.criteria else frozenset[str]()
    source = rules.criteria.source if rules.criteria else route.source
    if rules.route_for_others is not None and _is_of_other_grade(case, rules):
        route, codes, source = rules.route_for_others, frozenset(), rules.route_for_others.source
    if route.value is Route.COMPETITION:
        codes |= {WON}
    return _unmet(case, codes, source)


def _is_of_other_grade(case: Case, rules: ConversionRules) -> bool:
    grade = case.service.grade
    return grade is not None and rules.grades is not None and grade not in rules.grades.value


WON: Final = "won_competition"
"""The criterion of the route by competition: that the person was chosen."""


def _conversion_priority(case: Case) -> _Finding | None:
    clause = case.policy.on(case.on).conversion.priority
    if _converting(case) is None or clause is None:
        return None
    return _unmet(case, (considered(group) for group in clause.value), clause.source)


def considered(group: str) -> str:
    """Return the criterion that the priority *group* was considered first.

    Example:
        >>> considered("at_risk_staff")
        'at_risk_staff_considered'
    """
    return f"{group}_considered"


_TERMS_RULES: Final[tuple[tuple[str, _Rule], ...]] = (
    ("min_length", _min_length),
    ("max_length", _max_length),
    ("max_first_length", _max_first_length),
    ("increment", _increment),
    ("ends_by", _ends_by),
    ("kinds", _kind),
    ("purposes", _purpose),
    ("covers", _covers),
    ("extension.max_count", _extension_count),
    ("extension.min_length", _extension_min),
    ("extension.max_length", _extension_max),
    ("extension.total", _extension_total),
    ("extension.asked", _extension_asked),
    ("extension.decided", _extension_decided),
    ("caps.continuous", _continuous),
    ("caps.lifetime", _lifetime),
    ("caps.same_post", _same_post),
    ("caps.cooling_off", _cooling_off),
    ("eligibility.service", _service),
    ("eligibility.service_in_role", _service_in_role),
    ("eligibility.probation_passed", _probation),
    ("eligibility.no_live_warning", _warning),
    ("eligibility.performance_acceptable", _performance),
    ("eligibility.not_on_secondment", _not_on_secondment),
    ("eligibility.contracts", _contracts),
    ("eligibility.grades", _grades),
    ("eligibility.released_first", _released),
    ("eligibility.criteria", _criteria),
    ("share.min", _min_share),
    ("share.max", _max_share),
    ("cost", _cost),
    ("reviews.trial", _trial),
)
"""Path of a limit on terms -> the rule."""

_ENDING_RULES: Final[tuple[tuple[str, _Rule], ...]] = (
    ("agreed_end_notice", _agreed_end_notice),
    ("conversion.after", _conversion_after),
    ("conversion.repeat_every", _conversion_repeated),
    ("conversion.grades", _conversion_grade),
    ("conversion.criteria", _conversion_criteria),
    ("conversion.priority", _conversion_priority),
)
"""Path of a limit on endings -> the rule."""

_ON_DAYS: Final = frozenset(
    {
        "min_length",
        "max_length",
        "max_first_length",
        "increment",
        "ends_by",
        "extension.min_length",
        "extension.max_length",
        "extension.total",
        "caps.continuous",
        "caps.lifetime",
        "caps.same_post",
        "caps.cooling_off",
        "eligibility.service",
        "eligibility.service_in_role",
        "eligibility.probation_passed",
        "eligibility.not_on_secondment",
        "agreed_end_notice",
        "conversion.after",
    }
)
"""Paths of the limits that a first or a last day keeps to or does not."""

_ON_SHARE: Final = frozenset({"share.min", "share.max"})
"""Paths of the limits on the host share."""
