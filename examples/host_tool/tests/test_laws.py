"""Our store and our rules, held to the laws of the library."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from host_tool.journal import Journal

from secondment import Register, load_policy
from secondment.testing import RegisterMachine, StoreContract, explore

RULES = load_policy(Path(__file__).parents[1] / "rules.toml")


class TestOurStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return Journal(tmp_path)

    @pytest.fixture
    def another(self, store):
        return Journal(store.folder)


def test_our_rules_keep_every_law():
    assert explore(RULES).faults == ()


class OurRegister(RegisterMachine):
    def opened(self):
        self.folder = self.resources.enter_context(TemporaryDirectory())
        return self.reopened()

    def reopened(self):
        return Register(Journal(self.folder), policy=RULES)


TestOurRegister = OurRegister.TestCase
