"""What a tool that embeds the library needs to prove its own integration; the extra ``testing``.

What is promised is what this module names.
"""

from typing import TYPE_CHECKING, Any

from secondment.testing.charts import scxml, xstate, xstate_json
from secondment.testing.scenario import Given, Outcome, given
from secondment.testing.store_contract import StoreContract
from secondment.testing.written import written

if TYPE_CHECKING:
    from secondment.testing.exploration import Exploration, Scene, explore, scene_for

__all__ = [
    "Exploration",
    "Given",
    "Outcome",
    "Scene",
    "StoreContract",
    "explore",
    "given",
    "scene_for",
    "scxml",
    "written",
    "xstate",
    "xstate_json",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import what is in `exploration` once it is asked for: ``python -m`` runs that module."""
        if name in ("Exploration", "Scene", "explore", "scene_for"):
            from secondment.testing import exploration  # noqa: PLC0415

            return getattr(exploration, name)
        raise AttributeError(f"module {__name__} has no attribute {name}")
