/** What can be done about rows that were mended or left out, each with one click: the rules changed, the file read again. */
import type { ImportRemedy, ImportRules } from '../../../src-shared/import'
import type { Accounts } from './repair'

/** In the order of `remedyPlaces`. */
export function remediesFor(rules: ImportRules, { listed }: Accounts): ImportRemedy[] {
  const above = listed.filter(({ reason }) => reason === aboveWords).length
  return [
    { label: 'Leave such rows out', change: { faulty: 'reject' } },
    { label: 'Mend such rows', change: { faulty: 'repair' } },
    { label: 'Read quotes as plain text everywhere', change: { quote: '', escape: '' } },
    { label: 'Read the file as Windows-1252', change: { encoding: 'windows-1252' } },
    { label: `Take ${above === 1 ? 'this line' : 'these lines'} into the table`, change: { skip: 0 } },
    { label: 'Take the lines below into the table', change: { footer: 0 } },
  ]
}

export const aboveWords = 'It stands above the table.'
export const belowWords = 'It stands below the table.'
