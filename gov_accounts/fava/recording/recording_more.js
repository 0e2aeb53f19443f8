// @ts-check
// What else a voucher or a line says: metadata that has no field of its own, such as why a finding was looked into.

import { made } from "./recording_shown.js";

const USUAL = [
  ["checked", "核对过的说明：检查提示的地方没有错，为什么"],
  ["budget", "这一行的预算科目：8001 是替别人收着、借出去的"],
  ["due", "到期日"],
  ["cashflow", "现金流量表里的项目"],
  ["invoice", "发票号"],
  ["procurement", "政府采购：货物、工程、服务"],
  ["sme", "中小企业：中型、小型、微型"],
];
const DAYS = ["due"];

/** @param {string} literal A value as the ledger writes it. @returns {string} */
export function textOf(literal) {
  return literal.startsWith('"') ? literal.slice(1, -1).replace(/\\(.)/g, "$1") : literal;
}

/** @param {string} key @param {string} text @param {string} before What stood there. @returns {string} */
export function literalOf(key, text, before) {
  const bare = before !== "" && !before.startsWith('"');
  if ((bare || DAYS.includes(key)) && /^(\d{4}-\d{2}-\d{2}|-?\d+(\.\d+)?|TRUE|FALSE)$/.test(text)) {
    return text;
  }
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * Fill a dialog with what else is said, to be changed.
 * @param {HTMLDialogElement} dialog @param {Record<string, string>} given @param {boolean} ofRow
 * @param {(more: Record<string, string>) => void} done
 */
export function editMore(dialog, given, ofRow, done) {
  const usual = made("datalist", { id: "gov-more-keys" });
  for (const [key, words] of USUAL) {
    if (ofRow || key !== "budget") {
      usual.append(made("option", { value: key }, words));
    }
  }
  const list = made("div", {});
  /** @type {{key: HTMLInputElement, value: HTMLInputElement, before: string}[]} */
  const lines = [];
  const add = (/** @type {string} */ name, /** @type {string} */ literal) => {
    const key = /** @type {HTMLInputElement} */ (made("input", { "aria-label": "键", list: usual.id, placeholder: "键，如 checked", maxlength: "60" }));
    const value = /** @type {HTMLInputElement} */ (made("input", { "aria-label": "值", placeholder: "值；不要的空着", maxlength: "1000" }));
    key.value = name;
    value.value = textOf(literal);
    lines.push({ key, value, before: literal });
    list.append(made("p", { class: "gov-more" }, key, value));
    return key;
  };
  for (const [name, literal] of Object.entries(given)) {
    add(name, literal);
  }
  const first = add("", "");
  const finish = () => {
    /** @type {Record<string, string>} */
    const more = {};
    for (const { key, value, before } of lines) {
      if (key.value.trim() !== "" && value.value.trim() !== "") {
        more[key.value.trim()] = literalOf(key.value.trim(), value.value.trim(), before);
      }
    }
    dialog.close();
    done(more);
  };
  const button = made("button", { type: "button" }, "确定");
  button.addEventListener("click", finish);
  list.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !(input instanceof HTMLInputElement)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const at = lines.findIndex((each) => each.key === input || each.value === input);
    const line = lines[at];
    if (input === line.key && input.value.trim() === "") {
      finish();
    } else if (input === line.key) {
      line.value.focus();
    } else {
      (lines[at + 1]?.key ?? add("", "")).focus();
    }
  });
  dialog.append(usual, list, made("p", {}, button));
  first.focus();
}
