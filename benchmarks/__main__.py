"""Run every benchmark and print one table: ``make bench``."""

from benchmarks import imports, replays, steps

if __name__ == "__main__":
    for module in (steps, replays, imports):
        print(module.__doc__)
        for line in module.report():
            print(f"  {line}")
        print()
