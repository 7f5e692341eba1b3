"""Why not: every objection to a command, each with its figures, its source and what would pass.

What a permitted command brings does not belong here: see `decide`. The same objections serve
`decide`, which raises them, and `explain`, which returns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve as altered

from secondment.clauses import COMMAND_VERBS, Clause, NoticeRule, Silence, Stage
from secondment.commands import (
    ArrangeCover,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    GiveNotice,
    Leave,
    MakeRecord,
    OpenChange,
    PersonCommand,
    Propose,
    Reassign,
    RecordAbsence,
    Start,
    Void,
    Withdraw,
)
from secondment.course import conversion_is_excluded, next_step, planned_end
from secondment.dates import ONE_DAY, Day, Length, Period, Span, span_after
from secondment.errors import Objection, Remedy, Source, figures, own_rule
from secondment.lifecycle import RECORDABLE, Status, Verb, is_possible
from secondment.limits import (
    Breach,
    Case,
    blocking,
    breaches,
    breaches_on_table,
    extension_window,
    largest_share,
    nearest,
    overload_objection,
    refusal,
    refusing,
    service_of,
    waived,
)
from secondment.negotiation import (
    Offer,
    Subject,
    Table,
    Thread,
    ahead_of,
    consenting_roles,
    missing,
    needed,
    rules_for,
)
from secondment.notice import notice_length, notice_rule
from secondment.onboarding import Gate, Missing
from secondment.parties import Parties, PersonId, Role, Seat
from secondment.placement import Agreement, Closing, End, Placement, Proposal, State, Work
from secondment.policy import Policy
from secondment.readings import (
    claims_of_proposal,
    claims_under,
    documents_for,
    fitting_share,
    missing_before_start,
    new_overloads,
    overloads_of,
    prepared_by,
)
from secondment.record_rules import (
    PARTIES_ONLY,
    about_record,
    giving_up,
)
from secondment.service import ServiceRecord
from secondment.terms import (
    ConversionRoute,
    EarlyEndMode,
    Ending,
    EndKind,
    NoticeKind,
    Terms,
    diff,
)
from secondment.workload import Claim, Overload

Objections = Iterator[Objection]

THE_TERMS: Final = Source(title="the terms of the placement", clause="early end")
THE_CHART: Final = own_rule("the chart of the lifecycle")
ORDER: Final = own_rule("steps do not go back in time")
TIME_FIRST: Final = own_rule("what time brings comes first")
ONE_OFFER: Final = own_rule("a consent counts for one offer only")
OFFERS: Final = own_rule("an offer changes something that can still be changed")
GATES: Final = Source(title="the terms of the placement", clause="before the first day")
START: Final = own_rule("the start is on the first day of the terms")
ENDS: Final = own_rule("a placement ends as fixed, after its last day")


def possible_from(status: Status | None) -> tuple[Verb, ...]:
    """Return the commands that exist in *status*, None being before anything was proposed."""
    return tuple(verb for verb in COMMAND_VERBS if is_possible(status, verb))


def objections(
    placement: Placement | None,
    command: PersonCommand,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> tuple[Objection, ...]:
    """Return every reason why *command* cannot be carried out, empty when it can.

    Args:
        placement: What is known; None before the proposal.
        command: What is wished.
        policy: The rules to judge it by.
        service: What is known of the secondee's service; None for what came with the proposal.
    """
    status = None if placement is None else placement.status
    if not is_possible(status, command.verb):
        return (_not_allowed_here(status, command.verb),)
    if placement is None:
        assert isinstance(command, Propose)
        known = service_of(None, service or command.service)
        return (*_about_proposer(command, policy), *_about_proposal(command, policy, known))
    standing = standing_objections(placement, command.verb, command.by, command.on, policy)
    known = service_of(placement, service)
    return (*standing, *_about_content(placement, command, policy, known))


def standing_objections(
    placement: Placement, verb: Verb, by: PersonId, on: Day, policy: Policy
) -> tuple[Objection, ...]:
    """Return every reason why *by* can give no command of *verb* on *on*, whatever it says."""
    if not is_possible(placement.status, verb):
        return (_not_allowed_here(placement.status, verb),)
    edition = policy.on(on)
    allowed = placement.parties.holders(edition.permission(verb).roles)
    asked = allowed
    if verb is Verb.CONSENT and by not in allowed:
        asked = _asked_to_consent(placement, edition)
    found = [*_about_person(placement.parties, verb, by, edition, asked)]
    if verb not in RECORDABLE:
        found += _about_time(placement, verb, on, policy)
    if verb in (Verb.OPEN_CHANGE, Verb.COUNTER, Verb.GIVE_NOTICE):
        found += _about_period_over(placement, on, policy)
    return tuple(found)


def _not_allowed_here(status: Status | None, verb: Verb) -> Objection:
    possible = possible_from(status)
    named = figures(
        verb=verb, status=status or "nothing is proposed", possible=possible or ("nothing",)
    )
    return Objection("not_allowed_here", named, THE_CHART)


# who


def _about_proposer(command: Propose, policy: Policy) -> Objections:
    edition = policy.on(command.on)
    allowed = command.parties.holders(edition.permission(command.verb).roles)
    yield from _about_person(command.parties, command.verb, command.by, edition, allowed)


def _about_person(
    parties: Parties, verb: Verb, by: PersonId, policy: Policy, asked: tuple[PersonId, ...]
) -> Objections:
    """Object unless *by* may give *verb*; *asked* are those who would pass."""
    permission = policy.permission(verb)
    allowed = parties.holders(permission.roles)
    ask = Remedy("ask", verb, by=asked) if asked else None
    roles = parties.roles_of(by)
    if not roles:
        yield Objection("not_a_party", figures(person=by), PARTIES_ONLY, ask)
    elif (
        by not in allowed and roles == (Role.STAKEHOLDER,) and Role.STAKEHOLDER in permission.roles
    ):
        yield Objection("no_say", figures(person=by), permission.source, ask)
    elif by not in allowed:
        named = figures(verb=verb, person=by, roles=roles, allowed=permission.roles)
        yield Objection("role_may_not", named, permission.source, ask)


# when


def _about_time(placement: Placement, verb: Verb, on: Day, policy: Policy) -> Objections:
    if on < placement.moved_on:
        named = figures(on=on, last_step=placement.moved_on)
        remedy = Remedy("change_fields", verb, figures(on=placement.moved_on))
        yield Objection("before_last_step", named, ORDER, remedy)
        return
    offer = placement.offer
    about_the_offer = verb in (Verb.COUNTER, Verb.CONSENT, Verb.DECLINE, Verb.DROP_CHANGE)
    if offer is not None and about_the_offer and on > offer.expires_on:
        named = figures(offer=offer.number, expires_on=offer.expires_on)
        yield Objection("offer_expired", named, ONE_OFFER, _advance(on))
        return
    due = next_step(placement, policy, on)
    if due is not None:
        named = figures(due=due.verb, due_on=due.on)
        yield Objection("step_due", named, TIME_FIRST, _advance(on))


def _advance(on: Day) -> Remedy:
    return Remedy("first", "advance", figures(on=on))


def _about_period_over(placement: Placement, on: Day, policy: Policy) -> Objections:
    last_day = placement.last_day
    if isinstance(placement.state, Work | Closing) and last_day is not None and on > last_day:
        verb = planned_end(placement.state, policy).verb
        remedy = Remedy("instead", verb, figures(on=on))
        yield Objection("period_over", figures(last_day=last_day), OFFERS, remedy)


# what


def _about_proposal(command: Propose, policy: Policy, service: ServiceRecord) -> Objections:
    edition = policy.on(command.on)
    required = edition.required_roles
    for role in Role:
        if role in required.value and not command.parties.holders(frozenset({role})):
            remedy = Remedy("name_party", command.verb, figures=figures(role=role))
            yield Objection("role_missing", figures(role=role), required.source, remedy)
    case = _case(None, command.terms, command, policy, service, command.parties)
    yield from refusing(case, breaches(case))
    yield from _about_first_day(case, command.terms.period)
    yield from _about_load_of_proposal(case, command)
    table = Table(command.parties, None, closing=False)
    yield from _about_roles_held(command.terms, table, command, edition)
    yield from _about_order(command.terms, table, command, edition)
    latest = latest_expiry(None, command.terms, command.on, policy, command.parties)
    yield from _about_expiry(command, *latest)


def _case(
    placement: Placement | None,
    subject: Subject,
    command: Propose | Counter | OpenChange | Consent,
    policy: Policy,
    service: ServiceRecord,
    parties: Parties,
) -> Case:
    return Case(
        subject=subject,
        on=command.on,
        verb=command.verb,
        placement=placement,
        by=command.by,
        parties=parties,
        policy=policy,
        service=service,
    )


def _about_load_of_proposal(case: Case, command: Propose) -> Objections:
    """Object to a proposal that is too much beside the person's other placements."""
    policy, service = case.policy.on(command.on), case.service
    if not policy.overload_refused.value or not service.placements:
        return
    capacity = policy.capacity.value
    claims = claims_of_proposal(command.parties, command.terms, service)
    found = overloads_of(claims, capacity, command.on)
    share = _fitting_share(case, claims, found)
    remedy = None
    if share is not None:
        remedy = Remedy("change_fields", command.verb, figures(host_share=share))
    yield from _overload_objections(found, policy, remedy, command.parties)


def _fitting_share(
    case: Case, claims: Iterable[Claim], found: Iterable[Overload]
) -> Decimal | None:
    """Return the largest host share that is not too much and that no limit refuses."""
    most = fitting_share(claims, case.policy.on(case.on).capacity.value, found)
    return None if most is None else largest_share(case, most)


def _overload_objections(
    found: Iterable[Overload], policy: Policy, remedy: Remedy | None, parties: Parties
) -> Objections:
    """Yield what is too much, unless somebody can set the capacity aside."""
    for overload in found:
        breach = Breach("capacity", overload_objection(overload, policy, remedy))
        refused = refusal(breach, policy, parties)
        if refused is not None:
            yield refused


def _about_roles_held(
    subject: Subject, table: Table, command: Propose | Counter | OpenChange, policy: Policy
) -> Objections:
    """Object to an offer that the authority has to consent to, where nobody is that."""
    required = isinstance(command, Propose) and Role.AUTHORITY in policy.required_roles.value
    if table.parties.authority is not None or required:
        return
    for rule in rules_for(subject, table, policy):
        if Role.AUTHORITY in consenting_roles(rule, subject, policy):
            remedy = None
            if isinstance(command, Propose):
                named = figures(role=Role.AUTHORITY)
                remedy = Remedy("name_party", command.verb, figures=named)
            yield Objection("role_missing", figures(role=Role.AUTHORITY), rule.source, remedy)
            return


def _about_order(
    subject: Subject,
    table: Table,
    command: Propose | Counter | OpenChange | Consent,
    policy: Policy,
    thread: Thread | None = None,
) -> Objections:
    """Object to a consent, or an offer, which is one, before those who come first."""
    rules = rules_for(subject, table, policy)
    if not any(rule.order for rule in rules):
        return
    given = frozenset() if thread is None else thread.consents
    seats = needed(subject, table, policy, thread)

    def before(person: PersonId) -> tuple[PersonId, ...]:
        own = [seat for seat in seats if seat.person == person]
        lacking = [seat for seat in seats if seat not in given and seat.person != person]
        return tuple(dict.fromkeys(seat.person for seat in ahead_of(own, lacking, rules)))

    first = before(command.by)
    if first:
        named = figures(person=command.by, first=first)
        source = next(rule.source for rule in rules if rule.order)
        able = _able(table.parties, command.verb, policy)
        asked = tuple(each for each in first if each in able and not before(each))
        remedy = Remedy("ask", command.verb, by=asked) if asked else None
        yield Objection("out_of_order", named, source, remedy)


def _about_content(
    placement: Placement, command: PersonCommand, policy: Policy, service: ServiceRecord
) -> Objections:
    edition = policy.on(command.on)
    if isinstance(command, Counter | Consent | Decline | DropChange):
        yield from _about_offer_named(placement, command)
    match command:
        case Counter() | OpenChange():
            yield from _about_subject(placement, command, policy, service)
        case Consent():
            yield from _about_consent(placement, command, policy, service)
        case Decline() | DropChange():
            yield from _about_refusing(placement, command, edition)
        case Withdraw():
            yield from _about_withdrawing(placement, command)
        case Start():
            yield from _about_start(placement, command, policy)
        case GiveNotice():
            yield from _about_notice(placement, command, edition, service)
        case Complete() | Convert() | EndEarly():
            yield from _about_end(placement, command, policy)
        case RecordAbsence() | ArrangeCover() | Reassign() | MakeRecord() | Void():
            yield from about_record(placement, command, policy, service)
        case Leave():
            yield from _about_leaving(placement, command)
        case Propose():
            return


# offers


def latest_expiry(
    placement: Placement | None,
    subject: Subject,
    on: Day,
    policy: Policy,
    parties: Parties | None = None,
) -> tuple[Day, Source]:
    """Return the last day on which an offer of *subject*, made on *on*, can be consented to.

    It is as long as the policy lets offers stand, or lets this kind of offer wait for an answer,
    and never later than what it is about: the first day of terms that have not started, the day
    before an automatic start, the last day in force, the last day for agreeing on an extension.

    Args:
        placement: What is known; None before the proposal.
        subject: What is offered.
        on: The day of the offer.
        policy: The rules to judge it by.
        parties: Who takes part; only needed before the proposal.

    Returns:
        The day, and where the policy says so.
    """
    state = None if placement is None else placement.state
    edition = policy.on(on)
    table = None if placement is None else placement.table
    if table is None and parties is not None:
        table = Table(parties, None, closing=False)
    stands = edition.offer_validity.source
    bounds = [_valid_until(subject, on, edition, table)]
    start_is_ahead = isinstance(state, Agreement) and on < state.terms.period.first_day
    if isinstance(subject, Terms) and (state is None or isinstance(state, Proposal | Agreement)):
        bounds.append((subject.period.first_day, stands))
    if isinstance(state, Agreement) and start_is_ahead:
        first_day = state.terms.period.first_day
        if policy.on(first_day).automatic_start.value:
            bounds.append((first_day - ONE_DAY, stands))
    if isinstance(state, Work | Closing):
        bounds.append((planned_end(state, policy).last_day, stands))
        bounds.append((_last_day(subject), stands))
        bounds += _decision_bounds(state, subject, on, policy)
    return min(bounds, key=lambda bound: bound[0])


def _valid_until(
    subject: Subject, on: Day, policy: Policy, table: Table | None
) -> tuple[Day, Source]:
    """Return until when an offer may wait: by its own clocks, else as long as offers stand.

    Where people consent in turn, each has the time; so have others that are asked then. Where
    silence is consent, an offer stands as long as any, for what else it waits for.
    """
    validity = policy.offer_validity
    stands = span_after(on, validity.value, policy.calendar), validity.source
    rules = () if table is None else rules_for(subject, table, policy)
    bounds = []
    for rule in rules:
        if rule.answer_within is not None:
            turns = max(1, len(rule.order)) + (rule.on_silence is Silence.ESCALATE)
            answered = on
            for _ in range(turns):
                answered = span_after(answered, rule.answer_within, policy.calendar)
            accepted = rule.on_silence is Silence.DEEMED_ACCEPTED
            until = (answered, rule.source)
            bounds.append(stands if accepted and stands[0] > answered else until)
    return min(bounds, key=lambda bound: bound[0], default=stands)


def _decision_bounds(
    state: Work | Closing, subject: Subject, on: Day, policy: Policy
) -> tuple[tuple[Day, Source], ...]:
    """Return the last day for agreeing on an extension, if it is one and still ahead."""
    held = state.terms.period.last_day
    if isinstance(subject, Ending) or subject.period.last_day <= held:
        return ()
    _, closes = extension_window(policy, "decided", held, on)
    return () if closes is None or closes[0] < on else (closes,)


def _last_day(subject: Subject) -> Day:
    return subject.last_day if isinstance(subject, Ending) else subject.period.last_day


def _about_offer_named(
    placement: Placement, command: Counter | Consent | Decline | DropChange
) -> Objections:
    offer = placement.offer
    if offer is None or command.offer is None or command.offer == offer.number:
        return
    code = "stale_offer" if 0 < command.offer <= placement.offers else "unknown_offer"
    remedy = Remedy("change_fields", command.verb, figures(offer=offer.number))
    yield Objection(code, figures(offer=command.offer, current=offer.number), ONE_OFFER, remedy)


def _about_subject(
    placement: Placement, command: Counter | OpenChange, policy: Policy, service: ServiceRecord
) -> Objections:
    subject, edition = command.subject, policy.on(command.on)
    if isinstance(subject, Terms):
        yield from _about_terms(placement, subject, command, policy, service)
    else:
        yield from _about_ending(placement, subject, command, policy, service)
    yield from _about_sameness(placement, subject, command, edition)
    yield from _about_roles_held(subject, placement.table, command, edition)
    yield from _about_order(subject, placement.table, command, edition)
    yield from _about_window(placement, subject, command, policy)
    latest = latest_expiry(placement, subject, command.on, policy)
    yield from _about_expiry(command, *latest)


def _about_window(
    placement: Placement,
    subject: Subject,
    command: Counter | OpenChange | Consent,
    policy: Policy,
) -> Objections:
    """Object to what would settle an extension before it may be agreed."""
    state = placement.state
    if not isinstance(state, Work | Closing) or isinstance(subject, Ending):
        return
    held = state.terms.period.last_day
    if subject.period.last_day <= held:
        return
    opens, _ = extension_window(policy, "decided", held, command.on)
    if opens is None or command.on >= opens[0] or "extension.decided" in waived(placement):
        return
    thread = placement.thread if isinstance(command, Consent) else None
    given = frozenset() if thread is None else thread.consents
    seats = needed(subject, placement.table, policy.on(command.on), thread)
    if all(seat in given or seat.person == command.by for seat in seats):
        named = figures(last_day=held, opens=opens[0], on=command.on)
        remedy = Remedy("change_fields", command.verb, figures(on=opens[0]))
        yield Objection("decided_too_early", named, opens[1], remedy)


def _about_terms(
    placement: Placement,
    offered: Terms,
    command: Counter | OpenChange,
    policy: Policy,
    service: ServiceRecord,
) -> Objections:
    period = offered.period
    started_on = placement.started_on
    case = _case(placement, offered, command, policy, service, placement.parties)
    if started_on is None:
        yield from _about_first_day(case, period)
    elif placement.terms is not None and period.first_day != placement.terms.period.first_day:
        held = placement.terms.period
        fields = nearest(case, first_day=held.first_day)
        if fields is None:
            fields = figures(first_day=held.first_day, last_day=held.last_day)
        remedy = Remedy("change_fields", command.verb, fields)
        yield Objection("first_day_fixed", figures(first_day=held.first_day), OFFERS, remedy)
    if started_on is not None and period.last_day < command.on:
        yield _last_day_passed(case, placement)
    yield from refusing(case, breaches(case))
    yield from _about_load(case, placement, offered, command)


def _about_load(
    case: Case, placement: Placement, terms: Terms, command: Counter | OpenChange | Consent
) -> Objections:
    """Object to terms that would give the secondee too much to do, where the policy refuses it."""
    policy, service = case.policy.on(command.on), case.service
    if not policy.overload_refused.value:
        return
    found = new_overloads(placement, terms, policy, command.on, service=service)
    if not found or "capacity" in waived(placement):
        return
    claims = claims_under(placement, terms, service=service)
    share = _fitting_share(case, claims, found)
    remedy = None
    held = placement.terms
    if share is not None and (held is None or diff(held, altered(terms, host_share=share))):
        code, verb = ("change_fields", command.verb)
        if isinstance(command, Consent):
            code, verb = ("instead", Verb.COUNTER)
        remedy = Remedy(code, verb, figures(host_share=share))
    yield from _overload_objections(found, policy, remedy, placement.parties)


def _last_day_passed(case: Case, placement: Placement) -> Objection:
    """Object to a last day that has passed; no other would do once the whole period has."""
    in_force, fields = placement.last_day, None
    if in_force is None or case.on <= in_force:
        fields = nearest(case, last_day=case.on)
    remedy = None if fields is None else Remedy("change_fields", case.verb, fields)
    named = figures(last_day=case.last_day, on=case.on)
    return Objection("last_day_passed", named, OFFERS, remedy)


def _about_first_day(case: Case, period: Period) -> Objections:
    on = case.on
    if period.first_day < on:
        days = {"first_day": on}
        if period.last_day < on:
            days["last_day"] = on + (period.days - 1) * ONE_DAY
        fields = nearest(case, **days)
        remedy = None if fields is None else Remedy("change_fields", case.verb, fields)
        named = figures(first_day=period.first_day, on=on)
        yield Objection("first_day_passed", named, OFFERS, remedy)


def _about_ending(
    placement: Placement,
    ending: Ending,
    command: Counter | OpenChange,
    policy: Policy,
    service: ServiceRecord,
) -> Objections:
    if placement.terms is None or placement.started_on is None:
        yield Objection("nothing_to_end", (), OFFERS, giving_up(placement, command.by))
        return
    if ending.kind is EndKind.LEAVING:
        named = figures(kind=NoticeKind.RESIGNATION, last_day=ending.last_day)
        remedy = Remedy("instead", Verb.GIVE_NOTICE, named)
        if not is_possible(placement.status, Verb.GIVE_NOTICE):
            remedy = Remedy("instead_plain", Verb.LEAVE)
        yield Objection("leaving_not_offered", (), OFFERS, remedy)
    case = _case(placement, ending, command, policy, service, placement.parties)
    if ending.last_day < command.on:
        yield _last_day_passed(case, placement)
    yield from _about_last_day_of_ending(placement.terms, ending, command.verb)
    converting = ending.kind is EndKind.CONVERSION
    if converting and conversion_is_excluded(placement.terms, policy, command.on):
        yield _conversion_excluded(placement, placement.terms, policy.on(command.on))
        return
    yield from refusing(case, breaches(case))


def _conversion_excluded(placement: Placement, terms: Terms, policy: Policy) -> Objection:
    clause = policy.conversion.excluded
    if terms.conversion_route is None and clause is not None:
        return Objection("conversion_excluded", (), clause.source)
    route = figures(conversion_route=ConversionRoute.BY_AGREEMENT)
    remedy = Remedy("first", _offering(placement.state), route)
    return Objection("conversion_excluded", (), OFFERS, remedy)


def _about_last_day_of_ending(terms: Terms, ending: Ending, verb: Verb) -> Objections:
    last_day, agreed = ending.last_day, terms.period.last_day
    named = figures(last_day=last_day, period_last_day=agreed)
    if last_day > agreed:
        remedy = Remedy("change_fields", verb, figures(last_day=agreed))
        yield Objection("ending_after_period", named, OFFERS, remedy)
    elif ending.kind is EndKind.RETURN and last_day < agreed:
        remedy = Remedy("change_fields", verb, figures(kind=EndKind.EARLY_END))
        yield Objection("return_before_last_day", named, OFFERS, remedy)
    elif ending.kind is EndKind.EARLY_END and last_day == agreed:
        remedy = Remedy("change_fields", verb, figures(kind=EndKind.RETURN))
        yield Objection("not_early", named, OFFERS, remedy)


def _about_sameness(
    placement: Placement, subject: Subject, command: Counter | OpenChange, policy: Policy
) -> Objections:
    if _holds_already(placement, subject):
        yield Objection("no_change", (), OFFERS, Remedy("offer_something_else", command.verb))
    offer = placement.offer
    if offer is not None and _is_same(offer.subject, subject):
        asked = _asked_to_consent(placement, policy)
        remedy = Remedy("ask", Verb.CONSENT, by=asked) if asked else None
        if command.by in asked:
            remedy = Remedy("instead", Verb.CONSENT, figures(offer=offer.number))
        yield Objection("same_offer", figures(offer=offer.number), OFFERS, remedy)


def _waited_for(placement: Placement, policy: Policy) -> tuple[PersonId, ...]:
    """Return whose consent to the offer on the table is still missing, each once."""
    thread = placement.thread
    seats = () if thread is None else missing(thread, placement.table, policy)
    return tuple(dict.fromkeys(seat.person for seat in seats))


def _asked_to_consent(placement: Placement, policy: Policy) -> tuple[PersonId, ...]:
    """Return who may consent now: those whose turn it is, and anybody once nobody is missing."""
    allowed = _able(placement.parties, Verb.CONSENT, policy)
    thread = placement.thread
    lacking = () if thread is None else missing(thread, placement.table, policy)
    if thread is None or not lacking:
        return allowed
    rules = rules_for(thread.offer.subject, placement.table, policy)
    turn = [
        person
        for person in dict.fromkeys(seat.person for seat in lacking)
        if not ahead_of(
            [seat for seat in lacking if seat.person == person],
            [seat for seat in lacking if seat.person != person],
            rules,
        )
    ]
    return tuple(person for person in turn if person in allowed)


def _holds_already(placement: Placement, subject: Subject) -> bool:
    """Return whether *subject* is in force; while it is closing, the ending is, not the terms."""
    if placement.ending is not None:
        return _is_same(placement.ending, subject)
    return placement.terms is not None and _is_same(placement.terms, subject)


def _is_same(one: Subject, other: Subject) -> bool:
    if isinstance(one, Terms) and isinstance(other, Terms):
        return not diff(one, other)
    return one == other


def _about_expiry(
    command: Propose | Counter | OpenChange, latest: Day, source: Source
) -> Objections:
    expires_on = command.expires_on
    if expires_on is None or latest < command.on:
        return
    remedy = Remedy("change_fields", command.verb, figures(expires_on=latest))
    if expires_on < command.on:
        named = figures(on=command.on, expires_on=expires_on)
        yield Objection("expiry_before_offer", named, ONE_OFFER, remedy)
    elif expires_on > latest:
        named = figures(on=command.on, latest=latest, expires_on=expires_on)
        yield Objection("expiry_too_late", named, source, remedy)


# consents


def _offer_and_seats(
    placement: Placement, by: PersonId, policy: Policy
) -> tuple[Offer, tuple[Seat, ...], tuple[Seat, ...]]:
    """Return the offer on the table, the seats it needs, and those of them that *by* holds."""
    offer = placement.offer
    assert offer is not None, "the chart has these verbs only where an offer is on the table"
    seats = needed(offer.subject, placement.table, policy, placement.thread)
    return offer, seats, tuple(seat for seat in seats if seat.person == by)


def _about_consent(
    placement: Placement, command: Consent, whole: Policy, service: ServiceRecord
) -> Objections:
    policy = whole.on(command.on)
    offer, seats, own = _offer_and_seats(placement, command.by, policy)
    thread = placement.thread
    if not _waited_for(placement, policy):
        yield from _about_waiting_for_waiver(placement, command, whole, service)
        yield from map(_countered, blocking(placement, whole, service, command.on))
        return  # a policy that asks fewer people: any consent now settles it
    if not own:
        yield from _about_consent_not_needed(placement, offer, seats, command, policy)
    elif thread is not None and all(seat in thread.consents for seat in own):
        named = figures(person=command.by, offer=offer.number)
        asked = _asked_to_consent(placement, policy)
        remedy = Remedy("ask", Verb.CONSENT, by=asked) if asked else None
        yield Objection("already_consented", named, ONE_OFFER, remedy)
    else:
        yield from _about_order(offer.subject, placement.table, command, policy, thread)
        yield from _about_window(placement, offer.subject, command, whole)
        yield from map(_countered, blocking(placement, whole, service, command.on))
    if isinstance(offer.subject, Terms):
        case = _case(placement, offer.subject, command, whole, service, placement.parties)
        yield from _about_load(case, placement, offer.subject, command)


def _countered(objection: Objection) -> Objection:
    """Return *objection* as one to a consent: what would pass is another offer."""

    def instead(remedy: Remedy) -> Remedy:
        if remedy.command != Verb.COUNTER:
            return remedy
        return Remedy("instead", Verb.COUNTER, remedy.fields)

    remedy = None if objection.remedy is None else instead(objection.remedy)
    return altered(objection, remedy=remedy, others=tuple(map(instead, objection.others)))


def _about_waiting_for_waiver(
    placement: Placement, command: Consent, policy: Policy, service: ServiceRecord
) -> Objections:
    """Object to one more consent to an offer that waits for a waiver only."""
    for breach in breaches_on_table(placement, policy, service):
        row = policy.on(command.on).waiver_rule(breach.rule)
        assert row is not None, "what is on the table can be set aside by somebody"
        able = placement.parties.holders(row.roles)
        named = figures(rule=breach.rule, reason=breach.objection.text)
        yield Objection("waits_for_waiver", named, row.source, Remedy("ask", Verb.WAIVE, by=able))


def _about_consent_not_needed(
    placement: Placement,
    offer: Offer,
    seats: tuple[Seat, ...],
    command: Consent | Decline | DropChange,
    policy: Policy,
) -> Objections:
    """Object to somebody who may consent as such, but is not asked for this offer."""
    by = command.by
    if by in placement.parties.holders(policy.permission(command.verb).roles):
        persons = tuple(dict.fromkeys(seat.person for seat in seats))
        named = figures(offer=offer.number, person=by, needed=persons)
        source = rules_for(offer.subject, placement.table, policy)[0].source
        able = _asked_to_consent(placement, policy)
        if not isinstance(command, Consent):
            own = offer.author if isinstance(command, Decline) else None
            allowed = _able(placement.parties, command.verb, policy)
            able = tuple(each for each in persons if each in allowed and each != own)
        remedy = Remedy("ask", command.verb, by=able) if able else None
        yield Objection("consent_not_needed", named, source, remedy)


def _about_refusing(
    placement: Placement, command: Decline | DropChange, policy: Policy
) -> Objections:
    offer, seats, own = _offer_and_seats(placement, command.by, policy)
    about = rules_for(offer.subject, placement.table, policy)
    if offer.author != command.by and command.reason is None:
        for rule in about:
            if rule.refused_with_reason:
                remedy = Remedy("name_reason", command.verb)
                yield Objection(
                    "refusal_needs_reason", figures(offer=offer.number), rule.source, remedy
                )
                break
    objecting = placement.parties.holders(frozenset().union(*(each.may_object for each in about)))
    if offer.author == command.by:
        if isinstance(command, Decline):
            named = figures(offer=offer.number, person=command.by)
            remedy = Remedy("instead_plain", Verb.WITHDRAW)
            yield Objection("own_offer", named, ONE_OFFER, remedy)
    elif not own and command.by not in objecting:
        yield from _about_consent_not_needed(placement, offer, seats, command, policy)


def _about_withdrawing(placement: Placement, command: Withdraw) -> Objections:
    offer = placement.offer
    proposed = isinstance(placement.state, Proposal)
    if proposed and offer is not None and offer.author != command.by:
        named = figures(offer=offer.number, author=offer.author, person=command.by)
        remedy = Remedy("instead", Verb.DECLINE, figures(offer=offer.number))
        yield Objection("not_your_offer", named, ONE_OFFER, remedy)


# start and end


def _about_start(placement: Placement, command: Start, policy: Policy) -> Objections:
    terms = placement.terms
    assert terms is not None, "the chart has a start of agreed placements only"
    missing_gates = tuple(_about_readiness(placement, terms, command, policy))
    yield from missing_gates
    if command.on != terms.period.first_day:
        first_day = terms.period.first_day
        remedy: Remedy | None = Remedy("change_fields", Verb.START, figures(on=first_day))
        if placement.moved_on > first_day or (missing_gates and command.on > first_day):
            remedy = _later_start(placement, terms, command)
        elif policy.on(first_day).automatic_start.value:
            remedy = Remedy("instead", "advance", figures(on=first_day))
        named = figures(first_day=first_day, on=command.on)
        yield Objection("not_first_day", named, START, remedy)


def _later_start(placement: Placement, terms: Terms, command: Start) -> Remedy | None:
    """Return the change to a first day that is still ahead, None when it is too late for any."""
    later = max(command.on, placement.moved_on)
    if later > terms.period.last_day:
        return None
    return Remedy("first", Verb.OPEN_CHANGE, figures(first_day=later))


def _about_readiness(
    placement: Placement, terms: Terms, command: Start, policy: Policy
) -> Objections:
    """Object to what is missing; once the first day has passed only another one helps."""
    too_late = _later_start(placement, terms, command)
    edition = policy.on(terms.period.first_day)
    for each in missing_before_start(placement, policy):
        verb = prepared_by(each)
        named = figures(missing=str(each), first_day=terms.period.first_day)
        able = _able(placement.parties, verb, policy.on(command.on))
        remedy: Remedy | None = Remedy("prepare", verb, by=able)
        if command.on > terms.period.first_day:
            remedy = too_late
        yield Objection("not_ready", named, _demanded_by(each, terms, edition), remedy)


def _demanded_by(missing_thing: Missing, terms: Terms, policy: Policy) -> Source:
    """Return where it stands that something has to be in place before the first day."""
    if missing_thing.gate is Gate.DOCUMENTS:
        return documents_for(terms, Stage.START, policy)[0].source
    return policy.gates.source if missing_thing.gate in policy.gates.value else GATES


def _able(parties: Parties, verb: Verb, policy: Policy) -> tuple[PersonId, ...]:
    return parties.holders(policy.permission(verb).roles)


def _about_notice(
    placement: Placement, command: GiveNotice, policy: Policy, service: ServiceRecord
) -> Objections:
    rule = notice_rule(command.kind, policy, service, command.on)
    allowed = placement.parties.holders(rule.roles)
    roles = placement.parties.roles_of(command.by)
    if roles and command.by not in allowed:
        named = figures(person=command.by, roles=roles, kind=command.kind, allowed=rule.roles)
        remedy = Remedy("ask", Verb.GIVE_NOTICE, by=allowed) if allowed else None
        yield Objection("notice_not_yours", named, rule.source, remedy)
    terms = placement.terms
    assert terms is not None, "notice is given of an active placement, which has terms"
    mode = _early_end_mode(terms, policy)
    state = placement.state
    assert isinstance(state, Work), "the chart has notice while it is active only"
    by_consent = _by_consent(state, command.on, command.last_day)
    if command.kind is not NoticeKind.RESIGNATION:
        yield from _about_mode(mode, command, by_consent, policy)
    if rule.needs_reason and command.reason is None:
        yield Objection("reason_needed", (), rule.source, Remedy("name_reason", Verb.GIVE_NOTICE))
    length = _notice_clause(terms, mode, rule, service, command.on, policy)
    yield from _about_last_day_of_notice(terms.period, length, command, by_consent, policy)


def _early_end_mode(terms: Terms, policy: Policy) -> Clause[EarlyEndMode]:
    if terms.early_end_mode is None:
        return policy.early_end_mode
    return Clause(terms.early_end_mode, THE_TERMS)


def _about_mode(
    mode: Clause[EarlyEndMode], command: GiveNotice, by_consent: Remedy | None, policy: Policy
) -> Objections:
    if mode.value is EarlyEndMode.MUTUAL:
        yield Objection("one_sided_end_excluded", (), mode.source, by_consent)
    elif mode.value is EarlyEndMode.FOR_CAUSE:
        causes = policy.causes
        if command.reason is None:
            remedy = Remedy("name_reason", Verb.GIVE_NOTICE)
            yield Objection("cause_needed", (), mode.source, remedy)
        elif causes is not None and command.reason not in causes.value:
            named = figures(reason=command.reason, causes=tuple(sorted(causes.value)) or ("none",))
            yield Objection("no_cause", named, causes.source, by_consent)


def _by_consent(state: Work | Closing, on: Day, last_day: Day) -> Remedy | None:
    """Return the offer of an early end on *last_day*, None where that could not be offered."""
    if not on <= last_day < state.terms.period.last_day:
        return None
    named = figures(kind=EndKind.EARLY_END, last_day=last_day)
    return Remedy("instead", _offering(state), named)


def _offering(state: State) -> Verb:
    """Return the verb that puts something on the table, on which there is one offer at most."""
    offered = not isinstance(state, End) and state.thread is not None
    return Verb.COUNTER if offered else Verb.OPEN_CHANGE


def _notice_clause(
    terms: Terms,
    mode: Clause[EarlyEndMode],
    rule: NoticeRule,
    service: ServiceRecord,
    on: Day,
    policy: Policy,
) -> Clause[Span]:
    """Return how long a notice has to be, and where that stands."""
    owed = Clause(notice_length(rule, service, on, policy), rule.source)
    if rule.kind is NoticeKind.RESIGNATION:
        return owed
    if mode.value is EarlyEndMode.AT_WILL or rule.is_courtesy:
        return Clause(Length(), mode.source)
    return owed if terms.notice is None else Clause(terms.notice, THE_TERMS)


def _about_last_day_of_notice(
    period: Period,
    length: Clause[Span],
    command: GiveNotice,
    by_consent: Remedy | None,
    policy: Policy,
) -> Objections:
    earliest = span_after(command.on, length.value, policy.calendar)
    resigning = command.kind is NoticeKind.RESIGNATION
    latest = period.last_day if resigning else period.last_day - ONE_DAY
    named = figures(last_day=command.last_day, period_last_day=period.last_day)
    if command.last_day > latest:
        remedy = None
        if latest >= earliest:
            remedy = Remedy("change_fields", Verb.GIVE_NOTICE, figures(last_day=latest))
        code = "ending_after_period" if command.last_day > period.last_day else "not_early"
        yield Objection(code, named, OFFERS, remedy)
    if command.last_day < earliest:
        named = figures(
            length=length.value, on=command.on, earliest=earliest, last_day=command.last_day
        )
        remedy = by_consent
        if earliest <= latest:
            remedy = Remedy("change_fields", Verb.GIVE_NOTICE, figures(last_day=earliest))
        yield Objection("notice_too_short", named, length.source, remedy)


def _about_end(
    placement: Placement, command: Complete | Convert | EndEarly, policy: Policy
) -> Objections:
    state = placement.state
    assert isinstance(state, Work | Closing), "the chart has ends for these states only"
    if isinstance(command, EndEarly) and command.trigger is not None:
        yield from _about_trigger(state, command.trigger, command, policy)
        yield from _about_haste(state, command)
        return
    planned = planned_end(state, policy)
    if planned.verb is not command.verb:
        yield _other_end(state, command, policy)
    elif command.on <= planned.last_day:
        remedy = Remedy("change_fields", command.verb, figures(on=planned.last_day + ONE_DAY))
        yield Objection("not_over_yet", figures(last_day=planned.last_day), ENDS, remedy)


def _about_leaving(placement: Placement, command: Leave) -> Objections:
    if isinstance(placement.state, Work | Closing):
        yield from _about_haste(placement.state, command)


def _about_haste(state: Work | Closing, command: EndEarly | Leave) -> Objections:
    """Object to an end before the first day was over: the day given is the first day after it."""
    earliest = state.started_on + ONE_DAY
    if command.on < earliest:
        named = figures(started_on=state.started_on, earliest=earliest)
        remedy = Remedy("change_fields", command.verb, figures(on=earliest))
        yield Objection("over_too_soon", named, ENDS, remedy)


def _other_end(
    state: Work | Closing, command: Complete | Convert | EndEarly, policy: Policy
) -> Objection:
    planned = planned_end(state, policy)
    if isinstance(command, Convert) and isinstance(state, Work):
        named = figures(kind=EndKind.CONVERSION, last_day=planned.last_day)
        remedy: Remedy | None = Remedy("first", _offering(state), named)
        if conversion_is_excluded(state.terms, policy, command.on):
            remedy = None
            if state.terms.conversion_route is not None:
                route = figures(conversion_route=ConversionRoute.BY_AGREEMENT)
                remedy = Remedy("first", _offering(state), route)
        return Objection("conversion_not_agreed", (), ENDS, remedy)
    remedy = Remedy("instead", planned.verb, figures(on=planned.last_day + ONE_DAY))
    return Objection("other_ending", figures(planned=planned.verb), ENDS, remedy)


def _about_trigger(
    state: Work | Closing, trigger: str, command: EndEarly, policy: Policy
) -> Objections:
    clause = policy.on(command.on).immediate_triggers
    if trigger not in clause.value:
        named = figures(reason=trigger, triggers=tuple(sorted(clause.value)) or ("none",))
        remedy = _by_consent(state, command.on, command.on)
        yield Objection("not_immediate", named, clause.source, remedy)
    planned = planned_end(state, policy)
    if command.on > planned.last_day:
        remedy = Remedy("instead", planned.verb, figures(on=command.on))
        yield Objection("period_over", figures(last_day=planned.last_day), ENDS, remedy)
