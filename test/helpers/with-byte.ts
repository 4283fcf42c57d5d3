/** A copy with one byte replaced; a negative offset counts from the end. */
export function withByte(bytes: ArrayLike<number>, offset: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[offset < 0 ? copy.length + offset : offset] = value;
  return copy;
}
