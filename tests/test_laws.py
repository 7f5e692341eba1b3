"""What holds of every history: properties over whole lives under both built-in policies."""

import ast
import pickle
from copy import deepcopy
from datetime import timedelta
from functools import reduce
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import evolve as altered
from attrs import fields, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

import secondment
from secondment import (
    AbsenceRecorded,
    Advance,
    Agreed,
    ChangeOpened,
    ChangeSettled,
    ClosingRevoked,
    Consent,
    Consented,
    Counter,
    Countered,
    CoverArranged,
    Ending,
    EndingAgreed,
    Event,
    InvalidValue,
    NotAllowedHere,
    NoticeGiven,
    Objection,
    Occasion,
    OpenChange,
    Placement,
    Policy,
    Propose,
    Proposed,
    Reassigned,
    Refused,
    Remedy,
    Role,
    RuleUnmet,
    Say,
    Started,
    Terms,
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
    remedied,
    replay,
    to_json,
    what_if,
    why_not,
)
from secondment.commands import PersonCommand
from secondment.events import RECORDS
from secondment.lifecycle import is_possible
from secondment.policy import COMMAND_VERBS
from secondment.terms import ChangeKind
from tests.cast import HOUSE, INFORMAL
from tests.histories import Life, Turn, lives, taken

LIVES: SearchStrategy[Life] = st.sampled_from((HOUSE, INFORMAL)).flatmap(lives)

few = settings(max_examples=max(1, settings().max_examples // 2))
"""A life holds many turns and facts, so that half as many lives as usual will do."""


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


def _named(remedy: Remedy) -> dict[str, Any]:
    """Return the fields that *remedy* names."""
    return dict(remedy.fields)


def _codes(objections: tuple[Objection, ...]) -> set[str]:
    return {each.code for each in objections}


# the fold


@few
@given(LIVES, st.data())
def test_replay_is_a_fold_from_wherever_it_is_taken_up(life: Life, data: DataObject) -> None:
    split = data.draw(st.integers(0, len(life.events)))
    first = replay(life.events[:split])
    assert _chain(reduce(evolve, life.events[split:], first)) == _chain(replay(life.events))


@few
@given(LIVES)
def test_what_was_decided_step_by_step_is_what_the_replay_tells(life: Life) -> None:
    assert _chain(life.placement) == _chain(replay(life.events))


@few
@given(LIVES)
def test_voided_facts_might_as_well_never_have_been(life: Life) -> None:
    for count in range(1, len(life.events) + 1):
        events = life.events[:count]
        assert _unnumbered(replay(in_force(events))) == _unnumbered(replay(events))


@few
@given(LIVES)
def test_positions_count_the_facts(life: Life) -> None:
    positions = [each.position for each in life.placements]
    assert positions == list(range(1, len(life.events) + 1))


@few
@given(LIVES)
def test_no_offer_number_is_given_twice(life: Life) -> None:
    offers = [each for each in life.events if isinstance(each, Proposed | Countered | ChangeOpened)]
    assert [offer.number for offer in offers] == list(range(1, len(offers) + 1))


@few
@given(LIVES)
def test_steps_never_go_back_in_time(life: Life) -> None:
    steps = [event.on for event in in_force(life.events) if not isinstance(event, RECORDS)]
    assert steps == sorted(steps)


@few
@given(LIVES)
def test_a_placement_is_a_value(life: Life) -> None:
    placement = life.placement
    for copy in (deepcopy(placement), pickle.loads(pickle.dumps(placement))):
        assert _chain(copy) == _chain(placement)
        assert hash(copy) == hash(placement)


@few
@given(LIVES)
def test_facts_and_commands_are_values(life: Life) -> None:
    for value in (*life.events, *(turn.command for turn in life.turns)):
        copy = pickle.loads(pickle.dumps(value))
        assert (copy, hash(copy)) == (value, hash(value))


@few
@given(LIVES)
def test_every_fact_comes_back_from_json_as_it_was(life: Life) -> None:
    for event in life.events:
        assert from_json(to_json(event)) == event
        assert to_json(from_json(to_json(event))) == to_json(event)


@few
@given(LIVES)
def test_every_command_comes_back_from_plain_data_as_it_was(life: Life) -> None:
    for turn in life.turns:
        assert command_from_data(command_to_data(turn.command)) == turn.command


# decide and explain


@few
@given(LIVES)
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


@few
@given(LIVES)
def test_deciding_changes_nothing_and_decides_the_same_again(life: Life) -> None:
    for turn in life.turns:
        before, number = deepcopy(turn.before), hash(turn.before)
        assert taken(turn.before, turn.command, life.policy) == turn
        assert (turn.before, hash(turn.before)) == (before, number)


@few
@given(LIVES)
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


@few
@given(LIVES)
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


@few
@given(LIVES)
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
                bare = BARE[option.verb](by=by, on=on)
                assert why_not(turn.before, bare, life.policy) == option.objections


# remedies


@few
@given(LIVES)
def test_a_remedy_names_a_command_that_exists_where_the_placement_stands(life: Life) -> None:
    for turn in life.refused:
        status = None if turn.before is None else turn.before.status
        for objection in turn.objections:
            if objection.remedy is not None and objection.remedy.command != "advance":
                assert is_possible(status, Verb(objection.remedy.command or ""))


@few
@given(LIVES)
def test_fields_changed_as_a_remedy_says_put_an_end_to_its_objection(life: Life) -> None:
    for turn in life.refused:
        command = _given(turn)
        for objection in turn.objections:
            if objection.remedy is None or objection.remedy.code != "change_fields":
                continue
            try:
                mended = remedied(command, objection.remedy)
            except InvalidValue:
                # something else in the terms does not fit, as `remedied` says
                assert isinstance(command, Propose | Counter | OpenChange)
                continue
            assert objection.code not in _codes(why_not(turn.before, mended, life.policy))


@few
@given(LIVES)
def test_everybody_whom_a_remedy_names_is_free_of_its_objection(life: Life) -> None:
    for turn in life.refused:
        for objection in turn.objections:
            if objection.remedy is None or objection.remedy.code != "ask":
                continue
            assert objection.remedy.by
            assert objection.remedy.command == _given(turn).verb
            for person in objection.remedy.by:
                asked = altered(_given(turn), by=person)
                assert objection.code not in _codes(why_not(turn.before, asked, life.policy))


@few
@given(LIVES)
def test_letting_time_pass_first_puts_an_end_to_the_objection(life: Life) -> None:
    for turn in life.refused:
        for objection in turn.objections:
            remedy = objection.remedy
            if remedy is None or remedy.command != "advance":
                continue
            after = taken(turn.before, Advance(**_named(remedy)), life.policy).after
            assert objection.code not in _codes(why_not(after, turn.command, life.policy))


def _settled(
    placement: Placement, offering: Counter | OpenChange, policy: Policy
) -> Placement | None:
    """Return *placement* once everybody has consented to an offer, None if it is refused."""
    after = taken(placement, offering, policy).after
    if after == placement:
        return None
    for person in dict.fromkeys(seat.person for seat in placement.parties.seats):
        consent = Consent(by=person, on=offering.on)
        if after is not None and not why_not(after, consent, policy):
            after = taken(after, consent, policy).after
    return after


@few
@given(LIVES)
def test_a_conversion_is_open_once_what_comes_first_is_settled(life: Life) -> None:
    for turn in life.refused:
        for objection in turn.objections:
            remedy, command = objection.remedy, _given(turn)
            if remedy is None or remedy.code != "first" or remedy.command == "advance":
                continue
            assert turn.before is not None
            assert turn.before.terms is not None
            subject: Terms | Ending = turn.before.terms
            if objection.code == "conversion_not_agreed":
                subject = Ending(**_named(remedy))
            else:
                subject = altered(turn.before.terms, **_named(remedy))
            kind = Counter if remedy.command == Verb.COUNTER else OpenChange
            offering = kind(by=command.by, on=command.on, subject=subject)
            after = _settled(turn.before, offering, life.policy)
            if after is not None and after.thread is None:
                assert objection.code not in _codes(why_not(after, command, life.policy))


@few
@given(LIVES)
def test_what_a_remedy_names_instead_does_not_meet_its_objection(life: Life) -> None:
    for turn in life.refused:
        for objection in turn.objections:
            remedy, command = objection.remedy, _given(turn)
            if remedy is None or remedy.code not in ("instead", "instead_plain"):
                continue
            instead = _instead(remedy, command)
            assert objection.code not in _codes(why_not(turn.before, instead, life.policy))


def _instead(remedy: Remedy, command: PersonCommand) -> PersonCommand:
    """Return the command that *remedy* names instead of *command*, given by the same person."""
    (kind,) = (each for each in get_args(PersonCommand) if each.verb == remedy.command)
    named = _named(remedy)
    if kind in (Counter, OpenChange):
        named = {"subject": Ending(**named)}
    instead: PersonCommand = kind(**{"by": command.by, "on": command.on} | named)
    return instead


# time


@few
@given(LIVES)
def test_no_command_brings_a_fact_that_lies_ahead_of_it(life: Life) -> None:
    for turn in life.turns:
        assert [event for event in turn.events if event.on > turn.command.on] == []


@few
@given(LIVES)
def test_time_that_has_passed_brings_nothing_more(life: Life) -> None:
    for turn in life.turns:
        passed = Advance(on=turn.command.on)
        after = taken(turn.after, passed, life.policy).after
        assert taken(after, passed, life.policy).events == ()


@few
@given(LIVES, st.data())
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


@few
@given(LIVES)
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
    "team": ChangeKind.TEAM,
    "place": ChangeKind.PLACE,
    "scope": ChangeKind.SCOPE,
    "goals": ChangeKind.GOALS,
    "check_in_every": ChangeKind.CHECK_INS,
    "trial": ChangeKind.TRIAL,
    "notice": ChangeKind.NOTICE,
    "early_end_mode": ChangeKind.EARLY_END_MODE,
    "return_right": ChangeKind.RETURN_RIGHT,
    "conversion_route": ChangeKind.CONVERSION_ROUTE,
    "cost": ChangeKind.COST,
    "cover": ChangeKind.COVER,
    "decision_day": ChangeKind.DECISION_DAY,
}


def _kinds(old: Terms, new: Terms) -> set[ChangeKind]:
    """Return what makes *new* another agreement than *old*."""
    kinds = {
        kind
        for name, kind in KIND_OF_FIELD.items()
        if getattr(old, name) != getattr(new, name)
        and not (name in ("scope", "goals") and set(getattr(old, name)) == set(getattr(new, name)))
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
        altered(row, roles=frozenset({tuple(Role)[place % 5], tuple(Role)[place // 5]}))
        for place, row in enumerate(HOUSE.consents)
    ),
)
"""No two matters need the consent of the same, other than under the built-in policies."""

NEGOTIATED: SearchStrategy[Life] = st.sampled_from((PARTICULAR, INFORMAL)).flatmap(lives)

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
        case AbsenceRecorded() | CoverArranged() | Started():
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


@few
@given(NEGOTIATED)
def test_terms_in_force_change_by_a_settled_offer_or_by_voiding_only(life: Life) -> None:
    terms = [book.terms for book in _books(life.events)]
    assert [placement.terms for placement in life.placements] == terms


@given(NEGOTIATED)
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
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CLOCKS:
                found.add(name)
    return found


def test_no_answer_depends_on_a_clock_on_chance_or_on_the_machine() -> None:
    """The register has the clock of the recorded instant, and stores wait for a locked file."""
    found = {path.stem for path in SOURCES if _unsteady(path.read_text("utf-8"))}
    assert found == {"register", "stores"}
