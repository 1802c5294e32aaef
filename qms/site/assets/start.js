// The helpers of the page that an audit begins with; what they draw from is start-data.js.
(function () {
  "use strict";
  var english = document.documentElement.lang === "en";
  function say(zh, en) { return english ? en : zh; }
  function element(name, properties, children) {
    var made = Object.assign(document.createElement(name), properties || {});
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  var waiting = [];
  // FNV-1a over seed and number: an order that nobody chose and everybody gets alike.
  function lot(words) {
    var hash = 0x811c9dc5;
    for (var byte of new TextEncoder().encode(words)) {
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
    hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
    return (hash ^ hash >>> 16) >>> 0;
  }
  function sample(form) {
    var list = document.querySelector(".qms-sampled");
    function draw() {
      if (!window.qmsStart) { waiting.push(draw); return; }
      var rows = window.qmsStart.ids[form.elements.kind.value] || [];
      var drawn = rows
        .map(function (row) { return { row: row, lot: lot(form.elements.seed.value + "|" + row[0]) }; })
        .sort(function (one, other) { return one.lot - other.lot || (one.row[0] < other.row[0] ? -1 : 1); })
        .slice(0, Number(form.elements.count.value))
        .sort(function (one, other) { return one.row[0] < other.row[0] ? -1 : 1; });
      list.replaceChildren.apply(list, drawn.map(function (each) {
        return element("li", {}, [element("a", { href: each.row[1], textContent: each.row[0] })]);
      }));
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); draw(); });
  }
  function last(rows, day) {
    return rows.filter(function (row) { return row[0] <= day; }).pop();
  }
  function onTheDay(form) {
    var box = document.querySelector(".qms-then");
    function show() {
      var day = form.elements.day.value, data = window.qmsStart;
      var release = last(data.releases, day);
      if (!day || !release) {
        box.replaceChildren(element("p", { textContent: say("当日手册尚未生效。", "No manual was in force on that day.") }));
        return;
      }
      var readers = data.read
        .filter(function (row) { return row[1] === release[2] && row[0] <= day; })
        .map(function (row) { return row[2] + " " + row[0]; });
      var copies = Object.keys(data.copies).sort().map(function (number) {
        var row = last(data.copies[number], day);
        if (!row) { return null; }
        var link = element("a", { href: "registers/copy/" + number + ".html", textContent: number });
        return element("tr", {}, [link, row[1], row[2], row[3]].map(function (cell) {
          return element("td", {}, [cell]);
        }));
      }).filter(Boolean);
      var heads = [say("分发号", "Copy"), say("持有", "Where"), say("版本", "Release"), say("状态", "State")];
      box.replaceChildren(
        element("p", {}, [element("strong", { textContent: say("现行版本 ", "In force: ") + release[1] }),
          say("，自 ", ", from ") + release[0]]),
        element("p", { textContent: say("已确认学习：", "Had confirmed its study: ") + (readers.join(say("、", ", ")) || "—") }),
        element("div", { className: "qms-table" }, [element("table", {}, [
          element("thead", {}, [element("tr", {}, heads.map(function (head) {
            return element("th", { scope: "col", textContent: head });
          }))]),
          element("tbody", {}, copies)
        ])])
      );
    }
    form.addEventListener("input", show);
    show();
  }
  document.querySelectorAll("form.qms-sample").forEach(sample);
  var script = element("script", { src: "start-data.js" });
  script.addEventListener("load", function () {
    document.querySelectorAll("form.qms-day").forEach(onTheDay);
    waiting.forEach(function (each) { each(); });
  });
  document.head.append(script);
})();
