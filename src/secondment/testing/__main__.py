"""The figures of policies, and the laws broken: ``python -m secondment.testing acme.toml house``.

How they are found does not belong here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from secondment.pack import pack_names
from secondment.testing.exploration.walk import explore


def main(names: Sequence[str]) -> int:
    """Write what is found under each policy of *names*, and return whether a law is broken."""
    if not names:
        sys.stderr.write(f"name one policy or more, such as {', '.join(pack_names())}\n")
        return 2
    found = [explore(name) for name in names]
    for exploration in found:
        sys.stdout.write(f"{exploration}\n")
    return int(any(exploration.faults for exploration in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
