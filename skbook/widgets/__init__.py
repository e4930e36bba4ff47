"""Live figures: they compute in the reader's browser and need no kernel.

Each is an anywidget whose JavaScript has a twin in Python, so that the page and the chapter can be compared state by
state; each says its state in words. Needs the extra ``widgets``. Serves every chapter.
"""

from importlib import import_module

FIGURES = {
    "CompressorRace": "compressor_race",
    "OutputExplorer": "output_explorer",
    "ArithmeticCoding": "arithmetic_coding",
    "UniversalLearners": "universal_learners",
    "StructureBudget": "structure_budget",
    "BreakEven": "break_even",
    "NewWords": "new_words",
    "Restaurant": "restaurant",
    "CorpusMachine": "corpus_machine",
    "Crossing": "crossing",
    "DataTail": "data_tail",
    "Tank": "tank",
    "BudgetSplit": "budget_split",
    "OddRuns": "odd_runs",
    "LearningFilm": "learning_film",
    "ErrorKinds": "error_kinds",
    "AnswerOrSilence": "answer_or_silence",
    "CountryAnswers": "country_answers",
    "ForgettingMap": "forgetting_map",
    "WorthStating": "worth_stating",
}


def __getattr__(name: str):
    """Import a live figure when it is asked for, so that ``skbook.widgets`` itself imports without the extra."""
    if name in FIGURES:
        return getattr(import_module(f"{__name__}.{FIGURES[name]}"), name)
    raise AttributeError(f"skbook.widgets has no live figure {name!r}; it has {', '.join(FIGURES)}.")
