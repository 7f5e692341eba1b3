"""A register of the tool's own, driven by whatever people might do, beside a plain model of it.

The model keeps in lists what `decide` brings. What a store alone has to promise does not belong
here: see `store_contract`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from difflib import ndiff
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from attrs import evolve as altered
from attrs import field, mutable
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import DataObject

from secondment.commands import Advance, Command, Propose
from secondment.dates import Day
from secondment.errors import (
    KeyReused,
    Refused,
    SecondmentError,
    UnknownPlacement,
    VersionConflict,
)
from secondment.events import Event
from secondment.lifecycle import Status, Verb
from secondment.parties import PersonId, PlacementId, Role
from secondment.placement import Placement, in_force, replay
from secondment.register import Register
from secondment.service import ServiceRecord
from secondment.testing.exploration.laws import broken
from secondment.testing.exploration.nodes import Node
from secondment.testing.lives.drawn import commands, next_command
from secondment.testing.lives.life import Turn, taken
from secondment.testing.lives.proposals import FIRST_DAYS, proposals
from secondment.testing.lives.situation import Known
from secondment.testing.scenes import scene_for
from secondment.testing.written import written

_Answer = TypeVar("_Answer")

_SECONDEES: Final = {"P-2": "sam", "P-10": "sue", "P-1": "sol"}
"""A secondee for each placement, so that none stands in the way of another.

One id begins with another, and they do not come in their order.
"""
_COUNTS: Final = (4, 8, 16)
"""How many commands are given in a row."""
_FIRST: Final = next(iter(_SECONDEES))
"""The placement that each run begins with."""
_NOBODY: Final = "P-0"
"""A placement that is never proposed."""


@mutable
class _Told:
    """What the model knows of one placement.

    Attributes:
        node: How it stands, and how it came to that.
        today: The latest day of a command that was carried out.
        requests: The commands that were done under a key.
        turns: Every command that was given, and what should come of it, to be shown.
    """

    node: Node
    today: Day = FIRST_DAYS[0]
    requests: dict[str, Command] = field(factory=dict)
    turns: list[Turn] = field(factory=list)

    @property
    def placement(self) -> Placement | None:
        return self.node.placement

    @property
    def events(self) -> tuple[Event, ...]:
        return self.node.history


class RegisterMachine(RuleBasedStateMachine):
    """What people may do with a register, step by step, held against a plain model and the laws.

    A tool inherits it and says in `opened` how its register is made: with its own store, and its
    own policy. Placements are proposed, negotiated, lived through and ended; commands are given
    twice under one key, given under a key of another, based on an old version, and given for a
    placement that is not there; the register is made anew in between if `reopened` says how. After
    every step, what the register tells is what the model knows, and each step keeps the laws that
    `explore` holds a policy to.

    A message begins with the promise that was broken, and ends with the story of the placement.

    Attributes:
        register: What `opened` or `reopened` has returned last.
        resources: Closes what is entered into it when a run is over, such as connections.

    Example:
        >>> from secondment import SqliteStore, load_policy
        >>> class OurRegister(RegisterMachine):
        ...     def opened(self):
        ...         store = SqliteStore(self.folder / "placements.db")
        ...         self.resources.callback(store.close)
        ...         return Register(store, policy=load_policy("informal"))
        ...
        ...     reopened = opened
        >>> TestOurRegister = OurRegister.TestCase  # pytest and unittest run it
        >>> TestOurRegister.settings = settings(TestOurRegister.settings, max_examples=10)
    """

    register: Register

    def __init_subclass__(cls) -> None:
        """Let a test case look for a short story, and not for what else is needed for it."""
        super().__init_subclass__()
        phases = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
        cls.TestCase.settings = settings(cls.TestCase.settings, phases=phases)

    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        self._told: dict[str, _Told] = {}

    @cached_property
    def folder(self) -> Path:
        """An empty folder, the same throughout a run, and gone when the run is over."""
        return Path(self.resources.enter_context(TemporaryDirectory()))

    def opened(self) -> Register:
        """Return a register over a new, empty store; a subclass says how."""
        raise NotImplementedError(f"{type(self).__name__}: say in `opened` how a register is made")

    def reopened(self) -> Register | None:
        """Return a register over what is stored, as after a restart; None to go without that."""
        return None

    def service(self, person: PersonId, on: Day) -> ServiceRecord | None:
        """Return what the register is told of a secondee's service, if it asks for that.

        Whoever makes the register with ``service=self.service`` says it here once for both; None to
        go by what came with the proposal.
        """
        return None

    def teardown(self) -> None:
        """Close `resources`."""
        self.resources.close()

    @initialize(data=st.data())
    def begin(self, data: DataObject) -> None:
        """Open the register, and propose a placement that the rules allow."""
        self.register = self.opened()
        if not isinstance(self.register, Register):
            kind = type(self.register).__name__
            raise TypeError(f"{type(self).__name__}.opened returns a {kind} and no Register")
        proposal = data.draw(proposals(Known(None, self.register.policy), fits=True))
        self._give(_FIRST, proposal, data)
        if not self._told:
            self._begin_plainly(data)

    def _begin_plainly(self, data: DataObject) -> None:
        """Propose what the policy allows anybody; where even that is refused, nothing is tried."""
        policy, against = self.register.policy, dict[str, None]()
        scene = scene_for(policy)
        for by in scene.parties.holders(policy.permission(Verb.PROPOSE).roles):
            turn = self._give(_FIRST, scene.proposal(by), data)
            if self._told:
                return
            against |= dict.fromkeys(each.text for each in turn.objections)
        raise AssertionError(f"nothing can be proposed to this register: {'; '.join(against)}")

    # what people do

    @precondition(lambda self: len(self._told) < len(_SECONDEES))
    @rule(data=st.data())
    def propose(self, data: DataObject) -> None:
        """Propose one more placement, well or badly."""
        name = next(each for each in _SECONDEES if each not in self._told)
        proposal = data.draw(next_command(Known(None, self.register.policy), FIRST_DAYS[0], None))
        if isinstance(proposal, Propose):
            self._give(name, _said_of(proposal, _SECONDEES[name]), data)

    @precondition(lambda self: self._told)
    @rule(data=st.data())
    def act(self, data: DataObject) -> None:
        """Give the next command of a life, which fits more often than not, or let time pass."""
        self._live(data, 1)

    @precondition(lambda self: self._told)
    @rule(data=st.data(), count=st.sampled_from(_COUNTS))
    def live(self, data: DataObject, count: int) -> None:
        """Give several such commands one after the other."""
        self._live(data, count)

    @precondition(lambda self: self._requested())
    @rule(data=st.data())
    def repeat(self, data: DataObject) -> None:
        """Give a command again under its key."""
        name, key = data.draw(st.sampled_from(self._requested()))
        command = self._told[name].requests[key]
        answer = _answer(lambda: self.register.do(name, command, key=key))
        self._hold("a command under its key is done once", name, answer, self._told[name].placement)

    @precondition(lambda self: self._requested())
    @rule(data=st.data())
    def take_the_key_of_another(self, data: DataObject) -> None:
        """Give another command under a key that stands for one already."""
        name, key = data.draw(st.sampled_from(self._requested()))
        told = self._told[name]
        other = Advance(on=told.today)
        if other == told.requests[key]:
            return
        answer = _answer(lambda: self.register.do(name, other, key=key))
        self._hold("a key stands for one command", name, type(answer), KeyReused)

    @precondition(lambda self: self._told)
    @rule(data=st.data())
    def act_on_an_old_version(self, data: DataObject) -> None:
        """Give a command that is based on another number of facts than there are."""
        name = data.draw(st.sampled_from([*self._told]))
        told = self._told[name]
        assert told.placement is not None, "what is told of was proposed"
        command = data.draw(commands(told.placement, self.register.policy))
        position = told.placement.position + data.draw(st.sampled_from([1, -1]))
        answer = _answer(lambda: self.register.do(name, command, expected=position))
        self._hold(
            "what is based on another version is refused", name, type(answer), VersionConflict
        )

    @rule(on=st.sampled_from(FIRST_DAYS))
    def ask_for_what_is_not_there(self, on: Day) -> None:
        """Give a command for a placement that nobody has proposed."""
        promise = "what was never proposed is unknown"
        done = _answer(lambda: self.register.do(_NOBODY, Advance(on=on)))
        self._hold(promise, _NOBODY, type(done), UnknownPlacement)
        history = _answer(lambda: self.register.history(_NOBODY))
        self._hold(promise, _NOBODY, type(history), UnknownPlacement)

    @precondition(lambda self: self._told)
    @rule(data=st.data())
    def look_back(self, data: DataObject) -> None:
        """Ask how a placement stood on a day."""
        name = data.draw(st.sampled_from([*self._told]))
        told = self._told[name]
        day = data.draw(st.sampled_from(sorted({event.on for event in told.events})))
        by_then = replay(event for event in in_force(told.events) if event.on <= day)
        answer = _answer(lambda: self.register.placement(name, as_of=day))
        wanted = by_then if by_then is not None else UnknownPlacement
        came = answer if by_then is not None else type(answer)
        self._hold("as of a day it is what had taken effect by then", name, came, wanted)

    @rule()
    def restart(self) -> None:
        """Make the register anew over what is stored."""
        self.register = self.reopened() or self.register

    # what holds after every step

    @invariant()
    def is_what_was_told(self) -> None:
        """The history is every fact, in order, and the placement is what follows from it."""
        for name, told in self._told.items():
            recorded = self.register.history(name)
            events = tuple(each.event for each in recorded)
            self._hold("every fact is on record, in order, once", name, events, told.events)
            positions = [each.position for each in recorded]
            wanted = [*range(1, len(told.events) + 1)]
            self._hold("positions count from 1 without a gap", name, positions, wanted)
            instants = [each.recorded_at for each in recorded]
            self._hold("no fact is recorded before the last", name, instants, sorted(instants))
            placement = self.register.placement(name)
            self._hold("a placement is the fold of its facts", name, placement, told.placement)

    @invariant()
    def is_found(self) -> None:
        """A placement is found by where it stands and by who takes part now."""
        placements = {name: told.placement for name, told in self._told.items() if told.placement}
        find = self.register.find
        self._hold_found("every placement is found, by its id", find(), {*placements})
        standing = {placement.status for placement in placements.values()}
        for status in sorted(standing):
            wanted = {name for name, each in placements.items() if each.status is status}
            self._hold_found(f"a placement is found while {status}", find(status=[status]), wanted)
        elsewhere = set(Status) - standing
        promise = "no placement is found where it does not stand"
        self._hold_found(promise, find(status=elsewhere), set())
        for name in placements:
            promise = "a placement is found by its secondee"
            found = find(person=_SECONDEES[name], role=Role.SECONDEE)
            self._hold_found(promise, found, {name})

    # beside the model

    def _live(self, data: DataObject, count: int) -> None:
        """Give the next commands of one of the lives."""
        name = data.draw(st.sampled_from([*self._told]))
        told = self._told[name]
        for _ in range(count):
            known = Known(told.placement, self.register.policy)
            command = data.draw(next_command(known, told.today, None))
            if command is None or isinstance(command, Propose):
                return
            self._give(name, command, data)

    def _give(self, name: str, command: Command, data: DataObject) -> Turn:
        """Give *command*, hold its outcome against the model, and return what it should be."""
        told = self._told.get(name) or _Told(Node(None, FIRST_DAYS[0]))
        key = data.draw(st.sampled_from([None, f"req-{len(told.turns) + 1}"]))
        service = self._known(told.placement, command)
        turn = taken(told.placement, command, self.register.policy, service)
        answer = _answer(lambda: self.register.do(name, command, key=key))
        told.turns.append(turn)
        if told.placement is None and turn.events:
            self._told[name] = told
        if turn.objections:
            promise = "what the rules object to is refused"
            objections = answer.objections if isinstance(answer, Refused) else answer
            self._hold(promise, name, objections, turn.objections, told)
            return turn
        self._hold("what the rules allow is done", name, answer, turn.after, told)
        if turn.events:
            told.node = step = Node(turn.after, command.on, told.node, command, turn.events)
            if key is not None:
                told.requests[key] = command
            for text in broken(step, self.register.policy):
                raise AssertionError(self._story(text, name, told))
        told.today = command.on if told.placement is None else max(told.today, command.on)
        return turn

    def _known(self, placement: Placement | None, command: Command) -> ServiceRecord | None:
        """Return what the tool tells of the secondee's service."""
        proposed = command.parties if isinstance(command, Propose) else None
        parties = proposed if placement is None else placement.parties
        return None if parties is None else self.service(parties.secondee, command.on)

    def _requested(self) -> list[tuple[str, str]]:
        """Return every placement and key under which something was done."""
        return [(name, key) for name, told in self._told.items() for key in told.requests]

    def _hold_found(self, promise: str, found: tuple[PlacementId, ...], wanted: set[str]) -> None:
        self._hold(promise, None, found, tuple(sorted(wanted)))

    def _hold(
        self,
        promise: str,
        name: str | None,
        came: object,
        wanted: object,
        told: _Told | None = None,
    ) -> None:
        """Raise an error that tells the story of a placement unless *came* is what was *wanted*."""
        if came != wanted:
            what = "\n".join([promise, "  (- wanted, + came)", *_differing(wanted, came)])
            raise AssertionError(self._story(what, name, told or self._told.get(name or "")))

    def _story(self, what: str, name: str | None, told: _Told | None) -> str:
        """Return *what* is wrong, with all that was tried with a placement."""
        if told is None:
            return what
        return "\n    ".join(
            [f"{what}\n  {name} under {self.register.policy.name}:", *map(repr, told.turns)]
        )


def _differing(wanted: object, came: object) -> Iterator[str]:
    """Yield what is in one of the two alone, one thing a line."""
    for line in ndiff(_things(wanted), _things(came)):
        if line[0] in "-+":
            yield f"  {line}"


def _things(value: object) -> list[str]:
    return [*map(written, value)] if isinstance(value, tuple | list) else [written(value)]


def _answer(ask: Callable[[], _Answer]) -> _Answer | SecondmentError:
    """Return what the register answers, also when it is an error that it documents."""
    try:
        return ask()
    except SecondmentError as error:
        return error


def _said_of(proposal: Propose, secondee: str) -> Propose:
    """Return *proposal* for another secondee."""
    parties = proposal.parties
    by = secondee if proposal.by == parties.secondee else proposal.by
    return altered(proposal, by=by, parties=altered(parties, secondee=secondee))
