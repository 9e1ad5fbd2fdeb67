"""Builds the embedded data set from the rows of UCI Online Retail.

    python -m verify.recsys.online_retail PATH.parquet [--out FILE]

PATH holds all rows of the source with the columns InvoiceNo, StockCode, InvoiceDate, Quantity and CustomerID.
Source: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, doi 10.24432/C5BW33, CC BY 4.0.
Needs pandas and pyarrow (the extra `data`).
"""

import argparse
import io
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Integer

from verify.errors import UsageError
from verify.files import write_bytes
from verify.recsys.kcore import k_core
from verify.script import status

SOURCE_ROWS = 541_909
COUNTS = (4_074, 3_145, 264_514)
CORE = 5
COLUMNS = ("InvoiceNo", "StockCode", "InvoiceDate", "Quantity", "CustomerID")
TARGET = Path(__file__).parent / "data" / "online_retail.npz"


def purchases(path: Path) -> Any:
    """The pandas table of the purchases by known customers.

    Kept are rows with Quantity > 0, an invoice that is not cancelled (its number does not begin with C) and a stock
    code beginning with five digits. Raises `UsageError` if pandas or pyarrow is missing, the file cannot be read, or
    it does not have the source's number of rows.
    """
    try:
        pandas: Any = import_module("pandas")
        import_module("pyarrow")
    except ImportError as error:
        raise UsageError(f"{error.name} is missing; get it: pip install 'softproof[data]'") from error
    try:
        rows = pandas.read_parquet(path, columns=list(COLUMNS))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error).splitlines()[0]
        raise UsageError(f"cannot read {path}: {reason}; give the Parquet file of all rows") from error
    if len(rows) != SOURCE_ROWS:
        raise UsageError(f"{path} has {len(rows)} rows; the source has {SOURCE_ROWS}: use the complete file")
    invoice, code = rows["InvoiceNo"].astype(str), rows["StockCode"].astype(str)
    bought = (rows["Quantity"] > 0) & rows["CustomerID"].notna() & ~invoice.str.startswith("C")
    return rows[bought & code.str.match(r"\d{5}")]


def arrays(rows: Any) -> dict[str, Integer[np.ndarray, " pairs"]]:
    """The 5-core of the distinct (customer, item) pairs, sorted by user, then item, with the first purchase.

    `users` and `items` are the ranks of CustomerID and StockCode among those kept; `minutes` are the minutes from the
    first row kept to the pair's first purchase.
    """
    table = rows.assign(StockCode=rows["StockCode"].astype(str), CustomerID=rows["CustomerID"].astype("int64"))
    first = table.groupby(["CustomerID", "StockCode"])["InvoiceDate"].min().reset_index()
    users = np.unique(first["CustomerID"].to_numpy(), return_inverse=True)[1]
    items = np.unique(first["StockCode"].to_numpy(dtype=str), return_inverse=True)[1]
    kept = k_core(users, items, CORE)
    users = np.unique(users[kept], return_inverse=True)[1]
    items = np.unique(items[kept], return_inverse=True)[1]
    minutes = first["InvoiceDate"].to_numpy()[kept].astype("datetime64[m]").astype(np.int64)
    order = np.lexsort((items, users))
    return {
        "users": users[order].astype(np.uint16),
        "items": items[order].astype(np.uint16),
        "minutes": (minutes - minutes.min())[order].astype(np.uint32),
    }


def archive(content: dict[str, np.ndarray]) -> bytes:
    """An .npz of `content` whose bytes depend on nothing else: fixed order and fixed times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(content):
            member = io.BytesIO()
            np.save(member, content[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            target.writestr(entry, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def build(source: Path, target: Path) -> Path:
    """Write the data set to `target`; `UsageError` if the source or the counts are not those expected."""
    content = arrays(purchases(source))
    counts = (int(content["users"].max()) + 1, int(content["items"].max()) + 1, len(content["users"]))
    if counts != COUNTS:
        raise UsageError(f"{source} gives {counts} users, items and pairs; expected {COUNTS}: another source?")
    return write_bytes(target, archive(content))


def main() -> int:
    """The script; exit code 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.online_retail", description="Build the embedded data set from UCI Online Retail."
    )
    parser.add_argument("source", type=Path, metavar="PATH.parquet", help="all rows of the source")
    parser.add_argument("--out", type=Path, default=TARGET, metavar="FILE", help="where to write (default: in place)")
    options = parser.parse_args()
    return status("online_retail", lambda: print(build(options.source, options.out)) or 0)


if __name__ == "__main__":
    sys.exit(main())
