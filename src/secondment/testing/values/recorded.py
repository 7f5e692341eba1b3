"""What is wished, what happened, and what is kept, as values to draw.

Commands and facts are well formed, each by itself: whether one fits a placement is another matter,
and a history made of such facts is none. Whole histories do not belong here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.codec import command_to_json
from secondment.commands import Command, Propose
from secondment.dates import ONE_DAY, Day
from secondment.events import Event, NoticeGiven, Proposed
from secondment.lifecycle import Status
from secondment.outcome import Criterion
from secondment.parties import Parties, Role
from secondment.service import ServiceRecord, Spell
from secondment.stores import Batch, Receipt, Recorded, Summary
from secondment.terms import Ending
from secondment.testing.values.agreed import parties, terms
from secondment.testing.values.made import any_of, field_of, in_order, made, some
from secondment.testing.values.pools import besides, days, different, kept, maybe, periods, several

T = TypeVar("T")

# service


@kept
@st.composite
def service_records(draw: DrawFn) -> ServiceRecord:
    """Draw what is known of somebody's service, from nothing to everything."""
    since = draw(maybe(days(Day(2018, 3, 1), Day(2027, 3, 1))))
    known = ("probation_until", "has_live_warning", "performance_acceptable", "contract")
    more = ("contract_ends_on", "grade", "released_on")
    criteria = draw(different(("essential_skills", "budget")))
    return ServiceRecord(
        employed_since=since,
        in_role_since=draw(maybe(days(since or Day(2021, 4, 1), Day(2027, 3, 1)))),
        criteria=[Criterion(each, draw(field_of(Criterion, "is_met"))) for each in criteria],
        placements=draw(several(st.from_type(Spell), most=2)),
        same_post=draw(several(st.from_type(Spell), most=2)),
        **draw(some(ServiceRecord, *known, *more)),
    )


# commands and facts

_WEEKS_AHEAD: Final = st.sampled_from((7, 4, 0, 12))
_DAYS_OPEN: Final = st.sampled_from((28, 0, 1, 90))


@kept
@st.composite
def _offered(draw: DrawFn) -> dict[str, Any]:
    """Draw the proposal of terms by somebody who takes part, some weeks before the first day."""
    people, wanted = draw(parties()), draw(terms())
    on = wanted.period.first_day - 7 * draw(_WEEKS_AHEAD) * ONE_DAY
    return {
        "by": draw(st.sampled_from(_proposers(people))),
        "on": on,
        "parties": people,
        "terms": wanted,
        "expires_on": min(on + draw(_DAYS_OPEN) * ONE_DAY, wanted.period.first_day),
        "service": draw(maybe(service_records())),
    }


def _proposers(people: Parties) -> tuple[str, ...]:
    """Return who takes part, the manager of home first."""
    return tuple(dict.fromkeys((people.home.manager, *(seat.person for seat in people.seats))))


@kept
@st.composite
def proposals(draw: DrawFn) -> Propose:
    """Draw the wish to propose."""
    offered = draw(_offered())
    expires_on = draw(st.sampled_from((None, offered.pop("expires_on"))))
    return Propose(expires_on=expires_on, **offered)


def proposed() -> SearchStrategy[Proposed]:
    """Return a strategy for proposals that were made."""
    return _offered().map(lambda offered: Proposed(number=1, **offered))


@kept
def notices() -> SearchStrategy[NoticeGiven]:
    """Return a strategy for notices; the ending is of the kind that they lead to."""
    given = in_order(NoticeGiven, "on", ending=made(Ending))
    return st.builds(_towards_end, given, st.sampled_from((28, 0, 90)))


def _towards_end(notice: NoticeGiven, ahead: int) -> NoticeGiven:
    last_day = notice.on + ahead * ONE_DAY
    ending = altered(notice.ending, kind=notice.kind.end_kind, last_day=last_day)
    return altered(notice, ending=ending)


def covers(kind: type[T], *ordered: str) -> SearchStrategy[T]:
    """Return a strategy for somebody who does the home job, as a command or a fact."""
    return in_order(kind, *ordered, person=besides(first="ben"))


_PASSED_ON: Final = (*(role for role in Role if role is not Role.SECONDEE), Role.SECONDEE)


def reassignments(kind: type[T], *ordered: str) -> SearchStrategy[T]:
    """Return a strategy for a role that passes on, as a command or a fact; mostly one that can."""
    return in_order(kind, *ordered, role=st.sampled_from(_PASSED_ON))


# what is kept

_FIRST_INSTANT: Final = datetime(2027, 3, 1, 9, tzinfo=UTC)


def _instants(earliest: datetime = _FIRST_INSTANT) -> SearchStrategy[datetime]:
    """Return a strategy for instants in UTC, from *earliest* on, to the microsecond."""
    gaps = (timedelta(), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=300))
    later = st.sampled_from(gaps) | st.timedeltas(timedelta(), timedelta(days=900))
    return later.map(lambda gap: earliest + gap)


@st.composite
def recorded(draw: DrawFn, position: int | None = None, earliest: datetime = _FIRST_INSTANT) -> Any:
    """Draw a fact as it stands in a history."""
    where = draw(field_of(Recorded, "position")) if position is None else position
    return Recorded(where, draw(any_of(Event)), draw(_instants(earliest)))


def receipts() -> SearchStrategy[Receipt]:
    """Return a strategy for what an idempotency key stands for."""
    return made(Receipt, command=any_of(Command).map(command_to_json))


_NEVER_STARTED: Final = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.LAPSED})


@kept
@st.composite
def summaries(draw: DrawFn) -> Summary:
    """Draw what a placement can be found by; it has days once agreed, if it came to something."""
    status, period = draw(st.sampled_from(Status)), draw(periods())
    seats = draw(parties()).seats
    if status is Status.PROPOSED or status in _NEVER_STARTED:
        return Summary(status, seats, None, None)
    return Summary(status, seats, period.first_day, period.last_day)


@kept
@st.composite
def batches(draw: DrawFn) -> Batch:
    """Draw what one command writes: facts in a row, none recorded before another."""
    expected, latest = draw(st.sampled_from((0, 1, 5))), _FIRST_INSTANT
    facts: list[Recorded] = []
    for position in range(1, 1 + draw(st.integers(1, 3))):
        facts.append(draw(recorded(expected + position, latest)))
        latest = facts[-1].recorded_at
    return Batch(expected, tuple(facts), draw(summaries()), draw(maybe(receipts())))
