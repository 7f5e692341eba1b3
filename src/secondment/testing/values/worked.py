"""What is worked, as values to draw: scope and drift, workload, the first weeks, and the outcome.

What a function of the library works out is drawn by asking it, from inputs that lead to something.
What is agreed does not belong here: see `agreed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.dates import Day
from secondment.feedback import Note
from secondment.onboarding import (
    Answer,
    Coverage,
    Finding,
    Gate,
    Missing,
    Preparation,
    Question,
    ResearchQuestion,
    Topic,
    coverage,
    missing_gates,
)
from secondment.outcome import (
    EXIT_REASONS,
    FOLLOW_UPS,
    AchievementRecord,
    Conversion,
    Criterion,
    DueFollowUp,
    Exit,
    ExitKind,
    FollowUp,
    Holding,
    HomePosts,
    Return,
    Route,
    Skill,
    achievement_record,
    assess_conversion,
    follow_ups,
    resolve_return,
)
from secondment.scope import (
    Baseline,
    Drift,
    DriftLine,
    Extra,
    Imbalance,
    ItemDifference,
    Priority,
    compare_baselines,
    drift,
    imbalances,
)
from secondment.terms import ReturnRight
from secondment.testing.values.agreed import scopes, trees
from secondment.testing.values.made import in_order, made, some
from secondment.testing.values.pools import (
    codes,
    days,
    decimals,
    different,
    kept,
    lengths,
    maybe,
    part_of,
    people,
    periods,
    several,
    units,
)
from secondment.testing.values.reached import records_of
from secondment.workload import (
    Claim,
    Overload,
    Resolution,
    overloads,
    resolutions,
)

# scope


@kept
def extras() -> SearchStrategy[Extra]:
    """Return a strategy for work outside the scope."""
    effort = decimals("1", "1.5", "0.25", "8", "100")
    return made(Extra, id=codes("x1", "x2"), effort=effort, item=maybe(codes("api", "docs")))


@kept
def baselines() -> SearchStrategy[Baseline]:
    """Return a strategy for scopes as agreed."""
    return made(Baseline, items=scopes(), version=st.integers(1, 3))


@kept
@st.composite
def drifts(draw: DrawFn, *, least: int = 0) -> Drift:
    """Draw a drift with *least* pieces of extra work or more."""
    baseline = draw(baselines())
    on = draw(days(baseline.on))
    return drift(
        baseline,
        [
            altered(draw(extras()), id=each, on=draw(days(baseline.on, on)))
            for each in draw(different(("x1", "x2", "x3"), least=least))
        ],
        on,
    )


@kept
@st.composite
def drift_lines(draw: DrawFn) -> DriftLine:
    """Draw one piece of extra work as part of a drift."""
    return draw(st.sampled_from(draw(drifts(least=1)).lines))


@kept
@st.composite
def found_imbalances(draw: DrawFn) -> Imbalance:
    """Draw something that is off in how the effort is spread."""
    items = draw(scopes(least=1))
    found = imbalances(items)
    if not found:
        all_must = altered(items[0], priority=Priority.MUST, effort=items[0].effort + 1)
        found = imbalances([all_must])
    assert found, "an only item takes more than its part, or leaves nothing to drop"
    return draw(st.sampled_from(found))


@kept
@st.composite
def item_differences(draw: DrawFn) -> ItemDifference:
    """Draw an item that is not the same in two baselines."""
    old = Baseline(on=draw(days()), items=draw(scopes(least=1)))
    new = old.replaced_by(draw(scopes()), on=draw(days(old.on)))
    found = compare_baselines(old, new) or compare_baselines(old, altered(new, items=()))
    return draw(st.sampled_from(found))


# workload


@kept
def claims() -> SearchStrategy[Claim]:
    """Return a strategy for claims; some systems write an open end as the last day there is."""
    usual = in_order(Claim, "first_day", "last_day", id=codes("home", "talk"))
    return st.one_of(usual, usual, usual, usual.map(lambda each: altered(each, last_day=Day.max)))


@kept
@st.composite
def _crowds(draw: DrawFn) -> tuple[Claim, ...]:
    """Draw claims on one person of which the first two are too much together."""
    home = altered(draw(claims()), id="home", share=Decimal(1))
    is_open = home.last_day in (None, Day.max)
    found = [home]
    for name in ("P-7", *draw(different(("talk", "audit")))):
        first_day = draw(days(home.first_day, None if is_open else home.last_day))
        last_day = draw(maybe(days(first_day)))
        host = altered(draw(claims()), id=name, person=home.person)
        found.append(altered(host, first_day=first_day, last_day=last_day))
    return tuple(found)


@kept
@st.composite
def found_overloads(draw: DrawFn) -> Overload:
    """Draw days in a row on which the claims on a person are too much."""
    return draw(st.sampled_from(overloads(draw(_crowds()))))


@kept
@st.composite
def found_resolutions(draw: DrawFn) -> Resolution:
    """Draw what would resolve an overload."""
    given = draw(_crowds())
    overload = draw(st.sampled_from(overloads(given)))
    return draw(st.sampled_from(resolutions(overload, given)))


# the first weeks


@st.composite
def _one_each(draw: DrawFn, kind: type, ids: Iterable[str], key: str = "id") -> tuple[Any, ...]:
    """Draw a value of *kind* for each of *ids*, which stands in the field *key*."""
    values: SearchStrategy[Any] = st.from_type(kind)
    return tuple(altered(draw(values), **{key: each}) for each in ids)


@kept
@st.composite
def preparations(draw: DrawFn) -> Preparation:
    """Draw what is in place, from nothing to everything that can be asked for."""
    topics = draw(_topics())
    research = draw(_one_each(ResearchQuestion, ("q1", "q2", "q3", "q4")[: len(topics)]))
    questions = draw(_one_each(Question, draw(different(("q5", "q6")))))
    answered = [each.id for each in draw(part_of(questions))]
    plain = some(Preparation, "goals", "scope", "check_ins", "cover", "buddies", "documents")
    return Preparation(
        research=[altered(each, topic=topic) for each, topic in zip(research, topics, strict=True)],
        questions=questions,
        answers=draw(_one_each(Answer, answered, key="question")),
        **draw(plain),
    )


def _topics() -> SearchStrategy[tuple[Topic, ...]]:
    return different(Topic, most=len(Topic)) | st.just(tuple(Topic))


@kept
@st.composite
def missing_things(draw: DrawFn) -> Missing:
    """Draw something that has to be in place and is not."""
    on = draw(days())
    found = missing_gates(Gate, draw(preparations()), on) or missing_gates(Gate, Preparation(), on)
    return draw(st.sampled_from(found))


@kept
@st.composite
def coverages(draw: DrawFn) -> Coverage:
    """Draw how far one topic of a research plan is covered."""
    plan = draw(preparations()).research
    findings = [
        altered(draw(st.from_type(Finding)), question=each.id) for each in draw(part_of(plan))
    ]
    return draw(st.sampled_from(coverage(plan, findings, draw(days()))))


# the outcome


def returns() -> SearchStrategy[Return]:
    """Return a strategy for where a return leads."""
    rights, posts = st.sampled_from(ReturnRight), made(HomePosts)
    return st.builds(resolve_return, rights, posts, forfeited=st.sampled_from((False, False, True)))


@kept
@st.composite
def holdings(draw: DrawFn, post: str | None = None) -> Holding:
    """Draw who holds *post*, or any, and works in another meanwhile or does not."""
    held = post or draw(units())
    others = [each for each in ("lead", "head", "director") if each != held]
    return Holding(held, draw(people()), draw(maybe(st.sampled_from(others))))


@kept
@st.composite
def conversions(draw: DrawFn) -> Conversion:
    """Draw whether somebody can stay for good, and what stands against it."""
    return assess_conversion(
        draw(st.sampled_from(Route)),
        "lead",
        draw(people()),
        criteria=draw(several(st.from_type(Criterion))),
        holdings=[draw(holdings(each)) for each in draw(different(("lead", "head")))],
        waiting=draw(several(people())),
    )


@kept
@st.composite
def exits(draw: DrawFn) -> Exit:
    """Draw how a placement ended, with a reason of that kind or none."""
    kind = draw(st.sampled_from(ExitKind))
    return Exit(kind, draw(days()), draw(maybe(st.sampled_from(sorted(EXIT_REASONS[kind])))))


def held_follow_ups() -> SearchStrategy[FollowUp]:
    """Return a strategy for follow-ups, mostly the usual ones."""
    return made(FollowUp, after=st.sampled_from(FOLLOW_UPS) | lengths())


@kept
@st.composite
def due_follow_ups(draw: DrawFn) -> DueFollowUp:
    """Draw one of the usual follow-ups, done or not."""
    ended_on = draw(days())
    held = [
        altered(draw(held_follow_ups()), after=after, on=draw(days(ended_on)))
        for after in draw(different(FOLLOW_UPS))
    ]
    return draw(st.sampled_from(follow_ups(ended_on, held)))


@kept
@st.composite
def achievement_records(draw: DrawFn) -> AchievementRecord:
    """Draw what somebody takes along: goals reached, skills, notes the person agreed to share."""
    person, agreed = draw(people()), draw(trees())
    notes = draw(_one_each(Note, draw(different(("n1", "n2")))))
    return achievement_record(
        person,
        draw(units()),
        draw(periods()),
        goals=agreed,
        progress=[record for goal in agreed for record in draw(records_of(goal))],
        skills=draw(several(st.from_type(Skill))),
        feedback=[altered(note, to=person) for note in notes],
        shared=[note.id for note in notes if draw(st.booleans())],
    )
