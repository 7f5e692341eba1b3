"""Offers, counter-offers and consents, about terms and about endings, wherever it stands."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve as altered

from secondment import (
    Agreed,
    Agreement,
    ChangeDropped,
    ChangeKind,
    ChangeOpened,
    ChangeSettled,
    Closing,
    Command,
    Consent,
    Consented,
    ConversionRoute,
    CostSplit,
    Counter,
    Cover,
    Decline,
    DropChange,
    DropKind,
    EarlyEndMode,
    End,
    Ending,
    EndKind,
    Gate,
    GiveNotice,
    Length,
    NoticeKind,
    Occasion,
    Offer,
    OpenChange,
    Period,
    Placement,
    Policy,
    Propose,
    Reassign,
    ReturnRight,
    Role,
    Say,
    Seat,
    Side,
    Stakeholder,
    Status,
    Terms,
    Void,
    Withdraw,
    Work,
    decide,
    standing,
    why_not,
)
from secondment.clauses import Matter
from secondment.goals import Goal
from secondment.negotiation import Subject, Table, ahead_of, matters, missing, needed
from secondment.scope import Baseline, ScopeItem
from tests.cast import (
    AGREED_ON,
    BY_HAND,
    CARL,
    FIRST_DAY,
    HANA,
    HOUSE,
    INFORMAL,
    INGA,
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
    changing,
    consents,
    handing_over,
    lived,
    proposed,
    proposed_to_more,
    reconsidering,
    revising,
    scheduled,
    underway,
)

THREE_DAYS = altered(TERMS, host_share=Decimal("0.6"))
LATER = altered(TERMS, period=Period(FIRST_DAY, date(2027, 9, 30)))
JULY = date(2027, 7, 5)
EARLY_END = Ending(EndKind.EARLY_END, date(2027, 7, 16), reason="reorganisation")


def countered() -> Placement:
    """Return a proposal that Otto has countered with offer 2, after Sam had consented to 1."""
    return lived(
        Consent(by=SAM, on=date(2027, 1, 12)),
        Counter(by=OTTO, on=date(2027, 1, 13), subject=THREE_DAYS),
        after=proposed(),
    )


def facts(placement: Placement | None, command: Command, policy: Policy = HOUSE) -> list[str]:
    """Return the names of the facts that *command* brings."""
    return [type(event).__name__ for event in decide(placement, command, policy)]


def objections(placement: Placement, command: Command) -> list[str]:
    """Return the codes of the house's objections to *command*."""
    return [each.code for each in why_not(placement, command, HOUSE)]


def waits_for(placement: Placement, policy: Policy = HOUSE) -> list[str]:
    """Return whose consent to the offer on the table is missing, and in which role."""
    return [str(seat) for seat in standing(placement, policy, placement.moved_on).missing]


def settled(placement: Placement) -> Placement:
    """Return the placement once everybody whose consent is missing has given it."""
    thread = placement.thread
    assert thread is not None
    people = dict.fromkeys(seat.person for seat in missing(thread, placement.table, HOUSE))
    return lived(*consents(placement.moved_on, people), after=placement)


# one offer


def test_whoever_makes_an_offer_has_consented_to_it() -> None:
    assert waits_for(proposed()) == [
        "sam (secondee)",
        "otto (host manager)",
        "petra (programme office)",
    ]


def test_a_consent_counts_while_others_are_missing() -> None:
    consent = Consent(by=OTTO, on=AGREED_ON)
    assert decide(proposed(), consent, HOUSE) == (Consented(on=AGREED_ON, by=OTTO, number=1),)
    assert waits_for(lived(consent, after=proposed())) == [
        "sam (secondee)",
        "petra (programme office)",
    ]


def test_the_last_consent_needed_settles_the_offer() -> None:
    nearly = lived(*consents(AGREED_ON, (SAM, OTTO)), after=proposed())
    assert decide(nearly, Consent(by=PETRA, on=AGREED_ON), HOUSE) == (
        Consented(on=AGREED_ON, by=PETRA, number=1),
        Agreed(on=AGREED_ON, by=PETRA, terms=TERMS),
    )


@pytest.mark.parametrize("order", [(SAM, OTTO, PETRA), (PETRA, OTTO, SAM), (OTTO, PETRA, SAM)])
def test_consents_may_come_in_any_order(order: tuple[str, ...]) -> None:
    assert lived(*consents(AGREED_ON, order), after=proposed()) == scheduled_with(TERMS, 1, 5)


def scheduled_with(terms: Terms, offers: int, position: int) -> Placement:
    """Return an agreement on *terms*, of a placement with so many offers and facts."""
    return Placement(
        parties=PARTIES,
        state=Agreement(terms),
        proposed_on=PROPOSED_ON,
        moved_on=AGREED_ON,
        offers=offers,
        position=position,
        latest=position - 1,
        baseline=Baseline(on=AGREED_ON, items=terms.scope),
    )


# counter-offers


def test_a_counter_offer_takes_the_place_of_the_offer() -> None:
    thread = countered().thread
    assert thread is not None
    assert [(each.number, each.author, each.subject) for each in thread.offers] == [
        (1, HANA, TERMS),
        (2, OTTO, THREE_DAYS),
    ]
    assert thread.offer is thread.offers[1]


def test_consents_do_not_pass_on_to_a_counter_offer() -> None:
    assert waits_for(countered()) == [
        "sam (secondee)",
        "hana (home manager)",
        "petra (programme office)",
    ]


def test_a_consent_to_a_replaced_offer_is_refused() -> None:
    assert objections(countered(), Consent(by=SAM, on=AGREED_ON, offer=1)) == ["stale_offer"]


def test_what_holds_in_the_end_is_the_last_offer() -> None:
    after = lived(*consents(AGREED_ON, (SAM, HANA, PETRA), offer=2), after=countered())
    assert after == scheduled_with(THREE_DAYS, 2, 7)


def test_somebody_may_improve_on_their_own_offer() -> None:
    after = lived(Counter(by=HANA, on=AGREED_ON, subject=THREE_DAYS), after=proposed())
    assert waits_for(after) == ["sam (secondee)", "otto (host manager)", "petra (programme office)"]


def test_an_earlier_offer_can_be_made_again_as_a_new_one() -> None:
    after = lived(Counter(by=SAM, on=AGREED_ON, subject=TERMS), after=countered())
    assert after.offer == Offer(
        number=3, author=SAM, made_on=AGREED_ON, expires_on=date(2027, 2, 12), subject=TERMS
    )


# more parties


def test_a_stakeholder_who_must_consent_is_waited_for_and_the_others_are_not() -> None:
    assert waits_for(proposed_to_more()) == [
        "sam (secondee)",
        "otto (host manager)",
        "petra (programme office)",
        "mira (stakeholder)",
    ]


def test_nothing_is_agreed_before_the_stakeholder_has_consented() -> None:
    nearly = lived(*consents(AGREED_ON, (SAM, OTTO, PETRA)), after=proposed_to_more())
    assert nearly.status is Status.PROPOSED
    assert facts(nearly, Consent(by=MIRA, on=AGREED_ON)) == ["Consented", "Agreed"]


def test_every_stakeholder_who_must_consent_is_waited_for() -> None:
    four = tuple(Stakeholder(each, Say.MUST_CONSENT) for each in ("ada", "bo", "cy", "di"))
    placement = lived(altered(PROPOSE, parties=altered(PARTIES, stakeholders=four)))
    others = lived(*consents(AGREED_ON, (SAM, OTTO, PETRA, "cy", "ada")), after=placement)
    assert waits_for(others) == ["bo (stakeholder)", "di (stakeholder)"]


@pytest.mark.parametrize("person", [CARL, INGA])
@pytest.mark.parametrize("verb", [Consent, Decline])
def test_a_stakeholder_who_is_only_kept_posted_has_no_vote(
    verb: type[Consent | Decline], person: str
) -> None:
    assert objections(proposed_to_more(), verb(by=person, on=AGREED_ON)) == ["no_say"]


def test_a_stakeholder_who_must_consent_may_decline() -> None:
    after = lived(Decline(by=MIRA, on=AGREED_ON), after=proposed_to_more())
    assert after.status is Status.DECLINED


def test_whoever_comes_first_under_any_rule_is_waited_for() -> None:
    """An offer of two kinds falls under two rules, each with an order of its own."""
    secondee, home, host = (
        Seat(Role.SECONDEE, SAM),
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, OTTO),
    )
    rules = [
        altered(HOUSE.consent_rule(kind), order=(frozenset({first}), frozenset({Role.SECONDEE})))
        for kind, first in [
            (ChangeKind.PLACE, Role.HOME_MANAGER),
            (ChangeKind.TEAM, Role.HOST_MANAGER),
        ]
    ]
    assert ahead_of([secondee], [home, host], rules) == (home, host)
    assert ahead_of([secondee], [home, host], rules[:1]) == (home,)


def test_one_person_in_two_roles_consents_for_both() -> None:
    both = altered(PARTIES, programme_office=OTTO)
    placement = lived(altered(PROPOSE, parties=both))
    assert waits_for(placement) == [
        "sam (secondee)",
        "otto (host manager)",
        "otto (programme office)",
    ]
    assert waits_for(lived(Consent(by=OTTO, on=AGREED_ON), after=placement)) == ["sam (secondee)"]


def test_one_person_who_speaks_for_both_sides_consents_for_both_by_offering() -> None:
    both = altered(PARTIES, host=Side(unit="payments", manager=HANA))
    assert waits_for(lived(altered(PROPOSE, parties=both))) == [
        "sam (secondee)",
        "petra (programme office)",
    ]


def test_between_three_people_nobody_else_is_waited_for() -> None:
    placement = lived(PROPOSE, policy=INFORMAL)
    assert waits_for(placement, INFORMAL) == ["sam (secondee)", "otto (host manager)"]


# replaced managers


def handing_home_to(person: str, *, outgoing: str = HANA) -> Reassign:
    """Return Petra's appointment of *person* as home manager."""
    return Reassign(
        by=PETRA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=outgoing, incoming=person
    )


def test_the_consent_of_a_replaced_manager_is_dropped_and_the_new_one_is_asked() -> None:
    after = lived(Consent(by=SAM, on=AGREED_ON), handing_home_to("ida"), after=proposed())
    assert waits_for(after) == [
        "ida (home manager)",
        "otto (host manager)",
        "petra (programme office)",
    ]


def test_a_replaced_manager_has_no_say_any_more() -> None:
    after = lived(handing_home_to("ida"), after=proposed())
    assert objections(after, Consent(by=HANA, on=AGREED_ON)) == ["not_a_party"]


def test_the_new_manager_settles_what_the_replaced_one_had_offered() -> None:
    after = lived(
        handing_home_to("ida"), *consents(AGREED_ON, (SAM, OTTO, PETRA)), after=proposed()
    )
    assert facts(after, Consent(by="ida", on=AGREED_ON)) == ["Consented", "Agreed"]


def test_the_new_manager_declines_what_the_replaced_one_had_offered() -> None:
    after = lived(handing_home_to("ida"), after=proposed())
    assert facts(after, Decline(by="ida", on=AGREED_ON)) == ["Declined"]
    assert objections(after, Withdraw(by="ida", on=AGREED_ON)) == ["not_your_offer"]


def test_a_manager_who_gets_the_role_back_is_asked_again() -> None:
    after = lived(
        handing_home_to("ida"),
        Consent(by="ida", on=AGREED_ON),
        handing_home_to(HANA, outgoing="ida"),
        after=proposed(),
    )
    assert waits_for(after) == [
        "sam (secondee)",
        "hana (home manager)",
        "otto (host manager)",
        "petra (programme office)",
    ]


def test_a_consent_given_in_another_role_does_not_count_for_the_new_one() -> None:
    handed_over = Reassign(
        by=HANA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=HANA, incoming=OTTO
    )
    placement = lived(Consent(by=OTTO, on=AGREED_ON), handed_over, after=proposed())
    assert waits_for(placement) == [
        "sam (secondee)",
        "otto (home manager)",
        "petra (programme office)",
    ]
    assert facts(placement, Consent(by=OTTO, on=AGREED_ON)) == ["Consented"]


def test_a_consent_in_a_role_that_is_kept_still_counts() -> None:
    both = altered(PARTIES, programme_office=HANA)
    handed_over = Reassign(
        by=HANA, on=AGREED_ON, role=Role.HOME_MANAGER, outgoing=HANA, incoming="ida"
    )
    after = lived(altered(PROPOSE, parties=both), handed_over)
    assert waits_for(after) == [
        "sam (secondee)",
        "ida (home manager)",
        "otto (host manager)",
    ]


@pytest.mark.parametrize("given", [revising, changing, reconsidering])
def test_an_offer_stays_on_the_table_when_its_author_is_replaced(
    given: Callable[[], Placement],
) -> None:
    before = lived(Counter(by=OTTO, on=given().moved_on, subject=LATER), after=given())
    passed_on = Reassign(
        by=PETRA, on=before.moved_on, role=Role.HOST_MANAGER, outgoing=OTTO, incoming="ida"
    )
    after = lived(passed_on, after=before)
    assert after.offer == before.offer
    assert waits_for(after) == [
        "sam (secondee)",
        "hana (home manager)",
        "ida (host manager)",
        "petra (programme office)",
    ]


# how long an offer stands


def change(subject: Subject, on: date = JULY) -> OpenChange:
    """Return Hana's wish for a change."""
    return OpenChange(by=HANA, on=on, subject=subject)


EXPIRIES: list[
    tuple[str, Callable[[], Placement | None], Propose | Counter | OpenChange, date, Policy]
] = [
    ("four weeks in the house", lambda: None, PROPOSE, date(2027, 2, 8), HOUSE),
    ("two weeks informally", lambda: None, PROPOSE, date(2027, 1, 25), INFORMAL),
    (
        "no longer than to the first day proposed",
        lambda: None,
        altered(PROPOSE, on=date(2027, 2, 10)),
        FIRST_DAY,
        HOUSE,
    ),
    (
        "a counter-offer as long again",
        proposed,
        Counter(by=OTTO, on=AGREED_ON, subject=THREE_DAYS),
        date(2027, 2, 12),
        HOUSE,
    ),
    (
        "no longer than to the first day countered with",
        proposed,
        Counter(
            by=OTTO,
            on=AGREED_ON,
            subject=altered(TERMS, period=Period(date(2027, 2, 1), LAST_DAY)),
        ),
        date(2027, 2, 1),
        HOUSE,
    ),
    (
        "no longer than to the day before an automatic start",
        scheduled,
        change(LATER, on=date(2027, 2, 15)),
        date(2027, 2, 28),
        HOUSE,
    ),
    (
        "to the first day where somebody starts it",
        scheduled,
        change(LATER, on=date(2027, 2, 15)),
        FIRST_DAY,
        BY_HAND,
    ),
    (
        "to a new first day where somebody starts it",
        scheduled,
        change(altered(TERMS, period=Period(date(2027, 3, 8), LAST_DAY)), on=date(2027, 2, 15)),
        date(2027, 3, 8),
        BY_HAND,
    ),
    ("a change as long again", underway, change(LATER), date(2027, 8, 2), HOUSE),
    (
        "no longer than to the last day in force",
        underway,
        change(LATER, on=date(2027, 8, 16)),
        LAST_DAY,
        HOUSE,
    ),
    (
        "no longer than to the last day offered",
        underway,
        change(altered(TERMS, period=Period(FIRST_DAY, date(2027, 7, 20)))),
        date(2027, 7, 20),
        HOUSE,
    ),
    (
        "no longer than to the last day of an ending offered",
        underway,
        change(EARLY_END),
        date(2027, 7, 16),
        HOUSE,
    ),
    (
        "no longer than to the last day of the ending in force",
        handing_over,
        change(TERMS, on=date(2027, 4, 5)),
        date(2027, 4, 30),
        HOUSE,
    ),
    (
        "as said in the proposal",
        lambda: None,
        altered(PROPOSE, expires_on=date(2027, 1, 18)),
        date(2027, 1, 18),
        HOUSE,
    ),
    (
        "as said in a change",
        underway,
        altered(change(LATER), expires_on=date(2027, 7, 9)),
        date(2027, 7, 9),
        HOUSE,
    ),
]


@pytest.mark.parametrize(
    ("given", "command", "expires_on", "policy"),
    [pytest.param(*row, id=name) for name, *row in EXPIRIES],
)
def test_an_offer_stands(
    given: Callable[[], Placement | None],
    command: Propose | Counter | OpenChange,
    expires_on: date,
    policy: Policy,
) -> None:
    offer = lived(command, after=given(), policy=policy).offer
    assert offer is not None
    assert (offer.made_on, offer.expires_on) == (command.on, expires_on)


def test_an_offer_can_be_consented_to_on_its_last_day_and_not_after() -> None:
    nearly = lived(*consents(AGREED_ON, (SAM, OTTO)), after=proposed())
    assert facts(nearly, Consent(by=PETRA, on=date(2027, 2, 8))) == ["Consented", "Agreed"]
    assert objections(nearly, Consent(by=PETRA, on=date(2027, 2, 9))) == ["offer_expired"]


# numbers


def test_offers_are_numbered_on_from_one_negotiation_to_the_next() -> None:
    after = lived(
        change(LATER),
        Counter(by=OTTO, on=JULY, subject=THREE_DAYS),
        DropChange(by=SAM, on=JULY),
        change(EARLY_END),
        after=underway(),
    )
    assert after.thread is not None
    assert [each.number for each in after.thread.offers] == [4]


def test_the_number_of_a_voided_offer_is_not_given_again() -> None:
    after = lived(
        Void(by=PETRA, on=AGREED_ON, position=3, reason="mistake"),
        Counter(by=OTTO, on=AGREED_ON, subject=LATER),
        after=countered(),
    )
    assert after.offer is not None
    assert after.offer.number == 3


def test_the_offer_that_was_countered_by_mistake_is_on_the_table_again_by_its_number() -> None:
    after = lived(Void(by=PETRA, on=AGREED_ON, position=3, reason="mistake"), after=countered())
    assert decide(after, Consent(by=OTTO, on=AGREED_ON, offer=1), HOUSE) == (
        Consented(on=AGREED_ON, by=OTTO, number=1),
    )
    assert [
        str(each) for each in why_not(after, Consent(by=OTTO, on=AGREED_ON, offer=2), HOUSE)
    ] == [
        "offer 2 is no longer on the table; offer 1 is "
        "(secondment: a consent counts for one offer only; would pass: offer 1)"
    ]
    assert objections(after, Consent(by=OTTO, on=AGREED_ON, offer=3)) == ["unknown_offer"]


# whose consent

EVERYBODY = "sam hana otto petra mira"
EVERYBODY_INFORMALLY = "sam hana otto mira"

CONSENTS: list[tuple[Matter, Terms, str, str]] = [
    # a change of terms, whose consent it needs in the house, and informally
    (ChangeKind.EXTENSION, LATER, EVERYBODY, EVERYBODY_INFORMALLY),
    (
        ChangeKind.SHORTENING,
        altered(TERMS, period=Period(FIRST_DAY, date(2027, 7, 30))),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (
        ChangeKind.RESCHEDULING,
        altered(TERMS, period=Period(date(2027, 3, 8), LAST_DAY)),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (ChangeKind.KIND, altered(TERMS, kind="loan"), EVERYBODY, EVERYBODY_INFORMALLY),
    (ChangeKind.PURPOSE, altered(TERMS, purpose="cover"), EVERYBODY, EVERYBODY_INFORMALLY),
    (ChangeKind.SHARE, THREE_DAYS, "sam hana otto", "sam hana otto"),
    (ChangeKind.TEAM, altered(TERMS, team="fraud"), "sam hana otto", "sam hana otto"),
    (ChangeKind.PLACE, altered(TERMS, place="york"), "sam hana otto", "sam hana otto"),
    (
        ChangeKind.SCOPE,
        altered(TERMS, scope=[ScopeItem("s-1", "the ledger", Decimal(20))]),
        "sam otto",
        "sam otto",
    ),
    (
        ChangeKind.GOALS,
        altered(TERMS, goals=[Goal("g-1", "close the books in a day")]),
        "sam otto",
        "sam otto",
    ),
    (
        ChangeKind.CHECK_INS,
        altered(TERMS, check_in_every=Length(weeks=2)),
        "sam otto",
        "sam otto",
    ),
    (ChangeKind.GATES, altered(TERMS, gates=[Gate.BUDDY]), "sam otto", "sam otto"),
    (ChangeKind.TRIAL, altered(TERMS, trial=Length(weeks=6)), "sam hana otto", "sam hana otto"),
    (
        ChangeKind.NOTICE,
        altered(TERMS, notice=Length(weeks=2)),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (
        ChangeKind.EARLY_END_MODE,
        altered(TERMS, early_end_mode=EarlyEndMode.MUTUAL),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (
        ChangeKind.RETURN_RIGHT,
        altered(TERMS, return_right=ReturnRight.SAME_POST),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (
        ChangeKind.CONVERSION_ROUTE,
        altered(TERMS, conversion_route=ConversionRoute.AUTOMATIC),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (
        ChangeKind.COST,
        altered(TERMS, cost=CostSplit(Decimal(1), "loan")),
        EVERYBODY,
        EVERYBODY_INFORMALLY,
    ),
    (ChangeKind.COVER, altered(TERMS, cover=Cover.BACKFILL), "hana", "hana"),
    (
        ChangeKind.DECISION_DAY,
        altered(TERMS, decision_day=date(2027, 7, 30)),
        "sam hana otto",
        "sam hana otto",
    ),
]


def asked(subject: Subject, table: Table) -> dict[str, str]:
    """Return whose consent *subject* needs, by policy."""
    return {
        policy.name: " ".join(seat.person for seat in needed(subject, table, policy))
        for policy in (HOUSE, INFORMAL)
    }


def test_whose_consent_is_written_down_for_every_kind_of_change() -> None:
    assert [kind for kind, *_ in CONSENTS] == list(ChangeKind)


@pytest.mark.parametrize(
    ("kind", "terms", "in_the_house", "informally"), CONSENTS, ids=[row[0] for row in CONSENTS]
)
def test_a_change_needs_the_consent_of_those_whom_it_concerns(
    kind: ChangeKind, terms: Terms, in_the_house: str, informally: str
) -> None:
    table = Table(MORE_PARTIES, TERMS, closing=False)
    assert matters(terms, table) == (kind,)
    assert asked(terms, table) == {"house": in_the_house, "informal": informally}


@pytest.mark.parametrize("kind", [EndKind.RETURN, EndKind.CONVERSION, EndKind.EARLY_END])
@pytest.mark.parametrize("closing", [False, True])
def test_an_ending_needs_the_consent_of_all(kind: EndKind, closing: bool) -> None:
    ending, table = Ending(kind, LAST_DAY), Table(MORE_PARTIES, TERMS, closing)
    assert matters(ending, table) == (kind,)
    assert asked(ending, table) == {"house": EVERYBODY, "informal": EVERYBODY_INFORMALLY}


def test_the_first_terms_need_the_consent_of_all() -> None:
    table = Table(MORE_PARTIES, None, closing=False)
    assert matters(TERMS, table) == (Occasion.BEGINNING,)
    assert asked(TERMS, table) == {"house": EVERYBODY, "informal": EVERYBODY_INFORMALLY}


def test_going_on_after_all_needs_the_consent_of_all_even_with_the_same_terms() -> None:
    table = Table(MORE_PARTIES, TERMS, closing=True)
    assert matters(TERMS, table) == (Occasion.RESUMPTION,)
    assert asked(TERMS, table) == {"house": EVERYBODY, "informal": EVERYBODY_INFORMALLY}


def test_going_on_with_other_terms_is_about_each_kind_of_change_as_well() -> None:
    table = Table(MORE_PARTIES, TERMS, closing=True)
    other = altered(LATER, cover=Cover.SHARED)
    assert matters(other, table) == (Occasion.RESUMPTION, ChangeKind.EXTENSION, ChangeKind.COVER)


def test_a_change_of_several_kinds_needs_everybody_whom_one_of_them_concerns() -> None:
    table = Table(MORE_PARTIES, TERMS, closing=False)
    both = altered(TERMS, cover=Cover.SHARED, check_in_every=Length(weeks=2))
    assert matters(both, table) == (ChangeKind.CHECK_INS, ChangeKind.COVER)
    assert asked(both, table) == {"house": "sam hana otto", "informal": "sam hana otto"}


def test_a_change_that_concerns_its_author_alone_is_settled_at_once() -> None:
    backfill = altered(TERMS, cover=Cover.BACKFILL)
    assert decide(underway(), change(backfill), HOUSE) == (
        ChangeOpened(on=JULY, by=HANA, number=2, subject=backfill, expires_on=date(2027, 8, 2)),
        ChangeSettled(on=JULY, by=HANA, terms=backfill),
    )


def test_a_counter_offer_that_concerns_its_author_alone_is_settled_at_once() -> None:
    counter = Counter(by=HANA, on=JULY, subject=altered(TERMS, cover=Cover.BACKFILL))
    assert facts(changing(), counter) == ["Countered", "ChangeSettled"]


def test_an_author_whom_a_change_does_not_concern_waits_for_the_others() -> None:
    after = lived(altered(change(THREE_DAYS), by=PETRA), after=underway())
    assert waits_for(after) == ["sam (secondee)", "hana (home manager)", "otto (host manager)"]


# settling, by where it stands

SETTLED: list[tuple[Callable[[], Placement], Subject, str, Status]] = [
    # from where, a counter-offer to what is on the table, what comes of it
    (proposed, LATER, "Agreed", Status.SCHEDULED),
    (revising, LATER, "ChangeSettled", Status.SCHEDULED),
    (changing, LATER, "ChangeSettled", Status.UNDERWAY),
    (changing, EARLY_END, "EndingAgreed", Status.HANDOVER),
    (reconsidering, LATER, "ClosingRevoked", Status.UNDERWAY),
    (
        reconsidering,
        Ending(EndKind.CONVERSION, date(2027, 4, 30)),
        "EndingAgreed",
        Status.HANDOVER,
    ),
]


@pytest.mark.parametrize(
    ("given", "subject", "fact", "status"),
    SETTLED,
    ids=[f"{row[0].__name__}, {type(row[1]).__name__}" for row in SETTLED],
)
def test_a_counter_offer_is_settled_by_the_last_consent(
    given: Callable[[], Placement], subject: Subject, fact: str, status: Status
) -> None:
    on = given().moved_on
    after = lived(
        Counter(by=OTTO, on=on, subject=subject), *consents(on, (SAM, HANA)), after=given()
    )
    assert facts(after, Consent(by=PETRA, on=on)) == ["Consented", fact]
    assert lived(Consent(by=PETRA, on=on), after=after).status is status


@pytest.mark.parametrize("given", [proposed, revising])
def test_before_the_start_no_ending_can_be_offered(given: Callable[[], Placement]) -> None:
    counter = Counter(by=SAM, on=given().moved_on, subject=EARLY_END)
    assert objections(given(), counter) == ["nothing_to_end"]


def test_the_old_terms_hold_until_a_change_is_settled() -> None:
    before, after = changing(), settled(changing())
    assert (before.terms, before.last_day) == (TERMS, LAST_DAY)
    assert (after.terms, after.last_day) == (LONGER, date(2027, 10, 31))
    assert (after.thread, after.started_on) == (None, FIRST_DAY)


def test_terms_reopened_before_the_start_hold_from_the_last_consent() -> None:
    before, after = revising(), settled(revising())
    assert (before.terms, after.terms) == (TERMS, LONGER)
    assert after.state == Agreement(LONGER)


def test_an_ending_agreed_fixes_the_last_day_and_leaves_the_terms() -> None:
    after = settled(lived(change(EARLY_END), after=underway()))
    assert after.state == Closing(TERMS, FIRST_DAY, EARLY_END, notice=None)
    assert after.last_day == date(2027, 7, 16)


def test_going_on_after_all_takes_the_notice_back() -> None:
    assert settled(reconsidering()).state == Work(TERMS, FIRST_DAY)


def test_going_on_after_all_may_be_for_longer() -> None:
    after = settled(lived(change(LONGER, on=date(2027, 4, 5)), after=handing_over()))
    assert after.state == Work(LONGER, FIRST_DAY)


def test_the_notice_holds_while_it_is_reconsidered() -> None:
    before = reconsidering()
    assert (before.ending, before.last_day) == (
        Ending(EndKind.EARLY_END, date(2027, 4, 30)),
        date(2027, 4, 30),
    )


def test_an_ending_agreed_takes_the_place_of_a_notice() -> None:
    later = Ending(EndKind.EARLY_END, date(2027, 5, 14))
    after = settled(lived(change(later, on=date(2027, 4, 5)), after=handing_over()))
    assert after.state == Closing(TERMS, FIRST_DAY, later, notice=None)


def test_notice_takes_the_change_from_the_table() -> None:
    recall = GiveNotice(by=HANA, on=JULY, kind=NoticeKind.RECALL, last_day=date(2027, 8, 2))
    after = lived(recall, after=changing())
    assert after.state == Closing(
        TERMS, FIRST_DAY, Ending(EndKind.EARLY_END, date(2027, 8, 2)), NoticeKind.RECALL
    )


# not settling


@pytest.mark.parametrize(
    ("given", "author", "status"),
    [
        (revising, OTTO, Status.SCHEDULED),
        (changing, SAM, Status.UNDERWAY),
        (reconsidering, OTTO, Status.HANDOVER),
    ],
)
@pytest.mark.parametrize("person", [SAM, HANA, OTTO, PETRA])
def test_a_change_is_withdrawn_by_its_author_and_declined_by_anybody_else(
    given: Callable[[], Placement], author: str, status: Status, person: str
) -> None:
    before = given()
    on = before.moved_on
    kind = DropKind.WITHDRAWN if person == author else DropKind.DECLINED
    drop = DropChange(by=person, on=on)
    assert decide(before, drop, HOUSE) == (ChangeDropped(on=on, by=person, kind=kind),)
    after = lived(drop, after=before)
    assert (after.status, after.terms, after.ending) == (status, before.terms, before.ending)
    assert after.thread is None


def test_after_a_counter_offer_the_first_author_declines_instead() -> None:
    after = lived(Counter(by=OTTO, on=JULY, subject=LATER), after=changing())
    assert decide(after, DropChange(by=SAM, on=JULY), HOUSE) == (
        ChangeDropped(on=JULY, by=SAM, kind=DropKind.DECLINED),
    )


def test_a_dropped_change_can_be_offered_again() -> None:
    after = lived(DropChange(by=OTTO, on=JULY), change(LONGER), after=changing())
    assert waits_for(after) == ["sam (secondee)", "otto (host manager)", "petra (programme office)"]


@pytest.mark.parametrize("person", [SAM, OTTO, PETRA])
def test_a_proposal_is_declined_by_anybody_but_its_author(person: str) -> None:
    after = lived(Decline(by=person, on=AGREED_ON), after=proposed())
    assert after.state == End(Status.DECLINED, AGREED_ON)


def test_a_proposal_is_withdrawn_by_its_author() -> None:
    after = lived(Withdraw(by=HANA, on=AGREED_ON), after=proposed())
    assert after.state == End(Status.WITHDRAWN, AGREED_ON)


def test_whoever_has_consented_may_still_decline() -> None:
    after = lived(Consent(by=SAM, on=AGREED_ON), after=proposed())
    assert facts(after, Decline(by=SAM, on=AGREED_ON)) == ["Declined"]


def test_after_a_counter_offer_the_proposer_declines_and_the_other_withdraws() -> None:
    assert objections(countered(), Withdraw(by=HANA, on=AGREED_ON)) == ["not_your_offer"]
    assert facts(countered(), Decline(by=HANA, on=AGREED_ON)) == ["Declined"]
    assert facts(countered(), Withdraw(by=OTTO, on=AGREED_ON)) == ["Withdrawn"]
    assert objections(countered(), Decline(by=OTTO, on=AGREED_ON)) == ["own_offer"]


@pytest.mark.parametrize("given", [scheduled, revising])
@pytest.mark.parametrize("person", [SAM, HANA, OTTO, PETRA])
def test_before_the_start_anybody_may_step_back_from_what_is_agreed(
    given: Callable[[], Placement], person: str
) -> None:
    on = given().moved_on
    after = lived(Withdraw(by=person, on=on), after=given())
    assert after.state == End(Status.WITHDRAWN, on, TERMS)
