"use strict";
const form = document.getElementById("filter");
if (form) {
  const words = document.getElementById("words");
  const role = document.getElementById("role");
  const verdict = document.getElementById("verdict");
  const unfold = document.getElementById("unfold");
  const kinds = [...form.querySelectorAll("input[type=checkbox]")];
  const shown = document.getElementById("shown");
  const rows = new Map([...document.querySelectorAll("#teams a")].map((link) => [link.hash.slice(1), link.closest("tr")]));
  const teams = [...document.querySelectorAll(".team")].map((part) => {
    const name = `${part.querySelector("h2 bdi").textContent} ${part.querySelector("p code").textContent}`.toLowerCase();
    const list = part.querySelector("ul.findings");
    const items = [...(list ? list.querySelectorAll(".rows > li") : [])].map((item) => ({
      item,
      text: `${name} ${item.closest(".group").firstElementChild.textContent} ${item.textContent}`.toLowerCase(),
      kind: item.dataset.kind,
      roles: item.dataset.role.split(" "),
    }));
    const groups = list ? [...list.querySelectorAll(".block, .group")] : [];
    const failed = part.querySelector(".verdict").classList.contains("failed");
    const none = list && list.nextElementSibling;
    return { part, row: rows.get(part.id), name, items, groups, none, verdict: failed ? "failed" : "passed" };
  });
  const total = teams.reduce((sum, team) => sum + team.items.length, 0);
  const counted = (number, all, noun) => `${number} of ${all} ${noun}${all === 1 ? "" : "s"}`;
  for (const box of kinds) {
    const there = teams.some((team) => team.items.some((one) => one.kind === box.value));
    box.closest("label").hidden = !there;
  }
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
    let left = 0;
    let visible = 0;
    for (const team of teams) {
      let here = 0;
      for (const one of team.items) {
        const fits = on.has(one.kind) && (!role.value || one.roles.includes(role.value))
          && wanted.every((word) => one.text.includes(word));
        one.item.hidden = !fits;
        here += fits;
      }
      for (const group of team.groups) group.hidden = !group.querySelector(".rows > li:not([hidden])");
      if (team.none) team.none.hidden = here > 0;
      const named = !role.value && wanted.every((word) => team.name.includes(word));
      const hidden = rows.size > 0 && (!(here || named) || (verdict && verdict.value && verdict.value !== team.verdict));
      team.part.hidden = hidden;
      if (team.row) team.row.hidden = hidden;
      if (hidden) continue;
      left += here;
      visible += 1;
    }
    const findings = `${counted(left, total, "finding")} below`;
    shown.textContent = rows.size ? `${counted(visible, teams.length, "team")}, ${findings}` : findings;
  };
  form.addEventListener("input", apply);
  for (const choice of [role, verdict]) if (choice) choice.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  if (unfold) {
    let open = false;
    unfold.addEventListener("click", () => {
      open = !open;
      for (const { part } of teams) if (!part.hidden) part.open = open;
      unfold.textContent = open ? "Fold all" : "Unfold all";
    });
  }
  form.hidden = false;
  apply();
}
const valueOf = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
};
const compared = (one, other) => {
  const [left, right] = [parseFloat(one), parseFloat(other)];
  return Number.isNaN(left) || Number.isNaN(right) ? one.localeCompare(other) : left - right;
};
for (const table of document.querySelectorAll("table.sorts")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    if (head.ariaLabel) {
      button.setAttribute("aria-label", `${button.textContent} ${head.ariaLabel}`);
      head.removeAttribute("aria-label");
    }
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map((row) => [valueOf(row, column), row]);
      rows.sort((one, other) => (down ? -1 : 1) * compared(one[0], other[0]));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}
const opened = () => {
  const part = location.hash && document.getElementById(location.hash.slice(1));
  if (!part || part.tagName !== "DETAILS") return;
  part.open = true;
  part.scrollIntoView();
};
addEventListener("hashchange", opened);
opened();
const closed = [];
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not([open])")) {
    one.open = true;
    closed.push(one);
  }
});
addEventListener("afterprint", () => {
  for (const one of closed.splice(0)) one.open = false;
});
