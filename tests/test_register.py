"""The one door: what is done once, what is refused, what is told, what was known and when."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve as altered

from secondment import (
    Advance,
    ArrangeCover,
    Batch,
    BrokenHistory,
    Command,
    Consent,
    Consented,
    Counter,
    CoverArranged,
    Decline,
    EndEarly,
    GiveNotice,
    InvalidValue,
    KeyReused,
    MakeRecord,
    MemoryStore,
    NotAllowedHere,
    NoticeKind,
    Period,
    PlacementId,
    Query,
    Reassign,
    Receipt,
    RecordAbsence,
    Recorded,
    RecordMade,
    Refused,
    Register,
    Role,
    RuleUnmet,
    SqliteStore,
    Status,
    Store,
    Summary,
    UnknownPlacement,
    VersionConflict,
    Void,
    Withdraw,
    in_force,
    options,
    overview,
    replay,
    standing,
    what_if,
    why_not,
)
from secondment.feedback import CheckIn
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    OTTO,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
)

NOON: Final = time(12, tzinfo=UTC)
AT: Final = datetime(2027, 1, 11, 12, tzinfo=UTC)
AFTER_THE_END: Final = date(2027, 9, 30)


@contextmanager
def kept(kind: str, folder: Path) -> Iterator[Store]:
    """Keep facts for a while in a store of that *kind*."""
    if kind == "memory":
        yield MemoryStore()
    else:
        with closing(SqliteStore(folder / "placements.db", synchronous="NORMAL")) as store:
            yield store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with kept(request.param, tmp_path) as store:
        yield store


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.facts: list[tuple[PlacementId, tuple[Recorded, ...]]] = []

    def __call__(self, placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        self.facts.append((placement_id, facts))


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime = AT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(store: Store, told: Told, clock: Clock) -> Register:
    return Register(store, policy=HOUSE, clock=clock, listener=told)


@pytest.fixture
def in_memory(told: Told, clock: Clock) -> Register:
    """Return a register for what does not depend on the store."""
    return Register(MemoryStore(), policy=HOUSE, clock=clock, listener=told)


def given(register: Register, *commands: Command, placement_id: str = "P-1") -> None:
    """Let *commands* be carried out."""
    for command in commands:
        register.do(placement_id, command)


PETRA_CONSENTS: Final = Consent(by=PETRA, on=AGREED_ON)
OTTO_CONSENTS: Final = Consent(by=OTTO, on=AGREED_ON)
AGREED: Final[tuple[Command, ...]] = (PROPOSE, *consents(AGREED_ON, (SAM, OTTO, PETRA)))
STARTED: Final[tuple[Command, ...]] = (*AGREED, Advance(on=FIRST_DAY))


def covered_by(person: str) -> ArrangeCover:
    return ArrangeCover(by=HANA, on=PROPOSED_ON, person=person, period=Period(FIRST_DAY, FIRST_DAY))


# commands


def test_a_command_is_carried_out_and_answered_with_the_placement_after_it(
    register: Register,
) -> None:
    placement = register.do("P-1", PROPOSE)
    assert (placement.status, placement.position) == (Status.PROPOSED, 1)
    assert register.placement("P-1") == placement


def test_what_one_command_brings_is_recorded_together(register: Register, clock: Clock) -> None:
    given(register, *AGREED[:-1])
    clock.now = AT + timedelta(hours=1)
    assert register.do("P-1", PETRA_CONSENTS).status is Status.SCHEDULED
    kinds = [(type(each.event).__name__, each.recorded_at) for each in register.history("P-1")]
    assert kinds == [
        *(("Proposed", AT), ("Consented", AT), ("Consented", AT)),
        *(("Consented", clock.now), ("Agreed", clock.now)),
    ]


def test_two_placements_do_not_mix(register: Register) -> None:
    given(register, PROPOSE)
    given(register, *AGREED, placement_id="P-2")
    assert register.placement("P-1").status is Status.PROPOSED
    assert register.placement("P-2").status is Status.SCHEDULED


def test_a_refusal_names_the_placement_and_leaves_everything_as_it_was(
    register: Register, told: Told
) -> None:
    given(register, PROPOSE)
    was = register.history("P-1")
    with pytest.raises(RuleUnmet) as caught:
        register.do("P-1", Consent(by="eve", on=AGREED_ON))
    assert caught.value.placement_id == "P-1"
    assert str(caught.value) == (
        "P-1: cannot consent on 2027-01-15 while proposed: eve is no party to this placement "
        "(secondment: only parties act on a placement; would pass: consent given by "
        "sam, otto, petra)"
    )
    assert register.history("P-1") == was
    assert len(told.facts) == 1


def test_a_step_that_does_not_exist_here_is_refused_with_the_placement_named(
    in_memory: Register,
) -> None:
    given(in_memory, PROPOSE)
    with pytest.raises(NotAllowedHere) as caught:
        in_memory.do("P-1", PROPOSE)
    assert str(caught.value).startswith("P-1: cannot propose on 2027-01-11 while proposed: ")


@pytest.mark.parametrize(
    "ask",
    [
        lambda register: register.do("P-9", OTTO_CONSENTS),
        lambda register: register.do("P-9", OTTO_CONSENTS, key="req-1"),
        lambda register: register.do("P-9", OTTO_CONSENTS, expected=0),
        lambda register: register.do("P-9", Advance(on=FIRST_DAY)),
        lambda register: register.placement("P-9"),
        lambda register: register.history("P-9"),
        lambda register: register.options("P-9", by=SAM, on=FIRST_DAY),
        lambda register: register.why_not("P-9", OTTO_CONSENTS),
        lambda register: register.why_not("P-9", Advance(on=FIRST_DAY)),
        lambda register: register.what_if("P-9", OTTO_CONSENTS),
        lambda register: register.standing("P-9", on=FIRST_DAY),
        lambda register: register.overview("P-9", on=FIRST_DAY),
    ],
)
def test_of_an_unknown_placement_nothing_is_on_record(
    in_memory: Register, ask: Callable[[Register], object]
) -> None:
    given(in_memory, PROPOSE)
    with pytest.raises(UnknownPlacement) as caught:
        ask(in_memory)
    assert str(caught.value) == "nothing is on record of placement P-9"
    assert in_memory.find() == ("P-1",)


# records


CHECKED_IN: Final = CheckIn(by=SAM, on=AGREED_ON, confidence=4, blockers=("no laptop",))
SAM_CHECKS_IN: Final = MakeRecord(by=SAM, on=AGREED_ON, record=CHECKED_IN)


def test_a_record_is_kept_beside_the_steps(register: Register, told: Told) -> None:
    given(register, *AGREED)
    after = register.do("P-1", SAM_CHECKS_IN)
    made = RecordMade(on=AGREED_ON, by=SAM, record=CHECKED_IN)
    assert [each.event for each in register.history("P-1")][-1] == made
    assert (after.status, after.records) == (Status.SCHEDULED, (CHECKED_IN,))
    assert register.placement("P-1").recorded(CheckIn) == (CHECKED_IN,)
    assert [each.event for each in told.facts[-1][1]] == [made]


def test_a_record_under_a_key_is_made_once_and_another_under_it_is_an_error(
    register: Register,
) -> None:
    given(register, *AGREED)
    once = register.do("P-1", SAM_CHECKS_IN, key="req-1")
    assert register.do("P-1", SAM_CHECKS_IN, key="req-1") == once
    other = altered(SAM_CHECKS_IN, record=altered(CHECKED_IN, confidence=3))
    with pytest.raises(KeyReused):
        register.do("P-1", other, key="req-1")
    assert register.placement("P-1").records == (CHECKED_IN,)


# done once


def test_the_same_command_under_the_same_key_is_done_once(register: Register, told: Told) -> None:
    given(register, PROPOSE)
    first = register.do("P-1", OTTO_CONSENTS, key="req-1")
    again = register.do("P-1", Consent(by=OTTO, on=AGREED_ON), key="req-1")
    assert again == first
    assert len(register.history("P-1")) == len(told.facts) == 2


def test_the_answer_to_a_repeated_command_is_the_placement_as_it_stands_now(
    register: Register,
) -> None:
    register.do("P-1", PROPOSE, key="req-1")
    given(register, *AGREED[1:])
    assert register.do("P-1", PROPOSE, key="req-1").status is Status.SCHEDULED


@pytest.mark.parametrize("expected", [0, 1, 99])
def test_a_repeated_command_is_answered_whatever_it_expected(
    register: Register, expected: int
) -> None:
    """It was right when it was done, and what it brought is on record since."""
    register.do("P-1", PROPOSE, key="req-1", expected=0)
    assert register.do("P-1", PROPOSE, key="req-1", expected=expected).position == 1


@pytest.mark.parametrize(
    "other",
    [
        Consent(by=SAM, on=AGREED_ON),
        Consent(by=OTTO, on=AGREED_ON, offer=1),
        Consent(by=OTTO, on=PROPOSED_ON),
        Decline(by=OTTO, on=AGREED_ON),
        Advance(on=AGREED_ON),
    ],
)
def test_another_command_under_the_same_key_is_an_error(
    register: Register, told: Told, other: Command
) -> None:
    given(register, PROPOSE)
    register.do("P-1", OTTO_CONSENTS, key="req-1")
    with pytest.raises(KeyReused) as caught:
        register.do("P-1", other, key="req-1")
    assert str(caught.value) == (
        "key req-1 of placement P-1 stands for another command; nothing was written; "
        "a new command needs a new key"
    )
    assert len(register.history("P-1")) == len(told.facts) == 2


def test_a_key_belongs_to_one_placement(register: Register) -> None:
    register.do("P-1", PROPOSE, key="req-1")
    other = altered(PROPOSE, by=OTTO)
    register.do("P-2", other, key="req-1")
    assert [register.history(each)[0].event.by for each in ("P-1", "P-2")] == [HANA, OTTO]


def test_a_command_that_was_refused_leaves_its_key_free(register: Register) -> None:
    given(register, PROPOSE)
    with pytest.raises(RuleUnmet):
        register.do("P-1", Consent(by="eve", on=AGREED_ON), key="req-1")
    assert register.do("P-1", OTTO_CONSENTS, key="req-1").position == 2


def test_an_advance_that_finds_nothing_due_leaves_its_key_free(register: Register) -> None:
    given(register, *AGREED)
    register.do("P-1", Advance(on=AGREED_ON), key="daily")
    assert register.do("P-1", Advance(on=FIRST_DAY), key="daily").status is Status.UNDERWAY


def test_advancing_again_does_nothing(register: Register, told: Told) -> None:
    given(register, *AGREED)
    first = register.do("P-1", Advance(on=FIRST_DAY))
    history, said = register.history("P-1"), len(told.facts)
    for on in (FIRST_DAY, AGREED_ON, LAST_DAY, FIRST_DAY):
        assert register.do("P-1", Advance(on=on)) == first
    assert register.history("P-1") == history
    assert len(told.facts) == said


def test_advancing_far_brings_everything_at_once(in_memory: Register, told: Told) -> None:
    given(in_memory, *AGREED)
    in_memory.do("P-1", Advance(on=AFTER_THE_END))
    placement_id, facts = told.facts[-1]
    assert placement_id == "P-1"
    assert [(type(each.event).__name__, each.event.on) for each in facts] == [
        ("Started", FIRST_DAY),
        ("Completed", date(2027, 9, 1)),
    ]
    step_by_step = Register(MemoryStore(), policy=HOUSE)
    given(step_by_step, *STARTED, Advance(on=LAST_DAY), Advance(on=AFTER_THE_END))
    assert step_by_step.placement("P-1") == in_memory.placement("P-1")


@pytest.mark.parametrize("expected", [0, 1, 3, 99, -1])
def test_a_wish_based_on_another_version_is_a_conflict(
    register: Register, told: Told, expected: int
) -> None:
    given(register, *AGREED[:2])
    with pytest.raises(VersionConflict) as caught:
        register.do("P-1", OTTO_CONSENTS, expected=expected, key="req-1")
    assert str(caught.value) == (
        f"cannot add to placement P-1: expected {expected} facts on record, found 2; nothing was "
        "written; read it again and decide anew"
    )
    assert len(register.history("P-1")) == len(told.facts) == 2
    assert register.do("P-1", OTTO_CONSENTS, expected=2, key="req-1").position == 3


def test_a_conflict_comes_before_a_refusal(in_memory: Register) -> None:
    """Whoever looked at something else should look again before hearing of rules."""
    given(in_memory, PROPOSE)
    with pytest.raises(VersionConflict):
        in_memory.do("P-1", Consent(by="eve", on=AGREED_ON), expected=3)


def test_a_proposal_may_expect_that_there_is_nothing_yet(register: Register) -> None:
    assert register.do("P-1", PROPOSE, expected=0).position == 1
    with pytest.raises(VersionConflict) as caught:
        register.do("P-2", PROPOSE, expected=1)
    assert (caught.value.expected, caught.value.found) == (1, 0)


class Rivalled:
    """A store where somebody else is quicker: *rival* acts once, just before *method* is used."""

    def __init__(self, store: Store, method: str, rival: Callable[[], object]) -> None:
        self._store, self._method = store, method
        self._rivals = [rival]

    def _use(self, method: str) -> Store:
        if method == self._method and self._rivals:
            self._rivals.pop()()
        return self._store

    def append(self, placement_id: PlacementId, batch: Batch) -> None:
        self._use("append").append(placement_id, batch)

    def load(self, placement_id: PlacementId) -> tuple[Recorded, ...]:
        return self._use("load").load(placement_id)

    def receipt(self, placement_id: PlacementId, key: str) -> Receipt | None:
        return self._use("receipt").receipt(placement_id, key)

    def find(self, query: Query) -> tuple[PlacementId, ...]:
        return self._use("find").find(query)


@pytest.mark.parametrize("method", ["load", "append"])
def test_a_race_lost_against_the_same_command_under_the_same_key_is_no_loss(
    register: Register, store: Store, told: Told, method: str
) -> None:
    given(register, PROPOSE)
    rival = Rivalled(store, method, lambda: register.do("P-1", OTTO_CONSENTS, key="req-1"))
    mine = Register(rival, policy=HOUSE, listener=told)
    assert mine.do("P-1", OTTO_CONSENTS, key="req-1") == register.placement("P-1")
    assert len(register.history("P-1")) == len(told.facts) == 2


@pytest.mark.parametrize("method", ["load", "append"])
def test_a_race_lost_against_another_command_under_the_same_key_is_an_error(
    register: Register, store: Store, method: str
) -> None:
    given(register, PROPOSE)
    sam_consents = Consent(by=SAM, on=AGREED_ON)
    rival = Rivalled(store, method, lambda: register.do("P-1", sam_consents, key="req-1"))
    with pytest.raises(KeyReused):
        Register(rival, policy=HOUSE).do("P-1", OTTO_CONSENTS, key="req-1")
    assert [each.event.by for each in register.history("P-1")] == [HANA, SAM]


@pytest.mark.parametrize("key", [None, "req-1"])
def test_a_race_lost_against_somebody_else_is_a_conflict(
    register: Register, store: Store, key: str | None
) -> None:
    given(register, PROPOSE)
    rival = Rivalled(store, "append", lambda: register.do("P-1", Consent(by=SAM, on=AGREED_ON)))
    mine = Register(rival, policy=HOUSE)
    with pytest.raises(VersionConflict) as caught:
        mine.do("P-1", OTTO_CONSENTS, key=key)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    assert [each.event.by for each in register.history("P-1")] == [HANA, SAM]
    assert mine.do("P-1", OTTO_CONSENTS, key=key).position == 3


# telling


def test_a_listener_is_told_of_every_fact_in_order_and_once(register: Register, told: Told) -> None:
    given(register, *STARTED)
    assert [placement_id for placement_id, _ in told.facts] == ["P-1"] * 5
    assert [len(facts) for _, facts in told.facts] == [1, 1, 1, 2, 1]
    assert tuple(fact for _, facts in told.facts for fact in facts) == register.history("P-1")


def test_a_listener_is_told_after_the_facts_are_committed(store: Store) -> None:
    seen: list[tuple[Recorded, ...]] = []

    def look(placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        seen.append(store.load(placement_id)[-len(facts) :])
        assert seen[-1] == facts

    given(Register(store, policy=HOUSE, listener=look), *AGREED)
    assert len(seen) == 4


def test_a_listener_that_fails_undoes_nothing(store: Store) -> None:
    calls: list[PlacementId] = []

    def fail(placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        calls.append(placement_id)
        raise ConnectionError("the mail server is away")

    register = Register(store, policy=HOUSE, listener=fail)
    with pytest.raises(ConnectionError, match=r"^the mail server is away\n") as caught:
        register.do("P-1", PROPOSE, key="req-1")
    assert caught.value.__notes__ == ["the facts of placement P-1 up to 1 are committed"]
    assert register.do("P-1", PROPOSE, key="req-1").position == 1
    assert calls == ["P-1"]


def test_a_listener_may_give_commands_itself(store: Store) -> None:
    heard: list[int] = []

    def answer(placement_id: PlacementId, facts: tuple[Recorded, ...]) -> None:
        heard.extend(fact.position for fact in facts)
        if heard == [1]:
            answering.do(placement_id, OTTO_CONSENTS)

    answering = Register(store, policy=HOUSE, listener=answer)
    answering.do("P-1", PROPOSE)
    assert heard == [1, 2]
    assert answering.placement("P-1").position == 2


# the clock


@pytest.mark.parametrize(
    ("now", "recorded"),
    [
        (AT, AT),
        (datetime(2027, 1, 11, 14, tzinfo=timezone(timedelta(hours=2))), AT),
        (datetime(2027, 1, 11, 0, 30, tzinfo=timezone(timedelta(hours=-11, minutes=-30))), AT),
    ],
)
def test_an_instant_is_recorded_in_utc(
    register: Register, clock: Clock, now: datetime, recorded: datetime
) -> None:
    clock.now = now
    given(register, PROPOSE)
    (fact,) = register.history("P-1")
    assert (fact.recorded_at, fact.recorded_at.tzinfo) == (recorded, UTC)


def test_a_register_without_a_clock_of_its_own_records_instants_in_utc(store: Store) -> None:
    register = Register(store, policy=HOUSE)
    given(register, PROPOSE)
    assert register.history("P-1")[0].recorded_at.utcoffset() == timedelta(0)


def test_no_instant_lies_before_that_of_the_fact_before_it(
    in_memory: Register, clock: Clock
) -> None:
    for minutes, command in zip((10, 3, 10, 11), AGREED, strict=True):
        clock.now = AT + timedelta(minutes=minutes)
        given(in_memory, command)
    instants = [each.recorded_at - AT for each in in_memory.history("P-1")]
    assert instants == [timedelta(minutes=minutes) for minutes in (10, 10, 10, 11, 11)]


@pytest.mark.parametrize(
    ("now", "fault"),
    [
        (
            datetime(2027, 1, 11, 12),  # noqa: DTZ001 - it is the fault
            "must be an instant with a time zone, not datetime.datetime(2027, 1, 11, 12, 0)",
        ),
        (date(2027, 1, 11), "must be an instant with a time zone, not datetime.date(2027, 1, 11)"),
        (None, "must be an instant with a time zone, not None"),
        (
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
            "9999-12-31 23:59:59.999999-01:00 lies outside the years 1 to 9999 in UTC",
        ),
    ],
)
def test_a_clock_that_gives_no_instant_stops_the_command(
    in_memory: Register, clock: Clock, told: Told, now: Any, fault: str
) -> None:
    clock.now = now
    with pytest.raises(InvalidValue) as caught:
        in_memory.do("P-1", PROPOSE, key="req-1")
    assert str(caught.value) == f"cannot make the clock's answer: {fault}"
    assert (in_memory.find(), told.facts) == ((), [])


# what held, and what was known


MISTAKE: Final = Counter(
    by=OTTO, on=date(2027, 1, 13), subject=altered(TERMS, host_share=Decimal("0.5"))
)
LIFE: Final[tuple[tuple[date, Command], ...]] = (
    (PROPOSED_ON, PROPOSE),
    (date(2027, 1, 13), MISTAKE),
    (date(2027, 1, 14), Void(by=PETRA, on=date(2027, 1, 14), position=2, reason="wrong_mail")),
    *((AGREED_ON, consent) for consent in consents(AGREED_ON, (SAM, OTTO, PETRA))),
    (FIRST_DAY, Advance(on=FIRST_DAY)),
    (
        date(2027, 3, 20),
        Reassign(
            by=PETRA,
            on=date(2027, 3, 20),
            dated=date(2027, 3, 10),
            role=Role.HOST_MANAGER,
            outgoing=OTTO,
            incoming="olga",
        ),
    ),
    (
        date(2027, 6, 10),
        RecordAbsence(
            by=SAM,
            on=date(2027, 6, 10),
            dated=date(2027, 6, 1),
            period=Period(date(2027, 6, 1), date(2027, 6, 4)),
            reason="sickness",
        ),
    ),
    (AFTER_THE_END, Advance(on=AFTER_THE_END)),
)
"""A life with a mistake and two late records, each command given at noon of its day."""


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    clock = Clock()
    with kept(request.param, tmp_path_factory.mktemp("lived")) as store:
        register = Register(store, policy=HOUSE, clock=clock)
        for day, command in LIFE:
            clock.now = datetime.combine(day, NOON)
            register.do("P-1", command)
        yield register


@pytest.mark.parametrize(
    ("as_of", "known_on", "status_share_manager_absences"),
    [
        # the mistake: never held, and was believed for a day
        (date(2027, 1, 11), None, (Status.PROPOSED, "0.8", OTTO, 0)),
        (date(2027, 1, 13), None, (Status.PROPOSED, "0.8", OTTO, 0)),
        (date(2027, 1, 12), date(2027, 1, 13), (Status.PROPOSED, "0.8", OTTO, 0)),
        (date(2027, 1, 13), date(2027, 1, 13), (Status.PROPOSED, "0.5", OTTO, 0)),
        (None, date(2027, 1, 13), (Status.PROPOSED, "0.5", OTTO, 0)),
        (date(2027, 1, 13), date(2027, 1, 14), (Status.PROPOSED, "0.8", OTTO, 0)),
        # steps
        (date(2027, 1, 14), None, (Status.PROPOSED, "0.8", OTTO, 0)),
        (date(2027, 1, 15), None, (Status.SCHEDULED, "0.8", OTTO, 0)),
        (date(2027, 2, 28), None, (Status.SCHEDULED, "0.8", OTTO, 0)),
        (date(2027, 3, 1), None, (Status.UNDERWAY, "0.8", OTTO, 0)),
        (date(2027, 8, 31), None, (Status.UNDERWAY, "0.8", "olga", 1)),
        (date(2027, 9, 1), None, (Status.COMPLETED, "0.8", "olga", 1)),
        (date(2030, 1, 1), None, (Status.COMPLETED, "0.8", "olga", 1)),
        (date(2030, 1, 1), date(2027, 9, 29), (Status.UNDERWAY, "0.8", "olga", 1)),
        # the manager that changed before anybody said so
        (date(2027, 3, 9), None, (Status.UNDERWAY, "0.8", OTTO, 0)),
        (date(2027, 3, 10), None, (Status.UNDERWAY, "0.8", "olga", 0)),
        (date(2027, 3, 10), date(2027, 3, 19), (Status.UNDERWAY, "0.8", OTTO, 0)),
        (date(2027, 3, 10), date(2027, 3, 20), (Status.UNDERWAY, "0.8", "olga", 0)),
        # the illness that was recorded later
        (date(2027, 5, 31), None, (Status.UNDERWAY, "0.8", "olga", 0)),
        (date(2027, 6, 1), None, (Status.UNDERWAY, "0.8", "olga", 1)),
        (date(2027, 6, 2), date(2027, 6, 9), (Status.UNDERWAY, "0.8", "olga", 0)),
        (None, date(2027, 6, 9), (Status.UNDERWAY, "0.8", "olga", 0)),
        (None, date(2027, 6, 10), (Status.UNDERWAY, "0.8", "olga", 1)),
        (None, None, (Status.COMPLETED, "0.8", "olga", 1)),
    ],
)
def test_what_held_on_a_day_and_what_was_known_then_are_two_questions(
    lived: Register,
    as_of: date | None,
    known_on: date | None,
    status_share_manager_absences: tuple[Status, str, str, int],
) -> None:
    known_at = None if known_on is None else datetime.combine(known_on, NOON)
    placement = lived.placement("P-1", as_of=as_of, known_at=known_at)
    terms = placement.terms or getattr(placement.offer, "subject", None)
    assert (
        placement.status,
        str(getattr(terms, "host_share", None)),
        placement.parties.host.manager,
        len(placement.absences),
    ) == status_share_manager_absences


@pytest.mark.parametrize(
    ("asked", "when"),
    [
        ({"as_of": date(2027, 1, 10)}, "2027-01-10"),
        ({"as_of": date.min}, "0001-01-01"),
        ({"known_at": AT - timedelta(microseconds=1)}, "2027-01-11T11:59:59.999999+00:00"),
        (
            {"as_of": date(2027, 1, 10), "known_at": AT},
            "2027-01-10 and 2027-01-11T12:00:00+00:00",
        ),
        (
            {"as_of": date(2027, 1, 11), "known_at": datetime(2027, 1, 11, 11, tzinfo=UTC)},
            "2027-01-11 and 2027-01-11T11:00:00+00:00",
        ),
    ],
)
def test_before_the_first_fact_nothing_is_on_record(
    lived: Register, asked: dict[str, Any], when: str
) -> None:
    with pytest.raises(UnknownPlacement) as caught:
        lived.placement("P-1", **asked)
    assert str(caught.value) == f"nothing is on record of placement P-1 as of {when}"


def test_what_was_known_at_the_instant_of_a_fact_includes_it(lived: Register) -> None:
    assert lived.placement("P-1", known_at=AT).position == 1
    ahead = AT.astimezone(timezone(timedelta(hours=14)))
    assert lived.placement("P-1", known_at=ahead).position == 1


def test_as_of_any_day_it_is_the_fold_of_what_took_effect_by_then(lived: Register) -> None:
    events = [each.event for each in lived.history("P-1")]
    for days in range(300):
        day = PROPOSED_ON + timedelta(days=days)
        fold = replay(event for event in in_force(events) if event.on <= day)
        assert lived.placement("P-1", as_of=day) == fold


def test_the_history_holds_what_was_voided_and_what_voided_it(lived: Register) -> None:
    history = lived.history("P-1")
    assert [type(each.event).__name__ for each in history] == [
        *("Proposed", "Countered", "Voided", "Consented", "Consented", "Consented", "Agreed"),
        *("Started", "Reassigned", "AbsenceRecorded", "Completed"),
    ]
    assert [each.position for each in history] == list(range(1, 12))
    assert replay(each.event for each in history) == lived.placement("P-1")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"as_of": datetime(2027, 3, 1, tzinfo=UTC)},
            "cannot make as_of: must be a day (datetime.date), not the instant "
            "2027-03-01T00:00:00+00:00; use .date()",
        ),
        (
            {"as_of": "2027-03-01"},
            "cannot make as_of: must be a day (datetime.date), not '2027-03-01'",
        ),
        (
            {"known_at": datetime(2027, 3, 1)},  # noqa: DTZ001 - it is the fault
            "cannot make known_at: must be an instant with a time zone, not "
            "datetime.datetime(2027, 3, 1, 0, 0)",
        ),
        (
            {"known_at": date(2027, 3, 1)},
            "cannot make known_at: must be an instant with a time zone, not "
            "datetime.date(2027, 3, 1)",
        ),
        (
            {"known_at": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))},
            "cannot make known_at: 0001-01-01 00:00:00+01:00 lies outside the years 1 to 9999 in "
            "UTC",
        ),
    ],
)
def test_a_day_is_a_day_and_an_instant_is_an_instant(
    lived: Register, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        lived.placement("P-1", **asked)
    assert str(caught.value) == message


def test_a_history_that_cannot_be_folded_names_the_placement(
    register: Register, store: Store
) -> None:
    given(register, PROPOSE)
    (proposed,) = register.history("P-1")
    summary = Summary(Status.PROPOSED, (), None, None)
    store.append("P-1", Batch(1, (altered(proposed, position=2),), summary))
    for ask in (register.placement, lambda each: register.do(each, OTTO_CONSENTS)):
        with pytest.raises(BrokenHistory) as caught:
            ask("P-1")
        assert str(caught.value) == (
            "the history of placement P-1 is broken at fact 2: Proposed cannot follow while "
            "proposed"
        )


# finding


HANDED_OVER: Final = Reassign(
    by=PETRA, on=FIRST_DAY, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="olga"
)


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def several(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    with kept(request.param, tmp_path_factory.mktemp("several")) as store:
        register = Register(store, policy=HOUSE)
        agreed = (A_TENTH, *AGREED[1:])
        started = (*agreed, *STARTED[len(AGREED) :])
        given(register, A_TENTH, placement_id="P-offered")
        given(register, *agreed, placement_id="P-agreed")
        given(register, *started, placement_id="P-started")
        given(register, *agreed, Withdraw(by=SAM, on=AGREED_ON), placement_id="P-withdrawn")
        given(register, *started, Advance(on=AFTER_THE_END), placement_id="P-over")
        given(register, *started, HANDED_OVER, placement_id="P-handed")
        given(register, *started, CLOSED_DOWN, placement_id="P-closed-down")
        given(register, *started, CALLED_BACK, placement_id="P-called-back")
        yield register


A_TENTH: Final = altered(PROPOSE, terms=altered(TERMS, host_share=Decimal("0.1")))
"""So little that one person can have as many placements at once as are needed here."""

CLOSED_DOWN: Final = EndEarly(by=OTTO, on=date(2027, 5, 3), trigger="host_closed")
CALLED_BACK: Final = GiveNotice(
    by=HANA, on=date(2027, 5, 3), kind=NoticeKind.RECALL, last_day=date(2027, 6, 30)
)
WHOLE_TERM: Final = ("P-agreed", "P-handed", "P-over", "P-started")
OCCUPYING: Final = tuple(sorted(("P-called-back", "P-closed-down", *WHOLE_TERM)))
ALL: Final = tuple(sorted(("P-offered", "P-withdrawn", *OCCUPYING)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ALL),
        ({"status": ()}, ALL),
        ({"status": Status.PROPOSED}, ("P-offered",)),
        ({"status": "underway"}, ("P-handed", "P-started")),
        ({"status": ["withdrawn", Status.COMPLETED]}, ("P-over", "P-withdrawn")),
        ({"status": {Status.SCHEDULED: "any iterable"}}, ("P-agreed",)),
        ({"person": "olga"}, ("P-handed",)),
        ({"person": OTTO}, tuple(each for each in ALL if each != "P-handed")),
        ({"person": SAM, "role": Role.SECONDEE}, ALL),
        ({"person": SAM, "role": "host_manager"}, ()),
        ({"role": Role.STAKEHOLDER}, ()),
        ({"day": FIRST_DAY - timedelta(days=1)}, ()),
        ({"day": FIRST_DAY}, OCCUPYING),
        ({"day": date(2027, 5, 2)}, OCCUPYING),
        ({"day": date(2027, 5, 3)}, ("P-agreed", "P-called-back", *WHOLE_TERM[1:])),
        ({"day": date(2027, 6, 30)}, ("P-agreed", "P-called-back", *WHOLE_TERM[1:])),
        ({"day": date(2027, 7, 1)}, WHOLE_TERM),
        ({"day": LAST_DAY}, WHOLE_TERM),
        ({"day": LAST_DAY + timedelta(days=1)}, ()),
        ({"day": LAST_DAY, "status": "underway", "person": "olga"}, ("P-handed",)),
    ],
)
def test_placements_are_found_by_what_holds_now(
    several: Register, asked: dict[str, Any], found: tuple[str, ...]
) -> None:
    assert several.find(**asked) == found


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"person": ""}, "cannot make person: must be an id, a text that is not blank, not ''"),
        ({"person": 5}, "cannot make person: must be an id, a text that is not blank, not 5"),
        (
            {"role": "boss"},
            "cannot make role: must be one of secondee, home_manager, host_manager, "
            "programme_office, authority, stakeholder, not 'boss'",
        ),
        (
            {"status": "paused"},
            f"cannot make status: must be one of {', '.join(Status)}, not 'paused'",
        ),
        (
            {"status": [Status.LEFT, None]},
            f"cannot make status: must be one of {', '.join(Status)}, not None",
        ),
        (
            {"day": datetime(2027, 3, 1, tzinfo=UTC)},
            "cannot make day: must be a day (datetime.date), not the instant "
            "2027-03-01T00:00:00+00:00; use .date()",
        ),
        ({"day": "2027-03-01"}, "cannot make day: must be a day (datetime.date), not '2027-03-01'"),
    ],
)
def test_what_cannot_be_found_by_is_named(
    in_memory: Register, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        in_memory.find(**asked)
    assert str(caught.value) == message


# questions


QUESTIONS: Final[tuple[Command, ...]] = (
    PROPOSE,
    OTTO_CONSENTS,
    PETRA_CONSENTS,
    MISTAKE,
    Withdraw(by=HANA, on=AGREED_ON),
    Advance(on=AFTER_THE_END),
)


@pytest.mark.parametrize("lived_through", [AGREED[:1], AGREED[:3], AGREED, STARTED])
def test_questions_are_answered_as_by_the_pure_functions(
    in_memory: Register, told: Told, lived_through: tuple[Command, ...]
) -> None:
    given(in_memory, *lived_through)
    placement, said = in_memory.placement("P-1"), len(told.facts)
    for person in (SAM, HANA, OTTO, PETRA, "eve"):
        asked = in_memory.options("P-1", by=person, on=AGREED_ON)
        assert asked == options(placement, person, AGREED_ON, HOUSE)
    for command in QUESTIONS:
        assert in_memory.why_not("P-1", command) == why_not(placement, command, HOUSE)
        assert in_memory.what_if("P-1", command) == what_if(placement, command, HOUSE)
    for day in (AGREED_ON, FIRST_DAY, AFTER_THE_END):
        assert in_memory.standing("P-1", on=day) == standing(placement, HOUSE, day)
        assert in_memory.overview("P-1", on=day) == overview(placement, HOUSE, day)
    assert in_memory.placement("P-1") == placement
    assert len(told.facts) == said


def test_of_a_proposal_it_can_be_asked_before_there_is_a_placement(in_memory: Register) -> None:
    assert in_memory.why_not("P-1", PROPOSE) == ()
    assert in_memory.what_if("P-1", PROPOSE) == what_if(None, PROPOSE, HOUSE)
    assert in_memory.find() == ()


def test_what_if_brings_what_doing_it_brings(in_memory: Register) -> None:
    given(in_memory, *AGREED[:-1])
    foreseen = in_memory.what_if("P-1", PETRA_CONSENTS)
    assert foreseen.after == in_memory.do("P-1", PETRA_CONSENTS)
    assert foreseen.events == tuple(each.event for each in in_memory.history("P-1")[-2:])


def test_why_not_tells_what_doing_it_would_raise(in_memory: Register) -> None:
    given(in_memory, *AGREED)
    reasons = in_memory.why_not("P-1", OTTO_CONSENTS)
    with pytest.raises(Refused) as caught:
        in_memory.do("P-1", OTTO_CONSENTS)
    assert caught.value.objections == reasons


# bad input


@pytest.mark.parametrize("bad", ["", " \t\n", None, 5, b"P-1"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda register, bad: register.do(bad, PROPOSE),
        lambda register, bad: register.placement(bad),
        lambda register, bad: register.history(bad),
        lambda register, bad: register.options(bad, by=SAM, on=FIRST_DAY),
        lambda register, bad: register.why_not(bad, PROPOSE),
        lambda register, bad: register.what_if(bad, PROPOSE),
        lambda register, bad: register.standing(bad, on=FIRST_DAY),
        lambda register, bad: register.overview(bad, on=FIRST_DAY),
    ],
    ids=["do", "placement", "history", "options", "why_not", "what_if", "standing", "overview"],
)
def test_a_placement_has_an_id(
    in_memory: Register, ask: Callable[[Register, object], object], bad: object
) -> None:
    with pytest.raises(InvalidValue) as caught:
        ask(in_memory, bad)
    assert str(caught.value) == (
        f"cannot make a placement id: must be an id, a text that is not blank, not {bad!r}"
    )


@pytest.mark.parametrize("bad", ["", "  ", 5, b"req-1"])
def test_a_key_is_a_text(in_memory: Register, bad: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        in_memory.do("P-1", PROPOSE, key=bad)
    assert str(caught.value) == (
        f"cannot make an idempotency key: must be an id, a text that is not blank, not {bad!r}"
    )
    assert in_memory.find() == ()


@pytest.mark.parametrize("bad", [None, "consent", {"type": "consent"}, Consent])
@pytest.mark.parametrize(
    "ask",
    [
        lambda register, bad: register.do("P-1", bad),
        lambda register, bad: register.do("P-1", bad, key="req-1"),
        lambda register, bad: register.why_not("P-1", bad),
        lambda register, bad: register.what_if("P-1", bad),
    ],
    ids=["do", "do once", "why_not", "what_if"],
)
def test_a_command_is_a_command(
    in_memory: Register, ask: Callable[[Register, object], object], bad: object
) -> None:
    given(in_memory, PROPOSE)
    with pytest.raises(InvalidValue) as caught:
        ask(in_memory, bad)
    assert str(caught.value) == (
        f"cannot make a command: must be a command, not {bad!r}; `command_from_data` makes one of "
        "plain data"
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda register, bad: register.options("P-1", by=SAM, on=bad),
        lambda register, bad: register.standing("P-1", on=bad),
        lambda register, bad: register.overview("P-1", on=bad),
    ],
    ids=["options", "standing", "overview"],
)
def test_an_instant_is_no_day_to_ask_about(
    in_memory: Register, ask: Callable[[Register, object], object]
) -> None:
    given(in_memory, PROPOSE)
    with pytest.raises(InvalidValue) as caught:
        ask(in_memory, AT)
    assert str(caught.value) == (
        "cannot make on: must be a day (datetime.date), not the instant "
        "2027-01-11T12:00:00+00:00; use .date()"
    )


# threads


def test_one_register_serves_several_threads(register: Register, told: Told) -> None:
    given(register, PROPOSE)

    def work(number: int) -> dict[str, int]:
        done: dict[str, int] = {}
        for turn in range(6):
            person = f"{number}-{turn}"
            while person not in done:
                try:
                    done[person] = register.do("P-1", covered_by(person), key=person).position
                except VersionConflict:
                    continue
        return done

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(work, range(4), timeout=60))
    acknowledged = {person: position for each in answers for person, position in each.items()}
    history = register.history("P-1")
    assert [each.position for each in history] == list(range(1, 26))
    assert acknowledged == {
        each.event.person: each.position
        for each in history
        if isinstance(each.event, CoverArranged)
    }
    heard = sorted((fact for _, facts in told.facts for fact in facts), key=_position)
    assert tuple(heard) == history


def _position(fact: Recorded) -> int:
    return fact.position


def test_threads_that_send_the_same_command_get_the_same_answer(
    register: Register, told: Told
) -> None:
    given(register, PROPOSE)

    def work(_: int) -> int:
        return register.do("P-1", OTTO_CONSENTS, key="req-1").position

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(24), timeout=60)) == [2] * 24
    assert len(register.history("P-1")) == len(told.facts) == 2


# what an earlier release wrote


def test_a_command_that_an_earlier_release_wrote_under_a_key_is_known_again(store: Store) -> None:
    """A receipt is text; a release that knows one more field writes the same command otherwise."""
    register = Register(store, policy=HOUSE)
    register.do("P-1", PROPOSE)
    facts = register.history("P-1")
    fact = Recorded(2, Consented(on=AGREED_ON, by=OTTO, number=1), facts[0].recorded_at)
    receipt = Receipt("req-1", '{"by":"otto","on":"2027-01-15","type":"consent"}')
    summary = Summary(Status.PROPOSED, PROPOSE.parties.seats, None, None)
    store.append("P-1", Batch(1, (fact,), summary, receipt))
    again = Consent(by=OTTO, on=AGREED_ON)
    assert register.do("P-1", again, key="req-1").position == 2
    with pytest.raises(KeyReused):
        register.do("P-1", Consent(by=OTTO, on=AGREED_ON, offer=1), key="req-1")
    unreadable = Receipt("req-2", "no command of ours")
    another = Recorded(3, Consented(on=AGREED_ON, by=SAM, number=1), facts[0].recorded_at)
    store.append("P-1", Batch(2, (another,), summary, unreadable))
    with pytest.raises(KeyReused):
        register.do("P-1", Consent(by=SAM, on=AGREED_ON), key="req-2")
