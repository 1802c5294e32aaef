"""How an auditor verifies the folder and the signatures with stock tools alone (2.2.1)."""

from qms.publish.audit_pack import verifications
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.chapters import signatures_table
from qms.publish.site_pages.markup import heading
from qms.publish.templating import Markup, html, joined
from qms.text import Text

_SUMS = Text(
    zh="审核文件夹（`qms audit-pack` 写出的 ZIP）解开之后，在该文件夹里逐个核对文件：",
    en="Unpack the audit folder (the ZIP that `qms audit-pack` writes) and check every file in it:",
)
_SUMS_AFTER = Text(
    zh="任何一行不是 OK，说明该文件与打包时不同。",
    en="A line that does not say OK means that the file is not the one that was packed.",
)
_KEYS = Text(
    zh="签名由各人自己的 SSH 密钥作出，公钥在 `records/person/` 中。文件夹里已备好 "
    "`allowed_signers`；要独立核对，请与签署人当面对照指纹。",
    en="Each signature was made with the person's own SSH key; the public keys stand in "
    "`records/person/`. The folder holds them as `allowed_signers`; to be independent of it, "
    "compare the fingerprints with the signers themselves.",
)
_DIGEST = Text(
    zh="签署记录里的 `sha256` 必须等于发布记录的摘要：",
    en="The `sha256` in the statement must be the sum of the release record:",
)
_CHAIN = Text(
    zh="发布记录列出每章内容的摘要和上一发布记录的摘要，由此前后相连。",
    en="The release record lists the digest of each chapter and of the release record before "
    "it, which makes a chain.",
)


def pages(site: Site) -> list[Page]:
    """Return the page on verification."""
    t = site.t
    parts = [
        heading(2, t("文件是否完整", "Are the files whole")),
        html("{}\n\n", site.say(_SUMS)),
        _commands("sha256sum -c SHA256SUMS"),
        html("{}\n\n", site.say(_SUMS_AFTER)),
        heading(2, t("批准是否真实", "Are the approvals genuine")),
        html("{}\n\n", site.say(_KEYS)),
        signatures_table(site, site.release),
    ]
    if site.release is not None:
        parts.append(_commands("\n".join(verifications(site.today, site.release))))
        parts.append(html("{}\n\n", site.say(_DIGEST)))
        parts.append(_commands(f"sha256sum records/release/{site.release.id}.yaml"))
        parts.append(html("{}\n", site.say(_CHAIN)))
    title = t("用通用工具核验", "Verify with stock tools")
    return [Page("verify/index.md", title, joined(parts))]


def _commands(words: str) -> Markup:
    form = '<pre class="qms-commands" tabindex="0"><code>{}</code></pre>\n\n'
    return html(form, words)
