"""Who takes part in a placement, in which role, and whose word counts.

Which role may give which command does not belong here: see `policy`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import evolve, field, frozen

from secondment.errors import Fault, InvalidValue
from secondment.faults import Each, id_fault, of_kind, repeated, several

PlacementId = str
"""Names a placement. Ids are opaque text of the embedding tool; this library makes none."""
PersonId = str
"""Names a person."""
UnitId = str
"""Names an organisational unit."""


class Role(StrEnum):
    """What a person is in a placement."""

    SECONDEE = "secondee"
    HOME_MANAGER = "home_manager"
    """Speaks for the side that releases."""
    HOST_MANAGER = "host_manager"
    """Speaks for the side that receives."""
    PROGRAMME_OFFICE = "programme_office"
    AUTHORITY = "authority"
    """Decides above the sides, where a policy asks for it: a director, the head of an agency."""
    STAKEHOLDER = "stakeholder"
    """Anybody else with a say."""


class Say(StrEnum):
    """How much a stakeholder's word counts."""

    INFORMED = "informed"
    CONSULTED = "consulted"
    MUST_CONSENT = "must_consent"


@frozen(order=True)
class Seat:
    """A role with the person who holds it: what a consent is given for.

    A consent is given by a person in a role. When the role passes to somebody else, the seat is
    another one, and the consent given before no longer counts.
    """

    role: Role
    person: PersonId

    def __str__(self) -> str:
        return f"{self.person} ({self.role.value.replace('_', ' ')})"


@frozen
class Side:
    """One side of a placement.

    Attributes:
        unit: The organisational unit, an id of the embedding tool.
        manager: The person who speaks for it.

    Raises:
        InvalidValue: An id is blank.
    """

    unit: UnitId
    manager: PersonId

    def __attrs_post_init__(self) -> None:
        named = (("unit", self.unit), ("manager", self.manager))
        faults = [Fault(name, fault) for name, value in named if (fault := id_fault(value))]
        if faults:
            raise InvalidValue("Side", *faults)


@frozen
class Stakeholder:
    """Somebody outside the two sides who has a say.

    Attributes:
        person: Who.
        say: How much the word counts.

    Raises:
        InvalidValue: The id is blank, or *say* is no `Say`.
    """

    person: PersonId
    say: Say

    def __attrs_post_init__(self) -> None:
        faults = []
        if fault := id_fault(self.person):
            faults.append(Fault("person", fault))
        if not isinstance(self.say, Say):
            faults.append(Fault("say", f"must be a Say, not {self.say!r}"))
        if faults:
            raise InvalidValue("Stakeholder", *faults)


def _stakeholders(given: Iterable[Stakeholder]) -> tuple[Stakeholder, ...]:
    return several(given)


@frozen
class Parties:
    """Everybody who takes part in one placement.

    One person may speak for both sides, or be programme office as well; the secondee holds no other
    role.

    Attributes:
        secondee: Who moves.
        home: The side that releases.
        host: The side that receives.
        programme_office: Who runs the programme; None where there is none.
        stakeholders: Others with a say, each once.
        authority: Who decides above the sides, where a policy asks for it; None where nobody does.
        seats: Every role with its holder, in the order of `Role`, stakeholders as given; follows
            from the rest.

    Raises:
        InvalidValue: An id is blank, the secondee holds another role, or a stakeholder is named
            twice.
    """

    secondee: PersonId
    home: Side
    host: Side
    programme_office: PersonId | None = None
    stakeholders: tuple[Stakeholder, ...] = field(default=(), converter=_stakeholders)
    authority: PersonId | None = None
    seats: tuple[Seat, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        faults = self._type_faults()
        if not faults:
            object.__setattr__(self, "seats", self._all_seats())
            faults = self._role_faults()
        if faults:
            raise InvalidValue("Parties", *faults)

    def _all_seats(self) -> tuple[Seat, ...]:
        office, authority = self.programme_office, self.authority
        return (
            Seat(Role.SECONDEE, self.secondee),
            Seat(Role.HOME_MANAGER, self.home.manager),
            Seat(Role.HOST_MANAGER, self.host.manager),
            *(() if office is None else (Seat(Role.PROGRAMME_OFFICE, office),)),
            *(() if authority is None else (Seat(Role.AUTHORITY, authority),)),
            *(Seat(Role.STAKEHOLDER, each.person) for each in self.stakeholders),
        )

    def _type_faults(self) -> list[Fault]:
        faults = [
            Fault(name, f"must be a Side, not {side!r}")
            for name, side in (("home", self.home), ("host", self.host))
            if not isinstance(side, Side)
        ]
        if fault := id_fault(self.secondee):
            faults.append(Fault("secondee", fault))
        for name in ("programme_office", "authority"):
            person = getattr(self, name)
            if person is not None and (fault := id_fault(person)):
                faults.append(Fault(name, fault))
        faults += Each(of_kind(Stakeholder)).faults("stakeholders", self.stakeholders)
        return faults

    def _role_faults(self) -> list[Fault]:
        faults = [
            Fault("secondee", f"{self.secondee} cannot be {seat.role.value} of the own placement")
            for seat in self.seats
            if seat.person == self.secondee and seat.role is not Role.SECONDEE
        ]
        named = repeated(stakeholder.person for stakeholder in self.stakeholders)
        faults += [
            Fault("stakeholders", f"{person} is named {count} times")
            for person, count in named.items()
        ]
        return faults

    def seats_of(self, person: str) -> tuple[Seat, ...]:
        """Return the seats that *person* holds; empty for somebody who is no party."""
        return tuple(seat for seat in self.seats if seat.person == person)

    def roles_of(self, person: str) -> tuple[Role, ...]:
        """Return the roles that *person* holds; empty for somebody who is no party."""
        return tuple(seat.role for seat in self.seats_of(person))

    def holding(self, roles: frozenset[Role]) -> tuple[Seat, ...]:
        """Return the seats of *roles* whose word decides, in the order of `seats`.

        Of the stakeholders these are the ones who must consent.
        """
        return tuple(
            seat
            for seat in self.seats
            if seat.role in roles
            and (seat.role is not Role.STAKEHOLDER or seat.person in self._must_consent)
        )

    def holders(self, roles: frozenset[Role]) -> tuple[PersonId, ...]:
        """Return the persons of `holding`, each once."""
        return tuple(dict.fromkeys(seat.person for seat in self.holding(roles)))

    @property
    def _must_consent(self) -> frozenset[PersonId]:
        return frozenset(each.person for each in self.stakeholders if each.say is Say.MUST_CONSENT)

    def reassigned(self, role: Role, outgoing: PersonId, incoming: PersonId) -> Parties:
        """Return the parties with *incoming* in the place of *outgoing*.

        Raises:
            InvalidValue: *outgoing* does not hold *role*, the role is the secondee's, or the result
                would not be valid parties.
        """
        if role is Role.SECONDEE or Seat(role, outgoing) not in self.seats:
            text = f"{outgoing} is not {role.value}, or the role cannot pass on"
            raise InvalidValue("Parties", Fault("outgoing", text))
        match role:
            case Role.HOME_MANAGER:
                return evolve(self, home=evolve(self.home, manager=incoming))
            case Role.HOST_MANAGER:
                return evolve(self, host=evolve(self.host, manager=incoming))
            case Role.PROGRAMME_OFFICE:
                return evolve(self, programme_office=incoming)
            case Role.AUTHORITY:
                return evolve(self, authority=incoming)
            case Role.STAKEHOLDER:
                return evolve(self, stakeholders=self._stakeholders_with(outgoing, incoming))

    def _stakeholders_with(self, outgoing: PersonId, incoming: PersonId) -> tuple[Stakeholder, ...]:
        return tuple(
            evolve(each, person=incoming) if each.person == outgoing else each
            for each in self.stakeholders
        )
