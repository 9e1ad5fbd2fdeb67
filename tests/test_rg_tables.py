"""The transcribed tables, and what is recomputed from them, against plain floating point."""

import numpy as np
import pytest

from paper_checks import registry, run
from paper_checks.rg import findings, tables
from verify.profile import Profile


def test_a_table_has_every_entry_that_is_printed():
    assert [len(column) for column in tables.TABLES.values()] == [10] * 6 + [6] * 2
    assert all(0 < entry < 1 for column in tables.TABLES.values() for entry in column.values())


def test_the_average_gain_in_floating_point():
    gains = []
    for column in tables.TABLES.values():
        best = max(float(column[name]) for name in findings.SAMPLING if name in column)
        gains.append(float(column["SM"]) / best - 1)
    (evidence,) = findings.check_average(findings.CLAIMS[0].subject, Profile.QUICK)
    assert evidence.value == pytest.approx(100 * np.mean(gains))
    assert evidence.interval[0] < 17.35 < evidence.value < 17.45 < evidence.interval[1]


@pytest.mark.parametrize(
    ("side", "interactions", "sparsity"), [(100, 2, "99.98"), (1000, 50, "100.00"), (1000, 51, "99.99")]
)
def test_sparsity_is_rounded_half_up(side, interactions, sparsity):
    assert tables.sparsity(side, side, interactions) == sparsity


@pytest.mark.parametrize(("left", "interactions", "forced"), [(4, 8, 2), (4, 9, 3), (9, 8, 1)])
def test_the_pigeonhole_rounds_the_mean_up(left, interactions, forced):
    assert tables.forced(left, 5, interactions) == forced


def test_wrmf_is_below_sampled_softmax_on_steam_only():
    below = [c for c in tables.RECOMMENDATION if tables.TABLES[c]["WRMF"] < tables.TABLES[c]["SSM"]]
    assert below == ["Steam MRR@10", "Steam NDCG@10"]


@pytest.mark.parametrize("id", ["rg.finding2.gain", "rg.finding3.gain.literal", "rg.finding3.gain.intended"])
def test_the_average_gains_in_floating_point(id):
    subject = registry.claims()[id].subject
    gains = [
        float(tables.TABLES[c][method]) / float(tables.TABLES[c][subject.base]) - 1
        for c in subject.columns
        for method in subject.methods
    ]
    assert run.outcome(id, Profile.QUICK).evidence[0].value == pytest.approx(100 * np.mean(gains))


def test_sparsemax_is_last_in_all_columns_but_one():
    last = [min(tables.TABLES[column], key=tables.TABLES[column].__getitem__) for column in tables.RECOMMENDATION]
    assert last == ["Sparsemax", "Sparsemax", "SML", "Sparsemax", "Sparsemax", "Sparsemax"]
