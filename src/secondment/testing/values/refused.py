"""Why not, as values to draw: objections with their remedies, and faults.

An objection has every figure that its text speaks of, of the kind that the rules put there. What
is refused, and when, does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from secondment.clauses import COMMAND_VERBS, CountedFrom, Payer
from secondment.dates import Period
from secondment.errors import Figures, Objection, Remedy
from secondment.lifecycle import Status, Verb
from secondment.messages import OBJECTIONS, REMEDIES
from secondment.parties import Role
from secondment.terms import NoticeKind
from secondment.testing.values.made import Strategy
from secondment.testing.values.pools import (
    codes,
    days,
    decimals,
    different,
    kept,
    lengths,
    maybe,
    people,
    sets_of,
    several,
    shares,
    texts,
)
from secondment.testing.values.ruled import sources

_DAYS: Final = (
    *("on", "dated", "due_on", "last_step", "proposed_on", "first_day", "last_day", "latest"),
    *("expires_on", "period_last_day", "earliest", "opens", "closes", "completed_on", "since"),
    *("started_on", "until", "refused_on", "free_from", "reached", "ends_by"),
)
_LENGTHS: Final = ("minimum", "maximum", "over", "increment", "normal", "length", "trial")
_COUNTS: Final = ("offer", "current", "position", "count")
_PEOPLE: Final = ("person", "author", "holder")
_LISTS: Final = ("known", "goals", "duties", "rules", "claims", "unmet", "causes", "triggers")
_SHARES: Final = ("share", "host_share", "threshold", "agreed", "extra")


@kept
def _figures() -> Mapping[str, Strategy]:
    """Return a strategy for every figure of a text, by its name."""
    several_people = several(people(), least=1)
    listed = several(codes("calls", "loan"), least=1)
    return {
        **dict.fromkeys(_DAYS, days()),
        **dict.fromkeys((*_LENGTHS, "earlier"), lengths()),
        **dict.fromkeys(_COUNTS, st.integers(1, 9)),
        **dict.fromkeys(_PEOPLE, people()),
        **dict.fromkeys(("first", "needed"), several_people),
        **dict.fromkeys(_LISTS, listed),
        **dict.fromkeys(_SHARES, shares()),
        **dict.fromkeys(("host_part", "wanted"), decimals("1", "0", "0.5")),
        **dict.fromkeys(("absence", "period", "other"), st.from_type(Period)),
        **dict.fromkeys(("due", "planned"), st.sampled_from(Verb)),
        **dict.fromkeys(("allowed", "roles"), sets_of(Role, least=1)),
        **dict.fromkeys(("code", "name", "goal", "reason", "what"), codes("loan", "budget")),
        **dict.fromkeys(("rule", "duty"), codes("caps.lifetime", "check-in 1")),
        **dict.fromkeys(("missing", "fault"), texts()),
        "counted_from": st.sampled_from(CountedFrom),
        "home": lengths(),
        "kind": st.sampled_from(NoticeKind),
        "payer": st.sampled_from(Payer),
        "possible": different(COMMAND_VERBS),
        "role": st.sampled_from(Role),
        "status": st.sampled_from(Status),
    }


@kept
def _other_figures() -> Mapping[tuple[str, str], Strategy]:
    """Return a strategy for the figures that are of another kind in one text, by code and name."""
    return {
        ("not_latest", "latest"): st.integers(1, 9),
        ("too_many_extensions", "maximum"): st.integers(0, 3),
        ("share_too_small", "minimum"): shares(),
        ("share_too_large", "maximum"): shares(),
        ("overload", "over"): shares(),
        ("not_released", "home"): several(people(), least=1),
    }


def _names_in(template: str) -> tuple[str, ...]:
    """Return what *template* speaks of, each once."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name))


@st.composite
def _figures_of(draw: DrawFn, code: str, names: tuple[str, ...]) -> Figures:
    usual, other = _figures(), _other_figures()
    return tuple((name, draw(other.get((code, name), usual[name]))) for name in names)


_OWN: Final = ("command", "fields", "persons")
"""What a remedy itself says, without figures."""

_FIELDS: Final = ("last_day", "first_day", "on", "expires_on", "offer", "host_share", "trial")


@kept
@st.composite
def remedies(draw: DrawFn, code: str | None = None) -> Remedy:
    """Draw the nearest thing that would pass, with all that the text of its *code* speaks of."""
    code = code or draw(st.sampled_from(tuple(REMEDIES)))
    names = _names_in(REMEDIES[code])
    changed = draw(different(_FIELDS, least=1, most=2)) if "fields" in names else ()
    verb = st.sampled_from((Verb.PROPOSE, *COMMAND_VERBS))
    needs_command = "command" in names or "fields" in names
    return Remedy(
        code,
        draw(verb if needs_command else maybe(verb)),
        draw(_figures_of(code, changed)),
        draw(several(people(), least=1)) if "persons" in names else (),
        draw(_figures_of(code, tuple(name for name in names if name not in _OWN))),
    )


@kept
@st.composite
def objections(draw: DrawFn, code: str | None = None) -> Objection:
    """Draw one reason why not, with all that the text of its *code* speaks of."""
    code = code or draw(st.sampled_from(tuple(OBJECTIONS)))
    figures = draw(_figures_of(code, _names_in(OBJECTIONS[code])))
    remedy = draw(maybe(remedies()))
    others = () if remedy is None else draw(several(remedies(), most=2))
    return Objection(code, figures, draw(sources()), remedy, others)
