"""A data file that says only what differs from the one it extends.

A table's keys take the place of those of the same name, tables within are put together alike, and so are lists of
tables that each have a name (``key``, ``id``, ``term``, ``path`` or ``func``): what is named alike is put together, by
any of its names. What isn't there yet says so, so that no slip in a name adds something: it comes ``after`` the one it
says, or last, where it is ``new = true``. ``without`` takes names out of lists and keys out of tables, ``order`` puts a
list's names in another order; whatever else is a list is replaced. ``instead`` names keys of which nothing is put
together: what the file says there, or nothing, stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.law.reading import names

if TYPE_CHECKING:
    from gov_accounts.law.reading import Entry

_WITHOUT: Final = "without"
_ORDER: Final = "order"
_INSTEAD: Final = "instead"
_AFTER: Final = "after"
_NEW: Final = "new"


def extended(base: Entry, differing: Entry) -> Entry:
    """A file put together with the one it extends.

    Raises:
        DataError: it takes out, orders, or stands after, what isn't there; the error is of what it says itself.
    """
    return type(base)(differing.file, "", _tables(base.values, differing))


def _tables(base: Mapping[str, Any], differing: Entry) -> dict[str, Any]:
    instead = differing.texts(_INSTEAD, ())
    for index, key in enumerate(instead):
        if key not in base:
            raise differing.wrong(f"{_INSTEAD}[{index}]", f"已有的一个键，没有 {key}")
    made = {key: value for key, value in base.items() if key not in instead}
    for key, value in differing.values.items():
        if key in (_WITHOUT, _ORDER, _INSTEAD):
            continue
        old = made.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            made[key] = _tables(old, differing.entry(key))
        elif _named(value) and old is not None and _named(old):
            made[key] = _lists(old, differing, key)
        else:
            made[key] = value
    for key, gone in differing.lists(_WITHOUT).items():
        made[key] = _taken_out(made.get(key), gone, differing, f"{_WITHOUT}.{key}")
    for key, wanted in differing.lists(_ORDER).items():
        made[key] = _ordered(made.get(key), wanted, differing, f"{_ORDER}.{key}")
    return made


def _named(value: object) -> bool:
    """Whether a value is a list of tables that each have a name."""
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(each, Mapping) and any(_called(each)) for each in value)
    )


def _called(table: Mapping[str, Any]) -> tuple[str, ...]:
    """A table's names, the first of which it is called by where it differs from the table that it extends."""
    return tuple(names(table))


def _at(tables: Sequence[Mapping[str, Any]], name: str) -> int | None:
    """Where in a list the table of a name stands."""
    return next((index for index, each in enumerate(tables) if name in _called(each)), None)


def _nearest(name: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """Some names that there are, the most like one that there isn't first."""
    known = [_called(each)[0] for each in tables]
    return f"；已有的如 {'、'.join(get_close_matches(name, known, cutoff=0))}" if known else ""


def _lists(base: Sequence[Mapping[str, Any]], differing: Entry, key: str) -> list[Mapping[str, Any]]:
    made = list(base)
    for each in differing.entries(key):
        after, own = each.text(_AFTER, ""), each.without(_AFTER, _NEW)
        name = _called(each.values)[0]
        there, before = _at(made, name), _at(made, after) if after else len(made) - 1
        if before is None:
            raise each.wrong(_AFTER, f"已有的一项，没有 {after}{_nearest(after, made)}")
        if there is None:
            if not after and not each.flag(_NEW):
                raise each.at().wrong(
                    f"已有的一项，没有 {name}；要新增的，写 {_AFTER} 或 {_NEW} = true{_nearest(name, made)}"
                )
            made.insert(before + 1, own.values)
        elif after or _NEW in each:
            raise each.at().wrong(f"新增的一项才写 {_AFTER}、{_NEW}，{name} 已有，换次序写 {_ORDER}")
        else:
            made[there] = _tables(made[there], own)
    return made


def _taken_out(base: object, wanted: Sequence[str], differing: Entry, where: str) -> object:
    """The list without the tables of those wanted; the table without those keys."""
    if isinstance(base, Mapping):
        missing = next((name for name in wanted if name not in base), "")
        if missing:
            raise differing.wrong(where, f"已有的键，没有 {missing}")
        return {key: value for key, value in base.items() if key not in wanted}
    tables = _list_of(base, differing, where)
    gone = _places(tables, wanted, differing, where)
    return [each for index, each in enumerate(tables) if index not in gone]


def _ordered(base: object, wanted: Sequence[str], differing: Entry, where: str) -> list[Mapping[str, Any]]:
    """The list with the named ones, in their order, where the first of them stood; the others stay."""
    tables = _list_of(base, differing, where)
    places = _places(tables, wanted, differing, where)
    moved = iter(places)
    return [tables[next(moved)] if index in places else each for index, each in enumerate(tables)]


def _list_of(base: object, differing: Entry, where: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(base, Sequence) or not _named(base):
        raise differing.wrong(where, "一列有名称的项目的键")
    return base


def _places(tables: Sequence[Mapping[str, Any]], wanted: Sequence[str], differing: Entry, where: str) -> list[int]:
    places = []
    for name in wanted:
        place = _at(tables, name)
        if place is None or place in places:
            raise differing.wrong(
                where, f"已有的名称，各写一次，没有 {name}" if place is None else f"各写一次的名称，{name} 写了两次"
            )
        places.append(place)
    return places
