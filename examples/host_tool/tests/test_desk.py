"""What the desk says, whatever people ask of it."""

import json

from host_tool.desk import RULES, Desk
from hypothesis import given, settings

from secondment import MemoryStore, Register, command_to_data
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
