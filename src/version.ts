/** Put in its place by the build from package.json. */
declare const __VERSION__: string;

/** Version of this package. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
