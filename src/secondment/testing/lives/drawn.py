"""Whole placements as they might be lived: strategies for properties about any history.

Blind commands prove little, since nearly all of them are refused for the same few reasons. `lives`
looks at the placement and draws a command that fits it now, and every now and then one that may
not. `commands` draws a single one of either sort.

What must hold of a history does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Final

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.clauses import COMMAND_VERBS
from secondment.commands import Advance, Command
from secondment.course import next_step, planned_end
from secondment.dates import ONE_DAY, Day
from secondment.lifecycle import (
    ACTIVE,
    AGREED,
    CLOSING,
    FINAL_STATUSES,
    STEPS,
    Status,
    Verb,
    is_possible,
)
from secondment.placement import Agreement, Closing, Placement, Work
from secondment.policy import Policy
from secondment.records import VERB_OF
from secondment.terms import EndKind
from secondment.testing.lives.life import Life, Turn, taken
from secondment.testing.lives.proposals import FIRST_DAYS, proposals
from secondment.testing.lives.situation import (
    Known,
    Situation,
    one_of,
    preparing,
    waits_for_time,
    waits_for_waiver,
)
from secondment.testing.lives.wishes import WISHES, advance
from secondment.testing.named import NamedPolicy, policy_of


def lives(policy: NamedPolicy = "house", *, to: Status | None = None) -> SearchStrategy[Life]:
    """Return a strategy for whole lives; the simplest is a proposal alone.

    Where *policy* lets no life come to the status *to*, Hypothesis gives up: after some seconds its
    health check finds that everything is filtered out, or the strategy is `Unsatisfiable`.

    Args:
        policy: The rules, or the name or path of a pack; any whose terms can be agreed on.
        to: Where the life is to come to and end; None for anywhere.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
        ValueError: *to* is no status. When drawing: no terms were found that could be proposed
            under *policy*.
    """
    known = Known(None, policy_of(policy))
    return _lives(known) if to is None else _lives_to(known, Status(to))


_COUNTS: Final = (*range(1, 61), *range(20, 61))
"""How many commands a life has at most; the longer ones come to more."""


@st.composite
def _lives(draw: DrawFn, known: Known, to: Status | None = None) -> Life:
    policy = known.policy
    turns: list[Turn] = []
    placement, today = None, FIRST_DAYS[0]
    for _ in range(one_of(draw, _COUNTS) if to is None else _COUNTS[-1]):
        command = draw(next_command(Known(placement, policy), today, to))
        if command is None:
            break
        turn = taken(placement, command, policy)
        turns.append(turn)
        if turn.events or isinstance(command, Advance):
            today = command.on if placement is None else max(today, command.on)
        placement = turn.after
    if placement is None:
        reject()
    return Life(policy, tuple(turns))


_TRIES: Final = 4
"""How many lives are lived to come to a status before the example is given up."""


@st.composite
def _lives_to(draw: DrawFn, known: Known, to: Status) -> Life:
    for _ in range(_TRIES):
        life = draw(_lives(known, to))
        if life.placement.status is to:
            return life
    reject()


def commands(placement: Placement | None, policy: NamedPolicy = "house") -> SearchStrategy[Command]:
    """Return a strategy for commands, sensible or not, that could be given to *placement*.

    The person, the day, the offer, the subject and everything else may fit or not; the verb may be
    one that does not exist where the placement stands.

    Args:
        placement: What is known; None before the proposal.
        policy: The rules, or the name or path of a pack.

    Raises:
        InvalidValue: There is no policy of that name, or something is wrong with it.
    """
    return _any_command(Known(placement, policy_of(policy)))


@st.composite
def _any_command(draw: DrawFn, known: Known) -> Command:
    placement, policy = known.placement, known.policy
    status = None if placement is None else placement.status
    verb = draw(_verbs(status))
    if verb is Verb.PROPOSE:
        return draw(proposals(Known(None, policy), fits=False))
    if placement is None:
        # what could be said of a placement that was proposed in vain
        placement = taken(None, draw(proposals(Known(None, policy), fits=True)), policy).after
        if placement is None:
            reject()
    situation = Situation(draw, placement, policy, placement.moved_on, fits=False)
    return advance(situation) if verb is None else WISHES[verb](situation)


@cache
def _verbs(status: Status | None) -> SearchStrategy[Verb | None]:
    """Return a strategy for verbs, mostly those that are possible while *status*; None is time."""
    possible = _possible(status)
    wordy = [verb for verb in possible if verb in _WORDY]
    often = [*possible] * (len(COMMAND_VERBS) // len(possible))
    return st.sampled_from([*often, *wordy * 6, *COMMAND_VERBS, None])


_WORDY: Final = frozenset(
    {
        Verb.COUNTER,
        Verb.CONSENT,
        Verb.DECLINE,
        Verb.DROP_CHANGE,
        Verb.OPEN_CHANGE,
        Verb.GIVE_NOTICE,
        Verb.REASSIGN,
        Verb.ANSWER_DEMAND,
    }
)
"""The verbs about which most rules are."""


@cache
def _possible(status: Status | None) -> tuple[Verb, ...]:
    return tuple(verb for verb in COMMAND_VERBS if is_possible(status, verb))


@st.composite
def next_command(draw: DrawFn, known: Known, today: Day, to: Status | None) -> Command | None:
    """Draw the next command of a life, None for its end."""
    placement, policy = known.placement, known.policy
    if placement is None:
        proposes = one_of(draw, (True, True, True, False, True))
        return draw(proposals(known, fits=True) if proposes else _any_command(known))
    if placement.status is to:
        return None
    leading_on, waits = _leading_on(placement, policy, today), waits_for_time(placement, policy)
    choice = draw(_choices(placement.status, leading_on, to, waits_for_time=waits))
    match choice:
        case _Choice.NOTHING:
            return None
        case _Choice.ANY:
            return draw(_any_command(known))
        case _Choice.TIME:
            return advance(Situation(draw, placement, policy, today, fits=True))
        case _:
            offer, on = placement.offer, today + one_of(draw, _GAPS) * ONE_DAY
            if offer is not None and today <= offer.expires_on < on:
                on = offer.expires_on
            ends = tuple(kind for kind, end in _ENDS.items() if end is to)
            return WISHES[choice](Situation(draw, placement, policy, on, fits=True, ends=ends))


_GAPS: Final = (0, 0, 3, 1, 0)
"""How many days after the last command the next one is given, unless time passes."""


def _leading_on(placement: Placement, policy: Policy, today: Day) -> Verb | _Choice | None:
    """Return what the placement has come to a point for; None if it is no such point."""
    state = placement.state
    if next_step(placement, policy, today) is not None:
        return _Choice.TIME
    if waits_for_waiver(placement, policy, today):
        return Verb.WAIVE
    if isinstance(state, Work | Closing) and placement.days_overrunning(today):
        return planned_end(state, policy).verb
    if isinstance(state, Agreement) and state.thread is None:
        if today > state.terms.period.first_day:
            return _Choice.TIME
        if verb := preparing(placement, policy):
            return verb
        return _Choice.TIME if policy.automatic_start.value else Verb.START
    return None


class _Choice(Enum):
    """What can be next in a life besides a verb that is possible."""

    NOTHING = "nothing"
    """Only after an end: the life is told."""
    ANY = "any"
    """A command that may not fit."""
    TIME = "time"


_WEIGHTS: Final[Mapping[Verb | _Choice, int]] = {
    Verb.CONSENT: 150,
    Verb.OPEN_CHANGE: 40,
    Verb.COUNTER: 20,
    Verb.GIVE_NOTICE: 25,
    Verb.REASSIGN: 8,
    Verb.DROP_CHANGE: 5,
    Verb.RECORD_ABSENCE: 8,
    Verb.ARRANGE_COVER: 5,
    Verb.VOID: 5,
    _Choice.ANY: 40,
    _Choice.TIME: 5,
}
"""How often something is drawn in comparison with the ends, which weigh 1."""


_RECORD_WEIGHTS: Final[Mapping[Verb | _Choice, int]] = {
    **dict.fromkeys(VERB_OF.values(), 4),
    Verb.NOTE_EXTRA: 6,
    Verb.RECORD_FINDING: 8,
    Verb.ANSWER_DEMAND: 10,
    Verb.DECLINE_REQUEST: 8,
    Verb.WITHDRAW_FEEDBACK: 6,
    Verb.NOTE_HOME_CHANGE: 4,
    Verb.FULFIL: 6,
}
"""The same of records once it has started; what follows another record often brings that first."""


@cache
def _choices(
    status: Status, leading_on: Verb | _Choice | None, to: Status | None, *, waits_for_time: bool
) -> SearchStrategy[Verb | _Choice]:
    """Return a strategy for what is next while *status*, most often what is *leading_on*."""
    likely = [verb for verb in _WEIGHTS if verb in _possible(status)]
    plainest = _plainest(status, leading_on)
    choices = dict.fromkeys((plainest, *likely, *_possible(status), *_Choice))
    weights = {choice: _WEIGHTS.get(choice, 1) for choice in choices}
    weights[_Choice.NOTHING] = 40 if status in FINAL_STATUSES else 0
    if status in ACTIVE | CLOSING | FINAL_STATUSES:
        weights |= {verb: _RECORD_WEIGHTS[verb] for verb in weights.keys() & _RECORD_WEIGHTS}
    if status in ACTIVE | CLOSING:
        weights |= {_Choice.TIME: 25, Verb.LEAVE: 5, Verb.END_EARLY: 10}
    if status is Status.HANDOVER:
        weights |= {_Choice.TIME: 60, Verb.OPEN_CHANGE: 80}
    if status is Status.RECONSIDERING:
        weights |= {Verb.LEAVE: 12, Verb.END_EARLY: 15, Verb.CONSENT: 100}
    if status in AGREED:
        weights |= {Verb.WITHDRAW: 5, Verb.LEAVE: 5}
    if waits_for_time:
        weights[_Choice.TIME] = 15 if status is Status.PROPOSED else 120
    if leading_on is not None:
        weights[leading_on] = 200
    if to is not None:
        towards = _towards(to, status)
        if Verb.START in towards and leading_on is not None:
            towards = frozenset({leading_on})  # nothing starts before all is prepared
        weights |= dict.fromkeys(towards, 600)
    return st.sampled_from([choice for choice, weight in weights.items() for _ in range(weight)])


def _plainest(status: Status, leading_on: Verb | _Choice | None) -> Verb | _Choice:
    """Return what is next where nobody wants anything else."""
    if status in FINAL_STATUSES:
        return _Choice.NOTHING
    return leading_on or (Verb.CONSENT if Verb.CONSENT in _possible(status) else _Choice.TIME)


# on the way to a status


_ENDS: Final[Mapping[EndKind, Status]] = {
    EndKind.CONVERSION: Status.CONVERTED,
    EndKind.EARLY_END: Status.ENDED_EARLY,
}
"""The ends that come about by an ending agreed, for want of a shorter way."""
_FAR: Final = len(Status)


@cache
def _towards(to: Status, status: Status) -> frozenset[Verb | _Choice]:
    """Return what leads on from *status* on a shortest way of the chart to the status *to*."""
    distances = _distances(to)
    nearer = [
        verb
        for source, verb, target in _steps(to)
        if source is status and distances.get(target, _FAR) < distances.get(status, _FAR)
    ]
    return frozenset[Verb | _Choice]().union(*map(_brought_by, nearer))


@cache
def _distances(to: Status) -> Mapping[Status, int]:
    """Return how many steps it takes to the status *to* from wherever it can be reached."""
    found = {to: 0}
    for distance in range(1, _FAR):
        before = {source for source, _, target in _steps(to) if target in found}
        found |= dict.fromkeys(before - found.keys(), distance)
    return found


@cache
def _steps(to: Status) -> tuple[tuple[Status, Verb, Status], ...]:
    """Return the steps of the chart, without those that seldom end as *to* says."""
    sudden = {Verb.GIVE_NOTICE, Verb.CONVERT, Verb.END_EARLY} if to in _ENDS.values() else set()
    return tuple(
        (source, verb, target)
        for (source, verb), target in STEPS.items()
        if not (source in ACTIVE and verb in sudden)
    )


def _brought_by(verb: Verb) -> frozenset[Verb | _Choice]:
    """Return what has to be chosen for a fact of *verb* to come about."""
    if verb in (Verb.AGREE, Verb.SETTLE_CHANGE, Verb.AGREE_ENDING, Verb.REVOKE_CLOSING):
        return frozenset({Verb.CONSENT})
    by_time = frozenset({_Choice.TIME})
    if verb in (Verb.START, Verb.COMPLETE, Verb.CONVERT, Verb.END_EARLY):
        return by_time | {verb}
    return frozenset({verb}) if verb in COMMAND_VERBS else by_time
