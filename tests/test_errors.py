"""What went wrong, as values: the exact words, the figures, and a way through a pickle."""

import pickle
from collections.abc import Iterator
from copy import copy, deepcopy
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest
from attrs import evolve

from secondment import (
    BrokenHistory,
    Fault,
    HistoryError,
    InvalidValue,
    KeyReused,
    Length,
    NotAllowedHere,
    Objection,
    Period,
    Refused,
    Remedy,
    Role,
    RuleUnmet,
    SecondmentError,
    Source,
    StoreFailure,
    Terms,
    UnknownEvent,
    UnknownPlacement,
    UnreadableEvent,
    Verb,
    VersionConflict,
    why_not,
)
from secondment.errors import figures, plain
from secondment.messages import OBJECTIONS, REMEDIES
from tests.cast import HOUSE, PROPOSE

ON = date(2027, 1, 15)
SOURCE = Source("house", "maximum length")
TOO_LONG = Objection(
    "too_long",
    figures(
        first_day=date(2027, 3, 1),
        last_day=date(2029, 3, 31),
        maximum=Length(months=24),
        over=Length(days=31),
    ),
    SOURCE,
    Remedy("change_fields", Verb.PROPOSE, figures(last_day=date(2029, 2, 28))),
)
MISSING = Objection("role_missing", figures(role=Role.PROGRAMME_OFFICE), SOURCE)
NO_STEP = Objection(
    "not_allowed_here",
    figures(verb=Verb.START, status="proposed", possible=(Verb.COUNTER, Verb.CONSENT)),
    Source("secondment", "the chart of the lifecycle"),
)

EVERY_ERROR: list[tuple[SecondmentError, str, str, dict[str, object]]] = [
    (SecondmentError("a", "b"), "secondment_error", "('a', 'b')", {}),
    (
        InvalidValue("Terms", Fault("trial", "is too long"), Fault("", "is no good")),
        "invalid_value",
        "cannot make Terms: trial: is too long; is no good",
        {"what": "Terms", "faults": (Fault("trial", "is too long"), Fault("", "is no good"))},
    ),
    (
        Refused("open_change", "negotiated_change", ON, (MISSING,), "P-7"),
        "refused",
        "P-7: cannot open change on 2027-01-15 while negotiated change: "
        "nobody is named as programme office, whom the policy requires (house: maximum length)",
        {
            "verb": "open_change",
            "status": "negotiated_change",
            "on": ON,
            "objections": (MISSING,),
            "placement_id": "P-7",
        },
    ),
    (
        NotAllowedHere("start", "proposed", ON, (NO_STEP,)),
        "not_allowed_here",
        "cannot start on 2027-01-15 while proposed: no such step while proposed; possible from "
        "here: counter, consent (secondment: the chart of the lifecycle)",
        {
            "verb": "start",
            "status": "proposed",
            "on": ON,
            "objections": (NO_STEP,),
            "placement_id": None,
        },
    ),
    (
        RuleUnmet("propose", None, ON, (TOO_LONG, MISSING)),
        "rule_unmet",
        "cannot propose on 2027-01-15: 2027-03-01 to 2029-03-31 is 31 days longer than the maximum "
        "of 24 months (house: maximum length; would pass: last_day 2029-02-28); nobody is named as "
        "programme office, whom the policy requires (house: maximum length)",
        {
            "verb": "propose",
            "status": None,
            "on": ON,
            "objections": (TOO_LONG, MISSING),
            "placement_id": None,
        },
    ),
    (HistoryError("a"), "history_error", "a", {}),
    (
        UnknownPlacement("P-7", "2027-01-15"),
        "unknown_placement",
        "nothing is on record of placement P-7 as of 2027-01-15",
        {"placement_id": "P-7", "as_of": "2027-01-15"},
    ),
    (
        VersionConflict("P-7", 4, 5),
        "version_conflict",
        "cannot add to placement P-7: expected 4 facts on record, found 5; nothing was written; "
        "read it again and decide anew",
        {"placement_id": "P-7", "expected": 4, "found": 5},
    ),
    (
        KeyReused("P-7", "req-41"),
        "key_reused",
        "key req-41 of placement P-7 stands for another command; nothing was written; a new "
        "command needs a new key",
        {"placement_id": "P-7", "key": "req-41"},
    ),
    (
        BrokenHistory("Started comes before any proposal", 1, "P-7"),
        "broken_history",
        "the history of placement P-7 is broken at fact 1: Started comes before any proposal",
        {"reason": "Started comes before any proposal", "position": 1, "placement_id": "P-7"},
    ),
    (
        UnknownEvent("Paused", 3),
        "unknown_event",
        "cannot read a fact of type Paused, version 3: this release does not know it; read it with "
        "the release that wrote it or a later one",
        {"type_name": "Paused", "version": 3},
    ),
    (
        UnreadableEvent("Started", Fault("on", "is missing"), Fault("by", "must be a text")),
        "unreadable_event",
        "cannot read Started: on: is missing; by: must be a text",
        {
            "what": "Started",
            "faults": (Fault("on", "is missing"), Fault("by", "must be a text")),
        },
    ),
    (
        StoreFailure("placements.db", "it is full"),
        "store_failure",
        "cannot use the store placements.db: it is full; nothing was written",
        {"store": "placements.db", "reason": "it is full"},
    ),
]
every_error = pytest.mark.parametrize(
    "error", [row[0] for row in EVERY_ERROR], ids=lambda error: type(error).__name__
)


def kinds_under(kind: type[SecondmentError]) -> Iterator[type[SecondmentError]]:
    """Yield *kind* and every class of this library below it."""
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("secondment."):
            yield from kinds_under(below)


def told_by(error: SecondmentError) -> dict[str, object]:
    """Return the attributes that *error* tells its catcher."""
    return {name: value for name, value in vars(error).items() if name[0] != "_"}


# exceptions


def test_every_kind_of_error_is_in_the_table_once() -> None:
    assert {type(row[0]) for row in EVERY_ERROR} == set(kinds_under(SecondmentError))
    assert len({row[1] for row in EVERY_ERROR}) == len(EVERY_ERROR)


@pytest.mark.parametrize(
    ("error", "code", "message", "attributes"),
    EVERY_ERROR,
    ids=[type(row[0]).__name__ for row in EVERY_ERROR],
)
def test_an_error_has_a_code_a_message_and_its_facts(
    error: SecondmentError, code: str, message: str, attributes: dict[str, object]
) -> None:
    assert (error.code, str(error), told_by(error)) == (code, message, attributes)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InvalidValue("Terms", Fault("", "is no good")), "cannot make Terms: is no good"),
        (UnknownPlacement("P-7"), "nothing is on record of placement P-7"),
        (BrokenHistory("it has a gap"), "the history is broken: it has a gap"),
        (BrokenHistory("it has a gap", 3), "the history is broken at fact 3: it has a gap"),
        (
            BrokenHistory("it has a gap", None, "P-7"),
            "the history of placement P-7 is broken: it has a gap",
        ),
        (UnreadableEvent("a fact", Fault("", "is no JSON")), "cannot read a fact: is no JSON"),
        (
            Refused("start", None, ON, (MISSING,), "P-7"),
            "P-7: cannot start on 2027-01-15: nobody is named as programme office, whom the policy "
            "requires (house: maximum length)",
        ),
    ],
)
def test_a_message_leaves_out_what_is_not_known(error: SecondmentError, message: str) -> None:
    assert str(error) == message


@pytest.mark.parametrize(
    ("kind", "parents"),
    [
        (SecondmentError, (Exception,)),
        (InvalidValue, (SecondmentError, ValueError)),
        (Refused, (SecondmentError,)),
        (NotAllowedHere, (Refused,)),
        (RuleUnmet, (Refused,)),
        (HistoryError, (SecondmentError,)),
        (UnknownPlacement, (HistoryError,)),
        (VersionConflict, (HistoryError,)),
        (KeyReused, (HistoryError,)),
        (BrokenHistory, (HistoryError,)),
        (UnknownEvent, (HistoryError,)),
        (UnreadableEvent, (HistoryError,)),
        (StoreFailure, (HistoryError,)),
    ],
)
def test_a_tool_can_catch_by_family(
    kind: type[SecondmentError], parents: tuple[type[Exception], ...]
) -> None:
    assert kind.__bases__ == parents


@every_error
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_comes_back_from_a_pickle_as_it_was(error: SecondmentError, protocol: int) -> None:
    back = pickle.loads(pickle.dumps(error, protocol))
    assert (type(back), str(back), back.args) == (type(error), str(error), error.args)
    assert told_by(back) == told_by(error)


@every_error
def test_an_error_keeps_its_notes_in_a_pickle(error: SecondmentError) -> None:
    """A register adds one when a listener fails, and a worker sends it through a pickle."""
    noted = pickle.loads(pickle.dumps(error))
    noted.add_note("the facts are committed")
    back = pickle.loads(pickle.dumps(noted))
    assert (back.__notes__, str(back)) == (["the facts are committed"], str(error))


@every_error
def test_a_copy_of_an_error_says_the_same(error: SecondmentError) -> None:
    for same in (copy(error), deepcopy(error)):
        assert (type(same), str(same), told_by(same)) == (type(error), str(error), told_by(error))


@pytest.mark.parametrize("kind", [Refused, NotAllowedHere, RuleUnmet])
def test_a_refusal_about_a_placement_differs_in_its_name_only(kind: type[Refused]) -> None:
    refusal = kind("start", "proposed", ON, (NO_STEP,))
    named = refusal.about("P-7")
    assert (type(named), str(named)) == (kind, f"P-7: {refusal}")
    assert told_by(named) == {**told_by(refusal), "placement_id": "P-7"}
    assert refusal.placement_id is None


def test_a_step_that_does_not_exist_here_says_which_do() -> None:
    assert NotAllowedHere("start", "proposed", ON, (NO_STEP,)).possible == ("counter", "consent")


# objections and remedies


@pytest.mark.parametrize(
    ("objection", "text", "whole"),
    [
        (
            TOO_LONG,
            "2027-03-01 to 2029-03-31 is 31 days longer than the maximum of 24 months",
            "2027-03-01 to 2029-03-31 is 31 days longer than the maximum of 24 months (house: "
            "maximum length; would pass: last_day 2029-02-28)",
        ),
        (
            MISSING,
            "nobody is named as programme office, whom the policy requires",
            "nobody is named as programme office, whom the policy requires (house: maximum length)",
        ),
    ],
    ids=["with a remedy", "without one"],
)
def test_an_objection_is_worded_from_the_catalogue(
    objection: Objection, text: str, whole: str
) -> None:
    assert (objection.text, str(objection)) == (text, whole)


@pytest.mark.parametrize(
    ("remedy", "text"),
    [
        (
            Remedy("change_fields", "propose", figures(first_day=ON, last_day=date(2027, 2, 1))),
            "first_day 2027-01-15, last_day 2027-02-01",
        ),
        (Remedy("ask", "give_notice", by=("hana", "otto")), "give notice given by hana, otto"),
        (Remedy("first", "advance", figures(on=ON)), "advance first: on 2027-01-15"),
        (Remedy("instead", Verb.CONSENT, figures(offer=2)), "consent instead: offer 2"),
        (Remedy("instead_plain", Verb.OPEN_CHANGE), "open change instead"),
        (
            Remedy("name_party", "propose", figures=figures(role=Role.PROGRAMME_OFFICE)),
            "name somebody as programme office among the parties",
        ),
        (Remedy("offer_something_else", Verb.COUNTER), "counter of something else"),
        (Remedy("name_reason", Verb.GIVE_NOTICE), "give notice with a reason"),
    ],
    ids=lambda value: value.code if isinstance(value, Remedy) else "",
)
def test_a_remedy_is_worded_from_the_catalogue(remedy: Remedy, text: str) -> None:
    assert remedy.text == text


GERMAN = {
    "too_long": "{first_day} bis {last_day} ist {over} länger als erlaubt ({maximum})",
    "change_fields": "möglich wäre: {fields}",
    "ask": "{persons} fragen: {command}",
}


def in_german(value: object) -> str:
    if isinstance(value, Length):
        return f"{value.days} Tage" if value.days else f"{value.months} Monate"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else plain(value)


def test_a_tool_words_a_refusal_in_its_own_language() -> None:
    too_long = evolve(PROPOSE, terms=Terms(period=Period(date(2027, 3, 1), date(2029, 3, 31))))
    (objection,) = why_not(None, too_long, HOUSE)
    assert objection.render(GERMAN, in_german) == (
        "01.03.2027 bis 31.03.2029 ist 31 Tage länger als erlaubt (24 Monate)"
    )
    assert objection.remedy is not None
    assert objection.remedy.render(GERMAN, in_german) == "möglich wäre: last_day 28.02.2029"
    asked = Remedy("ask", "give_notice", by=("hana", "otto"))
    assert asked.render(GERMAN) == "hana, otto fragen: give notice"


def test_a_tool_that_wants_other_words_for_a_length_has_it_as_data() -> None:
    assert dict(TOO_LONG.figures)["maximum"] == Length(months=24)


def test_a_catalogue_without_the_code_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="role_missing"):
        MISSING.render(GERMAN)


@pytest.mark.parametrize("catalogue", [OBJECTIONS, REMEDIES], ids=["objections", "remedies"])
def test_texts_are_clauses_and_not_sentences(catalogue: dict[str, str]) -> None:
    """They stand in a row, parted by semicolons, after "cannot ... on ...:"."""
    shown = {code: next(iter(Formatter().parse(text)))[0] for code, text in catalogue.items()}
    assert [code for code, text in catalogue.items() if text.endswith((".", ";"))] == []
    assert [code for code, start in shown.items() if start[:1].isupper()] == []


# the small values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2027, 1, 5), "2027-01-05"),
        (Role.HOME_MANAGER, "home manager"),
        ("gross_misconduct", "gross_misconduct"),
        (("b", "a"), "b, a"),
        (frozenset({Role.SECONDEE, Role.HOST_MANAGER}), "host manager, secondee"),
        ((date(2027, 1, 5), Verb.OPEN_CHANGE), "2027-01-05, open change"),
        ((), "nobody"),
        (frozenset(), "nobody"),
        (Length(months=1), "1 month"),
        (Period(date(2027, 1, 5), date(2027, 1, 6)), "2027-01-05 to 2027-01-06"),
        (Decimal("0.80"), "0.80"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_a_message_shows_a_figure_as_people_write_it(value: object, text: str) -> None:
    assert plain(value) == text


def test_figures_keep_the_order_in_which_they_are_named() -> None:
    assert figures(b=1, a=2) == (("b", 1), ("a", 2))


@pytest.mark.parametrize(
    ("fault", "prefix", "seen"),
    [
        (Fault("last_day", "is wrong"), "period", Fault("period.last_day", "is wrong")),
        (Fault("", "is wrong"), "period", Fault("period", "is wrong")),
    ],
)
def test_a_fault_is_named_from_the_outermost_value(fault: Fault, prefix: str, seen: Fault) -> None:
    assert fault.under(prefix) == seen


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("period.last_day", "is wrong"), "period.last_day: is wrong"),
        (Fault("", "is wrong"), "is wrong"),
    ],
)
def test_a_fault_says_where_and_what(fault: Fault, text: str) -> None:
    assert str(fault) == text


def test_a_source_is_shown_by_title_and_clause() -> None:
    source = Source("BGB", "section 190", "https://www.gesetze-im-internet.de/bgb/__190.html", ON)
    assert str(source) == "BGB: section 190"


@pytest.mark.parametrize("value", [TOO_LONG, MISSING, TOO_LONG.remedy, SOURCE, Fault("a", "b")])
def test_the_values_in_an_error_hash_and_come_back_from_a_pickle(value: object) -> None:
    back = pickle.loads(pickle.dumps(value))
    assert (back, hash(back)) == (value, hash(value))
