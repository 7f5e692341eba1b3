"""Where facts are kept: in memory, or in a SQLite file.

What a fact means does not belong here. A tool that keeps facts elsewhere writes a class with the
methods of `Store`.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from weakref import WeakSet

from attrs import frozen

from secondment.codec import from_json, to_json
from secondment.dates import Day
from secondment.errors import (
    BrokenHistory,
    Fault,
    HistoryError,
    InvalidValue,
    KeyReused,
    StoreFailure,
    VersionConflict,
)
from secondment.events import Event
from secondment.lifecycle import Status
from secondment.parties import PersonId, PlacementId, Role, Seat


@frozen
class Recorded:
    """A fact as it stands in a history.

    Attributes:
        position: Counted from 1 within the placement, without a gap.
        event: What happened.
        recorded_at: The instant it was written, in UTC; never before that of the fact before it.
    """

    position: int
    event: Event
    recorded_at: datetime


@frozen
class Receipt:
    """What an idempotency key stands for.

    Attributes:
        key: Chosen by the embedding tool, unique within the placement.
        command: The command that was done under it, as JSON.
    """

    key: str
    command: str


@frozen
class Summary:
    """What a placement can be found by.

    Attributes:
        status: Where it stands.
        seats: Who takes part, in which role.
        first_day: Of the terms in force; None while nothing is agreed.
        last_day: The last day in force; None while nothing is agreed, or when it never started.
    """

    status: Status
    seats: tuple[Seat, ...]
    first_day: Day | None
    last_day: Day | None


@frozen
class Batch:
    """What one command writes: all of it or nothing.

    Attributes:
        expected: How many facts are on record before; another number is a conflict.
        facts: One or more, with positions from ``expected + 1`` on.
        summary: What the placement can be found by afterwards.
        receipt: What the idempotency key stands for; None without a key.
    """

    expected: int
    facts: tuple[Recorded, ...]
    summary: Summary
    receipt: Receipt | None = None


@frozen(kw_only=True)
class Query:
    """Which placements to find; all that is given must hold.

    Attributes:
        person: Somebody who takes part now; None for anybody.
        role: The role in which that person takes part; None for any.
        statuses: Where they stand; empty for anywhere.
        day: A day in the period in force, both ends included; None for any. A proposal occupies no
            days.
    """

    person: PersonId | None = None
    role: Role | None = None
    statuses: frozenset[Status] = frozenset()
    day: Day | None = None

    def fits(self, summary: Summary) -> bool:
        """Return whether a placement of *summary* is one of those to find."""
        if self.statuses and summary.status not in self.statuses:
            return False
        first_day, last_day = summary.first_day, summary.last_day
        if self.day is not None and (
            first_day is None or last_day is None or not first_day <= self.day <= last_day
        ):
            return False
        if self.person is None and self.role is None:
            return True
        return any(
            self.person in (None, seat.person) and self.role in (None, seat.role)
            for seat in summary.seats
        )


class Store(Protocol):
    """What `Register` needs of a store."""

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        """Write *batch*, all of it or nothing, durably before it returns.

        Raises:
            VersionConflict: The number of facts on record is not ``batch.expected``.
            KeyReused: The key of the receipt stands for something already.
        """

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        """Return every fact of a placement in order, empty for an unknown one.

        Raises:
            BrokenHistory: A fact is missing, or was changed after it was written.
        """

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        """Return what *key* stands for; None when it was never used."""

    def find(self, query: Query) -> tuple[PlacementId, ...]:
        """Return the placements that fit *query*, in the order of their ids."""


class MemoryStore:
    """Keeps facts in memory, safe with several threads: for tests, notebooks, trying things out."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._facts: dict[PlacementId, tuple[Recorded, ...]] = {}
        self._summaries: dict[PlacementId, Summary] = {}
        self._receipts: dict[tuple[PlacementId, str], Receipt] = {}

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        """See `Store.append`."""
        with self._lock:
            facts = self._facts.get(placement_id, ())
            if len(facts) != batch.expected:
                raise VersionConflict(placement_id, batch.expected, len(facts))
            if batch.receipt is not None:
                if (placement_id, batch.receipt.key) in self._receipts:
                    raise KeyReused(placement_id, batch.receipt.key)
                self._receipts[placement_id, batch.receipt.key] = batch.receipt
            self._facts[placement_id] = facts + batch.facts
            self._summaries[placement_id] = batch.summary

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        """See `Store.load`."""
        return self._facts.get(placement_id, ())

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        """See `Store.receipt`."""
        return self._receipts.get((placement_id, key))

    def find(self, query: Query) -> tuple[PlacementId, ...]:
        """See `Store.find`."""
        with self._lock:
            found = [each for each, summary in self._summaries.items() if query.fits(summary)]
        return tuple(sorted(found))


APPLICATION: Final = 0x5345434F
"""What marks a file as a store of this library, kept as SQLite's ``application_id``: ``SECO``."""

LAYOUT: Final = 1
"""The version of the tables, kept as SQLite's ``user_version``."""

_TABLES: Final = """
CREATE TABLE placements (
    placement_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT
) WITHOUT ROWID;
CREATE INDEX placements_by_status ON placements (status);
CREATE INDEX placements_by_day ON placements (last_day, first_day);
CREATE TABLE seats (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    placement_id TEXT NOT NULL REFERENCES placements,
    PRIMARY KEY (person, role, placement_id)
) WITHOUT ROWID;
CREATE INDEX seats_by_placement ON seats (placement_id);
CREATE TABLE facts (
    placement_id TEXT NOT NULL REFERENCES placements,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    fact TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (placement_id, position)
) WITHOUT ROWID;
CREATE TABLE receipts (
    placement_id TEXT NOT NULL REFERENCES placements,
    key TEXT NOT NULL,
    command TEXT NOT NULL,
    PRIMARY KEY (placement_id, key)
) WITHOUT ROWID;
"""


class SqliteStore:
    """Keeps facts in a SQLite file; durable, safe with several threads and processes.

    A batch is on disk when `append` returns. Each fact carries a seal over itself, all facts before
    it and the id of its placement, so that a change made behind the library's back is noticed on
    reading. The seal guards against accidents, not against somebody who computes it anew.

    Args:
        path: The file; made with its tables if it does not exist.
        synchronous: SQLite's setting of that name. ``FULL`` survives a loss of power; ``NORMAL`` is
            faster and may then lose the last batches, never the order.
        patience: How many seconds to wait for another process that writes, at most a million.

    Raises:
        InvalidValue: *path* names no file, *synchronous* is another word, or *patience* lies
            outside its range.
        StoreFailure: The file cannot be opened, or is no store of this library.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, synchronous: str = "FULL", patience: float = 30.0
    ) -> None:
        """Open or make the file."""
        named = os.fspath(path) if isinstance(path, str | os.PathLike) else None
        if not isinstance(named, str) or named in ("", ":memory:") or "\0" in named:
            shown = path if named is None else named
            text = f"must name a file, not {shown!r}; MemoryStore keeps facts in memory"
            raise InvalidValue("SqliteStore", Fault("path", text))
        if synchronous not in ("FULL", "NORMAL"):
            text = f"must be FULL or NORMAL, not {synchronous!r}"
            raise InvalidValue("SqliteStore", Fault("synchronous", text))
        if not isinstance(patience, int | float) or not 0 <= patience <= _MOST_PATIENCE:
            text = f"must be a number of seconds from 0 to {_MOST_PATIENCE}, not {patience!r}"
            raise InvalidValue("SqliteStore", Fault("patience", text))
        self.path: Final = Path(path)
        self._file: Final = self.path.absolute()  # opened anew, it is the same file
        self._synchronous: Final = synchronous
        self._patience: Final = patience
        self._lock = threading.Lock()
        _STORES.add(self)
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._inherited: list[sqlite3.Connection] = []
        try:
            with self._transaction() as database:
                self._check_layout(database)
            self._keep_a_log()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; using the store again opens it again."""
        with self._lock:
            self._discard()

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        """See `Store.append`."""
        with self._transaction() as database:
            found = _version(database, placement_id)
            if found != batch.expected:
                raise VersionConflict(placement_id, batch.expected, found)
            _write_summary(database, placement_id, batch)
            _write_facts(database, placement_id, batch.facts)
            if batch.receipt is not None:
                _write_receipt(database, placement_id, batch.receipt)

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        """See `Store.load`."""
        with self._transaction(writing=False) as database:
            version = _version(database, placement_id)
            rows = database.execute(
                "SELECT position, recorded_at, fact, seal FROM facts"
                " WHERE placement_id = ? ORDER BY position",
                (placement_id,),
            ).fetchall()
        return tuple(_read(placement_id, version, rows))

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        """See `Store.receipt`."""
        with self._transaction(writing=False) as database:
            row = database.execute(
                "SELECT command FROM receipts WHERE placement_id = ? AND key = ?",
                (placement_id, key),
            ).fetchone()
        return None if row is None else Receipt(key, row[0])

    def find(self, query: Query) -> tuple[PlacementId, ...]:
        """See `Store.find`."""
        sql, values = _find(query)
        with self._transaction(writing=False) as database:
            return tuple(str(row[0]) for row in database.execute(sql, values))

    @contextmanager
    def _transaction(self, *, writing: bool = True) -> Iterator[sqlite3.Connection]:
        """Run a block in one transaction: all of it is kept, or nothing if it raises."""
        with self._lock:
            try:
                database = self._open()
                database.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                try:
                    yield database
                except BaseException:
                    if database.in_transaction:  # a full disk, say, has ended it already
                        database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
            except (sqlite3.Error, UnicodeError) as cause:
                self._discard()
                raise StoreFailure(str(self.path), str(cause)) from cause

    def _open(self) -> sqlite3.Connection:
        """Return this process's connection; one that came through a fork is left alone."""
        if self._owner != os.getpid():
            self._discard()
        if self._connection is None:
            database = sqlite3.connect(
                self._file,
                timeout=self._patience,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
            self._connection, self._owner = database, os.getpid()  # from here on it gets closed
            database.text_factory = _text
            database.execute("PRAGMA foreign_keys = ON")
            database.execute(f"PRAGMA synchronous = {self._synchronous}")
        return self._connection

    def _discard(self) -> None:
        """Close the connection; one that came through a fork is kept, since closing harms it."""
        if self._connection is not None and self._owner == os.getpid():
            self._connection.close()
        elif self._connection is not None:
            self._inherited.append(self._connection)
        self._connection = None

    def _keep_a_log(self) -> None:
        """Put the file into write-ahead mode for good: readers do not wait for a writer."""
        give_up_at = time.monotonic() + self._patience
        while True:
            with self._lock:
                try:
                    self._put_into_log_mode()
                    return
                except sqlite3.Error as cause:
                    self._discard()
                    if "locked" not in str(cause) or time.monotonic() > give_up_at:
                        raise StoreFailure(str(self.path), str(cause)) from cause
            time.sleep(_PAUSE)

    def _put_into_log_mode(self) -> None:
        """Ask once: whether SQLite waits here by itself depends on the lock that is in the way."""
        database = self._open()
        ((waiting,),) = database.execute("PRAGMA busy_timeout").fetchall()
        database.execute("PRAGMA busy_timeout = 0")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA busy_timeout = {waiting}")

    def _check_layout(self, database: sqlite3.Connection) -> None:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (layout,) = database.execute("PRAGMA user_version").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application == layout == tables == 0:
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION}")
            database.execute(f"PRAGMA user_version = {LAYOUT}")
        elif application != APPLICATION:
            raise StoreFailure(str(self.path), "it is a file of another application")
        elif layout != LAYOUT:
            reason = f"its tables are of layout {layout}, and this release reads layout {LAYOUT}"
            raise StoreFailure(str(self.path), reason)


def _text(stored: bytes) -> str:
    """Return a text as stored; damage that makes it no text any more is left to the seal."""
    return stored.decode(errors="replace")


class _Connection(sqlite3.Connection):
    """A connection that closes itself when its store is forgotten, so that Python never warns."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # a file that could not be opened
            self.close()


_STORES: Final[WeakSet[SqliteStore]] = WeakSet()


def _renew_locks() -> None:
    """Forget who held the locks before a fork: the threads that did are not in the child."""
    for store in tuple(_STORES):
        store._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)

_PAUSE: Final = 0.01

_MOST_PATIENCE: Final = 1_000_000
"""Seconds that SQLite's count of milliseconds can hold; beyond it, it would not wait at all."""

Row = tuple[int, str, str, str]
"""Position, instant, fact and seal of one fact, as stored."""


def _version(database: sqlite3.Connection, placement_id: PlacementId) -> int:
    row = database.execute(
        "SELECT version FROM placements WHERE placement_id = ?", (placement_id,)
    ).fetchone()
    if row is None:
        return 0
    if not isinstance(row[0], int):
        raise BrokenHistory(f"its number of facts is stored as {row[0]!r}", None, placement_id)
    return row[0]


def _write_summary(database: sqlite3.Connection, placement_id: PlacementId, batch: Batch) -> None:
    summary = batch.summary
    database.execute(
        "INSERT INTO placements (placement_id, version, status, first_day, last_day)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (placement_id) DO UPDATE SET"
        " version = excluded.version, status = excluded.status,"
        " first_day = excluded.first_day, last_day = excluded.last_day",
        (
            placement_id,
            batch.expected + len(batch.facts),
            summary.status,
            summary.first_day and summary.first_day.isoformat(),
            summary.last_day and summary.last_day.isoformat(),
        ),
    )
    database.execute("DELETE FROM seats WHERE placement_id = ?", (placement_id,))
    database.executemany(
        "INSERT INTO seats (person, role, placement_id) VALUES (?, ?, ?)",
        [(seat.person, seat.role, placement_id) for seat in summary.seats],
    )


def _write_facts(
    database: sqlite3.Connection, placement_id: PlacementId, facts: Iterable[Recorded]
) -> None:
    row = database.execute(
        "SELECT seal FROM facts WHERE placement_id = ? ORDER BY position DESC LIMIT 1",
        (placement_id,),
    ).fetchone()
    seal = placement_id if row is None else str(row[0])
    for each in facts:
        fact, instant = to_json(each.event), each.recorded_at.isoformat()
        seal = _seal(seal, each.position, instant, fact)
        kind, on = type(each.event).__name__, each.event.on.isoformat()
        database.execute(
            "INSERT INTO facts"
            " (placement_id, position, type, effective_on, recorded_at, fact, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (placement_id, each.position, kind, on, instant, fact, seal),
        )


def _seal(before: str, position: int, instant: str, fact: str) -> str:
    return hashlib.sha256(f"{before}\n{position}\n{instant}\n{fact}".encode()).hexdigest()


def _write_receipt(
    database: sqlite3.Connection, placement_id: PlacementId, receipt: Receipt
) -> None:
    try:
        database.execute(
            "INSERT INTO receipts (placement_id, key, command) VALUES (?, ?, ?)",
            (placement_id, receipt.key, receipt.command),
        )
    except sqlite3.IntegrityError as cause:
        raise KeyReused(placement_id, receipt.key) from cause


def _read(placement_id: PlacementId, version: int, rows: list[Row]) -> Iterator[Recorded]:
    """Yield the facts of *rows*, checked against their seals and the *version* of the placement."""
    seal = placement_id  # so that a history moved to another placement is noticed
    for expected, (position, instant, fact, sealed) in enumerate(rows, start=1):
        if position != expected:
            raise BrokenHistory("it is missing", expected, placement_id)
        seal = _seal(seal, position, instant, fact)
        if seal != sealed:
            reason = "it was changed after it was written"
            raise BrokenHistory(reason, position, placement_id)
        recorded_at = _instant(instant)
        if recorded_at is None:
            reason = f"its instant is stored as {instant!r}"
            raise BrokenHistory(reason, position, placement_id)
        try:
            yield Recorded(position, from_json(fact), recorded_at)
        except HistoryError as cause:
            cause.add_note(f"fact {position} of placement {placement_id}")
            raise
    if len(rows) != version:
        reason = f"{version} facts were written and {len(rows)} are there"
        raise BrokenHistory(reason, None, placement_id)


def _instant(stored: object) -> datetime | None:
    """Return *stored* as an instant, None where it is none or has no time zone."""
    try:
        instant = datetime.fromisoformat(str(stored))
    except ValueError:
        return None
    return None if instant.utcoffset() is None else instant


def _find(query: Query) -> tuple[str, list[str]]:
    conditions: list[str] = []
    values: list[str] = []
    if query.statuses:
        conditions.append(f"status IN ({', '.join('?' * len(query.statuses))})")
        values += sorted(query.statuses)
    if query.day is not None:
        conditions.append("first_day <= ? AND last_day >= ?")
        values += [query.day.isoformat()] * 2
    seat = [(name, value) for name, value in _seat_of(query) if value is not None]
    if seat:
        named = " AND ".join(f"{name} = ?" for name, _ in seat)
        conditions.append(f"placement_id IN (SELECT placement_id FROM seats WHERE {named})")
        values += [value for _, value in seat]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT placement_id FROM placements{where} ORDER BY placement_id", values


def _seat_of(query: Query) -> tuple[tuple[str, str | None], ...]:
    return (("person", query.person), ("role", query.role))
