"""What our handbook says, case by case."""

from datetime import date, timedelta

from host_tool.desk import RULES
from hypothesis import assume, settings
from hypothesis import given as drawing

from secondment import (
    Agreed,
    Consent,
    Consented,
    GiveNotice,
    NoticeKind,
    Parties,
    Period,
    Propose,
    Proposed,
    Side,
    Status,
    Terms,
    why_not,
)
from secondment.testing import given, placements

PARTIES = Parties("sam", Side("sales", "hana"), Side("support", "otto"))
SPRING = Terms(period=Period(date(2027, 3, 1), date(2027, 6, 30)))
YEAR = Terms(period=Period(date(2027, 3, 1), date(2028, 2, 29)))
OFFERED = Proposed(
    on=date(2027, 1, 11),
    by="hana",
    parties=PARTIES,
    terms=SPRING,
    number=1,
    expires_on=date(2027, 1, 25),
)


def test_the_third_yes_settles_it():
    said_yes = Consented(on=date(2027, 1, 12), by="sam", number=1)
    given(OFFERED, said_yes, policy=RULES).when(Consent(by="otto", on=date(2027, 1, 13))).then(
        Consented(on=date(2027, 1, 13), by="otto", number=1),
        Agreed(on=date(2027, 1, 13), by="otto", terms=SPRING),
    )


def test_a_year_is_more_than_the_handbook_has():
    proposal = Propose(by="otto", on=date(2027, 1, 11), parties=PARTIES, terms=YEAR)
    given(policy=RULES).when(proposal).then_refused("too_long")


@settings(max_examples=20, deadline=None)
@drawing(placements(RULES, Status.UNDERWAY))
def test_home_gives_two_weeks_of_notice_whatever_else_has_happened(placement):
    """Thirteen days are too few in every placement there may be, and fourteen never are."""
    assume(placement.terms.notice is None)  # or the terms have their own
    assume(placement.terms.early_end_mode is None)
    on, manager = placement.moved_on, placement.parties.home.manager
    for days, is_enough in ((13, False), (14, True)):
        recall = GiveNotice(
            by=manager, on=on, kind=NoticeKind.RECALL, last_day=on + timedelta(days)
        )
        codes = {each.code for each in why_not(placement, recall, RULES)}
        assert ("notice_too_short" in codes) is not is_enough
