"""Which notice is for somebody, and how long it is: it may differ by grade and grow with service.

Whether somebody may give notice does not belong here: see `rules`.
"""

from __future__ import annotations

from secondment.clauses import NoticeRule
from secondment.dates import Day, Length, Span, day_after, span_after
from secondment.policy import Policy
from secondment.service import ServiceRecord, completed_on, completed_years
from secondment.terms import NoticeKind


def notice_rule(kind: NoticeKind, policy: Policy, service: ServiceRecord, on: Day) -> NoticeRule:
    """Return the row of notice that fits the secondee: the first that is for such a person.

    A row for some grades, or for those on probation, fits nobody of whom that is not known.
    """
    for row in policy.notice_rules(kind):
        until = service.probation_until
        probation = None if until is None else on <= until
        for_grade = not row.grades or service.grade in row.grades
        if for_grade and row.on_probation in (None, probation):
            return row
    raise AssertionError(f"the last row of {kind} is for everybody")


def notice_length(rule: NoticeRule, service: ServiceRecord, on: Day, policy: Policy) -> Span:
    """Return how long a notice of *rule* is that is given on *on*: it may grow with the service.

    Source:
        Exeter, "Leaving": the longer of one month and one week for each completed year, at most
        twelve weeks.
    """
    length, since = rule.length, service.employed_since
    if since is None:
        return length
    for step in rule.by_service:
        if completed_on(since, step.from_service) <= on:
            length = step.length
    if rule.per_year is None:
        return length
    years = completed_years(since, on)
    grown = _capped(rule.per_year.times(years), rule.at_most, on)
    calendar = policy.calendar
    return max(length, grown, key=lambda each: span_after(on, each, calendar))


def _capped(length: Length, most: Length | None, on: Day) -> Length:
    return length if most is None or day_after(on, length) <= day_after(on, most) else most
