// Tables that sort and filter, rows from data files, details on demand; no framework, no request.
(function () {
  "use strict";
  var english = document.documentElement.lang === "en";
  var ROWS = 200;
  var here = document.currentScript.src;
  function say(zh, en) { return english ? en : zh; }
  function element(name, properties, children) {
    var made = Object.assign(document.createElement(name), properties || {});
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  // A script element, since a page opened from a folder may not fetch.
  function load(path, then) {
    var script = element("script", { src: path });
    script.addEventListener("load", then);
    document.head.appendChild(script);
  }
  function kept(key, value) { var made = {}; made[key] = value; return made; }
  function plain(html) {
    return html.replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"').replace(/&#x27;/g, "'").replace(/&amp;/g, "&").trim();
  }
  var collator = new Intl.Collator("zh", { numeric: true });

  function Table(box) {
    this.box = box;
    this.table = box.querySelector("table");
    this.body = this.table.tBodies[0];
    this.rows = Array.from(this.body.rows, function (row) {
      return { row: row, text: row.textContent.toLowerCase() };
    });
    this.total = Number(box.dataset.total) || this.rows.length;
    this.wanted = "";
    this.shown = ROWS;
    this.names = Array.from(this.table.tHead.rows[0].cells, function (head) { return head.textContent.trim(); });
    box.classList.toggle("qms-as-cards", this.names.length > 3);
    this.rows.forEach(function (each) { this.named(each.row); }, this);
    this.heads();
    this.name = box.getAttribute("aria-label");
    if (this.total > 5) { this.tools(); }
    if (this.restored && !box.dataset.rows) { this.draw(); }
    if (box.dataset.rows) {
      load("data/" + box.dataset.rows + ".js", this.more.bind(this));
    }
  }
  // On a phone a row is a card, and says of each cell which column it is.
  Table.prototype.named = function (row) {
    Array.from(row.cells).forEach(function (cell, at) { cell.dataset.head = this.names[at] || ""; }, this);
  };
  Table.prototype.heads = function () {
    var self = this;
    Array.from(this.table.tHead.rows[0].cells).forEach(function (head, index) {
      var button = element("button", { type: "button", textContent: head.textContent });
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", function () { self.sort(head, index); });
    });
  };
  Table.prototype.tools = function () {
    var self = this;
    var input = element("input", { type: "search" });
    this.count = element("output", { className: "qms-count" });
    var label = element("label", { className: "qms-filter" }, [say("筛选 ", "Filter "), input]);
    var every = element("option", { value: "", textContent: say("全部列", "all columns") });
    this.column = element("select", { ariaLabel: say("筛选的列", "Column to filter") }, [every].concat(
      Array.from(this.table.tHead.rows[0].cells, function (head, at) {
        return element("option", { value: String(at), textContent: head.textContent });
      })));
    this.box.before(element("div", { className: "qms-tools" }, [label, this.column, this.count]));
    var key = "filter:" + this.name;
    function changed() {
      self.wanted = input.value.trim().toLowerCase();
      self.shown = ROWS;
      history.replaceState(Object.assign({}, history.state, kept(key, [input.value, self.column.value])), "");
      self.draw();
    }
    input.addEventListener("input", changed);
    this.column.addEventListener("change", changed);
    // Going back finds the filter as it was left.
    var before = (history.state || {})[key];
    if (before) {
      input.value = before[0];
      this.column.value = before[1];
      this.wanted = before[0].trim().toLowerCase();
      this.restored = true;
    }
  };
  // Rows of a data file are arrays of cells; they become elements only when they are shown.
  Table.prototype.more = function () {
    var cells = window.qmsRows[this.box.dataset.rows];
    this.rows = cells.map(function (each) {
      return { cells: each, text: null };
    });
    this.draw();
  };
  Table.prototype.text = function (each) {
    if (each.text === null) { each.text = each.cells.map(plain).join(" ").toLowerCase(); }
    return each.text;
  };
  Table.prototype.cell = function (each, index) {
    if (each.cells) { return plain(each.cells[index]); }
    return each.row.cells[index] ? each.row.cells[index].textContent.trim() : "";
  };
  // The cells to look at, in small letters; `=10` is a whole cell and no part of one.
  Table.prototype.cells = function (each, column) {
    var self = this;
    var wanted = column === "" ? Array.from(this.table.tHead.rows[0].cells, function (_, at) { return at; }) : [Number(column)];
    return wanted.map(function (at) { return self.cell(each, at).toLowerCase(); });
  };
  Table.prototype.element = function (each) {
    if (!each.row) {
      each.row = document.createElement("tr");
      each.row.innerHTML = "<td>" + each.cells.join("</td><td>") + "</td>";
      this.named(each.row);
    }
    return each.row;
  };
  Table.prototype.sort = function (head, index) {
    var self = this;
    var ascending = head.getAttribute("aria-sort") !== "ascending";
    Array.from(head.parentNode.cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    var keyed = this.rows.map(function (each) { return { each: each, key: self.cell(each, index) }; });
    keyed.sort(function (one, other) {
      var order = collator.compare(one.key, other.key);
      return ascending ? order : -order;
    });
    this.rows = keyed.map(function (pair) { return pair.each; });
    this.draw();
  };
  Table.prototype.draw = function () {
    var self = this;
    var column = this.column ? this.column.value : "";
    var whole = this.wanted[0] === "=" ? this.wanted.slice(1).trim() : null;
    var found = this.wanted === "" || this.wanted === "=" ? this.rows : this.rows.filter(function (each) {
      if (whole === null && column === "") { return self.text(each).indexOf(self.wanted) >= 0; }
      return self.cells(each, column).some(function (cell) {
        return whole === null ? cell.indexOf(self.wanted) >= 0 : cell === whole;
      });
    });
    var visible = found.slice(0, this.shown);
    this.body.replaceChildren.apply(this.body, visible.map(this.element, this));
    if (this.count) {
      this.count.textContent = say(
        "显示 " + visible.length + " / " + this.total + " 行" + (found.length < this.total ? "，符合 " + found.length : ""),
        visible.length + " of " + this.total + " rows" + (found.length < this.total ? ", " + found.length + " match" : "")
      );
    }
    this.button(found.length - visible.length);
  };
  Table.prototype.button = function (left) {
    var self = this;
    if (this.next) { this.next.remove(); this.next = null; }
    if (left <= 0) { return; }
    this.next = element("button", {
      type: "button", className: "md-button qms-more",
      textContent: say("再显示 " + Math.min(left, ROWS) + " 行", "Show " + Math.min(left, ROWS) + " more")
    });
    this.next.addEventListener("click", function () { self.shown += ROWS; self.draw(); });
    this.box.after(this.next);
  };

  // A kind with too many records for a page each: the chosen one is shown above the table.
  function Details(box) {
    var kind = box.dataset.details;
    var folder = english ? "../../evidence/data/" : "data/";
    function show() {
      var name = decodeURIComponent(location.hash.slice(1));
      var where = (window.qmsWhere || {})[kind];
      if (!name || !where || where[name] === undefined) { return; }
      var put = function () {
        box.innerHTML = window.qmsDetails[name];
        if (english) {
          box.querySelectorAll("[data-en]").forEach(function (word) { word.textContent = word.dataset.en; });
        }
        box.scrollIntoView();
      };
      if ((window.qmsDetails || {})[name]) { put(); }
      else { load(folder + kind + "-" + where[name] + ".js", put); }
    }
    window.addEventListener("hashchange", show);
    load(folder + kind + "-where.js", show);
  }
  // What an address leads to is shown, folded or not.
  function unfold() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  // The other language opens at the same clause.
  function keepPlace() {
    var other = document.querySelector("a.qms-language");
    if (other) {
      other.addEventListener("click", function () { other.hash = location.hash; });
    }
  }
  // What is wider than its place scrolls by itself, by keyboard as well: a picture, a table. The theme
  // puts each table into a box of its own once the page stands.
  function reachable(box) {
    if (box.scrollWidth > box.clientWidth) { box.tabIndex = 0; }
  }
  function reachAll() {
    document.querySelectorAll(".md-typeset figure, .md-typeset__scrollwrap").forEach(reachable);
  }
  function start() {
    reachAll();
    var content = document.querySelector(".md-content");
    if (content) { new MutationObserver(reachAll).observe(content, {childList: true, subtree: true}); }
    // The theme's search is a dialog without a name, which screen readers cannot announce.
    var search = document.querySelector(".md-search");
    if (search) { search.setAttribute("aria-label", say("搜索", "Search")); }
    document.querySelectorAll(".qms-table").forEach(function (box) { new Table(box); });
    document.querySelectorAll("[data-details]").forEach(Details);
    unfold();
    window.addEventListener("hashchange", unfold);
    keepPlace();
    document.querySelectorAll("form.qms-verify").forEach(verify);
    if (document.querySelector("form.qms-sample")) { loadBesideMe("start.js"); }
    if (document.querySelector("form.qms-seal")) { loadBesideMe("jsqr.js", function () { loadBesideMe("seal.js"); }); }
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); }
  else { start(); }

  function loadBesideMe(name, then) {
    document.head.append(element("script", {src: new URL(name, here).href, onload: then || null}));
  }

  // A code typed, or scanned as the part of the address behind #. The page holds no code: what it
  // tells of one can be read with the code alone (publish/site_pages/hidden.py).
  function verify(form) {
    var known = JSON.parse(document.getElementById("qms-codes").textContent);
    var input = form.elements.code;
    var verdict = form.querySelector(".qms-verdict");
    function bytes(text) {
      return Uint8Array.from(atob(text), function (each) { return each.charCodeAt(0); });
    }
    async function looked(code) {
      var subtle = crypto.subtle, words = new TextEncoder();
      var salt = Uint8Array.from(known.salt.match(/../g), function (each) { return parseInt(each, 16); });
      var secret = await subtle.importKey("raw", words.encode(code), "PBKDF2", false, ["deriveBits"]);
      var slow = await subtle.deriveBits(
        {name: "PBKDF2", hash: "SHA-256", salt: salt, iterations: known.rounds}, secret, 256);
      var root = await subtle.importKey("raw", slow, "HKDF", false, ["deriveBits"]);
      var stream = new Uint8Array(await subtle.deriveBits(
        {name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: words.encode("qms code")},
        root, 8 * (16 + 384)));
      var number = Array.from(stream.slice(0, 16), function (each) {
        return each.toString(16).padStart(2, "0");
      }).join("");
      if (!Object.hasOwn(known.known, number)) { return null; }
      var mixed = bytes(known.known[number]);
      var plain = mixed.map(function (each, at) { return each ^ stream[16 + at]; });
      return JSON.parse(new TextDecoder().decode(plain));
    }
    async function tell() {
      var kept = input.value.toUpperCase().replace(/[^0-9A-Z]/g, "")
        .replace(/O/g, "0").replace(/[IL]/g, "1").replace(/^QMS/, "");
      var code = kept.slice(0, 5) + "-" + kept.slice(5);
      if (!window.crypto || !crypto.subtle) { verdict.textContent = form.dataset.unable; return; }
      var found = kept ? await looked(code) : null;
      verdict.textContent = kept ? (found ? found.words : form.dataset.unknown) : "";
      verdict.dataset.good = String(Boolean(found && found.good));
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); tell(); });
    function scanned() {
      var code = decodeURIComponent(location.hash.slice(1));
      if (code) { input.value = code; tell(); }
    }
    window.addEventListener("hashchange", scanned);
    scanned();
  }
})();
