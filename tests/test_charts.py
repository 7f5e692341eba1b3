"""The chart in other formats, run by interpreters that know nothing of this library.

SCXML goes through the loader of python-statemachine, which builds a machine from the document
alone. XState goes through a small interpreter written here from its documentation; the package
itself needs Node, and is not run here.
"""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statemachine import StateChart
from statemachine.io import load

from secondment import FINAL_STATUSES, STEPS, Status, Verb
from secondment.lifecycle import FIRST_STATUS
from secondment.testing import scxml, xstate
from secondment.testing.charts import NAMESPACE, xstate_json

STAYING = {(status, verb) for (status, verb), target in STEPS.items() if target is status}
GROUPS = {
    "agreed": ["scheduled", "revising"],
    "active": ["underway", "negotiated_change"],
    "closing": ["handover", "reconsidering"],
}


def _steps_of(status: Status) -> dict[Verb, Status]:
    return {verb: target for (start, verb), target in STEPS.items() if start is status}


# SCXML


CHART: type[StateChart[Any]] = load(scxml(), format="scxml")


def _standing(machine: StateChart[Any]) -> str:
    (leaf,) = (state for state in machine.configuration if not state.states)
    return str(leaf.id)


def test_the_machine_of_the_document_starts_with_the_first_status() -> None:
    assert _standing(CHART()) == FIRST_STATUS


@pytest.mark.parametrize("status", Status)
def test_the_machine_of_the_document_takes_the_steps_of_the_table_and_no_other(
    status: Status,
) -> None:
    enabled = {event.id for event in CHART(start_value=status.value).enabled_events()}
    assert enabled == {verb.value for verb in _steps_of(status)}
    for verb in Verb:
        machine = CHART(start_value=status.value)
        machine.send(verb.value)
        assert _standing(machine) == STEPS.get((status, verb), status)


@pytest.mark.parametrize("status", Status)
def test_the_machine_of_the_document_is_over_in_an_end(status: Status) -> None:
    assert CHART(start_value=status.value).is_terminated is (status in FINAL_STATUSES)


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_the_machine_of_the_document_and_the_table_take_the_same_walk(verbs: list[Verb]) -> None:
    machine, status = CHART(), FIRST_STATUS
    for verb in verbs:
        if status in FINAL_STATUSES:
            break
        machine.send(verb.value)
        status = STEPS.get((status, verb), status)
        assert _standing(machine) == status


def _scxml_states() -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(scxml())
    tags = (f"{{{NAMESPACE}}}state", f"{{{NAMESPACE}}}final")
    return {str(each.get("id")): each for each in root.iter() if each.tag in tags}


def test_the_document_has_every_status_and_the_groups_around_them() -> None:
    states = _scxml_states()
    assert sorted(states) == sorted([*Status, *GROUPS])
    for group, inside in GROUPS.items():
        assert [each.get("id") for each in states[group] if each.get("id")] == inside
        assert states[group].get("initial") == inside[0]


def test_only_the_ends_are_final_in_the_document() -> None:
    final = {name for name, each in _scxml_states().items() if each.tag.endswith("}final")}
    assert final == FINAL_STATUSES


def test_a_step_that_stays_has_no_target_in_the_document() -> None:
    """SCXML leaves and enters a state that a step leads to, even from itself; without, nothing."""
    staying = {
        (Status(name), Verb(str(step.get("event"))))
        for name, each in _scxml_states().items()
        for step in each.findall(f"{{{NAMESPACE}}}transition")
        if step.get("target") is None
    }
    assert staying == STAYING


# XState


class _Actor:
    """Runs the configuration of a machine as XState 5 documents it.

    The innermost state that has a step for the event takes it. A state that a step leads to is
    entered, and with it the initial states inside; unless it is the one that has the step, and the
    step does not enter again.
    """

    def __init__(self, machine: dict[str, Any], path: tuple[str, ...] = ()) -> None:
        self.machine = machine
        self.path = self._inside(path)

    def _at(self, path: tuple[str, ...]) -> dict[str, Any]:
        node = self.machine
        for name in path:
            node = node["states"][name]
        return node

    def _inside(self, path: tuple[str, ...]) -> tuple[str, ...]:
        while "initial" in self._at(path):
            path = (*path, self._at(path)["initial"])
        return path

    @property
    def is_done(self) -> bool:
        return self._at(self.path).get("type") == "final"

    def send(self, event: str) -> tuple[str, ...] | None:
        """Take the step for *event*; return which states are entered, None where there is none."""
        for depth in range(len(self.path), -1, -1):
            own = self.path[:depth]
            step = self._at(own).get("on", {}).get(event)
            if step is not None and not self.is_done:
                return self._taken(own, step)
        return None

    def _taken(self, own: tuple[str, ...], step: dict[str, Any]) -> tuple[str, ...]:
        name, *rest = step["target"].removeprefix("#").split(".")
        assert name == self.machine["id"]
        target = tuple(rest)
        if target == own == self.path and not step["reenter"]:
            return ()
        before, self.path = self.path, self._inside(target)
        shared = 0
        while shared < len(target) - 1 and before[: shared + 1] == target[: shared + 1]:
            shared += 1
        return self.path[shared:]


def _paths(node: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inside in node.get("states", {}).items():
        yield (*above, name)
        yield from _paths(inside, (*above, name))


PATHS = {path[-1]: path for path in _paths(xstate())}


def test_the_actor_starts_with_the_first_status() -> None:
    assert _Actor(xstate()).path == (FIRST_STATUS,)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
def test_the_actor_takes_the_steps_of_the_table_and_no_other(status: Status, verb: Verb) -> None:
    actor = _Actor(xstate(), PATHS[status])
    entered = actor.send(verb.value)
    assert (entered is not None) is ((status, verb) in STEPS)
    assert actor.path[-1] == STEPS.get((status, verb), status)
    assert (entered == ()) is ((status, verb) in STAYING)
    assert actor.is_done is (Status(actor.path[-1]) in FINAL_STATUSES)


def test_a_group_is_entered_with_its_first_status() -> None:
    actor = _Actor(xstate())
    assert actor.send("agree") == ("agreed", "scheduled")
    assert actor.send("open_change") == ("revising",)
    assert actor.send("withdraw") == ("withdrawn",)


def test_the_configuration_has_every_status_and_the_groups_around_them() -> None:
    assert sorted(PATHS) == sorted([*Status, *GROUPS])
    for group, inside in GROUPS.items():
        assert list(xstate()["states"][group]["states"]) == inside


def test_the_configuration_is_plain_json() -> None:
    assert json.loads(xstate_json()) == xstate()
