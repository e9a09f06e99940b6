/** Kinds and roles of columns, in words. */
import type { ColumnKind, ColumnRole } from '../../../src-shared/table'

export const kindNames: Record<ColumnKind, string> = {
  number: 'Number',
  category: 'Category',
  ordered: 'Ordered category',
  boolean: 'True or false',
  date: 'Date',
  text: 'Text',
}

export const kindHelp: Record<ColumnKind, string> = {
  number: 'A measure or a count: the network gets its value.',
  category: 'One of some values, none more than another.',
  ordered: 'One of some values that stand in an order, such as small, medium, large.',
  boolean: 'Yes or no.',
  date: 'A day, or a moment: the network gets useful numbers from it.',
  text: 'Words that are not used in training.',
}

export const roleNames: Record<ColumnRole, string> = {
  feature: 'Feature',
  target: 'Target',
  ignored: 'Ignored',
  weight: 'Weight of the row',
  group: 'Group of the row',
  time: 'Time of the row',
}

export const roleHelp: Record<ColumnRole, string> = {
  feature: 'The network reads it.',
  target: 'The network learns to predict it.',
  ignored: 'It stays in the table and out of the training.',
  weight: 'How much a row counts in training.',
  group: 'Rows of one group stay on one side of the split.',
  time: 'Later rows are held out for validation.',
}
