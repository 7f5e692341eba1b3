"""What a policy says on which day: clauses, groups and rows that change, and editions of them."""

import pickle
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, fields

from secondment import (
    Clause,
    InvalidValue,
    Length,
    NoticeKind,
    Policy,
    Role,
    Source,
    Verb,
    load_policy,
)
from secondment.clauses import CapRules, ContinuousCap, CoolingOff, ReturnRules, ServiceOwed
from secondment.pack import pack_names, read_policy
from secondment.policy import clauses_of
from secondment.terms import ReturnRight
from tests.test_pack import HEAD, LINES, RULES, faults_of, pack, paths_of, read, values_at, written

SOURCE = Source("Staff handbook", "2")
HOUSE = load_policy("house")
FRAME = load_policy("frame")
BEFORE, CHANGE, AFTER = date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)
SECOND = date(2028, 1, 1)
HOUSE_HEAD = HEAD.replace("frame", "house")


def since(value: Any, day: date | None, earlier: Clause[Any] | None = None) -> Clause[Any]:
    return Clause(value, SOURCE, day, earlier)


# clauses


def test_a_clause_holds_from_its_day_on() -> None:
    policy = read('max_length = { value = "1 year", since = 2027-01-01 }', HOUSE_HEAD)
    found = [policy.on(day).max_length for day in (date.min, BEFORE, CHANGE, AFTER, date.max)]
    old, new = Length(months=24), Length(months=12)
    assert [clause and clause.value for clause in found] == [old, old, new, new, new]


def test_a_clause_of_an_edition_stands_by_itself() -> None:
    policy = read('max_length = { value = "1 year", since = 2027-01-01 }', HOUSE_HEAD)
    for day in (BEFORE, CHANGE):
        clause = policy.on(day).max_length
        assert clause is not None
        assert (clause.since, clause.earlier, len(clause.versions)) == (None, None, 1)
    assert policy.on(BEFORE).max_length == HOUSE.max_length


def test_a_clause_may_change_several_times() -> None:
    policy = read(
        """
max_length = [
    { value = "3 years", since = 2028-01-01 },
    { value = "2 years" },
    { value = "1 year", since = 2027-01-01 },
]
"""
    )
    days = (BEFORE, CHANGE, SECOND - timedelta(days=1), SECOND)
    found = [policy.on(day).max_length for day in days]
    assert [str(clause and clause.value) for clause in found] == [
        "24 months",
        "12 months",
        "12 months",
        "36 months",
    ]


def test_a_clause_that_began_some_day_says_nothing_before() -> None:
    policy = read('kinds = { value = ["detail"], since = 2027-01-01 }')
    assert policy.on(BEFORE).kinds is None
    kinds = policy.on(CHANGE).kinds
    assert kinds is not None
    assert kinds.value == frozenset({"detail"})


@pytest.mark.parametrize("day", [BEFORE, CHANGE, AFTER])
def test_clauses_that_change_on_different_days_each_hold_from_their_own(day: date) -> None:
    says = (
        'max_length = {{ value = "1 year", since = {} }}\nkinds = {{ value = ["a"], since = {} }}'
    )
    policy = read(says.format(CHANGE, AFTER), HOUSE_HEAD).on(day)
    assert policy.max_length is not None
    assert (policy.max_length.value == Length(months=12)) is (day >= CHANGE)
    assert (policy.kinds is not None) is (day >= AFTER)


CLAUSES = [path for path, line in LINES.items() if path in dict(clauses_of(read(written(path))))]


@pytest.mark.parametrize("path", CLAUSES)
def test_every_clause_can_change(path: str) -> None:
    """Of a group too: what it wants beside holds from the same day on."""
    lines = []
    for line in written(path).splitlines():
        at, _, value = line.partition(" = ")
        lines += [f"{at} = {{ value = {value}, since = 2027-01-01 }}"] if value else []
    policy = read("\n".join(lines))
    wanted = LINES[path].value
    assert wanted in values_at(policy.on(CHANGE), path)
    empty = ServiceOwed() if path.startswith("service_owed") else None
    assert policy.on(BEFORE) == evolve(FRAME, name="small", service_owed=empty)


def test_every_clause_is_among_those_that_can_change() -> None:
    rows = ("permissions.", "consents.", "notices.", "duties.", "documents.", "waivers.")
    none = ("title", "about", "name", "remarks", "calendar.", "cost.", *rows)
    assert set(CLAUSES) == {path for path in paths_of(Policy) if not path.startswith(none)}


# groups


def test_a_group_that_may_be_none_is_none_before_what_it_needs_holds() -> None:
    policy = read(
        """
[caps.continuous]
length = { value = "4 years", since = 2027-01-01 }
gap_tolerance = "60 days"
"""
    )
    assert policy.caps.continuous is not None
    assert policy.on(BEFORE).caps == CapRules()
    continuous = policy.on(CHANGE).caps.continuous
    assert continuous is not None
    assert (str(continuous.length.value), continuous.length.since) == ("48 months", None)
    assert continuous.gap_tolerance is not None
    assert str(continuous.gap_tolerance.value) == "60 days"


def test_a_group_without_needs_stays_when_all_in_it_began_later() -> None:
    policy = read("extension.max_count = { value = 1, since = 2027-01-01 }")
    assert policy.on(BEFORE).extension == FRAME.extension
    assert policy.on(CHANGE).extension.max_count == Clause(1, RULES)


def test_what_is_needed_on_every_day_cannot_begin_some_day() -> None:
    every: list[tuple[dict[str, Any], str]] = [
        ({"returning": ReturnRules(right=since(ReturnRight.NONE, CHANGE))}, "returning.right"),
        ({"capacity": evolve(HOUSE.capacity, since=CHANGE)}, "capacity"),
        ({"gates": evolve(HOUSE.gates, since=CHANGE)}, "gates"),
    ]
    for changes, path in every:
        with pytest.raises(InvalidValue) as caught:
            evolve(HOUSE, **changes)
        assert str(caught.value) == (
            f"cannot make policy house: {path}: says nothing before 2027-01-01, and is needed on "
            "every day"
        )


def test_what_is_needed_by_a_group_that_may_be_none_can_begin_some_day() -> None:
    caps = CapRules(continuous=ContinuousCap(length=since(Length(months=48), CHANGE)))
    assert evolve(HOUSE, caps=caps).on(BEFORE).caps == CapRules()
    pause = CapRules(cooling_off=CoolingOff(length=since(Length(months=12), CHANGE)))
    assert evolve(HOUSE, caps=pause).on(BEFORE).caps == CapRules()
    assert evolve(HOUSE, caps=pause).on(CHANGE).caps.cooling_off == CoolingOff(
        length=since(Length(months=12), None)
    )


# rows

ROWS_THAT_CHANGE = {
    "permissions": ("start", 'roles = ["authority"]', 'roles = ["host_manager"]'),
    "consents": ("extension", 'roles = ["authority"]', "roles = []"),
    "notices": ("recall", 'roles = []\nlength = "1 week"', 'roles = []\nlength = "2 weeks"'),
    "duties": (
        "report",
        'owed_by = []\nwhen = "on the end"',
        'owed_by = []\nwhen = "on the return"',
    ),
    "documents": ("letter", 'stage = "end"', 'stage = "start"'),
    "waivers": ('"caps.lifetime"', "roles = []", 'roles = ["authority"]'),
}
"""A row of each table, as it was and as it is."""


def rows_of(policy: Policy, table: str, key: str) -> list[Any]:
    found = []
    for row in getattr(policy, table):
        name = str(getattr(row, fields(type(row))[0].name))
        found += [row] if name == key.strip('"') else []
    return found


@pytest.mark.parametrize("table", ROWS_THAT_CHANGE)
def test_a_row_holds_from_its_day_on(table: str) -> None:
    key, old, new = ROWS_THAT_CHANGE[table]
    was, now = (read(f"[{table}.{key}]\n{says}") for says in (old, new))
    policy = read(f"[[{table}.{key}]]\n{old}\n[[{table}.{key}]]\n{new}\nsince = 2027-01-01")
    assert len(rows_of(policy, table, key)) == 2
    assert policy.on(BEFORE) == was
    assert policy.on(CHANGE) == policy.on(AFTER) == now


@pytest.mark.parametrize("table", ["duties", "documents", "waivers"])
def test_a_row_that_began_some_day_is_not_there_before(table: str) -> None:
    key, says, _ = ROWS_THAT_CHANGE[table]
    policy = read(f"[{table}.{key}]\n{says}\nsince = 2027-01-01")
    assert getattr(policy.on(BEFORE), table) == ()
    assert [row.since for row in getattr(policy.on(CHANGE), table)] == [None]


@pytest.mark.parametrize(("table", "key"), [("permissions", "start"), ("notices", "recall")])
def test_a_row_that_is_needed_holds_on_every_day(table: str, key: str) -> None:
    rows = [
        evolve(row, since=CHANGE) if row in rows_of(HOUSE, table, key) else row
        for row in getattr(HOUSE, table)
    ]
    changes: dict[str, Any] = {table: tuple(rows)}
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, **changes)
    assert str(caught.value) == (
        f"cannot make policy house: {table}: {key} has 0 rows and needs one"
    )


def test_later_rows_of_a_key_take_the_place_of_all_before() -> None:
    policy = read(
        """
[[notices.recall]]
roles = []
length = "1 week"
on_probation = true
[[notices.recall]]
roles = []
length = "4 weeks"
[[notices.recall]]
roles = []
length = "2 weeks"
on_probation = false
since = 2027-01-01
[[notices.recall]]
roles = []
length = "8 weeks"
since = 2027-01-01
[[notices.recall]]
roles = []
length = "9 weeks"
since = 2028-01-01
"""
    )
    found = {
        day: [str(row.length) for row in policy.on(day).notice_rules(NoticeKind.RECALL)]
        for day in (BEFORE, CHANGE, SECOND)
    }
    assert found == {
        BEFORE: ["1 week", "4 weeks"],
        CHANGE: ["2 weeks", "8 weeks"],
        SECOND: ["9 weeks"],
    }


def test_a_change_of_one_row_leaves_the_others_in_their_places() -> None:
    policy = read('notices.recall = { length = "2 weeks", since = 2027-01-01 }')
    for day in (BEFORE, CHANGE):
        assert [row.kind for row in policy.on(day).notices] == list(NoticeKind)
    assert policy.on(BEFORE).notices == FRAME.notices


def test_what_is_found_by_its_key_is_what_holds_on_the_day() -> None:
    policy = read(
        'permissions.start = { roles = ["authority"], since = 2027-01-01 }\n'
        "consents.extension = { roles = [], since = 2027-01-01 }\n"
        "waivers.capacity = { roles = [], since = 2027-01-01 }"
    )
    edition = policy.on(CHANGE)
    assert edition.permission(Verb.START).roles == frozenset({Role.AUTHORITY})
    assert policy.on(BEFORE).permission(Verb.START).roles == FRAME.permission(Verb.START).roles
    assert policy.on(BEFORE).waiver_rule("capacity") is None
    assert edition.waiver_rule("capacity") is not None


def test_rows_of_two_tables_with_one_key_do_not_meet() -> None:
    """A duty and a document may have one code, and each its own day."""
    policy = read(
        'duties.letter = { owed_by = [], when = "on the end" }\n'
        'documents.letter = { stage = "end", since = 2027-01-01 }'
    )
    assert (len(policy.on(BEFORE).duties), len(policy.on(BEFORE).documents)) == (1, 0)
    assert (len(policy.on(CHANGE).duties), len(policy.on(CHANGE).documents)) == (1, 1)


# editions


@pytest.mark.parametrize("name", pack_names())
def test_a_policy_of_which_nothing_changed_is_its_own_edition(name: str) -> None:
    policy = load_policy(name)
    if all(clause.since is None for _, clause in clauses_of(policy)):
        assert policy.on(date.min) is policy.on(date.max) is policy


def changing() -> Policy:
    return read(
        'max_length = { value = "1 year", since = 2027-01-01 }\n'
        'duties.report = { owed_by = [], when = "on the end", since = 2028-01-01 }',
        HOUSE_HEAD,
    )


def test_an_edition_is_made_once_and_is_its_own_edition() -> None:
    policy = changing()
    assert policy.on(CHANGE) is policy.on(AFTER) is policy.on(SECOND - timedelta(days=1))
    assert policy.on(date.min) is policy.on(BEFORE)
    editions = {id(policy.on(day)) for day in (BEFORE, CHANGE, SECOND)}
    assert len(editions) == 3
    for day in (BEFORE, CHANGE, SECOND):
        assert policy.on(day).on(SECOND) is policy.on(day)


def test_editions_are_values_and_no_part_of_the_value_of_their_policy() -> None:
    asked, other = changing(), changing()
    asked.on(CHANGE)
    assert asked == other
    assert hash(asked) == hash(other)
    assert repr(asked) == repr(other)
    assert asked.on(CHANGE) == other.on(CHANGE)
    assert asked.on(CHANGE) != asked
    assert asked.on(BEFORE) != asked.on(CHANGE)


def test_a_policy_that_changes_can_be_pickled_with_and_without_its_editions() -> None:
    policy = changing()
    for _ in range(2):
        back = pickle.loads(pickle.dumps(policy))
        assert (back, hash(back)) == (policy, hash(policy))
        for day in (BEFORE, CHANGE, SECOND):
            assert back.on(day) == policy.on(day)


def test_a_changed_policy_has_editions_of_its_own() -> None:
    policy = changing()
    policy.on(CHANGE)
    other = evolve(policy, max_length=None)
    assert other.on(CHANGE).max_length is None
    assert policy.on(CHANGE).max_length is not None


@pytest.mark.parametrize("day", [datetime(2027, 1, 1), "2027-01-01", None])  # noqa: DTZ001
def test_what_is_no_day_has_no_edition(day: Any) -> None:
    with pytest.raises(InvalidValue, match="must be a day"):
        changing().on(day)


# what cannot be


def test_a_contradiction_of_one_edition_is_found_and_its_day_named() -> None:
    assert faults_of(
        pack(
            'min_length = "6 months"\nmax_length = [{ value = "1 year" }, '
            '{ value = "3 months", since = 2027-01-01 }, { value = "1 year", since = 2028-01-01 }]'
        )
    ) == ["min_length: 6 months can be more than the maximum, 3 months; from 2027-01-01 on"]


def test_a_contradiction_from_the_beginning_is_named_once_and_without_a_day() -> None:
    assert faults_of(
        pack(
            'min_length = "2 years"\nmax_length = "1 year"\n'
            'kinds = { value = ["a"], since = 2027-01-01 }'
        )
    ) == ["min_length: 24 months can be more than the maximum, 12 months"]


def test_each_contradiction_is_named_with_its_first_day() -> None:
    assert faults_of(
        pack(
            """
min_length = [
    { value = "1 month" },
    { value = "6 months", since = 2027-01-01 },
    { value = "7 months", since = 2028-01-01 },
]
max_length = "3 months"
notices.recall = { at_most = "1 week", since = 2028-01-01 }
"""
        )
    ) == [
        "min_length: 6 months can be more than the maximum, 3 months; from 2027-01-01 on",
        "min_length: 7 months can be more than the maximum, 3 months; from 2028-01-01 on",
        "notices.recall: at_most goes with per_year; from 2028-01-01 on",
    ]


def test_a_value_that_is_wrong_by_itself_is_named_once_whatever_its_day() -> None:
    says = 'max_length = [{ value = "1 year" }, { value = "101 years", since = 2027-01-01 }]'
    assert faults_of(pack(says)) == [
        "max_length: must be at most 100 years or 36525 days, not 1212 months"
    ]


def test_no_contradiction_between_values_that_never_hold_together() -> None:
    policy = read(
        """
min_length = [{ value = "1 month" }, { value = "6 months", since = 2027-01-01 }]
max_length = [{ value = "3 months" }, { value = "1 year", since = 2027-01-01 }]
"""
    )
    assert policy.on(CHANGE).min_length is not None


ORDER: list[tuple[list[date | None], str]] = [
    ([None, None], "says what holds always after what held always, and not later"),
    ([None, CHANGE], "says what holds always after what held since 2027-01-01, and not later"),
    (
        [CHANGE, CHANGE],
        "says what holds since 2027-01-01 after what held since 2027-01-01, and not later",
    ),
    (
        [CHANGE, SECOND],
        "says what holds since 2027-01-01 after what held since 2028-01-01, and not later",
    ),
]


@pytest.mark.parametrize(("days", "fault"), ORDER)
def test_versions_stand_in_the_order_of_their_days(days: list[date | None], fault: str) -> None:
    later, earlier = days
    clause = since(Length(months=1), later, since(Length(months=2), earlier))
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, max_length=clause, min_length=None)
    assert [str(each) for each in caught.value.faults] == [f"max_length: {fault}"]


def test_a_pack_cannot_change_what_changes_later_in_the_pack_that_it_extends(tmp_path: Any) -> None:
    base = tmp_path / "base.toml"
    base.write_text(pack('max_length = { value = "1 year", since = 2028-01-01 }', HOUSE_HEAD))
    head = f'name = "x"\nextends = "{base}"\nsource = "rules"\n'
    assert faults_of(pack('max_length = { value = "1 year", since = 2027-01-01 }', head)) == [
        "max_length: says what holds since 2027-01-01 after what held since 2028-01-01, and not "
        "later"
    ]
    policy = read_policy(pack('max_length = { value = "3 years", since = 2029-01-01 }', head))
    assert policy.max_length is not None
    assert [str(each.value) for each in policy.max_length.versions] == [
        "36 months",
        "12 months",
        "24 months",
    ]


def test_a_contradiction_that_begins_some_day_is_named_with_it() -> None:
    """Of the contradictions in what stands apart: kinds, the end by time, what is excluded."""
    assert faults_of(
        pack(
            'kinds = { value = ["a"], since = 2027-01-01 }\n'
            'duties.x = { owed_by = ["secondee"], when = "on the end", kinds = ["b"] }\n'
            "automatic_end = [{ value = false }, { value = true, since = 2028-01-01 }]\n"
            'conversion = { route = "lapse_of_time", after = "1 year", '
            "excluded = { value = true, since = 2027-01-02 } }"
        )
    ) == [
        "duties.x: is for the kind b, which is none of kinds; those are a; from 2027-01-01 on",
        "conversion.after: is said of a conversion that is excluded; from 2027-01-02 on",
        "conversion.route: lapse_of_time needs automatic_end to be false; from 2028-01-01 on",
    ]
