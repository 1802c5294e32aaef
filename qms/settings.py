"""The organisation's settings, `qms.yml`: who it is, and how the program serves it.

The limits that rules apply stand in the register of the manual's figures (`records/limit`); where a
repository has no such register, the values here are what applied before there was one.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from qms.text import Lang

Severity = Literal["error", "warning", "info"]
MAILBOX = r"[A-Za-z0-9_%+'-]+(\.[A-Za-z0-9_%+'-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
"""An e-mail address of plain signs: nothing that a header of a message could be ended with."""
FORMAT = 2
"""Of the repositories that this program writes; rises when an older one would misread them."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ManualSettings(_Part):
    """What the cover says, and when an edition is due (clauses 2.2.1 to 2.2.4)."""

    number: str = Field(description="Document number (文件编号).")
    title: str = "售后服务管理手册"
    amendments_per_edition: int = Field(9, ge=1, description="Above it a new edition is due.")
    changed_share: Decimal = Field(
        Decimal("0.6"), gt=0, le=1, description="Share of pages changed since amendment 0."
    )
    review_months: int = Field(12, ge=1, description="Longest time between two reviews.")
    words: dict[str, str] = Field(
        {}, description="House words: what is not written, and what is; alike: it is allowed."
    )


class Limits(_Part):
    """The limits that rules have gone by since before the register, with their units in the names.

    The register's entry takes the place of the value here (`qms.standing.limits`). Hours and days
    run on without a break; working days leave out weekends and public holidays and count the days
    made up for them; months end on the same day of the month.
    """

    reply_hours: int = Field(48, ge=1, description="First contact to first substantive reply.")
    handle_hours: int = Field(48, ge=1, description="First contact to handled.")
    service_manager_share: Decimal = Field(Decimal("0.10"), description="Clause 7.1.3.")
    obligation_months: int = Field(12, ge=1, description="Clause 9.4.")
    management_review_months: int = Field(12, ge=1, description="Clause 9.7.")
    receipt_days: int = Field(15, ge=0, description="A copy's or amendment's receipt is due.")
    holder_days: int = Field(7, ge=0, description="A leaver hands the copy back within.")
    follow_up_days: int = Field(7, ge=0, description="Closed repair or complaint to call-back.")
    repair_days: int = Field(3, ge=0, description="A longer repair needs a substitute unit.")
    urgent_parts_hours: int = Field(24, ge=1, description="Urgent order to dispatch.")
    stock_take_months: int = Field(3, ge=1, description="Clause 8.2.5.")
    carrier_months: int = Field(12, ge=1, description="Clause 8.2.1.")
    station_months: int = Field(12, ge=1, description="Clause 8.2.4.")
    competence_months: int = Field(12, ge=1, description="Clause 7.2.")
    inspection_months: int = Field(1, ge=1, description="Clause 7.1.4.")
    spot_check_share: Decimal = Field(Decimal("0.05"), description="Repair orders re-checked.")
    repeat_days: int = Field(90, ge=1, description="Same fault again within: a repeat complaint.")
    corrective_days: int = Field(30, ge=1, description="Planned end of a corrective action.")
    file_mebibytes: int = Field(20, ge=1, description="A larger file is not read.")
    concession_months: int = Field(12, ge=1, description="Longest term of a concession, 7.5.")
    objective_days: int = Field(15, ge=0, description="Period's end to the objective's result.")
    self_evaluation_months: int = Field(12, ge=1, description="Clause 9.6.")
    risk_medium_from: int = Field(5, ge=1, description="Severity times likelihood, 6.1.1.")
    risk_high_from: int = Field(15, ge=1, description="Severity times likelihood, 6.1.1.")
    currency_months: int = Field(6, ge=1, description="Obligations looked up, clause 6.4.3.")
    knowledge_months: int = Field(12, ge=1, description="Cases and articles read again, 7.1.6.")
    effect_days: int = Field(30, ge=0, description="Training or care to its effect, 7.3.")
    analysis_days: int = Field(15, ge=0, description="Month's end to its analysis, 4.1.1, 9.3.")
    handover_days: int = Field(30, ge=0, description="Machine sent to receipt, clause 8.2.2.")
    recall_report_days: int = Field(7, ge=1, description="Between two reports of a recall.")
    nonconforming_minor_working_days: int = Field(2, ge=0, description="Clause 8.4.")
    nonconforming_ordinary_working_days: int = Field(5, ge=0, description="Clause 8.4.")
    nonconforming_major_working_days: int = Field(10, ge=0, description="Clause 8.4.")
    dissatisfied_working_days: int = Field(5, ge=0, description="Action agreed, clause 8.3.1.")
    parts_review_working_days: int = Field(1, ge=0, description="Order to review, 8.2.5.")
    evidence_days: int = Field(15, ge=0, description="Period's end to its evidence, 7.5.")
    return_days: int = Field(60, ge=1, description="A return is closed within, 8.2.6.")
    plan_quarters: int = Field(1, ge=1, description="Training plan checked every so many.")


class WorkingDays(_Part):
    """Days that this company works or not, otherwise than the national calendar says (3.2)."""

    free: tuple[dt.date, ...] = Field((), description="Days off that the calendar calls worked.")
    worked: tuple[dt.date, ...] = Field((), description="Days worked that it calls free.")


class StandardInUse(_Part):
    """An edition of a standard that the company works to."""

    excluded: dict[str, str] = Field({}, description="Its clauses that do not apply, and why.")


class DatabaseTable(_Part):
    """A record table that lies in PostgreSQL; who may log in is said outside of the repository."""

    table: str = Field(
        pattern=r"^[^.]+(\.[^.]+)?$", description="The table or view: schema.name, or name alone."
    )
    service: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_-]*$",
        description="Its entry in the service file (pg_service.conf); empty: PGHOST and the like.",
    )
    columns: dict[str, str] = Field(
        {}, description="Fields whose columns are called otherwise: field: column."
    )

    def __str__(self) -> str:
        """Return the name of the table."""
        return self.table


class KeyRestart(_Part):
    """All signing keys were lost, and everybody began anew with another (2.2.1)."""

    on: dt.date
    minutes: str = Field(min_length=1, description="The management review that decided it.")
    reason: str = Field(min_length=1)


class TimeAuthority(_Part):
    """Who stamps signatures and anchors with the time (RFC 3161)."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,20}$", description="Stands in the token's file name.")
    url: str = Field(pattern=r"^https?://[^\s<>\"]+$")
    ca: str = Field(
        pattern=r"^([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.pem$",
        description="Its root certificate, as PEM in the repository.",
    )
    since: dt.date = Field(description="Signatures from this day on bear its token.")


class CheckSettings(_Part):
    """What `qms check` reports by default; it never changes what compliance means."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}
    fail_on: Severity = "warning"
    own_rules: str = Field(
        "",
        pattern=r"^([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.py$|^$",
        description="Python file of own rules, run only with --allow-repository-code.",
    )


class MailSettings(_Part):
    """The server that takes reminders; its password never stands here (`qms.store.secrets`)."""

    host: str = Field("", pattern=r"^[A-Za-z0-9.-]*$", description="Empty: messages become files.")
    port: int | None = Field(None, ge=1, le=65535, description="Default: 465 or, starttls, 587.")
    security: Literal["tls", "starttls", "none"] = Field(
        "tls", description="None only for a relay on this very machine."
    )
    sender: str = Field("", pattern=rf"^({MAILBOX})?$", description="Whose letters they are.")
    user: str = Field("", description="Who logs in; empty: nobody does.")


class Settings(_Part):
    """The whole of `qms.yml`."""

    company: dict[str, str] = Field(description="Variables of the chapters: {{ company.name }}.")
    promise: str = Field(description="The service promise, one wording everywhere (3.2).")
    manual: ManualSettings
    format: int = Field(1, ge=1, description="Of the repository; `qms upgrade` raises it.")
    lang: Lang = "zh"
    site: str = Field(
        "",
        pattern=r"^(https?://[^\s<>\"]*[^\s<>\"/])?$",
        description="Address at which the site is published; findings link to its rules.",
    )
    utc_offset: str = Field("+08:00", pattern=r"^[+-]\d\d:\d\d$")
    signatures: Literal["required", "optional"] = "optional"
    decisions: Literal["signed", "stated"] = Field(
        "stated",
        description="Signed: requests, concessions, disposals and study are signed by key.",
    )
    key_restarts: tuple[KeyRestart, ...] = Field(
        (), description="When all keys were lost and began anew; an entry stays for ever."
    )
    hardware_keys_from: dt.date | None = Field(
        None, description="From this day no passkey signs that may be copied between devices."
    )
    timestamps: tuple[TimeAuthority, ...] = Field(
        (), max_length=4, description="Two, say; `qms timestamp` asks each. Never needed to check."
    )
    privacy: Literal["full", "masked", "none"] = "masked"
    limits: Limits = Limits.model_construct()
    check: CheckSettings = CheckSettings.model_construct()
    working_days: WorkingDays = WorkingDays.model_construct()
    mail: MailSettings = MailSettings.model_construct()
    stations_exist: bool = Field(
        default=True, description="False: no service stations, clause excluded."
    )
    frozen_since: str = Field(
        "",
        pattern=r"^([0-9a-f]{40})?$",
        description="Commit after which closed records are judged frozen; before it is imported.",
    )
    standards: dict[str, StandardInUse] = Field(
        {}, description="Editions that the company works to: iso9001-2015."
    )
    sources: dict[str, str | DatabaseTable] = Field(
        {}, description="Larger record tables attached by kind: a Parquet file, or a database's."
    )
    _figures: Mapping[str, str] = PrivateAttr(default_factory=dict)
    _overruled: tuple[str, ...] = PrivateAttr(())

    @property
    def head_line(self) -> str:
        """What stands at the head of every printed page: the company and the manual."""
        return f"{self.company.get('short', '')}　{self.manual.title}"

    @property
    def variables(self) -> dict[str, str]:
        """What `{{ … }}` in a chapter may name, a figure of the register among it."""
        named = {f"company.{name}": value for name, value in self.company.items()}
        return named | {
            **self._figures,
            "promise": self.promise,
            "manual.number": self.manual.number,
            "manual.title": self.manual.title,
        }

    @property
    def overruled(self) -> tuple[str, ...]:
        """The limits that `qms.yml` states and the register of figures states too."""
        return self._overruled

    def stating(
        self,
        limits: Limits,
        manual: ManualSettings,
        figures: Mapping[str, str],
        overruled: tuple[str, ...],
        promise: str,
    ) -> Self:
        """Return the settings with the figures of the register in force in them.

        Args:
            limits: With the register's values.
            manual: The same.
            figures: How the text prints each, by the name of its variable.
            overruled: The limits of `qms.yml` that no longer count.
            promise: With its figures filled in.

        """
        copy = self.model_copy(update={"limits": limits, "manual": manual, "promise": promise})
        copy._figures, copy._overruled = figures, overruled  # noqa: SLF001 - of its own class
        return copy

    @property
    def zone(self) -> dt.timezone:
        """The office's fixed offset from UTC, in which days begin and end."""
        return _zone(self.utc_offset)


@cache
def _zone(offset: str) -> dt.timezone:
    sign = -1 if offset.startswith("-") else 1
    hours, minutes = offset[1:].split(":")
    return dt.timezone(sign * dt.timedelta(hours=int(hours), minutes=int(minutes)))


def settings_from(data: dict[str, Any]) -> Settings:
    """Return the settings that `data` states.

    Raises:
        ValidationError: All that is wrong with it at once; unknown keys are refused.

    """
    return Settings.model_validate(data)
