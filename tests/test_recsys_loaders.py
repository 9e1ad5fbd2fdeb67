"""Readers, on small files of the formats in which data sets are published."""

import gzip
import io
import json
import tarfile
import zipfile

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys import datasets, registry
from verify.recsys.interactions import Interactions
from verify.recsys.loaders import amazon, gowalla, movielens, npz, sasrec, steam, wikipedia


def original(name):
    """The first original of a registered data set, and the data set."""
    data = registry.REGISTRY[name]
    return data.originals[0], data


def rows(reader, content):
    """The rows that a reader finds."""
    return reader(io.BytesIO(content.encode() if isinstance(content, str) else content))


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README", "not read")
        archive.writestr(name, content)
    return buffer.getvalue()


def dense(items, users, line):
    """A line for each user and item, so that every core up to min(items, users) keeps all."""
    return "".join(line(user, item) for user in range(users) for item in range(items))


# MovieLens


def test_movielens_10m():
    """Half stars; 2.5 is not 3 or more. The 5-core of a complete block is the block."""
    text = dense(
        6, 7, lambda user, item: f"{user + 10}::{item + 100}::{3 + (item % 2) / 2}::{1_000 * user - item + 9}\n"
    )
    text += "99::100::5::1\n10::999::2.5::3\n"
    file, data = original("ml10m")
    found = rows(file.read, zipped("ml-10M100K/ratings.dat", text))
    assert len(found.users) == 44
    assert found.ratings.max() == 5
    pairs = datasets.pairs(found, data)
    assert (pairs.n_users, pairs.n_items, len(pairs.users)) == (7, 6, 42)
    np.testing.assert_array_equal(pairs.times[:6], [5, 4, 3, 2, 1, 0])


def test_movielens_100k_and_1m():
    for name, member, delimiter in (("ml100k", "ml-100k/u.data", "\t"), ("ml1m", "ml-1m/ratings.dat", "::")):
        text = "\n".join(delimiter.join(row) for row in (["196", "242", "3", "881250949"], ["186", "302", "1", "7"]))
        found = rows(original(name)[0].read, zipped(member, text))
        np.testing.assert_array_equal(found.users, [196, 186])
        np.testing.assert_array_equal(found.items, [242, 302])
        np.testing.assert_array_equal(found.ratings, [3.0, 1.0])
        np.testing.assert_array_equal(found.times, [881250949, 7])


BAD_RATINGS = {
    "a column too few": "1::2::3\n",
    "a column too many": "1::2::3::4::5\n",
    "another count later": "1::2::3::4\n1::2::3\n",
    "a word": "1::2::three::4\n",
    "nan": "1::2::nan::4\n",
    "infinite": "1::2::inf::4\n",
    "half a user": "1.5::2::3::4\n",
    "a negative item": "1::-2::3::4\n",
    "an item beyond exact": "1::1e300::3::4\n",
    "nothing": "",
    "empty lines": "\n\n",
    "code": "__import__('os')::2::3::4\n",
}


@pytest.mark.parametrize("case", BAD_RATINGS)
def test_bad_ratings_are_refused_in_one_line(case):
    with pytest.raises(UsageError) as caught:
        rows(movielens.reader("r", "::"), zipped("r", BAD_RATINGS[case]))
    assert "\n" not in str(caught.value)


# Amazon


def review(user, item, rating=5.0, time=1_390_176_000):
    return {"reviewerID": user, "asin": item, "overall": rating, "unixReviewTime": time, "reviewText": '{"a": ","}'}


def test_amazon_reviews_and_ratings_give_the_same():
    """String ids become ranks in alphabetical order; rating 2 is not positive, and the 5-core drops the stray."""
    table = [
        (f"A{user}", f"B{item:03}", 3.0 + item % 3, 86_400 * (user + item)) for item in range(6) for user in range(5)
    ]
    table += [("A0", "C", 2.0, 5), ("Z", "B000", 4.0, 5)]
    lines = "".join(json.dumps(review(*row)) + "\n" for row in table)
    ratings = "".join(f"{user},{item},{rating},{time}\n" for user, item, rating, time in table)
    both = registry.REGISTRY["electronics"].originals
    assert [file.file for file in both] == ["reviews_Electronics_5.json.gz", "ratings_Electronics.csv"]
    found = [
        datasets.pairs(rows(file.read, content), registry.REGISTRY["electronics"])
        for file, content in zip(both, (gzip.compress(lines.encode()), ratings), strict=True)
    ]
    for one in found:
        assert (one.n_users, one.n_items, len(one.users)) == (5, 6, 30)
        assert one.moments.max() == 9
    for name in ("users", "items", "times", "moments"):
        np.testing.assert_array_equal(getattr(found[0], name), getattr(found[1], name))


def test_string_ids_do_not_depend_on_the_order_of_rows():
    table = [review(user, item, time=time) for user, item, time in (("b", "y", 3), ("a", "z", 2), ("b", "x", 1))]
    one, other = (rows(amazon.read, "\n".join(map(json.dumps, order))) for order in (table, table[::-1]))
    np.testing.assert_array_equal(one.users, [1, 0, 1])
    np.testing.assert_array_equal(one.items, [1, 2, 0])
    np.testing.assert_array_equal(other.users, one.users[::-1])
    np.testing.assert_array_equal(other.items, one.items[::-1])


BAD_REVIEWS = {
    "no JSON": "{'reviewerID': 'a'}",
    "a field missing": '{"reviewerID": "a", "asin": "b", "overall": 5.0}',
    "a number for a name": json.dumps(review(3, "b")),
    "an empty name": json.dumps(review("", "b")),
    "a list for a name": json.dumps(review(["a"], "b")),
    "a rating beyond 5": json.dumps(review("a", "b", 6.0)),
    "nan": json.dumps(review("a", "b", float("nan"))),
    "an infinite time": json.dumps(review("a", "b", 5.0, float("inf"))),
    "a huge time": json.dumps(review("a", "b", 5.0, 1 << 62)),
    "no number for a time": json.dumps(review("a", "b", 5.0, None)),
    "a deep list": '{"a": ' + "[" * 50_000,
    "too few columns": "a,b,5",
    "too many columns": "a,b,5,6,7",
    "a header": "user,item,rating,timestamp",
}


@pytest.mark.parametrize("case", BAD_REVIEWS)
def test_bad_reviews_are_refused_with_the_line(case):
    with pytest.raises(UsageError, match="line 2 of the file is not a review"):
        rows(amazon.read, json.dumps(review("a", "b")) + "\n" + BAD_REVIEWS[case] + "\n")


# Steam


def played(user="u", product="35140", date="2011-10-23"):
    fields = {"username": user, "product_id": product, "date": date, "text": "it\\'s"}
    return "{u'hours': 0.3, " + ", ".join(f"u'{name}': u'{value}'" for name, value in fields.items()) + "}"


def test_steam_reviews():
    text = "\n".join(played(f"u{user}", 9 - item, f"2015-01-{1 + item:02}") for user in range(5) for item in range(5))
    text += "\n" + played("u0", 9, "2014-12-31") + "\n" + played("stray") + "\n"
    file, data = original("steam")
    found = rows(file.read, gzip.compress(text.encode()))
    assert len(found.users) == 27
    assert found.times.min() == np.datetime64("2011-10-23").astype(int)
    pairs = datasets.pairs(found, data)
    assert (pairs.n_users, pairs.n_items, len(pairs.users)) == (5, 5, 25)
    first = pairs.times[:5]
    np.testing.assert_array_equal(np.argsort(first), [4, 3, 2, 1, 0])
    assert pairs.moments.max() == 5


BAD_LITERALS = {
    "a call": "__import__('pathlib').Path('evil').touch()",
    "a call inside": "{'username': open('evil', 'w'), 'product_id': '1', 'date': '2011-10-23'}",
    "a comprehension": "{'username': [x for x in ()], 'product_id': '1', 'date': '2011-10-23'}",
    "JSON's null": "{'username': null, 'product_id': '1', 'date': '2011-10-23'}",
    "a list": "['username']",
    "a field missing": "{'username': 'a', 'date': '2011-10-23'}",
    "a number for a name": "{'username': 1, 'product_id': '1', 'date': '2011-10-23'}",
    "a deep literal": "(" * 10_000,
    "a deep sum": "-" * 100_000 + "1",
    "a null byte": "\0",
    "half a line": "{'username': 'a",
}


@pytest.mark.parametrize("case", BAD_LITERALS)
def test_what_is_no_literal_is_refused_and_not_run(case, tmp_path):
    with pytest.raises(UsageError, match="line 2 of the file is not a literal dictionary"):
        rows(steam.read, gzip.compress(f"{played()}\n{BAD_LITERALS[case]}\n".encode()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("date", ["today", "23.10.2011", "2011-13-01"])
def test_a_bad_date_is_refused(date):
    with pytest.raises(UsageError, match="line 1 of the file has the date"):
        rows(steam.read, played(date=date))


# Gowalla


def test_gowalla_check_ins():
    """The newest come first in the file; of several check-ins at one place the earliest counts."""
    visits = [
        (user, f"2010-10-{29 - day:02}T2{user % 3}:55:27Z", 100 + day % 10) for user in range(10) for day in range(15)
    ]
    text = "".join(f"{user}\t{time}\t30.23\t-97.79\t{place}\n" for user, time, place in visits)
    file, data = original("gowalla-checkins")
    found = rows(file.read, gzip.compress(text.encode()))
    assert len(found.users) == 150
    assert found.times[0] == np.datetime64("2010-10-29T20:55:27").astype(int)
    pairs = datasets.pairs(found, data)
    assert (pairs.n_users, pairs.n_items, len(pairs.users)) == (10, 10, 100)
    np.testing.assert_array_equal(np.argsort(pairs.times[:10]), [4, 3, 2, 1, 0, 9, 8, 7, 6, 5])


@pytest.mark.parametrize(
    "line",
    [
        "0\t2010-10-19T23:55:27Z\t30.2\t-97.7",
        "a\t2010-10-19T23:55:27Z\t1\t2\t3",
        "0\tnow\t1\t2\t3",
        "",
        "9" * 30 + "\tt\t1\t2\t3",
    ],
)
def test_bad_check_ins_are_refused_in_one_line(line):
    with pytest.raises(UsageError) as caught:
        rows(gowalla.read, line)
    assert "\n" not in str(caught.value)


# SASRec


def test_sasrec_lines_are_in_order_of_time():
    text = "1 7\n1 3\n1 5\n2 3\n"
    for content in (text, gzip.compress(text.encode())):
        found = rows(sasrec.read, content)
        pairs = Interactions.of(found.users, found.items, times=found.times, clock=found.clock)
        np.testing.assert_array_equal(pairs.items, [0, 1, 2, 0])
        np.testing.assert_array_equal(pairs.times, [1, 2, 0, 3])
        assert pairs.moments is None


# Wikipedia

CREATE = """-- MySQL dump
DROP TABLE IF EXISTS `pagelinks`;
CREATE TABLE `pagelinks` (
  `pl_from` int(8) unsigned NOT NULL DEFAULT 0,
  `pl_from_namespace` int(11) NOT NULL DEFAULT 0,
  `pl_target_id` bigint(20) unsigned NOT NULL,
  PRIMARY KEY (`pl_from`,`pl_target_id`),
  KEY `pl_target_id` (`pl_target_id`,`pl_from`)
) ENGINE=InnoDB DEFAULT CHARSET=binary;
"""


def insert(values):
    return f"INSERT INTO `pagelinks` VALUES {values};\n"


def test_links_of_simple_wikipedia():
    """Links from other namespaces than 0 do not count; statements add up; a complete block is its 20-core."""
    block = [f"({page},0,{target})" for page in range(1, 22) for target in range(50, 73)]
    dump = CREATE + insert(",".join(block[:100])) + insert(",".join([*block[100:], "(500,14,50)", "(7,0,99)"]))
    file, data = original("simple-wiki")
    found = rows(file.read, gzip.compress(dump.encode()))
    assert len(found.users) == len(block) + 1
    pairs = datasets.pairs(found, data)
    assert (pairs.n_users, pairs.n_items, len(pairs.users)) == (21, 23, len(block))
    assert pairs.times is None


BAD_DUMPS = {
    "an older table": (CREATE.replace("pl_target_id", "pl_title") + insert("(1,0,'Title')"), "no column pl_target_id"),
    "no table": (insert("(1,0,2)"), "no column"),
    "a word": (CREATE + insert("(1,0,'x')"), "rows of 3 numbers"),
    "null": (CREATE + insert("(1,0,NULL)"), "rows of 3 numbers"),
    "two columns": (CREATE + insert("(1,2)"), "rows of 3 numbers"),
    "rows of other lengths": (CREATE + insert("(1,0),(2,0,3,4)"), "rows of 3 numbers"),
    "cut": (CREATE + "INSERT INTO `pagelinks` VALUES (1,0,2),(3,", "rows of 3 numbers"),
    "a number too large": (CREATE + insert(f"(1,0,{10**30})"), "too large"),
    "no rows": (CREATE, "has 0 rows"),
}


@pytest.mark.parametrize("case", BAD_DUMPS)
def test_bad_dumps_are_refused(case):
    dump, message = BAD_DUMPS[case]
    with pytest.raises(UsageError, match=message):
        rows(wikipedia.pagelinks, dump)


def wikispeedia(text, name="wikispeedia_paths-and-graph/links.tsv"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for member, content in (("wikispeedia_paths-and-graph/articles.tsv", b"x"), (name, text.encode())):
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def test_links_of_wikispeedia():
    file, _ = original("wikispeedia")
    found = rows(file.read, wikispeedia("# comment\n\nZulu\tBantu\n%C3%85land\tBantu\nBantu\tZulu\n"))
    np.testing.assert_array_equal(found.users, [2, 0, 1])
    np.testing.assert_array_equal(found.items, [0, 0, 1])


@pytest.mark.parametrize("text", ["only one\n", "a\tb\tc\n", "# nothing\n"])
def test_bad_links_are_refused(text):
    with pytest.raises(UsageError, match=r"links\.tsv"):
        rows(wikipedia.wikispeedia, wikispeedia(text))


# .npz


def arrays(**columns):
    buffer = io.BytesIO()
    np.savez(buffer, **{name: np.asarray(values) for name, values in columns.items()})
    return buffer.getvalue()


def test_an_unknown_time_is_that_of_the_row_before():
    found = rows(
        npz.reader("u", "i", times="t", in_order=True),
        arrays(u=[4, 4, 4, 2, 2, 2, 2], i=[1, 2, 3, 1, 2, 3, 4], t=[-1, 50, -1, -1, 10, -1, 30]),
    )
    np.testing.assert_array_equal(found.times, [50, 50, 50, 10, 10, 10, 30])
    assert found.clock


OUT_OF_ORDER = {
    "times go back": {"u": [1, 1, 2], "t": [5, 4, 6]},
    "users apart": {"u": [1, 2, 1], "t": [1, 2, 3]},
    "a user without times": {"u": [1, 1, 2], "t": [1, 2, -1]},
    "no times": {"u": [1, 1, 2], "t": [-1, -1, -1]},
}


@pytest.mark.parametrize("case", OUT_OF_ORDER)
def test_rows_that_are_not_in_order_are_refused(case):
    with pytest.raises(UsageError, match="registered file"):
        rows(npz.reader("u", "i", times="t", in_order=True), arrays(i=[1, 2, 3], **OUT_OF_ORDER[case]))


def test_parts_and_row_order():
    content = arrays(u=[0, 0, 1], i=[0, 1, 1], p=[0, 1, 2], is_test=[0, 1, 0])
    np.testing.assert_array_equal(rows(npz.reader("u", "i", part="p"), content).part, [0, 1, 2])
    np.testing.assert_array_equal(rows(npz.reader("u", "i", test="is_test"), content).part, [0, 2, 0])
    found = rows(npz.reader("u", "i", in_order=True), content)
    np.testing.assert_array_equal(found.times, [0, 1, 2])
    assert not found.clock


def test_too_many_rows_to_be_true(monkeypatch):
    monkeypatch.setattr("verify.recsys.loaders.rows.MOST_ROWS", 2)
    with pytest.raises(UsageError, match="3 rows"):
        rows(sasrec.read, "1 1\n1 2\n1 3\n")
    with pytest.raises(UsageError, match="3 rows"):
        rows(npz.reader(), arrays(users=[0, 0, 0], items=[0, 1, 2]))


def test_purchases_of_one_minute_stand_in_no_order_of_their_items():
    """The embedded file is sorted by item: without shuffling, purchases of one minute would ascend in number."""
    data = datasets.load("online-retail")
    order = np.lexsort((data.times, data.users))
    users, items, minutes = data.users[order], data.items[order], data.moments[order]
    tied = (users[1:] == users[:-1]) & (minutes[1:] == minutes[:-1])
    assert tied.mean() > 0.9
    assert abs((items[1:] > items[:-1])[tied].mean() - 0.5) < 0.01
    assert (datasets.load("online-retail").times == data.times).all()
