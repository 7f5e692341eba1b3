"""How packs are read: every kind of value, every short form, every mistake with its path.

What a value means is tested in `test_clauses`, what holds on which day in `test_editions`.
"""

import datetime
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from importlib import invalidate_caches
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

import pytest
from attrs import evolve, fields
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondment import (
    Clause,
    EarlyEndMode,
    InvalidValue,
    Length,
    NoticeKind,
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
    Anchor,
    CostBand,
    CountedFrom,
    DocumentRule,
    DutyRule,
    Moment,
    Payer,
    PayLevel,
    Recharge,
    Remark,
    ServiceStep,
    Silence,
    Stage,
    TaxTreatment,
    Tier,
)
from secondment.dates import WorkingDays
from secondment.errors import Fault
from secondment.onboarding import Gate
from secondment.outcome import Route
from secondment.pack import ENTRY_POINTS, pack_names, read_policy
from secondment.policy import ROWS, clauses_of, hints_of, is_group, kinds_of, row_key
from secondment.terms import Cover, ReturnRight

FRAME = load_policy("frame")
HOUSE = load_policy("house")

HEAD = 'name = "small"\nextends = "frame"\nsource = "rules"\n'
TAIL = """
[sources.rules]
title = "Staff handbook"
clause = "2"
link = "https://example.org/handbook"
read_on = 2026-11-26

[sources.other]
title = "Circular 7"
"""
RULES = Source("Staff handbook", "2", "https://example.org/handbook", datetime.date(2026, 11, 26))
OTHER = Source("Circular 7", "as a whole")
NEW_YEAR = datetime.date(2027, 1, 1)


def pack(says: str, head: str = HEAD, tail: str = TAIL) -> str:
    """Return a pack that says *says* and extends the frame, unless *head* says otherwise."""
    return f"{head}{says}\n{tail}"


def read(says: str, head: str = HEAD, tail: str = TAIL) -> Policy:
    return read_policy(pack(says, head, tail))


def faults_of(text: str) -> list[str]:
    """Return what is wrong with the pack *text*, which nobody can load."""
    with pytest.raises(InvalidValue) as caught:
        read_policy(text)
    assert caught.value.what == "a pack"
    return [str(each) for each in caught.value.faults]


def file_faults(path: Any) -> list[str]:
    with pytest.raises(InvalidValue) as caught:
        load_policy(path)
    return [str(each) for each in caught.value.faults]


# the reference: one line of TOML for every field


class Line(NamedTuple):
    """How a value is written: beside what else has to be said, and at its path or at `place`."""

    written: str
    value: object
    beside: str = ""
    place: str = ""


SECONDEE, HOME, HOST = Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER
OFFICE, AUTHORITY = Role.PROGRAMME_OFFICE, Role.AUTHORITY
YEAR = Length(months=12)
DUTY = 'duties.report.owed_by = ["home_manager"]\nduties.report.when = "on the end"'
STEPS = "notices.recall.by_service"

LINES: dict[str, Line] = {
    "title": Line('"The small house"', "The small house"),
    "about": Line('"A reading; not legal advice."', "A reading; not legal advice."),
    "required_roles": Line('["secondee", "authority"]', frozenset({SECONDEE, AUTHORITY})),
    "min_length": Line('"10 working days"', WorkingDays(10)),
    "max_length": Line('"1 year and 6 months"', Length(months=18)),
    "early_end_mode": Line('"for_cause"', EarlyEndMode.FOR_CAUSE),
    "immediate_triggers": Line('["fraud", "left"]', frozenset({"fraud", "left"})),
    "offer_validity": Line('"10 days"', Length(days=10)),
    "automatic_start": Line("false", False),
    "automatic_end": Line("false", False),
    "return_day": Line('"next_working_day"', ReturnDay.NEXT_WORKING_DAY),
    "gates": Line('["goals", "documents"]', frozenset({Gate.GOALS, Gate.DOCUMENTS})),
    "capacity": Line("1.25", Decimal("1.25")),
    "overload_refused": Line("true", True),
    "drift_threshold": Line("0.1", Decimal("0.1")),
    "returning.right": Line('"none"', ReturnRight.NONE),
    "returning.same_terms": Line("true", True),
    "returning.lost_after": Line('"1 year"', YEAR),
    "returning.lost_by_staying_on": Line("true", True, 'returning.lost_after = "1 year"'),
    "returning.home_change_notice": Line('"5 working days"', WorkingDays(5)),
    "conversion.route": Line('"competition"', Route.COMPETITION),
    "conversion.excluded": Line("true", True),
    "conversion.after": Line('"2 years"', Length(months=24)),
    "conversion.repeat_every": Line('"1 year"', YEAR, 'conversion.route = "request"'),
    "conversion.again_when": Line(
        '["new_grade"]',
        frozenset({"new_grade"}),
        'conversion.route = "request"\nconversion.repeat_every = "1 year"',
    ),
    "conversion.grades": Line('["g7"]', frozenset({"g7"})),
    "conversion.route_for_others": Line(
        '"competition"', Route.COMPETITION, 'conversion.grades = ["g7"]'
    ),
    "conversion.criteria": Line('["funded"]', frozenset({"funded"})),
    "conversion.priority": Line(
        '["redeployment"]', frozenset({"redeployment"}), 'conversion.route = "priority"'
    ),
    "kinds": Line('["detail"]', frozenset({"detail"})),
    "purposes": Line('["learning"]', frozenset({"learning"})),
    "covers": Line('["none", "backfill"]', frozenset({Cover.NONE, Cover.BACKFILL})),
    "normal_min_length": Line('"3 months"', Length(months=3)),
    "normal_length": Line('"6 months"', Length(months=6)),
    "max_first_length": Line('"2 years"', Length(months=24)),
    "increment": Line('"120 days"', Length(days=120)),
    "ends_by": Line("2030-12-31", datetime.date(2030, 12, 31)),
    "agreed_end_notice": Line('"2 weeks"', Length(weeks=2)),
    "causes": Line('["budget"]', frozenset({"budget"})),
    "extension.max_count": Line("1", 1),
    "extension.min_length": Line('"1 month"', Length(months=1)),
    "extension.max_length": Line('"6 months"', Length(months=6)),
    "extension.total": Line('"1 year"', YEAR),
    "extension.asked.opens_before_end": Line('"3 months"', Length(months=3)),
    "extension.asked.closes_before_end": Line('"1 month"', Length(months=1)),
    "extension.decided.opens_before_end": Line('"6 weeks"', Length(weeks=6)),
    "extension.decided.closes_before_end": Line('"10 working days"', WorkingDays(10)),
    "extension.new_agreement": Line("true", True),
    "extension.review_every": Line('"6 months"', Length(months=6)),
    "caps.continuous.length": Line('"4 years"', Length(months=48)),
    "caps.continuous.gap_tolerance": Line(
        '"60 days"', Length(days=60), 'caps.continuous.length = "4 years"'
    ),
    "caps.continuous.reset_after": Line('"1 year"', YEAR, 'caps.continuous.length = "4 years"'),
    "caps.lifetime": Line('"6 years"', Length(months=72)),
    "caps.same_post": Line('"2 years"', Length(months=24)),
    "caps.cooling_off.length": Line('"1 year"', YEAR),
    "caps.cooling_off.counted_from": Line(
        '"start"', CountedFrom.START, 'caps.cooling_off.length = "1 year"'
    ),
    "eligibility.service": Line('"1 year"', YEAR),
    "eligibility.service_in_role": Line('"6 months"', Length(months=6)),
    "eligibility.probation_passed": Line("true", True),
    "eligibility.no_live_warning": Line("true", True),
    "eligibility.performance_acceptable": Line("true", True),
    "eligibility.not_on_secondment": Line("true", True),
    "eligibility.contracts": Line('["permanent"]', frozenset({"permanent"})),
    "eligibility.grades": Line('["g6", "g7"]', frozenset({"g6", "g7"})),
    "eligibility.released_first": Line("true", True),
    "eligibility.criteria": Line('["cleared"]', frozenset({"cleared"})),
    "share.min": Line("0.2", Decimal("0.2")),
    "share.max": Line("1", Decimal(1)),
    "share.full_time_hours": Line("37.5", Decimal("37.5")),
    "cost": Line(
        '[{ payer = "home", shorter_than = "1 year" }, { payer = "host" }]',
        (CostBand(Payer.HOME, YEAR), CostBand(Payer.HOST)),
    ),
    "cost.payer": Line('[{ payer = "shared" }]', (CostBand(Payer.SHARED),), place="cost"),
    "cost.shorter_than": Line(
        '[{ payer = "home", shorter_than = "26 weeks" }, { payer = "host" }]',
        (CostBand(Payer.HOME, Length(weeks=26)), CostBand(Payer.HOST)),
        place="cost",
    ),
    "cost.host_part": Line(
        '[{ payer = "shared", host_part = 0.5 }]',
        (CostBand(Payer.SHARED, host_part=Decimal("0.5")),),
        place="cost",
    ),
    "cost.recharge": Line(
        '[{ payer = "home", recharge = "none" }]',
        (CostBand(Payer.HOME, recharge=Recharge.NONE),),
        place="cost",
    ),
    "cost.tax": Line(
        '[{ payer = "host", tax = "out_of_scope" }]',
        (CostBand(Payer.HOST, tax=TaxTreatment.OUT_OF_SCOPE),),
        place="cost",
    ),
    "cost.pay": Line(
        '[{ payer = "host", pay = "host_post" }]',
        (CostBand(Payer.HOST, pay=PayLevel.HOST_POST),),
        place="cost",
    ),
    "cost.reason": Line(
        '[{ payer = "host", reason = "host_benefits" }]',
        (CostBand(Payer.HOST, reason="host_benefits"),),
        place="cost",
    ),
    "cost.kinds": Line(
        '[{ payer = "host", kinds = ["external"] }]',
        (CostBand(Payer.HOST, kinds=frozenset({"external"})),),
        place="cost",
    ),
    "reviews.trial": Line('"6 weeks"', Length(weeks=6)),
    "reviews.every": Line('"3 months"', Length(months=3)),
    "reviews.before_end": Line('"10 working days"', WorkingDays(10)),
    "reviews.after_end": Line('["3 months", "1 year"]', (Length(months=3), YEAR)),
    "service_owed.ratio": Line("1.5", Decimal("1.5")),
    "service_owed.repaid": Line('["travel"]', frozenset({"travel"}), "service_owed.ratio = 1"),
    "permissions.start.roles": Line('["host_manager"]', frozenset({HOST})),
    "permissions.start.since": Line(
        "2027-01-01", NEW_YEAR, 'permissions.start.roles = ["host_manager"]'
    ),
    "consents.extension.roles": Line('["authority"]', frozenset({AUTHORITY})),
    "consents.extension.since": Line("2027-01-01", NEW_YEAR),
    "consents.extension.order": Line(
        '[["secondee"], ["home_manager", "host_manager"]]',
        (frozenset({SECONDEE}), frozenset({HOME, HOST})),
    ),
    "consents.extension.tiers": Line(
        '[{ above = "1 year", roles = ["authority"] }]', (Tier(YEAR, frozenset({AUTHORITY})),)
    ),
    "consents.extension.tiers.above": Line(
        '[{ above = "20 working days", roles = [] }]',
        (Tier(WorkingDays(20), frozenset()),),
        place="consents.extension.tiers",
    ),
    "consents.extension.tiers.roles": Line(
        '[{ above = "1 year", roles = ["authority", "secondee"] }]',
        (Tier(YEAR, frozenset({AUTHORITY, SECONDEE})),),
        place="consents.extension.tiers",
    ),
    "consents.extension.may_object": Line('["authority"]', frozenset({AUTHORITY})),
    "consents.extension.answer_within": Line('"10 working days"', WorkingDays(10)),
    "consents.extension.on_silence": Line(
        '"deemed_accepted"',
        Silence.DEEMED_ACCEPTED,
        'consents.extension.answer_within = "2 weeks"',
    ),
    "consents.extension.silence_of": Line(
        '["home_manager"]',
        frozenset({Role.HOME_MANAGER}),
        'consents.extension.answer_within = "2 weeks"\n'
        'consents.extension.on_silence = "deemed_accepted"',
    ),
    "consents.extension.escalates_to": Line(
        '["authority"]',
        frozenset({AUTHORITY}),
        'consents.extension.answer_within = "2 weeks"\nconsents.extension.on_silence = "escalate"',
    ),
    "consents.extension.refused_with_reason": Line("true", True),
    "notices.recall.roles": Line('["secondee"]', frozenset({SECONDEE})),
    "notices.recall.length": Line('"20 working days"', WorkingDays(20)),
    "notices.recall.since": Line("2027-01-01", NEW_YEAR),
    "notices.recall.by_service": Line(
        '[{ from_service = "2 years", length = "2 weeks" }]',
        (ServiceStep(Length(months=24), Length(weeks=2)),),
    ),
    "notices.recall.by_service.from_service": Line(
        '[{ from_service = "1 month", length = "1 week" }]',
        (ServiceStep(Length(months=1), Length(weeks=1)),),
        place="notices.recall.by_service",
    ),
    "notices.recall.by_service.length": Line(
        '[{ from_service = "1 month", length = "5 working days" }]',
        (ServiceStep(Length(months=1), WorkingDays(5)),),
        place="notices.recall.by_service",
    ),
    "notices.recall.per_year": Line('"1 week"', Length(weeks=1)),
    "notices.recall.at_most": Line(
        '"12 weeks"', Length(weeks=12), 'notices.recall.per_year = "1 week"'
    ),
    "notices.recall.grades": Line(
        '[{ roles = [], length = "1 week", grades = ["g7"] }, { roles = [], length = "2 weeks" }]',
        frozenset({"g7"}),
        place="notices.recall",
    ),
    "notices.recall.on_probation": Line(
        '[{ roles = [], length = "1 week", on_probation = true },'
        ' { roles = [], length = "2 weeks" }]',
        True,
        place="notices.recall",
    ),
    "notices.recall.is_courtesy": Line("true", True),
    "notices.recall.needs_reason": Line("true", True),
    "duties.report.owed_by": Line(
        '["secondee"]', frozenset({SECONDEE}), 'duties.report.when = "on the end"'
    ),
    "duties.report.when": Line(
        '"3 months before the last day"',
        Moment(Anchor.LAST_DAY, Length(months=3), is_before=True),
        'duties.report.owed_by = ["secondee"]',
    ),
    "duties.report.since": Line("2027-01-01", NEW_YEAR, DUTY),
    "duties.report.every": Line('"1 month"', Length(months=1), DUTY),
    "duties.report.times": Line("3", 3, f'{DUTY}\nduties.report.every = "1 month"'),
    "duties.report.kinds": Line('["detail"]', frozenset({"detail"}), DUTY),
    "documents.letter.stage": Line('"extension"', Stage.EXTENSION),
    "documents.letter.since": Line("2027-01-01", NEW_YEAR, 'documents.letter.stage = "end"'),
    "documents.letter.owed_by": Line(
        '["authority"]', frozenset({AUTHORITY}), 'documents.letter.stage = "end"'
    ),
    "documents.letter.signed_by": Line(
        '["authority"]', frozenset({AUTHORITY}), 'documents.letter.stage = "end"'
    ),
    "documents.letter.clauses": Line(
        '["pay", "leave"]', ("pay", "leave"), 'documents.letter.stage = "end"'
    ),
    "documents.letter.kinds": Line(
        '["detail"]', frozenset({"detail"}), 'documents.letter.stage = "end"'
    ),
    "documents.letter.shorter_than": Line('"1 year"', YEAR, 'documents.letter.stage = "end"'),
    "documents.letter.from_length": Line('"1 year"', YEAR, 'documents.letter.stage = "end"'),
    'waivers."caps.lifetime".roles': Line('["authority"]', frozenset({AUTHORITY})),
    'waivers."caps.lifetime".since': Line(
        "2027-01-01", NEW_YEAR, 'waivers."caps.lifetime".roles = ["authority"]'
    ),
    "remarks": Line(
        '[{ text = "Not refused lightly." }]', (Remark("Not refused lightly.", RULES),)
    ),
    "calendar.weekend": Line('["friday", "saturday"]', WorkingWeek(frozenset({5, 6}))),
    "calendar.holidays": Line("[2027-01-01]", WorkingWeek(holidays=frozenset({NEW_YEAR}))),
}
"""The path of each field of a policy, in a pack -> how it is written there, and what it is.

Of rows one is shown for its table; parts of lists, such as tiers, stand in the list that they are
part of.
"""

KEYS = {
    "permissions": "start",
    "consents": "extension",
    "notices": "recall",
    "duties": "report",
    "documents": "letter",
    "waivers": '"caps.lifetime"',
}
"""Of each table of rows the one that the reference speaks of."""


def paths_of(kind: type, before: str = "") -> Iterator[str]:
    """Yield the path of each field of *kind* that a pack can speak of."""
    public = {each.name for each in fields(kind) if each.init}
    for name, hint in hints_of(kind).items():
        path, wanted = f"{before}{name}", kinds_of(hint)[0]
        held = get_args(wanted)[0] if get_origin(wanted) is Clause else wanted
        item = get_args(held)[0] if get_origin(held) is tuple else held
        if kind is Policy and name in ROWS:
            row, key = ROWS[name]
            own = {f"{path}.{KEYS[name]}.{word}" for word in (key, "source")}
            yield from (each for each in paths_of(row, f"{path}.{KEYS[name]}.") if each not in own)
        elif is_group(wanted):
            yield from paths_of(wanted, f"{path}.")
        elif name == "calendar":
            yield from (f"{path}.{each.name}" for each in fields(WorkingWeek))
        elif name in public:
            yield path
            if item in (CostBand, Tier, ServiceStep):
                yield from paths_of(item, f"{path}.")


def test_every_field_of_a_policy_has_a_line_in_the_reference() -> None:
    assert set(LINES) == set(paths_of(Policy)) - {"name"}


def written(path: str) -> str:
    """Return the lines that say what is at *path*."""
    line = LINES[path]
    return f"{line.beside}\n{line.place or path} = {line.written}"


def key_of(path: str) -> str:
    """Return what the row is found by that *path* leads to."""
    return "caps.lifetime" if '"' in path else path.split(".")[1]


def values_at(policy: Policy, path: str) -> list[object]:
    """Return what is at *path*, several where there are several rows; of a part the whole list."""
    whole = LINES[path].place if LINES[path].place in LINES else path
    name, *steps = whole.split(".")
    if name in ROWS:
        rows = [row for row in getattr(policy, name) if row_key(row) == key_of(path)]
        return [getattr(row, whole.rpartition(".")[2]) for row in rows]
    held: Any = getattr(policy, name)
    for step in steps:
        held = getattr(held, step)
    return [held.value if isinstance(held, Clause) else held]


@pytest.mark.parametrize("path", [path for path in LINES if not path.startswith("calendar.")])
def test_what_the_reference_says_is_what_the_policy_holds(path: str) -> None:
    assert LINES[path].value in values_at(read(written(path)), path)


@pytest.mark.parametrize("path", ["calendar.weekend", "calendar.holidays"])
def test_what_the_reference_says_of_the_calendar_is_what_the_policy_holds(path: str) -> None:
    assert read(written(path)).calendar == LINES[path].value


@pytest.mark.parametrize("path", [path for path in LINES if "remarks" not in path])
def test_every_value_has_the_source_of_its_table(path: str) -> None:
    policy = read(written(path))
    here = dict(clauses_of(policy))
    rows = [
        row for name in ROWS for row in getattr(policy, name) if row not in getattr(FRAME, name)
    ]
    own = [row.source for row in rows]
    own += [
        clause.source for at, clause in here.items() if clause != dict(clauses_of(FRAME)).get(at)
    ]
    if path.partition(".")[0] not in ("title", "about", "calendar"):
        assert set(own) == {RULES}


@pytest.mark.parametrize("path", LINES)
def test_all_else_is_as_in_the_pack_that_is_extended(path: str) -> None:
    policy = read(written(path))
    name = path.partition(".")[0]
    for each in fields(Policy):
        if each.init and each.name not in (name, "name"):
            assert getattr(policy, each.name) == getattr(FRAME, each.name)
    if name in ROWS:
        kept, given = (
            [row for row in getattr(each, name) if row_key(row) != key_of(path)]
            for each in (policy, FRAME)
        )
        assert kept == given


# lengths, moments and short forms


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("1 day", Length(days=1)),
        ("1 days", Length(days=1)),
        ("120 days", Length(days=120)),
        ("1 week", Length(weeks=1)),
        ("4 weeks", Length(weeks=4)),
        ("1 month", Length(months=1)),
        ("6 month", Length(months=6)),
        ("24 months", Length(months=24)),
        ("1 year", Length(months=12)),
        ("2 years", Length(months=24)),
        ("1 year 6 months", Length(months=18)),
        ("1 year and 6 months", Length(months=18)),
        ("1 year, 6 months and 2 weeks", Length(months=18, weeks=2)),
        ("1 year, 6 months, 2 weeks, 3 days", Length(months=18, weeks=2, days=3)),
        ("6 months 1 year", Length(months=18)),
        ("10 days and 4 days", Length(days=14)),
        ("1 month 14 days", Length(months=1, days=14)),
        ("0012 months", Length(months=12)),
        ("1 working day", WorkingDays(1)),
        ("20 working days", WorkingDays(20)),
        ("9999 working days", WorkingDays(9999)),
    ],
)
def test_a_length_is_written_in_words(words: str, span: Any) -> None:
    assert read(f'notices.recall.length = "{words}"').notice_rules(NoticeKind.RECALL) == (
        evolve(FRAME.notice_rules(NoticeKind.RECALL)[0], length=span, source=RULES),
    )


@pytest.mark.parametrize("words", ["0 days", "0 years and 0 weeks"])
def test_no_time_is_a_length_where_there_may_be_none(words: str) -> None:
    assert read(f'offer_validity = "{words}"').offer_validity.value == Length()


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "six months", "6", "months", "6months", "6  months", " 6 months", "6 months "),
        *("6 Months", "6 MONTHS", "-6 months", "+6 months", "0.5 years", "1,5 years", "6 hours"),
        *("P6M", "6 months and", "and 6 months", "1 year, and 6 months", "1 year & 6 months"),
        *("1 year;6 months", "6 fortnights", "6 months\\n", "٦ months", "20 workingdays"),
        *("20 working weeks", "1 week and 3 working days", "1234567890 days", "6 mths"),
    ],
)
def test_what_is_no_length_is_refused(words: str) -> None:
    shown = words.replace("\\n", "\n")
    assert faults_of(pack(f'max_length = "{words}"')) == [
        "max_length: must be a length like 6 months, 4 weeks or 120 days, or 20 working days, "
        f'not "{shown}"'
    ]


@pytest.mark.parametrize(
    "words", ["999999999 years", "84000000 years", "999999999 days 1 day", "10000 working days"]
)
def test_a_length_that_nobody_can_count_is_refused(words: str) -> None:
    assert faults_of(pack(f'max_length = "{words}"')) == [
        f'max_length: is longer than anybody can count: "{words}"'
    ]


@pytest.mark.parametrize("given", ["6", "6.5", "true", "2027-01-01", "[6]"])
def test_a_number_without_its_unit_is_no_length(given: str) -> None:
    shown = "a list" if given == "[6]" else given
    assert faults_of(pack(f"max_length = {given}")) == [
        "max_length: must be a length like 6 months, 4 weeks or 120 days, or 20 working days, "
        f"with its unit, not {shown}"
    ]


@pytest.mark.parametrize("anchor", Anchor)
@pytest.mark.parametrize(
    ("before", "span", "is_before"),
    [
        ("on", Length(), False),
        ("30 days after", Length(days=30), False),
        ("1 year and 6 months before", Length(months=18), True),
        ("5 working days before", WorkingDays(5), True),
        ("1 working day after", WorkingDays(1), False),
    ],
)
def test_a_day_is_counted_from_every_anchor(
    before: str, span: Any, is_before: bool, anchor: Anchor
) -> None:
    policy = read(f'duties.x = {{ owed_by = [], when = "{before} the {anchor}" }}')
    assert policy.duties == (DutyRule("x", frozenset(), Moment(anchor, span, is_before), RULES),)


MOMENTS = (
    "must be like '30 days after the end' or 'on the first day', with one of the proposal, the "
    "agreement, the first day, the middle, the last day, the change, the extension, the home "
    "change, the manager change, the contract end, the end, the return"
)


@pytest.mark.parametrize(
    "words",
    [
        *("", "on the beginning", "on end", "the end", "after the end", "before the last day"),
        *("30 days after end", "On the end", "30 days until the end", "on the last  day"),
    ],
)
def test_what_is_no_day_is_refused_with_all_anchors(words: str) -> None:
    text = pack(f'duties.x = {{ owed_by = [], when = "{words}" }}')
    assert faults_of(text) == [f'duties.x.when: {MOMENTS}; not "{words}"']


def test_a_day_with_a_wrong_distance_is_refused_for_that() -> None:
    example = "a length like 6 months, 4 weeks or 120 days, or 20 working days"
    for words in ("two weeks", "30", "on"):
        text = pack(f'duties.x = {{ owed_by = [], when = "{words} before the end" }}')
        assert faults_of(text) == [f'duties.x.when: must be {example}, not "{words}"']
    assert faults_of(pack("duties.x = { owed_by = [], when = 30 }")) == [
        f"duties.x.when: {MOMENTS}; not 30"
    ]


def test_the_roles_of_a_row_can_stand_alone() -> None:
    short = read('permissions.start = ["authority"]\nwaivers.capacity = ["authority"]')
    whole = read(
        'permissions.start = { roles = ["authority"] }\n'
        'waivers.capacity = { roles = ["authority"] }'
    )
    assert short == whole
    assert short.permission(Verb.START).roles == frozenset({AUTHORITY})


def test_roles_alone_leave_the_rest_of_a_row_as_it_was() -> None:
    base = 'notices.recall = { length = "4 weeks", needs_reason = true }'
    (row,) = read(base + '\n[notices.stepping_back]\nroles = ["secondee"]').notice_rules(
        NoticeKind.RECALL
    )
    assert (row.roles, row.length) == (frozenset({HOME, OFFICE}), Length(weeks=4))
    (row,) = read('notices.recall = ["secondee"]').notice_rules(NoticeKind.RECALL)
    assert (row.roles, row.length) == (frozenset({SECONDEE}), Length())


def test_nobody_may_be_named_too() -> None:
    assert read("permissions.start = []").permission(Verb.START).roles == frozenset()


def test_a_whole_number_is_a_decimal_too() -> None:
    value = read("capacity = 2").capacity.value
    assert type(value) is Decimal
    assert value == 2
    exact = read("drift_threshold = 0.10000000000000001").drift_threshold
    assert exact is not None
    assert exact.value == Decimal("0.10000000000000001")


def test_an_item_that_stands_twice_in_a_set_counts_once() -> None:
    kinds = read('kinds = ["detail", "detail"]').kinds
    assert kinds is not None
    assert kinds.value == frozenset({"detail"})


def test_several_rows_of_a_key_keep_their_order() -> None:
    policy = read("""
[[notices.recall]]
roles = ["home_manager"]
length = "1 week"
on_probation = true

[[notices.recall]]
roles = ["home_manager"]
length = "4 weeks"
clause = "9"
""")
    first, last = policy.notice_rules(NoticeKind.RECALL)
    assert (first.length, first.on_probation, first.source.clause) == (Length(weeks=1), True, "2")
    assert (last.length, last.on_probation, last.source.clause) == (Length(weeks=4), None, "9")


# where a value stands


def test_a_value_has_the_source_and_clause_that_stand_nearest() -> None:
    policy = read(
        """
min_length = "1 month"
max_length = { value = "1 year", clause = "2.1" }
normal_length = { value = "6 months", source = "other" }
increment = { value = "1 week", source = "other", clause = "9" }

[extension]
clause = "3"
max_count = 1
max_length = { value = "6 months", clause = "3.1" }
total = { value = "6 months", source = "other" }

[extension.asked]
opens_before_end = "3 months"

[extension.decided]
source = "other"
opens_before_end = "3 months"

[caps.continuous]
source = "other"
clause = "4"
length = "2 years"
reset_after = { value = "1 year", source = "rules" }
"""
    )
    found = {path: str(clause.source) for path, clause in clauses_of(policy)}
    assert {path: at for path, at in found.items() if not at.startswith("frame")} == {
        "min_length": "Staff handbook: 2",
        "max_length": "Staff handbook: 2.1",
        "normal_length": "Circular 7: as a whole",
        "increment": "Circular 7: 9",
        "extension.max_count": "Staff handbook: 3",
        "extension.max_length": "Staff handbook: 3.1",
        "extension.total": "Circular 7: as a whole",
        "extension.asked.opens_before_end": "Staff handbook: 3",
        "extension.decided.opens_before_end": "Circular 7: as a whole",
        "caps.continuous.length": "Circular 7: 4",
        "caps.continuous.reset_after": "Staff handbook: 2",
    }


def test_a_row_has_the_source_and_clause_that_stand_nearest() -> None:
    policy = read(
        """
[permissions]
clause = "5"
start = ["host_manager"]
complete = { roles = [], clause = "5.1" }
convert = { roles = [], source = "other" }

[documents.letter]
stage = "end"
source = "other"
clause = "6"

[[remarks]]
text = "One."

[[remarks]]
text = "Two."
source = "other"
clause = "7"
"""
    )
    found = {verb: str(policy.permission(verb).source) for verb in COMMAND_VERBS}
    own = {verb: at for verb, at in found.items() if not at.startswith("frame")}
    assert own == {
        Verb.START: "Staff handbook: 5",
        Verb.COMPLETE: "Staff handbook: 5.1",
        Verb.CONVERT: "Circular 7: as a whole",
    }
    assert policy.documents == (DocumentRule("letter", Stage.END, Source("Circular 7", "6")),)
    assert policy.remarks == (Remark("One.", RULES), Remark("Two.", Source("Circular 7", "7")))


def test_a_clause_of_the_whole_pack_is_that_of_every_value_of_its_source() -> None:
    policy = read('clause = "1"\nkinds = ["a"]\npurposes = { value = ["b"], source = "other" }')
    assert policy.kinds is not None
    assert policy.purposes is not None
    assert str(policy.kinds.source) == "Staff handbook: 1"
    assert str(policy.purposes.source) == "Circular 7: as a whole"


def test_a_source_needs_a_title_and_no_more() -> None:
    kinds = read('kinds = ["a"]', tail='[sources.rules]\ntitle = "R"').kinds
    assert kinds == Clause(frozenset({"a"}), Source("R", "as a whole"))


# versions


def length_of(policy: Policy) -> list[tuple[str, str | None, str]]:
    """Return the versions of the maximum length: what, since when, and where it stands."""
    assert policy.max_length is not None
    return [
        (str(each.value), each.since.isoformat() if each.since else None, each.source.clause)
        for each in policy.max_length.versions
    ]


@pytest.mark.parametrize(
    ("says", "versions"),
    [
        ('max_length = "1 year"', [("12 months", None, "2")]),
        ('max_length = { value = "1 year" }', [("12 months", None, "2")]),
        ('max_length = [{ value = "1 year" }]', [("12 months", None, "2")]),
        (
            'max_length = { value = "1 year", since = 2027-01-01 }',
            [("12 months", "2027-01-01", "2"), ("24 months", None, "maximum length")],
        ),
        (
            'max_length = [{ value = "1 year" }, { value = "2 years", since = 2028-01-01, '
            'clause = "3" }]',
            [("24 months", "2028-01-01", "3"), ("12 months", None, "2")],
        ),
        (
            'max_length = [{ value = "3 years", since = 2029-01-01 }, { value = "1 year" }, '
            '{ value = "2 years", since = 2028-01-01 }]',
            [
                ("36 months", "2029-01-01", "2"),
                ("24 months", "2028-01-01", "2"),
                ("12 months", None, "2"),
            ],
        ),
        (
            'max_length = [{ value = "3 years", since = 2029-01-01 }, '
            '{ value = "1 year", since = 2028-01-01 }]',
            [
                ("36 months", "2029-01-01", "2"),
                ("12 months", "2028-01-01", "2"),
                ("24 months", None, "maximum length"),
            ],
        ),
        (
            '[[max_length]]\nvalue = "1 year"\n[[max_length]]\nvalue = "2 years"\n'
            "since = 2028-01-01",
            [("24 months", "2028-01-01", "2"), ("12 months", None, "2")],
        ),
    ],
)
def test_a_clause_changes_on_the_days_that_it_names(
    says: str, versions: list[tuple[str, str | None, str]]
) -> None:
    policy = read(says, head=HEAD.replace("frame", "house"))
    assert length_of(policy) == versions


def test_a_clause_of_which_nothing_was_said_holds_nothing_before_its_day() -> None:
    assert length_of(read('max_length = { value = "1 year", since = 2027-01-01 }')) == [
        ("12 months", "2027-01-01", "2")
    ]


def test_a_list_of_tables_is_one_value_where_a_value_is_such_a_list() -> None:
    bands = 'cost = [{ payer = "home" }]'
    versions = 'cost = [{ value = [{ payer = "home" }] }, { value = [], since = 2027-01-01 }]'
    cost = read(bands).cost
    assert cost is not None
    assert cost.value == (CostBand(Payer.HOME),)
    assert faults_of(pack(versions)) == [
        "cost: needs a band at least; none for nothing said; from 2027-01-01 on"
    ]
    changed = read(versions.replace("[]", '[{ payer = "host" }]')).cost
    assert changed is not None
    assert [each.value[0].payer for each in changed.versions] == [Payer.HOST, Payer.HOME]


def test_a_row_with_a_day_stands_beside_the_row_before() -> None:
    policy = read('notices.recall = { length = "2 weeks", since = 2027-01-01 }')
    assert [(str(row.length), row.since) for row in policy.notice_rules(NoticeKind.RECALL)] == [
        ("0 days", None),
        ("2 weeks", NEW_YEAR),
    ]
    assert len(policy.notices) == len(FRAME.notices) + 1


def test_a_row_without_a_day_takes_the_place_of_the_row_before() -> None:
    policy = read('notices.recall = { length = "2 weeks" }')
    assert [row.kind for row in policy.notices] == [row.kind for row in FRAME.notices]


def test_rows_of_a_key_may_change_several_times() -> None:
    policy = read(
        """
duties.report = [
    { owed_by = ["secondee"], when = "on the end" },
    { owed_by = ["home_manager"], when = "on the end", since = 2027-01-01 },
    { owed_by = ["host_manager"], when = "on the end", since = 2028-01-01 },
]
"""
    )
    assert [(row.owed_by, row.since) for row in policy.duties] == [
        (frozenset({SECONDEE}), None),
        (frozenset({HOME}), NEW_YEAR),
        (frozenset({HOST}), datetime.date(2028, 1, 1)),
    ]


# packs that extend packs


def write(folder: Path, **packs: str) -> None:
    """Write *packs* into *folder*, by their names."""
    for name, text in packs.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_of_this_library_is_read_once(name: str) -> None:
    assert load_policy(name) is load_policy(name)
    assert load_policy(name).name == name


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_can_be_extended_by_saying_nothing(name: str) -> None:
    policy = read_policy(f'name = "same"\nextends = "{name}"')
    base = load_policy(name)
    said = {each.name for each in fields(Policy) if each.init} - {"name"}
    assert {each: getattr(policy, each) for each in said} == {
        each: getattr(base, each) for each in said
    }


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_the_same_read_from_its_text_or_its_path(name: str, tmp_path: Path) -> None:
    text = files("secondment").joinpath("packs", f"{name}.toml").read_text(encoding="utf-8")
    write(tmp_path, copy=text)
    path = tmp_path / "copy.toml"
    assert read_policy(text) == load_policy(path) == load_policy(str(path)) == load_policy(name)


def test_a_pack_with_all_values_extends_none() -> None:
    assert "extends" not in tomllib.loads(
        files("secondment").joinpath("packs", "house.toml").read_text(encoding="utf-8")
    )


def test_a_file_extends_another_by_a_path_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    write(tmp_path, trust=pack('max_length = "1 year"\nmin_length = "1 month"'))
    write(
        tmp_path / "units",
        ward=pack(
            'min_length = "2 months"',
            'name = "ward"\nextends = "../trust.toml"\nsource = "rules"\n',
        ),
        team='name = "team"\nextends = "ward.toml"\nmax_length = "none"',
    )
    ward = load_policy(tmp_path / "units" / "ward.toml")
    assert ward.max_length == Clause(YEAR, RULES)
    assert ward.min_length == Clause(Length(months=2), RULES)
    team = load_policy(str(tmp_path / "units" / "team.toml"))
    assert (team.name, team.max_length, team.min_length) == ("team", None, ward.min_length)


def test_a_text_extends_a_file_by_a_path_from_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, trust=pack('max_length = "1 year"'))
    monkeypatch.chdir(tmp_path)
    assert read_policy('name = "x"\nextends = "trust.toml"').max_length == Clause(YEAR, RULES)
    assert load_policy("trust.toml").name == "small"


def test_a_path_needs_no_ending(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(pack(""), encoding="utf-8")
    assert load_policy(path).name == "small"


def test_a_mark_at_the_start_of_a_file_is_no_fault(tmp_path: Path) -> None:
    """Some editors write a byte order mark first."""
    path = tmp_path / "marked.toml"
    path.write_text(pack(""), encoding="utf-8-sig")
    assert load_policy(path).name == "small"


def test_lines_may_end_as_on_other_systems(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(pack('max_length = "1 year"').replace("\n", "\r\n").encode())
    assert load_policy(path).max_length == Clause(YEAR, RULES)


def test_no_more_than_16_packs_extend_each_other(tmp_path: Path) -> None:
    chain = {f"p{number}": f'name = "p"\nextends = "p{number + 1}.toml"' for number in range(20)}
    write(tmp_path, **(chain | {"p14": pack("")}))  # and the frame is the last of them
    assert load_policy(tmp_path / "p0.toml").offer_validity == FRAME.offer_validity
    write(tmp_path, p14=chain["p14"], p15=pack(""))
    text = "is one more than the 16 packs that can extend each other"
    assert file_faults(tmp_path / "p0.toml") == [f"{'.'.join(['extends'] * 16)}: {text}"]


# what a pack changes of the one that it extends


def test_a_row_keeps_what_a_pack_does_not_say_of_it(tmp_path: Path) -> None:
    says = """
[consents.extension]
roles = ["authority"]
answer_within = "2 weeks"
on_silence = "deemed_refused"
clause = "7"

[documents.letter]
stage = "end"
clauses = ["pay"]
"""
    write(tmp_path, trust=pack(says))
    (tmp_path / "ward.toml").write_text(
        pack(
            'consents.extension.answer_within = "3 weeks"\ndocuments.letter.stage = "start"\n'
            'documents.other.stage = "end"',
            'name = "ward"\nextends = "trust.toml"\nsource = "other"\n',
        ),
        encoding="utf-8",
    )
    trust, ward = load_policy(tmp_path / "trust.toml"), load_policy(tmp_path / "ward.toml")
    (old,) = [row for row in trust.consents if row.matter == "extension"]
    (new,) = [row for row in ward.consents if row.matter == "extension"]
    assert (new.roles, new.on_silence) == (old.roles, Silence.DEEMED_REFUSED)
    assert (new.answer_within, old.answer_within) == (Length(weeks=3), Length(weeks=2))
    assert (new.source, old.source.clause) == (OTHER, "7")
    assert [(row.code, row.stage, row.clauses) for row in ward.documents] == [
        ("letter", Stage.START, ("pay",)),
        ("other", Stage.END, ()),
    ]
    assert [row.matter for row in ward.consents] == list(MATTERS)


def test_a_row_keeps_its_place_whatever_a_pack_says_of_it() -> None:
    policy = read('notices.host_withdrawal.length = "1 week"\npermissions.start = ["authority"]')
    assert [row.kind for row in policy.notices] == [row.kind for row in FRAME.notices]
    assert [row.verb for row in policy.permissions] == [row.verb for row in FRAME.permissions]


def test_a_row_of_several_is_said_anew_as_a_whole(tmp_path: Path) -> None:
    says = """
[[notices.recall]]
roles = []
length = "1 week"
on_probation = true
[[notices.recall]]
roles = []
length = "2 weeks"
"""
    write(tmp_path, trust=pack(says))
    ward = 'name = "ward"\nextends = "trust.toml"\nsource = "rules"\n'
    write(tmp_path, ward=pack("notices.recall.needs_reason = true", ward))
    assert file_faults(tmp_path / "ward.toml") == [
        "notices.recall.roles: is missing",
        "notices.recall.length: is missing",
    ]
    write(tmp_path, ward=pack('notices.recall = { roles = [], length = "3 weeks" }', ward))
    policy = load_policy(tmp_path / "ward.toml")
    assert [row.length for row in policy.notice_rules(NoticeKind.RECALL)] == [Length(weeks=3)]


def test_a_row_that_began_some_day_is_changed_and_not_doubled(tmp_path: Path) -> None:
    write(tmp_path, trust=pack('documents.letter = { stage = "end", since = 2027-01-01 }'))
    ward = 'name = "ward"\nextends = "trust.toml"\nsource = "rules"\n'
    for says, rows in (
        ('stage = "start"', [("start", NEW_YEAR)]),
        ('stage = "start"\nsince = 2027-01-01', [("start", NEW_YEAR)]),
        (
            'stage = "start"\nsince = 2028-01-01',
            [("end", NEW_YEAR), ("start", datetime.date(2028, 1, 1))],
        ),
    ):
        write(tmp_path, ward=pack(f"[documents.letter]\n{says}", ward))
        policy = load_policy(tmp_path / "ward.toml")
        assert [(row.stage, row.since) for row in policy.documents] == rows


def test_none_takes_away_what_the_other_pack_says(tmp_path: Path) -> None:
    says = """
max_length = "1 year"
kinds = ["detail"]
extension.asked.opens_before_end = "3 months"
extension.max_count = 1
caps.continuous.length = "1 year"
caps.continuous.reset_after = "1 year"
service_owed.ratio = 1
duties.report = { owed_by = [], when = "on the end" }
duties.other = { owed_by = [], when = "on the end" }
waivers.capacity = []
"""
    write(tmp_path, trust=pack(says))
    taken = """
name = "ward"
extends = "trust.toml"
max_length = "none"
extension = { max_count = "none", asked = { opens_before_end = "none" } }
caps = { continuous = "none" }
service_owed = "none"
duties = { report = "none" }
waivers = { capacity = "none" }
"""
    write(tmp_path, ward=taken)
    policy = load_policy(tmp_path / "ward.toml")
    assert (policy.max_length, policy.service_owed, policy.waivers) == (None, None, ())
    assert policy.extension == FRAME.extension
    assert policy.caps == FRAME.caps
    assert [row.code for row in policy.duties] == ["other"]
    assert policy.kinds == Clause(frozenset({"detail"}), RULES)


def test_none_takes_away_a_part_of_a_group_only(tmp_path: Path) -> None:
    write(
        tmp_path,
        trust=pack('[caps.continuous]\nlength = "1 year"\nreset_after = "2 years"'),
        ward='name = "ward"\nextends = "trust.toml"\n[caps.continuous]\nreset_after = "none"',
    )
    continuous = load_policy(tmp_path / "ward.toml").caps.continuous
    assert continuous is not None
    assert (continuous.length, continuous.reset_after) == (Clause(YEAR, RULES), None)


def test_remarks_take_the_place_of_those_of_the_other_pack(tmp_path: Path) -> None:
    write(
        tmp_path,
        trust=pack('remarks = [{ text = "One." }]'),
        silent='name = "ward"\nextends = "trust.toml"',
        ward=pack(
            'remarks = [{ text = "Two." }]',
            'name = "w"\nextends = "trust.toml"\nsource = "rules"\n',
        ),
        none='name = "ward"\nextends = "trust.toml"\nremarks = []',
    )
    found = {
        name: [each.text for each in load_policy(tmp_path / f"{name}.toml").remarks]
        for name in ("trust", "silent", "ward", "none")
    }
    assert found == {"trust": ["One."], "silent": ["One."], "ward": ["Two."], "none": []}


def test_a_calendar_takes_the_place_of_that_of_the_other_pack(tmp_path: Path) -> None:
    write(
        tmp_path,
        trust=pack('[calendar]\nweekend = ["friday"]\nholidays = [2027-01-01]'),
        days='name = "d"\nextends = "trust.toml"\ncalendar.holidays = [2027-12-25]',
        week='name = "w"\nextends = "trust.toml"\ncalendar.weekend = []',
    )
    christmas = datetime.date(2027, 12, 25)
    found = {name: load_policy(tmp_path / f"{name}.toml").calendar for name in ("days", "week")}
    assert found == {
        "days": WorkingWeek(holidays=frozenset({christmas})),
        "week": WorkingWeek(weekend=frozenset()),
    }


# every mistake, with its path


class Mistake(NamedTuple):
    """A pack that nobody can load, what is wrong with it, and whether a schema can say so."""

    text: str
    faults: list[str]
    schema_can_tell: bool = True


SPAN = "must be a length like 6 months, 4 weeks or 120 days, or 20 working days"
LENGTH = "must be a length like 6 months, 4 weeks or 120 days"
DAY = "must be a day like 2026-11-26, without quotation marks"
ROLES = (
    "must be one of secondee, home_manager, host_manager, programme_office, authority, stakeholder"
)
OF_VERSION = "known are clause, since, source, value"
NAMES = ", ".join(pack_names())
UNNAMED = 'extends = "frame"\nsource = "rules"\n'

TOP = (
    "about, agreed_end_notice, automatic_end, automatic_start, calendar, capacity, caps, causes, "
    "clause, consents, conversion, cost, covers, documents, drift_threshold, duties, "
    "early_end_mode, eligibility, ends_by, extends, extension, gates, immediate_triggers, "
    "increment, kinds, max_first_length, max_length, min_length, name, normal_length, "
    "normal_min_length, notices, offer_validity, overload_refused, permissions, purposes, "
    "remarks, required_roles, return_day, returning, reviews, service_owed, share, source, "
    "sources, title, waivers"
)
"""What stands at the top of a pack."""

MISTAKES: dict[str, Mistake] = {
    # the head
    "no name": Mistake(pack("", UNNAMED), ["name: is missing"]),
    "blank name": Mistake(
        pack("", UNNAMED + 'name = " "\n'), ['name: must be a text, not " "'], schema_can_tell=False
    ),
    "name": Mistake(pack("", UNNAMED + "name = 7\n"), ["name: must be a text, not 7"]),
    "title": Mistake(pack("title = true"), ["title: must be a text, not true"]),
    "about": Mistake(pack('about = ["x"]'), ["about: must be a text, not a list"]),
    "extends no name": Mistake(
        pack("", 'name = "x"\nsource = "rules"\nextends = ["frame"]\n'),
        ["extends: must be the name of a pack, not a list"],
    ),
    "extends what is not there": Mistake(
        pack("", HEAD.replace("frame", "fraem")),
        [
            f"extends: must be one of {NAMES}, an entry point secondment.policies, or a path, "
            "not 'fraem'; did you mean frame?"
        ],
        schema_can_tell=False,
    ),
    "extends no file": Mistake(
        pack("", HEAD.replace("frame", "missing.toml")),
        ["extends: cannot be read: No such file or directory"],
        schema_can_tell=False,
    ),
    "extends no path": Mistake(
        pack("", HEAD.replace("frame", "\\u0000.toml")),
        ["extends: cannot be read: embedded null byte"],
        schema_can_tell=False,
    ),
    # keys
    "unknown key": Mistake(
        pack("colour = 1"),
        [
            f"colour: is not known here; known are {TOP}",
        ],
    ),
    "key nearly right": Mistake(
        pack('max_lenght = "1 year"'), ["max_lenght: is not known here; did you mean max_length?"]
    ),
    "key of another case": Mistake(
        pack('Title = "x"'), ["Title: is not known here; did you mean title?"]
    ),
    "key of what follows by itself": Mistake(
        pack('_by_key = 1\nlimits = ["cost"]'),
        [
            f"_by_key: is not known here; known are {TOP}",
            f"limits: is not known here; known are {TOP}",
        ],
    ),
    "unknown key of a group": Mistake(
        pack("share = { part = 0.5, mn = 0.5 }"),
        [
            "share.part: is not known here; known are clause, full_time_hours, max, min, source",
            "share.mn: is not known here; did you mean min?",
        ],
    ),
    "unknown key of a group in a group": Mistake(
        pack("extension.asked.from = 1"),
        [
            "extension.asked.from: is not known here; known are clause, closes_before_end, "
            "opens_before_end, source"
        ],
    ),
    "unknown key of a clause": Mistake(
        pack('max_length = { value = "1 year", unit = "year" }'),
        [f"max_length.unit: is not known here; {OF_VERSION}"],
    ),
    "unknown key of a row": Mistake(
        pack("permissions.start = { who = [] }"),
        ["permissions.start.who: is not known here; known are clause, roles, since, source"],
    ),
    "the key of a row in the row": Mistake(
        pack('permissions.start = { verb = "start" }'),
        ["permissions.start.verb: is not known here; known are clause, roles, since, source"],
    ),
    "unknown row": Mistake(
        pack("notices.redundancy = []"),
        [
            "notices.redundancy: must be one of recall, host_withdrawal, stepping_back, "
            'resignation, not "redundancy"'
        ],
    ),
    "blank code of a row": Mistake(
        pack('duties." " = { owed_by = [], when = "on the end" }'),
        ['duties. : must be a text, not " "'],
        schema_can_tell=False,
    ),
    "unknown key of a part": Mistake(
        pack('consents.extension.tiers = [{ above = "1 year", roles = [], who = 1 }]'),
        ["consents.extension.tiers[0].who: is not known here; known are above, roles"],
    ),
    "unknown key of a source": Mistake(
        pack("", tail=TAIL + 'url = "x"'),
        ["sources.other.url: is not known here; known are clause, link, read_on, title"],
    ),
    "unknown key of a remark": Mistake(
        pack('remarks = [{ text = "x", since = 2027-01-01 }]'),
        ["remarks[0].since: is not known here; known are clause, source, text"],
    ),
    "unknown key of the calendar": Mistake(
        pack("calendar = { hours = 7 }"),
        ["calendar.hours: is not known here; known are holidays, weekend"],
    ),
    # tables
    "no group": Mistake(pack("extension = 3"), ["extension: must be a table, not 3"]),
    "a group that cannot be none": Mistake(
        pack('caps = "none"'), ['caps: must be a table, not "none"']
    ),
    "no group in a group": Mistake(
        pack("caps.continuous = []"), ["caps.continuous: must be a table, not a list"]
    ),
    "no rows": Mistake(pack('permissions = "none"'), ['permissions: must be a table, not "none"']),
    "no row": Mistake(
        pack(
            'permissions.start = true\nconsents.extension = "secondee"\nduties.report = "weekly"\n'
            'waivers.capacity = "authority"'
        ),
        [
            "permissions.start: must be a list of roles, or a table, not true",
            'consents.extension: must be a list of roles, or a table, not "secondee"',
            'duties.report: must be a table, not "weekly"',
            'waivers.capacity: must be a list of roles, or a table, not "authority"',
        ],
    ),
    "no row of several": Mistake(
        pack('documents.letter = [{ stage = "end" }, "end"]'),
        ['documents.letter[1]: must be a table, not "end"'],
    ),
    "roles where there are none": Mistake(
        pack('documents.letter = ["secondee"]'),
        ["documents.letter: must be a table, not a list"],
    ),
    "a row that is not there taken away": Mistake(
        pack('duties.report = "none"'),
        ["duties.report: takes away what is not there"],
        schema_can_tell=False,
    ),
    "no remarks": Mistake(
        pack('remarks = "none"'), ['remarks: must be tables with text and source, not "none"']
    ),
    "a remark alone": Mistake(
        pack('remarks = ["Nobody is forced."]'),
        ["remarks: must be tables with text and source, not a list"],
    ),
    "a remark without text": Mistake(
        pack('remarks = [{ clause = "7" }, { text = "x" }, { text = "" }, { text = 7 }]'),
        [
            "remarks[0].text: is missing",
            'remarks[2].text: must be a text, not ""',
            "remarks[3].text: must be a text, not 7",
        ],
    ),
    "no calendar": Mistake(
        pack('calendar = "england"'),
        ['calendar: must be a table with weekend and holidays, not "england"'],
    ),
    # sources
    "no sources": Mistake(
        pack('max_length = { value = "1 year", source = "x" }', tail="sources = 7"),
        ["sources: must be a table of sources, not 7"],
    ),
    "no source": Mistake(
        pack('max_length = "1 year"', tail='[sources]\nrules = "Handbook"'),
        ['sources.rules: must be a table with title, clause, link and read_on, not "Handbook"'],
    ),
    "a source without title": Mistake(
        pack('max_length = "1 year"', tail='[sources.rules]\nclause = "2"'),
        ["sources.rules.title: is missing"],
    ),
    "a source of other types": Mistake(
        pack(
            'max_length = "1 year"',
            tail='[sources.rules]\ntitle = 1\nclause = 2.5\nlink = []\nread_on = "today"',
        ),
        [
            "sources.rules.title: must be a text, not 1",
            "sources.rules.clause: must be a text, not 2.5",
            "sources.rules.link: must be a text, not a list",
            f'sources.rules.read_on: {DAY}, not "today"',
        ],
    ),
    "a source read at an instant": Mistake(
        pack("", tail='[sources.rules]\ntitle = "R"\nread_on = 2026-11-26T10:00:00'),
        [f"sources.rules.read_on: {DAY}, not 2026-11-26 10:00:00"],
    ),
    "a value without source": Mistake(
        pack(
            'max_length = "1 year"\nduties.x = { owed_by = [], when = "on the end" }\n'
            'remarks = [{ text = "x" }]',
            'name = "x"\nextends = "frame"\n',
        ),
        [
            "max_length: has no source; name one of [sources] here or in its table",
            "duties.x: has no source; name one of [sources] here or in its table",
            "remarks[0]: has no source; name one of [sources] here or in its table",
        ],
        schema_can_tell=False,
    ),
    "an unknown source of the whole": Mistake(
        pack('max_length = "1 year"\nmin_length = "1 month"', HEAD.replace('"rules"', '"rulse"')),
        ['source: must be one of [sources], which are other, rules; not "rulse"'],
        schema_can_tell=False,
    ),
    "unknown sources": Mistake(
        pack(
            'max_length = { value = "1 year", source = "a" }\nextension.source = "b"\n'
            'extension.asked.source = "c"\nduties.source = "d"\n'
            'duties.x = { owed_by = [], when = "on the end", source = "e" }\n'
            'remarks = [{ text = "x", source = "f" }]'
        ),
        [
            f'{path}.source: must be one of [sources], which are other, rules; not "{name}"'
            for path, name in (
                ("max_length", "a"),
                ("extension", "b"),
                ("extension.asked", "c"),
                ("duties", "d"),
                ("duties.x", "e"),
                ("remarks[0]", "f"),
            )
        ],
        schema_can_tell=False,
    ),
    "a source that is no name": Mistake(
        pack("extension.source = 7", tail=""),
        [
            'source: must be one of [sources], which are none; not "rules"',
            "extension.source: must be one of [sources], which are none; not 7",
        ],
    ),
    "a clause that is no text": Mistake(
        pack('clause = 7\nmax_length = { value = "1 year", clause = "" }\nextension.clause = []'),
        [
            "clause: must be a text, not 7",
            'max_length.clause: must be a text, not ""',
            "extension.clause: must be a text, not a list",
        ],
    ),
    # values
    "a unit that is none": Mistake(
        pack('max_length = "6 hours"'), [f'max_length: {SPAN}, not "6 hours"']
    ),
    "no unit": Mistake(pack("max_length = 6"), [f"max_length: {SPAN}, with its unit, not 6"]),
    "working days where they cannot be counted": Mistake(
        pack('increment = "20 working days"'),
        [f"increment: {LENGTH}; working days cannot be counted here"],
    ),
    "a unit where working days cannot be counted": Mistake(
        pack('increment = "6 hours"'), [f'increment: {LENGTH}, not "6 hours"']
    ),
    "no unit where working days cannot be counted": Mistake(
        pack("increment = 120"), [f"increment: {LENGTH}, with its unit, not 120"]
    ),
    "too long": Mistake(
        pack('max_length = "10000 working days"\nincrement = "999999999 years"'),
        [
            'max_length: is longer than anybody can count: "10000 working days"',
            'increment: is longer than anybody can count: "999999999 years"',
        ],
    ),
    "a long text": Mistake(
        pack(f'max_length = "{"x" * 61}"\nmin_length = "{"x" * 60}"'),
        [
            f"max_length: {SPAN}, not a text of 61 letters",
            f'min_length: {SPAN}, not "{"x" * 60}"',
        ],
    ),
    "no flag": Mistake(
        pack('automatic_start = "yes"\nautomatic_end = 1'),
        [
            'automatic_start: must be true or false, not "yes"',
            "automatic_end: must be true or false, not 1",
        ],
    ),
    "no whole number": Mistake(
        pack("extension.max_count = true"),
        ["extension.max_count: must be a whole number, not true"],
    ),
    "half a number": Mistake(
        pack("extension.max_count = 1.5"), ["extension.max_count: must be a whole number, not 1.5"]
    ),
    "a whole number with a point": Mistake(
        pack("extension.max_count = 1.0"),
        ["extension.max_count: must be a whole number, not 1.0"],
        schema_can_tell=False,
    ),
    "no number": Mistake(
        pack('capacity = "1"\nshare.max = true'),
        [
            'capacity: must be a number like 0.5, not "1"',
            "share.max: must be a number like 0.5, not true",
        ],
    ),
    "no finite number": Mistake(
        pack("capacity = nan\nshare.max = inf\nshare.min = -inf"),
        [
            "capacity: must be a number like 0.5, not NaN",
            "share.max: must be a number like 0.5, not Infinity",
            "share.min: must be a number like 0.5, not -Infinity",
        ],
        schema_can_tell=False,
    ),
    "no day": Mistake(
        pack('ends_by = "end of 2027"'),
        [f'ends_by: {DAY}, not "end of 2027"'],
    ),
    "an instant": Mistake(
        pack("ends_by = 2027-01-01T08:30:00"),
        [f"ends_by: {DAY}, not 2027-01-01 08:30:00"],
    ),
    "a time": Mistake(
        pack("ends_by = 08:30:00"),
        [f"ends_by: {DAY}, not 08:30:00"],
    ),
    "no choice": Mistake(
        pack('early_end_mode = "At will"'),
        [
            'early_end_mode: must be one of at_will, notice, mutual, for_cause, not "At will"; '
            "did you mean at_will?"
        ],
    ),
    "no text for a choice": Mistake(
        pack("early_end_mode = 1"),
        ["early_end_mode: must be one of at_will, notice, mutual, for_cause, not 1"],
    ),
    "no list": Mistake(pack('kinds = "detail"'), ['kinds: must be a list, not "detail"']),
    "items of other types": Mistake(
        pack('kinds = ["a", 7, "", "b", []]'),
        [
            "kinds[1]: must be a text, not 7",
            'kinds[2]: must be a text, not ""',
            "kinds[4]: must be a text, not a list",
        ],
    ),
    "roles that are none": Mistake(
        pack('required_roles = ["boss", "secondee", "hr"]'),
        [f'required_roles[0]: {ROLES}, not "boss"', f'required_roles[2]: {ROLES}, not "hr"'],
    ),
    "roles of a row alone that are none": Mistake(
        pack('permissions.start = ["boss", { a = 1 }]'),
        [
            f'permissions.start.roles[0]: {ROLES}, not "boss"',
            f"permissions.start.roles[1]: {ROLES}, not a table",
        ],
    ),
    "an order that is none": Mistake(
        pack('consents.extension.order = ["secondee", ["boss"]]'),
        [
            'consents.extension.order[0]: must be a list, not "secondee"',
            f'consents.extension.order[1][0]: {ROLES}, not "boss"',
        ],
    ),
    "parts that are none": Mistake(
        pack('notices.recall.by_service = ["1 year", { from_service = 1, length = 2 }, {}]'),
        [
            'notices.recall.by_service[0]: must be a table, not "1 year"',
            f"notices.recall.by_service[1].from_service: {LENGTH}, with its unit, not 1",
            f"notices.recall.by_service[1].length: {SPAN}, with its unit, not 2",
            "notices.recall.by_service[2].from_service: is missing",
            "notices.recall.by_service[2].length: is missing",
        ],
    ),
    "bands that are none": Mistake(
        pack('cost = [{ payer = "host", host_prt = 1, tax = "vat" }, { host_part = "all" }]'),
        [
            "cost[0].host_prt: is not known here; did you mean host_part?",
            "cost[0].tax: must be one of standard, exempt, out_of_scope, joint_employment, "
            'not "vat"',
            'cost[1].host_part: must be a number like 0.5, not "all"',
        ],
    ),
    "a band alone": Mistake(
        pack('cost = { payer = "home" }'),
        [f"cost.payer: is not known here; {OF_VERSION}", "cost.value: is missing"],
    ),
    "a day that is none": Mistake(
        pack('duties.x = { owed_by = [], when = "at the end" }'),
        [f'duties.x.when: {MOMENTS}; not "at the end"'],
    ),
    "a list of lengths that are none": Mistake(
        pack('reviews.after_end = ["1 month", "later"]'),
        [f'reviews.after_end[1]: {LENGTH}, not "later"'],
    ),
    "a weekend that is none": Mistake(
        pack('calendar.weekend = ["sunday", "Friday"]'),
        [
            "calendar.weekend[1]: must be one of monday, tuesday, wednesday, thursday, friday, "
            'saturday, sunday, not "Friday"; did you mean friday?'
        ],
    ),
    "no weekend": Mistake(
        pack('calendar.weekend = "sunday"'), ['calendar.weekend: must be a list, not "sunday"']
    ),
    "a week without work": Mistake(
        pack(
            'calendar.weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", '
            '"saturday", "sunday"]'
        ),
        ["calendar.weekend: must leave a day of the week to work on"],
        schema_can_tell=False,
    ),
    "holidays that are none": Mistake(
        pack("calendar.holidays = [2027-01-01, 2027]"),
        [f"calendar.holidays[1]: {DAY}, not 2027"],
    ),
    "a value of the whole pack in a table": Mistake(
        pack('[caps]\nmax_length = "1 year"\n[consents.extension]\nearly_end_mode = "notice"'),
        [
            f"{path}: is said of the pack as a whole; it stands above the first heading in brackets"
            for path in ("caps.max_length", "consents.extension.early_end_mode")
        ],
    ),
    "none where something is needed": Mistake(
        pack('capacity = "none"\nearly_end_mode = "none"\ncaps.cooling_off.length = "none"'),
        [
            f"{path}: is needed, and cannot be taken away"
            for path in ("capacity", "early_end_mode", "caps.cooling_off.length")
        ],
    ),
    # what is missing
    "a clause without value": Mistake(
        pack('max_length = { clause = "3", since = 2027-01-01 }\nkinds = {}'),
        ["max_length.value: is missing", "kinds.value: is missing"],
    ),
    "a version without value": Mistake(
        pack('max_length = [{ value = "1 year" }, { since = 2027-01-01 }]'),
        ["max_length[1].value: is missing"],
    ),
    "a group without what it needs": Mistake(
        pack('caps.continuous.gap_tolerance = "1 week"\ncaps.cooling_off = {}'),
        ["caps.continuous.length: is missing", "caps.cooling_off.length: is missing"],
        schema_can_tell=False,
    ),
    "a row without what it needs": Mistake(
        pack("duties.x = {}\ndocuments.y.kinds = []\nwaivers.capacity = {}"),
        [
            "duties.x.owed_by: is missing",
            "duties.x.when: is missing",
            "documents.y.stage: is missing",
            "waivers.capacity.roles: is missing",
        ],
        schema_can_tell=False,
    ),
    "everything": Mistake(
        'name = "x"',
        [
            f"{name}: is missing"
            for name in (
                *("required_roles", "permissions", "consents", "notices", "early_end_mode"),
                *("immediate_triggers", "offer_validity", "automatic_start", "automatic_end"),
                *("return_day", "gates", "capacity", "overload_refused", "returning"),
                "conversion",
            )
        ],
        schema_can_tell=False,
    ),
    # versions
    "a change on no day": Mistake(
        pack('max_length = { value = "1 year", since = "2027" }'),
        [f'max_length.since: {DAY}, not "2027"'],
    ),
    "changes on no day": Mistake(
        pack(
            'max_length = [{ value = "1 year" }, { value = "2 years", since = 2027 }]\n'
            "consents.extension.since = 2027\n"
            'duties.x = [{ owed_by = [], when = "on the end" }, { owed_by = [], '
            'when = "on the end", since = true }]'
        ),
        [
            f"max_length[1].since: {DAY}, not 2027",
            f"consents.extension.since: {DAY}, not 2027",
            f"duties.x[1].since: {DAY}, not true",
        ],
    ),
    "wrong in two versions": Mistake(
        pack('max_length = [{ value = 1 }, { value = "2", since = 2027-01-01, x = 1 }]'),
        [
            f"max_length[0]: {SPAN}, with its unit, not 1",
            f"max_length[1].x: is not known here; {OF_VERSION}",
            f'max_length[1]: {SPAN}, not "2"',
        ],
    ),
    "a mixed list": Mistake(
        pack('max_length = ["1 year", { value = "2 years", since = 2027-01-01 }]'),
        [f"max_length: {SPAN}, with its unit, not a list"],
    ),
    "twice always": Mistake(
        pack('max_length = [{ value = "1 year" }, { value = "2 years" }]'),
        ["max_length: says 2 times what holds always"],
        schema_can_tell=False,
    ),
    "twice from one day": Mistake(
        pack(
            'max_length = [{ value = "1 year", since = 2027-01-01 }, '
            '{ value = "2 years", since = 2027-01-01 }, { value = "3 years", since = 2027-01-01 }]'
        ),
        ["max_length: says 3 times what holds since 2027-01-01"],
        schema_can_tell=False,
    ),
    # contradictions
    "a minimum above the maximum": Mistake(
        pack('min_length = "2 years"\nmax_length = "1 year"'),
        ["min_length: 24 months can be more than the maximum, 12 months"],
        schema_can_tell=False,
    ),
    "a window that closes before it opens": Mistake(
        pack('extension.asked = { opens_before_end = "1 month", closes_before_end = "2 months" }'),
        [
            "extension.asked.closes_before_end: 2 months can be more than "
            "extension.asked.opens_before_end, 1 month"
        ],
        schema_can_tell=False,
    ),
    "a limit that is none": Mistake(
        pack('waivers."eligibility.sevrice" = []'),
        [
            "waivers.eligibility.sevrice: names no limit that can be waived; did you mean "
            "eligibility.service?"
        ],
    ),
    "a limit without quotation marks": Mistake(
        pack(
            '[waivers]\ncaps.lifetime = ["authority"]\nshare = { min = [], max = { roles = [] } }'
        ),
        [
            'waivers.caps: has to be in quotation marks: "caps.lifetime"',
            'waivers.share: has to be in quotation marks: "share.min", "share.max"',
        ],
    ),
    "no limit without quotation marks": Mistake(
        pack('[waivers]\ncaps.lifetmie = ["authority"]'),
        [
            "waivers.caps.lifetmie: is not known here; known are clause, roles, since, source",
            "waivers.caps.roles: is missing",
        ],
    ),
    "a matter that nobody consents to": Mistake(
        pack("consents.leaving = []\npermissions.lapse = []"),
        ["permissions: lapse needs no row", "consents: leaving needs no row"],
        schema_can_tell=False,
    ),
    "a row taken away that is needed": Mistake(
        pack('permissions.start = "none"\nnotices.recall = "none"'),
        ["permissions: start has 0 rows and needs one", "notices: recall has 0 rows and needs one"],
        schema_can_tell=False,
    ),
    "a row for everybody taken away": Mistake(
        pack('notices.recall = { length = "1 week", grades = ["g7"] }'),
        ["notices: recall has 0 rows for everybody and needs one"],
        schema_can_tell=False,
    ),
    # many at once
    "all at once": Mistake(
        pack(
            'max_lenght = "1 year"\nmin_length = "2 years"\nmax_length = "1 year"\n'
            'capacity = "full"\nshare.max = 1.5\n'
            'extension = { max_count = -1, min_length = "1 year", max_length = "1 month" }\n'
            'early_end_mode = "never"\nduties.x = { owed_by = ["boss"] }\n'
            'normal_length = { value = "3 months", source = "x", clause = 1 }\n'
            'cost = [{ payer = "home", shorter_than = "1 year" }]',
            'name = "x"\nextends = "fraem"\nsource = "rules"\n',
        ),
        [
            f"extends: must be one of {NAMES}, an entry point secondment.policies, or a path, "
            "not 'fraem'; did you mean frame?",
            "max_lenght: is not known here; did you mean max_length?",
            'capacity: must be a number like 0.5, not "full"',
            'early_end_mode: must be one of at_will, notice, mutual, for_cause, not "never"',
            f'duties.x.owed_by[0]: {ROLES}, not "boss"',
            "duties.x.when: is missing",
            'normal_length.source: must be one of [sources], which are other, rules; not "x"',
            "normal_length.clause: must be a text, not 1",
            "extension.max_count: must be 0 or more, not -1",
            "share.max: must be above 0 and at most 1, not 1.5",
            "min_length: 24 months can be more than the maximum, 12 months",
            "min_length: 24 months can be more than normal_length, 3 months",
            "extension.min_length: 12 months can be more than the maximum, 1 month",
            "cost: needs bands of which the last, and no other, has no shorter_than",
        ],
    ),
    "a contradiction beside what is missing": Mistake(
        'name = "x"\nsource = "rules"\nmin_length = "2 years"\nmax_length = "1 year"\n'
        'required_roles = []\nearly_end_mode = "notice"\nimmediate_triggers = []\n'
        'offer_validity = "1 week"\nautomatic_start = true\nautomatic_end = true\n'
        'return_day = "next_day"\ngates = []\noverload_refused = true\n'
        'permissions = { start = [] }\nnotices.recall = { roles = [], length = "1 week" }\n'
        'returning = {}\nconversion.route = "agreement"\nconsents = {}\n' + TAIL,
        [
            "returning.right: is missing",
            "capacity: is missing",
            *(
                f"permissions: {verb} has 0 rows and needs one"
                for verb in COMMAND_VERBS
                if verb != "start"
            ),
            *(f"consents: {matter} has 0 rows and needs one" for matter in MATTERS),
            *(
                f"notices: {kind} has 0 rows and needs one"
                for kind in NoticeKind
                if kind != "recall"
            ),
            "min_length: 24 months can be more than the maximum, 12 months",
        ],
        schema_can_tell=False,
    ),
}
"""What somebody can get wrong, and all that is said about it."""


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_is_named_with_its_path(name: str) -> None:
    assert faults_of(MISTAKES[name].text) == MISTAKES[name].faults


def test_faults_come_together_from_every_part_of_a_pack() -> None:
    """One slip of each kind in one text gives the same faults as each by itself."""
    slips = {
        'max_length = "6 hours"': "max_length",
        "share.mx = 1": "share.mx",
        "permissions.start.roles = 7": "permissions.start.roles",
        'documents.letter.stage = "late"': "documents.letter.stage",
        'reviews.after_end = ["x"]': "reviews.after_end[0]",
        'remarks = [{ text = "" }]': "remarks[0].text",
        "calendar.holidays = [1]": "calendar.holidays[0]",
        'waivers.cost = "x"': "waivers.cost",
    }
    single = [fault for slip in slips for fault in faults_of(pack(slip))]
    assert [fault.partition(": ")[0] for fault in single] == list(slips.values())
    assert faults_of(pack("\n".join(slips))) == single


# what is no pack at all


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "max_length",
            "is no TOML: Expected '=' after a key in a key/value pair (at end of document)",
        ),
        ("a = ", "is no TOML: Invalid value (at end of document)"),
        ("a = 1\na = 2", "is no TOML: Cannot overwrite a value (at end of document)"),
        ("a = 2027-02-30", "is no TOML: Invalid date or datetime (at line 1, column 5)"),
        ("[a]\n[a]", "is no TOML: Cannot declare ('a',) twice (at line 2, column 3)"),
        (f"a = {'[' * 9999}", "is no TOML: maximum recursion depth exceeded"),
        (f"a = {'9' * 9999}", "is no TOML: Exceeds the limit (4300 digits) for integer string"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(text: str, fault: str) -> None:
    (found,) = faults_of(text)
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("given", "kind"), [(None, "NoneType"), (b"name = 'x'", "bytes"), ({"name": "x"}, "dict")]
)
def test_what_is_no_text_is_refused(given: Any, kind: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_policy(given)
    assert str(caught.value) == f"cannot make a policy: must be a text, not of type {kind}"


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    write(tmp_path, empty="")
    faults = ["name: is missing", *MISTAKES["everything"].faults]
    assert file_faults(tmp_path / "empty.toml") == faults
    assert faults_of("# nothing but a remark") == faults


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "ä"'.encode("latin-1"))
    (tmp_path / "folder.toml").mkdir()
    write(tmp_path, no_toml="name")
    found = {
        name: file_faults(tmp_path / f"{name}.toml")
        for name in ("latin", "folder", "missing", "no_toml", "\0")
    }
    assert found == {
        "latin": ["cannot be read: it is no UTF-8 text"],
        "folder": ["cannot be read: Is a directory"],
        "missing": ["cannot be read: No such file or directory"],
        "no_toml": [
            "is no TOML: Expected '=' after a key in a key/value pair (at end of document)"
        ],
        "\0": ["cannot be read: embedded null byte"],
    }


def test_the_file_at_fault_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    write(tmp_path, a=pack("capacity = 0"))
    with pytest.raises(InvalidValue) as caught:
        load_policy(path)
    assert str(caught.value) == (
        f"cannot make the pack {path}: capacity: must be above 0 and at most 10, not 0"
    )


# packs that cannot be extended


def test_what_is_wrong_with_a_pack_is_found_with_what_is_wrong_with_those_it_extends(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        base=pack('capacity = 0\nkinds = "x"'),
        middle='name = "m"\nextends = "base.toml"\nkinds = 7',
        top=pack('min_length = "1"', 'name = "t"\nextends = "middle.toml"\nsource = "rules"\n'),
    )
    assert file_faults(tmp_path / "top.toml") == [
        'extends.extends.kinds: must be a list, not "x"',
        "extends.extends.capacity: must be above 0 and at most 10, not 0",
        "extends.kinds: must be a list, not 7",
        "extends.kinds: has no source; name one of [sources] here or in its table",
        f'min_length: {SPAN}, not "1"',
    ]


def test_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(
        tmp_path,
        a='name = "a"\nextends = "b.toml"',
        b='name = "b"\nextends = "c.toml"',
        c='name = "c"\nextends = "./b.toml"',
        self='name = "s"\nextends = "self.toml"',
    )
    a, b, c, own = (tmp_path.resolve() / f"{name}.toml" for name in ("a", "b", "c", "self"))
    way = ", which extends "
    assert file_faults(own) == [f"extends: extends itself: {own}{way}{own}"]
    assert file_faults(a) == [f"extends.extends.extends: extends itself: {b}{way}{c}{way}{b}"]


# entry points of other packages


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another package that is installed with a few entry points, in a folder of its own."""
    info = tmp_path / "other_packs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-packs\nVersion: 1.0\n")
    points = {
        "a-policy": "other_packs:POLICY",
        "a-path": "other_packs:PATH",
        "a-text": "other_packs:TEXT",
        "a-resource": "other_packs:RESOURCE",
        "a-resource-at-fault": "other_packs:NO_RESOURCE",
        "a-number": "other_packs:NUMBER",
        "an-entry-at-fault": "other_packs:MISSING",
        "a-module-at-fault": "other_packs_missing:POLICY",
        "a-module-that-fails": "other_packs_failing:POLICY",
        "a-path-at-fault": "other_packs:NO_PATH",
        "a-circle": "other_packs:CIRCLE",
        "house": "other_packs:POLICY",
    }
    lines = "\n".join(f"{name} = {place}" for name, place in points.items())
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\n{lines}\n")
    (tmp_path / "other_packs.py").write_text(
        "from pathlib import Path\n"
        "from secondment import load_policy\n"
        "from zipfile import Path as ZipPath, ZipFile\n"
        "HERE = Path(__file__).parent\n"
        "POLICY, NUMBER = load_policy('informal'), 7\n"
        "PATH, TEXT = HERE / 'ward.toml', str(HERE / 'ward.toml')\n"
        "NO_PATH, CIRCLE = HERE / 'missing.toml', HERE / 'circle.toml'\n"
        "with ZipFile(HERE / 'packs.zip', 'w') as file:\n"
        "    file.writestr('ward.toml', PATH.read_text())\n"
        "RESOURCE = ZipPath(HERE / 'packs.zip', 'ward.toml')\n"
        "NO_RESOURCE = ZipPath(HERE / 'packs.zip', 'missing.toml')\n"
    )
    (tmp_path / "other_packs_failing.py").write_text("1 / 0\n")
    write(tmp_path, ward=pack('max_length = "1 year"'), circle='name = "c"\nextends = "a-circle"')
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    yield tmp_path
    for name in ("other_packs", "other_packs_failing"):
        sys.modules.pop(name, None)
    invalidate_caches()


def test_an_entry_point_names_a_policy_or_the_path_of_a_pack(others: Path) -> None:
    assert load_policy("a-policy") is load_policy("informal")
    ward = load_policy(others / "ward.toml")
    for name in ("a-path", "a-text", "a-resource"):
        assert load_policy(name) == ward


def test_a_pack_can_extend_that_of_another_package(others: Path) -> None:
    policy = read_policy('name = "x"\nextends = "a-path"')
    assert policy.max_length == Clause(YEAR, RULES)
    assert read_policy('name = "x"\nextends = "a-policy"').max_length == Clause(
        Length(months=6),
        load_policy("informal").max_length.source,  # type: ignore[union-attr]
    )


def test_a_pack_of_this_library_comes_before_one_of_the_same_name(others: Path) -> None:
    assert load_policy("house") is HOUSE


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a-number", "the entry point a-number names neither a Policy nor the path of a pack"),
        (
            "an-entry-at-fault",
            "the entry point an-entry-at-fault cannot be loaded: AttributeError: module "
            "'other_packs' has no attribute 'MISSING'",
        ),
        (
            "a-module-at-fault",
            "the entry point a-module-at-fault cannot be loaded: ModuleNotFoundError: No module "
            "named 'other_packs_missing'",
        ),
        (
            "a-module-that-fails",
            "the entry point a-module-that-fails cannot be loaded: ZeroDivisionError: division by "
            "zero",
        ),
        (
            "missing",
            f"must be one of {NAMES}, an entry point secondment.policies, or a path, not 'missing'",
        ),
    ],
)
def test_an_entry_point_that_names_no_pack_is_refused(others: Path, name: str, fault: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        load_policy(name)
    assert str(caught.value) == f"cannot make a policy: name: {fault}"
    assert faults_of(f'name = "x"\nextends = "{name}"') == [f"extends: {fault}"]


def test_an_entry_point_to_no_file_is_refused(others: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        load_policy("a-path-at-fault")
    path = others / "missing.toml"
    assert str(caught.value) == (
        f"cannot make the pack {path}: cannot be read: No such file or directory"
    )
    with pytest.raises(InvalidValue) as caught:
        load_policy("a-resource-at-fault")
    assert str(caught.value).startswith("cannot make policy a-resource-at-fault: cannot be read: ")


def test_a_pack_of_an_entry_point_that_extends_itself_is_refused(others: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        load_policy("a-circle")
    path = others / "circle.toml"
    assert [str(each) for each in caught.value.faults] == [
        f"extends: extends itself: a-circle, which extends {path.resolve()}, which extends a-circle"
    ]


def test_the_packs_of_this_library_are_named_in_order() -> None:
    assert list(pack_names()) == sorted(pack_names())
    assert {"frame", "house", "informal", "us-ipa"} < set(pack_names())


# packs that somebody has spoilt

PACKS = {
    name: tomllib.loads(
        files("secondment").joinpath("packs", f"{name}.toml").read_text(encoding="utf-8"),
        parse_float=Decimal,
    )
    for name in pack_names()
}


def toml(value: Any) -> str:
    """Return *value* as TOML writes it on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            plain = "".join(
                f"\\u{ord(each):04x}" if each < " " or each in '"\\' else each for each in value
            )
            return f'"{plain}"'
        case dict():
            pairs = (f"{toml(key)} = {toml(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case Decimal():
            return str(value) if value.is_finite() else str(value).lower().replace("inity", "")
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def toml_of(data: dict[str, Any]) -> str:
    return "\n".join(f"{toml(key)} = {toml(each)}" for key, each in data.items())


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_written_anew_is_the_same(name: str) -> None:
    assert read_policy(toml_of(PACKS[name])) == load_policy(name)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of *data*, as what holds it and where in there."""
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places(data[key])


VALUES = [held[at] for data in PACKS.values() for held, at in places(data)]
WORDS = sorted({at for data in PACKS.values() for _, at in places(data) if isinstance(at, str)})
STRANGE: list[Any] = [
    *(7, -1, 0, 10**30, True, Decimal("0.5"), Decimal("NaN"), Decimal("Infinity"), "", " ", "none"),
    *([], {}, [[]], [{}], {"value": 1}, NEW_YEAR, datetime.datetime(2027, 1, 1), datetime.time(1)),  # noqa: DTZ001
    *("9000 years", "101 years", "0 days", "20 working days", "6 months", "999999999 years"),
    *("3 days before the end", "us-ipa", "missing.toml", "\0.toml", "é", "x" * 99),
    [{"value": "1 week"}, {"value": "2 weeks", "since": NEW_YEAR}],
    {"value": "1 week", "since": NEW_YEAR},
]


def spoil(data: dict[str, Any], draw: Any) -> None:
    """Change one place of *data*, as somebody might who mistypes, forgets or copies."""
    every = list(places(data))
    if not every:
        return
    held, at = every[draw(st.integers(0, len(every) - 1))]
    word = WORDS[draw(st.integers(0, len(WORDS) - 1))]
    copied = deepcopy(VALUES[draw(st.integers(0, len(VALUES) - 1))])
    match draw(st.integers(0, 7)):
        case 0:
            held[at] = deepcopy(STRANGE[draw(st.integers(0, len(STRANGE) - 1))])
        case 1:
            held[at] = copied
        case 2:
            del held[at]
        case 3 if isinstance(held, dict):
            held[word] = held.pop(at)
        case 4 if isinstance(held, dict):
            held[word] = copied
        case 5:
            held[at] = {"value": held[at], "since": NEW_YEAR}
        case 6 if isinstance(held[at], str):
            held[at] = held[at][1:]
        case _:
            held[at] = [held[at], deepcopy(held[at])]


@st.composite
def spoilt_packs(draw: Any, most: int) -> dict[str, Any]:
    """A pack of this library in which a few places were changed, *most* at most."""
    data = deepcopy(PACKS[draw(st.sampled_from(sorted(PACKS)))])
    for _ in range(draw(st.integers(1, most))):
        spoil(data, draw)
    return data


def loaded(text: str) -> tuple[Policy | None, tuple[Fault, ...]]:
    """Return the policy of the pack *text*, or what is wrong with it; raise any other error."""
    try:
        return read_policy(text), ()
    except InvalidValue as error:
        return None, error.faults


def test_a_spoilt_pack_is_refused_with_all_faults_or_is_a_policy() -> None:
    """And never anything else: no error of a library that reads it, no fault without its words."""
    told: Counter[str] = Counter()
    read_anyway = 0

    @settings(
        max_examples=max(500, settings().max_examples), suppress_health_check=list(HealthCheck)
    )
    @given(spoilt_packs(most=4))
    def run(data: dict[str, Any]) -> None:
        nonlocal read_anyway
        policy, faults = loaded(toml_of(data))
        if policy is not None:
            read_anyway += 1
            return
        assert faults
        assert len(set(faults)) == len(faults)
        for fault in faults:
            assert fault.path
            told[kind_of(fault.text)] += 1

    run()
    assert read_anyway > 30
    assert len(told) > 60


def kind_of(text: str) -> str:
    """Return what a fault says, without what it says it of."""
    return text.partition(", not ")[0].partition("; ")[0]
