"""Signs PDF files with the company's certificate, so that any reader shows who they are of (PAdES).

The key lies outside the repository: `QMS_CERTIFICATE` names a PKCS #12 file, and
`QMS_CERTIFICATE_PASSWORD` opens it. Without it files stay unsigned, the same bytes each time; a
signature differs each time, so a signed copy is known by the digest that was filed of it.
"""

import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qms.errors import QmsError
from qms.extras import absent
from qms.settings import TimeAuthority
from qms.store import given, outbound
from qms.store.secrets import CERTIFICATE, CERTIFICATE_PASSWORD, is_inside, secrets
from qms.text import Text, same

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

_SECONDS = 30
_FIELD = "QMS"
_QUERY = "application/timestamp-query"


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """The company's certificate with its key, as PKCS #12, and who stamps the time; has no repr."""

    content: bytes
    password: str
    authority: TimeAuthority | None = None


def configured(root: Path, authorities: tuple[TimeAuthority, ...] = ()) -> Certificate | None:
    """Return the certificate that files are signed with; None where none is set.

    Raises:
        QmsError: The file cannot be read, or lies inside the repository.

    """
    found = secrets(root)
    named = found.get(CERTIFICATE)
    if not named:
        return None
    if is_inside(Path(named), root):
        raise QmsError(_INSIDE, _OUT, path=same(named))
    authority = authorities[0] if authorities else None
    return Certificate(given.content(Path(named)), found.get(CERTIFICATE_PASSWORD, ""), authority)


def signed(content: bytes, certificate: Certificate | None, *, reason: str) -> bytes:
    """Return a PDF with a signature that is not seen on its pages; as it is without a certificate.

    Raises:
        QmsError: The certificate cannot be used, the authority that stamps does not answer, or the
            library is not installed.

    """
    if certificate is None:
        return content
    try:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pyhanko.sign.fields import SigSeedSubFilter
    except ImportError as error:
        raise absent("certificate") from error
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            certificate.content, other_certs=(), passphrase=certificate.password.encode()
        )
    except ValueError as error:
        raise QmsError(_UNFIT, _PASSWORD, name=same(CERTIFICATE)) from error
    asked = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
    )
    stamper = _stamper(certificate.authority) if certificate.authority else None
    out = io.BytesIO()
    try:
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)),
            asked,
            signer=signer,
            timestamper=stamper,
            output=out,
        )
    except outbound.FAILURES as error:
        raise QmsError(_UNSTAMPED, _LATER, why=same(outbound.why(error))) from error
    return out.getvalue()


def _stamper(authority: TimeAuthority) -> "TimeStamper":
    """Return what asks an authority through our own door to the network."""
    from asn1crypto import tsp  # type: ignore[import-untyped] # it has none
    from pyhanko.sign.timestamps import TimeStamper

    parts = outbound.parts_of(authority.url)
    if parts is None:
        raise QmsError(_UNSTAMPED, _LATER, why=same(authority.url))
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    post = partial(outbound.post, parts, path, kind=_QUERY, seconds=_SECONDS)

    class OurStamper(TimeStamper):
        async def async_request_tsa_response(self, req: Any) -> Any:
            answer = post(req.dump())
            return tsp.TimeStampResp.load(answer)

    stamper: TimeStamper = OurStamper()  # type: ignore[no-untyped-call] # its base has no types
    return stamper


_INSIDE = Text(
    zh="证书文件 {path} 在仓库里；进了仓库的密钥收不回来。",
    en="The certificate {path} lies in the repository; a key that got in there stays in it.",
)
_OUT = Text(zh="移到仓库外面。", en="Move it out of the repository.")
_UNFIT = Text(
    zh="{name} 指的文件打不开：不是 PKCS #12，或口令不对。",
    en="The file that {name} names does not open: no PKCS #12, or another password.",
)
_PASSWORD = Text(
    zh="口令写在 QMS_CERTIFICATE_PASSWORD。", en="QMS_CERTIFICATE_PASSWORD holds its password."
)
_UNSTAMPED = Text(
    zh="时间戳机构没有应答（{why}），没有签章。",
    en="The authority that stamps the time did not answer ({why}); nothing was signed.",
)
_LATER = Text(
    zh="联网后再来；或清除 QMS_CERTIFICATE，不签章印制。",
    en="Try again where there is a network, or unset QMS_CERTIFICATE to print unsigned.",
)
