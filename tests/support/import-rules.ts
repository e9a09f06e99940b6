/** How a plain CSV is read, for tests to vary. */
import type { ImportRules } from '../../src-shared/import'

export const plainRules: ImportRules = {
  format: 'csv',
  sheet: null,
  encoding: 'auto',
  delimiter: ',',
  quote: '"',
  escape: '"',
  header: true,
  headerLines: 1,
  skip: 0,
  footer: 0,
  missingWords: [''],
  faulty: 'repair',
  columns: [],
}
