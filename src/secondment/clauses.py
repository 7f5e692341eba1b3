"""What the clauses of a policy can say: values, windows, days and rows, each with its source.

Which of them a policy has, and whether they agree, does not belong here: see `policy`. How they are
written in a file: see `packs`. What follows from them: see `limits`, `course` and `agenda`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final, Generic, TypeVar

from attrs import evolve as altered
from attrs import field, frozen

from secondment.dates import Calendar, Day, Length, Span, span_after, span_before
from secondment.errors import Source
from secondment.lifecycle import Verb
from secondment.outcome import Route
from secondment.parties import Role
from secondment.terms import ChangeKind, EndKind, NoticeKind, ReturnRight

T = TypeVar("T")


@frozen
class Clause(Generic[T]):
    """One value of a policy.

    Attributes:
        value: What the policy says.
        source: Where it says so.
        since: The first day on which it says so; None for always.
        earlier: What it said before `since`; None when it said nothing.
    """

    value: T
    source: Source
    since: Day | None = None
    earlier: Clause[T] | None = None

    @property
    def versions(self) -> tuple[Clause[T], ...]:
        """This clause and those before it, the latest first."""
        return (self, *(self.earlier.versions if self.earlier else ()))

    def on(self, day: Day) -> Clause[T] | None:
        """Return what holds on *day*, by itself; None when the policy says nothing then.

        Example:
            >>> source = Source("Handbook", "2.1")
            >>> old = Clause(Length(months=24), source)
            >>> new = Clause(Length(months=12), source, since=Day(2027, 1, 1), earlier=old)
            >>> str(new.on(Day(2026, 12, 31)).value), str(new.on(Day(2027, 1, 1)).value)
            ('24 months', '12 months')
        """
        for version in self.versions:
            if version.since is None or version.since <= day:
                return altered(version, since=None, earlier=None)
        return None


class Anchor(StrEnum):
    """A day in the life of a placement that a duty is counted from."""

    PROPOSAL = "proposal"
    AGREEMENT = "agreement"
    """The day on which the first terms were agreed."""
    FIRST_DAY = "first day"
    MIDDLE = "middle"
    """The day half-way between the first and the last day."""
    LAST_DAY = "last day"
    CHANGE = "change"
    """The day on which a change of the terms was agreed; each of them."""
    EXTENSION = "extension"
    """The first day that an extension has added; each of them."""
    HOME_CHANGE = "home change"
    """The day on which a change of the home post takes effect; each of them."""
    MANAGER_CHANGE = "manager change"
    """The day on which a side has another manager; each of them."""
    CONTRACT_END = "contract end"
    """The last day of a fixed-term contract that ends before the placement."""
    END = "end"
    """The first day after the placement."""
    RETURN = "return"
    """The first day back at work at home."""


@frozen
class Moment:
    """A day that is counted from another: 3 months before the last day.

    Attributes:
        anchor: The day it is counted from.
        span: The distance; 0 days for the day itself.
        is_before: Whether it lies before that day.

    Example:
        >>> str(Moment(Anchor.LAST_DAY, Length(months=3), is_before=True))
        '3 months before the last day'
        >>> str(Moment(Anchor.FIRST_DAY, Length()))
        'on the first day'
    """

    anchor: Anchor
    span: Span
    is_before: bool = False

    def day(self, anchor_day: Day, calendar: Calendar) -> Day:
        """Return the day, where the anchor is *anchor_day*."""
        count = span_before if self.is_before else span_after
        return count(anchor_day, self.span, calendar)

    def __str__(self) -> str:
        where = f"{self.span} {'before' if self.is_before else 'after'}" if self.span else "on"
        return f"{where} the {self.anchor}"


# rows: who may do what, whose consent, what notice


class Occasion(StrEnum):
    """What an offer can be about besides a change of terms and an ending."""

    BEGINNING = "beginning"
    """The first terms."""
    RESUMPTION = "resumption"
    """Going on after all."""


Matter = Occasion | ChangeKind | EndKind
"""What an offer is about, as far as consent is concerned."""

MATTERS: Final[tuple[Matter, ...]] = (
    *Occasion,
    *ChangeKind,
    *(kind for kind in EndKind if kind is not EndKind.LEAVING),
)
"""Every matter: nobody can be asked to consent to somebody's leaving."""

COMMAND_VERBS: Final[tuple[Verb, ...]] = tuple(
    verb
    for verb in Verb
    if verb
    not in (
        Verb.AGREE,
        Verb.SETTLE_CHANGE,
        Verb.AGREE_ENDING,
        Verb.REVOKE_CLOSING,
        Verb.LAPSE,
        Verb.ESCALATE,
    )
)
"""The verbs that people give; the others come with the last consent needed, or with time."""


@frozen
class Permission:
    """Who may give a command.

    Attributes:
        verb: The command.
        roles: One of these is enough. A stakeholder counts if the say is to consent.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
    """

    verb: Verb
    roles: frozenset[Role]
    source: Source
    since: Day | None = None


class Silence(StrEnum):
    """What it means that an offer was not answered in time."""

    DEEMED_REFUSED = "deemed_refused"
    """It counts as a no. Source: Queensland directive 13/20, a request to stay for good."""
    DEEMED_ACCEPTED = "deemed_accepted"
    """It counts as the consent of those who are silent."""
    ESCALATE = "escalate"
    """Others are asked in the place of those who are silent."""


@frozen
class Tier:
    """Whose consent is needed as well, once a placement gets long.

    Attributes:
        above: How long a placement may be, extensions included, without them.
        roles: Who must consent to more than that.
    """

    above: Span
    roles: frozenset[Role]


@frozen
class ConsentRule:
    """Whose consent something needs, in which order, and what silence means.

    Attributes:
        matter: What it is about.
        roles: The holders of all of these must consent; of the stakeholders those whose say it is.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
        order: Who consents first, who next; empty where the order does not matter. Roles that it
            leaves out consent at any time.
        tiers: Who must consent as well to a long placement.
        may_object: Whose consent is not needed, but whose no is one.
        answer_within: How long an offer may wait for its answer; None for as long as offers stand.
        on_silence: What it means that it was not answered by then; None for a lapse.
        silence_of: Whose silence counts as consent where it does; empty for all but the secondee.
        escalates_to: Who is asked then in the place of those who are silent.
        refused_with_reason: Whether a no has to give a reason.
    """

    matter: Matter
    roles: frozenset[Role]
    source: Source
    since: Day | None = None
    order: tuple[frozenset[Role], ...] = ()
    tiers: tuple[Tier, ...] = ()
    may_object: frozenset[Role] = frozenset()
    answer_within: Span | None = None
    on_silence: Silence | None = None
    silence_of: frozenset[Role] = frozenset()
    escalates_to: frozenset[Role] = frozenset()
    refused_with_reason: bool = False


@frozen
class ServiceStep:
    """The notice that holds from some length of service on.

    Attributes:
        from_service: The service completed.
        length: The notice from then on.
    """

    from_service: Length
    length: Span


@frozen
class NoticeRule:
    """How a one-sided end is announced.

    Several rows of one kind may differ in whom they are for; the first that fits counts, and the
    last is for everybody else.

    Attributes:
        kind: Which end.
        roles: Who may announce it; one of these is enough.
        length: How long before, the day of the notice not counted; zero for from one day to the
            next.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
        by_service: What takes the place of `length` with the service of the secondee.
        per_year: What each completed year of service gives; it counts where it is longer.
        at_most: What `per_year` does not exceed; None for no end.
        grades: The grades it is for; empty for all.
        on_probation: Whether it is for those on probation or for the others; None for both.
        is_courtesy: Whether it is owed where possible only, so that a shorter one is no breach.
        needs_reason: Whether a reason has to be given.
    """

    kind: NoticeKind
    roles: frozenset[Role]
    length: Span
    source: Source
    since: Day | None = None
    by_service: tuple[ServiceStep, ...] = ()
    per_year: Length | None = None
    at_most: Length | None = None
    grades: frozenset[str] = frozenset()
    on_probation: bool | None = None
    is_courtesy: bool = False
    needs_reason: bool = False

    @property
    def is_for_all(self) -> bool:
        """Whether it is for everybody."""
        return not self.grades and self.on_probation is None


class Stage(StrEnum):
    """By when a document has to be there."""

    START = "start"
    """Before the first day; the start waits for it."""
    EXTENSION = "extension"
    """Before the first day that an extension adds."""
    CHANGE = "change"
    """On the day of a change."""
    END = "end"
    """By the last day."""


@frozen
class DocumentRule:
    """A document that has to be there.

    Attributes:
        code: Which, a code of the embedding tool: ``agreement``.
        stage: By when.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
        owed_by: Who sees to it; one of these is enough.
        signed_by: Whose signature it bears.
        clauses: What it has to speak of, as codes: ``supervision``.
        kinds: The kinds of placement that it is for; empty for all.
        shorter_than: It is for placements shorter than this; None for all.
        from_length: It is for placements of this length or more; None for all.
    """

    code: str
    stage: Stage
    source: Source
    since: Day | None = None
    owed_by: frozenset[Role] = frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER})
    signed_by: frozenset[Role] = frozenset()
    clauses: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    shorter_than: Length | None = None
    from_length: Length | None = None


@frozen
class DutyRule:
    """Something that is to be done on a day: a report, a meeting, keeping files.

    Attributes:
        code: What, a code of the embedding tool: ``exit_survey``.
        owed_by: Who does it; one of these is enough.
        when: The day by which.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
        every: How often again until the last day, or for `times`; None for once.
        times: How often in all; None for up to the last day.
        kinds: The kinds of placement that it is for; empty for all.
    """

    code: str
    owed_by: frozenset[Role]
    when: Moment
    source: Source
    since: Day | None = None
    every: Length | None = None
    times: int | None = None
    kinds: frozenset[str] = frozenset()


@frozen
class WaiverRule:
    """Who may set a limit aside in a single case.

    Attributes:
        rule: The path of the limit: ``caps.lifetime``.
        roles: One of these is enough.
        source: Where the policy says so.
        since: The first day on which it says so; None for always.
    """

    rule: str
    roles: frozenset[Role]
    source: Source
    since: Day | None = None


@frozen
class Remark:
    """Something a document says that nothing here can judge; shown, and nothing follows from it.

    Attributes:
        text: What it says.
        source: Where.
    """

    text: str
    source: Source


class ReturnDay(StrEnum):
    """When the person is back at work after the last day."""

    NEXT_DAY = "next_day"
    NEXT_WORKING_DAY = "next_working_day"
    """Source: Birkbeck, "Returning after secondment end date": the next working day."""


# groups of clauses


@frozen(kw_only=True)
class Window:
    """When something may be done, counted back from the last day in force.

    Attributes:
        opens_before_end: From so long before it on; None for from the start.
        closes_before_end: Until so long before it, that day included; None for until the last day.
    """

    opens_before_end: Clause[Span] | None = None
    closes_before_end: Clause[Span] | None = None


@frozen(kw_only=True)
class ExtensionRules:
    """What an extension has to keep to.

    Attributes:
        max_count: How many there may be; None for any number, 0 for none.
        min_length: Of each.
        max_length: Of each.
        total: Of all together.
        asked: When one may be offered.
        decided: When one may be agreed.
        new_agreement: Whether it takes a new agreement, with all consents that a beginning needs.
        review_every: How often a review is held from its first day on.
    """

    max_count: Clause[int] | None = None
    min_length: Clause[Span] | None = None
    max_length: Clause[Span] | None = None
    total: Clause[Length] | None = None
    asked: Window = field(factory=Window)
    decided: Window = field(factory=Window)
    new_agreement: Clause[bool] | None = None
    review_every: Clause[Length] | None = None


@frozen(kw_only=True)
class ContinuousCap:
    """How long somebody may be away without a break, over several placements.

    Attributes:
        length: From the first day of the first to the last day of the last, breaks included.
        gap_tolerance: A break that is no longer than this joins two placements; None where only
            placements that touch are joined.
        reset_after: Time at home after which somebody who has reached the cap may go again; None
            for any break that is longer than the tolerance.
    """

    length: Clause[Length]
    gap_tolerance: Clause[Length] | None = None
    reset_after: Clause[Length] | None = None


class CountedFrom(StrEnum):
    """Which day of the placement before a cooling-off is counted from."""

    END = "end"
    START = "start"


@frozen(kw_only=True)
class CoolingOff:
    """Time at home between two placements of one person.

    Attributes:
        length: How long at least.
        counted_from: From the end or from the start of the placement before.
    """

    length: Clause[Length]
    counted_from: Clause[CountedFrom] | None = None


@frozen(kw_only=True)
class CapRules:
    """What several placements may come to together.

    Attributes:
        continuous: Of one person without a break.
        lifetime: Of one person ever.
        same_post: Of all people who replace each other at one post and task.
        cooling_off: Between two placements of one person.
    """

    continuous: ContinuousCap | None = None
    lifetime: Clause[Length] | None = None
    same_post: Clause[Length] | None = None
    cooling_off: CoolingOff | None = None


@frozen(kw_only=True)
class EligibilityRules:
    """Who may be seconded.

    Attributes:
        service: Completed with the employer before the first day.
        service_in_role: Completed in the present role before the first day.
        probation_passed: Whether probation has to be over on the first day.
        no_live_warning: Whether there must be no live warning on the first day.
        performance_acceptable: Whether performance has to be acceptable.
        not_on_secondment: Whether nobody may be on two placements at once.
        contracts: Kinds of contract, codes of the embedding tool; one of these is needed.
        grades: Grades, codes of the embedding tool; one of these is needed.
        released_first: Whether home has to agree before anything is proposed.
        criteria: What else has to be true, codes of the embedding tool.
    """

    service: Clause[Length] | None = None
    service_in_role: Clause[Length] | None = None
    probation_passed: Clause[bool] | None = None
    no_live_warning: Clause[bool] | None = None
    performance_acceptable: Clause[bool] | None = None
    not_on_secondment: Clause[bool] | None = None
    contracts: Clause[frozenset[str]] | None = None
    grades: Clause[frozenset[str]] | None = None
    released_first: Clause[bool] | None = None
    criteria: Clause[frozenset[str]] | None = None


@frozen(kw_only=True)
class ShareRules:
    """Which part of the working time may go to the host; see `Policy.capacity` for all claims.

    Attributes:
        min: At least; above 0 and up to 1.
        max: At most; above 0 and up to 1.
        full_time_hours: Hours of a full week, for whoever reckons in hours.
    """

    min: Clause[Decimal] | None = None
    max: Clause[Decimal] | None = None
    full_time_hours: Clause[Decimal] | None = None


class Payer(StrEnum):
    """Who bears the cost in the end."""

    HOME = "home"
    HOST = "host"
    SHARED = "shared"
    """As home and host agree."""


class Recharge(StrEnum):
    """How the cost gets from home to host."""

    NONE = "none"
    """Not at all."""
    INVOICE = "invoice"
    """Home pays and invoices the host."""
    HOST_PAYROLL = "host_payroll"
    """The host pays the person itself."""


class PayLevel(StrEnum):
    """Which post the pay goes by."""

    HOME_POST = "home_post"
    HOST_POST = "host_post"


class TaxTreatment(StrEnum):
    """How value added tax treats the supply of staff.

    Source:
        HMRC manuals VGPB8860 and VATSC03540, and Devon County Council, "Secondments or supplies of
        staff": taxable by default; not under joint employment; out of scope between some bodies.
    """

    STANDARD = "standard"
    EXEMPT = "exempt"
    OUT_OF_SCOPE = "out_of_scope"
    JOINT_EMPLOYMENT = "joint_employment"


@frozen
class CostBand:
    """Who pays for a placement of some length.

    Attributes:
        payer: Who bears the cost; None when not said.
        shorter_than: The length, extensions included, from which on the next band holds; None for
            no end.
        host_part: The host's part where it is fixed, from 0 to 1; None where it is negotiable.
        recharge: How the cost gets to the host; None when not said.
        tax: How value added tax treats it; None when not said.
        pay: Which post the pay goes by; None when not said.
        reason: Why, as a code of the embedding tool; None when not said.
        kinds: The kinds of placement that it is for; empty for those that no other band names.
    """

    payer: Payer | None = None
    shorter_than: Length | None = None
    host_part: Decimal | None = None
    recharge: Recharge | None = None
    tax: TaxTreatment | None = None
    pay: PayLevel | None = None
    reason: str | None = None
    kinds: frozenset[str] = frozenset()


@frozen(kw_only=True)
class ReturnRules:
    """What the way back is like.

    Attributes:
        right: What home owes at least where the terms say nothing of it.
        same_terms: Whether the terms of employment are those from before.
        lost_after: A stay that is longer than this ends the right; None for never.
        lost_by_staying_on: Whether only those lose it who stay on past the last day agreed.
        home_change_notice: How long before a change of the home post the secondee hears of it.
    """

    right: Clause[ReturnRight]
    same_terms: Clause[bool] | None = None
    lost_after: Clause[Length] | None = None
    lost_by_staying_on: Clause[bool] | None = None
    home_change_notice: Clause[Span] | None = None


@frozen(kw_only=True)
class ConversionRules:
    """How somebody may stay with the host for good.

    Attributes:
        route: How, where the terms say nothing of it.
        excluded: Whether nobody may stay at all.
        after: How long somebody must have been there; None for any time.
        repeat_every: How long after a request that came to nothing another may be made.
        again_when: What lets a request be made again at once, codes of the embedding tool.
        grades: Grades for which it is open on this route; None for all.
        route_for_others: The route of the other grades; None where it is not open to them.
        criteria: What has to be true, codes of the embedding tool.
        priority: Groups that are considered first, codes of the embedding tool.
    """

    route: Clause[Route]
    excluded: Clause[bool] | None = None
    after: Clause[Length] | None = None
    repeat_every: Clause[Length] | None = None
    again_when: Clause[frozenset[str]] | None = None
    grades: Clause[frozenset[str]] | None = None
    route_for_others: Clause[Route] | None = None
    criteria: Clause[frozenset[str]] | None = None
    priority: Clause[frozenset[str]] | None = None


@frozen(kw_only=True)
class ReviewRules:
    """When the work is looked at.

    Attributes:
        trial: How long the trial lasts at least; None for none that the policy wants.
        every: How often a review is held from the first day on.
        before_end: How long before the last day the last one is held at the latest.
        after_end: How long after the end somebody asks how it went on.
    """

    trial: Clause[Length] | None = None
    every: Clause[Length] | None = None
    before_end: Clause[Span] | None = None
    after_end: Clause[tuple[Length, ...]] | None = None


@frozen(kw_only=True)
class ServiceOwed:
    """Service owed to home after the end.

    Attributes:
        ratio: Days for each day of the placement, above 0; None for none.
        repaid: What is paid back by whoever does not serve as agreed, codes of the embedding tool.
    """

    ratio: Clause[Decimal] | None = None
    repaid: Clause[frozenset[str]] | None = None
