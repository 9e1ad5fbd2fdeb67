"""One script, one figure: a prediction and the measurement that tests it."""
