"""The pictures of the README: pages of the example in a browser.

To make them again, from a checkout with the test extra and Chromium installed::

    python -m docs.screenshots
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from tests.browser import browsing, extension, serving

FOLDER: Final = Path(__file__).parent
EXAMPLE: Final = FOLDER.parent / "examples" / "wuhan_2020" / "main.beancount"
LARGEST: Final = 150 * 1024
PICTURES: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("fava-tables", "table=general_expenditure", {"height": 900}),
    ("fava-figure", "tab=cell&table=general_expenditure&row=2060501&column=1", {"width": 1300, "height": 560}),
    ("fava-budget", "tab=budget", {"height": 620}),
    ("fava-charts", "tab=charts", {"width": 1300, "height": 1200, "color_scheme": "dark"}),
)
"""Name, query, and what is unlike the others: width, the greatest height, light or dark."""
_BOTTOM: Final = """() => Math.max(...[...document.querySelectorAll(".gov tr, .gov-notes p")]
  .map(each => each.getBoundingClientRect().bottom).filter(bottom => bottom < window.innerHeight)) + 1"""
"""Where the last row ends that is whole, so that no picture cuts one."""


def main() -> int:
    """Make the pictures, and exit with 1 where one is too large."""
    sizes = []
    with serving(EXAMPLE) as base, browsing() as browser:
        for name, query, options in PICTURES:
            page = browser.new_page(
                viewport={"width": options.get("width", 1160), "height": options.get("height", 620)},
                color_scheme=options.get("color_scheme", "light"),
                locale="zh-CN",
            )
            page.goto(extension(base, query))
            page.wait_for_selector("header h1")
            page.wait_for_load_state("networkidle")
            path = FOLDER / f"{name}.png"
            size = page.viewport_size or {"width": 0, "height": 0}
            clip = {"x": 0, "y": 0, "width": size["width"], "height": page.evaluate(_BOTTOM)}
            page.screenshot(path=path, animations="disabled", clip=clip)  # type: ignore[arg-type]
            page.close()
            sizes.append(path.stat().st_size)
            print(f"{path.name}: {sizes[-1] // 1024} KiB")
    return int(max(sizes) > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
