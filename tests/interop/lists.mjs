// node lists.mjs < lists  builds and packs each list, reads the one that stands beside it, and prints the seconds of CPU
// of building and packing: the middle of several turns, after some that warm up.
import {text} from 'node:stream/consumers';
import {createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';

const lists = JSON.parse(await text(process.stdin));

async function build({size, positions}) {
  const list = await createList({length: size});
  for (const position of positions) {
    list.setStatus(position, true);
  }
  return list.encode();
}

function setIn(list) {
  const found = [];
  for (let position = 0; position < list.length; position++) {
    if (list.getStatus(position)) {
      found.push(position);
    }
  }
  return found;
}

const told = [];
for (const each of lists) {
  const seconds = [];
  let packed;
  for (let turn = 0; turn < 2 * each.turns; turn++) {
    const begun = process.cpuUsage();
    packed = await build(each);
    const {user, system} = process.cpuUsage(begun);
    seconds.push((user + system) / 1e6);
  }
  const warm = seconds.slice(each.turns).sort((one, other) => one - other);
  told.push({
    seconds: warm[Math.floor(warm.length / 2)], packed,
    read: setIn(await decodeList({encodedList: each.packed}))
  });
}
process.stdout.write(JSON.stringify(told));
