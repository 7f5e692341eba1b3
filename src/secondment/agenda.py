"""Every dated duty that terms, policy and facts imply: what, by when, who owes it, and why.

Nothing is stored: the agenda is worked out anew from what is known, so that a duty which a change
has moved is moved and not doubled. What is overdue changes nothing by itself; what time makes
happen does not belong here: see `course`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Final

from attrs import frozen

from secondment.clauses import Anchor, DocumentRule, DutyRule, Stage
from secondment.course import (
    back_on,
    clock_of,
    conversion_is_excluded,
    may_ask_again_on,
    planned_end,
    return_lost_on,
    silence_counts,
    stays_for_good_on,
)
from secondment.dates import (
    LATEST,
    ONE_DAY,
    Day,
    Period,
    check_day,
    day_after,
    last_day_of_span,
    span_before,
)
from secondment.errors import Figures, Source, figures, own_rule, plain
from secondment.feedback import (
    Cadence,
    Request,
    RequestStatus,
    Review,
    ReviewKind,
    request_status,
)
from secondment.lifecycle import Verb
from secondment.limits import breaches_on_table, extension_window, service_of
from secondment.messages import AGENDA
from secondment.negotiation import missing
from secondment.outcome import FOLLOW_UPS, FollowUp, Route, follow_ups, service_obligation
from secondment.parties import PersonId, Role
from secondment.placement import Agreement, Closing, End, Placement, Work
from secondment.policy import Policy
from secondment.readings import (
    check_in_days,
    document_key,
    documents_for,
    extensions,
    feedback_on_record,
    missing_before_start,
    prepared_by,
    terms_agreed,
    terms_at_start,
)
from secondment.records import Fulfilment, HomeChange
from secondment.service import ServiceRecord
from secondment.terms import Terms

THE_TERMS: Final = Source(title="the terms of the placement", clause="as agreed")
ENDS: Final = own_rule("a placement ends as fixed, after its last day")
ASKED: Final = own_rule("who asks for feedback may hope for it by a day")
FOLLOWING_UP: Final = own_rule("somebody asks how it went on")


class DutyState(StrEnum):
    """Where a duty stands on a day."""

    AHEAD = "ahead"
    """Its day has not come."""
    DUE = "due"
    """It is to be done now, or may be done from now on."""
    OVERDUE = "overdue"
    """Its day has passed, and it is not done."""
    DONE = "done"
    PASSED = "passed"
    """The time for it has passed: it cannot be done any more, or nobody had to."""


@frozen(kw_only=True)
class Duty:
    """Something that is to be done, or may be done, by a day.

    Attributes:
        key: Tells it from all others of the placement, and stays the same when a change moves it.
        code: Key in the catalogue of duties.
        figures: What its text speaks of, as data.
        due_on: The last day for it.
        opens_on: The first day on which it can be done; None where it does not matter.
        owed_by: One of these people does it; empty where time does.
        source: Why.
        state: Where it stands on the day of the agenda.
        done_on: The day on which it was done; None while it is not.
        is_optional: Whether nobody has to.
        by_record: Whether it is done once a `Fulfilment` of its key is on record.
    """

    key: str
    code: str
    figures: Figures
    due_on: Day
    opens_on: Day | None
    owed_by: tuple[PersonId, ...]
    source: Source
    state: DutyState
    done_on: Day | None = None
    is_optional: bool = False
    by_record: bool = False

    @property
    def text(self) -> str:
        """What is to be done, in English."""
        return self.render(AGENDA)

    def render(self, catalogue: Mapping[str, str], word: Callable[[object], str] = plain) -> str:
        """Return what is to be done, worded by *catalogue*, a mapping from code to text."""
        return catalogue[self.code].format_map({name: word(each) for name, each in self.figures})

    def __str__(self) -> str:
        who = ", ".join(self.owed_by) or ("nobody" if self.by_record else "by itself")
        return f"{self.due_on} {self.state:<7} {self.text} ({who}; {self.source})"


_OPEN: Final = frozenset({DutyState.AHEAD, DutyState.DUE, DutyState.OVERDUE})


def agenda(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> tuple[Duty, ...]:
    """Return every duty of *placement*, the earliest first, as each stands on *on*.

    Args:
        placement: What is known.
        policy: The rules.
        on: The day to look from.
        service: What is known of the secondee's service; None for what came with the proposal.
    """
    check_day(on, "on")
    view = _View(placement=placement, policy=policy, on=on, service=service)
    found = [duty for duties in _SORTS for duty in duties(view)]
    return tuple(sorted(found, key=lambda duty: (duty.due_on, duty.key)))


def next_duties(duties: Iterable[Duty]) -> Mapping[PersonId, Duty]:
    """Return the next thing that each person has to do, by person.

    What is optional counts only for those who have nothing else to do.
    """
    waiting = [duty for duty in duties if duty.state in _OPEN]
    found: dict[PersonId, Duty] = {}
    for duty in sorted(waiting, key=lambda each: (each.is_optional, each.due_on, each.key)):
        for person in duty.owed_by:
            found.setdefault(person, duty)
    return found


@frozen(kw_only=True)
class _View:
    """A placement as the agenda looks at it."""

    placement: Placement
    policy: Policy
    on: Day
    service: ServiceRecord | None

    @property
    def terms(self) -> Terms | None:
        """The terms agreed; None while there are none, or nothing ever came of them."""
        return None if self.came_to_nothing else self.placement.terms

    @property
    def came_to_nothing(self) -> bool:
        """Whether it is over and never started."""
        state = self.placement.state
        return isinstance(state, End) and state.started_on is None

    @property
    def work(self) -> Period | None:
        """The days of the placement, up to the last day in force; None while nothing is agreed."""
        terms, last_day = self.terms, self.placement.last_day
        if terms is None or last_day is None:
            return None
        first_day = self.placement.started_on or terms.period.first_day
        return Period(first_day, max(first_day, last_day))

    def able(self, verb: Verb, on: Day) -> tuple[PersonId, ...]:
        return self.holders(self.policy.on(on).permission(verb).roles)

    def holders(self, roles: frozenset[Role]) -> tuple[PersonId, ...]:
        return self.placement.parties.holders(roles)

    def duty(
        self,
        key: str,
        code: str,
        due_on: Day,
        owed_by: tuple[PersonId, ...],
        source: Source,
        *,
        opens_on: Day | None = None,
        done_on: Day | None = None,
        is_optional: bool = False,
        by_record: bool = False,
        has_passed: bool = False,
        counts_from: Day = Day.min,
        **named: Hashable,
    ) -> Duty:
        if by_record:
            done = (each.on for each in self.placement.recorded(Fulfilment) if each.duty == key)
            done_on = min((day for day in done if day >= counts_from), default=None)
        opens = opens_on or due_on
        if done_on is not None and done_on <= self.on:
            state = DutyState.DONE
        elif has_passed or (is_optional and self.on > due_on):
            state = DutyState.PASSED
        elif self.on > due_on:
            state = DutyState.OVERDUE
        else:
            state = DutyState.DUE if self.on >= opens else DutyState.AHEAD
        return Duty(
            key=key,
            code=code,
            figures=figures(**named),
            due_on=due_on,
            opens_on=opens_on,
            owed_by=owed_by,
            source=source,
            state=state,
            done_on=done_on if state is DutyState.DONE else None,
            is_optional=is_optional,
            by_record=by_record,
        )


# what is on the table


def _answers(view: _View) -> Iterator[Duty]:
    placement, thread = view.placement, view.placement.thread
    if thread is None:
        return
    offer, policy = thread.offer, view.policy.on(thread.offer.made_on)
    clock = clock_of(offer, placement.table, view.policy, placement.moved_on)
    for seat in missing(thread, placement.table, policy):
        due_on, source = offer.expires_on, policy.offer_validity.source
        in_time = clock is not None and clock[0] <= due_on and not thread.is_escalated
        if clock is not None and in_time and silence_counts(clock[1], clock[2], seat.role):
            due_on, source = clock[0], clock[1].source
        yield view.duty(
            f"answer {offer.number} {seat.role} {seat.person}",
            "answer_offer",
            due_on,
            (seat.person,),
            source,
            opens_on=offer.made_on,
            offer=offer.number,
            seat=seat,
        )
    for breach in breaches_on_table(placement, view.policy, view.service):
        row = policy.waiver_rule(breach.rule)
        if row is not None:
            yield view.duty(
                f"waive {breach.rule}",
                "waive_limit",
                offer.expires_on,
                view.holders(row.roles),
                row.source,
                opens_on=offer.made_on,
                rule=breach.rule,
                offer=offer.number,
                reason=breach.objection.text,
            )


def _requests(view: _View) -> Iterator[Duty]:
    records = feedback_on_record(view.placement)
    waiting = (RequestStatus.OPEN, RequestStatus.OVERDUE)
    for request in view.placement.recorded(Request):
        is_party = view.placement.parties.roles_of(request.to)
        if request.answer_by is None or not is_party:
            continue
        if request_status(request, records, on=max(view.on, request.on)) in waiting:
            yield view.duty(
                f"feedback {request.id}",
                "give_feedback",
                request.answer_by,
                (request.to,),
                ASKED,
                opens_on=request.on,
                about=request.about,
            )


# before and at the start


def _start(view: _View) -> Iterator[Duty]:
    placement, terms = view.placement, view.terms
    if terms is None:
        return
    first_day = terms.period.first_day
    edition = view.policy.on(first_day)
    if isinstance(placement.state, Agreement):
        for each in missing_before_start(placement, view.policy):
            verb = prepared_by(each)
            if verb is not Verb.FULFIL:
                yield view.duty(
                    f"prepare {each.gate}",
                    "prepare",
                    first_day,
                    view.able(verb, view.on),
                    edition.gates.source if each.gate in edition.gates.value else THE_TERMS,
                    opens_on=placement.moved_on,
                    missing=str(each),
                )
    by_time = edition.automatic_start.value
    yield view.duty(
        "start",
        "start",
        first_day,
        () if by_time else view.able(Verb.START, first_day),
        edition.automatic_start.source,
        done_on=placement.started_on,
    )


def _trial(view: _View) -> Iterator[Duty]:
    terms = view.terms
    last_trial_day = None if terms is None else terms.last_trial_day
    if last_trial_day is not None:
        done = _reviewed(view, ReviewKind.TRIAL)
        yield view.duty(
            "review trial",
            "review_trial",
            last_trial_day,
            view.able(Verb.REVIEW, last_trial_day),
            THE_TERMS,
            done_on=min(done, default=None),
            has_passed=_ended_before(view, last_trial_day),
        )


def _ended_before(view: _View, day: Day) -> bool:
    """Return whether the placement was over before *day* was."""
    state = view.placement.state
    return isinstance(state, End) and state.on <= day


def _reviewed(view: _View, kind: ReviewKind) -> list[Day]:
    return [each.on for each in view.placement.recorded(Review) if each.kind is kind]


# on the way


def _repeated(
    view: _View,
    name: str,
    code: str,
    cadence: Cadence,
    held: Iterable[Day],
    owed_by: tuple[PersonId, ...],
    source: Source,
) -> Iterator[Duty]:
    """Yield a duty for each due day of *cadence*; what comes late is kept for the next one."""
    days = cadence.due_days
    first_day = cadence.period.first_day
    kept: dict[int, Day] = {}
    for day in sorted(held):
        if first_day <= day <= view.on:
            kept.setdefault(bisect_left(days, day), day)
    over = not view.placement.is_open
    for index, day in enumerate(days):
        missed = index not in kept and (over or index < max(kept, default=-1))
        yield view.duty(
            f"{name} {index + 1}",
            code,
            day,
            owed_by,
            source,
            done_on=kept.get(index),
            has_passed=missed and day < view.on,
            number=index + 1,
        )


def _check_ins(view: _View) -> Iterator[Duty]:
    terms, work = view.terms, view.work
    if terms is None or work is None or terms.check_in_every is None:
        return
    meeting = view.holders(frozenset({Role.SECONDEE, Role.HOST_MANAGER}))
    cadence = Cadence(work, terms.check_in_every)
    held = check_in_days(view.placement)
    yield from _repeated(view, "check-in", "check_in", cadence, held, meeting, THE_TERMS)


def _extensions(view: _View) -> tuple[Period, ...]:
    """Return the days that each extension has added, without those that were taken back since."""
    work = view.work
    standing: list[Period] = []
    if work is None:
        return ()
    for added in extensions(view.placement):
        standing = [*_up_to(standing, added.first_day - ONE_DAY), added]
    return tuple(_up_to(standing, work.last_day))


def _up_to(periods: Iterable[Period], last_day: Day) -> Iterator[Period]:
    """Yield what of *periods* lies on *last_day* or before."""
    for each in periods:
        if each.first_day <= last_day:
            yield Period(each.first_day, min(each.last_day, last_day))


def _reviews(view: _View) -> Iterator[Duty]:
    work = view.work
    if work is None:
        return
    edition = view.policy.on(work.first_day)
    held = _reviewed(view, ReviewKind.MID)
    able = view.able(Verb.REVIEW, work.first_day)
    every, before_end = edition.reviews.every, edition.reviews.before_end
    if every is not None:
        cadence = Cadence(work, every.value)
        yield from _repeated(view, "review", "review", cadence, held, able, every.source)
    for number, added in enumerate(_extensions(view), start=1):
        again = view.policy.on(added.first_day).extension.review_every
        if again is not None:
            name = f"review of extension {number},"
            cadence = Cadence(added, again.value)
            yield from _repeated(view, name, "review", cadence, held, able, again.source)
    if before_end is not None:
        due_on = span_before(work.last_day, before_end.value, view.policy.calendar)
        yield view.duty(
            "review end",
            "review_end",
            max(due_on, work.first_day),
            able,
            before_end.source,
            done_on=min(_reviewed(view, ReviewKind.END), default=None),
        )


def _home_changes(view: _View) -> Iterator[Duty]:
    if view.came_to_nothing:
        return
    for change in view.placement.recorded(HomeChange):
        clause = view.policy.on(change.effective_on).returning.home_change_notice
        if clause is not None:
            due_on = span_before(change.effective_on, clause.value, view.policy.calendar)
            yield view.duty(
                f"discuss home change {change.id}",
                "discuss_home_change",
                due_on,
                view.holders(frozenset({Role.HOME_MANAGER})),
                clause.source,
                opens_on=change.on,
                by_record=True,
                what=change.what,
                effective_on=change.effective_on,
            )


# deciding how it ends


def _decision(view: _View) -> Iterator[Duty]:
    terms, placement = view.terms, view.placement
    if terms is None or terms.decision_day is None:
        return
    managers = view.holders(frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER}))
    decided = isinstance(placement.state, Closing | End)
    yield view.duty(
        "decide the outcome",
        "decide_outcome",
        terms.decision_day,
        managers,
        THE_TERMS,
        opens_on=placement.started_on,
        done_on=placement.moved_on if decided else None,
    )


def _extension_windows(view: _View) -> Iterator[Duty]:
    placement = view.placement
    if not isinstance(placement.state, Work):
        return
    last_day = placement.state.terms.period.last_day
    if not _can_be_longer(placement, placement.state, view.policy):
        return
    for name, verb in (("asked", Verb.OPEN_CHANGE), ("decided", Verb.CONSENT)):
        if name == "asked" and placement.thread is not None:
            continue
        opens, closes = extension_window(view.policy, name, last_day, view.on)
        if opens is not None or closes is not None:
            source = (closes or opens or (None, THE_TERMS))[1]
            yield view.duty(
                f"extension {name}",
                f"extension_{name}",
                closes[0] if closes else last_day,
                view.able(verb, view.on),
                source,
                opens_on=opens[0] if opens else placement.state.started_on,
                is_optional=True,
                last_day=last_day,
            )


def _can_be_longer(placement: Placement, state: Work, policy: Policy) -> bool:
    """Return whether the policy leaves room for an extension at all."""
    period = state.terms.period
    rules = policy.on(period.last_day + ONE_DAY).extension
    if rules.max_count is not None and len(extensions(placement)) >= rules.max_count.value:
        return False
    longest = policy.on(period.first_day).max_length
    if longest is None:
        return True
    return period.last_day < last_day_of_span(period.first_day, longest.value, policy.calendar)


def _conversion(view: _View) -> Iterator[Duty]:
    placement = view.placement
    if not isinstance(placement.state, Work):
        return
    rules = view.policy.on(view.on).conversion
    state = placement.state
    if rules.after is None or conversion_is_excluded(state.terms, view.policy, view.on):
        return
    earliest = day_after(state.started_on, rules.after.value)
    by_request = rules.route.value is Route.REQUEST
    again_on = may_ask_again_on(placement, view.policy, view.on)
    opens_on = max(earliest, again_on or earliest) if by_request else state.started_on
    last_day = state.terms.period.last_day
    if rules.route.value is Route.LAPSE_OF_TIME:
        yield from _staying_on(view, state)
    elif (opens_on <= last_day) if by_request else (earliest <= last_day + ONE_DAY):
        yield view.duty(
            "conversion",
            "ask_to_stay",
            last_day,
            view.holders(frozenset({Role.SECONDEE})),
            rules.after.source,
            opens_on=opens_on,
            is_optional=True,
        )


def _staying_on(view: _View, state: Work) -> Iterator[Duty]:
    stays_on = stays_for_good_on(state, view.policy)
    if stays_on is not None:
        yield view.duty(
            "stays for good",
            "end_before_staying",
            stays_on - ONE_DAY,
            view.able(Verb.COMPLETE, view.on),
            view.policy.on(stays_on).conversion.route.source,
            opens_on=state.terms.period.last_day + ONE_DAY,
            is_optional=True,
            stays_on=stays_on,
        )


def _return_right(view: _View) -> Iterator[Duty]:
    placement, started_on = view.placement, view.placement.started_on
    if started_on is None or not placement.is_open:
        return
    work = view.work
    lost_on = None if work is None else return_lost_on(work, view.policy)
    clause = view.policy.on(started_on).returning.lost_after
    if lost_on is not None and clause is not None:
        yield view.duty(
            "return right",
            "keep_return_right",
            lost_on - ONE_DAY,
            view.holders(frozenset({Role.SECONDEE})),
            clause.source,
            opens_on=started_on,
            is_optional=True,
            lost_on=lost_on,
        )


# the end and after it


def _end(view: _View) -> Iterator[Duty]:
    placement, work = view.placement, view.work
    if work is None:
        return
    state = placement.state
    ended_on = state.on if isinstance(state, End) else work.last_day + ONE_DAY
    yield view.duty(
        "last day",
        "last_day",
        work.last_day,
        view.holders(frozenset({Role.SECONDEE})),
        THE_TERMS,
        done_on=work.last_day if not placement.is_open else None,
    )
    edition = view.policy.on(ended_on)
    if isinstance(state, Work | Closing):
        planned = planned_end(state, view.policy)
        yield view.duty(
            "end",
            f"end_{planned.verb}",
            ended_on,
            () if edition.automatic_end.value else view.able(planned.verb, ended_on),
            edition.automatic_end.source,
        )
    day = back_on(state, work.last_day, view.policy)
    if day is not None:
        yield view.duty(
            "return",
            "return",
            day,
            view.holders(frozenset({Role.SECONDEE})),
            edition.return_day.source,
            done_on=day if isinstance(state, End) else None,
        )


def _after_the_end(view: _View) -> Iterator[Duty]:
    state, work = view.placement.state, view.work
    if not isinstance(state, End) or work is None:
        return
    edition = view.policy.on(state.on)
    clause = edition.reviews.after_end
    wanted = FOLLOW_UPS if clause is None else clause.value
    held = view.placement.recorded(FollowUp)
    for each in follow_ups(state.on, held, after=wanted):
        yield view.duty(
            f"follow-up {each.after.isoformat()}",
            "follow_up",
            each.due_on,
            view.able(Verb.FOLLOW_UP, state.on),
            FOLLOWING_UP if clause is None else clause.source,
            done_on=each.done_on,
            after=each.after,
        )
    owed = edition.service_owed
    if owed is not None and owed.ratio is not None:
        person = view.placement.parties.secondee
        due_on = service_obligation(person, work, owed.ratio.value).period.last_day
        yield view.duty(
            "service owed",
            "service_owed",
            due_on,
            (person,),
            owed.ratio.source,
            opens_on=state.on,
            done_on=due_on if state.returns_on is not None else None,
            has_passed=state.returns_on is None,
            first_day=state.on,
        )


# what the policy wants besides


def _anchor_days(view: _View) -> Mapping[Anchor, tuple[Day, ...]]:
    """Return the days that duties are counted from; empty where there is none."""
    placement, work = view.placement, view.work
    days: dict[Anchor, tuple[Day, ...]] = dict.fromkeys(Anchor, ())
    days[Anchor.PROPOSAL] = (placement.proposed_on,)
    if work is None:
        return days
    days[Anchor.AGREEMENT] = tuple(day for day, _ in terms_agreed(placement)[:1])
    days[Anchor.CHANGE] = _changes(placement)
    days[Anchor.FIRST_DAY], days[Anchor.LAST_DAY] = (work.first_day,), (work.last_day,)
    days[Anchor.EXTENSION] = tuple(each.first_day for each in _extensions(view))
    middle = work.first_day + (work.last_day - work.first_day) // 2
    days[Anchor.MIDDLE] = (middle,)
    managers = (Role.HOME_MANAGER, Role.HOST_MANAGER)
    new = (each.on for each in placement.handovers if each.role in managers)
    days[Anchor.MANAGER_CHANGE] = tuple(dict.fromkeys(new))
    contract_end = service_of(placement, view.service).contract_ends_on
    if contract_end is not None and contract_end < work.last_day:
        days[Anchor.CONTRACT_END] = (contract_end,)
    changes = placement.recorded(HomeChange)
    days[Anchor.HOME_CHANGE] = tuple(dict.fromkeys(each.effective_on for each in changes))
    state = placement.state
    ended_on = state.on if isinstance(state, End) else work.last_day + ONE_DAY
    days[Anchor.END] = (ended_on,)
    day = back_on(state, work.last_day, view.policy)
    days[Anchor.RETURN] = () if day is None else (day,)
    return days


def _changes(placement: Placement) -> tuple[Day, ...]:
    """Return the days on which changes of the terms were agreed, each once."""
    return tuple(dict.fromkeys(day for day, _ in terms_agreed(placement)[1:]))


_SEVERAL: Final = frozenset(
    {Anchor.CHANGE, Anchor.EXTENSION, Anchor.HOME_CHANGE, Anchor.MANAGER_CHANGE}
)
"""Anchors of which a placement may have more than one day."""


def _policy_duties(view: _View) -> Iterator[Duty]:
    if not view.policy.duties:
        return
    for anchor, days in _anchor_days(view).items():
        for day in days:
            for rule in view.policy.on(day).duties:
                if rule.when.anchor is anchor and _is_of_kind(view, rule.kinds):
                    yield from _of_rule(view, rule, day)


def _is_of_kind(view: _View, kinds: frozenset[str]) -> bool:
    return not kinds or (view.terms is not None and view.terms.kind in kinds)


def _of_rule(view: _View, rule: DutyRule, anchor_day: Day) -> Iterator[Duty]:
    name = f"duty {rule.code}"
    if any(each.code == rule.code and each.when != rule.when for each in view.policy.duties):
        name = f"{name}, {rule.when}"
    if rule.when.anchor in _SEVERAL:
        name = f"{name} {anchor_day}"
    due_on = rule.when.day(anchor_day, view.policy.calendar)
    opens_on = None if rule.when.is_before else anchor_day
    for number, day in enumerate(_occurrences(view, rule, due_on), start=1):
        yield view.duty(
            name if rule.every is None else f"{name} {number}",
            "duty",
            day,
            view.holders(rule.owed_by),
            rule.source,
            opens_on=opens_on,
            by_record=True,
            has_passed=view.came_to_nothing,
            counts_from=_counts_from(view, rule.when.anchor, anchor_day),
            what=rule.code.replace("_", " "),
        )
        opens_on = None if rule.when.is_before else day + ONE_DAY


_MOVING: Final = frozenset({Anchor.LAST_DAY, Anchor.END, Anchor.RETURN})
"""Anchors that a later last day moves: what was done for the old one is to be done again."""


def _counts_from(view: _View, anchor: Anchor, anchor_day: Day) -> Day:
    """Return the first day on which a duty of *anchor* can have been done."""
    if anchor in _MOVING:
        return _moved_on(view)
    return anchor_day if anchor is Anchor.CHANGE else Day.min


def _moved_on(view: _View) -> Day:
    """Return the day on which the last day was last moved, the beginning of time if never."""
    moved = Day.min
    agreed = terms_agreed(view.placement)
    for (_, before), (day, after) in pairwise(agreed):
        if after.period.last_day > before.period.last_day:
            moved = day
    return moved


def _occurrences(view: _View, rule: DutyRule, due_on: Day) -> Iterator[Day]:
    yield due_on
    if rule.every is None:
        return
    last_day = LATEST if rule.times is not None or view.work is None else view.work.last_day
    cadence = Cadence(Period(due_on, max(due_on, last_day)), rule.every)
    for number, day in enumerate(cadence.days(), start=2):
        if rule.times is not None and number > rule.times:
            return
        yield day


def _documents(view: _View) -> Iterator[Duty]:
    terms, work = view.terms, view.work
    if terms is None or work is None or not view.policy.documents:
        return
    edition = view.policy.on(work.first_day)
    for rule in documents_for(terms_at_start(view.placement) or terms, Stage.START, edition):
        yield _document(view, rule, terms.period.first_day, None)
    for added in _extensions(view):
        for rule in documents_for(terms, Stage.EXTENSION, view.policy.on(added.first_day)):
            yield _document(view, rule, added.first_day - ONE_DAY, added.first_day)
    for day in _changes(view.placement):
        for rule in documents_for(terms, Stage.CHANGE, view.policy.on(day)):
            yield _document(view, rule, day, day, counts_from=day)
    for rule in documents_for(terms, Stage.END, view.policy.on(work.last_day)):
        yield _document(view, rule, work.last_day, None, counts_from=_moved_on(view))


def _document_key(view: _View, rule: DocumentRule, occasion: Day | None) -> str:
    """Return a key that no document of the same code for another stage has."""
    key = document_key(rule.code, occasion)
    earlier = {
        Stage.CHANGE: frozenset({Stage.EXTENSION}),
        Stage.END: frozenset({Stage.START}),
    }.get(rule.stage, frozenset[Stage]())
    clash = any(each.code == rule.code and each.stage in earlier for each in view.policy.documents)
    return f"{key} ({rule.stage})" if clash else key


def _document(
    view: _View,
    rule: DocumentRule,
    due_on: Day,
    occasion: Day | None,
    counts_from: Day = Day.min,
) -> Duty:
    signed = f", signed by {plain(view.holders(rule.signed_by))}" if rule.signed_by else ""
    topics = f", with {plain(rule.clauses).replace('_', ' ')}" if rule.clauses else ""
    return view.duty(
        _document_key(view, rule, occasion),
        "document",
        due_on,
        view.holders(rule.owed_by),
        rule.source,
        opens_on=view.placement.proposed_on if rule.stage is Stage.START else None,
        by_record=True,
        counts_from=counts_from,
        what=f"{rule.code.replace('_', ' ')}{signed}{topics}",
    )


_SORTS: Final[tuple[Callable[[_View], Iterator[Duty]], ...]] = (
    _answers,
    _requests,
    _start,
    _trial,
    _check_ins,
    _reviews,
    _home_changes,
    _decision,
    _extension_windows,
    _conversion,
    _return_right,
    _end,
    _after_the_end,
    _policy_duties,
    _documents,
)
"""What the agenda gathers."""


@frozen
class Moved:
    """What would become of one duty.

    Attributes:
        before: The duty as it stands; None when it would be a new one.
        after: The duty as it would stand; None when it would fall away.
    """

    before: Duty | None
    after: Duty | None

    def __str__(self) -> str:
        if self.before is None:
            return f"new: {self.after}"
        if self.after is None:
            return f"falls away: {self.before}"
        old, new = self.before, self.after
        if old.text != new.text:
            return f"{old.text}, {old.due_on}: becomes {new.text}, {new.due_on}"
        if old.due_on != new.due_on:
            return f"{new.text}: {old.due_on} becomes {new.due_on}"
        if old.state is not new.state:
            return f"{new.text}: {old.state} becomes {new.state}"
        return f"otherwise: {new}"


def compared(before: Iterable[Duty], after: Iterable[Duty]) -> tuple[Moved, ...]:
    """Return every duty in which two agendas differ, in the order of the days."""
    old, new = ({duty.key: duty for duty in duties} for duties in (before, after))
    keys = dict.fromkeys((*old, *new))
    moved = [Moved(old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    return tuple(sorted(moved, key=_day_of))


def _day_of(moved: Moved) -> tuple[Day, str]:
    duty = moved.after or moved.before
    assert duty is not None, "a duty that moves was or will be"
    return duty.due_on, duty.key
