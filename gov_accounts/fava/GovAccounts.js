// @ts-check
// Everything is drawn by the server, and every choice is a link. This prints a page, and keeps the keyboard where its
// user is: on the choice just made, at the top of the page a figure led to, and on that figure again after going back.

/** @type {string | null} The choice made last. */
let chosen = null;
/** @type {boolean} Whether a link of ours led to the page that comes. */
let followed = false;
/** @type {boolean} Whether it was seen before. */
let back = false;
/** @type {string} The address of the page before. */
let before = "";

window.addEventListener("popstate", () => {
  back = true;
});

/** @param {Element} root @param {MouseEvent} event */
function leave(root, event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link !== null && root.contains(link)) {
    back = link.hasAttribute("data-gov-back");
    followed = !back;
  }
}

/** @param {Element} root @returns {HTMLElement | null} What the keyboard goes on from. */
function next(root) {
  const links = [...root.querySelectorAll("a[href]")].filter((each) => each instanceof HTMLAnchorElement);
  if (chosen !== null) {
    return links.find((each) => each.dataset.govChoice === chosen) ?? null;
  }
  if (back) {
    return links.find((each) => each.href === before) ?? null;
  }
  return followed ? root.querySelector("[data-gov-heading]") : null;
}

/** @param {Element} root Its first button in the page leads past Fava's menu. */
function addSkip(root) {
  const skip = document.createElement("button");
  skip.type = "button";
  skip.className = "gov-skip";
  skip.textContent = root.getAttribute("data-gov-skip");
  skip.addEventListener("click", () => {
    const figure = root.querySelector(".gov-figure a");
    const first = root.querySelector("[data-gov-heading]") ?? figure ?? root.querySelector("h2");
    if (first instanceof HTMLElement) {
      if (first !== figure) {
        first.tabIndex = -1;
      }
      first.focus();
    }
  });
  document.body.prepend(skip);
}

/** @type import("../../../../frontend/src/extension-api").ExtensionModule */
export default {
  onPageLoad() {
    for (const skip of document.querySelectorAll(".gov-skip")) {
      skip.remove();
    }
    const root = document.querySelector(".gov");
    if (root !== null) {
      addSkip(root);
    }
  },
  onExtensionPageLoad() {
    const root = document.querySelector(".gov");
    if (root === null) {
      return;
    }
    const desk = root.querySelector("[data-gov-entry]");
    if (desk !== null) {
      import("../extension/GovAccounts/recording.js").then((module) => module.start(desk));
    }
    for (const button of root.querySelectorAll("[data-gov-print]")) {
      button.addEventListener("click", () => window.print());
    }
    root.addEventListener("click", (event) => leave(root, /** @type {MouseEvent} */ (event)));
    for (const link of root.querySelectorAll("[data-gov-choice]")) {
      link.addEventListener("click", () => {
        chosen = link.getAttribute("data-gov-choice");
      });
    }
    next(root)?.focus({ preventScroll: chosen !== null });
    before = location.href;
    chosen = null;
    followed = false;
    back = false;
  },
};
