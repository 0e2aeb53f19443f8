"""The codes that a row of a 科目余额表 is broken down by: of columns, of a text of auxiliaries, or of a detail's name.

功能科目---2060501---技术创新服务体系/项目---P1---平台建设      ──►  func 2060501, project P1
辅助核算 [项目]P1 平台建设；[部门]办公室                        ──►  project P1, and a detail 办公室
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.exchange.balances.words import DIMENSIONS, Words, plain
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from gov_accounts.law.codes import Codes

_PARTS: Final = re.compile(r"[;；,，|\n]+|(?<=[^-])/(?=[^/]*(?:-{2,3}|[:：]))")
_NAMED: Final = re.compile(
    r"^(?:[\[【(]([^\[\]【】():-]{2,14})[\]】)]\s*:?|([^\[\]【】():-]{2,14}?)\s*(?::|-{2,3}))\s*(.+)$"
)
_CODED: Final = re.compile(r"^[\[【(]?([0-9A-Za-z](?:[0-9A-Za-z._]|-(?!-))*)(?:[\])】]\s*|-{2,3}|\s*[\s:_-]\s*|$)(.*)$")
_DIGITS: Final = re.compile("^([0-9]{3,})(.*)$")


class Said(NamedTuple):
    """A code as a row says it.

    Attributes:
        code, name: of which one may be empty.
    """

    code: str
    name: str

    def __bool__(self) -> bool:
        return bool(self.code or self.name)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code or name that is none, or may be several.

    Attributes:
        key: of which classification.
        said: what the row says.
        among: codes of that name, where there are several.
    """

    key: str
    said: Said
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Auxiliaries:
    """What a text of auxiliaries says.

    Attributes:
        codes: key → what it says.
        details: what isn't a classification of ours, such as a department or a creditor: a detail's name.
    """

    codes: Mapping[str, Said]
    details: tuple[str, ...]


def read_auxiliaries(text: str, words: Words) -> Auxiliaries | None:
    """What a text of auxiliaries says; None where it isn't one."""
    codes: dict[str, Said] = {}
    details: list[str] = []
    for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
        if not part.strip():
            continue
        named = _NAMED.match(part.strip())
        if named is None:
            return None
        kind, rest = plain(named[1] or named[2]), named[3].strip()
        key = next((each for each in DIMENSIONS if kind in words.lists["dimensions"][each]), "")
        said = said_of(rest)
        if key:
            codes[key] = said
        else:
            details.append(said.name or said.code)
    return Auxiliaries(codes, tuple(details)) if codes or details else None


def said_of(text: str) -> Said:
    """A code, a name, or both in one text: ``2060501``, ``2060501 技术创新``, ``P1---平台``, ``平台``."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = _CODED.match(text) or _DIGITS.match(text)
    if found is None:
        return Said("", text)
    return Said(found[1].strip("-_."), found[2].strip("-_ :"))


def code_of(key: str, said: Said, codes: Codes, year: int, words: Words) -> str | Unknown:
    """The code of our classification that a row's is: by the code where there is one, else by the name."""
    if key == "fund":
        return _fund(said, words)
    listed = codes.classification(key)
    digits = listed.lengths[-1]
    if said.code:
        # A code that no list has is for `check` to tell; a length that can't be is for here.
        return said.code if said.code.isdigit() and len(said.code) == digits else Unknown(key, said)
    named = plain(said.name)
    found = tuple(
        sorted(
            code
            for code in listed.rows
            if len(code) == digits and (row := listed.row(code, year)) is not None and plain(row.name) == named
        )
    )
    return found[0] if len(found) == 1 else Unknown(key, said, found)


def _fund(said: Said, words: Words) -> str | Unknown:
    known = sorted(official_codes().fund.rows, key=len, reverse=True)
    if said.code:
        digits = said.code
        found = next((each for each in known if digits.startswith(each)), "")
        if found and digits.isdigit():
            return found
    name = plain(said.name or said.code)
    return next((code for word, code in words.funds if word in name), "") or Unknown("fund", said)


def of_names(names: Sequence[str], codes: Codes, year: int, words: Words) -> dict[str, str]:
    """The functional item and the fund that the names of details say: ``2060501 技术创新``, 政府性基金."""
    found: dict[str, str] = {}
    for name in names:
        said = said_of(name)
        func = code_of("func", said, codes, year, words) if said else ""
        if isinstance(func, str) and func and codes.functional.row(func, year) is not None:
            found["func"] = func
        fund = _fund(Said("", name), words)
        if isinstance(fund, str):
            found["fund"] = fund
    return found
