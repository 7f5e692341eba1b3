"""The numbers and choices that a document could change, each with its source.

Policies hold numbers and choices, never expressions. What follows from them does not belong here:
see `rules` and `course`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from attrs import field, frozen

from secondment.dates import (
    Calendar,
    Day,
    Length,
    WorkingWeek,
    calendar_fault,
    last_day_of,
    workable_length_fault,
)
from secondment.errors import Fault, InvalidValue, Source
from secondment.faults import Check, decimal_within, id_fault, of_kind
from secondment.lifecycle import Verb
from secondment.onboarding import Gate
from secondment.parties import Role
from secondment.terms import ChangeKind, EarlyEndMode, EndKind, NoticeKind

T = TypeVar("T")


@frozen
class Clause(Generic[T]):
    """One value of a policy.

    Attributes:
        value: What the policy says.
        source: Where it says so.
    """

    value: T
    source: Source


class Occasion(StrEnum):
    """What an offer can be about besides a change of terms and an ending."""

    BEGINNING = "beginning"
    """The first terms."""
    RESUMPTION = "resumption"
    """Going on after all."""


Matter = Occasion | ChangeKind | EndKind
"""What an offer is about, as far as consent is concerned."""

MATTERS: Final[tuple[Matter, ...]] = (
    *Occasion,
    *ChangeKind,
    *(kind for kind in EndKind if kind is not EndKind.LEAVING),
)
"""Every matter: nobody can be asked to consent to somebody's leaving."""

COMMAND_VERBS: Final[tuple[Verb, ...]] = tuple(
    verb
    for verb in Verb
    if verb
    not in (Verb.AGREE, Verb.SETTLE_CHANGE, Verb.AGREE_ENDING, Verb.REVOKE_CLOSING, Verb.LAPSE)
)
"""The verbs that people give; the others come with the last consent needed, or with time."""


@frozen
class Permission:
    """Who may give a command.

    Attributes:
        verb: The command.
        roles: One of these is enough. A stakeholder counts if the say is to consent.
        source: Where the policy says so.
    """

    verb: Verb
    roles: frozenset[Role]
    source: Source


@frozen
class ConsentRule:
    """Whose consent something needs.

    Attributes:
        matter: What it is about.
        roles: The holders of all of these must consent; of the stakeholders those whose say it is.
        source: Where the policy says so.
    """

    matter: Matter
    roles: frozenset[Role]
    source: Source


@frozen
class NoticeRule:
    """How a one-sided end is announced.

    Attributes:
        kind: Which end.
        roles: Who may announce it; one of these is enough.
        length: How long before, the day of the notice not counted; zero for from one day to the
            next.
        source: Where the policy says so.
    """

    kind: NoticeKind
    roles: frozenset[Role]
    length: Length
    source: Source


class ReturnDay(StrEnum):
    """When the person is back at work after the last day."""

    NEXT_DAY = "next_day"
    NEXT_WORKING_DAY = "next_working_day"
    """Source: Birkbeck, "Returning after secondment end date": the next working day."""


@frozen(kw_only=True)
class Policy:
    """The rules of one organisation for placements.

    Attributes:
        name: Short, to load it by.
        required_roles: Roles that must be held before anything is proposed.
        permissions: Who may give which command; one row for each verb of `COMMAND_VERBS`.
        consents: Whose consent is needed; one row for each of `MATTERS`.
        notices: How one-sided ends are announced; one row for each `NoticeKind`.
        min_length: Of a placement; None for no minimum.
        max_length: Of a placement, extensions included; None for no maximum.
        early_end_mode: How a placement may end early where its terms say nothing.
        immediate_triggers: Reasons to end at once, without notice, as codes of the embedding tool.
        offer_validity: How long an offer may stand, the day it is made not counted.
        automatic_start: Whether time starts a placement on its first day; otherwise somebody does.
        automatic_end: Whether time ends a placement after its last day; otherwise somebody does.
        gates: What has to be in place before the first day, beside what the terms agree on.
        capacity: How much of a person's working time can be claimed altogether, above 0; 1 is full
            time.
        overload_refused: Whether what would claim more than that is refused; otherwise it is only
            warned of.
        drift_threshold: Above which part of the agreed effort extra work calls for a change of the
            scope; None for never.
        return_day: When the person is back at work.
        calendar: Which days are working days.

    Raises:
        InvalidValue: A row is missing or stands twice, a limit is 0 days, the minimum is above the
            maximum, or the capacity or the threshold is not above 0.
    """

    name: str
    required_roles: Clause[frozenset[Role]]
    permissions: tuple[Permission, ...]
    consents: tuple[ConsentRule, ...]
    notices: tuple[NoticeRule, ...]
    min_length: Clause[Length] | None
    max_length: Clause[Length] | None
    early_end_mode: Clause[EarlyEndMode]
    immediate_triggers: Clause[frozenset[str]]
    offer_validity: Clause[Length]
    automatic_start: Clause[bool]
    automatic_end: Clause[bool]
    return_day: Clause[ReturnDay]
    gates: Clause[frozenset[Gate]]
    capacity: Clause[Decimal]
    overload_refused: Clause[bool]
    drift_threshold: Clause[Decimal] | None
    calendar: Calendar = field(default=WorkingWeek())
    _permission_by_verb: Mapping[Verb, Permission] = field(init=False, eq=False, repr=False)
    _consent_by_matter: Mapping[Matter, ConsentRule] = field(init=False, eq=False, repr=False)
    _notice_by_kind: Mapping[NoticeKind, NoticeRule] = field(init=False, eq=False, repr=False)

    @_permission_by_verb.default
    def _index_permissions(self) -> Mapping[Verb, Permission]:
        rows = _rows_of(Permission, self.permissions)
        return {row.verb: row for row in rows if isinstance(row.verb, Verb)}

    @_consent_by_matter.default
    def _index_consents(self) -> Mapping[Matter, ConsentRule]:
        rows = _rows_of(ConsentRule, self.consents)
        return {row.matter: row for row in rows if isinstance(row.matter, Matter)}

    @_notice_by_kind.default
    def _index_notices(self) -> Mapping[NoticeKind, NoticeRule]:
        rows = _rows_of(NoticeRule, self.notices)
        return {row.kind: row for row in rows if isinstance(row.kind, NoticeKind)}

    def __attrs_post_init__(self) -> None:
        faults = list(self._type_faults()) or [
            *_row_faults("permissions", [row.verb for row in self.permissions], COMMAND_VERBS),
            *_row_faults("consents", [row.matter for row in self.consents], MATTERS),
            *_row_faults("notices", [row.kind for row in self.notices], tuple(NoticeKind)),
            *(list(self._length_faults()) or self._order_faults()),
            *self._load_faults(),
        ]
        if faults:
            raise InvalidValue(f"policy {self.name}", *faults)

    def _type_faults(self) -> Iterable[Fault]:
        if fault := id_fault(self.name):
            yield Fault("name", fault)
        for name, (is_right, wanted) in _VALUES.items():
            clause = getattr(self, name)
            if clause is None and name in _OPTIONAL:
                continue
            if not isinstance(clause, Clause) or not isinstance(clause.source, Source):
                yield Fault(name, f"must be a Clause with a value and a Source, not {clause!r}")
            elif not is_right(clause.value):
                yield Fault(name, f"must have as its value {wanted}, not {clause.value!r}")
        for name, (kind, _, _) in _ROWS.items():
            rows = getattr(self, name)
            if not isinstance(rows, tuple) or not all(isinstance(row, kind) for row in rows):
                yield Fault(name, f"must be a tuple of {kind.__name__}s, not {rows!r}")
            else:
                yield from _faults_in_rows(name, rows)
        if fault := calendar_fault(self.calendar):
            yield Fault("calendar", fault)

    def _length_faults(self) -> Iterable[Fault]:
        limits = (("min_length", self.min_length), ("max_length", self.max_length))
        lengths = [(name, clause.value) for name, clause in limits if clause]
        lengths += [("offer_validity", self.offer_validity.value)]
        lengths += [(f"notices {row.kind}", row.length) for row in self.notices]
        for name, length in lengths:
            if fault := workable_length_fault(length):
                yield Fault(name, fault)
        for name, clause in limits:
            if clause and not clause.value:
                yield Fault(name, "must be one day or more, not 0 days; None for no limit")

    def _order_faults(self) -> Iterable[Fault]:
        if self.min_length and self.max_length:
            shortest, longest = self.min_length.value, self.max_length.value
            if any(last_day_of(day, shortest) > last_day_of(day, longest) for day in _ANCHORS):
                yield Fault("min_length", f"{shortest} can be more than the maximum, {longest}")

    def _load_faults(self) -> Iterable[Fault]:
        for name, clause in (
            ("capacity", self.capacity),
            ("drift_threshold", self.drift_threshold),
        ):
            if clause is not None and (fault := _load_fault(clause.value)):
                yield Fault(name, fault)

    def permission(self, verb: Verb) -> Permission:
        """Return who may give *verb*, one of `COMMAND_VERBS`."""
        return self._permission_by_verb[verb]

    def consent_rule(self, matter: Matter) -> ConsentRule:
        """Return whose consent *matter* needs, one of `MATTERS`."""
        return self._consent_by_matter[matter]

    def notice_rule(self, kind: NoticeKind) -> NoticeRule:
        """Return how a one-sided end of *kind* is announced."""
        return self._notice_by_kind[kind]


def _rows_of(kind: type[T], given: object) -> Iterable[T]:
    """Return the rows of *given* that are of *kind*; the rest is found fault with afterwards."""
    return [row for row in given if isinstance(row, kind)] if isinstance(given, tuple) else ()


def _set_of(kind: type) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, frozenset) and all(isinstance(each, kind) for each in value)
    )


def _one_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


_A_LENGTH: Final = (_one_of(Length), "a Length")
_YES_OR_NO: Final = (_one_of(bool), "True or False")
_A_NUMBER: Final = (
    lambda value: isinstance(value, Decimal) and value.is_finite(),
    "a Decimal",
)

_VALUES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "required_roles": (_set_of(Role), "a frozenset of Roles"),
    "min_length": _A_LENGTH,
    "max_length": _A_LENGTH,
    "early_end_mode": (_one_of(EarlyEndMode), "an EarlyEndMode"),
    "immediate_triggers": (_set_of(str), "a frozenset of codes"),
    "offer_validity": _A_LENGTH,
    "automatic_start": _YES_OR_NO,
    "automatic_end": _YES_OR_NO,
    "return_day": (_one_of(ReturnDay), "a ReturnDay"),
    "gates": (_set_of(Gate), "a frozenset of Gates"),
    "capacity": _A_NUMBER,
    "overload_refused": _YES_OR_NO,
    "drift_threshold": _A_NUMBER,
}
"""Clause of a policy -> whether its value is right, and what it has to be."""

_OPTIONAL: Final = frozenset({"min_length", "max_length", "drift_threshold"})

_ROWS: Final[Mapping[str, tuple[type, str, Check]]] = {
    "permissions": (Permission, "verb", of_kind(Verb)),
    "consents": (ConsentRule, "matter", of_kind(Occasion, ChangeKind, EndKind)),
    "notices": (NoticeRule, "kind", of_kind(NoticeKind)),
}
"""Rows of a policy -> what they are, the field that they are found by, and its check."""


def _faults_in_rows(
    name: str, rows: Iterable[Permission | ConsentRule | NoticeRule]
) -> Iterable[Fault]:
    _, key, key_fault = _ROWS[name]
    for index, row in enumerate(rows):
        if fault := key_fault(getattr(row, key)):
            yield Fault(f"{name}[{index}].{key}", fault)
        if not _set_of(Role)(row.roles):
            yield Fault(
                f"{name}[{index}].roles", f"must be a frozenset of Roles, not {row.roles!r}"
            )
        if not isinstance(row.source, Source):
            yield Fault(f"{name}[{index}].source", f"must be a Source, not {row.source!r}")
        if isinstance(row, NoticeRule) and not isinstance(row.length, Length):
            yield Fault(f"{name}[{index}].length", f"must be a Length, not {row.length!r}")


_ANCHORS: Final = tuple(
    Day(year, month, day) for year in (2023, 2024) for month in range(1, 13) for day in (1, 28)
)
"""First days on which lengths are compared: 31 days and 1 month are the longer in turn."""


_MOST_LOAD: Final = 10
"""Far more than anybody can work, and than any scope can grow and still be the same."""
_load_fault: Final = decimal_within(
    "above 0 and at most 10", lambda part: 0 < part <= _MOST_LOAD, places=18
)


def _row_faults(name: str, given: list[T], wanted: tuple[T, ...]) -> Iterable[Fault]:
    for each in wanted:
        if given.count(each) != 1:
            text = f"{each} has {given.count(each)} rows and needs one"
            yield Fault(name, text)
    for each in given:
        if each not in wanted:
            yield Fault(name, f"{each} needs no row")


_SECONDEE: Final = frozenset({Role.SECONDEE})
_HOME: Final = frozenset({Role.HOME_MANAGER})
_HOST: Final = frozenset({Role.HOST_MANAGER})
_OFFICE: Final = frozenset({Role.PROGRAMME_OFFICE})
_CONSENTING: Final = frozenset({Role.STAKEHOLDER})
_BOTH_SIDES: Final = _HOME | _HOST
_THREE: Final = _BOTH_SIDES | _SECONDEE

_HOST_MATTERS: Final = (
    ChangeKind.SCOPE,
    ChangeKind.GOALS,
    ChangeKind.CHECK_INS,
    ChangeKind.GATES,
)
_HOME_MATTERS: Final = (ChangeKind.COVER,)
_WORKING_MATTERS: Final = (
    ChangeKind.SHARE,
    ChangeKind.TEAM,
    ChangeKind.PLACE,
    ChangeKind.TRIAL,
    ChangeKind.DECISION_DAY,
)


def _default(policy: str, clause: str) -> Source:
    return Source(title=f"{policy}, a plain default of secondment and not law", clause=clause)


def _consents(policy: str, everyone: frozenset[Role]) -> tuple[ConsentRule, ...]:
    roles = dict.fromkeys(MATTERS, everyone)
    roles |= dict.fromkeys(_WORKING_MATTERS, _THREE)
    roles |= dict.fromkeys(_HOST_MATTERS, _SECONDEE | _HOST)
    roles |= dict.fromkeys(_HOME_MATTERS, _HOME)
    source = _default(policy, "consents")
    return tuple(ConsentRule(matter, roles[matter], source) for matter in MATTERS)


def _permissions(policy: str, office: frozenset[Role]) -> tuple[Permission, ...]:
    """Return who may give what, where *office* is the programme office, or nobody."""
    speaking = _THREE | office
    deciding = speaking | _CONSENTING
    managing = _BOTH_SIDES | office
    roles: dict[Verb, frozenset[Role]] = {
        Verb.PROPOSE: speaking,
        Verb.COUNTER: deciding,
        Verb.CONSENT: deciding,
        Verb.DECLINE: deciding,
        Verb.WITHDRAW: deciding,
        Verb.OPEN_CHANGE: deciding,
        Verb.DROP_CHANGE: deciding,
        Verb.START: _HOST | office,
        Verb.GIVE_NOTICE: speaking,
        Verb.COMPLETE: speaking,
        Verb.CONVERT: managing,
        Verb.END_EARLY: managing,
        Verb.LEAVE: _HOME | (office or _SECONDEE),
        Verb.RECORD_ABSENCE: speaking,
        Verb.ARRANGE_COVER: _HOME | office,
        Verb.REASSIGN: deciding,
        Verb.NOTE_CLAIM: speaking,
        Verb.NAME_BUDDY: _HOST | office,
        Verb.PLAN_RESEARCH: _SECONDEE,
        Verb.RECORD_FINDING: _SECONDEE,
        Verb.ASK: _SECONDEE,
        Verb.ANSWER: managing | _CONSENTING,
        Verb.RECORD_PROGRESS: speaking,
        Verb.CHECK_IN: _THREE,
        Verb.NOTE_EXTRA: _THREE,
        Verb.RAISE_DEMAND: _HOME,
        Verb.ANSWER_DEMAND: _SECONDEE | _HOST,
        Verb.REQUEST_FEEDBACK: deciding,
        Verb.DECLINE_REQUEST: deciding,
        Verb.GIVE_FEEDBACK: deciding,
        Verb.WITHDRAW_FEEDBACK: deciding,
        Verb.REVIEW: managing,
        Verb.FOLLOW_UP: _HOME | _SECONDEE | office,
        Verb.VOID: office or _BOTH_SIDES,
    }
    source = _default(policy, "who may do what")
    return tuple(Permission(verb, roles[verb], source) for verb in COMMAND_VERBS)


def _notices(policy: str, length: Length, office: frozenset[Role]) -> tuple[NoticeRule, ...]:
    source = _default(policy, "notice")
    return (
        NoticeRule(NoticeKind.RECALL, _HOME | office, length, source),
        NoticeRule(NoticeKind.HOST_WITHDRAWAL, _HOST | office, length, source),
        NoticeRule(NoticeKind.STEPPING_BACK, _SECONDEE, length, source),
        NoticeRule(NoticeKind.RESIGNATION, _SECONDEE, Length(), source),
    )


HOUSE: Final = Policy(
    name="house",
    required_roles=Clause(_THREE | _OFFICE, _default("house", "parties")),
    permissions=_permissions("house", _OFFICE),
    consents=_consents("house", _THREE | _OFFICE | _CONSENTING),
    notices=_notices("house", Length(weeks=4), _OFFICE),
    min_length=Clause(Length(months=1), _default("house", "minimum length")),
    max_length=Clause(Length(months=24), _default("house", "maximum length")),
    early_end_mode=Clause(EarlyEndMode.NOTICE, _default("house", "early end")),
    immediate_triggers=Clause(
        frozenset({"gross_misconduct", "host_closed"}), _default("house", "end at once")
    ),
    offer_validity=Clause(Length(days=28), _default("house", "offers")),
    automatic_start=Clause(True, _default("house", "start")),
    automatic_end=Clause(True, _default("house", "end")),
    return_day=Clause(ReturnDay.NEXT_WORKING_DAY, _default("house", "return")),
    gates=Clause(frozenset(), _default("house", "before the first day")),
    capacity=Clause(Decimal(1), _default("house", "working time")),
    overload_refused=Clause(True, _default("house", "working time")),
    drift_threshold=Clause(Decimal("0.2"), _default("house", "extra work")),
)
"""Formal: both sides, the secondee and the programme office. A plain default, not law."""

INFORMAL: Final = Policy(
    name="informal",
    required_roles=Clause(_THREE, _default("informal", "parties")),
    permissions=_permissions("informal", frozenset()),
    consents=_consents("informal", _THREE | _CONSENTING),
    notices=_notices("informal", Length(weeks=1), frozenset()),
    min_length=None,
    max_length=Clause(Length(months=6), _default("informal", "maximum length")),
    early_end_mode=Clause(EarlyEndMode.NOTICE, _default("informal", "early end")),
    immediate_triggers=Clause(frozenset(), _default("informal", "end at once")),
    offer_validity=Clause(Length(days=14), _default("informal", "offers")),
    automatic_start=Clause(True, _default("informal", "start")),
    automatic_end=Clause(False, _default("informal", "end")),
    return_day=Clause(ReturnDay.NEXT_DAY, _default("informal", "return")),
    gates=Clause(frozenset(), _default("informal", "before the first day")),
    capacity=Clause(Decimal(1), _default("informal", "working time")),
    overload_refused=Clause(False, _default("informal", "working time")),
    drift_threshold=Clause(Decimal("0.2"), _default("informal", "extra work")),
)
"""Between the secondee and the two managers; somebody has to say when it is over. A plain default,
not law."""

_BUILT_IN: Final = {policy.name: policy for policy in (HOUSE, INFORMAL)}


def load_policy(name: str) -> Policy:
    """Return the built-in policy *name*: ``house`` or ``informal``.

    Raises:
        InvalidValue: There is none of that name.
    """
    if not isinstance(name, str) or name not in _BUILT_IN:
        known = ", ".join(sorted(_BUILT_IN))
        raise InvalidValue("a policy", Fault("name", f"must be one of {known}, not {name!r}"))
    return _BUILT_IN[name]
