//! Tokens whose keys are known: the examples of RFC 7515, and one more.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

/// RFC 7515 A.2: the modulus, and the token.
const RSA: [&str; 2] = [
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
];
/// RFC 7515 A.3: both coordinates, and the token.
const EC: [&str; 3] = [
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
];

/// Public key and token of a pair made from 32 zeros: its signatures are always the same.
static ED: LazyLock<(String, String)> = LazyLock::new(|| {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[0; 32]).unwrap();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "EdDSA" })), part(&json!({ "iss": "joe", "aud": ["a", "b"] })));
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(signed.as_bytes()));
    (URL_SAFE_NO_PAD.encode(pair.public_key()), format!("{signed}.{signature}"))
});

/// The keys of all three.
pub fn set() -> Value {
    json!({ "keys": [
        { "kty": "RSA", "n": RSA[0], "e": "AQAB" },
        { "kty": "EC", "crv": "P-256", "x": EC[0], "y": EC[1] },
        { "kty": "OKP", "crv": "Ed25519", "x": ED.0 },
    ] })
}

/// Each token, and what its key must hold.
pub fn tokens() -> [(String, String); 3] {
    [(RSA[1], RSA[0]), (EC[2], EC[0]), (&ED.1, &ED.0)].map(|(token, public)| (token.to_owned(), public.to_owned()))
}

/// Whether header and claims are those of a known token.
pub fn signed(token: &str) -> bool {
    let part = |token: &str| token.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    tokens().iter().any(|(known, _)| part(known) == part(token))
}

/// Whether a key of the set has that value as modulus or coordinate, however it is written.
pub fn holds(set: &Value, public: &str) -> bool {
    let bytes = |text: &str| {
        let raw = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
        raw.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<_>>()
    };
    let keys = set["keys"].as_array().into_iter().flatten();
    keys.flat_map(|key| [&key["n"], &key["x"]]).filter_map(Value::as_str).any(|text| bytes(text) == bytes(public))
}
