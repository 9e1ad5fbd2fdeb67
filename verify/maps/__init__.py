"""Maps from scores to probabilities, for batches on any device."""

from verify.maps.entmax15 import entmax15 as entmax15
from verify.maps.entmax_bisect import entmax_bisect as entmax_bisect
from verify.maps.rankmax import rankmax as rankmax
from verify.maps.rankmax import rankmax_fixed as rankmax_fixed
from verify.maps.softmax import softmax as softmax
from verify.maps.sparsemax import sparsemax as sparsemax
