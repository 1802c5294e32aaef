// A note pad at the end of every page, kept in this browser and exported with links.
(function () {
  "use strict";
  var english = document.documentElement.lang === "en";
  var root = new URL("../", document.currentScript.src).href;
  var KEY = "qms-notes:" + root;
  function say(zh, en) { return english ? en : zh; }
  function element(name, properties, children) {
    var made = Object.assign(document.createElement(name), properties || {});
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  function read() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch (error) { return []; }
  }
  function write(notes) {
    try { localStorage.setItem(KEY, JSON.stringify(notes)); return true; } catch (error) { return false; }
  }
  function pad() {
    var article = document.querySelector("article");
    if (!article) { return; }
    var text = element("textarea", { rows: 3, ariaLabel: say("笔记", "Note") });
    var said = element("span", {});
    said.setAttribute("role", "status");
    var save = element("button", { type: "button", textContent: say("记下", "Keep") });
    save.addEventListener("click", function () {
      if (!text.value.trim()) { return; }
      var heading = document.querySelector("article h1");
      var title = heading.firstChild ? heading.firstChild.textContent.trim() : document.title;
      var kept = write(read().concat([{ title: title, where: location.href.replace(root, ""), text: text.value.trim() }]));
      said.textContent = kept ? say("已记下，见“从这里开始”。", "Kept; see “Start here”.") : say("此浏览器不允许保存。", "This browser does not let pages keep anything.");
      if (kept) { text.value = ""; list(); }
    });
    article.append(element("details", { className: "qms-pad" }, [
      element("summary", { textContent: say("审核笔记", "Audit note") }), text, save, said
    ]));
  }
  function exported(notes) {
    return notes.map(function (note) {
      return "- [" + note.title.replace(/[[\]]/g, "") + "](" + encodeURI(decodeURI(note.where)) + "): " + note.text.replace(/\n/g, "\n  ");
    }).join("\n") + "\n";
  }
  function list() {
    var box = document.querySelector(".qms-noted");
    if (!box) { return; }
    var notes = read();
    box.replaceChildren.apply(box, notes.map(function (note, at) {
      var away = element("button", { type: "button", textContent: say("删除", "Remove") });
      away.addEventListener("click", function () {
        write(notes.filter(function (_, other) { return other !== at; }));
        list();
      });
      return element("li", {}, [element("a", { href: new URL(note.where, root).href, textContent: note.title }), " ", note.text, " ", away]);
    }));
    if (notes.length) {
      var blob = new Blob([exported(notes)], { type: "text/markdown" });
      box.append(element("li", {}, [element("a", { href: URL.createObjectURL(blob), download: "notes.md", textContent: say("导出全部笔记", "Export all notes") })]));
    }
  }
  function start() { pad(); list(); }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); }
  else { start(); }
})();
