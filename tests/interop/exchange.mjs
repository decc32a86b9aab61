// node exchange.mjs issue           prints one signed credential and one signed presentation per cryptosuite
// node exchange.mjs verify <file>   says of each line of a file what strangers' libraries say of it
// Everything that has no did:key stands on this machine; whatever else is asked for is not there.
const {fetch: fetchHere} = globalThis;
globalThis.fetch = async (asked, ...more) => {
  const {hostname} = new URL(asked.url ?? asked);
  if (!['localhost', '127.0.0.1'].includes(hostname)) {
    throw new TypeError(`${hostname} is not on this machine`);
  }
  return fetchHere(asked, ...more);
};
console.log = console.error; // what is said on standard output is the answer
const {readFile} = await import('node:fs/promises');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const vc = await import('@digitalbazaar/vc');
const core = await import('@digitalcredentials/verifier-core');
const {makeLoader} = await import('./loader.mjs');
const suites = await import('./suites.mjs');

const V2 = 'https://www.w3.org/ns/credentials/v2';
// Their JCS suites compare contexts by identity, so that they refuse any that stands inline.
const TERMS = {Course: 'https://stranger.example/terms#Course'};
const documentLoader = makeLoader();

function say(told) {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

async function issue(name) {
  const {did, suite} = await suites.signer(name);
  const credential = {
    '@context': [V2, ...(name.includes('-jcs-') ? [] : [TERMS])],
    id: 'urn:uuid:7b0f6a52-54c7-4d0c-9f6a-7c3f1d0f7a11',
    type: ['VerifiableCredential', ...(name.includes('-jcs-') ? [] : ['Course'])],
    issuer: {id: did, name: 'Strangers'},
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {id: 'urn:uuid:1', name: 'Amara Okafor', description: 'was there'}
  };
  const signed = await vc.issue({credential, suite, documentLoader});
  const presentation = await vc.signPresentation({
    presentation: vc.createPresentation({verifiableCredential: [signed], holder: did, version: 2}),
    suite, challenge: 'c1', domain: 'shop.example', documentLoader
  });
  say({suite: name, credential: signed, presentation});
}

// `verified: true` alone proves nothing where there is a status: the bits are looked at, too.
async function said(document) {
  const result = await vc.verifyCredential({
    credential: structuredClone(document), suite: suites.verifiers(), documentLoader,
    ...(document.credentialStatus ? {checkStatus} : {})
  });
  const statuses = (result.statusResult?.results ?? []).map(({status}) => status);
  const clear = !document.credentialStatus || (result.statusResult?.verified === true &&
    statuses.length > 0 && statuses.every(status => status === false));
  return {accepted: result.verified === true && clear, statuses};
}

// The second library knows one of the suites.
async function saidByCore(document) {
  const result = await core.verifyCredential({
    credential: structuredClone(document), knownDIDRegistries: []
  });
  const log = Object.fromEntries((result.log ?? []).map(({id, valid}) => [id, valid]));
  const fatal = (result.errors ?? []).map(({name}) => name);
  const statuses = Object.keys(log).filter(id => id.endsWith('_status'));
  const clear = !document.credentialStatus ||
    (statuses.length > 0 && statuses.every(id => log[id] === true));
  return {accepted: !fatal.length && log.valid_signature === true && clear, log, fatal};
}

async function tried(say, document) {
  try {
    return await say(document);
  } catch (error) {
    return {accepted: false, error: error.message};
  }
}

const [task, file] = process.argv.slice(2);
if (task === 'issue') {
  for (const name of suites.names) {
    await issue(name);
  }
} else {
  for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
    const {suite, document} = JSON.parse(line);
    const [first, second] = await Promise.all([
      tried(said, document),
      suite === 'eddsa-rdfc-2022' ? tried(saidByCore, document) : null
    ]);
    say({suite, vc: first, core: second});
  }
}
