"""The numbers and choices of the built-in policies, written out by hand, and what no policy can be.

A change to a table here is a change of what people may do: it needs a note in `changelog.d/`.
"""

import pickle
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from attrs import NOTHING, Factory, evolve, fields

from secondment import (
    ChangeKind,
    Clause,
    ConsentRule,
    EarlyEndMode,
    EndKind,
    Gate,
    InvalidValue,
    Length,
    NoticeKind,
    NoticeRule,
    Occasion,
    Permission,
    Policy,
    ReturnDay,
    Role,
    Source,
    Verb,
    WorkingWeek,
    load_policy,
)
from secondment.clauses import (
    COMMAND_VERBS,
    MATTERS,
    Matter,
    Payer,
)
from secondment.outcome import Route
from secondment.pack import pack_names
from secondment.terms import ReturnRight
from tests.cast import HOUSE, INFORMAL

ROLES = {
    "S": Role.SECONDEE,
    "H": Role.HOME_MANAGER,
    "O": Role.HOST_MANAGER,
    "P": Role.PROGRAMME_OFFICE,
    "K": Role.STAKEHOLDER,
}
"""S secondee, H home manager, O host manager, P programme office, K stakeholder.

In every table the first column is of the house policy, the second of the informal one.
"""

MAY_GIVE: dict[Verb, tuple[str, str]] = {
    Verb.PROPOSE: ("SHOP", "SHO"),
    Verb.COUNTER: ("SHOPK", "SHOK"),
    Verb.CONSENT: ("SHOPK", "SHOK"),
    Verb.DECLINE: ("SHOPK", "SHOK"),
    Verb.WITHDRAW: ("SHOPK", "SHOK"),
    Verb.OPEN_CHANGE: ("SHOPK", "SHOK"),
    Verb.DROP_CHANGE: ("SHOPK", "SHOK"),
    Verb.START: ("OP", "O"),
    Verb.GIVE_NOTICE: ("SHOP", "SHO"),
    Verb.COMPLETE: ("SHOP", "SHO"),
    Verb.CONVERT: ("HOP", "HO"),
    Verb.END_EARLY: ("HOP", "HO"),
    Verb.LEAVE: ("HP", "SH"),
    Verb.RECORD_ABSENCE: ("SHOP", "SHO"),
    Verb.ARRANGE_COVER: ("HP", "H"),
    Verb.REASSIGN: ("SHOPK", "SHOK"),
    Verb.NOTE_CLAIM: ("SHOP", "SHO"),
    Verb.NAME_BUDDY: ("OP", "O"),
    Verb.PLAN_RESEARCH: ("S", "S"),
    Verb.RECORD_FINDING: ("S", "S"),
    Verb.ASK: ("S", "S"),
    Verb.ANSWER: ("HOPK", "HOK"),
    Verb.RECORD_PROGRESS: ("SHOP", "SHO"),
    Verb.CHECK_IN: ("SHO", "SHO"),
    Verb.NOTE_EXTRA: ("SHO", "SHO"),
    Verb.RAISE_DEMAND: ("H", "H"),
    Verb.ANSWER_DEMAND: ("SO", "SO"),
    Verb.NOTE_HOME_CHANGE: ("HP", "H"),
    Verb.REQUEST_FEEDBACK: ("SHOPK", "SHOK"),
    Verb.DECLINE_REQUEST: ("SHOPK", "SHOK"),
    Verb.GIVE_FEEDBACK: ("SHOPK", "SHOK"),
    Verb.WITHDRAW_FEEDBACK: ("SHOPK", "SHOK"),
    Verb.REVIEW: ("HOP", "HO"),
    Verb.FOLLOW_UP: ("SHP", "SH"),
    Verb.WAIVE: ("HOP", "HO"),
    Verb.FULFIL: ("SHOP", "SHO"),
    Verb.VOID: ("P", "HO"),
}

MUST_CONSENT: dict[Matter, tuple[str, str]] = {
    Occasion.BEGINNING: ("SHOPK", "SHOK"),
    Occasion.RESUMPTION: ("SHOPK", "SHOK"),
    ChangeKind.EXTENSION: ("SHOPK", "SHOK"),
    ChangeKind.SHORTENING: ("SHOPK", "SHOK"),
    ChangeKind.RESCHEDULING: ("SHOPK", "SHOK"),
    ChangeKind.KIND: ("SHOPK", "SHOK"),
    ChangeKind.PURPOSE: ("SHOPK", "SHOK"),
    ChangeKind.SHARE: ("SHO", "SHO"),
    ChangeKind.TEAM: ("SHO", "SHO"),
    ChangeKind.PLACE: ("SHO", "SHO"),
    ChangeKind.SCOPE: ("SO", "SO"),
    ChangeKind.GOALS: ("SO", "SO"),
    ChangeKind.CHECK_INS: ("SO", "SO"),
    ChangeKind.GATES: ("SO", "SO"),
    ChangeKind.TRIAL: ("SHO", "SHO"),
    ChangeKind.NOTICE: ("SHOPK", "SHOK"),
    ChangeKind.EARLY_END_MODE: ("SHOPK", "SHOK"),
    ChangeKind.RETURN_RIGHT: ("SHOPK", "SHOK"),
    ChangeKind.CONVERSION_ROUTE: ("SHOPK", "SHOK"),
    ChangeKind.COST: ("SHOPK", "SHOK"),
    ChangeKind.COVER: ("H", "H"),
    ChangeKind.DECISION_DAY: ("SHO", "SHO"),
    EndKind.RETURN: ("SHOPK", "SHOK"),
    EndKind.CONVERSION: ("SHOPK", "SHOK"),
    EndKind.EARLY_END: ("SHOPK", "SHOK"),
}

NOTICES: dict[NoticeKind, tuple[tuple[str, Length], tuple[str, Length]]] = {
    NoticeKind.RECALL: (("HP", Length(weeks=4)), ("H", Length(weeks=1))),
    NoticeKind.HOST_WITHDRAWAL: (("OP", Length(weeks=4)), ("O", Length(weeks=1))),
    NoticeKind.STEPPING_BACK: (("S", Length(weeks=4)), ("S", Length(weeks=1))),
    NoticeKind.RESIGNATION: (("S", Length()), ("S", Length())),
}

SINGLE_VALUES: dict[str, tuple[object, object]] = {
    "required_roles": (
        frozenset({Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER, Role.PROGRAMME_OFFICE}),
        frozenset({Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER}),
    ),
    "min_length": (Length(months=1), None),
    "max_length": (Length(months=24), Length(months=6)),
    "early_end_mode": (EarlyEndMode.NOTICE, EarlyEndMode.NOTICE),
    "immediate_triggers": (frozenset({"gross_misconduct", "host_closed"}), frozenset()),
    "offer_validity": (Length(days=28), Length(days=14)),
    "automatic_start": (True, True),
    "automatic_end": (True, False),
    "return_day": (ReturnDay.NEXT_WORKING_DAY, ReturnDay.NEXT_DAY),
    "gates": (frozenset(), frozenset()),
    "capacity": (Decimal(1), Decimal(1)),
    "overload_refused": (True, False),
    "drift_threshold": (Decimal("0.2"), Decimal("0.2")),
}

GROUPS: dict[str, tuple[str, object]] = {
    "returning": ("right", ReturnRight.SAME_OR_EQUIVALENT),
    "conversion": ("route", Route.AGREEMENT),
}
"""Groups of clauses of which both policies say one, and nothing else."""

UNSAID = (
    "about",
    "kinds",
    "purposes",
    "covers",
    "normal_min_length",
    "normal_length",
    "max_first_length",
    "increment",
    "ends_by",
    "agreed_end_notice",
    "causes",
    "extension",
    "caps",
    "eligibility",
    "share",
    "cost",
    "reviews",
    "service_owed",
    "duties",
    "documents",
    "waivers",
    "remarks",
)
"""What neither policy speaks of."""

built_in = pytest.mark.parametrize(
    ("policy", "column"), [(HOUSE, 0), (INFORMAL, 1)], ids=["house", "informal"]
)


def roles_of(letters: str) -> frozenset[Role]:
    """Return the roles that *letters* stand for."""
    return frozenset(ROLES[letter] for letter in letters)


# the built-in policies


@built_in
def test_who_may_give_which_command(policy: Policy, column: int) -> None:
    given = {verb: policy.permission(verb).roles for verb in COMMAND_VERBS}
    assert given == {verb: roles_of(row[column]) for verb, row in MAY_GIVE.items()}


@built_in
def test_whose_consent_is_needed_for_what(policy: Policy, column: int) -> None:
    needed = {matter: policy.consent_rule(matter).roles for matter in MATTERS}
    assert needed == {matter: roles_of(row[column]) for matter, row in MUST_CONSENT.items()}


@built_in
def test_who_may_give_notice_and_how_long_before(policy: Policy, column: int) -> None:
    rules = [rule for kind in NoticeKind for rule in policy.notice_rules(kind)]
    assert len(rules) == len(policy.notices) == len(NOTICES)
    assert {rule.kind: (rule.roles, rule.length) for rule in rules} == {
        kind: (roles_of(row[column][0]), row[column][1]) for kind, row in NOTICES.items()
    }


@built_in
def test_nothing_else_is_said_of_any_row(policy: Policy, column: int) -> None:
    for consent in policy.consents:
        assert consent == ConsentRule(consent.matter, consent.roles, consent.source)
    for notice in policy.notices:
        assert notice == NoticeRule(notice.kind, notice.roles, notice.length, notice.source)
    assert {row.since for row in policy.permissions} == {None}


@built_in
def test_the_single_values(policy: Policy, column: int) -> None:
    clauses = {name: getattr(policy, name) for name in SINGLE_VALUES}
    assert {name: clause and clause.value for name, clause in clauses.items()} == {
        name: row[column] for name, row in SINGLE_VALUES.items()
    }


@built_in
def test_the_tables_above_leave_no_field_out(policy: Policy, column: int) -> None:
    public = {each.name for each in fields(type(policy)) if each.init}
    tables = {"name", "title", "permissions", "consents", "notices", "calendar"}
    assert public == {*SINGLE_VALUES, *GROUPS, *UNSAID, *tables}
    assert (policy.name, policy.calendar) == (("house", "informal")[column], WorkingWeek())
    assert policy.title == ("House", "Informal")[column]
    limits = ({"min_length", "max_length", "capacity"}, {"max_length", "capacity"})
    assert policy.limits == limits[column]


@built_in
def test_one_clause_of_each_group_and_no_other(policy: Policy, column: int) -> None:
    for group, (name, value) in GROUPS.items():
        rules = getattr(policy, group)
        said = {each.name: getattr(rules, each.name) for each in fields(type(rules))}
        assert said.pop(name).value == value
        assert set(said.values()) == {None}


@built_in
def test_of_the_rest_nothing_is_said(policy: Policy, column: int) -> None:
    defaults = {each.name: each.default for each in fields(type(policy))}
    for name in UNSAID:
        default = defaults[name]
        assert default is not NOTHING
        empty = default.factory() if isinstance(default, Factory) else default  # type: ignore[arg-type]  # a class to mypy
        assert getattr(policy, name) == empty


def sources_of(policy: Policy) -> Iterator[Source]:
    """Yield the source of every value of *policy*."""
    for each in fields(type(policy)):
        value = getattr(policy, each.name)
        if each.name in GROUPS:
            value = getattr(value, GROUPS[each.name][0])
        if isinstance(value, Clause):
            yield value.source
        elif each.name in ("permissions", "consents", "notices"):
            yield from (row.source for row in value)


@built_in
def test_every_value_is_marked_as_a_default_and_not_law(policy: Policy, column: int) -> None:
    sources = set(sources_of(policy))
    title = f"{policy.name}, a plain default of secondment and not law"
    assert {(source.title, source.link, source.read_on) for source in sources} == {
        (title, None, None)
    }
    clauses = [
        "before the first day",
        "consents",
        "early end",
        "end",
        "end at once",
        "extra work",
        "maximum length",
        "minimum length",
        "notice",
        "offers",
        "parties",
        "return",
        "start",
        "staying for good",
        "who may do what",
        "working time",
    ]
    without = {"minimum length"} if policy is INFORMAL else set()
    assert sorted(source.clause for source in sources) == [
        each for each in clauses if each not in without
    ]


@pytest.mark.parametrize(("name", "policy"), [("house", HOUSE), ("informal", INFORMAL)])
def test_a_built_in_policy_is_loaded_by_its_name(name: str, policy: Policy) -> None:
    assert load_policy(name) is policy
    assert policy.name == name


@pytest.mark.parametrize("name", ["", "House", "acas", None, 7, ["house"]])
def test_a_policy_that_is_not_built_in_is_refused(name: Any) -> None:
    assert {"house", "informal"} < set(pack_names())
    with pytest.raises(InvalidValue) as caught:
        load_policy(name)
    hint = "; did you mean house?" if name == "House" else ""
    assert str(caught.value) == (
        f"cannot make a policy: name: must be one of {', '.join(pack_names())}, an entry point "
        f"secondment.policies, or a path, not {name!r}{hint}"
    )


def test_a_name_that_ends_as_a_file_does_is_a_path() -> None:
    with pytest.raises(InvalidValue) as caught:
        load_policy("house.toml")
    assert str(caught.value) == (
        "cannot make the pack house.toml: cannot be read: No such file or directory"
    )


# what a policy speaks of


def test_no_two_matters_have_the_same_name() -> None:
    """Members of two string enumerations with one value would be one key of the table."""
    assert len(set(MATTERS)) == len(MATTERS) == len(MUST_CONSENT)


def test_leaving_is_the_only_ending_nobody_consents_to() -> None:
    assert set(EndKind) - set(MATTERS) == {EndKind.LEAVING}


def test_the_verbs_without_a_command_come_with_the_last_consent_or_with_time() -> None:
    assert set(Verb) - set(COMMAND_VERBS) == {
        Verb.AGREE,
        Verb.SETTLE_CHANGE,
        Verb.AGREE_ENDING,
        Verb.REVOKE_CLOSING,
        Verb.LAPSE,
        Verb.ESCALATE,
    }


# what no policy can be

ANY = Source("a handbook", "7")


def rows_without(policy: Policy, name: str, left_out: str) -> tuple[object, ...]:
    """Return the rows of *policy* in *name* without the one for *left_out*."""
    key = {"permissions": "verb", "consents": "matter", "notices": "kind"}[name]
    return tuple(row for row in getattr(policy, name) if getattr(row, key) != left_out)


ROWS = [
    *(("permissions", verb) for verb in COMMAND_VERBS),
    *(("consents", matter) for matter in MATTERS),
    *(("notices", kind) for kind in NoticeKind),
]


@pytest.mark.parametrize(("name", "left_out"), ROWS)
def test_a_policy_with_a_row_missing_is_refused(name: str, left_out: str) -> None:
    rows: dict[str, Any] = {name: rows_without(HOUSE, name, left_out)}
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, **rows)
    assert str(caught.value) == (
        f"cannot make policy house: {name}: {left_out} has 0 rows and needs one"
    )


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        pytest.param(
            {"permissions": (*HOUSE.permissions, Permission(Verb.START, frozenset(), ANY))},
            "permissions: start has 2 rows and needs one",
            id="permission-twice",
        ),
        pytest.param(
            {"permissions": (*HOUSE.permissions, Permission(Verb.LAPSE, frozenset(), ANY))},
            "permissions: lapse needs no row",
            id="permission-for-time",
        ),
        pytest.param(
            {"consents": (*HOUSE.consents, ConsentRule(ChangeKind.COVER, frozenset(), ANY))},
            "consents: cover has 2 rows and needs one",
            id="consent-twice",
        ),
        pytest.param(
            {"consents": (*HOUSE.consents, ConsentRule(EndKind.LEAVING, frozenset(), ANY))},
            "consents: leaving needs no row",
            id="consent-to-leaving",
        ),
        pytest.param(
            {
                "notices": (
                    *HOUSE.notices,
                    NoticeRule(NoticeKind.RECALL, frozenset(), Length(), ANY),
                )
            },
            "notices: recall has 2 rows for everybody and needs one",
            id="notice-twice",
        ),
        pytest.param(
            {
                "notices": (
                    *(row for row in HOUSE.notices if row.kind is not NoticeKind.RECALL),
                    *(
                        NoticeRule(NoticeKind.RECALL, frozenset(), Length(), ANY, **some)
                        for some in ({"grades": frozenset({"g7"})}, {"on_probation": True})
                    ),
                )
            },
            "notices: recall has 0 rows for everybody and needs one",
            id="notice-for-some-only",
        ),
        pytest.param(
            {"min_length": Clause(Length(months=24, days=1), ANY)},
            "min_length: 24 months 1 day can be more than the maximum, 24 months",
            id="minimum-above-maximum",
        ),
        pytest.param(
            {"min_length": Clause(Length(), ANY)},
            "min_length: must be one day or more, not 0 days; leave it out for no limit",
            id="empty-minimum",
        ),
        pytest.param(
            {"min_length": None, "max_length": Clause(Length(), ANY)},
            "max_length: must be one day or more, not 0 days; leave it out for no limit",
            id="empty-maximum",
        ),
        pytest.param(
            {
                "max_length": Clause(Length(months=1201), ANY),
                "offer_validity": Clause(Length(days=36_526), ANY),
                "notices": (
                    *HOUSE.notices[:2],
                    evolve(HOUSE.notices[2], length=Length(weeks=5218)),
                    HOUSE.notices[3],
                ),
            },
            "max_length: must be at most 100 years or 36525 days, not 1201 months; "
            "offer_validity: must be at most 100 years or 36525 days, not 36526 days; "
            "notices.stepping_back.length: must be at most 100 years or 36525 days, not 5218 weeks",
            id="longer-than-anybody-can-count",
        ),
        pytest.param(
            {
                "min_length": Clause(Length(days=31), ANY),
                "max_length": Clause(Length(months=1), ANY),
            },
            "min_length: 31 days can be more than the maximum, 1 month",
            id="minimum-above-maximum-in-february",
        ),
        pytest.param(
            {
                "min_length": Clause(Length(days=29), ANY),
                "max_length": Clause(Length(months=1), ANY),
            },
            "min_length: 29 days can be more than the maximum, 1 month",
            id="minimum-above-maximum-but-in-a-leap-year",
        ),
        pytest.param(
            {"capacity": Clause(Decimal(0), ANY)},
            "capacity: must be above 0 and at most 10, not 0",
            id="no-capacity",
        ),
        pytest.param(
            {"capacity": Clause(Decimal("-0.1"), ANY)},
            "capacity: must be above 0 and at most 10, not -0.1",
            id="negative-capacity",
        ),
        pytest.param(
            {"capacity": Clause(Decimal("10.1"), ANY)},
            "capacity: must be above 0 and at most 10, not 10.1",
            id="more-capacity-than-anybody-has",
        ),
        pytest.param(
            {"drift_threshold": Clause(Decimal("0.00"), ANY)},
            "drift_threshold: must be above 0 and at most 10, not 0.00",
            id="no-threshold",
        ),
        pytest.param(
            {"drift_threshold": Clause(Decimal(-1), ANY)},
            "drift_threshold: must be above 0 and at most 10, not -1",
            id="negative-threshold",
        ),
        pytest.param(
            {
                "permissions": HOUSE.permissions[1:],
                "consents": HOUSE.consents[1:],
                "notices": HOUSE.notices[1:],
                "max_length": Clause(Length(days=30), ANY),
                "min_length": Clause(Length(days=31), ANY),
                "drift_threshold": Clause(Decimal(0), ANY),
                "capacity": Clause(Decimal(0), ANY),
            },
            "permissions: propose has 0 rows and needs one; "
            "consents: beginning has 0 rows and needs one; "
            "notices: recall has 0 rows and needs one; "
            "capacity: must be above 0 and at most 10, not 0; "
            "drift_threshold: must be above 0 and at most 10, not 0; "
            "min_length: 31 days can be more than the maximum, 30 days",
            id="all-at-once",
        ),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_every_fault(
    changes: dict[str, Any], faults: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, **changes)
    assert str(caught.value) == f"cannot make policy house: {faults}"


WRONG_VALUES: list[tuple[str, object, str]] = [
    ("required_roles", {Role.SECONDEE}, "a frozenset of Roles"),
    ("required_roles", frozenset({"secondee"}), "a frozenset of Roles"),
    ("min_length", 30, "a Length or WorkingDays"),
    ("max_length", "P1M", "a Length or WorkingDays"),
    ("early_end_mode", "notice", "an EarlyEndMode"),
    ("immediate_triggers", frozenset({7}), "a frozenset of codes"),
    ("offer_validity", None, "a Length or WorkingDays"),
    ("automatic_start", 1, "True or False"),
    ("automatic_end", None, "True or False"),
    ("return_day", "next_day", "a ReturnDay"),
    ("gates", (Gate.BUDDY,), "a frozenset of Gates"),
    ("gates", frozenset({"buddy"}), "a frozenset of Gates"),
    ("capacity", 1, "a Decimal"),
    ("capacity", Decimal("NaN"), "a Decimal"),
    ("overload_refused", "no", "True or False"),
    ("drift_threshold", 0.2, "a Decimal"),
    ("drift_threshold", Decimal("Infinity"), "a Decimal"),
    ("kinds", "detail", "a frozenset of codes"),
    ("purposes", ("learning",), "a frozenset of codes"),
    ("covers", frozenset({"backfill"}), "a frozenset of Covers"),
    ("normal_min_length", 3, "a Length or WorkingDays"),
    ("normal_length", "P1Y", "a Length or WorkingDays"),
    ("max_first_length", None, "a Length or WorkingDays"),
    ("increment", 120, "a Length"),
    ("ends_by", "2026-09-30", "a date"),
    ("agreed_end_notice", 4, "a Length or WorkingDays"),
    ("causes", {"budget"}, "a frozenset of codes"),
    ("cost", (Payer.HOME,), "a tuple of CostBands"),
]


@pytest.mark.parametrize(("name", "value", "wanted"), WRONG_VALUES)
def test_a_clause_with_a_value_of_another_type_is_refused(
    name: str, value: object, wanted: str
) -> None:
    clause: dict[str, Any] = {name: Clause(value, ANY)}
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, **clause)
    assert str(caught.value) == (
        f"cannot make policy house: {name}: must have as its value {wanted}, not {value!r}"
    )


def test_every_clause_has_a_value_of_another_type_in_the_table_above() -> None:
    groups = {
        *("extension", "caps", "eligibility", "share", "reviews"),
        *("service_owed", "duties", "documents", "waivers", "remarks"),
    }
    named = {name for name, _, _ in WRONG_VALUES}
    assert named == {*SINGLE_VALUES, *UNSAID} - {*groups, "about"}


@pytest.mark.parametrize("name", sorted(SINGLE_VALUES))
def test_a_value_without_its_source_is_no_clause(name: str) -> None:
    for clause in (True, Clause(True, "the handbook")):  # type: ignore[arg-type]  # the fault
        given: dict[str, Any] = {name: clause}
        with pytest.raises(InvalidValue) as caught:
            evolve(HOUSE, **given)
        assert str(caught.value) == (
            f"cannot make policy house: {name}: must be a Clause with a value and a Source, "
            f"not {clause!r}"
        )


A_SET: Any = {Role.SECONDEE}
A_TEXT: Any = "the handbook"
A_NUMBER: Any = 28

OTHER_TYPES: list[tuple[dict[str, Any], str]] = [
    ({"permissions": list(HOUSE.permissions)}, "permissions: must be a tuple of Permissions"),
    ({"consents": HOUSE.permissions}, "consents: must be a tuple of ConsentRules"),
    ({"notices": (None,)}, "notices: must be a tuple of NoticeRules"),
    (
        {"permissions": (evolve(HOUSE.permissions[0], roles=A_SET),)},
        "permissions[0].roles: must be a frozenset of Roles",
    ),
    (
        {"consents": (HOUSE.consents[0], evolve(HOUSE.consents[1], source=A_TEXT))},
        "consents[1].source: must be a Source",
    ),
    (
        {"notices": (evolve(HOUSE.notices[0], length=A_NUMBER),)},
        "notices[0].length: must be a Length or WorkingDays",
    ),
    ({"permissions": None}, "permissions: must be a tuple of Permissions"),
    ({"calendar": "weekdays"}, "calendar: must be a Calendar"),
    ({"name": " "}, "name: must be an id, a text that is not blank"),
]


@pytest.mark.parametrize(("changes", "fault"), OTHER_TYPES, ids=[row[1] for row in OTHER_TYPES])
def test_rows_and_a_calendar_of_another_type_are_refused(
    changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        evolve(HOUSE, **changes)
    assert [str(each).partition(", not ")[0] for each in caught.value.faults] == [fault]


@pytest.mark.parametrize(
    ("shortest", "longest"),
    [
        (Length(months=24), Length(months=24)),
        (Length(days=1), Length(days=1)),
        (Length(days=365), Length(months=12)),
        (Length(weeks=4), Length(months=1)),
    ],
)
def test_the_minimum_may_be_the_maximum(shortest: Length, longest: Length) -> None:
    policy = evolve(HOUSE, min_length=Clause(shortest, ANY), max_length=Clause(longest, ANY))
    assert (policy.min_length, policy.max_length) == (Clause(shortest, ANY), Clause(longest, ANY))


def test_a_policy_may_be_without_limits() -> None:
    policy = evolve(HOUSE, min_length=None, max_length=None, drift_threshold=None)
    limits = (policy.min_length, policy.max_length, policy.drift_threshold)
    assert limits == (None, None, None)


@pytest.mark.parametrize("value", ["0.01", "1", "1.5", "10", "0.000000000000000001"])
def test_capacity_and_threshold_may_be_anything_above_0_and_up_to_10(value: str) -> None:
    clause = Clause(Decimal(value), ANY)
    policy = evolve(HOUSE, capacity=clause, drift_threshold=clause)
    assert (policy.capacity, policy.drift_threshold) == (clause, clause)


def test_a_changed_row_is_the_one_that_is_found() -> None:
    row = Permission(Verb.PROPOSE, frozenset({Role.STAKEHOLDER}), ANY)
    policy = evolve(HOUSE, permissions=(*HOUSE.permissions[1:], row))
    assert policy.permission(Verb.PROPOSE) is row


@pytest.mark.parametrize("policy", [HOUSE, INFORMAL], ids=["house", "informal"])
def test_a_policy_is_a_value(policy: Policy) -> None:
    back = pickle.loads(pickle.dumps(policy))
    assert (back, hash(back)) == (policy, hash(policy))
    assert back.permission(Verb.VOID) == policy.permission(Verb.VOID)
    assert evolve(policy, name="other") != policy
