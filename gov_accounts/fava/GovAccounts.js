// @ts-check
// Everything is drawn by the server, and every choice is a link. This prints a page, and gives the focus back to a
// choice once the page it leads to is there, so that the keyboard goes on where it was.

/** @type {string | null} The choice made last. */
let chosen = null;

/** @type import("../../../../frontend/src/extension-api").ExtensionModule */
export default {
  onExtensionPageLoad() {
    for (const button of document.querySelectorAll("[data-gov-print]")) {
      button.addEventListener("click", () => window.print());
    }
    for (const link of document.querySelectorAll("[data-gov-choice]")) {
      link.addEventListener("click", () => {
        chosen = link.getAttribute("data-gov-choice");
      });
      if (chosen !== null && link instanceof HTMLElement && link.dataset.govChoice === chosen) {
        link.focus({ preventScroll: true });
        chosen = null;
      }
    }
  },
};
