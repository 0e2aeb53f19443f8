"""The check of disclosure.toml against its schema: what is wrong is told, with how to mend it, and left out."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place
from gov_accounts.publishing.settings.schema import ANY, EACH, SAMPLES, TYPES, Node, quoted, schema, shown
from gov_accounts.publishing.settings.toml_lines import Path as Keys
from gov_accounts.publishing.settings.toml_lines import line_of
from gov_accounts.publishing.settings.wording import quoted_text, quoted_value

if TYPE_CHECKING:
    from pathlib import Path

_FAR_SHOWN: Final = 12
_LIMIT: Final = 10**12
"""No unit has an amount, a count or a target as high; in fen, and added up, it still is a number of 64 bits."""
_DECIMALS: Final = 12
_LONGEST_NUMBER: Final = 40
_LONGEST_MEANT: Final = 200
"""Of a word that may be meant for another: comparing longer ones takes long."""
_DIGITS: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(slots=True)
class Check:
    """The check of one file: what is wrong is said and left out."""

    path: Path
    lines: dict[Keys, int]
    findings: list[Finding] = field(default_factory=list)

    def table(self, keys: Keys, values: Mapping[str, Any], node: Node) -> dict[str, Any]:
        """What is usable of a table, whose keys may be those of the node."""
        usable: dict[str, Any] = {}
        for key, value in values.items():
            below = node.below.get(key) or node.below.get(ANY)
            if below is None:
                self.unknown(keys, key, node)
                continue
            good = self.value((*keys, key), value, below)
            if good is not None:
                usable[key] = good
        for key, below in node.below.items():
            if below.key and below.key.required and key not in values:
                self.missing(keys, key, below)
        return usable

    def value(self, keys: Keys, value: Any, node: Node) -> Any:
        """The value if it is what it must be, in a table whatever of it is; None if it isn't."""
        match node.type, value:
            case "table", Mapping():
                return self.table(keys, value, node)
            case "tables", list() if all(isinstance(each, Mapping) for each in value):
                return [self.table((*keys, index), each, node.below[EACH]) for index, each in enumerate(value)]
            case "text", str():
                return self.text(keys, value, node)
            case "texts", list() if all(isinstance(each, str) for each in value):
                texts = [self.text((*keys, index), each, node) for index, each in enumerate(value)]
                return [each for each in texts if each is not None]
            case "count", int() if not isinstance(value, bool) and value >= 0:
                return value if self.fits(keys, value, node) else None
            case "amount", int() | Decimal() if _is_number(value) and value >= 0:
                return _plain(value) if self.fits(keys, value, node) else None
            case "number" | "value", int() | Decimal() if _is_number(value):
                return _plain(value) if self.fits(keys, value, node) else None
            case "value", str():
                return self.text(keys, value, node)
            case "flag", bool():
                return value
        self.findings.append(
            Finding(
                "disclosure-type",
                f"{shown(keys)} 写的是{_shown(value)}，应当是{TYPES[node.type]}。",
                f"这一项是“{node.about}”，写错的不用。",
                _how_to_mend(keys, value, node.type),
                self.place(keys),
            )
        )
        return None

    def fits(self, keys: Keys, value: int | Decimal, node: Node) -> bool:
        """Whether a number is one that can be printed and reckoned with; tell of one that isn't."""
        # What goes beyond the context's exponents can be compared, and not even lose its sign by abs().
        large = (value.copy_abs() if isinstance(value, Decimal) else abs(value)) >= _LIMIT
        if not large and int(Decimal(value).as_tuple().exponent) >= -_DECIMALS:
            return True
        self.findings.append(
            Finding(
                "disclosure-number",
                f"{shown(keys)} 写的是 {quoted_value(value)}，{'太大' if large else '小数位数太多'}。",
                f"这一项是“{node.about}”，一万亿以上的数、小数超过 {_DECIMALS} 位的数不用。",
                "核对位数和单位（元还是万元）；没有的写 0 或不写这一行。",
                self.place(keys),
            )
        )
        return False

    def text(self, keys: Keys, value: str, node: Node) -> str | None:
        """A text on one line, if it is filled in and among the choices; None if it isn't."""
        value = " ".join(value.split())
        left = next((each for each in schema().placeholders if each in value), "")
        if left:
            self.findings.append(
                Finding(
                    "disclosure-placeholder",
                    f"{shown(keys)} 里留着“{left}”。",
                    "这是模板里等着填写的地方，印出去就是错；这一段按没有写处理。",
                    "填上实际的内容；没有这回事，就删掉这一行。",
                    self.place(keys),
                )
            )
            return None
        if not value:
            return None
        options = schema().options.get(node.key.choices, ()) if node.key else ()
        if options and value not in options:
            self.findings.append(
                Finding(
                    "disclosure-choice-unknown",
                    f"{shown(keys)} 没有“{quoted_text(value)}”这一种。",
                    f"{node.about}只能是：{'、'.join(options)}。",
                    f"是不是“{_nearest(value, options)}”？",
                    self.place(keys),
                )
            )
            return None
        return value

    def unknown(self, keys: Keys, key: str, node: Node) -> None:
        """Tell of a key that there isn't, and which may be meant."""
        present = [each for each in node.below if each not in (ANY, EACH)]
        near = difflib.get_close_matches(key[:_LONGEST_MEANT], present, 1)
        moved = [] if near else [each.path for each in schema().keys if each.path.split(".")[-1] == key]
        if near:
            remedy = f"是不是 {near[0]}？"
        elif moved:
            remedy = f"是不是要写在 {moved[0]}？"
        else:
            remedy = f"这里可以写：{'、'.join(present[:_FAR_SHOWN])}。"
        self.findings.append(
            Finding(
                "disclosure-key-unknown",
                f"没有 {shown((*keys, key))} 这个键。",
                "不认得的键不会印出来，多半是写错了。",
                remedy,
                self.place((*keys, key)),
            )
        )

    def missing(self, keys: Keys, key: str, node: Node) -> None:
        """Tell of a key that has to be there."""
        self.findings.append(
            Finding(
                "disclosure-key-missing",
                f"缺 {shown((*keys, key))}（{node.about}）。",
                "这一项是必需的，缺了它这部分印不全。",
                f"在{f' {shown(keys)} 下面' if keys else '文件开头'}加一行 {key} = …，写{TYPES[node.type]}。",
                self.place(keys) if keys else Place(str(self.path), 0),
            )
        )

    def line(self, keys: Keys) -> int:
        """Where a key stands, or what is nearest above it."""
        return line_of(self.lines, keys)

    def place(self, keys: Keys) -> Place:
        """The same, in the file."""
        return Place(str(self.path), self.line(keys))


def _is_number(value: int | Decimal) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or value.is_finite())


def _plain(value: int | Decimal) -> Decimal:
    """A number that fits, without an exponent, and zero without a sign."""
    number = Decimal(value) if value else Decimal(0)
    return Decimal(int(number)) if int(number.as_tuple().exponent) > 0 else number


def _shown(value: Any) -> str:
    """A value as it is written, with what it is where that isn't plain to see."""
    match value:
        case str():
            return f'文字 "{_start(value)}"'
        case Mapping():
            return "一张表"
        case list():
            return f"方括号里的 {len(value)} 项"
    return f" {quoted_value(value)}"


def _how_to_mend(keys: Keys, value: Any, wanted: str) -> str:
    """What to write instead of a value of the wrong type."""
    key = next(quoted(each) for each in reversed(keys) if isinstance(each, str))
    match wanted, value:
        case "count" | "number" | "amount", str():
            bare = value[:_LONGEST_NUMBER].strip().replace(",", "").replace("，", "")
            return f"写数，不加引号、单位和千分号：{key} = {bare if _DIGITS.fullmatch(bare) else '…'}。"
        case "count", int() | Decimal() if not isinstance(value, bool):
            return "人数、个数写整数，没有的写 0 或不写这一行。"
        case "amount", int() | Decimal() if not isinstance(value, bool):
            return "写零或正数，增减和正负由软件判断。"
        case "text", int() | Decimal() | datetime.date() if not isinstance(value, bool):
            return f'放在引号里：{key} = "{quoted_value(value)}"。'
        case "texts", str():
            return f'放在方括号里：{key} = ["{_start(value)}"]。'
        case "flag", _:
            return f"写 {key} = true 或 {key} = false，不加引号。"
        case "table", _:
            return f"另起一行写 [{shown(keys)}]，下面每行一个 键 = 值。"
        case "tables", _:
            return f"每一个都另起一行写 [[{shown(keys)}]]，下面每行一个 键 = 值。"
    return f"写成 {key} = {SAMPLES.get(wanted, '…')}。"


def _start(text: str) -> str:
    return quoted_text(text, _FAR_SHOWN)


def _nearest(value: str, options: Sequence[str]) -> str:
    return next(iter(difflib.get_close_matches(value[:_LONGEST_MEANT], options, 1, 0)), options[0])
