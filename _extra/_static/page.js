// What a page needs besides its theme: boxes that scroll sideways can be reached by keyboard, and nothing is folded
// on paper. A formula in a line scrolls in its own box only when it is wider than its paragraph.
(() => {
  const BOXES = ".pst-scrollable-table-container, div.math > mjx-container, .cell_output .text_html, .sk-wide";
  const article = document.querySelector(".bd-article");
  const reach = () => {
    for (const formula of article.querySelectorAll("span.math > mjx-container")) {
      const line = formula.closest("p, li, td, dd, figcaption, summary, h1, h2, h3") ?? article;
      formula.classList.remove("sk-wide");
      formula.classList.toggle("sk-wide", formula.scrollWidth > line.clientWidth);
    }
    for (const box of article.querySelectorAll(BOXES)) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  if (article) {
    new ResizeObserver(reach).observe(article);
    window.MathJax?.startup?.promise?.then(reach);
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((box) => (box.open = true)));
})();
