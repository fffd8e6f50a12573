"""PyPI Authlib: code + PKCE with client_secret_basic, the ID token checked, refresh, revocation."""

import json
import os
import subprocess
import sys

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
issuer = f"http://id.unidash.localhost:{os.environ['UNIDASH_PORT']}"
callback = "https://rp.example.test/cb"
failed = 0


def check(name, holds, detail=""):
    global failed
    print(("ok   " if holds else "FAIL ") + name)
    if not holds:
        failed += 1
        print("     " + str(detail)[:600])


def person(url):
    """The address that the browser of a person ends at."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "person.mjs")
    out = subprocess.run(["node", script, url, callback], check=True, capture_output=True, text=True)
    return out.stdout.strip()


known = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
registered = httpx.post(
    known["registration_endpoint"],
    headers={"authorization": f"Bearer {os.environ['INITIAL_TOKEN']}"},
    json={"client_name": "Authlib", "redirect_uris": [callback], "id_token_signed_response_alg": "ES256"},
).json()
client = OAuth2Client(
    registered["client_id"],
    registered["client_secret"],
    scope="openid profile groups",
    redirect_uri=callback,
    code_challenge_method="S256",
    token_endpoint=known["token_endpoint"],
)
verifier = "v" * 48
url, state = client.create_authorization_url(known["authorization_endpoint"], code_verifier=verifier, nonce="n-1")
back = person(url)
check("the person comes back", back.startswith(callback), back)
tokens = client.fetch_token(authorization_response=back, code_verifier=verifier, state=state)
keys = JsonWebKey.import_key_set(httpx.get(known["jwks_uri"]).json())
claims = jwt.decode(
    tokens["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"value": issuer}, "aud": {"value": registered["client_id"]}},
    claims_params={"nonce": "n-1", "client_id": registered["client_id"], "access_token": tokens["access_token"]},
)
claims.validate()
check("the ID token holds, at_hash included", claims["groups"] == ["Compta"], json.dumps(dict(claims)))
check("userinfo answers", client.get(known["userinfo_endpoint"]).json()["sub"] == claims["sub"])
renewed = client.refresh_token(known["token_endpoint"], tokens["refresh_token"])
check("a refresh brings a new access token", renewed["access_token"] != tokens["access_token"])
client.revoke_token(known["revocation_endpoint"], token=renewed["refresh_token"])
after = httpx.get(known["userinfo_endpoint"], headers={"authorization": f"Bearer {renewed['access_token']}"})
check("revocation ends it", after.status_code == 401, after.text)
sys.exit(1 if failed else 0)
