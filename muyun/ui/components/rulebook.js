// The document left, its rules or clauses right (markup of muyun.show, escaped there). A clause leads from either to
// the other; what carries data-go leads to another page.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".muyun");
  if (root.drawn === data.document + data.rules) return;
  root.drawn = data.document + data.rules;
  root.innerHTML = '<div class="panes"><article class="document"></article><div class="rules"></div></div>';
  root.firstChild.classList.toggle("lower", data.lower === true);
  const [text, rules] = root.firstChild.children;
  text.innerHTML = data.document;
  rules.innerHTML = data.rules;
  const has = (element, clause) => element.dataset.clauses.split(" ").includes(clause);
  const show = (pane, name, clauses) => {
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    const found = [...pane.querySelectorAll(`${name}[data-clauses]`)].filter((e) => clauses.some((c) => has(e, c)));
    for (const element of found) element.classList.add("lit");
    if (!found.length) return;
    const away = found[0].getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTo({ top: pane.scrollTop + away - pane.clientHeight / 3, behavior: "smooth" });
  };
  const linked = (element, go) => {
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "link");
    element.onclick = go;
    element.onkeydown = (event) => { if (event.key === "Enter") go(); };
  };
  for (const target of root.querySelectorAll("[data-go]")) {
    linked(target, () => setTriggerValue("go", target.dataset.go));
  }
  for (const mark of text.querySelectorAll("mark[data-clauses], sup")) {
    linked(mark, () => show(rules, ".rule", mark.dataset.clauses.split(" ")));
  }
  for (const link of rules.querySelectorAll("[data-to]")) {
    if ([...text.querySelectorAll("mark[data-clauses]")].some((mark) => has(mark, link.dataset.to))) {
      linked(link, () => show(text, "mark", [link.dataset.to]));
    } else {
      link.removeAttribute("tabindex");
    }
  }
}
