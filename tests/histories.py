"""Whole placements as they might be lived: strategies for properties about any history.

Blind commands prove little, since nearly all of them are refused for the same few reasons. `lives`
looks at the placement and draws a command that fits it now, and every now and then one that may
not. `commands` draws a single one of either sort.

What must hold of a history does not belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial, reduce
from itertools import product
from typing import Any, Final, TypeVar

from attrs import evolve as altered
from attrs import fields, frozen, has
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import secondment
from secondment import feedback
from secondment.agenda import agenda
from secondment.clauses import COMMAND_VERBS, Clause, EligibilityRules, ExtensionRules, Occasion
from secondment.commands import (
    Advance,
    ArrangeCover,
    Command,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    GiveNotice,
    Leave,
    MakeRecord,
    OpenChange,
    PersonCommand,
    Propose,
    Reassign,
    RecordAbsence,
    Start,
    Void,
    Withdraw,
)
from secondment.course import clock_of, next_step, planned_end
from secondment.dates import (
    ONE_DAY,
    Day,
    Length,
    Period,
    Span,
    WorkingWeek,
    last_day_of,
    last_day_of_span,
    span_after,
)
from secondment.decide import decide
from secondment.errors import Objection, Refused, Source
from secondment.events import Event
from secondment.feedback import (
    CheckIn,
    Feedforward,
    Note,
    Observation,
    Request,
    RequestStatus,
    Review,
    ReviewKind,
    StartStopContinue,
    Withdrawal,
    not_withdrawn,
    request_status,
)
from secondment.goals import AttainmentScale, Goal, KeyResult, Milestone, Progress
from secondment.lifecycle import ACTIVE, AGREED, CLOSING, FINAL_STATUSES, Status, Verb, is_possible
from secondment.limits import Case, breaches, service_of, waivers_missing
from secondment.negotiation import Subject, Thread, ahead_of, missing, needed, rules_for
from secondment.notice import notice_rule
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Gate,
    Question,
    ResearchQuestion,
    Topic,
    open_questions,
)
from secondment.outcome import FOLLOW_UPS, Criterion, FollowUp
from secondment.pack import load_policy, read_policy
from secondment.parties import Parties, PersonId, Role, Say, Side, Stakeholder
from secondment.placement import Agreement, Closing, End, Placement, Proposal, Work, evolve
from secondment.policy import Policy
from secondment.ratings import Rating, Scale
from secondment.readings import (
    PREPARED_BY,
    conversions_refused,
    feedback_on_record,
    missing_before_start,
    open_demands,
)
from secondment.records import VERB_OF, ClaimNoted, Fulfilment, HomeChange, Waiver
from secondment.scope import Extra, Priority, ScopeItem
from secondment.service import ServiceRecord, Spell
from secondment.terms import (
    ConversionRoute,
    CostSplit,
    Cover,
    EarlyEndMode,
    Ending,
    EndKind,
    NoticeKind,
    ReturnRight,
    Terms,
)
from secondment.workload import Claim, Demand, DemandAnswer, Verdict

T = TypeVar("T")


CAREFUL: Final = altered(
    load_policy("house"),
    name="careful",
    automatic_start=Clause(False, Source("careful", "start")),
    automatic_end=Clause(False, Source("careful", "end")),
    gates=Clause(
        frozenset({Gate.BUDDY, Gate.REVERSE_INTERVIEW}), Source("careful", "before the first day")
    ),
    drift_threshold=None,
)
"""As the house has it, but people say when it starts and ends, and not before the secondee knows
whom to turn to; both built-in policies leave the start to time, and what comes first to the terms.
"""

STRICT: Final = read_policy(
    """
name = "strict"
extends = "frame"
source = "book"

required_roles = ["secondee", "home_manager", "host_manager", "programme_office"]
kinds = ["detail", "loan"]
purposes = ["cover", "learning"]
covers = ["none", "shared", "backfill"]
min_length = "1 month"
max_length = "24 months"
max_first_length = "12 months"
increment = "1 month"
normal_min_length = "2 months"
normal_length = "6 months"
ends_by = 2029-12-31
early_end_mode = "notice"
agreed_end_notice = "2 weeks"
causes = ["closure"]
immediate_triggers = ["gross_misconduct"]
automatic_end = false
overload_refused = true

[extension]
max_count = 1
min_length = "1 month"
max_length = "6 months"
total = "9 months"
asked.opens_before_end = "7 months"
asked.closes_before_end = "1 week"
decided.opens_before_end = "3 months"
decided.closes_before_end = "3 days"

[caps]
lifetime = "5 years"
same_post = "4 years"
continuous = { length = "24 months", gap_tolerance = "1 month", reset_after = "6 months" }
cooling_off = { length = "2 months" }

[eligibility]
service = "12 months"
service_in_role = "6 months"
probation_passed = true
no_live_warning = true
performance_acceptable = true
not_on_secondment = true
contracts = ["permanent", "fixed_term"]
grades = ["g6", "g7"]
released_first = true
criteria = ["essential_skills"]

[share]
min = 0.6
max = 0.9

[cost]
value = [{ payer = "host" }]

[reviews]
trial = "2 weeks"

[conversion]
route = "lapse_of_time"
after = "3 months"
grades = ["g6"]
criteria = ["chosen"]

[consents.beginning]
order = [["home_manager"], ["secondee", "host_manager"], ["programme_office"]]

[notices.recall]
needs_reason = true

[documents.agreement]
stage = "start"
signed_by = ["secondee"]

[duties]
exit_survey = { owed_by = ["secondee"], when = "on the end" }

[waivers]
max_first_length = ["programme_office"]
"eligibility.service" = ["home_manager"]
"caps.lifetime" = ["authority"]
capacity = ["programme_office"]

[sources.book]
title = "the strict book"
"""
)
"""Many limits, an order of consents, papers before the first day, and waivers of a few limits."""

PATIENT: Final = read_policy(
    """
name = "patient"
extends = "frame"
source = "book"

required_roles = ["secondee", "home_manager", "host_manager", "programme_office"]
early_end_mode = "notice"
overload_refused = true
max_length = [{ value = "24 months" }, { value = "12 months", since = 2028-01-01 }]
returning = { home_change_notice = "2 weeks", lost_after = "12 months" }

[conversion]
route = "request"
after = "1 month"
repeat_every = "6 months"
again_when = ["post_falls_vacant"]

[consents]
resumption = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
extension = { answer_within = "1 week", on_silence = "escalate", escalates_to = ["authority"] }
place = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
notice = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
cost = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
scope = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
goals = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
gates = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
trial = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
shortening = { may_object = ["authority"], refused_with_reason = true }
share = { answer_within = "1 week", on_silence = "deemed_accepted" }
team = { answer_within = "1 week", on_silence = "deemed_refused" }
conversion = { answer_within = "2 weeks", on_silence = "deemed_refused" }

[consents.beginning]
answer_within = "10 days"
on_silence = "escalate"
escalates_to = ["authority"]
refused_with_reason = true

[duties]
settling_in = { owed_by = ["host_manager"], when = "2 weeks after the first day" }
report = { owed_by = ["host_manager"], when = "1 month after the first day", every = "2 months" }
keep_files = { owed_by = ["home_manager"], when = "on the end", every = "1 year", times = 3 }
new_manager_briefed = { owed_by = ["programme_office"], when = "1 week after the manager change" }

[sources.book]
title = "the patient book"
"""
)
"""Offers wait for an answer, and silence means something; nobody needs a way to end but people."""


@frozen(repr=False)
class Turn:
    """One command, and what came of it.

    Attributes:
        before: What was known; None before the proposal.
        command: What was wished.
        events: What it brought; empty when it was refused, or when time brought nothing.
        objections: Why it was refused; empty when it was carried out.
        after: What is known then; the same as before when it was refused.
    """

    before: Placement | None
    command: Command
    events: tuple[Event, ...]
    objections: tuple[Objection, ...]
    after: Placement | None

    def __repr__(self) -> str:
        outcome = ", ".join(type(event).__name__ for event in self.events) or "nothing"
        if self.objections:
            outcome = "refused: " + ", ".join(each.code for each in self.objections)
        return f"{_written(self.command)},  # {outcome}"


def _written(value: object) -> str:
    """Return *value* as one would write it, without what stands there by default."""
    kind: Any = type(value)
    if has(kind):
        given = [
            f"{each.name}={_written(getattr(value, each.name))}"
            for each in fields(kind)
            if each.init and getattr(value, each.name) != each.default
        ]
        return f"{_name(kind)}({', '.join(given)})"
    if isinstance(value, tuple):
        return "(" + "".join(f"{_written(each)}, " for each in value).rstrip() + ")"
    if isinstance(value, Enum):
        return f"{_name(kind)}.{value.name}"
    return f"date({value:%Y, %-m, %-d})" if isinstance(value, date) else repr(value)


def _name(kind: type) -> str:
    """Return what *kind* is called next to ``import *``: with its module if it is not in there."""
    name = kind.__name__
    return name if getattr(secondment, name, None) is kind else f"{_module(kind)}.{name}"


def _module(kind: type) -> str:
    return kind.__module__.rpartition(".")[2]


@frozen(repr=False)
class Life:
    """One placement as it was lived; its `repr` can be copied into a test.

    Attributes:
        policy: What the commands were judged by.
        turns: The commands in the order in which they were given, the refused ones too; never
            empty.
    """

    policy: Policy
    turns: tuple[Turn, ...]

    def __repr__(self) -> str:
        return "\n    ".join([f"life under {self.policy.name}:", *map(repr, self.turns)])

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Let Hypothesis show the life as `repr` does and not field by field."""
        for line in repr(self).splitlines():
            printer.text(line)
            printer.break_()

    @property
    def done(self) -> tuple[Turn, ...]:
        """The turns that were not refused."""
        return tuple(turn for turn in self.turns if not turn.objections)

    @property
    def refused(self) -> tuple[Turn, ...]:
        """The turns that were refused."""
        return tuple(turn for turn in self.turns if turn.objections)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that were carried out."""
        return tuple(turn.command for turn in self.done)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened."""
        return tuple(event for turn in self.turns for event in turn.events)

    @property
    def placements(self) -> tuple[Placement, ...]:
        """What was known after each of `events`."""
        found = []
        for turn in self.turns:
            placement = turn.before
            for event in turn.events:
                placement = evolve(placement, event)
                found.append(placement)
        return tuple(found)

    @property
    def placement(self) -> Placement:
        """What is known in the end."""
        placement = self.turns[-1].after
        assert placement is not None, "a life is that of a placement"
        return placement


def taken(placement: Placement | None, command: Command, policy: Policy) -> Turn:
    """Return what comes of *command*, given while *placement* is what is known."""
    try:
        events = decide(placement, command, policy)
    except Refused as refusal:
        return Turn(placement, command, (), refusal.objections, placement)
    return Turn(placement, command, events, (), reduce(evolve, events, placement))


_COUNTS: Final = (*range(1, 61), *range(20, 61))
"""How many commands a life has at most; the longer ones come to more."""


def lives(policy: Policy) -> SearchStrategy[Life]:
    """Return a strategy for whole lives under *policy*; the simplest is a proposal alone."""
    return _lives(_Known(None, policy))


class _Known:
    """What a strategy is made for; named in a word, since Hypothesis shows it again and again."""

    def __init__(self, placement: Placement | None, policy: Policy) -> None:
        self.placement = placement
        self.policy = policy

    def __repr__(self) -> str:
        status = "nothing" if self.placement is None else self.placement.status
        return f"{status} under {self.policy.name}"


@st.composite
def _lives(draw: DrawFn, known: _Known) -> Life:
    policy = known.policy
    turns: list[Turn] = []
    placement, today = None, _FIRST_DAYS[0]
    for _ in range(_one_of(draw, _COUNTS)):
        command = draw(_next_command(_Known(placement, policy), today))
        if command is None:
            break
        turn = taken(placement, command, policy)
        turns.append(turn)
        if turn.events or isinstance(command, Advance):
            today = command.on if placement is None else max(today, command.on)
        placement = turn.after
    assume(placement is not None)
    return Life(policy, tuple(turns))


def commands(placement: Placement | None, policy: Policy) -> SearchStrategy[Command]:
    """Return a strategy for commands, sensible or not, that could be given to *placement*.

    The person, the day, the offer, the subject and everything else may fit or not; the verb may be
    one that does not exist where the placement stands.
    """
    return _any_command(_Known(placement, policy))


@st.composite
def _any_command(draw: DrawFn, known: _Known) -> Command:
    placement, policy = known.placement, known.policy
    status = None if placement is None else placement.status
    verb = draw(_verbs(status))
    if verb is Verb.PROPOSE:
        return draw(_proposals(_Known(None, policy), fits=False))
    if placement is None:
        # what could be said of a placement that was proposed in vain
        placement = taken(None, draw(_proposals(_Known(None, policy), fits=True)), policy).after
        assume(placement is not None)
        assert placement is not None
    scene = _Scene(draw, placement, policy, placement.moved_on, fits=False)
    return _advance(scene) if verb is None else _BUILDERS[verb](scene)


@cache
def _place_among(count: int) -> SearchStrategy[int]:
    """Return a strategy for a place in a row of *count*; kept, since making one takes a while."""
    return st.integers(0, count - 1)


def _one_of(draw: DrawFn, pool: Sequence[T]) -> T:
    """Draw one of *pool*, the first being the simplest."""
    return pool[draw(_place_among(len(pool)))]


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
def _next_command(draw: DrawFn, known: _Known, today: Day) -> Command | None:
    """Draw the next command of a life, None for its end."""
    placement, policy = known.placement, known.policy
    if placement is None:
        proposes = _one_of(draw, (True, True, True, False, True))
        return draw(_proposals(known, fits=True) if proposes else _any_command(known))
    leading_on, waits = _leading_on(placement, policy, today), _waits_for_time(placement, policy)
    choice = draw(_choices(placement.status, leading_on, waits_for_time=waits))
    match choice:
        case _Choice.NOTHING:
            return None
        case _Choice.ANY:
            return draw(_any_command(known))
        case _Choice.TIME:
            return _advance(_Scene(draw, placement, policy, today, fits=True))
        case _:
            offer, on = placement.offer, today + _one_of(draw, _GAPS) * ONE_DAY
            if offer is not None and today <= offer.expires_on < on:
                on = offer.expires_on
            return _BUILDERS[choice](_Scene(draw, placement, policy, on, fits=True))


_GAPS: Final = (0, 0, 3, 1, 0)
"""How many days after the last command the next one is given, unless time passes."""


def _leading_on(placement: Placement, policy: Policy, today: Day) -> Verb | _Choice | None:
    """Return what the placement has come to a point for; None if it is no such point."""
    state = placement.state
    if next_step(placement, policy, today) is not None:
        return _Choice.TIME
    if _waits_for_waiver(placement, policy, today):
        return Verb.WAIVE
    if isinstance(state, Work | Closing) and placement.days_overrunning(today):
        return planned_end(state, policy).verb
    if isinstance(state, Agreement) and state.thread is None:
        if today > state.terms.period.first_day:
            return _Choice.TIME
        if verb := _preparing(placement, policy):
            return verb
        return _Choice.TIME if policy.automatic_start.value else Verb.START
    return None


def _waits_for_waiver(placement: Placement, policy: Policy, today: Day) -> bool:
    """Return whether everybody has consented, and a limit has to be set aside by somebody."""
    thread = placement.thread
    if thread is None or missing(thread, placement.table, policy.on(today)):
        return False
    return bool(_waiting_waivers(placement, policy))


def _waiting_waivers(placement: Placement, policy: Policy) -> tuple[str, ...]:
    """Return the limits that the offer on the table waits to see set aside, and somebody can."""
    return tuple(
        rule
        for rule in waivers_missing(placement, policy, None)
        if _waiving(placement, rule, policy)
    )


def _waiving(placement: Placement, rule: str, policy: Policy) -> tuple[PersonId, ...]:
    """Return who may set *rule* aside."""
    row = policy.waiver_rule(rule)
    permitted = policy.permission(Verb.WAIVE).roles
    return () if row is None else placement.parties.holders(row.roles & permitted)


def _waits_for_time(placement: Placement, policy: Policy) -> bool:
    """Return whether silence will mean something for the offer on the table."""
    thread = placement.thread
    if thread is None or thread.is_escalated:
        return False
    clock = clock_of(thread.offer, placement.table, policy, placement.moved_on)
    return clock is not None and clock[1] is not None


def _preparing(placement: Placement, policy: Policy) -> Verb | None:
    """Return what would put in place the first of what is missing; None when nothing is."""
    for each in missing_before_start(placement, policy):
        is_asked = each.gate is Gate.REVERSE_INTERVIEW and each.detail
        return Verb.ANSWER if is_asked else PREPARED_BY[each.gate]
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
    status: Status, leading_on: Verb | _Choice | None, *, waits_for_time: bool
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
    return st.sampled_from([choice for choice, weight in weights.items() for _ in range(weight)])


def _plainest(status: Status, leading_on: Verb | _Choice | None) -> Verb | _Choice:
    """Return what is next where nobody wants anything else."""
    if status in FINAL_STATUSES:
        return _Choice.NOTHING
    return leading_on or (Verb.CONSENT if Verb.CONSENT in _possible(status) else _Choice.TIME)


# people, days and terms to choose from; the first of each is the plainest

_OUTSIDER: Final = "olga"
_SUCCESSORS: Final = ("nora", "otto", "hana", "nils")
_STAKEHOLDERS: Final[tuple[tuple[Stakeholder, ...], ...]] = (
    (),
    (Stakeholder("mona", Say.MUST_CONSENT),),
    (Stakeholder("ines", Say.INFORMED), Stakeholder("carl", Say.CONSULTED)),
    (Stakeholder("mona", Say.MUST_CONSENT), Stakeholder("ines", Say.INFORMED)),
)
_MANAGERS: Final = (("hana", "otto"), ("hana", "hana"))
_OFFICES: Final = ("petra", "hana")
_ANY_OFFICES: Final = (None, *_OFFICES)

_FIRST_DAYS: Final = (
    date(2027, 3, 1),
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2027, 12, 31),
    date(2028, 8, 30),
    date(2027, 5, 1),
)
_LEADS: Final = (49, 30, 20, 8)
"""How many days before the first day the proposal is made."""
_SHORT_LEADS: Final = (49, 8, 1, 0, -1, -400)

_LENGTHS: Final = (
    Length(months=6),
    Length(months=1),
    Length(months=3),
    Length(months=12),
    Length(months=24),
    Length(months=1, days=14),
    Length(weeks=10),
    Length(days=1),
    Length(days=2),
)
_TOO_LONG: Final = Length(months=30)

_REASONS: Final = (None, "budget")

_LEDGER: Final = ScopeItem("s1", "Ledger", Decimal("2.5"))
_REFUNDS: Final = ScopeItem("s2", "Refunds", Decimal(3))
_TALK: Final = ScopeItem("s3", "Talk", Decimal(1), Priority.WONT)

_RELEASE: Final = Goal("g1", "First release", measure=Milestone("it is in use"))
_CALLS: Final = Goal(
    "g2",
    "Talk to customers",
    measure=KeyResult(start=Decimal(0), target=Decimal(20)),
    due=date(2027, 6, 30),
)
_TO_BE_KNOWN: Final = Goal("g3", "Be known")
_TRUST: Final = Goal(
    "g4",
    "Be trusted",
    measure=AttainmentScale(
        much_less="nobody asks",
        less="one asks",
        expected="some ask",
        more="many ask",
        much_more="all ask",
    ),
    weight=Decimal(2),
    parent=_TO_BE_KNOWN.id,
)

_WORKED_OUT: Final[Mapping[str, Any]] = {
    "goals": (_RELEASE, _CALLS),
    "scope": (_LEDGER, _REFUNDS),
    "check_in_every": Length(weeks=2),
}
"""What terms can say about the work itself."""
_OUTLINES: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    _WORKED_OUT,
    {
        **_WORKED_OUT,
        "goals": (_TO_BE_KNOWN, altered(_CALLS, parent=_TO_BE_KNOWN.id), _TRUST),
        "gates": (Gate.BUDDY, Gate.REVERSE_INTERVIEW),
    },
    {"gates": (Gate.GOALS, Gate.COVER)},
)
"""How much is settled by the first terms proposed."""

_ALTERNATIVES: Final[Mapping[str, tuple[Any, ...]]] = {
    "host_share": (Decimal("0.8"), Decimal("0.50"), Decimal(1)),
    "kind": ("loan", "detail", None),
    "purpose": ("cover", "learning", None),
    "team": ("ledger", None),
    "place": ("lisbon", None),
    "scope": (
        (_LEDGER,),
        (_REFUNDS, _LEDGER),
        (_LEDGER, _REFUNDS),
        (_LEDGER, _TALK),
        (_TALK,),
        (),
    ),
    "goals": (
        (_RELEASE, _CALLS),
        (_TO_BE_KNOWN, _TRUST),
        (altered(_CALLS, measure=Milestone("every customer was called")),),
        (altered(_RELEASE, weight=Decimal(0)),),
        (),
    ),
    "gates": (
        (Gate.BUDDY,),
        (Gate.COVER, Gate.REVERSE_INTERVIEW),
        (Gate.CHECK_INS, Gate.GOALS, Gate.SCOPE),
        (Gate.RESEARCH_PLAN,),
        (),
    ),
    "check_in_every": (Length(weeks=2), None),
    "notice": (Length(weeks=2), Length(), Length(months=1), None),
    "return_right": (*ReturnRight, None),
    "cost": (CostSplit(Decimal("0.25"), "trainee"), None),
    "cover": tuple(Cover),
    "conversion_route": (
        None,
        ConversionRoute.BY_AGREEMENT,
        ConversionRoute.AUTOMATIC,
        ConversionRoute.EXCLUDED,
    ),
    "early_end_mode": (None, *EarlyEndMode),
}
"""Values for the fields of terms that fit any period."""


def _altered(draw: DrawFn, terms: Terms, policy: Policy) -> Terms:
    """Return *terms* with one field drawn anew, which may be what it was.

    A value that *policy* is never open to is left, three times in four.
    """
    name = _one_of(draw, tuple(_ALTERNATIVES))
    value = _one_of(draw, _ALTERNATIVES[name])
    is_open = _is_open(name, value, policy) or _one_of(draw, (False, False, False, True))
    return altered(terms, **{name: value}) if is_open else terms


def _is_open(name: str, value: object, policy: Policy) -> bool:
    """Return whether terms under *policy* can have *value* in the field *name*."""
    open_to = {"kind": policy.kinds, "purpose": policy.purposes, "cover": policy.covers}.get(name)
    if open_to is not None:
        return value in open_to.value
    match value:
        case Decimal() if name == "host_share":
            least, most = policy.share.min, policy.share.max
            return (least is None or least.value <= value) and (most is None or value <= most.value)
        case CostSplit():
            return policy.cost is None
        case _:
            return True


@cache
def _periods_of(
    first_day: Day,
    shortest: Span | None,
    longest: Span | None,
    step: Length | None,
    ends_by: Day | None,
) -> tuple[Period, ...]:
    """Return periods from *first_day* between the two lengths, whole steps, up to *ends_by*."""
    fitting = [Period.of(first_day, length) for length in _LENGTHS]
    if shortest is not None:
        earliest = last_day_of_span(first_day, shortest, WorkingWeek())
        fitting = [period for period in fitting if period.last_day >= earliest]
    if longest is not None:
        latest = last_day_of_span(first_day, longest, WorkingWeek())
        fitting = [period for period in fitting if period.last_day <= latest]
    if step is not None:
        assert step == Length(months=1), "other steps than months are not counted here"
        steps = {last_day_of(first_day, Length(months=count)) for count in range(1, 40)}
        fitting = [period for period in fitting if period.last_day in steps]
    return tuple(period for period in fitting if ends_by is None or period.last_day <= ends_by)


def _periods_under(policy: Policy, first_day: Day) -> tuple[Period, ...]:
    """Return periods from *first_day* that are as long as *policy* allows."""
    edition = policy.on(first_day)
    clauses = (edition.min_length, edition.max_length, edition.increment, edition.ends_by)
    shortest, longest, step, ends_by = (each and each.value for each in clauses)
    return _periods_of(first_day, shortest, longest, step, ends_by)


@st.composite
def _proposals(draw: DrawFn, known: _Known, *, fits: bool) -> Propose:
    """Draw a proposal that the policy allows if it *fits*, otherwise one that it may not allow."""
    policy = known.policy
    first_day = _one_of(draw, _FIRST_DAYS)
    edition = policy.on(first_day)
    on = first_day - _one_of(draw, _LEADS if fits else _SHORT_LEADS) * ONE_DAY
    parties = _parties(draw, policy, fits)
    proposers = _first_in_turn(parties, policy.on(on))
    periods = _periods_under(policy, first_day)
    expiries: tuple[Day | None, ...] = (None, None, on, None, None, None)
    if not fits:
        proposers = (*parties.holders(edition.permission(Verb.PROPOSE).roles), "ines", _OUTSIDER)
        periods = (*periods[:2], Period(first_day, first_day), Period.of(first_day, _TOO_LONG))
        expiries = (None, on - ONE_DAY, first_day + ONE_DAY)
    period = _one_of(draw, periods)
    terms = Terms(
        period=period,
        early_end_mode=_one_of(draw, _ALTERNATIVES["early_end_mode"]),
        conversion_route=_one_of(draw, _ALTERNATIVES["conversion_route"]),
        **_one_of(draw, _OUTLINES),
        **_wanted(draw, edition, period, fits=fits),
    )
    for _ in range(_one_of(draw, (0, 1, 2))):
        terms = _altered(draw, terms, edition)
    return Propose(
        by=_one_of(draw, proposers),
        on=on,
        parties=parties,
        terms=terms,
        expires_on=_one_of(draw, expiries),
        service=_service(draw, edition, first_day, fits=fits),
    )


def _first_in_turn(parties: Parties, policy: Policy) -> tuple[PersonId, ...]:
    """Return who may propose without being ahead of anybody whose consent comes first."""
    proposers = parties.holders(policy.permission(Verb.PROPOSE).roles)
    order = policy.consent_rule(Occasion.BEGINNING).order
    later = frozenset[Role]().union(*order[1:])
    first = parties.holders(frozenset[Role]().union(*order[:1]))
    return tuple(
        each for each in proposers if each in first or not later & {*parties.roles_of(each)}
    )


def _wanted(draw: DrawFn, policy: Policy, period: Period, *, fits: bool) -> dict[str, Any]:
    """Return what *policy* wants terms to say; now and then one thing less unless it *fits*."""
    named = {"kind": policy.kinds, "purpose": policy.purposes}
    wanted: dict[str, Any] = {
        name: _one_of(draw, sorted(clause.value)) for name, clause in named.items() if clause
    }
    if policy.share.max is not None and policy.share.max.value < 1:
        wanted["host_share"] = Decimal("0.8")
    trial = policy.reviews.trial
    if trial is not None and last_day_of(period.first_day, trial.value) <= period.last_day:
        wanted["trial"] = trial.value
    if not wanted:
        return {}
    left_out = None if fits else _one_of(draw, (None, None, None, *wanted))
    return {name: value for name, value in wanted.items() if name != left_out}


_FAR_BACK: Final = Period(date(2020, 3, 1), date(2021, 2, 28))
_KNOWN: Final = ServiceRecord(
    employed_since=date(2018, 4, 1),
    in_role_since=date(2021, 4, 1),
    probation_until=date(2018, 9, 30),
    has_live_warning=False,
    performance_acceptable=True,
    contract="permanent",
    grade="g6",
    released_on=date(2024, 1, 1),
    criteria=(Criterion("essential_skills", True), Criterion("chosen", True)),
)
"""Somebody who may go anywhere."""

_UNFIT: Final[tuple[Mapping[str, Any], ...]] = (
    {"employed_since": None},
    {"in_role_since": date(2027, 1, 4)},
    {"employed_since": date(2027, 1, 4), "in_role_since": date(2027, 1, 4)},
    {"probation_until": date(2029, 1, 1)},
    {"has_live_warning": True},
    {"performance_acceptable": False},
    {"contract": "casual"},
    {"grade": "g9"},
    {"grade": None},
    {"released_on": None},
    {"released_on": date(2030, 1, 1)},
    {"criteria": (Criterion("essential_skills", False), Criterion("chosen"))},
    {"criteria": ()},
)
"""What may stand in somebody's way."""


def _service(draw: DrawFn, policy: Policy, first_day: Day, *, fits: bool) -> ServiceRecord | None:
    """Return what is known of the secondee; whether it fits matters where *policy* asks for it."""
    is_asked = policy.eligibility != EligibilityRules()
    if fits:
        plain = (_KNOWN,) if is_asked else (None, None, _KNOWN)
        far = altered(_KNOWN, placements=(Spell(period=_FAR_BACK),))
        known: tuple[ServiceRecord | None, ...] = (*plain, altered(_KNOWN, grade="g7"), far)
        return _one_of(draw, known)
    days = (-600, -60, -20, 10, 200)
    spells = [
        Period.of(first_day + day * ONE_DAY, Length(months=months))
        for day in days
        for months in (2, 20)
    ]
    ended = first_day - 20 * ONE_DAY
    long_ago = Period(date(2019, 1, 1), date(2025, 1, 1))
    others: tuple[ServiceRecord | None, ...] = (
        None,
        _KNOWN,
        *(altered(_KNOWN, **changes) for changes in _UNFIT),
        *(altered(_KNOWN, placements=(Spell(period=each),)) for each in spells),
        altered(_KNOWN, placements=(Spell(period=Period(date(2025, 1, 1), ended)),)),
        altered(_KNOWN, placements=(Spell(period=long_ago, placement="P-1"),)),
        altered(_KNOWN, same_post=(Spell(period=long_ago),)),
    )
    return _one_of(draw, others)


def _parties(draw: DrawFn, policy: Policy, fits: bool) -> Parties:
    home, host = _one_of(draw, _MANAGERS)
    must_have = Role.PROGRAMME_OFFICE in policy.required_roles.value
    return Parties(
        secondee="sam",
        home=Side("platform", home),
        host=Side("payments", host),
        programme_office=_one_of(draw, _OFFICES if must_have and fits else _ANY_OFFICES),
        stakeholders=_one_of(draw, _STAKEHOLDERS),
        authority=_one_of(draw, (None, "aldo") if policy.waivers else (None, "aldo", "aldo")),
    )


@frozen
class _Scene:
    """Who can be asked for a command, when, and about what.

    Attributes:
        draw: Draws.
        placement: What is known.
        policy: The rules.
        on: The day on which a command fits.
        fits: Whether everything drawn is to fit; otherwise each part of a command may.
    """

    draw: DrawFn
    placement: Placement
    policy: Policy
    on: Day
    fits: bool

    def pick(self, fitting: Sequence[T], others: Sequence[T] = ()) -> T:
        """Return one of *fitting*; one of *others* where nothing fits or it need not."""
        pool = (*fitting, *fitting, *others)
        if self.fits and fitting:
            pool = tuple(fitting)
        return pool[0] if len(pool) == 1 else _one_of(self.draw, pool)

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """Everybody who takes part, and somebody who does not."""
        seats = self.placement.parties.seats
        return (*dict.fromkeys(seat.person for seat in seats), _OUTSIDER)

    def permitted(self, verb: Verb) -> PersonId:
        """Return somebody who may give *verb*."""
        holders = self.placement.parties.holders(self.policy.permission(verb).roles)
        return self.pick(holders, self.everybody)

    @property
    def day(self) -> Day:
        """The day on which a command is given."""
        return self.pick((self.on,), _days_around(self.placement))

    @property
    def terms(self) -> Terms:
        """The terms that are known: the offered ones while none are in force."""
        if self.placement.terms is not None:
            return self.placement.terms
        subject = _thread_subject(self.placement)
        return subject if isinstance(subject, Terms) else _PLAIN_TERMS

    @property
    def last_day(self) -> Day:
        """The last day that is known; never before the first, although somebody may leave on it."""
        period = self.terms.period
        return max(self.placement.last_day or period.last_day, period.first_day)

    @property
    def offer_number(self) -> int | None:
        """The offer that a command names."""
        current = self.placement.offers
        return self.pick((None, current), (current - 1, current + 1))


_PLAIN_TERMS: Final = Terms(period=Period.of(_FIRST_DAYS[0], _LENGTHS[0]))


def _thread_subject(placement: Placement) -> Subject | None:
    return None if placement.offer is None else placement.offer.subject


def _turning_days(placement: Placement) -> list[Day]:
    """Return the days on which time changes something about *placement*."""
    days = [placement.last_day] if placement.last_day is not None else []
    if placement.offer is not None:
        days.append(placement.offer.expires_on)
    if placement.terms is not None:
        days.append(placement.terms.period.first_day)
    return days


def _beside(days: Sequence[Day]) -> list[Day]:
    """Return *days* with the day before and the day after each, in order."""
    return sorted({day + shift * ONE_DAY for day in days for shift in (-1, 0, 1)})


def _days_around(placement: Placement) -> tuple[Day, ...]:
    """Return days on which something may be different from the day before, and one long after."""
    days = _beside([placement.moved_on, *_turning_days(placement)])
    return (*days, days[-1] + timedelta(days=45))


# offers


def _subject(scene: _Scene, on: Day) -> Subject:
    """Return something to offer on *on*."""
    usual: tuple[str, ...] = ("altered", "moved")
    if scene.placement.started_on is not None:
        usual = ("altered", "ending", "moved", "ending")
        if scene.policy.extension != ExtensionRules():
            usual = ("moved", "moved", "moved", "altered", "ending")
        if conversions_refused(scene.placement):
            usual = ("ending", "ending", "ending", "altered")
    elif _preparing(scene.placement, scene.policy) is Verb.OPEN_CHANGE:
        usual = ("worked out",)
    match scene.pick(usual, ("ending", "ending", "as it is", "long over")):
        case "altered":
            return _altered(scene.draw, scene.terms, scene.policy.on(scene.terms.period.first_day))
        case "worked out":
            given = {name for name in _WORKED_OUT if getattr(scene.terms, name)}
            added = {name: value for name, value in _WORKED_OUT.items() if name not in given}
            return altered(scene.terms, **added)
        case "moved":
            return _moved(scene, on)
        case "ending":
            return _ending(scene, on)
        case "as it is":
            known = (_thread_subject(scene.placement), scene.placement.ending)
            return scene.pick([scene.terms, *(each for each in known if each is not None)])
        case _:
            return altered(_without_days(scene.terms), period=_LONG_OVER)


_LONG_OVER: Final = Period(date(2026, 1, 1), date(2026, 6, 30))


def _without_days(terms: Terms) -> Terms:
    """Return *terms* with nothing in them that fits only some periods."""
    return altered(terms, trial=None, decision_day=None)


def _moved(scene: _Scene, on: Day) -> Terms:
    """Return the terms known with another period, or with other days in it."""
    terms, first_day = scene.terms, scene.terms.period.first_day
    first_days = [first_day]
    if scene.placement.started_on is None:
        first_days.append(max(first_day, on) + timedelta(days=14))
    starting = scene.pick(first_days, (first_day - timedelta(days=30),))
    periods = _periods_under(scene.policy, starting)
    still_open = [period for period in periods if period.last_day >= on]
    a_little_longer = Period(starting, max(starting, scene.last_day) + 10 * ONE_DAY)
    if scene.policy.extension != ExtensionRules() and scene.placement.started_on is not None:
        keeping = [each for each in still_open if _keeps_to_limits(scene, on, each)]
        held = scene.placement.last_day or on
        longer = [each for each in keeping if each.last_day > held]
        still_open = [*(longer or keeping) * 5, *still_open, a_little_longer]
    too_far = Period.of(starting, _TOO_LONG)
    too_near = Period(starting, starting)
    period = scene.pick(still_open, [too_near, too_far, a_little_longer] * 3)
    decision_days = (None, max(period.first_day, period.last_day - timedelta(days=28)))
    wanted = scene.policy.on(starting).reviews.trial
    trials = (None, Length(days=1)) if wanted is None else (wanted.value,)
    trial = scene.pick(trials, () if wanted is None else (None, Length(days=1)))
    if trial is not None and last_day_of(period.first_day, trial) > period.last_day:
        trial = None
    return altered(terms, period=period, decision_day=scene.pick(decision_days), trial=trial)


def _keeps_to_limits(scene: _Scene, on: Day, period: Period) -> bool:
    """Return whether a change of the known terms to *period* keeps to every limit."""
    placement = scene.placement
    subject = altered(_without_days(scene.terms), period=period)
    case = Case(
        subject=subject,
        on=on,
        verb=Verb.OPEN_CHANGE,
        placement=placement,
        by=placement.parties.secondee,
        parties=placement.parties,
        policy=scene.policy,
        service=service_of(placement, None),
    )
    return not breaches(case)


def _ending(scene: _Scene, on: Day) -> Ending:
    agreed = scene.terms.period.last_day
    kinds: tuple[EndKind, ...] = (EndKind.RETURN, EndKind.EARLY_END, EndKind.CONVERSION)
    if conversions_refused(scene.placement):
        kinds = (EndKind.CONVERSION, EndKind.CONVERSION, *kinds)
    kind = scene.pick(kinds, (EndKind.LEAVING, EndKind.LEAVING))
    before = [day for day in (agreed - ONE_DAY, on + timedelta(days=30), on) if on <= day < agreed]
    fitting = {EndKind.RETURN: [agreed], EndKind.CONVERSION: [agreed, *before]}.get(kind, before)
    last_day = scene.pick(fitting, (*before, *before, agreed, agreed + ONE_DAY, on - ONE_DAY))
    return Ending(kind, last_day, scene.pick(_REASONS), scene.pick((None, "architect")))


def _expiry(scene: _Scene, on: Day) -> Day | None:
    return scene.pick((None, None, on, None, None, None), (on - ONE_DAY, on + timedelta(days=60)))


def _counter(scene: _Scene) -> Counter:
    on = scene.day
    return Counter(
        by=scene.permitted(Verb.COUNTER),
        on=on,
        subject=_subject(scene, on),
        offer=scene.offer_number,
        expires_on=_expiry(scene, on),
    )


def _open_change(scene: _Scene) -> OpenChange:
    on = scene.day
    return OpenChange(
        by=scene.permitted(Verb.OPEN_CHANGE),
        on=on,
        subject=_subject(scene, on),
        expires_on=_expiry(scene, on),
    )


def _consent(scene: _Scene) -> Consent:
    placement, thread = scene.placement, scene.placement.thread
    awaited = () if thread is None else _in_turn(placement, thread, scene.policy.on(scene.on))
    speaking = placement.parties.holders(scene.policy.permission(Verb.CONSENT).roles)
    by = scene.pick((*awaited, *awaited, *awaited, *speaking), scene.everybody)
    return Consent(by=by, on=scene.day, offer=scene.offer_number)


def _in_turn(placement: Placement, thread: Thread, policy: Policy) -> tuple[PersonId, ...]:
    """Return whose consent is missing and need not wait for that of others."""
    lacking = missing(thread, placement.table, policy)
    rules = rules_for(thread.offer.subject, placement.table, policy)
    people = dict.fromkeys(seat.person for seat in lacking)
    return tuple(
        person
        for person in people
        if not ahead_of(
            [seat for seat in lacking if seat.person == person],
            [seat for seat in lacking if seat.person != person],
            rules,
        )
    )


def _grounds(scene: _Scene) -> str | None:
    """Return why somebody says no, where the policy wants to know it."""
    placement, offer = scene.placement, scene.placement.offer
    if offer is not None:
        rules = rules_for(offer.subject, placement.table, scene.policy.on(scene.on))
        if any(rule.refused_with_reason for rule in rules):
            return scene.pick(("budget", "budget", None))
    return scene.pick(_REASONS)


def _asked(scene: _Scene) -> tuple[list[PersonId], list[PersonId]]:
    """Return the author of the offer on the table, and the others whose consent it needs."""
    placement, offer = scene.placement, scene.placement.offer
    if offer is None:
        return [], []
    seats = needed(offer.subject, placement.table, scene.policy)
    return [offer.author], [seat.person for seat in seats if seat.person != offer.author]


def _decline(scene: _Scene) -> Decline:
    _, others = _asked(scene)
    return Decline(
        by=scene.pick(others, scene.everybody),
        on=scene.day,
        offer=scene.offer_number,
        reason=_grounds(scene),
    )


def _drop_change(scene: _Scene) -> DropChange:
    author, others = _asked(scene)
    by = scene.pick(author + others, scene.everybody)
    return DropChange(by=by, on=scene.day, offer=scene.offer_number, reason=_grounds(scene))


def _withdraw(scene: _Scene) -> Withdraw:
    if isinstance(scene.placement.state, Proposal):
        author, _ = _asked(scene)
        return Withdraw(by=scene.pick(author, scene.everybody), on=scene.day)
    return Withdraw(by=scene.permitted(Verb.WITHDRAW), on=scene.day)


# start and end


def _start(scene: _Scene) -> Start:
    first_day = scene.terms.period.first_day
    on = scene.pick((max(first_day, scene.on),), _days_around(scene.placement))
    return Start(by=scene.permitted(Verb.START), on=on)


def _give_notice(scene: _Scene) -> GiveNotice:
    on, parties = scene.day, scene.placement.parties
    fitting = [
        (rule.kind, person)
        for rule in scene.policy.notices
        for person in parties.holders(rule.roles)
    ]
    kind, by = scene.pick(fitting, list(product(NoticeKind, scene.everybody)))
    rule = notice_rule(kind, scene.policy.on(on), service_of(scene.placement, None), on)
    earliest = span_after(on, rule.length, scene.policy.calendar)
    agreed = scene.terms.period.last_day
    days = (earliest, agreed - ONE_DAY, agreed)
    return GiveNotice(
        by=by,
        on=on,
        kind=kind,
        last_day=scene.pick(
            [day for day in days if earliest <= day <= agreed], (on, agreed, agreed + ONE_DAY)
        ),
        reason=scene.pick(_REASONS),
    )


def _end(
    kind: Callable[..., Complete | Convert | EndEarly], scene: _Scene
) -> Complete | Convert | EndEarly:
    after_last_day = max(scene.last_day + ONE_DAY, scene.on)
    on = scene.pick((after_last_day,), _days_around(scene.placement))
    verb = Verb.COMPLETE if kind is Complete else Verb.CONVERT
    return kind(by=scene.permitted(verb), on=on)


def _end_early(scene: _Scene) -> EndEarly:
    state, by = scene.placement.state, scene.permitted(Verb.END_EARLY)
    planned = planned_end(state, scene.policy) if isinstance(state, Work | Closing) else None
    if planned is not None and planned.verb is Verb.END_EARLY and scene.pick((True, False)):
        on = scene.pick((max(planned.last_day + ONE_DAY, scene.on),), (scene.on,))
        return EndEarly(by=by, on=on)
    triggers = sorted(scene.policy.immediate_triggers.value)
    return EndEarly(by=by, on=scene.day, trigger=scene.pick(triggers, (None, "storm")))


def _leave(scene: _Scene) -> Leave:
    return Leave(by=scene.permitted(Verb.LEAVE), on=scene.day, reason=scene.pick(_REASONS))


# records


def _dated(scene: _Scene, on: Day, *since: Day) -> Day | None:
    """Return a day for a record made on *on* that follows what was on the days *since*."""
    proposed_on = scene.placement.proposed_on
    return scene.pick(
        (None, max((proposed_on, *since)), on), (on + ONE_DAY, proposed_on, proposed_on - ONE_DAY)
    )


def _record_absence(scene: _Scene) -> RecordAbsence:
    on, period = scene.day, Period(scene.terms.period.first_day, scene.last_day)
    starts = [period.first_day, on, on + ONE_DAY, period.last_day]
    days = scene.pick((1, 5, 20))
    first_day = scene.pick(
        [day for day in starts if day in period], (period.last_day + ONE_DAY,) * 3
    )
    return RecordAbsence(
        by=scene.permitted(Verb.RECORD_ABSENCE),
        on=on,
        period=Period(first_day, first_day + (days - 1) * ONE_DAY),
        reason=scene.pick(("sick", "leave")),
        dated=_dated(scene, on),
    )


def _arrange_cover(scene: _Scene) -> ArrangeCover:
    on, period = scene.day, scene.terms.period
    return ArrangeCover(
        by=scene.permitted(Verb.ARRANGE_COVER),
        on=on,
        person=scene.pick(("cora", "otto"), (scene.placement.parties.secondee,)),
        period=scene.pick((period, Period(period.last_day, period.last_day))),
        dated=_dated(scene, on),
    )


def _reassign(scene: _Scene) -> Reassign:
    on, parties, handovers = scene.day, scene.placement.parties, scene.placement.handovers
    passing = [seat for seat in parties.seats if seat.role is not Role.SECONDEE]
    passed_on = [seat for seat in passing if any(each.role is seat.role for each in handovers)]
    seat = scene.pick([*passing, *passed_on, *passed_on], parties.seats)
    holders = [each.person for each in parties.seats if each.role is seat.role]
    office = scene.policy.permission(Verb.REASSIGN).roles & {Role.PROGRAMME_OFFICE}
    appointing = parties.holders(office) or (parties.home.manager, parties.host.manager)
    left = [each.outgoing for each in handovers]
    held_since = [each.on for each in handovers if each.role is seat.role]
    return Reassign(
        by=scene.pick((seat.person, *appointing), scene.everybody),
        on=on,
        role=seat.role,
        outgoing=scene.pick((seat.person,), scene.everybody),
        incoming=scene.pick(
            [person for person in (*_SUCCESSORS, *left) if person not in holders], scene.everybody
        ),
        dated=_dated(scene, on, *held_since),
    )


def _void(scene: _Scene) -> Void:
    latest = scene.placement.latest
    return Void(
        by=scene.permitted(Verb.VOID),
        on=scene.day,
        position=scene.pick((latest,), (latest - 1, latest + 1)),
        reason="mistake",
    )


# records of goals, feedback, scope, workload, onboarding and outcome


def _day_of(scene: _Scene, on: Day, *since: Day) -> Day:
    """Return a day for what is put on record on *on* and follows what was on the days *since*."""
    proposed_on = scene.placement.proposed_on
    earliest = max((proposed_on, *since))
    days = (on, earliest, scene.terms.period.first_day)
    return scene.pick(
        [day for day in days if earliest <= day <= on],
        (on + ONE_DAY, proposed_on, proposed_on - ONE_DAY),
    )


def _fresh(scene: _Scene, letter: str, taken_ids: Sequence[str]) -> str:
    """Return an id that is not one of *taken_ids*, which count up from 1."""
    return scene.pick((f"{letter}{len(taken_ids) + 1}",), taken_ids)


def _audience(scene: _Scene) -> tuple[PersonId, ...]:
    return scene.pick(((), (scene.placement.parties.home.manager,)), ((_OUTSIDER,),))


def _note_claim(scene: _Scene) -> MakeRecord:
    on, period = scene.day, scene.terms.period
    first_day = scene.pick((period.first_day, on + timedelta(days=14)))
    claim = Claim(
        id=scene.pick(("c1", "c2")),
        person=scene.pick((scene.placement.parties.secondee,), (_OUTSIDER,)),
        claimant="union",
        first_day=first_day,
        share=scene.pick((Decimal("0.2"), Decimal("0.5"), Decimal(1))),
        last_day=scene.pick((first_day + timedelta(days=30), None)),
    )
    record = ClaimNoted(on=_day_of(scene, on), claim=claim)
    return MakeRecord(by=scene.permitted(Verb.NOTE_CLAIM), on=on, record=record)


def _name_buddy(scene: _Scene) -> MakeRecord:
    on, parties = scene.day, scene.placement.parties
    person = scene.pick(
        ("bea", "ben", None), (parties.secondee, parties.host.manager, parties.home.manager)
    )
    record = Buddy(on=_day_of(scene, on), person=person)
    return MakeRecord(by=scene.permitted(Verb.NAME_BUDDY), on=on, record=record)


def _plan_research(scene: _Scene) -> MakeRecord:
    on, known = scene.day, scene.placement.recorded(ResearchQuestion)
    topics = {each.topic for each in known}
    record = ResearchQuestion(
        id=_fresh(scene, "w", [each.id for each in known]),
        on=_day_of(scene, on),
        topic=scene.pick([each for each in Topic if each not in topics] or tuple(Topic)),
        text="How does it work?",
    )
    return MakeRecord(by=scene.permitted(Verb.PLAN_RESEARCH), on=on, record=record)


def _record_finding(scene: _Scene) -> MakeRecord:
    on, plan = scene.day, scene.placement.recorded(ResearchQuestion)
    if scene.fits and not plan:
        return _plan_research(scene)
    days = {each.id: each.on for each in plan}
    question = scene.pick([*days], ("w0",))
    record = Finding(
        on=_day_of(scene, on, days.get(question, on)),
        question=question,
        text="As everywhere",
        confidence=scene.pick(tuple(Confidence)),
        sources=scene.pick(((), ("the handbook",))),
    )
    return MakeRecord(by=scene.permitted(Verb.RECORD_FINDING), on=on, record=record)


def _ask(scene: _Scene) -> MakeRecord:
    on, known = scene.day, scene.placement.recorded(Question)
    record = Question(
        id=_fresh(scene, "q", [each.id for each in known]),
        on=_day_of(scene, on),
        text="Who decides?",
        to=scene.pick((None, scene.placement.parties.host.manager), (_OUTSIDER,)),
    )
    return MakeRecord(by=scene.permitted(Verb.ASK), on=on, record=record)


def _answer(scene: _Scene) -> MakeRecord:
    on, asked = scene.day, scene.placement.recorded(Question)
    waiting = open_questions(asked, scene.placement.recorded(Answer), Day.max)
    if scene.fits and not waiting:
        return _ask(scene)
    days = {each.id: each.on for each in asked}
    question = scene.pick([each.id for each in waiting], (*days, "q0"))
    record = Answer(question=question, on=_day_of(scene, on, days.get(question, on)), text="All")
    return MakeRecord(by=scene.permitted(Verb.ANSWER), on=on, record=record)


_VALUES: Final[Mapping[type, tuple[Decimal, ...]]] = {
    Milestone: (Decimal(1), Decimal(0)),
    KeyResult: (Decimal(12), Decimal("3.50"), Decimal(24), Decimal(-4)),
    AttainmentScale: (Decimal(1), Decimal(0), Decimal(-2)),
}
"""What can be reported by each kind of measure."""


def _record_progress(scene: _Scene) -> MakeRecord:
    on, goals = scene.day, scene.terms.goals
    measured = {each.id: each.measure for each in goals if each.measure is not None}
    if scene.fits and not measured:
        return _check_in(scene)
    goal = scene.pick([*measured], ("g0", *(each.id for each in goals)))
    values = _VALUES.get(type(measured.get(goal)), ())
    record = Progress(goal, _day_of(scene, on), scene.pick(values, (Decimal("0.5"), Decimal(7))))
    return MakeRecord(by=scene.permitted(Verb.RECORD_PROGRESS), on=on, record=record)


def _check_in(scene: _Scene) -> MakeRecord:
    on, by = scene.day, scene.permitted(Verb.CHECK_IN)
    record = CheckIn(
        by=scene.pick((by,), scene.everybody),
        on=_day_of(scene, on),
        confidence=scene.pick((4, None)),
        blockers=scene.pick(((), ("no access",))),
        audience=_audience(scene),
    )
    return MakeRecord(by=by, on=on, record=record)


def _note_extra(scene: _Scene) -> MakeRecord:
    on, by, known = scene.day, scene.permitted(Verb.NOTE_EXTRA), scene.placement.recorded(Extra)
    record = Extra(
        id=_fresh(scene, "x", [each.id for each in known]),
        on=_day_of(scene, on),
        title="Batch",
        effort=scene.pick((Decimal("1.5"), Decimal("0.5"), Decimal(8))),
        by=scene.pick((by,), scene.everybody),
        item=scene.pick((None, *(each.id for each in scene.terms.scope))),
    )
    return MakeRecord(by=by, on=on, record=record)


def _raise_demand(scene: _Scene) -> MakeRecord:
    on, by, known = scene.day, scene.permitted(Verb.RAISE_DEMAND), scene.placement.recorded(Demand)
    period = Period(scene.terms.period.first_day, scene.last_day)
    starts = [day for day in (on, period.first_day, period.last_day) if day in period]
    first_day = scene.pick(starts, (period.last_day + ONE_DAY,))
    record = Demand(
        id=_fresh(scene, "d", [each.id for each in known]),
        on=_day_of(scene, on),
        by=scene.pick((by,), scene.everybody),
        period=Period(first_day, first_day + timedelta(days=13)),
        share=scene.pick((Decimal("0.4"), Decimal("0.20"))),
        reason="outage",
    )
    return MakeRecord(by=by, on=on, record=record)


def _answer_demand(scene: _Scene) -> MakeRecord:
    on, by, raised = (
        scene.day,
        scene.permitted(Verb.ANSWER_DEMAND),
        scene.placement.recorded(Demand),
    )
    if scene.fits and not raised:
        return _raise_demand(scene)
    waiting = [each.id for each in open_demands(scene.placement)]
    answers = scene.placement.recorded(DemandAnswer)
    demand = scene.pick(waiting or [each.id for each in raised], ("d0",))
    days = [each.on for each in raised if each.id == demand]
    said = {each.verdict: each.on for each in answers if each.demand == demand}
    record = DemandAnswer(
        demand=demand,
        on=_day_of(scene, on, *days, *said.values()),
        by=scene.pick((by,), scene.everybody),
        verdict=scene.pick([each for each in Verdict if each not in said], tuple(Verdict)),
        reason=scene.pick(_REASONS),
    )
    return MakeRecord(by=by, on=on, record=record)


def _feedback_id(scene: _Scene) -> str:
    records = feedback_on_record(scene.placement)
    named = [each.id for each in records if isinstance(each, Note | Request | Review)]
    return _fresh(scene, "f", named)


def _waiting_requests(scene: _Scene) -> dict[str, Request]:
    records = feedback_on_record(scene.placement)
    return {
        each.id: each
        for each in scene.placement.recorded(Request)
        if request_status(each, records, on=Day.max) in (RequestStatus.OPEN, RequestStatus.OVERDUE)
    }


def _request_feedback(scene: _Scene) -> MakeRecord:
    on, by = scene.day, scene.permitted(Verb.REQUEST_FEEDBACK)
    author = scene.pick((by,), scene.everybody)
    able = scene.placement.parties.holders(scene.policy.permission(Verb.GIVE_FEEDBACK).roles)
    day = _day_of(scene, on)
    record = Request(
        id=_feedback_id(scene),
        by=author,
        to=scene.pick(
            [each for each in able if each != author],
            [each for each in scene.everybody if each != author],
        ),
        about=scene.pick((author, scene.placement.parties.secondee), scene.everybody),
        on=day,
        answer_by=scene.pick((None, day + timedelta(days=14), day)),
    )
    return MakeRecord(by=by, on=on, record=record)


def _decline_request(scene: _Scene) -> MakeRecord:
    on, waiting = scene.day, _waiting_requests(scene)
    if scene.fits and not waiting:
        return _request_feedback(scene)
    asked = scene.placement.recorded(Request)
    request = scene.pick([*waiting], ("f0", *(each.id for each in asked)))
    since = [each.on for each in asked if each.id == request]
    by = scene.pick([each.to for each in asked if each.id == request], scene.everybody)
    record = feedback.Decline(request=request, by=by, on=_day_of(scene, on, *since))
    return MakeRecord(by=by, on=on, record=record)


_BODIES: Final[tuple[Observation | Feedforward | StartStopContinue, ...]] = (
    Observation(behaviour="Summed up both views", situation="At the review"),
    Feedforward(("Ask earlier",)),
    StartStopContinue(to_start=("Demos",), to_stop=("Late changes",)),
)


def _give_feedback(scene: _Scene) -> MakeRecord:
    on, waiting = scene.day, _waiting_requests(scene)
    answered = scene.pick((None, *waiting), ("f0", None))
    request = waiting.get(answered or "")
    by = scene.permitted(Verb.GIVE_FEEDBACK)
    to = scene.pick((scene.placement.parties.secondee,), scene.everybody)
    if request is not None:
        by, to = scene.pick((request.to,), (by,)), scene.pick((request.about,), (to,))
    record = Note(
        id=_feedback_id(scene),
        by=by,
        to=to,
        on=_day_of(scene, on, *(() if request is None else (request.on,))),
        body=scene.pick(_BODIES),
        audience=_audience(scene),
        answers=answered,
    )
    return MakeRecord(by=scene.pick((by,), scene.everybody), on=on, record=record)


def _withdraw_feedback(scene: _Scene) -> MakeRecord:
    on, records = scene.day, feedback_on_record(scene.placement)
    standing = {
        each.id: each
        for each in not_withdrawn(records)
        if isinstance(each, Note | Request | Review)
    }
    if scene.fits and not standing:
        return _give_feedback(scene)
    withdrawn = [each.of for each in records if isinstance(each, Withdrawal)]
    of = scene.pick([*standing], (*withdrawn, "f0"))
    known = standing.get(of)
    by = scene.pick([] if known is None else [known.by], scene.everybody)
    since = [] if known is None else [known.on]
    record = Withdrawal(of=of, by=by, on=_day_of(scene, on, *since))
    return MakeRecord(by=by, on=on, record=record)


_STARS: Final = Scale(Decimal(1), Decimal(5))
_RATINGS: Final = (
    Rating("quality", Decimal(4), Decimal("0.75")),
    Rating("pace", Decimal(3), Decimal("0.25")),
)


def _review(scene: _Scene) -> MakeRecord:
    on, secondee = scene.day, scene.placement.parties.secondee
    named = {each.person for each in scene.placement.recorded(Buddy)}
    able = scene.placement.parties.holders(scene.policy.permission(Verb.REVIEW).roles)
    by = scene.pick([each for each in able if each not in named], scene.everybody)
    author = scene.pick((by,), scene.everybody)
    rounds = [each.round for each in scene.placement.recorded(Review)]
    trial = () if scene.terms.trial is None else (ReviewKind.TRIAL,)
    record = Review(
        id=_feedback_id(scene),
        by=author,
        about=scene.pick(
            [secondee] if author != secondee else [],
            [each for each in scene.everybody if each != author],
        ),
        on=_day_of(scene, on),
        kind=scene.pick((*trial, ReviewKind.MID, ReviewKind.END), tuple(ReviewKind)),
        round=_fresh(scene, "r", rounds),
        scale=_STARS,
        ratings=scene.pick((_RATINGS, ())),
        words="Well begun",
        audience=_audience(scene),
    )
    return MakeRecord(by=by, on=on, record=record)


def _note_home_change(scene: _Scene) -> MakeRecord:
    on, known = scene.day, scene.placement.recorded(HomeChange)
    record = HomeChange(
        id=_fresh(scene, "h", [each.id for each in known]),
        on=_day_of(scene, on),
        effective_on=on + scene.pick((30, 3, 0)) * ONE_DAY,
        what=scene.pick(("regraded", "deleted")),
    )
    return MakeRecord(by=scene.permitted(Verb.NOTE_HOME_CHANGE), on=on, record=record)


def _waive(scene: _Scene) -> MakeRecord:
    on, placement, policy = scene.day, scene.placement, scene.policy.on(scene.on)
    aside = tuple(each.rule for each in placement.recorded(Waiver))
    waiting = _waiting_waivers(placement, scene.policy)
    standing = [row.rule for row in policy.waivers if row.rule not in aside]
    rule = scene.pick(waiting or standing, (*standing, *aside, "min_length", "no_limit"))
    by = scene.pick(_waiving(placement, rule, policy), scene.everybody)
    record = Waiver(
        by=scene.pick((by,), scene.everybody),
        on=_day_of(scene, on),
        rule=rule,
        reason="last_project",
    )
    return MakeRecord(by=by, on=on, record=record)


def _fulfil(scene: _Scene) -> MakeRecord:
    on, placement = scene.day, scene.placement
    day = _day_of(scene, on)
    duties = [each for each in agenda(placement, scene.policy, day) if each.by_record]
    waiting = {each.key: each for each in duties if each.done_on is None}
    documents = [key for key in waiting if key.startswith("document")]
    starting = documents if isinstance(placement.state, Agreement) else []
    duty = scene.pick(starting or [*waiting], ("duty nothing", *(each.key for each in duties)))
    permitted = placement.parties.holders(scene.policy.permission(Verb.FULFIL).roles)
    owing = waiting[duty].owed_by if duty in waiting else ()
    by = scene.pick([each for each in owing if each in permitted] or permitted, scene.everybody)
    record = Fulfilment(by=scene.pick((by,), scene.everybody), on=day, duty=duty)
    return MakeRecord(by=by, on=on, record=record)


def _follow_up(scene: _Scene) -> MakeRecord:
    on, state = scene.day, scene.placement.state
    held = [each.after for each in scene.placement.recorded(FollowUp)]
    another = Length(days=10 * len(held) + 10)
    record = FollowUp(
        on=_day_of(scene, on, *([state.on] if isinstance(state, End) else [])),
        after=scene.pick([each for each in FOLLOW_UPS if each not in held] or [another], held),
        is_employed=scene.pick((True, False)),
        uses_skills=scene.pick((None, True)),
    )
    return MakeRecord(by=scene.permitted(Verb.FOLLOW_UP), on=on, record=record)


_BUILDERS: Final[Mapping[Verb, Callable[[_Scene], PersonCommand]]] = {
    Verb.COUNTER: _counter,
    Verb.CONSENT: _consent,
    Verb.DECLINE: _decline,
    Verb.WITHDRAW: _withdraw,
    Verb.OPEN_CHANGE: _open_change,
    Verb.DROP_CHANGE: _drop_change,
    Verb.START: _start,
    Verb.GIVE_NOTICE: _give_notice,
    Verb.COMPLETE: partial(_end, Complete),
    Verb.CONVERT: partial(_end, Convert),
    Verb.END_EARLY: _end_early,
    Verb.LEAVE: _leave,
    Verb.RECORD_ABSENCE: _record_absence,
    Verb.ARRANGE_COVER: _arrange_cover,
    Verb.REASSIGN: _reassign,
    Verb.NOTE_CLAIM: _note_claim,
    Verb.NAME_BUDDY: _name_buddy,
    Verb.PLAN_RESEARCH: _plan_research,
    Verb.RECORD_FINDING: _record_finding,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.RECORD_PROGRESS: _record_progress,
    Verb.CHECK_IN: _check_in,
    Verb.NOTE_EXTRA: _note_extra,
    Verb.RAISE_DEMAND: _raise_demand,
    Verb.ANSWER_DEMAND: _answer_demand,
    Verb.REQUEST_FEEDBACK: _request_feedback,
    Verb.DECLINE_REQUEST: _decline_request,
    Verb.GIVE_FEEDBACK: _give_feedback,
    Verb.WITHDRAW_FEEDBACK: _withdraw_feedback,
    Verb.REVIEW: _review,
    Verb.FOLLOW_UP: _follow_up,
    Verb.NOTE_HOME_CHANGE: _note_home_change,
    Verb.WAIVE: _waive,
    Verb.FULFIL: _fulfil,
    Verb.VOID: _void,
}
"""How a command is built for each verb but the proposal's, which needs no placement."""


def _advance(scene: _Scene) -> Advance:
    """Let time pass to the next day on which something may happen, or for a while."""
    turning, thread = _turning_days(scene.placement), scene.placement.thread
    if thread is not None and _waits_for_time(scene.placement, scene.policy):
        clock = clock_of(
            thread.offer, scene.placement.table, scene.policy, scene.placement.moved_on
        )
        turning += [] if clock is None else [clock[0]]
    ahead = [day for day in _beside(turning) if day > scene.on]
    soon = [scene.on + timedelta(days=days) for days in (1, 30)]
    return Advance(on=scene.pick((*ahead[:3], *soon), _days_around(scene.placement)))
