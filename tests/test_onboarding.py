"""Onboarding: buddy, research plan, reverse interview, 30-60-90 plan, readiness."""

from datetime import UTC, date, datetime
from decimal import Context, Decimal, localcontext
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondment.dates import Length
from secondment.errors import InvalidValue
from secondment.onboarding import (
    PLAN_30_60_90,
    Answer,
    Buddy,
    Confidence,
    Coverage,
    Finding,
    Gate,
    Missing,
    Phase,
    Preparation,
    Question,
    ResearchQuestion,
    Topic,
    buddy_fault,
    buddy_on,
    coverage,
    missing_gates,
    open_questions,
)

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MARCH = date(2027, 3, 1)
APRIL = date(2027, 4, 1)
MAY = date(2027, 5, 1)


def asks(id: str, topic: Topic = Topic.CUSTOMERS, on: date = MARCH) -> ResearchQuestion:
    return ResearchQuestion(id=id, on=on, topic=topic, text="Who buys?")


def finds(question: str, on: date = MARCH, confidence: Confidence = Confidence.MEDIUM) -> Finding:
    return Finding(on=on, question=question, text="Banks.", confidence=confidence)


# values


@pytest.mark.parametrize(
    ("kind", "good", "bad", "fault"),
    [
        (Buddy, {"on": MARCH, "person": "bea"}, {"person": " "}, "person: must be an id"),
        (Buddy, {"on": MARCH, "person": "bea"}, {"on": NOON}, "on: must be a day"),
        (
            ResearchQuestion,
            {"id": "r1", "on": MARCH, "topic": Topic.MARKET, "text": "How big?"},
            {"topic": "market"},
            "topic: must be a Topic, not 'market'",
        ),
        (
            Finding,
            {"on": MARCH, "question": "r1", "text": "Big.", "confidence": Confidence.LOW},
            {"confidence": 1},
            "confidence: must be a Confidence, not 1",
        ),
        (
            Finding,
            {"on": MARCH, "question": "r1", "text": "Big.", "confidence": Confidence.LOW},
            {"sources": ("a talk", "")},
            "sources[1]: must not be blank",
        ),
        (
            Question,
            {"id": "q1", "on": MARCH, "text": "Who decides?"},
            {"text": ""},
            "text: must not be blank",
        ),
        (
            Question,
            {"id": "q1", "on": MARCH, "text": "Who decides?"},
            {"to": ""},
            "to: must be an id, a text that is not blank, not ''",
        ),
        (
            Answer,
            {"question": "q1", "on": MARCH, "text": "The team."},
            {"question": None},
            "question: must be an id, a text that is not blank, not None",
        ),
        (
            Phase,
            {"title": "learn", "after": Length(days=30)},
            {"after": Length()},
            "after: must be a Length of a day or more, not Length(months=0, weeks=0, days=0)",
        ),
        (
            Phase,
            {"title": "learn", "after": Length(days=30)},
            {"after": 30},
            "after: must be a Length of a day or more, not 30",
        ),
        (
            Phase,
            {"title": "learn", "after": Length(days=30)},
            {"outcomes": ("every stakeholder is met", " ")},
            "outcomes[1]: must not be blank",
        ),
    ],
)
def test_a_value_names_the_field_that_is_wrong(
    kind: Any, good: dict[str, Any], bad: dict[str, Any], fault: str
) -> None:
    kind(**good)
    with pytest.raises(InvalidValue) as caught:
        kind(**{**good, **bad})
    (found,) = caught.value.faults
    assert str(found).startswith(fault)
    assert caught.value.args[0] == kind.__name__


def test_all_faults_of_a_value_are_named_at_once() -> None:
    with pytest.raises(InvalidValue) as caught:
        ResearchQuestion(id="", on=None, topic=None, text="")  # type: ignore[arg-type] # on purpose
    assert [each.path for each in caught.value.faults] == ["id", "on", "topic", "text"]


def test_one_text_is_taken_as_a_list_of_one() -> None:
    assert Phase("learn", Length(days=30), "ask").outcomes == ("ask",)


# buddy


def test_a_buddy_stays_until_the_day_before_the_next_one() -> None:
    named = (Buddy(on=MARCH, person="bea"), Buddy(on=MAY, person="ben"))
    days = (date(2027, 2, 28), MARCH, date(2027, 4, 30), MAY)
    assert [buddy_on(named, day) for day in days] == [None, "bea", "bea", "ben"]


def test_a_buddy_can_leave_without_a_successor() -> None:
    named = (Buddy(on=MARCH, person="bea"), Buddy(on=APRIL, person=None))
    assert buddy_on(named, date(2027, 3, 31)) == "bea"
    assert buddy_on(named, APRIL) is None


def test_of_two_buddies_named_for_one_day_the_later_given_counts() -> None:
    assert buddy_on((Buddy(on=MARCH, person="bea"), Buddy(on=MARCH, person="ben")), MARCH) == "ben"


@pytest.mark.parametrize(
    ("person", "fault"),
    [
        ("bea", None),
        ("sam", "sam cannot be the own buddy"),
        ("otto", "otto reviews sam, and a buddy stays outside the review"),
    ],
)
def test_a_buddy_is_neither_the_secondee_nor_a_reviewer(person: str, fault: str | None) -> None:
    """Cambridge PPD, "Managing a secondment": not linked to the formal progress review."""
    assert buddy_fault(person, "sam", ("otto", "hana")) == fault


def test_one_reviewer_may_be_named_without_a_list() -> None:
    assert buddy_fault("otto", "sam", "otto") is not None
    assert buddy_fault("o", "sam", "otto") is None


# research plan


def test_coverage_counts_the_answered_questions_of_each_topic() -> None:
    plan = (asks("r1"), asks("r2"), asks("r3"), asks("r4", Topic.MARKET))
    found = (finds("r1"), finds("r1"), finds("r3"), finds("unknown"))
    assert coverage(plan, found, MARCH) == (
        Coverage(Topic.DEPARTMENT, 0, 0),
        Coverage(Topic.CUSTOMERS, 2, 3),
        Coverage(Topic.STAKEHOLDERS, 0, 0),
        Coverage(Topic.MARKET, 0, 1),
    )


def test_the_share_of_a_topic_without_a_question_is_none_and_not_nothing() -> None:
    shares = [Coverage(Topic.MARKET, *each).share for each in ((0, 0), (0, 2), (2, 3), (2, 2))]
    assert shares == [None, Decimal(0), Decimal("0.6667"), Decimal(1)]


def test_what_comes_later_does_not_count_yet() -> None:
    plan = (asks("r1", on=APRIL),)
    found = (finds("r1", on=MAY),)
    each_day = [
        coverage(plan, found, day)[1] for day in (date(2027, 3, 31), APRIL, date(2027, 4, 30), MAY)
    ]
    assert [(each.answered, each.total) for each in each_day] == [(0, 0), (0, 1), (0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("at_least", "answered"),
    [(Confidence.LOW, 3), (Confidence.MEDIUM, 2), (Confidence.HIGH, 1)],
)
def test_a_finding_counts_from_the_confidence_asked_for(
    at_least: Confidence, answered: int
) -> None:
    plan = tuple(asks(each.value) for each in Confidence)
    found = tuple(finds(each.value, confidence=each) for each in Confidence)
    assert coverage(plan, found, MARCH, at_least=at_least)[1].answered == answered


def test_two_questions_of_one_id_are_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        coverage((asks("r1"), asks("r1", Topic.MARKET)), (), MARCH)
    assert str(caught.value) == "cannot make the research plan: r1 stands 2 times; ids are unique"


@given(
    st.lists(st.tuples(st.sampled_from(Topic), st.booleans()), max_size=12),
    st.randoms(use_true_random=False),
)
def test_coverage_adds_up_whatever_the_order(drawn: list[tuple[Topic, bool]], random: Any) -> None:
    plan = [asks(str(at), topic) for at, (topic, _) in enumerate(drawn)]
    found = [finds(str(at)) for at, (_, answered) in enumerate(drawn) if answered]
    expected = coverage(plan, found, MARCH)
    assert sum(each.total for each in expected) == len(plan)
    assert sum(each.answered for each in expected) == len(found)
    random.shuffle(plan)
    random.shuffle(found)
    assert coverage(plan, found, MARCH) == expected


def test_a_share_covered_does_not_depend_on_the_callers_decimal_context() -> None:
    with localcontext(Context(prec=2)):
        assert Coverage(Topic.MARKET, answered=2, total=3).share == Decimal("0.6667")


# reverse interview


def test_a_question_is_open_until_the_day_it_is_answered() -> None:
    pay = Question(id="q1", on=APRIL, text="How is overtime handled?")
    culture = Question(id="q2", on=MARCH, text="What happens after a mistake?", to="otto")
    answers = (Answer(question="q2", on=MAY, text="A talk without blame."),)
    days = (date(2027, 2, 28), MARCH, APRIL, date(2027, 4, 30), MAY)
    assert [open_questions((pay, culture), answers, day) for day in days] == [
        (),
        (culture,),
        (culture, pay),
        (culture, pay),
        (pay,),
    ]


def test_two_questions_of_one_id_are_refused_in_the_interview_too() -> None:
    question = Question(id="q1", on=MARCH, text="Who decides?")
    with pytest.raises(InvalidValue) as caught:
        open_questions((question, question, question), (), MARCH)
    assert (
        str(caught.value) == "cannot make the reverse interview: q1 stands 3 times; ids are unique"
    )


# 30-60-90 plan


def test_the_phases_are_reviewed_30_60_and_90_days_after_the_first_day() -> None:
    days = [phase.review_on(date(2028, 2, 1)) for phase in PLAN_30_60_90]
    assert days == [date(2028, 3, 2), date(2028, 4, 1), date(2028, 5, 1)]  # 2028 is a leap year
    assert [phase.title for phase in PLAN_30_60_90] == ["learn", "plan", "execute"]


def test_a_tool_can_change_a_phase() -> None:
    shorter = attrs.evolve(PLAN_30_60_90[0], after=Length(weeks=2), outcomes=["badge works"])
    assert shorter.review_on(MARCH) == date(2027, 3, 15)
    assert shorter.outcomes == ("badge works",)


# readiness

READY = Preparation(
    goals=1,
    scope=1,
    check_ins=True,
    cover=True,
    buddies=(Buddy(on=MARCH, person="bea"),),
    research=tuple(asks(each.value, each) for each in Topic),
    questions=(Question(id="q1", on=MARCH, text="Who decides?"),),
    answers=(Answer(question="q1", on=MARCH, text="The team."),),
    documents=(),
)


def test_nothing_is_missing_when_everything_is_in_place() -> None:
    assert missing_gates(Gate, READY, MARCH) == ()


def test_everything_is_missing_when_nothing_is_in_place() -> None:
    bare = Preparation(documents=("agreement", "letter"))
    assert missing_gates(Gate, bare, MARCH) == tuple(
        Missing(each, bare.documents if each is Gate.DOCUMENTS else ()) for each in Gate
    )


def test_no_document_is_missing_where_none_is_asked_for() -> None:
    assert missing_gates([Gate.DOCUMENTS], Preparation(), MARCH) == ()


@pytest.mark.parametrize(
    ("lost", "missing"),
    [
        ({"goals": 0}, "goals"),
        ({"scope": 0}, "scope"),
        ({"check_ins": False}, "check ins"),
        ({"cover": False}, "cover"),
        ({"buddies": ()}, "buddy"),
        ({"buddies": (Buddy(on=APRIL, person="bea"),)}, "buddy"),
        ({"research": ()}, "research plan"),
        ({"research": (asks("r1"),)}, "research plan (department, stakeholders, market)"),
        ({"questions": (), "answers": ()}, "reverse interview"),
        ({"answers": ()}, "reverse interview (q1)"),
        ({"documents": ("agreement", "letter")}, "documents (agreement, letter)"),
    ],
)
def test_what_is_missing_is_named_with_its_detail(lost: dict[str, Any], missing: str) -> None:
    found = missing_gates(Gate, attrs.evolve(READY, **lost), MARCH)
    assert [str(each) for each in found] == [missing]


def test_only_the_gates_asked_for_are_looked_at() -> None:
    assert missing_gates((), Preparation(), MARCH) == ()
    assert missing_gates([Gate.COVER], Preparation(), MARCH) == (Missing(Gate.COVER),)


def test_the_day_before_it_was_all_in_place_everything_dated_is_missing() -> None:
    found = missing_gates(Gate, READY, date(2027, 2, 28))
    assert [each.gate for each in found] == [
        Gate.BUDDY,
        Gate.RESEARCH_PLAN,
        Gate.REVERSE_INTERVIEW,
    ]


def test_the_order_in_which_gates_are_named_does_not_matter() -> None:
    for gates in permutations((Gate.COVER, Gate.GOALS, Gate.BUDDY)):
        found = missing_gates(gates, Preparation(), MARCH)
        assert [each.gate for each in found] == [Gate.GOALS, Gate.BUDDY, Gate.COVER]


@pytest.mark.parametrize(
    "ask",
    [
        lambda day: buddy_on((), day),
        lambda day: coverage((), (), day),
        lambda day: open_questions((), (), day),
        lambda day: missing_gates((), Preparation(), day),
    ],
)
def test_an_instant_is_no_day(ask: Any) -> None:
    with pytest.raises(InvalidValue, match="must be a day"):
        ask(NOON)
