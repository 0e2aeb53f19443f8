// @ts-check
// Everything is drawn by the server; this only makes the choices above a page take effect when they are made.

/** Submit a form of choices as soon as one is made. Fava keeps its own filters in the address. */
function watchChoices() {
  for (const form of document.querySelectorAll("form.gov-choices")) {
    form.addEventListener("change", () => {
      const search = new URLSearchParams(window.location.search);
      for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (form))) {
        search.set(name, String(value));
      }
      search.delete("page");
      window.location.search = search.toString();
    });
  }
}

/** @type import("../../../../frontend/src/extension-api").ExtensionModule */
export default {
  onExtensionPageLoad() {
    watchChoices();
  },
};
