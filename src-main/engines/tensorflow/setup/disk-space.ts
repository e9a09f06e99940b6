/** Room on the disk: asked before much is fetched, and said in words when it runs out all the same. */
import { statfs } from 'node:fs/promises'
import { EpochwiseError } from '../../../../src-shared/errors'

/** @throws EpochwiseError disk.full */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= bytes) return
  const message = `TensorFlow needs ${inWords(bytes)} of disk space while it is set up, and ${inWords(bavail * bsize)} are free. Free some space, or name a folder on another disk with EPOCHWISE_TENSORFLOW.`
  throw new EpochwiseError('disk.full', message)
}

/** Or a person's own share of it, or the most that a file may have. */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
}

export function diskFull(): EpochwiseError {
  return new EpochwiseError(
    'disk.full',
    'The disk is full, so TensorFlow could not be set up. Free some space and try again; training goes on with ONNX Runtime.',
  )
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`
}
