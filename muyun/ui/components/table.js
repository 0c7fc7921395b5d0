// A page of a table: the rows come ready formatted, sorting and paging are asked of Python.
// Texts are set as textContent only, so nothing in an upload can become markup.

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function stack(parts) {
  const bar = make("div", "stack");
  for (const part of parts) {
    const piece = make("i", part.minus ? "minus" : "");
    piece.style.width = part.share * 100 + "%";
    piece.style.backgroundColor = part.colour;
    if (part.minus) piece.style.marginLeft = -part.share * 100 + "%"; // taken off the end of what was earned
    piece.title = part.title;
    bar.append(piece);
  }
  return bar;
}

function spark(letters) {
  const box = make("span");
  for (const letter of letters) {
    const badge = make("span", "badge " + (letter.letter || ""), letter.letter || "–");
    badge.title = letter.title;
    badge.style.cssText += "min-width:20px;padding:0 4px;margin-right:2px;font-size:14px";
    box.append(badge);
  }
  return box;
}

function badge(column, value) {
  const mark = make("span", "badge " + value.letter + (column.what_if ? " what-if" : ""), value.text + (value.mark ? " *" : ""));
  if (value.title) mark.title = value.title;
  return mark;
}

function filled(cell, column, value) {
  if (value === null || value === undefined) return cell;
  if (column.kind === "class") cell.append(badge(column, value));
  else if (column.kind === "delta") cell.append(make("span", value.way, value.text));
  else if (column.kind === "stack") cell.append(stack(value));
  else if (column.kind === "history") cell.append(spark(value));
  else {
    const text = make("span", column.narrow ? "narrow" : "", value.text ?? value);
    if (value.title || column.narrow) text.title = value.title ?? value.text ?? value;
    cell.append(text);
    if (value.tag) cell.append(make("span", "tag", value.tag));
  }
  if (column.kind === "number" || column.kind === "delta") cell.classList.add("number");
  if (column.kind === "wrap") cell.classList.add("wrap");
  return cell;
}

function legend(column) {
  const box = make("div", "legend", column.label + "：");
  for (const [words, colour] of column.legend) {
    const entry = make("span", "", words);
    const swatch = make("i");
    swatch.style.backgroundColor = colour;
    entry.prepend(swatch);
    box.append(entry);
  }
  return box;
}

// A box that ticks rows: `ids` are all ticked or all taken off.
function ticker(ids, view, tell, words) {
  const box = make("input");
  box.type = "checkbox";
  box.checked = ids.length > 0 && ids.every((id) => view.ticked.includes(id));
  box.setAttribute("aria-label", words);
  box.title = words;
  box.onclick = (event) => event.stopPropagation();
  box.onchange = () => {
    const others = view.ticked.filter((id) => !ids.includes(id));
    tell({ ticked: box.checked ? [...others, ...ids] : others });
  };
  return box;
}

function header(data, columns, tell) {
  const view = data.view;
  const row = make("tr");
  if (data.tick) {
    const cell = make("th", "tick");
    cell.append(ticker(data.rows.map((one) => one.id), view, tell, "勾选本页全部"));
    row.append(cell);
  }
  for (const column of columns) {
    const cell = make("th", (column.kind === "number" || column.kind === "delta" ? "number " : "") + (column.sortable ? "sortable" : ""));
    cell.append(make("span", "", column.label));
    if (column.unit) cell.append(make("span", "unit", "（" + column.unit + "）"));
    if (column.help) cell.title = column.help;
    if (column.what_if) cell.classList.add("what-if");
    if (column.sortable) {
      const mine = view.sort === column.key;
      if (mine) cell.append(make("span", "", view.descending ? " ▼" : " ▲"));
      cell.tabIndex = 0;
      cell.setAttribute("role", "button");
      cell.setAttribute("aria-sort", mine ? (view.descending ? "descending" : "ascending") : "none");
      const turn = () => tell({ sort: column.key, descending: mine ? !view.descending : column.kind === "number", page: 0 });
      cell.onclick = turn;
      cell.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); turn(); } };
    }
    row.append(cell);
  }
  const head = make("thead");
  head.append(row);
  return head;
}

function rules(data, columns, place) {
  return data.lines.filter((line) => line.before === place).map((line) => {
    const cell = make("td");
    cell.colSpan = columns.length + (data.tick ? 1 : 0);
    cell.append(make("div", "rule", line.label));
    const bar = make("tr", "line");
    bar.append(cell);
    return bar;
  });
}

function body(data, columns, choose, tell) {
  const rows = make("tbody");
  data.rows.forEach((row, place) => {
    rows.append(...rules(data, columns, place));
    const line = make("tr", (data.pick ? "pick " : "") + (row.tied ? "tied " : "") + (row.id === data.view.chosen ? "chosen" : ""));
    if (data.tick) {
      const cell = make("td", "tick");
      cell.append(ticker([row.id], data.view, tell, "勾选"));
      cell.onclick = (event) => event.stopPropagation();
      line.append(cell);
    }
    for (const column of columns) line.append(filled(make("td"), column, row.cells[column.key]));
    if (row.tied) line.title = row.tied;
    if (data.pick) {
      line.dataset.id = row.id;
      line.tabIndex = 0;
      line.onclick = () => choose(row.id);
      line.onkeydown = (event) => { if (event.key === "Enter") choose(row.id); };
    }
    rows.append(line);
  });
  rows.append(...rules(data, columns, data.rows.length));
  return rows;
}

function chooser(data, tell) {
  const box = make("details", "columns");
  box.append(make("summary", "", "选择列"));
  const choices = make("div", "choices");
  for (const column of data.columns) {
    const label = make("label");
    const tick = make("input");
    tick.type = "checkbox";
    tick.checked = !data.view.hidden.includes(column.key);
    tick.onchange = () => {
      const hidden = data.view.hidden.filter((key) => key !== column.key);
      if (!tick.checked) hidden.push(column.key);
      tell({ hidden });
    };
    label.append(tick, document.createTextNode(" " + column.label));
    choices.append(label);
  }
  box.append(choices);
  return box;
}

// Brings the line that a jump button named to the middle of the frame.
function scrollToLine(root) {
  const frame = root.querySelector(".frame");
  const line = [...frame.querySelectorAll("tr.line")].find((row) => row.textContent.includes(root.dataset.jump));
  delete root.dataset.jump;
  if (line) frame.scrollTop = line.offsetTop - frame.clientHeight / 2;
}

function foot(root, data, tell) {
  const bar = make("div", "foot");
  const pages = Math.max(1, Math.ceil(data.total / data.size));
  const page = data.view.page;
  bar.append(make("span", "", data.caption));
  if (data.columns.length > 5) bar.append(chooser(data, tell));
  bar.append(make("span", "grow"));
  if (pages > 1) {
    const step = (label, to, title) => {
      const button = make("button", "", label);
      button.disabled = to < 0 || to >= pages || to === page;
      button.title = title;
      button.onclick = () => tell({ page: to });
      return button;
    };
    for (const jump of data.jumps) {
      const button = make("button", "", jump.label);
      button.onclick = () => {
        root.dataset.jump = jump.label;
        if (jump.page === page) scrollToLine(root);
        else tell({ page: jump.page });
      };
      bar.append(button);
    }
    const number = make("input");
    number.value = page + 1;
    number.setAttribute("aria-label", "页码");
    number.onchange = () => tell({ page: Math.min(pages, Math.max(1, parseInt(number.value, 10) || 1)) - 1 });
    const pager = make("span", "pager");
    pager.append(step("« 首页", 0, "第一页"), step("‹ 上页", page - 1, "上一页"), make("span", "", "第"), number,
      make("span", "", "/ " + pages + " 页"), step("下页 ›", page + 1, "下一页"), step("末页 »", pages - 1, "最后一页"));
    bar.append(pager);
  }
  return bar;
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".muyun");
  const tell = (change) => setStateValue("view", { ...Object.assign(data.view, change) }); // the next change may come before the answer
  const columns = data.columns.filter((column) => !data.view.hidden.includes(column.key));
  const opened = root.querySelector("details.columns")?.open;
  const before = root.querySelector(".frame");
  const keep = before && root.dataset.page === String(data.view.page) ? [before.scrollLeft, before.scrollTop] : [before?.scrollLeft ?? 0, 0];
  const frame = make("div", "frame");
  if (data.height) frame.style.setProperty("--height", `max(${data.height}px, calc(100vh - 430px))`);
  if (data.rows.length) {
    const table = make("table");
    table.append(header(data, columns, tell), body(data, columns, (id) => tell({ chosen: id }), tell));
    frame.append(table);
  } else frame.append(make("div", "empty", data.empty));
  const legends = columns.filter((column) => column.legend && column.legend.length).map(legend);
  root.replaceChildren(...legends, frame, foot(root, data, tell));
  root.dataset.page = data.view.page;
  [frame.scrollLeft, frame.scrollTop] = keep;
  if (root.dataset.jump) scrollToLine(root);
  if (opened) root.querySelector("details.columns").open = true;
}
