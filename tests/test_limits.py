"""Every limit of a policy: the day before, on it and after, the words, and what would pass."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve as altered
from attrs import frozen
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment import (
    Advance,
    Clause,
    Consent,
    CostSplit,
    Counter,
    Cover,
    Criterion,
    Decline,
    DropChange,
    Ending,
    EndKind,
    GiveNotice,
    InvalidValue,
    Length,
    MakeRecord,
    MemoryStore,
    NoticeKind,
    Objection,
    OpenChange,
    Parties,
    Period,
    Placement,
    Policy,
    Propose,
    Reassign,
    Register,
    Remedy,
    Role,
    RuleUnmet,
    ServiceRecord,
    Source,
    Spell,
    Status,
    Terms,
    Void,
    Waiver,
    decide,
    evolve,
    limits,
    load_policy,
    read_policy,
    remedied,
    standing,
    why_not,
)
from secondment.clauses import (
    ContinuousCap,
    CoolingOff,
    CostBand,
    CountedFrom,
    Payer,
)
from secondment.commands import PersonCommand
from secondment.dates import day_after, day_before, last_day_of
from secondment.limits import continuous_run
from secondment.messages import OBJECTIONS
from secondment.outcome import Route
from secondment.policy import LIMITS
from secondment.register import ServiceResolver
from secondment.service import UNKNOWN
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    LAST_DAY,
    LONGER,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    SAME_COMMAND,
    TERMS,
    consents,
    lived,
    names_in,
)

ONE_DAY = timedelta(days=1)
APRIL = date(2027, 4, 1)
JULY = date(2027, 7, 5)
ADA = "ada"
"""Who decides above the sides."""


@cache
def pack(axes: str, place: str = "rules") -> Policy:
    """Return the plain frame with *axes* besides, which stand at *place* of a handbook."""
    return read_policy(
        f'name = "small"\nextends = "frame"\nsource = "handbook"\nclause = "{place}"\n{axes}\n'
        '[sources.handbook]\ntitle = "Handbook"\n'
    )


PLAIN = pack("")
"""No limit at all."""


# placements, all of them lived where there is no limit


def unproposed() -> None:
    """Return what is known before the proposal: nothing."""


@cache
def scheduled_to(last_day: date = LAST_DAY, terms: Terms = TERMS) -> Placement:
    """Return a placement that everybody has agreed to, up to *last_day*."""
    own = altered(terms, period=Period(terms.period.first_day, last_day))
    proposal = altered(PROPOSE, terms=own, parties=altered(PARTIES, authority=ADA))
    return lived(proposal, *consents(AGREED_ON, (SAM, OTTO, PETRA)), policy=PLAIN)


@cache
def underway_to(last_day: date = LAST_DAY, terms: Terms = TERMS) -> Placement:
    """Return the same once it has started."""
    first_day = terms.period.first_day
    return lived(Advance(on=first_day), after=scheduled_to(last_day, terms), policy=PLAIN)


def scheduled() -> Placement:
    return scheduled_to()


def underway() -> Placement:
    return underway_to()


@cache
def for_years() -> Placement:
    """Return a placement under way up to 31 August 2029."""
    return underway_to(date(2029, 8, 31))


@cache
def extended() -> Placement:
    """Return a placement under way that was extended by two months, to 31 October."""
    offer = OpenChange(by=HANA, on=APRIL, subject=to(LONGER.period.last_day))
    others = consents(APRIL, (SAM, OTTO, PETRA))
    return lived(offer, *others, after=underway(), policy=PLAIN)


@cache
def shortening() -> Placement:
    """Return a placement up to 31 October that Otto wants to end on 31 August."""
    shorter = OpenChange(by=OTTO, on=APRIL, subject=to(LAST_DAY))
    return lived(shorter, after=extended(), policy=PLAIN)


@cache
def closing() -> Placement:
    """Return a placement up to 31 August that is to end early, on 31 July."""
    offer = OpenChange(by=HANA, on=APRIL, subject=Ending(EndKind.EARLY_END, date(2027, 7, 31)))
    return lived(offer, *consents(APRIL, (SAM, OTTO, PETRA)), after=underway(), policy=PLAIN)


@cache
def refused_to_stay() -> Placement:
    """Return a placement in which Sam has asked to stay for good, and Hana said no on 12 April."""
    asked = OpenChange(by=SAM, on=APRIL, subject=Ending(EndKind.CONVERSION, LAST_DAY))
    no = DropChange(by=HANA, on=date(2027, 4, 12))
    return lived(asked, no, after=for_years(), policy=PLAIN)


def to(last_day: date, first_day: date = FIRST_DAY, **changes: Any) -> Terms:
    """Return the terms with another period, and with *changes*."""
    return altered(TERMS, period=Period(first_day, last_day), **changes)


# wishes


@frozen
class Wish:
    """Something that is tried.

    Attributes:
        command: What.
        given: From where.
        service: What is known of Sam.
    """

    command: PersonCommand
    given: Callable[[], Placement | None] = unproposed
    service: ServiceRecord = UNKNOWN

    def objections(self, policy: Policy) -> tuple[Objection, ...]:
        """Return why not, by *policy*."""
        return why_not(self.given(), self.command, policy, self.service)

    def words(self, policy: Policy) -> tuple[str, ...]:
        """Return why not in full: reason, source, and all that would pass."""
        return tuple(str(each) for each in self.objections(policy))


def proposal(
    last_day: date = LAST_DAY,
    *,
    first_day: date = FIRST_DAY,
    on: date = PROPOSED_ON,
    by: str = HANA,
    service: ServiceRecord = UNKNOWN,
    **changes: Any,
) -> Wish:
    """Return Hana's wish to begin."""
    terms = to(last_day, first_day, **changes)
    return Wish(altered(PROPOSE, by=by, on=on, terms=terms), service=service)


def change(
    subject: Terms | Ending,
    on: date = JULY,
    given: Callable[[], Placement] = underway,
    service: ServiceRecord = UNKNOWN,
    by: str = HANA,
) -> Wish:
    """Return Hana's wish for a change."""
    return Wish(OpenChange(by=by, on=on, subject=subject), given, service)


def staying(
    last_day: date = date(2029, 8, 31),
    on: date = date(2028, 6, 1),
    given: Callable[[], Placement] = for_years,
    service: ServiceRecord = UNKNOWN,
) -> Wish:
    """Return Sam's wish to stay for good after *last_day*."""
    return change(Ending(EndKind.CONVERSION, last_day), on, given, service, by=SAM)


def known(**facts: Any) -> ServiceRecord:
    """Return what is known of Sam."""
    return ServiceRecord(**facts)


def away(*periods: tuple[date, date]) -> ServiceRecord:
    """Return that Sam has other placements, of these days."""
    return known(placements=[Spell(period=Period(*each)) for each in periods])


def at_the_post(*periods: tuple[date, date]) -> ServiceRecord:
    """Return that others were at the same post."""
    return known(same_post=[Spell(period=Period(*each)) for each in periods])


def met(**criteria: bool | None) -> ServiceRecord:
    """Return which criteria are met."""
    return known(criteria=[Criterion(code, is_met) for code, is_met in criteria.items()])


@frozen
class Limit:
    """A limit, and what it makes of wishes on either side of it.

    Attributes:
        path: Where it stands in a policy; the handbook names it by the same word.
        axes: How a pack writes it.
        tries: Wishes, each with what is said; None for nothing.
    """

    path: str
    axes: str
    tries: tuple[tuple[Wish, str | None], ...]


LENGTHS = [
    Limit(
        "min_length",
        'min_length = "6 months"',
        (
            (
                proposal(date(2027, 8, 30)),
                "2027-03-01 to 2027-08-30 is shorter than the minimum of 6 months "
                "(Handbook: min_length; would pass: last_day 2027-08-31)",
            ),
            (proposal(date(2027, 8, 31)), None),
            (proposal(date(2027, 9, 1)), None),
            (
                change(to(date(2027, 8, 30)), given=extended),
                "2027-03-01 to 2027-08-30 is shorter than the minimum of 6 months "
                "(Handbook: min_length; would pass: last_day 2027-08-31)",
            ),
            # what holds already is no way out
            (
                change(to(date(2027, 8, 30))),
                "2027-03-01 to 2027-08-30 is shorter than the minimum of 6 months "
                "(Handbook: min_length)",
            ),
        ),
    ),
    Limit(
        "min_length",
        'min_length = "20 working days"',
        (
            (
                proposal(date(2027, 3, 25)),
                "2027-03-01 to 2027-03-25 is shorter than the minimum of 20 working days "
                "(Handbook: min_length; would pass: last_day 2027-03-26)",
            ),
            (proposal(date(2027, 3, 26)), None),
        ),
    ),
    Limit(
        "max_length",
        'max_length = "6 months"',
        (
            (proposal(date(2027, 8, 30)), None),
            (proposal(date(2027, 8, 31)), None),
            (
                proposal(date(2027, 9, 1)),
                "2027-03-01 to 2027-09-01 is 1 day longer than the maximum of 6 months "
                "(Handbook: max_length; would pass: last_day 2027-08-31)",
            ),
            (
                change(LONGER, given=lambda: underway_to(date(2027, 7, 31))),
                "2027-03-01 to 2027-10-31 is 61 days longer than the maximum of 6 months "
                "(Handbook: max_length; would pass: last_day 2027-08-31)",
            ),
            # what holds already is no way out
            (
                change(LONGER),
                "2027-03-01 to 2027-10-31 is 61 days longer than the maximum of 6 months "
                "(Handbook: max_length)",
            ),
            (
                change(
                    altered(LONGER, decision_day=JULY),
                    given=lambda: underway_to(terms=altered(TERMS, decision_day=JULY)),
                ),
                "2027-03-01 to 2027-10-31 is 61 days longer than the maximum of 6 months "
                "(Handbook: max_length)",
            ),
            # nor is what is on the table
            (
                Wish(Counter(by=HANA, on=APRIL, subject=to(date(2027, 12, 31))), shortening),
                "2027-03-01 to 2027-12-31 is 122 days longer than the maximum of 6 months "
                "(Handbook: max_length)",
            ),
            # while it is closing, going on as before is a way out
            (
                change(LONGER, given=closing),
                "2027-03-01 to 2027-10-31 is 61 days longer than the maximum of 6 months "
                "(Handbook: max_length; would pass: last_day 2027-08-31)",
            ),
            # and what holds is not judged again
            (change(altered(LONGER, host_share=Decimal("0.7")), given=extended), None),
        ),
    ),
    Limit(
        "max_first_length",
        'max_first_length = "6 months"',
        (
            (proposal(date(2027, 8, 30)), None),
            (proposal(date(2027, 8, 31)), None),
            (
                proposal(date(2027, 9, 1)),
                "2027-03-01 to 2027-09-01 is 1 day longer than the 6 months that first terms may "
                "have (Handbook: max_first_length; would pass: last_day 2027-08-31)",
            ),
            (
                change(to(date(2027, 9, 1)), AGREED_ON, lambda: scheduled_to(date(2027, 7, 31))),
                "2027-03-01 to 2027-09-01 is 1 day longer than the 6 months that first terms may "
                "have (Handbook: max_first_length; would pass: last_day 2027-08-31)",
            ),
            (change(to(date(2027, 9, 1))), None),  # an extension
        ),
    ),
    Limit(
        "increment",
        'increment = "120 days"',
        (
            (
                proposal(date(2027, 6, 27)),
                "2027-03-01 to 2027-06-27 is no whole number of times 120 days "
                "(Handbook: increment; would pass: last_day 2027-06-28)",
            ),
            (proposal(date(2027, 6, 28)), None),
            (
                proposal(date(2027, 6, 29)),
                "2027-03-01 to 2027-06-29 is no whole number of times 120 days "
                "(Handbook: increment; would pass: last_day 2027-06-28, or last_day 2027-10-26)",
            ),
            (proposal(date(2027, 10, 26)), None),
        ),
    ),
    Limit(
        "increment",
        'increment = "1 month and 1 week and 1 day"',
        (
            (
                proposal(date(2027, 4, 7)),
                "2027-03-01 to 2027-04-07 is no whole number of times 1 month 1 week 1 day "
                "(Handbook: increment; would pass: last_day 2027-04-08)",
            ),
            (proposal(date(2027, 4, 8)), None),
            (proposal(date(2027, 5, 16)), None),  # 2 months, 2 weeks, 2 days: counted in one go
        ),
    ),
    Limit(
        "ends_by",
        "ends_by = 2027-08-31",
        (
            (proposal(date(2027, 8, 30)), None),
            (proposal(date(2027, 8, 31)), None),
            (
                proposal(date(2027, 9, 1)),
                "the last day 2027-09-01 lies after the end of the programme, 2027-08-31 "
                "(Handbook: ends_by; would pass: last_day 2027-08-31)",
            ),
            (
                proposal(date(2027, 9, 2), first_day=date(2027, 9, 1)),
                "the last day 2027-09-02 lies after the end of the programme, 2027-08-31 "
                "(Handbook: ends_by)",
            ),
        ),
    ),
]

EXTENSIONS = [
    Limit(
        "extension.max_count",
        "extension.max_count = 1",
        (
            (change(LONGER), None),
            (
                change(to(date(2027, 11, 30)), given=extended),
                "extensions so far: 1, and 1 at most (Handbook: extension.max_count)",
            ),
            (change(to(date(2027, 10, 30)), given=extended), None),  # shorter
        ),
    ),
    Limit(
        "extension.max_count",
        "extension.max_count = 0",
        (
            (
                change(LONGER),
                "extensions so far: 0, and 0 at most (Handbook: extension.max_count)",
            ),
            (change(LONGER, AGREED_ON, scheduled), None),  # nothing has begun
        ),
    ),
    Limit(
        "extension.min_length",
        'extension.min_length = "2 months"',
        (
            (
                change(to(date(2027, 10, 30))),
                "the extension from 2027-09-01 to 2027-10-30 is shorter than the minimum of "
                "2 months (Handbook: extension.min_length; would pass: last_day 2027-10-31)",
            ),
            (change(to(date(2027, 10, 31))), None),
            (change(to(date(2027, 11, 1))), None),
            (change(to(date(2027, 8, 30))), None),  # shorter
        ),
    ),
    Limit(
        "extension.max_length",
        'extension.max_length = "2 months"',
        (
            (change(to(date(2027, 10, 30))), None),
            (change(to(date(2027, 10, 31))), None),
            (
                change(to(date(2027, 11, 1))),
                "the extension from 2027-09-01 to 2027-11-01 is 1 day longer than the maximum of "
                "2 months (Handbook: extension.max_length; would pass: last_day 2027-10-31)",
            ),
            (change(to(date(2027, 12, 31)), given=extended), None),  # two months more
        ),
    ),
    Limit(
        "extension.total",
        'extension.total = "3 months"',
        (
            (change(to(date(2027, 11, 29)), given=extended), None),
            (change(to(date(2027, 11, 30)), given=extended), None),
            (
                change(to(date(2027, 12, 1)), given=extended),
                "all extensions together, from 2027-09-01 to 2027-12-01, are 1 day longer than "
                "3 months (Handbook: extension.total; would pass: last_day 2027-11-30)",
            ),
            (
                change(to(date(2027, 12, 2))),
                "all extensions together, from 2027-09-01 to 2027-12-02, are 2 days longer than "
                "3 months (Handbook: extension.total; would pass: last_day 2027-11-30)",
            ),
        ),
    ),
    Limit(
        "extension.asked",
        'extension.asked.opens_before_end = "3 months"\n'
        'extension.asked.closes_before_end = "1 month"',
        (
            (
                change(LONGER, date(2027, 5, 30)),
                "an extension beyond 2027-08-31 may be asked for from 2027-05-31 on, not on "
                "2027-05-30 (Handbook: extension.asked; would pass: on 2027-05-31)",
            ),
            (change(LONGER, date(2027, 5, 31)), None),
            (change(LONGER, date(2027, 6, 1)), None),
            (change(LONGER, date(2027, 7, 30)), None),
            (change(LONGER, date(2027, 7, 31)), None),
            (
                change(LONGER, date(2027, 8, 1)),
                "an extension beyond 2027-08-31 was to be asked for by 2027-07-31, not on "
                "2027-08-01 (Handbook: extension.asked)",
            ),
            (change(to(date(2027, 8, 30)), date(2027, 8, 1)), None),  # shorter
        ),
    ),
    Limit(
        "extension.asked",
        'extension.asked.closes_before_end = "10 working days"',
        (
            (change(LONGER, date(2027, 8, 17)), None),
            (
                change(LONGER, date(2027, 8, 18)),
                "an extension beyond 2027-08-31 was to be asked for by 2027-08-17, not on "
                "2027-08-18 (Handbook: extension.asked)",
            ),
        ),
    ),
    Limit(
        "extension.decided",
        'extension.decided.closes_before_end = "4 weeks"',
        (
            (change(LONGER, date(2027, 8, 2)), None),
            (change(LONGER, date(2027, 8, 3)), None),
            (
                change(LONGER, date(2027, 8, 4)),
                "an extension beyond 2027-08-31 was to be agreed by 2027-08-03, not on 2027-08-04 "
                "(Handbook: extension.decided)",
            ),
            (change(to(date(2027, 8, 30)), date(2027, 8, 4)), None),  # shorter
        ),
    ),
]

FOUR_YEARS = 'caps.continuous.length = "4 years"\n'
TOLERANT = FOUR_YEARS + 'caps.continuous.gap_tolerance = "60 days"\n'
RESET = TOLERANT + 'caps.continuous.reset_after = "12 months"\n'

CAPS = [
    Limit(
        "caps.continuous",
        FOUR_YEARS,
        (
            (proposal(date(2031, 2, 27)), None),
            (proposal(date(2031, 2, 28)), None),
            (
                proposal(date(2031, 3, 1)),
                "2027-03-01 to 2031-03-01 away without a break is 1 day over the cap of 48 months "
                "(Handbook: caps.continuous; would pass: last_day 2031-02-28)",
            ),
            # after three years that touch
            (
                proposal(date(2028, 2, 29), service=away((date(2024, 3, 1), date(2027, 2, 28)))),
                None,
            ),
            (
                proposal(date(2028, 3, 1), service=away((date(2024, 3, 1), date(2027, 2, 28)))),
                "2024-03-01 to 2028-03-01 away without a break is 1 day over the cap of 48 months "
                "(Handbook: caps.continuous; would pass: last_day 2028-02-29, or 1 day at home "
                "first: first_day 2027-03-02, last_day 2028-03-02)",
            ),
            # one day at home is a break
            (proposal(date(2028, 3, 1), service=away((date(2024, 3, 1), date(2027, 2, 27)))), None),
            # under way there is no going home first
            (
                change(to(date(2028, 3, 1)), service=away((date(2024, 3, 1), date(2027, 2, 28)))),
                "2024-03-01 to 2028-03-01 away without a break is 1 day over the cap of 48 months "
                "(Handbook: caps.continuous; would pass: last_day 2028-02-29)",
            ),
            # what follows counts as well
            (proposal(service=away((date(2027, 9, 1), date(2031, 2, 28)))), None),
            (
                proposal(service=away((date(2027, 9, 1), date(2031, 3, 1)))),
                "2027-03-01 to 2031-03-01 away without a break is 1 day over the cap of 48 months "
                "(Handbook: caps.continuous; would pass: last_day 2027-08-30)",
            ),
            # the last of several counts, and one that begins on the same day may be waited for
            (
                proposal(
                    service=away(
                        (date(2019, 3, 1), date(2019, 3, 31)), (date(2023, 3, 1), date(2027, 2, 28))
                    )
                ),
                "2023-03-01 to 2027-08-31 away without a break is 184 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 1 day at home first: "
                "first_day 2027-03-02, last_day 2027-09-01)",
            ),
            (
                proposal(service=away((date(2027, 3, 1), date(2031, 3, 1)))),
                "2027-03-01 to 2031-03-01 away without a break is 1 day over the cap of 48 months "
                "(Handbook: caps.continuous; would pass: 1 day at home first: first_day "
                "2031-03-03, last_day 2031-09-02)",
            ),
            # a run that was over before this one has begun is no matter
            (proposal(service=away((date(2010, 1, 1), date(2016, 1, 1)))), None),
            (proposal(service=away((date(2028, 1, 1), date(2036, 1, 1)))), None),
            # days that two placements share are there once
            (
                proposal(
                    date(2028, 2, 29),
                    service=away(
                        (date(2024, 3, 1), date(2027, 2, 28)), (date(2025, 1, 1), date(2025, 1, 31))
                    ),
                ),
                None,
            ),
        ),
    ),
    Limit(
        "caps.continuous",
        TOLERANT,
        (
            # 61, 60 and 59 days at home
            (proposal(service=away((date(2023, 3, 1), date(2026, 12, 29)))), None),
            (
                proposal(service=away((date(2023, 3, 1), date(2026, 12, 30)))),
                "2023-03-01 to 2027-08-31 away without a break is 184 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 61 days at home first: "
                "first_day 2027-03-02, last_day 2027-09-01)",
            ),
            (
                proposal(service=away((date(2023, 3, 1), date(2026, 12, 31)))),
                "2023-03-01 to 2027-08-31 away without a break is 184 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 61 days at home first: "
                "first_day 2027-03-03, last_day 2027-09-02)",
            ),
        ),
    ),
    Limit(
        "caps.continuous",
        RESET,
        (
            # the cap was reached: 12 months at home
            (
                proposal(
                    first_day=date(2027, 2, 28), service=away((date(2022, 3, 1), date(2026, 2, 28)))
                ),
                "the cap of 48 months was reached on 2026-02-28, and 12 months at home are over on "
                "2027-03-01 (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2027-03-01, last_day 2027-09-01)",
            ),
            (proposal(service=away((date(2022, 3, 1), date(2026, 2, 28)))), None),
            (
                proposal(
                    first_day=date(2027, 2, 28),
                    service=away(
                        (date(2010, 1, 1), date(2010, 1, 31)), (date(2022, 3, 1), date(2026, 2, 28))
                    ),
                ),
                "the cap of 48 months was reached on 2026-02-28, and 12 months at home are over on "
                "2027-03-01 (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2027-03-01, last_day 2027-09-01)",
            ),
            # 61 days at home, and 60, which are no break
            (
                proposal(service=away((date(2022, 12, 30), date(2026, 12, 29)))),
                "the cap of 48 months was reached on 2026-12-29, and 12 months at home are over on "
                "2027-12-30 (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2027-12-30, last_day 2028-06-30)",
            ),
            (
                proposal(service=away((date(2022, 12, 31), date(2026, 12, 30)))),
                "2022-12-31 to 2027-08-31 away without a break is 244 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2027-12-31, last_day 2028-07-01)",
            ),
            # who has gone too soon cannot begin later
            (
                change(LONGER, service=away((date(2022, 4, 1), date(2026, 3, 31)))),
                "the cap of 48 months was reached on 2026-03-31, and 12 months at home are over on "
                "2027-04-01 (Handbook: caps.continuous)",
            ),
            # one day less than the cap: 61 days are enough
            (
                proposal(
                    first_day=date(2027, 2, 28), service=away((date(2022, 3, 1), date(2026, 2, 27)))
                ),
                None,
            ),
            (
                proposal(service=away((date(2023, 3, 1), date(2026, 12, 30)))),
                "2023-03-01 to 2027-08-31 away without a break is 184 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 61 days at home first: "
                "first_day 2027-03-02, last_day 2027-09-01)",
            ),
        ),
    ),
    Limit(
        "caps.continuous",
        FOUR_YEARS + 'caps.continuous.reset_after = "12 months"\n',
        (
            # without a tolerance one day at home is a break
            (
                proposal(service=away((date(2023, 2, 28), date(2027, 2, 27)))),
                "the cap of 48 months was reached on 2027-02-27, and 12 months at home are over on "
                "2028-02-28 (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2028-02-28, last_day 2028-08-29)",
            ),
            (
                proposal(service=away((date(2023, 3, 1), date(2027, 2, 28)))),
                "2023-03-01 to 2027-08-31 away without a break is 184 days over the cap of "
                "48 months (Handbook: caps.continuous; would pass: 12 months at home first: "
                "first_day 2028-03-01, last_day 2028-08-31)",
            ),
            (proposal(service=away((date(2023, 3, 1), date(2027, 2, 27)))), None),
        ),
    ),
    Limit(
        "caps.lifetime",
        'caps.lifetime = "6 years"',
        (
            # 2,010 days before, as if they had come right before the first day
            (
                proposal(date(2027, 8, 27), service=away((date(2021, 3, 1), date(2026, 8, 31)))),
                None,
            ),
            (
                proposal(date(2027, 8, 28), service=away((date(2021, 3, 1), date(2026, 8, 31)))),
                None,
            ),
            (
                proposal(date(2027, 8, 29), service=away((date(2021, 3, 1), date(2026, 8, 31)))),
                "2027-03-01 to 2027-08-29 and 2010 days in other placements are 1 day over the cap "
                "of 72 months in all (Handbook: caps.lifetime; would pass: last_day 2027-08-28)",
            ),
            # days that two placements share, with each other or with this one, are there once
            (
                proposal(
                    date(2027, 8, 29),
                    service=away(
                        (date(2021, 3, 1), date(2026, 8, 31)),
                        (date(2024, 1, 1), date(2024, 12, 31)),
                        (date(2027, 3, 1), date(2027, 3, 31)),
                        (date(2026, 8, 31), date(2026, 9, 1)),
                    ),
                ),
                "2027-03-01 to 2027-08-29 and 2011 days in other placements are 2 days over the "
                "cap of 72 months in all (Handbook: caps.lifetime; would pass: last_day "
                "2027-08-27)",
            ),
            # nothing is left
            (
                proposal(service=away((date(2019, 3, 1), date(2026, 8, 31)))),
                "2027-03-01 to 2027-08-31 and 2741 days in other placements are 733 days over the "
                "cap of 72 months in all (Handbook: caps.lifetime)",
            ),
            (proposal(service=at_the_post((date(2019, 3, 1), date(2026, 8, 31)))), None),
        ),
    ),
    Limit(
        "caps.same_post",
        'caps.same_post = "18 months"',
        (
            # 365 days of others
            (
                proposal(service=at_the_post((date(2026, 3, 1), date(2027, 2, 28)))),
                None,
            ),
            (
                proposal(
                    date(2027, 9, 1), service=at_the_post((date(2026, 3, 1), date(2027, 2, 28)))
                ),
                "2027-03-01 to 2027-09-01 and 365 days of others at the same post are 1 day over "
                "the cap of 18 months (Handbook: caps.same_post; would pass: last_day 2027-08-31)",
            ),
            (proposal(service=away((date(2019, 3, 1), date(2026, 8, 31)))), None),
        ),
    ),
    Limit(
        "caps.cooling_off",
        'caps.cooling_off.length = "6 years"',
        (
            (proposal(service=away((date(2020, 3, 1), date(2021, 2, 27)))), None),
            (proposal(service=away((date(2020, 3, 1), date(2021, 2, 28)))), None),
            (
                proposal(service=away((date(2020, 3, 1), date(2021, 3, 1)))),
                "between two placements lie 72 months, counted from the end of 2020-03-01 to "
                "2021-03-01; over on 2027-03-02 (Handbook: caps.cooling_off; would pass: 72 months "
                "at home first: first_day 2027-03-02, last_day 2027-09-01)",
            ),
            # of several the one that keeps the person longest is named
            (
                proposal(
                    service=away(
                        (date(2021, 3, 1), date(2022, 3, 1)), (date(2023, 3, 1), date(2023, 3, 31))
                    )
                ),
                "between two placements lie 72 months, counted from the end of 2023-03-01 to "
                "2023-03-31; over on 2029-04-01 (Handbook: caps.cooling_off; would pass: "
                "72 months at home first: first_day 2029-04-01, last_day 2029-10-01)",
            ),
            # one that lies ahead
            (proposal(service=away((date(2033, 9, 1), date(2034, 8, 31)))), None),
            (
                proposal(service=away((date(2033, 8, 31), date(2034, 8, 31)))),
                "between two placements lie 72 months, counted from the end of 2027-03-01 to "
                "2027-08-31; over on 2033-09-01 (Handbook: caps.cooling_off; would pass: last_day "
                "2027-08-30)",
            ),
            # both at once: the later one starts before the earlier one has cooled
            (
                proposal(service=away((date(2026, 3, 1), FIRST_DAY))),
                "between two placements lie 72 months, counted from the end of 2026-03-01 to "
                "2027-03-01; over on 2033-03-02 (Handbook: caps.cooling_off; would pass: 72 months "
                "at home first: first_day 2033-03-02, last_day 2033-09-01)",
            ),
            (
                proposal(service=away((FIRST_DAY, LAST_DAY))),
                "between two placements lie 72 months, counted from the end of 2027-03-01 to "
                "2027-08-31; over on 2033-09-01 (Handbook: caps.cooling_off; would pass: 72 months "
                "at home first: first_day 2033-09-01, last_day 2034-03-03)",
            ),
            # no last day is early enough
            (
                proposal(service=away((LAST_DAY, date(2027, 12, 31)))),
                "between two placements lie 72 months, counted from the end of 2027-03-01 to "
                "2027-08-31; over on 2033-09-01 (Handbook: caps.cooling_off)",
            ),
            # who has gone cannot begin later
            (
                change(LONGER, service=away((date(2020, 3, 1), date(2021, 9, 30)))),
                "between two placements lie 72 months, counted from the end of 2020-03-01 to "
                "2021-09-30; over on 2027-10-01 (Handbook: caps.cooling_off)",
            ),
        ),
    ),
    Limit(
        "caps.cooling_off",
        'caps.cooling_off.length = "1 month"',
        (
            # the first of those that lie ahead says how long this one may be
            (
                proposal(
                    service=away(
                        (date(2027, 10, 1), date(2027, 12, 31)),
                        (date(2027, 7, 1), date(2027, 7, 9)),
                    )
                ),
                "between two placements lie 1 month, counted from the end of 2027-03-01 to "
                "2027-08-31; over on 2027-10-01 (Handbook: caps.cooling_off; would pass: last_day "
                "2027-05-31)",
            ),
            (proposal(date(2027, 5, 31), service=away((date(2027, 7, 1), date(2027, 7, 9)))), None),
            (
                proposal(date(2027, 6, 1), service=away((date(2027, 7, 1), date(2027, 7, 9)))),
                "between two placements lie 1 month, counted from the end of 2027-03-01 to "
                "2027-06-01; over on 2027-07-02 (Handbook: caps.cooling_off; would pass: last_day "
                "2027-05-31)",
            ),
            # one before and one after: neither way is enough
            (
                proposal(
                    service=away(
                        (date(2027, 1, 1), date(2027, 2, 1)), (date(2027, 9, 1), date(2027, 9, 9))
                    )
                ),
                "between two placements lie 1 month, counted from the end of 2027-03-01 to "
                "2027-08-31; over on 2027-10-01 (Handbook: caps.cooling_off)",
            ),
            # at the end of a short month
            (
                proposal(date(2028, 1, 31), service=away((date(2028, 3, 1), date(2028, 3, 9)))),
                None,
            ),
            (
                proposal(date(2028, 2, 1), service=away((date(2028, 3, 1), date(2028, 3, 9)))),
                "between two placements lie 1 month, counted from the end of 2027-03-01 to "
                "2028-02-01; over on 2028-03-02 (Handbook: caps.cooling_off; would pass: last_day "
                "2028-01-31)",
            ),
            # of two that ended on one day, the first of the two is named
            (
                proposal(
                    service=away(
                        (date(2027, 1, 5), date(2027, 2, 20)),
                        (date(2026, 12, 1), date(2027, 2, 20)),
                    )
                ),
                "between two placements lie 1 month, counted from the end of 2026-12-01 to "
                "2027-02-20; over on 2027-03-21 (Handbook: caps.cooling_off; would pass: 1 month "
                "at home first: first_day 2027-03-21, last_day 2027-09-20)",
            ),
            # under way too
            (
                change(LONGER, service=away((date(2027, 11, 15), date(2027, 12, 31)))),
                "between two placements lie 1 month, counted from the end of 2027-03-01 to "
                "2027-10-31; over on 2027-12-01 (Handbook: caps.cooling_off; would pass: last_day "
                "2027-10-14)",
            ),
            (change(LONGER, service=away((date(2027, 12, 1), date(2027, 12, 31)))), None),
        ),
    ),
    Limit(
        "caps.cooling_off",
        'caps.cooling_off.length = "6 years"\ncaps.cooling_off.counted_from = "start"',
        (
            # what lies ahead is not put off by a shorter one
            (proposal(service=away((date(2033, 3, 1), date(2033, 3, 31)))), None),
            (
                proposal(service=away((date(2033, 2, 28), date(2033, 3, 31)))),
                "between two placements lie 72 months, counted from the start of 2027-03-01 to "
                "2027-08-31; over on 2033-03-01 (Handbook: caps.cooling_off)",
            ),
            # both at once is no question here once it has cooled
            (proposal(service=away((date(2021, 3, 1), LAST_DAY))), None),
            (proposal(service=away((date(2021, 2, 28), date(2022, 2, 28)))), None),
            (proposal(service=away((date(2021, 3, 1), date(2022, 2, 28)))), None),
            (
                proposal(service=away((date(2021, 3, 2), date(2022, 2, 28)))),
                "between two placements lie 72 months, counted from the start of 2021-03-02 to "
                "2022-02-28; over on 2027-03-02 (Handbook: caps.cooling_off; would pass: 72 months "
                "at home first: first_day 2027-03-02, last_day 2027-09-01)",
            ),
        ),
    ),
]

SAYS_SO = "would pass: a service record that says so)"

ELIGIBILITY = [
    Limit(
        "eligibility.service",
        'eligibility.service = "24 months"',
        (
            (proposal(service=known(employed_since=date(2025, 2, 28))), None),
            (proposal(service=known(employed_since=date(2025, 3, 1))), None),
            (
                proposal(service=known(employed_since=date(2025, 3, 2))),
                "sam completes 24 months of service on 2027-03-02, after the first day 2027-03-01 "
                "(Handbook: eligibility.service; would pass: first_day 2027-03-02, last_day "
                "2027-09-01)",
            ),
            (
                proposal(FIRST_DAY, service=known(employed_since=date(2025, 3, 2))),
                "sam completes 24 months of service on 2027-03-02, after the first day 2027-03-01 "
                "(Handbook: eligibility.service; would pass: first_day 2027-03-02, last_day "
                "2027-03-02)",
            ),
            (
                proposal(service=known(in_role_since=date(2000, 1, 1))),
                f"nothing is known of sam: service (Handbook: eligibility.service; {SAYS_SO}",
            ),
            (change(LONGER), None),  # who has gone has gone
        ),
    ),
    Limit(
        "eligibility.service_in_role",
        'eligibility.service_in_role = "6 months"',
        (
            (proposal(service=known(in_role_since=date(2026, 8, 31))), None),
            (proposal(service=known(in_role_since=date(2026, 9, 1))), None),
            (
                proposal(service=known(in_role_since=date(2026, 9, 2))),
                "sam completes 6 months of service in the present role on 2027-03-02, after the "
                "first day 2027-03-01 (Handbook: eligibility.service_in_role; would pass: "
                "first_day 2027-03-02, last_day 2027-09-01)",
            ),
            (
                proposal(service=known(employed_since=date(2000, 1, 1))),
                "nothing is known of sam: service in the present role "
                f"(Handbook: eligibility.service_in_role; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.probation_passed",
        "eligibility.probation_passed = true",
        (
            (proposal(service=known(probation_until=date(2027, 2, 27))), None),
            (proposal(service=known(probation_until=date(2027, 2, 28))), None),
            (
                proposal(service=known(probation_until=date(2027, 3, 1))),
                "sam is on probation until 2027-03-01, past the first day 2027-03-01 "
                "(Handbook: eligibility.probation_passed; would pass: first_day 2027-03-02, "
                "last_day 2027-09-01)",
            ),
            (
                proposal(),
                "nothing is known of sam: probation "
                f"(Handbook: eligibility.probation_passed; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.no_live_warning",
        "eligibility.no_live_warning = true",
        (
            (proposal(service=known(has_live_warning=False)), None),
            (
                proposal(service=known(has_live_warning=True)),
                "a warning of sam is live (Handbook: eligibility.no_live_warning)",
            ),
            (
                proposal(),
                "nothing is known of sam: warnings "
                f"(Handbook: eligibility.no_live_warning; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.performance_acceptable",
        "eligibility.performance_acceptable = true",
        (
            (proposal(service=known(performance_acceptable=True)), None),
            (
                proposal(service=known(performance_acceptable=False)),
                "the performance of sam is not acceptable "
                "(Handbook: eligibility.performance_acceptable)",
            ),
            (
                proposal(),
                "nothing is known of sam: performance "
                f"(Handbook: eligibility.performance_acceptable; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.not_on_secondment",
        "eligibility.not_on_secondment = true",
        (
            # on the day of the proposal, 11 January
            (proposal(service=away((date(2026, 9, 1), date(2027, 1, 10)))), None),
            (
                proposal(service=away((date(2026, 9, 1), date(2027, 1, 11)))),
                "sam is on another placement, 2026-09-01 to 2027-01-11 "
                "(Handbook: eligibility.not_on_secondment; would pass: on 2027-01-12, first_day "
                "2027-03-01, last_day 2027-08-31)",
            ),
            (
                proposal(service=away((date(2027, 1, 11), date(2027, 3, 1)))),
                "sam is on another placement, 2027-01-11 to 2027-03-01 "
                "(Handbook: eligibility.not_on_secondment; would pass: on 2027-03-02, first_day "
                "2027-03-02, last_day 2027-09-01)",
            ),
            (proposal(service=away((date(2027, 1, 12), date(2027, 2, 28)))), None),
            # at the same time
            (
                proposal(service=away((date(2027, 1, 12), date(2027, 3, 1)))),
                "sam is on another placement, 2027-01-12 to 2027-03-01 "
                "(Handbook: eligibility.not_on_secondment; would pass: first_day 2027-03-02, "
                "last_day 2027-09-01)",
            ),
            (
                proposal(
                    service=away(
                        (date(2027, 3, 1), date(2027, 4, 30)), (date(2027, 4, 1), date(2027, 4, 9))
                    )
                ),
                "sam is on another placement, 2027-03-01 to 2027-04-30 "
                "(Handbook: eligibility.not_on_secondment; would pass: first_day 2027-05-01, "
                "last_day 2027-10-31)",
            ),
            (proposal(service=away((date(2027, 9, 1), date(2027, 12, 31)))), None),
            (
                proposal(service=away((date(2027, 8, 31), date(2027, 12, 31)))),
                "sam is on another placement, 2027-08-31 to 2027-12-31 "
                "(Handbook: eligibility.not_on_secondment; would pass: first_day 2028-01-01, "
                "last_day 2028-07-02)",
            ),
        ),
    ),
    Limit(
        "eligibility.contracts",
        'eligibility.contracts = ["permanent", "fixed_term"]',
        (
            (proposal(service=known(contract="permanent")), None),
            (
                proposal(service=known(contract="casual")),
                "the contract of sam is casual; it is open for: fixed_term, permanent "
                "(Handbook: eligibility.contracts)",
            ),
            (
                proposal(service=known(grade="permanent")),
                f"nothing is known of sam: contract (Handbook: eligibility.contracts; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.grades",
        'eligibility.grades = ["6", "7"]',
        (
            (proposal(service=known(grade="7")), None),
            (
                proposal(service=known(grade="8")),
                "the grade of sam is 8; it is open for: 6, 7 (Handbook: eligibility.grades)",
            ),
            (
                proposal(service=known(contract="7")),
                f"nothing is known of sam: grade (Handbook: eligibility.grades; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "eligibility.released_first",
        "eligibility.released_first = true",
        (
            (proposal(by=OTTO, service=known(released_on=date(2027, 1, 10))), None),
            (proposal(by=OTTO, service=known(released_on=date(2027, 1, 11))), None),
            (
                proposal(by=OTTO, service=known(released_on=date(2027, 1, 12))),
                "hana has not allowed sam to apply "
                "(Handbook: eligibility.released_first; would pass: on 2027-01-12)",
            ),
            (
                proposal(by=SAM),
                "hana has not allowed sam to apply "
                f"(Handbook: eligibility.released_first; {SAYS_SO}",
            ),
            (proposal(by=HANA), None),
            (change(to(date(2027, 9, 1)), AGREED_ON, scheduled, by=OTTO), None),
        ),
    ),
    Limit(
        "eligibility.criteria",
        'eligibility.criteria = ["merit", "no_visa"]',
        (
            (proposal(service=met(merit=True, no_visa=True)), None),
            (
                proposal(service=met(merit=True, no_visa=False)),
                "not met by sam: no_visa (Handbook: eligibility.criteria)",
            ),
            (
                proposal(service=met(no_visa=False, merit=False)),
                "not met by sam: merit, no_visa (Handbook: eligibility.criteria)",
            ),
            (
                proposal(service=met(no_visa=False)),
                "not met by sam: no_visa (Handbook: eligibility.criteria)",
            ),
            (
                proposal(service=met(merit=True, no_visa=None)),
                f"nothing is known of sam: no visa (Handbook: eligibility.criteria; {SAYS_SO}",
            ),
            (
                proposal(),
                "nothing is known of sam: merit, no visa "
                f"(Handbook: eligibility.criteria; {SAYS_SO}",
            ),
        ),
    ),
]


def share(part: str) -> Decimal:
    return Decimal(part)


def paid(part: str) -> CostSplit:
    return CostSplit(Decimal(part), "agreed")


def beside(part: str) -> ServiceRecord:
    """Return that Sam has another placement at the same time, of that share."""
    return known(placements=[Spell(period=TERMS.period, host_share=Decimal(part))])


def on_trial() -> Terms:
    return altered(TERMS, trial=Length(months=1))


OTHER_TERMS = [
    Limit(
        "kinds",
        'kinds = ["internal", "external"]',
        (
            (proposal(kind="internal"), None),
            (
                proposal(kind="exchange"),
                "the kind exchange is none of those that are open: external, internal "
                "(Handbook: kinds; would pass: kind external, or kind internal)",
            ),
            (
                proposal(),
                "the terms name no kind, and have to name one of these: external, internal "
                "(Handbook: kinds; would pass: kind external, or kind internal)",
            ),
            (change(LONGER), None),  # it is of no kind already
            (
                change(altered(TERMS, kind="exchange")),
                "the kind exchange is none of those that are open: external, internal "
                "(Handbook: kinds; would pass: kind external, or kind internal)",
            ),
        ),
    ),
    Limit(
        "purposes",
        'purposes = ["learning"]',
        (
            (proposal(purpose="learning"), None),
            (
                proposal(purpose="cover"),
                "the purpose cover is none of those that are open: learning "
                "(Handbook: purposes; would pass: purpose learning)",
            ),
            (
                proposal(kind="learning"),
                "the terms name no purpose, and have to name one of these: learning "
                "(Handbook: purposes; would pass: purpose learning)",
            ),
        ),
    ),
    Limit(
        "covers",
        'covers = ["backfill", "acting_up"]',
        (
            (proposal(cover=Cover.BACKFILL), None),
            (
                proposal(),
                "the cover none is none of those that are open: acting up, backfill "
                "(Handbook: covers; would pass: cover acting up, or cover backfill)",
            ),
        ),
    ),
    Limit(
        "share.min",
        "share.min = 0.5",
        (
            (
                proposal(host_share=share("0.49")),
                "the host share 0.49 is less than the minimum of 0.5 "
                "(Handbook: share.min; would pass: host_share 0.5)",
            ),
            (proposal(host_share=share("0.5")), None),
            (proposal(host_share=share("0.51")), None),
            (
                change(altered(TERMS, host_share=share("0.4"))),
                "the host share 0.4 is less than the minimum of 0.5 "
                "(Handbook: share.min; would pass: host_share 0.5)",
            ),
            # what holds already is not judged again
            (
                change(
                    to(date(2027, 9, 1), host_share=share("0.4")),
                    given=lambda: underway_to(terms=altered(TERMS, host_share=share("0.4"))),
                ),
                None,
            ),
        ),
    ),
    Limit(
        "share.max",
        "share.max = 0.5",
        (
            (proposal(host_share=share("0.49")), None),
            (proposal(host_share=share("0.5")), None),
            (
                proposal(host_share=share("0.51")),
                "the host share 0.51 is more than the maximum of 0.5 "
                "(Handbook: share.max; would pass: host_share 0.5)",
            ),
            (change(LONGER), None),  # 0.8 holds already
        ),
    ),
    Limit(
        "capacity",
        "capacity = 1.5\noverload_refused = true",
        (
            (proposal(service=beside("0.69")), None),
            (proposal(service=beside("0.7")), None),
            (
                proposal(service=beside("0.71")),
                "0.01 too much to do for sam from 2027-03-01 to 2027-08-31: host, placement 1 "
                "(Handbook: capacity; would pass: host_share 0.79)",
            ),
            (
                change(altered(TERMS, host_share=share("0.9")), service=beside("0.7")),
                "0.1 too much to do for sam from 2027-03-01 to 2027-08-31: host, placement 1 "
                "(Handbook: capacity)",  # 0.8 holds already
            ),
        ),
    ),
    Limit(
        "cost",
        'cost = { value = [{ payer = "home", shorter_than = "6 months", reason = "short" }, '
        '{ payer = "shared", shorter_than = "7 months", host_part = 0.5 }, { payer = "host" }] }',
        (
            (proposal(date(2027, 8, 30), cost=paid("0")), None),
            (
                proposal(date(2027, 8, 30), cost=paid("0.1")),
                "the host's part 0.1 is not 0, as home pays "
                f"(Handbook: cost; would pass: cost {CostSplit(share('0'), 'short')})",
            ),
            (proposal(date(2027, 8, 31), cost=paid("0.5")), None),
            (
                proposal(date(2027, 9, 29), cost=paid("0")),
                "the host's part 0 is not 0.5, as shared pays "
                f"(Handbook: cost; would pass: cost {paid('0.5')})",
            ),
            (proposal(date(2027, 9, 30), cost=paid("1")), None),
            (
                proposal(date(2027, 9, 30), cost=paid("0.5")),
                "the host's part 0.5 is not 1, as host pays "
                f"(Handbook: cost; would pass: cost {paid('1')})",
            ),
            (proposal(), None),  # who pays is left open
            (
                change(altered(TERMS, cost=paid("0"))),
                "the host's part 0 is not 0.5, as shared pays "
                f"(Handbook: cost; would pass: cost {paid('0.5')})",
            ),
            # what holds already is not judged again, unless the length is another
            (
                change(
                    altered(TERMS, cost=paid("0"), host_share=share("0.7")),
                    given=lambda: underway_to(terms=altered(TERMS, cost=paid("0"))),
                ),
                None,
            ),
            (
                change(
                    to(date(2027, 9, 30), cost=paid("0")),
                    given=lambda: underway_to(terms=altered(TERMS, cost=paid("0"))),
                ),
                "the host's part 0 is not 1, as host pays "
                f"(Handbook: cost; would pass: cost {paid('1')})",
            ),
        ),
    ),
    Limit(
        "cost",
        'cost = { value = [{ payer = "host", kinds = ["external"] }, { payer = "shared" }] }',
        (
            (proposal(kind="external", cost=paid("1")), None),
            (
                proposal(kind="external", cost=paid("0.9")),
                "the host's part 0.9 is not 1, as host pays "
                f"(Handbook: cost; would pass: cost {paid('1')})",
            ),
            (proposal(kind="internal", cost=paid("0.9")), None),
            (proposal(cost=paid("0.9")), None),
        ),
    ),
    Limit(
        "reviews.trial",
        'reviews.trial = "1 month"',
        (
            (
                proposal(),
                "a trial of 0 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial; would pass: trial 1 month)",
            ),
            (
                proposal(trial=Length(days=30)),
                "a trial of 30 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial; would pass: trial 1 month)",
            ),
            (proposal(trial=Length(days=31)), None),
            (proposal(trial=Length(days=32)), None),
            (proposal(trial=Length(months=1)), None),
            (
                proposal(date(2027, 3, 30)),
                "a trial of 0 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial)",
            ),
            # a trial that was agreed cannot be bargained away
            (
                change(TERMS, AGREED_ON, lambda: scheduled_to(terms=on_trial())),
                "a trial of 0 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial)",
            ),
            (
                change(TERMS, date(2027, 3, 5), lambda: underway_to(terms=on_trial())),
                "a trial of 0 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial)",
            ),
            # what holds already is not judged again, unless it is put to another time
            (change(LONGER), None),
            (change(altered(TERMS, host_share=share("0.7")), AGREED_ON, scheduled), None),
            (
                change(to(date(2027, 9, 1)), AGREED_ON, scheduled),
                "a trial of 0 days is shorter than the minimum of 1 month "
                "(Handbook: reviews.trial; would pass: trial 1 month)",
            ),
        ),
    ),
]


def early(last_day: date, on: date = APRIL) -> Wish:
    """Return Hana's offer of an early end."""
    return change(Ending(EndKind.EARLY_END, last_day), on)


REQUEST = 'conversion.route = "request"\n'
AGAIN = REQUEST + 'conversion.repeat_every = "12 months"\n'
GRADES = 'conversion.grades = ["6", "7"]\n'
MARCH_2028 = date(2028, 3, 1)

ENDINGS = [
    Limit(
        "agreed_end_notice",
        'agreed_end_notice = "4 weeks"',
        (
            (
                early(date(2027, 4, 28)),
                "an early end offered on 2027-04-01 needs 4 weeks, up to 2027-04-29, and the last "
                "day is 2027-04-28 (Handbook: agreed_end_notice; would pass: last_day 2027-04-29)",
            ),
            (early(date(2027, 4, 29)), None),
            (early(date(2027, 4, 30)), None),
            # in time, or not: an early end lies before the last day
            (
                early(date(2027, 8, 20), date(2027, 8, 2)),
                "an early end offered on 2027-08-02 needs 4 weeks, up to 2027-08-30, and the last "
                "day is 2027-08-20 (Handbook: agreed_end_notice; would pass: last_day 2027-08-30)",
            ),
            (
                early(date(2027, 8, 20), date(2027, 8, 3)),
                "an early end offered on 2027-08-03 needs 4 weeks, up to 2027-08-31, and the last "
                "day is 2027-08-20 (Handbook: agreed_end_notice)",
            ),
            (change(Ending(EndKind.RETURN, LAST_DAY), LAST_DAY), None),
            (change(Ending(EndKind.CONVERSION, APRIL), APRIL), None),
        ),
    ),
    Limit(
        "agreed_end_notice",
        'agreed_end_notice = "5 working days"',
        (
            (
                early(date(2027, 4, 7)),
                "an early end offered on 2027-04-01 needs 5 working days, up to 2027-04-08, and "
                "the last day is 2027-04-07 (Handbook: agreed_end_notice; would pass: last_day "
                "2027-04-08)",
            ),
            (early(date(2027, 4, 8)), None),
        ),
    ),
    Limit(
        "conversion.after",
        'conversion.after = "12 months"',
        (
            # by agreement, the day of staying counts
            (
                staying(date(2028, 2, 28), APRIL),
                "staying for good is open after 12 months, from 2028-03-01 on "
                "(Handbook: conversion.after; would pass: last_day 2028-02-29)",
            ),
            (staying(date(2028, 2, 29), APRIL), None),
            (staying(MARCH_2028, APRIL), None),
            # no later day is left
            (
                staying(LAST_DAY, APRIL, given=underway),
                "staying for good is open after 12 months, from 2028-03-01 on "
                "(Handbook: conversion.after)",
            ),
            (early(date(2027, 4, 28)), None),
        ),
    ),
    Limit(
        "conversion.after",
        REQUEST + 'conversion.after = "12 months"',
        (
            # on request, the day of the request counts
            (
                staying(on=date(2028, 2, 29)),
                "staying for good is open after 12 months, from 2028-03-01 on "
                "(Handbook: conversion.after; would pass: on 2028-03-01, last_day 2029-08-31)",
            ),
            (
                staying(date(2028, 2, 29), date(2028, 2, 28)),
                "staying for good is open after 12 months, from 2028-03-01 on "
                "(Handbook: conversion.after; would pass: on 2028-03-01, last_day 2028-03-01)",
            ),
            (staying(on=MARCH_2028), None),
            (staying(on=date(2028, 3, 2)), None),
        ),
    ),
    Limit(
        "conversion.after",
        GRADES
        + 'conversion.route = "slotting"\nconversion.route_for_others = "competition"\n'
        + 'conversion.after = "12 months"',
        (
            # the others compete, and need not wait
            (
                staying(LAST_DAY, service=altered(met(won_competition=True), grade="8"), on=APRIL),
                None,
            ),
            (
                staying(LAST_DAY, service=known(grade="7"), on=APRIL),
                "staying for good is open after 12 months, from 2028-03-01 on "
                "(Handbook: conversion.after; would pass: last_day 2028-02-29)",
            ),
        ),
    ),
    Limit(
        "conversion.repeat_every",
        AGAIN,
        (
            (staying(on=date(2027, 4, 13)), None),  # never asked before
            (
                staying(on=date(2028, 4, 11), given=refused_to_stay),
                "staying for good was refused on 2027-04-12, and may be asked for again after "
                "12 months, from 2028-04-12 on (Handbook: conversion.repeat_every; would pass: "
                "on 2028-04-12, last_day 2029-08-31)",
            ),
            (staying(on=date(2028, 4, 12), given=refused_to_stay), None),
            (staying(on=date(2028, 4, 13), given=refused_to_stay), None),
            (change(Ending(EndKind.EARLY_END, JULY), given=refused_to_stay), None),
        ),
    ),
    Limit(
        "conversion.repeat_every",
        AGAIN + 'conversion.again_when = ["post_falls_vacant"]',
        (
            (
                staying(
                    on=JULY, given=refused_to_stay, service=met(post_falls_vacant=True, other=False)
                ),
                None,
            ),
            (
                staying(
                    on=JULY, given=refused_to_stay, service=met(post_falls_vacant=False, other=True)
                ),
                "staying for good was refused on 2027-04-12, and may be asked for again after "
                "12 months, from 2028-04-12 on (Handbook: conversion.repeat_every; would pass: "
                "on 2028-04-12, last_day 2029-08-31)",
            ),
            (
                staying(on=JULY, given=refused_to_stay),
                "staying for good was refused on 2027-04-12, and may be asked for again after "
                "12 months, from 2028-04-12 on (Handbook: conversion.repeat_every; would pass: "
                "on 2028-04-12, last_day 2029-08-31)",
            ),
        ),
    ),
    Limit(
        "conversion.grades",
        GRADES,
        (
            (staying(service=known(grade="7")), None),
            (
                staying(service=known(grade="8")),
                "the grade of sam is 8; staying for good is open for: 6, 7 "
                "(Handbook: conversion.grades)",
            ),
            (
                staying(),
                f"nothing is known of sam: grade (Handbook: conversion.grades; {SAYS_SO}",
            ),
            (early(date(2027, 4, 28)), None),
        ),
    ),
    Limit(
        "conversion.grades",
        GRADES + 'conversion.route_for_others = "slotting"',
        (
            (staying(service=known(grade="7")), None),
            (staying(service=known(grade="8")), None),  # the others have a route of their own
            (
                staying(service=known(contract="8")),
                f"nothing is known of sam: grade (Handbook: conversion.grades; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "conversion.criteria",
        'conversion.criteria = ["budget", "no_detriment"]',
        (
            (staying(service=met(budget=True, no_detriment=True)), None),
            (
                staying(service=met(budget=False)),
                "not met by sam: budget (Handbook: conversion.criteria)",
            ),
            (
                staying(service=met(budget=True)),
                f"nothing is known of sam: no detriment (Handbook: conversion.criteria; {SAYS_SO}",
            ),
            (early(date(2027, 4, 28)), None),
        ),
    ),
    Limit(
        "conversion.criteria",
        'conversion.route = "competition"\nconversion.criteria = ["budget"]',
        (
            (staying(service=met(budget=True, won_competition=True)), None),
            (
                staying(service=met(budget=False, won_competition=False)),
                "not met by sam: budget, won_competition (Handbook: conversion.criteria)",
            ),
        ),
    ),
    Limit(
        "conversion.criteria",
        'conversion.route = "competition"',
        (
            (staying(service=met(won_competition=True)), None),
            (
                staying(service=met(won_competition=False)),
                "not met by sam: won_competition (Handbook: conversion.criteria)",
            ),
            (
                staying(),
                "nothing is known of sam: won competition "
                f"(Handbook: conversion.criteria; {SAYS_SO}",
            ),
        ),
    ),
    Limit(
        "conversion.criteria",
        GRADES
        + 'conversion.route = "slotting"\nconversion.criteria = ["budget"]\n'
        + 'conversion.route_for_others = "competition"',
        (
            (staying(service=altered(met(budget=True), grade="7")), None),
            (
                staying(service=altered(met(budget=False), grade="7")),
                "not met by sam: budget (Handbook: conversion.criteria)",
            ),
            # the others compete, and the criteria are not theirs
            (staying(service=altered(met(won_competition=True), grade="8")), None),
            (
                staying(service=altered(met(budget=True, won_competition=False), grade="8")),
                "not met by sam: won_competition (Handbook: conversion.criteria)",
            ),
        ),
    ),
    Limit(
        "conversion.criteria",
        GRADES
        + 'conversion.route = "competition"\nconversion.criteria = ["budget"]\n'
        + 'conversion.route_for_others = "slotting"',
        (
            (staying(service=known(grade="8")), None),
            (
                staying(service=altered(met(won_competition=False, budget=True), grade="7")),
                "not met by sam: won_competition (Handbook: conversion.criteria)",
            ),
        ),
    ),
    Limit(
        "conversion.priority",
        'conversion.route = "priority"\nconversion.priority = ["at_risk_staff", "returners"]',
        (
            (
                staying(service=met(at_risk_staff_considered=True, returners_considered=True)),
                None,
            ),
            (
                staying(service=met(at_risk_staff_considered=False, returners_considered=True)),
                "not met by sam: at_risk_staff_considered (Handbook: conversion.priority)",
            ),
            (
                staying(service=met(at_risk_staff_considered=True)),
                "nothing is known of sam: returners considered "
                f"(Handbook: conversion.priority; {SAYS_SO}",
            ),
            (early(date(2027, 4, 28)), None),
        ),
    ),
]

ALL = [*LENGTHS, *EXTENSIONS, *CAPS, *ELIGIBILITY, *OTHER_TERMS, *ENDINGS]

CASES = [
    pytest.param(limit, wish, said, id=f"{limit.path}-{number}-{'no' if said else 'yes'}")
    for limit in ALL
    for number, (wish, said) in enumerate(limit.tries)
]


def test_every_limit_has_a_table() -> None:
    assert {limit.path for limit in ALL} == set(LIMITS)


def test_every_table_has_something_that_passes_and_something_that_does_not() -> None:
    for limit in ALL:
        said = [words for _, words in limit.tries]
        assert None in said, limit.path
        assert any(said), limit.path


@pytest.mark.parametrize(("limit", "wish", "said"), CASES)
def test_a_limit_objects_on_the_one_side_and_not_on_the_other(
    limit: Limit, wish: Wish, said: str | None
) -> None:
    assert wish.words(pack(limit.axes, limit.path)) == (() if said is None else (said,))


@pytest.mark.parametrize(("limit", "wish", "said"), CASES)
def test_without_the_limit_nothing_objects(limit: Limit, wish: Wish, said: str | None) -> None:
    assert wish.words(PLAIN) == ()


@pytest.mark.parametrize(("limit", "wish", "said"), CASES)
def test_what_would_pass_does_pass(limit: Limit, wish: Wish, said: str | None) -> None:
    policy = pack(limit.axes, limit.path)
    for objection in wish.objections(policy):
        for way in ways_of(objection, wish.command):
            mended = Wish(remedied(wish.command, way), wish.given, wish.service)
            assert mended.words(policy) == ()


@pytest.mark.parametrize(("limit", "wish", "said"), CASES)
def test_a_remedy_about_what_was_tried_names_that_command(
    limit: Limit, wish: Wish, said: str | None
) -> None:
    ways = [
        way
        for objection in wish.objections(pack(limit.axes, limit.path))
        for way in (objection.remedy, *objection.others)
        if way is not None and way.code in SAME_COMMAND
    ]
    assert [way.command for way in ways] == [wish.command.verb] * len(ways)


@pytest.mark.parametrize(("limit", "wish", "said"), CASES)
def test_the_figures_of_an_objection_are_those_of_its_text(
    limit: Limit, wish: Wish, said: str | None
) -> None:
    """A cap on time without a break says as data, too, which breaks it does not count."""
    for objection in wish.objections(pack(limit.axes, limit.path)):
        found = dict(objection.figures)
        if objection.code == "over_continuous_cap":
            assert isinstance(found.pop("tolerance"), Length)
        assert set(found) == names_in(OBJECTIONS[objection.code])


def ways_of(objection: Objection, command: PersonCommand) -> Iterator[Remedy]:
    """Yield the ways of *objection* that change the command itself."""
    for way in (objection.remedy, *objection.others):
        if way is not None and way.command == command.verb and way.fields:
            yield way


# numbers of real policies


IPA = "5 CFR part 334, Temporary Assignments under the Intergovernmental Personnel Act: 334.104"
FEDERAL = met(in_a_career_position=True)


def ipa(last_day: date, first_day: date = FIRST_DAY, service: ServiceRecord = FEDERAL) -> Wish:
    """Return the wish to begin a detail under the Intergovernmental Personnel Act."""
    return proposal(last_day, first_day=first_day, service=service, kind="detail")


def on_detail(last_day: date) -> Callable[[], Placement]:
    return lambda: underway_to(last_day, altered(TERMS, kind="detail"))


def longer_detail(last_day: date, held: date = date(2029, 2, 28), **facts: Any) -> Wish:
    """Return the wish to extend a detail that began on 1 March 2027."""
    subject = to(last_day, kind="detail")
    return change(subject, JULY, on_detail(held), altered(FEDERAL, **facts))


def test_ag01_an_ipa_assignment_is_two_years_and_two_more() -> None:
    """Case AG01; 5 CFR 334.104(a) and (c)."""
    policy = load_policy("us-ipa")
    assert ipa(date(2029, 2, 28)).words(policy) == ()
    assert ipa(date(2029, 3, 1)).words(policy) == (
        "2027-03-01 to 2029-03-01 is 1 day longer than the 24 months that first terms may have "
        f"({IPA}(a); would pass: last_day 2029-02-28)",
    )
    assert longer_detail(date(2031, 2, 27)).words(policy) == ()
    assert longer_detail(date(2031, 2, 28)).words(policy) == ()
    assert longer_detail(date(2031, 3, 1)).words(policy) == (
        "2027-03-01 to 2031-03-01 is 1 day longer than the maximum of 48 months "
        f"({IPA}(c); would pass: last_day 2031-02-28)",
        "all extensions together, from 2029-03-01 to 2031-03-01, are 1 day longer than 24 months "
        f"({IPA}(a); would pass: last_day 2031-02-28)",
        "2027-03-01 to 2031-03-01 away without a break is 1 day over the cap of 48 months "
        f"({IPA}(c); would pass: last_day 2031-02-28)",
    )


def test_ag01_after_four_years_twelve_months_at_home_come_first() -> None:
    """Case AG01; 5 CFR 334.104(c)."""
    policy = load_policy("us-ipa")
    spells = away((date(2027, 3, 1), date(2031, 2, 28))).placements
    after = altered(FEDERAL, placements=spells)
    too_soon = ipa(date(2032, 8, 31), date(2032, 2, 29), after)
    assert too_soon.words(policy) == (
        "the cap of 48 months was reached on 2031-02-28, and 12 months at home are over on "
        f"2032-03-01 ({IPA}(c); would pass: 12 months at home first: first_day 2032-03-01, "
        "last_day 2032-09-01)",
    )
    assert ipa(date(2032, 8, 31), date(2032, 3, 1), after).words(policy) == ()
    assert ipa(date(2032, 8, 31), date(2032, 3, 2), after).words(policy) == ()


@pytest.mark.parametrize(
    ("back_on", "said"),
    [
        (date(2029, 4, 29), ["over_continuous_cap"]),  # after 59 days
        (date(2029, 4, 30), ["over_continuous_cap"]),
        (date(2029, 5, 1), []),
    ],
)
def test_a_break_of_60_days_is_none_under_the_ipa(back_on: date, said: list[str]) -> None:
    """5 CFR 334.104(c): up to 60 calendar days."""
    spells = away((date(2027, 3, 1), date(2029, 2, 28))).placements
    wish = ipa(date(2031, 3, 1), back_on, altered(FEDERAL, placements=spells))
    assert [each.code for each in wish.objections(load_policy("us-ipa"))] == said


@pytest.mark.parametrize(
    ("since", "said"),
    [(date(2026, 11, 30), None), (date(2026, 12, 1), None), (date(2026, 12, 2), "2027-03-02")],
)
def test_a_federal_detail_comes_90_days_after_the_appointment(
    since: date, said: str | None
) -> None:
    """State Department, 3 FAM 2412.2."""
    wish = proposal(date(2027, 6, 28), service=known(employed_since=since))
    words = [
        f"sam completes 90 days of service on {said}, after the first day 2027-03-01 "
        "(US Department of State, Foreign Affairs Manual, 3 FAM 2410: 3 FAM 2412.2; would pass: "
        f"first_day {said}, last_day 2027-06-29)"
    ]
    assert list(wish.words(load_policy("us-detail-120"))) == (words if said else [])


CAREER = away((date(2010, 3, 1), date(2014, 2, 28))).placements
"""Four years, 1,461 days, of which nobody has to go home any more."""


def test_ag03_six_years_in_a_career_are_the_end_unless_somebody_sets_that_aside() -> None:
    """Case AG03; 5 CFR 334.104(b): the Office of Personnel Management may waive it."""
    policy = load_policy("us-ipa")
    before = altered(FEDERAL, placements=CAREER)
    assert ipa(date(2029, 2, 27), service=before).words(policy) == ()
    assert ipa(date(2029, 2, 28), service=before).words(policy) == ()
    wish = longer_detail(date(2029, 3, 1), placements=CAREER)
    nobody = altered(on_detail(date(2029, 2, 28))(), parties=PARTIES)
    refused = why_not(nobody, wish.command, policy, wish.service)
    assert [str(each) for each in refused if each.code == "over_lifetime_cap"] == [
        "2027-03-01 to 2029-03-01 and 1461 days in other placements are 1 day over the cap of "
        f"72 months in all ({IPA}(b); would pass: name somebody as authority, who may set "
        "caps.lifetime aside)"
    ]
    assert wish.words(policy) == ()  # Ada may set it aside
    opened = lived_with(wish.service, wish.command, after=wish.given(), policy=policy)
    agreed = lived_with(wish.service, *consents(JULY, (SAM, OTTO)), after=opened, policy=policy)
    assert agreed.terms == to(date(2029, 2, 28), kind="detail")
    assert standing(agreed, policy, JULY, wish.service).waivers == ("caps.lifetime",)
    settled = lived_with(wish.service, waive("caps.lifetime"), after=agreed, policy=policy)
    assert settled.terms == to(date(2029, 3, 1), kind="detail")


def lived_with(
    service: ServiceRecord, *given_commands: PersonCommand, after: Placement | None, policy: Policy
) -> Placement:
    """Return the placement once the commands are carried out, *service* being known."""
    placement = after
    for command in given_commands:
        for event in decide(placement, command, policy, service):
            placement = evolve(placement, event)
    assert placement is not None
    return placement


def waive(rule: str, by: str = ADA, on: date = JULY) -> MakeRecord:
    """Return the wish to set *rule* aside."""
    return MakeRecord(by=by, on=on, record=Waiver(by=by, on=on, rule=rule, reason="need"))


EXPERTS = "European Commission, seconded national experts: length"
EXPERT = met(works_for_a_public_administration_or_an_intergovernmental_organisation=True)


def test_ag13_an_expert_stays_six_months_to_four_years() -> None:
    """Case AG13; the Commission's summary of its rules on seconded national experts."""
    policy = load_policy("eu-sne-commission")
    assert proposal(date(2027, 7, 31), service=EXPERT).words(policy) == (
        "2027-03-01 to 2027-07-31 is shorter than the minimum of 6 months "
        f"({EXPERTS}; would pass: last_day 2027-08-31)",
    )
    assert proposal(date(2027, 8, 31), service=EXPERT).words(policy) == ()
    assert proposal(date(2031, 2, 28), service=EXPERT).words(policy) == ()
    assert proposal(date(2031, 3, 1), service=EXPERT).words(policy) == (
        "2027-03-01 to 2031-03-01 is 1 day longer than the maximum of 48 months "
        f"({EXPERTS}; would pass: last_day 2031-02-28)",
    )


def test_ag13_the_second_secondment_of_an_expert_is_six_years_off() -> None:
    """Case AG13; the Commission's summary of its rules on seconded national experts."""
    policy = load_policy("eu-sne-commission")
    after = altered(EXPERT, placements=away((date(2019, 3, 1), date(2021, 2, 28))).placements)
    early_one = proposal(date(2027, 8, 31), first_day=date(2027, 2, 1), service=after)
    assert early_one.words(policy) == (  # after 5 years and 11 months
        "between two placements lie 72 months, counted from the end of 2019-03-01 to 2021-02-28; "
        f"over on 2027-03-01 ({EXPERTS}; would pass: 72 months at home first: first_day "
        "2027-03-01, last_day 2027-09-28)",
    )
    day_before = proposal(first_day=date(2027, 2, 28), service=after)
    assert [each.code for each in day_before.objections(policy)] == ["still_cooling_off"]
    assert proposal(service=after).words(policy) == ()


DURATION = (
    "University of Exeter, Secondment guidance: Duration of secondments, External secondments"
)


@pytest.mark.parametrize(
    ("on", "is_late"),
    [
        (date(2027, 5, 30), False),
        (date(2027, 5, 31), False),
        (date(2027, 6, 1), True),
        (date(2027, 6, 30), True),  # two months before the end
    ],
)
def test_ag15_exeter_wants_the_rationale_three_months_before_the_end(
    on: date, is_late: bool
) -> None:
    """Case AG15; Exeter, Duration of secondments."""
    late = (
        f"an extension beyond 2027-08-31 was to be asked for by 2027-05-31, not on {on} "
        f"({DURATION})"
    )
    wish = change(altered(LONGER, kind="external"), on, lambda: underway_to(terms=external()))
    assert wish.words(load_policy("uk-exeter-external")) == ((late,) if is_late else ())


def external() -> Terms:
    return altered(TERMS, kind="external")


LEAVING = (
    "University of Exeter, Information for staff who are leaving: "
    "Duration and termination of appointments"
)


@pytest.mark.parametrize(
    ("since", "length", "earliest"),
    [
        (date(2023, 4, 1), "1 month", date(2027, 5, 1)),  # 4 weeks are less than a month
        (date(2022, 4, 2), "1 month", date(2027, 5, 1)),
        (date(2022, 4, 1), "5 weeks", date(2027, 5, 6)),
        (date(2018, 4, 2), "8 weeks", date(2027, 5, 27)),
        (date(2018, 4, 1), "9 weeks", date(2027, 6, 3)),  # 9 completed years
        (date(2018, 3, 31), "9 weeks", date(2027, 6, 3)),
        (date(2015, 4, 2), "11 weeks", date(2027, 6, 17)),
        (date(2015, 4, 1), "12 weeks", date(2027, 6, 24)),
        (date(2013, 4, 1), "12 weeks", date(2027, 6, 24)),  # 14 completed years
    ],
)
def test_ag17_exeter_gives_grades_a_to_d_a_week_for_each_completed_year(
    since: date, length: str, earliest: date
) -> None:
    """Case AG17; Exeter, Duration and termination of appointments: at most 12 weeks."""
    service = known(employed_since=since, grade="C", probation_until=date(2020, 1, 1))
    short = notice(earliest - ONE_DAY)
    assert Wish(short, underway, service).words(load_policy("uk-exeter-external")) == (
        f"notice of {length} given on 2027-04-01 ends on {earliest}, after the last day "
        f"{earliest - ONE_DAY} ({LEAVING}; would pass: last_day {earliest})",
    )
    in_time = Wish(notice(earliest), underway, service)
    assert in_time.words(load_policy("uk-exeter-external")) == ()


def notice(
    last_day: date,
    on: date = APRIL,
    kind: NoticeKind = NoticeKind.RECALL,
    by: str = HANA,
    reason: str | None = None,
) -> GiveNotice:
    """Return Hana's notice."""
    return GiveNotice(by=by, on=on, kind=kind, last_day=last_day, reason=reason)


DUNDEE = "University of Dundee, Internal Secondment Policy and Procedure: Eligibility"
GOOD = known(
    employed_since=date(2025, 3, 1), probation_until=date(2026, 1, 1), has_live_warning=False
)


def test_ag21_dundee_wants_two_years_of_service_and_no_secondment_at_the_time() -> None:
    """Case AG21; Dundee, Eligibility: a manager may make an exception."""
    policy = load_policy("uk-dundee")
    assert proposal(service=GOOD).words(policy) == ()
    no_exception = altered(policy, waivers=())
    short = proposal(service=altered(GOOD, employed_since=date(2025, 4, 1)))  # 23 months
    assert short.words(no_exception) == (
        "sam completes 24 months of service on 2027-04-01, after the first day 2027-03-01 "
        f"({DUNDEE}; would pass: first_day 2027-04-01, last_day 2027-10-01)",
    )
    elsewhere = away((date(2027, 1, 1), date(2027, 2, 28))).placements
    twice = proposal(service=altered(GOOD, placements=elsewhere))
    assert twice.words(no_exception) == (
        "sam is on another placement, 2027-01-01 to 2027-02-28 "
        f"({DUNDEE}; would pass: on 2027-03-01, first_day 2027-03-01, last_day 2027-08-31)",
    )
    both = altered(GOOD, employed_since=date(2025, 4, 1), placements=elsewhere)
    assert proposal(service=both).words(policy) == ()  # Hana may make an exception
    proposed_to_all = lived_with(both, PROPOSE, after=None, policy=policy)
    agreed = lived_with(
        both, *consents(AGREED_ON, (SAM, OTTO)), after=proposed_to_all, policy=policy
    )
    assert agreed.status is Status.PROPOSED
    waivers = standing(agreed, policy, AGREED_ON, both).waivers
    assert waivers == ("eligibility.service", "eligibility.not_on_secondment")
    exceptions = [waive(rule, HANA, AGREED_ON) for rule in waivers]
    assert lived_with(both, *exceptions, after=agreed, policy=policy).status is Status.SCHEDULED


def test_birkbeck_agrees_on_an_extension_in_the_last_six_weeks() -> None:
    """Birkbeck, 4.0: a year from 1 September 2026, and a window that opens on 20 July 2027."""
    policy = load_policy("uk-birkbeck")
    terms = altered(TERMS, period=Period(date(2026, 9, 1), date(2027, 8, 31)), kind="internal")
    begun = altered(PROPOSE, on=date(2026, 8, 3), terms=terms, parties=with_authority())
    agreed = lived(
        begun,
        *consents(date(2026, 8, 3), (SAM, OTTO, PETRA)),
        Advance(on=terms.period.first_day),
        policy=PLAIN,
    )
    longest = altered(terms, period=Period(date(2026, 9, 1), date(2028, 2, 29)))
    too_long = altered(terms, period=Period(date(2026, 9, 1), date(2028, 3, 1)))
    place = (
        "Birkbeck, University of London, Secondment Policy: 4.0 Returning After Secondment End Date"
    )
    refused = why_not(agreed, OpenChange(by=HANA, on=JULY, subject=too_long), policy)
    assert [str(each) for each in refused] == [
        "the extension from 2027-09-01 to 2028-03-01 is 1 day longer than the maximum of 6 months "
        f"({place}; would pass: last_day 2028-02-29)"
    ]
    asked = lived(OpenChange(by=HANA, on=JULY, subject=longest), after=agreed, policy=policy)
    waiting = lived(*consents(JULY, (SAM, OTTO, PETRA)), after=asked, policy=policy)
    last = Consent(by=ADA, on=date(2027, 7, 19))
    assert [str(each) for each in why_not(waiting, last, policy)] == [
        "an extension beyond 2027-08-31 may be agreed from 2027-07-20 on, not on 2027-07-19 "
        f"({place}; would pass: on 2027-07-20)"
    ]
    settled = lived(altered(last, on=date(2027, 7, 20)), after=waiting, policy=policy)
    assert settled.terms == longest


def with_authority() -> Parties:
    return altered(PARTIES, authority=ADA)


CYBER = "Public Law 117-149, Federal Rotational Cyber Workforce Program Act of 2021: section 4"
PROGRAMME = "Federal Rotational Cyber Workforce Program: opening"


def test_a_cyber_rotation_lasts_180_days_to_a_year_and_60_days_more() -> None:
    """Public Law 117-149, section 4: counted from 1 June 2026."""
    policy = load_policy("us-cyber-rotation")
    coded = met(cyber_coded_post=True)

    def rotation(last_day: date) -> Wish:
        return proposal(last_day, first_day=date(2026, 6, 1), on=date(2026, 5, 4), service=coded)

    assert rotation(date(2026, 11, 26)).words(policy) == (
        "2026-06-01 to 2026-11-26 is shorter than the minimum of 180 days "
        f"({CYBER}; would pass: last_day 2026-11-27)",
    )
    assert rotation(date(2026, 11, 27)).words(policy) == ()
    assert rotation(date(2027, 5, 31)).words(policy) == ()
    assert rotation(date(2027, 6, 1)).words(policy) == (
        "2026-06-01 to 2027-06-01 is 1 day longer than the 12 months that first terms may have "
        f"({CYBER}; would pass: last_day 2027-05-31)",
    )


def test_a_cyber_rotation_ends_with_its_programme() -> None:
    """Of the 60 days more, up to 30 July 2027, the end of the programme leaves those of June."""
    policy = load_policy("us-cyber-rotation")
    terms = altered(TERMS, period=Period(date(2026, 6, 1), date(2027, 5, 31)))

    def given_then() -> Placement:
        begun = altered(PROPOSE, on=date(2026, 5, 4), terms=terms)
        others = consents(date(2026, 5, 4), (SAM, OTTO, PETRA))
        return lived(begun, *others, Advance(on=date(2026, 6, 1)), policy=PLAIN)

    def longer(last_day: date) -> Wish:
        return change(to(last_day, date(2026, 6, 1)), APRIL, given_then)

    over = (
        "the last day {} lies after the end of the programme, 2027-06-30 "
        "({}; would pass: last_day 2027-06-30)"
    )
    assert longer(date(2027, 6, 30)).words(policy) == ()
    assert longer(date(2027, 7, 1)).words(policy) == (over.format("2027-07-01", PROGRAMME),)
    assert longer(date(2027, 7, 30)).words(policy) == (over.format("2027-07-30", PROGRAMME),)
    assert longer(date(2027, 7, 31)).words(policy) == (
        over.format("2027-07-31", PROGRAMME),
        "all extensions together, from 2027-06-01 to 2027-07-31, are 1 day longer than 60 days "
        f"({CYBER}; would pass: last_day 2027-06-30)",
    )


def test_the_months_of_workers_who_replace_each_other_add_up() -> None:
    """Directive 96/71/EC, Article 3(1a): 18 months at one place and task, whoever is there."""
    policy = load_policy("eu-posting")
    article = "Directive 96/71/EC, as amended by Directive (EU) 2018/957: Article 3(1a)"
    others = at_the_post((date(2026, 3, 1), date(2027, 2, 28)))  # 365 days
    assert proposal(date(2027, 8, 31), service=others).words(policy) == ()
    assert proposal(date(2027, 9, 1), service=others).words(policy) == (
        "2027-03-01 to 2027-09-01 and 365 days of others at the same post are 1 day over the cap "
        f"of 18 months ({article}; would pass: last_day 2027-08-31)",
    )
    own = away((date(2026, 3, 1), date(2027, 2, 28)))
    assert proposal(date(2027, 9, 1), service=own).words(policy) == ()
    assert proposal(date(2028, 2, 29)).words(policy) == ()
    assert proposal(date(2028, 3, 1)).words(policy) == (
        "2027-03-01 to 2028-03-01 is 1 day longer than the 12 months that first terms may have "
        f"({article}; would pass: last_day 2028-02-29)",
    )
    a_year = change(to(date(2028, 9, 1)), given=lambda: underway_to(date(2028, 2, 29)))
    assert [each.code for each in a_year.objections(policy)] == [
        "too_long",
        "extensions_too_long",
        "over_post_cap",
    ]


def test_carmarthenshire_extends_by_six_months_or_more() -> None:
    """Carmarthenshire, 7: a minimum of six months."""
    policy = load_policy("uk-carmarthenshire")
    place = (
        "Carmarthenshire County Council, Secondment Policy, January 2023: "
        "7. Duration of Secondments"
    )
    assert change(to(date(2028, 2, 28))).words(policy) == (
        "the extension from 2027-09-01 to 2028-02-28 is shorter than the minimum of 6 months "
        f"({place}; would pass: last_day 2028-02-29)",
    )
    assert change(to(date(2028, 2, 29))).words(policy) == ()
    assert change(to(date(2032, 3, 1))).words(policy) == ()  # beyond two years in all


@pytest.mark.parametrize(
    ("name", "service", "last_day", "code"),
    [
        # "20 consecutive working days" to "24 months"
        ("ca-collective", UNKNOWN, date(2027, 3, 26), "too_short"),
        ("ca-collective", UNKNOWN, date(2029, 2, 28), "too_long"),
        # 120 days, 3 FAM 2410
        (
            "us-detail-120",
            known(employed_since=date(2020, 1, 1)),
            date(2027, 6, 28),
            "too_long_at_first",
        ),
        # five consecutive years, 5 CFR 352.306
        ("us-intl-detail", UNKNOWN, date(2032, 2, 29), "too_long_at_first"),
        # two months to three years, 2007/216/EC
        (
            "eu-sne-eda",
            met(seconded_by_a_participating_member_state=True),
            date(2027, 4, 30),
            "too_short",
        ),
        (
            "eu-sne-eda",
            met(seconded_by_a_participating_member_state=True),
            date(2030, 2, 28),
            "too_long_at_first",
        ),
        # three years, Interchange Canada
        (
            "ca-interchange",
            altered(met(at_own_level=True), in_role_since=date(2020, 1, 1)),
            date(2030, 2, 28),
            "too_long",
        ),
        # two years
        ("uk-dundee", GOOD, date(2029, 2, 28), "too_long"),
        ("uk-cambridge", UNKNOWN, date(2029, 2, 28), "too_long"),
    ],
)
def test_a_real_length_holds_to_the_day(
    name: str, service: ServiceRecord, last_day: date, code: str
) -> None:
    """Each number and its source stand in the tests of the packs."""
    policy = load_policy(name)
    beyond, within = last_day + ONE_DAY, last_day - ONE_DAY
    if code == "too_short":
        beyond, within = within, beyond
    own = [
        each
        for each in proposal(beyond, service=service).objections(policy)
        if each.remedy is None or each.remedy.code != "after_home"
    ]
    assert code in [each.code for each in own]
    for each in own:
        assert each.remedy == Remedy("change_fields", "propose", (("last_day", last_day),))
    assert proposal(last_day, service=service).words(policy) == ()
    assert proposal(within, service=service).words(policy) == ()


def test_an_interchange_comes_two_years_after_another_and_six_months_into_a_post() -> None:
    """Interchange Canada, participant eligibility."""
    policy = load_policy("ca-interchange")
    good = altered(met(at_own_level=True), in_role_since=date(2026, 9, 1))
    assert proposal(service=good).words(policy) == ()
    place = "Interchange Canada: participant eligibility"
    assert proposal(service=altered(good, in_role_since=date(2026, 9, 2))).words(policy) == (
        "sam completes 6 months of service in the present role on 2027-03-02, after the first day "
        f"2027-03-01 ({place}; would pass: first_day 2027-03-02, last_day 2027-09-01)",
    )
    before = away((date(2024, 3, 1), date(2025, 2, 28))).placements
    assert proposal(service=altered(good, placements=before)).words(policy) == ()
    a_day_later = away((date(2024, 3, 1), date(2025, 3, 1))).placements
    assert proposal(service=altered(good, placements=a_day_later)).words(policy) == (
        "between two placements lie 24 months, counted from the end of 2024-03-01 to 2025-03-01; "
        f"over on 2027-03-02 ({place}; would pass: 24 months at home first: first_day 2027-03-02, "
        "last_day 2027-09-01)",
    )


def test_details_abroad_add_up_to_eight_years_in_a_career() -> None:
    """5 CFR 352.306: eight years in all, and five where they touch."""
    policy = altered(load_policy("us-intl-detail"), waivers=())
    five = away((date(2015, 3, 1), date(2020, 2, 29)))
    assert proposal(date(2030, 2, 26), service=five).words(policy) == ()
    assert proposal(date(2030, 2, 27), service=five).words(policy) == ()
    place = "5 CFR part 352, Reemployment Rights: 352.306"
    assert proposal(date(2030, 2, 28), service=five).words(policy) == (
        "2027-03-01 to 2030-02-28 and 1827 days in other placements are 1 day over the cap of "
        f"96 months in all ({place}; would pass: last_day 2030-02-27)",
    )
    touching = away((date(2022, 9, 1), date(2027, 2, 28)))
    assert proposal(date(2027, 8, 31), service=touching).words(policy) == ()
    assert proposal(date(2027, 9, 1), service=touching).words(policy) == (
        "2022-09-01 to 2027-09-01 away without a break is 1 day over the cap of 60 months "
        f"({place}; would pass: last_day 2027-08-31, or 1 day at home first: first_day 2027-03-02, "
        "last_day 2027-09-02)",
    )


def test_a_detail_is_renewed_by_120_days_at_a_time() -> None:
    """5 USC 3341."""
    policy = load_policy("us-detail-120")
    assert change(to(date(2027, 12, 29))).words(policy) == ()
    assert change(to(date(2027, 12, 30))).words(policy) == (
        "the extension from 2027-09-01 to 2027-12-30 is 1 day longer than the maximum of 120 days "
        "(United States Code, title 5: section 3341; would pass: last_day 2027-12-29)",
    )


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2028, 2, 29), ["conversion_too_early"]),
        (MARCH_2028, []),
        (date(2028, 3, 2), []),
    ],
)
def test_queensland_is_asked_to_stay_after_twelve_months(on: date, said: list[str]) -> None:
    """Directive 13/20."""
    service = met(
        not_casual=True,
        not_senior_executive=True,
        post_not_held_by_somebody_else=True,
        no_genuine_operational_need_against_it=True,
    )
    wish = staying(on=on, service=service)
    found = wish.objections(load_policy("au-qld-higher-duties"))
    assert [each.code for each in found] == said


@pytest.mark.parametrize(
    ("last_day", "grade", "criteria", "said"),
    [
        (date(2027, 8, 30), "7", "wycombe", ["conversion_too_early"]),
        (date(2027, 8, 31), "7", "wycombe", []),
        (date(2027, 8, 31), "7", "competed", ["service_unknown"]),
        (date(2027, 8, 31), "8", "wycombe", ["service_unknown"]),
        (date(2027, 8, 31), "8", "competed", []),
    ],
)
def test_wycombe_slots_in_grades_1_to_7_after_six_months_and_advertises_for_the_others(
    last_day: date, grade: str, criteria: str, said: list[str]
) -> None:
    """Wycombe, Secondment policy."""
    slotting = met(
        entered_by_competition=True,
        nobody_is_disadvantaged=True,
        budget=True,
        satisfactory_performance_review=True,
        officer_agrees=True,
    )
    facts = {"wycombe": slotting, "competed": met(won_competition=True)}[criteria]
    wish = staying(last_day, APRIL, service=altered(facts, grade=grade))
    assert [each.code for each in wish.objections(load_policy("uk-wycombe"))] == said


def test_lincolnshire_considers_those_at_risk_first() -> None:
    """Lincolnshire, Secondment to permanent post."""
    policy = load_policy("uk-lincolnshire")
    assert staying(service=met(at_risk_staff_considered=True)).words(policy) == ()
    assert staying(service=met(at_risk_staff_considered=False)).words(policy) == (
        "not met by sam: at_risk_staff_considered (Lincolnshire County Council, Learning and "
        "development policy: Secondment to permanent post)",
    )


# versions


SINCE = date(2027, 3, 1)
"""The day on which the policies below change."""
BEFORE = date(2027, 2, 28)


def beginning(first_day: date, days: int = 184, **changes: Any) -> Wish:
    """Return the wish to begin on *first_day*."""
    return proposal(first_day + (days - 1) * ONE_DAY, first_day=first_day, **changes)


def adding_from(first_day: date, days: int, given_then: Callable[[], Placement]) -> Wish:
    """Return the wish to extend a placement whose last day is the one before *first_day*."""
    return change(to(first_day + (days - 1) * ONE_DAY, START), JANUARY, given_then)


START = date(2027, 1, 15)
JANUARY = date(2027, 1, 20)


@cache
def begun_in_january(last_day: date) -> Placement:
    """Return a placement that began on 15 January."""
    terms = to(last_day, START)
    begin = altered(PROPOSE, terms=terms, parties=with_authority())
    others = consents(PROPOSED_ON, (SAM, OTTO, PETRA))
    return lived(begin, *others, Advance(on=START), policy=PLAIN)


def in_january(last_day: date) -> Callable[[], Placement]:
    return lambda: begun_in_january(last_day)


def since_january() -> Placement:
    return begun_in_january(LAST_DAY)


@cache
def refused_in_january() -> Placement:
    """Return the same once Sam has asked to stay, and Hana has said no."""
    asked = OpenChange(by=SAM, on=JANUARY, subject=Ending(EndKind.CONVERSION, LAST_DAY))
    return lived(asked, DropChange(by=HANA, on=JANUARY), after=since_january(), policy=PLAIN)


def stays(on: date, given_then: Callable[[], Placement] = since_january) -> Wish:
    return staying(LAST_DAY, on, given_then)


ELSEWHERE = away((date(2026, 3, 1), date(2027, 1, 31)))

VERSIONED: list[tuple[str, Callable[[date], Wish], str]] = [
    # by the first day
    ("min_length = [{ value = '7 months', since = DAY }]", beginning, "too_short"),
    ("max_length = [{ value = '5 months', since = DAY }]", beginning, "too_long"),
    (
        "max_length = [{ value = '7 months' }, { value = '5 months', since = DAY }]",
        beginning,
        "too_long",
    ),
    ("max_first_length = [{ value = '5 months', since = DAY }]", beginning, "too_long_at_first"),
    ("increment = [{ value = '60 days', since = DAY }]", beginning, "not_in_steps"),
    ("ends_by = [{ value = 2027-07-31, since = DAY }]", beginning, "programme_over"),
    ("kinds = [{ value = ['internal'], since = DAY }]", beginning, "code_missing"),
    ("purposes = [{ value = ['cover'], since = DAY }]", beginning, "code_missing"),
    ("covers = [{ value = ['shared'], since = DAY }]", beginning, "code_not_open"),
    (
        "caps.continuous.length = [{ value = '5 months', since = DAY }]",
        beginning,
        "over_continuous_cap",
    ),
    ("caps.lifetime = [{ value = '5 months', since = DAY }]", beginning, "over_lifetime_cap"),
    ("caps.same_post = [{ value = '5 months', since = DAY }]", beginning, "over_post_cap"),
    (
        "caps.cooling_off.length = [{ value = '1 year', since = DAY }]",
        lambda day: beginning(day, service=ELSEWHERE),
        "still_cooling_off",
    ),
    ("eligibility.service = [{ value = '1 day', since = DAY }]", beginning, "service_unknown"),
    (
        "eligibility.service_in_role = [{ value = '1 day', since = DAY }]",
        beginning,
        "service_unknown",
    ),
    (
        "eligibility.probation_passed = [{ value = true, since = DAY }]",
        beginning,
        "service_unknown",
    ),
    ("eligibility.no_live_warning = [{ value = true, since = DAY }]", beginning, "service_unknown"),
    (
        "eligibility.performance_acceptable = [{ value = true, since = DAY }]",
        beginning,
        "service_unknown",
    ),
    (
        "eligibility.not_on_secondment = [{ value = true, since = DAY }]",
        lambda day: beginning(day, service=ELSEWHERE),
        "already_seconded",
    ),
    ("eligibility.contracts = [{ value = ['x'], since = DAY }]", beginning, "service_unknown"),
    ("eligibility.grades = [{ value = ['x'], since = DAY }]", beginning, "service_unknown"),
    ("eligibility.criteria = [{ value = ['x'], since = DAY }]", beginning, "service_unknown"),
    (
        "eligibility.released_first = [{ value = true, since = DAY }]",
        lambda day: beginning(day, by=OTTO),
        "not_released",
    ),
    ("share.min = [{ value = 0.9, since = DAY }]", beginning, "share_too_small"),
    ("share.max = [{ value = 0.7, since = DAY }]", beginning, "share_too_large"),
    (
        "cost = [{ value = [{ payer = 'host' }], since = DAY }]",
        lambda day: beginning(day, cost=paid("0.5")),
        "cost_differs",
    ),
    ("reviews.trial = [{ value = '1 month', since = DAY }]", beginning, "trial_too_short"),
    # by the first day that is added
    (
        "extension.max_count = [{ value = 0, since = DAY }]",
        lambda day: adding_from(day, 31, in_january(day - ONE_DAY)),
        "too_many_extensions",
    ),
    (
        "extension.min_length = [{ value = '32 days', since = DAY }]",
        lambda day: adding_from(day, 31, in_january(day - ONE_DAY)),
        "extension_too_short",
    ),
    (
        "extension.max_length = [{ value = '30 days', since = DAY }]",
        lambda day: adding_from(day, 31, in_january(day - ONE_DAY)),
        "extension_too_long",
    ),
    (
        "extension.total = [{ value = '30 days', since = DAY }]",
        lambda day: adding_from(day, 31, in_january(day - ONE_DAY)),
        "extensions_too_long",
    ),
    # by the day of the command
    (
        "extension.asked.opens_before_end = [{ value = '1 month', since = DAY }]",
        lambda day: change(to(date(2027, 10, 31), START), day, since_january),
        "asked_too_early",
    ),
    (
        "extension.asked.closes_before_end = [{ value = '8 months', since = DAY }]",
        lambda day: change(to(date(2027, 10, 31), START), day, since_january),
        "asked_too_late",
    ),
    (
        "extension.decided.closes_before_end = [{ value = '8 months', since = DAY }]",
        lambda day: change(to(date(2027, 10, 31), START), day, since_january),
        "decided_too_late",
    ),
    (
        "capacity = 1.5\noverload_refused = [{ value = false }, { value = true, since = DAY }]",
        lambda day: change(
            to(LAST_DAY, START, host_share=share("0.9")), day, since_january, beside("0.7")
        ),
        "overload",
    ),
    (
        "agreed_end_notice = [{ value = '1 week', since = DAY }]",
        lambda day: change(Ending(EndKind.EARLY_END, date(2027, 3, 2)), day, since_january),
        "ending_too_soon",
    ),
    (
        "conversion.after = [{ value = '1 year', since = DAY }]",
        stays,
        "conversion_too_early",
    ),
    (
        "conversion.route = 'request'\n"
        "conversion.repeat_every = [{ value = '1 year', since = DAY }]",
        lambda day: stays(day, refused_in_january),
        "conversion_again_too_early",
    ),
    ("conversion.grades = [{ value = ['x'], since = DAY }]", stays, "service_unknown"),
    ("conversion.criteria = [{ value = ['x'], since = DAY }]", stays, "service_unknown"),
    (
        "conversion.route = [{ value = 'agreement' }, { value = 'competition', since = DAY }]",
        stays,
        "service_unknown",
    ),
    (
        "conversion.route = 'priority'\nconversion.priority = [{ value = ['x'], since = DAY }]",
        stays,
        "service_unknown",
    ),
]


@pytest.mark.parametrize(
    ("axes", "wish_of", "code"), VERSIONED, ids=[each[0] for each in VERSIONED]
)
def test_a_limit_holds_from_the_day_on_that_it_names(
    axes: str, wish_of: Callable[[date], Wish], code: str
) -> None:
    """A day of the placement, or the day of the command, as each limit speaks of it."""
    for since in (BEFORE, SINCE, SINCE + ONE_DAY):
        policy = pack(axes.replace("DAY", str(since)))
        for day in (BEFORE, SINCE):
            found = [each.code for each in wish_of(day).objections(policy)]
            assert found == ([code] if since <= day else []), (since, day)


def test_every_limit_has_a_version_above() -> None:
    written = [axes for axes, _, _ in VERSIONED]
    for path in LIMITS:
        assert any(re.search(rf"^{re.escape(path)}[ .]", axes, re.M) for axes in written), path


def test_a_way_that_leads_into_another_version_keeps_to_that_one() -> None:
    """Two years are completed on the day from which on three are asked for."""
    policy = pack(
        "eligibility.service = [{ value = '2 years' }, { value = '3 years', since = 2027-03-02 }]"
    )
    assert proposal(service=known(employed_since=date(2025, 3, 2))).words(policy) == (
        "sam completes 24 months of service on 2027-03-02, after the first day 2027-03-01 "
        "(Handbook: rules; would pass: first_day 2028-03-02, last_day 2028-09-01)",
    )


def test_too_short_at_home_stands_where_the_time_at_home_does() -> None:
    policy = pack(TOLERANT + "caps.continuous.reset_after = { value = '1 year', clause = 'home' }")
    begin = proposal(service=away((date(2022, 4, 1), date(2026, 3, 31))))
    assert begin.words(policy) == (
        "the cap of 48 months was reached on 2026-03-31, and 12 months at home are over on "
        "2027-04-01 (Handbook: home; would pass: 12 months at home first: first_day 2027-04-01, "
        "last_day 2027-10-01)",
    )
    joined = proposal(service=away((date(2023, 3, 1), date(2027, 2, 28))))
    assert [each.source.clause for each in joined.objections(policy)] == ["rules"]


def test_lengths_go_by_the_first_day_even_where_they_are_changed_later() -> None:
    policy = pack(
        "max_length = [{ value = '6 months' }, { value = '9 months', since = 2027-04-01 }]"
    )
    assert [each.code for each in change(LONGER).objections(policy)] == ["too_long"]


@pytest.mark.parametrize(("on", "said"), [(BEFORE, ["too_long"]), (SINCE, [])])
def test_who_may_set_a_limit_aside_goes_by_the_day_of_the_command(
    on: date, said: list[str]
) -> None:
    policy = pack(
        "max_length = '6 months'\n"
        "waivers.max_length = [{ roles = ['authority'], since = 2027-03-01 }]"
    )
    wish = change(to(date(2027, 10, 31), START), on, since_january)
    assert [each.code for each in wish.objections(policy)] == said


@pytest.mark.parametrize(
    ("on", "status"), [(BEFORE, Status.NEGOTIATED_CHANGE), (SINCE, Status.UNDERWAY)]
)
def test_whose_consent_is_needed_goes_by_the_day_of_the_consent(on: date, status: Status) -> None:
    policy = pack(
        "consents.extension = "
        "[{ roles = ['secondee', 'host_manager', 'authority'] },"
        " { roles = ['secondee', 'host_manager'], since = 2027-03-01 }]"
    )
    longer = OpenChange(by=OTTO, on=date(2027, 2, 15), subject=to(date(2027, 10, 31), START))
    opened = lived(longer, after=since_january(), policy=policy)
    assert lived(Consent(by=SAM, on=on), after=opened, policy=policy).status is status


@pytest.mark.parametrize(("on", "said"), [(BEFORE, ()), (SINCE, ("notice_too_short",))])
def test_the_length_of_a_notice_goes_by_the_day_of_the_notice(
    on: date, said: tuple[str, ...]
) -> None:
    policy = pack(
        "early_end_mode = 'notice'\n"
        "notices.recall = [{ length = '1 day' }, { length = '4 weeks', since = 2027-03-01 }]"
    )
    found = Wish(notice(date(2027, 3, 10), on), since_january).objections(policy)
    assert tuple(each.code for each in found) == said


# limits that somebody may set aside


def among_all(wish: Wish, authority: str | None = ADA) -> Wish:
    """Return *wish* with Ada, or somebody else or nobody, as authority among the parties."""
    before, parties = wish.given(), altered(PARTIES, authority=authority)
    if isinstance(wish.command, Propose):
        return altered(wish, command=altered(wish.command, parties=parties))
    assert before is not None, "only a proposal comes first"
    own = altered(before, parties=parties)
    return altered(wish, given=lambda: own)


def waivable(path: str, by: str = "authority") -> str:
    return f'\nwaivers."{path}" = ["{by}"]\n'


def seat_holders(placement: Placement, policy: Policy, service: ServiceRecord) -> tuple[str, ...]:
    """Return whose consent is missing, each once."""
    missing = standing(placement, policy, placement.moved_on, service).missing
    return tuple(dict.fromkeys(seat.person for seat in missing))


REFUSED = [
    pytest.param(limit, among_all(wish), id=f"{limit.path}-{number}")
    for limit in ALL
    for number, (wish, said) in enumerate(limit.tries)
    if said is not None
]


@pytest.mark.parametrize(("limit", "wish"), REFUSED)
def test_what_somebody_may_set_aside_is_not_refused_and_waits_for_that(
    limit: Limit, wish: Wish
) -> None:
    policy = pack(limit.axes + waivable(limit.path), limit.path)
    reason = wish.objections(pack(limit.axes, limit.path))[0].text
    service, on = wish.service, wish.command.on
    assert wish.words(policy) == ()
    offered = lived_with(service, wish.command, after=wish.given(), policy=policy)
    agreed = lived_with(
        service,
        *consents(on, seat_holders(offered, policy, service)),
        after=offered,
        policy=policy,
    )
    where = standing(agreed, policy, on, service)
    assert (where.missing, where.waivers) == ((), (limit.path,))
    assert agreed.offer is not None
    (waiting,) = why_not(agreed, Consent(by=SAM, on=on), policy, service)
    assert str(waiting) == (
        f"all have consented, and {limit.path} has to be set aside: {reason} "
        f"(Handbook: {limit.path}; would pass: waive given by ada)"
    )
    settled = lived_with(service, waive(limit.path, on=on), after=agreed, policy=policy)
    assert settled.offer is None
    assert agreed.offer.subject in (settled.terms, settled.ending)


@pytest.mark.parametrize(("limit", "wish"), REFUSED)
def test_what_was_set_aside_before_is_no_question_any_more(limit: Limit, wish: Wish) -> None:
    before = wish.given()
    if before is None:
        return
    policy = pack(limit.axes + waivable(limit.path), limit.path)
    aside = lived_with(
        wish.service, waive(limit.path, on=wish.command.on), after=before, policy=policy
    )
    offered = lived_with(wish.service, wish.command, after=aside, policy=policy)
    where = standing(offered, policy, wish.command.on, wish.service)
    assert where.waivers == ()
    assert wish.words(pack(limit.axes, limit.path)) != ()
    nobody_else = why_not(aside, wish.command, pack(limit.axes, limit.path), wish.service)
    assert nobody_else == ()  # it stays aside whatever the policy says later


@pytest.mark.parametrize(("limit", "wish"), REFUSED)
def test_where_nobody_holds_the_role_it_is_refused_and_says_whom_to_name(
    limit: Limit, wish: Wish
) -> None:
    policy = pack(limit.axes + waivable(limit.path), limit.path)
    alone = among_all(wish, authority=None)
    (plain,) = alone.objections(pack(limit.axes, limit.path))
    (refused,) = alone.objections(policy)
    own, named = altered(refused, remedy=None, others=()), ways_out(refused)[-1]
    assert own == altered(plain, remedy=None, others=())
    assert ways_out(refused)[:-1] == ways_out(plain)
    assert named.text == f"name somebody as authority, who may set {limit.path} aside"
    assert named.command is None


def ways_out(objection: Objection) -> list[Remedy]:
    return [way for way in (objection.remedy, *objection.others) if way is not None]


SHORT = "max_length = '3 months'\nshare.max = 0.5\n"
SHORT += waivable("max_length") + waivable("share.max", "programme_office")


def put_to_all() -> Placement:
    """Return a proposal that breaks two limits, which Ada and Petra may set aside."""
    return lived(altered(PROPOSE, parties=with_authority()), policy=pack(SHORT))


STEPS: dict[str, PersonCommand] = {
    "sam": Consent(by=SAM, on=AGREED_ON),
    "otto": Consent(by=OTTO, on=AGREED_ON),
    "petra": Consent(by=PETRA, on=AGREED_ON),
    "length": waive("max_length", ADA, AGREED_ON),
    "share": waive("share.max", PETRA, AGREED_ON),
}


@pytest.mark.parametrize("order", [*permutations(STEPS)], ids="-".join)
def test_the_last_of_the_consents_and_waivers_settles_it(order: tuple[str, ...]) -> None:
    policy, placement = pack(SHORT), put_to_all()
    for step in order:
        assert placement.status is Status.PROPOSED
        placement = lived(STEPS[step], after=placement, policy=policy)
    assert placement.status is Status.SCHEDULED


def test_waivers_that_are_missing_are_told_in_the_order_of_the_limits() -> None:
    policy = pack(SHORT)
    assert standing(put_to_all(), policy, AGREED_ON).waivers == ("max_length", "share.max")
    one = lived(STEPS["length"], after=put_to_all(), policy=policy)
    assert standing(one, policy, AGREED_ON).waivers == ("share.max",)


def test_a_counter_offer_within_the_limits_needs_no_waiver() -> None:
    policy = pack(SHORT)
    within = to(date(2027, 5, 31), host_share=share("0.5"))
    countered = lived(
        Counter(by=OTTO, on=AGREED_ON, subject=within), after=put_to_all(), policy=policy
    )
    assert standing(countered, policy, AGREED_ON).waivers == ()
    others = consents(AGREED_ON, (SAM, HANA, PETRA))
    assert lived(*others, after=countered, policy=policy).terms == within


def test_a_limit_that_nobody_may_set_aside_refuses_beside_one_that_somebody_may() -> None:
    policy = pack("max_length = '3 months'\nshare.max = 0.5\n" + waivable("max_length"))
    wish = among_all(proposal())
    assert wish.words(policy) == (
        "the host share 0.8 is more than the maximum of 0.5 "
        "(Handbook: rules; would pass: host_share 0.5)",
    )


def test_an_offer_that_waits_for_a_waiver_lapses_like_any_other() -> None:
    policy = pack(SHORT)
    agreed = lived(*consents(AGREED_ON, (SAM, OTTO, PETRA)), after=put_to_all(), policy=policy)
    last = date(2027, 2, 8)  # 28 days after the proposal
    assert lived_with(UNKNOWN, *[], after=agreed, policy=policy).status is Status.PROPOSED
    in_time = [waive("max_length", ADA, last), waive("share.max", PETRA, last)]
    assert lived(*in_time, after=agreed, policy=policy).status is Status.SCHEDULED
    assert lived(Advance(on=last + ONE_DAY), after=agreed, policy=policy).status is Status.LAPSED


def test_a_reassigned_role_brings_the_say_on_waivers_with_it() -> None:
    policy = pack(SHORT)
    passed_on = lived(
        Reassign(by=PETRA, on=AGREED_ON, role=Role.AUTHORITY, outgoing=ADA, incoming="abe"),
        after=put_to_all(),
        policy=policy,
    )
    assert [str(each) for each in why_not(passed_on, STEPS["length"], policy)] == [
        "ada is no party to this placement (secondment: only parties act on a placement; "
        "would pass: waive given by hana, otto, petra, abe)",
        "ada cannot set max_length aside; that is for authority "
        "(Handbook: rules; would pass: waive given by abe)",
    ]
    assert why_not(passed_on, waive("max_length", "abe", AGREED_ON), policy) == ()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            waive("min_length", ADA, AGREED_ON),
            "min_length cannot be set aside; those that can: max_length, share.max "
            "(secondment: a limit is set aside only where the policy says by whom)",
        ),
        (
            waive("max_length", HANA, AGREED_ON),
            "hana cannot set max_length aside; that is for authority "
            "(Handbook: rules; would pass: waive given by ada)",
        ),
        (
            waive("share.max", ADA, AGREED_ON),
            "ada cannot set share.max aside; that is for programme office "
            "(Handbook: rules; would pass: waive given by petra)",
        ),
        (
            waive("length", ADA, AGREED_ON),
            "length is no limit; did you mean min_length? "
            "(secondment: records agree with each other)",
        ),
        (
            waive("xyz", ADA, AGREED_ON),
            f"xyz is no limit; those are: {', '.join(LIMITS)} "
            "(secondment: records agree with each other)",
        ),
        (
            waive("max_length", SAM, AGREED_ON),
            "sam is secondee, and this is for authority, home manager, host manager, "
            "programme office (frame, a plain default of secondment and not law: who may do what; "
            "would pass: waive given by hana, otto, petra, ada)",
        ),
    ],
)
def test_a_limit_is_set_aside_by_those_whom_the_policy_names_and_by_nobody_else(
    command: MakeRecord, words: str
) -> None:
    said = [str(each) for each in why_not(put_to_all(), command, pack(SHORT))]
    assert said[0] == words


def test_what_cannot_be_set_aside_at_all_is_said_where_nothing_can() -> None:
    (said,) = why_not(scheduled(), waive("max_length", ADA, AGREED_ON), PLAIN)
    assert str(said) == (
        "max_length cannot be set aside; those that can: none "
        "(secondment: a limit is set aside only where the policy says by whom)"
    )


def test_where_nobody_holds_the_role_nobody_is_asked_to_set_a_limit_aside() -> None:
    alone = lived(PROPOSE, policy=PLAIN)
    (said,) = why_not(alone, waive("max_length", PETRA, AGREED_ON), pack(SHORT))
    assert str(said) == (
        "petra cannot set max_length aside; that is for authority (Handbook: rules)"
    )


def test_nothing_is_set_aside_twice() -> None:
    policy = pack(SHORT)
    aside = lived(STEPS["length"], after=put_to_all(), policy=policy)
    assert [str(each) for each in why_not(aside, STEPS["length"], policy)] == [
        "max_length is set aside already (secondment: records agree with each other)"
    ]


def test_a_waiver_that_is_voided_is_missing_again() -> None:
    policy = pack(SHORT)
    aside = lived(STEPS["length"], STEPS["share"], after=put_to_all(), policy=policy)
    mistake = Void(by=PETRA, on=AGREED_ON, position=aside.latest, reason="mistake")
    voided = lived(mistake, after=aside, policy=policy)
    assert standing(voided, policy, AGREED_ON).waivers == ("share.max",)
    agreed = lived(*consents(AGREED_ON, (SAM, OTTO, PETRA)), after=voided, policy=policy)
    assert agreed.status is Status.PROPOSED
    assert lived(STEPS["share"], after=agreed, policy=policy).status is Status.SCHEDULED


def test_a_waiver_that_settled_an_offer_is_voided_together_with_what_it_settled() -> None:
    policy = pack(SHORT)
    waiting = lived(
        *(STEPS[name] for name in ("sam", "otto", "petra", "length")),
        after=put_to_all(),
        policy=policy,
    )
    settled = lived(STEPS["share"], after=waiting, policy=policy)
    mistake = Void(by=PETRA, on=AGREED_ON, position=settled.latest, reason="mistake")
    voided = lived(mistake, after=settled, policy=policy)
    assert voided.status is Status.PROPOSED
    assert standing(voided, policy, AGREED_ON).waivers == ("share.max",)
    assert lived(STEPS["share"], after=voided, policy=policy).status is Status.SCHEDULED


def test_who_proposed_without_a_release_waits_for_a_waiver_even_after_a_counter_offer() -> None:
    policy = pack("eligibility.released_first = true" + waivable("eligibility.released_first"))
    proposed = lived(
        altered(PROPOSE, by=OTTO, parties=with_authority(), service=UNKNOWN), policy=policy
    )
    countered = lived(Counter(by=SAM, on=AGREED_ON, subject=LONGER), after=proposed, policy=policy)
    for each in (proposed, countered):
        assert standing(each, policy, AGREED_ON).waivers == ("eligibility.released_first",)


def test_what_home_has_proposed_stays_allowed_when_home_has_another_manager() -> None:
    policy = pack("eligibility.released_first = true")
    passed_on = lived(
        PROPOSE,
        Reassign(by=HANA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=HANA, incoming="ida"),
        policy=policy,
    )
    assert why_not(passed_on, Counter(by=OTTO, on=AGREED_ON, subject=LONGER), policy) == ()


# consents


def test_consents_come_in_the_order_that_the_policy_names() -> None:
    policy = pack(
        "consents.beginning = { order = [['home_manager'], ['secondee'], ['host_manager']] }"
    )
    by_otto = altered(PROPOSE, by=OTTO)
    assert [str(each) for each in why_not(None, by_otto, policy)] == [
        "before otto it is the turn of sam, hana "
        "(Handbook: rules; would pass: propose given by hana)"
    ]
    assert [str(each) for each in why_not(None, altered(PROPOSE, by=SAM), policy)] == [
        "before sam it is the turn of hana (Handbook: rules; would pass: propose given by hana)"
    ]
    proposed = lived(PROPOSE, policy=policy)
    assert [str(each) for each in why_not(proposed, Consent(by=OTTO, on=AGREED_ON), policy)] == [
        "before otto it is the turn of sam (Handbook: rules; would pass: consent given by sam)"
    ]
    again = Consent(by=HANA, on=AGREED_ON)
    assert [str(each) for each in why_not(proposed, again, policy)] == [
        "hana has consented to offer 1 already (secondment: a consent counts for one offer only; "
        "would pass: consent given by sam, petra)"  # Otto comes after Sam
    ]
    counter = Counter(by=OTTO, on=AGREED_ON, subject=LONGER)
    assert [str(each) for each in why_not(proposed, counter, policy)] == [
        "before otto it is the turn of sam, hana "
        "(Handbook: rules; would pass: counter given by hana)"
    ]
    assert why_not(proposed, Consent(by=PETRA, on=AGREED_ON), policy) == ()  # at any time
    in_order = consents(AGREED_ON, (SAM, PETRA, OTTO))
    assert lived(*in_order, after=proposed, policy=policy).status is Status.SCHEDULED


def test_who_comes_first_and_may_not_propose_is_not_asked_to() -> None:
    policy = pack(
        "consents.beginning = { roles = ['secondee', 'home_manager', 'authority'],"
        " order = [['authority'], ['home_manager']] }"
    )
    wish = among_all(proposal())
    assert wish.words(policy) == ("before hana it is the turn of ada (Handbook: rules)",)
    assert among_all(proposal(by=OTTO)).words(policy) == ()  # whose consent is not needed


def test_those_of_one_stage_do_not_wait_for_each_other() -> None:
    policy = pack(
        "consents.beginning = { order = [['home_manager'], ['secondee', 'host_manager']] }"
    )
    proposed = lived(PROPOSE, policy=policy)
    for person in (SAM, OTTO):
        assert why_not(proposed, Consent(by=person, on=AGREED_ON), policy) == ()


def test_who_holds_an_early_and_a_late_role_consents_from_both_at_once() -> None:
    policy = pack("consents.beginning = { order = [['home_manager'], ['host_manager']] }")
    one_manager = altered(PARTIES, host=altered(PARTIES.host, manager=HANA))
    proposed = lived(altered(PROPOSE, parties=one_manager), policy=policy)
    assert seat_holders(proposed, policy, UNKNOWN) == (SAM, PETRA)


def test_a_long_placement_needs_another_consent() -> None:
    policy = pack(
        "consents.beginning = { roles = ['secondee', 'home_manager', 'host_manager'],"
        " tiers = [{ above = '6 months', roles = ['authority'] },"
        " { above = '1 year', roles = ['programme_office'] }] }"
    )
    for last_day, people in (
        (date(2027, 8, 31), (SAM, OTTO)),
        (date(2027, 9, 1), (SAM, OTTO, ADA)),
        (date(2028, 2, 29), (SAM, OTTO, ADA)),
        (date(2028, 3, 1), (SAM, OTTO, PETRA, ADA)),
    ):
        wish = among_all(proposal(last_day))
        offered = lived_with(UNKNOWN, wish.command, after=None, policy=policy)
        assert seat_holders(offered, policy, UNKNOWN) == people


def test_an_extension_counts_as_a_whole_when_it_comes_to_a_long_placement() -> None:
    policy = pack(
        "consents.extension = { roles = ['secondee', 'home_manager', 'host_manager'],"
        " tiers = [{ above = '8 months', roles = ['authority'] }] }"
    )
    for last_day, people in (
        (LONGER.period.last_day, (SAM, OTTO)),
        (date(2027, 11, 1), (SAM, OTTO, ADA)),
    ):
        offered = lived_with(UNKNOWN, change(to(last_day)).command, after=underway(), policy=policy)
        assert seat_holders(offered, policy, UNKNOWN) == people


def test_an_extension_that_is_a_new_agreement_needs_what_a_beginning_needs() -> None:
    few = "consents.extension = { roles = ['secondee'] }\n"
    for axes, people in (
        (few, (SAM,)),
        (few + "extension.new_agreement = false", (SAM,)),
        (few + "extension.new_agreement = true", (SAM, OTTO, PETRA)),
    ):
        policy = pack(axes)
        offered = lived(
            OpenChange(by=HANA, on=JULY, subject=LONGER), after=underway(), policy=policy
        )
        assert seat_holders(offered, policy, UNKNOWN) == people
        shorter = OpenChange(by=HANA, on=JULY, subject=to(date(2027, 8, 1)))
        offered = lived(shorter, after=underway(), policy=policy)
        assert seat_holders(offered, policy, UNKNOWN) == (SAM, OTTO, PETRA)


MAY_OBJECT = (
    "consents.extension = { roles = ['secondee', 'host_manager'], may_object = ['home_manager'] }\n"
    "consents.beginning = { roles = ['secondee', 'home_manager', 'host_manager'],"
    " may_object = ['authority'] }"
)


def test_who_is_not_asked_may_still_say_no_where_the_policy_lets_them() -> None:
    policy = pack(MAY_OBJECT)
    longer = OpenChange(by=OTTO, on=JULY, subject=LONGER)
    offered = lived(longer, after=underway(), policy=policy)
    assert [str(each) for each in why_not(offered, DropChange(by=PETRA, on=JULY), policy)] == [
        "offer 2 needs the consent of sam, otto, not of petra "
        "(Handbook: rules; would pass: drop change given by sam, otto)"
    ]
    dropped = lived(DropChange(by=HANA, on=JULY), after=offered, policy=policy)
    assert (dropped.status, dropped.terms) == (Status.UNDERWAY, TERMS)
    assert [each.code for each in why_not(offered, Consent(by=HANA, on=JULY), policy)] == [
        "consent_not_needed"
    ]
    settled = lived(Consent(by=SAM, on=JULY), after=offered, policy=policy)
    assert settled.terms == LONGER


def test_who_may_object_to_a_proposal_may_decline_it_and_takes_back_the_own() -> None:
    policy = pack(MAY_OBJECT + "\npermissions.propose = ['home_manager', 'authority']")
    proposal_of_all = altered(PROPOSE, parties=with_authority())
    proposed = lived(proposal_of_all, policy=policy)
    assert (
        lived(Decline(by=ADA, on=AGREED_ON), after=proposed, policy=policy).status
        is Status.DECLINED
    )
    own = lived(altered(proposal_of_all, by=ADA), policy=policy)
    assert [str(each) for each in why_not(own, Decline(by=ADA, on=AGREED_ON), policy)] == [
        "offer 1 is ada's own "
        "(secondment: a consent counts for one offer only; would pass: withdraw instead)"
    ]


def test_a_no_needs_a_reason_where_the_policy_wants_one() -> None:
    policy = pack(
        "consents.beginning = { refused_with_reason = true }\n"
        "consents.extension = { refused_with_reason = true }"
    )
    proposed = lived(PROPOSE, policy=policy)
    no = Decline(by=OTTO, on=AGREED_ON)
    assert [str(each) for each in why_not(proposed, no, policy)] == [
        "a no to offer 1 needs a reason, and none is given "
        "(Handbook: rules; would pass: decline with a reason)"
    ]
    not_asked = altered(no, by=ADA)
    among = lived(altered(PROPOSE, parties=altered(PARTIES, authority=ADA)), policy=policy)
    assert codes(why_not(among, not_asked, policy)) == [
        "refusal_needs_reason",
        "consent_not_needed",
    ]
    because = altered(no, reason="no_cover")
    assert lived(because, after=proposed, policy=policy).status is Status.DECLINED
    offered = lived(OpenChange(by=HANA, on=JULY, subject=LONGER), after=underway(), policy=policy)
    assert [str(each) for each in why_not(offered, DropChange(by=SAM, on=JULY), policy)] == [
        "a no to offer 2 needs a reason, and none is given "
        "(Handbook: rules; would pass: drop change with a reason)"
    ]
    for mine in (DropChange(by=HANA, on=JULY), DropChange(by=SAM, on=JULY, reason="no_cover")):
        assert why_not(offered, mine, policy) == ()  # nobody explains taking back the own offer


# windows for agreeing


WINDOW = (
    "extension.decided.opens_before_end = '6 weeks'\n"
    "extension.decided.closes_before_end = '4 weeks'\n"
    "consents.extension = { roles = ['secondee', 'home_manager'] }"
)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2027, 7, 19), "decided_too_early"),
        (date(2027, 7, 20), None),
        (date(2027, 8, 3), None),
        (date(2027, 8, 4), "decided_too_late"),
    ],
)
def test_an_extension_is_agreed_between_two_days(on: date, code: str | None) -> None:
    """Six and four weeks before 31 August; whoever speaks last agrees on it."""
    policy = pack(WINDOW)
    alone = pack(WINDOW + "\nconsents.share = ['home_manager']").on(on)
    assert alone.extension == policy.extension
    offered = lived(
        OpenChange(by=HANA, on=min(on, date(2027, 8, 3)), subject=LONGER),
        after=underway(),
        policy=policy,
    )
    if code == "decided_too_late":
        late = why_not(underway(), OpenChange(by=HANA, on=on, subject=LONGER), policy)
        assert [each.code for each in late] == [code]
        expired = why_not(offered, Consent(by=SAM, on=on), policy)
        assert [each.code for each in expired] == ["offer_expired"]
        return
    found = why_not(offered, Consent(by=SAM, on=on), policy)
    assert [each.code for each in found] == ([] if code is None else [code])


def test_an_offer_that_only_its_author_has_to_agree_to_waits_for_the_window() -> None:
    policy = pack(WINDOW.replace("['secondee', 'home_manager']", "['home_manager']"))
    early_offer = OpenChange(by=HANA, on=date(2027, 7, 19), subject=LONGER)
    assert [str(each) for each in why_not(underway(), early_offer, policy)] == [
        "an extension beyond 2027-08-31 may be agreed from 2027-07-20 on, not on 2027-07-19 "
        "(Handbook: rules; would pass: on 2027-07-20)"
    ]
    (early,) = why_not(underway(), early_offer, policy)
    assert early.remedy is not None
    assert why_not(underway(), remedied(early_offer, early.remedy), policy) == ()
    by_otto = altered(early_offer, by=OTTO)
    assert why_not(underway(), by_otto, policy) == ()
    shorter = altered(early_offer, subject=to(date(2027, 8, 1)))
    assert why_not(underway(), shorter, policy) == ()


def test_the_window_is_for_extensions_only() -> None:
    policy = pack(WINDOW + "\nconsents.team = ['home_manager']")
    another_team = OpenChange(by=HANA, on=APRIL, subject=altered(TERMS, team="api"))
    assert why_not(underway(), another_team, policy) == ()


def test_a_counter_offer_of_an_extension_settles_nothing_for_those_who_consented_before() -> None:
    """So it may be made before the window opens, like any offer that waits for somebody."""
    policy = pack(WINDOW)
    offered = lived(
        OpenChange(by=OTTO, on=APRIL, subject=LONGER),
        Consent(by=SAM, on=APRIL),
        after=underway(),
        policy=policy,
    )
    counter = Counter(by=HANA, on=APRIL, subject=to(date(2027, 9, 30)))
    assert why_not(offered, counter, policy) == ()
    assert codes(why_not(offered, Consent(by=HANA, on=APRIL), policy)) == ["decided_too_early"]


def test_those_who_are_asked_in_the_place_of_the_silent_wait_for_the_window_too() -> None:
    clock = "answer_within = '7 days', on_silence = 'escalate', escalates_to = ['programme_office']"
    policy = pack(WINDOW.replace("'home_manager'] }", f"'home_manager'], {clock} }}"))
    asked = lived(
        OpenChange(by=SAM, on=date(2027, 7, 7), subject=LONGER),
        Advance(on=date(2027, 7, 15)),
        after=underway(),
        policy=policy,
    )
    assert asked.thread is not None
    assert asked.thread.is_escalated
    for on, found in ((date(2027, 7, 19), ["decided_too_early"]), (date(2027, 7, 20), [])):
        assert codes(why_not(asked, Consent(by=PETRA, on=on), policy)) == found


def test_a_window_that_was_set_aside_is_none() -> None:
    policy = pack(WINDOW + waivable("extension.decided"))
    offered = lived(OpenChange(by=HANA, on=APRIL, subject=LONGER), after=underway(), policy=policy)
    consent = Consent(by=SAM, on=APRIL)
    assert codes(why_not(offered, consent, policy)) == ["decided_too_early"]
    aside = lived(waive("extension.decided", ADA, APRIL), after=offered, policy=policy)
    assert lived(consent, after=aside, policy=policy).terms == LONGER


# notices


STEPPED = (
    "early_end_mode = 'notice'\n"
    "notices.recall = { length = '1 week', by_service = ["
    "{ from_service = '1 month', length = '2 weeks' }, "
    "{ from_service = '6 months', length = '1 month' }] }"
)


@pytest.mark.parametrize(
    ("since", "earliest"),
    [
        (None, date(2027, 4, 8)),
        (date(2027, 3, 2), date(2027, 4, 8)),
        (date(2027, 3, 1), date(2027, 4, 15)),  # a month
        (date(2026, 10, 2), date(2027, 4, 15)),
        (date(2026, 10, 1), date(2027, 5, 1)),  # six months
        (date(2010, 1, 1), date(2027, 5, 1)),
    ],
)
def test_a_notice_grows_by_steps_of_service(since: date | None, earliest: date) -> None:
    assert earliest_last_day(STEPPED, known(employed_since=since)) == earliest


def earliest_last_day(
    axes: str, service: ServiceRecord, kind: NoticeKind = NoticeKind.RECALL
) -> date:
    """Return the day that a notice of 1 April runs out on, which passes itself."""
    policy = pack(axes)
    by = {NoticeKind.RECALL: HANA, NoticeKind.RESIGNATION: SAM}[kind]
    given_at_once = Wish(notice(date(2027, 3, 31), kind=kind, by=by), underway, service)
    (short,) = given_at_once.objections(policy)
    assert short.code == "notice_too_short"
    earliest: Any = dict(short.figures)["earliest"]
    in_time = altered(given_at_once, command=notice(earliest, kind=kind, by=by))
    assert in_time.words(policy) == ()
    return date.fromisoformat(str(earliest))


@pytest.mark.parametrize(
    ("most", "since", "earliest"),
    [
        ("12 weeks", None, date(2027, 4, 15)),
        ("12 weeks", date(2025, 4, 2), date(2027, 4, 15)),  # a year gives a week
        ("12 weeks", date(2025, 4, 1), date(2027, 4, 15)),  # two weeks, as long
        ("12 weeks", date(2024, 4, 2), date(2027, 4, 15)),
        ("12 weeks", date(2024, 4, 1), date(2027, 4, 22)),
        ("12 weeks", date(2015, 4, 1), date(2027, 6, 24)),
        ("12 weeks", date(2014, 4, 1), date(2027, 6, 24)),
        (None, date(2014, 4, 1), date(2027, 7, 1)),
    ],
)
def test_a_notice_grows_with_each_completed_year(
    most: str | None, since: date | None, earliest: date
) -> None:
    end = f", at_most = '{most}'" if most else ""
    axes = (
        "early_end_mode = 'notice'\n"
        f"notices.recall = {{ length = '2 weeks', per_year = '1 week'{end} }}"
    )
    assert earliest_last_day(axes, known(employed_since=since)) == earliest


GROUPED = (
    "early_end_mode = 'notice'\n"
    "notices.recall = ["
    "{ grades = ['A'], on_probation = true, length = '1 week' }, "
    "{ on_probation = true, length = '2 weeks' }, "
    "{ grades = ['A', 'B'], on_probation = false, length = '3 weeks' }, "
    "{ length = '4 weeks' }]"
)


@pytest.mark.parametrize(
    ("grade", "until", "earliest"),
    [
        ("A", date(2027, 4, 1), date(2027, 4, 8)),  # the last day of the probation
        ("A", date(2027, 3, 31), date(2027, 4, 22)),
        ("B", date(2027, 4, 1), date(2027, 4, 15)),
        ("B", date(2027, 3, 31), date(2027, 4, 22)),
        ("C", date(2027, 3, 31), date(2027, 4, 29)),
        (None, date(2027, 4, 1), date(2027, 4, 15)),
        # of whom nothing is known, no row for some people is
        (None, date(2027, 3, 31), date(2027, 4, 29)),
        ("A", None, date(2027, 4, 29)),
    ],
)
def test_the_first_row_of_notice_that_fits_counts(
    grade: str | None, until: date | None, earliest: date
) -> None:
    assert earliest_last_day(GROUPED, known(grade=grade, probation_until=until)) == earliest


def test_where_nobody_may_give_notice_there_is_nobody_to_ask() -> None:
    policy = pack(
        "early_end_mode = 'notice'\npermissions.give_notice = ['home_manager', 'authority']\n"
        "notices = { recall = ['authority'], host_withdrawal = ['authority'], "
        "stepping_back = ['authority'], resignation = ['authority'] }"
    )
    recall = notice(date(2027, 5, 31))
    alone = altered(underway(), parties=PARTIES)
    assert Wish(recall, lambda: alone).words(policy) == (
        "hana is home manager, and a recall is for authority (Handbook: rules)",
    )
    assert Wish(recall, underway).words(policy) == (
        "hana is home manager, and a recall is for authority "
        "(Handbook: rules; would pass: give notice given by ada)",
    )


def test_a_notice_of_courtesy_may_be_shorter_and_still_needs_its_reason() -> None:
    policy = pack(
        "early_end_mode = 'notice'\n"
        "notices.recall = { length = '30 days', is_courtesy = true, needs_reason = true }"
    )
    given_at_once = Wish(notice(APRIL), underway)
    assert given_at_once.words(policy) == (
        "notice needs a reason, and none is given "
        "(Handbook: rules; would pass: give notice with a reason)",
    )
    assert Wish(notice(APRIL, reason="outage"), underway).words(policy) == ()
    at_will = pack("early_end_mode = 'at_will'\nnotices.recall = { length = '30 days' }")
    assert given_at_once.words(at_will) == ()
    owed = pack("early_end_mode = 'notice'\nnotices.recall = { length = '30 days' }")
    assert [each.code for each in given_at_once.objections(owed)] == ["notice_too_short"]


def test_only_a_cause_that_the_policy_names_is_one() -> None:
    axes = "early_end_mode = 'for_cause'\n"
    closed = Wish(notice(APRIL, reason="closed"), underway)
    assert closed.words(pack(axes)) == ()  # any
    assert closed.words(pack(axes + "causes = ['closed', 'ill']")) == ()
    assert Wish(notice(APRIL, reason="bored"), underway).words(
        pack(axes + "causes = ['ill', 'closed']")
    ) == (
        "bored is no cause; those are: closed, ill (Handbook: rules; would pass: open change "
        "instead: kind early end, last_day 2027-04-01)",
    )
    assert Wish(notice(APRIL), underway).words(pack(axes + "causes = []")) == (
        "an early end needs a cause, and none is named "
        "(Handbook: rules; would pass: give notice with a reason)",
    )
    assert Wish(notice(APRIL, reason="ill"), underway).words(pack(axes + "causes = []")) == (
        "ill is no cause; those are: none (Handbook: rules; would pass: open change instead: "
        "kind early end, last_day 2027-04-01)",
    )


# staying for good


def test_a_request_that_lapsed_or_was_taken_back_came_to_nothing_too() -> None:
    asked = lived(
        OpenChange(by=SAM, on=APRIL, subject=Ending(EndKind.CONVERSION, LAST_DAY)),
        after=for_years(),
        policy=PLAIN,
    )
    policy = pack(AGAIN)
    for ended, earliest in (
        (DropChange(by=SAM, on=date(2027, 4, 12)), date(2028, 4, 12)),
        (Advance(on=date(2027, 6, 1)), date(2028, 4, 30)),  # it stood until 29 April
    ):
        after = lived(ended, after=asked, policy=PLAIN)
        for on, codes in (
            (earliest - ONE_DAY, ["conversion_again_too_early"]),
            (earliest, []),
        ):
            again = staying(on=on).command
            assert [each.code for each in why_not(after, again, policy)] == codes


def test_where_nobody_may_stay_nothing_else_is_asked() -> None:
    policy = pack("conversion.excluded = true\nconversion.criteria = ['budget']", "no-one stays")
    assert staying().words(policy) == ("the terms exclude a conversion (Handbook: no-one stays)",)
    assert early(date(2027, 4, 28)).words(policy) == ()


def test_nobody_can_be_asked_to_consent_to_somebodys_leaving() -> None:
    wish = change(Ending(EndKind.LEAVING, JULY), JULY)
    for axes in ("", "agreed_end_notice = '4 weeks'", "conversion.after = '1 year'"):
        assert [each.code for each in wish.objections(pack(axes))] == ["leaving_not_offered"]


# what holds, and what has no way out


HELD = [
    ("min_length = '7 months'", underway),
    ("max_length = '5 months'", underway),
    ("max_first_length = '5 months'", scheduled),
    ("increment = '100 days'", underway),
    ("ends_by = 2027-07-31", underway),
    ("kinds = ['internal']", underway),
    ("purposes = ['learning']", underway),
    ("covers = ['shared']", underway),
    ("extension.max_count = 0", underway),
    ("extension.min_length = '1 month'", underway),
    ("extension.max_length = '1 day'", underway),
    ("extension.total = '1 day'", underway),
    ("extension.asked.closes_before_end = '6 months'", underway),
    ("extension.decided.closes_before_end = '6 months'", underway),
    ("caps.continuous.length = '5 months'", underway),
    ("caps.lifetime = '5 months'", underway),
    ("caps.same_post = '5 months'", underway),
    ("caps.cooling_off.length = '1 year'", underway),
    ("eligibility.service = '2 years'", scheduled),
    ("eligibility.not_on_secondment = true", scheduled),
    ("eligibility.probation_passed = true", scheduled),
    ("eligibility.criteria = ['merit']", scheduled),
    ("share.min = 0.9", underway),
    ("reviews.trial = '1 month'", underway),
    ("cost = { value = [{ payer = 'host' }] }", underway),
]


@pytest.mark.parametrize(("axes", "given_then"), HELD, ids=[axes for axes, _ in HELD])
def test_what_holds_is_not_judged_again_when_something_else_is_changed(
    axes: str, given_then: Callable[[], Placement]
) -> None:
    elsewhere = away((date(2026, 3, 1), date(2027, 2, 1)), (date(2027, 8, 1), date(2027, 12, 31)))
    another_team = change(altered(TERMS, team="api"), AGREED_ON, given_then, elsewhere)
    if given_then is underway:
        another_team = change(altered(TERMS, team="api"), JULY, given_then, elsewhere)
    assert another_team.words(pack(axes)) == ()


def test_who_is_agreed_to_go_is_judged_again_when_it_is_put_to_another_time() -> None:
    policy = pack("eligibility.service = '2 years'")
    later = change(to(date(2027, 9, 1)), AGREED_ON, scheduled)
    assert codes(later.objections(policy)) == ["service_unknown"]


@pytest.mark.parametrize(
    "axis",
    [
        "probation_passed",
        "no_live_warning",
        "performance_acceptable",
        "not_on_secondment",
        "released_first",
    ],
)
def test_a_demand_that_is_said_not_to_be_made_is_none(axis: str) -> None:
    wish = proposal(by=OTTO, service=away((FIRST_DAY, LAST_DAY)))
    assert wish.words(pack(f"eligibility.{axis} = false")) == ()
    assert len(wish.words(pack(f"eligibility.{axis} = true"))) == 1


def test_what_nobody_released_is_no_question_once_it_is_agreed() -> None:
    agreed = lived(*consents(AGREED_ON, (SAM, HANA, PETRA)), after=put_to_sam(), policy=PLAIN)
    policy = pack("eligibility.released_first = true")
    assert why_not(agreed, OpenChange(by=OTTO, on=AGREED_ON, subject=LONGER), policy) == ()
    counter = Counter(by=OTTO, on=AGREED_ON, subject=LONGER)
    assert codes(why_not(put_to_sam(), counter, policy)) == ["not_released"]


def test_a_last_day_that_has_passed_is_no_way_out() -> None:
    """A maximum that was over before, on the day, and is over after it."""
    for most, way in (
        ("4 months", None),
        ("5 months", date(2027, 7, 31)),
        ("5 months and 1 day", date(2027, 8, 1)),
    ):
        (said_so,) = change(LONGER, date(2027, 7, 31)).objections(pack(f"max_length = '{most}'"))
        expected = (
            None if way is None else Remedy("change_fields", "open_change", (("last_day", way),))
        )
        assert said_so.remedy == expected


def test_a_way_out_leaves_a_day_that_has_passed_to_the_rule_about_that() -> None:
    wish = change(to(date(2027, 7, 1), host_share=share("0.4")))
    found = {each.code: each for each in wish.objections(pack("share.min = 0.5"))}
    assert set(found) == {"last_day_passed", "share_too_small"}
    assert found["share_too_small"].remedy == Remedy(
        "change_fields", "open_change", (("host_share", share("0.5")),)
    )


def test_a_first_day_that_has_passed_is_no_way_out() -> None:
    service = known(employed_since=date(2024, 7, 1))
    wish = proposal(first_day=date(2026, 6, 1), service=service)
    found = {each.code: each for each in wish.objections(pack("eligibility.service = '2 years'"))}
    assert set(found) == {"first_day_passed", "service_too_short"}
    assert found["service_too_short"].remedy is None


def test_a_later_first_day_stops_at_the_last_day_that_can_be_counted_with() -> None:
    service = known(employed_since=date(8998, 12, 15))
    wish = proposal(
        date(9000, 12, 31), first_day=date(9000, 12, 1), on=date(9000, 11, 30), service=service
    )
    (short,) = wish.objections(pack("eligibility.service = '2 years'"))
    assert short.remedy == Remedy(
        "change_fields",
        "propose",
        (("first_day", date(9000, 12, 15)), ("last_day", date(9000, 12, 31))),
    )


def test_staying_is_offered_from_a_day_on_that_has_not_passed() -> None:
    wish = staying(APRIL, date(2028, 4, 1))
    found = {each.code: each for each in wish.objections(pack("conversion.after = '1 year'"))}
    assert set(found) == {"last_day_passed", "conversion_too_early"}
    today = Remedy("change_fields", "open_change", (("last_day", date(2028, 4, 1)),))
    assert found["conversion_too_early"].remedy == found["last_day_passed"].remedy == today


@pytest.mark.parametrize(
    "terms",
    [altered(TERMS, trial=Length(months=6)), altered(TERMS, decision_day=LAST_DAY)],
    ids=["trial", "decision day"],
)
def test_what_just_fits_into_the_terms_in_force_makes_them_no_other_terms(terms: Terms) -> None:
    longer = altered(terms, period=LONGER.period)
    wish = change(longer, given=lambda: underway_to(terms=terms))
    (too_long,) = wish.objections(pack("max_length = '6 months'"))
    assert too_long.remedy is None


@pytest.mark.parametrize(
    "terms",
    [altered(LONGER, trial=Length(months=7)), altered(LONGER, decision_day=date(2027, 9, 30))],
    ids=["trial", "decision day"],
)
def test_what_does_not_fit_into_shorter_terms_has_to_follow(terms: Terms) -> None:
    wish = Wish(altered(PROPOSE, terms=terms))
    (too_long,) = wish.objections(pack("max_length = '6 months'"))
    assert too_long.remedy == Remedy("change_fields", "propose", (("last_day", LAST_DAY),))
    with pytest.raises(InvalidValue):
        remedied(wish.command, too_long.remedy)


def test_where_staying_is_open_for_no_other_grade_all_else_is_said_as_well() -> None:
    policy = pack(GRADES + "conversion.after = '1 year'\nconversion.criteria = ['budget']")
    wish = staying(LAST_DAY, APRIL, service=altered(met(budget=False), grade="8"))
    assert codes(wish.objections(policy)) == [
        "conversion_too_early",
        "conversion_not_for_grade",
        "criteria_unmet",
    ]


def test_of_whom_no_grade_is_known_the_criteria_of_the_first_route_are_asked() -> None:
    policy = pack(
        GRADES
        + "conversion.route = 'slotting'\nconversion.route_for_others = 'competition'\n"
        + "conversion.criteria = ['budget']"
    )
    wish = staying(service=met(budget=False, won_competition=True))
    assert wish.words(policy) == (
        "nothing is known of sam: grade (Handbook: rules; would pass: a service record that says "
        "so)",
        "not met by sam: budget (Handbook: rules)",
    )


@pytest.mark.parametrize(
    ("refused", "subject", "waivers"),
    [
        ("true", altered(TERMS, host_share=share("0.9")), ("capacity",)),
        ("false", altered(TERMS, host_share=share("0.9")), ()),
        ("true", Ending(EndKind.EARLY_END, date(2027, 7, 31)), ()),
    ],
)
def test_only_a_load_that_is_refused_waits_for_a_waiver(
    refused: str, subject: Terms | Ending, waivers: tuple[str, ...]
) -> None:
    policy = pack(f"capacity = 1.5\noverload_refused = {refused}" + waivable("capacity"))
    offer, service = change(subject).command, beside("0.7")
    offered = lived_with(service, offer, after=underway(), policy=policy)
    assert standing(offered, policy, JULY, service).waivers == waivers


def test_a_capacity_that_was_set_aside_stays_so_when_nobody_may_do_it_any_more() -> None:
    over = "capacity = 1.5\noverload_refused = true"
    offer, service = change(altered(TERMS, host_share=share("0.9"))).command, beside("0.7")
    aside = lived_with(
        service,
        offer,
        waive("capacity", ADA, JULY),
        after=underway(),
        policy=pack(over + waivable("capacity")),
    )
    consent = Consent(by=SAM, on=JULY)
    assert why_not(aside, consent, pack(over), service) == ()
    fresh = lived_with(service, offer, after=underway(), policy=PLAIN)
    assert codes(why_not(fresh, consent, pack(over), service)) == ["overload"]


def test_where_nothing_is_offered_nothing_has_to_be_set_aside() -> None:
    assert standing(scheduled(), pack(SHORT), AGREED_ON).waivers == ()


# what is known of somebody


def test_what_came_with_the_proposal_counts_until_somebody_says_otherwise() -> None:
    policy = pack("eligibility.grades = ['7']")
    told = altered(PROPOSE, service=known(grade="7"))
    assert why_not(None, told, policy) == ()
    assert codes(why_not(None, told, policy, known(grade="8"))) == ["grade_not_open"]
    assert codes(why_not(None, PROPOSE, policy, known(grade="7"))) == []
    proposed = lived(told, policy=policy)
    counter = Counter(by=OTTO, on=AGREED_ON, subject=LONGER)
    assert why_not(proposed, counter, policy) == ()
    assert codes(why_not(proposed, counter, policy, known(grade="8"))) == ["grade_not_open"]
    untold = lived(PROPOSE, policy=PLAIN)
    assert codes(why_not(untold, counter, policy)) == ["service_unknown"]


def codes(objections: Iterable[Objection]) -> list[str]:
    return [each.code for each in objections]


# an offer is judged again when somebody consents to it


AFTERWARDS = to(date(2027, 12, 31), date(2027, 7, 1))
"""Terms that begin while the others are in force, for half a year too."""
LATER = to(date(2028, 3, 31), date(2027, 10, 1))
"""Terms that begin a month after the others, for half a year too."""


def side_by_side(policy: Policy, second: Terms, service: ServiceResolver | None = None) -> Register:
    """Return a register with two proposals to Sam: one of the plain terms, one of *second*."""
    register = Register(MemoryStore(), policy=policy, service=service)
    for name, terms in (("first", TERMS), ("second", second)):
        register.do(name, altered(PROPOSE, parties=with_authority(), terms=terms))
    return register


def agree_to(name: str, register: Register) -> Placement:
    """Return the proposal *name* once everybody has consented to it."""
    for each in consents(AGREED_ON, (SAM, OTTO, PETRA)):
        register.do(name, each)
    return register.placement(name)


SIDE_BY_SIDE = [
    pytest.param(
        "eligibility.not_on_secondment",
        "eligibility.not_on_secondment = true",
        AFTERWARDS,
        "sam is on another placement, 2027-03-01 to 2027-08-31 (Handbook: rules; would pass: "
        "counter instead: first_day 2027-09-01, last_day 2028-03-02)",
        id="not on secondment",
    ),
    pytest.param(
        "caps.cooling_off",
        "caps.cooling_off.length = '6 months'",
        LATER,
        "between two placements lie 6 months, counted from the end of 2027-03-01 to 2027-08-31; "
        "over on 2028-03-01 (Handbook: rules; would pass: counter instead: first_day 2028-03-01, "
        "last_day 2028-08-30)",
        id="cooling off",
    ),
    pytest.param(
        "caps.cooling_off",
        "caps.cooling_off.length = '1 month'",
        to(date(2027, 2, 12), date(2027, 2, 1)),
        "between two placements lie 1 month, counted from the end of 2027-02-01 to 2027-02-12; "
        "over on 2027-03-13 (Handbook: rules)",
        id="cooling off before the other",
    ),
    pytest.param(
        "caps.lifetime",
        "caps.lifetime = '9 months'",
        LATER,
        "2027-10-01 to 2028-03-31 and 184 days in other placements are 92 days over the cap of "
        "9 months in all (Handbook: rules; would pass: counter instead: last_day 2027-12-30)",
        id="lifetime",
    ),
    pytest.param(
        "caps.continuous",
        "caps.continuous.length = '9 months'\ncaps.continuous.gap_tolerance = '1 month'",
        LATER,
        "2027-03-01 to 2028-03-31 away without a break is 122 days over the cap of 9 months "
        "(Handbook: rules; would pass: counter instead: last_day 2027-11-30, or counter instead: "
        "first_day 2027-10-02, last_day 2028-04-01)",
        id="continuous",
    ),
    pytest.param(
        "caps.continuous",
        "caps.continuous.length = '6 months'\ncaps.continuous.reset_after = '2 months'",
        to(date(2028, 2, 29), date(2027, 10, 1)),
        "the cap of 6 months was reached on 2027-08-31, and 2 months at home are over on "
        "2027-11-01 (Handbook: rules; would pass: counter instead: first_day 2027-11-01, last_day "
        "2028-03-31)",
        id="continuous after a reset",
    ),
]
"""A limit, a second proposal beside the plain one, and what is said once that is agreed."""


@pytest.mark.parametrize(("path", "axes", "second", "words"), SIDE_BY_SIDE)
def test_of_two_proposals_side_by_side_only_one_is_agreed_where_a_limit_is_about_both(
    path: str, axes: str, second: Terms, words: str
) -> None:
    register = side_by_side(pack(axes), second)
    for each in consents(AGREED_ON, (SAM, OTTO, PETRA)):
        assert register.why_not("second", each) == ()
    assert agree_to("first", register).status is Status.SCHEDULED
    for each in consents(AGREED_ON, (SAM, OTTO, PETRA)):
        assert [str(why) for why in register.why_not("second", each)] == [words]
        with pytest.raises(RuleUnmet) as refused:
            register.do("second", each)
        assert [str(why) for why in refused.value.objections] == [words]
    assert len(register.history("second")) == 1
    (why,) = register.why_not("second", Consent(by=SAM, on=AGREED_ON))
    for way in ways_out(why):
        assert (way.code, way.command) == ("instead", "counter")
        mended = remedied(Counter(by=OTTO, on=AGREED_ON, subject=second), way)
        assert register.why_not("second", mended) == ()
    no = Decline(by=OTTO, on=AGREED_ON, reason="elsewhere")
    assert register.do("second", no).status is Status.DECLINED


@pytest.mark.parametrize(("path", "axes", "second", "words"), SIDE_BY_SIDE)
def test_the_last_consent_alone_is_refused_where_the_others_came_before(
    path: str, axes: str, second: Terms, words: str
) -> None:
    register = side_by_side(pack(axes), second)
    for each in consents(AGREED_ON, (SAM, OTTO)):
        register.do("second", each)
    agree_to("first", register)
    last = Consent(by=PETRA, on=AGREED_ON)
    assert [str(why) for why in register.why_not("second", last)] == [words]
    with pytest.raises(RuleUnmet):
        register.do("second", last)
    ended = register.do("first", Void(by=HANA, on=AGREED_ON, position=4, reason="mistake"))
    assert ended.status is Status.PROPOSED
    assert register.do("second", last).status is Status.SCHEDULED


@pytest.mark.parametrize(("path", "axes", "second", "words"), SIDE_BY_SIDE)
def test_a_limit_that_somebody_may_set_aside_lets_people_consent_and_waits_for_that(
    path: str, axes: str, second: Terms, words: str
) -> None:
    register = side_by_side(pack(axes + waivable(path)), second)
    agree_to("first", register)
    assert agree_to("second", register).status is Status.PROPOSED
    assert register.standing("second", on=AGREED_ON).waivers == (path,)
    assert register.do("second", waive(path, on=AGREED_ON)).status is Status.SCHEDULED


def test_a_change_under_way_is_judged_again_as_well() -> None:
    policy = pack("caps.lifetime = '9 months'")
    service = away((date(2026, 3, 1), date(2026, 4, 30)))  # 61 days
    longer = change(LONGER, APRIL).command
    opened = lived_with(UNKNOWN, longer, after=underway(), policy=policy)
    consent = Consent(by=SAM, on=APRIL)
    assert why_not(opened, consent, policy) == ()
    assert [str(each) for each in why_not(opened, consent, policy, service)] == [
        "2027-03-01 to 2027-10-31 and 61 days in other placements are 32 days over the cap of "
        "9 months in all (Handbook: rules; would pass: counter instead: last_day 2027-09-29)"
    ]
    mended = Counter(by=OTTO, on=APRIL, subject=to(date(2027, 9, 29)))
    assert why_not(opened, mended, policy, service) == ()


def test_what_would_have_helped_on_the_day_of_the_offer_and_is_over_now_is_no_way_out() -> None:
    """A month at home before 20 August would have to begin on 20 July."""
    policy = pack("caps.cooling_off.length = '1 month'")
    offered = lived(OpenChange(by=HANA, on=JULY, subject=LONGER), after=underway(), policy=policy)
    service = away((date(2027, 8, 20), date(2027, 9, 15)))
    for on, helps in ((JULY, True), (date(2027, 7, 20), False)):
        (found,) = why_not(offered, Consent(by=SAM, on=on), policy, service)
        assert (found.code, found.remedy is not None) == ("still_cooling_off", helps)


def test_a_single_day_at_the_end_of_another_placement_belongs_to_that_one() -> None:
    day = date(2027, 3, 1)
    service = away((date(2027, 1, 1), day), (date(2027, 9, 1), date(2027, 12, 31)))
    rules = ContinuousCap(length=Clause(Length(months=24), PLAIN.offer_validity.source))
    assert continuous_run(Period(day, day), service, rules) == Period(date(2027, 1, 1), day)


def test_an_ending_is_judged_again_as_well() -> None:
    policy = pack("conversion.criteria = ['budget']")
    there, gone = met(budget=True), met(budget=False)
    asked = lived_with(there, staying().command, after=for_years(), policy=policy)
    consent = Consent(by=OTTO, on=date(2028, 6, 1))
    assert why_not(asked, consent, policy, there) == ()
    assert [str(each) for each in why_not(asked, consent, policy, gone)] == [
        "not met by sam: budget (Handbook: rules)"
    ]


def warned(facts: dict[date, bool | None]) -> ServiceResolver:
    """Return somebody who tells whether a warning is live, by the latest of *facts* on a day."""

    def resolver(person: str, on: date) -> ServiceRecord | None:
        assert person == SAM
        return known(has_live_warning=facts[max(day for day in facts if day <= on)])

    return resolver


NO_WARNING = "eligibility.no_live_warning = true\n"
WARNED_ON = date(2027, 1, 13)
SPENT_ON = date(2027, 1, 29)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (True, "a warning of sam is live (Handbook: rules)"),
        (None, f"nothing is known of sam: warnings (Handbook: rules; {SAYS_SO}"),
    ],
)
def test_a_warning_that_is_told_of_later_stops_the_consents_while_it_is_live(
    told: bool | None, words: str
) -> None:
    facts = {PROPOSED_ON: False, WARNED_ON: told, SPENT_ON: False}
    register = side_by_side(pack(NO_WARNING), LATER, warned(facts))
    register.do("first", Consent(by=SAM, on=WARNED_ON - ONE_DAY))
    for on in (WARNED_ON, SPENT_ON - ONE_DAY):
        for each in consents(on, (OTTO, PETRA)):
            assert [str(why) for why in register.why_not("first", each)] == [words]
            with pytest.raises(RuleUnmet):
                register.do("first", each)
    for each in consents(SPENT_ON, (OTTO, PETRA)):
        register.do("first", each)
    assert register.placement("first").status is Status.SCHEDULED


SILENT = (
    "consents.beginning = { answer_within = '1 week', on_silence = 'deemed_accepted',"
    " silence_of = ['secondee', 'host_manager', 'programme_office'] }\n"
)
SILENT_SINCE = date(2027, 1, 19)
"""The day after the week of a proposal of 11 January."""


@pytest.mark.parametrize(
    ("told", "status"),
    [(False, Status.SCHEDULED), (True, Status.PROPOSED), (None, Status.PROPOSED)],
)
def test_the_silence_of_all_settles_nothing_that_nobody_could_offer_any_more(
    told: bool | None, status: Status
) -> None:
    facts = {PROPOSED_ON: False, WARNED_ON: told}
    register = side_by_side(pack(NO_WARNING + SILENT), LATER, warned(facts))
    silent = register.do("first", Advance(on=SILENT_SINCE))
    assert silent.status is status
    assert register.standing("first", on=SILENT_SINCE).missing == ()
    if status is Status.PROPOSED:
        assert register.do("first", Advance(on=date(2027, 2, 8))).status is Status.PROPOSED
        assert register.do("first", Advance(on=date(2027, 2, 9))).status is Status.LAPSED


def test_two_proposals_side_by_side_are_not_both_settled_by_silence() -> None:
    register = side_by_side(pack("eligibility.not_on_secondment = true\n" + SILENT), AFTERWARDS)
    assert register.do("first", Advance(on=SILENT_SINCE)).status is Status.SCHEDULED
    assert register.do("second", Advance(on=SILENT_SINCE)).status is Status.PROPOSED


@pytest.mark.parametrize(
    ("told", "status"),
    [(False, Status.SCHEDULED), (True, Status.PROPOSED), (None, Status.PROPOSED)],
)
def test_the_last_waiver_settles_nothing_that_nobody_could_offer_any_more(
    told: bool | None, status: Status
) -> None:
    facts = {PROPOSED_ON: False, SPENT_ON: told}
    policy = pack(NO_WARNING + "max_length = '3 months'" + waivable("max_length"))
    register = side_by_side(policy, LATER, warned(facts))
    assert agree_to("first", register).status is Status.PROPOSED
    aside = register.do("first", waive("max_length", on=SPENT_ON))
    assert aside.status is status
    where = register.standing("first", on=SPENT_ON)
    assert (where.missing, where.waivers) == ((), ())


# who has to be named, since the rules ask them


ASKS_ADA = [
    ("roles = ['secondee', 'home_manager', 'authority']", LAST_DAY, True),
    ("tiers = [{ above = '6 months', roles = ['authority'] }]", LAST_DAY, False),
    ("tiers = [{ above = '6 months', roles = ['authority'] }]", LAST_DAY + ONE_DAY, True),
    (
        "tiers = [{ above = '6 months', roles = ['programme_office'] }]",
        LONGER.period.last_day,
        False,
    ),
    ("may_object = ['authority']", LAST_DAY, False),
]
"""What a rule of consent says, the last day offered, and whether the authority has to consent."""
NOBODY = "nobody is named as authority, whom the policy requires"


@pytest.mark.parametrize(("row", "last_day", "is_asked"), ASKS_ADA)
def test_a_proposal_to_which_the_authority_has_to_consent_needs_one(
    row: str, last_day: date, is_asked: bool
) -> None:
    policy = pack(f"consents.beginning = {{ {row}, clause = 'board' }}")
    wish = proposal(last_day)
    said_so = (
        f"{NOBODY} (Handbook: board; would pass: name somebody as authority among the parties)"
    )
    assert wish.words(policy) == ((said_so,) if is_asked else ())
    ways = [each.remedy for each in wish.objections(policy)]
    assert [way and way.command for way in ways] == ["propose"] * is_asked
    assert among_all(wish).words(policy) == ()


def test_an_authority_that_the_policy_requires_anyway_is_missing_once() -> None:
    policy = pack(
        "required_roles = { value = ['authority'], clause = 'who' }\n"
        "consents.beginning = { roles = ['secondee', 'authority'], clause = 'board' }"
    )
    assert proposal().words(policy) == (
        f"{NOBODY} (Handbook: who; would pass: name somebody as authority among the parties)",
    )


@pytest.mark.parametrize(("row", "last_day", "is_asked"), ASKS_ADA)
def test_a_counter_to_which_nobody_can_consent_is_refused(
    row: str, last_day: date, is_asked: bool
) -> None:
    policy = pack(f"consents.beginning = {{ {row}, clause = 'board' }}")
    counter = Counter(by=OTTO, on=AGREED_ON, subject=to(last_day, team="api"))
    proposed = lived(PROPOSE, policy=PLAIN)
    words = [str(each) for each in why_not(proposed, counter, policy)]
    assert words == ([f"{NOBODY} (Handbook: board)"] if is_asked else [])
    with_ada = altered(proposed, parties=with_authority())
    assert why_not(with_ada, counter, policy) == ()


@pytest.mark.parametrize(
    ("matter", "subject", "others"),
    [
        ("extension", LONGER, to(date(2027, 8, 30))),
        ("share", altered(TERMS, host_share=Decimal("0.5")), LONGER),
        (
            "early_end",
            Ending(EndKind.EARLY_END, date(2027, 7, 31)),
            Ending(EndKind.CONVERSION, LAST_DAY),
        ),
    ],
)
def test_a_change_to_which_nobody_can_consent_is_refused(
    matter: str, subject: Terms | Ending, others: Terms | Ending
) -> None:
    policy = pack(f"consents.{matter} = {{ roles = ['secondee', 'authority'], clause = 'board' }}")

    def alone() -> Placement:
        return altered(underway(), parties=PARTIES)

    assert change(subject, given=alone).words(policy) == (f"{NOBODY} (Handbook: board)",)
    assert change(others, given=alone).words(policy) == ()
    assert change(subject).words(policy) == ()  # Ada is named


def test_nobody_is_missing_twice_where_two_kinds_of_change_ask_the_authority() -> None:
    policy = pack(
        "consents.extension = { roles = ['authority'], clause = 'longer' }\n"
        "consents.share = { roles = ['authority'], clause = 'parts' }"
    )
    both = altered(LONGER, host_share=Decimal("0.5"))
    alone = altered(underway(), parties=PARTIES)
    wish = change(both, given=lambda: alone)
    assert wish.words(policy) == (f"{NOBODY} (Handbook: longer)",)


# how long an offer may stand, and what says so


VALID = "offer_validity = { value = '4 weeks', clause = 'validity' }\n"
ANSWERED_IN = "consents.extension = { answer_within = '2 weeks', clause = 'clock' }\n"
DECIDED_BY = "extension.decided.closes_before_end = { value = '6 weeks', clause = 'window' }\n"


@pytest.mark.parametrize(
    ("axes", "latest", "clause"),
    [
        ("", date(2027, 8, 2), "validity"),
        (ANSWERED_IN, date(2027, 7, 19), "clock"),
        (ANSWERED_IN.replace("2 weeks", "5 weeks"), date(2027, 8, 9), "clock"),
        (
            ANSWERED_IN.replace("'2 weeks'", "'2 weeks', on_silence = 'deemed_accepted'"),
            date(2027, 8, 2),
            "validity",
        ),
        (
            ANSWERED_IN.replace("'2 weeks'", "'5 weeks', on_silence = 'deemed_accepted'"),
            date(2027, 8, 9),
            "clock",
        ),
        (
            ANSWERED_IN.replace("'2 weeks'", "'4 weeks', on_silence = 'deemed_accepted'"),
            date(2027, 8, 2),
            "clock",
        ),
        (
            ANSWERED_IN.replace("'2 weeks'", "'1 week', order = [['home_manager'], ['secondee']]"),
            date(2027, 7, 19),
            "clock",
        ),
        (DECIDED_BY, date(2027, 7, 20), "window"),
        (DECIDED_BY + ANSWERED_IN, date(2027, 7, 19), "clock"),
        (DECIDED_BY + ANSWERED_IN.replace("2 weeks", "3 weeks"), date(2027, 7, 20), "window"),
        # of two that say the same day, the nearer to the offer itself
        (DECIDED_BY + ANSWERED_IN.replace("2 weeks", "15 days"), date(2027, 7, 20), "clock"),
        (DECIDED_BY.replace("6", "2"), date(2027, 8, 2), "validity"),
        # another matter has no such clock, and the last day in force is the last of all
        (ANSWERED_IN.replace("extension", "share"), date(2027, 8, 2), "validity"),
        (VALID.replace("4", "9"), date(2027, 8, 31), "validity"),
    ],
)
def test_an_offer_that_would_stand_too_long_is_told_what_says_so(
    axes: str, latest: date, clause: str
) -> None:
    policy = pack(axes if axes.startswith("offer") else VALID + axes)
    offer = OpenChange(by=HANA, on=JULY, subject=LONGER)
    for expires_on in (latest - ONE_DAY, latest):
        assert why_not(underway(), altered(offer, expires_on=expires_on), policy) == ()
    too_late = why_not(underway(), altered(offer, expires_on=latest + ONE_DAY), policy)
    assert [str(each) for each in too_late] == [
        f"an offer of 2027-07-05 may stand until {latest}, not until {latest + ONE_DAY} "
        f"(Handbook: {clause}; would pass: expires_on {latest})"
    ]
    opened = lived(offer, after=underway(), policy=policy)
    assert opened.offer is not None
    assert opened.offer.expires_on == latest


@pytest.mark.parametrize(
    ("weeks", "latest", "clause"),
    [
        (1, date(2027, 7, 12), "parts"),
        (2, date(2027, 7, 19), "clock"),  # the same day, and the extension comes first
        (3, date(2027, 7, 19), "clock"),
    ],
)
def test_of_two_clocks_the_first_to_run_out_counts(weeks: int, latest: date, clause: str) -> None:
    of_share = f"consents.share = {{ answer_within = '{weeks} weeks', clause = 'parts' }}\n"
    both = altered(LONGER, host_share=Decimal("0.5"))
    offer = OpenChange(by=HANA, on=JULY, subject=both, expires_on=date(2027, 7, 20))
    (late,) = why_not(underway(), offer, pack(VALID + of_share + ANSWERED_IN))
    assert (dict(late.figures)["latest"], late.source.clause) == (latest, clause)


def test_a_day_for_agreeing_on_an_extension_bounds_no_other_offer() -> None:
    policy = pack(VALID + DECIDED_BY)
    another_team = OpenChange(by=HANA, on=JULY, subject=altered(TERMS, team="api"))
    assert why_not(underway(), altered(another_team, expires_on=date(2027, 8, 2)), policy) == ()


def test_a_day_for_agreeing_that_has_passed_sets_no_bound() -> None:
    policy = pack(VALID + DECIDED_BY.replace("6", "9"))
    offer = OpenChange(by=HANA, on=JULY, subject=LONGER, expires_on=date(2027, 8, 3))
    found = {each.code: each.source.clause for each in why_not(underway(), offer, policy)}
    assert found == {"decided_too_late": "window", "expiry_too_late": "validity"}


def test_a_proposal_that_would_stand_too_long_is_told_what_says_so() -> None:
    clock = "consents.beginning = { answer_within = '10 working days', clause = 'clock' }"
    for axes, latest, clause in (
        (VALID + clock, date(2027, 1, 25), "clock"),
        (VALID, date(2027, 2, 8), "validity"),
    ):
        policy = pack(axes)
        late = altered(PROPOSE, expires_on=latest + ONE_DAY)
        assert [str(each) for each in why_not(None, late, policy)] == [
            f"an offer of 2027-01-11 may stand until {latest}, not until {latest + ONE_DAY} "
            f"(Handbook: {clause}; would pass: expires_on {latest})"
        ]
        assert why_not(None, altered(PROPOSE, expires_on=latest), policy) == ()


# what would pass is true, whatever is drawn


HANDBOOK = "Handbook"


def lengths(most_days: int = 20, most_months: int = 9) -> SearchStrategy[Length]:
    days = st.integers(1, most_days).map(lambda days: Length(days=days))
    months = st.integers(1, most_months).map(lambda months: Length(months=months))
    return days | months


CODES = st.frozensets(st.sampled_from(("a", "b")), min_size=1)
TRUE = st.just(True)
FEW = lengths(10, 2)
PARTS = st.sampled_from((Decimal("0.5"), Decimal("0.8"), Decimal("0.9")))


def bands() -> SearchStrategy[tuple[CostBand, ...]]:
    payers = st.sampled_from((CostBand(Payer.HOME), CostBand(Payer.HOST, reason="long")))
    short = st.builds(CostBand, st.just(Payer.SHARED), lengths(), PARTS)
    return st.tuples(payers) | st.tuples(short, payers)


AXES: dict[str, SearchStrategy[Any]] = {
    "min_length": lengths(),
    "max_length": lengths(),
    "max_first_length": lengths(),
    "increment": lengths(20, 2),
    "ends_by": st.dates(date(2027, 3, 1), date(2027, 12, 31)),
    "kinds": CODES,
    "purposes": CODES,
    "covers": st.frozensets(st.sampled_from(Cover), min_size=1),
    "extension.max_count": st.integers(0, 1),
    "extension.min_length": FEW,
    "extension.max_length": FEW,
    "extension.total": lengths(70, 3),
    "extension.asked": st.tuples(st.none() | lengths(40, 2), FEW) | st.tuples(FEW, st.none()),
    "extension.decided": st.tuples(st.none() | lengths(40, 2), FEW),
    "caps.continuous": st.tuples(lengths(), st.none() | FEW, st.none() | FEW),
    "caps.lifetime": lengths(),
    "caps.same_post": lengths(),
    "caps.cooling_off": st.tuples(lengths(40, 2), st.none() | st.sampled_from(CountedFrom)),
    "eligibility.service": FEW,
    "eligibility.service_in_role": FEW,
    "eligibility.probation_passed": TRUE,
    "eligibility.no_live_warning": TRUE,
    "eligibility.performance_acceptable": TRUE,
    "eligibility.not_on_secondment": TRUE,
    "eligibility.contracts": CODES,
    "eligibility.grades": CODES,
    "eligibility.released_first": TRUE,
    "eligibility.criteria": CODES,
    "share.min": PARTS,
    "share.max": PARTS,
    "cost": bands(),
    "reviews.trial": FEW,
    "agreed_end_notice": FEW,
    "conversion.after": st.integers(2, 9).map(lambda months: Length(months=months)),
    "conversion.repeat_every": lengths(40, 4),
    "conversion.grades": CODES,
    "conversion.criteria": CODES,
    "conversion.priority": CODES,
    "conversion.route": st.just(Route.REQUEST),
}
"""Path -> what a small policy may say there; a tuple for a group of clauses."""


def test_every_limit_is_drawn_but_the_load_that_has_its_own_laws() -> None:
    assert {*AXES} - {"conversion.route"} == {*LIMITS} - {"capacity"}


def said(path: str, value: Any) -> Any:
    """Return *value* as a clause of the handbook, or as the group of clauses at *path*."""
    if value is None:
        return None
    source = Source(HANDBOOK, path)
    match path:
        case "extension.asked" | "extension.decided":
            opens, closes = (each and Clause(each, source) for each in value)
            return altered(PLAIN.extension.asked, opens_before_end=opens, closes_before_end=closes)
        case "caps.continuous":
            length, tolerance, reset = (each and Clause(each, source) for each in value)
            return ContinuousCap(length=length, gap_tolerance=tolerance, reset_after=reset)
        case "caps.cooling_off":
            length, counted = (each and Clause(each, source) for each in value)
            return CoolingOff(length=length, counted_from=counted)
        case _:
            return Clause(value, source)


def ruled(axes: dict[str, Any]) -> Policy | None:
    """Return the policy with *axes*; None where they contradict each other."""
    changes: dict[str, Any] = {}
    for path, value in axes.items():
        group, _, name = path.rpartition(".")
        if not group:
            changes[name] = said(path, value)
        else:
            held = changes.get(group, getattr(PLAIN, group))
            changes[group] = altered(held, **{name: said(path, value)})
    for path, route in (
        ("conversion.priority", Route.PRIORITY),
        ("conversion.repeat_every", Route.REQUEST),
    ):
        if path in axes:
            clause = said("conversion.route", route)
            changes["conversion"] = altered(changes["conversion"], route=clause)
    try:
        return altered(PLAIN, **changes)
    except InvalidValue:
        return None


@st.composite
def with_axes(draw: DrawFn, first: str) -> tuple[Policy, dict[str, Any]]:
    """Draw a policy with the limit at *first* to look at and a few beside it, and what they say."""
    others = draw(st.lists(st.sampled_from(sorted(AXES)), max_size=2, unique=True))
    axes = {path: draw(AXES[path]) for path in dict.fromkeys((first, *others))}
    policy = ruled(axes)
    while policy is None:
        axes.popitem()
        policy = ruled(axes)
    assume(axes)
    return policy, axes


def named_lengths(axes: dict[str, Any]) -> list[Length]:
    """Return every length that the limits name."""
    values = [
        each
        for value in axes.values()
        for each in (value if isinstance(value, tuple) else (value,))
    ]
    return [each for each in values if isinstance(each, Length)]


@st.composite
def near(draw: DrawFn, anchor: date, axes: dict[str, Any], *, back: bool = False) -> date:
    """Draw a day that is as far from *anchor* as a limit says, a day less or a day more."""
    length = draw(st.sampled_from([*named_lengths(axes), Length(days=20), Length(months=6)]))
    off = draw(st.sampled_from((0, 0, -2, -1, 1, 2, 30)))
    found = day_before(anchor, length) if back else day_after(anchor, length)
    return found + off * ONE_DAY


@st.composite
def service_records(draw: DrawFn, first_day: date, axes: dict[str, Any]) -> ServiceRecord:
    """Draw what is known, each fact near the edge of what the limits say of it."""
    before = near(first_day, axes, back=True)
    code = st.none() | st.sampled_from(("a", "b", "c"))

    def spells() -> list[Spell]:
        found = []
        for _ in range(draw(st.sampled_from((1, 0, 1, 2)))):
            last_day = draw(before | before | near(first_day, axes))
            length = draw(st.sampled_from([*named_lengths(axes), Length(days=9)]))
            found.append(Spell(period=Period(day_before(last_day, length), last_day)))
        return found

    met_ones = draw(st.dictionaries(st.sampled_from(("a", "b", "a_considered")), st.booleans()))
    return ServiceRecord(
        employed_since=draw(st.none() | before),
        in_role_since=draw(st.none() | before),
        probation_until=draw(st.none() | before | near(first_day, axes)),
        has_live_warning=draw(st.sampled_from((None, False, True))),
        performance_acceptable=draw(st.sampled_from((None, False, True))),
        contract=draw(code),
        grade=draw(code),
        released_on=draw(st.none() | st.dates(date(2027, 1, 1), date(2027, 1, 20))),
        criteria=[Criterion(each, is_met) for each, is_met in met_ones.items()],
        placements=spells(),
        same_post=spells(),
    )


@cache
def put_to_sam() -> Placement:
    """Return a proposal that Otto has made."""
    return lived(altered(PROPOSE, by=OTTO), policy=PLAIN)


@cache
def in_talks() -> Placement:
    """Return a placement under way that Otto wants to end a month earlier."""
    return lived(
        OpenChange(by=OTTO, on=APRIL, subject=to(date(2027, 7, 31))), after=underway(), policy=PLAIN
    )


AHEAD: tuple[Callable[[], Placement | None], ...] = (unproposed, put_to_sam, scheduled)
UNDERWAY: tuple[Callable[[], Placement | None], ...] = (underway, extended, in_talks, closing)


def places_for(path: str) -> SearchStrategy[Callable[[], Placement | None]]:
    """Return from where the limit at *path* is looked at: mostly from where it matters."""
    everywhere = (*AHEAD, *UNDERWAY, refused_to_stay)
    if path.startswith("conversion."):
        return st.sampled_from((refused_to_stay, refused_to_stay, underway))
    if path.startswith("extension.") or path == "agreed_end_notice":
        return st.sampled_from(UNDERWAY)
    if path.startswith(("eligibility.", "caps.")):
        return st.sampled_from((*AHEAD, scheduled))
    return st.sampled_from((unproposed, *AHEAD, *AHEAD, *everywhere))


@st.composite
def offered_terms(draw: DrawFn, first_day: date, ends: SearchStrategy[date]) -> Terms:
    """Draw terms from *first_day* up to a day of *ends*."""
    last_day = max(draw(ends), first_day)
    codes = st.sampled_from((None, "a", "c"))
    trial = draw(st.none() | FEW)
    if trial is not None and last_day_of(first_day, trial) > last_day:
        trial = None
    return to(
        last_day,
        first_day,
        host_share=draw(st.sampled_from((Decimal("0.4"), *map(Decimal, ("0.5", "0.8", "1"))))),
        kind=draw(codes),
        purpose=draw(codes),
        cover=draw(st.sampled_from(Cover)),
        cost=draw(st.none() | st.sampled_from((paid("0"), paid("0.8"), paid("1")))),
        trial=trial,
    )


@st.composite
def wishes(draw: DrawFn, axes: dict[str, Any]) -> Wish:
    """Draw something that may be tried, near the edges of *axes*, the first above all."""
    path = next(iter(axes))
    given_then = draw(places_for(path))
    placement = given_then()
    if placement is not None and placement.started_on is not None:
        return draw(wishes_under_way(path, given_then, placement, axes))
    by, on = draw(st.sampled_from((HANA, OTTO))), AGREED_ON if placement else PROPOSED_ON
    first_day = draw(near(on, axes).filter(lambda day: day >= on) | st.just(FIRST_DAY))
    terms = draw(offered_terms(first_day, near(first_day, axes)))
    service = draw(service_records(first_day, axes))
    if placement is None:
        return Wish(altered(PROPOSE, by=by, on=on, terms=terms), given_then, service)
    if placement.terms is None:
        return Wish(Counter(by=by, on=on, subject=terms), given_then, service)
    return Wish(OpenChange(by=by, on=on, subject=terms), given_then, service)


@st.composite
def wishes_under_way(
    draw: DrawFn,
    path: str,
    given_then: Callable[[], Placement | None],
    placement: Placement,
    axes: dict[str, Any],
) -> Wish:
    assert placement.terms is not None
    held, moved_on = placement.terms.period.last_day, placement.moved_on
    days = near(held, axes, back=True)
    if not path.startswith("extension."):
        days |= near(moved_on, axes) | st.sampled_from((date(2027, 4, 13), JULY))
    on = draw(days.filter(lambda day: moved_on <= day <= held))
    kinds = [EndKind.EARLY_END, EndKind.CONVERSION]
    if path in AXES_OF_ENDINGS:
        kinds = kinds[:1] if path == "agreed_end_notice" else kinds[1:]
    subject: Terms | Ending
    if path not in AXES_OF_ENDINGS and draw(st.integers(0, 4)):
        ends = near(held, axes)
        if not path.startswith("extension."):
            ends |= near(FIRST_DAY, axes)
        subject = draw(offered_terms(FIRST_DAY, ends.filter(lambda day: day >= on)))
    else:
        last_days = near(on, axes) | near(on, axes) | near(FIRST_DAY, axes) | st.just(held)
        last_day = draw(last_days.filter(lambda day: on <= day <= held))
        subject = Ending(draw(st.sampled_from(kinds)), last_day)
    service = draw(service_records(FIRST_DAY, axes))
    if placement.thread is not None:
        return Wish(Counter(by=HANA, on=on, subject=subject), given_then, service)
    return Wish(OpenChange(by=HANA, on=on, subject=subject), given_then, service)


AXES_OF_ENDINGS = frozenset(path for path in AXES if path.startswith(("conv", "agreed")))


def of_the_handbook(objections: Iterable[Objection]) -> list[Objection]:
    return [each for each in objections if each.source.title == HANDBOOK]


@cache
def explored() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Hold what would pass to many wishes; return the objections met, and the ways tried."""
    met_with: set[str] = set()
    ways: set[tuple[str, str]] = set()

    def hold(policy: Policy, wish: Wish) -> None:
        objections = wish.objections(policy)
        before = {each.code for each in objections}
        for objection in of_the_handbook(objections):
            met_with.add(objection.code)
            for way in ways_of(objection, wish.command):
                ways.add((wish.command.verb, way.code))
                mended = mended_by(wish, way)
                left = () if mended is None else mended.objections(policy)
                own = objection.code, objection.source
                assert own not in {(each.code, each.source) for each in left}
                assert {each.code for each in left} & {"no_change", "same_offer"} <= before

    rare = [path for path in AXES if path.startswith(("caps.", "extension.", "conversion."))]
    rare += ["caps.continuous"] * 4 + ["agreed_end_notice"] * 2
    for number, path in enumerate((*AXES, *rare, *rare)):
        drawn = with_axes(path).flatmap(lambda each: st.tuples(st.just(each[0]), wishes(each[1])))
        run = settings(max_examples=settings().max_examples // 12)(
            given(drawn)(lambda each: hold(*each))
        )
        (seed(f"{number} {path}")(run) if settings().derandomize else run)()
    return frozenset(met_with), frozenset(ways)


def test_what_would_pass_does_not_break_the_same_limit_whatever_is_drawn() -> None:
    explored()


def test_what_is_drawn_reaches_every_objection_and_every_kind_of_way() -> None:
    met_with, ways = explored()
    assert codes_of_limits() - met_with == set()
    assert ways == {
        (verb, way)
        for verb in ("propose", "counter", "open_change")
        for way in ("change_fields", "after_home")
    }


def mended_by(wish: Wish, way: Remedy) -> Wish | None:
    """Return *wish* as *way* changes it; None where its trial does not fit any more."""
    try:
        return altered(wish, command=remedied(wish.command, way))
    except InvalidValue as error:
        if [each.path for each in error.faults] != ["trial"]:
            raise
        return None


def codes_of_limits() -> set[str]:
    """Return the code of every objection that the module of limits names, but of the load."""
    names = set(re.findall(r'"([a-z_]+)"', inspect.getsource(limits)))
    return {name for name in names if name in OBJECTIONS} - {"overload"}


def test_the_tables_have_every_objection_of_the_limits() -> None:
    codes = {
        each.code
        for limit in ALL
        for wish, words in limit.tries
        if words
        for each in wish.objections(pack(limit.axes, limit.path))
    }
    assert codes == codes_of_limits() | {"overload"}
    assert len(codes) == COUNT


COUNT = 38
