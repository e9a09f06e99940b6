/** Which wheels make TensorFlow on this machine. */
import { EpochwiseError } from '../../../../src-shared/errors'
import type { Variant } from '../home'
import type { Wheel } from './package-index'

/** The release that the app is tested with. */
export const tensorflowVersion = '2.21.0'

export type Machine = { platform: NodeJS.Platform; arch: string }

/** The package on the index whose wheel brings the libraries. @throws EpochwiseError engine.unsupported */
export function tensorflowPackage(variant: Variant, { platform, arch }: Machine): string {
  if (variant === 'cuda' && !(platform === 'linux' && arch === 'x64')) {
    throw unsupported('TensorFlow computes on NVIDIA GPUs on Linux and Windows (x64) alone')
  }
  if (platform === 'linux' && arch === 'x64') return variant === 'cuda' ? 'tensorflow' : 'tensorflow-cpu'
  if ((platform === 'linux' || platform === 'darwin') && arch === 'arm64') return 'tensorflow'
  throw unsupported(`There is no TensorFlow for ${platform} on ${arch}`)
}

/** The libraries are the same for every Python: the last wheel of that release. @throws EpochwiseError engine.unsupported */
export function chooseWheel(wheels: readonly Wheel[], version: string, machine: Machine): Wheel {
  const fitting = wheels.filter(({ name }) => versionOf(name) === version && fits(name, machine))
  const last = fitting.sort((a, b) => compareVersions(pythonOf(a.name), pythonOf(b.name))).at(-1)
  if (last !== undefined) return last
  throw unsupported(`The package index has no TensorFlow ${version} for this machine`)
}

/** The newest wheel within `bounds`, as `>=12.5.3.2,<13.0`. @throws EpochwiseError engine.unsupported */
export function chooseWithin(wheels: readonly Wheel[], requirement: Requirement, machine: Machine): Wheel {
  const fitting = wheels.filter(({ name }) => fits(name, machine) && isWithin(versionOf(name), requirement.bounds))
  const newest = fitting.sort((a, b) => compareVersions(versionOf(a.name), versionOf(b.name))).at(-1)
  if (newest !== undefined) return newest
  throw unsupported(`The package index has no ${requirement.project} (${requirement.bounds}) for this machine`)
}

export type Requirement = { project: string; bounds: string }

/** What a wheel's METADATA asks for under that extra: TensorFlow names its CUDA libraries by `and-cuda`. */
export function requirementsOf(metadata: string, extra: string): Requirement[] {
  return metadata.split('\n').flatMap((line) => {
    const [, project, bounds, condition] =
      /^Requires-Dist:\s*([\w.-]+)\s*\(?([^;)]*)\)?\s*;\s*(.*)$/.exec(line.trim()) ?? []
    const wanted = condition?.includes(`"${extra}"`) === true || condition?.includes(`'${extra}'`) === true
    return wanted ? [{ project: project!, bounds: bounds!.trim() }] : []
  })
}

function fits(name: string, { platform, arch }: Machine): boolean {
  const tags = name
    .replace(/\.whl$/, '')
    .split('-')
    .at(-1)!
  if (platform === 'darwin') return /macosx_\d+_\d+_arm64/.test(tags)
  return tags.includes('linux') && tags.includes(arch === 'arm64' ? 'aarch64' : 'x86_64')
}

const versionOf = (name: string): string => name.split('-')[1] ?? ''
/** cp312 → 3.12 */
const pythonOf = (name: string): string => (name.split('-').at(-3) ?? '').replace(/^cp(\d)(\d+)$/, '$1.$2')

function isWithin(version: string, bounds: string): boolean {
  if (!/^\d+(\.\d+)*(\.post\d+)?$/.test(version)) return false
  return bounds.split(',').every((bound) => {
    const [, sign, than] = /^\s*(>=|<=|==|!=|>|<)\s*([\d.]+)/.exec(bound) ?? []
    if (sign === undefined) return true
    const order = compareVersions(version, than!)
    const holds = {
      '>=': order >= 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '<': order < 0,
    }
    return holds[sign as keyof typeof holds]
  })
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[^\d]+/).map(Number))
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export function unsupported(why: string): EpochwiseError {
  return new EpochwiseError('engine.unsupported', `${why}. Training goes on with ONNX Runtime.`)
}
