"""The lint refuses what the format of the book forbids, with the sentence and the cure, and lets its twin pass."""

import pytest
from bad import code, notebook, text
from hypothesis import given, strategies

from tools import lint, notation, numerals
from tools.chapter import ROOT, Chapter, walk
from tools.findings import Page
from tools.latex import canonical, identifiers
from tools.notation import Entry, Table

HERE = [Page.load(path) for path in lint.pages()]
SMALL = Table((Entry("x", "symbol", "a symbol", "none", (), "entropy_and_coding", "All"),
               Entry("H(p)", "entropy", "surprise", "bits", ("info.entropy",), "entropy_and_coding", "All"),
               Entry("p", "source", "a distribution", "none", (), "entropy_and_coding", "All"),
               Entry(r"\varepsilon", "tolerance", "how far", "none", (), "entropy_and_coding", "All"),
               Entry(r"A_\varepsilon^n", "typical set", "messages", "none", (), "entropy_and_coding", "All")),
              ("i", "n"))


def page(markdown: str, python: str = "", *tags: str, **metadata) -> Page:
    """A chapter of one text cell and one code cell."""
    return Page.of(Chapter(notebook(text(markdown, *tags), code(python), **metadata), "trial.ipynb"))


def said(markdown: str, python: str = "", *tags: str, **metadata) -> list[str]:
    """What the lint says about it, as an author reads it."""
    return [str(finding) for finding in lint.findings(page(markdown, python, *tags, **metadata), SMALL)]


def said_of_page(tmp_path, markdown: str) -> list[str]:
    """What the lint says about a page that is no chapter."""
    (tmp_path / "page.md").write_text(markdown, encoding="utf-8")
    return [str(finding) for finding in lint.findings(Page.load(tmp_path / "page.md"), SMALL)]


# ---- numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prose, number, reason", [
    ("The loss is 2.5 in the end.", "2.5", "a decimal point"),
    ("It is .5 in the end.", ".5", "a decimal point"),
    ("We saved 20 % of it.", "20 %", "a per cent sign"),
    ("We saved 20% of it.", "20%", "a per cent sign"),
    ("We saved 20 per cent of it.", "20 per cent", "a per cent sign"),
    ("It has 1,000 letters.", "1,000", "a thousands separator"),
    ("It has 1 000 letters.", "1 000", "a thousands separator"),
    ("It has 729,533 letters.", "729,533", "a thousands separator"),
    ("It has 500 letters.", "500", "three or more digits"),
    ("It has 10⁶ letters.", "10⁶", "a power"),
    ("It has 1e6 letters.", "1e6", "a power"),
    ("A letter costs 2 bits.", "2 bits", "a unit"),
    ("A letter costs 2-bit words.", "2-bit", "a unit"),
    ("A letter costs **2**\nbits.", "2", "a unit"),
    ("A letter costs 2 to 3 bits.", "3 bits", "a unit"),
    ("It costs 2 more bits.", "2 more bits", "a unit"),
    ("It costs ½ bit.", "½ bit", "a unit"),
    ("A letter costs 2 {term}`bits <bit>`.", "2 bits", "a unit"),
    ("The file has 64 bytes.", "64 bytes", "a unit"),
    ("The file has 12 kB.", "12 kB", "a unit"),
    ("It ran for 7 seconds.", "7 seconds", "a unit"),
    ("It ran for 7 s.", "7 s", "a unit"),
    ("It is 3 times longer.", "3 times", "a unit"),
    ("It is 3× longer.", "3×", "a unit"),
    ("It is 10-fold.", "10-fold", "a unit"),
    ("## A file of 64 bytes", "64 bytes", "a unit"),
    ("- first\n- it costs 2 bits", "2 bits", "a unit"),
    ("| word | price |\n| --- | --- |\n| Emma | 2.5 |", "2.5", "a decimal point"),
    ("```{figure} a.png\n:alt: A curve.\n\nIt falls to 2.5 at the end.\n```", "2.5", "a decimal point"),
    ("```{figure} a.png\n:alt: It falls to 2.5 at the end.\n\nIt falls.\n```", "2.5", "a decimal point"),
    (":::{admonition} A saving of 20 %\n:class: aside\nIndeed.\n:::", "20 %", "a per cent sign"),
    (":::{prf:definition} Long\n:label: d\nIt has 500 letters.\n:::", "500", "three or more digits"),
    ("> It has 500 letters.", "500", "three or more digits"),
    ("See {cite:t}`pan2025`. It has 500 letters.", "500", "three or more digits"),
    ("See {cite:t}`pan2025` (Fig. 3). It has 500 letters.", "500", "three or more digits"),
])
def test_numbers_typed_into_prose_are_refused(prose, number, reason):
    found = said(prose)
    assert len(found) == 1, found
    assert repr(number).strip("'") in found[0] and f"typed by hand ({reason}" in found[0]
    assert found[0].startswith('trial.ipynb:cell 1: "') and "{given}`…`" in found[0]


@pytest.mark.parametrize("prose", [
    "Three letters and 26 signs on 12 pages, e.g. Austen, see Fig. 3 and chapter 12.",
    "The price is $2.5$ bits, $20\\,\\%$ of it.",
    "$$\nH = 2.5\n$$",
    "The cell prints `2.5 bits`.",
    "People needed 1.3 bits a letter, e.g. Shannon {cite:p}`shannon1951`, in Fig. 3 of 1951.",
    "As {cite:t}`shannon1951` found, 27 letters cost 1.3 bits.",
    "SmolLM2-135M writes UTF-8 bytes. See <https://arxiv.org/abs/2504.09597>.",
    "Two bits, three times, a quarter of an hour.",
    "```{exercise} ★ A file of 64 bytes\n:label: trial-1\n\nWhat are 2.5 bits?\n```",
    "```{solution} trial-1\n:class: dropdown\n\nIt has 500 letters.\n```",
])
def test_numbers_that_are_not_measured_pass(prose):
    assert said(prose) == []


def test_cells_of_exercises_and_quizzes_may_hold_numbers():
    assert said("How long are 500 letters?", "", "exercise") == said("2.5 bits", "", "quiz") == []


def test_the_goals_may_say_the_minutes_and_seconds_that_the_metadata_declares():
    assert said("It takes 15 minutes, 30 seconds to run.", "", "goals", minutes=15, cpu_seconds=30) == []
    assert "'40 seconds'" in said("It takes 40 seconds to run.", "", "goals", minutes=15, cpu_seconds=30)[0]
    assert "'30 seconds'" in said("It takes 30 seconds to run.", minutes=15, cpu_seconds=30)[0]


def test_pages_that_are_no_chapters_are_read_too(tmp_path):
    assert "page.md:line 3" in said_of_page(tmp_path, "# Page\n\nIt has 500 letters.")[0]
    assert said_of_page(tmp_path, "# Page\n\nIt has many letters.") == []


@given(strategies.decimals(0, 10**6, places=3), strategies.sampled_from(["{} letters", "about {}, or so", "({})"]))
def test_every_decimal_is_found(value, frame):
    assert numerals.typed_numbers(frame.format(value))


@given(strategies.integers(100, 10**12), strategies.sampled_from(["{}", "{:,}"]))
def test_every_number_from_a_hundred_on_is_found_whole(value, form):
    written = form.format(value)
    assert [number for number, _ in numerals.typed_numbers(f"It has {written} letters")] == [written]


@given(strategies.integers(0, 99), strategies.sampled_from(["{} letters", "chapter {}", "Fig. {} shows"]))
def test_small_counts_pass(value, frame):
    assert numerals.typed_numbers(frame.format(value)) == []


# ---- the role given ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["0.9", ".9", "90 %", "90%", "90 per cent", "10,000", "10_000", "10000", "−0.3"])
def test_a_chosen_number_is_found_in_the_code(written):
    assert said(f"We chose {{given}}`{written}` here.", "p, n, low = .9, 10_000, -0.3") == []


@pytest.mark.parametrize("written, message", [
    ("0.8", "is not among the numbers that the code of this chapter sets"),
    ("9 %", "is not among the numbers"),
    ("1", "is not among the numbers"),
    ("many", "must hold one number"),
    ("1 to 9", "must hold one number"),
    ("500 <test_no_such_thing>", "no function test_no_such_thing in tests/"),
    ("100 <test_a_page_without_code_must_name_a_test>", "must_name_a_test nowhere says 100"),
    ("123,454,321 <test_every_decimal_is_found>", "test_every_decimal_is_found nowhere says 123,454,321"),
])
def test_a_number_given_by_nobody_is_refused(written, message):
    found = said(f"We chose {{given}}`{written}` here.", 'p, is_fair, name = 0.9, True, "0.8"')
    assert len(found) == 1 and message in found[0], found


def test_a_number_asserted_by_a_named_test_passes_on_every_page(tmp_path):
    prose = "It has {given}`100 <test_every_number_from_a_hundred_on_is_found_whole>` letters."
    assert said(prose) == said_of_page(tmp_path, prose) == []


def test_what_asserts_a_number_is_the_named_test_and_the_constants_it_names(tmp_path):
    (tmp_path / "test_it.py").write_text("A, B = 1, 2\nC = [3, 4]\n"
                                         "def test_one():\n    assert C[0] == 5\n"
                                         "@mark([6])\ndef test_other(x):\n    assert x == -7\n", encoding="utf-8")
    assert numerals.asserted_numbers(tmp_path) == {"test_one": {3, 4, 0, 5}, "test_other": {6, 7, -7}}


def test_a_page_without_code_must_name_a_test(tmp_path):
    assert "stands on a page without code" in said_of_page(tmp_path, "We chose {given}`0.9` here.")[0]


# ---- markup --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markdown, message", [
    ("```{note}\nWords.\n```", '"{note}" — a directive that is not on the list — use one of prf:definition'),
    ("```{glue} loss\n```", '"{glue}" — a directive that is not on the list'),
    ("```{list-table}\n* - a\n```", '"{list-table}" — a directive that is not on the list'),
    ("```{prf:corollary}\nIt follows.\n```", '"{prf:corollary}" — a directive that is not on the list'),
    (":::{prf:proof}\n```{tip}\nWords.\n```\n:::", '"{tip}" — a directive that is not on the list'),
    ("The loss is {glue}`loss`.", "the role {glue} is not on the list — use one of cite"),
    ("The {math}`x` is {abbr}`a (b)`.", "the role {abbr} is not on the list"),
    ("A <b>bold</b> word.", '"<b>" — raw HTML'),
    ("<div>\nbold\n</div>", "raw HTML"),
    ("![A curve](curve.png)", '"curve.png" — an image without caption'),
    ("A word[^1].\n\n[^1]: A note.", "markup that is not on the list (footnote"),
    ("Words.\n\n---\n\nWords.", "markup that is not on the list (hr)"),
    (":::{prf:proof}\n```python\nx = 1\n```\n:::", '"x = 1" — code on the page that no run executes'),
    ("```python\nx = 1\n```", '"x = 1" — code on the page that no run executes'),
    ("A [word]{.wide} here.", '"]{.wide}" — attributes are not on the list'),
    ("{.wide}\nA word.", '"{.wide}" — attributes are not on the list'),
    ("Term\n: meaning", "markup that is not on the list (dl)"),
    (":::{admonition} Look\nWords.\n:::", "without one of the four meanings — give it one class: `:class:` predict"),
    (":::{admonition} Look\n:class: tip\nWords.\n:::", "without one of the four meanings"),
    (":::{admonition} Look\n:class: claim caution\nWords.\n:::", "without one of the four meanings"),
    (":::{admonition} Look\n:class: aside wide\nWords.\n:::", "the class 'wide' is not on the list"),
    (":::{prf:proof}\n:class: hidden\nWords.\n:::", "the class 'hidden' is not on the list"),
])
def test_markup_outside_the_closed_list_is_refused(markdown, message):
    assert any(message in finding for finding in said(markdown)), said(markdown)


@pytest.mark.parametrize("markdown", [
    "(sec-a)=\n## Heading\n\nWords, *more* **words**, `code`, [a link](https://a.org).\n\n- one\n- two\n\n> quoted",
    "| a | b |\n| --- | --- |\n| c | d |",
    "$\\sqrt[n]{x} \\le {x}$ and `x`{term}`a`.",
    ":::{prf:theorem} Law\n:label: thm-law\n$x \\le x$.\n:::\n\n:::{prf:proof}\n:class: dropdown\nClear.\n:::",
    "```{figure} a.png\n:alt: A curve falls.\n:name: fig-a\n\nIt falls.\n```",
    "```{math}\n:label: eq-a\nx = x\n```\n\n$$\nx\n$$ (eq-b)\n\n\\begin{align} x &= x \\end{align}",
    "```{exercise} ★\n:label: trial-1\nHow?\n```\n\n```{quiz} trial\n```",
    "````{solution} trial-1\n:class: dropdown\nSo:\n```python\nx = 1\n```\n````",
    *[f":::{{admonition}} Look\n:class: {kind}\nWords.\n:::" for kind in lint.ADMONITIONS],
    ":::{admonition} Look\n:class: aside dropdown\nWords.\n:::\n\n```{dropdown} Idea\nWords.\n```",
    "{cite}`a` {cite:t}`a` {cite:p}`a` {term}`a` {eq}`a` {ref}`a` {numref}`a` {prf:ref}`a` {doc}`a`",
])
def test_the_closed_list_passes(markdown):
    assert said(markdown) == []


WIDER = ("```{list-table}\n* - a\n```\n\n```{glossary}\na\n    b\n```\n\n```{eval-rst}\n.. automodule:: x\n```\n\n"
         "```{bibliography}\n```\n\n```{ledger}\n```\n\n```{result-cards}\n```\n\n```{notation}\n```\n\n```{dataset-table}\n```\n\n"
         "```sh\nmake book\n```")


def test_pages_that_are_no_chapters_have_a_wider_list(tmp_path):
    assert said_of_page(tmp_path, WIDER) == []
    assert len(said(WIDER)) == 9
    assert "a directive that is not on the list" in said_of_page(tmp_path, "```{toctree}\na\n```")[0]


# ---- style ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prose, message", [
    ("What a surprise!", "an exclamation mark"), ("It is important to note that it rains.", "throat-clearing"),
    ("It's worth noting that it rains.", "throat-clearing"), ("Well done 🎉.", "an emoji"), ("Done ✅.", "an emoji")])
def test_style_is_refused_by_name(prose, message):
    assert [message in finding for finding in said(prose)] == [True]


@pytest.mark.parametrize("prose", ["It rains.", "There are $n!$ orders, `x != y`.", "★★ A hard one.", "✓ It holds."])
def test_plain_style_passes(prose):
    assert said(prose) == []


# ---- kinds of claims -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["because", "cause", "causes", "learn", "learns", "learnt", "learned", "makes",
                                  "Leads to"])
def test_an_observed_claim_may_not_speak_of_causes(word):
    source = 'claims.claim("a", "More data {} less loss.", "{}", f, e, "r")'
    assert f"an observed claim may not say {word.lower()!r}" in said("", source.format(word, "observed"))[0]
    assert said("", source.format(word, "intervened")) == said("", source.format("goes with", "observed")) == []


def test_kind_and_sentence_by_keyword_are_read_as_well():
    assert said("", 'claim(id="a", kind="observed", sentence="Size makes it so.")')


@pytest.mark.parametrize("source", ['claim("a", f"It is {x}.", "proved")', 'claim("a", sentence, "proved")',
                                    'claim("a", "It is.", kind)'])
def test_a_claim_that_is_computed_is_refused(source):
    assert "a claim whose sentence or kind is computed" in said("", source)[0]


# ---- notation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tex, names", [
    (r"\log_2 \frac{1}{p(x)} \text{ bits a letter}", {"p", "x"}),
    (r"\mathbb E\, \ell(X) \le \sum_{x \in \mathcal{X}} 2^{-\ell(x)}",
     {r"\mathbb{E}", r"\ell", "X", "x", r"\mathcal{X}"}),
    (r"x_1, \ldots, x_n, x_i'", {"x", "n", "i"}),
    (r"\hat{p}_i + \bar x + \sqrt{\theta}", {"p", "i", "x", r"\theta"}),
    (r"D_{\mathrm{KL}}(p \,\|\, q) = \operatorname{argmax}_q \Pr(q)", {"D", "p", "q"}),
    (r"\begin{array}{cc} a & b \\ c & d \end{array} % a comment with z", {"a", "b", "c", "d"}),
    (r"90\,\% \text{of \textbf{all}} w", {"w"}),
    (r"\underbrace{a + b}_{\text{why}} \overline{cd}", {"a", "b", "c", "d"}),
    (r"\mathrm d x + \mathbf{01}", {"x"}),
    ("θ + 1", {"θ"}),
    (r"{x}_{i_j}^{k^l}", {"x", "i", "j", "k", "l"}),
    (r"\left( \tfrac12 \right)^{m}", {"m"}),
    ("", set()),
])
def test_identifiers_of_a_formula(tex, names):
    assert identifiers(tex) == names


def test_a_symbol_with_scripts_may_be_an_entry_of_its_own():
    known = {r"A_\varepsilon^n", "p_i", r"\alpha_N", "A"}
    assert identifiers(r"|A_{\varepsilon}^{n}| + p_i + \alpha_N", known) == {r"A_\varepsilon^n", "p_i", r"\alpha_N"}
    assert identifiers(r"A_\delta^n + \alpha_D", known) == {"A", r"\delta", "n", r"\alpha", "D"}


@given(strategies.text(alphabet="\\{}_^ab'&%$ \n"))
def test_no_formula_breaks_the_reader(tex):
    assert identifiers(tex) <= {"a", "b"} | {name for name in identifiers(tex) if name.startswith("\\")}


def test_spellings_that_latex_reads_alike_are_one():
    assert canonical(r"\mathcal X") == canonical(r"\mathcal{X}") and canonical("x_{1}") == canonical("x_1")


def test_a_symbol_that_the_table_does_not_have_is_refused():
    found = said(r"Here $H(p) = -\sum_i p_i \log_2 \phi$ bits.")
    assert len(found) == 1 and r"the symbol $\phi$ is not in the table of notation" in found[0]
    assert said(r"Here $H(p) = -\sum_i p(x_i)$, $|A_\varepsilon^n| \ge 1$.") == []
    assert said("$$\nH(p) = q\n$$ (eq-q)\n\n```{math}\nq\n```")[1:]


def test_proofs_and_exercises_are_read_for_notation():
    assert said(":::{prf:proof}\nLet $z = 1$.\n:::") and said("```{exercise} ★\n:label: trial-1\nFind $z$.\n```")


def entry(**changes) -> Entry:
    """A sound entry, changed."""
    sound = {"symbol": "x", "name": "symbol", "meaning": "a symbol", "unit": "none", "code": ("claim.sentence",),
             "chapter": "entropy_and_coding", "group": "All"}
    return Entry(**{**sound, **changes})


def said_of_table(*entries: Entry, indices: tuple[str, ...] = ("i",), formula: str = "x") -> list[str]:
    """What the lint says about a table, given one chapter with one formula."""
    chapter = Chapter(notebook(text(f"Let ${formula}$.")), "entropy_and_coding.ipynb")
    return [str(f) for f in notation.table_findings(Table(entries, indices), [Page.of(chapter)])]


@pytest.mark.parametrize("changes, message", [
    ({"symbol": "y"}, "no formula of entropy_and_coding uses it"),
    ({"symbol": "i"}, "this symbol is in the table twice"),
    ({"symbol": "1"}, "the symbol holds no letter"),
    ({"code": ("entropie",)}, "no public function, parameter or attribute 'entropie'"),
    ({"code": ("claims._digits",)}, "no public function, parameter or attribute 'claims._digits'"),
    ({"chapter": "entropy"}, "no chapter 'entropy' in _toc.yml"),
])
def test_an_entry_that_is_not_so_is_refused(changes, message):
    assert any(message in finding for finding in said_of_table(entry(**changes))), said_of_table(entry(**changes))


def test_a_sound_entry_passes_and_its_twin_is_refused():
    assert said_of_table(entry()) == []
    assert ["in the table twice" in finding for finding in said_of_table(entry(), entry())] == [True]


def test_a_letter_may_have_a_meaning_of_its_own_in_one_chapter():
    here, elsewhere = entry(local=True), entry(local=True, chapter="kolmogorov")
    assert said_of_table(entry(), elsewhere) == said_of_table(here, elsewhere) == []
    assert ["in the table twice" in finding for finding in said_of_table(here, here)] == [True]
    assert Table((here, elsewhere), ()).known("kolmogorov") == {"x"}
    assert Table((elsewhere,), ()).known("entropy_and_coding") == Table((elsewhere,), ()).known(None) == set()


@pytest.mark.parametrize("name", ["claim", "claims.claim", "claims.claim.sentence", "expectations.Expectation.low",
                                  "Expectation.theory", "claims.KINDS", "confounds"])
def test_code_names_may_be_functions_parameters_and_attributes(name):
    assert said_of_table(entry(code=(name,))) == []


def test_an_entry_that_lacks_a_field_is_named(tmp_path):
    (tmp_path / "notation.yml").write_text("symbols:\n- {symbol: x, name: symbol, unit: none}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"entry 1 \(x\): lacks meaning, code, chapter, group"):
        Table.load(tmp_path / "notation.yml")


# ---- the command, and the book itself ------------------------------------------------------------------------------


def test_the_command_prints_findings_and_fails(tmp_path, capsys):
    (tmp_path / "page.md").write_text("It costs 2.5 bits.", encoding="utf-8")
    assert lint.main([str(tmp_path / "page.md")]) == 1
    assert "'2.5' is typed by hand" in capsys.readouterr().out
    (tmp_path / "page.md").write_text("It costs a bit.", encoding="utf-8")
    assert lint.main([str(tmp_path / "page.md")]) == 0


def test_what_is_no_page_is_refused(tmp_path):
    with pytest.raises(ValueError, match="is no page: expected a chapter"):
        Page.load(tmp_path / "page.txt")


@pytest.mark.parametrize("page", HERE, ids=lambda page: page.name)
def test_page_passes_the_lint(page):
    assert [str(finding) for finding in lint.findings(page, Table.load())] == []


def test_the_table_of_notation_agrees_with_the_chapters_and_the_package():
    assert [str(finding) for finding in notation.table_findings(Table.load(), HERE)] == []


def test_the_notation_page_shows_the_table():
    pieces = list(walk((ROOT / "appendices" / "notation.md").read_text(encoding="utf-8")))
    assert [p.name for p in pieces if p.kind == "directive"] == ["notation"]
