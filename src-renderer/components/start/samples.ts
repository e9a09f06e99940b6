/** The tutorial's own table is one of the samples, shown apart from them. */
import type { SampleInfo } from '../../../src-shared/project'

export function isTutorial(sample: SampleInfo): boolean {
  return sample.id === 'tutorial'
}
