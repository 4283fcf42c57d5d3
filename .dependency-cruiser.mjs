// Which folder may import which: the table of ARCHITECTURE.md.

/** Each folder imports only from itself and from those in front of it. */
const FOLDERS = [
  'work',
  'bytes',
  'coder',
  'jpeg',
  'model',
  'container',
  'codec',
  'streams',
  'pieces',
  'threads',
  'platform',
  'api',
];

const downwards = FOLDERS.slice(0, -1).map((folder, index) => ({
  name: `${folder}-imports-upwards`,
  comment: `src/${folder} imports only from folders above it in the table of ARCHITECTURE.md.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${FOLDERS.slice(index + 1).join('|')}|cli|index\\.ts)` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...downwards,
    {
      name: 'api-imports-upwards',
      severity: 'error',
      from: { path: '^src/(api/|index\\.ts)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'decoding-needs-encoding',
      comment: 'Whoever only restores must not have to load what compresses.',
      severity: 'error',
      from: { path: '^src/codec/decode/' },
      to: { path: '^src/codec/encode/' },
    },
    {
      name: 'platform-chosen-by-path',
      comment: 'Which platform it is, package.json says (#platform).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/' },
      to: { path: '^src/platform/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'tool-behind-the-api',
      comment: 'The command line tool uses what everybody may use.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|index\\.ts|errors\\.ts|version\\.ts)' },
    },
    {
      name: 'errors-import-nothing',
      severity: 'error',
      from: { path: '^src/(errors|version)\\.ts$' },
      to: {},
    },
    { name: 'circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nobody-uses-it',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(index\\.ts|platform/|cli/main\\.ts)' },
      to: {},
    },
    {
      name: 'not-among-the-dependencies',
      comment: 'Only what package.json lists under dependencies is there where the library is used.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['lepton-ts-source', 'node', 'import', 'types'],
      exportsFields: ['exports'],
    },
  },
};
