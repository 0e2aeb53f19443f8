"""Spark, on a cluster or on this machine: the engine for what one machine can't hold.

Files are read by Spark alone, from wherever it can read; nothing is collected but the ends of files and what queries
come to, which are cells.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.units import messages
from gov_accounts.units.engine import FACTS, End, EngineMissingError
from gov_accounts.units.facts import COLUMNS, MAGIC, SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CONNECT: Final = "sc://"
_TYPES: Final = {"VARCHAR": "string", "INTEGER": "int", "BIGINT": "bigint", "BOOLEAN": "boolean", "DATE": "date"}
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
}
# The size of the footer stands before the magic at the end, its lowest byte first.
_ENDS: Final = """
WITH sized AS (
  SELECT path, content, length,
         CAST(conv(concat(hex(substring(content, CAST(length - 4 AS INT), 1)),
                          hex(substring(content, CAST(length - 5 AS INT), 1)),
                          hex(substring(content, CAST(length - 6 AS INT), 1)),
                          hex(substring(content, CAST(length - 7 AS INT), 1))), 16, 10) AS BIGINT) AS footer,
         hex(substring(content, CAST(length - 3 AS INT), 4)) AS magic
  FROM contents
  WHERE length > 16
)
SELECT path, magic,
       CASE WHEN footer <= length - 12 THEN
         substring(content, CAST(length - footer - 7 AS INT), CAST(footer AS INT)) END,
       CASE WHEN footer <= length - 12 THEN
         sha2(substring(content, 1, CAST(length - footer - 8 AS INT)), 256) END
FROM sized
"""


class Spark:
    """Facts files wherever Spark can read them, summed by Spark."""

    def __init__(self, master: str) -> None:
        """Start Spark, or reach one that runs.

        Args:
            master: ``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://…``; or ``sc://host:15002``, Spark Connect.

        Raises:
            EngineMissingError: it isn't installed, can't be started, or can't be reached.
        """
        try:
            sql = import_module("pyspark.sql")
        except ImportError as error:
            raise EngineMissingError(messages.SPARK_MISSING) from error
        builder = sql.SparkSession.builder.appName("gov-accounts consolidate")
        # Executors of this machine run the Python that runs this.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            if master.startswith(_CONNECT):
                self._session = builder.remote(master).getOrCreate()
            else:
                builder = builder.master(master)
                for key, value in _SETTINGS.items():
                    builder = builder.config(key, value)
                self._session = builder.getOrCreate()
                self._session.sparkContext.setLogLevel("ERROR")
        except Exception as error:  # whatever a JVM, a network or a version has against it
            raise EngineMissingError(messages.spark_unreachable(master, _first_line(error))) from error

    def files(self, where: Sequence[str]) -> list[str]:
        """The files meant by paths, folders (whole, with what is below) and patterns, each once, in order."""
        try:
            found = self._contents(where).select("path").distinct().collect()
        except Exception as error:
            raise EngineMissingError(messages.spark_cannot_read(_first_line(error))) from error
        return sorted(row[0] for row in found)

    def ends(self, files: Sequence[str]) -> Iterator[End]:
        """The ends of some files. What is too short to have one has none."""
        self._contents(files).createOrReplaceTempView("contents")
        found = {row[0]: tuple(row) for row in self._session.sql(_ENDS).toLocalIterator()}
        for file in files:
            _, magic, footer, digest = found.get(file, (file, "", None, None))
            if magic != MAGIC.hex().upper() or footer is None:
                yield End(file, b"", "", "它不是完整的 parquet 文件")
            else:
                yield End(file, bytes(footer), digest)

    def _contents(self, where: Sequence[str]) -> Any:
        reader = self._session.read.format("binaryFile").option("recursiveFileLookup", "true")
        return reader.option("pathGlobFilter", f"*{SUFFIX}").load(list(where))

    def load(self, files: Sequence[str]) -> None:
        """Give the rows of some files the name ``facts``."""
        self._session.read.parquet(*files).select(*COLUMNS).createOrReplaceTempView(FACTS)

    def keep(self, name: str, sql: str) -> None:
        """Give what a query comes to a name, worked out once."""
        self._session.sql(sql).cache().createOrReplaceTempView(name)

    def table(self, name: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of some rows."""
        schema = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in columns.items())
        self._session.createDataFrame(list(rows), schema).createOrReplaceTempView(name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query comes to."""
        return [tuple(row) for row in self._session.sql(sql).collect()]

    def stop(self) -> None:
        """Stop what was started."""
        self._session.stop()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
