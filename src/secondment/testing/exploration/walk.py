"""A walk through every state that a placement can come to under a policy, and what it finds.

It goes, breadth first, over real placements: in each of them everybody who takes part, and somebody
who does not, tries every verb, and time passes to the next day on which something changes. Two
placements that differ in nothing that a rule looks at are one state; `Abstract` says what that is.
What is tried in a state, and the laws that each step is held against, do not belong here.

``python -m secondment.testing house`` prints the figures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import islice
from typing import Final, NamedTuple

from attrs import field, frozen

from secondment.clauses import Matter
from secondment.commands import Advance, Command, PersonCommand, Void
from secondment.course import clock_of, next_step, planned_end, stays_for_good_on
from secondment.dates import ONE_DAY, Day, Period
from secondment.decide import decide
from secondment.errors import BrokenHistory, NotAllowedHere, Objection, Refused
from secondment.events import Event
from secondment.explain import why_not
from secondment.lifecycle import FINAL_STATUSES, Status, Verb, is_possible
from secondment.limits import extension_window, waived, waivers_missing
from secondment.negotiation import matters, missing
from secondment.parties import Role
from secondment.placement import Agreement, Closing, Placement, Work, evolve
from secondment.policy import Policy
from secondment.readings import conversions_refused, extensions, missing_before_start
from secondment.terms import EndKind, NoticeKind, Terms
from secondment.testing.exploration.attempts import (
    Asked,
    known_terms,
    not_there_in,
    subjects_for,
    tried_in,
)
from secondment.testing.exploration.laws import broken
from secondment.testing.exploration.nodes import Node, name_of, plain
from secondment.testing.named import NamedPolicy, policy_of
from secondment.testing.scenes import STRANGER, Scene, scene_for
from secondment.testing.written import names_of, written


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
        statuses = ", ".join(f"{count} {plain(name)}" for name, count in self.by_status.items())
        faults = "no law is broken"
        if self.faults:
            ways = "1 way" if len(self.faults) == 1 else f"{len(self.faults)} ways"
            faults = f"{ways} in which a law is broken:"
        paragraph = (
            f"{self.policy}: {self.states} states ({statuses}); {self.steps} steps between them,"
            f" and {self.refusals} commands refused; {len(self.facts)} kinds of facts; {faults}"
        )
        return "\n".join([paragraph, *self.faults])


def explore(
    policy: NamedPolicy,
    scene: Scene | None = None,
    *,
    alike: int = 1,
    until_broken: bool = False,
    most: int = 20_000,
) -> Exploration:
    """Return what is found on a walk through every state that *policy* lets a placement come to.

    Args:
        policy: The rules, or the name or path of a pack.
        scene: What is tried; None for what `scene_for` makes of the rules.
        alike: How many placements are looked at in each state. More than one shows whether those
            that are taken for the same lead to the same.
        until_broken: Whether to stop at the first law that does not hold.
        most: With more states than this it is given up.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
        ValueError: There are more states than *most*, or nobody can propose anything.

    Example:
        >>> explore("informal", most=10)
        Traceback (most recent call last):
        ValueError: informal: more than 10 states; try fewer terms, or fewer people
    """
    rules = policy_of(policy)
    walk = _Walk(rules, scene or scene_for(rules), alike, most)
    return walk.walked(until_broken)


# the walk


class _Walk:
    """One exploration, while it is on its way."""

    def __init__(self, policy: Policy, scene: Scene, alike: int, most: int) -> None:
        self.policy, self.scene, self.alike, self.most = policy, scene, alike, most
        self.nodes: dict[Abstract, list[Node]] = {}
        self.reached_from: dict[Abstract, set[Abstract]] = {}
        self.ahead: deque[tuple[Abstract, Node]] = deque()
        self.steps = self.refusals = 0
        self.facts: set[str] = set()
        self.outcomes: set[tuple[str | None, ...]] = set()
        self.statuses: set[Status] = set()
        self.tried: dict[object, Sequence[PersonCommand]] = {}
        self.faults: dict[str, str] = {}
        self.names = {period: name for name, period in scene.periods.items()}

    def walked(self, until_broken: bool) -> Exploration:
        """Go everywhere, and return what was found."""
        start = Node(None, self.scene.proposed_on)
        for by in (*self.scene.people, STRANGER):
            self._try(start, self.scene.proposal(by))
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

    def _commands(self, node: Node) -> Sequence[PersonCommand]:
        """Return what everybody can try; once in each status, also what the chart does not have."""
        placement, today = node.placement, node.today
        assert placement is not None, "what comes first is proposed"
        status = placement.status
        is_new = status not in self.statuses
        self.statuses.add(status)
        held = known_terms(placement, self.scene)
        waits = waivers_missing(placement, self.policy, None)
        if status is Status.SCHEDULED or is_new:
            return tuple(self._tried(placement, today, is_new))
        key = (status, today, held, placement.last_day, waits)
        if key not in self.tried:
            self.tried[key] = tuple(self._tried(placement, today, is_new=False))
        return self.tried[key]

    def _tried(self, placement: Placement, today: Day, is_new: bool) -> Iterator[PersonCommand]:
        subjects = tuple(subjects_for(placement, self.scene))
        for by in (*self.scene.people, STRANGER):
            asked = Asked(placement, self.policy, self.scene, subjects, by, today)
            for verb in tried_in(placement.status):
                yield from asked.commands(verb)
            if is_new:
                for verb in not_there_in(placement.status):
                    yield from islice(asked.commands(verb), 1)

    # one step

    def _try(self, node: Node, command: Command, state: Abstract | None = None) -> None:
        """Give *command*, hold what comes of it against the laws, and note where it leads."""
        step = self._step(node, command)
        if step is not None:
            self.steps += 1
            self.facts.update(type(event).__name__ for event in step.events)
            for text in broken(step, self.policy):
                self._fault(text, step)
            self._arrive(step, state)

    def _step(self, node: Node, command: Command) -> Node | None:
        """Return where *command* leads; None when it is refused."""
        name, placement = name_of(command), node.placement
        objections: tuple[Objection, ...] = ()
        step = None
        try:
            events = decide(placement, command, self.policy)
            after = reduce(evolve, events, placement)
            step = Node(after, command.on, node, command, events)
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

    def _arrive(self, step: Node, state: Abstract | None) -> None:
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

    def _fault(self, text: str, node: Node, *tried: Command) -> None:
        """Note that a law is broken; the first path to it is the shortest."""
        if text not in self.faults:
            lines = [*map(str, node.path), *(f"{written(each)},  # tried" for each in tried)]
            self.faults[text] = "".join(f"\n    {line}" for line in lines)

    # what is tried beside the steps forward

    def _void(self, node: Node) -> None:
        """Void the latest fact: what was before it is back, whoever may do so."""
        placement = node.placement
        assert placement is not None, "what comes first is proposed"
        for by in (*self.scene.people, STRANGER):
            command = Void(by=by, on=node.today, position=placement.latest, reason="mistake")
            step = self._step(node, command)
            if step is None:
                continue
            self.facts.update(type(event).__name__ for event in step.events)
            for text in broken(step, self.policy):
                self._fault(text, step)

    def _pass(self, node: Node, state: Abstract) -> None:
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

    def _compare(self, node: Node, until: Day, horizon: Day) -> None:
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
            brought = " and ".join(names_of(events) for events in (at_once, daily))
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
                self._fault(f"no end can be reached while {plain(state.status)}", node)


def _are_twins(one: Node, other: Node) -> bool:
    """Return whether nothing that counts from now on tells the two apart."""
    known = [each.placement and each.placement.state for each in (one, other)]
    return one.today == other.today and known[0] == known[1]


_LONG_AFTER: Final = 40 * ONE_DAY
_MANY: Final = 31


def _days(today: Day, until: Day) -> Iterator[Day]:
    """Yield the days from *today* to *until*; of very many only the first and the last."""
    for ahead in range((until - today).days + 1):
        day = today + ahead * ONE_DAY
        if ahead <= _MANY or (until - day).days <= _MANY:
            yield day


def _is_refused_by_the_chart(
    placement: Placement | None, command: Command, refusal: Refused
) -> bool:
    """Return whether *refusal* says just what the chart says of the step."""
    status = None if placement is None else placement.status
    possible = not isinstance(command, Advance) and is_possible(status, command.verb)
    return isinstance(refusal, NotAllowedHere) is not possible


# one state


def _abstract(node: Node, policy: Policy, names: Mapping[Period, str]) -> Abstract:
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
