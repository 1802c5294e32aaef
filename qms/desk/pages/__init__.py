"""The pages of the desk: a module a part of the work, each with the addresses that it answers."""

from qms.desk.pages import (
    copies,
    entering,
    filling,
    findings,
    lists,
    manual,
    records,
    searching,
    today,
)
from qms.desk.pages.page import Page

PAGES: tuple[Page, ...] = (
    *entering.PAGES,
    *today.PAGES,
    *lists.PAGES,
    *filling.PAGES,
    *records.PAGES,
    *copies.PAGES,
    *manual.PAGES,
    *findings.PAGES,
    *searching.PAGES,
)
