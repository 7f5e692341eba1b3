"""What can be put on record of goals, feedback, scope, onboarding and outcome, and why not.

Demands and claims are in `test_demands`, what follows from extra work in `test_drift`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve as altered

from secondment import (
    Advance,
    ClaimNoted,
    Leave,
    Length,
    MakeRecord,
    MemoryStore,
    OpenChange,
    Placement,
    Policy,
    Reassign,
    RecordMade,
    Refused,
    Register,
    Remedy,
    Role,
    Status,
    Verb,
    Void,
    Withdraw,
    decide,
    options,
    remedied,
    replay,
    why_not,
)
from secondment import feedback as fb
from secondment.feedback import CheckIn, Note, Observation, Request, Review, ReviewKind, Withdrawal
from secondment.goals import AttainmentScale, Goal, KeyResult, Milestone, Progress
from secondment.lifecycle import FINAL_STATUSES, OPEN_STATUSES, RECORDABLE
from secondment.onboarding import (
    Answer,
    Buddy,
    Confidence,
    Finding,
    Question,
    ResearchQuestion,
    Topic,
)
from secondment.outcome import FollowUp
from secondment.pack import read_policy
from secondment.ratings import Scale
from secondment.readings import feedback_on_record
from secondment.records import VERB_OF, Entry, Fulfilment, HomeChange, Waiver
from secondment.scope import Extra
from secondment.workload import Claim, Demand, DemandAnswer
from tests.cast import (
    AGREED_ON,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    INGA,
    MIRA,
    MORE_PARTIES,
    OTTO,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    scheduled,
    underway,
    underway_under,
)

APRIL = date(2027, 4, 1)
MAY = date(2027, 5, 3)
ONE_DAY = timedelta(days=1)

CALLS = Goal("calls", "Talk to customers", measure=KeyResult(start=Decimal(0), target=Decimal(20)))
DEMO = Goal("demo", "Give the demo", measure=Milestone("given alone"))
TRUST = Goal(
    "trust",
    "Be trusted",
    measure=AttainmentScale(
        much_less="nobody asks",
        less="one asks",
        expected="some ask",
        more="many ask",
        much_more="all ask",
    ),
)
VAGUE = Goal("vague", "Do well")
WITH_GOALS = altered(TERMS, goals=(CALLS, DEMO, TRUST, VAGUE))

GOOD = Observation(behaviour="You summed up both views")
SCALE = Scale(Decimal(1), Decimal(5))

AGREEING = "secondment: records agree with each other"
LOOKING_BACK = "secondment: records may be dated earlier, not later"
CAMBRIDGE = "Cambridge PPD, Secondments: Managing the secondment"


def put(by: str, entry: Entry, on: date | None = None) -> MakeRecord:
    """Return the wish of *by* to put *entry* on record, on its own day unless said otherwise."""
    return MakeRecord(by=by, on=on or entry.on, record=entry)


def said(placement: Placement, command: MakeRecord, policy: Policy = HOUSE) -> list[str]:
    """Return every objection to *command* in words."""
    return [str(each) for each in why_not(placement, command, policy)]


def unfit(fault: str, source: str = AGREEING) -> list[str]:
    """Return the one objection that *fault* makes."""
    return [f"{fault} ({source})"]


def note(
    id: str = "n1",
    *,
    by: str = OTTO,
    to: str = SAM,
    on: date = APRIL,
    audience: tuple[str, ...] = (),
    answers: str | None = None,
) -> Note:
    """Return a note of praise."""
    return Note(id=id, by=by, to=to, on=on, body=GOOD, audience=audience, answers=answers)


def review(
    by: str = OTTO,
    about: str = SAM,
    kind: ReviewKind = ReviewKind.MID,
    round: str = "2027-05",
    audience: tuple[str, ...] = (),
) -> Review:
    """Return a review in words of 3 May."""
    return Review(
        id=f"r-{by}",
        by=by,
        about=about,
        on=MAY,
        kind=kind,
        round=round,
        scale=SCALE,
        words="It goes well.",
        audience=audience,
    )


def asked(id: str = "f1", by: str = SAM, to: str = OTTO, about: str = SAM) -> Request:
    """Return a request for feedback of 1 April."""
    return Request(id=id, by=by, to=to, about=about, on=APRIL)


def question(id: str = "q1", on: date = APRIL, to: str | None = None) -> Question:
    """Return a question of the secondee."""
    return Question(id=id, on=on, text="Who decides?", to=to)


def plan(id: str = "m1", on: date = APRIL, topic: Topic = Topic.MARKET) -> ResearchQuestion:
    """Return something to find out."""
    return ResearchQuestion(id=id, on=on, topic=topic, text="Who pays?")


def extra(id: str = "x1", on: date = APRIL, by: str = SAM) -> Extra:
    """Return two days of work outside the scope."""
    return Extra(id=id, on=on, title="Batch", effort=Decimal(2), by=by)


def completed() -> Placement:
    """Return a placement whose last day has passed."""
    return lived(Advance(on=date(2027, 9, 1)), after=underway())


# what a record does


EVERY_KIND: list[tuple[Placement, str, Entry]] = [
    (underway_under(WITH_GOALS), SAM, Progress("calls", APRIL, Decimal(3))),
    (underway(), SAM, CheckIn(by=SAM, on=APRIL, confidence=4)),
    (underway(), OTTO, note()),
    (underway(), SAM, asked()),
    (lived(put(SAM, asked()), after=underway()), OTTO, fb.Decline(request="f1", by=OTTO, on=MAY)),
    (lived(put(OTTO, note()), after=underway()), OTTO, Withdrawal(of="n1", by=OTTO, on=MAY)),
    (underway(), OTTO, review()),
    (underway(), SAM, extra()),
    (underway(), OTTO, Buddy(on=APRIL, person="bea")),
    (underway(), OTTO, Buddy(on=APRIL, person=None)),
    (underway(), SAM, plan()),
    (
        lived(put(SAM, plan()), after=underway()),
        SAM,
        Finding(on=MAY, question="m1", text="The host.", confidence=Confidence.HIGH),
    ),
    (underway(), SAM, question()),
    (lived(put(SAM, question()), after=underway()), HANA, Answer(question="q1", on=MAY, text="I")),
    (completed(), HANA, FollowUp(on=date(2027, 10, 1), after=Length(days=30), is_employed=True)),
    (underway(), HANA, HomeChange(id="h1", on=APRIL, effective_on=MAY, what="regraded")),
]


@pytest.mark.parametrize(("before", "by", "entry"), EVERY_KIND)
def test_a_record_brings_one_fact_and_moves_nothing(
    before: Placement, by: str, entry: Entry
) -> None:
    command = put(by, entry)
    fact = RecordMade(on=entry.on, by=by, record=entry)
    assert (command.verb, fact.verb) == (VERB_OF[type(entry)], VERB_OF[type(entry)])
    assert decide(before, command, HOUSE) == (fact,)
    position = before.position + 1
    assert lived(command, after=before) == altered(
        before, records=(*before.records, entry), position=position, latest=position
    )


def test_every_kind_of_record_has_a_verb_of_its_own() -> None:
    tried = {type(entry) for _, _, entry in EVERY_KIND}
    assert set(VERB_OF) == {*tried, Demand, DemandAnswer, ClaimNoted, Waiver, Fulfilment}
    assert len(set(VERB_OF.values())) == len(VERB_OF)


LENIENT = read_policy(
    """
    name = "lenient"
    extends = "house"
    source = "book"
    waivers.max_length = ["programme_office"]
    duties.exit_survey = { owed_by = ["secondee"], when = "on the end" }
    sources.book = { title = "the lenient book" }
    """
)
"""As the house has it, with a limit that can be set aside and a duty that can be done."""


@pytest.mark.parametrize(
    ("by", "entry"),
    [
        (PETRA, Waiver(by=PETRA, on=APRIL, rule="max_length", reason="last_project")),
        (SAM, Fulfilment(by=SAM, on=APRIL, duty="duty exit_survey")),
    ],
)
def test_so_does_a_waiver_and_a_duty_done_where_the_policy_knows_them(
    by: str, entry: Waiver | Fulfilment
) -> None:
    before, fact = underway(), RecordMade(on=APRIL, by=by, record=entry)
    assert fact.verb == VERB_OF[type(entry)]
    assert decide(before, put(by, entry), LENIENT) == (fact,)
    position = before.position + 1
    assert lived(put(by, entry), after=before, policy=LENIENT) == altered(
        before, records=(entry,), position=position, latest=position
    )
    assert said(before, put(by, entry)) != []


def test_records_stay_in_the_order_they_were_made_whatever_day_they_are_about() -> None:
    later, earlier = extra("x2", on=MAY), extra("x1", on=APRIL)
    placement = lived(put(SAM, later), put(SAM, earlier, on=MAY), after=underway())
    assert placement.recorded(Extra) == (later, earlier)
    assert placement.recorded(CheckIn) == ()


def test_the_first_day_of_a_step_does_not_bound_records() -> None:
    """Records may be given and dated before the last step: only steps do not go back in time."""
    assert said(underway(), put(SAM, question(on=AGREED_ON))) == []


# where


@pytest.mark.parametrize(
    ("placement", "by", "entry", "status", "verb"),
    [
        (proposed(), SAM, Progress("calls", AGREED_ON, Decimal(1)), "proposed", "record progress"),
        (proposed(), SAM, CheckIn(by=SAM, on=AGREED_ON), "proposed", "check in"),
        (proposed(), OTTO, note(on=AGREED_ON), "proposed", "give feedback"),
        (scheduled(), SAM, extra(on=AGREED_ON), "scheduled", "note extra"),
        (
            underway(),
            HANA,
            FollowUp(on=MAY, after=Length(days=30), is_employed=True),
            "underway",
            "follow up",
        ),
        (completed(), SAM, question(), "completed", "ask"),
        (completed(), SAM, extra(), "completed", "note extra"),
        (completed(), SAM, CheckIn(by=SAM, on=APRIL), "completed", "check in"),
    ],
)
def test_what_is_not_to_be_recorded_there_is_refused(
    placement: Placement, by: str, entry: Entry, status: str, verb: str
) -> None:
    with pytest.raises(Refused) as caught:
        decide(placement, put(by, entry), HOUSE)
    words = f"cannot {verb} on {entry.on} while {status}: no such step while {status}; possible"
    assert str(caught.value).startswith(words)


def test_preparing_is_possible_from_the_proposal_to_the_end() -> None:
    preparing = [Verb.NAME_BUDDY, Verb.PLAN_RESEARCH, Verb.RECORD_FINDING, Verb.ASK, Verb.ANSWER]
    assert [RECORDABLE[verb] for verb in preparing] == [OPEN_STATUSES] * len(preparing)


def test_after_a_placement_that_ran_feedback_goes_on_and_follow_ups_begin() -> None:
    later = [Verb.REQUEST_FEEDBACK, Verb.DECLINE_REQUEST, Verb.GIVE_FEEDBACK]
    later += [Verb.WITHDRAW_FEEDBACK, Verb.REVIEW, Verb.FOLLOW_UP, Verb.FULFIL]
    over = {Status.COMPLETED, Status.CONVERTED, Status.ENDED_EARLY, Status.LEFT}
    possible = [
        verb
        for verb in Verb
        if verb is not Verb.VOID and FINAL_STATUSES & RECORDABLE.get(verb, frozenset())
    ]
    assert set(possible) == set(later)
    assert [RECORDABLE[verb] & FINAL_STATUSES for verb in later] == [over] * len(later)


def test_feedback_can_be_asked_for_and_given_after_the_end() -> None:
    september = date(2027, 9, 10)
    placement = lived(
        put(SAM, altered(asked(), on=september)),
        put(OTTO, note(on=september, answers="f1")),
        put(OTTO, altered(review(kind=ReviewKind.END), on=september)),
        after=completed(),
    )
    assert len(placement.records) == 3


# who


def test_only_whom_the_policy_permits_can_make_a_record() -> None:
    assert said(underway(), put(SAM, Buddy(on=APRIL, person="bea"))) == [
        "sam is secondee, and this is for host manager, programme office (house, a plain default "
        "of secondment and not law: who may do what; would pass: name buddy given by otto, petra)"
    ]


def test_the_buddy_is_no_party_and_records_nothing() -> None:
    placement = lived(put(OTTO, Buddy(on=APRIL, person="bea")), after=underway())
    assert said(placement, put("bea", note("n1", by="bea"))) == [
        "bea is no party to this placement (secondment: only parties act on a placement; "
        "would pass: give feedback given by sam, hana, otto, petra)"
    ]


def test_an_informed_stakeholder_has_no_say_in_records_either() -> None:
    placement = lived(
        altered(PROPOSE, parties=MORE_PARTIES),
        *consents(AGREED_ON, (SAM, OTTO, PETRA, MIRA)),
        Advance(on=FIRST_DAY),
    )
    assert said(placement, put(INGA, note(by=INGA))) == [
        "inga is a stakeholder who is not asked for consent (house, a plain "
        "default of secondment and not law: who may do what; would pass: give feedback given by "
        "sam, hana, otto, petra, mira)"
    ]
    assert said(placement, put(MIRA, note(by=MIRA, to=INGA, audience=(CARL,)))) == []


def test_a_replaced_manager_records_nothing_and_the_new_one_does() -> None:
    handed = Reassign(by=OTTO, on=APRIL, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")
    placement = lived(handed, after=underway())
    assert said(placement, put(OTTO, CheckIn(by=OTTO, on=MAY))) == [
        "otto is no party to this placement (secondment: only parties act on a placement; "
        "would pass: check in given by sam, hana, nora)"
    ]
    assert said(placement, put("nora", CheckIn(by="nora", on=MAY))) == []


def test_what_a_replaced_manager_recorded_stays_on_record() -> None:
    own = CheckIn(by=OTTO, on=APRIL)
    handed = Reassign(by=OTTO, on=APRIL, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")
    assert lived(put(OTTO, own), handed, after=underway()).recorded(CheckIn) == (own,)


# whose words, and of whom


@pytest.mark.parametrize(
    ("entry", "by", "author"),
    [
        (CheckIn(by=SAM, on=APRIL), OTTO, SAM),
        (note(by=OTTO, to=HANA), SAM, OTTO),
        (asked(by=SAM), HANA, SAM),
        (review(by=OTTO), HANA, OTTO),
        (extra(by=SAM), OTTO, SAM),
    ],
)
def test_nobody_speaks_for_somebody_else(entry: Entry, by: str, author: str) -> None:
    verb = VERB_OF[type(entry)].value.replace("_", " ")
    command = put(by, entry)
    assert said(underway(), command) == [
        f"{by} cannot speak for {author} (secondment: everybody speaks in the own name; "
        f"would pass: {verb} given by {author})"
    ]
    assert why_not(underway(), altered(command, by=author), HOUSE) == ()


def test_the_words_of_somebody_who_may_not_give_them_are_not_asked_for() -> None:
    """Petra holds no check-ins, so that giving it herself would not pass."""
    (objection,) = why_not(underway(), put(SAM, CheckIn(by=PETRA, on=APRIL)), HOUSE)
    assert (objection.code, objection.remedy) == ("not_the_author", None)


def test_a_decline_and_a_withdrawal_have_their_author_too() -> None:
    placement = lived(put(SAM, asked()), put(OTTO, note()), after=underway())
    for entry in (fb.Decline(request="f1", by=OTTO, on=MAY), Withdrawal(of="n1", by=OTTO, on=MAY)):
        (objection,) = why_not(placement, put(SAM, entry), HOUSE)
        assert objection.text == "sam cannot speak for otto"


STRANGERS: list[tuple[str, Entry]] = [
    (OTTO, note(to="olga")),
    (OTTO, note(audience=("olga",))),
    (SAM, asked(to="olga")),
    (SAM, asked(about="olga")),
    (OTTO, review(audience=("olga",))),
    (SAM, CheckIn(by=SAM, on=APRIL, audience=("olga",))),
    (SAM, question(to="olga")),
]


@pytest.mark.parametrize(("by", "entry"), STRANGERS)
def test_a_record_names_only_people_who_take_part(by: str, entry: Entry) -> None:
    assert said(underway(), put(by, entry)) == [
        "olga takes no part in this placement; those who do: hana, otto, petra, sam "
        "(secondment: only parties act on a placement)"
    ]


def test_a_stranger_is_named_once_however_often_a_record_does() -> None:
    entry = note(to="olga", audience=("olga", "olaf", "olga"))
    assert [each.text.split()[0] for each in why_not(underway(), put(OTTO, entry), HOUSE)] == [
        "olga",
        "olaf",
    ]


def with_a_former_buddy() -> Placement:
    """Return a placement of which Olga was the buddy for a while."""
    named, gone = Buddy(on=APRIL, person="olga"), Buddy(on=APRIL, person=None)
    return lived(put(OTTO, named), put(OTTO, gone), after=underway())


@pytest.mark.parametrize(
    ("by", "entry"), [each for each in STRANGERS if not isinstance(each[1], Request)]
)
def test_whoever_has_been_the_buddy_may_be_named(by: str, entry: Entry) -> None:
    assert said(with_a_former_buddy(), put(by, entry)) == []


def test_the_buddy_is_not_asked_for_feedback_since_only_parties_can_answer() -> None:
    assert said(with_a_former_buddy(), put(SAM, asked(to="olga"))) == [
        "olga takes no part in this placement; those who do: hana, otto, petra, sam "
        "(secondment: only parties act on a placement)"
    ]


def test_the_one_reviewed_is_no_stranger_to_a_review() -> None:
    assert said(underway(), put(OTTO, review(about="olga"))) == [
        "olga takes no part in this placement; those who do: hana, otto, petra, sam "
        "(secondment: only parties act on a placement)",
        *unfit("a review is about the secondee, not about olga"),
    ]


# of which day


def test_a_record_is_not_dated_after_the_day_it_is_given() -> None:
    command = put(SAM, extra(on=MAY), on=APRIL)
    assert said(underway(), command) == [
        f"a record given on 2027-04-01 cannot be dated 2027-05-03 ({LOOKING_BACK}; "
        "would pass: the record dated 2027-04-01)"
    ]


@pytest.mark.parametrize(("days", "codes"), [(-1, []), (0, []), (1, ["record_in_the_future"])])
def test_a_record_is_dated_up_to_the_day_it_is_given(days: int, codes: list[str]) -> None:
    command = put(SAM, extra(on=APRIL + days * ONE_DAY), on=APRIL)
    assert [each.code for each in why_not(underway(), command, HOUSE)] == codes


@pytest.mark.parametrize(("days", "codes"), [(-1, ["record_before_proposal"]), (0, []), (1, [])])
def test_a_record_is_dated_from_the_proposal_on(days: int, codes: list[str]) -> None:
    command = put(SAM, question(on=PROPOSED_ON + days * ONE_DAY), on=APRIL)
    assert [each.code for each in why_not(underway(), command, HOUSE)] == codes


def test_a_record_from_before_the_proposal_says_from_when_on_it_would_do() -> None:
    assert said(underway(), put(SAM, question(on=date(2027, 1, 8)), on=APRIL)) == [
        f"a record cannot be dated 2027-01-08, before the proposal of 2027-01-11 ({LOOKING_BACK}; "
        "would pass: the record dated 2027-01-11)"
    ]


@pytest.mark.parametrize(
    "command",
    [
        put(SAM, question(on=MAY), on=APRIL),
        put(SAM, question(on=date(2027, 1, 8)), on=APRIL),
        put(SAM, question(on=date(2027, 1, 8)), on=date(2027, 1, 9)),
        put(SAM, question(on=date(2027, 1, 9)), on=date(2027, 1, 8)),
    ],
)
def test_a_record_dated_as_the_remedy_says_passes(command: MakeRecord) -> None:
    for objection in why_not(underway(), command, HOUSE):
        assert objection.remedy is not None
        mended = remedied(command, objection.remedy)
        left = [each.code for each in why_not(underway(), mended, HOUSE)]
        assert objection.code not in left
    assert left == []


def test_a_record_that_cannot_be_of_another_day_is_refused_without_a_remedy() -> None:
    """The answer was hoped for before there was a placement, so no later day fits the request."""
    early = Request(
        id="f1", by=SAM, to=OTTO, about=SAM, on=date(2027, 1, 4), answer_by=date(2027, 1, 8)
    )
    assert said(underway(), put(SAM, early, on=APRIL)) == [
        f"a record cannot be dated 2027-01-04, before the proposal of 2027-01-11 ({LOOKING_BACK})"
    ]


# progress


def test_progress_is_recorded_of_goals_of_the_terms_only() -> None:
    command = put(SAM, Progress("sales", APRIL, Decimal(1)))
    assert said(underway_under(WITH_GOALS), command) == [
        f"sales is no goal of the terms; those are: calls, demo, trust, vague ({AGREEING}; "
        "would pass: open change that adds the goal first)"
    ]
    assert said(underway(), command) == [
        f"sales is no goal of the terms; those are: none ({AGREEING}; "
        "would pass: open change that adds the goal first)"
    ]


def test_while_a_change_is_on_the_table_a_goal_is_added_by_a_counter_offer() -> None:
    (objection,) = why_not(changing(), put(SAM, Progress("sales", MAY, Decimal(1))), HOUSE)
    assert objection.remedy == Remedy("agree_goal", Verb.COUNTER)


@pytest.mark.parametrize(
    ("goal", "value", "fault"),
    [
        ("vague", 1, "nothing is agreed that tells how far vague is reached"),
        (
            "trust",
            3,
            "the value must be a whole level from -2 to 2 on an attainment scale, not 3",
        ),
        (
            "demo",
            2,
            "the value must be 1 (reached) or 0 (not reached) for a milestone, not 2",
        ),
    ],
)
def test_progress_fits_the_measure_of_its_goal(goal: str, value: int, fault: str) -> None:
    command = put(SAM, Progress(goal, APRIL, Decimal(value)))
    assert said(underway_under(WITH_GOALS), command) == unfit(fault)


@pytest.mark.parametrize(("goal", "value"), [("calls", 25), ("demo", 1), ("trust", -2)])
def test_progress_that_fits_is_taken(goal: str, value: int) -> None:
    command = put(SAM, Progress(goal, APRIL, Decimal(value)))
    assert said(underway_under(WITH_GOALS), command) == []


def test_a_goal_that_a_change_adds_can_be_reported_on_once_it_is_settled() -> None:
    command = put(SAM, Progress("calls", MAY, Decimal(1)))
    with_goals = OpenChange(by=SAM, on=APRIL, subject=WITH_GOALS)
    opened = lived(with_goals, after=underway())
    assert [each.code for each in why_not(opened, command, HOUSE)] == ["unknown_goal"]
    assert said(lived(*consents(APRIL, (OTTO,)), after=opened), command) == []


# buddy and reviewer


def test_the_secondee_is_not_the_own_buddy() -> None:
    command = put(OTTO, Buddy(on=APRIL, person=SAM))
    assert said(underway(), command) == unfit("sam cannot be the own buddy", CAMBRIDGE)


def test_the_manager_of_the_host_is_not_the_buddy() -> None:
    command = put(OTTO, Buddy(on=APRIL, person=OTTO))
    fault = "otto reviews sam, and a buddy stays outside the review"
    assert said(underway(), command) == unfit(fault, CAMBRIDGE)


@pytest.mark.parametrize("person", [HANA, OTTO, PETRA])
def test_whoever_may_review_is_not_the_buddy(person: str) -> None:
    command = put(OTTO, Buddy(on=MAY, person=person))
    fault = f"{person} reviews sam, and a buddy stays outside the review"
    assert said(underway(), command) == unfit(fault, CAMBRIDGE)


def test_whoever_has_reviewed_is_not_the_buddy() -> None:
    handed = Reassign(by=HANA, on=MAY, role=Role.HOME_MANAGER, outgoing=HANA, incoming="nora")
    command = put(OTTO, Buddy(on=MAY, person=HANA))
    assert said(lived(handed, after=underway()), command) == []
    placement = lived(put(HANA, review(by=HANA)), handed, after=underway())
    fault = "hana reviews sam, and a buddy stays outside the review"
    assert said(placement, command) == unfit(fault, CAMBRIDGE)


def test_nobody_can_always_be_the_buddy() -> None:
    assert said(underway(), put(OTTO, Buddy(on=APRIL, person=None))) == []


def test_whoever_has_been_the_buddy_is_not_the_reviewer() -> None:
    placement = lived(
        put(OTTO, Buddy(on=APRIL, person="bea")),
        put(OTTO, Buddy(on=MAY, person=None)),
        Reassign(by=HANA, on=MAY, role=Role.HOME_MANAGER, outgoing=HANA, incoming="bea"),
        after=underway(),
    )
    assert said(placement, put("bea", review(by="bea"))) == unfit(
        "bea is or was the buddy of sam and cannot be the reviewer", CAMBRIDGE
    )


# reviews


def test_a_review_is_about_the_secondee() -> None:
    assert said(underway(), put(OTTO, review(about=HANA))) == unfit(
        "a review is about the secondee, not about hana"
    )


def test_a_trial_is_reviewed_where_one_is_agreed() -> None:
    command = put(OTTO, review(kind=ReviewKind.TRIAL))
    assert said(underway(), command) == unfit("no trial is agreed that could be reviewed")
    assert said(underway_under(altered(TERMS, trial=Length(months=1))), command) == []


def test_where_nothing_was_ever_agreed_there_was_no_trial() -> None:
    left = lived(PROPOSE, Leave(by=HANA, on=AGREED_ON))
    assert said(left, put(OTTO, review(kind=ReviewKind.TRIAL))) == unfit(
        "no trial is agreed that could be reviewed"
    )


def test_a_second_review_in_a_round_is_refused() -> None:
    placement = lived(put(OTTO, review()), after=underway())
    assert said(placement, put(HANA, review(by=HANA))) == unfit(
        "sam already has review r-otto in round 2027-05"
    )


def test_a_review_withdrawn_makes_room_for_another() -> None:
    placement = lived(
        put(OTTO, review()),
        put(OTTO, Withdrawal(of="r-otto", by=OTTO, on=MAY)),
        after=underway(),
    )
    assert said(placement, put(HANA, review(by=HANA))) == []


# requests, notes and what takes them back


def test_names_of_feedback_are_given_once() -> None:
    placement = lived(put(SAM, asked("one")), after=underway())
    assert said(placement, put(OTTO, note("one"))) == unfit("one already names another record")


def test_every_fault_of_a_reply_is_named() -> None:
    placement = lived(put(SAM, asked()), after=underway())
    reply = note(by=HANA, to=OTTO, on=APRIL - ONE_DAY, answers="f1")
    assert said(placement, put(HANA, reply)) == [
        *unfit("request f1 was put to otto, not to hana"),
        *unfit("request f1 is about sam, not otto"),
        *unfit("2027-03-31 lies before the day of the request, 2027-04-01"),
    ]


def test_a_request_is_answered_or_declined_once() -> None:
    declined = fb.Decline(request="f1", by=OTTO, on=MAY)
    placement = lived(put(SAM, asked()), put(OTTO, declined), after=underway())
    assert said(placement, put(OTTO, note(on=MAY, answers="f1"))) == unfit(
        "request f1 is already declined"
    )
    assert said(underway(), put(OTTO, declined)) == unfit("there is no request f1")


def test_only_the_author_withdraws_and_only_once() -> None:
    given = lived(put(OTTO, note()), after=underway())
    withdrawn = lived(put(OTTO, Withdrawal(of="n1", by=OTTO, on=APRIL)), after=given)
    assert said(given, put(SAM, Withdrawal(of="n1", by=SAM, on=APRIL))) == unfit(
        "n1 can only be withdrawn by otto"
    )
    assert said(withdrawn, put(OTTO, Withdrawal(of="n1", by=OTTO, on=APRIL))) == unfit(
        "n1 is already withdrawn"
    )


# questions and answers, research and findings


def test_ids_are_unique_among_records_of_a_kind() -> None:
    placement = lived(
        put(SAM, question("one")), put(SAM, plan("one")), put(SAM, extra("one")), after=underway()
    )
    again: list[Entry] = [question("one"), plan("one"), extra("one")]
    assert [said(placement, put(SAM, entry)) for entry in again] == [
        unfit("one is on record already")
    ] * len(again)


REPLIES: list[tuple[str, Callable[[date], Entry], Entry]] = [
    (HANA, lambda on: Answer(question="q1", on=on, text="I do."), question()),
    (
        SAM,
        lambda on: Finding(on=on, question="q1", text="The host.", confidence=Confidence.LOW),
        plan("q1"),
    ),
]


@pytest.mark.parametrize(("by", "reply", "first"), REPLIES)
def test_what_was_not_asked_is_not_answered(
    by: str, reply: Callable[[date], Entry], first: Entry
) -> None:
    assert said(underway(), put(by, reply(MAY))) == unfit("there is no question q1")


def test_a_question_of_one_kind_is_none_of_the_other() -> None:
    placement = lived(put(SAM, question()), after=underway())
    finding = Finding(on=MAY, question="q1", text="I", confidence=Confidence.LOW)
    assert said(placement, put(SAM, finding)) == unfit("there is no question q1")


@pytest.mark.parametrize(("by", "reply", "first"), REPLIES)
@pytest.mark.parametrize(
    ("days", "fault"),
    [(-1, ["2027-03-31 lies before the day of the question, 2027-04-01"]), (0, []), (1, [])],
)
def test_no_answer_comes_before_its_question(
    by: str, reply: Callable[[date], Entry], first: Entry, days: int, fault: list[str]
) -> None:
    placement = lived(put(SAM, first), after=underway())
    found = said(placement, put(by, reply(APRIL + days * ONE_DAY)))
    assert found == [f"{text} ({AGREEING})" for text in fault]


def test_a_question_can_be_answered_again() -> None:
    answer = put(HANA, Answer(question="q1", on=MAY, text="I do."))
    placement = lived(put(SAM, question()), answer, after=underway())
    assert said(placement, answer) == []


# follow-ups


def follow_up(on: date, months: int = 1) -> FollowUp:
    """Return a follow-up so many months after the end."""
    return FollowUp(on=on, after=Length(months=months), is_employed=True)


@pytest.mark.parametrize(
    ("on", "fault"),
    [
        (date(2027, 8, 31), ["2027-08-31 lies before the end, 2027-09-01"]),
        (
            date(2027, 9, 1),
            ["the follow-up after 1 month is for 2027-10-01, and that is far ahead"],
        ),
        (
            date(2027, 9, 15),
            ["the follow-up after 1 month is for 2027-10-01, and that is far ahead"],
        ),
        (date(2027, 9, 16), []),  # half of its 30 days have gone by
    ],
)
def test_a_follow_up_comes_after_the_end_and_not_much_too_early(on: date, fault: list[str]) -> None:
    found = said(completed(), put(HANA, follow_up(on), on=date(2027, 10, 1)))
    assert found == [f"{text} ({AGREEING})" for text in fault]


def test_each_follow_up_is_held_once() -> None:
    october = date(2027, 10, 1)
    placement = lived(put(HANA, follow_up(october)), after=completed())
    assert said(placement, put(SAM, follow_up(october))) == unfit(
        "the follow-up after 1 month is on record already"
    )
    november = date(2027, 11, 15)
    assert said(placement, put(SAM, follow_up(november, months=3), on=november)) == []


def test_after_what_was_withdrawn_there_is_nothing_to_follow_up() -> None:
    withdrawn = lived(Withdraw(by=SAM, on=AGREED_ON), after=scheduled())
    with pytest.raises(Refused) as caught:
        decide(withdrawn, put(HANA, follow_up(APRIL)), HOUSE)
    assert str(caught.value) == (
        "cannot follow up on 2027-04-01 while withdrawn: no such step while withdrawn; "
        "possible from here: void (secondment: the chart of the lifecycle)"
    )


# voided


def test_a_record_voided_is_as_if_it_had_never_been_made() -> None:
    before = underway()
    recorded = lived(put(SAM, question()), after=before)
    void = Void(by=PETRA, on=APRIL, position=recorded.latest, reason="mistake")
    after = lived(void, after=recorded)
    assert after.records == ()
    assert said(after, put(SAM, question())) == []
    assert said(after, put(HANA, Answer(question="q1", on=APRIL, text="I do."))) == unfit(
        "there is no question q1"
    )


def test_the_latest_record_is_voided_first() -> None:
    placement = lived(put(SAM, question("q1")), put(SAM, question("q2")), after=underway())
    void = Void(by=PETRA, on=APRIL, position=placement.latest - 1, reason="mistake")
    (objection,) = why_not(placement, void, HOUSE)
    assert objection.text == "fact 7 is not the latest in force, which is 8"


# on a day, and at an instant


def kept() -> Register:
    """Return a register whose clock goes on by a minute with every command."""
    instants = (datetime(2027, 1, 1, 12, minute, tzinfo=UTC) for minute in range(60))
    register = Register(MemoryStore(), policy=HOUSE, clock=lambda: next(instants))
    register.do("P-7", PROPOSE)
    for consent in consents(AGREED_ON, (SAM, OTTO, PETRA)):
        register.do("P-7", consent)
    register.do("P-7", Advance(on=FIRST_DAY))
    return register


def test_as_of_a_day_only_records_up_to_it_are_on_record() -> None:
    register = kept()
    register.do("P-7", put(SAM, extra("x1", on=APRIL)))
    register.do("P-7", put(SAM, extra("x2", on=APRIL - ONE_DAY), on=MAY))
    days = (APRIL - 2 * ONE_DAY, APRIL - ONE_DAY, APRIL, MAY)
    found = [register.placement("P-7", as_of=day).recorded(Extra) for day in days]
    assert [[each.id for each in extras] for extras in found] == [
        [],
        ["x2"],
        ["x1", "x2"],
        ["x1", "x2"],
    ]


def test_a_record_dated_back_was_not_known_before_it_was_made() -> None:
    register = kept()
    register.do("P-7", put(SAM, extra("x1", on=APRIL), on=MAY))
    *_, started, recorded = register.history("P-7")
    known = [
        register.placement("P-7", as_of=APRIL, known_at=each.recorded_at).recorded(Extra)
        for each in (started, recorded)
    ]
    assert known == [(), (extra("x1", on=APRIL),)]


def test_a_record_voided_is_still_what_was_believed_until_then() -> None:
    register = kept()
    register.do("P-7", put(SAM, extra("x1")))
    register.do("P-7", Void(by=PETRA, on=MAY, position=7, reason="mistake"))
    *_, recorded, voided = register.history("P-7")
    known = [
        register.placement("P-7", known_at=each.recorded_at).recorded(Extra)
        for each in (recorded, voided)
    ]
    assert known == [(extra("x1"),), ()]


def test_records_are_replayed_as_they_were_made() -> None:
    register = kept()
    placement = register.do("P-7", put(OTTO, note()))
    assert replay(each.event for each in register.history("P-7")) == placement


# who may read


def test_feedback_on_record_is_readable_by_those_it_names_and_nobody_by_role() -> None:
    own = CheckIn(by=SAM, on=APRIL, audience=(OTTO,))
    praise, quiet = note("n1", audience=(HANA,)), note("n2", by=PETRA)
    placement = lived(
        put(SAM, question()), put(SAM, own), put(OTTO, praise), put(PETRA, quiet), after=underway()
    )
    words = feedback_on_record(placement)
    assert {reader: fb.readable(words, reader) for reader in (SAM, OTTO, HANA, PETRA, "olga")} == {
        SAM: (own, praise, quiet),
        OTTO: (own, praise),
        HANA: (praise,),
        PETRA: (quiet,),
        "olga": (),
    }


def test_feedback_withdrawn_stays_with_its_author() -> None:
    praise, taken_back = note(), Withdrawal(of="n1", by=OTTO, on=MAY)
    placement = lived(put(OTTO, praise), put(OTTO, taken_back), after=underway())
    words = feedback_on_record(placement)
    assert fb.readable(words, OTTO) == (praise, taken_back)
    assert fb.readable(words, SAM) == (taken_back,)


def test_a_successor_does_not_inherit_what_the_outgoing_manager_could_read() -> None:
    own = CheckIn(by=SAM, on=APRIL, audience=(OTTO,))
    handed = Reassign(by=OTTO, on=MAY, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="nora")
    placement = lived(put(SAM, own), handed, after=underway())
    assert fb.readable(placement.recorded(CheckIn), "nora") == ()
    assert fb.readable(placement.recorded(CheckIn), OTTO) == (own,)


# options


@pytest.mark.parametrize(
    "given", [proposed, scheduled, underway, changing, handing_over, completed]
)
def test_options_tell_of_every_record_whether_it_may_be_made(
    given: Callable[[], Placement],
) -> None:
    placement = given()
    for option in options(placement, OTTO, MAY, HOUSE):
        if option.verb in VERB_OF.values():
            permitted = Role.HOST_MANAGER in HOUSE.permission(option.verb).roles
            assert option.is_open == (permitted and placement.status in RECORDABLE[option.verb])


def test_a_noted_claim_is_on_the_secondee() -> None:
    claim = Claim(id="c1", person=OTTO, claimant="union", first_day=APRIL, share=Decimal("0.1"))
    assert said(underway(), put(SAM, ClaimNoted(on=APRIL, claim=claim))) == unfit(
        "the claim is on otto, who is not the secondee"
    )


def test_the_buddy_becomes_a_manager_only_once_somebody_else_is_the_buddy() -> None:
    named = lived(
        MakeRecord(by=OTTO, on=APRIL, record=Buddy(on=APRIL, person="bea")), after=underway()
    )
    handing = Reassign(by=OTTO, on=MAY, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="bea")
    assert [str(each) for each in why_not(named, handing, HOUSE)] == [
        f"bea is the buddy, and a buddy stays outside the review ({CAMBRIDGE})"
    ]
    relieved = lived(MakeRecord(by=OTTO, on=MAY, record=Buddy(on=MAY, person="ben")), after=named)
    assert why_not(relieved, handing, HOUSE) == ()
    for_home = altered(handing, by=HANA, role=Role.HOME_MANAGER, outgoing=HANA)
    assert [each.code for each in why_not(named, for_home, HOUSE)] == ["record_unfit"]


def test_whoever_is_asked_for_feedback_has_to_be_able_to_give_it() -> None:
    """An informed stakeholder gives none under the house policy, and a stranger never."""
    known = lived(altered(PROPOSE, parties=MORE_PARTIES))
    placement = lived(
        *consents(AGREED_ON, (SAM, OTTO, PETRA, MIRA)), Advance(on=FIRST_DAY), after=known
    )
    asked = Request(id="r1", by=SAM, to=INGA, about=SAM, on=APRIL)
    (objection,) = why_not(placement, MakeRecord(by=SAM, on=APRIL, record=asked), HOUSE)
    assert (objection.code, dict(objection.figures)["person"]) == ("stranger_named", INGA)
    able = altered(asked, to=MIRA)
    assert why_not(placement, MakeRecord(by=SAM, on=APRIL, record=able), HOUSE) == ()
