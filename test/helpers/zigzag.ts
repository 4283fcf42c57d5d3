/** Raster indices in zig-zag order, by walking the diagonals of the block up and down (T.81 figure A.6). */
export function walkZigzag(): number[] {
  const order: number[] = [];
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let step = 0; step <= diagonal; step++) {
      const [u, v] = diagonal % 2 === 0 ? [step, diagonal - step] : [diagonal - step, step];
      if (u < 8 && v < 8) order.push(8 * v + u);
    }
  }
  return order;
}
