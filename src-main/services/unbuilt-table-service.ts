/** Commands of the table that the page knows already and the document can't do yet: each refuses, and changes nothing. */
import type { Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'

function refuse(): never {
  throw new EpochwiseError('table.none', 'This can’t be done to the table yet. Nothing was changed.')
}

export const unbuiltTableService = {
  'table.copy': refuse,
  'table.paste': refuse,
  'table.fillDown': refuse,
  'table.clear': refuse,
  'table.replace': refuse,
  'table.deleteSpan': refuse,
  'table.fillMissing': refuse,
  'table.dropMissing': refuse,
  'table.removeDuplicates': refuse,
  'table.setPart': refuse,
  'table.goTo': refuse,
  'column.insert': refuse,
  'column.delete': refuse,
  'column.rename': refuse,
  'column.move': refuse,
  'column.arrange': refuse,
  'column.previewKind': refuse,
  'column.compute': refuse,
  'column.checkExpression': refuse,
  'column.merge': refuse,
  'column.split': refuse,
  'column.values': refuse,
} satisfies Partial<Handlers<'table' | 'column'>>
