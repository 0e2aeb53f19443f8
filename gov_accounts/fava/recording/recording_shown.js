// @ts-check
// What the server answers, as parts of the page. Words are always text, never markup.

/**
 * @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") {
      element.className = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

/** @param {string} text */
function said(text) {
  return made("bdi", {}, text);
}

/** @param {string} label @param {string[]} heads @param {HTMLElement[]} rows */
function table(label, heads, rows) {
  return made(
    "div",
    { class: "gov-scroll", tabindex: "0", role: "region", "aria-label": label },
    made(
      "table",
      { class: "gov-table" },
      made("caption", { class: "gov-hidden" }, label),
      made("thead", {}, made("tr", {}, ...heads.map((each) => made("th", { scope: "col" }, each)))),
      made("tbody", {}, ...rows),
    ),
  );
}

/** @param {string} text @param {boolean} over */
function figure(text, over = false) {
  return made("td", { class: over ? "gov-figure gov-off" : "gov-figure" }, text);
}

/** @param {any} answer @returns {Node[]} */
export function derived(answer) {
  if (answer.derived.length === 0) {
    return [made("p", {}, answer.why ?? "")];
  }
  const rows = answer.derived.map((/** @type {any} */ leg) =>
    made("tr", {}, made("th", { scope: "row" }, said(leg.account), made("small", {}, leg.codes ? ` ${leg.codes}` : "")), figure(leg.debit), figure(leg.credit)),
  );
  return [table("预算会计分录", ["科目", "借方（元）", "贷方（元）"], rows)];
}

/** @param {any} answer @returns {Node[]} */
export function left(answer) {
  if (answer.left.length === 0) {
    return [made("p", {}, answer.derived.length > 0 ? "这些科目没有批复的指标，不控制。" : "")];
  }
  const rows = answer.left.map((/** @type {any} */ each) =>
    made("tr", {}, made("th", { scope: "row" }, said(each.name)), figure(each.approved), figure(each.spent), figure(each.left, each.over)),
  );
  return [table("预算还剩", ["指标", "可用（元）", "已支出（元）", "还剩（元）"], rows)];
}

/** @param {any} answer @returns {Node[]} */
export function found(answer) {
  if (answer.findings.length === 0) {
    return [made("p", { class: "gov-good" }, "没有发现问题。")];
  }
  const items = answer.findings.map((/** @type {any} */ each) =>
    made(
      "li",
      { class: each.error ? "gov-error" : "gov-notice", "data-rule": each.rule },
      made("strong", {}, each.kind),
      " ",
      said(each.place),
      made("span", { class: "gov-what" }, said(each.what)),
      made("span", { class: "gov-why" }, "原因：", said(each.why)),
      made("span", { class: "gov-why" }, "改法：", said(each.remedy)),
    ),
  );
  return [made("ul", { class: "gov-findings" }, ...items)];
}

/** @param {any[]} problems @returns {Node[]} */
export function problems(problems) {
  const words = (/** @type {any} */ each) => `${each.row >= 0 ? `第 ${each.row + 1} 行：` : ""}${each.what}`;
  return [made("ul", { class: "gov-problems" }, ...problems.map((each) => made("li", {}, said(words(each)))))];
}

/** @param {string} month @param {string} kind @param {any} voucher @returns {string} Where it is printed; all of the month without one. */
function printing(month, kind, voucher) {
  const [year, number] = month.split("-");
  const query = { year, month: String(Number(number)), format: kind, line: String(voucher?.line ?? 0), file: voucher?.file ?? "" };
  return `entry-print?${new URLSearchParams(query)}`;
}

/**
 * The month's vouchers. @param {any} answer @param {(action: string, voucher: any) => void} act
 * @returns {Node[]}
 */
export function month(answer, act) {
  const button = (/** @type {string} */ words, /** @type {string} */ action, /** @type {any} */ voucher) => {
    const made_ = made("button", { type: "button", "aria-label": `${words} ${voucher.number} ${voucher.narration}` }, words);
    made_.addEventListener("click", () => act(action, voucher));
    return made_;
  };
  const rows = answer.vouchers.map((/** @type {any} */ each) =>
    made(
      "tr",
      {},
      made("td", { class: "gov-code" }, each.date),
      made("td", { class: "gov-code" }, said(each.number), each.checked ? "" : " !"),
      made("th", { scope: "row" }, said([each.payee, each.narration].filter(Boolean).join(" "))),
      made("td", {}, said(each.accounts)),
      figure(each.amount),
      made(
        "td",
        { class: "gov-acts" },
        ...(each.editable ? [button("改", "edit", each)] : [made("span", { class: "gov-tag" }, each.state)]),
        button("复制", "copy", each),
        ...(each.number && !each.closing ? [button("红字", "red", each)] : []),
        ...["html", "pdf"].map((kind) => made("a", { href: printing(answer.month, kind, each), target: "_blank", rel: "noopener", "data-remote": "" }, kind === "html" ? "打印" : "PDF")),
      ),
    ),
  );
  const parts = [];
  if (answer.gaps.length > 0) {
    parts.push(made("p", { class: "gov-off" }, `缺号：${answer.gaps.join("、")}。`));
  }
  if (answer.vouchers.length > 0 && !answer.words) {
    const links = ["html", "pdf"].map((kind) => made("a", { href: printing(answer.month, kind, null), target: "_blank", rel: "noopener", "data-remote": "" }, kind));
    parts.push(made("p", {}, `${answer.vouchers.length} 张。打印全部：`, links[0], " ", links[1]));
  }
  parts.push(
    answer.vouchers.length > 0
      ? table("凭证", ["日期", "凭证号", "对方、摘要", "科目", "金额（元）", "做什么"], rows)
      : made("p", {}, answer.words ? "没有找到。" : "这个月还没有凭证。"),
  );
  return parts;
}

/** @param {any[]} groups @param {(template: any) => void} act @returns {Node[]} */
export function templates(groups, act) {
  return groups.flatMap((group) => {
    const items = group.items.map((/** @type {any} */ each) => {
      const button = made("button", { type: "button" }, said(each.name));
      button.addEventListener("click", () => act(each));
      return made("li", {}, button);
    });
    return group.items.length > 0 ? [made("h3", {}, group.name), made("ul", { class: "gov-templates" }, ...items)] : [];
  });
}
