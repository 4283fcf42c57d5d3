/** Second bytes of the markers (ITU T.81 table B.1). */
export const SOF0 = 0xc0;
export const SOF1 = 0xc1;
export const SOF2 = 0xc2;
export const DHT = 0xc4;
export const JPG = 0xc8;
export const DAC = 0xcc;
export const SOF15 = 0xcf;
export const RST0 = 0xd0;
export const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DNL = 0xdc;
export const DRI = 0xdd;
export const DHP = 0xde;
export const EXP = 0xdf;
export const TEM = 0x01;

/** Whether a marker starts a frame (SOF0..SOF15 without DHT, JPG and DAC, which stand between them). */
export function isStartOfFrame(marker: number): boolean {
  return marker >= SOF0 && marker <= SOF15 && marker !== DHT && marker !== JPG && marker !== DAC;
}

/** Whether a marker stands alone, without a segment behind it. */
export function isStandalone(marker: number): boolean {
  return marker === TEM || (marker >= RST0 && marker <= EOI);
}

/** Name of the coding process that a frame marker announces. */
export function processName(marker: number): string {
  const names: Record<number, string> = {
    0: 'baseline sequential',
    1: 'extended sequential',
    2: 'progressive',
    3: 'lossless',
    5: 'differential sequential',
    6: 'differential progressive',
    7: 'differential lossless',
    9: 'arithmetic-coded sequential',
    10: 'arithmetic-coded progressive',
    11: 'arithmetic-coded lossless',
    13: 'arithmetic-coded differential sequential',
    14: 'arithmetic-coded differential progressive',
    15: 'arithmetic-coded differential lossless',
  };
  return names[marker - SOF0] ?? 'unknown';
}
