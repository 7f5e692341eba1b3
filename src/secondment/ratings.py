"""Ratings on a scale: weighted scores, and summaries of many raters that keep each rater unknown.

Notes, reviews and who may read them do not belong here: see `feedback`.

What a reader of summaries can never work out, and why:

- A round is summarised once, after its last day, and what was published is what stays. Answers that
  come, go or change later cannot be compared with it.
- Whether a group is shown depends on how many answered, never on what they answered.
- A group that is not shown enters no figure at all. Change its answers, and everything published
  stays as it is; so nothing can be subtracted from anything.
- The groups that are shown have no rater in common, and every other figure (over all relations,
  over all items, the gap) is computed from what is published. So no combination of figures speaks
  of fewer raters than one whole group.
- A total at the very end of the scale would say what each rater answered. It is published one step
  short of the end, where it has more than one reading.
- No anonymous rater is in the audience, so no reader starts out with one of the scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from attrs import evolve, field, frozen

from secondment.dates import Day, Period, day_fault
from secondment.decimals import rounded, sum_of
from secondment.errors import Fault, InvalidValue
from secondment.faults import (
    Each,
    check_fields,
    decimal_of_digits,
    decimal_within,
    flag_fault,
    id_fault,
    item_faults,
    of_kind,
    or_none,
    raise_faults,
    repeated,
    several,
    whole_number,
)
from secondment.parties import PersonId

RoundId = str
"""Names a round: a review or a survey that happens once for a person."""
ItemId = str
"""Names what is rated, within one review or round."""

FEWEST: Final = 3
"""How many raters a group needs at least before anything of it is shown.

Source:
    SIGMA Assessment Systems on 360 feedback, https://www.sigmaassessmentsystems.com/?p=36120:
    results of a relation with fewer than three raters are left out, the manager's excepted.
"""

_figure_fault: Final = decimal_of_digits(6, 6)
_total_fault: Final = decimal_of_digits(15, 6)
_share_fault: Final = decimal_within("from 0 to 1", lambda share: 0 <= share <= 1, 6)
_weight_fault: Final = decimal_within("above 0 and at most 1", lambda part: 0 < part <= 1, 6)


@frozen
class Scale:
    """The values that a rating may have: from *lowest* to *highest* in steps of *step*.

    Attributes:
        lowest: The least.
        highest: The most, a whole number of steps above the least.
        step: The distance from one value to the next.

    Raises:
        InvalidValue: A bound is no Decimal, exceeds six digits before or after the point, or the
            bounds and the step do not fit.

    Example:
        >>> stars = Scale(Decimal(0), Decimal(5), step=Decimal("0.5"))
        >>> stars.fault(Decimal("3.5")), stars.at(Decimal("0.8"))
        (None, Decimal('4'))
    """

    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)

    def __attrs_post_init__(self) -> None:
        check_fields(self, lowest=_figure_fault, highest=_figure_fault, step=_figure_fault)
        if self.highest <= self.lowest:
            text = f"must lie above the lowest value {self.lowest}, not at {self.highest}"
            raise InvalidValue("Scale", Fault("highest", text))
        if self.step <= 0 or self._steps(self.highest).denominator != 1:
            text = f"must lead from {self.lowest} to {self.highest} in whole steps, not {self.step}"
            raise InvalidValue("Scale", Fault("step", text))

    def _steps(self, value: Decimal) -> Fraction:
        return (Fraction(value) - Fraction(self.lowest)) / Fraction(self.step)

    def fault(self, value: object) -> str | None:
        """Return what is wrong with *value* as a value of this scale, or None."""
        if fault := _figure_fault(value):
            return fault
        assert isinstance(value, Decimal)
        if not self.lowest <= value <= self.highest or self._steps(value).denominator != 1:
            return f"must be one of {self}, not {value}"
        return None

    def at(self, share: Decimal) -> Decimal:
        """Return the value at *share* of the way from lowest (0) to highest (1).

        It need not be one of the steps.

        Raises:
            InvalidValue: *share* is no Decimal from 0 to 1.
        """
        if fault := _share_fault(share):
            raise InvalidValue("a value of the scale", Fault("share", fault))
        width = Fraction(self.highest) - Fraction(self.lowest)
        return rounded(Fraction(self.lowest) + Fraction(share) * width)

    def __str__(self) -> str:
        return f"{self.lowest} to {self.highest} in steps of {self.step}"


@frozen
class Rating:
    """One weighted rating.

    Attributes:
        item: What is rated.
        score: The value on the scale.
        weight: Its part of the whole, above 0; the weights of all ratings together are 1.

    Raises:
        InvalidValue: The id is blank, or a figure is no Decimal or out of bounds.
    """

    item: ItemId
    score: Decimal
    weight: Decimal

    def __attrs_post_init__(self) -> None:
        check_fields(self, item=id_fault, score=_figure_fault, weight=_weight_fault)


def rating_faults(ratings: tuple[Rating, ...], scale: Scale) -> tuple[Fault, ...]:
    """Return what is wrong with *ratings* as one weighted whole on *scale*; empty when sound."""
    faults = [
        Fault(f"ratings[{index}].score", fault)
        for index, rating in enumerate(ratings)
        if (fault := scale.fault(rating.score))
    ]
    for item, count in repeated(rating.item for rating in ratings).items():
        faults.append(Fault("ratings", f"{item} is rated {count} times; once is meant"))
    whole = sum_of(rating.weight for rating in ratings)
    if whole != 1:
        text = f"the weights add up to {rounded(whole)}; they must add up to 1"
        faults.append(Fault("ratings", text))
    return tuple(faults)


def weighted_score(ratings: Iterable[Rating], scale: Scale) -> Decimal:
    """Return the sum of weight times score, exact, on the same scale.

    Raises:
        InvalidValue: There are no ratings, an item is rated twice, a score is off the scale, or the
            weights do not add up to 1.

    Source:
        Frappe HRMS, appraisal and employee performance feedback,
        https://github.com/frappe/hrms (80f17c9): score = sum of rating x weight, the weights
        together 100 percent.

    Example:
        >>> stars = Scale(Decimal(0), Decimal(5))
        >>> speed = Rating("speed", Decimal(5), weight=Decimal("0.3"))
        >>> care = Rating("care", Decimal(3), weight=Decimal("0.7"))
        >>> weighted_score([speed, care], stars)
        Decimal('3.6')
    """
    given = tuple(ratings)
    raise_faults("a weighted score", rating_faults(given, scale))
    return rounded(sum_of(Fraction(each.score) * Fraction(each.weight) for each in given))


def average(scores: Iterable[Decimal]) -> Decimal | None:
    """Return the mean of *scores* to 28 digits; None when there are none.

    Raises:
        InvalidValue: A score is no Decimal or out of bounds.

    Example:
        >>> average([Decimal("3.5"), Decimal(4)]), average([])
        (Decimal('3.75'), None)
    """
    given = tuple(scores)
    raise_faults("an average", item_faults("scores", given, _figure_fault))
    return rounded(sum_of(given) / len(given)) if given else None


class Relation(StrEnum):
    """What a rater is to the person rated."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    REPORT = "report"
    """Somebody whom the person leads."""
    STAKEHOLDER = "stakeholder"
    COLLEAGUE = "colleague"
    """Anybody who works with the person, where a finer group would be too small to be shown."""

    @property
    def is_anonymous(self) -> bool:
        """Whether the single rater stays unknown: everybody but the person and the managers."""
        return self not in {Relation.SELF, Relation.MANAGER}


@frozen
class Rater:
    """Somebody asked to rate.

    Attributes:
        person: Who.
        relation: What that person is to the person rated.

    Raises:
        InvalidValue: The id is blank, or the relation is none.
    """

    person: PersonId
    relation: Relation

    def __attrs_post_init__(self) -> None:
        check_fields(self, person=id_fault, relation=of_kind(Relation))


def _ids(given: Iterable[str]) -> tuple[str, ...]:
    return several(given)


def _raters(given: Iterable[Rater]) -> tuple[Rater, ...]:
    return several(given)


@frozen(kw_only=True)
class Round:
    """A question to several raters about one person, open for a time.

    The relation of a rater is fixed here, before anybody answers, so that no answer can move a
    rater into another group.

    Attributes:
        id: Names it.
        about: The person rated.
        period: The days on which answers are taken; it is closed on the day after.
        items: What is rated, at least one.
        scale: The values that may be given.
        raters: Who is asked, each once; the person rated as SELF or not at all.
        audience: Who may read the summary besides the person rated; no anonymous rater, who would
            know one of the answers already.
        fewest: How many answers a group needs to be shown, `FEWEST` or more.

    Raises:
        InvalidValue: A field has another type, or the people do not fit.
    """

    id: RoundId
    about: PersonId
    period: Period
    items: tuple[ItemId, ...] = field(converter=_ids)
    scale: Scale
    raters: tuple[Rater, ...] = field(converter=_raters)
    audience: tuple[PersonId, ...] = field(default=(), converter=_ids)
    fewest: int = FEWEST

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            id=id_fault,
            about=id_fault,
            period=of_kind(Period),
            scale=of_kind(Scale),
            fewest=whole_number(FEWEST),
            items=Each(id_fault),
            raters=Each(of_kind(Rater)),
            audience=Each(id_fault),
        )
        raise_faults("Round", _round_faults(self))

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations that are asked, in the order of `Relation`."""
        asked = {rater.relation for rater in self.raters}
        return tuple(relation for relation in Relation if relation in asked)


def _round_faults(given: Round) -> Iterator[Fault]:
    if not given.items:
        yield Fault("items", "must name at least one item")
    persons = [rater.person for rater in given.raters]
    for name, each in (("items", given.items), ("raters", persons)):
        for twice, count in repeated(each).items():
            yield Fault(name, f"{twice} is named {count} times; once is meant")
    for rater in given.raters:
        if rater.person == given.about and rater.relation is not Relation.SELF:
            text = f"{rater.person} is the person rated and can only be asked as self"
            yield Fault("raters", text)
        if rater.person != given.about and rater.relation is Relation.SELF:
            yield Fault("raters", f"{rater.person} is not the person rated, {given.about}")
        if rater.person in given.audience and rater.relation.is_anonymous:
            text = f"{rater.person} is asked as {rater.relation.value} and cannot read the summary"
            yield Fault("audience", text)


@frozen
class Score:
    """One answer to one item.

    Attributes:
        item: Which item of the round.
        value: The value on the round's scale.

    Raises:
        InvalidValue: The id is blank, or the value is no Decimal or out of bounds.
    """

    item: ItemId
    value: Decimal

    def __attrs_post_init__(self) -> None:
        check_fields(self, item=id_fault, value=_figure_fault)


def _scores(given: Iterable[Score]) -> tuple[Score, ...]:
    return several(given)


@frozen(kw_only=True)
class Response:
    """What one rater answered in a round. Nobody but its author may read it.

    Attributes:
        round: Which round.
        by: The rater.
        on: The day of the answer.
        scores: One for each item that the rater has an opinion on, at least one.

    Raises:
        InvalidValue: A field has another type, or there is no score or two for one item.
    """

    round: RoundId
    by: PersonId
    on: Day
    scores: tuple[Score, ...] = field(converter=_scores)

    def __attrs_post_init__(self) -> None:
        check_fields(self, round=id_fault, by=id_fault, on=day_fault, scores=Each(of_kind(Score)))
        if not self.scores:
            text = "must hold at least one; without an opinion, do not answer"
            raise InvalidValue("Response", Fault("scores", text))
        items = repeated(score.item for score in self.scores)
        faults = (Fault("scores", f"{item} is rated more than once") for item in items)
        raise_faults("Response", faults)


def response_faults(asked: Round, responses: Iterable[Response]) -> tuple[Fault, ...]:
    """Return what is wrong with *responses* as the answers to *asked*; empty when sound.

    A tool that takes a new answer asks with the earlier ones and the new one last.

    Source:
        Frappe HRMS, appraisal, https://github.com/frappe/hrms (80f17c9): a second one for the same
        person and round is refused.
    """
    given = tuple(responses)
    faults = [
        fault.under(f"responses[{index}]")
        for index, response in enumerate(given)
        for fault in _one_response_faults(asked, response)
    ]
    for person in repeated(response.by for response in given):
        faults.append(Fault("responses", f"{person} has answered more than once in {asked.id}"))
    return tuple(faults)


def _one_response_faults(asked: Round, response: Response) -> Iterator[Fault]:
    if response.round != asked.id:
        yield Fault("round", f"answers round {response.round}, not {asked.id}")
    if response.by not in {rater.person for rater in asked.raters}:
        yield Fault("by", f"{response.by} is not asked in {asked.id}")
    if response.on not in asked.period:
        yield Fault("on", f"{response.on} lies outside the days for answers, {asked.period}")
    for index, score in enumerate(response.scores):
        if score.item not in asked.items:
            yield Fault(f"scores[{index}].item", f"{score.item} is no item of {asked.id}")
        if fault := asked.scale.fault(score.value):
            yield Fault(f"scores[{index}].value", fault)


@frozen(kw_only=True)
class Cell:
    """What is published of one relation on one item.

    Attributes:
        relation: Whose answers.
        item: On which item.
        raters: How many; None when too few answered for anything to be shown.
        total: The sum of their values; None when too few answered.
        is_edge: Whether `total` lies one step from an end of the scale and may stand for that end:
            read "4.67 or more" near the highest value, "1.33 or less" near the lowest.

    Raises:
        InvalidValue: It would show fewer than `FEWEST` raters of an anonymous relation, or half of
            a figure.
    """

    relation: Relation
    item: ItemId
    raters: int | None = None
    total: Decimal | None = None
    is_edge: bool = False

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            relation=of_kind(Relation),
            item=id_fault,
            total=or_none(_total_fault),
            is_edge=flag_fault,
        )
        least = FEWEST if self.relation.is_anonymous else 1
        check_fields(self, raters=or_none(whole_number(least)))
        if (self.raters is None) is not (self.total is None):
            text = "must be None when raters is None, and only then"
            raise InvalidValue("Cell", Fault("total", text))

    @property
    def mean(self) -> Decimal | None:
        """The total over the raters, to 28 digits; None when too few answered."""
        found = _shown_mean([self])
        return None if found is None else rounded(found)


def _shown_mean(cells: Iterable[Cell]) -> Fraction | None:
    """Return the mean over all raters of the *cells* that are shown; None when none is."""
    shown = [(each.total, each.raters) for each in cells if each.total is not None]
    raters = sum(count for _, count in shown if count is not None)
    return sum_of(total for total, _ in shown) / raters if raters else None


def _cells(given: Iterable[Cell]) -> tuple[Cell, ...]:
    return several(given)


@frozen(kw_only=True)
class Summary:
    """All that is ever published of a round.

    Attributes:
        round: Which round.
        about: The person rated.
        on: The day of publication.
        audience: Who may read it besides the person rated.
        items: What was rated.
        cells: One for each relation asked and item, in the order of `Relation` and of the items.

    Raises:
        InvalidValue: A field has another type.
    """

    round: RoundId
    about: PersonId
    on: Day
    audience: tuple[PersonId, ...] = field(default=(), converter=_ids)
    items: tuple[ItemId, ...] = field(converter=_ids)
    cells: tuple[Cell, ...] = field(converter=_cells)

    def __attrs_post_init__(self) -> None:
        check_fields(
            self,
            round=id_fault,
            about=id_fault,
            on=day_fault,
            audience=Each(id_fault),
            items=Each(id_fault),
            cells=Each(of_kind(Cell)),
        )

    def mean(self, relation: Relation | None = None, item: ItemId | None = None) -> Decimal | None:
        """Return a mean of what is published, to 28 digits.

        Args:
            relation: Whose answers; None for everybody but the person, each rater counting the
                same. Relations that are not shown are left out, not rolled up.
            item: On which item; None for the mean of the items' means.

        Returns:
            The mean, or None when there is nothing to show for it, on one item or on all of them.

        Raises:
            InvalidValue: The round has no such item.

        Source:
            Glint, 360 report, https://community.glintinc.com: a category under the threshold is
            omitted and not rolled up.
        """
        found = self._mean(relation, item)
        return None if found is None else rounded(found)

    def gap(self, item: ItemId | None = None) -> Decimal | None:
        """Return the person's own mean less the others': above 0 is the better view of oneself.

        None when the person did not answer, or nothing of the others can be shown.

        Raises:
            InvalidValue: The round has no such item.
        """
        own, others = self._mean(Relation.SELF, item), self._mean(None, item)
        return None if own is None or others is None else rounded(own - others)

    def _mean(self, relation: Relation | None, item: ItemId | None) -> Fraction | None:
        if item is not None and item not in self.items:
            raise InvalidValue("a mean", Fault("item", f"{item} is no item of {self.round}"))
        others = frozenset(Relation) - {Relation.SELF}
        wanted = others if relation is None else {relation}
        means = [
            _shown_mean(
                cell for cell in self.cells if cell.item == each and cell.relation in wanted
            )
            for each in ((item,) if item is not None else self.items)
        ]
        shown = [mean for mean in means if mean is not None]
        return sum_of(shown) / len(shown) if len(shown) == len(means) else None


def summarise(
    asked: Round, responses: Iterable[Response], *, on: Day, published: Summary | None
) -> Summary:
    """Return the one summary of a closed round.

    Args:
        asked: The round.
        responses: All answers to it, in any order. To withdraw an answer, leave it out: possible
            until the summary is published.
        on: The day of publication, after the last day for answers.
        published: The summary that was published of this round; None when there is none yet.

    Returns:
        The summary to publish and to keep; *published* itself when there is one.

    Raises:
        InvalidValue: The round is still open, an answer does not fit, or the answers no longer lead
            to what was published: a second summary beside the first would give away the answers
            that make the difference.

    Source:
        The threshold: see `FEWEST`. Why a group below it is in no total: Handbook on Statistical
        Disclosure Control, chapter 4, https://sdctools.github.io/HandbookSDC/ (a margin beside all
        groups but one gives that one away). Why a total stops one step short of an end: secondment,
        the head of this module.
    """
    given = tuple(responses)
    raise_faults("Summary", [*_closing_faults(asked, on), *response_faults(asked, given)])
    cells = [_cell(asked, given, each, item) for each in asked.relations for item in asked.items]
    summary = Summary(
        round=asked.id,
        about=asked.about,
        on=on,
        audience=asked.audience,
        items=asked.items,
        cells=cells,
    )
    if published is None:
        return summary
    if evolve(summary, on=published.on, audience=published.audience) != published:
        text = f"another summary of {published.round} was published on {published.on}; it stays"
        raise InvalidValue("Summary", Fault("published", text))
    return published


def _closing_faults(asked: Round, on: Day) -> Iterator[Fault]:
    last_day = asked.period.last_day
    if fault := day_fault(on):
        yield Fault("on", fault)
    elif on <= last_day:
        text = f"{asked.id} takes answers until {last_day}; it can be summarised from the day after"
        yield Fault("on", text)


def _cell(asked: Round, responses: tuple[Response, ...], relation: Relation, item: ItemId) -> Cell:
    group = {rater.person for rater in asked.raters if rater.relation is relation}
    values = [
        score.value
        for response in responses
        if response.by in group
        for score in response.scores
        if score.item == item
    ]
    if len(values) < (asked.fewest if relation.is_anonymous else 1):
        return Cell(relation=relation, item=item)
    total = sum_of(values)
    if not relation.is_anonymous:
        return Cell(relation=relation, item=item, raters=len(values), total=rounded(total))
    step = Fraction(asked.scale.step)
    least = len(values) * Fraction(asked.scale.lowest) + step
    most = len(values) * Fraction(asked.scale.highest) - step
    total = min(max(total, least), most)
    return Cell(
        relation=relation,
        item=item,
        raters=len(values),
        total=rounded(total),
        is_edge=total in {least, most},
    )
