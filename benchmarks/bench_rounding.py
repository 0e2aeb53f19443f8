"""How long controlled rounding takes as a unit grows, in one run: seconds, and as a ratio to making the tables at all.

Units of all five kinds of money, with amounts of any size ("any") and with every amount at half a printed unit ("half",
the hardest there is: whole figures have no choice, all others no preference, and often no nearest figures add up). To
run it::

    python -m benchmarks.bench_rounding
"""

from __future__ import annotations

import time

from gov_accounts.law.profile import profile_of
from gov_accounts.printing.rounding import HALF_UP, round_statements
from gov_accounts.printing.units import WAN
from tests.support.units import YEAR, unit

SIZES = (50, 100, 200, 400, 800, 1600, 3200)
HALF_SIZES = (50, 100, 200, 400, 800)
SEEDS = (1, 2, 3, 4, 5)


def main() -> None:
    formats = profile_of(YEAR).formats
    print("amounts  leaves   cells  changed  beyond   tables   half up  controlled  controlled/tables  µs a cell")
    for style, sizes in (("any", SIZES), ("half", HALF_SIZES)):
        for leaves in sizes:
            worst = (0, "")
            for seed in SEEDS:
                started = time.process_time_ns()
                statements = unit(seed, leaves, style)
                made = time.process_time_ns()
                round_statements(statements, formats, WAN, HALF_UP)
                plain = time.process_time_ns()
                rounding = round_statements(statements, formats, WAN)
                ended = time.process_time_ns()
                cells = len(rounding.printed)
                took = ended - plain
                line = (
                    f"{style:<7} {leaves:7} {cells:7} {len(rounding.changes):8} {len(rounding.further):7} "
                    f"{(made - started) // 10**6:6} ms {(plain - made) // 10**6:6} ms {took // 10**6:8} ms "
                    f"{took // max(1, made - started):18} {took // 1000 // cells:10}"
                )
                worst = max(worst, (took, line))
            print(worst[1], flush=True)


if __name__ == "__main__":
    main()
