"""What is wrong with a text that isn't TOML, in the words of a bookkeeper: the parser's are for programmers."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT: Final = re.compile(r"at line (\d+)")
_MISTAKES: Final = (
    ("overwrite a value", "同一个键写了两次", "一个键只写一次，删掉一处。"),
    ("twice", "同一张表写了两次", "方括号里的名字只写一次，内容合到一处；可以有几张的写成 [[…]]。"),
    ("Cannot mutate", "同一张表写了两次", "方括号里的名字只写一次，内容合到一处。"),
    ("Cannot overwrite", "同一个键写了两次", "一个键只写一次，删掉一处。"),
    (
        "Expected '='",
        "键后面没有等号",
        '写成 键 = 值；键是汉字的要放在引号里，如 "事业" = 11。',
    ),
    ("Invalid statement", "不是“键 = 值”，也不是 [表名]", '键是汉字的要放在引号里，如 "事业" = 11；说明的话前面加 #。'),
    ("Invalid initial character", "键写得不对", '键是汉字的要放在引号里，如 "事业" = 11。'),
    ("Invalid value (at end", "方括号没有配对，文件就结束了", "每段文字后面加逗号；最后补上 ]。"),
    ("Expected ']'", "表名的方括号没有配对", "表名写成 [assets] 或 [[key_work]]。"),
    (
        "Invalid value",
        "等号后面的值写得不对",
        '文字要放在引号里，如 "说明"；数不加单位和千分号；上面的 [ 要有 ] 配对。',
    ),
    ("Unterminated string", "引号没有配对", "文字前后各一个引号，写在同一行。"),
    ("Illegal character", "引号没有配对，或有不能用的字符", "文字前后各一个引号，写在同一行；分几段的，一段一个引号。"),
    ("Unescaped", "反斜杠写得不对", "路径里的反斜杠改成斜杠，或写两个反斜杠。"),
    ("Unclosed array", "方括号没有配对，或段与段之间少了逗号", "每段文字后面加逗号；最后补上 ]。"),
    ("Unclosed inline table", "花括号没有配对", "补上 }。"),
    ("Expected newline", "值后面多了东西", "一行一个键；数不加单位和千分号；说明的话前面加 #；文字里的引号用“”。"),
)
_TOO_DEEP: Final = ("一层套一层，套得太深", "最多套几层：键写成 表.键，值写成数、文字或一个方括号里的若干段文字。")
_TOO_LONG: Final = ("数太长", "核对位数；编号、代码要放在引号里。")
_LONG_NUMBER: Final = re.compile(r"[0-9][0-9_]{4000}")
_MOST_PARTS: Final = 64
"""Of a key that a dot divides; the deepest that means anything has five. The parser's time grows with their square."""
_LONGEST_ROW: Final = 2_000
"""Of a line in which a mistake is looked for."""
_USUAL: Final = ("不合 TOML 的写法", "看这一行和上一行：引号、方括号要成对，文字要写在引号里，一个键只写一次。")
_FULL_WIDTH: Final = {
    "＝": "=", "“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'", "，": ",", "［": "[", "］": "]", "【": "[", "】": "]",
    "｛": "{", "｝": "}", "＃": "#", "．": ".", "。": "", "－": "-", "\u3000": "空格", "\u00a0": "空格",
}  # fmt: skip
_TEXT: Final = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*""")
_QUOTED: Final = re.compile(r"""("[^"]*"|'[^']*')""")


class Mistake(NamedTuple):
    """Where, what and how to mend, each without a full stop but the last."""

    line: int
    what: str
    remedy: str


def too_deep(text: str) -> Mistake | None:
    """A key of more parts than the parser should be asked to read; None where there is none."""
    for number, row in enumerate(text.split("\n"), 1):
        # Few rows have as many dots at all.
        if row.count(".") > _MOST_PARTS and _QUOTED.sub("", row.partition("=")[0]).count(".") > _MOST_PARTS:
            return Mistake(number, *_TOO_DEEP)
    return None


def _deepest(rows: Sequence[str]) -> int:
    """The line that opens the most brackets more than it closes."""
    opened = [sum(map(row.count, "[{")) - sum(map(row.count, "]}")) for row in rows]
    return opened.index(max(opened)) + 1


def mistake(text: str, error: Exception) -> Mistake:
    """What an error of the parser means.

    Args:
        text: what couldn't be read.
        error: ``tomllib``'s.
    """
    rows = text.split("\n")
    if isinstance(error, RecursionError):
        return Mistake(_deepest(rows), *_TOO_DEEP)
    if not isinstance(error, tomllib.TOMLDecodeError):
        # Nothing but a number that Python refuses to read is wrong without being a mistake of TOML.
        long = next((number for number, row in enumerate(rows, 1) if _LONG_NUMBER.search(row)), 0)
        return Mistake(long, *_TOO_LONG)
    named = _AT.search(str(error))
    line = int(named[1]) if named else text.rstrip().count("\n") + 1
    # Chinese punctuation outside of a text is nearly always what is wrong, there or on the line above.
    for number in (line, line - 1):
        row = _TEXT.sub("", rows[number - 1][:_LONGEST_ROW]) if 0 < number <= len(rows) else ""
        wrong = dict.fromkeys(each for each in row if each in _FULL_WIDTH)
        if wrong:
            shown = "、".join(
                f"{each} 改成 {_FULL_WIDTH[each]}" if _FULL_WIDTH[each] else f"删掉 {each}" for each in wrong
            )
            return Mistake(number, "引号以外用了中文标点或空格", f"标点在英文输入法下输入：{shown}。")
    what, remedy = next((mean for said, *mean in _MISTAKES if said in str(error)), _USUAL)
    return Mistake(line, what, remedy)
