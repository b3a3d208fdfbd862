"""A signed C2PA manifest that says an image was made by a model is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

from mingbian.checks._files import MAX_BYTES, declared_by

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
USAGE = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
MORE_USAGE = ("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Studio"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey, issuer: ec.EllipticCurvePrivateKey, is_root: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    used = {name: False for name in (*USAGE, *MORE_USAGE)}
    used["key_cert_sign" if is_root else "digital_signature"] = True
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name("Root" if is_root else "Signer"))
        .issuer_name(_name("Root"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(x509.KeyUsage(**used), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
        )
    )
    if not is_root:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer, hashes.SHA256())


def _signed(source_type: str, kind: str = "jpeg", side: int = 64, **how: int) -> bytes:
    root, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chain = b"".join(
        certificate.public_bytes(serialization.Encoding.PEM)
        for certificate in (_certificate(key, root, False), _certificate(root, root, True))
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    action = {"action": "c2pa.created", "digitalSourceType": source_type}
    manifest = {
        "claim_generator_info": [{"name": "example", "version": "1"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    info = c2pa.C2paSignerInfo(
        alg=c2pa.C2paSigningAlg.ES256, sign_cert=chain, private_key=private, ta_url=None
    )
    plain, out = BytesIO(), BytesIO()
    picture = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    picture.save(plain, kind.upper(), **how)
    plain.seek(0)
    with c2pa.Signer.from_info(info) as signer, c2pa.Builder(json.dumps(manifest)) as builder:
        builder.sign(signer, f"image/{kind}", plain, out)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_signed_manifest_of_a_model_is_read_and_one_of_a_camera_declares_nothing() -> None:
    declared = declared_by(_signed(TRAINED))
    assert declared is not None
    assert (declared.how, declared.label) == ("C2PA", "1")
    assert declared_by(_signed(CAMERA)) is None


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_manifest_is_read_from_each_kind_of_file(kind: str) -> None:
    declared = declared_by(_signed(TRAINED, kind))
    assert declared is not None
    assert declared.by == "Example Studio"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("kind", "how"), [("jpeg", {"quality": 100}), ("png", {"compress_level": 0})]
)
def test_the_first_bytes_of_a_large_file_are_enough(kind: str, how: dict[str, int]) -> None:
    signed = _signed(TRAINED, kind, 2_400, **how)
    assert len(signed) > MAX_BYTES
    declared = declared_by(signed[:MAX_BYTES])
    assert declared is not None
    assert (declared.how, declared.label, declared.by) == ("C2PA", "1", "Example Studio")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_broken_manifest_declares_nothing_and_does_no_harm() -> None:
    signed = _signed(TRAINED)
    start = signed.index(b"c2pa")
    for length in (10, 200, 2_000):
        declared_by(signed[:start] + b"\0" * length + signed[start + length :])
        declared_by(signed[: start + length])
    assert declared_by(signed[: start + 8]) is None
