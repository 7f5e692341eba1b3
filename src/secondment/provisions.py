"""The rules that apply to one placement, in words, with where each stands and how far away it is.

Nothing is decided here: what a rule refuses is in `limits`, what it makes due in `agenda`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve as altered
from attrs import frozen

from secondment.clauses import Clause, ConsentRule, NoticeRule, Payer, Silence
from secondment.course import (
    conversion_is_excluded,
    return_lost_on,
    returns_on,
    stays_for_good_on,
)
from secondment.dates import (
    ONE_DAY,
    Day,
    Length,
    Period,
    check_day,
    day_after,
    last_day_of,
    last_day_of_span,
)
from secondment.errors import Source, plain
from secondment.limits import (
    continuous_run,
    cost_band,
    days_elsewhere,
    extension_window,
    service_of,
    waived,
)
from secondment.negotiation import matters
from secondment.notice import notice_length, notice_rule
from secondment.parties import Role
from secondment.placement import End, Placement, Work
from secondment.policy import Policy
from secondment.readings import documents_for, extensions
from secondment.service import ServiceRecord, completed_on
from secondment.terms import ConversionRoute, EarlyEndMode, NoticeKind, Terms


@frozen
class Provision:
    """One rule that applies to a placement.

    Attributes:
        rule: The path of the clause in the policy.
        text: What it says, in English.
        source: Where it says so.
        limit: The day of its limit; None where it has none.
        distance: How far away that is, in English; None where it has none.
        is_waived: Whether it is set aside for this placement.
    """

    rule: str
    text: str
    source: Source
    limit: Day | None = None
    distance: str | None = None
    is_waived: bool = False

    def __str__(self) -> str:
        words = [self.text]
        if self.distance is not None:
            words.append(self.distance)
        if self.is_waived:
            words.append("set aside for this placement")
        return f"{'; '.join(words)} ({self.source})"


@frozen(kw_only=True)
class _View:
    """A placement as its policy looks at it on a day."""

    placement: Placement
    policy: Policy
    on: Day
    service: ServiceRecord
    terms: Terms

    @property
    def last_day(self) -> Day:
        """The last day in force, or offered while nothing is."""
        return self.placement.last_day or self.terms.period.last_day

    @property
    def first_day(self) -> Day:
        """The first day worked, agreed or offered."""
        return self.placement.started_on or self.terms.period.first_day

    @property
    def of_first_day(self) -> Policy:
        """The policy as it holds on the first day."""
        return self.policy.on(self.first_day)

    @property
    def edition(self) -> Policy:
        """The policy as it holds on the day."""
        return self.policy.on(self.on)


def explain_policy(
    placement: Placement, policy: Policy, on: Day, service: ServiceRecord | None = None
) -> tuple[Provision, ...]:
    """Return the rules of *policy* that apply to *placement* on *on*, in the order of a policy.

    Args:
        placement: What is known; of a proposal, the terms on the table count.
        policy: The rules, in all their versions.
        on: The day to look from.
        service: What is known of the secondee's service; None for what came with the proposal.
    """
    terms = placement.terms
    if terms is None and placement.offer is not None:
        subject = placement.offer.subject
        terms = subject if isinstance(subject, Terms) else None
    if terms is None:
        return ()
    view = _View(
        placement=placement,
        policy=policy,
        on=check_day(on, "on"),
        service=service_of(placement, service),
        terms=terms,
    )
    aside = waived(placement)
    return tuple(
        altered(each, is_waived=each.rule in aside) for part in _PARTS for each in part(view)
    )


def _until(view: _View, limit: Day, subject: str = "the last day") -> str:
    """Return how far the last day is from *limit*."""
    days = (limit - view.last_day).days
    if days > 0:
        return f"{subject} {view.last_day} is {Length(days=days)} before {limit}"
    if days < 0:
        return f"{subject} {view.last_day} is {Length(days=-days)} past {limit}"
    return f"{subject} {view.last_day} is just that day"


def _ahead(view: _View, day: Day) -> str:
    """Return how far *day* is from the day to look from."""
    days = (day - view.on).days
    if days > 0:
        return f"in {Length(days=days)}, on {day}"
    return f"today, {day}" if days == 0 else f"since {day}"


# the beginning


def _beginning(view: _View) -> Iterator[Provision]:
    edition, of_first_day = view.edition, view.of_first_day
    text = f"named before anything is proposed: {plain(edition.required_roles.value)}"
    yield Provision("required_roles", text, edition.required_roles.source)
    text = f"an offer stands for {edition.offer_validity.value}"
    yield Provision("offer_validity", text, edition.offer_validity.source)
    if of_first_day.gates.value:
        text = f"in place before the first day: {plain(of_first_day.gates.value)}"
        yield Provision("gates", text, of_first_day.gates.source)
    by_time = of_first_day.automatic_start.value
    text = "it starts by itself on the first day" if by_time else "somebody says that it starts"
    yield Provision("automatic_start", text, of_first_day.automatic_start.source)


# lengths


def _lengths(view: _View) -> Iterator[Provision]:
    edition, calendar = view.of_first_day, view.policy.calendar
    for rule, word in _LENGTHS:
        clause: Clause[Any] | None = getattr(edition, rule)
        if clause is not None:
            limit = last_day_of_span(view.first_day, clause.value, calendar)
            text = word.format(clause.value)
            yield Provision(rule, text, clause.source, limit, _until(view, limit))
    if edition.increment is not None:
        text = f"its length is a whole multiple of {edition.increment.value}"
        yield Provision("increment", text, edition.increment.source)
    if edition.ends_by is not None:
        limit = edition.ends_by.value
        text = f"the programme ends on {limit}"
        yield Provision("ends_by", text, edition.ends_by.source, limit, _until(view, limit))


_LENGTHS: Final = (
    ("min_length", "it lasts {} at least"),
    ("normal_min_length", "it lasts {} or more, as a rule"),
    ("normal_length", "it lasts {} or less, as a rule"),
    ("max_first_length", "its first terms last {} at most"),
    ("max_length", "it lasts {} at most, extensions included"),
)


def _extensions(view: _View) -> Iterator[Provision]:
    calendar, next_day = view.policy.calendar, view.terms.period.last_day + ONE_DAY
    rules = view.policy.on(next_day).extension
    done = extensions(view.placement)
    if rules.max_count is not None:
        text = f"extensions: {rules.max_count.value} at most"
        distance = f"{len(done)} so far"
        yield Provision("extension.max_count", text, rules.max_count.source, None, distance)
    for name, word, how in (("min_length", "least", "at least up"), ("max_length", "most", "up")):
        clause: Clause[Any] | None = getattr(rules, name)
        if clause is not None:
            limit = last_day_of_span(next_day, clause.value, calendar)
            text = f"an extension is for {clause.value} at {word}"
            distance = f"the next one {how} to {limit}"
            yield Provision(f"extension.{name}", text, clause.source, limit, distance)
    if rules.total is not None:
        limit = last_day_of(done[0].first_day if done else next_day, rules.total.value)
        text = f"all extensions together last {rules.total.value} at most"
        yield Provision("extension.total", text, rules.total.source, limit, _until(view, limit))
    if rules.new_agreement is not None and rules.new_agreement.value:
        text = "an extension takes a new agreement, with all consents that the first one needs"
        yield Provision("extension.new_agreement", text, rules.new_agreement.source)
    if rules.review_every is not None:
        text = f"a review every {rules.review_every.value} from the first day of an extension on"
        yield Provision("extension.review_every", text, rules.review_every.source)
    yield from _windows(view)


def _windows(view: _View) -> Iterator[Provision]:
    for name, word in (("asked", "asked for"), ("decided", "agreed")):
        last_day = view.terms.period.last_day
        opens, closes = extension_window(view.policy, name, last_day, view.on)
        for bound, side in ((opens, "from"), (closes, "by")):
            if bound is not None:
                text = f"an extension is {word} {side} {bound[0]}"
                over = side == "by" and bound[0] < view.on
                distance = f"over since {bound[0]}" if over else _ahead(view, bound[0])
                yield Provision(f"extension.{name}", text, bound[1], bound[0], distance)


# several placements


def _caps(view: _View) -> Iterator[Provision]:
    caps, period = view.of_first_day.caps, Period(view.first_day, view.last_day)
    if caps.continuous is not None:
        cap = caps.continuous.length
        run = continuous_run(period, view.service, caps.continuous)
        limit = last_day_of(run.first_day, cap.value)
        tolerance = caps.continuous.gap_tolerance
        joined = f", breaks of up to {tolerance.value} included" if tolerance else ""
        text = f"{cap.value} away without a break at most{joined}, counted from {run.first_day}"
        yield Provision("caps.continuous", text, cap.source, limit, _until(view, limit))
        if caps.continuous.reset_after is not None:
            reset = caps.continuous.reset_after
            text = f"whoever has reached the cap is at home for {reset.value} before the next one"
            yield Provision("caps.continuous.reset_after", text, reset.source)
    for name, clause, spells, whose in (
        ("caps.lifetime", caps.lifetime, view.service.placements, "in other placements"),
        ("caps.same_post", caps.same_post, view.service.same_post, "of others at the same post"),
    ):
        if clause is not None:
            days = days_elsewhere(period, spells)
            limit = last_day_of(period.first_day - days * ONE_DAY, clause.value)
            text = f"{clause.value} in all at most; {Length(days=days)} {whose} count"
            yield Provision(name, text, clause.source, limit, _until(view, limit))
    if caps.cooling_off is not None:
        length, counted = caps.cooling_off.length, caps.cooling_off.counted_from
        text = f"between two placements lie {length.value} at least"
        if counted is not None:
            text += f", counted from the {plain(counted.value)} of the one before"
        yield Provision("caps.cooling_off", text, length.source)


def _eligibility(view: _View) -> Iterator[Provision]:
    rules, service = view.of_first_day.eligibility, view.service
    for name, since, word in (
        ("service", service.employed_since, "service"),
        ("service_in_role", service.in_role_since, "service in the present role"),
    ):
        clause: Clause[Length] | None = getattr(rules, name)
        if clause is not None:
            text = f"it is open after {clause.value} of {word}"
            day = None if since is None else completed_on(since, clause.value)
            distance = "not known" if day is None else f"completed {_ahead(view, day)}"
            yield Provision(f"eligibility.{name}", text, clause.source, day, distance)
    for name, known, text in (
        ("probation_passed", service.probation_until, "probation has to be over"),
        ("no_live_warning", service.has_live_warning, "no warning may be live"),
        ("performance_acceptable", service.performance_acceptable, "performance is acceptable"),
        ("released_first", service.released_on, "home allows it before anything is proposed"),
    ):
        flag: Clause[bool] | None = getattr(rules, name)
        if flag is not None and flag.value:
            unsaid = "not known" if known is None else None
            yield Provision(f"eligibility.{name}", text, flag.source, None, unsaid)
    once = rules.not_on_secondment
    if once is not None and once.value:
        text = "nobody is on two placements at once"
        yield Provision("eligibility.not_on_secondment", text, once.source)
    for name, word in (("contracts", "contracts"), ("grades", "grades"), ("criteria", "whom")):
        codes: Clause[frozenset[str]] | None = getattr(rules, name)
        if codes is not None:
            listed = plain(codes.value).replace("_", " ")
            text = f"it is open for {word}: {listed}" if word != "whom" else f"asked for: {listed}"
            yield Provision(f"eligibility.{name}", text, codes.source)


def _other_terms(view: _View) -> Iterator[Provision]:
    edition, terms = view.of_first_day, view.terms
    for name, codes in (("kinds", edition.kinds), ("purposes", edition.purposes)):
        if codes is not None:
            text = f"{name} of placement that are open: {plain(codes.value).replace('_', ' ')}"
            yield Provision(name, text, codes.source)
    if edition.covers is not None:
        text = f"the home job may be covered by: {plain(edition.covers.value)}"
        yield Provision("covers", text, edition.covers.source)
    least, most = edition.share.min, edition.share.max
    if least is not None:
        text = f"the host share is {least.value} at least"
        yield Provision("share.min", text, least.source, None, f"it is {terms.host_share}")
    if most is not None:
        text = f"the host share is {most.value} at most"
        yield Provision("share.max", text, most.source, None, f"it is {terms.host_share}")
    capacity = view.edition.capacity
    word = "refused" if view.edition.overload_refused.value else "warned of"
    hours = edition.share.full_time_hours
    of = "" if hours is None else f" of {hours.value} hours a week"
    text = f"more than {capacity.value} of full time{of} in all is {word}"
    yield Provision("capacity", text, capacity.source)
    drift = view.edition.drift_threshold
    if drift is not None:
        text = f"extra work above {drift.value} of what was agreed calls for a change of the scope"
        yield Provision("drift_threshold", text, drift.source)
    yield from _cost(view)


def _cost(view: _View) -> Iterator[Provision]:
    found = cost_band(view.terms, view.policy)
    if found is None:
        return
    band, source = found
    words = [] if band.payer is None else [_PAYERS[band.payer]]
    if band.shorter_than is not None:
        words.append(f"as it is shorter than {band.shorter_than}")
    if band.host_part is not None:
        words.append(f"host's part {band.host_part}")
    if band.recharge is not None:
        words.append(f"recharge: {plain(band.recharge)}")
    if band.tax is not None:
        words.append(f"value added tax: {plain(band.tax)}")
    if band.pay is not None:
        words.append(f"pay goes by the {plain(band.pay)}")
    if band.reason is not None:
        words.append(f"reason: {band.reason.replace('_', ' ')}")
    yield Provision("cost", ", ".join(words), source)


_PAYERS: Final = {
    Payer.HOME: "home pays",
    Payer.HOST: "the host pays",
    Payer.SHARED: "home and host share the cost",
}


# consents


def _consents(view: _View) -> Iterator[Provision]:
    """Say whose consent is needed for what is on the table, and for the changes that come up."""
    offer = view.placement.offer
    wanted: tuple[Any, ...] = ("extension", "early_end", "conversion")
    if offer is not None:
        wanted = (*matters(offer.subject, view.placement.table), *wanted)
    elif isinstance(view.placement.state, End):
        return
    for matter in dict.fromkeys(wanted):
        rule = next(row for row in view.edition.consents if row.matter == matter)
        yield Provision(f"consents.{rule.matter}", _consent_text(rule), rule.source)


def _of_whom(rule: ConsentRule) -> str:
    if rule.silence_of:
        return f" of {plain(rule.silence_of)}"
    return ", but not of the secondee" if Role.SECONDEE in rule.roles else ""


def _consent_text(rule: ConsentRule) -> str:
    words = [f"{plain(rule.matter)} needs the consent of {plain(rule.roles)}"]
    words += [f"above {tier.above} of {plain(tier.roles)} too" for tier in rule.tiers]
    if rule.order:
        words.append("in this order: " + ", then ".join(plain(stage) for stage in rule.order))
    if rule.may_object:
        words.append(f"{plain(rule.may_object)} may object")
    if rule.answer_within is not None:
        silence = {
            None: "then it lapses",
            Silence.DEEMED_REFUSED: "silence is a no",
            Silence.DEEMED_ACCEPTED: f"silence is consent{_of_whom(rule)}",
            Silence.ESCALATE: f"then {plain(rule.escalates_to)} is asked",
        }[rule.on_silence]
        words.append(f"answered within {rule.answer_within}, {silence}")
    if rule.refused_with_reason:
        words.append("a no gives a reason")
    return "; ".join(words)


# the end


def _ends(view: _View) -> Iterator[Provision]:
    if isinstance(view.placement.state, End):
        return
    edition, terms = view.edition, view.terms
    mode = _mode(view)
    agreed = terms.early_end_mode is not None
    text = f"it ends early: {_MODES[mode.value]}" + (", as the terms say" if agreed else "")
    yield Provision("early_end_mode", text, edition.early_end_mode.source)
    for kind in NoticeKind:
        if mode is not EarlyEndMode.MUTUAL or kind is NoticeKind.RESIGNATION:
            rule = notice_rule(kind, edition, view.service, view.on)
            yield Provision(f"notices.{kind}", _notice_text(view, rule), rule.source)
    if edition.agreed_end_notice is not None:
        clause = edition.agreed_end_notice
        text = f"an early end by consent is offered {clause.value} before its last day"
        yield Provision("agreed_end_notice", text, clause.source)
    if edition.causes is not None:
        listed = plain(edition.causes.value).replace("_", " ")
        text = f"causes for an early end: {listed}"
        yield Provision("causes", text, edition.causes.source)
    if edition.immediate_triggers.value:
        listed = plain(edition.immediate_triggers.value).replace("_", " ")
        text = f"it ends at once for: {listed}"
        yield Provision("immediate_triggers", text, edition.immediate_triggers.source)


_MODES: Final = {
    "at_will": "any side may end it from one day to the next",
    "notice": "any side may give notice",
    "mutual": "by consent of all only",
    "for_cause": "any side may give notice with a cause",
}


def _mode(view: _View) -> EarlyEndMode:
    return view.terms.early_end_mode or view.edition.early_end_mode.value


def _notice_text(view: _View, rule: NoticeRule) -> str:
    length = notice_length(rule, view.service, view.on, view.edition)
    if rule.kind is not NoticeKind.RESIGNATION:
        length = length if view.terms.notice is None else view.terms.notice
        if _mode(view) is EarlyEndMode.AT_WILL and not rule.is_courtesy:
            length = Length()
    words = f"{plain(rule.kind)}, by {plain(rule.roles)}: notice of {length}"
    if rule.is_courtesy:
        words += ", where possible"
    return words + (", with a reason" if rule.needs_reason else "")


def _way_back(view: _View) -> Iterator[Provision]:
    edition = view.policy.on(view.last_day)
    back_on = returns_on(view.last_day + ONE_DAY, view.policy)
    rules, terms = view.policy.on(back_on).returning, view.terms
    right = terms.return_right or rules.right.value
    by_time = edition.automatic_end.value
    text = "it ends by itself after the last day" if by_time else "somebody says that it has ended"
    yield Provision("automatic_end", text, edition.automatic_end.source)
    text = f"back at work on the {plain(edition.return_day.value)} after the last day"
    yield Provision("return_day", text, edition.return_day.source)
    text = f"home owes on the return: {plain(right)}"
    if rules.same_terms is not None and rules.same_terms.value:
        text += ", on the terms from before"
    distance = f"back at work {_ahead(view, back_on)}"
    yield Provision("returning.right", text, rules.right.source, back_on, distance)
    lost_on = return_lost_on(Period(view.first_day, view.last_day), view.policy)
    of_first_day = view.of_first_day.returning
    clause = of_first_day.lost_after
    if lost_on is not None and clause is not None:
        text = f"the right to return is lost after {clause.value}, from {lost_on} on"
        staying_on = of_first_day.lost_by_staying_on
        if staying_on is not None and staying_on.value:
            text += ", by staying on past the last day"
        yield Provision("returning.lost_after", text, clause.source, lost_on, _ahead(view, lost_on))
    notice = rules.home_change_notice
    if notice is not None:
        text = f"a change of the home post is discussed {notice.value} before it takes effect"
        yield Provision("returning.home_change_notice", text, notice.source)


def _staying(view: _View) -> Iterator[Provision]:
    rules, state = view.edition.conversion, view.placement.state
    agreed = view.terms.conversion_route
    if conversion_is_excluded(view.terms, view.policy, view.on):
        excluded = rules.excluded if agreed is None else None
        text = "nobody stays for good" + ("" if agreed is None else ", as the terms say")
        yield Provision("conversion.excluded", text, (excluded or rules.route).source)
        return
    text = f"staying for good: by {plain(rules.route.value)}"
    if agreed is ConversionRoute.AUTOMATIC:
        text = "staying for good: by itself after the last day, as the terms say"
    yield Provision("conversion.route", text, rules.route.source)
    if rules.after is not None:
        day = day_after(view.first_day, rules.after.value)
        if isinstance(state, Work) and (stays_on := stays_for_good_on(state, view.policy)):
            day = stays_on
        text = f"staying for good is open after {rules.after.value}"
        yield Provision("conversion.after", text, rules.after.source, day, _ahead(view, day))
    if rules.repeat_every is not None:
        text = f"once refused, it may be asked for again after {rules.repeat_every.value}"
        if rules.again_when is not None:
            text += f", or at once if: {plain(rules.again_when.value).replace('_', ' ')}"
        yield Provision("conversion.repeat_every", text, rules.repeat_every.source)
    for name, word in (("grades", "for grades"), ("criteria", "if"), ("priority", "after")):
        codes: Clause[frozenset[str]] | None = getattr(rules, name)
        if codes is not None:
            listed = plain(codes.value).replace("_", " ")
            text = f"staying for good is open {word}: {listed}"
            yield Provision(f"conversion.{name}", text, codes.source)
    others = rules.route_for_others
    if others is not None:
        text = f"staying for good of other grades: by {plain(others.value)}"
        yield Provision("conversion.route_for_others", text, others.source)


def _reviews(view: _View) -> Iterator[Provision]:
    reviews = view.edition.reviews
    for name, clause, word in (
        ("trial", reviews.trial, "a trial of {} at least"),
        ("every", reviews.every, "a review every {}"),
        ("before_end", reviews.before_end, "a review {} before the last day"),
    ):
        if clause is not None:
            yield Provision(f"reviews.{name}", word.format(clause.value), clause.source)
    if reviews.after_end is not None:
        text = f"somebody asks how it went on {plain(reviews.after_end.value)} after the end"
        yield Provision("reviews.after_end", text, reviews.after_end.source)


def _service_owed(view: _View) -> Iterator[Provision]:
    owed = view.edition.service_owed
    if owed is not None and owed.ratio is not None:
        text = f"days of service owed to home afterwards for each day: {owed.ratio.value}"
        yield Provision("service_owed.ratio", text, owed.ratio.source)
    if owed is not None and owed.repaid is not None:
        listed = plain(owed.repaid.value).replace("_", " ")
        text = f"whoever does not serve as agreed pays back: {listed}"
        yield Provision("service_owed.repaid", text, owed.repaid.source)


def _besides(view: _View) -> Iterator[Provision]:
    """Say what is to be done; when it is due is in the agenda."""
    edition = view.edition
    for duty in edition.duties:
        if not duty.kinds or view.terms.kind in duty.kinds:
            often = f", and every {duty.every}" if duty.every is not None else ""
            what = duty.code.replace("_", " ")
            text = f"{what}, by {plain(duty.owed_by)}: {duty.when}{often}"
            yield Provision(f"duties.{duty.code}", text, duty.source)
    for document in edition.documents:
        if document in documents_for(view.terms, document.stage, edition):
            text = f"in writing by the {document.stage}: {document.code.replace('_', ' ')}"
            yield Provision(f"documents.{document.code}", text, document.source)
    for waiver in edition.waivers:
        text = f"{waiver.rule} may be set aside by {plain(waiver.roles)}"
        yield Provision(f"waivers.{waiver.rule}", text, waiver.source)
    for number, remark in enumerate(edition.remarks):
        yield Provision(f"remarks[{number}]", remark.text, remark.source)


_PARTS: Final = (
    _beginning,
    _lengths,
    _extensions,
    _caps,
    _eligibility,
    _consents,
    _ends,
    _way_back,
    _staying,
    _other_terms,
    _reviews,
    _service_owed,
    _besides,
)
"""What is said, in the order of a policy."""
