"""What is wrong with a code on a posting, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from gov_accounts.codes import Classification, Codes

_MEANING: Final = {
    "func": "支出功能分类科目（func）",
    "econ": "部门预算支出经济分类科目（econ）",
    "fund": "资金性质（fund）",
}
_SHAPE: Final = {
    "func": "2 开头的 7 位数字（项级）",
    "econ": "3 开头的 5 位数字（款级）",
    "fund": "11、12、13、2、3 之一",
}


def check_code(codes: Codes, key: str, code: str, year: int, place: Place) -> Finding | None:
    """A finding if `code` may not stand on a posting of `year` under `key` (func, econ or fund), else None."""
    classification = codes.classification(key)
    if key == "fund":
        return None if classification.row(code, year) else _unknown_fund(codes, code, place)
    if not _right_shape(key, code):
        return Finding(
            "code-shape",
            f"“{code}”不是{_MEANING[key]}的编码。",
            f"{key} 应为{_SHAPE[key]}。",
            _suggestion(classification, code, year) or f"改成{_SHAPE[key]}。",
            place,
        )
    if classification.row(code, year):
        return None
    if code in classification.rows:
        return _not_in_force(classification, key, code, year, place)
    return _unknown(classification, key, code, year, place)


def check_project(projects: Mapping[str, str], project: str, place: Place) -> Finding | None:
    """A finding if `project` was never declared, else None."""
    if project in projects:
        return None
    known = "、".join(f"{each}（{name}）" for each, name in sorted(projects.items()))
    return Finding(
        "project-undeclared",
        f"项目“{project}”没有声明过。",
        "project 只能用 gov-project 声明过的项目编号，带项目的是项目支出，不带的是基本支出。",
        (f"已声明的项目：{known}；" if known else "")
        + f'新项目请在主文件写一行：2020-01-01 custom "gov-project" "{project}" "项目名称"。',
        place,
    )


def _right_shape(key: str, code: str) -> bool:
    digits, first = (7, "2") if key == "func" else (5, "3")
    return len(code) == digits and code.isascii() and code.isdigit() and code.startswith(first)


def _unknown_fund(codes: Codes, code: str, place: Place) -> Finding:
    funds = "、".join(f"{row.code} {row.name}" for rows in codes.fund.rows.values() for row in rows)
    return Finding(
        "fund-unknown",
        f"资金性质“{code}”不存在。",
        "fund 只能取规定的几种资金性质。",
        f"改成其中之一：{funds}。",
        place,
    )


def _not_in_force(classification: Classification, key: str, code: str, year: int, place: Place) -> Finding:
    rows = classification.rows[code]
    spans = "；".join(
        f"{row.name}（{f'{row.first_year} 年起' if row.first_year else ''}"
        f"{f'{row.last_year} 年止' if row.last_year < 9999 else ''}）"  # noqa: PLR2004
        for row in rows
    )
    return Finding(
        "code-not-in-force",
        f"{_MEANING[key]} {code} 在 {year} 年不适用。",
        f"科目按年度适用，{code} 是{spans}。",
        _suggestion(classification, code, year) or f"改用 {year} 年适用的科目，或核对凭证日期。",
        place,
    )


def _unknown(classification: Classification, key: str, code: str, year: int, place: Place) -> Finding:
    parent = classification.row(classification.parent(code), year)
    suggestion = _suggestion(classification, code, year)
    what = f"{_MEANING[key]}里没有 {code}。"
    if parent is not None and len(code) > classification.complete_to:
        return Finding(
            "code-unknown",
            what,
            f"上级科目 {parent.code} {parent.name}是有的，但本软件所附的目录下没有这一项。",
            f'{suggestion}如确有此科目，请在主文件声明：2020-01-01 custom "gov-code" "{key}" "{code}" "科目名称"。',
            place,
        )
    return Finding(
        "code-unknown",
        what,
        f"编码应在 {year} 年的{classification.label}内。",
        suggestion or f"对照 {year} 年的科目表改正。",
        place,
    )


def _suggestion(classification: Classification, code: str, year: int) -> str:
    nearest = classification.nearest(code, year)
    return f"是不是要写：{'、'.join(f'{row.code} {row.name}' for row in nearest)}？" if nearest else ""
