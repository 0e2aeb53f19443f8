"""The pictures of the README: pages of the example, and its published document, in a browser.

To make them again, from a checkout with the test extra and Chromium installed::

    python -m docs.screenshots
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.render import as_html
from tests.support.browser import browsing, extension, serving

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


def picture_document(browser: Any) -> Path:
    """The published document, where its words begin."""
    content = as_html.render(make_document(load(EXAMPLE), 2020).document)
    path = FOLDER / "document.png"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "document.html").write_text(content, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1000, "height": 860}, locale="zh-CN")
        page.goto((Path(folder) / "document.html").as_uri())
        page.get_by_role("heading", name="第三部分").scroll_into_view_if_needed()
        page.evaluate("""() => [...document.querySelectorAll("main h2")]
          .find(each => each.textContent.startsWith("第三部分")).scrollIntoView()""")
        page.screenshot(path=path, animations="disabled")
        page.close()
    return path


def picture_recording(browser: Any, base: str) -> list[Path]:
    """A voucher on the page 记账, typed and looked at, on a wide screen and on a narrow one."""
    made = []
    for name, width, height in (("fava-recording", 1280, 840), ("fava-recording-narrow", 390, 1240)):
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.goto(extension(base, "tab=entry&year=2020"))
        page.wait_for_selector("[data-ready]")
        for words in ("5.20", "某供电公司", "五月电费", "2", "2060501", "30206", "sphfw", "985.4", "1011", "", "="):
            page.keyboard.type(words)
            page.keyboard.press("Enter")
        page.wait_for_selector("[data-part=derived] table")
        page.evaluate("document.querySelector('.gov-tabs').scrollIntoView()")
        path = FOLDER / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        page.close()
        made.append(path)
    return made


def main() -> int:
    """Make the pictures, and exit with 1 where one is too large."""
    sizes = []
    with serving(EXAMPLE) as base, browsing() as browser:
        sizes.append(picture_document(browser).stat().st_size)
        sizes += [path.stat().st_size for path in picture_recording(browser, base)]
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
