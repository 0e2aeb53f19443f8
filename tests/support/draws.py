"""How many examples a property test draws: a number at the test, and a share of it that depends on the profile.

``@draws(200)`` draws 100 examples whenever the tests are run, 50 in the check of a commit, and 4,000 in a deep run
(``HYPOTHESIS_PROFILE``, tests/conftest.py).
"""

from __future__ import annotations

import os
from typing import Any, Final

from hypothesis import settings

PERCENT: Final = {"default": 50, "same": 25, "deep": 2000}
"""Of the number that stands at a test, by profile (tests/conftest.py)."""


def draws(examples: int, **more: Any) -> settings:
    """Settings that draw a share of so many examples, at least one."""
    percent = PERCENT[os.environ.get("HYPOTHESIS_PROFILE", "default")]
    return settings(max_examples=max(examples * percent // 100, 1), **more)
