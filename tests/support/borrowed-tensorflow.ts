/** The TensorFlow that is set up for this person, as if it were in another place: to be used and removed there. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Installation, Variant } from '../../src-main/engines/tensorflow/home'
import { recordFile, recordOf } from '../../src-main/engines/tensorflow/home'

/** Removing it there removes the link alone. */
export async function borrowTensorflow(
  { folder, ...known }: Installation,
  home: string,
  variant: Variant = known.variant,
): Promise<void> {
  await mkdir(home, { recursive: true })
  const name = basename(folder)
  await symlink(folder, join(home, name))
  await writeFile(recordFile(home), recordOf({ ...known, variant }, name))
}
