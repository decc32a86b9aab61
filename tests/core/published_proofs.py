"""What published signatures must agree with, step by step, and sets and chains of them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from credentials.core.data_integrity.chain import input_of
from credentials.core.data_integrity.proof import SUITES, Expected, add_proof, append_proof
from credentials.core.encoding import base58_encode
from credentials.core.keys import PublicKey
from tests.core.published import HERE, canonical, load, options_of, refusal, signer, text, unsigned


def signed_beside(name):
    """The signed document of a folder; each folder has one."""
    folder = name.rpartition("/")[0]
    (found,) = (HERE / folder).glob("signed*.json")
    return load(f"{folder}/{found.name}")


def keys_for(name):
    return load("eddsa/keyPair.json" if name.startswith("eddsa") else "ecdsa/p256KeyPair.json")


def check_step(name):
    """A file of a signature that is published step by step."""
    document = signed_beside(name)
    proof, bare = document["proof"], unsigned(document)
    suite, options = SUITES[proof["cryptosuite"]], options_of(proof)
    config = {"@context": document["@context"], **options}
    written = [canonical(part, suite.name) for part in (config, bare)]
    hashes = [hashlib.sha256(part).hexdigest() for part in written]
    data = suite.hash_data(bare, options)
    signature = signer(keys_for(name), proof["verificationMethod"]).sign(data)
    steps = {
        "proofCanon": written[0].decode(),
        "canonDoc": written[1].decode(),
        "proofHash": hashes[0],
        "docHash": hashes[1],
        "combinedHash": data.hex(),
        "sigHex": signature.hex(),
        "sigBTC58": "z" + base58_encode(signature),
        "proofConfig": config,
        "signed": {**bare, "proof": {**options, "proofValue": "z" + base58_encode(signature)}},
    }  # fmt: skip
    stem = name.rpartition("/")[2]
    (step,) = (step for step in steps if stem.startswith(step))
    if stem.endswith(".json"):
        assert load(name) == steps[step]
    else:
        assert text(name).strip("\n") == steps[step].strip("\n")
    if step == "signed":
        assert refusal(load(name)) == ""
        assert refusal({**load(name), "name": "Somebody else"}) == "bad_signature"


def check_unsigned(name):
    """What was signed step by step, once per suite."""
    folder = name.partition("/")[0]
    employment = "employ" in name
    found = [
        path.relative_to(HERE).as_posix()
        for suite in SUITES
        for path in HERE.glob(f"{folder}/{suite}*/**/signed*.json")
        if "384" not in path.name and (path.parent.name == "employ") == employment
    ]
    assert found
    assert all(unsigned(load(each)) == load(name) for each in found)


def check_pair(name):
    pair = load(name)
    key = signer(pair, "").public_key

    assert key.to_multikey() == pair["publicKeyMultibase"]
    assert key == PublicKey.from_multikey(pair["publicKeyMultibase"])


def check_chain(name):
    """A set of two, a third proof that rests on both, and a fourth on the third: built and verified."""
    folder = "eddsa/proof-set-chain/"
    pairs, bare = load(folder + "multiKeyPairs.json"), load(folder + "unsigned.json")
    configs = [
        load(f"{folder}{each}.json")
        for each in ("proofSetConfig1", "proofSetConfig2", "proofChainConfig1", "proofChainConfig2")
    ]
    documents = []
    for config, pair in zip(configs, pairs.values(), strict=True):
        put = {
            "created": datetime.fromisoformat(config["created"]),
            "expected": Expected(purpose=config["proofPurpose"]),
            "proof_id": config.get("id", ""),
        }
        by = signer(pair, config["verificationMethod"])
        before = config.get("previousProof", [])
        previous = [before] if isinstance(before, str) else before
        documents.append(
            append_proof(documents[-1], by, previous=previous, **put)
            if documents
            else add_proof(bare, by, **put)
        )
    proofs = documents[3]["proof"]
    made = {
        "multiKeyPairs": pairs,
        "unsigned": unsigned(documents[3]),
        "signedProofSet1": documents[0],
        "signedProofSet2": documents[1],
        "signedProofChain1": documents[2],
        "signedProofChain2": documents[3],
        "proofChainTempDoc1": input_of(bare, proofs, (0, 1)),
        "proofChainTempDoc2": input_of(bare, proofs, (2,)),
    }
    for kind, first in (("Set", 0), ("Chain", 2)):
        for place in (0, 1):
            made[f"proof{kind}Config{place + 1}"] = options_of(proofs[first + place])
            made[f"proof{kind}ConfigSigned{place + 1}"] = proofs[first + place]

    assert load(name) == made[name.removeprefix(folder).removesuffix(".json")]
    if "/signed" in name:
        assert refusal(load(name)) == ""
