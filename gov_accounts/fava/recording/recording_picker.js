// @ts-check
// A field with a list below it (ARIA combobox): typed into, it lists what is meant; Enter takes the marked one.

import { plain, search } from "./recording_fields.js";

/** @typedef {import("./recording_fields.js").Item} Item */

let count = 0;

export class Picker {
  /**
   * @param {HTMLInputElement} input
   * @param {() => Item[]} items What there is to choose from now.
   * @param {{free?: boolean, label?: (item: Item) => string, more?: () => Item[], chosen?: (item: Item) => void}} options
   *   free: words that are in no list do as well; more: items always listed at the end.
   */
  constructor(input, items, options = {}) {
    this.input = input;
    this.items = items;
    this.options = options;
    this.id = "";
    this.label = "";
    this.active = -1;
    /** @type {Item[]} */
    this.shown = [];
    this.box = document.createElement("ul");
    this.box.id = `gov-list-${++count}`;
    this.box.className = "gov-list";
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? "");
    this.box.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.box.id);
    input.after(this.box);
    input.addEventListener("input", () => this.open(true));
    input.addEventListener("blur", () => this.leave());
    this.box.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option instanceof HTMLElement) {
        this.take(this.shown[Number(option.dataset.index)]);
      }
    });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** What is chosen: an item's id, or the words as they stand. */
  get value() {
    const text = this.input.value;
    return this.id !== "" && text === this.label ? this.id : text.trim();
  }

  /** @param {string} id */
  set value(id) {
    const item = id === "" ? undefined : this.items().find((each) => each.id === id);
    this.id = item === undefined ? "" : id;
    this.label = item === undefined ? id : this.labelOf(item);
    this.input.value = this.label;
    this.input.title = item === undefined ? "" : this.wholeName(item);
  }

  /** @returns {Item | undefined} */
  get item() {
    const value = this.value;
    return value === "" ? undefined : this.items().find((each) => each.id === value);
  }

  /** @param {Item} item */
  labelOf(item) {
    return this.options.label ? this.options.label(item) : item.name;
  }

  /** @param {Item} item */
  wholeName(item) {
    return [item.code === item.name ? "" : item.code, item.path, item.name].filter(Boolean).join(" ");
  }

  /** @param {boolean} typed Whether by typing: then the first is marked, unless any words will do. */
  open(typed) {
    const text = typed ? this.input.value : this.value === this.input.value ? this.input.value : "";
    this.shown = [...search(this.items(), text), ...(this.options.more ? this.options.more() : [])];
    if (this.options.free && typed && text.trim() === "") {
      this.shown = [];
    }
    // What opens something else is marked only where it is called by its name.
    const first = this.shown[0];
    const meant = first !== undefined && (first.code !== "+" || (text !== "" && search([first], text).length > 0));
    this.active = meant && !(this.options.free && typed) ? 0 : -1;
    this.draw();
  }

  draw() {
    this.box.replaceChildren(
      ...this.shown.map((item, index) => {
        const option = document.createElement("li");
        option.id = `${this.box.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", String(index === this.active));
        option.dataset.index = String(index);
        const code = document.createElement("b");
        code.textContent = item.code && !item.name.startsWith(item.code) ? `${item.code} ` : "";
        const path = document.createElement("small");
        path.textContent = item.path ? ` ${item.path}` : "";
        option.append(code, item.name, path);
        return option;
      }),
    );
    const open = this.shown.length > 0;
    this.box.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.mark();
    if (open) {
      this.place();
    }
  }

  /** Below the field, whatever scrolls around it. */
  place() {
    const at = this.input.getBoundingClientRect();
    const below = window.innerHeight - at.bottom;
    const height = Math.min(280, Math.max(below, at.top) - 8);
    this.box.style.position = "fixed";
    this.box.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - Math.max(at.width, 300) - 8))}px`;
    this.box.style.minWidth = `${at.width}px`;
    this.box.style.maxHeight = `${height}px`;
    this.box.style.top = below >= 200 || below >= at.top ? `${at.bottom}px` : "auto";
    this.box.style.bottom = below >= 200 || below >= at.top ? "auto" : `${window.innerHeight - at.top}px`;
  }

  mark() {
    for (const [index, option] of [...this.box.children].entries()) {
      option.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) {
        option.scrollIntoView({ block: "nearest" });
      }
    }
    if (this.active < 0 || this.box.hidden) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", `${this.box.id}-${this.active}`);
    }
  }

  /** @param {number} step */
  move(step) {
    if (!this.isOpen) {
      this.open(false);
      return;
    }
    this.active = (this.active + step + this.shown.length) % this.shown.length;
    this.mark();
  }

  close() {
    this.box.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {Item | undefined} item */
  take(item) {
    if (item === undefined) {
      return;
    }
    this.close();
    if (this.options.chosen && item.code === "+") {
      this.options.chosen(item);
      return;
    }
    this.value = item.id;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Take the marked item, or the one whose code or name is typed. @returns {boolean} Whether it was one to be asked for. */
  settle() {
    if (this.isOpen && this.active >= 0 && this.input.value.trim() !== "") {
      const item = this.shown[this.active];
      this.take(item);
      return item?.code === "+";
    }
    if (this.isOpen && this.active >= 0 && !this.options.free) {
      this.take(this.shown[this.active]);
      return false;
    }
    this.close();
    return false;
  }

  leave() {
    const typed = plain(this.input.value);
    if (!this.options.free && typed !== "" && this.input.value !== this.label) {
      const exact = this.items().find((each) => plain(each.code) === typed || plain(each.name) === typed);
      if (exact !== undefined) {
        this.value = exact.id;
      }
    }
    this.close();
  }
}
