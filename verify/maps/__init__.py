"""Maps from scores to probabilities, for batches on any device."""

from verify.maps.softmax import softmax as softmax
from verify.maps.sparsemax import sparsemax as sparsemax
