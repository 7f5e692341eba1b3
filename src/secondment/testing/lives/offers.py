"""What can be offered: periods that a policy allows, values for terms, changes and endings.

The first offer of all does not belong here: see `proposals`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from attrs import evolve as altered
from hypothesis.strategies import DrawFn

from secondment.clauses import Clause, ExtensionRules
from secondment.dates import (
    ONE_DAY,
    Day,
    Length,
    Period,
    last_day_of,
    last_day_of_span,
)
from secondment.goals import AttainmentScale, Goal, KeyResult, Milestone
from secondment.lifecycle import Verb
from secondment.limits import Case, breaches, service_of
from secondment.negotiation import Subject
from secondment.onboarding import Gate
from secondment.policy import Policy
from secondment.readings import conversions_refused
from secondment.scope import Priority, ScopeItem
from secondment.terms import (
    ConversionRoute,
    CostSplit,
    Cover,
    EarlyEndMode,
    Ending,
    EndKind,
    ReturnRight,
    Terms,
)
from secondment.testing.lives.situation import Situation, one_of, preparing, thread_subject
from secondment.testing.scenes import trial_within

_LENGTHS: Final = (
    Length(months=6),
    Length(months=1),
    Length(months=3),
    Length(months=12),
    Length(months=24),
    Length(months=1, days=14),
    Length(weeks=10),
    Length(days=1),
    Length(days=2),
)
TOO_LONG: Final = Length(months=30)

REASONS: Final = (None, "budget")

_LEDGER: Final = ScopeItem("s1", "Ledger", Decimal("2.5"))
_REFUNDS: Final = ScopeItem("s2", "Refunds", Decimal(3))
_TALK: Final = ScopeItem("s3", "Talk", Decimal(1), Priority.WONT)

_RELEASE: Final = Goal("g1", "First release", measure=Milestone("it is in use"))
_CALLS: Final = Goal(
    "g2",
    "Talk to customers",
    measure=KeyResult(start=Decimal(0), target=Decimal(20)),
    due=date(2027, 6, 30),
)
_TO_BE_KNOWN: Final = Goal("g3", "Be known")
_TRUST: Final = Goal(
    "g4",
    "Be trusted",
    measure=AttainmentScale(
        much_less="nobody asks",
        less="one asks",
        expected="some ask",
        more="many ask",
        much_more="all ask",
    ),
    weight=Decimal(2),
    parent=_TO_BE_KNOWN.id,
)

_WORKED_OUT: Final[Mapping[str, Any]] = {
    "goals": (_RELEASE, _CALLS),
    "scope": (_LEDGER, _REFUNDS),
    "check_in_every": Length(weeks=2),
}
"""What terms can say about the work itself."""
OUTLINES: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    _WORKED_OUT,
    {
        **_WORKED_OUT,
        "goals": (_TO_BE_KNOWN, altered(_CALLS, parent=_TO_BE_KNOWN.id), _TRUST),
        "gates": (Gate.BUDDY, Gate.REVERSE_INTERVIEW),
    },
    {"gates": (Gate.GOALS, Gate.COVER)},
)
"""How much is settled by the first terms proposed."""

_ALTERNATIVES: Final[Mapping[str, tuple[Any, ...]]] = {
    "host_share": (Decimal("0.8"), Decimal("0.50"), Decimal(1)),
    "kind": ("loan", "detail", None),
    "purpose": ("cover", "learning", None),
    "team": ("ledger", None),
    "place": ("lisbon", None),
    "scope": (
        (_LEDGER,),
        (_REFUNDS, _LEDGER),
        (_LEDGER, _REFUNDS),
        (_LEDGER, _TALK),
        (_TALK,),
        (),
    ),
    "goals": (
        (_RELEASE, _CALLS),
        (_TO_BE_KNOWN, _TRUST),
        (altered(_CALLS, measure=Milestone("every customer was called")),),
        (altered(_RELEASE, weight=Decimal(0)),),
        (),
    ),
    "gates": (
        (Gate.BUDDY,),
        (Gate.COVER, Gate.REVERSE_INTERVIEW),
        (Gate.CHECK_INS, Gate.GOALS, Gate.SCOPE),
        (Gate.RESEARCH_PLAN,),
        (),
    ),
    "check_in_every": (Length(weeks=2), None),
    "notice": (Length(weeks=2), Length(), Length(months=1), None),
    "return_right": (*ReturnRight, None),
    "cost": (CostSplit(Decimal("0.25"), "trainee"), None),
    "cover": tuple(Cover),
    "conversion_route": (
        None,
        ConversionRoute.BY_AGREEMENT,
        ConversionRoute.AUTOMATIC,
        ConversionRoute.EXCLUDED,
    ),
    "early_end_mode": (None, *EarlyEndMode),
}
"""Values for the fields of terms that fit any period."""


def altered_terms(draw: DrawFn, terms: Terms, policy: Policy) -> Terms:
    """Return *terms* with one field drawn anew, which may be what it was.

    A value that *policy* is never open to is left, three times in four.
    """
    name = one_of(draw, tuple(_ALTERNATIVES))
    open_to = _open_to(policy).get(name)
    named = () if open_to is None else sorted(open_to.value)
    value = one_of(draw, (*named, *_ALTERNATIVES[name]))
    is_open = _is_open(name, value, policy) or one_of(draw, (False, False, False, True))
    return altered(terms, **{name: value}) if is_open else terms


def _open_to(policy: Policy) -> Mapping[str, Clause[Any] | None]:
    """Return the fields of terms for which *policy* may say what it is open to."""
    return {"kind": policy.kinds, "purpose": policy.purposes, "cover": policy.covers}


def ways_out(draw: DrawFn) -> Mapping[str, Any]:
    """Draw what terms say of an early end and of staying for good."""
    names = ("early_end_mode", "conversion_route")
    return {name: one_of(draw, _ALTERNATIVES[name]) for name in names}


def _is_open(name: str, value: object, policy: Policy) -> bool:
    """Return whether terms under *policy* can have *value* in the field *name*."""
    open_to = _open_to(policy).get(name)
    if open_to is not None:
        return value in open_to.value
    match value:
        case Decimal() if name == "host_share":
            least, most = policy.share.min, policy.share.max
            return (least is None or least.value <= value) and (most is None or value <= most.value)
        case CostSplit():
            return policy.cost is None
        case _:
            return True


@cache
def periods_under(policy: Policy, first_day: Day) -> tuple[Period, ...]:
    """Return periods from *first_day* that are as long as *policy* allows, the plainest first."""
    edition, calendar = policy.on(first_day), policy.calendar
    bounds = (edition.min_length, edition.max_length)
    shortest, longest = (
        None if each is None else last_day_of_span(first_day, each.value, calendar)
        for each in bounds
    )
    last_days = [Period.of(first_day, length).last_day for length in _LENGTHS]
    last_days += [day for day in (shortest, longest) if day is not None]
    if edition.increment is not None:
        step = edition.increment.value
        whole = [last_day_of(first_day, step.times(count)) for count in range(1, 61)]
        last_days = [day for day in last_days if day in whole] or whole
    earliest = shortest or first_day
    latest = min(longest or Day.max, edition.ends_by.value if edition.ends_by else Day.max)
    fitting = [day for day in dict.fromkeys(last_days) if earliest <= day <= latest]
    return tuple(Period(first_day, day) for day in fitting)


def subject_for(situation: Situation, on: Day) -> Subject:
    """Return something to offer on *on*."""
    usual: tuple[str, ...] = ("altered", "moved")
    if situation.ends:
        usual = ("ending",)
    elif situation.placement.started_on is not None:
        usual = ("altered", "ending", "moved", "ending")
        if situation.policy.extension != ExtensionRules():
            usual = ("moved", "moved", "moved", "altered", "ending")
        if conversions_refused(situation.placement):
            usual = ("ending", "ending", "ending", "altered")
    elif preparing(situation.placement, situation.policy) is Verb.OPEN_CHANGE:
        usual = ("worked out",)
    match situation.pick(usual, ("ending", "ending", "as it is", "long over")):
        case "altered":
            return altered_terms(
                situation.draw,
                situation.terms,
                situation.policy.on(situation.terms.period.first_day),
            )
        case "worked out":
            given = {name for name in _WORKED_OUT if getattr(situation.terms, name)}
            added = {name: value for name, value in _WORKED_OUT.items() if name not in given}
            return altered(situation.terms, **added)
        case "moved":
            return _moved(situation, on)
        case "ending":
            return _ending(situation, on)
        case "as it is":
            known = (thread_subject(situation.placement), situation.placement.ending)
            return situation.pick([situation.terms, *(each for each in known if each is not None)])
        case _:
            return altered(_without_days(situation.terms), period=_LONG_OVER)


_LONG_OVER: Final = Period(date(2026, 1, 1), date(2026, 6, 30))


def _without_days(terms: Terms) -> Terms:
    """Return *terms* with nothing in them that fits only some periods."""
    return altered(terms, trial=None, decision_day=None)


def _moved(situation: Situation, on: Day) -> Terms:
    """Return the terms known with another period, or with other days in it."""
    terms, first_day = situation.terms, situation.terms.period.first_day
    first_days = [first_day]
    if situation.placement.started_on is None:
        first_days.append(max(first_day, on) + timedelta(days=14))
    starting = situation.pick(first_days, (first_day - timedelta(days=30),))
    periods = periods_under(situation.policy, starting)
    still_open = [period for period in periods if period.last_day >= on]
    a_little_longer = Period(starting, max(starting, situation.last_day) + 10 * ONE_DAY)
    if (
        situation.policy.extension != ExtensionRules()
        and situation.placement.started_on is not None
    ):
        keeping = [each for each in still_open if _keeps_to_limits(situation, on, each)]
        held = situation.placement.last_day or on
        longer = [each for each in keeping if each.last_day > held]
        still_open = [*(longer or keeping) * 5, *still_open, a_little_longer]
    too_far = Period.of(starting, TOO_LONG)
    too_near = Period(starting, starting)
    period = situation.pick(still_open, [too_near, too_far, a_little_longer] * 3)
    decision_days = (None, max(period.first_day, period.last_day - timedelta(days=28)))
    wanted = situation.policy.on(starting).reviews.trial
    trials = (None, Length(days=1)) if wanted is None else (wanted.value,)
    trial = situation.pick(trials, () if wanted is None else (None, Length(days=1)))
    return altered(
        terms,
        period=period,
        decision_day=situation.pick(decision_days),
        trial=trial_within(trial, period),
    )


def _keeps_to_limits(situation: Situation, on: Day, period: Period) -> bool:
    """Return whether a change of the known terms to *period* keeps to every limit."""
    placement = situation.placement
    subject = altered(_without_days(situation.terms), period=period)
    case = Case(
        subject=subject,
        on=on,
        verb=Verb.OPEN_CHANGE,
        placement=placement,
        by=placement.parties.secondee,
        parties=placement.parties,
        policy=situation.policy,
        service=service_of(placement, None),
    )
    return not breaches(case)


def _ending(situation: Situation, on: Day) -> Ending:
    agreed = situation.terms.period.last_day
    kinds = situation.ends or (EndKind.RETURN, EndKind.EARLY_END, EndKind.CONVERSION)
    if not situation.ends and conversions_refused(situation.placement):
        kinds = (EndKind.CONVERSION, EndKind.CONVERSION, *kinds)
    kind = situation.pick(kinds, (EndKind.LEAVING, EndKind.LEAVING))
    before = [day for day in (agreed - ONE_DAY, on + timedelta(days=30), on) if on <= day < agreed]
    fitting = {EndKind.RETURN: [agreed], EndKind.CONVERSION: [agreed, *before]}.get(kind, before)
    last_day = situation.pick(fitting, (*before, *before, agreed, agreed + ONE_DAY, on - ONE_DAY))
    return Ending(kind, last_day, situation.pick(REASONS), situation.pick((None, "architect")))


def expiry_for(situation: Situation, on: Day) -> Day | None:
    """Return until when an offer made on *on* is to stand; None for as long as the rules say."""
    return situation.pick(
        (None, None, on, None, None, None), (on - ONE_DAY, on + timedelta(days=60))
    )
