"""The contract finds what is wrong with a store, and nothing where nothing is.

It is run as a tool runs it: by pytest, on a file of its own.
"""

import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
from attrs import field, frozen

from secondment import Recorded
from secondment.testing import StoreContract
from tests import broken_stores as stores

ROOT: Final = Path(__file__).parent.parent
BROKEN_HISTORY: Final = "secondment.errors.BrokenHistory: the history of placement P-1 is broken"
"""What a register says when facts are not in the order in which they happened."""

BROKEN: Final[dict[type[stores.Correct], dict[str, str]]] = {
    stores.LosesTheSecond: {
        "a_batch_is_written_whole_and_in_order": "all facts of a batch are written",
        "a_batch_may_be_big": "a batch may be big",
        "two_placements_do_not_mix": "two placements do not mix",
        "who_expects_another_number_of_facts_writes_nothing": "a batch that expects another number",
        "of_writers_that_race_one_gets_through": "of writers that race one gets through",
        "who_reads_meanwhile_sees_whole_batches": "a reader sees whole batches",
        "what_was_acknowledged_is_there_for_who_comes_later": "what was acknowledged is there for",
        "an_unreadable_history_does_not_harm_the_others": "a history that cannot be read does not",
        "what_a_register_tells_is_on_record": "a placement says how many facts are on record",
    },
    stores.IgnoresTheVersion: {
        "who_expects_another_number_of_facts_writes_nothing": "a batch that expects another number",
        "after_a_conflict_the_same_can_be_written": "a conflict is told",
        "a_conflict_goes_before_a_key_that_is_taken": "a conflict goes before a key",
        "of_writers_that_race_one_gets_through": "of writers that race one gets through",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
    },
    stores.HasErrorsOfItsOwn: {
        "who_expects_another_number_of_facts_writes_nothing": "a batch that expects another number",
        "after_a_conflict_the_same_can_be_written": "a conflict is told",
        "a_conflict_goes_before_a_key_that_is_taken": "RuntimeError: 1 and not 0",
        "of_writers_that_race_one_gets_through": "RuntimeError: ",
        "of_writers_with_one_key_one_gets_through": "RuntimeError: ",
        "what_registers_do_under_one_key_is_done_once": "RuntimeError: ",
    },
    stores.ReplaysTheKey: {
        "a_key_is_taken_once": "a key that is taken cannot be written again",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
    },
    stores.Reorders: {
        "a_batch_is_written_whole_and_in_order": "all facts of a batch are written, in order",
        "a_batch_may_be_big": "a batch may be big",
        "two_placements_do_not_mix": "two placements do not mix",
        "of_writers_that_race_one_gets_through": "what was acknowledged is there once",
        "who_reads_meanwhile_sees_whole_batches": "a reader sees what was written",
        "what_was_acknowledged_is_there_for_who_comes_later": "what was acknowledged is there for",
        "an_unreadable_history_does_not_harm_the_others": "a history that cannot be read does not",
        "what_a_register_tells_is_on_record": BROKEN_HISTORY,
        "a_register_finds_a_placement_by_where_it_stands": BROKEN_HISTORY,
    },
    stores.ReadsNewestFirst: {
        "facts_about_earlier_days_stand_where_they_were_written": "facts are read in the order of",
        "what_was_written_is_read_in_order": "facts are read in the order of writing",
        "a_batch_is_written_whole_and_in_order": "all facts of a batch are written, in order",
        "the_tenth_fact_comes_after_the_ninth": "positions are numbers",
        "a_batch_may_be_big": "a batch may be big",
        "two_placements_do_not_mix": "two placements do not mix",
        "after_a_conflict_the_same_can_be_written": "after a conflict the same can be written",
        "of_writers_that_race_one_gets_through": "what was acknowledged is there once",
        "who_reads_meanwhile_sees_whole_batches": "a reader sees what was written",
        "what_was_acknowledged_is_there_for_others_at_once": "what was acknowledged is there for",
        "what_was_acknowledged_is_there_for_who_comes_later": "what was acknowledged is there for",
        "an_unreadable_history_does_not_harm_the_others": "a history that cannot be read does not",
        "what_a_register_tells_is_on_record": BROKEN_HISTORY,
        "a_command_given_twice_under_its_key_is_done_once": BROKEN_HISTORY,
        "a_command_based_on_what_is_past_is_not_done": "a command based on what is past is a",
        "a_register_finds_a_placement_by_where_it_stands": BROKEN_HISTORY,
        "what_registers_do_under_one_key_is_done_once": "what is done under one key is done once",
    },
    stores.SortsPositionsAsText: {
        "the_tenth_fact_comes_after_the_ninth": "positions are numbers",
        "a_batch_may_be_big": "a batch may be big",
        "of_writers_that_race_one_gets_through": "what was acknowledged is there once",
        "who_reads_meanwhile_sees_whole_batches": "a reader sees what was written",
    },
    stores.ReadsTheFirstPage: {
        "a_batch_may_be_big": "a batch may be big",
    },
    stores.MixesPlacements: {
        "two_placements_do_not_mix": "two placements do not mix",
        "an_id_in_another_spelling_is_another_id": "an id in another spelling is another id",
    },
    stores.KnowsNoUnknown: {
        "of_an_unknown_placement_there_is_nothing": "LookupError: P-1",
        "who_expects_another_number_of_facts_writes_nothing": "LookupError: P-1",
        "a_key_belongs_to_one_placement": "LookupError: P-2",
        "a_command_given_twice_under_its_key_is_done_once": "LookupError: P-1",
    },
    stores.SortsByDay: {
        "facts_about_earlier_days_stand_where_they_were_written": "facts are read in the order of",
    },
    stores.CutsKeys: {
        "an_id_may_be_any_text": "an id may be any text",
    },
    stores.CutsInstants: {
        "an_instant_is_kept_to_the_microsecond": "an instant is kept to the microsecond",
    },
    stores.EndsTextAtNul: {
        "an_id_may_be_any_text": "an id may be any text",
    },
    stores.FoldsCase: {
        "an_id_in_another_spelling_is_another_id": "an id in another spelling is another id",
    },
    stores.ForgetsKeys: {
        "an_id_may_be_any_text": "an id may be any text",
        "after_a_conflict_the_same_can_be_written": "after a conflict the same can be written",
        "a_key_stands_for_the_command_done_under_it": "a key stands for the command done under it",
        "a_key_is_taken_once": "a key that is taken cannot be written again",
        "a_key_belongs_to_one_placement": "a key belongs to one placement",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
        "what_was_acknowledged_is_there_for_others_at_once": "what was acknowledged is there for",
        "a_command_given_twice_under_its_key_is_done_once": "what is given twice under its key is",
        "another_command_under_a_key_is_not_done": "another command under a key is refused",
        "what_registers_do_under_one_key_is_done_once": "what is done under one key is done once",
    },
    stores.SharesKeys: {
        "a_key_belongs_to_one_placement": "a key belongs to one placement",
    },
    stores.LooksAtTheKeyFirst: {
        "a_conflict_goes_before_a_key_that_is_taken": "a conflict goes before a key",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
    },
    stores.KeepsTheReceiptOfAConflict: {
        "who_expects_another_number_of_facts_writes_nothing": "a conflict leaves nothing behind",
        "after_a_conflict_the_same_can_be_written": "after a conflict the same can be written",
        "a_conflict_goes_before_a_key_that_is_taken": "a conflict goes before a key",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
    },
    stores.WritesBeforeTheKey: {
        "a_key_is_taken_once": "of a batch whose key is taken nothing is written: its history",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
    },
    stores.FindsPersonAndRoleApart: {
        "all_that_is_asked_must_hold": "all that is asked must hold",
    },
    stores.KeepsTheFirstSummary: {
        "a_placement_is_found_by_what_the_last_batch_says": "a placement is found by what the last",
        "what_occupies_no_days_any_more_is_found_on_none": "what occupies no days is found on none",
        "what_was_acknowledged_is_there_for_others_at_once": "what was acknowledged is there for",
        "a_register_finds_a_placement_by_where_it_stands": "a placement is found by where it",
    },
    stores.KeepsDaysOnce: {
        "what_occupies_no_days_any_more_is_found_on_none": "what occupies no days is found on none",
    },
    stores.FindsAsWritten: {
        "an_id_in_another_spelling_is_another_id": "an id in another spelling is another id",
        "all_that_is_asked_must_hold": "all that is asked must hold",
        "a_placement_is_found_by_what_the_last_batch_says": "a placement is found by what the last",
        "placements_come_in_the_order_of_their_ids": "placements come in the order of code points",
        "every_status_can_be_found": "several statuses can be asked for",
    },
    stores.FindsTheFirstPage: {
        "one_is_found_among_many_and_many_at_once": "all that fit are found",
    },
    stores.ShortensStatuses: {
        "every_status_can_be_found": "every status can be found",
        "a_register_finds_a_placement_by_where_it_stands": "a placement is found by where it",
    },
    stores.LooksThenWrites: {
        "of_writers_that_race_one_gets_through": "of writers that race one gets through",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
        "what_registers_do_under_one_key_is_done_once": "what is done under one key is done once",
    },
    stores.LetsReadersIn: {
        "who_reads_meanwhile_sees_whole_batches": "a reader sees whole batches",
    },
    stores.KeepsACopy: {
        "who_reads_meanwhile_sees_whole_batches": "a reader sees what was acknowledged",
        "what_was_acknowledged_is_there_for_others_at_once": "what was acknowledged is there for",
        "what_registers_do_under_one_key_is_done_once": "what is done under one key is done once",
    },
    stores.KeepsToItself: {
        "of_writers_that_race_one_gets_through": "of writers that race one gets through",
        "of_writers_with_one_key_one_gets_through": "of writers that race under one key one",
        "who_reads_meanwhile_sees_whole_batches": "a reader sees what was acknowledged",
        "what_was_acknowledged_is_there_for_others_at_once": "what was acknowledged is there for",
        "what_was_acknowledged_is_there_for_who_comes_later": "what was acknowledged is there for",
        "what_registers_do_under_one_key_is_done_once": "what is done under one key is done once",
    },
    stores.PassesOverTheUnreadable: {
        "an_unreadable_history_is_an_error": "a history that cannot be read is an error",
    },
    stores.LetsOneSpoilAll: {
        "an_unreadable_history_does_not_harm_the_others": "secondment.errors.UnreadableEvent: ",
    },
}
"""Which promises each store breaks, and how the message about it begins."""

NAMES: Final = ["Correct", *(each.__name__ for each in BROKEN)]

SUITE: Final = """
class Test{name}(StoreContract):
    @pytest.fixture
    def store(self):
        return {name}()

    @pytest.fixture
    def another(self, store):
        return {name}(store.shelf)

    @pytest.fixture
    def spoil(self, store):
        return store.shelf.spoil
"""

SMALL_SUITE: Final = """
import pytest
from secondment import MemoryStore
from secondment.testing import StoreContract
from tests.broken_stores import *


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self):
        return MemoryStore()
"""
"""All that a store needs; no test of it tries what is kept by another way."""

RUN: Final = 83
"""How many tests are run on each store."""


@frozen
class Outcome:
    """What came of the tests of one store: which were run, and what those say that did not pass."""

    run: list[str] = field(factory=list)
    skipped: dict[str, str] = field(factory=dict)
    failed: dict[str, str] = field(factory=dict)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Return what came of the tests, by the name of the store; all are run in one go."""
    folder = tmp_path_factory.mktemp("contract")
    suite, report = folder / "test_contract.py", folder / "report.xml"
    suites = [SUITE.format(name=name) for name in NAMES]
    suite.write_text(SMALL_SUITE + "".join(suites), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--tb=native",
        "-W",
        "error",
        "-p",
        "no:cacheprovider",
    ]
    settings = [f"--rootdir={folder}", "-o", f"pythonpath={ROOT}", f"--junitxml={report}"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, *settings, suite],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    found: dict[str, Outcome] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        outcome = found.setdefault(case.attrib["classname"].rpartition(".Test")[2], Outcome())
        name = case.attrib["name"]
        outcome.run.append(name)
        for each in case:
            assert each.tag in ("skipped", "failure"), each.attrib["message"]
            told = outcome.skipped if each.tag == "skipped" else outcome.failed
            told[name] = each.attrib["message"]
    return found


def promises() -> set[str]:
    """Return the names of the tests, without what pytest needs them to begin with."""
    names = [name for name in vars(StoreContract) if name.startswith("test_")]
    return {name.removeprefix("test_") for name in names}


def broken(outcome: Outcome) -> dict[str, set[str]]:
    """Return the first lines of the messages about each promise that was broken."""
    found: dict[str, set[str]] = {}
    for name, message in outcome.failed.items():
        first_line = message.partition("\n")[0]
        told = first_line.removeprefix("AssertionError: broken promise: ")
        found.setdefault(name.partition("[")[0].removeprefix("test_"), set()).add(told)
    return found


def test_a_correct_store_breaks_no_promise(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["Correct"].failed == {}
    assert outcomes["Correct"].skipped == {}


@pytest.mark.parametrize("store", BROKEN)
def test_a_broken_store_breaks_just_these_promises(
    outcomes: dict[str, Outcome], store: type[stores.Correct]
) -> None:
    found = broken(outcomes[store.__name__])
    assert set(found) == set(BROKEN[store])
    for promise, begin in BROKEN[store].items():
        assert [told for told in found[promise] if not told.startswith(begin)] == []


def test_every_promise_is_broken_by_a_store() -> None:
    """So that no test of the contract passes whatever a store does."""
    assert {promise for each in BROKEN.values() for promise in each} == promises()


def test_every_broken_store_is_held_to_the_contract() -> None:
    kinds = [each for each in vars(stores).values() if inspect.isclass(each)]
    assert {each for each in kinds if issubclass(each, stores.Correct)} == {stores.Correct, *BROKEN}


def test_on_every_store_all_tests_are_run(outcomes: dict[str, Outcome]) -> None:
    assert {name: len(each.run) for name, each in outcomes.items()} == dict.fromkeys(
        ["MemoryStore", *NAMES], RUN
    )
    for each in outcomes.values():
        names = {name.partition("[")[0].removeprefix("test_") for name in each.run}
        assert names == promises()


def test_what_needs_a_fixture_that_is_not_there_says_so(outcomes: dict[str, Outcome]) -> None:
    small = outcomes["MemoryStore"]
    assert small.failed == {}
    another = "no fixture `another` gives one more way to what `store` keeps"
    spoil = "no fixture `spoil` says how a record comes to be unreadable"
    assert small.skipped == {
        "test_of_writers_that_race_one_gets_through[two]": another,
        "test_of_writers_with_one_key_one_gets_through[two]": another,
        "test_who_reads_meanwhile_sees_whole_batches[two]": another,
        "test_what_was_acknowledged_is_there_for_others_at_once": another,
        "test_what_was_acknowledged_is_there_for_who_comes_later": another,
        "test_what_registers_do_under_one_key_is_done_once[two]": another,
        "test_an_unreadable_history_is_an_error": spoil,
        "test_an_unreadable_history_does_not_harm_the_others": spoil,
    }


def said(check: Callable[[StoreContract], object]) -> str:
    """Return the message of a promise that *check* finds broken."""
    with pytest.raises(AssertionError) as caught:
        check(StoreContract())
    return str(caught.value)


def test_a_message_says_which_promise_was_broken_and_where() -> None:
    """The first value that differs, and not the histories at length."""
    order = StoreContract.test_placements_come_in_the_order_of_their_ids
    assert said(lambda contract: order(contract, stores.FindsAsWritten())) == (
        "broken promise: placements come in the order of code points\n"
        "  wanted as number 1 of 10 'P-1'\n"
        "  found as number 1 of 10 'p-1'"
    )
    many = StoreContract.test_one_is_found_among_many_and_many_at_once
    assert said(lambda contract: many(contract, stores.FindsTheFirstPage())) == (
        "broken promise: all that fit are found\n"
        "  wanted as number 101 of 200 'P-100'\n"
        "  found no more than 100"
    )
    conflict = StoreContract.test_a_conflict_goes_before_a_key_that_is_taken
    assert said(lambda contract: conflict(contract, stores.IgnoresTheVersion())) == (
        "broken promise: a conflict goes before a key that is taken\n"
        "  wanted 'version_conflict'\n"
        "  found 'key_reused'"
    )


def test_a_message_is_never_long() -> None:
    odd = StoreContract.test_an_id_may_be_any_text
    message = said(lambda contract: odd(contract, stores.ForgetsKeys(), "x" * 9000))
    begin = "\n  wanted Receipt(key='xxx"
    assert begin in message
    assert message.endswith("xxx')\n  found None")
    assert len(message) < 800


def test_a_message_says_which_error_was_to_come() -> None:
    promise = "broken promise: a batch that expects another number of facts is a conflict\n"
    expecting = StoreContract.test_who_expects_another_number_of_facts_writes_nothing
    assert said(lambda contract: expecting(contract, stores.IgnoresTheVersion(), 1, 0)) == (
        f"{promise}  wanted VersionConflict\n  and there came None"
    )
    assert said(lambda contract: expecting(contract, stores.HasErrorsOfItsOwn(), 1, 0)) == (
        f"{promise}  wanted VersionConflict\n  raised RuntimeError('1 and not 0')"
    )


def test_what_goes_wrong_in_a_thread_is_told_by_the_test() -> None:
    reading = StoreContract.test_who_reads_meanwhile_sees_whole_batches
    message = said(lambda contract: reading(contract, (stores.LetsReadersIn(),)))
    assert message.startswith("broken promise: a reader sees whole batches\n  wanted 0\n")
    racing = StoreContract.test_of_writers_that_race_one_gets_through
    with pytest.raises(RuntimeError, match="2 and not 0"):
        racing(StoreContract(), (stores.HasErrorsOfItsOwn(),))


def test_no_test_of_the_contract_is_without_a_text() -> None:
    silent = [name for name, each in vars(StoreContract).items() if not each.__doc__]
    assert [name for name in silent if name.startswith("test_")] == []


def test_a_list_in_the_place_of_a_tuple_is_told_as_that() -> None:
    class ReadsAList(stores.Correct):
        def read(self, rows: list[stores.Row]) -> tuple[Recorded, ...]:
            return list(super().read(rows))  # type: ignore[return-value] # that is what is wrong

    with pytest.raises(AssertionError) as caught:
        StoreContract().test_what_was_written_is_read_in_order(ReadsAList())
    assert str(caught.value).splitlines() == [
        "broken promise: facts are read in the order of writing",
        "  wanted a tuple",
        "  found the same in a list",
    ]
