"""One file's text made directives by beancount's parser, which nothing in the text may stop.

beancount's parser is written in C and calls the methods of a builder. Three things ended it: arithmetic that raises
(a division by nothing ends the whole program), metadata that overwrites where a directive is, and values that its last
steps can't sort or join. Arithmetic raises nothing here; the builder takes what beancount's takes and refuses the rest
as errors with their line.
"""

from __future__ import annotations

from decimal import Context, Decimal, DefaultContext, DivisionByZero, InvalidOperation, localcontext
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.amount import Amount
from beancount.core.data import Custom, new_metadata
from beancount.core.display_context import Precision
from beancount.core.number import MISSING, D
from beancount.parser import _parser, grammar, options  # type: ignore[attr-defined]

from gov_accounts.reading.errors import error_at
from gov_accounts.reading.interrupts import UntilInterrupted, kept_until_the_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import TracebackType

BOM: Final = b"\xef\xbb\xbf"
BY_ZERO: Final = "Division by zero"
ABSURD: Final = "Absurd number of {} digits and {} decimals"
RESERVED: Final = "Reserved metadata key: "
TOO_DEEP: Final = "Nested too deep"
_EXHAUSTED: Final = "memory exhausted"
_ENDLESS: Final = 1_000_000
"""The digits of a number that is taken for infinite: arithmetic goes no further."""
LARGEST: Final = 15
"""The highest power of ten that an amount may have: a thousand million millions of yuan is more than any budget."""
FINEST: Final = 60
"""So many decimals an amount may have; a division gives 28 digits."""
_LONGEST: Final = 300
"""So many digits a number may have that isn't an amount, such as an invoice's; longer ones beancount can't read."""
_OF_DIRECTIVES: Final = ("filename", "lineno")
"""Keys under which beancount itself keeps where a directive is."""
_SET_BY_BEANCOUNT: Final = frozenset(option.name for group in options.OUTPUT_OPTION_GROUPS for option in group.options)
_NUMBERS: Final = ("tolerance_multiplier", "inferred_tolerance_multiplier")
_NUMBERS_BY_COMMODITY: Final = ("inferred_tolerance_default", "display_precision")
_MOST_ERRORS: Final = 1000
"""Of one file's errors so many are kept: what isn't a ledger at all has one in each line."""


class Line(NamedTuple):
    """A line that says what else is to be read or run: its number, and what is in its quotation marks."""

    number: int
    name: str
    config: str | None = None


class Parsed(NamedTuple):
    """What a file says.

    Attributes:
        entries: its directives, sorted.
        errors: what couldn't be read.
        options: beancount's options map.
        includes: the lines ``include``.
        plugins: the lines ``plugin``.
        documents: the lines ``option "documents"``.
        pythonpath: the line ``option "insert_pythonpath"`` that is in force, if any.
    """

    entries: list[Any]
    errors: list[Any]
    options: dict[str, Any]
    includes: tuple[Line, ...] = ()
    plugins: tuple[Line, ...] = ()
    documents: tuple[Line, ...] = ()
    pythonpath: Line | None = None


def parse(content: bytes, filename: str) -> Parsed:
    """The directives of a file's content, its BOM passed by. Never fails; KeyboardInterrupt goes through."""
    with kept_until_the_end() as interrupted, _nothing_raised() as context:
        builder = _Builder(context)
        try:
            file = UntilInterrupted(content.removeprefix(BOM), interrupted)
            _parser.Parser(builder).parse(file, filename=filename, lineno=1)
            entries, errors, options_map = builder.finalize()
        except Exception as error:  # noqa: BLE001 (MemoryError, of thousands of brackets; whatever else there may be)
            builder.entries = []
            message = TOO_DEEP if isinstance(error, MemoryError) else f"Internal error: {type(error).__name__}"
            others = [each for each in builder.errors if each.message != _EXHAUSTED]
            entries, errors, options_map = [], [*others, error_at(filename, builder.last, message)], builder.options
            options_map["filename"] = filename
        if builder.suspicious():
            entries, absurd = _without_absurd(entries, builder.by_zero)
            errors = [*errors, *(error_at(filename, line, _absurd(number)) for line, number in absurd)]
            errors += [error_at(filename, line, BY_ZERO) for line in sorted(builder.by_zero)]
    return Parsed(
        _with_values(entries),
        errors,
        options_map,
        tuple(builder.includes),
        tuple(builder.plugins),
        tuple(builder.documents),
        builder.pythonpath if options_map["insert_pythonpath"] else None,
    )


class _nothing_raised:  # noqa: N801 (used as a function)
    """Arithmetic gives infinity or no number, instead of an exception that ends the parser and the whole program."""

    def __enter__(self) -> Context:
        self._local = localcontext()
        context = self._local.__enter__()
        context.clear_flags()
        context.clear_traps()
        return context

    def __exit__(self, *error: object) -> None:
        self._local.__exit__(*error)  # type: ignore[arg-type]


_beancounts: Any = grammar.Builder  # Without types.


class _Builder(_beancounts):  # type: ignore[misc]
    """beancount's builder, which also notes lines that reach beyond the file, and refuses what it couldn't finish."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.includes: list[Line] = []
        self.plugins: list[Line] = []
        self.documents: list[Line] = []
        self.pythonpath: Line | None = None
        self.last = 0
        """The last line that anything was said of."""
        self.by_zero: set[int] = set()
        """Lines whose arithmetic gives no number."""
        self._flags = context.flags
        self._odd = False
        self._pushed_tags: list[tuple[str, int]] = []
        self._pushed_keys: list[tuple[str, Any, int]] = []

    def suspicious(self) -> bool:
        """Whether there may be a number that no ledger has: each is looked at only then."""
        return (
            self._odd
            or bool(self.by_zero)
            or any(
                each.integer_max > LARGEST or (each.get_fractional(Precision.MAXIMUM) or 0) > FINEST
                for each in self.dcontext.ccontexts.values()
            )
        )

    def _calculated(self, line: int) -> None:
        """Note where a number was divided by nothing: what follows from it may be a number again."""
        flags = self._flags
        if flags[DivisionByZero] or flags[InvalidOperation]:
            flags[DivisionByZero] = flags[InvalidOperation] = False
            self.by_zero.add(line)

    def _look_at(self, line: int, value: Any) -> None:
        """Look at a number that isn't an amount; those are looked at together at the end."""
        if isinstance(value, Decimal):
            self._calculated(line)
            self._odd = self._odd or not _sane(value, _LONGEST)

    # What beancount's parser calls

    def amount(self, filename: str, lineno: int, number: Any, currency: Any) -> Amount:
        del filename
        flags = self._flags
        if flags[DivisionByZero] or flags[InvalidOperation]:
            self._calculated(lineno)
        if isinstance(number, Decimal) and currency and currency is not MISSING:
            try:
                self.display_context_update(number, currency)
            except TypeError:  # Infinity has no digits.
                self._odd = True
        elif isinstance(number, Decimal):  # A posting may leave its commodity out.
            self._odd = self._odd or not _sane(number)
        return Amount(number, currency)

    def compound_amount(self, filename: str, lineno: int, number_per: Any, number_total: Any, currency: Any) -> Any:
        self._look_at(lineno, number_per)
        self._look_at(lineno, number_total)
        if self._odd:
            return grammar.CompoundAmount(number_per, number_total, currency)
        return super().compound_amount(filename, lineno, number_per, number_total, currency)

    def build_lexer_error(self, filename: str, lineno: int, message: object) -> None:
        self.last = lineno
        if len(self.errors) < _MOST_ERRORS:
            super().build_lexer_error(filename, lineno, message)

    def build_grammar_error(
        self,
        filename: str,
        lineno: int,
        exc_value: object,
        exc_type: type[BaseException] | None = None,
        exc_traceback: TracebackType | None = None,
    ) -> None:
        """An error of the grammar, or of a method of this builder: then with its line in the ledger."""
        del exc_traceback
        self.last = lineno
        if len(self.errors) < _MOST_ERRORS:
            message = f"Internal error: {exc_type.__name__}" if exc_type is not None else str(exc_value)
            self.errors.append(grammar.ParserSyntaxError(new_metadata(filename, lineno), message))

    def include(self, filename: str, lineno: int, include_filename: str) -> None:
        self.includes.append(Line(lineno, include_filename))
        super().include(filename, lineno, include_filename)

    def plugin(self, filename: str, lineno: int, plugin_name: str, plugin_config: str | None) -> None:
        self.plugins.append(Line(lineno, plugin_name, plugin_config))
        super().plugin(filename, lineno, plugin_name, plugin_config)

    def option(self, filename: str, lineno: int, key: str, value: str) -> None:
        if key in _SET_BY_BEANCOUNT:
            self.errors.append(error_at(filename, lineno, f"Option '{key}' may not be set"))
            return
        if not _sane_option(key, value):
            self.errors.append(error_at(filename, lineno, f"Error for option '{key}': {value}"))
            return
        with localcontext(DefaultContext):  # Where a value can't be converted, that must be seen.
            super().option(filename, lineno, key, value)
        if key == "documents":
            self.documents.append(Line(lineno, value))
        elif key == "insert_pythonpath":
            self.pythonpath = Line(lineno, value)

    def pushtag(self, filename: str, lineno: int, tag: str) -> None:
        self._pushed_tags.append((tag, lineno))
        super().pushtag(filename, lineno, tag)

    def pushmeta(self, filename: str, lineno: int, key_value: grammar.KeyValue | None) -> None:
        if key_value is not None:
            self._pushed_keys.append((*key_value, lineno))
            super().pushmeta(filename, lineno, key_value)

    def poptag(self, filename: str, lineno: int, tag: str) -> None:
        _drop_last(self._pushed_tags, tag)
        super().poptag(filename, lineno, tag)

    def popmeta(self, filename: str, lineno: int, key: str) -> None:
        _drop_last(self._pushed_keys, key)
        if key not in _OF_DIRECTIVES:
            super().popmeta(filename, lineno, key)

    def key_value(self, filename: str, lineno: int, key: str, value: Any) -> grammar.KeyValue | None:
        """A key and its value; nothing, which beancount leaves out, where a directive couldn't be with it."""
        if key in _OF_DIRECTIVES:
            self.errors.append(error_at(filename, lineno, f"{RESERVED}'{key}'"))
            return None
        number = value.number if isinstance(value, Amount) else value
        if isinstance(number, Decimal):
            self._calculated(lineno)
            if lineno in self.by_zero:
                return None
            if not _sane(number, _LONGEST):
                self.errors.append(error_at(filename, lineno, _absurd(number)))
                return None
        return grammar.KeyValue(key, value)

    def custom_value(self, filename: str, lineno: int, value: Any, dtype: Any = None) -> Any:
        self._look_at(lineno, value)
        return super().custom_value(filename, lineno, value, dtype)

    def balance(
        self, filename: str, lineno: int, date: Any, account: str, amount: Amount, tolerance: Any, kvlist: Any
    ) -> Any:
        self._look_at(lineno, tolerance)
        return super().balance(filename, lineno, date, account, amount, tolerance, kvlist)

    def finalize(self) -> tuple[list[Any], list[Any], dict[str, Any]]:
        """The directives, errors and options. What was pushed and not popped is an error of its line."""
        filename = self.options["filename"]
        for tag, line in self._pushed_tags:
            self.errors.append(error_at(filename, line, f"Unbalanced pushed tag: '{tag}'"))
        for key, value, line in self._pushed_keys:
            message = f"Unbalanced metadata key '{key}'; leftover metadata '{value}'"
            self.errors.append(error_at(filename, line, message))
        self.tags.clear()
        self.meta.clear()
        entries, errors, options_map = super().finalize()
        return entries, errors, options_map


def _drop_last(pushed: list[Any], name: str) -> None:
    """Of what was pushed, drop the last of a name, if there is any."""
    for index in reversed(range(len(pushed))):
        if pushed[index][0] == name:
            del pushed[index]
            return


def _sane_option(key: str, value: str) -> bool:
    """Whether a number in an option is one; of others beancount looks itself."""
    if key in _NUMBERS_BY_COMMODITY:
        value = value.rpartition(":")[2]
    elif key not in _NUMBERS:
        return True
    with localcontext(DefaultContext):
        try:
            number = D(value)
        except ValueError:
            return False
    return _sane(number)


def _sane(number: Decimal, largest: int = LARGEST) -> bool:
    """Whether a number could be an amount in a ledger; a number of anything else may be as large as is said."""
    if not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -max(FINEST, largest) and number.adjusted() < largest


def _without_absurd(entries: Iterable[Any], by_zero: Collection[int]) -> tuple[list[Any], list[tuple[int, Decimal]]]:
    """The directives without those that have a number no ledger has, and those numbers with their lines.

    Args:
        entries: the directives.
        by_zero: the lines that divide by nothing, whose directives are left out too.
    """
    kept: list[Any] = []
    wrong: list[tuple[int, Decimal]] = []
    for entry in entries:
        numbers = list(_numbers(entry))
        absurd = [(line, number) for line, number in numbers if line not in by_zero and not _sane(number)]
        wrong += absurd[:1]
        if not absurd and not any(line in by_zero for line, _ in numbers):
            kept.append(entry)
    return kept, wrong


def _absurd(number: Decimal) -> str:
    """What is said of a number that no ledger has."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return ABSURD.format(_ENDLESS, 0)
    return ABSURD.format(max(number.adjusted() + 1, 1), max(-exponent, 0))


def _numbers(entry: Any) -> Iterator[tuple[int, Decimal]]:
    """Every number in a directive but those of metadata, which are looked at when they are read, with its line."""
    line = int(entry.meta["lineno"])
    values = [getattr(entry, "amount", None), getattr(entry, "tolerance", None)]
    values += [each.value for each in getattr(entry, "values", None) or () if hasattr(each, "value")]
    yield from ((line, number) for each in values for number in _numbers_of(each))
    for posting in getattr(entry, "postings", ()):
        meta = posting.meta or {}
        for each in (posting.units, posting.price, *(posting.cost or ())):
            yield from ((int(meta.get("lineno", line)), number) for number in _numbers_of(each))


def _numbers_of(value: Any) -> Iterator[Decimal]:
    number = value.number if isinstance(value, Amount) else value
    if isinstance(number, Decimal):
        yield number


def _with_values(entries: list[Any]) -> list[Any]:
    """The directives; a ``custom`` without values has none, instead of a None that breaks ``beancount.ops.pad``."""
    bare = {index for index, each in enumerate(entries) if isinstance(each, Custom) and not each.values}
    if bare:
        entries = [each._replace(values=[]) if index in bare else each for index, each in enumerate(entries)]
    return entries
