import pytest

from paper_checks.report.mathml import formula, plain, prose
from verify.errors import UsageError


@pytest.mark.parametrize(
    "latex",
    [
        "\\frac{1",
        "\\sqrt{x}}",
        "x^",
        "a & b",
        "\\left( x",
        "\\begin{nosuch} a \\end{nosuch}",
        "a \\\\ b",
        "\\href{http://example.org}{x}",
        "\\text{a < b}",
        "\\text{<script>alert(1)</script>}",
        "\\operatorname{arg\\,max}_x",
        "%",
    ],
)
def test_what_would_be_set_wrongly_is_refused(latex):
    with pytest.raises(ValueError, match=r"\w"):
        formula(latex)


def test_an_unpaired_dollar_is_refused():
    with pytest.raises(UsageError, match=r"claim rg\.a: a \$ without its partner"):
        prose("costs $5", "claim rg.a")


def test_formulas_are_mended_for_mathml_core():
    assert formula("\\mathbb E X \\sim p") == (
        '<math display="inline"><mrow><mi mathvariant="normal">𝔼</mi><mi>X</mi><mo>∼</mo><mi>p</mi></mrow></math>'
    )
    assert "ℝ" in formula("\\mathbb{R}")
    assert "<mtable" in formula("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", "block")
    assert "<munderover" in formula("\\sum_{i=1}^N", "block")
    assert "&lt;" in formula("a < b")
    assert formula("\\lVert x \\rVert").count('stretchy="false"') == 2


def test_function_names_are_spaced_as_in_tex():
    log = '<mo lspace="{}" rspace="{}">log</mo>'
    assert log.format("0", "0.167em") in formula("\\log N")
    assert log.format("0.167em", "0") in formula("N \\log (N)")
    assert log.format("0.167em", "0.167em") in formula("f(x) \\log_2 N")
    assert log.format("0", "0.167em") in formula("a + \\log N")
    assert log.format("0", "0") in formula("x_\\log")


def test_signs_are_told_from_operators():
    sign = '<mo form="prefix">−</mo>'
    assert formula("a = -1").count(sign) == formula("(-1, 2)").count(sign) == formula("x^{-1}").count(sign) == 1
    assert sign not in formula("a - 1") + formula("(a) - 1") + formula("a_1^2 - 1")


def test_punctuation_is_tied_to_its_formula():
    assert prose("at ($x$), or", "here").startswith('at <span class="tied">(<math')
    assert prose("at ($x$), or", "here").endswith("</math>),</span> or")
    assert prose("at $x$ or", "here").endswith("</math> or")


def test_plain_text_keeps_the_latex_and_drops_the_dollars():
    assert plain("($a_1$) costs \\$5, $$b$$.") == "(a_1) costs $5, b."
