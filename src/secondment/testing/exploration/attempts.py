"""What somebody tries in a state of a placement, whether or not it is allowed.

What comes of it does not belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from attrs import evolve as altered
from attrs import frozen

from secondment.clauses import COMMAND_VERBS
from secondment.commands import (
    ArrangeCover,
    Complete,
    Consent,
    Convert,
    Counter,
    Decline,
    DropChange,
    EndEarly,
    GiveNotice,
    Leave,
    MakeRecord,
    OpenChange,
    PersonCommand,
    Reassign,
    RecordAbsence,
    Start,
    Withdraw,
)
from secondment.dates import ONE_DAY, Day, span_after
from secondment.feedback import CheckIn
from secondment.lifecycle import Status, Verb, is_possible
from secondment.limits import service_of, waivers_missing
from secondment.negotiation import Subject
from secondment.notice import notice_length, notice_rule
from secondment.onboarding import Answer, Buddy, Gate, Missing, Question, ResearchQuestion, Topic
from secondment.parties import PersonId, Role
from secondment.placement import Closing, Placement
from secondment.policy import Policy
from secondment.readings import document_key, missing_before_start, prepared_by
from secondment.records import Entry, Fulfilment, Waiver
from secondment.rules import possible_from
from secondment.terms import Ending, EndKind, NoticeKind, Terms
from secondment.testing.scenes import STRANGER, Scene, within


@cache
def tried_in(status: Status) -> tuple[Verb, ...]:
    """Return the verbs that people can give, but for voiding, which leads back."""
    return tuple(verb for verb in possible_from(status) if verb is not Verb.VOID)


@cache
def not_there_in(status: Status) -> tuple[Verb, ...]:
    """Return the verbs of commands that the chart does not have there."""
    return tuple(verb for verb in COMMAND_VERBS if not is_possible(status, verb))


def known_terms(placement: Placement, scene: Scene) -> Terms:
    """Return the terms in force, or those on offer while none are."""
    subject = None if placement.offer is None else placement.offer.subject
    known = subject if placement.terms is None else placement.terms
    return known if isinstance(known, Terms) else scene.terms


def subjects_for(placement: Placement, scene: Scene) -> Iterator[Subject]:
    """Yield what can be offered: another period, another change, another way to end."""
    held = known_terms(placement, scene)
    is_closing = isinstance(placement.state, Closing)
    for period in scene.periods.values():
        if period != held.period or is_closing:
            yield within(altered(held, trial=scene.terms.trial), period)
    if placement.terms is not None and not is_closing:
        for name, value in scene.changes.items():
            other = value if getattr(held, name) != value else getattr(scene.terms, name)
            yield altered(held, **{name: other})
    last_day = held.period.last_day
    yield Ending(EndKind.CONVERSION, last_day)
    if placement.started_on is not None:
        yield Ending(EndKind.RETURN, last_day)
        yield Ending(EndKind.EARLY_END, last_day - ONE_DAY)
        yield Ending(EndKind.LEAVING, last_day)


@frozen
class Asked:
    """Somebody who is asked for a command.

    Attributes:
        placement: What is known.
        policy: The rules.
        scene: What is tried.
        subjects: What can be offered.
        by: Who is asked.
        on: The day of it.
    """

    placement: Placement
    policy: Policy
    scene: Scene
    subjects: Sequence[Subject]
    by: PersonId
    on: Day

    def commands(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield what can be tried of *verb*; nothing where it would only be a record."""
        by, on = self.by, self.on
        match verb:
            case Verb.PROPOSE:
                yield self.scene.proposal(by)
            case Verb.COUNTER:
                yield from (Counter(by=by, on=on, subject=each) for each in self.subjects)
            case Verb.OPEN_CHANGE:
                yield from (OpenChange(by=by, on=on, subject=each) for each in self.subjects)
            case Verb.END_EARLY:
                triggers = sorted(self.policy.on(on).immediate_triggers.value)
                for trigger in (None, *(triggers or ["storm"])):
                    yield EndEarly(by=by, on=on, trigger=trigger)
            case Verb.GIVE_NOTICE:
                yield from map(self._notice, NoticeKind)
            case Verb.WAIVE:
                rules = waivers_missing(self.placement, self.policy, None)
                for rule in rules or ("max_length",) * (by == STRANGER):
                    yield self._record(Waiver(by=by, on=on, rule=rule, reason="need"))
            case _ if verb in _BARE:
                yield _BARE[verb](by=by, on=on)
            case _ if by == STRANGER:
                yield from self._other_records(verb)
            case _:
                yield from self._preparing(verb)

    def _record(self, record: Entry) -> MakeRecord:
        return MakeRecord(by=self.by, on=self.on, record=record)

    def _notice(self, kind: NoticeKind) -> GiveNotice:
        """Return the shortest notice that can be given now."""
        on, policy = self.on, self.policy.on(self.on)
        service = service_of(self.placement, None)
        rule = notice_rule(kind, policy, service, on)
        last_day = span_after(on, notice_length(rule, service, on, policy), policy.calendar)
        causes = policy.causes.value if policy.causes else frozenset({"need"})
        return GiveNotice(
            by=self.by, on=on, kind=kind, last_day=last_day, reason=min(causes, default="need")
        )

    def _preparing(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield what would put in place the first of what is missing before the first day."""
        if self.placement.status is not Status.SCHEDULED:
            return
        for lack in missing_before_start(self.placement, self.policy)[:1]:
            if verb is prepared_by(lack):
                yield from self._placing(lack)

    def _placing(self, lack: Missing) -> Iterator[PersonCommand]:
        on, placement = self.on, self.placement
        match lack.gate:
            case Gate.DOCUMENTS:
                key = document_key(lack.detail[0])
                yield self._record(Fulfilment(by=self.by, on=on, duty=key))
            case Gate.BUDDY:
                yield self._record(Buddy(on=on, person="bea"))
            case Gate.COVER:
                period = known_terms(placement, self.scene).period
                yield ArrangeCover(by=self.by, on=on, person="cora", period=period)
            case Gate.RESEARCH_PLAN:
                topic = Topic(lack.detail[0]) if lack.detail else Topic.DEPARTMENT
                yield self._record(ResearchQuestion(id=topic, on=on, topic=topic, text="Who?"))
            case Gate.REVERSE_INTERVIEW if lack.detail:
                yield self._record(Answer(question=lack.detail[0], on=on, text="The team"))
            case Gate.REVERSE_INTERVIEW:
                number = len(placement.recorded(Question)) + 1
                yield self._record(Question(id=f"q{number}", on=on, text="Who decides?"))
            case _:
                return  # what the terms have to say, and they do

    def _other_records(self, verb: Verb) -> Iterator[PersonCommand]:
        """Yield a record that somebody might make who takes no part."""
        by, on, period = self.by, self.on, known_terms(self.placement, self.scene).period
        match verb:
            case Verb.RECORD_ABSENCE:
                yield RecordAbsence(by=by, on=on, period=period, reason="sick")
            case Verb.ARRANGE_COVER:
                yield ArrangeCover(by=by, on=on, person=by, period=period)
            case Verb.REASSIGN:
                host = self.placement.parties.host.manager
                role = Role.HOST_MANAGER
                yield Reassign(by=by, on=on, role=role, outgoing=host, incoming=by)
            case Verb.NAME_BUDDY:
                yield self._record(Buddy(on=on, person=by))
            case Verb.CHECK_IN:
                yield self._record(CheckIn(by=by, on=on))
            case Verb.ASK:
                yield self._record(Question(id="q0", on=on, text="Who decides?"))
            case Verb.FULFIL:
                yield self._record(Fulfilment(by=by, on=on, duty=document_key("agreement")))
            case _:
                return


_BARE: Final[Mapping[Verb, Callable[..., PersonCommand]]] = {
    Verb.CONSENT: Consent,
    Verb.DECLINE: partial(Decline, reason="busy"),
    Verb.DROP_CHANGE: partial(DropChange, reason="busy"),
    Verb.WITHDRAW: Withdraw,
    Verb.START: Start,
    Verb.COMPLETE: Complete,
    Verb.CONVERT: Convert,
    Verb.LEAVE: Leave,
}
"""Commands that say little but who and when."""
