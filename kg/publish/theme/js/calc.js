// The calculator on pages with an equation: the closed grammar of kg/equations, read and evaluated here. Nothing is run as code.
"use strict";

class Fault extends Error {}
const fault = (words) => { throw new Fault(words); };
const LARGE = "too large a number";
const finite = (value) => Number.isFinite(value) ? value : fault(LARGE);
const BINDING = new Map([["+", 1], ["-", 1], ["*", 2], ["/", 2], ["**", 4]]);
const SIGN = 3, POWER = 4;

function power(base, exponent) {
  if (base < 0 && !Number.isInteger(exponent)) fault(`${base} to the power ${exponent} is not real`);
  if (base === 0 && exponent < 0) fault("division by zero: 0 to a negative power");
  return finite(base ** exponent);
}

const OPERATORS = new Map([
  ["+", (a, b) => finite(a + b)], ["-", (a, b) => finite(a - b)], ["*", (a, b) => finite(a * b)],
  ["/", (a, b) => b === 0 ? fault("division by zero") : finite(a / b)], ["**", power],
]);
const COMPARE = new Map([
  ["<", (a, b) => a < b], ["<=", (a, b) => a <= b], [">", (a, b) => a > b], [">=", (a, b) => a >= b], ["==", (a, b) => a === b],
]);

const above = (log) => (x) => x > 0 ? log(x) : fault(`the logarithm of ${x}, which is not positive`);
function choose(n, k) {
  if (!Number.isInteger(n) || !Number.isInteger(k) || n < 0 || k < 0) fault(`comb(${n}, ${k}) needs whole numbers that are not negative`);
  if (k > n) return 0;
  const least = Math.min(k, n - k);
  if (least > 1024) fault(LARGE);
  let found = 1;
  for (let i = 1; i <= least; i++) found = found * ((n - least + i) / i);
  return found < 2 ** 52 ? Math.round(found) : found;
}
// Name to the number of arguments (negative: that many or more) and the function.
const FUNCTIONS = new Map([
  ["sqrt", [1, (x) => x < 0 ? fault(`the square root of ${x} is not real`) : Math.sqrt(x)]],
  ["log", [1, above(Math.log)]], ["log2", [1, above(Math.log2)]], ["log10", [1, above(Math.log10)]], ["exp", [1, Math.exp]],
  ["acos", [1, (x) => Math.abs(x) > 1 ? fault(`acos of ${x}, which is not between -1 and 1`) : Math.acos(x)]],
  ["cos", [1, Math.cos]], ["sin", [1, Math.sin]], ["tan", [1, Math.tan]], ["tanh", [1, Math.tanh]],
  ["floor", [1, Math.floor]], ["ceil", [1, Math.ceil]], ["abs", [1, Math.abs]], ["comb", [2, choose]],
  ["max", [-2, Math.max]], ["min", [-2, Math.min]],
]);

function tokens(text) {
  const pattern = /[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]*)|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(\*\*|<=|>=|==|[-+*/()=,<>])|([^ \t\r\n]))/y;
  const found = [];
  if (text.length > 2000) fault("too long a text");
  for (let match; (match = pattern.exec(text));) {
    if (match[4]) fault(`unexpected character ${match[4]}`);
    found.push({ kind: match[1] ? "name" : match[2] ? "number" : match[3], text: match[1] || match[2] || match[3] });
  }
  if (found.length > 600) fault("too many numbers, names and signs");
  return [...found, { kind: "end", text: "the end" }];
}

// Text to a function of a Map from names to numbers, which throws a Fault where there is no value.
function compile(text) {
  const list = tokens(text);
  let place = 0, level = 0;
  const next = () => list[place++];
  const sees = (kind) => list[place].kind === kind;
  const expect = (kind) => { if (!sees(kind)) fault(`${kind} is missing before ${list[place].text}`); place++; };
  // Whether a part has names in it decides if its value is known beforehand.
  const node = (run, parts, named = false) => Object.assign(run, {
    named: named || parts.some((part) => part.named), depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
  });

  function expression(least) {
    if (++level > 64) fault("nested more than 64 deep");
    let left = operand();
    for (let binding; (binding = BINDING.get(list[place].kind) || 0) >= least && binding;) {
      const apply = OPERATORS.get(next().kind), first = left;
      const right = expression(binding === POWER ? SIGN : binding + 1);
      if (binding === POWER && !right.named && Math.abs(right(new Map())) > 1000) fault("an exponent beyond 1000");
      left = node((values) => apply(first(values), right(values)), [first, right]);
    }
    level--;
    return left;
  }

  function operand() {
    const token = next();
    if (token.kind === "number") {
      const value = finite(Number(token.text));
      if (value === 0 && /[1-9]/.test(token.text.split(/e/i)[0])) fault("too small a number");
      return node(() => value, []);
    }
    if (token.kind === "name") return named(token.text);
    if (token.kind === "(") {
      const inner = expression(1);
      expect(")");
      return inner;
    }
    if (token.kind === "+") return expression(SIGN);
    if (token.kind !== "-") fault(`a number or a name is missing before ${token.text}`);
    const inner = expression(SIGN);
    return node((values) => -inner(values), [inner]);
  }

  function named(name) {
    if (sees("(")) return name === "piecewise" ? piecewise() : call(name);
    if (name === "pi") return node(() => Math.PI, []);
    if (FUNCTIONS.has(name) || name === "piecewise" || name === "and") fault(`${name} has a meaning of its own`);
    return node((values) => values.has(name) ? finite(values.get(name)) : fault(`no value for ${name}`), [], true);
  }

  function call(name) {
    const [count, apply] = FUNCTIONS.get(name) || fault(`no function ${name}`);
    const parts = [];
    do { place++; parts.push(expression(1)); } while (sees(","));
    expect(")");
    if (parts.length < Math.abs(count) || (parts.length > count && count > 0)) fault(`${name} takes ${Math.abs(count)} arguments`);
    return node((values) => finite(apply(...parts.map((part) => part(values)))), parts);
  }

  function piecewise() {
    const branches = [], parts = [];
    let value;
    place++;
    while (COMPARE.has((value = expression(1), list[place].kind))) {
      const conditions = [comparison(value)];
      while (list[place].text === "and") { place++; conditions.push(comparison(expression(1))); }
      expect(",");
      const then = expression(1);
      expect(",");
      branches.push([conditions, then]);
      parts.push(...conditions, then);
    }
    expect(")");
    if (!branches.length) fault("piecewise has no condition");
    const otherwise = value;
    return node((values) => (branches.find(([all]) => all.every((holds) => holds(values))) || [0, otherwise])[1](values), [...parts, otherwise]);
  }

  function comparison(left) {
    const holds = COMPARE.get(next().kind) || fault("a comparison is missing after and");
    const right = expression(1);
    if (COMPARE.has(list[place].kind)) fault("two comparisons in a row");
    return node((values) => holds(left(values), right(values)), [left, right]);
  }

  if (sees("name") && list[1].kind === "=") place = 2;
  const whole = expression(1);
  if (!sees("end")) fault(`${list[place].text} has no place here`);
  if (whole.depth > 64) fault("more than 64 operations nested or in a row");
  return whole;
}

// Whether a number lies in `real`, `(0, inf)`, `[0, 1]` or `integer [1, inf)`; roots of rounding are forgiven at the ends.
function within(value, domain) {
  const found = /^(integer )?([[(])\s*([^,\s]+)\s*,\s*([^\])\s]+)\s*([\])])$/.exec(domain);
  if (!found) return true;
  const [low, high] = [found[3], found[4]].map((end) => Number(end.replace("inf", "Infinity")));
  const near = (end) => Math.abs(value - end) <= 1e-12 * Math.max(1, Math.abs(end));
  if (found[1] && Math.abs(value - Math.round(value)) > 1e-6 * Math.max(1, Math.abs(value))) return false;
  return (value > low || (found[2] === "[" && near(low))) && (value < high || (found[5] === "]" && near(high)));
}

function shown(value) {
  const [digits, exponent] = value.toPrecision(6).split("e");
  const plain = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  if (exponent === undefined) return plain;
  return `${plain} × 10${[...String(Number(exponent))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("")}`;
}

// Another variable brings the range and the axis that suit it.
function span(form, option) {
  for (const end of ["from", "to"]) form.elements[`plot-${end}`].value = option.dataset[end];
  form.elements["plot-logx"].checked = option.dataset.log === "1";
}

for (const form of document.querySelectorAll("form[data-expression]")) {
  const answer = form.querySelector("[data-answer]"), choice = form.querySelector("[data-fits]");
  const inputs = [...form.querySelectorAll("input[data-scale]")];
  let run;
  try { run = compile(form.dataset.expression); } catch { form.hidden = true; continue; }

  const show = () => {
    const values = new Map(), remarks = [];
    try {
      for (const input of inputs) {
        const number = Number(input.value.trim() || NaN), name = input.name;
        input.setAttribute("aria-invalid", String(!Number.isFinite(number)));
        if (!Number.isFinite(number)) fault(`give ${name} a number, such as 0.34 or 7e10`);
        if (!within(number, input.dataset.domain)) remarks.push(`${name} lies outside ${input.dataset.domain}`);
        values.set(name, number * Number(input.dataset.scale));
      }
      const value = run(values) / Number(form.dataset.scale);
      if (!within(value, form.dataset.domain)) remarks.push(`the value lies outside ${form.dataset.domain}`);
      answer.textContent = [`${form.dataset.name} = ${shown(value)} ${form.dataset.unit}`.trim(), ...remarks].join("; ");
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      answer.textContent = `No value: ${error.message}`;
    }
  };
  const refill = () => {
    for (const [name, [value, scale]] of Object.entries(JSON.parse(choice.selectedOptions[0].dataset.constants))) {
      const input = inputs.find((one) => one.name === name);
      if (input) { input.value = value; input.dataset.scale = scale; }
    }
    show();
  };
  // The plot that stands in the page is right until a number changes; only then is its script wanted.
  const { plot } = form.dataset, asked = new URLSearchParams(location.search), kept = [...form.querySelectorAll("[name|=plot]")];
  let loaded = null;
  const draw = () => plot && (loaded ||= new Promise((done, failed) => document.head.append(
    Object.assign(document.createElement("script"), { src: plot, onload: done, onerror: failed })))).then(() => replot(form, run)).catch(() => { loaded = null; });
  const keep = () => {
    for (const one of kept) {
      const value = one.type === "checkbox" ? (one.checked ? "1" : "0") : one.value;
      if (value !== one.dataset.first) asked.set(one.name, value); else asked.delete(one.name);
    }
    history.replaceState(null, "", (asked.size ? `?${asked}` : location.pathname) + location.hash);
  };
  for (const one of kept) {
    const value = asked.get(one.name);
    if (value !== null && one.type === "checkbox") one.checked = value === "1";
    else if (value !== null) one.value = value;
  }
  let timer = 0;
  const all = () => { show(); draw(); };
  if (choice) choice.addEventListener("change", () => { refill(); draw(); });
  form.addEventListener("input", (event) => {
    if (event.target === choice) return;
    if (kept.includes(event.target)) {
      if (event.target.name === "plot-x") span(form, event.target.selectedOptions[0]);
      keep();
    }
    clearTimeout(timer);
    timer = setTimeout(all, 250);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); all(); });
  show();
  if (kept.some((one) => asked.has(one.name))) draw();
}
