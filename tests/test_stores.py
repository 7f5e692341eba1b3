"""What every store owes a register, held against each store there is."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any, Final

import pytest
from attrs import evolve as altered
from attrs.exceptions import FrozenInstanceError

from secondment import (
    Batch,
    Consented,
    Event,
    KeyReused,
    MemoryStore,
    Period,
    Proposed,
    Query,
    Receipt,
    Recorded,
    Role,
    Seat,
    SqliteStore,
    Status,
    Store,
    Summary,
    VersionConflict,
)
from tests.cast import FIRST_DAY, HANA, LAST_DAY, OTTO, PARTIES, PETRA, PROPOSED_ON, SAM, TERMS

AT: Final = datetime(2027, 1, 11, 9, 30, 15, 250_000, tzinfo=UTC)
OFFER: Final = Proposed(
    on=PROPOSED_ON, by=HANA, parties=PARTIES, terms=TERMS, number=1, expires_on=date(2027, 2, 8)
)
CONSENT: Final = Consented(on=PROPOSED_ON, by=SAM, number=1)
ON_RECORD: Final[tuple[Event, ...]] = (OFFER, CONSENT)
PROPOSED: Final = Summary(Status.PROPOSED, PARTIES.seats, first_day=None, last_day=None)
SCHEDULED: Final = Summary(Status.SCHEDULED, PARTIES.seats, FIRST_DAY, LAST_DAY)
RECEIPT: Final = Receipt("req-1", '{"type":"consent"}')


def facts(before: int, *events: Event) -> tuple[Recorded, ...]:
    """Return *events* as they are recorded after *before* others, a second apart."""
    return tuple(
        Recorded(position, event, AT + timedelta(seconds=position))
        for position, event in enumerate(events, start=before + 1)
    )


def batch(
    before: int, *events: Event, summary: Summary = PROPOSED, receipt: Receipt | None = None
) -> Batch:
    return Batch(before, facts(before, *events), summary, receipt)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
    else:
        kept = SqliteStore(tmp_path / "placements.db", synchronous="NORMAL")
        yield kept
        kept.close()


def everything(store: Store, placement_id: str = "P-1") -> tuple[object, ...]:
    """Return all that can be read of a placement, to see that nothing has changed."""
    queries = [Query(), Query(person=SAM), Query(statuses=frozenset({Status.PROPOSED}))]
    queries += [Query(day=FIRST_DAY), Query(role=Role.STAKEHOLDER)]
    return (
        store.load(placement_id),
        tuple(map(store.find, queries)),
        store.receipt(placement_id, "req-1"),
        store.receipt(placement_id, "req-2"),
    )


class TestHistories:
    def test_of_an_unknown_placement_there_is_nothing(self, store: Store) -> None:
        assert everything(store) == ((), ((), (), (), (), ()), None, None)

    def test_what_was_written_is_read_in_order(self, store: Store) -> None:
        others = [altered(CONSENT, by=person) for person in (SAM, OTTO, PETRA)]
        store.append("P-1", batch(0, OFFER, others[0]))
        store.append("P-1", batch(2, *others[1:]))
        assert store.load("P-1") == facts(0, OFFER, *others)

    def test_positions_count_from_one_without_a_gap(self, store: Store) -> None:
        for before in range(12):
            store.append("P-1", batch(before, CONSENT))
        assert [each.position for each in store.load("P-1")] == list(range(1, 13))

    def test_two_placements_do_not_mix(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER, CONSENT))
        store.append("P-10", batch(0, CONSENT))
        assert store.load("P-1") == facts(0, OFFER, CONSENT)
        assert store.load("P-10") == facts(0, CONSENT)

    @pytest.mark.parametrize(
        "instant",
        [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ],
    )
    def test_an_instant_is_kept_to_the_microsecond(self, store: Store, instant: datetime) -> None:
        recorded = Recorded(1, OFFER, instant)
        store.append("P-1", Batch(0, (recorded,), PROPOSED))
        assert store.load("P-1") == (recorded,)
        assert store.load("P-1")[0].recorded_at.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        "odd", ["'; DROP TABLE facts; --", "50 % _", "Ä\nß", "日本\U0001f600", "a\x00b", "x" * 9000]
    )
    def test_ids_are_opaque(self, store: Store, odd: str) -> None:
        receipt = Receipt(odd, odd)
        summary = altered(PROPOSED, seats=(Seat(Role.SECONDEE, odd),))
        event = altered(CONSENT, by=odd)
        store.append(odd, batch(0, event, summary=summary, receipt=receipt))
        assert store.load(odd) == facts(0, event)
        assert store.receipt(odd, odd) == receipt
        assert store.find(Query(person=odd)) == (odd,)
        assert store.find(Query(person=odd + "b")) == ()
        assert store.load(odd + "b") == ()

    def test_a_batch_may_be_big(self, store: Store) -> None:
        people = [altered(CONSENT, by=f"person-{number}") for number in range(1500)]
        store.append("P-1", batch(0, *people))
        assert store.load("P-1") == facts(0, *people)


class TestConflicts:
    @pytest.mark.parametrize(("before", "expected"), [(0, 1), (1, 0), (2, 1), (2, 3), (2, -1)])
    def test_a_writer_that_expects_another_number_of_facts_writes_nothing(
        self, store: Store, before: int, expected: int
    ) -> None:
        if before:
            store.append("P-1", batch(0, *ON_RECORD[:before]))
        was = everything(store)
        with pytest.raises(VersionConflict) as caught:
            store.append("P-1", batch(expected, CONSENT, summary=SCHEDULED, receipt=RECEIPT))
        assert str(caught.value) == (
            f"cannot add to placement P-1: expected {expected} facts on record, found {before}; "
            "nothing was written; read it again and decide anew"
        )
        assert everything(store) == was

    def test_after_a_conflict_the_right_number_passes(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER))
        with pytest.raises(VersionConflict):
            store.append("P-1", batch(0, CONSENT))
        store.append("P-1", batch(1, CONSENT, receipt=RECEIPT))
        assert store.load("P-1") == facts(0, OFFER, CONSENT)
        assert store.receipt("P-1", "req-1") == RECEIPT


class TestReceipts:
    def test_a_key_stands_for_the_command_done_under_it(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        store.append("P-1", batch(1, CONSENT, receipt=Receipt("req-2", "{}")))
        assert store.receipt("P-1", "req-1") == RECEIPT
        assert store.receipt("P-1", "req-2") == Receipt("req-2", "{}")
        assert store.receipt("P-1", "req-3") is None

    @pytest.mark.parametrize("command", [RECEIPT.command, "{}"])
    def test_a_key_is_taken_once_and_nothing_of_the_second_batch_is_written(
        self, store: Store, command: str
    ) -> None:
        """Whether it is the same command is for the register to see, before it writes."""
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        was = everything(store)
        again = Receipt("req-1", command)
        with pytest.raises(KeyReused) as caught:
            store.append("P-1", batch(1, CONSENT, CONSENT, summary=SCHEDULED, receipt=again))
        assert str(caught.value) == (
            "key req-1 of placement P-1 stands for another command; nothing was written; "
            "a new command needs a new key"
        )
        assert everything(store) == was

    def test_a_key_belongs_to_one_placement(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        assert store.receipt("P-2", "req-1") is None
        store.append("P-2", batch(0, OFFER, receipt=Receipt("req-1", "{}")))
        assert store.receipt("P-1", "req-1") == RECEIPT

    def test_a_lost_race_is_a_conflict_before_it_is_a_key_used_twice(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        with pytest.raises(VersionConflict):
            store.append("P-1", batch(0, OFFER, receipt=RECEIPT))


SPRING: Final = Period(date(2027, 3, 1), date(2027, 5, 31))
AUTUMN: Final = Period(date(2027, 9, 1), date(2027, 11, 30))
SUMMARIES: Final = {
    "P-offered": PROPOSED,
    "P-spring": Summary(Status.SCHEDULED, PARTIES.seats, SPRING.first_day, SPRING.last_day),
    "P-autumn": Summary(
        Status.UNDERWAY,
        (
            Seat(Role.SECONDEE, "selma"),
            Seat(Role.HOME_MANAGER, OTTO),
            Seat(Role.HOST_MANAGER, "omar"),
            Seat(Role.PROGRAMME_OFFICE, OTTO),
            Seat(Role.STAKEHOLDER, SAM),
        ),
        AUTUMN.first_day,
        AUTUMN.last_day,
    ),
    "P-never": Summary(Status.WITHDRAWN, (Seat(Role.SECONDEE, "sara"),), None, None),
}


@pytest.fixture
def filled(store: Store) -> Store:
    for placement_id, summary in SUMMARIES.items():
        store.append(placement_id, batch(0, OFFER, summary=summary))
    return store


class TestFinding:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            (Query(), ["P-autumn", "P-never", "P-offered", "P-spring"]),
            (Query(person=SAM), ["P-autumn", "P-offered", "P-spring"]),
            (Query(person="sara"), ["P-never"]),
            (Query(person="nobody"), []),
            (Query(person="Sam"), []),
            (Query(person=SAM, role=Role.SECONDEE), ["P-offered", "P-spring"]),
            (Query(person=SAM, role=Role.STAKEHOLDER), ["P-autumn"]),
            (Query(person=OTTO, role=Role.HOST_MANAGER), ["P-offered", "P-spring"]),
            (Query(person=OTTO, role=Role.HOME_MANAGER), ["P-autumn"]),
            (Query(person=OTTO, role=Role.PROGRAMME_OFFICE), ["P-autumn"]),
            (Query(person=SAM, role=Role.HOST_MANAGER), []),
            (Query(role=Role.STAKEHOLDER), ["P-autumn"]),
            (Query(role=Role.PROGRAMME_OFFICE), ["P-autumn", "P-offered", "P-spring"]),
            (Query(statuses=frozenset({Status.WITHDRAWN})), ["P-never"]),
            (Query(statuses=frozenset({Status.CONVERTED})), []),
            (
                Query(statuses=frozenset({Status.UNDERWAY, Status.SCHEDULED, Status.LEFT})),
                ["P-autumn", "P-spring"],
            ),
            (Query(day=SPRING.first_day - timedelta(days=1)), []),
            (Query(day=SPRING.first_day), ["P-spring"]),
            (Query(day=SPRING.last_day), ["P-spring"]),
            (Query(day=SPRING.last_day + timedelta(days=1)), []),
            (Query(day=AUTUMN.first_day), ["P-autumn"]),
            (Query(day=date.min), []),
            (Query(day=date.max), []),
            (Query(day=SPRING.first_day, person=SAM), ["P-spring"]),
            (Query(day=AUTUMN.first_day, person=SAM, role=Role.SECONDEE), []),
            (Query(day=SPRING.first_day, statuses=frozenset({Status.UNDERWAY})), []),
            (Query(person=SAM, statuses=frozenset({Status.PROPOSED})), ["P-offered"]),
            (
                Query(
                    person=OTTO,
                    role=Role.PROGRAMME_OFFICE,
                    statuses=frozenset({Status.UNDERWAY}),
                    day=AUTUMN.last_day,
                ),
                ["P-autumn"],
            ),
        ],
    )
    def test_all_that_is_asked_must_hold(
        self, filled: Store, query: Query, found: list[str]
    ) -> None:
        assert filled.find(query) == tuple(found)

    def test_a_placement_is_found_by_what_holds_after_the_last_batch_only(
        self, filled: Store
    ) -> None:
        moved = Summary(
            Status.HANDOVER, (Seat(Role.SECONDEE, "selma"),), SPRING.first_day, SPRING.first_day
        )
        filled.append("P-spring", batch(1, CONSENT, summary=moved))
        assert filled.find(Query(person=SAM)) == ("P-autumn", "P-offered")
        assert filled.find(Query(person="selma")) == ("P-autumn", "P-spring")
        assert filled.find(Query(statuses=frozenset({Status.SCHEDULED}))) == ()
        assert filled.find(Query(statuses=frozenset({Status.HANDOVER}))) == ("P-spring",)
        assert filled.find(Query(day=SPRING.first_day)) == ("P-spring",)
        assert filled.find(Query(day=SPRING.last_day)) == ()

    def test_a_placement_that_occupies_no_days_any_more_is_found_on_none(
        self, filled: Store
    ) -> None:
        filled.append("P-spring", batch(1, CONSENT, summary=PROPOSED))
        assert filled.find(Query(day=SPRING.first_day)) == ()

    def test_placements_come_in_the_order_of_their_ids(self, store: Store) -> None:
        """By code point, in any store: neither by language nor by UTF-16 unit."""
        ids = ["P-10", "P-2", "P-1", "p-1", "Ä", "z", "", "a\x00b", "a", "\uffff", "\U0001f600"]
        for placement_id in filter(None, ids):
            store.append(placement_id, batch(0, OFFER))
        assert store.find(Query()) == (
            *("P-1", "P-10", "P-2", "a", "a\x00b", "p-1", "z", "Ä", "\uffff", "\U0001f600"),
        )

    def test_one_is_found_among_many(self, store: Store) -> None:
        for number in range(200):
            seats = (Seat(Role.SECONDEE, f"person-{number}"), Seat(Role.HOST_MANAGER, OTTO))
            store.append(f"P-{number:03}", batch(0, OFFER, summary=altered(PROPOSED, seats=seats)))
        assert store.find(Query(person="person-17")) == ("P-017",)
        assert store.find(Query(person=OTTO)) == tuple(f"P-{number:03}" for number in range(200))

    def test_every_status_can_be_found(self, store: Store) -> None:
        for status in Status:
            store.append(status.value, batch(0, OFFER, summary=altered(PROPOSED, status=status)))
        for status in Status:
            assert store.find(Query(statuses=frozenset({status}))) == (status.value,)
        assert store.find(Query(statuses=frozenset(Status))) == tuple(sorted(Status))


class TestValues:
    def test_what_is_read_cannot_damage_what_is_kept(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER, CONSENT, receipt=RECEIPT))
        read: list[Any] = [*store.load("P-1"), store.receipt("P-1", "req-1")]
        for value in read:
            with pytest.raises(FrozenInstanceError):
                value.key = value.position = "other"
        assert type(store.load("P-1")) is tuple
        assert type(store.find(Query())) is tuple
        assert store.load("P-1") == facts(0, OFFER, CONSENT)

    def test_what_was_read_before_does_not_change_when_more_is_written(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER))
        read = store.load("P-1")
        store.append("P-1", batch(1, CONSENT))
        assert read == facts(0, OFFER)


def in_threads(count: int, work: Callable[[int], list[int]]) -> list[list[int]]:
    """Return what *work* brings in each of *count* threads; what one raises is raised here."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count), timeout=60))


class Key(str):
    """A key that lets a rival come in while it is looked up, if the store lets anybody in."""

    rival: Thread

    def __hash__(self) -> int:
        if self.rival.ident is None:
            self.rival.start()
            self.rival.join(0.05)
        return super().__hash__()


class TestThreads:
    def test_between_looking_and_writing_nobody_else_writes(self) -> None:
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

    def test_of_writers_that_race_each_fact_is_written_once(self, store: Store) -> None:
        def write(writer: int) -> list[int]:
            mine = altered(CONSENT, by=f"writer-{writer}")
            positions: list[int] = []
            while len(positions) < 8:
                before = len(store.load("P-1"))
                try:
                    store.append("P-1", batch(before, mine, mine))
                except VersionConflict:
                    continue
                positions += [before + 1, before + 2]
            return positions

        acknowledged = in_threads(4, write)
        history = store.load("P-1")
        assert [each.position for each in history] == list(range(1, 33))
        for writer, positions in enumerate(acknowledged):
            assert positions == [
                each.position for each in history if each.event.by == f"writer-{writer}"
            ]

    def test_a_reader_sees_whole_batches_only(self, store: Store) -> None:
        """It sees what was there at one instant: a prefix of the history, never half a batch."""
        done = Flag()
        whole = facts(0, *[CONSENT] * 120)

        def write() -> list[int]:
            try:
                for before in range(0, 120, 3):
                    store.append("P-1", batch(before, CONSENT, CONSENT, CONSENT))
            finally:
                done.set()
            return []

        def read() -> list[int]:
            lengths: list[int] = []
            while lengths[-1:] != [120] and not (done.is_set() and lengths):
                history = store.load("P-1")
                assert history == whole[: len(history)]
                lengths.append(len(history))
            return lengths

        _, *seen = in_threads(3, lambda number: read() if number else write())
        for lengths in seen:
            assert lengths == sorted(lengths)
            assert [length % 3 for length in lengths] == [0] * len(lengths)
        assert store.load("P-1") == whole

    def test_of_writers_with_the_same_key_one_gets_through(self, store: Store) -> None:
        store.append("P-1", batch(0, OFFER))

        def write(_: int) -> list[int]:
            try:
                store.append("P-1", batch(1, CONSENT, receipt=RECEIPT))
            except VersionConflict:
                return []
            return [1]

        assert sorted(in_threads(6, write)) == [[]] * 5 + [[1]]
        assert store.load("P-1") == facts(0, OFFER, CONSENT)
