"""What each data set is: its file, licence, source and counts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataSet:
    """A data set: its file, and the counts of users, items and pairs after filtering.

    Positives are the rows with a rating of at least `minimum_rating` (all rows, if None), reduced to their `core`-core.
    `arrays` names the arrays of user ids, item ids and (if there is a minimum) ratings in the .npz file.
    """

    name: str
    title: str
    file: str
    sha256: str
    users: int
    items: int
    pairs: int
    licence: str
    source: str
    citation: str
    embedded: bool = False
    arrays: tuple[str, ...] = ("users", "items")
    minimum_rating: int | None = None
    core: int = 5
    split: str = "ratio"


REGISTRY = {
    data.name: data
    for data in (
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
        ),
        DataSet(
            name="ml1m",
            title="MovieLens-1M: ratings of 3 and more, 5-core",
            file="ml1m.npz",
            sha256="4f600c1331499c2f52da80483841d3708d7f8b3e56025b1567acbd09e6eac243",
            users=6_038,
            items=3_307,
            pairs=835_789,
            licence="GroupLens: research use, no redistribution",
            source="https://grouplens.org/datasets/movielens/1m/, converted to .npz",
            citation="Harper, F. M. and Konstan, J. A. (2015). The MovieLens Datasets: History and Context. "
            "ACM TiiS 5(4). doi 10.1145/2827872",
            arrays=("user", "item", "rating"),
            minimum_rating=3,
        ),
    )
}
