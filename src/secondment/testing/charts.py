"""The chart of the lifecycle in the formats of other people's interpreters: SCXML and XState.

Both say just what the chart says: its states, one in the other, which comes first, which are ends,
and every step. They are read off the chart each time, so that they cannot fall behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from secondment.lifecycle import Lifecycle

_NAME: Final = "lifecycle"
"""What the chart is called in either format."""

NAMESPACE: Final = "http://www.w3.org/2005/07/scxml"
"""Of SCXML, a recommendation of the W3C of 1 September 2015."""


def scxml() -> str:
    """Return the chart as an SCXML document; an event is a verb, a state a status or a group.

    A step that stays where it is has no target, which SCXML reads as leaving nothing.

    Example:
        >>> print(scxml().splitlines()[1])
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="lifecycle" \
initial="proposed">
    """
    initial = quoteattr(_initial(Lifecycle.states))
    opening = f"<scxml xmlns={quoteattr(NAMESPACE)} version={quoteattr('1.0')}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"{opening} name={quoteattr(_NAME)} initial={initial}>",
        *_elements(Lifecycle.states, "  "),
        "</scxml>",
    ]
    return "\n".join(lines) + "\n"


def _elements(states: Any, indent: str) -> Iterator[str]:
    for state in states:
        tag = "final" if state.final else "state"
        opening = f"{indent}<{tag} id={quoteattr(state.id)}"
        if state.states:
            opening += f" initial={quoteattr(_initial(state.states))}"
        inside = [
            *_transitions(state, f"{indent}  "),
            *_elements(state.states, f"{indent}  "),
        ]
        if not inside:
            yield f"{opening}/>"
            continue
        yield f"{opening}>"
        yield from inside
        yield f"{indent}</{tag}>"


def _transitions(state: Any, indent: str) -> Iterator[str]:
    for event, target in _steps(state):
        led = "" if target == state.id else f" target={quoteattr(target)}"
        yield f"{indent}<transition event={quoteattr(event)}{led}/>"


def xstate() -> dict[str, Any]:
    """Return the chart as the configuration of a machine of XState 5, ready for ``json.dumps``.

    A state is named by its path, ``#lifecycle.active.underway``. A step that stays where it is
    leads to the same state and does not enter it again; without a target XState would take it for
    forbidden.

    Example:
        >>> xstate()["states"]["proposed"]["on"]["agree"]
        {'target': '#lifecycle.agreed.scheduled', 'reenter': False}
    """
    paths = dict(_paths(Lifecycle.states, f"#{_NAME}"))
    return {
        "id": _NAME,
        "initial": _initial(Lifecycle.states),
        "states": _configured(Lifecycle.states, paths),
    }


def xstate_json() -> str:
    """Return `xstate` as a JSON document."""
    return json.dumps(xstate(), indent=2) + "\n"


def _paths(states: Any, above: str) -> Iterator[tuple[str, str]]:
    for state in states:
        path = f"{above}.{state.id}"
        yield str(state.id), path
        yield from _paths(state.states, path)


def _configured(states: Any, paths: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for state in states:
        known: dict[str, Any] = {"type": "final"} if state.final else {}
        steps = {
            event: {"target": paths[target], "reenter": False} for event, target in _steps(state)
        }
        if state.states:
            known |= {
                "initial": _initial(state.states),
                "states": _configured(state.states, paths),
            }
        found[str(state.id)] = known | ({"on": steps} if steps else {})
    return found


def _initial(states: Any) -> str:
    (state,) = (each for each in states if each.initial)
    return str(state.id)


def _steps(state: Any) -> Iterator[tuple[str, str]]:
    """Yield the verb and the target of every step of *state* itself, not of those around it."""
    for transition in state.transitions:
        if transition.event:  # the way into a compound state's initial leaf has none
            yield str(transition.event), str(transition.target.id)
