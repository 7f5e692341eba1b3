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
    "scope_drift": (
        "{extra} days of extra work are {share} of the {agreed} days agreed, more than {threshold}"
    ),
    # consents
    "stale_offer": "offer {offer} is no longer on the table; offer {current} is",
    "unknown_offer": "there is no offer {offer}; offer {current} is on the table",
    "offer_expired": "offer {offer} expired after {expires_on}",
    "already_consented": "{person} has consented to offer {offer} already",
    "consent_not_needed": "offer {offer} needs the consent of {needed}, not of {person}",
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
    "not_latest": "fact {position} is not the latest in force, which is {latest}",
    "proposal_not_voidable": "the proposal itself cannot be voided",
}
"""Objection code -> text; the names in braces are the objection's figures."""

REMEDIES: Final[Mapping[str, str]] = {
    "change_fields": "{fields}",
    "ask": "{command} given by {persons}",
    "first": "{command} first: {fields}",
    "instead": "{command} instead: {fields}",
    "instead_plain": "{command} instead",
    "name_party": "name a {role} among the parties",
    "offer_something_else": "{command} of something else",
    "prepare": "{command} first",
    "date_record": "the record dated {on}",
    "agree_goal": "{command} that adds the goal first",
    "answer_change": "{command} with the answer that it is to be a change",
    "lower_share": "{command} with host share {host_share}",
    "agree_extras": "{command} that takes the extra work into the scope",
    "name_reason": "{command} with a reason",
}
"""Remedy code -> text; ``{command}`` and ``{fields}`` come from the remedy itself."""
