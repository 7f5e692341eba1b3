"""What can go wrong, as values and exceptions that explain themselves.

No rule is decided here: `rules` finds the objections, `messages` words them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Final, Self

from attrs import field, frozen

from secondment.messages import OBJECTIONS, REMEDIES

Figures = tuple[tuple[str, Hashable], ...]
"""Named figures as data: ``(("last_day", date(2025, 6, 10)), ("over", 43))``."""


def figures(**named: Hashable) -> Figures:
    """Return *named* as figures, in the order given."""
    return tuple(named.items())


def plain(value: object) -> str:
    """Return *value* as a message shows it: ISO days, commas in lists, no underscores in words."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        items = value if isinstance(value, tuple) else sorted(value, key=plain)
        return ", ".join(plain(item) for item in items) or "nobody"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    return str(value)


LONGEST: Final = 2_000
"""Characters of a text that a message repeats at most."""


def legible(text: str) -> str:
    r"""Return *text* in characters that can be written anywhere, and cut off where it has no end.

    Example:
        >>> legible("a\x00b"), legible("\ud800"), len(legible("x" * 1_000_000))
        ('a\\x00b', '\\ud800', 2000)
    """
    text = text[: LONGEST + 1]
    if not text.isprintable():
        text = "".join(map(_legible_character, text))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _legible_character(one: str) -> str:
    return one if one.isprintable() or one == "\n" else ascii(one)[1:-1]


Wording = Callable[[object], str]
"""Words one figure; `plain` does it in English."""


def _rendered(template: str, named: Figures, word: Wording, **more: object) -> str:
    return template.format_map({name: word(value) for name, value in (*named, *more.items())})


@frozen
class Source:
    """Where a rule stands.

    Attributes:
        title: The document, or ``secondment`` for what this library itself requires.
        clause: The place in it.
        link: An address, or None where the document has none.
        read_on: The day the document was read, or None for a rule of this library.
    """

    title: str
    clause: str
    link: str | None = None
    read_on: date | None = None

    def __str__(self) -> str:
        return f"{self.title}: {self.clause}"


def own_rule(clause: str) -> Source:
    """Return the source of a rule that this library itself requires of every placement."""
    return Source(title="secondment", clause=clause)


@frozen
class Remedy:
    """The nearest thing that would pass.

    Attributes:
        code: Key in the catalogue of remedies.
        command: The command to give; None where no command can put it right.
        fields: Values for that command's fields. When `command` is the one that was tried, give it
            again with these fields changed: ``attrs.evolve(command, **dict(remedy.fields))``.
        by: Who may give it; empty when it is the person who tried.
        figures: Further figures of the text.
    """

    code: str
    command: str | None = None
    fields: Figures = ()
    by: tuple[str, ...] = ()
    figures: Figures = ()

    @property
    def text(self) -> str:
        """The remedy in English."""
        return self.render(REMEDIES)

    def render(self, catalogue: Mapping[str, str], word: Wording = plain) -> str:
        """Return the remedy worded by *catalogue*, a mapping from code to text.

        Args:
            catalogue: The texts.
            word: Words each figure, such as a `Length`, a day or a status.
        """
        fields = ", ".join(f"{name} {word(value)}" for name, value in self.fields)
        command = word(self.command or "").replace("_", " ")
        return _rendered(
            catalogue[self.code],
            self.figures,
            word,
            command=command,
            fields=fields,
            persons=self.by,
        )


@frozen
class Objection:
    """One reason why a command cannot be carried out.

    Attributes:
        code: Stable key in the catalogue of objections.
        figures: What the text speaks of, as data.
        source: Where the rule stands.
        remedy: The nearest thing that would pass; None when nothing would.
        others: What else would pass; empty when nothing else would, or it is not known.
    """

    code: str
    figures: Figures
    source: Source
    remedy: Remedy | None = None
    others: tuple[Remedy, ...] = ()

    @property
    def text(self) -> str:
        """The reason in English, without source and remedy."""
        return self.render(OBJECTIONS)

    def render(self, catalogue: Mapping[str, str], word: Wording = plain) -> str:
        """Return the reason worded by *catalogue*; see `Remedy.render`."""
        return _rendered(catalogue[self.code], self.figures, word)

    def __str__(self) -> str:
        ways = [each.text for each in (self.remedy, *self.others) if each]
        remedy = f"; would pass: {', or '.join(ways)}" if ways else ""
        return f"{self.text} ({self.source}{remedy})"


@frozen
class Fault:
    """One thing wrong with a value: where, and what.

    Attributes:
        path: The field, dotted from the outermost value: ``terms.period.last_day``; empty for the
            whole.
        text: What is wrong and what would be right; see `legible`.
    """

    path: str = field(converter=legible)
    text: str = field(converter=legible)

    def under(self, prefix: str) -> Self:
        """Return this fault as seen from a value that holds it in *prefix*."""
        return type(self)(f"{prefix}.{self.path}" if self.path else prefix, self.text)

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


class SecondmentError(Exception):
    """The root of every error this library raises on purpose.

    Attributes:
        code: Stable and documented; the wording may change.
    """

    code: ClassVar[str] = "secondment_error"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._arguments = arguments

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...], dict[str, Any]]:
        return type(self), self._arguments, self.__dict__  # the notes are in there


class InvalidValue(SecondmentError, ValueError):
    """A value cannot be built.

    Attributes:
        what: What was being built.
        faults: Everything wrong with it.
    """

    code = "invalid_value"

    def __init__(self, what: str, *faults: Fault) -> None:
        super().__init__(what, *faults)
        self.what = what
        self.faults = faults

    def __str__(self) -> str:
        return f"cannot make {legible(self.what)}: " + "; ".join(map(str, self.faults))


class Refused(SecondmentError):
    """A command cannot be carried out now; nothing was changed.

    Attributes:
        verb: The step that was tried.
        status: Where the placement stands; None when nothing has been proposed.
        on: The day of the command.
        objections: Every reason, never empty.
        placement_id: Whose placement it is; None when `decide` was called without a register.
    """

    code = "refused"

    def __init__(
        self,
        verb: str,
        status: str | None,
        on: date,
        objections: tuple[Objection, ...],
        placement_id: str | None = None,
    ) -> None:
        super().__init__(verb, status, on, objections, placement_id)
        self.verb = verb
        self.status = status
        self.on = on
        self.objections = objections
        self.placement_id = placement_id

    def about(self, placement_id: str) -> Self:
        """Return the same refusal with the placement named."""
        return type(self)(self.verb, self.status, self.on, self.objections, placement_id)

    def __str__(self) -> str:
        subject = f"{self.placement_id}: " if self.placement_id else ""
        standing = f" while {plain(self.status).replace('_', ' ')}" if self.status else ""
        reasons = "; ".join(map(str, self.objections))
        return f"{subject}cannot {self.verb.replace('_', ' ')} on {self.on}{standing}: {reasons}"


class NotAllowedHere(Refused):
    """There is no such step from this status."""

    code = "not_allowed_here"

    @property
    def possible(self) -> tuple[str, ...]:
        """The commands that can be given from this status."""
        possible = dict(self.objections[0].figures)["possible"]
        assert isinstance(possible, tuple)
        return possible


class RuleUnmet(Refused):
    """The step exists, and one or more rules object."""

    code = "rule_unmet"


class HistoryError(SecondmentError):
    """The record itself is at odds with what is asked."""

    code = "history_error"


class UnknownPlacement(HistoryError):
    """Nothing is known of a placement.

    Attributes:
        placement_id: Which one.
        as_of: The day or instant asked about, None for now.
    """

    code = "unknown_placement"

    def __init__(self, placement_id: str, as_of: str | None = None) -> None:
        super().__init__(placement_id, as_of)
        self.placement_id = placement_id
        self.as_of = as_of

    def __str__(self) -> str:
        when = f" as of {self.as_of}" if self.as_of else ""
        return f"nothing is on record of placement {self.placement_id}{when}"


class VersionConflict(HistoryError):
    """Somebody else wrote first; nothing was written. Read again, look, and try again.

    Attributes:
        placement_id: Which placement.
        expected: How many facts the writer knew of.
        found: How many there are.
    """

    code = "version_conflict"

    def __init__(self, placement_id: str, expected: int, found: int) -> None:
        super().__init__(placement_id, expected, found)
        self.placement_id = placement_id
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"cannot add to placement {self.placement_id}: expected {self.expected} facts on "
            f"record, found {self.found}; nothing was written; read it again and decide anew"
        )


class KeyReused(HistoryError):
    """An idempotency key came back with another command; nothing was written.

    Attributes:
        placement_id: Which placement.
        key: The key.
    """

    code = "key_reused"

    def __init__(self, placement_id: str, key: str) -> None:
        super().__init__(placement_id, key)
        self.placement_id = placement_id
        self.key = key

    def __str__(self) -> str:
        return (
            f"key {self.key} of placement {self.placement_id} stands for another command; "
            "nothing was written; a new command needs a new key"
        )


class BrokenHistory(HistoryError):
    """A history that no valid sequence of commands can have made.

    Attributes:
        reason: What is wrong.
        position: Which fact, counted from 1; None when the history as a whole is at fault.
        placement_id: Which placement, None when not known here.
    """

    code = "broken_history"

    def __init__(
        self, reason: str, position: int | None = None, placement_id: str | None = None
    ) -> None:
        super().__init__(reason, position, placement_id)
        self.reason = reason
        self.position = position
        self.placement_id = placement_id

    def __str__(self) -> str:
        subject = f" of placement {self.placement_id}" if self.placement_id else ""
        where = f" at fact {self.position}" if self.position is not None else ""
        return f"the history{subject} is broken{where}: {legible(self.reason)}"


class UnknownEvent(HistoryError):
    """A stored fact of a type or version that this release does not know.

    Attributes:
        type_name: The type as stored.
        version: The version as stored.
    """

    code = "unknown_event"

    def __init__(self, type_name: str, version: int) -> None:
        super().__init__(type_name, version)
        self.type_name = type_name
        self.version = version

    def __str__(self) -> str:
        return (
            f"cannot read a fact of type {legible(self.type_name)}, version {self.version}: this "
            "release does not know it; read it with the release that wrote it or a later one"
        )


class UnreadableEvent(HistoryError):
    """A stored fact of a known type whose content cannot be read.

    Attributes:
        what: Which fact, or what was read.
        faults: Everything wrong with it.
    """

    code = "unreadable_event"

    def __init__(self, what: str, *faults: Fault) -> None:
        super().__init__(what, *faults)
        self.what = what
        self.faults = faults

    def __str__(self) -> str:
        return f"cannot read {legible(self.what)}: " + "; ".join(map(str, self.faults))


class StoreFailure(HistoryError):
    """The store could not be read or written; nothing was written.

    Attributes:
        store: Which store.
        reason: What it said: busy for too long, full, not a store of this library.
    """

    code = "store_failure"

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(store, reason)
        self.store = store
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot use the store {self.store}: {legible(self.reason)}; nothing was written"
