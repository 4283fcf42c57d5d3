import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/helpers/summary-reporter.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** So that `#platform` is the source of it. */
const CONDITIONS = ['lepton-ts-source', 'node'];

export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(version) },
  resolve: { conditions: CONDITIONS },
  ssr: { resolve: { conditions: CONDITIONS } },
  test: {
    include: [mode === 'long' ? 'test/**/*.long.ts' : 'test/**/*.test.ts'],
    globalSetup: ['test/helpers/build-once.ts'],
    reporters: ['default', new SummaryReporter()],
    // Generous, because timings are never asserted and the tests may share a busy machine.
    testTimeout: mode === 'long' ? 1_800_000 : 120_000,
    hookTimeout: 120_000,
  },
}));
