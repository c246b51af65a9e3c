"""Past one machine: each Spark task observes its rows into a TallyCube, the driver merges the states, and the bits are those of one machine.

Needs pyspark, pyarrow and Java. Run: python examples/python/spark_scorecard.py [rows]
"""

import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import cxm
import pyarrow as pa
from pyspark.sql import SparkSession

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
REGIONS = ["north", "south", "east", "west"]
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")


def new_cube() -> cxm.TallyCube:
    return cxm.TallyCube(scale=(0, 10), weighted=True, by=["region"], every="day", tz="Europe/Madrid")


def observe_into(cube: cxm.TallyCube, table: pa.Table) -> cxm.TallyCube:
    return cube.observe(table, value="score", time="at", weights="weight")


def observe(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One task: its batches into one state."""
    cube = new_cube()
    for batch in batches:
        observe_into(cube, pa.Table.from_batches([batch]))
    yield pa.RecordBatch.from_pydict({"state": [cube.to_bytes()], "pid": [os.getpid()]})


def rows_of(spark: Any) -> Any:
    """Answers made from row numbers, so that every machine can make its own: no file is shared."""
    return spark.range(ROWS).selectExpr(
        "cast(pmod(hash(id), 11) as int) as score",
        f"element_at(array({', '.join(repr(name) for name in REGIONS)}), 1 + cast(pmod(hash(id, 1), {len(REGIONS)}) as int)) as region",
        "timestamp_seconds(1767225600 + pmod(hash(id, 2), 15552000)) as at",
        "0.1 + pmod(hash(id, 3), 1000) / 333.0D as weight",
    )


def main() -> None:
    package = str(pathlib.Path(cxm.__file__).resolve().parents[1])
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("cxm")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.executorEnv.PYTHONPATH", package)
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "20000")
        .getOrCreate()
    )
    frame = rows_of(spark).repartition(8)
    states = frame.mapInArrow(observe, "state binary, pid long").collect()
    merged = new_cube()
    for row in states:
        merged.merge(cxm.TallyCube.from_bytes(bytes(row.state)))
    here = observe_into(new_cube(), frame.toArrow())
    spark.stop()

    workers = {row.pid for row in states}
    assert len(workers) >= 2, f"all tasks ran in one process: {workers}"
    assert merged.to_bytes() == here.to_bytes(), "the merged state is not that of one machine"
    print(f"{ROWS:,} rows in {len(states)} tasks and {len(workers)} worker processes: the same {len(here.to_bytes()):,} bytes as one machine")
    print(merged.score("nps", by=["region"], every=None))


if __name__ == "__main__":
    main()
