// Where documents come from: a DID over https, a status list over https, and nothing else.
// Contexts are the ones the libraries carry; a context from the network is refused.
import {CachedResolver} from '@digitalbazaar/did-io';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {driver as didKey} from '@digitalbazaar/did-method-key';
import {driver as didWeb} from '@digitalbazaar/did-method-web';
import {JsonLdDocumentLoader} from 'jsonld-document-loader';

const ED25519 = {
  multibaseMultikeyHeader: 'z6Mk',
  fromMultibase: Ed25519Multikey.from
};

const P256 = {
  multibaseMultikeyHeader: 'zDna',
  fromMultibase: EcdsaMultikey.from
};

async function fetchJson(url) {
  const answer = await fetch(url, {redirect: 'error'});
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status}`);
  }
  return answer.json();
}

export function makeLoader(fetched = []) {
  const resolver = new CachedResolver();
  for (const driver of [didWeb(), didKey()]) {
    driver.use(ED25519);
    driver.use(P256);
    resolver.use(driver);
  }
  const loader = new JsonLdDocumentLoader();
  for (const [id, context] of credentialContexts) {
    loader.addStatic(id, context);
  }
  loader.setDidResolver({
    async get({did, url}) {
      fetched.push(did ?? url);
      return resolver.get({did: did ?? url});
    }
  });
  loader.setProtocolHandler({
    protocol: 'https',
    handler: {
      async get({url}) {
        fetched.push(url);
        const document = await fetchJson(url);
        if (document['@context'] && !document.id) {
          throw new Error(`${url} is a context from the network`);
        }
        return document;
      }
    }
  });
  return loader.build();
}

export {fetchJson};
