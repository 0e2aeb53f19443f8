"""disclosure.toml: what a unit publishes that isn't in its books, read and checked. Mistakes are findings.

    disclosure.toml ──tomllib──► values ──schema.toml──► Settings: what can be used, and where each value stands

What is wrong is left out, so that whoever uses the settings need not look again.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.files.encodings import SAVE_AS_UTF8, encoding_name
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.toml_mistakes import mistake, too_deep
from gov_accounts.publishing.settings.check import Check
from gov_accounts.publishing.settings.file import FILE, OWN_FILE, settings_file
from gov_accounts.publishing.settings.schema import SAMPLES, about, keys_of, quoted, schema, shown
from gov_accounts.publishing.settings.toml_lines import Path as Keys
from gov_accounts.publishing.settings.toml_lines import line_of, lines_of

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST: Final = 1 << 20
_TOO_LARGE: Final = "里面是不是误贴了别的内容？一份公开文件要写的，几十 KB 就够了。"
_MEMBERS: Final = "member_units"


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
        return Place(str(self.path), line_of(self.lines, keys_of(path)))

    def origin(self, path: str) -> str:
        """``disclosure.toml:12``, as a figure says where it comes from."""
        place = self.place(path)
        return f"{self.path.name}:{place.line}" if place.line else self.path.name

    def where_to_write(self, path: str) -> str:
        """Where and how to write a key: ``在 disclosure.toml 的 [reasons] 下面写 totals = "…"（…）。``."""
        *above, key = keys_of(path)
        kind = schema().node(keys_of(path)).type
        name, whole = self.path.name, shown(keys_of(path))
        if kind in ("table", "tables"):
            header = f"[{whole}]" if kind == "table" else f"[[{whole}]]"
            return f"在 {name} 末尾另起一行写 {header}，下面写{about(path)}。"
        line = f"{quoted(str(key))} = {SAMPLES.get(kind, '…')}（{about(path)}）"
        if not above:
            return f"在 {name} 开头、第一个方括号以前写 {line}。"
        if isinstance(above[-1], int):
            return f"在 {name} 的第 {above[-1] + 1} 个 [[{shown(tuple(above[:-1]))}]] 下面写 {line}。"
        header = f"[{shown(tuple(above))}]"
        if tuple(above) in self.lines:
            return f"在 {name} 的 {header} 下面写 {line}。"
        return f"在 {name} 末尾另起一行写 {header}，下一行写 {line}。"


def with_members(settings: Settings, members: Sequence[str]) -> Settings:
    """The settings, with the units that a sum is of where the file doesn't name any."""
    if not members or settings.get(_MEMBERS) is not None:
        return settings
    return replace(settings, values={**settings.values, _MEMBERS: list(members)})


def read_settings(main: Path, year: int) -> Settings:
    """The settings for a year of the ledger whose main file is `main`; empty, with a finding, where there are none."""
    path = settings_file(main, year)
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):
            # A folder can't be read, and of a device or a pipe there is no end.
            return Settings(path, findings=(_unreadable(path, 0, "这不是文件", "移走它，在这里放一个文本文件。"),))
        if kind.st_size > _LARGEST:
            return Settings(path, findings=(_unreadable(path, 0, "文件太大（超过 1 MB）", _TOO_LARGE),))
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings(path, findings=(_absent(path),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"不是 UTF-8 编码，编码看来是 {encoding_name(error.object)}"
        return Settings(path, findings=(_unreadable(path, line, what, SAVE_AS_UTF8),))
    except OSError as error:
        remedy = "关闭占用它的程序，或请管理员给予读取权限。"
        what = "没有读取它的权限" if isinstance(error, PermissionError) else "文件打不开"
        return Settings(path, findings=(_unreadable(path, 0, what, remedy),))
    return parse_settings(text, path, year)


def parse_settings(text: str, path: Path, year: int) -> Settings:
    """The settings that a text holds."""
    text = text.replace("\r\n", "\n")
    if deep := too_deep(text):
        return Settings(path, findings=(_unreadable(path, deep.line, deep.what, deep.remedy),))
    try:
        values = tomllib.loads(text, parse_float=_decimal)
    except (ValueError, RecursionError) as error:
        wrong = mistake(text, error)
        return Settings(path, findings=(_unreadable(path, wrong.line, wrong.what, wrong.remedy),))
    check = Check(path, lines_of(text))
    usable = check.table((), values, schema().top)
    if usable.get("year", year) != year:
        # What is to be written goes into the year's own file.
        own = path.with_name(OWN_FILE.format(year=year))
        return Settings(own, findings=(_of_another_year(path, check.line(("year",)), usable["year"], year),))
    return Settings(path, usable, check.lines, tuple(check.findings))


def _decimal(text: str) -> Decimal:
    """A number with decimals or an exponent; infinite where no computer holds it."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


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
