"""Import time, against that of the bare dependencies."""

import subprocess
import sys
from collections.abc import Iterator

BARE = "import attrs, cattrs, pendulum, statemachine, sqlite3"
_CLOCK = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"


def _seconds(statement: str) -> float:
    """Return the best of nine imports, each in a process of its own."""
    command = [sys.executable, "-c", _CLOCK.format(statement)]
    runs = [subprocess.run(command, capture_output=True, check=True, text=True) for _ in range(9)]
    return min(float(run.stdout) for run in runs)


def report() -> Iterator[str]:
    """Yield the figures."""
    bare = _seconds(BARE)
    ours = _seconds("import secondment")
    yield f"bare dependencies  {bare * 1000:7.0f} ms   1.00"
    yield f"secondment         {ours * 1000:7.0f} ms   {ours / bare:.2f}"
