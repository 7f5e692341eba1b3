"""What every store owes a register, as tests that a tool's own store inherits.

What is promised here is `StoreContract`; the facts it writes serve the library's own tests too.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, BrokenBarrierError, Thread
from time import monotonic, sleep
from typing import Final, TypeVar

import pytest
from attrs import evolve as altered

from secondment.commands import Advance, ArrangeCover, Command, Consent, Propose
from secondment.dates import Period
from secondment.errors import (
    BrokenHistory,
    HistoryError,
    KeyReused,
    SecondmentError,
    StoreFailure,
    UnknownEvent,
    UnreadableEvent,
    VersionConflict,
)
from secondment.events import Consented, Event, Proposed
from secondment.lifecycle import Status
from secondment.pack import load_policy
from secondment.parties import Parties, Role, Seat, Side
from secondment.register import Listener, Register
from secondment.stores import Batch, Query, Receipt, Recorded, Store, Summary
from secondment.terms import Terms

PARTIES: Final = Parties(
    secondee="sam",
    home=Side(unit="platform", manager="hana"),
    host=Side(unit="payments", manager="otto"),
    programme_office="petra",
)
"""Who takes part in the placements that are written."""

PROPOSED_ON: Final = date(2027, 1, 11)
"""The day of every fact that is written."""

TERMS: Final = Terms(period=Period(date(2027, 3, 1), date(2027, 8, 31)))
"""What is offered."""

AT: Final = datetime(2027, 1, 11, 9, 30, 15, 250_000, tzinfo=UTC)
"""The instant from which on facts are written, one a second."""

OFFER: Final = Proposed(
    on=PROPOSED_ON, by="hana", parties=PARTIES, terms=TERMS, number=1, expires_on=date(2027, 2, 8)
)
"""A fact; to a store it is like any other."""

CONSENT: Final = Consented(on=PROPOSED_ON, by="sam", number=1)
"""Another fact, and a small one."""

PROPOSED: Final = Summary(Status.PROPOSED, PARTIES.seats, first_day=None, last_day=None)
"""What a placement is found by while nothing is agreed."""

SCHEDULED: Final = Summary(
    Status.SCHEDULED, PARTIES.seats, TERMS.period.first_day, TERMS.period.last_day
)
"""What a placement is found by once it is agreed."""

RECEIPT: Final = Receipt("req-1", '{"type":"consent"}')
"""What a key stands for."""


def facts(before: int, *events: Event) -> tuple[Recorded, ...]:
    """Return *events* as they are recorded after *before* others, a second apart."""
    return tuple(
        Recorded(position, event, AT + timedelta(seconds=position))
        for position, event in enumerate(events, start=before + 1)
    )


def batch(
    before: int, *events: Event, summary: Summary = PROPOSED, receipt: Receipt | None = None
) -> Batch:
    """Return what writes *events* after *before* others."""
    return Batch(before, facts(before, *events), summary, receipt)


def consents(*people: str) -> tuple[Event, ...]:
    """Return a fact of each of *people*, so that they can be told from each other."""
    return tuple(altered(CONSENT, by=person) for person in people)


_SPRING: Final = Period(date(2027, 3, 1), date(2027, 5, 31))
_AUTUMN: Final = Period(date(2027, 9, 1), date(2027, 11, 30))
_A_DAY: Final = timedelta(days=1)
_SUMMARIES: Final = {
    "P-offered": PROPOSED,
    "P-spring": Summary(Status.SCHEDULED, PARTIES.seats, _SPRING.first_day, _SPRING.last_day),
    "P-autumn": Summary(
        Status.UNDERWAY,
        (
            Seat(Role.SECONDEE, "selma"),
            Seat(Role.HOME_MANAGER, "otto"),
            Seat(Role.HOST_MANAGER, "omar"),
            Seat(Role.PROGRAMME_OFFICE, "otto"),
            Seat(Role.STAKEHOLDER, "sam"),
        ),
        _AUTUMN.first_day,
        _AUTUMN.last_day,
    ),
    "P-never": Summary(Status.WITHDRAWN, (Seat(Role.SECONDEE, "sara"),), None, None),
}

_UNREADABLE: Final = (BrokenHistory, UnknownEvent, UnreadableEvent, StoreFailure)
"""What says that a history cannot be read."""

_PATIENCE: Final = 60.0
"""Seconds after which threads are taken for stuck; they need a fraction of one."""


class StoreContract:
    """The tests that a store passes if a `Register` can rely on it.

    A tool inherits them and says with fixtures where its store is; all others are optional, and
    what needs one that is not there is skipped. Each test is given a new, empty store.

    - ``store``: the store.
    - ``another``: one more way to what ``store`` keeps, as another process has it.
    - ``spoil``: a function that is given the id of a placement of two facts or more, and changes or
      removes one of them behind the store's back, as damage does.

    A message begins with the promise that was broken, unless it is an error of the store's own.

    Example:
        >>> from secondment.stores import SqliteStore
        >>> class TestOurStore(StoreContract):
        ...     @pytest.fixture
        ...     def store(self, tmp_path):
        ...         return SqliteStore(tmp_path / "placements.db")
        ...
        ...     @pytest.fixture
        ...     def another(self, store):
        ...         return SqliteStore(store.path)
    """

    @pytest.fixture
    def another(self) -> Store:
        """Skip what needs one more way to what is kept; a subclass may give it."""
        pytest.skip("no fixture `another` gives one more way to what `store` keeps")

    @pytest.fixture
    def spoil(self) -> Callable[[str], object]:
        """Skip what needs a record that cannot be read; a subclass may give the way to make one."""
        pytest.skip("no fixture `spoil` says how a record comes to be unreadable")

    @pytest.fixture(params=["one", "two"])
    def handles(self, request: pytest.FixtureRequest, store: Store) -> tuple[Store, ...]:
        """Return the ways to what is kept that threads use in turn: `store`, with `another`."""
        return (store,) if request.param == "one" else (store, request.getfixturevalue("another"))

    # order

    def test_of_an_unknown_placement_there_is_nothing(self, store: Store) -> None:
        """Asking for what was never written is no error."""
        promise = "of a placement that was never written there is nothing"
        _check(promise, store.load("P-1"), ())
        _check(promise, store.receipt("P-1", "req-1"), None)
        _check(promise, store.find(Query()), ())
        _check(promise, store.find(Query(person="sam")), ())

    def test_what_was_written_is_read_in_order(self, store: Store) -> None:
        """In the order of writing, whatever is in the facts."""
        events = consents("sam", "otto", "hana", "petra")
        for before, event in enumerate(events):
            store.append("P-1", batch(before, event))
        _check("facts are read in the order of writing", store.load("P-1"), facts(0, *events))

    def test_a_batch_is_written_whole_and_in_order(self, store: Store) -> None:
        """One command may bring several facts, and none of them makes sense alone."""
        promise = "all facts of a batch are written, in order"
        store.append("P-1", batch(0, OFFER, *consents("sam", "otto")))
        _check(promise, store.load("P-1"), facts(0, OFFER, *consents("sam", "otto")))

    def test_the_tenth_fact_comes_after_the_ninth(self, store: Store) -> None:
        """Positions are numbers, not texts."""
        for before in range(12):
            store.append("P-1", batch(before, CONSENT))
        _check("positions are numbers", store.load("P-1"), facts(0, *[CONSENT] * 12))

    def test_facts_about_earlier_days_stand_where_they_were_written(self, store: Store) -> None:
        """Leave of last week is put on record today: what is read is not in the order of days."""
        promise = "facts are read in the order of writing, whatever days they are about"
        days = (PROPOSED_ON, PROPOSED_ON - _A_DAY, PROPOSED_ON + _A_DAY, PROPOSED_ON)
        events = [altered(CONSENT, on=on) for on in days]
        for before, event in enumerate(events):
            store.append("P-1", batch(before, event))
        _check(promise, store.load("P-1"), facts(0, *events))

    def test_a_batch_may_be_big(self, store: Store) -> None:
        """There is no most."""
        people = consents(*(f"person-{number}" for number in range(1500)))
        store.append("P-1", batch(0, *people))
        _check("a batch may be big", store.load("P-1"), facts(0, *people))

    def test_two_placements_do_not_mix(self, store: Store) -> None:
        """Not even where the id of one begins with that of the other."""
        store.append("P-1", batch(0, OFFER, CONSENT))
        store.append("P-10", batch(0, CONSENT))
        _check("two placements do not mix", store.load("P-1"), facts(0, OFFER, CONSENT))
        _check("two placements do not mix", store.load("P-10"), facts(0, CONSENT))

    # values

    @pytest.mark.parametrize(
        "instant",
        [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ],
        ids=str,
    )
    def test_an_instant_is_kept_to_the_microsecond(self, store: Store, instant: datetime) -> None:
        """In UTC, from the first year to the last."""
        promise = "an instant is kept to the microsecond, in UTC"
        recorded = Recorded(1, OFFER, instant)
        store.append("P-1", Batch(0, (recorded,), PROPOSED))
        read = store.load("P-1")
        _check(promise, read, (recorded,))
        _check(promise, read[0].recorded_at.utcoffset(), timedelta(0))

    @pytest.mark.parametrize(
        "odd",
        [
            "'; DROP TABLE facts; --",
            "50 % _",
            " P ",
            "Ä\nß",
            "日本\U0001f600",
            "a\x00b",
            "x" * 9000,
        ],
        ids=["quote", "pattern", "blanks", "line", "wide", "nul", "long"],
    )
    def test_an_id_may_be_any_text(self, store: Store, odd: str) -> None:
        """The id of a placement, of a person, and a key; all are the tool's."""
        promise = "an id may be any text, and comes back as it was given"
        receipt = Receipt(odd, odd)
        (event,) = consents(odd)
        summary = altered(PROPOSED, seats=(Seat(Role.SECONDEE, odd),))
        store.append(odd, batch(0, event, summary=summary, receipt=receipt))
        _check(promise, store.load(odd), facts(0, event))
        _check(promise, store.receipt(odd, odd), receipt)
        _check(promise, store.receipt(odd, odd + "b"), None)
        _check(promise, store.find(Query(person=odd)), (odd,))
        _check(promise, store.find(Query(person=odd + "b")), ())
        _check(promise, store.load(odd + "b"), ())

    @pytest.mark.parametrize(
        ("one", "other"),
        [("P-1", "p-1"), ("P-1", "P-1 "), ("1", "01"), ("é", unicodedata.normalize("NFD", "é"))],
        ids=["case", "blank", "zero", "accent"],
    )
    def test_an_id_in_another_spelling_is_another_id(
        self, store: Store, one: str, other: str
    ) -> None:
        """Nothing is trimmed, no case is folded, no number is read."""
        promise = f"an id in another spelling is another id: {one!r} and {other!r}"
        summary = altered(PROPOSED, seats=(Seat(Role.SECONDEE, one),))
        store.append(one, batch(0, OFFER, summary=summary, receipt=Receipt(one, "{}")))
        _check(promise, store.load(other), ())
        _check(promise, store.receipt(one, other), None)
        _check(promise, store.find(Query(person=other)), ())
        store.append(other, batch(0, CONSENT))
        _check(promise, store.load(one), facts(0, OFFER))
        _check(promise, store.find(Query()), tuple(sorted((one, other))))

    # expected version, and all or nothing

    @pytest.mark.parametrize(("before", "expected"), [(0, 1), (1, 0), (2, 1), (2, 3), (2, -1)])
    def test_who_expects_another_number_of_facts_writes_nothing(
        self, store: Store, before: int, expected: int
    ) -> None:
        """Neither a fact, nor a receipt, nor what the placement is found by."""
        promise = "a batch that expects another number of facts is a conflict"
        if before:
            store.append("P-1", batch(0, *(OFFER, CONSENT)[:before]))
        was = _kept(store)
        wish = batch(expected, CONSENT, summary=SCHEDULED, receipt=RECEIPT)
        error = _error(promise, VersionConflict, lambda: store.append("P-1", wish))
        said = (error.placement_id, error.expected, error.found)
        _check(f"{promise}, and says what was found", said, ("P-1", expected, before))
        _check_nothing_changed("a conflict leaves nothing behind", store, was)

    def test_after_a_conflict_the_same_can_be_written(self, store: Store) -> None:
        """Under the same key, too."""
        promise = "after a conflict the same can be written"
        store.append("P-1", batch(0, OFFER))
        wish = batch(0, CONSENT, receipt=RECEIPT)
        _error("a conflict is told", VersionConflict, lambda: store.append("P-1", wish))
        _check(promise, _outcome(store, batch(1, CONSENT, receipt=RECEIPT)), "done")
        _check(promise, store.load("P-1"), facts(0, OFFER, CONSENT))
        _check(promise, store.receipt("P-1", "req-1"), RECEIPT)

    # idempotency

    def test_a_key_stands_for_the_command_done_under_it(self, store: Store) -> None:
        """For good; other keys stand for nothing."""
        promise = "a key stands for the command done under it"
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        store.append("P-1", batch(1, CONSENT, receipt=Receipt("req-2", "{}")))
        _check(promise, store.receipt("P-1", "req-1"), RECEIPT)
        _check(promise, store.receipt("P-1", "req-2"), Receipt("req-2", "{}"))
        _check(promise, store.receipt("P-1", "req-3"), None)

    @pytest.mark.parametrize("command", [RECEIPT.command, "{}"], ids=["same", "other"])
    def test_a_key_is_taken_once(self, store: Store, command: str) -> None:
        """Nothing of a second batch is written; whether it is the same the register has looked."""
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        was = _kept(store)
        again = Receipt("req-1", command)
        wish = batch(1, CONSENT, CONSENT, summary=SCHEDULED, receipt=again)
        promise = "a key that is taken cannot be written again"
        error = _error(promise, KeyReused, lambda: store.append("P-1", wish))
        said = (error.placement_id, error.key)
        _check("the error says which key of which placement", said, ("P-1", "req-1"))
        _check_nothing_changed("of a batch whose key is taken nothing is written", store, was)

    def test_a_key_belongs_to_one_placement(self, store: Store) -> None:
        """Another placement may use the same."""
        promise = "a key belongs to one placement"
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        _check(promise, store.receipt("P-2", "req-1"), None)
        other = Receipt("req-1", "{}")
        _check(promise, _outcome(store, batch(0, OFFER, receipt=other), "P-2"), "done")
        _check(promise, store.receipt("P-1", "req-1"), RECEIPT)
        _check(promise, store.receipt("P-2", "req-1"), other)

    def test_a_conflict_goes_before_a_key_that_is_taken(self, store: Store) -> None:
        """Who lost a race for one wish is not told that the key stands for another."""
        store.append("P-1", batch(0, OFFER, receipt=RECEIPT))
        outcome = _outcome(store, batch(0, OFFER, receipt=RECEIPT))
        _check("a conflict goes before a key that is taken", outcome, VersionConflict.code)

    # finding

    @pytest.fixture
    def filled(self, store: Store) -> Store:
        """Return the store with four placements."""
        for placement_id, summary in _SUMMARIES.items():
            store.append(placement_id, batch(0, OFFER, summary=summary))
        return store

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            (Query(), ["P-autumn", "P-never", "P-offered", "P-spring"]),
            (Query(person="sam"), ["P-autumn", "P-offered", "P-spring"]),
            (Query(person="sara"), ["P-never"]),
            (Query(person="nobody"), []),
            (Query(person="Sam"), []),
            (Query(person="sam", role=Role.SECONDEE), ["P-offered", "P-spring"]),
            (Query(person="sam", role=Role.STAKEHOLDER), ["P-autumn"]),
            (Query(person="otto", role=Role.HOST_MANAGER), ["P-offered", "P-spring"]),
            (Query(person="otto", role=Role.HOME_MANAGER), ["P-autumn"]),
            (Query(person="otto", role=Role.PROGRAMME_OFFICE), ["P-autumn"]),
            (Query(person="sam", role=Role.HOST_MANAGER), []),
            (Query(role=Role.STAKEHOLDER), ["P-autumn"]),
            (Query(role=Role.PROGRAMME_OFFICE), ["P-autumn", "P-offered", "P-spring"]),
            (Query(statuses=frozenset({Status.WITHDRAWN})), ["P-never"]),
            (Query(statuses=frozenset({Status.CONVERTED})), []),
            (
                Query(statuses=frozenset({Status.UNDERWAY, Status.SCHEDULED, Status.LEFT})),
                ["P-autumn", "P-spring"],
            ),
            (Query(day=_SPRING.first_day - _A_DAY), []),
            (Query(day=_SPRING.first_day), ["P-spring"]),
            (Query(day=_SPRING.last_day), ["P-spring"]),
            (Query(day=_SPRING.last_day + _A_DAY), []),
            (Query(day=_AUTUMN.first_day), ["P-autumn"]),
            (Query(day=date.min), []),
            (Query(day=date.max), []),
            (Query(day=_SPRING.first_day, person="sam"), ["P-spring"]),
            (Query(day=_AUTUMN.first_day, person="sam", role=Role.SECONDEE), []),
            (Query(day=_SPRING.first_day, statuses=frozenset({Status.UNDERWAY})), []),
            (Query(person="sam", statuses=frozenset({Status.PROPOSED})), ["P-offered"]),
            (
                Query(
                    person="otto",
                    role=Role.PROGRAMME_OFFICE,
                    statuses=frozenset({Status.UNDERWAY}),
                    day=_AUTUMN.last_day,
                ),
                ["P-autumn"],
            ),
        ],
    )
    def test_all_that_is_asked_must_hold(
        self, filled: Store, query: Query, found: list[str]
    ) -> None:
        """A person and a role in the same seat; a day from the first to the last, both included."""
        _check(f"all that is asked must hold: {query}", filled.find(query), tuple(found))

    def test_a_placement_is_found_by_what_the_last_batch_says(self, filled: Store) -> None:
        """And not any more by what held before."""
        promise = "a placement is found by what the last batch says, and by nothing before"
        moved = Summary(
            Status.HANDOVER, (Seat(Role.SECONDEE, "selma"),), _SPRING.first_day, _SPRING.first_day
        )
        filled.append("P-spring", batch(1, CONSENT, summary=moved))
        for query, found in [
            (Query(person="sam"), ("P-autumn", "P-offered")),
            (Query(person="selma"), ("P-autumn", "P-spring")),
            (Query(statuses=frozenset({Status.SCHEDULED})), ()),
            (Query(statuses=frozenset({Status.HANDOVER})), ("P-spring",)),
            (Query(day=_SPRING.first_day), ("P-spring",)),
            (Query(day=_SPRING.last_day), ()),
        ]:
            _check(promise, filled.find(query), found)

    def test_what_occupies_no_days_any_more_is_found_on_none(self, filled: Store) -> None:
        """What was agreed and never started had days before."""
        filled.append("P-spring", batch(1, CONSENT, summary=PROPOSED))
        found = filled.find(Query(day=_SPRING.first_day))
        _check("what occupies no days is found on none", found, ())

    def test_placements_come_in_the_order_of_their_ids(self, store: Store) -> None:
        """By code point, in any store: neither by language nor by UTF-16 unit."""
        ids = ("P-1", "P-10", "P-2", "a", "a\x00b", "p-1", "z", "Ä", "\uffff", "\U0001f600")
        for placement_id in (*ids[5:], *ids[:5]):
            store.append(placement_id, batch(0, OFFER))
        _check("placements come in the order of code points", store.find(Query()), ids)

    def test_one_is_found_among_many_and_many_at_once(self, store: Store) -> None:
        """Nothing is left to a second page."""
        ids = tuple(f"P-{number:03}" for number in range(200))
        for each in ids:
            seats = (Seat(Role.SECONDEE, f"sam-{each}"), Seat(Role.HOST_MANAGER, "otto"))
            store.append(each, batch(0, OFFER, summary=altered(PROPOSED, seats=seats)))
        _check("one is found among many", store.find(Query(person="sam-P-017")), ("P-017",))
        _check("all that fit are found", store.find(Query(person="otto")), ids)

    def test_every_status_can_be_found(self, store: Store) -> None:
        """From the proposal to every end, alone and with others."""
        for status in Status:
            store.append(status.value, batch(0, OFFER, summary=altered(PROPOSED, status=status)))
        for status in Status:
            found = store.find(Query(statuses=frozenset({status})))
            _check("every status can be found", found, (status.value,))
        everywhere = store.find(Query(statuses=frozenset(Status)))
        _check("several statuses can be asked for", everywhere, tuple(sorted(Status)))

    # several at once

    def test_of_writers_that_race_one_gets_through(self, handles: tuple[Store, ...]) -> None:
        """All have seen the same history; the others are told of a conflict and leave nothing."""
        writers, rounds = 4, 8

        def write(number: int, gate: Barrier) -> list[str]:
            store, mine = handles[number % len(handles)], consents(str(number))[0]
            outcomes = []
            for turn in range(rounds):
                gate.wait(_PATIENCE)
                outcomes.append(_outcome(store, batch(2 * turn, mine, mine)))
            return outcomes

        outcomes = list(zip(*_at_once(writers, write), strict=True))
        for each in outcomes:
            wanted = ("done", *[VersionConflict.code] * (writers - 1))
            _check("of writers that race one gets through", tuple(sorted(each)), wanted)
        winners = [str(each.index("done")) for each in outcomes]
        history = facts(0, *consents(*(name for each in winners for name in (each, each))))
        for store in handles:
            _check("what was acknowledged is there once", store.load("P-1"), history)

    def test_of_writers_with_one_key_one_gets_through(self, handles: tuple[Store, ...]) -> None:
        """The others are told of the conflict, and when they come again of the key."""
        handles[0].append("P-1", batch(0, OFFER))

        def write(number: int, gate: Barrier) -> tuple[str, ...]:
            store, mine = handles[number % len(handles)], Receipt("req-1", str(number))
            gate.wait(_PATIENCE)
            first = _outcome(store, batch(1, CONSENT, receipt=mine))
            if first == "done":
                return (first,)
            return (first, _outcome(store, batch(len(store.load("P-1")), CONSENT, receipt=mine)))

        outcomes = _at_once(6, write)
        wanted = (("done",), *[(VersionConflict.code, KeyReused.code)] * 5)
        promise = "of writers that race under one key one gets through"
        _check(promise, tuple(sorted(outcomes)), wanted)
        receipt = Receipt("req-1", str(outcomes.index(("done",))))
        for store in handles:
            _check(f"{promise}, and is there once", len(store.load("P-1")), 2)
            _check(f"{promise}, and the key stands for it", store.receipt("P-1", "req-1"), receipt)

    def test_who_reads_meanwhile_sees_whole_batches(self, handles: tuple[Store, ...]) -> None:
        """What was there at one instant: never half a batch, never less than a moment ago."""
        whole = facts(0, *[CONSENT] * 30)
        done = threading.Event()

        def write() -> None:
            try:
                for before in range(0, 30, 3):
                    handles[0].append("P-1", batch(before, CONSENT, CONSENT, CONSENT))
                    sleep(0)  # let the readers have their turn
            finally:
                done.set()

        def read(store: Store) -> None:
            seen, last_time = 0, False
            while not last_time:
                last_time = done.is_set()
                history = store.load("P-1")
                _check("a reader sees whole batches", len(history) % 3, 0)
                _check("a reader sees what was written", history, whole[: len(history)])
                _check("a reader never sees less than before", len(history) >= seen, True)
                seen = len(history)
                sleep(0)  # let the writer have its turn
            _check("a reader sees what was acknowledged", seen, 30)

        def work(number: int, gate: Barrier) -> None:
            store = handles[number % len(handles)]
            store.load("P-1")  # whoever keeps a copy has it now
            gate.wait(_PATIENCE)
            if number:
                read(store)
            else:
                write()

        _at_once(1 + len(handles), work)

    # several ways to the same

    def test_what_was_acknowledged_is_there_for_others_at_once(
        self, store: Store, another: Store
    ) -> None:
        """Another process reads what this one was told is written; neither keeps a copy."""
        promise = "what was acknowledged is there for others at once"
        ways = (store, another)
        for before, writer in enumerate(ways * 2):
            key = Receipt(f"req-{before}", str(before))
            status = tuple(Status)[before]
            summary = altered(PROPOSED, status=status)
            writer.append("P-1", batch(before, CONSENT, summary=summary, receipt=key))
            for reader in ways:
                _check(promise, reader.load("P-1"), facts(0, *[CONSENT] * (before + 1)))
                _check(promise, reader.receipt("P-1", key.key), key)
                _check(promise, reader.find(Query(statuses=frozenset({status}))), ("P-1",))

    def test_what_was_acknowledged_is_there_for_who_comes_later(
        self, store: Store, request: pytest.FixtureRequest
    ) -> None:
        """As after a restart: nothing is left to be written when the store is let go."""
        promise = "what was acknowledged is there for who comes later"
        store.append("P-1", batch(0, OFFER, CONSENT, summary=SCHEDULED, receipt=RECEIPT))
        was = _kept(store)
        later = request.getfixturevalue("another")
        _check_nothing_changed(promise, later, was)
        _check(promise, later.load("P-1"), facts(0, OFFER, CONSENT))

    # unreadable records

    def test_an_unreadable_history_is_an_error(
        self, store: Store, spoil: Callable[[str], object]
    ) -> None:
        """Never a shorter history: on that a register would decide as if something had not been.

        Each time, and to a register too, whose command then writes nothing.
        """
        promise = "a history that cannot be read is an error"
        register = _register(store)
        register.do("P-1", _PROPOSE)
        register.do("P-1", _cover("anna"), key="req-1")
        spoil("P-1")
        was = _kept(store, of_history=False)
        for wish in (
            lambda: store.load("P-1"),
            lambda: store.load("P-1"),
            lambda: register.history("P-1"),
            lambda: register.do("P-1", _cover("ben"), key="req-2"),
        ):
            _error(promise, _UNREADABLE, wish)
        promise = "on a history that cannot be read nothing is done"
        _check_nothing_changed(promise, store, was, of_history=False)

    def test_an_unreadable_history_does_not_harm_the_others(
        self, store: Store, spoil: Callable[[str], object]
    ) -> None:
        """They are read, found and written as before."""
        promise = "a history that cannot be read does not harm the others"
        store.append("P-1", batch(0, OFFER, CONSENT))
        store.append("P-2", batch(0, OFFER, CONSENT))
        spoil("P-1")
        _check(promise, _outcome(store, batch(2, CONSENT), "P-2"), "done")
        _check(promise, store.load("P-2"), facts(0, OFFER, CONSENT, CONSENT))
        _check(promise, "P-2" in store.find(Query()), True)

    # what a register makes of it

    def test_what_a_register_tells_is_on_record(self, store: Store) -> None:
        """From the proposal to the return, each fact once, in order, at the instant told."""
        told: list[Recorded] = []
        register = _register(store, lambda _, facts: told.extend(facts))
        for command in _A_LIFE:
            after = register.do("P-1", command)
            position = len(register.history("P-1"))
            _check("a placement says how many facts are on record", after.position, position)
        _check("what is told is on record", register.history("P-1"), tuple(told))
        kinds = tuple(type(each.event).__name__ for each in told)
        _check("every fact of a life is kept", kinds, _ITS_FACTS)
        _check("a life can be read to its end", register.placement("P-1").status, "completed")

    def test_a_command_given_twice_under_its_key_is_done_once(self, store: Store) -> None:
        """And answered both times, by where the placement stands now."""
        promise = "what is given twice under its key is done once"
        register = _register(store)
        register.do("P-1", _PROPOSE, key="req-1")
        first = register.do("P-1", _cover("anna"), key="req-2")
        was = _kept(store)
        _check(promise, register.do("P-1", _cover("anna"), key="req-2"), first)
        _check(promise, register.do("P-1", _PROPOSE, key="req-1"), first)
        _check_nothing_changed(promise, store, was)

    def test_another_command_under_a_key_is_not_done(self, store: Store) -> None:
        """It is no repetition: somebody has mixed up two wishes."""
        promise = "another command under a key is refused"
        register = _register(store)
        register.do("P-1", _PROPOSE)
        register.do("P-1", _cover("anna"), key="req-1")
        was = _kept(store)
        _error(promise, KeyReused, lambda: register.do("P-1", _cover("ben"), key="req-1"))
        _check_nothing_changed("another command under a key writes nothing", store, was)

    def test_a_command_based_on_what_is_past_is_not_done(self, store: Store) -> None:
        """Somebody decided by what was on the screen, and that has changed."""
        promise = "a command based on what is past is a conflict"
        register = _register(store)
        seen = register.do("P-1", _PROPOSE).position
        after = register.do("P-1", _cover("anna"), expected=seen)
        was = _kept(store)
        wish = _cover("ben")
        _error(promise, VersionConflict, lambda: register.do("P-1", wish, expected=seen))
        _check_nothing_changed(f"{promise}, and writes nothing", store, was)
        done = register.do("P-1", wish, expected=after.position).position
        _check("a command based on what is on record is done", done, after.position + 1)

    def test_a_register_finds_a_placement_by_where_it_stands(self, store: Store) -> None:
        """After each command, by the person, the role, the status and the day."""
        promise = "a placement is found by where it stands"
        register = _register(store)
        first_day = TERMS.period.first_day
        for command in _A_LIFE:
            after = register.do("P-1", command)
            for status in Status:
                found = ("P-1",) if status is after.status else ()
                _check(promise, register.find(person="sam", status=[status]), found)
            found = () if after.terms is None else ("P-1",)
            _check(promise, register.find(role=Role.SECONDEE, day=first_day), found)

    def test_what_registers_do_under_one_key_is_done_once(self, handles: tuple[Store, ...]) -> None:
        """The same command is answered to all of them; of different ones one is done.

        Each has read and decided before any writes: they wait for each other where they ask what
        time it is.
        """
        promise = "what is done under one key is done once"
        _register(handles[0]).do("P-1", _PROPOSE)

        def work(number: int, gate: Barrier) -> object:
            def clock() -> datetime:
                gate.wait(_PATIENCE)
                return AT

            register = _register(handles[number % len(handles)], clock=clock)
            same, mine = _cover("anna"), _cover(f"person-{number}")
            answer = _tried(lambda: register.do("P-1", same, key="req-1").position)
            _check(f"{promise}, and answered to all who wish the same", answer, 2)
            return _tried(lambda: register.do("P-1", mine, key="req-2").position)

        outcomes = tuple(sorted(map(str, _at_once(4, work))))
        _check(f"{promise}, and others are told", outcomes, ("3", *[KeyReused.code] * 3))
        for store in handles:
            _check(f"{promise}, and on record once", len(store.load("P-1")), 3)


_PROPOSE: Final = Propose(by="hana", on=PROPOSED_ON, parties=PARTIES, terms=TERMS)

_A_LIFE: Final[tuple[Command, ...]] = (
    _PROPOSE,
    *(Consent(by=person, on=PROPOSED_ON) for person in ("sam", "otto", "petra")),
    Advance(on=TERMS.period.first_day),
    Advance(on=TERMS.period.last_day + _A_DAY),
)
_ITS_FACTS: Final = (
    *("Proposed", "Consented", "Consented", "Consented", "Agreed", "Started", "Completed"),
)


def _cover(person: str) -> ArrangeCover:
    """Return a command that can be given again and again, each time with another person."""
    first_day = TERMS.period.first_day
    return ArrangeCover(
        by="hana", on=PROPOSED_ON, person=person, period=Period(first_day, first_day)
    )


def _register(
    store: Store,
    listener: Listener | None = None,
    clock: Callable[[], datetime] = lambda: AT,
) -> Register:
    return Register(store, policy=load_policy("house"), clock=clock, listener=listener)


# what a test holds to a promise; a message begins with the promise that was broken


def _check(promise: str, found: object, wanted: object) -> None:
    __tracebackhide__ = True
    if found != wanted:
        raise AssertionError("\n".join([f"broken promise: {promise}", *_difference(found, wanted)]))


_Error = TypeVar("_Error", bound=HistoryError)


def _error(
    promise: str, kinds: type[_Error] | tuple[type[_Error], ...], wish: Callable[[], object]
) -> _Error:
    """Return the error that *wish* raises, which is one of *kinds*."""
    __tracebackhide__ = True
    wanted = " or ".join(each.__name__ for each in (kinds if isinstance(kinds, tuple) else [kinds]))
    try:
        came = wish()
    except kinds as error:
        return error
    except Exception as error:
        text = f"broken promise: {promise}\n  wanted {wanted}\n  raised {_shown(error)}"
        raise AssertionError(text) from error
    text = f"broken promise: {promise}\n  wanted {wanted}\n  and there came {_shown(came)}"
    raise AssertionError(text)


def _difference(found: object, wanted: object) -> list[str]:
    """Return lines that show where the two part; of long histories nobody reads the rest."""
    if not (isinstance(found, tuple) and isinstance(wanted, tuple)):
        if isinstance(found, list) and tuple(found) == wanted:
            return ["  wanted a tuple", "  found the same in a list"]
        return [f"  wanted {_shown(wanted)}", f"  found {_shown(found)}"]
    both = enumerate(zip(found, wanted, strict=False), start=1)
    shorter = min(len(found), len(wanted))
    at = next((at for at, (came, asked) in both if came != asked), shorter + 1)
    return [f"  wanted {_numbered(wanted, at)}", f"  found {_numbered(found, at)}"]


def _numbered(values: tuple[object, ...], at: int) -> str:
    if at > len(values):
        return f"no more than {len(values)}"
    return f"as number {at} of {len(values)} {_shown(values[at - 1])}"


_MOST: Final = 600
"""How many characters of a value are shown; its begin and its end tell it."""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MOST else f"{text[: _MOST // 2]} ... {text[-_MOST // 2 :]}"


def _kept(store: Store, *, of_history: bool = True) -> Mapping[str, object]:
    """Return all that can be read of P-1, to see afterwards that nothing has changed."""
    kept: dict[str, object] = {"its history": store.load("P-1")} if of_history else {}
    queries = [Query(), Query(person="sam"), Query(role=Role.STAKEHOLDER)]
    queries += [Query(statuses=frozenset({each})) for each in Status]
    queries += [Query(day=each) for each in (TERMS.period.first_day, TERMS.period.last_day)]
    kept |= {f"what is found by {query}": store.find(query) for query in queries}
    return kept | {f"the receipt {key}": store.receipt("P-1", key) for key in ("req-1", "req-2")}


def _check_nothing_changed(
    promise: str, store: Store, was: Mapping[str, object], *, of_history: bool = True
) -> None:
    __tracebackhide__ = True
    now = _kept(store, of_history=of_history)
    for what, before in was.items():
        _check(f"{promise}: {what}", now[what], before)


def _tried(wish: Callable[[], object]) -> object:
    """Return what *wish* brings, or the code of the error."""
    try:
        return wish()
    except SecondmentError as error:
        return error.code


def _outcome(store: Store, wish: Batch, placement_id: str = "P-1") -> str:
    """Return what comes of writing: ``done``, or the code of the error."""
    try:
        store.append(placement_id, wish)
    except SecondmentError as error:
        return error.code
    return "done"


_Brought = TypeVar("_Brought")


def _at_once(count: int, work: Callable[[int, Barrier], _Brought]) -> list[_Brought]:
    """Return what *work* brings in each of *count* threads; what one raises is raised here.

    They wait for each other at the gate that they are given.
    """
    __tracebackhide__ = True
    gate = Barrier(count)
    brought: dict[int, _Brought] = {}
    errors: list[Exception] = []

    def run(number: int) -> None:
        try:
            brought[number] = work(number, gate)
        except Exception as error:
            errors.append(error)
            gate.abort()  # nobody waits for one that does not come

    threads = [Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for each in threads:
        each.start()
    give_up_at = monotonic() + _PATIENCE
    for each in threads:
        each.join(max(0.0, give_up_at - monotonic()))
    for error in sorted(errors, key=_tells_least):
        raise error
    stuck = sum(each.is_alive() for each in threads)
    _check("threads do not wait for each other for ever", f"{stuck} stuck", "0 stuck")
    return [brought[number] for number in range(count)]


def _tells_least(error: Exception) -> int:
    """Return 0 for a promise that was broken, more for what may only have followed from it."""
    return 2 if isinstance(error, BrokenBarrierError) else not isinstance(error, AssertionError)
