"""How facts and commands become plain data and JSON, and back; the only room that knows cattrs.

Where they are kept does not belong here: see `stores`.

Commands come from outside and are read strictly: an unknown key is a fault. Stored facts are read
leniently: a later release may have added a key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import Any, Final, TypeGuard, get_args, get_origin, get_type_hints

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn

from secondment.commands import Command
from secondment.dates import Length
from secondment.errors import Fault, InvalidValue, UnknownEvent, UnreadableEvent
from secondment.events import Event
from secondment.faults import LARGEST
from secondment.placement import Placement

Data = dict[str, Any]
"""Plain data: what `json` reads and writes."""


class _Unfit(Exception):
    """A piece of data is not what its place wants."""


def _wanted(what: str, value: object) -> _Unfit:
    return _Unfit(f"must be {what}, not {_shown(value)}")


_LONGEST_SHOWN: Final = 60


def _shown(value: object) -> str:
    """Return *value* as a message shows it, never more of it than a line can hold."""
    match value:
        case dict():
            return "an object"
        case list() | tuple():
            return "a list"
        case int() if not -LARGEST <= value <= LARGEST:
            return "a number beyond all bounds"
        case str() if len(value) > _LONGEST_SHOWN:
            return f"a text of {len(value)} characters"
        case None | bool() | int() | float() | str():
            return json.dumps(value, ensure_ascii=not _is_text(value))
        case _:
            return f"a Python {type(value).__name__}"


def _named(key: object) -> str:
    """Return *key* as a path shows it: as it is, if a line can hold it and it says something."""
    fits = isinstance(key, str) and key.isprintable() and 0 < len(key) <= _LONGEST_SHOWN
    return str(key) if fits else _shown(key)


def _is_text(value: object) -> TypeGuard[str]:
    """Return whether *value* is a text that can be written: half a surrogate pair cannot."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?(E[+-]\d+)?", re.ASCII)


def _read_day(value: object, _: type) -> date:
    try:
        if isinstance(value, str) and value[4:5] == value[7:8] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _wanted("an ISO day like 2025-01-31", value)


def _read_decimal(value: object, _: type) -> Decimal:
    try:
        if isinstance(value, str) and _DECIMAL.fullmatch(value):
            return Decimal(value)
    except InvalidOperation:
        pass
    raise _wanted('a decimal number as text, like "0.4"', value)


def _read_length(value: object, _: type) -> Length:
    try:
        if isinstance(value, str):
            return Length.parse(value)
    except InvalidValue:
        pass
    raise _wanted("an ISO 8601 length like P6M or P4W", value)


def _read_text(value: object, _: type) -> str:
    if _is_text(value):
        return value
    raise _wanted("a text", value)


def _read_whole(value: object, _: type) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return value
    raise _wanted("a whole number", value)


def _read_truth(value: object, _: type) -> bool:
    if isinstance(value, bool):
        return value
    raise _wanted("true or false", value)


def _read_choice(value: object, kind: type[StrEnum]) -> StrEnum:
    try:
        if isinstance(value, str):
            return kind(value)
    except ValueError:
        pass
    raise _wanted("one of " + ", ".join(kind), value)


def _tag(kind: type) -> str:
    """Return the name that tells *kind* from its neighbours in a union: ``attainment_scale``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _choice(kind: Any) -> tuple[type, ...]:
    """Return the kinds of value that the union *kind* chooses from, without None."""
    return tuple(member for member in get_args(kind) if member is not NoneType)


def _kind_of(value: object, kinds: Iterable[type]) -> type:
    """Return which of *kinds* the *value* is of, even if a tool has made a class of its own."""
    return next(kind for kind in kinds if isinstance(value, kind))


def _check_kind(what: str, kind: Any, value: object) -> None:
    if not isinstance(value, kind):
        raise InvalidValue(what, Fault("", str(_wanted(what, value))))


def _is_choice_of_values(kind: Any) -> bool:
    return len(_choice(kind)) > 1 and all(attrs.has(member) for member in _choice(kind))


def _is_rows(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_set(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _converter(*, strict: bool) -> Converter:
    """Return a converter that refuses unknown keys if *strict*."""
    made = Converter(detailed_validation=True)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook(Length, Length.isoformat)

    def read_value(kind: Any) -> Callable[[Any, Any], Any]:
        read = make_dict_structure_fn(kind, made, _cattrs_forbid_extra_keys=strict)
        return _given(dict, "an object", read)

    def read_rows(kind: Any) -> Callable[[Any, Any], Any]:
        return _given(list, "a list", homogenous_tuple_structure_factory(kind, made))

    def read_tagged(union: Any) -> Callable[[Any, Any], Any]:
        kinds = {_tag(kind): kind for kind in _choice(union)}

        def read(value: Any, _: Any) -> Any:
            kind = kinds.get(value["type"]) if isinstance(value.get("type"), str) else None
            if kind is None:
                raise _Unfit(f"needs a type, one of {', '.join(kinds)}")
            body = {name: each for name, each in value.items() if name != "type"}
            return made.structure(body, kind)

        return _or_none(union, _given(dict, "an object", read))

    def write_tagged(union: Any) -> Callable[[Any], Any]:
        def write(value: Any) -> Any:
            if value is None:
                return None
            kind = _kind_of(value, _choice(union))
            return {"type": _tag(kind), **made.unstructure(value, kind)}

        return write

    made.register_structure_hook_factory(attrs.has, read_value)
    made.register_structure_hook_factory(_is_rows, read_rows)
    made.register_structure_hook_factory(_is_choice_of_values, read_tagged)
    made.register_unstructure_hook_factory(_is_choice_of_values, write_tagged)
    made.register_unstructure_hook_func(
        _is_set, lambda values: [made.unstructure(each) for each in sorted(values)]
    )
    for plain_kind, read_plain in _READERS.items():
        made.register_structure_hook(plain_kind, read_plain)
    made.register_structure_hook(StrEnum, _read_choice)
    return made


def _or_none(union: Any, read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return *read* for what is given, and None for None if *union* has it."""
    if NoneType not in get_args(union):
        return read
    return lambda value, kind: None if value is None else read(value, kind)


def _given(wanted: type, words: str, read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return *read* for values that are a *wanted* only."""

    def checked(value: Any, kind: Any) -> Any:
        if not isinstance(value, wanted):
            raise _wanted(words, value)
        return read(value, kind)

    return checked


_READERS: Final[Mapping[Any, Callable[[Any, Any], Any]]] = {
    date: _read_day,
    Decimal: _read_decimal,
    Length: _read_length,
    str: _read_text,
    int: _read_whole,
    bool: _read_truth,
}

_STRICT: Final = _converter(strict=True)
_LENIENT: Final = _converter(strict=False)


def _faults(error: BaseException, path: str = "") -> Iterator[Fault]:
    """Yield everything that went wrong in reading, each with its path."""
    match error:
        case ClassValidationError():
            noted, plain_ones = error.group_exceptions()
            for cause, note in noted:
                yield from _faults(cause, f"{path}.{note.name}" if path else note.name)
            for other in plain_ones:
                yield from _faults(other, path)
        case IterableValidationError():
            items, plain_ones = error.group_exceptions()
            for cause, at in items:
                yield from _faults(cause, f"{path}[{at.index}]")
            for other in plain_ones:
                yield from _faults(other, path)
        case ForbiddenExtraKeysError():
            for name in sorted(map(_named, error.extra_fields)):
                yield Fault(f"{path}.{name}" if path else name, "is not known here")
        case InvalidValue():
            for fault in error.faults:
                yield fault.under(path) if path else fault
        case KeyError():
            yield Fault(path, "is missing")
        case _:
            yield Fault(path, str(error))


# facts


_EVENTS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {kind.__name__: kind for kind in get_args(Event)}
)

Upcaster = Callable[[Data], Data]
"""Turns the data of one version of a fact into that of the next."""


def _reason_to_kind(body: Data) -> Data:
    """Turn version 1 of `ChangeDropped`, whose reason is now its kind, into version 2."""
    names = {"on": "on", "by": "by", "reason": "kind", "grounds": "reason"}
    return {names[name]: value for name, value in body.items() if name in names}


UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = MappingProxyType(
    {("ChangeDropped", 1): _reason_to_kind}
)
"""(type, version) -> the way to the next version. Chained on reading, and never taken out."""


def version_of(type_name: str, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> int:
    """Return the current version of the fact *type_name*: one more than its upcasters.

    Raises:
        InvalidValue: *upcasters* leave a version out.
    """
    known = sorted(version for name, version in upcasters if name == type_name)
    for version, found in enumerate(known, start=1):
        if version != found:
            text = f"there is no way from version {version} to {version + 1}"
            raise InvalidValue("upcasters", Fault(type_name, text))
    return 1 + len(known)


def to_data(event: Event) -> Data:
    """Return *event* as plain data with its ``type`` and ``version``.

    Raises:
        InvalidValue: *event* is no fact.
    """
    _check_kind("a fact", Event, event)
    kind = _kind_of(event, _EVENTS.values())
    name = kind.__name__
    return {"type": name, "version": version_of(name), **_LENIENT.unstructure(event, kind)}


def from_data(data: object, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> Event:
    """Return the fact that *data* holds.

    Args:
        data: As `to_data` of this release or an earlier one has made it.
        upcasters: The ways from old versions to the current one.

    Raises:
        UnknownEvent: The type, or a version of it, is not known.
        UnreadableEvent: The content does not fit the type; the keys named are those of the current
            version, and a note says which version *data* has.
        InvalidValue: *upcasters* leave a version out.
    """
    if not isinstance(data, dict):
        raise UnreadableEvent("a fact", Fault("", str(_wanted("an object", data))))
    name, version = data.get("type"), data.get("version")
    if faults := tuple(_heading_faults(data)):
        raise UnreadableEvent(name if _is_text(name) else "a fact", *faults)
    assert isinstance(name, str), "its heading has no fault"
    assert isinstance(version, int), "its heading has no fault"
    current = version_of(name, upcasters)
    if name not in _EVENTS or not 1 <= version <= current:
        raise UnknownEvent(name, version)
    body = {key: value for key, value in data.items() if key not in ("type", "version")}
    for old in range(version, current):
        body = _upcast(body, name, old, upcasters[name, old])
    try:
        return _LENIENT.structure(body, _EVENTS[name])
    except ClassValidationError as error:
        unreadable = UnreadableEvent(name, *_faults(error))
        if version < current:
            unreadable.add_note(
                f"it is of version {version}; the keys named are those of {current}"
            )
        raise unreadable from None


def _heading_faults(data: Data) -> Iterator[Fault]:
    for name, read, kind in (("type", _read_text, str), ("version", _read_whole, int)):
        try:
            read(data[name], kind)
        except KeyError:
            yield Fault(name, "is missing")
        except _Unfit as unfit:
            yield Fault(name, str(unfit))


def _upcast(body: Data, name: str, version: int, upcaster: Upcaster) -> Data:
    try:
        raised = upcaster(body)
    except Exception as cause:
        text = f"cannot be brought from version {version} to {version + 1}: {cause!r}"
        raise UnreadableEvent(name, Fault("", text)) from cause
    if not isinstance(raised, dict):
        raise UnreadableEvent(name, Fault("", str(_wanted("an object", raised))))
    return raised


def to_json(event: Event) -> str:
    """Return *event* as JSON, always the same text for the same fact.

    Raises:
        InvalidValue: *event* is no fact.
    """
    return _json(to_data(event))


def from_json(text: str) -> Event:
    """Return the fact that *text* holds.

    Raises:
        UnknownEvent: The type, or a version of it, is not known.
        UnreadableEvent: It is no JSON, or the content does not fit the type.
    """
    if not isinstance(text, str | bytes | bytearray):
        raise UnreadableEvent("a fact", Fault("", str(_wanted("a text", text))))
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent("a fact", Fault("", f"is no JSON: {error}")) from None
    return from_data(data)


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


# placements


def placement_to_data(placement: Placement) -> Data:
    """Return what is known of *placement* as plain data, for a page or a report.

    It cannot be read back: what is stored are the facts. Unions have a ``type``, as elsewhere.

    Raises:
        InvalidValue: *placement* is none.
    """
    _check_kind("a placement", Placement, placement)
    kinds = get_type_hints(Placement)
    known = [each.name for each in attrs.fields(Placement) if each.name != "before"]
    data = {name: _LENIENT.unstructure(getattr(placement, name), kinds[name]) for name in known}
    return {"status": placement.status.value, **data}


# commands


_COMMANDS: Final[Mapping[str, type[Command]]] = MappingProxyType(
    {_tag(kind): kind for kind in get_args(Command)}
)


def command_to_data(command: Command) -> Data:
    """Return *command* as plain data with its ``type``: ``open_change``, ``make_record``.

    Raises:
        InvalidValue: *command* is no command.
    """
    _check_kind("a command", Command, command)
    kind = _kind_of(command, _COMMANDS.values())
    return {"type": _tag(kind), **_STRICT.unstructure(command, kind)}


def command_to_json(command: Command) -> str:
    """Return *command* as JSON, always the same text for the same command.

    Raises:
        InvalidValue: *command* is no command.
    """
    return _json(command_to_data(command))


def command_from_data(data: object) -> Command:
    """Return the command that *data*, such as the body of a request, holds.

    Days are ISO text, decimals text, lengths ISO 8601, choices their values. What an offer is about
    has a ``type``, ``terms`` or ``ending``.

    Raises:
        InvalidValue: Every fault, each with its path.

    Example:
        >>> command_from_data({"type": "consent", "by": "otto", "on": "2025-02-01", "offer": 2})
        Consent(by='otto', on=datetime.date(2025, 2, 1), offer=2)
    """
    if not isinstance(data, dict):
        raise InvalidValue("a command", Fault("", str(_wanted("an object", data))))
    kind = _COMMANDS.get(data["type"]) if isinstance(data.get("type"), str) else None
    if kind is None:
        raise InvalidValue("a command", Fault("type", f"must be one of {', '.join(_COMMANDS)}"))
    body = {key: value for key, value in data.items() if key != "type"}
    try:
        return _STRICT.structure(body, kind)
    except ClassValidationError as error:
        raise InvalidValue(kind.__name__, *_faults(error)) from None
