"""An example's vouchers as they are written: a second reading, which knows neither beancount nor the library."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

FIRST: Final = re.compile(r"(\d{4}-\d\d-\d\d) \* (.*)")
POSTING: Final = re.compile(r"  ([A-Z]\w+:\S+) +(-?\d+)\.(\d\d) (CNY(?:\.[AB])?)(?: ; .*)?")
SAID: Final = re.compile(r' +(\w+): "(.*)"')
OPEN: Final = re.compile(r"\d{4}-\d\d-\d\d open (\S+) \S+")


@dataclass
class Leg:
    """A leg as it is written: account, commodity, fen, and the codes said under it."""

    account: str
    commodity: str
    fen: int
    said: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.account.split(":")[1][:4]


@dataclass
class Voucher:
    """A voucher as it is written."""

    date: datetime.date
    tags: list[str]
    file: str
    said: dict[str, str] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)


def vouchers_in(path: Path) -> list[Voucher]:
    """The vouchers of a file. A line that looks like a voucher's and isn't understood fails the test."""
    found: list[Voucher] = []
    voucher: Voucher | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if first := FIRST.fullmatch(line):
            tags = re.findall(r" #(\S+)", re.sub(r'"[^"]*"', "", first[2]))
            voucher = Voucher(datetime.date.fromisoformat(first[1]), tags, path.name)
            found.append(voucher)
        elif not line.startswith("  "):
            voucher = None
        elif voucher is not None:
            if posting := POSTING.fullmatch(line):
                sign = -1 if posting[2].startswith("-") else 1
                fen = int(posting[2]) * 100 + sign * int(posting[3])
                voucher.legs.append(Leg(posting[1], posting[4], fen))
            elif said := SAID.fullmatch(line):
                (voucher.legs[-1].said if voucher.legs and line.startswith("    ") else voucher.said)[said[1]] = said[2]
            else:
                pytest.fail(f"{path.name}: {line}")
    return found


def opened_in(path: Path) -> dict[str, dict[str, str]]:
    """What each ``open`` of a file says."""
    found: dict[str, dict[str, str]] = {}
    account = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if opened := OPEN.fullmatch(line):
            account = opened[1]
            found[account] = {}
        elif said := SAID.fullmatch(line):
            found[account][said[1]] = said[2]
    return found


def code_of(voucher: Voucher, leg: Leg, key: str, opened: Mapping[str, Mapping[str, str]]) -> str:
    """A leg's code: said under it, under the voucher, by a tag, under the account's ``open``; nothing where nowhere."""
    shape = {"func": r"2\d{6}", "econ": r"3\d{4}"}.get(key)
    tagged = [tag for tag in voucher.tags if shape and re.fullmatch(shape, tag)]
    places = (leg.said.get(key), voucher.said.get(key), tagged[0] if tagged else None, opened[leg.account].get(key))
    return next((each for each in places if each), "")
