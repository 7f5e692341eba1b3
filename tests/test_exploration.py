"""The lifecycle checked whole: every state that a placement can come to, under several policies.

The figures of each exploration are recorded as properties of the test, for a report to show. That a
law can fail is shown with other rules, or another `decide`, behind the exploration's back.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest
from attrs import evolve as altered

from secondment import (
    FINAL_STATUSES,
    Advance,
    Agreed,
    Clause,
    Command,
    Consent,
    Consented,
    EarlyEndMode,
    End,
    Event,
    Length,
    NotAllowedHere,
    Objection,
    Placement,
    Policy,
    Refused,
    Role,
    RuleUnmet,
    ServiceRecord,
    Side,
    Started,
    Status,
    Verb,
    Voided,
    Withdraw,
    Withdrawn,
    Work,
    decide,
    evolve,
    load_policy,
    pack_names,
    read_policy,
    why_not,
)
from secondment.clauses import Silence
from secondment.testing import Exploration, Scene, explore, scene_for, scenes
from secondment.testing import __main__ as program
from secondment.testing.exploration import laws, walk
from tests.cast import HOUSE, INFORMAL
from tests.policies import PATIENT

OPEN = frozenset(Status) - FINAL_STATUSES
SHORT = ("as proposed", "longer", "too long")

RICH = read_policy(
    """
name = "rich"
extends = "frame"
source = "book"

required_roles = ["secondee", "home_manager", "host_manager"]
max_first_length = "3 weeks"
early_end_mode = "for_cause"
causes = ["closure"]
immediate_triggers = ["gross_misconduct"]
automatic_end = false
conversion = { route = "lapse_of_time", after = "2 weeks" }
extension.new_agreement = true

[consents]
beginning = { order = [["home_manager"], ["secondee", "host_manager"]] }
team = { answer_within = "5 days", on_silence = "deemed_accepted" }
share = { answer_within = "5 days", on_silence = "deemed_refused", refused_with_reason = true }
conversion = { answer_within = "3 days", on_silence = "escalate", escalates_to = ["authority"] }
resumption = { may_object = ["authority"] }

[permissions]
void = ["home_manager"]

[documents.agreement]
stage = "start"

[waivers]
max_first_length = ["authority"]

[sources.book]
title = "the rich book"
"""
)
"""Clocks, silence of each kind, an order, a paper, a waiver, somebody who may object."""


def _few(policy: Policy, periods: Sequence[str] = SHORT, changes: int = 1) -> Scene:
    """Return what is tried with two people: Hana speaks for everybody but the secondee."""
    scene = scene_for(policy)
    parties = altered(
        scene.parties,
        host=Side("payments", "hana"),
        programme_office=scene.parties.programme_office and "hana",
        authority=scene.parties.authority and "hana",
    )
    return altered(_lean(scene, periods, changes), parties=parties)


def _lean(scene: Scene, periods: Sequence[str], changes: int) -> Scene:
    return altered(
        scene,
        periods={name: each for name, each in scene.periods.items() if name in periods},
        changes=dict([*scene.changes.items()][:changes]),
    )


def _record(record: Callable[[str, object], None], found: Exploration) -> None:
    """Record the figures, and show every law that is broken."""
    record("states", found.states)
    record("steps", found.steps)
    record("refusals", found.refusals)
    assert not found.faults, str(found)


USUAL = {
    "Agreed",
    "ChangeDropped",
    "ChangeOpened",
    "ChangeSettled",
    "ClosingRevoked",
    "Completed",
    "Consented",
    "Converted",
    "Countered",
    "Declined",
    "EndedEarly",
    "EndingAgreed",
    "Lapsed",
    "Left",
    "NoticeGiven",
    "Proposed",
    "Started",
    "Voided",
    "Withdrawn",
}
"""The facts that need no clause of their own; the rest are records."""


# whole explorations


def test_the_house_keeps_every_law(record_property: Callable[[str, object], None]) -> None:
    scene = _lean(scene_for(HOUSE), ("as proposed",), 1)
    found = explore(HOUSE, altered(scene, parties=altered(scene.parties, programme_office="hana")))
    _record(record_property, found)
    assert found.states > 800
    assert found.facts == USUAL
    assert set(found.by_status) == set(Status)


def test_the_informal_policy_keeps_every_law(
    record_property: Callable[[str, object], None],
) -> None:
    found = explore(INFORMAL, _few(INFORMAL))
    _record(record_property, found)
    assert found.states > 400
    assert found.facts == USUAL
    assert set(found.by_status) == set(Status)


def test_clocks_silence_order_papers_and_waivers_keep_every_law(
    record_property: Callable[[str, object], None],
) -> None:
    found = explore(RICH, _few(RICH, changes=2))
    _record(record_property, found)
    assert found.states > 700
    assert found.facts == USUAL | {"Escalated", "RecordMade"}
    assert set(found.by_status) == set(Status)
    assert any(state.is_escalated for state in found.reached)
    assert any(state.waits_for and not state.missing for state in found.reached)
    assert any(state.waived for state in found.reached)
    assert any(state.lacking for state in found.reached)


LOOKED_INTO = {
    "au-aps-s26",
    "au-qld-higher-duties",
    "uk-birkbeck",
    "uk-carmarthenshire",
    "uk-exeter-external",
}
"""Packs with rules that no other has; several periods are offered under them."""


@pytest.mark.parametrize("name", pack_names())
def test_a_shipped_pack_keeps_every_law(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    policy = load_policy(name)
    is_tiny = name not in LOOKED_INTO
    found = explore(policy, _tiny(policy) if is_tiny else _few(policy))
    _record(record_property, found)
    assert found.states > (60 if is_tiny else 120)
    # with one period alone there is nothing to revise before the first day
    assert set(found.by_status) >= (OPEN - {Status.REVISING} if is_tiny else OPEN)


def test_placements_that_are_taken_for_the_same_lead_to_the_same() -> None:
    """Looking at a second placement in each state finds no other state, and breaks no law."""
    scene = _tiny(HOUSE)
    once, twice = explore(HOUSE, scene), explore(HOUSE, scene, alike=2)
    assert twice.steps > 1.5 * once.steps
    assert twice.reached == once.reached
    assert not twice.faults


# what is told


@cache
def _small() -> Exploration:
    return explore(INFORMAL, _tiny(INFORMAL))


def test_an_exploration_tells_its_figures_in_one_paragraph() -> None:
    found = _small()
    text = str(found)
    assert "\n" not in text
    assert text.startswith(f"informal: {found.states} states ({found.by_status[Status.PROPOSED]} ")
    assert f" {found.by_status[Status.ENDED_EARLY]} ended early, " in text
    assert f"; {found.steps} steps between them, and {found.refusals} commands refused; " in text
    assert text.endswith("; 18 kinds of facts; no law is broken")
    assert found.states == sum(found.by_status.values())
    assert found.ends == FINAL_STATUSES
    assert explore(INFORMAL, _tiny(INFORMAL)) == found  # and the same the next time


def test_the_figures_can_be_printed_for_any_pack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _small()
    monkeypatch.setattr(program, "explore", lambda policy, scene: found)
    assert program.main(["informal", "house"]) == 0
    assert capsys.readouterr().out == f"{found}\n{found}\n"
    broken = altered(found, faults=("it fails",))
    monkeypatch.setattr(program, "explore", lambda policy, scene: broken)
    assert program.main(["informal"]) == 1
    assert capsys.readouterr().out.endswith("; 1 way in which a law is broken:\nit fails\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: policy"),
        (["informal", "hause"], "hause"),
        (["--huge", "house"], "unrecognized arguments: --huge"),
    ],
)
def test_a_slip_is_told_before_anything_is_walked_through(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        program.main(arguments)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert (out, said in err) == ("", True)


def test_the_kit_can_be_run_as_a_program() -> None:
    command = [sys.executable, "-W", "error", "-m", "secondment.testing", "--small", "frame"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("frame: ")
    assert run.stdout.endswith("; no law is broken\n")


def test_too_many_states_are_given_up() -> None:
    with pytest.raises(ValueError, match=r"^house: more than 20 states; try fewer terms, or"):
        explore(HOUSE, _few(HOUSE), most=20)


def test_a_policy_under_which_nothing_can_be_proposed_has_no_scene() -> None:
    novice = ServiceRecord()
    with pytest.raises(
        ValueError, match=r"^uk-birkbeck: found no terms that could be proposed: of 20"
    ):
        scene_for(load_policy("uk-birkbeck"), novice)
    scene = altered(_few(HOUSE), proposed_on=date(2030, 1, 1))
    with pytest.raises(ValueError, match=r"^house: nobody can propose the terms$"):
        explore(HOUSE, scene)


@pytest.mark.parametrize("policy", [RICH, HOUSE, PATIENT], ids=lambda policy: policy.name)
def test_a_small_scene_has_two_people_and_two_periods(policy: Policy) -> None:
    whole, small = scene_for(policy), scene_for(policy, small=True)
    assert len(whole.people) > 2
    assert small.people == ("sam", "hana")
    assert {seat.role for seat in small.parties.seats} == {s.role for s in whole.parties.seats}
    assert list(small.periods.items()) == list(whole.periods.items())[:2]
    assert (small.changes, small.terms, small.service) == ({}, whole.terms, whole.service)


def test_a_scene_offers_periods_of_each_sort() -> None:
    scene = scene_for(RICH)
    assert list(scene.periods) == ["as proposed", "shorter", "longer"]
    assert scene.terms.period == scene.periods["as proposed"]
    assert scene.people == ("sam", "hana", "otto", "ada")
    assert scene_for(HOUSE).people == ("sam", "hana", "otto", "petra")


# the laws can fail


def _tiny(policy: Policy) -> Scene:
    """Return what is tried with two people, one period, and nothing else to change."""
    return _few(policy, ("as proposed",), 0)


class _Rules:
    """Lets the library follow other rules than those that the exploration judges by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def are(self, other: Policy) -> None:
        self.decide_by(lambda placement, command, _: decide(placement, command, other))
        self.refuse_by(lambda placement, command, _: why_not(placement, command, other))

    def decide_by(self, rule: Callable[..., tuple[Event, ...]]) -> None:
        for room in (scenes, laws, walk):
            self._patch.setattr(room, "decide", rule)

    def refuse_by(self, rule: Callable[..., tuple[Objection, ...]]) -> None:
        for room in (scenes, walk):
            self._patch.setattr(room, "why_not", rule)

    def evolve_by(self, rule: Callable[[Placement | None, Event], Placement]) -> None:
        for room in (scenes, laws, walk):
            self._patch.setattr(room, "evolve", rule)


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> _Rules:
    return _Rules(monkeypatch)


def _told(found: Exploration) -> dict[str, list[str]]:
    """Return each law that is broken with its story: of each command who, which, and what came."""
    told = {}
    for fault in found.faults:
        text, *lines = fault.split("\n    ")
        told[text] = [_short(line) for line in lines]
    return told


def _short(line: str) -> str:
    name, _, rest = line.partition("(")
    by = rest.partition("by='")[2].partition("'")[0]
    return f"{by or 'time'} {name}: {line.rpartition('# ')[2]}"


HOUSE_SCENE = _tiny(HOUSE)
INFORMAL_SCENE = _tiny(INFORMAL)


def _first(policy: Policy, scene: Scene = HOUSE_SCENE) -> tuple[str, list[str]]:
    """Return the first law found broken, with its story."""
    found = explore(policy, scene, until_broken=True)
    return next(iter(_told(found).items()))


def _clause(value: Any) -> Clause[Any]:
    return Clause(value, HOUSE.offer_validity.source)


def _allowing(policy: Policy, roles: frozenset[Role], *verbs: Verb) -> Policy:
    permissions = tuple(
        altered(each, roles=roles) if each.verb in verbs else each for each in policy.permissions
    )
    return altered(policy, permissions=permissions)


def _asking(policy: Policy, matter: str, **changed: Any) -> Policy:
    consents = tuple(
        altered(each, **changed) if each.matter == matter else each for each in policy.consents
    )
    return altered(policy, consents=consents)


MANY = frozenset({Role.SECONDEE, Role.HOME_MANAGER, Role.HOST_MANAGER})

PROPOSED = "sam Propose: Proposed"
AGREED = [PROPOSED, "hana Consent: Consented, Agreed"]
STARTED = [*AGREED, "time Advance: Started"]


def test_a_placement_that_nobody_can_end_is_found() -> None:
    nobody = frozenset({Role.AUTHORITY})
    endless = _allowing(INFORMAL, nobody, Verb.COMPLETE, Verb.CONVERT, Verb.END_EARLY, Verb.LEAVE)
    told = _told(explore(endless, _tiny(endless)))
    assert told == {
        "no end can be reached while scheduled": [
            PROPOSED,
            "time Advance: nothing",
            "hana Consent: Consented, Agreed",
        ],
        "no end can be reached while underway": STARTED,
        "no end can be reached while negotiated change": [
            *STARTED,
            "sam OpenChange: ChangeOpened",
        ],
        "no end can be reached while handover": [*STARTED, "sam GiveNotice: NoticeGiven"],
        "no end can be reached while reconsidering": [
            *STARTED,
            "sam GiveNotice: NoticeGiven",
            "sam OpenChange: ChangeOpened",
        ],
    }


def test_a_stranger_who_changes_something_is_found(rules: _Rules) -> None:
    def let_in(placement: Placement | None, command: Command, policy: Policy) -> tuple[Event, ...]:
        if isinstance(command, Withdraw) and command.by == "stranger":
            return (Withdrawn(on=command.on, by=command.by),)
        return decide(placement, command, policy)

    def silent(placement: Placement | None, command: Command, policy: Policy) -> Any:
        is_let_in = isinstance(command, Withdraw) and command.by == "stranger"
        return () if is_let_in else why_not(placement, command, policy)

    rules.decide_by(let_in)
    rules.refuse_by(silent)
    told = _told(explore(HOUSE, _tiny(HOUSE), until_broken=True))
    assert told == {
        "somebody outside the parties brings Withdrawn": [
            PROPOSED,
            "stranger Withdraw: Withdrawn",
        ]
    }


def test_a_role_that_does_what_it_may_not_is_found(rules: _Rules) -> None:
    rules.are(_allowing(HOUSE, frozenset({Role.SECONDEE}), Verb.LEAVE))
    assert _first(HOUSE) == (
        "somebody in a role that may not leave brings Left",
        [PROPOSED, "sam Leave: Left"],
    )


def test_a_fact_in_the_name_of_somebody_else_is_found(rules: _Rules) -> None:
    def forged(placement: Placement | None, command: Command, policy: Policy) -> tuple[Event, ...]:
        events = decide(placement, command, policy)
        if isinstance(command, Consent):
            return tuple(altered(each, by="sam") for each in events)
        return events

    rules.decide_by(forged)
    text, story = _first(HOUSE)
    assert text == "consent brings Consented, Agreed in the name of somebody else"
    assert story == AGREED


def test_an_agreement_that_somebody_has_not_consented_to_is_found(rules: _Rules) -> None:
    rules.are(_asking(HOUSE, "beginning", roles=MANY))
    scene = altered(_tiny(HOUSE), parties=scene_for(HOUSE).parties)
    assert _first(HOUSE, scene) == (
        "Agreed without the consent of programme office",
        [
            PROPOSED,
            "hana Consent: Consented",
            "otto Consent: Consented, Agreed",
        ],
    )


@pytest.mark.parametrize(
    ("matter", "fact"),
    [("team", "ChangeSettled"), ("resumption", "ClosingRevoked"), ("return", "EndingAgreed")],
)
def test_a_change_that_somebody_has_not_consented_to_is_found(
    rules: _Rules, matter: str, fact: str
) -> None:
    rules.are(_asking(HOUSE, matter, roles=frozenset({Role.SECONDEE})))
    text, story = _first(HOUSE, _few(HOUSE, ("as proposed",), 1))
    assert text == f"{fact} without the consent of home manager, host manager" + (
        "" if matter == "team" else ", programme office"
    )
    assert story[-1].endswith(f", {fact}")


def test_terms_that_were_not_offered_are_found(rules: _Rules) -> None:
    def doctored(placement: Placement | None, command: Command, policy: Policy) -> Any:
        return tuple(
            altered(each, terms=altered(each.terms, place="mars"))
            if isinstance(each, Agreed)
            else each
            for each in decide(placement, command, policy)
        )

    rules.decide_by(doctored)
    assert _first(HOUSE) == ("Agreed settles what is not on the table", AGREED)


def test_terms_that_change_by_another_fact_are_found(rules: _Rules) -> None:
    def drifting(placement: Placement | None, event: Event) -> Placement:
        after = evolve(placement, event)
        if isinstance(event, Started) and isinstance(after.state, Work):
            terms = altered(after.state.terms, place="mars")
            return altered(after, state=altered(after.state, terms=terms))
        return after

    rules.evolve_by(drifting)
    assert _first(HOUSE) == ("the terms in force change by Started", STARTED)


def test_a_limit_that_nobody_has_set_aside_is_found(rules: _Rules) -> None:
    rules.are(altered(RICH, max_first_length=None, waivers=()))
    text, story = _first(RICH, _few(RICH, ("as proposed", "longer"), 0))
    assert text == "Agreed although nobody has set max_first_length aside"
    assert story == [
        "hana Propose: Proposed",
        "hana Counter: Countered",
        "sam Consent: Consented, Agreed",
    ]


def test_a_consent_out_of_order_is_found(rules: _Rules) -> None:
    rules.are(_asking(RICH, "beginning", order=()))
    scene = altered(_tiny(RICH), parties=scene_for(RICH).parties)
    assert _first(RICH, scene) == (
        "Consented before those who come first",
        [PROPOSED, "otto Consent: Consented"],
    )


def test_a_consent_by_silence_that_no_clause_knows_is_found(rules: _Rules) -> None:
    silence = {"answer_within": Length(days=2), "on_silence": Silence.DEEMED_ACCEPTED}
    rules.are(_asking(HOUSE, "beginning", **silence))
    text, story = _first(HOUSE)
    assert text == "Consented by silence, and no clause says so"
    assert story[0] == PROPOSED
    assert story[-1].startswith("time Advance: Consented, Agreed")


def test_a_consent_by_the_silence_of_somebody_else_is_found(rules: _Rules) -> None:
    silence = {"answer_within": Length(days=2), "on_silence": Silence.DEEMED_ACCEPTED}
    host = _asking(HOUSE, "beginning", **silence, silence_of=frozenset({Role.HOST_MANAGER}))
    rules.are(_asking(HOUSE, "beginning", **silence))
    scene = altered(HOUSE_SCENE, parties=scene_for(HOUSE).parties)
    text, story = _first(host, scene)
    assert text == "Consented by the silence of somebody whose silence is none"
    assert story[0] == PROPOSED
    assert story[-1].startswith("time Advance: Consented")


def test_a_notice_in_a_mode_without_notice_is_found(rules: _Rules) -> None:
    by_consent = altered(HOUSE, early_end_mode=_clause(EarlyEndMode.MUTUAL))
    rules.are(HOUSE)
    assert _first(by_consent) == (
        "NoticeGiven although it ends early in the mode mutual",
        [*STARTED, "sam GiveNotice: NoticeGiven"],
    )


def test_a_notice_by_somebody_whose_notice_it_is_not_is_found(rules: _Rules) -> None:
    rules.are(altered(HOUSE, notices=tuple(altered(each, roles=MANY) for each in HOUSE.notices)))
    assert _first(HOUSE) == (
        "NoticeGiven of recall by somebody whose notice it is not",
        [*STARTED, "sam GiveNotice: NoticeGiven"],
    )


def test_an_end_at_once_for_a_reason_that_is_none_is_found(rules: _Rules) -> None:
    rules.are(altered(INFORMAL, immediate_triggers=_clause(frozenset({"storm"}))))
    text, story = _first(INFORMAL, INFORMAL_SCENE)
    assert text == "EndedEarly while underway, and nothing says so"
    assert story[-1] == "hana EndEarly: EndedEarly"


def test_an_end_by_time_that_is_left_to_people_is_found(rules: _Rules) -> None:
    rules.are(altered(INFORMAL, automatic_end=_clause(True)))
    told = _told(explore(INFORMAL, INFORMAL_SCENE))
    story = told["Completed while underway, and nothing says so"]
    assert story[-1] == "time Advance: Completed"


def test_time_that_brings_less_when_more_of_it_passes_is_found(rules: _Rules) -> None:
    def dull(placement: Placement | None, command: Command, policy: Policy) -> tuple[Event, ...]:
        events = decide(placement, command, policy)
        return events[:1] if isinstance(command, Advance) else events

    rules.decide_by(dull)
    text, story = _first(HOUSE)
    assert text == (
        "time brings other things at once and day by day: Started and Started, Completed"
    )
    assert story == [*AGREED, "time Advance: tried"]


def test_time_that_leaves_something_undone_is_found(rules: _Rules) -> None:
    def forgetful(placement: Placement | None, command: Command, policy: Policy) -> Any:
        return () if isinstance(command, Advance) else decide(placement, command, policy)

    rules.decide_by(forgetful)
    text, story = _first(HOUSE)
    assert text == "time brings Started the second time it passes"
    assert story == [*AGREED, "time Advance: nothing"]


def test_time_that_acts_in_the_name_of_somebody_is_found(rules: _Rules) -> None:
    def named(placement: Placement | None, command: Command, policy: Policy) -> Any:
        events = decide(placement, command, policy)
        if isinstance(command, Advance):
            return tuple(altered(each, by="sam") for each in events)
        return events

    rules.decide_by(named)
    text, story = _first(HOUSE)
    assert text == "time brings Started in the name of somebody"
    assert story == STARTED


def test_a_command_that_brings_nothing_is_found(rules: _Rules) -> None:
    def idle(placement: Placement | None, command: Command, policy: Policy) -> tuple[Event, ...]:
        events = decide(placement, command, policy)
        return () if isinstance(command, Withdraw) else events

    rules.decide_by(idle)
    assert _first(HOUSE) == (
        "withdraw is carried out and brings nothing",
        [PROPOSED, "sam Withdraw: nothing"],
    )


def test_reasons_that_decide_and_why_not_do_not_share_are_found(rules: _Rules) -> None:
    rules.refuse_by(lambda placement, command, policy: why_not(placement, command, policy)[1:])
    text, story = _first(HOUSE)
    assert text == "decide and why_not disagree about propose"
    assert story == ["stranger Propose: tried"]


def test_a_fact_that_cannot_follow_is_found(rules: _Rules) -> None:
    def miscounted(placement: Placement | None, command: Command, policy: Policy) -> Any:
        events = decide(placement, command, policy)
        return tuple(
            altered(each, number=7) if isinstance(each, Consented) else each for each in events
        )

    rules.decide_by(miscounted)
    text, story = _first(HOUSE)
    assert "Consented is about offer 7 while offer 1 is on the table" in text
    assert story == [PROPOSED, "hana Consent: tried"]


def test_a_step_that_the_chart_has_and_decide_has_not_is_found(rules: _Rules) -> None:
    def blunt(placement: Placement | None, command: Command, policy: Policy) -> Any:
        try:
            return decide(placement, command, policy)
        except NotAllowedHere as refusal:
            raise RuleUnmet(
                refusal.verb, refusal.status, refusal.on, refusal.objections
            ) from refusal

    rules.decide_by(blunt)
    text, story = _first(HOUSE)
    assert text == "propose is refused against the chart"
    assert story == [PROPOSED, "sam Propose: tried"]


def test_a_command_that_breaks_off_is_found(rules: _Rules) -> None:
    def broken(placement: Placement | None, command: Command, policy: Policy) -> Any:
        if isinstance(command, Consent):
            raise ZeroDivisionError("oh")
        return decide(placement, command, policy)

    rules.decide_by(broken)
    assert _first(HOUSE) == (
        "consent fails with ZeroDivisionError: oh",
        [PROPOSED, "sam Consent: tried"],
    )


def test_time_that_does_not_pass_is_found(rules: _Rules) -> None:
    def stuck(placement: Placement | None, command: Command, policy: Policy) -> Any:
        if isinstance(command, Advance) and placement is not None and placement.terms:
            raise Refused(Verb.START, placement.status, command.on, ())
        return decide(placement, command, policy)

    rules.decide_by(stuck)
    told = _told(explore(HOUSE, _tiny(HOUSE), until_broken=True))
    assert [*told][-1].startswith("time does not pass: Refused: ")
    assert [*told.values()][-1] == [*AGREED, "time Advance: tried"]


def test_a_status_that_moves_as_the_chart_has_it_not_is_found(rules: _Rules) -> None:
    def astray(placement: Placement | None, event: Event) -> Placement:
        after = evolve(placement, event)
        if isinstance(after.state, End) and isinstance(event, Withdrawn):
            return altered(after, state=altered(after.state, status=Status.LAPSED))
        return after

    rules.evolve_by(astray)
    text, story = _first(HOUSE)
    assert text == "Withdrawn leads from proposed to lapsed"
    assert story == [PROPOSED, "sam Withdraw: Withdrawn"]


def test_a_voided_fact_that_leaves_something_behind_is_found(rules: _Rules) -> None:
    def sticky(placement: Placement | None, event: Event) -> Placement:
        after = evolve(placement, event)
        if isinstance(event, Voided) and placement is not None:
            return altered(after, state=placement.state)
        return after

    rules.evolve_by(sticky)
    text, story = _first(HOUSE)
    assert text == "Voided does not bring back what was before"
    assert story[-1] == "hana Void: Voided"
