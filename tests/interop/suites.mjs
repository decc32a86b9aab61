// The cryptosuites, by name, in strangers' libraries: to verify with, and to sign with a fresh did:key.
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {
  createSignCryptosuite, createVerifyCryptosuite
} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';

const toVerify = [eddsa, createVerifyCryptosuite(), ecdsa, ecdsaJcs.createVerifyCryptosuite()];
const p256 = () => EcdsaMultikey.generate({curve: 'P-256'});
const toSign = {
  'eddsa-rdfc-2022': [eddsa, () => Ed25519Multikey.generate()],
  'eddsa-jcs-2022': [createSignCryptosuite(), () => Ed25519Multikey.generate()],
  'ecdsa-rdfc-2019': [ecdsa, p256],
  'ecdsa-jcs-2019': [ecdsaJcs.createSignCryptosuite(), p256]
};

export const names = Object.keys(toSign);

export function verifiers() {
  return toVerify.map(cryptosuite => new DataIntegrityProof({cryptosuite}));
}

export async function signer(name) {
  const [cryptosuite, generate] = toSign[name];
  const key = await generate();
  const {publicKeyMultibase} = await key.export({publicKey: true, includeContext: false});
  key.controller = `did:key:${publicKeyMultibase}`;
  key.id = `${key.controller}#${publicKeyMultibase}`;
  return {did: key.controller, suite: new DataIntegrityProof({signer: key.signer(), cryptosuite})};
}
