"""The best of several runs: the one least disturbed by the rest of the machine."""

from collections.abc import Callable
from time import perf_counter


def best_seconds(action: Callable[[], object], *, times: int, rounds: int = 7) -> float:
    """Return the seconds that one *action* took in the best of *rounds* rounds of *times*."""
    found = []
    for _ in range(rounds):
        begun = perf_counter()
        for _ in range(times):
            action()
        found.append((perf_counter() - begun) / times)
    return min(found)
