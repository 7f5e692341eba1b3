"""Goals of a placement: what is to be reached.

How far a goal has been reached does not belong here yet.
"""

from typing import NewType

from attrs import frozen

GoalId = NewType("GoalId", str)


@frozen
class Goal:
    """One goal.

    Attributes:
        id: An id of the embedding tool.
        title: A short label.
    """

    id: GoalId
    title: str
