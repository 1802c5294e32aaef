// Checks the signed code of a printed copy in the browser alone: typed, from a photo, by camera.
(function () {
  "use strict";
  var form = document.querySelector("form.qms-seal");
  var known = JSON.parse(document.getElementById("qms-seals").textContent);
  var verdict = form.querySelector(".qms-verdict");
  var video = form.querySelector("video");
  var encoder = new TextEncoder();

  function tell(words, good) {
    verdict.textContent = words;
    verdict.dataset.good = String(Boolean(good));
  }
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (each) { return each.charCodeAt(0); });
  }
  function string(content) {
    var made = new Uint8Array(4 + content.length);
    new DataView(made.buffer).setUint32(0, content.length);
    made.set(content, 4);
    return made;
  }
  function joined(parts) {
    return new Uint8Array(parts.reduce(function (all, part) { return all.concat(Array.from(part)); }, []));
  }
  // What OpenSSH signs: the use, and the sum of the message.
  async function signed(message) {
    var sum = new Uint8Array(await crypto.subtle.digest("SHA-512", encoder.encode(message)));
    return joined([encoder.encode("SSHSIG"), string(encoder.encode(known.namespace)),
      string(new Uint8Array()), string(encoder.encode("sha512")), string(sum)]);
  }
  async function isGood(key, message, signature) {
    var isEdwards = key.kind === "ssh-ed25519";
    var method = isEdwards ? {name: "Ed25519"} : {name: "ECDSA", namedCurve: "P-256"};
    var use = isEdwards ? method : {name: "ECDSA", hash: "SHA-256"};
    var made = await crypto.subtle.importKey("raw", bytes(key.raw), method, false, ["verify"]);
    return crypto.subtle.verify(use, made, signature, await signed(message));
  }
  function filled(words, values) {
    return words.replace(/\{(\w+)\}/g, function (gap, name) { return values[name]; });
  }
  async function check(text) {
    var fields = text.trim().split("#").pop().split("~");
    if (fields.length !== 8 || fields[0] !== "QMS1") { return tell(known.none); }
    if (!window.crypto || !crypto.subtle) { return tell(known.unable); }
    var day = fields[5];
    var key = known.keys.find(function (each) {
      return each.mark === fields[6] && each.from <= day && day < each.until;
    });
    if (!key) { return tell(known.stranger); }
    var good;
    try { good = await isGood(key, fields.slice(0, 6).join("\n") + "\n", bytes(fields[7])); }
    catch (error) { return tell(error.name === "InvalidCharacterError" ? known.bad : known.unable); }
    if (!good) { return tell(known.bad); }
    var release = Object.hasOwn(known.releases, fields[3]) ? known.releases[fields[3]] : null;
    var isOurs = release && release.digest === fields[4] && fields[1] === known.document;
    if (!isOurs) { return tell(known.other); }
    tell(filled(known.good, {document: fields[1], number: fields[2], day: day, name: key.name,
      release: fields[3].replace("-", "/"), key: key.fingerprint, standing: release.standing}), true);
  }
  function read(source, width, height) {
    var canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    var paper = canvas.getContext("2d", {willReadFrequently: true});
    paper.drawImage(source, 0, 0, width, height);
    var found = window.jsQR(paper.getImageData(0, 0, width, height).data, width, height);
    return found && found.data.includes("QMS1~") ? found.data : null;
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    check(form.elements.token.value);
  });
  form.elements.photo.addEventListener("change", async function () {
    if (!form.elements.photo.files.length) { return; }
    var picture = await createImageBitmap(form.elements.photo.files[0]);
    var most = 2000 / Math.max(picture.width, picture.height, 2000);
    var text = read(picture, Math.round(picture.width * most), Math.round(picture.height * most));
    if (!text) { return tell(known.unread); }
    form.elements.token.value = text;
    check(text);
  });
  form.elements.camera.addEventListener("click", async function () {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia(
        {video: {facingMode: "environment"}});
    } catch (error) { return tell(known.unable); }
    video.hidden = false;
    await video.play();
    (function look() {
      if (!video.srcObject) { return; }
      var text = video.videoWidth ? read(video, video.videoWidth, video.videoHeight) : null;
      if (!text) { return requestAnimationFrame(look); }
      video.srcObject.getTracks().forEach(function (track) { track.stop(); });
      video.srcObject = null;
      video.hidden = true;
      form.elements.token.value = text;
      check(text);
    }());
  });
  function scanned() {
    var text = decodeURIComponent(location.hash.slice(1));
    if (text) { form.elements.token.value = text; check(text); }
  }
  window.addEventListener("hashchange", scanned);
  scanned();
}());
