// npm openid-client: discovery, dynamic registration, code + PKCE, PAR, request objects, userinfo,
// refresh, introspection, revocation, device flow, logout.
import * as client from "openid-client";
import { Browser, check, end, initialToken, issuer } from "./world.mjs";

const callback = "https://rp.example.test/cb";
const token = await initialToken();
const insecure = { execute: [client.allowInsecureRequests] };

const config = await client.dynamicClientRegistration(
  new URL(issuer),
  {
    client_name: "openid-client",
    redirect_uris: [callback],
    post_logout_redirect_uris: ["https://rp.example.test/bye"],
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    token_endpoint_auth_method: "client_secret_post",
  },
  undefined,
  { ...insecure, initialAccessToken: token },
);
check("it registers itself", config.clientMetadata().client_id.startsWith("dyn-"));
check("discovery knows every endpoint it needs", config.serverMetadata().supportsPKCE());

async function signIn(browser, more = {}, build = client.buildAuthorizationUrl) {
  const verifier = client.randomPKCECodeVerifier();
  const expected = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const url = await build(config, {
    redirect_uri: callback,
    scope: "openid profile email offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: expected.expectedState,
    nonce: expected.expectedNonce,
    ...more,
  });
  const back = await browser.through(url.href, callback);
  return client.authorizationCodeGrant(config, new URL(back.next), { ...expected, idTokenExpected: true });
}

const browser = new Browser();
const tokens = await signIn(browser);
const claims = tokens.claims();
check("a person signs in and the ID token is right", claims.preferred_username === "giselle", JSON.stringify(claims));
const about = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
check("userinfo tells the same person", about.name === "Giselle Martin", JSON.stringify(about));

const pushed = await signIn(browser, {}, client.buildAuthorizationUrlWithPAR);
check("a pushed request is answered", pushed.claims().sub === claims.sub);

const aged = await signIn(browser, { max_age: "600", claims: JSON.stringify({ id_token: { auth_time: { essential: true } } }) });
check("max_age and claims are answered", Number.isInteger(aged.claims().auth_time));

const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
check("a refresh brings new tokens for the same person", renewed.claims().sub === claims.sub);

const active = await client.tokenIntrospection(config, renewed.access_token);
check("introspection says active", active.active && active.client_id === config.clientMetadata().client_id);
await client.tokenRevocation(config, renewed.refresh_token);
check("revocation ends it", !(await client.tokenIntrospection(config, renewed.access_token)).active);

const device = await client.initiateDeviceAuthorization(config, { scope: "openid profile" });
const typed = await browser.open(device.verification_uri_complete);
const asked = await browser.submit(typed, { user_code: device.user_code });
check("the device page names the app", asked.body.includes("openid-client"), asked.body);
await browser.submit(asked, { answer: "yes" });
const onDevice = await client.pollDeviceAuthorizationGrant(config, device);
check("the device is signed in", onDevice.claims().sub === claims.sub);

const bye = client.buildEndSessionUrl(config, {
  id_token_hint: pushed.id_token,
  post_logout_redirect_uri: "https://rp.example.test/bye",
  state: "s",
});
const gone = await browser.open(bye.href, "https://rp.example.test/");
check("logout leads back with its state", gone.next === "https://rp.example.test/bye?state=s", `${gone.status} ${gone.next}`);
const dead = await client.fetchUserInfo(config, pushed.access_token, claims.sub).then(() => "alive", (error) => error.code ?? String(error));
check("after it the tokens are dead", dead !== "alive", dead);
end();
