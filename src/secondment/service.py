"""What is known of a person's service: how long, in which grade, and the other placements.

It comes from the embedding tool, with the proposal or whenever it is asked; a register adds what is
in its own store. What a policy makes of it does not belong here: see `limits`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from attrs import field, frozen
from attrs.converters import optional

from secondment.dates import Day, Length, Period, day_after, plain_day, workable_day_fault
from secondment.faults import (
    Each,
    check_fields,
    decimal_within,
    flag_fault,
    id_fault,
    of_kind,
    or_none,
    several,
)
from secondment.outcome import Criterion
from secondment.parties import PlacementId

_share_fault = decimal_within("above 0 and at most 1", lambda share: 0 < share <= 1, places=30)


def _period_fault(value: object) -> str | None:
    """Return what is wrong with *value* as a period to count with, or None when it is one."""
    if not isinstance(value, Period):
        return of_kind(Period)(value)
    return workable_day_fault(value.first_day) or workable_day_fault(value.last_day)


@frozen(kw_only=True)
class Spell:
    """Another placement: of the same person, or of somebody else at the same post.

    Attributes:
        period: First to last day; may lie ahead.
        host_share: The part of the working time it takes.
        placement: Its id, where it is in a register; None otherwise.

    Raises:
        InvalidValue: A field has another type, the share lies outside its range, or the period so
            far away that nobody could count with it.
    """

    period: Period
    host_share: Decimal = Decimal(1)
    placement: PlacementId | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            period=_period_fault,
            host_share=_share_fault,
            placement=or_none(id_fault),
        )


def _spells(given: Iterable[Spell]) -> tuple[Spell, ...]:
    return several(given)


def _criteria(given: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return several(given)


@frozen(kw_only=True)
class ServiceRecord:
    """What is known of the secondee; None stands for not known, everywhere.

    Attributes:
        employed_since: The first day of the continuous service with the employer.
        in_role_since: The first day in the present role.
        probation_until: The last day of the probation; for somebody without one, any day before.
        has_live_warning: Whether a disciplinary or capability warning is live.
        performance_acceptable: Whether performance is acceptable.
        contract: The kind of contract, a code of the embedding tool.
        contract_ends_on: The last day of a fixed-term contract.
        grade: The grade, a code of the embedding tool.
        released_on: The day on which home agreed that the person may apply.
        criteria: Whatever else a policy asks for, by its code.
        placements: The person's other placements, in any order.
        same_post: Other people's placements at the same post and task, in any order.

    Raises:
        InvalidValue: A field has another type, or an id is blank.
    """

    employed_since: Day | None = field(default=None, converter=optional(plain_day))
    in_role_since: Day | None = field(default=None, converter=optional(plain_day))
    probation_until: Day | None = field(default=None, converter=optional(plain_day))
    has_live_warning: bool | None = None
    performance_acceptable: bool | None = None
    contract: str | None = None
    contract_ends_on: Day | None = field(default=None, converter=optional(plain_day))
    grade: str | None = None
    released_on: Day | None = field(default=None, converter=optional(plain_day))
    criteria: tuple[Criterion, ...] = field(default=(), converter=_criteria)
    placements: tuple[Spell, ...] = field(default=(), converter=_spells)
    same_post: tuple[Spell, ...] = field(default=(), converter=_spells)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            employed_since=or_none(workable_day_fault),
            in_role_since=or_none(workable_day_fault),
            probation_until=or_none(workable_day_fault),
            has_live_warning=or_none(flag_fault),
            performance_acceptable=or_none(flag_fault),
            contract=or_none(id_fault),
            contract_ends_on=or_none(workable_day_fault),
            grade=or_none(id_fault),
            released_on=or_none(workable_day_fault),
            criteria=Each(of_kind(Criterion)),
            placements=Each(of_kind(Spell)),
            same_post=Each(of_kind(Spell)),
        )

    def is_met(self, code: str) -> bool | None:
        """Return whether the criterion *code* is met; None when nobody has said so."""
        return next((each.is_met for each in self.criteria if each.code == code), None)


UNKNOWN = ServiceRecord()
"""Nothing is known."""


def completed_on(since: Day, length: Length) -> Day:
    """Return the first day on which a service of *length* that began on *since* is completed.

    Example:
        >>> completed_on(Day(2025, 3, 1), Length(months=24))
        datetime.date(2027, 3, 1)
    """
    return day_after(since, length)


def completed_years(since: Day, on: Day) -> int:
    """Return how many whole years of service that began on *since* are completed on *on*.

    Example:
        >>> completed_years(Day(2018, 3, 1), Day(2027, 2, 28))
        8
    """
    years = max(0, on.year - since.year)
    while years and day_after(since, Length(months=12 * years)) > on:
        years -= 1
    return years
