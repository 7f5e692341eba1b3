"""What every store owes a register, held against each store there is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
from attrs.exceptions import FrozenInstanceError

from secondment import MemoryStore, Query, Receipt, SqliteStore, Store, VersionConflict
from secondment.testing import StoreContract
from secondment.testing.store_contract import (
    CONSENT,
    OFFER,
    PROPOSED,
    RECEIPT,
    batch,
    facts,
)


class TestMemoryStore(StoreContract):
    """It has no second way in, and nothing that could be damaged behind its back."""

    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "placements.db"

    @pytest.fixture
    def store(self, path: Path) -> Iterator[Store]:
        with closing(SqliteStore(path, synchronous="NORMAL")) as store:
            yield store

    @pytest.fixture
    def another(self, path: Path) -> Iterator[Store]:
        with closing(SqliteStore(path, synchronous="NORMAL")) as store:
            yield store

    @pytest.fixture
    def spoil(self, path: Path) -> Callable[[str], object]:
        def spoil(placement_id: str) -> None:
            with closing(sqlite3.connect(path)) as database, database:
                statement = "UPDATE facts SET fact = '{}' WHERE placement_id = ? AND position = 2"
                database.execute(statement, (placement_id,))

        return spoil


VALUES: Final = (*facts(0, OFFER, CONSENT), RECEIPT, PROPOSED, batch(0, OFFER), Query())


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_read_and_written_cannot_be_changed(value: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        value.key = value.position = "other"


def test_a_conflict_says_what_to_do() -> None:
    with pytest.raises(VersionConflict) as caught:
        MemoryStore().append("P-1", batch(2, CONSENT))
    assert str(caught.value) == (
        "cannot add to placement P-1: expected 2 facts on record, found 0; "
        "nothing was written; read it again and decide anew"
    )


class Key(str):
    """A key that lets a rival come in while it is looked up, if the store lets anybody in."""

    rival: Thread

    def __hash__(self) -> int:
        if self.rival.ident is None:
            self.rival.start()
            self.rival.join(0.05)
        return super().__hash__()


def test_in_memory_nobody_else_writes_between_looking_and_writing() -> None:
    store = MemoryStore()
    conflicts: list[VersionConflict] = []

    def write() -> None:
        try:
            store.append("P-1", batch(0, CONSENT))
        except VersionConflict as error:
            conflicts.append(error)

    key = Key("req-1")
    key.rival = Thread(target=write)
    store.append("P-1", batch(0, OFFER, receipt=Receipt(key, "{}")))
    key.rival.join()
    assert [(each.expected, each.found) for each in conflicts] == [(0, 1)]
    assert store.load("P-1") == facts(0, OFFER)
