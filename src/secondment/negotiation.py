"""Offers, counter-offers and consents: one thread until everyone who must has consented.

The first proposal, a later change, an ending by consent and going on after all are the same
negotiation. What happens once it is settled does not belong here: see `decide` and `placement`.
"""

from __future__ import annotations

from attrs import evolve, frozen

from secondment.dates import Day
from secondment.parties import Parties, PersonId, Seat
from secondment.policy import Matter, Occasion, Policy
from secondment.terms import Ending, Terms, diff

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
    """

    offers: tuple[Offer, ...]
    consents: frozenset[Seat]

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


def needed(subject: Subject, table: Table, policy: Policy) -> tuple[Seat, ...]:
    """Return the seats whose consent *subject* needs, in the order of the parties' seats."""
    roles = frozenset(
        role for matter in matters(subject, table) for role in policy.consent_rule(matter).roles
    )
    return table.parties.holding(roles)


def missing(thread: Thread, table: Table, policy: Policy) -> tuple[Seat, ...]:
    """Return the seats whose consent to the offer on the table is still missing."""
    return tuple(
        seat for seat in needed(thread.offer.subject, table, policy) if seat not in thread.consents
    )
