"""What silence means, what a long stay turns into, and that time brings the same at any pace."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Final

import pytest
from attrs import evolve as altered
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment import (
    Advance,
    Agreed,
    ChangeDropped,
    ChangeSettled,
    ClosingRevoked,
    Command,
    Complete,
    Completed,
    Consent,
    Consented,
    ConversionRoute,
    Convert,
    Converted,
    Counter,
    Decline,
    Declined,
    DropChange,
    DropKind,
    EndEarly,
    Ending,
    EndingAgreed,
    EndKind,
    Escalated,
    Event,
    Fulfilment,
    GiveNotice,
    Goal,
    HomeChange,
    Lapsed,
    Leave,
    Length,
    MakeRecord,
    Milestone,
    NoticeKind,
    OpenChange,
    Period,
    PersonId,
    Placement,
    Policy,
    Propose,
    Reassign,
    Refused,
    Role,
    Seat,
    Start,
    Started,
    Status,
    Terms,
    Void,
    Waiver,
    Withdraw,
    agenda,
    decide,
    evolve,
    load_policy,
    read_policy,
    standing,
)
from secondment.clauses import Occasion
from secondment.feedback import CheckIn, Request, Review, ReviewKind
from secondment.negotiation import missing
from secondment.outcome import Criterion, FollowUp
from secondment.ratings import Scale
from secondment.service import ServiceRecord, Spell
from tests.cast import (
    AGREED_ON,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    LAST_DAY,
    LONGER,
    MIRA,
    MORE_PARTIES,
    OTTO,
    PARTIES,
    PETRA,
    PROPOSE,
    PROPOSED_ON,
    SAM,
    TERMS,
    consents,
    handing_over,
    lived,
)

ONE_DAY = timedelta(days=1)
JULY = date(2027, 7, 5)
IN_A_WEEK = date(2027, 7, 12)
IN_TWO_WEEKS = date(2027, 7, 19)
FAR = date(2030, 1, 1)


EVERYBODY = (
    'silence_of = ["secondee", "home_manager", "host_manager", "programme_office", "stakeholder"]'
)
"""Named, since the silence of the secondee counts for nothing unless a policy says so."""


def clocked(rows: str, more: str = "") -> Policy:
    """Return the house rules with *rows* of consent and *more*; everybody's silence counts."""
    accepted = 'on_silence = "deemed_accepted"'
    rows = rows.replace(accepted, f"{accepted}, {EVERYBODY}")
    return read_policy(
        f"""
        name = "clocked"
        extends = "house"
        source = "handbook"
        {more}
        [consents]
        clause = "silence"
        {rows}
        [sources.handbook]
        title = "Handbook"
        """
    )


REFUSED = clocked(
    """
    beginning = { answer_within = "10 days", on_silence = "deemed_refused" }
    extension = { answer_within = "14 days", on_silence = "deemed_refused" }
    resumption = { answer_within = "7 days", on_silence = "deemed_refused" }
    conversion = { answer_within = "14 days", on_silence = "deemed_refused" }
    """
)
ACCEPTED = clocked(
    """
    beginning = { answer_within = "10 days", on_silence = "deemed_accepted" }
    extension = { answer_within = "14 days", on_silence = "deemed_accepted" }
    resumption = { answer_within = "7 days", on_silence = "deemed_accepted" }
    early_end = { answer_within = "14 days", on_silence = "deemed_accepted" }
    """
)
ESCALATED = clocked(
    """
    beginning = { roles = ["secondee", "home_manager", "host_manager"], answer_within = "7 days", \
on_silence = "escalate", escalates_to = ["programme_office"] }
    extension = { roles = ["secondee", "home_manager", "host_manager"], answer_within = "7 days", \
on_silence = "escalate", escalates_to = ["programme_office"] }
    """
)
PLAIN = clocked('extension = { answer_within = "14 days" }')
"""A clock that says nothing of what silence means."""


def under(policy: Policy, *commands: Command, after: Placement | None = None) -> Placement:
    return lived(*commands, after=after, policy=policy)


def working(policy: Policy, terms: Terms = TERMS) -> Placement:
    """Return a placement under way under *terms*."""
    propose = altered(PROPOSE, terms=terms)
    proposed = under(policy, propose)
    asked = (
        seat.person for seat in standing(proposed, policy, AGREED_ON).missing if seat.person != HANA
    )
    agreed = under(policy, *consents(AGREED_ON, asked), after=proposed)
    first_day = terms.period.first_day
    if policy.automatic_start.value:
        return under(policy, Advance(on=first_day), after=agreed)
    return under(policy, Start(by=OTTO, on=first_day), after=agreed)


def asked_for(subject: Terms | Ending, policy: Policy, expires_on: date | None = None) -> Placement:
    """Return a placement under way for which Sam has asked for *subject* in July."""
    offered = OpenChange(by=SAM, on=JULY, subject=subject, expires_on=expires_on)
    return under(policy, offered, after=working(policy))


def brought(placement: Placement, on: date, policy: Policy) -> tuple[Event, ...]:
    """Return what time brings by *on*."""
    return decide(placement, Advance(on=on), policy)


def deemed(number: int, on: date, *people: PersonId) -> tuple[Event, ...]:
    """Return the facts that each of *people* was silent and thereby consents."""
    return tuple(Consented(on=on, by=person, number=number, deemed=True) for person in people)


SILENT_PROPOSAL = date(2027, 1, 22)
"""The day after the ten days of a proposal of 11 January."""
SILENT_CHANGE = date(2027, 7, 20)
"""The day after the two weeks of a change of 5 July."""

EARLY_END = Ending(EndKind.EARLY_END, date(2027, 8, 13))
STAYING = Ending(EndKind.CONVERSION, LAST_DAY)
LIGHTER = altered(TERMS, host_share=Decimal("0.5"))


def recalled_and_asked(policy: Policy) -> Placement:
    """Return a placement that ends early on 6 August, of which Otto wants to go on after all."""
    recall = GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 6))
    go_on = OpenChange(by=OTTO, on=JULY, subject=TERMS)
    return under(policy, recall, go_on, after=working(policy))


@frozen
class Silent:
    """What silence brings on the day after the last for an answer, and not before.

    Attributes:
        what: In a few words.
        given: From where.
        policy: By which rules.
        day: The day.
        events: The facts.
        status: Where it stands then.
    """

    what: str
    given: Callable[[], Placement]
    policy: Policy
    day: date
    events: tuple[Event, ...]
    status: Status


SILENCES = [
    Silent(
        "a proposal is declined by time",
        lambda: under(REFUSED, PROPOSE),
        REFUSED,
        SILENT_PROPOSAL,
        (Declined(on=SILENT_PROPOSAL, by=None),),
        Status.DECLINED,
    ),
    Silent(
        "a proposal to which only one has not answered is declined as well",
        lambda: under(REFUSED, PROPOSE, *consents(AGREED_ON, (SAM, OTTO))),
        REFUSED,
        SILENT_PROPOSAL,
        (Declined(on=SILENT_PROPOSAL, by=None),),
        Status.DECLINED,
    ),
    Silent(
        "a change is dropped, and what held holds",
        lambda: asked_for(LONGER, REFUSED),
        REFUSED,
        SILENT_CHANGE,
        (ChangeDropped(on=SILENT_CHANGE, by=None, kind=DropKind.DEEMED_REFUSED),),
        Status.UNDERWAY,
    ),
    Silent(
        "a wish to stay for good is refused",
        lambda: asked_for(STAYING, REFUSED),
        REFUSED,
        SILENT_CHANGE,
        (ChangeDropped(on=SILENT_CHANGE, by=None, kind=DropKind.DEEMED_REFUSED),),
        Status.UNDERWAY,
    ),
    Silent(
        "going on after all is refused, and it ends as fixed",
        lambda: recalled_and_asked(REFUSED),
        REFUSED,
        date(2027, 7, 13),
        (ChangeDropped(on=date(2027, 7, 13), by=None, kind=DropKind.DEEMED_REFUSED),),
        Status.HANDOVER,
    ),
    Silent(
        "all who are silent consent to a proposal",
        lambda: under(ACCEPTED, PROPOSE),
        ACCEPTED,
        SILENT_PROPOSAL,
        (
            *deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA),
            Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=TERMS),
        ),
        Status.SCHEDULED,
    ),
    Silent(
        "only the silent are taken to consent",
        lambda: under(ACCEPTED, PROPOSE, *consents(AGREED_ON, (SAM, PETRA))),
        ACCEPTED,
        SILENT_PROPOSAL,
        (*deemed(1, SILENT_PROPOSAL, OTTO), Agreed(on=SILENT_PROPOSAL, by=OTTO, terms=TERMS)),
        Status.SCHEDULED,
    ),
    Silent(
        "all who are silent consent to a change",
        lambda: asked_for(LONGER, ACCEPTED),
        ACCEPTED,
        SILENT_CHANGE,
        (
            *deemed(2, SILENT_CHANGE, HANA, OTTO, PETRA),
            ChangeSettled(on=SILENT_CHANGE, by=PETRA, terms=LONGER),
        ),
        Status.UNDERWAY,
    ),
    Silent(
        "all who are silent consent to an early end",
        lambda: asked_for(EARLY_END, ACCEPTED),
        ACCEPTED,
        SILENT_CHANGE,
        (
            *deemed(2, SILENT_CHANGE, HANA, OTTO, PETRA),
            EndingAgreed(on=SILENT_CHANGE, by=PETRA, ending=EARLY_END),
        ),
        Status.HANDOVER,
    ),
    Silent(
        "all who are silent consent to going on after all",
        lambda: recalled_and_asked(ACCEPTED),
        ACCEPTED,
        date(2027, 7, 13),
        (
            *deemed(2, date(2027, 7, 13), SAM, HANA, PETRA),
            ClosingRevoked(on=date(2027, 7, 13), by=PETRA, terms=TERMS),
        ),
        Status.UNDERWAY,
    ),
    Silent(
        "others are asked about a proposal",
        lambda: under(ESCALATED, PROPOSE),
        ESCALATED,
        date(2027, 1, 19),
        (Escalated(on=date(2027, 1, 19), by=None, number=1),),
        Status.PROPOSED,
    ),
    Silent(
        "others are asked about a change",
        lambda: asked_for(LONGER, ESCALATED),
        ESCALATED,
        date(2027, 7, 13),
        (Escalated(on=date(2027, 7, 13), by=None, number=2),),
        Status.NEGOTIATED_CHANGE,
    ),
    Silent(
        "a clock that says nothing of silence is a plain lapse",
        lambda: asked_for(LONGER, PLAIN),
        PLAIN,
        SILENT_CHANGE,
        (ChangeDropped(on=SILENT_CHANGE, by=None, kind=DropKind.LAPSED),),
        Status.UNDERWAY,
    ),
    Silent(
        "a shorter time of the offer's own is a plain lapse",
        lambda: asked_for(LONGER, REFUSED, expires_on=IN_A_WEEK),
        REFUSED,
        date(2027, 7, 13),
        (ChangeDropped(on=date(2027, 7, 13), by=None, kind=DropKind.LAPSED),),
        Status.UNDERWAY,
    ),
    Silent(
        "a shorter time of the offer's own makes nobody consent",
        lambda: asked_for(LONGER, ACCEPTED, expires_on=IN_A_WEEK),
        ACCEPTED,
        date(2027, 7, 13),
        (ChangeDropped(on=date(2027, 7, 13), by=None, kind=DropKind.LAPSED),),
        Status.UNDERWAY,
    ),
    Silent(
        "a shorter time of a proposal's own is a plain lapse",
        lambda: under(ACCEPTED, altered(PROPOSE, expires_on=AGREED_ON)),
        ACCEPTED,
        date(2027, 1, 16),
        (Lapsed(on=date(2027, 1, 16), by=None),),
        Status.LAPSED,
    ),
]
every_silence = pytest.mark.parametrize("case", SILENCES, ids=lambda each: each.what)


@every_silence
def test_silence_means_something_on_the_day_after_the_last_for_an_answer(case: Silent) -> None:
    given = case.given()
    assert brought(given, case.day - ONE_DAY, case.policy) == ()
    assert brought(given, case.day, case.policy) == case.events
    after = reduce(evolve, case.events, given)
    assert after.status is case.status
    assert brought(after, case.day, case.policy) == ()


@every_silence
def test_a_call_that_comes_late_dates_what_silence_means_the_same(case: Silent) -> None:
    found = brought(case.given(), case.day + ONE_DAY, case.policy)
    assert found[: len(case.events)] == case.events


@every_silence
def test_on_the_last_day_for_an_answer_an_answer_is_still_one(case: Silent) -> None:
    given = case.given()
    thread = given.thread
    assert thread is not None
    seat, *_ = missing(thread, given.table, case.policy)
    after = under(case.policy, Consent(by=seat.person, on=case.day - ONE_DAY), after=given)
    assert after.status is given.status or after.thread is None


@every_silence
def test_after_the_last_day_for_an_answer_time_comes_first(case: Silent) -> None:
    given = case.given()
    with pytest.raises(Refused) as refused:
        decide(given, Consent(by=PETRA, on=case.day), case.policy)
    assert {each.code for each in refused.value.objections} & {"step_due", "offer_expired"}


def test_a_deemed_consent_is_told_from_a_real_one() -> None:
    placement = under(ACCEPTED, PROPOSE, *consents(AGREED_ON, (SAM, PETRA)))
    silent, _ = brought(placement, SILENT_PROPOSAL, ACCEPTED)
    assert isinstance(silent, Consented)
    assert silent.deemed
    real, _ = decide(placement, Consent(by=OTTO, on=AGREED_ON), ACCEPTED)
    assert isinstance(real, Consented)
    assert not real.deemed


def test_somebody_with_two_seats_is_silent_once() -> None:
    both = altered(PARTIES, home=altered(PARTIES.home, manager=OTTO))
    propose = Propose(by=PETRA, on=PROPOSED_ON, parties=both, terms=TERMS)
    found = brought(under(ACCEPTED, propose), SILENT_PROPOSAL, ACCEPTED)
    assert found == (
        *deemed(1, SILENT_PROPOSAL, SAM, OTTO),
        Agreed(on=SILENT_PROPOSAL, by=OTTO, terms=TERMS),
    )


def test_a_stakeholder_whose_say_it_is_not_is_not_taken_to_consent() -> None:
    propose = altered(PROPOSE, parties=MORE_PARTIES)
    found = brought(under(ACCEPTED, propose), SILENT_PROPOSAL, ACCEPTED)
    assert found[:-1] == deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA, MIRA)
    assert CARL not in {each.by for each in found}


def test_what_silence_has_settled_starts_and_ends_in_the_same_call() -> None:
    found = brought(under(ACCEPTED, PROPOSE), FAR, ACCEPTED)
    assert found[3:] == (
        Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=TERMS),
        Started(on=FIRST_DAY, by=None),
        Completed(on=date(2027, 9, 1), by=None, returns_on=date(2027, 9, 1)),
    )


def test_what_silence_has_settled_moves_the_end_that_comes_in_the_same_call() -> None:
    found = brought(asked_for(LONGER, ACCEPTED), FAR, ACCEPTED)
    assert found[-1] == Completed(on=date(2027, 11, 1), by=None, returns_on=date(2027, 11, 1))


def test_what_silence_has_refused_leaves_the_end_where_it_was() -> None:
    assert brought(asked_for(LONGER, REFUSED), FAR, REFUSED) == (
        ChangeDropped(on=SILENT_CHANGE, by=None, kind=DropKind.DEEMED_REFUSED),
        Completed(on=date(2027, 9, 1), by=None, returns_on=date(2027, 9, 1)),
    )


# several kinds of change at once

BOTH = clocked(
    """
    extension = { answer_within = "14 days", on_silence = "deemed_accepted" }
    share = { answer_within = "7 days", on_silence = "deemed_refused" }
    """
)
LONGER_AND_LIGHTER = altered(LONGER, host_share=Decimal("0.5"))


def test_of_several_kinds_of_change_the_one_with_the_shortest_time_counts() -> None:
    given = asked_for(LONGER_AND_LIGHTER, BOTH)
    day = date(2027, 7, 13)
    assert brought(given, IN_A_WEEK, BOTH) == ()
    assert brought(given, day, BOTH) == (
        ChangeDropped(on=day, by=None, kind=DropKind.DEEMED_REFUSED),
    )


def test_each_kind_of_change_alone_has_its_own_time() -> None:
    assert brought(asked_for(LIGHTER, BOTH), date(2027, 7, 13), BOTH) == (
        ChangeDropped(on=date(2027, 7, 13), by=None, kind=DropKind.DEEMED_REFUSED),
    )
    assert brought(asked_for(LONGER, BOTH), IN_TWO_WEEKS, BOTH) == ()
    assert brought(asked_for(LONGER, BOTH), SILENT_CHANGE, BOTH)[-1] == ChangeSettled(
        on=SILENT_CHANGE, by=PETRA, terms=LONGER
    )


def test_a_counter_offer_has_the_whole_time_again() -> None:
    given = asked_for(LONGER, REFUSED)
    other = altered(LONGER, period=Period(FIRST_DAY, date(2027, 9, 30)))
    countered = under(REFUSED, Counter(by=HANA, on=IN_A_WEEK, subject=other), after=given)
    day = date(2027, 7, 27)
    assert brought(countered, day - ONE_DAY, REFUSED) == ()
    assert brought(countered, day, REFUSED) == (
        ChangeDropped(on=day, by=None, kind=DropKind.DEEMED_REFUSED),
    )


def test_a_time_in_working_days_leaves_out_weekends() -> None:
    policy = clocked(
        'extension = { answer_within = "5 working days", on_silence = "deemed_refused" }'
    )
    given = under(
        policy,
        OpenChange(by=SAM, on=date(2027, 7, 8), subject=LONGER),  # a Thursday
        after=working(policy),
    )
    assert brought(given, date(2027, 7, 15), policy) == ()
    assert [each.on for each in brought(given, date(2027, 7, 16), policy)] == [date(2027, 7, 16)]


# others are asked

ESCALATED_ON = date(2027, 7, 13)


def escalated() -> Placement:
    """Return a change that Sam and Hana want, about which Petra is asked in Otto's place."""
    given = under(ESCALATED, Consent(by=HANA, on=IN_A_WEEK), after=asked_for(LONGER, ESCALATED))
    return under(ESCALATED, Advance(on=ESCALATED_ON), after=given)


def test_others_are_asked_in_the_place_of_the_silent() -> None:
    assert standing(asked_for(LONGER, ESCALATED), ESCALATED, JULY).missing == (
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, OTTO),
    )
    assert standing(escalated(), ESCALATED, ESCALATED_ON).missing == (
        Seat(Role.PROGRAMME_OFFICE, PETRA),
    )


def test_the_consent_of_those_asked_in_their_place_settles_it() -> None:
    assert decide(escalated(), Consent(by=PETRA, on=ESCALATED_ON), ESCALATED) == (
        Consented(on=ESCALATED_ON, by=PETRA, number=2),
        ChangeSettled(on=ESCALATED_ON, by=PETRA, terms=LONGER),
    )


def test_whoever_was_silent_is_not_asked_any_more() -> None:
    with pytest.raises(Refused) as refused:
        decide(escalated(), Consent(by=OTTO, on=ESCALATED_ON), ESCALATED)
    assert [each.code for each in refused.value.objections] == ["consent_not_needed"]


def test_once_others_were_asked_silence_is_a_lapse_after_the_same_time_again() -> None:
    given = escalated()
    lapse = date(2027, 7, 20)
    assert brought(given, lapse - ONE_DAY, ESCALATED) == ()
    assert brought(given, lapse, ESCALATED) == (
        ChangeDropped(on=lapse, by=None, kind=DropKind.LAPSED),
    )


def test_asking_others_and_the_lapse_may_fall_into_one_call() -> None:
    assert brought(asked_for(LONGER, ESCALATED), date(2027, 7, 20), ESCALATED) == (
        Escalated(on=ESCALATED_ON, by=None, number=2),
        ChangeDropped(on=date(2027, 7, 20), by=None, kind=DropKind.LAPSED),
    )


def test_a_proposal_about_which_others_were_asked_lapses() -> None:
    assert brought(under(ESCALATED, PROPOSE), FAR, ESCALATED) == (
        Escalated(on=date(2027, 1, 19), by=None, number=1),
        Lapsed(on=date(2027, 1, 26), by=None),
    )


# waivers and order

WAIVABLE = clocked(
    'beginning = { answer_within = "10 days", on_silence = "deemed_accepted" }',
    """
    max_length = "5 months"
    [waivers]
    max_length = { roles = ["programme_office"] }
    """,
)


def test_silence_sets_no_limit_aside() -> None:
    given = under(WAIVABLE, PROPOSE)
    assert standing(given, WAIVABLE, PROPOSED_ON).waivers == ("max_length",)
    lapsed = Lapsed(on=date(2027, 2, 9), by=None)  # an offer stands for 28 days
    silent = deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA)
    assert brought(given, FAR, WAIVABLE) == (*silent, lapsed)


def test_once_the_limit_is_set_aside_silence_settles_it() -> None:
    aside = Waiver(by=PETRA, on=AGREED_ON, rule="max_length", reason="skills_shortage")
    waived = MakeRecord(by=PETRA, on=AGREED_ON, record=aside)
    found = brought(under(WAIVABLE, PROPOSE, waived), SILENT_PROPOSAL, WAIVABLE)
    assert found == (
        *deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA),
        Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=TERMS),
    )


IN_ORDER = clocked(
    """
    beginning = { answer_within = "10 days", on_silence = "deemed_accepted", order = [\
["home_manager"], ["host_manager"], ["secondee"]] }
    """
)


def test_silence_is_consent_of_those_whose_turn_it_is_and_each_has_the_time() -> None:
    with pytest.raises(Refused) as refused:
        decide(under(IN_ORDER, PROPOSE), Consent(by=SAM, on=AGREED_ON), IN_ORDER)
    assert [each.code for each in refused.value.objections] == ["out_of_order"]
    second = date(2027, 2, 2)  # ten days after the first have been silent
    assert brought(under(IN_ORDER, PROPOSE), second - ONE_DAY, IN_ORDER) == deemed(
        1, SILENT_PROPOSAL, OTTO, PETRA
    )
    assert brought(under(IN_ORDER, PROPOSE), second, IN_ORDER) == (
        *deemed(1, SILENT_PROPOSAL, OTTO, PETRA),
        *deemed(1, second, SAM),
        Agreed(on=second, by=SAM, terms=TERMS),
    )


def test_the_silence_of_the_secondee_counts_for_nothing_unless_the_policy_says_so() -> None:
    rule = altered(ACCEPTED.consent_rule(Occasion.BEGINNING), silence_of=frozenset())
    others = [row for row in ACCEPTED.consents if row.matter is not Occasion.BEGINNING]
    policy = altered(ACCEPTED, consents=(rule, *others))
    silent = deemed(1, SILENT_PROPOSAL, OTTO, PETRA)
    assert brought(under(policy, PROPOSE), SILENT_PROPOSAL, policy) == silent
    waiting = under(policy, PROPOSE, Advance(on=SILENT_PROPOSAL))
    yes = Consent(by=SAM, on=SILENT_PROPOSAL)
    assert decide(waiting, yes, policy)[-1] == Agreed(on=SILENT_PROPOSAL, by=SAM, terms=TERMS)
    lapsed = Lapsed(on=date(2027, 2, 9), by=None)
    assert brought(waiting, FAR, policy) == (lapsed,)


def test_going_on_after_all_may_be_put_to_others() -> None:
    """A recall is reconsidered, home is silent, and the programme office is asked."""
    row = (
        'roles = ["secondee", "home_manager", "host_manager"], answer_within = "7 days", '
        'on_silence = "escalate", escalates_to = ["programme_office"]'
    )
    policy = clocked(f"resumption = {{ {row} }}")
    again = OpenChange(by=OTTO, on=date(2027, 4, 5), subject=TERMS)
    given = under(policy, again, after=handing_over())
    assert given.status is Status.RECONSIDERING
    day = date(2027, 4, 13)
    assert brought(given, day - ONE_DAY, policy) == ()
    assert brought(given, day, policy) == (Escalated(on=day, by=None, number=given.offers),)
    asked = under(policy, Advance(on=day), after=given)
    assert asked.status is Status.RECONSIDERING
    assert standing(asked, policy, day).missing == (Seat(Role.PROGRAMME_OFFICE, PETRA),)
    yes = decide(asked, Consent(by=PETRA, on=day), policy)
    assert [type(each) for each in yes] == [Consented, ClosingRevoked]


def test_silence_waits_for_the_window_of_an_extension_and_of_nothing_else() -> None:
    """The window for agreeing on an extension opens on 20 July."""
    policy = clocked(
        """
        share = { answer_within = "14 days", on_silence = 'deemed_accepted' }
        """,
        'extension.decided.opens_before_end = "6 weeks"',
    )
    on = date(2027, 4, 5)
    less = altered(TERMS, host_share=Decimal("0.5"))
    given = under(policy, OpenChange(by=SAM, on=on, subject=less), after=working(policy))
    *silent, settled = brought(given, date(2027, 4, 20), policy)
    assert [type(each) for each in silent] == [Consented] * len(silent)
    assert isinstance(settled, ChangeSettled)
    assert (settled.on, settled.terms) == (date(2027, 4, 20), less)


def test_two_clocks_of_one_offer_may_run_out_on_the_same_day() -> None:
    policy = clocked(
        """
        extension = { answer_within = "14 days", on_silence = "deemed_refused" }
        share = { answer_within = "14 days", on_silence = "deemed_refused" }
        """
    )
    both = altered(LONGER, host_share=Decimal("0.5"))
    given = under(policy, OpenChange(by=SAM, on=JULY, subject=both), after=working(policy))
    assert brought(given, IN_TWO_WEEKS, policy) == ()
    silent = IN_TWO_WEEKS + ONE_DAY
    assert brought(given, silent, policy) == (
        ChangeDropped(on=silent, by=None, kind=DropKind.DEEMED_REFUSED),
    )


def test_nobody_waits_for_the_turn_of_those_in_whose_place_others_are_asked() -> None:
    """Hana comes after Otto, Otto is silent, and Petra is asked instead of him.

    The quotes of the one row are others, since `clocked` lets everybody's silence count.
    """
    policy = clocked(
        """
        team = { roles = ["home_manager", "host_manager"], order = [["host_manager"], \
["home_manager"]], answer_within = "7 days", on_silence = "escalate", \
escalates_to = ["programme_office"] }
        place = { roles = ["home_manager"], answer_within = "7 days", \
on_silence = 'deemed_accepted', silence_of = ["home_manager"] }
        """
    )
    both = altered(TERMS, team="api", place="york")
    given = under(policy, OpenChange(by=SAM, on=JULY, subject=both), after=working(policy))
    with pytest.raises(Refused) as refused:
        decide(given, Consent(by=HANA, on=IN_A_WEEK), policy)
    assert [each.code for each in refused.value.objections] == ["out_of_order"]
    asked = under(policy, Advance(on=ESCALATED_ON), after=given)
    yes = decide(asked, Consent(by=HANA, on=ESCALATED_ON), policy)
    assert yes == (Consented(on=ESCALATED_ON, by=HANA, number=2),)


def test_nobody_else_to_ask_is_no_escalation_and_the_offer_lapses() -> None:
    more = (
        'permissions.consent = ["secondee", "home_manager", "host_manager", "programme_office", '
        '"stakeholder", "authority"]'
    )
    row = 'answer_within = "7 days", on_silence = "escalate", escalates_to = ["authority"]'
    policy = clocked(f"beginning = {{ {row} }}", more)
    assert PARTIES.authority is None
    lapsed = Lapsed(on=date(2027, 1, 26), by=None)  # twice seven days, and the day after
    assert brought(under(policy, PROPOSE), FAR, policy) == (lapsed,)
    vera = altered(PROPOSE, parties=altered(PARTIES, authority="vera"))
    escalated = Escalated(on=date(2027, 1, 19), by=None, number=1)
    assert brought(under(policy, vera), FAR, policy) == (escalated, lapsed)


def test_silence_accepts_several_kinds_of_change_only_where_each_kind_says_so() -> None:
    policy = clocked('extension = { answer_within = "14 days", on_silence = "deemed_accepted" }')
    given = asked_for(LONGER_AND_LIGHTER, policy)
    assert Consented not in {type(each) for each in brought(given, FAR, policy)}
    alone = brought(asked_for(LONGER, policy), IN_TWO_WEEKS + ONE_DAY, policy)
    assert alone[-1] == ChangeSettled(on=IN_TWO_WEEKS + ONE_DAY, by=PETRA, terms=LONGER)


def test_voiding_what_silence_brought_makes_it_due_again() -> None:
    given = under(REFUSED, PROPOSE)
    declined = under(REFUSED, Advance(on=SILENT_PROPOSAL), after=given)
    void = Void(by=PETRA, on=SILENT_PROPOSAL, position=declined.latest, reason="answer_was_lost")
    back = under(REFUSED, void, after=declined)
    assert back.status is Status.PROPOSED
    assert brought(back, SILENT_PROPOSAL, REFUSED) == brought(given, SILENT_PROPOSAL, REFUSED)


def test_voiding_what_silence_settled_takes_the_last_silent_consent_along() -> None:
    agreed = under(ACCEPTED, PROPOSE, Advance(on=SILENT_PROPOSAL))
    void = Void(by=PETRA, on=SILENT_PROPOSAL, position=agreed.latest, reason="no_silence")
    back = under(ACCEPTED, void, after=agreed)
    assert back.status is Status.PROPOSED
    assert standing(back, ACCEPTED, SILENT_PROPOSAL).missing == (
        Seat(Role.PROGRAMME_OFFICE, PETRA),
    )
    assert brought(back, SILENT_PROPOSAL, ACCEPTED) == (
        *deemed(1, SILENT_PROPOSAL, PETRA),
        Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=TERMS),
    )


def test_silence_after_the_first_day_settles_nothing_and_the_offer_lapses() -> None:
    first_day = date(2027, 1, 21)  # ten days after the proposal, the last for an answer
    terms = altered(TERMS, period=Period(first_day, LAST_DAY))
    lapsed = Lapsed(on=SILENT_PROPOSAL, by=None)
    assert brought(under(ACCEPTED, altered(PROPOSE, terms=terms)), FAR, ACCEPTED) == (lapsed,)
    a_day_later = altered(TERMS, period=Period(first_day + ONE_DAY, LAST_DAY))
    found = brought(under(ACCEPTED, altered(PROPOSE, terms=a_day_later)), SILENT_PROPOSAL, ACCEPTED)
    assert found == (
        *deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA),
        Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=a_day_later),
        Started(on=SILENT_PROPOSAL, by=None),
    )


def test_silence_settles_an_extension_no_earlier_than_its_window_opens() -> None:
    policy = clocked(
        'extension = { answer_within = "7 days", on_silence = "deemed_accepted" }',
        'extension.decided.opens_before_end = "6 weeks"',
    )
    given = asked_for(LONGER, policy)
    opens = date(2027, 7, 20)  # six weeks before 31 August
    assert brought(given, opens - ONE_DAY, policy) == ()
    found = brought(given, opens, policy)
    assert found[-1] == ChangeSettled(on=opens, by=PETRA, terms=LONGER)


def test_a_policy_that_changes_its_time_lets_an_offer_have_that_of_its_day() -> None:
    policy = clocked(
        """
        extension = [
            { answer_within = "14 days", on_silence = "deemed_refused" },
            { answer_within = "7 days", on_silence = "deemed_accepted", since = 2027-07-06 },
        ]
        """
    )
    before = brought(asked_for(LONGER, policy), SILENT_CHANGE, policy)
    assert before == (ChangeDropped(on=SILENT_CHANGE, by=None, kind=DropKind.DEEMED_REFUSED),)
    later = OpenChange(by=SAM, on=date(2027, 7, 6), subject=LONGER)
    offered = under(policy, later, after=working(policy))
    day = date(2027, 7, 14)
    assert brought(offered, day - ONE_DAY, policy) == ()
    assert brought(offered, day, policy)[-1] == ChangeSettled(on=day, by=PETRA, terms=LONGER)


# a long stay

STAYS = read_policy(
    """
    name = "stays"
    extends = "house"
    source = "handbook"
    automatic_end = false
    conversion.route = "lapse_of_time"
    conversion.after = "6 months"
    [sources.handbook]
    title = "Handbook"
    """
)
"""Who stays on past the last day, after half a year, stays for good."""


def six_months_from(first_day: date, last_day: date) -> Placement:
    """Return a placement under way from *first_day* to *last_day*."""
    return working(STAYS, altered(TERMS, period=Period(first_day, last_day)))


@pytest.mark.parametrize(
    ("first_day", "last_day", "stays_on"),
    [
        pytest.param(FIRST_DAY, LAST_DAY, date(2027, 9, 2), id="after the return was due"),
        pytest.param(FIRST_DAY, date(2027, 9, 3), date(2027, 9, 7), id="on a working day"),
        pytest.param(FIRST_DAY, date(2027, 5, 31), date(2027, 9, 1), id="after the half year"),
        pytest.param(FIRST_DAY, date(2028, 2, 29), date(2028, 3, 2), id="long after it"),
    ],
)
def test_whoever_stays_on_for_long_enough_stays_for_good(
    first_day: date, last_day: date, stays_on: date
) -> None:
    given = six_months_from(first_day, last_day)
    assert brought(given, stays_on - ONE_DAY, STAYS) == ()
    assert brought(given, stays_on, STAYS) == (Converted(on=stays_on, by=None),)
    assert brought(given, FAR, STAYS) == (Converted(on=stays_on, by=None),)


def test_whoever_says_in_time_that_it_is_over_goes_home() -> None:
    given = six_months_from(FIRST_DAY, LAST_DAY)
    ended = under(STAYS, Complete(by=HANA, on=date(2027, 9, 1)), after=given)
    assert ended.status is Status.COMPLETED
    assert brought(ended, FAR, STAYS) == ()


@pytest.mark.parametrize("route", list(ConversionRoute))
def test_where_the_terms_say_how_to_stay_time_does_not_turn_it_into_staying(
    route: ConversionRoute,
) -> None:
    given = working(STAYS, altered(TERMS, conversion_route=route))
    assert brought(given, FAR, STAYS) == ()


def test_where_it_is_fixed_how_it_ends_time_does_not_turn_it_into_staying() -> None:
    home = Ending(EndKind.RETURN, LAST_DAY)
    offered = OpenChange(by=SAM, on=JULY, subject=home)
    given = under(
        STAYS,
        offered,
        *consents(JULY, (HANA, OTTO, PETRA)),
        after=six_months_from(FIRST_DAY, LAST_DAY),
    )
    assert given.status is Status.HANDOVER
    assert brought(given, FAR, STAYS) == ()


def test_an_offer_on_the_table_is_answered_before_a_stay_is_for_good() -> None:
    offered = OpenChange(by=SAM, on=date(2027, 8, 30), subject=LONGER)
    given = under(STAYS, offered, after=six_months_from(FIRST_DAY, LAST_DAY))
    assert brought(given, FAR, STAYS) == (
        ChangeDropped(on=date(2027, 9, 1), by=None, kind=DropKind.LAPSED),
        Converted(on=date(2027, 9, 2), by=None),
    )


BIRKBECK = load_policy("uk-birkbeck")
DEAN = "dean"
"""The authority."""
AT_BIRKBECK = Terms(
    period=Period(date(2026, 9, 1), date(2027, 8, 31)),
    kind="internal",
    goals=(Goal("G1", "A new timetable", measure=Milestone("in use")),),
)


def at_birkbeck() -> Placement:
    """Return the placement of a year at Birkbeck, under way."""
    met = ServiceRecord(
        released_on=date(2026, 6, 1),
        criteria=[_met(code) for code in _wanted(BIRKBECK)],
    )
    propose = Propose(
        by=HANA,
        on=date(2026, 7, 1),
        parties=altered(PARTIES, authority=DEAN),
        terms=AT_BIRKBECK,
        service=met,
    )
    agreed = under(BIRKBECK, propose, *consents(date(2026, 7, 8), (SAM, OTTO, PETRA)))
    wanted = [
        duty
        for duty in agenda(agreed, BIRKBECK, date(2026, 7, 8))
        if duty.by_record and duty.code == "document"
    ]
    done = (
        MakeRecord(
            by=duty.owed_by[0],
            on=date(2026, 8, 3),
            record=Fulfilment(by=duty.owed_by[0], on=date(2026, 8, 3), duty=duty.key),
        )
        for duty in wanted
    )
    return under(BIRKBECK, *done, Advance(on=date(2026, 9, 1)), after=agreed)


def _wanted(policy: Policy) -> Iterable[str]:
    criteria = policy.eligibility.criteria
    return () if criteria is None else sorted(criteria.value)


def _met(code: str) -> Criterion:
    return Criterion(code, True)


def test_at_birkbeck_whoever_stays_on_after_a_year_keeps_the_host_role() -> None:
    given = at_birkbeck()
    assert given.status is Status.UNDERWAY
    assert brought(given, date(2027, 9, 1), BIRKBECK) == ()
    assert brought(given, date(2027, 9, 2), BIRKBECK) == (Converted(on=date(2027, 9, 2), by=None),)


def test_at_birkbeck_whoever_ends_it_on_the_day_goes_home_on_the_next_working_day() -> None:
    (ended,) = decide(at_birkbeck(), Complete(by=SAM, on=date(2027, 9, 1)), BIRKBECK)
    assert ended == Completed(on=date(2027, 9, 1), by=SAM, returns_on=date(2027, 9, 1))


# lives


@frozen
class Life:
    """A placement as it was lived, with time before every command.

    Attributes:
        policy: What the commands were judged by.
        commands: Those that were carried out, in order, those that time brought among them.
        placements: What was known after each of them.
        events: What they brought, but for the proposal.
    """

    policy: Policy
    commands: tuple[Command, ...]
    placements: tuple[Placement, ...]
    events: tuple[Event, ...]

    @property
    def placement(self) -> Placement:
        """What is known in the end."""
        return self.placements[-1]


FIRST_DAYS: Final = (FIRST_DAY, date(2027, 1, 31), date(2027, 1, 12), date(2027, 4, 30))
LENGTHS: Final = (*(Length(months=each) for each in (6, 1, 3, 12, 13, 24)), Length(days=40))
PAUSES: Final = (0, 0, 0, 1, 1, 7, 8, 14, 15, 28, 30, 61)
PEOPLE: Final = (SAM, HANA, OTTO, PETRA, MIRA)
WORDS: Final = Scale(Decimal(1), Decimal(5))

Move = Callable[[DrawFn, Placement, Policy, date], Command | Sequence[Command] | None]


def _pick(draw: DrawFn, pool: Sequence[object]) -> int:
    return draw(st.integers(0, len(pool) - 1))


def _consent(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    asked = standing(placement, policy, on).missing
    return Consent(by=asked[_pick(draw, asked)].person, on=on) if asked else None


def _consents(
    draw: DrawFn, placement: Placement, policy: Policy, on: date
) -> Sequence[Command] | None:
    asked = dict.fromkeys(seat.person for seat in standing(placement, policy, on).missing)
    first = [HANA, OTTO, SAM]  # as some rules want it
    return consents(on, sorted(asked, key=lambda each: (each not in first, each)))


def _offer(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    held, offer = placement.terms, placement.offer
    if held is None and offer is not None and isinstance(offer.subject, Terms):
        held = offer.subject
    if held is None:
        return None
    subject = _subject(draw, placement, held, on)
    kind = OpenChange if placement.thread is None else Counter
    expires_on = draw(st.sampled_from((None, None, None, on + 3 * ONE_DAY)))
    return kind(by=PEOPLE[_pick(draw, PEOPLE)], on=on, subject=subject, expires_on=expires_on)


def _subject(draw: DrawFn, placement: Placement, held: Terms, on: date) -> Terms | Ending:
    period, shift = held.period, draw(st.sampled_from((31, 61, -31, 184, -7, 1)))
    last_day = max(period.last_day + shift * ONE_DAY, period.first_day, on)
    started = placement.started_on is not None
    what = draw(st.integers(0, 6 if started else 3))
    bare = altered(held, decision_day=None, trial=None)
    if what == 1:
        return altered(held, host_share=draw(st.sampled_from((Decimal("0.5"), Decimal("0.6")))))
    if what == 2 and not started:
        first_day = max(on, period.first_day + shift * ONE_DAY)
        return altered(bare, period=Period(first_day, max(first_day, last_day)))
    if what == 4:
        return Ending(EndKind.EARLY_END, min(last_day, period.last_day - ONE_DAY))
    if what == 5:
        return Ending(draw(st.sampled_from((EndKind.CONVERSION, EndKind.RETURN))), period.last_day)
    return altered(bare, period=Period(period.first_day, last_day))


def _refuse(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    by = PEOPLE[_pick(draw, PEOPLE)]
    if placement.terms is None:
        return Decline(by=by, on=on, reason="no_budget")
    return DropChange(by=by, on=on, reason="no_budget")


def _end(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    last_day = placement.last_day
    if last_day is None:
        return None
    match draw(st.integers(0, 8)):
        case 5 | 6 | 7 | 8:
            return GiveNotice(
                by=HANA, on=on, kind=NoticeKind.RECALL, last_day=on + 28 * ONE_DAY, reason="need"
            )
        case 1:
            return GiveNotice(by=SAM, on=on, kind=NoticeKind.RESIGNATION, last_day=on)
        case 2:
            return Leave(by=HANA, on=on)
        case 3:
            return EndEarly(by=HANA, on=on)
        case 4:
            return Convert(by=HANA, on=on)
        case _:
            return Complete(by=HANA, on=on)


def _start(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    return Start(by=OTTO, on=on)


def _record(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    number = f"R{placement.position}"
    by = draw(st.sampled_from((HANA, OTTO, SAM, PETRA)))
    match draw(st.integers(0, 8)):
        case 0 if by != SAM:
            kind = draw(st.sampled_from(list(ReviewKind)))
            review = Review(
                id=number, by=by, about=SAM, on=on, kind=kind, round=number, scale=WORDS, words="so"
            )
            return MakeRecord(by=by, on=on, record=review)
        case 1:
            day = on + draw(st.sampled_from((0, 14, 60))) * ONE_DAY
            change = HomeChange(id=number, on=on, effective_on=day, what="restructured")
            return MakeRecord(by=HANA, on=on, record=change)
        case 2:
            after = draw(st.sampled_from((Length(days=30), Length(days=90), Length(months=6))))
            return MakeRecord(by=HANA, on=on, record=FollowUp(on=on, after=after, is_employed=True))
        case 3 | 4:
            open_ones = [
                duty
                for duty in agenda(placement, policy, on)
                if duty.by_record and duty.done_on is None
            ]
            if not open_ones:
                return None
            duty = open_ones[_pick(draw, open_ones)]
            return MakeRecord(by=by, on=on, record=Fulfilment(by=by, on=on, duty=duty.key))
        case 5 if by != SAM:
            request = Request(id=number, by=SAM, to=by, about=SAM, on=on, answer_by=on)
            return MakeRecord(by=SAM, on=on, record=request)
        case 6:
            rule = draw(st.sampled_from(("max_length", "extension.max_length")))
            return MakeRecord(
                by=PETRA, on=on, record=Waiver(by=PETRA, on=on, rule=rule, reason="need")
            )
        case 7:
            role = draw(st.sampled_from((Role.HOME_MANAGER, Role.HOST_MANAGER)))
            side = placement.parties.home if role is Role.HOME_MANAGER else placement.parties.host
            to = draw(st.sampled_from(("nora", "noel", side.manager)))
            return Reassign(by=PETRA, on=on, role=role, outgoing=side.manager, incoming=to)
        case _:
            return MakeRecord(by=by, on=on, record=CheckIn(by=by, on=on))


def _void(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    return Void(by=PETRA, on=on, position=placement.latest, reason="mistake")


def _withdraw(draw: DrawFn, placement: Placement, policy: Policy, on: date) -> Command | None:
    return Withdraw(by=HANA, on=on)


PROPOSED: Final[tuple[Move, ...]] = (
    *(_consents,) * 20,
    *(_consent,) * 4,
    *(_offer,) * 3,
    _record,
    _refuse,
    _withdraw,
)
ASKED: Final[tuple[Move, ...]] = (
    *(_consents,) * 6,
    *(_consent,) * 4,
    *(_offer,) * 2,
    *(_record,) * 2,
    _refuse,
    _end,
    _void,
)
AGREED: Final[tuple[Move, ...]] = (
    *(_start,) * 8,
    *(_offer,) * 3,
    *(_record,) * 3,
    _withdraw,
    _end,
    _void,
)
AT_WORK: Final[tuple[Move, ...]] = (*(_offer,) * 10, *(_record,) * 8, *(_end,) * 2, _void)
ENDED: Final[tuple[Move, ...]] = (*(_record,) * 8, _void)


def _moves(placement: Placement) -> tuple[Move, ...]:
    """Return the moves that go on from *placement*, those that go on well more than once."""
    if not placement.is_open:
        return ENDED
    if placement.thread is not None:
        return PROPOSED if placement.terms is None else ASKED
    return AGREED if placement.started_on is None else AT_WORK


def _days_on(draw: DrawFn, placement: Placement, on: date) -> date:
    """Draw the day of the next command, often the first day or the day after the last."""
    terms, last_day = placement.terms, placement.last_day
    if placement.terms is None:
        return on + draw(st.sampled_from((0, 0, 0, 1, 7, 11))) * ONE_DAY
    if terms is not None and placement.started_on is None and placement.thread is None:
        return max(on, terms.period.first_day - draw(st.sampled_from((0, 0, 0, 1, 20))) * ONE_DAY)
    if last_day is not None and placement.is_open and draw(st.integers(0, 5)) == 5:
        return max(on, last_day + ONE_DAY)
    return on + draw(st.sampled_from(PAUSES)) * ONE_DAY


@st.composite
def terms_of_a_life(draw: DrawFn) -> Terms:
    """Draw terms that most rules allow, with as much agreed as there may be."""
    first_day = FIRST_DAYS[_pick(draw, FIRST_DAYS)]
    period = Period.of(first_day, LENGTHS[_pick(draw, LENGTHS)])
    return Terms(
        period=period,
        host_share=Decimal("0.8"),
        kind=draw(st.sampled_from(("internal", "external"))),
        check_in_every=draw(st.sampled_from((None, Length(months=1), Length(weeks=6)))),
        trial=draw(st.sampled_from((None, Length(days=20)))),
        decision_day=draw(st.sampled_from((None, period.last_day))),
        conversion_route=draw(st.sampled_from((None, None, None, *ConversionRoute))),
    )


def lives(policy: Policy) -> SearchStrategy[Life]:
    """Return a strategy for lives under *policy*; whatever is refused is left out."""
    return _lives(lambda: policy)  # a policy is long to print


@st.composite
def _lives(draw: DrawFn, rules: Callable[[], Policy]) -> Life:
    policy = rules()
    parties = draw(st.sampled_from((PARTIES, MORE_PARTIES)))
    known = ServiceRecord(
        contract_ends_on=draw(st.sampled_from((None, date(2027, 6, 30)))),
        employed_since=date(2020, 1, 1),
    )
    propose = Propose(
        by=HANA, on=PROPOSED_ON, parties=parties, terms=draw(terms_of_a_life()), service=known
    )
    on = PROPOSED_ON
    commands: list[Command] = [propose]
    placements = [under(policy, propose)]
    facts: list[Event] = []
    for _ in range(draw(st.sampled_from((*range(4, 17), 0, 1, 2, 3)))):
        on = _days_on(draw, placements[-1], on)
        advance = Advance(on=on)
        events = decide(placements[-1], advance, policy)
        if events:
            commands.append(advance)
            placements.append(reduce(evolve, events, placements[-1]))
            facts += events
        moves = _moves(placements[-1])
        moved = moves[_pick(draw, moves)](draw, placements[-1], policy, on) or ()
        for command in moved if isinstance(moved, Sequence) else (moved,):
            try:
                events = decide(placements[-1], command, policy)
            except Refused:
                continue
            commands.append(command)
            placements.append(reduce(evolve, events, placements[-1]))
            facts += events
    return Life(policy, tuple(commands), tuple(placements), tuple(facts))


BY_HAND_CLOCKED = altered(
    ACCEPTED,
    name="by hand",
    automatic_start=altered(ACCEPTED.automatic_start, value=False),
    automatic_end=altered(ACCEPTED.automatic_end, value=False),
)
TIMED = (HOUSE, REFUSED, ACCEPTED, ESCALATED, BOTH, WAIVABLE, STAYS, BY_HAND_CLOCKED)


def any_life(policies: Iterable[Policy]) -> SearchStrategy[Life]:
    """Return a strategy for lives under any of *policies*."""
    return st.sampled_from(tuple(policies)).flatmap(lives)


def advanced(placement: Placement, days: Iterable[date], policy: Policy) -> tuple[Event, ...]:
    """Return what time brings when it is asked on each of *days*."""
    found: list[Event] = []
    for day in days:
        events = decide(placement, Advance(on=day), policy)
        found += events
        placement = reduce(evolve, events, placement)
    return tuple(found)


@settings(max_examples=80)
@given(any_life(TIMED), st.lists(st.integers(1, 450), max_size=6))
def test_time_brings_the_same_day_by_day_in_jumps_and_at_once(
    life: Life, jumps: Sequence[int]
) -> None:
    placement, policy = life.placement, life.policy
    today = placement.moved_on
    last = today + 450 * ONE_DAY
    at_once = advanced(placement, (last,), policy)
    assert advanced(placement, (today + each * ONE_DAY for each in range(451)), policy) == at_once
    stops = sorted(today + each * ONE_DAY for each in jumps)
    assert advanced(placement, (*stops, *stops, last), policy) == at_once


@settings(max_examples=60)
@given(any_life(TIMED))
def test_a_life_is_the_same_with_time_every_day_and_only_before_each_command(life: Life) -> None:
    daily: Placement | None = None
    day = PROPOSED_ON
    for command, wanted in zip(life.commands, life.placements, strict=True):
        while daily is not None and day < command.on:
            day += ONE_DAY
            daily = reduce(evolve, decide(daily, Advance(on=day), life.policy), daily)
        daily = reduce(evolve, decide(daily, command, life.policy), daily)
        assert daily == wanted


@settings(max_examples=60)
@given(any_life(TIMED), st.integers(0, 800))
def test_asked_twice_time_brings_nothing_more_and_its_facts_are_in_order(
    life: Life, days: int
) -> None:
    placement = life.placement
    day = placement.moved_on + days * ONE_DAY
    events = decide(placement, Advance(on=day), life.policy)
    assert all(placement.moved_on <= each.on <= day for each in events)
    assert [each.on for each in events] == sorted(each.on for each in events)
    after = reduce(evolve, events, placement)
    assert decide(after, Advance(on=day), life.policy) == ()
    assert decide(after, Advance(on=PROPOSED_ON), life.policy) == ()


@settings(max_examples=60)
@given(any_life(TIMED))
def test_in_the_end_only_what_waits_for_people_is_left_open(life: Life) -> None:
    """Whatever time can decide, it decides; what is left works on past its last day."""
    events = decide(life.placement, Advance(on=FAR), life.policy)
    after = reduce(evolve, events, life.placement)
    assert after.thread is None
    if after.is_open:
        assert not life.policy.automatic_end.value
        assert after.started_on is not None
        assert standing(after, life.policy, FAR).is_overrunning


def test_the_lives_reach_what_the_properties_are_about() -> None:
    statuses: set[Status] = set()
    facts: set[type] = set()

    @settings(max_examples=400)
    @given(any_life(TIMED))
    def look(life: Life) -> None:
        later = decide(life.placement, Advance(on=FAR), life.policy)
        statuses.update(each.status for each in life.placements)
        statuses.add(reduce(evolve, later, life.placement).status)
        for each in (*life.events, *later):
            if each.by is None or getattr(each, "deemed", False):
                facts.add(type(each))

    look()
    rare = {Status.REVISING, Status.RECONSIDERING, Status.ENDED_EARLY, Status.CONVERTED}
    assert statuses >= frozenset(Status) - rare
    assert facts >= {ChangeDropped, Completed, Consented, Lapsed, Started}


def test_silence_agrees_to_nothing_that_is_too_much_for_the_secondee() -> None:
    """A consent would be refused as an overload; silence does no more than a consent."""
    policy = clocked('beginning = { answer_within = "10 days", on_silence = "deemed_accepted" }')
    given = under(policy, PROPOSE)
    beside = ServiceRecord(placements=[Spell(period=TERMS.period, host_share=Decimal("0.5"))])
    late = decide(given, Advance(on=SILENT_PROPOSAL), policy, beside)
    assert late == deemed(1, SILENT_PROPOSAL, SAM, OTTO, PETRA)
    free = decide(given, Advance(on=SILENT_PROPOSAL), policy)
    assert free[-1] == Agreed(on=SILENT_PROPOSAL, by=PETRA, terms=TERMS)
