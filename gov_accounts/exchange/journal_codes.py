"""The codes of a line: from columns, or from auxiliary texts, as others write them.

项目---P1---平台建设                        project P1, called 平台建设
功能科目：2060501 机构运行/经济科目：30201    func 2060501, econ 30201
2060501-机构运行；30201                     the same, told by the codes' shape
110101 一般公共预算资金                      fund 11: others' codes of funds begin with ours
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.law.codes import item_key
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.exchange.journal_words import Layout
    from gov_accounts.law.codes import Codes

_PARTS: Final = re.compile(r"\s*(?:[;；,，、/|｜\n]|\s{2,})\s*")
_LABEL: Final = re.compile(r"([^:：=]{1,20}?)\s*(?:-{2,}|—{2,}|[:：=])\s*(.*)", re.DOTALL)
_DASHES: Final = re.compile(r"\s*(?:-{2,}|—{2,})\s*")
_BARE: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CODE: Final = re.compile(
    rf"(?:[\[【(（]({_BARE})[\]】)）]|({_BARE})(?=[\s\-—_:：]|$)|([0-9]{{5,}})(?=[^\x00-\x7f]))[\s\-—_:：]*(.*)",
    re.DOTALL,
)
"""A code in brackets, one with a blank or a dash after it, or digits that are no year right before a name."""
_BLANK: Final = re.compile(r"\s+")


class Said(NamedTuple):
    """What is said of a code: the code, the name, or both."""

    code: str = ""
    name: str = ""


class Coded(NamedTuple):
    """What a line is coded with.

    Attributes:
        codes: key of `CODES` → our code.
        projects: id → name of the projects.
        payee: whom an auxiliary text names.
        unknown: key → what it says, where that is no code of ours.
        passed: labels of an auxiliary text that mean nothing to a ledger.
    """

    codes: Mapping[str, str]
    projects: Mapping[str, str]
    payee: str
    unknown: Mapping[str, str]
    passed: tuple[str, ...]


def said(text: str) -> Said:
    """A code, a name, or a code before its name: ``2060501``, ``机构运行``, ``[P1]平台建设``, ``P1 平台建设``."""
    text = text.strip()
    parts = _DASHES.split(text)
    if len(parts) > 1 and parts[0].isascii():
        return Said(parts[0], parts[1])
    found = _CODE.fullmatch(text)
    code = found[1] or found[2] or found[3] if found else ""
    if found is None or not any(each.isdigit() for each in code):
        return Said("", text)
    return Said(code, found[4].strip())


class Coder:
    """Gives lines their codes, by what a map says and by the lists of a ledger.

    Attributes:
        projects: id → name of the projects that a ledger declares, and of those to be declared.
    """

    def __init__(self, layout: Layout, codes: Codes, projects: Mapping[str, str], year: int) -> None:
        self._layout = layout
        self._words = layout.words
        self._codes = codes
        self._year = year
        self.projects = dict(projects)
        self._texts: dict[tuple[str, str], tuple[dict[str, Said], tuple[str, ...]]] = {}
        self._named_codes: dict[str, Mapping[str, str]] = {}
        self._ids = {name: id_ for id_, name in projects.items()}

    def coded(self, columns: Mapping[str, Said], texts: Sequence[tuple[str, str]], spending: str) -> Coded:
        """The codes of a line.

        Args:
            columns: key of `CODES` → what its columns say.
            texts: auxiliary texts, each with its column's name.
            spending: what a column of 支出类型 says.
        """
        told: dict[str, Said] = {key: each for key, each in columns.items() if any(each)}
        passed: tuple[str, ...] = ()
        for text in texts:
            found, others = self._parsed(text)
            passed += others
            told = {**found, **told}
        kind = told.pop("spending", Said()).name or spending
        payee = told.pop("payee", Said())
        codes: dict[str, str] = {}
        projects: dict[str, str] = {}
        unknown: dict[str, str] = {}
        for key, each in told.items():
            if key == "project":
                if not (self.is_basic(each) or self.is_basic(Said("", kind))):
                    id_ = self._project(each)
                    codes[key] = id_
                    projects[id_] = each.name or self.projects.get(id_, "") or id_
                continue
            code = self._code(key, each)
            if code:
                codes[key] = code
            elif not self._is_nothing(each):
                unknown[key] = " ".join(filter(None, each))
        return Coded(codes, projects, payee.name or payee.code, unknown, passed)

    def is_basic(self, said_: Said) -> bool:
        """Whether what is said of a project is that there is none."""
        return plain_head(said_.name or said_.code) in self._words.basic

    def _is_nothing(self, said_: Said) -> bool:
        return all(plain_head(each) in self._words.basic for each in said_ if each)

    def _parsed(self, text: tuple[str, str]) -> tuple[dict[str, Said], tuple[str, ...]]:
        if text not in self._texts:
            self._texts[text] = self._parse(*text)
        return self._texts[text]

    def _parse(self, head: str, text: str) -> tuple[dict[str, Said], tuple[str, ...]]:
        """An auxiliary text's parts. What has no label is told by its shape, or goes on with the part before."""
        found: dict[str, Said] = {}
        passed: list[str] = []
        last = ""
        for part in filter(None, _PARTS.split(text)):
            label, kind, rest = self._labelled(part)
            if kind == "passed" or (label and not kind):
                passed.append(label)
                last = ""
            elif kind:
                found.setdefault(kind, said(rest))
                last = kind
            elif shape := item_key(said(part).code):
                found.setdefault(shape, said(part))
                last = shape
            elif last and found[last].name:
                # A name with one of the signs that stand between parts.
                sign = text[text.find(found[last].name) + len(found[last].name) :].lstrip()[:1]
                found[last] = found[last]._replace(name=f"{found[last].name}{sign}{part}")
            elif head in self._words.labels and self._words.labels[head] != "passed":
                found.setdefault(self._words.labels[head], said(part))
            elif self._fund(said(part)):
                found.setdefault("fund", said(part))
            else:
                passed.append(part)
        return found, tuple(passed)

    def _labelled(self, part: str) -> tuple[str, str, str]:
        """A part's label, its kind, and what follows; no label where it has none."""
        found = _LABEL.fullmatch(part)
        if found is None or item_key(found[1].strip()) or any(each.isdigit() for each in found[1]):
            return "", "", part
        label = plain_head(found[1])
        return label, self._words.labels.get(label, ""), found[2]

    def _code(self, key: str, said_: Said) -> str:
        values = self._layout.values.get(key, {})
        for each in (said_.code, said_.name, f"{said_.code} {said_.name}"):
            if each in values:
                return values[each]
        if key == "fund":
            return self._fund(said_)
        if said_.code:
            return said_.code
        return self._named(key, said_.name)

    def _named(self, key: str, name: str) -> str:
        """The code of a name that only one code of the last level has in the year."""
        if key not in self._named_codes:
            classification = self._codes.classification(key)
            by_name: dict[str, set[str]] = {}
            for code in classification.rows:
                row = classification.row(code, self._year)
                if row is not None and len(code) == classification.lengths[-1]:
                    by_name.setdefault(plain(row.name), set()).add(code)
            self._named_codes[key] = {each: found.pop() for each, found in by_name.items() if len(found) == 1}
        return self._named_codes[key].get(plain(name), "")

    def _fund(self, said_: Said) -> str:
        listed = self._codes.fund.rows
        for length in range(len(said_.code), 0, -1):
            if said_.code[:length] in listed:
                return said_.code[:length]
        name = plain_head(said_.name)
        return next((code for word, code in self._words.funds if name and word in name), "")

    def _project(self, said_: Said) -> str:
        """A project's id: its code, else that of its name; a project without a code goes by its name."""
        values = self._layout.values.get("project", {})
        for each in (said_.code, said_.name):
            if each in values:
                return values[each]
        if said_.code:
            return said_.code
        return self._ids.get(said_.name) or _BLANK.sub("", said_.name)
