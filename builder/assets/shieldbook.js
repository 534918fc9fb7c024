/* ShieldBook's one script. Everything is readable without it; it makes tables into cards on a
   phone and the matrix filterable, sortable, linkable and downloadable. It asks nobody anything. */
(() => {
  "use strict";

  const PHONE = "screen and (max-width: 44.9844em)";
  const FILTERS = [
    ["party", "Party", ["party"]],
    ["family", "Family", ["family"]],
    ["label", "Label", ["designation"]],
    ["status", "Status", ["status"]],
    ["owner", "Owner", ["accountable", "responsible"]],
    ["evidence", "Evidence", ["evidence_state"]],
    ["finding", "Finding", ["finding"]],
  ];

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const words = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  const compact = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

  /* Cells learn the name of their column, so that a card can show it; roles keep the table a
     table for screen readers when a card style takes its display away. */
  const nameCells = (section) => {
    const table = section.querySelector("table");
    if (!table) return;
    const heads = [...table.querySelectorAll("thead th")].map(words);
    table.setAttribute("role", "table");
    const name = section.getAttribute("aria-label");
    if (name) table.setAttribute("aria-label", name);
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.querySelectorAll("tr")) row.setAttribute("role", "row");
    for (const row of table.querySelectorAll("tbody tr:not(.sb-family)")) {
      [...row.cells].forEach((cell, index) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        cell.dataset.label = heads[index];
        cell.replaceChildren(make("div", { class: "sb-cell" }, ...cell.childNodes));
      });
    }
    section.classList.add("sb-cards");
  };

  const readRows = (table) =>
    [...table.tBodies[0].rows].map((element, order) => {
      const row = { element, order, cells: {} };
      for (const cell of element.cells) row.cells[cell.dataset.field] = words(cell);
      row.text = Object.values(row.cells).join(" ").toLowerCase();
      row.key = compact(row.cells.citation);
      return row;
    });

  /* The view is kept in the address, so that it can be sent to a colleague. */
  const readView = () => {
    const view = new URLSearchParams(location.search);
    if (![...view.keys()].length && location.hash.includes("=")) {
      return new URLSearchParams(location.hash.slice(1));
    }
    return view;
  };
  const writeView = (view) => {
    const text = view.toString();
    const address = location.href.split(/[?#]/)[0];
    try {
      history.replaceState(null, "", text ? `${address}?${text}` : address);
    } catch {
      location.hash = text; /* a page opened from a folder, in a strict browser */
    }
  };

  const matches = (row, view) => {
    const found = (view.get("q") || "").toLowerCase().split(/\s+/).filter((term) => term && term !== "§");
    const fits = (term) =>
      row.text.includes(term) || (/\d/.test(term) && compact(term) && row.key.includes(compact(term)));
    return (
      found.every(fits) &&
      FILTERS.every(([name, , columns]) => {
        const wanted = view.get(name);
        return !wanted || columns.some((column) => row.cells[column] === wanted);
      })
    );
  };

  const compare = (sort) => {
    const down = sort.startsWith("-");
    const column = sort.replace("-", "");
    return (a, b) => {
      const order = column && column !== "citation"
        ? a.cells[column].localeCompare(b.cells[column], "en")
        : a.order - b.order;
      return (down ? -order : order) || a.order - b.order;
    };
  };

  /* For spreadsheets: a cell that would begin a formula is marked as text. */
  const csvCell = (text) => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
  const csv = (heads, columns, rows, stamp) =>
    [[...heads, "Made"], ...rows.map((row) => [...columns.map((column) => row.cells[column]), stamp])]
      .map((line) => line.map(csvCell).join(","))
      .join("\r\n");

  /* On a phone the whole matrix is long: its families are folded until one is opened, or a word
     or filter asks for rows. What is folded stays findable in the page. */
  const foldFamilies = (table, shown, folding, opened, redraw) => {
    for (const head of table.querySelectorAll("tr.sb-family")) head.remove();
    if (!folding) return;
    const families = Map.groupBy
      ? Map.groupBy(shown, (row) => row.cells.family)
      : shown.reduce((map, row) => map.set(row.cells.family, [...(map.get(row.cells.family) || []), row]), new Map());
    for (const [family, rows] of families) {
      const open = opened.has(family);
      const toggle = make("button", { type: "button", "aria-expanded": String(open) }, `${family}: ${rows.length} elements`);
      const turn = () => { if (open) opened.delete(family); else opened.add(family); redraw(); };
      toggle.addEventListener("click", () => {
        turn();
        [...table.querySelectorAll("tr.sb-family button")].find((b) => b.textContent.startsWith(`${family}:`))?.focus();
      });
      const head = make("th", { colspan: "13", scope: "rowgroup", role: "rowheader" }, toggle);
      rows[0].element.before(make("tr", { class: "sb-family", role: "row" }, head));
      for (const row of rows) {
        if (open) continue;
        row.element.setAttribute("hidden", "until-found");
        row.element.setAttribute("aria-hidden", "true"); /* a row without cells would be announced */
        row.element.onbeforematch = turn;
      }
    }
  };

  const startMatrix = (section) => {
    const table = section.querySelector("table");
    const heads = [...table.querySelectorAll("thead th")];
    const titles = heads.map(words);
    const columns = heads.map((head) => head.dataset.field);
    const rows = readRows(table);
    const stamp = words(document.querySelector(".sb-stamp"));
    const counting = section.dataset.counting;
    const opened = new Set();
    const phone = matchMedia(PHONE);
    let shown = rows;

    const query = make("input", { type: "search", id: "sb-filter-text", name: "q", autocomplete: "off" });
    const tools = make("form", { class: "sb-tools", role: "search", "aria-label": "Filter the matrix" },
      make("label", {}, "Find in the matrix", query));
    const fields = { q: query };
    for (const [name, title, sources] of FILTERS) {
      const values = new Set(rows.flatMap((row) => sources.map((column) => row.cells[column])));
      const options = [...values].filter((value) => value !== "–").sort((a, b) => a.localeCompare(b, "en"));
      fields[name] = make("select", { name }, make("option", { value: "" }, "All"),
        ...options.map((value) => make("option", { value }, value)));
      tools.append(make("label", {}, title, fields[name]));
    }
    const button = (text, action, attributes = {}) => {
      const element = make("button", { type: "button", ...attributes }, text);
      element.addEventListener("click", () => action(element));
      tools.append(element);
    };
    const status = make("p", { class: "sb-count", role: "status" });
    const view = () => {
      const state = new URLSearchParams();
      for (const [name, field] of Object.entries(fields)) if (field.value) state.set(name, field.value);
      if (sort) state.set("sort", sort);
      return state;
    };
    let sort = "";

    const show = (store) => {
      const state = view();
      shown = rows.filter((row) => matches(row, state)).sort(compare(sort));
      const visible = new Set(shown);
      for (const row of rows) {
        row.element.removeAttribute("aria-hidden");
        row.element.hidden = !visible.has(row);
      }
      table.tBodies[0].append(...shown.map((row) => row.element));
      foldFamilies(table, shown, phone.matches && !state.toString(), opened, () => show(false));
      heads.forEach((head, index) => {
        const column = columns[index];
        if (sort.replace("-", "") === column) head.setAttribute("aria-sort", sort[0] === "-" ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      status.textContent = `Showing ${shown.length} of ${rows.length} elements (${counting}).`;
      if (store) writeView(state);
    };
    const say = (text) => { status.textContent = text; };

    heads.forEach((head, index) => {
      const sorter = make("button", { type: "button" }, ...head.childNodes);
      sorter.addEventListener("click", () => {
        const column = columns[index];
        sort = sort === column ? `-${column}` : sort === `-${column}` ? "" : column;
        show(true);
      });
      head.append(sorter);
    });
    button("Full texts", (element) => {
      const full = element.getAttribute("aria-pressed") !== "true";
      element.setAttribute("aria-pressed", String(full));
      section.classList.toggle("sb-clamp", !full);
    }, { "aria-pressed": "false" });
    button("Clear", () => {
      for (const field of Object.values(fields)) field.value = "";
      sort = "";
      show(true);
      query.focus();
    });
    button("Copy link", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        say("The link to this view is copied.");
      } catch {
        say(`The link to this view: ${location.href}`);
      }
    });
    button("Download CSV", () => {
      const data = new Blob(["\ufeff", csv(titles, columns, shown, stamp)], { type: "text/csv;charset=utf-8" });
      const link = make("a", { href: URL.createObjectURL(data), download: "responsibility-matrix.csv" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      say(`${shown.length} of ${rows.length} elements are written to responsibility-matrix.csv.`);
    });

    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("input", () => show(true));
    const first = readView();
    for (const [name, field] of Object.entries(fields)) field.value = first.get(name) || "";
    const wanted = first.get("sort") || "";
    if (columns.includes(wanted.replace("-", ""))) sort = wanted;
    section.classList.add("sb-clamp");
    section.before(tools, status);
    phone.addEventListener("change", () => show(false));
    show(false);
  };

  /* On a phone a card of the matrix shows what is filtered by, and the rest on demand. What is
     folded stays findable in the page, and is unfolded when it is found. */
  const REST = ["designation", "family", "provision", "duty_kind", "duty", "accountable", "responsible"];
  const foldCards = (section) => {
    const phone = matchMedia(PHONE);
    const cards = [...section.querySelectorAll("tbody tr:not(.sb-family)")].map((row) => {
      const rest = [...row.cells].filter((cell) => REST.includes(cell.dataset.field));
      const more = make("button", { type: "button", class: "sb-unfold", "aria-expanded": "false" });
      const fold = (folded) => {
        for (const cell of rest) {
          if (folded) cell.setAttribute("hidden", "until-found");
          else cell.removeAttribute("hidden");
        }
        more.setAttribute("aria-expanded", String(!folded));
        more.textContent = folded ? "More" : "Less";
      };
      more.addEventListener("click", () => fold(more.getAttribute("aria-expanded") === "true"));
      row.addEventListener("beforematch", () => fold(false));
      row.cells[row.cells.length - 1].firstElementChild.append(" ", more);
      return fold;
    });
    const follow = () => { for (const fold of cards) fold(phone.matches); };
    phone.addEventListener("change", follow);
    follow();
  };
  const foldParts = () => {
    if (!matchMedia(PHONE).matches) return;
    for (const part of document.querySelectorAll("details.sb-fold")) part.open = false;
  };

  /* What is folded away belongs on paper too. */
  const unfoldForPrint = () => {
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = [...document.querySelectorAll("details:not([open])")];
      for (const part of folded) part.open = true;
    });
    addEventListener("afterprint", () => { for (const part of folded) part.open = false; });
  };

  for (const section of document.querySelectorAll(".sb-matrix")) startMatrix(section);
  for (const section of document.querySelectorAll(".sb-table:not(.sb-facts, .sb-share), .sb-matrix")) nameCells(section);
  for (const section of document.querySelectorAll(".sb-matrix")) foldCards(section);
  foldParts();
  unfoldForPrint();
})();
