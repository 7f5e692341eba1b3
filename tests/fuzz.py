"""Bad input for every door that takes foreign data, and what must hold of the answers: `make fuzz`.

There are four doors: commands from plain data, facts from JSON, packs from TOML, and store files.
Each is given good samples that were spoilt in one to five steps. Whatever comes in, only the errors
that the door documents come out; each can be shown, written to a log and pickled, and names a place
that is there; and what is let in can be written and read back the same.

Every input follows from the seed, the door and its number alone, so that it can be made again:

    python -m tests.fuzz --door packs --seed 0 --at 4711
"""

from __future__ import annotations

import argparse
import datetime
import faulthandler
import json
import pickle
import re
import resource
import sqlite3
import sys
import tempfile
import time
import tomllib
import traceback
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from importlib.resources import files
from itertools import chain, islice
from math import inf, nan
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Final

from attrs import evolve as altered
from attrs import field, fields, frozen, mutable

from secondment import (
    Advance,
    BrokenHistory,
    Command,
    Consent,
    Escalated,
    Event,
    InvalidValue,
    KeyReused,
    Length,
    MakeRecord,
    OpenChange,
    Period,
    Policy,
    Query,
    RecordAbsence,
    RecordMade,
    Register,
    Role,
    SecondmentError,
    SqliteStore,
    Status,
    StoreFailure,
    UnknownEvent,
    UnknownPlacement,
    UnreadableEvent,
    VersionConflict,
    Void,
    command_from_data,
    command_to_data,
    decide,
    from_data,
    from_json,
    to_data,
    to_json,
)
from secondment.codec import command_to_json
from secondment.errors import legible
from secondment.outcome import Criterion
from secondment.pack import PACKS, pack_names, read_policy
from secondment.records import Fulfilment, HomeChange, Waiver
from secondment.service import ServiceRecord, Spell
from secondment.stores import APPLICATION, Batch, Receipt, Recorded, Summary
from tests.cast import (
    AGREED_ON,
    FIRST_DAY,
    HANA,
    HOUSE,
    LONGER,
    MIRA,
    MORE_PARTIES,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
)
from tests.test_codec import COMMANDS, EVENTS

# what must hold of every error

LONGEST_FAULT: Final = 3_000
"""Characters that one fault may be worded in; the longest lists every field of a policy."""
LONGEST_PATH: Final = 2_000
LONGEST_MESSAGE: Final = 3_000
"""Characters of a message of an error that has no faults."""
_INSIDES: Final = ("Traceback", "<class '", "<function ", "<bound method", " object at 0x")
"""What shows that a message was meant for nobody."""


class Wrong(Exception):
    """Something came out of a door that must not."""


def _expect(holds: object, what: str) -> None:
    if not holds:
        raise Wrong(what)


def _faults_of(error: SecondmentError) -> tuple[Any, ...]:
    return error.faults if isinstance(error, InvalidValue | UnreadableEvent) else ()


def check_error(error: SecondmentError) -> None:
    """Do nothing if *error* can be shown, logged and sent to another process."""
    message, faults = str(error), _faults_of(error)
    _expect(message.strip(), "a message is empty")
    _expect(message.replace("\n", "").isprintable(), "a message cannot be written anywhere")
    for sign in _INSIDES:
        _expect(sign not in message, f"a message shows {sign!r}")
    if isinstance(error, InvalidValue | UnreadableEvent):
        _expect(faults, "an error names no fault")
        bound = LONGEST_FAULT * (len(faults) + 1)
        _expect(len(message) <= bound, "an error names something without end")
    else:
        _expect(len(message) <= LONGEST_MESSAGE, "a message has no end")
    for fault in faults:
        _expect(fault.text.strip(), "a fault says nothing")
        _expect(len(fault.text) <= LONGEST_FAULT, "a fault has no end")
        _expect(len(fault.path) <= LONGEST_PATH, "the path of a fault has no end")
    back = pickle.loads(pickle.dumps(error))
    _expect(type(back) is type(error) and str(back) == message, "an error is pickled as another")
    _expect(_faults_of(back) == faults, "the faults are pickled as others")


_SEGMENT: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_UNKNOWN: Final = "is not known here"


def leads_somewhere(data: Any, path: str) -> bool:
    """Return whether *path* names something in *data*, or something that could stand in there."""
    here = data
    segments = [int(at) if at else name for at, name in _SEGMENT.findall(path)]
    for segment in segments[:-1]:
        if isinstance(segment, int):
            if not isinstance(here, list | tuple) or segment >= len(here):
                return False
        elif not isinstance(here, dict) or segment not in here:
            return False
        here = here[segment]
    if not segments:
        return path == ""
    if isinstance(segments[-1], int):
        return isinstance(here, list | tuple) and segments[-1] < len(here)
    return isinstance(here, dict)


def _stem(path: str, text: str) -> str:
    """Return *path* without numbers and without names that somebody has made up."""
    stem = re.sub(r"\[\d+\]", "[]", path)
    return f"{stem.rpartition('.')[0]}.?" if text.startswith(_UNKNOWN) else stem


# how data is spoilt

Data = Any
"""What `json` or `tomllib` reads, or something that looks like it."""

_WORDS: Final = (
    *("", " ", "\u00a0", "\u200b", "\n", "\x00", "a\x00b", "sam", " sam ", "Zoë", "日本", "none"),
    *("\U0001f600", "\ud800", "a\udfff", "\u202e", "x" * 61, "y" * 400, "{0}", "%s", "{person}"),
    *("2027-03-01", "2027-02-29", "0001-01-01", "9999-12-31", "0000-00-00", "20270301"),
    *(
        "2027-3-1",
        "2027-W10-1",
        "2027-03-01T00:00:00",
        "2027-03-01 ",
        "\u0662\u0660\u0662\u0667-03-01",
    ),
    *("0", "1", "-1", "0.5", "0.80", "1.", ".5", "-0", "1E+99", "1E-99", "1E+999999999"),
    *("1E-999999999", "1E+9999999999999999999", "NaN", "sNaN", "Infinity", "1_0", "\u0663", "0x10"),
    *("P1M", "P0D", "P999999999M", "P1Y2M3D", "P4W", "PT1H", "-P1D", "P1.5M", "p1m", "P", "P1M1W"),
    *("terms", "ending", "return", "secondee", "stakeholder", "must_consent", "informed"),
)
_LEAVES: Final[tuple[Data, ...]] = (
    *(None, True, False, 0, 1, -1, 2, 3.5, 7, 2**31, 2**63 - 1, 2**63, -(2**63), 10**40, 10**400),
    *(0.1, -0.0, 1e308, nan, inf, -inf, [], {}, [[]], [None], [{}], {"type": None}, {"": ""}),
    *({"type": "terms"}, {"type": "ending"}, {"type": "key_result"}, ["sam", "sam"], *_WORDS),
)


def _nested(make: Callable[[Data], Data], depth: int) -> Data:
    data: Data = 1
    for _ in range(depth):
        data = make(data)
    return data


_HUGE: Final = 1_000_000
_MONSTERS: Final[tuple[Callable[[], Data], ...]] = (
    lambda: "x" * _HUGE,
    lambda: " " * _HUGE,
    lambda: "\ud800" * 100_000,
    lambda: "9" * _HUGE,
    lambda: "0." + "3" * 100_000,
    lambda: "1E+" + "9" * 1000,
    lambda: "P" + "9" * _HUGE + "M",
    lambda: "P" + "1D" * 100_000,
    lambda: "2027-" * 100_000,
    lambda: 10**_HUGE,
    lambda: -(10**5000),
    lambda: _nested(lambda inner: [inner], 100_000),
    lambda: _nested(lambda inner: {"type": inner}, 100_000),
    lambda: list(range(50_000)),
    lambda: ["sam"] * 50_000,
    lambda: {f"k{number}": number for number in range(5_000)},
)
"""Values that take up room or time; they are made when they are wanted."""

_FOREIGN: Final[tuple[Callable[[], Data], ...]] = (
    lambda: (1, 2),
    lambda: b"sam",
    lambda: bytearray(b"sam"),
    lambda: {1, 2},
    lambda: Decimal("0.5"),
    lambda: Decimal("sNaN"),
    lambda: date(2027, 3, 1),
    lambda: datetime.datetime(2027, 3, 1, tzinfo=UTC),
    lambda: timedelta(1),
    object,
    lambda: 1j,
    lambda: range(3),
    lambda: TERMS,
    lambda: Length(months=1),
    lambda: Role.SECONDEE,
    lambda: InvalidValue,
    lambda: {1: 2, None: 3},
    lambda: {(1, 2): 3, 10**5000: 4, "\ud800": 5},
    lambda: ({"type": "terms"},),
)
"""Values of Python that no JSON holds."""


class Stock:
    """What there is to put in: what stands in good samples, by key, and what no sample holds."""

    def __init__(
        self,
        samples: Iterable[Data],
        leaves: Sequence[Data],
        monsters: Sequence[Callable[[], Data]],
        *,
        most: int = 60,
        rare: float = 0.004,
    ) -> None:
        self.rare: Final = rare
        self.leaves: Final = leaves
        self.monsters: Final = monsters
        by_key: dict[str, dict[str, Data]] = {}
        for name, value in chain.from_iterable(map(_entries, samples)):
            values = by_key.setdefault(name, {})
            if len(values) < most:
                values.setdefault(repr(value), value)
        self.by_key: Final = {name: tuple(values.values()) for name, values in by_key.items()}
        self.keys: Final = tuple(self.by_key)

    def under(self, random: Random, key: object) -> Data:
        """Return a value that stands under *key* somewhere, or under any other."""
        found = self.by_key.get(key) if isinstance(key, str) else None
        return random.choice(found or self.by_key[random.choice(self.keys)])

    def anything(self, random: Random) -> Data:
        """Return a value that may well not fit."""
        if random.random() < self.rare:
            return random.choice(self.monsters)()
        if random.random() < 0.2:
            return self.under(random, None)
        return random.choice(self.leaves)


def _entries(data: Data) -> Iterator[tuple[str, Data]]:
    """Yield every key in *data* with its value; the items of a list stand under its key."""
    for name, value in data.items():
        yield name, value
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from _entries(each)


_NO_KEY: Final = object()


def spoilt(random: Random, data: Data, stock: Stock) -> Data:
    """Return *data* with one thing in it changed; *data* itself stays as it was."""
    if not isinstance(data, dict | list) or random.random() < 0.004:
        return stock.anything(random)
    top = holder = _shallow(data)
    key = _key_in(random, holder)
    while key is not _NO_KEY and isinstance(holder[key], dict | list) and holder[key]:
        if random.random() < 0.25:
            break
        holder[key] = _shallow(holder[key])
        holder = holder[key]
        key = _key_in(random, holder)
    random.choice(_CHANGES)(random, holder, key, stock)
    return top


def _shallow(data: Data) -> Data:
    return dict(data) if isinstance(data, dict) else list(data)


def _key_in(random: Random, holder: Data) -> Any:
    if not holder:
        return _NO_KEY
    if isinstance(holder, list):
        return random.randrange(len(holder))
    return next(islice(holder, random.randrange(len(holder)), None))


def _replace(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if key is _NO_KEY:
        _add(random, holder, key, stock)
    else:
        holder[key] = stock.anything(random)


def _exchange(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    """Put in what stands under the same key elsewhere: it fits, and may not fit to the rest."""
    if key is not _NO_KEY:
        holder[key] = stock.under(random, key)


def _shift(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if key is not _NO_KEY:
        holder[key] = _near(random, holder[key])


def _remove(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if key is not _NO_KEY:
        del holder[key]


def _add(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if isinstance(holder, list):
        holder.insert(random.randint(0, len(holder)), stock.anything(random))
    elif random.random() < 0.7:
        name = random.choice(stock.keys)
        holder[name] = stock.under(random, name)
    else:
        holder[random.choice(_WORDS)] = stock.anything(random)


def _repeat(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    """Let a list say things several times, under ids of their own or under the same one."""
    if isinstance(holder, list) and holder:
        held = holder[key]
        times = random.choice((1, 1, 2, 40, 40, random.choice((40, 3_000))))
        fresh = isinstance(held, dict) and "id" in held and random.random() < 0.6
        linked = fresh and "parent" in held and random.random() < 0.5
        for number in range(times):
            more = {"id": f"i{number}"} if fresh else {}
            if linked:
                more["parent"] = f"i{number + random.choice((-1, -1, 1))}"
            holder.append({**held, **more} if more else held)
    elif key is not _NO_KEY:
        holder[key] = [holder[key]] * random.choice((1, 2))


def _swap(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if key is not _NO_KEY:
        other = _key_in(random, holder)
        holder[key], holder[other] = holder[other], holder[key]


def _rename(random: Random, holder: Data, key: Any, stock: Stock) -> None:
    if isinstance(holder, dict) and key is not _NO_KEY:
        name = _retyped(random, key) if isinstance(key, str) else "x"
        holder[name] = holder.pop(key)


_CHANGES: Final = (
    *(_replace,) * 6,
    *(_exchange,) * 5,
    *(_shift,) * 5,
    *(_remove,) * 2,
    *(_add,) * 2,
    *(_repeat, _swap, _rename),
)


def _near(random: Random, value: Data) -> Data:
    """Return something like *value*."""
    match value:
        case bool():
            return not value
        case int():
            return value + random.choice((-1, 1, -value, 10**20))
        case float():
            return -value
        case Decimal():
            return value.copy_negate()
        case date():
            return value.replace(year=random.choice((1, 999, 1000, 2026, 2028, 9000, 9999)), day=1)
        case str():
            return _moved(random, value)
        case list():
            return value[::-1] if random.random() < 0.5 else value[1:]
        case dict():
            return {name: value[name] for name in islice(value, 1, None)}
        case _:
            return random.choice(_WORDS)


def _moved(random: Random, text: str) -> str:
    try:
        day = date.fromisoformat(text)
        return str(day + timedelta(days=random.choice((-1, 1, -31, 31, -366, 366, 4000, -(10**6)))))
    except (ValueError, OverflowError):
        return _retyped(random, text)


_TYPED: Final = "a0 9-.P{}[]\"'\\\n\u00e4\u2028\x00\ud800=,#:"


def _retyped(random: Random, text: str) -> str:
    """Return *text* with one slip of the finger."""
    at = random.randint(0, len(text))
    match random.randrange(4):
        case 0:
            return text[:at] + random.choice(_TYPED) + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        case _:
            return text.upper() if random.random() < 0.5 else f"{text} "


# how text is spoilt

_SNIPPETS: Final = (
    *("{", "}", "[", "]", '"', "'", '"""', "'''", "\\", "\\u0000", "\\ud800", "\\u", "\\x", ","),
    *(":", "=", ".", "#", "\n", "\r", "\r\n", "\t", "\x00", "\x1f", "\x7f", "\ufeff", "\u2028"),
    *("\ud800", "\U0001f600", "é", "null", "true", "NaN", "-Infinity", "1e999", "-", "+", "0", "9"),
    *("00", "1_000", "0xff", "0o7", "1.5", "2027-03-01", "07:32:00", '"a"', "[[", "]]", "{}", "//"),
    *('{"type":"Left"}', '"version":1', "[x]", "a.b = 1", "x = {}", 'since = "x"', "/* */", "inf"),
)


def _text_monsters(opening: str) -> tuple[Callable[[], str], ...]:
    return (
        lambda: "[" * 100_000,
        lambda: "[" * 2_000,
        lambda: opening * 20_000,
        lambda: opening * 300,
        lambda: "9" * 100_000,
        lambda: "0x" + "f" * 100_000,
        lambda: "1e" + "9" * 400,
        lambda: "0." + "1" * 10_000,
        lambda: '"' + "x" * 100_000 + '"',
        lambda: '"' * 10_001,
        lambda: "\\" * 10_001,
        lambda: "\n" * 20_000,
    )


def _retold(random: Random, text: str, monsters: Sequence[Callable[[], str]]) -> str:
    """Return *text* with a piece of it changed."""
    piece = random.choice(monsters)() if random.random() < 0.002 else random.choice(_SNIPPETS)
    at = random.randint(0, len(text))
    to = min(len(text), at + int(random.paretovariate(0.8)))
    match random.randrange(8):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + text[to:]
        case 2:
            return text[:to] + text[at:]
        case 3:
            other = random.randint(0, len(text))
            return text[:other] + text[at:to] + text[other:]
        case 4:
            return text[:at] + piece + text[to:]
        case 5:
            return text[:at] + text[at:to].swapcase() + text[to:]
        case _:
            return text[:at] + piece + text[at:]


def _relined(random: Random, text: str) -> str:
    """Return *text* with a line of it left out, said twice, moved or cut off."""
    lines = text.split("\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = lines[at][: random.randint(0, len(lines[at]))]
        case _:
            lines[at] = lines[at].replace('"', random.choice(("'", "", '"""', '\\"')))
    return "\n".join(lines)


def _rebytten(random: Random, given: bytes) -> bytes:
    """Return *given* with some of its bytes changed."""
    at = random.randrange(len(given) + 1)
    to = min(len(given), at + int(random.paretovariate(0.8)))
    match random.randrange(5):
        case 0:
            return given[:at]
        case 1:
            return given[:at] + random.randbytes(to - at) + given[to:]
        case 2:
            return given[:at] + given[to:]
        case 3:
            flipped = bytes(each ^ 1 << random.randrange(8) for each in given[at : at + 1])
            return given[:at] + flipped + given[at + 1 :]
        case _:
            return given[:at] + random.choice((b"\xff", b"\x00", b"\xc3", b"\xed\xa0\x80", b"\xef"))


# the doors


class Door(ABC):
    """One way in for foreign data.

    Attributes:
        name: How it is called on the command line.
        share: Which part of all inputs it gets.
    """

    name: ClassVar[str]
    share: ClassVar[float]

    @abstractmethod
    def sample(self, number: int) -> Any:
        """Return a good input; there is one for each of `samples`."""

    @property
    @abstractmethod
    def samples(self) -> int:
        """How many good inputs there are."""

    @abstractmethod
    def spoil(self, random: Random, given: Any) -> Any:
        """Return *given*, an input, with one thing changed."""

    @abstractmethod
    def receive(self, given: Any) -> SecondmentError | None:
        """Give *given* to the library; return the documented error that came out, if one did.

        Raises:
            Wrong: What came out is not right.
        """

    def chosen(self, random: Random) -> int:
        """Return which sample is to be spoilt."""
        return random.randrange(self.samples)

    def shown(self, given: Any) -> str:
        """Return *given* so that somebody can try it again."""
        try:
            return repr(given)
        except (RecursionError, ValueError):  # nested without end, or a number of a million digits
            return f"a {type(given).__name__} that cannot be shown"


def _json_of(data: Data) -> str | None:
    """Return *data* as JSON, None where it cannot be written as such."""
    try:
        return json.dumps(data, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return None


def _data_of(text: str | bytes) -> Data:
    """Return what the JSON *text* holds, None where it holds nothing."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _check_paths(error: SecondmentError, data: Data) -> None:
    for fault in _faults_of(error):
        if fault.text == _UNKNOWN:
            _expect(fault.path, "an unknown key is not named")
        elif fault.path:
            _expect(leads_somewhere(data, fault.path), "a path leads nowhere")
        else:
            _expect(not isinstance(data, dict), "a fault has no path")


_SERVICE: Final = ServiceRecord(
    employed_since=date(2018, 3, 1),
    in_role_since=date(2022, 3, 1),
    probation_until=date(2018, 8, 31),
    has_live_warning=False,
    performance_acceptable=True,
    contract="fixed",
    contract_ends_on=date(2029, 12, 31),
    grade="g7",
    released_on=PROPOSED_ON,
    criteria=(Criterion("cleared", is_met=True), Criterion("funded")),
    placements=(
        Spell(
            period=Period(date(2024, 1, 1), date(2024, 6, 30)),
            host_share=Decimal("0.5"),
            placement="P-0",
        ),
    ),
    same_post=(Spell(period=Period(date(2025, 1, 1), date(2025, 6, 30))),),
)
_LATER_RECORDS: Final = (
    HomeChange(id="h1", on=FIRST_DAY, effective_on=date(2027, 6, 1), what="regraded"),
    Waiver(by=HANA, on=FIRST_DAY, rule="caps.lifetime", reason="last_project"),
    Fulfilment(by=HANA, on=FIRST_DAY, duty="duty report 2027-06-01"),
)


class Commands(Door):
    """Plain data, as it is or by way of JSON, to `command_from_data`."""

    name = "commands"
    share = 0.45
    good: ClassVar[tuple[Command, ...]] = (
        *COMMANDS,
        altered(PROPOSE, parties=MORE_PARTIES, service=_SERVICE),
        *(MakeRecord(by=HANA, on=FIRST_DAY, record=record) for record in _LATER_RECORDS),
    )
    _samples: ClassVar = tuple(map(command_to_data, good))
    _stock: ClassVar = Stock(_samples, _LEAVES, _MONSTERS)
    _monsters: ClassVar = _text_monsters('{"type":')

    @property
    def samples(self) -> int:
        return len(self._samples)

    def sample(self, number: int) -> Any:
        return self._samples[number]

    def spoil(self, random: Random, given: Any) -> Any:
        kind = random.random()
        if isinstance(given, str) and (given[:1] == "{" or not given):
            return _retold(random, given, self._monsters)
        if kind < 0.04 and (text := _json_of(given)):
            return _retold(random, text, self._monsters)
        if kind < 0.08 and isinstance(given, dict) and given:
            return {**given, _key_in(random, given): random.choice(_FOREIGN)()}
        return spoilt(random, given, self._stock)

    def receive(self, given: Any) -> SecondmentError | None:
        data = _data_of(given) if isinstance(given, str) and given[:1] == "{" else given
        try:
            command = command_from_data(data)
        except InvalidValue as error:
            _check_paths(error, data)
            return error
        text = command_to_json(command)
        _expect(command_from_data(command_to_data(command)) == command, "a command comes back else")
        back = command_from_data(json.loads(text.encode()))
        _expect(back == command, "a command comes back from JSON as another")
        _expect(command_to_json(back) == text, "a command is written in two ways")
        return None


_EARLIER: Final[tuple[Data, ...]] = (
    {
        **{"type": "ChangeDropped", "version": 1, "on": "2027-05-03", "by": SAM},
        **{"reason": "declined", "grounds": "budget"},
    },
)
"""Facts as earlier releases have written them, one for each upcaster."""


class Facts(Door):
    """Plain data to `from_data`, text and bytes to `from_json`."""

    name = "facts"
    share = 0.45
    good: ClassVar[tuple[Event, ...]] = (
        *EVENTS,
        *decide(None, altered(PROPOSE, parties=MORE_PARTIES, service=_SERVICE), HOUSE),
        Escalated(on=FIRST_DAY, by=None, number=2),
        *(RecordMade(on=FIRST_DAY, by=HANA, record=record) for record in _LATER_RECORDS),
    )
    _samples: ClassVar = (*map(to_data, good), *_EARLIER)
    _stock: ClassVar = Stock(_samples, _LEAVES, _MONSTERS)
    _monsters: ClassVar = _text_monsters('{"type":')
    _encodings: ClassVar = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1")

    @property
    def samples(self) -> int:
        return len(self._samples)

    def sample(self, number: int) -> Any:
        return self._samples[number]

    def spoil(self, random: Random, given: Any) -> Any:
        kind = random.random()
        if isinstance(given, bytes):
            return _rebytten(random, given)
        if isinstance(given, str) and kind < 0.1:
            return _rebytten(random, given.encode(random.choice(self._encodings), "replace"))
        if isinstance(given, str):
            return _retold(random, given, self._monsters)
        if kind < 0.3 and (text := _json_of(given)):
            return text if kind < 0.1 else _retold(random, text, self._monsters)
        return spoilt(random, given, self._stock)

    def receive(self, given: Any) -> SecondmentError | None:
        written = isinstance(given, str | bytes)
        try:
            event = from_json(given) if written else from_data(given)
        except UnreadableEvent as error:
            _check_paths(error, _data_of(given) if written else given)
            return error
        except UnknownEvent as error:
            return error
        text = to_json(event)
        as_bytes: Any = text.encode()
        _expect(from_data(to_data(event)) == event, "a fact comes back as another")
        back = from_json(text)
        _expect(back == event, "a fact comes back from JSON as another")
        _expect(from_json(as_bytes) == event, "a fact comes back from UTF-8 as another")
        _expect(to_json(back) == text, "a fact is written in two ways")
        return None


# packs

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


class NoToml(Exception):
    """There is no way to write a value in TOML."""


def as_toml(tree: dict[str, Any]) -> str:
    """Return *tree* as TOML, one line for each of its keys.

    Raises:
        NoToml: Something in it has no place in TOML.
    """
    try:
        return "".join(f"{_toml_key(name)} = {_toml(value)}\n" for name, value in tree.items())
    except RecursionError:
        raise NoToml from None


def _toml_key(name: object) -> str:
    if not isinstance(name, str):
        raise NoToml
    return name if _BARE.fullmatch(name) else _toml_text(name)


def _toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**30 else hex(abs(value))
        case float():
            return repr(value)
        case Decimal():
            return _toml_decimal(value)
        case str():
            return _toml_text(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            inner = (f"{_toml_key(name)} = {_toml(each)}" for name, each in value.items())
            return f"{{ {', '.join(inner)} }}" if value else "{}"
        case _:
            raise NoToml


def _toml_decimal(value: Decimal) -> str:
    if value.is_nan():
        return "nan"
    if value.is_infinite():
        return "-inf" if value < 0 else "inf"
    text = str(value)
    return text if "." in text or "E" in text else f"{text}.0"


_PACK_LEAVES: Final[tuple[Data, ...]] = (
    *(True, False, 0, 1, -1, 2, 10**18, 2**64, 10**40, Decimal("0.5"), Decimal("-0.0")),
    *(Decimal("1.5"), Decimal("1E+30"), Decimal("1E-40"), Decimal("NaN"), Decimal("Infinity")),
    *(Decimal("1E+999999"), Decimal("1E-999999"), Decimal("3.14159265358979323846264338327950288")),
    *(date(2027, 1, 1), date(1, 1, 1), date(9999, 12, 31), datetime.time(7, 32)),
    *(datetime.datetime(2027, 1, 1), datetime.datetime(2027, 1, 1, tzinfo=UTC)),  # noqa: DTZ001
    *([], {}, [[]], [{}], [{"value": 1}], {"value": "1 month"}, {"value": {}}, ["secondee"] * 2),
    *([{"value": True}, {"value": False, "since": date(2028, 1, 1)}], {"roles": []}, ["secondee"]),
    *({"text": "x"}, {"weekend": []}, {"source": "default"}, {"since": date(2028, 1, 1)}),
    *("1 month", "0 days", "-1 days", "1 month and 2 weeks", "999999999 years", "20 working days"),
    *("1 day, 2 days", "1  month", "1 Month", "1 month and", "30 days before the end"),
    *("on the first day", "1 month after the last day", "on the", "before the end", "sunday"),
    *("secondee", "home_manager", "host_manager", "authority", "stakeholder", "caps.lifetime"),
    *(word for word in _WORDS if not word.startswith("P")),
)
_PACK_MONSTERS: Final[tuple[Callable[[], Data], ...]] = (
    lambda: "x" * 200_000,
    lambda: " " * 200_000,
    lambda: "9" * 200_000 + " days",
    lambda: "1 day, " * 20_000 + "1 day",
    lambda: "1 day and " * 20_000,
    lambda: " before" * 20_000 + " the end",
    lambda: 10**5000,
    lambda: Decimal("0." + "1" * 5_000),
    lambda: Decimal("1E+99999999"),
    lambda: _nested(lambda inner: [inner], 2_000),
    lambda: _nested(lambda inner: [inner], 60),
    lambda: _nested(lambda inner: {"value": inner}, 60),
    lambda: ["secondee"] * 3_000,
    lambda: [{"value": 1, "since": date.fromordinal(700_000 + day)} for day in range(300)],
    lambda: {f"k{number}": "x" for number in range(300)},
    lambda: {"k" * 20_000: 1},
)


def _small_packs() -> Iterator[dict[str, Any]]:
    """Yield packs that say one thing each, so that all that packs say is said by one of them."""
    told: set[str] = set()
    for name in pack_names():
        tree = tomllib.loads(_pack_text(name), parse_float=Decimal)
        heading = {"name": "small", "extends": "frame"}
        heading |= {key: tree[key] for key in ("source", "sources", "clause") if key in tree}
        for key, value in tree.items():
            for said in _parts(key, value):
                shape = re.sub(r"'[^']*'|\d+", "", repr(said))
                if key not in (*heading, "title") and shape not in told:
                    told.add(shape)
                    yield {**heading, **said}


def _parts(key: str, value: Any) -> Iterator[dict[str, Any]]:
    """Yield what *value*, which stands under *key*, says one by one, and with all of it at once."""
    yield {key: value}
    if isinstance(value, dict) and not {"value", "source", "since"} & value.keys():
        shared = {name: value[name] for name in ("source", "clause") if name in value}
        for name in value:
            yield {key: {**shared, name: value[name]}}


def _pack_text(name: str) -> str:
    return files("secondment").joinpath(PACKS, f"{name}.toml").read_text(encoding="utf-8")


_HEADING: Final = {"name", "title", "about", "extends", "sources", "source", "clause"}


class Packs(Door):
    """Trees written as TOML, and text, to `read_policy`."""

    name = "packs"
    share = 0.05
    _trees: ClassVar = tuple(_small_packs())
    _texts: ClassVar = tuple(map(_pack_text, pack_names()))
    _stock: ClassVar = Stock(_trees, _PACK_LEAVES, _PACK_MONSTERS, rare=0.03)
    _monsters: ClassVar = _text_monsters("x = {")
    _heads: ClassVar = _HEADING | {each.name for each in fields(Policy)}

    @property
    def samples(self) -> int:
        return len(self._trees) + len(self._texts)

    def sample(self, number: int) -> Any:
        if number < len(self._trees):
            return self._trees[number]
        return self._texts[number - len(self._trees)]

    def chosen(self, random: Random) -> int:
        """Return a whole pack now and then only: it takes a hundred times as long as a line."""
        if random.random() < 0.03:
            return random.randrange(len(self._trees), self.samples)
        return random.randrange(len(self._trees))

    def spoil(self, random: Random, given: Any) -> Any:
        kind = random.random()
        if isinstance(given, dict) and kind < 0.25:
            given = _toml_of(given) or given
        if isinstance(given, str) and random.random() < 0.4:
            return _relined(random, given)
        if isinstance(given, str):
            return _retold(random, given, self._monsters)
        if isinstance(given, dict) and kind < 0.8:  # leave the heading alone
            heading = {name: value for name, value in given.items() if name in _HEADING}
            said = {name: value for name, value in given.items() if name not in heading}
            changed = spoilt(random, said, self._stock)
            return {**heading, **changed} if isinstance(changed, dict) else changed
        return spoilt(random, given, self._stock)

    def receive(self, given: Any) -> SecondmentError | None:
        text = _toml_of(given) if isinstance(given, dict) else given
        try:
            policy = read_policy(given if text is None else text)
        except InvalidValue as error:
            self._check_paths(error, text)
            return error
        assert text is not None
        again = as_toml(tomllib.loads(text, parse_float=Decimal))
        _expect(read_policy(again) == policy, "a pack that is written anew reads else")
        _expect(pickle.loads(pickle.dumps(policy)) == policy, "a policy is pickled as another")
        return None

    def shown(self, given: Any) -> str:
        return super().shown((_toml_of(given) if isinstance(given, dict) else None) or given)

    def _check_paths(self, error: InvalidValue, text: Any) -> None:
        try:
            tree = tomllib.loads(text, parse_float=Decimal)
        except (ArithmeticError, AttributeError, TypeError, ValueError, RecursionError):
            _expect(all(not fault.path for fault in error.faults), "what cannot be read has a path")
            return
        for fault in error.faults:
            head = re.split(r"[.\[]", fault.path, maxsplit=1)[0]
            known = head in self._heads or any(
                fault.path.startswith(legible(name)) for name in tree
            )
            _expect(known and (fault.path or "" in tree), "a fault of a pack has no known path")


def _toml_of(tree: dict[str, Any]) -> str | None:
    try:
        return as_toml(tree)
    except NoToml:
        return None


# store files


@frozen
class Kept:
    """A store on disk.

    Attributes:
        content: The file.
        log: The log that lies beside it; None for none.
        is_damaged: Whether the file is no longer as SQLite has left it.
        is_foreign: Whether somebody has put tables, triggers or views of their own in.
    """

    content: bytes = field(repr=lambda content: f"{len(content)} bytes")
    log: bytes | None = field(default=None, repr=lambda log: "none" if log is None else "one")
    is_damaged: bool = False
    is_foreign: bool = False
    edits: tuple[str, ...] = ()


_AT: Final = datetime.datetime(2027, 1, 11, 9, 30, tzinfo=UTC)
_VALUES: Final = (
    *(None, 0, 1, -1, 2, 4, 2**62, -(2**63), 1.5, inf, b"", b"\x00\xff", b"P-1", "", " ", "P-1"),
    *("P-2", "sam", "soon", "\x00", "2027-03-01", "2027-01-11T09:30:00+00:00", "{}", "[]", "null"),
    *("2027-01-11T09:30:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9" * 30),
    *("proposed", "secondee", "x" * 5000, '{"type":"Left","version":1}', "é", "\U0001f600"),
)
_COLUMNS: Final = {
    "placements": ("placement_id", "version", "status", "first_day", "last_day"),
    "seats": ("person", "role", "placement_id"),
    "facts": (
        *("placement_id", "position", "type", "effective_on", "recorded_at", "fact", "seal"),
    ),
    "receipts": ("placement_id", "key", "command"),
}
_STATEMENTS: Final = (
    "DELETE FROM facts WHERE position = 1",
    "DELETE FROM facts WHERE position > 2",
    "DELETE FROM placements",
    "DELETE FROM seats",
    "DELETE FROM receipts",
    "UPDATE facts SET position = position + 1",
    "UPDATE facts SET placement_id = 'P-2' WHERE placement_id = 'P-1'",
    "INSERT INTO placements VALUES ('P-9', 0, 'proposed', NULL, NULL)",
    "INSERT INTO facts SELECT placement_id, position + 100, type, effective_on, recorded_at,"
    " fact, seal FROM facts",
    "UPDATE placements SET version = version + 1",
    "UPDATE placements SET version = version - 1",
    f"PRAGMA application_id = {APPLICATION + 1}",
    "PRAGMA application_id = 0",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = 2",
    "PRAGMA user_version = -1",
    "PRAGMA encoding = 'UTF-16'",
    "VACUUM",
    "REINDEX",
)
_FOREIGN_STATEMENTS: Final = (
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount)",
    "CREATE TRIGGER no_more BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'no more'); END",
    "CREATE TRIGGER no_way AFTER INSERT ON seats BEGIN SELECT RAISE(ROLLBACK, 'no way'); END",
    "CREATE TRIGGER so_what BEFORE INSERT ON facts BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER gone AFTER INSERT ON facts BEGIN DELETE FROM facts; END",
    "CREATE TRIGGER again AFTER UPDATE ON placements BEGIN DELETE FROM placements; END",
    "DROP TABLE facts",
    "DROP TABLE placements",
    "DROP TABLE seats",
    "DROP TABLE receipts",
    "DROP INDEX placements_by_day",
    "ALTER TABLE facts ADD COLUMN remark TEXT",
    "ALTER TABLE facts RENAME COLUMN fact TO facts",
    "ALTER TABLE placements DROP COLUMN last_day",
    "ALTER TABLE seats RENAME TO chairs",
    "CREATE VIEW facts AS SELECT 1 AS position",
    "CREATE VIEW placements AS SELECT 'P-1' AS placement_id, 1 AS version",
    "CREATE TABLE facts (placement_id, position, recorded_at, fact, seal)",
    "CREATE TABLE placements (placement_id, version, status, first_day, last_day)",
    "CREATE UNIQUE INDEX one_each ON placements (status)",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'T\u00e4')",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE ' || char(0)",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 99",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'facts'",
)
_AS_ROLLBACK: Final = b"\x01\x01"
_AS_LOG: Final = b"\x02\x02"
_MODE: Final = slice(18, 20)
"""Where a file says whether it is in write-ahead mode; one in memory cannot be."""


_LEAST: Final = 512
"""Bytes of the smallest page; SQLite makes no database of less."""


def _with_mode(content: bytes, mode: bytes) -> bytes:
    if len(content) < _MODE.stop:
        return content
    return content[: _MODE.start] + mode + content[_MODE.stop :]


@contextmanager
def _in_memory(content: bytes) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(_with_mode(content, _AS_ROLLBACK))
        yield database


def _edited(content: bytes, edit: Callable[[sqlite3.Connection], None]) -> bytes | None:
    """Return *content* after *edit*; None where SQLite does not do it."""
    if len(content) < _LEAST:
        return None
    try:
        with _in_memory(content) as database:
            edit(database)
            return _with_mode(database.serialize(), _AS_LOG)
    except (sqlite3.Error, UnicodeError):
        return None


def _sealed(database: sqlite3.Connection) -> None:
    """Give every fact the seal that it ought to have, and every placement its number of facts."""
    rows = database.execute(
        "SELECT placement_id, position, recorded_at, fact FROM facts"
        " ORDER BY placement_id, position"
    ).fetchall()
    seals: dict[object, str] = {}
    for placement_id, position, instant, fact in rows:
        before = seals.get(placement_id, placement_id)
        seal = sha256(f"{before}\n{position}\n{instant}\n{fact}".encode()).hexdigest()
        seals[placement_id] = seal
        database.execute(
            "UPDATE facts SET seal = ? WHERE placement_id = ? AND position = ?",
            (seal, placement_id, position),
        )
    database.execute(
        "UPDATE OR IGNORE placements SET version = (SELECT count(*) FROM facts"
        " WHERE facts.placement_id = placements.placement_id)"
    )


def _rowed(random: Random, database: sqlite3.Connection) -> str:
    """Change one value in one row, and return what was done."""
    table = random.choice(tuple(_COLUMNS))
    column, value = random.choice(_COLUMNS[table]), random.choice(_VALUES)
    keys = _COLUMNS[table][:3] if table == "seats" else _COLUMNS[table][:2]
    keys = keys[:1] if table == "placements" else keys
    rows = database.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    if rows:
        where = " AND ".join(f"{key} IS ?" for key in keys)
        database.execute(
            f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {where}",
            (value, *random.choice(rows)),
        )
    return f"{table}.{column} = {value!r:.60}"


def _refacted(random: Random, database: sqlite3.Connection) -> str:
    """Spoil the JSON of one fact, or put another fact in its place."""
    rows = database.execute("SELECT placement_id, position, fact FROM facts").fetchall()
    if not rows:
        return "no fact"
    placement_id, position, fact = random.choice(rows)
    told = random.choice((0, 1, 1, 1, 2))
    data = _data_of(fact) if isinstance(fact, str | bytes) else None
    if told == 0 or not isinstance(data, dict):
        new: object = _retold(random, str(fact), FACTS._monsters)
    elif told == 1:
        new = _json_of(FACTS.spoil(random, data)) or "{}"
    else:
        new = _json_of(random.choice(FACTS._samples))
    database.execute(
        "UPDATE facts SET fact = ? WHERE placement_id = ? AND position = ?",
        (new, placement_id, position),
    )
    return f"the fact {position} of {placement_id}: {new!r:.400}"


class Stores(Door):
    """Files to `SqliteStore`: opened, read, asked, and written to."""

    name = "stores"
    share = 0.05

    def __init__(self) -> None:
        self._kept: tuple[Kept, ...] = ()

    @property
    def samples(self) -> int:
        return len(self._all)

    def sample(self, number: int) -> Any:
        return self._all[number]

    @property
    def _all(self) -> tuple[Kept, ...]:
        if not self._kept:
            self._kept = tuple(_good_stores())
        return self._kept

    def spoil(self, random: Random, given: Kept) -> Kept:
        kind = random.random()
        if kind < 0.1 and given.log is not None:
            return altered(
                given,
                log=_rebytten(random, given.log),
                is_damaged=True,
                edits=(*given.edits, "the log"),
            )
        if kind < 0.3:
            content = self._damaged(random, given.content)
            return altered(
                given, content=content, is_damaged=True, edits=(*given.edits, "some bytes")
            )
        done: list[str] = []
        foreign = kind < 0.4

        def edit(database: sqlite3.Connection) -> None:
            if foreign:
                done.append(random.choice(_FOREIGN_STATEMENTS))
                database.executescript(done[-1])
            elif kind < 0.5:
                done.append(random.choice(_STATEMENTS))
                database.execute(done[-1])
            elif kind < 0.7:
                done.append(_rowed(random, database))
            else:
                done.append(_refacted(random, database))
            if random.random() < 0.6:
                _sealed(database)
                done.append("sealed anew")

        edited = _edited(given.content, edit)
        if edited is None:
            return given
        log = given.log is not None  # the log does not fit to it any longer
        return Kept(
            edited,
            given.log,
            given.is_damaged or log,
            given.is_foreign or foreign,
            (*given.edits, *done),
        )

    def _damaged(self, random: Random, content: bytes) -> bytes:
        size, page = len(content), 4096
        match random.randrange(8):
            case 0:
                return _rebytten(random, content)
            case 1:  # in the header
                at = random.randrange(min(size, 100) or 1)
                return content[:at] + random.randbytes(1) + content[at + 1 :]
            case 2:  # in the header of a page
                at = random.randrange(size // page + 1) * page + random.randrange(12)
                return content[:at] + random.randbytes(1) + content[at + 1 :]
            case 3:
                at = random.randrange(size // page + 1) * page
                return content[:at] + bytes(page) + content[at + page :]
            case 4:
                at, other = (random.randrange(size // page + 1) * page for _ in range(2))
                return content[:at] + content[other : other + page] + content[at + page :]
            case 5:
                return content[: random.randrange(size // page + 1) * page]
            case 6:
                return content + random.randbytes(random.choice((1, 100, page)))
            case _:
                changed = bytearray(content)
                for _ in range(random.choice((1, 3, 30)) if changed else 0):
                    changed[random.randrange(size)] = random.randrange(256)
                return bytes(changed)

    def receive(self, given: Kept) -> SecondmentError | None:
        with tempfile.TemporaryDirectory(dir=_ROOM) as folder:
            path = Path(folder) / "s.db"
            path.write_bytes(given.content)
            if given.log is not None:
                path.with_name("s.db-wal").write_bytes(given.log)
            errors = _used(path, given)
        for error in errors[1:]:
            check_error(error)
        return errors[0] if errors else None

    def shown(self, given: Kept) -> str:
        return f"{given}"


_ROOM: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""A folder in memory, so that a thousand files a second harm no disk."""

_UNREADABLE: Final = (BrokenHistory, UnknownEvent, UnreadableEvent, StoreFailure)
_QUERIES: Final = (
    Query(),
    Query(person=SAM),
    Query(role=Role.SECONDEE, statuses=frozenset({Status.UNDERWAY, Status.PROPOSED})),
    Query(day=FIRST_DAY),
)


def _used(path: Path, given: Kept) -> list[SecondmentError]:
    """Return the documented errors that come out when the file at *path* is used as a store."""
    errors: list[SecondmentError] = []

    def tried(work: Callable[[], Any], *documented: type[SecondmentError]) -> Any:
        try:
            return work()
        except documented as error:
            errors.append(error)
            return None

    store = tried(lambda: SqliteStore(path, synchronous="NORMAL", patience=0), StoreFailure)
    if store is None:
        if given.log is None:
            _expect(path.read_bytes() == given.content, "a file that is no store was changed")
        return errors
    with closing(store):
        for placement_id in ("P-1", "P-2", "P-9"):
            tried(partial(store.load, placement_id), *_UNREADABLE)
            tried(partial(store.receipt, placement_id, "k-1"), StoreFailure)
        register = Register(store, policy=HOUSE, clock=lambda: _AT)
        asked = (*_UNREADABLE, UnknownPlacement)
        tried(partial(register.placement, "P-1"), *asked)
        tried(partial(register.placement, "P-1", known_at=_AT), *asked)
        for query in _QUERIES:
            found = tried(partial(store.find, query), StoreFailure) or ()
            _expect(all(isinstance(each, str) for each in found), "what is found is no id")
        before = tried(lambda: store.load("P-1"), *_UNREADABLE)
        written = len(before or ())
        batch = _batch(written)
        writing = (StoreFailure, BrokenHistory, VersionConflict, KeyReused)
        failed = len(errors)
        tried(lambda: store.append("P-1", batch), *writing)
        after = tried(lambda: store.load("P-1"), *_UNREADABLE)
        if before is not None and not given.is_damaged and not given.is_foreign:
            done = len(errors) == failed
            wanted = (*before, *batch.facts) if done else before
            _expect(after == wanted, "what was written is not what is there")
    return errors


def _batch(before: int) -> Batch:
    fact = Recorded(before + 1, Facts.good[2], _AT)
    return Batch(
        before, (fact,), Summary(Status.PROPOSED, PARTIES.seats, None, None), Receipt("k-9", "{}")
    )


def _good_stores() -> Iterator[Kept]:
    """Yield an empty store, a full one, and a full one with its log."""
    with tempfile.TemporaryDirectory(dir=_ROOM) as folder:
        path = Path(folder) / "s.db"
        with closing(SqliteStore(path, synchronous="NORMAL")):
            pass
        yield Kept(path.read_bytes())
        store = SqliteStore(path, synchronous="NORMAL")
        _fill(Register(store, policy=HOUSE, clock=lambda: _AT))
        yield Kept(path.read_bytes(), path.with_name("s.db-wal").read_bytes())
        store.close()
        yield Kept(path.read_bytes())
        yield Kept(path.read_bytes())


def _fill(register: Register) -> None:
    away = Period(date(2027, 5, 10), date(2027, 5, 21))
    register.do("P-1", altered(PROPOSE, parties=MORE_PARTIES), key="k-1")
    commands: tuple[Command, ...] = (
        *consents(AGREED_ON, (SAM, OTTO, PETRA, MIRA)),
        Advance(on=FIRST_DAY),
        RecordAbsence(by=SAM, on=date(2027, 5, 3), period=away, reason="holiday"),
        Void(by=PETRA, on=date(2027, 5, 4), position=8, reason="mistake"),
        OpenChange(by=SAM, on=date(2027, 7, 5), subject=LONGER),
        Consent(by=OTTO, on=date(2027, 7, 6)),
    )
    for command in commands:
        register.do("P-1", command)
    register.do("P-2", altered(PROPOSE, parties=altered(PARTIES, secondee="tom")), key="k-1")


COMMANDS_IN: Final = Commands()
FACTS: Final = Facts()
DOORS: Final[tuple[Door, ...]] = (COMMANDS_IN, FACTS, Packs(), Stores())

# the run


@frozen
class Find:
    """Something that must not be, with the fewest steps that bring it about.

    Attributes:
        door: Where.
        what: What came out, in one line.
        number: Which input it was first seen with.
        sample: Which good input it begins with.
        steps: What is done to that, one after the other; none where the good input is enough.
        shown: The input.
        trace: Where in the code.
    """

    door: str
    what: str
    number: int
    sample: int
    steps: tuple[int, ...]
    shown: str
    trace: str = field(repr=False)


@mutable
class Tally:
    """What has come out of a door.

    Attributes:
        door: Which.
        inputs: How many it was given.
        accepted: How many were let in.
        refused: How many were not, by the name of the error.
        stems: Every error with the place it named, without numbers.
        finds: What must not be, each once.
        seen: How often each find was seen.
    """

    door: str
    inputs: int = 0
    accepted: int = 0
    refused: Counter[str] = field(factory=Counter)
    stems: set[tuple[str, str]] = field(factory=set)
    finds: dict[str, Find] = field(factory=dict)
    seen: Counter[str] = field(factory=Counter)


_STEPS: Final = (1, 1, 1, 2, 2, 3, 5)


def recipe(door: Door, seed: int, number: int) -> tuple[int, tuple[int, ...]]:
    """Return which sample the input *number* begins with, and what is done to it."""
    random = Random(f"{seed} {door.name} {number}")
    sample = door.chosen(random)
    return sample, tuple(random.getrandbits(60) for _ in range(random.choice(_STEPS)))


def made(door: Door, sample: int, steps: Iterable[int]) -> Any:
    """Return the sample after *steps*."""
    given = door.sample(sample)
    for step in steps:
        given = door.spoil(Random(step), given)
    return given


def run(
    door: Door,
    count: int,
    *,
    seed: int = 0,
    first: int = 0,
    watch: Callable[[int], None] = lambda number: None,
) -> Tally:
    """Give *door* so many inputs, tell *watch* the number of each, and return what came out."""
    tally = Tally(door.name)
    for number in range(first, first + count):
        sample, steps = recipe(door, seed, number)
        tally.inputs += 1
        _receive(door, made(door, sample, steps), tally, number, sample, steps)
        watch(number)
    return tally


def _receive(
    door: Door, given: Any, tally: Tally, number: int, sample: int, steps: tuple[int, ...]
) -> None:
    try:
        error = door.receive(given)
        if error is not None:
            check_error(error)
    except Exception as problem:  # whatever it is, it is not documented
        what = _what(problem)
        tally.seen[what] += 1
        if what not in tally.finds:
            tally.finds[what] = shrunk(door, what, number, sample, steps)
        return
    if error is None:
        tally.accepted += 1
        return
    name = type(error).__name__
    tally.refused[name] += 1
    if len(tally.stems) < _MOST_STEMS:
        places = {_stem(fault.path, fault.text) for fault in _faults_of(error)[:20]} or {""}
        tally.stems |= {(name, place) for place in places}


_MOST_STEMS: Final = 20_000


def _what(problem: Exception) -> str:
    """Return *problem* in one line, the same for what is likely to be the same."""
    if isinstance(problem, Wrong):
        return str(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    own = [each for each in frames if "secondment" in each.filename] or list(frames)
    return f"{type(problem).__name__} from {Path(own[-1].filename).name}:{own[-1].name}"


def _problem(door: Door, given: Any) -> Exception | None:
    try:
        error = door.receive(given)
        if error is not None:
            check_error(error)
    except Exception as problem:
        return problem
    return None


def shrunk(door: Door, what: str, number: int, sample: int, steps: tuple[int, ...]) -> Find:
    """Return *what* has come out with the fewest steps that still bring it about."""

    def brings(fewer: tuple[int, ...]) -> bool:
        problem = _problem(door, made(door, sample, fewer))
        return problem is not None and _what(problem) == what

    at = 0
    while at < len(steps):
        fewer = steps[:at] + steps[at + 1 :]
        if brings(fewer):
            steps, at = fewer, 0
        else:
            at += 1
    given = made(door, sample, steps)
    problem = _problem(door, given)
    trace = "" if problem is None else "".join(traceback.format_exception(problem)[-12:])
    return Find(door.name, what, number, sample, steps, door.shown(given), trace)


# the command line

_MOST_SHOWN: Final = 3_000
_SLOW: Final = 5.0
"""Seconds after which an input is taken for one that hangs."""
_STUCK: Final = 300.0
_ROOM_FOR: Final = 6 << 30
"""Bytes that a run may take up; with more, Python raises MemoryError, which no door documents."""


def _bound_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM_FOR, hard))


def _bound_time() -> None:
    """Tell where the run is, and end it, unless this is called again in time."""
    faulthandler.dump_traceback_later(_STUCK, exit=True)


class _Watch:
    """Notes which input takes longest, and ends a run that is stuck."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.worked = time.process_time()
        self.longest, self.slowest = 0.0, 0

    def __call__(self, number: int) -> None:
        now = time.perf_counter()
        if now - self.last > self.longest:
            self.longest, self.slowest = now - self.last, number
        self.last = now
        if number % 1000 == 0:
            _bound_time()

    def stop(self) -> tuple[float, float]:
        """Return how many seconds it has taken in all, and how many of them it had a processor."""
        faulthandler.cancel_dump_traceback_later()
        return time.perf_counter() - self.began, time.process_time() - self.worked


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report(door: Door, count: int, seed: int, first: int) -> bool:
    """Run *door*, say what has come out, and return whether all of it may."""
    watch = _Watch()
    tally = run(door, count, seed=seed, first=first, watch=watch)
    seconds, busy = watch.stop()
    refused = ", ".join(f"{times:,} {name}" for name, times in sorted(tally.refused.items()))
    _say(
        f"{door.name}: {tally.inputs:,} inputs in {seconds:,.1f} s, {busy:,.1f} s of them at work"
        f" ({tally.inputs / busy:,.0f} a second); {tally.accepted:,} accepted;"
        f" refused: {refused or 'none'}; {len(tally.stems):,} different faults;"
        f" the slowest took {1000 * watch.longest:,.0f} ms (--at {watch.slowest})"
    )
    for what, find in tally.finds.items():
        again = f"python -m tests.fuzz --door {door.name} --seed {seed} --at {find.number}"
        cut = "" if len(find.shown) <= _MOST_SHOWN else f" … ({len(find.shown):,} characters)"
        _say(f"\n{door.name}: {what}, {tally.seen[what]:,} times; {again}")
        _say(f"  sample {find.sample}, steps {find.steps}")
        _say(f"  {find.shown[:_MOST_SHOWN]}{cut}\n{find.trace[-_MOST_SHOWN:]}")
    return not tally.finds and watch.longest < _SLOW


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the doors that are asked for; return 1 if something came out that must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="inputs of all doors together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--door", choices=[door.name for door in DOORS], help="this one alone")
    parser.add_argument("--at", type=int, help="the one input of that number")
    asked = parser.parse_args(arguments)
    _bound_memory()
    doors = [door for door in DOORS if asked.door in (None, door.name)]
    well = []
    for door in doors:
        count = asked.count if asked.door else round(asked.count * door.share)
        count = count if asked.at is None else 1
        well.append(_report(door, count, asked.seed, asked.at or 0))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
