// Search over the entries of search/*.js (publish/site_pages/search.py): numbers, names, words.
// Every entry is looked through; at some ten thousand that takes less than a keystroke.
(function () {
  "use strict";
  var english = document.documentElement.lang === "en";
  var root = new URL("../" + (english ? "en/" : ""), document.currentScript.src);
  var MOST = 20, TEASER = 90;
  var entries = [], parts = 0, asked = 0, version = new URL(document.currentScript.src).search;
  function say(zh, en) { return english ? en : zh; }

  // Letters and digits in one, Chinese in another: 48小时 is 48 and 小时, however it is spaced.
  var WORDS = /[a-z0-9]+(?:[-._\/][a-z0-9]+)*|[\u3400-\u9fff]+/g;
  var ENDINGS = "ations ation ating ated ates ate ions ion ings ing ied ies ed es s y".split(" ");
  // 顾客 and 客户 are one word to whoever searches.
  function folded(text) { return text.normalize("NFKC").toLowerCase().replace(/顾客/g, "客户"); }
  function stem(word) {
    if (!/^[a-z]{5,}$/.test(word)) { return word; }
    var ending = ENDINGS.find(function (each) { return word.endsWith(each) && word.length - each.length >= 4; });
    return ending ? word.slice(0, -ending.length) : word;
  }
  function escaped(word) { return word.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&"); }
  function matcher(word) {
    if (/[\u3400-\u9fff]/.test(word)) { return new RegExp(escaped(word), "g"); }
    var whole = /^[\d.]+$/.test(word) ? "(?![a-z0-9]|\\.\\d)" : "";
    return new RegExp("(?<![a-z0-9]|\\d\\.)" + escaped(stem(word)) + whole, "g");
  }
  function pairs(word) {
    var found = [];
    for (var at = 0; at + 2 <= word.length; at += 1) { found.push(word.slice(at, at + 2)); }
    return found;
  }
  // Where an answer is likelier: the manual and the lists before single records, rules last.
  var STANDING = [
    [/^manual\/\d+\.html/, 1.25], [/^(index|evidence\/[^\/]+)\.html/, 1.2], [/^evidence\/kpi\//, 1.15],
    [/^registers\/rules\.html#/, 0.8], [/^evidence\/(clause|signature|form)\//, 0.6]
  ];
  function standing(where) {
    var found = STANDING.find(function (each) { return each[0].test(where); });
    return found ? found[1] : 1;
  }
  function prepared(each) {
    return {
      where: each[0], id: folded(each[1]), shown: each[2], note: each[3], more: each[4],
      standing: standing(each[0]), isClause: each[0].indexOf("#clause-") > 0,
      title: folded(each[2]), bare: folded(each[2]).replace(/\s/g, ""), below: folded(each[3]), text: folded(each[4])
    };
  }
  function count(text, pattern) { return (text.match(pattern) || []).length; }
  // A word that is missing makes an entry worthless, unless some may be: then it must have half.
  function worth(entry, words, whole, some) {
    var sum = 0, missing = 0;
    for (var at = 0; at < words.length; at += 1) {
      var word = words[at], pattern = word.pattern;
      var one = 0;
      if (entry.id && entry.id === word.text) { one += 1000; }
      else if (entry.id && entry.id.indexOf(word.text) === 0) { one += 60; }
      one += count(entry.title, pattern) ? 100 : 0;
      one += count(entry.below, pattern) ? 20 : 0;
      one += Math.min(count(entry.text, pattern), 6) * 4;
      if (one === 0) { missing += 1; }
      sum += one;
    }
    if (some ? missing * 2 > words.length : missing > 0) { return 0; }
    sum *= 1 - missing / words.length;
    if (entry.title === whole) { sum += 500; }
    var asked = whole.replace(/\s/g, "");
    if (entry.bare.indexOf(asked) >= 0) { sum += 150 + 100 * asked.length / entry.bare.length; }
    else if (entry.text.replace(/\s/g, "").indexOf(asked) >= 0) {
      sum += entry.isClause && words.length > 1 ? 400 : 40;
    }
    return sum * entry.standing;
  }
  function ranked(words, whole, some) {
    return entries
      .map(function (entry, at) { return { entry: entry, worth: worth(entry, words, whole, some), at: at }; })
      .filter(function (each) { return each.worth > 0; })
      .sort(function (one, other) { return other.worth - one.worth || one.at - other.at; });
  }
  function asWords(texts) {
    return texts.map(function (text) { return { text: text, pattern: matcher(text) }; });
  }
  function found(query) {
    var whole = folded(query).trim();
    var texts = whole.match(WORDS) || [];
    if (!texts.length) { return []; }
    var all = ranked(asWords(texts), whole, false);
    if (all.length) { return all; }
    var loose = texts.flatMap(function (text) {
      return /[\u3400-\u9fff]{3,}/.test(text) ? pairs(text) : [text];
    });
    return loose.length > 1 ? ranked(asWords(loose), whole, true) : [];
  }

  window.qmsFound = function (total, part) {
    parts = total;
    entries = entries.concat(part.map(prepared));
    more();
    draw();
  };
  // One part behind the other; each shows what it adds.
  function more() {
    if (asked > 0 && asked >= parts) { return; }
    var script = document.createElement("script");
    script.src = new URL("search/" + asked + ".js" + version, root).href;
    asked += 1;
    document.head.append(script);
  }

  var form, input, panel, list, status;
  function teaser(each, words) {
    if (each.note || !each.more) { return each.note; }
    var first = words.map(function (word) { word.pattern.lastIndex = 0; return each.text.search(word.pattern); })
      .filter(function (at) { return at >= 0; });
    var start = Math.max(0, Math.min.apply(null, first.concat(each.more.length)) - 20);
    if (!first.length) { start = 0; }
    return (start ? "…" : "") + each.more.slice(start, start + TEASER) + (start + TEASER < each.more.length ? "…" : "");
  }
  function marked(text, words) {
    var made = document.createDocumentFragment(), at = 0;
    var lower = text.toLowerCase().replace(/顾客/g, "客户");  // as long as the text itself
    var spans = words.flatMap(function (word) {
      return Array.from(lower.matchAll(word.pattern), function (hit) { return [hit.index, hit.index + hit[0].length]; });
    }).sort(function (one, other) { return one[0] - other[0]; });
    spans.forEach(function (span) {
      if (span[0] < at) { return; }
      var mark = document.createElement("mark");
      mark.textContent = text.slice(span[0], span[1]);
      made.append(text.slice(at, span[0]), mark);
      at = span[1];
    });
    made.append(text.slice(at));
    return made;
  }
  function item(each, words) {
    var link = document.createElement("a"), title = document.createElement("strong");
    link.href = new URL(each.where, root).href;
    title.append(marked(each.shown, words));
    link.append(title);
    var below = teaser(each, words);
    if (below) {
      var line = document.createElement("span");
      line.append(marked(below.slice(0, TEASER + 2), words));
      link.append(line);
    }
    var made = document.createElement("li");
    made.append(link);
    return made;
  }
  function draw() {
    if (!form) { return; }
    var query = input.value.trim();
    panel.hidden = query === "" || !form.contains(document.activeElement);
    if (query === "") { return; }
    var hits = found(query), words = asWords(folded(query).match(WORDS) || []);
    list.replaceChildren.apply(list, hits.slice(0, MOST).map(function (each) { return item(each.entry, words); }));
    var still = asked < parts || parts === 0 ? say("，仍在载入", ", loading") : "";
    status.textContent = hits.length
      ? say("找到 " + hits.length + " 条", hits.length + (hits.length === 1 ? " hit" : " hits"))
      : still ? say("载入中…", "Loading…") : say("没有找到。试试编号、姓名或更短的词。", "Nothing found. Try a number, a name or a shorter word.");
  }
  function moved(step) {
    var links = Array.from(list.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement) + step;
    (at < 0 ? input : links[Math.min(at, links.length - 1)] || input).focus();
  }
  function start() {
    form = document.querySelector("form.qms-search");
    if (!form) { return; }
    input = form.querySelector("input");
    panel = form.querySelector(".qms-search__panel");
    list = panel.querySelector("ol");
    status = panel.querySelector("[role=status]");
    input.addEventListener("focus", function () { if (asked === 0) { more(); } draw(); });
    input.addEventListener("input", draw);
    form.addEventListener("focusout", function (event) {
      if (!form.contains(event.relatedTarget)) { panel.hidden = true; }
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var first = list.querySelector("a");
      if (first && !panel.hidden) { first.click(); }
    });
    form.addEventListener("click", function (event) {
      if (event.target.closest("a")) { panel.hidden = true; }
    });
    form.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { event.preventDefault(); moved(1); }
      if (event.key === "ArrowUp") { event.preventDefault(); moved(-1); }
      if (event.key === "Escape") { panel.hidden = true; input.blur(); document.activeElement.blur(); }
    });
    document.addEventListener("keydown", function (event) {
      var typing = event.target.closest("input, textarea, select, [contenteditable]");
      if ((event.key === "s" || event.key === "/") && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); }
  else { start(); }
})();
