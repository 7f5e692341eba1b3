"""Work outside the scope agreed: how far it has drifted, when it is warned of, and what mends it.

How drift is counted against a baseline is in `test_scope`; here the baseline is a placement's own.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve as altered
from hypothesis import given
from hypothesis import strategies as st

from secondment import (
    Advance,
    Clause,
    Command,
    Consent,
    Counter,
    MakeRecord,
    Objection,
    OpenChange,
    Period,
    Placement,
    Policy,
    Reassign,
    Remedy,
    Role,
    Terms,
    Verb,
    Void,
    options,
    why_not,
)
from secondment.explain import warnings
from secondment.readings import drift_on
from secondment.scope import Baseline, DriftKind, Extra, Priority, ScopeItem
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HOUSE,
    INFORMAL,
    LAST_DAY,
    OTTO,
    PETRA,
    PROPOSE,
    SAM,
    TERMS,
    consents,
    handing_over,
    lived,
    proposed,
    scheduled_under,
    underway,
    underway_under,
)

MARCH = date(2027, 3, 22)
APRIL = date(2027, 4, 1)
MAY = date(2027, 5, 3)
ONE_DAY = timedelta(days=1)

API = ScopeItem("api", "Payments API", Decimal(30))
DOCS = ScopeItem("docs", "Handbook", Decimal(10), Priority.WONT)
SCOPED = altered(TERMS, scope=(API, DOCS))
EXTRA_WORK = "house, a plain default of secondment and not law: extra work"


def extra(effort: str, id: str = "x1", *, on: date = MARCH, item: str | None = None) -> Extra:
    """Return a record of work outside the scope."""
    return Extra(id=id, on=on, title="Batch", effort=Decimal(effort), by=SAM, item=item)


def note(effort: str, id: str = "x1", *, on: date = MARCH, item: str | None = None) -> MakeRecord:
    """Return Sam's wish to put such work on record, on the day of it."""
    return MakeRecord(by=SAM, on=on, record=extra(effort, id, on=on, item=item))


def noted(effort: str) -> Placement:
    """Return a placement with 30 days agreed and so many days of extra work in March."""
    return lived(note(effort), after=underway_under(SCOPED))


def settled(subject: Terms, on: date, after: Placement) -> Placement:
    """Return *after* with a change that Sam opened and the others consented to, all on one day."""
    opened = lived(OpenChange(by=SAM, on=on, subject=subject), after=after)
    people = [
        each
        for each in (OTTO, "hana", PETRA)
        if not why_not(opened, Consent(by=each, on=on), HOUSE)
    ]
    return lived(*consents(on, people), after=opened)


def drifted(placement: Placement, on: date = MAY) -> tuple[Decimal, Decimal, list[str]]:
    """Return the days agreed, the days outside, and the ids of what was noted."""
    found = drift_on(placement, on)
    assert found is not None
    return found.agreed, found.extra, [line.extra.id for line in found.lines]


def warned(placement: Placement, on: date = MAY, policy: Policy = HOUSE) -> list[str]:
    """Return the codes of what is warned of."""
    return [each.code for each in warnings(placement, policy, on)]


def wider(warning: Objection) -> Terms:
    """Return the terms that *warning* would pass with."""
    assert warning.remedy is not None
    subject: Any = dict(warning.remedy.fields)["subject"]
    assert isinstance(subject, Terms)
    return subject


# the baseline


def test_before_anything_is_agreed_there_is_no_baseline_and_no_drift() -> None:
    assert proposed().baseline is None
    assert drift_on(proposed(), MAY) is None


def test_the_scope_agreed_is_the_baseline_from_the_day_it_was_agreed() -> None:
    placement = scheduled_under(SCOPED)
    assert placement.baseline == Baseline(on=AGREED_ON, items=(API, DOCS))
    assert drift_on(placement, AGREED_ON - ONE_DAY) is None
    assert drifted(placement, AGREED_ON) == (Decimal(30), Decimal(0), [])


def test_a_change_of_the_scope_makes_another_version() -> None:
    more = altered(SCOPED, scope=(API,))
    assert settled(more, APRIL, underway_under(SCOPED)).baseline == Baseline(
        on=APRIL, items=(API,), version=2
    )


@pytest.mark.parametrize(
    "subject",
    [
        altered(SCOPED, place="lisbon"),
        altered(SCOPED, host_share=Decimal("0.5")),
        altered(SCOPED, period=Period(FIRST_DAY, date(2027, 10, 31))),
        altered(SCOPED, scope=(DOCS, API), place="lisbon"),
    ],
)
def test_a_change_of_something_else_leaves_the_baseline_as_it_was(subject: Terms) -> None:
    placement = settled(subject, APRIL, noted("8"))
    assert placement.terms == subject
    assert placement.baseline == Baseline(on=AGREED_ON, items=(API, DOCS))
    assert drifted(placement) == (Decimal(30), Decimal(8), ["x1"])


def test_a_change_that_is_only_on_the_table_leaves_the_baseline_as_it_was() -> None:
    offer = OpenChange(by=SAM, on=APRIL, subject=altered(SCOPED, scope=(API,)))
    placement = lived(offer, after=noted("8"))
    assert placement.baseline == Baseline(on=AGREED_ON, items=(API, DOCS))


def test_a_change_of_the_scope_before_the_start_counts_too() -> None:
    february = date(2027, 2, 1)
    placement = settled(altered(SCOPED, scope=()), february, scheduled_under(SCOPED))
    assert placement.baseline == Baseline(on=february, items=(), version=2)


def test_going_on_after_all_can_bring_another_scope() -> None:
    april = date(2027, 4, 5)
    resumed = altered(SCOPED, scope=(API,))
    placement = settled(resumed, april, handing_over())
    assert placement.baseline == Baseline(on=april, items=(API,), version=2)
    same = settled(TERMS, april, handing_over())
    assert same.baseline == Baseline(on=AGREED_ON, items=())


def test_a_change_that_is_voided_brings_the_old_version_back() -> None:
    changed = settled(altered(SCOPED, scope=(API,)), APRIL, noted("8"))
    void = Void(by=PETRA, on=APRIL, position=changed.latest, reason="mistake")
    placement = lived(void, after=changed)
    assert placement.baseline == Baseline(on=AGREED_ON, items=(API, DOCS))
    assert drifted(placement) == (Decimal(30), Decimal(8), ["x1"])


# what counts


def test_extra_work_counts_from_its_day_on() -> None:
    placement = lived(note("2", "x2", on=APRIL), note("1", "x1"), after=underway_under(SCOPED))
    assert [drifted(placement, day)[2] for day in (MARCH - ONE_DAY, MARCH, APRIL)] == [
        [],
        ["x1"],
        ["x1", "x2"],
    ]


def test_extra_work_is_told_apart_by_how_it_stands_to_what_was_agreed() -> None:
    placement = lived(
        note("1", "a"),
        note("1", "b", item="api"),
        note("1", "c", item="docs"),
        after=underway_under(SCOPED),
    )
    found = drift_on(placement, MARCH)
    assert found is not None
    assert [line.kind for line in found.lines] == [
        DriftKind.NEW,
        DriftKind.GROWN,
        DriftKind.BROUGHT_BACK,
    ]


def test_extra_work_noted_by_mistake_and_voided_does_not_count() -> None:
    placement = noted("8")
    void = Void(by=PETRA, on=MARCH, position=placement.latest, reason="mistake")
    assert drifted(lived(void, after=placement))[1] == 0


def test_another_scope_begins_without_drift() -> None:
    placement = settled(altered(SCOPED, scope=(API,)), APRIL, noted("8"))
    assert drifted(placement) == (Decimal(30), Decimal(0), [])
    assert drifted(lived(note("1", "x2", on=MAY), after=placement)) == (
        Decimal(30),
        Decimal(1),
        ["x2"],
    )


def test_who_agreed_knew_of_what_was_on_record_from_the_same_day() -> None:
    """Otherwise the change that takes the extra work in would leave the drift as it was."""
    placement = settled(altered(SCOPED, scope=(API,)), MARCH, noted("8"))
    assert drifted(placement) == (Decimal(30), Decimal(0), [])
    later = lived(note("1", "x2", on=MARCH), after=placement)
    assert drifted(later) == (Decimal(30), Decimal(1), ["x2"])


def test_work_noted_after_the_scope_was_agreed_anew_counts_whatever_its_day() -> None:
    """Nobody who agreed could know of it."""
    changed = settled(altered(SCOPED, scope=(API,)), APRIL, underway_under(SCOPED))
    late = MakeRecord(by=SAM, on=MAY, record=extra("8", on=APRIL - ONE_DAY))
    assert drifted(lived(late, after=changed))[1] == 8


def test_work_noted_while_the_scope_is_on_the_table_counts_once_it_is_agreed() -> None:
    other = altered(SCOPED, scope=(altered(API, effort=Decimal(50)),))
    offered = lived(OpenChange(by=SAM, on=APRIL, subject=other), after=underway_under(SCOPED))
    noted_then = lived(MakeRecord(by=SAM, on=APRIL, record=extra("8", on=APRIL)), after=offered)
    assert drifted(lived(Consent(by=OTTO, on=APRIL), after=noted_then)) == (
        Decimal(50),
        Decimal(8),
        ["x1"],
    )


def test_another_name_for_the_same_work_leaves_the_drift_as_it_is() -> None:
    renamed = altered(SCOPED, scope=(altered(API, title="Another name"), *SCOPED.scope[1:]))
    before = noted("8")
    assert drifted(settled(renamed, MAY, before)) == drifted(before)


def test_other_records_are_no_extra_work() -> None:
    handed = Reassign(by=OTTO, on=APRIL, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")
    placement = lived(handed, note("3", "x2", on=MAY), after=noted("8"))
    assert drifted(placement) == (Decimal(30), Decimal(11), ["x1", "x2"])


# the warning


@pytest.mark.parametrize(("effort", "codes"), [("5.9", []), ("6", []), ("6.1", ["scope_drift"])])
def test_extra_work_is_warned_of_above_the_threshold(effort: str, codes: list[str]) -> None:
    assert warned(noted(effort)) == codes


def test_the_warning_says_how_much_of_what_and_what_would_mend_it() -> None:
    (warning,) = warnings(noted("8"), HOUSE, MAY)
    assert str(warning) == (
        "8 days of extra work are 0.27 of the 30 days agreed, more than 0.2 "
        f"({EXTRA_WORK}; would pass: open change that takes the extra work into the scope)"
    )


def test_it_is_warned_of_from_the_day_the_threshold_is_passed() -> None:
    placement = lived(note("4", "x2", on=APRIL), after=noted("4"))
    assert [warned(placement, day) for day in (MARCH, APRIL - ONE_DAY, APRIL)] == [
        [],
        [],
        ["scope_drift"],
    ]


def test_the_threshold_is_a_number_of_the_policy() -> None:
    assert HOUSE.drift_threshold is not None
    source = HOUSE.drift_threshold.source
    strict = altered(HOUSE, drift_threshold=Clause(Decimal("0.01"), source))
    assert warned(noted("1"), policy=strict) == ["scope_drift"]
    assert warned(noted("100"), policy=altered(HOUSE, drift_threshold=None)) == []


def test_where_no_effort_was_agreed_there_is_no_part_to_speak_of() -> None:
    placement = lived(note("8"), after=underway())
    found = drift_on(placement, MAY)
    assert found is not None
    assert (found.share, found.extra) == (None, Decimal(8))
    assert warned(placement) == []


def test_of_the_options_the_one_that_mends_it_says_so() -> None:
    placement = noted("8")
    (warning,) = warnings(placement, HOUSE, MAY)
    given_for = {each.verb: each.warnings for each in options(placement, SAM, MAY, HOUSE)}
    assert given_for.pop(Verb.OPEN_CHANGE) == (warning,)
    assert set(given_for.values()) == {()}


def test_while_a_change_is_on_the_table_a_counter_offer_mends_it() -> None:
    offer = OpenChange(by=SAM, on=APRIL, subject=altered(SCOPED, place="lisbon"))
    placement = lived(offer, after=noted("8"))
    (warning,) = warnings(placement, HOUSE, APRIL)
    given_for = {each.verb: each.warnings for each in options(placement, OTTO, APRIL, HOUSE)}
    assert given_for.pop(Verb.COUNTER) == (warning,)
    assert set(given_for.values()) == {()}
    assert warning.remedy is not None
    assert warning.remedy.text == "counter that takes the extra work into the scope"
    assert why_not(placement, Counter(by=OTTO, on=APRIL, subject=wider(warning)), HOUSE) == ()


def test_while_just_that_is_on_the_table_a_consent_mends_it() -> None:
    (before,) = warnings(noted("8"), HOUSE, APRIL)
    placement = lived(OpenChange(by=SAM, on=APRIL, subject=wider(before)), after=noted("8"))
    (warning,) = warnings(placement, HOUSE, APRIL)
    assert warning.remedy is not None
    assert warning.remedy.command == Verb.CONSENT


def test_after_the_last_day_nothing_can_mend_it() -> None:
    """Under a policy by which somebody has to say that it is over."""
    september = date(2027, 9, 1)
    placement = lived(
        altered(PROPOSE, terms=SCOPED),
        *consents(AGREED_ON, (SAM, OTTO)),
        Advance(on=FIRST_DAY),
        note("8"),
        policy=INFORMAL,
    )
    found = [warnings(placement, INFORMAL, day) for day in (LAST_DAY, september)]
    assert [each.remedy is None for (each,) in found] == [False, True]


def test_more_extra_work_than_an_item_can_hold_is_warned_of_without_a_remedy() -> None:
    placement = lived(note("1000000", item="api"), after=underway_under(SCOPED))
    (warning,) = warnings(placement, HOUSE, MAY)
    assert (warning.code, warning.remedy) == ("scope_drift", None)


def test_once_it_is_closing_or_over_nothing_is_warned_of() -> None:
    placement = noted("8")
    ended = lived(Advance(on=LAST_DAY + ONE_DAY), after=placement)
    closing = lived(note("8", on=MAY), after=handing_over())
    assert (warned(ended), warned(closing)) == ([], [])


def test_before_the_start_there_is_no_extra_work() -> None:
    (objection,) = why_not(scheduled_under(SCOPED), note("8", on=AGREED_ON), HOUSE)
    assert objection.code == "not_allowed_here"


# what mends it


def test_the_remedy_is_the_whole_of_the_terms_with_the_extra_work_in_the_scope() -> None:
    placement = lived(
        note("4", "x1"),
        note("3", "x2", item="api"),
        note("2", "x3", item="docs"),
        after=underway_under(SCOPED),
    )
    (warning,) = warnings(placement, HOUSE, MAY)
    assert warning.remedy == Remedy(
        "agree_extras",
        Verb.OPEN_CHANGE,
        (
            (
                "subject",
                altered(
                    SCOPED,
                    scope=(
                        altered(API, effort=Decimal(33)),
                        ScopeItem("docs", "Handbook", Decimal(2), Priority.SHOULD),
                        ScopeItem("x1", "Batch", Decimal(4)),
                    ),
                ),
            ),
        ),
    )


def test_extra_work_agreed_does_not_count_on_the_day_it_is_agreed_nor_after() -> None:
    placement = noted("8")
    (warning,) = warnings(placement, HOUSE, MARCH)
    agreed = settled(wider(warning), MARCH, placement)
    assert [drifted(agreed, day) for day in (MARCH, MAY)] == [(Decimal(38), Decimal(0), [])] * 2
    assert warned(agreed) == []


EFFORTS = st.integers(1, 400).map(lambda tenths: Decimal(tenths) / 10)
EXTRAS = st.lists(
    st.tuples(EFFORTS, st.sampled_from((None, "api", "docs", "gone", "x0")), st.integers(0, 20)),
    min_size=1,
    max_size=6,
)


@given(EXTRAS, st.integers(20, 60))
def test_the_terms_of_the_remedy_can_be_offered_and_put_an_end_to_the_drift(
    found: list[tuple[Decimal, str | None, int]], days: int
) -> None:
    commands: list[Command] = [
        note(str(effort), f"x{index}", on=MARCH + days * ONE_DAY, item=item)
        for index, (effort, item, days) in enumerate(found)
    ]
    placement, on = lived(*commands, after=underway_under(SCOPED)), MARCH + days * ONE_DAY
    total = sum(effort for effort, _, _ in found)
    told = warnings(placement, HOUSE, on)
    assert [each.code for each in told] == (["scope_drift"] if total > 6 else [])
    for warning in told:
        agreed = settled(wider(warning), on, placement)
        assert agreed.terms == wider(warning)
        assert drifted(agreed, on) == (30 + total, Decimal(0), [])
        assert warned(agreed, on) == []
