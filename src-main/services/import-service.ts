/** Files on their way into a table: looked at, changed rules tried, then imported. */
import type { Handlers } from '../../src-shared/contract'
import type { ServiceContext } from './context'
import { EpochwiseError } from '../../src-shared/errors'

function closed(): never {
  throw new EpochwiseError('import.closed', 'This file was let go. Open it again.')
}

export function createImportService(_context: ServiceContext): Handlers<'import'> {
  return {
    'import.propose': closed,
    'import.paste': closed,
    'import.again': closed,
    'import.preview': closed,
    'import.run': closed,
    'import.close': () => null,
    'import.refresh': closed,
  }
}
