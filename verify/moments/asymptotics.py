"""The moments for many draws, to the first order in 1/k: what theory predicts, for the engines to be held against."""

import numpy as np

from verify.moments.estimator import Estimator, Moments


def predict(estimator: Estimator, k: int) -> Moments:
    """Mean and variance of loss and shares, with an error of the order 1/k^2 (1/k^(3/2) at most).

    With m the mean of S, up to exp(offset), a draw of j moves the shares by v_j (e_j - shares) / (n m); the loss's
    mean is below log m by half the relative variance of S.
    """
    n = k * (-np.expm1(estimator.log_q[estimator.target]) if estimator.conditional else 1.0)
    size = estimator.size(k, k, 1.0)
    fixed = np.exp(size.log_fixed)
    law, mean = np.exp(estimator.log_law), fixed + np.exp(estimator.log_mean)
    terms = np.exp(estimator.log_terms - np.log(mean))
    one = law * terms
    shares = one.copy()
    shares[estimator.target] += fixed / mean
    second, total = law * terms**2, one.sum()
    relative = float(second.sum() - total**2) / n
    drift = (shares * (second.sum() - total**2) - (second - one * total)) / n
    spread = second * (1 - 2 * shares) + second.sum() * shares**2 - (one - total * shares) ** 2
    loss = size.offset + float(np.log(mean)) - relative / 2
    return Moments(k, loss, relative, shares + drift, spread / n)
