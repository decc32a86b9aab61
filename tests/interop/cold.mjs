// node cold.mjs credential did  verifies one credential in a process of its own and prints its peak memory in MiB.
import {readFile} from 'node:fs/promises';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts} from '@digitalbazaar/credentials-context';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const [credential, resolved] = await Promise.all(
  process.argv.slice(2).map(async name => JSON.parse(await readFile(name, 'utf8'))));

function found(url) {
  if (url.split('#')[0] !== resolved.id) {
    throw new Error(`${url} is not at hand`);
  }
  return url.includes('#')
    ? {'@context': 'https://w3id.org/security/multikey/v1',
      ...resolved.verificationMethod.find(({id}) => id === url)}
    : resolved;
}

async function documentLoader(url) {
  return {contextUrl: null, documentUrl: url, document: contexts.get(url) ?? found(url)};
}

const {verified, error} = await vc.verifyCredential({
  credential, suite: new DataIntegrityProof({cryptosuite}), documentLoader,
  now: '2026-12-01T00:00:00Z', checkStatus: async () => ({verified: true})
});
if (!verified) {
  throw error;
}
console.log(process.resourceUsage().maxRSS / 1024);
