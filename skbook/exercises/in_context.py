"""Checks for the chapter on prompts: what one saves on average, its net bits, what it saves a reader who is wrong.

Knows the typical mistakes (the entropy that is left, savings without price, a prompt that outlives its conversation,
prompts counted alike) and what each deserves to hear. The numbers are digests; programs are compared with sums over
all cases.
"""

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

SKY = Sealed("in_context-1", "be000aeb82ed93ae", {
    "01c81b15e581c5be": "That is what the message still costs with the prompt. Subtract it from what it costs without, "
                        "which is not two bits: the four messages are not equally likely.",
    "09713527ba785c1c": "That is what the message costs *without* the prompt. What does it cost with it, on average?",
    "639199cebd990240": "That is in nats; use logarithms to base 2.",
}, step=0.001)


@exercise("in_context-1")
def saved_by_the_prompt(answer):
    value = one_number(answer, "bits")
    if value < 0:
        raise NotYet("A reader who is right loses nothing on average, so the saving is not below 0.")
    if SKY.is_right(value):
        return "Less than one bit, although one prompt of two leaves nothing open."
    raise NotYet(SKY.hint(value) or "Entropy of the message without the prompt, less the average over prompts of the "
                 "entropy after each.")


@exercise("in_context-2")
def net_bits(answer):
    net = one_function(answer, "net_bits(known, asked, later, name_bits, value_bits)")
    rng = np.random.default_rng([17, 102])
    _compare_net(net, [True, True, False], [10, 10, 10], [7, 7, 7], 10.0, 6.0)
    for n in (1, 4, 5):
        _compare_net(net, (rng.random(n) < 0.4).tolist(), rng.integers(0, 9, n).tolist(),
                     rng.integers(1, 9, n).tolist(), 7.0, 3.0)
    compare(net([], [], [], 10.0, 6.0), 0, [], "A prompt that states nothing costs nothing and saves nothing: 0.")
    return "A prompt pays by being read again, and only for what its reader did not know."


def _compare_net(net, known, asked, later, name_bits, value_bits):
    unknown, asked_, later_ = ~np.array(known), np.array(asked), np.array(later)
    saved, price = value_bits * float((unknown * asked_).sum()), len(known) * (name_bits + value_bits)
    compare(net(known, asked, later, name_bits, value_bits), saved - price, [
        (saved, "You count the savings alone. Stating the facts costs bits, too."),
        (price - saved, "Turned round: net bits are what is saved, less what is paid."),
        (value_bits * float((unknown * (asked_ + later_)).sum()) - price, "A prompt is no weight update: questions "
         "that come after it is gone cost what they cost before."),
        (value_bits * float(asked_.sum()) - price, "A fact that the reader knew already costs no bits when it is "
         "asked, so stating it saves nothing."),
        (value_bits * float((~unknown * asked_).sum()) - price, "You count the facts that the reader *knew*. Those "
         "that it did not know are saved."),
        (saved - len(known) * value_bits, "To state a fact one has to say whose it is: name and value."),
        (saved - len(known) * name_bits, "To state a fact one has to say what it is: name and value."),
        (saved - float(unknown.sum()) * (name_bits + value_bits), "Facts that the reader knew were stated as well, "
         "and paid for."),
        (saved - float(asked_.sum()) * (name_bits + value_bits), "The prompt is stated once, not once a question."),
        (value_bits * float(unknown.sum()) - price, "Each question about a fact is saved its value, not only the "
         "first: the reader forgets between questions, but for the prompt."),
        ((name_bits + value_bits) * float((unknown * asked_).sum()) - price, "The question names the fact already, so "
         "only the value is saved."),
    ], "By hand: one unknown fact, asked twice, name 10 and value 6 bits: 12 saved, 16 paid, −4 net.")


@exercise("in_context-3")
def average_saving(answer):
    saving = one_function(answer, "average_saving(joint, given)")
    rng = np.random.default_rng([17, 103])
    _compare_saving(saving, np.array([[0.5, 0.0], [0.25, 0.25]]), np.array([[0.75, 0.25], [0.5, 0.5]]))
    for prompts, messages in ((2, 2), (3, 4), (4, 2)):
        joint = rng.dirichlet(np.ones(prompts * messages)).reshape(prompts, messages)
        _compare_saving(saving, joint, rng.dirichlet(np.ones(messages), size=prompts))
    return "It is below zero where the reader gets more wrong than there is to know."


def _compare_saving(saving, joint, given):
    message, law = joint.sum(axis=0), joint.sum(axis=1)
    each = np.log2(given / message)
    truth = float((joint * each).sum())
    right = joint / law[:, None]
    compare(saving(joint, given), truth, [
        (-truth, "Turned round: the saving is what the message costs without the prompt, less what it costs with it."),
        (truth * np.log(2), "That is in nats; use logarithms to base 2."),
        (float((right * each).sum(axis=1).mean()), "You count all prompts alike. Some come more often: weight by the "
         "joint law."),
        (float((law[:, None] * given * each).sum()), "You average over what the *reader* expects. Average over what "
         "happens, that is over the joint law."),
        (float((joint * np.log2(np.where(joint > 0, right, 1) / message)).sum()), "That is the mutual information, "
         "what a reader with the true forecasts saves. This one has `given`."),
        (float(-(joint * np.log2(given)).sum()), "That is what the message costs with the prompt. What did it cost "
         "without?"),
        (float((joint * np.log2(given * message.size)).sum()), "Without the prompt the reader forecasts the true "
         "chances of the messages, which need not be equal."),
    ], "Add up, over all pairs, their probability times log2(given / chance of the message without a prompt).")


QUESTIONS = Sealed("in_context-4", "12c6985d5405e598", {
    "ab1520a28e460846": "That is where savings and price are equal. From which *whole number* on does it pay?",
    "c6978dc117514b8b": "Rounded down: with that many questions the price is not yet saved.",
    "40f46fe402d3dd6a": "You let every question be saved six bits; about one reader in ten knew the fact.",
    "0068b10ab31e4c14": "That is for questions that are all about the fact. Only one in ten is.",
    "d782605ee13512c0": "You count the price of the value alone. The name costs bits, too.",
    "54f5fc810a3b8a46": "That bound is for questions as rare as mentions. Here one in ten is about the fact.",
}, step=0.1)


@exercise("in_context-4")
def questions_that_pay(answer):
    value = one_number(answer, "questions")
    if value <= 0:
        raise NotYet("A number of questions is above 0.")
    if value != round(value):
        raise NotYet(QUESTIONS.hint(value) or "From which *whole number* of questions on does it pay?")
    if QUESTIONS.is_right(value):
        return "A few dozen, where questions as rare as mentions would have to be hundreds of thousands."
    raise NotYet(QUESTIONS.hint(value) or "Price of name and value, divided by what one question saves on average: "
                 "its chance to be about the fact, times the chance that the fact is unknown, times six bits.")
