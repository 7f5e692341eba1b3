"""The generator is held to account before the laws that it serves are trusted.

A law that no example ever puts to the test cannot fail. So the same lives, drawn the same way on
every run, must come to every status, over every step, to every fact and to every objection.
"""

import datetime
import decimal
import re
from collections import Counter as Tally
from collections.abc import Callable
from functools import cache, reduce
from typing import Any, get_args
from unittest.mock import patch

import pytest
from attrs import evolve as altered
from attrs import field, fields, frozen
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

import secondment
from secondment import (
    FINAL_STATUSES,
    STEPS,
    Advance,
    Clause,
    Command,
    Entry,
    Event,
    InvalidValue,
    Objection,
    Placement,
    Policy,
    Proposed,
    RecordMade,
    Role,
    Source,
    Status,
    Verb,
    evolve,
    pack_names,
    read_policy,
)
from secondment.clauses import COMMAND_VERBS
from secondment.explain import warnings
from secondment.limits import Breach, Case, breaches
from secondment.messages import OBJECTIONS, REMEDIES
from secondment.policy import LIMITS
from secondment.testing import (
    Life,
    Turn,
    commands,
    explore,
    histories,
    lives,
    placements,
    scene_for,
)
from secondment.testing import given as scenario
from secondment.testing.lives.life import taken
from tests.cast import HOUSE, INFORMAL
from tests.policies import CAREFUL, PATIENT, STRICT

POLICIES = {policy.name: policy for policy in (HOUSE, INFORMAL, CAREFUL, STRICT, PATIENT)}

STRICT_AND_OVER = altered(
    STRICT, name="over", ends_by=Clause(datetime.date(2020, 1, 1), Source("over", "since long"))
)
"""Rules of a programme that nobody can begin any more."""

STEADY = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same examples on every run, under whichever profile.

Few, since from the eleventh on Hypothesis mostly varies what it has drawn before.
"""

SEEDS = range(25)
"""Each brings other lives."""

MANY_SEEDS = range(50)
"""As many for a policy with rules that few lives come to."""

PROVED_ELSEWHERE = {
    # what takes two extensions, or two requests to stay, in one placement
    "too_many_extensions",
    "conversion_again_too_early",
    # the last of four consents on one of a few days
    "decided_too_early",
    # a cap that was reached, and time at home that is longer than a break and shorter than asked
    "home_too_short",
}
"""Objections that lives may not come to; `tests/test_limits.py` proves them one by one."""

LIMITS_ELSEWHERE = {
    # judged after the others, as `overload`
    "capacity",
    # what takes a conversion by competition or with priority, or a second request to stay
    "conversion.criteria",
    "conversion.priority",
    "conversion.repeat_every",
}
"""Limits that lives may not go beyond; `tests/test_limits.py` proves them one by one."""

UNWALKED = {
    # the offer on the table expires by the last day in force, and lapses before these can be
    (Status.NEGOTIATED_CHANGE, Verb.COMPLETE),
    (Status.NEGOTIATED_CHANGE, Verb.CONVERT),
    (Status.RECONSIDERING, Verb.COMPLETE),
    (Status.RECONSIDERING, Verb.CONVERT),
    # the offer on the table lapses first, and only then the placement that never started
    (Status.REVISING, Verb.LAPSE),
}
"""The steps of the chart that no command and no day brings, and why."""


PROVED_IN_TEST_CLOCKS = {
    # going on after all has to be the only kind of change, or the more cautious silence counts
    (Status.RECONSIDERING, Verb.ESCALATE),
}
"""Steps that lives may not come to; `tests/test_clocks.py` proves them."""


@frozen
class Sight:
    """What was seen in many lives; everything but the commands counts once a life."""

    lives: Tally[str] = field(factory=Tally)
    statuses: Tally[Status] = field(factory=Tally)
    steps: Tally[tuple[Status, Verb]] = field(factory=Tally)
    facts: Tally[type[Event]] = field(factory=Tally)
    entries: Tally[type[Entry]] = field(factory=Tally)
    days: Tally[tuple[int, int]] = field(factory=Tally)
    done: Tally[str] = field(factory=Tally)
    refused: Tally[str] = field(factory=Tally)
    objections: Tally[str] = field(factory=Tally)
    limits: Tally[str] = field(factory=Tally)
    remedies: Tally[str] = field(factory=Tally)

    def see(self, life: Life) -> None:
        """Take in one life."""
        befores: tuple[Placement | None, ...] = (None, *life.placements[:-1])
        steps = {
            (before.status, event.verb)
            for before, event in zip(befores, life.events, strict=True)
            if before is not None
        }
        self.lives[life.policy.name] += 1
        self.statuses.update({placement.status for placement in life.placements})
        self.steps.update(steps & STEPS.keys())
        self.facts.update({type(event) for event in life.events})
        self.entries.update(
            {type(event.record) for event in life.events if isinstance(event, RecordMade)}
        )
        self.days.update({(event.on.month, event.on.day) for event in life.events})
        self.done.update(_name(turn.command) for turn in life.done)
        for turn in life.refused:
            self.see_refusal(turn)
        for turn in life.done:
            if turn.after is not None:
                self.see_objections(warnings(turn.after, life.policy, turn.command.on))

    def see_refusal(self, turn: Turn) -> None:
        """Take in why something was refused."""
        self.refused[_name(turn.command)] += bool(turn.objections)
        self.see_objections(turn.objections)

    def see_objections(self, objections: tuple[Objection, ...]) -> None:
        """Take in what was refused or warned of, and what would help."""
        self.objections.update(each.code for each in objections)
        self.remedies.update(each.remedy.code for each in objections if each.remedy)


def _name(command: Command) -> str:
    return "advance" if isinstance(command, Advance) else command.verb


@cache
def _seen_under(policy_name: str) -> Sight:
    """Return what is seen in lives under one policy, and in more commands along each of them."""
    policy = POLICIES[policy_name]
    sight = Sight()

    def look(life: Life, data: DataObject) -> None:
        sight.see(life)
        for turn in life.turns[:: 1 + len(life.turns) // 10]:
            command = data.draw(commands(turn.before, policy))
            sight.see_refusal(taken(turn.before, command, policy))

    def watched(case: Case) -> tuple[Breach, ...]:
        found = breaches(case)
        sight.limits.update(each.rule for each in found)
        return found

    with patch("secondment.rules.breaches", watched):
        for number in MANY_SEEDS if policy in (STRICT, PATIENT) else SEEDS:
            seed(number)(STEADY(given(lives(policy), st.data())(look)))()
    return sight


@cache
def _seen() -> Sight:
    """Return what is seen under all policies together."""
    together = Sight()
    for name in POLICIES:
        for seen, more in zip(_tallies(together), _tallies(_seen_under(name)), strict=True):
            seen.update(more)
    return together


def _tallies(sight: Sight) -> list[Tally[Any]]:
    return [getattr(sight, each.name) for each in fields(Sight)]


def test_lives_come_to_every_status() -> None:
    assert set(_seen().statuses) == set(Status)


def test_lives_take_every_step_of_the_chart_that_can_be_taken() -> None:
    walked = set(_seen().steps)
    assert walked | PROVED_IN_TEST_CLOCKS == set(STEPS) - UNWALKED


def test_lives_bring_every_fact() -> None:
    assert set(_seen().facts) == set(get_args(Event))


def test_lives_put_every_kind_of_entry_on_record() -> None:
    assert set(_seen().entries) == set(get_args(Entry))


def test_every_command_is_carried_out_and_refused_in_some_life() -> None:
    people = {str(verb) for verb in COMMAND_VERBS}
    assert set(_seen().done) == people | {"advance"}
    assert set(+_seen().refused) == people


def test_every_objection_is_met() -> None:
    assert set(_seen().objections) | PROVED_ELSEWHERE == set(OBJECTIONS)


def test_every_limit_is_gone_beyond() -> None:
    assert set(_seen().limits) | LIMITS_ELSEWHERE == set(LIMITS)


def test_every_remedy_is_offered() -> None:
    assert set(_seen().remedies) == set(REMEDIES)


def test_something_happens_on_odd_days() -> None:
    assert _seen().days.keys() >= {(2, 29), (1, 31), (12, 31), (8, 30)}


@pytest.mark.parametrize("policy_name", POLICIES)
def test_progress_is_likelier_than_not(policy_name: str) -> None:
    """Three in five are agreed, one in three starts; and of the commands most are carried out."""
    seen = _seen_under(policy_name)
    (count,) = seen.lives.values()
    assert seen.statuses[Status.SCHEDULED] >= count * 3 // 5
    assert seen.statuses[Status.UNDERWAY] >= count // 3
    assert seen.done.total() >= count * 5


# a life


@given(lives(HOUSE))
def test_the_turns_of_a_life_follow_each_other(life: Life) -> None:
    known = None
    for turn in life.turns:
        assert turn.before is known or turn.before == known
        assert bool(turn.objections) <= (turn.before == turn.after and not turn.events)
        known = turn.after
    assert life.placement == known


@given(lives(INFORMAL))
def test_the_commands_carried_out_lead_there_again_without_the_refused_ones(life: Life) -> None:
    placement = None
    for command in life.commands:
        placement = taken(placement, command, INFORMAL).after
    assert placement == life.placement == reduce(evolve, life.events, None)


NAMES = {
    **vars(secondment),
    "date": datetime.date,
    "Decimal": decimal.Decimal,
}


@settings(max_examples=25)
@given(lives(HOUSE))
def test_a_life_is_shown_as_one_would_write_it(life: Life) -> None:
    first, *lines = repr(life).splitlines()
    assert first == "life under house:"
    shown = [line.split(",  # ")[0] for line in lines]
    assert [eval(each, NAMES) for each in shown] == [turn.command for turn in life.turns]


def test_the_simplest_life_is_a_proposal() -> None:
    life = find(lives(HOUSE), lambda life: True, settings=settings(STEADY, max_examples=1))
    assert [type(event).__name__ for event in life.events] == ["Proposed"]
    assert len(life.turns) == 1


# under any policy


@pytest.mark.parametrize("name", pack_names())
def test_under_every_shipped_pack_most_lives_are_agreed_on_and_many_begin(name: str) -> None:
    """A tool's own policy is none of ours: what is drawn has to fit whatever the rules say."""
    sight = Sight()
    for number in range(2):
        seed(number)(STEADY(given(lives(name))(sight.see)))()
    count = sight.lives[name]
    assert count == 20
    assert sight.statuses[Status.SCHEDULED] >= count // 2
    assert sight.statuses[Status.UNDERWAY] >= count // 4
    assert FINAL_STATUSES & sight.statuses.keys()


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", ["house", "informal", "au-aps-s26"])
def test_a_life_can_be_led_to_any_status(name: str, status: Status) -> None:
    """Within the health checks: not more is thrown away than Hypothesis puts up with."""
    ends = set()

    @settings(max_examples=5, derandomize=True, database=None, deadline=None)
    @given(lives(name, to=status))
    def live(life: Life) -> None:
        ends.add(life.placement.status)

    live()
    assert ends == {status}


def test_a_status_may_be_named_by_its_text_and_twice() -> None:
    named: Any = ("handover", "handover")
    strategy = placements("informal", *named)
    assert find(strategy, lambda _: True, settings=STEADY).status is Status.HANDOVER


@pytest.mark.parametrize("status", ["handed_over", "", None, ["handover"]])
def test_what_is_no_status_is_refused_at_the_call(status: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid Status"):
        placements("informal", status)
    if status is not None:  # that is anywhere
        with pytest.raises(ValueError, match="is not a valid Status"):
            lives("informal", to=status)


@pytest.mark.parametrize("name", ["hause", "", None, 7, Status.HANDOVER, "no/such.toml"])
@pytest.mark.parametrize(
    "use",
    [
        lives,
        placements,
        histories,
        lambda name: commands(None, name),
        scene_for,
        explore,
        lambda name: scenario(policy=name),
    ],
    ids=["lives", "placements", "histories", "commands", "scene_for", "explore", "given"],
)
def test_what_names_no_policy_is_refused_at_the_call(
    use: Callable[[Any], object], name: Any
) -> None:
    with pytest.raises(InvalidValue, match="cannot make"):
        use(name)


def proposed_by(*roles: Role) -> Policy:
    """Return the informal policy, but for who may propose."""
    rows = tuple(
        altered(row, roles=frozenset(roles)) if row.verb is Verb.PROPOSE else row
        for row in INFORMAL.permissions
    )
    return altered(INFORMAL, name="others propose", permissions=rows)


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.AUTHORITY, Role.STAKEHOLDER])
def test_whoever_may_propose_takes_part(role: Role) -> None:
    policy = proposed_by(role)
    assert scene_for(policy).parties.holding(frozenset({role}))
    begun = []

    @settings(STEADY, max_examples=5)
    @given(lives(policy))
    def live(life: Life) -> None:
        begun.append(life.events[0])

    live()
    assert len(begun) == 5
    assert all(
        role in {seat.role for seat in each.parties.seats_of(each.by)}
        for each in begun
        if isinstance(each, Proposed)
    )


def test_long_service_is_no_hindrance() -> None:
    asked = read_policy("""
name = "old hands"
extends = "informal"
source = "book"
eligibility = { service = "25 years", service_in_role = "15 years" }
sources.book = { title = "the book" }
""")
    assert scene_for(asked, small=True).terms.period.first_day == datetime.date(2027, 1, 11)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (proposed_by(), "nobody who takes part may propose"),
        (STRICT_AND_OVER, "of 2027-01-11 to 2027-07-10 it would be said that "),
    ],
)
def test_a_policy_that_takes_no_proposal_says_why(policy: Policy, reason: str) -> None:
    found_none = f"{policy.name}: found no terms that could be proposed: {reason}"
    with pytest.raises(ValueError, match=re.escape(found_none)):
        scene_for(policy)
    with pytest.raises(ValueError, match=re.escape(found_none)):
        find(lives(policy), lambda life: True)


# what is shown when something is wrong


def _story(holds: Callable[[Life], bool], to: Status | None = None) -> str:
    """Return the life that Hypothesis comes to when it looks for the simplest that *holds*."""
    steady = settings(STEADY, max_examples=500, phases=[Phase.generate, Phase.shrink])
    return repr(find(lives(HOUSE, to=to), holds, settings=steady))


BEGINNING = """\
life under house:
    Propose(by='sam', on=date(2027, 1, 11), parties=Parties(secondee='sam', \
home=Side(unit='platform', manager='hana'), host=Side(unit='payments', manager='otto'), \
programme_office='petra'), terms=Terms(period=Period(first_day=date(2027, 3, 1), \
last_day=date(2027, 8, 31)))),  # Proposed
    Consent(by='hana', on=date(2027, 1, 11)),  # Consented
    Consent(by='otto', on=date(2027, 1, 11)),  # Consented
    Consent(by='petra', on=date(2027, 1, 11)),  # Consented, Agreed
    Advance(on=date(2027, 3, 1)),  # Started
"""


def test_a_placement_that_is_completed_is_shown_as_a_short_story() -> None:
    story = _story(lambda life: True, Status.COMPLETED)
    assert story == BEGINNING + "    Advance(on=date(2027, 9, 1)),  # Completed"


def test_whatever_was_refused_is_shown_at_the_end_of_a_short_story() -> None:
    """What Hypothesis comes to is not always the very shortest, but nobody has to scroll."""

    def is_refused(life: Life) -> bool:
        return any(
            each.code == "notice_too_short" for turn in life.refused for each in turn.objections
        )

    first, *turns = _story(is_refused).splitlines()
    assert first == "life under house:"
    assert len(turns) <= 12
    assert turns[-1].startswith("    GiveNotice(by='hana', ")
    assert turns[-1].endswith("  # refused: notice_too_short")
