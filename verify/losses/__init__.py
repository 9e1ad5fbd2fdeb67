"""Losses, for batches on any device."""

from verify.losses.full import entmax15_loss as entmax15_loss
from verify.losses.full import entmax_bisect_loss as entmax_bisect_loss
from verify.losses.full import rankmax_fixed_loss as rankmax_fixed_loss
from verify.losses.full import rankmax_loss as rankmax_loss
from verify.losses.full import softmax_loss as softmax_loss
from verify.losses.full import sparsemax_loss as sparsemax_loss
from verify.losses.grouped import grouped_entmax15_loss as grouped_entmax15_loss
from verify.losses.grouped import grouped_sampled_softmax_loss as grouped_sampled_softmax_loss
from verify.losses.grouped import grouped_softmax_loss as grouped_softmax_loss
from verify.losses.grouped import grouped_sparsemax_loss as grouped_sparsemax_loss
from verify.losses.linear import grouped_linear_softmax_loss as grouped_linear_softmax_loss
from verify.losses.linear import linear_softmax_loss as linear_softmax_loss
