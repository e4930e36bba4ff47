// What a page needs besides its theme: boxes that scroll sideways can be reached by keyboard, and on paper nothing is
// folded or dark. A formula in a line scrolls in its own box only when it is wider than its paragraph.
(() => {
  const BOXES = ".pst-scrollable-table-container, div.math > mjx-container, .cell_output .text_html, .sk-wide";
  const article = document.querySelector(".bd-article");
  const all = (selector) => [...article.querySelectorAll(selector)];

  // First read all sizes, then write: the page is laid out once, not once a formula.
  const reach = () => {
    const wide = all("span.math > mjx-container").map((formula) => {
      const line = formula.closest("p, li, td, dd, dt, figcaption, summary, h1, h2, h3") ?? article;
      return [formula, formula.firstElementChild.getBoundingClientRect().width > line.clientWidth];
    });
    wide.forEach(([formula, is]) => formula.classList.toggle("sk-wide", is));
    const scrolled = all(BOXES).map((box) => [box, box.scrollWidth > box.clientWidth + 1]);
    scrolled.forEach(([box, is]) => (is ? (box.tabIndex = 0) : box.removeAttribute("tabindex")));
  };

  if (article) new ResizeObserver(reach).observe(article);

  const { dataset } = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((box) => (box.open = true));
    [theme, dataset.theme] = [dataset.theme, "light"];
  });
  addEventListener("afterprint", () => (dataset.theme = theme));
})();
