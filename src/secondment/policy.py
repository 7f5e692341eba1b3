"""The rules of one organisation as one value: numbers and choices, each with its source.

Policies hold numbers and choices, never expressions. What a clause can say is in `clauses`; what
follows from them does not belong here: see `rules`, `limits`, `course` and `agenda`. The path of a
clause here, ``extension.max_count``, is its path in a pack.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import evolve as altered
from attrs import field, fields, frozen, has

from secondment import clauses
from secondment.clauses import (
    COMMAND_VERBS,
    MATTERS,
    CapRules,
    Clause,
    ConsentRule,
    ConversionRules,
    CostBand,
    DocumentRule,
    DutyRule,
    EligibilityRules,
    ExtensionRules,
    Matter,
    Moment,
    NoticeRule,
    Occasion,
    Payer,
    Permission,
    Remark,
    ReturnDay,
    ReturnRules,
    ReviewRules,
    ServiceOwed,
    ServiceStep,
    ShareRules,
    Silence,
    Tier,
    WaiverRule,
)
from secondment.dates import (
    Calendar,
    Day,
    Length,
    Span,
    WorkingDays,
    WorkingWeek,
    calendar_fault,
    check_day,
    last_day_of,
    last_day_of_span,
    span_fault,
)
from secondment.errors import Fault, InvalidValue, Source
from secondment.faults import decimal_within, id_fault, repeated
from secondment.lifecycle import Verb
from secondment.onboarding import Gate
from secondment.outcome import Route
from secondment.parties import Role
from secondment.terms import Cover, EarlyEndMode, NoticeKind

T = TypeVar("T")

Row = Permission | ConsentRule | NoticeRule | DutyRule | DocumentRule | WaiverRule
"""What a policy has several of, each with a source and a first day of its own."""


@frozen(kw_only=True, repr=False)
class Policy:
    """The rules of one organisation for placements.

    Lengths of `min_length`, `max_length` and the like are judged by what holds on the first day;
    every other clause by what holds on the day that it speaks about. `on` picks it.

    Attributes:
        name: Short, to load it by.
        required_roles: Roles that must be held before anything is proposed.
        permissions: Who may give which command; a row for each verb of `COMMAND_VERBS`.
        consents: Whose consent is needed; a row for each of `MATTERS`.
        notices: How one-sided ends are announced; a row for each `NoticeKind`.
        min_length: Of a placement; None for no minimum.
        max_length: Of a placement, extensions included; None for no maximum.
        early_end_mode: How a placement may end early where its terms say nothing.
        immediate_triggers: Reasons to end at once, without notice, as codes of the embedding tool.
        offer_validity: How long an offer may stand, the day it is made not counted.
        automatic_start: Whether time starts a placement on its first day; otherwise somebody does.
        automatic_end: Whether time ends a placement after its last day; otherwise somebody does.
        return_day: When the person is back at work.
        gates: What has to be in place before the first day, beside what the terms agree on.
        capacity: How much of a person's working time can be claimed altogether, above 0; 1 is full
            time.
        overload_refused: Whether what would claim more than that is refused; otherwise it is only
            warned of.
        drift_threshold: Above which part of the agreed effort extra work calls for a change of the
            scope; None for never.
        returning: What the way back is like.
        conversion: How somebody may stay for good.
        title: What people call the document; None for `name`.
        about: What kind of reading this is; None when not said.
        kinds: Kinds of placement, codes of the embedding tool; the terms name one of these. None
            for any.
        purposes: What a placement may be for, codes of the embedding tool; the terms name one of
            these. None for any.
        covers: Ways to do the home job meanwhile that are open; None for any.
        normal_min_length: Less than this is warned of; None for nothing.
        normal_length: More than this is warned of; None for nothing.
        max_first_length: Of the first terms, extensions not included; None for no maximum.
        increment: Lengths come in whole multiples of this; None for any.
        ends_by: No placement lasts longer than this day: the programme ends; None for no end.
        agreed_end_notice: How long before the last day an early end has to be offered for consent;
            None for any time.
        causes: Reasons that count as a cause to end early, codes of the embedding tool; None for
            any.
        extension: What an extension has to keep to.
        caps: What several placements may come to together.
        eligibility: Who may be seconded.
        share: Which part of the working time may go to the host.
        cost: Who pays, by length, the shortest band first; None when not said.
        reviews: When the work is looked at.
        service_owed: Service owed to home after the end; None for none.
        duties: What else is to be done, and when.
        documents: What has to be there in writing, and by when.
        waivers: Who may set a limit aside in a single case.
        remarks: What a document says that nothing here can judge.
        calendar: Which days are working days.
        limits: The paths of the limits of which it says anything; follows from the rest.

    Raises:
        InvalidValue: A row is missing or stands twice, a value has another type, or two values
            contradict each other, such as a minimum above the maximum. All faults are named.
    """

    name: str
    required_roles: Clause[frozenset[Role]]
    permissions: tuple[Permission, ...]
    consents: tuple[ConsentRule, ...]
    notices: tuple[NoticeRule, ...]
    min_length: Clause[Span] | None
    max_length: Clause[Span] | None
    early_end_mode: Clause[EarlyEndMode]
    immediate_triggers: Clause[frozenset[str]]
    offer_validity: Clause[Span]
    automatic_start: Clause[bool]
    automatic_end: Clause[bool]
    return_day: Clause[ReturnDay]
    gates: Clause[frozenset[Gate]]
    capacity: Clause[Decimal]
    overload_refused: Clause[bool]
    drift_threshold: Clause[Decimal] | None
    returning: ReturnRules
    conversion: ConversionRules
    title: str | None = None
    about: str | None = None
    kinds: Clause[frozenset[str]] | None = None
    purposes: Clause[frozenset[str]] | None = None
    covers: Clause[frozenset[Cover]] | None = None
    normal_min_length: Clause[Span] | None = None
    normal_length: Clause[Span] | None = None
    max_first_length: Clause[Span] | None = None
    increment: Clause[Length] | None = None
    ends_by: Clause[Day] | None = None
    agreed_end_notice: Clause[Span] | None = None
    causes: Clause[frozenset[str]] | None = None
    extension: ExtensionRules = field(factory=ExtensionRules)
    caps: CapRules = field(factory=CapRules)
    eligibility: EligibilityRules = field(factory=EligibilityRules)
    share: ShareRules = field(factory=ShareRules)
    cost: Clause[tuple[CostBand, ...]] | None = None
    reviews: ReviewRules = field(factory=ReviewRules)
    service_owed: ServiceOwed | None = None
    duties: tuple[DutyRule, ...] = ()
    documents: tuple[DocumentRule, ...] = ()
    waivers: tuple[WaiverRule, ...] = ()
    remarks: tuple[Remark, ...] = ()
    calendar: Calendar = field(default=WorkingWeek())
    limits: frozenset[str] = field(init=False, eq=False, repr=False)
    _by_key: Mapping[tuple[str, object], tuple[Any, ...]] = field(init=False, eq=False, repr=False)
    _change_days: tuple[Day, ...] = field(init=False, eq=False, repr=False)
    _editions: dict[Day | None, Policy] = field(init=False, eq=False, repr=False, factory=dict)

    def __repr__(self) -> str:
        """Name the policy; all that it says would fill pages."""
        return f"<Policy {self.name}>"

    @_by_key.default
    def _index(self) -> Mapping[tuple[str, object], tuple[Any, ...]]:
        index: dict[tuple[str, object], tuple[Any, ...]] = {}
        for name, (kind, key) in ROWS.items():
            rows: Iterable[Any] = _rows_of(kind, getattr(self, name))
            for row in rows:
                at = name, getattr(row, key)
                try:
                    index[at] = (*index.get(at, ()), row)
                except TypeError:
                    continue  # a key that is none is found fault with afterwards
        return index

    @limits.default
    def _limits_said(self) -> frozenset[str]:
        said = [path for path, _ in clauses_of(self)]
        rules = self.conversion
        routes = (getattr(rules, name, None) for name in ("route", "route_for_others"))
        competing = any(
            version.value is Route.COMPETITION
            for clause in routes
            if isinstance(clause, Clause)
            for version in clause.versions
        )
        return frozenset(
            limit
            for limit in LIMITS
            if any(path == limit or path.startswith(f"{limit}.") for path in said)
            or (competing and limit == "conversion.criteria")
        )

    @_change_days.default
    def _days_of_change(self) -> tuple[Day, ...]:
        return tuple(sorted({day for day in _sinces(self) if isinstance(day, Day)}))

    def __attrs_post_init__(self) -> None:
        faults = list(_type_faults(self)) or list(dict.fromkeys(self._faults()))
        if faults:
            raise InvalidValue(f"policy {self.name}", *faults)

    def _faults(self) -> Iterator[Fault]:
        since_faults = list(_since_faults(self))
        found = [
            *self._row_faults("permissions", COMMAND_VERBS),
            *self._row_faults("consents", MATTERS),
            *self._row_faults("notices", tuple(NoticeKind)),
            *since_faults,
            *_span_faults(self),
        ]
        yield from found
        if not self._change_days:
            yield from _contradictions(self)
        elif not since_faults:
            yield from self._faults_of_editions(found)

    def _faults_of_editions(self, found: Iterable[Fault]) -> Iterator[Fault]:
        """Yield what is wrong beside what was *found*, with the first day on which it is."""
        known = set(found)
        for day in (None, *self._change_days):
            try:
                self._edition(day)
            except InvalidValue as error:
                for fault in error.faults:
                    if fault not in known:
                        known.add(fault)
                        text = fault.text if day is None else f"{fault.text}; from {day} on"
                        yield Fault(fault.path, text)

    def _row_faults(self, name: str, wanted: tuple[object, ...]) -> Iterator[Fault]:
        """Yield what is wrong with the rows of *name*: always one for each that is wanted."""
        for each in wanted:
            rows: tuple[Any, ...] = self._by_key.get((name, each), ())
            always = [row for row in rows if row.since is None]
            unconditional = [row for row in always if getattr(row, "is_for_all", True)]
            if len(unconditional) != 1:
                text = f"{each} has {len(unconditional)} rows and needs one"
                if always and name == "notices":
                    text = f"{each} has {len(unconditional)} rows for everybody and needs one"
                yield Fault(name, text)
            elif always[-1] is not unconditional[0]:
                yield Fault(f"{name}.{each}", "the row for everybody stands last")
        for table, each in self._by_key:
            if table == name and each not in wanted:
                yield Fault(name, f"{each} needs no row")

    def on(self, day: Day) -> Policy:
        """Return the policy as it holds on *day*: each clause and row in the version of that day.

        A policy of which nothing has ever changed is returned as it is.

        Raises:
            InvalidValue: *day* is no day.
        """
        if not self._change_days:
            return self
        check_day(day)
        begun = [change for change in self._change_days if change <= day]
        since = begun[-1] if begun else None
        if since not in self._editions:
            self._editions[since] = self._edition(since)
        return self._editions[since]

    def _edition(self, since: Day | None) -> Policy:
        day = Day.min if since is None else since
        values = {
            each.name: _as_of(getattr(self, each.name), day) for each in fields(Policy) if each.init
        }
        return Policy(**values)

    def permission(self, verb: Verb) -> Permission:
        """Return who may give *verb*, one of `COMMAND_VERBS`."""
        found: Permission = self._by_key["permissions", verb][0]
        return found

    def consent_rule(self, matter: Matter) -> ConsentRule:
        """Return whose consent *matter* needs, one of `MATTERS`."""
        found: ConsentRule = self._by_key["consents", matter][0]
        return found

    def notice_rules(self, kind: NoticeKind) -> tuple[NoticeRule, ...]:
        """Return how a one-sided end of *kind* is announced; the last row is for everybody else."""
        return self._by_key["notices", kind]

    def waiver_rule(self, rule: str) -> WaiverRule | None:
        """Return who may set *rule* aside; None when nobody may."""
        rows = self._by_key.get(("waivers", rule), ())
        return rows[0] if rows else None


ROWS: Final[Mapping[str, tuple[type, str]]] = {
    "permissions": (Permission, "verb"),
    "consents": (ConsentRule, "matter"),
    "notices": (NoticeRule, "kind"),
    "duties": (DutyRule, "code"),
    "documents": (DocumentRule, "code"),
    "waivers": (WaiverRule, "rule"),
}
"""Rows of a policy -> what they are, and the field that they are found by."""

LIMITS: Final = (
    "min_length",
    "max_length",
    "max_first_length",
    "increment",
    "ends_by",
    "kinds",
    "purposes",
    "covers",
    "extension.max_count",
    "extension.min_length",
    "extension.max_length",
    "extension.total",
    "extension.asked",
    "extension.decided",
    "caps.continuous",
    "caps.lifetime",
    "caps.same_post",
    "caps.cooling_off",
    "eligibility.service",
    "eligibility.service_in_role",
    "eligibility.probation_passed",
    "eligibility.no_live_warning",
    "eligibility.performance_acceptable",
    "eligibility.not_on_secondment",
    "eligibility.contracts",
    "eligibility.grades",
    "eligibility.released_first",
    "eligibility.criteria",
    "share.min",
    "share.max",
    "capacity",
    "cost",
    "agreed_end_notice",
    "conversion.after",
    "conversion.repeat_every",
    "conversion.grades",
    "conversion.criteria",
    "conversion.priority",
    "reviews.trial",
)
"""The limits that a waiver can set aside, by their paths."""


def _rows_of(kind: type[T], given: object) -> Iterable[T]:
    """Return the rows of *given* that are of *kind*; the rest is found fault with afterwards."""
    return [row for row in given if isinstance(row, kind)] if isinstance(given, tuple) else ()


def _fields(value: Any) -> tuple[Any, ...]:
    return tuple(fields(type(value)))


# versions


def is_group(kind: Any) -> bool:
    """Return whether *kind* is a class of clauses that belong together."""
    return has(kind) and kind.__name__ in _GROUPS


_GROUPS: Final = frozenset(
    name
    for name in vars(clauses)
    if name.endswith("Rules") or name in ("Window", "ContinuousCap", "CoolingOff", "ServiceOwed")
)


def _sinces(value: object) -> Iterator[object]:
    """Yield the first day of every clause and row in *value*."""
    if isinstance(value, Clause):
        yield from (version.since for version in value.versions)
    elif isinstance(value, tuple):
        yield from (row.since for row in value if isinstance(row, Row))
    elif isinstance(value, Policy) or is_group(type(value)):
        for each in _fields(value):
            if each.init:
                yield from _sinces(getattr(value, each.name))


def _as_of(value: Any, day: Day) -> Any:
    """Return *value* with the clauses and rows that hold on *day* alone."""
    if isinstance(value, Clause):
        return value.on(day)
    if isinstance(value, tuple) and any(isinstance(row, Row) for row in value):
        return _rows_as_of(value, day)
    if not is_group(type(value)):
        return value
    given = {each.name: _as_of(getattr(value, each.name), day) for each in _fields(value)}
    gone = any(
        given[each.name] is None and getattr(value, each.name) is not None
        for each in _fields(value)
        if not _may_be_none(type(value), each.name)
    )
    return None if gone else altered(value, **given)


def _may_be_none(kind: type, name: str) -> bool:
    return type(None) in get_args(hints_of(kind)[name])


def _rows_as_of(rows: tuple[Any, ...], day: Day) -> tuple[Any, ...]:
    """Return those of *rows* that hold on *day*; the latest rows of a key replace those before."""
    latest: dict[tuple[type, object], Day] = {}
    begun = [row for row in rows if row.since is None or row.since <= day]
    for row in begun:
        key = type(row), row_key(row)
        latest[key] = max(latest.get(key, Day.min), row.since or Day.min)
    return tuple(
        altered(row, since=None)
        for row in begun
        if (row.since or Day.min) == latest[type(row), row_key(row)]
    )


def row_key(row: Row) -> Any:
    """Return what *row* is found by: its verb, matter, kind, code or rule."""
    return next(getattr(row, key) for kind, key in ROWS.values() if isinstance(row, kind))


def _since_faults(policy: Policy) -> Iterator[Fault]:
    """Yield what is wrong with the days since which clauses hold."""
    for path, clause in clauses_of(policy):
        sinces = [version.since for version in clause.versions]
        for later, earlier in pairwise(sinces):
            if later is None or (earlier is not None and earlier >= later):
                new, old = (f"since {day}" if day else "always" for day in (later, earlier))
                yield Fault(path, f"says what holds {new} after what held {old}, and not later")
        if sinces[-1] is not None and _is_needed(path):
            yield Fault(path, f"says nothing before {sinces[-1]}, and is needed on every day")


def _is_needed(path: str) -> bool:
    """Return whether every policy has the clause at *path*: neither it nor its group may be None.

    Example:
        >>> _is_needed("returning.right"), _is_needed("caps.continuous.length")
        (True, False)
    """
    kind: type = Policy
    for step in path.split("."):
        if _may_be_none(kind, step):
            return False
        kind = kinds_of(hints_of(kind)[step])[0]
    return True


def clauses_of(value: object, path: str = "") -> Iterator[tuple[str, Clause[Any]]]:
    """Yield every clause of a policy, or of a group of clauses, with its path."""
    for each in _fields(value):
        if not each.init:
            continue
        held, at = getattr(value, each.name), f"{path}.{each.name}" if path else each.name
        if isinstance(held, Clause):
            yield at, held
        elif is_group(type(held)):
            yield from clauses_of(held, at)


# types


@cache
def hints_of(kind: Any) -> Mapping[str, Any]:
    """Return what the fields of *kind* may hold, by their names."""
    return get_type_hints(kind)


@cache
def kinds_of(hint: Any) -> tuple[Any, ...]:
    """Return the types that *hint* admits, one or several, without None."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(each for each in get_args(hint) if each is not type(None))
    return (hint,)


def _fits(value: object, hint: Any) -> bool:
    """Return whether *value* is what *hint* says, sets and tuples item by item."""
    return any(_fits_one(value, kind) for kind in kinds_of(hint))


def _fits_one(value: object, kind: Any) -> bool:
    if isinstance(kind, type) and type(value) is kind is not Decimal:
        return True
    origin = get_origin(kind)
    if origin in (frozenset, tuple):
        items = get_args(kind)[0]
        if not isinstance(value, origin):
            return False
        return all(_fits(item, items) for item in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is Decimal:
        return isinstance(value, Decimal) and value.is_finite()
    return isinstance(value, kind) and not (kind is Day and hasattr(value, "hour"))


_WORDS: Final[Mapping[Any, str]] = {bool: "True or False", int: "whole number", str: "text"}
_SEVERAL: Final[Mapping[Any, str]] = {str: "codes"}


def _wanted(hint: Any) -> str:
    """Return in words what *hint* admits."""
    words = []
    for kind in kinds_of(hint):
        origin = get_origin(kind)
        if origin in (frozenset, tuple):
            item = get_args(kind)[0]
            words.append(f"{origin.__name__} of {_SEVERAL.get(item) or _name(item) + 's'}")
        else:
            words.append(_WORDS.get(kind) or _name(kind))
    text = " or ".join(words)
    if text.startswith("True"):
        return text
    return f"{'an' if text[0] in 'AEIOU' else 'a'} {text}"


def _name(kind: Any) -> str:
    return str(getattr(get_origin(kind) or kind, "__name__", kind))


def _type_faults(value: object, path: str = "") -> Iterator[Fault]:
    """Yield every value of a policy, a group or a row that is of another type."""
    kind: Any = type(value)
    hints = hints_of(kind)
    for each in _fields(value):
        if not each.init or each.name.startswith("_"):
            continue
        held, hint = getattr(value, each.name), hints[each.name]
        at = f"{path}.{each.name}" if path else each.name
        if held is None and _may_be_none(kind, each.name):
            continue
        yield from _type_faults_of(held, hint, at)


def _type_faults_of(held: Any, hint: Any, at: str) -> Iterator[Fault]:
    kind, form = _form_of(hint)
    if form is Clause:
        yield from _clause_faults(held, get_args(kind)[0], at)
    elif form is Calendar:
        if fault := calendar_fault(held):
            yield Fault(at, fault)
    elif form is str:
        if fault := id_fault(held):
            yield Fault(at, fault)
    elif form is Row:
        yield from _faults_in_rows(held, get_args(kind)[0], at)
    elif not _fits(held, hint):
        yield Fault(at, f"must be {_wanted(hint)}, not {held!r}")
    elif form is Policy:
        yield from _type_faults(held, at)


@cache
def _form_of(hint: Any) -> tuple[Any, Any]:
    """Return the first type that *hint* admits, and what stands for how it is checked."""
    (kind, *_) = kinds_of(hint)
    if get_origin(kind) is Clause:
        return kind, Clause
    if kind is Calendar or kind is str:
        return kind, kind
    if get_origin(kind) is tuple and has(get_args(kind)[0]):
        return kind, Row
    return kind, Policy if is_group(kind) else None


def _clause_faults(held: Any, hint: Any, at: str) -> Iterator[Fault]:
    if not isinstance(held, Clause):
        yield Fault(at, f"must be a Clause with a value and a Source, not {held!r}")
        return
    for version in held.versions:
        if not isinstance(version, Clause) or not isinstance(version.source, Source):
            yield Fault(at, f"must be a Clause with a value and a Source, not {version!r}")
        elif not _fits(version.value, hint):
            yield Fault(at, f"must have as its value {_wanted(hint)}, not {version.value!r}")
        if version.since is not None and not _fits(version.since, Day):
            yield Fault(at, f"must hold since a day, not {version.since!r}")


def _faults_in_rows(held: Any, kind: type, at: str) -> Iterator[Fault]:
    if not isinstance(held, tuple) or not all(isinstance(row, kind) for row in held):
        yield Fault(at, f"must be a tuple of {kind.__name__}s, not {held!r}")
        return
    for index, row in enumerate(held):
        yield from _type_faults(row, f"{at}[{index}]")


# contradictions


def _span_faults(policy: Policy) -> Iterator[Fault]:
    """Yield what nobody can count with: spans of more than a hundred years, and limits of 0."""
    for path, clause in clauses_of(policy):
        for version in clause.versions:
            values = version.value if isinstance(version.value, tuple) else (version.value,)
            for value in values:
                if isinstance(value, Length | WorkingDays):
                    yield from _span_fault_of(path, value)
                elif path in _PARTS and (fault := _PARTS[path](value)):
                    yield Fault(path, fault)
            yield from _spans_at_fault(version.value, path)
    for name in ROWS:
        for row in getattr(policy, name):
            yield from _spans_at_fault(row, f"{name}.{row_key(row)}")


def _spans_at_fault(value: Any, path: str) -> Iterator[Fault]:
    """Yield the spans in rows, tiers, bands and moments that nobody can count with."""
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _spans_at_fault(each, f"{path}[{index}]")
    elif isinstance(value, Row | Tier | ServiceStep | CostBand | Moment):
        for field_ in _fields(value):
            held = getattr(value, field_.name)
            at = path if isinstance(value, Moment) else f"{path}.{field_.name}"
            if isinstance(held, (Length, WorkingDays)) and (fault := span_fault(held)):
                yield Fault(at, fault)
            elif isinstance(held, (tuple, Moment)):
                yield from _spans_at_fault(held, at)


def _span_fault_of(path: str, value: Span) -> Iterator[Fault]:
    if fault := span_fault(value):
        yield Fault(path, fault)
    elif not value and path != "offer_validity":
        yield Fault(path, "must be one day or more, not 0 days; leave it out for no limit")


_MOST_LOAD: Final = 10
"""Far more than anybody can work, and than any scope can grow and still be the same."""
_load_fault: Final = decimal_within(
    "above 0 and at most 10", lambda part: 0 < part <= _MOST_LOAD, places=18
)
_part_fault: Final = decimal_within("above 0 and at most 1", lambda part: 0 < part <= 1, places=18)
_MOST_RATIO: Final = 100
_ratio_fault: Final = decimal_within(
    "above 0 and at most 100", lambda ratio: 0 < ratio <= _MOST_RATIO, places=18
)
_HOURS: Final = 168
_hours_fault: Final = decimal_within(
    "above 0 and at most 168", lambda hours: 0 < hours <= _HOURS, places=18
)


def _count_fault(value: object) -> str | None:
    return None if isinstance(value, int) and value >= 0 else f"must be 0 or more, not {value}"


_PARTS: Final[Mapping[str, Callable[[object], str | None]]] = {
    "capacity": _load_fault,
    "drift_threshold": _load_fault,
    "share.min": _part_fault,
    "share.max": _part_fault,
    "share.full_time_hours": _hours_fault,
    "service_owed.ratio": _ratio_fault,
    "extension.max_count": _count_fault,
}

_ANCHORS: Final = tuple(
    Day(year, month, day) for year in (2023, 2024) for month in range(1, 13) for day in (1, 28)
)
"""First days on which lengths are compared: 31 days and 1 month are the longer in turn."""


def can_be_longer(one: Span, other: Span, calendar: Calendar) -> bool:
    """Return whether a period of *one* can be longer than one of *other* from the same day.

    Of spans that nobody can count with it returns that none is; they are found fault with by
    themselves.
    """
    if not one or span_fault(one) or span_fault(other):
        return False
    if not other:
        return True
    if isinstance(one, Length) and isinstance(other, Length):
        return _is_ever_longer(one, other)
    return any(
        last_day_of_span(day, one, calendar) > last_day_of_span(day, other, calendar)
        for day in _ANCHORS
    )


@cache
def _is_ever_longer(one: Length, other: Length) -> bool:
    return any(last_day_of(day, one) > last_day_of(day, other) for day in _ANCHORS)


def _is_more(one: Span, other: Span, calendar: Calendar) -> bool:
    """Return whether *one* can be longer than *other*; who is at fault by itself, passes."""
    return bool(span_fault(one) or span_fault(other)) or can_be_longer(one, other, calendar)


_PAIRS: Final = (
    ("min_length", "max_length"),
    ("min_length", "max_first_length"),
    ("min_length", "normal_length"),
    ("normal_length", "max_length"),
    ("normal_min_length", "normal_length"),
    ("normal_min_length", "max_length"),
    ("min_length", "normal_min_length"),
    ("max_first_length", "max_length"),
    ("increment", "max_length"),
    ("extension.min_length", "extension.max_length"),
    ("extension.min_length", "extension.total"),
    ("extension.max_length", "extension.total"),
    ("extension.asked.closes_before_end", "extension.asked.opens_before_end"),
    ("extension.decided.closes_before_end", "extension.decided.opens_before_end"),
    ("caps.continuous.gap_tolerance", "caps.continuous.reset_after"),
    ("eligibility.service_in_role", "eligibility.service"),
    ("reviews.trial", "max_length"),
    ("min_length", "caps.continuous.length"),
    ("min_length", "caps.lifetime"),
    ("min_length", "caps.same_post"),
)
"""Paths of two lengths of which the first cannot be more than the second."""

_MAXIMA: Final = ("max_length", "extension.max_length", "max_first_length")


def _contradictions(policy: Policy) -> Iterator[Fault]:
    """Yield every two values of *policy*, a single edition, that cannot both be kept."""
    known = dict(clauses_of(policy))
    for low, high in _PAIRS:
        if low in known and high in known:
            least, most = known[low].value, known[high].value
            if least and most and can_be_longer(least, most, policy.calendar):
                word = "the maximum, " if high in _MAXIMA else f"{high}, "
                yield Fault(low, f"{least} can be more than {word}{most}")
    low_share, high_share = policy.share.min, policy.share.max
    if low_share and high_share and low_share.value > high_share.value:
        text = f"{low_share.value} is more than share.max, {high_share.value}"
        yield Fault("share.min", text)
    yield from _extension_contradictions(policy)
    yield from _conversion_contradictions(policy)
    for rule in policy.consents:
        yield from (Fault(f"consents.{rule.matter}", text) for text in _consent_faults(rule))
    for row in policy.notices:
        yield from (Fault(f"notices.{row.kind}", text) for text in _notice_faults(row))
    yield from _permission_faults(policy)
    yield from _kind_faults(policy)
    yield from _duty_contradictions(policy)
    if policy.cost:
        yield from _band_faults(policy.cost.value, policy.calendar)
    yield from _document_contradictions(policy)
    for rule_waived, count in repeated(waiver.rule for waiver in policy.waivers).items():
        yield Fault(f"waivers.{rule_waived}", f"stands {count} times; once is enough")
    for waiver in policy.waivers:
        if waiver.rule not in LIMITS:
            close = get_close_matches(waiver.rule, LIMITS, n=1)
            hint = f"did you mean {close[0]}?" if close else f"those are {', '.join(LIMITS)}"
            yield Fault(f"waivers.{waiver.rule}", f"names no limit that can be waived; {hint}")


def _extension_contradictions(policy: Policy) -> Iterator[Fault]:
    rules = policy.extension
    none_allowed = rules.max_count is not None and rules.max_count.value == 0
    for name in ("min_length", "max_length", "total"):
        if none_allowed and getattr(rules, name) is not None:
            yield Fault(f"extension.{name}", "is said of extensions of which there may be none")


def _conversion_contradictions(policy: Policy) -> Iterator[Fault]:
    rules = policy.conversion
    by_lapse = rules.route.value is Route.LAPSE_OF_TIME
    if by_lapse and rules.after is None:
        yield Fault("conversion.route", "lapse_of_time needs conversion.after")
    if by_lapse and policy.automatic_end.value:
        yield Fault("conversion.route", "lapse_of_time needs automatic_end to be false")
    if rules.excluded is not None and rules.excluded.value and rules.after is not None:
        yield Fault("conversion.after", "is said of a conversion that is excluded")
    returning = policy.returning
    if returning.lost_by_staying_on and returning.lost_after is None:
        yield Fault("returning.lost_by_staying_on", "goes with returning.lost_after")
    if rules.route_for_others and rules.grades is None:
        yield Fault("conversion.route_for_others", "goes with conversion.grades")
    if rules.again_when and rules.repeat_every is None:
        yield Fault("conversion.again_when", "goes with conversion.repeat_every")
    if rules.repeat_every and rules.route.value is not Route.REQUEST:
        yield Fault("conversion.repeat_every", f"is for the route request, not {rules.route.value}")
    if rules.priority and rules.route.value is not Route.PRIORITY:
        yield Fault("conversion.priority", f"is for the route priority, not {rules.route.value}")


def _kind_faults(policy: Policy) -> Iterator[Fault]:
    """Yield the kinds of placement that something is for, and that the policy does not have."""
    if policy.kinds is None:
        return
    known = policy.kinds.value
    named: list[tuple[str, frozenset[str]]] = [
        *((f"duties.{duty.code}", duty.kinds) for duty in policy.duties),
        *((f"documents.{document.code}", document.kinds) for document in policy.documents),
        *(("cost", band.kinds) for band in (policy.cost.value if policy.cost else ())),
    ]
    for path, kinds in named:
        for kind in sorted(kinds - known):
            close = get_close_matches(kind, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"those are {', '.join(sorted(known))}"
            yield Fault(path, f"is for the kind {kind}, which is none of kinds; {hint}")


def _permission_faults(policy: Policy) -> Iterator[Fault]:
    """Yield who is asked for something that the permissions do not let them give."""
    asked = [
        *((f"waivers.{row.rule}", row.roles, Verb.WAIVE) for row in policy.waivers),
        *((f"notices.{row.kind}", row.roles, Verb.GIVE_NOTICE) for row in policy.notices),
    ]
    for rule in policy.consents:
        consenting = rule.roles.union(rule.escalates_to, *(tier.roles for tier in rule.tiers))
        no = Verb.DECLINE if rule.matter is Occasion.BEGINNING else Verb.DROP_CHANGE
        asked += [
            (f"consents.{rule.matter}", consenting, Verb.CONSENT),
            (f"consents.{rule.matter}", rule.may_object, no),
        ]
    may_give = {row.verb: row.roles for row in policy.permissions}
    for path, roles, verb in asked:
        for role in sorted(roles - may_give.get(verb, roles)):
            yield Fault(path, f"asks the {role}, who may not {verb}; see permissions.{verb}")
    owed = [(f"duties.{duty.code}", duty.owed_by) for duty in policy.duties]
    owed += [(f"documents.{document.code}", document.owed_by) for document in policy.documents]
    for path, roles in owed:
        if roles and not roles & may_give.get(Verb.FULFIL, roles):
            yield Fault(path, "is owed by nobody who may fulfil it; see permissions.fulfil")


def _consent_faults(rule: ConsentRule) -> Iterator[str]:
    if rule.on_silence and rule.answer_within is None:
        yield f"on_silence {rule.on_silence} needs answer_within"
    if rule.answer_within is not None and not rule.answer_within:
        yield "answer_within must be one day or more, not 0 days; left out for no clock"
    if rule.silence_of and rule.on_silence is not Silence.DEEMED_ACCEPTED:
        yield "silence_of goes with on_silence deemed_accepted"
    for role in sorted(rule.silence_of.difference(rule.roles, *(t.roles for t in rule.tiers))):
        yield f"silence_of names {role}, whose consent is not needed"
    for role in sorted(rule.escalates_to & rule.roles):
        yield f"escalates_to names {role}, whose consent is needed anyway"
    if (rule.on_silence is Silence.ESCALATE) != bool(rule.escalates_to):
        yield "escalates_to goes with on_silence escalate, and only with it"
    ordered = [role for stage in rule.order for role in stage]
    every = rule.roles.union(*(tier.roles for tier in rule.tiers))
    for role in dict.fromkeys(ordered):
        if ordered.count(role) > 1:
            yield f"order names {role} {ordered.count(role)} times"
        if role not in every:
            yield f"order names {role}, whose consent is not needed"
    for role in sorted(rule.may_object & rule.roles):
        yield f"may_object names {role}, whose consent is needed anyway"


def _notice_faults(row: NoticeRule) -> Iterator[str]:
    if row.at_most is not None and row.per_year is None:
        yield "at_most goes with per_year"
    if row.at_most and isinstance(row.length, Length):
        longest, base = row.at_most, row.length
        if base and can_be_longer(base, longest, WorkingWeek()):
            yield f"length {base} can be more than at_most, {longest}"
    for earlier, later in pairwise(step.from_service for step in row.by_service):
        if not _is_more(later, earlier, WorkingWeek()):
            yield "by_service has to stand in the order of service"
    if any(not step.from_service for step in row.by_service):
        yield "by_service starts at one day of service or more; length holds before"


def _duty_contradictions(policy: Policy) -> Iterator[Fault]:
    for duty in policy.duties:
        if duty.times is not None and (duty.every is None or not 0 < duty.times <= _MOST_TIMES):
            text = f"times is from 1 to {_MOST_TIMES}, and goes with every"
            yield Fault(f"duties.{duty.code}", text)
        if duty.every is not None and not duty.every:
            yield Fault(f"duties.{duty.code}", "every must be one day or more, not 0 days")


_MOST_TIMES: Final = 1000


def _document_contradictions(policy: Policy) -> Iterator[Fault]:
    for rule in policy.documents:
        shorter, least = rule.shorter_than, rule.from_length
        if shorter is not None and not _is_more(shorter, least or Length(), policy.calendar):
            text = f"is for no length: from {least or Length()}, and shorter than {shorter}"
            yield Fault(f"documents.{rule.code}", text)


def _band_faults(bands: tuple[CostBand, ...], calendar: Calendar) -> Iterator[Fault]:
    if not bands:
        yield Fault("cost", "needs a band at least; none for nothing said")
    for kinds in dict.fromkeys(band.kinds for band in bands):
        yield from _ladder_faults([band for band in bands if band.kinds == kinds], calendar)


def _ladder_faults(bands: list[CostBand], calendar: Calendar) -> Iterator[Fault]:
    """Yield what is wrong with the bands of one kind of placement."""
    bounds = [band.shorter_than for band in bands]
    if any(bound is not None and not bound for bound in bounds):
        yield Fault("cost", "shorter_than must be one day or more, not 0 days")
    if bounds[-1] is not None or None in bounds[:-1]:
        yield Fault("cost", "needs bands of which the last, and no other, has no shorter_than")
        return
    for earlier, later in pairwise(bounds[:-1]):
        if earlier and later and not _is_more(later, earlier, calendar):
            yield Fault("cost", f"has the band up to {later} after the one up to {earlier}")
    for band in bands:
        part = band.host_part
        if part is not None and not 0 <= part <= 1:
            yield Fault("cost", f"host_part must be from 0 to 1, not {part}")
        if part is None:
            continue
        if band.payer is None:
            yield Fault("cost", f"host_part {part} goes with a payer")
        elif part != _PART_OF.get(band.payer, part):
            yield Fault("cost", f"host_part {part} is not what payer {band.payer} means")


_PART_OF: Final = {Payer.HOME: Decimal(0), Payer.HOST: Decimal(1)}
"""The host's part of the cost, where it follows from who pays."""
