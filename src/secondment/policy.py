"""The numbers and choices that a document could change, each with its source.

Policies hold numbers and choices, never expressions. What follows from them does not belong here:
see `rules` and `course`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, Generic, TypeVar

from attrs import field, frozen

from secondment.dates import Calendar, Day, Length, WorkingWeek, last_day_of
from secondment.errors import Fault, InvalidValue, Source
from secondment.lifecycle import Verb
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
        return_day: When the person is back at work.
        calendar: Which days are working days.

    Raises:
        InvalidValue: A row is missing or stands twice, a limit is 0 days, or the minimum is above
            the maximum.
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
    calendar: Calendar = field(default=WorkingWeek())
    _permission_by_verb: Mapping[Verb, Permission] = field(init=False, eq=False, repr=False)
    _consent_by_matter: Mapping[Matter, ConsentRule] = field(init=False, eq=False, repr=False)
    _notice_by_kind: Mapping[NoticeKind, NoticeRule] = field(init=False, eq=False, repr=False)

    @_permission_by_verb.default
    def _index_permissions(self) -> Mapping[Verb, Permission]:
        return {row.verb: row for row in self.permissions}

    @_consent_by_matter.default
    def _index_consents(self) -> Mapping[Matter, ConsentRule]:
        return {row.matter: row for row in self.consents}

    @_notice_by_kind.default
    def _index_notices(self) -> Mapping[NoticeKind, NoticeRule]:
        return {row.kind: row for row in self.notices}

    def __attrs_post_init__(self) -> None:
        faults = [
            *_row_faults("permissions", [row.verb for row in self.permissions], COMMAND_VERBS),
            *_row_faults("consents", [row.matter for row in self.consents], MATTERS),
            *_row_faults("notices", [row.kind for row in self.notices], tuple(NoticeKind)),
            *self._length_faults(),
        ]
        if faults:
            raise InvalidValue(f"policy {self.name}", *faults)

    def _length_faults(self) -> Iterable[Fault]:
        limits = (("min_length", self.min_length), ("max_length", self.max_length))
        empty = [name for name, clause in limits if clause and not clause.value]
        for name in empty:
            yield Fault(name, "must be one day or more, not 0 days; None for no limit")
        if self.min_length and self.max_length and not empty:
            shortest, longest = self.min_length.value, self.max_length.value
            if last_day_of(_ANY_DAY, shortest) > last_day_of(_ANY_DAY, longest):
                yield Fault("min_length", f"{shortest} is more than the maximum, {longest}")

    def permission(self, verb: Verb) -> Permission:
        """Return who may give *verb*, one of `COMMAND_VERBS`."""
        return self._permission_by_verb[verb]

    def consent_rule(self, matter: Matter) -> ConsentRule:
        """Return whose consent *matter* needs, one of `MATTERS`."""
        return self._consent_by_matter[matter]

    def notice_rule(self, kind: NoticeKind) -> NoticeRule:
        """Return how a one-sided end of *kind* is announced."""
        return self._notice_by_kind[kind]


_ANY_DAY: Final = Day(2001, 1, 1)


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

_HOST_MATTERS: Final = (ChangeKind.SCOPE, ChangeKind.GOALS, ChangeKind.CHECK_INS)
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
)
"""Between the secondee and the two managers; somebody has to say when it is over. A plain default,
not law."""

_BUILT_IN: Final = {policy.name: policy for policy in (HOUSE, INFORMAL)}


def load_policy(name: str) -> Policy:
    """Return the built-in policy *name*: ``house`` or ``informal``.

    Raises:
        InvalidValue: There is none of that name.
    """
    if name not in _BUILT_IN:
        known = ", ".join(sorted(_BUILT_IN))
        raise InvalidValue("a policy", Fault("name", f"must be one of {known}, not {name!r}"))
    return _BUILT_IN[name]
