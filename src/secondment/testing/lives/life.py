"""One placement as it was lived: commands in their order, and what came of each.

How a life is drawn does not belong here: see `drawn`.
"""

from __future__ import annotations

from functools import reduce

from attrs import frozen
from hypothesis.vendor.pretty import RepresentationPrinter

from secondment.commands import Command
from secondment.decide import decide
from secondment.errors import Objection, Refused
from secondment.events import Event
from secondment.placement import Placement, evolve
from secondment.policy import Policy
from secondment.service import ServiceRecord
from secondment.testing.written import names_of, written


@frozen(repr=False)
class Turn:
    """One command, and what came of it.

    Attributes:
        before: What was known; None before the proposal.
        command: What was wished.
        events: What it brought; empty when it was refused, or when time brought nothing.
        objections: Why it was refused; empty when it was carried out.
        after: What is known then; the same as before when it was refused.
    """

    before: Placement | None
    command: Command
    events: tuple[Event, ...]
    objections: tuple[Objection, ...]
    after: Placement | None

    def __repr__(self) -> str:
        outcome = names_of(self.events)
        if self.objections:
            outcome = "refused: " + ", ".join(each.code for each in self.objections)
        return f"{written(self.command)},  # {outcome}"


@frozen(repr=False)
class Life:
    """One placement as it was lived; its `repr` can be copied into a test.

    Attributes:
        policy: What the commands were judged by.
        turns: The commands in the order in which they were given, the refused ones too; never
            empty.
    """

    policy: Policy
    turns: tuple[Turn, ...]

    def __repr__(self) -> str:
        return "\n    ".join([f"life under {self.policy.name}:", *map(repr, self.turns)])

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Let Hypothesis show the life as `repr` does and not field by field."""
        for line in repr(self).splitlines():
            printer.text(line)
            printer.break_()

    @property
    def done(self) -> tuple[Turn, ...]:
        """The turns that were not refused."""
        return tuple(turn for turn in self.turns if not turn.objections)

    @property
    def refused(self) -> tuple[Turn, ...]:
        """The turns that were refused."""
        return tuple(turn for turn in self.turns if turn.objections)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that were carried out."""
        return tuple(turn.command for turn in self.done)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened."""
        return tuple(event for turn in self.turns for event in turn.events)

    @property
    def placements(self) -> tuple[Placement, ...]:
        """What was known after each of `events`."""
        found = []
        for turn in self.turns:
            placement = turn.before
            for event in turn.events:
                placement = evolve(placement, event)
                found.append(placement)
        return tuple(found)

    @property
    def placement(self) -> Placement:
        """What is known in the end."""
        placement = self.turns[-1].after
        assert placement is not None, "a life is that of a placement"
        return placement


def taken(
    placement: Placement | None,
    command: Command,
    policy: Policy,
    service: ServiceRecord | None = None,
) -> Turn:
    """Return what comes of *command*, given while *placement* is what is known.

    Args:
        placement: What is known; None before the proposal.
        command: What is wished.
        policy: The rules.
        service: What is known of the secondee's service; None for what came with the proposal.
    """
    try:
        events = decide(placement, command, policy, service)
    except Refused as refusal:
        return Turn(placement, command, (), refusal.objections, placement)
    return Turn(placement, command, events, (), reduce(evolve, events, placement))
