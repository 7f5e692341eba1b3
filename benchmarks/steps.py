"""Decide and evolve, against the same steps sent through a live python-statemachine machine."""

from collections.abc import Iterator

from benchmarks.life import live
from benchmarks.timing import best_seconds
from secondment import STEPS, Lifecycle, Status, replay


def report() -> Iterator[str]:
    """Yield the figures."""
    _, events = live()
    verbs = [event.verb for event in events[1:]]

    def drive() -> Lifecycle:
        machine = Lifecycle()
        for verb in verbs:
            machine.send(verb.value)
        return machine

    def look_up() -> Status:
        status = Status.PROPOSED
        for verb in verbs:
            status = STEPS[status, verb]
        return status

    assert "completed" in drive().configuration_values
    assert look_up() is Status.COMPLETED
    machine = best_seconds(drive, times=20)
    ours = best_seconds(live, times=100)
    folded = best_seconds(lambda: replay(events), times=500)
    table = best_seconds(look_up, times=2000)
    count = len(events)
    yield _line("live machine: steps only", machine / count, 1)
    yield _line("decide + evolve: rules as well", ours / count, machine / ours)
    yield _line("replay: evolve alone", folded / count, machine / folded)
    yield _line("the table: a look-up", table / count, machine / table)


def _line(what: str, seconds: float, ratio: float) -> str:
    return f"{what:31} {seconds * 1e6:8.2f} us a step   {ratio:6.1f} times as fast"
