"""Sampled softmax, NCE and negative sampling of the positives of a batch of contexts, grouped by context.

Pair i is item `columns[i]` as a positive of context `rows[i]`, with the score `positive[i]`, shape (pairs,).
`negatives`, of shape (batch, k), are the scores of k draws in each context, which all its positives share: what does
not depend on the positive is computed once. Each loss is the sum over the positives, in float32 at least; bfloat16
scores give a loss rounded to bfloat16. On the CPU, gradients have the same bits every time: no sum depends on the order
in which threads finish. All raise TypeError for scores that are not floating point and pairs and draws that are not
integers, and `UsageError` for shapes that do not fit and pairs out of range.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding, logsigmoid, softplus

from theory.bookkeeping import IMPORTANCE, Bookkeeping
from verify.errors import UsageError
from verify.losses.arguments import log_proposal, require_matrix, require_number, require_pairs
from verify.maps.shape import labels, require_floating, working_dtype
from verify.shapes import Pairs, Rows

PerPair = Float[Tensor, " pairs"]
EXACT = 40.0
"""Above this, log(1 + exp(t)) is t in float64."""


def grouped_sampled_softmax_loss(
    positive: Tensor, negatives: Tensor, rows: Tensor, columns: Tensor, draws: Tensor, n_items: int
) -> Float[Tensor, ""]:
    """Sampled softmax with n uniform draws, with replacement, shared by all contexts of the batch.

    Draws have q = 1/N each with N = `n_items`. For the positive y, with score `positive[i]`,

        Z-hat = exp(o_y) + sum_{draws j != y} exp(o_j - log(n q)),      loss = log Z-hat - o_y.

    The positive is included and draws that hit it are left out, so E Z-hat = Z exactly; other positives of the context
    may be drawn and stay. `draws`, of shape (n,), are the classes whose scores the negatives are, in their order.
    """
    uniform = torch.tensor(-math.log(n_items), dtype=torch.float64, device=negatives.device)
    return bookkept_sampled_softmax_loss(
        positive, negatives, rows, columns, draws, IMPORTANCE, log_q=uniform, log_q_positive=uniform, n_items=n_items
    )


def bookkept_sampled_softmax_loss(
    positive: Tensor,
    negatives: Tensor,
    rows: Tensor,
    columns: Tensor,
    draws: Tensor,
    bookkeeping: Bookkeeping,
    *,
    log_q: Tensor,
    log_q_positive: Tensor,
    n_items: int,
) -> Float[Tensor, ""]:
    """Sampled softmax in any bookkeeping, with one set of draws, of shape (k,), shared by all contexts of the batch.

    The sum over the pairs of `verify.losses.sampled_softmax_loss`, with the pair's `positive` and its context's
    `negatives`; `log_q` broadcasts to the shape of the draws, `log_q_positive` to that of the pairs.
    """
    s_y, s, rows, columns, dtype = _wide(positive, negatives, rows, columns, n_items)
    drawn = labels(draws, negatives.shape[1:], n_items, name="draws")
    log_q = log_proposal("log_q", log_q, drawn.to(s.dtype))
    log_q_positive = log_proposal("log_q_positive", log_q_positive, s_y).expand_as(s_y)
    weighted, own = s, s_y
    if bookkeeping.correction != "none":
        weighted, own = s - (log_q + math.log(n_items)), s_y - (log_q_positive + math.log(n_items))
    removed = drawn if bookkeeping.hits == "remove" else None
    rest, hits = _log_of_rest(s_y, weighted, own, rows, columns, removed, n_items)
    excess = rest + _constant(bookkeeping, len(drawn), hits, log_q_positive, n_items)
    return (softplus(excess, threshold=EXACT) if bookkeeping.positive else excess).sum().to(dtype)


def grouped_nce_loss(
    positive: Tensor,
    negatives: Tensor,
    rows: Tensor,
    log_q: Tensor,
    log_q_positive: Tensor,
    log_normaliser: float = 0.0,
) -> Float[Tensor, ""]:
    """The sum over the pairs of `verify.losses.nce_loss`; `log_q` broadcasts to the shape of the negatives."""
    require_number("log_normaliser", log_normaliser)
    s_y, s, rows, _, dtype = _wide(positive, negatives, rows)
    shift = log_normaliser + math.log(s.shape[1])
    x_y = s_y - (log_proposal("log_q_positive", log_q_positive, s_y) + shift)
    return _logistic(x_y, s - (log_proposal("log_q", log_q, s) + shift), rows).to(dtype)


def grouped_negative_sampling_loss(positive: Tensor, negatives: Tensor, rows: Tensor) -> Float[Tensor, ""]:
    """The sum over the pairs of `verify.losses.negative_sampling_loss`, which is also BCE."""
    s_y, s, rows, _, dtype = _wide(positive, negatives, rows)
    return _logistic(s_y, s, rows).to(dtype)


def _wide(
    positive: Tensor, negatives: Tensor, rows: Tensor, columns: Tensor | None = None, n_items: int = 1
) -> tuple[PerPair, Rows, Pairs, Pairs, torch.dtype]:
    """The scores in their `working_dtype`, the pairs as int64, and the dtype that the scores had."""
    require_matrix("negatives", negatives, "(batch, k)")
    columns = torch.zeros_like(rows) if columns is None else columns
    rows, columns = require_pairs(rows, columns, len(negatives), n_items)
    require_floating("positive", positive)
    if positive.shape != rows.shape:
        raise UsageError(f"positive: expected one for each pair, {tuple(rows.shape)}, got {tuple(positive.shape)}")
    dtype = torch.promote_types(positive.dtype, negatives.dtype)
    wide = working_dtype(dtype)
    return positive.to(wide), negatives.to(wide), rows, columns, dtype


def _logistic(x_y: PerPair, x: Rows, rows: Pairs) -> Float[Tensor, ""]:
    rest = -logsigmoid(-x).sum(1).masked_fill(x.isposinf().any(1), torch.nan)
    own = -logsigmoid(x_y).masked_fill(x_y.isposinf(), torch.nan)
    return (own + rest.index_select(0, rows)).sum()


def _constant(
    bookkeeping: Bookkeeping, k: int, hits: Pairs, log_q_positive: PerPair, n_items: int
) -> float | Float[Tensor, "#pairs"]:
    """What is left of -log d_j when log(N q_j) has been subtracted from the draws' scores."""
    match bookkeeping.correction:
        case "kq":
            return math.log(n_items / k)
        case "nq":
            return math.log(n_items) - (k - hits).clamp(min=1).to(log_q_positive.dtype).log()
        case "q":
            return log_q_positive + math.log(n_items)
    return 0.0


def _log_of_rest(
    positive: PerPair,
    negatives: Rows,
    own: PerPair,
    rows: Pairs,
    columns: Pairs,
    removed: Int[Tensor, " k"] | None,
    n_items: int,
) -> tuple[PerPair, Pairs]:
    """The log of sum_j exp(s_j - o_y) over the draws j that are not hits, and the number of hits.

    It comes from the sum over all draws of a context less the hits of y, which add exp(`own`) each. Where those are
    half of that sum or more, the difference would cancel, and the draws that are not y are summed. `removed` are the
    draws, or None if hits are kept.
    """
    hits = torch.zeros_like(columns) if removed is None else torch.bincount(removed, minlength=n_items)[columns]
    top = negatives.amax(1).detach()
    top = top.masked_fill(top.isneginf(), 0)
    totals, tops = ((negatives - top[:, None]).exp().sum(1)).index_select(0, rows), top[rows]
    hit = hits * (own - tops).clamp(max=0).exp()
    large = (2 * hit >= totals).nonzero()[:, 0]
    rest = (totals - hit).index_fill(0, large, 1).log() + tops - positive
    others = embedding(rows[large], negatives)
    if removed is not None:
        others = others.masked_fill(removed == columns[large, None], -torch.inf)
    none = others.isneginf().all(1)
    found = (torch.logsumexp(others.masked_fill(none[:, None], 0), 1) - positive[large]).masked_fill(none, -torch.inf)
    rest = rest.index_put((large,), found.masked_fill(none & positive[large].isneginf(), torch.nan))
    return rest.masked_fill(positive.isposinf(), torch.nan), hits
