"""Rules as values to draw: clauses with their sources and versions, rows, and groups of clauses.

Values that depend on each other are drawn from pools that fit whatever else is drawn: a minimum is
always the shorter. Whole policies do not belong here: see `policies`.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar, get_args

from attrs import evolve as altered
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secondment.clauses import (
    COMMAND_VERBS,
    MATTERS,
    CapRules,
    Clause,
    ConsentRule,
    ContinuousCap,
    ConversionRules,
    CoolingOff,
    CostBand,
    CountedFrom,
    DocumentRule,
    DutyRule,
    EligibilityRules,
    ExtensionRules,
    Moment,
    NoticeRule,
    Payer,
    Permission,
    Remark,
    ReturnRules,
    ReviewRules,
    ServiceOwed,
    ServiceStep,
    ShareRules,
    Silence,
    Tier,
    WaiverRule,
    Window,
)
from secondment.dates import Day, Length, Span, WorkingDays, WorkingWeek
from secondment.errors import Source
from secondment.outcome import Route
from secondment.parties import Role
from secondment.policy import LIMITS
from secondment.terms import ReturnRight
from secondment.testing.values.made import Strategy, made, some
from secondment.testing.values.pools import (
    codes,
    days,
    decimals,
    different,
    kept,
    lengths,
    maybe,
    part_of,
    sets_of,
    several,
    spans,
    texts,
)

T = TypeVar("T")

# calendars

_WEEKENDS: Final = tuple(map(frozenset, ({6, 7}, {5, 6}, {7})))


@kept
def calendars(*odd: frozenset[int]) -> SearchStrategy[WorkingWeek]:
    """Return a strategy for calendars with the weekends there are, and *odd* ones."""
    holidays = st.frozensets(days(), max_size=3)
    return made(WorkingWeek, weekend=st.sampled_from((*_WEEKENDS, *odd)), holidays=holidays)


def any_calendars() -> SearchStrategy[WorkingWeek]:
    """Return a strategy for calendars, those without a weekend and with one working day too."""
    return calendars(frozenset(), frozenset(range(1, 7)))


# clauses


@kept
def sources() -> SearchStrategy[Source]:
    """Return a strategy for where a rule stands."""
    return made(
        Source,
        title=codes("Handbook", "Directive 13/20", "Dienstvereinbarung über Abordnung"),
        clause=codes("2.1", "section 4", "§ 7 (2)"),
        link=maybe(st.just("https://example.org/handbook")),
    )


_SOURCES: Final = st.sampled_from(
    (
        Source("Handbook", "2.1"),
        Source("Directive 13/20", "section 4", "https://example.org/13-20", Day(2026, 11, 2)),
        Source("Dienstvereinbarung über Abordnung", "§ 7 (2)"),
    )
)
"""Few of them: a policy has a hundred clauses."""

_SINCE: Final = (Day(2028, 1, 1), Day(2028, 2, 29))
"""Days on which rules change; few, since a policy is judged anew from each of them."""


@kept
@st.composite
def _clauses(draw: DrawFn, values: SearchStrategy[T], *, always: bool = False) -> Clause[T]:
    """Draw a clause, mostly as it has always been.

    Args:
        draw: Given by Hypothesis.
        values: What it can say.
        always: Whether it says something on every day.
    """
    clause = Clause(draw(values), draw(_SOURCES))
    changes = draw(st.sampled_from((0, 0, 0, 0, 1, 2)))
    for since in _SINCE[:changes]:
        clause = Clause(draw(values), draw(_SOURCES), since=since, earlier=clause)
    begins_late = clause.earlier is not None and not always and draw(st.booleans())
    return altered(clause, earlier=None) if begins_late else clause


def clauses_of(kind: Any) -> SearchStrategy[Clause[Any]]:
    """Return a strategy for *kind*, ``Clause[Length]``; of ``Clause`` alone, for a length."""
    held = get_args(kind)
    return _clauses(st.from_type(held[0]) if held else lengths())


def said(values: SearchStrategy[T]) -> SearchStrategy[Clause[T] | None]:
    """Return a strategy for a clause, or none."""
    return maybe(_clauses(values))


def always(values: SearchStrategy[T]) -> SearchStrategy[Clause[T]]:
    """Return a strategy for a clause that says something on every day."""
    return _clauses(values, always=True)


_DAY: Final = Length(days=1)
_WEEK: Final = Length(weeks=1)


@kept
def _months(*counts: int) -> SearchStrategy[Length]:
    """Return a strategy for so many months."""
    return st.sampled_from([Length(months=count) for count in counts])


@kept
def sets_of_codes(*plainest: str) -> SearchStrategy[frozenset[str]]:
    """Return a strategy for some codes of an embedding tool, *plainest* first."""
    return sets_of((*plainest, "naïve", "部門 7"))


# rows

KINDS: Final = ("loan", "detail")
"""Kinds of placement that a policy which knows some has."""


@kept
def _some_kinds() -> SearchStrategy[frozenset[str]]:
    return st.just(frozenset()) | sets_of(KINDS)


@kept
def _since() -> SearchStrategy[Day | None]:
    return maybe(st.sampled_from(_SINCE))


@kept
def _roles() -> SearchStrategy[frozenset[Role]]:
    return sets_of(Role, least=1)


def _row(kind: type[T], **given: Strategy) -> SearchStrategy[T]:
    """Return a strategy for rows of *kind*."""
    return made(kind, source=_SOURCES, since=_since(), **given)


@kept
def permissions() -> SearchStrategy[Permission]:
    """Return a strategy for who may give a command."""
    return _row(Permission, verb=st.sampled_from(COMMAND_VERBS), roles=_roles())


@kept
def tiers() -> SearchStrategy[Tier]:
    """Return a strategy for whose consent a long placement needs as well."""
    return made(Tier, above=spans(), roles=_roles())


@kept
@st.composite
def consent_rules(draw: DrawFn) -> ConsentRule:
    """Draw whose consent something needs; what silence means only where there is a clock."""
    roles, higher = draw(_roles()), draw(several(tiers(), most=2))
    every = sorted(roles.union(*(tier.roles for tier in higher)))
    others = [role for role in Role if role not in roles]
    answer_within = draw(maybe(spans()))
    meanings = [each for each in Silence if others or each is not Silence.ESCALATE]
    silence = None if answer_within is None else draw(maybe(st.sampled_from(meanings)))
    accepted, escalated = silence is Silence.DEEMED_ACCEPTED, silence is Silence.ESCALATE
    return ConsentRule(
        matter=draw(st.sampled_from(MATTERS)),
        roles=roles,
        source=draw(_SOURCES),
        since=draw(_since()),
        order=tuple(frozenset({role}) for role in draw(different(every))),
        tiers=higher,
        may_object=draw(sets_of(others)) if others else frozenset(),
        answer_within=answer_within,
        on_silence=silence,
        silence_of=draw(sets_of(every)) if accepted else frozenset(),
        escalates_to=draw(sets_of(others, least=1)) if escalated else frozenset(),
        refused_with_reason=draw(st.booleans()),
    )


_SERVED: Final = tuple(Length(months=12 * years) for years in (1, 2, 5, 10))


@kept
def _notices() -> SearchStrategy[NoticeRule]:
    notices: tuple[Span, ...] = (Length(weeks=4), Length(months=1), Length(), WorkingDays(20))
    return _row(
        NoticeRule,
        roles=_roles(),
        length=spans(*notices),
        by_service=st.just(()),
        per_year=maybe(st.just(_WEEK)),
        at_most=maybe(_months(3, 12)),
        grades=sets_of_codes("g6", "g7") | st.just(frozenset()),
    )


@kept
@st.composite
def notice_rules(draw: DrawFn) -> NoticeRule:
    """Draw how a one-sided end is announced: a notice that may grow with the service."""
    steps = [ServiceStep(served, draw(spans())) for served in draw(part_of(_SERVED))]
    row = altered(draw(_notices()), by_service=tuple(steps))
    return row if row.per_year is not None else altered(row, at_most=None)


@kept
def document_rules() -> SearchStrategy[DocumentRule]:
    """Return a strategy for documents that have to be there."""
    return _row(
        DocumentRule,
        code=codes("agreement", "risk_form"),
        owed_by=_roles(),
        clauses=different(("supervision", "pay")),
        kinds=_some_kinds(),
        shorter_than=maybe(_months(6, 12)),
        from_length=maybe(_months(1, 3)),
    )


@kept
def moments() -> SearchStrategy[Moment]:
    """Return a strategy for days that are counted from others."""
    return made(Moment, span=st.just(Length()) | spans())


@kept
def duty_rules() -> SearchStrategy[DutyRule]:
    """Return a strategy for what is to be done on a day, once or again."""
    given: dict[str, Strategy] = {
        "code": codes("exit_survey", "report"),
        "owed_by": _roles(),
        "when": moments(),
        "kinds": _some_kinds(),
    }
    once = _row(DutyRule, every=st.none(), times=st.none(), **given)
    return once | _row(DutyRule, every=lengths(), times=maybe(st.integers(1, 12)), **given)


@kept
def waiver_rules() -> SearchStrategy[WaiverRule]:
    """Return a strategy for who may set a limit aside."""
    return _row(WaiverRule, rule=st.sampled_from(LIMITS), roles=_roles())


@kept
def remarks() -> SearchStrategy[Remark]:
    """Return a strategy for what a document says and nothing can judge."""
    return made(Remark, text=texts(), source=_SOURCES)


# groups of clauses


@kept
def windows() -> SearchStrategy[Window]:
    """Return a strategy for when something may be done; it opens before it closes."""
    return made(
        Window,
        opens_before_end=said(spans(Length(months=6), Length(months=3), WorkingDays(30))),
        closes_before_end=said(spans(Length(months=1), _WEEK, _DAY, WorkingDays(5))),
    )


@kept
def extension_rules() -> SearchStrategy[ExtensionRules]:
    """Return a strategy for what an extension has to keep to; none may be allowed at all."""
    also: dict[str, Strategy] = {
        "asked": windows(),
        "decided": windows(),
        "new_agreement": said(st.booleans()),
        "review_every": said(_months(3, 1)),
    }
    some_allowed = made(
        ExtensionRules,
        max_count=said(st.integers(1, 3)),
        min_length=said(spans(Length(months=1), _DAY, WorkingDays(5))),
        max_length=said(spans(Length(months=6), Length(months=3))),
        total=said(_months(12, 9)),
        **also,
    )
    lengths_unsaid = dict.fromkeys(("min_length", "max_length", "total"), st.none())
    return some_allowed | made(
        ExtensionRules, max_count=_clauses(st.just(0)), **lengths_unsaid, **also
    )


@kept
def continuous_caps() -> SearchStrategy[ContinuousCap]:
    """Return a strategy for how long somebody may be away without a break."""
    return made(
        ContinuousCap,
        length=_clauses(_months(24, 36)),
        gap_tolerance=said(_months(1)),
        reset_after=said(_months(6, 12)),
    )


@kept
def coolings_off() -> SearchStrategy[CoolingOff]:
    """Return a strategy for the time at home between two placements."""
    return made(
        CoolingOff,
        length=_clauses(_months(12, 6)),
        counted_from=said(st.sampled_from(CountedFrom)),
    )


@kept
def cap_rules() -> SearchStrategy[CapRules]:
    """Return a strategy for what several placements may come to together."""
    return made(
        CapRules,
        continuous=maybe(continuous_caps()),
        lifetime=said(_months(60, 36)),
        same_post=said(_months(48, 24)),
        cooling_off=maybe(coolings_off()),
    )


@kept
def eligibility_rules() -> SearchStrategy[EligibilityRules]:
    """Return a strategy for who may be seconded."""
    asked = ("probation_passed", "no_live_warning", "performance_acceptable")
    more = ("not_on_secondment", "released_first")
    return made(
        EligibilityRules,
        service=said(_months(12, 24)),
        service_in_role=said(_months(6, 12)),
        contracts=said(sets_of_codes("permanent", "fixed_term")),
        grades=said(sets_of_codes("g6", "g7")),
        criteria=said(sets_of_codes("essential_skills", "budget")),
        **dict.fromkeys((*asked, *more), said(st.booleans())),
    )


@kept
def share_rules() -> SearchStrategy[ShareRules]:
    """Return a strategy for which part of the working time may go to the host."""
    return made(
        ShareRules,
        min=said(decimals("0.2", "0.4", "0.05")),
        max=said(decimals("0.8", "1", "0.50")),
        full_time_hours=said(decimals("40", "37.5")),
    )


_PART_OF: Final = {
    Payer.HOME: ("0",),
    Payer.HOST: ("1",),
    Payer.SHARED: ("0.5", "0", "1", "0.05"),
}
"""The host's part of the cost, by who pays."""


@kept
@st.composite
def cost_bands(draw: DrawFn) -> CostBand:
    """Draw who pays for a placement of some length, and how."""
    payer = draw(maybe(st.sampled_from(Payer)))
    return CostBand(
        payer=payer,
        shorter_than=draw(maybe(_months(6, 12))),
        host_part=None if payer is None else draw(maybe(decimals(*_PART_OF[payer]))),
        kinds=draw(_some_kinds()),
        **draw(some(CostBand, "recharge", "tax", "pay", "reason")),
    )


@kept
@st.composite
def ladders(draw: DrawFn) -> tuple[CostBand, ...]:
    """Draw who pays, the shortest band first, for all kinds of placement and for some."""
    found = []
    for kinds in (frozenset[str](), frozenset(KINDS[:1]))[: draw(st.integers(1, 2))]:
        for bound in (*draw(part_of(tuple(Length(months=each) for each in (3, 6, 12)))), None):
            found.append(altered(draw(cost_bands()), shorter_than=bound, kinds=kinds))
    return tuple(found)


@kept
@st.composite
def return_rules(draw: DrawFn) -> ReturnRules:
    """Draw what the way back is like."""
    lost_after = draw(maybe(always(_months(12, 24))))
    return ReturnRules(
        right=draw(always(st.sampled_from(ReturnRight))),
        same_terms=draw(said(st.booleans())),
        lost_after=lost_after,
        lost_by_staying_on=None if lost_after is None else draw(said(st.booleans())),
        home_change_notice=draw(said(spans(Length(weeks=2), WorkingDays(10)))),
    )


@kept
@st.composite
def conversion_rules(draw: DrawFn) -> ConversionRules:
    """Draw how somebody may stay for good; what is for one route only goes with that route."""
    route = draw(st.sampled_from(Route))
    after = draw(always(_months(12, 24)) if route is Route.LAPSE_OF_TIME else _after())
    grades = draw(maybe(always(sets_of_codes("g6", "g7"))))
    repeat_every = draw(maybe(always(_months(6, 12)))) if route is Route.REQUEST else None
    return ConversionRules(
        route=Clause(route, draw(_SOURCES)),
        excluded=draw(said(st.booleans() if after is None else st.just(False))),
        after=after,
        repeat_every=repeat_every,
        again_when=None if repeat_every is None else draw(said(sets_of_codes("post_falls_vacant"))),
        grades=grades,
        route_for_others=None if grades is None else draw(said(st.sampled_from(Route))),
        criteria=draw(said(sets_of_codes("chosen"))),
        priority=draw(said(sets_of_codes("at_risk"))) if route is Route.PRIORITY else None,
    )


@kept
def _after() -> SearchStrategy[Clause[Length] | None]:
    return maybe(always(_months(12, 24)))


@kept
def review_rules() -> SearchStrategy[ReviewRules]:
    """Return a strategy for when the work is looked at."""
    return made(
        ReviewRules,
        trial=said(_months(1, 3)),
        every=said(lengths()),
        before_end=said(spans(Length(weeks=2), WorkingDays(10))),
        after_end=said(several(lengths())),
    )


@kept
def services_owed() -> SearchStrategy[ServiceOwed]:
    """Return a strategy for the service owed to home after the end."""
    return made(
        ServiceOwed,
        ratio=said(decimals("1", "2", "0.5")),
        repaid=said(sets_of_codes("salary", "travel")),
    )
