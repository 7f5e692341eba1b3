"""The SQLite file: what is on disk stays, and what else happens to it is told, not glossed over."""

import gc
import json
import os
import resource
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from hashlib import sha256
from math import inf, nan
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from attrs import evolve as altered

from secondment import (
    Advance,
    BrokenHistory,
    ChangeDropped,
    Command,
    DropChange,
    DropKind,
    Event,
    InvalidValue,
    OpenChange,
    Query,
    Receipt,
    Recorded,
    Register,
    SqliteStore,
    Status,
    StoreFailure,
    UnknownEvent,
    UnreadableEvent,
    replay,
    to_json,
)
from secondment.stores import APPLICATION, LAYOUT
from secondment.testing.store_contract import (
    AT,
    CONSENT,
    OFFER,
    PROPOSED,
    RECEIPT,
    SCHEDULED,
    batch,
    facts,
)
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HOUSE,
    LAST_DAY,
    LONGER,
    OTTO,
    PETRA,
    PROPOSE,
    SAM,
    TERMS,
    consents,
)

EVENTS: Final[tuple[Event, ...]] = (
    OFFER,
    CONSENT,
    altered(CONSENT, by=OTTO),
    altered(CONSENT, by=PETRA),
)
NOBODY: Final = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "placements.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    kept = SqliteStore(path)
    yield kept
    kept.close()


@pytest.fixture
def filled(store: SqliteStore) -> SqliteStore:
    store.append("P-1", batch(0, *EVENTS, summary=SCHEDULED, receipt=RECEIPT))
    return store


def behind_its_back(path: Path, *statements: str) -> list[Any]:
    """Run *statements* on the file with SQLite alone, and return what the last one brings."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            rows = database.execute(statement).fetchall()
    return rows


def failure(path: Path, **settings: Any) -> str:
    """Return how opening *path* fails, and see that nothing is left open or lying about."""
    before = contents(path.parent)
    with pytest.raises(StoreFailure) as caught:
        SqliteStore(path, **settings)
    assert caught.value.store == str(path)
    assert contents(path.parent) == before
    return caught.value.reason


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


# what is on disk


def test_what_was_written_is_there_when_the_file_is_opened_again(
    filled: SqliteStore, path: Path
) -> None:
    filled.close()
    with closing(SqliteStore(path)) as again:
        assert again.load("P-1") == facts(0, *EVENTS)
        assert again.receipt("P-1", "req-1") == RECEIPT
        assert again.find(Query(statuses=frozenset({Status.SCHEDULED}))) == ("P-1",)


def test_the_file_names_its_application_and_its_layout(filled: SqliteStore, path: Path) -> None:
    assert (int.from_bytes(b"SECO", "big"), 1) == (APPLICATION, LAYOUT)
    assert behind_its_back(path, "PRAGMA application_id") == [(APPLICATION,)]
    assert behind_its_back(path, "PRAGMA user_version") == [(LAYOUT,)]
    assert behind_its_back(path, "PRAGMA journal_mode") == [("wal",)]
    assert behind_its_back(path, "PRAGMA foreign_key_check") == []
    assert behind_its_back(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("placements", ["placement_id", "version", "status", "first_day", "last_day"]),
        ("seats", ["person", "role", "placement_id"]),
        (
            "facts",
            ["placement_id", "position", "type", "effective_on", "recorded_at", "fact", "seal"],
        ),
        ("receipts", ["placement_id", "key", "command"]),
    ],
)
def test_the_tables_have_the_columns_that_people_query(
    store: SqliteStore, path: Path, table: str, columns: list[str]
) -> None:
    rows = behind_its_back(path, f"PRAGMA table_info({table})")
    assert [name for _, name, *_ in rows] == columns


def test_the_tables_hold_what_their_columns_say(filled: SqliteStore, path: Path) -> None:
    filled.append("P-2", batch(0, OFFER))
    assert behind_its_back(path, "SELECT * FROM placements") == [
        ("P-1", 4, "scheduled", "2027-03-01", "2027-08-31"),
        ("P-2", 1, "proposed", None, None),
    ]
    assert behind_its_back(path, "SELECT * FROM seats WHERE placement_id = 'P-1'") == [
        ("hana", "home_manager", "P-1"),
        ("otto", "host_manager", "P-1"),
        ("petra", "programme_office", "P-1"),
        ("sam", "secondee", "P-1"),
    ]
    assert behind_its_back(path, "SELECT * FROM receipts") == [("P-1", "req-1", RECEIPT.command)]
    rows = behind_its_back(path, "SELECT * FROM facts WHERE placement_id = 'P-1' LIMIT 1 OFFSET 1")
    ((placement_id, position, kind, on, instant, fact, _),) = rows
    assert (placement_id, position, kind, on) == ("P-1", 2, "Consented", "2027-01-11")
    assert instant == "2027-01-11T09:30:17.250000+00:00"
    assert fact == to_json(CONSENT)


def test_a_seal_is_over_the_fact_and_the_seal_before_it(filled: SqliteStore, path: Path) -> None:
    """Anybody can compute it, and so can a later release: it is part of the layout."""
    before = "P-1"
    for position, instant, fact, seal in behind_its_back(
        path, "SELECT position, recorded_at, fact, seal FROM facts ORDER BY position"
    ):
        content = "\n".join((before, str(position), instant, fact))
        assert seal == sha256(content.encode()).hexdigest()
        before = seal


@pytest.mark.parametrize(("synchronous", "level"), [("FULL", 2), ("NORMAL", 1)])
def test_how_sure_a_batch_is_on_disk_can_be_chosen(
    path: Path, monkeypatch: pytest.MonkeyPatch, synchronous: str, level: int
) -> None:
    opened = watched(monkeypatch)
    with closing(SqliteStore(path, synchronous=synchronous)) as store:
        store.append("P-1", batch(0, OFFER))
        for database in opened:
            assert database.execute("PRAGMA synchronous").fetchone() == (level,)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Return the list to which every connection is added from now on."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def watch(*arguments: Any, **settings: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **settings))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", watch)
    return opened


def is_closed(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return str(error) == "Cannot operate on a closed database."
    return False


# open and closed


def test_a_closed_store_opens_its_file_again_when_it_is_used(filled: SqliteStore) -> None:
    filled.close()
    filled.close()
    assert filled.load("P-1") == facts(0, *EVENTS)
    filled.close()
    filled.append("P-1", batch(4, CONSENT))
    filled.close()
    assert filled.find(Query()) == ("P-1",)
    filled.close()
    assert filled.receipt("P-1", "req-1") == RECEIPT


def test_a_closed_store_leaves_one_file(filled: SqliteStore, path: Path) -> None:
    filled.close()
    assert os.listdir(path.parent) == ["placements.db"]


def test_a_closed_store_has_no_connection_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = watched(monkeypatch)
    store = SqliteStore(path)
    assert [is_closed(each) for each in opened] == [False]
    store.close()
    assert [is_closed(each) for each in opened] == [True]


def test_a_store_that_is_forgotten_closes_its_file(path: Path) -> None:
    """From Python 3.13 on a connection that nobody closes makes a warning, and here an error."""
    store = SqliteStore(path)
    store.append("P-1", batch(0, OFFER))
    del store
    gc.collect()  # a connection refers to itself
    assert os.listdir(path.parent) == ["placements.db"]


def test_a_connection_closes_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = watched(monkeypatch)
    store = SqliteStore(path)
    opened[0].__del__()  # type: ignore[attr-defined]  # as Python does when nobody holds it
    assert is_closed(opened[0])
    with pytest.raises(StoreFailure, match="Cannot operate on a closed database"):
        store.load("P-1")
    assert store.load("P-1") == ()
    store.close()


def test_a_file_that_cannot_be_a_store_is_let_go_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"no database " * 400)
    opened = watched(monkeypatch)
    failure(path)
    assert [is_closed(each) for each in opened] == [True]


def test_a_relative_path_means_the_same_file_wherever_the_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = SqliteStore("placements.db")
    store.append("P-1", batch(0, OFFER))
    store.close()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert store.load("P-1") == facts(0, OFFER)
    assert store.path == Path("placements.db")
    store.close()


def test_a_path_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    SqliteStore("file:placements.db?mode=memory").close()
    assert os.listdir(tmp_path) == ["file:placements.db?mode=memory"]


# what cannot be opened


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"path": ""}, "path: must name a file, not ''; MemoryStore keeps facts in memory"),
        (
            {"path": ":memory:"},
            "path: must name a file, not ':memory:'; MemoryStore keeps facts in memory",
        ),
        (
            {"path": "a\0b"},
            "path: must name a file, not 'a\\x00b'; MemoryStore keeps facts in memory",
        ),
        ({"synchronous": "OFF"}, "synchronous: must be FULL or NORMAL, not 'OFF'"),
        ({"synchronous": "full"}, "synchronous: must be FULL or NORMAL, not 'full'"),
        (
            {"synchronous": "FULL; DROP TABLE facts"},
            "synchronous: must be FULL or NORMAL, not 'FULL; DROP TABLE facts'",
        ),
        ({"patience": -1}, "patience: must be a number of seconds from 0 to 1000000, not -1"),
        ({"patience": inf}, "patience: must be a number of seconds from 0 to 1000000, not inf"),
        ({"patience": nan}, "patience: must be a number of seconds from 0 to 1000000, not nan"),
        (
            {"patience": 1_000_001},
            "patience: must be a number of seconds from 0 to 1000000, not 1000001",
        ),
        ({"patience": "9"}, "patience: must be a number of seconds from 0 to 1000000, not '9'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_before_a_file_is_made(
    path: Path, settings: dict[str, Any], fault: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        SqliteStore(**{"path": path, **settings})
    assert str(caught.value) == f"cannot make SqliteStore: {fault}"
    assert os.listdir(path.parent) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert failure(tmp_path / "folder") == "unable to open database file"


def test_a_file_in_a_folder_that_is_not_there_cannot_be_made(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "placements.db"
    with pytest.raises(StoreFailure) as caught:
        SqliteStore(missing)
    assert str(caught.value) == (
        f"cannot use the store {missing}: unable to open database file; nothing was written"
    )
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        Random(1).randbytes(40_000),
        b"xy",
        b"SQLite format 3",
        b"placement;person\nP-1;sam\n" * 300,
        bytes(4096),
        b"SQLite format 3\0" + bytes(4080),
    ],
    ids=["random", "two bytes", "cut", "text", "zeros", "header"],
)
def test_a_file_that_is_no_database_is_left_as_it_was(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert failure(path) == "file is not a database"
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with closing(SqliteStore(path)) as store:
        store.append("P-1", batch(0, OFFER))
        assert store.load("P-1") == facts(0, OFFER)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE facts (placement_id)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1",
    ],
)
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_the_file_of_another_application_is_left_as_it_was(
    path: Path, statement: str, mode: str
) -> None:
    behind_its_back(path, f"PRAGMA journal_mode = {mode}", statement)
    was = contents(path.parent)
    assert failure(path) == "it is a file of another application"
    assert contents(path.parent) == was
    assert behind_its_back(path, "PRAGMA journal_mode") == [(mode,)]


@pytest.mark.parametrize("layout", [0, 2, 99])
def test_a_file_of_another_layout_is_left_to_a_release_that_reads_it(
    filled: SqliteStore, path: Path, layout: int
) -> None:
    filled.close()
    behind_its_back(path, f"PRAGMA user_version = {layout}")
    reason = failure(path)
    assert reason == f"its tables are of layout {layout}, and this release reads layout 1"
    assert behind_its_back(path, "SELECT count(*) FROM facts") == [(4,)]


def test_a_file_without_one_of_its_tables_says_which(filled: SqliteStore, path: Path) -> None:
    behind_its_back(path, "DROP TABLE facts")
    with pytest.raises(StoreFailure) as caught:
        filled.load("P-1")
    assert caught.value.reason == "no such table: facts"
    with pytest.raises(StoreFailure):
        filled.append("P-1", batch(4, CONSENT, summary=PROPOSED))
    assert filled.find(Query(day=FIRST_DAY)) == ("P-1",)


@contextmanager
def without_rights() -> Iterator[None]:
    """Be nobody for a while where the tests run as root, who may write anywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody can look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def test_a_file_that_may_only_be_read_is_left_as_it_was(open_folder: Path) -> None:
    path = open_folder / "placements.db"
    with closing(SqliteStore(path)) as store:
        store.append("P-1", batch(0, OFFER))
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    with without_rights():
        assert failure(path) == "attempt to write a readonly database"
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    with closing(SqliteStore(path)) as store:
        assert store.load("P-1") == facts(0, OFFER)


# what somebody did behind its back


def broken(store: SqliteStore, placement_id: str = "P-1") -> str:
    with pytest.raises(BrokenHistory) as caught:
        store.load(placement_id)
    assert caught.value.placement_id == placement_id
    return str(caught.value)


CHANGED: Final = "it was changed after it was written"


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        (["UPDATE facts SET fact = replace(fact, 'sam', 'tom') WHERE position = 2"], 2),
        (["UPDATE facts SET fact = fact || ' ' WHERE position = 1"], 1),
        (["UPDATE facts SET fact = CAST(fact AS BLOB) WHERE position = 3"], 3),
        (["UPDATE facts SET fact = '' WHERE position = 4"], 4),
        (["UPDATE facts SET recorded_at = '2026-01-01T00:00:00+00:00' WHERE position = 3"], 3),
        (["UPDATE facts SET recorded_at = 'soon' WHERE position = 1"], 1),
        (["UPDATE facts SET seal = '' WHERE position = 4"], 4),
        (["UPDATE facts SET seal = 7 WHERE position = 2"], 2),
        (
            [
                "UPDATE facts SET position = 9 WHERE position = 2",
                "UPDATE facts SET position = 2 WHERE position = 3",
                "UPDATE facts SET position = 3 WHERE position = 9",
            ],
            2,
        ),
    ],
    ids=[
        "person",
        "space",
        "blob",
        "emptied",
        "instant",
        "soon",
        "seal",
        "number",
        "swapped",
    ],
)
def test_a_fact_that_was_changed_is_noticed(
    filled: SqliteStore, path: Path, statements: list[str], where: int
) -> None:
    behind_its_back(path, *statements)
    assert broken(filled) == f"the history of placement P-1 is broken at fact {where}: {CHANGED}"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM facts WHERE position = 1", " at fact 1: it is missing"),
        ("DELETE FROM facts WHERE position IN (2, 3)", " at fact 2: it is missing"),
        ("DELETE FROM facts WHERE position = 4", ": 4 facts were written and 3 are there"),
        ("DELETE FROM facts WHERE position > 1", ": 4 facts were written and 1 are there"),
        ("DELETE FROM facts", ": 4 facts were written and 0 are there"),
        (
            "UPDATE facts SET position = 5 WHERE position = 4",
            " at fact 4: it is missing",
        ),
        ("UPDATE facts SET position = 'first' WHERE position = 4", " at fact 4: it is missing"),
        ("UPDATE placements SET version = 5", ": 5 facts were written and 4 are there"),
        ("UPDATE placements SET version = 3", ": 3 facts were written and 4 are there"),
        ("UPDATE placements SET version = 'x'", ": its number of facts is stored as 'x'"),
        ("UPDATE placements SET version = 4.5", ": its number of facts is stored as 4.5"),
        ("DELETE FROM placements", ": 0 facts were written and 4 are there"),
        (
            "INSERT INTO facts SELECT placement_id, 5, type, effective_on, recorded_at, fact, seal"
            " FROM facts WHERE position = 4",
            f" at fact 5: {CHANGED}",
        ),
    ],
)
def test_a_fact_that_was_taken_out_or_put_in_is_noticed(
    filled: SqliteStore, path: Path, statement: str, message: str
) -> None:
    behind_its_back(path, "PRAGMA foreign_keys = OFF", statement)
    assert broken(filled) == f"the history of placement P-1 is broken{message}"


def test_a_history_that_was_moved_to_another_placement_is_noticed(
    filled: SqliteStore, path: Path
) -> None:
    filled.append("P-2", batch(0, *reversed(EVENTS)))
    behind_its_back(
        path,
        "INSERT INTO placements SELECT 'P-0', 4, 'proposed', NULL, NULL",
        "UPDATE facts SET placement_id = 'P-0' WHERE placement_id = 'P-1'",
        "UPDATE facts SET placement_id = 'P-1' WHERE placement_id = 'P-2'",
        "UPDATE facts SET placement_id = 'P-2' WHERE placement_id = 'P-0'",
    )
    for moved in ("P-1", "P-2"):
        assert broken(filled, moved) == (
            f"the history of placement {moved} is broken at fact 1: {CHANGED}"
        )


def test_reading_a_broken_history_changes_nothing(filled: SqliteStore, path: Path) -> None:
    was = behind_its_back(path, "DELETE FROM facts WHERE position = 2", "SELECT * FROM facts")
    broken(filled)
    assert behind_its_back(path, "SELECT * FROM facts") == was


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE placements SET status = 'completed', first_day = NULL, last_day = '2030-01-01'",
        "DELETE FROM seats",
        "UPDATE facts SET type = 'Left', effective_on = '2030-01-01'",
        "DELETE FROM receipts",
    ],
)
def test_a_history_stands_by_itself_whatever_was_done_to_the_tables_for_finding(
    filled: SqliteStore, path: Path, statement: str
) -> None:
    behind_its_back(path, statement)
    assert filled.load("P-1") == facts(0, *EVENTS)


def test_an_edited_summary_misleads_finding_until_the_next_batch(
    filled: SqliteStore, path: Path
) -> None:
    behind_its_back(path, "UPDATE placements SET status = 'left', last_day = '2027-02-01'")
    behind_its_back(path, "DELETE FROM seats WHERE person = 'sam'")
    assert filled.find(Query(statuses=frozenset({Status.LEFT}))) == ("P-1",)
    filled.append("P-1", batch(4, CONSENT, summary=SCHEDULED))
    assert filled.find(Query(statuses=frozenset({Status.LEFT}))) == ()
    assert filled.find(Query(person=SAM, day=LAST_DAY)) == ("P-1",)


def forge(path: Path, fact: str) -> None:
    """Write *fact* as the only one of P-1, with a seal that fits."""
    seal = sha256(f"P-1\n1\n{AT.isoformat()}\n{fact}".encode()).hexdigest()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO placements VALUES ('P-1', 1, 'proposed', NULL, NULL)")
        database.execute(
            "INSERT INTO facts VALUES ('P-1', 1, 'Left', '2027-01-11', ?, ?, ?)",
            (AT.isoformat(), fact, seal),
        )


@pytest.mark.parametrize(
    ("fact", "error", "message"),
    [
        (
            {"type": "Paused", "version": 1},
            UnknownEvent,
            "cannot read a fact of type Paused, version 1: this release does not know it; read it "
            "with the release that wrote it or a later one",
        ),
        (
            {"type": "Left", "version": 1, "on": "2027-05-03"},
            UnreadableEvent,
            "cannot read Left: by: is missing; reason: is missing",
        ),
        ([], UnreadableEvent, "cannot read a fact: must be an object, not a list"),
    ],
)
def test_a_fact_that_cannot_be_read_says_where_it_stands(
    store: SqliteStore, path: Path, fact: object, error: type[Exception], message: str
) -> None:
    """Only another release, or somebody who computes the seal anew, can have written it."""
    forge(path, json.dumps(fact))
    with pytest.raises(error) as caught:
        store.load("P-1")
    assert str(caught.value) == message
    assert caught.value.__notes__ == ["fact 1 of placement P-1"]


def test_a_file_damaged_in_the_middle_gives_an_error(filled: SqliteStore, path: Path) -> None:
    filled.append("P-2", batch(0, *[CONSENT] * 400))
    filled.close()
    content = bytearray(path.read_bytes())
    content[8192:-4096] = Random(2).randbytes(len(content) - 12288)
    path.write_bytes(content)
    with closing(SqliteStore(path)) as store, pytest.raises(StoreFailure) as caught:
        store.load("P-2")
    assert caught.value.reason == "database disk image is malformed"
    assert path.read_bytes() == content


# what an earlier release has written

DROPPED_BEFORE: Final = (
    '{"by":"otto","grounds":"budget","on":"2027-07-06","reason":"declined",'
    '"type":"ChangeDropped","version":1}'
)
"""A fact as it was stored before the reason of a dropped change was called its kind."""

DROPPED: Final = ChangeDropped(
    on=date(2027, 7, 6), by=OTTO, kind=DropKind.DECLINED, reason="budget"
)
"""The same."""


def file_from_before(path: Path, fact: str) -> int:
    """Write the history of a change that was dropped, last *fact*; return how many facts it has."""
    commands: tuple[Command, ...] = (
        PROPOSE,
        *consents(AGREED_ON, (SAM, OTTO, PETRA)),
        Advance(on=FIRST_DAY),
        OpenChange(by=SAM, on=date(2027, 7, 5), subject=LONGER),
    )
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE, clock=lambda: AT)
        for command in commands:
            register.do("P-1", command)
    with closing(sqlite3.connect(path)) as database, database:
        position, instant, seal = database.execute(
            "SELECT position + 1, recorded_at, seal FROM facts ORDER BY position DESC LIMIT 1"
        ).fetchone()
        seal = sha256(f"{seal}\n{position}\n{instant}\n{fact}".encode()).hexdigest()
        database.execute(
            "INSERT INTO facts VALUES ('P-1', ?, 'ChangeDropped', '2027-07-06', ?, ?, ?)",
            (position, instant, fact, seal),
        )
        database.execute("UPDATE placements SET version = ?, status = 'underway'", (position,))
    return int(position)


def test_a_fact_of_an_earlier_version_is_read_as_the_fact_that_it_is_now(
    path: Path,
) -> None:
    many = file_from_before(path, DROPPED_BEFORE)
    with closing(SqliteStore(path)) as store:
        assert store.load("P-1")[-1] == Recorded(many, DROPPED, AT)
        assert store.find(Query(person=OTTO, statuses=frozenset({Status.UNDERWAY}))) == ("P-1",)
        assert store.find(Query(day=LAST_DAY)) == ("P-1",)
        assert store.find(Query(statuses=frozenset({Status.NEGOTIATED_CHANGE}))) == ()
    assert behind_its_back(path, f"SELECT fact FROM facts WHERE position = {many}") == [
        (DROPPED_BEFORE,)
    ]


def test_a_history_with_a_fact_of_an_earlier_version_is_replayed(path: Path) -> None:
    many = file_from_before(path, DROPPED_BEFORE)
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE, clock=lambda: AT)
        now = register.placement("P-1")
        assert (now.status, now.position, now.moved_on) == (Status.UNDERWAY, many, DROPPED.on)
        assert (now.terms, now.thread) == (TERMS, None)
        before = register.placement("P-1", as_of=date(2027, 7, 5))
        assert before.status is Status.NEGOTIATED_CHANGE
        assert replay(each.event for each in store.load("P-1")) == now


def test_a_history_with_a_fact_of_an_earlier_version_goes_on(path: Path) -> None:
    """The old fact stays as it was written, and one of today stands beside it under one seal."""
    many = file_from_before(path, DROPPED_BEFORE)
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE, clock=lambda: AT)
        register.do("P-1", OpenChange(by=SAM, on=date(2027, 7, 7), subject=LONGER), expected=many)
        again = DropChange(by=SAM, on=date(2027, 7, 8), reason="moved")
        assert register.do("P-1", again, key="k-1").status is Status.UNDERWAY
        assert register.do("P-1", again, key="k-1").position == many + 2
        withdrawn = altered(DROPPED, on=again.on, by=SAM, kind=DropKind.WITHDRAWN, reason="moved")
        events = [each.event for each in store.load("P-1")]
        assert (events[many - 1], events[many + 1]) == (DROPPED, withdrawn)
    assert behind_its_back(path, "SELECT fact FROM facts WHERE type = 'ChangeDropped'") == [
        (DROPPED_BEFORE,),
        (to_json(withdrawn),),
    ]
    assert '"version":2' in to_json(withdrawn)


def test_a_fact_of_an_earlier_version_that_was_changed_is_noticed(path: Path) -> None:
    many = file_from_before(path, DROPPED_BEFORE)
    current = to_json(DROPPED)
    behind_its_back(path, f"UPDATE facts SET fact = '{current}' WHERE position = {many}")
    with closing(SqliteStore(path)) as store:
        assert broken(store) == (
            f"the history of placement P-1 is broken at fact {many}: {CHANGED}"
        )


def test_a_fact_of_an_earlier_version_that_cannot_be_read_says_where_it_stands(
    path: Path,
) -> None:
    many = file_from_before(path, DROPPED_BEFORE.replace("declined", "refused"))
    with closing(SqliteStore(path)) as store, pytest.raises(UnreadableEvent) as caught:
        store.load("P-1")
    assert str(caught.value) == (
        "cannot read ChangeDropped: kind: must be one of declined, withdrawn, lapsed, "
        'deemed_refused, not "refused"'
    )
    assert caught.value.__notes__ == [
        "it is of version 1; the keys named are those of 2",
        f"fact {many} of placement P-1",
    ]


# what cannot be written


def test_a_batch_with_a_fact_that_no_file_can_hold_leaves_nothing(filled: SqliteStore) -> None:
    half_a_pair = altered(CONSENT, by="\ud83d")
    with pytest.raises(StoreFailure) as caught:
        filled.append("P-1", batch(4, CONSENT, CONSENT, half_a_pair, summary=PROPOSED))
    assert caught.value.reason.startswith("'utf-8' codec can't encode character '\\ud83d'")
    assert filled.load("P-1") == facts(0, *EVENTS)
    assert filled.find(Query(day=FIRST_DAY)) == ("P-1",)


def test_an_id_that_no_file_can_hold_is_refused(filled: SqliteStore) -> None:
    for wish in (
        lambda: filled.load("\ud83d"),
        lambda: filled.receipt("P-1", "\ud83d"),
        lambda: filled.find(Query(person="\ud83d")),
        lambda: filled.append("\ud83d", batch(0, OFFER)),
        lambda: filled.append("P-1", batch(4, CONSENT, receipt=Receipt("\ud83d", "{}"))),
    ):
        with pytest.raises(StoreFailure, match="surrogates not allowed"):
            wish()
    assert filled.load("P-1") == facts(0, *EVENTS)


def test_a_version_edited_down_does_not_let_a_fact_be_written_over(
    filled: SqliteStore, path: Path
) -> None:
    behind_its_back(path, "UPDATE placements SET version = 3")
    with pytest.raises(StoreFailure) as caught:
        filled.append("P-1", batch(3, CONSENT))
    assert caught.value.reason == "UNIQUE constraint failed: facts.placement_id, facts.position"
    behind_its_back(path, "UPDATE placements SET version = 4")
    assert filled.load("P-1") == facts(0, *EVENTS)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let another writer hold the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield


def test_a_file_that_somebody_else_writes_to_cannot_be_opened_without_patience(
    filled: SqliteStore, path: Path
) -> None:
    with locked(path), pytest.raises(StoreFailure) as caught:
        SqliteStore(path, patience=0)
    assert str(caught.value) == (
        f"cannot use the store {path}: database is locked; nothing was written"
    )


def test_a_batch_that_waits_too_long_is_given_up_and_passes_later(path: Path) -> None:
    with closing(SqliteStore(path, patience=0.01)) as store:
        store.append("P-1", batch(0, OFFER))
        with locked(path), pytest.raises(StoreFailure) as caught:
            store.append("P-1", batch(1, CONSENT))
        assert caught.value.reason == "database is locked"
        assert store.load("P-1") == facts(0, OFFER)
        store.append("P-1", batch(1, CONSENT))
        assert store.load("P-1") == facts(0, OFFER, CONSENT)


def test_reading_does_not_wait_for_a_writer(path: Path) -> None:
    with closing(SqliteStore(path, patience=0)) as store:
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        with locked(path):
            assert store.load("P-1") == facts(0, OFFER)
            assert store.receipt("P-1", "req-1") == RECEIPT
            assert store.find(Query()) == ("P-1",)


def test_a_writer_does_not_wait_for_a_reader(path: Path) -> None:
    with (
        closing(SqliteStore(path, patience=0)) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as reader,
    ):
        store.append("P-1", batch(0, OFFER))
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM facts").fetchone() == (1,)
        store.append("P-1", batch(1, CONSENT))
        assert reader.execute("SELECT count(*) FROM facts").fetchone() == (1,)
        assert store.load("P-1") == facts(0, OFFER, CONSENT)


@pytest.mark.parametrize(
    ("patience", "milliseconds"), [(0, 0), (0.25, 250), (30, 30_000), (1_000_000, 1_000_000_000)]
)
def test_patience_is_how_long_sqlite_waits(
    path: Path, monkeypatch: pytest.MonkeyPatch, patience: float, milliseconds: int
) -> None:
    """Beyond a million seconds SQLite's count of milliseconds overflows, and it does not wait."""
    opened = watched(monkeypatch)
    with closing(SqliteStore(path, patience=patience)):
        assert opened[0].execute("PRAGMA busy_timeout").fetchone() == (milliseconds,)


class SlowReader:
    """Somebody who reads a file at the moment it is to be put into write-ahead mode.

    Attributes:
        pauses: How long the store has waited, each time; the third time the reader is done.
    """

    def __init__(self, path: Path, patched: pytest.MonkeyPatch, *, by_the_clock: float) -> None:
        """Let each pause take that many seconds."""
        SqliteStore(path).close()
        behind_its_back(path, "PRAGMA journal_mode = DELETE")
        self.database = sqlite3.connect(path, isolation_level=None)
        self.seconds, self.step = 0.0, by_the_clock
        self.pauses: list[float] = []
        patched.setattr("secondment.stores.time.monotonic", self.look)
        patched.setattr("secondment.stores.time.sleep", self.read_on)

    def look(self) -> float:
        if not self.database.in_transaction:
            self.database.execute("BEGIN")
            self.database.execute("SELECT count(*) FROM facts").fetchone()
        return self.seconds

    def read_on(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += self.step
        if len(self.pauses) == 3:
            self.database.execute("COMMIT")


def test_a_store_waits_for_readers_before_a_file_goes_into_write_ahead_mode(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself SQLite does so in some cases and not in others."""
    reader = SlowReader(path, monkeypatch, by_the_clock=0.004)
    with closing(reader.database):
        SqliteStore(path, patience=0.01).close()
    assert reader.pauses == [0.01, 0.01, 0.01]
    assert behind_its_back(path, "PRAGMA journal_mode") == [("wal",)]


def test_a_store_does_not_wait_for_readers_longer_than_its_patience(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SlowReader(path, monkeypatch, by_the_clock=0.006)
    with closing(reader.database):
        assert failure(path, patience=0.01) == "database is locked"
    assert reader.pauses == [0.01, 0.01]
    assert behind_its_back(path, "PRAGMA journal_mode") == [("delete",)]


@contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond *most_bytes*."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_of_a_batch_is_written_and_nothing_is_lost(
    filled: SqliteStore, path: Path
) -> None:
    many = [altered(CONSENT, by="x" * 1000)] * 300
    with full_disk(150_000):
        with pytest.raises(StoreFailure) as caught:
            filled.append("P-1", batch(4, *many, summary=PROPOSED, receipt=Receipt("r", "{}")))
        assert caught.value.reason == "disk I/O error"
        assert filled.load("P-1") == facts(0, *EVENTS)
        assert filled.find(Query(day=FIRST_DAY)) == ("P-1",)
        assert filled.receipt("P-1", "r") is None
        filled.append("P-1", batch(4, CONSENT, summary=SCHEDULED))
    filled.append("P-1", batch(5, *many))
    assert filled.load("P-1") == facts(0, *EVENTS, CONSENT, *many)
    assert behind_its_back(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("most_bytes", [0, 100, 3000, 20_000])
def test_on_a_full_disk_no_store_is_half_made(path: Path, most_bytes: int) -> None:
    with full_disk(most_bytes), pytest.raises(StoreFailure) as caught:
        SqliteStore(path)
    assert caught.value.reason == "disk I/O error"
    assert contents(path.parent) == {"placements.db": b""}
    with closing(SqliteStore(path)) as store:
        store.append("P-1", batch(0, OFFER))
        assert store.load("P-1") == facts(0, OFFER)


def test_a_full_database_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = watched(monkeypatch)
    with closing(SqliteStore(path)) as store:
        store.append("P-1", batch(0, OFFER))
        opened[0].execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreFailure) as caught:
            store.append("P-1", batch(1, *[CONSENT] * 200))
        assert caught.value.reason == "database or disk is full"
        assert store.load("P-1") == facts(0, OFFER)
        store.append("P-1", batch(1, CONSENT))
        assert store.load("P-1") == facts(0, OFFER, CONSENT)


def test_a_keyboard_interrupt_in_the_middle_leaves_nothing(
    filled: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(event: Event) -> str:
        if event.by == OTTO:
            raise KeyboardInterrupt
        return to_json(event)

    with monkeypatch.context() as patched:
        patched.setattr("secondment.stores.to_json", interrupt)
        with pytest.raises(KeyboardInterrupt):
            filled.append("P-1", batch(4, CONSENT, altered(CONSENT, by=OTTO)))
    assert filled.load("P-1") == facts(0, *EVENTS)
    filled.append("P-1", batch(4, CONSENT))
    assert filled.load("P-1") == facts(0, *EVENTS, CONSENT)
