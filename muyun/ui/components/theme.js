// 浅色, 深色 or as the system has it. Streamlit keeps the choice per path, so it is set for every page.
export default function ({ parentElement, data }) {
  dialogsInChinese();
  const root = parentElement.querySelector(".muyun");
  const place = (path) => `stActiveTheme-${path}-v2`;
  const now = JSON.parse(window.localStorage.getItem(place(window.location.pathname)) || '"System"');
  const bar = document.createElement("div");
  bar.className = "themes";
  for (const [name, label] of [["System", "跟随系统"], ["Light", "浅色"], ["Dark", "深色"]]) {
    const button = document.createElement("button");
    button.textContent = label;
    button.setAttribute("aria-pressed", String(now === name));
    button.onclick = () => {
      for (const path of data.paths) window.localStorage.setItem(place(path), JSON.stringify(name));
      window.location.reload();
    };
    bar.append(button);
  }
  root.replaceChildren(bar);
}
