"""The tables, diagrams and links in the README and in `docs/` say what the code says."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import attrs
import pytest

from secondment import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    RECORDABLE,
    STEPS,
    Clause,
    Command,
    Event,
    Gate,
    Length,
    MakeRecord,
    NoticeKind,
    Policy,
    RecordMade,
    Role,
    SecondmentError,
    SqliteStore,
    Status,
    Store,
    Verb,
    WorkingWeek,
)
from secondment.commands import PersonCommand
from secondment.lifecycle import ACTIVE, AGREED, CLOSING, FIRST_STATUS
from secondment.messages import OBJECTIONS, REMEDIES
from secondment.policy import COMMAND_VERBS, MATTERS
from secondment.records import VERB_OF
from secondment.rules import PREPARED_BY
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
    in_rows = {"name", "permissions", "consents", "notices"}
    rows = table("docs/policies.md", "field", "house", "informal")
    assert [row[:3] for row in rows] == [
        (each.name, shown(getattr(HOUSE, each.name)), shown(getattr(INFORMAL, each.name)))
        for each in attrs.fields(Policy)
        if each.init and each.name not in in_rows
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
    assert table("docs/policies.md", "kind", "given by, house") == [
        (
            kind,
            roles(HOUSE.notice_rule(kind).roles),
            str(HOUSE.notice_rule(kind).length),
            roles(INFORMAL.notice_rule(kind).roles),
            str(INFORMAL.notice_rule(kind).length),
        )
        for kind in NoticeKind
    ]


# errors


def with_all_below(kind: type[SecondmentError]) -> Iterator[type[SecondmentError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from with_all_below(below)


def test_the_errors_page_has_every_exception_with_its_code() -> None:
    rows = table("docs/errors.md", "exception", "code", "when", "what to do")
    listed = [row[:2] for row in rows]
    assert listed == [(kind.__name__, kind.code) for kind in with_all_below(SecondmentError)]


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
