"""Books of a part of the ledger only: the postings that carry certain codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Finding
from gov_accounts.nearest import nearest
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.findings import Place

_SHOWN: Final = 12
_NAMED: Final = frozenset({"project"})
"""Keys whose codes are names: of the others, the beginning of a code means all codes below it."""


class ChosenCodes(NamedTuple):
    """The codes that postings must carry; nothing where any will do."""

    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""

    def meets(self, posting: Posting) -> bool:
        """Whether a posting carries them all."""
        return all(
            getattr(posting, key) == code if key in _NAMED else getattr(posting, key).startswith(code)
            for key, code in self.asked()
        )

    def asked(self) -> Iterator[tuple[str, str]]:
        """The keys that are asked for, with their codes."""
        return ((key, code) for key, code in self._asdict().items() if code)

    def notes(self) -> tuple[str, ...]:
        """What is said below a book that has only those postings."""
        asked = "，".join(f"{KEYS[key]} {code}" for key, code in self.asked())
        return (f"说明：只登记{asked}的分录，不是科目的全部。",) if asked else ()

    def chosen(self, postings: Iterable[Posting], place: Place) -> Sequence[Posting] | Finding:
        """The postings that carry the codes; a finding where a code asked for is on none of them."""
        found = list(postings)
        for key, code in self.asked():
            narrower = [each for each in found if ChosenCodes(**{key: code}).meets(each)]
            if not narrower:
                return _unknown(key, code, {getattr(each, key) for each in found}, place)
            found = narrower
        return found


ANY: Final = ChosenCodes()


def _unknown(key: str, code: str, present: Iterable[str], place: Place) -> Finding:
    known = sorted(each for each in present if each)
    near = nearest(code, known) if len(known) > _SHOWN else ()
    meant = f"是不是要写：{'、'.join(near)}？" if near else ""
    return Finding(
        "code-not-in-ledger",
        f"没有一笔分录的{KEYS[key]}是“{code}”。",
        f"--{key} 只登记带这个编码（或它的下级）的分录；几个条件要都符合。",
        f"{meant}账本里有：{first_few(known, _SHOWN)}。" if known else f"这些分录都没有{KEYS[key]}，去掉 --{key}。",
        place,
    )
