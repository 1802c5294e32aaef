"""The MkDocs plug-in: hands the pages that we make to Material for MkDocs, and nothing more."""

import copy
import dataclasses
import datetime as dt
import os
import re
import shutil
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from qms.model.snapshot import Snapshot
from qms.operations.printing.site import site_pages
from qms.publish.site_pages import PREFIX, SHELL, Pages
from qms.publish.templating import look
from qms.site.shell import Shell
from qms.store import clock, git, loading
from qms.text import LANGS, Lang, Text, same

_HERE = Path(__file__).parent
_LAST = -200
_MAPPED = re.compile(r"^(?://# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)\s*$", re.MULTILINE)
_INDENTED = re.compile(r"\n\s+")
_KEEPS_SPACE = re.compile(r"<(?:pre|textarea)\b")
_UNUSED = ("assets/javascripts/lunr", "assets/javascripts/workers")


class QmsOptions(Config):  # type: ignore[no-untyped-call] # MkDocs has no types here
    """What mkdocs.yml may say of the plug-in."""

    draft = config_options.Type(bool, default=False)


class QmsPlugin(BasePlugin[QmsOptions]):  # type: ignore[no-untyped-call] # as above
    """Replaces the raw chapter files by the pages of the site."""

    def __init__(self) -> None:
        """Begin with nothing made."""
        super().__init__()
        self._made: Pages | None = None
        self._navs: dict[Lang, Navigation] = {}
        self._shells: dict[Lang, Shell] = {}
        self._english_name = ""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the style sheet, the script and the few templates that know two languages."""
        config.extra_css.extend(["assets/look.css", "assets/qms.css"])
        config.extra_javascript.extend(["assets/qms.js", "assets/search.js", "assets/notes.js"])
        config.theme.dirs.insert(0, str(_HERE / "theme"))
        config.extra["alternate"] = True  # the header then asks our template for the other language
        config.extra["qms_draft"] = self._is_draft
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put the pages made from the repository in place of the raw chapters."""
        root = git.root_of(_start(config))
        snapshot = loading.load(root, as_of=self._day(root), ref=os.environ.get("QMS_REF"))
        if os.environ.get("QMS_MASKED") == "1":
            settings = snapshot.settings.model_copy(update={"privacy": "none"})
            snapshot = dataclasses.replace(snapshot, settings=settings)
        made = site_pages(root, snapshot, draft=self._is_draft)
        kept = Files([each for each in files if not each.is_documentation_page()])
        every: dict[str, str | bytes] = {**made.files, **made.data, **made.enclosed}
        for path, content in every.items():
            kept.append(File.generated(config, path, content=content))
        for asset in sorted((_HERE / "assets").iterdir()):
            name = f"assets/{asset.name}"
            kept.append(File.generated(config, name, content=asset.read_bytes()))
        kept.append(File.generated(config, "assets/look.css", content=look()))
        config.nav = made.nav
        config.extra["qms_stamp"] = {lang: _stamp(snapshot, lang) for lang in LANGS}
        self._made = made
        self._english_name = f"Service manual {snapshot.settings.manual.number}"
        return kept

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Make a navigation for each language out of the one that holds both."""
        for lang, section in zip(LANGS, nav.items, strict=True):
            children = section.children or []
            for child in children:
                child.parent = None
            one = Navigation(children, [page for page in nav.pages if _lang(page) == lang])
            home = files.get_file_from_path(f"{PREFIX[lang]}index.md")
            one.homepage = home.page if home else None
            self._navs[lang] = one
        return nav

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Show the navigation of the page's language alone."""
        context["nav"] = self._navs[_lang(page)]
        if _lang(page) == "en":
            english = copy.copy(config)
            english.data = {**config.data, "site_name": self._english_name}
            context["config"] = english
        return context

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Take out the theme's indentation; keep the shells for the records."""
        lang = _lang(page)
        if not _KEEPS_SPACE.search(output):
            output = _INDENTED.sub("\n", output)
        if page.file.src_uri == PREFIX[lang] + SHELL:
            self._shells[lang] = Shell(output)
            return ""
        return output

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the records' pages into their shells; leave out what the theme brings in vain."""
        target = Path(config.site_dir)
        if self._made is not None:
            for path, filled in self._made.filled.items():
                lang: Lang = "en" if path.startswith(PREFIX["en"]) else "zh"
                place = target / path
                place.parent.mkdir(parents=True, exist_ok=True)
                text = self._shells[lang].filled(filled, path.removeprefix(PREFIX[lang]))
                place.write_text(text, encoding="utf-8")
        _lighten(target)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Build again when a record changes."""
        server.watch(str(_start(config) / "records"))
        return server

    @property
    def _is_draft(self) -> bool:
        return self.config.draft or os.environ.get("QMS_DRAFT") == "1"

    def _day(self, root: Path) -> dt.date:
        asked = os.environ.get("QMS_AS_OF")
        if asked:
            return dt.date.fromisoformat(asked)
        return clock.today(loading.read_settings(git.WorkTree(root)).zone)


def _start(config: MkDocsConfig) -> Path:
    """Return where the repository is: named by `qms site`, else around the user's mkdocs.yml."""
    return Path(os.environ.get("QMS_ROOT") or Path(config.config_file_path).parent)


def _stamp(snapshot: Snapshot, lang: Lang) -> list[str]:
    """Return what stands at the foot of every page, on screen and on paper (2.2.2)."""
    release = snapshot.in_force
    edition = Text(zh="版本 {name}", en="edition {name}")
    draft = Text(zh="草稿", en="draft")
    parts = (
        same(snapshot.settings.manual.number),
        edition if release else draft,
        Text(zh="数据截至 {day}", en="data as of {day}"),
        _WORKING if snapshot.is_work_tree else Text(zh="提交 {commit}", en="commit {commit}"),
        Text(zh="打印件不受控", en="uncontrolled when printed"),
    )
    name = release.name if release else ""
    values = {"name": name, "day": snapshot.as_of, "commit": (snapshot.tip or "—")[:10]}
    return [part.say(lang, **values) for part in parts]


_WORKING = Text(zh="工作区，基于提交 {commit}", en="working files upon commit {commit}")


def _lang(page: Page) -> Lang:
    return "en" if page.file.src_uri.startswith(PREFIX["en"]) else "zh"


def _lighten(target: Path) -> None:
    """Take out maps of sources that nobody has, and the word lists of a search that is not used."""
    for folder in _UNUSED:
        shutil.rmtree(target / folder, ignore_errors=True)
    for path in (target / "assets").rglob("*.map"):
        made = path.with_suffix("")
        text = made.read_text(encoding="utf-8")
        made.write_text(_MAPPED.sub("", text), encoding="utf-8")
        path.unlink()
