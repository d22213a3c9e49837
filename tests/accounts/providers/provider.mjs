// The certified provider, at an address of this machine: whoever asks says in a header who they are and what they grant.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const pem = readFileSync(process.argv[2]);
const server = createServer({ key: pem, cert: pem });

// Whoever started it holds the other end: it closes with them, however they end.
process.stdin.on('end', () => process.exit());
process.stdin.resume();

async function interact(provider, request, response) {
  const { who, amr, acr, refused = [], denied = false } = JSON.parse(request.headers['x-as']);
  const { params } = await provider.interactionDetails(request, response);
  if (denied) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const asked = params.scope.split(' ');
  const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
  grant.addOIDCScope(asked.filter((scope) => !refused.includes(scope)).join(' '));
  if (refused.length) grant.rejectOIDCScope(refused.join(' '));
  const login = { accountId: who, amr, acr, remember: false };
  await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } });
}

server.listen(0, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    acrValues: ['urn:two'],
    claims: { amr: null, openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    clients: [{
      client_id: 'etanche',
      client_secret: 'a secret: of+the&tests',
      redirect_uris: process.argv.slice(3),
      require_auth_time: true,
    }],
    conformIdTokenClaims: false,
    cookies: { keys: ['of the tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@estran.example`, email_verified: id !== 'unproved' }),
    }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'mail.read', 'calendar'],
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  const callback = provider.callback();
  server.on('request', (request, response) => {
    const done = request.url.startsWith('/interaction/') ? interact(provider, request, response) : callback(request, response);
    Promise.resolve(done).catch((error) => { response.statusCode = 500; response.end(String(error)); });
  });
  process.stdout.write(`${issuer}\n`);
});
