"""Several processes and one file: nothing is lost, nothing is written twice, nothing is half there.

Processes are started anew, not forked, so that they are as strange to each other as those of a web
server; what a fork needs is tested in a process of its own.
"""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from attrs import evolve as altered

from secondment import (
    ArrangeCover,
    CoverArranged,
    Event,
    KeyReused,
    Period,
    Query,
    Register,
    SqliteStore,
    VersionConflict,
    to_json,
)
from secondment.testing.store_contract import CONSENT, OFFER, batch, facts
from tests.cast import FIRST_DAY, HANA, HOUSE, PROPOSE, PROPOSED_ON

PROCESSES: Final = 8
PATIENCE: Final = 60
"""Seconds after which a process is taken for stuck; they need a fraction of one."""

SPAWNED: Final = get_context("spawn")

_gate: Barrier
"""Where the processes wait for each other, so that they begin at the same time."""


def _stand_at(gate: Barrier) -> None:
    global _gate  # noqa: PLW0603 - a spawned process is given it once, when it begins
    _gate = gate


@pytest.fixture(scope="module")
def crew() -> Iterator[ProcessPoolExecutor]:
    gate = SPAWNED.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, SPAWNED, _stand_at, (gate,)) as pool:
        yield pool


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "placements.db"


def at_once(crew: ProcessPoolExecutor, work: Callable[[Path, int], Any], path: Path) -> list[Any]:
    """Return what *work* brings in each process; all begin when the last has come to the gate."""
    paths = [path] * PROCESSES
    return list(crew.map(_gated, [work] * PROCESSES, paths, range(PROCESSES), timeout=PATIENCE))


def _gated(work: Callable[[Path, int], Any], path: Path, number: int) -> Any:
    _gate.wait(PATIENCE)
    return work(path, number)


def _cover(person: str) -> ArrangeCover:
    """Return a command that can be given again and again, each time with another person."""
    return ArrangeCover(by=HANA, on=PROPOSED_ON, person=person, period=Period(FIRST_DAY, FIRST_DAY))


def _covered(register: Register, placement_id: str) -> dict[str, list[int]]:
    """Return under which positions each person stands in the history."""
    found: dict[str, list[int]] = {}
    for recorded in register.history(placement_id):
        if isinstance(recorded.event, CoverArranged):
            found.setdefault(recorded.event.person, []).append(recorded.position)
    return found


def _positions(register: Register, placement_id: str) -> list[int]:
    return [each.position for each in register.history(placement_id)]


# many writers, one placement


def _write_to_one(path: Path, number: int) -> dict[str, list[int]]:
    """Add ten facts to one placement, and return the position that each was acknowledged with."""
    acknowledged = {}
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        for turn in range(10):
            person = f"{number}-{turn}"
            while person not in acknowledged:
                seen = register.placement("P-1").position
                try:
                    after = register.do("P-1", _cover(person), key=person, expected=seen)
                except VersionConflict:
                    continue
                acknowledged[person] = [after.position]
    return acknowledged


def test_of_eight_writers_to_one_placement_each_fact_is_there_once(
    crew: ProcessPoolExecutor, path: Path
) -> None:
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        register.do("P-1", PROPOSE)
        acknowledged: dict[str, list[int]] = {}
        for each in at_once(crew, _write_to_one, path):
            acknowledged |= each
        assert len(acknowledged) == 10 * PROCESSES
        assert _covered(register, "P-1") == acknowledged
        assert _positions(register, "P-1") == list(range(1, 10 * PROCESSES + 2))


def _write_under_the_same_keys(path: Path, number: int) -> int:
    """Do six things, and return the last position; a race lost against another key is run again."""
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        done = 0
        while done < 6:
            try:
                after = register.do("P-1", _cover(f"turn-{done}"), key=f"key-{done}")
            except VersionConflict:
                continue
            done += 1
        return after.position


def test_what_eight_processes_do_under_the_same_keys_is_done_once(
    crew: ProcessPoolExecutor, path: Path
) -> None:
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        register.do("P-1", PROPOSE)
        answers = at_once(crew, _write_under_the_same_keys, path)
        assert set(answers) == {7}
        assert _covered(register, "P-1") == {f"turn-{turn}": [turn + 2] for turn in range(6)}


def _write_another_under_the_key(path: Path, number: int) -> str:
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        try:
            register.do("P-1", _cover(f"person-{number}"), key="key")
        except (KeyReused, VersionConflict) as error:
            return error.code
    return "done"


def test_of_eight_commands_under_one_key_one_is_done(crew: ProcessPoolExecutor, path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        register.do("P-1", PROPOSE)
        answers = at_once(crew, _write_another_under_the_key, path)
        done = answers.index("done")
        assert sorted(answers) == ["done", *["key_reused"] * (PROCESSES - 1)]
        assert _covered(register, "P-1") == {f"person-{done}": [2]}


# many writers, many placements


def _write_to_many(path: Path, number: int) -> None:
    with closing(SqliteStore(path, synchronous="NORMAL")) as store:
        register = Register(store, policy=HOUSE)
        for turn in range(8):
            placement_id = f"P-{number}-{turn}"
            register.do(placement_id, PROPOSE, expected=0)
            for person in ("anna", "ben"):
                register.do(placement_id, _cover(f"{person}-{placement_id}"))


def test_eight_writers_to_many_placements_do_not_hinder_each_other(
    crew: ProcessPoolExecutor, path: Path
) -> None:
    at_once(crew, _write_to_many, path)
    ids = sorted(f"P-{number}-{turn}" for number in range(PROCESSES) for turn in range(8))
    with closing(SqliteStore(path)) as store:
        register = Register(store, policy=HOUSE)
        assert register.find() == tuple(ids)
        for placement_id in ids:
            assert _positions(register, placement_id) == [1, 2, 3]
            assert _covered(register, placement_id) == {
                f"anna-{placement_id}": [2],
                f"ben-{placement_id}": [3],
            }


# opening


def _open(path: Path, number: int) -> None:
    for turn in range(10):
        file = path.with_name(f"{turn}.db")
        with closing(SqliteStore(file)) as store:
            store.append(f"P-{number}", batch(0, OFFER))
        _gate.wait(PATIENCE)


def test_eight_processes_make_one_file_at_once(crew: ProcessPoolExecutor, path: Path) -> None:
    """Ten times, since the way into write-ahead mode is narrow and SQLite does not wait there."""
    at_once(crew, _open, path)
    for turn in range(10):
        file = path.with_name(f"{turn}.db")
        with closing(SqliteStore(file)) as store:
            assert store.find(Query()) == tuple(f"P-{number}" for number in range(PROCESSES))
        with closing(sqlite3.connect(file)) as database:
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# killed


def _write_until_killed(path: Path, told: Connection) -> None:
    with closing(SqliteStore(path)) as store:
        while True:
            before = len(store.load("P-1"))
            store.append("P-1", batch(before, *[CONSENT] * 25))
            told.send(before + 25)


@pytest.mark.parametrize("seed", range(3))
def test_a_process_killed_while_it_writes_loses_nothing_that_was_acknowledged(
    path: Path, seed: int
) -> None:
    """The next one goes on where it was: in each case two are killed one after the other."""
    chance = Random(seed)
    there = 0
    for _ in range(2):
        acknowledged = _killed_after(chance.randint(1, 12), path)
        assert acknowledged > there
        with closing(SqliteStore(path)) as store:
            history = store.load("P-1")
        there = len(history)
        assert there in (acknowledged, acknowledged + 25)
        assert history[:25] == facts(0, *[CONSENT] * 25)
        assert [each.position for each in history] == list(range(1, there + 1))


def _killed_after(batches: int, path: Path) -> int:
    """Return what a writer has acknowledged when it is killed, *batches* or a few more."""
    ours, its = SPAWNED.Pipe(duplex=False)
    writer = SPAWNED.Process(target=_write_until_killed, args=(path, its))
    writer.start()
    its.close()
    try:
        acknowledged = 0
        for _ in range(batches):
            assert ours.poll(PATIENCE)
            acknowledged = ours.recv()
    finally:
        writer.kill()
        writer.join(PATIENCE)
    assert writer.exitcode == -signal.SIGKILL
    acknowledged = max([acknowledged, *_rest(ours)])
    writer.close()
    return acknowledged


def _rest(ours: Connection) -> Iterator[int]:
    """Yield what was said before the end."""
    with ours:
        while ours.poll(PATIENCE):
            try:
                yield ours.recv()
            except EOFError:
                return


# forked


def _alone(work: Callable[[Path], None], path: Path) -> None:
    """Run *work* in a process of its own, which may fork."""
    process = SPAWNED.Process(target=work, args=(path,))
    process.start()
    try:
        process.join(PATIENCE)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()
        process.close()


def _forked(work: Callable[[], None]) -> int:
    """Return the id of a fork that does *work* and says by its exit code whether it could."""
    child = os.fork()
    if child:
        return child
    signal.alarm(5)
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _fork_and_write(path: Path) -> None:
    store = SqliteStore(path)
    store.append("P-0", batch(0, OFFER))

    def add(number: int) -> None:
        assert store.load("P-0")[:1] == facts(0, OFFER)
        for before in range(5):
            store.append(f"P-{number}", batch(before, CONSENT))
        store.close()
        assert store.load(f"P-{number}") == facts(0, *[CONSENT] * 5)

    children = [_forked(partial(add, number)) for number in (1, 2, 3)]
    for before in range(1, 6):
        store.append("P-0", batch(before, CONSENT))
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert store.load("P-0") == facts(0, OFFER, *[CONSENT] * 5)
    store.append("P-0", batch(6, CONSENT))
    store.close()


def test_a_store_opened_before_a_fork_serves_parent_and_children(path: Path) -> None:
    _alone(_fork_and_write, path)
    with closing(SqliteStore(path)) as store:
        assert store.find(Query()) == ("P-0", "P-1", "P-2", "P-3")
        assert store.load("P-0") == facts(0, OFFER, *[CONSENT] * 6)
        for number in range(1, 4):
            assert store.load(f"P-{number}") == facts(0, *[CONSENT] * 5)


MANY: Final = (*[altered(CONSENT, by="x" * 2000)] * 2000, CONSENT)
"""More than SQLite keeps in memory: most of it is in the file before it is committed."""


def _fork_while_a_thread_writes(path: Path) -> None:
    store = SqliteStore(path)
    store.append("P-1", batch(0, OFFER))
    writing, go_on = threading.Event(), threading.Event()

    def slowly(event: Event) -> str:
        if event == CONSENT:
            writing.set()
            go_on.wait(PATIENCE)
        return to_json(event)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("secondment.stores.to_json", slowly)
        thread = threading.Thread(target=store.append, args=("P-1", batch(1, *MANY)))
        thread.start()
        assert writing.wait(PATIENCE)
        child = _forked(partial(_read_one, store))
        status = os.waitpid(child, 0)[1]
        go_on.set()
        thread.join()
    assert status == 0
    assert store.load("P-1") == facts(0, OFFER, *MANY)
    store.close()


def _read_one(store: SqliteStore) -> None:
    assert store.load("P-1") == facts(0, OFFER)


def test_a_fork_made_while_another_thread_writes_does_not_wait_for_it_for_ever(
    path: Path,
) -> None:
    """The thread that held the lock is not in the fork, and can never let go of it there."""
    _alone(_fork_while_a_thread_writes, path)
    with closing(SqliteStore(path)) as store:
        assert store.load("P-1") == facts(0, OFFER, *MANY)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
