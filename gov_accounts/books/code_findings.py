"""What is wrong with a code on a posting, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.codes import GovernmentItem, government_items, item_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.codes import Classification, Codes

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
_ROAD: Final = "gov-accounts codes 账本 目录.xlsx --year {year}"


def check_code(codes: Codes, key: str, code: str, year: int, place: Place) -> Finding | None:
    """A finding if `code` may not stand on a posting of `year` under `key` (func, econ or fund), else None."""
    classification = codes.classification(key)
    if key == "fund":
        return None if classification.row(code, year) else _unknown_fund(codes, code, place)
    if item_key(code) != key:
        item = government_items().get(code) if key == "econ" else None
        if item is not None:
            return government_finding(item, codes, year, place)
        return Finding(
            "code-shape",
            f"“{code}”不是{_MEANING[key]}的编码。",
            f"{key} 应为{_SHAPE[key]}。",
            _suggestion(classification, code, year) or f"改成{_SHAPE[key]}。",
            place,
        )
    if classification.row(code, year):
        return _left_out(classification, key, code, year, place) if classification.left_out(code, year) else None
    if any(not row.listed for row in classification.rows.get(code, ())):
        return _not_in_force(classification, key, code, year, place)
    return _unknown(classification, key, code, year, place)


def government_finding(item: GovernmentItem, codes: Codes, year: int, place: Place) -> Finding:
    """A code of 政府预算支出经济分类 where one of 部门预算支出经济分类 is wanted, as ``econ`` or as a tag."""
    names = [
        f"{each} {codes.economic.name(each, year)}{'' if item_key(each) == 'econ' else '下的款'}"
        for each in item.department
    ]
    meant = (
        f"对应的部门科目：{'、'.join(names)}{'，照业务内容选一个' if len(names) > 1 else ''}。"
        if names
        else "照业务内容，改用 3 开头的 5 位部门科目。"
    )
    return Finding(
        "econ-of-government",
        f"{item.code} 是政府预算支出经济分类的“{item.name}”，不是部门预算支出经济分类。",
        "支出经济分类有两套：部门（单位）记账、编决算用部门预算支出经济分类（3 开头）；"
        "政府预算支出经济分类（5 开头）是财政部门编政府预算用的（财预〔2017〕98号）。",
        meant,
        place,
    )


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
    rows = [row for row in classification.rows[code] if not row.listed]
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
    parents = [
        row for each in classification.ancestors(code)[:-1] if (row := classification.row(each, year)) is not None
    ]
    suggestion = _suggestion(classification, code, year)
    what = f"{_MEANING[key]}里没有 {code}。"
    if parents and (len(code) > classification.complete_to or year > classification.complete_until):
        above, source = parents[-1], f" {year} 年载入的目录" if year in classification.lists else "本软件所附的目录"
        road = "" if year in classification.lists else f"载入财政部门下发的目录：{_ROAD.format(year=year)}；或者"
        own = f'{year}-01-01 custom "gov-code" "{key}" "{code}" "科目名称"'
        first = "" if above.code == classification.parent(code) else f"（先声明上级 {classification.parent(code)}）"
        return Finding(
            "code-unknown",
            what,
            f"上级科目 {above.code} {above.name}是有的，但{source}下没有这一项。",
            f"{suggestion}如确有此科目，{road}在主文件声明：{own}{first}。",
            place,
        )
    return Finding(
        "code-unknown",
        what,
        f"编码应在 {year} 年的{classification.label}内。",
        suggestion or f"对照 {year} 年的科目表改正。",
        place,
    )


def _left_out(classification: Classification, key: str, code: str, year: int, place: Place) -> Finding:
    return Finding(
        "code-not-in-list",
        f"{_MEANING[key]} {code} {classification.name(code, year)}不在 {year} 年载入的目录里。",
        f"账本载入了财政部门 {year} 年的目录，里面有同级的科目，没有这一个；本软件所附的目录有。",
        f"核对 {year} 年的目录：科目已撤销的，改用别的；目录漏了的，在主文件声明，不再提示："
        f'{year}-01-01 custom "gov-code" "{key}" "{code}" "{classification.name(code, year)}"。',
        place,
        Severity.NOTICE,
    )


def _suggestion(classification: Classification, code: str, year: int) -> str:
    nearest = classification.nearest(code, year)
    return f"是不是要写：{'、'.join(f'{row.code} {row.name}' for row in nearest)}？" if nearest else ""
