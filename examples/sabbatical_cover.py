"""A hardware product manager covers a sabbatical in software and returns with what he has learnt.

The facts are in a SQLite file: one program stops half-way, and another one goes on.
"""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from secondment import (
    Advance,
    ArrangeCover,
    Consent,
    Cover,
    End,
    Length,
    MakeRecord,
    OpenChange,
    Parties,
    Period,
    Propose,
    Register,
    Side,
    SqliteStore,
    Status,
    Terms,
    diff,
    load_policy,
)
from secondment.outcome import FollowUp

SABBATICAL = Period(date(2027, 4, 1), date(2027, 9, 30))


def before_the_summer(register: Register) -> None:
    parties = Parties("hugo", Side("hardware", "helen"), Side("software", "oskar"), "petra")
    terms = Terms(period=SABBATICAL, cover=Cover.BACKFILL)
    print("2027-02-01  Sofia goes on a sabbatical. Oskar asks for Hugo, from hardware, meanwhile.")
    register.do("S-1", Propose(by="oskar", on=date(2027, 2, 1), parties=parties, terms=terms))
    print(f"            {register.standing('S-1', on=date(2027, 2, 1))}")
    for person in ("hugo", "helen", "petra"):
        placement = register.do("S-1", Consent(by=person, on=date(2027, 2, 8)))
    print(f"2027-02-08  The last of the three consents: {placement.status}.")
    cover = ArrangeCover(by="helen", on=date(2027, 2, 9), person="carla", period=SABBATICAL)
    register.do("S-1", cover)
    print("2027-02-09  Helen finds Carla to do Hugo's job in hardware.")
    placement = register.do("S-1", Advance(on=date(2027, 4, 1)))
    print(f"2027-04-01  Hugo does Sofia's job in software: {placement.status}.")


def after_the_summer(register: Register) -> None:
    (found,) = register.find(person="hugo", status=[Status.UNDERWAY])
    now = register.placement(found)
    print(
        f"            ... another program finds {found} in the file, with {now.position} facts ..."
    )
    assert now.terms is not None
    longer = attrs.evolve(now.terms, period=Period(SABBATICAL.first_day, date(2027, 10, 29)))
    print("2027-09-06  Hugo wants to see his first software release through. He asks for more:")
    for each in diff(now.terms, longer):
        print(f"            {each.kind}, {each.field} from {each.old} to {each.new}")
    register.do(found, OpenChange(by="hugo", on=date(2027, 9, 6), subject=longer))
    for person in ("helen", "oskar", "petra"):
        register.do(found, Consent(by=person, on=date(2027, 9, 10)))
    end = register.do(found, Advance(on=date(2027, 11, 2))).state
    assert isinstance(end, End)
    print(f"{end.returns_on}  The Monday after, Hugo is back in hardware: {end.status}.")
    asked = FollowUp(
        on=date(2027, 11, 29), after=Length(days=30), is_employed=True, uses_skills=True
    )
    register.do(found, MakeRecord(by="helen", on=asked.on, record=asked))
    print(
        "2027-11-29  Helen asks how it went on. Hugo runs the hardware releases now, as software."
    )
    print(register.overview(found, on=date(2028, 2, 7)))
    assert (end.status, end.on) == (Status.COMPLETED, date(2027, 10, 30))
    assert end.returns_on == date(2027, 11, 1)
    assert register.placement(found, as_of=date(2027, 9, 9)).last_day == SABBATICAL.last_day


with TemporaryDirectory() as folder:
    for part in (before_the_summer, after_the_summer):
        store = SqliteStore(Path(folder) / "placements.db")
        part(Register(store, policy=load_policy("house")))
        store.close()
