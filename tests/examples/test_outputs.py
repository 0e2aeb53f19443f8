"""What the commands print of the examples is, to the byte, what it was: see ``tests.support.outputs``."""

from __future__ import annotations

import hashlib
import os

import pytest

from tests.support.outputs import YEARS, Output, outputs
from tests.support.paths import SNAPSHOTS

KEPT = SNAPSHOTS / "outputs"


@pytest.mark.parametrize(("example", "year"), [(example, year) for example, years in YEARS.items() for year in years])
def test_every_byte_is_as_it_was(example: str, year: int) -> None:
    """``SNAPSHOT=write`` keeps what is printed now. A library's bytes are compared where it is of the same version."""
    made = [line(each) for each in outputs(example, year)]
    path = KEPT / f"{example}_{year}.txt"
    if os.environ.get("SNAPSHOT") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(made) + "\n", encoding="utf-8", newline="\n")
    kept = path.read_text(encoding="utf-8").splitlines()
    assert [name(each) for each in made] == [name(each) for each in kept]
    changed = [new for new, old in zip(made, kept, strict=True) if new != old and libraries(new) == libraries(old)]
    assert not changed, "write both with `python -m tests.support.outputs FOLDER` and compare them"


def line(output: Output) -> str:
    digest = hashlib.sha256(output.content).hexdigest()[:32]
    return f"{digest} {len(output.content)} {output.name}" + (f" [{output.libraries}]" if output.libraries else "")


def name(kept: str) -> str:
    return kept.split(" ", 2)[2].partition(" [")[0]


def libraries(kept: str) -> str:
    return kept.partition(" [")[2]
