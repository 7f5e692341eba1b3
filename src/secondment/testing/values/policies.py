"""Policies as values to draw: those of the packs, and others that nobody has written.

A policy that is made up says few things or nearly all there are, each of which goes with any other.
Clauses, rows and groups do not belong here: see `ruled`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.clauses import (
    COMMAND_VERBS,
    MATTERS,
    Clause,
    ConsentRule,
    NoticeRule,
    Permission,
    ReturnDay,
)
from secondment.dates import Day, Length, WorkingDays
from secondment.lifecycle import Verb
from secondment.onboarding import Gate
from secondment.outcome import Route
from secondment.pack import load_policy, pack_names
from secondment.parties import Role
from secondment.policy import LIMITS, Policy
from secondment.terms import Cover, EarlyEndMode, NoticeKind
from secondment.testing.values.pools import (
    codes,
    decimals,
    different,
    kept,
    maybe,
    sets_of,
    several,
    spans,
    texts,
)
from secondment.testing.values.ruled import (
    KINDS,
    always,
    calendars,
    cap_rules,
    consent_rules,
    conversion_rules,
    document_rules,
    duty_rules,
    eligibility_rules,
    extension_rules,
    ladders,
    notice_rules,
    permissions,
    remarks,
    return_rules,
    review_rules,
    said,
    services_owed,
    sets_of_codes,
    share_rules,
    sources,
    waiver_rules,
)

T = TypeVar("T")

_ASKED: Final = frozenset(
    {Verb.CONSENT, Verb.DECLINE, Verb.DROP_CHANGE, Verb.WAIVE, Verb.GIVE_NOTICE, Verb.FULFIL}
)
"""What rows may ask of any role, so that any role may do it."""


def _with(rows: Iterable[T], drawn: Iterable[T], key: str) -> tuple[T, ...]:
    """Return *rows* with those *drawn* in the place of theirs, or beside them from a day on."""
    found = list(rows)
    for row in drawn:
        if getattr(row, "since", None) is None:
            found = [each for each in found if getattr(each, key) != getattr(row, key)]
        found.append(row)
    return tuple(found)


@st.composite
def _permitted(draw: DrawFn) -> tuple[Permission, ...]:
    base = [
        altered(row, roles=frozenset(Role)) if row.verb in _ASKED else row
        for row in load_policy("house").permissions
    ]
    verbs = [verb for verb in COMMAND_VERBS if verb not in _ASKED]
    drawn = [altered(draw(permissions()), verb=verb) for verb in draw(different(verbs))]
    return _with(base, drawn, "verb")


@st.composite
def _consented(draw: DrawFn) -> tuple[ConsentRule, ...]:
    drawn = [altered(draw(consent_rules()), matter=each) for each in draw(different(MATTERS))]
    return _with(load_policy("house").consents, drawn, "matter")


@st.composite
def _announced(draw: DrawFn) -> tuple[NoticeRule, ...]:
    for_all, for_some = list(load_policy("house").notices), []
    for kind in draw(different(NoticeKind)):
        row = altered(draw(notice_rules()), kind=kind)
        if row.is_for_all:
            for_all = list(_with(for_all, [row], "kind"))
        else:
            for_some.append(altered(row, since=None))
    return (*for_some, *for_all)


@st.composite
def _each_once(
    draw: DrawFn, rows: SearchStrategy[T], key: str, names: tuple[str, ...]
) -> tuple[T, ...]:
    """Draw some *rows*, each with another of *names* for its *key*."""
    drawn: list[Any] = [draw(rows) for _ in range(draw(st.integers(0, 2)))]
    chosen = draw(different(names, least=len(drawn), most=len(drawn)))
    return tuple(altered(row, **{key: name}) for row, name in zip(drawn, chosen, strict=True))


@kept
def _written() -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for what a policy says, as far as one thing fits any other."""
    return st.fixed_dictionaries(
        {
            "name": codes("acme", "größe"),
            "title": maybe(texts()),
            "about": maybe(texts()),
            "required_roles": always(sets_of(Role)),
            "permissions": _permitted(),
            "consents": _consented(),
            "notices": _announced(),
            "min_length": said(
                spans(Length(months=1), Length(weeks=1), Length(days=1), WorkingDays(10))
            ),
            "normal_min_length": said(spans(Length(months=2))),
            "normal_length": said(spans(Length(months=3), Length(months=4))),
            "max_first_length": said(spans(Length(months=6), Length(months=12))),
            "max_length": said(spans(Length(months=24), Length(months=12))),
            "increment": said(st.sampled_from((Length(months=1), Length(weeks=1)))),
            "ends_by": said(st.sampled_from((Day(2029, 12, 31), Day(2028, 2, 29)))),
            "early_end_mode": always(st.sampled_from(EarlyEndMode)),
            "immediate_triggers": always(sets_of_codes("gross_misconduct")),
            "offer_validity": always(spans(Length(weeks=4), Length(), WorkingDays(10))),
            "automatic_start": always(st.booleans()),
            "automatic_end": always(st.booleans()),
            "return_day": always(st.sampled_from(ReturnDay)),
            "gates": always(sets_of(Gate)),
            "capacity": always(decimals("1", "1.2", "0.8", "1E+1")),
            "overload_refused": always(st.booleans()),
            "drift_threshold": said(decimals("0.2", "0.05", "1")),
            "returning": return_rules(),
            "conversion": conversion_rules(),
            "kinds": maybe(always(_open_kinds())),
            "purposes": said(sets_of_codes("learning", "cover")),
            "covers": said(sets_of(Cover)),
            "agreed_end_notice": said(spans(Length(weeks=2), WorkingDays(10))),
            "causes": said(sets_of_codes("closure")),
            "extension": extension_rules(),
            "caps": cap_rules(),
            "eligibility": eligibility_rules(),
            "share": share_rules(),
            "cost": said(ladders()),
            "reviews": review_rules(),
            "service_owed": maybe(services_owed()),
            "duties": _each_once(duty_rules(), "code", ("exit_survey", "report", "部門 7")),
            "documents": _each_once(document_rules(), "code", ("agreement", "risk_form", "größe")),
            "waivers": _each_once(waiver_rules(), "rule", LIMITS),
            "remarks": several(remarks(), most=2),
            "calendar": calendars(),
        }
    )


@kept
def _open_kinds() -> SearchStrategy[frozenset[str]]:
    return st.sampled_from((frozenset(KINDS), frozenset({*KINDS, "部門 7"})))


@st.composite
def _composed(draw: DrawFn) -> Policy:
    """Draw a policy that nobody has written, which says few things or nearly all there are."""
    written = draw(_written())
    if written["conversion"].route.value is Route.LAPSE_OF_TIME:
        written["automatic_end"] = Clause(False, draw(sources()))
    return Policy(**written)


@kept
def policies() -> SearchStrategy[Policy]:
    """Return a strategy for policies: the house's, those of the packs, and others."""
    shipped = dict.fromkeys(("house", "informal", *pack_names()))
    return st.sampled_from(tuple(shipped)).map(load_policy) | _composed()
