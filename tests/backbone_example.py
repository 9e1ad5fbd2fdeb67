"""Small data for the backbones, and a plain training loop."""

import numpy as np
import torch

from verify.losses import grouped_linear_softmax_loss
from verify.recsys import metrics, ranking
from verify.recsys.backbones.lightgcn import LightGCN
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.backbones.sasrec import SASRec
from verify.recsys.interactions import Interactions
from verify.recsys.lists import UserLists
from verify.recsys.splits import Split

BACKBONES = ("mf", "lightgcn", "sasrec")


def split_of(train, held_out, n_items):
    """A split of users' training and held-out items, both given in order of time."""
    sequences = [[*first, *then] for first, then in zip(train, held_out, strict=True)]
    users = np.repeat(np.arange(len(train)), [len(items) for items in sequences])
    items = np.array([item for items in sequences for item in items])
    order = np.argsort(users * n_items + items)
    data = Interactions(users[order], items[order], len(train), n_items, "", times=order)
    return Split(lists(train), lists([[]] * len(train)), lists(held_out), n_items, np.arange(len(train)), data)


def lists(items):
    """`UserLists` of Python lists."""
    users = np.repeat(np.arange(len(items)), [len(some) for some in items])
    return UserLists.of(users, np.array([item for some in items for item in some], dtype=np.int64), len(items))


def blocks():
    """40 users and 30 items of two kinds; users like three quarters of their kind, one item is held out."""
    random = np.random.default_rng(0)
    liked = [2 * random.permutation(15)[:11] + user % 2 for user in range(40)]
    return split_of([items[:-1].tolist() for items in liked], [items[-1:].tolist() for items in liked], 30)


def made(name, split, *, seed=1, dim=8, layers=2, heads=2, max_length=12, dropout=0.0):
    """A backbone of a small size."""
    if name == "mf":
        return MatrixFactorisation(split.train, split.n_items, dim, seed)
    if name == "lightgcn":
        return LightGCN(split.train, split.n_items, dim, layers, seed)
    form = {"layers": layers, "heads": heads, "max_length": max_length}
    return SASRec(split, dim, **form, dropout=dropout, seed=seed)


def fit(model, epochs, first=0, rate=0.05, optimiser="adam"):
    """Train by the softmax loss from epoch `first` up to `epochs`, 16 users a step; returns the losses of all steps."""
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[optimiser]
    descent = kind(model.parameters(), lr=rate)
    values = []
    n_users = (model.windows if isinstance(model, SASRec) else model.train_lists).n_users
    for epoch in range(first, epochs):
        model.begin_epoch(epoch)
        users = np.random.default_rng(epoch).permutation(n_users)
        for at in range(0, n_users, 16):
            batch = model.batch(users[at : at + 16])
            total = grouped_linear_softmax_loss(batch.contexts, batch.items, batch.rows, batch.columns)
            loss = total / len(batch.rows)
            descent.zero_grad()
            (loss + 0.005 * batch.penalty).backward()
            descent.step()
            values.append(loss.item())
    return values


def scorer(model, split):
    """The scores of a model for users who have seen their training items."""
    encoding = model.encode(split.train)
    return lambda start, stop: (encoding.contexts(start, stop) @ encoding.items.T).numpy()


def ndcg(score, split, k=10):
    """NDCG@k of the held-out items."""
    ranks = ranking.full_ranking(score, split.test, split.train)
    return metrics.average({"ndcg": metrics.ndcg(ranks, k)})["ndcg"]
