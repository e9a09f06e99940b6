/** A small file that is the old one or the new one, never half. */
import { rename, writeFile } from 'node:fs/promises'

export async function replaceRecord(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}
