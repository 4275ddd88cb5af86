"use strict";
const form = document.getElementById("filter");
if (form) {
  const words = document.getElementById("words");
  const role = document.getElementById("role");
  const kinds = [...form.querySelectorAll("input[type=checkbox]")];
  const shown = document.getElementById("shown");
  const lists = [...document.querySelectorAll(".team ul.findings")].map((list) => {
    const team = list.closest(".team").querySelector("h2 bdi").textContent;
    const items = [...list.querySelectorAll(".rows > li")].map((item) => ({
      item,
      text: `${team} ${item.closest(".group").firstElementChild.textContent} ${item.textContent}`.toLowerCase(),
      kind: item.dataset.kind,
      roles: item.dataset.role.split(" "),
    }));
    const parts = [...list.querySelectorAll(".block, .group")];
    return { items, parts, none: list.nextElementSibling };
  });
  const total = lists.reduce((sum, list) => sum + list.items.length, 0);
  for (const box of kinds) {
    const there = lists.some((list) => list.items.some((one) => one.kind === box.value));
    box.closest("label").hidden = !there;
  }
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
    let left = 0;
    for (const { items, parts, none } of lists) {
      let here = 0;
      for (const one of items) {
        const fits = on.has(one.kind) && (!role.value || one.roles.includes(role.value))
          && wanted.every((word) => one.text.includes(word));
        one.item.hidden = !fits;
        here += fits;
      }
      for (const part of parts) part.hidden = !part.querySelector(".rows > li:not([hidden])");
      none.hidden = here > 0;
      left += here;
    }
    shown.textContent = `${left} of ${total} ${total === 1 ? "finding" : "findings"}`;
  };
  form.addEventListener("input", apply);
  role.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
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
