/**
 * A real OpenID Connect provider whose user, keys and lies the tests choose.
 *
 * `POST /control` takes any of `{account, redirect_uris, lie, rotate, revoke}`: who is logged in, where logins may lead back to, what is wrong
 * with ID tokens from now on, whether the provider gets a new key, and whether it forgets all logins of before. Nobody has to click: whoever comes is `account`, and consents.
 */
import { createServer } from 'node:http';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const CLIENT_ID = 'relata';
const CLIENT_SECRET = 'the secret of this client';

/** What people have allowed so far. */
const grants = [];

const control = { account: { sub: 'ann' }, redirect_uris: [], lie: null };

async function newKey(kid) {
	const { privateKey } = await generateKeyPair('RS256', { extractable: true });
	return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** What may be wrong with an ID token. */
const LIES = {
	signature: async (claims) => sign(claims, foreignKey),
	audience: async (claims) => sign({ ...claims, aud: 'somebody else' }, key),
	nonce: async (claims) => sign({ ...claims, nonce: 'of another login' }, key),
	issuer: async (claims) => sign({ ...claims, iss: 'http://127.0.0.1:1' }, key),
	expiry: async (claims) => sign({ ...claims, exp: claims.iat - 3600 }, key),
	none: async (claims) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`,
	secret: async (claims) =>
		new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: key.jwk.kid }).sign(new TextEncoder().encode(CLIENT_SECRET)),
};

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const sign = (claims, { privateKey }) =>
	new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.jwk.kid }).sign(privateKey);

function newProvider() {
	const provider = new Provider(issuer, {
		clients: [
			{
				client_id: CLIENT_ID,
				client_secret: CLIENT_SECRET,
				redirect_uris: control.redirect_uris,
				grant_types: ['authorization_code', 'refresh_token'],
				response_types: ['code'],
			},
		],
		jwks: { keys: [key.jwk] },
		cookies: { keys: ['of a test'] },
		claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
		features: { devInteractions: { enabled: false } },
		pkce: { required: () => true },
		interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
		issueRefreshToken: async () => true,
		findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ ...control.account, sub: id }) }),
		async loadExistingGrant(ctx) {
			const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT_ID, accountId: ctx.oidc.session.accountId });
			grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
			grants.push(await grant.save());
			return grant;
		},
	});
	provider.use(async (ctx, next) => {
		await next();
		if (control.lie && ctx.oidc?.route === 'token' && ctx.body?.id_token) {
			ctx.body = { ...ctx.body, id_token: await LIES[control.lie](decodeJwt(ctx.body.id_token)) };
		}
	});
	return provider;
}

async function change(req, res) {
	const body = JSON.parse((await req.toArray()).join(''));
	Object.assign(control, body);
	if (body.revoke) await Promise.all(grants.splice(0).map((id) => provider.RefreshToken.revokeByGrantId(id)));
	if (body.rotate) key = await newKey(`key ${++nKeys}`);
	if (body.rotate || body.redirect_uris) provider = newProvider();
	res.end();
}

let nKeys = 1;
let key = await newKey('key 1');
const foreignKey = await newKey('key 1');
const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
let provider = newProvider();

server.on('request', (req, res) => {
	if (req.url === '/control') return change(req, res);
	if (req.url.startsWith('/interaction/')) {
		return provider.interactionFinished(req, res, { login: { accountId: control.account.sub, remember: false } });
	}
	return provider.callback()(req, res);
});
console.log(`listens on ${issuer}`);
