"""How a policy is written in a file, a pack in TOML, and read from it with every fault named.

What the values mean does not belong here: see `policy` and `clauses`. The path of a value in a pack
is its path in a `Policy`; the packs of this library stand in the folder ``packs``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from attrs import NOTHING, fields, frozen, has
from attrs import evolve as altered

from secondment.clauses import Anchor, Clause, Moment, Remark
from secondment.dates import Calendar, Day, Length, Span, WorkingDays, WorkingWeek, day_fault
from secondment.errors import Fault, InvalidValue, Source
from secondment.faults import LARGEST, repeated
from secondment.policy import LIMITS, ROWS, Policy, hints_of, is_group, kinds_of

PACKS: Final = "packs"
"""The folder of the packs of this library, beside its modules."""

ENTRY_POINTS: Final = "secondment.policies"
"""The group of entry points by which other packages bring packs: each names a `Policy`, or the path
of a pack."""

_LONGEST_CHAIN: Final = 16


def pack_names() -> tuple[str, ...]:
    """Return the names of the packs of this library, in alphabetical order."""
    found = (each.name for each in files("secondment").joinpath(PACKS).iterdir())
    return tuple(sorted(name[:-5] for name in found if name.endswith(".toml")))


def load_policy(name: str | os.PathLike[str]) -> Policy:
    """Return the policy of a pack.

    Args:
        name: The name of a pack of this library (``house``, ``us-ipa``) or of an entry point
            `ENTRY_POINTS` of another package; or the path of a file, a text that ends in ``.toml``.

    Raises:
        InvalidValue: There is none of that name, or something is wrong with it: every fault is
            named with its path.

    Example:
        >>> load_policy("us-ipa").max_length.value
        Length(months=48, weeks=0, days=0)
    """
    if isinstance(name, os.PathLike) or (isinstance(name, str) and name.endswith(".toml")):
        return _from_file(Path(name), ())
    if not isinstance(name, str) or not name.strip():
        raise InvalidValue("a policy", Fault("name", f"must be {_names()}, not {name!r}"))
    return _named(name, ())


def read_policy(text: str) -> Policy:
    """Return the policy of the pack that *text* holds; see `load_policy`.

    Raises:
        InvalidValue: Something is wrong with it; every fault is named with its path.
    """
    if not isinstance(text, str):
        raise InvalidValue("a policy", Fault("", f"must be a text, not of type {_type(text)}"))
    return _read(text, "a pack", None, ())


def _named(name: str, chain: tuple[str, ...]) -> Policy:
    """Return the pack *name*, which the packs of *chain* extend."""
    _check_chain(name, chain)
    if name in pack_names():
        return _built_in(name)
    for point in entry_points(group=ENTRY_POINTS, name=name):
        try:
            found = point.load()
        except Exception as cause:  # whatever the other package raises
            text = f"the entry point {name} cannot be loaded: {type(cause).__name__}: {cause}"
            raise InvalidValue("a policy", Fault("name", text)) from cause
        return _from_entry_point(name, found, chain)
    close = get_close_matches(name, pack_names(), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    raise InvalidValue("a policy", Fault("name", f"must be {_names()}, not {name!r}{hint}"))


@cache
def _built_in(name: str) -> Policy:
    resource = files("secondment").joinpath(PACKS, f"{name}.toml")
    return _read(resource.read_text(encoding="utf-8"), f"policy {name}", None, (name,))


def _from_entry_point(name: str, found: object, chain: tuple[str, ...]) -> Policy:
    if isinstance(found, Policy):
        return found
    if isinstance(found, str | os.PathLike):
        return _from_file(Path(found), (*chain, name))
    if isinstance(found, Traversable):
        return _read(_text_of(found, f"policy {name}"), f"policy {name}", None, (*chain, name))
    text = f"the entry point {name} names neither a Policy nor the path of a pack"
    raise InvalidValue("a policy", Fault("name", text))


def _from_file(path: Path, chain: tuple[str, ...]) -> Policy:
    what = f"the pack {path}"
    text = _text_of(path, what)
    place = str(path.resolve())
    _check_chain(place, chain)
    return _read(text, what, path.parent, (*chain, place))


def _text_of(file: Traversable, what: str) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as cause:
        raise InvalidValue(what, Fault("", "cannot be read: it is no UTF-8 text")) from cause
    except (OSError, ValueError) as cause:  # a path with a null character is a ValueError
        reason = getattr(cause, "strerror", None) or cause
        raise InvalidValue(what, Fault("", f"cannot be read: {reason}")) from cause
    return text.removeprefix("\ufeff")  # some editors put a byte order mark first


def _check_chain(place: str, chain: tuple[str, ...]) -> None:
    """Do nothing if the pack at *place* can be extended by those of *chain*."""
    if place in chain:
        way = ", which extends ".join((*chain[chain.index(place) :], place))
        raise InvalidValue("a policy", Fault("name", f"extends itself: {way}"))
    if len(chain) >= _LONGEST_CHAIN:
        text = f"is one more than the {_LONGEST_CHAIN} packs that can extend each other"
        raise InvalidValue("a policy", Fault("name", text))


def _names() -> str:
    return f"one of {', '.join(pack_names())}, an entry point {ENTRY_POINTS}, or a path"


def _read(text: str, what: str, folder: Path | None, chain: tuple[str, ...]) -> Policy:
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError) as cause:
        raise InvalidValue(what, Fault("", f"is no TOML: {cause}")) from None
    return _Reader(what, data).policy(folder, chain)


def _type(value: object) -> str:
    return type(value).__name__


# one file


class _Unfit(Exception):
    """A value is not what its place wants, for one reason or several."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def _unfit(path: str, text: str) -> _Unfit:
    return _Unfit(Fault(path, text))


@frozen
class _Scope:
    """Where the values of a table stand, unless they say otherwise."""

    source: Source | None = None
    clause: str | None = None


_FRAME: Final = "frame"
"""The pack that stands in for what is missing, so that the rest can be judged all the same."""
_SOMEWHERE: Final = Source("unknown", "unknown")
"""Stands in for a source with which something is wrong; no policy is made of it."""


_HEADING: Final = frozenset({"name", "title", "about", "extends", "sources", "source", "clause"})
_OWN_WORDS: Final = frozenset({"source", "clause"})
_OF_SOURCE: Final = ("title", "clause", "link", "read_on")
_OF_VERSION: Final = ("value", "since", "source", "clause")
_OF_REMARK: Final = ("text", "source", "clause")
_OF_CALENDAR: Final = ("weekend", "holidays")
NONE: Final = "none"
"""What takes a value of the pack that is extended away."""


_SAID: Final = tuple(each for each in fields(Policy) if each.init and each.default is NOTHING)
_UNSAID: Final = {
    each.name: None for each in _SAID if type(None) in get_args(hints_of(Policy)[each.name])
}
"""What a policy says or says not, and has to be told in Python."""
_NEEDED: Final = tuple(each.name for each in _SAID if each.name not in _UNSAID)
"""What every policy says."""


class _Reader:
    """Reads one pack, and gathers every fault on the way."""

    def __init__(self, what: str, data: dict[str, Any]) -> None:
        self._what = what
        self._data = data
        self._faults: list[Fault] = []
        self._sources: dict[str, Source] = {}
        self._sources_at_fault = False

    def policy(self, folder: Path | None, chain: tuple[str, ...]) -> Policy:
        base = self._base(folder, chain)
        self._read_sources()
        values = self._own_values(base)
        for name in _NEEDED:
            if name not in self._data and (base is None or name == "name"):
                self._fault(name, "is missing")
        if base is None and any(name not in values for name in _NEEDED):
            base = _built_in(_FRAME)
        built = None
        try:
            built = altered(base, **values) if base else Policy(**(_UNSAID | values))
        except InvalidValue as error:
            self._faults += [each for each in error.faults if each not in self._faults]
        if self._faults or built is None:
            raise InvalidValue(self._what, *self._faults) from None
        return built

    def _fault(self, path: str, text: str) -> None:
        self._faults.append(Fault(path, text))

    def _base(self, folder: Path | None, chain: tuple[str, ...]) -> Policy | None:
        name = self._data.get("extends")
        if name is None:
            return None
        if not isinstance(name, str):
            self._fault("extends", f"must be the name of a pack, not {_shown(name)}")
            return _built_in(_FRAME)
        try:
            if name.endswith(".toml"):
                return _from_file((folder or Path()) / name, chain)
            return _named(name, chain)
        except InvalidValue as error:
            if error.what == "a policy":
                self._faults += [Fault("extends", each.text) for each in error.faults]
            else:
                self._faults += [each.under("extends") for each in error.faults]
        return _built_in(_FRAME)

    def _read_sources(self) -> None:
        given = self._data.get("sources", {})
        if not isinstance(given, dict):
            self._fault("sources", f"must be a table of sources, not {_shown(given)}")
            self._sources_at_fault = True
            return
        for key, table in given.items():
            path = f"sources.{key}"
            if isinstance(table, dict):
                self._sources[key] = self._source(path, table)
                continue
            text = f"must be a table with title, clause, link and read_on, not {_shown(table)}"
            self._fault(path, text)
            self._sources[key] = _SOMEWHERE

    def _source(self, path: str, table: dict[str, Any]) -> Source:
        """Return the source of *table*; one at fault too, so that the rest can be read."""
        for name in table:
            if name not in _OF_SOURCE:
                self._unknown(path, name, _OF_SOURCE)
        for name in ("title", "clause", "link"):
            value = table.get(name)
            if value is not None and not (isinstance(value, str) and value.strip()):
                self._fault(f"{path}.{name}", f"must be a text, not {_shown(value)}")
        if "title" not in table:
            self._fault(f"{path}.title", "is missing")
        day = table.get("read_on")
        if day is not None and day_fault(day):
            self._fault(
                f"{path}.read_on",
                f"must be a day like 2026-11-26, without quotation marks, not {_shown(day)}",
            )
        title, clause = table.get("title", ""), table.get("clause", "as a whole")
        return Source(str(title), str(clause), table.get("link"), day)

    def _unknown(self, path: str, name: str, known: tuple[str, ...]) -> None:
        if path and name not in known and name in _TOP:
            text = "is said of the pack as a whole; it stands above the first heading in brackets"
            self._fault(_at(path, name), text)
        else:
            self._fault(_at(path, name), _unknown_text(name, known))

    def _within(self, scope: _Scope, table: Mapping[str, Any], path: str) -> _Scope:
        """Return where the values of *table*, which stands in *scope*, stand by themselves."""
        source, clause = scope.source, scope.clause
        if "source" in table:
            source, clause = self._source_named(table["source"], _at(path, "source")), None
        if "clause" in table:
            clause = table["clause"]
            if not isinstance(clause, str) or not clause.strip():
                self._fault(_at(path, "clause"), f"must be a text, not {_shown(clause)}")
                clause = None
        return _Scope(source, clause)

    def _source_named(self, name: object, path: str) -> Source:
        if self._sources_at_fault or (isinstance(name, str) and name in self._sources):
            return self._sources.get(str(name), _SOMEWHERE)
        known = ", ".join(sorted(self._sources)) or "none"
        self._fault(path, f"must be one of [sources], which are {known}; not {_shown(name)}")
        return _SOMEWHERE

    def _source_of(self, scope: _Scope, path: str) -> Source:
        if scope.source is None:
            self._fault(path, "has no source; name one of [sources] here or in its table")
            return _SOMEWHERE
        return altered(scope.source, clause=scope.clause) if scope.clause else scope.source

    def _own_values(self, base: Policy | None) -> dict[str, Any]:
        """Return the fields of the policy that the pack speaks of."""
        values: dict[str, Any] = {}
        scope = self._within(_Scope(), self._data, "")
        for name in ("name", "title", "about"):
            if name in self._data and (text := self._text(name)) is not None:
                values[name] = text
        known = [each.name for each in fields(Policy) if each.init]
        for name, raw in self._data.items():
            if name in _HEADING:
                continue
            if name not in known:
                self._unknown("", name, (*known, *_HEADING))
                continue
            held = getattr(base, name) if base else _default(name)
            try:
                found = self._field(Policy, name, raw, held, name, scope)
            except _Unfit as unfit:
                self._faults += unfit.faults
                continue
            if found is not None or held is not None:
                values[name] = found
        return values

    def _text(self, name: str) -> str | None:
        value = self._data[name]
        if isinstance(value, str) and value.strip():
            return value
        self._fault(name, f"must be a text, not {_shown(value)}")
        return None

    def _field(self, kind: type, name: str, raw: Any, held: Any, path: str, scope: _Scope) -> Any:
        """Return what *raw* makes of the field *name*, which held *held* before."""
        hint = hints_of(kind)[name]
        wanted = kinds_of(hint)[0]
        if kind is Policy and name in ROWS:
            return self._rows(name, raw, held or (), scope)
        if wanted is Calendar:
            return self._calendar(raw, path)
        if kind is Policy and name == "remarks":
            return self._remarks(raw, path, scope)
        if raw == NONE and type(None) in get_args(hint):
            return None
        if (
            raw == NONE
            and get_origin(wanted) is Clause
            and not _has_value(get_args(wanted)[0], NONE)
        ):
            raise _unfit(path, "is needed, and cannot be taken away")
        if get_origin(wanted) is Clause:
            found = self._clause(get_args(wanted)[0], raw, held, path, scope)
            return held if found is None else found
        if is_group(wanted):
            return self._group(wanted, raw, held, path, scope)
        raise AssertionError(f"no way to read {kind.__name__}.{name}")

    def _group(self, kind: type, raw: Any, held: Any, path: str, scope: _Scope) -> Any:
        if not isinstance(raw, dict):
            raise _unfit(path, f"must be a table, not {_shown(raw)}")
        inner = self._within(scope, raw, path)
        values: dict[str, Any] = {}
        known = tuple(each.name for each in fields(kind))
        for name, given in raw.items():
            if name in _OWN_WORDS:
                continue
            if name not in known:
                self._unknown(path, name, (*known, *_OWN_WORDS))
                continue
            before = None if held is None else getattr(held, name)
            try:
                found = self._field(kind, name, given, before, f"{path}.{name}", inner)
            except _Unfit as unfit:
                self._faults += unfit.faults
                continue
            if found is not None or before is not None:
                values[name] = found
        if held is not None:
            return altered(held, **values)
        needed = [each.name for each in fields(kind) if each.default is NOTHING]
        lacking = [name for name in needed if name not in values]
        for name in lacking:
            if name not in raw:
                self._fault(f"{path}.{name}", "is missing")
        return None if lacking else kind(**values)

    def _clause(
        self, hint: Any, raw: Any, held: Clause[Any] | None, path: str, scope: _Scope
    ) -> Clause[Any] | None:
        """Return the clause that *raw* gives, in all its versions; None where it is at fault."""
        one = [raw if isinstance(raw, dict) else {"value": raw}]
        given = raw if _is_versions(raw) else one
        if len(given) > _MOST_VERSIONS:
            self._fault(path, f"has {len(given)} versions; {_MOST_VERSIONS} are enough")
            return None
        read = [
            self._version(hint, table, path if len(given) == 1 else f"{path}[{index}]", scope)
            for index, table in enumerate(given)
        ]
        if None in read:
            return None
        versions = sorted(
            (each for each in read if each is not None), key=lambda each: each.since or Day.min
        )
        if twice := repeated(
            f"since {each.since}" if each.since else "always" for each in versions
        ):
            for day in twice:
                self._fault(path, f"says {twice[day]} times what holds {day}")
            return None
        earlier = None if versions[0].since is None else held
        for version in versions:
            earlier = altered(version, earlier=earlier)
        return earlier

    def _version(
        self, hint: Any, table: dict[str, Any], path: str, scope: _Scope
    ) -> Clause[Any] | None:
        before = len(self._faults)
        for name in table:
            if name not in _OF_VERSION:
                self._unknown(path, name, _OF_VERSION)
        since = table.get("since")
        if since is not None and day_fault(since):
            self._fault(
                f"{path}.since",
                f"must be a day like 2026-11-26, without quotation marks, not {_shown(since)}",
            )
        value = None
        if "value" not in table:
            self._fault(f"{path}.value", "is missing")
        else:
            try:
                value = _value(hint, table["value"], path)
            except _Unfit as unfit:
                self._faults += unfit.faults
        at_fault = len(self._faults) > before
        source = self._source_of(self._within(scope, table, path), path)
        return None if at_fault else Clause(value, source, since)

    def _rows(self, name: str, raw: Any, held: tuple[Any, ...], scope: _Scope) -> Any:
        if not isinstance(raw, dict):
            raise _unfit(name, f"must be a table, not {_shown(raw)}")
        inner = self._within(scope, raw, name)
        rows = list(held)
        for key, given in raw.items():
            if key in _OWN_WORDS:
                continue
            path = f"{name}.{key}"
            kind, by = ROWS[name]
            try:
                at = _value(hints_of(kind)[by], key, path)
            except _Unfit as unfit:
                self._faults += unfit.faults
                continue
            before = [row for row in rows if getattr(row, by) == at]
            if name == "waivers" and isinstance(given, dict):
                quoted = [f'"{key}.{inner}"' for inner in given if f"{key}.{inner}" in LIMITS]
                if quoted:
                    self._fault(path, f"has to be in quotation marks: {', '.join(quoted)}")
                    continue
            if given == NONE and not before:
                self._fault(path, "takes away what is not there")
            if given == NONE:
                rows = [row for row in rows if getattr(row, by) != at]
                continue
            read = self._rows_of(name, at, given, before, path, inner)
            since = {row.since for row in read}
            kept = [] if None in since else [row for row in before if row.since not in since]
            at_place = rows.index(before[0]) if before else len(rows)
            rows = [row for row in rows if getattr(row, by) != at]
            rows[at_place:at_place] = [*kept, *read] or before
        return tuple(rows)

    def _rows_of(
        self, name: str, key: Any, raw: Any, held: list[Any], path: str, scope: _Scope
    ) -> list[Any]:
        kind, by = ROWS[name]
        short = "roles" if "roles" in {each.name for each in fields(kind)} else None
        given = raw if isinstance(raw, list) and raw and isinstance(raw[0], dict) else [raw]
        pattern = held[0] if len(held) == 1 else None
        rows = []
        for index, each in enumerate(given):
            at = path if len(given) == 1 else f"{path}[{index}]"
            table = {short: each} if short and isinstance(each, list) else each
            if not isinstance(table, dict):
                wanted = f"a list of {short}, or a table" if short else "a table"
                self._fault(at, f"must be {wanted}, not {_shown(table)}")
                continue
            row = self._row(kind, {by: key}, table, pattern, at, scope)
            rows += [] if row is None else [row]
        return rows

    def _row(
        self,
        kind: type,
        key: dict[str, Any],
        table: dict[str, Any],
        pattern: Any,
        path: str,
        scope: _Scope,
    ) -> Any:
        """Return the row of *table*; what it leaves out is as in *pattern*, the row before."""
        before = len(self._faults)
        own = {each.name: each for each in fields(kind) if each.name not in (*key, "source")}
        values = dict(key)
        for name, raw in table.items():
            if name in _OWN_WORDS:
                continue
            if name not in own:
                self._unknown(path, name, (*own, *_OWN_WORDS))
                continue
            try:
                values[name] = _value(hints_of(kind)[name], raw, f"{path}.{name}")
            except _Unfit as unfit:
                self._faults += unfit.faults
        if pattern is None:
            for name, each in own.items():
                if each.default is NOTHING and name not in table:
                    self._fault(f"{path}.{name}", "is missing")
        at_fault = len(self._faults) > before
        source = self._source_of(self._within(scope, table, path), path)
        if at_fault:
            return None
        if pattern is not None:
            return altered(pattern, source=source, **values)
        return kind(source=source, **values)

    def _remarks(self, raw: Any, path: str, scope: _Scope) -> tuple[Remark, ...]:
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise _unfit(path, f"must be tables with text and source, not {_shown(raw)}")
        found = []
        for index, table in enumerate(raw):
            at = f"{path}[{index}]"
            for name in table:
                if name not in _OF_REMARK:
                    self._unknown(at, name, _OF_REMARK)
            text = table.get("text")
            source = self._source_of(self._within(scope, table, at), at)
            if "text" not in table:
                self._fault(f"{at}.text", "is missing")
            elif not isinstance(text, str) or not text.strip():
                self._fault(f"{at}.text", f"must be a text, not {_shown(text)}")
            else:
                found.append(Remark(text, source))
        return tuple(found)

    def _calendar(self, raw: Any, path: str) -> Calendar:
        if not isinstance(raw, dict):
            raise _unfit(path, f"must be a table with weekend and holidays, not {_shown(raw)}")
        for name in raw:
            if name not in _OF_CALENDAR:
                self._unknown(path, name, _OF_CALENDAR)
        values: dict[str, Any] = {}
        try:
            if "weekend" in raw:
                named = _value(tuple[_DayOfWeek, ...], raw["weekend"], f"{path}.weekend")
                values["weekend"] = [DAYS_OF_WEEK.index(day) + 1 for day in named]
            if "holidays" in raw:
                values["holidays"] = _value(frozenset[Day], raw["holidays"], f"{path}.holidays")
        except _Unfit as unfit:
            self._faults += unfit.faults
            return WorkingWeek()
        if len(set(values.get("weekend", ()))) == len(DAYS_OF_WEEK):
            self._fault(f"{path}.weekend", "must leave a day of the week to work on")
            return WorkingWeek()
        return WorkingWeek(**values)


class _DayOfWeek(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


DAYS_OF_WEEK: Final = tuple(_DayOfWeek)
"""How a pack names the days of the weekend, in the order of their ISO numbers."""


def _default(name: str) -> Any:
    found: Any = next(each for each in fields(Policy) if each.name == name).default
    if found is NOTHING:
        return None
    factory = getattr(found, "factory", None)
    return found if factory is None else factory()


def _is_versions(raw: Any) -> bool:
    return (
        isinstance(raw, list)
        and all(isinstance(each, dict) for each in raw)
        and any("value" in each for each in raw)
    )


_MOST_VERSIONS: Final = 100
"""How often a clause may have changed: far more than any document does."""


def _has_value(kind: Any, word: str) -> bool:
    """Return whether *kind* is a choice, and *word* one of its values."""
    return isinstance(kind, type) and issubclass(kind, StrEnum) and word in set(kind)


def _at(path: str, name: str) -> str:
    shown = name if name.strip() else f'"{name}"'
    return f"{path}.{shown}" if path else shown


_TOP: Final = frozenset(each.name for each in fields(Policy) if each.init) | _HEADING
"""What may stand at the top of a pack."""


def _unknown_text(name: str, known: Iterable[str]) -> str:
    if close := get_close_matches(name, list(known), n=1):
        return f"is not known here; did you mean {close[0]}?"
    return f"is not known here; known are {', '.join(sorted(set(known)))}"


# one value


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return (
                f'"{value}"' if len(value) <= _LONGEST_SHOWN else f"a text of {len(value)} letters"
            )
        case int() if not -LARGEST <= value <= LARGEST:
            return "a number beyond all bounds"
        case _:
            return str(value)


_LONGEST_SHOWN: Final = 60


def _value(hint: Any, raw: Any, path: str) -> Any:
    """Return what *raw*, which stands at *path*, is as a value of *hint*."""
    kinds = kinds_of(hint)
    if kinds[0] is Length:
        return _span(raw, path, working_days=WorkingDays in kinds)
    if len(kinds) > 1:  # a choice of choices: a matter
        return _one_of(tuple(member for kind in kinds for member in kind), raw, path)
    (kind,) = kinds
    if get_origin(kind) in (frozenset, tuple):
        return _items(kind, raw, path)
    if kind in _PLAIN:
        fits, words = _PLAIN[kind]
        if not fits(raw):
            raise _unfit(path, f"must be {words}, not {_shown(raw)}")
        return Decimal(raw) if kind is Decimal else raw
    if kind is Moment:
        return _moment(raw, path)
    if has(kind):
        return _part(kind, raw, path)
    return _one_of(tuple(kind), raw, path)


def _is_number(raw: object) -> bool:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return whole or (isinstance(raw, Decimal) and raw.is_finite())


_PLAIN: Final[Mapping[Any, tuple[Any, str]]] = {
    bool: (lambda raw: isinstance(raw, bool), "true or false"),
    int: (lambda raw: isinstance(raw, int) and not isinstance(raw, bool), "a whole number"),
    Decimal: (_is_number, "a number like 0.5"),
    Day: (lambda raw: day_fault(raw) is None, "a day like 2026-11-26, without quotation marks"),
    str: (lambda raw: isinstance(raw, str) and bool(raw.strip()), "a text"),
}


def _one_of(members: tuple[StrEnum, ...], raw: Any, path: str) -> StrEnum:
    for member in members:
        if isinstance(raw, str) and raw == member.value:
            return member
    close = get_close_matches(raw, members, n=1) if isinstance(raw, str) else []
    hint = f"; did you mean {close[0]}?" if close else ""
    raise _unfit(path, f"must be one of {', '.join(members)}, not {_shown(raw)}{hint}")


def _items(kind: Any, raw: Any, path: str) -> Any:
    if not isinstance(raw, list):
        raise _unfit(path, f"must be a list, not {_shown(raw)}")
    (item, *_) = get_args(kind)
    return get_origin(kind)(_each(((item, each, f"{path}[{at}]") for at, each in enumerate(raw))))


def _each(given: Iterable[tuple[Any, Any, str]]) -> list[Any]:
    """Return the values of *given*, each a hint, what is to be read and its path."""
    found: list[Any] = []
    faults: list[Fault] = []
    for hint, raw, path in given:
        try:
            found.append(_value(hint, raw, path))
        except _Unfit as unfit:
            faults += unfit.faults
    if faults:
        raise _Unfit(*faults)
    return found


def _part(kind: type, raw: Any, path: str) -> Any:
    """Return the part of a row, such as a tier or a band, that the table *raw* holds."""
    if not isinstance(raw, dict):
        raise _unfit(path, f"must be a table, not {_shown(raw)}")
    hints, own = hints_of(kind), fields(kind)
    faults = [
        Fault(f"{path}.{name}", _unknown_text(name, hints)) for name in raw if name not in hints
    ]
    faults += [
        Fault(f"{path}.{each.name}", "is missing")
        for each in own
        if each.default is NOTHING and each.name not in raw
    ]
    names = [name for name in raw if name in hints]
    try:
        values = _each((hints[name], raw[name], f"{path}.{name}") for name in names)
    except _Unfit as unfit:
        raise _Unfit(*faults, *unfit.faults) from None
    if faults:
        raise _Unfit(*faults)
    return kind(**dict(zip(names, values, strict=True)))


_UNITS: Final = {
    "year": ("months", 12),
    "month": ("months", 1),
    "week": ("weeks", 1),
    "day": ("days", 1),
}
_COUNTED: Final = re.compile(r"(\d{1,9}) (year|month|week|day)s?", re.ASCII)
_WORKING: Final = re.compile(r"(\d{1,9}) working days?", re.ASCII)


def _span(raw: Any, path: str, *, working_days: bool) -> Span:
    example = "a length like 6 months, 4 weeks or 120 days"
    if working_days:
        example += ", or 20 working days"
    if not isinstance(raw, str):
        raise _unfit(path, f"must be {example}, with its unit, not {_shown(raw)}")
    try:
        if found := _WORKING.fullmatch(raw):
            if working_days:
                return WorkingDays(int(found[1]))
            raise _unfit(path, f"must be {example}; working days cannot be counted here")
        counts = {"months": 0, "weeks": 0, "days": 0}
        for part in re.split(r" and |, | (?=\d)", raw):
            counted = _COUNTED.fullmatch(part)
            if not counted:
                raise _unfit(path, f"must be {example}, not {_shown(raw)}")
            unit, factor = _UNITS[counted[2]]
            counts[unit] += factor * int(counted[1])
        return Length(**counts)
    except InvalidValue:
        text = f"is longer than anybody can count: {_shown(raw)}"
        raise _unfit(path, text) from None


_MOMENT: Final = re.compile(r"(?:(?P<span>.+) (?P<side>before|after)|on) the (?P<anchor>.+)")


def _moment(raw: Any, path: str) -> Moment:
    anchors = ", ".join(f"the {anchor}" for anchor in Anchor)
    found = _MOMENT.fullmatch(raw) if isinstance(raw, str) else None
    if not found or found["anchor"] not in set(Anchor):
        text = f"must be like '30 days after the end' or 'on the first day', with one of {anchors}"
        raise _unfit(path, f"{text}; not {_shown(raw)}")
    span = _span(found["span"], path, working_days=True) if found["span"] else Length()
    return Moment(Anchor(found["anchor"]), span, found["side"] == "before")
