"""Who takes part, in which role, and whose word decides."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from secondment import InvalidValue, Parties, Role, Say, Seat, Side, Stakeholder
from tests.cast import HANA, OTTO, PARTIES, PETRA, SAM

INES = Stakeholder("ines", Say.INFORMED)
CARL = Stakeholder("carl", Say.CONSULTED)
MONA = Stakeholder("mona", Say.MUST_CONSENT)
WIDER = evolve(PARTIES, stakeholders=(INES, CARL, MONA))
BOTH_SIDES = Parties(secondee=SAM, home=Side("platform", HANA), host=Side("payments", HANA))

BLANK = "must be an id, a text that is not blank, not"


def parties_with(**values: Any) -> Parties:
    """Return the parties with *values* of whatever type among them."""
    return evolve(PARTIES, **values)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        pytest.param(lambda: Side("", HANA), f"Side: unit: {BLANK} ''", id="unit"),
        pytest.param(lambda: Side("platform", " \t"), f"Side: manager: {BLANK} ' \\t'", id="blank"),
        pytest.param(
            lambda: Side(None, 5),  # type: ignore[arg-type]  # that is what is refused
            f"Side: unit: {BLANK} None; manager: {BLANK} 5",
            id="side-both",
        ),
        pytest.param(
            lambda: Stakeholder("", Say.INFORMED), f"Stakeholder: person: {BLANK} ''", id="nobody"
        ),
        pytest.param(
            lambda: Stakeholder("", "informed"),  # type: ignore[arg-type]  # what is refused
            f"Stakeholder: person: {BLANK} ''; say: must be a Say, not 'informed'",
            id="stakeholder-both",
        ),
        pytest.param(
            lambda: parties_with(home="platform", host=None),
            "Parties: home: must be a Side, not 'platform'; host: must be a Side, not None",
            id="sides",
        ),
        pytest.param(
            lambda: parties_with(secondee="", programme_office=" ", stakeholders=[INES, "carl"]),
            f"Parties: secondee: {BLANK} ''; programme_office: {BLANK} ' '; "
            "stakeholders[1]: must be a Stakeholder, not 'carl'",
            id="types-all-at-once",
        ),
        pytest.param(
            lambda: parties_with(secondee=HANA),
            "Parties: secondee: hana cannot be home_manager of the own placement",
            id="secondee-manages",
        ),
        pytest.param(
            lambda: parties_with(
                host=Side("payments", SAM),
                programme_office=SAM,
                stakeholders=[Stakeholder(SAM, Say.INFORMED)],
            ),
            "Parties: secondee: sam cannot be host_manager of the own placement; "
            "secondee: sam cannot be programme_office of the own placement; "
            "secondee: sam cannot be stakeholder of the own placement",
            id="secondee-everywhere",
        ),
        pytest.param(
            lambda: parties_with(stakeholders=[MONA, INES, evolve(MONA, say=Say.INFORMED)]),
            "Parties: stakeholders: mona is named 2 times",
            id="twice",
        ),
        pytest.param(
            lambda: parties_with(stakeholders=[MONA, INES, MONA, INES, MONA]),
            "Parties: stakeholders: ines is named 2 times; stakeholders: mona is named 3 times",
            id="two-of-them-twice",
        ),
    ],
)
def test_parties_that_cannot_be_are_refused_with_every_fault(
    build: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        build()
    assert str(caught.value) == f"cannot make {message}"


def test_every_role_has_its_seat_in_the_order_of_the_roles() -> None:
    assert WIDER.seats == (
        Seat(Role.SECONDEE, SAM),
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, OTTO),
        Seat(Role.PROGRAMME_OFFICE, PETRA),
        Seat(Role.STAKEHOLDER, "ines"),
        Seat(Role.STAKEHOLDER, "carl"),
        Seat(Role.STAKEHOLDER, "mona"),
    )


def test_there_may_be_no_programme_office() -> None:
    assert [seat.role for seat in BOTH_SIDES.seats] == [
        Role.SECONDEE,
        Role.HOME_MANAGER,
        Role.HOST_MANAGER,
    ]


@pytest.mark.parametrize(
    ("parties", "person", "roles"),
    [
        (WIDER, SAM, (Role.SECONDEE,)),
        (WIDER, "ines", (Role.STAKEHOLDER,)),
        (WIDER, "nobody", ()),
        (BOTH_SIDES, HANA, (Role.HOME_MANAGER, Role.HOST_MANAGER)),
        (
            evolve(PARTIES, programme_office=OTTO, stakeholders=[Stakeholder(OTTO, Say.INFORMED)]),
            OTTO,
            (Role.HOST_MANAGER, Role.PROGRAMME_OFFICE, Role.STAKEHOLDER),
        ),
    ],
)
def test_a_person_may_hold_several_roles(
    parties: Parties, person: str, roles: tuple[Role, ...]
) -> None:
    assert parties.roles_of(person) == roles
    assert parties.seats_of(person) == tuple(Seat(role, person) for role in roles)


@pytest.mark.parametrize(
    ("parties", "roles", "holders"),
    [
        (WIDER, {Role.STAKEHOLDER}, ("mona",)),
        (WIDER, set(Role), (SAM, HANA, OTTO, PETRA, "mona")),
        (WIDER, {Role.PROGRAMME_OFFICE, Role.SECONDEE}, (SAM, PETRA)),
        (WIDER, set(), ()),
        (BOTH_SIDES, {Role.PROGRAMME_OFFICE}, ()),
        (BOTH_SIDES, {Role.HOME_MANAGER, Role.HOST_MANAGER}, (HANA,)),
        (
            evolve(PARTIES, stakeholders=[Stakeholder(HANA, Say.INFORMED)]),
            {Role.HOME_MANAGER, Role.STAKEHOLDER},
            (HANA,),
        ),
    ],
)
def test_of_the_stakeholders_only_those_who_must_consent_decide(
    parties: Parties, roles: set[Role], holders: tuple[str, ...]
) -> None:
    assert parties.holders(frozenset(roles)) == holders


def test_a_person_who_decides_in_two_roles_has_two_seats_and_one_name() -> None:
    sides = frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER})
    assert BOTH_SIDES.holding(sides) == (
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, HANA),
    )


def test_an_informed_stakeholder_who_manages_a_side_decides_as_manager_only() -> None:
    parties = evolve(PARTIES, stakeholders=[Stakeholder(HANA, Say.CONSULTED)])
    assert parties.holding(frozenset(Role)) == (
        Seat(Role.SECONDEE, SAM),
        Seat(Role.HOME_MANAGER, HANA),
        Seat(Role.HOST_MANAGER, OTTO),
        Seat(Role.PROGRAMME_OFFICE, PETRA),
    )


def test_a_seat_is_shown_by_person_and_role() -> None:
    assert str(Seat(Role.PROGRAMME_OFFICE, PETRA)) == "petra (programme office)"


def test_seats_sort_by_role_and_person() -> None:
    """By the names of the roles: sets of consents are written down in this order."""
    seats = [Seat(Role.SECONDEE, "b"), Seat(Role.HOME_MANAGER, "c"), Seat(Role.SECONDEE, "a")]
    assert sorted(seats) == [seats[1], seats[2], seats[0]]


# a role passes on


@pytest.mark.parametrize(
    ("role", "outgoing", "changed"),
    [
        (Role.HOME_MANAGER, HANA, {"home": Side("platform", "ida")}),
        (Role.HOST_MANAGER, OTTO, {"host": Side("payments", "ida")}),
        (Role.PROGRAMME_OFFICE, PETRA, {"programme_office": "ida"}),
        (
            Role.STAKEHOLDER,
            "carl",
            {"stakeholders": (INES, Stakeholder("ida", Say.CONSULTED), MONA)},
        ),
    ],
)
def test_whoever_takes_over_a_role_has_the_seat_and_the_say_of_the_one_before(
    role: Role, outgoing: str, changed: dict[str, Any]
) -> None:
    after = WIDER.reassigned(role, outgoing, "ida")
    assert after == evolve(WIDER, **changed)
    assert after.seats_of("ida") == (Seat(role, "ida"),)
    assert after.seats_of(outgoing) == ()


def test_only_the_role_named_passes_on() -> None:
    after = BOTH_SIDES.reassigned(Role.HOST_MANAGER, HANA, OTTO)
    assert (after.roles_of(HANA), after.roles_of(OTTO)) == (
        (Role.HOME_MANAGER,),
        (Role.HOST_MANAGER,),
    )


@pytest.mark.parametrize(
    ("role", "outgoing", "incoming", "message"),
    [
        (
            Role.HOME_MANAGER,
            OTTO,
            "ida",
            "Parties: outgoing: otto is not home_manager, or the role cannot pass on",
        ),
        (
            Role.SECONDEE,
            SAM,
            "ida",
            "Parties: outgoing: sam is not secondee, or the role cannot pass on",
        ),
        (
            Role.STAKEHOLDER,
            "nobody",
            "ida",
            "Parties: outgoing: nobody is not stakeholder, or the role cannot pass on",
        ),
        (
            Role.PROGRAMME_OFFICE,
            PETRA,
            SAM,
            "Parties: secondee: sam cannot be programme_office of the own placement",
        ),
        (Role.STAKEHOLDER, "ines", "mona", "Parties: stakeholders: mona is named 2 times"),
        (Role.HOST_MANAGER, OTTO, " ", f"Side: manager: {BLANK} ' '"),
    ],
)
def test_a_role_that_cannot_pass_on_is_refused(
    role: Role, outgoing: str, incoming: str, message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        WIDER.reassigned(role, outgoing, incoming)
    assert str(caught.value) == f"cannot make {message}"


def test_parties_are_values() -> None:
    """The seats follow from the rest, and stakeholders may be given as any collection."""
    same = evolve(PARTIES, stakeholders=[INES, CARL, MONA])
    assert (same, hash(same), same.seats) == (WIDER, hash(WIDER), WIDER.seats)
    back = pickle.loads(pickle.dumps(WIDER))
    assert (back, back.seats, back.holders(frozenset(Role))) == (
        WIDER,
        WIDER.seats,
        WIDER.holders(frozenset(Role)),
    )
    assert "seats" not in repr(WIDER)
