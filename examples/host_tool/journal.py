"""The store of the desk: a folder with one JSON file for each placement."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from secondment import (
    Batch,
    KeyReused,
    Query,
    Receipt,
    Recorded,
    Role,
    Seat,
    Status,
    Summary,
    VersionConflict,
    from_json,
    to_json,
)


class Journal:
    """Keeps facts in files that people can read; whoever writes holds the lock of the folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def append(self, placement_id: str, batch: Batch) -> None:
        """Write *batch*: the page is written beside the old one and then takes its place."""
        with self._locked():
            page = self._page(placement_id)
            if len(page["facts"]) != batch.expected:
                raise VersionConflict(placement_id, batch.expected, len(page["facts"]))
            if batch.receipt is not None:
                if batch.receipt.key in page["receipts"]:
                    raise KeyReused(placement_id, batch.receipt.key)
                page["receipts"][batch.receipt.key] = batch.receipt.command
            page["facts"] += [[str(each.recorded_at), to_json(each.event)] for each in batch.facts]
            page["summary"] = _written(batch.summary)
            self._write(self.path(placement_id), json.dumps(page, indent=1))

    def load(self, placement_id: str) -> tuple[Recorded, ...]:
        """Return every fact of a placement in order."""
        return tuple(
            Recorded(position, from_json(fact), datetime.fromisoformat(instant))
            for position, (instant, fact) in enumerate(self._page(placement_id)["facts"], start=1)
        )

    def receipt(self, placement_id: str, key: str) -> Receipt | None:
        """Return what *key* stands for."""
        command = self._page(placement_id)["receipts"].get(key)
        return None if command is None else Receipt(key, command)

    def find(self, query: Query) -> tuple[str, ...]:
        """Return the placements that fit *query*; opening every page will do for a desk."""
        pages = [json.loads(path.read_text("utf-8")) for path in self.folder.glob("*.json")]
        return tuple(sorted(page["id"] for page in pages if query.fits(_read(page["summary"]))))

    def path(self, placement_id: str) -> Path:
        """Return where a placement is kept; an id may hold what no name of a file can."""
        return self.folder / f"{sha256(placement_id.encode()).hexdigest()}.json"

    def _page(self, placement_id: str) -> dict[str, Any]:
        try:
            page: dict[str, Any] = json.loads(self.path(placement_id).read_text("utf-8"))
        except FileNotFoundError:
            return {"id": placement_id, "facts": [], "receipts": {}, "summary": None}
        return page

    def _write(self, path: Path, text: str) -> None:
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _written(summary: Summary) -> dict[str, Any]:
    days = {"first_day": summary.first_day, "last_day": summary.last_day}
    return {
        "status": summary.status,
        "seats": [[seat.role, seat.person] for seat in summary.seats],
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
    }


def _read(data: dict[str, Any]) -> Summary:
    first_day, last_day = data["first_day"], data["last_day"]
    return Summary(
        status=Status(data["status"]),
        seats=tuple(Seat(Role(role), person) for role, person in data["seats"]),
        first_day=None if first_day is None else date.fromisoformat(first_day),
        last_day=None if last_day is None else date.fromisoformat(last_day),
    )
