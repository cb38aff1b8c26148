/** What is done after a block's last commit: final values go into the cells, lists of versions are taken off them. */
import { VALUE } from './account';
import { take } from './arena';
import { putAccount, putSlot } from './commit';
import { finalAccount, finalSlot } from './version-read';
import {
  dropList, LIST_BEFORE, LIST_CELL, LIST_KIND, newestList, OF_ACCOUNT, VERSION_EPOCH, VERSION_VALUE,
} from './versions';

/** An account's value. */
let value: usize = 0;

/** Once a thread. */
export function attachApply(): void {
  value = take(VALUE);
}

/** For the lists that this thread made. All is committed, and no thread reads versions for a transaction any more. */
export function applyVersions(): void {
  for (let list = newestList(); list != 0; list = load<u32>(list, LIST_BEFORE)) {
    const cell: usize = load<u32>(list, LIST_CELL);
    if (load<u32>(list, LIST_KIND) == OF_ACCOUNT) {
      if (finalAccount(cell, value)) putAccount(cell, value);
    } else {
      const version = finalSlot(cell);
      if (version != 0) putSlot(cell, version + VERSION_VALUE, load<u32>(version, VERSION_EPOCH));
    }
    dropList(list);
  }
}
