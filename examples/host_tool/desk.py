"""The desk: a message in, a sentence out. What a chat bot would do, without the chat."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from secondment import (
    FINAL_STATUSES,
    Advance,
    InvalidValue,
    KeyReused,
    Objection,
    Refused,
    Register,
    Status,
    UnknownPlacement,
    VersionConflict,
    command_from_data,
    load_policy,
)

RULES = load_policy(Path(__file__).with_name("rules.toml"))
"""What our handbook says."""


class Desk:
    """Answers for one register."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def reply(self, placement_id: str, message: Any, message_id: str) -> str:
        """Return what to say to *message*; a message that comes twice is answered twice."""
        try:
            command = command_from_data(message)
            placement = self.register.do(placement_id, command, key=message_id)
        except InvalidValue as error:
            return f"Sorry, I do not understand: {error}."
        except UnknownPlacement:
            return f"I know of no {placement_id}."
        except KeyReused:
            return "I have had that message already, and it said something else."
        except VersionConflict:
            return "Somebody was quicker. Please look again."
        except Refused as refusal:
            return "\n".join(["That cannot be.", *map(_reason, refusal.objections)])
        return f"Done: {placement_id} is {str(placement.status).replace('_', ' ')}."

    def morning(self, today: date) -> Iterator[str]:
        """Let time pass for everybody, and say what is due."""
        for placement_id in self.register.find(status=set(Status) - FINAL_STATUSES):
            self.register.do(placement_id, Advance(on=today))
            for duty in self.register.agenda(placement_id, on=today):
                if duty.due_on == today and duty.done_on is None:
                    yield f"{placement_id}: {duty.text} ({', '.join(duty.owed_by)})"


def _reason(objection: Objection) -> str:
    way = "" if objection.remedy is None else f" Instead: {objection.remedy.text}."
    return f"- {objection.text}.{way}"
