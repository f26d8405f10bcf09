/**
 * The bytes of a body, as many as `limit` at the most: what is longer is not read on, however long it is. An upload is
 * as large as its sender pleases.
 */
export const readAtMost = async (
  body: AsyncIterable<Uint8Array> | undefined,
  limit: number,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    const room = limit - length
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    length += Math.min(chunk.length, room)
    if (length >= limit) break
  }
  return new Uint8Array(Buffer.concat(chunks))
}
