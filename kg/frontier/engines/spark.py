"""Apache Spark: an existing cluster by the address of its master, or all cores of this machine."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, KgError, UsageError
from kg.frontier.convert import REFERENCES, WORKS
from kg.frontier.question import FRONTIER, STEPS, Choice, Paper, Row

LOCAL = "local[*]"
_MASTERS = re.compile(r"local(\[[^\]]+\])?|(spark|k8s)://.+|yarn|local-cluster\[.+\]")
"""What Spark takes; it says so itself, after starting Java, in the middle of a trace of its calls."""


def ask(tables: Path, papers: Sequence[Paper], choice: Choice, master: str | None) -> list[Row]:
    if master is not None and not _MASTERS.fullmatch(master):
        help = "write spark://HOST:7077, k8s://..., yarn, or local[4] for four cores of this machine"
        raise UsageError(f"{master!r} is no address of a Spark master", help=help)
    sql, types = _pyspark()
    session = _session(sql, master or LOCAL)
    try:
        for name, folder in (("works", WORKS), ("refs", REFERENCES)):
            # Spark passes over names that begin with a dot, so what is half made is not read.
            session.read.parquet(str((tables / folder).absolute())).createOrReplaceTempView(name)
        _table(
            session,
            types,
            "papers",
            [astuple(paper) for paper in papers],
            "paper doi arxiv title_key year:int chosen:bool",
        )
        _table(session, types, "choice", [astuple(choice)], "first_year:int last_year:int topic most:long")
        for name, question in STEPS:
            session.sql(question).persist().createOrReplaceTempView(name)
        return [Row(*row) for row in session.sql(FRONTIER).collect()]
    except sql.utils.AnalysisException as error:
        raise KgError(f"Spark cannot make sense of the tables: {str(error).splitlines()[0]}") from None
    finally:
        session.stop()


def _pyspark() -> tuple[Any, Any]:
    try:
        import pyspark.sql
        import pyspark.sql.types
        import pyspark.sql.utils
    except ImportError:
        help = "pip install 'kg-atlas[spark]'; it needs Java 17 or 21 as well"
        raise EnvironmentFault("`--engine spark` needs PySpark, which is not installed", help=help) from None
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise EnvironmentFault("Spark needs Java, which is not here", help="install Java 17 or 21")
    return pyspark.sql, pyspark.sql.types


def _session(sql: Any, master: str) -> Any:
    builder = (
        sql.SparkSession.builder.master(master)
        .appName("kg frontier")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.log.level", "ERROR")
        # An integer that does not fit is an error in DuckDB too, and so is a wrong cast.
        .config("spark.sql.ansi.enabled", "true")
    )
    if master.startswith("local"):
        # Two hundred pieces of next to nothing cost more than the work itself.
        builder = builder.config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    try:
        return builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  whatever Java raised arrives as one of many classes of py4j
        first = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise EnvironmentFault(f"Spark could not be reached at {master!r}: {first}", help="name its master") from None


def _table(session: Any, types: Any, name: str, rows: Sequence[tuple[Any, ...]], columns: str) -> None:
    kinds = {"int": types.IntegerType(), "long": types.LongType(), "bool": types.BooleanType()}
    fields = [
        types.StructField(column.partition(":")[0], kinds.get(column.partition(":")[2], types.StringType()), False)
        for column in columns.split()
    ]
    session.createDataFrame(list(rows), types.StructType(fields)).createOrReplaceTempView(name)
