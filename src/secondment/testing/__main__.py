"""The figures of policies, and the laws broken: ``python -m secondment.testing acme.toml house``.

How they are found does not belong here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from secondment.errors import InvalidValue
from secondment.pack import load_policy
from secondment.testing.exploration.walk import explore
from secondment.testing.scenes import scene_for


def main(arguments: Sequence[str]) -> int:
    """Write what is found under each policy that is named, and return whether a law is broken.

    All are read before the first is walked through, so that a slip is told at once.
    """
    parser = argparse.ArgumentParser(
        prog="python -m secondment.testing",
        description="Walk through every state that policies let a placement come to.",
    )
    parser.add_argument("names", nargs="+", metavar="policy", help="a name or a path of a pack")
    parser.add_argument("--small", action="store_true", help="with two people: seconds, no minutes")
    given = parser.parse_args(arguments)
    try:
        policies = [load_policy(name) for name in given.names]
        scenes = [scene_for(policy, small=given.small) for policy in policies]
    except (InvalidValue, ValueError) as error:
        parser.error(str(error))
    is_broken = False
    for policy, scene in zip(policies, scenes, strict=True):
        try:
            found = explore(policy, scene)
        except ValueError as error:
            parser.error(str(error))
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
        is_broken |= bool(found.faults)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
