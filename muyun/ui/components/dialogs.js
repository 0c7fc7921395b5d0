// Streamlit's own dialogs have no language setting: a page that isn't there, a server that doesn't answer.
const DIALOGS = new Map([
  ["Page not found", "没有这一页"],
  ["Connection error", "连不上亩云"],
  ["Bad message format", "网页与服务器说不通"],
]);
const DIALOG_TEXTS = [
  [/does not seem to exist/, "链接里的页面不存在，下面是“总览”。请从左边的菜单选择。"],
  [/not responding|still running|internet/, "服务器没有回答。已存入的数据不受影响；重新启动亩云后，这一页会自己接上。"],
  [/./, "请刷新页面；仍不行，请告诉管理员。"],
];

function inChinese(dialog) {
  const title = dialog.querySelector("h2");
  const chinese = title && DIALOGS.get(title.textContent);
  if (!chinese) return;
  title.textContent = chinese;
  const text = title.nextElementSibling;
  if (text) text.textContent = DIALOG_TEXTS.find(([said]) => said.test(text.textContent))[1];
}

// Once per window: dialogs stand beside the page, and come when the server can't say anything any more.
function dialogsInChinese() {
  if (window.muyunDialogs) return;
  window.muyunDialogs = new MutationObserver(() => document.querySelectorAll("[role=dialog]").forEach(inChinese));
  window.muyunDialogs.observe(document.body, { childList: true, subtree: true });
  document.querySelectorAll("[role=dialog]").forEach(inChinese);
}
