"""Which step leads where: one chart, compiled at import to a frozen table.

The only room that knows python-statemachine.

Who may take a step, and what else must hold, does not belong here: see `policy` and `rules`.

The chart has no guards and no actions. A guard could not say why it refused.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

_text_domain = gettext.textdomain()
from statemachine import Event, State, StateChart  # noqa: E402 - between the two lines
from statemachine.transition_list import TransitionList  # noqa: E402

gettext.textdomain(_text_domain)  # importing statemachine changes the process's text domain


class Status(StrEnum):
    """Where a placement stands: the leaves of the chart."""

    PROPOSED = "proposed"
    """Terms are on the table: offers, counter-offers, consents."""
    SCHEDULED = "scheduled"
    """Everyone whose consent is needed has given it; the first day is ahead."""
    REVISING = "revising"
    """Agreed terms have been re-opened before the start."""
    UNDERWAY = "underway"
    """The person works for the host."""
    NEGOTIATED_CHANGE = "negotiated_change"
    """A change of terms, or an ending, is on the table; the old terms hold until it is settled."""
    HANDOVER = "handover"
    """How and when it ends is fixed: an ending agreed, or notice given."""
    RECONSIDERING = "reconsidering"
    """An offer to go on after all, or to end otherwise, is on the table."""
    COMPLETED = "completed"
    """The person returned."""
    CONVERTED = "converted"
    """The person stays with the host for good."""
    ENDED_EARLY = "ended_early"
    """It ended before the last day agreed."""
    LEFT = "left"
    """The person left the employer."""
    DECLINED = "declined"
    """The proposal was declined."""
    WITHDRAWN = "withdrawn"
    """The proposal, or the agreement before its start, was withdrawn."""
    LAPSED = "lapsed"
    """The proposal ran out, or an agreed placement never started."""


class Verb(StrEnum):
    """A step of the chart, or a record."""

    PROPOSE = "propose"
    COUNTER = "counter"
    CONSENT = "consent"
    ESCALATE = "escalate"
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    OPEN_CHANGE = "open_change"
    SETTLE_CHANGE = "settle_change"
    DROP_CHANGE = "drop_change"
    START = "start"
    GIVE_NOTICE = "give_notice"
    AGREE_ENDING = "agree_ending"
    REVOKE_CLOSING = "revoke_closing"
    COMPLETE = "complete"
    CONVERT = "convert"
    END_EARLY = "end_early"
    LEAVE = "leave"

    RECORD_ABSENCE = "record_absence"
    ARRANGE_COVER = "arrange_cover"
    REASSIGN = "reassign"
    NOTE_CLAIM = "note_claim"
    NAME_BUDDY = "name_buddy"
    PLAN_RESEARCH = "plan_research"
    RECORD_FINDING = "record_finding"
    ASK = "ask"
    ANSWER = "answer"
    RECORD_PROGRESS = "record_progress"
    CHECK_IN = "check_in"
    NOTE_EXTRA = "note_extra"
    RAISE_DEMAND = "raise_demand"
    ANSWER_DEMAND = "answer_demand"
    NOTE_HOME_CHANGE = "note_home_change"
    REQUEST_FEEDBACK = "request_feedback"
    DECLINE_REQUEST = "decline_request"
    GIVE_FEEDBACK = "give_feedback"
    WITHDRAW_FEEDBACK = "withdraw_feedback"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"
    WAIVE = "waive"
    FULFIL = "fulfil"
    VOID = "void"


def _step(source: Any, target: Any) -> TransitionList:
    """Return the way from *source* to *target*; to itself, nothing is left or entered."""
    steps: TransitionList = source.to(target, internal=source is target)
    return steps


class Lifecycle(StateChart[Any]):
    """The chart of one placement; an event's id is its verb, a leaf's id is its status.

    The step that creates a placement, *propose*, leads into the initial state and is no transition.
    A self-transition (a counter-offer, a consent, an escalation) stays where it is.
    """

    allow_event_without_transition = False
    catch_errors_as_events = False
    atomic_configuration_update = True
    enable_self_transition_entries = False

    proposed = State(initial=True)

    class agreed(State.Compound):  # noqa: N801 - the id of the state
        scheduled = State(initial=True)
        revising = State()

    class active(State.Compound):  # noqa: N801 - the id of the state
        underway = State(initial=True)
        negotiated_change = State()

    class closing(State.Compound):  # noqa: N801 - the id of the state
        handover = State(initial=True)
        reconsidering = State()

    completed = State(final=True)
    converted = State(final=True)
    ended_early = State(final=True)
    left = State(final=True)
    declined = State(final=True)
    withdrawn = State(final=True)
    lapsed = State(final=True)

    counter = Event(
        _step(proposed, proposed)
        | _step(agreed.revising, agreed.revising)
        | _step(active.negotiated_change, active.negotiated_change)
        | _step(closing.reconsidering, closing.reconsidering),
        id="counter",
    )
    consent = Event(
        _step(proposed, proposed)
        | _step(agreed.revising, agreed.revising)
        | _step(active.negotiated_change, active.negotiated_change)
        | _step(closing.reconsidering, closing.reconsidering),
        id="consent",
    )
    escalate = Event(
        _step(proposed, proposed)
        | _step(agreed.revising, agreed.revising)
        | _step(active.negotiated_change, active.negotiated_change)
        | _step(closing.reconsidering, closing.reconsidering),
        id="escalate",
    )
    agree = Event(_step(proposed, agreed.scheduled), id="agree")
    decline = Event(_step(proposed, declined), id="decline")
    withdraw = Event(_step(proposed, withdrawn) | _step(agreed, withdrawn), id="withdraw")
    lapse = Event(_step(proposed, lapsed) | _step(agreed, lapsed), id="lapse")
    open_change = Event(
        _step(agreed.scheduled, agreed.revising)
        | _step(active.underway, active.negotiated_change)
        | _step(closing.handover, closing.reconsidering),
        id="open_change",
    )
    settle_change = Event(
        _step(agreed.revising, agreed.scheduled) | _step(active.negotiated_change, active.underway),
        id="settle_change",
    )
    drop_change = Event(
        _step(agreed.revising, agreed.scheduled)
        | _step(active.negotiated_change, active.underway)
        | _step(closing.reconsidering, closing.handover),
        id="drop_change",
    )
    start = Event(_step(agreed.scheduled, active.underway), id="start")
    give_notice = Event(_step(active, closing.handover), id="give_notice")
    agree_ending = Event(
        _step(active.negotiated_change, closing.handover)
        | _step(closing.reconsidering, closing.handover),
        id="agree_ending",
    )
    revoke_closing = Event(_step(closing.reconsidering, active.underway), id="revoke_closing")
    complete = Event(_step(active, completed) | _step(closing, completed), id="complete")
    convert = Event(_step(active, converted) | _step(closing, converted), id="convert")
    end_early = Event(_step(active, ended_early) | _step(closing, ended_early), id="end_early")
    leave = Event(
        _step(proposed, left) | _step(agreed, left) | _step(active, left) | _step(closing, left),
        id="leave",
    )


Steps = Mapping[tuple[Status, Verb], Status]
"""(where it stands, step) -> where it stands then."""


def compile_steps(chart: type[StateChart[Any]]) -> Steps:
    """Return every step of *chart* as a frozen table, the steps of compound states on each leaf.

    Raises:
        ValueError: A leaf has two targets for one verb, or an id is no status or verb.
    """
    steps: dict[tuple[Status, Verb], Status] = {}
    for leaf, lineage in _leaves(chart.states, ()):
        for state in lineage:
            for transition in state.transitions:
                if not transition.event:
                    continue  # the way into a compound state's initial leaf
                key = Status(leaf.id), Verb(transition.event)
                target = Status(_entered(transition.target))
                if steps.setdefault(key, target) is not target:
                    raise ValueError(f"{leaf.id} has two targets for {transition.event}")
    return MappingProxyType(steps)


def _leaves(states: Any, above: tuple[State, ...]) -> Iterator[tuple[State, tuple[State, ...]]]:
    for state in states:
        if state.states:
            yield from _leaves(state.states, (*above, state))
        else:
            yield state, (*above, state)


def _entered(state: Any) -> str:
    """Return the id of the leaf that is entered through *state*."""
    while state.states:
        (state,) = (child for child in state.states if child.initial)
    return str(state.id)


STEPS: Final[Steps] = compile_steps(Lifecycle)
"""The chart as a table; `decide` and `evolve` use it."""

FIRST_STATUS: Final = Status(_entered(Lifecycle.initial_state))
"""Where a placement stands once it is proposed."""

FINAL_STATUSES: Final = frozenset(
    status for status in Status if all(start is not status for start, _ in STEPS)
)
"""The ends: no step leads out of them."""

OPEN_STATUSES: Final = frozenset(Status) - FINAL_STATUSES
"""Everything that is no end."""

AGREED: Final = frozenset({Status.SCHEDULED, Status.REVISING})
ACTIVE: Final = frozenset({Status.UNDERWAY, Status.NEGOTIATED_CHANGE})
CLOSING: Final = frozenset({Status.HANDOVER, Status.RECONSIDERING})

_WORKING: Final = ACTIVE | CLOSING
_SETTLED: Final = AGREED | _WORKING
_OVER: Final = frozenset({Status.COMPLETED, Status.CONVERTED, Status.ENDED_EARLY, Status.LEFT})

RECORDABLE: Final[Mapping[Verb, frozenset[Status]]] = MappingProxyType(
    {
        Verb.RECORD_ABSENCE: _SETTLED,
        Verb.ARRANGE_COVER: OPEN_STATUSES,
        Verb.REASSIGN: OPEN_STATUSES,
        Verb.NOTE_CLAIM: OPEN_STATUSES,
        Verb.NAME_BUDDY: OPEN_STATUSES,
        Verb.PLAN_RESEARCH: OPEN_STATUSES,
        Verb.RECORD_FINDING: OPEN_STATUSES,
        Verb.ASK: OPEN_STATUSES,
        Verb.ANSWER: OPEN_STATUSES,
        Verb.RECORD_PROGRESS: _SETTLED,
        Verb.CHECK_IN: _SETTLED,
        Verb.NOTE_EXTRA: _WORKING,
        Verb.RAISE_DEMAND: _SETTLED,
        Verb.ANSWER_DEMAND: _SETTLED,
        Verb.NOTE_HOME_CHANGE: _SETTLED,
        Verb.REQUEST_FEEDBACK: _SETTLED | _OVER,
        Verb.DECLINE_REQUEST: _SETTLED | _OVER,
        Verb.GIVE_FEEDBACK: _SETTLED | _OVER,
        Verb.WITHDRAW_FEEDBACK: _SETTLED | _OVER,
        Verb.REVIEW: _WORKING | _OVER,
        Verb.FOLLOW_UP: _OVER,
        Verb.WAIVE: OPEN_STATUSES,
        Verb.FULFIL: OPEN_STATUSES | _OVER,
        Verb.VOID: frozenset(Status),
    }
)
"""Which record may be made while in which status; records do not move the status."""


def is_possible(status: Status | None, verb: Verb) -> bool:
    """Return whether *verb* exists in *status*, None being before anything was proposed."""
    if status is None:
        return verb is Verb.PROPOSE
    return (status, verb) in STEPS or status in RECORDABLE.get(verb, frozenset())
