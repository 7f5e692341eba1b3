"""The tables, diagrams and links in the README and in `docs/` say what the code says."""

import ast
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest

import secondment
import secondment.testing
from secondment import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    RECORDABLE,
    STEPS,
    Clause,
    Command,
    Criterion,
    Day,
    DutyState,
    Event,
    Fulfilment,
    Gate,
    HomeChange,
    Length,
    MakeRecord,
    NoticeKind,
    Outlook,
    Policy,
    Provision,
    RecordMade,
    Role,
    SecondmentError,
    ServiceRecord,
    Spell,
    SqliteStore,
    Status,
    Store,
    Verb,
    Waiver,
    WhatIf,
    WorkingDays,
    WorkingWeek,
    load_policy,
    pack_names,
    read_policy,
)
from secondment.clauses import COMMAND_VERBS, MATTERS, Anchor, Moment, Remark
from secondment.codec import UPCASTERS
from secondment.commands import PersonCommand
from secondment.dates import Calendar
from secondment.lifecycle import ACTIVE, AGREED, CLOSING, FIRST_STATUS
from secondment.messages import AGENDA, OBJECTIONS, REMEDIES
from secondment.policy import LIMITS, ROWS, clauses_of, hints_of, is_group, kinds_of
from secondment.readings import PREPARED_BY
from secondment.records import VERB_OF
from tests.cast import HOUSE, INFORMAL

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
DECISIONS = sorted(DOCS.glob("decisions/*.md"))
ON_THE_WAY = [status for status in Status if status in OPEN_STATUSES]
ENDS = [status for status in Status if status in FINAL_STATUSES]
OVER = frozenset({Status.COMPLETED, Status.CONVERTED, Status.ENDED_EARLY, Status.LEFT})
CAME_TO_NOTHING = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.LAPSED})

Row = tuple[str, ...]


def cells(line: str) -> Row:
    """Return the cells of one line of a table, without the marks of code."""
    return tuple(cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|"))


def tables(page: str) -> Iterator[tuple[Row, list[Row]]]:
    """Yield heading and rows of each table on *page*."""
    for block in ROOT.joinpath(page).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        if lines:
            yield cells(lines[0]), [cells(line) for line in lines[2:]]


def table(page: str, *heading: str) -> list[Row]:
    """Return the rows of the one table on *page* whose heading begins with *heading*."""
    (rows,) = [rows for head, rows in tables(page) if head[: len(heading)] == heading]
    return rows


# the lifecycle


def in_cell(status: Status, verb: Verb) -> str:
    if (status, verb) in STEPS:
        target = STEPS[status, verb]
        return "stays" if target is status else target.value
    return "record" if status in RECORDABLE.get(verb, ()) else ""


def test_the_matrix_of_the_lifecycle_is_that_of_the_chart() -> None:
    assert OVER | CAME_TO_NOTHING == FINAL_STATUSES
    assert table("docs/lifecycle.md", "verb", *ON_THE_WAY, "over", "came to nothing") == [
        (
            verb.value,
            *(in_cell(status, verb) for status in ON_THE_WAY),
            *{in_cell(status, verb) for status in OVER},
            *{in_cell(status, verb) for status in CAME_TO_NOTHING},
        )
        for verb in Verb
        if verb is not Verb.PROPOSE
    ]


GROUPS: Mapping[str, frozenset[Status]] = {
    "agreed": AGREED,
    "active": ACTIVE,
    "closing": CLOSING,
    "over": OVER,
    **{status.value: frozenset({status}) for status in Status},
}
ARROW = re.compile(r"^ +(\S+) --> (\S+): (.+)$", re.MULTILINE)


def test_the_diagrams_of_the_lifecycle_draw_every_step_once() -> None:
    text = (DOCS / "lifecycle.md").read_text(encoding="utf-8")
    first, *arrows = ARROW.findall(text)
    assert first == ("[*]", FIRST_STATUS.value, Verb.PROPOSE.value)
    drawn = [
        ((source, Verb(verb)), Status(target))
        for group, target, verbs in arrows
        for source in GROUPS[group]
        for verb in verbs.split(", ")
    ]
    assert sorted(drawn) == sorted(STEPS.items())


def test_the_lifecycle_page_explains_every_status() -> None:
    on_the_way, ends = [rows for head, rows in tables("docs/lifecycle.md") if head[0] == "status"]
    assert [row[0] for row in on_the_way] == ON_THE_WAY
    assert [row[0] for row in ends] == ENDS


COMMANDS = {kind.verb: kind for kind in get_args(PersonCommand) if kind is not MakeRecord}
COMMANDS |= dict.fromkeys(VERB_OF.values(), MakeRecord)
FACTS = {kind.verb: kind for kind in get_args(Event) if kind is not RecordMade}
FACTS |= dict.fromkeys(VERB_OF.values(), RecordMade)


def comes_from(verb: Verb) -> str:
    """Return who can be behind a fact: its `by` is None when it was time."""
    of_people = ["a person"] if verb in COMMAND_VERBS else []
    of_time = ["time"] if type(None) in get_args(get_type_hints(FACTS[verb])["by"]) else []
    return ", ".join(of_people + of_time) or "the last consent"


def test_the_lifecycle_page_names_command_and_fact_of_every_verb_and_where_it_comes_from() -> None:
    assert table("docs/lifecycle.md", "verb", "command") == [
        (
            verb.value,
            COMMANDS[verb].__name__ if verb in COMMANDS else "",
            FACTS[verb].__name__,
            comes_from(verb),
        )
        for verb in Verb
    ]


# records


def statuses(groups: str) -> frozenset[Status]:
    """Return every status of *groups*, named as on the page."""
    return frozenset().union(*(GROUPS[group] for group in groups.split(", ")))


def test_the_records_page_has_every_record_with_its_verb_and_who_makes_it_when() -> None:
    rows = table("docs/records.md", "record", "room", "verb", "while", "house", "informal")
    assert [(*row[:3], statuses(row[3]), *row[4:]) for row in rows] == [
        (
            kind.__name__,
            kind.__module__.removeprefix("secondment."),
            verb.value,
            RECORDABLE[verb],
            *(roles(policy.permission(verb).roles) for policy in (HOUSE, INFORMAL)),
        )
        for kind, verb in VERB_OF.items()
    ]


def test_the_records_page_names_objections_and_warnings_that_exist() -> None:
    refused = [row[0] for row in table("docs/records.md", "objection", "when")]
    warned_of = [row[0] for row in table("docs/records.md", "code", "warned of when")]
    named = ", ".join(refused + warned_of).split(", ")
    assert set(named) <= set(OBJECTIONS)


def test_the_records_page_says_of_every_gate_by_which_command_it_opens() -> None:
    rows = table("docs/records.md", "gate", "in place when", "by which command")
    assert [(row[0], row[2].split(",")[0]) for row in rows] == [
        (gate.value, PREPARED_BY[gate].value) for gate in Gate
    ]


def test_the_records_page_shows_the_overview_as_it_is_printed() -> None:
    page = (DOCS / "records.md").read_text(encoding="utf-8")
    code = "".join(re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    (shown,) = re.findall(r"^```text\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == shown


# policies


def roles(given: Iterable[Role]) -> str:
    named = frozenset(given)
    return ", ".join(role.value for role in Role if role in named)


def shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case Clause():
            return shown(value.value)
        case bool():
            return "yes" if value else "no"
        case frozenset() if all(isinstance(each, Role) for each in value) and value:
            return roles(value)
        case frozenset():
            return ", ".join(sorted(value)) or "none"
        case Length():
            return str(value)
        case WorkingWeek():
            assert value == WorkingWeek()
            return "Monday to Friday"
        case _:
            return str(value)


def test_the_policies_page_has_every_number_and_choice() -> None:
    said = [dict(clauses_of(policy)) for policy in (HOUSE, INFORMAL)]
    rows = table("docs/policies.md", "path", "house", "informal")
    assert [row[:3] for row in rows] == [
        *((path, *(shown(each.get(path)) for each in said)) for path in said[0] | said[1]),
        ("calendar", shown(HOUSE.calendar), shown(INFORMAL.calendar)),
    ]


def test_the_policies_page_says_who_may_give_which_command() -> None:
    assert table("docs/policies.md", "verb", "house", "informal") == [
        (verb, *(roles(policy.permission(verb).roles) for policy in (HOUSE, INFORMAL)))
        for verb in COMMAND_VERBS
    ]


def test_the_policies_page_says_whose_consent_is_needed() -> None:
    assert table("docs/policies.md", "matter", "house", "informal") == [
        (matter, *(roles(policy.consent_rule(matter).roles) for policy in (HOUSE, INFORMAL)))
        for matter in MATTERS
    ]


def test_the_policies_page_says_how_notice_is_given() -> None:
    said = []
    for kind in NoticeKind:
        (house,), (informal,) = (each.notice_rules(kind) for each in (HOUSE, INFORMAL))
        lengths = str(house.length), str(informal.length)
        said.append((kind, roles(house.roles), lengths[0], roles(informal.roles), lengths[1]))
    assert table("docs/policies.md", "kind", "given by, house") == said


def test_the_policies_page_says_of_every_path_which_day_its_version_is_of() -> None:
    rows = table("docs/policies.md", "what", "in the version of")
    said = [path for row in rows for path in row[0].split(", ")]
    assert sorted(set(said)) == sorted(said)
    without = {"remarks", "calendar"}  # they have no versions
    known = [path for path, _ in paths_of(Policy)]
    assert {path for path in known if not covering(path, said)} == without
    assert [each for each in said if not any(covering(path, [each]) for path in known)] == []


def covering(path: str, said: Iterable[str]) -> list[str]:
    """Return those of *said* that are *path*, or a group that it is in."""
    return [each for each in said if path == each or path.startswith(f"{each}.")]


# packs

PAGE_OF_PACKS = "docs/packs.md"


def paths_of(kind: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every path of the language of packs with the type of its value."""
    for each in attrs.fields(kind):
        if not each.init or (kind is Policy and each.name in ("name", "title", "about")):
            continue
        at = f"{path}.{each.name}" if path else each.name
        (held, *_) = kinds_of(hints_of(kind)[each.name])
        if is_group(held):
            yield from paths_of(held, at)
        elif kind is Policy and each.name in ROWS:
            yield at, ROWS
        else:
            yield at, get_args(held)[0] if get_origin(held) is Clause else held


PLAIN: Mapping[Any, str] = {
    bool: "true or false",
    int: "whole number",
    str: "text",
    Decimal: "number",
    Day: "day",
    Moment: "moment",
    Calendar: "calendar",
    Role: "role",
}


def worded(hint: Any) -> str:
    """Return how the page calls values of *hint*."""
    if hint is ROWS:
        return "rows"
    kinds = kinds_of(hint)
    if kinds[0] is Length:
        return "span" if WorkingDays in kinds else "length"
    if get_origin(kinds[0]) in (frozenset, tuple):
        return several(get_args(kinds[0])[0])
    return PLAIN.get(kinds[0]) or choice(kinds[0])


def several(item: Any) -> str:
    named = {str: "codes", Remark: "remarks", frozenset[Role]: "role lists"}
    if item in named:
        return named[item]
    if attrs.has(item) and item is not Length:
        return "bands" if item.__name__ == "CostBand" else "tables"
    return f"{worded(item)}s"


def choice(kind: type) -> str:
    """Return the name of a choice in words: ``EarlyEndMode`` is an early end mode."""
    return re.sub(r"(?<!^)([A-Z])", r" \1", kind.__name__).lower()


def test_the_page_of_packs_has_every_path_with_its_value() -> None:
    listed = [row for head, rows in tables(PAGE_OF_PACKS) if head[0] == "path" for row in rows]
    assert len(listed) == len({row[0] for row in listed})
    assert {row[0]: row[1] for row in listed} == {
        path: worded(hint) for path, hint in paths_of(Policy)
    }


def test_the_page_of_packs_says_which_values_are_needed() -> None:
    listed = [row for head, rows in tables(PAGE_OF_PACKS) if head[0] == "path" for row in rows]
    said = {row[0] for row in listed if "needed" in row[2] and "needed on" not in row[2]}
    assert said == {path for path, _ in paths_of(Policy) if path in needed(Policy)}


def needed(kind: Any, path: str = "") -> Iterator[str]:
    """Yield the paths that no policy, or no group once it is there, can be without."""
    for each in attrs.fields(kind):
        at = f"{path}.{each.name}" if path else each.name
        hint = hints_of(kind).get(each.name)
        if each.init and is_group(kinds_of(hint)[0]):
            yield from needed(kinds_of(hint)[0], at)
        elif each.init and each.default is attrs.NOTHING and type(None) not in get_args(hint):
            yield at


CODE = re.compile(r"`([a-z_]+)`")


def test_what_follows_from_a_path_exists() -> None:
    text = ROOT.joinpath(PAGE_OF_PACKS).read_text(encoding="utf-8")
    body = text.split("## Every path")[1].split("## Rows")[0]
    known = {"refused": OBJECTIONS, "warned of": OBJECTIONS, "agenda": AGENDA}
    said: dict[str, set[str]] = {word: set() for word in known}
    for line in body.splitlines():
        follows = line.rstrip("|").rsplit("|", 1)[-1] if line.startswith("| `") else ""
        for word, part in re.findall(r"(refused|warned of|agenda): ((?:`\w+`(?:, )?)+)", follows):
            said[word] |= set(CODE.findall(part))
    for word, codes in said.items():
        assert codes <= set(known[word])
    besides = {"give_feedback", "start", "review_trial", "check_in", "decide_outcome", "last_day"}
    assert set(AGENDA) - said["agenda"] <= besides  # these follow from terms and requests


@pytest.mark.parametrize("name", ROWS)
def test_the_page_of_packs_has_every_field_of_a_row(name: str) -> None:
    kind, key = ROWS[name]
    assert_has_fields(f"in {name}", kind, {key, "source"})


def parts_of_rows() -> Iterator[tuple[str, type]]:
    """Yield the parts that rows and values are made of, with the fields they stand in."""
    holders = [(None, Policy), *((name, kind) for name, (kind, _) in ROWS.items())]
    for name, holder in holders:
        for each, hint in hints_of(holder).items():
            (held, *_) = kinds_of(hint)
            inner = get_args(held)[0] if get_origin(held) is Clause else held
            item = get_args(inner)[0] if get_origin(inner) is tuple else None
            is_row = name is None and each in ROWS
            if item not in (None, Length, Remark) and attrs.has(item) and not is_row:
                yield each, item


@pytest.mark.parametrize(("name", "kind"), [*parts_of_rows()])
def test_the_page_of_packs_has_every_field_of_a_part(name: str, kind: type) -> None:
    assert_has_fields(f"in {name}", kind, set())


def assert_has_fields(heading: str, kind: type, without: set[str]) -> None:
    rows = table(PAGE_OF_PACKS, heading, "value")
    fields = [each for each in attrs.fields(kind) if each.name not in without]
    assert sorted((row[0], row[1]) for row in rows) == sorted(
        (each.name, worded(hints_of(kind)[each.name])) for each in fields
    )
    assert {row[0] for row in rows if row[2].endswith("needed")} == {
        each.name for each in fields if each.default is attrs.NOTHING
    }


def choices() -> Iterator[type[StrEnum]]:
    """Yield every choice that a value of a pack can be, but for what rows are found by."""
    keys = {key for _, key in ROWS.values()} - {"code", "rule"}
    kinds: list[Any] = [hint for _, hint in paths_of(Policy) if hint is not ROWS]
    for holder in (*(kind for kind, _ in ROWS.values()), *(kind for _, kind in parts_of_rows())):
        kinds += [hint for name, hint in hints_of(holder).items() if name not in keys]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield kind
        kinds += get_args(kind)


def test_the_page_of_packs_has_every_choice_with_its_values() -> None:
    rows = table(PAGE_OF_PACKS, "choice", "value", "what it means")
    listed = [row[:2] for row in rows]
    assert sorted(listed) == sorted(
        (choice(kind), each) for kind in set(choices()) for each in kind
    )


def test_the_page_of_packs_has_every_day_that_a_moment_is_counted_from() -> None:
    rows = table(PAGE_OF_PACKS, "day", "which it is")
    assert [row[0] for row in rows] == list(Anchor)


def test_the_page_of_packs_has_every_limit_that_can_be_set_aside() -> None:
    rows = table(PAGE_OF_PACKS, "limit", "what would be refused")
    assert [row[0] for row in rows] == list(LIMITS)
    assert {code for row in rows for code in row[1].split(", ")} <= set(OBJECTIONS)


def blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of code in *language* on *page*."""
    fenced = rf"^```{language}\n(.*?)^```$"
    return re.findall(fenced, page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def packs_shown() -> Iterator[str]:
    """Yield every pack that stands on a page by itself."""
    for page in (ROOT / "README.md", *PAGES):
        yield from (each for each in blocks(page, "toml") if not each.startswith("[project"))


@pytest.mark.parametrize("pack", [*packs_shown()])
def test_a_pack_on_a_page_can_be_read(pack: str) -> None:
    assert f'name = "{read_policy(pack).name}"' in pack


def test_every_line_of_the_pack_that_is_read_as_sentences_is_a_sentence() -> None:
    (pack,) = [each for each in packs_shown() if 'name = "northgate"' in each]
    rows = table(PAGE_OF_PACKS, "line", "in a sentence")
    assert [row[0] for row in rows] == [line for line in pack.splitlines() if line]


def test_the_schema_is_printed_as_it_is_shipped() -> None:
    command = [sys.executable, "-m", "secondment.pack_schema"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    shipped = Path(secondment.__file__).with_name("packs") / "pack.schema.json"
    assert run.stdout == shipped.read_text(encoding="utf-8")


def test_the_policies_page_lists_the_packs_that_are_plain_defaults() -> None:
    """All others read a document of others and say so; they stand on a page of their own."""
    plain = [name for name in pack_names() if load_policy(name).about is None]
    assert plain == ["frame", "house", "informal"]
    page = (DOCS / "policies.md").read_text(encoding="utf-8").split("## ")[0]
    assert all(f'load_policy("{name}")' in page for name in plain)


# agenda and service


def test_the_agenda_page_has_every_duty_with_its_text() -> None:
    rows = table("docs/agenda.md", "code", "text")
    assert [row[:2] for row in rows] == list(AGENDA.items())


def test_the_agenda_page_has_every_state_of_a_duty() -> None:
    assert [row[0] for row in table("docs/agenda.md", "state", "meaning")] == list(DutyState)


def test_the_service_page_has_everything_that_can_be_known_of_a_person() -> None:
    rows = table("docs/service.md", "field", "what it is")
    assert [row[0] for row in rows] == [each.name for each in attrs.fields(ServiceRecord)]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("agenda", WhatIf),
        ("agenda", Outlook),
        ("agenda", Provision),
        ("records", Waiver),
        ("records", HomeChange),
        ("records", Fulfilment),
        ("service", Criterion),
        ("service", Spell),
    ],
)
def test_a_page_has_every_field_of_a_value_in_order(page: str, kind: type) -> None:
    (rows,) = [
        rows
        for head, rows in tables(f"docs/{page}.md")
        if head
        in ((f"of a {kind.__name__}", "what it is"), (f"of an {kind.__name__}", "what it is"))
    ]
    assert [row[0] for row in rows] == [each.name for each in attrs.fields(kind)]


# testing


def test_the_page_of_testing_has_every_name_that_is_promised() -> None:
    text = (DOCS / "testing.md").read_text(encoding="utf-8")
    assert [name for name in secondment.testing.__all__ if f"`{name}`" not in text] == []


def test_the_store_that_the_page_of_testing_shows_passes_the_whole_contract(tmp_path: Path) -> None:
    (shown,) = [each for each in blocks(DOCS / "testing.md", "python") if "(StoreContract)" in each]
    (tmp_path / "test_our_store.py").write_text(shown, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert re.fullmatch(r"\d+ passed in .*", run.stdout.splitlines()[-1])  # and none is skipped


TUTORIAL = DOCS / "testing-your-tool.md"
HOST = ROOT / "examples" / "host_tool"


def shown_files() -> Iterator[tuple[str, str]]:
    """Yield what the tutorial shows of a file of the tool, with the name of the file."""
    yield from re.findall(
        r"^`([\w./]+)`\n```\w+\n(.*?)^```$",
        TUTORIAL.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )


def definitions(code: str) -> Iterator[str]:
    """Yield what *code* defines, each function, method and name by itself."""
    for node in ast.parse(code).body:
        match node:
            case ast.ClassDef(name=name, body=body):
                yield from (f"{name}: {ast.unparse(each)}" for each in body)
            case ast.FunctionDef() | ast.Assign():
                yield ast.unparse(node)
            case _:
                pass  # what is imported, and what is called for the page alone


def test_the_tutorial_shows_the_files_of_the_tool() -> None:
    shown = list(shown_files())
    assert {name for name, _ in shown} == {
        "rules.toml",
        "desk.py",
        *(f"tests/{path.name}" for path in HOST.glob("tests/*.py")),
    }
    for name, text in shown:
        whole = (HOST / name).read_text(encoding="utf-8")
        if name in ("rules.toml", "tests/test_laws.py"):
            assert text == whole
        else:
            assert set(definitions(text)) <= set(definitions(whole))


def test_the_file_to_copy_has_less_than_thirty_lines() -> None:
    (text,) = [text for name, text in shown_files() if name == "tests/test_laws.py"]
    assert len(text.splitlines()) < 30


# errors


def with_all_below(kind: type[SecondmentError]) -> Iterator[type[SecondmentError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from with_all_below(below)


def test_the_errors_page_has_every_exception_with_its_code() -> None:
    rows = table("docs/errors.md", "exception", "code", "when", "what to do")
    listed = [row[:2] for row in rows]
    own = [
        kind
        for kind in with_all_below(SecondmentError)
        if kind.__module__.startswith("secondment.")
    ]
    assert listed == [(kind.__name__, kind.code) for kind in own]


def test_the_errors_page_has_every_objection_with_its_text() -> None:
    rows = table("docs/errors.md", "code", "text", "remedy")
    assert [row[:2] for row in rows] == list(OBJECTIONS.items())


def test_the_errors_page_names_remedies_that_exist_and_leaves_none_out() -> None:
    rows = table("docs/errors.md", "code", "text", "remedy")
    parts = [part for *_, remedy in rows for part in re.split(", or ", remedy)]
    named = {part.split(":")[0] for part in parts if ":" in part or part in REMEDIES}
    assert named == set(REMEDIES)
    assert {part for part in parts if part.split(":")[0] not in REMEDIES} == {"none"}


def test_the_errors_page_has_every_remedy_with_its_text() -> None:
    rows = table("docs/errors.md", "code", "text", "what to do")
    assert [row[:2] for row in rows] == list(REMEDIES.items())


# storage


def test_the_storage_page_has_every_column_of_every_table(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "placements.db").close()
    database = sqlite3.connect(tmp_path / "placements.db")
    columns = database.execute(
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    ).fetchall()
    database.close()
    listed = [row[:2] for row in table("docs/storage.md", "table", "column")]
    assert sorted(listed) == sorted(columns)


def test_the_storage_page_has_every_version_of_every_fact() -> None:
    listed = [(row[0], int(row[1])) for row in table("docs/storage.md", "fact", "version")]
    assert listed == sorted((name, version + 1) for name, version in UPCASTERS)


def test_the_storage_page_has_every_method_of_a_store() -> None:
    methods = [name for name in vars(Store) if not name.startswith("_")]
    listed = [row[0].split("(")[0] for row in table("docs/storage.md", "method")]
    assert listed == methods


# the readme


def test_the_readme_has_every_command_with_its_fields() -> None:
    every: dict[str, Any] = {kind.__name__: kind for kind in get_args(Command)}
    fields = {
        name: ", ".join(each.name for each in attrs.fields(kind) if each.name not in ("by", "on"))
        for name, kind in every.items()
    }
    rows = table("README.md", "command", "besides by and on")
    assert {row[0]: row[1] for row in rows} == fields


@pytest.mark.parametrize("word", Status)
def test_the_readme_names_every_status(word: str) -> None:
    essentials = ROOT.joinpath("README.md").read_text(encoding="utf-8").split("**Statuses.**")[1]
    assert f"`{word}`" in essentials.split("\n\n")[0]


def test_the_readme_lists_every_example() -> None:
    listed = [row[0] for row in table("README.md", "example", "story")]
    files = sorted(ROOT.glob("examples/*.py"))
    assert sorted(listed) == [f"[{file.stem}](examples/{file.name})" for file in files]


# all pages

LINK = re.compile(r"\]\((?!https?://)([^)#]*)(#[^)]*)?\)")


def targets(page: Path) -> list[tuple[Path, str]]:
    """Return file and anchor of every link on *page* that stays within the project."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [
        ((page.parent / path).resolve() if path else page, anchor.lstrip("#"))
        for path, anchor in found
    ]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = [
        (target.name, anchor)
        for target, anchor in targets(page)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert missing == []


def test_the_map_leads_to_every_page() -> None:
    linked = {target for target, _ in targets(DOCS / "index.md")}
    assert [page.name for page in PAGES if page not in linked] == ["index.md"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [page.name[:4] for page in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_number_and_its_three_parts(page: Path) -> None:
    title, *parts = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert title.startswith(f"{int(page.name[:4])}. ")
    assert parts == ["Context", "Decision", "Consequences"]


def test_the_glossary_explains_each_word_once() -> None:
    words = [row[0] for _, rows in tables("docs/glossary.md") for row in rows]
    assert sorted(set(words)) == sorted(words)
