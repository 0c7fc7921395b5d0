// How do `weights` and `quotas` talk to Python while something is dragged? One change in flight, the newest value next;
// stale ones are never sent. A gesture is one drag, or one run of keys: Python undoes it as a whole.
// `root` is aria-busy until the last one has been answered.
function inTurn(root) {
  const patience = 20000; // a busy server may take long, and is not asked twice
  let sequence = Date.now(), waiting = null, next = null, tell = null, gesture = 0;
  function expect(number) {
    waiting = number;
    root.setAttribute("aria-busy", String(number !== null));
  }
  function post(message) {
    const mine = ++sequence;
    expect(mine);
    tell({ ...message, gesture, sequence });
    setTimeout(() => { if (waiting === mine) startOver(); }, patience);
  }
  // A server that was started anew knows nothing of this page and never answers; the address holds what was settled.
  function startOver() {
    expect(null);
    fetch("/_stcore/health").then((answer) => { if (answer.ok) window.location.reload(); }, () => {});
  }
  return {
    begin() { gesture = Date.now(); },
    send(message) {
      if (waiting !== null) next = message;
      else post(message);
    },
    answered(number, how) {
      tell = how;
      if (number !== waiting) return;
      const newest = next;
      next = null;
      if (newest) post(newest);
      else expect(null);
    },
    get idle() { return waiting === null && next === null; },
  };
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

const NOT_A_NUMBER = "请填数字，如 32.5。";

function numberIn(text) {
  const plain = text.trim().replace(/[%％分\s]/g, "").replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

// Pointer and keys on `node`: place(event) → what the pointer asks for, step(key) → what a key asks for (null: not ours).
function draggable(node, { place, step, moved }) {
  let dragging = false, keys = false;
  node.onpointerdown = (event) => {
    if (node.getAttribute("aria-disabled") === "true" || event.button) return;
    dragging = true;
    node.setPointerCapture(event.pointerId);
    node.focus();
    moved.begin();
    moved.to(place(event), false);
    event.preventDefault();
  };
  node.onpointermove = (event) => { if (dragging) moved.to(place(event), false); };
  node.onpointerup = node.onpointercancel = (event) => {
    if (!dragging) return;
    dragging = false;
    moved.to(event.type === "pointerup" ? place(event) : null, true);
  };
  node.onkeydown = (event) => {
    if (node.getAttribute("aria-disabled") === "true") return;
    const wanted = step(event.key);
    if (wanted === null) return;
    event.preventDefault();
    if (!keys) moved.begin();
    keys = true;
    moved.to(wanted, false);
  };
  node.onkeyup = node.onblur = () => {
    if (!keys) return;
    keys = false;
    moved.to(null, true);
  };
}
