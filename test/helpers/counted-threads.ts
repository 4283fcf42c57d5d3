/** Source of code that counts the worker threads of its process from then on, in a variable `started`. */
export const COUNT_THREADS = `
  const threads = process.getBuiltinModule('node:worker_threads');
  const { Worker } = threads;
  let started = 0;
  threads.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      started++;
    }
  };
  process.getBuiltinModule('node:module').syncBuiltinESMExports();`;
