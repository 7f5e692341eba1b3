"""What a placement begins with: proposals that a policy takes, and some that it may not.

What is offered later does not belong here: see `offers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from attrs import evolve as altered
from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from secondment.clauses import EligibilityRules, Occasion
from secondment.commands import Propose
from secondment.dates import ONE_DAY, Day, Length, Period
from secondment.explain import why_not
from secondment.lifecycle import Verb
from secondment.outcome import Criterion
from secondment.parties import Parties, PersonId, Role, Say, Side, Stakeholder
from secondment.policy import Policy
from secondment.service import ServiceRecord, Spell
from secondment.terms import Terms
from secondment.testing.lives.offers import (
    OUTLINES,
    TOO_LONG,
    altered_terms,
    periods_under,
    ways_out,
)
from secondment.testing.lives.situation import Known, one_of
from secondment.testing.scenes import STRANGER, able, cast_of, scene_for, terms_for

_STAKEHOLDERS: Final[tuple[tuple[Stakeholder, ...], ...]] = (
    (),
    (Stakeholder("mona", Say.MUST_CONSENT),),
    (Stakeholder("ines", Say.INFORMED), Stakeholder("carl", Say.CONSULTED)),
    (Stakeholder("mona", Say.MUST_CONSENT), Stakeholder("ines", Say.INFORMED)),
)
_ALWAYS_THERE: Final = frozenset({Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER})
_MANAGERS: Final = (("hana", "otto"), ("hana", "hana"))
_OFFICES: Final = ("petra", "hana")

FIRST_DAYS: Final = (
    date(2027, 3, 1),
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2027, 12, 31),
    date(2028, 8, 30),
    date(2027, 5, 1),
)
"""First days to choose from, the plainest first; some that months have to be clamped from."""
_LEADS: Final = (49, 30, 20, 8)
"""How many days before the first day a proposal is made."""
_ODD_LEADS: Final = (49, 8, 1, 0, -1, -400)


@frozen
class _Opening:
    """When something can be proposed, and for which period.

    Attributes:
        on: The day of the proposal.
        period: What is proposed.
    """

    on: Day
    period: Period


@cache
def _openings(policy: Policy) -> tuple[_Opening, ...]:
    """Return when *policy* takes a proposal of somebody who meets its criteria, plainest first.

    Raises:
        ValueError: No terms were found that could be proposed.
    """
    parties = cast_of(policy)
    found = [
        _Opening(on, period)
        for first_day in FIRST_DAYS
        for period in periods_under(policy, first_day)
        for on in (first_day - lead * ONE_DAY for lead in _LEADS)
        if _is_taken(policy, parties, on, period)
    ]
    if not found:
        scene = scene_for(policy)
        found = [_Opening(scene.proposed_on, period) for period in scene.periods.values()]
    return tuple(found)


def _is_taken(policy: Policy, parties: Parties, on: Day, period: Period) -> bool:
    """Return whether *policy* takes a proposal of plain terms for *period* on a day."""
    proposers = _first_in_turn(parties, policy.on(on))
    terms, service = terms_for(policy, period), able(policy, on)
    return any(
        not why_not(
            None, Propose(by=by, on=on, parties=parties, terms=terms, service=service), policy
        )
        for by in proposers
    )


@st.composite
def proposals(draw: DrawFn, known: Known, *, fits: bool) -> Propose:
    """Draw a proposal that the policy allows if it *fits*, otherwise one that it may not allow."""
    policy = known.policy
    opening = one_of(draw, _openings(policy))
    on, period = opening.on, opening.period
    if not fits:
        first_day = one_of(draw, FIRST_DAYS)
        on = first_day - one_of(draw, _ODD_LEADS) * ONE_DAY
        odd = (Period(first_day, first_day), Period.of(first_day, TOO_LONG))
        period = one_of(draw, (*periods_under(policy, first_day)[:2], *odd))
    edition = policy.on(period.first_day)
    parties = _parties(draw, policy, fits=fits)
    proposers = _first_in_turn(parties, policy.on(on))
    expiries: tuple[Day | None, ...] = (None, None, on, None, None, None)
    if not fits:
        proposers = (*parties.holders(edition.permission(Verb.PROPOSE).roles), "ines", STRANGER)
        expiries = (None, on - ONE_DAY, period.first_day + ONE_DAY)
    return Propose(
        by=one_of(draw, proposers),
        on=on,
        parties=parties,
        terms=_terms(draw, policy, period, fits=fits),
        expires_on=one_of(draw, expiries),
        service=_service(draw, edition, on, period.first_day, fits=fits),
    )


def _first_in_turn(parties: Parties, policy: Policy) -> tuple[PersonId, ...]:
    """Return who may propose without being ahead of anybody whose consent comes first."""
    proposers = parties.holders(policy.permission(Verb.PROPOSE).roles)
    order = policy.consent_rule(Occasion.BEGINNING).order
    later = frozenset[Role]().union(*order[1:])
    first = parties.holders(frozenset[Role]().union(*order[:1]))
    return tuple(
        each for each in proposers if each in first or not later & {*parties.roles_of(each)}
    )


def _parties(draw: DrawFn, policy: Policy, *, fits: bool) -> Parties:
    """Return who takes part: everybody whom *policy* asks for, if it *fits*."""
    home, host = one_of(draw, _MANAGERS)
    beginning = policy.consent_rule(Occasion.BEGINNING)
    proposing = policy.permission(Verb.PROPOSE).roles
    needed = policy.required_roles.value
    needed |= frozenset() if proposing & _ALWAYS_THERE else proposing
    asked = needed.union(beginning.roles, *(tier.roles for tier in beginning.tiers))
    needs_others = fits and Role.STAKEHOLDER in needed
    without_office = () if fits and Role.PROGRAMME_OFFICE in asked else (None,)
    authorities = (None, "aldo") if policy.waivers else (None, "aldo", "aldo")
    return Parties(
        secondee="sam",
        home=Side("platform", home),
        host=Side("payments", host),
        programme_office=one_of(draw, (*without_office, *_OFFICES)),
        stakeholders=one_of(draw, _STAKEHOLDERS[1:] if needs_others else _STAKEHOLDERS),
        authority=one_of(draw, ("aldo",) if fits and Role.AUTHORITY in asked else authorities),
    )


def _terms(draw: DrawFn, policy: Policy, period: Period, *, fits: bool) -> Terms:
    """Return terms for *period*; now and then less than *policy* wants named, unless it *fits*."""
    edition = policy.on(period.first_day)
    named = {"kind": edition.kinds, "purpose": edition.purposes, "cover": edition.covers}
    chosen: dict[str, Any] = {
        name: one_of(draw, sorted(clause.value)) for name, clause in named.items() if clause
    }
    wanted = altered(terms_for(policy, period), **chosen)
    plain = wanted if fits else one_of(draw, (wanted, wanted, wanted, Terms(period=period)))
    terms = altered(plain, **ways_out(draw), **one_of(draw, OUTLINES))
    for _ in range(one_of(draw, (0, 1, 2))):
        terms = altered_terms(draw, terms, edition)
    return terms


_FAR_BACK: Final = Period(date(2020, 3, 1), date(2021, 2, 28))

_UNFIT: Final[tuple[Mapping[str, Any], ...]] = (
    {"employed_since": None},
    {"in_role_since": date(2027, 1, 4)},
    {"employed_since": date(2027, 1, 4), "in_role_since": date(2027, 1, 4)},
    {"probation_until": date(2029, 1, 1)},
    {"has_live_warning": True},
    {"performance_acceptable": False},
    {"contract": "casual"},
    {"grade": "g9"},
    {"grade": None},
    {"released_on": None},
    {"released_on": date(2030, 1, 1)},
    {"criteria": (Criterion("essential_skills", False), Criterion("chosen"))},
    {"criteria": ()},
)
"""What may stand in somebody's way."""


def _service(
    draw: DrawFn, policy: Policy, on: Day, first_day: Day, *, fits: bool
) -> ServiceRecord | None:
    """Return what is known of the secondee; whether it fits matters where *policy* asks for it."""
    known = able(policy, on)
    if fits:
        nothing: tuple[None, ...] = (None, None)
        if policy.eligibility != EligibilityRules():
            nothing = ()
        grades = sorted(policy.eligibility.grades.value) if policy.eligibility.grades else ()
        others = [altered(known, grade=each) for each in grades[1:2]]
        far = altered(known, placements=(Spell(period=_FAR_BACK),))
        fitting: tuple[ServiceRecord | None, ...] = (*nothing, known, *others, far)
        return one_of(draw, fitting)
    spells = [
        Period.of(first_day + day * ONE_DAY, Length(months=months))
        for day in (-600, -60, -20, 10, 200)
        for months in (2, 20)
    ]
    ended = first_day - 20 * ONE_DAY
    long_ago = Period(date(2019, 1, 1), date(2025, 1, 1))
    unfit: tuple[ServiceRecord | None, ...] = (
        None,
        known,
        *(altered(known, **changes) for changes in _UNFIT),
        *(altered(known, placements=(Spell(period=each),)) for each in spells),
        altered(known, placements=(Spell(period=Period(date(2025, 1, 1), ended)),)),
        altered(known, placements=(Spell(period=long_ago, placement="P-1"),)),
        altered(known, same_post=(Spell(period=long_ago),)),
    )
    return one_of(draw, unfit)
