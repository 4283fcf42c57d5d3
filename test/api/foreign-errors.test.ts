import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LeptonError, toLeptonError } from '../../src/errors.js';

const LIBRARY = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href;
const FIXTURE = join(import.meta.dirname, '../../fixtures/scene.jpg');

/** Runs a program that has the library as `lepton` and a JPEG that is large enough for threads. @returns what it told */
function runProgram(body: string, command: readonly string[] = [process.execPath]) {
  const program = `
    import { readFileSync } from 'node:fs';
    import * as lepton from ${JSON.stringify(LIBRARY)};
    const jpeg = new Uint8Array(Buffer.concat([readFileSync(${JSON.stringify(FIXTURE)}), Buffer.alloc(3_000_000)]));
    const tell = (error) => ({ isOurs: error instanceof lepton.LeptonError, code: error.code, cause: String(error.cause) });
    const told = await (async () => { ${body} })();
    process.stdout.write(JSON.stringify(told));`;
  const [executable, ...args] = command;
  const { stdout, stderr, status } = spawnSync(executable, [...args, '--input-type=module', '-e', program], {
    timeout: 60_000,
  });
  expect([status, stderr.toString()]).toEqual([0, expect.not.stringContaining('Error')]);
  return { told: JSON.parse(stdout.toString()) as unknown, stderr: stderr.toString() };
}

describe('what the runtime throws comes as a LeptonError with a code and a cause', () => {
  test.skipIf(process.platform === 'win32')('out of memory', () => {
    const body = `
      const file = lepton.compressSync(jpeg, { verify: false }).slice();
      // It announces 2 GB, which is more than the process may have.
      new DataView(file.buffer).setUint32(20, 0x7f000000, true);
      const failures = [];
      for (const call of [lepton.decompressSync, lepton.decompress]) {
        try { await call(file, { memoryLimit: Infinity }); } catch (error) { failures.push(tell(error)); }
      }
      return failures;`;
    const limited = ['bash', '-c', `ulimit -v 2600000; exec "${process.execPath}" "$@"`, 'node'];
    const expected = { isOurs: true, code: 'LIMIT_EXCEEDED', cause: expect.stringContaining('RangeError') };
    expect(runProgram(body, limited).told).toEqual([expected, expected]);
  });

  test.each([
    ['LIMIT_EXCEEDED', new RangeError('Array buffer allocation failed')],
    ['LIMIT_EXCEEDED', new RangeError('Invalid typed array length: 9007199254740991')],
    ['OS_ERROR', Object.assign(new Error('Access to this API has been restricted'), { code: 'ERR_ACCESS_DENIED' })],
    ['INTERNAL_ERROR', new TypeError('x is not a function')],
    ['INTERNAL_ERROR', 'a string'],
  ])('%s for %s', (code, cause) => {
    expect(toLeptonError(cause)).toMatchObject({ name: 'LeptonError', code, cause });
  });

  test('and ours as it is', () => {
    const error = new LeptonError('USAGE', 'No.');
    expect(toLeptonError(error)).toBe(error);
  });
});

test('a worker that dies in the middle of its work makes the call fail, and the next one works', () => {
  const { told } = runProgram(`
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    let isDeadly = true;
    process.getBuiltinModule('node:worker_threads').Worker = class extends Worker {
      constructor(...args) {
        super(...args);
        // Its first message says that it has started.
        if (isDeadly) this.once('message', () => this.terminate());
      }
    };
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
    const options = { threads: 2, segments: 8, verify: false };
    const failures = [];
    for (let call = 0; call < 4 && failures.length === 0; call++) {
      try { await lepton.compress(jpeg, options); } catch (error) { failures.push(tell(error)); }
    }
    isDeadly = false;
    return [...failures, Buffer.compare(await lepton.compress(jpeg, options), lepton.compressSync(jpeg, { segments: 8 }))];`);
  expect(told).toEqual([{ isOurs: true, code: 'INTERNAL_ERROR', cause: expect.stringContaining('status') }, 0]);
});

const THERE_AND_BACK = `
  const results = [];
  for (let call = 0; call < 3; call++) {
    const file = await lepton.compress(jpeg, { threads: 4, segments: 8 });
    results.push(Buffer.compare(await lepton.decompress(file, { threads: 4 }), jpeg));
  }
  return results;`;

describe('where threads cannot be started, the calling one does the work', () => {
  test('by the permission model', () => {
    const [flag] = process.allowedNodeEnvironmentFlags.has('--permission')
      ? ['--permission']
      : ['--experimental-permission'];
    const { told, stderr } = runProgram(THERE_AND_BACK, [process.execPath, flag, '--allow-fs-read=*']);
    expect(told).toEqual([0, 0, 0]);
    // Node itself may say that its model is an experiment; nobody says anything for each file.
    expect(stderr.match(/Warning/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  test('by a limit on threads', () => {
    const { told, stderr } = runProgram(`
      let tries = 0;
      // As Node fails where the system has no more threads.
      process.getBuiltinModule('node:worker_threads').Worker = class extends EventTarget {
        constructor() {
          super();
          tries++;
          setImmediate(() => this.onError(Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' })));
        }
        on(name, listener) { if (name === 'error') this.onError = listener; }
        postMessage() {}
        terminate() {}
        ref() {}
        unref() {}
      };
      process.getBuiltinModule('node:module').syncBuiltinESMExports();
      const results = await (async () => { ${THERE_AND_BACK} })();
      return [...results, tries <= 3];`);
    expect(told).toEqual([0, 0, 0, true]);
    expect(stderr).toBe('');
  });
});
