"""How long the whole document takes in each format, as a ratio to loading the ledger, in one run of one process.

For each example: the ledger is loaded, the document made (tables, rounding, sentences, charts) and written. What is
loaded only once (fonts, templates, the solver) is in the first round; the medians are of all rounds. Then the same by
the command line, a process each time: ``report --format pdf`` beside ``check``, which loads and checks. To run it::

    python -m benchmarks.bench_document

The exit status is 1 where making the document and its PDF takes more than three times as long as loading.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.render import as_docx, as_html, as_pdf, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from gov_accounts.publishing.document import Document

EXAMPLES = Path(__file__).parent.parent / "examples"
UNITS = (("wuhan_2020", 2020), ("qingshi_2019_2020", 2020))
FORMATS: dict[str, Callable[[Document], object]] = {
    "html": as_html.render,
    "docx": as_docx.render,
    "xlsx": xlsx.render_document,
    "pdf": as_pdf.render,
}
ROUNDS = 5
BOUND = Decimal(3)
_PROGRAM = "from gov_accounts.cli import main; main()"


def milliseconds(work: Callable[[], object]) -> Decimal:
    """How long some work takes."""
    started = time.perf_counter_ns()
    work()
    return Decimal(time.perf_counter_ns() - started) / 1_000_000


def command_line(path: Path, year: int) -> tuple[Decimal, Decimal]:
    """How long ``check`` takes, and ``report --format pdf``, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = ["report", str(path), "--year", str(year), "--format", "pdf", "-o", str(Path(folder) / "x.pdf")]
        commands = [[sys.executable, "-c", _PROGRAM, *arguments] for arguments in (["check", str(path)], pdf)]
        times = [[milliseconds(lambda of=of: _run(of)) for of in commands] for _ in range(ROUNDS)]  # type: ignore[misc]
    checks, reports = zip(*times, strict=True)
    return median(checks), median(reports)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=False, capture_output=True)


def main() -> int:
    """Measure, print, and exit with 1 where a PDF takes too long."""
    failed = False
    for name, year in UNITS:
        path = EXAMPLES / name / "main.beancount"
        ledger = load(path)
        document = make_document(ledger, year).document
        loading = median(milliseconds(lambda path=path: load(path)) for _ in range(ROUNDS))  # type: ignore[misc]
        making = median(
            milliseconds(lambda ledger=ledger, year=year: make_document(ledger, year))  # type: ignore[misc]
            for _ in range(ROUNDS)
        )
        print(f"{name}: load {loading:.0f} ms, document {making:.0f} ms (×{making / loading:.2f})")
        for kind, render in FORMATS.items():
            writing = median(
                milliseconds(lambda render=render, document=document: render(document))  # type: ignore[misc]
                for _ in range(ROUNDS)
            )
            ratio = (making + writing) / loading
            bound = f" (bound {BOUND})" if kind == "pdf" else ""
            failed = failed or (kind == "pdf" and ratio > BOUND)
            print(f"  {kind:<5} {writing:5.0f} ms, with the document ×{ratio:.2f} of loading{bound}")
        checking, reporting = command_line(path, year)
        print(f"  check {checking:5.0f} ms, report --format pdf {reporting:.0f} ms (×{reporting / checking:.2f})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
