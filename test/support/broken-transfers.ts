/** Transfers of which one does not encode, once the load is under way: what a fault in a workload is to a run. */
import { BUILT_IN } from '../../harness/catalog.ts';
import type { Workload } from '../../harness/spec/index.ts';

const AT = 100;
const transfers = BUILT_IN.workloads.find(({ name }) => name === 'transfers')!;

const broken: Workload = {
  ...transfers,
  module: import.meta.url,
  drive(context, deployment) {
    const driver = transfers.drive(context, deployment);
    // Generators warm up on the same indices.
    let before = 0;
    return {
      ...driver,
      intent(index, random) {
        const intent = driver.intent(index, random);
        return index === AT && before++ > 0 ? { ...intent, data: '0xabc' } : intent;
      },
    };
  },
};

export default broken;
