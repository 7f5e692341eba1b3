"""Policies with rules that the built-in ones lack, so that every rule is met by some life."""

from typing import Final

from attrs import evolve as altered

from secondment import Clause, Gate, Source, load_policy, read_policy

CAREFUL: Final = altered(
    load_policy("house"),
    name="careful",
    automatic_start=Clause(False, Source("careful", "start")),
    automatic_end=Clause(False, Source("careful", "end")),
    gates=Clause(
        frozenset({Gate.BUDDY, Gate.REVERSE_INTERVIEW}), Source("careful", "before the first day")
    ),
    drift_threshold=None,
)
"""As the house has it, but people say when it starts and ends, and not before the secondee knows
whom to turn to; both built-in policies leave the start to time, and what comes first to the terms.
"""

STRICT: Final = read_policy(
    """
name = "strict"
extends = "frame"
source = "book"

required_roles = ["secondee", "home_manager", "host_manager", "programme_office"]
kinds = ["detail", "loan"]
purposes = ["cover", "learning"]
covers = ["none", "shared", "backfill"]
min_length = "1 month"
max_length = "24 months"
max_first_length = "12 months"
increment = "1 month"
normal_min_length = "2 months"
normal_length = "6 months"
ends_by = 2029-12-31
early_end_mode = "notice"
agreed_end_notice = "2 weeks"
causes = ["closure"]
immediate_triggers = ["gross_misconduct"]
automatic_end = false
overload_refused = true

[extension]
max_count = 1
min_length = "1 month"
max_length = "6 months"
total = "9 months"
asked.opens_before_end = "7 months"
asked.closes_before_end = "1 week"
decided.opens_before_end = "3 months"
decided.closes_before_end = "3 days"

[caps]
lifetime = "5 years"
same_post = "4 years"
continuous = { length = "24 months", gap_tolerance = "1 month", reset_after = "6 months" }
cooling_off = { length = "2 months" }

[eligibility]
service = "12 months"
service_in_role = "6 months"
probation_passed = true
no_live_warning = true
performance_acceptable = true
not_on_secondment = true
contracts = ["permanent", "fixed_term"]
grades = ["g6", "g7"]
released_first = true
criteria = ["essential_skills"]

[share]
min = 0.6
max = 0.9

[cost]
value = [{ payer = "host" }]

[reviews]
trial = "2 weeks"

[conversion]
route = "lapse_of_time"
after = "3 months"
grades = ["g6"]
criteria = ["chosen"]

[consents.beginning]
order = [["home_manager"], ["secondee", "host_manager"], ["programme_office"]]

[notices.recall]
needs_reason = true

[documents.agreement]
stage = "start"
signed_by = ["secondee"]

[duties]
exit_survey = { owed_by = ["secondee"], when = "on the end" }

[waivers]
max_first_length = ["programme_office"]
"eligibility.service" = ["home_manager"]
"caps.lifetime" = ["authority"]
capacity = ["programme_office"]

[sources.book]
title = "the strict book"
"""
)
"""Many limits, an order of consents, papers before the first day, and waivers of a few limits."""

PATIENT: Final = read_policy(
    """
name = "patient"
extends = "frame"
source = "book"

required_roles = ["secondee", "home_manager", "host_manager", "programme_office"]
early_end_mode = "notice"
overload_refused = true
max_length = [{ value = "24 months" }, { value = "12 months", since = 2028-01-01 }]
returning = { home_change_notice = "2 weeks", lost_after = "12 months" }

[conversion]
route = "request"
after = "1 month"
repeat_every = "6 months"
again_when = ["post_falls_vacant"]

[consents]
resumption = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
extension = { answer_within = "1 week", on_silence = "escalate", escalates_to = ["authority"] }
place = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
notice = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
cost = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
scope = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
goals = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
gates = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
trial = { answer_within = "5 days", on_silence = "escalate", escalates_to = ["authority"] }
shortening = { may_object = ["authority"], refused_with_reason = true }
share = { answer_within = "1 week", on_silence = "deemed_accepted" }
team = { answer_within = "1 week", on_silence = "deemed_refused" }
conversion = { answer_within = "2 weeks", on_silence = "deemed_refused" }

[consents.beginning]
answer_within = "10 days"
on_silence = "escalate"
escalates_to = ["authority"]
refused_with_reason = true

[duties]
settling_in = { owed_by = ["host_manager"], when = "2 weeks after the first day" }
report = { owed_by = ["host_manager"], when = "1 month after the first day", every = "2 months" }
keep_files = { owed_by = ["home_manager"], when = "on the end", every = "1 year", times = 3 }
new_manager_briefed = { owed_by = ["programme_office"], when = "1 week after the manager change" }

[sources.book]
title = "the patient book"
"""
)
"""Offers wait for an answer, and silence means something; nobody needs a way to end but people."""
