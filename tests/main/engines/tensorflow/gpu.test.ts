/** The GPU as its driver tells of it, and what keeps TensorFlow from it. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findGpu, gpuHindrance } from '../../../../src-main/engines/tensorflow/gpu'
import { temporaryFolder } from '../../../support/temporary-folder'

function machineWith(says: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${says}\n`)
  chmodSync(join(folder, 'nvidia-smi'), 0o755)
  return { PATH: folder }
}

it.skipIf(process.platform === 'win32')('the first GPU is taken; a driver that fails is none', async () => {
  const two = "echo 'NVIDIA L4, 550.54.15, 23034'; echo 'NVIDIA T4, 550.54.15, 15360'"
  expect(await findGpu(machineWith(two))).toEqual({ name: 'NVIDIA L4', driver: '550.54.15', memoryMegabytes: 23034 })
  expect(await findGpu(machineWith("echo 'NVIDIA-SMI has failed'; exit 9"))).toBeNull()
  expect(await findGpu(machineWith("echo 'No devices were found'"))).toBeNull()
  expect(await findGpu({ PATH: '/nowhere' })).toBeNull()
})

const gpu = (driver: string) => ({ name: 'NVIDIA L4', driver, memoryMegabytes: 23034 })

it.each<[string, Parameters<typeof gpuHindrance>, RegExp | null]>([
  ['Linux', [gpu('550.54'), 'linux', 'x64'], null],
  ['Linux without one', [null, 'linux', 'x64'], /No NVIDIA GPU was found .* install its driver/],
  ['an old driver', [gpu('470.10'), 'linux', 'x64'], /driver of the NVIDIA L4 is 470.10; CUDA 12 needs 525 or newer/],
  ['Windows', [gpu('550.54'), 'win32', 'x64', { CUDA_PATH_V11_2: 'C:\\CUDA' }], null],
  ['Windows without CUDA', [gpu('550.54'), 'win32', 'x64', {}], /needs CUDA 11.2 and cuDNN 8.1 .* Install both/],
  ['a Mac', [null, 'darwin', 'arm64'], /on Linux and Windows \(x64\) alone/],
])('what keeps TensorFlow from a GPU: %s', (_, asked, words) => {
  const hindrance = gpuHindrance(...asked)
  if (words === null) expect(hindrance).toBeNull()
  else expect(hindrance).toMatch(words)
})
