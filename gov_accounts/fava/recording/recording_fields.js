// @ts-check
// What is typed, as values: days, amounts in fen, and whether an item of a list is meant by some words. No page is
// known here.

/** @param {string} text @returns {string} Full-width signs made half-width, capitals small. */
export function plain(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}

/**
 * An amount in fen, as a BigInt, so that no amount is ever rounded.
 * @param {string} text @returns {bigint | null} None where it is no amount, or finer than a fen.
 */
export function fen(text) {
  const bare = plain(text).replace(/[−–—－]/g, "-").replace(/[,，\s¥元]/g, "");
  const found = /^(\(?)([+-]?)(\d*)(?:\.(\d*))?(\)?)$/.exec(bare);
  if (found === null || (!found[3] && !found[4])) {
    return null;
  }
  const part = (found[4] ?? "").replace(/0+$/, "");
  if (part.length > 2 || Boolean(found[1]) !== Boolean(found[5])) {
    return null;
  }
  const whole = BigInt((found[3] || "0") + part.padEnd(2, "0"));
  return (found[2] === "-") !== Boolean(found[1]) ? -whole : whole;
}

/** @param {bigint} amount @returns {string} Fen as yuan: `99.40`. */
export function yuan(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** @param {bigint} amount @returns {string} The same with separators. */
export function shownYuan(amount) {
  return yuan(amount).replace(/\B(?=(\d{3})+(?=\.))/g, ",");
}

/** @param {string} text @returns {number} The month that is meant by a day; 0 where it can't be told. */
export function monthOf(text) {
  const bare = plain(text);
  const found =
    /^\d{4}[-/.年]?(\d{1,2})[-/.月]?\d{1,2}日?$/.exec(bare) ??
    /^(\d{1,2})[-./月 。]\s*\d{1,2}日?$/.exec(bare) ??
    /^(\d{1,2})\d{2}$/.exec(bare);
  const month = found === null ? 0 : Number(found[1]);
  return month >= 1 && month <= 12 ? month : 0;
}

/**
 * @typedef {{id: string, code: string, name: string, spell: string, path?: string, book?: string, may?: string[],
 *   needs?: string[], has?: Record<string, string>}} Item
 */

/** @param {Item} item @param {string} word @returns {number} How well a word means it; 0 where it doesn't. */
function meant(item, word) {
  const name = plain(item.name);
  if (/^\d+$/.test(word) && item.code) {
    return item.code === word ? 5 : item.code.startsWith(word) ? 4 : name.includes(word) ? 1 : 0;
  }
  if (name === word || plain(item.code) === word) {
    return 5;
  }
  if (name.startsWith(word)) {
    return 4;
  }
  if (name.includes(word)) {
    return 3;
  }
  if (/^[a-z]+$/.test(word)) {
    const readings = item.spell.split(" ");
    for (let start = 0; start + word.length <= readings.length; start++) {
      if ([...word].every((letter, index) => readings[start + index]?.includes(letter))) {
        return start === 0 ? 3 : 2;
      }
    }
  }
  return item.path && plain(item.path).includes(word) ? 1 : 0;
}

/**
 * The items that all words mean, best first; of equally good ones those used last.
 * @param {Item[]} items @param {string} text @param {number} most @returns {Item[]}
 */
export function search(items, text, most = 60) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return items.slice(0, most);
  }
  const found = [];
  for (const item of items) {
    const marks = words.map((word) => meant(item, word));
    if (!marks.includes(0)) {
      found.push({ item, mark: Math.min(...marks) });
    }
  }
  return found.sort((one, other) => other.mark - one.mark).slice(0, most).map((each) => each.item);
}
