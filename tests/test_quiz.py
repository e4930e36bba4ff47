"""Quizzes: refused when not well formed, native and spoken on the page, readable on paper, and true in every number."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from skbook import coding, info, quiz
from tools import weigh

ROOT = Path(__file__).parents[1]
needs_browser = pytest.mark.skipif(weigh.browser_path() is None, reason="no Chromium found: the quiz was not tried")


# --- what is refused --------------------------------------------------------------------------------------------------
GOOD = """
questions:
- id: halves
  kind: single
  prompt: How many halves make a whole?
  options:
  - {text: two, correct: true, feedback: Yes.}
  - {text: three, feedback: One too many.}
- id: double
  kind: number
  prompt: Twice two?
  unit: apples
  tolerance: 0.5
  options:
  - {value: 4, correct: true, feedback: Yes.}
  - {value: 22, feedback: That is two beside two.}
  otherwise: Count.
"""


@pytest.mark.parametrize(("old", "new", "says"), [
    ("questions:", "question:", "one key, `questions`"),
    ("prompt: How many halves make a whole?", "prompt: How many: a whole?", "is not YAML"),
    ("  kind: single\n", "", "question 1: kind is missing"),
    ("kind: single", "kind: choice", "one of single, multiple, number"),
    ("id: halves", "id: the halves?", "letters, digits and hyphens"),
    ("id: double", "id: halves", "used twice"),
    ("prompt: Twice two?", "promt: Twice two?", "did you mean 'prompt'?"),
    ("prompt: Twice two?", "prompt: 4", "must be a text"),
    ("text: two,", "text: 2,", "Put numbers and yes or no into quotation marks"),
    (", feedback: One too many.", "", "option 2: feedback is missing: say why"),
    ("{text: two, correct: true", "{text: two, correct: 1", "true or false"),
    ("{text: three,", "{text: three, correct: true,", "exactly one"),
    ("{text: two, correct: true,", "{text: two,", "exactly one"),
    ("kind: single", "kind: multiple", None),
    ("  - {text: three, feedback: One too many.}\n", "", "at least two options"),
    ("tolerance: 0.5", "tolerance: 0", "above 0"),
    ("tolerance: 0.5", "tolerance: 20", "make the tolerance smaller"),
    ("  unit: apples\n", "", "unit is missing"),
    ("value: 22", "value: '22'", "without quotation marks"),
    ("  otherwise: Count.\n", "", "otherwise is missing"),
    ("- {value: 22, feedback: That is two beside two.}", "- many", "must be keys with values"),
])
def test_badly_formed_quiz_is_refused_with_its_cure(old, new, says):
    assert len(quiz.parse(GOOD, "good").questions) == 2
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if says is None:  # the same options with several allowed
        assert quiz.parse(text, "good").questions[0].kind == "multiple"
        return
    with pytest.raises(ValueError, match=re.escape(says)) as refusal:
        quiz.parse(text, "bad")
    assert "Quiz 'bad'" in str(refusal.value)


def test_multiple_choice_needs_a_right_and_a_wrong_option():
    text = GOOD.replace("kind: single", "kind: multiple")
    for old, new in [("{text: two, correct: true,", "{text: two,"), ("three,", "three, correct: true,")]:
        bad = text.replace(old, new)
        with pytest.raises(ValueError, match="leave at least one wrong"):
            quiz.parse(bad, "bad")


def test_unknown_quiz_names_those_that_exist():
    with pytest.raises(ValueError, match="entropy_and_coding"):
        quiz.load("../entropy")


@pytest.mark.parametrize("slug", quiz.slugs())
def test_every_quiz_loads_and_every_option_says_why(slug):
    loaded = quiz.load(slug)
    assert 4 <= len(loaded.questions) <= 8
    for question in loaded.questions:
        assert len({option.feedback for option in question.options}) == len(question.options)


def test_markdown_folds_every_answer():
    text = quiz.as_markdown(quiz.parse(GOOD, "good"))
    assert text.count("<details>") == text.count("</details>") == 2
    assert "- two\n- three" in text and text.index("- three") < text.index("<details>")
    assert "**Right:** two — Yes." in text and "**Another number:** Count." in text


# --- the page ---------------------------------------------------------------------------------------------------------
CONF = """
import sys
sys.path.insert(0, {ext!r})
extensions = ["myst_parser", "sphinx.ext.mathjax", "quiz"]
myst_enable_extensions = ["dollarmath"]
mathjax_path = "none.js"
html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["quiz.css"]
html_extra_path = ["_extra"]
"""


def sphinx(source, builder):
    out = source.parent / builder
    return out, subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", str(source.parent / "trees"),
                                str(source), str(out)],
                               capture_output=True, text=True, cwd=ROOT, timeout=120)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A book of two pages, one with a quiz."""
    source = tmp_path_factory.mktemp("book") / "source"
    for folder in ("_static", "_extra/_static"):
        (source / folder).mkdir(parents=True)
    shutil.copy(ROOT / "_static/quiz.css", source / "_static")
    shutil.copy(ROOT / "_extra/_static/quiz.js", source / "_extra/_static")
    (source / "conf.py").write_text(CONF.format(ext=str(ROOT / "_ext")))
    (source / "index.md").write_text("# Book\n\nNothing here.\n\n```{toctree}\nchapter\n```\n")
    (source / "chapter.md").write_text("# Chapter\n\n## Quiz\n\n```{quiz} entropy_and_coding\n```\n")
    return source


@pytest.fixture(scope="module")
def page(project):
    """Path of the built page."""
    out, done = sphinx(project, "html")
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    return out / "chapter.html"


class Controls(HTMLParser):
    """Ids, labels and forms of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_controls_are_native_and_labelled(page):
    found, loaded = Controls(page.read_text()), quiz.load("entropy_and_coding")
    forms = [f for f in found.all("form") if f.get("class") == "sk-quiz-question"]
    assert len(forms) == len(found.all("legend")) == len(loaded.questions) == 6
    inputs = [i for i in found.all("input") if i.get("id", "").startswith("quiz-")]
    assert {i["type"] for i in inputs} == {"radio", "checkbox", "number"}
    labels = [label["for"] for label in found.all("label") if label.get("for", "").startswith("quiz-")]
    assert sorted(labels) == sorted(i["id"] for i in inputs) and len(set(labels)) == len(labels)
    assert len([d for d in found.all("div") if d.get("role") == "status"]) == 6
    assert len([d for d in found.all("details") if d.get("class") == "sk-quiz-answers"]) == 6
    assert not re.search(r"localStorage|fetch\(|XMLHttpRequest|https?:", (ROOT / "_extra/_static/quiz.js").read_text())


def test_formulas_in_prompts_options_and_reasons_are_drawn_by_the_page(page):
    text = page.read_text()
    assert r"\(2^{1000}\)" in text and r"\(\log_2 6\)" in text and r"\(0.99 \cdot 1 + 0.01 \cdot 7\)" in text
    assert "$" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "<em>share</em>" in text


def test_script_goes_only_to_pages_with_a_quiz(page):
    scripts = [s for s in Controls(page.read_text()).all("script") if "quiz.js" in s.get("src", "")]
    assert len(scripts) == 1 and "defer" in scripts[0]
    assert (page.parent / scripts[0]["src"].partition("?")[0]).exists()
    assert "quiz.js" not in (page.parent / "index.html").read_text()


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_paper_has_the_questions_and_then_the_answers(project, builder):
    out, done = sphinx(project, builder)
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    text = next(out.glob("chapter.txt" if builder == "text" else "*.tex")).read_text()
    asked, answers = text.split("Answers to the quiz")
    assert "A fair die is thrown" in asked and "Too modest" in asked
    assert "Too sure of itself" in answers and "Too modest" not in answers and "2.585 bits a throw" in answers
    assert "Check" not in text


def test_a_missing_quiz_fails_the_build_with_its_name(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/conf.py").write_text(CONF.format(ext=str(ROOT / "_ext")).partition("html_theme")[0])
    (tmp_path / "source/index.md").write_text("# Book\n\n```{quiz} of_yesterday\n```\n")
    _, done = sphinx(tmp_path / "source", "text")
    assert "There is no quiz 'of_yesterday'" in done.stderr


@pytest.fixture(scope="module")
def chromium():
    with weigh.browser() as browser:
        yield browser


@pytest.fixture
def tab(chromium, page):
    tab = chromium.new_page(viewport={"width": 360, "height": 800})
    tab.goto(page.as_uri())
    yield tab
    tab.close()


def form(tab, question):
    return tab.locator(f"#quiz-entropy_and_coding-{question}")


def status(tab, question):
    return form(tab, question).get_by_role("status")


@needs_browser
def test_keyboard_alone_answers_and_hears_why(tab):
    form(tab, "single-tosses").get_by_role("radio").first.focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Check"
    tab.keyboard.press("Enter")
    assert "Not that one." in status(tab, "single-tosses").inner_text()
    assert "smaller competition" in status(tab, "single-tosses").inner_text()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("ArrowDown")
    assert status(tab, "single-tosses").inner_text() == "", "a verdict must not stay beside another answer"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert status(tab, "single-tosses").inner_text().startswith("Right.")


@needs_browser
def test_numbers_are_judged_within_the_tolerance(tab):
    field = form(tab, "fair-die").get_by_role("spinbutton")
    assert field.evaluate("f => f.labels[0].textContent") == "Your answer, in bits a throw"
    field.press("Enter")
    assert "Type a number first" in status(tab, "fair-die").inner_text()
    for value, words in [("2.585", "Right."), ("2.58", "Right."), ("2.59", "Right."), ("2.6", "How often must you"),
                         ("2.667", "Huffman"), ("3", "eight apart"), ("1.79", "nats"), ("-1e9", "Not that number.")]:
        field.fill(value)
        field.press("Enter")
        assert words in status(tab, "fair-die").inner_text(), value


@needs_browser
def test_boxes_are_judged_one_by_one(tab):
    boxes, check = form(tab, "kraft").get_by_role("checkbox"), form(tab, "kraft").get_by_role("button", name="Check")
    check.click()
    assert "at least one" in status(tab, "kraft").inner_text()
    boxes.nth(0).check()
    boxes.nth(1).check()
    check.click()
    said = status(tab, "kraft").inner_text()
    assert "Not yet." in said and "1, 2, 2, 3: Three short words" in said and "1 more should be ticked." in said
    assert "2, 2, 2, 3" not in said, "what was not found is counted, not told"
    boxes.nth(1).uncheck()
    boxes.nth(2).check()
    check.click()
    assert status(tab, "kraft").inner_text().startswith("Right.")


@needs_browser
def test_every_option_is_answered_with_its_own_reason(tab):
    for question in quiz.load("entropy_and_coding").questions:
        if question.kind == "single":
            for i, option in enumerate(question.options):
                form(tab, question.id).get_by_role("radio").nth(i).check()
                form(tab, question.id).get_by_role("button", name="Check").click()
                said = status(tab, question.id).inner_text()
                assert said.startswith("Right." if option.correct else "Not that one.")
                assert re.sub(r"[*$].*", "", option.feedback)[:40] in said


@needs_browser
def test_without_a_script_the_answers_can_be_opened(chromium, page):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert tab.locator(".sk-quiz noscript p").is_visible()
    assert tab.locator(".sk-quiz-check:visible").count() == 0
    details = form(tab, "boasting").locator("details")
    assert not details.get_by_text("the divergence is the price").is_visible()
    details.locator("summary").focus()
    tab.keyboard.press("Enter")
    assert details.get_by_text("the divergence is the price").is_visible()
    context.close()


@needs_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_quiz(tab, theme):
    from axe_playwright_python.sync_playwright import Axe
    tab.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    tab.locator(".sk-quiz-answers").evaluate_all("all => all.forEach(d => d.open = true)")
    form(tab, "boasting").get_by_role("radio").first.check()
    form(tab, "boasting").get_by_role("button", name="Check").click()
    form(tab, "kraft").get_by_role("button", name="Check").click()
    found = Axe().run(tab, context=".sk-quiz").response
    assert len(found["passes"]) > 10
    assert not found["violations"], [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
    assert tab.evaluate("document.querySelector('.sk-quiz').scrollWidth <= 360")


# --- the numbers of a quiz are true -----------------------------------------------------------------------------------
def facts_of_entropy_and_coding():
    """Question -> the decimal numbers that its texts may say, computed here or given in the question."""
    sure = [0.99, 0.01]
    die = np.full(6, 1 / 6)
    entropy, timid, bold = info.entropy(sure), info.kl(sure, [0.5, 0.5]), info.kl([0.5, 0.5], sure)
    surprises = [np.ceil(-np.log2(p)) for p in sure]
    return {
        "fair-die": {f"{info.entropy(die):.3f}", f"{np.mean([len(word) for word in coding.huffman(die)]):.3f}",
                     f"{info.entropy(die) * np.log(2):.3f}", f"{6 / 4}", f"{(2 + 3) / 2}"},
        "kraft": set(),
        "single-tosses": {"0.99", "0.01", f"{entropy:.3f}", f"{-np.log2(0.99):.3f}", f"{-np.log2(0.01):.2f}",
                          f"{np.dot(sure, surprises):.2f}"},
        "two-mistakes": {"0.99", "0.01", f"{entropy:.3f}", f"{timid:.3f}", f"{bold:.3f}",
                         f"{-np.log2(0.01):.3f}"},
        "most-likely": set(),
        "boasting": {"0.9", "0.7", f"{info.kl([0.7, 0.3], [0.9, 0.1]):.3f}"},
    }


def texts(question):
    yield question.prompt
    yield question.otherwise or ""
    for option in question.options:
        yield f"{option.text} {option.feedback}"


@pytest.mark.parametrize("question", quiz.load("entropy_and_coding").questions, ids=lambda q: q.id)
def test_every_decimal_number_of_the_quiz_is_computed(question):
    """No decimal number may stand in a text that was not computed here, and none that was computed is missing."""
    stated = {n for text in texts(question) for n in re.findall(r"\d+\.\d+", text)}
    true = facts_of_entropy_and_coding()[question.id]
    assert stated == true


def test_whole_numbers_and_verdicts_of_the_quiz_are_true():
    asked = {q.id: q for q in quiz.load("entropy_and_coding").questions}
    for option in asked["kraft"].options:
        lengths = [int(n) for n in option.text.split(", ")]
        assert option.correct == (coding.kraft_sum(lengths) <= 1)
    assert len(coding.huffman([0.99, 0.01])[0]) == len(coding.huffman([0.99, 0.01])[1]) == 1
    assert sorted(len(word) for word in coding.huffman(np.full(6, 1 / 6))) == [2, 2, 3, 3, 3, 3]
    assert [np.ceil(-np.log2(p)) for p in (0.99, 0.01)] == [1, 7]
    assert info.kl([0.5, 0.5], [0.99, 0.01]) > info.kl([0.99, 0.01], [0.5, 0.5])
    assert round(-1000 * np.log2(0.9)) == 152 and round(1000 * info.entropy([0.9, 0.1])) == 469
    likely = " ".join(texts(asked["most-likely"]))
    assert "2^{-152}" in likely and "152 bits" in likely and "about 469" in likely
