/** A run as it begins, for tests that only store it. */
import type { NewRun } from '../../../src-main/document/run-store'
import { begunSummary } from '../../support/run-summary'

export const newRun: NewRun = { summary: begunSummary, encoding: '{"version":1}', fingerprint: 'a:1' }
