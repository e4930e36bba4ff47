"""The ``{quiz} slug`` directive: a quiz on the page, with native controls, and in print as a list with its answers.

On the page each question is a form: radio buttons, boxes or a number field with real labels, a button, a line in which
the reasons are spoken and shown, and all answers folded below, which is what a reader without a script uses. The script
(``_extra/_static/quiz.js``) goes only to pages that hold a quiz. Texts are inline markdown of the page, so formulas are
drawn as everywhere else. What a quiz is stands in ``skbook.quiz``.
"""

from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from skbook import quiz

NO_SCRIPT = "Without JavaScript nothing checks your answers; open “Answer and reasons” below each question instead."
HOW = {"single": "Choose one.", "multiple": "Choose all that are right."}
INPUT = {"single": "radio", "multiple": "checkbox"}


class quiz_element(nodes.General, nodes.Element):  # docutils names node classes in small letters
    """An HTML element: ``tag`` with ``attributes`` around its children."""


def element(tag: str, *children, **attributes) -> quiz_element:
    """``element("p", "text", class_="x")``; a text is taken as it is, an attribute that is None is left out."""
    node = quiz_element("", tag=tag, html={k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()})
    node += [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return node


def open_element(translator, node):
    shown = "".join(f' {key}="{escape(str(value))}"' for key, value in node["html"].items() if value is not None)
    translator.body.append(f"<{node['tag']}{shown}>")


def close_element(translator, node):
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>")


def skip_element(translator, node):
    raise nodes.SkipNode


class QuizDirective(SphinxDirective):
    """``{quiz} slug``: the quiz of ``skbook/quizzes/slug.yml``."""

    required_arguments = 1

    def run(self):
        slug = self.arguments[0]
        try:
            loaded = quiz.load(slug)
        except ValueError as error:
            raise self.error(str(error)) from None
        self.env.note_dependency(str(quiz.path(slug)))
        page, paper = addnodes.only(expr="html"), addnodes.only(expr="not html")
        page += self.on_page(loaded)
        paper += self.on_paper(loaded)
        return [page, paper]

    def inline(self, text: str) -> list[nodes.Node]:
        """The nodes of a text with inline markdown and formulas."""
        found, messages = self.parse_inline(text)
        return [*found, *messages]

    # --- on the page -------------------------------------------------------------------------------------------------
    def on_page(self, loaded: quiz.Quiz) -> quiz_element:
        n = len(loaded.questions)
        forms = [self.form(question, i, f"quiz-{loaded.slug}-{question.id}")
                 for i, question in enumerate(loaded.questions, 1)]
        return element("div", element("noscript", element("p", NO_SCRIPT)), *forms,
                       class_="sk-quiz", role="group", aria_label=f"Quiz with {n} question{'s' * (n > 1)}")

    def form(self, question: quiz.Question, i: int, name: str) -> quiz_element:
        number = element("span", f"{i}.", class_="sk-quiz-number")
        legend = element("legend", number, " ", *self.inline(question.prompt))
        controls = self.number_field(question, name) if question.kind == "number" else self.choices(question, name)
        button = element("button", "Check", type="submit", class_="sk-quiz-check", hidden="")
        return element("form", element("fieldset", legend, *controls, button),
                       element("div", role="status", class_="sk-quiz-status"), self.reasons(question),
                       class_="sk-quiz-question", id=name, data_kind=question.kind, data_tolerance=question.tolerance)

    def choices(self, question: quiz.Question, name: str) -> list[quiz_element]:
        rows = [element("div", element("input", type=INPUT[question.kind], name=name, id=f"{name}-{i}", value=i),
                        element("label", *self.inline(option.text), for_=f"{name}-{i}"), class_="sk-quiz-option")
                for i, option in enumerate(question.options)]
        return [element("p", HOW[question.kind], class_="sk-quiz-how"), *rows]

    def number_field(self, question: quiz.Question, name: str) -> list[quiz_element]:
        field = element("input", type="number", step="any", name=name, id=f"{name}-0", autocomplete="off")
        label = element("label", "Your answer, in ", *self.inline(question.unit), for_=f"{name}-0")
        return [element("div", label, " ", field, class_="sk-quiz-number-field")]

    def reasons(self, question: quiz.Question) -> quiz_element:
        """Every option with its reason; the script reads its verdicts here, so they are written once."""
        rows = [element("li", element("strong", "Right: " if option.correct else "Wrong: "), *self.inline(option.text),
                        " " if option.text.endswith((".", "?", "!")) else " — ",
                        element("span", *self.inline(option.feedback), class_="sk-quiz-why"),
                        data_correct="" if option.correct else None, data_value=option.value)
                for option in question.options]
        if question.otherwise:
            why = element("span", *self.inline(question.otherwise), class_="sk-quiz-why")
            rows.append(element("li", element("strong", "Another number: "), why))
        return element("details", element("summary", "Answer and reasons"), element("ul", *rows),
                       class_="sk-quiz-answers")

    # --- in print ----------------------------------------------------------------------------------------------------
    def on_paper(self, loaded: quiz.Quiz) -> list[nodes.Node]:
        """The questions, then the right answers with their reasons."""
        questions, answers = (nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".") for _ in range(2))
        for question in loaded.questions:
            asked = nodes.list_item("", self.paragraph(question.prompt))
            if question.kind != "number":
                asked += nodes.bullet_list("", *(nodes.list_item("", self.paragraph(o.text)) for o in question.options))
            questions += asked
            right = [self.paragraph(f"{o.text}. {o.feedback}" if question.kind != "number" else
                                    f"{o.text} {question.unit}. {o.feedback}") for o in question.options if o.correct]
            answers += nodes.list_item("", *right)
        return [questions, nodes.rubric("", "Answers to the quiz"), answers]

    def paragraph(self, text: str) -> nodes.paragraph:
        return nodes.paragraph("", "", *self.inline(text))


def add_script(app, page, template, context, doctree):
    """The script goes only where there is something to check."""
    if doctree is not None and any(True for _ in doctree.findall(quiz_element)):
        app.add_js_file("quiz.js", loading_method="defer")


def setup(app):
    skip = (skip_element, None)
    app.add_node(quiz_element, html=(open_element, close_element), latex=skip, text=skip, man=skip, texinfo=skip)
    app.add_directive("quiz", QuizDirective)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
