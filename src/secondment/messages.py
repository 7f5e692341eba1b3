"""The catalogue of messages: one English text for each code of an objection and of a remedy.

Nothing is decided or raised here. A tool that speaks another language renders the same codes and
figures with a catalogue of its own (`Objection.render`).
"""

from collections.abc import Mapping
from typing import Final

OBJECTIONS: Final[Mapping[str, str]] = {
    # who may do what, and when
    "not_allowed_here": "no such step while {status}; possible from here: {possible}",
    "not_a_party": "{person} is no party to this placement",
    "role_may_not": "{person} is {roles}, and this is for {allowed}",
    "no_say": "{person} is a stakeholder who is not asked for consent",
    "before_last_step": "{on} lies before the last step in force, which took effect on {last_step}",
    "step_due": "the step {due} was due on {due_on} and comes first",
    "record_in_the_future": "a record given on {on} cannot be dated {dated}",
    "record_before_proposal": (
        "a record cannot be dated {dated}, before the proposal of {proposed_on}"
    ),
    # what may be offered
    "role_missing": "nobody is named as {role}, whom the policy requires",
    "too_short": "{first_day} to {last_day} is shorter than the minimum of {minimum}",
    "too_long": "{first_day} to {last_day} is {over} longer than the maximum of {maximum}",
    "first_day_passed": "the first day {first_day} lies before {on}",
    "first_day_fixed": "the placement started on {first_day}, so the first day cannot move",
    "last_day_passed": "the last day {last_day} lies before {on}",
    "period_over": "the last day was {last_day}, so there is nothing left to change",
    "no_change": "what is offered is what holds already",
    "same_offer": "what is offered is what offer {offer} says already",
    "expiry_before_offer": "an offer of {on} cannot expire on {expires_on}",
    "expiry_too_late": "an offer of {on} may stand until {latest}, not until {expires_on}",
    "nothing_to_end": "nothing has started that could end",
    "ending_after_period": "{last_day} lies after the last day agreed, {period_last_day}",
    "return_before_last_day": (
        "a return on {last_day}, before the last day {period_last_day}, is an early end"
    ),
    "not_early": "{last_day} is no earlier than the last day agreed, {period_last_day}",
    "leaving_not_offered": "nobody can be asked to consent to somebody's leaving",
    "conversion_excluded": "the terms exclude a conversion",
    "overload": ("{over} too much to do for {person} from {first_day} to {last_day}: {claims}"),
    "shorter_than_normal": (
        "{first_day} to {last_day} is shorter than the {normal} that is normal"
    ),
    "longer_than_normal": (
        "{first_day} to {last_day} is {over} longer than the {normal} that is normal"
    ),
    "scope_drift": (
        "{extra} days of extra work are {share} of the {agreed} days agreed, more than {threshold}"
    ),
    # what a policy limits
    "too_long_at_first": (
        "{first_day} to {last_day} is {over} longer than the {maximum} that first terms may have"
    ),
    "not_in_steps": "{first_day} to {last_day} is no whole number of times {increment}",
    "programme_over": "the last day {last_day} lies after the end of the programme, {ends_by}",
    "code_not_open": "the {name} {code} is none of those that are open: {known}",
    "code_missing": "the terms name no {name}, and have to name one of these: {known}",
    "too_many_extensions": "extensions so far: {count}, and {maximum} at most",
    "extension_too_short": (
        "the extension from {first_day} to {last_day} is shorter than the minimum of {minimum}"
    ),
    "extension_too_long": (
        "the extension from {first_day} to {last_day} is {over} longer than the maximum of"
        " {maximum}"
    ),
    "extensions_too_long": (
        "all extensions together, from {first_day} to {last_day}, are {over} longer than {maximum}"
    ),
    "asked_too_early": (
        "an extension beyond {last_day} may be asked for from {opens} on, not on {on}"
    ),
    "asked_too_late": "an extension beyond {last_day} was to be asked for by {closes}, not on {on}",
    "decided_too_early": (
        "an extension beyond {last_day} may be agreed from {opens} on, not on {on}"
    ),
    "decided_too_late": "an extension beyond {last_day} was to be agreed by {closes}, not on {on}",
    "over_continuous_cap": (
        "{first_day} to {last_day} away without a break is {over} over the cap of {maximum}"
    ),
    "home_too_short": (
        "the cap of {maximum} was reached on {reached}, and {home} at home are over on {free_from}"
    ),
    "over_lifetime_cap": (
        "{first_day} to {last_day} and {earlier} in other placements are {over} over the cap of"
        " {maximum} in all"
    ),
    "over_post_cap": (
        "{first_day} to {last_day} and {earlier} of others at the same post are {over} over the"
        " cap of {maximum}"
    ),
    "still_cooling_off": (
        "between two placements lie {length}, counted from the {counted_from} of {other}; over on"
        " {free_from}"
    ),
    "service_unknown": "nothing is known of {person}: {what}",
    "service_too_short": (
        "{person} completes {length} of {what} on {completed_on}, after the first day {first_day}"
    ),
    "on_probation": "{person} is on probation until {until}, past the first day {first_day}",
    "live_warning": "a warning of {person} is live",
    "performance_not_acceptable": "the performance of {person} is not acceptable",
    "already_seconded": "{person} is on another placement, {other}",
    "contract_not_open": "the contract of {person} is {code}; it is open for: {known}",
    "grade_not_open": "the grade of {person} is {code}; it is open for: {known}",
    "not_released": "{home} has not allowed {person} to apply",
    "criteria_unmet": "not met by {person}: {unmet}",
    "share_too_small": "the host share {share} is less than the minimum of {minimum}",
    "share_too_large": "the host share {share} is more than the maximum of {maximum}",
    "cost_differs": "the host's part {host_part} is not {wanted}, as {payer} pays",
    "trial_too_short": "a trial of {trial} is shorter than the minimum of {minimum}",
    "ending_too_soon": (
        "an early end offered on {on} needs {length}, up to {earliest}, and the last day is"
        " {last_day}"
    ),
    "conversion_too_early": "staying for good is open after {length}, from {earliest} on",
    "conversion_again_too_early": (
        "staying for good was refused on {refused_on}, and may be asked for again after {length},"
        " from {earliest} on"
    ),
    "conversion_not_for_grade": (
        "the grade of {person} is {code}; staying for good is open for: {known}"
    ),
    "waits_for_waiver": "all have consented, and {rule} has to be set aside: {reason}",
    "not_waivable": "{rule} cannot be set aside; those that can: {rules}",
    "waiver_not_yours": "{person} cannot set {rule} aside; that is for {roles}",
    # consents
    "out_of_order": "before {person} it is the turn of {first}",
    "stale_offer": "offer {offer} is no longer on the table; offer {current} is",
    "unknown_offer": "there is no offer {offer}; offer {current} is on the table",
    "offer_expired": "offer {offer} expired after {expires_on}",
    "already_consented": "{person} has consented to offer {offer} already",
    "consent_not_needed": "offer {offer} needs the consent of {needed}, not of {person}",
    "refusal_needs_reason": "a no to offer {offer} needs a reason, and none is given",
    "own_offer": "offer {offer} is {person}'s own",
    "not_your_offer": "offer {offer} was made by {author}, not by {person}",
    # start and end
    "not_ready": "missing before the first day, {first_day}: {missing}",
    "not_first_day": "the start is on the first day, {first_day}, not on {on}",
    "one_sided_end_excluded": "an early end needs the consent of all",
    "notice_not_yours": "{person} is {roles}, and a {kind} is for {allowed}",
    "notice_too_short": (
        "notice of {length} given on {on} ends on {earliest}, after the last day {last_day}"
    ),
    "reason_needed": "notice needs a reason, and none is given",
    "no_cause": "{reason} is no cause; those are: {causes}",
    "cause_needed": "an early end needs a cause, and none is named",
    "not_immediate": "{reason} is no reason to end at once; those are: {triggers}",
    "over_too_soon": "it started on {started_on}, and is over on {earliest} at the earliest",
    "not_over_yet": "the last day is {last_day}",
    "other_ending": "what is fixed is to {planned}",
    "conversion_not_agreed": "no conversion has been agreed",
    # records
    "absence_outside": "{absence} lies outside the placement, {period}",
    "absence_overlaps": "{absence} overlaps an absence on record, {other}",
    "secondee_cannot_cover": "the secondee {person} cannot cover the own home role",
    "not_in_role": "{person} is not {role}",
    "before_handover": "{role} passed on as of {since}, so it cannot pass on as of {dated}",
    "not_your_role": "{role} is held by {holder}, not by {person}",
    "own_appointment": "{person} cannot appoint the own person as {role}",
    "incoming_is_secondee": "the secondee {person} cannot be {role} of the own placement",
    "secondee_fixed": "the secondee's role cannot pass to somebody else",
    "already_in_role": "{person} is {role} already",
    "not_the_author": "{person} cannot speak for {author}",
    "stranger_named": "{person} takes no part in this placement; those who do: {known}",
    "unknown_goal": "{goal} is no goal of the terms; those are: {goals}",
    "record_unfit": "{fault}",
    "unknown_duty": "{duty} is no duty that is put on record as done; open ones: {duties}",
    "not_latest": "fact {position} is not the latest in force, which is {latest}",
    "proposal_not_voidable": "the proposal itself cannot be voided",
}
"""Objection code -> text; the names in braces are the objection's figures."""

AGENDA: Final[Mapping[str, str]] = {
    "answer_offer": "answer offer {offer}, as {seat}",
    "waive_limit": "set {rule} aside for offer {offer}, or not: {reason}",
    "give_feedback": "give the feedback that was asked for about {about}",
    "prepare": "put in place: {missing}",
    "start": "start",
    "review_trial": "review the trial",
    "check_in": "check-in {number}",
    "review": "review {number}",
    "review_end": "review at the end",
    "discuss_home_change": "discuss the change of the home post ({what}) of {effective_on}",
    "decide_outcome": "decide how it ends",
    "extension_asked": "ask for an extension beyond {last_day}",
    "extension_decided": "agree on an extension beyond {last_day}",
    "ask_to_stay": "ask to stay for good",
    "end_before_staying": "end it, or it turns into staying for good on {stays_on}",
    "keep_return_right": "go back with the right to return, which is lost on {lost_on}",
    "last_day": "last day with the host",
    "end_complete": "say that the placement is completed",
    "end_convert": "say that the person stays for good",
    "end_end_early": "say that the placement has ended early",
    "end_leave": "say that the person has left",
    "return": "back at work at home",
    "follow_up": "ask how it went on, {after} after the end",
    "service_owed": "serve home, from {first_day} on",
    "duty": "{what}",
    "document": "have in writing: {what}",
}
"""Duty code -> text; the names in braces are the duty's figures."""

REMEDIES: Final[Mapping[str, str]] = {
    "change_fields": "{fields}",
    "ask": "{command} given by {persons}",
    "first": "{command} first: {fields}",
    "instead": "{command} instead: {fields}",
    "instead_plain": "{command} instead",
    "name_party": "name somebody as {role} among the parties",
    "offer_something_else": "{command} of something else",
    "prepare": "{command} first",
    "date_record": "the record dated {on}",
    "agree_goal": "{command} that adds the goal first",
    "answer_change": "{command} with the answer that it is to be a change",
    "lower_share": "{command} with host share {host_share}",
    "agree_extras": "{command} that takes the extra work into the scope",
    "name_reason": "{command} with a reason",
    "after_home": "{home} at home first: {fields}",
    "name_waiver": "name somebody as {roles}, who may set {rule} aside",
    "tell_service": "a service record that says so",
}
"""Remedy code -> text; ``{command}`` and ``{fields}`` come from the remedy itself."""
