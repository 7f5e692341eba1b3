"""Remedies that agree: what one limit advises, no other limit on the same figure refuses."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from secondment import (
    Consent,
    Ending,
    EndKind,
    MakeRecord,
    Objection,
    OpenChange,
    Period,
    Placement,
    Policy,
    Propose,
    Remedy,
    Terms,
    why_not,
)
from secondment.commands import PersonCommand
from secondment.dates import ONE_DAY
from secondment.lifecycle import Verb
from tests.cast import FIRST_DAY, HANA, LAST_DAY, SAM, TERMS, lived
from tests.test_laws import law
from tests.test_limits import (
    ADA,
    AXES,
    JULY,
    PLAIN,
    Wish,
    among_all,
    away,
    beside,
    change,
    extended,
    known,
    mended_by,
    near,
    pack,
    proposal,
    ruled,
    service_records,
    share,
    to,
    underway,
    underway_to,
    waivable,
    waive,
    ways_of,
    wishes,
)

MONTHLY = 'increment = "1 month"\nextension.min_length = "1 month"\n'
"""Lengths go in whole months from the first day on, and extensions are a month or more."""
JANUARY = date(2028, 1, 31)
JUNE = date(2028, 6, 30)
"""The end of five months from 31 January on; those of six and seven are 30 July and 30 August."""


@cache
def to_june() -> Placement:
    """Return a placement under way from 31 January to 30 June 2028."""
    return underway_to(JUNE, to(JUNE, JANUARY))


def longer(last_day: date, **changes: Any) -> Wish:
    """Return the wish to extend that placement."""
    return change(to(last_day, JANUARY, **changes), date(2028, 4, 3), to_june)


@frozen
class Case:
    """Limits that speak of the same figure, a wish, and what each says would pass.

    Attributes:
        axes: How a pack writes the limits.
        wish: What is tried.
        said: The code of each objection, with the days that would pass.
    """

    axes: str
    wish: Wish
    said: dict[str, list[date]]


CASES = {
    # an extension of a month from 1 July on ends on 31 July, the sixth month on 30 July
    "a day short of the sixth month": Case(
        MONTHLY,
        longer(date(2028, 7, 29)),
        {
            "not_in_steps": [date(2028, 8, 30)],
            "extension_too_short": [date(2028, 8, 30)],
        },
    ),
    "the sixth month": Case(
        MONTHLY, longer(date(2028, 7, 30)), {"extension_too_short": [date(2028, 8, 30)]}
    ),
    "an extension of a month": Case(
        MONTHLY, longer(date(2028, 7, 31)), {"not_in_steps": [date(2028, 8, 30)]}
    ),
    "a day short of the seventh month": Case(
        MONTHLY, longer(date(2028, 8, 29)), {"not_in_steps": [date(2028, 8, 30)]}
    ),
    "the seventh month": Case(MONTHLY, longer(date(2028, 8, 30)), {}),
    "a day more than the seventh month": Case(
        MONTHLY,
        longer(date(2028, 8, 31)),
        {"not_in_steps": [date(2028, 8, 30), date(2028, 9, 30)]},
    ),
    # up to 31 July at the most, which is not in steps
    "an extension of exactly a month": Case(
        MONTHLY + 'extension.max_length = "1 month"',
        longer(date(2028, 7, 31)),
        {"not_in_steps": []},
    ),
    "an extension of a month and a day": Case(
        MONTHLY + 'extension.max_length = "1 month"',
        longer(date(2028, 8, 1)),
        {"not_in_steps": [], "extension_too_long": []},
    ),
    # the terms in force stay as they are where something else is changed
    "another place, and a few days more": Case(
        MONTHLY,
        longer(date(2028, 7, 3), place="york"),
        {
            "not_in_steps": [JUNE, date(2028, 8, 30)],
            "extension_too_short": [date(2028, 8, 30)],
        },
    ),
    # 24 days are left up to the maximum, and a month is the least
    "no room for an extension": Case(
        'max_length = "6 months and 24 days"\nextension.min_length = "1 month"',
        change(to(date(2027, 10, 31))),
        {"too_long": []},
    ),
    "a little room for an extension": Case(
        'max_length = "7 months"\nextension.min_length = "1 month"',
        change(to(date(2027, 10, 31))),
        {"too_long": [date(2027, 9, 30)]},
    ),
    "the programme is over before the minimum": Case(
        'min_length = "6 months"\nends_by = 2027-08-30',
        proposal(date(2027, 7, 31)),
        {"too_short": []},
    ),
    "the programme is over on the minimum": Case(
        'min_length = "6 months"\nends_by = 2027-08-31',
        proposal(date(2027, 7, 31)),
        {"too_short": [LAST_DAY]},
    ),
    "after the programme and in steps": Case(
        'increment = "1 month"\nends_by = 2027-09-29',
        proposal(date(2027, 10, 31)),
        {"programme_over": [LAST_DAY]},
    ),
    "the least that is in steps": Case(
        'min_length = "10 weeks"\nincrement = "1 month"',
        proposal(date(2027, 4, 1)),
        {"too_short": [date(2027, 5, 31)], "not_in_steps": [date(2027, 5, 31)]},
    ),
    # of 12 months in a life, 2 are used up
    "the most of three limits": Case(
        'max_length = "11 months"\nincrement = "3 months"\ncaps.lifetime = "12 months"',
        proposal(date(2028, 2, 29), service=away((date(2026, 1, 1), date(2026, 2, 28)))),
        {
            "too_long": [date(2027, 11, 30)],
            "over_lifetime_cap": [date(2027, 11, 30)],
        },
    ),
    "steps of a month and ten days": Case(
        'increment = "1 month and 10 days"',
        proposal(date(2027, 6, 8)),
        {"not_in_steps": [date(2027, 5, 20), date(2027, 6, 30)]},
    ),
    "extensions are used up": Case(
        'extension.total = "1 month"\nincrement = "2 months"',
        change(to(date(2027, 10, 31))),
        {"extensions_too_long": []},
    ),
    # two months were added before there was a limit of one
    "more extensions than there may be, and another place": Case(
        'extension.total = "1 month"',
        change(to(date(2027, 11, 30), place="york"), given=extended),
        {"extensions_too_long": [date(2027, 10, 31)]},
    ),
    # a month and a day is left from 14 August to 14 September
    "what comes later is kept apart from": Case(
        'caps.continuous.length = "12 months"\ncaps.continuous.gap_tolerance = "1 month"',
        proposal(service=away((date(2027, 9, 15), date(2028, 6, 30)))),
        {"over_continuous_cap": [date(2027, 8, 13)]},
    ),
    # a day less does not reach the cap, and two months at home are enough
    "what reaches the cap before something that comes later": Case(
        'caps.continuous.length = "12 months"\ncaps.continuous.reset_after = "3 months"',
        proposal(date(2028, 2, 29), service=away((date(2028, 5, 1), date(2028, 6, 30)))),
        {"over_continuous_cap": [date(2028, 2, 28)]},
    ),
    "what comes later is kept apart from, in steps": Case(
        'caps.continuous.length = "12 months"\ncaps.continuous.gap_tolerance = "1 month"\n'
        'increment = "1 month"',
        proposal(service=away((date(2027, 9, 15), date(2028, 6, 30)))),
        {"over_continuous_cap": [date(2027, 7, 31)]},
    ),
    "time to cool off before what comes later, in steps": Case(
        'caps.cooling_off.length = "2 months"\nincrement = "1 month"',
        proposal(service=away((date(2027, 10, 15), date(2028, 6, 30)))),
        {"still_cooling_off": [date(2027, 7, 31)]},
    ),
    # a month and a day end on 28 March from 28 February on, and on 1 April from 1 March on
    "a month and a day to cool off before what comes later": Case(
        'caps.cooling_off.length = "1 month and 1 day"',
        proposal(
            date(2027, 3, 15),
            first_day=date(2027, 2, 1),
            on=date(2027, 2, 1),
            service=away((date(2027, 3, 30), date(2027, 6, 30))),
        ),
        {"still_cooling_off": [date(2027, 2, 27)]},
    ),
    "no shorter and not into what comes later": Case(
        'min_length = "7 months"\neligibility.not_on_secondment = true',
        proposal(service=away((date(2027, 9, 30), date(2027, 12, 31)))),
        {"too_short": []},
    ),
    "what shortens does not extend": Case(
        'increment = "5 weeks"\nmin_length = "26 weeks"',
        change(to(date(2027, 8, 30), host_share=share("0.5"))),
        {"not_in_steps": []},
    ),
    "the last day has passed, and a month is the least": Case(
        'increment = "1 month"',
        change(to(date(2027, 6, 30)), given=underway),
        {"last_day_passed": [date(2027, 7, 31)]},
    ),
    "an ending that has passed needs notice": Case(
        'agreed_end_notice = "2 weeks"',
        change(Ending(EndKind.EARLY_END, date(2027, 7, 1))),
        {"last_day_passed": [date(2027, 7, 19)], "ending_too_soon": [date(2027, 7, 19)]},
    ),
    "an ending that has passed needs more notice than there is": Case(
        'agreed_end_notice = "2 months"',
        change(Ending(EndKind.EARLY_END, date(2027, 7, 1))),
        {"last_day_passed": [], "ending_too_soon": []},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_limits_on_the_same_day_advise_the_nearest_that_all_of_them_allow(case: Case) -> None:
    policy = pack(case.axes)
    objections = case.wish.objections(policy)
    assert {each.code: days_of(each) for each in objections} == case.said
    for objection in objections:
        for way in ways_of(objection, case.wish.command):
            mended = mended_by(case.wish, way)
            assert mended is not None
            assert mended.words(policy) == ()


def days_of(objection: Objection) -> list[date]:
    """Return the last days that would pass, the nearest first."""
    ways = (objection.remedy, *objection.others)
    return [dict(way.fields)["last_day"] for way in ways if way is not None]  # type: ignore[misc]


TWO_VERSIONS = pack(
    "max_length = [{ value = '12 months' }, { value = '6 months', since = 2027-03-02 }]"
)


@pytest.mark.parametrize(
    ("on", "last_day", "fields"),
    [
        # up to the maximum of the version that holds on the new first day, and a day more
        (date(2027, 3, 2), date(2027, 9, 1), {"first_day": date(2027, 3, 2)}),
        (
            date(2027, 3, 2),
            date(2027, 9, 2),
            {"first_day": date(2027, 3, 2), "last_day": date(2027, 9, 1)},
        ),
    ],
)
def test_a_first_day_that_has_passed_moves_to_the_length_of_that_version(
    on: date, last_day: date, fields: dict[str, date]
) -> None:
    wish = proposal(last_day, on=on)
    (objection,) = wish.objections(TWO_VERSIONS)
    assert objection.code == "first_day_passed"
    assert objection.remedy is not None
    assert dict(objection.remedy.fields) == fields
    mended = mended_by(wish, objection.remedy)
    assert mended is not None
    assert mended.words(TWO_VERSIONS) == ()


def test_a_first_day_that_has_passed_moves_to_when_the_person_may_go() -> None:
    policy = pack("eligibility.probation_passed = true")
    wish = proposal(on=date(2027, 3, 2), service=known(probation_until=date(2027, 3, 14)))
    fields = {
        each.code: each.remedy and dict(each.remedy.fields) for each in wish.objections(policy)
    }
    assert fields == {
        "on_probation": {"first_day": date(2027, 3, 15), "last_day": date(2027, 9, 14)},
        "first_day_passed": {"first_day": date(2027, 3, 15), "last_day": date(2027, 9, 13)},
    }


@pytest.mark.parametrize(
    ("last_day", "fields"),
    [
        (date(2027, 10, 31), {"first_day": FIRST_DAY}),
        # counted from 3 March on it is 8 months
        (date(2027, 11, 2), {"first_day": FIRST_DAY, "last_day": date(2027, 10, 31)}),
        # four months are over, and five are not
        (date(2027, 3, 2), {"first_day": FIRST_DAY, "last_day": date(2027, 7, 31)}),
        # all of it lies before the first day, and is the one in force then
        (date(2027, 2, 28), {"first_day": FIRST_DAY, "last_day": LAST_DAY}),
    ],
)
def test_a_first_day_that_is_fixed_brings_the_length_from_then_on(
    last_day: date, fields: dict[str, date]
) -> None:
    policy = pack('increment = "1 month"\nmax_length = "8 months"')
    first_day = min(last_day, date(2027, 3, 3))
    wish = change(to(last_day, first_day, place="york"))
    said = {each.code: each for each in wish.objections(policy)}
    remedy = said["first_day_fixed"].remedy
    assert remedy is not None
    assert dict(remedy.fields) == fields


def test_a_last_day_that_has_passed_may_become_the_last_one_in_force() -> None:
    wish = change(to(date(2027, 6, 30), place="york"), on=LAST_DAY)
    (found,) = wish.objections(PLAIN)
    assert found.code == "last_day_passed"
    assert days_of(found) == [LAST_DAY]


# limits that somebody may set aside


FIRST_TERMS = 'increment = "1 month"\nmax_first_length = "6 months"\n'


@pytest.mark.parametrize(
    ("authority", "days"),
    [
        # it waits for Ada in any case
        (ADA, [date(2027, 9, 30), date(2027, 10, 31)]),
        (None, [LAST_DAY]),
    ],
)
def test_a_limit_that_waits_for_somebody_does_not_bound_the_remedies_of_others(
    authority: str | None, days: list[date]
) -> None:
    policy = pack(FIRST_TERMS + waivable("max_first_length"))
    said = among_all(proposal(date(2027, 10, 10)), authority).objections(policy)
    (found,) = (each for each in said if each.code == "not_in_steps")
    assert days_of(found) == days


def test_a_remedy_does_not_go_beyond_a_limit_that_the_offer_keeps_to() -> None:
    """Eight months would wait for Ada, and four would not."""
    policy = pack(
        'increment = "4 months"\nmax_first_length = "6 months"\n' + waivable("max_first_length")
    )
    (found,) = among_all(proposal(date(2027, 7, 31))).objections(policy)
    assert days_of(found) == [date(2027, 6, 30)]


def test_a_limit_that_was_set_aside_does_not_bound_the_remedies_of_others() -> None:
    policy = pack(
        'increment = "4 months"\nextension.max_length = "1 month"\n'
        + waivable("extension.max_length")
    )
    aside = lived(waive("extension.max_length", on=JULY), after=underway_to(), policy=policy)

    def days(given_then: Placement) -> list[date]:
        (found,) = change(to(date(2027, 9, 15)), given=lambda: given_then).objections(policy)
        return days_of(found)

    assert days(aside) == [date(2027, 10, 31)]
    assert days(underway_to()) == []


# the host share


@pytest.mark.parametrize(
    ("limits", "part", "said"),
    [
        # 0.7 is left beside the other placement
        ("", "0.9", {"overload": "0.7"}),
        ("share.min = 0.7", "0.9", {"overload": "0.7"}),
        ("share.min = 0.71", "0.9", {"overload": None}),
        ("share.min = 0.71", "0.7", {"share_too_small": "0.71"}),
        ("share.max = 0.6", "0.9", {"share_too_large": "0.6", "overload": "0.6"}),
        ("share.max = 0.8", "0.9", {"share_too_large": "0.8", "overload": "0.7"}),
        (
            "share.min = 0.6\nshare.max = 0.65",
            "0.9",
            {"share_too_large": "0.65", "overload": "0.65"},
        ),
    ],
)
def test_a_share_that_is_not_too_much_keeps_to_the_limits_on_shares(
    limits: str, part: str, said: dict[str, str | None]
) -> None:
    policy = pack(f"capacity = 1.5\noverload_refused = true\n{limits}")
    wish = proposal(service=beside("0.8"), host_share=share(part))
    shares = {
        each.code: each.remedy and dict(each.remedy.fields)["host_share"]
        for each in wish.objections(policy)
    }
    assert shares == {code: None if most is None else share(most) for code, most in said.items()}


@pytest.mark.parametrize(("before", "most"), [((), None), ((waive("share.min"),), "0.7")])
def test_what_is_advised_instead_of_a_consent_may_go_below_a_share_that_was_set_aside(
    before: tuple[MakeRecord, ...], most: str | None
) -> None:
    policy = pack(
        "capacity = 1.5\noverload_refused = true\nshare.min = 0.71" + waivable("share.min")
    )
    opened = OpenChange(by=HANA, on=JULY, subject=to(LAST_DAY, host_share=share("0.9")))
    placement = lived(*before, opened, after=underway_to(), policy=policy)
    (found,) = why_not(placement, Consent(by=SAM, on=JULY), policy, beside("0.8"))
    assert found.code == "overload"
    assert found.remedy == (
        None if most is None else Remedy("instead", Verb.COUNTER, (("host_share", share(most)),))
    )


# whatever is drawn


ON_LENGTHS = (
    "min_length",
    "max_length",
    "max_first_length",
    "increment",
    "ends_by",
    "extension.min_length",
    "extension.max_length",
    "extension.total",
    "caps.continuous",
    "caps.lifetime",
    "caps.same_post",
    "caps.cooling_off",
)
BEGINNINGS = [date(2027, month, day) for month, day in ((1, 31), (2, 28), (3, 1), (3, 30), (3, 31))]


@st.composite
def drawn_limits(draw: DrawFn, paths: tuple[str, ...]) -> tuple[Policy, dict[str, Any]]:
    """Draw a policy with several of the limits at *paths*, and what they say."""
    chosen = draw(st.lists(st.sampled_from(paths), min_size=2, max_size=4, unique=True))
    axes = {path: draw(AXES[path]) for path in chosen}
    policy = ruled(axes)
    assume(policy is not None)
    assert policy is not None
    return policy, axes


@st.composite
def drawn_periods(draw: DrawFn) -> tuple[Policy, Wish]:
    """Draw limits on lengths, and a wish for a period near their edges."""
    policy, axes = draw(drawn_limits(ON_LENGTHS))
    first_day = draw(st.sampled_from(BEGINNINGS))
    service = draw(service_records(first_day, axes))
    last_days = near(first_day, axes).filter(lambda day: day >= first_day)
    last_day = draw(last_days)
    if draw(st.booleans()):
        return policy, proposal(last_day, first_day=first_day, service=service)
    held = draw(last_days)
    on = draw(st.dates(first_day, held))
    last_day = max(on, draw(near(held, axes) | st.just(last_day)))
    part = draw(st.sampled_from((TERMS.host_share, share("0.5"))))
    subject = to(last_day, first_day, host_share=part)
    return policy, change(subject, on, lambda: underway_to(held, to(held, first_day)), service)


def mends(wish: Wish, objection: Objection) -> Iterator[Wish]:
    """Yield the wish after each remedy of *objection* that changes it."""
    for way in ways_of(objection, wish.command):
        mended = mended_by(wish, way)
        if mended is not None:
            yield mended


def codes_of(objections: Iterable[Objection]) -> set[str]:
    return {each.code for each in objections}


@law(drawn_periods(), times=4)
def test_a_remedy_for_a_length_ends_its_objection_and_brings_no_other(
    drawn: tuple[Policy, Wish],
) -> None:
    policy, wish = drawn
    objections = wish.objections(policy)
    before = codes_of(objections)
    for objection in objections:
        for mended in mends(wish, objection):
            assert codes_of(mended.objections(policy)) <= before - {objection.code}


FAR = 60
"""How many days are looked at where none is advised."""


@law(drawn_periods(), times=2)
def test_a_remedy_for_a_length_is_the_nearest_day_there_is(drawn: tuple[Policy, Wish]) -> None:
    """No nearer day would pass, but one that makes another wish of it: the last day in force, one
    that makes an extension of what is none, or none of what is one.
    """
    policy, wish = drawn
    objections = wish.objections(policy)
    if len(objections) != 1 or objections[0].code == "no_change":
        return
    placement, wished = wish.given(), period_of(wish).last_day
    held = None if placement is None else placement.last_day
    ways: list[dict[str, Any]] = [dict(way.fields) for way in ways_of(objections[0], wish.command)]
    advised = [way["last_day"] for way in ways if way.keys() == {"last_day"}]
    for side in (ONE_DAY, -ONE_DAY):
        far = min((days for day in advised if (days := (day - wished) // side) > 0), default=FAR)
        for day in (wished + count * side for count in range(1, far)):
            if held is None or (day != held and (day > held) == (wished > held)):
                assert not passes(policy, wish, day)


def period_of(wish: Wish) -> Period:
    """Return the period that is wished for."""
    command = wish.command
    if isinstance(command, Propose):
        return command.terms.period
    assert isinstance(command, OpenChange)
    assert isinstance(command.subject, Terms)
    return command.subject.period


def passes(policy: Policy, wish: Wish, last_day: date) -> bool:
    """Return whether the wish would pass with *last_day*."""
    if last_day < period_of(wish).first_day:
        return False
    way = Remedy("change_fields", wish.command.verb, (("last_day", last_day),))
    mended = mended_by(wish, way)
    return mended is not None and not mended.objections(policy)


@st.composite
def drawn_wishes(draw: DrawFn) -> tuple[Policy, Wish]:
    """Draw limits of all kinds, most of them on days, and a wish near the edges of one of them."""
    policy, axes = draw(drawn_limits((*ON_LENGTHS, *ON_LENGTHS, *AXES)))
    return policy, draw(wishes(axes))


@law(drawn_wishes() | drawn_periods(), times=4)
def test_remedies_followed_in_any_order_end(drawn: tuple[Policy, Wish]) -> None:
    """They never come to the same command twice: they end where nothing objects any more, or where
    nothing that objects has a remedy.
    """
    policy, wish = drawn
    follow(policy, wish, ())


def follow(policy: Policy, wish: Wish, before: tuple[PersonCommand, ...]) -> None:
    """Follow each remedy of each objection to *wish*, which came after the commands *before*."""
    assert wish.command not in before
    for objection in wish.objections(policy):
        for mended in mends(wish, objection):
            follow(policy, mended, (*before, wish.command))
