"""A placement on a day, and what it waits for: what a command is drawn for.

What is drawn does not belong here: see `wishes` and `recording`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, TypeVar

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.course import clock_of
from secondment.dates import ONE_DAY, Day, Period
from secondment.lifecycle import Verb
from secondment.limits import waivers_missing
from secondment.negotiation import Subject, missing
from secondment.parties import PersonId
from secondment.placement import Placement
from secondment.policy import Policy
from secondment.readings import missing_before_start, prepared_by
from secondment.terms import EndKind, Terms
from secondment.testing.scenes import STRANGER

T = TypeVar("T")


@cache
def _place_among(count: int) -> SearchStrategy[int]:
    """Return a strategy for a place in a row of *count*; kept, since making one takes a while."""
    return st.integers(0, count - 1)


def one_of(draw: DrawFn, pool: Sequence[T]) -> T:
    """Draw one of *pool*, the first being the simplest."""
    return pool[draw(_place_among(len(pool)))]


def waits_for_waiver(placement: Placement, policy: Policy, today: Day) -> bool:
    """Return whether everybody has consented, and a limit has to be set aside by somebody."""
    thread = placement.thread
    if thread is None or missing(thread, placement.table, policy.on(today)):
        return False
    return bool(waiting_waivers(placement, policy))


def waiting_waivers(placement: Placement, policy: Policy) -> tuple[str, ...]:
    """Return the limits that the offer on the table waits to see set aside, and somebody can."""
    return tuple(
        rule
        for rule in waivers_missing(placement, policy, None)
        if waiving(placement, rule, policy)
    )


def waiving(placement: Placement, rule: str, policy: Policy) -> tuple[PersonId, ...]:
    """Return who may set *rule* aside."""
    row = policy.waiver_rule(rule)
    permitted = policy.permission(Verb.WAIVE).roles
    return () if row is None else placement.parties.holders(row.roles & permitted)


def waits_for_time(placement: Placement, policy: Policy) -> bool:
    """Return whether silence will mean something for the offer on the table."""
    thread = placement.thread
    if thread is None or thread.is_escalated:
        return False
    clock = clock_of(thread.offer, placement.table, policy, placement.moved_on)
    return clock is not None and clock[1] is not None


def preparing(placement: Placement, policy: Policy) -> Verb | None:
    """Return what would put in place the first of what is missing; None when nothing is."""
    lacking = missing_before_start(placement, policy)
    return prepared_by(lacking[0]) if lacking else None


class Known:
    """What a strategy is made for; named in a word, since Hypothesis shows it again and again.

    Attributes:
        placement: What is known; None before the proposal.
        policy: The rules.
    """

    def __init__(self, placement: Placement | None, policy: Policy) -> None:
        self.placement = placement
        self.policy = policy

    def __repr__(self) -> str:
        status = "nothing" if self.placement is None else self.placement.status
        return f"{status} under {self.policy.name}"


@frozen
class Situation:
    """Who can be asked for a command, when, and about what.

    Attributes:
        draw: Draws.
        placement: What is known.
        policy: The rules.
        on: The day on which a command fits.
        fits: Whether everything drawn is to fit; otherwise each part of a command may.
        ends: The kinds of ending to offer, and nothing but endings; empty for anything.
    """

    draw: DrawFn
    placement: Placement
    policy: Policy
    on: Day
    fits: bool
    ends: tuple[EndKind, ...] = ()

    def pick(self, fitting: Sequence[T], others: Sequence[T] = ()) -> T:
        """Return one of *fitting*; one of *others* where nothing fits or it need not."""
        pool = (*fitting, *fitting, *others)
        if self.fits and fitting:
            pool = tuple(fitting)
        return pool[0] if len(pool) == 1 else one_of(self.draw, pool)

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """Everybody who takes part, and somebody who does not."""
        seats = self.placement.parties.seats
        return (*dict.fromkeys(seat.person for seat in seats), STRANGER)

    def permitted(self, verb: Verb) -> PersonId:
        """Return somebody who may give *verb*."""
        holders = self.placement.parties.holders(self.policy.permission(verb).roles)
        return self.pick(holders, self.everybody)

    @property
    def day(self) -> Day:
        """The day on which a command is given."""
        return self.pick((self.on,), days_around(self.placement))

    @property
    def terms(self) -> Terms:
        """The terms that are known: the offered ones while none are in force."""
        if self.placement.terms is not None:
            return self.placement.terms
        subject = thread_subject(self.placement)
        return subject if isinstance(subject, Terms) else _PLAIN_TERMS

    @property
    def last_day(self) -> Day:
        """The last day that is known; never before the first, although somebody may leave on it."""
        period = self.terms.period
        return max(self.placement.last_day or period.last_day, period.first_day)

    @property
    def offer_number(self) -> int | None:
        """The offer that a command names."""
        current = self.placement.offers
        return self.pick((None, current), (current - 1, current + 1))


_PLAIN_TERMS: Final = Terms(period=Period(date(2027, 3, 1), date(2027, 8, 31)))


def thread_subject(placement: Placement) -> Subject | None:
    """Return what the offer on the table is about; None when there is none."""
    return None if placement.offer is None else placement.offer.subject


def turning_days(placement: Placement) -> list[Day]:
    """Return the days on which time changes something about *placement*."""
    days = [placement.last_day] if placement.last_day is not None else []
    if placement.offer is not None:
        days.append(placement.offer.expires_on)
    if placement.terms is not None:
        days.append(placement.terms.period.first_day)
    return days


def beside(days: Sequence[Day]) -> list[Day]:
    """Return *days* with the day before and the day after each, in order."""
    return sorted({day + shift * ONE_DAY for day in days for shift in (-1, 0, 1)})


def days_around(placement: Placement) -> tuple[Day, ...]:
    """Return days on which something may be different from the day before, and one long after."""
    days = beside([placement.moved_on, *turning_days(placement)])
    return (*days, days[-1] + timedelta(days=45))
