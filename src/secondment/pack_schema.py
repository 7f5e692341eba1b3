"""The JSON Schema of packs, made from the fields of a policy, for editors to check a pack with.

``python -m secondment.pack_schema`` prints it; it is shipped beside the packs. What a schema cannot
say, such as a minimum above the maximum, `pack` finds when a pack is read.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from attrs import NOTHING, fields, has

from secondment.clauses import Anchor, Clause, Moment, Remark
from secondment.dates import Calendar, Day, Length, WorkingDays
from secondment.pack import DAYS_OF_WEEK, NONE
from secondment.parties import Role
from secondment.policy import LIMITS, ROWS, Policy, hints_of, is_group, kinds_of

Schema = dict[str, Any]

_COUNT: Final = r"\d{1,9} (year|month|week|day)s?"
_LENGTH: Final = rf"{_COUNT}(( and |, | ){_COUNT})*"
_WORKING: Final = r"\d{1,4} working days?"
_ANCHORS: Final = "|".join(Anchor)


def schema() -> Schema:
    """Return the JSON Schema (2020-12) of a pack."""
    told = _told(Policy)
    properties: Schema = {
        "name": {"type": "string", "description": told["name"]},
        "title": {"type": "string", "description": told["title"]},
        "about": {"type": "string", "description": told["about"]},
        "extends": {
            "type": "string",
            "description": "The pack whose values hold where this says"
            " nothing: a name, or a path that ends in .toml.",
        },
        "source": _ref("source"),
        "clause": _ref("clause"),
        "sources": _sources(),
    }
    for name in (each.name for each in fields(Policy) if each.init):
        if name not in properties:
            hint = hints_of(Policy)[name]
            properties[name] = {"description": told[name], **_field(name, hint)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A policy pack of secondment",
        "type": "object",
        "properties": properties,
        "required": ["name"],
        "additionalProperties": False,
        "$defs": _definitions(),
    }


def text() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _definitions() -> Schema:
    example = "6 months, 4 weeks, 120 days, 1 year and 6 months"
    return {
        "length": {"type": "string", "pattern": f"^{_LENGTH}$", "description": example},
        "span": {
            "type": "string",
            "pattern": f"^({_WORKING}|{_LENGTH})$",
            "description": f"{example}, 20 working days",
        },
        "moment": {
            "type": "string",
            "pattern": rf"^(({_WORKING}|{_LENGTH}) (before|after)|on) the ({_ANCHORS})$",
            "description": "30 days after the end, on the first day",
        },
        "source": {"type": "string", "description": "A key of [sources]: where this stands."},
        "clause": {"type": "string", "description": "The place in the source."},
        "since": {"type": "string", "format": "date", "description": "The first day it holds."},
        "role": {"enum": [each.value for each in Role]},
        **{_name_of(hint): _said(hint) for hint in _hints_of_clauses(Policy)},
        **{kind.__name__: _row(name) for name, (kind, _) in ROWS.items()},
        **{name: _rows_of_a_key(name) for name in ROWS},
    }


def _hints_of_clauses(kind: type) -> Iterator[Any]:
    """Yield what the clauses in *kind* may hold, in groups too, once for each place."""
    for hint in hints_of(kind).values():
        (held, *_) = kinds_of(hint)
        if get_origin(held) is Clause:
            yield get_args(held)[0]
        elif is_group(held):
            yield from _hints_of_clauses(held)


def _name_of(hint: Any) -> str:
    """Return the name of what is said of a clause that may hold *hint*.

    Example:
        >>> _name_of(frozenset[Role]), _name_of(Length), _name_of(Decimal)
        ('clause-list-of-Role', 'clause-Length', 'clause-Decimal')
    """
    words = []
    for kind in kinds_of(hint):
        listed = get_origin(kind) in (frozenset, tuple)
        held = get_args(kind)[0] if listed else kind
        words.append(f"{'list-of-' if listed else ''}{held.__name__}")
    return f"clause-{'-or-'.join(words)}"


def _sources() -> Schema:
    source = {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "The document."},
            "clause": {"type": "string", "description": "The place in it."},
            "link": {"type": "string", "description": "Its address."},
            "read_on": {"type": "string", "format": "date", "description": "The day it was read."},
        },
        "required": ["title"],
        "additionalProperties": False,
    }
    told = "The documents that the values stand in, by a key of your choice."
    return {"type": "object", "additionalProperties": source, "description": told}


def _field(name: str, hint: Any) -> Schema:
    (kind, *_) = kinds_of(hint)
    if name in ROWS:
        return _rows(name)
    if kind is Calendar:
        return _calendar()
    if get_args(kind)[:1] == (Remark,):
        return {"type": "array", "items": _remark()}
    found = _group(kind) if is_group(kind) else _ref(_name_of(get_args(kind)[0]))
    if type(None) in get_args(hint):
        return {"anyOf": [found, {"const": NONE}]}
    return found


def _group(kind: type) -> Schema:
    told, properties = _told(kind), _own_words()
    for name, hint in hints_of(kind).items():
        properties[name] = {"description": told[name], **_field(name, hint)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _own_words() -> Schema:
    return {"source": _ref("source"), "clause": _ref("clause")}


def _said(hint: Any) -> Schema:
    """Return the schema of a clause: its value alone, with where it stands, or in versions."""
    value = _value(hint)
    version = {
        "type": "object",
        "properties": {
            "value": {"description": "What holds.", **value},
            "since": _ref("since"),
            **_own_words(),
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [value, version, {"type": "array", "items": version, "minItems": 1}]}


def _rows(name: str) -> Schema:
    """Return the schema of a table of rows, each found by its key."""
    kind, by = ROWS[name]
    each = _ref(name)
    keys = _keys(name, hints_of(kind)[by])
    if keys is None:
        return {"type": "object", "properties": _own_words(), "additionalProperties": each}
    properties = {**_own_words(), **dict.fromkeys(keys, each)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _row(name: str) -> Schema:
    """Return the schema of the table of one row of *name*."""
    kind, by = ROWS[name]
    told, properties = _told(kind), _own_words()
    for each, hint in hints_of(kind).items():
        if each not in (by, "source"):
            properties[each] = {"description": told[each], **_part_of_row(each, hint)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _rows_of_a_key(name: str) -> Schema:
    """Return the schema of what stands at a key of *name*: a row or several, its roles, or none."""
    kind, _ = ROWS[name]
    row = _ref(kind.__name__)
    given = [row, {"type": "array", "items": row, "minItems": 1}, {"const": NONE}]
    hints = hints_of(kind)
    if "roles" in hints:
        given.append(_value(hints["roles"]))
    told = (inspect.getdoc(kind) or "").partition("\n")[0]
    return {"anyOf": given, "description": told}


def _part_of_row(name: str, hint: Any) -> Schema:
    return _ref("since") if name == "since" else _value(hint)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _keys(name: str, hint: Any) -> tuple[str, ...] | None:
    """Return what the rows of *name* can be found by; None where it is any code."""
    if name == "waivers":
        return LIMITS
    kinds = [kind for kind in kinds_of(hint) if issubclass(kind, StrEnum)]
    return tuple(member.value for kind in kinds for member in kind) or None


def _remark() -> Schema:
    told = _told(Remark)
    return {
        "type": "object",
        "properties": {"text": {"type": "string", "description": told["text"]}, **_own_words()},
        "required": ["text"],
        "additionalProperties": False,
    }


def _calendar() -> Schema:
    day = {"type": "string", "format": "date"}
    return {
        "type": "object",
        "properties": {
            "weekend": {
                "type": "array",
                "items": {"enum": list(DAYS_OF_WEEK)},
                "description": "The days of the week that are free; Saturday and Sunday unless"
                " said otherwise.",
            },
            "holidays": {"type": "array", "items": day, "description": "Single free days."},
        },
        "additionalProperties": False,
    }


_PLAIN: Final[Mapping[Any, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string", "minLength": 1},
    Decimal: {"type": "number"},
    Day: {"type": "string", "format": "date"},
    Moment: _ref("moment"),
}


def _value(hint: Any) -> Schema:
    kinds = kinds_of(hint)
    if kinds[0] is Length:
        return _ref("span" if WorkingDays in kinds else "length")
    (kind,) = kinds
    if get_origin(kind) in (frozenset, tuple):
        return {"type": "array", "items": _value(get_args(kind)[0])}
    if kind in _PLAIN:
        return _PLAIN[kind]
    if has(kind):
        return _table(kind)
    if kind is Role:
        return _ref("role")
    return {"enum": [member.value for kind in kinds for member in kind]}


def _table(kind: type) -> Schema:
    told, hints = _told(kind), hints_of(kind)
    return {
        "type": "object",
        "properties": {
            name: {"description": told[name], **_value(hint)} for name, hint in hints.items()
        },
        "required": [each.name for each in fields(kind) if each.default is NOTHING],
        "additionalProperties": False,
    }


_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.+?)(?=^    \w|^\S|\Z)", re.MULTILINE | re.DOTALL)


def _told(kind: type) -> Mapping[str, str]:
    """Return what the docstring of *kind* says of each of its fields."""
    _, _, attributes = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    return {name: " ".join(words.split()) for name, words in _ATTRIBUTE.findall(attributes)}


if __name__ == "__main__":
    sys.stdout.write(text())
