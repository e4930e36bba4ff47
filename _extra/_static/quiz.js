// Checks the quizzes of a page. What is right, and why, stands in the list "Answer and reasons" below each question;
// this script compares it with what was chosen and copies the reasons into the line that screen readers speak.
// It stores nothing and sends nothing. Without it the list can be opened by hand.
for (const form of document.querySelectorAll(".sk-quiz-question")) {
  const status = form.querySelector("[role=status]");
  const reasons = [...form.querySelectorAll(".sk-quiz-answers li")];
  const fields = [...form.querySelectorAll("input")];
  const all = fields.map((_, i) => i);
  const right = i => reasons[i].hasAttribute("data-correct");
  const why = i => [...reasons[i].querySelector(".sk-quiz-why").cloneNode(true).childNodes];

  function say(verdict, paragraphs = []) {
    const strong = document.createElement("strong");
    strong.textContent = verdict;
    const lines = [[], ...paragraphs].map(nodes => {
      const p = document.createElement("p");
      p.append(...nodes);
      return p;
    });
    lines[0].append(strong);
    status.replaceChildren(...lines);
  }

  const judge = {
    single() {
      const i = fields.findIndex(field => field.checked);
      if (i < 0) return [false, "Choose an answer first."];
      return [right(i), right(i) ? "Right." : "Not that one.", [why(i)]];
    },
    multiple() {
      if (!fields.some(field => field.checked)) return [false, "Choose at least one answer first."];
      const named = i => [...fields[i].labels[0].cloneNode(true).childNodes, ": ", ...why(i)];
      const wrong = all.filter(i => fields[i].checked && !right(i));
      const missing = all.filter(i => !fields[i].checked && right(i)).length;
      if (!wrong.length && !missing) return [true, "Right.", all.filter(right).map(named)];
      return [false, "Not yet.", [...wrong.map(named), ...missing ? [[`${missing} more should be ticked.`]] : []]];
    },
    number() {
      const value = fields[0].valueAsNumber;
      if (Number.isNaN(value)) return [false, "Type a number first, such as 0.5."];
      const near = reasons.findIndex(li => Math.abs(value - li.dataset.value) <= form.dataset.tolerance);
      const i = near < 0 ? reasons.length - 1 : near;
      return [right(i), right(i) ? "Right." : "Not that number.", [why(i)]];
    },
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    const [ok, verdict, paragraphs] = judge[form.dataset.kind]();
    form.classList.toggle("sk-quiz-right", ok);
    say(verdict, paragraphs);
  });
  form.addEventListener("input", () => {  // a verdict never stands beside an answer that it does not speak of
    form.classList.remove("sk-quiz-right");
    status.replaceChildren();
  });
  form.querySelector(".sk-quiz-check").hidden = false;
}
