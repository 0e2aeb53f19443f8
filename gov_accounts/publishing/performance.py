"""Performance: what each self-evaluated project had, spent and achieved, and the scores that follow.

    execution score = weight × rate (at most 100 %)        indicators' scores ≤ their weights
    weights of the indicators = the section's weight        total ≤ 100

Budget and expenditure are the books'; indicators are disclosure.toml's. Decimal throughout, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Severity
from gov_accounts.money import yuan_text
from gov_accounts.publishing.settings.wording import quoted_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.publishing.outline.whole import Scores
    from gov_accounts.publishing.projects import Projects
    from gov_accounts.publishing.settings.read import Settings

_HUNDRED: Final = Decimal(100)
_LIST: Final = "performance.projects"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a project's form.

    Attributes:
        target, actual: a number or words; None for a cost indicator, whose values are the project's money.
        score: written, or worked out from target and actual.
        path: its key in disclosure.toml.
    """

    path: str
    level1: str
    level2: str
    name: str
    target: Decimal | str | None
    actual: Decimal | str | None
    unit: str
    money: bool
    weight: Decimal
    score: Decimal
    told: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A project's self-evaluation: what is written of it, and its indicators that can be used."""

    path: str
    project: str
    written: Mapping[str, Any]
    indicators: tuple[Indicator, ...]


def execution_score(weight: Decimal, rate: Decimal | None, decimals: int) -> Decimal:
    """The score of 预算执行: weight × rate, a rate above 100 counted as 100; nothing where there is no rate."""
    return _rounded(weight * min(max(rate or Decimal(0), Decimal(0)), _HUNDRED).scaleb(-2), decimals)


def total_score(weight: Decimal, rate: Decimal | None, indicators: Sequence[Indicator], decimals: int) -> Decimal:
    """The whole form's score, out of 100; `weight` is 预算执行's."""
    of_indicators = sum((each.score for each in indicators), Decimal(0))
    return _rounded(execution_score(weight, rate, decimals) + of_indicators, decimals)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def read_evaluations(settings: Settings, projects: Projects, scores: Scores) -> tuple[list[Evaluation], list[Finding]]:
    """The self-evaluations written, and what is wrong with them.

    Args:
        settings: disclosure.toml.
        projects: the ledger's, with their money as printed.
        scores: the outline's: what the indicators' weights must add up to, and the decimals of scores.
    """
    found: list[Evaluation] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for index, written in enumerate(settings.get(_LIST) or ()):
        path = f"{_LIST}.#{index}"
        project = written.get("project")
        if project is None:
            continue
        if project not in projects.names or project in seen:
            findings.append(_bad_project(settings, path, project, projects.names))
            continue
        seen.add(project)
        indicators: list[Indicator] = []
        for number, row in enumerate(written.get("indicators", ())):
            place = f"{path}.indicators.#{number}"
            wrong = list(_wrong(settings, place, row))
            findings.extend(wrong)
            usable = all(each.severity is Severity.NOTICE for each in wrong)
            if usable and all(each in row for each in ("level1", "level2", "name", "weight")):
                money = (projects.budget(project).number, projects.executed(project).number)
                indicators.append(_indicator(place, row, money, scores.decimals))
        total = sum((Decimal(row.get("weight", 0)) for row in written.get("indicators", ())), Decimal(0))
        if total != scores.indicators:
            findings.append(_bad_weights(settings, path, projects.names[project], total, scores))
        if project in projects.overspent:
            findings.append(_overspent(settings, path, projects.names[project], *projects.overspent[project]))
        found.append(Evaluation(path, project, written, tuple(indicators)))
    return found, findings


def _indicator(path: str, row: Mapping[str, Any], money: tuple[Decimal, Decimal], decimals: int) -> Indicator:
    cost = bool(row.get("money"))
    target, actual = (None, None) if cost else (row["target"], row["actual"])
    weight = Decimal(row["weight"])
    score = row.get("score")
    if score is None:
        numbers = money if cost else (target, actual)
        score = _scored(weight, *numbers, less=cost or bool(row.get("less_is_better")), decimals=decimals)
    return Indicator(
        path,
        row["level1"],
        row["level2"],
        row["name"],
        target,
        actual,
        row.get("unit", ""),
        cost,
        weight,
        Decimal(score),
        bool(row.get("told", not cost)),
    )


def _scored(weight: Decimal, target: Any, actual: Any, *, less: bool, decimals: int) -> Decimal:
    """The score of a number against its target: in proportion to it, at most the weight."""
    part, whole = (target, actual) if less else (actual, target)
    if whole <= 0 or part >= whole:
        return weight
    # Fractions are exact, whatever digits the numbers have.
    wanted = Fraction(weight) * Fraction(max(part, Decimal(0))) * 10**decimals
    steps = (2 * wanted + Fraction(whole)) // (2 * Fraction(whole))
    return min(weight, Decimal(steps).scaleb(-decimals))


def _wrong(settings: Settings, path: str, row: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with an indicator: no value, no score where there can't be one worked out, a score too high."""
    name = quoted_text(row.get("name", ""))
    place = settings.place(path)
    if not row.get("money"):
        for key, word in (("target", "年初目标值"), ("actual", "实际完成值")):
            if key not in row:
                yield Finding(
                    "disclosure-indicator-no-value",
                    f"指标“{name}”没有{word}（{key}）。",
                    "自评表和情况说明都要印目标值和完成值，缺一项就不印这个指标。",
                    f"加一行 {key} = …；成本指标写 money = true，目标值和完成值由账得出。",
                    place,
                )
        numbers = [isinstance(row.get(key), Decimal) for key in ("target", "actual")]
        if any(numbers) and "unit" not in row:
            yield Finding(
                "disclosure-unit-missing",
                f"指标“{name}”的数没有单位（unit）。",
                "自评表、情况说明和重点工作都印成“数 单位”，没有单位的数读不懂。",
                '加一行 unit = "…"，如 unit = "个"、unit = "%"。',
                place,
                Severity.NOTICE,
            )
        if "score" not in row and not all(numbers) and "target" in row and "actual" in row:
            yield Finding(
                "disclosure-score-missing",
                f"指标“{name}”的目标值或完成值不是数，又没有写得分（score）。",
                "都是数的，得分由软件算；写成文字的，软件算不出。",
                "加一行 score = …，不超过分值。",
                place,
            )
    weight, score = row.get("weight"), row.get("score")
    if score is not None and weight is not None and not 0 <= score <= weight:
        yield Finding(
            "disclosure-score-over",
            f"指标“{name}”得分 {score}，分值是 {weight}。",
            "得分从零到分值。",
            "改 score；目标值和完成值都是数的，可以不写 score，由软件算。",
            settings.place(f"{path}.score"),
        )


def _bad_project(settings: Settings, path: str, project: str, projects: Mapping[str, str]) -> Finding:
    known = "、".join(f"{key} {name}" for key, name in sorted(projects.items()))
    again = project in projects
    return Finding(
        "disclosure-project-twice" if again else "disclosure-project-unknown",
        f"项目 {quoted_text(project)} 写了两次。" if again else f"账本里没有项目 {quoted_text(project)}。",
        "一个项目只有一张自评表。" if again else "自评表的预算数和执行数取自账里标了这个项目编号的凭证。",
        "合成一处。" if again else (f"账本里有：{known}。" if known else "先在账本里声明项目。"),
        settings.place(f"{path}.project"),
    )


def _overspent(settings: Settings, path: str, name: str, had: int, spent: int) -> Finding:
    budget = f"全年预算只有 {yuan_text(had)} 元，执行率超过 100%" if had > 0 else "账里没有它的预算，算不出执行率"
    return Finding(
        "disclosure-project-overspent",
        f"项目“{quoted_text(name)}”支出 {yuan_text(spent)} 元，{budget}。",
        "全年预算数由账得出：标了这个项目的上年结转（8101、8201）、年初预算（9101）和预算调整（9102），各种资金都算。",
        "漏记的指标补上，追加的记 9102，都标上项目；用其他资金安排的也要记指标；支出标错了项目的，改正。",
        settings.place(f"{path}.project"),
        Severity.NOTICE,
    )


def _bad_weights(settings: Settings, path: str, name: str, total: Decimal, scores: Scores) -> Finding:
    weight = scores.indicators
    return Finding(
        "disclosure-weights",
        f"项目“{name}”各指标分值合计 {total:f}，应当是 {weight}。",
        f"自评表满分 100：预算执行 {scores.execution} 分，绩效指标 {weight} 分。",
        "改各指标的 weight，使它们加起来正好。",
        settings.place(path),
    )
