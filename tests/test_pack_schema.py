"""The JSON Schema of packs: it is the one shipped, says all it can, and refuses no good pack."""

import datetime
import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker

from secondment import InvalidValue
from secondment.pack import pack_names, read_policy
from secondment.pack_schema import schema, text
from tests.test_pack import LINES, MISTAKES, pack, spoilt_packs, toml_of, written

PACKS = files("secondment").joinpath("packs")
SHIPPED = PACKS.joinpath("pack.schema.json").read_text(encoding="utf-8")
FIRST_LINE = "#:schema pack.schema.json"
"""By this an editor knows the schema."""


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SHIPPED), format_checker=FormatChecker())


def in_json(value: Any) -> Any:
    """Return *value*, read from TOML, as an editor hands it to a schema: days as texts."""
    match value:
        case dict():
            return {key: in_json(each) for key, each in value.items()}
        case list():
            return [in_json(each) for each in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return float(value)
        case _:
            return value


def refusals(toml: str) -> list[str]:
    """Return where the schema refuses the pack *toml*."""
    errors = validator().iter_errors(in_json(tomllib.loads(toml)))
    return sorted(error.json_path for error in errors)


# the file


def test_the_shipped_schema_is_the_one_that_the_fields_of_a_policy_make() -> None:
    """Where this fails: ``python -m secondment.pack_schema`` prints the file anew."""
    assert text() == SHIPPED
    assert json.loads(SHIPPED) == schema()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SHIPPED))
    assert json.loads(SHIPPED)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_is_not_larger_than_an_editor_reads_at_once() -> None:
    assert len(SHIPPED) < 80_000


@pytest.mark.parametrize("name", pack_names())
def test_every_shipped_pack_names_the_schema_first_and_keeps_to_it(name: str) -> None:
    toml = PACKS.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    assert toml.splitlines()[0] == FIRST_LINE
    assert refusals(toml) == []


def parts_of(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in *part*."""
    if isinstance(part, dict):
        yield part
        for each in part.values():
            yield from parts_of(each)
    elif isinstance(part, list):
        for each in part:
            yield from parts_of(each)


def test_every_property_has_a_description() -> None:
    whole = json.loads(SHIPPED)
    told = 0
    for part in parts_of(whole):
        for name, each in part.get("properties", {}).items() if "type" in part else ():
            meant = whole["$defs"].get(each.get("$ref", "").rpartition("/")[2], {})
            words = each.get("description") or meant.get("description")
            assert words, name
            assert not words.endswith(" ")
            told += 1
    assert told > 200


def test_every_reference_leads_somewhere_and_everything_defined_is_referred_to() -> None:
    whole = json.loads(SHIPPED)
    names = {part["$ref"] for part in parts_of(whole) if isinstance(part.get("$ref"), str)}
    assert names == {f"#/$defs/{name}" for name in whole["$defs"]}


def test_every_table_is_closed() -> None:
    for part in parts_of(json.loads(SHIPPED)):
        if part.get("type") == "object":
            assert "additionalProperties" in part


# what it says


@pytest.mark.parametrize("path", LINES)
def test_what_the_reference_says_keeps_to_the_schema(path: str) -> None:
    assert refusals(pack(written(path))) == []


@pytest.mark.parametrize("name", [name for name in MISTAKES if MISTAKES[name].schema_can_tell])
def test_a_mistake_that_a_schema_can_tell_is_refused(name: str) -> None:
    assert refusals(MISTAKES[name].text)


@pytest.mark.parametrize("name", [name for name in MISTAKES if not MISTAKES[name].schema_can_tell])
def test_of_the_rest_the_schema_says_nothing(name: str) -> None:
    """So that the table of mistakes tells the truth about what only reading finds."""
    assert refusals(MISTAKES[name].text) == []


@pytest.mark.parametrize("path", sorted(LINES.keys() - {"title", "about"}))
def test_a_value_of_another_kind_is_refused_at_every_path(path: str) -> None:
    """A time of the day is what no value of a pack can be."""
    place = LINES[path].place or path
    assert refusals(pack(f"{place} = 08:30:00"))


@pytest.mark.parametrize("path", [path for path in LINES if "." in path])
def test_an_unknown_key_is_refused_in_every_table(path: str) -> None:
    table = (LINES[path].place or path).rpartition(".")[0] or path
    if table in ("caps", "duties", "documents"):
        return
    assert refusals(pack(f"{table}.not_known = true"))


def test_words_of_lengths_are_as_the_reader_has_them() -> None:
    for words in ("6 months", "1 year and 6 months", "1 year, 2 weeks 3 days", "20 working days"):
        assert refusals(pack(f'max_length = "{words}"')) == []
    for words in ("6 Months", "6months", "1 year,6 months", "x6 months", "6 months x", "P6M"):
        assert refusals(pack(f'max_length = "{words}"')) == ["$.max_length"]


def test_a_day_is_a_day_and_no_other_text() -> None:
    for day, found in (("2027-01-01", []), ('"2027-01-31"', []), ('"soon"', ["$.ends_by"])):
        assert refusals(pack(f"ends_by = {day}")) == found


def test_whatever_is_read_keeps_to_the_schema() -> None:
    """An editor never marks what loads."""
    read = 0

    @settings(
        max_examples=max(250, settings().max_examples), suppress_health_check=list(HealthCheck)
    )
    @given(spoilt_packs(most=1))
    def run(data: dict[str, Any]) -> None:
        nonlocal read
        with suppress(InvalidValue):
            read_policy(toml_of(data))
            assert list(validator().iter_errors(in_json(data))) == []
            read += 1

    run()
    assert read > 30


@pytest.mark.parametrize(
    "says",
    [
        'max_length = "none"\nservice_owed = "none"\nduties.report = "none"',
        'caps.continuous = "none"\ncaps.cooling_off = { length = "1 year", counted_from = "none" }',
        'permissions.start = ["authority"]\nconsents.extension = []\nwaivers.capacity = []',
        'notices.recall = [{ length = "1 week", on_probation = true }, { length = "2 weeks" }]',
        'max_length = [{ value = "1 year" }, { value = "2 years", since = 2027-01-01 }]',
        'duties = { source = "other", clause = "7", x = { owed_by = [], when = "on the end" } }',
    ],
)
def test_short_and_long_forms_keep_to_the_schema(says: str) -> None:
    assert refusals(pack(says)) == []


@pytest.mark.parametrize(
    "says",
    [
        "duties.report = true",
        "documents.letter = { stage = 7 }",
        'documents.letter = [{ stage = "late" }]',
        "duties.report = []",
        'capacity = "none"',
        'permissions.start = ["boss"]',
        "max_length = []",
        "max_length = [{ since = 2027-01-01 }]",
        'max_length = { since = 2027-01-01, clause = "7" }',
        'duties.x.when = "on a first day"',
        'duties.x.when = "2 weeks before a first day"',
        'duties.x.when = "on the day"',
        'duties.x.when = "2 weeks the end"',
        'increment = "5 working days"',
    ],
)
def test_forms_that_are_none_are_refused_by_the_schema(says: str) -> None:
    assert refusals(pack(says))
