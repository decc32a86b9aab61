// node verify.mjs <address or file> ...  prints one JSON line per credential: what a stranger says of it.
import {readFile} from 'node:fs/promises';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {fetchJson, makeLoader} from './loader.mjs';

function wordsOf(error) {
  const words = [error?.message, ...(error?.errors ?? []).map(wordsOf)];
  return words.filter(Boolean).join('; ');
}

async function verify(source) {
  const fetched = [];
  const credential = source.startsWith('https://') ?
    await fetchJson(source) :
    JSON.parse(await readFile(source, 'utf8'));
  const documentLoader = makeLoader(fetched);
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, checkStatus
  });
  const statuses = result.statusResult?.results ?? [];
  // The library says `verified` of a credential whose bit is set: only that the list could be read.
  // What counts as accepted is decided here: signature good, both lists read, no bit set.
  const clear = statuses.length === 2 && statuses.every(({verified, status}) => verified && !status);
  return {
    source,
    accepted: result.verified && result.statusResult?.verified === true && clear,
    verified: result.verified,
    signature: (result.results ?? []).map(({verified}) => verified),
    statusVerified: result.statusResult?.verified ?? null,
    statuses: statuses.map(({verified, status, credentialStatus}) => ({
      verified, status, purpose: credentialStatus?.statusPurpose
    })),
    fetched,
    error: wordsOf(result.error)
  };
}

for (const source of process.argv.slice(2)) {
  let told;
  try {
    told = await verify(source);
  } catch (error) {
    told = {source, accepted: false, verified: false, error: wordsOf(error)};
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
