// node resign.mjs <folder of a version>  prints one JSON line per signed example: the same words signed again
// with the published key, by a stranger, at the same moment.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {contexts} from '@digitalbazaar/credentials-context';
import {JsonLdDocumentLoader} from 'jsonld-document-loader';

const [folder] = process.argv.slice(2);
const read = async name => JSON.parse(await readFile(join(folder, name), 'utf8'));

const loader = new JsonLdDocumentLoader();
for (const [id, context] of contexts) {
  loader.addStatic(id, context);
}
const documentLoader = loader.build();
const {keys} = await read('examples/keys.json');
const {vectors} = await read('vectors.json');

for (const {name, file, accepted} of vectors) {
  if (!accepted) {
    continue;
  }
  const {proof, ...credential} = await read(file);
  const key = await Ed25519Multikey.from(keys.find(({id}) => id === proof.verificationMethod));
  const suite = new DataIntegrityProof({signer: key.signer(), date: proof.created, cryptosuite});
  const signed = await vc.issue({credential, suite, documentLoader, now: new Date(proof.created)});
  process.stdout.write(`${JSON.stringify({name, signed})}\n`);
}
