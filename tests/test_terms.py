"""What is agreed: values that cannot be are refused with every fault, and differences are typed."""

import pickle
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve, fields

from secondment import (
    ChangeKind,
    ConversionRoute,
    CostSplit,
    Cover,
    Difference,
    EarlyEndMode,
    Ending,
    EndKind,
    Gate,
    InvalidValue,
    Length,
    Milestone,
    NoticeKind,
    Period,
    ReturnRight,
    Terms,
    diff,
)
from secondment.goals import Goal, GoalId
from secondment.scope import ScopeItem, ScopeItemId

FIRST_DAY = date(2027, 3, 1)
LAST_DAY = date(2027, 8, 31)
PERIOD = Period(FIRST_DAY, LAST_DAY)
TERMS = Terms(period=PERIOD)
NOON = datetime(2027, 5, 1, 12)  # noqa: DTZ001 - a naive instant is what is refused
BLANK = "must be an id, a text that is not blank, not"


def goal(name: str) -> Goal:
    """Return some goal of that id."""
    return Goal(GoalId(name), f"Reach {name}")


def part(name: str, parent: str) -> Goal:
    """Return some goal of that id below *parent*."""
    return evolve(goal(name), parent=GoalId(parent))


def item(name: str) -> ScopeItem:
    """Return some scope item of that id."""
    return ScopeItem(ScopeItemId(name), f"Do {name}", Decimal(5))


def terms_with(**values: Any) -> Terms:
    """Return the terms with *values* of whatever type among them."""
    return evolve(TERMS, **values)


# what cannot be


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"period": "2027"}, "period: must be a Period, not '2027'"),
        ({"host_share": 0.5}, "host_share: must be a Decimal, not 0.5"),
        ({"host_share": 1}, "host_share: must be a Decimal, not 1"),
        ({"check_in_every": 7}, "check_in_every: must be a Length or None, not 7"),
        ({"trial": "P1M"}, "trial: must be a Length or None, not 'P1M'"),
        ({"notice": 28}, "notice: must be a Length or None, not 28"),
        (
            {"early_end_mode": "notice"},
            "early_end_mode: must be a EarlyEndMode or None, not 'notice'",
        ),
        ({"return_right": "none"}, "return_right: must be a ReturnRight or None, not 'none'"),
        (
            {"conversion_route": True},
            "conversion_route: must be a ConversionRoute or None, not True",
        ),
        ({"cost": Decimal(1)}, "cost: must be a CostSplit or None, not Decimal('1')"),
        ({"cover": "shared"}, "cover: must be a Cover, not 'shared'"),
        ({"cover": None}, "cover: must be a Cover, not None"),
        ({"kind": ""}, f"kind: {BLANK} ''"),
        ({"purpose": 7}, f"purpose: {BLANK} 7"),
        ({"team": " "}, f"team: {BLANK} ' '"),
        ({"team": 7}, f"team: {BLANK} 7"),
        ({"place": ""}, f"place: {BLANK} ''"),
        (
            {"decision_day": "2027-06-30"},
            "decision_day: must be a day (datetime.date), not '2027-06-30'",
        ),
        (
            {"decision_day": NOON},
            "decision_day: must be a day (datetime.date), not the instant 2027-05-01T12:00:00; "
            "use .date()",
        ),
        ({"scope": ["write"]}, "scope[0]: must be a ScopeItem, not 'write'"),
        ({"goals": [goal("a"), "b"]}, "goals[1]: must be a Goal, not 'b'"),
        ({"gates": [Gate.BUDDY, "cover"]}, "gates[1]: must be a Gate, not 'cover'"),
        (
            {"trial": 1, "team": "", "period": None, "goals": [None]},
            f"period: must be a Period, not None; trial: must be a Length or None, not 1; "
            f"team: {BLANK} ''; goals[0]: must be a Goal, not None",
        ),
    ],
)
def test_a_value_of_another_type_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        terms_with(**values)
    assert str(caught.value) == f"cannot make Terms: {message}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"host_share": Decimal(0)}, "host_share: must be above 0 and at most 1, not 0"),
        ({"host_share": Decimal("-0.2")}, "host_share: must be above 0 and at most 1, not -0.2"),
        ({"host_share": Decimal("1.01")}, "host_share: must be above 0 and at most 1, not 1.01"),
        (
            {"check_in_every": Length()},
            "check_in_every: must be one day or more, not 0 days; None for no check-ins",
        ),
        ({"trial": Length()}, "trial: must be one day or more, not 0 days; None for no trial"),
        (
            {"trial": Length(months=6, days=1)},
            "trial: would end on 2027-09-01, after the last day 2027-08-31",
        ),
        (
            {"decision_day": date(2027, 9, 1)},
            "decision_day: 2027-09-01 lies after the last day 2027-08-31",
        ),
        (
            {"scope": [item("b"), item("a"), item("b")]},
            "scope: b stands 2 times; ids are unique",
        ),
        (
            {"scope": [item("b"), item("a"), item("b"), item("a"), item("b")]},
            "scope: a stands 2 times; ids are unique; scope: b stands 3 times; ids are unique",
        ),
        (
            {"goals": [goal("b"), goal("a"), goal("b"), goal("a"), goal("b")]},
            "goals: a stands 2 times; ids are unique; goals: b stands 3 times; ids are unique",
        ),
        (
            {"goals": [goal("a"), part("b", "c")]},
            "goals[1].parent: c is none of the goals",
        ),
        (
            {"goals": [part("a", "b"), part("b", "a")]},
            "goals[0].parent: a would be a part of itself; "
            "goals[1].parent: b would be a part of itself",
        ),
        (
            {"goals": [evolve(goal("a"), measure=Milestone("signed")), part("b", "a")]},
            "goals[0].measure: a is reached through the goals below it; only those are measured",
        ),
        (
            {
                "host_share": Decimal(2),
                "check_in_every": Length(),
                "trial": Length(months=12),
                "decision_day": date(2028, 1, 1),
                "scope": [item("a"), item("a")],
                "goals": [part("b", "c")],
            },
            "host_share: must be above 0 and at most 1, not 2; "
            "check_in_every: must be one day or more, not 0 days; None for no check-ins; "
            "trial: would end on 2028-02-29, after the last day 2027-08-31; "
            "decision_day: 2028-01-01 lies after the last day 2027-08-31; "
            "scope: a stands 2 times; ids are unique; "
            "goals[0].parent: c is none of the goals",
        ),
    ],
)
def test_terms_that_contradict_themselves_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        terms_with(**values)
    assert str(caught.value) == f"cannot make Terms: {message}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"period": Period(date(999, 12, 31), LAST_DAY)},
            "period.first_day: must lie between 1000-01-01 and 9000-12-31, not on 0999-12-31",
        ),
        (
            {"period": Period(FIRST_DAY, date(9001, 1, 1))},
            "period.last_day: must lie between 1000-01-01 and 9000-12-31, not on 9001-01-01",
        ),
        (
            {"check_in_every": Length(days=36_526)},
            "check_in_every: must be at most 100 years or 36525 days, not 36526 days",
        ),
        (
            {"trial": Length(months=1201)},
            "trial: must be at most 100 years or 36525 days, not 1201 months",
        ),
        (
            {"notice": Length(weeks=5218)},
            "notice: must be at most 100 years or 36525 days, not 5218 weeks",
        ),
        (
            {
                "period": Period(date(999, 1, 1), date(9999, 12, 31)),
                "trial": Length(days=36_526),
                "notice": Length(months=1199, days=31),
            },
            "period.first_day: must lie between 1000-01-01 and 9000-12-31, not on 0999-01-01; "
            "period.last_day: must lie between 1000-01-01 and 9000-12-31, not on 9999-12-31; "
            "trial: must be at most 100 years or 36525 days, not 36526 days; "
            "notice: must be at most 100 years or 36525 days, not 1199 months 31 days",
        ),
    ],
)
def test_terms_that_reach_further_than_anybody_can_count_are_refused(
    values: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        terms_with(**values)
    assert str(caught.value) == f"cannot make Terms: {message}"


@pytest.mark.parametrize(
    "values",
    [
        {"period": Period(date(1000, 1, 1), date(9000, 12, 31))},
        {"check_in_every": Length(days=36_525), "notice": Length(months=1200)},
        {"notice": Length(weeks=5217, days=6), "check_in_every": Length(months=1199, days=30)},
    ],
)
def test_terms_may_reach_as_far_as_anybody_can_count(values: dict[str, Any]) -> None:
    made = terms_with(**values)
    assert {name: getattr(made, name) for name in values} == values


@pytest.mark.parametrize(
    ("values", "last_trial_day"),
    [
        ({"host_share": Decimal("0.01")}, None),
        ({"host_share": Decimal(1)}, None),
        ({"check_in_every": Length(days=1)}, None),
        ({"trial": Length(days=1)}, FIRST_DAY),
        ({"trial": Length(months=3)}, date(2027, 5, 31)),
        ({"trial": Length(months=6)}, LAST_DAY),
        ({"decision_day": LAST_DAY}, None),
        ({"decision_day": date(2027, 1, 1)}, None),
        ({"notice": Length()}, None),
        ({"scope": [item("a"), item("b")], "goals": [goal("a"), goal("b")]}, None),
        ({"goals": [part("b", "a"), goal("a"), part("c", "b")]}, None),
        ({"gates": tuple(Gate)}, None),
    ],
)
def test_terms_at_the_edge_are_good(values: dict[str, Any], last_trial_day: date | None) -> None:
    assert terms_with(**values).last_trial_day == last_trial_day


@pytest.mark.parametrize(
    ("host_part", "reason", "message"),
    [
        (Decimal("-0.1"), "r", "host_part: must be a Decimal from 0 to 1, not Decimal('-0.1')"),
        (Decimal("1.1"), "r", "host_part: must be a Decimal from 0 to 1, not Decimal('1.1')"),
        (0.5, "r", "host_part: must be a Decimal from 0 to 1, not 0.5"),
        (Decimal(1), "", f"reason: {BLANK} ''"),
        (
            None,
            None,
            f"host_part: must be a Decimal from 0 to 1, not None; reason: {BLANK} None",
        ),
    ],
)
def test_a_cost_split_that_cannot_be_is_refused(
    host_part: Decimal, reason: str, message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        CostSplit(host_part, reason)
    assert str(caught.value) == f"cannot make CostSplit: {message}"


@pytest.mark.parametrize("host_part", [Decimal(0), Decimal("0.5"), Decimal(1)])
def test_either_side_may_bear_the_whole_cost(host_part: Decimal) -> None:
    assert CostSplit(host_part, "recharge").host_part == host_part


def test_a_cost_split_is_told_in_words() -> None:
    assert str(CostSplit(Decimal("0.25"), "shared_gain")) == "host part 0.25, shared gain"


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_decimal_that_is_no_number_is_no_share(number: str) -> None:
    """Comparing a NaN raises an error of the decimal module."""
    with pytest.raises(InvalidValue) as of_time:
        terms_with(host_share=Decimal(number))
    assert str(of_time.value) == (
        f"cannot make Terms: host_share: must be above 0 and at most 1, not {number}"
    )
    with pytest.raises(InvalidValue) as of_cost:
        CostSplit(Decimal(number), "recharge")
    assert str(of_cost.value) == (
        f"cannot make CostSplit: host_part: must be a Decimal from 0 to 1, not {Decimal(number)!r}"
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "return"}, "kind: must be an EndKind, not 'return'"),
        ({"last_day": None}, "last_day: must be a day (datetime.date), not None"),
        (
            {"last_day": NOON},
            "last_day: must be a day (datetime.date), not the instant 2027-05-01T12:00:00; "
            "use .date()",
        ),
        ({"reason": ""}, f"reason: {BLANK} ''"),
        ({"next_post": " "}, f"next_post: {BLANK} ' '"),
        (
            {"kind": None, "last_day": 5, "reason": 5, "next_post": 5},
            f"kind: must be an EndKind, not None; last_day: must be a day (datetime.date), not 5; "
            f"reason: {BLANK} 5; next_post: {BLANK} 5",
        ),
    ],
)
def test_an_ending_that_cannot_be_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        evolve(Ending(EndKind.RETURN, LAST_DAY), **values)
    assert str(caught.value) == f"cannot make Ending: {message}"


# defaults


def test_terms_that_say_nothing_but_the_period_are_full_time_and_leave_the_rest_to_the_policy() -> (
    None
):
    assert {each.name: getattr(TERMS, each.name) for each in fields(Terms)} == {
        "period": PERIOD,
        "host_share": Decimal(1),
        "kind": None,
        "purpose": None,
        "team": None,
        "place": None,
        "scope": (),
        "goals": (),
        "check_in_every": None,
        "gates": (),
        "trial": None,
        "notice": None,
        "early_end_mode": None,
        "return_right": None,
        "conversion_route": None,
        "cost": None,
        "cover": Cover.NONE,
        "decision_day": None,
    }


def test_everything_in_terms_is_given_by_its_name() -> None:
    with pytest.raises(TypeError, match="positional"):
        Terms(PERIOD)  # type: ignore[call-arg]  # that is what is refused


@pytest.mark.parametrize(
    ("kind", "end_kind"),
    [
        (NoticeKind.RECALL, EndKind.EARLY_END),
        (NoticeKind.HOST_WITHDRAWAL, EndKind.EARLY_END),
        (NoticeKind.STEPPING_BACK, EndKind.EARLY_END),
        (NoticeKind.RESIGNATION, EndKind.LEAVING),
    ],
)
def test_every_notice_leads_home_but_a_resignation(kind: NoticeKind, end_kind: EndKind) -> None:
    assert kind.end_kind is end_kind


# differences

EARLIER, LATER = date(2027, 2, 1), date(2027, 9, 30)
WRITE, READ = item("write"), item("read")
SHIP, LEARN = goal("ship"), goal("learn")

DIFFERENCES: list[tuple[dict[str, Any], dict[str, Any], list[tuple[ChangeKind, str, Any, Any]]]] = [
    (
        {"period": PERIOD},
        {"period": Period(FIRST_DAY, LATER)},
        [(ChangeKind.EXTENSION, "last_day", LAST_DAY, LATER)],
    ),
    (
        {"period": Period(FIRST_DAY, LATER)},
        {"period": PERIOD},
        [(ChangeKind.SHORTENING, "last_day", LATER, LAST_DAY)],
    ),
    (
        {"period": PERIOD},
        {"period": Period(EARLIER, LAST_DAY)},
        [(ChangeKind.RESCHEDULING, "first_day", FIRST_DAY, EARLIER)],
    ),
    (
        {"period": Period(EARLIER, LAST_DAY)},
        {"period": Period(FIRST_DAY, LATER)},
        [
            (ChangeKind.RESCHEDULING, "first_day", EARLIER, FIRST_DAY),
            (ChangeKind.EXTENSION, "last_day", LAST_DAY, LATER),
        ],
    ),
    (
        {"host_share": Decimal(1)},
        {"host_share": Decimal("0.8")},
        [(ChangeKind.SHARE, "host_share", Decimal(1), Decimal("0.8"))],
    ),
    ({"kind": "detail"}, {"kind": "loan"}, [(ChangeKind.KIND, "kind", "detail", "loan")]),
    ({"purpose": None}, {"purpose": "cover"}, [(ChangeKind.PURPOSE, "purpose", None, "cover")]),
    ({"team": None}, {"team": "blue"}, [(ChangeKind.TEAM, "team", None, "blue")]),
    ({"place": "leeds"}, {"place": None}, [(ChangeKind.PLACE, "place", "leeds", None)]),
    (
        {"scope": (WRITE,)},
        {"scope": (WRITE, READ)},
        [(ChangeKind.SCOPE, "scope", (WRITE,), (WRITE, READ))],
    ),
    ({"goals": (SHIP,)}, {"goals": (LEARN,)}, [(ChangeKind.GOALS, "goals", (SHIP,), (LEARN,))]),
    (
        {"check_in_every": None},
        {"check_in_every": Length(weeks=2)},
        [(ChangeKind.CHECK_INS, "check_in_every", None, Length(weeks=2))],
    ),
    (
        {"gates": (Gate.BUDDY,)},
        {"gates": (Gate.GOALS, Gate.BUDDY)},
        [(ChangeKind.GATES, "gates", (Gate.BUDDY,), (Gate.GOALS, Gate.BUDDY))],
    ),
    (
        {"trial": Length(months=1)},
        {"trial": None},
        [(ChangeKind.TRIAL, "trial", Length(months=1), None)],
    ),
    (
        {"notice": None},
        {"notice": Length()},
        [(ChangeKind.NOTICE, "notice", None, Length())],
    ),
    (
        {"early_end_mode": None},
        {"early_end_mode": EarlyEndMode.MUTUAL},
        [(ChangeKind.EARLY_END_MODE, "early_end_mode", None, EarlyEndMode.MUTUAL)],
    ),
    (
        {"return_right": ReturnRight.SAME_POST},
        {"return_right": ReturnRight.NONE},
        [(ChangeKind.RETURN_RIGHT, "return_right", ReturnRight.SAME_POST, ReturnRight.NONE)],
    ),
    (
        {"return_right": None},
        {"return_right": ReturnRight.SAME_POST},
        [(ChangeKind.RETURN_RIGHT, "return_right", None, ReturnRight.SAME_POST)],
    ),
    (
        {"conversion_route": ConversionRoute.BY_AGREEMENT},
        {"conversion_route": ConversionRoute.AUTOMATIC},
        [
            (
                ChangeKind.CONVERSION_ROUTE,
                "conversion_route",
                ConversionRoute.BY_AGREEMENT,
                ConversionRoute.AUTOMATIC,
            )
        ],
    ),
    (
        {"cost": None},
        {"cost": CostSplit(Decimal(1), "recharge")},
        [(ChangeKind.COST, "cost", None, CostSplit(Decimal(1), "recharge"))],
    ),
    (
        {"cover": Cover.NONE},
        {"cover": Cover.BACKFILL},
        [(ChangeKind.COVER, "cover", Cover.NONE, Cover.BACKFILL)],
    ),
    (
        {"decision_day": None},
        {"decision_day": FIRST_DAY},
        [(ChangeKind.DECISION_DAY, "decision_day", None, FIRST_DAY)],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    DIFFERENCES,
    ids=["+".join(each[0] for each in row[2]) for row in DIFFERENCES],
)
def test_a_difference_has_its_kind_and_both_values(
    old: dict[str, Any], new: dict[str, Any], found: list[tuple[ChangeKind, str, Any, Any]]
) -> None:
    differences = tuple(Difference(*each) for each in found)
    assert diff(terms_with(**old), terms_with(**new)) == differences


def test_the_table_of_differences_has_every_kind_and_every_field() -> None:
    rows = [each for _, _, found in DIFFERENCES for each in found]
    assert {kind for kind, *_ in rows} == set(ChangeKind)
    named = {name for _, name, *_ in rows}
    assert named - {"first_day", "last_day"} == {each.name for each in fields(Terms)} - {"period"}


def test_differences_come_in_the_order_of_the_fields() -> None:
    """Everything changes at once; the period comes first, as its two days."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for before, after, found in DIFFERENCES:
        if found[0][1] not in ("first_day", "last_day"):
            old |= before
            new |= after
    old["period"], new["period"] = PERIOD, Period(EARLIER, LATER)
    assert [each.field for each in diff(terms_with(**old), terms_with(**new))] == [
        "first_day",
        "last_day",
        *(each.name for each in fields(Terms) if each.name != "period"),
    ]


@pytest.mark.parametrize(
    ("name", "three"),
    [
        ("scope", [item("a"), item("b"), item("c")]),
        ("goals", [goal("a"), goal("b"), goal("c")]),
        ("gates", [Gate.BUDDY, Gate.COVER, Gate.GOALS]),
    ],
)
def test_the_order_of_goals_of_scope_items_and_of_gates_does_not_matter(
    name: str, three: list[object]
) -> None:
    for other in permutations(three):
        assert diff(terms_with(**{name: three}), terms_with(**{name: other})) == ()
    for fewer in (three[:2], three[1:]):
        (difference,) = diff(terms_with(**{name: three}), terms_with(**{name: fewer}))
        assert (difference.old, difference.new) == (tuple(three), tuple(fewer))


def test_a_gate_named_twice_is_one_gate() -> None:
    once = terms_with(gates=iter([Gate.COVER, Gate.BUDDY, Gate.COVER]))
    assert once.gates == (Gate.COVER, Gate.BUDDY)
    assert once == terms_with(gates=(Gate.COVER, Gate.BUDDY))


def test_a_share_written_with_more_zeros_is_the_same_share() -> None:
    one, other = terms_with(host_share=Decimal("0.8")), terms_with(host_share=Decimal("0.80"))
    assert diff(one, other) == ()


def test_terms_have_no_difference_from_themselves() -> None:
    assert diff(TERMS, terms_with()) == ()


def test_terms_are_values() -> None:
    """Goals and scope items may be given as any collection."""
    one = terms_with(goals=[SHIP, LEARN], scope=iter([WRITE]), cost=CostSplit(Decimal(1), "r"))
    other = pickle.loads(pickle.dumps(one))
    assert (one, hash(one)) == (other, hash(other))
    assert (one.goals, one.scope) == ((SHIP, LEARN), (WRITE,))


@pytest.mark.parametrize(
    ("digits", "fault"),
    [
        (30, None),
        (31, f"must have at most 30 decimal places, not 0.{'3' * 31}"),
    ],
)
def test_a_share_has_no_more_decimal_places_than_anybody_can_count_with(
    digits: int, fault: str | None
) -> None:
    share = Decimal(f"0.{'3' * digits}")
    if fault is None:
        assert evolve(TERMS, host_share=share).host_share == share
        return
    with pytest.raises(InvalidValue) as caught:
        evolve(TERMS, host_share=share)
    assert [str(each) for each in caught.value.faults] == [f"host_share: {fault}"]
