"""What is said, as values to draw: feedback, check-ins and reviews, ratings and their summaries.

What is published of a round, and how well a cadence is kept, is drawn by asking the library.
Whether a placement can have it on record does not belong here.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Final

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.dates import ONE_DAY, Length, Period
from secondment.feedback import (
    Adherence,
    Cadence,
    Feedforward,
    Request,
    Review,
    StartStopContinue,
    adherence,
)
from secondment.ratings import (
    Cell,
    Rater,
    Rating,
    Relation,
    Response,
    Round,
    Scale,
    Score,
    Summary,
    summarise,
)
from secondment.testing.values.made import in_order, made, some
from secondment.testing.values.pools import (
    PEOPLE,
    besides,
    days,
    decimals,
    different,
    kept,
    maybe,
    people,
    periods,
    several,
    texts,
)

# feedback

_HABITS: Final = (
    *("asking first", "writing it down", "guessing", "pairing", "Überstunden", "早めの相談"),
)


def feedforwards() -> SearchStrategy[Feedforward]:
    """Return a strategy for suggestions, one or more."""
    return made(Feedforward, suggestions=several(texts(), least=1))


@kept
@st.composite
def habits(draw: DrawFn) -> StartStopContinue:
    """Draw what to start, to stop and to continue; each is said once, and something is said."""
    named: dict[str, list[str]] = {"to_start": [], "to_stop": [], "to_continue": []}
    for habit in draw(different(_HABITS, least=1, most=len(_HABITS))):
        named[draw(st.sampled_from(tuple(named)))].append(habit)
    return StartStopContinue(**named)


@kept
def _asked() -> SearchStrategy[Request]:
    return in_order(Request, "on", "answer_by", by=st.just("sam"), to=st.just("otto"))


@kept
@st.composite
def requests(draw: DrawFn) -> Request:
    """Draw a request that somebody puts to somebody else."""
    by = draw(people())
    return altered(draw(_asked()), by=by, to=draw(besides(by, first="otto")))


@kept
@st.composite
def reviews(draw: DrawFn) -> Review:
    """Draw a review by somebody else, with ratings, in words, or with both."""
    about, scale = draw(people()), draw(scales())
    said = draw(some(Review, "id", "on", "kind", "round", "words", "audience"))
    ratings = draw(maybe(_ratings_on(scale)))
    if ratings is None and said["words"] is None:
        said["words"] = "as agreed"
    by = draw(besides(about, first="otto"))
    return Review(by=by, about=about, scale=scale, ratings=ratings or (), **said)


@kept
@st.composite
def adherences(draw: DrawFn) -> Adherence:
    """Draw how well a cadence is kept on a day on which something was due."""
    every = draw(st.sampled_from((Length(weeks=2), Length(weeks=1), Length(months=1))))
    period = Period.of(draw(days()), every.times(draw(st.integers(2, 9))))
    cadence = Cadence(period, every)
    on = draw(days(cadence.due_days[0], period.last_day + timedelta(days=40)))
    held = draw(several(days(period.first_day, on), most=9))
    found = adherence(cadence, held, on=on)
    assert found is not None, "the first due day has come"
    return found


# ratings


@kept
@st.composite
def scales(draw: DrawFn) -> Scale:
    """Draw a scale, from two values to a hundred and one."""
    lowest, step = draw(decimals("1", "0", "-2", "0.5")), draw(decimals("1", "0.5", "1E-6", "10"))
    return Scale(lowest, lowest + draw(st.sampled_from((4, 10, 1, 100))) * step, step)


@kept
@st.composite
def _scores_on(draw: DrawFn, scale: Scale) -> Decimal:
    """Draw a value of *scale*, often an end of it."""
    most = int((scale.highest - scale.lowest) / scale.step)
    count = draw(st.sampled_from((most, 0)) | st.integers(0, most))
    return scale.lowest + count * scale.step


_PARTS: Final = (
    ("1",),
    ("0.5", "0.5"),
    ("0.7", "0.3"),
    ("0.4", "0.35", "0.25"),
    ("0.333333", "0.333333", "0.333334"),
)
"""Weights that add up to 1."""

_ITEMS: Final = ("speed", "care", "größe")


@kept
@st.composite
def _ratings_on(draw: DrawFn, scale: Scale) -> tuple[Rating, ...]:
    """Draw ratings on *scale* that make a whole."""
    weights = draw(st.sampled_from(_PARTS))
    return tuple(
        Rating(item, draw(_scores_on(scale)), Decimal(weight))
        for item, weight in zip(_ITEMS, weights, strict=False)
    )


@kept
@st.composite
def ratings(draw: DrawFn) -> Rating:
    """Draw one of the ratings that make a whole."""
    return draw(st.sampled_from(draw(_ratings_on(draw(scales())))))


_ANONYMOUS: Final = tuple(each for each in Relation if each.is_anonymous)


@kept
@st.composite
def rounds(draw: DrawFn, *, least: int = 0) -> Round:
    """Draw a round with *least* raters or more, in groups that are large enough or are not."""
    about = draw(people())
    others = [each for each in PEOPLE if each != about]
    raters = [Rater(about, Relation.SELF)] if least or draw(st.booleans()) else []
    for relation in draw(different(_ANONYMOUS)) + draw(different((Relation.MANAGER,))):
        group = others[: draw(st.integers(1, 4 if relation.is_anonymous else 2))]
        others = others[len(group) :]
        raters += [Rater(each, relation) for each in group]
    return Round(
        about=about,
        period=draw(periods()),
        items=draw(different(_ITEMS, least=1)),
        scale=draw(scales()),
        raters=raters,
        audience=draw(different(others)),
        fewest=draw(st.sampled_from((3, 4))),
        **draw(some(Round, "id")),
    )


@kept
@st.composite
def summaries(draw: DrawFn, *, least: int = 0) -> Summary:
    """Draw what is published of a round with *least* raters or more, most of whom answered."""
    asked = draw(rounds(least=least))
    answers = [
        Response(
            round=asked.id,
            by=rater.person,
            on=asked.period.last_day,
            scores=[Score(each, draw(_scores_on(asked.scale))) for each in asked.items],
        )
        for rater in asked.raters
        if draw(st.sampled_from((True, True, True, False)))
    ]
    on = draw(days(asked.period.last_day + ONE_DAY))
    return summarise(asked, answers, on=on, published=None)


@kept
@st.composite
def cells(draw: DrawFn) -> Cell:
    """Draw what is published of one relation on one item."""
    return draw(st.sampled_from(draw(summaries(least=1)).cells))


@kept
@st.composite
def responses(draw: DrawFn) -> Response:
    """Draw an answer in a round: a score on each of some items."""
    scale = draw(scales())
    scores = [Score(item, draw(_scores_on(scale))) for item in draw(different(_ITEMS, least=1))]
    return Response(scores=scores, **draw(some(Response, "round", "by", "on")))


@kept
@st.composite
def scores(draw: DrawFn) -> Score:
    """Draw one answer to one item."""
    return draw(st.sampled_from(draw(responses()).scores))
