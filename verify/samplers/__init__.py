"""Samplers of negatives: class numbers with the log of the proposal.

`sample(shape, generator)` draws on the generator's device; the last axis of the shape holds the draws of one row. On
the CPU the draws of a batch are those of its parts, drawn one after the other.
"""

from verify.samplers.alias import AliasSampler as AliasSampler
from verify.samplers.draws import Draws as Draws
from verify.samplers.dynamic import DynamicSampler as DynamicSampler
from verify.samplers.uniform import UniformSampler as UniformSampler
