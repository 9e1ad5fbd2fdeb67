"""Mean and variance of sampled softmax, of its loss and of its gradient: three engines that must agree.

Enumeration is exact for few classes and draws; quadrature serves any number of classes and many sizes at once; Monte
Carlo streams, stops at a requested precision and can be resumed.
"""

from verify.moments.asymptotics import predict as predict
from verify.moments.enumeration import enumerate_moments as enumerate_moments
from verify.moments.estimator import Estimator as Estimator
from verify.moments.estimator import Moments as Moments
from verify.moments.quadrature import integrate_moments as integrate_moments
from verify.moments.streaming import Streamed as Streamed
from verify.moments.streaming import stream_moments as stream_moments
