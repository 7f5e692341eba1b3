"""What the desk says, whatever people ask of it."""

import json
from datetime import date

from host_tool.desk import RULES, Desk
from hypothesis import given, settings

from secondment import MemoryStore, Parties, Period, Propose, Register, Side, Terms, command_to_data
from secondment.testing import lives


@settings(max_examples=20, deadline=None)
@given(lives(RULES))
def test_the_desk_has_an_answer_to_everything_that_may_happen(life):
    """A life has commands that fit and commands that do not; they come as JSON, and each twice."""
    desk = Desk(Register(MemoryStore(), policy=RULES))
    for number, turn in enumerate(life.turns):
        message = json.loads(json.dumps(command_to_data(turn.command)))
        said = desk.reply("P-1", message, f"message-{number}")
        assert said.startswith(("Done: P-1 is ", "That cannot be.\n- ", "I know of no P-1."))
        assert said.startswith("Done") == (not turn.objections)
        assert desk.reply("P-1", message, f"message-{number}") == said


PROPOSAL = command_to_data(
    Propose(
        by="hana",
        on=date(2027, 1, 11),
        parties=Parties("sam", Side("sales", "hana"), Side("support", "otto")),
        terms=Terms(period=Period(date(2027, 3, 1), date(2027, 6, 30))),
        expires_on=date(2027, 1, 25),
    )
)


def test_a_message_that_was_edited_is_not_done_again():
    desk = Desk(Register(MemoryStore(), policy=RULES))
    assert desk.reply("P-1", PROPOSAL, "message-1") == "Done: P-1 is proposed."
    said = desk.reply("P-1", {**PROPOSAL, "by": "otto"}, "message-1")
    assert said == "I have had that message already, and it said something else."


def test_in_the_morning_the_desk_says_what_is_due():
    desk = Desk(Register(MemoryStore(), policy=RULES))
    desk.reply("P-1", PROPOSAL, "message-1")
    assert not list(desk.morning(date(2027, 1, 24)))
    assert list(desk.morning(date(2027, 1, 25))) == [
        "P-1: answer offer 1, as otto (host manager) (otto)",
        "P-1: answer offer 1, as sam (secondee) (sam)",
    ]
    assert not list(desk.morning(date(2027, 1, 26)))
    assert "lapsed" in desk.reply("P-1", PROPOSAL, "message-1")
