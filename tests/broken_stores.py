"""A correct store, and stores with one fault each, to see that the contract finds it.

The faults are those that real stores have: what was looked at is not locked, numbers are sorted as
text, a page is taken for the whole, a record that cannot be read is passed over.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import Any, Final

from attrs import evolve as altered

from secondment import (
    Batch,
    HistoryError,
    KeyReused,
    PlacementId,
    Query,
    Receipt,
    Recorded,
    Summary,
    VersionConflict,
    from_json,
    to_json,
)

Row = tuple[int, str, str]
"""Position, instant and fact, as they are kept."""


class Shelf:
    """What several stores keep in common, as several processes have a file in common."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.rows: dict[PlacementId, list[Row]] = {}
        self.summaries: dict[PlacementId, Summary] = {}
        self.receipts: dict[tuple[PlacementId, str], Receipt] = {}

    def spoil(self, placement_id: PlacementId) -> None:
        position, instant, _ = self.rows[placement_id].pop()
        self.rows[placement_id].append((position, instant, "{}"))


class Correct:
    """Keeps its word, in small steps of which others take one amiss."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.shelf = shelf or Shelf()

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        with self.shelf.lock:
            self.look(placement_id, batch)
            self.write(placement_id, batch)

    def look(self, placement_id: PlacementId, batch: Batch) -> None:
        self.check_version(placement_id, batch)
        self.check_key(placement_id, batch)

    def check_version(self, placement_id: PlacementId, batch: Batch) -> None:
        found = len(self.shelf.rows.get(placement_id, []))
        if found != batch.expected:
            raise VersionConflict(placement_id, batch.expected, found)

    def check_key(self, placement_id: PlacementId, batch: Batch) -> None:
        if batch.receipt and (placement_id, batch.receipt.key) in self.shelf.receipts:
            raise KeyReused(placement_id, batch.receipt.key)

    def write(self, placement_id: PlacementId, batch: Batch) -> None:
        self.write_facts(placement_id, batch.facts)
        self.write_summary(placement_id, batch.summary)
        if batch.receipt:
            self.write_receipt(placement_id, batch.receipt)

    def write_facts(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        self.shelf.rows.setdefault(placement_id, []).extend(map(self.as_row, facts))

    def write_summary(self, placement_id: PlacementId, summary: Summary) -> None:
        self.shelf.summaries[placement_id] = summary

    def write_receipt(self, placement_id: PlacementId, receipt: Receipt) -> None:
        self.shelf.receipts[placement_id, receipt.key] = receipt

    def as_row(self, fact: Recorded) -> Row:
        return fact.position, fact.recorded_at.isoformat(), to_json(fact.event)

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        with self.shelf.lock:
            rows = list(self.shelf.rows.get(placement_id, []))
        return self.read(rows)

    def read(self, rows: list[Row]) -> tuple[Recorded, ...]:
        return tuple(
            Recorded(position, from_json(fact), datetime.fromisoformat(instant))
            for position, instant, fact in rows
        )

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        return self.shelf.receipts.get((placement_id, key))

    def find(self, query: Query) -> tuple[PlacementId, ...]:
        with self.shelf.lock:
            summaries = list(self.shelf.summaries.items())
        return self.sort([each for each, summary in summaries if self.fits(summary, query)])

    def sort(self, ids: list[PlacementId]) -> tuple[PlacementId, ...]:
        return tuple(sorted(ids))

    def fits(self, summary: Summary, query: Query) -> bool:
        return (
            (not query.statuses or summary.status in query.statuses)
            and (query.day is None or self.occupies(summary, query.day))
            and ((query.person is None and query.role is None) or self.seats(summary, query))
        )

    def occupies(self, summary: Summary, day: Any) -> bool:
        if summary.first_day is None or summary.last_day is None:
            return False
        return bool(summary.first_day <= day <= summary.last_day)

    def seats(self, summary: Summary, query: Query) -> bool:
        return any(
            query.person in (None, seat.person) and query.role in (None, seat.role)
            for seat in summary.seats
        )


# order and wholeness


class LosesTheSecond(Correct):
    """Writes the first and the later facts of a batch, and not the second."""

    def write_facts(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        super().write_facts(placement_id, facts[:1] + facts[2:])


class Reorders(Correct):
    """Writes the facts of a batch last one first."""

    def write_facts(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        super().write_facts(placement_id, facts[::-1])


class ReadsNewestFirst(Correct):
    """Reads the history from its end, as a screen shows it."""

    def read(self, rows: list[Row]) -> tuple[Recorded, ...]:
        return super().read(rows[::-1])


class SortsPositionsAsText(Correct):
    """Keeps positions as text and reads in their order."""

    def read(self, rows: list[Row]) -> tuple[Recorded, ...]:
        return super().read(sorted(rows, key=lambda row: str(row[0])))


class SortsByDay(Correct):
    """Reads what took effect first, first: ``ORDER BY effective_on, position``."""

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        facts = super().load(placement_id)
        return tuple(sorted(facts, key=lambda fact: (fact.event.on, fact.position)))


class ReadsTheFirstPage(Correct):
    """Reads a thousand facts and no more."""

    def read(self, rows: list[Row]) -> tuple[Recorded, ...]:
        return super().read(rows[:1000])


class MixesPlacements(Correct):
    """Reads whatever begins with the id."""

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        ids = sorted(self.shelf.rows)
        found = [super(MixesPlacements, self).load(each) for each in ids if placement_id in each]
        return tuple(fact for each in found for fact in each)


class KnowsNoUnknown(Correct):
    """Raises an error of its own where nothing was ever written."""

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        if placement_id not in self.shelf.rows:
            raise LookupError(placement_id)
        return super().receipt(placement_id, key)


# values


class CutsInstants(Correct):
    """Keeps instants to the millisecond."""

    def as_row(self, fact: Recorded) -> Row:
        position, _, text = super().as_row(fact)
        return position, fact.recorded_at.isoformat(timespec="milliseconds"), text


class EndsTextAtNul(Correct):
    """Keeps text as C does, up to the first NUL."""

    def write_receipt(self, placement_id: PlacementId, receipt: Receipt) -> None:
        super().write_receipt(
            placement_id, altered(receipt, command=receipt.command.split("\0")[0])
        )


class FoldsCase(Correct):
    """Takes keys that differ in case for one, as some databases do with all text."""

    def write_receipt(self, placement_id: PlacementId, receipt: Receipt) -> None:
        super().write_receipt(placement_id, receipt)
        self.shelf.receipts[placement_id, receipt.key.lower()] = receipt


class CutsKeys(Correct):
    """Keeps the first 100 characters of a key, as a column may that is no longer."""

    def write_receipt(self, placement_id: PlacementId, receipt: Receipt) -> None:
        super().write_receipt(placement_id, altered(receipt, key=receipt.key[:100]))

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        found = super().receipt(placement_id, key[:100])
        return None if found is None else altered(found, key=key)


# expected version, all or nothing, keys


class IgnoresTheVersion(Correct):
    """Writes whatever comes, as an INSERT without a condition does."""

    def check_version(self, placement_id: PlacementId, batch: Batch) -> None:
        pass


class HasErrorsOfItsOwn(Correct):
    """Tells of a conflict by an error that nobody expects."""

    def check_version(self, placement_id: PlacementId, batch: Batch) -> None:
        found = len(self.shelf.rows.get(placement_id, []))
        if found != batch.expected:
            raise RuntimeError(f"{found} and not {batch.expected}")


class ReplaysTheKey(Correct):
    """Writes under a key that is taken, and lets it stand for the other content from then on."""

    def check_key(self, placement_id: PlacementId, batch: Batch) -> None:
        pass


class ForgetsKeys(Correct):
    """Keeps no receipts."""

    def write_receipt(self, placement_id: PlacementId, receipt: Receipt) -> None:
        pass


class SharesKeys(Correct):
    """Has one table of keys for all placements."""

    def check_key(self, placement_id: PlacementId, batch: Batch) -> None:
        keys = {key for _, key in self.shelf.receipts}
        if batch.receipt and batch.receipt.key in keys:
            raise KeyReused(placement_id, batch.receipt.key)


class LooksAtTheKeyFirst(Correct):
    """Tells who lost a race that the key was used for something else."""

    def look(self, placement_id: PlacementId, batch: Batch) -> None:
        self.check_key(placement_id, batch)
        self.check_version(placement_id, batch)


class KeepsTheReceiptOfAConflict(Correct):
    """Writes the receipt in a transaction of its own, before the rest."""

    def look(self, placement_id: PlacementId, batch: Batch) -> None:
        self.check_key(placement_id, batch)
        if batch.receipt:
            self.write_receipt(placement_id, batch.receipt)
        self.check_version(placement_id, batch)


class WritesBeforeTheKey(Correct):
    """Notices that a key is taken when the facts are written already."""

    def look(self, placement_id: PlacementId, batch: Batch) -> None:
        self.check_version(placement_id, batch)

    def write(self, placement_id: PlacementId, batch: Batch) -> None:
        self.write_facts(placement_id, batch.facts)
        self.check_key(placement_id, batch)
        super().write(placement_id, altered(batch, facts=()))


# finding


class FindsPersonAndRoleApart(Correct):
    """Looks for the person in one seat and for the role in any."""

    def seats(self, summary: Summary, query: Query) -> bool:
        people = {seat.person for seat in summary.seats}
        roles = {seat.role for seat in summary.seats}
        return query.person in (None, *people) and query.role in (None, *roles)


class KeepsTheFirstSummary(Correct):
    """Never writes a summary anew."""

    def write_summary(self, placement_id: PlacementId, summary: Summary) -> None:
        self.shelf.summaries.setdefault(placement_id, summary)


class KeepsDaysOnce(Correct):
    """Does not take away days that are no more."""

    def write_summary(self, placement_id: PlacementId, summary: Summary) -> None:
        before = self.shelf.summaries.get(placement_id, summary)
        first_day = summary.first_day or before.first_day
        last_day = summary.last_day or before.last_day
        kept = altered(summary, first_day=first_day, last_day=last_day)
        super().write_summary(placement_id, kept)


class FindsAsWritten(Correct):
    """Returns what it finds in the order of writing."""

    def sort(self, ids: list[PlacementId]) -> tuple[PlacementId, ...]:
        return tuple(ids)


class FindsTheFirstPage(Correct):
    """Finds a hundred placements and no more."""

    def sort(self, ids: list[PlacementId]) -> tuple[PlacementId, ...]:
        return super().sort(ids)[:100]


class ShortensStatuses(Correct):
    """Compares the first letter of a status only."""

    def fits(self, summary: Summary, query: Query) -> bool:
        letters = {each[0] for each in query.statuses}
        if letters and summary.status[0] not in letters:
            return False
        return super().fits(summary, altered(query, statuses=frozenset()))


# several at once

A_MOMENT: Final = 0.002
"""Seconds in which another thread surely comes in."""


class LooksThenWrites(Correct):
    """Lets others in between looking and writing."""

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        self.look(placement_id, batch)
        if threading.current_thread() is not threading.main_thread():
            time.sleep(10 * A_MOMENT)
        with self.shelf.lock:
            self.write(placement_id, batch)


class LetsReadersIn(Correct):
    """Lets others read in the middle of a batch."""

    def write_facts(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        super().write_facts(placement_id, facts[:1])
        time.sleep(A_MOMENT)
        super().write_facts(placement_id, facts[1:])

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        return self.read(list(self.shelf.rows.get(placement_id, [])))


class KeepsACopy(Correct):
    """Reads once, and then knows of what it has written itself."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        super().__init__(shelf)
        self.copies: dict[PlacementId, tuple[Recorded, ...]] = {}

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        with self.shelf.lock:
            super().append(placement_id, batch)
            self.copies.pop(placement_id, None)

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        with self.shelf.lock:
            if placement_id not in self.copies:
                self.copies[placement_id] = super().load(placement_id)
            return self.copies[placement_id]


class KeepsToItself(Correct):
    """Writes when it is closed, and nobody closes it."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        super().__init__()


# unreadable records


class PassesOverTheUnreadable(Correct):
    """Reads what can be read."""

    def read(self, rows: list[Row]) -> tuple[Recorded, ...]:
        found: list[Recorded] = []
        for row in rows:
            try:
                found += super().read([row])
            except HistoryError:
                continue
        return tuple(found)


class LetsOneSpoilAll(Correct):
    """Reads everything to find one thing."""

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        ids = list(self.shelf.rows)
        found = {each: super(LetsOneSpoilAll, self).load(each) for each in ids}
        return found.get(placement_id, ())
