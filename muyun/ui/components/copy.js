// A text to copy: a box that selects itself, and a button. The clipboard needs a secure page; elsewhere the old way.
export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".muyun");
  const box = document.createElement("input");
  box.readOnly = true;
  box.value = data.text;
  box.setAttribute("aria-label", "链接");
  box.onfocus = () => box.select();
  const button = document.createElement("button");
  button.textContent = "复制链接";
  button.onclick = async () => {
    box.select();
    const copied = navigator.clipboard
      ? await navigator.clipboard.writeText(data.text).then(() => true, () => false)
      : document.execCommand("copy");
    button.textContent = copied ? "已复制" : "请按 Ctrl+C 复制";
  };
  root.className = "muyun copy";
  root.replaceChildren(box, button);
}
