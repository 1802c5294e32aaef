"""The MkDocs plug-in: hands the pages that we make to Material for MkDocs, and nothing more."""

import datetime as dt
import os
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files

from qms.operations.site import site_pages
from qms.store import clock, git, loading

_ASSETS = Path(__file__).parent / "assets"


class QmsOptions(Config):  # type: ignore[no-untyped-call] # MkDocs has no types here
    """What mkdocs.yml may say of the plug-in."""

    draft = config_options.Type(bool, default=False)


class QmsPlugin(BasePlugin[QmsOptions]):  # type: ignore[no-untyped-call] # as above
    """Replaces the raw chapter files by the pages of the site."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the one style sheet and the one script."""
        config.extra_css.append("assets/qms.css")
        config.extra_javascript.append("assets/qms.js")
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put the pages made from the repository in place of the raw chapters."""
        root = git.root_of(Path(config.config_file_path).parent)
        snapshot = loading.load(root, as_of=self._day(root), ref=os.environ.get("QMS_REF"))
        draft = self.config.draft or os.environ.get("QMS_DRAFT") == "1"
        made = site_pages(root, snapshot, draft=draft)
        kept = Files([each for each in files if not each.is_documentation_page()])
        for path, content in made.files.items():
            kept.append(File.generated(config, path, content=content))
        for asset in sorted(_ASSETS.iterdir()):
            name = f"assets/{asset.name}"
            kept.append(File.generated(config, name, content=asset.read_bytes()))
        config.nav = made.nav
        return kept

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Build again when a record changes."""
        server.watch(str(Path(config.config_file_path).parent / "records"))
        return server

    def _day(self, root: Path) -> dt.date:
        asked = os.environ.get("QMS_AS_OF")
        if asked:
            return dt.date.fromisoformat(asked)
        return clock.today(loading.read_settings(git.WorkTree(root)).zone)
