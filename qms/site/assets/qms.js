// Lets readers sort and filter every table of the site; no framework, no request.
(function () {
  "use strict";
  function cellText(row, index) {
    return row.cells[index] ? row.cells[index].textContent.trim() : "";
  }
  function sortBy(table, index, header) {
    var ascending = header.getAttribute("aria-sort") !== "ascending";
    Array.prototype.forEach.call(header.parentNode.cells, function (cell) {
      cell.removeAttribute("aria-sort");
    });
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(function (one, other) {
      var order = cellText(one, index).localeCompare(cellText(other, index), "zh", { numeric: true });
      return ascending ? order : -order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }
  function enhance(box) {
    var table = box.querySelector("table");
    if (!table || box.dataset.ready) { return; }
    box.dataset.ready = "1";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (header, index) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      header.textContent = "";
      header.appendChild(button);
      button.addEventListener("click", function () { sortBy(table, index, header); });
    });
    if (table.tBodies[0].rows.length < 6) { return; }
    var label = document.createElement("label");
    label.className = "qms-filter";
    label.textContent = "筛选 ";
    var input = document.createElement("input");
    input.type = "search";
    label.appendChild(input);
    box.insertBefore(label, box.firstChild);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  }
  function start() {
    Array.prototype.forEach.call(document.querySelectorAll(".qms-table"), enhance);
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); }
  else { start(); }
})();
