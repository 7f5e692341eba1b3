"""Strategies for every public value, for `hypothesis.strategies.from_type` to find.

Importing `secondment.testing` is enough: ``st.from_type(Terms)``, ``st.from_type(Event)`` then draw
values that are valid, realistic, and shrink to something that reads like a story. What is drawn by
its fields alone is named once; what needs more thought has a function of its own, in the module of
its subject. Placements, and what only a history makes, do not belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from secondment import (
    commands,
    events,
    feedback,
    goals,
    onboarding,
    outcome,
    ratings,
    records,
    scope,
    stores,
    workload,
)
from secondment.clauses import (
    CapRules,
    Clause,
    ConsentRule,
    ContinuousCap,
    ConversionRules,
    CoolingOff,
    CostBand,
    DocumentRule,
    DutyRule,
    EligibilityRules,
    ExtensionRules,
    Moment,
    NoticeRule,
    Permission,
    Remark,
    ReturnRules,
    ReviewRules,
    ServiceOwed,
    ServiceStep,
    ShareRules,
    Tier,
    WaiverRule,
    Window,
)
from secondment.dates import Calendar, Length, Period, WorkingDays, WorkingWeek
from secondment.errors import Fault, Objection, Remedy, Source
from secondment.overview import GoalLine
from secondment.parties import Parties, Seat, Side, Stakeholder
from secondment.policy import Policy
from secondment.service import ServiceRecord, Spell
from secondment.smart import SmartGap
from secondment.terms import CostSplit, Difference, Ending, Terms
from secondment.testing.values import (
    agreed,
    policies,
    pools,
    reached,
    recorded,
    refused,
    ruled,
    said,
    worked,
)
from secondment.testing.values.agreed import parties, terms
from secondment.testing.values.made import in_order, made
from secondment.testing.values.pools import days, kept, lengths, people, periods
from secondment.trajectory import Trajectory

__all__ = ["REGISTERED", "days", "lengths", "parties", "people", "periods", "terms"]

_BY_FIELDS: Final[tuple[type, ...]] = (
    *(Seat, Side, Stakeholder, CostSplit, Ending),
    *(goals.Milestone, goals.Progress, goals.GoalClosed, goals.GoalReopened),
    *(feedback.Observation, feedback.Note, feedback.Decline, feedback.Withdrawal),
    *(feedback.CheckIn, feedback.Cadence, ratings.Rater),
    *(workload.Trim, workload.Shift, workload.Refuse, workload.Demand, workload.DemandAnswer),
    *(onboarding.Buddy, onboarding.ResearchQuestion, onboarding.Finding, onboarding.Question),
    *(onboarding.Answer, onboarding.Phase),
    *(outcome.HomePosts, outcome.Criterion, outcome.Obligation, outcome.Skill),
    *(records.ClaimNoted, records.Waiver, records.Fulfilment, Spell, ServiceStep, Fault),
    *(commands.Consent, commands.Decline, commands.Withdraw, commands.DropChange),
    *(commands.Start, commands.Complete, commands.Convert, commands.EndEarly, commands.Leave),
    *(commands.MakeRecord, commands.Void, commands.Advance),
    *(events.Consented, events.Escalated, events.Agreed, events.Declined, events.Withdrawn),
    *(events.Lapsed, events.ChangeSettled, events.ChangeDropped, events.Started),
    *(events.EndingAgreed, events.ClosingRevoked, events.Converted, events.Left),
    *(events.AbsenceRecorded, events.RecordMade),
    *(events.Voided, stores.Query),
)
"""Classes whose fields have nothing to do with each other."""

_IN_ORDER: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys((commands.Counter, commands.OpenChange), ("on", "expires_on")),
        **dict.fromkeys((events.Countered, events.ChangeOpened), ("on", "expires_on")),
        commands.GiveNotice: ("on", "last_day"),
        commands.RecordAbsence: ("dated", "on"),
        **dict.fromkeys((events.Completed, events.EndedEarly), ("on", "returns_on")),
        records.HomeChange: ("on", "effective_on"),
        workload.Availability: ("first_day", "last_day"),
    }
)
"""Classes with days of which none lies before another, in this order."""

_BUILT: Final[Mapping[Any, Callable[[], SearchStrategy[Any]]]] = MappingProxyType(
    {
        Length: pools.lengths,
        Period: pools.periods,
        WorkingDays: lambda: st.sampled_from((20, 5, 1, 0, 65)).map(WorkingDays),
        WorkingWeek: ruled.any_calendars,
        Calendar: ruled.any_calendars,
        # what is agreed
        Parties: agreed.parties,
        goals.AttainmentScale: agreed.attainment_scales,
        goals.KeyResult: agreed.key_results,
        goals.Goal: agreed.goals,
        scope.ScopeItem: agreed.scope_items,
        Terms: agreed.terms,
        Difference: agreed.differences,
        # what is reached
        goals.GoalLog: reached.goal_logs,
        goals.GoalTree: reached.goal_trees,
        GoalLine: reached.goal_lines,
        Trajectory: reached.trajectories,
        SmartGap: reached.gaps,
        # what is said
        feedback.Feedforward: said.feedforwards,
        feedback.StartStopContinue: said.habits,
        feedback.Request: said.requests,
        feedback.Review: said.reviews,
        feedback.Adherence: said.adherences,
        ratings.Scale: said.scales,
        ratings.Rating: said.ratings,
        ratings.Round: said.rounds,
        ratings.Response: said.responses,
        ratings.Score: said.scores,
        ratings.Summary: said.summaries,
        ratings.Cell: said.cells,
        # what is worked
        scope.Extra: worked.extras,
        scope.Baseline: worked.baselines,
        scope.Drift: worked.drifts,
        scope.DriftLine: worked.drift_lines,
        scope.Imbalance: worked.found_imbalances,
        scope.ItemDifference: worked.item_differences,
        workload.Claim: worked.claims,
        workload.Overload: worked.found_overloads,
        workload.Resolution: worked.found_resolutions,
        onboarding.Preparation: worked.preparations,
        onboarding.Missing: worked.missing_things,
        onboarding.Coverage: worked.coverages,
        outcome.Return: worked.returns,
        outcome.Holding: worked.holdings,
        outcome.Conversion: worked.conversions,
        outcome.Exit: worked.exits,
        outcome.FollowUp: worked.held_follow_ups,
        outcome.DueFollowUp: worked.due_follow_ups,
        outcome.AchievementRecord: worked.achievement_records,
        # rules
        Moment: ruled.moments,
        Permission: ruled.permissions,
        Tier: ruled.tiers,
        ConsentRule: ruled.consent_rules,
        NoticeRule: ruled.notice_rules,
        DocumentRule: ruled.document_rules,
        DutyRule: ruled.duty_rules,
        WaiverRule: ruled.waiver_rules,
        Remark: ruled.remarks,
        Window: ruled.windows,
        ExtensionRules: ruled.extension_rules,
        ContinuousCap: ruled.continuous_caps,
        CoolingOff: ruled.coolings_off,
        CapRules: ruled.cap_rules,
        EligibilityRules: ruled.eligibility_rules,
        ShareRules: ruled.share_rules,
        CostBand: ruled.cost_bands,
        ReturnRules: ruled.return_rules,
        ConversionRules: ruled.conversion_rules,
        ReviewRules: ruled.review_rules,
        ServiceOwed: ruled.services_owed,
        Policy: policies.policies,
        # why not
        Source: ruled.sources,
        Remedy: refused.remedies,
        Objection: refused.objections,
        # what is wished, what happened, what is kept
        ServiceRecord: recorded.service_records,
        commands.Propose: recorded.proposals,
        events.Proposed: recorded.proposed,
        events.NoticeGiven: recorded.notices,
        commands.ArrangeCover: lambda: recorded.covers(commands.ArrangeCover, "dated", "on"),
        events.CoverArranged: lambda: recorded.covers(events.CoverArranged, "on"),
        commands.Reassign: lambda: recorded.reassignments(commands.Reassign, "dated", "on"),
        events.Reassigned: lambda: recorded.reassignments(events.Reassigned, "on"),
        stores.Recorded: recorded.recorded,
        stores.Receipt: recorded.receipts,
        stores.Summary: recorded.summaries,
        stores.Batch: recorded.batches,
    }
)
"""Classes whose values need more thought than their fields."""


@kept
def _strategy_for(kind: type[Any]) -> SearchStrategy[Any]:
    """Return the strategy for *kind*, made when it is first asked for."""
    if kind in _IN_ORDER:
        return in_order(kind, *_IN_ORDER[kind])
    return _BUILT[kind]() if kind in _BUILT else made(kind)


REGISTERED: Final[tuple[Any, ...]] = (*_BY_FIELDS, *_IN_ORDER, *_BUILT, Clause)
"""Every class that has a strategy here."""


def _register() -> None:
    """Tell Hypothesis which strategy is for which class; nothing is made before it is asked for."""
    for kind in (*_BY_FIELDS, *_IN_ORDER, *_BUILT):
        st.register_type_strategy(kind, _strategy_for)
    st.register_type_strategy(Clause, ruled.clauses_of)


_register()
