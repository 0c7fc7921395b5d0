// A picture drawn by muyun.show (SVG or HTML, escaped there); what carries data-go can be clicked.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".muyun");
  if (root.drawn !== data.markup) {
    root.innerHTML = data.markup;
    root.drawn = data.markup;
  }
  for (const target of root.querySelectorAll("[data-go]")) {
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "0"); // −1: too many to step through
    target.setAttribute("role", "link");
    target.onclick = () => setTriggerValue("go", target.dataset.go);
    target.onkeydown = (event) => { if (event.key === "Enter") setTriggerValue("go", target.dataset.go); };
  }
}
