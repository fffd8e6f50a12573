// npm oauth4webapi: private_key_jwt, signed request objects, form_post, signed userinfo, strict checks.
import * as oauth from "oauth4webapi";
import { Browser, check, end, initialToken, issuer } from "./world.mjs";

const callback = "https://rp.example.test/cb";
const plain = { [oauth.allowInsecureRequests]: true };
const as = await oauth
  .discoveryRequest(new URL(issuer), plain)
  .then((response) => oauth.processDiscoveryResponse(new URL(issuer), response));
check("discovery passes its checks", as.issuer === issuer);

const token = await initialToken();
const keys = await oauth.generateKeyPair("ES256", { extractable: true });
const jwk = { ...(await crypto.subtle.exportKey("jwk", keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
const rp = await oauth
  .dynamicClientRegistrationRequest(
    as,
    {
      client_name: "oauth4webapi",
      redirect_uris: [callback],
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [jwk] },
      id_token_signed_response_alg: "EdDSA",
      userinfo_signed_response_alg: "ES256",
      require_signed_request_object: true,
      subject_type: "pairwise",
    },
    { ...plain, initialAccessToken: token },
  )
  .then((response) => oauth.processDynamicClientRegistrationResponse(response));
check("it registers with keys instead of a secret", rp.client_secret === undefined, JSON.stringify(rp));
const proof = oauth.PrivateKeyJwt({ key: keys.privateKey, kid: "k1" });

const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const request = new URLSearchParams({
  client_id: rp.client_id,
  redirect_uri: callback,
  response_type: "code",
  response_mode: "form_post",
  scope: "openid profile",
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const object = await oauth.issueRequestObject(as, rp, request, { key: keys.privateKey, kid: "k1" });
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({ client_id: rp.client_id, request: object });
const browser = new Browser();
const page = await browser.through(url.href, callback);
const fields = [...page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
const posted = new URLSearchParams(fields.map(([, name, value]) => [name, value.replaceAll("&#38;", "&")]));
check("the answer is a form to the client", page.body.includes(`action="${callback}"`), page.body);

const answer = new Request(callback, {
  method: "POST",
  body: posted,
  headers: { "content-type": "application/x-www-form-urlencoded" },
});
const parameters = oauth.validateAuthResponse(as, rp, new URLSearchParams(await answer.text()), state);
const tokens = await oauth
  .authorizationCodeGrantRequest(as, rp, proof, parameters, callback, verifier, plain)
  .then((response) => oauth.processAuthorizationCodeResponse(as, rp, response, { expectedNonce: nonce, requireIdToken: true }));
const claims = oauth.getValidatedIdTokenClaims(tokens);
check("the code is traded by an assertion", claims.preferred_username === "giselle", JSON.stringify(claims));
const response = await oauth.userInfoRequest(as, rp, tokens.access_token, plain);
check("userinfo is signed", response.headers.get("content-type") === "application/jwt");
const about = await oauth.processUserInfoResponse(as, rp, claims.sub, response);
check("and tells the pairwise subject of the ID token", about.sub === claims.sub && !/^[0-9a-f-]{36}$/.test(about.sub));
check("its signature holds", await oauth.validateApplicationLevelSignature(as, response, plain).then(() => true, (error) => error.message) === true);

const again = await oauth
  .authorizationCodeGrantRequest(as, rp, proof, parameters, callback, verifier, plain)
  .then((response) => oauth.processAuthorizationCodeResponse(as, rp, response))
  .catch((error) => error);
check("a code used twice is refused", again.error === "invalid_grant", String(again));
const dead = await oauth.userInfoRequest(as, rp, tokens.access_token, plain);
check("and its tokens are dead", dead.status === 401, dead.status);

const bare = new URL(as.authorization_endpoint);
bare.search = request;
const refused = await browser.through(bare.href, callback).catch((error) => error);
check("an unsigned request is refused", String(refused.body ?? refused).includes("invalid_request"), String(refused.body ?? refused));
end();
