"""The whole outline: ``document.toml``, with the blocks of its parts and the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.publishing.outline.blocks import Block, read_blocks
from gov_accounts.publishing.outline.forms import FormPattern, read_form
from gov_accounts.publishing.outline.glossary import Glossary, read_glossary
from gov_accounts.publishing.outline.procurement import ProcurementWords, read_procurement_words
from gov_accounts.publishing.outline.template import CellSum, Name, Template, cell_sum, name, names, template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gov_accounts.law.reading import At, Entry

NAMES: Final = (
    *("spent", "budget", "executed", "current", "carried", "other"),
    *("spent_fiscal", "spent_current", "spent_carried", "spent_other"),
    *("rate", "execution_score", "total", "target", "actual", "weight", "score", "procured", "sme"),
)
"""What figures that no part's file defines are called; kinds and sizes of what was procured have names too."""
_ORIGINS: Final = {
    "project": ("cell", "project"),
    **dict.fromkeys(("not_spent", "budget", "current", "carried", "other"), ("project",)),
    **dict.fromkeys(("execution_score", "total"), ()),
    "procurement": ("count", "tag", "places"),
}
"""What tells where those figures come from, and what it may name."""
CHOICES: Final = ("category", "attribute", "type")
"""What of a self-evaluation is one of several options."""


class ProjectFund(NamedTuple):
    """A fund that projects spend; of no code where it is whatever the others aren't.

    Attributes:
        total: the cells that the projects' spending adds up to.
    """

    fund: Name
    name: str
    total: CellSum


class BudgetLaw(NamedTuple):
    """The budget at the year's beginning, and of which columns a project's budget is made.

    Attributes:
        by_fund: what the table of a fund's budget is called → the fund.
    """

    by_fund: Mapping[str, Name]
    fiscal_funds: tuple[Name, ...]
    current: tuple[Name, ...]
    carried: tuple[Name, ...]
    other: tuple[Name, ...]


class Scores(NamedTuple):
    """How many points carrying out the budget and the indicators are worth, and the decimals of scores."""

    execution: int
    indicators: int
    decimals: int


class Ticks(NamedTuple):
    """How an option is printed that is chosen, one that isn't, and what stands between two."""

    chosen: str
    not_chosen: str
    between_choices: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What a year's document consists of.

    Attributes:
        title: the document's.
        percent_decimals: of per cents.
        absent: what is said under a heading that would otherwise have nothing below it.
        numerals: 一, 二, 三 …
        project_total: the cell that is all projects' spending.
        choices: what of a self-evaluation is one of several → the options.
        names: what figures are called that no part's file defines.
        origins: where those come from, with slots for what is known of each.
        at: ``document.toml``.
    """

    title: Template
    percent_decimals: int
    absent: Template
    numerals: tuple[str, ...]
    project_total: CellSum
    project_funds: tuple[ProjectFund, ...]
    budget: BudgetLaw
    scores: Scores
    choices: Mapping[str, tuple[Name, ...]]
    procurement: ProcurementWords
    names: Mapping[str, str]
    origins: Mapping[str, Template]
    ticks: Ticks
    forms: Mapping[str, FormPattern]
    blocks: tuple[Block, ...]
    glossary: Glossary
    at: At


def read_whole(document: Entry, file: Callable[[str], Entry]) -> Outline:
    """The outline.

    Args:
        document: ``document.toml``.
        file: reads another file of its folder.

    Raises:
        DataError: a file isn't as it should be.
    """
    document.known(
        *("title", "parts", "percent_decimals", "absent", "numerals", "project_total", "project_funds", "budget"),
        *("scores", "choices", "procurement", "names", "origins", "words", "forms"),
    )
    procurement = read_procurement_words(document.entry("procurement"))
    return Outline(
        title=template(document, "title"),
        percent_decimals=document.number("percent_decimals"),
        absent=template(document, "absent"),
        numerals=tuple(document.text("numerals").split()),
        project_total=cell_sum(document, "project_total"),
        project_funds=tuple(_project_fund(each) for each in document.entries("project_funds", least=1)),
        budget=_budget(document.entry("budget")),
        scores=_scores(document.entry("scores")),
        choices={key: names(document.entry("choices").known(*CHOICES), key) for key in CHOICES},
        procurement=procurement,
        names=_names(document.entry("names"), procurement),
        origins=_origins(document.entry("origins")),
        ticks=_ticks(document.entry("words")),
        forms={key: read_form(each) for key, each in document.named("forms").items()},
        blocks=tuple(block for part in names(document, "parts") for block in read_blocks(_part(part, file))),
        glossary=read_glossary(file("glossary.toml")),
        at=document.at(),
    )


def _part(part: Name, file: Callable[[str], Entry]) -> Entry:
    try:
        return file(part.text)
    except OSError as error:
        raise part.at.wrong("同一文件夹里的一个文件") from error


def _project_fund(entry: Entry) -> ProjectFund:
    entry.known("fund", "name", "total")
    fund = Name(entry.text("fund", ""), entry.at("fund"))
    if "fund" not in entry:
        raise entry.wrong("fund", "资金性质的编码，其余的资金写空的一对引号")
    return ProjectFund(fund, entry.text("name"), cell_sum(entry, "total"))


def _budget(entry: Entry) -> BudgetLaw:
    entry.known("by_fund", "fiscal_funds", "current", "carried", "other")
    columns = (names(entry, key) for key in ("fiscal_funds", "current", "carried", "other"))
    by_fund = entry.entry("by_fund")
    return BudgetLaw({table: name(by_fund, table) for table in by_fund.values}, *columns)


def _scores(entry: Entry) -> Scores:
    entry.known("execution", "indicators", "decimals")
    return Scores(entry.number("execution"), entry.number("indicators"), entry.number("decimals"))


def _names(entry: Entry, procurement: ProcurementWords) -> Mapping[str, str]:
    asked = (*NAMES, *procurement.kinds.values(), *procurement.sizes.values())
    entry.known(*asked)
    return {key: entry.text(key) for key in asked}


def _origins(entry: Entry) -> Mapping[str, Template]:
    entry.known(*_ORIGINS)
    origins = {key: template(entry, key) for key in _ORIGINS}
    for key, may in _ORIGINS.items():
        wrong = next((slot.name for slot in origins[key].slots() if slot.signs or slot.name not in may), "")
        if wrong:
            may_name = "、".join(f"{{{each}}}" for each in may) or "什么也没有"
            raise entry.wrong(key, f"一段话，花括号里能写的是{may_name}，没有 {wrong}")
    return origins


def _ticks(entry: Entry) -> Ticks:
    entry.known("chosen", "not_chosen", "between_choices")
    return Ticks(entry.text("chosen"), entry.text("not_chosen"), entry.text("between_choices"))
