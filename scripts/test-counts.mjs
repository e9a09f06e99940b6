/** Adds up what the test runners report. A runner that failed without a failed test counts as one: it broke. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 }

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** @param {Counts} counts */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

/**
 * @param {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number } | null} report
 * @param {number} code
 * @returns {Counts}
 */
export function fromVitest(report, code) {
  return settled(
    {
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    report === null ? 1 : code,
  )
}

/**
 * @typedef {{ specs?: { tests?: { status?: string, annotations?: { type: string, description?: string }[] }[] }[], suites?: Suite[] }} Suite
 * @typedef {{ stats?: { expected?: number, unexpected?: number, flaky?: number, skipped?: number }, suites?: Suite[] }} PlaywrightReport
 */

/**
 * @param {PlaywrightReport | null} report
 * @param {number} code
 * @returns {{ counts: Counts, reasons: Record<string, number> }} with how many were skipped for which reason
 */
export function fromPlaywright(report, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  const counts = settled({ passed: expected + flaky, failed: unexpected, skipped }, report === null ? 1 : code)
  /** @type {Record<string, number>} */
  const reasons = {}
  for (const reason of (report?.suites ?? []).flatMap(skipReasons)) reasons[reason] = (reasons[reason] ?? 0) + 1
  return { counts, reasons }
}

/**
 * @param {Suite} suite
 * @returns {string[]}
 */
function skipReasons(suite) {
  const own = (suite.specs ?? [])
    .flatMap((spec) => spec.tests ?? [])
    .filter((test) => test.status === 'skipped')
    .map((test) => test.annotations?.find(({ type }) => type === 'skip')?.description ?? 'no reason given')
  return [...own, ...(suite.suites ?? []).flatMap(skipReasons)]
}

/**
 * @param {Counts} counts
 * @param {number} code
 */
function settled(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}
