"""What was agreed to be done, what was done besides, and how far the two are apart."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment.errors import InvalidValue
from secondment.scope import (
    Baseline,
    Drift,
    DriftKind,
    DriftLine,
    Extra,
    Imbalance,
    ItemDifference,
    ItemDifferenceKind,
    Priority,
    ScopeItem,
    baseline_on,
    compare_baselines,
    drift,
    imbalances,
)
from tests.cast import FIRST_DAY, HANA, OTTO, SAM

DAY = date(2027, 4, 6)

EFFORTS = st.decimals(0, 200, places=2)
ITEMS = st.lists(
    st.builds(
        ScopeItem,
        st.sampled_from(["api", "docs", "pilot", "rollout", "talks"]),
        st.sampled_from(["Payments API", "Handbook"]),
        EFFORTS,
        st.sampled_from(Priority),
    ),
    unique_by=lambda item: item.id,
)


def item(id: str, effort: str, priority: Priority = Priority.SHOULD) -> ScopeItem:
    return ScopeItem(id, id.title(), Decimal(effort), priority)


def extra(id: str = "x1", effort: str = "2", on: date = DAY, **more: Any) -> Extra:
    return Extra(id=id, on=on, title="Talk", effort=Decimal(effort), by=SAM, **more)


def baseline(*items: ScopeItem, on: date = FIRST_DAY) -> Baseline:
    return Baseline(on=on, items=items)


def faults_of(build: Callable[[], object]) -> dict[str, str]:
    """Return the faults of what cannot be built, by path."""
    with pytest.raises(InvalidValue) as caught:
        build()
    return {fault.path: fault.text for fault in caught.value.faults}


# items


def test_an_item_without_a_priority_is_a_should() -> None:
    assert ScopeItem("api", "Payments API", Decimal(5)).priority is Priority.SHOULD


@pytest.mark.parametrize("priority", [Priority.MUST, Priority.SHOULD, Priority.COULD])
def test_the_effort_of_what_is_to_be_done_is_agreed(priority: Priority) -> None:
    assert item("api", "5", priority).agreed_effort == Decimal(5)


def test_no_effort_is_agreed_for_what_is_agreed_not_to_be_done() -> None:
    assert item("api", "5", Priority.WONT).agreed_effort == Decimal(0)


def test_everything_wrong_with_an_item_is_said_at_once() -> None:
    with pytest.raises(InvalidValue) as caught:
        ScopeItem(" ", "", 2.5, "must")  # type: ignore[arg-type]  # what a careless tool gives
    assert str(caught.value) == (
        "cannot make ScopeItem: "
        "id: must be an id, a text that is not blank, not ' '; "
        "title: must not be blank; "
        "effort: must be a Decimal from 0 to 1000000 days, not 2.5; "
        "priority: must be a Priority, not 'must'"
    )


@pytest.mark.parametrize(
    ("effort", "text"),
    [
        (3, "must be a Decimal from 0 to 1000000 days, not 3"),
        (True, "must be a Decimal from 0 to 1000000 days, not True"),
        (Decimal("-0.01"), "must be from 0 to 1000000 days, not -0.01"),
        (Decimal("1000000.01"), "must be from 0 to 1000000 days, not 1000000.01"),
        (Decimal("NaN"), "must be from 0 to 1000000 days, not NaN"),
        (Decimal("sNaN"), "must be from 0 to 1000000 days, not sNaN"),
        (Decimal("Infinity"), "must be from 0 to 1000000 days, not Infinity"),
        (Decimal("1E-41"), "must have at most 40 decimal places, not 1E-41"),
    ],
    ids=str,
)
def test_an_effort_that_no_plan_can_hold_is_refused(effort: Any, text: str) -> None:
    assert faults_of(lambda: ScopeItem("api", "API", effort)) == {"effort": text}
    assert faults_of(lambda: Extra(id="x1", on=DAY, title="Talk", effort=effort, by=SAM)) == {
        "effort": text
    }


@pytest.mark.parametrize("effort", ["0", "0.5", "1000000", "1E-40"])
def test_an_effort_at_the_edge_is_taken(effort: str) -> None:
    assert item("api", effort).effort == Decimal(effort)


# the 60/20 rule


def spread(must: str, should: str, could: str, wont: str = "0") -> list[ScopeItem]:
    return [
        item("a", must, Priority.MUST),
        item("b", should, Priority.SHOULD),
        item("c", could, Priority.COULD),
        item("d", wont, Priority.WONT),
    ]


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        (spread("60", "20", "20"), []),
        (spread("20", "20", "60"), []),
        (
            spread("60.01", "19.99", "20"),
            ["must items take 60.01 of 100 days, 0.01 more than 60 %"],
        ),
        (
            spread("60", "20.01", "19.99"),
            ["could items take 19.99 of 100 days, 0.01 less than 20 %"],
        ),
        (
            spread("10", "0", "0"),
            [
                "must items take 10 of 10 days, 4 more than 60 %",
                "could items take 0 of 10 days, 2 less than 20 %",
            ],
        ),
        (spread("60", "20", "20", wont="500"), []),
        (spread("15", "5", "5", wont="0.1"), []),
        ([item("a", "2", Priority.MUST), *spread("4", "2", "2")[1:]], []),
    ],
)
def test_musts_take_at_most_60_and_coulds_at_least_20_percent(
    items: list[ScopeItem], texts: list[str]
) -> None:
    """DSDM handbook, 10.4.1 and 10.5; what is agreed not to be done does not count (10.2.4)."""
    found = imbalances(items)
    assert found is not None
    assert [str(each) for each in found] == texts


def test_an_imbalance_comes_with_its_figures() -> None:
    assert imbalances(spread("8", "2", "2.0")) == (
        Imbalance(
            priority=Priority.MUST,
            effort=Decimal(8),
            total=Decimal(12),
            share=Decimal("0.6666666666666666666666666667"),
            limit=Decimal("0.6"),
            days=Decimal("0.8"),
        ),
        Imbalance(
            priority=Priority.COULD,
            effort=Decimal(2),
            total=Decimal(12),
            share=Decimal("0.1666666666666666666666666667"),
            limit=Decimal("0.2"),
            days=Decimal("0.4"),
        ),
    )


@pytest.mark.parametrize("items", [[], spread("0", "0", "0", wont="9")], ids=["none", "no effort"])
def test_without_effort_nothing_can_be_said_of_its_balance(items: list[ScopeItem]) -> None:
    assert imbalances(items) is None


def test_the_limits_are_those_of_the_team() -> None:
    """The exact split is down to each team to agree (DSDM handbook, 10.4.1)."""
    items = spread("75", "20", "5")
    assert imbalances(items, most_must=Decimal("0.75"), least_could=Decimal("0.05")) == ()


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (0.6, "must be a Decimal from 0 to 1, not 0.6"),
        (1, "must be a Decimal from 0 to 1, not 1"),
        (Decimal("-0.1"), "must be from 0 to 1, not -0.1"),
        (Decimal("1.1"), "must be from 0 to 1, not 1.1"),
        (Decimal("NaN"), "must be from 0 to 1, not NaN"),
        (Decimal("1E-41"), "must have at most 40 decimal places, not 1E-41"),
    ],
    ids=str,
)
def test_a_limit_is_a_part_of_the_whole(limit: Any, text: str) -> None:
    assert faults_of(lambda: imbalances([], most_must=limit, least_could=limit)) == {
        "most_must": text,
        "least_could": text,
    }


@pytest.mark.parametrize("limit", ["0", "1"])
def test_a_limit_may_be_all_or_nothing(limit: str) -> None:
    found = imbalances(spread("1", "1", "1"), most_must=Decimal(1), least_could=Decimal(limit))
    assert found is not None
    assert [each.days for each in found] == [Decimal(2)] * int(limit)


def test_no_day_is_lost_in_the_finest_balance() -> None:
    most, finest = Decimal("0." + "9" * 40), Fraction(1, 10**40)
    items = [item("a", "1000000", Priority.MUST), item("b", "1E-40", Priority.COULD)]
    found = imbalances(items, most_must=most, least_could=Decimal("1E-40"))
    assert found is not None
    assert [Fraction(each.days) for each in found] == [
        10**6 - (1 - finest) * (10**6 + finest),
        finest * (10**6 + finest) - finest,
    ]


def test_the_balance_is_of_items_each_of_them_once() -> None:
    given: Any = [item("a", "1"), "b", item("a", "2")]
    assert faults_of(lambda: imbalances(given)) == {
        "items[1]": "must be a ScopeItem, not 'b'",
        "items": "a stands 2 times; ids are unique",
    }


def test_items_that_stand_twice_are_named_in_the_order_of_their_ids() -> None:
    with pytest.raises(InvalidValue) as caught:
        baseline(*(item(each, "1") for each in "bbaac"))
    assert str(caught.value) == (
        "cannot make Baseline: items: a stands 2 times; ids are unique; "
        "items: b stands 2 times; ids are unique"
    )


@given(ITEMS)
def test_the_balance_is_the_one_that_fractions_give(items: list[ScopeItem]) -> None:
    days = {
        priority: sum(Fraction(each.effort) for each in items if each.priority is priority)
        for priority in Priority
    }
    total = days[Priority.MUST] + days[Priority.SHOULD] + days[Priority.COULD]
    off = {
        Priority.MUST: days[Priority.MUST] - total * Fraction(60, 100),
        Priority.COULD: total * Fraction(20, 100) - days[Priority.COULD],
    }
    wanted = {priority: by for priority, by in off.items() if by > 0}
    found = imbalances(items)
    if total == 0:
        assert found is None
    else:
        assert found is not None
        assert {each.priority: Fraction(each.days) for each in found} == wanted


# the baseline and its versions


def test_a_baseline_adds_up_what_is_to_be_done() -> None:
    assert baseline(*spread("1.5", "2.25", "3", wont="100")).effort == Decimal("6.75")


def test_the_first_version_is_1_and_a_list_of_items_is_kept_as_it_was() -> None:
    items = [item("api", "5")]
    first = Baseline(on=FIRST_DAY, items=items)
    items.append(item("docs", "5"))
    assert (first.version, first.items) == (1, (item("api", "5"),))


def test_everything_wrong_with_a_baseline_is_said_at_once() -> None:
    items: Any = [item("api", "1"), None, item("api", "2")]
    noon: Any = datetime(2027, 3, 1, 12)  # noqa: DTZ001  # an instant where a day is meant
    assert faults_of(lambda: Baseline(on=noon, items=items, version=0)) == {
        "items[1]": "must be a ScopeItem, not None",
        "items": "api stands 2 times; ids are unique",
        "on": "must be a day (datetime.date), not the instant 2027-03-01T12:00:00; use .date()",
        "version": "must be a whole number of 1 or more, not 0",
    }


@pytest.mark.parametrize("version", [True, "1", 1.0, -1])
def test_a_version_is_a_whole_number_from_1(version: Any) -> None:
    assert faults_of(lambda: Baseline(on=FIRST_DAY, items=[], version=version)) == {
        "version": f"must be a whole number of 1 or more, not {version!r}"
    }


def test_a_baseline_is_replaced_by_the_next_version() -> None:
    first = baseline(item("api", "5"))
    assert first.replaced_by([item("api", "8")], on=FIRST_DAY) == Baseline(
        on=FIRST_DAY, items=(item("api", "8"),), version=2
    )


def test_a_baseline_cannot_be_replaced_from_a_day_before_it() -> None:
    assert faults_of(lambda: baseline().replaced_by([], on=date(2027, 2, 28))) == {
        "on": "2027-02-28 lies before 2027-03-01, from which version 1 holds"
    }


FIRST = baseline(item("api", "5"))
SECOND = FIRST.replaced_by([item("api", "8")], on=date(2027, 5, 1))
THIRD = SECOND.replaced_by([item("api", "9")], on=date(2027, 5, 1))


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2027, 2, 28), None),
        (FIRST_DAY, FIRST),
        (date(2027, 4, 30), FIRST),
        (date(2027, 5, 1), THIRD),
        (date(2028, 2, 29), THIRD),
    ],
    ids=str,
)
def test_the_latest_version_from_by_then_holds_on_a_day(on: date, version: Baseline | None) -> None:
    for versions in permutations([FIRST, SECOND, THIRD]):
        assert baseline_on(versions, on) == version


def test_without_a_version_none_holds() -> None:
    assert baseline_on([], FIRST_DAY) is None


@pytest.mark.parametrize(
    ("versions", "text"),
    [
        ([FIRST, FIRST], "version 1 from 2027-03-01 cannot follow version 1 from 2027-03-01"),
        (
            [Baseline(on=date(2027, 2, 1), items=[], version=2), FIRST],
            "version 2 from 2027-02-01 cannot follow version 1 from 2027-03-01",
        ),
    ],
)
def test_versions_that_contradict_each_other_are_refused(
    versions: list[Baseline], text: str
) -> None:
    assert faults_of(lambda: baseline_on(versions, FIRST_DAY)) == {"": text}


def test_the_version_that_holds_is_asked_for_with_a_day() -> None:
    noon: Any = datetime(2027, 3, 1, 12)  # noqa: DTZ001  # an instant where a day is meant
    assert faults_of(lambda: baseline_on([FIRST], noon)) == {
        "": "must be a day (datetime.date), not the instant 2027-03-01T12:00:00; use .date()"
    }


# extras


def test_everything_wrong_with_an_extra_is_said_at_once() -> None:
    wrong: Any = None
    assert faults_of(
        lambda: Extra(
            id="", on=wrong, title=wrong, effort=wrong, by=" ", item="", wanted_by=wrong or ""
        )
    ) == {
        "id": "must be an id, a text that is not blank, not ''",
        "on": "must be a day (datetime.date), not None",
        "title": "must be a text, not of type NoneType",
        "effort": "must be a Decimal from 0 to 1000000 days, not None",
        "by": "must be an id, a text that is not blank, not ' '",
        "item": "must be an id, a text that is not blank, not ''",
        "wanted_by": "must be an id, a text that is not blank, not ''",
    }


@pytest.mark.parametrize("effort", ["0", "-0", "0.00"])
def test_work_that_took_no_time_is_no_extra(effort: str) -> None:
    assert faults_of(lambda: extra(effort=effort)) == {
        "effort": "must be above 0 days: work that took no time is no extra"
    }


def test_an_extra_may_name_the_item_that_grew_and_who_wanted_it() -> None:
    noted = extra(item="api", wanted_by=OTTO)
    assert (noted.item, noted.wanted_by) == ("api", OTTO)
    assert (extra().item, extra().wanted_by) == (None, None)


# drift


def test_drift_is_the_share_of_the_agreed_effort_and_a_list() -> None:
    agreed = baseline(item("api", "30"), item("docs", "10"), item("pilot", "9", Priority.WONT))
    late, early = extra("x2", "1.5", wanted_by=HANA), extra("x1", "3", on=FIRST_DAY, item="api")
    back, odd = extra("x3", "0.5", item="pilot"), extra("x0", "1", item="removed")
    assert drift(agreed, [back, late, odd, early], DAY) == Drift(
        on=DAY,
        agreed=Decimal(40),
        extra=Decimal(6),
        share=Decimal("0.15"),
        lines=(
            DriftLine(early, DriftKind.GROWN),
            DriftLine(odd, DriftKind.NEW),
            DriftLine(late, DriftKind.NEW),
            DriftLine(back, DriftKind.BROUGHT_BACK),
        ),
    )


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        (date(2027, 2, 28), False),
        (FIRST_DAY, True),
        (DAY, True),
        (date(2027, 4, 7), False),
    ],
    ids=str,
)
def test_extras_count_from_the_day_of_the_baseline_to_the_day_asked_about(
    on: date, counted: bool
) -> None:
    found = drift(baseline(item("api", "10")), [extra(on=on)], DAY)
    assert (found.share, len(found.lines)) == (Decimal("0.2") * counted, counted)


def test_a_new_version_starts_without_drift() -> None:
    second = FIRST.replaced_by([item("api", "7")], on=date(2027, 4, 7))
    assert drift(FIRST, [extra()], DAY).share == Decimal("0.4")
    assert drift(second, [extra()], date(2027, 4, 7)).share == Decimal(0)


@pytest.mark.parametrize("items", [[], [item("api", "9", Priority.WONT)], [item("api", "0")]])
def test_without_agreed_effort_there_is_no_share_of_it(items: list[ScopeItem]) -> None:
    found = drift(baseline(*items), [extra()], DAY)
    assert (found.agreed, found.extra, found.share) == (Decimal(0), Decimal(2), None)


@pytest.mark.parametrize(
    ("agreed", "outside", "share"),
    [
        ("3", "1", "0.3333333333333333333333333333"),
        ("3", "6", "2"),
        ("2.5", "25", "10"),
        ("2.5", "0.25", "0.1"),
    ],
)
def test_a_share_is_written_as_people_write_it(agreed: str, outside: str, share: str) -> None:
    found = drift(baseline(item("api", agreed)), [extra(effort=outside)], DAY)
    assert str(found.share) == share


def test_no_extra_work_is_a_drift_of_0() -> None:
    assert str(drift(baseline(item("api", "2.5")), [], DAY).share) == "0"


def test_the_context_of_the_embedding_tool_changes_no_figure() -> None:
    agreed, extras = baseline(item("api", "12345.678")), [extra(effort="1234.5678")]
    with localcontext(Context(prec=2)):
        found = drift(agreed, extras, DAY)
        balance = imbalances(spread("123.45", "1.01", "2"))
    assert (found.agreed, found.extra) == (Decimal("12345.678"), Decimal("1234.5678"))
    assert found == drift(agreed, extras, DAY)
    assert balance == imbalances(spread("123.45", "1.01", "2"))


def test_drift_is_not_asked_for_before_the_baseline_nor_counted_twice() -> None:
    extras: Any = [extra("x1"), "x2", extra("x1")]
    assert faults_of(lambda: drift(baseline(), extras, date(2027, 2, 28))) == {
        "on": "2027-02-28 lies before 2027-03-01, from which the baseline holds",
        "extras[1]": "must be an Extra, not 'x2'",
        "extras": "x1 stands 2 times; ids are unique",
    }


def test_drift_is_asked_for_with_a_day() -> None:
    noon: Any = datetime(2027, 3, 1, 12)  # noqa: DTZ001  # an instant where a day is meant
    assert faults_of(lambda: drift(baseline(), [], noon)) == {
        "on": "must be a day (datetime.date), not the instant 2027-03-01T12:00:00; use .date()"
    }


@given(
    ITEMS,
    st.lists(
        st.builds(
            extra,
            st.uuids().map(str),
            st.decimals(Decimal("0.01"), 50, places=2).map(str),
            st.dates(date(2027, 2, 20), date(2027, 4, 20)),
        ),
        unique_by=lambda each: each.id,
    ),
    st.randoms(use_true_random=False),
)
def test_drift_adds_up_whatever_the_order(
    items: list[ScopeItem], extras: list[Extra], random: Any
) -> None:
    found = drift(baseline(*items), extras, DAY)
    counted = [each for each in extras if FIRST_DAY <= each.on <= DAY]
    assert sum(Fraction(line.extra.effort) for line in found.lines) == Fraction(found.extra)
    assert {line.extra.id for line in found.lines} == {each.id for each in counted}
    assert [line.extra.on for line in found.lines] == sorted(each.on for each in counted)
    if found.share is not None:
        exact = Fraction(found.extra) / Fraction(found.agreed)
        assert abs(Fraction(found.share) - exact) <= exact / 10**27
    random.shuffle(extras)
    assert drift(baseline(*items), extras, DAY) == found


# from one baseline to another

KIND = ItemDifferenceKind


@pytest.mark.parametrize(
    ("old", "new", "kinds", "days"),
    [
        (None, item("api", "5"), [KIND.ADDED], "5"),
        (None, item("api", "5", Priority.WONT), [KIND.ADDED], "0"),
        (item("api", "5"), None, [KIND.REMOVED], "-5"),
        (item("api", "5"), item("api", "5.5"), [KIND.GROWN], "0.5"),
        (item("api", "5"), item("api", "4"), [KIND.SHRUNK], "-1"),
        (item("api", "5.00"), item("api", "15.00"), [KIND.GROWN], "10"),
        (item("api", "5"), item("api", "5", Priority.MUST), [KIND.REPRIORITISED], "0"),
        (item("api", "5"), item("api", "5", Priority.WONT), [KIND.REPRIORITISED], "-5"),
        (item("api", "5"), ScopeItem("api", "Other", Decimal(5)), [KIND.RENAMED], "0"),
        (
            item("api", "5"),
            ScopeItem("api", "Other", Decimal(7), Priority.COULD),
            [KIND.GROWN, KIND.REPRIORITISED, KIND.RENAMED],
            "2",
        ),
        (item("api", "5"), item("api", "5.00"), [], "0"),
    ],
)
def test_an_item_differs_in_what_it_differs_in(
    old: ScopeItem | None, new: ScopeItem | None, kinds: list[KIND], days: str
) -> None:
    before, after = (baseline(*([each] if each else [])) for each in (old, new))
    found = compare_baselines(before, after)
    assert [(each.id, list(each.kinds), each.old, each.new) for each in found] == (
        [("api", kinds, old, new)] if kinds else []
    )
    assert [str(each.days) for each in found] == ([days] if kinds else [])


def test_differences_come_in_the_old_order_and_the_added_last() -> None:
    old = baseline(item("b", "1"), item("same", "1"), item("a", "1"))
    new = baseline(item("d", "1"), item("a", "2"), item("same", "1"), item("c", "1"))
    found = compare_baselines(old, new)
    assert [(each.id, *each.kinds) for each in found] == [
        ("b", KIND.REMOVED),
        ("a", KIND.GROWN),
        ("d", KIND.ADDED),
        ("c", KIND.ADDED),
    ]


@given(ITEMS)
def test_a_baseline_does_not_differ_from_itself_in_another_order(items: list[ScopeItem]) -> None:
    assert compare_baselines(baseline(*items), baseline(*reversed(items))) == ()


@given(ITEMS, ITEMS)
def test_differences_lead_from_the_old_to_the_new_and_add_up(
    before: list[ScopeItem], after: list[ScopeItem]
) -> None:
    old, new = baseline(*before), baseline(*after)
    found = compare_baselines(old, new)
    changed: dict[str, ScopeItem | None] = {each.id: each for each in before}
    changed |= {each.id: each.new for each in found}
    assert {each for each in changed.values() if each} == set(after)
    assert sum(Fraction(each.days) for each in found) == Fraction(new.effort) - Fraction(old.effort)


MIRRORED = {
    KIND.ADDED: KIND.REMOVED,
    KIND.REMOVED: KIND.ADDED,
    KIND.GROWN: KIND.SHRUNK,
    KIND.SHRUNK: KIND.GROWN,
}


@given(ITEMS, ITEMS)
def test_the_way_back_is_the_mirror_of_the_way_there(
    before: list[ScopeItem], after: list[ScopeItem]
) -> None:
    there = compare_baselines(baseline(*before), baseline(*after))
    back = compare_baselines(baseline(*after), baseline(*before))
    mirrored = {
        ItemDifference(
            id=each.id,
            kinds=tuple(MIRRORED.get(kind, kind) for kind in each.kinds),
            old=each.new,
            new=each.old,
        )
        for each in there
    }
    assert set(back) == mirrored
