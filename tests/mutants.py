"""How many changed rules the tests notice: `make mutants` ends with this table.

mutmut writes beside each module what became of its mutants. What the words mean, and why those
that survive do, is in `docs/mutants.md`.

    python -m tests.mutants
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

WRITTEN = Path("mutants/src/secondment")
WORDS = {
    0: "survived",
    1: "killed",
    3: "killed",
    5: "no test",
    24: "timed out",
    -24: "timed out",
    33: "no test",
    36: "timed out",
    37: "refused by types",
    152: "timed out",
    255: "timed out",
}
"""What mutmut means by the number that it keeps for a mutant: the exit code of pytest, mostly."""
NOTICED = ("killed", "timed out", "refused by types")
COLUMNS = (*NOTICED, "survived", "no test", "not run")


def results_in(folder: Path) -> dict[str, dict[str, str]]:
    """Return what became of every mutant, by its name, for each module in *folder*."""
    found = {}
    for file in sorted(folder.glob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(file.read_text(encoding="utf-8"))[
            "exit_code_by_key"
        ]
        found[file.name.removesuffix(".py.meta")] = {
            name: WORDS.get(-1 if code is None else code, "not run") for name, code in codes.items()
        }
    return found


def row_of(title: str, results: Iterable[str]) -> tuple[object, ...]:
    """Return how many of *results* are of each sort, and the part that was noticed."""
    counts = Counter(results)
    judged = counts.total() - counts["not run"]
    noticed = sum(counts[word] for word in NOTICED)
    score = f"{100 * noticed / judged:.1f} %" if judged else "-"
    return (title, *(counts[word] for word in COLUMNS), counts.total(), score)


def lines(results: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield the table, and after it the names of those that nothing noticed."""
    whole = {name: word for found in results.values() for name, word in found.items()}
    rows = [row_of(module, found.values()) for module, found in results.items()]
    for row in (("module", *COLUMNS, "mutants", "score"), *rows, row_of("all", whole.values())):
        yield "  ".join(f"{each:>16}" for each in row)
    yield from (
        f"{word}: {name}" for name, word in whole.items() if word in ("survived", "no test")
    )


def main() -> None:
    """Write what became of the mutants."""
    sys.stdout.writelines(f"{line}\n" for line in lines(results_in(WRITTEN)))


if __name__ == "__main__":
    main()
