"""Notes, requests, check-ins and reviews: what fits together, and who may read them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from secondment import InvalidValue, Length, Period, add_months
from secondment.dates import Rounding
from secondment.errors import Fault
from secondment.feedback import (
    Adherence,
    Cadence,
    CheckIn,
    Decline,
    Feedforward,
    Note,
    Observation,
    Record,
    Request,
    RequestStatus,
    Review,
    ReviewKind,
    StartStopContinue,
    Withdrawal,
    adherence,
    average_score,
    not_withdrawn,
    readable,
    readers,
    record_faults,
    request_status,
    reviewer_faults,
    sbi_lint,
)
from secondment.ratings import Rating, Scale
from tests.cast import FIRST_DAY, HANA, LAST_DAY, OTTO, PETRA, SAM

BUDDY = "bea"
DAY = date(2027, 5, 3)
NEXT_DAY = date(2027, 5, 4)
NOON: Any = datetime(2027, 5, 3, 12, tzinfo=UTC)
NO_DAY = "must be a day (datetime.date), not the instant 2027-05-03T12:00:00+00:00; use .date()"
BLANK_ID = "must be an id, a text that is not blank, not ''"
STARS = Scale(Decimal(0), Decimal(5), step=Decimal("0.5"))

SEEN = Observation(
    situation="In Monday's stand-up",
    behaviour="You summed up both views",
    impact="We agreed within five minutes",
)
NOTE = Note(id="N1", by=HANA, to=SAM, on=DAY, body=SEEN)
REQUEST = Request(id="Q1", by=SAM, to=HANA, about=SAM, on=DAY, answer_by=date(2027, 5, 10))
REVIEW = Review(
    id="V1",
    by=OTTO,
    about=SAM,
    on=DAY,
    kind=ReviewKind.MID,
    round="mid-2027",
    scale=STARS,
    ratings=[
        Rating("speed", Decimal(5), weight=Decimal("0.3")),
        Rating("care", Decimal(3), weight=Decimal("0.7")),
    ],
)
CHECK_IN = CheckIn(by=SAM, on=DAY, confidence=4, asks=["A badge"])


def faults_of(build: Callable[[], object]) -> list[str]:
    """Return every fault of the value that *build* tries to build."""
    with pytest.raises(InvalidValue) as caught:
        build()
    return [str(fault) for fault in caught.value.faults]


# what a note says


@pytest.mark.parametrize(
    ("build", "faults"),
    [
        (
            lambda: Observation(behaviour=" ", situation="", impact=3, request=[]),  # type: ignore[arg-type]  # wrong on purpose
            [
                "behaviour: must not be blank",
                "situation: must not be blank",
                "impact: must be a text, not of type int",
                "request: must be a text, not of type list",
            ],
        ),
        (lambda: Feedforward([]), ["suggestions: must hold at least one"]),
        (lambda: Feedforward("Ask early"), ["suggestions: must be a list, not of type str"]),
        (lambda: Feedforward(["Ask early", " "]), ["suggestions[1]: must not be blank"]),
        (
            StartStopContinue,
            ["must name something to start, to stop or to continue"],
        ),
        (
            lambda: StartStopContinue(to_start=[1], to_stop=[""], to_continue=None),  # type: ignore[list-item,arg-type]  # wrong on purpose
            [
                "to_start[0]: must be a text, not of type int",
                "to_stop[0]: must not be blank",
                "to_continue: must be a list, not of type NoneType",
            ],
        ),
        (
            lambda: StartStopContinue(
                to_start=["Pairing", "pairing "], to_continue=["Demos", "Pairing"]
            ),
            [
                "to_start[1]: says the same as to_start[0]",
                "to_continue[1]: says the same as to_start[0]",
            ],
        ),
    ],
)
def test_words_that_say_nothing_are_refused(build: Callable[[], object], faults: list[str]) -> None:
    assert faults_of(build) == faults


def test_one_list_is_enough_to_start_stop_or_continue() -> None:
    for name in ("to_start", "to_stop", "to_continue"):
        body = StartStopContinue(**{name: ["Demos"]})
        assert getattr(body, name) == ("Demos",)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (SEEN, []),
        (evolve(SEEN, request="Do it again"), []),
        (
            Observation(behaviour="You smiled"),
            [
                "situation: is missing; say when and where it was",
                "impact: is missing; say what came of it",
            ],
        ),
        (
            Observation(behaviour="You smiled", situation="you  SMILED", impact="You smiled "),
            [
                "behaviour: repeats the situation; say each thing once",
                "impact: repeats the situation; say each thing once",
            ],
        ),
        (
            evolve(SEEN, request="We agreed within five minutes"),
            ["request: repeats the impact; say each thing once"],
        ),
    ],
)
def test_the_lint_names_what_an_observation_lacks(body: Observation, faults: list[str]) -> None:
    assert [str(fault) for fault in sbi_lint(body)] == faults


@given(st.sampled_from(["you are hopeless", "brilliant!!", "😡", "0"]))
def test_the_lint_does_not_read_texts_for_their_meaning(text: str) -> None:
    assert sbi_lint(Observation(situation="s", behaviour=text, impact="i")) == ()


# records


@pytest.mark.parametrize(
    ("record", "wrong", "faults"),
    [
        (
            NOTE,
            {"id": "", "by": "", "to": "", "on": NOON, "body": "Well done", "answers": ""},
            [
                f"id: {BLANK_ID}",
                f"by: {BLANK_ID}",
                f"to: {BLANK_ID}",
                f"on: {NO_DAY}",
                "body: must be an Observation, Feedforward or StartStopContinue, not of type str",
                f"answers: {BLANK_ID}",
            ],
        ),
        (NOTE, {"audience": OTTO}, ["audience: must be a list, not of type str"]),
        (NOTE, {"audience": [OTTO, ""]}, [f"audience[1]: {BLANK_ID}"]),
        (
            REQUEST,
            {"id": "", "by": "", "to": "", "about": "", "on": NOON, "answer_by": NOON},
            [
                f"id: {BLANK_ID}",
                f"by: {BLANK_ID}",
                f"to: {BLANK_ID}",
                f"about: {BLANK_ID}",
                f"on: {NO_DAY}",
                f"answer_by: {NO_DAY}",
            ],
        ),
        (
            REQUEST,
            {"to": SAM, "answer_by": date(2027, 5, 2)},
            [
                "to: sam cannot ask themself for feedback",
                "answer_by: 2027-05-02 lies before the day of the request, 2027-05-03",
            ],
        ),
        (
            Decline(request="Q1", by=HANA, on=DAY),
            {"request": "", "by": "", "on": NOON},
            [f"request: {BLANK_ID}", f"by: {BLANK_ID}", f"on: {NO_DAY}"],
        ),
        (
            Withdrawal(of="N1", by=HANA, on=DAY),
            {"of": "", "by": "", "on": NOON},
            [f"of: {BLANK_ID}", f"by: {BLANK_ID}", f"on: {NO_DAY}"],
        ),
        (
            CHECK_IN,
            {
                "by": "",
                "on": NOON,
                "confidence": True,
                "blockers": "VPN",
                "asks": [""],
                "decisions": [1],
                "audience": [2],
            },
            [
                f"by: {BLANK_ID}",
                f"on: {NO_DAY}",
                "confidence: must be a whole number from 1 to 5, not True",
                "blockers: must be a list, not of type str",
                "asks[0]: must not be blank",
                "decisions[0]: must be a text, not of type int",
                "audience[0]: must be an id, a text that is not blank, not 2",
            ],
        ),
        (
            REVIEW,
            {
                "id": "",
                "by": "",
                "about": "",
                "on": NOON,
                "kind": "mid",
                "round": "",
                "scale": 5,
                "words": "",
                "ratings": [5],
                "audience": [""],
            },
            [
                f"id: {BLANK_ID}",
                f"by: {BLANK_ID}",
                f"about: {BLANK_ID}",
                f"on: {NO_DAY}",
                "kind: must be a ReviewKind, not 'mid'",
                f"round: {BLANK_ID}",
                "scale: must be a Scale, not 5",
                "words: must not be blank",
                "ratings[0]: must be a Rating, not 5",
                f"audience[0]: {BLANK_ID}",
            ],
        ),
        (
            REVIEW,
            {"by": SAM, "ratings": [Rating("care", Decimal(6), weight=Decimal("0.5"))]},
            [
                "by: sam cannot review themself; somebody else must",
                "ratings[0].score: must be one of 0 to 5 in steps of 0.5, not 6",
                "ratings: the weights add up to 0.5; they must add up to 1",
            ],
        ),
        (REVIEW, {"ratings": []}, ["must have ratings, or words, or both"]),
    ],
)
def test_a_record_that_cannot_be_says_everything_that_is_wrong(
    record: Any, wrong: dict[str, Any], faults: list[str]
) -> None:
    assert faults_of(lambda: evolve(record, **wrong)) == faults


@pytest.mark.parametrize("confidence", [0, 6, 3.0])
def test_confidence_is_one_to_five(confidence: Any) -> None:
    assert faults_of(lambda: evolve(CHECK_IN, confidence=confidence)) == [
        f"confidence: must be a whole number from 1 to 5, not {confidence}"
    ]


@pytest.mark.parametrize("confidence", [None, 1, 5])
def test_confidence_need_not_be_said(confidence: int | None) -> None:
    assert evolve(CHECK_IN, confidence=confidence).confidence == confidence


def test_a_request_may_be_for_the_same_day_and_about_somebody_else() -> None:
    request = evolve(REQUEST, by=OTTO, answer_by=DAY)
    assert (request.by, request.about, request.answer_by) == (OTTO, SAM, DAY)


def test_errors_never_show_the_words_of_people() -> None:
    with pytest.raises(InvalidValue) as caught:
        Observation(behaviour="You shouted", impact=b"I left")  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value) == "cannot make Observation: impact: must be a text, not of type bytes"


def test_records_keep_lists_as_tuples_and_can_be_hashed() -> None:
    assert CHECK_IN.asks == ("A badge",)
    assert len({NOTE, REQUEST, REVIEW, CHECK_IN}) == 4


def test_a_review_in_words_has_no_score_and_one_with_ratings_a_weighted_one() -> None:
    assert evolve(REVIEW, ratings=[], words="Going well").score is None
    assert REVIEW.score == Decimal("3.6")


# what may follow what


@pytest.mark.parametrize(
    ("buddies", "faults"),
    [
        ([], ()),
        ([BUDDY], ()),
        (
            [BUDDY, OTTO],
            (Fault("by", "otto is or was the buddy of sam and cannot be the reviewer"),),
        ),
    ],
)
def test_the_buddy_is_never_the_reviewer(buddies: list[str], faults: tuple[Fault, ...]) -> None:
    """Cambridge PPD, "Managing the secondment"."""
    assert reviewer_faults(REVIEW, iter(buddies)) == faults


def test_one_buddy_may_be_named_without_a_list() -> None:
    assert len(reviewer_faults(REVIEW, OTTO)) == 1
    assert reviewer_faults(REVIEW, BUDDY) == ()


ANSWER = evolve(NOTE, answers="Q1")
DECLINE = Decline(request="Q1", by=HANA, on=DAY)
TAKEN_BACK = Withdrawal(of="N1", by=HANA, on=DAY)


@pytest.mark.parametrize(
    ("earlier", "record", "faults"),
    [
        pytest.param([], NOTE, [], id="a first note"),
        pytest.param([NOTE], CHECK_IN, [], id="a check-in"),
        pytest.param([CHECK_IN], CHECK_IN, [], id="two check-ins on a day"),
        pytest.param(
            [NOTE],
            evolve(REQUEST, id="N1"),
            ["id: N1 already names another record"],
            id="an id twice",
        ),
        pytest.param(
            [NOTE, TAKEN_BACK],
            NOTE,
            ["id: N1 already names another record"],
            id="the id of a withdrawn note",
        ),
        pytest.param([REQUEST], ANSWER, [], id="an answer on the day"),
        pytest.param([REQUEST], DECLINE, [], id="a decline on the day"),
        pytest.param(
            [REQUEST],
            evolve(ANSWER, on=date(2027, 6, 1)),
            [],
            id="a late answer is an answer",
        ),
        pytest.param([], ANSWER, ["answers: there is no request Q1"], id="an unknown request"),
        pytest.param(
            [evolve(NOTE, id="Q1")],
            DECLINE,
            ["request: there is no request Q1"],
            id="a note is no request",
        ),
        pytest.param(
            [REQUEST, DECLINE],
            ANSWER,
            ["answers: request Q1 is already declined"],
            id="an answer after declining",
        ),
        pytest.param(
            [REQUEST, ANSWER],
            DECLINE,
            ["request: request Q1 is already answered"],
            id="declining after the answer",
        ),
        pytest.param(
            [REQUEST, ANSWER],
            evolve(ANSWER, id="N2"),
            ["answers: request Q1 is already answered"],
            id="a second answer",
        ),
        pytest.param(
            [REQUEST, ANSWER, TAKEN_BACK],
            evolve(ANSWER, id="N2"),
            [],
            id="a new answer after the first was withdrawn",
        ),
        pytest.param(
            [REQUEST, Withdrawal(of="Q1", by=SAM, on=DAY)],
            ANSWER,
            ["answers: request Q1 is already withdrawn"],
            id="an answer to a withdrawn request",
        ),
        pytest.param(
            [REQUEST],
            evolve(ANSWER, by=OTTO, to=PETRA, on=date(2027, 5, 2)),
            [
                "by: request Q1 was put to hana, not to otto",
                "to: request Q1 is about sam, not petra",
                "on: 2027-05-02 lies before the day of the request, 2027-05-03",
            ],
            id="an answer by, for and on the wrong one",
        ),
        pytest.param([NOTE], TAKEN_BACK, [], id="a withdrawal on the day"),
        pytest.param([REVIEW], Withdrawal(of="V1", by=OTTO, on=DAY), [], id="of a review"),
        pytest.param(
            [CHECK_IN],
            TAKEN_BACK,
            ["of: there is no note, request or review N1"],
            id="of the unknown",
        ),
        pytest.param(
            [NOTE, TAKEN_BACK],
            evolve(TAKEN_BACK, by=SAM, on=date(2027, 5, 2)),
            [
                "of: N1 is already withdrawn",
                "by: N1 can only be withdrawn by hana",
                "on: 2027-05-02 lies before the day of N1, 2027-05-03",
            ],
            id="twice, by somebody else, too early",
        ),
        pytest.param(
            [REVIEW],
            evolve(REVIEW, id="V2", by=HANA, kind=ReviewKind.END),
            ["round: sam already has review V1 in round mid-2027"],
            id="a second review in the round (HR24)",
        ),
        pytest.param([REVIEW], evolve(REVIEW, id="V2", round="end"), [], id="another round"),
        pytest.param([REVIEW], evolve(REVIEW, id="V2", about=PETRA), [], id="another person"),
        pytest.param(
            [REVIEW, Withdrawal(of="V1", by=OTTO, on=DAY)],
            evolve(REVIEW, id="V2"),
            [],
            id="a new review after the first was withdrawn",
        ),
    ],
)
def test_a_record_fits_those_before_it(
    earlier: list[Record], record: Record, faults: list[str]
) -> None:
    """HR24: frappe/hrms@80f17c9, appraisal, test_validate_duplicate.

    Replies to what is unknown or settled: orangehrm/orangehrm@194a751, performance reviews (OR04).
    """
    assert [str(fault) for fault in record_faults(record, iter(earlier))] == faults


# what follows from the records


@pytest.mark.parametrize(
    ("records", "on", "status"),
    [
        ([], DAY, RequestStatus.OPEN),
        ([], date(2027, 5, 10), RequestStatus.OPEN),
        ([], date(2027, 5, 11), RequestStatus.OVERDUE),
        ([DECLINE], date(2027, 5, 11), RequestStatus.DECLINED),
        ([ANSWER], date(2027, 5, 11), RequestStatus.ANSWERED),
        ([evolve(ANSWER, on=NEXT_DAY)], DAY, RequestStatus.OPEN),
        ([evolve(ANSWER, on=NEXT_DAY)], NEXT_DAY, RequestStatus.ANSWERED),
        ([NOTE, evolve(ANSWER, answers="Q2"), CHECK_IN], DAY, RequestStatus.OPEN),
        ([evolve(DECLINE, request="Q2")], DAY, RequestStatus.OPEN),
        ([ANSWER, TAKEN_BACK], NEXT_DAY, RequestStatus.OPEN),
        ([ANSWER, evolve(TAKEN_BACK, on=NEXT_DAY)], DAY, RequestStatus.ANSWERED),
        ([Withdrawal(of="Q1", by=SAM, on=DAY)], date(2027, 5, 11), RequestStatus.WITHDRAWN),
        ([ANSWER, Withdrawal(of="Q1", by=SAM, on=DAY)], DAY, RequestStatus.WITHDRAWN),
    ],
)
def test_where_a_request_stands(records: list[Record], on: date, status: RequestStatus) -> None:
    assert request_status(REQUEST, iter(records), on=on) is status


def test_a_request_without_a_day_for_the_answer_is_never_overdue() -> None:
    patient = evolve(REQUEST, answer_by=None)
    assert request_status(patient, [], on=date(2037, 1, 1)) is RequestStatus.OPEN


def test_an_instant_is_no_day_to_look_from() -> None:
    cadence = Cadence(Period(FIRST_DAY, LAST_DAY), Length(weeks=1))
    assert faults_of(lambda: request_status(REQUEST, [], on=NOON)) == [NO_DAY]
    assert faults_of(lambda: adherence(cadence, [], on=NOON)) == [NO_DAY]
    assert faults_of(lambda: adherence(cadence, [NOON], on=LAST_DAY)) == [NO_DAY]


def test_what_is_withdrawn_no_longer_counts() -> None:
    assert not_withdrawn([NOTE, REVIEW, TAKEN_BACK, CHECK_IN]) == (REVIEW, CHECK_IN)


def test_withdrawing_the_only_feedback_leaves_no_average() -> None:
    """frappe/hrms@80f17c9, employee_performance_feedback, on_cancel (HR18): none, not 0."""
    assert average_score([REVIEW], SAM) == Decimal("3.6")
    assert average_score([REVIEW, Withdrawal(of="V1", by=OTTO, on=DAY)], SAM) is None


def test_an_average_is_over_the_rated_reviews_of_one_person() -> None:
    bare: Any = {"ratings": [Rating("care", Decimal(3), weight=Decimal(1))]}
    others: list[Record] = [
        evolve(REVIEW, id="V2", round="end", **bare),
        evolve(REVIEW, id="V3", round="words", ratings=[], words="Going well"),
        evolve(REVIEW, id="V4", about=PETRA, **bare),
        NOTE,
    ]
    assert average_score([REVIEW, *others], SAM) == Decimal("3.3")
    assert average_score(others, HANA) is None


def test_scores_on_different_scales_have_no_average() -> None:
    other = evolve(REVIEW, id="V2", scale=Scale(Decimal(0), Decimal(10)))
    assert faults_of(lambda: average_score([REVIEW, other], SAM)) == [
        "scale: the reviews of sam are on different scales; compare them one by one"
    ]


EVERYBODY = (SAM, HANA, OTTO, PETRA, BUDDY)


@pytest.mark.parametrize(
    ("record", "may_read"),
    [
        (NOTE, {HANA, SAM}),
        (evolve(NOTE, audience=[OTTO]), {HANA, SAM, OTTO}),
        (evolve(NOTE, to=HANA), {HANA}),
        (REVIEW, {OTTO, SAM}),
        (evolve(REVIEW, audience=[PETRA, HANA]), {OTTO, SAM, PETRA, HANA}),
        (CHECK_IN, {SAM}),
        (evolve(CHECK_IN, audience=[OTTO]), {SAM, OTTO}),
        (REQUEST, {SAM, HANA}),
        (evolve(REQUEST, by=OTTO), {OTTO, HANA}),
    ],
)
def test_who_may_read_a_record(
    record: Note | Review | CheckIn | Request, may_read: set[str]
) -> None:
    assert readers(record) == may_read
    assert {each for each in EVERYBODY if readable([record], each)} == may_read


@pytest.mark.parametrize(
    ("records", "last_read_by"),
    [
        pytest.param([evolve(REQUEST, by=OTTO), DECLINE], {OTTO, HANA}, id="a decline"),
        pytest.param([DECLINE], {HANA}, id="a decline of an unknown request"),
        pytest.param([evolve(NOTE, audience=[OTTO]), TAKEN_BACK], {HANA, SAM, OTTO}, id="a note"),
        pytest.param([TAKEN_BACK], {HANA}, id="a withdrawal of an unknown note"),
    ],
)
def test_those_who_could_read_it_may_know_that_it_was_declined_or_withdrawn(
    records: list[Record], last_read_by: set[str]
) -> None:
    last = records[-1]
    assert {each for each in EVERYBODY if last in readable(records, each)} == last_read_by


def test_what_is_withdrawn_stays_with_its_author() -> None:
    records: list[Record] = [evolve(NOTE, audience=[OTTO]), CHECK_IN, TAKEN_BACK]
    assert readable(records, HANA) == (records[0], TAKEN_BACK)
    assert readable(records, OTTO) == (TAKEN_BACK,)
    assert readable(iter(records), SAM) == (CHECK_IN, TAKEN_BACK)


# cadence


@pytest.mark.parametrize(
    ("period", "every", "faults"),
    [
        (
            LAST_DAY,
            7,
            [
                "period: must be a Period, not datetime.date(2027, 8, 31)",
                "every: must be a Length of a day or more, not 7",
            ],
        ),
        (
            None,
            Length(),
            [
                "period: must be a Period, not None",
                "every: must be a Length of a day or more, not Length(months=0, weeks=0, days=0)",
            ],
        ),
    ],
)
def test_a_cadence_needs_a_period_and_a_length(period: Any, every: Any, faults: list[str]) -> None:
    assert faults_of(lambda: Cadence(period, every)) == faults


def due(first_day: date, last_day: date, every: Length) -> list[str]:
    return [day.isoformat() for day in Cadence(Period(first_day, last_day), every).due_days]


def test_a_short_month_shifts_only_itself() -> None:
    """Counted from the anchor in one go: `secondment.dates.add_months`."""
    monthly = due(date(2027, 1, 31), date(2027, 5, 30), Length(months=1))
    assert monthly == ["2027-02-28", "2027-03-31", "2027-04-30"]


def test_the_last_day_can_be_due_and_the_first_is_not() -> None:
    weekly = Length(weeks=1)
    assert due(date(2027, 3, 1), date(2027, 3, 14), weekly) == ["2027-03-08"]
    assert due(date(2027, 3, 1), date(2027, 3, 15), weekly) == ["2027-03-08", "2027-03-15"]
    assert due(date(2027, 3, 1), date(2027, 3, 7), weekly) == []


def test_months_weeks_and_days_are_counted_together() -> None:
    every = Length(months=1, weeks=1, days=1)
    assert due(date(2027, 1, 1), date(2027, 4, 30), every) == [
        "2027-02-09",
        "2027-03-17",
        "2027-04-25",
    ]


@pytest.mark.parametrize(
    ("every", "days"),
    [(Length(weeks=1), ["9999-12-27"]), (Length(months=999_999_999), [])],
)
def test_nothing_is_due_after_the_last_year(every: Length, days: list[str]) -> None:
    assert due(date(9999, 12, 20), date(9999, 12, 31), every) == days


starts = st.dates(date(2026, 12, 25), date(2027, 2, 5))
lengths = st.builds(
    Length, months=st.integers(0, 2), weeks=st.integers(0, 2), days=st.integers(0, 9)
).filter(bool)
cadences = st.builds(
    lambda first_day, days, every: Cadence(
        Period(first_day, first_day + timedelta(days=days)), every
    ),
    starts,
    st.integers(0, 200),
    lengths,
)


@given(cadences)
def test_due_days_equal_a_walk_over_the_period(cadence: Cadence) -> None:
    period, every = cadence.period, cadence.every
    expected = []
    for times in range(1, 400):
        months = add_months(period.first_day, times * every.months, rounding=Rounding.LAST_DAY)
        day = months + timedelta(days=times * (7 * every.weeks + every.days))
        if day in period:
            expected.append(day)
    assert list(cadence.due_days) == expected


def walked(cadence: Cadence, held: set[date], on: date) -> Adherence | None:
    """Return the adherence by walking the days one by one: an oracle without a search."""
    due_count = done = streak = 0
    was_held = False
    waiting: date | None = None
    day = cadence.period.first_day
    while day <= on:
        if day in held:
            was_held, waiting = True, None
        if day in cadence.due_days:
            due_count += 1
            done += was_held
            streak = streak + 1 if was_held else 0
            if not was_held and waiting is None:
                waiting = day
            was_held = False
        day += timedelta(days=1)
    if not due_count:
        return None
    late = (on - waiting).days if waiting else 0
    return Adherence(due=due_count, done=done, streak=streak, overdue_days=late)


@given(cadences, st.data())
def test_adherence_equals_a_walk_over_the_days(cadence: Cadence, data: st.DataObject) -> None:
    first_day = cadence.period.first_day
    offsets = st.integers(-10, cadence.period.days + 10)
    held = [first_day + timedelta(days=each) for each in data.draw(st.lists(offsets, max_size=30))]
    on = first_day + timedelta(days=data.draw(offsets))
    assert adherence(cadence, held, on=on) == walked(cadence, set(held), on)


WEEKLY = Cadence(Period(date(2027, 3, 1), date(2027, 3, 31)), Length(weeks=1))
"""Due on 8, 15, 22 and 29 March."""


@pytest.mark.parametrize(
    ("held", "on", "expected"),
    [
        pytest.param([], 7, None, id="nothing due yet"),
        pytest.param([], 8, (1, 0, 0, 0), id="due today is not overdue"),
        pytest.param([], 9, (1, 0, 0, 1), id="overdue the day after"),
        pytest.param([], 20, (2, 0, 0, 12), id="the first that waits counts"),
        pytest.param([1], 8, (1, 1, 1, 0), id="held on the first day"),
        pytest.param([8], 8, (1, 1, 1, 0), id="held on the day"),
        pytest.param([8, 8, 8], 15, (2, 1, 0, 0), id="three talks keep one due day"),
        pytest.param([9], 9, (1, 0, 0, 0), id="late, and no longer overdue"),
        pytest.param([9], 15, (2, 1, 1, 0), id="late counts for the next"),
        pytest.param([3, 10, 23], 29, (4, 3, 1, 0), id="a gap ends the streak"),
        pytest.param([3, 17, 29], 29, (4, 3, 2, 0), id="the latest in a row"),
        pytest.param([9], 8, (1, 0, 0, 0), id="not held yet on that day"),
        pytest.param([3], 31, (4, 1, 0, 16), id="waiting since the second"),
    ],
)
def test_how_a_cadence_is_kept(
    held: list[int], on: int, expected: tuple[int, int, int, int] | None
) -> None:
    found = adherence(WEEKLY, [date(2027, 3, day) for day in held], on=date(2027, 3, on))
    if expected is None:
        assert found is None
    else:
        names = ("due", "done", "streak", "overdue_days")
        assert found == Adherence(**dict(zip(names, expected, strict=True)))


def test_a_talk_before_the_period_keeps_nothing() -> None:
    found = adherence(WEEKLY, [date(2027, 2, 28)], on=date(2027, 3, 8))
    assert found == Adherence(due=1, done=0, streak=0, overdue_days=0)


def test_a_talk_after_the_period_still_ends_the_waiting() -> None:
    found = adherence(WEEKLY, [date(2027, 4, 2)], on=date(2027, 4, 5))
    assert found == Adherence(due=4, done=0, streak=0, overdue_days=0)


@pytest.mark.parametrize(
    ("due_count", "done", "share"),
    [(1, 0, "0"), (4, 3, "0.75"), (2, 2, "1"), (3, 2, "0.6666666666666666666666666667")],
)
def test_the_share_is_done_over_due(due_count: int, done: int, share: str) -> None:
    found = Adherence(due=due_count, done=done, streak=0, overdue_days=0)
    assert found.share == Decimal(share)
