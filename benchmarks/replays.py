"""Replay in memory and from SQLite, against reading the same rows and doing nothing with them."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.life import COMMANDS, POLICY, live
from benchmarks.timing import best_seconds
from secondment import Register, SqliteStore, from_json, replay, to_json

PLACEMENTS = 100


def report() -> Iterator[str]:
    """Yield the figures."""
    _, events = live()
    texts = [to_json(event) for event in events]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "placements.db"
        store = SqliteStore(path, synchronous="NORMAL")
        register = Register(store, policy=POLICY, clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
        ids = [f"P-{number}" for number in range(PLACEMENTS)]
        for each in ids:
            for command in COMMANDS:
                register.do(each, command)
        plain = sqlite3.connect(path)

        def read_rows() -> None:
            for each in ids:
                rows = plain.execute(
                    "SELECT fact FROM facts WHERE placement_id = ? ORDER BY position", (each,)
                )
                for (text,) in rows:
                    json.loads(text)

        rows = best_seconds(read_rows, times=1) / (PLACEMENTS * len(events))
        disk = best_seconds(lambda: [register.placement(each) for each in ids], times=1)
        disk /= PLACEMENTS * len(events)
        plain.close()
        store.close()
    decode = best_seconds(lambda: [from_json(text) for text in texts], times=50) / len(texts)
    memory = best_seconds(lambda: replay(events), times=500) / len(events)
    yield f"rows and json alone  {1 / rows:12,.0f} events a second   1.00"
    yield f"replay from SQLite   {1 / disk:12,.0f} events a second   {rows / disk:.2f}"
    yield f"decoding alone       {1 / decode:12,.0f} events a second   {rows / decode:.2f}"
    yield f"replay in memory     {1 / memory:12,.0f} events a second   {rows / memory:.2f}"
