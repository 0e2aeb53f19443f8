// @ts-check
// The page 记账: what is typed goes to the server, which says what would come of it, and saves it when it is asked to.

import { monthOf, search } from "./recording_fields.js";
import { Grid, KEYS } from "./recording_grid.js";
import { editMore } from "./recording_more.js";
import { Picker } from "./recording_picker.js";
import { derived, found, left, made, month, problems, templates } from "./recording_shown.js";

const PATIENCE = 250;
const PLAIN = ["date", "number", "attachments"];

/** Ask the server. @param {string} name @param {Record<string, string>} query @param {any} body */
async function ask(name, query = {}, body = undefined) {
  const given = new URLSearchParams(query).toString();
  const options =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${name}${given ? `?${given}` : ""}`, options);
  const text = await answer.text();
  try {
    const json = JSON.parse(text);
    return { status: answer.status, json, said: typeof json.error === "string" ? json.error : "" };
  } catch {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return { status: answer.status, json: null, said: plain ? text : "程序出错了，账本没有受影响。终端里印出了原因。" };
  }
}

class Desk {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.paper = /** @type {HTMLFormElement} */ (this.part("paper"));
    this.yearField = /** @type {HTMLSelectElement} */ (root.querySelector("[data-field=year]"));
    /** @type {any} */
    this.lists = null;
    /** @type {any} */
    this.replaces = null;
    /** @type {{name: string, content: string} | null} The document that the voucher was made from. */
    this.paperFile = null;
    this.consent = "";
    this.asked = 0;
    this.saving = false;
    this.looking = false;
    this.extra = { tags: [], links: [], more: {} };
    this.timer = 0;
    this.store = `gov-entry:${location.pathname}`;
    this.grid = new Grid(this.part("rows"), this.part("sums"), {
      general: (key) => this.pickers[key].value,
      changed: () => this.changed(),
      wanted: (row) => this.openDetail(row),
      more: (row) => this.openMore(row),
    });
    /** @type {Record<string, Picker>} */
    this.pickers = {};
    for (const key of [...KEYS, "payee", "narration"]) {
      const free = key === "payee" || key === "narration";
      this.pickers[key] = new Picker(this.field(key), () => (this.lists === null ? [] : this.lists[key]), {
        free,
        label: free ? undefined : (item) => (item.code === item.name ? item.code : `${item.code} ${item.name}`),
      });
    }
    this.listen();
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.root.querySelector(`[data-part="${name}"]`));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.paper.elements.namedItem(name));
  }

  get year() {
    return Number(this.yearField.value);
  }

  get month() {
    return monthOf(this.field("date").value);
  }

  // What is typed

  get json() {
    const own = Object.fromEntries(PLAIN.map((name) => [name, this.field(name).value]));
    const picked = Object.fromEntries(Object.entries(this.pickers).map(([name, each]) => [name, each.value]));
    const tags = this.extra.tags.filter((/** @type {string} */ each) => each !== "no-budget");
    if (this.field("no-budget").checked) {
      tags.push("no-budget");
    }
    return { ...own, ...picked, checked: this.field("checked").checked, ...this.extra, tags, rows: this.grid.json };
  }

  /** @param {any} given */
  set json(given) {
    for (const name of PLAIN) {
      this.field(name).value = given[name] ?? "";
    }
    for (const [name, each] of Object.entries(this.pickers)) {
      each.value = given[name] ?? "";
    }
    this.field("checked").checked = given.checked !== false;
    this.field("no-budget").checked = (given.tags ?? []).includes("no-budget");
    this.extra = { tags: given.tags ?? [], links: given.links ?? [], more: given.more ?? {} };
    this.countMore();
    this.grid.json = given.rows ?? [];
    this.grid.adapt();
  }

  get isBlank() {
    const { payee, narration, rows } = this.json;
    return !payee && !narration && rows.every((each) => !each.account && !each.debit && !each.credit);
  }

  /** Something was typed: keep it, and ask what comes of it in a moment. */
  changed() {
    this.consent = "";
    this.keep();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), PATIENCE);
  }

  keep() {
    try {
      if (this.isBlank) {
        sessionStorage.removeItem(this.store);
      } else {
        const paper = this.paperFile?.name ?? "";
        const kept = { year: this.year, form: this.json, replaces: this.replaces, at: this.at, paper };
        sessionStorage.setItem(this.store, JSON.stringify(kept));
      }
    } catch {
      // A browser that keeps nothing: the form is still there.
    }
  }

  /** Which field is typed in, to be found again after the page is drawn anew. */
  get at() {
    const element = document.activeElement;
    const row = this.grid.rows.findIndex((each) => element !== null && each.element.contains(element));
    return { row, name: element instanceof HTMLInputElement ? element.name : "" };
  }

  /** @returns {any} The voucher that wasn't saved, its year chosen; none where there is none. */
  get kept() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.store) ?? "null");
      if (kept !== null) {
        this.yearField.value = String(kept.year);
      }
      return kept !== null && this.year === kept.year ? kept : null;
    } catch {
      return null;
    }
  }

  /** @param {any} kept Fill it in again, the cursor where it was. */
  restore(kept) {
    this.replaces = kept.replaces;
    this.json = kept.form;
    const row = this.grid.rows[kept.at?.row];
    const place = row ? row.element : this.paper;
    const field = place.querySelector(`input[name="${kept.at?.name || "date"}"]`);
    if (field instanceof HTMLElement) {
      field.focus();
    }
    this.part("mode").textContent = "这是上次没有保存的凭证。";
    if (kept.paper) {
      // The file itself isn't kept: what would name its copy mustn't, or there would be none.
      delete this.extra.more.document;
      this.countMore();
      this.alert(`票据文件 ${kept.paper} 没有留着：要存原件，再拖到页上一次（会重新填表）。`);
    }
    this.changed();
  }

  // The server

  async load() {
    const answer = await ask("entry-lists", { year: String(this.year) });
    if (answer.said) {
      this.alert(answer.said);
      return false;
    }
    this.lists = answer.json;
    this.grid.lists = answer.json;
    return true;
  }

  /** Ask what would come of what stands there now; one question at a time, since a large ledger takes a while. */
  async look() {
    this.asked++;
    this.propose();
    if (this.isBlank) {
      this.show({ derived: [], left: [], findings: [], problems: [], why: "" }, true);
    } else if (!this.looking) {
      this.looking = true;
      try {
        await this.lookUntilNothingChanges();
      } catch {
        this.remark("服务没有回答：serve 也许停了。填的内容还在这一页上。");
      } finally {
        this.looking = false;
        this.part("found").removeAttribute("aria-busy");
      }
    }
  }

  async lookUntilNothingChanges() {
    let number = 0;
    while (number !== this.asked && !this.isBlank && !this.saving) {
      number = this.asked;
      this.part("found").setAttribute("aria-busy", "true");
      const answer = await ask("entry-look", {}, { year: this.year, form: this.json, replaces: this.replaces });
      if (number === this.asked && answer.said) {
        this.remark(answer.said);
      } else if (number === this.asked) {
        this.show(answer.json, false);
      }
    }
  }

  /** The number that this voucher would get, and its file. */
  propose() {
    const known = this.lists?.months[this.month];
    const number = this.field("number");
    number.placeholder = known === undefined ? "" : known.used ? known.next : `记账时编号`;
    number.title = known === undefined ? "" : `下一号 ${known.next}`;
    this.part("file").textContent =
      this.replaces !== null ? `改在 ${this.replaces.name} 里原来的地方。` : known === undefined ? "" : `记在 ${known.file} 的末尾；下一号 ${known.next}。`;
  }

  /** @param {any} answer @param {boolean} blank */
  show(answer, blank) {
    for (const input of this.paper.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
    }
    const asked = answer.problems.length > 0;
    for (const problem of answer.problems) {
      this.fieldOf(problem)?.setAttribute("aria-invalid", "true");
    }
    this.part("derived").replaceChildren(...(blank || asked ? [] : derived(answer)));
    this.part("left").replaceChildren(...(blank || asked ? [] : left(answer)));
    this.part("found").replaceChildren(...(blank ? [] : asked ? problems(answer.problems) : found(answer)));
    this.part("found").removeAttribute("aria-busy");
    const known = this.lists?.months[this.month];
    if (answer.month && known && answer.month.file === known.file && answer.month.digest !== known.digest) {
      this.elsewhere(known.file);
    }
  }

  /** @param {any} problem @returns {HTMLInputElement | null} */
  fieldOf(problem) {
    const row = problem.row >= 0 ? this.grid.rows.filter((each) => !each.isBlank)[problem.row] : null;
    const place = row ? row.element : this.paper;
    return place.querySelector(`input[name="${problem.field}"]`);
  }

  /** @param {string} file */
  elsewhere(file) {
    this.alert(`${file} 在打开这一页以后，在别处改动了（另一个窗口，或编辑器）。填的内容都还在：点“重新读入账本”，核对凭证号，再保存。`, true);
  }

  /** @param {string} words @param {boolean} reread */
  alert(words, reread = false) {
    this.part("alert").hidden = words === "";
    this.part("alert-words").textContent = words;
    this.button("reread").hidden = !reread;
  }

  /** Say what a look met, unless something stands there that must be done first. @param {string} words */
  remark(words) {
    if (this.button("reread").hidden) {
      this.alert(words);
    }
  }

  /** @param {string} name @returns {HTMLButtonElement} */
  button(name) {
    return /** @type {HTMLButtonElement} */ (this.root.querySelector(`[data-action="${name}"]`));
  }

  async reread() {
    const form = this.json;
    if (await this.load()) {
      this.json = form;
      this.alert("");
      this.button("save").focus();
      await this.look();
    }
  }

  async save() {
    if (this.saving || this.lists === null) {
      return;
    }
    this.saving = true;
    this.root.toggleAttribute("data-saving", true);
    clearTimeout(this.timer);
    this.asked++;
    try {
      await this.saveNow();
    } catch {
      this.alert(
        "服务没有回答，serve 也许停了，不知道存了没有。填的内容还在这一页上：再启动 serve，点“重新读入账本”，在“本月凭证”里看有没有这一张，没有再保存。",
        true,
      );
    } finally {
      this.saving = false;
      this.root.toggleAttribute("data-saving", false);
    }
  }

  async saveNow() {
    const form = this.json;
    const known = this.lists.months[this.month];
    if (this.replaces === null && form.number === "" && known?.used) {
      form.number = known.next;
    }
    const digest = this.replaces !== null ? this.replaces.was : (known?.digest ?? "");
    const sent = { year: this.year, form, digest, replaces: this.replaces, consent: this.consent, paper: this.paperFile };
    const answer = await ask("entry-save", {}, sent);
    const json = answer.json;
    if (answer.said) {
      this.alert(answer.said, answer.status === 409);
      return;
    }
    if (json.changed) {
      this.elsewhere(json.changed);
      return;
    }
    if (!json.saved) {
      this.show({ derived: [], left: [], findings: [], problems: [], why: "", ...json }, false);
      this.consent = json.consent ?? "";
      const first = (json.problems ?? [])[0];
      if (first !== undefined) {
        this.alert("没有保存：还有没写好的地方，见下面“检查”。");
        this.fieldOf(first)?.focus();
      } else {
        this.alert(this.consent ? "没有保存：记了这张，账本别处会有错误，见下面“检查”。确实要这样记，再按一次保存。" : "没有保存：这张凭证有错误，见下面“检查”。");
      }
      return;
    }
    const words = `已保存：${form.date} ${json.number} ${form.narration}，在 ${json.file}:${json.line}。`;
    const date = form.date;
    await this.load();
    this.blank(date);
    this.part("mode").textContent = words;
    if (!this.part("month").hidden) {
      await this.listMonth();
    }
  }

  /** @param {string} date A new voucher, of the day that was typed last: with Enter it stays. */
  blank(date = "") {
    this.replaces = null;
    this.paperFile = null;
    this.consent = "";
    this.alert("");
    this.json = { date, rows: [] };
    this.keep();
    this.part("mode").textContent = "";
    void this.look();
    this.field("date").focus();
    this.field("date").select();
  }

  /** @param {any} answer A form of the server's. @param {string} mode */
  fill(answer, mode) {
    this.closeDialog();
    if (answer.said || !answer.json.form) {
      const words = answer.json?.findings?.map((/** @type {any} */ each) => `${each.what}${each.remedy}`).join("");
      this.alert(answer.said || words || "没有办成。");
      return;
    }
    this.alert("");
    this.paperFile = null;
    this.replaces = answer.json.replaces ?? null;
    this.json = answer.json.form;
    this.part("mode").textContent = answer.json.note ? `${mode}${answer.json.note}` : mode;
    this.changed();
    this.paper.scrollIntoView({ block: "nearest" });
    this.field("date").focus();
    this.field("date").select();
  }

  /** @param {File | undefined} file A document, to fill the form. */
  async takePaper(file) {
    if (file === undefined) {
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    }
    const sent = { name: file.name, content: btoa(text) };
    const answer = await ask("entry-paper", {}, sent);
    this.fill(answer, `照票据 ${file.name}：核对以后保存。`);
    this.paperFile = answer.json?.form ? sent : null;
    this.keep();
  }

  // Lists beside

  async listMonth() {
    const section = this.part("month");
    section.hidden = false;
    const box = /** @type {HTMLInputElement | null} */ (section.querySelector("input"));
    const chosen = /** @type {HTMLSelectElement | null} */ (section.querySelector("select"));
    const number = chosen ? chosen.value : String(this.month || 1);
    const answer = await ask("entry-month", { year: String(this.year), month: number, words: box?.value ?? "" });
    if (answer.said) {
      this.alert(answer.said);
      return;
    }
    if (box === null) {
      this.makeMonth(section, number);
    }
    section.querySelector("[data-part=vouchers]")?.replaceChildren(...month(answer.json, (action, voucher) => this.act(action, voucher)));
  }

  /** @param {HTMLElement} section @param {string} number */
  makeMonth(section, number) {
    const box = made("input", { type: "search", "aria-label": "查找", placeholder: "金额、摘要、科目、编码、凭证号", maxlength: "200" });
    const chosen = /** @type {HTMLSelectElement} */ (made("select", { "aria-label": "月份" }));
    chosen.append(...Array.from({ length: 12 }, (_, index) => made("option", { value: String(index + 1) }, `${index + 1}月`)));
    chosen.value = number;
    let timer = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => this.listMonth(), PATIENCE);
    });
    chosen.addEventListener("change", () => this.listMonth());
    section.replaceChildren(made("h3", {}, "本月凭证"), made("p", { class: "gov-entry-bar" }, chosen, box), made("div", { "data-part": "vouchers" }));
    box.focus();
  }

  /** @param {string} action @param {any} voucher */
  async act(action, voucher) {
    const words = { edit: "正在改", copy: "复制自", red: "红字冲销" }[action] ?? "";
    const query = { action, file: voucher.file, line: String(voucher.line), year: String(this.year), date: this.field("date").value };
    this.fill(await ask("entry-voucher", query), `${words} ${voucher.date} ${voucher.number} ${voucher.narration}`);
  }

  async openTemplates() {
    const answer = await ask("entry-templates", { year: String(this.year), month: String(this.month || 1) });
    if (answer.said) {
      this.alert(answer.said);
      return;
    }
    const dialog = this.openDialog("常用凭证");
    const box = /** @type {HTMLInputElement} */ (made("input", { type: "search", "aria-label": "查找常用凭证", placeholder: "名称或拼音首字母" }));
    const list = made("div", {});
    const draw = () => {
      const kept = answer.json.groups.map((/** @type {any} */ group) => ({ ...group, items: search(group.items, box.value, 100) }));
      list.replaceChildren(
        ...templates(kept, async (each) => {
          const query = { id: each.id, year: String(this.year), month: String(this.month || 1), date: this.field("date").value };
          this.fill(await ask("entry-template", query), `照“${each.name}”`);
        }),
      );
    };
    box.addEventListener("input", draw);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        list.querySelector("button")?.click();
      }
    });
    dialog.append(box, list);
    draw();
    box.focus();
  }

  /** @param {any} row The line that wants a new detail account. */
  openDetail(row) {
    const dialog = this.openDialog("新增明细科目");
    const parent = /** @type {HTMLInputElement} */ (made("input", { "aria-label": "上级科目" }));
    const name = /** @type {HTMLInputElement} */ (made("input", { "aria-label": "明细名称", maxlength: "60" }));
    const budget = /** @type {HTMLSelectElement} */ (made("select", { "aria-label": "往来的性质" }));
    budget.append(
      made("option", { value: "" }, "不写（由凭证看出来）"),
      made("option", { value: "held" }, "替别人收着、借出去的钱：收付不是预算收支"),
      made("option", { value: "owed" }, "欠别人的：付款时是预算支出"),
    );
    const said = made("p", { role: "alert", class: "gov-off" });
    const done = made("button", { type: "button" }, "新增");
    const field = (/** @type {string} */ words, /** @type {HTMLElement} */ input) => made("label", {}, words, input);
    dialog.append(field("上级科目", parent), field("明细名称", name), field("往来的性质（1218、2307 等）", budget), said, made("p", {}, done));
    const picker = new Picker(parent, () => this.lists.parents);
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.target instanceof HTMLInputElement) {
        event.preventDefault();
        picker.settle();
        (event.target === parent ? name : done).focus();
      }
    });
    done.addEventListener("click", async () => {
      const sent = { year: this.year, parent: picker.value, name: name.value, budget: budget.value };
      const answer = await ask("entry-open", {}, sent);
      if (answer.said || !answer.json.account) {
        said.textContent = answer.said;
        return;
      }
      await this.load();
      this.closeDialog();
      row.account.value = answer.json.account;
      row.adapt();
      this.changed();
      row.debit.focus();
    });
    parent.focus();
  }

  /** What else a line says; or the voucher itself, where there is none. @param {any} row */
  openMore(row) {
    const field = document.activeElement;
    const dialog = this.openDialog(row ? "这一行还写什么" : "整张凭证还写什么");
    const given = row ? { ...(row.budget ? { budget: `"${row.budget}"` } : {}), ...row.more } : this.extra.more;
    editMore(dialog, given, row !== undefined, (more) => {
      if (row) {
        row.setMore(more);
      } else {
        this.extra.more = more;
        this.countMore();
      }
      this.changed();
      if (field instanceof HTMLElement) {
        field.focus();
      }
    });
  }

  countMore() {
    const count = Object.keys(this.extra.more).length;
    this.button("more").textContent = count ? `还写了 ${count} 项…` : "还写什么…";
  }

  /** @param {string} title @returns {HTMLDialogElement} */
  openDialog(title) {
    const dialog = /** @type {HTMLDialogElement} */ (this.part("dialog"));
    const close = made("button", { type: "button", class: "gov-close", "aria-label": "关闭" }, "×");
    close.addEventListener("click", () => this.closeDialog());
    dialog.setAttribute("aria-label", title);
    dialog.replaceChildren(close, made("h3", {}, title));
    dialog.showModal();
    return dialog;
  }

  closeDialog() {
    const dialog = /** @type {HTMLDialogElement} */ (this.part("dialog"));
    if (dialog.open) {
      dialog.close();
    }
  }

  // Keys

  listen() {
    this.paper.addEventListener("input", () => this.changed());
    this.paper.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && KEYS.includes(event.target.name)) {
        this.grid.adapt();
      }
      this.changed();
    });
    this.paper.addEventListener("focusout", (event) => {
      if (event.target instanceof HTMLInputElement && KEYS.includes(event.target.name)) {
        this.grid.adapt();
      }
    });
    this.paper.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    this.paper.addEventListener("paste", (event) => this.pasted(event));
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (!this.root.isConnected) {
        document.removeEventListener("keydown", pressed);
      } else if (event.target === document.body || (event.target instanceof Node && this.root.contains(event.target))) {
        this.pressed(event);
      }
    };
    document.addEventListener("keydown", pressed);
    this.yearField.addEventListener("change", async () => {
      if (await this.load()) {
        this.changed();
      }
    });
    const file = /** @type {HTMLInputElement} */ (this.part("paper-file"));
    file.addEventListener("change", () => {
      void this.takePaper(file.files?.[0]);
      file.value = "";
    });
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      void this.takePaper(event.dataTransfer?.files[0]);
    });
    const actions = {
      more: () => this.openMore(undefined),
      paper: () => file.click(),
      new: () => this.blank(),
      templates: () => this.openTemplates(),
      month: () => this.listMonth(),
      reread: () => this.reread(),
      row: () => this.grid.add().account.input.focus(),
    };
    for (const [name, action] of Object.entries(actions)) {
      this.button(name).addEventListener("click", () => void action());
    }
  }

  /** @param {Element} element @returns {Picker | undefined} */
  pickerOf(element) {
    const row = this.grid.rowOf(element);
    const pickers = row ? [row.account, ...Object.values(row.codes)] : Object.values(this.pickers);
    return pickers.find((each) => each.input === element);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    // An input method takes Enter to end a word, and arrows to choose one.
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    if (event.key === "F8" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      const target = event.target;
      const picker = target instanceof HTMLInputElement ? this.pickerOf(target) : undefined;
      if (picker?.settle()) {
        return;
      }
      picker?.leave();
      void this.save();
    } else if (event.key === "F4" && !event.altKey) {
      event.preventDefault();
      void this.openTemplates();
    } else if (event.key === "F9") {
      event.preventDefault();
      void this.listMonth();
    } else if (event.target instanceof HTMLInputElement && this.paper.contains(event.target)) {
      this.pressedIn(event, event.target);
    }
  }

  /** @param {KeyboardEvent} event @param {HTMLInputElement} input */
  pressedIn(event, input) {
    const picker = this.pickerOf(input);
    if (picker !== undefined && (event.key === "ArrowDown" || event.key === "ArrowUp" || event.key === "F2")) {
      event.preventDefault();
      if (event.key === "F2") {
        picker.open(false);
      } else {
        picker.move(event.key === "ArrowDown" ? 1 : -1);
      }
    } else if (event.key === "Escape" && picker?.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      picker.close();
    } else if (event.key === "Tab" && picker?.isOpen) {
      picker.settle();
    } else if (event.key === "Enter" && event.altKey) {
      event.preventDefault();
      this.openMore(this.grid.rowOf(input));
    } else if (event.key === "Delete" && event.shiftKey && this.grid.rowOf(input)) {
      event.preventDefault();
      this.grid.remove(/** @type {any} */ (this.grid.rowOf(input)));
    } else if (event.key === "Enter" && !event.altKey && !event.shiftKey && input.type !== "checkbox") {
      event.preventDefault();
      if (picker?.settle()) {
        return;
      }
      picker?.leave();
      this.next(input);
    }
  }

  /** @param {HTMLInputElement} input Go on from it as on paper: down the head, along the lines, to the end. */
  next(input) {
    const row = this.grid.rowOf(input);
    if (row && input.name === "account" && row.isBlank && this.grid.isBalanced) {
      this.button("save").focus();
      return;
    }
    if (row && (input.name === "debit" || input.name === "credit") && input.value.trim() !== "") {
      this.grid.keepBlank();
      const index = this.grid.rows.indexOf(row);
      (this.grid.rows[index + 1] ?? this.grid.add()).account.input.focus();
      return;
    }
    const inputs = [...this.paper.querySelectorAll("input[data-next]")].filter((each) => !(/** @type {HTMLInputElement} */ (each).disabled));
    const following = inputs.filter((each) => input.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)[0];
    if (following === undefined) {
      this.grid.add().account.input.focus();
    } else if (following instanceof HTMLInputElement) {
      following.focus();
      following.select();
    }
  }

  /** @param {ClipboardEvent} event Rows of a sheet. */
  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const row = event.target instanceof Element ? this.grid.rowOf(event.target) : undefined;
    if (row !== undefined && text.includes("\t")) {
      event.preventDefault();
      const count = this.grid.paste(text, row);
      this.part("mode").textContent = `贴入 ${count} 行，核对以后保存。`;
    }
  }
}

/** @param {HTMLElement} root */
export async function start(root) {
  const desk = new Desk(root);
  const kept = desk.kept;
  if (await desk.load()) {
    if (kept !== null) {
      desk.restore(kept);
    } else {
      desk.blank();
    }
    root.dataset.ready = "";
  }
}
