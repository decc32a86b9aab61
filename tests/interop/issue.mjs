// node issue.mjs <origin> <folder>  writes what an issuer at that origin would publish, made by strangers'
// libraries alone: the positive control of the check, which must accept it before a refusal counts.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {createCredential, createList} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {makeLoader} from './loader.mjs';

const [origin, folder] = process.argv.slice(2);
const did = `did:web:${encodeURIComponent(new URL(origin).host)}:c:stranger`;
const key = await Ed25519Multikey.generate({controller: did});
key.id = `${did}#key`;
const V2 = 'https://www.w3.org/ns/credentials/v2';
const REVOKED = 11;
const SUSPENDED = 12;

const publicKey = await key.export({publicKey: true, includeContext: false});
const documents = {
  'did.json': {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [publicKey],
    assertionMethod: [key.id]
  }
};

function sign(credential) {
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  return vc.issue({credential, suite, documentLoader: makeLoader()});
}

for (const [purpose, position] of [['revocation', REVOKED], ['suspension', SUSPENDED]]) {
  const list = await createList({length: 131072});
  list.setStatus(position, true);
  const credential = await createCredential({
    id: `${origin}/c/stranger/${purpose}.json`, list, statusPurpose: purpose, context: [V2]
  });
  documents[`${purpose}.json`] = await sign({...credential, issuer: did});
}

function card(index) {
  return {
    '@context': [V2],
    id: `urn:uuid:00000000-0000-4000-8000-0000000000${index}`,
    type: ['VerifiableCredential'],
    issuer: did,
    credentialSubject: {id: 'urn:member:1'},
    credentialStatus: ['revocation', 'suspension'].map(purpose => ({
      type: 'BitstringStatusListEntry',
      statusPurpose: purpose,
      statusListIndex: String(index),
      statusListCredential: `${origin}/c/stranger/${purpose}.json`
    }))
  };
}

documents['good.json'] = await sign(card(10));
documents['revoked.json'] = await sign(card(REVOKED));
documents['suspended.json'] = await sign(card(SUSPENDED));
documents['tampered.json'] = {
  ...documents['good.json'], credentialSubject: {id: 'urn:member:2'}
};
const place = join(folder, 'c', 'stranger');
await mkdir(place, {recursive: true});
for (const [name, document] of Object.entries(documents)) {
  await writeFile(join(place, name), JSON.stringify(document));
}
