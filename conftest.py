"""How the tests run: the same way each time, with the examples in the documents among them."""

import os
import tempfile
from contextlib import ExitStack, chdir
from typing import Any

from hypothesis import Phase, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# The gate must not flake, so `steady` draws the same examples each time; `deep` searches anew.
# `mutants` is quick, for the same tests run once for each mutant.
settings.register_profile(
    "steady", settings(derandomize=True, deadline=None, database=None, print_blob=True)
)
settings.register_profile(
    "deep", settings(settings.get_profile("steady"), derandomize=False, max_examples=2000)
)
settings.register_profile(
    "mutants",
    settings(
        settings.get_profile("steady"),
        max_examples=20,
        phases=[Phase.explicit, Phase.generate],  # nobody reads the example
    ),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def _enter_empty_folder(namespace: dict[str, Any]) -> None:
    """Let a document write its files where nobody keeps any."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(chdir(folder))
        namespace["_leave"] = stack.pop_all().close


def _leave_folder(namespace: dict[str, Any]) -> None:
    namespace["_leave"]()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    setup=_enter_empty_folder,
    teardown=_leave_folder,
).pytest()
