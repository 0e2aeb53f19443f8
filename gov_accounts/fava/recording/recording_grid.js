// @ts-check
// The lines of a voucher: fields, sums, the amount that balances, and rows pasted from a sheet.

import { fen, plain, search, shownYuan, yuan } from "./recording_fields.js";
import { Picker } from "./recording_picker.js";

export const KEYS = ["func", "econ", "fund", "project"];
const NAMES = { func: "功能分类", econ: "经济分类", fund: "资金性质", project: "项目" };
const BOOKS = { CNY: "财务", "CNY.B": "预算", "CNY.A": "指标" };

/** A line. */
class Row {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    /** @type {Record<string, string>} */
    this.more = {};
    this.budget = "";
    this.element = document.createElement("tr");
    this.words = this.field("摘要", "words");
    const account = this.field("科目", "account", true);
    this.account = new Picker(account, () => grid.lists.accounts, {
      more: () => [{ id: "+", code: "+", name: "＋ 新增明细科目……", spell: "" }],
      chosen: () => grid.wanted(this),
    });
    /** @type {Record<string, Picker>} */
    this.codes = {};
    for (const key of KEYS) {
      this.codes[key] = new Picker(this.field(NAMES[key], key), () => grid.lists[key], { label: (item) => item.code });
    }
    this.debit = this.field("借方", "debit", true);
    this.credit = this.field("贷方", "credit", true);
    for (const amount of [this.debit, this.credit]) {
      amount.inputMode = "decimal";
      amount.className = "gov-amount";
      amount.addEventListener("input", () => this.balance(amount));
      amount.addEventListener("blur", () => this.tidy(amount));
    }
    const cell = document.createElement("td");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", "删除这一行");
    remove.tabIndex = -1;
    remove.addEventListener("click", () => grid.remove(this));
    this.others = document.createElement("button");
    this.others.type = "button";
    this.others.tabIndex = -1;
    this.others.setAttribute("aria-label", "这一行还写什么");
    this.others.addEventListener("click", () => grid.openMore(this));
    cell.append(this.others, remove);
    this.setMore({});
    this.element.append(cell);
    account.addEventListener("change", () => this.adapt());
    account.addEventListener("blur", () => this.adapt());
    this.adapt();
  }

  /** @param {string} label @param {string} name @param {boolean} next Whether Enter comes by. */
  field(label, name, next = false) {
    const cell = document.createElement("td");
    cell.dataset.label = label;
    const input = document.createElement("input");
    input.name = name;
    input.maxLength = 1000;
    input.autocomplete = "off";
    input.setAttribute("aria-label", label);
    if (next) {
      input.dataset.next = "";
    }
    cell.append(input);
    this.element.append(cell);
    return input;
  }

  /** Show codes where the account may have them; where it lacks one that it needs, Enter comes by. */
  adapt() {
    const item = this.account.item;
    for (const key of KEYS) {
      const input = this.codes[key].input;
      const may = item === undefined ? true : (item.may ?? []).includes(key);
      const general = this.grid.general(key);
      input.disabled = !may;
      input.placeholder = may ? item?.has?.[key] || general : "";
      const asked = (item?.needs ?? []).includes(key) && general === "" && !item?.has?.[key];
      input.toggleAttribute("data-next", may && asked);
      input.toggleAttribute("aria-required", may && asked);
    }
    this.grid.total();
  }

  /** @param {Record<string, string>} more What else the line says, each value as the ledger writes it. */
  setMore(more) {
    const { budget, ...others } = more;
    this.budget = budget === undefined ? "" : budget.replace(/"/g, "");
    this.more = others;
    const count = Object.keys(more).length;
    this.others.textContent = count ? `${count}…` : "…";
  }

  /** @param {HTMLInputElement} amount */
  balance(amount) {
    if (!/[=＝]/.test(amount.value)) {
      return;
    }
    amount.value = "";
    const difference = this.grid.difference(this);
    const debit = amount === this.debit;
    const wanted = debit ? -difference : difference;
    const other = debit ? this.credit : this.debit;
    other.value = "";
    // What can't stand on this side stands on the other.
    (wanted < 0n ? other : amount).value = difference === 0n ? "" : yuan(wanted < 0n ? -wanted : wanted);
    this.grid.changed();
  }

  /** @param {HTMLInputElement} amount */
  tidy(amount) {
    const value = fen(amount.value);
    if (amount.value.trim() !== "" && value !== null) {
      amount.value = yuan(value);
    }
  }

  get fen() {
    return (fen(this.debit.value) ?? 0n) - (fen(this.credit.value) ?? 0n);
  }

  get book() {
    return this.account.item?.book ?? "CNY";
  }

  get isBlank() {
    return [this.words, this.account.input, this.debit, this.credit].every((each) => each.value.trim() === "");
  }

  get json() {
    const codes = Object.fromEntries(KEYS.map((key) => [key, this.codes[key].input.disabled ? "" : this.codes[key].value]));
    return {
      words: this.words.value,
      account: this.account.value,
      ...codes,
      budget: this.budget,
      debit: this.debit.value,
      credit: this.credit.value,
      more: this.more,
    };
  }

  /** @param {any} given */
  set json(given) {
    this.words.value = given.words ?? "";
    this.account.value = given.account ?? "";
    for (const key of KEYS) {
      this.codes[key].value = given[key] ?? "";
    }
    this.debit.value = given.debit ?? "";
    this.credit.value = given.credit ?? "";
    this.setMore({ ...(given.budget ? { budget: `"${given.budget}"` } : {}), ...(given.more ?? {}) });
    const waits = given.side && !given.debit && !given.credit;
    for (const amount of [this.debit, this.credit]) {
      amount.placeholder = waits && amount.name === given.side ? "0.00" : "";
      amount.toggleAttribute("data-next", !waits || amount.name === given.side);
    }
    this.adapt();
  }
}

export class Grid {
  /**
   * @param {HTMLElement} body @param {HTMLElement} foot
   * @param {{general: (key: string) => string, changed: () => void, wanted: (row: any) => void,
   *   more: (row: any) => void}} page
   */
  constructor(body, foot, page) {
    this.body = body;
    this.foot = foot;
    this.general = page.general;
    this.changed = page.changed;
    this.wanted = page.wanted;
    this.openMore = page.more;
    /** @type {any} */
    this.lists = { accounts: [], func: [], econ: [], fund: [], project: [] };
    /** @type {Row[]} */
    this.rows = [];
  }

  /** @param {any} given @returns {Row} */
  add(given = null) {
    const row = new Row(this);
    this.rows.push(row);
    this.body.append(row.element);
    if (given !== null) {
      row.json = given;
    }
    return row;
  }

  /** @param {Row} row */
  remove(row) {
    const index = this.rows.indexOf(row);
    this.rows.splice(index, 1);
    row.element.remove();
    this.keepBlank();
    this.rows[Math.min(index, this.rows.length - 1)].account.input.focus();
    this.total();
    this.changed();
  }

  /** There is always a line to type in. */
  keepBlank() {
    if (this.rows.length === 0 || !this.rows[this.rows.length - 1].isBlank) {
      this.add();
    }
  }

  /** @param {Element | null} element @returns {Row | undefined} */
  rowOf(element) {
    return this.rows.find((each) => element !== null && each.element.contains(element));
  }

  get json() {
    return this.rows.map((each) => each.json);
  }

  /** @param {any[]} given */
  set json(given) {
    for (const row of this.rows) {
      row.element.remove();
    }
    this.rows = [];
    for (const each of given) {
      this.add(each);
    }
    while (this.rows.length < 2) {
      this.add();
    }
    this.keepBlank();
    this.total();
  }

  adapt() {
    for (const row of this.rows) {
      row.adapt();
    }
  }

  /** @param {Row | null} without @returns {bigint} Debits less credits of the book of a line, without that line. */
  difference(without) {
    const book = without?.book ?? "CNY";
    return this.rows.filter((row) => row !== without && row.book === book).reduce((sum, row) => sum + row.fen, 0n);
  }

  get isBalanced() {
    const sums = new Map();
    for (const row of this.rows) {
      sums.set(row.book, (sums.get(row.book) ?? 0n) + row.fen);
    }
    return this.rows.some((row) => row.fen !== 0n) && [...sums.values()].every((sum) => sum === 0n);
  }

  total() {
    const books = new Map();
    for (const row of this.rows.filter((each) => !each.isBlank)) {
      const sum = books.get(row.book) ?? { debit: 0n, credit: 0n };
      sum.debit += fen(row.debit.value) ?? 0n;
      sum.credit += fen(row.credit.value) ?? 0n;
      books.set(row.book, sum);
    }
    if (books.size === 0) {
      books.set("CNY", { debit: 0n, credit: 0n });
    }
    this.foot.replaceChildren(
      ...[...books].map(([book, { debit, credit }]) => {
        const line = document.createElement("tr");
        const head = document.createElement("th");
        head.scope = "row";
        head.colSpan = 6;
        const difference = debit - credit;
        head.textContent = `合计（${BOOKS[book] ?? book}）${difference === 0n ? "" : `　不平，借方${difference > 0n ? "多" : "少"} ${shownYuan(difference < 0n ? -difference : difference)}`}`;
        head.className = difference === 0n ? "gov-total" : "gov-total gov-off";
        const cells = [debit, credit].map((each) => {
          const cell = document.createElement("td");
          cell.className = "gov-figure gov-total";
          cell.textContent = shownYuan(each);
          return cell;
        });
        line.append(head, ...cells, document.createElement("td"));
        return line;
      }),
    );
  }

  /**
   * Rows of a sheet, put in from a line on. @param {string} text Cells apart by tabs. @param {Row} from
   * @returns {number} How many.
   */
  paste(text, from) {
    const table = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
    const read = readTable(table, this.lists);
    let at = this.rows.indexOf(from);
    for (const given of read) {
      while (at >= this.rows.length) {
        this.add();
      }
      this.rows[at].json = given;
      at++;
    }
    this.keepBlank();
    this.total();
    this.changed();
    return read.length;
  }
}

const HEADS = [
  ["words", /摘要|说明/],
  ["func", /功能/],
  ["econ", /经济/],
  ["fund", /资金/],
  ["project", /项目/],
  ["account", /科目|账户/],
  ["debit", /借/],
  ["credit", /贷/],
];

/**
 * The lines that a table holds: by its heads, where it has any, else by what its cells look like.
 * @param {string[][]} table @param {any} lists @returns {any[]}
 */
export function readTable(table, lists) {
  const named = table[0].map((cell) => HEADS.find(([, pattern]) => /** @type {RegExp} */ (pattern).test(cell))?.[0] ?? "");
  const hasHeads = named.includes("account") && (named.includes("debit") || named.includes("credit"));
  const body = hasHeads ? table.slice(1) : table;
  const amounts = hasHeads ? [] : amountColumns(body);
  return body
    .filter((cells) => cells.some((cell) => cell !== ""))
    .map((cells) => {
      /** @type {any} */
      const row = {};
      for (const [index, cell] of cells.entries()) {
        const name = hasHeads ? named[index] : kindOf(cell, index, amounts, row, lists);
        if (name && cell !== "" && row[name] === undefined) {
          row[name] = name === "account" ? accountOf(cell, lists) : KEYS.includes(name) ? codeOf(cell, name, lists) : cell;
        }
      }
      return row;
    });
}

/** @param {string[][]} body @returns {number[]} The last two columns with amounts in them. */
function amountColumns(body) {
  const width = Math.max(...body.map((cells) => cells.length));
  const found = [];
  for (let index = 0; index < width; index++) {
    const cells = body.map((each) => each[index] ?? "").filter((cell) => cell !== "");
    if (cells.length > 0 && cells.every((cell) => fen(cell) !== null) && !cells.every((cell) => /^\d{4,}$/.test(cell))) {
      found.push(index);
    }
  }
  return found.slice(-2);
}

/** @param {string} cell @param {number} index @param {number[]} amounts @param {any} row @param {any} lists */
function kindOf(cell, index, amounts, row, lists) {
  if (amounts.includes(index)) {
    return amounts.indexOf(index) === 0 ? "debit" : "credit";
  }
  if (row.account === undefined && accountOf(cell, lists) !== cell) {
    return "account";
  }
  if (/^2\d{6}$/.test(cell)) {
    return "func";
  }
  if (/^3\d{4}$/.test(cell)) {
    return "econ";
  }
  return lists.accounts.some((/** @type {any} */ each) => each.id === cell) ? "account" : "words";
}

/** @param {string} cell @param {any} lists @returns {string} The account that a cell names; the cell where it is none. */
function accountOf(cell, lists) {
  const wanted = plain(cell);
  const digits = /^(\d[\d.]*)/.exec(wanted)?.[1]?.replaceAll(".", "") ?? "";
  const exact = lists.accounts.find((/** @type {any} */ each) => each.id === cell || plain(each.name) === wanted || each.code === digits);
  if (exact !== undefined) {
    return exact.id;
  }
  const found = wanted === "" || /^\d+$/.test(wanted) ? [] : search(lists.accounts, wanted, 2);
  return found.length === 1 ? found[0].id : cell;
}

/** @param {string} cell @param {string} key @param {any} lists @returns {string} The code that a cell names. */
function codeOf(cell, key, lists) {
  const digits = /^(\d+)/.exec(cell)?.[1];
  const found = lists[key].find((/** @type {any} */ each) => each.id === (digits ?? cell) || each.id === cell || plain(each.name) === plain(cell));
  return found?.id ?? cell;
}
