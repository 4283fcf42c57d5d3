import { expectTypeOf, test } from 'vitest';
import type * as library from '../../src/index.js';
import type {
  CompressOptions,
  CompressPiecesOptions,
  CompressStreamOptions,
  DecompressOptions,
  DecompressStreamOptions,
  ErrorCode,
  FlavorName,
  JpegInfo,
  LeptonError,
  LeptonInfo,
  Piece,
} from '../../src/index.js';

type Library = typeof library;

// Nothing runs here: the type checker is the test.
test('bytes go in and come out', () => {
  type OnBytes<Options, Result> = (bytes: Uint8Array, options?: Options) => Result;
  expectTypeOf<Library['compress']>().toEqualTypeOf<OnBytes<CompressOptions, Promise<Uint8Array>>>();
  expectTypeOf<Library['compressSync']>().toEqualTypeOf<OnBytes<CompressOptions, Uint8Array>>();
  expectTypeOf<Library['decompress']>().toEqualTypeOf<OnBytes<DecompressOptions, Promise<Uint8Array>>>();
  expectTypeOf<Library['decompressSync']>().toEqualTypeOf<OnBytes<DecompressOptions, Uint8Array>>();
  expectTypeOf<Library['inspect']>().toEqualTypeOf<OnBytes<DecompressOptions, JpegInfo | LeptonInfo>>();
  expectTypeOf<Library['compressPieces']>().toEqualTypeOf<
    OnBytes<CompressPiecesOptions, AsyncGenerator<Piece, void>>
  >();
  expectTypeOf<Library['compressPiecesSync']>().toEqualTypeOf<OnBytes<CompressPiecesOptions, Generator<Piece, void>>>();
  expectTypeOf<Library['verify']>().parameters.toEqualTypeOf<[Uint8Array, Uint8Array, DecompressOptions?]>();
  expectTypeOf<Library['verify']>().returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf<Library['decompressRange']>().parameters.toEqualTypeOf<
    [Uint8Array, number, number, DecompressOptions?]
  >();
  expectTypeOf<Library['decompressPieces']>().parameter(0).toEqualTypeOf<readonly Uint8Array[]>();
});

test('a Buffer is bytes, other things are not', () => {
  expectTypeOf<Buffer>().toExtend<Parameters<Library['compress']>[0]>();
  expectTypeOf<string>().not.toExtend<Parameters<Library['compress']>[0]>();
  expectTypeOf<ArrayBuffer>().not.toExtend<Parameters<Library['compress']>[0]>();
});

test('streams fit into pipes', () => {
  type ByteTransform = TransformStream<Uint8Array, Uint8Array>;
  expectTypeOf<Library['createCompressStream']>().toEqualTypeOf<(options?: CompressStreamOptions) => ByteTransform>();
  expectTypeOf<Library['createDecompressStream']>().toEqualTypeOf<
    (options?: DecompressStreamOptions) => ByteTransform
  >();
  expectTypeOf<Library['createRangeStream']>().returns.toEqualTypeOf<ReadableStream<Uint8Array>>();
});

test('options have their types', () => {
  expectTypeOf<CompressOptions['segments']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<CompressOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
  expectTypeOf<FlavorName>().toEqualTypeOf<'16' | '32' | 'mixed'>();
  expectTypeOf<{ sgments: number }>().not.toExtend<CompressOptions>();
});

test('what is told can be told apart', () => {
  expectTypeOf<Extract<JpegInfo | LeptonInfo, { format: 'lepton' }>>().toEqualTypeOf<LeptonInfo>();
  expectTypeOf<LeptonError>().toExtend<Error>();
  expectTypeOf<LeptonError['code']>().toEqualTypeOf<ErrorCode>();
  expectTypeOf<Library['ERROR_TABLE'][ErrorCode]['exitStatus']>().toEqualTypeOf<number>();
});
