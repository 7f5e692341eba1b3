"""Every state that a placement can come to under a policy, and the laws that hold in all of them.

A walk, breadth first, over real placements: in each of them everybody who takes part, and somebody
who does not, tries every verb, and time passes to the next day on which something changes. Two
placements that differ in nothing that a rule looks at are one state; `Abstract` says what that is.
What the library does is held against laws that are written here from the clauses of the policy.

``python -m secondment.testing.exploration house`` prints the figures.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, partial, reduce
from itertools import islice
from typing import Any, Final, NamedTuple

from attrs import evolve as altered
from attrs import field, frozen

from secondment.clauses import COMMAND_VERBS, ConsentRule, Matter, Occasion, Silence
from secondment.commands import (
    Advance,
    ArrangeCover,
    Command,
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
from secondment.course import clock_of, next_step, planned_end, stays_for_good_on
from secondment.dates import ONE_DAY, Day, Length, Period, last_day_of, last_day_of_span, span_after
from secondment.decide import decide
from secondment.errors import BrokenHistory, NotAllowedHere, Objection, Refused, own_rule
from secondment.events import (
    RECORDS,
    Agreed,
    ChangeSettled,
    ClosingRevoked,
    Completed,
    Consented,
    Converted,
    EndedEarly,
    EndingAgreed,
    Event,
    Left,
    NoticeGiven,
    Started,
)
from secondment.explain import why_not
from secondment.feedback import CheckIn
from secondment.goals import Goal
from secondment.lifecycle import FINAL_STATUSES, STEPS, Status, Verb, is_possible
from secondment.limits import (
    WON,
    considered,
    extension_window,
    service_of,
    waived,
    waivers_missing,
)
from secondment.negotiation import Offer, Subject, matters, missing
from secondment.notice import notice_length, notice_rule
from secondment.onboarding import (
    Answer,
    Buddy,
    Gate,
    Missing,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import Criterion, Route
from secondment.pack import load_policy, pack_names
from secondment.parties import Parties, PersonId, Role, Seat, Side
from secondment.placement import Agreement, Closing, Placement, Work, evolve
from secondment.policy import Policy
from secondment.readings import (
    PREPARED_BY,
    conversions_refused,
    document_key,
    extensions,
    missing_before_start,
)
from secondment.records import Entry, Fulfilment, Waiver
from secondment.rules import possible_from
from secondment.scope import ScopeItem
from secondment.service import ServiceRecord
from secondment.terms import (
    ChangeKind,
    ConversionRoute,
    Cover,
    EarlyEndMode,
    Ending,
    EndKind,
    NoticeKind,
    Terms,
    diff,
)
from secondment.testing.written import written

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


class Abstract(NamedTuple):
    """What two placements have in common that are one state.

    Attributes:
        status: Where it stands.
        held: The name of the period in force; None where it makes no difference any more.
        about: What the offer on the table is about.
        offered: The name of the period on offer.
        author: The roles of who made the offer.
        missing: Whose consent is missing.
        is_escalated: Whether others are asked in the place of those who were silent.
        waits_for: The limits that have to be set aside first.
        waived: The limits that are set aside.
        ending: How it ends, where that is fixed.
        notice: The kind of notice that fixed it.
        days: Where today stands among the days on which something changes.
        due: What time makes happen today.
        lacking: What is missing before the first day.
        past: How often it was extended, and whether staying for good was refused, if a rule asks.
    """

    status: Status
    held: str | None
    about: tuple[Matter, ...]
    offered: str | None
    author: tuple[Role, ...]
    missing: tuple[str, ...]
    is_escalated: bool
    waits_for: tuple[str, ...]
    waived: tuple[str, ...]
    ending: EndKind | None
    notice: NoticeKind | None
    days: tuple[tuple[str, int], ...]
    due: Verb | None
    lacking: tuple[str, ...]
    past: tuple[int, bool]


@frozen(kw_only=True)
class Exploration:
    """What a walk has found; made by `explore`.

    Attributes:
        policy: The name of the rules.
        reached: Every state reached.
        steps: How many commands were carried out, those of time among them.
        refusals: How many commands were refused.
        facts: The names of the facts that ever happened.
        faults: Every law that does not hold, with the shortest path of commands that shows it.
    """

    policy: str
    reached: frozenset[Abstract] = field(repr=False)
    steps: int
    refusals: int
    facts: frozenset[str]
    faults: tuple[str, ...]

    @property
    def states(self) -> int:
        """How many states were reached."""
        return len(self.reached)

    @cached_property
    def by_status(self) -> Mapping[Status, int]:
        """How many states were reached in each status, those that were not reached left out."""
        found = [state.status for state in self.reached]
        return {status: found.count(status) for status in Status if status in found}

    @property
    def ends(self) -> frozenset[Status]:
        """The ends that were reached."""
        return FINAL_STATUSES.intersection(self.by_status)

    def __str__(self) -> str:
        statuses = ", ".join(f"{count} {_plain(name)}" for name, count in self.by_status.items())
        faults = "no law is broken"
        if self.faults:
            ways = "1 way" if len(self.faults) == 1 else f"{len(self.faults)} ways"
            faults = f"{ways} in which a law is broken:"
        paragraph = (
            f"{self.policy}: {self.states} states ({statuses}); {self.steps} steps between them,"
            f" and {self.refusals} commands refused; {len(self.facts)} kinds of facts; {faults}"
        )
        return "\n".join([paragraph, *self.faults])


def _plain(name: str) -> str:
    return name.replace("_", " ")


def explore(
    policy: Policy,
    scene: Scene | None = None,
    *,
    alike: int = 1,
    until_broken: bool = False,
    most: int = 20_000,
) -> Exploration:
    """Return what is found on a walk through every state that *policy* lets a placement come to.

    Args:
        policy: The rules.
        scene: What is tried; None for what `scene_for` makes of the rules.
        alike: How many placements are looked at in each state. More than one shows whether those
            that are taken for the same lead to the same.
        until_broken: Whether to stop at the first law that does not hold.
        most: With more states than this it is given up.

    Raises:
        ValueError: There are more states than *most*, or nobody can propose anything.

    Example:
        >>> explore(load_policy("informal"), most=10)
        Traceback (most recent call last):
        ValueError: informal: more than 10 states; try fewer terms, or fewer people
    """
    walk = _Walk(policy, scene or scene_for(policy), alike, most)
    return walk.walked(until_broken)


# what is tried

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


def scene_for(policy: Policy, service: ServiceRecord | None = None) -> Scene:
    """Return short terms that *policy* allows, with everybody it asks for.

    The secondee meets every criterion that the policy knows of. The terms are offered for up to
    four periods: as proposed, shorter, longer, and too long, where a limit can be set aside.

    Args:
        policy: The rules.
        service: What is known of the secondee; None for somebody of whom everything is as it should
            be.

    Raises:
        ValueError: No terms were found that could be proposed.
    """
    parties = _cast(policy)
    for proposed_on in _STARTS:
        known = _able(policy, proposed_on) if service is None else service
        first_day = span_after(proposed_on, _LEAD, policy.calendar)
        terms = _terms(policy, Period.of(first_day, _LENGTHS[-1]))
        fitting, waiting = _periods(policy, parties, proposed_on, terms, known)
        if fitting or waiting:
            found = _named_periods(policy, fitting, waiting)
            return Scene(
                parties=parties,
                proposed_on=proposed_on,
                terms=_within(terms, found["as proposed"]),
                periods=found,
                changes=_changes(policy),
                service=known,
            )
    raise ValueError(f"{policy.name}: found no terms that could be proposed")


def _cast(policy: Policy) -> Parties:
    """Return somebody in every role that the policy gives something to decide."""
    asked = policy.required_roles.value.union(
        *(rule.escalates_to | rule.may_object for rule in policy.consents),
        *(tier.roles for rule in policy.consents for tier in rule.tiers),
    )
    waiving = [row.roles for row in policy.waivers]
    able = {Role.HOME_MANAGER, Role.HOST_MANAGER, *asked}
    asked = asked.union(*(roles for roles in waiving if not roles & able))
    return Parties(
        secondee="sam",
        home=Side("platform", "hana"),
        host=Side("payments", "otto"),
        programme_office="petra" if Role.PROGRAMME_OFFICE in asked else None,
        authority="ada" if Role.AUTHORITY in asked else None,
    )


def _able(policy: Policy, on: Day) -> ServiceRecord:
    """Return somebody who meets every criterion of *policy*."""
    who, conversion = policy.eligibility, policy.conversion
    codes: set[str] = {WON}
    for clause in (who.criteria, conversion.criteria):
        codes |= set() if clause is None else clause.value
    groups = conversion.priority.value if conversion.priority else frozenset[str]()
    grades = who.grades or conversion.grades
    return ServiceRecord(
        employed_since=on.replace(year=on.year - 10),
        in_role_since=on.replace(year=on.year - 5),
        probation_until=on.replace(year=on.year - 9),
        has_live_warning=False,
        performance_acceptable=True,
        contract=None if who.contracts is None else min(who.contracts.value),
        grade=None if grades is None else min(grades.value),
        released_on=on - ONE_DAY,
        criteria=tuple(
            Criterion(code, is_met=True) for code in sorted(codes | set(map(considered, groups)))
        ),
    )


def _terms(policy: Policy, period: Period) -> Terms:
    """Return terms that name everything that *policy* wants named, for a long *period*."""
    edition = policy.on(period.first_day)
    gates, share, trial = edition.gates.value, edition.share, edition.reviews.trial
    part = share.max or share.min
    given: dict[str, Any] = {
        "kind": None if edition.kinds is None else min(edition.kinds.value),
        "purpose": None if edition.purposes is None else min(edition.purposes.value),
        "trial": None if trial is None else trial.value,
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


def _within(terms: Terms, period: Period) -> Terms:
    """Return *terms* for another *period*, without a trial where that would be too long."""
    trial = terms.trial
    if trial is not None and last_day_of(period.first_day, trial) > period.last_day:
        trial = None
    return altered(terms, period=period, trial=trial)


def _periods(
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
    able = parties.holders(policy.on(on).permission(Verb.PROPOSE).roles)
    fitting: list[Period] = []
    waiting: list[Period] = []
    for last_day in sorted(ends):
        offered = _within(terms, Period(first_day, last_day))
        proposals = (
            Propose(by=by, on=on, parties=parties, terms=offered, service=service) for by in able
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


# the walk


@frozen(eq=False)
class _Node:
    """A placement on the way, and how it came to it.

    Attributes:
        placement: What is known; None before the proposal.
        today: The day on which it is looked at.
        before: What came before; None at the beginning.
        command: What led here from there; None at the beginning.
        events: What that brought.
    """

    placement: Placement | None
    today: Day
    before: _Node | None = None
    command: Command | None = None
    events: tuple[Event, ...] = ()

    @property
    def path(self) -> tuple[_Node, ...]:
        """Everything that led here, the first first, without the beginning."""
        steps: list[_Node] = []
        node: _Node | None = self
        while node is not None and node.command is not None:
            steps.append(node)
            node = node.before
        return tuple(reversed(steps))

    @property
    def history(self) -> tuple[Event, ...]:
        """Everything that happened."""
        return tuple(event for step in self.path for event in step.events)

    def __str__(self) -> str:
        brought = ", ".join(type(event).__name__ for event in self.events) or "nothing"
        return f"{written(self.command)},  # {brought}"


class _Walk:
    """One exploration, while it is on its way."""

    def __init__(self, policy: Policy, scene: Scene, alike: int, most: int) -> None:
        self.policy, self.scene, self.alike, self.most = policy, scene, alike, most
        self.nodes: dict[Abstract, list[_Node]] = {}
        self.reached_from: dict[Abstract, set[Abstract]] = {}
        self.ahead: deque[tuple[Abstract, _Node]] = deque()
        self.steps = self.refusals = 0
        self.facts: set[str] = set()
        self.outcomes: set[tuple[str | None, ...]] = set()
        self.statuses: set[Status] = set()
        self.tried: dict[object, Sequence[PersonCommand]] = {}
        self.faults: dict[str, str] = {}
        self.names = {period: name for name, period in scene.periods.items()}

    def walked(self, until_broken: bool) -> Exploration:
        """Go everywhere, and return what was found."""
        start = _Node(None, self.scene.proposed_on)
        for by in (*self.scene.people, STRANGER):
            self._try(start, _proposal(self.scene, by))
        if not self.nodes and not self.faults:
            raise ValueError(f"{self.policy.name}: nobody can propose the terms")
        while self.ahead and not (until_broken and self.faults):
            state, node = self.ahead.popleft()
            for command in self._commands(node):
                self._try(node, command, state)
            self._void(node)
            self._pass(node, state)
        if not self.ahead:
            self._find_dead_ends()
        return Exploration(
            policy=self.policy.name,
            reached=frozenset(self.nodes),
            steps=self.steps,
            refusals=self.refusals,
            facts=frozenset(self.facts),
            faults=tuple(text + story for text, story in self.faults.items()),
        )

    def _commands(self, node: _Node) -> Sequence[PersonCommand]:
        """Return what everybody can try; once in each status, also what the chart does not have."""
        placement, today = node.placement, node.today
        assert placement is not None, "what comes first is proposed"
        status = placement.status
        is_new = status not in self.statuses
        self.statuses.add(status)
        held = _known_terms(placement, self.scene)
        waits = waivers_missing(placement, self.policy, None)
        if status is Status.SCHEDULED or is_new:
            return tuple(self._tried(placement, today, is_new))
        key = (status, today, held, placement.last_day, waits)
        if key not in self.tried:
            self.tried[key] = tuple(self._tried(placement, today, is_new=False))
        return self.tried[key]

    def _tried(self, placement: Placement, today: Day, is_new: bool) -> Iterator[PersonCommand]:
        subjects = tuple(_subjects(placement, self.scene))
        for by in (*self.scene.people, STRANGER):
            asked = _Asked(placement, self.policy, self.scene, subjects, by, today)
            for verb in _tried_in(placement.status):
                yield from asked.commands(verb)
            if is_new:
                for verb in _not_there_in(placement.status):
                    yield from islice(asked.commands(verb), 1)

    # one step

    def _try(self, node: _Node, command: Command, state: Abstract | None = None) -> None:
        """Give *command*, hold what comes of it against the laws, and note where it leads."""
        step = self._step(node, command)
        if step is not None:
            self.steps += 1
            self.facts.update(type(event).__name__ for event in step.events)
            for text in _broken(step, self.policy):
                self._fault(text, step)
            self._arrive(step, state)

    def _step(self, node: _Node, command: Command) -> _Node | None:
        """Return where *command* leads; None when it is refused."""
        name, placement = _name_of(command), node.placement
        objections: tuple[Objection, ...] = ()
        step = None
        try:
            events = decide(placement, command, self.policy)
            after = reduce(evolve, events, placement)
            step = _Node(after, command.on, node, command, events)
        except Refused as refusal:
            self.refusals += 1
            objections = refusal.objections
            if not _is_refused_by_the_chart(placement, command, refusal):
                self._fault(f"{name} is refused against the chart", node, command)
        except BrokenHistory as error:
            self._fault(f"{name} brings what cannot follow: {error}", node, command)
            return None
        except Exception as error:
            self._fault(f"{name} fails with {type(error).__name__}: {error}", node, command)
            return None
        status = None if placement is None else placement.status
        outcome = (name, status, *(each.code for each in objections))
        if outcome not in self.outcomes:
            self.outcomes.add(outcome)
            if why_not(placement, command, self.policy) != objections:
                self._fault(f"decide and why_not disagree about {name}", node, command)
        return step

    def _arrive(self, step: _Node, state: Abstract | None) -> None:
        """Note where *step* leads, to be looked at if nothing like it was reached before."""
        reached = _abstract(step, self.policy, self.names)
        known = self.nodes.get(reached)
        if known is None:
            if len(self.nodes) >= self.most:
                text = f"more than {self.most} states; try fewer terms, or fewer people"
                raise ValueError(f"{self.policy.name}: {text}")
            known = self.nodes[reached] = []
            self.reached_from[reached] = set()
        if len(known) < self.alike and not any(_are_twins(step, each) for each in known):
            known.append(step)
            self.ahead.append((reached, step))
        if state is not None:
            self.reached_from[reached].add(state)

    def _fault(self, text: str, node: _Node, *tried: Command) -> None:
        """Note that a law is broken; the first path to it is the shortest."""
        if text not in self.faults:
            lines = [*map(str, node.path), *(f"{written(each)},  # tried" for each in tried)]
            self.faults[text] = "".join(f"\n    {line}" for line in lines)

    # what is tried beside the steps forward

    def _void(self, node: _Node) -> None:
        """Void the latest fact: what was before it is back, whoever may do so."""
        placement = node.placement
        assert placement is not None, "what comes first is proposed"
        for by in (*self.scene.people, STRANGER):
            command = Void(by=by, on=node.today, position=placement.latest, reason="mistake")
            step = self._step(node, command)
            if step is None:
                continue
            self.facts.update(type(event).__name__ for event in step.events)
            for text in _broken_by_whom(step, self.policy):
                self._fault(text, step)
            after, before = step.placement, placement.before
            if (
                after is None
                or before is None
                or (after.state, after.terms)
                != (
                    before.state,
                    before.terms,
                )
            ):
                self._fault("Voided does not bring back what was before", step)

    def _pass(self, node: _Node, state: Abstract) -> None:
        """Let time pass to the next day on which something changes, all at once and day by day."""
        placement, today = node.placement, node.today
        assert placement is not None, "what comes first is proposed"
        days = [
            day
            for each in _turning_days(placement, self.policy).values()
            for day in (each, each + ONE_DAY)
            if day > today
        ]
        if state.due is not None:
            self._try(node, Advance(on=today), state)
        if days:
            self._try(node, Advance(on=min(days)), state)
        until, horizon = min(days, default=today + ONE_DAY), max(days, default=today)
        self._compare(node, until, horizon + _LONG_AFTER)

    def _compare(self, node: _Node, until: Day, horizon: Day) -> None:
        """Hold what time brings at once against what it brings when it is asked every day."""
        known, daily = node.placement, list[Event]()
        try:
            at_once = decide(known, Advance(on=horizon), self.policy)
            for day in (*_days(node.today, until), horizon):
                events = decide(known, Advance(on=day), self.policy)
                known = reduce(evolve, events, known)
                daily += events
        except (BrokenHistory, Refused) as error:
            text = f"time does not pass: {type(error).__name__}: {error}"
            self._fault(text, node, Advance(on=horizon))
            return
        if tuple(daily) != at_once:
            brought = " and ".join(_names(events) for events in (at_once, daily))
            text = f"time brings other things at once and day by day: {brought}"
            self._fault(text, node, Advance(on=horizon))

    def _find_dead_ends(self) -> None:
        """Find the open states from which no end can be reached."""
        good = {state for state in self.nodes if state.status in FINAL_STATUSES}
        ahead = [*good]
        while ahead:
            found = self.reached_from[ahead.pop()] - good
            good |= found
            ahead += found
        for state, (node, *_) in self.nodes.items():
            if state not in good:
                self._fault(f"no end can be reached while {_plain(state.status)}", node)


def _are_twins(one: _Node, other: _Node) -> bool:
    """Return whether nothing that counts from now on tells the two apart."""
    known = [each.placement and each.placement.state for each in (one, other)]
    return one.today == other.today and known[0] == known[1]


@cache
def _tried_in(status: Status) -> tuple[Verb, ...]:
    """Return the verbs that people can give, but for voiding, which leads back."""
    return tuple(verb for verb in possible_from(status) if verb is not Verb.VOID)


@cache
def _not_there_in(status: Status) -> tuple[Verb, ...]:
    return tuple(verb for verb in COMMAND_VERBS if not is_possible(status, verb))


_LONG_AFTER: Final = 40 * ONE_DAY
_MANY: Final = 31


def _days(today: Day, until: Day) -> Iterator[Day]:
    """Yield the days from *today* to *until*; of very many only the first and the last."""
    for ahead in range((until - today).days + 1):
        day = today + ahead * ONE_DAY
        if ahead <= _MANY or (until - day).days <= _MANY:
            yield day


def _name_of(command: Command) -> str:
    return "Advance" if isinstance(command, Advance) else _plain(command.verb)


def _names(events: Iterable[Event]) -> str:
    return ", ".join(type(event).__name__ for event in events) or "nothing"


def _is_refused_by_the_chart(
    placement: Placement | None, command: Command, refusal: Refused
) -> bool:
    """Return whether *refusal* says just what the chart says of the step."""
    status = None if placement is None else placement.status
    possible = not isinstance(command, Advance) and is_possible(status, command.verb)
    return isinstance(refusal, NotAllowedHere) is not possible


# one state


def _abstract(node: _Node, policy: Policy, names: Mapping[Period, str]) -> Abstract:
    """Return what *node* has in common with others that are the same state."""
    placement, today = node.placement, node.today
    assert placement is not None, "what comes first is proposed"
    offer, thread, state = placement.offer, placement.thread, placement.state
    held, subject = placement.terms, None if offer is None else offer.subject
    is_over = not placement.is_open
    is_reopened = placement.status is Status.RECONSIDERING
    waits = () if thread is None else waivers_missing(placement, policy, None)
    lacking = missing_before_start(placement, policy) if isinstance(state, Agreement) else ()
    due = next_step(placement, policy, today)
    return Abstract(
        status=placement.status,
        held=None if held is None or is_reopened or is_over else names.get(held.period, "other"),
        about=() if subject is None else matters(subject, placement.table),
        offered=names.get(subject.period, "other") if isinstance(subject, Terms) else None,
        author=() if offer is None else placement.parties.roles_of(offer.author),
        missing=()
        if thread is None
        else tuple(map(str, missing(thread, placement.table, policy.on(today)))),
        is_escalated=thread is not None and thread.is_escalated,
        waits_for=waits,
        waived=() if is_over else tuple(sorted(waived(placement))),
        ending=state.ending.kind if isinstance(state, Closing) else None,
        notice=state.notice if isinstance(state, Closing) else None,
        days=() if is_over else _standing(_turning_days(placement, policy), today),
        due=None if due is None else due.verb,
        lacking=tuple(map(str, lacking)),
        past=_past(placement, policy),
    )


def _turning_days(placement: Placement, policy: Policy) -> Mapping[str, Day]:
    """Return the last days of what changes with time, by names of their own."""
    days: dict[str, Day] = {}
    state, offer = placement.state, placement.offer
    if offer is not None:
        days["the offer stands"] = offer.expires_on
        clock = clock_of(offer, placement.table, policy, placement.moved_on)
        if clock is not None:
            days["an answer is awaited"] = clock[0]
    if isinstance(state, Agreement):
        days["first day"] = state.terms.period.first_day
        days["last day"] = state.terms.period.last_day
    if isinstance(state, Work | Closing):
        days["first day"] = state.started_on
        days["last day"] = planned_end(state, policy).last_day
    if isinstance(state, Work):
        stays_from = stays_for_good_on(state, policy)
        if stays_from is not None:
            days["the return is awaited"] = stays_from - ONE_DAY
        held = state.terms.period.last_day
        for name in ("asked", "decided"):
            opens, closes = extension_window(policy, name, held, held)
            if opens is not None:
                days[f"an extension cannot be {name}"] = opens[0] - ONE_DAY
            if closes is not None:
                days[f"an extension can be {name}"] = closes[0]
    return days


def _standing(days: Mapping[str, Day], today: Day) -> tuple[tuple[str, int], ...]:
    """Return in which order *days* come: 0 for today, and less than that for what has passed."""
    ahead = sorted({today, *(day for day in days.values() if day > today)})
    ranks = {day: rank for rank, day in enumerate(ahead)}
    return tuple((name, ranks.get(day, -1)) for name, day in days.items())


def _past(placement: Placement, policy: Policy) -> tuple[int, bool]:
    if not placement.is_open:
        return 0, False
    counted = policy.extension.max_count
    most = 1 if counted is None else counted.value
    counts = policy.limits & {"extension.max_count", "extension.total"}
    repeated = "conversion.repeat_every" in policy.limits
    return (
        min(most, len(extensions(placement))) if counts else 0,
        repeated and bool(conversions_refused(placement)),
    )


# what somebody tries


def _proposal(scene: Scene, by: PersonId) -> Propose:
    return Propose(
        by=by,
        on=scene.proposed_on,
        parties=scene.parties,
        terms=scene.terms,
        service=scene.service,
    )


def _known_terms(placement: Placement, scene: Scene) -> Terms:
    """Return the terms in force, or those on offer while none are."""
    subject = None if placement.offer is None else placement.offer.subject
    known = subject if placement.terms is None else placement.terms
    return known if isinstance(known, Terms) else scene.terms


def _subjects(placement: Placement, scene: Scene) -> Iterator[Subject]:
    """Yield what can be offered: another period, another change, another way to end."""
    held = _known_terms(placement, scene)
    is_closing = isinstance(placement.state, Closing)
    for period in scene.periods.values():
        if period != held.period or is_closing:
            yield _within(altered(held, trial=scene.terms.trial), period)
    if placement.terms is not None and not is_closing:
        for name, value in scene.changes.items():
            other = value if getattr(held, name) != value else getattr(scene.terms, name)
            yield altered(held, **{name: other})
    last_day = held.period.last_day
    yield Ending(EndKind.CONVERSION, last_day)
    if placement.started_on is not None:
        yield Ending(EndKind.RETURN, last_day)
        yield Ending(EndKind.EARLY_END, last_day - ONE_DAY)
        yield Ending(EndKind.LEAVING, last_day)


@frozen
class _Asked:
    """Somebody who is asked for a command.

    Attributes:
        placement: What is known.
        policy: The rules.
        scene: What is tried.
        subjects: What can be offered.
        by: Who is asked.
        on: The day of it.
    """

    placement: Placement
    policy: Policy
    scene: Scene
    subjects: Sequence[Subject]
    by: PersonId
    on: Day

    def commands(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield what can be tried of *verb*; nothing where it would only be a record."""
        by, on = self.by, self.on
        match verb:
            case Verb.PROPOSE:
                yield _proposal(self.scene, by)
            case Verb.COUNTER:
                yield from (Counter(by=by, on=on, subject=each) for each in self.subjects)
            case Verb.OPEN_CHANGE:
                yield from (OpenChange(by=by, on=on, subject=each) for each in self.subjects)
            case Verb.END_EARLY:
                triggers = sorted(self.policy.on(on).immediate_triggers.value)
                for trigger in (None, *(triggers or ["storm"])):
                    yield EndEarly(by=by, on=on, trigger=trigger)
            case Verb.GIVE_NOTICE:
                yield from map(self._notice, NoticeKind)
            case Verb.WAIVE:
                rules = waivers_missing(self.placement, self.policy, None)
                for rule in rules or ("max_length",) * (by == STRANGER):
                    yield self._record(Waiver(by=by, on=on, rule=rule, reason="need"))
            case _ if verb in _BARE:
                yield _BARE[verb](by=by, on=on)
            case _ if by == STRANGER:
                yield from self._other_records(verb)
            case _:
                yield from self._preparing(verb)

    def _record(self, record: Entry) -> MakeRecord:
        return MakeRecord(by=self.by, on=self.on, record=record)

    def _notice(self, kind: NoticeKind) -> GiveNotice:
        """Return the shortest notice that can be given now."""
        on, policy = self.on, self.policy.on(self.on)
        service = service_of(self.placement, None)
        rule = notice_rule(kind, policy, service, on)
        last_day = span_after(on, notice_length(rule, service, on, policy), policy.calendar)
        causes = policy.causes.value if policy.causes else frozenset({"need"})
        return GiveNotice(
            by=self.by, on=on, kind=kind, last_day=last_day, reason=min(causes, default="need")
        )

    def _preparing(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield what would put in place the first of what is missing before the first day."""
        if self.placement.status is not Status.SCHEDULED:
            return
        for lack in missing_before_start(self.placement, self.policy)[:1]:
            if verb is _put_in_place_by(lack):
                yield from self._placing(lack)

    def _placing(self, lack: Missing) -> Iterator[PersonCommand]:
        on, placement = self.on, self.placement
        match lack.gate:
            case Gate.DOCUMENTS:
                key = document_key(lack.detail[0])
                yield self._record(Fulfilment(by=self.by, on=on, duty=key))
            case Gate.BUDDY:
                yield self._record(Buddy(on=on, person="bea"))
            case Gate.COVER:
                period = _known_terms(placement, self.scene).period
                yield ArrangeCover(by=self.by, on=on, person="cora", period=period)
            case Gate.RESEARCH_PLAN:
                topic = Topic(lack.detail[0]) if lack.detail else Topic.DEPARTMENT
                yield self._record(ResearchQuestion(id=topic, on=on, topic=topic, text="Who?"))
            case Gate.REVERSE_INTERVIEW if lack.detail:
                yield self._record(Answer(question=lack.detail[0], on=on, text="The team"))
            case Gate.REVERSE_INTERVIEW:
                number = len(placement.recorded(Question)) + 1
                yield self._record(Question(id=f"q{number}", on=on, text="Who decides?"))
            case _:
                return  # what the terms have to say, and they do

    def _other_records(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield a record that somebody might make who takes no part."""
        by, on, period = self.by, self.on, _known_terms(self.placement, self.scene).period
        match verb:
            case Verb.RECORD_ABSENCE:
                yield RecordAbsence(by=by, on=on, period=period, reason="sick")
            case Verb.ARRANGE_COVER:
                yield ArrangeCover(by=by, on=on, person=by, period=period)
            case Verb.REASSIGN:
                host = self.placement.parties.host.manager
                role = Role.HOST_MANAGER
                yield Reassign(by=by, on=on, role=role, outgoing=host, incoming=by)
            case Verb.NAME_BUDDY:
                yield self._record(Buddy(on=on, person=by))
            case Verb.CHECK_IN:
                yield self._record(CheckIn(by=by, on=on))
            case Verb.ASK:
                yield self._record(Question(id="q0", on=on, text="Who decides?"))
            case Verb.FULFIL:
                yield self._record(Fulfilment(by=by, on=on, duty=document_key("agreement")))
            case _:
                return


_BARE: Final[Mapping[Verb, Callable[..., PersonCommand]]] = {
    Verb.CONSENT: Consent,
    Verb.DECLINE: partial(Decline, reason="busy"),
    Verb.DROP_CHANGE: partial(DropChange, reason="busy"),
    Verb.WITHDRAW: Withdraw,
    Verb.START: Start,
    Verb.COMPLETE: Complete,
    Verb.CONVERT: Convert,
    Verb.LEAVE: Leave,
}
"""Commands that say little but who and when."""


def _put_in_place_by(lack: Missing) -> Verb:
    if lack.gate is Gate.REVERSE_INTERVIEW and lack.detail:
        return Verb.ANSWER
    return PREPARED_BY[lack.gate]


# the laws


def _broken(step: _Node, policy: Policy) -> Iterator[str]:
    """Yield every law that *step* breaks."""
    assert step.before is not None, "a step leads from somewhere"
    yield from _broken_by_whom(step, policy)
    yield from _broken_by_time(step, policy)
    known, earlier = step.before.placement, step.before.history
    for count, event in enumerate(step.events):
        after = evolve(known, event)
        if known is not None:
            told = (*earlier, *step.events[:count])
            yield from _broken_by_status(known, event, after)
            yield from _broken_by_fact(known, event, after, told, policy)
        known = after


def _broken_by_whom(step: _Node, policy: Policy) -> Iterator[str]:
    """Only who takes part changes anything, in a role that may, and in the own name."""
    command, placement = step.command, step.placement
    assert placement is not None, "a step leads somewhere"
    if command is None or isinstance(command, Advance):
        for event in step.events:
            if event.by is not None and not _is_deemed(event, step.events):
                yield f"time brings {type(event).__name__} in the name of somebody"
        return
    brought, name = _names(step.events), _name_of(command)
    if not step.events:
        yield f"{name} is carried out and brings nothing"
    if not placement.parties.seats_of(command.by):
        yield f"somebody outside the parties brings {brought}"
    elif command.by not in placement.parties.holders(
        policy.on(command.on).permission(command.verb).roles
    ):
        yield f"somebody in a role that may not {name} brings {brought}"
    if any(event.by != command.by for event in step.events):
        yield f"{name} brings {brought} in the name of somebody else"


def _is_deemed(event: Event, events: Sequence[Event]) -> bool:
    """Return whether *event* is the consent of who is silent, or what came with it."""
    deemed = [each.by for each in events if isinstance(each, Consented) and each.deemed]
    settled = Consented | Agreed | ChangeSettled | EndingAgreed | ClosingRevoked
    return isinstance(event, settled) and event.by in deemed


def _broken_by_time(step: _Node, policy: Policy) -> Iterator[str]:
    """Once time has passed, nothing more is due."""
    placement, command = step.placement, step.command
    if isinstance(command, Advance) and placement is not None:
        due = next_step(placement, policy, command.on)
        again = decide(placement, command, policy)
        if due is not None or again:
            more = _names(again) if again else type(due).__name__
            yield f"time brings {more} the second time it passes"


def _broken_by_status(before: Placement, event: Event, after: Placement) -> Iterator[str]:
    """The status moves as the chart has it, and not by a record."""
    target: Status | None = before.status
    if not isinstance(event, RECORDS):
        target = STEPS.get((before.status, event.verb))
    if after.status is not target:
        yield f"{type(event).__name__} leads from {before.status} to {after.status}"


def _broken_by_fact(
    before: Placement, event: Event, after: Placement, told: Sequence[Event], policy: Policy
) -> Iterator[str]:
    """Terms and endings change by full consent, or as a clause says."""
    name = type(event).__name__
    edition = policy.on(event.on)
    match event:
        case Consented():
            yield from _broken_by_consent(before, event, told, edition)
        case Agreed() | ChangeSettled() | ClosingRevoked() | EndingAgreed():
            yield from _broken_by_settling(before, event, told, policy)
        case NoticeGiven():
            yield from _broken_by_notice(before, event, edition)
        case Completed() | Converted() | EndedEarly() | Left():
            if not _may_end(before, event, edition):
                yield f"{name} while {_plain(before.status)}, and nothing says so"
        case Started() if before.terms is None or event.on != before.terms.period.first_day:
            yield "Started on another day than the first"
        case _:
            pass
    if not isinstance(event, _SETTLING) and after.terms != before.terms:
        yield f"the terms in force change by {name}"
    fixing = NoticeGiven | EndingAgreed
    if not isinstance(event, fixing) and after.ending not in (None, before.ending):
        yield f"it is fixed how it ends by {name}"


_SETTLING: Final = (Agreed, ChangeSettled, ClosingRevoked)


def _broken_by_settling(
    before: Placement,
    event: Agreed | ChangeSettled | ClosingRevoked | EndingAgreed,
    told: Sequence[Event],
    policy: Policy,
) -> Iterator[str]:
    name, offer = type(event).__name__, before.offer
    settled = event.ending if isinstance(event, EndingAgreed) else event.terms
    if offer is None or offer.subject != settled:
        yield f"{name} settles what is not on the table"
        return
    edition = policy.on(event.on)
    lacking = _asked(before, offer, edition) - _consents(before, offer, told)
    if lacking:
        names = ", ".join(sorted(str(seat.role) for seat in lacking))
        yield f"{name} without the consent of {_plain(names)}"
    rules = waivers_missing(before, policy, None)
    if rules:
        yield f"{name} although nobody has set {', '.join(rules)} aside"


def _consents(placement: Placement, offer: Offer, told: Sequence[Event]) -> set[Seat]:
    """Return who has consented to *offer*, its author first, as the facts *told* have it."""
    by = [offer.author]
    by += [each.by for each in told if isinstance(each, Consented) and each.number == offer.number]
    return {seat for person in by for seat in placement.parties.seats_of(person)}


def _rules(placement: Placement, offer: Offer, policy: Policy) -> list[ConsentRule]:
    """Return the clauses that *offer* falls under, worked out from what it says."""
    subject, held = offer.subject, placement.terms
    about: list[Matter]
    if isinstance(subject, Ending):
        about = [subject.kind]
    elif held is None:
        about = [Occasion.BEGINNING]
    else:
        about = [each.kind for each in diff(held, subject)]
        about += [Occasion.RESUMPTION] if isinstance(placement.state, Closing) else []
        renewed = policy.extension.new_agreement
        if ChangeKind.EXTENSION in about and renewed is not None and renewed.value:
            about.append(Occasion.BEGINNING)
    return [rule for rule in policy.consents if rule.matter in about]


def _asked(placement: Placement, offer: Offer, policy: Policy) -> set[Seat]:
    """Return whose consent *offer* needs; once it is escalated, others are asked instead."""
    thread = placement.thread
    roles: set[Role] = set()
    for rule in _rules(placement, offer, policy):
        if thread is not None and thread.is_escalated and rule.escalates_to:
            roles |= rule.escalates_to
            continue
        roles |= rule.roles
        if isinstance(offer.subject, Terms):
            period = offer.subject.period
            for tier in rule.tiers:
                longest = last_day_of_span(period.first_day, tier.above, policy.calendar)
                roles |= tier.roles if period.last_day > longest else frozenset()
    return set(placement.parties.holding(frozenset(roles)))


def _broken_by_consent(
    before: Placement, event: Consented, told: Sequence[Event], policy: Policy
) -> Iterator[str]:
    """Silence is consent where every clause says so; consents come in the order of the clause."""
    offer = before.offer
    if offer is None or offer.number != event.number:
        yield "Consented to what is not on the table"
        return
    rules = _rules(before, offer, policy)
    own = {seat.role for seat in before.parties.seats_of(event.by)}
    if event.deemed:
        counting = [rule for rule in rules if rule.on_silence is Silence.DEEMED_ACCEPTED]
        clocks = [
            span_after(start, rule.answer_within, policy.calendar)
            for rule in counting
            for start in [before.moved_on if rule.order else offer.made_on]
            if rule.answer_within is not None
        ]
        if len(clocks) < len(rules) or event.on <= min(clocks):
            yield "Consented by silence, and no clause says so"
        elif not any(own & (rule.silence_of or _ALL_BUT_THE_SECONDEE) for rule in counting):
            yield "Consented by the silence of somebody whose silence is none"
    given = {seat.role for seat in _consents(before, offer, told)} | own
    asked = {seat.role for seat in _asked(before, offer, policy)}
    for rule in rules:
        places = [place for place, stage in enumerate(rule.order) if stage & own & asked]
        for stage in rule.order[: max(places, default=0)]:
            if not asked & stage <= given:
                yield "Consented before those who come first"


_ALL_BUT_THE_SECONDEE: Final = frozenset(Role) - {Role.SECONDEE}


def _broken_by_notice(before: Placement, event: NoticeGiven, policy: Policy) -> Iterator[str]:
    """One side alone ends it in a role, and in a mode, in which that can be."""
    roles = frozenset[Role]().union(
        *(row.roles for row in policy.notices if row.kind is event.kind)
    )
    if event.by not in before.parties.holders(roles):
        yield f"NoticeGiven of {_plain(event.kind)} by somebody whose notice it is not"
    own = None if before.terms is None else before.terms.early_end_mode
    mode = own or policy.early_end_mode.value
    if event.kind is NoticeKind.RESIGNATION:
        return
    causes = policy.causes.value if policy.causes else None
    without_cause = event.ending.reason is None or (
        causes is not None and event.ending.reason not in causes
    )
    if mode is EarlyEndMode.MUTUAL or (mode is EarlyEndMode.FOR_CAUSE and without_cause):
        yield f"NoticeGiven although it ends early in the mode {_plain(mode)}"


def _may_end(
    before: Placement, event: Completed | Converted | EndedEarly | Left, policy: Policy
) -> bool:
    """Return whether *event* ends it as fixed or agreed and in time, or as a clause says."""
    state, by_time = before.state, event.by is None
    if isinstance(event, Left) and not by_time:
        return True  # somebody says that it has happened
    if not isinstance(state, Work | Closing):
        return False
    triggers = policy.immediate_triggers.value
    if isinstance(event, EndedEarly) and not by_time and event.reason in triggers:
        return True
    last_day, route = state.terms.period.last_day, state.terms.conversion_route
    kind = EndKind.CONVERSION if route is ConversionRoute.AUTOMATIC else EndKind.RETURN
    if isinstance(state, Closing):
        kind, last_day = state.ending.kind, state.ending.last_day
    if event.on <= last_day:
        return False
    if isinstance(event, Converted) and by_time and isinstance(state, Work):
        lapsed = policy.conversion.route.value is Route.LAPSE_OF_TIME
        return lapsed or kind is EndKind.CONVERSION
    return _END_OF[type(event)] is kind and (policy.automatic_end.value or not by_time)


_END_OF: Final[Mapping[type, EndKind]] = {
    Completed: EndKind.RETURN,
    Converted: EndKind.CONVERSION,
    EndedEarly: EndKind.EARLY_END,
    Left: EndKind.LEAVING,
}


def _main(names: Sequence[str]) -> int:
    """Write what is found under each policy of *names*, and return whether a law is broken."""
    if not names:
        sys.stderr.write(f"name one policy or more, such as {', '.join(pack_names())}\n")
        return 2
    found = [explore(load_policy(name)) for name in names]
    for exploration in found:
        sys.stdout.write(f"{exploration}\n")
    return int(any(exploration.faults for exploration in found))


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
