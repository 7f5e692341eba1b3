"""What is agreed: terms, how a placement is to end, and the kinds of change between terms.

Whose consent a kind of change needs, and its limits, do not belong here: see `policy`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import field, frozen
from attrs.converters import optional

from secondment.dates import (
    Day,
    Length,
    Period,
    plain_day,
    workable_day_fault,
    workable_length_fault,
)
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    Each,
    decimal_within,
    id_fault,
    of_kind,
    repeated_id_faults,
    several,
)
from secondment.goals import Goal, tree_faults
from secondment.onboarding import Gate
from secondment.parties import UnitId
from secondment.scope import ScopeItem


class EarlyEndMode(StrEnum):
    """How a placement may end before its last day.

    Source:
        Three incompatible readings in use: at will (5 CFR 334), notice by either side, and mutual
        consent only (Birkbeck, "Early termination").
    """

    AT_WILL = "at_will"
    """Any side, from one day to the next."""
    NOTICE = "notice"
    """Any side, with notice."""
    MUTUAL = "mutual"
    """Only by consent of all."""
    FOR_CAUSE = "for_cause"
    """Any side, with notice and a cause."""


class ReturnRight(StrEnum):
    """What the home side owes the person on the way back."""

    SAME_POST = "same_post"
    SAME_OR_EQUIVALENT = "same_or_equivalent"
    SUITABLE_ALTERNATIVE = "suitable_alternative"
    IF_POST_EXISTS = "if_post_exists"
    NONE = "none"


class ConversionRoute(StrEnum):
    """How the person may stay with the host for good."""

    EXCLUDED = "excluded"
    BY_AGREEMENT = "by_agreement"
    """When everyone whose consent is needed agrees to an ending of that kind."""
    AUTOMATIC = "automatic"
    """By itself after the last day, unless another ending is on record."""


class Cover(StrEnum):
    """Who does the home job meanwhile."""

    NONE = "none"
    SHARED = "shared"
    """Colleagues share it."""
    ACTING_UP = "acting_up"
    """A colleague acts up into it."""
    BACKFILL = "backfill"
    """Somebody else takes it over."""


@frozen
class CostSplit:
    """Who pays, and why.

    Attributes:
        host_part: The host's part of the cost, from 0 (home pays all) to 1 (host pays all).
        reason: Why, as a code of the embedding tool.

    Raises:
        InvalidValue: *host_part* is no Decimal of that range, or *reason* is blank.
    """

    host_part: Decimal
    reason: str

    def __str__(self) -> str:
        return f"host part {self.host_part}, {self.reason.replace('_', ' ')}"

    def __attrs_post_init__(self) -> None:
        faults = []
        part = self.host_part
        if not (isinstance(part, Decimal) and part.is_finite() and 0 <= part <= 1):
            text = f"must be a Decimal from 0 to 1, not {self.host_part!r}"
            faults.append(Fault("host_part", text))
        if fault := id_fault(self.reason):
            faults.append(Fault("reason", fault))
        if faults:
            raise InvalidValue("CostSplit", *faults)


class ChangeKind(StrEnum):
    """What a change of terms amounts to; policies treat the kinds differently."""

    EXTENSION = "extension"
    """A later last day."""
    SHORTENING = "shortening"
    """An earlier last day."""
    RESCHEDULING = "rescheduling"
    """Another first day."""
    KIND = "kind"
    """Another kind of placement."""
    PURPOSE = "purpose"
    SHARE = "share"
    """Another part of the working time."""
    TEAM = "team"
    """Another team of the host."""
    PLACE = "place"
    SCOPE = "scope"
    GOALS = "goals"
    CHECK_INS = "check_ins"
    GATES = "gates"
    """What has to be in place before the first day."""
    TRIAL = "trial"
    NOTICE = "notice"
    EARLY_END_MODE = "early_end_mode"
    RETURN_RIGHT = "return_right"
    CONVERSION_ROUTE = "conversion_route"
    COST = "cost"
    COVER = "cover"
    DECISION_DAY = "decision_day"


def _goals(given: Iterable[Goal]) -> tuple[Goal, ...]:
    return several(given)


def _scope(given: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    return several(given)


def _gates(given: Iterable[Gate]) -> tuple[Gate, ...]:
    gates = several(given)
    if not isinstance(gates, tuple) or not all(isinstance(each, Gate) for each in gates):
        return gates
    return tuple(dict.fromkeys(gates))


@frozen(kw_only=True)
class Terms:
    """What everyone agrees to. Terms never change; a change replaces them by others.

    Attributes:
        period: First to last day, both included.
        host_share: The part of the working time for the host, a Decimal above 0 and up to 1; home
            keeps the rest.
        kind: Which kind of placement, a code of the embedding tool (``internal``, ``detail``); None
            when there is only one.
        purpose: What it is for, a code of the embedding tool (``learning``, ``cover``); None when
            not said.
        team: The host's team, an id of the embedding tool; None for the host's unit as a whole.
        place: Where the work is done, an id of the embedding tool; None when it does not matter.
        scope: What is to be done, agreed item by item; ids are unique.
        goals: What is to be reached; each has one place in one tree, see `goals.tree_faults`.
        check_in_every: How often secondee and host manager meet; None when not agreed.
        gates: What has to be in place before the first day, beside what the policy demands.
        trial: How long the trial lasts from the first day; None for no trial.
        notice: Notice of a one-sided end; None for what the policy says.
        early_end_mode: How it may end early; None for what the policy says.
        return_right: What home owes on the way back; None for what the policy says.
        conversion_route: How the person may stay for good; None for what the policy says.
        cost: Who pays and why; None when not agreed.
        cover: Who does the home job meanwhile.
        decision_day: The day by which everyone knows how it ends; None when not agreed.

    Raises:
        InvalidValue: A field has another type, *host_share* lies outside its range, the trial or
            *decision_day* lies outside the period, an id stands twice, or a goal has no place.
    """

    period: Period
    host_share: Decimal = Decimal(1)
    kind: str | None = None
    purpose: str | None = None
    team: UnitId | None = None
    place: str | None = None
    scope: tuple[ScopeItem, ...] = field(default=(), converter=_scope)
    goals: tuple[Goal, ...] = field(default=(), converter=_goals)
    check_in_every: Length | None = None
    gates: tuple[Gate, ...] = field(default=(), converter=_gates)
    trial: Length | None = None
    notice: Length | None = None
    early_end_mode: EarlyEndMode | None = None
    return_right: ReturnRight | None = None
    conversion_route: ConversionRoute | None = None
    cost: CostSplit | None = None
    cover: Cover = Cover.NONE
    decision_day: Day | None = field(default=None, converter=optional(plain_day))

    def __attrs_post_init__(self) -> None:
        faults = list(_type_faults(self)) or list(_far_faults(self)) or list(_term_faults(self))
        if faults:
            raise InvalidValue("Terms", *faults)

    @property
    def last_trial_day(self) -> Day | None:
        """The last day of the trial, None without a trial."""
        return None if self.trial is None else Period.of(self.period.first_day, self.trial).last_day


_TYPES: dict[str, tuple[type, ...]] = {
    "period": (Period,),
    "host_share": (Decimal,),
    "check_in_every": (Length, type(None)),
    "trial": (Length, type(None)),
    "notice": (Length, type(None)),
    "early_end_mode": (EarlyEndMode, type(None)),
    "return_right": (ReturnRight, type(None)),
    "conversion_route": (ConversionRoute, type(None)),
    "cost": (CostSplit, type(None)),
    "cover": (Cover,),
}


def _type_faults(terms: Terms) -> Iterable[Fault]:
    for name, types in _TYPES.items():
        value = getattr(terms, name)
        if not isinstance(value, types):
            wanted = " or ".join("None" if each is type(None) else each.__name__ for each in types)
            yield Fault(name, f"must be a {wanted}, not {value!r}")
    for name in ("kind", "purpose", "team", "place"):
        value = getattr(terms, name)
        if value is not None and (fault := id_fault(value)):
            yield Fault(name, fault)
    if terms.decision_day is not None and (fault := workable_day_fault(terms.decision_day)):
        yield Fault("decision_day", fault)
    for name, kind in (("scope", ScopeItem), ("goals", Goal), ("gates", Gate)):
        yield from Each(of_kind(kind)).faults(name, getattr(terms, name))


def _far_faults(terms: Terms) -> Iterable[Fault]:
    """Yield what lies or reaches so far away that nobody could count with it."""
    for name in ("first_day", "last_day"):
        if fault := workable_day_fault(getattr(terms.period, name)):
            yield Fault(f"period.{name}", fault)
    for name in ("check_in_every", "trial", "notice"):
        length = getattr(terms, name)
        if length is not None and (fault := workable_length_fault(length)):
            yield Fault(name, fault)


_share_fault: Final = decimal_within(
    "above 0 and at most 1", lambda share: 0 < share <= 1, places=30
)


def _term_faults(terms: Terms) -> Iterable[Fault]:
    if fault := _share_fault(terms.host_share):
        yield Fault("host_share", fault)
    if terms.check_in_every is not None and not terms.check_in_every:
        yield Fault("check_in_every", "must be one day or more, not 0 days; None for no check-ins")
    if terms.trial is not None and not terms.trial:
        yield Fault("trial", "must be one day or more, not 0 days; None for no trial")
    elif terms.last_trial_day is not None and terms.last_trial_day > terms.period.last_day:
        text = f"would end on {terms.last_trial_day}, after the last day {terms.period.last_day}"
        yield Fault("trial", text)
    if terms.decision_day is not None and terms.decision_day > terms.period.last_day:
        text = f"{terms.decision_day} lies after the last day {terms.period.last_day}"
        yield Fault("decision_day", text)
    yield from repeated_id_faults("scope", (item.id for item in terms.scope))
    yield from tree_faults(terms.goals)


class EndKind(StrEnum):
    """How a placement is to end."""

    RETURN = "return"
    """Back home after the last day agreed."""
    CONVERSION = "conversion"
    """To the host for good."""
    EARLY_END = "early_end"
    """Back home before the last day agreed."""
    LEAVING = "leaving"
    """Out of the employment; only by notice, never by offer."""


class NoticeKind(StrEnum):
    """A one-sided end: who wants it, and where the person goes."""

    RECALL = "recall"
    """The home side calls the person back."""
    HOST_WITHDRAWAL = "host_withdrawal"
    """The host no longer wants or can keep the person."""
    STEPPING_BACK = "stepping_back"
    """The secondee wants to go back."""
    RESIGNATION = "resignation"
    """The secondee leaves the employer."""

    @property
    def end_kind(self) -> EndKind:
        """Where the person goes."""
        return EndKind.LEAVING if self is NoticeKind.RESIGNATION else EndKind.EARLY_END


@frozen
class Ending:
    """How and when a placement is to end.

    Attributes:
        kind: Where the person goes.
        last_day: The last day of the placement.
        reason: Why, as a code of the embedding tool; None when nothing needs saying.
        next_post: The post that follows, an id of the embedding tool; None for the home post, or
            for the host's own.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    kind: EndKind
    last_day: Day = field(converter=plain_day)
    reason: str | None = None
    next_post: str | None = None

    def __attrs_post_init__(self) -> None:
        faults = []
        if not isinstance(self.kind, EndKind):
            faults.append(Fault("kind", f"must be an EndKind, not {self.kind!r}"))
        if fault := workable_day_fault(self.last_day):
            faults.append(Fault("last_day", fault))
        for name, value in (("reason", self.reason), ("next_post", self.next_post)):
            if value is not None and (fault := id_fault(value)):
                faults.append(Fault(name, fault))
        if faults:
            raise InvalidValue("Ending", *faults)


@frozen
class Difference:
    """One difference between two sets of terms.

    Attributes:
        kind: What it amounts to.
        field: The name of the field of `Terms`; ``first_day`` and ``last_day`` for the period.
        old: The value before.
        new: The value after.
    """

    kind: ChangeKind
    field: str
    old: object
    new: object


_KINDS: dict[str, ChangeKind] = {
    "host_share": ChangeKind.SHARE,
    "kind": ChangeKind.KIND,
    "purpose": ChangeKind.PURPOSE,
    "team": ChangeKind.TEAM,
    "place": ChangeKind.PLACE,
    "scope": ChangeKind.SCOPE,
    "goals": ChangeKind.GOALS,
    "check_in_every": ChangeKind.CHECK_INS,
    "gates": ChangeKind.GATES,
    "trial": ChangeKind.TRIAL,
    "notice": ChangeKind.NOTICE,
    "early_end_mode": ChangeKind.EARLY_END_MODE,
    "return_right": ChangeKind.RETURN_RIGHT,
    "conversion_route": ChangeKind.CONVERSION_ROUTE,
    "cost": ChangeKind.COST,
    "cover": ChangeKind.COVER,
    "decision_day": ChangeKind.DECISION_DAY,
}


def diff(old: Terms, new: Terms) -> tuple[Difference, ...]:
    """Return every difference from *old* to *new*, in the order of the fields; empty when equal.

    The order of goals, of scope items and of gates does not matter.

    Example:
        >>> from datetime import date
        >>> old = Terms(period=Period(date(2025, 1, 1), date(2025, 6, 30)))
        >>> new = Terms(period=Period(date(2025, 1, 1), date(2025, 9, 30)))
        >>> [(each.kind.value, str(each.new)) for each in diff(old, new)]
        [('extension', '2025-09-30')]
    """
    found = [*_period_differences(old.period, new.period)]
    for name, kind in _KINDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before is not after and _comparable(before) != _comparable(after):
            found.append(Difference(kind, name, before, after))
    return tuple(found)


def _comparable(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _period_differences(old: Period, new: Period) -> Iterable[Difference]:
    if old.first_day != new.first_day:
        yield Difference(ChangeKind.RESCHEDULING, "first_day", old.first_day, new.first_day)
    if new.last_day > old.last_day:
        yield Difference(ChangeKind.EXTENSION, "last_day", old.last_day, new.last_day)
    if new.last_day < old.last_day:
        yield Difference(ChangeKind.SHORTENING, "last_day", old.last_day, new.last_day)
