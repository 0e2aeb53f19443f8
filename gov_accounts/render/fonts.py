"""Fonts for a PDF: the one that comes with the ``documents`` extra, or else this machine's; and what they lack.

With the extra's font the same document is the same bytes on every machine, and fonts that are installed don't count.
A character that no font has would be printed as a box; that is an error, which names it and says what to do.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding
from gov_accounts.render.extras import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typst

VARIABLE: Final = "GOV_ACCOUNTS_FONT"
"""Environment variable: a font file, or a folder of them, to use and no others."""
PACKAGE: Final = "manimgx_fonts_cjk"
"""Of the ``documents`` extra: nothing but a font, of every weight from thin to black in one file, and its licence."""
PACKAGED: Final = "Noto Sans CJK SC"
"""The family in it that has simplified Chinese."""
FAMILIES: Final = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体"),
    *("PingFang SC", "Microsoft YaHei", "微软雅黑", "Hiragino Sans GB", "Heiti SC", "STHeiti", "DengXian", "等线"),
    *("SimHei", "黑体", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "文泉驿微米黑", "文泉驿正黑"),
    *("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体"),
    *("Songti SC", "STSong", "SimSun", "宋体", "NSimSun", "新宋体", "AR PL UMing CN", "AR PL SungtiL GB"),
    *("FangSong", "仿宋", "KaiTi", "楷体", "AR PL UKai CN", "Droid Sans Fallback"),
)
"""Families with simplified Chinese, best legible in small print first."""
_MORE_FOLDERS: Final = (
    "/System/Library/AssetsV2",
    "/opt/homebrew/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texmf/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype",
    "/mnt/c/Windows/Fonts",
)
"""Where fonts may be that the system doesn't count among its own."""
_CHINESE: Final = "决算公开年度中文字体"
_MOST: Final = 12
"""Of the characters that are missing, as many are named."""
_TRIAL: Final = b"""\
#set document(title: "-")
#set text(font: json(bytes(sys.inputs.fonts)))
#sys.inputs.words
"""


class PdfError(UnavailableError):
    """There can be no PDF; the finding says why."""


class FontMissingError(PdfError):
    """No font, or no font with all the characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Fonts to look in, and the families to take, first the one that is wanted."""

    fonts: typst.Fonts
    families: tuple[str, ...]


def choose() -> Choice:
    """The fonts to print in: those that are wanted, or else the extra's, or else what this machine has.

    To look through all its fonts takes longer than to lay a document out, so they are remembered, until a character
    is found missing.

    Raises:
        FontMissingError: what is wanted isn't a font.
    """
    wanted = os.environ.get(VARIABLE, "")
    return _wanted(Path(wanted)) if wanted else _packaged() or _installed()


def demand(choice: Choice, text: str) -> None:
    """Have every character of `text` printed.

    Raises:
        FontMissingError: where the fonts lack some; it says which.
    """
    characters = sorted({character for character in text if not character.isspace()})
    missing = _missing(choice, characters, _MOST)
    if missing:
        _packaged.cache_clear()  # whoever installs a font now tries again
        _installed.cache_clear()
        raise FontMissingError(_finding(choice, missing, text))


@cache
def _packaged() -> Choice | None:
    """The font of the extra and no other, if it is here."""
    import typst  # noqa: PLC0415 (an extra)

    spec = find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    return Choice(fonts, (PACKAGED,)) if PACKAGED in fonts.families() else None


@cache
def _installed() -> Choice:
    """What the system has, or else what lies in folders it doesn't look in; by name, or else whatever there is."""
    import typst  # noqa: PLC0415

    fonts = typst.Fonts()
    if not _known(fonts):
        folders = [folder for folder in _MORE_FOLDERS if Path(folder).is_dir()]
        fonts = typst.Fonts(font_paths=folders)
    return Choice(fonts, _known(fonts) or tuple(sorted(fonts.families())))


def _known(fonts: typst.Fonts) -> tuple[str, ...]:
    there = {family.casefold() for family in fonts.families()}
    return tuple(family for family in FAMILIES if family.casefold() in there)


def _wanted(path: Path) -> Choice:
    """The families of a file, or of a folder; typst looks in folders only."""
    import typst  # noqa: PLC0415

    folder = path if path.is_dir() else path.parent
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder.absolute())] if folder.is_dir() else [])
    files = {each.family: Path(each.path).name.casefold() for each in fonts.fonts() if each.path}
    found = [family for family, file in files.items() if path.is_dir() or file == path.name.casefold()]
    if not found:
        raise FontMissingError(
            Finding(
                "pdf-font-unusable",
                f"环境变量 {VARIABLE} 指的“{path}”不是能用的字体。",
                "它应是一个字体文件（.ttf、.otf、.ttc），或放字体文件的文件夹。",
                f"改正 {VARIABLE} 的路径；不设它，就用可选依赖 documents 带的字体，没有时用系统里的。",
            )
        )
    known = [family for family in _known(fonts) if family in found]
    return Choice(fonts, (*known, *sorted(set(found) - set(known))))


def _missing(choice: Choice, characters: Sequence[str], most: int) -> list[str]:
    """The characters that no font has, no more than `most`: halves of those that can't all be printed, ever smaller."""
    if not characters or _printable(choice, characters):
        return []
    if len(characters) == 1:
        return list(characters)
    middle = len(characters) // 2
    missing = _missing(choice, characters[:middle], most)
    if len(missing) < most:
        missing += _missing(choice, characters[middle:], most - len(missing))
    return missing


def _printable(choice: Choice, characters: Sequence[str]) -> bool:
    """Typst itself says so: an accessible PDF may have no character without a glyph."""
    import typst  # noqa: PLC0415

    if not choice.families:
        return False
    try:
        typst.compile(
            _TRIAL,
            font_paths=choice.fonts,
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"fonts": json.dumps(choice.families), "words": " ".join(characters)},
        )
    except typst.TypstError:
        return False
    return True


def _finding(choice: Choice, missing: Sequence[str], text: str) -> Finding:
    if not _printable(choice, _CHINESE):
        return Finding(
            "pdf-font-missing",
            "没有找到能显示中文的字体，不能生成 PDF。",
            "PDF 要把用到的字嵌进文件；没有字体，每个字都会变成方框。",
            "运行 pip install manimgx-fonts-cjk，它带一种中文字体，可选依赖 documents 里有它；或在系统里安装一种："
            "Debian、Ubuntu 用 sudo apt install fonts-noto-cjk，Fedora 用 sudo dnf install google-noto-sans-cjk-fonts，"
            f"Windows 和 macOS 在字体设置里恢复宋体、微软雅黑或苹方；或设环境变量 {VARIABLE} 为字体文件的路径。",
        )
    named = "、".join(
        f"“{character}”（U+{ord(character):04X}，见“{_around(character, text)}”）" for character in missing
    )
    more = "等" if len(missing) == _MOST else ""
    return Finding(
        "pdf-character-missing",
        f"字体“{choice.families[0]}”和其他能用的字体里没有这些字：{named}{more}，不能生成 PDF。",
        "没有字形的字会印成方框，所以不印。",
        f"改掉这些字；字确实要用的，设环境变量 {VARIABLE} 为有这些字的字体文件，或放几个字体文件的文件夹。",
    )


def _around(character: str, text: str) -> str:
    """Where it stands, a few characters before and after it; `text` has quotes between its pieces."""
    match = re.search(f'[^"\\\\]{{0,12}}{re.escape(character)}[^"\\\\]{{0,12}}', text)
    return match.group() if match else character
