"""The nodes of a walk: placements on the way, how they came to it, and the words for that.

What is tried next, and whether it is right, does not belong here.
"""

from __future__ import annotations

from attrs import frozen

from secondment.commands import Advance, Command
from secondment.dates import Day
from secondment.events import Event
from secondment.placement import Placement
from secondment.testing.written import names_of, written


@frozen(eq=False)
class Node:
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
    before: Node | None = None
    command: Command | None = None
    events: tuple[Event, ...] = ()

    @property
    def path(self) -> tuple[Node, ...]:
        """Everything that led here, the first first, without the beginning."""
        steps: list[Node] = []
        node: Node | None = self
        while node is not None and node.command is not None:
            steps.append(node)
            node = node.before
        return tuple(reversed(steps))

    @property
    def history(self) -> tuple[Event, ...]:
        """Everything that happened."""
        return tuple(event for step in self.path for event in step.events)

    def __str__(self) -> str:
        return f"{written(self.command)},  # {names_of(self.events)}"


def plain(name: str) -> str:
    """Return *name* in words."""
    return name.replace("_", " ")


def name_of(command: Command) -> str:
    """Return the verb of *command* in words; time has none."""
    return "Advance" if isinstance(command, Advance) else plain(command.verb)
