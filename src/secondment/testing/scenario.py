"""Given these facts, when this command, then exactly those facts: `decide` as a table of tests.

Nothing is stored here. The facts given are replayed, so that a history which cannot be is refused
before anything is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import ndiff
from functools import reduce
from typing import Any, Final

from attrs import frozen

from secondment.codec import to_data
from secondment.commands import Command
from secondment.decide import decide
from secondment.errors import Objection, Refused
from secondment.events import Event
from secondment.placement import Placement, evolve, replay
from secondment.policy import Policy
from secondment.service import ServiceRecord
from secondment.testing.named import NamedPolicy, policy_of
from secondment.testing.written import written


@frozen
class Given:
    """A history, and the rules that hold; made by `given`.

    Attributes:
        events: What happened.
        placement: What is known; None when nothing has happened.
        policy: The rules.
        service: What is known of the secondee's service; None for what came with the proposal.
    """

    events: tuple[Event, ...]
    placement: Placement | None
    policy: Policy
    service: ServiceRecord | None

    def when(self, command: Command) -> Outcome:
        """Return what comes of *command*.

        Raises:
            TypeError: It is no command.
        """
        _check_kind("when() takes a command", Command, command)
        try:
            events = decide(self.placement, command, self.policy, self.service)
        except Refused as refusal:
            return Outcome(self, command, (), refusal.objections)
        return Outcome(self, command, events, ())


def given(
    *events: Event, policy: NamedPolicy = "house", service: ServiceRecord | None = None
) -> Given:
    """Return a scenario in which *events* have happened, in this order; none for a new placement.

    Args:
        events: The facts on record.
        policy: The rules, or the name or path of a pack.
        service: What is known of the secondee's service; None for what came with the proposal.

    Raises:
        BrokenHistory: The events are no history that can be.
        TypeError: One of them is no fact.
        InvalidValue: There is no policy of that name, or something is wrong with it.

    Example:
        >>> from secondment.commands import Advance
        >>> from secondment.dates import Day
        >>> given().when(Advance(on=Day(2027, 3, 1))).then_nothing()
    """
    for event in events:
        _check_kind("given() takes facts, one by one", Event, event)
    return Given(tuple(events), replay(events), policy_of(policy), service)


@frozen
class Outcome:
    """What came of a command; made by `Given.when`.

    Attributes:
        scenario: What was given.
        command: What was wished.
        events: What it brought; empty when it was refused, or when there was nothing to do.
        objections: Why it was refused; empty when it was carried out.
    """

    scenario: Given
    command: Command
    events: tuple[Event, ...]
    objections: tuple[Objection, ...]

    @property
    def placement(self) -> Placement | None:
        """What is known then."""
        return reduce(evolve, self.events, self.scenario.placement)

    def then(self, *events: Event) -> None:
        """Assert that the command brought just *events*, in this order.

        Raises:
            AssertionError: It did not; the message shows the difference line by line.
        """
        if not events:
            raise TypeError("then() asks for one fact or more; then_nothing() for none")
        for event in events:
            _check_kind("then() takes facts", Event, event)
        if self.events != events:
            raise AssertionError(self._told("brought other facts", _lines(events)))

    def then_refused(self, *codes: str) -> None:
        """Assert that the command was refused, with objections of just these *codes*, in order.

        Raises:
            AssertionError: It was carried out, or for other reasons refused.
        """
        if not codes:
            raise TypeError("then_refused() asks for one code or more")
        if tuple(each.code for each in self.objections) != codes:
            what = "was refused for other reasons" if self.objections else "was not refused"
            raise AssertionError(self._told(what, [f"refused: {code}" for code in codes]))

    def then_nothing(self) -> None:
        """Assert that the command was carried out and brought nothing: there was nothing to do.

        Raises:
            AssertionError: It brought something, or was refused.
        """
        if self.events or self.objections:
            raise AssertionError(self._told("was to bring nothing", []))

    def _told(self, what: str, wanted: Sequence[str]) -> str:
        """Return a message with the difference between what was wanted and what came."""
        came = [*_lines(self.events), *(f"refused: {each.code}" for each in self.objections)]
        difference = [line for line in ndiff(wanted, came) if not line.startswith("?")]
        status = None if self.scenario.placement is None else self.scenario.placement.status
        reasons = [f"  because {each}" for each in self.objections]
        return "\n".join(
            [
                f"{written(self.command)} {what}",
                f"  while {status or 'nothing was proposed'}, under {self.scenario.policy.name}",
                "  (- wanted, + came)",
                *(f"  {line}" for line in difference),
                *reasons,
            ]
        )


def _check_kind(asked: str, kind: Any, value: object) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{asked}, not {value!r}")


def _lines(events: Sequence[Event]) -> list[str]:
    """Return each fact field by field, so that a difference shows the field alone."""
    return [line for event in events for line in _fields(to_data(event))]


_HEADING: Final = ("type", "version")


def _fields(data: dict[str, object]) -> list[str]:
    return [str(data["type"]), *_nested(data, "  ")]


def _nested(data: dict[str, object], indent: str) -> list[str]:
    lines = []
    for name, value in data.items():
        if name in _HEADING and indent == "  ":
            continue
        if isinstance(value, dict) and value:
            lines += [f"{indent}{name}", *_nested(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{name} {value}")
    return lines
