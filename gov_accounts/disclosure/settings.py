"""disclosure.toml: what a unit publishes that isn't in its books, read and checked. Mistakes are findings.

    disclosure.toml ──tomllib──► values ──schema.toml──► Settings: what can be used, and where each value stands

What is wrong is left out, so that whoever uses the settings need not look again.
"""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from gov_accounts.disclosure.toml_lines import Path as Keys
from gov_accounts.disclosure.toml_lines import line_of, lines_of
from gov_accounts.disclosure.toml_mistakes import mistake
from gov_accounts.encodings import SAVE_AS_UTF8, encoding_name
from gov_accounts.findings import Finding, Place, Severity

FILE: Final = "disclosure.toml"
OWN_FILE: Final = "disclosure-{year}.toml"
_ANY: Final = "*"
_EACH: Final = "[]"
_FAR_SHOWN: Final = 12
_INDEX: Final = re.compile(r"#[0-9]+")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_TYPES: Final = {
    "text": "文字，写在引号里",
    "texts": '若干段文字，如 ["第一段", "第二段"]',
    "count": "不小于零的整数",
    "number": "数",
    "amount": "不小于零的数",
    "value": "数或文字",
    "flag": " true 或 false",
    "table": "一张表",
    "tables": "若干张表，每张以 [[…]] 开头",
}


_SAMPLES: Final = {"text": '"…"', "texts": '["…"]', "flag": "true"}
_DIGITS: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What disclosure.toml says.

    Attributes:
        path: the file, absolute, whether it is there or not.
        values: what is usable of it, as the parser gives it; numbers with decimals are Decimal.
        lines: on which line each key stands.
        findings: what is wrong with it.
    """

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Keys, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def get(self, path: str) -> Any:
        """The value of a dotted key, such as ``reasons.classes.206``; None where it isn't there."""
        value: Any = self.values
        for key in keys_of(path):
            if isinstance(value, Mapping) and key in value:
                value = value[str(key)]
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def place(self, path: str) -> Place:
        """Where a key stands, or where what is nearest above it does, or the file as a whole."""
        return Place(str(self.path), line_of(dict(self.lines), keys_of(path)))

    def origin(self, path: str) -> str:
        """``disclosure.toml:12``, as a figure says where it comes from."""
        place = self.place(path)
        return f"{self.path.name}:{place.line}" if place.line else self.path.name

    def where_to_write(self, path: str) -> str:
        """Where and how to write a key: ``在 disclosure.toml 的 [reasons] 下面写 totals = "…"（…）。``."""
        *above, key = keys_of(path)
        kind = _node(keys_of(path)).type
        name, whole = self.path.name, shown(keys_of(path))
        if kind in ("table", "tables"):
            header = f"[{whole}]" if kind == "table" else f"[[{whole}]]"
            return f"在 {name} 末尾另起一行写 {header}，下面写{about(path)}。"
        line = f"{_quoted(str(key))} = {_SAMPLES.get(kind, '…')}（{about(path)}）"
        if not above:
            return f"在 {name} 开头、第一个方括号以前写 {line}。"
        if isinstance(above[-1], int):
            return f"在 {name} 的第 {above[-1] + 1} 个 [[{shown(tuple(above[:-1]))}]] 下面写 {line}。"
        header = f"[{shown(tuple(above))}]"
        if tuple(above) in self.lines:
            return f"在 {name} 的 {header} 下面写 {line}。"
        return f"在 {name} 末尾另起一行写 {header}，下一行写 {line}。"


def keys_of(path: str) -> Keys:
    """The parts of a dotted key; a number is the index of an array where nothing but digits follows ``#``."""
    return tuple(int(part[1:]) if _INDEX.fullmatch(part) else part for part in path.split("."))


def settings_file(main: Path, year: int) -> Path:
    """The file for a year, beside the ledger's main file: ``disclosure-2020.toml`` if there is one, else the usual."""
    folder = main.parent
    own = folder / OWN_FILE.format(year=year)
    return own if own.exists() else folder / FILE


def read_settings(main: Path, year: int) -> Settings:
    """The settings for a year of the ledger whose main file is `main`; empty, with a finding, where there are none."""
    path = settings_file(main, year)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings(path, findings=(_absent(path),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"不是 UTF-8 编码，编码看来是 {encoding_name(error.object)}"
        return Settings(path, findings=(_unreadable(path, line, what, SAVE_AS_UTF8),))
    except OSError as error:
        remedy = "关闭占用它的程序，或请管理员给予读取权限。"
        return Settings(path, findings=(_unreadable(path, 0, f"文件打不开（{error.strerror}）", remedy),))
    return parse_settings(text, path, year)


def parse_settings(text: str, path: Path, year: int) -> Settings:
    """The settings that a text holds."""
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        wrong = mistake(text, error)
        return Settings(path, findings=(_unreadable(path, wrong.line, wrong.what, wrong.remedy),))
    check = _Check(path, lines_of(text))
    usable = check.table((), values, _tree())
    if usable.get("year", year) != year:
        # What is to be written goes into the year's own file.
        own = path.with_name(OWN_FILE.format(year=year))
        return Settings(own, findings=(_of_another_year(path, check.line(("year",)), usable["year"], year),))
    return Settings(path, usable, check.lines, tuple(check.findings))


# The schema


@dataclass(slots=True)
class _Node:
    """What may stand at a place: a value of a type, or a table of further ones."""

    entry: Mapping[str, Any] = field(default_factory=dict)
    below: dict[str, _Node] = field(default_factory=dict)

    @property
    def type(self) -> str:
        if self.below:
            return "tables" if _EACH in self.below else "table"
        return str(self.entry["type"])


@cache
def schema() -> Mapping[str, Any]:
    """The list of what may be written, as data."""
    file = resources.files("gov_accounts_ledger") / "disclosure" / "schema.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def about(path: str) -> str:
    """What a key is for, in words."""
    return str(_node(keys_of(path)).entry["about"])


def _node(keys: Keys) -> _Node:
    node = _tree()
    for key in keys:
        node = node.below[_EACH] if isinstance(key, int) else node.below.get(key) or node.below[_ANY]
    return node


@cache
def _tree() -> _Node:
    top = _Node()
    for entry in schema()["keys"]:
        node = top
        for key in str(entry["path"]).replace(_EACH, f".{_EACH}").split("."):
            node = node.below.setdefault(key, _Node())
        node.entry = entry
    return top


@dataclass(slots=True)
class _Check:
    """The check of one file: what is wrong is said and left out."""

    path: Path
    lines: dict[Keys, int]
    findings: list[Finding] = field(default_factory=list)

    def table(self, keys: Keys, values: Mapping[str, Any], node: _Node) -> dict[str, Any]:
        usable: dict[str, Any] = {}
        for key, value in values.items():
            below = node.below.get(key) or node.below.get(_ANY)
            if below is None:
                self.unknown(keys, key, node)
                continue
            good = self.value((*keys, key), value, below)
            if good is not None:
                usable[key] = good
        for key, below in node.below.items():
            if below.entry.get("required") and key not in values:
                self.missing(keys, key, below)
        return usable

    def value(self, keys: Keys, value: Any, node: _Node) -> Any:
        """The value if it is what it must be, in a table whatever of it is; None if it isn't."""
        match node.type, value:
            case "table", Mapping():
                return self.table(keys, value, node)
            case "tables", list() if all(isinstance(each, Mapping) for each in value):
                return [self.table((*keys, index), each, node.below[_EACH]) for index, each in enumerate(value)]
            case "text", str():
                return self.text(keys, value, node)
            case "texts", list() if all(isinstance(each, str) for each in value):
                texts = [self.text((*keys, index), each, node) for index, each in enumerate(value)]
                return [each for each in texts if each is not None]
            case "count", int() if not isinstance(value, bool) and value >= 0:
                return value
            case "amount", int() | Decimal() if _is_number(value) and value >= 0:
                return Decimal(value)
            case "number" | "value", int() | Decimal() if _is_number(value):
                return Decimal(value)
            case "value", str():
                return self.text(keys, value, node)
            case "flag", bool():
                return value
        self.findings.append(
            Finding(
                "disclosure-type",
                f"{shown(keys)} 写的是{_shown(value)}，应当是{_TYPES[node.type]}。",
                f"这一项是“{node.entry.get('about', '、'.join(node.below))}”，写错的不用。",
                _how_to_mend(keys, value, node.type),
                self.place(keys),
            )
        )
        return None

    def text(self, keys: Keys, value: str, node: _Node) -> str | None:
        value = " ".join(value.split())
        left = next((each for each in schema()["placeholders"] if each in value), "")
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
        options = schema()["options"].get(node.entry.get("choices"), ())
        if options and value not in options:
            self.findings.append(
                Finding(
                    "disclosure-choice-unknown",
                    f"{shown(keys)} 没有“{value}”这一种。",
                    f"{node.entry['about']}只能是：{'、'.join(options)}。",
                    f"是不是“{_nearest(value, options)}”？",
                    self.place(keys),
                )
            )
            return None
        return value

    def unknown(self, keys: Keys, key: str, node: _Node) -> None:
        present = [each for each in node.below if each not in (_ANY, _EACH)]
        near = difflib.get_close_matches(key, present, 1)
        moved = [] if near else [each["path"] for each in schema()["keys"] if each["path"].split(".")[-1] == key]
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

    def missing(self, keys: Keys, key: str, node: _Node) -> None:
        self.findings.append(
            Finding(
                "disclosure-key-missing",
                f"缺 {shown((*keys, key))}（{node.entry['about']}）。",
                "这一项是必需的，缺了它这部分印不全。",
                f"在{f' {shown(keys)} 下面' if keys else '文件开头'}加一行 {key} = …，写{_TYPES[node.type]}。",
                self.place(keys) if keys else Place(str(self.path), 0),
            )
        )

    def line(self, keys: Keys) -> int:
        return line_of(self.lines, keys)

    def place(self, keys: Keys) -> Place:
        return Place(str(self.path), self.line(keys))


def shown(keys: Keys) -> str:
    """A key as a person writes it, elements of an array counted from one: ``performance.projects[1].weight``."""
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{_quoted(key)}" for key in keys)
    return text.removeprefix(".")


def _quoted(key: str) -> str:
    return key if _BARE.fullmatch(key) else f'"{key}"'


def _is_number(value: int | Decimal) -> bool:
    return not isinstance(value, bool) and Decimal(value).is_finite()


def _shown(value: Any) -> str:
    """A value as it is written, with what it is where that isn't plain to see."""
    match value:
        case str():
            text = " ".join(value.split())
            return f'文字 "{_start(text)}"'
        case bool():
            return f" {str(value).lower()}"
        case Mapping():
            return "一张表"
        case list():
            return f"方括号里的 {len(value)} 项"
    return f" {value}"


def _how_to_mend(keys: Keys, value: Any, wanted: str) -> str:
    """What to write instead of a value of the wrong type."""
    key = next(_quoted(each) for each in reversed(keys) if isinstance(each, str))
    match wanted, value:
        case "count" | "number" | "amount", str():
            bare = value.strip().replace(",", "").replace("，", "")
            return f"写数，不加引号、单位和千分号：{key} = {bare if _DIGITS.fullmatch(bare) else '…'}。"
        case "count", int() | Decimal() if not isinstance(value, bool):
            return "人数、个数写整数，没有的写 0 或不写这一行。"
        case "amount", int() | Decimal() if not isinstance(value, bool):
            return "写零或正数，增减和正负由软件判断。"
        case "text", int() | Decimal() | datetime.date() if not isinstance(value, bool):
            return f'放在引号里：{key} = "{value}"。'
        case "texts", str():
            return f'放在方括号里：{key} = ["{_start(value)}"]。'
        case "flag", _:
            return f"写 {key} = true 或 {key} = false，不加引号。"
        case "table", _:
            return f"另起一行写 [{shown(keys)}]，下面每行一个 键 = 值。"
        case "tables", _:
            return f"每一个都另起一行写 [[{shown(keys)}]]，下面每行一个 键 = 值。"
    return f"写成 {key} = {_SAMPLES.get(wanted, '…')}。"


def _start(text: str) -> str:
    return text if len(text) <= _FAR_SHOWN else f"{text[:_FAR_SHOWN]}…"


def _nearest(value: str, options: Sequence[str]) -> str:
    return next(iter(difflib.get_close_matches(value, options, 1, 0)), options[0])


# Findings about the file as a whole


def _absent(path: Path) -> Finding:
    return Finding(
        "disclosure-file-missing",
        f"没有 {path.name}，职责、人员、绩效、重点工作等印不出来。",
        "这些不是账里的数，写在账本主文件旁边的这个文件里；账里有的照样印。",
        "新建账本时（gov-accounts init）会写出带说明的样子，放到这里改一改。",
        Place(str(path), 0),
        Severity.NOTICE,
    )


def _unreadable(path: Path, line: int, what: str, remedy: str) -> Finding:
    why = "读不出来的文件，一项也没有用。"
    return Finding("disclosure-unreadable", f"读不了：{what}。", why, remedy, Place(str(path), line))


def _of_another_year(path: Path, line: int, written: int, year: int) -> Finding:
    """The file for all years may well be another year's; that for the year itself can't be."""
    own = path.name != FILE
    return Finding(
        "disclosure-year",
        f"这是 {written} 年的，不是 {year} 年的，没有用。",
        "人员、资产、绩效和重点工作都是一年一年的事。",
        f"改成 year = {year}，核对内容。"
        if own
        else f"把 {year} 年的写成 {OWN_FILE.format(year=year)}，放在同一个文件夹。",
        Place(str(path), line),
        Severity.ERROR if own else Severity.NOTICE,
    )


def texts(settings: Settings) -> Iterator[str]:
    """Every text the settings hold, keys of open tables too."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, each in value.items():
                yield str(key)
                yield from walk(each)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each)
        else:
            yield str(value)

    yield from walk(settings.values)
