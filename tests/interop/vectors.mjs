// node vectors.mjs <folder of a version>  prints one JSON line per vector: what a stranger says of it.
// Everything comes from the folder: nothing is asked of any network.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {contexts} from '@digitalbazaar/credentials-context';
import {JsonLdDocumentLoader} from 'jsonld-document-loader';

const [folder] = process.argv.slice(2);
const read = async name => JSON.parse(await readFile(join(folder, name), 'utf8'));
const {now, world: worldName, vectors} = await read('vectors.json');
const world = await read(worldName);

const loader = new JsonLdDocumentLoader();
for (const [id, context] of contexts) {
  loader.addStatic(id, context);
}
for (const [url, list] of Object.entries(world.statusLists)) {
  loader.addStatic(url, list);
}
for (const [did, document] of Object.entries(world.didDocuments)) {
  loader.addStatic(did, document);
  for (const method of document.verificationMethod) {
    if (method.type === 'Multikey') {
      loader.addStatic(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
    }
  }
}
const documentLoader = loader.build();
const suite = new DataIntegrityProof({cryptosuite});

async function accepts(credential) {
  const status = credential.credentialStatus ? {checkStatus} : {};
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: new Date(now), ...status
  });
  // `verified` is said of a credential whose bit is set, too.
  const clear = (result.statusResult?.results ?? []).every(each => each.verified && !each.status);
  return {accepted: result.verified && clear, error: String(result.error?.errors ?? result.error ?? '')};
}

for (const vector of vectors) {
  let told;
  try {
    told = await accepts(await read(vector.file));
  } catch (error) {
    told = {accepted: false, error: String(error)};
  }
  process.stdout.write(`${JSON.stringify({name: vector.name, ...told})}\n`);
}
