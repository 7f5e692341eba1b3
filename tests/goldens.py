"""Histories as a release wrote them, replayed for ever; ``python -m tests.goldens 0.2.0`` adds.

A golden is a folder `tests/goldens/<release>/` of files, one history each: a line for each fact, as
the store of that release held it, and last what was known of the placement in the end. They are
written once, when a release is made, and never again.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from secondment import Event, Policy, load_policy, placement_to_data, replay, to_data
from secondment.records import Entry
from secondment.testing import Life, lives
from tests.policies import CAREFUL, PATIENT, STRICT

FOLDER = Path(__file__).parent / "goldens"
MANY = 400
"""How many lives are lived, to choose from."""


def lived(policy: Policy) -> list[Life]:
    """Return lives under *policy*, always the same."""
    found: list[Life] = []

    @settings(
        max_examples=MANY,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lives(policy))
    def live(life: Life) -> None:
        found.append(life)

    live()
    return found


def kinds_of(life: Life) -> set[str]:
    """Return what can be seen in *life*: its facts, its records, its end."""
    facts = {type(event).__name__ for event in life.events}
    records = {type(entry).__name__ for entry in _entries(life.events)}
    return facts | records | {life.placement.status.value}


def _entries(events: tuple[Event, ...]) -> Iterator[Entry]:
    for event in events:
        if hasattr(event, "record"):
            yield event.record


def chosen(found: list[Life]) -> list[Life]:
    """Return few of the lives *found* in which everything can be seen that can be seen in all."""
    wanted = set[str]().union(*(kinds_of(life) for life in found))
    few: list[Life] = []
    while wanted:
        best = max(found, key=lambda life: (len(wanted & kinds_of(life)), -len(life.events)))
        few.append(best)
        wanted -= kinds_of(best)
    return few


def lines(events: tuple[Event, ...]) -> Iterator[dict[str, Any]]:
    """Yield what a golden holds of a history."""
    yield from map(to_data, events)
    placement = replay(events)
    assert placement is not None
    yield {"known in the end": placement_to_data(placement)}


def add(release: str) -> None:
    """Write the goldens of *release*."""
    folder = FOLDER / release
    folder.mkdir(parents=True)  # and raise where they have been written before
    policies = (load_policy("house"), load_policy("informal"), CAREFUL, STRICT, PATIENT)
    few = chosen([life for policy in policies for life in lived(policy)])
    for number, life in enumerate(few, start=1):
        text = "\n".join(
            json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines(life.events)
        )
        name = f"{number:02}-{life.placement.status}-{life.policy.name}"
        (folder / f"{name}.jsonl").write_text(f"{text}\n", encoding="utf-8")
        sys.stdout.write(f"{release}/{name}: {len(life.events)} facts\n")


if __name__ == "__main__":
    add(sys.argv[1])
