"""The machine drives a register through what people do, and finds what is wrong with one."""

from collections import Counter as Tally
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve as altered
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from secondment import (
    Command,
    Day,
    MemoryStore,
    PersonId,
    Placement,
    PlacementId,
    Recorded,
    Refused,
    Register,
    ServiceRecord,
    SqliteStore,
    Status,
    UnknownPlacement,
    load_policy,
)
from secondment.testing import RegisterMachine
from secondment.testing.scenes import able
from tests import broken_stores
from tests.policies import STRICT

STEADY = settings(
    max_examples=20,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def run(machine: type[RegisterMachine]) -> None:
    """Run *machine* as pytest runs its test case."""
    run_state_machine_as_test(machine, settings=STEADY)


class InMemory(RegisterMachine):
    """A register in memory, under the policy of the house."""

    def opened(self) -> Register:
        return Register(MemoryStore(), policy=load_policy("house"))


class Kept(RegisterMachine):
    """A register over a file, made anew now and then."""

    policy = load_policy("us-ipa")

    def opened(self) -> Register:
        store = SqliteStore(self.folder / "placements.db")
        self.resources.callback(store.close)
        return Register(store, policy=self.policy)

    reopened = opened


TestOfAFile = Kept.TestCase
TestOfAFile.settings = STEADY
TestOfMemory = InMemory.TestCase
TestOfMemory.settings = STEADY


def test_people_do_all_there_is_to_do_in_some_run() -> None:
    """Twenty runs of thirty steps: how far placements come, and what is tried with them."""
    statuses, rules = Tally[Status](), Tally[str]()

    class Watched(InMemory):
        def teardown(self) -> None:
            for told in self._told.values():
                statuses.update(
                    {node.placement.status for node in told.node.path if node.placement}
                )
            rules["placements"] += len(self._told)
            rules["commands"] += sum(len(told.turns) for told in self._told.values())
            rules["requests"] += len(self._requested())
            super().teardown()

    run(Watched)
    assert rules["placements"] >= 20
    assert rules["commands"] >= 200
    assert rules["requests"] >= 40
    assert statuses.keys() >= {Status.UNDERWAY, Status.HANDOVER, Status.COMPLETED, Status.LAPSED}


HISTORY = {
    "every fact is on record, in order, once",
    "what the rules allow is done",
    "what the rules object to is refused",
}
"""What is told, whichever comes first, where facts are not kept as they were given."""
KEYS = {
    "a command under its key is done once",
    "a key stands for one command",
    "what the rules allow is done",
}
"""The same of keys; a key of another placement keeps a command from being done."""
FINDING = {
    "every placement is found, by its id",
    "a placement is found by its secondee",
    "no placement is found where it does not stand",
    *(f"a placement is found while {status}" for status in Status),
}

FOUND = {
    broken_stores.LosesTheSecond: HISTORY,
    broken_stores.Reorders: HISTORY,
    broken_stores.ReadsNewestFirst: HISTORY,
    broken_stores.SortsPositionsAsText: HISTORY,
    broken_stores.MixesPlacements: HISTORY,
    broken_stores.ForgetsKeys: KEYS,
    broken_stores.SharesKeys: KEYS,
    broken_stores.KeepsTheFirstSummary: FINDING,
    broken_stores.FindsAsWritten: FINDING,
    broken_stores.ShortensStatuses: FINDING,
    broken_stores.KeepsToItself: FINDING,
}
"""What a register shows of a store that is broken so; the contract of stores finds all others."""


def over(kind: type[broken_stores.Correct]) -> type[RegisterMachine]:
    """Return a machine over stores of *kind*."""

    class Over(RegisterMachine):
        def opened(self) -> Register:
            self.shelf = broken_stores.Shelf()
            return self.reopened()

        def reopened(self) -> Register:
            return Register(kind(self.shelf), policy=load_policy("house"))

    return Over


def test_over_a_correct_store_all_is_well() -> None:
    run(over(broken_stores.Correct))


@pytest.mark.parametrize("kind", FOUND)
def test_a_broken_store_is_found(kind: type[broken_stores.Correct]) -> None:
    with pytest.raises(AssertionError) as caught:
        run(over(kind))
    promise, *story = str(caught.value).splitlines()
    assert promise in FOUND[kind]
    assert story[0] == "  (- wanted, + came)"


# registers that break their word


class Obliging(Register):
    """Does nothing where something is refused, and says nothing of it."""

    def do(self, placement_id: str, command: Command, **given: Any) -> Placement:
        try:
            return super().do(placement_id, command, **given)
        except Refused:
            return self.placement(placement_id)


class Hasty(Register):
    """Goes by what is on record, whatever a wish was based on."""

    def do(
        self,
        placement_id: str,
        command: Command,
        *,
        key: str | None = None,
        expected: int | None = None,
    ) -> Placement:
        return super().do(placement_id, command, key=key)


class KeyBlind(Register):
    """Does again what is asked again."""

    def do(
        self,
        placement_id: str,
        command: Command,
        *,
        key: str | None = None,
        expected: int | None = None,
    ) -> Placement:
        return super().do(placement_id, command, expected=expected)


class OfToday(Register):
    """Tells of today when it is asked about the past."""

    def placement(self, placement_id: str, **given: Any) -> Placement:
        return super().placement(placement_id)


class Inventive(Register):
    """Knows every placement."""

    def history(self, placement_id: str) -> tuple[Recorded, ...]:
        try:
            return super().history(placement_id)
        except UnknownPlacement:
            return ()


class FromZero(Register):
    """Counts positions as programmers do."""

    def history(self, placement_id: str) -> tuple[Recorded, ...]:
        facts = super().history(placement_id)
        return tuple(altered(each, position=each.position - 1) for each in facts)


class Backdating(Register):
    """Tells each fact as recorded an hour before the last."""

    def history(self, placement_id: str) -> tuple[Recorded, ...]:
        facts = super().history(placement_id)
        return tuple(
            altered(each, recorded_at=each.recorded_at - each.position * timedelta(hours=1))
            for each in facts
        )


class Behind(Register):
    """Tells a placement as it was one fact ago."""

    def placement(self, placement_id: str, **given: Any) -> Placement:
        placement = super().placement(placement_id, **given)
        return placement if given else placement.before or placement


class FindsTheRest(Register):
    """Finds everything where it is asked for many statuses."""

    def find(self, **given: Any) -> tuple[PlacementId, ...]:
        several = "status" in given and len(given["status"]) > 1
        return super().find(**({} if several else given))


class FindsNobody(Register):
    """Has no index of people."""

    def find(self, **given: Any) -> tuple[PlacementId, ...]:
        return () if "person" in given else super().find(**given)


@pytest.mark.parametrize(
    ("kind", "promises"),
    [
        (Inventive, {"what was never proposed is unknown"}),
        (FromZero, {"positions count from 1 without a gap"}),
        (Backdating, {"no fact is recorded before the last"}),
        (Behind, {"a placement is the fold of its facts"}),
        (FindsTheRest, {"no placement is found where it does not stand"}),
        (FindsNobody, {"a placement is found by its secondee"}),
        (Obliging, {"what the rules object to is refused"}),
        (Hasty, {"what is based on another version is refused"}),
        (KeyBlind, KEYS),
        (OfToday, {"as of a day it is what had taken effect by then"}),
    ],
)
def test_a_broken_register_is_found(kind: type[Register], promises: set[str]) -> None:
    class Broken(RegisterMachine):
        def opened(self) -> Register:
            return kind(MemoryStore(), policy=load_policy("house"))

    with pytest.raises(AssertionError) as caught:
        run(Broken)
    assert str(caught.value).splitlines()[0] in promises


def test_a_register_that_forgets_when_it_is_made_anew_is_found() -> None:
    class Forgetful(InMemory):
        def reopened(self) -> Register:
            return self.opened()

    with pytest.raises(AssertionError, match="every placement is found, by its id"):
        run(Forgetful)


def test_a_counter_example_is_made_short_and_not_explained() -> None:
    """Explaining takes minutes where there are many draws; the message has the story."""
    phases = set(over(broken_stores.Correct).TestCase.settings.phases)
    assert phases == {*Phase} - {Phase.explain, Phase.target}


def test_what_breaks_a_law_is_told_as_a_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secondment.testing.machine.broken", lambda step, policy: ["no law holds"])
    with pytest.raises(AssertionError) as caught:
        run(InMemory)
    law, name, first = str(caught.value).splitlines()
    assert (law, name) == ("no law holds", "  P-2 under house:")
    assert first.startswith("    Propose(by='")
    assert first.endswith("),  # Proposed")


# what the tool knows of a secondee


class Asking(RegisterMachine):
    """A register that asks the tool about service, under rules that ask for a lot of it."""

    def opened(self) -> Register:
        return Register(MemoryStore(), policy=STRICT, service=self.service)

    def service(self, person: PersonId, on: Day) -> ServiceRecord:
        return altered(able(STRICT, on), grade="g7")


def test_the_model_is_told_of_service_as_the_register_is() -> None:
    """Who is of grade g7 may go, and is never kept for good: the proposals say otherwise."""
    run(Asking)


def test_a_register_that_takes_no_proposal_is_no_test_that_passes() -> None:
    class Stern(Asking):
        def service(self, person: PersonId, on: Day) -> ServiceRecord:
            return ServiceRecord(employed_since=on)

    with pytest.raises(
        AssertionError, match="nothing can be proposed to this register: "
    ) as caught:
        run(Stern)
    assert "nothing is known of sam: service in the present role" in str(caught.value)


# a machine without a register


def test_a_machine_has_to_say_how_its_register_is_made() -> None:
    class Forgot(RegisterMachine):
        pass

    with pytest.raises(NotImplementedError, match="Forgot: say in `opened` how a register is"):
        run(Forgot)


def test_what_is_opened_has_to_be_a_register() -> None:
    class Wrong(RegisterMachine):
        def opened(self) -> Register:
            return MemoryStore()  # type: ignore[return-value] # that is what is wrong

    with pytest.raises(TypeError, match=r"Wrong\.opened returns a MemoryStore and no Register"):
        run(Wrong)


def test_what_differs_is_told_thing_by_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError) as caught:
        run(over(broken_stores.KeepsToItself))
    lines = str(caught.value).splitlines()
    assert lines == ["every placement is found, by its id", "  (- wanted, + came)", "  - 'P-2'"]
