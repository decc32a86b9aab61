// node bench.mjs < documents  issues and verifies each document and prints the seconds of CPU that one took.
// Contexts and DID documents are at hand, keys are loaded before: nothing but the library's work is counted.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts} from '@digitalbazaar/credentials-context';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';

const {documents, resolved} = JSON.parse(await text(process.stdin));

async function documentLoader(url) {
  const document = contexts.get(url) ?? found(url);
  return {contextUrl: null, documentUrl: url, document};
}

function found(url) {
  const document = resolved[url.split('#')[0]];
  if (!document) {
    throw new Error(`${url} is not at hand`);
  }
  if (!url.includes('#')) {
    return document;
  }
  const method = document.verificationMethod.find(({id}) => id === url);
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

async function timed(items, act) {
  const begun = process.cpuUsage();
  const made = [];
  for (const item of items) {
    made.push(await act(item));
  }
  const {user, system} = process.cpuUsage(begun);
  return [made, (user + system) / 1e6 / items.length];
}

const keys = new Map();
for (const {method, publicKeyMultibase, secretKeyMultibase, controller} of documents) {
  keys.set(method, await Ed25519Multikey.from({
    type: 'Multikey', id: method, controller, publicKeyMultibase, secretKeyMultibase
  }));
}

function issue({unsigned, method, created}) {
  const suite = new DataIntegrityProof({
    signer: keys.get(method).signer(), cryptosuite, date: created
  });
  return vc.issue({credential: structuredClone(unsigned), suite, documentLoader});
}

async function verify(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: '2026-12-01T00:00:00Z',
    checkStatus: async () => ({verified: true})
  });
  if (!result.verified) {
    throw result.error;
  }
}

const warm = documents.slice(0, 20);
for (const signed of (await timed(warm, issue))[0]) {
  await verify(signed);
}
const [signed, issuing] = await timed(documents.slice(20), issue);
const [, verifying] = await timed(signed, verify);
const proofs = [...signed.map(({proof}) => proof.proofValue)];
process.stdout.write(JSON.stringify({issuing, verifying, proofs}));
