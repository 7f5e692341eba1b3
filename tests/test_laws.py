"""What holds of every history: properties over whole lives under several policies."""

import ast
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce
from itertools import pairwise, product
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import evolve as altered
from attrs import fields, frozen
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import secondment
from secondment import (
    AbsenceRecorded,
    Advance,
    Agreed,
    ArrangeCover,
    ChangeOpened,
    ChangeSettled,
    ClosingRevoked,
    Command,
    Completed,
    Consent,
    Consented,
    Converted,
    Counter,
    Countered,
    CoverArranged,
    Day,
    EndedEarly,
    Ending,
    EndingAgreed,
    Event,
    Gate,
    Goal,
    InvalidValue,
    Left,
    MakeRecord,
    MemoryStore,
    NotAllowedHere,
    NoticeGiven,
    Objection,
    Occasion,
    OpenChange,
    Parties,
    Period,
    Placement,
    Policy,
    Propose,
    Proposed,
    Reassigned,
    RecordMade,
    Refused,
    Register,
    Remedy,
    Role,
    RuleUnmet,
    Say,
    ScopeItem,
    Stakeholder,
    Start,
    Started,
    Terms,
    UnknownPlacement,
    Verb,
    Void,
    Voided,
    command_from_data,
    command_to_data,
    decide,
    evolve,
    from_json,
    in_force,
    options,
    overview,
    remedied,
    replay,
    standing,
    to_json,
    warnings,
    what_if,
    why_not,
)
from secondment.clauses import COMMAND_VERBS
from secondment.commands import PersonCommand
from secondment.dates import ONE_DAY, Length
from secondment.events import RECORDS
from secondment.goals import KeyResult
from secondment.lifecycle import is_possible
from secondment.messages import REMEDIES
from secondment.onboarding import Answer, Buddy, Question, ResearchQuestion, Topic
from secondment.outcome import Criterion
from secondment.placement import Agreement, Work
from secondment.readings import document_key
from secondment.records import VERB_OF, Entry, Fulfilment, Waiver
from secondment.service import ServiceRecord
from secondment.terms import ChangeKind
from secondment.testing import Life, Turn, commands, lives
from secondment.testing.lives.life import taken
from tests.cast import HOUSE, INFORMAL
from tests.policies import CAREFUL, PATIENT, STRICT

LIVES: SearchStrategy[Life] = st.one_of(
    *(lives(policy) for policy in (HOUSE, INFORMAL, CAREFUL, STRICT, PATIENT))
)

Check = Callable[..., None]


def law(*strategies: SearchStrategy[Any], times: int = 1) -> Callable[[Check], Callable[[], None]]:
    """Hold what is decorated to many examples of *strategies*, in several short runs.

    From the eleventh example on, Hypothesis mostly varies what it has drawn before; another run
    draws afresh. A life holds many turns and facts, so that half as many as usual will do; where
    the law speaks of something rare, so many *times* that.
    """

    def holding(check: Check) -> Callable[[], None]:
        def test() -> None:
            for number in range(max(1, times * settings().max_examples // (2 * A_RUN))):
                run = settings(max_examples=A_RUN)(given(*strategies)(check))
                if settings().derandomize:
                    run = seed(f"{check.__name__} {number}")(run)
                run()

        test.__doc__ = check.__doc__
        return test

    return holding


A_RUN = 10
"""How many examples Hypothesis draws afresh."""


def _chain(placement: Placement | None) -> tuple[Placement, ...]:
    """Return *placement* with all that were before it, which comparing two leaves out."""
    found = []
    while placement is not None:
        found.append(placement)
        placement = placement.before
    return tuple(found)


def _unnumbered(placement: Placement | None) -> Placement | None:
    """Return *placement* without the numbers that count what was voided too."""
    return None if placement is None else altered(placement, position=0, latest=0, offers=0)


def _given(turn: Turn) -> PersonCommand:
    """Return the command of a turn that was refused, which is never time."""
    assert not isinstance(turn.command, Advance)
    return turn.command


def _codes(objections: Iterable[Objection]) -> set[str]:
    return {each.code for each in objections}


# the fold


@law(LIVES, st.data())
def test_replay_is_a_fold_from_wherever_it_is_taken_up(life: Life, data: DataObject) -> None:
    split = data.draw(st.integers(0, len(life.events)))
    first = replay(life.events[:split])
    assert _chain(reduce(evolve, life.events[split:], first)) == _chain(replay(life.events))


@law(LIVES)
def test_what_was_decided_step_by_step_is_what_the_replay_tells(life: Life) -> None:
    assert _chain(life.placement) == _chain(replay(life.events))


@law(LIVES)
def test_voided_facts_might_as_well_never_have_been(life: Life) -> None:
    for count in range(1, len(life.events) + 1):
        events = life.events[:count]
        assert _unnumbered(replay(in_force(events))) == _unnumbered(replay(events))


@law(LIVES)
def test_positions_count_the_facts(life: Life) -> None:
    positions = [each.position for each in life.placements]
    assert positions == list(range(1, len(life.events) + 1))


@law(LIVES)
def test_no_offer_number_is_given_twice(life: Life) -> None:
    offers = [each for each in life.events if isinstance(each, Proposed | Countered | ChangeOpened)]
    assert [offer.number for offer in offers] == list(range(1, len(offers) + 1))


@law(LIVES)
def test_steps_never_go_back_in_time(life: Life) -> None:
    steps = [event.on for event in in_force(life.events) if not isinstance(event, RECORDS)]
    assert steps == sorted(steps)


@law(LIVES)
def test_a_record_adds_itself_and_moves_nothing(life: Life) -> None:
    befores = (None, *life.placements)
    for before, event, after in zip(befores, life.events, life.placements, strict=False):
        if before is None or not isinstance(event, RECORDS) or isinstance(event, Voided):
            continue
        made: tuple[Entry, ...] = ()
        if isinstance(event, RecordMade):
            made = (event.record,)
            assert event.on == event.record.on
        assert after.records == (*before.records, *made)
        for name in ("status", "terms", "offer", "ending", "moved_on", "offers", "baseline"):
            assert getattr(after, name) == getattr(before, name)
        if not isinstance(event, Reassigned):
            assert (after.state, after.parties) == (before.state, before.parties)


@law(LIVES)
def test_as_of_any_day_it_is_the_fold_of_what_is_in_force_and_dated_by_then(life: Life) -> None:
    register = _register(life.policy)
    for turn in life.turns:
        if turn.events:
            register.do("P-7", turn.command)
    dated = {event.on for event in life.events}
    for day in sorted(dated | {day + ONE_DAY for day in dated}):
        by_then = replay(event for event in in_force(life.events) if event.on <= day)
        assert by_then is not None
        assert _chain(register.placement("P-7", as_of=day)) == _chain(by_then)
        assert (by_then.proposed_on, by_then.moved_on <= day) == (life.events[0].on, True)
        assert all(record.on <= day for record in by_then.records)
    assert _unnumbered(by_then) == _unnumbered(life.placement)
    with pytest.raises(UnknownPlacement):
        register.placement("P-7", as_of=min(dated) - ONE_DAY)


def _register(policy: Policy) -> Register:
    instant = datetime(2027, 1, 1, tzinfo=UTC)
    return Register(MemoryStore(), policy=policy, clock=lambda: instant)


@law(LIVES)
def test_what_is_refused_leaves_the_record_as_it_was(life: Life) -> None:
    register, facts = _register(life.policy), tuple[Event, ...]()
    for turn in life.turns:
        is_known = turn.before is not None or isinstance(turn.command, Propose)
        if turn.objections or not is_known:
            with pytest.raises(Refused if is_known else UnknownPlacement):
                register.do("P-7", turn.command)
        else:
            register.do("P-7", turn.command)
        facts += turn.events
        if facts:
            assert tuple(each.event for each in register.history("P-7")) == facts


@law(LIVES)
def test_a_placement_is_a_value(life: Life) -> None:
    placement = life.placement
    for copy in (deepcopy(placement), pickle.loads(pickle.dumps(placement))):
        assert _chain(copy) == _chain(placement)
        assert hash(copy) == hash(placement)


@law(LIVES)
def test_facts_and_commands_are_values(life: Life) -> None:
    for value in (*life.events, *(turn.command for turn in life.turns)):
        copy = pickle.loads(pickle.dumps(value))
        assert (copy, hash(copy)) == (value, hash(value))


@law(LIVES)
def test_every_fact_comes_back_from_json_as_it_was(life: Life) -> None:
    for event in life.events:
        back = from_json(to_json(event))
        assert (back, repr(back)) == (event, repr(event))


@law(LIVES)
def test_every_command_comes_back_from_plain_data_as_it_was(life: Life) -> None:
    for turn in life.turns:
        back = command_from_data(command_to_data(turn.command))
        assert (back, repr(back)) == (turn.command, repr(turn.command))


# decide and explain


@law(LIVES)
def test_decide_and_explain_give_the_same_answer(life: Life) -> None:
    for turn in life.turns:
        assert why_not(turn.before, turn.command, life.policy) == turn.objections
        told = what_if(turn.before, turn.command, life.policy)
        assert (told.before, told.events, told.objections) == (
            turn.before,
            turn.events,
            turn.objections,
        )
        assert told.after == (None if turn.objections else turn.after)


@law(LIVES)
def test_deciding_changes_nothing_and_decides_the_same_again(life: Life) -> None:
    for turn in life.turns:
        before, number = deepcopy(turn.before), hash(turn.before)
        assert taken(turn.before, turn.command, life.policy) == turn
        assert (turn.before, hash(turn.before)) == (before, number)


@law(LIVES)
def test_a_refusal_says_what_was_tried_and_why_it_failed(life: Life) -> None:
    for turn in life.refused:
        with pytest.raises(Refused) as caught:
            decide(turn.before, turn.command, life.policy)
        refusal, command = caught.value, _given(turn)
        no_step = [each for each in turn.objections if each.code == NotAllowedHere.code]
        assert type(refusal) is (NotAllowedHere if no_step else RuleUnmet)
        assert no_step in ([], list(turn.objections))
        assert (refusal.verb, refusal.on) == (command.verb, command.on)
        assert refusal.status == (None if turn.before is None else turn.before.status)
        assert str(refusal).endswith(": " + "; ".join(map(str, turn.objections)))


@law(LIVES)
def test_a_closed_option_stays_closed_whatever_the_command_says(life: Life) -> None:
    for turn in life.turns:
        if turn.before is not None and not isinstance(turn.command, Advance):
            by, on, verb = turn.command.by, turn.command.on, turn.command.verb
            offered = options(turn.before, by, on, life.policy)
            (option,) = (each for each in offered if each.verb is verb)
            assert option.is_open or turn.objections


BARE = {
    kind.verb: kind
    for kind in get_args(PersonCommand)
    if all(each.name in ("by", "on") or each.default is None for each in fields(kind))
    and kind.verb is not Verb.END_EARLY
}
"""The commands that need to say nothing but who and when, and how then is no matter."""

TOLD_WHY = {Verb.DECLINE, Verb.DROP_CHANGE}
"""Of these, the ones that some policies want a reason of, which is judged when it is given."""


@law(LIVES)
def test_an_option_of_a_command_that_says_nothing_more_is_its_whole_answer(life: Life) -> None:
    for turn in life.turns:
        if turn.before is None:
            continue
        by = turn.before.parties.secondee if isinstance(turn.command, Advance) else turn.command.by
        on = turn.command.on
        offered = options(turn.before, by, on, life.policy)
        assert tuple(option.verb for option in offered) == COMMAND_VERBS
        for option in offered:
            if option.verb in BARE:
                given = {"reason": "z"} if option.verb in TOLD_WHY else {}
                bare = BARE[option.verb](by=by, on=on, **given)
                assert why_not(turn.before, bare, life.policy) == option.objections


def _may(parties: Parties, person: str, verb: Verb, policy: Policy) -> bool:
    """Return whether *policy* lets *person* give *verb*, by its table alone."""
    (permitted,) = (row for row in policy.permissions if row.verb is verb)
    roles = set(parties.roles_of(person))
    if Stakeholder(person, Say.MUST_CONSENT) not in parties.stakeholders:
        roles.discard(Role.STAKEHOLDER)
    return bool(roles & permitted.roles)


WHO = {"not_a_party", "role_may_not", "no_say"}


@law(LIVES)
def test_a_command_is_refused_for_who_gives_it_exactly_as_the_policy_says(life: Life) -> None:
    for turn in life.turns:
        if turn.before is None or isinstance(turn.command, Advance):
            continue
        parties, by = turn.before.parties, turn.command.by
        for option in options(turn.before, by, turn.command.on, life.policy):
            if is_possible(turn.before.status, option.verb):
                refused = bool(_codes(option.objections) & WHO)
                assert refused is not _may(parties, by, option.verb, life.policy)


# remedies


KIND_OF: Mapping[str, Any] = {
    kind.verb: kind for kind in get_args(PersonCommand) if kind is not MakeRecord
}
"""The command of each verb; those of the other verbs make a record."""


@frozen(repr=False)
class Wish:
    """What somebody wants of a placement.

    Attributes:
        placement: What is known.
        command: What is wanted; None once time has brought it.
        policy: What it is judged by.
        service: What is known of the secondee; None for what came with the proposal.
    """

    placement: Placement | None
    command: Command | None
    policy: Policy
    service: ServiceRecord | None = None

    def __repr__(self) -> str:
        status = "nothing" if self.placement is None else self.placement.status
        return f"under {self.policy.name}, while {status}: {self.command!r}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(repr(self))
        printer.break_()

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Why it is not to be had."""
        if self.command is None:
            return ()
        return why_not(self.placement, self.command, self.policy, self.service)

    @property
    def given(self) -> Any:
        """The command; the code of a remedy tells what it can say."""
        assert self.command is not None
        return self.command

    @property
    def known(self) -> Placement:
        """The placement, which is not to be proposed any more."""
        assert self.placement is not None
        return self.placement

    @property
    def terms(self) -> Terms:
        """The terms in force."""
        assert self.known.terms is not None
        return self.known.terms


def _with_other_fields(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Give the command with fields changed, unless the terms hold a day that no longer fits."""
    unfit = set[str]()
    try:
        yield altered(wish, command=remedied(wish.given, remedy))
    except InvalidValue as refusal:
        unfit = {fault.path for fault in refusal.faults}
    assert unfit <= {"trial", "decision_day"}


def _by_others(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Let each of those who are named give the command, or the other one that is named."""
    assert remedy.by
    for person in remedy.by:
        if remedy.command == Verb.WAIVE != wish.given.verb:
            yield altered(wish, placement=_set_aside(wish, person), command=None)
        elif remedy.command == wish.given.verb:
            command = altered(wish.given, by=person)
            if isinstance(command, MakeRecord) and isinstance(command.record, Waiver):
                command = altered(command, record=altered(command.record, by=person))
            yield altered(wish, command=command)
        else:
            command = KIND_OF[remedy.command or ""](by=person, on=wish.given.on)
            yield altered(wish, command=command)


def _set_aside(wish: Wish, person: str) -> Placement:
    """Return the placement once what its offer waits for is set aside, first of all by *person*."""
    known, on = wish.known, wish.given.on
    (first, *others) = standing(known, wish.policy, on, wish.service).waivers
    for rule in (first, *others):
        row = wish.policy.waiver_rule(rule)
        assert row is not None
        able = known.parties.holders(row.roles)
        by = person if person in able else able[0]
        record = Waiver(by=by, on=on, rule=rule, reason="z")
        known = _carried_out(known, MakeRecord(by=by, on=on, record=record), wish.policy)
    assert known.thread is None
    return known


def _instead(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Let the same person give another command on the same day, or time bring what is wanted."""
    named: dict[str, Any] = dict(remedy.fields)
    if remedy.command == "advance":
        passed = taken(wish.placement, Advance(**named), wish.policy)
        assert passed.events or _codes(wish.objections) & {"not_ready", "step_due"}
        if passed.events:
            yield altered(wish, placement=passed.after, command=None)
        return
    kind = KIND_OF[remedy.command or ""]
    if kind in (Counter, OpenChange):
        offer = wish.known.offer if isinstance(wish.command, Consent) else None
        named = {"subject": _subject(wish.terms if offer is None else offer.subject, named)}
    yield altered(wish, command=kind(**{"by": wish.given.by, "on": wish.given.on} | named))


def _subject(known: Any, named: dict[str, Any]) -> Terms | Ending:
    """Return what to offer: the ending named, or the terms *known* with what is named in them."""
    if "kind" in named:
        return Ending(**named)
    terms: Terms = known
    if "first_day" in named:
        length = terms.period.last_day - terms.period.first_day
        first_day = named["first_day"]
        return altered(terms, period=Period(first_day, first_day + length))
    return altered(terms, **named or {"place": "elsewhere"})


def _first(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Let time pass, or let everybody settle what is named, before the command is given."""
    named: dict[str, Any] = dict(remedy.fields)
    if remedy.command == "advance":
        after = taken(wish.placement, Advance(**named), wish.policy).after
        yield altered(wish, placement=after)
    else:
        yield from _once_settled(wish, remedy, _subject(wish.terms, named))


def _with_the_goal_agreed(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    measure = KeyResult(start=Decimal(-100), target=Decimal(100))
    goal = Goal(wish.given.record.goal, "Another", measure=measure)
    yield from _once_settled(wish, remedy, altered(wish.terms, goals=(*wish.terms.goals, goal)))


def _once_settled(wish: Wish, remedy: Remedy, subject: Terms | Ending) -> Iterator[Wish]:
    """Let somebody offer *subject* and all consent, unless that cannot be now."""
    kind, known = KIND_OF[remedy.command or ""], wish.known
    (person, *_) = _able(known, kind.verb, wish.policy)
    offering = kind(by=person, on=max(wish.given.on, known.moved_on), subject=subject)
    if why_not(known, offering, wish.policy):
        assert _codes(why_not(known, offering, wish.policy)) <= NOT_NOW
    else:
        yield altered(wish, placement=_settled(known, offering, wish.policy))


NOT_NOW = {
    # the days for an offer are over, or time comes first
    "step_due",
    "offer_expired",
    "period_over",
    "first_day_passed",
    "last_day_passed",
    # going on after all would be too much
    "overload",
    # it is on the table
    "same_offer",
    # the policy does not let this person stay, or not yet
    "conversion_too_early",
    "conversion_not_for_grade",
    "criteria_unmet",
    "service_unknown",
}
"""What can stand in the way of settling first what another command needs."""


def _able(placement: Placement, verb: Verb, policy: Policy) -> tuple[str, ...]:
    """Return who may give *verb*."""
    return placement.parties.holders(policy.permission(verb).roles)


def _settled(placement: Placement, offering: Counter | OpenChange, policy: Policy) -> Placement:
    """Return *placement* once everybody whose consent an offer needs has consented to it."""
    after = _carried_out(placement, offering, policy)
    people = dict.fromkeys(seat.person for seat in placement.parties.seats)
    for person in (*people, *people, *people):  # whoever comes later in the order has to wait
        consent = Consent(by=person, on=offering.on)
        if not why_not(after, consent, policy):
            after = _carried_out(after, consent, policy)
    assert after.thread is None
    return after


def _with_it_in_place(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Put in place what is missing before the first day, unless it is too late for that."""
    assert remedy.by == _able(wish.known, Verb(remedy.command or ""), wish.policy)
    first_day = wish.terms.period.first_day
    if wish.known.moved_on < first_day:
        yield altered(wish, placement=_prepared(wish.known, wish.policy, first_day))


def _prepared(placement: Placement, policy: Policy, on: Day) -> Placement:
    """Return *placement* once what was missing before its first day is in place, recorded on *on*.

    What takes a change of the terms is settled on the day of the last step.
    """
    missing = {
        each.gate: each.detail for each in standing(placement, policy, on).missing_before_start
    }
    lacking = {name: value for gate, (name, value) in AGREED_FIRST.items() if gate in missing}
    if lacking:
        (person, *_) = _able(placement, Verb.OPEN_CHANGE, policy)
        assert placement.terms is not None
        subject = altered(placement.terms, **lacking)
        change = OpenChange(by=person, on=placement.moved_on, subject=subject)
        placement = _settled(placement, change, policy)
    if Gate.COVER in missing:
        assert placement.terms is not None
        (person, *_) = _able(placement, Verb.ARRANGE_COVER, policy)
        period = placement.terms.period
        cover = ArrangeCover(by=person, on=on, person="zoe", period=period)
        placement = _carried_out(placement, cover, policy)
    for code in missing.get(Gate.DOCUMENTS, ()):
        (person, *_) = _able(placement, Verb.FULFIL, policy)
        done = Fulfilment(by=person, on=on, duty=document_key(code))
        placement = _carried_out(placement, MakeRecord(by=person, on=on, record=done), policy)
    for entry in _entries(missing, on):
        (person, *_) = _able(placement, VERB_OF[type(entry)], policy)
        command = MakeRecord(by=person, on=on, record=entry)
        placement = _carried_out(placement, command, policy)
    return placement


def _carried_out(placement: Placement, command: PersonCommand, policy: Policy) -> Placement:
    return reduce(evolve, decide(placement, command, policy), placement)


AGREED_FIRST: Mapping[Gate, tuple[str, Any]] = {
    Gate.GOALS: ("goals", (Goal("z1", "Another"),)),
    Gate.SCOPE: ("scope", (ScopeItem("z1", "Another", Decimal(1)),)),
    Gate.CHECK_INS: ("check_in_every", Length(weeks=1)),
}
"""What is put in place by a change of the terms."""


def _entries(missing: Mapping[Gate, tuple[str, ...]], on: Day) -> Iterator[Entry]:
    """Yield the records that put in place what is *missing*, of the day *on*."""
    if Gate.BUDDY in missing:
        yield Buddy(on=on, person="zoe")
    if Gate.RESEARCH_PLAN in missing:
        for topic in missing[Gate.RESEARCH_PLAN] or Topic:
            yield ResearchQuestion(id=f"z {topic}", on=on, topic=Topic(topic), text="How is it?")
    if Gate.REVERSE_INTERVIEW in missing:
        asked = missing[Gate.REVERSE_INTERVIEW]
        if not asked:
            yield Question(id="z1", on=on, text="Who decides?")
        for question in asked or ("z1",):
            yield Answer(question=question, on=on, text="All do")


def _known_of_the_secondee(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Tell what a policy asks for, which nobody has told so far, and that it is as it should be."""
    known = wish.service or (wish.placement.service if wish.placement else None)
    if wish.placement is None:
        known = wish.given.service
    told = _FIT if known is None else altered(known, **_unsaid(known))
    yield altered(wish, service=told)


def _unsaid(known: ServiceRecord) -> dict[str, Any]:
    """Return what *known* leaves open."""
    met = {each.code: each for each in known.criteria if each.is_met is not None}
    criteria = tuple(met.get(each.code, each) for each in _FIT.criteria)
    names = (each.name for each in fields(ServiceRecord) if getattr(known, each.name) is None)
    return {"criteria": criteria} | {name: getattr(_FIT, name) for name in names}


_FIT = ServiceRecord(
    employed_since=Day(2018, 4, 1),
    in_role_since=Day(2018, 4, 1),
    probation_until=Day(2018, 9, 30),
    has_live_warning=False,
    performance_acceptable=True,
    contract="permanent",
    grade="g6",
    released_on=Day(2018, 4, 1),
    criteria=(Criterion("essential_skills", True), Criterion("chosen", True)),
)
"""Somebody who may go anywhere, and stay."""


def _with_somebody_named(wish: Wish, remedy: Remedy) -> Iterator[Wish]:
    """Name somebody who may set a limit aside, as long as it is not too late for that."""
    named: dict[str, Any] = dict(remedy.figures)
    (role,) = named["roles"]
    if wish.placement is None:
        yield _altered_in(wish, "parties", **{role.value: "zoe"})


WAYS: Mapping[str, Callable[[Wish, Remedy], Iterator[Wish]]] = {
    "change_fields": _with_other_fields,
    "date_record": _with_other_fields,
    "answer_change": _with_other_fields,
    "ask": _by_others,
    "instead": _instead,
    "instead_plain": _instead,
    "first": _first,
    "agree_goal": _with_the_goal_agreed,
    "prepare": _with_it_in_place,
    "name_party": lambda wish, _: iter([_altered_in(wish, "parties", programme_office="zoe")]),
    "name_reason": lambda wish, _: iter([_with_a_reason(wish)]),
    "offer_something_else": lambda wish, _: iter([_altered_in(wish, "subject", **_other(wish))]),
    "after_home": _with_other_fields,
    "tell_service": _known_of_the_secondee,
    "name_waiver": _with_somebody_named,
}
"""How to do what a remedy says: the wish after each way to do it, none where it cannot be done."""


def _altered_in(wish: Wish, name: str, **changes: Any) -> Wish:
    """Return the wish with something in the field *name* of its command changed."""
    value = altered(getattr(wish.given, name), **changes)
    return altered(wish, command=altered(wish.given, **{name: value}))


def _with_a_reason(wish: Wish) -> Wish:
    """Return the wish with a reason, a cause for the strict policy too."""
    return altered(wish, command=altered(wish.given, reason="closure"))


def _other(wish: Wish) -> dict[str, str]:
    return {"place" if isinstance(wish.given.subject, Terms) else "reason": "another"}


ADVICE = {"agree_extras", "lower_share"}
"""The remedies of warnings alone."""


def test_every_remedy_is_tried_out_here() -> None:
    assert {*WAYS, *ADVICE} == set(REMEDIES)


@st.composite
def _all_wishes(draw: DrawFn) -> tuple[Wish, ...]:
    """Draw what was wished in a life, and what might have been wished along it."""
    life = draw(LIVES)
    wishes = [Wish(turn.before, turn.command, life.policy) for turn in life.turns]
    for turn in life.turns[::3]:
        wishes.append(Wish(turn.before, draw(commands(turn.before, life.policy)), life.policy))
    return tuple(wishes)


WISHES: SearchStrategy[tuple[Wish, ...]] = _all_wishes()


def _remedies(wish: Wish) -> list[tuple[Objection, Remedy]]:
    """Return each objection that has a remedy, with each that it has."""
    return [
        (each, remedy)
        for each in wish.objections
        for remedy in (each.remedy, *each.others)
        if remedy is not None
    ]


def _nearest(wish: Wish) -> list[Remedy]:
    """Return of each objection that has a remedy the nearest one."""
    return [each.remedy for each in wish.objections if each.remedy is not None]


ONE_AT_A_TIME = {
    # the route first, then the conversion by it
    "conversion_not_agreed",
    # one thing after the other: the kind, and then the purpose
    "not_ready",
    "code_missing",
}
"""Objections that can be followed by another of the same code."""


@law(WISHES, times=3)
def test_doing_what_a_remedy_says_puts_an_end_to_its_objection(wishes: tuple[Wish, ...]) -> None:
    for wish in wishes:
        for objection, remedy in _remedies(wish):
            for after in WAYS[remedy.code](wish, remedy):
                assert objection not in after.objections
                assert objection.code not in _codes(after.objections) - ONE_AT_A_TIME
                if len(wish.objections) == 1 and remedy.code != "first":
                    assert _codes(after.objections) <= NEXT.get(remedy.code, set())


WHOSE = {
    "role_may_not",
    "no_say",
    "consent_not_needed",
    "own_offer",
    "not_your_offer",
    "notice_not_yours",
    "not_the_author",
    "not_your_role",
    "own_appointment",
    "out_of_order",
}
"""Objections to who it is."""
WHEN = {
    "before_handover",
    "ending_after_period",
    "expiry_before_offer",
    "expiry_too_late",
    "first_day_passed",
    "last_day_passed",
    "not_early",
    "notice_too_short",
    "offer_expired",
    "over_too_soon",
    "period_over",
    "record_before_proposal",
    "step_due",
}
"""Objections to the days."""

NEXT: Mapping[str, set[str]] = {
    # the policy lets them, and then it matters whose offer, words or role it is
    "ask": WHOSE | {"step_due"},
    # other days are held against the rest; with other days, it may be what holds, or too much
    "change_fields": WHEN | {"no_change", "same_offer", "overload"},
    "date_record": WHEN | {"record_unfit"},
    # another command is not for everybody, has days of its own, and may need a reason
    "instead": WHOSE | WHEN | {"same_offer", "refusal_needs_reason", "ending_too_soon"},
    "instead_plain": WHOSE | WHEN,
    # time would have started it, had everything been there
    "prepare": {"step_due"},
}
"""What else may object once the only objection is gone, by the remedy.

After other remedies nothing may, but for `first`, which makes it another placement.
"""


@law(WISHES, times=2)
def test_a_remedy_names_a_command_that_exists_where_the_placement_stands(
    wishes: tuple[Wish, ...],
) -> None:
    for wish in wishes:
        status = None if wish.placement is None else wish.placement.status
        for _, remedy in _remedies(wish):
            if remedy.command is None:
                assert remedy.code in ("tell_service", "name_waiver")
            else:
                assert remedy.command == "advance" or is_possible(status, Verb(remedy.command))


@law(WISHES, times=2)
def test_remedies_followed_one_after_the_other_never_lead_in_a_circle(
    wishes: tuple[Wish, ...],
) -> None:
    """Taken from the top or from the bottom, they end where nothing objects any more, or where
    nothing more can be done.
    """
    for wish, place in product(wishes, (0, -1)):
        after: Wish | None = wish
        seen: list[Wish] = []
        while after is not None and (remedies := _nearest(after)):
            assert after not in seen
            seen.append(after)
            remedy = remedies[place]
            after = next(WAYS[remedy.code](after, remedy), None)


# warnings


@law(LIVES, times=2)
def test_options_and_overview_carry_the_warnings(life: Life) -> None:
    for turn in life.done:
        if turn.after is None:
            continue
        on, secondee = turn.command.on, turn.after.parties.secondee
        found = warnings(turn.after, life.policy, on)
        assert overview(turn.after, life.policy, on).warnings == found
        carried = {
            option.verb: option.warnings
            for option in options(turn.after, secondee, on, life.policy)
            if option.warnings
        }
        assert [each for verb in carried for each in carried[verb]] == [
            each for each in found if each.remedy is not None
        ]
        assert all(
            each.remedy is not None and each.remedy.command == verb
            for verb in carried
            for each in carried[verb]
        )


@law(LIVES, times=3)
def test_what_a_warning_advises_passes_and_removes_it(life: Life) -> None:
    for turn in life.done:
        if turn.after is None:
            continue
        on, policy = turn.command.on, life.policy
        for warning in warnings(turn.after, policy, on):
            remedy = warning.remedy
            if remedy is None and warning.code == "scope_drift":
                assert _codes(why_not(turn.after, _another_offer(turn.after, on, policy), policy))
            if remedy is None or remedy.code not in ADVICE:
                continue
            for person in _able(turn.after, Verb(remedy.command or ""), policy):
                offering = KIND_OF[remedy.command or ""](by=person, on=on, **dict(remedy.fields))
                assert why_not(turn.after, offering, policy) == ()
            after = _settled(turn.after, offering, policy)
            assert warning.code not in _codes(warnings(after, policy, on))


def _another_offer(placement: Placement, on: Day, policy: Policy) -> Counter | OpenChange:
    """Return an offer of terms that nobody has thought of, by the first who may make one."""
    kind = OpenChange if placement.thread is None else Counter
    (person, *_) = _able(placement, kind.verb, policy)
    assert placement.terms is not None
    return kind(by=person, on=on, subject=altered(placement.terms, place="anywhere"))


@law(LIVES, st.integers(0, 900))
def test_the_overview_of_any_day_can_be_read(life: Life, days: int) -> None:
    for placement, event in zip(life.placements, life.events, strict=True):
        for day in (event.on, placement.proposed_on + timedelta(days), life.placement.moved_on):
            text = str(overview(placement, life.policy, day))
            assert text.startswith(f"{day}: {placement.status.replace('_', ' ')}")
            assert "None" not in text
            assert "Decimal(" not in text


# the start


@law(LIVES, times=2)
def test_a_start_that_was_held_up_comes_once_everything_is_in_place(life: Life) -> None:
    for turn in life.done:
        before, policy = turn.after, life.policy
        if before is None or not isinstance(before.state, Agreement) or before.thread is not None:
            continue
        first_day = before.state.terms.period.first_day
        missing = standing(before, policy, first_day).missing_before_start
        if not missing or before.moved_on >= first_day:
            continue
        start = Start(by=_able(before, Verb.START, policy)[0], on=first_day)
        not_ready = [each for each in why_not(before, start, policy) if each.code == "not_ready"]
        assert [each.remedy and each.remedy.command for each in not_ready] == [
            Verb.ANSWER
            if each.gate is Gate.REVERSE_INTERVIEW and each.detail
            else PREPARED_BY[each.gate]
            for each in missing
        ]
        assert _started(before, policy, first_day) == []
        assert _started(_prepared(before, policy, first_day), policy, first_day) == [first_day]
        if {each.gate for each in missing} & DATED:
            late = _prepared(before, policy, first_day + ONE_DAY)
            assert _started(late, policy, first_day + ONE_DAY) == []


PREPARED_BY = {
    Gate.GOALS: Verb.OPEN_CHANGE,
    Gate.SCOPE: Verb.OPEN_CHANGE,
    Gate.CHECK_INS: Verb.OPEN_CHANGE,
    Gate.BUDDY: Verb.NAME_BUDDY,
    Gate.RESEARCH_PLAN: Verb.PLAN_RESEARCH,
    Gate.REVERSE_INTERVIEW: Verb.ASK,
    Gate.COVER: Verb.ARRANGE_COVER,
    Gate.DOCUMENTS: Verb.FULFIL,
}
"""What puts something in place; what the secondee has asked takes an answer."""

DATED = {Gate.BUDDY, Gate.RESEARCH_PLAN, Gate.REVERSE_INTERVIEW}
"""What is in place from a day on; it has to be by the first day."""


def _started(placement: Placement, policy: Policy, on: Day) -> list[Day]:
    """Return the day on which it starts when time passes up to *on* and somebody says so."""
    assert placement.terms is not None
    passed = taken(placement, Advance(on=on), policy)
    (person, *_) = _able(placement, Verb.START, policy)
    said = taken(passed.after, Start(by=person, on=placement.terms.period.first_day), policy)
    return [event.on for event in (*passed.events, *said.events) if isinstance(event, Started)]


# time


@law(LIVES)
def test_no_command_brings_a_fact_that_lies_ahead_of_it(life: Life) -> None:
    for turn in life.turns:
        assert [event for event in turn.events if event.on > turn.command.on] == []


@law(LIVES)
def test_time_starts_and_ends_a_placement_on_its_days(life: Life) -> None:
    for turn in life.done:
        before = turn.before
        for event in turn.events:
            if before is not None and before.terms is not None and event.by is None:
                last_day = before.last_day or before.terms.period.last_day
                if isinstance(event, Started):
                    assert event.on == before.terms.period.first_day
                if isinstance(event, Completed | Converted | EndedEarly | Left):
                    stays_on = _stays_on(before, life.policy)
                    assert event.on == (stays_on or last_day + timedelta(1))
                    assert stays_on is None or isinstance(event, Converted)
            before = evolve(before, event)


def _stays_on(placement: Placement, policy: Policy) -> Day | None:
    """Return when a stay that nobody ends becomes one for good; None where somebody or time does.

    The strict policy alone lets it, after three months, and all its days are days to return on.
    """
    state, after = placement.state, Length(months=3)
    if policy is not STRICT or not isinstance(state, Work):
        return None
    if state.terms.conversion_route is not None:
        return None
    period = Period.of(state.started_on, after)
    return max(period.last_day + ONE_DAY, state.terms.period.last_day + 2 * ONE_DAY)


@law(LIVES)
def test_no_offer_outlives_what_it_is_about(life: Life) -> None:
    for placement in life.placements:
        if placement.offer is None:
            continue
        subject, expires_on = placement.offer.subject, placement.offer.expires_on
        assert placement.offer.made_on <= expires_on
        if placement.started_on is None:
            assert isinstance(subject, Terms)
            assert expires_on <= subject.period.first_day
            if placement.terms is not None and life.policy.automatic_start.value:
                first_day = placement.terms.period.first_day
                assert expires_on < first_day or placement.offer.made_on >= first_day
        else:
            last_day = subject.period.last_day if isinstance(subject, Terms) else subject.last_day
            assert placement.last_day is not None
            assert expires_on <= min(last_day, placement.last_day)


@law(LIVES)
def test_time_that_has_passed_brings_nothing_more(life: Life) -> None:
    for turn in life.turns:
        passed = Advance(on=turn.command.on)
        after = taken(turn.after, passed, life.policy).after
        assert taken(after, passed, life.policy).events == ()


@law(LIVES, st.data())
def test_time_brings_the_same_day_by_day_and_all_at_once(life: Life, data: DataObject) -> None:
    known = [turn.after for turn in life.turns if turn.after is not None]
    start = data.draw(st.sampled_from(known))
    days = data.draw(st.integers(0, 400))
    placement, daily = start, tuple[Event, ...]()
    for passed in range(days + 1):
        turn = taken(placement, Advance(on=start.moved_on + timedelta(passed)), life.policy)
        assert turn.after is not None
        placement, daily = turn.after, daily + turn.events
    at_once = taken(start, Advance(on=start.moved_on + timedelta(days)), life.policy)
    assert (daily, placement) == (at_once.events, at_once.after)


# voiding


@law(LIVES)
def test_voiding_the_latest_fact_restores_what_was_known_before_it(life: Life) -> None:
    facts: tuple[Event, ...] = ()
    for turn in life.done:
        facts += turn.events
        if turn.before is None or turn.after is None or not turn.events:
            continue
        if isinstance(turn.command, Void):
            continue
        before = turn.before
        if isinstance(turn.command, Advance):
            before = reduce(evolve, turn.events[:-1], before)
        (voider, *_) = turn.after.parties.holders(life.policy.permission(Verb.VOID).roles)
        void = Void(by=voider, on=turn.command.on, position=turn.after.latest, reason="mistake")
        voided = taken(turn.after, void, life.policy)
        assert voided.after == altered(
            before, position=turn.after.position + 1, offers=turn.after.offers
        )
        told = replay(in_force(facts + voided.events))
        assert _unnumbered(told) == _unnumbered(before)


# consent

KIND_OF_FIELD = {
    "host_share": ChangeKind.SHARE,
    "kind": ChangeKind.KIND,
    "purpose": ChangeKind.PURPOSE,
    "team": ChangeKind.TEAM,
    "place": ChangeKind.PLACE,
    "scope": ChangeKind.SCOPE,
    "goals": ChangeKind.GOALS,
    "check_in_every": ChangeKind.CHECK_INS,
    "gates": ChangeKind.GATES,
    "trial": ChangeKind.TRIAL,
    "notice": ChangeKind.NOTICE,
    "early_end_mode": ChangeKind.EARLY_END_MODE,
    "return_right": ChangeKind.RETURN_RIGHT,
    "conversion_route": ChangeKind.CONVERSION_ROUTE,
    "cost": ChangeKind.COST,
    "cover": ChangeKind.COVER,
    "decision_day": ChangeKind.DECISION_DAY,
}


UNORDERED = {"scope", "goals", "gates"}


def _kinds(old: Terms, new: Terms) -> set[ChangeKind]:
    """Return what makes *new* another agreement than *old*."""
    kinds = {
        kind
        for name, kind in KIND_OF_FIELD.items()
        if getattr(old, name) != getattr(new, name)
        and not (name in UNORDERED and set(getattr(old, name)) == set(getattr(new, name)))
    }
    if old.period.first_day != new.period.first_day:
        kinds.add(ChangeKind.RESCHEDULING)
    if new.period.last_day > old.period.last_day:
        kinds.add(ChangeKind.EXTENSION)
    if new.period.last_day < old.period.last_day:
        kinds.add(ChangeKind.SHORTENING)
    return kinds


@frozen
class Book:
    """A plain account of who has consented to what, kept beside the placement.

    Attributes:
        holders: Every role with its holder, and whether that word decides.
        terms: In force; None before the first are.
        offer: On the table; None when nothing is.
        consents: The roles and persons who have consented to the offer.
        closing: Whether the end is fixed.
    """

    holders: frozenset[tuple[Role, str, bool]]
    terms: Terms | None
    offer: Terms | Ending | None
    consents: frozenset[tuple[Role, str]]
    closing: bool

    def seats(self, person: str) -> frozenset[tuple[Role, str]]:
        return frozenset((role, each) for role, each, _ in self.holders if each == person)

    def is_consented(self, policy: Policy) -> bool:
        """Whether everybody has consented whose consent the offer needs."""
        matters: set[object] = {Occasion.BEGINNING}
        if isinstance(self.offer, Ending):
            matters = {self.offer.kind}
        elif self.terms is not None and self.offer is not None:
            matters = {*_kinds(self.terms, self.offer)}
            matters |= {Occasion.RESUMPTION} if self.closing else set()
        roles = {role for row in policy.consents if row.matter in matters for role in row.roles}
        needed = {(role, each) for role, each, decides in self.holders if decides and role in roles}
        return needed <= self.consents


PARTICULAR = altered(
    HOUSE,
    name="particular",
    consents=tuple(
        altered(row, roles=frozenset({tuple(Role)[place % 6], tuple(Role)[place // 6]}))
        for place, row in enumerate(HOUSE.consents)
    ),
    permissions=tuple(
        altered(row, roles=row.roles | {Role.AUTHORITY}) if row.verb is Verb.CONSENT else row
        for row in HOUSE.permissions
    ),
)
"""No two matters need the consent of the same, other than under the built-in policies."""

NEGOTIATED: SearchStrategy[Life] = st.one_of(lives(PARTICULAR), lives(INFORMAL))

SETTLEMENTS = (Agreed, ChangeSettled, ClosingRevoked, EndingAgreed)


def _begun(event: Proposed) -> Book:
    parties = event.parties
    holders = {
        (Role.SECONDEE, parties.secondee, True),
        (Role.HOME_MANAGER, parties.home.manager, True),
        (Role.HOST_MANAGER, parties.host.manager, True),
        *((Role.STAKEHOLDER, s.person, s.say is Say.MUST_CONSENT) for s in parties.stakeholders),
    }
    if parties.programme_office is not None:
        holders.add((Role.PROGRAMME_OFFICE, parties.programme_office, True))
    if parties.authority is not None:
        holders.add((Role.AUTHORITY, parties.authority, True))
    book = Book(frozenset(holders), None, event.terms, frozenset(), closing=False)
    return altered(book, consents=book.seats(event.by))


def _kept(book: Book, event: Event) -> Book:
    """Return *book* after *event*, any but a proposal and a voiding."""
    match event:
        case Countered() | ChangeOpened():
            return altered(book, offer=event.subject, consents=book.seats(event.by))
        case Consented():
            return altered(book, consents=book.consents | book.seats(event.by))
        case Agreed() | ChangeSettled() | ClosingRevoked():
            return altered(book, terms=event.terms, offer=None, closing=False)
        case EndingAgreed() | NoticeGiven():
            return altered(book, offer=None, closing=True)
        case Reassigned():
            (old,) = (each for each in book.holders if each[:2] == (event.role, event.outgoing))
            new = (event.role, event.incoming, old[2])
            return altered(
                book, holders=book.holders - {old} | {new}, consents=book.consents - {old[:2]}
            )
        case AbsenceRecorded() | CoverArranged() | RecordMade() | Started():
            return book
        case _:
            return altered(book, offer=None)


def _books(events: tuple[Event, ...]) -> list[Book]:
    """Return the book after each of *events*."""
    books: list[Book] = []
    for event in events:
        if isinstance(event, Proposed):
            books.append(_begun(event))
        elif isinstance(event, Voided):
            books.append(books[event.position - 2])
        else:
            books.append(_kept(books[-1], event))
    return books


@law(NEGOTIATED)
def test_terms_in_force_change_by_a_settled_offer_or_by_voiding_only(life: Life) -> None:
    terms = [book.terms for book in _books(life.events)]
    assert [placement.terms for placement in life.placements] == terms


@law(NEGOTIATED)
def test_the_baseline_is_the_scope_in_force_and_counts_its_versions(life: Life) -> None:
    for placement in life.placements:
        chain = reversed(_chain(placement))
        scopes = [set(each.terms.scope) for each in chain if each.terms is not None]
        if not scopes:
            assert placement.baseline is None
            continue
        assert placement.baseline is not None
        assert set(placement.baseline.items) == scopes[-1]
        changes = sum(one != other for one, other in pairwise(scopes))
        assert placement.baseline.version == 1 + changes


@law(NEGOTIATED)
def test_an_offer_is_settled_with_the_last_consent_it_needs_and_never_before(life: Life) -> None:
    books = _books(life.events)
    for book, event, following in zip(books, life.events, (*life.events[1:], None), strict=True):
        if isinstance(event, Proposed | Countered | ChangeOpened | Consented):
            assert isinstance(following, SETTLEMENTS) is book.is_consented(life.policy)
        else:
            assert not isinstance(following, SETTLEMENTS)
        if isinstance(following, SETTLEMENTS):
            settled = following.ending if isinstance(following, EndingAgreed) else following.terms
            assert settled == book.offer


# no clock

SOURCES = sorted(Path(secondment.__file__).parent.glob("*.py"))

UNSTEADY = {"time", "random", "secrets", "uuid", "os", "platform", "locale", "getpass", "socket"}
"""Modules that answer differently from one day, run or machine to the next."""
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "environ", "getenv"}


def _unsteady(source: str) -> set[str]:
    """Return what *source* reads from the outside."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {each.name.split(".")[0] for each in names} & UNSTEADY
            case ast.ImportFrom(module=str(module)):
                found |= {module.split(".")[0]} & UNSTEADY
            case ast.Attribute(attr=name) if name in CLOCKS:
                found.add(name)
            case ast.Name(id=name) if name in CLOCKS - {"today"}:  # where it heads today
                found.add(name)
    return found


def test_no_answer_depends_on_a_clock_on_chance_or_on_the_machine() -> None:
    """The register has the clock of the recorded instant, and stores wait for a locked file.

    A pack is a file of somebody's machine, read once.
    """
    found = {path.stem: each for path in SOURCES if (each := _unsteady(path.read_text("utf-8")))}
    assert set(found) == {"register", "stores", "pack"}
    assert found["pack"] == {"os"}
