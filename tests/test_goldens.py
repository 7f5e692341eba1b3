"""Histories of every release are read and replayed for ever."""

import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from secondment import (
    FINAL_STATUSES,
    ChangeDropped,
    DropKind,
    Event,
    from_data,
    placement_to_data,
    replay,
    to_data,
)
from secondment.codec import UPCASTERS, version_of
from secondment.records import Entry
from tests.goldens import FOLDER

RELEASES = sorted(path.name for path in FOLDER.iterdir())
GOLDENS = sorted(FOLDER.rglob("*.jsonl"))


def read(path: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the facts of a golden, and what was known in the end."""
    *facts, end = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return facts, end["known in the end"]


def told(data: Any, as_in: Any) -> Any:
    """Return of *data* what *as_in* has as well: a later release may know more."""
    if isinstance(data, dict) and isinstance(as_in, dict):
        return {name: told(data.get(name), each) for name, each in as_in.items()}
    if isinstance(data, list) and isinstance(as_in, list) and len(data) == len(as_in):
        return [told(one, other) for one, other in zip(data, as_in, strict=True)]
    return data


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_history_of_a_release_tells_the_same_for_ever(path: Path) -> None:
    facts, known = read(path)
    events = [from_data(fact) for fact in facts]
    placement = replay(events)
    assert placement is not None
    assert told(placement_to_data(placement), known) == known


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fact_of_a_release_that_is_written_again_is_the_same_fact(path: Path) -> None:
    for fact in read(path)[0]:
        event = from_data(fact)
        assert from_data(to_data(event)) == event


@pytest.mark.parametrize("release", RELEASES)
def test_the_goldens_of_a_release_come_to_every_end(release: str) -> None:
    ends = {read(path)[1]["status"] for path in GOLDENS if path.parent.name == release}
    assert ends >= set(FINAL_STATUSES)


def test_the_goldens_hold_every_fact_and_every_kind_of_record() -> None:
    facts = [fact for path in GOLDENS for fact in read(path)[0]]
    assert {fact["type"] for fact in facts} == {kind.__name__ for kind in get_args(Event)}
    events = [from_data(fact) for fact in facts]
    records = {type(event.record) for event in events if hasattr(event, "record")}
    assert records == set(get_args(Entry))


def test_every_upcaster_meets_a_fact_of_its_version() -> None:
    assert set(UPCASTERS) <= met()


def test_every_fact_is_met_in_its_current_version() -> None:
    """A shape that changes brings goldens of the new one."""
    assert {(kind.__name__, version_of(kind.__name__)) for kind in get_args(Event)} <= met()


def met() -> set[tuple[str, int]]:
    """Return type and version of every fact in the goldens."""
    return {(fact["type"], fact["version"]) for path in GOLDENS for fact in read(path)[0]}


@pytest.mark.parametrize(
    ("golden", "line", "event"),
    [
        (
            "0.1.0.dev1/01-ended_early-careful",
            23,
            ChangeDropped(on=date(2027, 10, 31), by=None, kind=DropKind.LAPSED),
        ),
        (
            "0.1.0.dev2/02-ended_early-careful",
            18,
            ChangeDropped(
                on=date(2028, 1, 17), by="hana", kind=DropKind.WITHDRAWN, reason="budget"
            ),
        ),
        (
            "0.1.0.dev2/01-negotiated_change-careful",
            13,
            ChangeDropped(on=date(2028, 2, 29), by="hana", kind=DropKind.DECLINED),
        ),
    ],
    ids=["before there were grounds", "with grounds", "without grounds"],
)
def test_a_dropped_change_of_version_1_becomes_this_fact(
    golden: str, line: int, event: ChangeDropped
) -> None:
    fact = read(FOLDER / f"{golden}.jsonl")[0][line - 1]
    assert (fact["type"], fact["version"]) == ("ChangeDropped", 1)
    assert from_data(fact) == event
