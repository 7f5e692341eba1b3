"""Offers, counter-offers and consents: one thread until everyone who must has consented.

The first proposal, a later change, an ending by consent and going on after all are the same
negotiation. What happens once it is settled does not belong here: see `decide` and `placement`.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from secondment.clauses import ConsentRule, Matter, Occasion
from secondment.dates import Day, last_day_of_span
from secondment.parties import Parties, PersonId, Role, Seat
from secondment.policy import Policy
from secondment.terms import ChangeKind, Ending, EndKind, Terms, diff

Subject = Terms | Ending
"""What an offer is about: terms to hold from now on, or how to end."""


@frozen
class Offer:
    """Something that can be consented to.

    Attributes:
        number: Counts the offers of one placement from 1, over all its negotiations.
        author: Who made it, and has thereby consented to it.
        made_on: The day it was made.
        expires_on: The last day on which it can be consented to.
        subject: What it is about.
    """

    number: int
    author: PersonId
    made_on: Day
    expires_on: Day
    subject: Subject


@frozen
class Thread:
    """One negotiation: its offers, and who has consented to the one on the table.

    Attributes:
        offers: In order; the last is on the table and the others are superseded.
        consents: The seats from which the offer on the table was consented to.
        is_escalated: Whether others are asked in the place of those who were silent.
    """

    offers: tuple[Offer, ...]
    consents: frozenset[Seat]
    is_escalated: bool = False

    @classmethod
    def opened(cls, offer: Offer, author_seats: tuple[Seat, ...]) -> Thread:
        """Return the negotiation that *offer* opens; its author has consented."""
        return cls((offer,), frozenset(author_seats))

    @property
    def offer(self) -> Offer:
        """The offer on the table."""
        return self.offers[-1]

    def countered(self, offer: Offer, author_seats: tuple[Seat, ...]) -> Thread:
        """Return the thread with *offer* on the table; earlier consents do not count for it."""
        return Thread((*self.offers, offer), frozenset(author_seats))

    def consented(self, seats: tuple[Seat, ...]) -> Thread:
        """Return the thread with the consent given from *seats* as well."""
        return evolve(self, consents=self.consents | frozenset(seats))

    def escalated(self) -> Thread:
        """Return the thread with others asked in the place of those who are silent."""
        return evolve(self, is_escalated=True)


@frozen
class Table:
    """What an offer is held against: who takes part, and what holds until it is settled.

    Attributes:
        parties: Everybody who takes part now.
        terms: The terms in force; None while nothing has been agreed.
        closing: Whether it is fixed how the placement ends.
    """

    parties: Parties
    terms: Terms | None
    closing: bool


def matters(subject: Subject, table: Table) -> tuple[Matter, ...]:
    """Return everything that *subject* is about as seen from *table*.

    Terms that differ from those in force are about each kind of change between the two; while it is
    closing, they are about going on after all as well.
    """
    if isinstance(subject, Ending):
        return (subject.kind,)
    if table.terms is None:
        return (Occasion.BEGINNING,)
    kinds = tuple(dict.fromkeys(each.kind for each in diff(table.terms, subject)))
    return (Occasion.RESUMPTION, *kinds) if table.closing else kinds


def needed(
    subject: Subject, table: Table, policy: Policy, thread: Thread | None = None
) -> tuple[Seat, ...]:
    """Return the seats whose consent *subject* needs, in the order of the parties' seats.

    Args:
        subject: What is offered.
        table: What it is held against.
        policy: The rules to judge it by, in the version of the day.
        thread: The negotiation; once it is escalated, others stand in the place of those who were
            silent. None for an offer that is not on the table.
    """
    rules = rules_for(subject, table, policy)
    seats = table.parties.holding(
        frozenset().union(*(consenting_roles(rule, subject, policy) for rule in rules))
    )
    if thread is None or not thread.is_escalated:
        return seats
    waiting = table.parties.holding(
        frozenset().union(
            *(consenting_roles(rule, subject, policy) for rule in rules if not rule.escalates_to)
        )
    )
    asked = table.parties.holding(frozenset().union(*(rule.escalates_to for rule in rules)))
    kept = {*asked, *waiting, *(seat for seat in seats if seat in thread.consents)}
    return tuple(seat for seat in table.parties.seats if seat in kept)


def rules_for(subject: Subject, table: Table, policy: Policy) -> tuple[ConsentRule, ...]:
    """Return the rules of consent that *subject* falls under; a new agreement needs the first.

    Nobody can be asked to consent to somebody's leaving, so that falls under none.
    """
    about = matters(subject, table)
    renewed = policy.extension.new_agreement
    if ChangeKind.EXTENSION in about and renewed is not None and renewed.value:
        about = (Occasion.BEGINNING, *about)
    return tuple(policy.consent_rule(each) for each in about if each is not EndKind.LEAVING)


def consenting_roles(rule: ConsentRule, subject: Subject, policy: Policy) -> frozenset[Role]:
    """Return whose consent *rule* asks for, those for a long placement among them."""
    if isinstance(subject, Ending) or not rule.tiers:
        return rule.roles
    period = subject.period
    above = (
        tier.roles
        for tier in rule.tiers
        if period.last_day > last_day_of_span(period.first_day, tier.above, policy.calendar)
    )
    return rule.roles.union(*above)


def missing(thread: Thread, table: Table, policy: Policy) -> tuple[Seat, ...]:
    """Return the seats whose consent to the offer on the table is still missing."""
    seats = needed(thread.offer.subject, table, policy, thread)
    return tuple(seat for seat in seats if seat not in thread.consents)


def ahead_of(
    seats: Iterable[Seat], lacking: Iterable[Seat], rules: Iterable[ConsentRule]
) -> tuple[Seat, ...]:
    """Return those of *lacking* whose consent has to come before that of *seats*."""
    own, others = {seat.role for seat in seats}, tuple(lacking)
    first: set[Seat] = set()
    for rule in rules:
        for place, stage in enumerate(rule.order):
            if own & stage:
                earlier = frozenset().union(*rule.order[:place])
                first |= {seat for seat in others if seat.role in earlier - own}
    return tuple(seat for seat in others if seat in first)
