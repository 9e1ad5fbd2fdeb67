"""What each data set is: its files, licence, home and counts.

Positives are the rows with a rating of at least `minimum_rating` (all rows, if None). Of repeated pairs the earliest
positive row is kept. Then the `core`-core is taken: users and items with fewer pairs are dropped until none is left.
"""

from collections.abc import Callable
from dataclasses import dataclass

from verify.errors import UsageError
from verify.recsys import synthetic
from verify.recsys.interactions import Interactions
from verify.recsys.loaders import amazon, gowalla, movielens, npz, sasrec, steam, wikipedia
from verify.recsys.loaders.rows import Reader


@dataclass(frozen=True)
class Original:
    """A data set in the form in which its owner publishes it: the name of the file, its reader and its address.

    `sha256` is None until somebody has hashed the file; it is then pinned at its first use (`verify.recsys.pins`).
    """

    file: str
    read: Reader
    url: str
    sha256: str | None = None


PLAIN = npz.reader()


@dataclass(frozen=True)
class DataSet:
    """A data set, and the counts of users, items and pairs after filtering (None: nobody has counted here yet).

    It is drawn by `draw`, or read from `file`, or else from one of the `originals`, which may number users and items in
    another way. `split` is the one that is used unless another is asked for. `slow` tells that reading takes so long
    that what was read is kept. `source` is the home page.
    """

    name: str
    title: str
    licence: str
    source: str
    citation: str
    file: str = ""
    sha256: str | None = None
    users: int | None = None
    items: int | None = None
    pairs: int | None = None
    read: Reader = PLAIN
    originals: tuple[Original, ...] = ()
    draw: Callable[[], Interactions] | None = None
    embedded: bool = False
    minimum_rating: float | None = None
    core: int = 5
    split: str = "ratio"
    slow: bool = False

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of users, items and pairs; `UsageError` where nobody has counted."""
        if self.users is None or self.items is None or self.pairs is None:
            raise UsageError(f"nobody has counted the users, items and pairs of {self.name} here yet")
        return self.users, self.items, self.pairs


GROUPLENS = "GroupLens: research use, no redistribution"
UNSTATED = "none stated by its source: not redistributed here"
MOVIELENS = (
    "Harper, F. M. and Konstan, J. A. (2015). The MovieLens Datasets: History and Context. "
    "ACM TiiS 5(4). doi 10.1145/2827872"
)
MCAULEY = (
    "McAuley, J., Targett, C., Shi, Q. and van den Hengel, A. (2015). Image-based Recommendations on Styles and "
    "Substitutes. SIGIR. doi 10.1145/2766462.2767755"
)
KANG = "Kang, W.-C. and McAuley, J. (2018). Self-Attentive Sequential Recommendation. ICDM. doi 10.1109/ICDM.2018.00035"
CHO = (
    "Cho, E., Myers, S. A. and Leskovec, J. (2011). Friendship and Mobility: User Movement in Location-Based Social "
    "Networks. KDD. doi 10.1145/2020408.2020579"
)
HE = (
    "He, X. et al. (2020). LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation. SIGIR. "
    "doi 10.1145/3397271.3401063"
)
WEST = (
    "West, R., Pineau, J. and Precup, D. (2009). Wikispeedia: An Online Game for Inferring Semantic Distances between "
    "Concepts. IJCAI. West, R. and Leskovec, J. (2012). Human Wayfinding in Information Networks. WWW. "
    "doi 10.1145/2187836.2187920"
)
AMAZON = "https://jmcauley.ucsd.edu/data/amazon/index_2014.html"
AMAZON_FILES = "http://snap.stanford.edu/data/amazon/productGraph/categoryFiles"
MOVIELENS_FILES = "https://files.grouplens.org/datasets/movielens"
SASREC = "https://github.com/kang205/SASRec"

SETS = (
    DataSet(
        name="online-retail",
        title="UCI Online Retail: first purchases of known customers, 5-core",
        file="online_retail.npz",
        sha256="f82f31898b75051146371fc9ca37f31acfd3a8ccba68052bc7da41e9fdd0fc8e",
        users=4_074,
        items=3_145,
        pairs=264_514,
        licence="CC BY 4.0",
        source="https://doi.org/10.24432/C5BW33",
        citation="Chen, D. (2015). Online Retail. UCI Machine Learning Repository. doi 10.24432/C5BW33",
        embedded=True,
        read=npz.reader(times="minutes", sorted_by_item=True),
    ),
    DataSet(
        name="ml-latest-small",
        title="MovieLens latest-small of October 2016: ratings of 3 and more, 5-core (the file has ratings doubled)",
        file="ml_latest_small_2016.npz",
        sha256="4f80a57c92410b35f6f91915910daac7dd2ae153e774d3f9fc1c9e4a32271d94",
        users=670,
        items=2_961,
        pairs=73_335,
        licence="GroupLens: not commercial; redistribution under the same conditions",
        source="https://grouplens.org/datasets/movielens/latest/ (which has a newer one under this name)",
        citation=MOVIELENS,
        read=npz.reader("user", "item", ratings="rating2", times="timestamp"),
        minimum_rating=6.0,
    ),
    DataSet(
        name="ml100k",
        title="MovieLens-100K: ratings of 3 and more, 5-core",
        file="ml100k.npz",
        sha256="14e9cbc29aa166574d4cf412d8104783adf87af5a7ad8d6156cd16f9da83205e",
        users=943,
        items=1_203,
        pairs=81_697,
        licence=GROUPLENS,
        source="https://grouplens.org/datasets/movielens/100k/",
        citation=MOVIELENS,
        read=npz.reader("user", "item", ratings="rating", times="timestamp"),
        originals=(
            Original("ml-100k.zip", movielens.reader("ml-100k/u.data", "\t"), f"{MOVIELENS_FILES}/ml-100k.zip"),
        ),
        minimum_rating=3.0,
    ),
    DataSet(
        name="ml1m",
        title="MovieLens-1M: ratings of 3 and more, 5-core",
        file="ml1m.npz",
        sha256="4f600c1331499c2f52da80483841d3708d7f8b3e56025b1567acbd09e6eac243",
        users=6_038,
        items=3_307,
        pairs=835_789,
        licence=GROUPLENS,
        source="https://grouplens.org/datasets/movielens/1m/",
        citation=MOVIELENS,
        read=npz.reader("user", "item", ratings="rating", times="timestamp", in_order=True),
        originals=(Original("ml-1m.zip", movielens.reader("ml-1m/ratings.dat", "::"), f"{MOVIELENS_FILES}/ml-1m.zip"),),
        minimum_rating=3.0,
    ),
    DataSet(
        name="ml1m-sasrec",
        title="MovieLens-1M as SASRec and BERT4Rec take it: all ratings, as published",
        file="ml-1m_sasrec.txt.gz",
        sha256="e82e64ad98afd5e5513ff69f0b104daad0cf9c6d7004073b8190486b531d1ad7",
        users=6_040,
        items=3_416,
        pairs=999_611,
        licence=GROUPLENS,
        source="https://github.com/FeiSun/BERT4Rec",
        citation=f"{KANG}. {MOVIELENS}",
        read=sasrec.read,
        originals=(
            Original(
                "ml-1m.txt",
                sasrec.read,
                "https://raw.githubusercontent.com/FeiSun/BERT4Rec/master/data/ml-1m.txt",
                "b725f3acb3986fe3130bffd1e77a74d182a1f51799567a236dbd60270f95b0a2",
            ),
        ),
        core=1,
        split="leave-one-out",
    ),
    DataSet(
        name="ml10m",
        title="MovieLens-10M: ratings of 3 and more, 5-core",
        licence=GROUPLENS,
        source="https://grouplens.org/datasets/movielens/10m/",
        citation=MOVIELENS,
        originals=(
            Original("ml-10m.zip", movielens.reader("ml-10M100K/ratings.dat", "::"), f"{MOVIELENS_FILES}/ml-10m.zip"),
        ),
        minimum_rating=3.0,
        slow=True,
    ),
    DataSet(
        name="gowalla",
        title="Gowalla check-ins: the split of NGCF and LightGCN, 10-core as published",
        file="gowalla_lightgcn.npz",
        sha256="42ef39bdd4ce5401bc4c125a5c24e238b15d15aef26472e81f0843165c7f7172",
        users=29_858,
        items=40_981,
        pairs=1_027_370,
        licence=UNSTATED,
        source="https://github.com/gusye1234/LightGCN-PyTorch (data/gowalla)",
        citation=f"{HE}. {CHO}",
        read=npz.reader("user", "item", test="is_test"),
        core=1,
        split="given",
    ),
    DataSet(
        name="gowalla-checkins",
        title="Gowalla check-ins with times: first check-in of a user at a place, 10-core (not the split of LightGCN)",
        licence=UNSTATED,
        source="https://snap.stanford.edu/data/loc-gowalla.html",
        citation=CHO,
        originals=(
            Original(
                "loc-gowalla_totalCheckins.txt.gz",
                gowalla.read,
                "https://snap.stanford.edu/data/loc-gowalla_totalCheckins.txt.gz",
            ),
        ),
        core=10,
        slow=True,
    ),
    DataSet(
        name="electronics",
        title="Amazon Electronics of 2014: ratings of 3 and more, 5-core",
        licence=UNSTATED,
        source=AMAZON,
        citation=MCAULEY,
        originals=(
            Original("reviews_Electronics_5.json.gz", amazon.read, f"{AMAZON_FILES}/reviews_Electronics_5.json.gz"),
            Original("ratings_Electronics.csv", amazon.read, f"{AMAZON_FILES}/ratings_Electronics.csv"),
        ),
        minimum_rating=3.0,
        slow=True,
    ),
    DataSet(
        name="electronics-sample",
        title="Amazon Electronics of 2014: a random sample of 1,000,000 users, 5-core; NOT the full set of the papers",
        file="amazon2014_electronics_1Musers_5core.npz",
        sha256="68e0d4bf93c8bffdbdc47b85718394ee169e652831c563ff212c457ad96ac6d0",
        users=28_566,
        items=15_743,
        pairs=241_198,
        licence=UNSTATED,
        source=AMAZON,
        citation=MCAULEY,
        read=npz.reader("user", "item", times="timestamp"),
    ),
    DataSet(
        name="electronics-10core",
        title="Amazon Electronics: 10-core with a published random split",
        file="amazon_electronics_10core_dpq.npz",
        sha256="afc187198a9f91804aaa4df1ac87fe3abb42ac61e60883950a31340025b59363",
        users=20_247,
        items=11_589,
        pairs=347_393,
        licence=UNSTATED,
        source=AMAZON,
        citation=MCAULEY,
        read=npz.reader("user", "item", part="split"),
        core=1,
        split="given",
    ),
    DataSet(
        name="beauty",
        title="Amazon Beauty of 2014: all reviews, 5-core",
        file="amazon2014_beauty_5core.npz",
        sha256="c5e99597fbd7c713946ce3894707cedaa830abd4c8ea603dba4a88d419e7ed37",
        users=22_363,
        items=12_101,
        pairs=198_502,
        licence=UNSTATED,
        source=AMAZON,
        citation=MCAULEY,
        read=npz.reader("user", "item", times="timestamp"),
        originals=(Original("reviews_Beauty_5.json.gz", amazon.read, f"{AMAZON_FILES}/reviews_Beauty_5.json.gz"),),
        split="leave-one-out",
    ),
    DataSet(
        name="videogames-sasrec",
        title="Amazon Video Games as SASRec takes it: all reviews, as published",
        file="amazon_videogames_sasrec.npz",
        sha256="5847f177cb37da546579851503e9b8190559146f370e6578db1ab877f6ec20de",
        users=31_013,
        items=23_715,
        pairs=287_107,
        licence=UNSTATED,
        source=SASREC,
        citation=f"{KANG}. {MCAULEY}",
        read=npz.reader("user", "item", in_order=True),
        originals=(
            Original(
                "Video.txt", sasrec.read, "https://raw.githubusercontent.com/kang205/SASRec/master/data/Video.txt"
            ),
        ),
        core=1,
        split="leave-one-out",
    ),
    DataSet(
        name="steam",
        title="Steam reviews: all reviews, first one of a user of a game, 5-core",
        licence=UNSTATED,
        source="https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data",
        citation=KANG,
        originals=(
            Original("steam_reviews.json.gz", steam.read, "https://cseweb.ucsd.edu/~wckang/steam_reviews.json.gz"),
        ),
        slow=True,
    ),
    DataSet(
        name="steam-sample",
        title="Steam reviews: a random sample of 100,000 users, 5-core; NOT the full set of the papers",
        file="steam_100Kusers_5core.npz",
        sha256="cca9836ab70267c7b59ef1ec89571c3377f65f37be27594c479bc1e890e4bf70",
        users=10_360,
        items=3_592,
        pairs=124_150,
        licence=UNSTATED,
        source="https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data",
        citation=KANG,
        read=npz.reader("user", "item", times="timestamp"),
    ),
    DataSet(
        name="simple-wiki",
        title="Links of Simple English Wikipedia: from articles to titles, dump of January 2025, 20-core",
        licence="CC BY-SA 4.0 and GFDL (text of Wikipedia)",
        source="https://dumps.wikimedia.org/simplewiki/20250101/ (old dumps move to https://archive.org)",
        citation="Wikimedia Foundation (2025). simplewiki dump of 2025-01-01, table pagelinks",
        originals=(
            Original(
                "simplewiki-20250101-pagelinks.sql.gz",
                wikipedia.pagelinks,
                "https://dumps.wikimedia.org/simplewiki/20250101/simplewiki-20250101-pagelinks.sql.gz",
            ),
        ),
        core=20,
        slow=True,
    ),
    DataSet(
        name="wikispeedia",
        title="Links of Wikipedia for Schools of 2007: an article is a user and an item, 5-core; NOT Simple Wikipedia",
        file="wikispeedia_links.npz",
        sha256="4acd15876b38b43b6b08c6ba67a6d1a390bfa24243b0859d67f16dc67a24d31f",
        users=4_345,
        items=2_892,
        pairs=116_432,
        licence="CC BY-SA (text of Wikipedia); cite the papers",
        source="https://snap.stanford.edu/data/wikispeedia.html",
        citation=WEST,
        read=npz.reader("src", "dst"),
        originals=(
            Original(
                "wikispeedia_paths-and-graph.tar.gz",
                wikipedia.wikispeedia,
                "https://snap.stanford.edu/data/wikispeedia/wikispeedia_paths-and-graph.tar.gz",
            ),
        ),
    ),
    DataSet(
        name="synthetic-low-rank",
        title="Clicks from the softmax of scores of rank 8, drawn by seed",
        sha256="b9c9690b78548c7a662a86c066ab700222e532c3ce46f90bba3abcc0d445124f",
        users=2_000,
        items=1_000,
        pairs=200_000,
        licence="BSD-3-Clause, as softproof",
        source="verify/recsys/synthetic.py",
        citation="none needed",
        draw=synthetic.low_rank,
        core=1,
    ),
    DataSet(
        name="synthetic-200k",
        title="200,000 items with popularity 1 / rank, drawn by seed, for the cost of an epoch",
        sha256="7e62cd6ba34367ccffa6c3090a252b0e90881564d9f393e370767a80b9ff0c9f",
        users=10_000,
        items=200_000,
        pairs=220_457,
        licence="BSD-3-Clause, as softproof",
        source="verify/recsys/synthetic.py",
        citation="none needed",
        draw=synthetic.many_items,
        core=1,
    ),
)

REGISTRY = {data.name: data for data in SETS}
