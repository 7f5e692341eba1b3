"""A short run of the fuzz in the gate; what it has found stays found. The long one: `make fuzz`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from attrs import evolve as altered

from secondment import (
    BrokenHistory,
    Command,
    Entry,
    Event,
    Fault,
    Goal,
    InvalidValue,
    MakeRecord,
    RecordMade,
    Say,
    ScopeItem,
    SecondmentError,
    SqliteStore,
    Stakeholder,
    Terms,
    UnknownEvent,
    UnreadableEvent,
    command_from_data,
    from_data,
    to_json,
)
from secondment.codec import UPCASTERS
from secondment.goals import tree_faults
from secondment.pack import read_policy
from tests import fuzz
from tests.cast import PARTIES, TERMS
from tests.fuzz import DOORS, Commands, Door, Facts, Wrong, check_error, leads_somewhere, run

COUNTS: Final = {"commands": 2_000, "facts": 2_000, "packs": 120, "stores": 120}
"""What takes about a second each."""

LEAST_FAULTS: Final = {"commands": 60, "facts": 60, "packs": 40, "stores": 6}
"""How many different faults they have to come upon, each with its place."""

EVERY_DOOR: Final = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)


@EVERY_DOOR
def test_bad_input_gives_documented_errors_and_nothing_else(door: Door) -> None:
    tally = run(door, COUNTS[door.name], seed=1)
    assert list(tally.finds.values()) == []
    assert tally.inputs == COUNTS[door.name] == tally.accepted + tally.refused.total()
    assert tally.accepted > tally.inputs / 20, "spoilt beyond recognition, nothing is tested"
    assert tally.refused.total() > tally.inputs / 3, "not spoilt, nothing is tested"
    assert len(tally.stems) >= LEAST_FAULTS[door.name]


def test_every_kind_of_command_fact_and_record_is_spoilt() -> None:
    assert set(map(type, Commands.good)) == set(get_args(Command))
    assert set(map(type, Facts.good)) == set(get_args(Event))
    wished = {type(each.record) for each in Commands.good if isinstance(each, MakeRecord)}
    told = {type(each.record) for each in Facts.good if isinstance(each, RecordMade)}
    assert wished == told == set(get_args(Entry))


def test_a_fact_is_spoilt_for_every_upcaster() -> None:
    door = Facts()
    samples = [door.sample(number) for number in range(door.samples)]
    assert set(UPCASTERS) <= {(data["type"], data["version"]) for data in samples}


@EVERY_DOOR
def test_every_sample_is_good(door: Door) -> None:
    """But for the text of whole packs, of which a few are enough, and a store without P-1."""
    for number in range(0, door.samples, 1 + door.samples // 20):
        error = door.receive(door.sample(number))
        assert error is None or (door.name, number) == ("stores", 0), door.sample(number)


@EVERY_DOOR
def test_an_input_is_made_again_from_its_number(door: Door) -> None:
    for number in range(20):
        once, again = (fuzz.made(door, *fuzz.recipe(door, 3, number)) for _ in range(2))
        assert door.shown(once) == door.shown(again)
    samples = [door.shown(door.sample(number)) for number in range(min(door.samples, 5))]
    assert samples == [door.shown(type(door)().sample(number)) for number in range(len(samples))]


# what must not come out is found, and made small


def _fragile(data: Any) -> Command:
    if isinstance(data, dict) and "colour" in data:
        raise KeyError("colour")
    return command_from_data(data)


class Coloured(Commands):
    """Puts in a key that the reader below trips over, and spoils something else besides."""

    def spoil(self, random: Any, given: Any) -> Any:
        if random.random() < 0.3 and isinstance(given, dict):
            return {**given, "colour": "green"}
        return super().spoil(random, given)


def test_an_error_that_is_not_documented_is_found_and_made_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fuzz, "command_from_data", _fragile)
    tally = run(Coloured(), 300)
    assert tally.seen["KeyError from test_fuzz.py:_fragile"] > 20
    (find,) = tally.finds.values()
    assert (len(find.steps), find.what) == (1, "KeyError from test_fuzz.py:_fragile")
    assert "'colour': 'green'" in find.shown
    assert "KeyError: 'colour'" in find.trace


def test_what_goes_wrong_with_good_input_needs_no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "to_json", lambda event: to_json(Facts.good[0]))
    tally = run(Facts(), 60)
    (find, *_) = tally.finds.values()
    assert (find.what, find.steps) == ("a fact comes back from JSON as another", ())


def without_bounds(patched: pytest.MonkeyPatch) -> None:
    """Leave the tests that come after to themselves."""
    patched.setattr(fuzz, "_bound_memory", lambda: None)
    patched.setattr(fuzz, "_bound_time", lambda: None)


def test_the_command_line_tells_what_was_found_and_how_to_make_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz, "command_from_data", _fragile)
    monkeypatch.setattr(fuzz, "DOORS", (Coloured(),))
    without_bounds(monkeypatch)
    assert fuzz.main(["--count", "200", "--seed", "5", "--door", "commands"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("commands: 200 inputs in ")
    (again,) = {line.partition("; ")[2] for line in told.splitlines() if "; python" in line}
    assert again.startswith("python -m tests.fuzz --door commands --seed 5 --at ")
    assert fuzz.main(again.split()[3:]) == 1
    assert "'colour': 'green'" in capsys.readouterr().out
    monkeypatch.undo()
    without_bounds(monkeypatch)
    assert fuzz.main(["--count", "20", "--door", "commands"]) == 0
    assert " accepted; refused: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (InvalidValue("a command"), "an error names no fault"),
        (InvalidValue("a command", Fault("on", " ")), "a fault says nothing"),
        (InvalidValue("x", Fault("", f"not {object()!r}")), "a message shows ' object at 0x'"),
        (InvalidValue("x", Fault("", f"no {int!r}")), 'a message shows "<class \'"'),
        (type("Empty", (SecondmentError,), {"__str__": lambda self: ""})(), "a message is empty"),
        (type("Odd", (SecondmentError,), {"__str__": lambda self: "\0"})("a"), "a message cannot"),
        (type("Long", (SecondmentError,), {"__str__": lambda self: "x" * 9999})(), "has no end"),
    ],
)
def test_an_error_that_nobody_can_use_is_found(error: SecondmentError, what: str) -> None:
    with pytest.raises(Wrong) as caught:
        check_error(error)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("", True),
        ("a", True),
        ("new", True),
        ("a.b[1].c", True),
        ("a.b[1].new", True),
        ("a.b[2]", False),
        ("a.new.c", False),
        ("a.b.c", False),
        ("a[0]", False),
    ],
)
def test_a_path_leads_to_what_is_there_or_could_be(path: str, *, leads: bool) -> None:
    assert leads_somewhere({"a": {"b": [1, {"c": 2}]}}, path) is leads


# what it has found

CONSENT: Final = {"type": "consent", "by": "sam", "on": "2027-05-03"}


@pytest.mark.parametrize(
    ("key", "path"),
    [
        (10**5000, "a number beyond all bounds"),
        ("", '""'),
        ("a\x00b", r'"a\u0000b"'),
        ("a\nb", r'"a\nb"'),
        ("x" * 61, "a text of 61 characters"),
        (7, "7"),
        ("a key", "a key"),
    ],
    ids=["huge", "empty", "nul", "line", "long", "number", "words"],
)
def test_a_key_that_is_not_known_is_named_whatever_it_is(key: Any, path: str) -> None:
    data: Mapping[Any, Any] = {**CONSENT, key: 1}
    with pytest.raises(InvalidValue) as caught:
        command_from_data(data)
    assert caught.value.faults == (Fault(path, "is not known here"),)


@pytest.mark.parametrize("name", ["x" * 1_000_000, "a\x00b", "\u202eLeft"])
def test_a_message_has_an_end_and_can_be_written_whatever_the_type_is_called(name: str) -> None:
    for data, kind in (
        ({"type": name, "version": 1}, UnknownEvent),
        ({"type": name}, UnreadableEvent),
    ):
        with pytest.raises(kind) as caught:
            from_data(data)
        message = str(caught.value)
        assert len(message) < 3_000
        assert message.isprintable()


def test_a_fault_has_an_end_and_can_be_written() -> None:
    fault = Fault("a\ud800b", "x" * 5_000)
    assert fault == Fault("a\\ud800b", "x" * 1_999 + "…")
    assert fault.under("y" * 2_000).path == "y" * 1_999 + "…"


@pytest.mark.parametrize("instant", ["soon", "", "2027-01-11", "2027-01-11T09:30:00", b"\xff"])
def test_a_fact_without_an_instant_is_no_history_even_if_its_seal_fits(
    tmp_path: Path, instant: str | bytes
) -> None:
    path, fact = tmp_path / "placements.db", to_json(Facts.good[2])
    with closing(SqliteStore(path)) as store:
        seal = sha256(f"P-1\n1\n{instant!s}\n{fact}".encode()).hexdigest()
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("INSERT INTO placements VALUES ('P-1', 1, 'proposed', NULL, NULL)")
            database.execute(
                "INSERT INTO facts VALUES ('P-1', 1, 'Consented', '2027-05-03', ?, ?, ?)",
                (instant, fact, seal),
            )
        with pytest.raises(BrokenHistory) as caught:
            store.load("P-1")
    assert str(caught.value) == (
        f"the history of placement P-1 is broken at fact 1: its instant is stored as {instant!r}"
    )


class Counted(str):
    """An id that counts how often it is looked at."""

    __slots__ = ()
    looks = 0

    def __eq__(self, other: object) -> bool:
        Counted.looks += 1
        return str.__eq__(self, other) is True

    def __hash__(self) -> int:
        Counted.looks += 1
        return str.__hash__(self)


def test_many_things_are_checked_without_comparing_each_with_each() -> None:
    """A request with a hundred thousand of them took minutes, and one with many more for ever."""
    ids = [Counted(f"i{number}") for number in range(400)]
    Counted.looks = 0
    goals = (
        Goal(each, "x", parent=parent) for each, parent in zip(ids, [None, *ids], strict=False)
    )
    scope = (ScopeItem(each, "x", Decimal(1)) for each in ids)
    assert Terms(period=TERMS.period, goals=goals, scope=scope).scope
    stakeholders = (Stakeholder(each, Say.INFORMED) for each in ids)
    assert altered(PARTIES, stakeholders=stakeholders).stakeholders
    circle = (
        Goal(each, "x", parent=parent) for each, parent in zip(ids, ids[1:] + ids, strict=False)
    )
    assert len(tree_faults(circle)) == len(ids)
    assert Counted.looks < 60 * len(ids)


# what it has found and nobody has put right yet


def test_a_number_without_end_in_a_pack_is_a_fault() -> None:
    fault = _fault_of_pack(f"name = 0x{'f' * 5000}")
    assert fault.path == "name"


def test_an_exponent_without_end_in_a_pack_is_a_fault() -> None:
    assert "TOML" in _fault_of_pack(f"{PACK}capacity = 1e{'9' * 30}").text


def test_versions_without_end_in_a_pack_are_a_fault() -> None:
    days = map(date.fromordinal, range(700_000, 701_200))
    versions = ", ".join(f"{{ value = 1, since = {day} }}" for day in days)
    fault = _fault_of_pack(f"{PACK}share.full_time_hours = [{versions}]")
    assert fault.path == "share.full_time_hours"


def test_an_empty_key_in_a_pack_is_named() -> None:
    assert _fault_of_pack(f'{PACK}"" = 1').path


PACK: Final = """
name = "small"
extends = "frame"
source = "rules"
sources.rules.title = "Staff handbook"
"""


def _fault_of_pack(text: str) -> Fault:
    with pytest.raises(InvalidValue) as caught:
        read_policy(text)
    return caught.value.faults[0]
