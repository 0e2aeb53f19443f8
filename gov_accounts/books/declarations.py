"""What a ledger declares about its unit by ``custom`` directives.

2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-unit" "kind" "事业单位"
2020-01-01 custom "gov-project" "P1" "公共服务平台建设"
2020-01-01 custom "gov-code" "func" "2069901" "科技奖励"
2020-01-01 custom "gov-codes" "codes-2020.csv"

Of ``gov-posted``, which ``post`` writes, only the directives are kept: `sealing` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Custom, Open

from gov_accounts.books.codes_file import CodesFile, orphans, read_codes_file
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import UNIT_KINDS, account_code
from gov_accounts.law.codes import CodeRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.law.codes import Codes

_DECLARABLE: Final = ("func", "econ")
_FIRST_YEAR: Final = 0
_LAST_YEAR: Final = 9999
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Declarations:
    """A unit, its projects and its own codes.

    Attributes:
        unit: what ``gov-unit`` says: ``name``, ``kind`` and whatever else the unit wrote.
        projects: project id → name.
        codes: ``func`` or ``econ`` → rows to add to the official list: declared, or of a finance office's list.
        code_files: the files with such lists that the ledger names, as it writes them.
        findings: declarations that don't make sense.
        directives: the key of `unit` → the directive that says it.
        posted: the directives that say which months are posted.
    """

    unit: Mapping[str, str]
    projects: Mapping[str, str]
    codes: Mapping[str, tuple[CodeRow, ...]]
    code_files: tuple[str, ...]
    findings: tuple[Finding, ...]
    directives: Mapping[str, Any]
    posted: tuple[Any, ...] = ()


def read_declarations(entries: Iterable[Any], codes: Codes) -> Declarations:
    """All ``gov-unit``, ``gov-project``, ``gov-code`` and ``gov-codes`` directives, in date order.

    Entries are beancount directives, sorted as its loader sorts them; later ones win. A declared code holds
    for every year; where it is declared twice, the later name holds from its year on. A list that ``gov-codes`` names
    holds for the years that it says itself, whatever the directive's date.
    """
    customs = [entry for entry in entries if isinstance(entry, Custom)]
    unit: dict[str, str] = {}
    directives: dict[str, Any] = {}
    projects: dict[str, str] = {}
    declared: dict[tuple[str, str], list[tuple[int, str]]] = {}
    lists: dict[str, CodesFile] = {}
    findings: list[Finding] = []
    posted: list[Any] = []
    for custom in customs:
        values = [_text(value) for value in custom.values or ()]
        match custom.type, values:
            case "gov-unit", [key, value] if key and value:
                unit[key], directives[key] = value, custom
            case "gov-project", [project, name] if project and name:
                projects[project] = name
            case "gov-code", [key, code, name] if key in _DECLARABLE and code and name:
                declared.setdefault((key, code), []).append((custom.date.year, name))
            case "gov-codes", [file] if file:
                place = _place(custom)
                lists[file] = read_codes_file(file, place.file, place.line)
            case "gov-posted", _:
                posted.append(custom)
            case (("gov-unit" | "gov-project" | "gov-code" | "gov-codes"), _):
                findings.append(_malformed(custom))
    rows = {key: _rows(key, declared, codes) for key in _DECLARABLE}
    if lists:
        rows = {key: (*rows[key], *_listed(key, lists)) for key in _DECLARABLE}
        findings.extend(finding for each in lists.values() for finding in each.findings)
        findings.extend(_listed_orphans(customs, lists, codes))
    if unit.get("kind") not in (None, *UNIT_KINDS):
        findings.append(_unknown_kind(unit["kind"], _place(directives["kind"])))
    findings.extend(_orphans(customs, codes.with_declared(rows)))
    return Declarations(unit, projects, rows, tuple(lists), tuple(findings), directives, tuple(posted))


def opened_codes(entries: Iterable[Any]) -> frozenset[str]:
    """The 4-digit codes of all accounts a ledger opens."""
    return frozenset(account_code(entry.account) for entry in entries if isinstance(entry, Open))


def unit_finding(declarations: Declarations, main_file: str) -> Finding | None:
    """A finding if the unit has no name; every printed table needs one."""
    if declarations.unit.get("name"):
        return None
    return Finding(
        "unit-name-missing",
        "账本没有写单位名称。",
        "决算公开的每张表都要印单位名称。",
        '在主文件加一行：2020-01-01 custom "gov-unit" "name" "单位全称"。',
        Place(main_file, 0),
    )


def _text(value: Any) -> str:
    """The text of a custom directive's value; numbers as they are written."""
    return str(value.value).strip()


def _place(custom: Any) -> Place:
    return Place(custom.meta["filename"], custom.meta["lineno"])


def _rows(key: str, declared: Mapping[tuple[str, str], list[tuple[int, str]]], codes: Codes) -> tuple[CodeRow, ...]:
    classification = codes.classification(key)
    rows: list[CodeRow] = []
    for (each, code), names in declared.items():
        if each != key or len(code) not in classification.lengths:
            continue
        firsts = [_FIRST_YEAR, *(year for year, _ in names[1:])]
        lasts = [*(year - 1 for year in firsts[1:]), _LAST_YEAR]
        rows.extend(
            CodeRow(code, name, classification.parent(code), first, last)
            for (_, name), first, last in zip(names, firsts, lasts, strict=True)
        )
    return tuple(rows)


def _listed(key: str, lists: Mapping[str, CodesFile]) -> tuple[CodeRow, ...]:
    """The rows of all lists. Of a code that two lists name in one year, the one that the ledger names last."""
    rows = {(row.code, row.first_year): row for each in lists.values() for row in each.rows.get(key, ())}
    return tuple(rows.values())


def _listed_orphans(customs: Iterable[Any], lists: Mapping[str, CodesFile], codes: Codes) -> Iterable[Finding]:
    """Codes of a list whose upper level isn't there; what the command writes has none, but a person may change it."""
    for custom in customs:
        if custom.type != "gov-codes" or not custom.values:
            continue
        file = lists.get(_text(custom.values[0]))
        lost = orphans((row for rows in file.rows.values() for row in rows), codes) if file else ()
        if lost:
            shown = "、".join(f"{row.code} {row.name}" for row in lost[:_SHOWN]) + ("等" if lost[_SHOWN:] else "")
            yield Finding(
                "codes-file-orphan",
                f"{_text(custom.values[0])} 里有 {len(lost)} 个科目找不到上级：{shown}。",
                "科目逐级编码，上级应在这份目录里，或在当年的科目里。",
                "在文件里补上上级科目的行；或用 gov-accounts codes 按财政部门的目录重新写出。",
                _place(custom),
            )


def _malformed(custom: Any) -> Finding:
    pattern = {
        "gov-unit": 'custom "gov-unit" "name" "单位全称"',
        "gov-project": 'custom "gov-project" "P1" "项目名称"',
        "gov-code": 'custom "gov-code" "func" "2069901" "科目名称"（func 或 econ）',
        "gov-codes": 'custom "gov-codes" "codes-2024.csv"',
    }[custom.type]
    return Finding(
        "declaration-malformed",
        f"{custom.type} 声明的写法不对。",
        "每个声明的参数个数和次序是固定的，且不能为空。",
        f"写成：{custom.date} {pattern}。",
        _place(custom),
    )


def _unknown_kind(kind: str, place: Place) -> Finding:
    return Finding(
        "unit-kind-unknown",
        f"单位类型“{kind}”不认识。",
        "政府会计制度按行政单位和事业单位分别规定科目。",
        f"改成{'或'.join(UNIT_KINDS)}。",
        place,
    )


def _orphans(customs: Iterable[Any], codes: Codes) -> Iterable[Finding]:
    """Declared codes of a wrong shape, or whose upper level doesn't exist."""
    for custom in customs:
        values = [_text(value) for value in custom.values or ()]
        if custom.type != "gov-code" or len(values) != 3 or values[0] not in _DECLARABLE:  # noqa: PLR2004
            continue
        key, code, _ = values
        classification = codes.classification(key)
        parent = classification.parent(code)
        if code not in classification.rows or (parent and parent not in classification.rows):
            levels = "、".join(str(length) for length in classification.lengths[1:])
            yield Finding(
                "declaration-orphan",
                f"声明的科目 {code} 找不到上级科目 {parent or ''}。".replace(" 。", "。"),
                f"{classification.label}逐级编码，可声明的是 {levels} 位编码，上级必须在目录内或已声明。",
                "核对编码；如上级也是新增的，先声明上级。",
                _place(custom),
            )
