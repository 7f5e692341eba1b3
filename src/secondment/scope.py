"""Scope of a placement: what is to be done.

How much of it has been done does not belong here.
"""

from decimal import Decimal
from typing import NewType

from attrs import frozen

ScopeItemId = NewType("ScopeItemId", str)


@frozen
class ScopeItem:
    """One item of the scope.

    Attributes:
        id: An id of the embedding tool.
        title: A short label.
        effort: In days.
    """

    id: ScopeItemId
    title: str
    effort: Decimal
