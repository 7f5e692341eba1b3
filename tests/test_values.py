"""The kit draws every public value: valid, as varied as the class allows, and plain once shrunk."""

import importlib
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from inspect import isclass
from typing import Any, Final, get_args, get_type_hints

import attrs
import pytest
from attrs import evolve as altered
from hypothesis import Phase, find, seed, settings
from hypothesis import given as drawing
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import secondment
from secondment import (
    AttainmentScale,
    Clause,
    Command,
    Consent,
    Cover,
    EndKind,
    Entry,
    Event,
    Gate,
    Goal,
    Length,
    NoticeGiven,
    NoticeKind,
    Objection,
    Parties,
    Period,
    Policy,
    Priority,
    Propose,
    Proposed,
    Query,
    Reassigned,
    Remedy,
    Role,
    Say,
    Side,
    Source,
    Stakeholder,
    Status,
    Terms,
    Verb,
    WorkingDays,
    command_from_data,
    command_to_data,
    from_json,
    load_policy,
    pack_names,
    to_json,
)
from secondment.clauses import COMMAND_VERBS
from secondment.dates import Calendar
from secondment.goals import GoalLog, GoalTree, Progress
from secondment.messages import OBJECTIONS, REMEDIES
from secondment.testing import days, lengths, parties, people, periods, terms
from secondment.testing.lives.placements import OF_A_HISTORY
from secondment.testing.values import REGISTERED
from secondment.testing.values.made import made
from secondment.testing.values.refused import objections, remedies
from tests.test_public_names import PARTS_OF_POLICIES, STANDING_ALONE

# every class has its strategy

ROOMS: Final = (
    STANDING_ALONE
    | {PARTS_OF_POLICIES, "records", "service", "policy", "errors"}
    | {*("stores", "commands", "events", "agenda", "explain", "overview", "provisions")}
)


def classes_of(room: str) -> Iterator[type]:
    """Yield the public classes of attrs that *room* defines."""
    module = importlib.import_module(f"secondment.{room}")
    for name, value in vars(module).items():
        is_own = isclass(value) and value.__module__ == module.__name__
        if is_own and attrs.has(value) and not name.startswith("_"):
            yield value


def test_every_promised_class_has_a_strategy_and_no_other_has() -> None:
    named = (getattr(secondment, name) for name in secondment.__all__)
    promised = {value for value in named if isclass(value) and attrs.has(value)}
    promised |= {value for room in ROOMS for value in classes_of(room)}
    assert len(REGISTERED) == len(set(REGISTERED))
    assert set(REGISTERED) - {Calendar} == promised - OF_A_HISTORY.keys()
    assert OF_A_HISTORY.keys() <= promised


@pytest.mark.parametrize("kind", OF_A_HISTORY, ids=lambda kind: kind.__name__)
def test_what_needs_a_history_is_drawn_from_one(kind: Any) -> None:
    """Each in ten examples, within the health checks."""
    found = []

    @settings(max_examples=10, phases=[Phase.generate])
    @drawing(st.from_type(kind))
    def draw(value: object) -> None:
        found.append(value)

    draw()
    assert len(found) == 10
    assert {type(value) for value in found} == {kind}
    assert all(pickle.loads(pickle.dumps(value)) == value for value in found)


def test_importing_the_kit_makes_no_strategy() -> None:
    """A program that only wants the store's contract does not wait for what it never draws."""
    code = (
        "import secondment.testing.values as values\n"
        "assert values._strategy_for.cache_info().currsize == 0\n"
        "from secondment.pack import load_policy\n"
        "assert values.policies.policies.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# what is drawn

GENERATING: Final = settings(max_examples=50, phases=[Phase.generate])
"""No health check is switched off."""

SHRINKING: Final = settings(phases=[Phase.generate, Phase.shrink])

MOST: Final = 12
"""How many times 50 values of a class are drawn at most until all that there is has been seen."""


def values_drawn(kind: Any, number: int) -> list[Any]:
    """Return 50 values of *kind*, the same each time; another *number* brings others."""
    found: list[Any] = []

    @seed(number)
    @GENERATING
    @drawing(st.from_type(kind))
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found


@cache
def _first_drawn(kind: Any) -> list[Any]:
    return values_drawn(kind, 0)


def first_drawn(kind: Any) -> list[Any]:
    """Return the first values of *kind*, drawn once for all tests."""
    return _first_drawn(kind)


UNHASHABLE: Final = (GoalLog, GoalTree)
"""They hold mappings."""


@pytest.mark.parametrize("kind", REGISTERED, ids=lambda kind: kind.__qualname__)
def test_values_are_drawn_and_hash_and_pickle(kind: Any) -> None:
    for value in first_drawn(kind):
        if isinstance(value, UNHASHABLE):
            with pytest.raises(TypeError):
                hash(value)
        else:
            hash(value)
        assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
def test_commands_come_back_from_plain_data(kind: type[Command]) -> None:
    for command in first_drawn(kind):
        assert command_from_data(command_to_data(command)) == command


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_facts_come_back_from_json(kind: type[Event]) -> None:
    for fact in first_drawn(kind):
        assert from_json(to_json(fact)) == fact


@pytest.mark.parametrize("union", [Event, Command, Entry], ids=["Event", "Command", "Entry"])
def test_every_member_of_a_union_is_drawn_from_the_union(union: Any) -> None:
    drawn = set[type]()
    for number in range(MOST):
        drawn.update(map(type, values_drawn(union, number)))
        if drawn == set(get_args(union)):
            break
    assert drawn == set(get_args(union))


@pytest.mark.parametrize(
    ("catalogue", "strategy"), [(OBJECTIONS, objections), (REMEDIES, remedies)], ids=["no", "yes"]
)
def test_objections_and_remedies_have_every_figure_that_their_texts_speak_of(
    catalogue: Mapping[str, str], strategy: Callable[[str], SearchStrategy[Objection | Remedy]]
) -> None:
    for code in catalogue:
        assert find(strategy(code), lambda each: bool(each.text), settings=SHRINKING).code == code


def test_a_clause_can_be_asked_for_with_what_it_holds() -> None:
    drawn = values_drawn(Clause[WorkingDays], 0)
    assert {type(each.value) for each in drawn} == {WorkingDays}


# how varied it is

NONE: Final = "None"
GIVEN: Final = "not None"

UNSEEN: Final[Mapping[tuple[str, str], frozenset[object]]] = {
    # nobody gives these: they come with the last consent, or with time
    ("Permission", "verb"): frozenset(Verb) - frozenset(COMMAND_VERBS),
    # nobody can be asked to consent to somebody's leaving
    ("ConsentRule", "matter"): frozenset({EndKind.LEAVING}),
    # too much of the one and too little of the other is all that can be off
    ("Imbalance", "priority"): frozenset({Priority.SHOULD, Priority.WONT}),
}
"""What a field never shows, by class and field, although its type has it."""


def choices_in(hint: Any) -> Iterator[type[Enum]]:
    """Yield the enums that *hint* speaks of; what other classes hold is their own affair."""
    if isclass(hint) and issubclass(hint, Enum):
        yield hint
    for inner in get_args(hint):
        yield from choices_in(inner)


def to_be_seen(kind: Any) -> set[tuple[str, object]]:
    """Return every choice of every field, and for those that may be None both."""
    hints, found = get_type_hints(kind), set[tuple[str, object]]()
    for each in attrs.fields(kind):
        if not each.init or each.name.startswith("_"):
            continue
        hint = hints[each.name]
        wanted: set[object] = {member for choice in choices_in(hint) for member in choice}
        if type(None) in get_args(hint):
            wanted |= {NONE, GIVEN}
        found |= {(each.name, member) for member in wanted - unseen(kind, each)}
    return found


def unseen(kind: Any, field: Any) -> frozenset[object]:
    return UNSEEN.get((kind.__name__, field.name), frozenset())


def seen_in(value: Any) -> Iterator[tuple[str, object]]:
    for each in attrs.fields(type(value)):
        held = getattr(value, each.name)
        yield each.name, NONE if held is None else GIVEN
        yield from ((each.name, member) for member in members_in(held))


def members_in(held: Any) -> Iterator[Enum]:
    if isinstance(held, Enum):
        yield held
    elif isinstance(held, Clause):
        for version in held.versions:
            yield from members_in(version.value)
    elif isinstance(held, tuple | frozenset):
        for item in held:
            yield from members_in(item)


VARIED: Final = tuple(kind for kind in REGISTERED if kind is not Calendar and to_be_seen(kind))


@cache
def values_needed(kind: Any) -> int:
    """Return how many values of *kind* were drawn until all that there is had been seen."""
    wanted, seen = to_be_seen(kind), set[tuple[str, object]]()
    for number in range(MOST):
        drawn = values_drawn(kind, number) if number else first_drawn(kind)
        seen.update(each for value in drawn for each in seen_in(value))
        if wanted <= seen:
            never = {(each.name, one) for each in attrs.fields(kind) for one in unseen(kind, each)}
            assert never & seen == set(), "an exception that is none any more"
            return (number + 1) * len(drawn)
    raise AssertionError(f"{kind.__name__} never shows {wanted - seen}")


@pytest.mark.parametrize("kind", VARIED, ids=lambda kind: kind.__qualname__)
def test_every_choice_and_every_absence_is_drawn(kind: Any) -> None:
    assert values_needed(kind) <= MOST * 50


def test_nearly_every_class_shows_all_there_is_in_a_hundred_values() -> None:
    """As many as Hypothesis draws for a property by itself."""
    slow = {kind.__name__: count for kind in VARIED if (count := values_needed(kind)) > 100}
    assert len(slow) <= len(VARIED) // 10, slow


# how plain it is

PLAIN: Final = Terms(period=Period(date(2027, 3, 1), date(2027, 8, 31)))
BOOK: Final = Source("Handbook", "2.1")
PEOPLE: Final = Parties("sam", home=Side("platform", "hana"), host=Side("payments", "otto"))


def simplest(strategy: SearchStrategy[Any], such: Callable[[Any], bool] = lambda _: True) -> Any:
    return find(strategy, such, settings=SHRINKING)


@pytest.mark.parametrize(
    "value",
    [
        Length(months=6),
        Period(date(2027, 3, 1), date(2027, 8, 31)),
        PEOPLE,
        PLAIN,
        Goal("calls", "as agreed"),
        AttainmentScale(
            much_less="not at all",
            less="with help",
            expected="alone",
            more="twice a week",
            much_more="teaches others",
        ),
        Progress("calls", date(2027, 3, 1), Decimal(0)),
        Propose(by="hana", on=date(2027, 1, 11), parties=PEOPLE, terms=PLAIN),
        Consent(by="sam", on=date(2027, 3, 1)),
        Proposed(
            on=date(2027, 1, 11),
            by="hana",
            parties=PEOPLE,
            terms=PLAIN,
            number=1,
            expires_on=date(2027, 2, 8),
        ),
        Clause(Length(months=6), BOOK),
        pytest.param(
            load_policy("house"),
            marks=pytest.mark.filterwarnings("ignore:Generating overly large repr"),
        ),
        Query(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_simplest_value_reads_like_the_beginning_of_a_story(value: Any) -> None:
    assert simplest(st.from_type(type(value))) == value


def test_the_simplest_of_what_is_named_is_the_same() -> None:
    named = (people(), days(), lengths(), periods(), parties(), terms())
    assert [simplest(each) for each in named] == [
        "sam",
        date(2027, 3, 1),
        Length(months=6),
        PLAIN.period,
        PEOPLE,
        PLAIN,
    ]


@pytest.mark.parametrize(
    ("such", "value"),
    [
        (lambda each: 2 * each.host_share < 1, altered(PLAIN, host_share=Decimal("0.4"))),
        (lambda each: each.trial is not None, altered(PLAIN, trial=Length(months=1))),
        (lambda each: each.cover is Cover.BACKFILL, altered(PLAIN, cover=Cover.BACKFILL)),
        (lambda each: len(each.goals) > 0, altered(PLAIN, goals=[Goal("calls", "as agreed")])),
        (lambda each: Gate.BUDDY in each.gates, altered(PLAIN, gates=[Gate.BUDDY])),
        (
            lambda each: each.period.days == 1,
            altered(PLAIN, period=Period(date(2027, 3, 1), date(2027, 3, 1))),
        ),
    ],
    ids=["share", "trial", "cover", "goals", "gates", "period"],
)
def test_a_counter_example_differs_from_the_plain_terms_where_it_has_to(
    such: Callable[[Terms], bool], value: Terms
) -> None:
    assert simplest(st.from_type(Terms), such) == value


def test_a_counter_example_keeps_to_the_people_of_the_story() -> None:
    def must_be_asked(each: Parties) -> bool:
        return any(seat.role is Role.STAKEHOLDER for seat in each.holding(frozenset(Role)))

    with_mira = altered(PEOPLE, stakeholders=[Stakeholder("mira", Say.MUST_CONSENT)])
    assert simplest(parties(), must_be_asked) == with_mira
    passed_on = Reassigned(
        on=date(2027, 3, 1), by="sam", role=Role.HOME_MANAGER, outgoing="otto", incoming="ada"
    )
    facts: Any = Event
    assert simplest(st.from_type(facts), lambda each: isinstance(each, Reassigned)) == passed_on


# what depends on each other

EDGES: Final = (date(2028, 2, 29), date(2027, 8, 31), date(2027, 12, 31), date(2028, 1, 1))


def test_days_come_to_the_ends_of_months_and_years() -> None:
    assert set(EDGES) <= set(drawn_from(days()))
    first, last = date(2027, 5, 3), date(2027, 5, 31)
    between = drawn_from(days(first, last))
    assert {first, last} <= set(between)
    assert all(first <= day <= last for day in between)


def drawn_from(strategy: SearchStrategy[Any]) -> list[Any]:
    found: list[Any] = []

    @settings(GENERATING, max_examples=100)
    @drawing(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found


def test_days_can_be_drawn_at_the_ends_of_the_calendar() -> None:
    assert set(drawn_from(days(earliest=date.max))) == {date.max}
    assert set(drawn_from(days(latest=date.min))) == {date.min}
    assert {each.last_day for each in drawn_from(periods(earliest=date.max))} == {date.max}


def test_periods_stay_within_their_bounds_and_can_be_a_single_day() -> None:
    within = Period(date(2027, 2, 1), date(2027, 3, 15))
    drawn = drawn_from(periods(within.first_day, within.last_day))
    assert all(each.first_day in within and each.last_day in within for each in drawn)
    assert 1 in {each.days for each in drawn}


def test_terms_can_be_drawn_for_a_period() -> None:
    single = Period(date(2028, 2, 29), date(2028, 2, 29))
    assert simplest(terms(single), lambda each: len(each.scope) > 0).period == single


def test_texts_and_ids_are_not_only_ascii() -> None:
    assert {each.isascii() for each in drawn_from(people())} == {True, False}
    titles = [goal.title for goal in drawn_from(st.from_type(Goal))]
    assert {title.isascii() for title in titles} == {True, False}


def test_lists_are_drawn_empty_and_full() -> None:
    drawn = drawn_from(st.from_type(Parties))
    assert {len(each.stakeholders) for each in drawn} == {0, 1, 2, 3}
    drawn = drawn_from(st.from_type(Query))
    sizes = {len(each.statuses) for each in drawn}
    assert sizes >= {0, 1}
    assert max(sizes) > len(Status) // 2


def test_a_notice_leads_where_its_kind_leads() -> None:
    drawn = values_drawn(NoticeGiven, 0)
    assert {each.kind for each in drawn} == set(NoticeKind)
    assert all(each.ending.kind is each.kind.end_kind for each in drawn)


def test_policies_are_those_of_packs_and_others() -> None:
    names = {each.name for each in first_drawn(Policy)}
    assert names & set(pack_names())
    assert {"acme", "größe"} <= names


def test_a_field_without_a_word_for_it_is_named() -> None:
    """Whoever adds a field to a class learns at once that the kit has to know it."""

    @attrs.frozen
    class Odd:
        oddity: str

    with pytest.raises(KeyError, match="oddity"):
        made(Odd)
