"""What a page shows, and when it is done."""

from __future__ import annotations

from playwright.sync_api import Page, expect

VISIBLE_TEXT = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { found.push(node.textContent); return; }
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (["STYLE", "SCRIPT", "NOSCRIPT", "TITLE"].includes(node.tagName.toUpperCase())) return;
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden" || style.fontSize === "0px") return;
      if (node.dataset.testid === "stIconMaterial" || node.dataset.testid === "stSkipToContent") return;
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return found.join("\\n");
}"""


AT_REST = """() => {
  const running = document.querySelector("[data-test-script-state=running]");
  if (running || window.restsSince === undefined) { window.restsSince = performance.now(); return false; }
  return performance.now() - window.restsSince > 500;
}"""
"""A run that changes the link ends, and the one that draws what it says begins a moment later: half a second tells."""


def visible_text(page: Page) -> str:
    """Every text on the page that can be seen, that of our own components included."""
    return page.evaluate(VISIBLE_TEXT)


def settled(page: Page) -> None:
    """Waits until the page has its headline, every moved lever its answer, and Streamlit runs nothing for a while."""
    page.wait_for_selector(".muyun-headline, .muyun-empty", state="attached")
    expect(page.locator('.muyun[aria-busy="true"]')).to_have_count(0, timeout=60_000)
    page.evaluate("window.restsSince = undefined")
    page.wait_for_function(AT_REST)
