/** A GPU in software: the Vulkan that Chromium brings along, for WebGPU where no other is at hand. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installedChromium } from '../../scripts/chromium.mjs'

/** What a process must find in its environment when it starts; null: there is none here. */
export function softwareGpu(): { LD_LIBRARY_PATH: string; VK_ICD_FILENAMES: string } | null {
  const chromium = installedChromium()
  if (process.platform !== 'linux' || chromium === null) return null
  const folder = [dirname(realpathSync(chromium)), '/usr/lib/chromium'].find((place) =>
    ['libvulkan.so.1', 'libvk_swiftshader.so', 'vk_swiftshader_icd.json'].every((name) =>
      existsSync(join(place, name)),
    ),
  )
  if (folder === undefined) return null
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') }
}
