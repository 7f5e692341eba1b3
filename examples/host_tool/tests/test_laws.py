import pytest
from host_tool.desk import RULES
from host_tool.journal import Journal
from hypothesis import settings

from secondment import FINAL_STATUSES, Register
from secondment.testing import RegisterMachine, StoreContract, explore, scene_for


class TestOurStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return Journal(tmp_path)


def test_our_rules_keep_every_law():
    found = explore(RULES, scene_for(RULES, small=True))
    assert (found.faults, found.ends) == ((), FINAL_STATUSES)


class OurRegister(RegisterMachine):
    def opened(self):
        return Register(Journal(self.folder), policy=RULES)

    reopened = opened


TestOurRegister = OurRegister.TestCase
TestOurRegister.settings = settings(TestOurRegister.settings, max_examples=10)
