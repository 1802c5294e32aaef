"""The pages of the desk: a module a part of the work, each with the addresses that it answers."""

from qms.desk.pages import (
    changes,
    copies,
    entering,
    filling,
    findings,
    importing,
    lists,
    manual,
    mine,
    packages,
    parcels,
    passkeys,
    records,
    releasing,
    reminding,
    searching,
    signing,
    standing,
    substitutes,
    today,
)
from qms.desk.pages.page import Page

PAGES: tuple[Page, ...] = (
    *entering.PAGES,
    *today.PAGES,
    *lists.PAGES,
    *filling.PAGES,
    *records.PAGES,
    *importing.PAGES,
    *parcels.PAGES,
    *packages.PAGES,  # before the copies, whose address takes any number
    *copies.PAGES,
    *changes.PAGES,
    *releasing.PAGES,
    *signing.PAGES,
    *passkeys.PAGES,
    *reminding.PAGES,
    *substitutes.PAGES,
    *standing.PAGES,
    *mine.PAGES,
    *manual.PAGES,
    *findings.PAGES,
    *searching.PAGES,
)
