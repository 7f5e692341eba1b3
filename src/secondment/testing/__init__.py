"""What a tool that embeds the library needs to prove its own integration; the extra ``testing``.

What is promised is what this module names, and that importing it tells Hypothesis how every public
value is drawn: ``hypothesis.strategies.from_type(Terms)`` just works.
"""

try:
    import hypothesis  # noqa: F401 - asked for before anything below asks
    import pytest  # noqa: F401
except ModuleNotFoundError as missing:
    text = "secondment.testing needs the extra `testing`: pip install 'secondment[testing]'"
    raise ModuleNotFoundError(text, name=missing.name) from missing

from secondment.testing.charts import scxml, xstate, xstate_json
from secondment.testing.exploration.walk import Exploration, explore
from secondment.testing.lives.drawn import commands, lives
from secondment.testing.lives.life import Life, Turn
from secondment.testing.lives.placements import histories, placements
from secondment.testing.machine import RegisterMachine
from secondment.testing.scenario import Given, Outcome, given
from secondment.testing.scenes import Scene, scene_for
from secondment.testing.store_contract import StoreContract
from secondment.testing.values import days, lengths, parties, people, periods, terms
from secondment.testing.written import written

__all__ = [
    "Exploration",
    "Given",
    "Life",
    "Outcome",
    "RegisterMachine",
    "Scene",
    "StoreContract",
    "Turn",
    "commands",
    "days",
    "explore",
    "given",
    "histories",
    "lengths",
    "lives",
    "parties",
    "people",
    "periods",
    "placements",
    "scene_for",
    "scxml",
    "terms",
    "written",
    "xstate",
    "xstate_json",
]
