"""What the clauses of a policy can be, and what cannot stand together in one policy."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pendulum
import pytest
from attrs import evolve, fields

from secondment import Clause, InvalidValue, Length, Policy, Role, Source, WorkingWeek, load_policy
from secondment.clauses import (
    COMMAND_VERBS,
    MATTERS,
    Anchor,
    CapRules,
    ContinuousCap,
    ConversionRules,
    DocumentRule,
    DutyRule,
    EligibilityRules,
    ExtensionRules,
    Moment,
    Remark,
    ReturnRules,
    ReviewRules,
    ServiceOwed,
    ServiceStep,
    ShareRules,
    Stage,
    Tier,
    WaiverRule,
    Window,
)
from secondment.dates import WorkingDays
from secondment.outcome import Route
from secondment.policy import LIMITS, can_be_longer, clauses_of, hints_of, kinds_of
from tests.test_pack import faults_of, pack, read

SOURCE = Source("Staff handbook", "2")
FRAME = load_policy("frame")


def said(value: Any) -> Clause[Any]:
    return Clause(value, SOURCE)


def faults(**changes: Any) -> list[str]:
    with pytest.raises(InvalidValue) as caught:
        evolve(FRAME, **changes)
    assert caught.value.what == f"policy {changes.get('name', 'frame')}"
    return [str(each) for each in caught.value.faults]


# contradictions, as a pack has them

PAIRS = [
    ("min_length", "max_length", "24 months", "12 months"),
    ("min_length", "max_first_length", "31 days", "1 month"),
    ("min_length", "normal_length", "5 weeks", "1 month"),
    ("normal_length", "max_length", "24 months", "12 months"),
    ("normal_min_length", "normal_length", "24 months", "12 months"),
    ("normal_min_length", "max_length", "24 months", "12 months"),
    ("min_length", "normal_min_length", "24 months", "12 months"),
    ("max_first_length", "max_length", "24 months", "12 months"),
    ("increment", "max_length", "121 days", "120 days"),
    ("reviews.trial", "max_length", "2 months", "1 month"),
    ("extension.min_length", "extension.max_length", "2 months", "1 month"),
    ("extension.min_length", "extension.total", "2 months", "1 month"),
    ("extension.max_length", "extension.total", "2 months", "1 month"),
    (
        *("extension.asked.closes_before_end", "extension.asked.opens_before_end"),
        *("2 months", "1 month"),
    ),
    (
        *("extension.decided.closes_before_end", "extension.decided.opens_before_end"),
        *("21 working days", "4 weeks"),
    ),
    ("eligibility.service_in_role", "eligibility.service", "24 months", "12 months"),
]
"""What cannot be more than what: the first can, by so much."""


@pytest.mark.parametrize(("low", "high", "least", "most"), PAIRS)
def test_what_cannot_be_more_than_something_else_is_refused(
    low: str, high: str, least: str, most: str
) -> None:
    word = "the maximum" if high.rpartition(".")[2] in ("max_length", "max_first_length") else high
    assert faults_of(pack(f'{low} = "{least}"\n{high} = "{most}"')) == [
        f"{low}: {least} can be more than {word}, {most}"
    ]
    assert isinstance(read(f'{low} = "{least}"\n{high} = "{least}"'), Policy)


CONTRADICTIONS: dict[str, tuple[str, list[str]]] = {
    "a minimum that no cap lets anybody reach": (
        'min_length = "3 years"\n[caps]\ncontinuous.length = "2 years"\nlifetime = "2 years"\n'
        'same_post = "2 years"',
        [
            f"min_length: 36 months can be more than {cap}, 24 months"
            for cap in ("caps.continuous.length", "caps.lifetime", "caps.same_post")
        ],
    ),
    "a row of notice that is never reached": (
        '[[notices.recall]]\nlength = "1 week"\n[[notices.recall]]\nlength = "2 weeks"\n'
        'grades = ["A"]',
        ["notices.recall: the row for everybody stands last"],
    ),
    "somebody is asked for a waiver who may give none": (
        'permissions.waive = ["home_manager"]\nwaivers.max_length = ["authority"]',
        ["waivers.max_length: asks the authority, who may not waive; see permissions.waive"],
    ),
    "a duty and a paper that nobody may do": (
        'permissions.fulfil = ["home_manager"]\n'
        '[duties.survey]\nowed_by = ["host_manager"]\nwhen = "on the end"\n'
        '[documents.letter]\nowed_by = ["secondee"]\nstage = "end"',
        [
            f"{path}: is owed by nobody who may fulfil it; see permissions.fulfil"
            for path in ("duties.survey", "documents.letter")
        ],
    ),
    "somebody may object who may not decline": (
        'permissions.decline = ["secondee", "home_manager", "host_manager", "stakeholder"]\n'
        'consents.beginning.may_object = ["authority"]',
        ["consents.beginning: asks the authority, who may not decline; see permissions.decline"],
    ),
    "gap and reset": (
        '[caps.continuous]\nlength = "4 years"\ngap_tolerance = "2 years"\nreset_after = "1 year"',
        [
            "caps.continuous.gap_tolerance: 24 months can be more than "
            "caps.continuous.reset_after, 12 months"
        ],
    ),
    "shares": ("share = { min = 0.6, max = 0.5 }", ["share.min: 0.6 is more than share.max, 0.5"]),
    "extensions of which there are none": (
        "[extension]\nmax_count = 0\n"
        'min_length = "1 week"\nmax_length = "1 week"\ntotal = "1 week"',
        [
            f"extension.{name}: is said of extensions of which there may be none"
            for name in ("min_length", "max_length", "total")
        ],
    ),
    "lapse of time": (
        'conversion.route = "lapse_of_time"',
        [
            "conversion.route: lapse_of_time needs conversion.after",
            "conversion.route: lapse_of_time needs automatic_end to be false",
        ],
    ),
    "a lapse of time that the end comes before": (
        'conversion = { route = "lapse_of_time", after = "1 year" }',
        ["conversion.route: lapse_of_time needs automatic_end to be false"],
    ),
    "a conversion that is excluded after some time": (
        'conversion = { excluded = true, after = "1 year" }',
        ["conversion.after: is said of a conversion that is excluded"],
    ),
    "a right that nothing else takes away": (
        "returning.lost_by_staying_on = true",
        ["returning.lost_by_staying_on: goes with returning.lost_after"],
    ),
    "kinds that are none": (
        """
kinds = ["internal", "external"]
duties.x = { owed_by = ["secondee"], when = "on the end", kinds = ["internal", "extrenal"] }
documents.y = { stage = "end", kinds = ["zoo", "loan"] }
cost = [{ payer = "home", kinds = ["external", "internl"] }, { payer = "host" }]
""",
        [
            "duties.x: is for the kind extrenal, which is none of kinds; did you mean external?",
            "documents.y: is for the kind loan, which is none of kinds; those are external, "
            "internal",
            "documents.y: is for the kind zoo, which is none of kinds; those are external, "
            "internal",
            "cost: is for the kind internl, which is none of kinds; did you mean internal?",
        ],
    ),
    "route for others": (
        'conversion.route_for_others = "agreement"',
        ["conversion.route_for_others: goes with conversion.grades"],
    ),
    "again when": (
        'conversion.again_when = ["x"]',
        ["conversion.again_when: goes with conversion.repeat_every"],
    ),
    "repeat every": (
        'conversion.repeat_every = "1 year"',
        ["conversion.repeat_every: is for the route request, not agreement"],
    ),
    "priority": (
        'conversion = { route = "request", priority = ["x"] }',
        ["conversion.priority: is for the route priority, not request"],
    ),
    "silence without a clock": (
        'consents.extension.on_silence = "deemed_refused"',
        ["consents.extension: on_silence deemed_refused needs answer_within"],
    ),
    "a clock of no time": (
        'consents.extension.answer_within = "0 days"',
        [
            "consents.extension: answer_within must be one day or more, not 0 days; left out for "
            "no clock"
        ],
    ),
    "the silence of some where silence is no consent": (
        'consents.extension = { answer_within = "1 week", on_silence = "deemed_refused", '
        'silence_of = ["home_manager"] }\nconsents.shortening.silence_of = ["secondee"]',
        [
            f"consents.{matter}: silence_of goes with on_silence deemed_accepted"
            for matter in ("extension", "shortening")
        ],
    ),
    "the silence of those who are not asked": (
        'consents.extension = { roles = ["secondee", "home_manager"], answer_within = "1 week", '
        'on_silence = "deemed_accepted", silence_of = ["secondee", "host_manager", "authority"] }',
        [
            f"consents.extension: silence_of names {role}, whose consent is not needed"
            for role in ("authority", "host_manager")
        ],
    ),
    "escalation to those who are silent": (
        'consents.extension = { answer_within = "1 week", on_silence = "escalate", '
        'escalates_to = ["secondee", "authority", "home_manager"] }',
        [
            f"consents.extension: escalates_to names {role}, whose consent is needed anyway"
            for role in ("home_manager", "secondee")
        ],
    ),
    "escalation to nobody": (
        'consents.extension = { answer_within = "1 week", on_silence = "escalate" }',
        ["consents.extension: escalates_to goes with on_silence escalate, and only with it"],
    ),
    "escalation without silence": (
        'consents.extension.escalates_to = ["authority"]',
        ["consents.extension: escalates_to goes with on_silence escalate, and only with it"],
    ),
    "a role twice in the order": (
        'consents.extension.order = [["secondee"], ["home_manager", "secondee"]]',
        ["consents.extension: order names secondee 2 times"],
    ),
    "a role in the order that is not asked": (
        'consents.extension.order = [["authority"]]',
        ["consents.extension: order names authority, whose consent is not needed"],
    ),
    "an objection of those who consent": (
        'consents.extension.may_object = ["secondee", "home_manager", "authority"]',
        [
            f"consents.extension: may_object names {role}, whose consent is needed anyway"
            for role in ("home_manager", "secondee")
        ],
    ),
    "at most without per year": (
        'notices.recall.at_most = "12 weeks"',
        ["notices.recall: at_most goes with per_year"],
    ),
    "more than at most": (
        'notices.recall = { length = "1 month", per_year = "1 week", at_most = "30 days" }',
        ["notices.recall: length 1 month can be more than at_most, 30 days"],
    ),
    "service in another order": (
        'notices.recall.by_service = [{ from_service = "2 years", length = "2 weeks" }, '
        '{ from_service = "1 year", length = "1 week" }]',
        ["notices.recall: by_service has to stand in the order of service"],
    ),
    "service twice": (
        'notices.recall.by_service = [{ from_service = "1 year", length = "2 weeks" }, '
        '{ from_service = "12 months", length = "1 week" }]',
        ["notices.recall: by_service has to stand in the order of service"],
    ),
    "service from the start": (
        'notices.recall.by_service = [{ from_service = "0 days", length = "1 week" }, '
        '{ from_service = "1 year", length = "2 weeks" }]',
        ["notices.recall: by_service starts at one day of service or more; length holds before"],
    ),
    "times without every": (
        'duties.x = { owed_by = [], when = "on the end", times = 2 }',
        ["duties.x: times is from 1 to 1000, and goes with every"],
    ),
    "never": (
        'duties.x = { owed_by = [], when = "on the end", every = "1 week", times = 0 }',
        ["duties.x: times is from 1 to 1000, and goes with every"],
    ),
    "too often": (
        'duties.x = { owed_by = [], when = "on the end", every = "1 week", times = 1001 }',
        ["duties.x: times is from 1 to 1000, and goes with every"],
    ),
    "every no days": (
        'duties.x = { owed_by = [], when = "on the end", every = "0 days" }',
        ["duties.x: every must be one day or more, not 0 days"],
    ),
    "a document for no length": (
        'documents.x = { stage = "end", from_length = "1 year", shorter_than = "6 months" }',
        ["documents.x: is for no length: from 12 months, and shorter than 6 months"],
    ),
    "a document for no time": (
        'documents.x = { stage = "end", shorter_than = "0 days" }',
        ["documents.x: is for no length: from 0 days, and shorter than 0 days"],
    ),
    "no bands": ("cost = []", ["cost: needs a band at least; none for nothing said"]),
    "no last band": (
        'cost = [{ payer = "home", shorter_than = "1 year" }]',
        ["cost: needs bands of which the last, and no other, has no shorter_than"],
    ),
    "two last bands": (
        'cost = [{ payer = "home" }, { payer = "host" }]',
        ["cost: needs bands of which the last, and no other, has no shorter_than"],
    ),
    "no last band of a kind": (
        'cost = [{ payer = "home" }, { payer = "host", kinds = ["a"], shorter_than = "1 year" }]',
        ["cost: needs bands of which the last, and no other, has no shorter_than"],
    ),
    "bands in another order": (
        'cost = [{ payer = "home", shorter_than = "1 year" }, '
        '{ payer = "shared", shorter_than = "6 months" }, { payer = "host" }]',
        ["cost: has the band up to 6 months after the one up to 12 months"],
    ),
    "a band of no time": (
        'cost = [{ payer = "home", shorter_than = "0 days" }, { payer = "host" }]',
        ["cost: shorter_than must be one day or more, not 0 days"],
    ),
    "more than all": (
        'cost = [{ payer = "shared", host_part = 1.5 }]',
        ["cost: host_part must be from 0 to 1, not 1.5"],
    ),
    "less than nothing": (
        'cost = [{ payer = "shared", host_part = -0.5 }]',
        ["cost: host_part must be from 0 to 1, not -0.5"],
    ),
    "a part that the payer is not": (
        'cost = [{ payer = "home", host_part = 1, kinds = ["a"] }, '
        '{ payer = "host", host_part = 0, kinds = ["b"] }]',
        [
            "cost: host_part 1 is not what payer home means",
            "cost: host_part 0 is not what payer host means",
        ],
    ),
    "a part that the second payer is not": (
        'cost = [{ payer = "home", shorter_than = "1 year" }, { payer = "host", host_part = 0 }]',
        ["cost: host_part 0 is not what payer host means"],
    ),
    "a part of nobody": (
        "cost = [{ host_part = 0.5 }]",
        ["cost: host_part 0.5 goes with a payer"],
    ),
    "no limit": (
        "waivers.colour = []",
        [f"waivers.colour: names no limit that can be waived; those are {', '.join(LIMITS)}"],
    ),
    "nearly a limit": (
        "waivers.max_lenght = []",
        ["waivers.max_lenght: names no limit that can be waived; did you mean max_length?"],
    ),
    "a limit twice": (
        "waivers.capacity = [{ roles = [] }, { roles = [] }]",
        ["waivers.capacity: stands 2 times; once is enough"],
    ),
    "a number below its least": (
        "extension.max_count = -1",
        ["extension.max_count: must be 0 or more, not -1"],
    ),
    "parts out of bounds": (
        "capacity = 0\nshare = { min = 0, max = 1.1, full_time_hours = 169 }\n"
        "service_owed.ratio = 100.5\ndrift_threshold = 11",
        [
            "capacity: must be above 0 and at most 10, not 0",
            "drift_threshold: must be above 0 and at most 10, not 11",
            "share.min: must be above 0 and at most 1, not 0",
            "share.max: must be above 0 and at most 1, not 1.1",
            "share.full_time_hours: must be above 0 and at most 168, not 169",
            "service_owed.ratio: must be above 0 and at most 100, not 100.5",
        ],
    ),
    "too many places": (
        "share.min = 0.1234567890123456789",
        ["share.min: must have at most 18 decimal places, not 0.1234567890123456789"],
    ),
    "limits of no time": (
        'min_length = "0 days"\nextension.total = "0 weeks"\nreviews.after_end = ["0 days"]\n'
        'eligibility.service = "0 months"',
        [
            f"{path}: must be one day or more, not 0 days; leave it out for no limit"
            for path in (
                "min_length",
                "extension.total",
                "eligibility.service",
                "reviews.after_end",
            )
        ],
    ),
    "longer than anybody can count": (
        """
max_length = "101 years"
min_length = "102 years"
caps.lifetime = "5219 weeks"
notices.recall.length = "101 years"
notices.recall.by_service = [
    { from_service = "101 years", length = "102 years" },
    { from_service = "1 year", length = "1 week" },
]
consents.extension.answer_within = "101 years"
consents.extension.tiers = [{ above = "1 year", roles = [] }, { above = "101 years", roles = [] }]
duties.x = { owed_by = [], when = "101 years after the end", every = "101 years" }
documents.x = { stage = "end", from_length = "102 years", shorter_than = "101 years" }
cost = [
    { payer = "home", shorter_than = "102 years" },
    { payer = "home", shorter_than = "101 years" },
    { payer = "host" },
]
""",
        [
            f"{path}: must be at most 100 years or 36525 days, not {length}"
            for path, length in (
                ("min_length", "1224 months"),
                ("max_length", "1212 months"),
                ("caps.lifetime", "5219 weeks"),
                ("cost[0].shorter_than", "1224 months"),
                ("cost[1].shorter_than", "1212 months"),
                ("consents.extension.tiers[1].above", "1212 months"),
                ("consents.extension.answer_within", "1212 months"),
                ("notices.recall.length", "1212 months"),
                ("notices.recall.by_service[0].from_service", "1212 months"),
                ("notices.recall.by_service[0].length", "1224 months"),
                ("duties.x.when", "1212 months"),
                ("duties.x.every", "1212 months"),
                ("documents.x.shorter_than", "1212 months"),
                ("documents.x.from_length", "1224 months"),
            )
        ],
    ),
}
"""What a pack says, and what of it cannot stand together."""


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_cannot_stand_together_is_refused_with_its_path(name: str) -> None:
    says, found = CONTRADICTIONS[name]
    assert faults_of(pack(says)) == found


def test_contradictions_are_found_all_at_once() -> None:
    apart = {"shares", "again when", "times without every", "no last band", "a limit twice"}
    says = "\n".join(CONTRADICTIONS[name][0] for name in sorted(apart))
    found = [fault for name in apart for fault in CONTRADICTIONS[name][1]]
    assert sorted(faults_of(pack(says))) == sorted(found)


@pytest.mark.parametrize(
    "says",
    [
        'min_length = "1 year"\nmax_length = "12 months"',
        'min_length = "4 weeks"\nmax_length = "1 month"',
        'min_length = "20 working days"\nmax_length = "4 weeks"',
        "share = { min = 0.5, max = 0.5 }",
        'extension.asked = { opens_before_end = "1 month", closes_before_end = "4 weeks" }',
        'extension = { max_count = 0, review_every = "1 month" }',
        'extension = { max_count = 1, total = "1 month" }',
        'automatic_end = false\nconversion = { route = "lapse_of_time", after = "1 year" }',
        'conversion = { excluded = false, after = "1 year" }',
        "conversion.excluded = true",
        'returning = { lost_by_staying_on = true, lost_after = "1 year" }',
        'kinds = ["a", "b"]\nduties.x = { owed_by = [], when = "on the end", kinds = ["a"] }\n'
        'documents.x = { stage = "end", kinds = ["a", "b"] }\n'
        'cost = [{ payer = "host", kinds = ["b"] }]',
        'duties.x = { owed_by = [], when = "on the end", kinds = ["a"] }\n'
        'documents.x = { stage = "end", kinds = ["b"] }',
        'consents.extension = { answer_within = "1 day", on_silence = "deemed_accepted", '
        'silence_of = ["secondee"] }',
        'consents.extension = { roles = ["secondee"], answer_within = "1 day", '
        'on_silence = "escalate", escalates_to = ["authority"] }',
        'notices.recall = { length = "4 weeks", per_year = "1 week", at_most = "28 days" }',
        'notices.recall = { length = "0 days", per_year = "1 week", at_most = "1 day" }',
        'notices.recall.by_service = [{ from_service = "1 day", length = "0 days" }]',
        'duties.x = { owed_by = [], when = "on the end", every = "1 day", times = 1000 }',
        'duties.x = { owed_by = [], when = "on the end", every = "1 day", times = 1 }',
        'documents.x = { stage = "end", from_length = "6 months", shorter_than = "1 year" }',
        'documents.x = [{ stage = "end" }, { stage = "start" }]',
        'cost = [{ payer = "home", host_part = 0 }]',
        'cost = [{ payer = "host", host_part = 1.0 }]',
        'cost = [{ payer = "host", kinds = ["a"] }]',
        'cost = [{ payer = "home", shorter_than = "6 months" }, { payer = "host" }, '
        '{ payer = "home", kinds = ["a"] }]',
        'consents.extension = { answer_within = "1 day", on_silence = "deemed_accepted" }',
        'consents.extension = { order = [["authority"]], tiers = [{ above = "1 year", '
        'roles = ["authority"] }] }',
        'consents.extension = { answer_within = "1 day", on_silence = "deemed_accepted", '
        'silence_of = ["authority"], tiers = [{ above = "1 year", roles = ["authority"] }] }',
        'consents.extension.may_object = ["authority"]',
        'offer_validity = "0 days"',
        "waivers = { capacity = [], cost = [] }",
        "service_owed.ratio = 100\ncapacity = 10\nshare.full_time_hours = 168",
    ],
)
def test_what_can_just_stand_together_is_read(says: str) -> None:
    assert isinstance(read(says), Policy)


def test_lengths_are_compared_by_the_calendar_of_the_policy() -> None:
    """Five working days are a week, unless somebody works on seven days or on two."""
    says = 'min_length = "5 working days"\nmax_length = "1 week"\n'
    assert read(says).calendar == WorkingWeek()
    two = 'calendar.weekend = ["monday", "tuesday", "wednesday", "thursday", "friday"]'
    assert faults_of(pack(says + two)) == [
        "min_length: 5 working days can be more than the maximum, 1 week"
    ]


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        (Length(), Length(), False),
        (Length(), Length(days=1), False),
        (Length(days=1), Length(), True),
        (Length(months=1), Length(days=30), True),
        (Length(days=30), Length(months=1), True),
        (Length(months=1), Length(days=31), False),
        (Length(days=28), Length(months=1), False),
        (Length(months=12), Length(days=365), True),
        (Length(months=12), Length(days=366), False),
        (Length(days=366), Length(months=12), True),
        (WorkingDays(5), Length(days=7), False),
        (WorkingDays(5), Length(days=6), True),
        (WorkingDays(6), WorkingDays(5), True),
        (WorkingDays(5), WorkingDays(5), False),
        (WorkingDays(0), WorkingDays(1), False),
        (Length(months=1201), Length(days=1), False),
        (Length(days=1), Length(months=1201), False),
    ],
)
def test_one_length_can_be_longer_than_another(one: Any, other: Any, can: bool) -> None:
    assert can_be_longer(one, other, WorkingWeek()) is can


# types

A_DAY = date(2027, 1, 1)
A_TEXT: Any = "handbook"
A_NUMBER: Any = 7
ROLES = frozenset({Role.SECONDEE})
ON_END = Moment(Anchor.END, Length())
DUTY = DutyRule("x", ROLES, ON_END, SOURCE)
DOCUMENT = DocumentRule("x", Stage.END, SOURCE)
WAIVER = WaiverRule("cost", ROLES, SOURCE)
EXTENSION = next(row for row in FRAME.consents if row.matter == "extension")
RECALL = FRAME.notices[0]

OF_ANOTHER_TYPE: list[tuple[str, object, str]] = [
    ("name", 7, "name: must be an id, a text that is not blank, not 7"),
    ("title", " ", "title: must be an id, a text that is not blank, not ' '"),
    ("about", 7, "about: must be an id, a text that is not blank, not 7"),
    ("kinds", {"a"}, "kinds: must be a Clause with a value and a Source, not {'a'}"),
    (
        "extension",
        None,
        "extension: must be an ExtensionRules, not None",
    ),
    ("extension", Window(), f"extension: must be an ExtensionRules, not {Window()!r}"),
    (
        "extension",
        ExtensionRules(max_count=said(True)),
        "extension.max_count: must have as its value a whole number, not True",
    ),
    (
        "extension",
        ExtensionRules(total=said(WorkingDays(5))),
        "extension.total: must have as its value a Length, not WorkingDays(count=5)",
    ),
    (
        "extension",
        ExtensionRules(asked=Window(opens_before_end=said("1 month"))),
        "extension.asked.opens_before_end: must have as its value a Length or WorkingDays, not "
        "'1 month'",
    ),
    (
        "extension",
        ExtensionRules(asked=None),  # type: ignore[arg-type]
        "extension.asked: must be a Window, not None",
    ),
    (
        "caps",
        CapRules(continuous=ContinuousCap(length=None)),  # type: ignore[arg-type]
        "caps.continuous.length: must be a Clause with a value and a Source, not None",
    ),
    (
        "caps",
        CapRules(continuous=said(Length(months=1))),  # type: ignore[arg-type]
        f"caps.continuous: must be a ContinuousCap, not {said(Length(months=1))!r}",
    ),
    (
        "eligibility",
        EligibilityRules(probation_passed=said(1)),
        "eligibility.probation_passed: must have as its value True or False, not 1",
    ),
    (
        "eligibility",
        EligibilityRules(grades=said(frozenset({7}))),
        "eligibility.grades: must have as its value a frozenset of codes, not frozenset({7})",
    ),
    ("share", ShareRules(min=said(1)), "share.min: must have as its value a Decimal, not 1"),
    ("returning", None, "returning: must be a ReturnRules, not None"),
    (
        "returning",
        ReturnRules(right=said("none")),
        "returning.right: must have as its value a ReturnRight, not 'none'",
    ),
    (
        "conversion",
        ConversionRules(route=said(Route.AGREEMENT), after=said(12)),
        "conversion.after: must have as its value a Length, not 12",
    ),
    (
        "reviews",
        ReviewRules(after_end=said([Length(months=1)])),
        f"reviews.after_end: must have as its value a tuple of Lengths, not {[Length(months=1)]!r}",
    ),
    (
        "service_owed",
        ServiceOwed(ratio=said(1.5)),
        "service_owed.ratio: must have as its value a Decimal, not 1.5",
    ),
    ("cost", said("home"), "cost: must have as its value a tuple of CostBands, not 'home'"),
    (
        "ends_by",
        said(datetime(2027, 1, 1)),  # noqa: DTZ001
        "ends_by: must have as its value a date, not datetime.datetime(2027, 1, 1, 0, 0)",
    ),
    (
        "kinds",
        Clause(frozenset({"a"}), SOURCE, "2027"),  # type: ignore[arg-type]
        "kinds: must hold since a day, not '2027'",
    ),
    (
        "kinds",
        Clause(frozenset({"a"}), SOURCE, A_DAY, said("a")),
        "kinds: must have as its value a frozenset of codes, not 'a'",
    ),
    ("duties", [DUTY], f"duties: must be a tuple of DutyRules, not {[DUTY]!r}"),
    ("duties", (DOCUMENT,), f"duties: must be a tuple of DutyRules, not {(DOCUMENT,)!r}"),
    (
        "duties",
        (DUTY, evolve(DUTY, when="on the end")),  # type: ignore[arg-type]
        "duties[1].when: must be a Moment, not 'on the end'",
    ),
    (
        "duties",
        (evolve(DUTY, times=1.0),),  # type: ignore[arg-type]
        "duties[0].times: must be a whole number, not 1.0",
    ),
    (
        "duties",
        (evolve(DUTY, since=datetime(2027, 1, 1)),),  # noqa: DTZ001
        "duties[0].since: must be a date, not datetime.datetime(2027, 1, 1, 0, 0)",
    ),
    (
        "documents",
        (evolve(DOCUMENT, stage="end"),),  # type: ignore[arg-type]
        "documents[0].stage: must be a Stage, not 'end'",
    ),
    (
        "documents",
        (evolve(DOCUMENT, clauses=frozenset({"pay"})),),  # type: ignore[arg-type]
        "documents[0].clauses: must be a tuple of codes, not frozenset({'pay'})",
    ),
    (
        "documents",
        (evolve(DOCUMENT, code=" "),),
        "documents[0].code: must be an id, a text that is not blank, not ' '",
    ),
    (
        "waivers",
        (evolve(WAIVER, roles=Role.SECONDEE),),  # type: ignore[arg-type]
        "waivers[0].roles: must be a frozenset of Roles, not <Role.SECONDEE: 'secondee'>",
    ),
    (
        "waivers",
        (evolve(WAIVER, source=None),),  # type: ignore[arg-type]
        "waivers[0].source: must be a Source, not None",
    ),
    (
        "remarks",
        (Remark(7, SOURCE),),  # type: ignore[arg-type]
        "remarks[0].text: must be an id, a text that is not blank, not 7",
    ),
    (
        "waivers",
        (evolve(WAIVER, rule=[]),),  # type: ignore[arg-type]
        "waivers[0].rule: must be an id, a text that is not blank, not []",
    ),
    ("remarks", "x", "remarks: must be a tuple of Remarks, not 'x'"),
    (
        "consents",
        (evolve(EXTENSION, order=ROLES),),  # type: ignore[arg-type]
        f"consents[0].order: must be a tuple of frozensets, not {ROLES!r}",
    ),
    (
        "consents",
        (evolve(EXTENSION, tiers=(Tier(Length(months=1), ROLES), "x")),),  # type: ignore[arg-type]
        "consents[0].tiers: must be a tuple of Tiers, not "
        f"{(Tier(Length(months=1), ROLES), 'x')!r}",
    ),
    (
        "consents",
        (evolve(EXTENSION, tiers=(Tier(6, ROLES),)),),  # type: ignore[arg-type]
        "consents[0].tiers[0].above: must be a Length or WorkingDays, not 6",
    ),
    (
        "consents",
        (evolve(EXTENSION, on_silence="escalate"),),  # type: ignore[arg-type]
        "consents[0].on_silence: must be a Silence, not 'escalate'",
    ),
    (
        "notices",
        (evolve(RECALL, by_service=(ServiceStep(WorkingDays(1), Length(days=1)),)),),  # type: ignore[arg-type]
        "notices[0].by_service[0].from_service: must be a Length, not WorkingDays(count=1)",
    ),
    (
        "notices",
        (evolve(RECALL, on_probation="yes"),),  # type: ignore[arg-type]
        "notices[0].on_probation: must be True or False, not 'yes'",
    ),
    ("calendar", WorkingWeek, f"calendar: must be a Calendar, not {WorkingWeek!r}"),
]


@pytest.mark.parametrize(("name", "value", "fault"), OF_ANOTHER_TYPE)
def test_a_value_of_another_type_is_refused_with_its_path(
    name: str, value: object, fault: str
) -> None:
    assert faults(**{name: value}) == [fault]


def test_a_day_of_pendulum_is_a_day_in_a_row_too() -> None:
    later = evolve(EXTENSION, since=pendulum.date(2027, 1, 1))
    assert evolve(FRAME, consents=(*FRAME.consents, later)).consents[-1] == later


@pytest.mark.parametrize("name", [each.name for each in fields(Policy) if each.init])
def test_what_is_no_clause_group_row_or_text_is_refused_in_every_field(name: str) -> None:
    for strange in (7, object, b"x"):
        (fault,) = faults(**{name: strange})
        assert fault.startswith(f"{name}: must be ")


@pytest.mark.parametrize("path", [path for path, _ in clauses_of(FRAME)])
def test_every_clause_needs_a_source(path: str) -> None:
    outer, _, name = path.rpartition(".")
    clause = evolve(dict(clauses_of(FRAME))[path], source=A_TEXT)
    given = evolve(getattr(FRAME, outer), **{name: clause}) if outer else clause
    assert faults(**{outer or name: given}) == [
        f"{path}: must be a Clause with a value and a Source, not {clause!r}"
    ]


def test_values_of_another_type_are_named_all_at_once_and_alone() -> None:
    """What contradicts what cannot be said before everything has its type."""
    assert faults(
        kinds=said(7),
        share=ShareRules(min=said(Decimal(1)), max=said("1")),
        waivers=(evolve(WAIVER, rule=A_NUMBER), evolve(WAIVER, rule="colour")),
        min_length=said(Length(months=2)),
        max_length=said(Length(months=1)),
    ) == [
        "kinds: must have as its value a frozenset of codes, not 7",
        "share.max: must have as its value a Decimal, not '1'",
        "waivers[0].rule: must be an id, a text that is not blank, not 7",
    ]


# the words


def test_every_limit_is_the_path_of_a_clause_or_a_group() -> None:
    for limit in LIMITS:
        kind: Any = Policy
        for step in limit.split("."):
            kind = kinds_of(hints_of(kind)[step])[0]
    assert len(set(LIMITS)) == len(LIMITS)


def test_a_policy_has_a_row_for_every_verb_and_matter_of_the_frame() -> None:
    assert [row.verb for row in FRAME.permissions] == list(COMMAND_VERBS)
    assert [row.matter for row in FRAME.consents] == list(MATTERS)


@pytest.mark.parametrize(
    ("moment", "words", "day"),
    [
        (Moment(Anchor.END, Length()), "on the end", A_DAY),
        (Moment(Anchor.END, Length(), is_before=True), "on the end", A_DAY),
        (Moment(Anchor.LAST_DAY, Length(months=1)), "1 month after the last day", date(2027, 2, 1)),
        (
            Moment(Anchor.FIRST_DAY, Length(days=1), is_before=True),
            "1 day before the first day",
            date(2026, 12, 31),
        ),
        (
            Moment(Anchor.RETURN, WorkingDays(2)),
            "2 working days after the return",
            date(2027, 1, 5),
        ),
        (
            Moment(Anchor.RETURN, WorkingDays(1), is_before=True),
            "1 working day before the return",
            date(2026, 12, 31),
        ),
    ],
)
def test_a_moment_is_told_as_a_pack_writes_it(moment: Moment, words: str, day: date) -> None:
    assert str(moment) == words
    (duty,) = read(f'duties.x = {{ owed_by = [], when = "{words}" }}').duties
    assert duty.when == (moment if moment.span else ON_END)
    assert moment.day(A_DAY, WorkingWeek()) == day


def test_a_clause_without_changes_is_its_only_version() -> None:
    clause = said(1)
    assert clause.versions == (clause,)
    assert clause.on(date.min) == clause.on(date.max) == clause


def test_of_versions_the_latest_that_has_begun_holds() -> None:
    first = Clause(1, SOURCE, date(2027, 1, 1))
    second = Clause(2, SOURCE, date(2028, 1, 1), first)
    assert second.versions == (second, first)
    found = [second.on(day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2028, 1, 1))]
    assert found == [None, Clause(1, SOURCE), Clause(2, SOURCE)]


# who is asked has to be let


@pytest.mark.parametrize(
    ("says", "found"),
    [
        (
            'waivers.capacity = ["secondee"]',
            ["waivers.capacity: asks the secondee, who may not waive; see permissions.waive"],
        ),
        (
            'notices.recall = ["authority", "stakeholder"]',
            [
                f"notices.recall: asks the {role}, who may not give_notice; see "
                "permissions.give_notice"
                for role in ("authority", "stakeholder")
            ],
        ),
        (
            'permissions.drop_change = ["secondee"]\nconsents.extension.may_object = ["authority"]',
            [
                "consents.extension: asks the authority, who may not drop_change; see "
                "permissions.drop_change"
            ],
        ),
        (
            'permissions.decline = ["secondee"]\nconsents.beginning.may_object = ["authority"]',
            [
                "consents.beginning: asks the authority, who may not decline; see "
                "permissions.decline"
            ],
        ),
    ],
)
def test_who_is_asked_for_something_has_to_be_let_by_the_permissions(
    says: str, found: list[str]
) -> None:
    assert faults_of(pack(says)) == found


@pytest.mark.parametrize(
    "part",
    [
        'roles = ["authority"]',
        'roles = []\ntiers = [{ above = "1 year", roles = ["authority"] }]',
        'roles = []\nanswer_within = "1 week"\non_silence = "escalate"\n'
        'escalates_to = ["authority"]',
    ],
)
def test_whoever_may_be_asked_to_consent_has_to_be_let(part: str) -> None:
    others = '["secondee", "home_manager", "host_manager", "programme_office", "stakeholder"]'
    says = f"permissions.consent = {others}\n[consents.cover]\n{part}"
    assert faults_of(pack(says)) == [
        "consents.cover: asks the authority, who may not consent; see permissions.consent"
    ]


def test_of_permissions_that_are_missing_no_more_is_said() -> None:
    assert faults_of(pack('permissions.waive = "none"\nwaivers.capacity = ["secondee"]')) == [
        "permissions: waive has 0 rows and needs one"
    ]
