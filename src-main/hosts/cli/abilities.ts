/** The command line has paths and nothing else: no dialogs, and every path is the person's own. */
import { basename, resolve } from 'node:path'
import type { Abilities } from '../../services/abilities'
import { EpochwiseError } from '../../../src-shared/errors'

function cannotAsk(): Promise<never> {
  return Promise.reject(new EpochwiseError('message.invalid', 'The command line cannot ask: name the file.'))
}

export function commandLineAbilities(): Abilities {
  return {
    host: 'cli',
    dialogs: false,
    chooseFile: cannotAsk,
    chooseDestination: cannotAsk,
    resolve: (path) => resolve(path),
    display: (path) => path,
    prepareDelivery: (suggestedName) => Promise.resolve(resolve(basename(suggestedName))),
    deliver: (path) => Promise.resolve({ kind: 'file', path }),
    listFiles: () => Promise.resolve([]),
  }
}
