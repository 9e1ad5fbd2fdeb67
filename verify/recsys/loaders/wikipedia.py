"""Links between pages: a page is a user by its links out and an item by its links in.

`pagelinks` reads the SQL dump of the table of that name that Wikimedia publishes for each of its wikis
(https://www.mediawiki.org/wiki/Manual:Pagelinks_table), in which the page pl_from links to the title pl_target_id.
`wikispeedia` reads the links of https://snap.stanford.edu/data/wikispeedia.html.
"""

import re
from collections.abc import Iterator

import numpy as np
from jaxtyping import Int

from verify.errors import UsageError
from verify.recsys.archives import Stream, gunzipped, lines, tar_member
from verify.recsys.loaders.rows import MOST_ROWS, Names, Rows, bad_line, require_rows

COLUMN = re.compile(r"\s*`(\w+)`\s+\w+")
TABLE, INSERT = "CREATE TABLE `pagelinks`", "INSERT INTO `pagelinks` VALUES "
SOURCE, NAMESPACE, TARGET = "pl_from", "pl_from_namespace", "pl_target_id"
LINKS, LIMIT = "wikispeedia_paths-and-graph/links.tsv", 1 << 28


def pagelinks(stream: Stream) -> Rows:
    """The links from articles (namespace 0) of a dump, perhaps compressed by gzip, whose columns are all numbers."""
    columns: list[str] = []
    blocks: list[Int[np.ndarray, "links two"]] = []
    for line in lines(gunzipped(stream), "the dump"):
        if line.startswith(INSERT):
            blocks.append(_block(line.removeprefix(INSERT), columns))
            if sum(map(len, blocks)) > MOST_ROWS:
                break
        elif not blocks:
            columns = [] if line.startswith(TABLE) else columns
            columns += [match[1] for match in [COLUMN.match(line)] if match]
    links = np.concatenate([np.zeros((0, 2), dtype=np.int64), *blocks])
    require_rows(len(links), "the dump")
    return Rows(links[:, 0], links[:, 1])


def _block(text: str, columns: list[str]) -> Int[np.ndarray, "links two"]:
    """The sources and targets of one statement."""
    if missing := {SOURCE, NAMESPACE, TARGET} - set(columns):
        raise UsageError(f"the dump has no column {min(missing)}; use a dump of pagelinks of 2025 or later")
    row = rf"\(-?\d+(?:,-?\d+){{{len(columns) - 1}}}\)"
    if not re.fullmatch(f"{row}(?:,{row})*;", text):
        raise UsageError(f"a statement of the dump is not rows of {len(columns)} numbers; use a dump of 2025 or later")
    try:
        flat = np.array(text[1:-2].replace("),(", ",").split(","), dtype=np.int64)
    except (ValueError, OverflowError) as error:
        raise UsageError("a number of the dump is too large; is it the right file?") from error
    table = flat.reshape(-1, len(columns))
    articles = table[:, columns.index(NAMESPACE)] == 0
    return np.asarray(table[articles][:, [columns.index(SOURCE), columns.index(TARGET)]])


def wikispeedia(stream: Stream) -> Rows:
    """The links of the archive wikispeedia_paths-and-graph.tar.gz; ids are the ranks of the encoded titles."""
    sources, targets = Names(), Names()
    with tar_member(stream, LINKS, LIMIT) as content:
        for source, target in _links(content):
            sources.append(source)
            targets.append(target)
    ranks = sources.ranks()
    require_rows(len(ranks), LINKS)
    return Rows(ranks, targets.ranks())


def _links(content: Stream) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines(content, LINKS), start=1):
        if line and not line.startswith("#"):
            try:
                source, target = line.split("\t")
            except ValueError as error:
                raise bad_line(number, LINKS, "two titles") from error
            yield source, target
